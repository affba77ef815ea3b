//! Pages, articles and paragraphs that are set on one line, opened where their parts begin.

use super::chars::{self, Ending, cells, ending};
use super::piece::{Piece, Role};
use super::{byline, furniture, label, names};

/// A page, an article or several paragraphs set on one line: cut after sentences that white space follows, and the short
/// parts that stand before the text are headings of their own.
pub fn open_lines(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut opened = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let whole = cells(&piece.text) > 240 || cells(&piece.text) > 100 && is_headed(&piece.text);
        if piece.role == Role::Body && piece.rows == 1 && whole && chars::is_cjk(&piece.text) {
            open(&piece, &mut opened);
        } else {
            opened.push(piece);
        }
    }
    opened
}

/// Short headings, gaps and a byline begin the line.
fn is_headed(text: &str) -> bool {
    let parts: Vec<&str> = text.split_whitespace().take(6).collect();
    let signs = |at: &usize| {
        let (part, two) = (parts[*at], parts[*at..].iter().take(2));
        let two = two.copied().collect::<Vec<_>>().join(" ");
        byline::is_line(part) || byline::is_line(&two) || byline::head(part).is_some()
    };
    let short = |part: &&str| cells(part) <= 40 && !part.contains(['，', '。']);
    byline::head(text).is_none()
        && (1..parts.len())
            .find(signs)
            .is_some_and(|at| parts[..at].iter().all(short))
}

fn open(piece: &Piece, opened: &mut Vec<Piece>) {
    let mut from = 0;
    for at in sentence_gaps(&piece.text) {
        peel(piece, &piece.text[from..at], opened);
        from = at;
    }
    peel(piece, &piece.text[from..], opened);
}

/// White space after the end of a sentence.
fn sentence_gaps(text: &str) -> Vec<usize> {
    let mut gaps = Vec::new();
    let mut tail = String::new();
    for (at, c) in text.char_indices() {
        if !c.is_whitespace() {
            if chars::closes(c) && tail.chars().count() < 4 {
                tail.push(c);
            } else {
                tail.clear();
                tail.push(c);
            }
        } else if !tail.is_empty() {
            if ending(&tail) == Ending::Full && !tail.starts_with('.') {
                gaps.push(at);
            }
            tail.clear();
        }
    }
    gaps
}

/// Takes short parts between gaps, without the marks of running text, off the front of a text: each may be a heading, or half
/// of one.
fn peel(model: &Piece, text: &str, opened: &mut Vec<Piece>) {
    let mut rest = text;
    loop {
        let inner = rest.trim_start();
        let gap = cells(&rest[..rest.len() - inner.len()]);
        let Some(at) = inner.find(char::is_whitespace) else {
            part(model, inner, gap, opened);
            return;
        };
        let end = apart(inner).or_else(|| {
            let part = &inner[..at];
            let running = part.contains(['，', '。', '、', '；']) || cells(part) > 50;
            let words = part.contains(char::is_alphabetic) && !part.chars().any(chars::square);
            let heading = !running && !words && byline::head(inner).is_none();
            heading.then_some(at)
        });
        let Some(end) = end else {
            part(model, inner.trim_end(), gap, opened);
            return;
        };
        part(model, inner[..end].trim_end(), gap, opened);
        rest = &inner[end..];
    }
}

/// Where a folio, a label or a byline that a text begins with ends: parts that stand for themselves.
fn apart(text: &str) -> Option<usize> {
    let ends: Vec<usize> = text
        .char_indices()
        .filter(|(_, c)| c.is_whitespace())
        .map(|(at, _)| at)
        .take(8)
        .collect();
    if let Some(end) = ends
        .iter()
        .rev()
        .find(|end| furniture::is_pure(&text[..**end]))
    {
        return Some(*end);
    }
    let own = |part: &str| label::is_label(part, true) || byline::is_line(part);
    let first = ends.iter().take(4).position(|end| own(&text[..*end]))?;
    let later = ends[..first]
        .iter()
        .any(|from| own(text[*from..ends[first]].trim_start()));
    if later {
        return None;
    }
    let more = ends[first..].windows(2).take_while(|w| {
        let name = text[w[0]..w[1]].trim();
        let unnamed = text[..w[0]].ends_with(['者', '员', '員']);
        let short = (2..=3).contains(&name.chars().count()) && name.chars().all(chars::han);
        names::is_name(name) || unnamed && short
    });
    ends.get(first + more.count()).copied()
}

/// A part of a line, so many cells after the one before it.
fn part(model: &Piece, text: &str, gap: usize, opened: &mut Vec<Piece>) {
    if text.is_empty() {
        return;
    }
    let mut piece = model.without_text();
    piece.text.push_str(text);
    if gap > 0 {
        (piece.blanks, piece.page_break) = (0, false);
        piece.gap = Some(gap);
    }
    opened.push(piece);
}

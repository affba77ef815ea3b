//! What each piece plainly is by itself: furniture, label, byline, caption, item, heading or text. The rank of headings
//! is left to [`super::score`].

use std::collections::HashMap;

use super::chars::{self, Ending, cells, ending, measure};
use super::piece::{Piece, Role};
use super::{byline, caption, furniture, label, list};

/// Longest heading, in measure.
const LONGEST_HEAD: usize = 88;

/// Gives every piece its role; bylines and jump lines at the head or tail of a paragraph become pieces of their own.
pub fn assign(pieces: Vec<Piece>) -> Vec<Piece> {
    let cjk = mostly_cjk(&pieces);
    let mut given: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match piece.role {
            Role::Table => given.push(piece),
            _ => part(piece, cjk, &mut given),
        }
    }
    running_heads(&mut given);
    page_numbers(&mut given);
    bare_names(&mut given);
    lists(&mut given);
    verse(&mut given);
    quotes(&mut given);
    given
}

fn mostly_cjk(pieces: &[Piece]) -> bool {
    let cjk: usize = pieces
        .iter()
        .filter(|p| chars::is_cjk(&p.text))
        .map(|p| p.text.len())
        .sum();
    let all: usize = pieces.iter().map(|p| p.text.len()).sum();
    cjk * 2 >= all
}

/// Classifies a piece, cutting off what stands inline.
fn part(mut piece: Piece, cjk: bool, given: &mut Vec<Piece>) {
    piece.role = by_itself(&piece.text, cjk);
    if piece.role != Role::Body {
        given.push(piece);
        return;
    }
    if let Some((mut jump, rest)) = label::jump_head(&piece.text).and_then(|at| piece.cut(at)) {
        (jump.role, jump.inline) = (Role::JumpIn, true);
        given.push(jump);
        part(rest, cjk, given);
        return;
    }
    if let Some((mut head, rest)) = byline::head(&piece.text).and_then(|at| piece.cut(at)) {
        (head.role, head.inline) = (Role::Byline, true);
        given.push(head);
        piece = rest;
        piece.role = Role::Body;
    }
    tail(piece, given);
}

fn tail(piece: Piece, given: &mut Vec<Piece>) {
    let cuts = [
        (label::jump_tail(&piece.text), Role::JumpOut),
        (byline::tail(&piece.text), Role::Byline),
    ];
    for (at, role) in cuts {
        if let Some((rest, mut end)) = at.and_then(|at| piece.cut(at)) {
            (end.role, end.inline) = (role, false);
            tail(rest, given);
            given.push(end);
            return;
        }
    }
    given.push(piece);
}

/// The role of a text by its looks alone.
fn by_itself(text: &str, cjk: bool) -> Role {
    if furniture::is_rule(text) {
        return Role::Rule;
    }
    if label::is_notice(text) || furniture::folio(text).is_some() {
        return Role::Furniture;
    }
    if let Some(jump) = label::jump(text) {
        return match jump {
            label::Jump::Out => Role::JumpOut,
            label::Jump::In => Role::JumpIn,
        };
    }
    let captioned = caption::points(text);
    if captioned >= 2 && !byline::is_line(text) || captioned >= 3 {
        return Role::Caption;
    }
    if byline::is_line(text) {
        return Role::Byline;
    }
    if label::is_label(text, cjk) {
        return Role::Label;
    }
    if list::mark(text).is_some() {
        return Role::List;
    }
    if captioned == 1 && text.starts_with(chars::ornament) {
        return ornamented(text);
    }
    if is_head(text) {
        Role::Head
    } else {
        Role::Body
    }
}

/// An ornament and no more to tell by: in Chinese a caption, in Japanese and Korean a heading.
fn ornamented(text: &str) -> Role {
    let other = text.chars().any(|c| chars::kana(c) || chars::hangul(c));
    if !chars::is_cjk(text) || other {
        return if is_head(text) {
            Role::Head
        } else {
            Role::Body
        };
    }
    Role::Caption
}

/// Looks like a heading: short, and without the end and the pauses of a sentence.
pub fn is_head(text: &str) -> bool {
    let length = measure(text);
    let pauses = text.matches('，').count();
    let fits = match ending(text) {
        Ending::Pause => false,
        Ending::Colon => length <= 20,
        Ending::Full => {
            text.ends_with(['？', '！', '?', '!', '…', '」', '”', '』']) && length <= 48
        }
        Ending::Open | Ending::Closed => true,
    };
    let inner = text.trim_end_matches(|c| chars::closes(c) || "？！?!…".contains(c));
    let sentence =
        inner.contains('。') || inner.contains(". ") && !chars::is_cjk(text) && length > 30;
    let small = text.chars().next().is_some_and(char::is_lowercase);
    fits && !sentence
        && !small
        && length <= LONGEST_HEAD
        && pauses <= 2
        && (pauses == 0 || length <= if pauses == 1 { 56 } else { 40 })
        && text.split_whitespace().count() <= 20
}

/// Short lines that stand on several pages are running heads.
fn running_heads(pieces: &mut [Piece]) {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for (at, piece) in pieces.iter().enumerate() {
        let edge = piece.page_break || pieces.get(at + 1).is_none_or(|next| next.page_break);
        if edge && matches!(piece.role, Role::Head | Role::Label) {
            *seen.entry(piece.text.as_str()).or_default() += 1;
        }
    }
    let repeated: Vec<String> = seen
        .into_iter()
        .filter(|(_, n)| *n >= 2)
        .map(|(t, _)| t.to_owned())
        .collect();
    for piece in pieces {
        if piece.role == Role::Head && repeated.contains(&piece.text) {
            piece.role = Role::Furniture;
        }
    }
}

/// A number alone at a page's head or foot is the page's.
fn page_numbers(pieces: &mut [Piece]) {
    for at in 0..pieces.len() {
        let edge = at == 0
            || pieces[at].page_break
            || pieces.get(at + 1).is_none_or(|next| next.page_break);
        if edge
            && matches!(pieces[at].role, Role::Head)
            && furniture::bare_number(&pieces[at].text).is_some()
        {
            pieces[at].role = Role::Furniture;
        }
    }
}

/// A name alone, directly under a heading: the writer.
fn bare_names(pieces: &mut [Piece]) {
    for at in 1..pieces.len() {
        let under = matches!(pieces[at - 1].role, Role::Head | Role::Label);
        let over_text = pieces.get(at + 1).is_some_and(|next| {
            matches!(
                next.role,
                Role::Body | Role::Head | Role::Caption | Role::Verse
            )
        });
        if under
            && over_text
            && matches!(pieces[at].role, Role::Head | Role::Caption)
            && byline::is_name(&pieces[at].text)
        {
            pieces[at].role = Role::Byline;
        }
    }
}

/// A single Han numeral before a heading is the heading's; marks of two items and more are a list's.
fn lists(pieces: &mut [Piece]) {
    for at in 0..pieces.len() {
        if pieces[at].role != Role::List || list::mark(&pieces[at].text) == Some(list::Mark::Bullet)
        {
            continue;
        }
        let neighbour = |i: Option<usize>| {
            i.and_then(|i| pieces.get(i))
                .is_some_and(|p| list::mark(&p.text).is_some())
        };
        if !neighbour(at.checked_sub(1)) && !neighbour(at.checked_add(1)) {
            pieces[at].role = if is_head(&pieces[at].text) {
                Role::Head
            } else {
                Role::Body
            };
        }
    }
}

/// Runs of short lines whose ends are the author's.
fn verse(pieces: &mut Vec<Piece>) {
    let mut at = 0;
    while at < pieces.len() {
        let end = verse_end(pieces, at);
        if end > at {
            let lines: Vec<Piece> = pieces.drain(at..end).collect();
            let mut poem = lines[0].clone();
            poem.text.clear();
            for line in &lines {
                if !poem.text.is_empty() {
                    poem.text
                        .push_str(if line.blanks > 0 { "\n\n" } else { "\n" });
                }
                poem.text.push_str(&line.text);
            }
            poem.rows = lines.len();
            poem.role = Role::Verse;
            pieces.insert(at, poem);
        }
        at += 1;
    }
}

/// Where a poem that begins at a piece ends; the same place if none does.
fn verse_end(pieces: &[Piece], at: usize) -> usize {
    let short = |p: &Piece| {
        let width = cells(&p.text);
        p.rows == 1
            && !p.page_break
            && matches!(p.role, Role::Head | Role::Body)
            && width <= if chars::is_cjk(&p.text) { 34 } else { 56 }
            && ending(&p.text) != Ending::Colon
    };
    if !pieces.get(at).is_some_and(short) {
        return at;
    }
    let mut end = at + 1;
    while let Some(piece) = pieces.get(end)
        && short(piece)
        && piece.blanks == 0
    {
        end += 1;
    }
    let lines = &pieces[at..end];
    let pauses = lines
        .iter()
        .filter(|p| matches!(ending(&p.text), Ending::Pause | Ending::Full))
        .count();
    let widest = lines.iter().map(|p| measure(&p.text)).max().unwrap_or(0);
    let enough = lines.len() >= 4 && widest <= 30 || lines.len() >= 3 && pauses >= 2;
    let text_follows = pieces
        .get(end)
        .is_some_and(|p| p.blanks == 0 && p.role == Role::Body && cells(&p.text) > 40);
    if enough && !(text_follows && pauses == 0) {
        end
    } else {
        at
    }
}

/// A quotation alone in its paragraph with a source under it, or marked as one.
fn quotes(pieces: &mut Vec<Piece>) {
    let mut at = 0;
    while at < pieces.len() {
        let quoted =
            matches!(pieces[at].role, Role::Head | Role::Body) && is_quoted(&pieces[at].text);
        if quoted {
            let source = pieces
                .get(at + 1)
                .is_some_and(|p| is_source(&p.text) && p.blanks <= 1);
            if source {
                let line = pieces.remove(at + 1);
                pieces[at].text.push(' ');
                pieces[at].text.push_str(&line.text);
                pieces[at].rows += 1;
            }
            if source || pieces[at].text.starts_with(['>', '＞']) {
                pieces[at].role = Role::Quote;
            }
        }
        at += 1;
    }
}

/// Quotation marks around the whole.
fn is_quoted(text: &str) -> bool {
    let pairs = [
        ('「', '」'),
        ('『', '』'),
        ('“', '”'),
        ('"', '"'),
        ('‘', '’'),
    ];
    text.starts_with(['>', '＞'])
        || pairs
            .iter()
            .any(|&(open, close)| text.starts_with(open) && text.ends_with(close))
}

/// `——甲乙，局長`: whose words they are.
fn is_source(text: &str) -> bool {
    text.starts_with(['—', '―', '–', '─']) && cells(text) <= 60 && !furniture::is_rule(text)
}

//! Verse: stanzas of short lines whose ends are the author's.
//!
//! Prose has its pauses within the lines, verse at their ends. One stanza needs four lines, or pauses at the ends of three;
//! where several stand one after the other, two lines each are enough.

use super::chars::{self, Ending, cells, count, ending, measure};
use super::piece::{Piece, Role};
use super::quote::is_source;

/// Lines of the longest poem that is looked for.
const LONGEST_POEM: usize = 60;

/// Makes one piece of every poem; a dash and a place under it are its signature.
pub fn gather(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut kept: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut end = 0;
    for (at, piece) in pieces.iter().enumerate() {
        if at < end {
            continue;
        }
        let before = kept.last_mut().filter(|p| p.role == Role::Verse);
        if let Some(poem) = before
            && is_source(&piece.text)
        {
            poem.absorb(piece, '\n');
            continue;
        }
        end = poem_end(&pieces, at);
        kept.push(match end > at {
            true => poem(&pieces[at..end]),
            false => piece.clone(),
        });
    }
    kept
}

/// Lines, and an empty one between stanzas.
fn poem(lines: &[Piece]) -> Piece {
    let mut poem = lines[0].clone();
    poem.role = Role::Verse;
    for line in &lines[1..] {
        if line.blanks > 0 {
            poem.text.push('\n');
        }
        poem.absorb(line, '\n');
    }
    poem
}

/// Where a poem that begins at a piece ends; the same place if none does.
fn poem_end(pieces: &[Piece], at: usize) -> usize {
    let mut stanzas: Vec<(usize, usize)> = Vec::new();
    let mut from = at;
    while from - at < LONGEST_POEM {
        let end = stanza_end(pieces, from);
        let follows = stanzas.is_empty() || pieces.get(from).is_some_and(|p| p.blanks == 1);
        if end < from + 2 || !follows {
            break;
        }
        stanzas.push((from, end));
        from = end;
    }
    // A heading on a line or two may follow the last stanza, as a title stands before the first.
    while let Some(&(from, end)) = stanzas.last()
        && stanzas.len() > 1
        && end - from < 3
        && is_heading_over_text(pieces, end)
    {
        stanzas.pop();
    }
    match stanzas[..] {
        [] => at,
        [(from, end)] if !is_stanza(pieces, from, end) => at,
        [(_, first), .., (_, end)] if stanzas.len() > 1 => {
            if are_stanzas(&pieces[at..end]) {
                end
            } else if is_stanza(pieces, at, first) {
                first
            } else {
                at
            }
        }
        [.., (_, end)] => end,
    }
}

/// Text follows that the lines before it may be the heading of.
fn is_heading_over_text(pieces: &[Piece], end: usize) -> bool {
    pieces
        .get(end)
        .is_some_and(|p| matches!(p.role, Role::Body | Role::Byline) && measure(&p.text) > 34)
}

/// A line that may be one of a poem.
fn is_short(piece: &Piece) -> bool {
    let text = piece.text.as_str();
    piece.rows == 1
        && matches!(piece.role, Role::Head | Role::Body)
        && cells(text) <= if chars::is_cjk(text) { 34 } else { 56 }
        && ending(text) != Ending::Colon
        && !text.ends_with(['；', ';'])
        && !text.contains(['：', '／'])
        && !text.trim_end_matches(['。', '」', '』']).contains('。')
        && !text.ends_with('選')
        && !is_source(text)
}

/// Where a run of short lines without blank ones ends.
fn stanza_end(pieces: &[Piece], from: usize) -> usize {
    if !pieces.get(from).is_some_and(is_short) {
        return from;
    }
    let goes_on = |p: &&Piece| is_short(p) && p.blanks == 0 && !p.page_break;
    let more = pieces[from + 1..].iter().take(LONGEST_POEM / 2);
    from + 1 + more.take_while(goes_on).count()
}

/// One run of short lines is a stanza.
fn is_stanza(pieces: &[Piece], from: usize, end: usize) -> bool {
    let lines = &pieces[from..end];
    let pauses = pauses(lines);
    let long = lines.len() >= 4 && widest(lines) <= 30
        || lines.len() >= 3 && pauses >= 2
        || lines.len() >= 2 && widest(lines) <= 40 && under_poetry(pieces, from);
    let text_follows = pieces
        .get(end)
        .is_some_and(|p| p.blanks == 0 && p.role == Role::Body && cells(&p.text) > 40);
    let stacked = pauses == 0 && lines.len() <= 5 && is_heading(pieces, from, end);
    long && !is_prose(lines)
        && !(text_follows && pauses == 0)
        && !(stacked && !under_poetry(pieces, from))
}

/// The name of a column of verse stands over the lines.
fn under_poetry(pieces: &[Piece], from: usize) -> bool {
    pieces[from.saturating_sub(3)..from].iter().any(|p| {
        matches!(p.role, Role::Head | Role::Label)
            && count(&p.text) <= 6
            && p.text.contains(['詩', '诗', '俳', '詞', '歌'])
    })
}

/// A kicker, a headline, a deck and a name may look like four lines of verse: text follows them, and no heading is before.
fn is_heading(pieces: &[Piece], from: usize, end: usize) -> bool {
    let headed = from > 0 && matches!(pieces[from - 1].role, Role::Head | Role::Byline);
    let text = |p: &Piece| p.role == Role::Byline && p.inline || p.role == Role::Body;
    !headed && pieces.get(end).is_some_and(text)
}

/// Runs of two short lines and more one after the other are a poem.
fn are_stanzas(lines: &[Piece]) -> bool {
    lines.len() >= 5 && widest(lines) <= 30 && !is_prose(lines)
}

/// Lines that end where a reader takes breath.
fn pauses(lines: &[Piece]) -> usize {
    let ends = |p: &&Piece| matches!(ending(&p.text), Ending::Pause | Ending::Full);
    lines.iter().filter(ends).count()
}

/// Pauses within the lines.
fn is_prose(lines: &[Piece]) -> bool {
    let within = |p: &&Piece| {
        let inner = p.text.trim_end_matches(|c| chars::clings(c) || c == '—');
        inner.contains(['，', '。', '、']) || inner.contains(". ") || inner.contains(", ")
    };
    lines.iter().filter(within).count() * 3 >= lines.len()
}

fn widest(lines: &[Piece]) -> usize {
    lines.iter().map(|p| measure(&p.text)).max().unwrap_or(0)
}

//! Undoes hard wraps: lines that a column's width ended, not the writer.
//!
//! A line is *full* when the first unbreakable piece of the next line would not have fitted the local measure. The measure
//! is the width for which most neighbouring lines are full, and at least three must be, none of them at the end of a
//! sentence or clause: so verse, lists and headings, which end where they please, have no measure.

use super::chars::{self, Ending, cells, ending};
use super::lines::Line;
use super::piece::{Piece, Role};
use super::{byline, furniture, label, list};

/// Lines on either side that say what the measure is.
const NEAR: usize = 8;
/// Narrowest column, in cells.
const NARROWEST: usize = 14;

/// Lines joined where a wrap divided them. Lines of tables are taken out before.
pub fn unwrap(lines: &[Line<'_>]) -> Vec<Piece> {
    let measures = measures(lines);
    let mut pieces: Vec<Piece> = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        let glued = at > 0 && line.blanks == 0 && !line.page_break && glue(lines, &measures, at);
        match pieces.last_mut() {
            Some(piece) if glued => {
                append(&mut piece.text, line.text);
                piece.rows += 1;
            }
            _ => pieces.push(Piece::of(line, Role::Body)),
        }
    }
    pieces
}

/// Joins two halves of a text: square scripts without a space, words with one, a hyphen at the line's end dropped.
pub fn append(text: &mut String, more: &str) {
    let (Some(last), Some(first)) = (text.chars().last(), more.chars().next()) else {
        text.push_str(more);
        return;
    };
    if last == '\u{ad}' || (last == '-' && hyphenated(text, more)) {
        text.pop();
    } else if !(chars::unspaced(last) || chars::unspaced(first) || last == '-' && text.len() > 1)
        && !particle(last, more)
    {
        text.push(' ');
    }
    text.push_str(more);
}

/// A Korean particle that begins a line belongs to the word before.
fn particle(last: char, more: &str) -> bool {
    let word = more.split_whitespace().next().unwrap_or("");
    chars::hangul(last)
        && matches!(
            word,
            "은" | "는" | "을" | "를" | "의" | "에" | "에서" | "으로" | "에게" | "까지" | "부터"
        )
}

/// The hyphen is the typesetter's: between small letters, and not after a word that takes one of its own.
fn hyphenated(text: &str, more: &str) -> bool {
    let stem = text
        .trim_end_matches('-')
        .rsplit(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or("");
    let letters = stem.chars().last().is_some_and(char::is_alphabetic)
        && more.chars().next().is_some_and(char::is_lowercase);
    letters
        && !matches!(
            stem.to_lowercase().as_str(),
            "long"
                | "short"
                | "high"
                | "low"
                | "well"
                | "self"
                | "non"
                | "year"
                | "half"
                | "full"
                | "part"
                | "so"
                | "mid"
                | "ex"
                | "anti"
                | "pro"
                | "cross"
                | "two"
                | "three"
                | "four"
                | "five"
                | "ten"
                | "first"
                | "second"
                | "third"
                | "one"
                | "large"
                | "small"
                | "co"
        )
}

/// Whether a line goes on from the one before.
fn glue(lines: &[Line<'_>], measures: &[Option<usize>], at: usize) -> bool {
    let (before, line) = (&lines[at - 1], &lines[at]);
    if begins_anew(line) || furniture::folio(before.text).is_some() || byline::is_line(before.text)
    {
        return false;
    }
    let ended = ending(before.text);
    let Some(measure) = measures[at - 1] else {
        return goes_on_in_small_letters(before, line);
    };
    if line.indent >= before.indent + 2 && line.indent <= before.indent + 8 {
        return false;
    }
    if !is_full(before, line, measure) {
        return ended != Ending::Full && goes_on_in_small_letters(before, line);
    }
    if ended == Ending::Full {
        return !looks_like_heading(lines, measures, at);
    }
    true
}

/// Latin text: an open end and a small letter after it.
fn goes_on_in_small_letters(before: &Line<'_>, line: &Line<'_>) -> bool {
    let open = matches!(
        ending(before.text),
        Ending::Open | Ending::Pause | Ending::Closed
    );
    let latin = !before.text.chars().last().is_some_and(chars::square);
    open && latin && line.text.chars().next().is_some_and(char::is_lowercase)
}

/// After a full line that ended a sentence: a short open line that nothing follows is a heading, not the paragraph's rest.
fn looks_like_heading(lines: &[Line<'_>], measures: &[Option<usize>], at: usize) -> bool {
    let line = &lines[at];
    let full = lines
        .get(at + 1)
        .zip(measures[at])
        .is_some_and(|(next, measure)| next.blanks == 0 && is_full(line, next, measure));
    !full && matches!(ending(line.text), Ending::Open | Ending::Closed)
}

/// Lines that begin something of their own, whatever stood before.
fn begins_anew(line: &Line<'_>) -> bool {
    let text = line.text;
    text.starts_with(chars::ornament)
        || text.starts_with(['【', '〔', '▼', '▶', '★', '◇', '□', '◎'])
        || list::mark(text).is_some()
        || label::jump(text).is_some()
        || furniture::is_rule(text)
        || furniture::folio(text).is_some()
        || byline::is_line(text)
}

fn is_full(line: &Line<'_>, next: &Line<'_>, measure: usize) -> bool {
    line.indent + line.width + gap(line, next) + chars::first_unit(next.text) > measure
}

/// The space that a wrap between two words took the place of.
fn gap(line: &Line<'_>, next: &Line<'_>) -> usize {
    let last = line.text.chars().last().is_some_and(chars::unspaced);
    let first = next.text.chars().next().is_some_and(chars::unspaced);
    usize::from(!last && !first)
}

/// The local measure of every line, where there is one.
fn measures(lines: &[Line<'_>]) -> Vec<Option<usize>> {
    let wraps: Vec<bool> = (0..lines.len()).map(|at| may_wrap(lines, at)).collect();
    (0..lines.len())
        .map(|at| measure_at(lines, &wraps, at))
        .collect()
}

/// The line may have been ended by the column: it is wide enough, the next one follows at once, and no clause ends here.
fn may_wrap(lines: &[Line<'_>], at: usize) -> bool {
    let (line, Some(next)) = (&lines[at], lines.get(at + 1)) else {
        return false;
    };
    line.indent + line.width >= NARROWEST
        && next.blanks == 0
        && !next.page_break
        && ending(line.text) == Ending::Open
}

fn measure_at(lines: &[Line<'_>], wraps: &[bool], at: usize) -> Option<usize> {
    if lines[at].indent + lines[at].width < NARROWEST {
        return None;
    }
    let near = at.saturating_sub(NEAR)..(at + NEAR).min(lines.len());
    let widest = |i: usize| lines[i].indent + lines[i].width;
    let mut best: Option<(usize, usize)> = None;
    for candidate in near.clone() {
        let measure = widest(candidate);
        if measure < NARROWEST || measure > 400 {
            continue;
        }
        let mut full = 0;
        let mut over = 0;
        for i in near.clone() {
            if widest(i) > measure + 3 {
                over += 1;
            } else if wraps[i]
                && lines
                    .get(i + 1)
                    .is_some_and(|next| is_full(&lines[i], next, measure))
            {
                full += 1;
            }
        }
        if full >= 3
            && over * 4 <= full
            && best.is_none_or(|(most, width)| full > most || (full == most && measure < width))
        {
            best = Some((full, measure));
        }
    }
    let (_, measure) = best?;
    (widest(at) <= measure + 3).then_some(measure)
}

/// A page, an article or several paragraphs set on one line: cut after sentences that white space follows, and the short
/// parts that stand before the text are headings of their own.
pub fn open_long_lines(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut opened = Vec::with_capacity(pieces.len());
    for piece in pieces {
        if piece.role == Role::Body
            && piece.rows == 1
            && cells(&piece.text) > 240
            && chars::is_cjk(&piece.text)
        {
            open(piece, &mut opened);
        } else {
            opened.push(piece);
        }
    }
    opened
}

fn open(piece: Piece, opened: &mut Vec<Piece>) {
    let mut rest = piece;
    loop {
        let Some((first, second)) = first_sentence_gap(&rest.text).and_then(|at| rest.cut(at))
        else {
            break;
        };
        peel(first, opened);
        rest = second;
    }
    peel(rest, opened);
}

/// The first white space after the end of a sentence.
fn first_sentence_gap(text: &str) -> Option<usize> {
    let mut last = ' ';
    for (at, c) in text.char_indices() {
        if c.is_whitespace()
            && !last.is_whitespace()
            && ending(&text[at.saturating_sub(8).max(floor(text, at))..at]) == Ending::Full
        {
            return Some(at);
        }
        last = c;
    }
    None
}

/// A character boundary not far before a place.
fn floor(text: &str, at: usize) -> usize {
    (at.saturating_sub(8)..=at)
        .find(|&i| text.is_char_boundary(i))
        .unwrap_or(at)
}

/// Takes the headings off the front of a text: short parts between gaps, without the marks of running text.
fn peel(piece: Piece, opened: &mut Vec<Piece>) {
    let mut rest = piece;
    let mut line = String::new();
    loop {
        let Some(at) = rest.text.find(char::is_whitespace) else {
            break;
        };
        let part = &rest.text[..at];
        let running = part.contains(['，', '。', '、', '；']) || cells(part) > 50;
        let latin = !part.chars().any(chars::square) && !label::capitals(part);
        if running || latin || byline::head(&rest.text).is_some() {
            break;
        }
        let Some((first, second)) = rest.cut(at) else {
            break;
        };
        let alone = label::is_label(&first.text, true)
            || byline::is_line(&first.text)
            || furniture::folio(&first.text).is_some();
        if alone {
            flush(&mut line, &first, opened);
            opened.push(first);
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&first.text);
        }
        rest = second;
    }
    flush(&mut line, &rest, opened);
    opened.push(rest);
}

fn flush(line: &mut String, model: &Piece, opened: &mut Vec<Piece>) {
    if !line.is_empty() {
        opened.push(Piece {
            text: std::mem::take(line),
            ..model.clone()
        });
    }
}

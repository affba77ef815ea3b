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
    let dash = last == '-' && !text.trim_end_matches('-').ends_with(char::is_whitespace);
    if last == '\u{ad}' || (dash && hyphenated(text, more)) {
        text.pop();
    } else if !(dash || chars::unspaced(last) || chars::unspaced(first) || particle(last, more)) {
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
    if byline::is_line(before.text) && line.width <= 60 && goes_on_in_small_letters(before, line) {
        return true;
    }
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
    let near = neighbours(lines, at);
    let widest = |i: usize| lines[i].indent + lines[i].width;
    let mut best: Option<(usize, usize)> = None;
    for candidate in near.clone() {
        let measure = widest(candidate);
        if !(NARROWEST..=400).contains(&measure) {
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
            && over * 2 <= full
            && best.is_none_or(|(most, width)| full > most || (full == most && measure < width))
        {
            best = Some((full, measure));
        }
    }
    let measure = match best {
        Some((_, measure)) => measure,
        None => even_lines(lines, near)?,
    };
    (widest(at) <= measure + 3).then_some(measure)
}

/// A stretch of lines as wide as each other but for its last, some of them open and none of them a verse's short ones: a
/// paragraph whose measure is not to be had more exactly.
fn even_lines(lines: &[Line<'_>], near: std::ops::Range<usize>) -> Option<usize> {
    let stretch = &lines[near];
    let (last, rest) = stretch.split_last()?;
    let widths = rest.iter().map(|l| l.indent + l.width);
    let (least, most) = (widths.clone().min()?, widths.max()?);
    let open = rest
        .iter()
        .filter(|l| ending(l.text) == Ending::Open)
        .count();
    let even = most >= 24 && least + 4 >= most && last.indent + last.width <= most;
    (rest.len() >= 2 && even && open >= 1 && ending(last.text) == Ending::Full).then_some(least)
}

/// The lines near by: those of the same stretch without blank lines, if it has enough, else all.
fn neighbours(lines: &[Line<'_>], at: usize) -> std::ops::Range<usize> {
    let divided = |i: usize| lines[i].blanks > 0 || lines[i].page_break;
    let low = at.saturating_sub(NEAR);
    let high = (at + NEAR).min(lines.len());
    let from = (low..=at).rev().find(|&i| divided(i)).unwrap_or(low);
    let to = (at + 1..high).find(|&i| divided(i)).unwrap_or(high);
    if to - from >= 4 { from..to } else { low..high }
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
            open(&piece, &mut opened);
        } else {
            opened.push(piece);
        }
    }
    opened
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

/// Takes the headings off the front of a text: short parts between gaps, without the marks of running text.
fn peel(model: &Piece, text: &str, opened: &mut Vec<Piece>) {
    let mut rest = text.trim();
    let mut line = String::new();
    while let Some(at) = rest.find(char::is_whitespace) {
        if let Some(end) = apart(rest) {
            flush(&mut line, model, opened);
            opened.push(part_of(model, rest[..end].trim_end()));
            rest = rest[end..].trim_start();
            continue;
        }
        let part = &rest[..at];
        let running = part.contains(['，', '。', '、', '；']) || cells(part) > 50;
        let latin = !part.chars().any(chars::square);
        if running || latin || byline::head(rest).is_some() {
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(part);
        rest = rest[at..].trim_start();
    }
    flush(&mut line, model, opened);
    if !rest.is_empty() {
        opened.push(part_of(model, rest));
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
        .find(|end| furniture::folio(&text[..**end]).is_some())
    {
        return Some(*end);
    }
    let own = |part: &str| label::is_label(part, true) || byline::is_line(part);
    let first = ends.iter().take(4).position(|end| own(&text[..*end]))?;
    let more = ends[first..]
        .windows(2)
        .take_while(|w| byline::is_name(&text[w[0]..w[1]]));
    ends.get(first + more.count()).copied()
}

fn part_of(model: &Piece, text: &str) -> Piece {
    Piece {
        text: text.to_owned(),
        ..model.clone()
    }
}

fn flush(line: &mut String, model: &Piece, opened: &mut Vec<Piece>) {
    if !line.is_empty() {
        opened.push(part_of(model, line));
        line.clear();
    }
}

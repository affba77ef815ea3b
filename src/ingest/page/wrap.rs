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
/// Cells by which a mark may hang out over the measure.
const HANGING: usize = 4;
/// Narrowest column, in cells.
const NARROWEST: usize = 14;

/// Lines joined where a wrap divided them. Lines of tables are taken out before.
pub fn unwrap(lines: &[Line<'_>]) -> Vec<Piece> {
    let measures = measures(lines);
    let indents = indents(lines);
    let mut pieces: Vec<Piece> = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        let follows = at > 0 && line.blanks == 0 && !line.page_break;
        let glued =
            follows && !(indents && is_flush_heading(&pieces, line)) && glue(lines, &measures, at);
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

/// Paragraphs begin with an indent here.
fn indents(lines: &[Line<'_>]) -> bool {
    let indented = lines.iter().filter(|l| (1..=8).contains(&l.indent)).count();
    indented >= 3 && indented * 2 <= lines.len()
}

/// Where paragraphs begin with an indent, a line without one begins none: it is a heading, unless the text before it was cut
/// off and goes on in it.
fn is_flush_heading(pieces: &[Piece], next: &Line<'_>) -> bool {
    let Some((line, before)) = pieces.split_last() else {
        return false;
    };
    let open = before
        .iter()
        .rev()
        .take(3)
        .any(|p| p.rows > 1 && matches!(ending(&p.text), Ending::Open | Ending::Pause));
    line.rows == 1
        && line.indent == 0
        && !open
        && ending(&line.text) != Ending::Pause
        && byline::head(&line.text).is_none()
        && !next.text.starts_with(char::is_lowercase)
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
    } else if !(dash
        || chars::unspaced(last)
        || chars::unspaced(first)
        || particle(last, more)
        || tight(text, last, first))
    {
        text.push(' ');
    }
    text.push_str(more);
}

/// Quotation marks and dashes that Chinese shares with Latin text: without a space where Han characters stand near.
fn tight(text: &str, last: char, first: char) -> bool {
    let shared = |c| "“”‘’…—·".contains(c);
    (shared(last) || shared(first))
        && text
            .chars()
            .rev()
            .take(6)
            .any(|c| chars::han(c) || chars::kana(c))
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
    if is_rest_of_indented(lines, at) {
        return true;
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

/// A paragraph of two lines, too short to show a measure: an indented line with a clause in it and an open end, and a flush
/// line that ends the sentence before the next indent.
fn is_rest_of_indented(lines: &[Line<'_>], at: usize) -> bool {
    let (before, line) = (&lines[at - 1], &lines[at]);
    let last = lines
        .get(at + 1)
        .is_none_or(|next| next.blanks > 0 || next.page_break || next.indent > 0);
    last && (1..=8).contains(&before.indent)
        && line.indent == 0
        && before.width >= 2 * NARROWEST
        && line.width <= before.indent + before.width + HANGING
        && before.text.contains(['，', '、'])
        && before.text.chars().last().is_some_and(chars::square)
        && ending(before.text) == Ending::Open
        && ending(line.text) == Ending::Full
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
    let mut best: Option<(usize, usize)> = None;
    for candidate in near.clone() {
        let measure = widest(&lines[candidate]);
        if (NARROWEST..=400).contains(&measure) && widest(&lines[at]) <= measure + HANGING {
            let full = full_lines(
                lines,
                wraps,
                within(lines, near.clone(), at, measure),
                measure,
            );
            if full >= 3
                && best.is_none_or(|(most, width)| full > most || (full == most && measure > width))
            {
                best = Some((full, measure));
            }
        }
    }
    let measure = match best {
        Some((_, measure)) => measure,
        None => even_lines(lines, near)?,
    };
    (widest(&lines[at]) <= measure + HANGING).then_some(measure)
}

fn widest(line: &Line<'_>) -> usize {
    line.indent + line.width
}

/// The lines around one that none wider than the measure divides from it.
fn within(
    lines: &[Line<'_>],
    near: std::ops::Range<usize>,
    at: usize,
    measure: usize,
) -> std::ops::Range<usize> {
    let over = |i: &usize| widest(&lines[*i]) > measure + HANGING;
    let from = (near.start..at)
        .rev()
        .find(over)
        .map_or(near.start, |i| i + 1);
    let to = (at + 1..near.end).find(over).unwrap_or(near.end);
    from..to
}

/// How many lines of a stretch that reads as running text are full; none if it does not.
fn full_lines(
    lines: &[Line<'_>],
    wraps: &[bool],
    stretch: std::ops::Range<usize>,
    measure: usize,
) -> usize {
    let running = lines[stretch.clone()]
        .iter()
        .filter(|l| is_running(l.text))
        .count();
    let hangul = lines[stretch.clone()]
        .iter()
        .all(|l| l.text.chars().any(chars::hangul));
    if running < 2 - usize::from(hangul) {
        return 0;
    }
    stretch
        .filter(|&i| {
            wraps[i]
                && lines
                    .get(i + 1)
                    .is_some_and(|next| is_full(&lines[i], next, measure))
        })
        .count()
}

/// Has the marks of running text: a pause or an end within the line, or a small letter at its beginning.
fn is_running(text: &str) -> bool {
    text.contains(['，', '。', '、'])
        || text.starts_with(char::is_lowercase)
        || text.chars().any(chars::hangul) && text.contains(['.', ','])
}

/// A stretch of which every line but the last is full by the widest, and only the last ends a sentence for sure: a paragraph
/// of a measure that no other line tells.
fn even_lines(lines: &[Line<'_>], near: std::ops::Range<usize>) -> Option<usize> {
    let stretch = &lines[near];
    let (last, rest) = stretch.split_last()?;
    let most = rest.iter().map(widest).max()?;
    let full = stretch
        .windows(2)
        .all(|w| is_full(&w[0], &w[1], most.saturating_sub(2)));
    let open = rest
        .iter()
        .filter(|l| ending(l.text) == Ending::Open)
        .count();
    let even = most >= 20 && full && widest(last) <= most + HANGING;
    (rest.len() >= 2 && even && open >= 1 && ending(last.text) == Ending::Full)
        .then(|| most.saturating_sub(2))
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
        .find(|end| furniture::is_pure(&text[..**end]))
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
    let mut piece = model.without_text();
    piece.text.push_str(text);
    piece
}

fn flush(line: &mut String, model: &Piece, opened: &mut Vec<Piece>) {
    if !line.is_empty() {
        opened.push(part_of(model, line));
        line.clear();
    }
}

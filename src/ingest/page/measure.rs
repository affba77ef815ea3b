//! The measure of a column: the width that ended its lines.
//!
//! A line is *full* when the first unbreakable piece of the next line would not have fitted the local measure. The measure
//! is the width for which most neighbouring lines are full, less those that are wider, and at least three must be, none of
//! them at the end of a sentence or clause: so verse, lists and headings, which end where they please, have no measure.

use std::ops::Range;

use super::chars::{self, Ending, ending};
use super::lines::Line;

/// Lines on either side that say what the measure is.
const NEAR: usize = 12;
/// Cells by which a mark may hang out over the measure.
pub const HANGING: usize = 4;
/// Narrowest column, in cells.
pub const NARROWEST: usize = 14;
/// Widest column, in cells.
const WIDEST: usize = 400;

/// What is known of the lines of a stretch of text, and the measure at each of them.
pub struct Measures {
    seen: Vec<Seen>,
    measures: Vec<Option<usize>>,
}

/// What a line says about the measure.
struct Seen {
    /// Its width with its indent, in cells.
    width: usize,
    /// The width that it would have had with the first piece of the next line.
    wanted: usize,
    /// The column may have ended it.
    wraps: bool,
    /// It has the marks of running text.
    running: bool,
    /// It is Korean.
    hangul: bool,
    /// Cells by which it may hang out over the measure.
    hanging: usize,
    /// Cells by which it does, for its marks or its half-width characters.
    hung: usize,
    /// A blank line or a page break stands before it.
    divided: bool,
    ending: Ending,
}

impl Measures {
    /// Measures lines.
    pub fn of(lines: &[Line<'_>]) -> Self {
        let seen: Vec<Seen> = (0..lines.len()).map(|at| see(lines, at)).collect();
        let measures = (0..seen.len()).map(|at| measure_at(&seen, at)).collect();
        Self { seen, measures }
    }

    /// The local measure of a line, if there is one.
    pub fn at(&self, at: usize) -> Option<usize> {
        self.measures.get(at).copied().flatten()
    }

    /// The next line's first piece would not have fitted.
    pub fn is_full(&self, at: usize) -> bool {
        self.at(at)
            .is_some_and(|measure| self.seen[at].wanted > measure)
    }

    /// The next line's first piece would not have fitted the widest line near by either.
    pub fn is_widest(&self, at: usize) -> bool {
        let near = &self.seen[around(self.seen.len(), at)];
        let widest = near.iter().filter(|line| line.wraps).map(|line| line.width);
        widest
            .max()
            .is_none_or(|widest| self.seen[at].wanted > widest)
    }

    /// Wider than the measure, and neither by a mark that may hang out nor like its neighbours: no line that a column ended.
    pub fn is_too_wide(&self, lines: &[Line<'_>], at: usize) -> bool {
        let (line, Some(measure)) = (&lines[at], self.at(at)) else {
            return false;
        };
        let alone = || {
            let as_wide = |l: &&Line<'_>| (line.width..=measure + HANGING).contains(&l.width);
            let near = &lines[around(lines.len(), at)];
            near.iter().filter(as_wide).count() < 3
        };
        line.width > measure && !line.text.ends_with(chars::clings) && alone()
    }
}

fn see(lines: &[Line<'_>], at: usize) -> Seen {
    let (line, next) = (&lines[at], lines.get(at + 1));
    let (width, end) = (line.indent + line.width, ending(line.text));
    let slack = if end == Ending::Full {
        0
    } else {
        slack(line.text)
    };
    let follows = next.is_some_and(|next| next.blanks == 0 && !next.page_break);
    Seen {
        width,
        wanted: next.map_or(0, |next| {
            width + gap(line, next) + first_unit(next.text) + slack
        }),
        wraps: width >= NARROWEST && follows && end == Ending::Open,
        running: is_running(line.text),
        hangul: line.text.chars().any(chars::hangul),
        hanging: hanging(line.text),
        hung: if is_squeezed(line.text) {
            HANGING
        } else {
            slack
        },
        divided: line.blanks > 0 || line.page_break,
        ending: end,
    }
}

/// A mark at its end hangs out, or two together were set closer than they are wide.
fn is_squeezed(text: &str) -> bool {
    let mark = |c: char| chars::clings(c) || "「『（《〈【".contains(c);
    let mut pairs = text.chars().zip(text.chars().skip(1));
    text.ends_with(chars::clings) || pairs.any(|(a, b)| mark(a) && mark(b))
}

/// Only marks between square characters hang out: between words a line is no wider than the column.
fn hanging(text: &str) -> usize {
    if text.chars().any(chars::unspaced) {
        HANGING
    } else {
        0
    }
}

/// What would have had to fit the line before. Korean is divided between words or within them; between is the more.
fn first_unit(text: &str) -> usize {
    if text.starts_with(chars::hangul) {
        let word = text.split(char::is_whitespace).next();
        return word.map_or(0, chars::cells);
    }
    chars::first_unit(text)
}

/// Lines of as many characters differ in width where half-width ones stand among square ones.
fn slack(text: &str) -> usize {
    let narrow = |c: &char| !chars::unspaced(*c) && !chars::hangul(*c);
    let narrow = text.chars().filter(narrow).count();
    if narrow < text.chars().count() / 2 {
        narrow.div_ceil(4).min(2)
    } else {
        0
    }
}

/// The space that a wrap between two words took the place of.
fn gap(line: &Line<'_>, next: &Line<'_>) -> usize {
    let last = line.text.chars().last().is_some_and(chars::unspaced);
    let first = next.text.chars().next().is_some_and(chars::unspaced);
    usize::from(!last && !first)
}

/// Has the marks of running text: a pause or an end within the line, or a small letter at its beginning.
fn is_running(text: &str) -> bool {
    text.contains(['，', '。', '、'])
        || text.starts_with(char::is_lowercase)
        || text.chars().any(chars::hangul) && text.contains(['.', ','])
}

/// The measure that the lines of the same stretch tell, or else those further off.
fn measure_at(seen: &[Seen], at: usize) -> Option<usize> {
    if seen[at].width < NARROWEST {
        return None;
    }
    let stretch = stretch(seen, at);
    let own = (stretch.len() >= 4).then(|| measure_among(seen, at, stretch.clone()));
    own.flatten()
        .or_else(|| measure_among(seen, at, around(seen.len(), at)))
        .or_else(|| even_lines(&seen[stretch]))
        .filter(|measure| seen[at].width <= measure + seen[at].hanging)
}

/// The width for which most of these lines are full, less those that are wider, and at least three.
fn measure_among(seen: &[Seen], at: usize, near: Range<usize>) -> Option<usize> {
    let mut widths: Vec<usize> = seen[near.clone()].iter().map(|line| line.width).collect();
    widths.retain(|width| {
        (NARROWEST..=WIDEST).contains(width) && seen[at].width <= width + seen[at].hanging
    });
    widths.sort_unstable();
    widths.dedup();
    let counted = widths.into_iter().filter_map(|measure| {
        let among = &seen[within(seen, near.clone(), at, measure)];
        // Headlines are full by a measure of their own width, which the text around them is wider than.
        let over = |line: &&Seen| line.wraps && line.width > measure + line.hung;
        let (full, over) = (
            full_lines(among, measure),
            among.iter().filter(over).count(),
        );
        (full >= 3).then(|| (full.saturating_sub(over), measure))
    });
    counted.max().map(|(_, measure)| measure)
}

/// The lines around one that none wider than the measure divides from it.
fn within(seen: &[Seen], near: Range<usize>, at: usize, measure: usize) -> Range<usize> {
    let over = |i: &usize| seen[*i].width > measure + seen[*i].hanging;
    let before = (near.start..at).rev().find(over);
    let after = (at + 1..near.end).find(over);
    before.map_or(near.start, |i| i + 1)..after.unwrap_or(near.end)
}

/// How many lines of a stretch that reads as running text are full; none if it does not.
fn full_lines(lines: &[Seen], measure: usize) -> usize {
    let running = lines.iter().filter(|line| line.running).count();
    let korean = lines.iter().all(|line| line.hangul);
    if running < 2 - usize::from(korean) {
        return 0;
    }
    let full = |line: &&Seen| line.wraps && line.wanted > measure;
    lines.iter().filter(full).count()
}

/// A stretch of which every line but the last is full by the widest, and only the last ends a sentence for sure: a paragraph
/// of a measure that no other line tells.
fn even_lines(stretch: &[Seen]) -> Option<usize> {
    let (last, rest) = stretch.split_last()?;
    let widest = rest.iter().map(|line| line.width).max()?;
    let measure = widest.saturating_sub(2);
    let full = rest.iter().all(|line| line.wanted > measure);
    let open = rest.iter().any(|line| line.ending == Ending::Open);
    let even = widest >= 20 && full && last.width <= widest + HANGING;
    (rest.len() >= 2 && even && open && last.ending == Ending::Full).then_some(measure)
}

/// The lines near by, whatever stands between.
fn around(lines: usize, at: usize) -> Range<usize> {
    at.saturating_sub(NEAR)..(at + NEAR).min(lines)
}

/// The lines around one without a blank one between.
fn stretch(seen: &[Seen], at: usize) -> Range<usize> {
    let near = around(seen.len(), at);
    let from = (near.start..=at).rev().find(|&i| seen[i].divided);
    let to = (at + 1..near.end).find(|&i| seen[i].divided);
    from.unwrap_or(near.start)..to.unwrap_or(near.end)
}

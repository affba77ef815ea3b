//! Prepared paragraphs cut into lines: as much on each as fits, and a last line that is not a lone letter.

use std::ops::Range;

use super::prepare::{BREAK, Cluster, HARD, INNER, Kind, Prepared};

/// The room that a paragraph's lines have, in cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Cells of the first line.
    pub first: usize,
    /// Cells of the others.
    pub rest: usize,
    /// Let a comma or a full stop stand outside the measure.
    pub hanging: bool,
}

impl From<usize> for Shape {
    fn from(measure: usize) -> Self {
        Self {
            first: measure,
            rest: measure,
            hanging: false,
        }
    }
}

/// One line of a prepared paragraph. Spaces at its end belong to no line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetLine {
    /// Its clusters.
    pub clusters: Range<usize>,
    /// Its bytes.
    pub bytes: Range<usize>,
    /// Cells it takes.
    pub cells: usize,
    /// The paragraph, or a line forced by the text, ends with it.
    pub last: bool,
}

/// Cuts a prepared paragraph into lines of a measure, or of a [`Shape`]. A measure of 0 is taken as 1; a cluster wider than
/// the measure stands alone on its line. An empty paragraph has one empty line.
pub fn set(prepared: &Prepared, shape: impl Into<Shape>) -> Lines<'_> {
    Lines {
        prepared,
        shape: shape.into(),
        at: Some(0),
        first: true,
        waiting: None,
    }
}

/// The lines of a paragraph, made as they are asked for; see [`set`].
#[derive(Debug, Clone)]
pub struct Lines<'a> {
    prepared: &'a Prepared,
    shape: Shape,
    /// The cluster at which the next line begins; nothing once the last is made.
    at: Option<usize>,
    first: bool,
    /// A line that was made to see whether it is the last.
    waiting: Option<Cut>,
}

/// A line as clusters.
#[derive(Debug, Clone, Copy)]
struct Cut {
    begin: usize,
    /// One past the last cluster that is shown.
    end: usize,
    /// Where the next line begins, if there is one.
    next: Option<usize>,
    measure: u32,
}

impl Iterator for Lines<'_> {
    type Item = SetLine;

    fn next(&mut self) -> Option<SetLine> {
        let line = match self.waiting.take() {
            Some(line) => line,
            None => self.cut()?,
        };
        let Some(follower) = self.cut() else {
            return Some(self.line(line));
        };
        let (line, follower) = self.mend(line, follower);
        self.waiting = Some(follower);
        Some(self.line(line))
    }
}

impl Lines<'_> {
    /// The next line as greed has it.
    fn cut(&mut self) -> Option<Cut> {
        let begin = self.at?;
        let room = if self.first {
            self.shape.first
        } else {
            self.shape.rest
        };
        let measure = room.max(1) as u32;
        let begin = if self.first {
            self.skip_wide_blank(measure)
        } else {
            begin
        };
        self.first = false;
        let cut = cut(self.prepared, begin, measure, self.shape.hanging);
        self.at = cut.next;
        Some(cut)
    }

    /// Spaces at a paragraph's begin are kept, unless the first word then has no room.
    fn skip_wide_blank(&self, measure: u32) -> usize {
        let clusters = &self.prepared.clusters;
        let blank = clusters.iter().take_while(|c| c.is_space()).count();
        if blank == 0 || blank == clusters.len() {
            return 0;
        }
        let fits = fitting(clusters, 0, measure);
        let mut ends = (blank + 1..=fits).map(|i| clusters.get(i));
        if ends.any(|c| c.is_none_or(|c| c.has(BREAK | HARD))) {
            0
        } else {
            blank
        }
    }

    /// Takes a letter or two over where the last line would be a lone one.
    fn mend(&self, line: Cut, follower: Cut) -> (Cut, Cut) {
        let clusters = &self.prepared.clusters;
        let end = follower.end;
        if !ends_paragraph(clusters, &follower) || !is_lone(&clusters[follower.begin..end]) {
            return (line, follower);
        }
        let inner = clusters.get(follower.begin).is_some_and(|c| c.has(INNER));
        let chance = if inner { BREAK | INNER } else { BREAK };
        let mut begin = follower.begin;
        while begin > line.begin + 1 {
            begin -= 1;
            let Some(cluster) = clusters.get(begin) else {
                break;
            };
            if width(clusters, begin, end) > follower.measure || cluster.has(HARD) {
                break;
            }
            if cluster.has(chance) && !is_lone(&clusters[begin..end]) {
                let cut_end = trim(clusters, line.begin, begin);
                if cut_end == line.begin {
                    break;
                }
                let line = Cut {
                    end: cut_end,
                    next: Some(begin),
                    ..line
                };
                return (line, Cut { begin, ..follower });
            }
        }
        (line, follower)
    }

    fn line(&self, cut: Cut) -> SetLine {
        let last = ends_paragraph(&self.prepared.clusters, &cut);
        shown(self.prepared, cut.begin, cut.end, last)
    }
}

/// The line from one cluster to another, for those who choose the places themselves.
pub(crate) fn line_between(prepared: &Prepared, begin: usize, end: usize) -> SetLine {
    let last = end >= prepared.clusters.len();
    shown(prepared, begin, trim(&prepared.clusters, begin, end), last)
}

fn shown(prepared: &Prepared, begin: usize, end: usize, last: bool) -> SetLine {
    SetLine {
        clusters: begin..end,
        bytes: prepared.offset(begin)..prepared.offset(end),
        cells: width(&prepared.clusters, begin, end) as usize,
        last,
    }
}

/// Greed: the longest line that may end where it ends.
fn cut(prepared: &Prepared, begin: usize, measure: u32, hanging: bool) -> Cut {
    let clusters = &prepared.clusters;
    let fits = fitting(clusters, begin, measure);
    let made = |end: usize| {
        let shown = trim(clusters, begin, end);
        let next = (end < clusters.len()).then_some(end);
        Cut {
            begin,
            end: shown,
            next,
            measure,
        }
    };
    let within = begin + 1..=fits.min(clusters.len().saturating_sub(1));
    if prepared.hard
        && let Some(hard) = within.clone().find(|&i| clusters[i].has(HARD))
    {
        return made(hard);
    }
    if fits >= clusters.len() {
        let end = clusters.len();
        return Cut {
            end: trim_wide(clusters, begin, end, measure),
            ..made(end)
        };
    }
    if hanging && let Some(end) = hang(clusters, fits) {
        return made(end);
    }
    let chance = |flag: u8| within.clone().rev().find(|&i| clusters[i].has(flag));
    let end = chance(BREAK)
        .filter(|&end| trim(clusters, begin, end) > begin)
        .or_else(|| chance(INNER))
        .unwrap_or_else(|| force(clusters, begin, fits, measure));
    made(end)
}

/// The first cluster that does not fit behind `begin`, spaces at the line's end not counted; always at least one further.
fn fitting(clusters: &[Cluster], begin: usize, measure: u32) -> usize {
    let Some(first) = clusters.get(begin) else {
        return begin;
    };
    let limit = first.column + measure;
    // Most clusters are two cells wide: begin to look where such a line would end.
    let mut at = (begin + measure as usize / 2).min(clusters.len() - 1);
    while at > begin && clusters[at].edge() > limit {
        at -= 1;
    }
    while at < clusters.len() && clusters[at].edge() <= limit {
        at += 1;
    }
    at = at.max(begin + 1);
    while at < clusters.len() && clusters[at].is_space() {
        at += 1;
    }
    at
}

/// The end of a line without a place to end: where the words, numbers and runs of marks up to the next place are hurt least;
/// the latest of the best.
fn force(clusters: &[Cluster], begin: usize, fits: usize, measure: u32) -> usize {
    // Three lines, or on few cells as far as a nest of brackets reaches.
    let far = clusters.len().min(fits + (3 * (fits - begin)).max(40) + 1);
    let next_place = (fits + 1..far).find(|&i| clusters[i].has(BREAK | HARD));
    let hurt = |i: usize| HURT[usize::from(clusters[i].cost())];
    if next_place.is_none() && far < clusters.len() && hurt(fits) <= HURT[1] {
        return fits;
    }
    let end = next_place.unwrap_or(far);
    // For each cluster from the back: how much is hurt if a line begins with it.
    let mut harm = vec![0; end - begin + 1];
    for from in (begin + 1..end).rev() {
        let next = fitting(clusters, from, measure);
        if next < end {
            let ways = (from + 1..=next).map(|i| hurt(i) + harm[i - begin]);
            harm[from - begin] = ways.min().unwrap_or(0);
        }
    }
    let places = (begin + 1..=fits).rev();
    places
        .min_by_key(|&i| hurt(i) + harm[i - begin])
        .unwrap_or(fits)
}

/// How much a forced end hurts, by [`Cost`](super::prepare::Cost): one in a word rather than two elsewhere, two in words rather
/// than one in a number, and anything rather than a line that begins or ends with the wrong mark.
const HURT: [u32; 4] = [3, 4, 9, 1000];

/// Where the line ends if the mark that does not fit may hang outside.
fn hang(clusters: &[Cluster], fits: usize) -> Option<usize> {
    let mark = clusters.get(fits)?;
    let after = clusters.get(fits + 1);
    let ends = after.is_none_or(|c| c.has(BREAK));
    (mark.kind() == Kind::Mark && mark.cells == 2 && !mark.has(BREAK) && ends).then_some(fits + 1)
}

/// The end without the spaces before it.
fn trim(clusters: &[Cluster], begin: usize, end: usize) -> usize {
    let shown = &clusters[begin..end];
    let spaces = shown.iter().rev().take_while(|c| c.is_space()).count();
    end - spaces
}

/// The end without those spaces that do not fit.
fn trim_wide(clusters: &[Cluster], begin: usize, end: usize, measure: u32) -> usize {
    let over =
        |end: &usize| width(clusters, begin, *end) > measure && clusters[*end - 1].is_space();
    let mut end = end;
    while end > begin && over(&end) {
        end -= 1;
    }
    end
}

fn width(clusters: &[Cluster], begin: usize, end: usize) -> u32 {
    match clusters.get(begin..end) {
        Some([first, .., last]) => last.edge() - first.column,
        Some([only]) => u32::from(only.cells),
        _ => 0,
    }
}

fn ends_paragraph(clusters: &[Cluster], cut: &Cut) -> bool {
    cut.next.is_none_or(|next| clusters[next].has(HARD))
}

/// One letter, with or without its marks.
fn is_lone(line: &[Cluster]) -> bool {
    let letters = line.iter().filter(|c| c.kind() == Kind::Letter).count();
    letters <= 1 && line.iter().all(|c| c.kind() != Kind::Other)
}

//! A laid line as pieces: the text cut where its hand changes, at the columns where it stands.

use super::{
    galley::Marked,
    layout::{Laid, Ready, Run},
    line::{Emphasis, Highlight, Piece},
    prepare::{BREAK, Cluster, GAP, Kind},
};
use crate::article::{Inline, InlineKind};

/// What a line's pieces are made from.
pub(crate) struct Source<'a> {
    pub text: &'a str,
    pub parts: &'a [Ready],
    pub spans: &'a [Inline],
    /// The number of each span that is a link.
    pub numbers: &'a [Option<u16>],
    pub hits: &'a [Marked],
    /// Everything is part of this link: a line of the list at the end.
    pub link: Option<u16>,
}

/// The pieces of a line, `left` cells from its edge.
pub(crate) fn pieces(laid: &Laid, left: u16, source: &Source) -> Vec<Piece> {
    let mut pieces = Vec::new();
    if let Some((column, text)) = &laid.ornament {
        pieces.push(ornament(left + column, text.clone(), None));
    }
    for run in &laid.runs {
        run_pieces(run, left, source, &mut pieces);
    }
    pieces
}

fn ornament(column: u16, text: String, link: Option<u16>) -> Piece {
    Piece {
        column,
        text,
        emphasis: Emphasis {
            ornament: true,
            link,
            ..Emphasis::default()
        },
        source: 0..0,
    }
}

fn run_pieces(run: &Run, left: u16, source: &Source, pieces: &mut Vec<Piece>) {
    let Some(part) = source.parts.get(run.part) else {
        return;
    };
    let Some(clusters) = part.prepared.clusters.get(run.clusters.clone()) else {
        return;
    };
    let Some(origin) = clusters.first().map(|c| c.column) else {
        return;
    };
    let hands = Hands::new(part, run, source);
    let spread = spread(clusters, run);
    let mut shift = left + run.column;
    // The column at which the next cluster joins the last piece, if nothing stands between.
    let mut joins = None;
    for (i, cluster) in clusters.iter().enumerate() {
        shift += spread.get(i).copied().unwrap_or(0);
        let column = (cluster.column - origin) as u16 + shift;
        let index = run.clusters.start + i;
        let bytes =
            part.base + part.prepared.offset(index)..part.base + part.prepared.offset(index + 1);
        let Some(text) = source.text.get(bytes.clone()) else {
            continue;
        };
        let emphasis = Emphasis {
            strong: run.strong,
            ..hands.at(bytes.start)
        };
        let note = part.notes.iter().find(|n| n.cluster == index);
        let own = u16::from(cluster.cells) - note.map_or(0, |n| n.text.len() as u16);
        if text == "\t" {
            joins = None;
            continue;
        }
        match pieces.last_mut() {
            Some(last) if joins == Some(column) && last.emphasis == emphasis => {
                last.text.push_str(text);
                last.source.end = bytes.end;
            }
            _ => pieces.push(Piece {
                column,
                text: text.to_owned(),
                emphasis,
                source: bytes,
            }),
        }
        joins = Some(column + own);
        if let Some(note) = note {
            pieces.push(ornament(column + own, note.text.clone(), emphasis.link));
            joins = None;
        }
    }
}

/// What is to be said of a line's stretches.
struct Hands<'a> {
    spans: Vec<(&'a Inline, Option<u16>)>,
    hits: &'a [Marked],
    link: Option<u16>,
}

impl<'a> Hands<'a> {
    fn new(part: &Ready, run: &Run, source: &Source<'a>) -> Self {
        let begin = part.base + part.prepared.offset(run.clusters.start);
        let end = part.base + part.prepared.offset(run.clusters.end);
        let numbers = source
            .numbers
            .iter()
            .copied()
            .chain(std::iter::repeat(None));
        let touching =
            |(span, _): &(&Inline, _)| (span.start as usize) < end && span.end as usize > begin;
        let from = source.hits.partition_point(|(_, hit, _)| hit.end <= begin);
        let until = source.hits.partition_point(|(_, hit, _)| hit.start < end);
        Self {
            spans: source.spans.iter().zip(numbers).filter(touching).collect(),
            hits: source.hits.get(from..until).unwrap_or(&[]),
            link: source.link,
        }
    }

    fn at(&self, byte: usize) -> Emphasis {
        let such = |wanted| {
            let mut here = self.hits.iter().filter(|(_, hit, _)| hit.contains(&byte));
            here.any(|(.., why)| *why == wanted)
        };
        let mut emphasis = Emphasis {
            link: self.link,
            hit: such(Highlight::Hit),
            added: such(Highlight::Added),
            removed: such(Highlight::Removed),
            ..Emphasis::default()
        };
        for (span, number) in &self.spans {
            if !(span.start as usize..span.end as usize).contains(&byte) {
                continue;
            }
            match span.kind {
                InlineKind::Link(_) => emphasis.link = *number,
                InlineKind::Strong => emphasis.strong = true,
                InlineKind::Emphasis => emphasis.emphasis = true,
                InlineKind::Code => emphasis.code = true,
            }
        }
        emphasis
    }
}

/// Extra cells before each cluster so that a line grows by `stretch`: between words first, up to two cells each, then
/// between letters, one each. A line that needs more stays ragged.
fn spread(clusters: &[Cluster], run: &Run) -> Vec<u16> {
    let stretch = run.stretch;
    let mut extra = vec![0; if stretch == 0 { 0 } else { clusters.len() }];
    if stretch == 0 {
        return extra;
    }
    let pairs = || clusters.windows(2).enumerate().skip(run.fixed);
    let words: Vec<usize> = pairs()
        .filter(|(_, p)| (p[0].is_space() && !p[1].is_space()) || p[1].has(GAP))
        .map(|(i, _)| i + 1)
        .collect();
    let letters: Vec<usize> = pairs()
        .filter(|(_, p)| p[1].has(BREAK) && p.iter().all(|c| c.kind() == Kind::Letter))
        .map(|(i, _)| i + 1)
        .collect();
    let to_words = stretch.min(2 * words.len() as u16);
    let to_letters = stretch - to_words;
    if to_letters > letters.len() as u16 {
        return extra;
    }
    deal(&mut extra, &words, to_words);
    deal(&mut extra, &letters, to_letters);
    extra
}

/// Deals cells evenly over places.
fn deal(extra: &mut [u16], places: &[usize], cells: u16) {
    let count = places.len();
    for (n, &place) in places.iter().enumerate() {
        let share = |n: usize| n * usize::from(cells) / count;
        extra[place] += (share(n + 1) - share(n)) as u16;
    }
}

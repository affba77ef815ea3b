//! What changed between two versions of an article, by character.
//!
//! Paragraphs are matched first (Myers, then the most alike of those left over), within a paragraph its clauses, within a clause
//! its characters as a reader counts them (grapheme clusters). A letter or two that two wordings share by chance do not
//! divide a change. Taking away what was added gives the old text, taking away what was removed the new.

use std::ops::Range;

use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation;

use crate::article::{Article, Block, BlockKind};

/// Which version has a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Both.
    Same,
    /// The older alone.
    Removed,
    /// The newer alone.
    Added,
}

impl Side {
    /// What stands about such a stretch where neither colour nor line shows it. Brackets, because no line may begin or end
    /// between a bracket and what it holds.
    fn signs(self) -> (&'static str, &'static str) {
        match self {
            Self::Same => ("", ""),
            Self::Removed => ("[[", "]]"),
            Self::Added => ("{{", "}}"),
        }
    }
}

/// A stretch of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Who has it.
    pub side: Side,
    /// The text.
    pub text: String,
}

/// A paragraph of either version or of both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// What it is.
    pub kind: BlockKind,
    /// Its text, in order.
    pub runs: Vec<Run>,
}

/// Two versions in one: what stands over the text where it changed, and the whole text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Changes {
    /// Title, kicker, deck, byline: those that changed.
    pub head: Vec<Changed>,
    /// The text.
    pub blocks: Vec<Changed>,
}

/// What stands where, in a text that holds both versions.
pub type Marked = (u32, Range<usize>, Side);

impl Changes {
    /// From an older to a newer version.
    pub fn between(old: &Article, new: &Article) -> Self {
        let optional = |text: &Option<String>| text.clone().unwrap_or_default();
        let heads = |article: &Article| {
            [
                (BlockKind::Subhead, article.title.clone()),
                (BlockKind::Paragraph, optional(&article.kicker)),
                (BlockKind::Paragraph, optional(&article.deck)),
                (BlockKind::Paragraph, optional(&article.byline)),
            ]
        };
        let pairs = heads(old).into_iter().zip(heads(new));
        let changed = pairs.filter(|((_, before), (_, after))| before != after);
        let head = changed.map(|((kind, before), (_, after))| Changed {
            kind,
            runs: of_texts(&before, &after),
        });
        Self {
            head: head.collect(),
            blocks: of_blocks(&old.blocks, &new.blocks),
        }
    }

    /// Characters added and removed.
    pub fn figures(&self) -> (usize, usize) {
        let count = |side| {
            let runs = self.all().flat_map(|changed| &changed.runs);
            let such = runs.filter(|run| run.side == side);
            such.map(|run| run.text.graphemes(true).count()).sum()
        };
        (count(Side::Added), count(Side::Removed))
    }

    /// Both versions as blocks to be set, every change between its signs; and where the changes are, in bytes, signs and all.
    pub fn written(&self) -> (Vec<Block>, Vec<Marked>) {
        let mut marks = Vec::new();
        let mut blocks = Vec::new();
        for (index, changed) in (0..).zip(self.all()) {
            let mut text = String::new();
            for run in &changed.runs {
                let rest = if text.is_empty() && changed.kind == BlockKind::List {
                    list_mark(&run.text, &mut text)
                } else {
                    run.text.as_str()
                };
                let start = text.len();
                let (open, close) = run.side.signs();
                text.extend([open, rest, close]);
                if run.side != Side::Same {
                    marks.push((index, start..text.len(), run.side));
                }
            }
            blocks.push(Block::new(changed.kind, text));
        }
        (blocks, marks)
    }

    fn all(&self) -> impl Iterator<Item = &Changed> {
        self.head.iter().chain(&self.blocks)
    }
}

/// Puts a list item's own mark before everything else, so that it is set as an item; gives the rest.
fn list_mark<'a>(text: &'a str, into: &mut String) -> &'a str {
    let indent = text.len() - text.trim_start().len();
    let end = text
        .get(indent..)
        .and_then(|rest| rest.find(' '))
        .map_or(0, |at| indent + at + 1);
    let (mark, rest) = text.split_at(end);
    into.push_str(mark);
    rest
}

fn whole(side: Side, block: &Block) -> Changed {
    let text = block.text.clone();
    let runs = vec![Run { side, text }];
    Changed {
        kind: block.kind,
        runs,
    }
}

fn of_blocks(old: &[Block], new: &[Block]) -> Vec<Changed> {
    let key = |block: &Block| (block.kind, block.text.clone());
    let keys = |blocks: &[Block]| blocks.iter().map(key).collect::<Vec<_>>();
    let mut changed = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &keys(old), &keys(new)) {
        let before = old.get(op.old_range()).unwrap_or_default();
        let after = new.get(op.new_range()).unwrap_or_default();
        match op {
            DiffOp::Equal { .. } => changed.extend(after.iter().map(|b| whole(Side::Same, b))),
            _ => matched(before, after, &mut changed),
        }
    }
    changed
}

/// Paragraphs in the place of others: those that are alike are two versions of one.
fn matched(old: &[Block], new: &[Block], into: &mut Vec<Changed>) {
    let (mut before, mut after) = (old.iter(), new.iter());
    for (one, other) in likest(old, new) {
        let skipped = one - (old.len() - before.len());
        into.extend(
            before
                .by_ref()
                .take(skipped)
                .map(|b| whole(Side::Removed, b)),
        );
        let skipped = other - (new.len() - after.len());
        into.extend(after.by_ref().take(skipped).map(|b| whole(Side::Added, b)));
        if let (Some(old), Some(new)) = (before.next(), after.next()) {
            into.push(Changed {
                kind: new.kind,
                runs: of_texts(&old.text, &new.text),
            });
        }
    }
    into.extend(before.map(|b| whole(Side::Removed, b)));
    into.extend(after.map(|b| whole(Side::Added, b)));
}

/// More pairs than this are not weighed: what was rewritten from end to end is shown as removed and added.
const WEIGHED: usize = 2_500;

/// Which of the paragraphs are versions of each other, in order: the pairs that together are the most alike.
fn likest(old: &[Block], new: &[Block]) -> Vec<(usize, usize)> {
    if old.len() * new.len() > WEIGHED {
        return Vec::new();
    }
    let weight = |i: usize, j: usize| -> u32 {
        match (old.get(i), new.get(j)) {
            (Some(one), Some(other)) if one.kind == other.kind => likeness(&one.text, &other.text),
            _ => 0,
        }
    };
    let weights: Vec<Vec<u32>> = (0..old.len())
        .map(|i| (0..new.len()).map(|j| weight(i, j)).collect())
        .collect();
    // best[i][j]: the most that can be had of old[i..] and new[j..].
    let mut best = vec![vec![0; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            let paired = match weights[i][j] {
                0 => 0,
                weight => weight + best[i + 1][j + 1],
            };
            best[i][j] = paired.max(best[i + 1][j]).max(best[i][j + 1]);
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    while i < old.len() && j < new.len() {
        if weights[i][j] > 0 && best[i][j] == weights[i][j] + best[i + 1][j + 1] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if best[i][j] == best[i + 1][j] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// How alike two paragraphs are, in hundredths of their pairs of neighbouring characters; 0 for those that are not alike.
fn likeness(one: &str, other: &str) -> u32 {
    let pairs = |text: &str| {
        let chars = text.chars().zip(text.chars().skip(1));
        let mut pairs: Vec<(char, char)> = chars.collect();
        pairs.sort_unstable();
        pairs
    };
    let (one, mut other) = (pairs(one), pairs(other));
    let all = one.len() + other.len();
    let shared = one
        .iter()
        .filter(|pair| match other.binary_search(pair) {
            Ok(at) => {
                other.remove(at);
                true
            }
            Err(_) => false,
        })
        .count();
    let hundredths = shared * 200 / all.max(1);
    u32::try_from(hundredths).map_or(0, |n| if n >= ALIKE { n } else { 0 })
}

/// From so many hundredths on two paragraphs are versions of one.
const ALIKE: u32 = 35;

/// Two texts in one.
fn of_texts(old: &str, new: &str) -> Vec<Run> {
    let mut runs = Runs::default();
    let (before, after) = (clauses(old), clauses(new));
    for op in capture_diff_slices(Algorithm::Myers, &before, &after) {
        let old = before.get(op.old_range()).unwrap_or_default().concat();
        let new = after.get(op.new_range()).unwrap_or_default().concat();
        match op {
            DiffOp::Equal { .. } => runs.push(Side::Same, &new),
            _ => of_clauses(&old, &new, &mut runs),
        }
    }
    runs.tidied()
}

/// Characters that are compared with each other, at most, on either side: the time goes with the product.
const COMPARED: usize = 4_000;

fn of_clauses(old: &str, new: &str, runs: &mut Runs) {
    let before: Vec<&str> = old.graphemes(true).collect();
    let after: Vec<&str> = new.graphemes(true).collect();
    if before.len().max(after.len()) > COMPARED {
        runs.push(Side::Removed, old);
        runs.push(Side::Added, new);
        return;
    }
    for op in capture_diff_slices(Algorithm::Myers, &before, &after) {
        let old = before.get(op.old_range()).unwrap_or_default().concat();
        let new = after.get(op.new_range()).unwrap_or_default().concat();
        if let DiffOp::Equal { .. } = op {
            runs.push(Side::Same, &new);
        } else {
            runs.push(Side::Removed, &old);
            runs.push(Side::Added, &new);
        }
    }
}

/// The clauses of a text, each with the mark at its end.
fn clauses(text: &str) -> Vec<&str> {
    let is_end = |c: char| "，。；：！？、\n,.;:!?".contains(c);
    text.split_inclusive(is_end).collect()
}

/// Stretches being gathered: between two that both versions have, what was removed and what took its place.
#[derive(Default)]
struct Runs(Vec<Gathered>);

/// A change, and what both have after it.
#[derive(Default)]
struct Gathered {
    removed: String,
    added: String,
    same: String,
}

impl Runs {
    fn push(&mut self, side: Side, text: &str) {
        if text.is_empty() {
            return;
        }
        let goes_on = |last: &Gathered| side == Side::Same || last.same.is_empty();
        if !self.0.last().is_some_and(goes_on) {
            self.0.push(Gathered::default());
        }
        let Some(last) = self.0.last_mut() else {
            return;
        };
        match side {
            Side::Same => last.same.push_str(text),
            Side::Removed => last.removed.push_str(text),
            Side::Added => last.added.push_str(text),
        }
    }

    /// The runs, without what stands between two changes by chance.
    fn tidied(self) -> Vec<Run> {
        let mut all: Vec<Gathered> = Vec::new();
        for next in self.0 {
            match all.last_mut() {
                Some(last) if by_chance(last, &next) => {
                    let same = std::mem::take(&mut last.same);
                    last.removed.extend([same.as_str(), next.removed.as_str()]);
                    last.added.extend([same.as_str(), next.added.as_str()]);
                    last.same = next.same;
                }
                _ => all.push(next),
            }
        }
        let runs = all.into_iter().flat_map(|change| {
            [
                (Side::Removed, change.removed),
                (Side::Added, change.added),
                (Side::Same, change.same),
            ]
        });
        let runs = runs.filter(|(_, text)| !text.is_empty());
        runs.map(|(side, text)| Run { side, text }).collect()
    }
}

/// Whether what both versions have between two changes is so little beside them that it only disturbs.
fn by_chance(before: &Gathered, after: &Gathered) -> bool {
    let length = |text: &str| text.graphemes(true).count();
    let same = length(&before.same);
    let size = |change: &Gathered| length(&change.removed).max(length(&change.added));
    let joins = |change: &Gathered| !change.removed.is_empty() && !change.added.is_empty();
    same > 0
        && same <= 2
        && same * 2 <= size(before)
        && same * 2 <= size(after)
        && (joins(before) || joins(after))
}

#[cfg(test)]
mod tests;

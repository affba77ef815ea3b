//! A block of unheard-of length in portions, so that its first screen costs no more than another's.
//!
//! Lines follow from the lines before them, so a paragraph has to be prepared and set from its begin. Nobody's paragraph is
//! a hundred screens long, but a file may be one paragraph of five megabytes: such a one is cut where a sentence ends, and
//! each portion is set by itself. A reader sees a short line every few hundred.

use std::ops::Range;

use unicode_segmentation::GraphemeCursor;

use super::marks::{is_closer, is_stop, is_wide_letter};
use crate::article::{Block, BlockKind};

/// Bytes of a portion at most: some ten thousand Han.
pub(super) const PORTION: usize = 32 * 1024;

/// The portions of a block as ranges of its text; most blocks are one.
pub(super) fn portions(block: &Block) -> Vec<Range<usize>> {
    use BlockKind::{Code, Paragraph, Quote, Verse};
    let text = block.text.as_str();
    let whole = 0..text.len();
    if text.len() <= PORTION || !matches!(block.kind, Paragraph | Quote | Verse | Code) {
        return vec![whole];
    }
    let by_lines = matches!(block.kind, Verse | Code);
    let mut portions = Vec::new();
    let mut from = 0;
    while text.len() - from > PORTION {
        let cut = cut(text, from);
        // What ends a line of verse or code is in neither portion.
        let ends_line = by_lines && text[..cut].ends_with('\n');
        portions.push(from..cut - usize::from(ends_line));
        from = cut;
    }
    portions.push(from..text.len());
    portions
}

/// Where the portion that begins at `from` ends: in the last quarter of what it may hold, as late as possible at the best of
/// places.
fn cut(text: &str, from: usize) -> usize {
    let limit = floor(text, from + PORTION);
    let window = floor(text, limit - PORTION / 4)..limit;
    let ends = text[window.clone()].char_indices().map(|(i, c)| {
        let at = window.start + i;
        (rank(&text[..at], c), at)
    });
    match ends.max() {
        Some((rank, at)) if rank > 0 => at,
        _ => cluster(text, limit)
            .filter(|at| *at > from)
            .unwrap_or(limit),
    }
}

/// How good it is to cut between a text and the character after it.
fn rank(before: &str, next: char) -> u8 {
    let mut back = before.chars().rev();
    let (Some(prev), before) = (back.next(), back.next()) else {
        return 0;
    };
    let full_stop = |c: char| matches!(c, '。' | '！' | '？' | '.' | '!' | '?' | '．');
    let ends = full_stop(prev) || (is_closer(prev) && before.is_some_and(full_stop));
    let spaced = prev == ' ' && next != ' ';
    match () {
        () if prev == '\n' => 4,
        () if ends && is_wide_letter(next) => 3,
        () if spaced && before.is_some_and(full_stop) => 3,
        () if spaced || (is_stop(prev) && is_wide_letter(next)) => 2,
        () if is_plain(prev) && is_plain(next) => 1,
        () => 0,
    }
}

/// Between two of these a line may end at every level in every language.
fn is_plain(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

/// The last cluster's begin at or before `at`.
fn cluster(text: &str, at: usize) -> Option<usize> {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(true) => Some(at),
        _ => cursor.prev_boundary(text, 0).ok().flatten(),
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ends of the portions of a text repeated until it is long, with what stands on either side.
    #[track_caller]
    fn check(kind: BlockKind, sentence: &str, before: &str, after: &str) {
        let block = Block::new(kind, sentence.repeat(4 * PORTION / sentence.len()));
        let portions = portions(&block);
        assert!(portions.len() >= 4);
        for pair in portions.windows(2) {
            let (one, other) = (&block.text[pair[0].clone()], &block.text[pair[1].clone()]);
            assert!(one.len() <= PORTION && one.ends_with(before) && other.starts_with(after));
        }
        let lost: usize = portions.windows(2).map(|p| p[1].start - p[0].end).sum();
        let ends = if matches!(kind, BlockKind::Code) {
            portions.len() - 1
        } else {
            0
        };
        assert_eq!((lost, portions[0].start), (ends, 0));
        assert_eq!(portions.last().map(|p| p.end), Some(block.text.len()));
    }

    #[test]
    fn a_long_block_is_cut_where_a_sentence_ends() {
        let paragraph = BlockKind::Paragraph;
        check(paragraph, "潮水退了，石階才見得人。", "。", "潮");
        check(paragraph, "她說：「潮水退了。」街坊點頭，", "」", "街");
        check(paragraph, "The tide is out. ", ". ", "The");
        check(paragraph, "潮水退石階", "", "");
        check(paragraph, "👨‍👩‍👧", "👧", "👨");
        check(BlockKind::Code, "lamp.on()\n", ")", "lamp");
    }

    #[test]
    fn a_block_that_is_not_long_is_one_portion() {
        let block = Block::paragraph("潮水退了。");
        assert_eq!(portions(&block), vec![Range { start: 0, end: 15 }]);
        let rule = Block::new(BlockKind::Rule, "");
        assert_eq!(portions(&rule), vec![Range { start: 0, end: 0 }]);
    }
}

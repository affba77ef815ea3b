//! Collects text and its spans into blocks: what every reader of marked-up text writes to.

use unicode_width::UnicodeWidthStr;

use super::limits;
use crate::article::{Block, BlockKind, Inline, InlineKind};

/// Blocks in the making.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    blocks: Vec<Block>,
    text: String,
    spans: Vec<Inline>,
    open: Vec<(u32, InlineKind)>,
    /// Bytes of text in the finished blocks.
    size: usize,
}

impl Builder {
    /// Adds text as it stands.
    pub fn push(&mut self, text: &str) {
        if !self.is_full() {
            let room = limits::ARTICLE.saturating_sub(self.size + self.text.len());
            self.text.push_str(&text[..text.floor_char_boundary(room)]);
        }
    }

    /// Adds text whose white space only divides words; a line end between two ideographs divides nothing.
    pub fn flow(&mut self, text: &str) {
        if self.is_full() {
            return;
        }
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| is_flow_space(c)) {
            self.push(&rest[..start]);
            let after = rest[start..].trim_start_matches(is_flow_space);
            let space = &rest[start..rest.len() - after.len()];
            self.divide(space.contains('\n'), after.chars().next());
            rest = after;
        }
        self.push(rest);
    }

    /// The white space between what is there and what comes (none yet, if `next` is `None`).
    fn divide(&mut self, line_end: bool, next: Option<char>) {
        let before = self.text.chars().next_back();
        let wanted = match (before, next) {
            (None, _) => false,
            (Some(c), _) if c.is_whitespace() => false,
            (Some(a), Some(b)) => !(line_end && is_wide(a) && is_wide(b)),
            (Some(a), None) => !(line_end && is_wide(a)),
        };
        if wanted {
            self.push(" ");
        }
    }

    /// A line end inside a paragraph that the writer did not mean.
    pub fn soft_break(&mut self) {
        self.divide(true, None);
    }

    /// A line end that the writer meant.
    pub fn hard_break(&mut self) {
        let kept = self.text.trim_end_matches(' ').len();
        self.text.truncate(kept);
        self.push("\n");
    }

    /// What has been collected for the block in the making.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the block in the making has only white space yet.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Begins a stretch.
    pub fn open(&mut self, kind: InlineKind) {
        // Every open stretch is carried into every block: a page that never closes any must not grow by the square.
        if self.open.len() < limits::STRETCHES {
            self.open.push((self.text.len() as u32, kind));
        }
    }

    /// Ends the innermost stretch that `is` accepts.
    pub fn close(&mut self, is: impl Fn(&InlineKind) -> bool) {
        if let Some(at) = self.open.iter().rposition(|(_, kind)| is(kind)) {
            let (start, kind) = self.open.remove(at);
            self.span(start, kind);
        }
    }

    fn span(&mut self, start: u32, kind: InlineKind) {
        let start = start.min(self.text.len() as u32);
        let stretch = &self.text[start as usize..];
        let inner = stretch.trim();
        if !inner.is_empty() {
            let start = start + (stretch.len() - stretch.trim_start().len()) as u32;
            let end = start + inner.len() as u32;
            self.spans.push(Inline { start, end, kind });
        }
    }

    /// Ends the block; an empty one is not kept. Stretches still open go on in the next block.
    pub fn finish(&mut self, kind: BlockKind) {
        let open = std::mem::take(&mut self.open);
        for (start, kind) in &open {
            self.span(*start, kind.clone());
        }
        self.open = open.into_iter().map(|(_, kind)| (0, kind)).collect();
        let mut spans = std::mem::take(&mut self.spans);
        spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        let text = std::mem::take(&mut self.text);
        if !text.trim().is_empty() {
            self.add(Block { kind, text, spans });
        }
    }

    /// Ends a block whose lines may mean something: empty lines divide paragraphs, short lines are verse, other lines are paragraphs.
    pub fn finish_lines(&mut self, kind: BlockKind) {
        if !self.text.trim().contains('\n') {
            return self.finish(kind);
        }
        let first = self.blocks.len();
        self.finish(BlockKind::Code);
        if let Some(block) = self.blocks.get(first).cloned() {
            self.blocks.truncate(first);
            self.blocks.extend(divided(&block, kind));
        }
    }

    /// Forgets the block in the making.
    pub fn clear(&mut self) {
        self.text.clear();
        self.spans.clear();
        self.open.clear();
    }

    /// Adds a whole block.
    pub fn add(&mut self, mut block: Block) {
        if !self.is_full() {
            super::clean::block(&mut block);
            self.size += block.text.len();
            self.blocks.push(block);
        }
    }

    /// Whether a bound is reached and the rest is dropped.
    pub fn is_full(&self) -> bool {
        self.blocks.len() >= limits::BLOCKS || self.size + self.text.len() >= limits::ARTICLE
    }

    /// The last finished block.
    pub fn last(&mut self) -> Option<&mut Block> {
        self.blocks.last_mut()
    }

    /// The blocks, the one in the making closed as running text.
    pub fn build(mut self) -> Vec<Block> {
        self.finish(BlockKind::Paragraph);
        self.blocks
    }
}

/// Columns that a line of verse has at most.
const VERSE: usize = 40;

fn divided(block: &Block, kind: BlockKind) -> Vec<Block> {
    let mut parts = Vec::new();
    for (start, group) in pieces(&block.text, "\n\n") {
        let lines: Vec<&str> = group.trim().lines().collect();
        let is_verse = lines.len() > 2 && lines.iter().all(|line| line.width() <= VERSE);
        if is_verse && kind == BlockKind::Paragraph {
            parts.push(part(block, start, group, BlockKind::Verse));
        } else {
            let lines = pieces(group, "\n");
            parts.extend(lines.map(|(at, line)| part(block, start + at, line, kind)));
        }
    }
    parts.retain(|part| !part.text.is_empty());
    parts
}

/// The pieces of a text between divisions, with where they begin.
fn pieces<'a>(text: &'a str, division: &str) -> impl Iterator<Item = (usize, &'a str)> {
    let base = text.as_ptr() as usize;
    text.split(division)
        .map(move |piece| (piece.as_ptr() as usize - base, piece))
}

/// A piece of a block, with the spans that it has a share in.
fn part(block: &Block, start: usize, text: &str, kind: BlockKind) -> Block {
    let end = start + text.len();
    let spans = block.spans.iter().filter_map(|span| {
        let from = (span.start as usize).clamp(start, end) - start;
        let to = (span.end as usize).clamp(start, end) - start;
        (from < to).then(|| Inline {
            start: from as u32,
            end: to as u32,
            kind: span.kind.clone(),
        })
    });
    let mut part = Block {
        kind,
        text: text.to_owned(),
        spans: spans.collect(),
    };
    super::clean::block(&mut part);
    part
}

fn is_flow_space(c: char) -> bool {
    matches!(c, ' ' | '\n' | '\t' | '\r' | '\u{c}')
}

/// Ideographs, kana and their punctuation: lines of them are joined without a space. (Korean divides words by spaces.)
pub(crate) fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{312f}' | '\u{3190}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff01}'..='\u{ff9f}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flowed(pieces: &[&str]) -> String {
        let mut builder = Builder::default();
        pieces.iter().for_each(|piece| builder.flow(piece));
        builder
            .build()
            .first()
            .map(|b| b.text.clone())
            .unwrap_or_default()
    }

    #[test]
    fn white_space_divides_words_but_not_ideographs() {
        assert_eq!(flowed(&["  two\n  words ", " here"]), "two words here");
        assert_eq!(flowed(&["一行\n二行"]), "一行二行");
        assert_eq!(flowed(&["一行 二行"]), "一行 二行");
        assert_eq!(flowed(&["看報\nnews"]), "看報 news");
    }

    #[test]
    fn stretches_lose_their_outer_spaces_and_go_on_over_blocks() {
        let mut builder = Builder::default();
        builder.flow("a");
        builder.open(InlineKind::Strong);
        builder.flow(" b ");
        builder.finish(BlockKind::Paragraph);
        builder.flow("c");
        builder.close(|kind| *kind == InlineKind::Strong);
        let blocks = builder.build();
        let marked: Vec<&str> = blocks
            .iter()
            .flat_map(|b| {
                b.spans
                    .iter()
                    .map(|s| &b.text[s.start as usize..s.end as usize])
            })
            .collect();
        assert_eq!(marked, ["b", "c"]);
    }
}

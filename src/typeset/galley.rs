//! The article as lines: set lazily, so that a screen costs no more than a screen.
//!
//! A galley is a row of parts: each line over the article, each block, the list of links. A part is prepared and laid when
//! one of its lines is first asked for. What was prepared outlives a new width; what was laid does not.

use std::ops::Range;

use super::{
    breaks::Lang,
    layout::{self, Laid, Ready, Sheet, TIGHT},
    line::{Highlight, Line, Role, Row, Style},
    links::Links,
    parts::{Content, Part, link_list, parts, space_above, with_space},
    pieces::{Source, pieces},
    prepare::Rules,
    width::Widths,
};
use crate::article::{Block, BlockKind, Place};

/// An article set for one width. Lines are made when they are asked for and kept.
///
/// ```
/// use kanbao::{article::Block, typeset::{Galley, Role, Style, Widths}};
/// let head = vec![(Role::Headline, "讓夜市留下來".to_owned())];
/// let blocks = vec![Block::paragraph("夜市的燈一盞一盞亮起來，街坊便來了。")];
/// let mut galley = Galley::new(head, blocks, Style { columns: 24, ..Style::default() }, Widths::default());
/// let text = |galley: &mut Galley| -> Vec<String> {
///     let lines = galley.lines(galley.top(), 9);
///     lines.iter().map(|l| l.pieces.iter().map(|p| p.text.as_str()).collect()).collect()
/// };
/// assert_eq!(text(&mut galley), ["讓夜市留下來", "", "夜市的燈一盞一盞亮起", "來，街坊便來了。"]);
/// ```
#[derive(Debug, Clone)]
pub struct Galley {
    blocks: Vec<Block>,
    style: Style,
    widths: Widths,
    rules: Rules,
    /// The rules for code, and for what has no language.
    plain: Rules,
    sheet: Sheet,
    links: Links,
    parts: Vec<Part>,
    hits: Vec<Marked>,
    /// Characters before each block, and in all.
    chars: Vec<u64>,
    /// The language guessed from the text, for styles that name none.
    guessed: Lang,
}

/// A stretch of a block that is set apart.
pub(super) type Marked = (u32, Range<usize>, Highlight);

impl Galley {
    /// Begins to set an article. `head` stands over it: kicker, headline (balanced over its lines), deck, meta lines.
    pub fn new(
        head: Vec<(Role, String)>,
        blocks: Vec<Block>,
        style: Style,
        widths: Widths,
    ) -> Self {
        let guessed = guess(&head, &blocks);
        let lang = style.lang.unwrap_or(guessed);
        let links = Links::of(&blocks);
        let (rules, plain) = rules(&style, lang, &widths);
        Self {
            sheet: Sheet::new(&style, lang, &widths),
            rules,
            plain,
            parts: parts(head, &blocks, &links),
            chars: chars_before(&blocks),
            blocks,
            style,
            widths,
            links,
            hits: Vec::new(),
            guessed,
        }
    }

    /// Sets it anew for another style or other widths; what was prepared of the text is kept where it still holds.
    pub fn restyle(&mut self, style: Style, widths: Widths) {
        if style == self.style && widths == self.widths {
            return;
        }
        let lang = style.lang.unwrap_or(self.guessed);
        let sheet = Sheet::new(&style, lang, &widths);
        let stale = widths != self.widths
            || (style.level, style.autospace, style.link_numbers)
                != (
                    self.style.level,
                    self.style.autospace,
                    self.style.link_numbers,
                )
            || lang != self.rules.lang
            || (sheet.width < TIGHT) != (self.sheet.width < TIGHT);
        if stale {
            (self.rules, self.plain) = rules(&style, lang, &widths);
        }
        for part in &mut self.parts {
            part.laid = None;
            if stale {
                part.ready = None;
            }
        }
        (self.sheet, self.style, self.widths) = (sheet, style, widths);
    }

    /// The style in force.
    pub fn style(&self) -> &Style {
        &self.style
    }

    /// How many clusters have been made ready so far: what the screens have cost.
    pub fn prepared_clusters(&self) -> usize {
        let ready = self.parts.iter().filter_map(|p| p.ready.as_deref());
        ready.flatten().map(|r| r.prepared.clusters.len()).sum()
    }

    /// The blocks that are set.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Marks search hits: ranges of bytes in blocks. They survive `restyle`.
    pub fn highlight(&mut self, hits: Vec<(u32, Range<usize>)>) {
        let hit = |(block, range)| (block, range, Highlight::Hit);
        self.set_apart(hits.into_iter().map(hit).collect());
    }

    /// Sets ranges of bytes in blocks apart, in the place of those before. They survive `restyle`.
    pub fn set_apart(&mut self, mut marked: Vec<(u32, Range<usize>, Highlight)>) {
        marked.sort_by_key(|(block, range, _)| (*block, range.start));
        self.hits = marked;
    }

    /// How many ranges are set apart.
    pub fn set_apart_count(&self) -> usize {
        self.hits.len()
    }

    /// The first row.
    pub fn top(&self) -> Row {
        Row::default()
    }

    /// The row from which the end of the article fills the last row of a screen of `height`; the top if all fits.
    pub fn bottom(&mut self, height: usize) -> Row {
        let last = self.last();
        self.step(last, -(height.saturating_sub(1) as isize)).0
    }

    /// `rows` further (or back, if negative), but not past either end, and how many rows that really was.
    pub fn step(&mut self, from: Row, rows: isize) -> (Row, isize) {
        let mut row = self.clamp(from);
        let mut left = rows.unsigned_abs();
        while left > 0 {
            let (here, there) = if rows > 0 {
                let count = self.count(row.part);
                (
                    count.saturating_sub(row.line + 1) as usize,
                    self.part_after(row.part),
                )
            } else {
                (row.line as usize, self.part_before(row.part))
            };
            let stride = here.min(left);
            left -= stride;
            row.line = if rows > 0 {
                row.line + stride as u32
            } else {
                row.line - stride as u32
            };
            let Some(there) = there.filter(|_| left > 0) else {
                break;
            };
            left -= 1;
            let line = if rows > 0 { 0 } else { self.count(there) - 1 };
            row = Row { part: there, line };
        }
        let moved = (rows.unsigned_abs() - left) as isize;
        (row, if rows < 0 { -moved } else { moved })
    }

    /// The row at which the next (or previous) page of `height` rows begins: a subhead that would be the last line of a page
    /// is kept with the line after it. The last page ends where the article ends.
    pub fn page(&mut self, from: Row, height: usize, forward: bool) -> Row {
        let height = height.max(1);
        if !forward {
            return self.step(from, -(height as isize)).0;
        }
        let bottom = self.bottom(height);
        let (mut next, _) = self.step(from, height as isize);
        if next >= bottom {
            return bottom.max(self.clamp(from));
        }
        for _ in 0..4 {
            let (before, moved) = self.step(next, -1);
            let keeps = moved != 0 && before > from && self.belongs_below(before);
            if !keeps {
                break;
            }
            next = before;
        }
        next
    }

    /// The lines of a screen.
    pub fn lines(&mut self, from: Row, height: usize) -> Vec<Line> {
        let mut lines = Vec::with_capacity(height.min(500));
        let mut row = self.clamp(from);
        while lines.len() < height {
            let count = self.count(row.part);
            let wanted = (height - lines.len()) as u32;
            let until = count.min(row.line.saturating_add(wanted));
            lines.extend((row.line..until).filter_map(|line| self.line(Row { line, ..row })));
            // The next part is made ready only if the screen has room for it.
            let more = lines.len() < height;
            match more.then(|| self.part_after(row.part)).flatten() {
                Some(part) => row = Row { part, line: 0 },
                None => break,
            }
        }
        lines
    }

    /// The place at which a row begins; rows of the head are the very begin.
    pub fn place(&mut self, row: Row) -> Place {
        let row = self.clamp(row);
        self.count(row.part);
        self.place_of(row)
    }

    /// The row that shows a place. The begin of the text is the top, head and all.
    pub fn row(&mut self, place: Place) -> Row {
        if place == Place::default() || self.blocks.is_empty() {
            return self.top();
        }
        let block = (place.block as usize).min(self.blocks.len() - 1);
        let offset = place.offset as usize;
        let part = self.part_of(block, offset);
        self.count(part);
        let laid = self.laid(part);
        let after = laid.partition_point(|line| line.at <= offset);
        let at = after
            .checked_sub(1)
            .and_then(|i| laid.get(i))
            .map_or(0, |line| line.at);
        let first = laid.iter().position(|line| line.at == at && !line.blank);
        let line = first.unwrap_or(0) as u32;
        Row { part, line }
    }

    /// How much of the text stands before the end of the screen that begins at `from`, in percent of its characters.
    pub fn progress(&mut self, from: Row, height: usize) -> u8 {
        let total = self.chars.last().copied().unwrap_or(0);
        let (end, moved) = self.step(from, height as isize);
        if total == 0 || moved < height as isize {
            return 100;
        }
        let place = self.place(end);
        let block = place.block as usize;
        let before = self.chars.get(block).copied().unwrap_or(total);
        let text = self
            .blocks
            .get(block)
            .and_then(|b| b.text.get(..place.offset as usize));
        let inside = text.map_or(0, |t| t.chars().count() as u64);
        ((before + inside) * 100 / total).min(100) as u8
    }

    /// The addresses of the links, in the order of their numbers.
    pub fn links(&self) -> &[String] {
        &self.links.addresses
    }

    /// The row of the next (or previous) highlighted hit after (before) `from`.
    pub fn next_hit(&mut self, from: Row, forward: bool) -> Option<Row> {
        let from = self.clamp(from);
        let place = self.place(from);
        let key = |(block, range, _): &Marked| (*block, range.start);
        let split = self
            .hits
            .partition_point(|hit| key(hit) < (place.block, place.offset as usize));
        let candidates: Vec<Place> = if forward {
            self.hits[split..].iter().map(hit_place).collect()
        } else {
            self.hits[..split].iter().rev().map(hit_place).collect()
        };
        candidates.into_iter().find_map(|hit| {
            let row = self.row_of_text(hit);
            let beyond = if forward { row > from } else { row < from };
            beyond.then_some(row)
        })
    }

    /// As [`Galley::row`], but the begin of the text is its first line.
    fn row_of_text(&mut self, place: Place) -> Row {
        if place != Place::default() {
            return self.row(place);
        }
        let part = self.part_of(0, 0);
        self.count(part);
        let line = self.laid(part).iter().position(|l| !l.blank).unwrap_or(0) as u32;
        Row { part, line }
    }

    /// The last row.
    fn last(&mut self) -> Row {
        let mut part = self.parts.len().saturating_sub(1) as u32;
        if self.count(part) == 0 {
            part = self.part_before(part).unwrap_or(0);
        }
        let line = self.count(part).saturating_sub(1);
        Row { part, line }
    }

    /// The nearest row that exists.
    fn clamp(&mut self, row: Row) -> Row {
        let parts = self.parts.len() as u32;
        if row.part >= parts {
            return self.last();
        }
        let line = row.line.min(self.count(row.part).saturating_sub(1));
        Row { line, ..row }
    }

    /// The next part that has lines.
    fn part_after(&mut self, part: u32) -> Option<u32> {
        (part + 1..self.parts.len() as u32).find(|&p| self.count(p) > 0)
    }

    fn part_before(&mut self, part: u32) -> Option<u32> {
        (0..part).rev().find(|&p| self.count(p) > 0)
    }

    /// The part that shows a byte of a block.
    fn part_of(&self, block: usize, offset: usize) -> u32 {
        let after = self.parts.partition_point(|part| match &part.content {
            Content::Head(..) => true,
            Content::Block(number, portion) => (*number, portion.start) <= (block, offset),
            Content::Links(_) => false,
        });
        after.saturating_sub(1) as u32
    }

    /// How many lines a part has; sets it if it is not set.
    fn count(&mut self, part: u32) -> u32 {
        let index = part as usize;
        if self.parts.get(index).is_some_and(|p| p.laid.is_none()) {
            self.lay(index);
        }
        self.laid(part).len() as u32
    }

    fn laid(&self, part: u32) -> &[Laid] {
        let part = self.parts.get(part as usize);
        part.and_then(|p| p.laid.as_deref()).unwrap_or(&[])
    }

    /// Whether a line belongs with what stands below it: a subhead, and the space before it or under it.
    fn belongs_below(&mut self, row: Row) -> bool {
        let part = self.parts.get(row.part as usize);
        let block = part.and_then(|p| match p.content {
            Content::Block(index, _) => self.blocks.get(index),
            _ => None,
        });
        let Some(block) = block else { return false };
        let blank = self
            .laid(row.part)
            .get(row.line as usize)
            .is_some_and(|l| l.blank);
        block.kind == BlockKind::Subhead || blank
    }

    /// Prepares a part, unless it is, and lays it.
    fn lay(&mut self, index: usize) {
        let Some(part) = self.parts.get_mut(index) else {
            return;
        };
        let (rules, plain, sheet) = (&self.rules, &self.plain, &self.sheet);
        let laid = match &part.content {
            Content::Head(role, text) => {
                let kind = BlockKind::Paragraph;
                let ready = part
                    .ready
                    .get_or_insert_with(|| layout::ready(kind, text, 0, rules));
                layout::head(*role, text, ready, sheet)
            }
            Content::Links(text) => {
                let kind = BlockKind::Verse;
                let ready = part
                    .ready
                    .get_or_insert_with(|| layout::ready(kind, text, 0, plain));
                link_list(text, ready, sheet)
            }
            Content::Block(number, portion) => {
                let Some(block) = self.blocks.get(*number) else {
                    return;
                };
                let rules = if block.kind == BlockKind::Code {
                    plain
                } else {
                    rules
                };
                let numbers = self.links.numbers(*number);
                let numbered = self.style.link_numbers && sheet.width >= TIGHT;
                let ready = part.ready.get_or_insert_with(|| {
                    let text = block.text.get(portion.clone()).unwrap_or_default();
                    let mut ready = layout::ready(block.kind, text, portion.start, rules);
                    if numbered {
                        layout::annotate(&mut ready, &block.spans, numbers);
                    }
                    ready
                });
                let lines = layout::lay(block.kind, &block.text, ready, sheet);
                let above = number.checked_sub(1).and_then(|n| self.blocks.get(n));
                let above = above.map(|b| b.kind);
                match portion.start {
                    0 => under_space(space_above(above, block.kind, index > 0), lines),
                    _ => lines,
                }
            }
        };
        let keep_head_space = matches!(part.content, Content::Links(_));
        part.laid = Some(if keep_head_space && index > 0 {
            with_space(laid)
        } else {
            laid
        });
    }

    fn line(&self, row: Row) -> Option<Line> {
        let part = self.parts.get(row.part as usize)?;
        let laid = self.laid(row.part).get(row.line as usize)?;
        let place = self.place_of(row);
        let ready = part.ready.as_deref().unwrap_or(&[]);
        let (role, source) = match &part.content {
            Content::Head(role, text) => (*role, plain_source(text, ready, None)),
            Content::Links(text) => {
                let number = laid.runs.first().map(|run| run.part as u16 + 1);
                (Role::Links, plain_source(text, ready, number))
            }
            Content::Block(index, _) => {
                let block = self.blocks.get(*index)?;
                let first = self.hits.partition_point(|(b, ..)| (*b as usize) < *index);
                let last = self.hits.partition_point(|(b, ..)| (*b as usize) <= *index);
                let source = Source {
                    text: &block.text,
                    parts: ready,
                    spans: &block.spans,
                    numbers: self.links.numbers(*index),
                    hits: self.hits.get(first..last).unwrap_or(&[]),
                    link: None,
                };
                (Role::Block(block.kind), source)
            }
        };
        let role = if laid.blank { Role::Blank } else { role };
        let pieces = pieces(laid, self.sheet.left, &source);
        Some(Line {
            role,
            pieces,
            place,
        })
    }

    fn place_of(&self, row: Row) -> Place {
        let at = self
            .laid(row.part)
            .get(row.line as usize)
            .map_or(0, |l| l.at) as u32;
        match self.parts.get(row.part as usize).map(|p| &p.content) {
            Some(Content::Block(index, _)) => Place {
                block: *index as u32,
                offset: at,
            },
            Some(Content::Links(_)) => self.end(),
            _ => Place::default(),
        }
    }

    /// The end of the text.
    fn end(&self) -> Place {
        let last = self.blocks.last();
        Place {
            block: self.blocks.len().saturating_sub(1) as u32,
            offset: last.map_or(0, |b| b.text.len()) as u32,
        }
    }
}

/// A block's lines under the space above them. Its first line is at its first byte, even if the spaces there had no room.
fn under_space(space: Vec<Laid>, lines: Vec<Laid>) -> Vec<Laid> {
    let first = space.len();
    let mut laid = space;
    laid.extend(lines);
    if let Some(line) = laid.get_mut(first) {
        line.at = 0;
    }
    laid
}

fn rules(style: &Style, lang: Lang, widths: &Widths) -> (Rules, Rules) {
    let rules = |lang| Rules::new(lang, style.level, widths).with_tab(4);
    let autospace = style.autospace && lang.is_han();
    (rules(lang).with_autospace(autospace), rules(Lang::Other))
}

fn guess(head: &[(Role, String)], blocks: &[Block]) -> Lang {
    let heads = head.iter().map(|(_, text)| text.as_str());
    let blocks = blocks.iter().map(|b| b.text.as_str());
    let text: String = heads
        .chain(blocks)
        .flat_map(str::chars)
        .take(2000)
        .collect();
    Lang::guess(&text)
}

fn chars_before(blocks: &[Block]) -> Vec<u64> {
    let mut total = 0;
    let mut before: Vec<u64> = blocks
        .iter()
        .map(|block| {
            let here = total;
            total += block.text.chars().count() as u64;
            here
        })
        .collect();
    before.push(total);
    before
}

fn plain_source<'a>(text: &'a str, parts: &'a [Ready], link: Option<u16>) -> Source<'a> {
    Source {
        text,
        parts,
        spans: &[],
        numbers: &[],
        hits: &[],
        link,
    }
}

fn hit_place((block, range, _): &Marked) -> Place {
    Place {
        block: *block,
        offset: range.start as u32,
    }
}

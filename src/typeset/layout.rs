//! Where the lines of a block stand: indents, ornaments, hanging lines, one kind of block after another.

use std::ops::Range;

use super::{
    Role,
    breaks::Lang,
    headline::balance,
    line::Style,
    prepare::{BREAK, INNER, Prepared, Rules},
    set::{SetLine, Shape, set},
    table,
    width::Widths,
};
use crate::article::{BlockKind, Inline};

/// On fewer cells than this a Chinese paragraph is indented by one space, and blocks have no ornament beside them.
const NARROW: u16 = 24;
/// On fewer than this nothing is indented, and links are not numbered in the text.
pub(crate) const TIGHT: u16 = 12;

/// The page as a style and a language make it, in cells.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    /// Cells left of the measure.
    pub left: u16,
    /// The measure.
    pub width: u16,
    /// First-line indent.
    indent: u16,
    justify: bool,
    hanging: bool,
    /// Lines and bars in ASCII, for terminals that draw them over two cells.
    pub ascii: bool,
    han: bool,
}

impl Sheet {
    pub(crate) fn new(style: &Style, lang: Lang, widths: &Widths) -> Self {
        let columns = style.columns.max(1);
        let width = match style.measure {
            0 => columns,
            measure => columns.min(measure.saturating_mul(2)),
        };
        let margin = (columns - width) / 2;
        let hangs = matches!(lang, Lang::Hans | Lang::Ja) && columns >= width + 2;
        Self {
            left: if style.centred { margin & !1 } else { 0 },
            width,
            indent: indent(style.indent, lang, width),
            justify: style.justify,
            hanging: style.hanging && hangs,
            ascii: widths.ambiguous > 1,
            han: lang.is_han(),
        }
    }

    fn is_narrow(&self) -> bool {
        self.width < NARROW
    }

    fn bar(&self) -> &'static str {
        if self.ascii { "|" } else { "▎" }
    }
}

fn indent(asked: Option<u8>, lang: Lang, width: u16) -> u16 {
    let spaces = match (asked, lang) {
        (Some(spaces), _) => u16::from(spaces),
        (None, Lang::Hant | Lang::Hans) if width >= NARROW => 2,
        (None, Lang::Hant | Lang::Hans | Lang::Ja) if width >= TIGHT => 1,
        _ => 0,
    };
    (spaces * 2).min(width / 2)
}

/// A part of a block that is set as one paragraph: all of it, a line of verse, a cell of a table.
#[derive(Debug, Clone)]
pub(crate) struct Ready {
    /// Where it begins in the block.
    pub base: usize,
    pub prepared: Prepared,
    /// Numbers of links that stand after a cluster, in order.
    pub notes: Vec<Note>,
}

/// A link's number in the text.
#[derive(Debug, Clone)]
pub(crate) struct Note {
    pub cluster: usize,
    pub text: String,
}

impl Ready {
    pub(crate) fn cells(&self) -> usize {
        self.prepared
            .clusters
            .last()
            .map_or(0, |c| c.edge() as usize)
    }
}

/// Makes a block ready, or what of it begins at the byte `base`: one paragraph for each part that is set by itself.
pub(crate) fn ready(kind: BlockKind, text: &str, base: usize, rules: &Rules) -> Vec<Ready> {
    let parts: Vec<&str> = match kind {
        BlockKind::Verse | BlockKind::Code => text.split('\n').collect(),
        BlockKind::Table => text.split(['\n', '\t']).collect(),
        BlockKind::Rule => Vec::new(),
        _ => vec![text],
    };
    let mut base = base;
    let parts = parts.into_iter().map(|part| {
        let ready = Ready {
            base,
            prepared: rules.prepare(part),
            notes: Vec::new(),
        };
        base += part.len() + 1;
        ready
    });
    parts.collect()
}

/// Puts the numbers of links behind their last clusters.
pub(crate) fn annotate(parts: &mut [Ready], spans: &[Inline], numbers: &[Option<u16>]) {
    let ends = spans.iter().zip(numbers).filter_map(|(span, number)| {
        let last = (span.end as usize).checked_sub(1)?;
        Some((last, (*number)?))
    });
    let mut ends: Vec<(usize, u16)> = ends.collect();
    ends.sort_unstable();
    for part in parts {
        let range = part.base..part.base + part.prepared.len as usize;
        let from = ends.partition_point(|(last, _)| *last < range.start);
        let until = ends.partition_point(|(last, _)| *last < range.end);
        let notes = ends.get(from..until).unwrap_or(&[]).iter();
        let notes = notes.map(|(last, number)| Note {
            cluster: part.prepared.cluster_at(last - range.start),
            text: format!("[{number}]"),
        });
        part.notes = notes.collect();
        part.notes.dedup_by_key(|note| note.cluster);
        let hung: Vec<(usize, u8)> = part
            .notes
            .iter()
            .map(|n| (n.cluster, n.text.len() as u8))
            .collect();
        part.prepared.hang(&hung);
    }
}

/// A stretch of a prepared paragraph at its place on a line.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    /// Which of the block's [`Ready`] parts.
    pub part: usize,
    pub clusters: Range<usize>,
    /// From the sheet's left edge.
    pub column: u16,
    /// Cells to be put between its clusters so that the line fills the measure.
    pub stretch: u16,
    /// So many clusters at its begin are not stretched: an item's mark.
    pub fixed: usize,
    /// The head of a table.
    pub strong: bool,
}

/// One line as it will be drawn.
#[derive(Debug, Clone, Default)]
pub(crate) struct Laid {
    /// Where it begins in the block, in bytes.
    pub at: usize,
    pub runs: Vec<Run>,
    /// What stands beside the text, and where.
    pub ornament: Option<(u16, String)>,
    /// It is space before a block.
    pub blank: bool,
}

/// The lines of a block. `text` is the block's, `parts` what [`ready`] made of it.
pub(crate) fn lay(kind: BlockKind, text: &str, parts: &[Ready], sheet: &Sheet) -> Vec<Laid> {
    match kind {
        BlockKind::Paragraph => paragraph(text, parts, sheet),
        BlockKind::Subhead => subhead(text, parts, sheet),
        BlockKind::Caption => beside(parts, sheet, "▲"),
        BlockKind::Image => beside(parts, sheet, "▣"),
        BlockKind::Quote => quote(parts, sheet),
        BlockKind::List => list(text, parts, sheet),
        BlockKind::Verse => verse(parts, sheet),
        BlockKind::Code => code(parts, sheet),
        BlockKind::Table => table::lay(text, parts, sheet),
        BlockKind::Rule => vec![rule(sheet)],
    }
}

/// The lines of what stands over an article: a headline is balanced, the line of section, day and byline ends between them.
pub(crate) fn head(role: Role, text: &str, parts: &[Ready], sheet: &Sheet) -> Vec<Laid> {
    let whole = Block::new(0, sheet.width);
    parts
        .iter()
        .enumerate()
        .flat_map(|(i, part)| match role {
            Role::Headline => whole.balanced(i, text, part),
            Role::Meta => whole.lines_of(i, part.base, &held_together(text, part)),
            _ => whole.lines(i, part),
        })
        .collect()
}

/// Lines end after the dots between names, and within a name only where it is wider than the line.
fn held_together(text: &str, part: &Ready) -> Prepared {
    let mut held = part.prepared.clone();
    for index in 0..held.clusters.len() {
        let before = text.get(..part.base + held.offset(index));
        let after_dot = before.is_some_and(|text| text.trim_end().ends_with(['·', ',']));
        if let Some(cluster) = held.clusters.get_mut(index)
            && cluster.has(BREAK)
            && !after_dot
        {
            cluster.flags = cluster.flags & !BREAK | INNER;
        }
    }
    held
}

fn paragraph(text: &str, parts: &[Ready], sheet: &Sheet) -> Vec<Laid> {
    let begins = parts.first().is_some_and(|part| part.base == 0);
    let indent = if !begins || text.starts_with('\u{3000}') {
        0
    } else {
        sheet.indent
    };
    let block = Block {
        first: indent,
        justify: sheet.justify,
        hanging: sheet.hanging,
        ..Block::new(0, sheet.width)
    };
    block.all(parts)
}

fn subhead(text: &str, parts: &[Ready], sheet: &Sheet) -> Vec<Laid> {
    let inset = if sheet.is_narrow() { 0 } else { 2 };
    let block = Block::new(inset, sheet.width);
    let mut lines: Vec<Laid> = parts
        .iter()
        .enumerate()
        .flat_map(|(i, part)| block.balanced(i, text, part))
        .collect();
    if inset > 0 {
        let mark = if sheet.ascii { "|" } else { "▍" };
        decorate(&mut lines, 0, mark);
    }
    lines
}

/// A caption or a picture's description: two cells in, its ornament on the first line.
fn beside(parts: &[Ready], sheet: &Sheet, ornament: &str) -> Vec<Laid> {
    let inset = if sheet.is_narrow() { 0 } else { 2 };
    let text = if sheet.width < TIGHT { 0 } else { inset + 2 };
    let mut lines = Block::new(text, sheet.width).all(parts);
    if text > 0
        && let Some(first) = lines.first_mut()
    {
        first.ornament = Some((inset, ornament.to_owned()));
    }
    lines
}

fn quote(parts: &[Ready], sheet: &Sheet) -> Vec<Laid> {
    let inset = if sheet.width < TIGHT { 0 } else { 2 };
    let block = Block {
        justify: sheet.justify,
        ..Block::new(inset, sheet.width)
    };
    let mut lines = block.all(parts);
    if inset > 0 {
        decorate(&mut lines, 0, sheet.bar());
    }
    lines
}

/// A list's item hangs from its mark, which never stands alone on a line.
fn list(text: &str, parts: &[Ready], sheet: &Sheet) -> Vec<Laid> {
    let indented = text.len() - text.trim_start().len();
    let mark = text[indented..].find(' ').map_or(0, |i| indented + i + 1);
    parts
        .iter()
        .enumerate()
        .flat_map(|(i, part)| {
            let body = part.prepared.cluster_at(mark);
            let hang = part
                .prepared
                .clusters
                .get(body)
                .map_or(0, |c| c.column as u16);
            let hang = if mark == 0 || hang > sheet.width / 2 {
                0
            } else {
                hang
            };
            let mut held = part.prepared.clone();
            if let Some(cluster) = held.clusters.get_mut(body) {
                cluster.flags &= !BREAK;
            }
            let block = Block {
                rest: hang,
                first: 0,
                justify: sheet.justify,
                ..Block::new(0, sheet.width)
            };
            let mut lines = block.lines_of(i, part.base, &held);
            if let Some(run) = lines.first_mut().and_then(|line| line.runs.first_mut()) {
                run.fixed = body;
            }
            lines
        })
        .collect()
}

/// Lines of verse keep their ends; what is too long hangs.
fn verse(parts: &[Ready], sheet: &Sheet) -> Vec<Laid> {
    let (inset, hang) = match () {
        () if sheet.width < TIGHT => (0, 0),
        () if sheet.is_narrow() => (0, 2),
        () => (4, 2),
    };
    let block = Block {
        rest: inset + hang,
        ..Block::new(inset, sheet.width)
    };
    block.all(parts)
}

fn code(parts: &[Ready], sheet: &Sheet) -> Vec<Laid> {
    let inset = if sheet.is_narrow() { 0 } else { 2 };
    Block::new(inset, sheet.width).all(parts)
}

fn rule(sheet: &Sheet) -> Laid {
    let stars = match () {
        () if sheet.width < TIGHT => "*",
        () if sheet.is_narrow() => "* * *",
        () if sheet.han => "＊　＊　＊",
        () => "*   *   *",
    };
    let cells = Widths::default().text(stars) as u16;
    let column = (sheet.width.saturating_sub(cells) / 2) & !1;
    Laid {
        ornament: Some((column, stars.to_owned())),
        ..Laid::default()
    }
}

/// Puts an ornament beside every line.
fn decorate(lines: &mut [Laid], column: u16, ornament: &str) {
    for line in lines {
        line.ornament = Some((column, ornament.to_owned()));
    }
}

/// The box in which a paragraph is set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block {
    /// Column of the first line.
    pub first: u16,
    /// Column of the others.
    pub rest: u16,
    /// The column past the right edge.
    pub right: u16,
    pub justify: bool,
    pub hanging: bool,
}

impl Block {
    pub(crate) fn new(left: u16, right: u16) -> Self {
        Self {
            first: left,
            rest: left,
            right,
            justify: false,
            hanging: false,
        }
    }

    fn all(&self, parts: &[Ready]) -> Vec<Laid> {
        let parts = parts.iter().enumerate();
        parts.flat_map(|(i, part)| self.lines(i, part)).collect()
    }

    pub(crate) fn lines(&self, index: usize, part: &Ready) -> Vec<Laid> {
        self.lines_of(index, part.base, &part.prepared)
    }

    fn lines_of(&self, index: usize, base: usize, prepared: &Prepared) -> Vec<Laid> {
        let shape = Shape {
            first: usize::from(self.right.saturating_sub(self.first)),
            rest: usize::from(self.right.saturating_sub(self.rest)),
            hanging: self.hanging,
        };
        let lines = set(prepared, shape).enumerate();
        lines
            .map(|(n, line)| self.place(index, base, line, n == 0))
            .collect()
    }

    fn balanced(&self, index: usize, text: &str, part: &Ready) -> Vec<Laid> {
        let room = usize::from(self.right.saturating_sub(self.first));
        let lines = balance(text, &part.prepared, room).into_iter();
        lines
            .map(|line| self.place(index, part.base, line, true))
            .collect()
    }

    fn place(&self, part: usize, base: usize, line: SetLine, first: bool) -> Laid {
        let column = if first { self.first } else { self.rest };
        let room = usize::from(self.right.saturating_sub(column));
        let stretch = if self.justify && !line.last {
            room.saturating_sub(line.cells) as u16
        } else {
            0
        };
        Laid {
            at: base + line.bytes.start,
            runs: vec![Run {
                part,
                clusters: line.clusters,
                column,
                stretch,
                fixed: 0,
                strong: false,
            }],
            ..Laid::default()
        }
    }
}

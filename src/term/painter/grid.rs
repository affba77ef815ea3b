//! A screen as cells of sixteen bytes: what is wanted, and what the terminal shows.

use ratatui::buffer::Buffer;

use super::{
    glyph::{self, Clusters, Glyph},
    pen::Pen,
};
use crate::term::Depth;

/// One cell. Blanks carry only what a blank shows, so that equal cells look equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Cell {
    pub glyph: Glyph,
    /// Cells that the glyph takes; 0 for a covered one.
    pub width: u8,
    /// Cells that some terminal might take for it; 0 if all agree.
    pub reach: u8,
    pub pen: Pen,
}

impl Cell {
    pub const UNKNOWN: Self = Self {
        glyph: Glyph::UNKNOWN,
        width: 1,
        reach: 0,
        pen: Pen::PLAIN,
    };

    pub fn blank(pen: Pen) -> Self {
        Self {
            glyph: Glyph::BLANK,
            width: 1,
            reach: 0,
            pen: pen.on_blank(),
        }
    }

    /// Two words that are equal for equal cells.
    pub fn digest(&self) -> [u64; 2] {
        let (inks, attrs) = self.pen.digest();
        let shape = u64::from(self.width) << 48 | u64::from(attrs) << 32;
        [shape | u64::from(self.glyph.digest()), inks]
    }

    pub fn is_blank(&self) -> bool {
        self.glyph == Glyph::BLANK
    }

    pub fn is_covered(&self) -> bool {
        self.width == 0
    }

    /// A blank that erasing can make.
    pub fn is_ground(&self) -> bool {
        self.is_blank() && self.pen.is_ground()
    }
}

/// Cells in rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grid {
    pub width: u16,
    pub height: u16,
    cells: Vec<Cell>,
}

impl Grid {
    pub fn new(width: u16, height: u16, cell: Cell) -> Self {
        let cells = vec![cell; usize::from(width) * usize::from(height)];
        Self {
            width,
            height,
            cells,
        }
    }

    /// A buffer as it will be drawn.
    pub fn read(buffer: &Buffer, depth: Depth, clusters: &mut Clusters) -> Self {
        let (width, height) = (buffer.area.width, buffer.area.height);
        let mut grid = Self::new(width, height, Cell::blank(Pen::PLAIN));
        if width > 0 {
            let rows = buffer.content.chunks(usize::from(width));
            for (y, row) in rows.enumerate().take(usize::from(height)) {
                read_row(row, grid.row_mut(y as u16), depth, clusters);
            }
        }
        grid
    }

    pub fn row(&self, y: u16) -> &[Cell] {
        let start = usize::from(y) * usize::from(self.width);
        self.cells
            .get(start..start + usize::from(self.width))
            .unwrap_or_default()
    }

    pub fn row_mut(&mut self, y: u16) -> &mut [Cell] {
        let start = usize::from(y) * usize::from(self.width);
        self.cells
            .get_mut(start..start + usize::from(self.width))
            .unwrap_or_default()
    }

    pub fn at(&self, x: u16, y: u16) -> Cell {
        self.row(y)
            .get(usize::from(x))
            .copied()
            .unwrap_or(Cell::UNKNOWN)
    }

    /// Overwrites a cell; what is left of wide glyphs that it cuts is unknown.
    pub fn set(&mut self, x: u16, y: u16, cell: Cell) {
        let row = self.row_mut(y);
        let x = usize::from(x);
        let end = x + usize::from(cell.width.max(1));
        spoil(row, x, end);
        if let Some(slot) = row.get_mut(x) {
            *slot = cell;
        }
        for covered in row.iter_mut().take(end).skip(x + 1) {
            *covered = covered_of(cell);
        }
    }

    /// Overwrites cells `from..to` of a row with one.
    pub fn fill(&mut self, y: u16, from: u16, to: u16, cell: Cell) {
        let row = self.row_mut(y);
        let (from, to) = (usize::from(from), usize::from(to).min(row.len()));
        spoil(row, from, to);
        if let Some(cells) = row.get_mut(from..to) {
            cells.fill(cell);
        }
    }

    /// Moves the cells of a rectangle by `by` rows (up if positive); rows that come free are `fill`.
    pub fn scroll(&mut self, rows: (u16, u16), columns: (u16, u16), by: i32, fill: Cell) {
        let (top, bottom) = (i32::from(rows.0), i32::from(rows.1));
        let (left, right) = (usize::from(columns.0), usize::from(columns.1));
        let mut order: Vec<i32> = (top..bottom).collect();
        if by < 0 {
            order.reverse();
        }
        for y in order {
            let from = y + by;
            let moved: Option<Vec<Cell>> = (top..bottom)
                .contains(&from)
                .then(|| self.row(from as u16).get(left..right).map(<[Cell]>::to_vec))
                .flatten();
            let row = self.row_mut(y as u16);
            spoil(row, left, right);
            let Some(target) = row.get_mut(left..right) else {
                continue;
            };
            match moved {
                Some(cells) => {
                    target.copy_from_slice(&cells);
                    orphan_edges(target);
                }
                None => target.fill(fill),
            }
        }
    }
}

/// The cell that stands under the right part of a wide one.
fn covered_of(cell: Cell) -> Cell {
    Cell {
        glyph: Glyph::COVERED,
        width: 0,
        reach: 0,
        pen: cell.pen,
    }
}

/// Marks as unknown what is left of wide glyphs that cross the edges of `from..to`.
fn spoil(row: &mut [Cell], from: usize, to: usize) {
    if row.get(from).is_some_and(Cell::is_covered) {
        let mut x = from;
        while x > 0 {
            x -= 1;
            let was_covered = row.get(x).is_some_and(Cell::is_covered);
            row[x] = Cell::UNKNOWN;
            if !was_covered {
                break;
            }
        }
    }
    let mut x = to;
    while let Some(cell) = row.get_mut(x).filter(|cell| cell.is_covered()) {
        *cell = Cell::UNKNOWN;
        x += 1;
    }
}

/// Marks halves at the edges of a piece that was cut out of a row.
fn orphan_edges(piece: &mut [Cell]) {
    let heads = piece.iter_mut().take_while(|cell| cell.is_covered());
    heads.for_each(|cell| *cell = Cell::UNKNOWN);
    let len = piece.len();
    let Some(last) = piece.iter().rposition(|cell| !cell.is_covered()) else {
        return;
    };
    if last + usize::from(piece[last].width) > len {
        piece[last..].fill(Cell::UNKNOWN);
    }
}

fn read_row(
    row: &[ratatui::buffer::Cell],
    out: &mut [Cell],
    depth: Depth,
    clusters: &mut Clusters,
) {
    let mut x = 0;
    while let Some(source) = row.get(x) {
        let after = row.get(x + 1..).unwrap_or_default();
        let covered = after
            .iter()
            .take_while(|cell| cell.symbol().is_empty())
            .count();
        let gap = after.first().is_some_and(|cell| cell.symbol() == " ");
        let it = glyph::read(source.symbol(), covered, gap, row.len() - x, clusters);
        let pen = Pen::new(source.style(), depth);
        let cell = match it.glyph {
            Glyph::BLANK => Cell::blank(pen),
            glyph => Cell {
                glyph,
                width: it.width,
                reach: it.reach,
                pen,
            },
        };
        let end = (x + usize::from(cell.width)).min(row.len());
        if let Some(slot) = out.get_mut(x) {
            *slot = cell;
        }
        for slot in out.iter_mut().take(end).skip(x + 1) {
            *slot = covered_of(cell);
        }
        x = end;
    }
}

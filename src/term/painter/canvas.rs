//! The model of the terminal and the operations on it: each writes its bytes and does to the model what the terminal
//! will do on reading them.

use super::{
    glyph::{Clusters, Glyph},
    grid::{Cell, Grid},
    moves::{self, Cursor, Region},
    pen::{Ink, Pen},
    seq::Sequence,
};
use crate::term::Caps;

/// All that is known of the terminal.
#[derive(Debug, Clone)]
pub(super) struct Screen {
    pub grid: Grid,
    pub pen: Pen,
    pub cursor: Cursor,
    pub region: Region,
    /// Whether DECLRMM (`?69`) is on, so that `CSI s` sets margins.
    pub margin_mode: bool,
    /// Whether the cursor is shown, once we have said so.
    pub cursor_shown: Option<bool>,
}

impl Screen {
    /// A terminal that has just been reset and cleared.
    pub fn blank(width: u16, height: u16) -> Self {
        Self {
            grid: Grid::new(width, height, Cell::blank(Pen::PLAIN)),
            pen: Pen::PLAIN,
            cursor: Cursor::At(0, 0),
            region: Region {
                top: 0,
                bottom: height,
                left: 0,
                right: width,
            },
            margin_mode: false,
            cursor_shown: None,
        }
    }

    pub fn whole(&self) -> Region {
        Region {
            top: 0,
            bottom: self.grid.height,
            left: 0,
            right: self.grid.width,
        }
    }

    fn has_margins(&self) -> bool {
        (self.region.left, self.region.right) != (0, self.grid.width)
    }
}

/// What painting one row may change, kept so that an attempt can be undone.
pub(super) struct Snapshot {
    bytes: usize,
    pen: Pen,
    cursor: Cursor,
    region: Region,
    y: u16,
    row: Vec<Cell>,
}

impl Snapshot {
    pub fn len(&self) -> usize {
        self.bytes
    }

    pub fn row(&self) -> &[Cell] {
        &self.row
    }
}

/// A screen being painted: the model, and the bytes so far.
pub(super) struct Canvas<'a> {
    pub screen: Screen,
    pub bytes: Vec<u8>,
    pub caps: &'a Caps,
    clusters: &'a Clusters,
}

impl<'a> Canvas<'a> {
    pub fn new(screen: Screen, caps: &'a Caps, clusters: &'a Clusters) -> Self {
        Self {
            screen,
            bytes: Vec::new(),
            caps,
            clusters,
        }
    }

    pub fn send(&mut self, bytes: &Sequence) {
        self.bytes.extend_from_slice(bytes.as_bytes());
    }

    pub fn snapshot(&self, y: u16) -> Snapshot {
        Snapshot {
            bytes: self.bytes.len(),
            pen: self.screen.pen,
            cursor: self.screen.cursor,
            region: self.screen.region,
            y,
            row: self.screen.grid.row(y).to_vec(),
        }
    }

    /// Back to a snapshot, if only its row was painted since.
    pub fn restore(&mut self, to: &Snapshot) {
        self.bytes.truncate(to.bytes);
        self.screen.pen = to.pen;
        self.screen.cursor = to.cursor;
        self.screen.region = to.region;
        self.screen.grid.row_mut(to.y).copy_from_slice(&to.row);
    }

    pub fn take_pen(&mut self, pen: Pen) {
        if pen == self.screen.pen {
            return;
        }
        let change = pen.change(self.screen.pen);
        self.send(&change);
        self.screen.pen = pen;
    }

    /// Bytes of a move to a cell, other than by writing what is between.
    pub fn cost_of_move(&self, x: u16, y: u16) -> usize {
        moves::cheapest(self.screen.cursor, x, y, self.screen.region).len()
    }

    /// Moves the cursor, by writing again what is between if that is shorter.
    pub fn go(&mut self, x: u16, y: u16) {
        if self.screen.cursor == Cursor::At(x, y) {
            return;
        }
        let by_move = moves::cheapest(self.screen.cursor, x, y, self.screen.region);
        let rewritten = match self.screen.cursor {
            Cursor::At(from, row) if row == y && from < x => self.rewrite(from, x, by_move.len()),
            _ => false,
        };
        if !rewritten {
            self.send(&by_move);
            self.screen.cursor = Cursor::At(x, y);
        }
    }

    /// Writes the cells `from..to` of the cursor's row again if the pen fits and it takes fewer bytes than `limit`.
    fn rewrite(&mut self, from: u16, to: u16, limit: usize) -> bool {
        let Cursor::At(_, y) = self.screen.cursor else {
            return false;
        };
        if usize::from(to - from) > 2 * limit
            || (from < self.screen.region.right && to >= self.screen.region.right)
        {
            return false;
        }
        let row = self.screen.grid.row(y);
        let gap = row
            .get(usize::from(from)..usize::from(to))
            .unwrap_or_default();
        let known = gap.first().is_some_and(|cell| !cell.is_covered())
            && row
                .get(usize::from(to))
                .is_none_or(|cell| !cell.is_covered());
        let fits =
            |cell: &Cell| cell.glyph != Glyph::UNKNOWN && cell.reach == 0 && self.pen_fits(cell);
        let heads = || gap.iter().filter(|cell| !cell.is_covered());
        if !known || !heads().all(fits) {
            return false;
        }
        let bytes: usize = heads().map(|cell| cell.glyph.len(self.clusters)).sum();
        if bytes >= limit {
            return false;
        }
        for cell in heads() {
            cell.glyph.write(self.clusters, &mut self.bytes);
        }
        self.screen.cursor = Cursor::At(to, y);
        true
    }

    /// Whether the present pen paints this cell as it should be.
    pub fn pen_fits(&self, cell: &Cell) -> bool {
        if cell.is_blank() {
            self.screen.pen.on_blank() == cell.pen
        } else {
            self.screen.pen == cell.pen
        }
    }

    /// The column before which writing must stop, from a column.
    fn edge(&self, x: u16) -> u16 {
        let right = self.screen.region.right;
        if x < right {
            right
        } else {
            self.screen.grid.width
        }
    }

    /// Takes the margins away if a glyph at `x` would cross the right one.
    pub fn make_room(&mut self, x: u16, cells: u8) {
        if self.screen.has_margins() && x + u16::from(cells) > self.edge(x) {
            let whole = self.screen.whole();
            self.set_region(Region {
                left: whole.left,
                right: whole.right,
                ..self.screen.region
            });
        }
    }

    /// Writes a cell at the cursor with the present pen.
    pub fn put(&mut self, cell: Cell) {
        let Cursor::At(x, y) = self.screen.cursor else {
            return;
        };
        cell.glyph.write(self.clusters, &mut self.bytes);
        self.screen.grid.set(x, y, cell);
        let end = x + u16::from(cell.width);
        let edge = self.edge(x);
        let reach = (x + u16::from(cell.reach)).min(self.screen.grid.width);
        if end < reach {
            self.screen.grid.fill(y, end, reach, Cell::UNKNOWN);
        }
        let sure = cell.reach == 0 && end < edge;
        self.screen.cursor = if sure {
            Cursor::At(end, y)
        } else {
            Cursor::Row(y)
        };
    }

    /// How many more of the cell just written `CSI b` may write: never up to an edge, where terminals differ.
    pub fn room_to_repeat(&self) -> u16 {
        match self.screen.cursor {
            Cursor::At(x, _) if self.caps.rep => self.edge(x) - x - 1,
            _ => 0,
        }
    }

    /// Writes `cell`, the one just written, `n` times more.
    pub fn repeat(&mut self, cell: Cell, n: u16) {
        let Cursor::At(x, y) = self.screen.cursor else {
            return;
        };
        self.send(&Sequence::csi(n, b'b'));
        (x..x + n).for_each(|x| self.screen.grid.set(x, y, cell));
        self.screen.cursor = Cursor::At(x + n, y);
    }

    /// Whether erasing can leave this background.
    pub fn can_erase_to(&self, pen: Pen) -> bool {
        pen.is_ground() && (self.caps.bce || pen.bg == Ink::Default)
    }

    /// Takes a pen that erases to `ground`.
    pub fn take_eraser(&mut self, ground: Pen) {
        self.take_pen(self.screen.pen.fit_for_blank(ground));
    }

    /// Erases `n` cells from the cursor: `CSI X`.
    pub fn erase_cells(&mut self, n: u16) {
        if let Cursor::At(x, y) = self.screen.cursor {
            self.send(&Sequence::csi(n, b'X'));
            let blank = self.erased();
            self.screen.grid.fill(y, x, x + n, blank);
        }
    }

    /// Erases from the cursor to the end of the row: `CSI K`. Margins do not stop it.
    pub fn erase_row(&mut self) {
        if let Cursor::At(x, y) = self.screen.cursor {
            self.send(&Sequence::csi(1, b'K'));
            let (blank, width) = (self.erased(), self.screen.grid.width);
            self.screen.grid.fill(y, x, width, blank);
        }
    }

    /// Erases from the cursor to the end of the screen: `CSI J`.
    pub fn erase_below(&mut self) {
        if let Cursor::At(x, y) = self.screen.cursor {
            self.send(&Sequence::csi(1, b'J'));
            let blank = self.erased();
            let (width, height) = (self.screen.grid.width, self.screen.grid.height);
            self.screen.grid.fill(y, x, width, blank);
            (y + 1..height).for_each(|y| self.screen.grid.fill(y, 0, width, blank));
        }
    }

    fn erased(&self) -> Cell {
        let bg = if self.caps.bce {
            self.screen.pen.bg
        } else {
            Ink::Default
        };
        Cell::blank(Pen::ground(bg))
    }

    /// Sets the rows and columns that scroll. The terminal moves the cursor home.
    pub fn set_region(&mut self, region: Region) {
        let (old, whole) = (self.screen.region, self.screen.whole());
        if (old.left, old.right) != (region.left, region.right) {
            self.set_margins(region, whole);
            self.screen.cursor = Cursor::At(0, 0);
        }
        if (old.top, old.bottom) != (region.top, region.bottom) {
            let bottom = if region.bottom == whole.bottom {
                1
            } else {
                region.bottom
            };
            self.send(&Sequence::csi2(region.top + 1, bottom, b'r'));
            self.screen.cursor = Cursor::At(0, 0);
        }
        self.screen.region = region;
    }

    /// Switches margins off altogether, for a terminal that turned out not to have them.
    pub fn drop_margins(&mut self) {
        self.bytes.extend_from_slice(b"\x1b[?69l");
        let whole = self.screen.whole();
        self.screen.margin_mode = false;
        self.screen.region.left = whole.left;
        self.screen.region.right = whole.right;
        self.screen.cursor = Cursor::Lost;
    }

    fn set_margins(&mut self, region: Region, whole: Region) {
        if !self.screen.margin_mode {
            self.bytes.extend_from_slice(b"\x1b[?69h");
            self.screen.margin_mode = true;
        }
        let right = if region.right == whole.right {
            1
        } else {
            region.right
        };
        self.send(&Sequence::csi2(region.left + 1, right, b's'));
    }

    /// Scrolls the region by line feeds on its last row or reverse indices on its first, `by` rows up if positive.
    pub fn feed(&mut self, by: i32) {
        let Region { top, bottom, .. } = self.screen.region;
        let (row, step): (u16, &[u8]) = if by > 0 {
            (bottom - 1, b"\n")
        } else {
            (top, b"\x1bM")
        };
        self.ready_to_scroll();
        self.go_within(row);
        (0..by.unsigned_abs()).for_each(|_| self.bytes.extend_from_slice(step));
        self.scrolled(by);
    }

    /// Scrolls the region by `CSI S` or `CSI T`, wherever the cursor is.
    pub fn scroll(&mut self, by: i32) {
        self.ready_to_scroll();
        let last = if by > 0 { b'S' } else { b'T' };
        self.send(&Sequence::csi(by.unsigned_abs().min(9999) as u16, last));
        self.scrolled(by);
    }

    /// Rows that come free take the pen's background: it must be one that every terminal agrees on.
    fn ready_to_scroll(&mut self) {
        let bg = if self.caps.bce {
            self.screen.pen.bg
        } else {
            Ink::Default
        };
        self.take_eraser(Pen::ground(bg));
    }

    fn scrolled(&mut self, by: i32) {
        let Region {
            top,
            bottom,
            left,
            right,
        } = self.screen.region;
        let blank = self.erased();
        self.screen
            .grid
            .scroll((top, bottom), (left, right), by, blank);
    }

    /// To a row of the region, at its first column or wherever the cursor stands in it, whichever is cheaper for text
    /// that then begins at the first column.
    fn go_within(&mut self, row: u16) {
        let Region { left, right, .. } = self.screen.region;
        let stay = match self.screen.cursor {
            Cursor::At(x, _) if (left..right).contains(&x) => Some(x),
            Cursor::Row(y) if y == row && !self.screen.has_margins() => return,
            _ => None,
        };
        let at_left = self.cost_of_move(left, row);
        match stay.filter(|x| self.cost_of_move(*x, row) + 1 < at_left) {
            Some(x) => self.go(x, row),
            None => self.go(left, row),
        }
    }
}

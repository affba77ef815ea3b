//! A small terminal after DEC's VT510 manual and xterm's ctlseqs, for what the emulators of others lack: left and right
//! margins, erasure without colour, and ambiguous characters two cells wide. It shares nothing with the painter, and it
//! panics on anything that it does not know: a painter that sends more than it should is found out.

use ratatui::style::Modifier;
use unicode_width::UnicodeWidthChar;

use super::{Hue, Judge, Look};

/// How this one differs from others of its kind.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    pub bce: bool,
    pub wide_ambiguous: bool,
    /// Pictures from the supplementary planes take one cell, as in old terminals.
    pub narrow_pictures: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Pen {
    fg: Hue,
    bg: Hue,
    attrs: Modifier,
}

const PLAIN: Pen = Pen {
    fg: Hue::Default,
    bg: Hue::Default,
    attrs: Modifier::empty(),
};

#[derive(Debug, Clone, Copy)]
struct Cell {
    glyph: char,
    /// 0 for the right half of a wide one.
    width: u8,
    pen: Pen,
}

pub struct Vt {
    kind: Kind,
    width: usize,
    height: usize,
    cells: Vec<Vec<Cell>>,
    x: usize,
    y: usize,
    pen: Pen,
    shown: bool,
    wraps: bool,
    /// Rows and columns, exclusive ends.
    rows: (usize, usize),
    columns: (usize, usize),
    margin_mode: bool,
    last: Option<char>,
}

impl Vt {
    pub fn new(width: u16, height: u16, kind: Kind) -> Self {
        let (width, height) = (usize::from(width), usize::from(height));
        // What it shows at first is rubbish, as on any terminal.
        let rubbish = Cell {
            glyph: '#',
            width: 1,
            pen: PLAIN,
        };
        Self {
            kind,
            width,
            height,
            cells: vec![vec![rubbish; width]; height],
            x: 0,
            y: 0,
            pen: PLAIN,
            shown: true,
            wraps: true,
            rows: (0, height),
            columns: (0, width),
            margin_mode: false,
            last: None,
        }
    }

    /// Whether it is as it was found, but for the screen.
    pub fn is_as_found(&self) -> bool {
        let whole = self.rows == (0, self.height) && self.columns == (0, self.width);
        whole && self.wraps && self.shown && self.pen == PLAIN && !self.margin_mode
    }

    fn erased(&self) -> Cell {
        let bg = if self.kind.bce {
            self.pen.bg
        } else {
            Hue::Default
        };
        Cell {
            glyph: ' ',
            width: 1,
            pen: Pen { bg, ..PLAIN },
        }
    }

    fn edge(&self) -> usize {
        if self.x < self.columns.1 {
            self.columns.1
        } else {
            self.width
        }
    }

    fn cells_of(&self, c: char) -> usize {
        let width = if self.kind.wide_ambiguous {
            c.width_cjk()
        } else {
            c.width()
        };
        match width.unwrap_or(0) {
            2 if self.kind.narrow_pictures && (0x1_f000..0x2_0000).contains(&(c as u32)) => 1,
            width => width,
        }
    }

    fn print(&mut self, c: char) {
        let width = self.cells_of(c);
        if width == 0 {
            return;
        }
        let edge = self.edge();
        if self.x + width > edge {
            assert!(!self.wraps, "wraps at the edge");
            self.x = edge - width;
        }
        let (x, y) = (self.x, self.y);
        self.cut(y, x);
        self.cut(y, x + width);
        for i in 0..width {
            self.cells[y][x + i] = Cell {
                glyph: if i == 0 { c } else { ' ' },
                width: if i == 0 { width as u8 } else { 0 },
                pen: self.pen,
            };
        }
        self.x = (x + width).min(edge - 1);
        self.last = Some(c);
    }

    /// A wide glyph that spans `x` is blanked on both sides, as xterm does.
    fn cut(&mut self, y: usize, x: usize) {
        if x == 0 || x >= self.width || self.cells[y][x].width != 0 {
            return;
        }
        let pen = self.cells[y][x].pen;
        let blank = Cell {
            glyph: ' ',
            width: 1,
            pen,
        };
        self.cells[y][x] = blank;
        self.cells[y][x - 1] = blank;
    }

    fn erase(&mut self, y: usize, from: usize, to: usize) {
        let to = to.min(self.width);
        self.cut(y, from);
        self.cut(y, to);
        let erased = self.erased();
        self.cells[y][from..to].fill(erased);
    }

    fn in_columns(&self) -> bool {
        (self.columns.0..self.columns.1).contains(&self.x)
    }

    fn index(&mut self) {
        if self.y + 1 == self.rows.1 {
            if self.in_columns() {
                self.scroll(1);
            }
        } else if self.y + 1 < self.height {
            self.y += 1;
        }
    }

    fn reverse_index(&mut self) {
        if self.y == self.rows.0 {
            if self.in_columns() {
                self.scroll(-1);
            }
        } else {
            self.y = self.y.saturating_sub(1);
        }
    }

    fn scroll(&mut self, by: isize) {
        let ((top, bottom), (left, right)) = (self.rows, self.columns);
        for y in top..bottom {
            self.cut(y, left);
            self.cut(y, right);
        }
        let old = self.cells.clone();
        let erased = self.erased();
        for y in top..bottom {
            let from = y as isize + by;
            let inside = from >= top as isize && from < bottom as isize;
            let row = &mut self.cells[y][left..right];
            if inside {
                row.copy_from_slice(&old[from as usize][left..right]);
            } else {
                row.fill(erased);
            }
        }
    }

    fn control(&mut self, c: char) {
        match c {
            '\r' => {
                self.x = if self.x >= self.columns.0 {
                    self.columns.0
                } else {
                    0
                }
            }
            '\n' => self.index(),
            '\x08' => {
                let stop = if self.x >= self.columns.0 {
                    self.columns.0
                } else {
                    0
                };
                self.x = self.x.saturating_sub(1).max(stop);
            }
            '\x18' => {}
            other => panic!("control {other:?}"),
        }
    }

    fn csi(&mut self, body: &str, last: char) {
        let (private, body) = match body.strip_prefix('?') {
            Some(body) => (true, body),
            None => (false, body),
        };
        let numbers: Vec<usize> = body.split(';').map(|n| n.parse().unwrap_or(0)).collect();
        let n = |i: usize| numbers.get(i).copied().filter(|n| *n > 0).unwrap_or(1);
        let (top, bottom) = self.rows;
        let left = self.columns.0;
        match (private, last) {
            (true, 'h' | 'l') => numbers
                .iter()
                .for_each(|mode| self.mode(*mode, last == 'h')),
            (false, 'm') => self.sgr(&numbers),
            (false, 'H') => {
                (self.y, self.x) = (n(0).min(self.height) - 1, n(1).min(self.width) - 1)
            }
            (false, 'd') => self.y = n(0).min(self.height) - 1,
            (false, 'G') => self.x = n(0).min(self.width) - 1,
            (false, 'A') => {
                self.y = self
                    .y
                    .saturating_sub(n(0))
                    .max(if self.y >= top { top } else { 0 })
            }
            (false, 'B') => {
                let stop = if self.y < bottom { bottom } else { self.height };
                self.y = (self.y + n(0)).min(stop - 1);
            }
            (false, 'C') => self.x = (self.x + n(0)).min(self.edge() - 1),
            (false, 'D') => {
                self.x = self
                    .x
                    .saturating_sub(n(0))
                    .max(if self.x >= left { left } else { 0 })
            }
            (false, 'J') => {
                assert_eq!(body, "");
                self.erase(self.y, self.x, self.width);
                (self.y + 1..self.height).for_each(|y| self.erase(y, 0, self.width));
            }
            (false, 'K') => {
                assert_eq!(body, "");
                self.erase(self.y, self.x, self.width);
            }
            (false, 'X') => self.erase(self.y, self.x, self.x + n(0)),
            (false, 'b') => {
                let c = self.last.expect("something to repeat");
                (0..n(0)).for_each(|_| self.print(c));
            }
            (false, 'S') => self.scroll(n(0) as isize),
            (false, 'T') => self.scroll(-(n(0) as isize)),
            (false, 'r') => {
                let bottom = numbers
                    .get(1)
                    .copied()
                    .filter(|n| *n > 0)
                    .unwrap_or(self.height);
                assert!(n(0) < bottom && bottom <= self.height);
                self.rows = (n(0) - 1, bottom);
                (self.x, self.y) = (0, 0);
            }
            (false, 's') => {
                assert!(self.margin_mode, "CSI s without DECLRMM saves the cursor");
                let right = numbers
                    .get(1)
                    .copied()
                    .filter(|n| *n > 0)
                    .unwrap_or(self.width);
                assert!(n(0) < right && right <= self.width);
                self.columns = (n(0) - 1, right);
                (self.x, self.y) = (0, 0);
            }
            _ => panic!("CSI {body} {last}"),
        }
    }

    fn mode(&mut self, mode: usize, on: bool) {
        match mode {
            7 => self.wraps = on,
            25 => self.shown = on,
            69 => {
                self.margin_mode = on;
                self.columns = (0, self.width);
            }
            2026 => {}
            other => panic!("mode {other}"),
        }
    }

    fn sgr(&mut self, numbers: &[usize]) {
        let mut n = numbers.iter().copied();
        while let Some(it) = n.next() {
            let attrs = &mut self.pen.attrs;
            match it {
                0 => self.pen = PLAIN,
                1 => *attrs |= Modifier::BOLD,
                2 => *attrs |= Modifier::DIM,
                3 => *attrs |= Modifier::ITALIC,
                4 => *attrs |= Modifier::UNDERLINED,
                7 => *attrs |= Modifier::REVERSED,
                9 => *attrs |= Modifier::CROSSED_OUT,
                22 => *attrs -= Modifier::BOLD | Modifier::DIM,
                23 => *attrs -= Modifier::ITALIC,
                24 => *attrs -= Modifier::UNDERLINED,
                27 => *attrs -= Modifier::REVERSED,
                29 => *attrs -= Modifier::CROSSED_OUT,
                30..=37 => self.pen.fg = Hue::Index((it - 30) as u8),
                40..=47 => self.pen.bg = Hue::Index((it - 40) as u8),
                90..=97 => self.pen.fg = Hue::Index((it - 82) as u8),
                100..=107 => self.pen.bg = Hue::Index((it - 92) as u8),
                39 => self.pen.fg = Hue::Default,
                49 => self.pen.bg = Hue::Default,
                38 | 48 => {
                    let mut byte = || n.next().expect("a parameter") as u8;
                    let hue = match byte() {
                        5 => Hue::Index(byte()),
                        2 => Hue::Rgb(byte(), byte(), byte()),
                        other => panic!("colour space {other}"),
                    };
                    *(if it == 38 {
                        &mut self.pen.fg
                    } else {
                        &mut self.pen.bg
                    }) = hue;
                }
                other => panic!("SGR {other}"),
            }
        }
    }
}

impl Judge for Vt {
    fn feed(&mut self, bytes: &[u8]) {
        let text = std::str::from_utf8(bytes).expect("UTF-8");
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\x1b' => match chars.next() {
                    Some('M') => self.reverse_index(),
                    Some('[') => {
                        let mut body = String::new();
                        let last = loop {
                            match chars.next().expect("a whole sequence") {
                                c @ '\x40'..='\x7e' => break c,
                                c => body.push(c),
                            }
                        };
                        self.csi(&body, last);
                    }
                    other => panic!("ESC {other:?}"),
                },
                c if c.is_control() => self.control(c),
                c => self.print(c),
            }
        }
    }

    fn look(&self, x: u16, y: u16) -> Look {
        let cell = self.cells[usize::from(y)][usize::from(x)];
        Look {
            glyph: cell.glyph,
            covered: cell.width == 0,
            fg: cell.pen.fg,
            bg: cell.pen.bg,
            attrs: cell.pen.attrs,
        }
    }

    fn cursor(&self) -> Option<(u16, u16)> {
        self.shown.then_some((self.x as u16, self.y as u16))
    }

    fn name(&self) -> &'static str {
        "vt"
    }
}

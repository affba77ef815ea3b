//! Text into cells: the only place where the screen's text meets ratatui's buffer.
//!
//! A cell that a wide glyph covers holds the empty symbol `""` (see [`crate::term`]). Whatever is written over half a
//! glyph blanks the other half first, so that overlays never leave a torn one behind.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
};
use unicode_segmentation::UnicodeSegmentation;

use super::layout::Density;
use crate::theme::{Scope, Theme};
use crate::typeset::{self, Lang, Level, Widths};

/// The marks of the screen, in a form whose width is certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Glyphs {
    pub unread: &'static str,
    pub star: &'static str,
    pub changed: &'static str,
    pub vertical: &'static str,
    pub horizontal: &'static str,
    pub dot: &'static str,
    pub saved: &'static str,
    pub bars: [&'static str; 8],
}

impl Glyphs {
    /// Where ambiguous characters take two cells, marks and rules are ASCII.
    pub fn of(widths: &Widths) -> &'static Self {
        if widths.ambiguous == 2 { &ASCII } else { &FINE }
    }
}

/// Before the selected row; on a lean line one byte, as it is sent with every step.
pub(crate) fn marker(widths: &Widths, density: Density) -> &'static str {
    match density {
        Density::Rich if widths.ambiguous == 1 => "▸",
        _ => ">",
    }
}

static FINE: Glyphs = Glyphs {
    unread: "●",
    star: "★",
    changed: "±",
    vertical: "│",
    horizontal: "─",
    dot: " · ",
    saved: "⌕",
    bars: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
};

static ASCII: Glyphs = Glyphs {
    unread: "*",
    star: "+",
    changed: "~",
    vertical: "|",
    horizontal: "-",
    dot: ", ",
    saved: "?",
    bars: [".", ".", ":", ":", "|", "|", "#", "#"],
};

/// A buffer being drawn, with what text needs: widths and styles.
pub(crate) struct Canvas<'a> {
    pub buffer: &'a mut Buffer,
    pub widths: &'a Widths,
    pub theme: &'a Theme,
    /// What stands before the selected row.
    pub marker: &'static str,
}

impl Canvas<'_> {
    /// The style of a scope. Laid over another, bold ends dim and dim ends bold: of both at once terminals make their own.
    pub fn style(&self, scope: Scope) -> Style {
        let style = self.theme.style(scope);
        match style.add_modifier {
            added if added.contains(Modifier::BOLD) => style.remove_modifier(Modifier::DIM),
            added if added.contains(Modifier::DIM) => style.remove_modifier(Modifier::BOLD),
            _ => style,
        }
    }

    pub fn glyphs(&self) -> &'static Glyphs {
        Glyphs::of(self.widths)
    }

    /// Blanks an area.
    pub fn clear(&mut self, area: Rect, scope: Scope) {
        let style = self.style(Scope::Text).patch(self.style(scope));
        let area = area.intersection(self.buffer.area);
        for y in area.top()..area.bottom() {
            self.blank_run(area.left(), area.right(), y, style);
        }
    }

    /// Writes text from a cell on, not beyond `right`; gives the cell after it.
    pub fn text(&mut self, at: (u16, u16), right: u16, text: &str, style: Style) -> u16 {
        let (mut x, y) = at;
        let right = right.min(self.buffer.area.right());
        if y >= self.buffer.area.bottom() {
            return x;
        }
        for cluster in text.graphemes(true) {
            let width = u16::try_from(self.widths.cluster(cluster)).unwrap_or(u16::MAX);
            if width == 0 {
                continue;
            }
            let Some(end) = x.checked_add(width).filter(|end| *end <= right) else {
                break;
            };
            self.put((x, y), width, cluster, style);
            x = end;
        }
        x
    }

    /// Writes text in a scope's style.
    pub fn say(&mut self, at: (u16, u16), right: u16, text: &str, scope: Scope) -> u16 {
        let style = self.style(scope);
        self.text(at, right, text, style)
    }

    /// Writes text cut with … where it does not fit.
    pub fn cut(&mut self, at: (u16, u16), right: u16, text: &str, scope: Scope) -> u16 {
        let room = usize::from(right.saturating_sub(at.0));
        let cut = self.widths.truncate(text, room);
        self.say(at, right, &cut, scope)
    }

    /// Writes text over as many rows of an area as it takes and there are; gives the row after it.
    pub fn wrapped(&mut self, area: Rect, text: &str, scope: Scope) -> u16 {
        let mut y = area.top();
        for line in self.lines_of(text, area.width) {
            if y >= area.bottom() {
                break;
            }
            self.say((area.x, y), area.right(), line, scope);
            y += 1;
        }
        y
    }

    /// Text cut into lines of so many cells.
    pub fn lines_of<'t>(&self, text: &'t str, width: u16) -> Vec<&'t str> {
        let folded = |line: &'t str| {
            let prepared = typeset::prepare(line, Lang::guess(line), Level::Strict, self.widths);
            let lines = typeset::set(&prepared, usize::from(width));
            let lines: Vec<_> = lines
                .map(|set| line.get(set.bytes).unwrap_or_default())
                .collect();
            lines
        };
        text.lines().flat_map(folded).collect()
    }

    /// Writes text so that it ends before `right`; gives the cell at which it begins.
    pub fn right(&mut self, left: u16, right: u16, y: u16, text: &str, scope: Scope) -> u16 {
        let width = u16::try_from(self.widths.text(text)).unwrap_or(u16::MAX);
        let x = right.saturating_sub(width).max(left);
        self.cut((x, y), right, text, scope);
        x
    }

    /// A horizontal rule.
    pub fn rule(&mut self, area: Rect, y: u16) {
        let glyph = self.glyphs().horizontal;
        for x in area.left()..area.right() {
            self.say((x, y), area.right(), glyph, Scope::Rule);
        }
    }

    /// A vertical rule.
    pub fn fence(&mut self, area: Rect) {
        let glyph = self.glyphs().vertical;
        for y in area.top()..area.bottom() {
            self.say((area.x, y), area.right(), glyph, Scope::Rule);
        }
    }

    /// Lays a style over a row without touching its text.
    pub fn lay(&mut self, area: Rect, style: Style) {
        self.buffer.set_style(area, style);
    }

    fn put(&mut self, at: (u16, u16), width: u16, cluster: &str, style: Style) {
        self.mend(at.0, at.0 + width, at.1);
        for x in at.0..at.0 + width {
            if let Some(cell) = self.buffer.cell_mut((x, at.1)) {
                cell.set_symbol(if x == at.0 { cluster } else { "" });
                cell.set_style(style);
            }
        }
    }

    fn blank_run(&mut self, from: u16, to: u16, y: u16, style: Style) {
        self.mend(from, to, y);
        for x in from..to {
            if let Some(cell) = self.buffer.cell_mut((x, y)) {
                cell.reset();
                cell.set_style(style);
            }
        }
    }

    /// Blanks the halves of glyphs that reach over the ends of a run about to be overwritten.
    fn mend(&mut self, from: u16, to: u16, y: u16) {
        if self.is_covered(from, y) {
            let mut x = from;
            while x > self.buffer.area.left() && self.is_covered(x, y) {
                x -= 1;
                self.blank(x, y);
            }
        }
        let mut x = to;
        while self.is_covered(x, y) {
            self.blank(x, y);
            x += 1;
        }
    }

    fn is_covered(&self, x: u16, y: u16) -> bool {
        let cell = self.buffer.cell((x, y));
        cell.is_some_and(|cell| cell.symbol().is_empty())
    }

    fn blank(&mut self, x: u16, y: u16) {
        if let Some(cell) = self.buffer.cell_mut((x, y)) {
            cell.set_symbol(" ");
        }
    }
}

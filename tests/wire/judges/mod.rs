//! Terminals that judge: two emulators that others wrote, and a small one of the tests' own for what neither has (left and
//! right margins, no coloured erasure, wide ambiguous characters).

mod alacritty;
mod avt;
mod vt;

use std::collections::BTreeSet;

use ratatui::{
    buffer::Buffer,
    style::{Color, Modifier},
};
use unicode_width::UnicodeWidthChar;

pub use self::{
    alacritty::Alacritty,
    avt::Avt,
    vt::{Kind, Vt},
};

/// A colour that a terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hue {
    Default,
    Index(u8),
    Rgb(u8, u8, u8),
}

/// What a terminal shows in one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The first scalar value; a space for a blank.
    pub glyph: char,
    pub covered: bool,
    pub fg: Hue,
    pub bg: Hue,
    pub attrs: Modifier,
}

/// An emulator.
pub trait Judge {
    fn feed(&mut self, bytes: &[u8]);
    fn look(&self, x: u16, y: u16) -> Look;
    /// Column and row, if the cursor is shown.
    fn cursor(&self) -> Option<(u16, u16)>;
    fn name(&self) -> &'static str;
}

/// Attributes that all judges keep.
pub const KEPT: Modifier = Modifier::BOLD
    .union(Modifier::DIM)
    .union(Modifier::ITALIC)
    .union(Modifier::UNDERLINED)
    .union(Modifier::REVERSED)
    .union(Modifier::CROSSED_OUT);
/// Attributes that a blank shows.
pub const ON_BLANK: Modifier = Modifier::UNDERLINED
    .union(Modifier::REVERSED)
    .union(Modifier::CROSSED_OUT);

/// The places where a judge shows other than the buffer says. `colours` says whether colours can be compared (they cannot
/// where they were reduced).
pub fn differences(
    judge: &dyn Judge,
    buffer: &Buffer,
    cursor: Option<(u16, u16)>,
    colours: bool,
) -> Vec<String> {
    let mut found = Vec::new();
    let area = buffer.area;
    for y in 0..area.height {
        let mut x = 0;
        while x < area.width {
            let symbol = buffer[(x, y)].symbol();
            let covered = (x + 1..area.width).take_while(|x| buffer[(*x, y)].symbol().is_empty());
            let width = 1 + covered.count() as u16;
            let many = symbol.chars().count() > 1;
            let picture = symbol
                .chars()
                .any(|c| ('\u{1f000}'..'\u{20000}').contains(&c));
            let mut seen = BTreeSet::new();
            for i in 0..width {
                let shown = judge.look(x + i, y);
                let wanted = wanted(&buffer[(x, y)], i);
                // How the cells of a cluster are filled is the terminal's own affair.
                let same = if many || (picture && i > 0) {
                    shown.bg == wanted.bg || !colours
                } else {
                    alike(&shown, &wanted, colours)
                };
                if !same && seen.insert(i) {
                    found.push(format!(
                        "{} at {},{y}: {shown:?}, not {wanted:?}",
                        judge.name(),
                        x + i
                    ));
                }
            }
            x += width;
        }
    }
    if judge.cursor() != cursor {
        found.push(format!(
            "{}: cursor {:?}, not {cursor:?}",
            judge.name(),
            judge.cursor()
        ));
    }
    found
}

fn alike(shown: &Look, wanted: &Look, colours: bool) -> bool {
    let glyphs = shown.covered == wanted.covered && (wanted.covered || shown.glyph == wanted.glyph);
    if wanted.covered {
        return glyphs && (!colours || shown.bg == wanted.bg);
    }
    let seen = if wanted.glyph == ' ' { ON_BLANK } else { KEPT };
    let attrs = shown.attrs & seen == wanted.attrs & seen;
    let inked = wanted.glyph != ' ' || wanted.attrs.intersects(ON_BLANK);
    let hues = shown.bg == wanted.bg && (!inked || shown.fg == wanted.fg);
    glyphs && attrs && (hues || !colours)
}

/// What the nth cell of a glyph should show.
pub fn wanted(cell: &ratatui::buffer::Cell, i: u16) -> Look {
    let glyph = cell.symbol().chars().next().unwrap_or(' ');
    let is_space = glyph == '\u{3000}' || glyph == '\u{a0}';
    Look {
        glyph: if is_space { ' ' } else { glyph },
        covered: i > 0 && !is_space,
        fg: hue(cell.fg),
        bg: hue(cell.bg),
        attrs: cell.modifier,
    }
}

fn hue(color: Color) -> Hue {
    match color {
        Color::Reset => Hue::Default,
        Color::Rgb(r, g, b) => Hue::Rgb(r, g, b),
        Color::Indexed(n) => Hue::Index(n),
        named => Hue::Index(NAMED.iter().position(|it| *it == named).unwrap_or(0) as u8),
    }
}

const NAMED: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

/// Cells of a cluster as the tests' screens have it: what most terminals draw.
pub fn cells(cluster: &str) -> usize {
    use unicode_width::UnicodeWidthStr;
    let first = cluster
        .chars()
        .next()
        .and_then(UnicodeWidthChar::width)
        .unwrap_or(0);
    cluster.width().clamp(first.max(1), 2)
}

//! The pen: colours and attributes as the terminal holds them, and the shortest SGR from one to another.

use ratatui::style::{Color, Modifier, Style};

use super::seq::Sequence;
use crate::term::Depth;

/// A colour as it goes over the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) enum Ink {
    #[default]
    Default,
    /// 0–15 go out in the short forms, 16–255 as `38;5;n`.
    Index(u8),
    Rgb(u8, u8, u8),
}

/// What `CSI m` sets. Underline colour is left out: it costs bytes and no theme needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Pen {
    pub fg: Ink,
    pub bg: Ink,
    attrs: Modifier,
}

/// Attributes that show on a cell without a glyph.
const SHOWS_ON_BLANK: Modifier = Modifier::UNDERLINED
    .union(Modifier::REVERSED)
    .union(Modifier::CROSSED_OUT);
/// One number (22) switches both off.
const WEIGHT: Modifier = Modifier::BOLD.union(Modifier::DIM);
/// One number (25) switches both off.
const BLINK: Modifier = Modifier::SLOW_BLINK.union(Modifier::RAPID_BLINK);
/// Attribute, the number that switches it on, the group that one number switches off, that number.
const ATTRIBUTES: [(Modifier, u8, Modifier, u8); 9] = [
    (Modifier::BOLD, 1, WEIGHT, 22),
    (Modifier::DIM, 2, WEIGHT, 22),
    (Modifier::ITALIC, 3, Modifier::ITALIC, 23),
    (Modifier::UNDERLINED, 4, Modifier::UNDERLINED, 24),
    (Modifier::SLOW_BLINK, 5, BLINK, 25),
    (Modifier::RAPID_BLINK, 6, BLINK, 25),
    (Modifier::REVERSED, 7, Modifier::REVERSED, 27),
    (Modifier::HIDDEN, 8, Modifier::HIDDEN, 28),
    (Modifier::CROSSED_OUT, 9, Modifier::CROSSED_OUT, 29),
];

impl Pen {
    pub const PLAIN: Self = Self {
        fg: Ink::Default,
        bg: Ink::Default,
        attrs: Modifier::empty(),
    };

    /// The pen for a style at a colour depth.
    pub fn new(style: Style, depth: Depth) -> Self {
        Self {
            fg: ink(style.fg.unwrap_or_default(), depth),
            bg: ink(style.bg.unwrap_or_default(), depth),
            attrs: style.add_modifier,
        }
    }

    /// Numbers that are equal for equal pens.
    pub fn digest(self) -> (u64, u16) {
        let ink = |ink: Ink| match ink {
            Ink::Default => 0x0200_0000,
            Ink::Index(n) => 0x0100_0000 | u64::from(n),
            Ink::Rgb(r, g, b) => u64::from(r) << 16 | u64::from(g) << 8 | u64::from(b),
        };
        (ink(self.fg) << 32 | ink(self.bg), self.attrs.bits())
    }

    /// The same as far as a blank shows it: two pens that are equal here paint equal blanks.
    pub fn on_blank(self) -> Self {
        if !self.attrs.intersects(SHOWS_ON_BLANK) {
            return Self {
                bg: self.bg,
                ..Self::PLAIN
            };
        }
        Self {
            attrs: self.attrs & (SHOWS_ON_BLANK | WEIGHT),
            ..self
        }
    }

    /// A background and nothing else: what an erased cell has.
    pub fn ground(bg: Ink) -> Self {
        Self { bg, ..Self::PLAIN }
    }

    /// Whether a blank of this pen is only a background, such as erasing leaves.
    pub fn is_ground(self) -> bool {
        !self.attrs.intersects(SHOWS_ON_BLANK)
    }

    /// This pen changed as little as needed to paint a blank like `blank`.
    pub fn fit_for_blank(self, blank: Self) -> Self {
        if self.on_blank() == blank {
            self
        } else if blank.is_ground() {
            Self {
                bg: blank.bg,
                attrs: self.attrs - SHOWS_ON_BLANK,
                ..self
            }
        } else {
            blank
        }
    }

    /// The shortest `CSI … m` from the pen `from` to this one; nothing if they are equal.
    pub fn change(self, from: Self) -> Sequence {
        if self == from {
            return Sequence::default();
        }
        let by_steps = self.steps_from(from);
        let afresh = self.afresh();
        if by_steps.len() <= afresh.len() {
            by_steps
        } else {
            afresh
        }
    }

    fn steps_from(self, from: Self) -> Sequence {
        let mut params = Params::new();
        let gone = from.attrs - self.attrs;
        let mut left = from.attrs;
        for (_, _, group, off) in ATTRIBUTES {
            if gone.intersects(group) && left.intersects(group) {
                params.add(off);
                left -= group;
            }
        }
        params.attributes(self.attrs - left);
        params.colours(self, from);
        params.finish()
    }

    fn afresh(self) -> Sequence {
        let mut params = Params::new();
        params.reset();
        params.attributes(self.attrs);
        params.colours(self, Self::PLAIN);
        params.finish()
    }
}

/// The parameters of one SGR.
struct Params {
    bytes: Sequence,
    any: bool,
}

impl Params {
    fn new() -> Self {
        let mut bytes = Sequence::default();
        bytes.text(b"\x1b[");
        Self { bytes, any: false }
    }

    /// Zero, which is written as nothing.
    fn reset(&mut self) {
        self.any = true;
    }

    fn add(&mut self, n: u8) {
        if self.any {
            self.bytes.byte(b';');
        }
        self.any = true;
        self.bytes.number(u16::from(n));
    }

    fn attributes(&mut self, attrs: Modifier) {
        for (attr, on, _, _) in ATTRIBUTES {
            if attrs.contains(attr) {
                self.add(on);
            }
        }
    }

    fn colours(&mut self, to: Pen, from: Pen) {
        if to.fg != from.fg {
            self.ink(to.fg, 30);
        }
        if to.bg != from.bg {
            self.ink(to.bg, 40);
        }
    }

    fn ink(&mut self, ink: Ink, base: u8) {
        match ink {
            Ink::Default => self.add(base + 9),
            Ink::Index(n @ 0..=7) => self.add(base + n),
            Ink::Index(n @ 8..=15) => self.add(base + 60 + n - 8),
            Ink::Index(n) => [base + 8, 5, n].iter().for_each(|n| self.add(*n)),
            Ink::Rgb(r, g, b) => [base + 8, 2, r, g, b].iter().for_each(|n| self.add(*n)),
        }
    }

    fn finish(mut self) -> Sequence {
        self.bytes.byte(b'm');
        self.bytes
    }
}

fn ink(color: Color, depth: Depth) -> Ink {
    let ink = match color {
        Color::Reset => Ink::Default,
        Color::Rgb(r, g, b) => Ink::Rgb(r, g, b),
        Color::Indexed(n) => Ink::Index(n),
        named => Ink::Index(named_index(named)),
    };
    match (depth, ink) {
        (Depth::None, _) => Ink::Default,
        (Depth::Sixteen, Ink::Index(n)) if n >= 16 => {
            let (r, g, b) = palette(n);
            Ink::Index(nearest(r, g, b, 0..16))
        }
        (Depth::Sixteen, Ink::Rgb(r, g, b)) => Ink::Index(nearest(r, g, b, 0..16)),
        (Depth::Palette, Ink::Rgb(r, g, b)) => Ink::Index(nearest_of_cube(r, g, b)),
        _ => ink,
    }
}

fn named_index(color: Color) -> u8 {
    match color {
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        _ => 15,
    }
}

/// xterm's default first sixteen (`XTerm-col.ad`).
const SIXTEEN: [(u8, u8, u8); 16] = [
    (0, 0, 0),
    (205, 0, 0),
    (0, 205, 0),
    (205, 205, 0),
    (0, 0, 238),
    (205, 0, 205),
    (0, 205, 205),
    (229, 229, 229),
    (127, 127, 127),
    (255, 0, 0),
    (0, 255, 0),
    (255, 255, 0),
    (92, 92, 255),
    (255, 0, 255),
    (0, 255, 255),
    (255, 255, 255),
];
/// The levels of the 6×6×6 cube (xterm's `256colres.pl`).
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The colour of a palette entry.
fn palette(n: u8) -> (u8, u8, u8) {
    let level = |i: u8| LEVELS[usize::from(i % 6)];
    match n {
        0..=15 => SIXTEEN[usize::from(n)],
        16..=231 => (level((n - 16) / 36), level((n - 16) / 6), level(n - 16)),
        232..=255 => {
            let grey = 8 + 10 * (n - 232);
            (grey, grey, grey)
        }
    }
}

/// The nearest of the cube and the greys: two candidates, each found without a search.
fn nearest_of_cube(r: u8, g: u8, b: u8) -> u8 {
    let step = |v: u8| {
        let near = |i: &usize| LEVELS[*i].abs_diff(v);
        (0..6).min_by_key(near).unwrap_or(0) as u8
    };
    let cube = 16 + 36 * step(r) + 6 * step(g) + step(b);
    let mean = (u16::from(r) + u16::from(g) + u16::from(b)) / 3;
    let grey = 232 + ((mean.saturating_sub(3)) / 10).min(23) as u8;
    let far = |n: u8| distance((r, g, b), palette(n));
    if far(grey) < far(cube) { grey } else { cube }
}

fn nearest(r: u8, g: u8, b: u8, among: std::ops::Range<u8>) -> u8 {
    among
        .min_by_key(|n| distance((r, g, b), palette(*n)))
        .unwrap_or(7)
}

/// Squared distance, weighted as the eye weighs red, green and blue (CompuPhase's "redmean", simplified).
fn distance(a: (u8, u8, u8), b: (u8, u8, u8)) -> u32 {
    let square = |x: u8, y: u8| u32::from(x.abs_diff(y)).pow(2);
    2 * square(a.0, b.0) + 4 * square(a.1, b.1) + 3 * square(a.2, b.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pen(style: Style) -> Pen {
        Pen::new(style, Depth::True)
    }

    #[test]
    fn a_change_of_pen_is_the_shorter_of_steps_and_a_new_start() {
        let plain = Style::new();
        let check = |from: Style, to: Style, expect: &str| {
            let bytes = pen(to).change(pen(from));
            assert_eq!(String::from_utf8_lossy(bytes.as_bytes()), expect);
        };
        check(plain, plain, "");
        check(plain, plain.bold(), "\x1b[1m");
        check(plain.bold(), plain, "\x1b[m");
        check(plain.bold().red(), plain.bold(), "\x1b[39m");
        check(plain.bold().italic().red(), plain.red(), "\x1b[;31m");
        check(plain.bold().dim(), plain.dim(), "\x1b[;2m");
        check(plain, plain.fg(Color::Rgb(1, 2, 3)), "\x1b[38;2;1;2;3m");
        check(plain.on_red(), plain.on_light_blue(), "\x1b[104m");
        check(plain, plain.fg(Color::Indexed(17)), "\x1b[38;5;17m");
    }

    #[test]
    fn colours_fall_to_what_the_terminal_has() {
        let check = |color, depth, expect| assert_eq!(ink(color, depth), expect);
        check(Color::Rgb(255, 0, 0), Depth::Palette, Ink::Index(196));
        check(Color::Rgb(128, 128, 128), Depth::Palette, Ink::Index(244));
        check(Color::Rgb(250, 10, 10), Depth::Sixteen, Ink::Index(9));
        check(Color::Indexed(196), Depth::Sixteen, Ink::Index(9));
        check(Color::Indexed(3), Depth::Sixteen, Ink::Index(3));
        check(Color::Red, Depth::None, Ink::Default);
        check(Color::White, Depth::True, Ink::Index(15));
    }

    #[test]
    fn a_blank_shows_no_weight_and_no_foreground() {
        assert_eq!(pen(Style::new().bold().red()).on_blank(), Pen::PLAIN);
        let underlined = pen(Style::new().underlined().red().italic());
        assert_eq!(underlined.on_blank(), pen(Style::new().underlined().red()));
    }
}

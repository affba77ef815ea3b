//! alacritty_terminal.

use alacritty_terminal::{
    event::VoidListener,
    index::{Column, Line},
    term::{Config, Term, TermMode, cell::Flags, test::TermSize},
    vte::ansi::{Color, NamedColor, Processor},
};
use ratatui::style::Modifier;

use super::{Hue, Judge, Look};

pub struct Alacritty {
    term: Term<VoidListener>,
    parser: Processor,
}

impl Alacritty {
    pub fn new(width: u16, height: u16) -> Self {
        let size = TermSize::new(width.into(), height.into());
        Self {
            term: Term::new(Config::default(), &size, VoidListener),
            parser: Processor::new(),
        }
    }
}

impl Judge for Alacritty {
    fn feed(&mut self, bytes: &[u8]) {
        self.parser.advance(&mut self.term, bytes);
    }

    fn look(&self, x: u16, y: u16) -> Look {
        let cell = &self.term.grid()[Line(y.into())][Column(x.into())];
        let kept = [
            (Flags::BOLD, Modifier::BOLD),
            (Flags::DIM, Modifier::DIM),
            (Flags::ITALIC, Modifier::ITALIC),
            (Flags::UNDERLINE, Modifier::UNDERLINED),
            (Flags::INVERSE, Modifier::REVERSED),
            (Flags::STRIKEOUT, Modifier::CROSSED_OUT),
        ];
        let on = kept.iter().filter(|(flag, _)| cell.flags.contains(*flag));
        Look {
            glyph: cell.c,
            covered: cell.flags.contains(Flags::WIDE_CHAR_SPACER),
            fg: hue(cell.fg),
            bg: hue(cell.bg),
            attrs: on.map(|(_, modifier)| *modifier).collect(),
        }
    }

    fn cursor(&self) -> Option<(u16, u16)> {
        let point = self.term.grid().cursor.point;
        let shown = self.term.mode().contains(TermMode::SHOW_CURSOR);
        shown.then_some((point.column.0 as u16, point.line.0 as u16))
    }

    fn name(&self) -> &'static str {
        "alacritty"
    }
}

fn hue(color: Color) -> Hue {
    match color {
        Color::Named(NamedColor::Foreground | NamedColor::Background) => Hue::Default,
        Color::Named(named) => Hue::Index(named as u8),
        Color::Indexed(n) => Hue::Index(n),
        Color::Spec(rgb) => Hue::Rgb(rgb.r, rgb.g, rgb.b),
    }
}

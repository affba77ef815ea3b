//! avt, asciinema's terminal.

use avt::{Color, Terminal};
use ratatui::style::Modifier;

use super::{Hue, Judge, Look};

pub struct Avt {
    terminal: Terminal,
    /// It takes text: bytes of a character that was cut wait here.
    held: Vec<u8>,
}

impl Avt {
    pub fn new(width: u16, height: u16) -> Self {
        Self {
            terminal: Terminal::new(width.into(), height.into()).expect("a size"),
            held: Vec::new(),
        }
    }
}

impl Judge for Avt {
    fn feed(&mut self, bytes: &[u8]) {
        self.held.extend_from_slice(bytes);
        let text = String::from_utf8(std::mem::take(&mut self.held)).expect("UTF-8");
        self.terminal.feed(text.as_str());
    }

    fn look(&self, x: u16, y: u16) -> Look {
        let screen = self.terminal.screen();
        let line = screen.line(y.into()).expect("a row");
        let cell = line.cells()[usize::from(x)];
        let pen = cell.pen();
        let kept = [
            (pen.is_bold(), Modifier::BOLD),
            (pen.is_faint(), Modifier::DIM),
            (pen.is_italic(), Modifier::ITALIC),
            (pen.is_underline(), Modifier::UNDERLINED),
            (pen.is_inverse(), Modifier::REVERSED),
            (pen.is_strikethrough(), Modifier::CROSSED_OUT),
        ];
        Look {
            glyph: cell.char(),
            covered: cell.width() == 0,
            fg: hue(pen.foreground()),
            bg: hue(pen.background()),
            attrs: kept
                .iter()
                .filter(|(on, _)| *on)
                .map(|(_, it)| *it)
                .collect(),
        }
    }

    fn cursor(&self) -> Option<(u16, u16)> {
        let cursor = self.terminal.cursor();
        let (column, row) = cursor.position()?;
        Some((column as u16, row as u16))
    }

    fn name(&self) -> &'static str {
        "avt"
    }
}

fn hue(color: Option<Color>) -> Hue {
    match color {
        None => Hue::Default,
        Some(Color::Indexed(n)) => Hue::Index(n),
        Some(Color::RGB(rgb)) => Hue::Rgb(rgb.r, rgb.g, rgb.b),
    }
}

//! How many cells a cluster takes: the one table for typesetting, lists, prompts and painter.

use std::borrow::Cow;

/// Widths of a terminal: East Asian Width from Unicode's data, and what the probe found for the doubtful classes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Widths {
    /// Cells of an ambiguous character (… — “ ” · ● ①): 1 or 2.
    pub ambiguous: u8,
    /// Cells of a text symbol with VS16 (❤️): 1 or 2.
    pub vs16: u8,
    /// Whether a ZWJ sequence (a family) is one glyph of 2 cells, or the sum of its parts.
    pub zwj: bool,
    /// Whether an emoji with a skin tone is one glyph of 2 cells, or two of 2 each.
    pub tone: bool,
}

impl Default for Widths {
    fn default() -> Self {
        Self {
            ambiguous: 1,
            vs16: 2,
            zwj: true,
            tone: true,
        }
    }
}

impl Widths {
    /// Cells of one grapheme cluster: 0, 1, 2, or more where a terminal draws the parts of a sequence side by side.
    pub fn cluster(&self, _cluster: &str) -> usize {
        todo!()
    }

    /// Cells of a text.
    pub fn text(&self, _text: &str) -> usize {
        todo!()
    }

    /// `text` cut at a cluster so that it fills exactly `cells` at most, ending in `…` if cut; the cell that half a
    /// glyph would have taken is a space.
    pub fn truncate<'a>(&self, _text: &'a str, _cells: usize) -> Cow<'a, str> {
        todo!()
    }
}

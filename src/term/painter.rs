//! Whole buffers in, the fewest bytes out.

use ratatui::{buffer::Buffer, layout::Rect};

use super::Caps;

/// Knows what the terminal shows and says what is to be sent so that it shows something else.
pub struct Painter {}

impl Painter {
    /// For a terminal of unknown content. The first frame paints everything.
    pub fn new(_caps: Caps) -> Self {
        todo!()
    }

    /// The bytes that make the terminal show `buffer`, with the cursor at `cursor` (hidden if `None`). `panes` are the
    /// rectangles whose content may have scrolled. Empty if nothing changed. Must be written in one piece.
    pub fn present(
        &mut self,
        _buffer: &Buffer,
        _cursor: Option<(u16, u16)>,
        _panes: &[Rect],
    ) -> &[u8] {
        todo!()
    }

    /// Forget what the terminal shows: after a resize, a resume or on demand.
    pub fn forget(&mut self) {
        todo!()
    }

    /// New knowledge of what the terminal can do.
    pub fn set_caps(&mut self, _caps: Caps) {
        todo!()
    }

    /// The bytes that leave region, margins, pen and cursor as they were found.
    pub fn leave(&mut self) -> &[u8] {
        todo!()
    }
}

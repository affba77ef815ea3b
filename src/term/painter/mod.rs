//! Whole buffers in, the fewest bytes out.
//!
//! | file | idea |
//! |---|---|
//! | `glyph` | one symbol of a buffer: what may pass, how wide, how sure |
//! | `grid` | a screen as small equal-if-they-look-equal cells |
//! | `pen` | colours and attributes, and the shortest SGR between two |
//! | `moves` | the shortest way for the cursor |
//! | `canvas` | the model of the terminal, changed by the same operations that write the bytes |
//! | `rows` | one row: write, erase, repeat or leave |
//! | `scroll` | which rows moved |
//! | `plan` | whole frames: candidates are encoded, the shortest is sent |
//!
//! The cell judges are emulators (see the tests), never this model.

mod canvas;
mod glyph;
mod grid;
mod moves;
mod pen;
mod plan;
mod rows;
mod scroll;
mod seq;

use ratatui::{buffer::Buffer, layout::Rect};

use self::{
    canvas::Screen,
    glyph::Clusters,
    grid::Grid,
    plan::{Frame, encode},
};
use super::Caps;

/// Knows what the terminal shows and says what is to be sent so that it shows something else.
///
/// ```
/// use kanbao::term::{Caps, Painter};
/// use ratatui::{buffer::Buffer, layout::Rect, style::Style};
///
/// let mut painter = Painter::new(Caps::default());
/// let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 2));
/// buffer.set_string(0, 0, "news", Style::new());
/// assert!(!painter.present(&buffer, None, &[]).is_empty());
/// assert!(painter.present(&buffer, None, &[]).is_empty());
/// ```
pub struct Painter {
    caps: Caps,
    clusters: Clusters,
    /// What the terminal shows; `None` if nobody knows.
    screen: Option<Screen>,
    out: Vec<u8>,
}

impl Painter {
    /// For a terminal of unknown content. The first frame paints everything.
    pub fn new(caps: Caps) -> Self {
        Self {
            caps,
            clusters: Clusters::default(),
            screen: None,
            out: Vec::new(),
        }
    }

    /// The bytes that make the terminal show `buffer`, with the cursor at `cursor` (hidden if `None`). `panes` are the
    /// rectangles whose content may have scrolled. Empty if nothing changed. Must be written in one piece and in order:
    /// the painter takes them as written.
    pub fn present(
        &mut self,
        buffer: &Buffer,
        cursor: Option<(u16, u16)>,
        panes: &[Rect],
    ) -> &[u8] {
        let size = (buffer.area.width, buffer.area.height);
        if self
            .screen
            .as_ref()
            .is_some_and(|it| (it.grid.width, it.grid.height) != size)
        {
            self.forget();
        }
        self.out.clear();
        if size.0 == 0 || size.1 == 0 {
            return &self.out;
        }
        let wanted = Grid::read(buffer, self.caps.depth, &mut self.clusters);
        let cursor = cursor.filter(|(x, y)| *x < size.0 && *y < size.1);
        let frame = Frame {
            wanted,
            cursor,
            panes,
        };
        let screen = self.screen.take();
        let (screen, bytes) = encode(screen, &frame, &self.caps, &self.clusters);
        self.screen = Some(screen);
        self.out = bytes;
        &self.out
    }

    /// Forget what the terminal shows: after a resize, a resume or on demand. The next frame resets region, margins and
    /// pen, clears, and paints everything.
    pub fn forget(&mut self) {
        self.screen = None;
        self.clusters.clear_if_many();
    }

    /// Something else wrote on a row, and moved the cursor: that row is painted anew with the next frame.
    pub fn disturb_row(&mut self, y: u16) {
        if let Some(screen) = &mut self.screen {
            let width = screen.grid.width;
            screen.grid.fill(y, 0, width, grid::Cell::UNKNOWN);
            screen.cursor = moves::Cursor::Lost;
        }
    }

    /// New knowledge of what the terminal can do.
    pub fn set_caps(&mut self, caps: Caps) {
        self.caps = caps;
    }

    /// What the painter believes of the terminal.
    pub fn caps(&self) -> &Caps {
        &self.caps
    }

    /// The bytes that leave region, margins, pen, autowrap and cursor as they were found. Afterwards nothing is known of
    /// the screen.
    pub fn leave(&mut self) -> &[u8] {
        self.out = plan::leave(self.screen.as_ref(), &self.caps);
        self.forget();
        &self.out
    }
}

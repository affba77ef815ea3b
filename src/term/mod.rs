//! Bytes to and from a terminal.
//!
//! **The buffer's convention**: a cell that a wide glyph covers holds the empty symbol `""`. So the painter knows every
//! width from the buffer itself and needs no table; whoever writes cells (see `tui`) keeps to it.

mod caps;
mod decoder;
mod input;
mod painter;
mod tty;

pub use caps::*;
pub use decoder::*;
pub use input::*;
pub use painter::*;

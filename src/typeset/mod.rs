//! Blocks and a measure in, lines of pieces with their places out. Knows no screen.

pub mod breaks;
mod galley;
pub mod width;

pub use galley::*;
pub use width::Widths;

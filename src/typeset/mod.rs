//! Blocks and a measure in, lines of pieces with their places out. Knows no screen.

pub mod breaks;
mod fold_lines;
mod galley;
mod headline;
mod layout;
mod line;
mod links;
mod marks;
mod overlay;
mod parts;
mod pieces;
mod prepare;
mod set;
mod table;
pub mod width;

pub use breaks::{Lang, Level};
pub use fold_lines::{FoldStyle, Folder};
pub use galley::Galley;
pub use line::{Emphasis, Line, Piece, Role, Row, Style};
pub use prepare::{Prepared, Rules, prepare};
pub use set::{Lines, SetLine, Shape, set};
pub use width::Widths;

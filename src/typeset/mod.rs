//! Blocks and a measure in, lines of pieces with their places out. Knows no screen.
//!
//! A paragraph goes this way: clusters and their widths ([`width`]), where UAX #14 would end a line (a short way for plain Han
//! and kana, `icu_segmenter` for the rest), what the paragraph's language makes of that (`overlay`, with the marks in `marks`),
//! all of it kept in a [`Prepared`] ([`prepare`]); then for each measure lines as long as fit and no lone last letter
//! ([`set`]). An article goes on from there: a block's place on the page (`layout`, `table`, `headline`), pieces in their
//! hands (`pieces`), very long blocks in `portions`, and the [`Galley`] that makes lines when they are asked for. [`Folder`] is the same engine as a filter.

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
mod portions;
mod prepare;
mod set;
mod table;
pub mod width;

pub use breaks::{Lang, Level};
pub use fold_lines::{FoldStyle, Folder};
pub use galley::Galley;
pub use line::{Emphasis, Highlight, Line, Piece, Role, Row, Style};
pub use links::addresses;
pub use prepare::{Prepared, Rules, prepare};
pub use set::{Lines, SetLine, Shape, set};
pub use width::Widths;

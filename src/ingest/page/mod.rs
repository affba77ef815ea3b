//! The text of a whole newspaper page, as it comes out of an e-paper or a PDF, into its articles.

use super::{Harvest, Hints};

/// Splits a page (or several, divided by form feeds).
pub fn read(_text: &str, _hints: &Hints) -> Harvest {
    todo!()
}

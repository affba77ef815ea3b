//! Latin names, told from headlines whose words all have capitals: what is no name the page writes small somewhere else.

use std::collections::HashSet;

use super::byline;
use super::piece::Piece;

/// The words that a page writes with a small letter.
pub struct SmallWords(HashSet<String>);

impl SmallWords {
    /// Collects them.
    pub fn of(pieces: &[Piece]) -> Self {
        let words = pieces
            .iter()
            .flat_map(|p| p.text.split(|c: char| !c.is_ascii_alphabetic()))
            .filter(|word| word.len() >= 3 && word.starts_with(|c: char| c.is_ascii_lowercase()));
        Self(words.map(str::to_owned).collect())
    }

    /// Two to four words with capitals, none of which the page writes small.
    pub fn leave_name(&self, text: &str) -> bool {
        byline::is_latin_name(text)
            && !text
                .split(|c: char| !c.is_alphabetic())
                .any(|word| self.0.contains(&word.to_lowercase()) || is_common(word))
    }
}

/// Words of headlines that no name has.
fn is_common(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "the"
            | "of"
            | "and"
            | "for"
            | "in"
            | "on"
            | "to"
            | "at"
            | "new"
            | "from"
            | "with"
            | "after"
    )
}

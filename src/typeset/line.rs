//! What a galley is asked for and what it gives: styles, lines and their pieces.

use std::ops::Range;

use super::breaks::{Lang, Level};
use crate::article::{BlockKind, Place};

/// How paragraphs are set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Style {
    /// Cells available.
    pub columns: u16,
    /// The longest line in full-width characters; 40 by default. 0 is without limit.
    pub measure: u16,
    /// Centre the measure in the columns, or keep it left.
    pub centred: bool,
    /// Stretch lines to the measure (never a paragraph's last).
    pub justify: bool,
    /// First-line indent in full-width spaces; `None` chooses by language and width: two for Chinese, one for Japanese, none
    /// for others.
    pub indent: Option<u8>,
    /// A cell between Han and Latin.
    pub autospace: bool,
    /// Let a comma or full stop stand outside the measure where there is room (Simplified Chinese and Japanese).
    pub hanging: bool,
    /// How strict line breaking is.
    pub level: Level,
    /// The article's language, if it is known.
    pub lang: Option<Lang>,
    /// Number the links in the text and list them at the end.
    pub link_numbers: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            columns: 80,
            measure: 40,
            centred: false,
            justify: false,
            indent: None,
            autospace: false,
            hanging: false,
            level: Level::Strict,
            lang: None,
            link_numbers: true,
        }
    }
}

/// What a line belongs to, for the theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Over the headline.
    Kicker,
    /// The headline.
    Headline,
    /// Under the headline.
    Deck,
    /// Section, page, date, byline.
    Meta,
    /// A line of a block.
    Block(BlockKind),
    /// The list of links at the end.
    Links,
    /// Nothing: space between blocks.
    Blank,
}

/// How a piece of a line is set apart from the line's role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Emphasis {
    /// It is part of link number n (1-based).
    pub link: Option<u16>,
    /// Weighty words; a table's head.
    pub strong: bool,
    /// Stressed words.
    pub emphasis: bool,
    /// Words to be typed.
    pub code: bool,
    /// Part of a search hit.
    pub hit: bool,
    /// Only the newer of two versions has it.
    pub added: bool,
    /// Only the older of two versions has it.
    pub removed: bool,
    /// Not of the text: a bullet, a bar beside a quotation, a link's number.
    pub ornament: bool,
}

/// Why a stretch of a block is set apart, beside what its own spans say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Highlight {
    /// It was searched for.
    Hit,
    /// Only the newer of two versions has it.
    Added,
    /// Only the older of two versions has it.
    Removed,
}

/// A stretch of a line in one hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// First cell, from the line's left edge.
    pub column: u16,
    /// What is shown.
    pub text: String,
    /// Its hand.
    pub emphasis: Emphasis,
    /// The bytes of the block that it shows; empty for ornaments.
    pub source: Range<usize>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it belongs to.
    pub role: Role,
    /// Its pieces from left to right.
    pub pieces: Vec<Piece>,
    /// Where in the article it begins.
    pub place: Place,
}

/// A line's address in a galley: a part (each head, then each block, then the list of links) and a line in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Row {
    /// Which part.
    pub part: u32,
    /// Which line of it.
    pub line: u32,
}

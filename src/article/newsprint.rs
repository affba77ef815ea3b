//! A page of newsprint, line by line: what each line was read as, and what a reader says that it is.
//!
//! [`crate::ingest`] splits a page's text; the desk shows the split and has it changed. Both name a place on the page by the
//! number of its character, white space and the frames of boxes not counted, which no change moves.

use serde::{Deserialize, Serialize};

/// What a piece is on the page. The names are also those under which a reader's mends are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Belongs to the page: folio, editors, running head, advertisement mark.
    Furniture,
    /// A line drawn across the page.
    Rule,
    /// A column label or a section's name.
    Label,
    /// A section's name, by a reader's word.
    Section,
    /// Sends the reader on to another page.
    JumpOut,
    /// Says where the beginning was.
    JumpIn,
    /// Who wrote it.
    Byline,
    /// The words under a picture.
    Caption,
    /// A heading whose rank is not yet known.
    Head,
    /// The headline of an article: an article begins here.
    Title,
    /// The line over a headline.
    Kicker,
    /// The line under a headline.
    Deck,
    /// A heading within an article.
    Subhead,
    /// Running text.
    Body,
    /// An item of a list.
    List,
    /// A table.
    Table,
    /// Verse.
    Verse,
    /// A quotation set apart.
    Quote,
}

impl Role {
    /// Text that an article is made of, as opposed to what stands around it.
    pub fn is_solid(self) -> bool {
        matches!(
            self,
            Self::Body | Self::List | Self::Table | Self::Verse | Self::Quote
        )
    }
}

/// What a reader says of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// What begins here is this, to the end of the piece.
    Role(Role),
    /// An article begins here.
    Begin,
    /// The article that begins here is a part of the one before it.
    Within,
    /// What begins here goes on from what stands before it.
    Join,
}

/// One thing that a reader says of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// The character at which it begins.
    pub ink: usize,
    /// What begins there.
    pub change: Change,
}

/// What a reader sees on one line of the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// A line of the page or a part of it, without white space at its ends.
    pub text: String,
    /// What it was read as.
    pub role: Role,
    /// The article that it is in, from 0; `None`: the page's own.
    pub article: Option<usize>,
    /// A piece begins with it; else it goes on from the row before.
    pub first: bool,
    /// It goes on from a piece further up, which a column's end cut off.
    pub continues: bool,
    /// An article begins with it.
    pub begins: bool,
    /// A reader said what it is.
    pub mended: bool,
    /// Blank lines stand before it.
    pub apart: bool,
    /// Index of its first character in the page's; `None`: a frame, of which nothing can be said.
    pub ink: Option<usize>,
}

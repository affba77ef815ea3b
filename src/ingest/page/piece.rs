//! A piece of a page: a logical line (a paragraph's part, a heading, a label) and the role that it plays.

use serde::{Deserialize, Serialize};

use super::lines::Line;

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

/// A logical line of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its text, trimmed; opening ornaments are still there.
    pub text: String,
    /// The number of its first line, from 1.
    pub line: usize,
    /// Blank lines before it.
    pub blanks: usize,
    /// Width of its indent in cells.
    pub indent: usize,
    /// Lines of the input that were joined to it.
    pub rows: usize,
    /// A page break stands before it.
    pub page_break: bool,
    /// It was cut off the head or tail of a line: the rest of the line is its neighbour.
    pub inline: bool,
    /// What it is.
    pub role: Role,
    /// The piece that it goes on from, when a column's end cut a sentence in two.
    pub continues: Option<usize>,
    /// An article begins here by a reader's word, headline or not.
    pub begins: bool,
    /// A reader has said what it is: no rule knows better.
    pub mended: bool,
}

impl Piece {
    /// A piece of one line.
    pub fn of(line: &Line<'_>, role: Role) -> Self {
        Self {
            text: line.text.to_owned(),
            line: line.number,
            blanks: line.blanks,
            indent: line.indent,
            rows: 1,
            page_break: line.page_break,
            inline: false,
            role,
            continues: None,
            begins: false,
            mended: false,
        }
    }

    /// The same place and role, and no text yet.
    pub fn without_text(&self) -> Self {
        Self {
            text: String::new(),
            ..*self
        }
    }

    /// Takes the next piece in.
    pub fn absorb(&mut self, more: &Self, between: char) {
        self.text.push(between);
        self.text.push_str(&more.text);
        self.rows += more.rows;
    }

    /// Cuts a piece in two at a byte offset; the white space between goes.
    pub fn cut(&self, at: usize) -> Option<(Self, Self)> {
        let (head, tail) = (self.text.get(..at)?.trim(), self.text.get(at..)?.trim());
        if head.is_empty() || tail.is_empty() {
            return None;
        }
        let (mut first, mut second) = (self.without_text(), self.without_text());
        first.text.push_str(head);
        second.text.push_str(tail);
        (second.blanks, second.page_break, second.indent) = (0, false, 0);
        Some((first, second))
    }
}

//! The article as lines: set lazily, so that a screen costs no more than a screen.

use std::ops::Range;

use super::{
    breaks::{Lang, Level},
    width::Widths,
};
use crate::article::{Block, BlockKind, Place};

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
    /// First-line indent in full-width spaces for Chinese; `None` chooses by language and width.
    pub indent: Option<u8>,
    /// A cell between Han and Latin.
    pub autospace: bool,
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
    /// Weighty words.
    pub strong: bool,
    /// Stressed words.
    pub emphasis: bool,
    /// Words to be typed.
    pub code: bool,
    /// Part of a search hit.
    pub hit: bool,
    /// Not of the text: a bullet, a bar beside a quotation, a link's number.
    pub ornament: bool,
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

/// A line's address in a galley: a part (heads, then blocks, then the list of links) and a line in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Row {
    /// Which part.
    pub part: u32,
    /// Which line of it.
    pub line: u32,
}

/// An article set for one width. Lines are made when they are asked for and kept.
pub struct Galley {}

impl Galley {
    /// Begins to set an article. `head` stands over it: kicker, headline (balanced over its lines), deck, meta lines.
    pub fn new(
        _head: Vec<(Role, String)>,
        _blocks: Vec<Block>,
        _style: Style,
        _widths: Widths,
    ) -> Self {
        todo!()
    }

    /// Sets it anew for another style or other widths; what was prepared of the text is kept.
    pub fn restyle(&mut self, _style: Style, _widths: Widths) {
        todo!()
    }

    /// Marks search hits: ranges of bytes in blocks, in order. They survive `restyle`.
    pub fn highlight(&mut self, _hits: Vec<(u32, Range<usize>)>) {
        todo!()
    }

    /// The first row.
    pub fn top(&self) -> Row {
        Row::default()
    }

    /// The row from which the end of the article fills the last row of a screen of `height`; the top if all fits.
    pub fn bottom(&mut self, _height: usize) -> Row {
        todo!()
    }

    /// `rows` further (or back, if negative), but not past either end, and how many rows that really was.
    pub fn step(&mut self, _from: Row, _rows: isize) -> (Row, isize) {
        todo!()
    }

    /// The lines of a screen.
    pub fn lines(&mut self, _from: Row, _height: usize) -> Vec<Line> {
        todo!()
    }

    /// The place at which a row begins; rows of the head are the very begin.
    pub fn place(&mut self, _row: Row) -> Place {
        todo!()
    }

    /// The row that shows a place. The begin of the text is the top, head and all.
    pub fn row(&mut self, _place: Place) -> Row {
        todo!()
    }

    /// How much of the text stands before the end of the screen that begins at `from`, in percent of its characters.
    pub fn progress(&mut self, _from: Row, _height: usize) -> u8 {
        todo!()
    }

    /// The addresses of the links, in the order of their numbers.
    pub fn links(&self) -> &[String] {
        todo!()
    }

    /// The row of the next (or previous) highlighted hit after (before) `from`.
    pub fn next_hit(&mut self, _from: Row, _forward: bool) -> Option<Row> {
        todo!()
    }
}

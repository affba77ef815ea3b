//! What every room speaks: an article as it was written, the headline that a list shows of it, a place in its text.
//!
//! An [`Article`] is content only. What the archive adds (an id, a source, what the reader did) stands in
//! [`Stored`] and [`Headline`], so that parsers need not know of the store nor the store of parsers.
//! The serde shape of [`Article`] is the `items` entry of the command line's JSON and of JSON Lines.

pub mod newsprint;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// An article's number in the archive: `day << 20 | place in the day`, so that number order is date order.
///
/// Days are counted from 1970-01-01. Articles of an edition that carry no time take places from the day's top downwards,
/// so that a list with the newest first shows the front page first; timed ones fill from the bottom upwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ArticleId(pub i64);

/// What a block of an article is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum BlockKind {
    /// Running text.
    #[default]
    Paragraph,
    /// A heading within the article.
    Subhead,
    /// The words under a picture or a chart.
    Caption,
    /// A quotation set apart.
    Quote,
    /// One item of a list; the text begins with its mark (`• `, `1. `), nesting by leading pairs of spaces.
    List,
    /// Lines whose ends are the author's: verse, addresses. Line ends are `\n`.
    Verse,
    /// Text in which every character counts. Line ends are `\n`.
    Code,
    /// Rows divided by `\n`, cells by `\t`; the first row is the head.
    Table,
    /// A picture's place: the text is its description, a link span its address.
    Image,
    /// A division within the text; the text is empty.
    Rule,
}

/// One block of an article: a kind, its text, and what is to be said of stretches of the text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text: clean (see `ingest::clean`), without white space at either end.
    pub text: String,
    /// Stretches of the text in order, not overlapping unless nested.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Inline>,
}

impl Block {
    /// A block without spans.
    pub fn new(kind: BlockKind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
            spans: Vec::new(),
        }
    }

    /// A paragraph without spans.
    pub fn paragraph(text: impl Into<String>) -> Self {
        Self::new(BlockKind::Paragraph, text)
    }
}

/// A stretch of a block's text that is a link or is set in another hand. Offsets are bytes and stand on character boundaries.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Inline {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What it is.
    #[serde(flatten)]
    pub kind: InlineKind,
}

/// What an [`Inline`] stretch is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "style", content = "url")]
pub enum InlineKind {
    /// A link to an address.
    Link(String),
    /// Weighty words.
    Strong,
    /// Stressed words, titles.
    Emphasis,
    /// Words to be typed.
    Code,
}

/// A file that came with an article (sound, picture, document). Never fetched unasked.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
pub struct Enclosure {
    /// Where it is.
    pub url: String,
    /// Its media type, as the source gives it.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Its length in bytes, as the source gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
}

/// An article as it was written. Every text is clean; every field but the title and the blocks may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Article {
    /// The headline.
    pub title: String,
    /// The line over the headline (肩題, 引題).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kicker: Option<String>,
    /// The line under the headline (副題).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deck: Option<String>,
    /// Who wrote it, as printed: 本報記者 方以宁, 新華社北京3月24日電.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byline: Option<String>,
    /// Who wrote it, the name alone, where the source says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Where the article is to be found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The source's own name for the article: a feed's guid, a file's path and place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// When it was published: RFC 3339, in UTC or with the offset given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// When it was last changed: RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
    /// When it was made: RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// The day of the edition that it stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<Date>,
    /// The section: 要聞, 社評.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The page that it stands on: A4.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// The paper, or the feed's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publication: Option<String>,
    /// A BCP 47 tag: zh-Hant, zh-Hans, ja, ko, en.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Topics, as the source gives them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Other addresses that belong to the article.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
    /// Files that came with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub enclosures: Vec<Enclosure>,
    /// The text.
    pub blocks: Vec<Block>,
    /// Column labels, jump lines and the like that belong to the article but not to its text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
}

impl Article {
    /// The text alone, a blank line between blocks.
    pub fn body(&self) -> String {
        let texts: Vec<&str> = self.blocks.iter().map(|b| b.text.as_str()).collect();
        texts.join("\n\n")
    }
}

/// A place in an article: a block and a byte offset in its text. It outlives a resize, a theme and a restart.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Place {
    /// Index into [`Article::blocks`].
    pub block: u32,
    /// Byte offset into the block's text.
    pub offset: u32,
}

/// What one reader did with an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks {
    /// It has been read.
    pub read: bool,
    /// It is kept.
    pub starred: bool,
    /// Its text changed after it was read.
    pub changed: bool,
    /// Where the reader left it.
    pub place: Option<Place>,
}

/// One row of a list: what a reader chooses by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headline {
    /// The article's number; also the key by which the next page of the list is asked for.
    pub id: ArticleId,
    /// The headline.
    pub title: String,
    /// Its section, if it has one.
    pub section: Option<String>,
    /// The paper.
    pub publication: Option<String>,
    /// The page it stands on.
    pub page: Option<String>,
    /// The day under which it is listed (always known: the edition's, else the publication's, else that of import).
    pub edition: Date,
    /// RFC 3339, where the source gave a time.
    pub published: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// It belongs to the built-in sample edition.
    pub sample: bool,
    /// Read by this reader.
    pub read: bool,
    /// Kept by this reader.
    pub starred: bool,
    /// Its text changed after this reader had read it.
    pub changed: bool,
    /// How many other articles of the archive tell the same story.
    pub others: u32,
}

/// An article in the archive, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its number.
    pub id: ArticleId,
    /// What it came from: a feed's address, a file's path, `sample`.
    pub source: String,
    /// The day under which it is listed.
    pub edition: Date,
    /// Its text and all that was printed with it.
    pub article: Article,
    /// What this reader did with it.
    pub marks: Marks,
    /// How often its text has changed since it was first seen: 0 for the first version.
    pub revision: u32,
}

/// One version of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its number; 0 is the first.
    pub revision: u32,
    /// When this archive saw it take the place of the one before, by this machine's clock; `None` for the first.
    pub since: Option<DateTime>,
    /// Its text.
    pub article: Article,
}

/// How many articles stand in a section under a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionCount {
    /// The section's name; `None` for articles without one.
    pub section: Option<String>,
    /// All of them.
    pub total: u64,
    /// Those not read by this reader.
    pub unread: u64,
}

/// How many articles stand in one day's edition under a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayCount {
    /// The day.
    pub day: Date,
    /// All of its articles.
    pub total: u64,
    /// Those not read by this reader.
    pub unread: u64,
}

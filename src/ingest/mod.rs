//! Bytes in, a [`Harvest`] out. Pure: no disk, no network, no clock.

use jiff::civil::Date;

use crate::article::Article;

pub mod clean;
pub mod page;

/// What an input gave.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Harvest {
    /// What the input was.
    pub kind: Kind,
    /// The feed's own words about itself.
    pub feed: Option<Feed>,
    /// The articles, in the input's order.
    pub articles: Vec<Article>,
    /// Folios and other furniture of a page, in no article.
    pub labels: Vec<String>,
    /// What was doubtful or lost.
    pub warnings: Vec<Warning>,
}

/// Kinds of input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Kind {
    Page,
    Feed,
    Html,
    Markdown,
    #[default]
    Text,
    Jsonl,
}

/// A feed's own words about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
#[allow(missing_docs)]
pub struct Feed {
    pub title: Option<String>,
    pub link: Option<String>,
    pub id: Option<String>,
    pub author: Option<String>,
    pub description: Option<String>,
    pub language: Option<String>,
    pub updated: Option<String>,
    pub links: Vec<String>,
}

/// Something doubtful, and where.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Warning {
    /// What it is.
    pub what: String,
    /// Where it stands: `line 12`, an item's title.
    #[serde(rename = "where")]
    pub place: String,
}

/// What the caller knows of an input.
#[derive(Debug, Clone, Default)]
pub struct Hints {
    /// The kind, if it is known; else it is found out.
    pub kind: Option<Kind>,
    /// Encoding label that overrides everything.
    pub encoding: Option<String>,
    /// The media type that came with it, charset parameter and all.
    pub content_type: Option<String>,
    /// Its address: base of relative links.
    pub url: Option<String>,
    /// Its file name, whose ending is a hint.
    pub name: Option<String>,
    /// The paper, the day and the section where the input does not say.
    pub publication: Option<String>,
    /// The edition's day.
    pub edition: Option<Date>,
    /// The section.
    pub section: Option<String>,
}

/// Why an input gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IngestError {
    /// There is nothing in it.
    #[error("it is empty")]
    Empty,
    /// It is not text.
    #[error("it is not text")]
    Binary,
    /// It is text, but no article was found.
    #[error("no article was found in it")]
    Nothing,
    /// An encoding label that does not exist.
    #[error("unknown encoding {0}")]
    UnknownEncoding(String),
}

/// Reads an input.
///
/// # Errors
/// Only if it gives nothing at all; anything else doubtful is a warning.
pub fn read(_bytes: &[u8], _hints: &Hints) -> Result<Harvest, IngestError> {
    todo!()
}

//! Bytes in, a [`Harvest`] out. Pure: no disk, no network, no clock.

use jiff::civil::Date;

use crate::article::Article;

mod blocks;
pub mod charset;
pub mod clean;
pub mod date;
mod front;
pub mod jsonl;
pub mod limits;
pub mod markdown;
pub mod page;
mod sniff;
pub mod text;

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
    /// How the bytes were read.
    pub encoding: Encoding,
}

impl Harvest {
    /// Notes a doubt; after [`limits::WARNINGS`] of them no more.
    pub fn warn(&mut self, what: impl Into<String>, place: impl Into<String>) {
        if self.warnings.len() < limits::WARNINGS {
            let (what, place) = (what.into(), place.into());
            self.warnings.push(Warning { what, place });
        }
    }
}

/// How an input's bytes were read as text.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Encoding {
    /// The encoding's name, as the Encoding Standard has it; empty where there were no bytes.
    pub label: String,
    /// How it became known.
    pub how: charset::How,
}

impl Encoding {
    /// Whether it was a guess: the raw bytes are worth keeping, so that they can be read again under another label.
    pub fn is_guess(&self) -> bool {
        self.how == charset::How::Guess
    }
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

impl Hints {
    /// The file's name without folder and ending.
    fn stem(&self) -> Option<String> {
        let name = self.name.as_deref()?.rsplit(['/', '\\']).next()?;
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        (!stem.is_empty()).then(|| stem.to_owned())
    }
}

/// Reads an input.
///
/// # Errors
/// Only if it gives nothing at all; anything else doubtful is a warning.
pub fn read(bytes: &[u8], hints: &Hints) -> Result<Harvest, IngestError> {
    if bytes.trim_ascii().is_empty() {
        return Err(IngestError::Empty);
    }
    let bytes = &bytes[..bytes.len().min(limits::INPUT)];
    if sniff::is_binary(bytes) {
        return Err(IngestError::Binary);
    }
    let decoded = charset::decode(
        bytes,
        hints.encoding.as_deref(),
        hints.content_type.as_deref(),
    )?;
    if sniff::is_noise(&decoded.text) {
        return Err(IngestError::Binary);
    }
    let mut harvest = match sniff::kind(&decoded.text, hints) {
        Kind::Page => page::read(&page_text(&decoded.text), hints),
        Kind::Markdown => markdown::read(&decoded.text, hints),
        Kind::Jsonl => jsonl::read(&decoded.text),
        Kind::Text => text::read(&decoded.text, hints),
        Kind::Feed | Kind::Html => return Err(IngestError::Nothing),
    };
    harvest.encoding = Encoding {
        label: decoded.label.to_owned(),
        how: decoded.how,
    };
    if decoded.damaged {
        let what = format!("some bytes mean nothing in {}", decoded.label);
        harvest.warn(what, "the whole input");
    }
    finish(harvest, hints)
}

/// A page's text, clean, with the form feeds that divide its pages.
fn page_text(text: &str) -> String {
    let pages: Vec<_> = text.split('\u{c}').map(clean::text).collect();
    pages.join("\u{c}")
}

/// What is the same for every kind: the wall, the caller's words where the input has none, and an error for nothing.
fn finish(mut harvest: Harvest, hints: &Hints) -> Result<Harvest, IngestError> {
    clean::harvest(&mut harvest);
    harvest.warnings.truncate(limits::WARNINGS);
    let own = harvest.feed.as_ref().and_then(|feed| feed.title.clone());
    for article in &mut harvest.articles {
        let fill = |field: &mut Option<String>, from: &Option<String>| {
            if field.is_none() {
                field.clone_from(from);
            }
        };
        fill(&mut article.publication, &hints.publication);
        fill(&mut article.publication, &own);
        fill(&mut article.section, &hints.section);
        article.edition = article.edition.or(hints.edition);
        if article.title.is_empty() {
            article.title = article
                .blocks
                .first()
                .map(|b| text::opening(&b.text))
                .unwrap_or_default();
        }
    }
    match harvest.articles.is_empty() && harvest.feed.is_none() {
        true => Err(IngestError::Nothing),
        false => Ok(harvest),
    }
}

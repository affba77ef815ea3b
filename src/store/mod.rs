//! One SQLite file behind one [`Store`].

use std::path::Path;

use jiff::civil::Date;

use crate::article::{Article, ArticleId, DayCount, Headline, Place, SectionCount, Stored};
use crate::query::Query;

/// The archive as one reader (one profile) sees it.
pub struct Store {}

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite's own word.
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
}

type Result<T> = std::result::Result<T, StoreError>;

/// What `put` did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Tally {
    /// New articles.
    pub added: u64,
    /// Articles whose content changed.
    pub updated: u64,
    /// Articles that were there as they are.
    pub unchanged: u64,
}

/// A stretch of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Begin after this article (in the list's order); `None` begins at the list's head, or its tail if `backward`.
    pub after: Option<ArticleId>,
    /// Go towards the list's head. Rows come in the list's order all the same.
    pub backward: bool,
    /// At most so many rows.
    pub limit: usize,
}

/// How many articles a query finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// All.
    pub total: u64,
    /// Those not read by this reader.
    pub unread: u64,
}

/// A mark that a reader sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Read or not.
    Read(bool),
    /// Kept or not.
    Starred(bool),
}

/// What takes a mark back: the articles that it really changed, and the mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    /// What was set.
    pub mark: Mark,
    /// Where it made a difference.
    pub ids: Vec<ArticleId>,
}

impl Store {
    /// Opens a store, making it if it is not there. `profile` names the reader whose marks are meant.
    pub fn open(_path: &Path, _profile: &str) -> Result<Self> {
        todo!()
    }

    /// Puts articles in: one transaction. `today` dates what has no date.
    pub fn put(&mut self, _source: &str, _articles: &[Article], _today: Date) -> Result<Tally> {
        todo!()
    }

    /// A stretch of the list that a query gives.
    pub fn list(&self, _query: &Query, _page: Page) -> Result<Vec<Headline>> {
        todo!()
    }

    /// How many a query finds.
    pub fn count(&self, _query: &Query) -> Result<Counts> {
        todo!()
    }

    /// How many articles of the query stand before this one in the list's order.
    pub fn position(&self, _query: &Query, _id: ArticleId) -> Result<u64> {
        todo!()
    }

    /// Every section of the archive in the paper's order, with counts under the query.
    pub fn sections(&self, _query: &Query) -> Result<Vec<SectionCount>> {
        todo!()
    }

    /// The last `limit` days that have articles under the query, newest first.
    pub fn days(&self, _query: &Query, _limit: usize) -> Result<Vec<DayCount>> {
        todo!()
    }

    /// One article, whole.
    pub fn article(&self, _id: ArticleId) -> Result<Option<Stored>> {
        todo!()
    }

    /// Sets a mark on articles. Durable when it returns.
    pub fn mark(&mut self, _ids: &[ArticleId], _mark: Mark) -> Result<Undo> {
        todo!()
    }

    /// Sets a mark on all that a query finds.
    pub fn mark_all(&mut self, _query: &Query, _mark: Mark) -> Result<Undo> {
        todo!()
    }

    /// Takes a mark back.
    pub fn undo(&mut self, _undo: &Undo) -> Result<()> {
        todo!()
    }

    /// Keeps where the reader is in an article.
    pub fn set_place(&mut self, _id: ArticleId, _place: Place) -> Result<()> {
        todo!()
    }

    /// Keeps a word of this reader's (the last view, the theme) under a name.
    pub fn remember(&mut self, _name: &str, _value: &str) -> Result<()> {
        todo!()
    }

    /// What was kept under a name.
    pub fn recall(&self, _name: &str) -> Result<Option<String>> {
        todo!()
    }

    /// Removes the sample edition; says how many articles went.
    pub fn remove_sample(&mut self) -> Result<u64> {
        todo!()
    }
}

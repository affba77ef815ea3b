//! An article on its way into the archive: what can be made of it before the archive is asked.
//!
//! Packing and reading some megabytes of text takes as long as writing it does. So what is large is made ready before the
//! transaction begins in which it goes in, and others wait for less.

use rusqlite::Connection;

use super::body::{Codec, Packed};
use super::error::{Result, StoreError};
use super::index;
use crate::article::Article;

/// An article with more text than this is made ready before the transaction in which it goes in: others wait for less.
const LARGE: usize = 256 << 10;

/// An article on its way in, and what could be made of it without the archive.
pub struct Draft {
    /// As it is kept.
    pub json: Vec<u8>,
    packed: Option<Packed>,
    text: Option<index::Row>,
}

impl Draft {
    /// What is needed to know it again.
    pub fn of(article: &Article) -> Result<Self> {
        Ok(Self {
            json: to_json(article)?,
            packed: None,
            text: None,
        })
    }

    /// Everything.
    pub fn whole(db: &Connection, codec: &mut Codec, article: &Article) -> Result<Self> {
        let Self { json, .. } = Self::of(article)?;
        Ok(Self {
            packed: Some(codec.pack(db, &json)?),
            text: Some(index::Row::of_text(article)),
            json,
        })
    }

    /// Its JSON, packed.
    pub fn packed(&mut self, db: &Connection, codec: &mut Codec) -> Result<Packed> {
        match self.packed.take() {
            Some(packed) => Ok(packed),
            None => codec.pack(db, &self.json),
        }
    }

    /// Its row in the index.
    pub fn row(self, article: &Article, facets: &index::Facets) -> index::Row {
        let text = self.text.unwrap_or_else(|| index::Row::of_text(article));
        text.with(article, facets)
    }
}

/// Whether an article is made ready before the transaction in which it goes in.
pub fn is_large(article: &Article) -> bool {
    article
        .blocks
        .iter()
        .map(|block| block.text.len())
        .sum::<usize>()
        > LARGE
}

/// An article as it is packed.
pub fn to_json(article: &Article) -> Result<Vec<u8>> {
    serde_json::to_vec(article).map_err(|error| StoreError::Damaged {
        file: Default::default(),
        what: error.to_string(),
    })
}

//! What a reader's program remembers from one start to the next: a text under a name.

use rusqlite::{OptionalExtension, params};

use super::Store;
use super::error::{Result, StoreError};

impl Store {
    /// Keeps a word of this reader's (the last view, the theme) under a name.
    ///
    /// # Errors
    /// The word is as it was then.
    pub fn remember(&mut self, name: &str, value: &str) -> Result<()> {
        let profile = self.will_mark()?;
        let kept = self
            .db
            .prepare_cached(
                "INSERT INTO memory (profile, name, value) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET value = ?3",
            )
            .and_then(|mut keep| keep.execute(params![profile, name, value]));
        self.named(kept.map(drop).map_err(StoreError::from))
    }

    /// What was kept under a name.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn recall(&self, name: &str) -> Result<Option<String>> {
        let value = self
            .db
            .prepare_cached("SELECT value FROM memory WHERE profile = ?1 AND name = ?2")
            .and_then(|mut select| {
                select
                    .query_row(params![self.profile, name], |row| row.get(0))
                    .optional()
            });
        self.named(value.map_err(StoreError::from))
    }
}

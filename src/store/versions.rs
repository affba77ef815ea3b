//! An article's earlier texts: each is kept when the next takes its place.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rusqlite::{OptionalExtension, params};

use super::error::{Result, StoreError};
use super::{Store, lock};
use crate::article::{Article, ArticleId, Version};

impl Store {
    /// An earlier version of an article; 0 is the first.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn revision(&self, id: ArticleId, revision: u32) -> Result<Option<Article>> {
        self.named(self.earlier(id, revision))
    }

    /// All versions of an article that are kept, the first one first and the present one last; none of an article that is
    /// not here.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn versions(&self, id: ArticleId) -> Result<Vec<Version>> {
        let Some(stored) = self.article(id)? else {
            return Ok(Vec::new());
        };
        let mut versions = Vec::new();
        let mut since = None;
        for (revision, until) in self.named(self.replaced(id))? {
            let article = self.named(self.earlier(id, revision))?;
            versions.extend(article.map(|article| Version {
                revision,
                since,
                article,
            }));
            since = until;
        }
        versions.push(Version {
            revision: stored.revision,
            since,
            article: stored.article,
        });
        Ok(versions)
    }

    /// The earlier versions, and when each gave way.
    fn replaced(&self, id: ArticleId) -> Result<Vec<(u32, Option<DateTime>)>> {
        let mut select = self.db.prepare_cached(
            "SELECT revision, until FROM revisions WHERE article = ?1 ORDER BY revision",
        )?;
        let rows = select.query_map([id.0], |row| {
            let until: Option<i64> = row.get(1)?;
            let until = until.and_then(|second| Timestamp::from_second(second).ok());
            Ok((
                row.get(0)?,
                until.map(|until| TimeZone::system().to_datetime(until)),
            ))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn earlier(&self, id: ArticleId, revision: u32) -> Result<Option<Article>> {
        let found = self
            .db
            .prepare_cached(
                "SELECT codec, body FROM revisions WHERE article = ?1 AND revision = ?2",
            )
            .and_then(|mut select| {
                let row = |row: &rusqlite::Row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?));
                select.query_row(params![id.0, revision], row).optional()
            });
        match found.map_err(StoreError::from)? {
            Some((codec, bytes)) => lock(&self.codec).article(&self.db, codec, &bytes).map(Some),
            None => Ok(None),
        }
    }
}

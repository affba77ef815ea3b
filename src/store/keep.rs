//! How long articles are kept, and how they go. What went never returns; what a reader kept never goes.

use jiff::civil::Date;
use rusqlite::{TransactionBehavior, params};
use serde::{Deserialize, Serialize};

use super::error::{Result, StoreError};
use super::schema::SAMPLE;
use super::slots::days_since_epoch;
use super::tally::DAY_BITS;
use super::{Store, remove};
use crate::article::ArticleId;

/// How much of a source is kept. What is not limited is kept; `Keep::default()` keeps everything.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Keep {
    /// Of which source (as articles were put in); `None`: of each.
    pub source: Option<String>,
    /// Articles of so many days, today's included.
    pub days: Option<u32>,
    /// So many articles, the newest.
    pub count: Option<u64>,
    /// So many bytes of packed text, the newest.
    pub bytes: Option<u64>,
    /// Unread articles go too; otherwise only what every reader has read.
    pub unread: bool,
}

/// Articles removed in one transaction: a reader who waits for it waits for milliseconds.
const BATCH: usize = 200;

impl Store {
    /// Removes what is not to be kept; says how many went. Articles that any reader has starred stay.
    ///
    /// # Errors
    /// What went until then is gone.
    pub fn retain(&mut self, keep: &Keep, today: Date) -> Result<u64> {
        self.may_write()?;
        let sources = self.named(self.sources(keep.source.as_deref()))?;
        let mut gone = 0;
        for source in sources {
            let ids = self.named(self.surplus(source, keep, today))?;
            gone += self.remove(&ids)?;
        }
        Ok(gone)
    }

    /// The sources that articles came from, by the names under which they were put in; not the sample.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn source_names(&self) -> Result<Vec<String>> {
        let names = self
            .db
            .prepare_cached("SELECT name FROM names WHERE kind = 2 AND id <> ?1 ORDER BY id")
            .and_then(|mut select| select.query_map([SAMPLE], |row| row.get(0))?.collect());
        self.named(names.map_err(StoreError::from))
    }

    /// Removes articles for good; says how many there were.
    ///
    /// # Errors
    /// What went until then is gone.
    pub fn remove(&mut self, ids: &[ArticleId]) -> Result<u64> {
        self.may_write()?;
        let mut codec = super::lock(&self.codec);
        let mut gone = 0;
        for batch in ids.chunks(BATCH) {
            let removed = self
                .db
                .transaction_with_behavior(TransactionBehavior::Immediate)
                .map_err(StoreError::from)
                .and_then(|tx| {
                    let removed = remove::articles(&tx, &mut codec, batch)?;
                    tx.commit()?;
                    Ok(removed)
                });
            gone += removed.map_err(|error| error.named(&self.path))?;
        }
        Ok(gone)
    }

    fn sources(&self, name: Option<&str>) -> Result<Vec<i64>> {
        let mut select = self
            .db
            .prepare_cached("SELECT id FROM names WHERE kind = 2 AND name = coalesce(?1, name)")?;
        let ids = select.query_map([name], |row| row.get(0))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// Walks a source from the newest on, and names what is over the limits.
    fn surplus(&self, source: i64, keep: &Keep, today: Date) -> Result<Vec<ArticleId>> {
        let first_day = keep.days.map_or(i64::MIN >> DAY_BITS, |days| {
            days_since_epoch(today) - i64::from(days) + 1
        });
        let mut select = self.db.prepare_cached(
            "SELECT h.id, length(b.body),
                EXISTS (SELECT 1 FROM marks m WHERE m.article = h.id AND m.starred = 1),
                EXISTS (SELECT 1 FROM profiles p JOIN unread u ON u.profile = p.id AND u.article = h.id)
             FROM headlines h JOIN bodies b ON b.article = h.id WHERE h.source = ?1 ORDER BY h.id DESC",
        )?;
        let mut rows = select.query(params![source])?;
        let (mut count, mut bytes) = (0, 0);
        let mut surplus = Vec::new();
        while let Some(row) = rows.next()? {
            let id = ArticleId(row.get(0)?);
            count += 1;
            bytes += row.get::<_, u64>(1)?;
            let over = id.0 >> DAY_BITS < first_day
                || keep.count.is_some_and(|most| count > most)
                || keep.bytes.is_some_and(|most| bytes > most);
            let (starred, unread): (bool, bool) = (row.get(2)?, row.get(3)?);
            if over && !starred && (keep.unread || !unread) {
                surplus.push(id);
            }
        }
        Ok(surplus)
    }
}

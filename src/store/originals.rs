//! Inputs as they came, kept where reading them took a guess: an encoding, the split of a page of newsprint. From them a
//! text is read again as the reader says it is.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use zstd::bulk::{compress, decompress};

use super::error::{Result, StoreError};
use super::{Store, identity};
use crate::article::ArticleId;

/// As for bodies: quick, and nearly as small as it gets.
pub const LEVEL: i32 = 3;

/// An input as it came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Original {
    /// As its articles have it.
    pub source: String,
    /// What the caller knew of it, in the caller's words.
    pub hints: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Original {
    /// An input of more bytes is not kept: a page has some kilobytes, a large feed some megabytes.
    pub const LARGEST: usize = 16 << 20;
}

impl Store {
    /// Keeps an input, and which articles it gave, in its order (`None`: one that was removed earlier). Inputs of which no
    /// article is left go. One that is too large is not kept: `None`.
    ///
    /// # Errors
    /// Nothing was kept then.
    pub fn keep_original(
        &mut self,
        original: &Original,
        gave: &[Option<ArticleId>],
    ) -> Result<Option<i64>> {
        self.may_write()?;
        if original.bytes.len() > Original::LARGEST || gave.iter().all(Option::is_none) {
            return Ok(None);
        }
        let kept = keep(&mut self.db, original, gave);
        self.named(kept).map(Some)
    }

    /// The number of the input that an article came from, if it is kept.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn original_of(&self, article: ArticleId) -> Result<Option<i64>> {
        let number = self
            .db
            .prepare_cached("SELECT original FROM given WHERE article = ?1")
            .and_then(|mut select| select.query_row([article.0], |row| row.get(0)).optional());
        self.named(number.map_err(StoreError::from))
    }

    /// Which of its input's articles this one is, from 0.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn place_in_original(&self, article: ArticleId) -> Result<Option<usize>> {
        let nth = self
            .db
            .prepare_cached("SELECT nth FROM given WHERE article = ?1")
            .and_then(|mut select| select.query_row([article.0], |row| row.get(0)).optional());
        self.named(nth.map_err(StoreError::from))
    }

    /// The numbers of a source's inputs that are kept, oldest first.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn originals_from(&self, source: &str) -> Result<Vec<i64>> {
        let numbers = self
            .db
            .prepare_cached("SELECT id FROM originals WHERE source = ?1 ORDER BY id")
            .and_then(|mut select| select.query_map([source], |row| row.get(0))?.collect());
        self.named(numbers.map_err(StoreError::from))
    }

    /// An input, by its number.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn original(&self, number: i64) -> Result<Option<Original>> {
        self.named(read(&self.db, number))
    }

    /// The articles that an input gave, in its order; `None`: one that was removed.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn given_by(&self, number: i64) -> Result<Vec<Option<ArticleId>>> {
        let given = self
            .db
            .prepare_cached("SELECT nth, article FROM given WHERE original = ?1 ORDER BY nth")
            .and_then(|mut select| {
                let rows = select.query_map([number], |row| {
                    Ok((row.get::<_, usize>(0)?, ArticleId(row.get(1)?)))
                })?;
                rows.collect::<rusqlite::Result<Vec<_>>>()
            });
        let given = self.named(given.map_err(StoreError::from))?;
        let mut all = vec![None; given.last().map_or(0, |(nth, _)| nth + 1)];
        for (nth, id) in given {
            all[nth] = Some(id);
        }
        Ok(all)
    }
}

fn keep(db: &mut Connection, original: &Original, gave: &[Option<ArticleId>]) -> Result<i64> {
    let bytes = compress(&original.bytes, LEVEL).map_err(|error| broken(&error))?;
    let hash = identity::hash(&original.bytes);
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let number = tx.query_row(
        "INSERT INTO originals (source, hash, hints, bytes) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (source, hash) DO UPDATE SET hints = ?3 RETURNING id",
        params![original.source, hash, original.hints, bytes],
        |row| row.get(0),
    )?;
    note(&tx, number, gave)?;
    let_go(&tx)?;
    tx.commit()?;
    Ok(number)
}

/// Notes which articles an input gave, instead of those noted before.
pub fn note(db: &Connection, number: i64, gave: &[Option<ArticleId>]) -> rusqlite::Result<()> {
    db.execute("DELETE FROM given WHERE original = ?1", [number])?;
    for (nth, id) in gave.iter().enumerate() {
        let Some(id) = id else { continue };
        db.prepare_cached(
            "INSERT INTO given (article, original, nth) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET original = ?2, nth = ?3",
        )?
        .execute(params![id.0, number, nth])?;
    }
    Ok(())
}

/// Lets inputs go of which no article is left.
pub fn let_go(db: &Connection) -> rusqlite::Result<()> {
    db.prepare_cached(
        "DELETE FROM originals WHERE NOT EXISTS (SELECT 1 FROM given WHERE original = originals.id)",
    )?
    .execute([])
    .map(drop)
}

fn read(db: &Connection, number: i64) -> Result<Option<Original>> {
    let found = db
        .prepare_cached("SELECT source, hints, bytes FROM originals WHERE id = ?1")?
        .query_row([number], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get::<_, Vec<u8>>(2)?))
        })
        .optional()?;
    let Some((source, hints, bytes)) = found else {
        return Ok(None);
    };
    let bytes = unpacked(&bytes)?;
    Ok(Some(Original {
        source,
        hints,
        bytes,
    }))
}

/// What stands in the table, as it came.
pub fn unpacked(bytes: &[u8]) -> Result<Vec<u8>> {
    decompress(bytes, Original::LARGEST).map_err(|error| broken(&error))
}

/// What was kept cannot be unpacked.
pub fn broken(error: &std::io::Error) -> StoreError {
    StoreError::Damaged {
        file: Default::default(),
        what: error.to_string(),
    }
}

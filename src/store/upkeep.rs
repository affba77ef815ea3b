//! What the archive does for itself when nobody waits: merges the index, trains a dictionary, gives back space.

use std::time::{Duration, Instant};

use rusqlite::params;

use super::Store;
use super::body::train;
use super::characters;
use super::error::{Result, StoreError};

/// Pages of the index merged in one go: some tens of milliseconds.
const MERGE: i64 = 400;

/// Kibibytes of pages kept in memory while many articles come in.
const MUCH: i64 = 24_000;

/// Articles on which a dictionary is trained, and how many there have to be before it pays: three times as many make bodies a
/// fiftieth smaller.
const SAMPLES: usize = 600;

/// A dictionary's size: the usual one; larger gains nothing on texts of a few kilobytes.
const DICTIONARY: usize = 112 * 1024;

/// Training takes a fifth of a second, once: it is for those who gave some time.
const TRAINING: Duration = Duration::from_millis(100);

impl Store {
    /// Works on the archive for about `time`, or until nothing is left to do; says whether there is more.
    /// A process that has put many articles in, or waits for a key, calls it.
    ///
    /// # Errors
    /// The archive is sound, and what was done is done.
    pub fn tidy(&mut self, time: Duration) -> Result<bool> {
        self.may_write()?;
        let until = Instant::now() + time;
        let more = loop {
            match self.named(self.merge_some()) {
                Ok(true) if Instant::now() < until => {}
                Ok(more) => break more,
                // Another process is writing: it is not idle after all.
                Err(StoreError::Locked { .. }) => return Ok(true),
                Err(error) => return Err(error),
            }
        };
        self.save_marks_daily()?;
        if !more && Instant::now() < until {
            if time >= TRAINING {
                self.named(self.train_once())?;
            }
            let tidied = self.db.execute_batch("PRAGMA wal_checkpoint(PASSIVE);");
            self.named(tidied.map_err(StoreError::from))?;
        }
        Ok(more)
    }

    /// Takes more memory for what is to be put in: for pages, and for what SQLite keeps in case that it has to undo a statement,
    /// which it else writes to a file: a gigabyte for twenty thousand articles.
    ///
    /// # Errors
    /// The archive is as it was.
    pub fn expect_many(&self) -> Result<()> {
        let set = self.db.execute_batch(&format!(
            "PRAGMA cache_size = -{MUCH}; PRAGMA temp_store = memory;"
        ));
        self.named(set.map_err(StoreError::from))
    }

    /// Gives space that removed articles left back to the file system. Rewrites the whole file.
    ///
    /// # Errors
    /// The archive is as it was then.
    pub fn vacuum(&mut self) -> Result<()> {
        self.may_write()?;
        let restored = characters::restore(&mut self.db);
        self.named(restored.map_err(StoreError::from))?;
        // The whole file once more is nothing for the memory.
        let done = self.db.execute_batch(
            "INSERT INTO search (search) VALUES ('optimize'); PRAGMA temp_store = default; VACUUM;
             PRAGMA wal_checkpoint(TRUNCATE);",
        );
        self.named(done.map_err(StoreError::from))
    }

    /// FTS5 says that there was nothing to merge by changing fewer than two rows.
    fn merge_some(&self) -> Result<bool> {
        let before = self.db.total_changes();
        self.db
            .prepare_cached("INSERT INTO search (search, rank) VALUES ('merge', ?1)")?
            .execute([MERGE])?;
        Ok(self.db.total_changes() - before >= 2)
    }

    /// Trains the archive's dictionary when it has become large enough. Bodies that are there stay as they are.
    fn train_once(&self) -> Result<()> {
        let (trained, newest): (bool, i64) = self.db.query_row(
            "SELECT EXISTS (SELECT 1 FROM dictionaries), coalesce((SELECT max(id) FROM headlines), 0)",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        if trained {
            return Ok(());
        }
        let mut select = self.db.prepare(
            "SELECT codec, body FROM bodies WHERE article <= ?1 ORDER BY article DESC LIMIT ?2",
        )?;
        let mut rows = select.query(params![newest, SAMPLES])?;
        let mut samples = Vec::new();
        while let Some(row) = rows.next()? {
            let bytes = row.get_ref(1)?.as_blob().unwrap_or_default();
            samples.push(super::lock(&self.codec).json(&self.db, row.get(0)?, bytes)?);
        }
        if samples.len() < SAMPLES {
            return Ok(());
        }
        if let Some(dictionary) = train(&samples, DICTIONARY) {
            self.db.execute(
                "INSERT INTO dictionaries (id, bytes) VALUES (2, ?1) ON CONFLICT DO NOTHING",
                [dictionary],
            )?;
            super::lock(&self.codec).use_newest();
        }
        Ok(())
    }
}

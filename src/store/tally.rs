//! Kept counts: what a change adds to and takes from them is gathered here and written with the change itself.

use std::collections::HashMap;

use rusqlite::{Connection, params};

use super::schema::EVERY;
use super::slots::TIMED;
use crate::article::ArticleId;

/// In `tally.profile`: all articles, of whomever.
pub const ALL: i64 = 0;

/// The day of an article's number, counted from 1970-01-01.
pub fn day(id: ArticleId) -> i64 {
    id.0 >> DAY_BITS
}

/// How many low bits of a number are the place in the day.
pub const DAY_BITS: u32 = 20;

/// Changes of counts, not yet written.
#[derive(Default)]
pub struct Ledger {
    changes: HashMap<(i64, i64, i64), i64>,
}

impl Ledger {
    /// `n` articles more (or fewer) for a profile in a section on a day.
    pub fn add(&mut self, profile: i64, section: i64, day: i64, n: i64) {
        for section in [section, EVERY] {
            for day in [day, EVERY] {
                *self.changes.entry((profile, section, day)).or_default() += n;
            }
        }
    }

    /// Writes the changes, in the transaction that made them.
    pub fn write(self, db: &Connection) -> rusqlite::Result<()> {
        let mut upsert = db.prepare_cached(
            "INSERT INTO tally (profile, section, day, n) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET n = n + excluded.n",
        )?;
        for ((profile, section, day), n) in &self.changes {
            if *n != 0 {
                upsert.execute(params![profile, section, day, n])?;
            }
        }
        let whole = |key: &&(i64, i64, i64)| key.0 == ALL && key.1 != EVERY && key.2 == EVERY;
        for (_, section, _) in self.changes.keys().filter(whole) {
            place(db, *section)?;
        }
        Ok(())
    }
}

/// Puts a section where the last day on which it was printed has it: by the first of its articles there. Those without a
/// time count their places down from the day's top, as they were printed; where all have one, the section stands where it
/// began, and does not rise with each article that comes in.
fn place(db: &Connection, section: i64) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM sections WHERE section = ?1")?
        .execute([section])?;
    db.prepare_cached(&format!(
        "INSERT INTO sections (section, standing)
         SELECT ?1, iif(last - day >= {TIMED}, last, 2 * day + {TIMED} - 1
           - (SELECT min(id) FROM headlines WHERE section = ?1 AND id >= day))
         FROM (SELECT id AS last, id >> {DAY_BITS} << {DAY_BITS} AS day FROM headlines
           WHERE section = ?1 ORDER BY id DESC LIMIT 1)"
    ))?
    .execute([section])?;
    Ok(())
}

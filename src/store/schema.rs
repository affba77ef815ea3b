//! The tables, what each is for, and the steps by which an older file becomes a newer one.
//!
//! A step is SQL that runs in one transaction with its `user_version`: a file is at one version or the next, never between.

use rusqlite::{Connection, TransactionBehavior};

/// `kanb`: tells `file(1)` and us that a database is ours.
pub const APPLICATION_ID: i32 = 0x6b61_6e62;

/// The steps, in order; a file's `user_version` is how many it has taken. A step that was released never changes.
pub const STEPS: &[&str] = &[
    include_str!("schema/v1.sql"),
    include_str!("schema/v2.sql"),
    include_str!("schema/v3.sql"),
    include_str!("schema/v4.sql"),
    include_str!("schema/v5.sql"),
    include_str!("schema/v6.sql"),
    include_str!("schema/v7.sql"),
    include_str!("schema/v8.sql"),
    include_str!("schema/v9.sql"),
];

/// The source that the built-in sample edition has; its row in `names` is made with the schema.
pub const SAMPLE: i64 = 1;

/// In `tally`: every section, every day.
pub const EVERY: i64 = -1 << 40;

/// Brings a file up to the newest version, one step at a time.
pub fn migrate(db: &mut Connection) -> rusqlite::Result<()> {
    // The usual case takes no lock: opening never waits for another process's import.
    while (version(db)? as usize) < STEPS.len() {
        // The version is read again under the write lock: two processes may open a new file at once.
        let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let Some(step) = STEPS.get(version(&tx)? as usize) else {
            return Ok(());
        };
        tx.execute_batch(step)?;
        let next = version(&tx)? + 1;
        tx.pragma_update(None, "user_version", next)?;
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.commit()?;
    }
    Ok(())
}

/// How many steps a file has taken.
pub fn version(db: &Connection) -> rusqlite::Result<u32> {
    db.pragma_query_value(None, "user_version", |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the tables are, as SQLite keeps it.
    fn tables(db: &Connection) -> Vec<String> {
        let mut select = db
            .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
            .unwrap();
        select
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect()
    }

    #[test]
    fn every_earlier_version_becomes_the_newest() {
        let mut fresh = Connection::open_in_memory().unwrap();
        migrate(&mut fresh).unwrap();
        for taken in 0..=STEPS.len() {
            let mut old = Connection::open_in_memory().unwrap();
            for step in &STEPS[..taken] {
                old.execute_batch(step).unwrap();
            }
            old.pragma_update(None, "user_version", taken as u32)
                .unwrap();
            migrate(&mut old).unwrap();
            assert_eq!(tables(&old), tables(&fresh), "from version {taken}");
            assert_eq!(version(&old).unwrap() as usize, STEPS.len());
        }
    }

    #[test]
    fn a_step_that_fails_leaves_the_file_at_its_version() {
        let mut db = Connection::open_in_memory().unwrap();
        // Something is in the step's way.
        db.execute_batch("CREATE TABLE feeds (x)").unwrap();
        let before = tables(&db);
        migrate(&mut db).unwrap_err();
        assert_eq!((tables(&db), version(&db).unwrap()), (before, 0));
    }
}

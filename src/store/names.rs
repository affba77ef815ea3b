//! Names that articles share: written down once, found again by their letters, their variants or their sound.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};

use crate::fold::fold;

/// What a name names. The numbers stand in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A section of the paper.
    Section = 1,
    /// Where an article came from: a feed's address, a file, `sample`.
    Source = 2,
    /// A paper, a feed's title.
    Publication = 3,
    /// Who wrote it: the author's name, else the byline.
    Author = 4,
    /// A topic.
    Tag = 5,
}

/// Writes names down, remembering those of the batch.
#[derive(Default)]
pub struct Register {
    known: HashMap<(Kind, String), i64>,
}

impl Register {
    /// The name's number, given now if it has none.
    pub fn number(&mut self, db: &Connection, kind: Kind, name: &str) -> rusqlite::Result<i64> {
        let key = (kind, name.to_owned());
        if let Some(id) = self.known.get(&key) {
            return Ok(*id);
        }
        let id = match number(db, kind, name)? {
            Some(id) => id,
            None => {
                db.prepare_cached("INSERT INTO names (kind, name) VALUES (?1, ?2)")?
                    .execute(params![kind as i64, name])?;
                db.last_insert_rowid()
            }
        };
        self.known.insert(key, id);
        Ok(id)
    }
}

/// The number of a name that is written down.
pub fn number(db: &Connection, kind: Kind, name: &str) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT id FROM names WHERE kind = ?1 AND name = ?2")?
        .query_row(params![kind as i64, name], |row| row.get(0))
        .optional()
}

/// The names of a kind that `typed` means: the very name, else the same name in other forms (簡, full width, case),
/// else every name that holds it, else those that sound most like it. None is none.
pub fn resolve(db: &Connection, kind: Kind, typed: &str) -> rusqlite::Result<Vec<i64>> {
    if let Some(id) = number(db, kind, typed)? {
        return Ok(vec![id]);
    }
    let names = all(db, kind)?;
    let wanted = fold(typed.trim());
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let folded: Vec<(i64, String)> = names.iter().map(|(id, name)| (*id, fold(name))).collect();
    for same in [
        |name: &str, wanted: &str| name == wanted,
        |name: &str, wanted: &str| name.contains(wanted),
    ] {
        let found: Vec<i64> = folded
            .iter()
            .filter(|(_, name)| same(name, &wanted))
            .map(|(id, _)| *id)
            .collect();
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// All names of a kind, in the order in which they were first seen.
pub fn all(db: &Connection, kind: Kind) -> rusqlite::Result<Vec<(i64, String)>> {
    db.prepare_cached("SELECT id, name FROM names WHERE kind = ?1 ORDER BY id")?
        .query_map([kind as i64], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

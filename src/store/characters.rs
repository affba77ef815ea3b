//! In how many articles a character stands. What a search for 的 finds is nearly everything: walking through it takes longer
//! than looking for the first 的 of each text, which stands near its beginning. So these counts are kept.
//!
//! They follow the index: an article's tokens are counted when its row is written, and taken off when the row goes. Should the
//! text of an article that goes be unreadable, nobody knows what to take off: then the counts are given up, and the index is
//! walked, until the archive is compacted.

use rusqlite::{Connection, OptionalExtension, params};

use super::index::Row;
use super::tokens::GAP;

/// Changes of the counts, not yet written.
#[derive(Default)]
pub struct Characters {
    /// By the character's number in Unicode.
    cells: Vec<Cell>,
    /// Rows seen so far.
    rows: u32,
}

#[derive(Clone, Copy, Default)]
struct Cell {
    /// The last row that the character was met in.
    row: u32,
    change: i32,
}

impl Characters {
    /// A row is written (1) or goes (-1).
    pub fn add(&mut self, row: &Row, change: i32) {
        self.rows += 1;
        for token in row.words() {
            let Some(c) = alone(token) else { continue };
            let code = c as usize;
            if code >= self.cells.len() {
                self.cells.resize((code | 0xfff) + 1, Cell::default());
            }
            let Some(cell) = self
                .cells
                .get_mut(code)
                .filter(|cell| cell.row != self.rows)
            else {
                continue;
            };
            cell.row = self.rows;
            cell.change += change;
        }
    }

    /// Writes the changes, in the transaction that made them.
    pub fn write(&self, db: &Connection) -> rusqlite::Result<()> {
        if !is_whole(db)? {
            return Ok(());
        }
        let mut upsert = db.prepare_cached(
            "INSERT INTO characters (code, articles) VALUES (?1, ?2)
             ON CONFLICT DO UPDATE SET articles = articles + excluded.articles",
        )?;
        for (code, cell) in self.cells.iter().enumerate() {
            if cell.change != 0 {
                upsert.execute(params![code, cell.change])?;
            }
        }
        Ok(())
    }
}

/// In how many articles a character stands; `None` where that is not known.
pub fn count(db: &Connection, character: char) -> rusqlite::Result<Option<u64>> {
    let mut select = db.prepare_cached("SELECT articles FROM characters WHERE code = ?1")?;
    select
        .query_row([character as u32], |row| row.get(0))
        .optional()
}

/// Gives the counts up.
pub fn give_up(db: &Connection) -> rusqlite::Result<()> {
    db.execute("DELETE FROM characters", []).map(drop)
}

/// Counts anew what was given up, from the index.
pub fn restore(db: &mut Connection) -> rusqlite::Result<()> {
    if is_whole(db)? {
        return Ok(());
    }
    let tx = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    counted_by_index(&tx, |select| {
        tx.execute_batch(&format!(
            "DELETE FROM characters; INSERT INTO characters (code, articles) {select};
             INSERT INTO characters (code, articles) VALUES (0, 0);"
        ))
    })?;
    tx.commit()
}

/// The characters of which the counts and the index say different things.
pub fn wrong(db: &Connection, limit: usize) -> rusqlite::Result<Vec<char>> {
    if !is_whole(db)? {
        return Ok(Vec::new());
    }
    counted_by_index(db, |counted| {
        let mut select = db.prepare(&format!(
            "WITH counted AS ({counted}), kept AS (SELECT code, articles FROM characters WHERE code > 0 AND articles != 0)
             SELECT code FROM (SELECT * FROM counted EXCEPT SELECT * FROM kept)
             UNION SELECT code FROM (SELECT * FROM kept EXCEPT SELECT * FROM counted) LIMIT {limit}"
        ))?;
        let codes = select.query_map([], |row| row.get::<_, u32>(0))?;
        let codes: Vec<u32> = codes.collect::<rusqlite::Result<_>>()?;
        Ok(codes.into_iter().filter_map(char::from_u32).collect())
    })
}

/// Lends a query for what the index itself says: as many pairs of a number and a count as there are characters.
fn counted_by_index<T>(
    db: &Connection,
    mut lend: impl FnMut(&str) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    db.execute_batch(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab (main, search, row)",
    )?;
    lend(&format!(
        "SELECT unicode(term) AS code, doc AS articles FROM temp.vocabulary
         WHERE length(term) = 1 AND unicode(term) > 127 AND term <> '{GAP}'"
    ))
}

fn is_whole(db: &Connection) -> rusqlite::Result<bool> {
    let mut select =
        db.prepare_cached("SELECT EXISTS (SELECT 1 FROM characters WHERE code = 0)")?;
    select.query_row([], |row| row.get(0))
}

/// The character that a token consists of, if it is one whose articles are counted.
pub fn alone(token: &str) -> Option<char> {
    let mut characters = token.chars();
    let first = characters.next().filter(|c| !c.is_ascii() && *c != GAP)?;
    characters.next().is_none().then_some(first)
}

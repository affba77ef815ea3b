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
    changes: Vec<i32>,
    /// The characters of the row that is looked at: a bit each, in words that the processor has at hand.
    met: Vec<u64>,
    /// The same by their numbers, and room for more.
    of_row: Vec<usize>,
}

impl Characters {
    /// A row is written (1) or goes (-1).
    pub fn add(&mut self, row: &Row, change: i32) {
        // A token has two bytes at least, and a space.
        let most = row.words().map(|tokens| tokens.len() / 3 + 1);
        self.of_row.resize(most.iter().sum(), 0);
        let mut count = 0;
        for tokens in row.words() {
            each_alone(tokens, |code| {
                if code >= self.changes.len() {
                    let more = (code | 0xfff) + 1;
                    self.changes.resize(more, 0);
                    self.met.resize(more / 64, 0);
                }
                let (word, bit) = (&mut self.met[code / 64], 1 << (code % 64));
                // Written in any case: whether it is the first of its kind no processor guesses.
                self.of_row[count] = code;
                count += usize::from(*word & bit == 0);
                *word |= bit;
            });
        }
        for code in &self.of_row[..count] {
            self.met[code / 64] = 0;
            self.changes[*code] += change;
        }
    }

    /// Writes the changes, in the transaction that made them.
    pub fn write(&self, db: &Connection) -> rusqlite::Result<()> {
        if !is_whole(db)? {
            return Ok(());
        }
        // Not one statement for both: for what may do either SQLite copies the page first, in case that it has to be undone.
        let mut update =
            db.prepare_cached("UPDATE characters SET articles = articles + ?2 WHERE code = ?1")?;
        let mut insert =
            db.prepare_cached("INSERT INTO characters (code, articles) VALUES (?1, ?2)")?;
        for (code, change) in self.changes.iter().enumerate() {
            if *change != 0 && update.execute(params![code, change])? == 0 {
                insert.execute(params![code, change])?;
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

/// Gives the number of every token that is [`alone`], in text of tokens divided by spaces.
fn each_alone(tokens: &str, mut give: impl FnMut(usize)) {
    let mut rest = tokens.as_bytes();
    // Nearly all tokens are three bytes of one character: they are told by their first byte and by the space behind.
    loop {
        match *rest {
            [a @ 0xe0..0xf0, b, c, b' ', ref others @ ..] => {
                let bits = |byte| usize::from(byte & 0x3f);
                give(usize::from(a & 0xf) << 12 | bits(b) << 6 | bits(c));
                rest = others;
            }
            [] => return,
            _ => {
                let end = rest.iter().position(|byte| *byte == b' ');
                let (token, others) = rest.split_at(end.unwrap_or(rest.len()));
                let token = std::str::from_utf8(token).unwrap_or_default();
                if let Some(c) = alone(token) {
                    give(c as usize);
                }
                rest = others.get(1..).unwrap_or_default();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn tokens_of_one_character_are_told_by_their_bytes(
            tokens in prop::collection::vec("[a-zA-Z一-龥ぁ-ん가-힣\u{e0}\u{10400}\u{20000}-\u{20010}¶]{1,2}", 0..40),
        ) {
            let mut told = Vec::new();
            each_alone(&tokens.join(" "), |code| told.push(code));
            let each: Vec<usize> = tokens.iter().filter_map(|token| alone(token)).map(|c| c as usize).collect();
            prop_assert_eq!(told, each);
        }
    }
}

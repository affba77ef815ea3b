//! What is left of a mark over a whole list when its reader had to go before all of it was done.
//!
//! Meant is what stood in the list when the key was pressed. So whoever puts articles in does what is left first: what comes
//! now was on nobody's screen. Otherwise the reader's next start goes on with it.

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use serde::{Deserialize, Serialize};

use super::error::{Result, StoreError};
use super::{Mark, Store};
use crate::article::ArticleId;
use crate::query::{self, Query};

/// The name under which it stands among what a reader's program remembers.
pub const NAME: &str = "marking";

/// What is left of one mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// The list.
    pub filter: String,
    /// It shows each story once.
    pub once: bool,
    /// What is set.
    pub mark: Mark,
    /// All up to this one is done.
    pub after: i64,
    /// What tells one story is read together.
    #[serde(default)]
    pub together: bool,
}

impl Left {
    /// The list as it is asked for; `None` if its filter is none any more.
    pub fn query(&self, today: Date) -> Option<Query> {
        let once = self.once;
        let query = query::parse(&self.filter, today).ok()?;
        Some(Query { once, ..query })
    }
}

impl Store {
    /// Notes what is left of a mark over a list, beside what others left.
    ///
    /// # Errors
    /// Nothing was noted then.
    pub fn leave(&mut self, query: &Query, mark: Mark, after: ArticleId) -> Result<()> {
        let left = Left {
            filter: query.to_string(),
            once: query.once,
            mark,
            after: after.0,
            together: self.together,
        };
        let profile = self.will_mark()?;
        let left = leave(&mut self.db, profile, left);
        self.named(left)
    }

    /// What this reader left, which is the caller's business from now on.
    ///
    /// # Errors
    /// It is still noted then.
    pub fn take_left(&mut self) -> Result<Vec<Left>> {
        let noted = self.recall(NAME)?.unwrap_or_default();
        if read(&noted).is_empty() {
            // Nothing is written at a start for nothing.
            return Ok(Vec::new());
        }
        let profile = self.may_write()?;
        let taken = self.named(take(&self.db, profile))?;
        Ok(read(&taken.unwrap_or_default()))
    }

    /// Does what any reader left, before anything comes in.
    pub(super) fn finish_left(&mut self, today: Date) -> Result<()> {
        for (profile, noted) in self.named(noted(&self.db))? {
            let own = (self.profile.replace(profile), self.together);
            let done = read(&noted)
                .into_iter()
                .try_for_each(|left| self.finish(left, today));
            (self.profile, self.together) = own;
            done?;
            let forgotten = forget(&self.db, profile, &noted);
            self.named(forgotten)?;
        }
        Ok(())
    }

    fn finish(&mut self, left: Left, today: Date) -> Result<()> {
        let Some(query) = left.query(today) else {
            return Ok(());
        };
        self.together = left.together;
        self.mark_beyond(&query, left.mark, Some(ArticleId(left.after)))
            .map(drop)
    }
}

/// What cannot be read is nothing.
fn read(noted: &str) -> Vec<Left> {
    serde_json::from_str(noted).unwrap_or_default()
}

fn leave(db: &mut Connection, profile: i64, left: Left) -> Result<()> {
    // Two readers of one name may be sent away at once: neither's note takes the other's place.
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let before = take(&tx, profile)?;
    let mut all = read(&before.unwrap_or_default());
    all.push(left);
    let text = serde_json::to_string(&all).unwrap_or_default();
    tx.prepare_cached("INSERT INTO memory (profile, name, value) VALUES (?1, ?2, ?3)")?
        .execute(params![profile, NAME, text])?;
    Ok(tx.commit()?)
}

fn take(db: &Connection, profile: i64) -> Result<Option<String>> {
    let mut take =
        db.prepare_cached("DELETE FROM memory WHERE profile = ?1 AND name = ?2 RETURNING value")?;
    take.query_row(params![profile, NAME], |row| row.get(0))
        .optional()
        .map_err(StoreError::from)
}

fn noted(db: &Connection) -> Result<Vec<(i64, String)>> {
    let mut select = db.prepare_cached(
        "SELECT p.id, m.value FROM profiles p CROSS JOIN memory m ON m.profile = p.id AND m.name = ?1
         WHERE m.value != ''",
    )?;
    let noted = select.query_map([NAME], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(noted.collect::<rusqlite::Result<_>>()?)
}

/// Unless more was noted meanwhile.
fn forget(db: &Connection, profile: i64, noted: &str) -> Result<()> {
    db.prepare_cached("DELETE FROM memory WHERE profile = ?1 AND name = ?2 AND value = ?3")?
        .execute(params![profile, NAME, noted])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::{Counts, tests::steps};
    use super::*;
    use crate::article::Article;

    const TODAY: Date = date(2026, 10, 2);

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("k.db"), "me").unwrap();
        (folder, store)
    }

    fn articles(numbers: std::ops::Range<usize>, day: i8) -> Vec<Article> {
        let one = |n: usize| Article {
            id: Some(n.to_string()),
            title: format!("第{n}號船"),
            section: Some(
                if n.is_multiple_of(2) {
                    "要聞"
                } else {
                    "港聞"
                }
                .into(),
            ),
            edition: Some(date(2026, 10, day)),
            ..Article::default()
        };
        numbers.map(one).collect()
    }

    fn unread(store: &Store, filter: &str) -> u64 {
        let query = query::parse(filter, TODAY).unwrap();
        store.count(&query).unwrap().unread
    }

    /// Marks the first ten of a list and leaves the others.
    fn begin(store: &mut Store, filter: &str) {
        let query = query::parse(filter, TODAY).unwrap();
        let (undo, after) = store.mark_some(&query, Mark::Read(true), None, 10).unwrap();
        assert_eq!(undo.ids.len(), 10);
        store
            .leave(&query, Mark::Read(true), after.unwrap())
            .unwrap();
    }

    #[test]
    fn what_is_left_is_done_before_anything_comes() {
        let (folder, mut store) = store();
        store.put("a", &articles(0..100, 2), TODAY).unwrap();
        begin(&mut store, "section:要聞");
        assert_eq!(unread(&store, ""), 90);
        // Another reader's program brings what belongs further down in that list.
        let mut other = Store::open(&folder.path().join("k.db"), "you").unwrap();
        other.put("a", &articles(100..110, 1), TODAY).unwrap();
        assert_eq!(unread(&other, ""), 110);
        assert_eq!(unread(&store, "section:港聞"), 55);
        assert_eq!(unread(&store, "section:要聞"), 5);
        assert_eq!(store.take_left().unwrap(), []);
    }

    #[test]
    fn nobody_s_note_takes_another_s_place() {
        let (folder, mut store) = store();
        store.put("a", &articles(0..100, 2), TODAY).unwrap();
        let mut again = Store::open(&folder.path().join("k.db"), "me").unwrap();
        begin(&mut store, "section:要聞");
        begin(&mut again, "section:港聞");
        let left = again.take_left().unwrap();
        let filters: Vec<_> = left.iter().filter_map(|left| left.query(TODAY)).collect();
        assert_eq!(filters.len(), 2);
        assert_ne!(filters[0], filters[1]);
        // What one start took up, no other does.
        assert_eq!(store.take_left().unwrap(), []);
        for noted in ["", "[]", "{", "[{\"filter\":1}]"] {
            store.remember(NAME, noted).unwrap();
            assert_eq!(store.take_left().unwrap(), []);
            store.put("a", &articles(0..1, 2), TODAY).unwrap();
        }
        let all = store.count(&Query::default()).unwrap();
        assert_eq!(
            all,
            Counts {
                total: 100,
                unread: 80
            }
        );
    }

    #[test]
    fn no_copy_brings_back_what_may_be_done() {
        let (folder, mut store) = store();
        store.put("a", &articles(0..100, 2), TODAY).unwrap();
        begin(&mut store, "section:要聞");
        let copy = store.save_marks().unwrap();
        // Nor one of an earlier version of this program, where it stood among the other words.
        let noted = store.recall(NAME).unwrap().unwrap();
        let line = serde_json::json!({"memory": {"profile": "me", "name": NAME, "value": noted}});
        let lines = format!("{}{line}\n", std::fs::read_to_string(&copy).unwrap());
        assert_eq!(lines.matches("filter").count(), 1);
        let other = folder.path().join("other.db");
        std::fs::write(folder.path().join("other.db.marks.jsonl"), lines).unwrap();
        let mut other = Store::open(&other, "me").unwrap();
        assert_eq!(other.take_left().unwrap(), []);
        other.put("a", &articles(0..100, 2), TODAY).unwrap();
        assert_eq!(unread(&other, ""), 90);
        assert_eq!(store.take_left().unwrap().len(), 1);
    }

    #[test]
    fn a_put_asks_for_what_is_left_in_few_steps() {
        let (_folder, mut store) = store();
        for n in 0..2_000 {
            store.remember(&format!("waiting:{n}"), "{}").unwrap();
        }
        let steps = steps::of(&mut store, |store| store.finish_left(TODAY).unwrap());
        assert!(steps < 100, "{steps}");
    }
}

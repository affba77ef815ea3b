//! What is left of a mark over a whole list, while it is set a little at a time: noted from its first step to its last, so that
//! whatever kills its reader, the rest is done.
//!
//! Meant is what stood in the list when the key was pressed. So whoever puts articles in does first what a reader left that is
//! gone: what comes now was on nobody's screen. Otherwise the reader's next start goes on with it.

use std::thread;
use std::time::Duration;

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use serde::{Deserialize, Serialize};

use super::error::Result;
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

/// A reader that is still there goes on with what it noted within this time.
const ALIVE: Duration = Duration::from_millis(300);

impl Store {
    /// Notes what is left of a mark over a list, beside what others noted.
    ///
    /// # Errors
    /// Nothing was noted then.
    pub fn leave(&mut self, query: &Query, mark: Mark, after: ArticleId) -> Result<Left> {
        let left = Left {
            filter: query.to_string(),
            once: query.once,
            mark,
            after: after.0,
            together: self.together,
        };
        let profile = self.will_mark()?;
        let noted = change(&mut self.db, profile, |all| all.push(left.clone()));
        self.named(noted)?;
        self.at_work.push(left.clone());
        Ok(left)
    }

    /// What is noted for this reader.
    ///
    /// # Errors
    /// The archive cannot be read.
    pub fn left(&self) -> Result<Vec<Left>> {
        Ok(read(&self.recall(NAME)?.unwrap_or_default()))
    }

    /// Notes that all up to `after` is done, with `None` that nothing is left. Gives the new note, if there is one: nobody
    /// notes anything where somebody else finished the mark or took it back.
    ///
    /// # Errors
    /// The note is as it was.
    pub fn go_on(&mut self, left: &Left, after: Option<ArticleId>) -> Result<Option<Left>> {
        let profile = self.will_mark()?;
        let next = after.map(|after| Left {
            after: after.0,
            ..left.clone()
        });
        let noted = change(&mut self.db, profile, |all| {
            let at = all.iter().position(|it| it == left)?;
            all.splice(at..=at, next.clone());
            next
        });
        let noted = self.named(noted)?;
        self.at_work.retain(|it| it != left);
        self.at_work.extend(noted.clone());
        Ok(noted)
    }

    /// Does what readers left that are gone, before anything comes in.
    pub(super) fn finish_left(&mut self, today: Date) -> Result<()> {
        let before = self.named(noted(&self.db))?;
        let is_other = |(_, left): &(i64, Left)| !self.at_work.contains(left);
        if !before.iter().any(is_other) {
            return Ok(());
        }
        thread::sleep(ALIVE);
        let mut still = self.named(noted(&self.db))?;
        still.retain(|it| before.contains(it) && is_other(it));
        for (profile, left) in still {
            let own = (self.profile.replace(profile), self.together);
            let done = self.finish(&left, today);
            (self.profile, self.together) = own;
            done?;
        }
        Ok(())
    }

    fn finish(&mut self, left: &Left, today: Date) -> Result<()> {
        self.together = left.together;
        if let Some(query) = left.query(today) {
            self.mark_beyond(&query, left.mark, Some(ArticleId(left.after)))?;
        }
        self.go_on(left, None).map(drop)
    }
}

/// What cannot be read is nothing.
fn read(noted: &str) -> Vec<Left> {
    serde_json::from_str(noted).unwrap_or_default()
}

/// Changes a reader's notes. Two readers of one name may do so at once: neither's note takes the other's place.
fn change<T>(
    db: &mut Connection,
    profile: i64,
    how: impl FnOnce(&mut Vec<Left>) -> T,
) -> Result<T> {
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let before: Option<String> = tx
        .prepare_cached("DELETE FROM memory WHERE profile = ?1 AND name = ?2 RETURNING value")?
        .query_row(params![profile, NAME], |row| row.get(0))
        .optional()?;
    let mut all = read(&before.unwrap_or_default());
    let given = how(&mut all);
    if !all.is_empty() {
        let text = serde_json::to_string(&all).unwrap_or_default();
        tx.prepare_cached("INSERT INTO memory (profile, name, value) VALUES (?1, ?2, ?3)")?
            .execute(params![profile, NAME, text])?;
    }
    tx.commit()?;
    Ok(given)
}

fn noted(db: &Connection) -> Result<Vec<(i64, Left)>> {
    let mut select = db.prepare_cached(
        "SELECT p.id, m.value FROM profiles p CROSS JOIN memory m ON m.profile = p.id AND m.name = ?1",
    )?;
    let notes = select.query_map([NAME], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    let notes: Vec<(i64, String)> = notes.collect::<rusqlite::Result<_>>()?;
    let each = |(profile, noted): &(i64, String)| {
        let profile = *profile;
        read(noted).into_iter().map(move |left| (profile, left))
    };
    Ok(notes.iter().flat_map(each).collect())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::tests::steps;
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
    fn begin(store: &mut Store, filter: &str) -> Left {
        let query = query::parse(filter, TODAY).unwrap();
        let (undo, after) = store.mark_some(&query, Mark::Read(true), None, 10).unwrap();
        assert_eq!(undo.ids.len(), 10);
        store
            .leave(&query, Mark::Read(true), after.unwrap())
            .unwrap()
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
        assert_eq!(store.left().unwrap(), []);
    }

    #[test]
    fn nobody_s_note_takes_another_s_place() {
        let (folder, mut store) = store();
        store.put("a", &articles(0..100, 2), TODAY).unwrap();
        let mut again = Store::open(&folder.path().join("k.db"), "me").unwrap();
        let own = begin(&mut store, "section:要聞");
        let other = begin(&mut again, "section:港聞");
        assert_eq!(store.left().unwrap(), [own.clone(), other.clone()]);
        assert_eq!(again.go_on(&other, None).unwrap(), None);
        let own = store.go_on(&own, Some(ArticleId(7))).unwrap().unwrap();
        assert_eq!((own.after, again.left().unwrap()), (7, vec![own.clone()]));
        // Somebody finished it: there is nothing to go on with.
        assert_eq!(again.go_on(&own, None).unwrap(), None);
        assert_eq!(store.go_on(&own, Some(ArticleId(5))).unwrap(), None);
        assert_eq!(store.left().unwrap(), []);
        for noted in ["", "[]", "{", "[{\"filter\":1}]"] {
            store.remember(NAME, noted).unwrap();
            assert_eq!(store.left().unwrap(), []);
            store.put("a", &articles(0..1, 2), TODAY).unwrap();
        }
        let all = store.count(&Query::default()).unwrap();
        assert_eq!((all.total, all.unread), (100, 80));
    }

    #[test]
    fn what_a_reader_is_at_it_does_itself() {
        let (folder, mut store) = store();
        store.put("a", &articles(0..100, 2), TODAY).unwrap();
        let mut left = begin(&mut store, "section:要聞");
        // What comes through its own hands does not wait for it.
        store.put("a", &articles(100..101, 1), TODAY).unwrap();
        assert_eq!(unread(&store, "section:要聞"), 41);
        // Nor is it taken out of its hands by another process while it goes on.
        let file = folder.path().join("k.db");
        let putting = thread::spawn(move || {
            let mut other = Store::open(&file, "you").unwrap();
            other.put("a", &articles(101..102, 1), TODAY).unwrap();
        });
        let mut after = left.after;
        while !putting.is_finished() {
            after -= 1;
            left = store.go_on(&left, Some(ArticleId(after))).unwrap().unwrap();
            thread::sleep(ALIVE / 20);
        }
        putting.join().unwrap();
        assert_eq!(unread(&store, "section:要聞"), 41);
        assert_eq!(store.left().unwrap(), [left]);
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
        assert_eq!(other.left().unwrap(), []);
        other.put("a", &articles(0..100, 2), TODAY).unwrap();
        assert_eq!(unread(&other, ""), 90);
        assert_eq!(store.left().unwrap().len(), 1);
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

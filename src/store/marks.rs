//! What readers did: read, kept, and where they were. Each change is a transaction of its own, on the disk when it returns.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::Mark;
use super::error::Result;
use super::tally::{self, Ledger};
use crate::article::{ArticleId, Marks, Place};

/// What takes a mark back: the articles that it really changed, and the mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    /// What was set.
    pub mark: Mark,
    /// Where it made a difference.
    pub ids: Vec<ArticleId>,
    /// Those of them whose text had changed since they were read.
    pub had_changed: Vec<ArticleId>,
}

impl Undo {
    /// Where the mark is another when it is taken back: what had changed since it was read stays read.
    pub fn turned(&self) -> Vec<ArticleId> {
        if self.mark != Mark::Read(true) {
            return self.ids.clone();
        }
        let stay: HashSet<&ArticleId> = self.had_changed.iter().collect();
        let turned = self.ids.iter().filter(|id| !stay.contains(id));
        turned.copied().collect()
    }
}

/// Sets a mark and tells where it made a difference.
pub fn set(db: &mut Connection, profile: i64, ids: &[ArticleId], mark: Mark) -> Result<Undo> {
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let had_changed = match mark {
        Mark::Read(_) => had_changed(&tx, profile, ids)?,
        Mark::Starred(_) => Vec::new(),
    };
    let ids = set_within(&tx, profile, ids, mark)?;
    tx.commit()?;
    Ok(Undo {
        mark,
        ids,
        had_changed,
    })
}

/// Those whose text has changed since they were read: few ever, so they are asked for and not each of a long list.
fn had_changed(tx: &Connection, profile: i64, ids: &[ArticleId]) -> Result<Vec<ArticleId>> {
    let (Some(first), Some(last)) = (ids.iter().min(), ids.iter().max()) else {
        return Ok(Vec::new());
    };
    let mut select = tx.prepare_cached(
        "SELECT article FROM marks WHERE profile = ?1 AND changed = 1 AND article BETWEEN ?2 AND ?3",
    )?;
    let found = select
        .query_map(params![profile, first.0, last.0], |row| {
            row.get(0).map(ArticleId)
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    if found.is_empty() {
        return Ok(found);
    }
    let meant: HashSet<&ArticleId> = ids.iter().collect();
    Ok(found.into_iter().filter(|id| meant.contains(id)).collect())
}

/// Sets a mark within a transaction; gives the articles where it made a difference.
pub fn set_within(
    tx: &Connection,
    profile: i64,
    ids: &[ArticleId],
    mark: Mark,
) -> Result<Vec<ArticleId>> {
    match mark {
        Mark::Read(read) => set_read(tx, profile, ids, read),
        Mark::Starred(starred) => set_starred(tx, profile, ids, starred),
    }
}

/// Takes a mark back where it had made a difference.
pub fn undo(db: &mut Connection, profile: i64, undo: &Undo) -> Result<()> {
    let opposite = match undo.mark {
        Mark::Read(read) => Mark::Read(!read),
        Mark::Starred(starred) => Mark::Starred(!starred),
    };
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    set_within(&tx, profile, &undo.turned(), opposite)?;
    for id in &undo.had_changed {
        set_changed(&tx, profile, *id)?;
    }
    Ok(tx.commit()?)
}

fn set_read(
    tx: &Connection,
    profile: i64,
    ids: &[ArticleId],
    read: bool,
) -> Result<Vec<ArticleId>> {
    let mut section = tx.prepare_cached("SELECT section FROM headlines WHERE id = ?1")?;
    let mut keep = tx.prepare_cached(
        "INSERT INTO marks (article, profile, read) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET read = ?3, changed = 0",
    )?;
    // To read the new text of what was read makes a difference too.
    let mut anew = tx.prepare_cached(
        "UPDATE marks SET changed = 0 WHERE article = ?1 AND profile = ?2 AND changed = 1",
    )?;
    let mut unread = tx.prepare_cached(if read {
        "DELETE FROM unread WHERE profile = ?1 AND article = ?2 AND section = ?3"
    } else {
        "INSERT INTO unread (profile, article, section) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING"
    })?;
    let mut ledger = Ledger::default();
    let mut changed = Vec::new();
    for id in ids {
        let Some(section) = section
            .query_row([id.0], |row| row.get::<_, i64>(0))
            .optional()?
        else {
            continue;
        };
        if unread.execute(params![profile, id.0, section])? == 0 {
            if read && anew.execute(params![id.0, profile])? > 0 {
                changed.push(*id);
            }
            continue;
        }
        keep.execute(params![id.0, profile, read])?;
        ledger.add(profile, section, tally::day(*id), if read { -1 } else { 1 });
        changed.push(*id);
    }
    ledger.write(tx)?;
    Ok(changed)
}

fn set_starred(
    tx: &Connection,
    profile: i64,
    ids: &[ArticleId],
    starred: bool,
) -> Result<Vec<ArticleId>> {
    let mut keep = tx.prepare_cached(
        "INSERT INTO marks (article, profile, starred)
         SELECT id, ?2, ?3 FROM headlines WHERE id = ?1
           AND ?3 != coalesce((SELECT starred FROM marks WHERE article = ?1 AND profile = ?2), 0)
         ON CONFLICT DO UPDATE SET starred = ?3",
    )?;
    let mut changed = Vec::new();
    for id in ids {
        if keep.execute(params![id.0, profile, starred])? > 0 {
            changed.push(*id);
        }
    }
    Ok(changed)
}

/// Notes for those who have read an article that its text is another now.
pub fn changed(db: &Connection, id: ArticleId) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE marks SET changed = 1 WHERE article = ?1 AND read = 1")?
        .execute([id.0])
        .map(drop)
}

/// The same for one reader.
pub fn set_changed(db: &Connection, profile: i64, id: ArticleId) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE marks SET changed = 1 WHERE article = ?1 AND profile = ?2 AND read = 1",
    )?
    .execute(params![id.0, profile])
    .map(drop)
}

/// Keeps where a reader is in an article; an article that is gone has no places.
pub fn set_place(db: &Connection, profile: i64, id: ArticleId, place: Place) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO marks (article, profile, block, offset)
         SELECT id, ?2, ?3, ?4 FROM headlines WHERE id = ?1
         ON CONFLICT DO UPDATE SET block = ?3, offset = ?4",
    )?
    .execute(params![id.0, profile, place.block, place.offset])?;
    Ok(())
}

/// What a reader did with an article.
pub fn of(db: &Connection, profile: Option<i64>, id: ArticleId) -> Result<Marks> {
    let marks = db
        .prepare_cached(
            "SELECT read, starred, block, offset, changed FROM marks WHERE article = ?1 AND profile = ?2",
        )?
        .query_row(params![id.0, profile], |row| {
            let place = row
                .get::<_, Option<u32>>(2)?
                .zip(row.get::<_, Option<u32>>(3)?);
            Ok(Marks {
                read: row.get(0)?,
                starred: row.get(1)?,
                changed: row.get(4)?,
                place: place.map(|(block, offset)| Place { block, offset }),
            })
        })
        .optional()?;
    Ok(marks.unwrap_or_default())
}

/// A reader's number; a new one is written down, who has read nothing yet.
pub fn enrol(db: &mut Connection, name: &str) -> Result<i64> {
    if let Some(id) = profile(db, name)? {
        return Ok(id);
    }
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if let Some(id) = profile(&tx, name)? {
        return Ok(id);
    }
    tx.execute("INSERT INTO profiles (name) VALUES (?1)", [name])?;
    let id = tx.last_insert_rowid();
    tx.execute(
        "INSERT INTO unread (profile, article, section) SELECT ?1, id, section FROM headlines",
        [id],
    )?;
    tx.execute("INSERT INTO tally (profile, section, day, n) SELECT ?1, section, day, n FROM tally WHERE profile = 0", [id])?;
    tx.commit()?;
    Ok(id)
}

/// A reader's number.
pub fn profile(db: &Connection, name: &str) -> Result<Option<i64>> {
    Ok(db
        .query_row("SELECT id FROM profiles WHERE name = ?1", [name], |row| {
            row.get(0)
        })
        .optional()?)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::Store;
    use super::super::tests::steps;
    use super::*;
    use crate::article::Article;
    use crate::query::Query;

    /// What a key's mark costs, and taking it back, among so many marks; half of the articles changed after they were read.
    fn cost(marks: usize) -> (u64, u64) {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&folder.path().join("k.db"), "me").unwrap();
        let today = date(2026, 10, 1);
        let article = |n: usize| Article {
            title: format!("第{n}號船"),
            edition: Some(today),
            ..Article::default()
        };
        let articles: Vec<Article> = (0..marks).map(article).collect();
        let (_, ids) = store.put_numbered("a", &articles, today).unwrap();
        store.mark_all(&Query::default(), Mark::Read(true)).unwrap();
        store
            .db
            .execute("UPDATE marks SET changed = 1 WHERE article & 8 = 0", [])
            .unwrap();
        let one = ids[marks / 2].unwrap();
        let mut undo = None;
        let mark = steps::of(&mut store, |store| {
            undo = Some(store.mark(&[one], Mark::Read(false)).unwrap());
        });
        let back = steps::of(&mut store, |store| store.undo(&undo.unwrap()).unwrap());
        (mark, back)
    }

    #[test]
    fn a_mark_and_taking_it_back_cost_the_same_among_few_and_among_many() {
        let (few, many) = (cost(40), cost(4_000));
        println!("steps for a mark and back among 40: {few:?}, among 4,000: {many:?}");
        assert!(
            many.0 <= few.0 + 20 && many.1 <= few.1 + 20,
            "{few:?} {many:?}"
        );
    }
}

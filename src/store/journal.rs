//! A small copy of what cannot be fetched again: what readers did, and what they subscribe to.
//!
//! Beside the store, as JSON lines that any program can read, written anew when the store closes; earlier ones are kept
//! under numbers. Articles are named by the hash by which the store knows them (`origin`), which is the same in every
//! file: marks find their articles again in a store that was imported anew, at once or when the article comes. A new store
//! takes up the copy that it finds beside it.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use serde::{Deserialize, Serialize};

use super::error::{Result, StoreError};
use super::identity::Identity;
use super::open::Part;
use super::{Feed, Mark, Store, left, marks};
use crate::article::{ArticleId, Marks, Place};

/// How many earlier copies are kept.
const KEPT: usize = 3;

/// A copy begins a new number when it is so much older.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// With more marks than this a copy takes longer than closing should, and is made once a day, when nobody waits.
const MANY: u64 = 20_000;

/// A line of the copy.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Line {
    Feed(Box<Feed>),
    Mark(MarkLine),
    Memory {
        profile: String,
        name: String,
        value: String,
    },
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct MarkLine {
    profile: String,
    origin: i64,
    /// For people who read the file; nothing depends on it.
    #[serde(skip_serializing_if = "String::is_empty")]
    title: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    read: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    starred: bool,
    /// Its text changed after it was read.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    changed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
}

/// Where a store's copy stands: `kanbao.db.marks.jsonl`; earlier ones with `.1`, `.2` … behind.
pub fn path_of(store: &Path) -> PathBuf {
    let mut name = store.file_name().unwrap_or_default().to_owned();
    name.push(".marks.jsonl");
    store.with_file_name(name)
}

impl Store {
    /// Writes the copy of marks and subscriptions beside the store.
    ///
    /// # Errors
    /// The copy that was there is still there then.
    pub fn save_marks(&self) -> Result<PathBuf> {
        let path = path_of(&self.path);
        let part = Part::new(&path)?;
        let about = |error| StoreError::io(part.path(), error);
        let file = File::options()
            .write(true)
            .open(part.path())
            .map_err(about)?;
        let mut out = BufWriter::new(file);
        self.named(self.lines(&mut |line| {
            let line = serde_json::to_string(&line).unwrap_or_default();
            writeln!(out, "{line}").map_err(about)
        }))?;
        out.into_inner()
            .map_err(|error| about(error.into_error()))?
            .sync_all()
            .map_err(about)?;
        make_room(&path, part.path());
        fs::rename(part.path(), &path).map_err(|error| StoreError::io(&path, error))?;
        Ok(path)
    }

    /// Takes marks and subscriptions from a copy in; what is marked here already stays so. Says how many lines of it
    /// found their article.
    ///
    /// # Errors
    /// What was taken in until then is in.
    pub fn load_marks(&mut self, from: &Path) -> Result<u64> {
        self.may_write()?;
        let file = File::open(from).map_err(|error| StoreError::io(from, error))?;
        let mut taken = 0;
        for line in BufReader::new(file).lines() {
            let line = line.map_err(|error| StoreError::io(from, error))?;
            // A line that cannot be read costs one mark.
            let Ok(line) = serde_json::from_str::<Line>(&line) else {
                continue;
            };
            taken += u64::from(self.take_line(line)?);
        }
        Ok(taken)
    }

    /// A store that was lost and is made anew begins with what the copy beside it knows.
    pub(super) fn take_up_copy(&mut self) {
        let copy = path_of(&self.path);
        if !self.read_only && copy.exists() {
            match self.load_marks(&copy) {
                Ok(lines) => {
                    tracing::info!(lines, "took up the copy of marks beside the new store")
                }
                // The copy is still there, and `doctor` can be asked.
                Err(error) => tracing::warn!(%error, "the copy of marks was not taken up"),
            }
        }
    }

    fn take_line(&mut self, line: Line) -> Result<bool> {
        let taken = match line {
            // Whose it is stands with the name; what waits since a repair does not say it once more.
            Line::Memory { profile, name, value } if name.starts_with(WAITING) => {
                serde_json::from_str::<MarkLine>(&value)
                    .map_or(Ok(false), |line| self.take_mark(&MarkLine { profile, ..line }))
            }
            // What was left when the copy was made may be done since, and it speaks of this file's numbers.
            Line::Memory { name, .. } if name == left::NAME => Ok(false),
            Line::Feed(feed) => return self.add_feed(&feed),
            Line::Mark(line) => self.take_mark(&line),
            Line::Memory { profile, name, value } => marks::enrol(&mut self.db, &profile).and_then(|id| {
                let kept = self.db.execute(
                    "INSERT INTO memory (profile, name, value) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                    params![id, name, value],
                )?;
                Ok(kept > 0)
            }),
        };
        self.named(taken)
    }

    fn take_mark(&mut self, line: &MarkLine) -> Result<bool> {
        let found: Vec<ArticleId> = self
            .db
            .prepare_cached(
                "SELECT article FROM origins JOIN headlines ON id = article WHERE key = ?1",
            )?
            .query_map([line.origin], |row| row.get(0).map(ArticleId))?
            .collect::<rusqlite::Result<_>>()?;
        let profile = marks::enrol(&mut self.db, &line.profile)?;
        let [id] = found.as_slice() else {
            wait(&self.db, profile, line)?;
            return Ok(false);
        };
        let tx = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        set(&tx, profile, *id, line)?;
        tx.commit()?;
        Ok(true)
    }

    /// At the end: the copy, if anything changed and it is quickly made.
    pub(super) fn save_marks_at_close(&self) {
        let few = "SELECT count(*) < ?1 FROM (SELECT 1 FROM marks LIMIT ?1)";
        if self.marked
            && self
                .db
                .query_row(few, [MANY], |row| row.get(0))
                .unwrap_or(false)
        {
            // Nobody is left to tell; the copy that was there is still there.
            if let Err(error) = self.save_marks() {
                tracing::warn!(%error, "marks not copied");
            }
        }
    }

    /// When nobody waits: the copy of marks, if there are new ones and it is a day old.
    ///
    /// # Errors
    /// The earlier copy is as it was.
    pub fn save_marks_daily(&mut self) -> Result<()> {
        if self.marked && age(&path_of(&self.path)).is_none_or(|age| age > DAY) {
            self.save_marks()?;
            self.marked = false;
        }
        Ok(())
    }

    fn lines(&self, give: &mut dyn FnMut(Line) -> Result<()>) -> Result<()> {
        for feed in self.feeds()? {
            give(Line::Feed(Box::new(feed)))?;
        }
        let mut select = self.db.prepare(
            "SELECT p.name, h.origin, iif(m.starred, h.title, ''), m.read, m.starred, m.block, m.offset, m.changed
             FROM marks m JOIN profiles p ON p.id = m.profile JOIN headlines h ON h.id = m.article",
        )?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let place = row
                .get::<_, Option<u32>>(5)?
                .zip(row.get::<_, Option<u32>>(6)?);
            give(Line::Mark(MarkLine {
                profile: row.get(0)?,
                origin: row.get(1)?,
                title: row.get(2)?,
                read: row.get(3)?,
                starred: row.get(4)?,
                changed: row.get(7)?,
                place: place.map(|(block, offset)| Place { block, offset }),
            }))?;
        }
        let mut select = self.db.prepare(
            "SELECT p.name, m.name, m.value FROM memory m JOIN profiles p ON p.id = m.profile WHERE m.name != ?1",
        )?;
        let mut rows = select.query([left::NAME])?;
        while let Some(row) = rows.next()? {
            give(Line::Memory {
                profile: row.get(0)?,
                name: row.get(1)?,
                value: row.get(2)?,
            })?;
        }
        Ok(())
    }
}

/// Under this name and its article's hash a mark waits among what a reader's program remembers, until the article comes: a
/// store that was lost is filled anew by and by. So it is in the next copy as well.
const WAITING: &str = "waiting:";

fn wait(db: &Connection, profile: i64, line: &MarkLine) -> Result<()> {
    let name = format!("{WAITING}{}", line.origin);
    let value = serde_json::to_string(line).unwrap_or_default();
    db.prepare_cached(
        "INSERT INTO memory (profile, name, value) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )?
    .execute(params![profile, name, value])?;
    Ok(())
}

/// Lets a mark wait for the article with this hash.
pub fn wait_for(db: &Connection, profile: i64, origin: i64, marks: Marks) -> Result<()> {
    let line = MarkLine {
        origin,
        read: marks.read,
        starred: marks.starred,
        changed: marks.changed,
        place: marks.place,
        ..MarkLine::default()
    };
    wait(db, profile, &line)
}

/// Whether any mark waits for its article.
pub fn anything_waits(db: &Connection) -> rusqlite::Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM memory WHERE name GLOB ?1)";
    db.query_row(sql, [format!("{WAITING}*")], |row| row.get(0))
}

/// Gives a new article the marks that waited for it, under whichever of its names.
pub fn welcome(
    db: &Connection,
    profiles: &[i64],
    id: ArticleId,
    identity: &Identity,
) -> Result<()> {
    let names = identity.sure.iter().chain([&identity.whole]);
    let names: Vec<String> = names.map(|key| format!("{WAITING}{key}")).collect();
    for (profile, name) in profiles
        .iter()
        .flat_map(|it| names.iter().map(move |name| (it, name)))
    {
        let taken: Option<String> = db
            .prepare_cached("DELETE FROM memory WHERE profile = ?1 AND name = ?2 RETURNING value")?
            .query_row(params![profile, name], |row| row.get(0))
            .optional()?;
        let line = taken.and_then(|value| serde_json::from_str::<MarkLine>(&value).ok());
        if let Some(line) = line {
            set(db, *profile, id, &line)?;
        }
    }
    Ok(())
}

/// Sets what a line says; what is marked already stays so.
fn set(db: &Connection, profile: i64, id: ArticleId, line: &MarkLine) -> Result<()> {
    let before = marks::of(db, Some(profile), id)?;
    // Once more would say that a text that changed since was read too.
    let read = (line.read && !before.read).then_some(Mark::Read(true));
    let starred = line.starred.then_some(Mark::Starred(true));
    for mark in read.into_iter().chain(starred) {
        marks::set_within(db, profile, &[id], mark)?;
    }
    if line.changed && read.is_some() {
        marks::set_changed(db, profile, id)?;
    }
    if let (Some(place), None) = (line.place, before.place) {
        marks::set_place(db, profile, id, place)?;
    }
    Ok(())
}

/// The copy that is there gets a number if it is of another day, or if the new one holds so much less that the store was
/// perhaps lost between them.
fn make_room(path: &Path, part: &Path) {
    let size = |path: &Path| path.metadata().map_or(0, |meta| meta.len());
    let is_old = age(path).is_some_and(|age| age > DAY);
    if !is_old && size(part) >= size(path) / 2 {
        return;
    }
    let numbered = |n: usize| match n {
        0 => path.to_path_buf(),
        n => {
            let mut name = path.as_os_str().to_owned();
            name.push(format!(".{n}"));
            PathBuf::from(name)
        }
    };
    for n in (0..KEPT).rev() {
        // A number that is not there is no loss.
        let _ = fs::rename(numbered(n), numbered(n + 1));
    }
}

fn age(path: &Path) -> Option<Duration> {
    let changed = path.metadata().ok()?.modified().ok()?;
    Some(
        SystemTime::now()
            .duration_since(changed)
            .unwrap_or_default(),
    )
}

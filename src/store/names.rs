//! Names that articles share: written down once, found again by their letters, their variants or their sound.

use std::cell::RefCell;
use std::collections::HashMap;

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, params};

use super::feeds;
use super::schema::EVERY;
use super::slots::date_of;
use super::tally::{self, DAY_BITS};
use crate::article::ArticleId;
use crate::fold::fold;
use crate::query;
use crate::sound::Matcher;

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

/// Names by their numbers, for rows of lists. A number never changes its name.
#[derive(Default)]
pub struct Names {
    known: RefCell<HashMap<i64, Option<String>>>,
}

impl Names {
    /// The name with this number; none for 0.
    pub fn of(&self, db: &Connection, id: i64) -> rusqlite::Result<Option<String>> {
        if let Some(name) = self.known.borrow().get(&id) {
            return Ok(name.clone());
        }
        let name: Option<String> = db
            .prepare_cached("SELECT name FROM names WHERE id = ?1")?
            .query_row([id], |row| row.get(0))
            .optional()?;
        self.known.borrow_mut().insert(id, name.clone());
        Ok(name)
    }
}

/// The number of a name that is written down.
pub fn number(db: &Connection, kind: Kind, name: &str) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT id FROM names WHERE kind = ?1 AND name = ?2")?
        .query_row(params![kind as i64, name], |row| row.get(0))
        .optional()
}

/// The names of a kind that are meant, by their numbers. The empty section is that of articles without one, number 0.
pub fn resolve(db: &Connection, kind: Kind, typed: &str) -> rusqlite::Result<Vec<i64>> {
    if kind == Kind::Section && typed.is_empty() {
        return Ok(vec![0]);
    }
    if let Some(id) = number(db, kind, typed)? {
        return Ok(vec![id]);
    }
    Ok(meant(&all(db, kind)?, typed))
}

/// Where articles come from, for a reader: papers and feeds by name, else sources by address.
pub fn resolve_source(db: &Connection, typed: &str) -> rusqlite::Result<Vec<i64>> {
    let mut called = all(db, Kind::Publication)?;
    let sources = all(db, Kind::Source)?;
    for feed in feeds::all(db)?
        .into_iter()
        .filter(|feed| !feed.title.is_empty())
    {
        let source = sources.iter().find(|(_, name)| *name == feed.source);
        called.extend(source.map(|(id, _)| (*id, feed.title)));
    }
    let found = meant(&called, typed);
    Ok(if found.is_empty() {
        meant(&sources, typed)
    } else {
        found
    })
}

/// What articles are filed under: topics of their own, and the tags of the feeds that brought them.
pub fn resolve_tag(db: &Connection, typed: &str) -> rusqlite::Result<Vec<i64>> {
    let mut called = all(db, Kind::Tag)?;
    for feed in feeds::all(db)?
        .into_iter()
        .filter(|feed| !feed.tags.is_empty())
    {
        if let Some(source) = number(db, Kind::Source, &feed.source)? {
            called.extend(feed.tags.into_iter().map(|tag| (source, tag)));
        }
    }
    Ok(meant(&called, typed))
}

/// Names of a kind that are offered, at most: an archive of feeds has authors without end.
const OFFERED: i64 = 4_000;

/// The names that queries are completed with, the newest first; sections and saved filters are for others to add.
pub fn offered(db: &Connection) -> rusqlite::Result<query::Names> {
    let newest = |kind: Kind| -> rusqlite::Result<Vec<String>> {
        db.prepare_cached("SELECT name FROM names WHERE kind = ?1 ORDER BY id DESC LIMIT ?2")?
            .query_map([kind as i64, OFFERED], |row| row.get(0))?
            .collect()
    };
    let mut names = query::Names {
        sources: newest(Kind::Publication)?,
        authors: newest(Kind::Author)?,
        tags: newest(Kind::Tag)?,
        ..query::Names::default()
    };
    names.days = days(db)?;
    let add = |to: &mut Vec<String>, name: String| {
        if !name.is_empty() && !to.contains(&name) {
            to.push(name);
        }
    };
    for feed in feeds::all(db)? {
        add(&mut names.sources, feed.title);
        feed.tags
            .into_iter()
            .for_each(|tag| add(&mut names.tags, tag));
    }
    Ok(names)
}

/// The days that have articles, the newest first.
fn days(db: &Connection) -> rusqlite::Result<Vec<Date>> {
    db.prepare_cached(
        "SELECT day FROM tally WHERE profile = ?1 AND section = ?2 AND day > ?2 AND n > 0 ORDER BY day DESC",
    )?
    .query_map([tally::ALL, EVERY], |row| {
        Ok(date_of(ArticleId(row.get::<_, i64>(0)? << DAY_BITS)))
    })?
    .collect()
}

/// Whether a name is meant, by its place and its letters.
type Way<'a> = dyn Fn(usize, &str) -> bool + 'a;

/// Which of the names `typed` means: the very name, else the same name in other forms (簡, full width, case), else every
/// name that holds it, else those that sound most like it. None is none.
pub fn meant<T: Copy, S: AsRef<str>>(names: &[(T, S)], typed: &str) -> Vec<T> {
    let wanted = fold(typed.trim());
    if wanted.is_empty() {
        return Vec::new();
    }
    let folded: Vec<String> = names.iter().map(|(_, name)| fold(name.as_ref())).collect();
    let such = |is_meant: &Way<'_>| -> Vec<T> {
        let them = names
            .iter()
            .enumerate()
            .filter(|(at, (_, name))| is_meant(*at, name.as_ref()));
        them.map(|(_, (id, _))| *id).collect()
    };
    let ways: [&Way<'_>; 3] = [
        &|_, name| name == typed,
        &|at, _| folded[at] == wanted,
        &|at, _| folded[at].contains(&wanted),
    ];
    ways.into_iter()
        .map(such)
        .find(|found| !found.is_empty())
        .unwrap_or_else(|| by_sound(names, typed))
}

fn by_sound<T: Copy, S: AsRef<str>>(names: &[(T, S)], typed: &str) -> Vec<T> {
    let mut matcher = Matcher::new(typed);
    let scores = names
        .iter()
        .map(|(id, name)| (*id, matcher.score(name.as_ref())));
    let scores: Vec<(T, Option<u32>)> = scores.filter(|(_, score)| score.is_some()).collect();
    let best = scores.iter().map(|(_, score)| *score).max().flatten();
    scores
        .into_iter()
        .filter(|(_, score)| *score == best)
        .map(|(id, _)| id)
        .collect()
}

/// All names of a kind, in the order in which they were first seen.
pub fn all(db: &Connection, kind: Kind) -> rusqlite::Result<Vec<(i64, String)>> {
    db.prepare_cached("SELECT id, name FROM names WHERE kind = ?1 ORDER BY id")?
        .query_map([kind as i64], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

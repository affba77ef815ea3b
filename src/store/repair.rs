//! What can be saved of a damaged archive, into a new one.
//!
//! Two ways lead to the rows: SQLite's, from every end of every table until it meets the damage, and from page to page past
//! SQLite ([`super::carve`]). Articles keep their numbers, and so marks their articles. The damaged file is only read.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use rusqlite::{Connection, OpenFlags, TransactionBehavior, params};
use serde::Serialize;

use super::body::Codec;
use super::carve::{self, Value};
use super::error::{Result, StoreError};
use super::mended::{self, Mended};
use super::put::{self, Saved};
use super::{Feed, Mark, Store, health, journal, marks, open};
use crate::article::{ArticleId, Place};

/// What was saved, and what was not.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Salvage {
    /// Articles saved.
    pub articles: u64,
    /// Articles that were there and could not be read.
    pub lost: Vec<ArticleId>,
    /// Articles on which marks were saved, over all readers.
    pub marks: u64,
    /// Subscriptions saved.
    pub feeds: u64,
    /// Where the damage showed, in SQLite's words.
    pub damage: Vec<String>,
}

/// Articles written in one transaction.
const BATCH: usize = 500;

/// Under which source an article goes whose own could not be read.
const UNKNOWN: &str = "repair";

/// A body as a file has it.
struct Body {
    revision: u32,
    codec: i64,
    bytes: Vec<u8>,
}

/// A mark as a file has it: read, starred, place.
type MarkRow = (bool, bool, Option<Place>);

/// What was found in the damaged file.
#[derive(Default)]
struct Finds {
    bodies: BTreeMap<i64, Body>,
    /// Every article that anything speaks of.
    known: BTreeSet<i64>,
    graves: BTreeSet<i64>,
    source_of: HashMap<i64, i64>,
    sources: HashMap<i64, String>,
    profiles: HashMap<i64, String>,
    marks: BTreeMap<(i64, i64), MarkRow>,
    memory: BTreeMap<(i64, String), String>,
    feeds: Vec<Feed>,
    mended: BTreeMap<i64, Vec<u8>>,
    dictionaries: BTreeMap<i64, Vec<u8>>,
    origins: BTreeMap<i64, i64>,
    damage: Vec<String>,
}

/// Saves what can be read of the store at `damaged` into a new one at `into`. This process may not have `damaged` open:
/// reading it past SQLite gives up the locks on it (see `open.rs`).
///
/// # Errors
/// [`StoreError::Exists`]: there is something at `into`. Otherwise the new store could not be written.
pub fn repair(damaged: &Path, into: &Path) -> Result<Salvage> {
    if into.symlink_metadata().is_ok() {
        return Err(StoreError::Exists {
            file: into.to_path_buf(),
        });
    }
    let mut finds = Finds::default();
    finds.by_sqlite(damaged);
    finds
        .by_carving(damaged)
        .map_err(|error| StoreError::io(damaged, error))?;
    let name = finds
        .profiles
        .values()
        .next()
        .map_or("default", String::as_str)
        .to_owned();
    let mut store = Store::open(into, &name)?;
    let salvage = finds.write(&mut store).map_err(|error| error.named(into))?;
    let copy = journal::path_of(damaged);
    if copy.exists() {
        store.load_marks(&copy)?;
    }
    Ok(salvage)
}

impl Finds {
    fn by_sqlite(&mut self, path: &Path) {
        let db = match self.view(path) {
            Ok(db) => db,
            Err(error) => return self.damage.push(error.to_string()),
        };
        self.scan(&db, "names", "id", "id, kind, name", |finds, row| {
            if row.get::<_, i64>(1)? == super::names::Kind::Source as i64 {
                finds.sources.insert(row.get(0)?, row.get(2)?);
            }
            Ok(())
        });
        self.scan(&db, "profiles", "id", "id, name", |finds, row| {
            finds.profiles.insert(row.get(0)?, row.get(1)?);
            Ok(())
        });
        self.scan(&db, "graves", "article", "article", |finds, row| {
            finds.graves.insert(row.get(0)?);
            Ok(())
        });
        self.scan(&db, "headlines", "id", "id, source", |finds, row| {
            finds.known.insert(row.get(0)?);
            finds.source_of.insert(row.get(0)?, row.get(1)?);
            Ok(())
        });
        for table in [
            "headlines INDEXED BY headlines_by_section",
            "search_docsize",
        ] {
            self.scan(&db, table, "id", "id", |finds, row| {
                finds.known.insert(row.get(0)?);
                Ok(())
            });
        }
        self.scan(&db, "dictionaries", "id", "id, bytes", |finds, row| {
            finds.dictionaries.insert(row.get(0)?, row.get(1)?);
            Ok(())
        });
        self.scan(
            &db,
            "bodies",
            "article",
            "article, revision, codec, body",
            |finds, row| {
                let body = Body {
                    revision: row.get(1)?,
                    codec: row.get(2)?,
                    bytes: row.get(3)?,
                };
                finds.known.insert(row.get(0)?);
                finds.bodies.insert(row.get(0)?, body);
                Ok(())
            },
        );
        self.scan(
            &db,
            "marks",
            "article",
            "article, profile, read, starred, block, offset",
            |finds, row| {
                let place = row
                    .get::<_, Option<u32>>(4)?
                    .zip(row.get::<_, Option<u32>>(5)?);
                let place = place.map(|(block, offset)| Place { block, offset });
                finds.marks.insert(
                    (row.get(0)?, row.get(1)?),
                    (row.get(2)?, row.get(3)?, place),
                );
                Ok(())
            },
        );
        self.scan(
            &db,
            "memory",
            "profile",
            "profile, name, value",
            |finds, row| {
                finds.memory.insert((row.get(0)?, row.get(1)?), row.get(2)?);
                Ok(())
            },
        );
        self.scan(&db, "mended", "id", "id, page", |finds, row| {
            finds.mended.insert(row.get(0)?, row.get(1)?);
            Ok(())
        });
        self.scan(&db, "origins", "key", "key, article", |finds, row| {
            finds.origins.insert(row.get(0)?, row.get(1)?);
            Ok(())
        });
        match super::feeds::all(&db) {
            Ok(feeds) => self.feeds = feeds,
            Err(error) => self.damage.push(format!("feeds: {error}")),
        }
    }

    /// The file with the log beside it; without, if it is sound alone and not with it: then the log is another file's, or one
    /// of another day.
    fn view(&mut self, path: &Path) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let whole = Connection::open_with_flags(path, flags)?;
        let is_sound = |db: &Connection| health::first_look(db).is_ok();
        if open::log_size(path) == 0 || is_sound(&whole) {
            return Ok(whole);
        }
        let alone = open::immutable(path)?;
        if !is_sound(&alone) {
            return Ok(whole);
        }
        self.damage
            .push("the log beside it (-wal) is not its own; it was left out".into());
        Ok(alone)
    }

    /// Reads a table from its head until the damage, and from its tail until the damage.
    fn scan(
        &mut self,
        db: &Connection,
        table: &str,
        key: &str,
        columns: &str,
        mut take: impl FnMut(&mut Self, &rusqlite::Row<'_>) -> rusqlite::Result<()>,
    ) {
        for order in ["ASC", "DESC"] {
            let sql = format!("SELECT {columns} FROM {table} ORDER BY {key} {order}");
            let read = db.prepare(&sql).and_then(|mut select| {
                let mut rows = select.query([])?;
                while let Some(row) = rows.next()? {
                    // A row of the wrong shape costs itself.
                    let _ = take(self, row);
                }
                Ok(())
            });
            match read {
                Ok(()) => return,
                Err(error) => self.damage.push(format!("{table}: {error}")),
            }
        }
    }

    /// Rows that SQLite did not reach. Where it went through everything, there are none: what lies in given-up pages is
    /// what was removed.
    fn by_carving(&mut self, path: &Path) -> std::io::Result<()> {
        let unread_bodies = self.known.iter().any(|id| !self.bodies.contains_key(id));
        if self.damage.is_empty() && !unread_bodies {
            return Ok(());
        }
        carve::rows(path, |row| self.take_carved(row))
    }

    fn take_carved(&mut self, row: carve::Row) {
        use Value::{Blob, Int, Null, Text};
        match (row.id, row.values.as_slice()) {
            (Some(id), [Null, Int(_), Int(revision), Int(codec), Blob(bytes)]) => {
                let revision = u32::try_from(*revision).unwrap_or(0);
                let body = Body {
                    revision,
                    codec: *codec,
                    bytes: bytes.clone(),
                };
                self.known.insert(id);
                self.bodies.entry(id).or_insert(body);
            }
            (
                Some(id),
                [
                    Null,
                    Int(_),
                    Int(source),
                    Int(_) | Null,
                    Text(_),
                    _,
                    _,
                    _,
                    _,
                    Int(_),
                ],
            ) => {
                self.known.insert(id);
                self.source_of.entry(id).or_insert(*source);
            }
            (Some(id), [Null, Int(2), Text(name)]) => {
                self.sources.entry(id).or_insert_with(|| name.clone());
            }
            (Some(id), [Null, Text(name)]) => {
                self.profiles.entry(id).or_insert_with(|| name.clone());
            }
            (Some(id), [Null, Blob(bytes)]) if bytes.starts_with(&[0x37, 0xa4, 0x30, 0xec]) => {
                self.dictionaries.entry(id).or_insert_with(|| bytes.clone());
            }
            (Some(id), [Null, Blob(bytes)]) if bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) => {
                self.mended.entry(id).or_insert_with(|| bytes.clone());
            }
            (Some(_), [Null, Text(source), Text(url), Text(state)]) if state.starts_with('{') => {
                let (source, url) = (source.clone(), url.clone());
                if !self.feeds.iter().any(|feed| feed.source == source) {
                    let state = serde_json::from_str(state).unwrap_or_default();
                    self.feeds.push(Feed {
                        source,
                        url,
                        ..state
                    });
                }
            }
            (
                None,
                [
                    Int(article),
                    Int(profile),
                    Int(read @ 0..=1),
                    Int(starred @ 0..=1),
                    block,
                    offset,
                ],
            ) => {
                let place = match (block, offset) {
                    (Int(block), Int(offset)) => {
                        u32::try_from(*block).ok().zip(u32::try_from(*offset).ok())
                    }
                    _ => None,
                };
                let place = place.map(|(block, offset)| Place { block, offset });
                self.marks.entry((*article, *profile)).or_insert((
                    *read == 1,
                    *starred == 1,
                    place,
                ));
            }
            (None, [Int(profile), Text(name), Text(value)]) => {
                self.memory
                    .entry((*profile, name.clone()))
                    .or_insert_with(|| value.clone());
            }
            _ => {}
        }
    }

    fn write(mut self, store: &mut Store) -> Result<Salvage> {
        let mut salvage = Salvage {
            damage: std::mem::take(&mut self.damage),
            ..Salvage::default()
        };
        self.write_articles(store, &mut salvage)?;
        self.write_removed(store)?;
        self.write_marks(store, &mut salvage)?;
        for page in self.mended.values() {
            // What cannot be unpacked costs itself.
            if let Ok(page) = mended::unpacked(page) {
                mended::remember(&store.db, &Mended { number: None, page })?;
            }
        }
        for feed in &self.feeds {
            salvage.feeds += u64::from(store.add_feed(feed)?);
        }
        Ok(salvage)
    }

    fn write_articles(&mut self, store: &mut Store, salvage: &mut Salvage) -> Result<()> {
        let mut old = Codec::new();
        for (id, bytes) in &self.dictionaries {
            // A dictionary that cannot be used costs what was packed with it, which is then named as lost.
            let _ = old.learn_one(*id, bytes);
        }
        let mut batch = Vec::new();
        for id in self.known.difference(&self.graves) {
            let body = self.bodies.remove(id);
            let read = body.and_then(|body| {
                let article = old.article_known(body.codec, &body.bytes).ok()?;
                Some((body.revision, article))
            });
            let Some((revision, article)) = read else {
                salvage.lost.push(ArticleId(*id));
                continue;
            };
            let source = self
                .source_of
                .get(id)
                .and_then(|source| self.sources.get(source));
            let source = source.map_or(UNKNOWN, String::as_str).to_owned();
            batch.push(Saved {
                id: ArticleId(*id),
                source,
                revision,
                article,
            });
            salvage.articles += 1;
            if batch.len() == BATCH {
                put::restore(&mut store.db, &mut super::lock(&store.codec), &batch)?;
                batch.clear();
            }
        }
        put::restore(&mut store.db, &mut super::lock(&store.codec), &batch)
    }

    /// What was removed stays removed.
    fn write_removed(&self, store: &mut Store) -> Result<()> {
        let tx = store
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        for id in &self.graves {
            tx.prepare_cached("INSERT INTO graves (article) VALUES (?1) ON CONFLICT DO NOTHING")?
                .execute([id])?;
        }
        for (key, article) in &self.origins {
            if self.graves.contains(article) || self.known.contains(article) {
                tx.prepare_cached(
                    "INSERT INTO origins (key, article) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                )?
                .execute([key, article])?;
            }
        }
        Ok(tx.commit()?)
    }

    fn write_marks(&self, store: &mut Store, salvage: &mut Salvage) -> Result<()> {
        let mut numbers = HashMap::new();
        for (id, name) in &self.profiles {
            numbers.insert(*id, marks::enrol(&mut store.db, name)?);
        }
        let tx = store
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut exists = tx.prepare("SELECT count(*) FROM headlines WHERE id = ?1")?;
        for ((article, profile), (read, starred, place)) in &self.marks {
            let there: i64 = exists.query_row([article], |row| row.get(0))?;
            let Some(profile) = numbers.get(profile).filter(|_| there == 1) else {
                continue;
            };
            let id = ArticleId(*article);
            if *read {
                marks::set_within(&tx, *profile, &[id], Mark::Read(true))?;
            }
            if *starred {
                marks::set_within(&tx, *profile, &[id], Mark::Starred(true))?;
            }
            if let Some(place) = place {
                marks::set_place(&tx, *profile, id, *place)?;
            }
            salvage.marks += 1;
        }
        for ((profile, name), value) in &self.memory {
            if let Some(profile) = numbers.get(profile) {
                tx.prepare_cached("INSERT INTO memory (profile, name, value) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
                    .execute(params![profile, name, value])?;
            }
        }
        drop(exists);
        Ok(tx.commit()?)
    }
}

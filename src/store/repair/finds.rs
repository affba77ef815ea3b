//! What is found in a damaged file: SQLite's rows as far as it goes, and beyond it what stands page by page.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::super::carve::{self, Value};
use super::super::tally::DAY_BITS;
use super::super::{Feed, health, left, names, open};
use crate::article::Place;

/// A body as a file has it.
pub struct Body {
    pub hash: i64,
    pub revision: u32,
    pub codec: i64,
    pub bytes: Vec<u8>,
}

/// An earlier version of an article.
pub struct Earlier {
    pub codec: i64,
    pub bytes: Vec<u8>,
    pub until: Option<i64>,
}

/// An input as it came.
pub struct Input {
    pub source: String,
    pub hash: i64,
    pub hints: String,
    pub bytes: Vec<u8>,
}

/// What is known of an article's linked page.
pub struct Page {
    pub summary: Option<u32>,
    pub tries: u32,
    pub error: Option<String>,
    /// As it came, packed, if it is kept so.
    pub kept: Option<Vec<u8>>,
}

/// A mark as a file has it: read, starred, place.
pub type MarkRow = (bool, bool, Option<Place>);

/// What was found in the damaged file.
#[derive(Default)]
pub struct Finds {
    pub bodies: BTreeMap<i64, Body>,
    /// Every article that anything speaks of.
    pub known: BTreeSet<i64>,
    pub graves: BTreeSet<i64>,
    pub source_of: HashMap<i64, i64>,
    /// The name by which each is known in other files too.
    pub origin_of: HashMap<i64, i64>,
    pub sources: HashMap<i64, String>,
    pub profiles: HashMap<i64, String>,
    pub marks: BTreeMap<(i64, i64), MarkRow>,
    /// Marks of articles that changed after they were read.
    pub changed: BTreeSet<(i64, i64)>,
    pub memory: BTreeMap<(i64, String), String>,
    pub feeds: Vec<Feed>,
    /// Whose settings cannot be read.
    pub bare_feeds: Vec<Feed>,
    pub mended: BTreeMap<i64, Vec<u8>>,
    pub dictionaries: BTreeMap<i64, Vec<u8>>,
    pub origins: BTreeMap<i64, i64>,
    /// By article and revision.
    pub revisions: BTreeMap<(i64, u32), Earlier>,
    pub originals: BTreeMap<i64, Input>,
    /// Which original an article came from, and which of its articles it is.
    pub given: BTreeMap<i64, (i64, u32)>,
    pub linked: BTreeMap<i64, Page>,
    pub damage: Vec<String>,
}

impl Finds {
    /// All rows that SQLite reaches.
    pub fn by_sqlite(&mut self, path: &Path) {
        let db = match self.view(path) {
            Ok(db) => db,
            Err(error) => return self.damage.push(error.to_string()),
        };
        self.scan(&db, "names", "id", "id, kind, name", |finds, row| {
            if row.get::<_, i64>(1)? == names::Kind::Source as i64 {
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
        self.scan(
            &db,
            "headlines",
            "id",
            "id, source, origin",
            |finds, row| {
                finds.known.insert(row.get(0)?);
                finds.source_of.insert(row.get(0)?, row.get(1)?);
                finds.origin_of.insert(row.get(0)?, row.get(2)?);
                Ok(())
            },
        );
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
            "article, hash, revision, codec, body",
            |finds, row| {
                let body = Body {
                    hash: row.get(1)?,
                    revision: row.get(2)?,
                    codec: row.get(3)?,
                    bytes: row.get(4)?,
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
        // Files of before had none.
        if db.prepare("SELECT changed FROM marks").is_ok() {
            let columns = "article, profile, changed";
            self.scan(&db, "marks", "article", columns, |finds, row| {
                if row.get(2)? {
                    finds.changed.insert((row.get(0)?, row.get(1)?));
                }
                Ok(())
            });
        }
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
        self.scan_inputs(&db);
        self.scan(&db, "feeds", "id", "source, url, state", |finds, row| {
            finds.take_feed(row.get(0)?, row.get(1)?, &row.get::<_, String>(2)?);
            Ok(())
        });
    }

    /// Inputs as they came, what they gave, and what the articles were before.
    fn scan_inputs(&mut self, db: &Connection) {
        let columns = "article, revision, codec, body, until";
        self.scan(db, "revisions", "article", columns, |finds, row| {
            let earlier = Earlier {
                codec: row.get(2)?,
                bytes: row.get(3)?,
                until: row.get(4)?,
            };
            finds.revisions.insert((row.get(0)?, row.get(1)?), earlier);
            Ok(())
        });
        let columns = "id, source, hash, hints, bytes";
        self.scan(db, "originals", "id", columns, |finds, row| {
            let input = Input {
                source: row.get(1)?,
                hash: row.get(2)?,
                hints: row.get(3)?,
                bytes: row.get(4)?,
            };
            finds.originals.insert(row.get(0)?, input);
            Ok(())
        });
        let columns = "article, original, nth";
        self.scan(db, "given", "article", columns, |finds, row| {
            finds.given.insert(row.get(0)?, (row.get(1)?, row.get(2)?));
            Ok(())
        });
        let columns = "article, summary, tries, error";
        self.scan(db, "linked", "article", columns, |finds, row| {
            let page = Page {
                summary: row.get(1)?,
                tries: row.get(2)?,
                error: row.get(3)?,
                kept: None,
            };
            finds.linked.insert(row.get(0)?, page);
            Ok(())
        });
        // Files of before had none.
        if db.prepare("SELECT page FROM linked").is_ok() {
            self.scan(db, "linked", "article", "article, page", |finds, row| {
                if let Some(page) = finds.linked.get_mut(&row.get(0)?) {
                    page.kept = row.get(1)?;
                }
                Ok(())
            });
        }
    }

    /// The file with the log beside it; without, if it is sound alone and not with it: then the log is another file's, or one
    /// of another day.
    fn view(&mut self, path: &Path) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut whole = Connection::open_with_flags(path, flags)?;
        let is_sound = |db: &mut Connection| health::first_look(db, u32::MAX).is_ok();
        if open::log_size(path) == 0 || is_sound(&mut whole) {
            return Ok(whole);
        }
        let mut alone = open::immutable(path)?;
        if !is_sound(&mut alone) {
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
    pub fn by_carving(&mut self, path: &Path) -> std::io::Result<()> {
        let unread_bodies = self.known.iter().any(|id| !self.bodies.contains_key(id));
        if self.damage.is_empty() && !unread_bodies {
            return Ok(());
        }
        carve::rows(path, |row| self.take_carved(row))
    }

    fn take_carved(&mut self, row: carve::Row) {
        use Value::{Blob, Int, Null, Text};
        match (row.id, row.values.as_slice()) {
            (Some(id), [Null, Int(hash), Int(revision), Int(codec), Blob(bytes)]) => {
                let revision = u32::try_from(*revision).unwrap_or(0);
                let body = Body {
                    hash: *hash,
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
                    Int(origin),
                ],
            ) => {
                self.known.insert(id);
                self.source_of.entry(id).or_insert(*source);
                self.origin_of.entry(id).or_insert(*origin);
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
                self.take_feed(source.clone(), url.clone(), state);
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
                    changed @ ..,
                ],
            ) => {
                if matches!(changed, [Int(1)]) {
                    self.changed.insert((*article, *profile));
                }
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
                // A page that was given up may hold a mark over a list that was finished since.
                if name != left::NAME {
                    self.memory
                        .entry((*profile, name.clone()))
                        .or_insert_with(|| value.clone());
                }
            }
            (id, values) => self.take_carved_input(id, values),
        }
    }

    /// A subscription; one whose settings cannot be read is kept apart, for the copy of marks may know them.
    fn take_feed(&mut self, source: String, url: String, state: &str) {
        let mut known = self.feeds.iter().chain(&self.bare_feeds);
        if known.any(|feed| feed.source == source) {
            return;
        }
        match serde_json::from_str(state) {
            Ok(state) => self.feeds.push(Feed {
                source,
                url,
                ..state
            }),
            Err(_) => {
                self.damage
                    .push(format!("feeds: the settings of {source} are lost"));
                self.bare_feeds.push(Feed {
                    source,
                    url,
                    ..Feed::default()
                });
            }
        }
    }

    /// As [`Finds::scan_inputs`]. What an input gave looks like a story's row (`twins`), whose last number is of another size.
    fn take_carved_input(&mut self, id: Option<i64>, values: &[Value]) {
        use Value::{Blob, Int, Null, Text};
        let small = |number: &i64| u32::try_from(*number).ok().filter(|it| *it < 1 << DAY_BITS);
        match (id, values) {
            (
                None,
                [
                    Int(article),
                    Int(revision),
                    Int(codec),
                    Blob(bytes),
                    rest @ ..,
                ],
            ) if rest.len() < 2 => {
                let until = match rest {
                    [Int(until)] => Some(*until),
                    _ => None,
                };
                let earlier = || Earlier {
                    codec: *codec,
                    bytes: bytes.clone(),
                    until,
                };
                if let Ok(revision) = u32::try_from(*revision) {
                    let key = (*article, revision);
                    self.revisions.entry(key).or_insert_with(earlier);
                }
            }
            (Some(id), [Null, Text(source), Int(hash), Text(hints), Blob(bytes)]) => {
                self.originals.entry(id).or_insert_with(|| Input {
                    source: source.clone(),
                    hash: *hash,
                    hints: hints.clone(),
                    bytes: bytes.clone(),
                });
            }
            (Some(id), [Null, Int(original), Int(nth)]) => {
                if let Some(nth) = small(nth) {
                    self.given.entry(id).or_insert((*original, nth));
                }
            }
            (
                Some(id),
                [
                    Null,
                    summary @ (Int(_) | Null),
                    Int(tries),
                    error @ (Text(_) | Null),
                    kept @ ..,
                ],
            ) if matches!(kept, [] | [Null | Blob(_)]) => {
                let page = || Page {
                    summary: match summary {
                        Int(summary) => small(summary),
                        _ => None,
                    },
                    tries: small(tries).unwrap_or(0),
                    error: match error {
                        Text(error) => Some(error.clone()),
                        _ => None,
                    },
                    kept: match kept {
                        [Blob(bytes)] => Some(bytes.clone()),
                        _ => None,
                    },
                };
                self.linked.entry(id).or_insert_with(page);
            }
            _ => {}
        }
    }
}

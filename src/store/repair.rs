//! What can be saved of a damaged archive, into a new one.
//!
//! Two ways lead to the rows: SQLite's, from every end of every table until it meets the damage, and from page to page past
//! SQLite ([`super::carve`]). Articles keep their numbers, and so marks their articles. The damaged file is only read.

mod finds;

use std::collections::{HashMap, HashSet};
use std::path::Path;

use rusqlite::{TransactionBehavior, params};
use serde::Serialize;

use self::finds::Finds;
use super::body::Codec;
use super::draft;
use super::error::{Result, StoreError};
use super::linked::Page as LinkedPage;
use super::mended::{self, Mended};
use super::put::{self, Saved};
use super::{Mark, Store, identity, journal, marks, originals};
use crate::article::{ArticleId, Marks};

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
    /// Earlier versions of articles saved.
    pub revisions: u64,
    /// Inputs saved as they came.
    pub originals: u64,
    /// Where the damage showed, in SQLite's words, and what else was lost.
    pub damage: Vec<String>,
}

/// Articles written in one transaction.
const BATCH: usize = 500;

/// No article has so many versions.
const FAR: u32 = 1 << 24;

/// Under which source an article goes whose own could not be read.
const UNKNOWN: &str = "repair";

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
    let bare_feeds = std::mem::take(&mut finds.bare_feeds);
    let mut salvage = finds.write(&mut store).map_err(|error| error.named(into))?;
    let copy = journal::path_of(damaged);
    if copy.exists() {
        store.load_marks(&copy)?;
    }
    salvage.feeds += store.add_feeds(&bare_feeds)? as u64;
    Ok(salvage)
}

impl Finds {
    fn write(mut self, store: &mut Store) -> Result<Salvage> {
        let mut salvage = Salvage {
            damage: std::mem::take(&mut self.damage),
            ..Salvage::default()
        };
        let mut old = Codec::new();
        for (id, bytes) in &self.dictionaries {
            // A dictionary that cannot be used costs what was packed with it, which is then named as lost.
            let _ = old.learn_one(*id, bytes);
        }
        self.write_articles(store, &mut old, &mut salvage)?;
        self.write_revisions(store, &mut old, &mut salvage)?;
        self.write_originals(store, &mut salvage)?;
        self.write_removed(store, &salvage.lost)?;
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

    fn write_articles(
        &mut self,
        store: &mut Store,
        old: &mut Codec,
        salvage: &mut Salvage,
    ) -> Result<()> {
        let mut batch = Vec::new();
        for id in self.known.difference(&self.graves) {
            let body = self.bodies.remove(id);
            let read = body.and_then(|body| {
                let article = old.article_known(body.codec, &body.bytes).ok()?;
                Some((self.revision(*id, body.revision), body.hash, article))
            });
            let Some((revision, hash, article)) = read else {
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
                hash,
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

    /// The number of an article's version, behind those of the versions before it. The row that was read may be of another
    /// day, and its number made by a flipped bit.
    fn revision(&self, id: i64, read: u32) -> u32 {
        let earlier = self.revisions.range((id, 0)..(id, FAR)).next_back();
        let next = earlier.map_or(0, |((_, last), _)| last + 1);
        if (next..FAR).contains(&read) {
            read
        } else {
            next
        }
    }

    /// Earlier versions, and which of them is the feed's own of an article that has its page's text.
    fn write_revisions(
        &self,
        store: &mut Store,
        old: &mut Codec,
        salvage: &mut Salvage,
    ) -> Result<()> {
        let tx = store
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut codec = super::lock(&store.codec);
        for ((article, revision), earlier) in &self.revisions {
            let text = old.article_known(earlier.codec, &earlier.bytes);
            let text = text.and_then(|text| draft::to_json(&text)).ok();
            let Some(text) = text.filter(|_| *revision < FAR) else {
                let lost = format!("revisions: version {revision} of article {article} is lost");
                salvage.damage.push(lost);
                continue;
            };
            let packed = codec.pack(&tx, &text)?;
            salvage.revisions += tx
                .prepare_cached(
                    "INSERT INTO revisions (article, revision, codec, body, until)
                     SELECT id, ?2, ?3, ?4, ?5 FROM headlines WHERE id = ?1",
                )?
                .execute(params![
                    article,
                    revision,
                    packed.codec,
                    packed.bytes,
                    earlier.until
                ])? as u64;
        }
        for (article, page) in &self.linked {
            let is_whole = |packed: &&Vec<u8>| LinkedPage::unpacked(packed).is_ok();
            let kept = page.kept.as_ref().filter(is_whole);
            if page.kept.is_some() && kept.is_none() {
                let lost = format!("linked: the page of article {article} as it came is lost");
                salvage.damage.push(lost);
            }
            tx.prepare_cached(
                "INSERT INTO linked (article, summary, tries, error, page)
                 SELECT id, (SELECT revision FROM revisions WHERE article = ?1 AND revision = ?2), ?3, ?4, ?5
                 FROM headlines WHERE id = ?1",
            )?
            .execute(params![article, page.summary, page.tries, page.error, kept])?;
        }
        Ok(tx.commit()?)
    }

    /// Inputs as they came, under their numbers, and what they gave.
    fn write_originals(&self, store: &mut Store, salvage: &mut Salvage) -> Result<()> {
        let tx = store
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (id, input) in &self.originals {
            let is_whole = originals::unpacked(&input.bytes)
                .is_ok_and(|bytes| identity::hash(&bytes) == input.hash);
            if !is_whole {
                let lost = format!("originals: what came from {} is lost", input.source);
                salvage.damage.push(lost);
                continue;
            }
            salvage.originals += tx
                .prepare_cached(
                    "INSERT INTO originals (id, source, hash, hints, bytes) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT DO NOTHING",
                )?
                .execute(params![id, input.source, input.hash, input.hints, input.bytes])?
                as u64;
        }
        for (article, (original, nth)) in &self.given {
            let noted = tx
                .prepare_cached(
                    "INSERT INTO given (article, original, nth) SELECT h.id, o.id, ?3
                 FROM headlines h, originals o WHERE h.id = ?1 AND o.id = ?2",
                )?
                .execute(params![article, original, nth])?;
            if noted == 0 {
                let lost = format!("given: what article {article} came from is lost");
                salvage.damage.push(lost);
            }
        }
        Ok(tx.commit()?)
    }

    /// What was removed stays removed; what is lost may come again.
    fn write_removed(&self, store: &mut Store, lost: &[ArticleId]) -> Result<()> {
        let lost: HashSet<i64> = lost.iter().map(|id| id.0).collect();
        let tx = store
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        for id in &self.graves {
            tx.prepare_cached("INSERT INTO graves (article) VALUES (?1) ON CONFLICT DO NOTHING")?
                .execute([id])?;
        }
        for (key, article) in &self.origins {
            let is_here = self.known.contains(article) && !lost.contains(article);
            if self.graves.contains(article) || is_here {
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
        let mut keys: HashMap<i64, Vec<i64>> = HashMap::new();
        for (key, article) in &self.origins {
            keys.entry(*article).or_default().push(*key);
        }
        for ((article, profile), mark) in &self.marks {
            let (read, starred, place) = mark;
            let changed = self.changed.contains(&(*article, *profile));
            let there: i64 = exists.query_row([article], |row| row.get(0))?;
            let Some(profile) = numbers.get(profile) else {
                continue;
            };
            let id = ArticleId(*article);
            if there == 0 && !self.graves.contains(article) {
                // The article is lost, and what was done with it is not: it waits until the article comes again, under the
                // name by which it is known in every file, or where that is lost too under all that lead to it.
                let known = self.origin_of.get(article).map(std::slice::from_ref);
                let names = known.or(keys.get(article).map(Vec::as_slice));
                for key in names.into_iter().flatten() {
                    let (read, starred, place) = *mark;
                    let marks = Marks {
                        read,
                        starred,
                        changed,
                        place,
                    };
                    journal::wait_for(&tx, *profile, *key, marks)?;
                }
                continue;
            }
            if *read {
                marks::set_within(&tx, *profile, &[id], Mark::Read(true))?;
            }
            if changed {
                marks::set_changed(&tx, *profile, id)?;
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

#[cfg(test)]
mod tests;

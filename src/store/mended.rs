//! Pages mended at the desk: what a reader said of them, and their articles in the place of those that the rules made.

use std::collections::HashSet;

use jiff::civil::Date;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use zstd::bulk::{compress, decompress};

use super::body::Codec;
use super::error::{Result, StoreError};
use super::put::{self, Batch};
use super::slots::{self, Slots};
use super::{Mark, Store, Tally, identity, lock, marks, originals, remove};
use crate::article::{Article, ArticleId};

/// What is remembered of one page has some kilobytes; a damaged length must not take the memory.
const LARGEST: usize = 16 << 20;

/// As for bodies.
const LEVEL: i32 = 3;

/// A page that a reader mended, in the caller's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// Its number here, if it has one.
    pub number: Option<i64>,
    /// What it is known by and what was said of it; empty: nothing any more.
    pub page: String,
}

/// What became of the articles of an input that was read anew.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reset {
    /// New, changed and unchanged.
    pub tally: Tally,
    /// Articles that are a part of others now.
    pub removed: u64,
    /// The number of each, in the input's order; `None`: it was removed earlier, and stays so.
    pub ids: Vec<Option<ArticleId>>,
}

impl Store {
    /// Every page that a reader mended, in the order of the last mends.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn mended(&self) -> Result<Vec<Mended>> {
        self.named(all(&self.db))
    }

    /// Puts the articles that an input gives when it is read as it was mended in the place of those that it gave before, and
    /// remembers the mends; all or nothing. Unchanged articles stay as they are; changed ones keep number and marks, and their
    /// text so far is an earlier version. The star of one that went is that of the article that has its text.
    ///
    /// # Errors
    /// Nothing was changed then.
    pub fn reset(
        &mut self,
        original: i64,
        articles: &[Article],
        mended: &Mended,
        today: Date,
    ) -> Result<Reset> {
        self.may_write()?;
        let mut codec = lock(&self.codec);
        reset(
            &mut self.db,
            &mut codec,
            &mut self.slots,
            original,
            articles,
            mended,
            today,
        )
        .map_err(|error| error.named(&self.path))
    }
}

/// Every page that was mended.
pub fn all(db: &Connection) -> Result<Vec<Mended>> {
    let mut select = db.prepare_cached("SELECT id, page FROM mended ORDER BY id")?;
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)))?;
    rows.map(|row| {
        let (number, bytes) = row?;
        Ok(Mended {
            number: Some(number),
            page: unpacked(&bytes)?,
        })
    })
    .collect()
}

/// What stands in the table, as text.
pub fn unpacked(bytes: &[u8]) -> Result<String> {
    let page = decompress(bytes, LARGEST).map_err(|error| broken(&error))?;
    String::from_utf8(page).map_err(|error| broken(&error))
}

/// Remembers a page in the place of what was remembered of it.
pub fn remember(db: &Connection, mended: &Mended) -> Result<()> {
    if let Some(number) = mended.number {
        db.execute("DELETE FROM mended WHERE id = ?1", [number])?;
    }
    if !mended.page.is_empty() {
        let bytes = compress(mended.page.as_bytes(), LEVEL).map_err(|error| broken(&error))?;
        db.execute("INSERT INTO mended (page) VALUES (?1)", [bytes])?;
    }
    Ok(())
}

/// An article that the input gave before.
struct Old {
    id: ArticleId,
    article: Article,
}

fn reset(
    db: &mut Connection,
    codec: &mut Codec,
    slots: &mut Slots,
    original: i64,
    articles: &[Article],
    mended: &Mended,
    today: Date,
) -> Result<Reset> {
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let source: String = tx.query_row(
        "SELECT source FROM originals WHERE id = ?1",
        [original],
        |row| row.get(0),
    )?;
    let before = given(&tx, codec, original)?;
    // What has no date stands where the input's other articles do.
    let day = before.first().map_or(today, |old| slots::date_of(old.id));
    let heirs = heirs(&before, articles);
    let gone: Vec<&Old> = (0..before.len())
        .filter(|nth| !heirs.contains(&Some(*nth)))
        .map(|nth| &before[nth])
        .collect();
    // What goes may come back when the mend is taken back, and what is new may be as it was: neither is known by it.
    for old in &gone {
        tx.execute("DELETE FROM origins WHERE article = ?1", [old.id.0])?;
    }
    let mut reset = Reset::default();
    let mut batch = Batch::new(&tx, codec, slots, &source, put::profiles(&tx)?)?;
    for (article, heir) in articles.iter().zip(&heirs) {
        let (outcome, id) = match heir.map(|nth| &before[nth]) {
            Some(old) => (batch.give(old.id, &old.article, article)?, Some(old.id)),
            None => {
                batch.stand_behind(reset.ids.last().copied().flatten());
                batch.take_beside(article, day, |id| before.iter().any(|old| old.id == id))?
            }
        };
        outcome.count(&mut reset.tally);
        reset.ids.push(id);
    }
    batch.finish()?;
    originals::note(&tx, original, &reset.ids)?;
    reset.removed = dissolve(&tx, codec, &gone, articles, &reset.ids)?;
    remember(&tx, mended)?;
    tx.commit()?;
    Ok(reset)
}

fn given(tx: &Transaction, codec: &mut Codec, original: i64) -> Result<Vec<Old>> {
    let mut select = tx.prepare(
        "SELECT b.article, b.codec, b.body FROM given g JOIN bodies b ON b.article = g.article
         WHERE g.original = ?1 ORDER BY g.nth",
    )?;
    let mut rows = select.query([original])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(2)?.as_blob().unwrap_or_default();
        found.push(Old {
            id: ArticleId(row.get(0)?),
            article: codec.article(tx, row.get(1)?, bytes)?,
        });
    }
    Ok(found)
}

/// Which earlier article each one is: the same one, else that of its headline, else that with which it shares most.
fn heirs(before: &[Old], articles: &[Article]) -> Vec<Option<usize>> {
    let mut heirs: Vec<Option<usize>> = vec![None; articles.len()];
    let mut free: Vec<usize> = (0..before.len()).collect();
    for (heir, article) in heirs.iter_mut().zip(articles) {
        let same = free.iter().position(|&at| before[at].article == *article);
        *heir = same.map(|at| free.remove(at));
    }
    let mut pairs = Vec::new();
    for (nth, article) in articles.iter().enumerate() {
        for &at in free.iter().filter(|_| heirs[nth].is_none()) {
            let old = &before[at].article;
            let titled = old.title == article.title;
            if titled || identity::alike(old, article) {
                pairs.push((titled, identity::shared(old, article), nth, at));
            }
        }
    }
    // Best first; the page's order among equals.
    pairs.sort_by_key(|(titled, shared, ..)| std::cmp::Reverse((*titled, *shared)));
    let mut taken = HashSet::new();
    for (_, _, nth, at) in pairs {
        if heirs[nth].is_none() && taken.insert(at) {
            heirs[nth] = Some(at);
        }
    }
    heirs
}

/// Takes out articles that are a part of others now.
fn dissolve(
    tx: &Transaction,
    codec: &mut Codec,
    gone: &[&Old],
    articles: &[Article],
    ids: &[Option<ArticleId>],
) -> Result<u64> {
    for old in gone {
        let shared = |nth: &usize| identity::shared(&old.article, &articles[*nth]);
        let heir = (0..articles.len()).max_by_key(shared);
        if let Some(heir) = heir.and_then(|nth| ids[nth]) {
            hand_on_stars(tx, old.id, heir)?;
        }
    }
    let gone: Vec<ArticleId> = gone.iter().map(|old| old.id).collect();
    remove::articles(tx, codec, &gone)
}

fn hand_on_stars(tx: &Transaction, from: ArticleId, to: ArticleId) -> Result<()> {
    let starred: Vec<i64> = tx
        .prepare_cached("SELECT profile FROM marks WHERE article = ?1 AND starred = 1")?
        .query_map(params![from.0], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for profile in starred {
        marks::set_within(tx, profile, &[to], Mark::Starred(true))?;
    }
    Ok(())
}

fn broken(error: &dyn std::fmt::Display) -> StoreError {
    StoreError::Damaged {
        file: Default::default(),
        what: error.to_string(),
    }
}

#[cfg(test)]
mod tests;

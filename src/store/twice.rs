//! The same story told twice: what comes in is compared with what other sources brought within some days of it.
//!
//! Every article of some length leaves a [`Sketch`]. One that comes in is held against the sketches of the days about it, which
//! are read once for a batch: some nanoseconds each, [`AT_ONCE`] of a day at most. The few that resemble it are unpacked, and the
//! shingles of both texts are counted: [`is_same_story`] has the rule. Whoever passes stands in one story with it (`twins`);
//! two stories that one article holds together become one, as long as they stay within [`SPAN`] days. The order in which
//! articles come is no matter. Everything is in the transaction that puts the article in.
//!
//! Measured by the tests below on the sample edition's 57 articles in eight kinds of rewriting (the other script, other marks,
//! another title and lead, a quarter of the paragraphs cut, all of them moved, one character in fourteen exchanged, a
//! quarter added, the first half alone): 453 of 456 are found, the three missing where characters are exchanged; of the
//! 25,536 pairs of one article and another's rewriting none is taken for one story; nor is one of 4,900 pairs of reports
//! that draw fifteen sentences each from one stock of sixty.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::body::Codec;
use super::error::Result;
use super::index::Row;
use super::sketch::{Shingles, Sketch};
use super::slots::TIMED;
use super::tally::{DAY_BITS, day};
use super::tokens::tokens;
use crate::article::{Article, ArticleId};

/// Days between two tellings of a story, at most.
const WINDOW: i64 = 2;

/// Days from a story's first telling to its last, at most: a daily notice that hardly changes is no story without an end.
const SPAN: i64 = 4;

/// Sketches of a day that one article is held against, at most: of a day with more, the last.
const AT_ONCE: usize = 4_096;

/// Slots in which two sketches must agree before the texts are looked at: six texts of a hundred that share three tenths
/// of their shingles are lost by it, and hardly one of a thousand that share a twentieth passes.
const PROMISING: usize = 6;

/// Texts that are unpacked for one article, at most: those that promise most.
const LOOKED_AT: usize = 4;

/// Of the shorter text's shingles so many of a hundred must be in the longer.
const SHARED: usize = 50;

/// The longer may be so many times as long: a digest holds many stories and is none of them.
const LONGER: usize = 4;

/// Whether two texts tell one story: half of the shorter is in the longer, which is not much longer unless it has the very
/// same title (a summary and its article).
fn is_same_story(one: &Shingles, other: &Shingles, same_title: bool) -> bool {
    let less = one.len().min(other.len());
    let more = one.len().max(other.len());
    (same_title || more <= less * LONGER) && one.shared(other) * 100 >= less * SHARED
}

/// The sketches about the days on which a batch puts articles.
#[derive(Default)]
pub struct Nearby {
    days: BTreeMap<i64, Vec<Known>>,
}

/// An article that others may resemble.
#[derive(Clone, Copy)]
struct Known {
    id: ArticleId,
    source: i64,
    sketch: Sketch,
}

impl Nearby {
    /// Keeps what a new article is like, and puts it into one story with those that it resembles.
    pub fn add(
        &mut self,
        db: &Connection,
        codec: &mut Codec,
        (id, source): (ArticleId, i64),
        article: &Article,
        row: &Row,
    ) -> Result<()> {
        let Some(sketch) = Sketch::of_tokens(&tokens(&article.title), row.body()) else {
            return Ok(());
        };
        db.prepare_cached("INSERT INTO sketches (article, source, sketch) VALUES (?1, ?2, ?3)")?
            .execute(params![id.0, source, sketch.bytes()])?;
        let known = Known { id, source, sketch };
        let mut shingles = None;
        for other in self.promising(db, &known)? {
            let own = shingles.get_or_insert_with(|| Shingles::of_tokens(row.body()));
            if is_told_by(db, codec, &known, article, own, &other)? {
                join(db, id, other.id)?;
            }
        }
        self.of_day(db, day(id))?.push(known);
        Ok(())
    }

    /// An article has another text: it is compared anew.
    pub fn change(
        &mut self,
        db: &Connection,
        codec: &mut Codec,
        (id, source): (ArticleId, i64),
        article: &Article,
        row: &Row,
    ) -> Result<()> {
        forget(db, id)?;
        if let Some(day) = self.days.get_mut(&day(id)) {
            day.retain(|known| known.id != id);
        }
        self.add(db, codec, (id, source), article, row)
    }

    /// Those of other sources whose texts are worth looking at, the most promising first.
    fn promising(&mut self, db: &Connection, to: &Known) -> Result<Vec<Known>> {
        let today = day(to.id);
        // Batches go from day to day: what lies behind is not wanted again.
        self.days.retain(|day, _| (day - today).abs() <= SPAN);
        let mut found: Vec<(usize, Known)> = Vec::new();
        for day in today - WINDOW..=today + WINDOW {
            let others = self.of_day(db, day)?.iter().rev().take(AT_ONCE);
            for other in others.filter(|other| other.source != to.source) {
                let agreement = to.sketch.agreement(&other.sketch);
                let promise =
                    agreement + SLOTS_OF_A_TITLE * usize::from(to.sketch.same_title(&other.sketch));
                if promise >= PROMISING {
                    found.push((promise, *other));
                }
            }
        }
        found.sort_by_key(|(promise, other)| (std::cmp::Reverse(*promise), other.id));
        found.truncate(LOOKED_AT);
        Ok(found.into_iter().map(|(_, other)| other).collect())
    }

    fn of_day(&mut self, db: &Connection, day: i64) -> Result<&mut Vec<Known>> {
        match self.days.entry(day) {
            std::collections::btree_map::Entry::Occupied(day) => Ok(day.into_mut()),
            std::collections::btree_map::Entry::Vacant(place) => Ok(place.insert(read(db, day)?)),
        }
    }
}

/// What the same title is worth, in slots: enough to be looked at.
const SLOTS_OF_A_TITLE: usize = PROMISING;

/// The last sketches of a day, in the order of their articles.
fn read(db: &Connection, day: i64) -> Result<Vec<Known>> {
    let mut select = db.prepare_cached(
        "SELECT article, source, sketch FROM sketches WHERE article BETWEEN ?1 AND ?2 ORDER BY article DESC LIMIT ?3",
    )?;
    let (first, last) = (day << DAY_BITS, ((day + 1) << DAY_BITS) - 1);
    let mut rows = select.query(params![first, last, AT_ONCE])?;
    let mut known = Vec::new();
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(2)?.as_blob().unwrap_or_default();
        known.extend(Sketch::from_bytes(bytes).map(|sketch| Known {
            id: ArticleId(row.get(0).unwrap_or_default()),
            source: row.get(1).unwrap_or_default(),
            sketch,
        }));
    }
    known.reverse();
    Ok(known)
}

/// Unpacks another article and counts.
fn is_told_by(
    db: &Connection,
    codec: &mut Codec,
    known: &Known,
    article: &Article,
    shingles: &Shingles,
    other: &Known,
) -> Result<bool> {
    let mut select = db.prepare_cached("SELECT codec, body FROM bodies WHERE article = ?1")?;
    let mut rows = select.query([other.id.0])?;
    // It was removed meanwhile.
    let Some(row) = rows.next()? else {
        return Ok(false);
    };
    let bytes = row.get_ref(1)?.as_blob().unwrap_or_default();
    let theirs = codec.article(db, row.get(0)?, bytes)?;
    let same_title = known.sketch.same_title(&other.sketch);
    Ok(may_be_one_language(article, &theirs)
        && is_same_story(shingles, &shingles_of(&theirs), same_title))
}

fn shingles_of(article: &Article) -> Shingles {
    let texts: Vec<&str> = article.blocks.iter().map(|b| b.text.as_str()).collect();
    Shingles::of_tokens(&tokens(&texts.join("\n")))
}

/// `zh-Hant` and `zh-Hans` are one; what says nothing may be any.
fn may_be_one_language(one: &Article, other: &Article) -> bool {
    let language = |article: &Article| {
        let tag = article.language.as_deref()?;
        Some(tag.split('-').next().unwrap_or(tag).to_ascii_lowercase())
    };
    match (language(one), language(other)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

/// Puts two articles into one story.
fn join(db: &Connection, one: ArticleId, other: ArticleId) -> Result<()> {
    match (story(db, one)?, story(db, other)?) {
        (Some(one), Some(other)) if one == other => Ok(()),
        (Some(mine), Some(theirs)) => {
            let (kept, gone) = (mine.min(theirs), mine.max(theirs));
            let (first, last) = ends(db, kept)?;
            let (early, late) = ends(db, gone)?;
            if spans(first.min(early), last.max(late)) <= SPAN {
                db.prepare_cached("UPDATE twins SET story = ?1 WHERE story = ?2")?
                    .execute([kept, gone])?;
            }
            Ok(())
        }
        (Some(story), None) => enter(db, story, other),
        (None, Some(story)) => enter(db, story, one),
        (None, None) => {
            // Numbers are never used for two stories: a story that lost an article may meet it again in another.
            let newest: i64 = db
                .prepare_cached("SELECT coalesce(max(story), 0) FROM twins")?
                .query_row([], |row| row.get(0))?;
            enter(db, newest + 1, one)?;
            enter(db, newest + 1, other)
        }
    }
}

fn enter(db: &Connection, story: i64, id: ArticleId) -> Result<()> {
    let (first, last) = ends(db, story)?;
    if spans(first.min(id), last.max(id)) <= SPAN {
        db.prepare_cached("INSERT INTO twins (article, story, rank) VALUES (?1, ?2, ?3)")?
            .execute([id.0, story, rank(id)])?;
    }
    Ok(())
}

/// Which telling is the first: by day; of one day what was printed, which has no time, in the order in which it came; then by
/// time. (The numbers of what has no time go downwards, see slots.rs.)
pub fn rank(id: ArticleId) -> i64 {
    const PLACES: i64 = 1 << DAY_BITS;
    let place = id.0 & (PLACES - 1);
    let rank = if place < TIMED {
        PLACES - TIMED + place
    } else {
        PLACES - 1 - place
    };
    (day(id) << DAY_BITS) | rank
}

fn story(db: &Connection, id: ArticleId) -> Result<Option<i64>> {
    let mut select = db.prepare_cached("SELECT story FROM twins WHERE article = ?1")?;
    Ok(select.query_row([id.0], |row| row.get(0)).optional()?)
}

/// The first and the last article of a story; beyond both ends where it has none.
fn ends(db: &Connection, story: i64) -> Result<(ArticleId, ArticleId)> {
    let mut select = db.prepare_cached(
        "SELECT coalesce(min(article), ?2), coalesce(max(article), ?3) FROM twins WHERE story = ?1",
    )?;
    let ends = select.query_row([story, i64::MAX, i64::MIN], |row| {
        Ok((ArticleId(row.get(0)?), ArticleId(row.get(1)?)))
    });
    Ok(ends?)
}

fn spans(first: ArticleId, last: ArticleId) -> i64 {
    day(last) - day(first)
}

/// Takes an article out of its story, and what it is like out of the file. A story of one is none.
pub fn forget(db: &Connection, id: ArticleId) -> Result<()> {
    if let Some(story) = story(db, id)? {
        db.prepare_cached("DELETE FROM twins WHERE article = ?1")?
            .execute([id.0])?;
        db.prepare_cached(
            "DELETE FROM twins WHERE story = ?1 AND (SELECT count(*) FROM twins WHERE story = ?1) = 1",
        )?
        .execute([story])?;
    }
    db.prepare_cached("DELETE FROM sketches WHERE article = ?1")?
        .execute([id.0])?;
    Ok(())
}

/// Whether the archive has any story that is told twice.
pub fn has_any(db: &Connection) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM twins)")?
        .query_row([], |row| row.get(0))
}

/// Those that tell the same story as an article, itself among them, the earliest first; none if nobody else does.
pub fn tellings(db: &Connection, id: ArticleId) -> Result<Vec<ArticleId>> {
    let mut select = db.prepare_cached(
        "SELECT o.article FROM twins t JOIN twins o ON o.story = t.story WHERE t.article = ?1 ORDER BY o.rank",
    )?;
    let ids = select.query_map([id.0], |row| row.get(0).map(ArticleId))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

#[cfg(test)]
mod tests;

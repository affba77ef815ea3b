//! Articles into the archive: known again or new, dated, numbered, indexed and counted, in one transaction.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::bell::Bell;
use super::body::{Codec, Packed};
use super::characters::Characters;
use super::draft::{Draft, is_large};
use super::error::Result;
use super::identity::{self, Identity, Key};
use super::names::Register;
use super::slots::{self, Slots, When};
use super::tally::{self, Ledger};
use super::twice::Nearby;
use super::{Tally, index, journal, linked, marks};
use crate::article::{Article, ArticleId};

/// How many articles of one title on one day of one source are told apart by their texts.
const NAMESAKES: i64 = 64;

/// Rows of the index are written in the order of their numbers, so many articles at a time.
const INDEX_BATCH: usize = 1000;

/// A transaction that was longer than this ends when somebody rings, and others find their turn after it: they look every
/// millisecond.
const LONG: Duration = Duration::from_millis(20);
const PAUSE: Duration = Duration::from_millis(3);

/// Articles between two looks whether somebody rings.
const LISTENING: usize = 8;

/// An article as another file had it: what repair puts in.
pub struct Saved {
    /// Its number, which it keeps.
    pub id: ArticleId,
    /// Where it came from.
    pub source: String,
    /// How often its text had changed.
    pub revision: u32,
    /// Of the JSON that its source gave.
    pub hash: Key,
    /// Its text.
    pub article: Article,
}

/// Puts articles in under the numbers that they had.
pub fn restore(db: &mut Connection, codec: &mut Codec, saved: &[Saved]) -> Result<()> {
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let profiles = profiles(&tx)?;
    let mut slots = Slots::default();
    let mut batch = Batch::new(&tx, codec, &mut slots, "", profiles)?;
    for Saved {
        id,
        source,
        revision,
        hash,
        article,
    } in saved
    {
        batch.source = source;
        let draft = Draft::of(article)?;
        let mut identity = Identity::of(source, article, &draft.json);
        identity.whole = *hash;
        batch.place(*id, &identity, article, draft, *revision)?;
    }
    batch.finish()?;
    tx.commit()?;
    Ok(())
}

/// Puts a batch in, in one transaction, or in more if somebody rings meanwhile.
pub fn put(
    db: &mut Connection,
    codec: &mut Codec,
    slots: &mut Slots,
    source: &str,
    articles: &[Article],
    today: Date,
    bell: &Bell,
) -> Result<(Tally, Vec<Option<ArticleId>>)> {
    let mut done = Tally::default();
    let mut ids = vec![None; articles.len()];
    let order = slots::in_order_of_time(articles, today);
    let mut rest = order.iter();
    while let Some(first) = rest.as_slice().first() {
        let mut ready = match &articles[*first] {
            article if is_large(article) => Some(Draft::whole(db, codec, article)?),
            _ => None,
        };
        let begun = Instant::now();
        let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let profiles = profiles(&tx)?;
        let mut batch = Batch::new(&tx, codec, slots, source, profiles)?;
        let mut taken = 0;
        while let Some(at) = rest.next() {
            let article = &articles[*at];
            let draft = match ready.take() {
                Some(draft) => draft,
                None => Draft::of(article)?,
            };
            let (outcome, id) = batch.take(article, draft, today)?;
            ids[*at] = id;
            outcome.count(&mut done);
            taken += 1;
            let is_asked_for = taken % LISTENING == 0 && begun.elapsed() > LONG && bell.rings();
            let next = rest.as_slice().first().map(|at| &articles[*at]);
            if is_asked_for || next.is_some_and(is_large) {
                break;
            }
        }
        batch.finish()?;
        tx.commit()?;
        if begun.elapsed() > LONG {
            thread::sleep(PAUSE);
        }
    }
    Ok((done, ids))
}

/// Gives an article other words, as a new version: its number, its place in the list and all marks stay.
pub fn amend(
    db: &mut Connection,
    codec: &mut Codec,
    id: ArticleId,
    how: impl FnOnce(&Article) -> Article,
) -> Result<bool> {
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let profiles = profiles(&tx)?;
    let found = tx
        .query_row(
            "SELECT n.name, b.hash, b.codec, b.body FROM bodies b JOIN headlines h ON h.id = b.article
             JOIN names n ON n.id = h.source WHERE b.article = ?1",
            [id.0],
            |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get::<_, Vec<u8>>(3)?)),
        )
        .optional()?;
    let Some((source, hash, packing, body)) = found else {
        return Ok(false);
    };
    let before = codec.article(&tx, packing, &body)?;
    let article = how(&before);
    let draft = Draft::of(&article)?;
    let mut identity = Identity::of(&source, &article, &draft.json);
    // What the source gives is still what it gave: it is known again by that.
    identity.whole = hash;
    let mut slots = Slots::default();
    let mut batch = Batch::new(&tx, codec, &mut slots, &source, profiles)?;
    batch.change(id, &identity, &before, &article, draft)?;
    batch.finish()?;
    tx.commit()?;
    Ok(true)
}

/// The readers whose counts follow.
pub fn profiles(db: &Connection) -> rusqlite::Result<Vec<i64>> {
    db.prepare("SELECT id FROM profiles")?
        .query_map([], |row| row.get(0))?
        .collect()
}

/// What became of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is new.
    Added,
    /// Its content changed.
    Updated,
    /// It was there as it is.
    Unchanged,
}

impl Outcome {
    /// Counts it.
    pub fn count(self, tally: &mut Tally) {
        match self {
            Self::Added => tally.added += 1,
            Self::Updated => tally.updated += 1,
            Self::Unchanged => tally.unchanged += 1,
        }
    }
}

/// What the archive already has of an article.
enum Known {
    New,
    /// It is there as it is; or it was removed (`None`).
    Settled(Option<ArticleId>),
    /// It is there, in these words.
    Here(ArticleId, Box<Article>),
}

/// Articles of one source on their way in, within one transaction.
pub struct Batch<'a> {
    db: &'a Connection,
    codec: &'a mut Codec,
    slots: &'a mut Slots,
    behind: Option<ArticleId>,
    source: &'a str,
    profiles: Vec<i64>,
    register: Register,
    ledger: Ledger,
    characters: Characters,
    nearby: Nearby,
    /// Rows for the index, and those that stand there and go first.
    rows: BTreeMap<ArticleId, index::Row>,
    stale: Vec<ArticleId>,
    /// Marks wait for articles that were here once.
    awaited: bool,
}

impl<'a> Batch<'a> {
    /// A batch; nothing is in until [`Batch::finish`].
    pub fn new(
        db: &'a Connection,
        codec: &'a mut Codec,
        slots: &'a mut Slots,
        source: &'a str,
        profiles: Vec<i64>,
    ) -> Result<Self> {
        let (register, ledger, characters, nearby) = Default::default();
        Ok(Self {
            db,
            codec,
            slots,
            behind: None,
            source,
            profiles,
            register,
            ledger,
            characters,
            nearby,
            rows: BTreeMap::new(),
            stale: Vec::new(),
            awaited: journal::anything_waits(db)?,
        })
    }

    /// Writes what was gathered.
    pub fn finish(mut self) -> Result<()> {
        self.write_index()?;
        self.characters.write(self.db)?;
        Ok(self.ledger.write(self.db)?)
    }

    fn take(
        &mut self,
        article: &Article,
        draft: Draft,
        today: Date,
    ) -> Result<(Outcome, Option<ArticleId>)> {
        let identity = Identity::of(self.source, article, &draft.json);
        Ok(match self.known(&identity, article)? {
            Known::Settled(id) => (Outcome::Unchanged, id),
            Known::New => {
                let id = self.add(&identity, article, draft, today)?;
                (Outcome::Added, Some(id))
            }
            Known::Here(id, _) if self.has_full_text(id, article)? => {
                self.settle(id, &identity)?;
                (Outcome::Unchanged, Some(id))
            }
            Known::Here(id, before) => {
                let outcome = self.change(id, &identity, &before, article, draft)?;
                if !identity::same_text(&before, article) {
                    marks::changed(self.db, id)?;
                }
                (outcome, Some(id))
            }
        })
    }

    /// What is added next stands right behind an article, if neither has a time.
    pub fn stand_behind(&mut self, id: Option<ArticleId>) {
        self.behind = id;
    }

    /// Gives an article that is here other words, whatever it is known by.
    pub fn give(&mut self, id: ArticleId, before: &Article, article: &Article) -> Result<Outcome> {
        if before == article {
            return Ok(Outcome::Unchanged);
        }
        let draft = Draft::of(article)?;
        let identity = Identity::of(self.source, article, &draft.json);
        self.change(id, &identity, before, article, draft)
    }

    /// Takes an article that is none of some: one that resembles an earlier version of them is new all the same.
    pub fn take_beside(
        &mut self,
        article: &Article,
        today: Date,
        is_one: impl Fn(ArticleId) -> bool,
    ) -> Result<(Outcome, Option<ArticleId>)> {
        let draft = Draft::of(article)?;
        let identity = Identity::of(self.source, article, &draft.json);
        match self.known(&identity, article)? {
            Known::Settled(Some(id)) | Known::Here(id, _) if is_one(id) => {
                let id = self.add(&identity, article, draft, today)?;
                Ok((Outcome::Added, Some(id)))
            }
            _ => self.take(article, draft, today),
        }
    }

    /// Whether the article has its page's text over the very words that come now; if over others, it has it no longer.
    fn has_full_text(&mut self, id: ArticleId, article: &Article) -> Result<bool> {
        let Some((packing, summary)) = linked::summary(self.db, id)? else {
            return Ok(false);
        };
        let summary = self.codec.article(self.db, packing, &summary)?;
        let is_over_this = identity::same_text(&summary, article);
        if !is_over_this {
            linked::forget(self.db, id)?;
        }
        Ok(is_over_this)
    }

    /// Only circumstances changed of what the source gives.
    fn settle(&mut self, id: ArticleId, identity: &Identity) -> Result<()> {
        self.db
            .prepare_cached("UPDATE bodies SET hash = ?2 WHERE article = ?1")?
            .execute(params![id.0, identity.whole])?;
        self.remember(id, identity)
    }

    fn known(&mut self, identity: &Identity, article: &Article) -> Result<Known> {
        for key in &identity.sure {
            if let Some(id) = self.origin(*key)? {
                return self.state(id, identity.whole);
            }
        }
        if let Some(id) = self.origin(identity.whole)? {
            let is_here = self.hash(id)?.is_some();
            return Ok(Known::Settled(is_here.then_some(id)));
        }
        let Some(likely) = identity.likely else {
            return Ok(Known::New);
        };
        for key in namesakes(likely) {
            let Some(id) = self.origin(key)? else {
                break;
            };
            if let Known::Here(id, before) = self.state(id, identity.whole)?
                && identity::alike(&before, article)
            {
                return Ok(Known::Here(id, before));
            }
        }
        Ok(Known::New)
    }

    fn origin(&self, key: Key) -> Result<Option<ArticleId>> {
        let mut select = self
            .db
            .prepare_cached("SELECT article FROM origins WHERE key = ?1")?;
        Ok(select
            .query_row([key], |row| row.get(0).map(ArticleId))
            .optional()?)
    }

    fn hash(&self, id: ArticleId) -> Result<Option<Key>> {
        let mut select = self
            .db
            .prepare_cached("SELECT hash FROM bodies WHERE article = ?1")?;
        Ok(select.query_row([id.0], |row| row.get(0)).optional()?)
    }

    fn state(&mut self, id: ArticleId, hash: Key) -> Result<Known> {
        let mut select = self
            .db
            .prepare_cached("SELECT hash, codec, body FROM bodies WHERE article = ?1")?;
        let mut rows = select.query([id.0])?;
        let Some(row) = rows.next()? else {
            return Ok(Known::Settled(None));
        };
        if row.get::<_, Key>(0)? == hash {
            return Ok(Known::Settled(Some(id)));
        }
        let bytes = row.get_ref(2)?.as_blob().unwrap_or_default();
        let before = self.codec.article(self.db, row.get(1)?, bytes)?;
        Ok(Known::Here(id, Box::new(before)))
    }

    fn add(
        &mut self,
        identity: &Identity,
        article: &Article,
        draft: Draft,
        today: Date,
    ) -> Result<ArticleId> {
        let when = When::of(article, today);
        let id = self.slots.take(self.db, when, self.behind.take())?;
        self.place(id, identity, article, draft, 0)?;
        Ok(id)
    }

    /// Writes an article under a number that is free.
    fn place(
        &mut self,
        id: ArticleId,
        identity: &Identity,
        article: &Article,
        mut draft: Draft,
        revision: u32,
    ) -> Result<()> {
        let facets = self.write_headline(id, identity, article)?;
        let Packed { codec, bytes } = draft.packed(self.db, self.codec)?;
        self.db
            .prepare_cached(
                "INSERT INTO bodies (article, hash, revision, codec, body) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![id.0, identity.whole, revision, codec, bytes])?;
        self.remember(id, identity)?;
        let section = facets.section;
        for profile in &self.profiles {
            self.db
                .prepare_cached(
                    "INSERT INTO unread (profile, article, section) VALUES (?1, ?2, ?3)",
                )?
                .execute(params![profile, id.0, section])?;
            self.ledger.add(*profile, section, tally::day(id), 1);
        }
        self.ledger.add(tally::ALL, section, tally::day(id), 1);
        let row = draft.row(article, &facets);
        let whose = (id, facets.source);
        self.nearby.add(self.db, self.codec, whose, article, &row)?;
        if self.awaited {
            journal::welcome(self.db, &self.profiles, id, identity)?;
        }
        self.index(id, row)
    }

    /// Another version of an article: marks, number and place in the list stay.
    fn change(
        &mut self,
        id: ArticleId,
        identity: &Identity,
        before: &Article,
        article: &Article,
        mut draft: Draft,
    ) -> Result<Outcome> {
        let same_text = identity::same_text(before, article);
        if !same_text {
            self.db
                .prepare_cached(
                    "INSERT INTO revisions (article, revision, codec, body, until)
                     SELECT article, revision, codec, body, unixepoch() FROM bodies WHERE article = ?1",
                )?
                .execute([id.0])?;
        }
        let Packed { codec, bytes } = draft.packed(self.db, self.codec)?;
        self.db
            .prepare_cached(
                "UPDATE bodies SET hash = ?2, codec = ?3, body = ?4, revision = revision + ?5 WHERE article = ?1",
            )?
            .execute(params![id.0, identity.whole, codec, bytes, !same_text])?;
        self.remember(id, identity)?;
        self.leave_section(id)?;
        let facets = self.write_headline(id, identity, article)?;
        self.enter_section(id, facets.section)?;
        // The index hears of it with the batch: it writes a piece of its own for each statement in between.
        if self.rows.remove(&id).is_none() {
            self.stale.push(id);
        }
        self.characters.add(&index::Row::of_text(before), -1);
        let row = draft.row(article, &facets);
        if !same_text {
            let whose = (id, facets.source);
            self.nearby
                .change(self.db, self.codec, whose, article, &row)?;
        }
        self.index(id, row)?;
        Ok(if same_in_all_but_circumstance(before, article) {
            Outcome::Unchanged
        } else {
            Outcome::Updated
        })
    }

    fn write_headline(
        &mut self,
        id: ArticleId,
        identity: &Identity,
        article: &Article,
    ) -> Result<index::Facets> {
        let facets = index::Facets::of(self.db, &mut self.register, self.source, article)?;
        self.db
            .prepare_cached(
                "INSERT INTO headlines
                   (id, section, source, publication, title, page, published, byline, language, origin)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                 ON CONFLICT (id) DO UPDATE SET section = ?2, publication = ?4, title = ?5, page = ?6,
                   published = ?7, byline = ?8, language = ?9, origin = ?10",
            )?
            .execute(params![
                id.0,
                facets.section,
                facets.source,
                facets.publication,
                article.title,
                article.page,
                article.published,
                article.byline,
                article.language,
                identity.surest()
            ])?;
        Ok(facets)
    }

    fn remember(&self, id: ArticleId, identity: &Identity) -> Result<()> {
        let mut insert = self.db.prepare_cached(
            "INSERT INTO origins (key, article) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        )?;
        for key in identity.sure.iter().chain([&identity.whole]) {
            insert.execute(params![key, id.0])?;
        }
        for key in identity.likely.into_iter().flat_map(namesakes) {
            if insert.execute(params![key, id.0])? == 1 || self.origin(key)? == Some(id) {
                break;
            }
        }
        Ok(())
    }

    fn leave_section(&mut self, id: ArticleId) -> Result<()> {
        let section = self
            .db
            .prepare_cached("SELECT section FROM headlines WHERE id = ?1")?
            .query_row([id.0], |row| row.get(0))?;
        self.count(id, section, -1)
    }

    fn enter_section(&mut self, id: ArticleId, section: i64) -> Result<()> {
        self.db
            .prepare_cached("UPDATE unread SET section = ?3 WHERE profile = ?1 AND article = ?2")
            .and_then(|mut update| {
                for profile in &self.profiles {
                    update.execute(params![profile, id.0, section])?;
                }
                Ok(())
            })?;
        self.count(id, section, 1)
    }

    fn count(&mut self, id: ArticleId, section: i64, n: i64) -> Result<()> {
        self.ledger.add(tally::ALL, section, tally::day(id), n);
        let mut unread = self
            .db
            .prepare_cached("SELECT count(*) FROM unread WHERE profile = ?1 AND article = ?2")?;
        for profile in &self.profiles {
            let is_unread: i64 = unread.query_row([*profile, id.0], |row| row.get(0))?;
            self.ledger
                .add(*profile, section, tally::day(id), n * is_unread);
        }
        Ok(())
    }

    fn index(&mut self, id: ArticleId, row: index::Row) -> Result<()> {
        self.characters.add(&row, 1);
        self.rows.insert(id, row);
        if self.rows.len() >= INDEX_BATCH {
            self.write_index()?;
        }
        Ok(())
    }

    fn write_index(&mut self) -> Result<()> {
        index::take_out(self.db, std::mem::take(&mut self.stale))?;
        index::write(self.db, std::mem::take(&mut self.rows))?;
        Ok(())
    }
}

/// The keys under which articles of one title stand, one after another.
fn namesakes(likely: Key) -> impl Iterator<Item = Key> {
    (0..NAMESAKES).map(move |nth| likely.wrapping_add(nth))
}

/// Whether nothing changed that a reader would call a change: dates and addresses may.
fn same_in_all_but_circumstance(before: &Article, after: &Article) -> bool {
    let bare = |article: &Article| Article {
        id: None,
        link: None,
        published: None,
        updated: None,
        created: None,
        ..article.clone()
    };
    bare(before) == bare(after)
}

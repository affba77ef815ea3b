//! One SQLite file behind one [`Store`]: the archive, and what its readers did with it.
//!
//! | file | what it is for |
//! |---|---|
//! | `open`, `schema` | the file, its tables and the steps between versions |
//! | `bell` | letting others write between two articles |
//! | `parts`, `put`, `identity`, `slots`, `names`, `index`, `tokens`, `body` | an article on its way in |
//! | `originals`, `linked`, `mended` | inputs as they came; texts of pages that articles link to; pages mended at the desk |
//! | `plan`, `list`, `counts`, `functions` | a query on its way out |
//! | `twice`, `sketch`, `once`, `stories` | the same story, told by several |
//! | `versions` | an article's earlier texts |
//! | `marks`, `left`, `memory`, `tally` | what readers did and their programs remember, and the counts that follow |
//! | `characters` | in how many articles each character stands |
//!
//! A [`Store`] is one connection, to be moved between threads but not shared; [`Store::reader`] gives another that only
//! reads, and [`Store::interrupt`] a handle by which any thread stops a question that takes too long.

mod backup;
mod bell;
mod body;
mod carve;
mod characters;
mod counts;
mod draft;
mod error;
mod feeds;
mod functions;
mod health;
mod hits;
mod identity;
mod index;
mod journal;
mod keep;
mod left;
mod linked;
mod list;
mod marks;
mod memo;
mod memory;
mod mended;
mod names;
mod newsboat;
mod once;
mod open;
mod originals;
mod parts;
mod plan;
mod put;
mod remove;
mod repair;
mod schema;
mod sketch;
mod slots;
mod stops;
mod stories;
mod tally;
mod tokens;
mod twice;
mod upkeep;
mod versions;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, InterruptHandle};

use self::body::Codec;
use self::list::View;
use self::names::Names;
use self::once::Within;
use self::plan::Plan;
use self::slots::Slots;
use crate::article::{Article, ArticleId, DayCount, Headline, Place, SectionCount, Stored};
use crate::query::{self, Query, Sort};

pub use self::error::{Result, StoreError};
pub use self::feeds::{Feed, Version};
pub use self::health::Health;
pub use self::hits::{Hits, hits, snippet};
pub use self::identity::settled;
pub use self::keep::Keep;
pub use self::left::Left;
pub use self::linked::{Linked, Page as LinkedPage};
pub use self::marks::Undo;
pub use self::mended::{Mended, Reset};
pub use self::newsboat::{NewsboatItem, is_newsboat, newsboat};
pub use self::open::{BUSY, leaving};
pub use self::originals::Original;
pub use self::repair::{Salvage, repair};

/// The source under which the built-in sample edition is put in.
pub const SAMPLE: &str = "sample";

/// The archive as one reader (one profile) sees it.
pub struct Store {
    path: PathBuf,
    db: Connection,
    profile_name: String,
    profile: Option<i64>,
    read_only: bool,
    /// It can only be read because there is no room to write.
    is_full: bool,
    codec: Arc<Mutex<Codec>>,
    slots: Slots,
    names: Names,
    memo: memo::Memo,
    /// A reader did something: the copy of marks is no longer up to date.
    marked: bool,
    /// What tells one story is read together.
    together: bool,
    /// Marks over whole lists that this reader is setting.
    at_work: Vec<Left>,
}

/// Stops a running question of one [`Store`] from any thread; it then fails with [`StoreError::Interrupted`].
pub struct Interrupt(InterruptHandle);

impl Interrupt {
    /// Stops what runs now; nothing if nothing runs.
    pub fn stop(&self) {
        self.0.interrupt();
    }
}

/// What `put` did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Tally {
    /// New articles.
    pub added: u64,
    /// Articles whose content changed.
    pub updated: u64,
    /// Articles that were there as they are.
    pub unchanged: u64,
}

/// A stretch of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Begin after this article (in the list's order); `None` begins at the list's head, or its tail if `backward`.
    pub after: Option<ArticleId>,
    /// Go towards the list's head. Rows come in the list's order all the same.
    pub backward: bool,
    /// At most so many rows.
    pub limit: usize,
}

/// How many articles a query finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// All.
    pub total: u64,
    /// Those not read by this reader.
    pub unread: u64,
}

/// A mark that a reader sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Mark {
    /// Read or not.
    Read(bool),
    /// Kept or not.
    Starred(bool),
}

impl Store {
    /// Opens a store, making it if it is not there. `profile` names the reader whose marks are meant.
    ///
    /// A file or folder that cannot be written is opened for reading ([`Store::is_read_only`]).
    ///
    /// # Errors
    /// The file is no store, of a newer version, damaged, locked, or the system refuses.
    pub fn open(path: &Path, profile: &str) -> Result<Self> {
        Self::open_as(path, profile, true)
    }

    /// Opens a store that is there and writes nothing, not even to make or to migrate it.
    ///
    /// # Errors
    /// As [`Store::open`], and the file has to be there and of this version.
    pub fn open_read_only(path: &Path, profile: &str) -> Result<Self> {
        Self::open_as(path, profile, false)
    }

    fn open_as(path: &Path, profile: &str, may_write: bool) -> Result<Self> {
        // A link is another name of the same store: its log and its copy of marks lie beside the file itself.
        let real = path.canonicalize();
        let path = real.as_deref().unwrap_or(path);
        let opened = open::open(path, may_write)?;
        let is_new = opened.is_new;
        let mut store = Self::with(path, profile, opened).map_err(|error| error.named(path))?;
        if is_new {
            store.take_up_copy();
        }
        Ok(store)
    }

    fn with(path: &Path, name: &str, opened: open::Opened) -> Result<Self> {
        let open::Opened {
            mut db,
            read_only,
            is_full,
            ..
        } = opened;
        let profile = match marks::profile(&db, name)? {
            None if !read_only => Some(marks::enrol(&mut db, name)?),
            known => known,
        };
        let codec = Arc::new(Mutex::new(Codec::new()));
        functions::register(&db, &codec)?;
        Ok(Self {
            path: path.to_path_buf(),
            db,
            profile_name: name.to_owned(),
            profile,
            read_only,
            is_full,
            codec,
            slots: Slots::default(),
            names: Names::default(),
            memo: memo::Memo::default(),
            marked: false,
            together: false,
            at_work: Vec::new(),
        })
    }

    /// A second connection to the same file for the same reader, which only reads: for counts on another thread.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn reader(&self) -> Result<Self> {
        if self.is_full {
            // Two connections need the memory that they share.
            return Err(self.full());
        }
        Self::open_read_only(&self.path, &self.profile_name)
    }

    /// A second connection to the same file for the same reader, which writes: for what comes in on another thread.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn writer(&self) -> Result<Self> {
        self.may_write()?;
        Self::open(&self.path, &self.profile_name)
    }

    /// A handle that stops this connection's questions.
    pub fn interrupt(&self) -> Interrupt {
        Interrupt(self.db.get_interrupt_handle())
    }

    /// The store's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether nothing can be written: marks then fail with [`StoreError::ReadOnly`].
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// A number that changes when another connection has written, of this process or another; `None` where it cannot be had.
    pub fn version(&self) -> Option<i64> {
        let read = |row: &rusqlite::Row| row.get(0);
        let mut ask = self.db.prepare_cached("PRAGMA data_version").ok()?;
        ask.query_row([], read).ok()
    }

    /// Gives an article other words, as a new version. Its number, its place in the list and all marks stay; its source
    /// giving what it gave before does not take them away. `false`: it is not there.
    ///
    /// # Errors
    /// Nothing was changed then.
    pub fn amend(&mut self, id: ArticleId, article: &Article) -> Result<bool> {
        self.may_write()?;
        let mut codec = lock(&self.codec);
        put::amend(&mut self.db, &mut codec, id, |_| article.clone())
            .map_err(|error| error.named(&self.path))
    }

    /// A stretch of the list that a query gives.
    ///
    /// # Errors
    /// As all questions: damage, a lock, or [`StoreError::Interrupted`].
    pub fn list(&self, query: &Query, page: Page) -> Result<Vec<Headline>> {
        self.ask(query, Within::List, |view, plan| view.list(plan, page))
    }

    /// Gives every title that a query finds, the newest first, until it is enough: for what no index knows, as how they sound.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn titles(
        &self,
        query: &Query,
        each: impl FnMut(ArticleId, &str) -> ControlFlow<()>,
    ) -> Result<()> {
        self.ask(query, Within::List, |view, plan| view.titles(plan, each))
    }

    /// The rows of these articles, in the order given; those that are gone are left out.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn rows(&self, ids: &[ArticleId]) -> Result<Vec<Headline>> {
        self.named(self.view().rows_of(ids))
    }

    /// The names that queries are completed with, the newest first: papers and feeds, authors, tags.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn names(&self) -> Result<query::Names> {
        self.named(names::offered(&self.db).map_err(StoreError::from))
    }

    /// How many a query finds.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn count(&self, query: &Query) -> Result<Counts> {
        self.memo.count(self, query, || {
            self.ask(query, Within::List, |view, plan| view.count(plan))
        })
    }

    /// How many articles of the query stand before this one in the list's order.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn position(&self, query: &Query, id: ArticleId) -> Result<u64> {
        self.ask(query, Within::List, |view, plan| view.position(plan, id))
    }

    /// Every section of the archive in the paper's order, with counts under the query.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn sections(&self, query: &Query) -> Result<Vec<SectionCount>> {
        self.ask(query, Within::Section, |view, plan| view.sections(plan))
    }

    /// The last `limit` days that have articles under the query, newest first.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn days(&self, query: &Query, limit: usize) -> Result<Vec<DayCount>> {
        self.ask(query, Within::Day, |view, plan| view.days(plan, limit))
    }

    /// Where what a query finds came from, papers by name and others by address, with counts, the most first.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn by_source(&self, query: &Query) -> Result<Vec<(String, Counts)>> {
        self.ask(query, Within::List, |view, plan| view.sources(plan))
    }

    /// One article, whole.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn article(&self, id: ArticleId) -> Result<Option<Stored>> {
        self.named(self.article_of(id))
    }

    fn article_of(&self, id: ArticleId) -> Result<Option<Stored>> {
        let mut select = self.db.prepare_cached(
            "SELECT b.codec, b.body, b.revision, n.name FROM bodies b
             JOIN headlines h ON h.id = b.article JOIN names n ON n.id = h.source WHERE b.article = ?1",
        )?;
        let mut rows = select.query([id.0])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let bytes = row.get_ref(1)?.as_blob().unwrap_or_default();
        Ok(Some(Stored {
            id,
            source: row.get(3)?,
            edition: slots::date_of(id),
            article: lock(&self.codec).article(&self.db, row.get(0)?, bytes)?,
            marks: marks::of(&self.db, self.profile, id)?,
            revision: row.get(2)?,
        }))
    }

    /// Never lets the file grow over so many bytes: what would fails with [`StoreError::Full`], and nothing is lost.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn limit_size(&mut self, bytes: u64) -> Result<()> {
        let page: u64 = self
            .db
            .pragma_query_value(None, "page_size", |row| row.get(0))
            .map_err(|error| StoreError::about(&self.path, error))?;
        let pages = i64::try_from(bytes / page.max(1)).unwrap_or(i64::MAX);
        // The answer is a row: the limit in force.
        let set = self
            .db
            .pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()));
        self.named(set.map_err(StoreError::from))
    }

    /// Sets a mark on articles. Durable when it returns.
    ///
    /// # Errors
    /// Nothing was marked then.
    pub fn mark(&mut self, ids: &[ArticleId], mark: Mark) -> Result<Undo> {
        let profile = self.will_mark()?;
        let told = match mark {
            Mark::Read(_) if self.together => self.named(once::with_others(&self.db, ids))?,
            _ => Vec::new(),
        };
        let ids = if told.is_empty() { ids } else { &told };
        marks::set(&mut self.db, profile, ids, mark).map_err(|error| error.named(&self.path))
    }

    /// Sets a mark on all that a query finds, so many at a time that other processes find their turn.
    ///
    /// # Errors
    /// What was marked until then is.
    pub fn mark_all(&mut self, query: &Query, mark: Mark) -> Result<Undo> {
        self.mark_beyond(query, mark, None)
    }

    fn mark_beyond(&mut self, query: &Query, mark: Mark, after: Option<ArticleId>) -> Result<Undo> {
        let (mut undo, mut after) = self.mark_some(query, mark, after, parts::PART)?;
        while after.is_some() {
            let (more, next) = self.mark_some(query, mark, after, parts::PART)?;
            undo.ids.extend(more.ids);
            undo.had_changed.extend(more.had_changed);
            after = next;
        }
        Ok(undo)
    }

    /// Sets a mark on the first `limit` that a query finds beyond `after`, the newest first; says with what to go on.
    ///
    /// # Errors
    /// None of these was marked then.
    pub fn mark_some(
        &mut self,
        query: &Query,
        mark: Mark,
        after: Option<ArticleId>,
        limit: usize,
    ) -> Result<(Undo, Option<ArticleId>)> {
        // By rank it could not be gone on with: what was marked may be found no more.
        let query = Query {
            sort: Sort::Newest,
            ..query.clone()
        };
        let page = Page {
            after,
            backward: false,
            limit,
        };
        let ids = self.ask(&query, Within::List, |view, plan| view.ids(plan, page))?;
        let next = ids.last().filter(|_| ids.len() == limit).copied();
        Ok((self.mark(&ids, mark)?, next))
    }

    /// Takes a mark back.
    ///
    /// # Errors
    /// Nothing was taken back then.
    pub fn undo(&mut self, undo: &Undo) -> Result<()> {
        let profile = self.will_mark()?;
        marks::undo(&mut self.db, profile, undo).map_err(|error| error.named(&self.path))
    }

    /// Keeps where the reader is in an article.
    ///
    /// # Errors
    /// The place is as it was then.
    pub fn set_place(&mut self, id: ArticleId, place: Place) -> Result<()> {
        let profile = self.will_mark()?;
        self.named(marks::set_place(&self.db, profile, id, place))
    }

    /// Removes the sample edition; says how many articles went.
    ///
    /// # Errors
    /// Nothing was removed then.
    pub fn remove_sample(&mut self) -> Result<u64> {
        self.may_write()?;
        remove::sample(&mut self.db, &mut lock(&self.codec))
            .map_err(|error| error.named(&self.path))
    }

    fn ask<T>(
        &self,
        query: &Query,
        within: Within,
        answer: impl FnOnce(&View, &Plan) -> Result<T>,
    ) -> Result<T> {
        let view = self.view();
        let answered = Plan::of(&self.db, self.profile, query, within)
            .map_err(StoreError::from)
            .and_then(|plan| {
                if plan.reads_texts {
                    lock(&self.codec).learn(&self.db)?;
                }
                answer(&view, &plan)
            });
        self.named(answered)
    }

    fn view(&self) -> View<'_> {
        View {
            db: &self.db,
            profile: self.profile,
            names: &self.names,
        }
    }

    fn may_write(&self) -> Result<i64> {
        match self.profile {
            Some(profile) if !self.read_only => Ok(profile),
            _ if self.is_full => Err(self.full()),
            _ => Err(StoreError::ReadOnly {
                file: self.path.clone(),
            }),
        }
    }

    fn full(&self) -> StoreError {
        let file = self.path.clone();
        StoreError::Full { file }
    }

    fn will_mark(&mut self) -> Result<i64> {
        let profile = self.may_write()?;
        self.marked = true;
        Ok(profile)
    }

    fn named<T>(&self, result: Result<T>) -> Result<T> {
        result.map_err(|error| error.named(&self.path))
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.save_marks_at_close();
    }
}

/// A codec has no state that a panic could leave broken.
fn lock(codec: &Mutex<Codec>) -> MutexGuard<'_, Codec> {
    codec.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;

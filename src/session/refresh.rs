//! One round of fetching subscriptions: whom to ask and in which order, what came, what is kept of it. The reader and the
//! command line share it.
//!
//! A thread fetches and parses, one feed ahead of what is written; whoever has the store calls [`Refresh::step`], which
//! writes a few articles at a time, so that nobody's mark waits for a large feed.

mod due;
mod thread;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, TryRecvError};

use jiff::Timestamp;
use jiff::civil::Date;

use self::thread::{Arrival, Asked, Came};
use super::full::{FullTexts, Read, Text};
use super::{Settings, rules};
use crate::article::{Article, ArticleId};
use crate::config::Rule;
use crate::fetch::rounds::{self, Round};
use crate::fetch::{Body, Fetched, Outcome, Stop, is_same_place};
use crate::ingest::Harvest;
use crate::store::{self, Feed, Original, Store, StoreError, Tally};
use crate::term::Waker;
use crate::words::UiLang;

/// Articles written in one step, and bytes of their text: about 10 ms, less than a key's patience.
const STEP: usize = 40;
const STEP_TEXT: usize = 128 << 10;

/// How a round is to be run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Fetches at once.
    pub at_once: usize,
    /// Bytes that the whole round may receive.
    pub budget: Option<u64>,
    /// Feeds that are not due, or paused, are asked all the same: the reader named them.
    pub named: bool,
    /// Pages at most that are fetched for a feed set to full text.
    pub full_texts: usize,
    /// In which language what went wrong is said.
    pub lang: UiLang,
    /// Which section articles belong to, by the reader's rules.
    pub rules: Vec<Rule>,
    /// Seconds since 1970.
    pub now: i64,
    /// Dates what has no date.
    pub today: Date,
}

impl Options {
    /// As the reader has set it: what is due, now.
    pub fn of(settings: &Settings, today: Date) -> Self {
        Self {
            at_once: settings.at_once,
            budget: settings.budget,
            named: false,
            full_texts: settings.full_texts,
            lang: settings.lang,
            rules: settings.rules.clone(),
            now: Timestamp::now().as_second(),
            today,
        }
    }
}

/// What became of one feed.
#[derive(Debug)]
pub struct Told {
    /// What the feed is called.
    pub feed: String,
    /// What became of it.
    pub what: What,
}

/// What became of a feed.
#[derive(Debug, PartialEq, Eq)]
pub enum What {
    /// Articles came.
    Came(Tally),
    /// Nothing was new.
    Unchanged,
    /// The server wants to be left alone for a while.
    Later,
    /// It is gone for good, and is not asked again.
    Gone,
    /// Nothing came, and why.
    Failed(String),
    /// It was not asked: the budget was spent.
    Skipped,
    /// What became of the text of one of its articles, by its headline.
    Page(String, Text),
}

/// A round under way. Dropping it calls it off.
pub struct Refresh {
    feeds: Vec<Feed>,
    options: Options,
    arrivals: Receiver<Arrival>,
    stop: Arc<Stop>,
    writing: VecDeque<Writing>,
    /// When the feeds are done: the pages of those set to full text, each with its feed.
    full: Option<(FullTexts, Vec<usize>)>,
    waker: Option<Waker>,
    /// Feeds that answered.
    answered: Vec<usize>,
    stopped: bool,
    over: bool,
    done: usize,
    received: u64,
    saved: u64,
}

/// A feed whose articles are being written.
struct Writing {
    feed: usize,
    articles: VecDeque<Article>,
    sum: Tally,
    /// The feed as it came, if its encoding was a guess, and which articles it gave.
    original: Option<Original>,
    gave: Vec<Option<ArticleId>>,
}

impl Writing {
    /// The next few articles.
    fn few(&mut self) -> Vec<Article> {
        let mut few = Vec::new();
        let mut size = 0;
        while few.len() < STEP && size < STEP_TEXT {
            let Some(article) = self.articles.pop_front() else {
                break;
            };
            size += article
                .blocks
                .iter()
                .map(|block| block.text.len())
                .sum::<usize>();
            few.push(article);
        }
        few
    }
}

impl Refresh {
    /// Begins to fetch those of `feeds` that are due, those most read first. `None` if none is.
    ///
    /// # Errors
    /// The store could not say what is read most.
    pub fn begin(
        store: &Store,
        feeds: Vec<Feed>,
        options: Options,
        waker: Option<Waker>,
    ) -> Result<Option<Self>, StoreError> {
        let mut feeds: Vec<Feed> = feeds
            .into_iter()
            .filter(|feed| options.named || due::is_due(feed, options.now))
            .collect();
        if feeds.is_empty() {
            return Ok(None);
        }
        let reads: HashMap<String, u64> = store.reads_by_source()?.into_iter().collect();
        feeds.sort_by_key(|feed| std::cmp::Reverse(reads.get(&feed.source).copied().unwrap_or(0)));
        let requests = feeds.iter().map(|feed| thread::request(feed, options.now));
        let round = Round::with(requests.collect(), settings(&options));
        let stop = round.stopper();
        let (sender, arrivals) = mpsc::sync_channel(1);
        let asked: Vec<Asked> = feeds.iter().map(Asked::of).collect();
        let theirs = waker.as_ref().and_then(|waker| waker.another().ok());
        let lang = options.lang;
        std::thread::spawn(move || thread::relay(&round, &asked, lang, &sender, theirs.as_ref()));
        Ok(Some(Self {
            feeds,
            options,
            arrivals,
            stop,
            writing: VecDeque::new(),
            full: None,
            waker,
            answered: Vec::new(),
            stopped: false,
            over: false,
            done: 0,
            received: 0,
            saved: 0,
        }))
    }

    /// Writes a little of what has come, and tells what that made an end of. With `wait`, waits for something to come.
    ///
    /// # Errors
    /// The store could not be written; the round goes on.
    pub fn step(&mut self, store: &mut Store, wait: bool) -> Result<Option<Told>, StoreError> {
        if self.full.is_some() {
            return self.read_page(store, wait);
        }
        if self.writing.is_empty() {
            let arrival = if wait {
                self.arrivals.recv().map_err(|_| TryRecvError::Disconnected)
            } else {
                self.arrivals.try_recv()
            };
            match arrival {
                Ok(arrival) => return self.take(store, arrival),
                Err(TryRecvError::Empty) => return Ok(None),
                Err(TryRecvError::Disconnected) => return self.turn_to_pages(store),
            }
        }
        self.write(store)
    }

    /// Whether everything has been told.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Whether articles have come that wait to be written.
    pub fn is_writing(&self) -> bool {
        !self.writing.is_empty()
    }

    /// Feeds and pages done, and how many there are in all, as far as is known.
    pub fn progress(&self) -> (usize, usize) {
        let (done, all) = self
            .full
            .as_ref()
            .map_or((0, 0), |(full, _)| full.progress());
        (self.done + done, self.feeds.len() + all)
    }

    /// Bytes received and bytes saved so far.
    pub fn bytes(&self) -> (u64, u64) {
        (self.received, self.saved)
    }

    /// Calls the round off: what is under way is dropped, what came is kept.
    pub fn stop(&mut self) {
        self.stopped = true;
        self.stop.set();
        if let Some((full, _)) = &self.full {
            full.stop();
        }
    }

    /// The feeds are done: the pages of those set to full text come next.
    fn turn_to_pages(&mut self, store: &Store) -> Result<Option<Told>, StoreError> {
        let (mut wanted, mut feeds) = (Vec::new(), Vec::new());
        for at in std::mem::take(&mut self.answered) {
            let Some(feed) = self.feeds.get(at).filter(|feed| feed.full && !self.stopped) else {
                continue;
            };
            let lacking = store.without_full_text(&feed.source, self.options.full_texts)?;
            feeds.extend(lacking.iter().map(|_| at));
            wanted.extend(lacking);
        }
        if wanted.is_empty() {
            self.over = true;
            return Ok(None);
        }
        let settings = rounds::Settings {
            budget: self
                .options
                .budget
                .map(|bytes| bytes.saturating_sub(self.received)),
            ..settings(&self.options)
        };
        let address = |nth: usize| Some(self.feeds.get(*feeds.get(nth)?)?.named()?.to_owned());
        let full = FullTexts::begin(
            wanted,
            address,
            settings,
            self.options.lang,
            self.waker.take(),
        );
        self.full = Some((full, feeds));
        Ok(None)
    }

    /// Writes the next page's text that has come.
    fn read_page(&mut self, store: &mut Store, wait: bool) -> Result<Option<Told>, StoreError> {
        let Some((full, feeds)) = &mut self.full else {
            return Ok(None);
        };
        let read = full.step(store, wait)?;
        self.over = full.is_over();
        let Some(Read {
            nth,
            title,
            what,
            received,
            saved,
            ..
        }) = read
        else {
            return Ok(None);
        };
        self.received += received;
        self.saved += saved;
        let feed = feeds.get(nth).and_then(|at| self.feeds.get_mut(*at));
        let Some(feed) = feed else { return Ok(None) };
        feed.received += received;
        feed.saved += saved;
        store.update_feed(feed)?;
        Ok(Some(Told {
            feed: feed.name().to_owned(),
            what: What::Page(title, what),
        }))
    }

    fn take(&mut self, store: &mut Store, arrival: Arrival) -> Result<Option<Told>, StoreError> {
        let at = arrival.feed;
        self.received += arrival.received;
        let Some(feed) = self.feeds.get_mut(at) else {
            return Ok(None);
        };
        feed.received += arrival.received;
        match arrival.what {
            Came::Nothing => {
                if arrival.received > 0 {
                    store.update_feed(feed)?;
                }
                self.tell(at, What::Skipped)
            }
            Came::Failed(why) => self.failed(store, at, why),
            Came::Word(fetched) => self.word(store, at, *fetched),
            Came::Same(fetched) => self.same(store, at, *fetched),
            Came::Feed(fetched, Ok(harvest), sum) => self.came(store, at, *fetched, *harvest, sum),
            Came::Feed(_, Err(why), _) => self.failed(store, at, why),
        }
    }

    /// An answer without a feed in it.
    fn word(
        &mut self,
        store: &mut Store,
        at: usize,
        fetched: Fetched,
    ) -> Result<Option<Told>, StoreError> {
        let now = self.options.now;
        let is_of_use = matches!(fetched.outcome, Outcome::NotModified(_));
        let Some(feed) = self.answered(store, at, &fetched, is_of_use)? else {
            return Ok(None);
        };
        let what = match fetched.outcome {
            Outcome::Gone => {
                feed.paused = true;
                feed.error = Some("410".into());
                What::Gone
            }
            Outcome::Later(wait) => {
                due::later(feed, now, wait);
                What::Later
            }
            Outcome::NotModified(terms) => {
                due::settle(feed, now, &terms);
                What::Unchanged
            }
            Outcome::Body(_) => What::Unchanged,
        };
        store.update_feed(feed)?;
        self.tell(at, what)
    }

    /// The bytes that came the last time came again: nothing of them is read or written.
    fn same(
        &mut self,
        store: &mut Store,
        at: usize,
        fetched: Fetched,
    ) -> Result<Option<Told>, StoreError> {
        let now = self.options.now;
        let Some(feed) = self.answered(store, at, &fetched, true)? else {
            return Ok(None);
        };
        if let Outcome::Body(body) = fetched.outcome {
            due::settle(feed, now, &body.terms);
            let sum = feed.version.sum.take();
            note_version(feed, &body, sum, now);
        }
        store.update_feed(feed)?;
        self.tell(at, What::Unchanged)
    }

    /// A feed came. Its version is kept when its articles are: a reader that is killed between them would else be told that
    /// nothing has changed, for ever.
    fn came(
        &mut self,
        store: &Store,
        at: usize,
        fetched: Fetched,
        harvest: Harvest,
        sum: String,
    ) -> Result<Option<Told>, StoreError> {
        let now = self.options.now;
        let Some(feed) = self.answered(store, at, &fetched, true)? else {
            return Ok(None);
        };
        let Outcome::Body(body) = fetched.outcome else {
            return Ok(None);
        };
        let original = thread::original(feed, &body, &harvest);
        introduce(feed, &harvest);
        due::settle(feed, now, &body.terms);
        note_version(feed, &body, Some(sum).filter(|_| !body.truncated), now);
        let feed = feed.clone();
        let filed = |article| filed(article, &feed, &self.options.rules);
        let articles: Vec<Article> = harvest.articles.into_iter().map(filed).collect();
        // Here, where all of it is at hand: what is written a few at a time could not tell.
        let settled = store::settled(&articles, self.options.today);
        self.writing.push_back(Writing {
            feed: at,
            articles: settled.unwrap_or(articles).into(),
            sum: Tally::default(),
            original,
            gave: Vec::new(),
        });
        Ok(None)
    }

    /// A feed that answered, with what the answer says of where it is. A move for good is kept only with an answer of use (a
    /// wall before the net moves everything for good), and not to where another subscription is.
    fn answered(
        &mut self,
        store: &Store,
        at: usize,
        fetched: &Fetched,
        is_of_use: bool,
    ) -> Result<Option<&mut Feed>, StoreError> {
        self.saved += fetched.saved;
        let Some(feed) = self.feeds.get_mut(at) else {
            return Ok(None);
        };
        feed.saved += fetched.saved;
        feed.fetched = Some(self.options.now);
        if let Some(moved) = fetched.moved.as_ref().filter(|_| is_of_use)
            && !store.feeds()?.iter().any(|other| other.url == *moved)
        {
            // Nobody named the place that a server sends on to.
            feed.found |= !is_same_place(&feed.url, moved);
            feed.url.clone_from(moved);
        }
        Ok(Some(feed))
    }

    /// A failed feed keeps its articles, shows its error and is asked less and less often.
    fn failed(
        &mut self,
        store: &mut Store,
        at: usize,
        why: String,
    ) -> Result<Option<Told>, StoreError> {
        let Some(feed) = self.feeds.get_mut(at) else {
            return Ok(None);
        };
        due::failed(feed, self.options.now, &why);
        store.update_feed(feed)?;
        self.tell(at, What::Failed(why))
    }

    fn write(&mut self, store: &mut Store) -> Result<Option<Told>, StoreError> {
        let Some(writing) = self.writing.front_mut() else {
            return Ok(None);
        };
        let few = writing.few();
        let source = self
            .feeds
            .get(writing.feed)
            .map(|feed| feed.source.clone())
            .unwrap_or_default();
        let tally = match store.put_numbered(&source, &few, self.options.today) {
            Ok((tally, ids)) => {
                writing.gave.extend(ids);
                tally
            }
            Err(error) => {
                // What could not be kept has to come again: its version is not kept either.
                self.writing.pop_front();
                return Err(error);
            }
        };
        writing.sum.added += tally.added;
        writing.sum.updated += tally.updated;
        writing.sum.unchanged += tally.unchanged;
        if !writing.articles.is_empty() {
            return Ok(None);
        }
        let (at, sum) = (writing.feed, writing.sum);
        if let Some(original) = &writing.original {
            store.keep_original(original, &writing.gave)?;
        }
        self.writing.pop_front();
        if let Some(feed) = self.feeds.get(at) {
            store.update_feed(feed)?;
        }
        self.tell(at, What::Came(sum))
    }

    fn tell(&mut self, at: usize, what: What) -> Result<Option<Told>, StoreError> {
        self.done += 1;
        if matches!(what, What::Came(_) | What::Unchanged) {
            self.answered.push(at);
        }
        let feed = self
            .feeds
            .get(at)
            .map(|feed| feed.name().to_owned())
            .unwrap_or_default();
        Ok(Some(Told { feed, what }))
    }
}

impl Drop for Refresh {
    fn drop(&mut self) {
        self.stop.set();
    }
}

/// A feed without a name of the reader's takes its own, and its own words say when to ask again.
fn introduce(feed: &mut Feed, harvest: &Harvest) {
    let Some(own) = &harvest.feed else { return };
    if feed.title.is_empty() {
        feed.title = own.title.clone().unwrap_or_default();
    }
    if feed.site.is_none() {
        feed.site = own.link.clone();
    }
    feed.version.ttl = own.ttl;
    feed.version.skip_hours.clone_from(&own.skip_hours);
    feed.version.skip_days.clone_from(&own.skip_days);
}

/// What is to be known of a version that came, the next time that it is asked for.
fn note_version(feed: &mut Feed, body: &Body, sum: Option<String>, now: i64) {
    feed.etag.clone_from(&body.terms.etag);
    feed.last_modified.clone_from(&body.terms.last_modified);
    let version = &mut feed.version;
    version.size = body.bytes.len() as u64;
    version.sum = sum;
    version.came = now;
    version.no_length |= body.no_length;
    version.length = body.length.filter(|_| !version.no_length);
}

/// The article in its section: by the first rule that fits, else the feed's own if it names none.
fn filed(mut article: Article, feed: &Feed, rules: &[Rule]) -> Article {
    let is_filed = rules::apply(rules, &mut article, &[feed.name(), &feed.url]);
    if !is_filed && article.section.is_none() {
        article.section = feed.section.clone();
    }
    article
}

fn settings(options: &Options) -> rounds::Settings {
    rounds::Settings {
        at_once: options.at_once,
        budget: options.budget,
        ..rounds::Settings::default()
    }
}

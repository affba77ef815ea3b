//! One round of fetching subscriptions: whom to ask and in which order, what came, what is kept of it. The reader and the
//! command line share it.
//!
//! A thread fetches and parses; whoever holds the store calls [`Refresh::step`], which writes a few articles at a time, so
//! that no key waits for a large feed.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender, TryRecvError};
use std::thread;
use std::time::Duration;

use jiff::civil::Date;

use crate::article::Article;
use crate::config::Rule;
use crate::fetch::rounds::{self, News, Round};
use crate::fetch::terms::Terms;
use crate::fetch::{FetchError, Fetched, Limits, Outcome, Request, Stop};
use crate::ingest::{self, Harvest, Hints, Kind};
use crate::store::{Feed, Store, StoreError, Tally};
use crate::term::Waker;

/// Articles written in one step: about 10 ms, less than a key's patience.
const STEP: usize = 40;

/// The first wait after a failure; each further one doubles it, up to a day.
const BACK_OFF: Duration = Duration::from_secs(15 * 60);

/// How a round is to be run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Fetches at once.
    pub at_once: usize,
    /// Bytes that the whole round may receive.
    pub budget: Option<u64>,
    /// Feeds that are not due, or paused, are asked all the same: the reader named them.
    pub named: bool,
    /// Which section articles belong to, by the reader's rules.
    pub rules: Vec<Rule>,
    /// Seconds since 1970.
    pub now: i64,
    /// Dates what has no date.
    pub today: Date,
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
}

/// A round under way. Dropping it calls it off.
pub struct Refresh {
    feeds: Vec<Feed>,
    options: Options,
    arrivals: Receiver<Arrival>,
    stop: Arc<Stop>,
    writing: VecDeque<Writing>,
    over: bool,
    done: usize,
    received: u64,
    saved: u64,
}

/// What the thread hands over: which feed, and what came.
enum Arrival {
    Skipped(usize),
    Failed(usize, String),
    Fetched(usize, Box<Fetched>, Option<Result<Box<Harvest>, String>>),
}

/// What the thread has to know of a feed.
struct Asked {
    title: String,
    /// Bytes that it may receive, the round's budget aside.
    most: u64,
}

impl Asked {
    fn of(feed: &Feed) -> Self {
        Self {
            title: feed.title.clone(),
            most: most(feed),
        }
    }
}

/// A feed whose articles are being written.
struct Writing {
    feed: usize,
    articles: VecDeque<Article>,
    sum: Tally,
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
            .filter(|feed| is_due(feed, &options))
            .collect();
        if feeds.is_empty() {
            return Ok(None);
        }
        let reads: HashMap<String, u64> = store.reads_by_source()?.into_iter().collect();
        feeds.sort_by_key(|feed| std::cmp::Reverse(reads.get(&feed.source).copied().unwrap_or(0)));
        let round = Round::with(feeds.iter().map(request).collect(), settings(&options));
        let stop = round.stopper();
        let (sender, arrivals) = mpsc::channel();
        let asked: Vec<Asked> = feeds.iter().map(Asked::of).collect();
        thread::spawn(move || relay(&round, &asked, &sender, waker.as_ref()));
        Ok(Some(Self {
            feeds,
            options,
            arrivals,
            stop,
            writing: VecDeque::new(),
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
        if self.writing.is_empty() {
            let arrival = if wait {
                self.arrivals.recv().map_err(|_| TryRecvError::Disconnected)
            } else {
                self.arrivals.try_recv()
            };
            match arrival {
                Ok(arrival) => return self.take(store, arrival),
                Err(TryRecvError::Empty) => return Ok(None),
                Err(TryRecvError::Disconnected) => self.over = true,
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

    /// Feeds done, and feeds in all.
    pub fn progress(&self) -> (usize, usize) {
        (self.done, self.feeds.len())
    }

    /// Bytes received and bytes saved so far.
    pub fn bytes(&self) -> (u64, u64) {
        (self.received, self.saved)
    }

    /// Calls the round off: what is under way is dropped, what came is kept.
    pub fn stop(&self) {
        self.stop.set();
    }

    fn take(&mut self, store: &mut Store, arrival: Arrival) -> Result<Option<Told>, StoreError> {
        match arrival {
            Arrival::Skipped(at) => self.tell(at, What::Skipped),
            Arrival::Failed(at, why) => self.failed(store, at, why),
            Arrival::Fetched(at, fetched, harvest) => self.fetched(store, at, *fetched, harvest),
        }
    }

    fn fetched(
        &mut self,
        store: &mut Store,
        at: usize,
        fetched: Fetched,
        harvest: Option<Result<Box<Harvest>, String>>,
    ) -> Result<Option<Told>, StoreError> {
        self.received += fetched.received;
        self.saved += fetched.saved;
        let now = self.options.now;
        let Some(feed) = self.feeds.get_mut(at) else {
            return Ok(None);
        };
        feed.received += fetched.received;
        feed.saved += fetched.saved;
        feed.fetched = Some(now);
        if let Some(moved) = fetched.moved {
            feed.url = moved;
        }
        match (fetched.outcome, harvest) {
            (Outcome::NotModified(terms), _) => {
                settle(feed, now, &terms, None);
                store.update_feed(feed)?;
                self.tell(at, What::Unchanged)
            }
            (Outcome::Gone, _) => {
                feed.paused = true;
                feed.error = Some("410".into());
                store.update_feed(feed)?;
                self.tell(at, What::Gone)
            }
            (Outcome::Later(wait), _) => {
                feed.next_due = Some(now + seconds(wait.unwrap_or(BACK_OFF)));
                store.update_feed(feed)?;
                self.tell(at, What::Later)
            }
            (Outcome::Body(body), Some(Ok(harvest))) => {
                settle(feed, now, &body.terms, harvest.feed.as_ref());
                feed.etag = body.terms.etag;
                feed.last_modified = body.terms.last_modified;
                introduce(feed, &harvest);
                // The feed's version is kept when its articles are: a reader that is killed between them would else be told
                // that nothing has changed, for ever.
                let articles = harvest
                    .articles
                    .into_iter()
                    .map(|article| sorted_in(article, feed, &self.options.rules));
                self.writing.push_back(Writing {
                    feed: at,
                    articles: articles.collect(),
                    sum: Tally::default(),
                });
                Ok(None)
            }
            (Outcome::Body(_), Some(Err(why))) => self.failed(store, at, why),
            (Outcome::Body(_), None) => Ok(None),
        }
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
        feed.failures += 1;
        feed.error = Some(why.clone());
        let wait = BACK_OFF * 2u32.saturating_pow(feed.failures.min(7) - 1);
        feed.next_due = Some(self.options.now + seconds(wait.min(Duration::from_secs(24 * 3600))));
        store.update_feed(feed)?;
        self.tell(at, What::Failed(why))
    }

    fn write(&mut self, store: &mut Store) -> Result<Option<Told>, StoreError> {
        let Some(writing) = self.writing.front_mut() else {
            return Ok(None);
        };
        let few: Vec<Article> = writing
            .articles
            .drain(..STEP.min(writing.articles.len()))
            .collect();
        let source = self
            .feeds
            .get(writing.feed)
            .map(|feed| feed.source.clone())
            .unwrap_or_default();
        let tally = match store.put(&source, &few, self.options.today) {
            Ok(tally) => tally,
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
        self.writing.pop_front();
        if let Some(feed) = self.feeds.get(at) {
            store.update_feed(feed)?;
        }
        self.tell(at, What::Came(sum))
    }

    fn tell(&mut self, at: usize, what: What) -> Result<Option<Told>, StoreError> {
        self.done += 1;
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

fn is_due(feed: &Feed, options: &Options) -> bool {
    options.named || !feed.paused && feed.next_due.is_none_or(|due| due <= options.now)
}

fn request(feed: &Feed) -> (Request, Limits) {
    let request = Request {
        etag: feed.etag.clone(),
        last_modified: feed.last_modified.clone(),
        ..Request::named(feed.url.as_str())
    };
    (
        request,
        Limits {
            received: most(feed),
            ..Limits::default()
        },
    )
}

fn most(feed: &Feed) -> u64 {
    let most = Limits::default().received;
    feed.max_bytes.unwrap_or(most).min(most)
}

fn settings(options: &Options) -> rounds::Settings {
    rounds::Settings {
        at_once: options.at_once,
        budget: options.budget,
        ..rounds::Settings::default()
    }
}

/// What the fetching thread does: parses what comes and hands it on.
fn relay(round: &Round, feeds: &[Asked], sender: &Sender<Arrival>, waker: Option<&Waker>) {
    for news in round.news() {
        let arrival = match news {
            News::Begun(_) => continue,
            News::Skipped(at) => Arrival::Skipped(at),
            // Larger than what was left of the round's budget, but not than what a feed may have: another day.
            News::Done(at, Err(FetchError::TooLarge(most)))
                if feeds.get(at).is_some_and(|feed| most < feed.most) =>
            {
                Arrival::Skipped(at)
            }
            News::Done(at, Err(error)) => Arrival::Failed(at, error.to_string()),
            News::Done(at, Ok(fetched)) => {
                let harvest = parse(&fetched, feeds.get(at));
                Arrival::Fetched(at, Box::new(fetched), harvest)
            }
        };
        if sender.send(arrival).is_err() {
            return;
        }
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

fn parse(fetched: &Fetched, feed: Option<&Asked>) -> Option<Result<Box<Harvest>, String>> {
    let Outcome::Body(body) = &fetched.outcome else {
        return None;
    };
    let hints = Hints {
        kind: Some(Kind::Feed),
        content_type: body.content_type.clone(),
        url: Some(body.url.clone()),
        publication: feed
            .map(|feed| feed.title.clone())
            .filter(|title| !title.is_empty()),
        ..Hints::default()
    };
    Some(
        ingest::read(&body.bytes, &hints)
            .map(Box::new)
            .map_err(|error| error.to_string()),
    )
}

/// All went well: nothing is wrong any more, and the server's word and the feed's own say when to ask again.
fn settle(feed: &mut Feed, now: i64, terms: &Terms, own: Option<&ingest::Feed>) {
    feed.failures = 0;
    feed.error = None;
    let fresh = terms.fresh_for.map_or(0, seconds);
    let ttl = own
        .and_then(|own| own.ttl)
        .map_or(0, |minutes| i64::from(minutes) * 60);
    let due = awake(now + fresh.max(ttl), own.map_or(&[], |own| &own.skip_hours));
    feed.next_due = Some(due).filter(|due| *due > now);
}

/// The first moment from `due` on that is in none of the hours (of the day, UTC) in which a feed does not change.
fn awake(due: i64, skipped: &[u8]) -> i64 {
    let hour = |time: i64| u8::try_from(time.rem_euclid(86_400) / 3600).unwrap_or(0);
    let later = (0..24).map(|hours| due + hours * 3600);
    later
        .into_iter()
        .find(|time| !skipped.contains(&hour(*time)))
        .unwrap_or(due)
}

/// A feed without a name of the reader's takes its own.
fn introduce(feed: &mut Feed, harvest: &Harvest) {
    let Some(own) = &harvest.feed else { return };
    if feed.title.is_empty() {
        feed.title = own.title.clone().unwrap_or_default();
    }
    if feed.site.is_none() {
        feed.site = own.link.clone();
    }
}

/// The article in its section: by the first rule that fits, else the feed's own if it names none.
fn sorted_in(mut article: Article, feed: &Feed, rules: &[Rule]) -> Article {
    if let Some(rule) = rules.iter().find(|rule| fits(rule, &article, feed)) {
        article.section = Some(rule.section.clone());
    } else if article.section.is_none() {
        article.section = feed.section.clone();
    }
    article
}

fn fits(rule: &Rule, article: &Article, feed: &Feed) -> bool {
    let within = |wanted: &Option<String>, text: &str| {
        wanted
            .as_ref()
            .is_none_or(|wanted| text.to_lowercase().contains(&wanted.to_lowercase()))
    };
    let source = format!("{} {}", feed.name(), feed.url);
    let category = rule.category.as_ref().is_none_or(|wanted| {
        article
            .tags
            .iter()
            .chain(&article.section)
            .any(|tag| tag.eq_ignore_ascii_case(wanted))
    });
    category && within(&rule.source, &source) && within(&rule.title, &article.title)
}

fn seconds(time: Duration) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_in_which_a_feed_sleeps_are_left_out() {
        let check = |due: i64, skipped: &[u8], expect: i64| assert_eq!(awake(due, skipped), expect);
        check(3600, &[], 3600);
        check(3600, &[1], 7200);
        check(3600 + 59, &[1, 2], 3 * 3600 + 59);
        check(23 * 3600, &[23, 0], 25 * 3600);
        check(3600, &(0..24).collect::<Vec<u8>>(), 3600);
    }
}

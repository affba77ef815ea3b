//! Full texts under way: pages that articles link to, written into the archive one at a time. A feed set to `full`, a key and
//! the command line share it.

use std::sync::mpsc::{RecvError, TryRecvError};

use super::say;
use crate::article::{Article, ArticleId};
use crate::fetch::FetchError;
use crate::fetch::pages::{Arrival, NoPage, Pages, Wanted};
use crate::fetch::rounds;
use crate::ingest::full::{self, Raw};
use crate::store::{Linked, LinkedPage, Store, StoreError};
use crate::term::Waker;
use crate::words::UiLang;

/// Pages under way. Dropping them calls them off.
pub struct FullTexts {
    pages: Pages,
    wanted: Vec<Linked>,
    /// In which language what went wrong is said.
    lang: UiLang,
    done: usize,
    over: bool,
}

/// What became of one article's page.
#[derive(Debug)]
pub struct Read {
    /// Which article, by its place in the list.
    pub nth: usize,
    /// The article.
    pub id: ArticleId,
    /// Its headline.
    pub title: String,
    /// What became of it.
    pub what: Text,
    /// Bytes received for it.
    pub received: u64,
    /// Bytes that compression saved.
    pub saved: u64,
}

/// What became of an article's text.
#[derive(Debug, PartialEq, Eq)]
pub enum Text {
    /// The page's text stands in its place.
    Full,
    /// The page has what is here already.
    Same,
    /// It was called off, or the budget was spent: another time.
    Left,
    /// It has what the feed gave, and why.
    Summary(String),
}

impl FullTexts {
    /// Begins to fetch the pages of articles; `feed` names the address of the feed that each came from, if it did.
    pub fn begin(
        wanted: Vec<Linked>,
        feed: impl Fn(usize) -> Option<String>,
        settings: rounds::Settings,
        lang: UiLang,
        waker: Option<Waker>,
    ) -> Self {
        let pages = wanted.iter().enumerate().map(|(nth, one)| Wanted {
            url: one.link.clone(),
            feed: feed(nth),
        });
        let notify = move || {
            if let Some(waker) = &waker {
                waker.wake();
            }
        };
        Self {
            pages: Pages::start(pages.collect(), settings, notify),
            wanted,
            lang,
            done: 0,
            over: false,
        }
    }

    /// Writes what has come of one page, and tells of it. With `wait`, waits for something to come.
    ///
    /// # Errors
    /// The store could not be written; the others still come.
    pub fn step(&mut self, store: &mut Store, wait: bool) -> Result<Option<Read>, StoreError> {
        let arrivals = self.pages.arrivals();
        let arrival = if wait {
            arrivals
                .recv()
                .map_err(|RecvError| TryRecvError::Disconnected)
        } else {
            arrivals.try_recv()
        };
        match arrival {
            Ok(arrival) => self.take(store, arrival),
            Err(TryRecvError::Empty) => Ok(None),
            Err(TryRecvError::Disconnected) => {
                self.over = true;
                Ok(None)
            }
        }
    }

    /// Whether everything has been told.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Pages done, and pages in all.
    pub fn progress(&self) -> (usize, usize) {
        (self.done, self.wanted.len())
    }

    /// Calls off what has not come.
    pub fn stop(&self) {
        self.pages.stop();
    }

    fn take(&mut self, store: &mut Store, arrival: Arrival) -> Result<Option<Read>, StoreError> {
        let Some(one) = self.wanted.get(arrival.nth) else {
            return Ok(None);
        };
        self.done += 1;
        let what = match arrival.read {
            Ok(page) => written(store, one.id, &page, &arrival.guessed, self.lang)?,
            Err(NoPage::Fetch(FetchError::Budget | FetchError::Stopped)) => Text::Left,
            Err(why) => refused(store, one.id, say::no_page(&why, self.lang))?,
        };
        Ok(Some(Read {
            nth: arrival.nth,
            id: one.id,
            title: one.title.clone(),
            what,
            received: arrival.received,
            saved: arrival.saved,
        }))
    }
}

fn written(
    store: &mut Store,
    id: ArticleId,
    page: &Article,
    guessed: &[Raw],
    lang: UiLang,
) -> Result<Text, StoreError> {
    let mut refusal = None;
    let kept = (!guessed.is_empty()).then(|| kept(guessed));
    let is_new = store.set_full_text(id, kept.as_ref(), |summary| {
        full::over(summary, page).unwrap_or_else(|why| {
            refusal = Some(why);
            summary.clone()
        })
    })?;
    match refusal {
        Some(why) => refused(store, id, say::no_text(&why, lang)),
        None if is_new => Ok(Text::Full),
        None => Ok(Text::Same),
    }
}

/// The page that an article links to, and the address of the feed that it came from, if the reader named that.
pub(super) fn linked(
    store: &Store,
    id: ArticleId,
) -> Result<Option<(Linked, Option<String>)>, StoreError> {
    let Some(stored) = store.article(id)? else {
        return Ok(None);
    };
    let feeds = store.feeds()?;
    let feed = feeds.into_iter().find(|feed| feed.source == stored.source);
    let feed = feed.and_then(|feed| feed.named().map(str::to_owned));
    let Article { title, link, .. } = stored.article;
    Ok(link.map(|link| (Linked { id, title, link }, feed)))
}

/// Pages as they came, to be kept.
pub(super) fn kept(pages: &[Raw]) -> LinkedPage {
    let bytes = pages.iter().flat_map(|page| &page.bytes).copied();
    LinkedPage {
        hints: serde_json::to_string(pages).unwrap_or_default(),
        bytes: bytes.collect(),
    }
}

/// Pages that were kept, as they came. What does not fit together is left out.
pub(super) fn unkept(page: &LinkedPage) -> Vec<Raw> {
    let mut pages: Vec<Raw> = serde_json::from_str(&page.hints).unwrap_or_default();
    let mut rest = &page.bytes[..];
    pages.retain_mut(|raw| {
        let Some((own, after)) = rest.split_at_checked(raw.length) else {
            return false;
        };
        raw.bytes = own.to_vec();
        rest = after;
        true
    });
    pages
}

fn refused(store: &mut Store, id: ArticleId, why: String) -> Result<Text, StoreError> {
    store.no_full_text(id, &why)?;
    Ok(Text::Summary(why))
}

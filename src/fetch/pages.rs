//! Pages of articles: each address with the pages that follow it, read to one article. Only what was asked for by name or by
//! a feed's setting comes here; so many at once, one a host, within a budget, and it can be called off.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use url::Url;

use super::purse::Purse;
use super::rounds::Settings;
use super::{FetchError, Fetcher, Limits, Outcome, Request, Stop};
use crate::article::Article;
use crate::ingest::full::{self, NoText, Page, Raw};

/// Pages of one article at most: the longest features in print fill some ten screens.
const PAGES: usize = 12;

/// A page to be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Its address.
    pub url: String,
    /// The feed's own address, which the reader named: a page of the same host and port may then be a private one too.
    pub feed: Option<String>,
}

/// What became of one page.
#[derive(Debug)]
pub struct Arrival {
    /// Which, by its place in the list.
    pub nth: usize,
    /// The article, all of its pages joined.
    pub read: Result<Box<Article>, NoPage>,
    /// The pages as they came, if the encoding of any was a guess.
    pub guessed: Vec<Raw>,
    /// Bytes received for it.
    pub received: u64,
    /// Bytes that compression saved.
    pub saved: u64,
}

/// Why there is no text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoPage {
    /// Nothing came.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// What came has no text.
    #[error(transparent)]
    Text(#[from] NoText),
}

/// For pages: the heaviest in use have a few megabytes of HTML.
fn limits() -> Limits {
    Limits {
        received: 8 << 20,
        unpacked: 16 << 20,
        time: Duration::from_secs(60),
        ..Limits::default()
    }
}

/// Pages on their way. Dropping them calls them off.
#[derive(Debug)]
pub struct Pages {
    arrivals: Receiver<Arrival>,
    stop: Arc<Stop>,
}

impl Pages {
    /// Begins to fetch; `notify` is called on another thread for each that has come.
    pub fn start(
        wanted: Vec<Wanted>,
        settings: Settings,
        notify: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        let (sender, arrivals) = channel();
        let stop = Arc::new(Stop::default());
        let hosts = by_host(wanted);
        let workers = settings.at_once.clamp(1, 64).min(hosts.len());
        let desk = Arc::new(Desk {
            hosts: Mutex::new(hosts),
            purse: Arc::new(Purse::of(settings.budget)),
            stop: Arc::clone(&stop),
        });
        let notify = Arc::new(notify);
        for _ in 0..workers {
            let (desk, sender, notify) = (Arc::clone(&desk), sender.clone(), Arc::clone(&notify));
            thread::spawn(move || desk.work(&sender, &*notify));
        }
        Self { arrivals, stop }
    }

    /// What has come, in the order of coming; disconnected when all has.
    pub fn arrivals(&self) -> &Receiver<Arrival> {
        &self.arrivals
    }

    /// Calls off what has not come.
    pub fn stop(&self) {
        self.stop.set();
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        self.stop.set();
    }
}

/// One host's pages, each with its place in the list.
type Queue = Vec<(usize, Wanted)>;

/// Each host's pages, in the order given: whoever takes a host asks it for one after another.
fn by_host(wanted: Vec<Wanted>) -> VecDeque<Queue> {
    let mut hosts: Vec<(Option<String>, Queue)> = Vec::new();
    for (nth, one) in wanted.into_iter().enumerate() {
        let host = Url::parse(&one.url)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned));
        match hosts.iter_mut().find(|(known, _)| *known == host) {
            Some((_, pages)) => pages.push((nth, one)),
            None => hosts.push((host, vec![(nth, one)])),
        }
    }
    hosts.into_iter().map(|(_, pages)| pages).collect()
}

/// Where workers take their hosts.
struct Desk {
    hosts: Mutex<VecDeque<Queue>>,
    purse: Arc<Purse>,
    stop: Arc<Stop>,
}

impl Desk {
    fn work(&self, sender: &Sender<Arrival>, notify: &dyn Fn()) {
        while let Some(pages) = self.next_host() {
            for (nth, wanted) in pages {
                if self.stop.is_set() {
                    return;
                }
                if sender.send(self.take(nth, &wanted)).is_err() {
                    return;
                }
                notify();
            }
        }
    }

    fn next_host(&self) -> Option<Queue> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.pop_front()
    }

    fn take(&self, nth: usize, wanted: &Wanted) -> Arrival {
        let mut cost = Cost::default();
        let mut pages = Vec::new();
        let read = self.whole(wanted, &mut pages, &mut cost).map(Box::new);
        if pages.iter().all(|(_, is_guess)| !is_guess) {
            pages.clear();
        }
        Arrival {
            nth,
            read,
            guessed: pages.into_iter().map(|(raw, _)| raw).collect(),
            received: cost.received,
            saved: cost.saved,
        }
    }

    /// An article with its further pages. One of those that does not come ends it where it is.
    fn whole(
        &self,
        wanted: &Wanted,
        pages: &mut Vec<(Raw, bool)>,
        cost: &mut Cost,
    ) -> Result<Article, NoPage> {
        let first = self.one(&wanted.url, wanted, pages, cost)?;
        let Page {
            mut article,
            mut next,
            ..
        } = first;
        for _ in 1..PAGES {
            let Some(url) = next.take() else { break };
            let Ok(further) = self.one(&url, wanted, pages, cost) else {
                break;
            };
            if !full::join(&mut article, further.article) {
                break;
            }
            next = further.next;
        }
        Ok(article)
    }

    fn one(
        &self,
        url: &str,
        wanted: &Wanted,
        pages: &mut Vec<(Raw, bool)>,
        cost: &mut Cost,
    ) -> Result<Page, NoPage> {
        if self.purse.is_empty() {
            return Err(FetchError::Budget.into());
        }
        let fetcher = Fetcher::paying(limits(), Arc::clone(&self.stop), Arc::clone(&self.purse));
        let fetched = fetcher.fetch(&request(url, wanted.feed.as_deref()));
        // Also what came before it failed.
        cost.received += fetcher.received();
        let fetched = fetched?;
        cost.saved += fetched.saved;
        match fetched.outcome {
            Outcome::Body(body) => {
                let raw = Raw {
                    url: body.url,
                    content_type: body.content_type,
                    encoding: None,
                    length: body.bytes.len(),
                    bytes: body.bytes,
                };
                let page = full::page(&raw)?;
                pages.push((raw, page.is_guess));
                Ok(page)
            }
            Outcome::Gone => Err(FetchError::Status(410).into()),
            Outcome::Later(_) | Outcome::NotModified(_) => Err(FetchError::Status(429).into()),
        }
    }
}

#[derive(Default)]
struct Cost {
    received: u64,
    saved: u64,
}

fn request(url: &str, feed: Option<&str>) -> Request {
    if feed.is_some_and(|feed| super::is_same_place(feed, url)) {
        Request::named(url)
    } else {
        Request::linked(url)
    }
}

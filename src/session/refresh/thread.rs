//! What the fetching thread does: asks for each feed what its version here allows, reads what comes, and hands it on.

use std::sync::mpsc::SyncSender;

use sha2::{Digest, Sha256};

use crate::fetch::rounds::{News, Round};
use crate::fetch::{Body, FetchError, Fetched, Limits, Outcome, Request};
use crate::ingest::{self, Harvest, Hints, Kind};
use crate::session::say;
use crate::store::{Feed, Original};
use crate::term::Waker;
use crate::words::UiLang;

/// Articles taken of one fetched feed, the first: feeds have some dozens, and put the newest first.
const MOST: usize = 100_000;

/// A version that the server calls by no name is taken for unchanged by its length alone no longer than this, in seconds: an
/// edit that leaves the length as it was is a day late at worst.
const BY_LENGTH: i64 = 24 * 3600;

/// What the thread hands over.
pub struct Arrival {
    /// Which feed, by its place.
    pub feed: usize,
    /// Bytes received for it, whatever it came to.
    pub received: u64,
    /// What came.
    pub what: Came,
}

/// What came of one feed.
pub enum Came {
    /// It was not asked for, or called off, or more than the budget had left.
    Nothing,
    /// Nothing of use, and why.
    Failed(String),
    /// An answer without a feed in it.
    Word(Box<Fetched>),
    /// A feed, and its sum.
    Feed(Box<Fetched>, Result<Box<Harvest>, String>, String),
    /// The very bytes that came the last time.
    Same(Box<Fetched>),
}

/// What the thread has to know of a feed.
pub struct Asked {
    title: String,
    encoding: Option<String>,
    sum: Option<String>,
}

impl Asked {
    /// Of this one.
    pub fn of(feed: &Feed) -> Self {
        Self {
            title: feed.title.clone(),
            encoding: feed.encoding.clone(),
            sum: feed.version.sum.clone(),
        }
    }
}

/// What is asked for a feed.
pub fn request(feed: &Feed, now: i64) -> (Request, Limits) {
    let version = &feed.version;
    let is_nameless = feed.etag.is_none() && feed.last_modified.is_none();
    let is_late = now.saturating_sub(version.came) >= BY_LENGTH;
    let request = Request {
        etag: feed.etag.clone(),
        last_modified: feed.last_modified.clone(),
        size: Some(version.size).filter(|size| *size > 0),
        length: version.length.filter(|_| is_nameless && !is_late),
        named: feed.named().is_some(),
        ..Request::linked(feed.url.as_str())
    };
    let most = Limits::default().received;
    let received = feed.max_bytes.unwrap_or(most).min(most);
    let limits = Limits {
        received,
        ..Limits::default()
    };
    (request, limits)
}

/// Reads what comes and hands it on; what went wrong is said in `lang`.
pub fn relay(
    round: &Round,
    feeds: &[Asked],
    lang: UiLang,
    sender: &SyncSender<Arrival>,
    waker: Option<&Waker>,
) {
    for news in round.news() {
        let (feed, received, what) = match news {
            News::Begun(_) => continue,
            News::Skipped(feed) => (feed, 0, Came::Nothing),
            News::Done(feed, result, received) => {
                (feed, received, came(result, feeds.get(feed), lang))
            }
        };
        let arrival = Arrival {
            feed,
            received,
            what,
        };
        if sender.send(arrival).is_err() {
            return;
        }
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

fn came(result: Result<Box<Fetched>, FetchError>, feed: Option<&Asked>, lang: UiLang) -> Came {
    let fetched = match result {
        Ok(fetched) => fetched,
        // Called off, or for another day: not failed.
        Err(FetchError::Stopped | FetchError::Budget) => return Came::Nothing,
        Err(error) => return Came::Failed(say::fetch(&error, lang)),
    };
    let Outcome::Body(body) = &fetched.outcome else {
        return Came::Word(fetched);
    };
    let title = feed.map_or("", |feed| &feed.title);
    let hints = hints(body, title, feed.and_then(|feed| feed.encoding.as_deref()));
    let sum = sum(&hints, &body.bytes);
    if !body.truncated && feed.is_some_and(|feed| feed.sum.as_ref() == Some(&sum)) {
        return Came::Same(fetched);
    }
    let read = ingest::read_at_most(&body.bytes, &hints, MOST)
        .map(Box::new)
        .map_err(|error| say::ingest(&error, lang));
    Came::Feed(fetched, read, sum)
}

/// What a feed's bytes come to, with all that says how they are to be read.
fn sum(hints: &Hints, bytes: &[u8]) -> String {
    let mut sum = Sha256::new();
    for known in [&hints.url, &hints.content_type, &hints.encoding] {
        sum.update(known.as_deref().unwrap_or_default());
        sum.update([0]);
    }
    sum.update(bytes);
    let digest = sum.finalize();
    digest[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// What is known of a feed's bytes.
fn hints(body: &Body, title: &str, encoding: Option<&str>) -> Hints {
    Hints {
        kind: Some(Kind::Feed),
        encoding: encoding.map(str::to_owned),
        content_type: body.content_type.clone(),
        url: Some(body.url.clone()),
        publication: Some(title.to_owned()).filter(|title| !title.is_empty()),
        ..Hints::default()
    }
}

/// The feed as it came, where its encoding was a guess that the reader may have to set right.
pub fn original(feed: &Feed, body: &Body, harvest: &Harvest) -> Option<Original> {
    let hints = hints(body, &feed.title, None);
    harvest.encoding.is_guess().then(|| Original {
        source: feed.source.clone(),
        hints: serde_json::to_string(&hints).unwrap_or_default(),
        bytes: body.bytes.clone(),
    })
}

//! The only room that opens an outgoing connection: one address in, what the server answered out, nothing unasked.
//!
//! Redirects are followed by hand, each hop checked ([`address`]); bytes are counted on the wire ([`wire`]) and unpacked under a cap
//! ([`unpack`]); what the server says of freshness is understood in [`terms`]. [`rounds`] fetches many feeds at once and can be called off,
//! [`pages`] the pages that articles link to.
//! No cookies, no referrer, a plain user agent.

pub mod address;
pub mod pages;
pub mod purse;
pub mod rounds;
pub mod terms;
pub mod unpack;
mod wire;

use std::sync::Arc;
use std::time::{Duration, Instant};

use url::Url;

use address::Refused;
use purse::Purse;
use terms::Terms;
use wire::{Answer, Ask, Wire};

pub use wire::Stop;

/// How much of anything one fetch takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes on the wire, headers and encryption with them.
    pub received: u64,
    /// Bytes of the body when unpacked: what a small answer may grow to.
    pub unpacked: u64,
    /// For the whole of it, redirects with it.
    pub time: Duration,
    /// For a connection, and between two pieces of an answer.
    pub silence: Duration,
    /// Redirects in a row. Browsers follow 20; a feed that needs more than a few is a loop.
    pub redirects: usize,
}

impl Default for Limits {
    /// For feeds: the largest in use have some megabytes, and a bad line brings a few kilobytes a second.
    fn default() -> Self {
        Self {
            received: 32 << 20,
            unpacked: 64 << 20,
            time: Duration::from_secs(120),
            silence: Duration::from_secs(20),
            redirects: 8,
        }
    }
}

/// What is to be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// The address: http or https.
    pub url: String,
    /// The reader named this address, so its host may be a private one. Never set for an address that a feed or a page gave.
    pub named: bool,
    /// The version that is here, by the server's name for it.
    pub etag: Option<String>,
    /// The version that is here, by its date in the server's words.
    pub last_modified: Option<String>,
    /// How large the version that is here was when unpacked; for the count of bytes saved.
    pub size: Option<u64>,
    /// The length that the server gave of the version that is here, where it named the version in no other way: it is asked for
    /// the length alone (HEAD), and only if that is another for the rest.
    pub length: Option<u64>,
}

impl Request {
    /// A feed that the reader subscribed to.
    pub fn named(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            named: true,
            ..Self::default()
        }
    }

    /// An address that a feed or a page gave.
    pub fn linked(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            ..Self::default()
        }
    }
}

/// What a fetch came to, and what it cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Fetched {
    /// What came.
    pub outcome: Outcome,
    /// Where the address has moved for good, if it has.
    pub moved: Option<String>,
    /// Bytes received on the wire, headers and encryption with them.
    pub received: u64,
    /// Bytes that did not have to be received, by compression or because nothing had changed.
    pub saved: u64,
}

/// What came.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A body.
    Body(Body),
    /// The version that is here is the latest.
    NotModified(Terms),
    /// It is gone for good (410): stop asking.
    Gone,
    /// The server wants to be left alone (429, 503): for so long, if it says.
    Later(Option<Duration>),
}

/// What a server sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// The content, unpacked.
    pub bytes: Vec<u8>,
    /// Where it was in the end: the base of its relative addresses.
    pub url: String,
    /// Its media type, charset parameter and all.
    pub content_type: Option<String>,
    /// What the server says of its freshness.
    pub terms: Terms,
    /// The connection ended before the body did; what came is here, and no validators are.
    pub truncated: bool,
    /// The length that the server gave of it, packed as it came.
    pub length: Option<u64>,
    /// The server was asked for the length alone and did not tell it: not worth asking again.
    pub no_length: bool,
}

/// Why nothing came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Not an http or https address.
    #[error("{0} is not an http or https address")]
    Address(String),
    /// The address leads into a private network.
    #[error(transparent)]
    Private(#[from] Refused),
    /// There is no such host, or no network.
    #[error("{0} was not found: is the name right, and is there a network?")]
    Host(String),
    /// No connection.
    #[error("no connection to {host}: {why}")]
    Connection {
        /// Whom to.
        host: String,
        /// What the system says.
        why: String,
    },
    /// It took too long.
    #[error("{0} took too long to answer")]
    Timeout(String),
    /// One redirect after another.
    #[error("redirected {0} times without arriving")]
    Redirects(usize),
    /// The answer is larger than allowed.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(u64),
    /// It would have taken more than what was left of the round's budget.
    #[error("the budget of bytes is spent")]
    Budget,
    /// The server refused.
    #[error("the server answers {0}{words}", words = status_words(*.0))]
    Status(u16),
    /// Called off.
    #[error("called off")]
    Stopped,
}

fn status_words(status: u16) -> &'static str {
    match status {
        401 => " (it wants a name and a password)",
        403 => " (forbidden)",
        404 => " (not found)",
        500..=599 => " (its own fault)",
        _ => "",
    }
}

/// One worker's way out. Not for sharing: it counts its own bytes. All of a round's share one [`Stop`].
#[derive(Debug)]
pub struct Fetcher {
    wire: Wire,
    limits: Limits,
    stop: Arc<Stop>,
}

impl Fetcher {
    /// A fetcher that obeys `stop`.
    pub fn new(limits: Limits, stop: Arc<Stop>) -> Self {
        Self::paying(limits, stop, Arc::default())
    }

    /// A fetcher that pays from a purse that others pay from too.
    pub fn paying(limits: Limits, stop: Arc<Stop>, purse: Arc<Purse>) -> Self {
        let wire = Wire::new(limits.silence, &stop, purse);
        Self { wire, limits, stop }
    }

    /// Bytes received by this fetcher so far; for a picture of progress.
    pub fn received(&self) -> u64 {
        self.wire.received()
    }

    /// Fetches one address.
    ///
    /// # Errors
    /// [`FetchError`]: nothing came that could be used.
    pub fn fetch(&self, request: &Request) -> Result<Fetched, FetchError> {
        let before = self.wire.received();
        let deadline = Instant::now() + self.limits.time;
        let told = match request.length {
            Some(known) => self.length(request, known, deadline, before)?,
            None => Told::Nothing,
        };
        if let Told::Same(fetched) = told {
            return Ok(*fetched);
        }
        let (answer, journey) = self.ask(Ask::Whole, request, deadline)?;
        let mut fetched = self.arrive(answer, &journey, request, before)?;
        if let Outcome::Body(body) = &mut fetched.outcome {
            body.no_length = matches!(told, Told::Refused);
        }
        Ok(fetched)
    }

    /// Asks for an address, and follows where it leads.
    fn ask(
        &self,
        ask: Ask,
        request: &Request,
        deadline: Instant,
    ) -> Result<(Answer, Journey), FetchError> {
        let mut journey = Journey::new(request)?;
        loop {
            if self.stop.is_set() {
                return Err(FetchError::Stopped);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let answer = self
                .wire
                .ask(ask, &journey.url, journey.named(), request, left)
                .map_err(|error| match self.stop.is_set() {
                    true => FetchError::Stopped,
                    false => error,
                })?;
            match answer.redirect() {
                Some(target) => journey.follow(&target, answer.status, self.limits.redirects)?,
                None => return Ok((answer, journey)),
            }
        }
    }

    /// Asks how long the server's version is, and nothing else of it.
    fn length(
        &self,
        request: &Request,
        known: u64,
        deadline: Instant,
        before: u64,
    ) -> Result<Told, FetchError> {
        let (answer, journey) = self.ask(Ask::Length, request, deadline)?;
        Ok(match answer.length().filter(|_| answer.status == 200) {
            None => Told::Refused,
            Some(length) if length == known => Told::Same(Box::new(Fetched {
                outcome: Outcome::NotModified(answer.terms()),
                moved: journey.moved(),
                received: self.wire.received() - before,
                saved: request.size.unwrap_or(known),
            })),
            Some(_) => Told::Another,
        })
    }

    fn arrive(
        &self,
        answer: Answer,
        journey: &Journey,
        request: &Request,
        before: u64,
    ) -> Result<Fetched, FetchError> {
        let terms = answer.terms();
        let mut saved = 0;
        let outcome = match answer.status {
            304 => {
                saved = request.size.unwrap_or(0);
                Outcome::NotModified(terms)
            }
            410 => Outcome::Gone,
            429 | 503 => Outcome::Later(answer.retry_after()),
            200..=299 => {
                let (body, packed) = self.body(answer, journey, terms, before)?;
                saved = (body.bytes.len() as u64).saturating_sub(packed);
                Outcome::Body(body)
            }
            status => return Err(FetchError::Status(status)),
        };
        let received = self.wire.received() - before;
        Ok(Fetched {
            outcome,
            moved: journey.moved(),
            received,
            saved,
        })
    }

    /// The body, unpacked, and how large it was on the way.
    fn body(
        &self,
        answer: Answer,
        journey: &Journey,
        mut terms: Terms,
        before: u64,
    ) -> Result<(Body, u64), FetchError> {
        let encoding = answer.header("content-encoding").map(str::to_owned);
        let content_type = answer.header("content-type").map(str::to_owned);
        let length = answer.length();
        let read = self
            .wire
            .read(answer, before, self.limits.received, &self.stop)?;
        let packed = read.bytes.len() as u64;
        let unpacked = unpack::unpack(read.bytes, encoding.as_deref(), self.limits.unpacked)?;
        let truncated = read.truncated || unpacked.truncated;
        if truncated {
            // Half a version is not the version: ask for all of it the next time.
            terms.etag = None;
            terms.last_modified = None;
        }
        let body = Body {
            bytes: unpacked.bytes,
            url: journey.url.to_string(),
            content_type,
            terms,
            truncated,
            length: length.filter(|_| !truncated),
            no_length: false,
        };
        Ok((body, packed))
    }
}

/// What a server says of its version's length.
enum Told {
    /// It was not asked.
    Nothing,
    /// It does not tell.
    Refused,
    /// Another than that of the version that is here.
    Another,
    /// The same: it is taken for unchanged.
    Same(Box<Fetched>),
}

/// The way from the address that was asked for to the one that answers.
#[derive(Debug)]
struct Journey {
    url: Url,
    /// The host and port that the reader named, if it was the reader.
    home: Option<(String, u16)>,
    hops: usize,
    /// Every redirect so far was for good.
    for_good: bool,
}

impl Journey {
    fn new(request: &Request) -> Result<Self, FetchError> {
        let url = checked(&request.url)?;
        let home = request.named.then(|| place(&url)).flatten();
        Ok(Self {
            url,
            home,
            hops: 0,
            for_good: true,
        })
    }

    /// Whether the reader named the host that is asked now: a redirect from there to another private one does not count.
    fn named(&self) -> bool {
        self.home.is_some() && self.home == place(&self.url)
    }

    fn follow(&mut self, target: &str, status: u16, most: usize) -> Result<(), FetchError> {
        self.hops += 1;
        if self.hops > most {
            return Err(FetchError::Redirects(most));
        }
        let next = self
            .url
            .join(target)
            .map_err(|_| FetchError::Address(shown(target)))?;
        self.url = checked(next.as_str())?;
        self.for_good &= matches!(status, 301 | 308);
        Ok(())
    }

    fn moved(&self) -> Option<String> {
        (self.hops > 0 && self.for_good).then(|| self.url.to_string())
    }
}

fn checked(address: &str) -> Result<Url, FetchError> {
    let mut url = Url::parse(address.trim()).map_err(|_| FetchError::Address(shown(address)))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(FetchError::Address(shown(address)));
    }
    url.set_fragment(None);
    Ok(url)
}

/// Whether two addresses are of one server on one machine: who names the one names the other.
pub fn is_same_place(one: &str, other: &str) -> bool {
    let of = |address| Url::parse(address).ok().as_ref().and_then(place);
    of(one).is_some() && of(one) == of(other)
}

fn place(url: &Url) -> Option<(String, u16)> {
    Some((url.host_str()?.to_owned(), url.port_or_known_default()?))
}

/// An address as it may be shown and logged: clean, short, and without what stands before an `@`.
fn shown(address: &str) -> String {
    let clean = crate::ingest::clean::line(address);
    let bare = match clean.split_once("://") {
        Some((scheme, rest)) => {
            let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            let host = rest[..end].rfind('@').map_or(0, |at| at + 1);
            format!("{scheme}://{}", &rest[host..])
        }
        None => clean.into_owned(),
    };
    bare.chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_holds_no_password() {
        assert_eq!(
            shown("http://me:secret@a.example/x@y"),
            "http://a.example/x@y"
        );
        assert_eq!(shown("ftp://me:s@cret@a.example"), "ftp://a.example");
        assert_eq!(shown("a\u{1b}b"), "ab");
    }

    #[test]
    fn only_web_addresses_are_asked() {
        for bad in [
            "file:///etc/passwd",
            "ftp://a.example/",
            "javascript:1",
            "//a.example",
            "",
            "http://",
        ] {
            assert!(matches!(checked(bad), Err(FetchError::Address(_))), "{bad}");
        }
    }

    #[test]
    fn a_move_counts_only_if_every_step_was_for_good() {
        let moved = |statuses: &[u16]| {
            let mut journey = Journey::new(&Request::named("http://a.example/1")).unwrap();
            statuses
                .iter()
                .for_each(|status| journey.follow("/2", *status, 9).unwrap());
            journey.moved()
        };
        assert_eq!(moved(&[301, 308]).as_deref(), Some("http://a.example/2"));
        assert_eq!(moved(&[301, 302]), None);
        assert_eq!(moved(&[]), None);
    }
}

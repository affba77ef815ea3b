//! One request and its answer over ureq, with every byte counted where it leaves the socket.

use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ureq::http::Response;
use ureq::unversioned::transport::{
    Buffers, ConnectProxyConnector, ConnectionDetails, Connector, NextTimeout, RustlsConnector,
    TcpConnector, Transport,
};
use ureq::{Agent, Error};
use url::Url;

use super::address::{Guard, Refused};
use super::purse::Purse;
use super::terms::{self, Terms};
use super::{FetchError, Request};

/// A round called off: what is waiting on a socket returns at once.
#[derive(Debug, Default)]
pub struct Stop {
    set: AtomicBool,
    agents: Mutex<Vec<Agent>>,
}

impl Stop {
    /// Calls off everything that obeys this.
    pub fn set(&self) {
        self.set.store(true, Ordering::Relaxed);
        let mut agents = self.agents.lock().unwrap_or_else(PoisonError::into_inner);
        agents.drain(..).for_each(Agent::shutdown);
    }

    /// Whether it has been called off.
    pub fn is_set(&self) -> bool {
        self.set.load(Ordering::Relaxed)
    }

    fn add(&self, agent: &Agent) {
        let mut agents = self.agents.lock().unwrap_or_else(PoisonError::into_inner);
        agents.push(agent.clone());
    }
}

/// What of an answer is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ask {
    /// All of it.
    Whole,
    /// How long it is.
    Length,
}

/// Connections, their count, and the switch of their guard.
#[derive(Debug)]
pub(super) struct Wire {
    agent: Agent,
    received: Arc<AtomicU64>,
    purse: Arc<Purse>,
    named: Arc<AtomicBool>,
}

impl Wire {
    pub fn new(silence: Duration, stop: &Stop, purse: Arc<Purse>) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .input_buffer_size(16 << 10)
            .user_agent(concat!("kanbao/", env!("CARGO_PKG_VERSION")))
            .accept("application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/html;q=0.8, */*;q=0.5")
            .accept_encoding("gzip, br, deflate")
            .timeout_connect(Some(silence))
            .timeout_resolve(Some(silence))
            .timeout_recv_response(Some(silence))
            .timeout_per_read(Some(silence))
            .build();
        let received = Arc::new(AtomicU64::new(0));
        let connector =
            ().chain(ConnectProxyConnector::default())
                .chain(TcpConnector::default())
                .chain(Meter(Arc::clone(&received), Arc::clone(&purse)))
                .chain(RustlsConnector::default());
        let (guard, named) = Guard::new();
        let agent = Agent::with_parts(config, connector, guard);
        stop.add(&agent);
        Self {
            agent,
            received,
            purse,
            named,
        }
    }

    pub fn received(&self) -> u64 {
        self.received.load(Ordering::Relaxed)
    }

    /// Asks one address once.
    pub fn ask(
        &self,
        ask: Ask,
        url: &Url,
        named: bool,
        request: &Request,
        left: Duration,
    ) -> Result<Answer, FetchError> {
        let host = url.host_str().unwrap_or_default();
        if left.is_zero() {
            return Err(FetchError::Timeout(host.to_owned()));
        }
        self.named.store(named, Ordering::Relaxed);
        let agent = &self.agent;
        let mut ask = match ask {
            Ask::Whole => agent.get(url.as_str()),
            Ask::Length => agent.head(url.as_str()),
        }
        .config()
        .timeout_global(Some(left))
        .build();
        for (name, value) in [
            ("If-None-Match", &request.etag),
            ("If-Modified-Since", &request.last_modified),
        ] {
            if let Some(value) = value
                .as_deref()
                .filter(|value| value.bytes().all(|b| (b' '..=b'~').contains(&b)))
            {
                ask = ask.header(name, value);
            }
        }
        let response = ask.call().map_err(|error| failure(error, host))?;
        Ok(Answer {
            status: response.status().as_u16(),
            host: host.to_owned(),
            response,
        })
    }

    /// Reads an answer's body as it comes. One that breaks off gives what it gave.
    pub fn read(
        &self,
        answer: Answer,
        before: u64,
        most: u64,
        stop: &Stop,
    ) -> Result<Taken, FetchError> {
        // Larger than what may come, by its own word: not a byte of it is taken.
        let announced = answer.length().unwrap_or(0);
        let at_hand = self.received() - before;
        if announced > most || announced > self.purse.left_with(at_hand) {
            return Err(self.too_large(most, announced));
        }
        let host = answer.host;
        let mut reader = answer
            .response
            .into_body()
            .into_with_config()
            .limit(u64::MAX)
            .reader();
        let mut bytes = Vec::new();
        let mut piece = [0; 16 << 10];
        // What is at hand is paid for; once nothing is left, no more is taken from the line.
        let mut overdrawn = false;
        loop {
            if stop.is_set() {
                return Err(FetchError::Stopped);
            }
            let came = self.received() - before;
            if came > most || overdrawn {
                return Err(self.too_large(most, came));
            }
            let was_empty = self.purse.is_empty();
            let drawn = self.received();
            match reader.read(&mut piece) {
                Ok(0) => {
                    return Ok(Taken {
                        bytes,
                        truncated: false,
                    });
                }
                Ok(n) => {
                    bytes.extend_from_slice(&piece[..n]);
                    overdrawn = was_empty && self.received() > drawn;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) if stop.is_set() => return Err(FetchError::Stopped),
                Err(_) if !bytes.is_empty() => {
                    return Ok(Taken {
                        bytes,
                        truncated: true,
                    });
                }
                Err(error) => return Err(failure(Error::from(error), &host)),
            }
        }
    }
}

impl Wire {
    /// Too large for any day, or for what is left today.
    fn too_large(&self, most: u64, size: u64) -> FetchError {
        match size > most {
            true => FetchError::TooLarge(most),
            false => FetchError::Budget,
        }
    }
}

/// What was read of a body.
#[derive(Debug)]
pub(super) struct Taken {
    pub bytes: Vec<u8>,
    pub truncated: bool,
}

/// An answer whose body has not been read.
#[derive(Debug)]
pub(super) struct Answer {
    pub status: u16,
    host: String,
    response: Response<ureq::Body>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.response.headers().get(name)?.to_str().ok()
    }

    /// Where it sends on to.
    pub fn redirect(&self) -> Option<String> {
        let is_redirect = matches!(self.status, 301 | 302 | 303 | 307 | 308);
        // A location is often raw UTF-8.
        let location = self
            .response
            .headers()
            .get("location")
            .filter(|_| is_redirect)?;
        Some(String::from_utf8_lossy(location.as_bytes()).into_owned())
    }

    /// How long its body is, packed as it comes, by the server's word.
    pub fn length(&self) -> Option<u64> {
        self.header("content-length")?.trim().parse().ok()
    }

    pub fn terms(&self) -> Terms {
        terms::terms(|name| self.header(name))
    }

    pub fn retry_after(&self) -> Option<Duration> {
        terms::retry_after(self.header("retry-after")?)
    }
}

fn failure(error: Error, host: &str) -> FetchError {
    let host = host.to_owned();
    match error {
        Error::Timeout(_) => FetchError::Timeout(host),
        Error::HostNotFound => FetchError::Host(host),
        Error::Other(other) => match other.downcast::<Refused>() {
            Ok(refused) => FetchError::Private(*refused),
            Err(other) => FetchError::Connection {
                host,
                why: other.to_string(),
            },
        },
        Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => FetchError::Timeout(host),
        Error::Io(error) if error.to_string().contains("lookup") => FetchError::Host(host),
        other => FetchError::Connection {
            host,
            why: other.to_string(),
        },
    }
}

/// Counts what comes out of a socket, before anything is decrypted or unpacked.
#[derive(Debug)]
struct Meter(Arc<AtomicU64>, Arc<Purse>);

impl<In: Transport> Connector<In> for Meter {
    type Out = Metered<In>;

    fn connect(
        &self,
        _: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        Ok(chained.map(|inner| Metered {
            inner,
            count: Arc::clone(&self.0),
            purse: Arc::clone(&self.1),
        }))
    }
}

#[derive(Debug)]
struct Metered<T> {
    inner: T,
    count: Arc<AtomicU64>,
    purse: Arc<Purse>,
}

impl<T: Transport> Transport for Metered<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.inner.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let before = self.inner.buffers().input().len();
        let progress = self.inner.await_input(timeout)?;
        let came = self.inner.buffers().input().len().saturating_sub(before);
        self.count.fetch_add(came as u64, Ordering::Relaxed);
        self.purse.pay(came as u64);
        Ok(progress)
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}

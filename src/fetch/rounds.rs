//! Many fetches at once: so many workers, one request a host, within a budget of bytes, in the order given; and it can be called off.

use std::collections::{HashSet, VecDeque};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

use url::Url;

use super::purse::Purse;
use super::{FetchError, Fetched, Fetcher, Limits, Request, Stop};

/// How a round is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Workers.
    pub at_once: usize,
    /// For each fetch.
    pub limits: Limits,
    /// Bytes that the whole round may receive; what is under way when they are spent is left for another time.
    pub budget: Option<u64>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            at_once: 8,
            limits: Limits::default(),
            budget: None,
        }
    }
}

/// What a round says of one of its requests.
#[derive(Debug, PartialEq)]
pub enum News {
    /// It is being fetched.
    Begun(usize),
    /// It is done, and took so many bytes in any case.
    Done(usize, Result<Box<Fetched>, FetchError>, u64),
    /// It was not asked for: the budget was spent before.
    Skipped(usize),
}

/// A round under way. It ends when its news do; dropping it calls it off.
#[derive(Debug)]
pub struct Round {
    news: Receiver<News>,
    stop: Arc<Stop>,
    purse: Arc<Purse>,
}

impl Round {
    /// Starts a round. Requests are named by their places in the list; those first in it are asked first.
    pub fn start(requests: Vec<Request>, settings: Settings) -> Self {
        Self::with(
            requests
                .into_iter()
                .map(|request| (request, settings.limits))
                .collect(),
            settings,
        )
    }

    /// Starts a round with limits for each request.
    pub fn with(requests: Vec<(Request, Limits)>, settings: Settings) -> Self {
        let (sender, news) = channel();
        let stop = Arc::new(Stop::default());
        let purse = Arc::new(Purse::of(settings.budget));
        let workers = settings.at_once.clamp(1, 64).min(requests.len());
        let desk = Arc::new(Desk {
            waiting: Mutex::new(Waiting {
                jobs: requests.into_iter().enumerate().collect(),
                hosts: HashSet::new(),
            }),
            freed: Condvar::new(),
            purse: Arc::clone(&purse),
            stop: Arc::clone(&stop),
        });
        for _ in 0..workers {
            let (desk, sender) = (Arc::clone(&desk), sender.clone());
            thread::spawn(move || desk.work(&sender));
        }
        Self { news, stop, purse }
    }

    /// The news as they come; ends when the round does.
    pub fn news(&self) -> impl Iterator<Item = News> + '_ {
        self.news.iter()
    }

    /// The news that have come, without waiting. `None` in the end.
    pub fn poll(&self) -> Option<Vec<News>> {
        let mut came = Vec::new();
        loop {
            match self.news.try_recv() {
                Ok(news) => came.push(news),
                Err(std::sync::mpsc::TryRecvError::Empty) => return Some(came),
                Err(std::sync::mpsc::TryRecvError::Disconnected) => {
                    return (!came.is_empty()).then_some(came);
                }
            }
        }
    }

    /// Bytes received so far.
    pub fn received(&self) -> u64 {
        self.purse.spent()
    }

    /// Calls the round off: what is under way fails with [`FetchError::Stopped`], what waits is dropped.
    pub fn stop(&self) {
        self.stop.set();
    }

    /// What calls the round off, for another thread.
    pub fn stopper(&self) -> Arc<Stop> {
        Arc::clone(&self.stop)
    }
}

impl Drop for Round {
    fn drop(&mut self) {
        self.stop.set();
    }
}

type Job = (usize, (Request, Limits));

/// What waits, and the hosts that are being asked.
#[derive(Debug)]
struct Waiting {
    jobs: VecDeque<Job>,
    hosts: HashSet<String>,
}

/// Where workers take their jobs.
#[derive(Debug)]
struct Desk {
    waiting: Mutex<Waiting>,
    freed: Condvar,
    purse: Arc<Purse>,
    stop: Arc<Stop>,
}

impl Desk {
    fn work(&self, sender: &Sender<News>) {
        while let Some((number, (request, limits))) = self.take() {
            let host = host(&request);
            let news = if self.purse.is_empty() {
                News::Skipped(number)
            } else {
                _ = sender.send(News::Begun(number));
                let fetcher =
                    Fetcher::paying(limits, Arc::clone(&self.stop), Arc::clone(&self.purse));
                let result = fetcher.fetch(&request).map(Box::new);
                News::Done(number, result, fetcher.received())
            };
            let is_heard = sender.send(news).is_ok();
            self.free(&host);
            if !is_heard {
                return;
            }
        }
    }

    /// The first job whose host is not being asked; waits while there are only others.
    fn take(&self) -> Option<Job> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if waiting.jobs.is_empty() || self.stop.is_set() {
                return None;
            }
            let Waiting { jobs, hosts } = &mut *waiting;
            let free = jobs
                .iter()
                .position(|(_, (request, _))| !hosts.contains(&host(request)));
            if let Some(job) = free.and_then(|at| jobs.remove(at)) {
                hosts.insert(host(&job.1.0));
                return Some(job);
            }
            waiting = self
                .freed
                .wait(waiting)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn free(&self, host: &str) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.hosts.remove(host);
        self.freed.notify_all();
    }
}

fn host(request: &Request) -> String {
    let url = Url::parse(&request.url).ok();
    url.and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_else(|| request.url.clone())
}

//! The round of fetching that `R` begins: written on a thread of its own, so that no key waits for a large feed; told in the
//! status line at most twice a second, left by going on reading, cancelled by `R` again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use jiff::civil::Date;
use rust_i18n::t;

use super::full::{self, FullTexts, Text};
use super::refresh::{Options, Refresh, Told, What};
use super::{Session, keep};
use crate::article::ArticleId;
use crate::config::Keep;
use crate::fetch::rounds;
use crate::store::{Store, StoreError};
use crate::term::Waker;
use crate::tui::{Action, Msg};

/// Progress is told no oftener: a screen on a bad line has better things to carry.
const TELLING: Duration = Duration::from_millis(500);

/// Without a terminal to wake, arrivals are looked for this often.
const LOOKING: Duration = Duration::from_millis(100);

/// The thread looks for arrivals this often.
const LISTENING: Duration = Duration::from_millis(20);

/// A round under way on its thread. Dropping it calls it off.
pub(super) struct Fetching {
    news: Receiver<News>,
    stop: Arc<AtomicBool>,
    /// Done, and in all.
    progress: (usize, usize),
    told: Instant,
    added: u64,
    pages: u64,
    failed: Vec<String>,
}

/// What the thread tells.
enum News {
    /// What became of a feed, and how much is done.
    Told(Told, (usize, usize)),
    /// The store could not be written.
    Failed(StoreError),
}

impl Fetching {
    fn note(&mut self, told: Told) {
        match told.what {
            What::Came(tally) => self.added += tally.added + tally.updated,
            What::Failed(why) => self.failed.push(format!("{}: {why}", told.feed)),
            What::Page(_, Text::Full) => self.pages += 1,
            What::Page(title, Text::Summary(why)) => self.failed.push(format!("{title}: {why}")),
            What::Page(..) | What::Gone | What::Later | What::Skipped | What::Unchanged => {}
        }
    }
}

impl Drop for Fetching {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// Writes a round to its end, and lets go of what is then over the limits.
fn work(
    mut refresh: Refresh,
    mut store: Store,
    limits: &[Keep],
    today: Date,
    stop: &AtomicBool,
    news: &Sender<News>,
    waker: Option<&Waker>,
) {
    while !refresh.is_over() {
        if stop.load(Ordering::Relaxed) {
            refresh.stop();
        }
        let one = match refresh.step(&mut store, false) {
            Ok(Some(told)) => News::Told(told, refresh.progress()),
            Ok(None) => {
                if !refresh.is_writing() && !refresh.is_over() {
                    thread::sleep(LISTENING);
                }
                continue;
            }
            Err(error) => News::Failed(error),
        };
        let failed = matches!(one, News::Failed(_));
        if news.send(one).is_err() || failed {
            return;
        }
        if let Some(waker) = waker {
            waker.wake();
        }
    }
    if let Err(error) = keep::retain(&mut store, limits, today) {
        // Nobody left to hear it is no trouble.
        let _ = news.send(News::Failed(error));
    }
}

impl Session {
    /// Begins a round, or calls off the one under way.
    pub(super) fn refresh(&mut self) -> Msg {
        if let Some(fetching) = &self.fetching {
            fetching.stop.store(true, Ordering::Relaxed);
            return Msg::Told(self.say("session.refresh.stopped"));
        }
        let options = Options::of(&self.settings, self.today);
        let begun = self.store.feeds().and_then(|feeds| {
            let none = feeds.is_empty();
            let refresh = Refresh::begin(&self.store, feeds, options, None)?;
            let own = match refresh {
                Some(refresh) => Some((refresh, self.store.writer()?)),
                None => None,
            };
            Ok((none, own))
        });
        match begun {
            Ok((true, _)) => Msg::Told(self.say("session.refresh.none")),
            Ok((false, None)) => Msg::Told(self.say("session.refresh.fresh")),
            Ok((false, Some((refresh, store)))) => {
                let (_, all) = refresh.progress();
                self.fetching = Some(self.send_out(refresh, store));
                Msg::Told(self.say_going((0, all)))
            }
            Err(error) => self.failed(&error),
        }
    }

    fn send_out(&self, refresh: Refresh, store: Store) -> Fetching {
        let (sender, news) = mpsc::channel();
        let stop = Arc::new(AtomicBool::new(false));
        let progress = refresh.progress();
        let theirs = Arc::clone(&stop);
        let waker = self.waker.as_ref().and_then(|waker| waker.another().ok());
        let (limits, today) = (self.settings.keep.clone(), self.today);
        thread::spawn(move || {
            work(
                refresh,
                store,
                &limits,
                today,
                &theirs,
                &sender,
                waker.as_ref(),
            );
            // Hung up before the last call, which is heard of then.
            drop(sender);
            if let Some(waker) = waker {
                waker.wake();
            }
        });
        Fetching {
            news,
            stop,
            progress,
            told: Instant::now(),
            added: 0,
            pages: 0,
            failed: Vec::new(),
        }
    }

    fn say_going(&self, (done, all): (usize, usize)) -> String {
        let locale = self.settings.lang.tag();
        t!(
            "session.refresh.going",
            locale = locale,
            done = done,
            all = all
        )
        .into_owned()
    }

    /// Hears what has become of the round.
    pub(super) fn fetch_on(&mut self, now: Instant) {
        let Some(mut fetching) = self.fetching.take() else {
            return;
        };
        loop {
            match fetching.news.try_recv() {
                Ok(News::Told(told, progress)) => {
                    fetching.progress = progress;
                    fetching.note(told);
                }
                Ok(News::Failed(error)) => {
                    let failed = self.failed(&error);
                    return self.apply(failed);
                }
                Err(mpsc::TryRecvError::Empty) => break,
                Err(mpsc::TryRecvError::Disconnected) => return self.end_of_round(&fetching),
            }
        }
        if now.saturating_duration_since(fetching.told) >= TELLING {
            fetching.told = now;
            let said = self.say_going(fetching.progress);
            self.apply(Msg::Told(said));
        }
        self.fetching = Some(fetching);
    }

    fn end_of_round(&mut self, fetching: &Fetching) {
        let locale = self.settings.lang.tag();
        let mut said = match fetching.stop.load(Ordering::Relaxed) {
            true => self.say("session.refresh.stopped"),
            false => t!("session.refresh.done", locale = locale, n = fetching.added).into_owned(),
        };
        for failed in &fetching.failed {
            said.push_str("  ");
            said.push_str(failed);
        }
        if fetching.added + fetching.pages > 0 || !self.settings.keep.is_empty() {
            self.apply(Msg::Changed);
        }
        self.apply(if fetching.failed.is_empty() {
            Msg::Told(said)
        } else {
            Msg::Failed(said)
        });
    }

    /// How long a round can wait before it is looked after.
    pub(super) fn fetching_patience(&self) -> Option<Duration> {
        (self.fetching.is_some() || self.full.is_some()).then_some(LOOKING)
    }

    /// Fetches the page that an article links to, or calls off the one under way.
    pub(super) fn full_text(&mut self, id: ArticleId) -> Msg {
        if self.full.take().is_some() {
            return Msg::Told(self.say("session.refresh.stopped"));
        }
        match full::linked(&self.store, id) {
            Ok(None) => Msg::Told(self.say("session.link.none")),
            Ok(Some((linked, feed))) => {
                let waker = self.waker.as_ref().and_then(|waker| waker.another().ok());
                let settings = rounds::Settings {
                    budget: self.settings.budget,
                    ..rounds::Settings::default()
                };
                let feed = |_| feed.clone();
                self.full = Some(FullTexts::begin(
                    vec![linked],
                    feed,
                    settings,
                    self.settings.lang,
                    waker,
                ));
                let key = self.model.key_of(Action::FullText);
                let locale = self.settings.lang.tag();
                Msg::Told(t!("session.full.going", locale = locale, key = key).into_owned())
            }
            Err(error) => self.failed(&error),
        }
    }

    /// Writes the page that was asked for by key, when it has come.
    pub(super) fn read_on(&mut self) {
        let Some(mut full) = self.full.take() else {
            return;
        };
        let read = match full.step(&mut self.store, false) {
            Ok(Some(read)) => read,
            Ok(None) if full.is_over() => return,
            Ok(None) => {
                self.full = Some(full);
                return;
            }
            Err(error) => {
                let failed = self.failed(&error);
                return self.apply(failed);
            }
        };
        let told = match read.what {
            Text::Full => {
                self.apply(Msg::Rewritten(read.id));
                Msg::Told(self.say("session.full.done"))
            }
            Text::Same => Msg::Told(self.say("session.full.same")),
            Text::Left => Msg::Told(self.say("session.refresh.stopped")),
            Text::Summary(why) => {
                let locale = self.settings.lang.tag();
                Msg::Failed(t!("session.full.failed", locale = locale, why = why).into_owned())
            }
        };
        self.apply(told);
    }
}

//! The round of fetching that `R` begins: written a little at a time between keys, told in the status line at most twice a
//! second, left by going on reading, cancelled by `R` again.

use std::time::{Duration, Instant};

use rust_i18n::t;

use super::Session;
use super::full::{FullTexts, Text};
use super::refresh::{Options, Refresh, What};
use crate::article::{Article, ArticleId};
use crate::fetch::rounds;
use crate::store::{Linked, StoreError};
use crate::tui::{Action, Msg};

/// Progress is told no oftener: a screen on a bad line has better things to carry.
const TELLING: Duration = Duration::from_millis(500);

/// Without a terminal to wake, arrivals are looked for this often.
const LOOKING: Duration = Duration::from_millis(100);

/// A round under way.
pub(super) struct Fetching {
    refresh: Refresh,
    told: Instant,
    added: u64,
    pages: u64,
    failed: Vec<String>,
}

impl Session {
    /// Begins a round, or calls off the one under way.
    pub(super) fn refresh(&mut self) -> Msg {
        if let Some(fetching) = &mut self.fetching {
            fetching.refresh.stop();
            return Msg::Told(self.say("session.refresh.stopped"));
        }
        let options = Options::of(&self.settings, self.today);
        let waker = self.waker.as_ref().and_then(|waker| waker.another().ok());
        let begun = self.store.feeds().and_then(|feeds| {
            let none = feeds.is_empty();
            Ok((none, Refresh::begin(&self.store, feeds, options, waker)?))
        });
        match begun {
            Ok((true, _)) => Msg::Told(self.say("session.refresh.none")),
            Ok((false, None)) => Msg::Told(self.say("session.refresh.fresh")),
            Ok((false, Some(refresh))) => {
                let (_, all) = refresh.progress();
                self.fetching = Some(Fetching {
                    refresh,
                    told: Instant::now(),
                    added: 0,
                    pages: 0,
                    failed: Vec::new(),
                });
                Msg::Told(
                    t!(
                        "session.refresh.going",
                        locale = self.settings.lang.tag(),
                        done = 0,
                        all = all
                    )
                    .into_owned(),
                )
            }
            Err(error) => self.failed(&error),
        }
    }

    /// Writes a little of what has come.
    pub(super) fn fetch_on(&mut self, now: Instant) {
        let Some(mut fetching) = self.fetching.take() else {
            return;
        };
        match fetching.refresh.step(&mut self.store, false) {
            Ok(Some(told)) => match told.what {
                What::Came(tally) => fetching.added += tally.added + tally.updated,
                What::Failed(why) => fetching.failed.push(format!("{}: {why}", told.feed)),
                What::Page(_, Text::Full) => fetching.pages += 1,
                What::Page(title, Text::Summary(why)) => {
                    fetching.failed.push(format!("{title}: {why}"));
                }
                What::Page(..) | What::Gone | What::Later | What::Skipped | What::Unchanged => {}
            },
            Ok(None) => {}
            Err(error) => {
                let failed = self.failed(&error);
                return self.apply(failed);
            }
        }
        if fetching.refresh.is_over() {
            return self.end_of_round(&fetching);
        }
        if now.saturating_duration_since(fetching.told) >= TELLING {
            fetching.told = now;
            let (done, all) = fetching.refresh.progress();
            let said = t!(
                "session.refresh.going",
                locale = self.settings.lang.tag(),
                done = done,
                all = all
            );
            self.apply(Msg::Told(said.into_owned()));
        }
        self.fetching = Some(fetching);
    }

    fn end_of_round(&mut self, fetching: &Fetching) {
        let locale = self.settings.lang.tag();
        let mut said = t!("session.refresh.done", locale = locale, n = fetching.added).into_owned();
        for failed in &fetching.failed {
            said.push_str("  ");
            said.push_str(failed);
        }
        self.fetched = true;
        if fetching.added + fetching.pages > 0 {
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
        let writing = self
            .fetching
            .as_ref()
            .map(|fetching| fetching.refresh.is_writing());
        match writing {
            Some(true) => Some(Duration::ZERO),
            Some(false) => Some(LOOKING),
            None => self.full.is_some().then_some(LOOKING),
        }
    }

    /// Fetches the page that an article links to, or calls off the one under way.
    pub(super) fn full_text(&mut self, id: ArticleId) -> Msg {
        if self.full.take().is_some() {
            return Msg::Told(self.say("session.refresh.stopped"));
        }
        match self.linked(id) {
            Ok(None) => Msg::Told(self.say("session.link.none")),
            Ok(Some((linked, feed))) => {
                let waker = self.waker.as_ref().and_then(|waker| waker.another().ok());
                let settings = rounds::Settings {
                    budget: self.settings.budget,
                    ..rounds::Settings::default()
                };
                let feed = |_| feed.clone();
                self.full = Some(FullTexts::begin(vec![linked], feed, settings, waker));
                let key = self.model.key_of(Action::FullText);
                let locale = self.settings.lang.tag();
                Msg::Told(t!("session.full.going", locale = locale, key = key).into_owned())
            }
            Err(error) => self.failed(&error),
        }
    }

    /// The page that an article links to, and the address of the feed that it came from.
    fn linked(&self, id: ArticleId) -> Result<Option<(Linked, Option<String>)>, StoreError> {
        let Some(stored) = self.store.article(id)? else {
            return Ok(None);
        };
        let feeds = self.store.feeds()?;
        let feed = feeds.into_iter().find(|feed| feed.source == stored.source);
        let Article { title, link, .. } = stored.article;
        Ok(link.map(|link| (Linked { id, title, link }, feed.map(|feed| feed.url))))
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

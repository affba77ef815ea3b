//! The round of fetching that `R` begins: written a little at a time between keys, told in the status line at most twice a
//! second, left by going on reading, cancelled by `R` again.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use rust_i18n::t;

use super::Session;
use super::refresh::{Options, Refresh, What};
use crate::tui::Msg;

/// Progress is told no oftener: a screen on a bad line has better things to carry.
const TELLING: Duration = Duration::from_millis(500);

/// Without a terminal to wake, arrivals are looked for this often.
const LOOKING: Duration = Duration::from_millis(100);

/// A round under way.
pub(super) struct Fetching {
    refresh: Refresh,
    told: Instant,
    added: u64,
    failed: Vec<String>,
}

impl Session {
    /// Begins a round, or calls off the one under way.
    pub(super) fn refresh(&mut self) -> Msg {
        if let Some(fetching) = &self.fetching {
            fetching.refresh.stop();
            return Msg::Told(self.say("session.refresh.stopped"));
        }
        let options = Options {
            at_once: self.settings.at_once,
            budget: self.settings.budget,
            named: false,
            rules: self.settings.rules.clone(),
            now: Timestamp::now().as_second(),
            today: self.today,
        };
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
                What::Gone | What::Later | What::Skipped | What::Unchanged => {}
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
        if fetching.added > 0 {
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
        let fetching = self.fetching.as_ref()?;
        Some(if fetching.refresh.is_writing() {
            Duration::ZERO
        } else {
            LOOKING
        })
    }
}

//! Doing what the screen wants done.

use rust_i18n::t;

use super::answers::{self, Saved};
use super::begin::VIEW;
use super::{Session, links, say};
use crate::article::{Article, ArticleId};
use crate::store::StoreError;
use crate::tui::{self, Effect, Msg, View};

impl Session {
    /// Does effects, and what follows from them, to the end.
    pub(super) fn perform(&mut self, effects: Vec<Effect>) {
        let mut queue: std::collections::VecDeque<Effect> = effects.into();
        while let Some(effect) = queue.pop_front() {
            if let Some(msg) = self.one(effect) {
                self.dirty = true;
                queue.extend(tui::update(&mut self.model, msg));
            }
        }
    }

    fn one(&mut self, effect: Effect) -> Option<Msg> {
        match effect {
            Effect::Mark(ids, mark) => self.mark(&ids, mark),
            Effect::MarkAll(query, mark) => self.mark_all(query, mark),
            Effect::Undo => self.take_back(),
            Effect::KeepPlace(id, place) => {
                self.silently(|session| session.store.set_place(id, place))
            }
            Effect::KeepView(view) => self.silently(|session| session.keep(&view)),
            Effect::Link { id, copy } => self.link(id, copy),
            Effect::Links { id, copy } => self.links(id, copy),
            Effect::Follow { address, copy } => Some(self.follow(&address, copy)),
            Effect::RemoveSample => {
                let removed = self.store.remove_sample();
                Some(removed.map_or_else(|e| self.failed(&e), Msg::SampleRemoved))
            }
            Effect::OpenDesk(id) => Some(self.open_desk(id)),
            Effect::LayOut(said) => self.lay_out(&said),
            Effect::Mend(mending) => Some(self.mend(&mending)),
            Effect::Refresh => Some(self.refresh()),
            Effect::FullText(id) => Some(self.full_text(id)),
            Effect::Meter(on) => {
                self.meter.compare(on);
                None
            }
            Effect::Redraw => {
                self.redraw();
                None
            }
            // Behind a forced command there is no shell to come back from.
            Effect::Suspend if self.settings.restricted => {
                Some(Msg::Told(self.say("session.restricted")))
            }
            Effect::Suspend => {
                self.wishes.suspend = true;
                None
            }
            Effect::Quit => {
                self.wishes.quit = true;
                None
            }
            question => self.ask(question),
        }
    }

    /// A question: at once where the answer is near, else on the worker.
    fn ask(&mut self, question: Effect) -> Option<Msg> {
        let saved = self.saved_queries(&question);
        match &self.worker {
            Some(_) if !self.has_begun && may_take_long(&question, &saved) => {
                self.later.push(question);
                None
            }
            Some(worker) if !is_at_hand(&question, self.model.opened()) => {
                worker.ask(question, saved);
                None
            }
            _ => match answers::answer(&self.store, &question, &saved)? {
                Ok(msg) => Some(msg),
                Err(error) => Some(self.failed(&error)),
            },
        }
    }

    /// The first screen is out: now the figures are asked for that it did not wait for.
    pub(super) fn begin(&mut self) {
        self.has_begun = true;
        let later = std::mem::take(&mut self.later);
        self.perform(later);
    }

    /// Only the sections pane asks for saved filters.
    fn saved_queries(&self, question: &Effect) -> Saved {
        match question {
            Effect::Saved => {
                let texts = self
                    .settings
                    .filters
                    .iter()
                    .map(|filter| filter.query.as_str());
                answers::saved(texts, self.today)
            }
            _ => Saved::new(),
        }
    }

    fn keep(&mut self, view: &View) -> Result<(), StoreError> {
        let text = serde_json::to_string(view).unwrap_or_default();
        self.store.remember(VIEW, &text)
    }

    /// Does what the reader did not ask for by name: where the store can only be read, it is not done and not spoken of.
    fn silently(&mut self, keep: impl FnOnce(&mut Self) -> Result<(), StoreError>) -> Option<Msg> {
        match keep(self) {
            Ok(()) | Err(StoreError::ReadOnly { .. }) => None,
            Err(error) => Some(self.failed(&error)),
        }
    }

    fn link(&mut self, id: ArticleId, copy: bool) -> Option<Msg> {
        let stored = match self.store.article(id) {
            Ok(stored) => stored?,
            Err(error) => return Some(self.failed(&error)),
        };
        Some(match links::of(&stored.article) {
            Some(address) => self.follow(address, copy),
            None => Msg::Told(self.say("session.link.none")),
        })
    }

    fn links(&mut self, id: ArticleId, copy: bool) -> Option<Msg> {
        let stored = match self.store.article(id) {
            Ok(stored) => stored?,
            Err(error) => return Some(self.failed(&error)),
        };
        let links = links::all(&stored.article);
        Some(match links.is_empty() {
            true => Msg::Told(self.say("session.link.none")),
            false => Msg::Links { links, copy },
        })
    }

    /// Opens an address where there is a desktop, else shows it; or copies it.
    fn follow(&mut self, address: &str, copy: bool) -> Msg {
        let locale = self.settings.lang.tag();
        if copy {
            self.aside.extend(links::clipboard(address));
            return Msg::Told(
                t!("session.link.copied", locale = locale, address = address).into_owned(),
            );
        }
        if self.settings.restricted || !links::has_desktop(self.painter.caps().remote) {
            return Msg::Told(
                t!("session.link.shown", locale = locale, address = address).into_owned(),
            );
        }
        match open::that_detached(address) {
            Ok(()) => Msg::Told(
                t!("session.link.opened", locale = locale, address = address).into_owned(),
            ),
            Err(error) => Msg::Failed(
                t!(
                    "session.link.failed",
                    locale = locale,
                    address = address,
                    error = error
                )
                .into_owned(),
            ),
        }
    }

    pub(super) fn say(&self, name: &str) -> String {
        t!(name, locale = self.settings.lang.tag()).into_owned()
    }

    pub(super) fn failed(&self, error: &StoreError) -> Msg {
        let locale = self.settings.lang.tag();
        Msg::Failed(match error {
            StoreError::ReadOnly { .. } => {
                t!("session.store.read_only", locale = locale).into_owned()
            }
            StoreError::Locked { .. } => t!("session.store.locked", locale = locale).into_owned(),
            StoreError::Full { .. } => t!("session.store.full", locale = locale).into_owned(),
            other => say::store(other, self.settings.lang),
        })
    }
}

/// Whether the answer is a step along an index, or one article; to look through a long one takes too long.
fn is_at_hand(question: &Effect, opened: Option<&Article>) -> bool {
    match question {
        Effect::List { query, sound, .. } => sound.is_none() && answers::is_quick(query),
        Effect::Seek { query, .. } => answers::is_quick(query),
        Effect::FindIn { .. } => !opened.is_some_and(answers::is_long),
        Effect::Open { .. } | Effect::Versions(_) | Effect::Tellings(..) => true,
        _ => false,
    }
}

/// Whether a figure may take longer than all the rest of the first screen: it has to be counted, not looked up.
fn may_take_long(question: &Effect, saved: &Saved) -> bool {
    match question {
        Effect::Count { query, .. } | Effect::Locate { query, .. } => !answers::is_quick(query),
        Effect::Facets(query) | Effect::Days(query) => !answers::is_quick(query),
        Effect::Saved => !saved.iter().flatten().all(answers::is_quick),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Block;

    #[test]
    fn a_key_waits_for_so_many_bytes_to_be_looked_through() {
        let check = |bytes: usize, is_expected: bool| {
            let half = Block::paragraph("x".repeat(bytes / 2));
            let rest = Block::paragraph("x".repeat(bytes - bytes / 2));
            let article = Article {
                blocks: vec![half, rest],
                ..Article::default()
            };
            let question = Effect::FindIn {
                id: ArticleId(1),
                words: "x".into(),
            };
            assert_eq!(
                is_at_hand(&question, Some(&article)),
                is_expected,
                "{bytes}"
            );
        };
        check(2, true);
        check(131_072, true);
        check(131_073, false);
        check(4 << 20, false);
    }
}

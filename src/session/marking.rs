//! Marks. Those of one key are set at once; those on a whole list, of a million maybe, are set and taken back a little at a
//! time between keys, while the screen shows them from the first moment.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use super::Session;
use crate::article::ArticleId;
use crate::query::Query;
use crate::store::{Left, Mark as StoreMark, StoreError, Undo};
use crate::tui::{Mark, Msg};

/// Articles marked in one step: some ten milliseconds, less than a key's patience.
const STEP: usize = 1_000;

/// What a reader marked with one key, and how it is taken back.
pub(super) struct Done {
    number: u64,
    batches: Vec<Undo>,
}

/// What is still to be done.
pub(super) enum Work {
    /// Go on.
    Set {
        /// What was marked so far, as it is kept for taking it back; nothing of what an earlier reader began.
        number: Option<u64>,
        query: Query,
        left: Left,
        count: usize,
    },
    /// Take these back.
    TakeBack { left: Vec<Undo>, count: usize },
}

impl Done {
    fn count(&self) -> usize {
        self.batches.iter().map(|batch| batch.ids.len()).sum()
    }
}

impl Session {
    pub(super) fn mark(&mut self, ids: &[ArticleId], mark: Mark) -> Option<Msg> {
        Some(match self.store.mark(ids, to_store(mark)) {
            Ok(undo) => self.marked(undo, mark),
            Err(error) => self.failed(&error),
        })
    }

    /// Marks the first of a list, and leaves the others for the time between keys.
    pub(super) fn mark_all(&mut self, query: Query, mark: Mark) -> Option<Msg> {
        Some(
            match self.store.mark_some(&query, to_store(mark), None, STEP) {
                Ok((undo, None)) => self.marked(undo, mark),
                Ok((undo, Some(after))) => {
                    let count = undo.ids.len();
                    let number = self.keep_undo(vec![undo]);
                    let left = match self.store.leave(&query, to_store(mark), after) {
                        Ok(left) => left,
                        Err(error) => return Some(self.failed(&error)),
                    };
                    self.marking.push_back(Work::Set {
                        number: Some(number),
                        query,
                        left,
                        count,
                    });
                    let ids = self.model.listed();
                    let more = true;
                    Msg::Marked {
                        mark,
                        ids,
                        count,
                        more,
                    }
                }
                Err(error) => self.failed(&error),
            },
        )
    }

    fn marked(&mut self, undo: Undo, mark: Mark) -> Msg {
        let ids = undo.ids.clone();
        if !ids.is_empty() {
            self.keep_undo(vec![undo]);
        }
        Msg::Marked {
            mark,
            count: ids.len(),
            ids,
            more: false,
        }
    }

    fn keep_undo(&mut self, batches: Vec<Undo>) -> u64 {
        let number = self.undo.last().map_or(0, |done| done.number + 1);
        self.undo.push(Done { number, batches });
        number
    }

    pub(super) fn take_back(&mut self) -> Option<Msg> {
        let Some(done) = self.undo.pop() else {
            return Some(Msg::Undone(None));
        };
        // What was not marked yet never will be.
        let begun = self
            .marking
            .iter()
            .enumerate()
            .find_map(|(at, work)| match work {
                Work::Set { number, left, .. } if *number == Some(done.number) => {
                    Some((at, left.clone()))
                }
                _ => None,
            });
        if let Some((at, left)) = begun {
            if let Err(error) = self.store.go_on(&left, None) {
                self.undo.push(done);
                return Some(self.failed(&error));
            }
            self.marking.remove(at);
        }
        let (count, mark) = (done.count(), done.batches.first()?.mark);
        let listed: HashSet<ArticleId> = self.model.listed().into_iter().collect();
        let ids = done.batches.iter().flat_map(Undo::turned);
        let ids = ids.filter(|id| listed.contains(id)).collect();
        let had_changed = done.batches.iter().flat_map(|batch| &batch.had_changed);
        let had_changed: HashSet<ArticleId> = had_changed.copied().collect();
        self.marking.push_front(Work::TakeBack {
            left: done.batches,
            count,
        });
        // Little is taken back before the screen says so.
        let more = count > STEP;
        if !more && let Err(error) = self.mark_on() {
            return Some(self.failed(&error));
        }
        if !more && !had_changed.is_empty() {
            // Only the archive says of a row that its text has changed.
            self.apply(Msg::Changed);
        }
        if let Some(reader) = &mut self.model.reader
            && had_changed.contains(&reader.id())
        {
            // To open it once more is to read it.
            reader.marks_mut().changed = true;
        }
        let mark = from_store(opposite(mark));
        Some(Msg::Undone(Some((mark, ids, count, more))))
    }

    /// Whether marks are still to be set or taken back.
    pub(super) fn is_marking(&self) -> bool {
        !self.marking.is_empty()
    }

    /// Sets or takes back some marks more, and tells when all are.
    pub(super) fn mark_between_keys(&mut self) {
        match self.mark_on() {
            Ok(None) => {}
            Ok(Some(msg)) => {
                self.apply(msg);
                // What was listed meanwhile has the marks of the moment at which it was.
                self.apply(Msg::Changed);
            }
            Err(error) => {
                let failed = self.failed(&error);
                self.apply(failed);
            }
        }
    }

    /// One step; what is to be told if it was the last.
    fn mark_on(&mut self) -> Result<Option<Msg>, StoreError> {
        match self.marking.pop_front() {
            Some(Work::Set {
                number,
                query,
                left,
                count,
            }) => self.set_on(number, query, left, count),
            Some(Work::TakeBack { left, count }) => self.take_back_on(left, count),
            None => Ok(None),
        }
    }

    fn set_on(
        &mut self,
        number: Option<u64>,
        query: Query,
        left: Left,
        mut count: usize,
    ) -> Result<Option<Msg>, StoreError> {
        let mark = from_store(left.mark);
        // It is noted no more where another reader of this name finished it or took it back.
        if self.store.left()?.contains(&left) {
            let after = Some(ArticleId(left.after));
            let (undo, next) = self.store.mark_some(&query, left.mark, after, STEP)?;
            count += undo.ids.len();
            let done = self.undo.iter_mut();
            if let Some(done) = done.into_iter().find(|done| Some(done.number) == number) {
                done.batches.push(undo);
            }
            if let Some(left) = self.store.go_on(&left, next)? {
                self.marking.push_front(Work::Set {
                    number,
                    query,
                    left,
                    count,
                });
                return Ok(None);
            }
        }
        Ok(Some(match number {
            None => Msg::MarkedOn(count),
            Some(_) => Msg::Marked {
                mark,
                ids: Vec::new(),
                count,
                more: false,
            },
        }))
    }

    fn take_back_on(
        &mut self,
        mut left: Vec<Undo>,
        count: usize,
    ) -> Result<Option<Msg>, StoreError> {
        let Some(undo) = left.pop() else {
            return Ok(None);
        };
        if let Err(error) = self.store.undo(&undo) {
            left.push(undo);
            self.keep_undo(left);
            return Err(error);
        }
        if !left.is_empty() {
            self.marking.push_front(Work::TakeBack { left, count });
            return Ok(None);
        }
        let mark = from_store(opposite(undo.mark));
        Ok(Some(Msg::Undone(Some((mark, Vec::new(), count, false)))))
    }

    /// Sets and takes back what is left. When the reader has gone.
    pub fn finish(&mut self) {
        while self.is_marking() {
            self.mark_between_keys();
        }
    }

    /// As [`Session::finish`], when the reader was sent away and has to be gone within a second: what is left by then is done
    /// when the reader comes again.
    pub fn finish_soon(&mut self) {
        // For the test of what is left: `KANBAO_NO_TIME` in a debug build leaves all of it.
        let hurries = cfg!(debug_assertions) && std::env::var_os("KANBAO_NO_TIME").is_some();
        let end = Instant::now() + if hurries { Duration::ZERO } else { SOON };
        while self.is_marking() && Instant::now() < end {
            self.mark_between_keys();
        }
        // What was being taken back is named one by one: that cannot be noted.
        self.marking
            .retain(|work| matches!(work, Work::TakeBack { .. }));
        self.finish();
    }

    /// Goes on with what was left the last time. As of every mark of an earlier reader, nothing of it is taken back by key: half
    /// of it could not be.
    pub(super) fn take_up_marking(&mut self) {
        // What cannot be read now stays where it is.
        for left in self.store.left().unwrap_or_default() {
            let Some(query) = left.query(self.today) else {
                continue;
            };
            self.marking.push_back(Work::Set {
                number: None,
                query,
                left,
                count: 0,
            });
        }
    }
}

/// How long marks over a whole list are gone on with by a reader who has to be gone within a second.
const SOON: Duration = Duration::from_millis(300);

fn to_store(mark: Mark) -> StoreMark {
    match mark {
        Mark::Read(read) => StoreMark::Read(read),
        Mark::Starred(starred) => StoreMark::Starred(starred),
    }
}

fn from_store(mark: StoreMark) -> Mark {
    match mark {
        StoreMark::Read(read) => Mark::Read(read),
        StoreMark::Starred(starred) => Mark::Starred(starred),
    }
}

fn opposite(mark: StoreMark) -> StoreMark {
    match mark {
        StoreMark::Read(read) => StoreMark::Read(!read),
        StoreMark::Starred(starred) => StoreMark::Starred(!starred),
    }
}

//! Counts that were just asked for. Those of saved filters stand beside every list, whatever it is narrowed to: they are not
//! counted again before something was written.

use std::cell::RefCell;

use super::error::Result;
use super::{Counts, Store};
use crate::query::Query;

/// Counts that are remembered, at most.
const REMEMBERED: usize = 16;

/// Answers of one connection that only reads, and of which version of the file they are true.
#[derive(Default)]
pub struct Memo(RefCell<Vec<(i64, Query, Counts)>>);

impl Memo {
    /// What was counted for a query, or what `count` says now. A connection that writes does not see by the version what it
    /// wrote itself, and remembers nothing.
    pub fn count(
        &self,
        store: &Store,
        query: &Query,
        count: impl FnOnce() -> Result<Counts>,
    ) -> Result<Counts> {
        let Some(version) = store.version().filter(|_| store.is_read_only()) else {
            return count();
        };
        let mut known = self.0.take();
        known.retain(|(then, ..)| *then == version);
        let told = known.iter().find(|(_, other, _)| other == query);
        let counts = told.map_or_else(count, |(.., counts)| Ok(*counts));
        if let Ok(counts) = counts {
            known.retain(|(_, other, _)| other != query);
            known.insert(0, (version, query.clone(), counts));
            known.truncate(REMEMBERED);
        }
        self.0.replace(known);
        counts
    }
}

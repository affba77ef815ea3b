//! What a round may cost: bytes counted as they come, by all of its workers at once, so that eight of them do not spend a budget eight times.

use std::sync::atomic::{AtomicU64, Ordering};

/// The bytes that a round may receive, and those that it has.
#[derive(Debug)]
pub struct Purse {
    spent: AtomicU64,
    most: u64,
}

impl Default for Purse {
    /// Without an end.
    fn default() -> Self {
        Self::of(None)
    }
}

impl Purse {
    /// A purse of so many bytes; `None`: without an end.
    pub fn of(most: Option<u64>) -> Self {
        Self {
            spent: AtomicU64::new(0),
            most: most.unwrap_or(u64::MAX),
        }
    }

    /// Bytes spent so far.
    pub fn spent(&self) -> u64 {
        self.spent.load(Ordering::Relaxed)
    }

    /// Bytes that would be left had `back` of those spent not been.
    pub fn left_with(&self, back: u64) -> u64 {
        let most = self.most.saturating_add(back);
        most.saturating_sub(self.spent())
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.left_with(0) == 0
    }

    /// Pays for what came.
    pub(super) fn pay(&self, bytes: u64) {
        self.spent.fetch_add(bytes, Ordering::Relaxed);
    }
}

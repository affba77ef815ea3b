//! Work by the count: SQLite's own steps, which are the same on every machine and in every run.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::Connection;

use crate::store::Store;

/// Steps that a connection takes from now on. A statement's own are counted in whole multiples of `each`.
pub fn count(db: &mut Connection, each: u16) -> Arc<AtomicU64> {
    let steps = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&steps);
    let count = move || {
        counted.fetch_add(each.into(), Ordering::Relaxed);
        false
    };
    db.progress_handler(each.into(), Some(count)).unwrap();
    steps
}

/// Steps that a store takes for some work.
pub fn of<T>(store: &mut Store, work: impl FnOnce(&mut Store) -> T) -> u64 {
    let steps = count(&mut store.db, 1);
    work(store);
    steps.load(Ordering::Relaxed)
}

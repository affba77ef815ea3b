//! For the trials of `tests/trust_kill.rs`: a process that ends right after a commit, as `kill -9` would end it.
//!
//! `KANBAO_STOP_AFTER=3` in a debug build ends it after its third. A release build has no such switch.

use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::Connection;
use rusqlite::hooks::Wal;

use super::open::CHECKPOINT;

/// Commits of this process, over all of its connections.
static COMMITS: AtomicU64 = AtomicU64::new(0);

/// Arms a connection, if it is asked for.
pub fn arm(db: &mut Connection) -> rusqlite::Result<()> {
    let last = std::env::var("KANBAO_STOP_AFTER").ok();
    let Some(last): Option<u64> = last
        .and_then(|n| n.parse().ok())
        .filter(|_| cfg!(debug_assertions))
    else {
        return Ok(());
    };
    db.wal_hook(Some(move |wal: &mut Wal, pages| {
        if COMMITS.fetch_add(1, Ordering::SeqCst) + 1 == last {
            let own = rustix::process::getpid();
            let _ = rustix::process::kill_process(own, rustix::process::Signal::KILL);
        }
        // SQLite's own hook, which this one stands in for, does the same.
        if pages >= CHECKPOINT {
            wal.checkpoint()?;
        }
        Ok(())
    }))
}

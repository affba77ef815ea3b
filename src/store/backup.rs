//! A second copy of the whole archive, made while the first is in use, and looked through before it gets its name.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::Store;
use super::error::{Result, StoreError};
use super::open::Part;

/// Pages copied between two looks at the world: about 16 MB.
const STEP: i32 = 1024;

impl Store {
    /// Copies the archive to `into` while others go on reading and writing, checks the copy and only then gives it its name.
    /// `progress` hears of pages done and of all; it may say `false` to stop. Gives the copy's size in bytes.
    ///
    /// # Errors
    /// [`StoreError::Exists`] where something has that name; [`StoreError::Damaged`] where the copy does not read well.
    /// Nothing is left behind then.
    pub fn backup(&self, into: &Path, mut progress: impl FnMut(u64, u64) -> bool) -> Result<u64> {
        if into.symlink_metadata().is_ok() {
            return Err(StoreError::Exists {
                file: into.to_path_buf(),
            });
        }
        let part = Part::new(into)?;
        self.copy(part.path(), &mut progress)?;
        verify(part.path())?;
        part.take_name(into)
    }

    fn copy(&self, part: &Path, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<()> {
        let about = |error| StoreError::about(part, error);
        let mut copy = Connection::open(part).map_err(about)?;
        {
            let backup = Backup::new(&self.db, &mut copy).map_err(about)?;
            loop {
                let step = backup.step(STEP).map_err(about)?;
                let done = backup.progress();
                let count = |n: i32| u64::try_from(n).unwrap_or(0);
                if !progress(
                    count(done.pagecount - done.remaining),
                    count(done.pagecount),
                ) {
                    return Err(StoreError::Interrupted);
                }
                match step {
                    StepResult::Done => break,
                    StepResult::More => {}
                    _ => std::thread::sleep(Duration::from_millis(50)),
                }
            }
        }
        // One file, whole by itself: no -wal beside it.
        copy.pragma_update(None, "journal_mode", "delete")
            .map_err(about)?;
        copy.close().map_err(|(_, error)| about(error))
    }
}

/// A copy that is not sound is no copy.
fn verify(part: &Path) -> Result<()> {
    let about = |error| StoreError::about(part, error);
    let copy = Connection::open(part).map_err(about)?;
    let said: String = copy
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(about)?;
    match said.as_str() {
        "ok" => Ok(()),
        _ => Err(StoreError::Damaged {
            file: part.to_path_buf(),
            what: said,
        }),
    }
}

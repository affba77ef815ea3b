//! A second copy of the whole archive, made while the first is in use, and looked through before it gets its name.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::error::{Result, StoreError};
use super::{Store, open};

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
        self.copy(&part.0, &mut progress)?;
        verify(&part.0)?;
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

/// A file that is not finished: it goes if nobody gives it a name.
struct Part(PathBuf);

impl Part {
    fn new(into: &Path) -> Result<Self> {
        let mut name = into.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let part = Self(into.with_file_name(name));
        open::make_file(&part.0)?;
        Ok(part)
    }

    /// Linking, unlike renaming, never takes another file's place.
    fn take_name(self, into: &Path) -> Result<u64> {
        let about = |error| StoreError::io(into, error);
        match fs::hard_link(&self.0, into) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(about(error));
            }
            // A file system without links (a stick, a share).
            Err(_) if into.symlink_metadata().is_err() => {
                fs::rename(&self.0, into).map_err(about)?
            }
            Err(error) => return Err(about(error)),
        }
        let copy = fs::File::open(into).map_err(about)?;
        copy.sync_all().map_err(about)?;
        Ok(copy.metadata().map_err(about)?.len())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

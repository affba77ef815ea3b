//! Who waits to write rings; who writes much hears it and ends its transaction: a reader's mark goes between two articles of
//! another process's import, and an import that nobody waits for is not held up.
//!
//! The bell is a lock on the store's folder, which no file is needed for and which nobody can leave behind: whoever waits
//! holds it (shared), and whoever writes tries whether it is held. It orders nothing and protects nothing; where a file system
//! has no such locks, nobody hears anybody, and waits for the end of the part.

use std::fs::File;
use std::path::Path;
use std::thread;
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};

/// A store's bell.
pub struct Bell(Option<File>);

impl Bell {
    /// The bell of the store at `path`.
    pub fn of(path: &Path) -> Self {
        let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
        Self(File::open(folder.unwrap_or(Path::new("."))).ok())
    }

    /// Rings for so long.
    pub fn ring(&self, time: Duration) {
        self.lock(FlockOperation::NonBlockingLockShared);
        thread::sleep(time);
        self.lock(FlockOperation::Unlock);
    }

    /// Whether somebody rings.
    pub fn rings(&self) -> bool {
        let held = self.0.is_some() && !self.lock(FlockOperation::NonBlockingLockExclusive);
        if !held {
            self.lock(FlockOperation::Unlock);
        }
        held
    }

    fn lock(&self, how: FlockOperation) -> bool {
        self.0.as_ref().is_some_and(|file| flock(file, how).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_heard_while_somebody_rings_and_no_longer() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (
            Bell::of(&folder.path().join("k.db")),
            Bell::of(&folder.path().join("k.db")),
        );
        assert!(!one.rings());
        one.lock(FlockOperation::NonBlockingLockShared);
        assert!(other.rings() && other.rings());
        one.lock(FlockOperation::Unlock);
        assert!(!other.rings());
        one.ring(Duration::ZERO);
        assert!(!other.rings());
        assert!(!Bell::of(Path::new("/nowhere/at all/k.db")).rings());
    }
}

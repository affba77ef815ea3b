//! Why the store could not do what was asked, in kinds that a program can tell apart and a reader can act on.
//!
//! SQLite's codes say what went wrong inside a library; these say what is the matter with the reader's file,
//! and every one names it. The sentences here are for logs: the command line says them in the reader's language.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The file is something else, and was left as it is.
    #[error("{} is not a kanbao store", file.display())]
    NotADatabase {
        /// The file.
        file: PathBuf,
    },
    /// A newer kanbao wrote the file; it was not touched.
    #[error("{} has schema {found}, this program knows up to {known}", file.display())]
    Newer {
        /// The file.
        file: PathBuf,
        /// The schema's number in the file.
        found: u32,
        /// The newest number that this program knows.
        known: u32,
    },
    /// The file, its folder or its file system cannot be written; reading works.
    #[error("{} can only be read", file.display())]
    ReadOnly {
        /// The file.
        file: PathBuf,
    },
    /// Another process held the store for longer than [`super::BUSY`].
    #[error("{} is in use by another process", file.display())]
    Locked {
        /// The file.
        file: PathBuf,
    },
    /// The file is damaged: a backup or `repair` can help.
    #[error("{} is damaged: {what}", file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// Where or how, in SQLite's words.
        what: String,
    },
    /// There is no room on the file system (or under a quota).
    #[error("no room to write {}", file.display())]
    Full {
        /// The file.
        file: PathBuf,
    },
    /// The query was stopped by [`super::Interrupt`].
    #[error("stopped")]
    Interrupted,
    /// Something that would be overwritten is there.
    #[error("{} is there already", file.display())]
    Exists {
        /// The file.
        file: PathBuf,
    },
    /// A regular expression that does not compile or is too large.
    #[error("bad regular expression: {0}")]
    Regex(String),
    /// Nothing by this name is subscribed to, or the name is taken.
    #[error("no such feed: {0}")]
    NoSuchFeed(String),
    /// The file system refused.
    #[error("{}: {source}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// The system's word.
        source: io::Error,
    },
    /// SQLite's own word, where none of the above says it better.
    #[error("{}: {source}", file.display())]
    Sqlite {
        /// The file.
        file: PathBuf,
        /// SQLite's word.
        source: rusqlite::Error,
    },
}

/// A result whose error is a [`StoreError`].
pub type Result<T> = std::result::Result<T, StoreError>;

impl StoreError {
    /// SQLite's error as one about `file`.
    pub(super) fn about(file: &Path, source: rusqlite::Error) -> Self {
        let file = file.to_path_buf();
        let what = source.to_string();
        let extended = source.sqlite_error().map(|error| error.extended_code);
        match source.sqlite_error_code() {
            // The memory that processes share is a file too.
            _ if extended == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE) => Self::Full { file },
            Some(ErrorCode::NotADatabase) => Self::NotADatabase { file },
            Some(ErrorCode::ReadOnly) => Self::ReadOnly { file },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked { file },
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged { file, what },
            Some(ErrorCode::DiskFull) => Self::Full { file },
            Some(ErrorCode::OperationInterrupted) => Self::Interrupted,
            _ => Self::Sqlite { file, source },
        }
    }

    /// The system's error as one about `file`.
    pub(super) fn io(file: &Path, source: io::Error) -> Self {
        let file = file.to_path_buf();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { file },
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { file },
            io::ErrorKind::AlreadyExists => Self::Exists { file },
            _ => Self::Io { file, source },
        }
    }

    /// Says which file it was, where that was not yet known.
    pub(super) fn named(mut self, path: &Path) -> Self {
        if let Self::Sqlite { file, .. }
        | Self::NotADatabase { file }
        | Self::ReadOnly { file }
        | Self::Locked { file }
        | Self::Damaged { file, .. }
        | Self::Full { file } = &mut self
            && file.as_os_str().is_empty()
        {
            *file = path.to_path_buf();
        }
        self
    }
}

/// Inside the store the file goes without saying; the public functions add it ([`StoreError::named`]).
impl From<rusqlite::Error> for StoreError {
    fn from(source: rusqlite::Error) -> Self {
        Self::about(Path::new(""), source)
    }
}

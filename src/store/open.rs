//! Opening the file: what it is, whether it may be written, and who may look at it.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::bell::Bell;
use super::error::{Result, StoreError};
use super::{health, schema, stops};

/// How long another process's write is waited for.
pub const BUSY: Duration = Duration::from_secs(10);

/// How long it is waited for by a reader who has to be gone within a second, and has more than one thing to keep.
const HURRY: Duration = Duration::from_millis(100);

/// Raised when this process has to end.
static LEAVING: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// A flag to be raised, by a signal say, when this process has to be gone: from then on no other's write is waited for longer
/// than a moment. For the whole process, as signals are.
pub fn leaving() -> Arc<AtomicBool> {
    Arc::clone(&LEAVING)
}

/// How often a waiting process looks whether it is its turn. SQLite's own waits grow to a tenth of a second, in which an
/// import that pauses for a moment between two parts (see `put`) has long begun the next.
const LOOK: Duration = Duration::from_millis(1);

/// Pages of the log before it is written home: those that several transactions of an import change are written once (64 MB).
pub const CHECKPOINT: i32 = 4_000;

/// Files up to this size are looked through when they are opened: it takes some milliseconds. Larger ones as far as so many
/// pages go (64 MB), and only if a log lies beside them, as after a crash.
const LOOKED_THROUGH: u64 = 4 << 20;
const PAGES: u32 = 4_000;

/// A connection, and whether it may write.
pub struct Opened {
    /// The connection.
    pub db: Connection,
    /// It can only read.
    pub read_only: bool,
    /// There is no room to write, not even for what readers share.
    pub is_full: bool,
    /// It was not there, and was made.
    pub is_new: bool,
}

/// Opens a file, making it and its folder if they are not there.
pub fn open(path: &Path, may_write: bool) -> Result<Opened> {
    let is_new = look(path)?;
    if is_new && may_write {
        make(path)?;
    }
    let read_only = !may_write || !writable(path);
    match open_as(path, read_only, false) {
        Err(StoreError::Full { .. }) if !is_new => open_as(path, true, true),
        opened => Ok(Opened { is_new, ..opened? }),
    }
}

fn open_as(path: &Path, read_only: bool, is_full: bool) -> Result<Opened> {
    let db = if is_full {
        alone(path)?
    } else {
        connect(path, read_only)?
    };
    let mut opened = Opened {
        db,
        read_only,
        is_full,
        is_new: false,
    };
    let prepared = leave_log(&opened.db, log_size(path) > 0)
        .map_err(StoreError::from)
        .and_then(|()| prepare(&mut opened, path))
        .and_then(|()| Ok(leave_log(&opened.db, false)?));
    prepared.map_err(|error| error.named(path))?;
    Ok(opened)
}

/// Whether closing leaves a log where it lies. What it holds is written into no file that is not known to be ours and sound:
/// a log may be another file's.
fn leave_log(db: &Connection, leave: bool) -> rusqlite::Result<()> {
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, leave)
        .map(drop)
}

/// Bytes of the log beside a store: what was committed and is not in the file yet.
pub fn log_size(path: &Path) -> u64 {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    Path::new(&log).metadata().map_or(0, |meta| meta.len())
}

/// Whether the file is to be made; an error if it cannot be a store.
///
/// Never opens the file: closing it again would give up the locks that other connections of this process hold on it
/// (POSIX; <https://www.sqlite.org/howtocorrupt.html>, 2.2), and another process would take the log away from under them.
/// What is no database, SQLite says.
fn look(path: &Path) -> Result<bool> {
    let meta = match path.metadata() {
        Ok(meta) => meta,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(StoreError::io(path, error)),
    };
    if meta.is_dir() {
        return Err(StoreError::io(path, io::ErrorKind::IsADirectory.into()));
    }
    if !meta.is_file() {
        return Err(StoreError::NotADatabase {
            file: path.to_path_buf(),
        });
    }
    // A store is whole from the moment that it has its name: an empty file was one, or is none.
    if meta.len() == 0 {
        return Err(damaged(path, "the file is empty"));
    }
    Ok(false)
}

/// Makes a store beside its place and gives it its name when it is whole: whoever is killed meanwhile leaves none.
fn make(path: &Path) -> Result<()> {
    // The folder for this user only, the file too: what one reads is nobody else's business.
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(|error| StoreError::io(folder, error))?;
    }
    let part = Part::new(path)?;
    let about = |error| StoreError::about(part.path(), error);
    let mut db = connect(part.path(), false)?;
    // Packed bodies of a few kilobytes waste half of a small page.
    db.pragma_update(None, "page_size", 16_384).map_err(about)?;
    db.pragma_update(None, "foreign_keys", true)
        .map_err(about)?;
    schema::migrate(&mut db).map_err(about)?;
    db.close().map_err(|(_, error)| about(error))?;
    match part.take_name(path) {
        // Another process was quicker; its store is as good.
        Err(StoreError::Exists { .. }) => Ok(()),
        made => made.map(drop),
    }
}

/// A file that is not finished: it goes if nobody gives it a name.
pub struct Part(PathBuf);

impl Part {
    /// A file of this process beside `into`.
    pub fn new(into: &Path) -> Result<Self> {
        static NTH: AtomicU32 = AtomicU32::new(0);
        let mut name = into.file_name().unwrap_or_default().to_owned();
        let nth = NTH.fetch_add(1, Ordering::Relaxed);
        name.push(format!(".{}-{nth}.part", std::process::id()));
        sweep(into);
        let part = Self(into.with_file_name(name));
        let _ = fs::remove_file(&part.0);
        make_file(&part.0)?;
        Ok(part)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Gives it its name, and says how many bytes it has. Linking, unlike renaming, never takes another file's place.
    pub fn take_name(self, into: &Path) -> Result<u64> {
        let about = |error| StoreError::io(into, error);
        let file = File::open(&self.0).map_err(about)?;
        file.sync_all().map_err(about)?;
        match fs::hard_link(&self.0, into) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(about(error)),
            // A file system without links (a stick, a share).
            Err(_) if into.symlink_metadata().is_err() => {
                fs::rename(&self.0, into).map_err(about)?
            }
            Err(error) => return Err(about(error)),
        }
        Ok(file.metadata().map_err(about)?.len())
    }
}

/// Removes what killed processes have left half-made beside a file. What is still being made is younger than a day.
fn sweep(into: &Path) {
    let day = Duration::from_secs(24 * 60 * 60);
    let begin = into.file_name().unwrap_or_default().as_encoded_bytes();
    let is_left = |entry: &fs::DirEntry| {
        let name = entry.file_name();
        let rest = name.as_encoded_bytes().strip_prefix(begin);
        let is_part = rest.is_some_and(|rest| rest.starts_with(b".") && rest.ends_with(b".part"));
        let changed = entry.metadata().and_then(|meta| meta.modified()).ok();
        is_part
            && changed
                .and_then(|at| at.elapsed().ok())
                .is_some_and(|age| age > day)
    };
    let entries = into.parent().and_then(|folder| fs::read_dir(folder).ok());
    for entry in entries.into_iter().flatten().flatten().filter(is_left) {
        let _ = fs::remove_file(entry.path());
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// A file that only this user can read.
pub fn make_file(path: &Path) -> Result<()> {
    fs::OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
        .map(drop)
        .map_err(|error| StoreError::io(path, error))
}

fn damaged(path: &Path, what: &str) -> StoreError {
    StoreError::Damaged {
        file: path.to_path_buf(),
        what: what.into(),
    }
}

/// WAL needs to write the folder as well as the file.
fn writable(path: &Path) -> bool {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let may = |path: &Path| rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok();
    may(path) && may(folder)
}

fn connect(path: &Path, read_only: bool) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX
        | if read_only {
            OpenFlags::SQLITE_OPEN_READ_ONLY
        } else {
            OpenFlags::SQLITE_OPEN_READ_WRITE
        };
    let about = |error| StoreError::about(path, error);
    let db = Connection::open_with_flags(path, flags).map_err(about)?;
    if !read_only
        || db
            .pragma_query_value(None, "schema_version", |_| Ok(()))
            .is_ok()
    {
        return Ok(db);
    }
    // A WAL file in a folder that cannot be written, with nobody at work on it: then nothing changes under us either.
    immutable(path).map_err(about)
}

/// On a full disk: a connection that shares no memory with others, for which there is no room, and reads the log all the same.
/// It keeps others out while it is open; they would find no room either.
fn alone(path: &Path) -> Result<Connection> {
    let about = |error| StoreError::about(path, error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags).map_err(about)?;
    db.pragma_update(None, "locking_mode", "exclusive")
        .map_err(about)?;
    Ok(db)
}

/// The file alone, without a log that lies beside it, on the word that nobody changes it meanwhile.
pub fn immutable(path: &Path) -> rusqlite::Result<Connection> {
    let name: String = path
        .to_string_lossy()
        .chars()
        .map(|c| {
            if "%?#".contains(c) {
                format!("%{:02x}", c as u32)
            } else {
                c.to_string()
            }
        })
        .collect();
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(format!("file:{name}?immutable=1"), flags)
}

/// Settings, and the schema.
fn prepare(opened: &mut Opened, path: &Path) -> Result<()> {
    let db = &mut opened.db;
    let mut since = Instant::now();
    let bell = Bell::of(path);
    db.busy_handler(Some(move |tries| {
        if tries == 0 {
            since = Instant::now();
        }
        bell.ring(LOOK);
        let is_leaving = LEAVING.load(Ordering::Relaxed);
        since.elapsed() < if is_leaving { HURRY } else { BUSY }
    }))?;
    db.set_prepared_statement_cache_capacity(128);
    let version = schema::version(db)?;
    let known = schema::STEPS.len() as u32;
    if version > known {
        return Err(StoreError::Newer {
            file: path.to_path_buf(),
            found: version,
            known,
        });
    }
    let application: i32 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if application != schema::APPLICATION_ID {
        return Err(StoreError::NotADatabase {
            file: path.to_path_buf(),
        });
    }
    first_look(db, path)?;
    db.pragma_update(None, "foreign_keys", true)?;
    // The reader has two connections, and lists are narrow.
    db.pragma_update(None, "cache_size", -8_000)?;
    if opened.read_only {
        let is_old = version < known;
        return if is_old {
            Err(StoreError::ReadOnly {
                file: path.to_path_buf(),
            })
        } else {
            Ok(())
        };
    }
    // On a network file system no shared memory, and so no WAL: slower, but sound.
    let journal = if health::network(path).is_some() {
        "delete"
    } else {
        "wal"
    };
    db.pragma_update(None, "journal_mode", journal)?;
    db.pragma_update(None, "wal_autocheckpoint", CHECKPOINT)?;
    stops::arm(db)?;
    db.pragma_update(None, "journal_size_limit", 64 << 20)?;
    // Full: a mark is on the disk, not only in the system's memory, before the next key is taken.
    db.pragma_update(None, "synchronous", "full")?;
    schema::migrate(db)?;
    Ok(())
}

/// What can be told at once: whether the file ends too soon, and of a small one whether its pages hold together.
fn first_look(db: &mut Connection, path: &Path) -> Result<()> {
    let bytes = path.metadata().map_or(0, |meta| meta.len());
    let number =
        |db: &Connection, pragma| db.pragma_query_value(None, pragma, |row| row.get::<_, u64>(0));
    if log_size(path) == 0 && number(db, "page_count")? * number(db, "page_size")? > bytes {
        return Err(damaged(path, "the file ends too soon"));
    }
    // Nothing in a log says of which file it is, and what it lays over another file's pages shows in the trees that they make.
    if bytes <= LOOKED_THROUGH {
        health::first_look(db, u32::MAX)?;
    } else if log_size(path) > 0 {
        health::first_look(db, PAGES)?;
    }
    Ok(())
}

//! Opening the file: what it is, whether it may be written, and who may look at it.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::error::{Result, StoreError};
use super::{health, schema};

/// How long another process's write is waited for.
pub const BUSY: Duration = Duration::from_secs(10);

/// Files up to this size are looked through when they are opened: it takes some milliseconds.
const LOOKED_THROUGH: u64 = 4 << 20;

/// The first bytes of every SQLite file.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// A connection, and whether it may write.
pub struct Opened {
    /// The connection.
    pub db: Connection,
    /// It can only read.
    pub read_only: bool,
}

/// Opens a file, making it and its folder if they are not there.
pub fn open(path: &Path, may_write: bool) -> Result<Opened> {
    let is_new = look(path)?;
    if is_new && may_write {
        make(path)?;
    }
    let read_only = !may_write || !writable(path);
    let db = connect(path, read_only)?;
    let mut opened = Opened { db, read_only };
    let bytes = path.metadata().map_or(0, |meta| meta.len());
    // On a network file system no shared memory, and so no WAL: slower, but sound.
    let journal = if health::network(path).is_some() {
        "delete"
    } else {
        "wal"
    };
    prepare(&mut opened, bytes, journal).map_err(|error| error.named(path))?;
    Ok(opened)
}

/// Whether the file is to be made; an error if it is something else. Nothing is written.
fn look(path: &Path) -> Result<bool> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(StoreError::io(path, error)),
    };
    let meta = file
        .metadata()
        .map_err(|error| StoreError::io(path, error))?;
    if meta.is_dir() {
        return Err(StoreError::io(path, io::ErrorKind::IsADirectory.into()));
    }
    let mut head = [0; 16];
    match file.read_exact(&mut head) {
        Ok(()) if &head == MAGIC => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof && meta.len() == 0 => Ok(true),
        Ok(()) => Err(StoreError::NotADatabase {
            file: path.to_path_buf(),
        }),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            Err(StoreError::NotADatabase {
                file: path.to_path_buf(),
            })
        }
        Err(error) => Err(StoreError::io(path, error)),
    }
}

/// The folder for this user only, the file too: what one reads is nobody else's business.
fn make(path: &Path) -> Result<()> {
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
    make_file(path)
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
    let uri = format!("file:{name}?immutable=1");
    Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI).map_err(about)
}

/// Settings, and the schema.
fn prepare(opened: &mut Opened, bytes: u64, journal: &str) -> Result<()> {
    let db = &mut opened.db;
    db.busy_timeout(BUSY)?;
    db.set_prepared_statement_cache_capacity(128);
    let version = schema::version(db)?;
    let known = schema::STEPS.len() as u32;
    if version > known {
        return Err(StoreError::Newer {
            file: Default::default(),
            found: version,
            known,
        });
    }
    let is_ours: i32 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if is_ours != schema::APPLICATION_ID && tables > 0 {
        return Err(StoreError::NotADatabase {
            file: Default::default(),
        });
    }
    db.pragma_update(None, "foreign_keys", true)?;
    db.pragma_update(None, "cache_size", -16_000)?;
    if opened.read_only {
        return if version == known {
            Ok(())
        } else {
            Err(StoreError::ReadOnly {
                file: Default::default(),
            })
        };
    }
    if tables > 0 && bytes <= LOOKED_THROUGH {
        health::first_look(db)?;
    }
    if tables == 0 {
        // Packed bodies of a few kilobytes waste half of a small page.
        db.pragma_update(None, "page_size", 16_384)?;
    }
    db.pragma_update(None, "journal_mode", journal)?;
    // Pages that several transactions of an import change are written home once (64 MB).
    db.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    db.pragma_update(None, "journal_size_limit", 64 << 20)?;
    // Full: a mark is on the disk, not only in the system's memory, before the next key is taken.
    db.pragma_update(None, "synchronous", "full")?;
    schema::migrate(db)?;
    Ok(())
}

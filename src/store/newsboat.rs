//! newsboat's `cache.db`, read: its articles, and which its reader has read and flagged. It is somebody else's file: it is opened
//! to be read only, and nothing that its schema may name is trusted.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::error::{Result, StoreError};

/// An article as newsboat keeps it. Texts are as they came: whoever takes them cleans them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewsboatItem {
    /// The feed's address.
    pub feed: String,
    /// What the feed calls itself.
    pub paper: Option<String>,
    /// The item's own name, or what newsboat made up for one.
    pub guid: String,
    /// Its headline.
    pub title: String,
    /// Who wrote it.
    pub author: String,
    /// Its address.
    pub url: String,
    /// When it was published, in seconds since 1970.
    pub published: i64,
    /// Its text, as HTML.
    pub content: String,
    /// Not read yet.
    pub unread: bool,
    /// Letters that the reader set.
    pub flags: String,
}

/// Whether a file is newsboat's cache.
pub fn is_newsboat(path: &Path) -> bool {
    open(path).is_ok_and(|db| {
        db.prepare("SELECT guid, feedurl, unread, flags, deleted FROM rss_item LIMIT 0")
            .is_ok()
    })
}

/// Gives every item that was not deleted there, feed by feed, until `each` says to stop.
///
/// # Errors
/// The file is no such cache, or damaged; what was given until then was there.
pub fn newsboat(path: &Path, mut each: impl FnMut(NewsboatItem) -> bool) -> Result<()> {
    let about = |error: rusqlite::Error| StoreError::from(error).named(path);
    let db = open(path).map_err(about)?;
    let mut select = db
        .prepare(
            "SELECT i.feedurl, f.title, i.guid, i.title, i.author, i.url, i.pubDate, i.content, i.unread, i.flags
             FROM rss_item i LEFT JOIN rss_feed f ON f.rssurl = i.feedurl
             WHERE i.deleted = 0 ORDER BY i.feedurl, i.id",
        )
        .map_err(about)?;
    let mut rows = select.query([]).map_err(about)?;
    while let Some(row) = rows.next().map_err(about)? {
        // A field of the wrong kind costs itself.
        let text = |at| row.get::<_, Option<String>>(at).ok().flatten();
        let number = |at| row.get::<_, i64>(at).unwrap_or(0);
        let item = NewsboatItem {
            feed: text(0).unwrap_or_default(),
            paper: text(1),
            guid: text(2).unwrap_or_default(),
            title: text(3).unwrap_or_default(),
            author: text(4).unwrap_or_default(),
            url: text(5).unwrap_or_default(),
            published: number(6),
            content: text(7).unwrap_or_default(),
            unread: number(8) != 0,
            flags: text(9).unwrap_or_default(),
        };
        if !each(item) {
            break;
        }
    }
    Ok(())
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    Ok(db)
}

//! Subscriptions: what is fetched, how each is set, and how fetching it went.

use rusqlite::{Connection, TransactionBehavior, params};
use serde::{Deserialize, Serialize};

use super::error::{Result, StoreError};
use super::{Store, names};

/// A subscription. What the reader sets and what fetching learnt stand together, for one who asks wants both.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Feed {
    /// The name under which its articles are put in: the first address it had. Never changes, so that a feed that
    /// moves keeps its articles.
    pub source: String,
    /// Where it is fetched from.
    pub url: String,
    /// What the reader calls it; empty: by its address.
    pub title: String,
    /// The web site that it belongs to.
    pub site: Option<String>,
    /// What the reader files it under.
    pub tags: Vec<String>,
    /// A list or a page gave the address, and not the reader: it may lead nowhere but into the open net.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub found: bool,
    /// The linked pages are fetched for their full text.
    pub full: bool,
    /// The section of articles that name none.
    pub section: Option<String>,
    /// Not fetched until the reader wants it again.
    pub paused: bool,
    /// At most so many bytes a fetch.
    pub max_bytes: Option<u64>,
    /// Not asked for again before so many minutes have passed.
    pub every: Option<u32>,
    /// The encoding of its bytes, where the reader knows better than the bytes and the server.
    pub encoding: Option<String>,
    /// What the server said of the version that is here.
    pub etag: Option<String>,
    /// When the server's version that is here was made, in its words.
    pub last_modified: Option<String>,
    /// What is known of the version that is here beyond its names.
    pub version: Version,
    /// When it was last asked for, in seconds since 1970.
    pub fetched: Option<i64>,
    /// Not to be asked for before this, in seconds since 1970.
    pub next_due: Option<i64>,
    /// What went wrong the last time; `None`: nothing.
    pub error: Option<String>,
    /// How often in a row it went wrong.
    pub failures: u32,
    /// Bytes received so far.
    pub received: u64,
    /// Bytes that an unchanged answer or compression saved.
    pub saved: u64,
}

/// What is known of a feed's version that is here.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Version {
    /// Bytes of it, unpacked.
    pub size: u64,
    /// A sum over its bytes: the same bytes are not read again.
    pub sum: Option<String>,
    /// The length that the server gave of it, where it gave it no other name.
    pub length: Option<u64>,
    /// The server does not tell a length alone.
    pub no_length: bool,
    /// When it came whole, in seconds since 1970.
    pub came: i64,
    /// Minutes for which it is good, by the feed's own word.
    pub ttl: Option<u32>,
    /// Hours of the day, in UTC, at which the feed asks not to be fetched.
    pub skip_hours: Vec<u8>,
    /// Days of the week, from Monday as 0, at which it does.
    pub skip_days: Vec<u8>,
}

impl Feed {
    /// A subscription to an address.
    pub fn new(url: impl Into<String>) -> Self {
        let url = url.into();
        Self {
            source: url.clone(),
            url,
            ..Self::default()
        }
    }

    /// Its address, if the reader named it: pages on the same machine may be in a private network too.
    pub fn named(&self) -> Option<&str> {
        (!self.found).then_some(self.url.as_str())
    }

    /// What to call it.
    pub fn name(&self) -> &str {
        if self.title.is_empty() {
            &self.url
        } else {
            &self.title
        }
    }
}

fn add(db: &mut Connection, feeds: &[Feed]) -> rusqlite::Result<usize> {
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut added = 0;
    for feed in feeds {
        added += tx
            .prepare_cached(
                "INSERT INTO feeds (source, url, state) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            )?
            .execute(params![feed.source, feed.url, state(feed)])?;
    }
    tx.commit()?;
    Ok(added)
}

impl Store {
    /// Every subscription, in the order in which they were added.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn feeds(&self) -> Result<Vec<Feed>> {
        self.named(all(&self.db).map_err(StoreError::from))
    }

    /// The feed that is meant: by address, by name, by a part of its name, by sound.
    ///
    /// # Errors
    /// [`StoreError::NoSuchFeed`] where none or several are meant.
    pub fn feed(&self, meant: &str) -> Result<Feed> {
        let feeds = self.feeds()?;
        let keys = |feed: &Feed| [feed.url.clone(), feed.source.clone()];
        if let Some(feed) = feeds
            .iter()
            .find(|feed| keys(feed).iter().any(|key| key == meant))
        {
            return Ok(feed.clone());
        }
        let called: Vec<(usize, &str)> = feeds.iter().map(Feed::name).enumerate().collect();
        match names::meant(&called, meant).as_slice() {
            [one] => Ok(feeds[*one].clone()),
            _ => Err(StoreError::NoSuchFeed(meant.to_owned())),
        }
    }

    /// Subscribes. `false`: the address was subscribed to already, and nothing changed.
    ///
    /// # Errors
    /// Nothing was written then.
    pub fn add_feed(&mut self, feed: &Feed) -> Result<bool> {
        Ok(self.add_feeds(std::slice::from_ref(feed))? == 1)
    }

    /// Subscribes to many at once; says how many were new.
    ///
    /// # Errors
    /// None was written then.
    pub fn add_feeds(&mut self, feeds: &[Feed]) -> Result<usize> {
        self.will_mark()?;
        let added = add(&mut self.db, feeds);
        self.named(added.map_err(StoreError::from))
    }

    /// Writes a feed's settings and state; which feed, its `source` says. Its address may have changed (it moved for good).
    ///
    /// # Errors
    /// [`StoreError::NoSuchFeed`]: not subscribed to. Otherwise nothing was written.
    pub fn update_feed(&mut self, feed: &Feed) -> Result<()> {
        self.will_mark()?;
        let updated = self.db.execute(
            "UPDATE feeds SET url = ?2, state = ?3 WHERE source = ?1",
            params![feed.source, feed.url, state(feed)],
        );
        match self.named(updated.map_err(StoreError::from))? {
            0 => Err(StoreError::NoSuchFeed(feed.source.clone())),
            _ => Ok(()),
        }
    }

    /// Ends a subscription. Its articles stay.
    ///
    /// # Errors
    /// [`StoreError::NoSuchFeed`]: not subscribed to.
    pub fn remove_feed(&mut self, source: &str) -> Result<()> {
        self.will_mark()?;
        let removed = self
            .db
            .execute("DELETE FROM feeds WHERE source = ?1", [source]);
        match self.named(removed.map_err(StoreError::from))? {
            0 => Err(StoreError::NoSuchFeed(source.to_owned())),
            _ => Ok(()),
        }
    }

    /// How many articles of each source this reader has read: what to fetch first when bytes are dear.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn reads_by_source(&self) -> Result<Vec<(String, u64)>> {
        let read = self
            .db
            .prepare_cached(
                "SELECT n.name, count(*) FROM marks m
                 JOIN headlines h ON h.id = m.article JOIN names n ON n.id = h.source
                 WHERE m.profile = ?1 AND m.read = 1 GROUP BY h.source ORDER BY 2 DESC",
            )
            .and_then(|mut select| {
                let rows =
                    select.query_map([self.profile], |row| Ok((row.get(0)?, row.get(1)?)))?;
                rows.collect()
            });
        self.named(read.map_err(StoreError::from))
    }
}

/// Every subscription.
pub fn all(db: &Connection) -> rusqlite::Result<Vec<Feed>> {
    let mut select = db.prepare_cached("SELECT source, url, state FROM feeds ORDER BY id")?;
    let rows = select.query_map([], |row| {
        // A state that cannot be read costs what was learnt, not the subscription.
        let state: String = row.get(2)?;
        Ok(Feed {
            source: row.get(0)?,
            url: row.get(1)?,
            ..serde_json::from_str(&state).unwrap_or_default()
        })
    })?;
    rows.collect()
}

fn state(feed: &Feed) -> String {
    serde_json::to_string(feed).unwrap_or_default()
}

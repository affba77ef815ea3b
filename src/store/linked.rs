//! Articles whose text is that of the page they link to: the feed's own words give way to it, and stay as the version before.

use rusqlite::{Connection, OptionalExtension, Row, params};
use zstd::bulk::{Compressor, decompress};
use zstd::zstd_safe::CParameter;

use super::error::{Result, StoreError};
use super::originals::{LEVEL, broken};
use super::{Original, Store, lock, put};
use crate::article::{Article, ArticleId};

/// A page that did not come so often is not asked for again by itself.
const TRIES: u32 = 3;

/// A page that an article links to, to be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// The article.
    pub id: ArticleId,
    /// Its headline, for telling of it.
    pub title: String,
    /// The page's address.
    pub link: String,
}

/// A page as it came, kept where reading it took a guess.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// What the caller knew of it, in the caller's words: one line.
    pub hints: String,
    /// Its bytes, those of all its parts.
    pub bytes: Vec<u8>,
}

impl Page {
    fn packed(&self) -> Result<Vec<u8>> {
        let whole = [self.hints.as_bytes(), b"\n", &self.bytes].concat();
        let packed = Compressor::new(LEVEL).and_then(|mut compressor| {
            compressor.set_parameter(CParameter::ChecksumFlag(true))?;
            compressor.compress(&whole)
        });
        packed.map_err(|error| broken(&error))
    }

    /// As it stands in the table.
    pub(super) fn unpacked(packed: &[u8]) -> Result<Self> {
        let mut whole =
            decompress(packed, 2 * Original::LARGEST).map_err(|error| broken(&error))?;
        let line = memchr::memchr(b'\n', &whole).unwrap_or(whole.len());
        let bytes = whole.split_off((line + 1).min(whole.len()));
        whole.truncate(line);
        let hints = String::from_utf8_lossy(&whole).into_owned();
        Ok(Self { hints, bytes })
    }
}

impl Store {
    /// The newest articles of a source that have no page's text yet, at most `most` of the newest so many.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn without_full_text(&self, source: &str, most: usize) -> Result<Vec<Linked>> {
        self.named(self.unlinked(source, most))
    }

    fn unlinked(&self, source: &str, most: usize) -> Result<Vec<Linked>> {
        let mut select = self.db.prepare_cached(
            "SELECT h.id, b.codec, b.body FROM names n JOIN headlines h ON h.source = n.id
             JOIN bodies b ON b.article = h.id LEFT JOIN linked l ON l.article = h.id
             WHERE n.kind = 2 AND n.name = ?1 AND l.summary IS NULL AND coalesce(l.tries, 0) < ?2
             ORDER BY h.id DESC LIMIT ?3",
        )?;
        let mut rows = select.query(params![source, TRIES, most])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let bytes = row.get_ref(2)?.as_blob().unwrap_or_default();
            let article = lock(&self.codec).article(&self.db, row.get(1)?, bytes)?;
            if let Some(link) = article.link {
                let (id, title) = (ArticleId(row.get(0)?), article.title);
                found.push(Linked { id, title, link });
            }
        }
        Ok(found)
    }

    /// Gives an article its page's text; `how` makes it of the article as it is. The page is kept as it came if `kept` has
    /// it. `false`: the article is not there, or has that text already.
    ///
    /// # Errors
    /// The article is as it was then.
    pub fn set_full_text(
        &mut self,
        id: ArticleId,
        kept: Option<&Page>,
        how: impl FnOnce(&Article) -> Article,
    ) -> Result<bool> {
        self.may_write()?;
        let kept = kept.filter(|page| page.bytes.len() <= Original::LARGEST);
        let packed = kept.map(Page::packed).transpose()?;
        let before = self.named(revision(&self.db, id))?;
        let mut codec = lock(&self.codec);
        let set = put::amend(&mut self.db, &mut codec, id, how);
        drop(codec);
        if !self.named(set)? || self.named(revision(&self.db, id))? == before {
            return Ok(false);
        }
        let noted = self.db.execute(
            "INSERT INTO linked (article, summary, page) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET
               summary = coalesce(summary, ?2), tries = 0, error = NULL, page = ?3",
            params![id.0, before, packed],
        );
        self.named(noted.map(|_| true).map_err(StoreError::from))
    }

    /// The page that gave an article its text, as it came, if reading it took a guess.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn page_of(&self, id: ArticleId) -> Result<Option<Page>> {
        let packed = self
            .db
            .prepare_cached("SELECT page FROM linked WHERE article = ?1 AND page IS NOT NULL")
            .and_then(|mut select| {
                let page = |row: &Row| row.get::<_, Vec<u8>>(0);
                select.query_row([id.0], page).optional()
            });
        let packed = self.named(packed.map_err(StoreError::from))?;
        self.named(packed.map(|packed| Page::unpacked(&packed)).transpose())
    }

    /// Notes that an article's page did not come, and why: after a few times it is not asked for any more unless by name.
    ///
    /// # Errors
    /// Nothing was noted then.
    pub fn no_full_text(&mut self, id: ArticleId, why: &str) -> Result<()> {
        self.may_write()?;
        let noted = self.db.execute(
            "INSERT INTO linked (article, tries, error)
             SELECT id, 1, ?2 FROM headlines WHERE id = ?1
             ON CONFLICT DO UPDATE SET tries = tries + 1, error = ?2",
            params![id.0, why],
        );
        self.named(noted.map(drop).map_err(StoreError::from))
    }
}

/// The feed's own words of an article that has its page's text, as they are packed.
pub fn summary(db: &Connection, id: ArticleId) -> rusqlite::Result<Option<(i64, Vec<u8>)>> {
    db.prepare_cached(
        "SELECT r.codec, r.body FROM linked l
         JOIN revisions r ON r.article = l.article AND r.revision = l.summary WHERE l.article = ?1",
    )?
    .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))
    .optional()
}

/// The article has its page's text no longer.
pub fn forget(db: &Connection, id: ArticleId) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM linked WHERE article = ?1")?
        .execute([id.0])
        .map(drop)
}

fn revision(db: &Connection, id: ArticleId) -> Result<Option<u32>> {
    let mut select = db.prepare_cached("SELECT revision FROM bodies WHERE article = ?1")?;
    Ok(select.query_row([id.0], |row| row.get(0)).optional()?)
}

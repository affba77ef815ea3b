//! Articles whose text is that of the page they link to: the feed's own words give way to it, and stay as the version before.

use rusqlite::{Connection, OptionalExtension, params};

use super::error::{Result, StoreError};
use super::{Store, lock, put};
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

    /// Gives an article its page's text; `how` makes it of the article as it is. `false`: the article is not there.
    ///
    /// # Errors
    /// The article is as it was then.
    pub fn set_full_text(
        &mut self,
        id: ArticleId,
        how: impl FnOnce(&Article) -> Article,
    ) -> Result<bool> {
        self.may_write()?;
        let before = self.named(revision(&self.db, id))?;
        let mut codec = lock(&self.codec);
        let set = put::amend(&mut self.db, &mut codec, id, how);
        drop(codec);
        if !self.named(set)? || self.named(revision(&self.db, id))? == before {
            return Ok(false);
        }
        let noted = self.db.execute(
            "INSERT INTO linked (article, summary) VALUES (?1, ?2)
             ON CONFLICT DO UPDATE SET summary = coalesce(summary, ?2), tries = 0, error = NULL",
            params![id.0, before],
        );
        self.named(noted.map(|_| true).map_err(StoreError::from))
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

//! Lists, counts and places in lists: windows over the archive, never the whole of it.

use std::collections::HashMap;
use std::ops::ControlFlow;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use super::Page;
use super::error::Result;
use super::names::Names;
use super::plan::Plan;
use super::schema::SAMPLE;
use super::slots::date_of;
use super::tally::{self, DAY_BITS};
use crate::article::{ArticleId, Headline};

/// One reader's view of the file, for as long as a question takes.
pub struct View<'a> {
    /// The file.
    pub db: &'a Connection,
    /// The reader; `None`: one that the file does not know (it could only be read).
    pub profile: Option<i64>,
    /// The names that rows bear.
    pub names: &'a Names,
}

/// What a list row needs of `headlines`.
pub const COLUMNS: &str = "headlines.id, headlines.section, headlines.publication, headlines.source, headlines.title, \
    headlines.page, headlines.published, headlines.byline, headlines.language";

impl View<'_> {
    /// A stretch of the list.
    pub fn list(&self, plan: &Plan, page: Page) -> Result<Vec<Headline>> {
        if plan.ranked {
            return self.rows_of(&self.ranked_ids(plan, page)?);
        }
        if let Some(ids) = self.read_forward(plan, page)? {
            return self.rows_of(&ids);
        }
        let (sql, values) = stretch(plan, page, &plan.select(COLUMNS, true));
        let mut select = self.db.prepare_cached(&sql)?;
        let mut found = select.query(params_from_iter(values))?;
        let mut rows = Vec::with_capacity(page.limit.min(64));
        while let Some(row) = found.next()? {
            rows.push(self.headline(row)?);
        }
        if page.backward {
            rows.reverse();
        }
        self.mark_rows(&mut rows)?;
        self.count_others(&mut rows)?;
        Ok(rows)
    }

    /// Gives the title of every article of the list, the newest first, without making rows of them, until it is enough.
    pub fn titles(
        &self,
        plan: &Plan,
        mut each: impl FnMut(ArticleId, &str) -> ControlFlow<()>,
    ) -> Result<()> {
        let columns = "headlines.id, headlines.title";
        let sql = format!("{} ORDER BY {} DESC", plan.select(columns, true), plan.id);
        let mut select = self.db.prepare_cached(&sql)?;
        let mut rows = select.query(params_from_iter(plan.values_within(plan.range)))?;
        while let Some(row) = rows.next()? {
            let title = row.get_ref(1)?.as_str().unwrap_or_default();
            if each(ArticleId(row.get(0)?), title).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// The numbers of a stretch of the list.
    pub fn ids(&self, plan: &Plan, page: Page) -> Result<Vec<ArticleId>> {
        if plan.ranked {
            return self.ranked_ids(plan, page);
        }
        if let Some(ids) = self.read_forward(plan, page)? {
            return Ok(ids);
        }
        let (sql, values) = stretch(plan, page, &plan.ids());
        let mut ids = self.numbers(&sql, values)?;
        if page.backward {
            ids.reverse();
        }
        Ok(ids)
    }

    /// A stretch that leads down from a place within the index. FTS5 gets back to such a place from the newest by steps whose
    /// work grows with the square of the way (ten milliseconds for a common word five years ago), but forward to it at once:
    /// so days are read forward, and more of them at a time while too little is found. `None` where that is no question.
    fn read_forward(&self, plan: &Plan, page: Page) -> Result<Option<Vec<ArticleId>>> {
        let (low, mut high) = bounds(plan, page);
        if plan.from != "search" || !goes_down(plan, page) || high == i64::MAX {
            return Ok(None);
        }
        let sql = format!("{} ORDER BY {}", plan.ids(), plan.id);
        let mut days = 2;
        let mut ids: Vec<ArticleId> = Vec::new();
        while ids.len() < page.limit && low <= high {
            let from = match days < LIFETIME {
                true => high.saturating_sub(days << DAY_BITS).max(low),
                false => low,
            };
            let found = self.numbers(&sql, plan.values_within((from, high)))?;
            ids.extend(found.into_iter().rev().take(page.limit - ids.len()));
            let Some(next) = from.checked_sub(1) else {
                break;
            };
            high = next;
            days *= 8;
        }
        if page.backward {
            ids.reverse();
        }
        Ok(Some(ids))
    }

    /// Puts this reader's marks on rows. Neighbours in a list are mostly neighbours among the marks, which are then
    /// read in one go; where they are not, each is looked up.
    fn mark_rows(&self, rows: &mut [Headline]) -> Result<()> {
        let (Some(first), Some(last), Some(profile)) = (rows.first(), rows.last(), self.profile)
        else {
            return Ok(());
        };
        let (low, high) = (first.id.min(last.id).0, first.id.max(last.id).0);
        let enough = rows.len() * 4 + 1;
        let mut select = self.db.prepare_cached(
            "SELECT article, read, starred, changed FROM marks WHERE article BETWEEN ?1 AND ?2 AND profile = ?3 LIMIT ?4",
        )?;
        let found = select.query_map(params![low, high, profile, enough], |row| {
            let marks = (row.get(1)?, row.get(2)?, row.get(3)?);
            Ok((row.get::<_, i64>(0)?, marks))
        })?;
        let marks: HashMap<i64, (bool, bool, bool)> = found.collect::<rusqlite::Result<_>>()?;
        let all_there = marks.len() < enough;
        for row in rows {
            let mark = match marks.get(&row.id.0) {
                None if !all_there => {
                    let marks = super::marks::of(self.db, self.profile, row.id)?;
                    Some((marks.read, marks.starred, marks.changed))
                }
                known => known.copied(),
            };
            (row.read, row.starred, row.changed) = mark.unwrap_or_default();
        }
        Ok(())
    }

    fn headline(&self, row: &Row<'_>) -> Result<Headline> {
        let id = ArticleId(row.get(0)?);
        let publication: Option<i64> = row.get(2)?;
        Ok(Headline {
            id,
            section: self.names.of(self.db, row.get(1)?)?,
            publication: publication.map_or(Ok(None), |name| self.names.of(self.db, name))?,
            sample: row.get::<_, i64>(3)? == SAMPLE,
            title: row.get(4)?,
            page: row.get(5)?,
            edition: date_of(id),
            published: row.get(6)?,
            byline: row.get(7)?,
            language: row.get(8)?,
            read: false,
            starred: false,
            changed: false,
            others: 0,
        })
    }

    /// The rows of these numbers, in their order.
    pub fn rows_of(&self, ids: &[ArticleId]) -> Result<Vec<Headline>> {
        let mut select = self
            .db
            .prepare_cached(&format!("SELECT {COLUMNS} FROM headlines WHERE id = ?1"))?;
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            let mut found = select.query([id.0])?;
            if let Some(row) = found.next()? {
                rows.push(self.headline(row)?);
            }
        }
        self.mark_rows(&mut rows)?;
        self.count_others(&mut rows)?;
        Ok(rows)
    }

    /// Best match first, newer first among equals.
    fn ranked_ids(&self, plan: &Plan, page: Page) -> Result<Vec<ArticleId>> {
        let mut values = plan.values_within((i64::MIN, i64::MAX));
        let mut sql = plan
            .ids()
            .replacen("AS id", &format!("AS id, {RANK} AS best"), 1);
        let (beyond, order) = if page.backward {
            ("best < ?1 OR best = ?1 AND id > ?2", "best DESC, id ASC")
        } else {
            ("best > ?1 OR best = ?1 AND id < ?2", "best ASC, id DESC")
        };
        sql = format!("SELECT id FROM ({sql})");
        if let Some(after) = page.after {
            let Some(best) = self.rank(plan, after)? else {
                return Ok(Vec::new());
            };
            let beyond = beyond.replace("?1", "?").replace("?2", "?");
            sql.push_str(&format!(" WHERE {beyond}"));
            values.extend([
                Value::Real(best),
                Value::Real(best),
                Value::Integer(after.0),
            ]);
        }
        sql.push_str(&format!(" ORDER BY {order} LIMIT ?"));
        values.push(limit(page));
        let mut ids = self.numbers(&sql, values)?;
        if page.backward {
            ids.reverse();
        }
        Ok(ids)
    }

    fn rank(&self, plan: &Plan, id: ArticleId) -> Result<Option<f64>> {
        let sql = plan
            .ids()
            .replacen("AS id", &format!("AS id, {RANK} AS best"), 1);
        let values = plan.values_within((id.0, id.0));
        Ok(self
            .db
            .prepare_cached(&sql)?
            .query_row(params_from_iter(values), |row| row.get(1))
            .optional()?)
    }

    fn numbers(&self, sql: &str, values: Vec<Value>) -> Result<Vec<ArticleId>> {
        let mut select = self.db.prepare_cached(sql)?;
        let ids = select.query_map(params_from_iter(values), |row| row.get(0).map(ArticleId))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// How many of the list stand before an article.
    pub fn position(&self, plan: &Plan, id: ArticleId) -> Result<u64> {
        if plan.ranked {
            return self.ranked_position(plan, id);
        }
        let day = tally::day(id);
        let (of_day, beyond) = if plan.oldest {
            (
                (day << DAY_BITS, id.0 - 1),
                (i64::MIN, (day << DAY_BITS) - 1),
            )
        } else {
            (
                (id.0 + 1, (day << DAY_BITS) | ((1 << DAY_BITS) - 1)),
                ((day + 1) << DAY_BITS, i64::MAX),
            )
        };
        match self.kept(plan, beyond)? {
            Some(counts) => Ok(counts.total + self.count_within(plan, of_day)?.total),
            None => {
                let range = (of_day.0.min(beyond.0), of_day.1.max(beyond.1));
                Ok(self.count_within(plan, range)?.total)
            }
        }
    }

    fn ranked_position(&self, plan: &Plan, id: ArticleId) -> Result<u64> {
        let Some(best) = self.rank(plan, id)? else {
            return Ok(0);
        };
        let sql = plan
            .ids()
            .replacen("AS id", &format!("AS id, {RANK} AS best"), 1);
        let sql = format!("SELECT count(*) FROM ({sql}) WHERE best < ? OR best = ? AND id > ?");
        let mut values = plan.values_within((i64::MIN, i64::MAX));
        values.extend([Value::Real(best), Value::Real(best), Value::Integer(id.0)]);
        Ok(self
            .db
            .prepare_cached(&sql)?
            .query_row(params_from_iter(values), |row| row.get(0))?)
    }
}

/// FTS5's bm25, a word in the title worth ten in the body.
const RANK: &str = "bm25(search, 10.0, 1.0, 5.0, 0.0)";

fn limit(page: Page) -> Value {
    Value::Integer(i64::try_from(page.limit).unwrap_or(i64::MAX))
}

/// Days after which everything is read that is left.
const LIFETIME: i64 = 10_000;

/// Down in number is on in a list with the newest first; backwards or oldest first turns it, both turn it twice.
fn goes_down(plan: &Plan, page: Page) -> bool {
    plan.oldest == page.backward
}

/// The first and the last number of what can stand in a stretch.
fn bounds(plan: &Plan, page: Page) -> (i64, i64) {
    let range = match page.after {
        None => (i64::MIN, i64::MAX),
        Some(after) if goes_down(plan, page) => (i64::MIN, after.0.saturating_sub(1)),
        Some(after) => (after.0.saturating_add(1), i64::MAX),
    };
    (range.0.max(plan.range.0), range.1.min(plan.range.1))
}

/// The SQL of a stretch of the list, and its values.
pub fn stretch(plan: &Plan, page: Page, select: &str) -> (String, Vec<Value>) {
    let order = if goes_down(plan, page) { "DESC" } else { "ASC" };
    let mut values = plan.values_within(bounds(plan, page));
    values.push(limit(page));
    (
        format!("{select} ORDER BY {} {order} LIMIT ?", plan.id),
        values,
    )
}

//! Lists, counts and places in lists: windows over the archive, never the whole of it.

use std::cmp::Reverse;
use std::collections::HashMap;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use super::error::Result;
use super::names::{Kind, Names};
use super::plan::{Kept, Plan};
use super::schema::{EVERY, SAMPLE};
use super::slots::{self, date_of};
use super::tally::{self, DAY_BITS};
use super::{Counts, Page};
use crate::article::{ArticleId, DayCount, Headline, SectionCount};

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

    /// The numbers of a stretch of the list.
    pub fn ids(&self, plan: &Plan, page: Page) -> Result<Vec<ArticleId>> {
        if plan.ranked {
            return self.ranked_ids(plan, page);
        }
        let (sql, values) = stretch(plan, page, &plan.ids());
        let mut ids = self.numbers(&sql, values)?;
        if page.backward {
            ids.reverse();
        }
        Ok(ids)
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
            "SELECT article, read, starred FROM marks WHERE article BETWEEN ?1 AND ?2 AND profile = ?3 LIMIT ?4",
        )?;
        let found = select.query_map(params![low, high, profile, enough], |row| {
            Ok((row.get::<_, i64>(0)?, (row.get(1)?, row.get(2)?)))
        })?;
        let marks: HashMap<i64, (bool, bool)> = found.collect::<rusqlite::Result<_>>()?;
        let all_there = marks.len() < enough;
        for row in rows {
            let mark = match marks.get(&row.id.0) {
                None if !all_there => {
                    let marks = super::marks::of(self.db, self.profile, row.id)?;
                    Some((marks.read, marks.starred))
                }
                known => known.copied(),
            };
            (row.read, row.starred) = mark.unwrap_or_default();
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

    /// How many a plan finds: all, and unread.
    pub fn count(&self, plan: &Plan) -> Result<Counts> {
        if let Some(counts) = self.kept(plan, (i64::MIN, i64::MAX))? {
            return Ok(counts);
        }
        self.count_within(plan, (i64::MIN, i64::MAX))
    }

    fn count_within(&self, plan: &Plan, range: (i64, i64)) -> Result<Counts> {
        let Some(profile) = self.profile else {
            let sql = format!("SELECT count(*) FROM ({})", plan.ids());
            let mut count = self.db.prepare_cached(&sql)?;
            let total =
                count.query_row(params_from_iter(plan.values_within(range)), |r| r.get(0))?;
            return Ok(Counts {
                total,
                unread: total,
            });
        };
        let sql = format!(
            "SELECT count(*), count(u.article) FROM ({}) found
             LEFT JOIN unread u ON u.profile = ? AND u.article = found.id",
            plan.ids()
        );
        let mut values = plan.values_within(range);
        values.push(Value::Integer(profile));
        let mut count = self.db.prepare_cached(&sql)?;
        Ok(count.query_row(params_from_iter(values), |row| {
            Ok(Counts {
                total: row.get(0)?,
                unread: row.get(1)?,
            })
        })?)
    }

    /// The counts from those kept, where they can tell: whole days, and conditions on section and unread alone.
    fn kept(&self, plan: &Plan, range: (i64, i64)) -> Result<Option<Counts>> {
        let Some(kept) = &plan.kept else {
            return Ok(None);
        };
        let range = (range.0.max(plan.range.0), range.1.min(plan.range.1));
        let sections = kept.sections.as_deref().unwrap_or(&[EVERY]);
        let all = self.kept_in(kept, sections, range)?;
        let behind = self.behind(plan, kept, range)?;
        Ok(Some(less(all, behind)))
    }

    fn kept_in(&self, kept: &Kept, sections: &[i64], range: (i64, i64)) -> Result<Counts> {
        let total = self.sum(tally::ALL, sections, range)?;
        let unread = match self.profile {
            Some(profile) => self.sum(profile, sections, range)?,
            None => total,
        };
        Ok(Counts {
            total: if kept.unread { unread } else { total },
            unread,
        })
    }

    fn sum(&self, profile: i64, sections: &[i64], range: (i64, i64)) -> Result<u64> {
        let (from, to) = days_kept(range);
        let mut select = self.db.prepare_cached(
            "SELECT coalesce(sum(n), 0) FROM tally WHERE profile = ?1 AND section = ?2 AND day BETWEEN ?3 AND ?4",
        )?;
        let mut sum = 0;
        for section in sections {
            sum += select.query_row(params![profile, section, from, to], |row| {
                row.get::<_, u64>(0)
            })?;
        }
        Ok(sum)
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

    /// Every section of the archive in the order of its newest edition, with counts under the plan; also those that the
    /// plan leaves empty.
    pub fn sections(&self, plan: &Plan) -> Result<Vec<SectionCount>> {
        let counted = match &plan.kept {
            Some(kept) if kept.sections.is_none() => self.kept_by_section(plan, kept)?,
            _ => self.counted_by_section(plan)?,
        };
        let mut sections = Vec::with_capacity(counted.len());
        for (id, section) in counted {
            // One whose last article went is no longer one of the paper's.
            if let Some(standing) = self.standing(id)? {
                sections.push((section.section.is_none(), Reverse(standing), section));
            }
        }
        sections.sort_by_key(|(nameless, standing, _)| (*nameless, *standing));
        Ok(sections.into_iter().map(|(.., section)| section).collect())
    }

    /// Where a section stands in the paper, the greater the further up: by the last day on which it was printed, then by
    /// where it begins in that day's edition. `None` if it has no articles.
    fn standing(&self, section: i64) -> Result<Option<i64>> {
        let mut last = self.db.prepare_cached(
            "SELECT id FROM headlines WHERE section = ?1 ORDER BY id DESC LIMIT 1",
        )?;
        let Some(last) = last
            .query_row([section], |row| row.get(0).map(ArticleId))
            .optional()?
        else {
            return Ok(None);
        };
        let day = tally::day(last) << DAY_BITS;
        if last.0 - day >= slots::TIMED {
            return Ok(Some(last.0));
        }
        // It stands where it began that day, and does not rise with each article that comes in.
        let mut first = self.db.prepare_cached(
            "SELECT id FROM headlines WHERE section = ?1 AND id >= ?2 ORDER BY id LIMIT 1",
        )?;
        let first: i64 = first.query_row([section, day], |row| row.get(0))?;
        Ok(Some(day + slots::TIMED - 1 - (first - day)))
    }

    fn kept_by_section(&self, plan: &Plan, kept: &Kept) -> Result<Vec<(i64, SectionCount)>> {
        let section = "(SELECT h.section FROM headlines h WHERE h.id = t.article)";
        let behind = self.behind_by(plan, kept, plan.range, section)?;
        let mut select = self.db.prepare_cached(
            "SELECT 0 AS id, NULL,
               (SELECT sum(n) FROM tally WHERE profile = 0 AND section = 0 AND day BETWEEN ?1 AND ?2),
               (SELECT sum(n) FROM tally WHERE profile = ?3 AND section = 0 AND day BETWEEN ?1 AND ?2)
             UNION ALL SELECT id, name,
               (SELECT sum(n) FROM tally WHERE profile = 0 AND section = id AND day BETWEEN ?1 AND ?2),
               (SELECT sum(n) FROM tally WHERE profile = ?3 AND section = id AND day BETWEEN ?1 AND ?2)
             FROM names WHERE kind = 1 ORDER BY id",
        )?;
        let (from, to) = days_kept(plan.range);
        let reader = self.profile.unwrap_or(tally::ALL);
        let mut rows = select.query(params![from, to, reader])?;
        let mut sections = Vec::new();
        while let Some(row) = rows.next()? {
            let number = |column| {
                row.get::<_, Option<u64>>(column)
                    .map(Option::unwrap_or_default)
            };
            let (id, unread) = (row.get(0)?, number(3)?);
            let total = if kept.unread { unread } else { number(2)? };
            let behind = behind.get(&id).copied().unwrap_or_default();
            let counts = less(Counts { total, unread }, behind);
            sections.push((
                id,
                SectionCount {
                    section: row.get(1)?,
                    total: counts.total,
                    unread: counts.unread,
                },
            ));
        }
        Ok(sections)
    }

    fn counted_by_section(&self, plan: &Plan) -> Result<Vec<(i64, SectionCount)>> {
        let of = "(SELECT h.section FROM headlines h WHERE h.id = found.id)";
        let counted: HashMap<i64, Counts> =
            self.grouped(plan, of, usize::MAX)?.into_iter().collect();
        let names = super::names::all(self.db, Kind::Section)?;
        let named = names.into_iter().map(|(id, name)| (id, Some(name)));
        let with_counts = [(0, None)].into_iter().chain(named).map(|(id, section)| {
            let Counts { total, unread } = counted.get(&id).copied().unwrap_or_default();
            (
                id,
                SectionCount {
                    section,
                    total,
                    unread,
                },
            )
        });
        Ok(with_counts.collect())
    }

    /// The last days with articles under the plan, newest first.
    pub fn days(&self, plan: &Plan, limit: usize) -> Result<Vec<DayCount>> {
        let counted = match &plan.kept {
            Some(kept) => {
                let sections = kept.sections.as_deref().unwrap_or(&[EVERY]);
                let mut days = self.tally_by_day(plan, kept.unread, sections, limit)?;
                let part = format!("t.article >> {DAY_BITS}");
                let behind = self.behind_by(plan, kept, plan.range, &part)?;
                for (day, counts) in &mut days {
                    *counts = less(*counts, behind.get(day).copied().unwrap_or_default());
                }
                days.retain(|(_, counts)| counts.total > 0);
                days
            }
            None => self.grouped(plan, &format!("found.id >> {DAY_BITS}"), limit)?,
        };
        Ok(counted
            .into_iter()
            .map(|(day, counts)| DayCount {
                day: date_of(ArticleId(day << DAY_BITS)),
                total: counts.total,
                unread: counts.unread,
            })
            .collect())
    }

    fn tally_by_day(
        &self,
        plan: &Plan,
        unread_only: bool,
        sections: &[i64],
        limit: usize,
    ) -> Result<Vec<(i64, Counts)>> {
        let list: Vec<String> = sections.iter().map(i64::to_string).collect();
        let (from, to) = days(plan.range.0, plan.range.1);
        let reader = self.profile.unwrap_or(tally::ALL);
        let walked = if unread_only { reader } else { tally::ALL };
        let sql = format!(
            "SELECT day, sum(n), coalesce(sum((SELECT u.n FROM tally u
                WHERE u.profile = ?1 AND u.section = tally.section AND u.day = tally.day)), 0)
             FROM tally WHERE profile = ?2 AND section IN ({}) AND n > 0 AND day BETWEEN ?3 AND ?4
             GROUP BY day ORDER BY day DESC LIMIT ?5",
            list.join(", ")
        );
        let mut select = self.db.prepare_cached(&sql)?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = select.query_map(params![reader, walked, from, to, limit], group)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn grouped(&self, plan: &Plan, by: &str, limit: usize) -> Result<Vec<(i64, Counts)>> {
        let unread = if self.profile.is_some() {
            "count(u.article)"
        } else {
            "count(*)"
        };
        let sql = format!(
            "SELECT {by} AS part, count(*), {unread} FROM ({}) found
             LEFT JOIN unread u ON u.profile = ? AND u.article = found.id
             GROUP BY part ORDER BY part DESC LIMIT ?",
            plan.ids()
        );
        let mut values = plan.values_within((i64::MIN, i64::MAX));
        values.push(self.profile.map_or(Value::Null, Value::Integer));
        values.push(Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
        let mut select = self.db.prepare_cached(&sql)?;
        let rows = select.query_map(params_from_iter(values), group)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// FTS5's bm25, a word in the title worth ten in the body.
const RANK: &str = "bm25(search, 10.0, 1.0, 5.0, 0.0)";

fn limit(page: Page) -> Value {
    Value::Integer(i64::try_from(page.limit).unwrap_or(i64::MAX))
}

/// The days by which kept counts answer for a range of numbers.
fn days_kept((first, last): (i64, i64)) -> (i64, i64) {
    if first == i64::MIN && last == i64::MAX {
        (EVERY, EVERY)
    } else {
        days(first, last)
    }
}

/// The days of a range of numbers; never the number that stands for every day.
fn days(first: i64, last: i64) -> (i64, i64) {
    ((first >> DAY_BITS).max(EVERY + 1), last >> DAY_BITS)
}

fn less(all: Counts, some: Counts) -> Counts {
    Counts {
        total: all.total.saturating_sub(some.total),
        unread: all.unread.saturating_sub(some.unread),
    }
}

fn group(row: &Row<'_>) -> rusqlite::Result<(i64, Counts)> {
    Ok((
        row.get(0)?,
        Counts {
            total: row.get(1)?,
            unread: row.get(2)?,
        },
    ))
}

/// The SQL of a stretch of the list, and its values.
pub fn stretch(plan: &Plan, page: Page, select: &str) -> (String, Vec<Value>) {
    // Down in number is on in a list with the newest first; backwards or oldest first turns it, both turn it twice.
    let down = plan.oldest == page.backward;
    let range = match page.after {
        None => (i64::MIN, i64::MAX),
        Some(after) if down => (i64::MIN, after.0.saturating_sub(1)),
        Some(after) => (after.0.saturating_add(1), i64::MAX),
    };
    let order = if down { "DESC" } else { "ASC" };
    let mut values = plan.values_within(range);
    values.push(limit(page));
    (
        format!("{select} ORDER BY {} {order} LIMIT ?", plan.id),
        values,
    )
}

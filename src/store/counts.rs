//! How many: of a query, by section, by day, by source. From counts that are kept where those can tell, else by one walk.

use std::collections::HashMap;
use std::ops::ControlFlow;

use rusqlite::types::Value;
use rusqlite::{Row, params, params_from_iter};

use super::Counts;
use super::characters;
use super::error::Result;
use super::list::View;
use super::plan::{Kept, Plan};
use super::schema::EVERY;
use super::slots::date_of;
use super::tally::{self, DAY_BITS};
use crate::article::{ArticleId, DayCount, SectionCount};

impl View<'_> {
    /// How many a plan finds: all, and unread.
    pub fn count(&self, plan: &Plan) -> Result<Counts> {
        if let Some(counts) = self.kept(plan, (i64::MIN, i64::MAX))? {
            return Ok(counts);
        }
        self.count_within(plan, (i64::MIN, i64::MAX))
    }

    /// How many a plan finds within other bounds.
    pub fn count_within(&self, plan: &Plan, range: (i64, i64)) -> Result<Counts> {
        let range = (range.0.max(plan.range.0), range.1.min(plan.range.1));
        if plan.unread.is_some() {
            let unread = self.count_within(&plan.read_or_not(), range)?.unread;
            return Ok(Counts {
                total: unread,
                unread,
            });
        }
        match self.told(plan, range)? {
            Told::Alike { unread } => {
                let total = self.total(plan, &[range])?;
                let unread = if unread { total } else { 0 };
                Ok(Counts { total, unread })
            }
            // Before the first and after the last of them all are alike.
            Told::Among { ids, are_unread } => {
                let (first, last) = (ids.first().copied(), ids.last().copied());
                let among = (first.unwrap_or(range.0), last.unwrap_or(range.1));
                let counts = self.walked(plan, among)?;
                let around = [
                    (range.0, among.0.saturating_sub(1)),
                    (among.1.saturating_add(1), range.1),
                ];
                let alike = match self.known_total(plan, range)? {
                    Some(total) => total.saturating_sub(counts.total),
                    None => self.total(plan, &around)?,
                };
                Ok(Counts {
                    total: counts.total + alike,
                    unread: counts.unread + if are_unread { 0 } else { alike },
                })
            }
            Told::Asked { .. } => self.walked(plan, range),
        }
    }

    fn walked(&self, plan: &Plan, range: (i64, i64)) -> Result<Counts> {
        let mut counts = Counts::default();
        self.walk(plan, range, "0", |_, unread| {
            counts.add(unread);
            ControlFlow::Continue(())
        })?;
        Ok(counts)
    }

    /// How many a plan finds in some ranges, read or not.
    fn total(&self, plan: &Plan, ranges: &[(i64, i64)]) -> Result<u64> {
        let mut sum = 0;
        for range in ranges.iter().filter(|range| range.0 <= range.1) {
            sum += match self.known_total(plan, *range)? {
                Some(total) => total,
                None => {
                    let sql = format!("SELECT count(*) FROM ({})", plan.ids());
                    let mut count = self.db.prepare_cached(&sql)?;
                    let values = params_from_iter(plan.values_within(*range));
                    count.query_row(values, |row| row.get::<_, u64>(0))?
                }
            };
        }
        Ok(sum)
    }

    /// The same where it is kept: for one character over all days.
    fn known_total(&self, plan: &Plan, range: (i64, i64)) -> Result<Option<u64>> {
        let all = range == (i64::MIN, i64::MAX) && plan.once.is_none() && plan.unread.is_none();
        match plan.character.filter(|_| all) {
            Some(character) => Ok(characters::count(self.db, character)?),
            None => Ok(None),
        }
    }

    /// The counts from those kept, where they can tell: whole days, and conditions on section and unread alone.
    pub fn kept(&self, plan: &Plan, range: (i64, i64)) -> Result<Option<Counts>> {
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

    /// Every section of the archive in the order of its newest edition, with counts under the plan; also those that the
    /// plan leaves empty.
    pub fn sections(&self, plan: &Plan) -> Result<Vec<SectionCount>> {
        let mut sections = match &plan.kept {
            Some(kept) if kept.sections.is_none() => self.kept_by_section(plan, kept)?,
            _ => self.counted_by_section(plan)?,
        };
        // What has no section comes last.
        sections.sort_by_key(|one| one.section.is_none());
        Ok(sections)
    }

    fn kept_by_section(&self, plan: &Plan, kept: &Kept) -> Result<Vec<SectionCount>> {
        let section = "(SELECT h.section FROM headlines h WHERE h.id = t.article)";
        let behind = self.behind_by(plan, kept, plan.range, section)?;
        let mut select = self.db.prepare_cached(
            "SELECT section,
               (SELECT sum(n) FROM tally t WHERE profile = 0 AND t.section = s.section AND day BETWEEN ?1 AND ?2),
               (SELECT sum(n) FROM tally t WHERE profile = ?3 AND t.section = s.section AND day BETWEEN ?1 AND ?2)
             FROM sections s ORDER BY standing DESC",
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
            let (id, unread) = (row.get(0)?, number(2)?);
            let total = if kept.unread { unread } else { number(1)? };
            let behind = behind.get(&id).copied().unwrap_or_default();
            let counts = less(Counts { total, unread }, behind);
            sections.push(SectionCount {
                section: self.names.of(self.db, id)?,
                total: counts.total,
                unread: counts.unread,
            });
        }
        Ok(sections)
    }

    fn counted_by_section(&self, plan: &Plan) -> Result<Vec<SectionCount>> {
        let of = "(SELECT h.section FROM headlines h WHERE h.id = {id})";
        let counted: HashMap<i64, Counts> =
            self.by_part(plan, of, usize::MAX)?.into_iter().collect();
        let mut select = self
            .db
            .prepare_cached("SELECT section FROM sections ORDER BY standing DESC")?;
        let mut rows = select.query([])?;
        let mut sections = Vec::new();
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            let Counts { total, unread } = counted.get(&id).copied().unwrap_or_default();
            let section = self.names.of(self.db, id)?;
            sections.push(SectionCount {
                section,
                total,
                unread,
            });
        }
        Ok(sections)
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
            None => self.by_part(plan, &format!("{{id}} >> {DAY_BITS}"), limit)?,
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

    /// Where what a plan finds came from: a paper by its name, else a source by its address; the most first.
    pub fn sources(&self, plan: &Plan) -> Result<Vec<(String, Counts)>> {
        let of = "(SELECT coalesce(h.publication, h.source) FROM headlines h WHERE h.id = {id})";
        let mut sources = Vec::new();
        for (name, counts) in self.by_part(plan, of, usize::MAX)? {
            sources.push((self.names.of(self.db, name)?.unwrap_or_default(), counts));
        }
        sources.sort_by(|one, other| (other.1.total, &one.0).cmp(&(one.1.total, &other.0)));
        Ok(sources)
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

    /// The counts of each part of what a plan finds, in the order in which parts come when the newest are first; the first
    /// `limit` of them. `part` is SQL about the number `{id}`.
    fn by_part(&self, plan: &Plan, part: &str, limit: usize) -> Result<Vec<(i64, Counts)>> {
        let mut counted: Vec<(i64, Counts)> = Vec::new();
        let mut places: HashMap<i64, usize> = HashMap::new();
        self.walk(plan, plan.range, part, |part, unread| {
            let place = *places.entry(part).or_insert(counted.len());
            if place == limit {
                return ControlFlow::Break(());
            }
            if place == counted.len() {
                counted.push((part, Counts::default()));
            }
            if let Some((_, counts)) = counted.get_mut(place) {
                counts.add(unread);
            }
            ControlFlow::Continue(())
        })?;
        Ok(counted)
    }

    /// Gives the part of each article that a plan finds, and whether it is unread, the newest first. One pass that sorts
    /// and gathers nothing, however much is found.
    fn walk(
        &self,
        plan: &Plan,
        range: (i64, i64),
        part: &str,
        mut each: impl FnMut(i64, bool) -> ControlFlow<()>,
    ) -> Result<()> {
        let mut told = self.told(plan, range)?;
        let (asked, asks) = match &told {
            Told::Asked { profile } => (
                "EXISTS (SELECT 1 FROM unread u WHERE u.profile = ? AND u.article = {id})",
                Some(Value::Integer(*profile)),
            ),
            _ => ("0", None),
        };
        let columns = format!("{{id}}, {part}, {asked}").replace("{id}", plan.id);
        let sql = format!("{} ORDER BY {} DESC", plan.select(&columns, false), plan.id);
        let values = asks.into_iter().chain(plan.values_within(range));
        let mut select = self.db.prepare_cached(&sql)?;
        let mut rows = select.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            let unread = told.is_unread(row.get(0)?, || row.get(2))?;
            if each(row.get(1)?, unread).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// By what the articles of a walk are told read or unread.
    fn told(&self, plan: &Plan, range: (i64, i64)) -> Result<Told> {
        let Some(profile) = self.profile else {
            return Ok(Told::Alike { unread: true });
        };
        // Of what is starred or told twice there is little: it is not worth knowing more first.
        if plan.from == "marks" || plan.from == "twins" {
            return Ok(Told::Asked { profile });
        }
        let all = self.sum(tally::ALL, &[EVERY], range)?;
        let unread = self.sum(profile, &[EVERY], range)?;
        let read = all.saturating_sub(unread);
        let (fewer, are_unread, of_them) = if read < unread {
            (
                read,
                false,
                "SELECT article FROM marks WHERE profile = ?1 AND read = 1",
            )
        } else {
            (
                unread,
                true,
                "SELECT article FROM unread WHERE profile = ?1",
            )
        };
        if fewer == 0 {
            return Ok(Told::Alike {
                unread: !are_unread,
            });
        }
        if fewer > REMEMBERED {
            return Ok(Told::Asked { profile });
        }
        let sql = format!("{of_them} AND article BETWEEN ?2 AND ?3 ORDER BY article");
        let mut select = self.db.prepare_cached(&sql)?;
        let ids = select.query_map(params![profile, range.0, range.1], |row| row.get(0))?;
        Ok(Told::Among {
            ids: ids.collect::<rusqlite::Result<_>>()?,
            are_unread,
        })
    }
}

/// Numbers that a count keeps in mind, at most. Few in tests, so that every way of telling is taken.
const REMEMBERED: u64 = if cfg!(test) { 3 } else { 50_000 };

/// How it is known of each article on a walk, the newest first, whether it is unread.
enum Told {
    /// They are all read, or all unread.
    Alike { unread: bool },
    /// Few are read, or few unread: these. What was passed is dropped.
    Among { ids: Vec<i64>, are_unread: bool },
    /// Each is looked up.
    Asked { profile: i64 },
}

impl Told {
    fn is_unread(
        &mut self,
        id: i64,
        looked_up: impl FnOnce() -> rusqlite::Result<bool>,
    ) -> rusqlite::Result<bool> {
        match self {
            Self::Alike { unread } => Ok(*unread),
            Self::Among { ids, are_unread } => {
                while ids.last().is_some_and(|last| *last > id) {
                    ids.pop();
                }
                Ok((ids.last() == Some(&id)) == *are_unread)
            }
            Self::Asked { .. } => looked_up(),
        }
    }
}

impl Counts {
    fn add(&mut self, unread: bool) {
        self.total += 1;
        self.unread += u64::from(unread);
    }
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

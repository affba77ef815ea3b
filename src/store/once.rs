//! Each story once: of those that tell it, a list that wants it so shows the first that it has, and counts it as one.
//!
//! What stands behind another follows from the list: a section's list has the first of that section, a search the first
//! that it found, so that nothing is hidden by what is not there. What the reader has read makes no difference, though:
//! behind an article that was read the others stay behind. A list of what was read or kept shows all of it.
//!
//! Counts that are kept count every article; what stands behind is counted among the `twins`, of which there are few, and
//! taken off.

use std::collections::HashMap;

use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

use super::error::Result;
use super::list::View;
use super::plan::{Kept, Plan};
use super::tally::DAY_BITS;
use super::{Counts, twice};
use crate::article::{ArticleId, Headline};
use crate::query::{Expr, State, Term};

/// Among which articles of a list a story is told once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// All of them.
    List,
    /// Those of one section: what the list of each section would show.
    Section,
    /// Those of one day.
    Day,
}

/// What an earlier telling must be for the later ones to stand behind it.
#[derive(Debug, Clone)]
pub struct Once {
    /// Conditions on `o.article`, the earlier, and `t.article`, the later.
    conditions: String,
    /// What the `?` in them stand for.
    values: Vec<Value>,
}

impl Once {
    /// `others`: what the list asks of an article, said of `o.article`; `range`: the first and the last of its numbers.
    pub fn new(within: Within, range: (i64, i64), others: &[String], values: Vec<Value>) -> Self {
        let section = |id: &str| format!("(SELECT h.section FROM headlines h WHERE h.id = {id})");
        let mut conditions = match within {
            Within::List => "o.article BETWEEN ? AND ?".to_owned(),
            Within::Section => format!(
                "o.article BETWEEN ? AND ? AND {} = {}",
                section("o.article"),
                section("t.article")
            ),
            Within::Day => format!(
                "o.article BETWEEN ? AND ? AND o.article >> {DAY_BITS} = t.article >> {DAY_BITS}"
            ),
        };
        for other in others {
            conditions.push_str(" AND ");
            conditions.push_str(other);
        }
        let range = [Value::Integer(range.0), Value::Integer(range.1)];
        Self {
            conditions,
            values: range.into_iter().chain(values).collect(),
        }
    }

    /// The condition on the article whose number is `id`: nobody tells its story before it.
    pub fn is_first(&self, id: &str) -> (String, Vec<Value>) {
        let sql = format!(
            "NOT EXISTS (SELECT 1 FROM twins t JOIN twins o ON o.story = t.story AND o.rank < t.rank
             WHERE t.article = {id} AND {})",
            self.conditions
        );
        (sql, self.values.clone())
    }
}

/// Whether a list of these conditions can show each story once: it does not speak of what the reader did, but for all unread.
pub fn is_possible(conjuncts: &[&Expr]) -> bool {
    conjuncts
        .iter()
        .all(|expr| is_unread(expr) || !speaks_of_reader(expr))
}

/// The condition that leaves what is unread.
pub fn is_unread(expr: &Expr) -> bool {
    matches!(expr, Expr::Term(Term::Is(State::Unread)))
}

fn speaks_of_reader(expr: &Expr) -> bool {
    match expr {
        Expr::And(all) | Expr::Or(all) => all.iter().any(speaks_of_reader),
        Expr::Not(not) => speaks_of_reader(not),
        Expr::Term(term) => matches!(term, Term::Is(state) if *state != State::Twin),
        Expr::All => false,
    }
}

impl View<'_> {
    /// How many of those that kept counts count stand behind others, by `part` (SQL about `t.article`).
    pub fn behind_by(
        &self,
        plan: &Plan,
        kept: &Kept,
        range: (i64, i64),
        part: &str,
    ) -> Result<HashMap<i64, Counts>> {
        let Some(once) = &plan.once else {
            return Ok(HashMap::new());
        };
        let sections = match kept.sections.as_deref() {
            Some(ids) => format!(" AND {}", super::plan::in_sections("t.article", ids)),
            None => String::new(),
        };
        let sql = format!(
            "SELECT {part} AS part, count(*), count(u.article) FROM twins t
             LEFT JOIN unread u ON u.profile = ? AND u.article = t.article
             WHERE t.article BETWEEN ? AND ?{sections} AND EXISTS (SELECT 1 FROM twins o
               WHERE o.story = t.story AND o.rank < t.rank AND {}) GROUP BY part",
            once.conditions
        );
        let range = (range.0.max(plan.range.0), range.1.min(plan.range.1));
        let mut values = vec![
            self.profile.map_or(Value::Null, Value::Integer),
            Value::Integer(range.0),
            Value::Integer(range.1),
        ];
        values.extend_from_slice(&once.values);
        let mut select = self.db.prepare_cached(&sql)?;
        let rows = select.query_map(params_from_iter(values), |row| {
            let (total, unread) = (row.get(1)?, row.get(2)?);
            let unread = if self.profile.is_some() {
                unread
            } else {
                total
            };
            let total = if kept.unread { unread } else { total };
            Ok((row.get(0)?, Counts { total, unread }))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The same for all together.
    pub fn behind(&self, plan: &Plan, kept: &Kept, range: (i64, i64)) -> Result<Counts> {
        let counts = self.behind_by(plan, kept, range, "0")?;
        Ok(counts.get(&0).copied().unwrap_or_default())
    }

    /// Puts on rows how many others tell the same. Rows of a list are mostly neighbours, and twins few.
    pub fn count_others(&self, rows: &mut [Headline]) -> Result<()> {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return Ok(());
        };
        if !twice::has_any(self.db)? {
            return Ok(());
        }
        let (low, high) = (first.id.min(last.id).0, first.id.max(last.id).0);
        let enough = rows.len() * 4 + 1;
        let others = "(SELECT count(*) - 1 FROM twins o WHERE o.story = t.story)";
        let mut select = self.db.prepare_cached(&format!(
            "SELECT t.article, {others} FROM twins t WHERE t.article BETWEEN ?1 AND ?2 LIMIT ?3"
        ))?;
        let found = select.query_map(params![low, high, enough], |row| {
            Ok((ArticleId(row.get(0)?), row.get(1)?))
        })?;
        let others: HashMap<ArticleId, u32> = found.collect::<rusqlite::Result<_>>()?;
        let all_there = others.len() < enough;
        for row in rows {
            row.others = match others.get(&row.id) {
                None if !all_there => self.others_of(row.id)?,
                known => known.copied().unwrap_or(0),
            };
        }
        Ok(())
    }

    fn others_of(&self, id: ArticleId) -> Result<u32> {
        let told = twice::tellings(self.db, id)?.len();
        Ok(u32::try_from(told.saturating_sub(1)).unwrap_or(u32::MAX))
    }
}

/// Articles and all that tell the same, each once, in the order given.
pub fn with_others(db: &Connection, ids: &[ArticleId]) -> Result<Vec<ArticleId>> {
    if !twice::has_any(db)? {
        return Ok(ids.to_vec());
    }
    let mut seen = std::collections::HashSet::new();
    let mut all = Vec::with_capacity(ids.len());
    for id in ids {
        let told = twice::tellings(db, *id)?;
        let them = std::iter::once(*id).chain(told);
        all.extend(them.filter(|id| seen.insert(*id)));
    }
    Ok(all)
}

#[cfg(test)]
mod tests;

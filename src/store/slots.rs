//! Which number an article gets: its day, and a place in the day that puts lists in the paper's order.
//!
//! A timed article takes the first free place from its minute upwards: eight places a minute, so that what comes in
//! later still goes where its time puts it, and numbers stay close together (the index keeps their differences: one place
//! for each second would make it a tenth larger). One without a time takes the first free place from the day's top downwards, so
//! that the first of a page stands first in a list with the newest at its head; it leaves some places free for what is split off it
//! later. Whatever is crowded runs over into what is free; a day that is full (2²⁰ articles) runs over into the day before.

use std::collections::HashMap;

use jiff::civil::{Date, DateTime};
use rusqlite::Connection;

use super::tally::DAY_BITS;
use crate::article::{Article, ArticleId};

const PLACES_A_MINUTE: i64 = 8;

/// From an article without a time to the next, in the upper half of a day's places; below, they stand close.
const APART: i64 = 8;
const HALF: i64 = 1 << (DAY_BITS - 1);
const LAST_PLACE: i64 = (1 << DAY_BITS) - 1;

/// The places of a day below this one belong to articles with a time, those above to articles without.
pub const TIMED: i64 = 24 * 60 * PLACES_A_MINUTE;

/// When an article is to be listed: the day, and the second within it if it has a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct When {
    day: i64,
    second: Option<i64>,
}

impl When {
    /// The edition's day, else that of publication as its own clock had it, else `today`.
    pub fn of(article: &Article, today: Date) -> Self {
        let published = article.published.as_deref().and_then(civil);
        let date = article
            .edition
            .or(published.map(|time| time.date()))
            .unwrap_or(today);
        let day = days_since_epoch(date);
        // What went out the evening before comes first in its edition; what was added later, last.
        let second = published.map(|time| match time.date().cmp(&date) {
            std::cmp::Ordering::Less => 0,
            std::cmp::Ordering::Greater => 86_399,
            std::cmp::Ordering::Equal => {
                i64::from(time.hour()) * 3600
                    + i64::from(time.minute()) * 60
                    + i64::from(time.second())
            }
        });
        Self { day, second }
    }

    fn first_place(self) -> i64 {
        self.second
            .map_or(LAST_PLACE, |second| second / 60 * PLACES_A_MINUTE)
    }
}

/// The number's day.
pub fn date_of(id: ArticleId) -> Date {
    let days = i32::try_from(super::tally::day(id)).unwrap_or(0);
    EPOCH.saturating_add(jiff::Span::new().days(days))
}

/// The first and the last number of a stretch of days.
pub fn ids(from: Option<Date>, to: Option<Date>) -> (i64, i64) {
    let first = from.map_or(i64::MIN, |day| days_since_epoch(day) << DAY_BITS);
    let last = to.map_or(i64::MAX, |day| {
        (days_since_epoch(day) << DAY_BITS) | LAST_PLACE
    });
    (first, last)
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// Days since 1970-01-01.
pub fn days_since_epoch(date: Date) -> i64 {
    i64::from((date - EPOCH).get_days())
}

/// A time as written (`2025-03-24T08:15:00+08:00`): what its own clock showed.
fn civil(written: &str) -> Option<DateTime> {
    let offset = written
        .get(11..)
        .and_then(|tail| tail.find(['Z', 'z', '+', '-']));
    let local = offset.map_or(written, |at| &written[..11 + at]);
    local.parse().ok()
}

/// Finds free places. Remembers where the crowded stretches end, so that a million articles of one second stay linear.
#[derive(Default)]
pub struct Slots {
    /// For each, which stretch is being filled, and from where.
    next: HashMap<When, (usize, i64)>,
    /// The next one taken stands right behind this one, if that is of the same day and neither has a time.
    pub behind: Option<ArticleId>,
}

impl Slots {
    /// A free number. It must be taken before the next is asked for.
    pub fn take(&mut self, db: &Connection, when: When) -> rusqlite::Result<ArticleId> {
        let first = (when.day << DAY_BITS) + when.first_place();
        let (lowest, highest) = (when.day << DAY_BITS, (when.day << DAY_BITS) | LAST_PLACE);
        let up = when.second.is_some();
        let behind = self.behind.take().filter(|id| {
            let place = lowest + TIMED..=highest;
            !up && place.contains(&id.0)
        });
        if let Some(id) = behind
            && let Some(found) = free(db, id.0 - 1, lowest, -1)?
        {
            return Ok(ArticleId(found));
        }
        let half = lowest + HALF;
        let stretches = match up {
            true => [(first, highest, 1), (first, lowest, -1)],
            false => [(first, half, -APART), (half - 1, lowest, -1)],
        };
        // Full: a million articles on one day. Whatever is free is taken, and what is before the day is so sooner or later.
        let rest = [(first, lowest, -1), (lowest - 1, i64::MIN, -1)];
        let (at, start) = self.next.get(&when).copied().unwrap_or((0, first));
        let stretches = stretches.into_iter().chain(rest).enumerate().skip(at);
        for (nth, (from, to, step)) in stretches {
            // What is full stays full: it is not looked through once more for each.
            let from = if nth == at { start } else { from };
            if let Some(found) = free(db, from, to, step)? {
                self.next.insert(when, (nth, found + step));
                return Ok(ArticleId(found));
            }
        }
        Ok(ArticleId(lowest - 1))
    }
}

/// The first free number from `start` towards `end`, both within, by steps.
fn free(db: &Connection, start: i64, end: i64, step: i64) -> rusqlite::Result<Option<i64>> {
    let mut expected = start;
    loop {
        let before = expected;
        for table in [
            "SELECT id FROM headlines WHERE id",
            "SELECT article FROM graves WHERE article",
        ] {
            expected = end_of_run(db, table, expected, end, step)?;
        }
        if (step > 0 && expected > end) || (step < 0 && expected < end) {
            return Ok(None);
        }
        if expected == before {
            return Ok(Some(expected));
        }
    }
}

/// The first number not taken in one table, going on from `start`.
fn end_of_run(
    db: &Connection,
    select: &str,
    start: i64,
    end: i64,
    step: i64,
) -> rusqlite::Result<i64> {
    let (range, order) = if step > 0 {
        ("BETWEEN ?1 AND ?2 ORDER BY 1", "")
    } else {
        ("BETWEEN ?2 AND ?1 ORDER BY 1", "DESC")
    };
    let mut run = db.prepare_cached(&format!("{select} {range} {order}"))?;
    let mut rows = run.query([start, end])?;
    let mut expected = start;
    while let Some(row) = rows.next()? {
        let taken: i64 = row.get(0)?;
        // What stands between two steps is passed.
        if taken == expected {
            expected += step;
        } else if (taken > expected) == (step > 0) {
            break;
        }
    }
    Ok(expected)
}

//! Which number an article gets: its day, and a place in the day that puts lists in the paper's order.
//!
//! A timed article takes the first free place from its minute upwards: eight places a minute, so that what comes in
//! later still goes where its time puts it, and numbers stay close together (the index keeps their differences: one place
//! for each second would make it a tenth larger). One without a time takes the first free place from the day's top downwards, so
//! that the first of a page stands first in a list with the newest at its head; it leaves some places free for what is split off it
//! later. Whatever is crowded runs over into what is free; a day that is full (2²⁰ articles) runs over into the day before.

use std::collections::{BTreeMap, HashMap};

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

/// A batch by day and time; what has no time stays in its order.
pub fn in_order_of_time(articles: &[Article], today: Date) -> Vec<usize> {
    let mut order: Vec<usize> = (0..articles.len()).collect();
    order.sort_by_cached_key(|at| When::of(&articles[*at], today));
    order
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

/// Finds free places. Remembers what is crowded, so that a day of thousands stays linear: of articles without a time where
/// the next one goes, of those with one which stretches are taken, whatever their second.
#[derive(Default)]
pub struct Slots {
    /// For each day, which stretch is being filled, and from where.
    next: HashMap<i64, (usize, i64)>,
    /// Stretches without a free number: first and last.
    taken: BTreeMap<i64, i64>,
}

/// A stretch shorter than this is as quickly looked through as remembered.
const CROWDED: i64 = 2 * PLACES_A_MINUTE;

impl Slots {
    /// A free number, right behind another's if that is of the same day and neither has a time. It must be taken before the
    /// next is asked for.
    pub fn take(
        &mut self,
        db: &Connection,
        when: When,
        behind: Option<ArticleId>,
    ) -> rusqlite::Result<ArticleId> {
        let first = (when.day << DAY_BITS) + when.first_place();
        let (lowest, highest) = (when.day << DAY_BITS, (when.day << DAY_BITS) | LAST_PLACE);
        let behind = behind.filter(|id| {
            let place = lowest + TIMED..=highest;
            when.second.is_none() && place.contains(&id.0)
        });
        if let Some(id) = behind
            && let Some(found) = free(db, id.0 - 1, lowest, -1)?
        {
            return Ok(ArticleId(found));
        }
        let found = match when.second {
            Some(_) => self.timed(db, first, highest)?,
            None => self.untimed(db, when.day, first, lowest)?,
        };
        Ok(ArticleId(found.unwrap_or(lowest - 1)))
    }

    /// Up to the day's end; if all of that is taken, down, and over into the day before.
    fn timed(
        &mut self,
        db: &Connection,
        first: i64,
        highest: i64,
    ) -> rusqlite::Result<Option<i64>> {
        for (end, step) in [(highest, 1), (i64::MIN, -1)] {
            let found = self.find(db, first, end, step)?;
            let last = found.unwrap_or(end);
            self.remember(first.min(last), first.max(last));
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// Down from the day's top, then over what is left free.
    fn untimed(
        &mut self,
        db: &Connection,
        day: i64,
        first: i64,
        lowest: i64,
    ) -> rusqlite::Result<Option<i64>> {
        let half = lowest + HALF;
        let stretches = [
            (first, half, -APART),
            (half - 1, lowest, -1),
            // Full: a million articles on one day. Whatever is free is taken, and what is before the day is so sooner or later.
            (first, lowest, -1),
            (lowest - 1, i64::MIN, -1),
        ];
        let (at, start) = self.next.get(&day).copied().unwrap_or((0, first));
        for (nth, (from, to, step)) in stretches.into_iter().enumerate().skip(at) {
            // What is full stays full: it is not looked through once more for each.
            let from = if nth == at { start } else { from };
            if let Some(found) = free(db, from, to, step)? {
                self.next.insert(day, (nth, found + step));
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The first free number from `start` towards `end`, each stretch that is known to be taken passed at once.
    fn find(
        &self,
        db: &Connection,
        start: i64,
        end: i64,
        step: i64,
    ) -> rusqlite::Result<Option<i64>> {
        let mut at = self.beyond(start, step);
        while (step > 0 && at <= end) || (step < 0 && at >= end) {
            let before_next = if step > 0 {
                let next = self.taken.range(at..).next();
                next.map_or(end, |(first, _)| end.min(first - 1))
            } else {
                let next = self.taken.range(..at).next_back();
                next.map_or(end, |(_, last)| end.max(last + 1))
            };
            if let Some(found) = free(db, at, before_next, step)? {
                return Ok(Some(found));
            }
            at = self.beyond(before_next + step, step);
        }
        Ok(None)
    }

    /// The first number from `start` on that is not known to be taken.
    fn beyond(&self, start: i64, step: i64) -> i64 {
        match self.taken.range(..=start).next_back() {
            Some((first, last)) if *last >= start => {
                if step > 0 {
                    last + 1
                } else {
                    first - 1
                }
            }
            _ => start,
        }
    }

    /// Notes a stretch as taken, as one with those that it meets.
    fn remember(&mut self, mut first: i64, mut last: i64) {
        if last - first < CROWDED {
            return;
        }
        while let Some((low, high)) = self.taken.range(..=last + 1).next_back()
            && *high >= first - 1
        {
            let low = *low;
            first = first.min(low);
            last = last.max(*high);
            self.taken.remove(&low);
        }
        self.taken.insert(first, last);
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::super::tests::steps;
    use super::*;

    const DAY: i64 = 20_000;

    fn archive() -> (Connection, Arc<AtomicU64>) {
        let mut db = Connection::open_in_memory().unwrap();
        db.execute_batch(
            "CREATE TABLE headlines (id INTEGER PRIMARY KEY); CREATE TABLE graves (article INTEGER PRIMARY KEY);",
        )
        .unwrap();
        let steps = steps::count(&mut db, 100);
        (db, steps)
    }

    /// Takes a place for each, and says how many steps that took.
    fn take(archive: &(Connection, Arc<AtomicU64>), all: impl Iterator<Item = Option<i64>>) -> u64 {
        let (db, steps) = archive;
        let mut slots = Slots::default();
        let mut insert = db
            .prepare("INSERT INTO headlines (id) VALUES (?1)")
            .unwrap();
        let before = steps.load(Ordering::Relaxed);
        for second in all {
            let id = slots.take(db, When { day: DAY, second }, None).unwrap();
            // A place that is taken would be refused.
            insert.execute([id.0]).unwrap();
        }
        steps.load(Ordering::Relaxed) - before
    }

    /// Takes the places from `first` to `last` of the day beforehand.
    fn fill(archive: &(Connection, Arc<AtomicU64>), first: i64, last: i64) {
        let lowest = DAY << DAY_BITS;
        let sql = "INSERT INTO headlines (id) SELECT value FROM
            (WITH RECURSIVE n (value) AS (SELECT ?1 UNION ALL SELECT value + 1 FROM n WHERE value < ?2) SELECT value FROM n)";
        let range = [lowest + first, lowest + last];
        archive.0.execute(sql, range).unwrap();
    }

    #[test]
    fn a_crowded_day_costs_each_article_little() {
        const MANY: u64 = 20_000;
        let check = |what: &str, second: fn(u64) -> Option<i64>| {
            let archive = archive();
            let steps = take(&archive, (0..MANY).map(second));
            println!("{what}: {} steps for each", steps / MANY);
            assert!(steps < MANY * 150, "{what}: {} for each", steps / MANY);
        };
        check("without a time", |_| None);
        check("of one second", |_| Some(43_200));
        check("a second after the other", |nth| Some(nth as i64));
        check("from the day's end on", |nth| Some(86_399 - nth as i64));
        check("all over the day", |nth| Some(nth as i64 * 7919 % 86_400));
        check("the day's last minute", |_| Some(86_399));
        check("some of each", |nth| {
            (nth % 2 == 0).then_some(nth as i64 * 7919 % 86_400)
        });
    }

    #[test]
    fn what_is_passed_at_once_is_taken() {
        let (db, _) = archive();
        let mut slots = Slots::default();
        let mut taken = std::collections::BTreeSet::new();
        let lowest = DAY << DAY_BITS;
        // Two crowded hours, and what runs over from them.
        for nth in 0..3_000 {
            let second = 36_000 + nth * 7_919 % 7_200;
            let when = When {
                day: DAY,
                second: Some(second),
            };
            let first = lowest + second / 60 * PLACES_A_MINUTE;
            let free = (first..).find(|id| !taken.contains(id)).unwrap();
            let id = slots.take(&db, when, None).unwrap().0;
            assert_eq!(id, free, "{nth}");
            db.execute("INSERT INTO headlines (id) VALUES (?1)", [id])
                .unwrap();
            taken.insert(id);
        }
    }

    #[test]
    fn a_full_day_is_looked_through_once() {
        const MANY: u64 = 2_000;
        let check = |what: &str, (first, last): (i64, i64), second: Option<i64>| {
            let archive = archive();
            fill(&archive, first, last);
            let once = (last - first) as u64 * 10;
            let steps = take(&archive, std::iter::repeat_n(second, MANY as usize));
            println!(
                "{what}: {steps} steps for {MANY}, {} places taken",
                last - first + 1
            );
            assert!(steps < once + MANY * 150, "{what}: {steps}");
        };
        let (noon, top) = (43_200 / 60 * PLACES_A_MINUTE, LAST_PLACE);
        check("all but its last places, without a time", (3, top), None);
        check("all but its last places, with one", (3, top), Some(43_200));
        check("up from noon", (noon, top), Some(43_200));
        check("all", (0, top), None);
    }

    /// What is found by looking at each place in turn.
    fn slowly(taken: &BTreeSet<i64>, second: i64) -> i64 {
        let first = (DAY << DAY_BITS) + second / 60 * PLACES_A_MINUTE;
        let up = first..=(DAY << DAY_BITS) + LAST_PLACE;
        let mut places = up.chain((0..first).rev());
        places.find(|place| !taken.contains(place)).unwrap()
    }

    #[test]
    fn a_time_gets_the_first_free_place_from_its_minute_on() {
        let mut dice = 7_u64;
        let mut roll = move |sides: u64| {
            dice = dice
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (dice >> 33) % sides
        };
        let archive = archive();
        let lowest = DAY << DAY_BITS;
        fill(&archive, 30, 60);
        let mut taken: BTreeSet<i64> = (lowest + 30..=lowest + 60).collect();
        let mut slots = Slots::default();
        let mut insert = archive
            .0
            .prepare("INSERT INTO headlines (id) VALUES (?1)")
            .unwrap();
        for nth in 0..1_000 {
            // Mostly some crowded minutes, of the day's beginning and of its end.
            let second = match roll(3) {
                0 => roll(20) * 60,
                1 => 86_399 - roll(20) * 60,
                _ => roll(86_400),
            };
            let second = i64::try_from(second).unwrap();
            let when = When {
                day: DAY,
                second: Some(second),
            };
            let id = slots.take(&archive.0, when, None).unwrap();
            assert_eq!(id.0, slowly(&taken, second), "{nth}: {second}");
            insert.execute([id.0]).unwrap();
            taken.insert(id.0);
        }
    }
}

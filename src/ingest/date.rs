//! One forgiving reader of dates: RFC 822 in its broken shapes, RFC 3339 and the W3C's shorter forms, `asctime`, and the ways that papers of
//! East Asia and some of Europe write a day.
//!
//! A text is taken apart into its time of day, its offset, and its numbers and words; the rest is telling which number is the year.

mod days;
mod signs;

use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use regex::{Captures, Regex};

use days::calendar_day;
use signs::romanised;

/// A moment as RFC 3339 with the offset given (`Z` if none is); a day alone is its midnight.
pub fn rfc3339(text: &str) -> Option<String> {
    let stamp = parse(text)?;
    let moment = DateTime::from_parts(stamp.day, stamp.time.unwrap_or_default());
    let minutes = stamp.offset.unwrap_or(0);
    // The moment must exist in UTC too: a reader sorts by it.
    moment
        .checked_sub(SignedDuration::from_mins(minutes.into()))
        .ok()?;
    let moment = moment.strftime("%Y-%m-%dT%H:%M:%S%.f");
    Some(match minutes {
        0 => format!("{moment}Z"),
        _ => format!(
            "{moment}{}{:02}:{:02}",
            if minutes < 0 { '-' } else { '+' },
            minutes.abs() / 60,
            minutes.abs() % 60
        ),
    })
}

/// The day that a text names, as the writer's own calendar had it.
pub fn day(text: &str) -> Option<Date> {
    parse(text).map(|stamp| stamp.day)
}

/// The moment of an RFC 3339 text as this module writes it; for sorting.
pub fn timestamp(text: &str) -> Option<Timestamp> {
    let stamp = parse(text)?;
    let moment = DateTime::from_parts(stamp.day, stamp.time.unwrap_or_default());
    let offset = Offset::from_seconds(stamp.offset.unwrap_or(0) * 60).ok()?;
    offset.to_timestamp(moment).ok()
}

/// What a text says of a moment.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Stamp {
    day: Date,
    time: Option<Time>,
    /// Minutes east of Greenwich.
    offset: Option<i32>,
}

fn parse(text: &str) -> Option<Stamp> {
    let text = text.trim();
    if text.is_empty() || text.len() > 200 {
        return None;
    }
    let (text, home) = romanised(text);
    let Some(found) = TIME.captures(&text) else {
        let day = calendar_day(&text)?;
        return Some(Stamp {
            day,
            time: None,
            offset: None,
        });
    };
    let (from, to) = found.get(0).map(|m| (m.start(), m.end()))?;
    if text[to..].starts_with(':') {
        return None;
    }
    let before = text[..from].trim_end();
    let (before, half) = match before
        .strip_suffix("am")
        .or_else(|| before.strip_suffix("pm"))
    {
        Some(rest) => (rest, before.chars().nth_back(1)),
        None => (before.strip_suffix('t').unwrap_or(before), None),
    };
    let half = half.or_else(|| found.get(5)?.as_str().chars().next());
    let (after, offset) = zone(&text[to..])?;
    let day = calendar_day(&format!("{before} {after}"))?;
    let (day, time) = clock(&found, half, day)?;
    Some(Stamp {
        day,
        time: Some(time),
        offset: offset.or(home),
    })
}

static TIME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d+))?)?(?:\s*([ap])\.?m\b\.?)?")
        .expect("a constant pattern")
});

/// What follows the time: the offset, and the rest. Nothing at all if an offset is begun and makes no sense.
fn zone(after: &str) -> Option<(&str, Option<i32>)> {
    let after = after.trim_start();
    let after = after.strip_prefix("etc/").unwrap_or(after);
    let word = after
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(after.len());
    let (name, rest) = after.split_at(word);
    let east_of_greenwich = matches!(name, "" | "gmt" | "utc" | "ut" | "z");
    let sign = rest.chars().next().filter(|c| matches!(c, '+' | '-'));
    if let (true, Some(sign)) = (east_of_greenwich, sign) {
        let (minutes, rest) = offset(&rest[1..])?;
        return Some((rest, Some(if sign == '-' { -minutes } else { minutes })));
    }
    let known = ZONES.iter().find(|(zone, _)| *zone == name);
    Some((rest, known.map(|(_, hours)| (hours * 60.0) as i32)))
}

/// `0800`, `08:00`, `8` as minutes, and what follows.
fn offset(text: &str) -> Option<(i32, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != ':')
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) => (hours, minutes),
        None if digits.len() > 2 => digits.split_at(digits.len() - 2),
        None => (digits, "0"),
    };
    let (hours, minutes) = (hours.parse::<i32>().ok()?, minutes.parse::<i32>().ok()?);
    (hours < 24 && minutes < 60).then(|| (hours * 60 + minutes, rest))
}

/// Hours east of Greenwich. Where a name means several zones, the one that feeds mean.
const ZONES: &[(&str, f32)] = &[
    ("z", 0.0),
    ("ut", 0.0),
    ("gmt", 0.0),
    ("utc", 0.0),
    ("wet", 0.0),
    ("bst", 1.0),
    ("cet", 1.0),
    ("met", 1.0),
    ("mez", 1.0),
    ("west", 1.0),
    ("cest", 2.0),
    ("mest", 2.0),
    ("mesz", 2.0),
    ("eet", 2.0),
    ("eest", 3.0),
    ("msk", 3.0),
    ("msd", 4.0),
    ("ist", 5.5),
    ("ict", 7.0),
    ("hkt", 8.0),
    ("sgt", 8.0),
    ("awst", 8.0),
    ("jst", 9.0),
    ("kst", 9.0),
    ("aest", 10.0),
    ("aedt", 11.0),
    ("nzst", 12.0),
    ("nzdt", 13.0),
    ("adt", -3.0),
    ("ast", -4.0),
    ("at", -4.0),
    ("edt", -4.0),
    ("est", -5.0),
    ("et", -5.0),
    ("cdt", -5.0),
    ("cst", -6.0),
    ("ct", -6.0),
    ("mdt", -6.0),
    ("mst", -7.0),
    ("mt", -7.0),
    ("pdt", -7.0),
    ("pst", -8.0),
    ("pt", -8.0),
    ("akst", -9.0),
    ("hst", -10.0),
    ("a", -1.0),
    ("n", 1.0),
    ("m", -12.0),
    ("y", 12.0),
];

fn clock(found: &Captures, half: Option<char>, day: Date) -> Option<(Date, Time)> {
    let number = |group: usize| {
        found
            .get(group)
            .map_or(Some(0), |m| m.as_str().parse::<i8>().ok())
    };
    let (mut hour, minute, second) = (number(1)?, number(2)?, number(3)?);
    match half {
        Some('p') if hour < 12 => hour += 12,
        Some('a') if hour == 12 => hour = 0,
        _ => {}
    }
    let fraction = found.get(4).map_or("", |m| m.as_str());
    let nanoseconds = format!("{fraction:0<9.9}").parse().ok()?;
    if hour == 24 && minute == 0 {
        return Some((day.tomorrow().ok()?, Time::midnight()));
    }
    // A leap second is the last of its minute.
    Some((
        day,
        Time::new(
            hour,
            minute,
            second.min(if second == 60 { 59 } else { second }),
            nanoseconds,
        )
        .ok()?,
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expect: &str) {
        let utc = timestamp(text).map(|moment| moment.to_string());
        assert_eq!(utc.as_deref().unwrap_or("none"), expect, "{text}");
        assert_eq!(rfc3339(text).is_some(), utc.is_some(), "{text}");
    }

    #[test]
    fn letters_of_the_internet() {
        check("Thu, 01 Jan 2004 19:48:21 GMT", "2004-01-01T19:48:21Z");
        check("Thu, 01 Jan 04 19:48 EST", "2004-01-02T00:48:00Z");
        check("01 Jan 2004 19:48:21 +0800", "2004-01-01T11:48:21Z");
        check("Fri,24 Nov 2023 18:28:36 -0000", "2023-11-24T18:28:36Z");
        check("Thu Aug 30 2012 17:26:16 +0200", "2012-08-30T15:26:16Z");
        check("Mon, 13 Feb, 2012 06:28:00 UTC", "2012-02-13T06:28:00Z");
        check(
            "Wed, 19 Feb 2012 22:40:00 GMT-01:01",
            "2012-02-19T23:41:00Z",
        );
        check("Wed, 19 Aug 2009 18:28:00 Etc/GMT", "2009-08-19T18:28:00Z");
        check("Sun Jan  4 16:29:06 2004", "2004-01-04T16:29:06Z");
        check("Sun Jul 15 01:16:00 +0000 2012", "2012-07-15T01:16:00Z");
        check("Fri, 2006/09/15 08:19:53 EDT", "2006-09-15T12:19:53Z");
        check("Thu, 01 Jan 2004", "2004-01-01T00:00:00Z");
        check("3/24/2026 5:07:00 PM", "2026-03-24T17:07:00Z");
    }

    #[test]
    fn the_short_forms_of_the_web() {
        // What is no zone's distance from Greenwich, however large.
        check("Sat, 04 Nov 2025 08:00:00 +8080000800", "none");
        check("2003-12-31T10:14:55.25Z", "2003-12-31T10:14:55.25Z");
        check("2003-12-31T10:14-08:00", "2003-12-31T18:14:00Z");
        check("2003-12-31 10:14:55", "2003-12-31T10:14:55Z");
        check("2003-12", "2003-12-01T00:00:00Z");
        check("2003", "2003-01-01T00:00:00Z");
        check("20031231", "2003-12-31T00:00:00Z");
        check("2003-335", "2003-12-01T00:00:00Z");
        check("-0312", "2003-12-01T00:00:00Z");
        check("03-12-31", "2003-12-31T00:00:00Z");
        check("2003-012-31T10:14:55+00:00", "2003-12-31T10:14:55Z");
        check("2003-12-31T24:00:00Z", "2004-01-01T00:00:00Z");
    }

    #[test]
    fn days_as_other_papers_write_them() {
        check("2026年3月24日 下午3時05分", "2026-03-24T07:05:00Z");
        check("2026年3月24日 星期二", "2026-03-24T00:00:00Z");
        check("二〇二六年三月二十四日", "2026-03-24T00:00:00Z");
        check("民國115年3月24日", "2026-03-24T00:00:00Z");
        check("令和8年3月24日 午後3時", "2026-03-24T06:00:00Z");
        check("2004-05-25 오후 11:23:17", "2004-05-25T14:23:17Z");
        check("2004년 05월 28일  01:31:15", "2004-05-27T16:31:15Z");
        check("Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T17:00:00Z");
        check("2004-július-13T9:15-05:00", "2004-07-13T14:15:00Z");
        check("24. März 2026", "2026-03-24T00:00:00Z");
    }

    #[test]
    fn no_dates() {
        for text in [
            "",
            "never",
            "Sun, 16 Dec 2012 1:2:3:4 GMT",
            "Sun, 16 zzz 2012 11:47:32 GMT",
            "Sun, Dec x 2012 11:47:32 GMT",
            "Sun, 16 Dec zz 11:47:32 GMT",
            "Sun, 16 Dec 2012 11:47:32 +zz:00",
            "Sun, 99 Jun 2009 12:00:00 GMT",
            "Sun, 31 Dec 9999 23:59:59 -9999",
            "2003-13-01",
            "12:00",
        ] {
            check(text, "none");
        }
    }

    #[test]
    fn the_writers_own_offset_is_kept() {
        assert_eq!(
            rfc3339("Tue, 24 Mar 2026 08:00:00 +0800").as_deref(),
            Some("2026-03-24T08:00:00+08:00")
        );
        assert_eq!(
            day("Tue, 24 Mar 2026 01:00:00 +0800"),
            Some(jiff::civil::date(2026, 3, 24))
        );
    }

    proptest! {
        #[test]
        fn any_text_survives(text in any::<String>(), likely in "[0-9年月日:T+Za-z, 十二令和民國/.-]{0,30}") {
            for text in [&text, &likely] {
                if let Some(written) = rfc3339(text) {
                    prop_assert!(written.parse::<Timestamp>().is_ok(), "{}", written);
                }
                day(text);
            }
        }
    }
}

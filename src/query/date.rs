//! Days as they are typed: `2025`, `2025-03`, `2025-03-24`, `2025年3月24日`, `3-24` (the last one), `a..b`, `7d`, `2w`, `today`, `昨日`.

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// First and last day, both within; `None` is without end.
pub type Days = (Option<Date>, Option<Date>);

/// What is offered where a day is not understood.
pub const EXAMPLES: [&str; 6] = [
    "2025-03-24",
    "2025-03",
    "2025-03..2025-05",
    "7d",
    "today",
    "yesterday",
];

/// What is offered for completion.
pub const COMMON: [&str; 7] = ["today", "yesterday", "7d", "2w", "1m", "3m", "1y"];

/// The days that a text names, seen from `today`; `None` if it names none.
pub fn parse(text: &str, today: Date) -> Option<Days> {
    let text = crate::fold::fold(text);
    let range = ["..", "~", "～"]
        .iter()
        .find_map(|mark| text.split_once(mark));
    let Some((from, to)) = range else {
        let (from, to) = period(&text, today)?;
        return Some((Some(from), Some(to)));
    };
    let from = end(from, today)?.map(|days| days.0);
    let to = end(to, today)?.map(|days| days.1);
    let forward = from.zip(to).is_none_or(|(from, to)| from <= to);
    forward.then_some((from, to))
}

/// One end of a range: nothing, or a period.
fn end(text: &str, today: Date) -> Option<Option<(Date, Date)>> {
    if text.is_empty() {
        return Some(None);
    }
    period(text, today).map(Some)
}

/// One period, its first and last day.
fn period(text: &str, today: Date) -> Option<(Date, Date)> {
    let day = match text {
        "today" | "今日" | "今天" => Some(today),
        "yesterday" | "昨日" | "昨天" => today.yesterday().ok(),
        _ => None,
    };
    if let Some(day) = day {
        return Some((day, day));
    }
    recent(text, today)
        .or_else(|| calendar(text))
        .or_else(|| without_year(text, today))
}

/// `3-24`, `3月24日`, `3月`: the last one that has begun.
fn without_year(text: &str, today: Date) -> Option<(Date, Date)> {
    let month = text.split(['-', '/', '月']).next()?;
    if month.len() > 2 || month.len() == text.len() {
        return None;
    }
    // Of eight years in a row one has a 29th of February.
    let years = (0..8).filter_map(|ago| today.year().checked_sub(ago));
    let periods = years.filter_map(|year| calendar(&format!("{year:04}-{text}")));
    periods.into_iter().find(|(first, _)| *first <= today)
}

/// `7d` is today and the six days before; weeks, months and years alike.
fn recent(text: &str, today: Date) -> Option<(Date, Date)> {
    let (at, unit) = text.char_indices().last()?;
    let count: i32 = text[..at].parse().ok().filter(|count| *count > 0)?;
    let span = match unit {
        'd' | '日' | '天' => jiff::Span::new().try_days(count),
        'w' | '周' => jiff::Span::new().try_weeks(count),
        'm' => jiff::Span::new().try_months(count),
        'y' => jiff::Span::new().try_years(count),
        _ => return None,
    };
    let from = today.checked_sub(span.ok()?).ok()?.tomorrow().ok()?;
    (from.year() >= 0).then_some((from, today))
}

/// A year, a month or a day of the calendar.
fn calendar(text: &str) -> Option<(Date, Date)> {
    let text = text.trim_end_matches(['年', '月', '日']);
    let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月']).collect();
    let number = |text: &str, digits: std::ops::RangeInclusive<usize>| -> Option<i16> {
        let fits = digits.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| text.parse().ok()).flatten()
    };
    let year = number(parts.first()?, 4..=4)?;
    let part = |at: usize| -> Option<Option<i8>> {
        let Some(text) = parts.get(at) else {
            return Some(None);
        };
        Some(Some(i8::try_from(number(text, 1..=2)?).ok()?))
    };
    match (part(1)?, part(2)?, parts.len()) {
        (None, None, 1) => Some((date(year, 1, 1), date(year, 12, 31))),
        (Some(month), None, 2) => {
            let first = Date::new(year, month, 1).ok()?;
            Some((first, first.last_of_month()))
        }
        (Some(month), Some(day), 3) => {
            let day = Date::new(year, month, day).ok()?;
            Some((day, day))
        }
        _ => None,
    }
}

/// What may follow `typed`: the years, else the months, else the days, of `known` that begin so, in its order.
pub fn complete(typed: &str, known: &[Date]) -> Vec<String> {
    let (before, typed) = match typed.rfind("..") {
        Some(at) => typed.split_at(at + 2),
        None => ("", typed),
    };
    let mut offers: Vec<String> = Vec::new();
    let common = COMMON.iter().filter(|day| day.starts_with(typed));
    if before.is_empty() {
        offers.extend(common.map(|day| (*day).to_owned()));
    }
    let newest = known.first().filter(|_| typed.is_empty());
    offers.extend(newest.map(|day| format!("{before}{day}")));
    for day in known.iter().filter(|_| !typed.is_empty()) {
        let longer = candidates(*day).into_iter();
        let next = longer.into_iter().find(|text| text.len() > typed.len());
        let next = next.filter(|text| text.starts_with(typed));
        let offer = next.map(|text| format!("{before}{text}"));
        offers.extend(offer.filter(|offer| offers.last() != Some(offer)));
    }
    offers
}

/// The shortest text that names these days: `2025`, `2025-03`, `2025-03-24`, `2025-03..2025-05`, `2025-03-24..`.
pub fn show(from: Option<Date>, to: Option<Date>) -> String {
    if let (Some(from), Some(to)) = (from, to)
        && let Some(text) = candidates(from)
            .into_iter()
            .find(|text| calendar(text) == Some((from, to)))
    {
        return text;
    }
    let first = |day| shortest(day, |days: (Date, Date)| days.0);
    let last = |day| shortest(day, |days: (Date, Date)| days.1);
    let (from, to) = (from.map(first), to.map(last));
    format!("{}..{}", from.unwrap_or_default(), to.unwrap_or_default())
}

/// The month or the day whose `end` (first or last day) is this day.
fn shortest(day: Date, end: impl Fn((Date, Date)) -> Date) -> String {
    let [_, month, whole] = candidates(day);
    let is_end = calendar(&month).is_some_and(|days| end(days) == day);
    if is_end { month } else { whole }
}

fn candidates(day: Date) -> [String; 3] {
    let year = format!("{:04}", day.year());
    let month = format!("{year}-{:02}", day.month());
    let whole = format!("{month}-{:02}", day.day());
    [year, month, whole]
}

/// The day before, for `before:`.
pub fn day_before(day: Date) -> Option<Date> {
    let before = day.checked_sub(1.day()).ok()?;
    (before.year() >= 0).then_some(before)
}

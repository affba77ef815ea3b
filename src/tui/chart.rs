//! A picture of time: articles a day as bars of text, with the figures that give them their measure.

use jiff::ToSpan;
use jiff::civil::Date;
use ratatui::layout::Rect;

use super::cells::Canvas;
use super::words;
use crate::article::DayCount;
use crate::theme::Scope;
use crate::words::UiLang;

/// Rows that the chart takes: a month, the bars, their first and last day with the highest figure.
pub(crate) const HEIGHT: u16 = 3;

/// Draws the chart of as many of the last days as the area has cells; of months, where most of those days have nothing.
pub(crate) fn view(days: &[DayCount], lang: UiLang, area: Rect, canvas: &mut Canvas<'_>) {
    let left = area.x + 1;
    let width = usize::from(area.width.saturating_sub(2));
    let Some(bars) = Bars::of(days, width, lang) else {
        return;
    };
    let highest = bars.counts.iter().copied().max().unwrap_or(0);
    let figure = highest.to_string();
    let figure = canvas.right(left, area.right() - 1, area.y, &figure, Scope::Count);
    let end = figure.saturating_sub(1).max(left);
    canvas.cut((left, area.y), end, &bars.title, Scope::Date);
    for (x, count) in (left..area.right()).zip(&bars.counts) {
        if let Some(step) = height(*count, highest) {
            let bar = canvas.glyphs().bars[step];
            canvas.say((x, area.y + 1), area.right(), bar, Scope::Chart);
        }
    }
    let (oldest, newest) = &bars.ends;
    let x = canvas.cut((left, area.y + 2), area.right(), oldest, Scope::Dim);
    if bars.counts.len() > oldest.len() + newest.len() {
        let right = left + u16::try_from(bars.counts.len()).unwrap_or(0);
        canvas.right(x + 1, right, area.y + 2, newest, Scope::Dim);
    }
}

/// What a chart shows.
struct Bars {
    title: String,
    /// The oldest first.
    counts: Vec<u64>,
    /// What stands under the first and the last.
    ends: (String, String),
}

impl Bars {
    fn of(days: &[DayCount], width: usize, lang: UiLang) -> Option<Self> {
        let newest = days.first()?.day;
        let by_day = per_day(days, newest, width);
        if is_sparse(days, &by_day) {
            return Some(Self::of_months(days, newest, width, lang));
        }
        let back = i64::try_from(by_day.len()).unwrap_or(1) - 1;
        let oldest = newest.saturating_sub(back.days());
        let short = |day: Date| format!("{}/{}", day.month(), day.day());
        Some(Self {
            title: words::month(newest, lang),
            counts: by_day,
            ends: (short(oldest), short(newest)),
        })
    }

    fn of_months(days: &[DayCount], newest: Date, width: usize, lang: UiLang) -> Self {
        let counts = per_month(days, newest, width);
        let back = i64::try_from(counts.len()).unwrap_or(1) - 1;
        let oldest = newest.first_of_month().saturating_sub(back.months());
        let short = |day: Date| format!("{}/{}", day.year(), day.month());
        Self {
            title: words::say("tui.chart.months", lang),
            counts,
            ends: (short(oldest), short(newest)),
        }
    }
}

/// Whether most of the last days have nothing, and days before them have something.
fn is_sparse(days: &[DayCount], by_day: &[u64]) -> bool {
    let with_any = by_day.iter().filter(|count| **count > 0).count();
    days.len() > with_any && with_any * 2 < by_day.len().max(3)
}

/// Articles of each of the months up to that of `newest`: at most `width` of them.
fn per_month(days: &[DayCount], newest: Date, width: usize) -> Vec<u64> {
    let number = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month());
    let mut counts = Vec::new();
    for month in months(days) {
        let back = usize::try_from(number(newest) - number(month.day)).unwrap_or(0);
        if back >= width {
            break;
        }
        counts.resize(counts.len().max(back + 1), 0);
        counts[back] += month.total;
    }
    counts.reverse();
    counts
}

/// The articles of each month that has any, under its first day, the newest first.
pub(crate) fn months(days: &[DayCount]) -> Vec<DayCount> {
    let mut months: Vec<DayCount> = Vec::new();
    for count in days {
        let first = count.day.first_of_month();
        match months.last_mut().filter(|month| month.day == first) {
            Some(month) => {
                month.total += count.total;
                month.unread += count.unread;
            }
            None => months.push(DayCount {
                day: first,
                ..*count
            }),
        }
    }
    months
}

/// Articles of each of the days up to `newest`, days without any included: at most `width` of them.
pub(crate) fn per_day(days: &[DayCount], newest: Date, width: usize) -> Vec<u64> {
    let mut counts = Vec::new();
    for count in days {
        let Ok(back) = usize::try_from(newest.since(count.day).map_or(0, |span| span.get_days()))
        else {
            continue;
        };
        if back >= width {
            break;
        }
        counts.resize(counts.len().max(back + 1), 0);
        counts[back] += count.total;
    }
    counts.reverse();
    counts
}

/// Which of the eight bars a count has; none for nothing.
pub(crate) fn height(count: u64, highest: u64) -> Option<usize> {
    if count == 0 || highest == 0 {
        return None;
    }
    let step = ((count * 8 + highest / 2) / highest).clamp(1, 8) - 1;
    usize::try_from(step).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn count(day: i8, total: u64) -> DayCount {
        DayCount {
            day: date(2025, 3, day),
            total,
            unread: 0,
        }
    }

    #[test]
    fn days_without_articles_have_their_place() {
        let days = [count(24, 6), count(23, 3), count(20, 1)];
        let newest = date(2025, 3, 24);
        assert_eq!(per_day(&days, newest, 30), [1, 0, 0, 3, 6]);
        assert_eq!(per_day(&days, newest, 2), [3, 6]);
        assert_eq!(per_day(&[], newest, 9), Vec::<u64>::new());
    }

    #[test]
    fn a_month_has_the_articles_of_its_days() {
        let february = DayCount {
            day: date(2025, 2, 28),
            total: 5,
            unread: 2,
        };
        let days = [count(24, 6), count(1, 3), february];
        let months: Vec<_> = months(&days)
            .iter()
            .map(|month| (month.day, month.total, month.unread))
            .collect();
        assert_eq!(months, [(date(2025, 3, 1), 9, 0), (date(2025, 2, 1), 5, 2)]);
    }

    #[test]
    fn where_few_days_have_any_the_chart_is_of_months() {
        let day = |day: &str, total| DayCount {
            day: day.parse().unwrap(),
            total,
            unread: 0,
        };
        let check = |days: &[DayCount], title: &str, counts: &[u64], ends: (&str, &str)| {
            let bars = Bars::of(days, 18, UiLang::En).unwrap();
            assert_eq!(bars.title, title);
            assert_eq!(bars.counts, counts);
            assert_eq!((bars.ends.0.as_str(), bars.ends.1.as_str()), ends);
        };
        let sparse = [
            day("2025-03-24", 1),
            day("2025-03-02", 2),
            day("2024-12-31", 4),
        ];
        let months = ("2024/12", "2025/3");
        check(&sparse, "by month", &[4, 0, 0, 3], months);
        let dense = [count(24, 6), count(23, 3), count(22, 2), count(21, 1)];
        check(&dense, "March 2025", &[1, 2, 3, 6], ("3/21", "3/24"));
        check(&dense[..1], "March 2025", &[6], ("3/24", "3/24"));
        // What lies further back than the chart reaches is left out.
        let old = [day("2025-03-24", 1), day("2014-01-01", 9)];
        check(&old, "by month", &[1], ("2025/3", "2025/3"));
    }

    #[test]
    fn bars_go_by_the_highest() {
        let check = |count, highest, expect| assert_eq!(height(count, highest), expect);
        check(0, 9, None);
        check(1, 100, Some(0));
        check(50, 100, Some(3));
        check(100, 100, Some(7));
        check(0, 0, None);
    }
}

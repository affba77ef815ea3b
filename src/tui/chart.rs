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

/// Draws the chart of as many of the last days as the area has cells.
pub(crate) fn view(days: &[DayCount], lang: UiLang, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(newest) = days.first().map(|count| count.day) else {
        return;
    };
    let left = area.x + 1;
    let width = usize::from(area.width.saturating_sub(2));
    let counts = per_day(days, newest, width);
    let highest = counts.iter().copied().max().unwrap_or(0);
    let month = words::month(newest, lang);
    canvas.cut((left, area.y), area.right(), &month, Scope::Date);
    for (x, count) in (left..area.right()).zip(&counts) {
        if let Some(step) = height(*count, highest) {
            let bar = canvas.glyphs().bars[step];
            canvas.say((x, area.y + 1), area.right(), bar, Scope::Chart);
        }
    }
    let span = format!("{highest}");
    canvas.right(left, area.right() - 1, area.y, &span, Scope::Count);
    let oldest = newest.saturating_sub(
        i32::try_from(counts.len())
            .unwrap_or(1)
            .saturating_sub(1)
            .days(),
    );
    let ends = (short(oldest), short(newest));
    let x = canvas.cut((left, area.y + 2), area.right(), &ends.0, Scope::Dim);
    if counts.len() > ends.0.len() + ends.1.len() {
        canvas.right(
            x + 1,
            left + u16::try_from(counts.len()).unwrap_or(0),
            area.y + 2,
            &ends.1,
            Scope::Dim,
        );
    }
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

fn short(day: Date) -> String {
    format!("{}/{}", day.month(), day.day())
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
    fn bars_go_by_the_highest() {
        let check = |count, highest, expect| assert_eq!(height(count, highest), expect);
        check(0, 9, None);
        check(1, 100, Some(0));
        check(50, 100, Some(3));
        check(100, 100, Some(7));
        check(0, 0, None);
    }
}

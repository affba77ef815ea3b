//! Dates and figures in the reader's language.

use jiff::civil::{Date, Weekday};
use rust_i18n::t;

use crate::typeset::Widths;
use crate::words::UiLang;

/// A day: 3月24日, 24 March.
pub(crate) fn day(day: Date, lang: UiLang) -> String {
    match lang {
        UiLang::ZhHant => format!("{}月{}日", day.month(), day.day()),
        UiLang::En => format!("{} {}", day.day(), month_name(day.month())),
    }
}

/// A day over a list: 3月24日 星期一, Monday 24 March; with the year if it is another than today's.
pub fn heading(date: Date, today: Date, lang: UiLang) -> String {
    let weekday = weekday(date.weekday(), lang);
    let year = date.year();
    let foreign = year != today.year();
    match (lang, foreign) {
        (UiLang::ZhHant, false) => format!("{} {weekday}", day(date, lang)),
        (UiLang::ZhHant, true) => format!("{year}年{} {weekday}", day(date, lang)),
        (UiLang::En, false) => format!("{weekday} {}", day(date, lang)),
        (UiLang::En, true) => format!("{weekday} {} {year}", day(date, lang)),
    }
}

/// A day where there is little room: 3月24日 週一, Mon 24 March.
pub(crate) fn short_heading(date: Date, lang: UiLang) -> String {
    let weekday = weekday(date.weekday(), lang);
    match lang {
        UiLang::ZhHant => format!("{} {}", day(date, lang), weekday.replace("星期", "週")),
        UiLang::En => format!("{} {}", &weekday[..3], day(date, lang)),
    }
}

/// A day in so many cells: without its weekday where that does not fit.
pub(crate) fn heading_in(date: Date, lang: UiLang, cells: usize, widths: &Widths) -> String {
    let with_weekday = short_heading(date, lang);
    if widths.text(&with_weekday) <= cells {
        with_weekday
    } else {
        day(date, lang)
    }
}

/// A month over a chart: 2025年3月, March 2025.
pub(crate) fn month(date: Date, lang: UiLang) -> String {
    match lang {
        UiLang::ZhHant => format!("{}年{}月", date.year(), date.month()),
        UiLang::En => format!("{} {}", month_name(date.month()), date.year()),
    }
}

fn month_name(month: i8) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let index = usize::try_from(month - 1).unwrap_or_default();
    NAMES.get(index).copied().unwrap_or_default()
}

fn weekday(weekday: Weekday, lang: UiLang) -> &'static str {
    const CHINESE: [&str; 7] = [
        "星期一",
        "星期二",
        "星期三",
        "星期四",
        "星期五",
        "星期六",
        "星期日",
    ];
    const ENGLISH: [&str; 7] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    let names = match lang {
        UiLang::ZhHant => CHINESE,
        UiLang::En => ENGLISH,
    };
    let index = usize::try_from(weekday.to_monday_zero_offset()).unwrap_or_default();
    names.get(index).copied().unwrap_or_default()
}

/// A sentence by its name in `locales/tui.yml`.
pub(crate) fn say(name: &str, lang: UiLang) -> String {
    t!(name, locale = lang.tag()).into_owned()
}

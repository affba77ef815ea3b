//! The day in a text: by a month's name, or by telling which number is the year.

use jiff::civil::Date;

/// The day in a text from which the time has been taken.
pub fn calendar_day(text: &str) -> Option<Date> {
    let words = || {
        text.split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty())
    };
    match words().find_map(month) {
        Some(month) => by_name(text, month),
        None => by_numbers(text),
    }
}

/// Month names: English ones by their first three letters, Greek and Hungarian as feeds have them, some of other papers.
fn month(word: &str) -> Option<i8> {
    const ENGLISH: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    const OTHERS: &[(&str, i8)] = &[
        ("ιαν", 1),
        ("φεβ", 2),
        ("μάώ", 3),
        ("μαώ", 3),
        ("μαρ", 3),
        ("απρ", 4),
        ("μάι", 5),
        ("μαϊ", 5),
        ("μαι", 5),
        ("ιούν", 6),
        ("ιον", 6),
        ("ιουν", 6),
        ("ιούλ", 7),
        ("ιολ", 7),
        ("ιουλ", 7),
        ("αύγ", 8),
        ("αυγ", 8),
        ("σεπ", 9),
        ("οκτ", 10),
        ("νοέ", 11),
        ("νοε", 11),
        ("δεκ", 12),
        ("március", 3),
        ("április", 4),
        ("május", 5),
        ("június", 6),
        ("július", 7),
        ("szeptember", 9),
        ("október", 10),
        ("märz", 3),
        ("mai", 5),
        ("okt", 10),
        ("dez", 12),
        ("fév", 2),
        ("avr", 4),
        ("juin", 6),
        ("juil", 7),
        ("aoû", 8),
        ("déc", 12),
        ("ene", 1),
        ("abr", 4),
        ("ago", 8),
        ("dic", 12),
        ("gen", 1),
        ("mag", 5),
        ("giu", 6),
        ("lug", 7),
        ("set", 9),
        ("ott", 10),
        ("out", 10),
    ];
    let english = ENGLISH
        .iter()
        .position(|name| word.starts_with(name))
        .map(|at| at as i8 + 1);
    english.or_else(|| {
        OTHERS
            .iter()
            .find(|(name, _)| word.starts_with(name))
            .map(|&(_, month)| month)
    })
}

fn by_name(text: &str, month: i8) -> Option<Date> {
    let mut numbers = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty());
    let first = numbers.next()?;
    match numbers.next() {
        Some(second) if first.len() > 2 => date(first, month, second),
        Some(second) => date(second, month, first),
        // A month of a year; with other words beside it, it is a broken date.
        None if first.len() == 4 && text.split_whitespace().count() <= 2 => date(first, month, "1"),
        None => None,
    }
}

fn date(year_digits: &str, month: i8, day: &str) -> Option<Date> {
    Date::new(year(year_digits)?, month, day.parse().ok()?).ok()
}

/// A year of two digits is in the hundred years from 1990 on.
fn year(digits: &str) -> Option<i16> {
    let number: i16 = digits.parse().ok()?;
    Some(match digits.len() {
        1 | 2 if number < 90 => 2000 + number,
        1 | 2 => 1900 + number,
        _ => number,
    })
}

/// A day of numbers only, in the first group of digits that can be one.
fn by_numbers(text: &str) -> Option<Date> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '/' | '.');
    let groups: Vec<&str> = text
        .split(|c: char| !is_part(c))
        .filter(|group| group.contains(|c: char| c.is_ascii_digit()))
        .collect();
    // A year by itself is a date; one among other numbers is what is left of a broken one.
    let alone = groups.len() == 1;
    groups
        .into_iter()
        .filter(|group| alone || group.len() > 5)
        .find_map(numbers)
}

fn numbers(group: &str) -> Option<Date> {
    let separator = group
        .trim_start_matches('-')
        .find(['-', '/', '.'])
        .map_or('-', |at| {
            char::from(group.trim_start_matches('-').as_bytes()[at])
        });
    let parts: Vec<&str> = group
        .split(['-', '/', '.'])
        .filter(|part| !part.is_empty())
        .collect();
    let small = |digits: &str| digits.parse::<i8>().ok();
    match parts[..] {
        [y, m, d] if y.len() == 4 => date(y, small(m)?, d),
        [a, b, y] if y.len() == 4 => {
            let (first, second) = (small(a)?, small(b)?);
            let american = separator == '/' && first <= 12 || second > 12;
            if american {
                date(y, first, b)
            } else {
                date(y, second, a)
            }
        }
        [y, m, d] if y.len() == 2 => date(y, small(m)?, d),
        [y, m] if y.len() == 4 && m.len() == 3 => ordinal(y, m),
        [y, m] if y.len() == 4 || group.starts_with('-') => date(y, small(m)?, "1"),
        [digits] => together(digits, group.starts_with('-')),
        _ => None,
    }
}

/// Digits without division: `20031231`, `031231`, `2003335`, `03335`, `2003`, `-0312`.
fn together(digits: &str, no_century: bool) -> Option<Date> {
    let small = |digits: &str| digits.parse::<i8>().ok();
    match digits.len() {
        8 => date(&digits[..4], small(&digits[4..6])?, &digits[6..]),
        6 => date(&digits[..2], small(&digits[2..4])?, &digits[4..]),
        7 => ordinal(&digits[..4], &digits[4..]),
        5 => ordinal(&digits[..2], &digits[2..]),
        4 if no_century => date(&digits[..2], small(&digits[2..])?, "1"),
        4 => date(digits, 1, "1"),
        _ => None,
    }
}

fn ordinal(year_digits: &str, day: &str) -> Option<Date> {
    let first = Date::new(year(year_digits)?, 1, 1).ok()?;
    let day: i16 = day.parse().ok()?;
    (1..=first.days_in_year())
        .contains(&day)
        .then(|| first.with().day_of_year(day).build().ok())?
}

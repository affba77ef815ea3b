//! Lists: items with marks, and entries without.

use super::chars::{cells, count, digit};

/// The kind of mark that a list's item begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A bullet.
    Bullet,
    /// A number or letter.
    Number,
    /// A Han numeral with a pause: also the mark of subheads.
    Han,
}

/// The mark of a list's item, if the text begins with one.
pub fn mark(text: &str) -> Option<Mark> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    match first {
        '•' | '‧' | '◦' | '▪' | '▸' | '►' | '✓' | '✔' | '．' | '·' | '∙' | '‣' => {
            Some(Mark::Bullet)
        }
        '・' if !rest.is_empty() => Some(Mark::Bullet),
        '-' | '–' | '*' | '○' | '◎' | '□' | '☆' | '★' | '✦' if rest.starts_with([' ', '　']) => {
            Some(Mark::Bullet)
        }
        '①'..='⑳' | '㈠'..='㈩' | '❶'..='❿' | '⑴'..='⒛' => Some(Mark::Number),
        c if digit(c) => numbered(text),
        '(' | '（' => bracketed(rest),
        c if HAN.contains(c) => text
            .trim_start_matches(|c| HAN.contains(c))
            .starts_with('、')
            .then_some(Mark::Han),
        _ => None,
    }
}

/// `鍵：值`: an entry of a list without marks.
pub fn is_entry(text: &str) -> bool {
    let key = text.split(['：', ':']).next().unwrap_or("");
    key.len() + 1 < text.len()
        && (1..=6).contains(&count(key))
        && !key.contains(char::is_whitespace)
        && cells(text) <= 60
}

/// What a page has, and after a gap the number of the page that has it: an entry of an index.
pub fn is_index(text: &str) -> bool {
    let number = |last: &str| {
        let digits = last
            .trim_start_matches(|c: char| c.is_ascii_uppercase())
            .trim_end_matches(['版', '面', '頁', '页', '면']);
        last.len() - digits.len() <= 4
            && digits.len() < last.len()
            && (1..=2).contains(&digits.len())
            && digits.chars().all(|c| c.is_ascii_digit())
    };
    let parted = text.rsplit_once(char::is_whitespace);
    parted.is_some_and(|(words, last)| count(words) >= 4 && number(last))
}

const HAN: &str = "一二三四五六七八九十";

fn numbered(text: &str) -> Option<Mark> {
    let rest = text.trim_start_matches(digit);
    let digits = text.len() - rest.len();
    let mut chars = rest.chars();
    let point = chars.next()?;
    let after = chars.next()?;
    let fits = match point {
        '.' => after.is_whitespace() || !(after.is_ascii()),
        '．' | '、' | ')' | '）' => !after.is_ascii_digit(),
        _ => false,
    };
    (fits && digits <= 6).then_some(Mark::Number)
}

fn bracketed(rest: &str) -> Option<Mark> {
    let end = rest.find([')', '）'])?;
    let inside = &rest[..end];
    if inside.is_empty() || inside.chars().count() > 3 {
        return None;
    }
    if inside.chars().all(|c| c.is_ascii_digit()) {
        return Some(Mark::Number);
    }
    inside.chars().all(|c| HAN.contains(c)).then_some(Mark::Han)
}

//! The keys of the language, and the values that some of them are limited to: one table for parser, hints and completion.

use super::{Sort, State};

/// What stands before the colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// Words anywhere in title or body.
    Text,
    /// Words in the title.
    Title,
    /// Words in the body.
    Body,
    /// A section.
    Section,
    /// A paper or feed.
    Source,
    /// Who wrote it.
    Author,
    /// A language.
    Lang,
    /// A tag.
    Tag,
    /// A page.
    Page,
    /// What the reader did.
    Is,
    /// From a day on, the day within.
    After,
    /// Until a day, the day not within.
    Before,
    /// A day, month, year or range.
    Date,
    /// An order.
    Sort,
}

/// Every key: what is typed first, then what is also understood (in any form of the characters).
pub const KEYS: [(Key, &[&str]); 14] = [
    (Key::Section, &["section", "版"]),
    (Key::Is, &["is", "狀態"]),
    (Key::Date, &["date", "日期"]),
    (Key::Title, &["title", "標題"]),
    (Key::Source, &["source", "來源"]),
    (Key::Author, &["author", "作者"]),
    (Key::Body, &["body", "內文"]),
    (Key::Text, &["text", "全文"]),
    (Key::After, &["after", "自"]),
    (Key::Before, &["before", "前"]),
    (Key::Tag, &["tag", "標籤"]),
    (Key::Lang, &["lang", "語言"]),
    (Key::Page, &["page", "頁"]),
    (Key::Sort, &["sort", "排序"]),
];

/// The values of `is:`.
pub const STATES: [(State, &[&str]); 5] = [
    (State::Unread, &["unread", "未讀"]),
    (State::Read, &["read", "已讀"]),
    (State::Starred, &["starred", "收藏"]),
    (State::Changed, &["changed", "改過"]),
    (State::Twin, &["twin", "重複"]),
];

/// The values of `sort:`.
pub const SORTS: [(Sort, &[&str]); 3] = [
    (Sort::Newest, &["newest", "最新"]),
    (Sort::Oldest, &["oldest", "最舊"]),
    (Sort::Relevance, &["relevance", "相關"]),
];

impl Key {
    /// The name that is typed: `section`.
    pub fn name(self) -> &'static str {
        let row = KEYS.iter().find(|(key, _)| *key == self);
        row.map_or("", |(_, names)| names[0])
    }
}

/// The value that a table gives a name, in any form of its characters.
pub fn look_up<T: Copy>(table: &[(T, &[&str])], name: &str) -> Option<T> {
    let name = crate::fold::fold(name);
    let is_named = |names: &[&str]| names.iter().any(|known| crate::fold::fold(known) == name);
    let row = table.iter().find(|(_, names)| is_named(names));
    row.map(|(value, _)| *value)
}

/// The names of a table nearest to what was typed, best first; all of them if none is near.
pub fn nearest<T>(table: &[(T, &[&str])], typed: &str) -> Vec<String> {
    let typed = typed.to_lowercase();
    let names = table.iter().map(|(_, names)| names[0]);
    let mut near: Vec<(usize, &str)> = names
        .clone()
        .map(|name| (distance(&typed, name), name))
        .filter(|(steps, name)| *steps <= 2.min(name.len() - 1) || is_begun(&typed, name))
        .collect();
    near.sort_by_key(|(steps, name)| (!is_begun(&typed, name), *steps));
    if near.is_empty() {
        return names.map(str::to_string).collect();
    }
    near.into_iter().map(|(_, name)| name.to_string()).collect()
}

fn is_begun(typed: &str, name: &str) -> bool {
    !typed.is_empty() && name.starts_with(typed)
}

/// How many letters must be added, dropped, exchanged or swapped with their neighbour (optimal string alignment).
pub fn distance(a: &str, b: &str) -> usize {
    // A key that long is like no key: no need to fill a table.
    let a: Vec<char> = a.chars().take(32).collect();
    let b: Vec<char> = b.chars().collect();
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, j) in (0..=a.len()).flat_map(|i| (0..=b.len()).map(move |j| (i, j))) {
        rows[i][j] = if i == 0 || j == 0 {
            i + j
        } else {
            let exchanged = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let swapped = if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                rows[i - 2][j - 2] + 1
            } else {
                usize::MAX
            };
            let moved = rows[i - 1][j].min(rows[i][j - 1]) + 1;
            exchanged.min(swapped).min(moved)
        };
    }
    rows[a.len()][b.len()]
}

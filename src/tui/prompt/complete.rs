//! What could be typed at the cursor: keys and values of the query language, commands and what follows them.

use std::ops::Range;

use super::Kind;
use crate::sound;
use crate::tui::actions::{Action, Argument, actions};
use crate::tui::layout::LayoutChoice;
use crate::tui::model::Model;

/// Candidates at the cursor, best first, and the bytes of the line that they would take the place of.
pub(crate) fn complete(
    model: &Model,
    kind: Kind,
    line: &str,
    cursor: usize,
) -> (Range<usize>, Vec<String>) {
    let before = line.get(..cursor).unwrap_or_default();
    match kind {
        Kind::Find | Kind::FindInArticle => (cursor..cursor, Vec::new()),
        Kind::Filter => query(model, before, 0),
        Kind::Command => command(model, before),
    }
}

fn command(model: &Model, before: &str) -> (Range<usize>, Vec<String>) {
    let Some((name, rest)) = before.split_once(' ') else {
        let names = actions().iter().map(|info| info.name);
        let found = begun_with(before, names);
        return (0..before.len(), found);
    };
    let start = before.len() - rest.len();
    let argument = Action::from_name(name).and_then(|action| action.info().argument);
    let found = match argument {
        Some(Argument::Query) => return query(model, before, start),
        Some(Argument::Section) => by_sound(rest, &section_names(model)),
        Some(Argument::Theme) => begun_with(rest, model.themes.iter().map(|t| t.name.as_str())),
        Some(Argument::Layout) => begun_with(rest, LayoutChoice::ALL.iter().map(|c| c.name())),
        Some(Argument::Day) => begun_with(rest, DAYS.iter().copied()),
        None => Vec::new(),
    };
    (start..before.len(), found)
}

const KEYS: [&str; 14] = [
    "section:", "is:", "date:", "title:", "source:", "author:", "body:", "text:", "tag:", "lang:",
    "page:", "after:", "before:", "sort:",
];
const STATES: [&str; 3] = ["unread", "read", "starred"];
const ORDERS: [&str; 3] = ["newest", "oldest", "relevance"];
const DAYS: [&str; 5] = ["today", "yesterday", "7d", "30d", "1y"];
const LANGS: [&str; 5] = ["zh-Hant", "zh-Hans", "ja", "ko", "en"];

/// The word at the end of `before`, from `start` on, as the query language divides words.
fn query(model: &Model, before: &str, start: usize) -> (Range<usize>, Vec<String>) {
    let part = before.get(start..).unwrap_or_default();
    let word_at = part
        .char_indices()
        .rev()
        .find(|(_, c)| c.is_whitespace() || matches!(c, '(' | '（' | '-'))
        .map_or(start, |(at, c)| start + at + c.len_utf8());
    let word = before.get(word_at..).unwrap_or_default();
    let Some((key, value)) = word.split_once([':', '：']) else {
        let mut found = begun_with(word, KEYS.iter().copied());
        found.extend(saved_filters(model, word));
        return (word_at..before.len(), found);
    };
    let value_at = before.len() - value.len();
    let found = match key {
        "section" | "版" => by_sound(value, &section_names(model)),
        "is" | "狀態" => begun_with(value, STATES.iter().copied()),
        "sort" | "排序" => begun_with(value, ORDERS.iter().copied()),
        "lang" | "語言" => begun_with(value, LANGS.iter().copied()),
        "date" | "after" | "before" | "日期" => days(model, value),
        "source" | "來源" => by_sound(value, &publications(model)),
        "author" | "作者" => by_sound(value, &authors(model)),
        _ => Vec::new(),
    };
    let found = found.into_iter().map(quoted).collect();
    (value_at..before.len(), found)
}

fn section_names(model: &Model) -> Vec<String> {
    let names = model.facets.sections.iter();
    names.filter_map(|count| count.section.clone()).collect()
}

/// The papers of the rows in the window: what a reader sees is what a reader means.
fn publications(model: &Model) -> Vec<String> {
    distinct(
        model
            .headlines
            .rows
            .iter()
            .filter_map(|row| row.publication.clone()),
    )
}

fn authors(model: &Model) -> Vec<String> {
    distinct(
        model
            .headlines
            .rows
            .iter()
            .filter_map(|row| row.byline.clone()),
    )
}

fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    names.filter(|name| seen.insert(name.clone())).collect()
}

fn days(model: &Model, typed: &str) -> Vec<String> {
    let words = DAYS.iter().map(|day| (*day).to_owned());
    let editions = model
        .facets
        .days
        .iter()
        .take(7)
        .map(|count| count.day.to_string());
    let all: Vec<String> = words.chain(editions).collect();
    begun_with(typed, all.iter().map(String::as_str))
}

/// Saved filters whose name is being typed, as what they stand for.
fn saved_filters(model: &Model, typed: &str) -> Vec<String> {
    if typed.is_empty() {
        return Vec::new();
    }
    let names = model.saved.iter().map(|saved| saved.name.as_str());
    let found = sound::find(typed, names);
    found
        .into_iter()
        .filter_map(|i| model.saved.get(i))
        .map(|saved| saved.query.clone())
        .collect()
}

fn begun_with<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let typed = typed.to_lowercase();
    names
        .filter(|name| name.to_lowercase().starts_with(&typed))
        .filter(|name| *name != typed)
        .map(str::to_owned)
        .collect()
}

/// Names that begin with what is typed, then those that sound like it.
fn by_sound(typed: &str, names: &[String]) -> Vec<String> {
    if typed.is_empty() {
        return names.to_vec();
    }
    let found = sound::find(typed, names.iter().map(String::as_str));
    let sounding = found
        .into_iter()
        .filter_map(|index| names.get(index).cloned());
    distinct(
        names
            .iter()
            .filter(|name| name.starts_with(typed))
            .cloned()
            .chain(sounding),
    )
    .into_iter()
    .filter(|name| name != typed)
    .collect()
}

fn quoted(value: String) -> String {
    if value.contains(char::is_whitespace) {
        format!("\"{value}\"")
    } else {
        value
    }
}

//! What stands before a Markdown text: `key: value` lines between `---`, or TOML between `+++`.

use super::{Warning, date};
use crate::article::Article;

/// Takes the front matter off a text and writes it into the article. Without one, all of the text is given back.
pub fn take<'a>(text: &'a str, article: &mut Article, warnings: &mut Vec<Warning>) -> &'a str {
    let pairs = match split(text) {
        Some(("---", matter, rest)) => lines(matter).map(|pairs| (pairs, rest)),
        Some((_, matter, rest)) => table(matter).map(|pairs| (pairs, rest)),
        None => None,
    };
    let Some((pairs, rest)) = pairs else {
        return text;
    };
    for (key, values) in pairs {
        if let Err(what) = set(article, &key, values) {
            warnings.push(Warning {
                what,
                place: format!("front matter, {key}"),
            });
        }
    }
    rest
}

/// The fence, what it encloses, and what follows it.
fn split(text: &str) -> Option<(&str, &str, &str)> {
    let fence = text
        .get(..3)
        .filter(|fence| matches!(*fence, "---" | "+++"))?;
    let (first, body) = text.split_once('\n')?;
    if first.trim_end() != fence {
        return None;
    }
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        let bare = line.trim_end();
        if bare == fence || (fence == "---" && bare == "...") {
            return Some((fence, &body[..at], &body[at + line.len()..]));
        }
        at += line.len();
    }
    None
}

type Pairs = Vec<(String, Vec<String>)>;

/// `key: value`, `key: [a, b]`, or a key with `- value` lines under it; anything else and it is no front matter.
fn lines(matter: &str) -> Option<Pairs> {
    let mut pairs = Pairs::new();
    for line in matter.lines() {
        let bare = line.trim();
        if bare.is_empty() || bare.starts_with('#') {
            continue;
        }
        if let Some(item) = bare.strip_prefix("- ") {
            pairs.last_mut()?.1.push(unquoted(item));
            continue;
        }
        let (key, value) = bare.split_once(':')?;
        if key.is_empty() || key.contains(char::is_whitespace) {
            return None;
        }
        pairs.push((key.to_lowercase(), listed(value.trim())));
    }
    (!pairs.is_empty()).then_some(pairs)
}

fn listed(value: &str) -> Vec<String> {
    let inner = value
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    match inner {
        Some(inner) => inner
            .split([',', '，', '、'])
            .map(unquoted)
            .filter(|v| !v.is_empty())
            .collect(),
        None if value.is_empty() => Vec::new(),
        None => vec![unquoted(value)],
    }
}

fn unquoted(value: &str) -> String {
    let value = value.trim();
    let inner = |mark: char| value.strip_prefix(mark)?.strip_suffix(mark);
    inner('"')
        .or_else(|| inner('\''))
        .unwrap_or(value)
        .to_owned()
}

fn table(matter: &str) -> Option<Pairs> {
    let table: toml::Table = matter.parse().ok()?;
    Some(
        table
            .into_iter()
            .map(|(key, value)| (key.to_lowercase(), flat(value)))
            .collect(),
    )
}

fn flat(value: toml::Value) -> Vec<String> {
    match value {
        toml::Value::Array(values) => values.into_iter().flat_map(flat).collect(),
        toml::Value::String(text) => vec![text],
        toml::Value::Table(_) => Vec::new(),
        other => vec![other.to_string()],
    }
}

fn set(article: &mut Article, key: &str, values: Vec<String>) -> Result<(), String> {
    let value = values.join(", ");
    if value.is_empty() {
        return Ok(());
    }
    match key {
        "title" | "headline" => article.title = value,
        "kicker" => article.kicker = Some(value),
        "deck" | "subtitle" | "description" => article.deck = Some(value),
        "byline" => article.byline = Some(value),
        "author" | "authors" => article.author = Some(value),
        "section" | "category" | "categories" => article.section = Some(value),
        "page" => article.page = Some(value),
        "publication" | "paper" => article.publication = Some(value),
        "language" | "lang" => article.language = Some(value),
        "link" | "url" => article.link = Some(value),
        "id" => article.id = Some(value),
        "tags" | "keywords" => {
            article.tags = values
                .iter()
                .flat_map(|v| listed(&format!("[{v}]")))
                .collect()
        }
        "edition" => article.edition = Some(date::day(&value).ok_or_else(|| not_a_date(&value))?),
        "date" => {
            article.edition = Some(date::day(&value).ok_or_else(|| not_a_date(&value))?);
            if value.contains(':') {
                article.published = date::rfc3339(&value);
            }
        }
        "published" => {
            article.published = Some(date::rfc3339(&value).ok_or_else(|| not_a_date(&value))?)
        }
        "updated" | "modified" => {
            article.updated = Some(date::rfc3339(&value).ok_or_else(|| not_a_date(&value))?)
        }
        // Other programs keep their own keys here; they are theirs.
        _ => {}
    }
    Ok(())
}

fn not_a_date(value: &str) -> String {
    format!("{value} is not a date")
}

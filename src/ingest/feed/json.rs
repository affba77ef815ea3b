//! JSON Feed, 1.0 and 1.1, and what calls itself so.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::sections;
use crate::article::{Article, Enclosure};
use crate::ingest::{Feed, Harvest, date, html, jsonl, limits, links, text};

/// Reads a JSON Feed into a harvest, handing its articles over.
pub fn read(input: &str, harvest: &mut Harvest, each: &mut impl FnMut(Option<&Feed>, Article)) {
    let Whole { feed, items } = match serde_json::from_str(input.trim_start_matches('\u{feff}')) {
        Ok(whole) => whole,
        Err(error) => return harvest.warn(format!("it is not whole JSON: {error}"), "the feed"),
    };
    let address = word(&feed, "feed_url").or_else(|| word(&feed, "home_page_url"));
    let about = about(&feed);
    for (number, item) in items.iter().enumerate().take(limits::ARTICLES) {
        let entry = match value(item) {
            Ok(entry) => entry,
            Err(what) => {
                harvest.warn(what, format!("item {}", number + 1));
                continue;
            }
        };
        let mut article = article(&entry, address.as_deref());
        article.language = article.language.or_else(|| about.language.clone());
        each(Some(&about), article);
    }
    harvest.feed = Some(about);
}

/// A feed whose items are not read yet: a million of them take many times their room when they are.
struct Whole<'a> {
    /// What the feed says of itself.
    feed: Value,
    items: Vec<&'a RawValue>,
}

impl<'de> Deserialize<'de> for Whole<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields)
    }
}

/// Reads a feed's fields; those that mean nothing here are not kept.
struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Whole<'de>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a JSON Feed")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Whole<'de>, A::Error> {
        let mut own = serde_json::Map::new();
        let mut items = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "items" => items = list_of(map.next_value()?),
                "title" | "home_page_url" | "feed_url" | "description" | "language" | "author"
                | "authors" => {
                    let value = value(map.next_value()?);
                    own.insert(name, value.unwrap_or_default());
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        let feed = Value::Object(own);
        Ok(Whole { feed, items })
    }
}

fn list_of(raw: &RawValue) -> Vec<&RawValue> {
    serde_json::from_str(raw.get()).unwrap_or_default()
}

/// A value, unless it is longer than any article. Half a character in it costs itself.
fn value(raw: &RawValue) -> Result<Value, String> {
    let text = raw.get();
    if text.len() > limits::JSON_LINE {
        return Err("it is too long".into());
    }
    serde_json::from_str(text)
        .or_else(|_| serde_json::from_str(&jsonl::without_surrogates(text)))
        .map_err(|error| error.to_string())
}

fn about(feed: &Value) -> Feed {
    let addresses = ["home_page_url", "feed_url"]
        .iter()
        .filter_map(|name| word(feed, name));
    Feed {
        title: word(feed, "title"),
        link: word(feed, "home_page_url"),
        id: word(feed, "feed_url"),
        author: authors(feed),
        description: word(feed, "description"),
        language: word(feed, "language"),
        updated: None,
        links: addresses.collect(),
        ..Feed::default()
    }
}

fn article(entry: &Value, base: Option<&str>) -> Article {
    let link = word(entry, "url").map(|link| links::resolved(base, &link));
    let html =
        word(entry, "content_html").map(|body| html::blocks(&body, link.as_deref().or(base)));
    let plain = || word(entry, "content_text").or_else(|| word(entry, "summary"));
    let summary =
        word(entry, "summary").filter(|_| html.is_some() || word(entry, "content_text").is_some());
    let more = word(entry, "external_url").into_iter();
    let author = authors(entry);
    let tags: Vec<String> = list(entry, "tags")
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    Article {
        section: sections::section(&tags),
        title: word(entry, "title").unwrap_or_default(),
        deck: summary,
        byline: author.clone(),
        author,
        id: word(entry, "id"),
        links: link.clone().into_iter().chain(more).collect(),
        link: link.or_else(|| word(entry, "external_url")),
        published: word(entry, "date_published").and_then(|moment| date::rfc3339(&moment)),
        updated: word(entry, "date_modified").and_then(|moment| date::rfc3339(&moment)),
        language: word(entry, "language"),
        tags,
        enclosures: list(entry, "attachments")
            .iter()
            .filter_map(enclosure)
            .collect(),
        blocks: html.unwrap_or_else(|| {
            plain()
                .map(|body| text::paragraphs(&body))
                .unwrap_or_default()
        }),
        ..Article::default()
    }
}

fn enclosure(attachment: &Value) -> Option<Enclosure> {
    Some(Enclosure {
        url: word(attachment, "url")?,
        media_type: word(attachment, "mime_type"),
        length: attachment.get("size_in_bytes").and_then(Value::as_u64),
    })
}

/// `authors` of 1.1, `author` of 1.0.
fn authors(value: &Value) -> Option<String> {
    let many = list(value, "authors").iter().chain(value.get("author"));
    let mut names: Vec<String> = many.filter_map(|author| word(author, "name")).collect();
    names.dedup();
    (!names.is_empty()).then(|| names.join(", "))
}

/// A text or a number; identifiers are often the latter.
fn word(value: &Value, name: &str) -> Option<String> {
    match value.get(name)? {
        Value::String(word) => Some(word.clone()).filter(|word| !word.trim().is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value
        .get(name)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

//! JSON Lines: one article a line, in the shape of [`Article`], or with a `body` in place of blocks. What `export` writes comes back the same.

use serde::Deserialize;
use serde_json::Value;

use super::{Harvest, Kind, date, limits, text};
use crate::article::Article;

/// Reads articles, one a line, and hands each over. A line that is none becomes a warning that names it.
pub fn read(input: &str, mut each: impl FnMut(Article)) -> Harvest {
    let mut harvest = Harvest {
        kind: Kind::Jsonl,
        ..Harvest::default()
    };
    let mut count = 0;
    for (number, line) in input.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let place = || format!("line {}", number + 1);
        if count >= limits::ARTICLES {
            harvest.warn(
                "there are too many articles; the rest was left out",
                place(),
            );
            break;
        }
        match article(line) {
            Ok((article, doubts)) => {
                count += 1;
                each(article);
                doubts
                    .into_iter()
                    .for_each(|what| harvest.warn(what, place()));
            }
            Err(what) => harvest.warn(what, place()),
        }
    }
    harvest
}

/// Whether a text looks like JSON Lines: its first line that is not blank is a whole object.
pub fn is_likely(input: &str) -> bool {
    let first = input.lines().map(str::trim).find(|line| !line.is_empty());
    first.is_some_and(|line| line.starts_with('{') && serde_json::from_str::<Value>(line).is_ok())
}

fn article(line: &str) -> Result<(Article, Vec<String>), String> {
    if line.len() > limits::JSON_LINE {
        return Err("it is too long".into());
    }
    let strict = serde_json::from_str::<Article>(line).map(|article| (article, Vec::new()));
    let (mut article, doubts) = strict.or_else(|_| mended(line))?;
    if article.blocks.is_empty()
        && let Ok(Rest { body: Some(body) }) = serde_json::from_str(line)
    {
        article.blocks = text::paragraphs(&body);
    }
    if article.title.trim().is_empty() && article.blocks.is_empty() {
        return Err("it has neither a title nor a text".into());
    }
    Ok((article, doubts))
}

/// What may stand in place of blocks.
#[derive(Deserialize)]
struct Rest {
    body: Option<String>,
}

/// A line that does not fit, taken field by field: nulls are nothing, and what is not of its kind is left out with a word.
fn mended(line: &str) -> Result<(Article, Vec<String>), String> {
    let value: Value =
        serde_json::from_str(&without_surrogates(line)).map_err(|error| error.to_string())?;
    let Value::Object(fields) = value else {
        return Err("it is not an object".into());
    };
    let mut kept = serde_json::Map::new();
    let mut doubts = Vec::new();
    for (name, value) in fields {
        let value = match value {
            Value::Null => continue,
            Value::String(day) if name == "edition" => {
                Value::String(date::day(&day).map(|d| d.to_string()).unwrap_or(day))
            }
            Value::Number(number) if name == "id" => Value::String(number.to_string()),
            other => other,
        };
        let alone = Value::Object([(name.clone(), value.clone())].into_iter().collect());
        match serde_json::from_value::<Article>(alone) {
            Ok(_) => _ = kept.insert(name, value),
            Err(error) => doubts.push(format!("{name}: {error}")),
        }
    }
    let article = serde_json::from_value(Value::Object(kept)).map_err(|error| error.to_string())?;
    Ok((article, doubts))
}

/// Escapes of half a character (`\ud83d` alone) become U+FFFD: they are common where texts were cut by length.
pub(super) fn without_surrogates(line: &str) -> String {
    let mut mended = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find('\\') {
        mended.push_str(&rest[..at]);
        let (escape, length) = match (unit(&rest[at..]), rest.get(at + 6..).and_then(unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (&rest[at..at + 12], 12),
            (Some(0xd800..=0xdfff), _) => ("\\ufffd", 6),
            (Some(_), _) => (&rest[at..at + 6], 6),
            (None, _) => {
                let next = rest[at + 1..].chars().next().map_or(0, char::len_utf8);
                (&rest[at..at + 1 + next], 1 + next)
            }
        };
        mended.push_str(escape);
        rest = &rest[at + length..];
    }
    mended + rest
}

/// The number of a `\uXXXX` that a text begins with.
fn unit(text: &str) -> Option<u16> {
    u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::article::Block;

    /// The articles of a text, and its warnings.
    fn read(input: &str) -> Harvest {
        let mut articles = Vec::new();
        let harvest = super::read(input, |article| articles.push(article));
        Harvest {
            articles,
            ..harvest
        }
    }

    #[test]
    fn a_line_is_an_article() {
        let harvest = read(
            "{\"title\":\"甲\",\"body\":\"一\\n\\n二\"}\n\n{\"title\":\"乙\",\"blocks\":[{\"kind\":\"quote\",\"text\":\"三\"}],\"deck\":null,\"tags\":null}",
        );
        assert_eq!(harvest.warnings, []);
        assert_eq!(harvest.articles.len(), 2);
        assert_eq!(
            harvest.articles[0].blocks,
            [Block::paragraph("一"), Block::paragraph("二")]
        );
    }

    #[test]
    fn a_bad_line_is_named_and_the_rest_kept() {
        let harvest = read(
            "{\"title\":\"a\"}\nnonsense\n{\"title\":\"c\",\"edition\":\"never\",\"id\":7}\n{}\n",
        );
        assert_eq!(harvest.articles.len(), 2);
        let places: Vec<&str> = harvest.warnings.iter().map(|w| w.place.as_str()).collect();
        assert_eq!(places, ["line 2", "line 3", "line 4"]);
        assert_eq!(harvest.articles[1].id.as_deref(), Some("7"));
    }

    #[test]
    fn half_characters_are_mended() {
        let harvest = read(r#"{"title":"a\ud83d b \ud83d\ude00 \\ud83d","body":"x\ud800"}"#);
        assert_eq!(harvest.articles[0].title, "a\u{fffd} b 😀 \\ud83d");
    }

    #[test]
    fn what_is_written_comes_back() {
        let article = Article {
            title: "甲".into(),
            edition: Some(jiff::civil::date(2026, 3, 24)),
            blocks: vec![Block::paragraph("乙")],
            ..Article::default()
        };
        let line = serde_json::to_string(&article).unwrap();
        assert_eq!(read(&line).articles, [article]);
    }

    proptest! {
        #[test]
        fn any_text_survives(text in any::<String>(), escape in "[\\\\ud89af{}\":]{0,30}") {
            read(&text);
            read(&format!("{{\"title\":\"{escape}\"}}"));
            without_surrogates(&escape);
        }
    }
}

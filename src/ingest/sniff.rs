//! What an input is: by what the caller says, its media type, its name, and then its first words.

use super::blocks::is_wide;
use super::{Hints, Kind, jsonl, page};

/// The kind of an input.
pub fn kind(text: &str, hints: &Hints) -> Kind {
    hints
        .kind
        .or_else(|| by_media_type(hints.content_type.as_deref()?))
        .or_else(|| by_name(hints.name.as_deref()?))
        .unwrap_or_else(|| by_content(text))
}

/// Files of other kinds, by their first bytes.
pub fn is_binary(bytes: &[u8]) -> bool {
    const MAGIC: [&[u8]; 11] = [
        b"%PDF-",
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF8",
        b"PK\x03\x04",
        b"\x1f\x8b",
        b"\x7fELF",
        b"SQLite format 3\0",
        b"\x28\xb5\x2f\xfd",
        b"7z\xbc\xaf",
        b"\xfd7zXZ",
    ];
    MAGIC.iter().any(|magic| bytes.starts_with(magic))
}

/// Whether what was read as text is none: more than one character in ten is a control or has no meaning.
pub fn is_noise(text: &str) -> bool {
    let (mut noise, mut all) = (0, 0);
    for c in text.chars().take(64 << 10) {
        all += 1;
        let harmless = matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{1a}' | '\u{1b}');
        if c.is_control() && !harmless || c == char::REPLACEMENT_CHARACTER {
            noise += 1;
        }
    }
    noise > 8 && noise * 10 > all
}

fn by_media_type(media_type: &str) -> Option<Kind> {
    let name = media_type.split(';').next()?.trim().to_ascii_lowercase();
    Some(match name.as_str() {
        "text/markdown" | "text/x-markdown" => Kind::Markdown,
        "application/jsonl"
        | "application/x-ndjson"
        | "application/jsonlines"
        | "application/x-jsonlines" => Kind::Jsonl,
        "application/feed+json" => Kind::Feed,
        name if name.ends_with("rss+xml")
            || name.ends_with("atom+xml")
            || name.ends_with("rdf+xml") =>
        {
            Kind::Feed
        }
        // HTML and XML are each served under the other's name: look inside.
        _ => return None,
    })
}

fn by_name(name: &str) -> Option<Kind> {
    let (_, ending) = name.rsplit_once('.')?;
    Some(match ending.to_ascii_lowercase().as_str() {
        "md" | "markdown" | "mkd" => Kind::Markdown,
        "jsonl" | "ndjson" => Kind::Jsonl,
        "rss" | "atom" | "rdf" | "cdf" => Kind::Feed,
        _ => return None,
    })
}

fn by_content(text: &str) -> Kind {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    match start.chars().next() {
        Some('<') => markup(start),
        Some('{') if is_json_feed(start) => Kind::Feed,
        Some('{') if jsonl::is_likely(start) => Kind::Jsonl,
        _ if is_markdown(start) => Kind::Markdown,
        _ if is_page(text) => Kind::Page,
        _ => Kind::Text,
    }
}

/// Feed or web page, by the first elements that tell.
fn markup(text: &str) -> Kind {
    let first_element = behind_prologue(text);
    let head = &first_element[..first_element.floor_char_boundary(4096)];
    let head = head.to_ascii_lowercase();
    // Whatever document type it claims to be of.
    if is_feed_root(behind_prologue(behind_doctype(&head))) {
        return Kind::Feed;
    }
    let first = |names: &[&str]| names.iter().filter_map(|name| head.find(name)).min();
    let feed = first(&[
        "<rss",
        "<feed",
        "<rdf:rdf",
        "<channel",
        "<atom:feed",
        "<rdf",
    ]);
    let page = first(&[
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<div",
        "<p>",
        "<p ",
        "<article",
    ]);
    match (feed, page) {
        (Some(feed), Some(page)) if page < feed => Kind::Html,
        (Some(_), _) => Kind::Feed,
        (None, None) if text.starts_with("<?xml") => Kind::Feed,
        _ => Kind::Html,
    }
}

/// Whether the first element is a feed's, whatever its prefix.
fn is_feed_root(head: &str) -> bool {
    let name = head.strip_prefix('<').unwrap_or_default();
    let name = name.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
    let name = name.take(1).flat_map(|name| name.rsplit(':').next()).next();
    matches!(name, Some("rss" | "feed" | "rdf" | "channel"))
}

/// What follows the comments and instructions at the head of XML: a comment may quote anything.
fn behind_prologue(text: &str) -> &str {
    let mut rest = text.trim_start();
    loop {
        let end = match rest.get(..4) {
            Some("<!--") => "-->",
            Some(start) if start.starts_with("<?") => "?>",
            _ => return rest,
        };
        match rest.split_once(end) {
            Some((_, behind)) => rest = behind.trim_start(),
            None => return rest,
        }
    }
}

/// What follows a document type, with what is declared within it.
fn behind_doctype(head: &str) -> &str {
    let Some(inside) = head.strip_prefix("<!doctype") else {
        return head;
    };
    let end = match (inside.find('['), inside.find('>')) {
        (Some(open), Some(end)) if open < end => inside.split_once(']').map(|(_, rest)| rest),
        _ => Some(inside),
    };
    end.and_then(|rest| rest.split_once('>'))
        .map_or(head, |(_, rest)| rest.trim_start())
}

fn is_json_feed(text: &str) -> bool {
    let head = &text[..text.floor_char_boundary(4096)];
    head.contains("jsonfeed.org/version")
        || head.contains("\"version\"") && head.contains("\"items\"")
}

/// Front matter, a heading, or links as only Markdown writes them.
fn is_markdown(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    let fence = matches!(first.trim_end(), "---" | "+++")
        && text
            .lines()
            .skip(1)
            .take(40)
            .any(|line| line.trim_end() == first.trim_end());
    let heading = |line: &str| {
        let level = line.bytes().take_while(|b| *b == b'#').count();
        (1..=6).contains(&level) && line[level..].starts_with(' ')
    };
    fence
        || heading(first)
        || text.lines().filter(|line| heading(line)).count() > 1
        || text.contains("](http")
}

/// Whether a text is a newspaper's page rather than somebody's note: ideographs in the main, or what pages have.
fn is_page(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).take(20_000);
    let (wide, all) = letters.fold((0, 0), |(wide, all), c| {
        (wide + usize::from(is_wide(c)), all + 1)
    });
    let marks = text
        .lines()
        .map(str::trim_start)
        .filter(|line| line.starts_with(['●', '▲', '■', '◆', '【']))
        .count();
    wide * 2 > all || marks > 1 || text.contains('\u{c}') || page::is_likely(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_is_known_by_its_looks() {
        let check =
            |text: &str, expect: Kind| assert_eq!(kind(text, &Hints::default()), expect, "{text}");
        check("<?xml version=\"1.0\"?>\n<rss><channel/></rss>", Kind::Feed);
        check(
            "\u{feff}<feed xmlns=\"http://www.w3.org/2005/Atom\"/>",
            Kind::Feed,
        );
        check(
            "<?xml version='1.0'?>\n<!-- <div> and <p> and <html> -->\n<rss><channel/></rss>",
            Kind::Feed,
        );
        check("<!-- <rss> --><html><body>", Kind::Html);
        check(
            "<r:rss xmlns:r='http://backend.userland.com/rss2'><r:channel/></r:rss>",
            Kind::Feed,
        );
        check("<!DOCTYPE html><html><body>", Kind::Html);
        check(
            "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\">",
            Kind::Html,
        );
        check(
            "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[]}",
            Kind::Feed,
        );
        check("{\"title\":\"a\"}\n{\"title\":\"b\"}", Kind::Jsonl);
        check("# 標題\n\n文。", Kind::Markdown);
        check("---\ntitle: a\n---\nb", Kind::Markdown);
        check("要聞\n海濱長廊延長\n\n【本報訊】昨日。", Kind::Page);
        check("Dear all,\n\nthe pier is closed.", Kind::Text);
        check(
            "24 March 2025\n\nDear all,\n\nthe pier is closed.\n\nMay Chan",
            Kind::Text,
        );
        check(
            "The Harbour Post   Monday, March 24, 2025   A4\n\nPier closed\nBy May Chan\n\nThe pier is closed.",
            Kind::Page,
        );
        check(
            "2025년 4월 10일 목요일 A12면 사회\n\n등대, 책방이 되다\n\n낡은 등대가 책방으로 문을 열었다.",
            Kind::Page,
        );
        check(
            "등대에 관하여\n\n낡은 등대가 책방으로 문을 열었다.",
            Kind::Text,
        );
    }

    #[test]
    fn the_caller_and_the_name_go_before_the_looks() {
        let named = |name: &str| Hints {
            name: Some(name.into()),
            ..Hints::default()
        };
        assert_eq!(kind("text", &named("a.md")), Kind::Markdown);
        assert_eq!(
            kind(
                "text",
                &Hints {
                    kind: Some(Kind::Jsonl),
                    ..named("a.md")
                }
            ),
            Kind::Jsonl
        );
    }

    #[test]
    fn noise_is_no_text() {
        assert!(is_noise(&"\0\u{1}\u{2}abc".repeat(10)));
        assert!(!is_noise("\u{1b}[31mred\u{1b}[0m, and more text"));
    }
}

//! What ingest warns of, in the reader's language. Ingest itself speaks English alone, as the JSON of a dry run does.

use rust_i18n::t;

use crate::ingest::Warning;
use crate::words::UiLang;

/// Sentences, and under which name their translations stand. One that ends in a space goes on with a name, a number or a reason.
const WHAT: [(&str, &str); 24] = [
    ("text before any headline", "warned.headless"),
    ("joined to a sentence cut off further up", "warned.joined"),
    (
        "this heading may begin an article of its own, or not",
        "warned.doubtful",
    ),
    (
        "there are too many articles; the rest was left out",
        "warned.many",
    ),
    (
        "there are too many feeds; this one was left out",
        "warned.feeds",
    ),
    ("it is too long; the rest was left out", "warned.long"),
    (
        "the article is too long; the rest was left out",
        "warned.length",
    ),
    (
        "an article was too long; its end was left out",
        "warned.article",
    ),
    ("a text was too long; its end was left out", "warned.text"),
    ("it is too long", "warned.left"),
    ("it has neither a title nor a text", "warned.empty"),
    ("it is not an object", "warned.object"),
    (
        "its end is missing; what stands before is taken",
        "warned.torn",
    ),
    ("it does not say what it contains", "warned.mute"),
    ("it is missing, damaged or too large", "warned.missing"),
    (
        "it is too deep to be Markdown; it was read as plain text",
        "warned.deep",
    ),
    (
        "the page is too large or too deep to find its article; all of it was taken",
        "warned.large",
    ),
    (
        "no article was found in the page; all of it was taken",
        "warned.page",
    ),
    ("it would run a program; a list may not", "warned.program"),
    (
        "it is a saved search, not a feed; write it as a saved filter",
        "warned.search",
    ),
    (
        "it is not the address of a feed (http or https)",
        "warned.address",
    ),
    ("some bytes mean nothing in ", "warned.bytes"),
    ("signs that do not say what they mean: ", "warned.signs"),
    ("it is not whole JSON: ", "warned.json"),
];

/// Places, likewise.
const WHERE: [(&str, &str); 8] = [
    ("the whole input", "warned.at.input"),
    ("the feed", "warned.at.feed"),
    ("the page", "warned.at.page"),
    ("the text", "warned.at.text"),
    ("the file", "warned.at.file"),
    ("the end", "warned.at.end"),
    ("line ", "warned.at.line"),
    ("item ", "warned.at.item"),
];

/// A warning as one line: where, and what.
pub fn said(warning: &Warning, lang: UiLang) -> String {
    let place = in_words(&warning.place, &WHERE, lang);
    let what = in_words(&warning.what, &WHAT, lang);
    t!(
        "warned.whole",
        locale = lang.tag(),
        place = place,
        what = what
    )
    .into_owned()
}

/// A sentence that has no translation stays as it is.
fn in_words(sentence: &str, table: &[(&str, &str)], lang: UiLang) -> String {
    let found = table.iter().find_map(|(begin, name)| {
        let rest = sentence.strip_prefix(begin)?;
        (rest.is_empty() || begin.ends_with(' ')).then_some((name, rest))
    });
    match found {
        Some((name, rest)) => t!(*name, locale = lang.tag(), rest = rest).into_owned(),
        None => sentence.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_is_said_in_the_reader_s_language() {
        let check = |lang, place: &str, what: &str, expect: &str| {
            let (place, what) = (place.to_owned(), what.to_owned());
            assert_eq!(said(&Warning { what, place }, lang), expect);
        };
        let headless = "text before any headline";
        check(
            UiLang::En,
            "line 3",
            headless,
            "line 3: text before any headline",
        );
        check(
            UiLang::ZhHant,
            "line 3",
            headless,
            "第 3 行：標題之前已有文字",
        );
        check(
            UiLang::ZhHant,
            "the whole input",
            "some bytes mean nothing in Big5",
            "全部內容：有些位元組在 Big5 裏沒有意義",
        );
        // What is not known is said as it comes.
        check(
            UiLang::ZhHant,
            "front matter, date",
            "odd",
            "front matter, date：odd",
        );
    }

    #[test]
    fn english_is_what_ingest_says() {
        for (sentence, _) in WHAT.iter().chain(&WHERE) {
            let more = if sentence.ends_with(' ') { "5" } else { "" };
            let whole = format!("{sentence}{more}");
            let said = in_words(&whole, &WHAT, UiLang::En);
            let place = in_words(&whole, &WHERE, UiLang::En);
            assert!(!said.contains("warned.") && !place.contains("warned."));
        }
    }
}

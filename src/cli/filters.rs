//! The language of filters, told in rows of what is written and what it gets: for `kanbao list --help` and the manual.
//!
//! Keys, states and orders come from the tables that the parser reads, so that none can be missing here.

use rust_i18n::t;

use crate::query::keys::{KEYS, Key, SORTS, STATES};
use crate::words::UiLang;

/// What is written, and what it gets, in the reader's language.
pub(crate) fn rows(lang: UiLang) -> Vec<(String, String)> {
    let row = |written: &str, name: &str| {
        let sentence = t!(format!("filters.{name}"), locale = lang.tag());
        (written.to_owned(), sentence.into_owned())
    };
    let mut rows = vec![row("房屋政策", "words"), row("=\"髮\"", "exact")];
    for (key, names) in KEYS {
        let values = |values: Vec<&'static str>| {
            let row = |value| {
                row(
                    &format!("{}:{value}", names[0]),
                    &format!("{}.{value}", names[0]),
                )
            };
            values.into_iter().map(row).collect::<Vec<_>>()
        };
        match key {
            Key::Is => rows.extend(values(STATES.map(|(_, names)| names[0]).into())),
            Key::Sort => rows.extend(values(SORTS.map(|(_, names)| names[0]).into())),
            _ => rows.push(row(&format!("{}:", names[0]), names[0])),
        }
    }
    rows.extend([
        row("甲 乙", "and"),
        row("甲 OR 乙", "or"),
        row("-甲", "not"),
        row("(…)", "group"),
    ]);
    rows
}

/// The rows one under the other, the sentences in one column.
pub(crate) fn list(lang: UiLang) -> String {
    let rows = rows(lang);
    let width = |text: &str| unicode_width::UnicodeWidthStr::width(text);
    let column = rows
        .iter()
        .map(|(written, _)| width(written))
        .max()
        .unwrap_or(0);
    let title = t!("filters.heading", locale = lang.tag());
    let mut list = format!("{title}\n");
    for (written, sentence) in &rows {
        let gap = " ".repeat(column - width(written) + 2);
        list.push_str(&format!("  {written}{gap}{sentence}\n"));
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sentence that is missing would be printed as its key.
    #[test]
    fn every_key_and_value_has_a_sentence_in_each_language() {
        for lang in [UiLang::En, UiLang::ZhHant] {
            for (written, sentence) in rows(lang) {
                assert!(!sentence.contains("filters."), "{written}: {sentence}");
            }
        }
    }

    #[test]
    fn every_example_is_understood() {
        for (written, _) in rows(UiLang::En) {
            let whole = match written.strip_suffix(':') {
                Some("date" | "after" | "before") => format!("{written}2026-11"),
                Some(_) => format!("{written}x"),
                None => written.replace('…', "甲"),
            };
            let today = jiff::civil::date(2026, 11, 29);
            if let Err(mistake) = crate::query::parse(&whole, today) {
                panic!("{whole}: {mistake:?}");
            }
        }
    }
}

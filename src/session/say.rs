//! What went wrong below, as a sentence in the reader's language, with its cure: for the screen and for the command line.
//!
//! Below, errors are typed and say themselves in English, for logs. Only what another program says (the system, SQLite, a
//! server) stays in its words.

use std::io::ErrorKind;

use rust_i18n::t;

use crate::fetch::FetchError;
use crate::fetch::pages::NoPage;
use crate::ingest::IngestError;
use crate::ingest::full::NoText;
use crate::query::{Mistake, QueryError};
use crate::store::StoreError;
use crate::words::UiLang;

/// Why nothing came of an address.
pub fn fetch(error: &FetchError, lang: UiLang) -> String {
    let locale = lang.tag();
    match error {
        FetchError::Address(url) => t!("session.fetch.address", locale = locale, url = url),
        FetchError::Private(refused) => t!(
            "session.fetch.private",
            locale = locale,
            host = refused.host,
            ip = refused.ip
        ),
        FetchError::Host(host) => t!("session.fetch.host", locale = locale, host = host),
        FetchError::Connection { host, why } => t!(
            "session.fetch.connection",
            locale = locale,
            host = host,
            why = why
        ),
        FetchError::Timeout(host) => t!("session.fetch.timeout", locale = locale, host = host),
        FetchError::Redirects(n) => t!("session.fetch.redirects", locale = locale, n = n),
        FetchError::TooLarge(n) => t!("session.fetch.large", locale = locale, n = n),
        FetchError::Status(status) => {
            let words = match status {
                401 => t!("session.fetch.status.401", locale = locale),
                403 => t!("session.fetch.status.403", locale = locale),
                404 => t!("session.fetch.status.404", locale = locale),
                500..=599 => t!("session.fetch.status.500", locale = locale),
                _ => "".into(),
            };
            t!(
                "session.fetch.status",
                locale = locale,
                status = status,
                words = words
            )
        }
        FetchError::Budget => t!("session.fetch.budget", locale = locale),
        FetchError::Stopped => t!("session.fetch.stopped", locale = locale),
    }
    .into_owned()
}

/// Why an article's page gave no text.
pub fn no_page(error: &NoPage, lang: UiLang) -> String {
    match error {
        NoPage::Fetch(error) => fetch(error, lang),
        NoPage::Text(error) => no_text(error, lang),
    }
}

/// Why what came of a page is no text for its article.
pub fn no_text(error: &NoText, lang: UiLang) -> String {
    let locale = lang.tag();
    match error {
        NoText::Unread(why) => {
            t!(
                "session.fetch.unread",
                locale = locale,
                why = ingest(why, lang)
            )
        }
        NoText::Other(kind) => t!("session.fetch.other", locale = locale, kind = kind),
        NoText::Less => t!("session.fetch.less", locale = locale),
    }
    .into_owned()
}

/// Why an input gave nothing, and the cure.
pub fn ingest(error: &IngestError, lang: UiLang) -> String {
    let locale = lang.tag();
    match error {
        IngestError::Empty => t!("failure.ingest.empty", locale = locale),
        IngestError::Binary => t!("failure.ingest.binary", locale = locale),
        IngestError::Pdf => t!("failure.ingest.pdf", locale = locale),
        IngestError::BadPdf(why) => t!("failure.ingest.bad_pdf", locale = locale, why = why),
        IngestError::Book(why) => t!("failure.ingest.book", locale = locale, why = why),
        IngestError::Nothing => t!("failure.ingest.nothing", locale = locale),
        IngestError::UnknownEncoding(label) => {
            t!("failure.ingest.encoding", locale = locale, label = label)
        }
    }
    .into_owned()
}

/// What the store's error means to a reader, and the cure.
pub fn store(error: &StoreError, lang: UiLang) -> String {
    let locale = lang.tag();
    let (name, file) = match error {
        StoreError::NotADatabase { file } => ("failure.store.other", file),
        StoreError::ReadOnly { file } => ("failure.store.read_only", file),
        StoreError::Locked { file } => ("failure.store.locked", file),
        StoreError::Damaged { file, .. } => ("failure.store.damaged", file),
        StoreError::Full { file } => ("failure.store.full", file),
        StoreError::Exists { file } => ("failure.store.exists", file),
        StoreError::Newer { file, found, known } => {
            let file = file.display();
            return t!(
                "failure.store.newer",
                locale = locale,
                file = file,
                found = found,
                known = known
            )
            .into_owned();
        }
        StoreError::NoSuchFeed(name) => {
            return t!("failure.store.feed", locale = locale, name = name).into_owned();
        }
        StoreError::Io { file, source } => {
            let said = io(source, lang).unwrap_or_else(|| source.to_string());
            return format!("{}: {said}", file.display());
        }
        StoreError::Regex(words) => {
            return t!("failure.query.regex", locale = locale, words = words).into_owned();
        }
        StoreError::Interrupted => {
            return t!("failure.store.stopped", locale = locale).into_owned();
        }
        StoreError::Sqlite { .. } => return error.to_string(),
    };
    t!(name, locale = locale, file = file.display()).into_owned()
}

/// What the system's error means, where it has a word of its own.
pub fn io(error: &std::io::Error, lang: UiLang) -> Option<String> {
    let name = match error.kind() {
        ErrorKind::NotFound => "failure.io.missing",
        ErrorKind::PermissionDenied => "failure.io.denied",
        ErrorKind::IsADirectory => "failure.io.folder",
        ErrorKind::StorageFull => "failure.io.full",
        ErrorKind::ReadOnlyFilesystem => "failure.io.read_only",
        ErrorKind::AlreadyExists => "failure.io.exists",
        ErrorKind::FileTooLarge => "failure.io.too_large",
        _ => return None,
    };
    Some(t!(name, locale = lang.tag()).into_owned())
}

/// What is wrong with a query, without its place.
pub fn mistake(error: &QueryError, lang: UiLang) -> String {
    let locale = lang.tag();
    match &error.what {
        Mistake::UnknownKey(key) => t!("failure.query.key", locale = locale, key = key),
        Mistake::BadValue { key, value } => t!(
            "failure.query.value",
            locale = locale,
            key = key,
            value = value
        ),
        Mistake::Unclosed(mark) => t!("failure.query.unclosed", locale = locale, mark = mark),
        Mistake::Unopened(mark) => t!("failure.query.unopened", locale = locale, mark = mark),
        Mistake::TooDeep => t!("failure.query.deep", locale = locale),
        Mistake::Missing => t!("failure.query.missing", locale = locale),
        Mistake::BadRegex(words) => t!("failure.query.regex", locale = locale, words = words),
    }
    .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No sentence is left in English, and none is empty.
    #[test]
    fn every_failure_of_fetching_is_said_in_the_readers_language() {
        let refused = crate::fetch::address::Refused {
            host: "H".into(),
            ip: std::net::Ipv4Addr::LOCALHOST.into(),
        };
        let failures = [
            FetchError::Address("U".into()),
            FetchError::Private(refused),
            FetchError::Host("H".into()),
            FetchError::Connection {
                host: "H".into(),
                why: "W".into(),
            },
            FetchError::Timeout("H".into()),
            FetchError::Redirects(8),
            FetchError::TooLarge(9),
            FetchError::Status(404),
            FetchError::Status(418),
            FetchError::Budget,
            FetchError::Stopped,
        ];
        let pages = [
            NoText::Less.into(),
            NoText::Other("image/png".into()).into(),
            NoText::Unread(IngestError::Empty).into(),
        ];
        for failure in failures.into_iter().map(NoPage::from).chain(pages) {
            let (english, chinese) = (
                no_page(&failure, UiLang::En),
                no_page(&failure, UiLang::ZhHant),
            );
            assert!(!english.contains("session."), "{english}");
            // A command is typed as it is, whatever the language.
            let words = chinese.replace("kanbao feed add", "");
            let letters = words.chars().filter(|c| c.is_ascii_lowercase());
            let is_han = |c: char| ('\u{4e00}'..'\u{a000}').contains(&c);
            assert!(chinese.contains(is_han), "{chinese}");
            assert!(letters.count() <= "image/png".len(), "{chinese}");
        }
    }
}

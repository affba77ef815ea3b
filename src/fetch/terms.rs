//! What a server says of a version: its names, and how long it is good for.

use std::time::Duration;

use jiff::Timestamp;

use crate::ingest::date;

/// No answer is good for longer than this, whatever it says; a week without asking is a dead feed.
pub const LONGEST: Duration = Duration::from_secs(7 * 24 * 3600);

/// What a server says of a version.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms {
    /// Its name for it.
    pub etag: Option<String>,
    /// Its date, in its words.
    pub last_modified: Option<String>,
    /// How long not to ask again.
    pub fresh_for: Option<Duration>,
}

/// The terms in an answer's headers.
pub(super) fn terms<'a>(header: impl Fn(&str) -> Option<&'a str>) -> Terms {
    let value = |name| {
        header(name)
            .map(str::trim)
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
    };
    Terms {
        etag: value("etag"),
        last_modified: value("last-modified"),
        fresh_for: fresh_for(&header),
    }
}

/// `Cache-Control: max-age` less `Age`, or else `Expires` less `Date` (RFC 9111).
fn fresh_for<'a>(header: &impl Fn(&str) -> Option<&'a str>) -> Option<Duration> {
    let control = header("cache-control")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let directives: Vec<&str> = control.split(',').map(str::trim).collect();
    if directives
        .iter()
        .any(|directive| matches!(*directive, "no-cache" | "no-store"))
    {
        return None;
    }
    let max_age = directives.iter().find_map(|directive| {
        directive
            .strip_prefix("max-age=")?
            .trim_matches('"')
            .parse::<u64>()
            .ok()
    });
    let seconds = match max_age {
        Some(age) => age.saturating_sub(
            header("age")
                .and_then(|age| age.trim().parse().ok())
                .unwrap_or(0),
        ),
        None => {
            let expires = date::timestamp(header("expires")?)?;
            let now = header("date")
                .and_then(date::timestamp)
                .unwrap_or_else(Timestamp::now);
            u64::try_from(expires.as_second() - now.as_second()).ok()?
        }
    };
    (seconds > 0).then(|| Duration::from_secs(seconds).min(LONGEST))
}

/// `Retry-After`: seconds, or a date.
pub(super) fn retry_after(value: &str) -> Option<Duration> {
    let seconds = match value.trim().parse::<u64>() {
        Ok(seconds) => seconds,
        Err(_) => u64::try_from(date::timestamp(value)?.as_second() - Timestamp::now().as_second())
            .ok()?,
    };
    Some(Duration::from_secs(seconds).min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good_for(headers: &[(&str, &'static str)]) -> Option<u64> {
        let header = |name: &str| {
            headers
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| *value)
        };
        terms(header).fresh_for.map(|time| time.as_secs())
    }

    #[test]
    fn freshness_is_what_the_server_says() {
        assert_eq!(
            good_for(&[("cache-control", "public, max-age=600"), ("age", "100")]),
            Some(500)
        );
        assert_eq!(
            good_for(&[("cache-control", "no-cache, max-age=600")]),
            None
        );
        assert_eq!(
            good_for(&[
                ("expires", "Thu, 01 Jan 2026 01:00:00 GMT"),
                ("date", "Thu, 01 Jan 2026 00:00:00 GMT")
            ]),
            Some(3600)
        );
        assert_eq!(good_for(&[("expires", "0")]), None);
        assert_eq!(
            good_for(&[("cache-control", "max-age=99999999999")]),
            Some(LONGEST.as_secs())
        );
        assert_eq!(good_for(&[]), None);
    }

    #[test]
    fn waiting_is_seconds_or_until() {
        assert_eq!(retry_after("120"), Some(Duration::from_secs(120)));
        assert_eq!(retry_after("Thu, 01 Jan 2004 00:00:00 GMT"), None);
        assert!(retry_after("Fri, 01 Jan 2100 00:00:00 GMT") == Some(LONGEST));
        assert_eq!(retry_after("soon"), None);
    }
}

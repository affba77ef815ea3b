//! Dates in every shape that people write them, to RFC 3339 or a day.

use jiff::civil::Date;

/// A moment as RFC 3339, with the offset given, or UTC where none is.
pub fn rfc3339(text: &str) -> Option<String> {
    let text = text.trim();
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        return Some(moment.to_string());
    }
    day(text).map(|day| format!("{day}T00:00:00Z"))
}

/// The day that a text names.
pub fn day(text: &str) -> Option<Date> {
    text.trim().get(..10)?.parse().ok()
}

//! The seam where two halves of a text are joined: with a space or without, and what becomes of a hyphen.

use super::chars;

/// Joins two halves of a text: square scripts without a space, words with one, a hyphen at the line's end dropped.
pub fn append(text: &mut String, more: &str) {
    let (Some(last), Some(first)) = (text.chars().last(), more.chars().next()) else {
        text.push_str(more);
        return;
    };
    let dash = last == '-' && !text.trim_end_matches('-').ends_with(char::is_whitespace);
    if last == '\u{ad}' || (dash && hyphenated(text, more)) {
        text.pop();
    } else if !(dash
        || chars::unspaced(last)
        || chars::unspaced(first)
        || particle(last, more)
        || tight(text, last, first))
    {
        text.push(' ');
    }
    text.push_str(more);
}

/// Quotation marks and dashes that Chinese shares with Latin text: without a space where Han characters stand near.
fn tight(text: &str, last: char, first: char) -> bool {
    let shared = |c| "“”‘’…—·".contains(c);
    (shared(last) || shared(first))
        && text
            .chars()
            .rev()
            .take(6)
            .any(|c| chars::han(c) || chars::kana(c))
}

/// A Korean particle that begins a line belongs to the word before.
fn particle(last: char, more: &str) -> bool {
    let word = more.split_whitespace().next().unwrap_or("");
    chars::hangul(last)
        && matches!(
            word,
            "은" | "는" | "을" | "를" | "의" | "에" | "에서" | "으로" | "에게" | "까지" | "부터"
        )
}

/// The hyphen is the typesetter's: between small letters, and not after a word that takes one of its own.
fn hyphenated(text: &str, more: &str) -> bool {
    let stem = text
        .trim_end_matches('-')
        .rsplit(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or("");
    let letters = stem.chars().last().is_some_and(char::is_alphabetic)
        && more.chars().next().is_some_and(char::is_lowercase);
    letters
        && !matches!(
            stem.to_lowercase().as_str(),
            "long"
                | "short"
                | "high"
                | "low"
                | "well"
                | "self"
                | "non"
                | "year"
                | "half"
                | "full"
                | "part"
                | "so"
                | "mid"
                | "ex"
                | "anti"
                | "pro"
                | "cross"
                | "two"
                | "three"
                | "four"
                | "five"
                | "ten"
                | "first"
                | "second"
                | "third"
                | "one"
                | "large"
                | "small"
                | "co"
        )
}

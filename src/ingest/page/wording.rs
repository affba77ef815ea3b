//! The words of texts: what columns, boxes and tables are called has few beginnings and ends, headlines speak otherwise than
//! names and signatures, and a text begins and ends otherwise than a poem.

use super::chars;
use super::clues::See;
use super::piece::Role;

/// Longest text that may be a name, in measure.
const SHORT: usize = 28;

/// Longest heading, in measure.
const HEADING: usize = 60;

/// Longest name all of whose characters are looked at, in characters.
const NAME: usize = 6;

/// Most words that are looked at of a heading that has spaces between them.
const WORDS: usize = 12;

/// Shows the words of a heading, the first and the last characters of a longer text, and all of a name; what stands over a
/// table or a list may be a heading of the story or of its own.
pub fn of(text: &str, length: usize, over: Option<Role>, see: See<'_>) {
    if length > HEADING {
        of_text(text, see);
        return;
    }
    of_heading(text, see);
    if length > SHORT {
        return;
    }
    let chars: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    if let [a, b, ..] = chars[..] {
        see(format_args!("head {a}{b}"));
    }
    if let [.., a, b] = chars[..] {
        see(format_args!("tail {a}{b}"));
        if let Some(role) = over {
            see(format_args!("tail {a}{b} over {role:?}"));
        }
    }
    if chars.len() > NAME {
        return;
    }
    for pair in chars.windows(2) {
        see(format_args!("in {}{}", pair[0], pair[1]));
    }
    for c in chars {
        see(format_args!("in {c}"));
    }
}

/// Each character, each two that stand together, and words that have spaces between them: two characters say more, one is
/// seen more often.
fn of_heading(text: &str, see: See<'_>) {
    for c in text.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()) {
        see(format_args!("sign {c}"));
    }
    let plain = || text.chars().map(chars::plain);
    for (a, b) in plain().zip(plain().skip(1)) {
        see(format_args!("pair {a}{b}"));
    }
    if !text.chars().any(chars::unspaced) {
        for word in text.split_whitespace().take(WORDS) {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            let word: String = word.chars().map(chars::plain).collect();
            see(format_args!("word {}", word.to_lowercase()));
        }
    }
}

/// The first two and three characters and the last two and four.
fn of_text(text: &str, see: See<'_>) {
    let plain = || text.chars().map(chars::plain);
    for many in [2, 3] {
        let begins: String = plain().take(many).collect();
        see(format_args!("begins {begins}"));
    }
    for many in [2, 4] {
        let skip = text.chars().count().saturating_sub(many);
        let ends: String = plain().skip(skip).collect();
        see(format_args!("ends {ends}"));
    }
}

//! The words of short texts: what columns, boxes and tables are called has few beginnings and ends.

use super::clues::See;
use super::piece::Role;

/// Longest text whose words are looked at, in measure.
const LONGEST: usize = 28;

/// Longest name all of whose characters are looked at, in characters.
const NAME: usize = 6;

/// Shows the first two characters and the last two of a text of some length, and all of a name; what stands over a table or
/// a list may be a heading of the story or of its own.
pub fn of(text: &str, length: usize, over: Option<Role>, see: See<'_>) {
    if length > LONGEST {
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

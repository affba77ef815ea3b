//! Text to the tokens of the index, and words to the phrase that finds them.
//!
//! Chinese has no spaces: every character of a script without them is a token, so that a phrase of any length, from one
//! character on, is found exactly where it stands. Alphabetic words stay whole. A mark (，。「」 …) and a line's end
//! become one gap token, which keeps a phrase from reaching over them. The same function makes the index and the query.

use crate::fold::fold;

/// Stands for any run of marks. Not a letter of any script, so no word is taken for it.
const GAP: &str = "¶";

/// The text as the index wants it: folded, tokens divided by spaces.
pub fn tokens(text: &str) -> String {
    let folded = fold(text);
    let mut out = String::with_capacity(folded.len() * 4 / 3 + 8);
    let mut before = Class::Space;
    for c in folded.chars() {
        let class = Class::of(c);
        match class {
            Class::Inside => continue,
            Class::Space => {}
            Class::Gap if before == Class::Gap => continue,
            Class::Gap => push(&mut out, GAP, true),
            Class::Alone => push(&mut out, c.encode_utf8(&mut [0; 4]), true),
            Class::Word => push(&mut out, c.encode_utf8(&mut [0; 4]), before != Class::Word),
        }
        before = class;
    }
    out
}

/// The FTS5 string that finds a phrase; `None` where it holds nothing that the index knows.
pub fn phrase(words: &str) -> Option<String> {
    let tokens = tokens(words);
    let inner = tokens.trim_matches(|c: char| c == ' ' || GAP.starts_with(c));
    (!inner.is_empty()).then(|| format!("\"{inner}\""))
}

fn push(out: &mut String, token: &str, apart: bool) {
    if apart && !out.is_empty() {
        out.push(' ');
    }
    out.push_str(token);
}

/// What a character is to the index.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Part of a word of letters or figures.
    Word,
    /// A token by itself.
    Alone,
    /// Divides words, but not a phrase.
    Space,
    /// Ends a phrase.
    Gap,
    /// Nothing: stands within a word (don't) or marks the letter before it.
    Inside,
}

impl Class {
    fn of(c: char) -> Self {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => Self::Word,
            '\n' => Self::Gap,
            '\'' | '\u{2019}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => {
                Self::Inside
            }
            '-' | '\u{2010}' | '\u{2011}' => Self::Space,
            c if c.is_whitespace() => Self::Space,
            c if c.is_alphanumeric() => {
                if has_words(c) {
                    Self::Word
                } else {
                    Self::Alone
                }
            }
            // Combining marks are not alphanumeric in every script; those of ours were folded away.
            '\u{300}'..='\u{36f}' => Self::Inside,
            _ => Self::Gap,
        }
    }
}

/// Whether the character's script divides words by spaces: Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic, the scripts
/// of India (to U+0E00) and what lies beside them. Han, kana, Hangul (whose particles cling to the word), Thai, Lao,
/// Khmer and Burmese do not.
fn has_words(c: char) -> bool {
    matches!(c, '\0'..='\u{dff}' | '\u{10a0}'..='\u{10ff}' | '\u{1200}'..='\u{137f}' | '\u{1e00}'..='\u{1fff}' | '\u{2c00}'..='\u{2d2f}')
}

//! Text to the tokens of the index, and words to the phrase that finds them.
//!
//! Chinese has no spaces: every character of a script without them is a token, so that a phrase of any length, from one
//! character on, is found exactly where it stands. Alphabetic words stay whole. A mark (，。「」 …) and a line's end
//! become one gap token, which keeps a phrase from reaching over them. The same function makes the index and the query.

use std::ops::Range;

use crate::fold;

/// Stands for any run of marks. Not a letter of any script, so no word is taken for it.
pub const GAP: char = '¶';

/// The same as it stands in a text of tokens.
pub const GAP_BYTES: [u8; 2] = [0xc2, 0xb6];

/// The text as the index wants it: folded, tokens divided by spaces.
pub fn tokens(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 4 / 3 + 8);
    let mut reading = Reading::default();
    fold::each(text, |c| {
        if let Some((c, begins)) = reading.take(c) {
            if begins && !out.is_empty() {
                out.push(' ');
            }
            out.push(c);
        }
    });
    out
}

/// Where the index finds `words` in `text`, in bytes of `text`; in order, none overlapping another.
pub fn places(text: &str, words: &str) -> Vec<Range<usize>> {
    let Some(Phrase {
        tokens: wanted,
        may_go_on,
    }) = Phrase::of(words)
    else {
        return fold::find_all(text, words, false);
    };
    let wanted: Vec<&str> = wanted.split(' ').collect();
    let Tokens { letters, tokens } = Tokens::of(text);
    let said = |token: &Token| letters.get(token.letters.clone()).unwrap_or_default();
    let mut found: Vec<Range<usize>> = Vec::new();
    for run in tokens.windows(wanted.len()) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else {
            continue;
        };
        let last_wanted = wanted.last().copied().unwrap_or_default();
        let ends = said(last) == last_wanted || may_go_on && said(last).starts_with(last_wanted);
        let mut before = run.iter().zip(&wanted).take(wanted.len() - 1);
        let is_free = found
            .last()
            .is_none_or(|other| other.end <= first.from.start);
        if ends && is_free && before.all(|(token, wanted)| said(token) == *wanted) {
            found.push(first.from.start..last.from.end);
        }
    }
    found
}

/// The tokens of a text, each with the bytes that it came from.
struct Tokens {
    /// Their letters, one behind the other.
    letters: String,
    tokens: Vec<Token>,
}

struct Token {
    /// In [`Tokens::letters`].
    letters: Range<usize>,
    /// In the text.
    from: Range<usize>,
}

impl Tokens {
    fn of(text: &str) -> Self {
        let folded = fold::fold_with_offsets(text);
        let origin = |at: usize| folded.origin.get(at).map_or(text.len(), |at| *at as usize);
        let mut letters = String::with_capacity(folded.text.len());
        let mut tokens: Vec<Token> = Vec::new();
        let mut reading = Reading::default();
        for (at, c) in folded.text.char_indices() {
            let Some((token, begins)) = reading.take(c) else {
                continue;
            };
            let start = origin(at);
            // One character may fold to several: what it came from ends where the next begins.
            let next = (at + c.len_utf8()..folded.origin.len())
                .map(origin)
                .find(|other| *other > start);
            let end = next.unwrap_or(text.len());
            let begin = letters.len();
            letters.push(token);
            match tokens.last_mut().filter(|_| !begins) {
                Some(word) => {
                    word.letters.end = letters.len();
                    word.from.end = end;
                }
                None => tokens.push(Token {
                    letters: begin..letters.len(),
                    from: start..end,
                }),
            }
        }
        Self { letters, tokens }
    }
}

/// A folded text on its way into tokens.
struct Reading {
    before: Class,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            before: Class::Space,
        }
    }
}

impl Reading {
    /// What the next character adds to the tokens, and whether a token begins with it.
    #[inline]
    fn take(&mut self, c: char) -> Option<(char, bool)> {
        let class = Class::of(c);
        let given = match class {
            Class::Inside => return None,
            Class::Gap if self.before == Class::Gap => return None,
            Class::Space => None,
            Class::Gap => Some((GAP, true)),
            Class::Alone => Some((c, true)),
            Class::Word => Some((c, self.before != Class::Word)),
        };
        self.before = class;
        given
    }
}

/// Words as a run of tokens.
struct Phrase {
    /// The tokens, divided by spaces.
    tokens: String,
    /// The last is the beginning of a word.
    may_go_on: bool,
}

impl Phrase {
    /// `None` where the words hold nothing that the index knows.
    fn of(words: &str) -> Option<Self> {
        let tokens = tokens(words);
        let inner = tokens.trim_matches([' ', GAP]);
        let last = inner.rsplit(' ').next()?;
        let is_word = last.chars().all(|c| c.is_alphabetic() && has_words(c));
        let may_go_on = is_word && last.chars().count() >= PREFIX && tokens.ends_with(last);
        (!inner.is_empty()).then(|| Self {
            tokens: inner.to_owned(),
            may_go_on,
        })
    }
}

/// A word of letters at a phrase's end is taken for the beginning of one from so many letters on.
const PREFIX: usize = 3;

/// The FTS5 expression that finds a phrase; `None` where it holds nothing that the index knows. A last word of letters
/// may go on (`govern` finds `government`), as it may still be being typed.
pub fn phrase(words: &str) -> Option<String> {
    let Phrase { tokens, may_go_on } = Phrase::of(words)?;
    Some(format!("\"{tokens}\"{}", if may_go_on { " *" } else { "" }))
}

/// The one character that words consist of, where it is a token whose articles are counted (see characters.rs).
pub fn character(words: &str) -> Option<char> {
    let Phrase { tokens, .. } = Phrase::of(words)?;
    super::characters::alone(&tokens)
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
            // Most of what is ever looked at, without asking Unicode's tables: Han, kana, Hangul, and the marks between them.
            '\u{4e00}'..='\u{9fff}'
            | '\u{3041}'..='\u{3096}'
            | '\u{30a1}'..='\u{30fa}'
            | '\u{ac00}'..='\u{d7a3}' => Self::Alone,
            ' ' | '\u{3000}' => Self::Space,
            '\n'
            | '!'..='&'
            | '('..=','
            | '.'
            | '/'
            | ':'..='@'
            | '\u{3001}'
            | '\u{3002}'
            | '\u{300a}'..='\u{3011}' => Self::Gap,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_without_tables_is_what_the_tables_tell() {
        for c in '\0'..=char::MAX {
            let is_as_told = match Class::of(c) {
                Class::Alone => c.is_alphanumeric() && !c.is_whitespace() && !has_words(c),
                Class::Word => c.is_alphanumeric() && has_words(c),
                Class::Gap => !c.is_alphanumeric() && (c == '\n' || !c.is_whitespace()),
                Class::Space | Class::Inside => !c.is_alphanumeric(),
            };
            assert!(is_as_told, "{:x}", u32::from(c));
        }
    }

    #[test]
    fn the_gap_is_two_bytes() {
        assert_eq!(GAP.to_string().as_bytes(), GAP_BYTES);
    }
}

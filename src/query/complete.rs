//! What the word at the cursor could become: keys, their values, saved filters. Names are found by sound, so that
//! `section:sp` offers 社評 without an input method.

use super::date;
use super::keys::{self, KEYS, Key, SORTS, STATES};
use super::lex::{Kind, Token, lex, word_length};
use super::show::quote;
use crate::sound::Matcher;
use jiff::civil::Date;
use std::cmp::Reverse;
use std::ops::Range;

/// The names that a store knows, most used first: what values are completed from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// Sections.
    pub sections: Vec<String>,
    /// Papers and feeds.
    pub sources: Vec<String>,
    /// Who writes.
    pub authors: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Days that have articles, the newest first.
    pub days: Vec<Date>,
    /// Saved filters: a name and the query that it stands for.
    pub saved: Vec<(String, String)>,
}

/// One way to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The bytes of the text that it replaces.
    pub span: Range<usize>,
    /// What it puts there.
    pub text: String,
    /// What a list of completions shows: the text, or the name of a saved filter.
    pub label: String,
}

/// How many names a word without a key brings up, of each kind: enough to see what could be meant, few enough to choose from.
const OFFERED: usize = 5;

/// What the word at the cursor (a byte offset; within a character it is taken as before it) could become, best first.
pub fn complete(text: &str, cursor: usize, names: &Names) -> Vec<Completion> {
    let mut before = (0..=cursor.min(text.len())).rev();
    let cursor = before.find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let place = Place::find(text, cursor);
    let offers = match place.key {
        Some(key) => values(key, &place.typed, names),
        None if place.is_phrase => Vec::new(),
        None => words(&place.typed, names),
    };
    let complete = |(label, text)| Completion {
        span: place.span.clone(),
        text,
        label,
    };
    offers.into_iter().map(complete).collect()
}

/// The word at the cursor.
struct Place {
    /// The key that it is a value of.
    key: Option<Key>,
    /// What is typed of it so far.
    typed: String,
    /// It is in quotation marks, or belongs to a key that does not exist: nothing is to be offered but values.
    is_phrase: bool,
    span: Range<usize>,
}

impl Place {
    fn find(text: &str, cursor: usize) -> Self {
        let before = &text[..cursor];
        // A quotation mark that is still open begins the word.
        let (mut tokens, open) = match lex(before) {
            Ok(tokens) => (tokens, None),
            Err(error) => {
                let start = error.span.start;
                (lex(&before[..start]).unwrap_or_default(), Some(start))
            }
        };
        let end = cursor + word_length(&text[cursor..]);
        if let Some(start) = open {
            let typed = before[start..].chars().skip(1).collect();
            let key = tokens.last().filter(|token| token.span.end == start);
            return Self::new(key, typed, true, start..cursor);
        }
        let word =
            tokens.pop_if(|token| token.span.end == cursor && matches!(token.kind, Kind::Word(_)));
        match word {
            Some(Token {
                kind: Kind::Word(typed),
                span,
                glued,
            }) => {
                let key = tokens.last().filter(|_| glued);
                Self::new(key, typed, false, span.start..end)
            }
            _ => {
                let touching = tokens.last().filter(|token| token.span.end == cursor);
                let is_phrase = touching.is_some_and(|token| {
                    matches!(
                        token.kind,
                        Kind::Quoted(_) | Kind::Exact(_) | Kind::Regex(_)
                    )
                });
                Self::new(touching, String::new(), is_phrase, cursor..end)
            }
        }
    }

    fn new(before: Option<&Token>, typed: String, is_phrase: bool, span: Range<usize>) -> Self {
        let (key, is_unknown) = match before.map(|token| &token.kind) {
            Some(Kind::Key(name)) => {
                let key = keys::look_up(&KEYS, name);
                (key, key.is_none())
            }
            _ => (None, false),
        };
        let is_phrase = is_phrase || is_unknown;
        Self {
            key,
            typed,
            is_phrase,
            span,
        }
    }
}

/// What is shown, and what is put into the text.
type Offer = (String, String);

/// The values of a key that begin with, or sound like, what was typed.
fn values(key: Key, typed: &str, names: &Names) -> Vec<Offer> {
    let plain = |values: &[&str]| {
        let typed = typed.to_lowercase();
        let fitting = values
            .iter()
            .filter(|value| value.to_lowercase().starts_with(&typed));
        fitting
            .map(|value| (value.to_string(), value.to_string()))
            .collect()
    };
    match key {
        Key::Section => by_sound(typed, &names.sections, ""),
        Key::Source => by_sound(typed, &names.sources, ""),
        Key::Author => by_sound(typed, &names.authors, ""),
        Key::Tag => by_sound(typed, &names.tags, ""),
        Key::Is => plain(&STATES.map(|(_, names)| names[0])),
        Key::Sort => plain(&SORTS.map(|(_, names)| names[0])),
        Key::Date | Key::After | Key::Before => {
            let days = date::complete(&typed.to_lowercase(), &names.days);
            days.into_iter().map(|day| (day.clone(), day)).collect()
        }
        Key::Lang => plain(&super::parse::LANGUAGES),
        Key::Text | Key::Title | Key::Body | Key::Page => Vec::new(),
    }
}

/// What a word without a key could become: a key, a saved filter, a section, a source, an author.
fn words(typed: &str, names: &Names) -> Vec<Offer> {
    let keys = KEYS.iter().filter(|(_, names)| {
        names
            .iter()
            .any(|name| name.starts_with(&typed.to_lowercase()))
    });
    let mut offers: Vec<Offer> = keys
        .map(|(key, _)| format!("{}:", key.name()))
        .map(|key| (key.clone(), key))
        .collect();
    let saved: Vec<&str> = names.saved.iter().map(|(name, _)| name.as_str()).collect();
    let found = crate::sound::find(typed, saved)
        .into_iter()
        .map(|at| names.saved[at].clone());
    offers.extend(found.take(OFFERED));
    if !typed.is_empty() {
        for (names, key) in [
            (&names.sections, "section:"),
            (&names.sources, "source:"),
            (&names.authors, "author:"),
        ] {
            offers.extend(by_sound(typed, names, key).into_iter().take(OFFERED));
        }
    }
    offers
}

/// The names that sound like what was typed, best first, each after its key.
fn by_sound(typed: &str, names: &[String], key: &str) -> Vec<Offer> {
    let mut matcher = Matcher::new(typed);
    let scores = names
        .iter()
        .filter_map(|name| Some((matcher.score(name)?, name)));
    let mut found: Vec<(u32, &String)> = scores.collect();
    found.sort_by_key(|(score, _)| Reverse(*score));
    let text = |name: &String| format!("{key}{}", quote(name));
    found
        .into_iter()
        .map(|(_, name)| (text(name), text(name)))
        .collect()
}

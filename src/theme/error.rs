//! What can be wrong in a theme's file, said so that a person finds the word and knows what belongs there.

use rust_i18n::t;

use super::{Scope, Theme};

/// A mistake in a theme: where it stands, which word it is, and what was expected instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.say("en"))]
pub struct ThemeError {
    /// The file, or the name of a built-in theme.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub problem: Problem,
}

impl ThemeError {
    /// One line in the language of that tag: `file:line:column: …`.
    pub fn say(&self, tag: &str) -> String {
        let (file, problem) = (&self.file, self.problem.say(tag));
        match self.problem {
            Problem::Unreadable(_) => format!("{file}: {problem}"),
            _ => format!("{file}:{}:{}: {problem}", self.line, self.column),
        }
    }
}

/// The kinds of mistakes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The file could not be read.
    Unreadable(String),
    /// It is not TOML.
    Syntax {
        /// The text at fault.
        word: String,
        /// What the TOML reader says.
        message: String,
    },
    /// A word that is not known at this place, or a value of the wrong kind.
    Unexpected {
        /// The text at fault.
        word: String,
        /// What may stand there.
        expected: Expected,
    },
    /// It inherits from itself, by way of others.
    Circle {
        /// The parent's name.
        word: String,
    },
}

impl Problem {
    /// The word at fault, if the fault is a word.
    pub fn word(&self) -> Option<&str> {
        match self {
            Problem::Unreadable(_) => None,
            Problem::Syntax { word, .. }
            | Problem::Unexpected { word, .. }
            | Problem::Circle { word } => Some(word),
        }
    }

    fn say(&self, tag: &str) -> String {
        match self {
            Problem::Unreadable(why) => t!("theme.error.unreadable", locale = tag, why = why),
            Problem::Syntax { word, message } => {
                t!(
                    "theme.error.syntax",
                    locale = tag,
                    word = word,
                    message = message
                )
            }
            Problem::Unexpected { word, expected } => {
                let expected = expected.say(tag);
                t!(
                    "theme.error.unexpected",
                    locale = tag,
                    word = word,
                    expected = expected
                )
            }
            Problem::Circle { word } => t!("theme.error.circle", locale = tag, word = word),
        }
        .into_owned()
    }
}

/// What may stand at a place of a theme's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// One of the file's own keys.
    Key,
    /// One of a style's keys.
    StyleKey,
    /// The name of a scope.
    Scope,
    /// A colour, or the palette's name for one.
    Colour,
    /// A list of modifiers.
    Modifiers,
    /// What a theme is painted on.
    Ground,
    /// The name of a theme.
    Theme,
    /// A table of what the key names.
    Table,
    /// Text in quotation marks.
    Text,
}

impl Expected {
    fn say(self, tag: &str) -> String {
        match self {
            Expected::Key => one_of(tag, super::sheet::KEYS),
            Expected::StyleKey => one_of(tag, super::sheet::STYLE_KEYS),
            Expected::Ground => one_of(tag, super::sheet::GROUNDS.map(|(name, _)| name)),
            Expected::Scope => one_of(tag, Scope::ALL.iter().map(|scope| scope.name())),
            Expected::Theme => one_of(tag, Theme::names()),
            Expected::Modifiers => {
                let names = list(super::sheet::MODIFIERS.map(|(name, _)| name));
                t!("theme.expected.modifiers", locale = tag, names = names).into_owned()
            }
            Expected::Colour => t!("theme.expected.colour", locale = tag).into_owned(),
            Expected::Table => t!("theme.expected.table", locale = tag).into_owned(),
            Expected::Text => t!("theme.expected.text", locale = tag).into_owned(),
        }
    }
}

fn one_of<'a>(tag: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    t!("theme.expected.one-of", locale = tag, names = list(names)).into_owned()
}

fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().collect::<Vec<_>>().join(", ")
}

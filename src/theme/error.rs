//! What can be wrong in a theme's file, said so that a person finds the word and knows what belongs there.

/// A mistake in a theme: where it stands, which word it is, and what was expected instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {problem}")]
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

/// The kinds of mistakes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The file could not be read.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// It is not TOML.
    #[error("`{word}`: {message}")]
    Syntax {
        /// The text at fault.
        word: String,
        /// What the TOML reader says.
        message: String,
    },
    /// A word that is not known at this place, or a value of the wrong kind.
    #[error("`{word}`: expected {expected}")]
    Unexpected {
        /// The text at fault.
        word: String,
        /// What may stand there.
        expected: String,
    },
    /// It inherits from itself, by way of others.
    #[error("`{word}` inherits from this theme: expected a theme that does not")]
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
}

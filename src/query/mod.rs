//! The filter language: text in, [`Query`] out, with the place of every mistake.
//!
//! One parser serves the prompts, saved filters, rules and the command line.
//!
//! ```text
//! query := and (("OR" | "|") and)*        and   := unary+
//! unary := ("-" | "NOT") unary | "(" query ")" | term
//! term  := "*" | [key (":" | "：")] value  value := word | ["="] "…" | ["="] 「…」 | /re/
//! ```
//! Keys stand in [`keys::KEYS`]. Brackets, quotes, colons and spaces may be full-width; `*` is every article.
//! `Display` writes a query as text that parses to the same query.

mod complete;
mod date;
mod edit;
pub mod keys;
mod lex;
mod parse;
mod show;

pub use complete::{Completion, Names, complete};
pub use edit::Word;
pub use parse::parse;

use jiff::civil::Date;

/// A filter and an order. `Query::default()` is everything, newest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Query {
    /// What an article must be.
    pub expr: Expr,
    /// In which order articles are listed.
    pub sort: Sort,
    /// Of articles that tell the same story, the earliest alone. A reader's choice, which is not part of the text.
    pub once: bool,
}

/// A condition on an article.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Expr {
    /// Every article.
    #[default]
    All,
    /// All of these.
    And(Vec<Expr>),
    /// Any of these.
    Or(Vec<Expr>),
    /// Not this.
    Not(Box<Expr>),
    /// One condition.
    Term(Term),
}

/// One condition. Names (section, source, author, tag) are as typed: the store resolves them, by sound too.
#[derive(Debug, Clone, PartialEq)]
pub enum Term {
    /// Words in the text, as one phrase.
    Text {
        /// Where they stand.
        field: Field,
        /// The words.
        phrase: String,
        /// `="…"`: the very characters, no folding of variants.
        exact: bool,
    },
    /// A regular expression; see [`regex`].
    Regex {
        /// Where it is to match.
        field: Field,
        /// The expression, as [`regex`] takes it.
        pattern: String,
    },
    /// A section's name; the empty one for articles that stand in none.
    Section(String),
    /// A source: a publication, a feed's name or address.
    Source(String),
    /// An author or byline.
    Author(String),
    /// A BCP 47 language, by prefix: `zh` takes `zh-Hant`.
    Lang(String),
    /// A tag.
    Tag(String),
    /// A page: `A4`.
    Page(String),
    /// What the reader did.
    Is(State),
    /// From the first day to the last, both within; `None` is without end.
    Date {
        /// First day.
        from: Option<Date>,
        /// Last day.
        to: Option<Date>,
    },
}

/// Where words are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Title (with kicker, deck and byline) or body.
    Any,
    /// Title, kicker, deck.
    Title,
    /// Body.
    Body,
}

/// What a reader did with an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Not read.
    Unread,
    /// Read.
    Read,
    /// Kept.
    Starred,
    /// Changed after it was read.
    Changed,
    /// Told by others too: nothing that a reader did, but asked for in the same way.
    Twin,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Newest first.
    #[default]
    Newest,
    /// Oldest first.
    Oldest,
    /// Best match first, then newest; needs words to match.
    Relevance,
}

/// A mistake in a query: where it stands and what to type instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} at {span:?}")]
pub struct QueryError {
    /// Byte range of the mistake in the text.
    pub span: std::ops::Range<usize>,
    /// What is wrong.
    pub what: Mistake,
    /// What could be typed instead, best first.
    pub hints: Vec<String>,
}

/// Kinds of mistake.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// A key that does not exist.
    #[error("unknown key {0}")]
    UnknownKey(String),
    /// A value that the key does not take.
    #[error("{key} does not take {value}")]
    BadValue {
        /// The key.
        key: String,
        /// The value.
        value: String,
    },
    /// A quotation mark or parenthesis without its partner.
    #[error("{0} is not closed")]
    Unclosed(char),
    /// A parenthesis that closes nothing.
    #[error("{0} closes nothing")]
    Unopened(char),
    /// Parentheses or negations within one another beyond reason.
    #[error("too many parentheses within one another")]
    TooDeep,
    /// Something is missing here.
    #[error("something is missing")]
    Missing,
    /// A regular expression that does not compile.
    #[error("bad regular expression: {0}")]
    BadRegex(String),
}

/// A compiled expression may take so many bytes: `\w{1000}{1000}` shall be a mistake, not all the memory.
const REGEX_SIZE: usize = 1 << 20;

/// A regular expression as the language understands it: letters of either case, `^` and `$` at lines.
///
/// # Errors
/// It does not compile, or would be too large.
pub fn regex(pattern: &str) -> Result<regex::Regex, regex::Error> {
    regex::RegexBuilder::new(pattern)
        .case_insensitive(true)
        .multi_line(true)
        .size_limit(REGEX_SIZE)
        .build()
}

#[cfg(test)]
mod tests;

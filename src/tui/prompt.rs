//! The line in which a reader types: words to find, a filter, a command.

mod complete;
mod view;

use std::ops::Range;

use super::line::Line;
use crate::query::{Query, QueryError};

pub(crate) use complete::complete;
pub(crate) use view::{mistake, view};

/// What is being typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Words: articles of the present filter that have them.
    Find,
    /// Words in the open article.
    FindInArticle,
    /// The whole filter, in the query language.
    Filter,
    /// A command.
    Command,
}

impl Kind {
    /// The sign before the line.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Find | Self::FindInArticle => "/",
            Self::Filter => "f ",
            Self::Command => ":",
        }
    }
}

/// A prompt.
#[derive(Debug, Clone)]
pub(crate) struct Prompt {
    pub kind: Kind,
    pub line: Line,
    /// What is wrong with what was typed.
    pub error: Option<QueryError>,
    /// What could be typed at the cursor, and the bytes that it would take the place of.
    pub candidates: Vec<String>,
    pub span: Range<usize>,
    /// The candidate that stands in the line.
    pub chosen: Option<usize>,
    /// The list as it is narrowed while typing; the list before is back if the prompt is left.
    pub live: Option<Query>,
}

impl Prompt {
    pub fn new(kind: Kind, text: &str) -> Self {
        Self {
            kind,
            line: Line::new(text),
            error: None,
            candidates: Vec::new(),
            span: 0..0,
            chosen: None,
            live: None,
        }
    }

    /// Puts the next candidate in the line.
    pub fn choose(&mut self, forward: bool) {
        let count = self.candidates.len();
        if count == 0 {
            return;
        }
        let next = match (self.chosen, forward) {
            (None, true) => 0,
            (None, false) => count - 1,
            (Some(at), true) => (at + 1) % count,
            (Some(at), false) => (at + count - 1) % count,
        };
        let text = &self.candidates[next];
        self.line.replace(self.span.clone(), text);
        self.span.end = self.span.start + text.len();
        self.chosen = Some(next);
    }
}

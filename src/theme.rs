//! `themes/*.toml` to a [`Theme`].

use ratatui::style::Style;

/// What can be styled. A scope without a style falls back to its parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Scope {
    Text,
    Dim,
    Accent,
    Rule,
    Selection,
    Unread,
    Star,
    Section,
    Date,
    Count,
    Kicker,
    Headline,
    Deck,
    Meta,
    Subhead,
    Caption,
    Quote,
    Code,
    Link,
    Hit,
    TitleFocused,
    TitleUnfocused,
    Status,
    Prompt,
    Warning,
    Error,
    Overlay,
}

/// A set of styles.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// Its name.
    pub name: String,
}

impl Theme {
    /// The style of a scope, with fallback.
    pub fn style(&self, _scope: Scope) -> Style {
        todo!()
    }
}

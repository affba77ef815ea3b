//! A query as text that parses to the same query: for the filter bar, saved filters and the command line.

use super::keys::Key;
use super::lex::is_mark;
use super::{Expr, Field, Query, Sort, State, Term, date};
use std::fmt::{Display, Formatter, Result};

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let order = match self.sort {
            Sort::Newest => "",
            Sort::Oldest => "sort:oldest",
            Sort::Relevance => "sort:relevance",
        };
        match (&self.expr, order) {
            (Expr::All, order) => f.write_str(order),
            (expr, "") => write!(f, "{expr}"),
            (expr, order) => write!(f, "{expr} {order}"),
        }
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::All => f.write_str("*"),
            Self::And(all) => row(f, all, " ", |expr| {
                matches!(expr, Self::And(_) | Self::Or(_))
            }),
            Self::Or(any) => row(f, any, " OR ", |expr| matches!(expr, Self::Or(_))),
            Self::Not(expr) => match **expr {
                Self::And(_) | Self::Or(_) => write!(f, "-({expr})"),
                _ => write!(f, "-{expr}"),
            },
            Self::Term(term) => write!(f, "{term}"),
        }
    }
}

impl Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let named = |f: &mut Formatter<'_>, key: Key, value: &str| {
            write!(f, "{}:{}", key.name(), quote(value))
        };
        match self {
            Self::Text {
                field,
                phrase,
                exact,
            } => {
                let quoted = if *exact {
                    in_quotes(phrase)
                } else {
                    quote(phrase)
                };
                let sign = if *exact { "=" } else { "" };
                write!(f, "{}{sign}{quoted}", prefix(*field))
            }
            Self::Regex { field, pattern } => {
                write!(f, "{}/{}/", prefix(*field), hide_slashes(pattern))
            }
            Self::Section(name) => named(f, Key::Section, name),
            Self::Source(name) => named(f, Key::Source, name),
            Self::Author(name) => named(f, Key::Author, name),
            Self::Lang(tag) => named(f, Key::Lang, tag),
            Self::Tag(name) => named(f, Key::Tag, name),
            Self::Page(name) => named(f, Key::Page, name),
            Self::Is(state) => write!(f, "is:{state}"),
            Self::Date { from, to } => write!(f, "date:{}", date::show(*from, *to)),
        }
    }
}

impl Display for State {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self {
            Self::Unread => "unread",
            Self::Read => "read",
            Self::Starred => "starred",
            Self::Changed => "changed",
            Self::Twin => "twin",
        })
    }
}

/// Conditions with `between` them, those in parentheses that `binds_looser` picks.
fn row(
    f: &mut Formatter<'_>,
    exprs: &[Expr],
    between: &str,
    binds_looser: fn(&Expr) -> bool,
) -> Result {
    for (n, expr) in exprs.iter().enumerate() {
        f.write_str(if n == 0 { "" } else { between })?;
        if binds_looser(expr) {
            write!(f, "({expr})")?;
        } else {
            write!(f, "{expr}")?;
        }
    }
    Ok(())
}

fn prefix(field: Field) -> &'static str {
    match field {
        Field::Any => "",
        Field::Title => "title:",
        Field::Body => "body:",
    }
}

/// A value as it is to be typed: bare if it is a plain word, else in quotation marks.
pub fn quote(value: &str) -> String {
    let begins = value.starts_with(['-', '－', '=', '＝', '/']);
    let holds =
        value.contains(|c: char| c.is_whitespace() || is_mark(c) || matches!(c, ':' | '：'));
    let says = matches!(value, "" | "*" | "OR" | "AND" | "NOT");
    if begins || holds || says {
        in_quotes(value)
    } else {
        value.to_string()
    }
}

fn in_quotes(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', r"\\").replace('"', r#"\""#))
}

fn hide_slashes(pattern: &str) -> String {
    let mut out = String::new();
    let mut hidden = false;
    for c in pattern.chars() {
        if c == '/' && !hidden {
            out.push('\\');
        }
        hidden = c == '\\' && !hidden;
        out.push(c);
    }
    out
}

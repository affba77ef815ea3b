//! Tokens to a query, by descent: `OR` binds loosest, then what stands side by side, then negation.

use super::date::{self, Days};
use super::keys::{self, KEYS, Key, SORTS, STATES};
use super::lex::{Kind, Token, lex};
use super::show;
use super::{Expr, Field, Mistake, Query, QueryError, Sort, Term};
use jiff::civil::Date;
use std::ops::Range;

/// How deep parentheses and negations may stand within one another: more than anyone types, less than the stack bears.
const DEPTH: usize = 64;

/// The languages that are offered; any other tag may be typed.
pub const LANGUAGES: [&str; 5] = ["zh-Hant", "zh-Hans", "ja", "ko", "en"];

/// Parses a query. `today` gives relative dates (`7d`, `yesterday`) their meaning.
///
/// ```
/// use kanbao::query::{Expr, Term, parse};
/// let query = parse("section：社評 -裁員", jiff::civil::date(2025, 3, 24))?;
/// assert_eq!(query.to_string(), "section:社評 -裁員");
/// # Ok::<(), kanbao::query::QueryError>(())
/// ```
///
/// # Errors
/// The first mistake, with its place.
pub fn parse(text: &str, today: Date) -> Result<Query, QueryError> {
    let mut parser = Parser {
        tokens: lex(text)?,
        at: 0,
        today,
        sort: Sort::default(),
        end: text.len(),
    };
    if parser.tokens.is_empty() {
        return Ok(Query::default());
    }
    let expr = parser.alternatives(0)?;
    if let Some(rest) = parser.peek() {
        let closing = text[rest.span.clone()].chars().next().unwrap_or(')');
        return Err(mistake(rest.span.clone(), Mistake::Unopened(closing)));
    }
    Ok(Query {
        expr: expr.unwrap_or_default(),
        sort: parser.sort,
        once: false,
    })
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    today: Date,
    sort: Sort,
    end: usize,
}

/// A condition; nothing where only an order was given.
type Parsed = Result<Option<Expr>, QueryError>;

impl Parser {
    fn alternatives(&mut self, depth: usize) -> Parsed {
        let first = self.conditions(depth)?;
        if !self.is_at(&Kind::Or) {
            return Ok(first);
        }
        let mut any = Vec::from_iter(first);
        while let Some(or) = self.take_if(&Kind::Or) {
            let side = self.conditions(depth)?;
            if any.is_empty() || side.is_none() {
                return Err(mistake(or.span, Mistake::Missing));
            }
            any.extend(side);
        }
        Ok(Some(Expr::any(any)))
    }

    fn conditions(&mut self, depth: usize) -> Parsed {
        let mut all = Vec::new();
        let mut seen = false;
        while let Some(token) = self.peek() {
            match token.kind {
                Kind::Or | Kind::Close => break,
                Kind::And => self.at += 1,
                _ => {
                    all.extend(self.condition(depth)?);
                    seen = true;
                }
            }
        }
        if !seen {
            let span = self
                .peek()
                .or(self.tokens.last())
                .map(|token| token.span.clone());
            return Err(mistake(span.unwrap_or(0..self.end), Mistake::Missing));
        }
        Ok((!all.is_empty()).then(|| Expr::all(all)))
    }

    fn condition(&mut self, depth: usize) -> Parsed {
        let Some(token) = self.next() else {
            return Err(mistake(self.end..self.end, Mistake::Missing));
        };
        if depth > DEPTH {
            return Err(mistake(token.span, Mistake::TooDeep));
        }
        match token.kind {
            Kind::Not => self.negation(token.span, depth, false),
            Kind::Minus => self.negation(token.span, depth, true),
            Kind::Open => self.group(token.span, depth),
            Kind::Key(name) => self.keyed(&name, token.span),
            Kind::Word(word) if word == "*" => Ok(Some(Expr::All)),
            kind => self.value(Key::Text, kind, token.span.clone(), token.span),
        }
    }

    fn negation(&mut self, span: Range<usize>, depth: usize, must_touch: bool) -> Parsed {
        let is_negated = |next: &Token| {
            (next.glued || !must_touch) && !matches!(next.kind, Kind::Close | Kind::Or | Kind::And)
        };
        let negated = if self.peek().is_some_and(is_negated) {
            self.condition(depth + 1)?
        } else {
            None
        };
        let Some(negated) = negated else {
            let touching = self.next_word().map(|word| format!("-{word}"));
            return Err(QueryError {
                hints: Vec::from_iter(touching),
                ..mistake(span, Mistake::Missing)
            });
        };
        Ok(Some(Expr::Not(Box::new(negated))))
    }

    fn group(&mut self, opening: Range<usize>, depth: usize) -> Parsed {
        if let Some(close) = self.take_if(&Kind::Close) {
            return Err(mistake(opening.start..close.span.end, Mistake::Missing));
        }
        let closing = |opening: &Range<usize>| if opening.len() == 1 { '(' } else { '（' };
        let close = if opening.len() == 1 { ")" } else { "）" };
        let unclosed = QueryError {
            hints: vec![close.into()],
            ..mistake(opening.clone(), Mistake::Unclosed(closing(&opening)))
        };
        if self.peek().is_none() {
            return Err(unclosed);
        }
        let inner = self.alternatives(depth + 1)?;
        match self.take_if(&Kind::Close) {
            Some(_) => Ok(inner),
            None => Err(unclosed),
        }
    }

    fn keyed(&mut self, name: &str, span: Range<usize>) -> Parsed {
        let Some(key) = keys::look_up(&KEYS, name) else {
            let what = Mistake::UnknownKey(name.to_string());
            let hints = keys::nearest(&KEYS, name);
            return Err(QueryError {
                span: span.start..span.start + name.len(),
                what,
                hints,
            });
        };
        let is_value = |token: &Token| {
            token.glued
                && !matches!(
                    token.kind,
                    Kind::Open | Kind::Close | Kind::Or | Kind::Key(_)
                )
        };
        if !self.peek().is_some_and(is_value) {
            let touching = self
                .next_word()
                .map(|word| format!("{}:{word}", key.name()));
            return Err(QueryError {
                span,
                what: Mistake::Missing,
                hints: touching.map_or_else(|| values(key), |hint| vec![hint]),
            });
        }
        let Some(value) = self.next() else {
            return Err(mistake(span, Mistake::Missing));
        };
        self.value(
            key,
            value.kind,
            value.span.clone(),
            span.start..value.span.end,
        )
    }

    /// The condition that a key and its value make.
    fn value(&mut self, key: Key, kind: Kind, span: Range<usize>, whole: Range<usize>) -> Parsed {
        let (text, exact) = match kind {
            Kind::Regex(pattern) => return expression(key, pattern, span),
            Kind::Exact(text) => (text, true),
            Kind::Word(text) | Kind::Quoted(text) => (text, false),
            _ => return Err(mistake(span, Mistake::Missing)),
        };
        // `section:""` is what stands in no section.
        if text.trim().is_empty() && !(key == Key::Section && text.is_empty()) {
            return Err(mistake(whole, Mistake::Missing));
        }
        let bad = |text: &str| bad_value(key, text, span.clone());
        let phrase = |field, phrase| Term::Text {
            field,
            phrase,
            exact,
        };
        let term = match key {
            Key::Text => phrase(Field::Any, text),
            Key::Title => phrase(Field::Title, text),
            Key::Body => phrase(Field::Body, text),
            Key::Section => Term::Section(text),
            Key::Source => Term::Source(text),
            Key::Author => Term::Author(text),
            Key::Tag => Term::Tag(text),
            Key::Page => Term::Page(text),
            Key::Lang if is_language(&text) => Term::Lang(text),
            Key::Lang => return Err(bad(&text)),
            Key::Is => Term::Is(keys::look_up(&STATES, &text).ok_or_else(|| bad(&text))?),
            Key::Sort => {
                self.sort = keys::look_up(&SORTS, &text).ok_or_else(|| bad(&text))?;
                return Ok(None);
            }
            Key::After | Key::Before | Key::Date => {
                let days = date::parse(&text, self.today).and_then(|days| bounds(key, days));
                let (from, to) = days.ok_or_else(|| bad(&text))?;
                Term::Date { from, to }
            }
        };
        Ok(Some(Expr::Term(term)))
    }

    /// The words that stand next, as they would be typed: what a key or a minus before a space was meant for.
    fn next_word(&self) -> Option<String> {
        match &self.peek()?.kind {
            Kind::Word(text) | Kind::Quoted(text) => Some(show::quote(text)),
            _ => None,
        }
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.peek().cloned();
        self.at += 1;
        token
    }

    fn is_at(&self, kind: &Kind) -> bool {
        self.peek().is_some_and(|token| token.kind == *kind)
    }

    fn take_if(&mut self, kind: &Kind) -> Option<Token> {
        if self.is_at(kind) { self.next() } else { None }
    }
}

/// What `date:`, `after:` (the day within) and `before:` (the day not within) make of the days that were named.
fn bounds(key: Key, (from, to): Days) -> Option<Days> {
    match key {
        Key::After => Some((Some(from?), None)),
        Key::Before => Some((None, Some(date::day_before(from?)?))),
        _ => Some((from, to)),
    }
}

fn expression(key: Key, pattern: String, span: Range<usize>) -> Parsed {
    let field = match key {
        Key::Text => Field::Any,
        Key::Title => Field::Title,
        Key::Body => Field::Body,
        _ => return Err(bad_value(key, &format!("/{pattern}/"), span)),
    };
    if pattern.is_empty() {
        return Err(mistake(span, Mistake::Missing));
    }
    if let Err(error) = super::regex(&pattern) {
        // The crate draws the pattern and an arrow over several lines; the last line says what is wrong.
        let text = error.to_string();
        let reason = text.lines().last().unwrap_or_default();
        let reason = reason.trim().trim_start_matches("error: ").to_string();
        return Err(mistake(span, Mistake::BadRegex(reason)));
    }
    Ok(Some(Expr::Term(Term::Regex { field, pattern })))
}

fn is_language(text: &str) -> bool {
    text.split('-').all(|part| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    })
}

fn bad_value(key: Key, value: &str, span: Range<usize>) -> QueryError {
    let hints = match key {
        Key::Is => keys::nearest(&STATES, value),
        Key::Sort => keys::nearest(&SORTS, value),
        _ => values(key),
    };
    let what = Mistake::BadValue {
        key: key.name().to_string(),
        value: value.to_string(),
    };
    QueryError { span, what, hints }
}

/// The values of a key that has few, or examples of them.
fn values(key: Key) -> Vec<String> {
    match key {
        Key::Is => keys::nearest(&STATES, ""),
        Key::Sort => keys::nearest(&SORTS, ""),
        Key::Date => date::EXAMPLES.map(String::from).to_vec(),
        Key::After | Key::Before => ["2025-03-24", "2025-03", "7d", "yesterday"]
            .map(String::from)
            .to_vec(),
        Key::Lang => ["zh-Hant", "zh-Hans", "ja", "ko", "en"]
            .map(String::from)
            .to_vec(),
        _ => Vec::new(),
    }
}

fn mistake(span: Range<usize>, what: Mistake) -> QueryError {
    QueryError {
        span,
        what,
        hints: Vec::new(),
    }
}

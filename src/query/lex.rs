//! Text to tokens, each with its place. Knows marks and words, not keys.

use super::{Mistake, QueryError};
use std::ops::Range;

/// A token and where it stands in the text, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Its place.
    pub span: Range<usize>,
    /// Nothing stands between it and the token before it: `title:` and the value that follows.
    pub glued: bool,
}

/// Kinds of token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// `(`
    Open,
    /// `)`
    Close,
    /// `OR`, `|`
    Or,
    /// `AND`, which says nothing that a space does not say.
    And,
    /// `NOT`
    Not,
    /// `-`, which negates what it touches.
    Minus,
    /// `section:` without its colon.
    Key(String),
    /// Bare text.
    Word(String),
    /// `="…"` or `=word`: the very characters.
    Exact(String),
    /// `"…"` and its like: words that no mark divides.
    Quoted(String),
    /// `/…/`
    Regex(String),
}

/// The quotation marks, opening and closing.
pub const QUOTES: [(char, char); 5] = [
    ('"', '"'),
    ('「', '」'),
    ('『', '』'),
    ('“', '”'),
    ('＂', '＂'),
];

/// Takes a text apart.
///
/// # Errors
/// A quotation mark or a regular expression that is not closed.
pub fn lex(text: &str) -> Result<Vec<Token>, QueryError> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let glued = tokens.last().is_some_and(|last| last.span.end == at);
        let after_key = glued
            && tokens
                .last()
                .is_some_and(|last| matches!(last.kind, Kind::Key(_)));
        let (kind, length) = token(&text[at..], c, after_key).map_err(|opening| QueryError {
            span: at..text.len(),
            what: Mistake::Unclosed(opening),
            hints: vec![closing(opening).unwrap_or(opening).into()],
        })?;
        let span = at..at + length;
        at = span.end;
        tokens.push(Token { kind, span, glued });
    }
    Ok(tokens)
}

/// The token that `rest` begins with and its length; the mark that is not closed, if that is so.
fn token(rest: &str, first: char, after_key: bool) -> Result<(Kind, usize), char> {
    let single = |kind| Ok((kind, first.len_utf8()));
    match first {
        '(' | '（' => single(Kind::Open),
        ')' | '）' => single(Kind::Close),
        '|' | '｜' => single(Kind::Or),
        '-' | '－' if !after_key => single(Kind::Minus),
        '=' | '＝' => exact(rest, first),
        '/' => {
            let (pattern, length) = enclosed(&rest[1..], '/').ok_or('/')?;
            Ok((Kind::Regex(pattern), length + 1))
        }
        _ => match closing(first) {
            Some(_) => quoted(rest, first).map(|(words, length)| (Kind::Quoted(words), length)),
            None => Ok(word(rest, after_key)),
        },
    }
}

fn exact(rest: &str, sign: char) -> Result<(Kind, usize), char> {
    let rest = &rest[sign.len_utf8()..];
    let (words, length) = match rest.chars().next() {
        Some(opening) if closing(opening).is_some() => quoted(rest, opening)?,
        _ => {
            let length = word_length(rest);
            (rest[..length].to_string(), length)
        }
    };
    let length = length + sign.len_utf8();
    if words.is_empty() && length == sign.len_utf8() {
        return Ok((Kind::Word(sign.to_string()), length));
    }
    Ok((Kind::Exact(words), length))
}

fn quoted(rest: &str, opening: char) -> Result<(String, usize), char> {
    let close = closing(opening).ok_or(opening)?;
    let start = opening.len_utf8();
    let (words, length) = enclosed(&rest[start..], close).ok_or(opening)?;
    Ok((words, length + start))
}

/// The text up to `close`, which a backslash hides, and the length with `close`. In quotes a backslash hides itself too.
fn enclosed(rest: &str, close: char) -> Option<(String, usize)> {
    let mut inner = String::new();
    let mut chars = rest.char_indices();
    while let Some((at, c)) = chars.next() {
        if c == close {
            return Some((inner, at + c.len_utf8()));
        }
        inner.push(c);
        if c != '\\' {
            continue;
        }
        if let Some((_, next)) = chars.clone().next() {
            if next == close || (next == '\\' && close != '/') {
                inner.pop();
            }
            if next == close || next == '\\' {
                inner.push(next);
                chars.next();
            }
        }
    }
    None
}

fn word(rest: &str, after_key: bool) -> (Kind, usize) {
    let length = word_length(rest);
    let text = &rest[..length];
    if let Some(colon) = text.find([':', '：']).filter(|_| !after_key)
        && is_key(text, colon, rest)
    {
        let mark = text[colon..].chars().next().map_or(0, char::len_utf8);
        return (Kind::Key(text[..colon].to_string()), colon + mark);
    }
    let kind = match text {
        "OR" if !after_key => Kind::Or,
        "AND" if !after_key => Kind::And,
        "NOT" if !after_key => Kind::Not,
        _ => Kind::Word(text.to_string()),
    };
    (kind, length)
}

/// Letters of ASCII before a colon are a key, known or mistaken; anything else only if it is known. An address is a word.
fn is_key(text: &str, colon: usize, rest: &str) -> bool {
    let name = &text[..colon];
    let is_address = rest[colon..].starts_with("://");
    let is_ascii = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic());
    !is_address && (is_ascii || super::keys::look_up(&super::keys::KEYS, name).is_some())
}

/// The length of the bare word that `rest` begins with.
pub fn word_length(rest: &str) -> usize {
    let ends = |c: char| c.is_whitespace() || is_mark(c);
    rest.find(ends).unwrap_or(rest.len())
}

/// The character ends a word wherever it stands.
pub fn is_mark(c: char) -> bool {
    matches!(c, '(' | ')' | '（' | '）' | '|' | '｜') || closing(c).is_some()
}

fn closing(opening: char) -> Option<char> {
    let pair = QUOTES.iter().find(|(open, _)| *open == opening);
    pair.map(|(_, close)| *close)
}

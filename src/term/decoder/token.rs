//! The first whole token of a stream of bytes, or the word that more is needed.

use super::keys;
use crate::term::{Code, Input, Key, Report};

/// What was found at the front.
pub(super) enum Cut {
    /// Not whole yet.
    More,
    /// A token and the bytes it took, at least one.
    Token(Token, usize),
}

/// A whole token.
pub(super) enum Token {
    Input(Input),
    PasteStart,
    /// Nothing that means anything to us.
    Nothing,
    /// The beginning of something longer than any answer: the rest is to be dropped as it comes.
    TooLong(Rest),
}

/// What the rest of a sequence is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest {
    /// Parameters, up to a final byte.
    Sequence,
    /// Text, up to BEL or ST.
    String,
}

impl From<Option<Input>> for Token {
    fn from(input: Option<Input>) -> Self {
        input.map_or(Self::Nothing, Self::Input)
    }
}

/// Longest body of a control sequence; no answer and no key comes near it.
const SEQUENCE_LIMIT: usize = 128;
/// Longest body of a control string (XTVERSION's answer).
const STRING_LIMIT: usize = 1024;

/// Cuts the first token.
pub(super) fn cut(bytes: &[u8]) -> Cut {
    match bytes {
        [] => Cut::More,
        [0x1b, rest @ ..] => cut_escape(rest),
        [0x00..=0x1f | 0x7f, ..] => Cut::Token(key(keys::control(bytes[0])), 1),
        _ => cut_char(bytes),
    }
}

fn key(key: Key) -> Token {
    Token::Input(Input::Key(key))
}

/// A character in UTF-8. What is not UTF-8 is dropped, a byte at a time.
fn cut_char(bytes: &[u8]) -> Cut {
    match first_char(bytes) {
        First::Char(c) if c.is_control() => Cut::Token(Token::Nothing, c.len_utf8()),
        First::Char(c) => Cut::Token(key(Key::char(c)), c.len_utf8()),
        First::More => Cut::More,
        First::Bad => Cut::Token(Token::Nothing, 1),
    }
}

enum First {
    Char(char),
    More,
    Bad,
}

fn first_char(bytes: &[u8]) -> First {
    let head = bytes.get(..bytes.len().min(4)).unwrap_or_default();
    let valid = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(e) if e.valid_up_to() == 0 => {
            return if e.error_len().is_none() {
                First::More
            } else {
                First::Bad
            };
        }
        Err(e) => std::str::from_utf8(&head[..e.valid_up_to()]).unwrap_or_default(),
    };
    valid.chars().next().map_or(First::More, First::Char)
}

/// After an ESC.
fn cut_escape(rest: &[u8]) -> Cut {
    let shifted = |cut: Cut| match cut {
        Cut::More => Cut::More,
        Cut::Token(token, used) => Cut::Token(token, used + 1),
    };
    match rest {
        [] | [0x1b] => Cut::More,
        // rxvt and PuTTY send Alt with an arrow as ESC before the whole sequence.
        [0x1b, b'[' | b'O', ..] => match cut_escape(&rest[1..]) {
            Cut::Token(Token::Input(Input::Key(it)), used) => {
                Cut::Token(key(Key { alt: true, ..it }), used + 1)
            }
            other => shifted(other),
        },
        [0x1b, ..] => Cut::Token(key(Key::plain(Code::Esc)), 1),
        [b'[', body @ ..] => cut_csi(body),
        [b'O', body @ ..] => cut_ss3(body),
        [b'P' | b']', ..] if may_be_string(rest) => cut_string(rest),
        _ => match cut(rest) {
            Cut::Token(Token::Input(Input::Key(it)), used) => {
                Cut::Token(key(Key { alt: true, ..it }), used + 1)
            }
            other => shifted(other),
        },
    }
}

/// After `ESC [`.
fn cut_csi(body: &[u8]) -> Cut {
    match body {
        // The Linux console's F1 to F5.
        [b'['] => return Cut::More,
        [b'[', letter, ..] => return Cut::Token(keys::linux_function(*letter).into(), 4),
        [b'M', rest @ ..] => {
            return match rest {
                [button, x, y, ..] => Cut::Token(keys::old_mouse(*button, *x, *y).into(), 6),
                _ => Cut::More,
            };
        }
        _ => {}
    }
    let private = body.first().is_some_and(|b| (b'<'..=b'?').contains(b));
    let is_end = |b: &u8| !(0x20..=0x3f).contains(b) || (*b == b'$' && !private);
    let end = body.iter().position(is_end);
    let length = end.unwrap_or(body.len());
    if length > SEQUENCE_LIMIT {
        return Cut::Token(Token::TooLong(Rest::Sequence), 2 + length);
    }
    match end {
        None => Cut::More,
        // A control or a byte from outside breaks it off and is taken for itself.
        Some(end) if !(0x40..=0x7e).contains(&body[end]) && body[end] != b'$' => {
            Cut::Token(Token::Nothing, 2 + end)
        }
        Some(end) if &body[..=end] == b"200~" => Cut::Token(Token::PasteStart, 6),
        Some(end) => Cut::Token(keys::csi(&body[..end], body[end]).into(), 3 + end),
    }
}

/// After `ESC O`: a letter, in some terminals with a modifier before it.
fn cut_ss3(body: &[u8]) -> Cut {
    let modifier = body
        .iter()
        .take(2)
        .take_while(|b| b.is_ascii_digit())
        .count();
    match body.get(modifier) {
        None => Cut::More,
        Some(letter) => match keys::ss3(&body[..modifier], *letter) {
            Some(it) => Cut::Token(key(it), 3 + modifier),
            // Alt and O, then other keys.
            None => Cut::Token(
                key(Key {
                    alt: true,
                    ..Key::char('O')
                }),
                2,
            ),
        },
    }
}

/// Whether ESC and `rest` begin a string that answers a question of ours (DCS `>|`, `0$`, `1+` …; OSC and a number) rather
/// than being Alt and a key: no key may swallow the keys that follow it.
fn may_be_string(rest: &[u8]) -> bool {
    match rest {
        [b'P' | b']'] | [b'P', b'>' | b'0' | b'1'] => true,
        [b'P', b'>', b'|', ..] | [b'P', b'0' | b'1', b'$' | b'+', ..] => true,
        [b']', number @ ..] => {
            let digits = number.iter().take_while(|b| b.is_ascii_digit()).count();
            digits > 0 && number.get(digits).is_none_or(|b| *b == b';')
        }
        _ => false,
    }
}

/// After an ESC: a string up to BEL or ST.
fn cut_string(rest: &[u8]) -> Cut {
    let end = memchr::memchr3(0x07, 0x1b, 0x18, rest);
    let length = end.unwrap_or(rest.len());
    if length > STRING_LIMIT {
        return Cut::Token(Token::TooLong(Rest::String), 1 + length);
    }
    let Some(end) = end else {
        return Cut::More;
    };
    let body = rest.get(..end).unwrap_or_default();
    let used = match &rest[end..] {
        [0x1b] => return Cut::More,
        [0x1b, b'\\', ..] => 1 + end + 2,
        // Another sequence breaks it off.
        [0x1b, ..] => return Cut::Token(Token::Nothing, 1 + end),
        _ => 1 + end + 1,
    };
    let version = body.strip_prefix(b"P>|").map(|text| {
        let text = String::from_utf8_lossy(text);
        let text = text.chars().filter(|c| !c.is_control()).take(200).collect();
        Input::Report(Report::Version(text))
    });
    Cut::Token(version.into(), used)
}

/// Whether held bytes could be keys pressed by hand, if nothing more comes: an ESC with nothing or with the beginning of
/// a sequence after it. A sequence that has got further came from a terminal, and its rest will come.
pub(super) fn may_be_keys(held: &[u8]) -> bool {
    match held {
        [0x1b, 0x1b, rest @ ..] => rest.is_empty() || may_be_keys(&held[1..]),
        [0x1b] | [0x1b, b'['] => true,
        [0x1b, b'O', rest @ ..] => rest.iter().all(u8::is_ascii_digit),
        [0x1b, b'P' | b']'] => true,
        [0x1b, b'P', _] => true,
        [0x1b, b']', number @ ..] => number.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

//! Bytes in, [`super::Input`] out; sequences may be split at any byte.
//!
//! The split does not matter because nothing is decided before it is certain: a token is cut off the front only when it is
//! whole. What only time can decide (a lone ESC, or one that may begin a sequence) is held until [`Decoder::time_out`].

mod keys;
mod token;

use std::collections::VecDeque;

use self::token::{Cut, Rest, Token};
use super::{Code, Input, Key};

/// An incremental decoder.
///
/// ```
/// use kanbao::term::{Decoder, Input, Key};
///
/// let mut decoder = Decoder::default();
/// decoder.feed(b"j\x1b[");
/// assert_eq!(decoder.next_input(), Some(Input::Key(Key::char('j'))));
/// assert!(decoder.is_waiting());
/// decoder.feed(b"Z");
/// assert!(matches!(decoder.next_input(), Some(Input::Key(key)) if key.shift));
/// ```
#[derive(Debug, Default)]
pub struct Decoder {
    /// Bytes that are not yet a whole token.
    held: Vec<u8>,
    ready: VecDeque<Input>,
    /// The paste that is being received.
    paste: Option<Vec<u8>>,
    /// What is dropped as it comes: the rest of what grew too long to be an answer.
    skipped: Option<Rest>,
}

/// Bytes of a paste that are kept; the rest of a longer one is dropped.
pub const PASTE_LIMIT: usize = 1 << 20;
const PASTE_END: &[u8] = b"\x1b[201~";

impl Decoder {
    /// Takes bytes as they came.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.held.extend_from_slice(bytes);
        self.cut_all();
    }

    /// The next whole input, if there is one.
    pub fn next_input(&mut self) -> Option<Input> {
        self.ready.pop_front()
    }

    /// Whether something is held that only time can decide (a lone ESC). Wait about 50 ms for more, 150 ms over a line,
    /// then call [`Self::time_out`].
    pub fn is_waiting(&self) -> bool {
        self.paste.is_none() && self.skipped.is_none() && token::may_be_keys(&self.held)
    }

    /// The time for more has run out: a held ESC is the key.
    pub fn time_out(&mut self) {
        while self.is_waiting() {
            let next = self.held.get(1).copied();
            let key = match next {
                None | Some(0x1b) => Key::plain(Code::Esc),
                Some(byte) => Key {
                    alt: true,
                    ..Key::char(char::from(byte))
                },
            };
            let used = if key.alt { 2 } else { 1 };
            self.held.drain(..used);
            self.ready.push_back(Input::Key(key));
            self.cut_all();
        }
    }

    fn cut_all(&mut self) {
        let held = std::mem::take(&mut self.held);
        let mut rest = held.as_slice();
        loop {
            let before = (rest.len(), self.skipped);
            if self.paste.is_some() {
                rest = self.take_paste(rest);
            } else if let Some(kind) = self.skipped {
                rest = self.skip(kind, rest);
            } else {
                rest = self.cut(rest);
            }
            if rest.is_empty() || (rest.len(), self.skipped) == before {
                break;
            }
        }
        self.held = rest.to_vec();
    }

    fn cut<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        match token::cut(bytes) {
            Cut::More => bytes,
            Cut::Token(token, used) => {
                match token {
                    Token::Input(input) => self.ready.push_back(input),
                    Token::PasteStart => self.paste = Some(Vec::new()),
                    Token::TooLong(rest) => self.skipped = Some(rest),
                    Token::Nothing => {}
                }
                bytes.get(used..).unwrap_or_default()
            }
        }
    }

    fn take_paste<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let end = memchr::memmem::find(bytes, PASTE_END);
        // What may be the beginning of the end stays held.
        let partial = (1..PASTE_END.len())
            .rev()
            .find(|n| bytes.ends_with(&PASTE_END[..*n]));
        let text = end.unwrap_or(bytes.len() - partial.unwrap_or(0));
        if let (Some(paste), Some(text)) = (&mut self.paste, bytes.get(..text)) {
            let room = PASTE_LIMIT.saturating_sub(paste.len()).min(text.len());
            paste.extend_from_slice(&text[..room]);
        }
        if end.is_none() {
            return bytes.get(text..).unwrap_or_default();
        }
        let paste = self.paste.take().unwrap_or_default();
        self.ready.push_back(Input::Paste(pasted_text(&paste)));
        bytes.get(text + PASTE_END.len()..).unwrap_or_default()
    }

    fn skip<'b>(&mut self, kind: Rest, bytes: &'b [u8]) -> &'b [u8] {
        let (rest, over) = match kind {
            Rest::Sequence => skip_sequence(bytes),
            Rest::String => skip_string(bytes),
        };
        if over {
            self.skipped = None;
        }
        rest
    }
}

/// Drops parameters and the final byte after them; says what is left, and whether it is over.
fn skip_sequence(bytes: &[u8]) -> (&[u8], bool) {
    let length = bytes
        .iter()
        .take_while(|b| (0x20..=0x3f).contains(*b))
        .count();
    let rest = bytes.get(length..).unwrap_or_default();
    match rest {
        [] => (rest, false),
        [0x40..=0x7e, after @ ..] => (after, true),
        _ => (rest, true),
    }
}

/// Drops text up to its end: BEL, CAN, or ESC with what follows it.
fn skip_string(bytes: &[u8]) -> (&[u8], bool) {
    let Some(end) = memchr::memchr3(0x07, 0x1b, 0x18, bytes) else {
        return (&[], false);
    };
    match bytes.get(end..).unwrap_or_default() {
        rest @ [0x1b] => (rest, false),
        [0x1b, b'\\', after @ ..] => (after, true),
        rest @ [0x1b, ..] => (rest, true),
        rest => (rest.get(1..).unwrap_or_default(), true),
    }
}

/// Pasted bytes as text: line ends as `\n`, without other controls.
fn pasted_text(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect()
}

#[cfg(test)]
mod tests;

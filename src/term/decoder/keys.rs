//! What control characters and sequences mean.
//!
//! Sources: xterm's ctlseqs ("PC-Style Function Keys", "Mouse Tracking", "DECRPM"), the kitty keyboard protocol, rxvt's key
//! table (rxvtRef), console_codes(4).

use crate::term::{Code, Input, Key, Mouse, MouseAction, Report};

/// A C0 control or DEL.
pub(super) fn control(byte: u8) -> Key {
    match byte {
        0x00 => Key::ctrl(' '),
        b'\t' => Key::plain(Code::Tab),
        b'\r' | b'\n' => Key::plain(Code::Enter),
        0x08 | 0x7f => Key::plain(Code::Backspace),
        0x1b => Key::plain(Code::Esc),
        0x01..=0x1a => Key::ctrl(char::from(byte + 0x60)),
        _ => Key::ctrl(char::from(byte.wrapping_add(0x40))),
    }
}

/// The Linux console's `ESC [ [ A` to `E`.
pub(super) fn linux_function(letter: u8) -> Option<Input> {
    let n = letter.checked_sub(b'A').filter(|n| *n < 5)?;
    Some(Input::Key(Key::plain(Code::F(n + 1))))
}

/// The mouse as terminals without SGR reports send it: three bytes, each from 32.
pub(super) fn old_mouse(button: u8, x: u8, y: u8) -> Option<Input> {
    let button = u16::from(button.checked_sub(32)?);
    let at = |b: u8| b.checked_sub(33).map(u16::from);
    let released = button & 0b1100_0011 == 3;
    mouse(if released { 0 } else { button }, at(x)?, at(y)?, released)
}

/// A key after SS3 (`ESC O`), with the digits of a modifier if there were any.
pub(super) fn ss3(modifier: &[u8], letter: u8) -> Option<Key> {
    let rxvt_ctrl = (b'a'..=b'd').contains(&letter);
    let code = match letter {
        b'M' => Code::Enter,
        b'X' => Code::Char('='),
        b'j'..=b'y' => Code::Char(char::from(letter - 0x40)),
        b'I' => Code::Tab,
        _ => letter_key(letter.to_ascii_uppercase())
            .filter(|_| letter.is_ascii_uppercase() || rxvt_ctrl)?,
    };
    let number = std::str::from_utf8(modifier)
        .ok()
        .and_then(|text| text.parse().ok());
    let mut key = with_modifiers(code, number.unwrap_or(1));
    key.ctrl |= rxvt_ctrl;
    Some(key)
}

/// Keys that end in a letter, after CSI or SS3.
fn letter_key(letter: u8) -> Option<Code> {
    Some(match letter {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'F' => Code::End,
        b'H' => Code::Home,
        b'P' => Code::F(1),
        b'Q' => Code::F(2),
        b'R' => Code::F(3),
        b'S' => Code::F(4),
        _ => return None,
    })
}

/// Keys that end in `~` (and in rxvt's `^`, `$`, `@`), by their number.
fn numbered_key(n: u16) -> Option<Code> {
    Some(match n {
        1 | 7 => Code::Home,
        2 => Code::Insert,
        3 => Code::Delete,
        4 | 8 => Code::End,
        5 => Code::PageUp,
        6 => Code::PageDown,
        11..=15 => Code::F((n - 10) as u8),
        17..=21 => Code::F((n - 11) as u8),
        23..=26 => Code::F((n - 12) as u8),
        28 | 29 => Code::F((n - 13) as u8),
        31..=34 => Code::F((n - 14) as u8),
        _ => return None,
    })
}

/// A control sequence: parameters and intermediates, and the final byte.
pub(super) fn csi(body: &[u8], last: u8) -> Option<Input> {
    match body.first() {
        Some(b'?') => return answer(&body[1..], last).map(Input::Report),
        Some(b'<') => return sgr_mouse(&body[1..], last),
        Some(b'>' | b'=') => return None,
        _ => {}
    }
    let n = numbers(body);
    let first = n.first().copied().unwrap_or(0);
    let modifiers = n.get(1).copied().unwrap_or(1);
    let key = match last {
        b'n' if n == [0] => return Some(Input::Report(Report::Ready)),
        b'I' if body.is_empty() => return Some(Input::Focus(true)),
        b'O' if body.is_empty() => return Some(Input::Focus(false)),
        b'R' if is_position(&n) => {
            let at = |i: usize| n.get(i).copied().unwrap_or(1).max(1) - 1;
            return Some(Input::Report(Report::Cursor(at(1), at(0))));
        }
        b'Z' => Key {
            shift: true,
            ..with_modifiers(Code::Tab, modifiers)
        },
        b'a'..=b'd' if body.is_empty() => Key {
            shift: true,
            ..Key::plain(letter_key(last.to_ascii_uppercase())?)
        },
        b'u' => {
            return is_pressed(body)
                .then(|| unicode_key(first, shifted(body), modifiers))
                .flatten();
        }
        b'~' if first == 27 => unicode_key_of(n.get(2).copied()?, None, modifiers)?,
        b'~' if is_pressed(body) => with_modifiers(numbered_key(first)?, modifiers),
        b'^' => Key {
            ctrl: true,
            ..Key::plain(numbered_key(first)?)
        },
        b'$' => Key {
            shift: true,
            ..Key::plain(numbered_key(first)?)
        },
        b'@' => Key {
            ctrl: true,
            shift: true,
            ..Key::plain(numbered_key(first)?)
        },
        letter if is_pressed(body) => with_modifiers(letter_key(letter)?, modifiers),
        _ => return None,
    };
    Some(Input::Key(key))
}

/// `CSI 1 ; 2 R` to `CSI 1 ; 16 R` is F3 with modifiers; anything else is a position. So positions are never asked for
/// on the first row.
fn is_position(n: &[u16]) -> bool {
    matches!(n, [row, column] if *row != 1 || !(2..=16).contains(column))
}

/// Numbers between semicolons; of a number with parts (`1:3`) the first. Left out is 0.
fn numbers(body: &[u8]) -> Vec<u16> {
    if body.is_empty() {
        return Vec::new();
    }
    body.split(|b| *b == b';').map(number).collect()
}

fn number(field: &[u8]) -> u16 {
    let digits = field.iter().take_while(|b| b.is_ascii_digit());
    digits.fold(0_u16, |n, b| {
        n.saturating_mul(10).saturating_add(u16::from(b - b'0'))
    })
}

/// Part `part` of field `field`: `a:b;c:d`.
fn part(body: &[u8], field: usize, part: usize) -> Option<u16> {
    let field = body.split(|b| *b == b';').nth(field)?;
    field
        .split(|b| *b == b':')
        .nth(part)
        .filter(|it| !it.is_empty())
        .map(number)
}

/// The kitty protocol's event type: 3 is a release, which is no input to us.
fn is_pressed(body: &[u8]) -> bool {
    part(body, 1, 1) != Some(3)
}

/// The kitty protocol's shifted form of the key.
fn shifted(body: &[u8]) -> Option<u16> {
    part(body, 0, 1)
}

/// xterm's modifier parameter: one more than a sum of 1 Shift, 2 Alt, 4 Control, 32 Meta.
fn with_modifiers(code: Code, parameter: u16) -> Key {
    let bits = parameter.saturating_sub(1);
    Key {
        code,
        shift: bits & 1 != 0,
        alt: bits & (2 | 32) != 0,
        ctrl: bits & 4 != 0,
    }
}

fn unicode_key(n: u16, shifted: Option<u16>, modifiers: u16) -> Option<Input> {
    unicode_key_of(n, shifted, modifiers).map(Input::Key)
}

/// A key by its Unicode value or its number in the kitty protocol's private range.
fn unicode_key_of(n: u16, shifted: Option<u16>, modifiers: u16) -> Option<Key> {
    let code = match n {
        9 => Code::Tab,
        13 | 57414 => Code::Enter,
        27 => Code::Esc,
        8 | 127 => Code::Backspace,
        57376..=57398 => Code::F((n - 57376 + 13) as u8),
        57399..=57408 => Code::Char(char::from(b'0' + (n - 57399) as u8)),
        57409..=57413 => Code::Char(char::from(b"./*-+"[usize::from(n - 57409)])),
        57415 => Code::Char('='),
        57417 => Code::Left,
        57418 => Code::Right,
        57419 => Code::Up,
        57420 => Code::Down,
        57421 => Code::PageUp,
        57422 => Code::PageDown,
        57423 => Code::Home,
        57424 => Code::End,
        57425 => Code::Insert,
        57426 => Code::Delete,
        57344..=63743 => return None,
        n => Code::Char(char::from_u32(u32::from(n)).filter(|c| !c.is_control())?),
    };
    let mut key = with_modifiers(code, modifiers);
    if let (Code::Char(c), true) = (key.code, key.shift) {
        key.shift = false;
        let upper = shifted.and_then(|n| char::from_u32(u32::from(n)));
        key.code = Code::Char(if key.ctrl {
            c
        } else {
            upper.unwrap_or(c.to_ascii_uppercase())
        });
    }
    Some(key)
}

/// `CSI ?` answers.
fn answer(body: &[u8], last: u8) -> Option<Report> {
    match last {
        b'c' => Some(Report::Attributes(numbers(body))),
        b'u' => Some(Report::Keyboard(number(body).min(255) as u8)),
        b'y' => {
            let n = numbers(body.strip_suffix(b"$")?);
            Some(Report::Mode(*n.first()?, (*n.get(1)?).min(255) as u8))
        }
        _ => None,
    }
}

fn sgr_mouse(body: &[u8], last: u8) -> Option<Input> {
    let n = numbers(body);
    let [button, x, y] = n.as_slice() else {
        return None;
    };
    let released = match last {
        b'M' => false,
        b'm' => true,
        _ => return None,
    };
    mouse(*button, x.checked_sub(1)?, y.checked_sub(1)?, released)
}

/// Bits of a button: 0–1 which, 2–4 modifiers, 5 motion, 6 wheel. Only the first button and the wheel mean anything to us.
fn mouse(button: u16, x: u16, y: u16, released: bool) -> Option<Input> {
    let action = match button & !0b1_1100 {
        64 if !released => MouseAction::ScrollUp,
        65 if !released => MouseAction::ScrollDown,
        0 if released => MouseAction::Release,
        0 => MouseAction::Press,
        32 if !released => MouseAction::Drag,
        _ => return None,
    };
    Some(Input::Mouse(Mouse { action, x, y }))
}

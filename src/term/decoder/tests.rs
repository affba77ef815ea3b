//! What each sequence means; how they may be cut is in `tests/wire/decoding.rs`.

use super::*;
use crate::term::{Mouse, MouseAction, Report};

fn decode(bytes: &[u8]) -> Vec<Input> {
    let mut decoder = Decoder::default();
    decoder.feed(bytes);
    std::iter::from_fn(|| decoder.next_input()).collect()
}

fn check(bytes: &str, expect: &[Input]) {
    assert_eq!(decode(bytes.as_bytes()), expect, "{bytes:?}");
}

fn key(code: Code, modifiers: &str) -> Input {
    Input::Key(Key {
        code,
        ctrl: modifiers.contains('c'),
        alt: modifiers.contains('a'),
        shift: modifiers.contains('s'),
    })
}

fn char(c: char) -> Input {
    key(Code::Char(c), "")
}

#[test]
fn characters() {
    check("jQ/", &[char('j'), char('Q'), char('/')]);
    check("報ｊ", &[char('報'), char('ｊ')]);
    check(
        "\r\n\t\x7f\x08",
        &[
            key(Code::Enter, ""),
            key(Code::Enter, ""),
            key(Code::Tab, ""),
            key(Code::Backspace, ""),
            key(Code::Backspace, ""),
        ],
    );
    check(
        "\x01\x1a\x00\x1c",
        &[
            key(Code::Char('a'), "c"),
            key(Code::Char('z'), "c"),
            key(Code::Char(' '), "c"),
            key(Code::Char('\\'), "c"),
        ],
    );
    assert_eq!(decode(b"\xffa\xe5\xa0b"), [char('a'), char('b')]);
}

#[test]
fn arrows_and_the_like_in_all_their_forms() {
    for (code, forms) in [
        (Code::Up, &["\x1b[A", "\x1bOA", "\x1b[57419u"][..]),
        (Code::Home, &["\x1b[H", "\x1bOH", "\x1b[1~", "\x1b[7~"]),
        (Code::End, &["\x1b[F", "\x1bOF", "\x1b[4~", "\x1b[8~"]),
        (Code::PageUp, &["\x1b[5~"]),
        (Code::PageDown, &["\x1b[6~"]),
        (Code::Insert, &["\x1b[2~"]),
        (Code::Delete, &["\x1b[3~"]),
        (Code::F(1), &["\x1bOP", "\x1b[P", "\x1b[11~", "\x1b[[A"]),
        (Code::F(5), &["\x1b[15~", "\x1b[[E"]),
        (Code::F(10), &["\x1b[21~"]),
        (Code::F(12), &["\x1b[24~"]),
        (Code::F(13), &["\x1b[25~", "\x1b[57376u"]),
        (Code::F(20), &["\x1b[34~"]),
        (Code::Enter, &["\x1bOM", "\x1b[13u", "\x1b[57414u"]),
    ] {
        forms.iter().for_each(|form| check(form, &[key(code, "")]));
    }
    check("\x1bOp\x1bOy\x1bOk", &[char('0'), char('9'), char('+')]);
}

#[test]
fn modifiers() {
    check("\x1b[1;5A", &[key(Code::Up, "c")]);
    check("\x1b[1;2B", &[key(Code::Down, "s")]);
    check("\x1b[5;3~", &[key(Code::PageUp, "a")]);
    check("\x1b[1;8D", &[key(Code::Left, "cas")]);
    check("\x1b[Z", &[key(Code::Tab, "s")]);
    check("\x1b[a\x1bOd", &[key(Code::Up, "s"), key(Code::Left, "c")]);
    check(
        "\x1b[3^\x1b[3$\x1b[3@",
        &[
            key(Code::Delete, "c"),
            key(Code::Delete, "s"),
            key(Code::Delete, "cs"),
        ],
    );
    check("\x1b\x1b[A", &[key(Code::Up, "a")]);
    check(
        "\x1bj\x1b\r\x1b報",
        &[
            key(Code::Char('j'), "a"),
            key(Code::Enter, "a"),
            key(Code::Char('報'), "a"),
        ],
    );
    check("\x1bO5P", &[key(Code::F(1), "c")]);
}

#[test]
fn the_kitty_keyboard() {
    check("\x1b[27u", &[key(Code::Esc, "")]);
    check("\x1b[106;5u", &[key(Code::Char('j'), "c")]);
    check("\x1b[97:65;2u", &[char('A')]);
    check("\x1b[97;2u", &[char('A')]);
    check("\x1b[9;5u", &[key(Code::Tab, "c")]);
    check("\x1b[106;1:3u", &[]);
    check("\x1b[1;1:3A", &[]);
    check("\x1b[27;5;106~", &[key(Code::Char('j'), "c")]);
}

#[test]
fn pastes() {
    check(
        "\x1b[200~一\r\n二\x1b[201~j",
        &[Input::Paste("一\n二".into()), char('j')],
    );
    check(
        "\x1b[200~\x1b[A\x07q\x1b[201~",
        &[Input::Paste("[Aq".into())],
    );
    let long = [
        b"\x1b[200~".as_slice(),
        &vec![b'x'; PASTE_LIMIT + 99],
        PASTE_END,
        b"j",
    ]
    .concat();
    let inputs = decode(&long);
    assert!(matches!(&inputs[0], Input::Paste(text) if text.len() == PASTE_LIMIT));
    assert_eq!(inputs[1], char('j'));
}

#[test]
fn mouse_and_focus() {
    let mouse = |action, x, y| Input::Mouse(Mouse { action, x, y });
    check(
        "\x1b[<0;5;7M\x1b[<0;5;7m",
        &[
            mouse(MouseAction::Press, 4, 6),
            mouse(MouseAction::Release, 4, 6),
        ],
    );
    check(
        "\x1b[<64;1;1M\x1b[<65;300;1M\x1b[<32;2;2M",
        &[
            mouse(MouseAction::ScrollUp, 0, 0),
            mouse(MouseAction::ScrollDown, 299, 0),
            mouse(MouseAction::Drag, 1, 1),
        ],
    );
    check(
        "\x1b[M !!\x1b[M#!!",
        &[
            mouse(MouseAction::Press, 0, 0),
            mouse(MouseAction::Release, 0, 0),
        ],
    );
    check("\x1b[<2;5;7M\x1b[<35;5;7M", &[]);
    check("\x1b[I\x1b[O", &[Input::Focus(true), Input::Focus(false)]);
}

#[test]
fn answers() {
    let report = Input::Report;
    check(
        "\x1b[?64;1;2c",
        &[report(Report::Attributes(vec![64, 1, 2]))],
    );
    check("\x1b[0n", &[report(Report::Ready)]);
    check("\x1b[24;80R", &[report(Report::Cursor(79, 23))]);
    check("\x1b[1;1R", &[report(Report::Cursor(0, 0))]);
    check("\x1b[1;5R", &[key(Code::F(3), "c")]);
    check("\x1b[?69;2$y", &[report(Report::Mode(69, 2))]);
    check("\x1b[?2026;0$y", &[report(Report::Mode(2026, 0))]);
    check("\x1b[?5u", &[report(Report::Keyboard(5))]);
    check(
        "\x1bP>|XTerm(390)\x1b\\",
        &[report(Report::Version("XTerm(390)".into()))],
    );
    check(
        "\x1bP>|foot(1.16)\x07j",
        &[report(Report::Version("foot(1.16)".into())), char('j')],
    );
    check("\x1b]11;rgb:0/0/0\x1b\\j", &[char('j')]);
}

#[test]
fn what_means_nothing_is_dropped_and_takes_no_key_with_it() {
    check("\x1b[99zj", &[char('j')]);
    check("\x1b[>1;2cj", &[char('j')]);
    check("\x1b[1\rj", &[key(Code::Enter, ""), char('j')]);
    check("\x1b[12\x1b[A", &[key(Code::Up, "")]);
    check(&format!("\x1b[{}Aj", "1;".repeat(300)), &[char('j')]);
    let string = format!("\x1bP>|{}\x1b\\j", "x".repeat(5000));
    assert_eq!(decode(string.as_bytes()).last(), Some(&char('j')));
}

#[test]
fn only_time_tells_an_escape_from_a_sequence() {
    let held = |bytes: &[u8]| {
        let mut decoder = Decoder::default();
        decoder.feed(bytes);
        assert_eq!(decoder.next_input(), None, "{bytes:?}");
        assert!(decoder.is_waiting(), "{bytes:?}");
        decoder.time_out();
        assert!(!decoder.is_waiting(), "{bytes:?}");
        std::iter::from_fn(|| decoder.next_input()).collect::<Vec<_>>()
    };
    let esc = || key(Code::Esc, "");
    assert_eq!(held(b"\x1b"), [esc()]);
    assert_eq!(held(b"\x1b\x1b"), [esc(), esc()]);
    assert_eq!(held(b"\x1b["), [key(Code::Char('['), "a")]);
    assert_eq!(held(b"\x1bO"), [key(Code::Char('O'), "a")]);
    assert_eq!(held(b"\x1bO5"), [key(Code::Char('O'), "a"), char('5')]);
    assert_eq!(held(b"\x1bP"), [key(Code::Char('P'), "a")]);
    assert_eq!(held(b"\x1b\x1b["), [esc(), key(Code::Char('['), "a")]);
    check("\x1b\x1bj", &[esc(), key(Code::Char('j'), "a")]);
    check("\x1bPj", &[key(Code::Char('P'), "a"), char('j')]);
    // The rest of a sequence that has begun will come, however slow the line.
    let mut decoder = Decoder::default();
    decoder.feed(b"\x1b[1;");
    assert!(!decoder.is_waiting());
}

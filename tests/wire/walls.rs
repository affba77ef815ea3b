//! The second wall: whatever a buffer holds, nothing but glyphs and our own sequences reaches the terminal, and what breaks
//! the buffer's convention spoils no cell but its own.

use kanbao::term::{Caps, Painter};
use proptest::prelude::*;
use ratatui::{buffer::Buffer, layout::Rect};
use unicode_width::UnicodeWidthChar;

use super::{
    judges::{Alacritty, Judge, Kind, Vt, differences},
    pages::put,
};

/// Symbols of all kinds, most of them bad.
fn symbol() -> impl Strategy<Value = String> {
    let known = [
        "",
        "",
        " ",
        "a",
        "報",
        "報",
        "…",
        "❤\u{fe0f}",
        "👍🏽",
        "👨\u{200d}👩\u{200d}👧",
        "e\u{301}",
        "\u{301}",
        "\x1b",
        "\x1b[2J",
        "\x1b]0;x\x07",
        "\n",
        "\r",
        "\t",
        "\x7f",
        "\u{9b}",
        "\u{9b}2J",
        "\u{202e}",
        "a\u{202e}b",
        "\u{2066}",
        "\u{200b}",
        "\u{feff}",
        "\u{ad}",
        "\u{e0001}",
        "\u{3000}",
        "\u{2028}",
        "葛\u{e0100}",
        "\u{1160}",
        "\u{115f}\u{1161}",
        "\u{200d}",
        "\u{fe0f}",
        "abc",
        "報紙",
    ];
    prop_oneof![
        4 => prop::sample::select(known.to_vec()).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => prop::collection::vec(any::<char>(), 0..5).prop_map(|it| it.into_iter().collect()),
    ]
}

const WIDTH: u16 = 12;
const HEIGHT: u16 = 4;

fn buffer_of(symbols: &[String]) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, WIDTH, HEIGHT));
    for (cell, symbol) in buffer.content.iter_mut().zip(symbols) {
        cell.set_symbol(symbol);
    }
    // Who sets an ambiguous character over two cells says that this terminal draws it so; these draw it over one.
    let is_ambiguous = |c: char| c.width() == Some(1) && c.width_cjk() == Some(2);
    for at in 1..buffer.content.len() {
        if buffer.content[at - 1].symbol().contains(is_ambiguous)
            && buffer.content[at].symbol().is_empty()
        {
            buffer.content[at].set_symbol(" ");
        }
    }
    buffer
}

/// What may never reach a terminal, but for the controls that our own sequences are made of.
fn is_bad(c: char) -> bool {
    let ours = matches!(c, '\x1b' | '\r' | '\n' | '\x08');
    (c.is_control() && !ours)
        || matches!(c, '\u{61c}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}' | '\u{e0000}'..='\u{e0fff}')
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_bad_passes_and_the_next_clean_page_is_whole(
        symbols in prop::collection::vec(symbol(), usize::from(WIDTH * HEIGHT)),
        rich in any::<bool>(),
    ) {
        let caps = if rich { Caps { margins: false, ..Caps::everything() } } else { Caps::default() };
        let mut painter = Painter::new(caps);
        // This one panics on any sequence that is not ours.
        let mut strict = Vt::new(WIDTH, HEIGHT, Kind { bce: true, wide_ambiguous: false, narrow_pictures: false });
        let mut judge = Alacritty::new(WIDTH, HEIGHT);
        for buffer in [buffer_of(&symbols), clean()] {
            let bytes = painter.present(&buffer, None, &[]).to_vec();
            let text = String::from_utf8(bytes.clone()).expect("UTF-8");
            prop_assert!(!text.chars().any(is_bad), "{text:?}");
            strict.feed(&bytes);
            judge.feed(&bytes);
        }
        prop_assert_eq!(differences(&strict, &clean(), None, true), Vec::<String>::new());
        prop_assert_eq!(differences(&judge, &clean(), None, true), Vec::<String>::new());
    }

    #[test]
    fn neighbours_of_a_bad_cell_are_whole(symbol in symbol(), x in 0..WIDTH) {
        // A well-behaved page with one bad cell, between narrow cells that it must not touch.
        let mut buffer = Buffer::empty(Rect::new(0, 0, WIDTH, 2));
        (0..WIDTH).for_each(|x| { buffer[(x, 0)].set_symbol("x"); });
        buffer[(x, 0)].set_symbol(&symbol);
        let mut judge = Vt::new(WIDTH, 2, Kind { bce: false, wide_ambiguous: false, narrow_pictures: false });
        judge.feed(Painter::new(Caps::default()).present(&buffer, None, &[]));
        for other in (0..WIDTH).filter(|it| *it != x) {
            prop_assert_eq!(judge.look(other, 0).glyph, 'x', "cell {} beside {:?} at {}", other, symbol, x);
        }
    }
}

fn clean() -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, WIDTH, HEIGHT));
    for y in 0..HEIGHT {
        put(
            &mut buffer,
            y % 3,
            y,
            WIDTH,
            "看報 abc 新聞",
            ratatui::style::Style::new(),
        );
    }
    buffer
}

#[test]
fn leaving_puts_everything_back() {
    let kind = Kind {
        bce: true,
        wide_ambiguous: false,
        narrow_pictures: false,
    };
    let mut judge = Vt::new(40, 10, kind);
    let mut painter = Painter::new(Caps::everything());
    let mut page = Buffer::empty(Rect::new(0, 0, 40, 10));
    let pane = [Rect::new(20, 1, 20, 8)];
    for from in 0..4 {
        for y in 1..9 {
            let line = format!(
                "第{}行 {}",
                from + y,
                "字".repeat(usize::from(from + y) % 6)
            );
            (20..40).for_each(|x| {
                page[(x, y)].set_symbol(" ");
            });
            put(
                &mut page,
                20,
                y,
                40,
                &line,
                ratatui::style::Style::new().bold().red(),
            );
            put(
                &mut page,
                0,
                y,
                19,
                "不動的字",
                ratatui::style::Style::new(),
            );
        }
        judge.feed(painter.present(&page, None, &pane));
        assert_eq!(differences(&judge, &page, None, true), Vec::<String>::new());
    }
    assert!(
        !judge.is_as_found(),
        "margins, region, autowrap and cursor were changed"
    );
    judge.feed(painter.leave());
    assert!(judge.is_as_found());
}

#[test]
fn a_disturbed_row_and_a_forgotten_screen_are_painted_again() {
    let kind = Kind {
        bce: true,
        wide_ambiguous: false,
        narrow_pictures: false,
    };
    let mut judge = Vt::new(WIDTH, HEIGHT, kind);
    let mut painter = Painter::new(Caps::default());
    judge.feed(painter.present(&clean(), None, &[]));
    judge.feed("\x1b[3;1Hrubbish".as_bytes());
    painter.disturb_row(2);
    judge.feed(painter.present(&clean(), None, &[]));
    assert_eq!(
        differences(&judge, &clean(), None, true),
        Vec::<String>::new()
    );
    judge.feed("\x1b[2;3r\x1b[1;31m\x1b[1;1Hrubbish".as_bytes());
    painter.forget();
    judge.feed(painter.present(&clean(), None, &[]));
    assert_eq!(
        differences(&judge, &clean(), None, true),
        Vec::<String>::new()
    );
}

#[test]
fn wide_ambiguous_characters_are_where_the_buffer_says() {
    let kind = Kind {
        bce: true,
        wide_ambiguous: true,
        narrow_pictures: false,
    };
    let mut judge = Vt::new(20, 2, kind);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 2));
    for (i, symbol) in ["他", "說", "“", "好", "”", "…"].iter().enumerate() {
        buffer[(2 * i as u16, 0)].set_symbol(symbol);
        buffer[(2 * i as u16 + 1, 0)].set_symbol("");
    }
    let mut painter = Painter::new(Caps::default());
    let bytes = painter.present(&buffer, None, &[]).to_vec();
    judge.feed(&bytes);
    assert_eq!(
        differences(&judge, &buffer, None, true),
        Vec::<String>::new()
    );
    let text = String::from_utf8(bytes).expect("UTF-8");
    assert!(text.contains("他說“好”…"), "no address within: {text:?}");
}

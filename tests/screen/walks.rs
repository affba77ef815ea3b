//! Any keys at any size: no panic, every glyph whole, nothing sent where nothing changed.

use kanbao::session::Wire;
use kanbao::term::Painter;
use kanbao::words::UiLang;
use proptest::prelude::*;
use ratatui::buffer::Buffer;

use crate::desk::{Desk, settings};

const KEYS: &[&str] = &[
    "j",
    "k",
    "g",
    "G",
    "C-d",
    "C-u",
    "C-f",
    "C-b",
    "<Space>",
    "<PgUp>",
    "<PgDn>",
    "<Enter>",
    "l",
    "h",
    "<Esc>",
    "q",
    "<Tab>",
    "n",
    "p",
    "J",
    "K",
    "/",
    "f",
    "s",
    "D",
    "1",
    "3",
    "0",
    "[d",
    "]d",
    "r",
    "m",
    "A",
    "u",
    "y",
    "O",
    "Y2<Enter>",
    "t",
    "v",
    "z",
    "?",
    ":",
    "C-l",
    "U",
    "M",
    "X",
    "<",
    "<Backspace>",
    ".",
    ",",
    "sp",
    "船",
    "is:unread",
    "<Left>",
    "<Right>",
    "C-g",
    "[",
    "<Up>",
    "<Down>",
];

/// Every wide glyph has its covered cells, and no cell is covered by nothing.
fn is_whole(buffer: &Buffer) -> Result<(), String> {
    let width = usize::from(buffer.area.width);
    for (y, row) in buffer.content.chunks(width).enumerate() {
        let mut x = 0;
        while x < width {
            let symbol = row[x].symbol();
            if symbol.is_empty() {
                return Err(format!("a covered cell without its glyph at {x},{y}"));
            }
            let wide = kanbao::typeset::Widths::default().text(symbol).max(1);
            if x + wide > width {
                return Err(format!("{symbol} reaches over the edge at {x},{y}"));
            }
            if row[x + 1..x + wide]
                .iter()
                .any(|cell| !cell.symbol().is_empty())
            {
                return Err(format!("{symbol} is torn at {x},{y}"));
            }
            x += wide;
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn no_keys_at_no_size_do_harm(
        lean: bool,
        steps in proptest::collection::vec((0usize..KEYS.len() + 6, 1u16..200, 1u16..60), 1..40),
    ) {
        let wire = if lean { Wire::Lean } else { Wire::Rich };
        let mut desk = Desk::new((80, 24), settings(UiLang::ZhHant, wire));
        for (key, width, height) in steps {
            match KEYS.get(key) {
                Some(keys) => { desk.keys(keys); }
                None => { desk.resize(width, height); }
            }
            let (buffer, cursor) = desk.session.screen();
            prop_assert_eq!(is_whole(&buffer), Ok(()));
            if let Some((x, y)) = cursor {
                prop_assert!(x < buffer.area.width && y < buffer.area.height);
            }
            desk.show();
            prop_assert_eq!(desk.show(), b"");
        }
    }
}

#[test]
fn every_size_up_to_500x200_draws() {
    let mut desk = Desk::new((80, 24), settings(UiLang::ZhHant, Wire::Rich));
    for width in (1..24).chain([31, 40, 59, 60, 80, 109, 110, 121, 200, 500]) {
        for height in (1..12).chain([24, 200]) {
            desk.resize(width, height);
            let (buffer, _) = desk.session.screen();
            assert_eq!(is_whole(&buffer), Ok(()), "{width}x{height}");
        }
    }
}

#[test]
fn a_key_that_changes_nothing_sends_nothing() {
    let mut desk = Desk::new((120, 40), settings(UiLang::ZhHant, Wire::Lean));
    desk.show();
    for key in ["k", "g", "<Esc>", "<Home>", "<Up>"] {
        desk.keys(key);
        assert_eq!(desk.show(), b"", "{key}");
    }
    // The painter agrees that the screen is what was sent.
    let mut painter = Painter::new(desk.session.caps().clone());
    let (buffer, cursor) = desk.session.screen();
    painter.present(&buffer, cursor, &[]);
    assert!(painter.present(&buffer, cursor, &[]).is_empty());
}

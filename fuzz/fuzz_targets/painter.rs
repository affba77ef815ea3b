//! Any cells in any order: no crash, and no byte of a cell's that a terminal would obey.
#![no_main]

use kanbao::term::{Caps, Painter};
use libfuzzer_sys::fuzz_target;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

type Write = (u8, u8, String, u8, u16);

fuzz_target!(|frames: Vec<(bool, Vec<Write>)>| {
    let area = Rect::new(0, 0, 24, 8);
    let mut painter = Painter::new(Caps::default());
    let mut buffer = Buffer::empty(area);
    for (forget, writes) in frames {
        for (x, y, symbol, colour, modifiers) in writes {
            let style = Style::new().fg(Color::Indexed(colour)).add_modifier(Modifier::from_bits_truncate(modifiers));
            let cell = &mut buffer[(u16::from(x) % area.width, u16::from(y) % area.height)];
            cell.set_symbol(&symbol).set_style(style);
        }
        if forget {
            painter.forget();
        }
        let bytes = painter.present(&buffer, Some((1, 1)), &[area]).to_vec();
        let text = String::from_utf8(bytes).expect("only UTF-8 goes out");
        assert!(!text.chars().any(|c| ('\u{80}'..='\u{9f}').contains(&c) || ('\u{202a}'..='\u{202e}').contains(&c)));
        assert!(painter.present(&buffer, Some((1, 1)), &[area]).is_empty(), "nothing changed");
    }
});

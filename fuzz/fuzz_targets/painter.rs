//! Any cells in any order: no crash, and no character of a cell's that a terminal would obey or that hides what it shows.
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
        assert_eq!(first_wrong(&text), None, "{text:?}");
        assert!(painter.present(&buffer, Some((1, 1)), &[area]).is_empty(), "nothing changed");
    }
});

/// The first character that may not go out where it stands.
fn first_wrong(text: &str) -> Option<char> {
    let mut before = '\n';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let after = chars.peek().copied();
        let is_wrong = match c {
            // The painter's own: CSI, a line up, and the three controls that move the cursor.
            '\x1b' => !matches!(after, Some('[' | 'M')),
            '\r' | '\n' | '\x08' => false,
            '\u{200d}' => !is_picture(before) || !after.is_some_and(is_picture),
            '\u{fe0e}' | '\u{fe0f}' => before.is_control(),
            c => c.is_control() || is_unseen(c),
        };
        if is_wrong {
            return Some(c);
        }
        before = c;
    }
    None
}

fn is_picture(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
}

/// Marks, overrides and isolates of direction, dividers of lines, tags, other selectors, fillers and format characters.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0d}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

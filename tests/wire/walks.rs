//! Random walks through a reader's screens: after every frame each judge must show the buffer, cell for cell.
//!
//! `KANBAO_WALK=20000 cargo test --test wire walks` walks longer.

use kanbao::term::{Caps, Depth, Painter};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Modifier, Style},
};

use super::{
    judges::{Alacritty, Avt, Judge, Kind, Vt, differences},
    pages::{Dice, LEAN, Layout, Look, Page, Text, set},
    tape::Tape,
};

/// How many frames each walk has.
pub fn frames() -> usize {
    let wanted = std::env::var("KANBAO_WALK")
        .ok()
        .and_then(|n| n.parse().ok());
    wanted.unwrap_or(200)
}

const SIZES: [(u16, u16); 6] = [(120, 40), (80, 24), (40, 20), (61, 17), (13, 7), (2, 2)];
const LAYOUTS: [Layout; 4] = [Layout::Stack, Layout::Full, Layout::Side, Layout::Columns];

fn looks(depth: Depth) -> Vec<Look> {
    let rich = Look {
        body: Style::new()
            .fg(Color::Rgb(220, 215, 186))
            .bg(Color::Rgb(31, 31, 40)),
        title: Style::new()
            .fg(Color::Rgb(255, 160, 102))
            .bg(Color::Rgb(31, 31, 40))
            .add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
        dim: Style::new()
            .fg(Color::Indexed(244))
            .bg(Color::Rgb(31, 31, 40))
            .add_modifier(Modifier::ITALIC),
        chosen: Style::new().fg(Color::Black).bg(Color::LightYellow),
        highlight: true,
    };
    let plain = Look {
        title: Style::new().yellow().add_modifier(Modifier::BOLD),
        dim: Style::new().fg(Color::DarkGray).add_modifier(Modifier::DIM),
        chosen: Style::new().add_modifier(Modifier::REVERSED),
        highlight: true,
        ..LEAN
    };
    let panel = Look {
        body: Style::new().white().on_blue(),
        title: Style::new()
            .light_cyan()
            .on_blue()
            .add_modifier(Modifier::BOLD),
        dim: Style::new()
            .gray()
            .on_blue()
            .add_modifier(Modifier::CROSSED_OUT),
        chosen: Style::new().black().on_cyan(),
        highlight: true,
    };
    match depth {
        Depth::True => vec![LEAN, rich, plain, panel],
        _ => vec![LEAN, plain, panel],
    }
}

/// One step of a reader, or of chance.
fn step(page: &mut Page, looks: &[Look], dice: &mut Dice) {
    match dice.below(20) {
        0..=4 => page.choose(page.chosen + 1),
        5 | 6 => page.choose(page.chosen.saturating_sub(1)),
        7 => page.choose(page.chosen + page.list_rows()),
        8..=10 => page.top = (page.top + 1 + dice.below(3)).min(page.lines.len()),
        11 => page.top = page.top.saturating_sub(1 + dice.below(3)),
        12 => page.top = (page.top + usize::from(page.panes()[1].height)).min(page.lines.len()),
        13 => page.top = dice.below(page.lines.len()),
        14 => page.focus = 1 - page.focus,
        15 => page.cursor_shown = !page.cursor_shown,
        16 => {
            page.status = "第 ".to_owned()
                + &dice.below(300).to_string()
                + " / 300 …讀 "
                + &dice.below(100).to_string()
                + "%"
        }
        17 => page.look = *dice.pick(looks),
        18 => {
            page.layout = *dice.pick(&LAYOUTS);
            page.choose(page.chosen);
        }
        _ => {
            let (x, y) = (
                dice.below(page.width.into()) as u16,
                dice.below(page.height.into()) as u16,
            );
            let rect = Rect::new(x, y, 3 + dice.below(30) as u16, 3 + dice.below(9) as u16);
            page.overlay = if page.overlay.is_none() {
                Some(rect)
            } else {
                None
            };
        }
    }
}

/// Cells changed by no reader.
fn scribble(buffer: &mut Buffer, dice: &mut Dice) {
    for _ in 0..dice.below(6) {
        let x = dice.below(buffer.area.width.into()) as u16;
        let y = dice.below(buffer.area.height.into()) as u16;
        let style = Style::new()
            .fg(Color::Indexed(dice.below(16) as u8))
            .bg(Color::Indexed(dice.below(16) as u8));
        set(
            buffer,
            x,
            y,
            dice.pick::<&str>(&["x", " ", "─", "é"]),
            style,
        );
    }
}

/// Makes a judge of a size.
type Seat = fn(u16, u16) -> Box<dyn Judge>;

fn walk(caps: Caps, text: Text, seed: u64, judges: &[Seat]) {
    let mut dice = Dice::new(seed);
    let looks = looks(caps.depth);
    let colours = matches!(caps.depth, Depth::True | Depth::Sixteen);
    let mut left = frames();
    let margins = caps.margins;
    let mut painter = Painter::new(caps);
    while left > 0 {
        let (width, height) = *dice.pick(&SIZES);
        let mut page = Page::new(
            width,
            height,
            *dice.pick(&LAYOUTS),
            *dice.pick(&looks),
            text,
            &mut dice,
        );
        let mut judges: Vec<_> = judges.iter().map(|make| make(width, height)).collect();
        painter.forget();
        let mut tape = Tape::new(&format!("walk-{seed}-{left}"), (width, height), margins);
        let mut past: Vec<String> = Vec::new();
        for _ in 0..left.min(40 + dice.below(80)) {
            left -= 1;
            (0..1 + dice.below(2)).for_each(|_| step(&mut page, &looks, &mut dice));
            let mut buffer = page.draw();
            if dice.one_in(6) {
                scribble(&mut buffer, &mut dice);
            }
            let panes = page.panes();
            let bytes = painter.present(&buffer, page.cursor(), &panes).to_vec();
            past.push(String::from_utf8_lossy(&bytes).escape_debug().to_string());
            tape.keep(&bytes, &buffer, page.cursor(), colours);
            for judge in &mut judges {
                judge.feed(&bytes);
                let wrong = differences(judge.as_ref(), &buffer, page.cursor(), colours);
                let last = &past[past.len().saturating_sub(2)..];
                assert!(
                    wrong.is_empty(),
                    "seed {seed}, {width}x{height}, {:?}: {} wrong: {:#?}\nafter {last:#?}",
                    page.layout,
                    wrong.len(),
                    &wrong[..wrong.len().min(5)]
                );
            }
            assert!(
                painter.present(&buffer, page.cursor(), &panes).is_empty(),
                "the same again costs nothing"
            );
        }
    }
}

fn alacritty(width: u16, height: u16) -> Box<dyn Judge> {
    Box::new(Alacritty::new(width, height))
}

fn avt(width: u16, height: u16) -> Box<dyn Judge> {
    Box::new(Avt::new(width, height))
}

fn vt(width: u16, height: u16) -> Box<dyn Judge> {
    Box::new(Vt::new(
        width,
        height,
        Kind {
            bce: true,
            wide_ambiguous: false,
            narrow_pictures: false,
        },
    ))
}

fn old_vt(width: u16, height: u16) -> Box<dyn Judge> {
    Box::new(Vt::new(
        width,
        height,
        Kind {
            bce: false,
            wide_ambiguous: false,
            narrow_pictures: true,
        },
    ))
}

/// All that the emulators of others can do.
fn common() -> Caps {
    Caps {
        margins: false,
        ..Caps::everything()
    }
}

#[test]
fn plain_text_with_every_trick_but_margins() {
    walk(common(), Text::Plain, 1, &[alacritty, avt, vt]);
}

#[test]
fn odd_clusters_with_every_trick_but_margins() {
    walk(common(), Text::Odd, 2, &[alacritty, avt, vt]);
}

#[test]
fn only_what_every_terminal_does() {
    walk(
        Caps::default(),
        Text::Plain,
        3,
        &[alacritty, avt, vt, old_vt],
    );
    walk(Caps::default(), Text::Odd, 4, &[alacritty, avt, vt, old_vt]);
}

#[test]
fn with_margins() {
    walk(Caps::everything(), Text::Plain, 5, &[vt]);
    walk(Caps::everything(), Text::Odd, 6, &[vt]);
}

#[test]
fn each_trick_alone_and_each_depth() {
    let plain = Caps::default();
    let sets = [
        Caps {
            bce: true,
            ..plain.clone()
        },
        Caps {
            ech: true,
            ..plain.clone()
        },
        Caps {
            rep: true,
            ..plain.clone()
        },
        Caps {
            scroll_by: true,
            ..plain.clone()
        },
        Caps {
            sync: true,
            ..plain.clone()
        },
        Caps {
            depth: Depth::None,
            ..plain.clone()
        },
        Caps {
            depth: Depth::Palette,
            ..common()
        },
        Caps {
            depth: Depth::True,
            ..plain
        },
    ];
    for (i, caps) in sets.into_iter().enumerate() {
        walk(caps, Text::Odd, 10 + i as u64, &[alacritty, avt, vt]);
    }
}

//! The real reader and terminals that others wrote: painting by differences shows what painting anew shows, and chance
//! keys, in every layout, theme, size and set of capabilities, leave the screen that the reader meant in all of them.

use std::time::{Duration, Instant};

use kanbao::{
    article::{Article, Block, BlockKind},
    sample,
    session::{Session, Settings, Setup, Wire},
    store::Store,
    term::{Caps, Depth, Surroundings},
    theme::Theme,
    tui::LayoutChoice,
};

use super::{
    judges::{Alacritty, Avt, Hue, Judge, Kind, Look, ON_BLANK, Vt, differences},
    pages::{Dice, Text, sentence},
    tape::Tape,
    walks::frames,
};

/// A reader at a desk: a session, and the terminal that shows it.
struct Desk {
    session: Session,
    terminal: Box<dyn Judge>,
    _folder: tempfile::TempDir,
}

const WIDTH: u16 = 120;
const HEIGHT: u16 = 40;

impl Desk {
    fn new(caps: Caps) -> Self {
        let terminal: Box<dyn Judge> = if caps.margins {
            let kind = Kind {
                bce: true,
                wide_ambiguous: false,
                narrow_pictures: false,
            };
            Box::new(Vt::new(WIDTH, HEIGHT, kind))
        } else {
            Box::new(Alacritty::new(WIDTH, HEIGHT))
        };
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("store.db");
        let today = jiff::civil::date(2026, 11, 22);
        let mut store = Store::open(&path, "default").expect("a store");
        store
            .put("sample", &sample::articles(), today)
            .expect("the sample");
        let session = Session::new(Setup {
            settings: Settings {
                store: path,
                ..Settings::default()
            },
            store,
            caps,
            size: (WIDTH, HEIGHT),
            today,
            waker: None,
            grace: Duration::from_millis(250),
        });
        let mut desk = Self {
            session,
            terminal,
            _folder: folder,
        };
        desk.settle();
        desk
    }

    /// Takes what the session sends until it has been quiet for a while, and answers as a terminal does.
    fn settle(&mut self) {
        let mut quiet = Instant::now();
        while quiet.elapsed() < Duration::from_millis(120) {
            self.session.tick();
            let bytes = self.session.output();
            if bytes.is_empty() {
                std::thread::sleep(Duration::from_millis(4));
                continue;
            }
            quiet = Instant::now();
            let text = String::from_utf8(bytes).expect("UTF-8");
            self.terminal.feed(text.replace("\x1b[5n", "").as_bytes());
            if text.contains("\x1b[5n") {
                self.session.feed(b"\x1b[0n");
            }
        }
    }

    fn press(&mut self, keys: &str) {
        self.session.feed(keys.as_bytes());
        self.settle();
    }

    fn shown(&self) -> Vec<Look> {
        let rows = (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (x, y)));
        let look = |(x, y)| {
            let mut look = self.terminal.look(x, y);
            if look.glyph == ' ' {
                look.attrs &= ON_BLANK;
                look.fg = Hue::Default;
            }
            look
        };
        rows.map(look).collect()
    }
}

fn over_a_line() -> Caps {
    Caps::guess(&Surroundings::of([("TERM", "xterm-256color")], ["sshd"]))
}

#[test]
fn differences_show_what_a_new_start_shows() {
    for caps in [
        over_a_line(),
        Caps {
            margins: false,
            ..Caps::everything()
        },
    ] {
        let mut desk = Desk::new(caps);
        for keys in [
            "j", "j", "jjjj", "\r", "j", " ", "b", "\t", "k", "G", "?", "q", "/社", "\x15", "2",
            "\r", "j", "n",
        ] {
            desk.press(keys);
            desk.session.time_out();
            desk.settle();
            let by_differences = desk.shown();
            desk.session.redraw();
            desk.settle();
            let wrong = by_differences
                .iter()
                .zip(desk.shown())
                .filter(|(a, b)| *a != b);
            let wrong: Vec<_> = wrong.take(3).collect();
            assert!(wrong.is_empty(), "after {keys:?}: {wrong:#?}");
            if desk.session.finished() {
                break;
            }
        }
    }
}

/// Articles in which anything may stand, by chance.
fn odd_paper(dice: &mut Dice) -> Vec<Article> {
    let kinds = [
        BlockKind::Paragraph,
        BlockKind::Paragraph,
        BlockKind::Subhead,
        BlockKind::Quote,
        BlockKind::List,
        BlockKind::Verse,
        BlockKind::Code,
    ];
    let article = |n: usize, dice: &mut Dice| Article {
        title: sentence(dice, 2 + n % 6, Text::Odd),
        kicker: n.is_multiple_of(3).then(|| sentence(dice, 1, Text::Odd)),
        section: Some(["要聞", "社評", "Sport", "스포츠"][n % 4].to_owned()),
        edition: Some(jiff::civil::date(2026, 11, 20 + (n % 3) as i8)),
        blocks: (0..2 + n % 9)
            .map(|_| {
                Block::new(
                    *dice.pick(&kinds),
                    sentence(dice, 3 + dice.clone().below(40), Text::Odd),
                )
            })
            .collect(),
        ..Article::default()
    };
    (0..60).map(|n| article(n, dice)).collect()
}

/// Keys that do no more than move, find, mark and show.
const KEYS: [&str; 40] = [
    "j", "j", "j", "k", "J", "K", "\r", "\r", " ", " ", "b", "\x1b[6~", "\x1b[5~", "\x1b[B",
    "\x1b[B", "\x1b[A", "\t", "\x1b[Z", "G", "g", "z", "s", "?", "\x1b", "\x1b", "q", "n", "N",
    "1", "2", "0", "m", "*", "]d", "[d", "/", "社", "街\r", "t", ":",
];

/// One sitting of so many keys: after each, every judge shows the screen that the reader meant.
fn sitting(number: usize, keys: usize, dice: &mut Dice) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let today = jiff::civil::date(2026, 11, 22);
    let mut store = Store::open(&path, "default").expect("a store");
    let paper = if number.is_multiple_of(3) {
        sample::articles()
    } else {
        odd_paper(dice)
    };
    store.put("walk", &paper, today).expect("a paper");
    let themes: Vec<&str> = Theme::names().collect();
    let everything = Caps {
        margins: number.is_multiple_of(4),
        ..Caps::everything()
    };
    let depths = [Depth::True, Depth::Sixteen, Depth::Palette, Depth::None];
    let caps = match number % 3 {
        0 => over_a_line(),
        _ => everything.limited_to(depths[number / 3 % 4]),
    };
    let (width, height) =
        *dice.pick(&[(120, 40), (80, 24), (40, 20), (160, 50), (63, 17), (30, 9)]);
    let settings = Settings {
        store: path,
        ambiguous: Some(1),
        restricted: true,
        layout: LayoutChoice::ALL[number % 4],
        wire: [Wire::Lean, Wire::Rich][number / 2 % 2],
        theme: Some((*dice.pick(&themes)).to_owned()),
        justify: dice.one_in(3),
        centred: dice.one_in(2),
        autospace: dice.one_in(3),
        ..Settings::default()
    };
    let told = format!(
        "sitting {number}, {width}x{height}, {:?}, {:?}, {:?}, {caps:?}",
        settings.layout, settings.wire, settings.theme
    );
    let margins = caps.margins;
    let mut session = Session::new(Setup {
        settings,
        store,
        caps,
        size: (width, height),
        today,
        waker: None,
        grace: Duration::from_secs(20),
    });
    let kind = Kind {
        bce: true,
        wide_ambiguous: false,
        narrow_pictures: false,
    };
    let mut judges: Vec<Box<dyn Judge>> = vec![Box::new(Vt::new(width, height, kind))];
    if !margins {
        judges.push(Box::new(Alacritty::new(width, height)));
        judges.push(Box::new(Avt::new(width, height)));
    }
    let mut tape = Tape::new(&format!("sitting-{number}"), (width, height), margins);
    let mut past = Vec::new();
    for _ in 0..keys {
        // What was meant, before anything of it is sent.
        let (wanted, cursor) = session.screen();
        let mut sent = String::new();
        for _ in 0..4 {
            let text = String::from_utf8(session.output()).expect("UTF-8");
            let asked = text.contains("\x1b[5n");
            let drawn = text.replace("\x1b[5n", "").replace("\x1b[>q\x1b[c", "");
            judges
                .iter_mut()
                .for_each(|judge| judge.feed(drawn.as_bytes()));
            sent.push_str(&drawn);
            if !asked {
                break;
            }
            session.feed(b"\x1b[0n");
        }
        let depth = session.caps().depth;
        let colours = matches!(depth, Depth::True);
        tape.keep(sent.as_bytes(), &wanted, cursor, colours);
        for judge in &judges {
            let wrong = differences(judge.as_ref(), &wanted, cursor, colours);
            assert!(
                wrong.is_empty(),
                "{told}, after {past:?}: {:#?}",
                &wrong[..wrong.len().min(5)]
            );
        }
        let key = *dice.pick(&KEYS);
        past.push(key);
        session.feed(key.as_bytes());
        session.time_out();
        if session.finished() {
            return;
        }
    }
}

#[test]
fn chance_keys_leave_the_screen_that_was_meant() {
    let mut dice = Dice::new(88);
    let per_sitting = 40;
    for number in 0..(frames() * 3).div_ceil(per_sitting) {
        sitting(number, per_sitting, &mut dice);
    }
}

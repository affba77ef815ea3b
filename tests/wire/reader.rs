//! The real reader and a terminal that others wrote, on the sample edition at 120x40: painting by differences shows what
//! painting anew shows.

use std::time::{Duration, Instant};

use kanbao::{
    sample,
    session::{Session, Settings, Setup},
    store::Store,
    term::{Caps, Surroundings},
};

use super::judges::{Alacritty, Hue, Judge, Kind, Look, ON_BLANK, Vt};

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

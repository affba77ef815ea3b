//! What the reader costs on the wire: 120x40, lean, a plain terminal, Chinese text. Ceilings, not times.
//!
//! Each frame is measured twice: in bytes, and against the floor, the letters that no terminal could have had before.

use kanbao::session::Wire;
use kanbao::words::UiLang;
use ratatui::layout::Rect;

use crate::desk::{Desk, settings};
use crate::floor::floor;

/// Where the text of an article alone on the screen is.
const ALONE: Rect = Rect::new(0, 0, 120, 39);
/// Where the list is when it is alone on the screen.
const LIST: Rect = Rect::new(0, 0, 120, 38);

/// What frames cost.
#[derive(Debug, Default)]
struct Cost {
    bytes: Vec<usize>,
    floors: Vec<usize>,
}

impl Cost {
    fn mean(&self) -> f64 {
        self.bytes.iter().sum::<usize>() as f64 / self.bytes.len().max(1) as f64
    }

    fn over_floor(&self) -> f64 {
        let floor: usize = self.floors.iter().sum();
        self.bytes.iter().sum::<usize>() as f64 / floor.max(1) as f64
    }
}

/// Presses each of the keys; `pane` is what may scroll.
fn presses<'a>(desk: &mut Desk, keys: impl IntoIterator<Item = &'a str>, pane: Rect) -> Cost {
    let mut cost = Cost::default();
    for key in keys {
        let shown = desk.session.screen().0.clone();
        cost.bytes.push(desk.sent(key));
        let wanted = desk.session.screen().0;
        cost.floors.push(floor(Some(&shown), &wanted, &[pane]));
    }
    cost
}

fn times(key: &str, count: usize) -> impl Iterator<Item = &str> {
    std::iter::repeat_n(key, count)
}

/// The same, of a key that does something every time.
#[track_caller]
fn moves(desk: &mut Desk, key: &str, count: usize, pane: Rect) -> Cost {
    let cost = presses(desk, times(key, count), pane);
    assert!(
        cost.bytes.iter().all(|bytes| *bytes > 0),
        "nothing more happens: {cost:?}"
    );
    cost
}

/// A session over the sample edition, as in the table of the wire's issue.
fn desk() -> Desk {
    let settings = settings(UiLang::ZhHant, Wire::Lean);
    Desk::plain((120, 40), settings, &kanbao::sample::articles())
}

/// A session with an article alone on the screen.
fn reading(title: &str) -> Desk {
    let mut desk = desk();
    desk.keys("f").text(&format!("title:\"{title}\""));
    desk.keys("<Enter><Enter>");
    assert!(
        desk.line(0).contains(title) || desk.line(1).contains(title),
        "{}",
        desk.screen()
    );
    desk
}

/// The mean is within the ceiling and, if that is asked, within so much of the floor.
#[track_caller]
fn at_most(what: &str, cost: &Cost, ceiling: usize, over_floor: Option<f64>) {
    let (mean, ratio) = (cost.mean(), cost.over_floor());
    println!("{what:<32} {mean:8.1} ≤ {ceiling:<5} ×{ratio:.2} ≤ {over_floor:?}");
    assert!(
        mean <= ceiling as f64,
        "{what}: {mean:.1}, not {ceiling}: {cost:?}"
    );
    if let Some(most) = over_floor {
        assert!(
            ratio <= most,
            "{what}: {ratio:.2} of the floor, not {most}: {cost:?}"
        );
    }
}

#[test]
fn the_list() {
    let mut desk = desk();
    assert!(desk.first <= 2_700, "first paint: {}", desk.first);
    at_most(
        "selection down one",
        &moves(&mut desk, "<Down>", 30, LIST),
        12,
        None,
    );
    at_most(
        "selection up one",
        &moves(&mut desk, "<Up>", 29, LIST),
        12,
        None,
    );
    // To where every press scrolls, and the terminal has the region.
    desk.keys(&"<Down>".repeat(42));
    at_most(
        "list scrolls by one, down",
        &moves(&mut desk, "<Down>", 12, LIST),
        130,
        Some(1.35),
    );
    desk.keys("G").keys(&"<Up>".repeat(40));
    at_most(
        "list scrolls by one, up",
        &moves(&mut desk, "<Up>", 12, LIST),
        130,
        Some(1.35),
    );
}

/// Long articles of dense text.
const LONG: [&str; 2] = ["街下有河", "島上來信（十二）"];

#[test]
fn an_article_moves_by_lines() {
    for title in LONG {
        let mut desk = reading(title);
        at_most("a line", &moves(&mut desk, "j", 60, ALONE), 75, Some(1.10));
        let back = moves(&mut desk, "k", 60, ALONE);
        at_most("a line back", &back, 75, Some(1.10));
    }
}

#[test]
fn an_article_moves_by_pages() {
    for title in LONG {
        let mut desk = reading(title);
        let mut pages = Cost::default();
        loop {
            let page = presses(&mut desk, ["<PgDn>"], ALONE);
            // The last one may have few new lines.
            if is_at_end(&mut desk) {
                break;
            }
            pages.bytes.extend(page.bytes);
            pages.floors.extend(page.floors);
        }
        assert!(pages.bytes.len() >= 4, "{title}: {pages:?}");
        at_most("a page", &pages, 1_960, Some(1.13));
    }
}

fn is_at_end(desk: &mut Desk) -> bool {
    desk.line(-1).ends_with('完')
}

#[test]
fn between_the_article_and_the_list() {
    for title in LONG {
        let mut desk = reading(title);
        desk.keys("<PgDn>q");
        at_most("focus", &moves(&mut desk, "<Tab>", 6, LIST), 45, None);
        for (after, key) in [("paging", "<PgDn>"), ("the end", "G"), ("the begin", "g")] {
            desk.keys("<Tab>").keys(key).keys("<Tab>");
            at_most(
                &format!("focus after {after}"),
                &moves(&mut desk, "<Tab>", 6, LIST),
                45,
                None,
            );
        }
        desk.keys("<Tab>");
        let below = Rect::new(0, 13, 120, 25);
        at_most(
            "a line, stacked",
            &moves(&mut desk, "j", 20, below),
            75,
            Some(1.10),
        );
    }
}

#[test]
fn back_to_the_list() {
    let mut desk = desk();
    desk.keys("<Enter><PgDn>");
    at_most(
        "back to the list",
        &presses(&mut desk, ["q"], LIST),
        1_900,
        None,
    );
}

#[test]
fn articles_are_opened() {
    let mut desk = desk();
    at_most(
        "an article opens",
        &presses(&mut desk, ["<Enter>"], ALONE),
        2_400,
        Some(1.20),
    );
    let more = moves(&mut desk, "J", kanbao::sample::articles().len() - 1, ALONE);
    at_most("next article", &more, 2_400, Some(1.20));
    let densest = more.bytes.iter().max().expect("articles");
    assert!(*densest <= 2_400, "the densest of them: {densest}");
}

#[test]
fn columns_with_margins() {
    let settings = kanbao::session::Settings {
        layout: kanbao::tui::LayoutChoice::Columns,
        ..settings(UiLang::ZhHant, Wire::Rich)
    };
    let mut desk = Desk::with((120, 40), settings, &kanbao::sample::articles());
    desk.keys("f").text("title:街下有河").keys("<Enter><Enter>");
    at_most(
        "columns: one line",
        &presses(&mut desk, times("<Down>", 20), ALONE),
        90,
        None,
    );
}

/// What a reader does in one sitting: start, twenty headlines down, an article by lines and pages, back, the next five, a
/// filter, and gone.
const SITTING: [&str; 11] = [
    "<Down><Down><Down><Down><Down><Down><Down><Down><Down><Down>",
    "<Down><Down><Down><Down><Down><Down><Down><Down><Down><Down>",
    "<Enter>",
    "<Down><Down><Down><Down><Down><Down><Down><Down><Down><Down>",
    "<Down><Down><Down><Down><Down><Down><Down><Down><Down><Down>",
    "<PgDn><PgDn><PgDn><PgDn><PgDn>",
    "q",
    "<Enter>JJJJJq",
    "/海",
    "<Enter>",
    "<Esc>",
];

/// What ratatui with its own backend sends in one sitting with columns, borders and a highlighted row, and its first paint.
fn stock_sitting(articles: &[kanbao::article::Article]) -> u64 {
    let settings = kanbao::session::Settings {
        layout: kanbao::tui::LayoutChoice::Columns,
        ..settings(UiLang::ZhHant, Wire::Rich)
    };
    let mut desk = Desk::with((120, 40), settings, articles);
    let mut meter = kanbao::term::Meter::default();
    meter.compare(true);
    let mut show = |desk: &mut Desk| {
        let (screen, cursor) = desk.session.screen();
        meter.count(&screen, cursor, 0);
    };
    show(&mut desk);
    for key in SITTING
        .iter()
        .flat_map(|keys| kanbao::tui::parse_keys(keys).unwrap())
    {
        desk.press(key);
        show(&mut desk);
    }
    meter.reading().stock_total.unwrap_or_default()
}

#[test]
fn a_sitting_costs_a_tenth_of_what_stock_output_would() {
    // Articles of several screens, so that every page of the sitting is one.
    let articles: Vec<_> = kanbao::sample::articles()
        .into_iter()
        .map(|mut article| {
            article.blocks = vec![article.blocks; 6].concat();
            article
        })
        .collect();
    let mut desk = Desk::plain((120, 40), settings(UiLang::ZhHant, Wire::Lean), &articles);
    let mut lean = desk.first as u64;
    for key in SITTING
        .iter()
        .flat_map(|keys| kanbao::tui::parse_keys(keys).unwrap())
    {
        lean += desk.press(key) as u64;
    }
    lean += desk.session.farewell().len() as u64;
    let stock = stock_sitting(&articles);
    println!(
        "a sitting: {lean} bytes, stock {stock}, ×{:.3}",
        lean as f64 / stock as f64
    );
    assert!(lean <= 20_000, "{lean}");
    assert!(lean * 10 <= stock, "{lean} is more than a tenth of {stock}");
}

/// A line of 9,600 bit/s with its terminal: bytes arrive one after the other, and the answer to a question when all before it
/// has been drawn. Time is counted in bytes.
struct SlowLine {
    desk: Desk,
    under_way: std::collections::VecDeque<u8>,
    seen: Vec<u8>,
    most: usize,
}

impl SlowLine {
    /// What the reader has to send goes on the line.
    fn send(&mut self) {
        self.under_way.extend(self.desk.session.output());
        self.most = self.most.max(self.under_way.len());
    }

    /// So many bytes arrive; the terminal answers what it is asked.
    fn drain(&mut self, bytes: usize) {
        for byte in self.under_way.drain(..bytes.min(self.under_way.len())) {
            self.seen.push(byte);
        }
        if self.seen.ends_with(b"\x1b[5n") || self.seen.windows(4).any(|at| at == b"\x1b[5n") {
            self.seen.clear();
            self.desk.session.feed(b"\x1b[0n");
            self.send();
        }
    }
}

#[test]
fn a_slow_line_answers_within_a_frame() {
    let mut desk = reading(LONG[0]);
    desk.session.redraw();
    desk.show();
    let mut line = SlowLine {
        desk,
        under_way: Default::default(),
        seen: Vec::new(),
        most: 0,
    };
    // Keys repeat thirty times a second, 32 bytes of line each, for as long as it takes to page there and back.
    let pages = (0..60).map(|n| if n % 20 < 10 { "\x1b[6~" } else { "\x1b[5~" });
    for key in pages {
        line.desk.session.feed(key.as_bytes());
        line.send();
        line.drain(32);
    }
    assert!(line.most <= 2_600, "{} bytes were under way", line.most);
    // The way back is acted on at once, and on the screen after what is under way and its own frame.
    line.desk.session.feed(b"q");
    line.send();
    let mut waited = 0;
    while !line.under_way.is_empty() {
        line.drain(32);
        waited += 32;
    }
    assert!(waited <= 2 * 2_600, "{waited} bytes until it was seen");
    assert!(
        line.desk.screen().contains("標題"),
        "{}",
        line.desk.screen()
    );
}

#[test]
fn nothing_changed() {
    let mut desk = desk();
    at_most(
        "nothing changed",
        &presses(&mut desk, times("<Up>", 3), LIST),
        0,
        None,
    );
    desk.keys("<Enter>g");
    at_most(
        "nothing changed in an article",
        &presses(&mut desk, times("<Up>", 3), ALONE),
        0,
        None,
    );
}

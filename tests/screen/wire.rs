//! What the reader costs on the wire: 120x40, lean, a plain terminal, Chinese text. Ceilings, not times.

use kanbao::session::Wire;
use kanbao::words::UiLang;

use crate::desk::{Desk, settings};

/// Bytes of each of so many presses of a key.
fn presses(desk: &mut Desk, key: &str, count: usize) -> Vec<usize> {
    (0..count).map(|_| desk.sent(key)).collect()
}

fn mean(bytes: &[usize]) -> usize {
    bytes.iter().sum::<usize>() / bytes.len().max(1)
}

/// A session over the sample edition, as in the table of the wire's issue.
fn desk() -> Desk {
    let settings = settings(UiLang::ZhHant, Wire::Lean);
    Desk::plain((120, 40), settings, &kanbao::sample::articles())
}

#[track_caller]
fn at_most(what: &str, bytes: &[usize], ceiling: usize) {
    let mean = mean(bytes);
    assert!(
        mean <= ceiling,
        "{what}: {mean} bytes, not {ceiling}: {bytes:?}"
    );
}

#[test]
fn the_list() {
    let mut desk = desk();
    at_most("first paint", &[desk.first], 2_700);
    at_most("selection down one", &presses(&mut desk, "<Down>", 30), 12);
    at_most("selection up one", &presses(&mut desk, "<Up>", 29), 12);
    desk.keys("GgC-fC-f");
    desk.keys("g").keys("G");
    at_most("list scrolls by one, up", &scrolls(&mut desk, "<Up>"), 130);
    desk.keys("g");
    at_most(
        "list scrolls by one, down",
        &scrolls(&mut desk, "<Down>"),
        130,
    );
}

/// Bytes of the presses that scroll: those after the selection has come to the edge.
fn scrolls(desk: &mut Desk, key: &str) -> Vec<usize> {
    let all = presses(desk, key, 46);
    let first = all
        .iter()
        .skip(1)
        .position(|bytes| *bytes > 30)
        .expect("it scrolls");
    all[first + 1..]
        .iter()
        .copied()
        .filter(|bytes| *bytes > 0)
        .collect()
}

#[test]
fn an_article() {
    let mut desk = desk();
    desk.keys("f").text("title:街下有河").keys("<Enter>");
    desk.keys("<Enter>");
    at_most("one line, full", &presses(&mut desk, "<Down>", 20), 75);
    at_most("one line back, full", &presses(&mut desk, "<Up>", 20), 75);
    for key in ["<PgDn>", "<PgDn>", "<PgDn>", "<PgUp>", "<PgUp>"] {
        // A page of new text costs its letters: the figure is for a page of 1,742.
        let sent = desk.sent(key);
        let letters = desk
            .screen()
            .split_whitespace()
            .map(str::len)
            .sum::<usize>();
        at_most("a page", &[sent], letters * 113 / 100);
    }
    at_most("back to the list", &presses(&mut desk, "q", 1), 1_900);
    at_most("focus", &presses(&mut desk, "<Tab>", 4), 45);
    desk.keys("<Tab>");
    at_most("one line, stacked", &presses(&mut desk, "<Down>", 20), 75);
}

#[test]
fn articles_are_opened() {
    let mut desk = desk();
    at_most("open", &presses(&mut desk, "<Enter>", 1), 2_400);
    at_most("next article", &presses(&mut desk, "J", 12), 2_400);
}

#[test]
fn columns_with_margins() {
    let settings = kanbao::session::Settings {
        layout: kanbao::tui::LayoutChoice::Columns,
        ..settings(UiLang::ZhHant, Wire::Rich)
    };
    let mut desk = Desk::with((120, 40), settings, &kanbao::sample::articles());
    desk.keys("f").text("title:街下有河").keys("<Enter><Enter>");
    at_most("one line", &presses(&mut desk, "<Down>", 20), 90);
}

#[test]
fn nothing_changed() {
    let mut desk = desk();
    at_most("nothing changed", &presses(&mut desk, "<Up>", 3), 0);
    desk.keys("<Enter>g");
    at_most(
        "nothing changed in an article",
        &presses(&mut desk, "<Up>", 3),
        0,
    );
}

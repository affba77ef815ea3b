//! How many bytes each thing that a reader does may cost, at 120x40 with Chinese text. Means over many; the floor is the
//! UTF-8 of the glyphs that are new after the best shift of each pane, and 6 for one address.

use kanbao::term::{Caps, Painter, Surroundings};
use ratatui::buffer::Buffer;

use super::{
    floor::floor,
    judges::{Judge, Kind, Vt, differences},
    pages::{Dice, LEAN, Layout, Page, Text},
};

/// One reader at one terminal, and what was spent.
struct Desk {
    page: Page,
    painter: Painter,
    judge: Vt,
    shown: Option<Buffer>,
    spent: usize,
    floor: usize,
    frames: usize,
}

impl Desk {
    /// A terminal of which only its name is known.
    fn safe(layout: Layout) -> Self {
        let around = Surroundings::of([("TERM", "xterm-256color")], ["sshd"]);
        Self::new(layout, Caps::guess(&around))
    }

    fn new(layout: Layout, caps: Caps) -> Self {
        let page = Page::new(120, 40, layout, LEAN, Text::Plain, &mut Dice::new(7));
        let kind = Kind {
            bce: true,
            wide_ambiguous: false,
            narrow_pictures: false,
        };
        let mut desk = Self {
            page,
            painter: Painter::new(caps),
            judge: Vt::new(120, 40, kind),
            shown: None,
            spent: 0,
            floor: 0,
            frames: 0,
        };
        desk.paint();
        desk
    }

    fn paint(&mut self) {
        let buffer = self.page.draw();
        let cursor = self.page.cursor();
        let bytes = self.painter.present(&buffer, cursor, &self.page.panes());
        self.judge.feed(bytes);
        self.spent += bytes.len();
        assert_eq!(
            differences(&self.judge, &buffer, cursor, true),
            Vec::<String>::new()
        );
        self.floor += floor(self.shown.as_ref(), &buffer, &self.page.panes());
        self.frames += 1;
        self.shown = Some(buffer);
    }

    /// Mean bytes and mean floor of an action, after two that set the region.
    fn cost(&mut self, times: usize, act: impl Fn(&mut Page)) -> (f64, f64) {
        for i in 0..times + 2 {
            if i == 2 {
                (self.spent, self.floor, self.frames) = (0, 0, 0);
            }
            act(&mut self.page);
            self.paint();
        }
        let frames = self.frames as f64;
        (self.spent as f64 / frames, self.floor as f64 / frames)
    }
}

/// One row of the table: what was done, its mean bytes, the ceiling, and how much above the floor it may be.
fn check(what: &str, (bytes, floor): (f64, f64), ceiling: f64, over_floor: Option<f64>) {
    let ratio = bytes / floor;
    println!(
        "{what:<34} {bytes:8.1} ≤ {ceiling:<6} floor {floor:7.1}  ×{ratio:.2} ≤ {over_floor:?}"
    );
    assert!(
        bytes <= ceiling,
        "{what}: {bytes:.1} bytes, more than {ceiling}"
    );
    if let Some(most) = over_floor {
        assert!(
            ratio <= most,
            "{what}: {ratio:.2} times the floor, more than {most}"
        );
    }
}

#[test]
fn nothing_changed_costs_nothing() {
    let mut desk = Desk::safe(Layout::Stack);
    check("nothing changed", (desk.cost(5, |_| {}).0, 1.0), 0.0, None);
}

#[test]
fn a_selection_moves() {
    let mut desk = Desk::safe(Layout::Stack);
    desk.page.cursor_shown = true;
    check(
        "selection down, cursor and marker",
        desk.cost(18, |page| page.choose(page.chosen + 1)),
        12.0,
        None,
    );
    check(
        "selection up, cursor and marker",
        desk.cost(14, |page| page.choose(page.chosen - 1)),
        12.0,
        None,
    );
    let mut desk = Desk::safe(Layout::Stack);
    check(
        "selection down, marker only",
        desk.cost(18, |page| page.choose(page.chosen + 1)),
        12.0,
        None,
    );
}

#[test]
fn a_list_scrolls() {
    let mut desk = Desk::safe(Layout::Stack);
    desk.page.choose(23);
    desk.paint();
    check(
        "list scrolls by one",
        desk.cost(60, |page| page.choose(page.chosen + 1)),
        130.0,
        Some(1.35),
    );
}

#[test]
fn an_article_moves_by_lines() {
    for (name, layout) in [("stack", Layout::Stack), ("full", Layout::Full)] {
        let mut desk = Desk::safe(layout);
        let down = desk.cost(80, |page| page.top += 1);
        check(&format!("article down, {name}"), down, 75.0, Some(1.10));
        let up = desk.cost(60, |page| page.top -= 1);
        check(&format!("article up, {name}"), up, 75.0, Some(1.10));
    }
}

#[test]
fn an_article_moves_by_pages() {
    let mut desk = Desk::safe(Layout::Full);
    let page = desk.cost(8, |page| page.top += 38);
    check("article page", page, 1960.0, Some(1.13));
}

#[test]
fn the_focus_moves() {
    let mut desk = Desk::safe(Layout::Stack);
    check(
        "focus",
        desk.cost(10, |page| page.focus = 1 - page.focus),
        45.0,
        None,
    );
}

#[test]
fn an_article_opens_full_screen() {
    let mut bytes = (0.0, 0.0);
    for _ in 0..5 {
        let mut desk = Desk::safe(Layout::Stack);
        desk.page.layout = Layout::Full;
        (desk.spent, desk.floor) = (0, 0);
        desk.paint();
        bytes = (
            bytes.0 + desk.spent as f64 / 5.0,
            bytes.1 + desk.floor as f64 / 5.0,
        );
    }
    check("article opens, full screen", bytes, 2400.0, Some(1.20));
}

#[test]
fn columns_with_margins_move_alone() {
    let mut desk = Desk::new(Layout::Side, Caps::everything());
    check(
        "side, article down",
        desk.cost(60, |page| page.top += 1),
        90.0,
        Some(1.5),
    );
    check(
        "side, list scrolls",
        {
            desk.page.choose(40);
            desk.cost(60, |page| page.choose(page.chosen + 1))
        },
        130.0,
        Some(1.5),
    );
    check(
        "side, both in turn",
        desk.cost(40, |page| {
            page.top += 1;
            page.choose(page.chosen + 1);
        }),
        200.0,
        Some(1.8),
    );
}

//! One frame: the ways to paint it are encoded, and the shortest is sent.

use ratatui::layout::Rect;

use super::{
    canvas::{Canvas, Screen},
    glyph::Clusters,
    grid::Grid,
    moves::Cursor,
    pen::{Ink, Pen},
    rows,
    scroll::{self, Scroll},
    seq::Sequence,
};
use crate::term::Caps;

/// What is to be shown.
pub(super) struct Frame<'a> {
    pub wanted: Grid,
    pub cursor: Option<(u16, u16)>,
    pub panes: &'a [Rect],
}

/// A frame of more bytes than this may come in two packets: synchronised output keeps it from being seen half done.
const ONE_PACKET: usize = 1200;

/// The screen after the frame, and the bytes that bring it about.
pub(super) fn encode(
    screen: Option<Screen>,
    frame: &Frame,
    caps: &Caps,
    clusters: &Clusters,
) -> (Screen, Vec<u8>) {
    let mut opening = Vec::new();
    let screen = match screen {
        Some(screen) => screen,
        None => {
            opening = opening_of(caps);
            Screen::blank(frame.wanted.width, frame.wanted.height)
        }
    };
    let (screen, bytes) = shortest(screen, frame, caps, clusters);
    opening.extend_from_slice(&bytes);
    if opening.len() > ONE_PACKET && caps.sync {
        opening.splice(..0, *b"\x1b[?2026h");
        opening.extend_from_slice(b"\x1b[?2026l");
    }
    (screen, opening)
}

/// Brings a terminal of unknown state to that of [`Screen::blank`]. Setting the region moves the cursor home.
fn opening_of(caps: &Caps) -> Vec<u8> {
    let mut bytes = b"\x1b[?7l\x1b[m".to_vec();
    if caps.margins {
        bytes.extend_from_slice(b"\x1b[?69l");
    }
    bytes.extend_from_slice(b"\x1b[r\x1b[H\x1b[J");
    bytes
}

/// The bytes that undo what frames have set.
pub(super) fn leave(screen: Option<&Screen>, caps: &Caps) -> Vec<u8> {
    let mut bytes = b"\x1b[m".to_vec();
    if screen.is_none_or(|screen| screen.margin_mode) && caps.margins {
        bytes.extend_from_slice(b"\x1b[?69l");
    }
    bytes.extend_from_slice(b"\x1b[r\x1b[?7h\x1b[?25h");
    bytes
}

/// A way to paint a frame.
#[derive(Debug, Clone, Default)]
struct Way {
    scrolls: Vec<Try>,
    /// Erase from this row to the end of the screen first.
    clear: Option<u16>,
    order: Order,
}

/// A scroll and how it is done.
#[derive(Debug, Clone, Copy)]
struct Try {
    scroll: Scroll,
    /// By `CSI S`/`CSI T` rather than by line feeds.
    counted: bool,
}

/// In which order rows are painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Order {
    #[default]
    Down,
    Up,
    /// The cursor's row, then down.
    Here,
    /// Down, but last the row where the cursor will stand.
    HomeLast,
    /// The cursor's row, then down, last the row where the cursor will stand.
    HereHomeLast,
}

/// An encoded way.
struct Done {
    screen: Screen,
    bytes: Vec<u8>,
}

fn shortest(screen: Screen, frame: &Frame, caps: &Caps, clusters: &Clusters) -> (Screen, Vec<u8>) {
    let attempt = |way: &Way| attempt(&screen, frame, way, caps, clusters);
    let mut way = Way::default();
    let mut best = attempt(&way);
    if best.bytes.len() > NOT_WORTH_MORE {
        for pane in frame.panes {
            add_scroll(&mut way, &mut best, *pane, frame, &screen, caps, &attempt);
        }
        try_clearing(&mut way, &mut best, frame, caps, &attempt);
    }
    if best.bytes.len() < ORDER_MATTERS {
        for order in [Order::Up, Order::Here, Order::HomeLast, Order::HereHomeLast] {
            keep_if_shorter(&mut way, &mut best, |way| way.order = order, &attempt);
        }
    }
    (best.screen, best.bytes)
}

/// A frame of so few bytes has nothing that a scroll or a clearing could save.
const NOT_WORTH_MORE: usize = 12;
/// In longer frames the order of rows is lost in the noise.
const ORDER_MATTERS: usize = 400;

fn keep_if_shorter(
    way: &mut Way,
    best: &mut Done,
    change: impl Fn(&mut Way),
    attempt: &dyn Fn(&Way) -> Done,
) {
    let mut other = way.clone();
    change(&mut other);
    let done = attempt(&other);
    if done.bytes.len() < best.bytes.len() {
        *way = other;
        *best = done;
    }
}

fn add_scroll(
    way: &mut Way,
    best: &mut Done,
    pane: Rect,
    frame: &Frame,
    screen: &Screen,
    caps: &Caps,
    attempt: &dyn Fn(&Way) -> Done,
) {
    let before = way.clone();
    let side_by_side = caps.margins && pane.width < screen.grid.width;
    let margins: &[bool] = if side_by_side {
        &[true, false]
    } else {
        &[false]
    };
    for margins in margins {
        let proposals =
            scroll::proposals(&screen.grid, &frame.wanted, pane, screen.region, *margins);
        for scroll in proposals {
            for counted in [false, true] {
                if counted && (!caps.scroll_by || scroll.by.unsigned_abs() < 2) {
                    continue;
                }
                let mut other = before.clone();
                other.scrolls.push(Try { scroll, counted });
                let done = attempt(&other);
                if done.bytes.len() < best.bytes.len() {
                    *way = other;
                    *best = done;
                }
            }
        }
    }
}

/// Where much changes, erasing all below a row first may spare an erasure in each.
fn try_clearing(
    way: &mut Way,
    best: &mut Done,
    frame: &Frame,
    caps: &Caps,
    attempt: &dyn Fn(&Way) -> Done,
) {
    if best.bytes.len() < usize::from(frame.wanted.width) || !way.scrolls.is_empty() {
        return;
    }
    let _ = caps;
    let mut tops: Vec<u16> = frame.panes.iter().map(|pane| pane.y).collect();
    tops.push(0);
    tops.sort_unstable();
    tops.dedup();
    for top in tops.into_iter().filter(|top| *top < frame.wanted.height) {
        keep_if_shorter(way, best, |way| way.clear = Some(top), attempt);
    }
}

fn attempt(screen: &Screen, frame: &Frame, way: &Way, caps: &Caps, clusters: &Clusters) -> Done {
    let mut canvas = Canvas::new(screen.clone(), caps, clusters);
    if canvas.screen.margin_mode && !caps.margins {
        canvas.drop_margins();
    }
    let start = canvas.screen.cursor;
    if let Some(top) = way.clear {
        let last = frame.wanted.at(0, frame.wanted.height - 1).pen.bg;
        let bg = if caps.bce { last } else { Ink::Default };
        canvas.go(0, top);
        canvas.take_eraser(Pen::ground(bg));
        canvas.erase_below();
    }
    for Try { scroll, counted } in &way.scrolls {
        canvas.set_region(scroll.region);
        if *counted {
            canvas.scroll(scroll.by);
        } else {
            canvas.feed(scroll.by);
        }
    }
    let here = if way.scrolls.is_empty() {
        start
    } else {
        canvas.screen.cursor
    };
    for y in order_rows(&canvas, frame, way.order, here) {
        rows::paint(&mut canvas, y, frame.wanted.row(y));
    }
    place_cursor(&mut canvas, frame.cursor);
    Done {
        screen: canvas.screen,
        bytes: canvas.bytes,
    }
}

fn order_rows(canvas: &Canvas, frame: &Frame, order: Order, here: Cursor) -> Vec<u16> {
    let height = frame.wanted.height;
    let dirty = |y: &u16| rows::is_dirty(canvas, *y, frame.wanted.row(*y));
    let mut list: Vec<u16> = (0..height).filter(dirty).collect();
    let here = match here {
        Cursor::At(_, y) | Cursor::Row(y) => Some(y),
        Cursor::Lost => None,
    };
    let home = frame.cursor.map(|(_, y)| y);
    match order {
        Order::Down => {}
        Order::Up => list.reverse(),
        Order::Here => list.sort_by_key(|y| (Some(*y) != here, *y)),
        Order::HomeLast => list.sort_by_key(|y| (Some(*y) == home, *y)),
        Order::HereHomeLast => list.sort_by_key(|y| (Some(*y) == home, Some(*y) != here, *y)),
    }
    list
}

fn place_cursor(canvas: &mut Canvas, cursor: Option<(u16, u16)>) {
    let shown = cursor.is_some();
    if let Some((x, y)) = cursor {
        canvas.go(x, y);
    }
    if canvas.screen.cursor_shown != Some(shown) {
        let mut bytes = Sequence::default();
        bytes.text(if shown { b"\x1b[?25h" } else { b"\x1b[?25l" });
        canvas.send(&bytes);
        canvas.screen.cursor_shown = Some(shown);
    }
}

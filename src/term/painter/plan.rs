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
    let mut search = Search {
        screen,
        frame,
        caps,
        clusters,
        way: Way::default(),
        best: None,
    };
    search.attempt(Way::default());
    if search.bytes() > NOT_WORTH_MORE {
        frame
            .panes
            .iter()
            .for_each(|pane| search.try_scrolls(*pane));
        search.try_clearing();
    }
    if search.bytes() < ORDER_MATTERS {
        search.try_orders();
    }
    match search.best {
        Some(done) => (done.screen, done.bytes),
        None => (search.screen, Vec::new()),
    }
}

/// A frame of so few bytes has nothing that a scroll or a clearing could save.
const NOT_WORTH_MORE: usize = 12;
/// In longer frames the order of rows is lost in the noise.
const ORDER_MATTERS: usize = 400;

/// The shortest way so far, from a screen to a frame.
struct Search<'a> {
    screen: Screen,
    frame: &'a Frame<'a>,
    caps: &'a Caps,
    clusters: &'a Clusters,
    way: Way,
    best: Option<Done>,
}

impl Search<'_> {
    fn bytes(&self) -> usize {
        self.best
            .as_ref()
            .map_or(usize::MAX, |best| best.bytes.len())
    }

    /// Encodes a way and keeps it if it is shorter.
    fn attempt(&mut self, way: Way) {
        if let Some(done) = self.encode(&way) {
            self.best = Some(done);
            self.way = way;
        }
    }

    /// Adds to the way so far a scroll of one pane, if any helps.
    fn try_scrolls(&mut self, pane: Rect) {
        let before = self.way.clone();
        let with = |scroll, counted| {
            let mut way = before.clone();
            way.scrolls.push(Try { scroll, counted });
            way
        };
        let side_by_side = self.caps.margins && pane.width < self.screen.grid.width;
        let margins: &[bool] = if side_by_side {
            &[true, false]
        } else {
            &[false]
        };
        for margins in margins {
            let (shown, wanted) = (&self.screen.grid, &self.frame.wanted);
            for scroll in scroll::proposals(shown, wanted, pane, self.screen.region, *margins) {
                self.attempt(with(scroll, false));
                if self.caps.scroll_by && scroll.by.unsigned_abs() > 1 {
                    self.attempt(with(scroll, true));
                }
            }
        }
    }

    /// Where much changes, erasing all below a row first may spare an erasure in each.
    fn try_clearing(&mut self) {
        let Frame { wanted, panes, .. } = self.frame;
        let filled = |y: u16| self.screen.grid.row(y).iter().any(|cell| !cell.is_ground());
        if self.bytes() < usize::from(wanted.width) || !(0..wanted.height).any(filled) {
            return;
        }
        let mut tops: Vec<u16> = panes.iter().map(|pane| pane.y).chain([0]).collect();
        tops.retain(|top| *top < wanted.height);
        tops.sort_unstable();
        tops.dedup();
        for top in tops {
            let clear = Some(top);
            self.attempt(Way {
                clear,
                ..self.way.clone()
            });
        }
    }

    fn try_orders(&mut self) {
        for order in [Order::Up, Order::Here, Order::HomeLast, Order::HereHomeLast] {
            self.attempt(Way {
                order,
                ..self.way.clone()
            });
        }
    }

    /// Encodes a way; gives it up when it is no shorter than the best.
    fn encode(&self, way: &Way) -> Option<Done> {
        let limit = self.bytes();
        let mut canvas = Canvas::new(self.screen.clone(), self.caps, self.clusters);
        let here = prepare(&mut canvas, self.frame, way);
        for y in order_rows(&canvas, self.frame, way.order, here) {
            rows::paint(&mut canvas, y, self.frame.wanted.row(y));
            if canvas.bytes.len() >= limit {
                return None;
            }
        }
        place_cursor(&mut canvas, self.frame.cursor);
        (canvas.bytes.len() < limit).then_some(Done {
            screen: canvas.screen,
            bytes: canvas.bytes,
        })
    }
}

/// What comes before the rows: erasing and scrolling. Says where the cursor is that the order of rows goes by.
fn prepare(canvas: &mut Canvas, frame: &Frame, way: &Way) -> Cursor {
    if canvas.screen.margin_mode && !canvas.caps.margins {
        canvas.drop_margins();
    }
    let start = canvas.screen.cursor;
    for Try { scroll, counted } in &way.scrolls {
        canvas.set_region(scroll.region);
        if *counted {
            canvas.scroll(scroll.by);
        } else {
            canvas.feed(scroll.by);
        }
    }
    if let Some(top) = way.clear {
        let last = frame.wanted.at(0, frame.wanted.height - 1).pen.bg;
        let bg = if canvas.caps.bce { last } else { Ink::Default };
        canvas.go(0, top);
        canvas.take_eraser(Pen::ground(bg));
        canvas.erase_below();
    }
    if way.scrolls.is_empty() {
        start
    } else {
        canvas.screen.cursor
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

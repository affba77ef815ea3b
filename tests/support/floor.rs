//! The least that any painter could send from one screen to the next: what ceilings are measured against.

use ratatui::{buffer::Buffer, layout::Rect};

/// The glyphs that no terminal could have had, and one address.
pub fn floor(shown: Option<&Buffer>, wanted: &Buffer, panes: &[Rect]) -> usize {
    let blank = Buffer::empty(wanted.area);
    let shown = shown.unwrap_or(&blank);
    let mut bytes = 0;
    let mut left: Vec<(u16, u16)> = Vec::new();
    for pane in panes {
        let shifts = shifts(shown, wanted, *pane);
        bytes += shifts
            .map(|by| new_glyphs(shown, wanted, *pane, by))
            .min()
            .unwrap_or(0);
    }
    for y in 0..wanted.area.height {
        let outside = |x: &u16| !panes.iter().any(|pane| pane.contains((*x, y).into()));
        left.extend((0..wanted.area.width).filter(outside).map(|x| (x, y)));
    }
    bytes += left
        .iter()
        .map(|at| glyph(shown, wanted, *at, Some(*at)))
        .sum::<usize>();
    if bytes == 0 && shown == wanted {
        0
    } else {
        bytes + 6
    }
}

/// Shifts that bring any row to its place, and none.
fn shifts(shown: &Buffer, wanted: &Buffer, pane: Rect) -> impl Iterator<Item = i32> {
    let row = |buffer: &Buffer, y: u16| -> Vec<_> {
        (pane.left()..pane.right())
            .map(|x| buffer[(x, y)].clone())
            .collect()
    };
    let rows = |buffer: &Buffer| -> Vec<_> {
        (pane.top()..pane.bottom())
            .map(|y| row(buffer, y))
            .collect()
    };
    let (old, new) = (rows(shown), rows(wanted));
    let mut shifts = vec![0];
    for (y, wanted) in new.iter().enumerate() {
        for (from, shown) in old.iter().enumerate() {
            let by = from as i32 - y as i32;
            if !shifts.contains(&by) && shown == wanted {
                shifts.push(by);
            }
        }
    }
    shifts.into_iter()
}

fn new_glyphs(shown: &Buffer, wanted: &Buffer, pane: Rect, by: i32) -> usize {
    let mut bytes = 0;
    for y in pane.top()..pane.bottom() {
        let from = i32::from(y) + by;
        let inside = (i32::from(pane.top())..i32::from(pane.bottom())).contains(&from);
        for x in pane.left()..pane.right() {
            bytes += glyph(shown, wanted, (x, y), inside.then_some((x, from as u16)));
        }
    }
    bytes
}

/// Bytes of a cell's glyph if it was not there before. A blank costs nothing: an erasure may have made it.
fn glyph(shown: &Buffer, wanted: &Buffer, at: (u16, u16), from: Option<(u16, u16)>) -> usize {
    let new = &wanted[at];
    let blank = matches!(new.symbol(), " " | "" | "\u{3000}");
    let same = from.is_some_and(|from| shown[from] == *new);
    if blank || same { 0 } else { new.symbol().len() }
}

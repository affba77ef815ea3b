//! Which rows have moved: proposals for hardware scrolls, to be tried by really encoding them.

use std::collections::HashMap;

use ratatui::layout::Rect;

use super::{
    grid::{Cell, Grid},
    moves::Region,
};

/// A scroll: the region, and by how many rows (up if positive).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scroll {
    pub region: Region,
    pub by: i32,
}

/// The scrolls worth trying for one pane, given what is shown and wanted. `present` is the region as it is set: keeping it
/// costs nothing. With `margins` the pane's columns can scroll alone.
pub(super) fn proposals(
    shown: &Grid,
    wanted: &Grid,
    pane: Rect,
    present: Region,
    margins: bool,
) -> Vec<Scroll> {
    let Some(pane) = region_of(shown, pane) else {
        return Vec::new();
    };
    let old = Rows::read(shown, pane);
    let new = Rows::read(wanted, pane);
    let scroll_columns = if margins {
        (pane.left, pane.right)
    } else {
        (0, shown.width)
    };
    let mut found = Vec::new();
    for by in likely_shifts(&old, &new) {
        let best =
            best_rows(&old, &new, by).map(|(top, bottom)| (pane.top + top, pane.top + bottom));
        let kept = (present.top, present.bottom);
        let kept = ((present.left, present.right) == scroll_columns).then_some(kept);
        let overlaps = |(top, bottom): &(u16, u16)| *top < pane.bottom && *bottom > pane.top;
        let rows = [kept.filter(overlaps), Some((pane.top, pane.bottom)), best];
        for (top, bottom) in rows.into_iter().flatten() {
            let region = Region {
                top,
                bottom,
                left: scroll_columns.0,
                right: scroll_columns.1,
            };
            let scroll = Scroll { region, by };
            let fits = bottom >= top + 2 && by.unsigned_abs() < u32::from(bottom - top);
            if fits && !found.contains(&scroll) {
                found.push(scroll);
            }
        }
    }
    found
}

/// A pane's rectangle within the screen; none if it is too small to scroll.
fn region_of(grid: &Grid, pane: Rect) -> Option<Region> {
    let region = Region {
        top: pane.y.min(grid.height),
        bottom: pane.bottom().min(grid.height),
        left: pane.x.min(grid.width),
        right: pane.right().min(grid.width),
    };
    (region.bottom >= region.top + 2 && region.right >= region.left + 2).then_some(region)
}

/// A pane's rows by what they hold.
struct Rows {
    hashes: Vec<u64>,
    /// About how many bytes each takes to write.
    weights: Vec<u32>,
}

impl Rows {
    fn read(grid: &Grid, pane: Region) -> Self {
        let rows = (pane.top..pane.bottom).map(|y| {
            let row = grid.row(y);
            row.get(usize::from(pane.left)..usize::from(pane.right))
                .unwrap_or_default()
        });
        let (hashes, weights) = rows.map(|row| (hash(row), weight(row))).unzip();
        Self { hashes, weights }
    }
}

/// Rows that look equal have equal hashes. Those that differ may too: a proposal is only tried, never trusted.
fn hash(row: &[Cell]) -> u64 {
    let mix =
        |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    row.iter().fold(0, |hash, cell| {
        let [glyph, inks] = cell.digest();
        mix(mix(hash, glyph), inks)
    })
}

fn weight(row: &[Cell]) -> u32 {
    let glyphs = row
        .iter()
        .filter(|cell| !cell.is_blank() && !cell.is_covered());
    glyphs.map(|cell| if cell.width > 1 { 3 } else { 1 }).sum()
}

/// The two shifts that bring most of what is wanted to its place.
fn likely_shifts(old: &Rows, new: &Rows) -> Vec<i32> {
    let mut places: HashMap<u64, Vec<usize>> = HashMap::new();
    for (y, hash) in old.hashes.iter().enumerate() {
        places.entry(*hash).or_default().push(y);
    }
    let mut gains: HashMap<i32, u32> = HashMap::new();
    for (y, hash) in new.hashes.iter().enumerate() {
        if old.hashes.get(y) == Some(hash) || new.weights[y] == 0 {
            continue;
        }
        for from in places.get(hash).into_iter().flatten() {
            *gains.entry(*from as i32 - y as i32).or_default() += new.weights[y];
        }
    }
    let mut gains: Vec<(i32, u32)> = gains.into_iter().collect();
    gains.sort_by_key(|(by, gain)| (std::cmp::Reverse(*gain), by.unsigned_abs(), *by));
    gains.into_iter().take(2).map(|(by, _)| by).collect()
}

/// The rows (of the pane) whose scrolling by `by` gains most: a greatest sum over consecutive rows.
fn best_rows(old: &Rows, new: &Rows, by: i32) -> Option<(u16, u16)> {
    let height = new.hashes.len() as i32;
    let (mut best, mut sum, mut start) = (0_i64, 0_i64, None);
    let mut found = None;
    for y in 0..height {
        let from = y + by;
        if !(0..height).contains(&from) {
            continue;
        }
        if sum <= 0 {
            (sum, start) = (0, Some(y));
        }
        sum += gain(old, new, y as usize, from as usize);
        if sum > best {
            best = sum;
            found = start.map(|start| (start, y + 1));
        }
    }
    let (start, end) = found?;
    let (top, bottom) = if by > 0 {
        (start, end + by)
    } else {
        (start + by, end)
    };
    Some((top as u16, bottom as u16))
}

/// What row `y` gains if the old row `from` comes to its place.
fn gain(old: &Rows, new: &Rows, y: usize, from: usize) -> i64 {
    let wanted = new.hashes[y];
    let weight = i64::from(new.weights[y]).max(1);
    let costs = |there: bool| if there { 0 } else { weight };
    costs(old.hashes[y] == wanted) - costs(old.hashes[from] == wanted)
}

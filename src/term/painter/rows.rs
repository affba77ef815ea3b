//! One row from what is shown to what is wanted: which cells to write, which to erase, which to leave.

use super::{canvas::Canvas, grid::Cell, pen::Pen, seq::Sequence};

/// Whether a row has anything to be painted.
pub(super) fn is_dirty(canvas: &Canvas, y: u16, wanted: &[Cell]) -> bool {
    canvas.screen.grid.row(y) != wanted
}

/// Paints a row, in place or after erasing it, whichever is shorter.
pub(super) fn paint(canvas: &mut Canvas, y: u16, wanted: &[Cell]) {
    let before = canvas.snapshot(y);
    paint_in_place(canvas, y, wanted);
    if !could_gain_by_erasing(before.row(), wanted) {
        return;
    }
    let after = canvas.snapshot(y);
    let in_place = canvas
        .bytes
        .get(before.len()..)
        .unwrap_or_default()
        .to_vec();
    canvas.restore(&before);
    erase_and_paint(canvas, y, wanted);
    if canvas.bytes.len() >= after.len() {
        canvas.restore(&before);
        canvas.bytes.extend_from_slice(&in_place);
        canvas.restore(&after);
    }
}

/// Erasing first pays where many cells become blank before others that stay or come.
fn could_gain_by_erasing(shown: &[Cell], wanted: &[Cell]) -> bool {
    let last = wanted
        .iter()
        .rposition(|cell| !cell.is_blank())
        .unwrap_or(0);
    let pairs = wanted.iter().zip(shown).take(last);
    pairs
        .filter(|(new, old)| new.is_blank() && new != old)
        .count()
        > 8
}

fn erase_and_paint(canvas: &mut Canvas, y: u16, wanted: &[Cell]) {
    let Some(start) = first_dirty(canvas, y, wanted) else {
        return;
    };
    let ground = wanted
        .last()
        .map_or(Pen::PLAIN, |cell| Pen::ground(cell.pen.bg));
    if !canvas.can_erase_to(ground) {
        return paint_in_place(canvas, y, wanted);
    }
    canvas.go(start, y);
    canvas.take_eraser(ground);
    canvas.erase_row();
    paint_in_place(canvas, y, wanted);
}

fn first_dirty(canvas: &Canvas, y: u16, wanted: &[Cell]) -> Option<u16> {
    let forced = forced(canvas.screen.grid.row(y), wanted);
    forced.iter().position(|it| *it).map(|x| x as u16)
}

/// Which cells must be written: those that differ, and the other parts of every wide glyph, old or new, that they
/// touch, so that a glyph is never cut with its rest left standing.
fn forced(shown: &[Cell], wanted: &[Cell]) -> Vec<bool> {
    let mut forced: Vec<bool> = shown.iter().zip(wanted).map(|(a, b)| a != b).collect();
    let joined = |x: usize| {
        let covered = |row: &[Cell]| row.get(x).is_some_and(Cell::is_covered);
        covered(shown) || covered(wanted)
    };
    loop {
        let mut grown = false;
        for x in (1..forced.len()).filter(|x| joined(*x)) {
            grown |= forced[x] != forced[x - 1];
            let either = forced[x] || forced[x - 1];
            forced[x] = either;
            forced[x - 1] = either;
        }
        if !grown {
            return forced;
        }
    }
}

fn paint_in_place(canvas: &mut Canvas, y: u16, wanted: &[Cell]) {
    let forced = forced(canvas.screen.grid.row(y), wanted);
    let Some(last) = forced.iter().rposition(|it| *it) else {
        return;
    };
    let mut x = 0;
    while let Some(cell) = wanted.get(x).copied() {
        let shown = canvas.screen.grid.at(x as u16, y);
        let leave = shown == cell && !forced.get(x).copied().unwrap_or(false);
        x += if leave || cell.is_covered() {
            1
        } else if let Some(n) = erase(canvas, x, y, wanted, last) {
            n
        } else {
            write(canvas, x, y, wanted)
        };
    }
}

/// Erases from `x` if that is shorter than writing blanks; says how many cells are done.
fn erase(canvas: &mut Canvas, x: usize, y: u16, wanted: &[Cell], last: usize) -> Option<usize> {
    let rest = wanted.get(x..)?;
    let ground = rest.first().filter(|cell| cell.is_ground())?.pen;
    if !canvas.can_erase_to(ground) {
        return None;
    }
    let run = rest
        .iter()
        .take_while(|cell| cell.is_ground() && cell.pen == ground)
        .count();
    let needed = run.min((last + 1).saturating_sub(x).max(1));
    if run == rest.len() && needed > Sequence::csi(1, b'K').len() {
        canvas.go(x as u16, y);
        canvas.take_eraser(ground);
        canvas.erase_row();
        return Some(run);
    }
    let erase = Sequence::csi(needed as u16, b'X').len();
    let skip = if needed == run && x + run < wanted.len() {
        Sequence::csi(run as u16, b'C').len()
    } else {
        0
    };
    if canvas.caps.ech && needed > erase + skip {
        canvas.go(x as u16, y);
        canvas.take_eraser(ground);
        canvas.erase_cells(needed as u16);
        return Some(needed);
    }
    None
}

/// Writes the glyph at `x`, and its repetitions; says how many cells are done.
fn write(canvas: &mut Canvas, x: usize, y: u16, wanted: &[Cell]) -> usize {
    let Some(cell) = wanted.get(x).copied() else {
        return 1;
    };
    canvas.make_room(x as u16, cell.width.max(cell.reach));
    canvas.go(x as u16, y);
    canvas.take_pen(pen_for(canvas, x, wanted));
    if cell.reach > 0 {
        blank_below(canvas, x as u16, y, cell);
    }
    canvas.put(cell);
    usize::from(cell.width) + repeat(canvas, x, wanted)
}

/// A doubtful glyph may be drawn narrower than we believe: what it then leaves bare must be blank.
fn blank_below(canvas: &mut Canvas, x: u16, y: u16, cell: Cell) {
    let blank = Cell::blank(canvas.screen.pen);
    let bare = (x..x + u16::from(cell.width)).all(|x| canvas.screen.grid.at(x, y) == blank);
    if !bare {
        (0..cell.width).for_each(|_| canvas.put(blank));
        canvas.go(x, y);
    }
}

fn repeat(canvas: &mut Canvas, x: usize, wanted: &[Cell]) -> usize {
    let Some(cell) = wanted.get(x).copied() else {
        return 0;
    };
    let Some(c) = cell
        .glyph
        .as_char()
        .filter(|_| cell.width == 1 && cell.reach == 0)
    else {
        return 0;
    };
    let same = wanted
        .iter()
        .skip(x + 1)
        .take_while(|next| **next == cell)
        .count();
    let n = (same as u16).min(canvas.room_to_repeat());
    if usize::from(n) * c.len_utf8() <= Sequence::csi(n, b'b').len() {
        return 0;
    }
    canvas.repeat(cell, n);
    usize::from(n)
}

/// The pen for a cell. A blank takes the pen of the glyph after it if that serves both.
fn pen_for(canvas: &Canvas, x: usize, wanted: &[Cell]) -> Pen {
    let Some(cell) = wanted.get(x) else {
        return canvas.screen.pen;
    };
    if canvas.pen_fits(cell) {
        return canvas.screen.pen;
    }
    if !cell.is_blank() {
        return cell.pen;
    }
    let next = wanted.iter().skip(x).find(|next| !next.is_blank());
    match next {
        Some(next) if next.pen.on_blank() == cell.pen => next.pen,
        _ => canvas.screen.pen.fit_for_blank(cell.pen),
    }
}

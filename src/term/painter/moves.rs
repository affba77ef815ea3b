//! The cheapest way for the cursor from one cell to another.

use super::seq::Sequence;

/// Where the cursor is, as far as we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Cursor {
    #[default]
    Lost,
    /// At an edge or after a doubtful glyph: only the row is sure.
    Row(u16),
    At(u16, u16),
}

/// The rows and columns that scroll; a cursor that moves relatively stops at their edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Region {
    pub top: u16,
    /// Exclusive.
    pub bottom: u16,
    pub left: u16,
    /// Exclusive.
    pub right: u16,
}

/// The cheapest move to (`x`, `y`) other than writing the glyphs between.
pub(super) fn cheapest(from: Cursor, x: u16, y: u16, region: Region) -> Sequence {
    let absolute = Sequence::csi2(y + 1, x + 1, b'H');
    let relative = match from {
        Cursor::Lost => return absolute,
        Cursor::Row(y0) => {
            let across = across_blindly(x, region);
            down_or_up(y0, y, region).and_then(|v| across.map(|h| v.then(&h)))
        }
        Cursor::At(x0, y0) => {
            let across = across(x0, x, region);
            down_or_up(y0, y, region).map(|v| v.then(&across))
        }
    };
    shortest([Some(absolute), relative]).unwrap_or(absolute)
}

fn shortest<const N: usize>(choices: [Option<Sequence>; N]) -> Option<Sequence> {
    choices.into_iter().flatten().min_by_key(Sequence::len)
}

/// Short runs of single-byte moves; longer ones are dearer than a counted move.
const FEW: u16 = 6;

fn few(text: &[u8], n: u16) -> Option<Sequence> {
    (n <= FEW).then(|| Sequence::repeat(text, n))
}

/// The row changes, the column does not.
fn down_or_up(from: u16, to: u16, region: Region) -> Option<Sequence> {
    let Region { top, bottom, .. } = region;
    if from == to {
        return Some(Sequence::default());
    }
    let row = Sequence::csi(to + 1, b'd');
    if to > from {
        // A line feed on the region's last row scrolls it; a counted move stops there.
        let stops = from < bottom && to >= bottom;
        let n = to - from;
        let feeds = few(b"\n", n).filter(|_| !stops);
        let counted = (!stops).then(|| Sequence::csi(n, b'B'));
        shortest([Some(row), feeds, counted])
    } else {
        let stops = from >= top && to < top;
        let n = from - to;
        let indices = few(b"\x1bM", n).filter(|_| !stops);
        let counted = (!stops).then(|| Sequence::csi(n, b'A'));
        shortest([Some(row), indices, counted])
    }
}

/// The column changes, the row does not.
fn across(from: u16, to: u16, region: Region) -> Sequence {
    let Region { left, right, .. } = region;
    if from == to {
        return Sequence::default();
    }
    let column = Sequence::csi(to + 1, b'G');
    let relative = if to > from {
        let stops = from < right && to >= right;
        let n = to - from;
        (!stops).then(|| Sequence::csi(n, b'C'))
    } else {
        let stops = from >= left && to < left;
        let n = from - to;
        let counted = (!stops).then(|| Sequence::csi(n, b'D'));
        shortest([counted, few(b"\x08", n).filter(|_| !stops)])
    };
    // Within margins a return goes to the left one in xterm, as DEC has it, and to column 1 in libvterm.
    let is_sure = left == 0 || from < left;
    let returned = is_sure.then(|| after_return(to, region)).flatten();
    shortest([Some(column), relative, returned]).unwrap_or(column)
}

/// A carriage return to the first column, then to the right.
fn after_return(to: u16, region: Region) -> Option<Sequence> {
    let back = Sequence::repeat(b"\r", 1);
    match to {
        0 => Some(back),
        _ if to >= region.right => None,
        n => Some(back.then(&Sequence::csi(n, b'C'))),
    }
}

/// To a column of the same row when the present one is not known. Where there are margins, a return is a guess.
fn across_blindly(to: u16, region: Region) -> Option<Sequence> {
    let column = Sequence::csi(to + 1, b'G');
    let returned = (region.left == 0)
        .then(|| after_return(to, region))
        .flatten();
    shortest([Some(column), returned])
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: Region = Region {
        top: 0,
        bottom: 40,
        left: 0,
        right: 120,
    };

    fn check(from: Cursor, to: (u16, u16), region: Region, expect: &str) {
        let bytes = cheapest(from, to.0, to.1, region);
        assert_eq!(String::from_utf8_lossy(bytes.as_bytes()), expect);
    }

    #[test]
    fn the_shortest_way_is_taken() {
        let at = Cursor::At;
        check(Cursor::Lost, (0, 0), WHOLE, "\x1b[H");
        check(Cursor::Lost, (0, 8), WHOLE, "\x1b[9H");
        check(Cursor::Lost, (4, 0), WHOLE, "\x1b[;5H");
        check(at(5, 5), (5, 5), WHOLE, "");
        check(at(5, 5), (0, 6), WHOLE, "\n\r");
        check(at(5, 5), (4, 5), WHOLE, "\x08");
        check(at(5, 5), (6, 5), WHOLE, "\x1b[C");
        check(at(5, 5), (5, 4), WHOLE, "\x1bM");
        check(at(5, 5), (5, 30), WHOLE, "\x1b[31d");
        check(at(90, 5), (2, 5), WHOLE, "\x1b[3G");
        check(at(90, 5), (0, 30), WHOLE, "\x1b[31H");
        check(Cursor::Row(3), (0, 4), WHOLE, "\n\r");
        check(Cursor::Row(3), (8, 3), WHOLE, "\x1b[9G");
    }

    #[test]
    fn a_move_never_scrolls_and_never_meets_an_edge() {
        let region = Region {
            top: 10,
            bottom: 20,
            left: 40,
            right: 80,
        };
        check(Cursor::At(50, 19), (50, 20), region, "\x1b[21d");
        check(Cursor::At(50, 10), (50, 9), region, "\x1b[10d");
        check(Cursor::At(50, 12), (40, 12), region, "\x1b[41G");
        check(Cursor::At(50, 12), (39, 12), region, "\x1b[40G");
        check(Cursor::At(79, 12), (80, 12), region, "\x1b[81G");
        check(Cursor::At(20, 12), (0, 12), region, "\r");
        check(Cursor::Row(12), (40, 12), region, "\x1b[41G");
    }
}

//! Pieces of text with their places, into lines: what stands on one, what begins the next, what stands apart.

use crate::ingest::blocks::is_wide;

/// A line's pitch, in ems, from which on the next stands apart.
const APART: f64 = 1.9;

/// Lines in the making. Places are along the line and across it: down the page where lines run across, to the left where they go down.
#[derive(Debug, Default)]
pub struct Lines {
    text: String,
    last: Option<Last>,
}

/// The last piece.
#[derive(Debug, Clone)]
struct Last {
    begin: f64,
    end: f64,
    across: f64,
    size: f64,
    /// Where the lines that stand together begin.
    edge: f64,
    piece: String,
}

impl Lines {
    /// Bytes so far.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// The text.
    pub fn finish(self) -> String {
        self.text
    }

    /// A piece that begins at a place, ends along the line, and is so large.
    pub fn add(&mut self, piece: &str, (begin, across): (f64, f64), end: f64, size: f64) {
        if piece.is_empty() {
            return;
        }
        let from = |edge: f64| Last {
            begin,
            end,
            across,
            size,
            edge,
            piece: piece.to_owned(),
        };
        let Some(last) = self.last.take() else {
            self.text.push_str(piece);
            self.last = Some(from(begin));
            return;
        };
        let em = last.size.max(size);
        let down = across - last.across;
        let is_same_line = down.abs() < em * 0.5 && begin > last.end - em;
        let is_shadow =
            down.abs() < em * 0.2 && (begin - last.begin).abs() < em * 0.2 && piece == last.piece;
        let mut edge = last.edge;
        if is_shadow {
            // Drawn twice to be bold.
            self.last = Some(last);
            return;
        }
        if is_same_line {
            self.gap((begin - last.end) / em, piece);
        } else if down > 0.0 && down < em * APART && alike(last.size, size) {
            self.text.push('\n');
            let indent = (begin - edge) / size;
            if (1.5..2.6).contains(&indent) && piece.starts_with(is_wide) {
                self.text.push_str("　　");
            }
            edge = edge.min(begin);
        } else {
            self.text.push_str("\n\n");
            edge = begin;
        }
        self.text.push_str(piece);
        self.last = Some(from(edge));
    }

    /// Words stand apart; Han set loosely do not.
    fn gap(&mut self, ems: f64, piece: &str) {
        let before = self.text.chars().next_back().unwrap_or(' ');
        let after = piece.chars().next().unwrap_or(' ');
        let enough = match is_wide(before) && is_wide(after) {
            true => 1.5,
            false => 0.2,
        };
        if ems > enough && before != ' ' && after != ' ' {
            self.text.push(' ');
        }
    }
}

/// Of one size, but for what rounding does.
fn alike(one: f64, other: f64) -> bool {
    one.max(other) < one.min(other) * 1.15
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_become_lines() {
        let check = |pieces: &[(&str, f64, f64, f64)], expect: &str| {
            let mut lines = Lines::default();
            for &(piece, begin, across, size) in pieces {
                let ems: f64 = piece
                    .chars()
                    .map(|c| if c.is_ascii() { 0.5 } else { 1.0 })
                    .sum();
                lines.add(piece, (begin, across), begin + ems * size, size);
            }
            assert_eq!(lines.finish(), expect);
        };
        // A headline, a paragraph of two lines, and one that is indented.
        check(
            &[
                ("夜航", 0.0, 0.0, 24.0),
                ("北角往九龍", 0.0, 40.0, 10.0),
                ("的渡輪。", 0.0, 56.0, 10.0),
                ("船員說，", 20.0, 72.0, 10.0),
            ],
            "夜航\n\n北角往九龍\n的渡輪。\n　　船員說，",
        );
        // Signs one by one, words apart, Han loosely set, and a piece drawn twice.
        check(&[("夜", 0.0, 0.0, 10.0), ("航", 10.5, 0.0, 10.0)], "夜航");
        check(&[("夜", 0.0, 0.0, 10.0), ("航", 20.0, 0.0, 10.0)], "夜航");
        check(
            &[("night", 0.0, 0.0, 10.0), ("ferry", 28.0, 0.0, 10.0)],
            "night ferry",
        );
        check(
            &[("夜航", 0.0, 0.0, 10.0), ("夜航", 0.3, 0.0, 10.0)],
            "夜航",
        );
        // The next column stands apart.
        check(
            &[("甲", 0.0, 90.0, 10.0), ("乙", 200.0, 0.0, 10.0)],
            "甲\n\n乙",
        );
    }
}

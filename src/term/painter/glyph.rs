//! What one cell of a buffer puts on the wire: the second wall against what may never reach a terminal, and the
//! judgement how far a cluster may be drawn otherwise than we believe.
//!
//! Widths come from the buffer (the covered cells that follow), so that the painter agrees with the typesetter. A table is
//! asked only whether a terminal can be trusted to agree.

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

/// A glyph in four bytes: a scalar value, a cluster's number, or one of the two marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Glyph(u32);

impl Glyph {
    pub const BLANK: Self = Self(' ' as u32);
    /// The right part of a wide glyph.
    pub const COVERED: Self = Self(0x11_0000);
    /// Nobody knows what the terminal shows here.
    pub const UNKNOWN: Self = Self(0x11_0001);
    const CLUSTERS: u32 = 0x20_0000;

    pub fn char(c: char) -> Self {
        Self(u32::from(c))
    }

    /// The scalar value if it is a single one.
    pub fn as_char(self) -> Option<char> {
        char::from_u32(self.0)
    }

    pub fn digest(self) -> u32 {
        self.0
    }

    /// Bytes on the wire.
    pub fn len(self, clusters: &Clusters) -> usize {
        match self.as_char() {
            Some(c) => c.len_utf8(),
            None => clusters.text(self).len(),
        }
    }

    pub fn write(self, clusters: &Clusters, out: &mut Vec<u8>) {
        match self.as_char() {
            Some(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            None => out.extend_from_slice(clusters.text(self).as_bytes()),
        }
    }
}

/// Clusters of more than one scalar value, by number.
#[derive(Debug, Default)]
pub(super) struct Clusters {
    texts: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
}

impl Clusters {
    /// More than a screen full; beyond it the next full repaint starts anew.
    const MANY: usize = 4096;

    fn intern(&mut self, text: &str) -> Glyph {
        if let Some(n) = self.numbers.get(text) {
            return Glyph(Glyph::CLUSTERS + n);
        }
        let n = self.texts.len() as u32;
        self.texts.push(text.into());
        self.numbers.insert(text.into(), n);
        Glyph(Glyph::CLUSTERS + n)
    }

    fn text(&self, glyph: Glyph) -> &str {
        let n = glyph.0.checked_sub(Glyph::CLUSTERS);
        n.and_then(|n| self.texts.get(n as usize))
            .map_or(" ", |text| text)
    }

    /// For when no grid refers to any of them.
    pub fn clear_if_many(&mut self) {
        if self.texts.len() > Self::MANY {
            *self = Self::default();
        }
    }
}

/// A glyph as it will be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reading {
    pub glyph: Glyph,
    /// Cells that it takes.
    pub width: u8,
    /// Cells that some terminal might take for it; 0 if all agree.
    pub reach: u8,
}

const BLANK: Reading = Reading {
    glyph: Glyph::BLANK,
    width: 1,
    reach: 0,
};

/// Reads a cell's symbol. `covered` counts the `""` cells after it, `gap` says that a space follows (what ratatui's own
/// widgets leave beside a wide glyph), `room` the cells to the right edge, its own included.
pub(super) fn read(
    symbol: &str,
    covered: usize,
    gap: bool,
    room: usize,
    clusters: &mut Clusters,
) -> Reading {
    let mut chars = symbol.chars();
    match (chars.next(), chars.next()) {
        (None, _) => BLANK,
        (Some(c), None) => read_char(c, covered, gap, room),
        _ => read_cluster(symbol, covered, gap, room, clusters),
    }
}

fn read_char(c: char, covered: usize, gap: bool, room: usize) -> Reading {
    if (' '..='~').contains(&c) {
        return Reading {
            glyph: Glyph::char(c),
            ..BLANK
        };
    }
    if is_space(c) || is_forbidden(c) {
        return BLANK;
    }
    let takes_two = (covered > 0 || gap) && room >= 2;
    let (width, reach) = match c.width() {
        Some(2) if takes_two => (2, if is_surely_wide(c) { 0 } else { 2 }),
        // An ambiguous character may take two cells; where only the buffer says so, the terminal may not agree.
        Some(1) if covered > 0 && room >= 2 => (2, if c.width_cjk() == Some(2) { 0 } else { 2 }),
        Some(1) if (c as u32) < 0x1_F000 => (1, 0),
        Some(1) => (1, room.min(2) as u8),
        _ => return BLANK,
    };
    Reading {
        glyph: Glyph::char(c),
        width,
        reach,
    }
}

fn read_cluster(
    symbol: &str,
    covered: usize,
    gap: bool,
    room: usize,
    clusters: &mut Clusters,
) -> Reading {
    // A cell has one cluster; what more is in it would be drawn over its neighbours.
    let filtered = filtered(symbol);
    let kept = filtered.graphemes(true).next().unwrap_or_default();
    // Nor does it reach for the next cell's.
    let kept = kept.trim_end_matches('\u{200d}');
    let mut chars = kept.chars();
    let Some(first) = chars.next() else {
        return BLANK;
    };
    let drawn: usize = kept.chars().filter_map(UnicodeWidthChar::width).sum();
    if chars.next().is_none() || drawn > room || kept.len() > LONGEST {
        return read_char(first, covered, gap, room);
    }
    // Some terminals give marks and joiners cells of their own.
    let reach: usize = kept.chars().map(|c| c.width().unwrap_or(1).max(1)).sum();
    let reach = reach.min(room);
    let base = first.width().unwrap_or(0);
    let width = match base {
        0 => return BLANK,
        2 if covered == 0 && !gap => return BLANK,
        _ => (1 + covered).max(base).min(reach),
    };
    Reading {
        glyph: clusters.intern(kept),
        width: width as u8,
        reach: reach as u8,
    }
}

/// Bytes of the longest cluster that is taken whole; a family of four with skin tones has 41.
const LONGEST: usize = 64;

/// A cluster without what may not pass. A joiner is kept only where it joins two pictures.
fn filtered(symbol: &str) -> String {
    let mut kept = String::with_capacity(symbol.len());
    let mut chars = symbol.chars().peekable();
    while let Some(c) = chars.next() {
        let pass = match c {
            '\u{200d}' => {
                let before = kept.chars().next_back().is_some_and(joins);
                before && chars.peek().copied().is_some_and(joins)
            }
            '\u{fe0e}' | '\u{fe0f}' => !kept.is_empty(),
            c => !is_forbidden(c) && !is_space(c),
        };
        if pass {
            kept.push(c);
        }
    }
    kept
}

/// Parts of pictures: symbols, emoji, skin tones, and the selector after one.
fn joins(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
}

/// Spaces that are not U+0020: painted as blanks, which look the same and cost a byte a cell.
fn is_space(c: char) -> bool {
    matches!(
        c,
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// What may never be written: controls (C0, DEL, C1), the marks and overrides of direction (UAX #9), line separators,
/// and format characters and fillers that a reader cannot see (Unicode's Default_Ignorable_Code_Point).
pub(super) fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Scripts that every terminal has drawn two cells wide for decades; newer pictures are another matter.
fn is_surely_wide(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ffe6}'
        | '\u{20000}'..='\u{3fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(symbol: &str, covered: usize, text: &str, width: u8, reach: u8) {
        let mut clusters = Clusters::default();
        let it = read(symbol, covered, false, 20, &mut clusters);
        let mut out = Vec::new();
        it.glyph.write(&clusters, &mut out);
        assert_eq!(
            (String::from_utf8_lossy(&out).as_ref(), it.width, it.reach),
            (text, width, reach),
            "{symbol:?}"
        );
    }

    #[test]
    fn width_is_what_the_buffer_says() {
        check("a", 0, "a", 1, 0);
        check("報", 1, "報", 2, 0);
        check("…", 0, "…", 1, 0);
        check("…", 1, "…", 2, 0);
        check("é", 0, "é", 1, 0);
    }

    #[test]
    fn what_breaks_the_convention_is_a_blank() {
        check("", 0, " ", 1, 0);
        check("a", 1, "a", 1, 0);
        check("報", 0, " ", 1, 0);
        check("\u{301}", 0, " ", 1, 0);
        let mut clusters = Clusters::default();
        assert_eq!(read("報", 1, false, 1, &mut clusters), BLANK);
        assert_eq!(read("報", 0, true, 2, &mut clusters).width, 2);
    }

    #[test]
    fn clusters_that_terminals_draw_differently_are_doubtful() {
        check("e\u{301}", 0, "e\u{301}", 1, 2);
        check("❤\u{fe0f}", 1, "❤\u{fe0f}", 2, 2);
        check("👍🏽", 1, "👍🏽", 2, 4);
        check("👨\u{200d}👩\u{200d}👧", 1, "👨\u{200d}👩\u{200d}👧", 2, 8);
        check("👨\u{200d}👩\u{200d}👧", 5, "👨\u{200d}👩\u{200d}👧", 6, 8);
        check(
            "\u{1112}\u{1161}\u{11ab}",
            1,
            "\u{1112}\u{1161}\u{11ab}",
            2,
            4,
        );
        check("🗞", 1, "🗞", 2, 2);
    }

    #[test]
    fn nothing_unseen_and_no_control_passes() {
        check("\x1b", 0, " ", 1, 0);
        check("\u{9b}", 0, " ", 1, 0);
        check("\u{7f}", 0, " ", 1, 0);
        check("\u{202e}", 0, " ", 1, 0);
        check("\x1b[2J", 0, "[", 1, 0);
        check("報紙", 1, "報", 2, 0);
        check("a\u{202e}", 0, "a", 1, 0);
        check("a\u{200d}b", 0, "a", 1, 0);
        check("←\u{200d}←", 0, "←", 1, 0);
        check("\u{200b}", 0, " ", 1, 0);
        check("　", 1, " ", 1, 0);
        check("葛\u{e0100}", 1, "葛", 2, 0);
    }
}

//! How many cells a cluster takes: the one table for typesetting, lists, prompts and painter.
//!
//! Unicode's East Asian Width gives the class of a character; what a terminal makes of the doubtful classes stands in
//! [`Widths`]. The sum over a cluster's characters is what terminals draw, but for the sequences that some of them draw
//! as one glyph.

use std::borrow::Cow;

use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{
        DefaultIgnorableCodePoint, EastAsianWidth, Emoji, EmojiModifier, EmojiPresentation,
        GeneralCategory,
    },
};
use unicode_segmentation::UnicodeSegmentation;

const ZWJ: char = '\u{200D}';
const TEXT_STYLE: char = '\u{FE0E}';
const EMOJI_STYLE: char = '\u{FE0F}';

/// Widths of a terminal: East Asian Width from Unicode's data, and what the probe found for the doubtful classes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Widths {
    /// Cells of an ambiguous character (… — “ ” · ● ①): 1 or 2.
    pub ambiguous: u8,
    /// Cells of a text symbol with VS16 (❤️): 1 or 2.
    pub vs16: u8,
    /// Cells of an emoji with VS15 (⌚︎): 2 in most terminals, 1 where the selector is heeded.
    pub vs15: u8,
    /// Whether a ZWJ sequence (a family) is one glyph of 2 cells, or the sum of its parts.
    pub zwj: bool,
    /// Whether an emoji with a skin tone is one glyph of 2 cells, or two of 2 each.
    pub tone: bool,
}

impl Default for Widths {
    fn default() -> Self {
        Self {
            ambiguous: 1,
            vs16: 2,
            vs15: 2,
            zwj: true,
            tone: true,
        }
    }
}

impl Widths {
    /// Cells of one grapheme cluster: 0, 1, 2, or more where a terminal draws the parts of a sequence side by side.
    ///
    /// ```
    /// # use kanbao::typeset::Widths;
    /// let widths = Widths::default();
    /// assert_eq!(widths.cluster("報"), 2);
    /// assert_eq!(widths.cluster("👍🏽"), 2);
    /// assert_eq!(Widths { tone: false, ..widths }.cluster("👍🏽"), 4);
    /// ```
    pub fn cluster(&self, cluster: &str) -> usize {
        let mut chars = cluster.chars();
        match (chars.next(), chars.next()) {
            (None, _) => 0,
            (Some(only), None) => self.char(only),
            _ => self.sequence(cluster),
        }
    }

    /// Cells of a text.
    pub fn text(&self, text: &str) -> usize {
        if text.bytes().all(|b| (0x20..0x7F).contains(&b)) {
            return text.len();
        }
        text.graphemes(true).map(|c| self.cluster(c)).sum()
    }

    /// `text` cut at a cluster so that it fills exactly `cells` at most, ending in `…` if cut; the cell that half a
    /// glyph would have taken is a space.
    ///
    /// ```
    /// # use kanbao::typeset::Widths;
    /// let widths = Widths::default();
    /// assert_eq!(widths.truncate("海濱長廊", 8), "海濱長廊");
    /// assert_eq!(widths.truncate("海濱長廊", 7), "海濱長…");
    /// assert_eq!(widths.truncate("海濱長廊", 6), "海濱 …");
    /// ```
    pub fn truncate<'a>(&self, text: &'a str, cells: usize) -> Cow<'a, str> {
        let room = cells.checked_sub(self.char('…'));
        let (mut used, mut kept, mut kept_cells) = (0, 0, 0);
        for (start, cluster) in text.grapheme_indices(true) {
            used += self.cluster(cluster);
            if used > cells {
                let Some(room) = room else {
                    return Cow::Owned(" ".repeat(cells));
                };
                let gap = " ".repeat(room - kept_cells);
                return Cow::Owned(format!("{}{gap}…", &text[..kept]));
            }
            if room.is_some_and(|room| used <= room) {
                (kept, kept_cells) = (start + cluster.len(), used);
            }
        }
        Cow::Borrowed(text)
    }

    /// Cells of a character that stands alone.
    pub(crate) fn char(&self, c: char) -> usize {
        match c {
            ' '..='~' => 1,
            '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' => 2,
            _ => match class(c) {
                Class::Nothing => 0,
                Class::Narrow => 1,
                Class::Wide => 2,
                Class::Ambiguous => usize::from(self.ambiguous),
            },
        }
    }

    /// Cells of a cluster of several characters.
    fn sequence(&self, cluster: &str) -> usize {
        if !cluster.contains(ZWJ) {
            return self.element(cluster);
        }
        let mut parts = cluster.split(ZWJ).filter(|part| !part.is_empty());
        let joined = parts.clone().count() > 1 && parts.all(starts_emoji);
        let parts = cluster.split(ZWJ).map(|part| self.element(part));
        if joined && self.zwj { 2 } else { parts.sum() }
    }

    /// Cells of what stands between joiners: a letter and its marks, or an emoji with its selector or tone.
    fn element(&self, element: &str) -> usize {
        let mut chars = element.chars();
        let Some(base) = chars.next() else { return 0 };
        let own = self.char(base);
        match chars.clone().next() {
            Some(EMOJI_STYLE) if is_emoji(base) && own < 2 => {
                usize::from(self.vs16).max(own) + self.marks(chars.as_str())
            }
            Some(TEXT_STYLE) if own == 2 && is_emoji(base) => {
                usize::from(self.vs15) + self.marks(chars.as_str())
            }
            Some(tone) if is_tone(tone) && self.tone && is_emoji(base) => {
                2 + self.marks(&chars.as_str()[tone.len_utf8()..])
            }
            _ => own + self.marks(chars.as_str()),
        }
    }

    /// Cells of what follows a base: nothing for most marks, something for spacing ones.
    fn marks(&self, marks: &str) -> usize {
        marks.chars().map(|c| self.char(c)).sum()
    }
}

/// What a character takes before the terminal is asked.
enum Class {
    Nothing,
    Narrow,
    Wide,
    Ambiguous,
}

fn class(c: char) -> Class {
    match c {
        // The soft hyphen and the Hangul fillers are ignorable by their property and drawn by terminals.
        '\u{AD}' | '\u{FFA0}' => return Class::Narrow,
        '\u{115F}' | '\u{3164}' => return Class::Wide,
        // Vowels and finals of Hangul are drawn into the cell of the initial.
        '\u{1160}'..='\u{11FF}' | '\u{D7B0}'..='\u{D7FF}' => return Class::Nothing,
        _ => {}
    }
    if takes_nothing(c) {
        return Class::Nothing;
    }
    match CodePointMapData::<EastAsianWidth>::new().get(c) {
        EastAsianWidth::Wide | EastAsianWidth::Fullwidth => Class::Wide,
        EastAsianWidth::Ambiguous => Class::Ambiguous,
        _ => Class::Narrow,
    }
}

fn takes_nothing(c: char) -> bool {
    use GeneralCategory as G;
    matches!(
        CodePointMapData::<GeneralCategory>::new().get(c),
        G::Control
            | G::NonspacingMark
            | G::EnclosingMark
            | G::LineSeparator
            | G::ParagraphSeparator
    ) || matches!(c, '\u{FFF9}'..='\u{FFFB}')
        || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

fn is_emoji(c: char) -> bool {
    CodePointSetData::new::<Emoji>().contains(c)
}

fn is_tone(c: char) -> bool {
    CodePointSetData::new::<EmojiModifier>().contains(c)
}

/// Whether a part of a joined sequence begins as an emoji, as Unicode's emoji ZWJ sequences do.
fn starts_emoji(part: &str) -> bool {
    let mut chars = part.chars();
    chars.next().is_some_and(|c| {
        CodePointSetData::new::<EmojiPresentation>().contains(c) || (!c.is_ascii() && is_emoji(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_takes_what_most_terminals_give_it() {
        let check = |cluster: &str, cells: usize| {
            assert_eq!(Widths::default().cluster(cluster), cells, "{cluster:?}");
        };
        check("", 0);
        check("a", 1);
        check("\t", 0);
        check("\u{1b}", 0);
        check("\u{202E}", 0);
        check("\u{200B}", 0);
        check("報", 2);
        check("ｱ", 1);
        check("，", 2);
        check("…", 1);
        check("é", 1);
        check("e\u{301}", 1);
        check("が", 2);
        check("か\u{3099}", 2);
        check("葛\u{E0100}", 2);
        check("한", 2);
        check("\u{1112}\u{1161}\u{11AB}", 2);
        check("🇭🇰", 2);
        check("❤", 1);
        check("❤\u{FE0F}", 2);
        check("1\u{FE0F}\u{20E3}", 2);
        check("⌚", 2);
        check("⌚\u{FE0E}", 2);
        check("👨‍👩‍👧‍👦", 2);
        check("👍🏽", 2);
        check("🧑🏽‍💻", 2);
        check(
            "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
            2,
        );
        check("กำ", 2);
        check("\r\n", 0);
    }

    #[test]
    fn a_terminal_that_draws_the_parts_is_given_their_sum() {
        let plain = Widths {
            ambiguous: 2,
            vs16: 1,
            vs15: 1,
            zwj: false,
            tone: false,
        };
        let check = |cluster: &str, cells: usize| {
            assert_eq!(plain.cluster(cluster), cells, "{cluster:?}");
        };
        check("…", 2);
        check("“", 2);
        check("\u{301}", 0);
        check("❤\u{FE0F}", 1);
        check("⌚\u{FE0E}", 1);
        check("👨‍👩‍👧‍👦", 8);
        check("👍🏽", 4);
    }

    #[test]
    fn a_cut_title_fills_its_cells_and_ends_in_the_mark() {
        let check = |text: &str, cells: usize, cut: &str| {
            assert_eq!(
                Widths::default().truncate(text, cells),
                cut,
                "{text} at {cells}"
            );
        };
        check("社評", 4, "社評");
        check("社評", 3, "社…");
        check("社評", 2, " …");
        check("社評", 1, "…");
        check("社評", 0, "");
        check("abc", 3, "abc");
        check("abcd", 3, "ab…");
        check("家👨‍👩‍👧‍👦人", 5, "家👨‍👩‍👧‍👦…");
        check("家👨‍👩‍👧‍👦人", 4, "家 …");
        let wide = Widths {
            ambiguous: 2,
            ..Widths::default()
        };
        assert_eq!(wide.truncate("社評", 3), " …");
        assert_eq!(wide.truncate("社評", 1), " ");
    }
}

//! Where a line is to be cut in two: a place that moves by characters, or from one likely place to the next.

use unicode_segmentation::UnicodeSegmentation;

/// A cut being made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cut {
    /// Bytes of the line at which it can be cut, in order; at least one.
    places: Vec<usize>,
    /// Those of them at which something is likely to begin.
    likely: Vec<usize>,
    /// Index into `places`.
    at: usize,
}

impl Cut {
    /// At the first likely place of a line; `None` if it is too short to be cut.
    pub fn new(text: &str) -> Option<Self> {
        let mut places = Vec::new();
        let mut likely = Vec::new();
        let mut before = "";
        for (at, cluster) in text.grapheme_indices(true) {
            if at > 0 && !cluster.trim().is_empty() {
                places.push(at);
                if is_likely(before, cluster) {
                    likely.push(at);
                }
            }
            before = cluster;
        }
        let mut cut = Self {
            places,
            likely,
            at: 0,
        };
        if cut.places.is_empty() {
            return None;
        }
        if !cut.likely.contains(&cut.byte()) {
            cut.jump(true);
        }
        Some(cut)
    }

    /// The byte of the line before which it is cut.
    pub fn byte(&self) -> usize {
        self.places.get(self.at).copied().unwrap_or(0)
    }

    /// Moves by characters.
    pub fn step(&mut self, by: isize) {
        let last = self.places.len().saturating_sub(1);
        self.at = self.at.saturating_add_signed(by).min(last);
    }

    /// To the next likely place, or the one before; to the line's end or head if there is none.
    pub fn jump(&mut self, forward: bool) {
        let here = self.byte();
        let mut likely = self.likely.iter();
        let found = match forward {
            true => likely.find(|at| **at > here),
            false => likely.rfind(|at| **at < here),
        };
        if let Some(found) = found {
            self.at = self.places.binary_search(found).unwrap_or(self.at);
        }
    }

    /// Characters of the line before the cut, white space not counted.
    pub fn characters_before(&self, text: &str) -> usize {
        let before = text.get(..self.byte()).unwrap_or_default();
        before.chars().filter(|c| !c.is_whitespace()).count()
    }
}

/// After a gap, a sentence, a clause or a bracket, and before a bracket.
fn is_likely(before: &str, cluster: &str) -> bool {
    let has = |marks: &str, cluster: &str| cluster.chars().all(|c| marks.contains(c));
    let closes = has("。！？!?；：，」』”）】〕》〉)]", before);
    let goes_on = has("。！？!?；：，、」』”）】〕》〉)].,;:", cluster);
    let opens = has("「『“（【〔《〈([▲■●◆", cluster) && !has("「『“（【〔《〈([", before);
    before.trim().is_empty() || closes && !goes_on || opens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stops_where_something_may_begin() {
        let check = |text: &str, expect: &[&str]| {
            let mut cut = Cut::new(text).unwrap();
            let mut seen = vec![&text[cut.byte()..]];
            loop {
                let here = cut.byte();
                cut.jump(true);
                if cut.byte() == here {
                    break;
                }
                seen.push(&text[cut.byte()..]);
            }
            assert_eq!(seen, expect);
        };
        check(
            "夜航試行三月【本報訊】渡輪昨晚起加開，「好。」船長說。",
            &[
                "【本報訊】渡輪昨晚起加開，「好。」船長說。",
                "渡輪昨晚起加開，「好。」船長說。",
                "「好。」船長說。",
                "船長說。",
            ],
        );
        check(
            "Ferry at night By Ho",
            &["at night By Ho", "night By Ho", "By Ho", "Ho"],
        );
        check("渡輪", &["輪"]);
    }

    #[test]
    fn it_moves_by_characters_and_stays_on_the_line() {
        let mut cut = Cut::new("渡輪夜航").unwrap();
        cut.step(-1);
        assert_eq!(cut.byte(), "渡".len());
        cut.step(9);
        assert_eq!(cut.byte(), "渡輪夜".len());
        assert_eq!(cut.characters_before("渡輪夜航"), 3);
        assert_eq!(Cut::new("渡"), None);
        assert_eq!(Cut::new(""), None);
    }
}

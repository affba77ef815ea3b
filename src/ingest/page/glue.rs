//! Where parts share a line with nothing between them, as a text layer leaves them that lost its line ends:
//! `渡輪改期`, `【本報訊】` and `營運公司昨日宣布…` on one line.
//!
//! Readers part them by their language alone: a headline ends otherwise than a sentence goes on. So do the characters on
//! both sides of a place, and the marks next to it with how far they are: each is a clue, whose weights, in tenths of the
//! logarithm of odds, are fitted by `tests/support/seams.rs` to the tagged pages with their lines run together, and stand in
//! `glue.txt`. What is cut in doubt is put together again when the [`tags`](super::tags) find the same on both sides.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::chars;
use super::clues::See;
use super::learnt::hash;
use super::piece::{Piece, Role};
use super::{byline, furniture, oneline};

/// What the clues of a place are worth.
#[derive(Debug, Default)]
pub struct Seams(HashMap<u32, i32>);

impl Seams {
    /// Reads lines of `clue`, a tab and its weight. What is no such line says nothing.
    pub fn read(lines: &str) -> Self {
        let weights = lines.lines().filter_map(|line| line.rsplit_once('\t'));
        Self(
            weights
                .filter_map(|(clue, worth)| {
                    Some((hash(format_args!("{clue}")), worth.parse().ok()?))
                })
                .collect(),
        )
    }

    /// Where a text may be two parts: byte offsets, with the sums of their weights. Of places side by side the likeliest.
    pub fn of(&self, text: &str) -> Vec<(usize, i32)> {
        let mut found: Vec<(usize, usize, i32)> = Vec::new();
        each(text, &mut |nth, at, place| {
            let mut sum = 0;
            place.clues(&mut |clue| sum += self.0.get(&hash(clue)).copied().unwrap_or(0));
            match found.last_mut() {
                _ if sum < POSSIBLE => {}
                Some(last) if nth - last.0 < APART => {
                    if sum > last.2 {
                        *last = (nth, at, sum);
                    }
                }
                _ => found.push((nth, at, sum)),
            }
        });
        found.into_iter().map(|(_, at, sum)| (at, sum)).collect()
    }
}

/// The weights as they are fitted.
pub static SEAMS: LazyLock<Seams> = LazyLock::new(|| Seams::read(include_str!("glue.txt")));

/// Parts texts where two parts seem to meet; on a page whose lines have surely run together, also where it is only possible.
pub fn part(pieces: Vec<Piece>, seams: &Seams) -> Vec<Piece> {
    let seams = |piece: &Piece| {
        let mut found = match piece.role {
            Role::Body => seams.of(&piece.text),
            _ => Vec::new(),
        };
        // Few lines have a seam at all: only those are asked what they are as a whole.
        if !found.is_empty() && is_whole(&piece.text) {
            found.clear();
        }
        found
    };
    let seams: Vec<Vec<(usize, i32)>> = pieces.iter().map(seams).collect();
    let sure = seams.iter().flatten();
    let sure = sure.filter(|(_, sum)| *sum >= SURE).count();
    let length: usize = pieces.iter().map(|piece| chars::count(&piece.text)).sum();
    let least = match sure >= RUN_TOGETHER && sure * OFTEN >= length {
        true => POSSIBLE,
        false => LIKELY,
    };
    let mut parted = Vec::with_capacity(pieces.len());
    for (piece, seams) in pieces.into_iter().zip(seams) {
        let cuts = seams.into_iter().filter(|(_, sum)| *sum >= least);
        let cuts: Vec<usize> = cuts.map(|(at, _)| at).collect();
        if cuts.is_empty() {
            parted.push(piece);
            continue;
        }
        let gap = |at: &usize| {
            let before = &piece.text[..*at];
            chars::cells(&before[before.trim_end().len()..])
        };
        let mut parts = oneline::parts(&piece, &cuts);
        for (part, at) in parts.iter_mut().skip(1).zip(&cuts) {
            (part.glued, part.gap) = (true, Some(gap(at)));
        }
        parted.append(&mut parts);
    }
    parted
}

/// A byline or a folio says what it says as a whole.
fn is_whole(text: &str) -> bool {
    byline::is_line(text) || furniture::folio(text).is_some()
}

/// Least sum of weights at which a text is cut, in tenths of the logarithm of odds; at which it is on a page whose lines have
/// run together; and at which there is no doubt.
const LIKELY: i32 = -10;
const POSSIBLE: i32 = -30;
const SURE: i32 = 10;

/// Seams without doubt on a page whose lines have run together, and the characters for each of them.
const RUN_TOGETHER: usize = 4;
const OFTEN: usize = 300;

/// Fewest characters between two cuts.
const APART: usize = 2;

/// How far marks are looked for, in characters.
const FAR: usize = 45;

/// Shortest text that may be two parts, in characters.
const SHORTEST: usize = 8;

/// A place between two characters of a text.
pub struct Place<'a> {
    text: &'a [char],
    at: usize,
    /// The mark before it, or none at the beginning, and how many characters are between.
    before: (char, usize),
    /// The mark after it, or none at the end, and how many characters are between.
    after: (char, usize),
}

/// Stands for the beginning and for the end of a text.
const NONE: char = '^';

/// Shows every place where a text of square characters may be cut: its number in characters and in bytes.
pub fn each(text: &str, see: &mut dyn FnMut(usize, usize, &Place<'_>)) {
    let plain: Vec<char> = text.chars().map(chars::plain).collect();
    if plain.len() < SHORTEST || !chars::is_cjk(text) {
        return;
    }
    let mut marks = vec![(NONE, 0); plain.len() + 1];
    for at in (0..plain.len()).rev() {
        let (mark, far) = marks[at + 1];
        marks[at] = match plain[at] {
            c if is_mark(c) => (c, 0),
            _ => (mark, (far + 1).min(FAR)),
        };
    }
    let mut before = (NONE, 0);
    for (at, (byte, _)) in text.char_indices().enumerate() {
        if at > 0 {
            before = match plain[at - 1] {
                c if is_mark(c) => (c, 0),
                _ => (before.0, (before.1 + 1).min(FAR)),
            };
            let place = Place {
                text: &plain,
                at,
                before,
                after: marks[at],
            };
            if may_part(plain[at - 1], plain[at]) {
                see(at, byte, &place);
            }
        }
    }
}

/// Whether a part may end and another begin between two characters: not between two letters of a word or two digits, nor between
/// a Latin word or a number and what is about it (`AI應用`), nor before white space, nor next to a bracket on its inner side.
fn may_part(a: char, b: char) -> bool {
    let word = |c: char| c.is_alphanumeric() && !chars::unspaced(c);
    let text = |c: char| c.is_alphanumeric();
    !(word(a) && text(b)
        || text(a) && word(b)
        || chars::opens(a)
        || chars::clings(b)
        || b.is_whitespace())
}

/// A mark that ends a clause, or opens or closes something.
fn is_mark(c: char) -> bool {
    chars::opens(c) || chars::closes(c) || "，。、；：！？,.;:!?—…".contains(c)
}

impl Place<'_> {
    /// The character so far after it, or before it.
    fn char(&self, by: isize) -> char {
        let at = self.at.checked_add_signed(by);
        at.and_then(|at| self.text.get(at)).copied().unwrap_or(NONE)
    }

    /// Shows its clues.
    pub fn clues(&self, see: See<'_>) {
        let [c, b, a] = [-3, -2, -1].map(|by| self.char(by));
        let [d, e, f] = [0, 1, 2].map(|by| self.char(by));
        see(format_args!("{b}{a}|"));
        see(format_args!("{c}{b}{a}|"));
        see(format_args!("|{d}{e}"));
        see(format_args!("|{d}{e}{f}"));
        see(format_args!("{a}|{d}"));
        see(format_args!("{b}{a}|{d}"));
        see(format_args!("{a}|{d}{e}"));
        let (before, after) = (self.before.0, self.after.0);
        let [near, far] = [self.before.1, self.after.1].map(step);
        see(format_args!("{before}{near}"));
        see(format_args!(">{after}{far}"));
        see(format_args!("{before}{near} {after}{far}"));
        see(format_args!("{before}{near} {d}"));
        see(format_args!("{before}{near} {d}{e}"));
        see(format_args!("{before} {d}{e}"));
        see(format_args!(">{after}{far} {a}"));
        see(format_args!(">{after}{far} {b}{a}"));
        see(format_args!(">{after} {b}{a}"));
        let again = self.again();
        if again > 1 {
            see(format_args!("again {again}"));
            see(format_args!("again {again} {before} >{after}"));
        }
    }

    /// How many characters after it stand also in the clause before it, up to five: a text takes up what its headline says.
    fn again(&self) -> usize {
        let clause = &self.text[self.at - self.before.1.min(self.at)..self.at];
        let next: Vec<char> = self.text[self.at..]
            .iter()
            .copied()
            .take(5)
            .take_while(|c| chars::square(*c))
            .collect();
        let stands = |many: &usize| clause.windows(*many).any(|here| here == &next[..*many]);
        (2..=next.len()).take_while(stands).last().unwrap_or(0)
    }
}

/// Lengths alike.
fn step(length: usize) -> usize {
    const STEPS: [usize; 15] = [0, 1, 2, 3, 4, 5, 7, 9, 11, 13, 16, 19, 24, 31, 44];
    STEPS
        .iter()
        .position(|most| length <= *most)
        .unwrap_or(STEPS.len())
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::*;

    #[test]
    fn a_clue_a_line_and_its_weight() {
        let seams = Seams::read("甲乙|\t12\n甲|丙\t-3\nnone\nbad\tx\n");
        assert_eq!(seams.0.len(), 2);
        assert_eq!(seams.0[&hash(format_args!("甲|{}", '丙'))], -3);
    }

    #[test]
    fn parts_are_cut_where_one_ends_and_the_next_begins() {
        let check = |page: &[&str], expect: &[&str]| {
            let pieces = page
                .iter()
                .flat_map(|line| lines::split(line))
                .map(|line| Piece::of(&line, Role::Body))
                .collect();
            let parts: Vec<String> = part(pieces, &SEAMS).into_iter().map(|p| p.text).collect();
            assert_eq!(parts, expect, "{page:?}");
        };
        let text = "渡輪公司昨日宣布，末班船由下月起提早半小時開出，票價不變，居民可換乘巴士。";
        check(&[text], &[text]);
        check(
            &[&format!("末班渡輪下月提早開出【本報訊】{text}")],
            &["末班渡輪下月提早開出", "【本報訊】", text],
        );
        check(
            &[&format!(
                "{text}小巴撞欄三人受輕傷一輛小巴昨晨在彌敦道失控撞欄，三人受輕傷送院。"
            )],
            &[
                text,
                "小巴撞欄三人受輕傷",
                "一輛小巴昨晨在彌敦道失控撞欄，三人受輕傷送院。",
            ],
        );
        check(&["短行"], &["短行"]);
    }

    #[test]
    fn no_word_number_or_bracket_is_cut() {
        for (a, b, expect) in [
            ('甲', '乙', true),
            ('。', '甲', true),
            ('甲', '【', true),
            ('1', '2', false),
            ('I', '應', false),
            ('第', '1', false),
            ('a', 'b', false),
            ('가', '나', false),
            (' ', '가', true),
            ('甲', '　', false),
            ('（', '甲', false),
            ('甲', '，', false),
        ] {
            assert_eq!(may_part(a, b), expect, "{a}{b}");
        }
    }

    #[test]
    fn a_text_takes_up_the_words_of_its_headline() {
        let again = |text: &str, at: usize| {
            let mut found = 0;
            each(text, &mut |nth, _, place| {
                if nth == at {
                    found = place.again();
                }
            });
            found
        };
        assert_eq!(again("衞凌雲開餐廳衞凌雲與友人合資", 6), 3);
        assert_eq!(again("衞凌雲開餐廳，衞凌雲與友人合資", 7), 0);
        assert_eq!(again("甲乙丙丁戊己庚辛壬癸", 4), 0);
    }
}

//! What a text is like, in few bytes: shingles, the sketch made of them, and how much two texts have in common.
//!
//! A shingle is a stretch of four Han characters or kana (or a dozen letters: what counts is [`SPAN`] bytes) of the folded
//! text, without spaces and marks: the same for 繁 and 簡, for 「…」 and “…”. A sketch is the smallest hash in each of
//! [`SLOTS`] classes of shingles (one-permutation min-hash with rotation, Li and Shrivastava 2014): two texts agree in about
//! as many slots as they share shingles, so that sixty-four bytes tell whether it pays to unpack both and look.

use super::tokens;

/// Bytes of folded text in a shingle, at least.
const SPAN: usize = 12;

/// Classes of shingles.
pub const SLOTS: usize = 32;

/// Fewer shingles than this are too little to know a text by.
pub const FEWEST: usize = 24;

/// Bytes of a sketch in the file: the title's hash, then the slots.
const BYTES: usize = 4 + 2 * SLOTS;

/// The shingles of a text: their hashes, in order, each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shingles(Vec<u64>);

impl Shingles {
    /// Of the tokens of a text (see [`tokens::tokens`]), which is folded already.
    pub fn of_tokens(tokens: &str) -> Self {
        let mut all = Vec::with_capacity(tokens.len() / 4);
        each(tokens, |hash| all.push(hash));
        all.sort_unstable();
        all.dedup();
        Self(all)
    }

    /// Of a text as it was written.
    #[cfg(test)]
    pub fn of(text: &str) -> Self {
        Self::of_tokens(&tokens::tokens(text))
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// How many both have.
    pub fn shared(&self, other: &Self) -> usize {
        let (mut ours, mut theirs) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut shared = 0;
        while let (Some(one), Some(two)) = (ours.peek(), theirs.peek()) {
            let order = one.cmp(two);
            shared += usize::from(order.is_eq());
            if order.is_le() {
                ours.next();
            }
            if order.is_ge() {
                theirs.next();
            }
        }
        shared
    }
}

/// A text in few bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sketch {
    /// Of the title; 0 where it is too short to mean anything.
    title: u32,
    slots: [u16; SLOTS],
}

impl Sketch {
    /// Of the tokens of a title and a body; `None` for a body of few words.
    pub fn of_tokens(title: &str, body: &str) -> Option<Self> {
        let mut least = [u64::MAX; SLOTS];
        let mut count = 0;
        each(body, |hash| {
            // The class and the rank are of different bits.
            let slot = &mut least[hash as usize % SLOTS];
            *slot = (*slot).min(hash >> 5);
            count += 1;
        });
        (count >= FEWEST).then(|| Self {
            title: title_hash(title),
            slots: filled(&least),
        })
    }

    /// In how many slots two agree, of [`SLOTS`].
    pub fn agreement(&self, other: &Self) -> usize {
        let pairs = self.slots.iter().zip(&other.slots);
        pairs.filter(|(one, two)| one == two).count()
    }

    /// Whether the titles are the same.
    pub fn same_title(&self, other: &Self) -> bool {
        self.title != 0 && self.title == other.title
    }

    /// As it stands in the file.
    pub fn bytes(&self) -> [u8; BYTES] {
        let mut bytes = [0; BYTES];
        bytes[..4].copy_from_slice(&self.title.to_le_bytes());
        for (pair, slot) in bytes[4..].chunks_exact_mut(2).zip(self.slots) {
            pair.copy_from_slice(&slot.to_le_bytes());
        }
        bytes
    }

    /// From the file; `None` for what is no sketch.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; BYTES] = bytes.try_into().ok()?;
        let (title, slots) = bytes.split_first_chunk::<4>()?;
        let mut sketch = Self {
            title: u32::from_le_bytes(*title),
            slots: [0; SLOTS],
        };
        for (slot, pair) in sketch.slots.iter_mut().zip(slots.chunks_exact(2)) {
            *slot = u16::from_le_bytes([pair[0], pair[1]]);
        }
        Some(sketch)
    }
}

/// The slots' low bits. An empty slot takes what the next full one has, changed by the way to it, so that short texts do not
/// agree in being short.
fn filled(least: &[u64; SLOTS]) -> [u16; SLOTS] {
    std::array::from_fn(|slot| {
        let way = (0..SLOTS).find(|way| least[(slot + way) % SLOTS] != u64::MAX);
        way.map_or(0, |way| {
            let hash = least[(slot + way) % SLOTS];
            (hash ^ (way as u64).wrapping_mul(MIX)) as u16
        })
    })
}

/// A title of at least a shingle, as a number that is not 0.
fn title_hash(tokens: &str) -> u32 {
    let mut whole = 0u64;
    let mut any = false;
    each(tokens, |hash| {
        whole = whole.rotate_left(7) ^ hash;
        any = true;
    });
    if any {
        (mixed(whole, MIX) as u32) | 1
    } else {
        0
    }
}

/// Gives the hash of every shingle, in the order of the text.
fn each(tokens: &str, mut give: impl FnMut(u64)) {
    let letters = letters(tokens);
    let is_first = |byte: u8| byte & 0xc0 != 0x80;
    for window in letters.windows(WINDOW) {
        let Some((head, tail)) = halves(window) else {
            return;
        };
        if !is_first(head[0]) {
            continue;
        }
        // To the end of the character that the twelfth byte belongs to.
        let rest = tail.iter().skip(SPAN - HALF);
        let more = rest.take_while(|byte| !is_first(**byte)).count();
        let unused = 8 * (WINDOW - SPAN - more);
        let tail = u64::from_le_bytes(*tail) << unused >> unused;
        give(mixed(u64::from_le_bytes(*head), tail));
    }
}

/// Bytes that are looked at for one shingle: two words, for the longest has fifteen bytes.
const WINDOW: usize = 2 * HALF;
const HALF: usize = 8;

fn halves(window: &[u8]) -> Option<(&[u8; HALF], &[u8; HALF])> {
    let (head, tail) = window.split_first_chunk()?;
    Some((head, tail.first_chunk()?))
}

/// The tokens without spaces and gaps, and so many bytes behind them that the last shingle has its window.
fn letters(tokens: &str) -> Vec<u8> {
    let gap = tokens::GAP_BYTES;
    let mut letters = vec![0; tokens.len()];
    let mut end = 0;
    let mut before = 0;
    for byte in tokens.bytes() {
        // Written in any case and kept if it is none: most bytes are of one kind or the other by turns, which no processor guesses.
        letters[end] = byte;
        end += usize::from(byte != b' ');
        if [before, byte] == gap {
            end -= gap.len();
        }
        before = byte;
    }
    letters.truncate(end);
    if end >= SPAN {
        letters.resize(end + WINDOW - SPAN, 0);
    }
    letters
}

/// An odd number of which nothing is to be feared: 2⁶⁴ over the golden ratio.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// Two words to one whose bits all depend on all of theirs: the halves of a product (as in wyhash), and once more.
fn mixed(one: u64, two: u64) -> u64 {
    let halves = |a: u64, b: u64| {
        let product = u128::from(a) * u128::from(b);
        (product as u64) ^ (product >> 64) as u64
    };
    let once = halves(one ^ MIX, two ^ 0xe703_7ed1_a0b4_28db);
    halves(once ^ 0x8ebc_6af0_9c88_c6e3, MIX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sketch(text: &str) -> Option<Sketch> {
        Sketch::of_tokens("", &tokens::tokens(text))
    }

    #[test]
    fn a_text_is_the_same_in_every_form() {
        let check = |one: &str, two: &str| {
            assert_eq!(Shingles::of(one), Shingles::of(two), "{one} {two}");
        };
        check("香港經濟發展", "香港经济发展");
        check("「香港」經濟，發展！", "香港 經濟 發展");
        check("ＡＢＣ電視台轉播", "abc電視臺轉播");
        check(
            "The quick brown fox jumps.",
            "the quick “brown” fox — jumps",
        );
    }

    #[test]
    fn a_shingle_is_four_han_or_a_dozen_letters() {
        let count = |text: &str| Shingles::of(text).len();
        assert_eq!(
            (count("天地玄"), count("天地玄黃"), count("天地玄黃宇")),
            (0, 1, 2)
        );
        assert_eq!((count("eleven char"), count("twelve letters")), (0, 2));
        // The last of a shingle is never half a character.
        assert_eq!(count("abcdefghijk黃"), 3);
    }

    #[test]
    fn too_little_is_not_sketched() {
        assert!(sketch("今日天晴，氣溫二十度。").is_none());
        assert!(sketch(&"甲乙丙丁戊己庚辛壬癸".repeat(3)).is_some());
    }

    #[test]
    fn a_title_counts_from_four_han_on() {
        let of = |title: &str| {
            let body = "子丑寅卯辰巳午未申酉戌亥".repeat(3);
            Sketch::of_tokens(&tokens::tokens(title), &body).unwrap()
        };
        assert!(of("新渠試流成功").same_title(&of("新渠试流成功！")));
        assert!(!of("新渠試流成功").same_title(&of("成功新渠試流")));
        assert!(!of("社評").same_title(&of("社評")));
    }

    #[test]
    fn it_comes_back_from_its_bytes() {
        let one = sketch(&"甲乙丙丁戊己庚辛壬癸".repeat(5)).unwrap();
        assert_eq!(Sketch::from_bytes(&one.bytes()), Some(one));
        assert_eq!(Sketch::from_bytes(b"no sketch"), None);
    }

    /// Texts of Han characters, by their distance from the first.
    fn text(from: u32, length: u32) -> String {
        let character = |n: u32| char::from_u32(0x4e00 + n.wrapping_mul(2_654_435_761) % 20_000);
        (from..from + length).filter_map(character).collect()
    }

    #[test]
    fn sketches_agree_as_far_as_the_texts_do() {
        let whole = text(0, 1200);
        for (shared, low, high) in [(1200, 32, 32), (900, 14, 26), (600, 5, 18), (0, 0, 3)] {
            let other = format!("{}{}", text(0, shared), text(5_000, 1200 - shared));
            let agreement = sketch(&whole).unwrap().agreement(&sketch(&other).unwrap());
            assert!((low..=high).contains(&agreement), "{shared}: {agreement}");
        }
    }

    proptest! {
        #[test]
        fn folding_and_marks_change_nothing(pieces in prop::collection::vec(0usize..6, 30..80)) {
            let written = |forms: [&str; 6]| -> String {
                pieces.iter().enumerate().map(|(n, piece)| format!("{}{}", forms[*piece], text(n as u32, 3))).collect()
            };
            let one = written(["學", "灣", "「", "，", "ＫＭＢ", " "]);
            let two = written(["学", "湾", "", " ", "kmb", ""]);
            prop_assert_eq!(Shingles::of(&one), Shingles::of(&two));
            prop_assert_eq!(sketch(&one), sketch(&two));
        }

        #[test]
        fn nothing_is_too_odd_to_be_sketched(title: String, body: String) {
            let (title, body) = (tokens::tokens(&title), tokens::tokens(&body));
            let shingles = Shingles::of_tokens(&body);
            prop_assert_eq!(shingles.shared(&shingles), shingles.len());
            if let Some(sketch) = Sketch::of_tokens(&title, &body) {
                prop_assert_eq!(sketch.agreement(&sketch), SLOTS);
            }
        }
    }
}

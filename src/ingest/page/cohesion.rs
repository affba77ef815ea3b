//! Whether two stretches of text speak of the same: the words that the second has in common with the first.
//!
//! A subhead's text goes on with the names and matters of the article over it; a new article brings its own (the idea of
//! TextTiling: M. Hearst, Computational Linguistics 23(1), 1997). Words are pairs of square characters and Latin words
//! of five letters and more; pairs with a character that any text has count for nothing, and words that other texts of the
//! page have, too, say little.

use std::collections::{HashMap, HashSet};

use super::chars::square;
use super::piece::{Piece, Role};

/// Characters of a piece that are compared.
const WINDOW: usize = 900;

/// Characters so common that they say nothing: particles, pronouns, numerals, the verbs of reporting.
const COMMON: &str = "的是在了和有不這这個个一二三四五六七八九十百千萬万年月日時时為以为於于及與与也都而並并或被將将會会可能要對对從从到其他她它們们我你人上下中大小多後后前說说示表稱称指出等則则就還还已更最很因此今昨日本報报記记者は がをにでとのもやからまでしたするいるれるなっていまこそあう다의는은이가을를에서고도로와과한하지있었했기";

/// Words that either text must have to say anything.
const ENOUGH: usize = 8;

/// A word, as a number: two characters side by side, or the hash of a Latin one.
pub type Word = u64;

/// The words of a page's texts.
#[derive(Debug, Default)]
pub struct Words {
    /// Of each piece.
    own: Vec<HashSet<Word>>,
    /// How many pieces have a word.
    pieces: HashMap<Word, usize>,
}

/// What two stretches of text and the heading between them have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shared {
    /// Words of the heading and of the text after it that the text before has, too; `None` if either says too little.
    pub words: Option<usize>,
    /// Of those, words that the rest of the page has not.
    pub rare: usize,
    /// Of a hundred words of the heading, how many the text before has and how many the text after; `None` if it has
    /// hardly any.
    pub heading: Option<(usize, usize)>,
}

impl Words {
    /// Collects them.
    pub fn of(pieces: &[Piece]) -> Self {
        let mut words = Self::default();
        for piece in pieces {
            let own = match piece.role {
                role if role.is_solid() || role == Role::Head => words_of(&piece.text),
                _ => HashSet::new(),
            };
            for word in &own {
                *words.pieces.entry(*word).or_default() += 1;
            }
            words.own.push(own);
        }
        words
    }

    /// Compares the pieces `before` a heading with it and those `after` it.
    pub fn shared(&self, before: &[usize], heading: &str, after: &[usize]) -> Shared {
        let heading = words_of(heading);
        let (known, below) = (self.all(before), self.all(after));
        let new: HashSet<Word> = below.union(&heading).copied().collect();
        let both = || new.intersection(&known);
        let near = |word: &Word| {
            let near = before.iter().chain(after);
            near.filter(|&&at| self.own[at].contains(word)).count()
        };
        let rare = |word: &&Word| self.pieces.get(word).copied() <= Some(near(word));
        let share =
            |known: &HashSet<Word>| heading.intersection(known).count() * 100 / heading.len();
        Shared {
            words: (known.len() >= ENOUGH && new.len() >= ENOUGH).then(|| both().count()),
            rare: both().filter(rare).count(),
            heading: (heading.len() >= 3).then(|| (share(&known), share(&below))),
        }
    }

    fn all(&self, pieces: &[usize]) -> HashSet<Word> {
        pieces
            .iter()
            .flat_map(|&at| &self.own[at])
            .copied()
            .collect()
    }
}

/// The words of a text's beginning.
pub fn words_of(text: &str) -> HashSet<Word> {
    let chars: Vec<char> = text.chars().take(WINDOW).collect();
    let telling = |&c: &char| square(c) && !COMMON.contains(c);
    let pairs = chars
        .windows(2)
        .filter(|pair| pair.iter().all(telling))
        .map(|pair| u64::from(u32::from(pair[0])) << 32 | u64::from(u32::from(pair[1])));
    let latin = chars
        .split(|c| !c.is_ascii_alphabetic())
        .filter(|word| word.len() >= 5)
        .map(hash);
    pairs.chain(latin).collect()
}

/// FNV-1a, 64 bits, of a word's small letters.
pub fn hash(word: &[char]) -> Word {
    word.iter().fold(0xcbf2_9ce4_8422_2325, |hash, c| {
        (hash ^ u64::from(u32::from(c.to_ascii_lowercase()))).wrapping_mul(0x0100_0000_01b3)
    })
}

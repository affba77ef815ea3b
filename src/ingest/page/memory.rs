//! The pages that a reader mended, by which the same page, or almost the same, is known when it comes again.

use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::mend::Mend;
use super::sheet::Sheet;

/// A page that a reader mended.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MendedPage {
    /// The archive's number of it.
    #[serde(skip)]
    pub number: Option<i64>,
    /// Hashes of the page's sentences and lines.
    sentences: HashSet<u64>,
    /// What the reader said, in that order.
    pub mends: Vec<Mend>,
}

impl MendedPage {
    /// What is to be remembered of a page.
    pub fn new(sheet: &Sheet, mends: Vec<Mend>) -> Self {
        Self {
            number: None,
            sentences: sentences(sheet),
            mends,
        }
    }

    /// How many of the shorter page's sentences both have, if it is most of them.
    fn likeness(&self, sentences: &HashSet<u64>) -> Option<usize> {
        let shared = self.sentences.intersection(sentences).count();
        let shorter = self.sentences.len().min(sentences.len());
        (shared * 2 > shorter).then_some(shared)
    }
}

/// All pages that a reader mended.
#[derive(Debug, Clone, Default)]
pub struct Memory(Arc<[MendedPage]>);

impl Memory {
    /// These pages; the ones mended last stand last.
    pub fn new(pages: Vec<MendedPage>) -> Self {
        Self(pages.into())
    }

    /// Whether nothing was ever mended.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The page most like this one, the one mended last of several.
    pub fn of(&self, sheet: &Sheet) -> Option<&MendedPage> {
        let sentences = sentences(sheet);
        let alike = self.0.iter().filter_map(|page| {
            let shared = page.likeness(&sentences)?;
            Some((shared, page))
        });
        alike
            .max_by_key(|(shared, _)| *shared)
            .map(|(_, page)| page)
    }
}

/// What a page is known by: its text between the ends of sentences and lines, a hash each.
fn sentences(sheet: &Sheet) -> HashSet<u64> {
    let ends = |c: char| matches!(c, '。' | '！' | '？' | '.' | '!' | '?');
    let mut from = 0;
    let mut found = HashSet::new();
    for (at, ink) in sheet.inks.iter().enumerate() {
        let next = sheet.inks.get(at + 1);
        if ends(ink.c) || next.is_none_or(|next| next.line != ink.line) {
            found.insert(hash(sheet.inks[from..=at].iter().map(|ink| ink.c)));
            from = at + 1;
        }
    }
    found
}

/// FNV-1a, 64 bits: the same in every version of the program.
fn hash(text: impl Iterator<Item = char>) -> u64 {
    text.fold(0xcbf2_9ce4_8422_2325, |hash, c| {
        (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3)
    })
}

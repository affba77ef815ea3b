//! What each character may sound like; made by the build script (`build.rs` beside this file).

use std::ops::Range;

include!(concat!(env!("OUT_DIR"), "/sound_table.rs"));

/// The ways to type a reading.
pub struct Syllable {
    /// In full: `zhong`, `ㄓㄨㄥ`.
    pub full: std::str::Split<'static, char>,
    /// By its initial: `z`, `zh`, `ㄓ`.
    pub short: std::str::Split<'static, char>,
    /// It may be left out: the second half of a long vowel.
    pub is_optional: bool,
}

/// Every reading of every character.
pub fn syllables() -> impl Iterator<Item = Syllable> {
    SYLLABLES.iter().map(|(full, short, is_optional)| Syllable {
        full: full.split(' '),
        short: short.split(' '),
        is_optional: *is_optional,
    })
}

/// The class of a character; 0 if it has no sound and parts names.
#[inline]
pub fn class(c: char) -> u16 {
    let number = c as usize;
    let block = usize::from(INDEX[number / BLOCK]);
    CLASSES[block * BLOCK + number % BLOCK]
}

/// A character of this class may be left out when a name is typed: a space, a dot between names.
#[inline]
pub fn is_silent(class: u16) -> bool {
    class == SILENT
}

/// The readings of a class in one language: places in [`syllables`]. Kana read alike in both.
#[inline]
pub fn sounds(class: u16, language: usize) -> &'static [u16] {
    let at = usize::from(class) * 2 + language;
    let range = Range {
        start: usize::from(ENDS[at]),
        end: usize::from(ENDS[at + 1]),
    };
    &SOUNDS[range]
}

//! What was typed, compiled: which part of it each sound can take.
//!
//! The state after a character is a set of bits: bit `i` says that the first `i` typed characters are used up. A sound that fits
//! the typed text at `i` and is `length` long moves bit `i` to bit `i + length`. One word holds two such sets, Mandarin
//! in its lower half and Cantonese in its upper half, so that both move at once and never mix.

use super::table;
use crate::fold;

/// A set of places in the typed text for each language.
pub type Places = u64;
/// Nothing is used up, in either language.
pub const START: Places = 1 | 1 << HALF;
/// Longest typed text that is matched: the bits of half a word, one of them for the beginning.
const LONGEST: usize = 31;
/// Bits for each language.
const HALF: usize = 32;

/// What was typed, and where each syllable fits it.
pub struct Typed {
    /// Folded, without what may go untyped.
    chars: Vec<char>,
    /// What each syllable of the table can take.
    syllables: Vec<Vec<Step>>,
}

/// Part of the typed text that a sound takes: `length` characters at each of the places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Step {
    /// Where it fits.
    pub places: Places,
    /// How much it takes.
    pub length: u8,
    /// It is a syllable in full.
    pub is_full: bool,
}

/// All that what was typed knows of a character. Most characters of most names are alike in this: nothing fits them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Character {
    /// What its sounds can take.
    pub steps: Vec<Step>,
    /// Where it stands itself, in any of its forms.
    pub itself: Places,
    /// It is a letter of ASCII, and so part of a word that may be typed by its beginning.
    pub is_letter: bool,
    /// It may be left out when a name is typed.
    pub is_silent: bool,
}

impl Typed {
    /// Compiles what was typed; `None` where nothing of it is matched, or it is too long.
    pub fn new(typed: &str) -> Option<Self> {
        let chars: Vec<char> = fold::fold(typed)
            .chars()
            .filter(|c| !is_untyped(*c))
            .collect();
        if chars.is_empty() || chars.len() > LONGEST {
            return None;
        }
        let mut typed = Self {
            chars,
            syllables: Vec::new(),
        };
        typed.syllables = table::syllables().map(|one| typed.steps_of(one)).collect();
        Some(typed)
    }

    /// Everything is used up, in either language.
    pub fn goal(&self) -> Places {
        START << self.chars.len()
    }

    /// What there is to know of a character.
    pub fn character(&self, c: char) -> Character {
        let class = table::class(c);
        let mut steps = Vec::new();
        for language in 0..2 {
            let half = u64::from(u32::MAX) << (language * HALF);
            for sound in table::sounds(class, language) {
                for step in &self.syllables[usize::from(*sound)] {
                    let places = step.places & half;
                    add(&mut steps, Step { places, ..*step });
                }
            }
        }
        let folded = fold::fold_char(c).unwrap_or(c);
        let places = self.chars.iter().enumerate();
        let itself = places
            .filter(|(_, typed)| **typed == folded)
            .fold(0, |all, (at, _)| all | START << at);
        Character {
            steps,
            itself,
            is_letter: c.is_ascii_alphabetic(),
            is_silent: table::is_silent(class),
        }
    }

    /// What a syllable can take, in each of its forms.
    fn steps_of(&self, syllable: table::Syllable) -> Vec<Step> {
        let mut steps = Vec::new();
        syllable
            .full
            .for_each(|form| self.take(form, true, &mut steps));
        syllable
            .short
            .for_each(|form| self.take(form, false, &mut steps));
        if syllable.is_optional {
            let unspoken = Step {
                places: u64::MAX,
                length: 0,
                is_full: false,
            };
            steps.push(unspoken);
        }
        steps
    }

    /// Notes where a form fits. A form in full may be followed by a tone, or break off where the typing does.
    fn take(&self, form: &str, is_full: bool, steps: &mut Vec<Step>) {
        let initial = form.chars().next();
        for (at, _) in self
            .chars
            .iter()
            .enumerate()
            .filter(|(_, c)| Some(**c) == initial)
        {
            let rest = &self.chars[at..];
            let length = form.chars().zip(rest).take_while(|(a, b)| a == *b).count();
            let is_whole = length == form.chars().count();
            let mut note = |length: usize, is_full| {
                let (places, length) = (START << at, length as u8);
                add(
                    steps,
                    Step {
                        places,
                        length,
                        is_full,
                    },
                );
            };
            if is_whole {
                note(length, is_full);
            }
            if is_whole && is_full && matches!(rest.get(length), Some('1'..='6')) {
                note(length + 1, true);
            }
            if !is_whole && is_full && length == rest.len() {
                note(length, false);
            }
        }
    }
}

/// Adds a step, as one with another of its kind.
fn add(steps: &mut Vec<Step>, step: Step) {
    let same = |known: &&mut Step| known.length == step.length && known.is_full == step.is_full;
    match steps.iter_mut().find(same) {
        Some(known) => known.places |= step.places,
        None if step.places == 0 => {}
        None => steps.push(step),
    }
}

/// What may be typed or not: spaces and marks, the tones of zhuyin.
fn is_untyped(c: char) -> bool {
    !c.is_alphanumeric() || matches!(c, 'ˇ' | 'ˊ' | 'ˋ' | '˙' | 'ˉ')
}

//! What was typed, compiled: which part of it each sound can take.
//!
//! The state after a character is a set of bits: bit `i` says that the first `i` typed characters are used up. A sound that fits
//! the typed text at `i` and is `length` long moves bit `i` to bit `i + length`. One word holds two such sets, Mandarin
//! in its lower half and Cantonese in its upper half, so that both move at once and never mix.

use super::rank::Rank;
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

/// What was typed, ready to be held against any number of names.
pub struct Matcher {
    /// Folded, without what may go untyped.
    typed: Vec<char>,
    /// Nothing was typed at all, which every name fits.
    is_nothing: bool,
    /// Something else than ASCII was typed.
    is_wide: bool,
    /// Characters that have sounds were typed themselves.
    is_sounding: bool,
    /// For each character of ASCII, the places where it stands itself.
    letters: [Places; 128],
    /// For each class of characters, the places where any of its sounds fits.
    fits: Vec<Places>,
    /// Where the steps of each class end in `steps`.
    ends: Vec<u32>,
    steps: Vec<Step>,
}

/// Part of the typed text that a sound takes: `length` characters at each of the places.
#[derive(Clone, Copy)]
pub struct Step {
    /// Where it fits.
    pub places: Places,
    /// How much it takes.
    pub length: u8,
    /// It is a syllable in full.
    pub is_full: bool,
}

impl Matcher {
    /// Compiles what was typed.
    pub fn new(typed: &str) -> Self {
        let is_nothing = typed.trim().is_empty();
        let typed: Vec<char> = fold::fold(typed)
            .chars()
            .filter(|c| !is_untyped(*c))
            .collect();
        let mut matcher = Self {
            is_nothing,
            is_wide: !typed.iter().all(char::is_ascii),
            is_sounding: typed.iter().any(|c| table::class(*c) != 0),
            typed,
            letters: [0; 128],
            fits: Vec::new(),
            ends: vec![0],
            steps: Vec::new(),
        };
        if matcher.typed.len() <= LONGEST {
            matcher.compile();
        }
        matcher
    }

    fn compile(&mut self) {
        for (at, c) in self.typed.iter().enumerate().filter(|(_, c)| c.is_ascii()) {
            let places = START << at;
            self.letters[*c as usize] |= places;
            self.letters[c.to_ascii_uppercase() as usize] |= places;
        }
        let syllables: Vec<Vec<Step>> = table::syllables().map(|one| self.steps_of(one)).collect();
        for class in 0..table::classes() as u16 {
            let first = self.steps.len();
            for language in 0..2 {
                let half = u64::from(u32::MAX) << (language * HALF);
                for sound in table::sounds(class, language) {
                    for step in &syllables[usize::from(*sound)] {
                        let places = step.places & half;
                        add(&mut self.steps, first, Step { places, ..*step });
                    }
                }
            }
            let steps = &self.steps[first..];
            self.fits
                .push(steps.iter().fold(0, |all, step| all | step.places));
            self.ends.push(self.steps.len() as u32);
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
            .typed
            .iter()
            .enumerate()
            .filter(|(_, c)| Some(**c) == initial)
        {
            let rest = &self.typed[at..];
            let length = form.chars().zip(rest).take_while(|(a, b)| a == *b).count();
            let is_whole = length == form.chars().count();
            let mut note = |length: usize, is_full| {
                let (places, length) = (START << at, length as u8);
                add(
                    steps,
                    0,
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

    /// Whether what was typed names a part of `text`.
    pub fn matches(&self, text: &str) -> bool {
        if self.typed.is_empty() || self.typed.len() > LONGEST {
            return self.is_nothing;
        }
        let goal = self.goal();
        let mut state = 0;
        let mut word = Word::default();
        for c in text.chars() {
            let class = table::class(c);
            let fits = self.fits[usize::from(class)];
            let itself = self.itself(c, class);
            // Most characters of most texts begin nothing and continue nothing.
            if state == 0 && word.is_idle() && (fits | itself) & START == 0 {
                word.is_within = c.is_ascii_alphabetic();
                continue;
            }
            state |= word.pass(c, itself, state | START);
            if table::is_silent(class) {
                continue;
            }
            let live = state | START;
            state = (live & itself) << 1;
            if live & fits != 0 {
                for step in self.steps(class) {
                    state |= (live & step.places) << step.length;
                }
            }
            if state & goal != 0 {
                return true;
            }
        }
        false
    }

    /// How well what was typed names `text`; see [`super::score`].
    pub fn score(&self, text: &str) -> Option<u32> {
        if self.is_nothing {
            return Some(0);
        }
        self.matches(text).then(|| Rank::of(self, text).score())
    }

    /// Everything is used up, in either language.
    pub fn goal(&self) -> Places {
        START << self.typed.len()
    }

    /// The places where a character stands itself, in any of its forms.
    #[inline]
    pub fn itself(&self, c: char, class: u16) -> Places {
        if c.is_ascii() {
            return self.letters[c as usize];
        }
        // Characters with sounds, which are nearly all of a headline, stand for no letter: no need to fold them.
        if class != 0 && !self.is_sounding {
            return 0;
        }
        let folded = fold::fold_char(c).unwrap_or(c);
        if folded.is_ascii() {
            return self.letters[folded as usize];
        }
        if !self.is_wide {
            return 0;
        }
        let places = self
            .typed
            .iter()
            .enumerate()
            .filter(|(_, typed)| **typed == folded);
        places.fold(0, |all, (at, _)| all | START << at)
    }

    /// What the sounds of a class can take.
    #[inline]
    pub fn steps(&self, class: u16) -> &[Step] {
        let class = usize::from(class);
        &self.steps[self.ends[class] as usize..self.ends[class + 1] as usize]
    }
}

/// Adds a step, as one with another of its kind among those since `first`.
fn add(steps: &mut Vec<Step>, first: usize, step: Step) {
    let same = |known: &&mut Step| known.length == step.length && known.is_full == step.is_full;
    match steps[first..].iter_mut().find(same) {
        Some(known) => known.places |= step.places,
        None if step.places == 0 => {}
        None => steps.push(step),
    }
}

/// What may be typed or not: spaces and marks, the tones of zhuyin.
fn is_untyped(c: char) -> bool {
    !c.is_alphanumeric() || matches!(c, 'ˇ' | 'ˊ' | 'ˋ' | '˙' | 'ˉ')
}

/// Words of letters may be typed by their beginnings: `nyt`, `newyt` for New York Times.
#[derive(Default)]
pub struct Word {
    /// The character before was a letter.
    is_within: bool,
    /// The places after the word from its first letter on.
    chain: Places,
    /// The places after any beginning of it.
    begun: Places,
}

impl Word {
    /// Nothing of a word is typed.
    pub fn is_idle(&self) -> bool {
        self.begun == 0
    }

    /// Takes in the next character, `entry` being the places before it. At the end of a word, the places after its beginnings:
    /// they count as those after the word.
    #[inline]
    pub fn pass(&mut self, c: char, itself: Places, entry: Places) -> Places {
        if c.is_ascii_alphabetic() {
            let entry = if self.is_within { self.chain } else { entry };
            self.chain = (entry & itself) << 1;
            self.begun |= self.chain;
            self.is_within = true;
            return 0;
        }
        if !self.is_within {
            return 0;
        }
        std::mem::take(self).begun
    }
}

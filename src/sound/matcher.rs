//! What was typed, compiled: which part of it each sound can take.
//!
//! The state after a character is a set of bits: bit `i` says that the first `i` typed characters are used up. A sound that fits
//! the typed text at `i` and is `length` long moves bit `i` to bit `i + length`. One set for each language.

use super::table;
use crate::fold;

/// Longest typed text that is matched by sound: the bits of a set, one of them for the beginning.
const LONGEST: usize = 63;
/// Mandarin and Cantonese.
const LANGUAGES: usize = 2;

/// What was typed, ready to be held against any number of names.
pub struct Matcher {
    /// Folded, without what may go untyped.
    typed: Vec<char>,
    /// What each syllable of the table can take of it.
    steps: Vec<Step>,
    /// Where the steps of each syllable end in `steps`.
    ends: Vec<u32>,
    /// For each class and language, the places where any of its sounds fits.
    fits: Vec<[u64; LANGUAGES]>,
    /// For each character of ASCII, the places where it stands itself.
    letters: [u64; 128],
    /// Something else than ASCII was typed.
    is_wide: bool,
    /// Nothing was typed at all, which every name fits.
    is_nothing: bool,
}

/// Part of the typed text that a sound takes: `length` characters at each place of `places`.
#[derive(Clone, Copy)]
struct Step {
    places: u64,
    length: u8,
    cost: Cost,
}

/// What a match is made of, the worst counted highest, so that the smaller is the better match.
type Cost = u32;
const LITERAL: Cost = 1;
const FULL: Cost = 1 << 8;
const SHORT: Cost = 1 << 16;

/// The least cost at which each number of typed characters is used up.
type Costs = [Option<Cost>; LONGEST + 1];
const NO_COSTS: Costs = [None; LONGEST + 1];

impl Matcher {
    /// Compiles what was typed.
    pub fn new(typed: &str) -> Self {
        let is_nothing = typed.trim().is_empty();
        let typed: Vec<char> = fold::fold(typed)
            .chars()
            .filter(|c| !is_untyped(*c))
            .collect();
        let mut matcher = Self {
            is_wide: !typed.iter().all(char::is_ascii),
            is_nothing,
            typed,
            steps: Vec::new(),
            ends: vec![0],
            fits: Vec::new(),
            letters: [0; 128],
        };
        if matcher.typed.len() <= LONGEST {
            matcher.compile();
        }
        matcher
    }

    fn compile(&mut self) {
        for (at, c) in self.typed.iter().enumerate().filter(|(_, c)| c.is_ascii()) {
            self.letters[*c as usize] |= 1 << at;
            self.letters[c.to_ascii_uppercase() as usize] |= 1 << at;
        }
        let mut reach = Vec::new();
        for syllable in table::syllables() {
            let first = self.steps.len();
            syllable.full.for_each(|form| self.take(form, FULL, first));
            syllable
                .short
                .for_each(|form| self.take(form, SHORT, first));
            if syllable.is_optional {
                self.add(u64::MAX, 0, 0, first);
            }
            self.ends.push(self.steps.len() as u32);
            reach.push(
                self.steps[first..]
                    .iter()
                    .fold(0, |all, step| all | step.places),
            );
        }
        let any = |class: u16, language| {
            let sounds = table::sounds(class, language).iter();
            sounds.fold(0, |all, sound| all | reach[usize::from(*sound)])
        };
        let classes = 0..table::classes() as u16;
        self.fits = classes
            .map(|class| [any(class, 0), any(class, 1)])
            .collect();
    }

    /// Notes where a form fits. A form in full may be followed by a tone, or break off where the typing does.
    fn take(&mut self, form: &str, cost: Cost, first: usize) {
        let initial = form.chars().next();
        for at in 0..self.typed.len() {
            let rest = &self.typed[at..];
            if rest.first().copied() != initial {
                continue;
            }
            let common = form.chars().zip(rest).take_while(|(a, b)| a == *b).count();
            let place = 1 << at;
            if common == form.chars().count() {
                self.add(place, common, cost, first);
                if cost == FULL && matches!(self.typed.get(at + common), Some('1'..='6')) {
                    self.add(place, common + 1, cost, first);
                }
            } else if cost == FULL && common > 0 && common == rest.len() {
                self.add(place, common, SHORT, first);
            }
        }
    }

    /// Adds a place to the step of this length and cost among those since `first`.
    fn add(&mut self, places: u64, length: usize, cost: Cost, first: usize) {
        let length = length as u8;
        let same = |step: &&mut Step| step.length == length && step.cost == cost;
        match self.steps[first..].iter_mut().find(same) {
            Some(step) => step.places |= places,
            None => self.steps.push(Step {
                places,
                length,
                cost,
            }),
        }
    }

    /// Whether what was typed names a part of `text`.
    pub fn matches(&self, text: &str) -> bool {
        let goal = self.typed.len();
        if goal == 0 || goal > LONGEST {
            return self.is_nothing;
        }
        let mut state = [0u64; LANGUAGES];
        let mut word = Word::default();
        for c in text.chars() {
            let class = table::class(c);
            let fits = self.fits[usize::from(class)];
            let itself = self.itself(c, class);
            // Most characters of most texts begin nothing and continue nothing.
            let is_idle = (state[0] | state[1] | word.begun[0] | word.begun[1]) == 0;
            if is_idle && (fits[0] | fits[1] | itself) & 1 == 0 {
                word.is_within = c.is_ascii_alphabetic();
                continue;
            }
            word.pass(c, itself, &mut state);
            if table::is_silent(class) {
                continue;
            }
            for (language, state) in state.iter_mut().enumerate() {
                let live = *state | 1;
                let mut next = (live & itself) << 1;
                if live & fits[language] != 0 {
                    for step in self.steps(class, language) {
                        next |= (live & step.places) << step.length;
                    }
                }
                *state = next;
            }
            if (state[0] | state[1]) >> goal & 1 == 1 {
                return true;
            }
        }
        false
    }

    /// How well what was typed names `text`; see [`super::score`].
    pub fn score(&self, text: &str) -> Option<u32> {
        if self.typed.is_empty() {
            return self.is_nothing.then_some(0);
        }
        if !self.matches(text) {
            return None;
        }
        let languages = 0..LANGUAGES;
        languages
            .filter_map(|language| self.best(text, language))
            .max()
    }

    /// The best way to read `text` in one language as what was typed.
    fn best(&self, text: &str, language: usize) -> Option<u32> {
        let inside = self.cheapest(text, language, false);
        let start = self.cheapest(text, language, true);
        let ranks = [
            inside.anywhere.map(|cost| rank(cost) + 1),
            start.anywhere.map(|cost| rank(cost) + 2),
            start.at_end.map(|cost| rank(cost) + 3),
        ];
        ranks.into_iter().flatten().max()
    }

    /// The cheapest match, like [`Matcher::matches`] but with a cost for each bit; `from_start`: only one that begins with the text.
    fn cheapest(&self, text: &str, language: usize, from_start: bool) -> Found {
        let goal = self.typed.len();
        let mut costs = NO_COSTS;
        let mut found = Found::default();
        costs[0] = Some(0);
        // Like `Word`: the costs within the word of letters that the text is at, and those of having typed its beginning only.
        let (mut chain, mut begun, mut is_within) = (NO_COSTS, NO_COSTS, false);
        for c in text.chars() {
            let class = table::class(c);
            let itself = Step {
                places: self.itself(c, class),
                length: 1,
                cost: LITERAL,
            };
            if c.is_ascii_alphabetic() {
                let entry = if is_within {
                    chain
                } else {
                    costs.map(|cost| cost.map(|cost| cost + SHORT))
                };
                is_within = true;
                chain = NO_COSTS;
                itself.free().walk(&entry, &mut chain);
                begun
                    .iter_mut()
                    .zip(chain)
                    .for_each(|(known, cost)| lower(known, cost));
            } else if is_within {
                is_within = false;
                costs
                    .iter_mut()
                    .zip(begun)
                    .for_each(|(known, cost)| lower(known, cost));
                begun = NO_COSTS;
            }
            if table::is_silent(class) {
                continue;
            }
            let mut next = NO_COSTS;
            for step in self.steps(class, language).chain([&itself]) {
                step.walk(&costs, &mut next);
            }
            found.at_end = next[goal];
            lower(&mut found.anywhere, next[goal]);
            costs = next;
            if !from_start {
                costs[0] = Some(0);
            }
        }
        found
    }

    /// The places where a character stands itself, in any of its forms.
    #[inline]
    fn itself(&self, c: char, class: u16) -> u64 {
        if c.is_ascii() {
            return self.letters[c as usize];
        }
        // What has a sound is not a letter of ASCII in another form.
        if class != 0 && !self.is_wide {
            return 0;
        }
        self.other_form(c)
    }

    #[cold]
    fn other_form(&self, c: char) -> u64 {
        let Some(folded) = fold::fold_char(c) else {
            return 0;
        };
        let places = self
            .typed
            .iter()
            .enumerate()
            .filter(|(_, typed)| **typed == folded);
        places.fold(0, |all, (at, _)| all | 1 << at)
    }

    /// The steps of a class in a language.
    #[inline]
    fn steps(&self, class: u16, language: usize) -> impl Iterator<Item = &Step> {
        let sounds = table::sounds(class, language).iter();
        sounds.flat_map(|sound| {
            let sound = usize::from(*sound);
            &self.steps[self.ends[sound] as usize..self.ends[sound + 1] as usize]
        })
    }
}

/// The costs of the cheapest match that ends anywhere, and of that which ends with the text.
#[derive(Default)]
struct Found {
    anywhere: Option<Cost>,
    at_end: Option<Cost>,
}

fn lower(known: &mut Option<Cost>, cost: Option<Cost>) {
    *known = known.iter().copied().chain(cost).min();
}

impl Step {
    /// The same step at no cost.
    fn free(self) -> Self {
        Self { cost: 0, ..self }
    }

    /// Moves every cost that stands at one of the places, where that makes it cheaper there.
    fn walk(&self, from: &Costs, to: &mut Costs) {
        let mut places = self.places;
        while places != 0 {
            let at = places.trailing_zeros() as usize;
            places &= places - 1;
            let end = at + usize::from(self.length);
            if let (Some(Some(cost)), Some(known)) = (from.get(at), to.get_mut(end)) {
                lower(known, Some(cost + self.cost));
            }
        }
    }
}

/// Words of letters may be typed by their beginnings: `nyt`, `newyt` for New York Times.
#[derive(Default)]
struct Word {
    /// The character before was a letter.
    is_within: bool,
    /// The bits of having typed the word from its first letter on.
    chain: [u64; LANGUAGES],
    /// The bits of having typed any beginning of it.
    begun: [u64; LANGUAGES],
}

impl Word {
    /// Takes in the next character; at the end of a word its beginnings count as the word.
    #[inline]
    fn pass(&mut self, c: char, itself: u64, state: &mut [u64; LANGUAGES]) {
        if c.is_ascii_alphabetic() {
            for (language, state) in state.iter().enumerate() {
                let entry = if self.is_within {
                    self.chain[language]
                } else {
                    *state | 1
                };
                self.chain[language] = (entry & itself) << 1;
                self.begun[language] |= self.chain[language];
            }
            self.is_within = true;
        } else if self.is_within {
            for (language, state) in state.iter_mut().enumerate() {
                *state |= self.begun[language];
            }
            *self = Self::default();
        }
    }
}

/// How good a match of this cost is: the characters themselves, full syllables, a mix, initials.
fn rank(cost: Cost) -> u32 {
    let (short, spoken) = (cost >= SHORT, !cost.is_multiple_of(SHORT));
    match (short, spoken) {
        (false, _) if cost < FULL => 16,
        (false, _) => 12,
        (true, true) => 8,
        (true, false) => 4,
    }
}

/// What may be typed or not: spaces and marks, the tones of zhuyin.
fn is_untyped(c: char) -> bool {
    !c.is_alphanumeric() || matches!(c, 'ˇ' | 'ˊ' | 'ˋ' | '˙' | 'ˉ')
}

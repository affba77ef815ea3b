//! How good a match is: by its kind first, then by where it stands.

use super::typed::{Character, Places, START};

/// What a match may be made of, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Kind {
    /// Initials alone.
    Initials,
    /// Initials and more.
    Mix,
    /// Characters themselves and full syllables.
    Full,
    /// The characters themselves.
    Literal,
}

/// Where a match stands in the name, best last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stand {
    Inside,
    Beginning,
    Whole,
}

/// Where all matches of a typed text stand after some characters of a name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct State {
    /// Those that began anywhere.
    inside: Reached,
    /// Those that began with the name.
    beginning: Reached,
    /// A character of the name was read that may not be left out.
    has_begun: bool,
    /// The best of those inside that ended with that character.
    inside_ends: Option<Kind>,
    /// The best of those from the beginning that ended with it.
    beginning_ends: Option<Kind>,
}

impl State {
    /// The state after one more character. A match that is at the `goal` has used up what was typed.
    pub fn after(&self, c: &Character, goal: Places) -> Self {
        let mut next = self.clone();
        let entry = if self.has_begun { 0 } else { START };
        next.inside.end_word(c, START);
        next.beginning.end_word(c, entry);
        if c.is_silent {
            return next;
        }
        next.inside = next.inside.step(c, START);
        next.beginning = next.beginning.step(c, entry);
        next.has_begun = true;
        next.inside_ends = next.inside.kind(goal);
        next.beginning_ends = next.beginning.kind(goal);
        if next.beginning.is_dead() {
            next.beginning = Reached::default();
        }
        next
    }

    /// The score of a name that comes to this state: from 1 upwards; 0 for no match.
    pub fn score(&self) -> u8 {
        let inside = self.inside_ends.map(|kind| (kind, Stand::Inside));
        let beginning = self.beginning_ends.map(|kind| (kind, Stand::Beginning));
        score(inside.max(beginning))
    }

    /// The score of a name that ends in this state, by those matches that end with it.
    pub fn score_at_end(&self) -> u8 {
        score(self.beginning_ends.map(|kind| (kind, Stand::Whole)))
    }
}

fn score(best: Option<(Kind, Stand)>) -> u8 {
    best.map_or(0, |(kind, stand)| kind as u8 * 3 + stand as u8 + 1)
}

/// The places reached by matches of each kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
struct Reached {
    /// By the characters themselves.
    literal: Places,
    /// By them and full syllables.
    full: Places,
    /// By anything, some of it not an initial.
    mixed: Places,
    /// By anything.
    any: Places,
    any_word: Word,
    mixed_word: Word,
}

impl Reached {
    /// A word of letters that was typed by its beginning counts as its initial.
    fn end_word(&mut self, c: &Character, entry: Places) {
        self.any |= self.any_word.pass(c, self.any | entry);
        self.mixed |= self.mixed_word.pass(c, self.mixed);
    }

    fn step(self, c: &Character, entry: Places) -> Self {
        let by_itself = |from: Places| (from & c.itself) << 1;
        let (literal, full, any) = (self.literal | entry, self.full | entry, self.any | entry);
        let mut next = Self {
            literal: by_itself(literal),
            full: by_itself(full),
            mixed: by_itself(any),
            any: by_itself(any),
            ..self
        };
        for step in &c.steps {
            let moved = |from: Places| (from & step.places) << step.length;
            next.any |= moved(any);
            if step.is_full {
                next.full |= moved(full);
                next.mixed |= moved(any);
            } else {
                next.mixed |= moved(self.mixed);
            }
        }
        next
    }

    fn kind(&self, goal: Places) -> Option<Kind> {
        let kinds = [
            (self.literal, Kind::Literal),
            (self.full, Kind::Full),
            (self.mixed, Kind::Mix),
            (self.any, Kind::Initials),
        ];
        let best = kinds.into_iter().find(|(places, _)| places & goal != 0);
        best.map(|(_, kind)| kind)
    }

    fn is_dead(&self) -> bool {
        self.any == 0 && self.any_word.is_idle()
    }
}

/// Words of letters may be typed by their beginnings: `nyt`, `newyt` for New York Times.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
struct Word {
    /// The character before was a letter.
    is_within: bool,
    /// The places after the word from its first letter on.
    chain: Places,
    /// The places after any beginning of it.
    begun: Places,
}

impl Word {
    /// Nothing of a word is typed.
    fn is_idle(&self) -> bool {
        self.begun == 0
    }

    /// Takes in the next character, `entry` being the places before it. At the end of a word, the places after its beginnings:
    /// they count as those after the word.
    fn pass(&mut self, c: &Character, entry: Places) -> Places {
        if c.is_letter {
            let entry = if self.is_within { self.chain } else { entry };
            self.chain = (entry & c.itself) << 1;
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

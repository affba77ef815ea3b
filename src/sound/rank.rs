//! How good a match is: by its kind first, then by where it stands.

use super::matcher::{Matcher, Places, START, Word};
use super::table;

/// What a match may be made of, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

/// The best match of a typed text in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank(Option<(Kind, Stand)>);

impl Rank {
    /// The best match in `text`.
    pub fn of(matcher: &Matcher, text: &str) -> Self {
        let inside = Self::walk(matcher, text, START);
        let start = Self::walk(matcher, text, 0);
        Self(inside.max(start))
    }

    /// From 1 upwards; 0 for no match.
    pub fn score(self) -> u32 {
        self.0
            .map_or(0, |(kind, stand)| kind as u32 * 3 + stand as u32 + 1)
    }

    /// The best match of those that may begin anywhere (`again` is [`START`]) or with the text only (`again` is 0).
    fn walk(matcher: &Matcher, text: &str, again: Places) -> Option<(Kind, Stand)> {
        let (goal, begins) = (matcher.goal(), again == 0);
        let mut reached = Reached::default();
        let mut best = None;
        let mut at_end = None;
        let mut entry = START;
        for c in text.chars() {
            let class = table::class(c);
            let itself = matcher.itself(c, class);
            reached.end_word(c, itself, entry);
            if table::is_silent(class) {
                continue;
            }
            reached = reached.step(matcher, class, itself, entry);
            entry = again;
            at_end = reached.kind(goal);
            let stand = if begins {
                Stand::Beginning
            } else {
                Stand::Inside
            };
            best = best.max(at_end.map(|kind| (kind, stand)));
            if begins && reached.is_dead() {
                break;
            }
        }
        best.max(at_end.filter(|_| begins).map(|kind| (kind, Stand::Whole)))
    }
}

/// The places reached by matches of each kind.
#[derive(Default)]
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
    fn end_word(&mut self, c: char, itself: Places, entry: Places) {
        self.any |= self.any_word.pass(c, itself, self.any | entry);
        self.mixed |= self.mixed_word.pass(c, itself, self.mixed);
    }

    fn step(self, matcher: &Matcher, class: u16, itself: Places, entry: Places) -> Self {
        let by_itself = |from: Places| (from & itself) << 1;
        let (literal, full, any) = (self.literal | entry, self.full | entry, self.any | entry);
        let mut next = Self {
            literal: by_itself(literal),
            full: by_itself(full),
            mixed: by_itself(any),
            any: by_itself(any),
            ..self
        };
        for step in matcher.steps(class) {
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

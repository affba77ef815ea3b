//! What was typed, held against any number of names.
//!
//! Where all matches stand after a character ([`State`]) follows from where they stood and from what was typed of that
//! character. Both come again and again in a million headlines: so each step is worked out once and remembered, as a
//! lazy automaton does, and a headline is read with two lookups a character.

use std::collections::HashMap;

use super::rank::State;
use super::typed::{Character, Typed};

/// What was typed, ready to be held against any number of names.
pub struct Matcher {
    /// Nothing was typed at all, which every name fits.
    is_nothing: bool,
    /// `None` where no name can fit.
    memory: Option<Memory>,
}

impl Matcher {
    /// Compiles what was typed.
    pub fn new(typed: &str) -> Self {
        Self {
            is_nothing: typed.trim().is_empty(),
            memory: Typed::new(typed).map(Memory::new),
        }
    }

    /// Whether what was typed names a part of `text`.
    pub fn matches(&mut self, text: &str) -> bool {
        match &mut self.memory {
            Some(memory) => memory.best(text, 1) > 0,
            None => self.is_nothing,
        }
    }

    /// How well what was typed names `text`; see [`super::score`].
    pub fn score(&mut self, text: &str) -> Option<u32> {
        match &mut self.memory {
            Some(memory) => Some(memory.best(text, u8::MAX).into()).filter(|score| *score > 0),
            None => self.is_nothing.then_some(0),
        }
    }
}

/// A number for a character or a state; 0 is one that is not known yet.
type Number = u16;
/// The state before the first character.
const FIRST: Number = 1;
/// Characters that have a place in the table; the few beyond are worked out each time.
const PLANE: usize = 0x10000;
/// Columns at first, as a power of two. What is typed seldom tells apart more than thirty kinds of characters, and never
/// more than the table of sounds has classes.
const COLUMNS: u32 = 5;
/// So many steps are remembered, 2 MB of them; then the memory begins anew.
const MOST: usize = 1 << 19;

/// The steps that were worked out.
struct Memory {
    typed: Typed,
    /// The number of each character: those of which the same is known share one.
    number_of: Box<[Number]>,
    characters: HashMap<Character, Number>,
    numbers: HashMap<State, Number>,
    /// The state of each number.
    states: Vec<State>,
    /// The state after each state (a row) by each character (a column).
    next: Vec<Step>,
    /// Columns, as a power of two.
    width: u32,
    /// The score of a name that ends in a state.
    ends: Vec<u8>,
}

/// Where a character leads, and the score of a name that comes there.
#[derive(Debug, Clone, Copy, Default)]
struct Step {
    to: Number,
    score: u8,
}

impl Memory {
    fn new(typed: Typed) -> Self {
        let mut memory = Self {
            typed,
            number_of: vec![0; PLANE].into_boxed_slice(),
            characters: HashMap::new(),
            numbers: HashMap::new(),
            states: Vec::new(),
            next: Vec::new(),
            width: COLUMNS,
            ends: Vec::new(),
        };
        memory.forget();
        memory
    }

    /// The best score in `text`, or one that is `enough`; 0 for none.
    fn best(&mut self, text: &str, enough: u8) -> u8 {
        let (mut state, mut best) = (FIRST, 0);
        for c in text.chars() {
            let number = self.number_of.get(c as usize).copied().unwrap_or(0);
            let mut step = self.next[self.place(state, number)];
            if step.to == 0 {
                step = self.learn(state, c);
            }
            state = step.to;
            best = best.max(step.score);
            if best >= enough {
                return best;
            }
        }
        best.max(self.ends[usize::from(state)])
    }

    fn place(&self, state: Number, character: Number) -> usize {
        usize::from(state) << self.width | usize::from(character)
    }

    /// Learns what there is to know of a character, and the step by it.
    #[cold]
    fn learn(&mut self, state: Number, c: char) -> Step {
        let character = self.typed.character(c);
        let number = match self.characters.get(&character) {
            Some(known) => *known,
            None => self.add_column(character.clone()),
        };
        if let Some(unknown) = self.number_of.get_mut(c as usize) {
            *unknown = number;
        }
        let known = self.next[self.place(state, number)];
        if known.to != 0 {
            return known;
        }
        let next = self.states[usize::from(state)].after(&character, self.typed.goal());
        let score = next.score();
        let to = match self.numbers.get(&next) {
            Some(known) => *known,
            None if (self.states.len() + 1) << self.width > MOST => {
                self.forget();
                let to = self.add_row(next);
                return Step { to, score };
            }
            None => self.add_row(next),
        };
        let step = Step { to, score };
        let place = self.place(state, number);
        self.next[place] = step;
        step
    }

    fn add_column(&mut self, character: Character) -> Number {
        let number = self.characters.len() + 1;
        if number >> self.width > 0 {
            let narrow = std::mem::take(&mut self.next);
            let columns = 1 << self.width;
            self.width += 1;
            self.next.resize(narrow.len() * 2, Step::default());
            let rows = self
                .next
                .chunks_mut(columns * 2)
                .zip(narrow.chunks(columns));
            rows.for_each(|(wide, narrow)| wide[..columns].copy_from_slice(narrow));
        }
        self.characters.insert(character, number as Number);
        number as Number
    }

    fn add_row(&mut self, state: State) -> Number {
        let number = self.states.len() as Number;
        self.ends.push(state.score_at_end());
        self.numbers.insert(state.clone(), number);
        self.states.push(state);
        self.next
            .resize(self.states.len() << self.width, Step::default());
        number
    }

    /// Begins anew, with a row that stands for what is not known and one for the state before the first character.
    fn forget(&mut self) {
        self.numbers.clear();
        self.states.clear();
        self.next.clear();
        self.ends.clear();
        self.add_row(State::default());
        self.add_row(State::default());
    }
}

//! Stacks of short pieces one under the other: what a list's items or a poem's lines have in common, headings have not.

use super::chars::{Ending, ending};
use super::piece::Piece;

/// Longest piece of a stack, in measure.
const SHORT: usize = 40;

/// Short pieces one under the other, with the same blank lines between; shares are in quarters.
#[derive(Debug, Clone, Copy)]
pub struct Stack {
    /// The first of them.
    pub from: usize,
    /// How many they are.
    pub many: usize,
    /// Those with a number.
    pub numbered: usize,
    /// Those with a gap.
    pub parted: usize,
    /// Those at whose end a sentence ends or pauses.
    pub ended: usize,
    /// The shortest, in fifths of the longest.
    pub even: usize,
}

/// The stack of each piece, if it is in one of two and more.
pub fn of(pieces: &[Piece], length: impl Fn(usize) -> usize) -> Vec<Option<Stack>> {
    let short = |at: usize| length(at) <= SHORT && !pieces[at].inline;
    let mut stacks = vec![None; pieces.len()];
    let mut from = 0;
    while from < pieces.len() {
        let goes_on = |at: &usize| {
            let alike = pieces[*at].blanks == pieces[from + 1].blanks;
            short(*at) && alike && !pieces[*at].page_break
        };
        let later = from + 1..pieces.len();
        let end = later.clone().find(|at| !goes_on(at)).unwrap_or(later.end);
        let many = end - from;
        if short(from) && many > 1 {
            let share = |fits: fn(&str) -> bool| {
                let fitting = pieces[from..end].iter().filter(|piece| fits(&piece.text));
                fitting.count() * 4 / many
            };
            let lengths = || (from..end).map(&length);
            let (least, most) = (lengths().min().unwrap_or(0), lengths().max().unwrap_or(0));
            stacks[from..end].fill(Some(Stack {
                from,
                many,
                numbered: share(|text| text.contains(numeral)),
                parted: share(|text| text.split_whitespace().nth(1).is_some()),
                ended: share(|text| matches!(ending(text), Ending::Full | Ending::Pause)),
                even: least * 5 / most.max(1),
            }));
        }
        from = end;
    }
    stacks
}

fn numeral(c: char) -> bool {
    c.is_numeric() || "一二三四五六七八九十百千兩两半".contains(c)
}

//! A piece of a page: a logical line (a paragraph's part, a heading, a label) and the role that it plays.

use super::chars::cells;
use super::lines::Line;
pub use crate::article::newsprint::Role;

/// A logical line of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its text, trimmed; opening ornaments are still there.
    pub text: String,
    /// The number of its first line, from 1.
    pub line: usize,
    /// Blank lines before it.
    pub blanks: usize,
    /// Width of its indent in cells.
    pub indent: usize,
    /// Lines of the input that were joined to it.
    pub rows: usize,
    /// A page break stands before it.
    pub page_break: bool,
    /// It was cut off the head or tail of a line: the rest of the line is its neighbour.
    pub inline: bool,
    /// It was cut off the piece before it, where two parts seem to meet.
    pub glued: bool,
    /// Cells of white space between it and the piece that it was cut off; none if nobody measured them.
    pub gap: Option<usize>,
    /// It stands between two halves of a sentence.
    pub amid: bool,
    /// What it is.
    pub role: Role,
    /// The piece that it goes on from, when a column's end cut a sentence in two.
    pub continues: Option<usize>,
    /// An article begins here, headline or not, by a reader's word.
    pub begins: bool,
    /// A reader has said what it is: no rule knows better.
    pub mended: bool,
}

impl Piece {
    /// A piece of one line.
    pub fn of(line: &Line<'_>, role: Role) -> Self {
        Self {
            text: line.text.to_owned(),
            line: line.number,
            blanks: line.blanks,
            indent: line.indent,
            rows: 1,
            page_break: line.page_break,
            inline: false,
            glued: false,
            gap: None,
            amid: false,
            role,
            continues: None,
            begins: false,
            mended: false,
        }
    }

    /// The same place and role, and no text yet.
    pub fn without_text(&self) -> Self {
        Self {
            text: String::new(),
            ..*self
        }
    }

    /// Takes the next piece in; what was cut off this one as it stood.
    pub fn absorb(&mut self, more: &Self, between: char) {
        let gap = more.gap.unwrap_or(0);
        match more.glued {
            true => self.text += &("　".repeat(gap / 2) + &" ".repeat(gap % 2)),
            false => self.text.push(between),
        }
        self.text.push_str(&more.text);
        self.rows += more.rows;
    }

    /// Cuts a piece in two at a byte offset; of the white space between only its width stays.
    pub fn cut(&self, at: usize) -> Option<(Self, Self)> {
        let (before, after) = (self.text.get(..at)?, self.text.get(at..)?);
        let (head, tail) = (before.trim(), after.trim());
        if head.is_empty() || tail.is_empty() {
            return None;
        }
        let gap = cells(&before[before.trim_end().len()..])
            + cells(&after[..after.len() - after.trim_start().len()]);
        let (mut first, mut second) = (self.without_text(), self.without_text());
        first.text.push_str(head);
        second.text.push_str(tail);
        (second.blanks, second.page_break, second.indent) = (0, false, 0);
        (second.glued, second.gap) = (false, Some(gap));
        Some((first, second))
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::*;

    #[test]
    fn halves_stand_as_far_apart_as_they_stood_in_the_whole() {
        let check = |text: &str, before: &str, expect: Option<(&str, &str, Option<usize>)>| {
            let lines = lines::split(text);
            let whole = Piece::of(&lines[0], Role::Body);
            // A half may be cut again, and has a gap of its own then.
            let whole = Piece {
                gap: Some(9),
                ..whole
            };
            let halves = whole.cut(before.len());
            let found = halves
                .as_ref()
                .map(|(first, second)| (&*first.text, &*second.text, second.gap));
            assert_eq!(found, expect, "{text}");
            let first = halves.map(|(first, _)| first.gap);
            assert_eq!(first, expect.map(|_| Some(9)), "{text}");
        };
        check("本報訊港府", "本報訊", Some(("本報訊", "港府", Some(0))));
        check("本報訊　 港府", "本報訊", Some(("本報訊", "港府", Some(3))));
        check(
            "本報訊　 港府",
            "本報訊　",
            Some(("本報訊", "港府", Some(3))),
        );
        check("本報訊", "本報訊", None);
        check("本報訊", "", None);
    }
}

//! A line that is being typed, with a cursor that moves by clusters.

use unicode_segmentation::UnicodeSegmentation;

use crate::term::{Code, Key};

/// Characters that a line holds: no filter that people type comes near, and each of a search's costs some kilobytes.
const LONGEST: usize = 4_096;

/// A line of text and a cursor in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Line {
    text: String,
    /// A byte, at a cluster's boundary.
    cursor: usize,
}

impl Line {
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let cursor = text.len();
        Self { text, cursor }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Takes a key of editing; says whether it was one.
    pub fn edit(&mut self, key: Key) -> bool {
        match (key.code, key.ctrl) {
            (Code::Char(c), false) if !key.alt => self.insert(c.encode_utf8(&mut [0; 4])),
            (Code::Backspace, false) | (Code::Char('h'), true) => {
                self.cut(self.before()..self.cursor)
            }
            (Code::Delete, _) | (Code::Char('d'), true) => self.cut(self.cursor..self.after()),
            (Code::Char('w'), true) | (Code::Backspace, true) => self.cut(self.word()..self.cursor),
            (Code::Char('u'), true) => self.cut(0..self.cursor),
            (Code::Char('k'), true) => self.cut(self.cursor..self.text.len()),
            (Code::Left, _) | (Code::Char('b'), true) => self.cursor = self.before(),
            (Code::Right, _) | (Code::Char('f'), true) => self.cursor = self.after(),
            (Code::Home, _) | (Code::Char('a'), true) => self.cursor = 0,
            (Code::End, _) | (Code::Char('e'), true) => self.cursor = self.text.len(),
            _ => return false,
        }
        true
    }

    /// Puts text in at the cursor; line ends become spaces, controls are dropped.
    ///
    /// No more than [`LONGEST`] characters are taken: the rest of a whole book that was pasted by mistake is dropped.
    pub fn insert(&mut self, text: &str) {
        let clean: String = text
            .chars()
            .map(|c| {
                if matches!(c, '\n' | '\r' | '\t') {
                    ' '
                } else {
                    c
                }
            })
            .filter(|c| !c.is_control())
            .take(LONGEST.saturating_sub(self.text.chars().count()))
            .collect();
        self.text.insert_str(self.cursor, &clean);
        self.cursor += clean.len();
        // What was put in may have become one cluster with what follows.
        self.cursor = self.boundary_from(self.cursor);
    }

    /// Puts another text in the place of a range, the cursor after it.
    pub fn replace(&mut self, range: std::ops::Range<usize>, with: &str) {
        if self.text.get(range.clone()).is_some() {
            self.text.replace_range(range.clone(), with);
            self.cursor = self.boundary_from(range.start + with.len());
        }
    }

    fn cut(&mut self, range: std::ops::Range<usize>) {
        self.cursor = range.start;
        self.text.replace_range(range, "");
        self.cursor = self.boundary_from(self.cursor);
    }

    fn boundary_from(&self, at: usize) -> usize {
        let mut ends = self.text.grapheme_indices(true).map(|(start, _)| start);
        ends.find(|start| *start >= at).unwrap_or(self.text.len())
    }

    fn before(&self) -> usize {
        let clusters = self.text.grapheme_indices(true).map(|(start, _)| start);
        clusters
            .take_while(|start| *start < self.cursor)
            .last()
            .unwrap_or(0)
    }

    fn after(&self) -> usize {
        let clusters = self.text.grapheme_indices(true).map(|(start, _)| start);
        clusters
            .into_iter()
            .find(|start| *start > self.cursor)
            .unwrap_or(self.text.len())
    }

    /// Where the word before the cursor begins.
    fn word(&self) -> usize {
        let before = &self.text[..self.cursor];
        let trimmed = before.trim_end();
        let last = trimmed.split_word_bound_indices().next_back();
        last.map_or(0, |(start, _)| start)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_are_edited_as_in_a_shell() {
        let check = |text: &str, keys: &[Key], expect: &str, cursor: usize| {
            let mut line = Line::new(text);
            for key in keys {
                assert!(line.edit(*key), "{key:?}");
            }
            assert_eq!((line.text(), line.cursor()), (expect, cursor));
        };
        let left = Key::plain(Code::Left);
        check("社評", &[Key::char('x')], "社評x", 7);
        check("社評", &[left, Key::char('x')], "社x評", 4);
        check("社評", &[Key::plain(Code::Backspace)], "社", 3);
        check("a bc", &[Key::ctrl('w')], "a ", 2);
        check("a bc", &[Key::ctrl('u')], "", 0);
        check("👍🏽x", &[left, Key::plain(Code::Backspace)], "x", 0);
        check(
            "ab",
            &[Key::plain(Code::Home), Key::plain(Code::Delete)],
            "b",
            0,
        );
        check("ab", &[Key::ctrl('a'), Key::ctrl('k')], "", 0);
    }

    #[test]
    fn a_pasted_book_is_no_line() {
        let mut line = Line::new("報");
        line.insert(&"看".repeat(LONGEST * 3));
        assert_eq!(line.text().chars().count(), LONGEST);
        assert!(line.text().starts_with('報'));
    }

    #[test]
    fn pasted_text_stays_on_one_line() {
        let mut line = Line::default();
        line.insert("要聞\n\u{1b}[31m社評");
        assert_eq!(line.text(), "要聞 [31m社評");
    }

    proptest! {
        #[test]
        fn the_cursor_stands_on_a_boundary(
            text in "\\PC{0,12}",
            keys in proptest::collection::vec(0usize..9, 0..30),
        ) {
            let all = [
                Key::char('a'), Key::char('\u{301}'), Key::char('評'), Key::plain(Code::Left),
                Key::plain(Code::Right), Key::plain(Code::Backspace), Key::ctrl('w'), Key::ctrl('d'), Key::ctrl('a'),
            ];
            let mut line = Line::new(text);
            for key in keys {
                line.edit(all[key]);
                prop_assert!(line.text().is_char_boundary(line.cursor()));
            }
        }
    }
}

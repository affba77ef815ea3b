//! What single characters and the ends of a line say: width, script, whether a sentence is over.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Width in terminal cells; wide characters are two. Newsprint is measured in them, so that mixed lines compare.
pub fn cells(text: &str) -> usize {
    note(text);
    text.width()
}

/// Han, kana or Hangul: scripts of square characters.
pub fn square(c: char) -> bool {
    han(c) || kana(c) || hangul(c)
}

/// A Han character.
pub fn han(c: char) -> bool {
    matches!(c, '\u{3005}' | '\u{3007}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Hiragana or katakana, with the long vowel mark.
pub fn kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9d}')
}

/// A Hangul syllable or letter.
pub fn hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}' | '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}')
}

/// Set without spaces between words, so that two lines are joined without one: Han, kana and full-width marks.
pub fn unspaced(c: char) -> bool {
    han(c) || kana(c) || matches!(c, '\u{3001}'..='\u{303f}' | '\u{ff00}'..='\u{ff65}' | '・')
}

/// A mark that opens a bracket or quotation.
pub fn opens(c: char) -> bool {
    "「『《〈【〔（([［｛{“‘".contains(c)
}

/// A mark that closes a bracket or quotation.
pub fn closes(c: char) -> bool {
    "」』》〉】〕）)]］｝}”’".contains(c)
}

/// Marks that must not begin a line: they cling to the word before.
pub fn clings(c: char) -> bool {
    closes(c) || "，。、；：！？,.;:!?…・ー々％%".contains(c)
}

/// Ornaments that open a caption, a byline or a heading and may be dropped as mark-up.
pub fn ornament(c: char) -> bool {
    matches!(c, '●' | '■' | '▲' | '◆')
}

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// A sentence is over: 。 ! ? … also inside a closing quotation.
    Full,
    /// A closing bracket or quotation with no full stop in it.
    Closed,
    /// A colon: something is to follow.
    Colon,
    /// A comma or other mark of a pause: the sentence must go on.
    Pause,
    /// Nothing: a heading, or a sentence cut in two.
    Open,
}

/// How a text ends.
pub fn ending(text: &str) -> Ending {
    note("…");
    let mut closed = false;
    for c in text.trim_end().chars().rev() {
        match c {
            c if closes(c) || c == '"' => closed = true,
            '。' | '！' | '？' | '!' | '?' | '…' | '.' | '｡' | '．' => return Ending::Full,
            _ if closed => return Ending::Closed,
            ';' | '；' => return Ending::Full,
            ':' | '：' => return Ending::Colon,
            ',' | '，' | '、' | '､' => return Ending::Pause,
            _ if opens(c) => return Ending::Pause,
            _ => return Ending::Open,
        }
    }
    Ending::Closed
}

/// How many brackets and quotations are still open at the end: a text cut inside one goes on.
pub fn unclosed(text: &str) -> i32 {
    text.chars().fold(0, |depth, c| match c {
        '「' | '『' | '《' | '（' | '“' | '【' => depth + 1,
        '」' | '』' | '》' | '）' | '”' | '】' => depth - 1,
        _ => depth,
    })
}

/// Most of its letters are of square scripts.
pub fn is_cjk(text: &str) -> bool {
    note(text);
    let (mut wide, mut latin) = (0usize, 0usize);
    for c in text.chars() {
        if square(c) {
            wide += 1;
        } else if c.is_alphabetic() {
            latin += 1;
        }
    }
    wide * 3 > latin
}

/// Some of it is kana.
pub fn kana_in(text: &str) -> bool {
    text.chars().any(kana)
}

/// Characters other than white space.
pub fn count(text: &str) -> usize {
    note(text);
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Width of what a line break may not divide at the beginning of a text: a square character with the marks that
/// cling to it, or a Latin word.
pub fn first_unit(text: &str) -> usize {
    let mut width = 0;
    let mut chars = text.chars().peekable();
    while let Some(&c) = chars.peek() {
        if !opens(c) {
            break;
        }
        width += c.width().unwrap_or(0);
        chars.next();
    }
    let word = |c: char| !square(c) && !c.is_whitespace() && !clings(c) && !opens(c);
    match chars.next() {
        Some(c) if word(c) => {
            width += c.width().unwrap_or(0);
            while let Some(c) = chars.next_if(|&c| word(c)) {
                width += c.width().unwrap_or(0);
            }
        }
        Some(c) => width += c.width().unwrap_or(0),
        None => {}
    }
    while let Some(c) = chars.next_if(|&c| clings(c)) {
        width += c.width().unwrap_or(0);
    }
    width
}

/// Length at which texts of every script compare: the cells of square scripts, two thirds of Latin ones.
pub fn measure(text: &str) -> usize {
    let all = cells(text);
    if is_cjk(text) { all } else { all * 2 / 3 }
}

/// A digit, ASCII's or one of full width.
pub fn digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// One digit for all, and one space.
pub fn plain(c: char) -> char {
    match c {
        c if digit(c) => '0',
        c if c.is_whitespace() || c.is_control() => ' ',
        c => c,
    }
}

/// Notes that a text was looked at: nothing, but in tests, which put a ceiling on work.
#[cfg(not(test))]
fn note(_: &str) {}

#[cfg(test)]
fn note(text: &str) {
    work::LOOKED.with(|looked| looked.set(looked.get() + text.len()));
}

/// How many bytes were looked at, for tests.
#[cfg(test)]
pub mod work {
    use std::cell::Cell;

    thread_local! {
        pub(super) static LOOKED: Cell<usize> = const { Cell::new(0) };
    }

    /// The bytes that something looks at while it is done.
    pub fn of(doing: impl FnOnce()) -> usize {
        LOOKED.set(0);
        doing();
        LOOKED.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings() {
        for (text, expect) in [
            ("完了。", Ending::Full),
            ("他說「好。」", Ending::Full),
            ("特區中特區」", Ending::Closed),
            ("包括：", Ending::Colon),
            ("首先，", Ending::Pause),
            ("他說「", Ending::Pause),
            ("不僅", Ending::Open),
            ("He said so.\"", Ending::Full),
            ("", Ending::Closed),
        ] {
            assert_eq!(ending(text), expect, "{text}");
        }
    }

    #[test]
    fn units_keep_what_a_break_may_not_divide() {
        for (text, expect) in [
            ("港府", 2),
            ("府，又", 4),
            ("（港", 4),
            ("harbour side", 7),
            ("", 0),
        ] {
            assert_eq!(first_unit(text), expect, "{text}");
        }
    }
}

//! Whether two stretches of text speak of the same: the share of words that the second has in common with the first.
//!
//! A subhead's text goes on with the names and matters of the article over it; a new article brings its own (the idea of
//! TextTiling: M. Hearst, Computational Linguistics 23(1), 1997). Words are pairs of square characters and Latin words
//! of five letters and more; pairs with a character that any text has count for nothing.

use std::collections::HashSet;

use super::chars::square;

/// Characters of each text that are compared.
const WINDOW: usize = 900;

/// Characters of the second text's beginning.
const BEGINNING: usize = 400;

/// Characters so common that they say nothing: particles, pronouns, numerals, the verbs of reporting.
const COMMON: &str = "的是在了和有不這这個个一二三四五六七八九十百千萬万年月日時时為为以於于及與与也都而並并或被將将會会可能要對对從从到其他她它們们我你人上下中大小多後后前說说示表稱称指出等則则就還还已更最很因此今昨日本報报記记者は がをにでとのもやからまでしたするいるれるなっていまこそあう다의는은이가을를에서고도로와과한하지있었했기";

/// Words that either text must have to say anything.
const ENOUGH: usize = 8;

/// How many words of a heading and of the beginning of the text under it the text before has, too; `None` if either says
/// too little to tell.
pub fn shared(before: &str, heading: &str, after: &str) -> Option<usize> {
    let known = words(before, true);
    let start: String = after.chars().take(BEGINNING).collect();
    let mut new = words(heading, false);
    new.extend(words(&start, false));
    let enough = known.len() >= ENOUGH && new.len() >= ENOUGH;
    enough.then(|| new.intersection(&known).count())
}

/// Of a hundred words of a heading, how many the text before and the text after it have; `None` if it has hardly any.
pub fn of_heading(before: &str, heading: &str, after: &str) -> Option<(usize, usize)> {
    let words = words(heading, false);
    if words.len() < 3 {
        return None;
    }
    let share = |known: HashSet<String>| {
        words.iter().filter(|word| known.contains(*word)).count() * 100 / words.len()
    };
    Some((
        share(self::words(before, true)),
        share(self::words(after, false)),
    ))
}

/// The words of a text's end or beginning.
fn words(text: &str, end: bool) -> HashSet<String> {
    let chars: Vec<char> = if end {
        let mut chars: Vec<char> = text.chars().rev().take(WINDOW).collect();
        chars.reverse();
        chars
    } else {
        text.chars().take(WINDOW).collect()
    };
    let mut words = HashSet::new();
    for pair in chars.windows(2) {
        if pair.iter().all(|&c| square(c) && !COMMON.contains(c)) {
            words.insert(pair.iter().collect());
        }
    }
    for word in chars.split(|c| !c.is_ascii_alphabetic()) {
        if word.len() >= 5 {
            words.insert(word.iter().collect::<String>().to_lowercase());
        }
    }
    words
}

//! Names by sound: jyutping, pinyin, zhuyin and romaji; syllables, initials or a mix. `sp` finds 社評.
//!
//! Each Han character takes a full syllable or its initial, each kana its romaji, each letter itself: sheping,
//! seping, shep, sp and ㄕㄆ all name 社評, gongman names 港聞, cq names 重慶. A name is read in one language
//! throughout. Tone digits, spaces and apostrophes may be typed or not.
//!
//! [`Matcher::new`] turns what was typed into sets of bits, and what they come to along a name is worked out once and then
//! remembered: [`Matcher::score`] reads a name with two lookups a character, so that a million headlines are ranked between
//! two keys.

mod matcher;
mod rank;
mod table;
mod typed;

pub use matcher::Matcher;

/// How well `typed` (ASCII or zhuyin) names `text` by sound or by letters; `None` if it does not. Higher is better: the
/// characters themselves, then full syllables, a mix, initials; among those the whole name, its beginning, a part of it.
///
/// For more than one text make a [`Matcher`], or use [`find`].
pub fn score(typed: &str, text: &str) -> Option<u32> {
    Matcher::new(typed).score(text)
}

/// The indices of the `names` that `typed` finds, best first, ties in the order given. Nothing typed finds all.
pub fn find<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<usize> {
    let mut matcher = Matcher::new(typed);
    let mut by_score: Vec<Vec<usize>> = Vec::new();
    for (at, name) in names.into_iter().enumerate() {
        let Some(score) = matcher.score(name) else {
            continue;
        };
        let score = score as usize;
        if by_score.len() <= score {
            by_score.resize_with(score + 1, Vec::new);
        }
        by_score[score].push(at);
    }
    by_score.into_iter().rev().flatten().collect()
}

#[cfg(test)]
mod tests;

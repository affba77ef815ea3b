//! Names by sound: jyutping, pinyin, zhuyin and romaji; syllables, initials or a mix. `sp` finds 社評.
//!
//! Each Han character takes a full syllable or its initial, each kana its romaji, each letter itself: sheping,
//! seping, shep, sp and ㄕㄆ all name 社評, gongman names 港聞, cq names 重慶. A name is read in one language
//! throughout. Tone digits, spaces and apostrophes may be typed or not.
//!
//! [`Matcher::new`] turns what was typed into tables of bits, once; then [`Matcher::matches`] reads a text in one pass with
//! a few operations a character and no allocation, so that a million headlines are narrowed between two keys.

mod matcher;
mod rank;
mod table;

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
    let matcher = Matcher::new(typed);
    let scores = names
        .into_iter()
        .map(|name| matcher.score(name))
        .enumerate();
    let mut found: Vec<(u32, usize)> = scores
        .filter_map(|(at, score)| Some((score?, at)))
        .collect();
    found.sort_by_key(|(score, at)| (std::cmp::Reverse(*score), *at));
    found.into_iter().map(|(_, at)| at).collect()
}

#[cfg(test)]
mod tests;

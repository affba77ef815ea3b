//! Names by sound: jyutping, pinyin, zhuyin and romaji; syllables, initials or a mix. `sp` finds 社評.

/// How well `typed` (ASCII or zhuyin) names `text` by sound or by letters; `None` if it does not. Higher is better.
pub fn score(_typed: &str, _text: &str) -> Option<u32> {
    todo!()
}

/// The indices of the `names` that `typed` finds, best first, ties in the order given.
pub fn find<'a>(_typed: &str, _names: impl IntoIterator<Item = &'a str>) -> Vec<usize> {
    todo!()
}

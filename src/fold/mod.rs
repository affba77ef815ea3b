//! One folding for index and query: NFKC, case, accents, and 繁/簡/regional variants to one form.
//!
//! 台灣, 臺灣, 台湾; ＫＭＢ and kmb; café and CAFE; ｶﾞ and ガ: each folds to one text. What a
//! character folds to is worked out by the build script (`build.rs` beside this file, from `variants.tsv`), so
//! that folding is one lookup a character. It merges 后 with 後 and 髮 with 發: where that is too much, a
//! query asks for the very characters (`="…"`).

mod find;

pub use find::{contains, find_all};
use std::hint::select_unpredictable;
use unicode_normalization::UnicodeNormalization;

include!(concat!(env!("OUT_DIR"), "/fold_table.rs"));

/// The folded form of a text. Idempotent.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// Gives the characters of the folded text, in order: those of [`fold`], which is not written down.
pub fn each(text: &str, mut give: impl FnMut(char)) {
    let mut chars = text.char_indices();
    let mut here = chars.next();
    while let Some((at, c)) = here {
        here = chars.next();
        if !clings(c) && !here.is_some_and(|(_, next)| clings(next)) {
            give_alone(c, &mut give);
            continue;
        }
        // With the marks that cling to it, or marks that cling to nothing.
        if here.is_some_and(|(_, next)| clings(next)) {
            here = chars.find(|(_, c)| !clings(*c));
        }
        let end = here.map_or(text.len(), |(end, _)| end);
        fold(&text[at..end]).chars().for_each(&mut give);
    }
}

fn give_alone(c: char, give: &mut impl FnMut(char)) {
    let code = code(c);
    match char::from_u32(number(code, c)) {
        Some(c) => give(c),
        None => STRINGS[usize::from(code - TEXTS)].chars().for_each(give),
    }
}

/// What a character folds to alone, if that is one character.
pub fn fold_char(c: char) -> Option<char> {
    match code(c) {
        SAME | JOIN => Some(c),
        code => char::from_u32(code.into()),
    }
}

/// A folded text that knows where each part of it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// For each byte of `text`, the byte offset in the original of the character it came from; one more entry for the end.
    pub origin: Vec<u32>,
}

/// Folds and keeps offsets; for the open article only. A text of 4 GB or more keeps no offsets beyond that.
pub fn fold_with_offsets(text: &str) -> Folded {
    let mut folded = Folded {
        text: String::with_capacity(text.len()),
        origin: Vec::with_capacity(text.len() + 1),
    };
    for (start, cluster) in clusters(text) {
        fold_into(cluster, &mut folded.text);
        let origin = u32::try_from(start).unwrap_or(u32::MAX);
        folded.origin.resize(folded.text.len(), origin);
    }
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
    folded.origin.push(end);
    folded
}

/// Appends the folded text to `out`.
fn fold_into(text: &str, out: &mut String) {
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        let code = code(c);
        if let Some(c) = char::from_u32(number(code, c)) {
            out.push(c);
            continue;
        }
        match code {
            GONE => {}
            JOIN => {
                let mut end = at + c.len_utf8();
                while let Some((next, c)) = chars.clone().next().filter(|(_, c)| clings(*c)) {
                    end = next + c.len_utf8();
                    chars.next();
                }
                join(&text[..at], &text[at..end], out);
            }
            code => push(code, out),
        }
    }
}

/// Folds marks together with the character that they follow, which stands folded at the end of `out`.
#[cold]
fn join(before: &str, marks: &str, out: &mut String) {
    let mut base = before.char_indices().rev().find(|(_, c)| !clings(*c));
    let whole = match &mut base {
        Some((start, c)) => {
            let mut alone = String::new();
            put(*c, &mut alone);
            out.truncate(out.len().saturating_sub(alone.len()));
            [&before[*start..], marks].concat()
        }
        None => marks.to_string(),
    };
    let mut mapped = String::new();
    whole.nfkd().for_each(|c| put(c, &mut mapped));
    out.extend(mapped.nfc());
}

/// Appends what a character folds to when nothing joins it.
fn put(c: char, out: &mut String) {
    match code(c) {
        SAME | JOIN => out.push(c),
        GONE => {}
        code => push(code, out),
    }
}

fn push(code: u16, out: &mut String) {
    match char::from_u32(code.into()) {
        Some(c) => out.push(c),
        None => out.push_str(STRINGS[usize::from(code - TEXTS)]),
    }
}

/// The character has no place of its own: it is dropped, or may join the one before it.
fn clings(c: char) -> bool {
    matches!(code(c), JOIN | GONE)
}

#[inline]
fn code(c: char) -> u16 {
    let number = c as usize;
    let block = usize::from(INDEX[number / BLOCK]);
    CODES[block * BLOCK + number % BLOCK]
}

/// The character, or a surrogate if it is none. Which characters of a text stay themselves is chance to a processor:
/// so both are at hand and one is chosen, without a branch that it would have to guess.
#[inline]
fn number(code: u16, c: char) -> u32 {
    select_unpredictable(code == SAME, u32::from(c), u32::from(code))
}

/// Characters with the marks that cling to them. Each folds alone to its part of the folded text.
fn clusters(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let next = rest.char_indices().skip(1).find(|(_, c)| !clings(*c));
        let end = next.map_or(rest.len(), |(at, _)| at);
        let cluster = (start, &rest[..end]);
        start += end;
        Some(cluster)
    })
}

#[cfg(test)]
mod tests;

//! Where words stand in a text, in the text's own bytes: what a reader sees marked.

use super::{fold, fold_with_offsets};
use memchr::memmem;
use std::ops::Range;

/// Whether `needle` stands in `haystack`: folded alike, or (`exact`) in the very characters.
pub fn contains(haystack: &str, needle: &str, exact: bool) -> bool {
    if exact {
        haystack.contains(needle)
    } else {
        fold(haystack).contains(&fold(needle))
    }
}

/// Every place of `needle` in `haystack`, in order and not overlapping, as ranges of bytes of `haystack` that begin and end
/// with a character and take its marks along. Folded alike, or (`exact`) in the very characters. An empty needle is nowhere.
pub fn find_all(haystack: &str, needle: &str, exact: bool) -> Vec<Range<usize>> {
    if exact {
        return places(haystack, needle).collect();
    }
    let needle = fold(needle);
    let folded = fold_with_offsets(haystack);
    let origin = |at: usize| folded.origin[at] as usize;
    let mut found: Vec<Range<usize>> = Vec::new();
    for place in places(&folded.text, &needle) {
        let last = origin(place.end - 1);
        // Where one character folds to several (㈱, ß), part of them still marks the whole of it.
        let end = (place.end..folded.origin.len())
            .map(origin)
            .find(|at| *at > last);
        let range = origin(place.start)..end.unwrap_or(haystack.len());
        if found.last().is_none_or(|before| before.end <= range.start) {
            found.push(range);
        }
    }
    found
}

fn places<'a>(haystack: &'a str, needle: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
    let starts = memmem::find_iter(haystack.as_bytes(), needle.as_bytes());
    starts
        .filter(|_| !needle.is_empty())
        .map(|start| start..start + needle.len())
}

//! One folding for index and query: NFKC, case, accents, and 繁/簡/regional variants to one form.

/// The folded form of a text. Idempotent.
pub fn fold(_text: &str) -> String {
    todo!()
}

/// A folded text that knows where each part of it stood.
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// For each byte of `text`, the byte offset in the original of the character it came from; one more entry for the end.
    pub origin: Vec<u32>,
}

/// Folds and keeps offsets; for the open article only.
pub fn fold_with_offsets(_text: &str) -> Folded {
    todo!()
}

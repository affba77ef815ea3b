//! Where a line may end: UAX #14 with an overlay for CLREQ, JLREQ and KLREQ.

/// How strictly marks are kept from a line's begin and end (CLREQ's levels).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// The old newspaper's habit: anything anywhere.
    None,
    /// CLREQ basic.
    Basic,
    /// Basic, and a solidus may not end a line (GB).
    Gb,
    /// GB, and —— and …… may not begin one.
    #[default]
    Strict,
}

/// The language whose rules a paragraph follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Chinese, Traditional.
    #[default]
    Hant,
    /// Chinese, Simplified.
    Hans,
    /// Japanese.
    Ja,
    /// Korean.
    Ko,
    /// Anything else: words divided by spaces.
    Other,
}

impl Lang {
    /// From a BCP 47 tag (`zh-Hant-HK`, `ja`); `None` for an empty tag.
    pub fn from_tag(_tag: &str) -> Option<Self> {
        todo!()
    }

    /// Guessed from a text's characters.
    pub fn guess(_text: &str) -> Self {
        todo!()
    }
}

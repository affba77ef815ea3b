//! What each sign that an article begins at a group of headings is worth.
//!
//! The weights are those of a logistic regression, in tenths: ten make the odds 2.7 times as high. They are fitted by
//! `tests/support/fit.rs` to all headings but the first of the pages in `tests/fixtures/tagged`, and held near a first guess
//! from what papers do (a Gaussian prior, of variance one), which is all there is for signs that none of those pages shows.
//! `KANBAO_FIT=1 cargo test --test page_fixtures left_out -- --nocapture` prints them as they stand here.
//!
//! Weights that fit the pages at hand say little of others: the same test leaves out each batch of pages in turn, and holds
//! weights fitted to the rest to 97 of a hundred of its headings and 92 of a hundred of its articles.

/// By how many points an article begins where these signs are.
pub fn points(signs: &[Sign], _heads: &[&str]) -> i32 {
    signs.iter().map(|sign| sign.weight()).sum()
}

/// A sign, in a heading, in what stands around it, or in the texts before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// Every group has it: what is left when there is no other sign.
    Any,
    /// A byline on a line of its own under the first heading.
    BylineUnder,
    /// A byline or dateline at the head of the text.
    BylineInline,
    /// A byline over the first heading: that of the text above, mostly.
    BylineOver,
    /// A byline on a line of its own under the first paragraph.
    BylineBelow,
    /// A column's or section's name over the headings.
    Labelled,
    /// One among or under them.
    LabelUnder,
    /// A line that sends the reader on, or says where the beginning was.
    Jump,
    /// The page's own line over them.
    FolioOver,
    /// A line drawn over them.
    RuleOver,
    /// A page begins with them.
    PageBreak,
    /// A picture's words under the first heading.
    Picture,
    /// Two headings together.
    TwoHeads,
    /// Two, of which the second has a pause: a subhead and a sentence cut in two.
    TwoHeadsSentence,
    /// Three headings and more.
    ManyHeads,
    /// The first of two is a word or two.
    ColumnName,
    /// Two, and long.
    TwoLongParts,
    /// Three parts and more.
    ManyParts,
    /// Short.
    Short,
    /// Middling.
    Middle,
    /// Longest.
    Longest,
    /// It begins with an ornament or a list's mark.
    Ornament,
    /// A column's or place's name in brackets begins it.
    Bracketed,
    /// A notice by the paper: weather, corrections.
    Notice,
    /// It begins as a quotation.
    Quotation,
    /// It says in a word or two who says it, or of what: `家長：…`.
    Speaker,
    /// It ends with a colon.
    Colon,
    /// No blank line before it, where paragraphs have one.
    BlankLess,
    /// More before it than paragraphs have.
    BlankMore,
    /// A table stands before it.
    AfterTable,
    /// They have two.
    SharesLittle,
    /// They have three and more.
    SharesMuch,
    /// Some words of the heading stand in the text below and hardly any above.
    HeadingNew,
    /// Two fifths of them above.
    HeadingOld,
    /// The text above is of another script.
    ScriptChanges,
    /// Items of a list that are sentences under it.
    OverBriefs,
    /// The article above is one paragraph so far.
    OneTextBefore,
    /// It is, and has a byline.
    OneTextBeforeSigned,
    /// One paragraph under it.
    OneTextAfter,
    /// As long as the subhead above.
    LikeSubheadBefore,
    /// As long as the headlines that have a byline.
    LikeTitles,
    /// Other headlines have a byline, this one none.
    OthersSigned,
    /// Under a label over short news.
    UnderBriefs,
    /// The text under it begins with a time, as news does.
    Dated,
    /// It begins with somebody not spoken of before.
    Introduces,
    /// It begins with a word that goes on from before.
    GoesOn,
    /// There is no text under it.
    NoText,
    /// A table does, and the heading ends with what it is of, in brackets: `（前五名）`.
    NamesTable,
    /// A list stands directly under it.
    OverList,
    /// Verse stands directly over and under it.
    BetweenVerse,
    /// It is the last on the page.
    Last,
    /// None of their words is one that only the text above has besides.
    SharesNone,
    /// No more before it than paragraphs have, where other headings have more.
    BlankNone,
    /// Fewer before it than any headline with a byline has.
    BlankFewer,
    /// It has no byline and is at most half as long as the page's headlines.
    HalfAsLong,
    /// It has none and is at most seven tenths as long.
    Shorter,
    /// It has none and is at most nine tenths as long.
    NearlyAsLong,
    /// It has none, and the article above is the page's first.
    UnderFirst,
    /// It has none, and the article above has one and no subhead so far.
    AboveSigned,
    /// Neither it nor the short article above has one.
    AboveUnsigned,
    /// Neither has one, and the article above has a subhead.
    AboveUnsignedSub,
    /// The time stands at its very beginning.
    DatedEarly,
    /// Somebody speaks in its first clause.
    Said,
    /// It begins as a letter or a notice.
    Addressed,
}

impl Sign {
    /// Tenths that a sign adds to the logarithm of the odds that an article begins.
    pub fn weight(self) -> i32 {
        match self {
            Self::Any => 2,
            Self::BylineUnder => 43,
            Self::BylineInline => 22,
            Self::BylineOver => 16,
            Self::BylineBelow => 15,
            Self::Labelled => 42,
            Self::LabelUnder => 17,
            Self::Jump => 21,
            Self::FolioOver => 25,
            Self::RuleOver => 25,
            Self::PageBreak => 15,
            Self::Picture => 7,
            Self::TwoHeads => 9,
            Self::TwoHeadsSentence => 5,
            Self::ManyHeads => 20,
            Self::ColumnName => 14,
            Self::TwoLongParts => 9,
            Self::ManyParts => 15,
            Self::Short => -10,
            Self::Middle => -7,
            Self::Longest => 11,
            Self::Ornament => -22,
            Self::Bracketed => 15,
            Self::Notice => 22,
            Self::Quotation => -5,
            Self::Speaker => -14,
            Self::Colon => -20,
            Self::BlankLess => -16,
            Self::BlankMore => 16,
            Self::AfterTable => 6,
            Self::SharesLittle => -1,
            Self::SharesMuch => -20,
            Self::HeadingNew => 7,
            Self::HeadingOld => -3,
            Self::ScriptChanges => 25,
            Self::OverBriefs => 5,
            Self::OneTextBefore => 5,
            Self::OneTextBeforeSigned => -3,
            Self::OneTextAfter => -6,
            Self::LikeSubheadBefore => 2,
            Self::LikeTitles => 2,
            Self::OthersSigned => -8,
            Self::UnderBriefs => 20,
            Self::Dated => 19,
            Self::Introduces => 4,
            Self::GoesOn => -21,
            Self::NamesTable => -11,
            Self::BetweenVerse => -22,
            Self::OverList => 14,
            Self::Last => 15,
            Self::NoText => 2,
            Self::SharesNone => 7,
            Self::BlankNone => -28,
            Self::BlankFewer => -18,
            Self::HalfAsLong => -8,
            Self::Shorter => -1,
            Self::NearlyAsLong => 8,
            Self::UnderFirst => -16,
            Self::AboveSigned => 2,
            Self::AboveUnsigned => 8,
            Self::AboveUnsignedSub => 3,
            Self::DatedEarly => 5,
            Self::Said => -7,
            Self::Addressed => 20,
        }
    }
}

//! What each sign that an article begins at a group of headings is worth.
//!
//! The weights are those of a logistic regression, in tenths: ten make the odds 2.7 times as high. They are fitted by
//! `tests/support/fit.rs` to all headings but the first of the pages in `tests/fixtures/tagged` as far as November, and held
//! near a first guess from what papers do (a Gaussian prior, of variance one), which is all there is for signs that none of
//! those pages shows. The points are not the last word: they are a clue to [`super::tags`].
//!
//! Weights that fit the pages at hand say little of others: `cargo test --test page_fixtures left_out -- --nocapture` leaves
//! out each batch of pages in turn, and holds weights fitted to the rest to 82 of a hundred of its headings.

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
            Self::Labelled => 38,
            Self::LabelUnder => 23,
            Self::Jump => 21,
            Self::FolioOver => 25,
            Self::RuleOver => 25,
            Self::PageBreak => 15,
            Self::Picture => 6,
            Self::TwoHeads => 14,
            Self::TwoHeadsSentence => 5,
            Self::ManyHeads => 20,
            Self::ColumnName => 11,
            Self::TwoLongParts => 11,
            Self::ManyParts => 15,
            Self::Short => -10,
            Self::Middle => -5,
            Self::Longest => 12,
            Self::Ornament => -22,
            Self::Bracketed => 15,
            Self::Notice => 22,
            Self::Quotation => -5,
            Self::Speaker => -11,
            Self::Colon => -20,
            Self::BlankLess => -15,
            Self::BlankMore => 16,
            Self::AfterTable => 10,
            Self::SharesLittle => -3,
            Self::SharesMuch => -20,
            Self::HeadingNew => 5,
            Self::HeadingOld => -2,
            Self::ScriptChanges => 25,
            Self::OverBriefs => 6,
            Self::OneTextBefore => 7,
            Self::OneTextBeforeSigned => -4,
            Self::OneTextAfter => -5,
            Self::LikeSubheadBefore => 4,
            Self::LikeTitles => 2,
            Self::OthersSigned => -6,
            Self::UnderBriefs => 21,
            Self::Dated => 18,
            Self::Introduces => 2,
            Self::GoesOn => -21,
            Self::NamesTable => -11,
            Self::OverList => 11,
            Self::Last => 13,
            Self::NoText => 1,
            Self::SharesNone => 8,
            Self::BlankNone => -32,
            Self::BlankFewer => -17,
            Self::HalfAsLong => -10,
            Self::Shorter => -3,
            Self::NearlyAsLong => 4,
            Self::UnderFirst => -14,
            Self::AboveSigned => 3,
            Self::AboveUnsigned => 6,
            Self::AboveUnsignedSub => 4,
            Self::DatedEarly => 4,
            Self::Said => -11,
            Self::Addressed => 21,
        }
    }
}

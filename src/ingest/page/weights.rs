//! What each sign that an article begins at a group of headings is worth.
//!
//! The weights are those of a logistic regression, in tenths: ten make the odds 2.7 times as high. They were fitted to the
//! headings of the pages in `tests/fixtures/tagged` and one real page, and held near a first guess from what papers do (a
//! Gaussian prior, of variance one), which is all there is for signs that hardly any of those pages show. With every
//! twelfth page left out in turn, 19 of 20 headings of the pages left out are ranked right.

/// A sign, in a heading, in what stands around it, or in the texts before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// A later one begins with a dash.
    DashedSecond,
    /// The first of two is a word or two.
    ColumnName,
    /// The first has two parts with a gap between.
    TwoParts,
    /// Two, and long.
    TwoLongParts,
    /// Three parts and more.
    ManyParts,
    /// Its length among those of its script: shortest.
    Tiny,
    /// Short.
    Short,
    /// Middling.
    Middle,
    /// Long.
    Long,
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
    /// It ends as a question.
    Asks,
    /// No blank line before it, where paragraphs have one.
    BlankLess,
    /// One before it, where paragraphs have none.
    BlankSole,
    /// More before it than paragraphs have.
    BlankMore,
    /// A table stands before it.
    AfterTable,
    /// Heading and text have no word of the text above.
    SharesNothing,
    /// They have two.
    SharesLittle,
    /// They have three and more.
    SharesMuch,
    /// Some words of the heading stand in the text below and hardly any above.
    HeadingNew,
    /// Half of them below and none above.
    HeadingNewer,
    /// Two fifths of them above.
    HeadingOld,
    /// A fifth of them above.
    HeadingOlder,
    /// The text above is of another script.
    ScriptChanges,
    /// Items of a list that are sentences under it.
    OverBriefs,
    /// The article above is one paragraph so far.
    OneTextBefore,
    /// It is, and has a byline.
    OneTextBeforeSigned,
    /// It is, and has a byline as others here, and this has none: a lead, and the first subhead.
    UnderLead,
    /// One paragraph under it.
    OneTextAfter,
    /// Four and more.
    ManyTextsAfter,
    /// As long as the heading of the short article above.
    LikeBriefBefore,
    /// As long as the subhead above.
    LikeSubheadBefore,
    /// As long as the headlines that have a byline.
    LikeTitles,
    /// Much shorter.
    UnlikeTitles,
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
    /// It begins with a quotation.
    Speaks,
    /// There is no text under it.
    NoText,
    /// A table stands directly under it.
    OverTable,
    /// A list does.
    OverList,
    /// It is the last on the page.
    Last,
}

impl Sign {
    /// Tenths that a sign adds to the logarithm of the odds that an article begins.
    pub fn weight(self) -> i32 {
        match self {
            Self::Any => -6,
            Self::BylineUnder => 70,
            Self::BylineInline => 47,
            Self::BylineOver => 26,
            Self::BylineBelow => 16,
            Self::Labelled => 37,
            Self::LabelUnder => 25,
            Self::Jump => 28,
            Self::FolioOver => 30,
            Self::RuleOver => 25,
            Self::PageBreak => 15,
            Self::Picture => 9,
            Self::TwoHeads => 21,
            Self::TwoHeadsSentence => 7,
            Self::ManyHeads => 25,
            Self::DashedSecond => 15,
            Self::ColumnName => 20,
            Self::TwoParts => 14,
            Self::TwoLongParts => 19,
            Self::ManyParts => 21,
            Self::Tiny => -5,
            Self::Short => -14,
            Self::Middle => -4,
            Self::Long => 5,
            Self::Longest => 20,
            Self::Ornament => -27,
            Self::Bracketed => 15,
            Self::Notice => 41,
            Self::Quotation => -10,
            Self::Asks => 0,
            Self::BlankLess => -15,
            Self::BlankSole => 16,
            Self::BlankMore => 15,
            Self::AfterTable => 7,
            Self::SharesNothing => 3,
            Self::SharesLittle => -11,
            Self::SharesMuch => -25,
            Self::HeadingNew => 0,
            Self::HeadingNewer => 15,
            Self::HeadingOld => -15,
            Self::HeadingOlder => -8,
            Self::ScriptChanges => 30,
            Self::OverBriefs => 22,
            Self::OneTextBefore => 16,
            Self::OneTextBeforeSigned => 2,
            Self::UnderLead => 1,
            Self::OneTextAfter => -7,
            Self::ManyTextsAfter => 2,
            Self::LikeBriefBefore => 10,
            Self::LikeSubheadBefore => -5,
            Self::LikeTitles => 2,
            Self::UnlikeTitles => 3,
            Self::OthersSigned => -7,
            Self::UnderBriefs => 21,
            Self::Dated => 20,
            Self::Introduces => 10,
            Self::GoesOn => -11,
            Self::Speaks => -9,
            Self::OverTable => 10,
            Self::OverList => 8,
            Self::Last => 7,
            Self::NoText => 3,
        }
    }
}

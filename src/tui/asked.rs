//! What a question to the store is after: which rows, which article, and why.

use jiff::civil::Date;

use crate::article::ArticleId;

/// Where in a list a stretch of rows is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// At its head.
    Head,
    /// Up to its tail.
    Tail,
    /// The rows after this article.
    After(ArticleId),
    /// The rows before this article.
    Before(ArticleId),
    /// This article and what stands about it.
    Around(ArticleId),
    /// A day's edition, from its top.
    Day(Date),
}

/// Which article is looked for, beside another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seek {
    /// The next, or the one before.
    Article {
        /// Towards the list's head.
        backward: bool,
    },
    /// The next unread.
    Unread {
        /// Towards the list's head.
        backward: bool,
    },
    /// The top of the next day's edition.
    Day {
        /// A later day, not an earlier.
        later: bool,
    },
}

/// Why an article is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// To be read.
    Read,
    /// To be seen beside the list.
    Preview,
    /// Because it was open when the reader left.
    Restore,
    /// Because its text has changed while it was on the screen.
    Renew,
}

/// A link of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The number that it bears in the text; 0 for the article's own.
    pub number: u16,
    /// What it stands under.
    pub text: String,
    /// Where it leads.
    pub address: String,
}

/// What is done with the articles that tell one story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// The reader chooses.
    Choose,
    /// The one after is opened.
    Next,
    /// The one before is opened.
    Previous,
}

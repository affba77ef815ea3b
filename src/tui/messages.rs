//! What the screen and the session say to each other: what happened, and what is to be done outside.

use std::time::Duration;

use super::asked::{At, Link, Opening, Seek, Telling};
use super::desk::{DeskPage, Mending};
use super::model::{Facets, Mark, Tally, View};
use crate::article::newsprint::{Row, Said};
use crate::article::{ArticleId, DayCount, Headline, Place, Stored, Version};
use crate::query::{Names, Query};
use crate::term::Input;
use crate::typeset::Widths;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Msg {
    /// The reader did something.
    Input(Input),
    /// The screen has another size.
    Resize(u16, u16),
    /// Time since the session began.
    Tick(Duration),
    /// The terminal's widths are known better.
    Widths(Widths),
    /// Rows of a list.
    Listed {
        /// The question's number.
        ticket: u32,
        /// What was asked.
        from: At,
        /// The rows, in the list's order.
        rows: Vec<Headline>,
        /// Nothing stands before them.
        head: bool,
        /// Nothing stands after them.
        tail: bool,
    },
    /// How many the list has.
    Counted {
        /// The question's number.
        ticket: u32,
        /// The answer.
        tally: Tally,
    },
    /// How many articles of the list stand before one.
    Located {
        /// The question's number.
        ticket: u32,
        /// The article.
        id: ArticleId,
        /// How many.
        before: u64,
    },
    /// The figures of the sections pane.
    Facets(Box<Facets>),
    /// What each saved filter finds; `None` where it is no query.
    Saved(Vec<Option<Tally>>),
    /// The names that the archive knows, to complete queries with.
    Names(Box<Names>),
    /// All days that have articles of the filter, the newest first.
    Days(Vec<DayCount>),
    /// The article looked for, if there is one.
    Sought(Seek, Option<Headline>),
    /// An article, and the places in its blocks of what the filter looks for.
    Opened {
        /// The filter whose words are marked in it.
        query: Query,
        /// Why.
        how: Opening,
        /// The article.
        stored: Box<Stored>,
        /// Hits, in order; `None` where the text is too long to look through at once.
        hits: Option<Vec<(u32, std::ops::Range<usize>)>>,
    },
    /// The places in a long article's blocks of what a filter looks for.
    Found {
        /// The article.
        id: ArticleId,
        /// The filter.
        query: Query,
        /// Hits, in order.
        hits: Vec<(u32, std::ops::Range<usize>)>,
    },
    /// Words were looked for in an article.
    Hits {
        /// The article.
        id: ArticleId,
        /// The words.
        words: String,
        /// Where they stand.
        hits: Vec<(u32, std::ops::Range<usize>)>,
    },
    /// An article's versions, the first one first.
    Versions(ArticleId, Vec<Version>),
    /// Those that tell the article's story, itself among them.
    Tellings(ArticleId, Telling, Vec<Headline>),
    /// An article's links, to open one or to copy it.
    Links {
        /// All that can be followed.
        links: Vec<Link>,
        /// To copy one, not to open it.
        copy: bool,
    },
    /// Marks were set.
    Marked {
        /// Which.
        mark: Mark,
        /// Where it is to be shown.
        ids: Vec<ArticleId>,
        /// On so many articles until now.
        count: usize,
        /// There are more, to be marked between keys.
        more: bool,
    },
    /// What an earlier reader began to mark is marked: so many more. None of it is taken back by key.
    MarkedOn(usize),
    /// Marks were taken back: what holds now, where it is to be shown, on how many articles, and whether they are still being
    /// taken back. `None` if there was nothing to take back.
    Undone(Option<(Mark, Vec<ArticleId>, usize, bool)>),
    /// A page for the desk.
    Desk(Box<DeskPage>),
    /// The page on the desk, laid out anew.
    LaidOut(Vec<Row>),
    /// A page was mended.
    Mended {
        /// Articles that are new, changed, and gone into others.
        tally: (u64, u64, u64),
        /// The article on whose line the cursor was.
        show: Option<ArticleId>,
    },
    /// The sample edition is gone; so many articles.
    SampleRemoved(u64),
    /// The archive has changed under the reader.
    Changed,
    /// An article has another text.
    Rewritten(ArticleId),
    /// Something to tell the reader.
    Told(String),
    /// Something failed; a sentence.
    Failed(String),
    /// Bytes sent.
    Sent(Sent),
}

/// What the meter shows, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sent {
    /// In all.
    pub total: u64,
    /// For the last key.
    pub last: u64,
    /// Since the meter was switched on.
    pub since: u64,
    /// What stock output would have sent since then.
    pub stock: u64,
}

/// Something to be done outside the model.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Answer with [`Msg::Listed`].
    List {
        /// The question's number.
        ticket: u32,
        /// The list.
        query: Query,
        /// Headlines that sound like this, out of the list.
        sound: Option<String>,
        /// Where.
        from: At,
        /// How many rows.
        limit: usize,
    },
    /// Answer with [`Msg::Counted`].
    Count {
        /// The question's number.
        ticket: u32,
        /// The list.
        query: Query,
    },
    /// Answer with [`Msg::Located`].
    Locate {
        /// The question's number.
        ticket: u32,
        /// The list.
        query: Query,
        /// The article.
        id: ArticleId,
    },
    /// Answer with [`Msg::Facets`] for this filter.
    Facets(Query),
    /// Answer with [`Msg::Saved`].
    Saved,
    /// Answer with [`Msg::Names`].
    Names,
    /// Answer with [`Msg::Days`].
    Days(Query),
    /// Answer with [`Msg::Sought`].
    Seek {
        /// The list.
        query: Query,
        /// Beside which article; `None` begins at the end of the list.
        beside: Option<ArticleId>,
        /// What.
        seek: Seek,
    },
    /// Answer with [`Msg::Opened`].
    Open {
        /// The article.
        id: ArticleId,
        /// Why.
        how: Opening,
        /// What to mark as found.
        query: Query,
    },
    /// Answer with [`Msg::Found`]: what a filter looks for in the blocks of an article that is too long for [`Msg::Opened`] to say.
    Find {
        /// The article.
        id: ArticleId,
        /// The filter.
        query: Query,
    },
    /// Answer with [`Msg::Hits`]: words in an article's blocks.
    FindIn {
        /// The article.
        id: ArticleId,
        /// The words.
        words: String,
    },
    /// Answer with [`Msg::Versions`].
    Versions(ArticleId),
    /// Answer with [`Msg::Tellings`].
    Tellings(ArticleId, Telling),
    /// Set a mark; answer with [`Msg::Marked`].
    Mark(Vec<ArticleId>, Mark),
    /// Set a mark on all that a query finds; answer with [`Msg::Marked`].
    MarkAll(Query, Mark),
    /// Take the last mark back; answer with [`Msg::Undone`].
    Undo,
    /// Keep where the reader is.
    KeepPlace(ArticleId, Place),
    /// Keep the view for the next start.
    KeepView(View),
    /// Open an article's link outside, or put it on the clipboard; answer with [`Msg::Told`].
    Link {
        /// The article.
        id: ArticleId,
        /// Copy, not open.
        copy: bool,
    },
    /// Answer with [`Msg::Links`].
    Links {
        /// The article.
        id: ArticleId,
        /// To copy one, not to open it.
        copy: bool,
    },
    /// Open an address outside, or put it on the clipboard; answer with [`Msg::Told`].
    Follow {
        /// Where it leads.
        address: String,
        /// Copy, not open.
        copy: bool,
    },
    /// Lay the page that an article came from on the desk; answer with [`Msg::Desk`].
    OpenDesk(ArticleId),
    /// Lay the page on the desk out with all that was said of it; answer with [`Msg::LaidOut`].
    LayOut(Vec<Said>),
    /// Keep what was said at the desk, and do it; answer with [`Msg::Mended`].
    Mend(Box<Mending>),
    /// Remove the sample edition; answer with [`Msg::SampleRemoved`].
    RemoveSample,
    /// Fetch the text of the page that an article links to; answer with [`Msg::Rewritten`].
    FullText(ArticleId),
    /// Fetch the feeds.
    Refresh,
    /// Ask for [`Msg::Sent`] before every paint, or no longer.
    Meter(bool),
    /// Draw everything anew.
    Redraw,
    /// Stop until the shell says to go on.
    Suspend,
    /// End.
    Quit,
}

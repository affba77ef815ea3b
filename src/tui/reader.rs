//! The article: a galley, the line at its top, and how far one is.

mod head;
mod looking;
mod view;

use std::ops::Range;

use crate::article::{ArticleId, Marks, Place, Stored};
use crate::query::Query;
use crate::typeset::breaks::Lang;
use crate::typeset::{Galley, Line, Row, Style, Widths};
use crate::words::UiLang;

pub use head::lines as head_lines;
pub(crate) use view::view;

/// The article pane.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    pub stored: Box<Stored>,
    galley: Galley,
    top: Row,
    width: u16,
    height: u16,
    style: Style,
    widths: Widths,
    /// The last move was a line back: where the next one comes in is the first row.
    pub backwards: bool,
    /// The lines on the screen.
    pub lines: Vec<Line>,
    /// How much has been read, in percent.
    pub progress: u8,
    /// The end of the text is on the screen.
    pub at_end: bool,
    /// Screens left; `None` if there are many.
    pub pages_left: Option<usize>,
    /// The article is only shown beside the list: its place is not the reader's.
    pub preview: bool,
    /// What was found in it.
    pub hits: usize,
    pub words: Option<String>,
    /// The filter that it was opened under, whose words are marked in it.
    pub query: Query,
    /// The place that the store has.
    kept: Option<Place>,
    /// Two versions stand in the place of the text.
    looking: Option<Box<looking::Looking>>,
}

/// More screens than this are not counted: setting the lines of a very long article takes its time.
const COUNTED_PAGES: usize = 12;

impl Reader {
    pub fn new(
        stored: Box<Stored>,
        hits: Vec<(u32, Range<usize>)>,
        preview: bool,
        lang: UiLang,
        widths: &Widths,
    ) -> Self {
        let head = head::lines(&stored, lang, widths);
        let kept = stored.marks.place;
        let style = Style::default();
        let mut galley = Galley::new(
            head,
            stored.article.blocks.clone(),
            style.clone(),
            widths.clone(),
        );
        let count = hits.len();
        if count > 0 {
            galley.highlight(hits);
        }
        Self {
            stored,
            galley,
            top: Row::default(),
            width: 0,
            height: 0,
            style,
            widths: widths.clone(),
            backwards: false,
            lines: Vec::new(),
            progress: 0,
            at_end: false,
            pages_left: None,
            preview,
            hits: count,
            words: None,
            query: Query::default(),
            kept,
            looking: None,
        }
    }

    pub fn id(&self) -> ArticleId {
        self.stored.id
    }

    /// Whether it is this article, with what a filter found marked in it.
    pub fn is_of(&self, id: ArticleId, query: &Query) -> bool {
        self.id() == id && self.query == *query
    }

    /// Section, page and day, for the title over the pane.
    pub fn meta_title(&self, lang: UiLang, widths: &Widths) -> String {
        head::title(&self.stored, lang, widths)
    }

    pub fn marks_mut(&mut self) -> &mut Marks {
        &mut self.stored.marks
    }

    /// Sets the text for a pane, and stays at the same place.
    pub fn fit(&mut self, width: u16, height: u16, style: Style, widths: Widths) {
        let lang = self.stored.article.language.as_deref();
        let style = Style {
            columns: width,
            lang: lang.and_then(Lang::from_tag),
            ..style
        };
        if (width, height) == (self.width, self.height)
            && style == self.style
            && widths == self.widths
        {
            return;
        }
        let first = self.width == 0;
        let place = if first {
            self.kept.unwrap_or_default()
        } else {
            self.galley.place(self.top)
        };
        (self.width, self.height) = (width, height);
        if style != self.style || widths != self.widths {
            self.galley.restyle(style.clone(), widths.clone());
            (self.style, self.widths) = (style, widths);
        }
        self.top = self.galley.row(place);
        self.settle();
    }

    /// Moves by lines, not beyond either end of the text.
    pub fn scroll(&mut self, rows: isize) {
        let (top, moved) = self.galley.step(self.top, rows);
        self.top = top;
        if moved != 0 {
            self.backwards = moved == -1;
        }
        self.settle();
    }

    /// Moves by screens; one line stays in sight, and a subhead with what it is over.
    pub fn page(&mut self, pages: isize) {
        let rows = self.page_rows().unsigned_abs();
        self.backwards = false;
        for _ in 0..pages.unsigned_abs() {
            self.top = self.galley.page(self.top, rows, pages > 0);
        }
        self.settle();
    }

    pub fn half_page(&mut self, halves: isize) {
        self.scroll(halves * (isize::try_from(self.height).unwrap_or(1) / 2).max(1));
    }

    fn page_rows(&self) -> isize {
        (isize::try_from(self.height).unwrap_or(2) - 1).max(1)
    }

    pub fn go_top(&mut self) {
        self.top = self.galley.top();
        self.settle();
    }

    pub fn go_bottom(&mut self) {
        self.top = self.galley.bottom(self.height.into());
        self.settle();
    }

    /// Marks what its filter looks for, unless words were looked for or changes are shown since.
    pub fn mark_found(&mut self, hits: Vec<(u32, Range<usize>)>) {
        if self.words.is_none() && !self.is_looking() {
            self.hits = hits.len();
            self.galley.highlight(hits);
            self.settle();
        }
    }

    /// Marks what was found and goes to the first of it from here on; says how many there are.
    pub fn mark_hits(&mut self, words: String, hits: Vec<(u32, Range<usize>)>) -> usize {
        self.hits = hits.len();
        let before = self.top;
        let first = hits.iter().map(|(block, range)| place_of(*block, range));
        let here = self.galley.place(self.top);
        let next = first.clone().find(|place| *place >= here).or(first.min());
        self.galley.highlight(hits);
        self.words = Some(words);
        if let Some(place) = next {
            let row = self.galley.row(place);
            if !self.shows(row) {
                self.go_to(row);
            }
        } else {
            self.top = before;
        }
        self.settle();
        self.hits
    }

    pub fn clear_hits(&mut self) {
        self.galley.highlight(Vec::new());
        self.hits = 0;
        self.words = None;
        self.settle();
    }

    /// Goes to the next or previous hit out of sight; says whether there is one.
    pub fn next_hit(&mut self, forward: bool) -> bool {
        let from = if forward { self.last_row() } else { self.top };
        match self.galley.next_hit(from, forward) {
            Some(row) => {
                self.go_to(row);
                true
            }
            None => false,
        }
    }

    fn last_row(&mut self) -> Row {
        let rows = isize::try_from(self.lines.len()).unwrap_or(1) - 1;
        self.galley.step(self.top, rows.max(0)).0
    }

    fn shows(&mut self, row: Row) -> bool {
        (self.top..=self.last_row()).contains(&row)
    }

    /// Puts a row a third down the screen.
    fn go_to(&mut self, row: Row) {
        let up = -(isize::try_from(self.height).unwrap_or(0) / 3);
        self.top = self.galley.step(row, up).0;
        self.settle();
    }

    /// The place at the top of the screen, if the store does not have it yet; it is then taken as kept.
    pub fn take_moved(&mut self) -> Option<Place> {
        if self.preview || self.width == 0 || self.is_looking() {
            return None;
        }
        let place = self.galley.place(self.top);
        let moved = self.kept.unwrap_or_default() != place;
        moved.then(|| {
            self.kept = Some(place);
            place
        })
    }

    /// Fetches the lines of the screen and says how far it is.
    fn settle(&mut self) {
        let height = usize::from(self.height);
        let bottom = self.galley.bottom(height);
        self.top = self.top.min(bottom);
        self.lines = self.galley.lines(self.top, height);
        self.at_end = self.top >= bottom;
        self.progress = if self.at_end {
            100
        } else {
            self.galley.progress(self.top, height).min(99)
        };
        self.pages_left = self.count_pages();
    }

    fn count_pages(&mut self) -> Option<usize> {
        if self.at_end || self.height == 0 {
            return Some(0);
        }
        let page = self.page_rows();
        let far = page * COUNTED_PAGES as isize;
        let (last, _) = self.galley.step(self.top, page);
        let (_, rows) = self.galley.step(last, far);
        // `step` stops at the last row, which a screen shows together with those above it.
        let pages = usize::try_from((rows + page - 1) / page)
            .unwrap_or(0)
            .max(1);
        (rows < far).then_some(pages)
    }
}

fn place_of(block: u32, range: &Range<usize>) -> Place {
    Place {
        block,
        offset: u32::try_from(range.start).unwrap_or(u32::MAX),
    }
}

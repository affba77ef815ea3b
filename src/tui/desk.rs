//! The desk: a page of newsprint as it was split, line by line, to be set right by hand.
//!
//! What a reader says of a line is a [`Mend`]; the page is always what the rules made of it with all mends done in turn, so
//! that taking one back is leaving it out. Nothing here is stored: saving is an [`super::Effect`].

mod cut;
mod view;

use ratatui::layout::Rect;

use super::headlines::Move;
use crate::ingest::page::{Change, Mend, Role, Row, Sheet};
use crate::typeset::Widths;
use crate::words::UiLang;

pub(crate) use cut::Cut;
pub(crate) use view::{hint_rows, view};

/// A page for the desk.
#[derive(Debug, Clone, PartialEq)]
pub struct DeskPage {
    /// The number of the input that it came from.
    pub original: i64,
    /// The number of what is remembered of it, if it was mended before.
    pub mended: Option<i64>,
    /// The page as the rules split it.
    pub sheet: Sheet,
    /// What was said of it before.
    pub mends: Vec<Mend>,
    /// The article that the reader comes from, from 0.
    pub article: Option<usize>,
}

/// What was said of a page at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mending {
    /// The input that the page came from.
    pub original: i64,
    /// What is remembered of it, if it was mended before.
    pub mended: Option<i64>,
    /// All of the mends, in order.
    pub mends: Vec<Mend>,
    /// The article to be shown afterwards, from 0.
    pub article: Option<usize>,
}

/// The desk with a page on it.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    pub page: DeskPage,
    /// Mends of lines that this page has no longer; they are kept for when it has them again.
    lost: Vec<Mend>,
    mends: Vec<Mend>,
    undone: Vec<Mend>,
    /// The page with the mends done.
    sheet: Sheet,
    pub rows: Vec<Row>,
    /// Articles of the page.
    pub articles: usize,
    pub selected: usize,
    /// The row of the page at the top of the screen.
    pub top: usize,
    /// Lines are shown whole, not their ends alone.
    pub unfolded: bool,
    /// The line under the cursor is being cut.
    pub cut: Option<Cut>,
    /// The reader was asked whether to leave without saving.
    pub asked: bool,
    pub area: Rect,
    /// Cells before the text.
    margin: u16,
    widths: Widths,
}

impl Desk {
    pub fn new(page: DeskPage) -> Self {
        let found = page.sheet.clone().mend(&page.mends);
        let (mut mends, mut lost) = (Vec::new(), Vec::new());
        for (mend, found) in page.mends.iter().zip(found) {
            if found { &mut mends } else { &mut lost }.push(mend.clone());
        }
        let mut desk = Self {
            sheet: page.sheet.clone(),
            lost,
            mends,
            undone: Vec::new(),
            rows: Vec::new(),
            articles: 0,
            selected: 0,
            top: 0,
            unfolded: false,
            cut: None,
            asked: false,
            area: Rect::default(),
            margin: 0,
            widths: Widths::default(),
            page,
        };
        desk.lay_out();
        let from = desk.page.article;
        let first = desk.rows.iter().position(|row| row.article == from);
        desk.selected = first.filter(|_| from.is_some()).unwrap_or(0);
        desk
    }

    /// What was said, those of lines that are gone first.
    pub fn mends(&self) -> Vec<Mend> {
        [self.lost.as_slice(), &self.mends].concat()
    }

    /// How much was said of lines that are here.
    pub fn count(&self) -> usize {
        self.mends.len()
    }

    pub fn is_changed(&self) -> bool {
        self.mends() != self.page.mends
    }

    /// The article under the cursor, from 0; that above, where it is the page's own line.
    pub fn article(&self) -> Option<usize> {
        let above = self.rows.get(..=self.selected)?;
        above.iter().rev().find_map(|row| row.article)
    }

    /// Does all mends anew and keeps the cursor on its line.
    fn lay_out(&mut self) {
        let ink = self.rows.get(self.selected).and_then(|row| row.ink);
        self.sheet = self.page.sheet.clone();
        self.sheet.mend(&self.mends);
        self.rows = self.sheet.rows();
        let articles = self.rows.iter().filter_map(|row| row.article).max();
        self.articles = articles.map_or(0, |last| last + 1);
        self.stand_at(ink);
    }

    fn stand_at(&mut self, ink: Option<usize>) {
        let Some(ink) = ink else { return };
        let before = |row: &Row| row.ink.is_some_and(|at| at <= ink);
        self.selected = self.rows.iter().rposition(before).unwrap_or(0);
    }

    /// Says something of the line under the cursor; `false` if that changes nothing.
    pub fn say(&mut self, change: Change) -> bool {
        match self.rows.get(self.selected).and_then(|row| row.ink) {
            Some(ink) => self.say_at(ink, change),
            None => false,
        }
    }

    fn say_at(&mut self, ink: usize, change: Change) -> bool {
        let Some(at) = self.sheet.anchor(ink) else {
            return false;
        };
        self.mends.push(Mend { at, change });
        let before = std::mem::take(&mut self.rows);
        self.lay_out();
        if tells_the_same(&before, &self.rows) {
            self.mends.pop();
            self.rows = before;
            self.stand_at(Some(ink));
            return false;
        }
        self.undone.clear();
        self.stand_at(Some(ink));
        true
    }

    /// Joins the line under the cursor to what stands before it: an article's first line its article, any other itself.
    pub fn join(&mut self) -> bool {
        let change = match self.rows.get(self.selected) {
            Some(row) if row.begins => Change::Within,
            _ => Change::Join,
        };
        self.say(change)
    }

    /// Takes the last mend back; the cursor goes where it was.
    pub fn undo(&mut self) -> bool {
        let Some(mend) = self.mends.pop() else {
            return false;
        };
        self.lay_out();
        self.stand_at(self.sheet.find(&mend.at));
        self.undone.push(mend);
        true
    }

    /// Does again what was taken back.
    pub fn redo(&mut self) -> bool {
        let Some(mend) = self.undone.pop() else {
            return false;
        };
        let ink = self.sheet.find(&mend.at);
        self.mends.push(mend);
        self.lay_out();
        self.stand_at(ink);
        true
    }

    /// Begins to cut the line under the cursor.
    pub fn begin_cut(&mut self) -> bool {
        let row = self.rows.get(self.selected).filter(|row| row.ink.is_some());
        self.cut = row.and_then(|row| Cut::new(&row.text));
        self.cut.is_some()
    }

    /// Cuts: what comes after is a piece of its own, of the same role.
    pub fn finish_cut(&mut self) -> bool {
        let (Some(cut), Some(row)) = (self.cut.take(), self.rows.get(self.selected)) else {
            return false;
        };
        let role = row.role;
        let ink = row.ink.map(|ink| ink + cut.characters_before(&row.text));
        ink.is_some_and(|ink| self.say_at(ink, Change::Role(role)))
    }

    pub fn go(&mut self, to: Move) {
        let page = usize::from(self.area.height).max(1);
        let last = self.rows.len().saturating_sub(1);
        let step = |n: isize, of: usize| n.saturating_mul(isize::try_from(of).unwrap_or(1));
        let target = match to {
            Move::By(by) => self.selected.saturating_add_signed(by),
            Move::Pages(n) => self.selected.saturating_add_signed(step(n, page)),
            Move::HalfPages(n) => self
                .selected
                .saturating_add_signed(step(n, page.div_ceil(2))),
            Move::Top => 0,
            Move::Bottom => last,
        };
        self.selected = target.min(last);
    }

    /// To the first line of the next article, or of the one before.
    pub fn go_article(&mut self, forward: bool) {
        let mut begins = (0..self.rows.len()).filter(|at| self.rows[*at].begins);
        let found = match forward {
            true => begins.find(|at| *at > self.selected),
            false => begins.rfind(|at| *at < self.selected),
        };
        self.selected = found.unwrap_or(self.selected);
    }

    /// The row that stands at a line of the screen.
    pub fn row_at(&self, y: u16) -> Option<usize> {
        let mut line = self.area.y;
        for at in self.top..self.rows.len() {
            line = line.saturating_add(self.height(at));
            if y < line {
                return Some(at);
            }
        }
        None
    }

    /// Puts the page into a room of the screen, the cursor in sight.
    pub fn fit(&mut self, area: Rect, lang: UiLang, widths: &Widths) {
        self.area = area;
        self.margin = view::margin_width(lang);
        self.widths = widths.clone();
        self.top = self.top.min(self.selected);
        let mut used = 0;
        let mut top = self.selected;
        loop {
            used += self.height(top);
            if used > area.height {
                // The line under the cursor is shown even if it is higher than the room.
                top = (top + 1).min(self.selected);
                break;
            }
            if top == 0 {
                break;
            }
            top -= 1;
        }
        self.top = self.top.max(top);
    }

    /// Lines of the screen that a row takes.
    fn height(&self, at: usize) -> u16 {
        let Some(row) = self.rows.get(at).filter(|_| self.is_whole(at)) else {
            return 1;
        };
        let lines = view::lines(&row.text, self.room(), &self.widths);
        u16::try_from(lines.len()).unwrap_or(u16::MAX).max(1)
    }

    /// Cells of a row's text.
    fn room(&self) -> u16 {
        self.area.width.saturating_sub(self.margin).max(1)
    }

    /// Whether a row is shown with all of its text.
    fn is_whole(&self, at: usize) -> bool {
        self.unfolded || self.cut.is_some() && at == self.selected
    }
}

/// Whether two layouts of a page say the same of every line.
fn tells_the_same(before: &[Row], after: &[Row]) -> bool {
    let said = |row: &Row| Row {
        mended: false,
        ..row.clone()
    };
    before.len() == after.len() && before.iter().zip(after).all(|(a, b)| said(a) == said(b))
}

/// What a key of the desk makes of a line.
pub(crate) fn role_of(action: super::Action) -> Option<Role> {
    use super::Action as A;
    Some(match action {
        A::MakeHeadline => Role::Title,
        A::MakeKicker => Role::Kicker,
        A::MakeDeck => Role::Deck,
        A::MakeSubhead => Role::Subhead,
        A::MakeByline => Role::Byline,
        A::MakeSection => Role::Section,
        A::MakeCaption => Role::Caption,
        A::MakeQuote => Role::Quote,
        A::MakeParagraph => Role::Body,
        A::MakeItem => Role::List,
        A::MakeVerse => Role::Verse,
        A::MakeLabel => Role::Label,
        A::MakeFurniture => Role::Furniture,
        _ => return None,
    })
}

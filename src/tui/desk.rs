//! The desk: a page of newsprint as it was split, line by line, to be set right by hand.
//!
//! The page is always what the rules made of it with all that a reader [`Said`] done in turn, so that taking one back is leaving
//! it out. Nothing here splits or stores a page: laying it out anew and saving it are [`super::Effect`]s.

mod cut;
mod view;

use ratatui::layout::Rect;

use super::headlines::Move;
use crate::article::newsprint::{Change, Role, Row, Said};
use crate::typeset::Widths;
use crate::words::UiLang;

pub(crate) use cut::Cut;
pub(crate) use view::{hint_rows, view};

/// A page for the desk.
#[derive(Debug, Clone, PartialEq)]
pub struct DeskPage {
    /// The number of the input that it came from.
    pub original: i64,
    /// What was said of it before.
    pub said: Vec<Said>,
    /// Its lines, with that done.
    pub rows: Vec<Row>,
    /// The article that the reader comes from, from 0.
    pub article: Option<usize>,
}

/// What was said of a page at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mending {
    /// The input that the page came from.
    pub original: i64,
    /// All that was said of it, in order.
    pub said: Vec<Said>,
    /// The article to be shown afterwards, from 0.
    pub article: Option<usize>,
}

/// What the page is being laid out anew for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trial {
    /// Something was said: it holds if it changes anything; else the reader is told this.
    Said(&'static str),
    /// Something was taken back, or said again; the cursor goes to this character.
    Moved(usize),
}

/// The desk with a page on it.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    /// The number of the input that the page came from.
    original: i64,
    /// What was said of it before.
    kept: Vec<Said>,
    said: Vec<Said>,
    undone: Vec<Said>,
    trial: Option<Trial>,
    /// The page with all that was said done.
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
        let mut desk = Self {
            original: page.original,
            said: page.said.clone(),
            kept: page.said,
            undone: Vec::new(),
            trial: None,
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
        };
        desk.show(page.rows);
        let first = desk.rows.iter().position(|row| row.article == page.article);
        desk.selected = first.filter(|_| page.article.is_some()).unwrap_or(0);
        desk
    }

    /// What is to be kept.
    pub fn mending(&self) -> Mending {
        Mending {
            original: self.original,
            said: self.said.clone(),
            article: self.article(),
        }
    }

    /// How much was said.
    pub fn count(&self) -> usize {
        self.said.len()
    }

    pub fn is_changed(&self) -> bool {
        self.said != self.kept
    }

    /// The article under the cursor, from 0; that above, where it is the page's own line.
    fn article(&self) -> Option<usize> {
        let above = self.rows.get(..=self.selected)?;
        above.iter().rev().find_map(|row| row.article)
    }

    fn show(&mut self, rows: Vec<Row>) {
        self.rows = rows;
        let articles = self.rows.iter().filter_map(|row| row.article).max();
        self.articles = articles.map_or(0, |last| last + 1);
    }

    fn stand_at(&mut self, ink: usize) {
        let before = |row: &Row| row.ink.is_some_and(|at| at <= ink);
        self.selected = self.rows.iter().rposition(before).unwrap_or(0);
    }

    /// Says something of the line under the cursor. As all that asks for another layout, it gives what is to be laid out;
    /// `None`: there is nothing to do. `otherwise` names the sentence for when it changes nothing.
    pub fn say(&mut self, change: Change, otherwise: &'static str) -> Option<Vec<Said>> {
        let ink = self.rows.get(self.selected)?.ink?;
        Some(self.say_at(ink, change, otherwise))
    }

    fn say_at(&mut self, ink: usize, change: Change, otherwise: &'static str) -> Vec<Said> {
        self.said.push(Said { ink, change });
        self.trial = Some(Trial::Said(otherwise));
        self.said.clone()
    }

    /// Joins the line under the cursor to what stands before it: an article's first line its article, any other itself.
    pub fn join(&mut self, otherwise: &'static str) -> Option<Vec<Said>> {
        let begins = self.rows.get(self.selected)?.begins;
        let change = if begins { Change::Within } else { Change::Join };
        self.say(change, otherwise)
    }

    /// Takes what was said last back; the cursor goes where it was.
    pub fn undo(&mut self) -> Option<Vec<Said>> {
        let last = self.said.pop()?;
        self.undone.push(last);
        self.trial = Some(Trial::Moved(last.ink));
        Some(self.said.clone())
    }

    /// Says again what was taken back.
    pub fn redo(&mut self) -> Option<Vec<Said>> {
        let next = self.undone.pop()?;
        self.said.push(next);
        self.trial = Some(Trial::Moved(next.ink));
        Some(self.said.clone())
    }

    /// The page is laid out anew. Gives the name of what is to be told, where what was said changed nothing.
    pub fn laid_out(&mut self, rows: Vec<Row>) -> Option<&'static str> {
        let ink = match self.trial.take()? {
            Trial::Said(otherwise) if tells_the_same(&self.rows, &rows) => {
                self.said.pop();
                return Some(otherwise);
            }
            Trial::Said(_) => {
                self.undone.clear();
                self.said.last().map_or(0, |last| last.ink)
            }
            Trial::Moved(ink) => ink,
        };
        self.show(rows);
        self.stand_at(ink);
        None
    }

    /// Begins to cut the line under the cursor.
    pub fn begin_cut(&mut self) -> bool {
        let row = self.rows.get(self.selected).filter(|row| row.ink.is_some());
        self.cut = row.and_then(|row| Cut::new(&row.text));
        self.cut.is_some()
    }

    /// Cuts: what comes after is a piece of its own, of the same role.
    pub fn finish_cut(&mut self, otherwise: &'static str) -> Option<Vec<Said>> {
        let cut = self.cut.take()?;
        let row = self.rows.get(self.selected)?;
        let ink = row.ink? + cut.characters_before(&row.text);
        let role = row.role;
        Some(self.say_at(ink, Change::Role(role), otherwise))
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

//! The list of headlines: a window over the store, never the whole of it.
//!
//! The window holds some screens of rows around the selection; moving towards its end asks for the next keyset page.
//! A row of the list is an article; on the screen it may take two lines, and a day's first article carries the day's
//! heading above it.

mod view;

use std::collections::VecDeque;

use jiff::civil::Date;
use unicode_segmentation::UnicodeSegmentation;

use super::Tally;
use super::model::{At, Effect, Mark};
use crate::article::{ArticleId, Headline};
use crate::query::{Query, Sort};
use crate::typeset::Widths;

pub(crate) use view::{cursor, view};

/// The list pane.
#[derive(Debug, Clone, Default)]
pub(crate) struct Headlines {
    /// What is listed.
    pub query: Query,
    /// Headlines are those that sound like this.
    pub sound: Option<String>,
    /// If nothing has the words: the list without them, and what headlines are to sound like instead.
    pub by_sound: Option<(Query, String)>,
    pub rows: VecDeque<Headline>,
    /// How many articles of the list stand before the window; unknown until counted.
    pub first: Option<u64>,
    /// How many the list has; unknown until counted.
    pub counts: Option<Tally>,
    /// The window reaches the list's head.
    pub head: bool,
    /// The window reaches the list's tail.
    pub tail: bool,
    /// Index into `rows`.
    pub selected: usize,
    /// The first line on the screen: an index into `rows` and a line of that row.
    pub top: (usize, usize),
    /// The number of the list: answers to older questions are dropped.
    pub ticket: u32,
    /// A question about the list is under way.
    pub waiting: bool,
    /// The rows are still those of the list before.
    pub stale: bool,
    /// The size of the pane.
    pub width: u16,
    pub height: u16,
    /// Cells of the section's column.
    pub section_width: u16,
    /// Titles may take two lines.
    pub two_lines: bool,
    /// Lines that titles of each row take; kept because only `update` may measure.
    pub title_lines: VecDeque<u8>,
}

/// What moves the selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Move {
    By(isize),
    Pages(isize),
    HalfPages(isize),
    Top,
    Bottom,
}

/// Rows that the window may hold before its far end is let go.
const KEPT: usize = 1_200;

/// So many of the newest headlines are listened to before the others: what they give is on the screen at once.
const HEARD_FIRST: usize = 40_000;

impl Headlines {
    /// Begins another list.
    pub fn load(&mut self, query: Query, sound: Option<String>, from: At) -> Effect {
        self.query = query;
        self.sound = sound;
        self.by_sound = None;
        self.ticket = self.ticket.wrapping_add(1);
        self.counts = None;
        self.stale = true;
        self.ask(from)
    }

    /// Another stretch of the same list.
    pub fn reload(&mut self, from: At) -> Effect {
        self.ticket = self.ticket.wrapping_add(1);
        self.ask(from)
    }

    fn ask(&mut self, from: At) -> Effect {
        self.waiting = true;
        Effect::List {
            ticket: self.ticket,
            query: self.query.clone(),
            sound: self.sound.clone(),
            from,
            limit: match (&self.sound, from) {
                (None, _) => self.page() * 4,
                (Some(_), At::Head) => HEARD_FIRST,
                (Some(_), _) => usize::MAX,
            },
        }
    }

    /// Of a list by sound only the newest headlines were listened to: now all of them, and the reader stays where they are.
    pub fn listen_on(&mut self) -> Effect {
        let from = match self.current().filter(|_| self.selected > 0) {
            Some(row) => At::Around(row.id),
            None => At::Head,
        };
        self.waiting = true;
        Effect::List {
            ticket: self.ticket,
            query: self.query.clone(),
            sound: self.sound.clone(),
            from,
            limit: usize::MAX,
        }
    }

    /// The rows nearest the window's ends that make the next page due.
    fn margin(&self) -> usize {
        self.page() * 2
    }

    fn page(&self) -> usize {
        usize::from(self.height).max(10)
    }

    /// Asks for the next page where the selection nears an end of the window.
    pub fn top_up(&mut self) -> Option<Effect> {
        if self.waiting || self.rows.is_empty() {
            return None;
        }
        if !self.tail && self.rows.len() - self.selected <= self.margin() {
            let last = self.rows.back()?.id;
            return Some(self.ask(At::After(last)));
        }
        if !self.head && self.selected < self.margin() {
            let first = self.rows.front()?.id;
            return Some(self.ask(At::Before(first)));
        }
        None
    }

    /// Takes an answer.
    pub fn take(&mut self, from: At, rows: Vec<Headline>, head: bool, tail: bool) {
        self.waiting = false;
        self.stale = false;
        match from {
            At::After(_) => {
                self.rows.extend(rows);
                self.tail = tail;
                self.let_go_of_head();
            }
            At::Before(_) => {
                let came = rows.len();
                for row in rows.into_iter().rev() {
                    self.rows.push_front(row);
                }
                self.selected += came;
                self.top.0 += came;
                self.first = self.first.map(|first| first.saturating_sub(came as u64));
                self.head = head;
                if head {
                    self.first = Some(0);
                }
                self.let_go_of_tail();
            }
            At::Head | At::Tail | At::Around(_) | At::Day(_) => {
                self.replace(from, rows, head, tail);
            }
        }
    }

    fn replace(&mut self, from: At, rows: Vec<Headline>, head: bool, tail: bool) {
        self.rows = rows.into();
        (self.head, self.tail) = (head, tail);
        self.first = head.then_some(0);
        self.selected = match from {
            At::Tail => self.rows.len().saturating_sub(1),
            At::Around(id) => self.nearest(id),
            At::Day(day) => self.index_of_day(day),
            _ => 0,
        };
        if let (At::Tail, None, Some(counts)) = (from, self.first, self.counts) {
            self.first = Some(counts.total.saturating_sub(self.rows.len() as u64));
        }
        // Around something, the row stands where a reader looks first: not at an edge.
        let above = match from {
            At::Around(_) => self.page() / 3,
            At::Tail => self.page(),
            _ => 0,
        };
        self.top = (self.selected.saturating_sub(above), 0);
    }

    fn index_of_day(&self, day: Date) -> usize {
        let at = self.rows.iter().position(|row| row.edition == day);
        at.unwrap_or(0)
    }

    /// The row of an article, or the one that would stand beside it.
    fn nearest(&self, id: ArticleId) -> usize {
        let exact = self.rows.iter().position(|row| row.id == id);
        let beside = || {
            self.rows.iter().position(|row| match self.query.sort {
                Sort::Oldest => row.id > id,
                _ => row.id < id,
            })
        };
        let last = self.rows.len().saturating_sub(1);
        exact.or_else(beside).unwrap_or(last)
    }

    fn let_go_of_head(&mut self) {
        let spare = self.rows.len().saturating_sub(KEPT);
        let drop = spare.min(self.selected.saturating_sub(self.margin() * 2));
        if drop > self.page() {
            self.rows.drain(..drop);
            self.selected -= drop;
            self.top.0 = self.top.0.saturating_sub(drop);
            self.first = self.first.map(|first| first + drop as u64);
            self.head = false;
        }
    }

    fn let_go_of_tail(&mut self) {
        let keep = KEPT.max(self.selected + self.margin() * 2);
        if self.rows.len() > keep + self.page() {
            self.rows.truncate(keep);
            self.tail = false;
        }
    }

    /// The selected article.
    pub fn current(&self) -> Option<&Headline> {
        self.rows.get(self.selected)
    }

    /// Its place in the list, from 0.
    pub fn position(&self) -> Option<u64> {
        self.first.map(|first| first + self.selected as u64)
    }

    /// The article beside the selected one.
    pub fn beside(&self, by: isize) -> Option<&Headline> {
        let index = self.selected.checked_add_signed(by)?;
        self.rows.get(index)
    }

    /// Selects an article if the window has it.
    pub fn select(&mut self, id: ArticleId) -> bool {
        match self.rows.iter().position(|row| row.id == id) {
            Some(index) => {
                self.selected = index;
                true
            }
            None => false,
        }
    }

    /// Moves the selection; where the window does not reach, asks for what it needs.
    pub fn go(&mut self, to: Move) -> Option<Effect> {
        let page = self.screenful();
        match to {
            Move::By(rows) => self.shift(rows),
            Move::Pages(pages) => self.shift_screen(pages * page),
            Move::HalfPages(halves) => self.shift_screen(halves * (page / 2).max(1)),
            Move::Top if self.head => self.selected = 0,
            Move::Bottom if self.tail => self.selected = self.rows.len().saturating_sub(1),
            Move::Top => return Some(self.reload(At::Head)),
            Move::Bottom => return Some(self.reload(At::Tail)),
        }
        self.top_up()
    }

    /// Rows that a page moves by: those on the screen, less one that stays in sight.
    fn screenful(&self) -> isize {
        let mut lines = usize::from(self.height) + self.top.1;
        let whole = (self.top.0..self.rows.len()).take_while(|index| {
            let row = self.lines_of(*index);
            let fits = row <= lines;
            lines = lines.saturating_sub(row);
            fits
        });
        isize::try_from(whole.count()).unwrap_or(1).max(2) - 1
    }

    fn shift(&mut self, rows: isize) {
        let last = self.rows.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(rows).min(last);
    }

    /// Moves the selection and the screen with it.
    fn shift_screen(&mut self, rows: isize) {
        let before = self.selected;
        self.shift(rows);
        let moved = self.selected as isize - before as isize;
        self.top = (self.top.0.saturating_add_signed(moved), 0);
    }

    /// The next row, or the next unread one, of a list that is here whole.
    pub fn seek_here(&self, unread: bool, backward: bool) -> Option<&Headline> {
        let fits = |row: &&Headline| !(unread && row.read);
        if backward {
            self.rows.iter().take(self.selected).rev().find(fits)
        } else {
            self.rows.iter().skip(self.selected + 1).find(fits)
        }
    }

    /// Shows a mark where its articles are in the window, and counts along. `false`: some are elsewhere, so that how many are
    /// unread has to be asked anew.
    pub fn mark(&mut self, ids: &[ArticleId], mark: Mark) -> bool {
        let (mut here, mut turned) = (0, 0);
        for row in self.rows.iter_mut().filter(|row| ids.contains(&row.id)) {
            here += 1;
            match mark {
                Mark::Read(read) => {
                    turned += u64::from(row.read != read);
                    row.read = read;
                    row.changed = false;
                }
                Mark::Starred(starred) => row.starred = starred,
            }
        }
        if let Some(counts) = &mut self.counts {
            counts.unread = match mark {
                Mark::Read(true) => counts.unread.saturating_sub(turned),
                _ => counts.unread + turned,
            };
        }
        here == ids.len()
    }

    /// Whether a day's heading stands above a row.
    pub fn has_heading(&self, index: usize) -> bool {
        if self.query.sort == Sort::Relevance || self.sound.is_some() || self.is_one_day() {
            return false;
        }
        match index
            .checked_sub(1)
            .and_then(|before| self.rows.get(before))
        {
            Some(before) => before.edition != self.rows[index].edition,
            None => self.head,
        }
    }

    fn is_one_day(&self) -> bool {
        matches!(self.query.days(), Some((Some(from), Some(to))) if from == to)
    }

    /// Lines that a row takes on the screen, its day's heading included.
    pub fn lines_of(&self, index: usize) -> usize {
        let title = self.title_lines.get(index).copied().unwrap_or(1);
        usize::from(title) + usize::from(self.has_heading(index))
    }

    /// Takes how many the list has.
    pub fn counted(&mut self, tally: Tally) {
        self.counts = Some(tally);
        if self.tail && self.first.is_none() {
            self.first = Some(tally.total.saturating_sub(self.rows.len() as u64));
        }
    }

    /// Takes how many articles of the list stand before one.
    pub fn located(&mut self, id: ArticleId, before: u64) {
        if let Some(index) = self.rows.iter().position(|row| row.id == id) {
            self.first = Some(before.saturating_sub(index as u64));
        }
    }

    /// The row that a line of the pane belongs to.
    pub fn row_at(&self, line: usize) -> Option<usize> {
        let mut end = 0;
        (self.top.0..self.rows.len()).find(|index| {
            end += self.lines_of(*index);
            line + self.top.1 < end
        })
    }

    /// Scrolls no further than needed to have the selected row on the screen.
    pub fn follow(&mut self) {
        let last = self.rows.len().saturating_sub(1);
        self.selected = self.selected.min(last);
        self.top.0 = self.top.0.min(last);
        if self.rows.is_empty() || self.height == 0 {
            self.top = (0, 0);
            return;
        }
        self.top.1 = self.top.1.min(self.lines_of(self.top.0).saturating_sub(1));
        // Upwards, the day's heading comes along with its first article.
        self.top = self.top.min((self.selected, 0));
        self.pull_down();
        self.fill_screen();
    }

    /// Brings the last line of the selected row onto the screen.
    fn pull_down(&mut self) {
        let height = usize::from(self.height);
        // A row takes a line at least: what is further up cannot be on the screen.
        let first = (self.selected + 1).saturating_sub(height);
        self.top = self.top.max((first, 0));
        let end: usize = (self.top.0..=self.selected).map(|i| self.lines_of(i)).sum();
        let mut over = end.saturating_sub(height + self.top.1);
        while over > 0 && self.top.0 < self.selected {
            let rest = self.lines_of(self.top.0) - self.top.1;
            let step = over.min(rest);
            over -= step;
            self.top.1 += step;
            if step == rest {
                self.top = (self.top.0 + 1, 0);
            }
        }
    }

    /// Leaves no empty lines below while there are rows above.
    fn fill_screen(&mut self) {
        let height = usize::from(self.height);
        let mut shown = 0;
        let mut index = self.top.0;
        while index < self.rows.len() && shown < height + self.top.1 {
            shown += self.lines_of(index);
            index += 1;
        }
        let mut empty = (height + self.top.1).saturating_sub(shown);
        while empty > 0 {
            if self.top.1 > 0 {
                let up = empty.min(self.top.1);
                self.top.1 -= up;
                empty -= up;
            } else if self.top.0 > 0 {
                self.top.0 -= 1;
                self.top.1 = self.lines_of(self.top.0);
            } else {
                return;
            }
        }
    }

    /// The place in the list of the last row on the screen, from 1: it changes only when the list scrolls.
    pub fn last_shown(&self) -> Option<u64> {
        let mut lines = self.lines_of(self.top.0).saturating_sub(self.top.1);
        let mut index = self.top.0;
        while index + 1 < self.rows.len() {
            lines += self.lines_of(index + 1);
            if lines > usize::from(self.height) {
                break;
            }
            index += 1;
        }
        self.first.map(|first| first + index as u64 + 1)
    }
}

impl Headlines {
    /// The cell of the pane at which titles begin: marker, mark, section, star, space.
    pub fn title_column(&self) -> u16 {
        self.section_width + 4
    }

    /// Cells of a row's title in a pane of `width`: at its right stands how many others tell the same.
    pub fn title_room(&self, row: &Headline, width: u16) -> usize {
        let others = others(row).map_or(0, |text| text.len() + 1);
        usize::from(width.saturating_sub(self.title_column())).saturating_sub(others)
    }

    /// Measures what titles take; called when the window, the width or the widths of characters change.
    pub fn measure(&mut self, widths: &Widths) {
        let section = |row: &Headline| row.section.as_deref().map_or(0, |name| widths.text(name));
        let widest = self.rows.iter().map(section).max().unwrap_or(0);
        let even = (widest + 1) & !1;
        self.section_width = u16::try_from(even).unwrap_or(8).min(8);
        self.title_lines.clear();
        if self.two_lines {
            let room = |row: &Headline| self.title_room(row, self.width);
            let lines = |row: &Headline| 1 + u8::from(widths.text(&row.title) > room(row));
            self.title_lines = self.rows.iter().map(lines).collect();
        }
    }
}

/// How many others tell the same story, for the end of a row; nothing if nobody does.
pub(crate) fn others(row: &Headline) -> Option<String> {
    (row.others > 0).then(|| format!("+{}", row.others))
}

/// The byte at which a title's second line begins: after a space that is near, else between characters.
pub(crate) fn break_at(title: &str, room: usize, widths: &Widths) -> usize {
    let (mut used, mut at, mut space) = (0, 0, 0);
    for (index, cluster) in title.grapheme_indices(true) {
        used += widths.cluster(cluster);
        if used > room {
            break;
        }
        at = index + cluster.len();
        if cluster.trim().is_empty() {
            space = at;
        }
    }
    // A word or a part of the headline is not torn if that leaves half a line at least.
    let first = &title[..space];
    if at < title.len() && widths.text(first) * 2 >= room {
        return space;
    }
    at
}

//! A list that one narrows by typing: sections by sound, editions, themes.

use ratatui::layout::Rect;
use rust_i18n::t;

use super::cells::Canvas;
use super::headlines::Move;
use super::layout::{Density, Kind};
use super::line::Line;
use super::model::Model;
use super::sections::Choice;
use crate::article::ArticleId;
use crate::sound;
use crate::theme::Scope;
use crate::typeset::Widths;

/// What is chosen from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Item {
    Choice(Choice),
    /// By name.
    Theme(String),
    /// One of those that tell a story.
    Article(ArticleId),
    /// An address: to be copied, or opened.
    Link {
        address: String,
        copy: bool,
    },
}

/// Figures stand in the same column from chooser to chooser, but where an entry is longer.
const LEAST: u16 = 44;

/// A blank and a line that divide it from what it covers in part.
const EDGE: u16 = 2;

/// One line of a chooser.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub item: Item,
    pub label: String,
    /// Also found by this: a number, a date in figures.
    pub alias: String,
    /// At the right.
    pub figures: String,
}

/// A list that one narrows by typing.
#[derive(Debug, Clone)]
pub(crate) struct Chooser {
    /// Columns of an entry, from its marker to the end of its figures.
    pub width: u16,
    /// The name of its title in `locales/tui.yml`.
    pub title: &'static str,
    pub entries: Vec<Entry>,
    pub line: Line,
    /// Indices of the entries that match, best first.
    pub found: Vec<usize>,
    /// Index into `found`.
    pub selected: usize,
}

impl Chooser {
    pub fn new(title: &'static str, entries: Vec<Entry>, selected: usize, widths: &Widths) -> Self {
        let found = (0..entries.len()).collect();
        let of = |entry: &Entry| widths.text(&entry.label) + widths.text(&entry.figures) + 4;
        let widest = entries.iter().map(of).max().unwrap_or(0);
        Self {
            width: u16::try_from(widest).unwrap_or(u16::MAX).max(LEAST),
            title,
            entries,
            line: Line::default(),
            found,
            selected,
        }
    }

    /// Narrows by what is typed: by letters and figures first, then by sound.
    pub fn narrow(&mut self) {
        let typed = self.line.text().trim().to_lowercase();
        self.selected = 0;
        if typed.is_empty() {
            self.found = (0..self.entries.len()).collect();
            return;
        }
        let has = |text: &str| text.to_lowercase().contains(&typed);
        let entries = &self.entries;
        let mut found: Vec<usize> = (0..entries.len())
            .filter(|i| entries[*i].alias.to_lowercase().starts_with(&typed))
            .collect();
        let by_letters =
            (0..entries.len()).filter(|i| has(&entries[*i].label) || has(&entries[*i].alias));
        let labels = entries.iter().map(|entry| entry.label.as_str());
        for index in by_letters.chain(sound::find(&typed, labels)) {
            if !found.contains(&index) {
                found.push(index);
            }
        }
        self.found = found;
    }

    pub fn go(&mut self, to: Move) {
        let last = self.found.len().saturating_sub(1);
        let target = match to {
            Move::By(by) => self.selected.saturating_add_signed(by),
            Move::Pages(by) | Move::HalfPages(by) => self.selected.saturating_add_signed(by * 8),
            Move::Top => 0,
            Move::Bottom => last,
        };
        self.selected = target.min(last);
    }

    pub fn current(&self) -> Option<&Entry> {
        self.entries.get(*self.found.get(self.selected)?)
    }

    /// Rows that it takes, its line included.
    pub fn rows(&self, most: u16) -> u16 {
        let found = self.found.len().max(1);
        u16::try_from(found)
            .unwrap_or(most)
            .saturating_add(1)
            .min(most)
    }
}

/// Draws it over the lower part of the panes; gives the cell of the cursor.
pub(crate) fn view(
    model: &Model,
    chooser: &Chooser,
    screen: Rect,
    canvas: &mut Canvas<'_>,
) -> (u16, u16) {
    let mut area = place(model, chooser, screen);
    canvas.clear(area, Scope::Overlay);
    if area.width < screen.width {
        // What it covers goes on beside it.
        area.width -= EDGE;
        canvas.fence(Rect {
            x: area.right() + 1,
            ..area
        });
    }
    let rows = usize::from(area.height.saturating_sub(1));
    let top = (chooser.selected + 1).saturating_sub(rows);
    let shown = chooser.found.iter().enumerate().skip(top).take(rows);
    for (y, (index, entry)) in (area.y..).zip(shown) {
        let line = Rect::new(area.x, y, area.width, 1);
        if let Some(entry) = chooser.entries.get(*entry) {
            let selected = index == chooser.selected;
            entry_row(model, (entry, chooser.width), selected, line, canvas);
        }
    }
    if chooser.found.is_empty() {
        let nothing = t!("tui.chooser.nothing", locale = model.lang.tag());
        canvas.cut((area.x + 2, area.y), area.right(), &nothing, Scope::Dim);
    }
    typed_row(model, chooser, area, canvas)
}

fn place(model: &Model, chooser: &Chooser, screen: Rect) -> Rect {
    let most = (screen.height * 2 / 3).max(3).min(screen.height);
    let height = chooser.rows(most);
    let width = match model.layout.kind {
        Kind::Columns => screen.width.min(chooser.width.saturating_add(EDGE)),
        _ => screen.width,
    };
    Rect::new(screen.x, screen.bottom() - height, width, height)
}

fn entry_row(
    model: &Model,
    (entry, width): (&Entry, u16),
    selected: bool,
    line: Rect,
    canvas: &mut Canvas<'_>,
) {
    if selected {
        let marker = canvas.marker;
        canvas.say((line.x, line.y), line.right(), marker, Scope::Marker);
    }
    let right = line.right().min(line.x.saturating_add(width));
    let end = canvas.right(line.x + 2, right, line.y, &entry.figures, Scope::Count);
    canvas.cut(
        (line.x + 2, line.y),
        end.saturating_sub(1).max(line.x + 2),
        &entry.label,
        Scope::Overlay,
    );
    if selected && model.density == Density::Rich {
        let style = canvas.style(Scope::Selection);
        canvas.lay(line, style);
    }
}

fn typed_row(model: &Model, chooser: &Chooser, area: Rect, canvas: &mut Canvas<'_>) -> (u16, u16) {
    let y = area.bottom() - 1;
    let title = t!(chooser.title, locale = model.lang.tag());
    let x = canvas.cut((area.x, y), area.right(), &title, Scope::Key) + 1;
    canvas.cut((x, y), area.right(), chooser.line.text(), Scope::Prompt);
    let before = &chooser.line.text()[..chooser.line.cursor()];
    let cursor = x.saturating_add(u16::try_from(canvas.widths.text(before)).unwrap_or(0));
    (cursor.min(area.right().saturating_sub(1)), y)
}

//! How the list looks: a marker, a mark, the section, the headline; a day's heading over its first article.

use ratatui::layout::{Margin, Rect};
use rust_i18n::t;

use super::Headlines;
use crate::article::Headline;
use crate::theme::Scope;
use crate::tui::cells::Canvas;
use crate::tui::layout::{Density, Focus};
use crate::tui::model::Model;
use crate::tui::{Action, words};

/// Draws the list.
pub(crate) fn view(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let list = &model.headlines;
    if list.rows.is_empty() {
        return empty(model, area, canvas);
    }
    let (mut index, skip) = list.top;
    let mut y = i32::from(area.top()) - i32::try_from(skip).unwrap_or(0);
    while y < i32::from(area.bottom()) && index < list.rows.len() {
        y = row(model, index, y, area, canvas);
        index += 1;
    }
}

/// The cell of the selected row's marker, for the hardware cursor.
pub(crate) fn cursor(list: &Headlines, area: Rect) -> Option<(u16, u16)> {
    if list.rows.is_empty() {
        return Some((area.x, area.y));
    }
    let above: usize = (list.top.0..list.selected).map(|i| list.lines_of(i)).sum();
    let heading = usize::from(list.has_heading(list.selected));
    let line = (above + heading).checked_sub(list.top.1)?;
    let y = area.y + u16::try_from(line).ok()?;
    (y < area.bottom()).then_some((area.x, y))
}

fn row(model: &Model, index: usize, y: i32, area: Rect, canvas: &mut Canvas<'_>) -> i32 {
    let list = &model.headlines;
    let mut y = y;
    if list.has_heading(index) {
        if let Some(at) = on_screen(y, area) {
            heading(model, &list.rows[index], at, area, canvas);
        }
        y += 1;
    }
    let lines = list.title_lines.get(index).copied().unwrap_or(1);
    for line in 0..lines {
        if let Some(at) = on_screen(y, area) {
            headline(model, index, (line, lines), at, area, canvas);
        }
        y += 1;
    }
    y
}

fn on_screen(y: i32, area: Rect) -> Option<u16> {
    let y = u16::try_from(y).ok()?;
    (area.top()..area.bottom()).contains(&y).then_some(y)
}

fn heading(model: &Model, row: &Headline, y: u16, area: Rect, canvas: &mut Canvas<'_>) {
    let dash = canvas.glyphs().horizontal.repeat(2);
    let day = words::heading(row.edition, model.today, model.lang);
    let text = format!("{dash} {day} ");
    let x = canvas.cut((area.x, y), area.right(), &text, Scope::Date);
    if model.density == Density::Rich {
        canvas.rule(Rect::new(x, y, area.right() - x, 1), y);
    }
}

fn headline(
    model: &Model,
    index: usize,
    (line, lines): (u8, u8),
    y: u16,
    area: Rect,
    canvas: &mut Canvas<'_>,
) {
    let list = &model.headlines;
    let row = &list.rows[index];
    let selected = index == list.selected;
    let title_at = area.x + list.title_column();
    let room = list.title_room(row, area.width);
    if line == 0 {
        marks(
            row,
            (selected, model.density),
            list.section_width,
            y,
            area,
            canvas,
        );
        if let Some(others) = super::others(row) {
            canvas.right(title_at, area.right(), y, &others, Scope::Others);
        }
    }
    let title = title_line(&row.title, room, (line, lines), canvas);
    let scope = if row.read { Scope::Read } else { Scope::Text };
    canvas.say((title_at, y), area.right(), &title, scope);
    if selected && model.density == Density::Rich {
        let scope = match model.focus {
            Focus::Headlines => Scope::Selection,
            _ => Scope::SelectionUnfocused,
        };
        let style = canvas.style(scope);
        canvas.lay(Rect::new(area.x, y, area.width, 1), style);
    }
}

/// What stands before a title. On a lean line marks have no colour: their glyphs tell, and eight bytes a row are spared.
fn marks(
    row: &Headline,
    (selected, density): (bool, Density),
    section_width: u16,
    y: u16,
    area: Rect,
    canvas: &mut Canvas<'_>,
) {
    let glyphs = canvas.glyphs();
    let coloured = |scope| match density {
        Density::Lean => Scope::Text,
        Density::Rich => scope,
    };
    if selected {
        let scope = coloured(Scope::Marker);
        canvas.say((area.x, y), area.right(), canvas.marker, scope);
    }
    let news = match (row.read, row.changed) {
        (false, _) => Some(glyphs.unread),
        (true, true) => Some(glyphs.changed),
        (true, false) => None,
    };
    if let Some(glyph) = news {
        let scope = coloured(Scope::Unread);
        canvas.say((area.x + 1, y), area.right(), glyph, scope);
    }
    let star_at = area.x + 2 + section_width;
    if section_width > 0 {
        let section = row.section.as_deref().unwrap_or_default();
        canvas.cut(
            (area.x + 2, y),
            star_at.min(area.right()),
            section,
            Scope::Section,
        );
    }
    if row.starred {
        canvas.say((star_at, y), area.right(), glyphs.star, Scope::Star);
    }
}

/// One of the lines that a title takes: the first breaks where it fits, the last is cut.
fn title_line<'a>(
    title: &'a str,
    room: usize,
    (line, lines): (u8, u8),
    canvas: &Canvas<'_>,
) -> std::borrow::Cow<'a, str> {
    if lines <= 1 {
        return canvas.widths.truncate(title, room);
    }
    let at = super::break_at(title, room, canvas.widths);
    if line == 0 {
        title[..at].into()
    } else {
        canvas.widths.truncate(title[at..].trim_start(), room)
    }
}

/// No articles: which filter leaves none, and which key widens it.
fn empty(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let list = &model.headlines;
    if list.waiting {
        return;
    }
    let locale = model.lang.tag();
    let scopes = model.pane_scopes();
    let lines = if model.is_unfiltered() {
        [
            words::say("tui.empty.archive", model.lang),
            words::say("tui.empty.import", model.lang),
        ]
    } else {
        let widen = model.keymap.hint(&scopes, Action::Widen);
        let last = model.keymap.hint(&scopes, Action::LastFilter);
        [
            t!(
                "tui.empty.filter",
                locale = locale,
                filter = model.filter_text()
            )
            .into_owned(),
            t!(
                "tui.empty.widen",
                locale = locale,
                widen = widen,
                last = last
            )
            .into_owned(),
        ]
    };
    let mut room = area.inner(Margin::new(2, 1));
    for (text, scope) in lines.iter().zip([Scope::Text, Scope::Dim]) {
        let below = canvas.wrapped(room, text, scope);
        room.height = room.bottom() - below;
        room.y = below;
    }
}

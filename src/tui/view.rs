//! The whole screen from the model. Nothing is asked, measured or changed here.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rust_i18n::t;

use super::cells::{self, Canvas};
use super::layout::{Density, Focus, Kind, LEAST};
use super::model::{Model, Overlay};
use super::{chooser, desk, headlines, help, prompt, reader, sections, status, words};
use crate::theme::Scope;

/// Draws the screen, and says where the cursor stands; `None` hides it.
pub fn view(model: &Model, buffer: &mut Buffer) -> Option<(u16, u16)> {
    let screen = buffer.area;
    let mut canvas = Canvas {
        buffer,
        widths: &model.widths,
        theme: &model.theme,
        marker: cells::marker(&model.widths, model.density),
    };
    canvas.clear(screen, Scope::Text);
    if model.layout.kind == Kind::TooSmall {
        return too_small(model, screen, &mut canvas);
    }
    let cursor = match &model.desk {
        Some(desk) => desk::view(model, desk, screen, &mut canvas),
        None => panes(model, &mut canvas),
    };
    let above = Rect {
        height: screen.height - 1,
        ..screen
    };
    let bottom = model.layout.status;
    match &model.overlay {
        Overlay::None => {
            status_row(model, bottom, &mut canvas);
            cursor
        }
        Overlay::Prompt(prompt) => Some(prompt::view(model, prompt, bottom, &mut canvas)),
        Overlay::Chooser(chooser) => {
            status_row(model, bottom, &mut canvas);
            Some(chooser::view(model, chooser, above, &mut canvas))
        }
        Overlay::Help { scroll, scope } => {
            help::view(model, *scroll, *scope, above, &mut canvas);
            let below = help::screens_below(model, *scroll, *scope);
            status::of_help(model, below, bottom, &mut canvas);
            None
        }
    }
}

fn too_small(model: &Model, screen: Rect, canvas: &mut Canvas<'_>) -> Option<(u16, u16)> {
    let text = t!(
        "tui.too_small",
        locale = model.lang.tag(),
        width = LEAST.0,
        height = LEAST.1
    );
    canvas.wrapped(screen, &text, Scope::Text);
    None
}

/// A narrow screen has one row for both bars.
fn status_row(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    // The desk has drawn its own.
    if model.desk.is_some() {
        return;
    }
    let quiet = model.notice.is_none() && model.pending.is_empty() && model.meter.is_none();
    let list = model.focus == Focus::Headlines && !model.headlines.rows.is_empty();
    if model.layout.kind == Kind::Single && list && quiet && model.has_plain_filter() {
        canvas.clear(area, Scope::Status);
        return sections::bar(model, area, canvas);
    }
    status::view(model, area, canvas);
}

fn panes(model: &Model, canvas: &mut Canvas<'_>) -> Option<(u16, u16)> {
    let layout = &model.layout;
    for fence in layout.fences.into_iter().flatten() {
        canvas.fence(fence);
    }
    if let (Some(gap), Density::Rich) = (layout.gap, model.density) {
        canvas.rule(gap, gap.y);
    }
    if layout.head.is_some() {
        titles(model, canvas);
    }
    if let Some(area) = layout.sections {
        sections::view(model, area, canvas);
    }
    if let Some(area) = layout.headlines {
        headlines::view(model, area, canvas);
    }
    if let (Some(area), Some(article)) = (layout.reader, &model.reader) {
        let next = model.headlines.beside(1).map(|row| row.title.as_str());
        reader::view(article, next, model.lang, area, canvas);
    }
    if let Some(area) = layout.bar {
        canvas.clear(area, Scope::Status);
        sections::bar(model, area, canvas);
    }
    if model.density == Density::Rich {
        return None;
    }
    match (model.focus, layout.headlines, layout.reader) {
        (Focus::Headlines, Some(area), _) => headlines::cursor(&model.headlines, area),
        // Where the next line comes in: the cursor is there already.
        (Focus::Reader, _, Some(area)) => {
            let backwards = model.reader.as_ref().is_some_and(|it| it.backwards);
            let last = area.bottom().saturating_sub(1);
            Some((area.x, if backwards { area.y } else { last }))
        }
        (Focus::Sections, ..) => layout
            .sections
            .map(|area| sections::cursor(&model.sections, area)),
        _ => None,
    }
}

/// The titles of the columns, each over its pane.
fn titles(model: &Model, canvas: &mut Canvas<'_>) {
    let layout = &model.layout;
    let scope = |pane| {
        if model.focus == pane {
            Scope::TitleFocused
        } else {
            Scope::TitleUnfocused
        }
    };
    if let Some(area) = layout.sections {
        let paper = model
            .headlines
            .current()
            .and_then(|row| row.publication.clone());
        let name = words::say("ui.name", model.lang);
        let title = format!(" {name} {}", paper.unwrap_or_default());
        canvas.cut((area.x, 0), area.right(), &title, scope(Focus::Sections));
    }
    if let Some(area) = layout.headlines {
        let unread = model.headlines.counts.map(|counts| counts.unread);
        let unread = unread.map(|n| t!("tui.head.unread", locale = model.lang.tag(), count = n));
        let unread = unread.map(|text| format!("{text} ")).unwrap_or_default();
        let end = canvas.right(area.x, area.right(), 0, &unread, Scope::Count);
        let day = model.headlines.current().map(|row| row.edition);
        let day = day.map(|day| words::heading(day, model.today, model.lang));
        let day = day.unwrap_or_default();
        let end = end.saturating_sub(1);
        canvas.cut((area.x + 2, 0), end, &day, scope(Focus::Headlines));
    }
    if let (Some(area), Some(article)) = (layout.reader, &model.reader) {
        let title = article.meta_title(model.lang, &model.widths);
        canvas.cut((area.x, 0), area.right(), &title, scope(Focus::Reader));
    }
}

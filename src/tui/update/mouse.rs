//! The mouse, where it is on: a press selects, a second press opens, the wheel scrolls.

use ratatui::layout::{Position, Rect};

use super::act;
use crate::term::{Mouse, MouseAction};
use crate::tui::actions::Action;
use crate::tui::layout::Focus;
use crate::tui::model::{Effect, Model, Overlay};

/// Lines that one step of the wheel moves.
const WHEEL: usize = 3;

pub(super) fn event(model: &mut Model, event: Mouse) -> Vec<Effect> {
    match event.action {
        MouseAction::ScrollDown => wheel(model, event, Action::Down),
        MouseAction::ScrollUp => wheel(model, event, Action::Up),
        MouseAction::Press if matches!(model.overlay, Overlay::None) => press(model, event),
        MouseAction::Press | MouseAction::Release | MouseAction::Drag => Vec::new(),
    }
}

/// Scrolls the pane under the pointer; the focus stays where it is.
fn wheel(model: &mut Model, event: Mouse, action: Action) -> Vec<Effect> {
    let focus = model.focus;
    if matches!(model.overlay, Overlay::None) {
        model.focus = pane_at(model, event).unwrap_or(focus);
    }
    let effects = (0..WHEEL)
        .flat_map(|_| act::act(model, action, None))
        .collect();
    model.focus = focus;
    effects
}

fn pane_at(model: &Model, event: Mouse) -> Option<Focus> {
    let at = Position::new(event.x, event.y);
    let layout = &model.layout;
    [
        (layout.sections, Focus::Sections),
        (layout.headlines, Focus::Headlines),
        (
            layout.reader.filter(|_| model.reader.is_some()),
            Focus::Reader,
        ),
    ]
    .into_iter()
    .find(|(area, _)| area.is_some_and(|area| area.contains(at)))
    .map(|(_, focus)| focus)
}

fn press(model: &mut Model, event: Mouse) -> Vec<Effect> {
    if let Some(desk) = &mut model.desk {
        desk.selected = desk.row_at(event.y).unwrap_or(desk.selected);
        return Vec::new();
    }
    let at = Position::new(event.x, event.y);
    let inside = |area: Option<Rect>| area.filter(|area| area.contains(at));
    if let Some(area) = inside(model.layout.headlines) {
        let Some(index) = model.headlines.row_at(usize::from(event.y - area.y)) else {
            return Vec::new();
        };
        let again = model.focus == Focus::Headlines && model.headlines.selected == index;
        model.focus = Focus::Headlines;
        model.headlines.selected = index;
        return if again {
            act::act(model, Action::Enter, None)
        } else {
            Vec::new()
        };
    }
    if let Some(area) = inside(model.layout.sections) {
        model.focus = Focus::Sections;
        model.sections.selected = model.sections.top + usize::from(event.y - area.y);
        return act::act(model, Action::Enter, None);
    }
    if inside(model.layout.reader).is_some() && model.reader.is_some() {
        return act::read_on(model);
    }
    Vec::new()
}

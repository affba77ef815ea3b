//! Changing the filter: by a row of the sections pane, a key, a step back or wider.

use super::act;
use crate::query::{self, Query, State};
use crate::term::Key;
use crate::tui::filter::Filter;
use crate::tui::layout::Focus;
use crate::tui::model::{At, Effect, Model};
use crate::tui::sections::{self, Choice};
use crate::tui::status::Notice;
use crate::tui::{prompt, words};

/// Narrows, widens or changes the list to another filter.
pub(crate) fn go(model: &mut Model, mut filter: Filter) -> Vec<Effect> {
    filter.query.once = model.once;
    if filter == model.filters.now && model.headlines.query == filter.query {
        return Vec::new();
    }
    let selected = model.headlines.current().map(|row| row.id);
    // Where the reader stood under it before, if it is a filter gone back to; else the newest.
    let at = model.filters.stood(&filter).map_or(At::Head, At::Around);
    model.filters.go(filter, selected);
    show(model, at)
}

/// Lists the filter in force.
pub(super) fn show(model: &mut Model, at: At) -> Vec<Effect> {
    let filter = model.filters.now.clone();
    leave_reader(model);
    model.stale.facets = true;
    model.stale.count = true;
    let load = model.headlines.load(filter.query, filter.sound, at);
    vec![load, Effect::KeepView(model.view())]
}

/// A new list is looked at from its headlines.
fn leave_reader(model: &mut Model) {
    if model.focus == Focus::Reader {
        model.focus = Focus::Headlines;
        model.zoomed = false;
    }
}

pub(super) fn choose(model: &mut Model, choice: &Choice) -> Vec<Effect> {
    let saved = match choice {
        Choice::Saved(index) => match parse_saved(model, *index) {
            Some(query) => Some(query),
            None => return Vec::new(),
        },
        _ => None,
    };
    let filter = sections::choose(choice, &model.filters.now, saved);
    go(model, filter)
}

pub(super) fn saved(model: &mut Model, index: usize) -> Vec<Effect> {
    choose(model, &Choice::Saved(index))
}

fn parse_saved(model: &mut Model, index: usize) -> Option<Query> {
    let text = &model.saved.get(index)?.query;
    match query::parse(text, model.today) {
        Ok(query) => Some(query),
        Err(error) => {
            let what = prompt::mistake(&error, model.lang);
            model.notice = Some(Notice::error(format!("{text}: {what}")));
            None
        }
    }
}

pub(super) fn state(model: &mut Model, state: State) -> Vec<Effect> {
    let filter = model.filters.now.toggled(state);
    go(model, filter)
}

/// The section of a digit; 0 is all.
pub(super) fn number(model: &mut Model, key: Option<Key>) -> Vec<Effect> {
    let choice = match act::digit(key) {
        None => return Vec::new(),
        Some(0) => Choice::All,
        Some(number) => match model.facets.sections.get(number - 1) {
            Some(count) => Choice::Section(count.section.clone()),
            None => {
                let text = words::say("tui.sections.no_such", model.lang);
                model.notice = Some(Notice::info(text));
                return Vec::new();
            }
        },
    };
    choose(model, &choice)
}

/// One step wider.
pub(super) fn widen(model: &mut Model) -> Vec<Effect> {
    if model.filters.now.is_all() {
        return Vec::new();
    }
    let wider = model.filters.now.wider();
    go(model, wider)
}

/// The filter before this one.
pub(super) fn back(model: &mut Model) -> Vec<Effect> {
    match model.filters.back() {
        Some(visit) => show(model, visit.selected.map_or(At::Head, At::Around)),
        None => {
            let text = words::say("tui.filter.first", model.lang);
            model.notice = Some(Notice::info(text));
            Vec::new()
        }
    }
}

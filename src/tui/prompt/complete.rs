//! What could be typed at the cursor: what the query language offers, commands and what follows them.

use std::ops::Range;

use super::Kind;
use crate::query::{self, Names};
use crate::sound;
use crate::tui::actions::{Action, Argument, actions};
use crate::tui::layout::LayoutChoice;
use crate::tui::model::Model;

/// Candidates at the cursor, best first, and the bytes of the line that they would take the place of.
pub(crate) fn complete(
    model: &Model,
    kind: Kind,
    line: &str,
    cursor: usize,
) -> (Range<usize>, Vec<String>) {
    match kind {
        Kind::Find | Kind::FindInArticle => (cursor..cursor, Vec::new()),
        Kind::Filter => filter(model, line, cursor, 0),
        Kind::Command => command(model, line, cursor),
    }
}

/// Days that a command may be given.
const DAYS: [&str; 5] = ["today", "yesterday", "7d", "30d", "1y"];

fn command(model: &Model, line: &str, cursor: usize) -> (Range<usize>, Vec<String>) {
    let before = line.get(..cursor).unwrap_or_default();
    let Some((name, rest)) = before.split_once(' ') else {
        let names = actions().iter().map(|info| info.name);
        return (0..before.len(), begun_with(before, names));
    };
    let start = before.len() - rest.len();
    let argument = Action::from_typed(name).and_then(|action| action.info().argument);
    let found = match argument {
        Some(Argument::Query) => return filter(model, line, cursor, start),
        Some(Argument::Section) => by_sound(rest, section_names(model)),
        Some(Argument::Theme) => begun_with(rest, model.themes.iter().map(|t| t.name.as_str())),
        Some(Argument::Layout) => begun_with(rest, LayoutChoice::ALL.iter().map(|c| c.name())),
        Some(Argument::Day) => begun_with(rest, DAYS.iter().copied()),
        None => Vec::new(),
    };
    (start..before.len(), found)
}

/// What the query that begins at `start` offers at the cursor.
fn filter(model: &Model, line: &str, cursor: usize, start: usize) -> (Range<usize>, Vec<String>) {
    let text = line.get(start..).unwrap_or_default();
    let found = query::complete(text, cursor.saturating_sub(start), &names(model));
    let Some(span) = found.first().map(|first| first.span.clone()) else {
        return (cursor..cursor, Vec::new());
    };
    let typed = text.get(span.clone()).unwrap_or_default();
    let others = found.into_iter().map(|offer| offer.text);
    let others = others.filter(|offer| offer != typed).collect();
    (start + span.start..start + span.end, others)
}

/// The names that a query may be completed with: the archive's.
fn names(model: &Model) -> Names {
    let saved = model.saved.iter();
    Names {
        sections: section_names(model),
        saved: saved
            .map(|saved| (saved.name.clone(), saved.query.clone()))
            .collect(),
        ..model.names.clone()
    }
}

fn section_names(model: &Model) -> Vec<String> {
    let names = model.facets.sections.iter();
    names.filter_map(|count| count.section.clone()).collect()
}

fn begun_with<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let typed = typed.to_lowercase();
    names
        .filter(|name| name.to_lowercase().starts_with(&typed))
        .filter(|name| *name != typed)
        .map(str::to_owned)
        .collect()
}

/// The names that sound like what is typed, best first.
fn by_sound(typed: &str, names: Vec<String>) -> Vec<String> {
    if typed.is_empty() {
        return names;
    }
    let found = sound::find(typed, names.iter().map(String::as_str));
    let found = found.into_iter().filter_map(|index| names.get(index));
    found.filter(|name| *name != typed).cloned().collect()
}

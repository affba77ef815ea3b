//! The help: what every key of the present pane does, from the keymap in force, in the reader's language.

use ratatui::layout::Rect;

use super::actions::{Scope as Keys, actions};
use super::cells::Canvas;
use super::keymap::Keymap;
use super::model::Model;
use super::words;
use crate::theme::Scope;
use crate::words::UiLang;

/// The lines of help for a pane: keys, and what they do. Only what has a key stands in it.
pub(crate) fn lines(keymap: &Keymap, scopes: &[Keys], lang: UiLang) -> Vec<(String, &'static str)> {
    actions()
        .iter()
        .map(|info| {
            let keys = keymap.keys_of(scopes, info.action);
            (few(&keys), info.sentence(lang))
        })
        .filter(|(keys, _)| !keys.is_empty())
        .collect()
}

/// As many of the keys as stand in the column; many in a row as the first and the last.
fn few(keys: &[String]) -> String {
    match keys {
        [first, .., last] if keys.len() > 4 => format!("{first}…{last}"),
        [first, second, ..] if first.len() + second.len() < KEYS => format!("{first} {second}"),
        [first, ..] => first.clone(),
        [] => String::new(),
    }
}

/// Cells of the column of keys, and of that of sentences: two of both stand on a screen of 80.
const KEYS: usize = 10;
pub(crate) const SENTENCE: usize = 28;

/// Where the keys stand that the help tells of: at the desk, only its own mean anything.
pub(crate) fn scopes(scope: Keys) -> Vec<Keys> {
    match scope {
        Keys::Desk => vec![scope],
        _ => vec![scope, Keys::Global],
    }
}

/// Rows that help takes at a width: where two columns fit, half.
pub(crate) fn height(model: &Model, scopes: &[Keys], width: u16) -> usize {
    let lines = lines(&model.keymap, scopes, model.lang);
    lines.len().div_ceil(columns(width)) + 2
}

/// Screens of help that are still to come.
pub(crate) fn screens_below(model: &Model, scroll: usize, scope: Keys) -> usize {
    let page = page(model);
    let below = height(model, &scopes(scope), model.size.0).saturating_sub(scroll + page);
    below.div_ceil(page)
}

/// Rows of help on a screen: all but the last.
pub(crate) fn page(model: &Model) -> usize {
    usize::from(model.size.1.saturating_sub(1)).max(1)
}

fn columns(width: u16) -> usize {
    (usize::from(width) / (KEYS + SENTENCE + 2)).clamp(1, 3)
}

/// Draws the help over the panes.
pub(crate) fn view(model: &Model, scroll: usize, scope: Keys, area: Rect, canvas: &mut Canvas<'_>) {
    canvas.clear(area, Scope::Overlay);
    let scopes = scopes(scope);
    let lines = lines(&model.keymap, &scopes, model.lang);
    let columns = columns(area.width);
    let rows = lines.len().div_ceil(columns);
    let title = words::say(&format!("tui.help.{}", scope.name()), model.lang);
    if scroll == 0 {
        canvas.cut(
            (area.x + 1, area.y),
            area.right(),
            &title,
            Scope::TitleFocused,
        );
    }
    let width = area.width / u16::try_from(columns).unwrap_or(1);
    let keys = KEYS as u16 + 1;
    for (index, (key, what)) in lines.iter().enumerate() {
        let (column, row) = (index / rows, index % rows + 2);
        let Some(y) = row
            .checked_sub(scroll)
            .and_then(|row| u16::try_from(row).ok())
        else {
            continue;
        };
        let x = area.x + 1 + width * u16::try_from(column).unwrap_or(0);
        let (y, right) = (area.y + y, (x + width - 1).min(area.right()));
        if y < area.bottom() {
            canvas.cut((x, y), (x + keys - 1).min(right), key, Scope::Key);
            canvas.cut((x + keys, y), right, what, Scope::Overlay);
        }
    }
}

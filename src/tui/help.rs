//! The help: what every key of the present pane does, from the keymap in force, in the reader's language.

use ratatui::layout::Rect;

use super::actions::{Scope as Keys, actions};
use super::cells::Canvas;
use super::keymap::Keymap;
use super::model::Model;
use super::words;
use crate::theme::Scope;
use crate::typeset::Widths;
use crate::words::UiLang;

/// The lines of help for a pane: keys, and what they do. Only what has a key stands in it.
pub(crate) fn lines(keymap: &Keymap, scopes: &[Keys], lang: UiLang) -> Vec<(String, &'static str)> {
    actions()
        .iter()
        .map(|info| {
            (
                keymap.keys_of(scopes, info.action).join(" "),
                info.sentence(lang),
            )
        })
        .filter(|(keys, _)| !keys.is_empty())
        .collect()
}

/// Rows that help takes at a width: where two columns fit, half.
pub(crate) fn height(model: &Model, scopes: &[Keys], width: u16) -> usize {
    let lines = lines(&model.keymap, scopes, model.lang);
    lines.len().div_ceil(columns(&lines, width, &model.widths)) + 2
}

fn columns(lines: &[(String, &str)], width: u16, widths: &Widths) -> usize {
    let widest = lines
        .iter()
        .map(|(_, what)| widths.text(what))
        .max()
        .unwrap_or(0);
    let one = key_width(lines, widths) + widest + 4;
    (usize::from(width) / one.max(1)).clamp(1, 3)
}

fn key_width(lines: &[(String, &str)], widths: &Widths) -> usize {
    let widest = lines
        .iter()
        .map(|(keys, _)| widths.text(keys))
        .max()
        .unwrap_or(0);
    widest.min(20) + 2
}

/// Draws the help over the panes.
pub(crate) fn view(model: &Model, scroll: usize, scope: Keys, area: Rect, canvas: &mut Canvas<'_>) {
    canvas.clear(area, Scope::Overlay);
    let scopes = [scope, Keys::Global];
    let lines = lines(&model.keymap, &scopes, model.lang);
    let columns = columns(&lines, area.width, &model.widths);
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
    let keys = u16::try_from(key_width(&lines, &model.widths)).unwrap_or(12);
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

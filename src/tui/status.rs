//! The last row: what there is to say, the filter, and at the right how far one is.
//!
//! On a lean line nothing in it changes with every key: a list and an article say how many screens are left.

use ratatui::layout::Rect;
use rust_i18n::t;

use super::cells::Canvas;
use super::keymap::{Resolved, Target, write_key};
use super::layout::{Density, Focus, Kind};
use super::model::{Model, Sent};
use super::reader::Reader;
use super::{Action, Scope as Keys, words};
use crate::theme::Scope;

/// Something said once, until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    pub text: String,
    pub scope: Scope,
}

impl Notice {
    pub fn info(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            scope: Scope::Status,
        }
    }

    pub fn warning(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            scope: Scope::Warning,
        }
    }

    pub fn error(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            scope: Scope::Error,
        }
    }
}

/// Draws the status.
pub(crate) fn view(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    canvas.clear(area, Scope::Status);
    let figures = figures(model);
    // What changes as one goes on has the pen of the text that comes in with it.
    let scope = match model.density {
        Density::Lean => Scope::Text,
        Density::Rich => Scope::Status,
    };
    let left = canvas.right(area.x, area.right(), area.y, &figures, scope);
    let right = left.saturating_sub(2).max(area.x);
    if !model.pending.is_empty() {
        following(model, area, right, canvas);
    } else if let Some(notice) = &model.notice {
        tell(notice, area, right, canvas);
    } else {
        canvas.cut((area.x, area.y), right, &standing(model), Scope::Status);
    }
}

/// Draws a notice: left of the figures, in their place too, or over the rows above if it is as long as that. An error that
/// names a file ends with what is to be done, and an address is of use only whole.
pub(crate) fn tell(notice: &Notice, area: Rect, right: u16, canvas: &mut Canvas<'_>) {
    let room = usize::from(right - area.x);
    if !notice.text.contains('\n') && canvas.widths.text(&notice.text) <= room {
        canvas.say((area.x, area.y), right, &notice.text, notice.scope);
        return;
    }
    let lines = canvas.lines_of(&notice.text, area.width);
    let most = canvas.buffer.area.height.div_ceil(2);
    let rows = u16::try_from(lines.len()).unwrap_or(most).min(most);
    let area = Rect {
        y: area.bottom() - rows,
        height: rows,
        ..area
    };
    canvas.clear(area, Scope::Status);
    for (y, line) in (area.top()..area.bottom()).zip(lines) {
        canvas.say((area.x, y), area.right(), line, notice.scope);
    }
}

/// Draws the status of the help: how it is left, and how much of it is still to come.
pub(crate) fn of_help(model: &Model, below: usize, area: Rect, canvas: &mut Canvas<'_>) {
    canvas.clear(area, Scope::Status);
    let left = match below {
        0 => words::say("tui.status.end", model.lang),
        screens => pages_left(model, screens as u64),
    };
    let right = canvas.right(area.x, area.right(), area.y, &left, Scope::Status);
    let hint = |action| model.keymap.hint(&[Keys::Help], action);
    let name = match below {
        0 => "tui.help.close",
        _ => "tui.help.keys",
    };
    let text = t!(
        name,
        locale = model.lang.tag(),
        on = hint(Action::PageDown),
        back = hint(Action::Back)
    );
    canvas.cut(
        (area.x, area.y),
        right.saturating_sub(2).max(area.x),
        &text,
        Scope::Status,
    );
}

/// What may follow the keys typed so far.
fn following(model: &Model, area: Rect, right: u16, canvas: &mut Canvas<'_>) {
    let typed: String = model.pending.iter().copied().map(write_key).collect();
    let mut x = canvas.say((area.x, area.y), right, &typed, Scope::Key);
    let Resolved::Prefix(next) = model.keymap.resolve(&model.scopes(), &model.pending) else {
        return;
    };
    for (key, target) in next {
        let what = match target {
            Target::Act(action) => action.info().sentence(model.lang).to_owned(),
            Target::Saved(index) => model
                .saved
                .get(index)
                .map(|s| s.name.clone())
                .unwrap_or_default(),
        };
        x = canvas.say((x + 1, area.y), right, &write_key(key), Scope::Key) + 1;
        x = canvas.cut((x, area.y), right, &what, Scope::Status);
    }
}

/// What stands at the left when there is nothing to say.
fn standing(model: &Model) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(pane(model));
    parts.extend(ahead(model));
    if !model.is_unfiltered() {
        parts.push(model.filter_text());
    }
    if model.headlines.rows.iter().any(|row| row.sample) {
        let key = model
            .keymap
            .hint(&model.pane_scopes(), Action::RemoveSample);
        parts.push(t!("tui.status.sample", locale = model.lang.tag(), key = key).into_owned());
    }
    if parts.is_empty() {
        parts.push(
            t!(
                "tui.status.help",
                locale = model.lang.tag(),
                key = help_key(model)
            )
            .into_owned(),
        );
    }
    parts.join("  ")
}

fn help_key(model: &Model) -> String {
    model.keymap.hint(&model.pane_scopes(), Action::Help)
}

/// Which pane has the focus, where that is not to be seen otherwise.
fn pane(model: &Model) -> Option<String> {
    shares_screen(model).then(|| {
        let name = match model.focus {
            Focus::Reader => "tui.pane.reader",
            _ => "tui.pane.headlines",
        };
        words::say(name, model.lang)
    })
}

/// List and article stand one above the other.
fn shares_screen(model: &Model) -> bool {
    let layout = &model.layout;
    layout.kind == Kind::Stacked && layout.headlines.is_some() && layout.reader.is_some()
}

/// At the end of an article, what Space does. On a lean line it would come and go with the focus.
fn ahead(model: &Model) -> Option<String> {
    let reader = model.reader.as_ref()?;
    let comes_and_goes = model.density == Density::Lean && shares_screen(model);
    (model.focus == Focus::Reader && reader.at_end && !comes_and_goes).then(|| {
        let key = model.keymap.hint(&model.pane_scopes(), Action::Onward);
        t!("tui.status.onward", locale = model.lang.tag(), key = key).into_owned()
    })
}

/// How far one is.
fn figures(model: &Model) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(model.meter.map(|sent| metered(model, sent)));
    if model.meter.is_some() && is_narrow(model) {
        return parts.concat();
    }
    match (model.focus, &model.reader) {
        (Focus::Reader, Some(reader)) => {
            if reader.hits > 0 {
                parts.push(found(model, reader));
            }
            parts.extend(reading(model));
        }
        _ => parts.extend(position(model)),
    }
    parts.join(Glue::of(model))
}

/// How many places were found, and the key that leads to them.
fn found(model: &Model, reader: &Reader) -> String {
    let locale = model.lang.tag();
    let name = match (reader.is_looking(), is_narrow(model)) {
        (true, _) => "tui.status.changes",
        (false, true) => "tui.status.hits",
        (false, false) => "tui.status.hits_key",
    };
    let key = model.keymap.hint(&model.pane_scopes(), Action::NextHit);
    t!(name, locale = locale, count = reader.hits, key = key).into_owned()
}

struct Glue;

impl Glue {
    fn of(model: &Model) -> &'static str {
        super::cells::Glyphs::of(&model.widths).dot
    }
}

fn metered(model: &Model, sent: Sent) -> String {
    let name = match is_narrow(model) {
        true => "tui.status.meter_short",
        false => "tui.status.meter",
    };
    t!(
        name,
        locale = model.lang.tag(),
        total = sent.total,
        last = sent.last,
        since = sent.since,
        stock = sent.stock
    )
    .into_owned()
}

/// Too few columns for the meter and anything beside it.
fn is_narrow(model: &Model) -> bool {
    model.size.0 < 80
}

fn reading(model: &Model) -> Option<String> {
    let reader = model.reader.as_ref()?;
    let left = match reader.pages_left {
        Some(0) => words::say("tui.status.end", model.lang),
        Some(pages) => pages_left(model, pages as u64),
        None => t!(
            "tui.status.many",
            locale = model.lang.tag(),
            percent = reader.progress / 10 * 10
        )
        .into_owned(),
    };
    if model.density == Density::Lean || reader.at_end {
        return Some(left);
    }
    Some(format!("{}%{}{left}", reader.progress, Glue::of(model)))
}

fn pages_left(model: &Model, pages: u64) -> String {
    match pages {
        1 => words::say("tui.status.page", model.lang),
        pages => t!("tui.status.pages", locale = model.lang.tag(), count = pages).into_owned(),
    }
}

/// How many screens of headlines are still below; none of them if the end is in sight.
fn screens_below(model: &Model) -> Option<u64> {
    let list = &model.headlines;
    let below = list.counts?.total.checked_sub(list.last_shown()?)?;
    let rows = model.layout.headlines.map_or(1, |area| area.height.max(1));
    Some(below.div_ceil(rows.into())).filter(|screens| *screens > 0)
}

fn position(model: &Model) -> Option<String> {
    let list = &model.headlines;
    if list.rows.is_empty() {
        return None;
    }
    if let (Density::Lean, Some(screens)) = (model.density, screens_below(model)) {
        return Some(pages_left(model, screens));
    }
    let total = list.counts.map(|counts| counts.total);
    let total = total.map_or_else(|| "…".to_owned(), |total| total.to_string());
    let (name, at) = match model.density {
        Density::Rich => ("tui.status.position", list.position().map(|at| at + 1)),
        Density::Lean => ("tui.status.shown", list.last_shown()),
    };
    let at = at.map_or_else(|| "…".to_owned(), |at| at.to_string());
    Some(t!(name, locale = model.lang.tag(), at = at, total = total).into_owned())
}

//! One story in several papers, and one article in several versions.

use rust_i18n::t;

use super::{act, choosing};
use crate::article::{ArticleId, Headline, Version};
use crate::tui::Action;
use crate::tui::layout::Focus;
use crate::tui::model::{At, Effect, Model, Telling};
use crate::tui::status::Notice;
use crate::tui::words;

/// What changed in the open article; once more, its text again.
pub(super) fn changes(model: &mut Model) -> Vec<Effect> {
    match &mut model.reader {
        Some(reader) if model.focus == Focus::Reader => {
            if reader.leave_changes() {
                return Vec::new();
            }
            vec![Effect::Versions(reader.id())]
        }
        _ => tell(model, "tui.changes.open_first"),
    }
}

/// The change before, or after.
pub(super) fn step(model: &mut Model, older: bool) -> Vec<Effect> {
    let lang = model.lang;
    match &mut model.reader {
        Some(reader) if reader.is_looking() => {
            if reader.step_version(older, lang) {
                return Vec::new();
            }
            let name = if older { "oldest" } else { "newest" };
            tell(model, &format!("tui.changes.{name}"))
        }
        _ => changes(model),
    }
}

/// The versions are here.
pub(super) fn versions(model: &mut Model, id: ArticleId, versions: Vec<Version>) -> Vec<Effect> {
    let lang = model.lang;
    let Some(reader) = model.reader.as_mut().filter(|reader| reader.id() == id) else {
        return Vec::new();
    };
    if !reader.look_at_changes(versions, lang) {
        return tell(model, "tui.changes.none");
    }
    let scopes = model.pane_scopes();
    let key = |action| model.keymap.hint(&scopes, action);
    let text = t!(
        "tui.changes.keys",
        locale = lang.tag(),
        next = key(Action::NextHit),
        older = key(Action::OlderChange),
        back = key(Action::Changes)
    );
    model.notice = Some(Notice::info(text));
    Vec::new()
}

/// Who else has the story that is read, or selected.
pub(super) fn ask(model: &Model, then: Telling) -> Vec<Effect> {
    let id = model.subject();
    id.map(|id| Effect::Tellings(id, then))
        .into_iter()
        .collect()
}

/// The tellings are here, the earliest first.
pub(super) fn told(
    model: &mut Model,
    id: ArticleId,
    then: Telling,
    rows: Vec<Headline>,
) -> Vec<Effect> {
    if rows.len() < 2 {
        return tell(model, "tui.story.alone");
    }
    let here = rows.iter().position(|row| row.id == id).unwrap_or(0);
    let step = match then {
        Telling::Choose => return choosing::choose_telling(model, id, rows),
        Telling::Next => 1,
        Telling::Previous => rows.len() - 1,
    };
    let at = (here + step) % rows.len();
    let Some(row) = rows.get(at) else {
        return Vec::new();
    };
    let (next, source) = (row.id, row.publication.clone().unwrap_or_default());
    let text = t!(
        "tui.story.which",
        locale = model.lang.tag(),
        at = at + 1,
        of = rows.len(),
        source = source
    );
    let effects = act::open(model, next);
    model.notice = Some(Notice::info(text));
    effects
}

/// Each story once, or every article.
pub(super) fn once(model: &mut Model) -> Vec<Effect> {
    model.once = !model.once;
    model.kept.once = Some(model.once);
    model.filters.now.query.once = model.once;
    model.stale.facets = true;
    model.stale.count = true;
    let filter = model.filters.now.clone();
    let at = model.headlines.current().map(|row| row.id);
    let load = model
        .headlines
        .load(filter.query, filter.sound, at.map_or(At::Head, At::Around));
    let name = if model.once { "once" } else { "all" };
    tell(model, &format!("tui.story.{name}"));
    vec![load, Effect::KeepView(model.view())]
}

fn tell(model: &mut Model, name: &str) -> Vec<Effect> {
    model.notice = Some(Notice::info(words::say(name, model.lang)));
    Vec::new()
}

//! Marks: read, starred, all read. What the store says is what the rows show.

use rust_i18n::t;

use crate::article::ArticleId;
use crate::tui::Action;
use crate::tui::layout::Focus;
use crate::tui::model::{Effect, Mark, Model};
use crate::tui::status::Notice;

/// An article that is being read is read.
pub(super) fn opened(model: &mut Model) -> Vec<Effect> {
    let Some(reader) = &model.reader else {
        return Vec::new();
    };
    let (id, marks) = (reader.id(), reader.stored.marks);
    match (marks.read, marks.changed) {
        (true, false) => return Vec::new(),
        (true, true) => {
            let key = model.keymap.hint(&model.pane_scopes(), Action::Changes);
            let text = t!("tui.changes.since", locale = model.lang.tag(), key = key);
            model.notice = Some(Notice::info(text.into_owned()));
        }
        (false, _) => {}
    }
    model.stats.read += 1;
    vec![Effect::Mark(vec![id], Mark::Read(true))]
}

pub(super) fn read(model: &mut Model) -> Vec<Effect> {
    toggle(model, |read, _| Mark::Read(!read))
}

pub(super) fn star(model: &mut Model) -> Vec<Effect> {
    toggle(model, |_, starred| Mark::Starred(!starred))
}

fn toggle(model: &Model, mark: impl Fn(bool, bool) -> Mark) -> Vec<Effect> {
    let Some(id) = model.subject() else {
        return Vec::new();
    };
    let marks = match (model.focus, &model.reader) {
        (Focus::Reader, Some(reader)) => (reader.stored.marks.read, reader.stored.marks.starred),
        _ => model
            .headlines
            .current()
            .map_or((false, false), |row| (row.read, row.starred)),
    };
    vec![Effect::Mark(vec![id], mark(marks.0, marks.1))]
}

pub(super) fn all_read(model: &Model) -> Vec<Effect> {
    if model.headlines.sound.is_some() {
        let ids = model.headlines.rows.iter().map(|row| row.id).collect();
        return vec![Effect::Mark(ids, Mark::Read(true))];
    }
    vec![Effect::MarkAll(
        model.headlines.query.clone(),
        Mark::Read(true),
    )]
}

/// Shows marks where their articles are on the screen.
pub(super) fn show(model: &mut Model, ids: &[ArticleId], mark: Mark) {
    let counted = model.headlines.mark(ids, mark);
    model.stale.count |= !counted && matches!(mark, Mark::Read(_));
    if let Some(reader) = &mut model.reader
        && ids.contains(&reader.id())
    {
        let marks = reader.marks_mut();
        match mark {
            Mark::Read(read) => (marks.read, marks.changed) = (read, false),
            Mark::Starred(starred) => marks.starred = starred,
        }
    }
    model.stale.facets = true;
    model.stale.saved = true;
}

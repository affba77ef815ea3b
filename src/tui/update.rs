//! What happens when something happens: a message in, effects out.
//!
//! Each file below is one kind of message: keys and what they resolve to ([`keys`]), the actions of the panes ([`act`]),
//! the filter ([`filtering`]), stories and versions ([`stories`]), what is typed in overlays ([`typing`]), and what comes back from the store ([`answers`]).

mod act;
mod answers;
mod choosing;
mod desk;
mod filtering;
mod keys;
mod marking;
mod mouse;
mod stories;
mod typing;

use super::layout::{Density, Focus, Kind};
use super::model::{Effect, Model, Msg, Opening, Overlay};
use super::prompt::{Kind as Prompted, Prompt};

/// Takes a message; says what is to be done about it.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let mut effects = match msg {
        Msg::Input(input) => keys::input(model, input),
        Msg::Resize(width, height) => {
            model.size = (width, height);
            Vec::new()
        }
        Msg::Tick(now) => typing::tick(model, now),
        Msg::Widths(widths) => {
            model.widths = widths;
            Vec::new()
        }
        other => answers::take(model, other),
    };
    model.settle_panes();
    effects.extend(model.headlines.top_up());
    effects
}

/// What has to be asked before the screen is painted: figures that are stale, the preview of what is selected, a place to be
/// kept. Call until it gives nothing.
pub fn settle(model: &mut Model) -> Vec<Effect> {
    let mut effects = Vec::new();
    if std::mem::take(&mut model.stale.facets) {
        effects.push(Effect::Facets(model.filters.now.query.clone()));
    }
    if std::mem::take(&mut model.stale.saved) && !model.saved.is_empty() {
        effects.push(Effect::Saved);
    }
    if std::mem::take(&mut model.stale.count) {
        effects.extend(count(model));
    }
    if model.completes_names() && std::mem::take(&mut model.stale.names) {
        effects.push(Effect::Names);
    }
    effects.extend(preview(model));
    effects.extend(place(model));
    effects
}

/// What is to be kept when the session ends, however it ends.
pub fn closing(model: &mut Model) -> Vec<Effect> {
    let mut effects: Vec<Effect> = place(model).into_iter().collect();
    effects.push(Effect::KeepView(model.view()));
    effects
}

fn count(model: &Model) -> Vec<Effect> {
    let list = &model.headlines;
    let query = list.query.clone();
    let mut effects = Vec::new();
    if list.sound.is_none() {
        effects.push(Effect::Count {
            ticket: list.ticket,
            query: query.clone(),
        });
        if let (None, Some(row)) = (list.first, list.rows.front()) {
            effects.push(Effect::Locate {
                ticket: list.ticket,
                query,
                id: row.id,
            });
        }
    }
    effects
}

fn place(model: &mut Model) -> Option<Effect> {
    let reader = model.reader.as_mut()?;
    let place = reader.take_moved()?;
    Some(Effect::KeepPlace(reader.id(), place))
}

/// The selected article beside the list, where that costs nothing.
fn preview(model: &mut Model) -> Option<Effect> {
    let beside = matches!(model.layout.kind, Kind::Columns | Kind::Stacked);
    if model.density == Density::Lean || !beside || model.focus == Focus::Reader {
        return None;
    }
    let id = model.headlines.current()?.id;
    if model
        .reader
        .as_ref()
        .is_some_and(|reader| reader.is_of(id, &model.headlines.query))
        || model.previewing == Some(id)
    {
        return None;
    }
    model.previewing = Some(id);
    Some(Effect::Open {
        id,
        how: Opening::Preview,
        query: model.headlines.query.clone(),
    })
}

impl Model {
    /// A line is being typed that the archive's names complete.
    fn completes_names(&self) -> bool {
        let line = |prompt: &Prompt| matches!(prompt.kind, Prompted::Filter | Prompted::Command);
        matches!(&self.overlay, Overlay::Prompt(prompt) if line(prompt))
    }

    /// Puts everything in its place after a change.
    pub(crate) fn settle_panes(&mut self) {
        self.arrange();
        self.headlines.two_lines =
            self.layout.kind == Kind::Single && self.layout.headlines.is_some();
        self.headlines.measure(&self.widths);
        self.headlines.follow();
        if let Some(area) = self.layout.sections {
            self.sections.follow(area.height.into());
        }
    }
}

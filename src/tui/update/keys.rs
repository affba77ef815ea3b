//! From keys to actions: overlays first, then the pane, then what is the same everywhere.

use super::{act, mouse, typing};
use crate::term::{Input, Key};
use crate::tui::actions::Scope;
use crate::tui::keymap::{Resolved, Target};
use crate::tui::layout::Focus;
use crate::tui::model::{Effect, Model, Overlay};

/// Takes what came in.
pub(super) fn input(model: &mut Model, input: Input) -> Vec<Effect> {
    match input {
        Input::Key(key) => press(model, key),
        Input::Paste(text) => typing::paste(model, &text),
        Input::Mouse(event) => mouse::event(model, event),
        Input::Focus(_) | Input::Report(_) => Vec::new(),
    }
}

fn press(model: &mut Model, key: Key) -> Vec<Effect> {
    model.notice = None;
    // Where text is typed a character is itself; elsewhere a reader with an input method on types ｊ and means j.
    let typing = matches!(model.overlay, Overlay::Prompt(_) | Overlay::Chooser(_));
    let key = if typing { key } else { key.plain_form() };
    model.pending.push(key);
    match model.keymap.resolve(&model.scopes(), &model.pending) {
        Resolved::Bound(target) => {
            model.pending.clear();
            run(model, target, key)
        }
        Resolved::Prefix(_) => Vec::new(),
        Resolved::Unbound => {
            let alone = model.pending.len() == 1;
            model.pending.clear();
            if alone {
                typing::key(model, key)
            } else {
                Vec::new()
            }
        }
    }
}

fn run(model: &mut Model, target: Target, key: Key) -> Vec<Effect> {
    match target {
        Target::Act(action) => act::act(model, action, Some(key)),
        Target::Saved(index) => super::filtering::saved(model, index),
    }
}

impl Model {
    /// Where keys are looked up, in order.
    pub(crate) fn scopes(&self) -> Vec<Scope> {
        match &self.overlay {
            Overlay::Prompt(_) => vec![Scope::Prompt],
            Overlay::Chooser(_) => vec![Scope::Chooser],
            Overlay::Help { .. } => vec![Scope::Help],
            Overlay::None => self.pane_scopes(),
        }
    }

    /// Where keys are looked up when nothing lies over the panes.
    pub(crate) fn pane_scopes(&self) -> Vec<Scope> {
        match self.pane_scope() {
            own @ (Scope::Desk | Scope::Cut) => vec![own],
            pane => vec![pane, Scope::Global],
        }
    }

    /// The scope of the pane that has the focus.
    pub(crate) fn pane_scope(&self) -> Scope {
        if let Some(desk) = &self.desk {
            return match desk.cut {
                Some(_) => Scope::Cut,
                None => Scope::Desk,
            };
        }
        match self.focus {
            Focus::Sections => Scope::Sections,
            Focus::Headlines => Scope::Headlines,
            Focus::Reader => Scope::Reader,
        }
    }
}

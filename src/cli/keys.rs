//! `kanbao keys`: the keys in force, from the table of actions and the reader's own bindings.

use std::io::Write;

use serde::Serialize;

use super::args::JsonArgs;
use super::context::{Context, warn_of};
use super::failure::Done;
use super::out;
use crate::tui::{ActionInfo, KeyProblem, Keymap, Scope, actions};

/// An action with its keys in one scope.
#[derive(Serialize)]
pub(super) struct Row {
    pub scope: &'static str,
    pub keys: Vec<String>,
    pub action: &'static str,
    pub sentence: &'static str,
}

pub(crate) fn run(context: &Context, args: &JsonArgs) -> anyhow::Result<Done> {
    warn_of(&context.troubles);
    let mut out = out::data();
    for row in rows(context) {
        if args.json {
            out::json(&mut out, &row)?;
        } else {
            writeln!(
                out,
                "{}\t{}\t{}\t{}",
                row.scope,
                row.keys.join(" "),
                row.action,
                row.sentence
            )?;
        }
    }
    out.flush()?;
    Ok(Done::Whole)
}

/// Every action with its keys in force, scope by scope in the order of help.
pub(super) fn rows(context: &Context) -> Vec<Row> {
    let (keymap, _) = context.keymap();
    let row = |scope: Scope, info: &'static ActionInfo| Row {
        scope: scope.name(),
        keys: keymap.keys_of(&[scope], info.action),
        action: info.name,
        sentence: info.sentence(context.lang),
    };
    let all = Scope::ALL
        .into_iter()
        .flat_map(|scope| actions().iter().map(move |info| (scope, info)));
    all.map(|(scope, info)| row(scope, info))
        .filter(|row| !row.keys.is_empty())
        .collect()
}

impl Context {
    /// The keys in force, and what is wrong with the reader's own.
    fn keymap(&self) -> (Keymap, Vec<KeyProblem>) {
        let filters = self.config.filters.iter().enumerate();
        let keyed = filters
            .filter_map(|(at, filter)| Some((at, filter.name.as_str(), filter.key.as_deref()?)));
        Keymap::new(&self.config.keys, keyed)
    }

    /// What is wrong with the reader's own bindings, in sentences.
    pub(crate) fn keymap_troubles(&self) -> Vec<String> {
        self.keymap()
            .1
            .iter()
            .map(|problem| problem.say(self.lang))
            .collect()
    }
}

//! `kanbao keys`: the keys in force, from the table of actions and the reader's own bindings.

use std::io::Write;

use serde::Serialize;

use super::args::JsonArgs;
use super::context::{Context, warn_of};
use super::failure::Done;
use super::out;
use crate::tui::{Scope, actions};

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

/// Every action with its keys, scope by scope in the order of help.
pub(super) fn rows(context: &Context) -> Vec<Row> {
    let mut rows = Vec::new();
    for scope in Scope::ALL {
        for info in actions() {
            let keys = info
                .keys
                .iter()
                .filter(|(own, _)| *own == scope)
                .flat_map(|(_, keys)| keys.iter());
            let keys: Vec<String> = keys.map(|&key| key.to_owned()).collect();
            if !keys.is_empty() {
                let sentence = info.sentence(context.lang);
                rows.push(Row {
                    scope: scope.name(),
                    keys,
                    action: info.name,
                    sentence,
                });
            }
        }
    }
    rows
}

impl Context {
    /// What is wrong with the reader's own bindings.
    pub(crate) fn keymap_troubles(&self) -> Vec<String> {
        Vec::new()
    }
}

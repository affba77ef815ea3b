//! `kanbao [QUERY]`: the reader itself.

use std::io::{self, IsTerminal};

use super::context::Context;
use super::failure::{Done, Said};
use super::theme;
use crate::session::{self, Settings};

pub(crate) fn run(context: &Context, query: &[String]) -> anyhow::Result<Done> {
    let at_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
    if !at_terminal && !context.globals.linear {
        return Err(Said(context.say("read.no_terminal")).into());
    }
    // A filter with a mistake is said here, where it was typed, rather than on the screen.
    context.query(query)?;
    let store = context.stocked_store()?;
    let outcome = session::run(context.settings(query)?, store)?;
    tracing::info!(sent = outcome.sent, "left");
    Ok(Done::Whole)
}

impl Context {
    fn settings(&self, query: &[String]) -> anyhow::Result<Settings> {
        let (themes, mut theme_troubles) = self.themes();
        let wanted = self.config.word("ui.theme");
        if !matches!(wanted, "" | "auto") && themes.get(wanted).is_none() {
            theme_troubles.push(theme::unknown(self, wanted).to_string());
        }
        Ok(Settings {
            themes_folder: self.paths.themes(),
            profile: self.profile().to_owned(),
            store: self.store_path()?.to_owned(),
            query: Some(query.join(" ")).filter(|text| !text.is_empty()),
            troubles: self
                .troubles
                .iter()
                .cloned()
                .chain(theme_troubles)
                .collect(),
            linear: self.globals.linear,
            restricted: self.globals.restricted,
            ..Settings::from_config(&self.config, self.lang)
        })
    }
}

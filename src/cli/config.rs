//! `kanbao config`: where the configuration is, what is wrong with it, what it may say.

use std::io::Write;

use super::args::ConfigCmd;
use super::context::{Context, warn_of};
use super::failure::{Done, Said};
use super::out;
use crate::config::default_file;

pub(crate) fn run(context: &Context, what: ConfigCmd) -> anyhow::Result<Done> {
    let mut out = out::data();
    match what {
        ConfigCmd::Path => {
            let path = context
                .paths
                .config
                .as_ref()
                .ok_or_else(|| Said(context.say("failure.no_home")))?;
            writeln!(out, "{}", path.display())?;
        }
        ConfigCmd::Default => write!(out, "{}", default_file(context.lang))?,
        ConfigCmd::Check => {
            let mut troubles = context.troubles.clone();
            troubles.extend(context.keymap_troubles());
            warn_of(&troubles);
            return Ok(if troubles.is_empty() {
                Done::Whole
            } else {
                Done::Failed
            });
        }
    }
    out.flush()?;
    Ok(Done::Whole)
}

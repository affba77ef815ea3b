//! `kanbao completions`: what a shell needs to complete kanbao's words.

use super::args::{self, CompletionsArgs};
use super::context::Context;
use super::failure::Done;
use super::out;

pub(crate) fn run(context: &Context, args: &CompletionsArgs) -> anyhow::Result<Done> {
    let mut command = args::command(context.lang);
    clap_complete::generate(args.shell, &mut command, "kanbao", &mut out::data());
    Ok(Done::Whole)
}

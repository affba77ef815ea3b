//! `kanbao completions`: what a shell needs to complete kanbao's words.

use std::io::Write;

use super::args::{self, CompletionsArgs};
use super::context::Context;
use super::failure::Done;
use super::out;

pub(crate) fn run(context: &Context, args: &CompletionsArgs) -> anyhow::Result<Done> {
    let mut command = args::command(context.lang);
    // What writes them takes a closed pipe for a bug, so it never meets one.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "kanbao", &mut script);
    let mut out = out::data();
    out.write_all(&script)?;
    out.flush()?;
    Ok(Done::Whole)
}

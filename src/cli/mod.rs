//! The command line: the argument table ([`args`]) and a file for each subcommand.
//!
//! Data goes to standard output, words to standard error, both in the reader's language; nothing but what was asked for is
//! printed in a pipe. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but for some inputs, each named.

mod args;
mod backup;
mod completions;
mod config;
mod context;
mod doctor;
mod export;
mod failure;
mod feed;
mod filters;
mod fold;
mod full;
mod import;
mod keys;
mod list;
mod log;
mod man;
mod mark;
mod opml;
mod out;
mod read;
mod refresh;
mod reread;
mod retain;
mod sample;
mod save;
mod sections;
mod show;
mod theme;
mod warned;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::FromArgMatches;

use crate::words::UiLang;
use args::{Cli, Cmd};
use context::Context;
use failure::{AtFile, Done, Said};

/// Runs one command line, from the program's name on, and says how it ended.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().map(args::word).collect();
    let lang = context::language(&arguments);
    match parse(&arguments, lang) {
        Ok(cli) => failure::end(dispatch(cli, lang), lang),
        Err(error) => failure::usage(&error, lang),
    }
}

fn parse(arguments: &[OsString], lang: UiLang) -> Result<Cli, clap::Error> {
    let mut command = args::command(lang);
    let matches = command.try_get_matches_from_mut(arguments)?;
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

fn dispatch(cli: Cli, lang: UiLang) -> anyhow::Result<Done> {
    let Cli {
        globals,
        command,
        query,
    } = cli;
    let context = Context::new(globals, lang)?;
    if context.globals.restricted && writes_outside(&context, command.as_ref()) {
        return Err(Said(context.say("failure.restricted")).into());
    }
    if let Some(path) = &context.globals.log {
        log::start(path).at(path)?;
    }
    let store = context
        .paths
        .store
        .as_deref()
        .map(|path| path.display().to_string());
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        store,
        profile = context.profile(),
        "start"
    );
    let done = perform(&context, command, &query);
    match &done {
        Ok(done) => tracing::info!(?done, "end"),
        Err(error) => tracing::error!(error = failure::explain(error, lang), "end"),
    }
    done
}

/// What restricted mode refuses outright: whatever makes a file that is not the store. What it refuses of a command that is
/// otherwise allowed, the command knows.
fn writes_outside(context: &Context, command: Option<&Cmd>) -> bool {
    let command = match command {
        Some(Cmd::Export(_) | Cmd::Backup(_)) => true,
        Some(Cmd::Doctor(args)) => args.repair,
        _ => false,
    };
    command || context.globals.log.is_some()
}

fn perform(context: &Context, command: Option<Cmd>, query: &[String]) -> anyhow::Result<Done> {
    match command {
        None => read::run(context, query),
        Some(Cmd::Import(args)) => import::run(context, &args),
        Some(Cmd::List(args)) => list::run(context, &args),
        Some(Cmd::Show(args)) => show::run(context, &args),
        Some(Cmd::Sections(args)) => sections::run(context, &args),
        Some(Cmd::Mark(args)) => mark::run(context, &args),
        Some(Cmd::Fold(args)) => fold::run(context, &args),
        Some(Cmd::Export(args)) => export::run(context, &args),
        Some(Cmd::Sample(args)) => sample::run(context, &args),
        Some(Cmd::Doctor(args)) => doctor::run(context, &args),
        Some(Cmd::Backup(args)) => backup::run(context, &args),
        Some(Cmd::Refresh(args)) => refresh::run(context, &args),
        Some(Cmd::Reread(args)) => reread::run(context, &args),
        Some(Cmd::Full(args)) => full::run(context, &args),
        Some(Cmd::Feed(what)) => feed::run(context, what),
        Some(Cmd::Opml(what)) => opml::run(context, what),
        Some(Cmd::Retain(args)) => retain::run(context, &args),
        Some(Cmd::Config(what)) => config::run(context, what),
        Some(Cmd::Theme(what)) => theme::run(context, &what),
        Some(Cmd::Keys(args)) => keys::run(context, &args),
        Some(Cmd::Completions(args)) => completions::run(context, &args),
        Some(Cmd::Man) => man::run(context),
    }
}

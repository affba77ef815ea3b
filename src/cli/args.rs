//! The argument table: every command and option once. Help, completions and the manual are made from it.
//!
//! The sentences stand in `src/locales/help.yml` under `help.COMMAND.ARGUMENT`, so that help speaks the reader's language.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Arg, ArgAction, Args, Command, CommandFactory, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use rust_i18n::t;

use super::filters;
use crate::ingest::Kind;
use crate::query::keys;
use crate::words::UiLang;

#[derive(Debug, Parser)]
#[command(
    name = "kanbao",
    version,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    args_conflicts_with_subcommands = false,
    subcommand_negates_reqs = true
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub globals: Globals,
    #[command(subcommand)]
    pub command: Option<Cmd>,
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
}

/// What every command takes.
#[derive(Debug, Args)]
pub(crate) struct Globals {
    #[arg(long, global = true, value_name = "FILE")]
    pub store: Option<PathBuf>,
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    #[arg(long, global = true, value_name = "NAME")]
    pub theme: Option<String>,
    #[arg(long, global = true, value_name = "auto|stacked|columns|single")]
    pub layout: Option<String>,
    #[arg(long, global = true, value_name = "auto|lean|rich")]
    pub wire: Option<String>,
    #[arg(long, global = true, value_name = "auto|1|2")]
    pub ambiguous: Option<String>,
    #[arg(long, global = true, value_name = "TAG")]
    pub ui_lang: Option<String>,
    #[arg(long, global = true, value_name = "FILE")]
    pub log: Option<PathBuf>,
    #[arg(long, global = true)]
    pub linear: bool,
    #[arg(long, global = true)]
    pub restricted: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Cmd {
    Import(ImportArgs),
    List(ListArgs),
    Show(ShowArgs),
    Sections(JsonArgs),
    Mark(MarkArgs),
    Fold(super::fold::FoldArgs),
    Export(ExportArgs),
    Sample(SampleArgs),
    Doctor(DoctorArgs),
    Backup(BackupArgs),
    Retain(RetainArgs),
    Refresh(RefreshArgs),
    Full(FullArgs),
    Reread(RereadArgs),
    #[command(subcommand)]
    Feed(FeedCmd),
    #[command(subcommand)]
    Opml(OpmlCmd),
    #[command(subcommand)]
    Config(ConfigCmd),
    #[command(subcommand)]
    Theme(ThemeCmd),
    Keys(JsonArgs),
    Completions(CompletionsArgs),
    Man,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    #[arg(value_name = "PATH|-")]
    pub paths: Vec<PathBuf>,
    #[arg(long = "as", value_name = "KIND", default_value = "auto")]
    pub kind: KindArg,
    #[arg(long, value_name = "NAME")]
    pub publication: Option<String>,
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<Date>,
    #[arg(long, value_name = "NAME")]
    pub section: Option<String>,
    #[arg(long, value_name = "LABEL")]
    pub encoding: Option<String>,
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    #[arg(long, value_name = "TYPE")]
    pub content_type: Option<String>,
    #[arg(long, value_name = "LETTERS", default_value = "s")]
    pub star_flag: String,
    #[arg(long)]
    pub dry_run: bool,
    #[arg(long)]
    pub json: bool,
}

/// The kinds of input as the command line names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KindArg {
    Auto,
    Page,
    Feed,
    Html,
    Markdown,
    Text,
    Jsonl,
}

impl KindArg {
    pub fn kind(self) -> Option<Kind> {
        match self {
            Self::Auto => None,
            Self::Page => Some(Kind::Page),
            Self::Feed => Some(Kind::Feed),
            Self::Html => Some(Kind::Html),
            Self::Markdown => Some(Kind::Markdown),
            Self::Text => Some(Kind::Text),
            Self::Jsonl => Some(Kind::Jsonl),
        }
    }
}

/// A word of a query may begin with a minus, which negates it: `-is:read`, `-裁員`, `-(甲 乙)` are no options. The full-width
/// minus says the same to the query and nothing to the command line. (`-word` is an option, or stands after `--`.)
pub(crate) fn word(argument: OsString) -> OsString {
    let rest = argument.to_str().and_then(|text| text.strip_prefix('-'));
    let is_key = |rest: &str| {
        let name = rest
            .split([':', '：'])
            .next()
            .filter(|name| name.len() < rest.len());
        name.is_some_and(|name| keys::look_up(&keys::KEYS, name).is_some())
    };
    let begins = |rest: &str| rest.starts_with(|c: char| !c.is_ascii() || "(\"=/".contains(c));
    match rest.filter(|rest| begins(rest) || is_key(rest)) {
        Some(rest) => format!("－{rest}").into(),
        None => argument,
    }
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    #[arg(long)]
    pub json: bool,
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    #[arg(long)]
    pub count: bool,
    #[arg(long, value_name = "ORDER")]
    pub sort: Option<SortArg>,
    #[arg(long, value_name = "WHAT", requires = "count")]
    pub by: Option<ByArg>,
    #[arg(long)]
    pub once: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SortArg {
    Newest,
    Oldest,
    Relevance,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ByArg {
    Day,
    Section,
    Source,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    #[arg(value_name = "ID")]
    pub id: i64,
    #[arg(long)]
    pub json: bool,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(2..))]
    pub width: Option<u16>,
    #[arg(long, value_name = "N")]
    pub revision: Option<u32>,
    #[arg(long)]
    pub changes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct JsonArgs {
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct MarkArgs {
    #[arg(value_name = "STATE")]
    pub state: StateArg,
    #[arg(value_name = "QUERY", required = true)]
    pub query: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StateArg {
    Read,
    Unread,
    Starred,
    Unstarred,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    pub format: FormatArg,
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatArg {
    Jsonl,
    Markdown,
    Html,
    Epub,
}

#[derive(Debug, Args)]
pub(crate) struct SampleArgs {
    #[arg(value_name = "WHAT")]
    pub what: SampleArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SampleArg {
    Remove,
    Restore,
}

#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    #[arg(long)]
    pub repair: bool,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RetainArgs {
    #[arg(long, value_name = "N")]
    pub days: Option<u32>,
    #[arg(long, value_name = "N")]
    pub count: Option<u64>,
    #[arg(long, value_name = "N")]
    pub bytes: Option<u64>,
    #[arg(long, value_name = "SOURCE")]
    pub source: Option<String>,
    #[arg(long)]
    pub unread: bool,
    #[arg(long)]
    pub vacuum: bool,
}

#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RefreshArgs {
    #[arg(value_name = "FEED")]
    pub feeds: Vec<String>,
    #[arg(long, value_name = "N")]
    pub max_bytes: Option<u64>,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct FullArgs {
    #[arg(value_name = "ID|QUERY", required = true)]
    pub what: Vec<String>,
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    #[arg(long, value_name = "N")]
    pub max_bytes: Option<u64>,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RereadArgs {
    #[arg(value_name = "ID|FEED|PATH", required = true)]
    pub what: Vec<String>,
    #[arg(long, value_name = "LABEL")]
    pub encoding: String,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum FeedCmd {
    Add(FeedAddArgs),
    List(JsonArgs),
    Remove {
        #[arg(value_name = "FEED")]
        feed: String,
    },
    Rename {
        #[arg(value_name = "FEED")]
        feed: String,
        #[arg(value_name = "NAME")]
        name: String,
    },
    Tag {
        #[arg(value_name = "FEED")]
        feed: String,
        #[arg(value_name = "TAG")]
        tags: Vec<String>,
    },
    Set(FeedSetArgs),
}

#[derive(Debug, Args)]
pub(crate) struct FeedAddArgs {
    #[arg(value_name = "URL")]
    pub url: String,
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    #[arg(long, value_name = "NAME")]
    pub section: Option<String>,
    #[arg(long)]
    pub full: bool,
    #[arg(long)]
    pub as_is: bool,
}

#[derive(Debug, Args)]
pub(crate) struct FeedSetArgs {
    #[arg(value_name = "FEED")]
    pub feed: String,
    #[arg(long, value_name = "NAME")]
    pub section: Option<String>,
    #[arg(long, value_name = "true|false")]
    pub full: Option<bool>,
    #[arg(long, value_name = "true|false")]
    pub paused: Option<bool>,
    #[arg(long, value_name = "N")]
    pub max_bytes: Option<u64>,
    #[arg(long, value_name = "MINUTES")]
    pub every: Option<u32>,
    #[arg(long, value_name = "LABEL")]
    pub encoding: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OpmlCmd {
    Import {
        #[arg(value_name = "PATH|-")]
        path: PathBuf,
    },
    Export {
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum ConfigCmd {
    Path,
    Check,
    Default,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ThemeCmd {
    List(JsonArgs),
    Show {
        #[arg(value_name = "NAME")]
        name: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// The command line with every sentence in one language.
pub(crate) fn command(lang: UiLang) -> Command {
    let say = |key: String| t!(key, locale = lang.tag()).into_owned();
    let root = Cli::command()
        .about(say("help.about".into()))
        .after_help(say("help.after".into()))
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .global(true)
                .action(ArgAction::Help),
        )
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version),
        );
    localise(root, "help", lang).mut_subcommand("list", |list| list.after_help(filters::list(lang)))
}

fn localise(mut command: Command, path: &str, lang: UiLang) -> Command {
    let say = |key: &str| t!(key, locale = lang.tag()).into_owned();
    let template = template(&command, lang);
    command = command
        .subcommand_help_heading(say("help.commands"))
        .help_template(template);
    let arguments: Vec<(String, &str)> = command
        .get_arguments()
        .map(|arg| (arg.get_id().to_string(), heading(arg)))
        .collect();
    for (id, heading) in arguments {
        let (sentence, heading) = (say(&sentence_key(path, &id)), say(heading));
        command = command.mut_arg(&id, |arg| arg.help(sentence).help_heading(heading));
    }
    let names: Vec<String> = command
        .get_subcommands()
        .map(|c| c.get_name().to_owned())
        .collect();
    for name in names {
        let path = format!("{path}.{name}");
        let about = say(&format!("{path}.about"));
        command = command.mut_subcommand(&name, |child| localise(child.about(about), &path, lang));
    }
    command
}

/// Under which heading an argument stands: a command's own options are not lost among those that every command takes.
fn heading(arg: &Arg) -> &'static str {
    match (arg.is_positional(), arg.is_global_set()) {
        (true, _) => "help.arguments",
        (false, true) => "help.everywhere",
        (false, false) => "help.options",
    }
}

/// Where an argument's sentence stands: what every command takes, and words that mean the same everywhere, stand once.
pub(crate) fn sentence_key(path: &str, id: &str) -> String {
    const COMMON: [&str; 4] = ["json", "query", "help", "version"];
    if path == "help" || COMMON.contains(&id) {
        format!("help.common.{id}")
    } else {
        format!("{path}.{id}")
    }
}

fn template(command: &Command, lang: UiLang) -> String {
    let usage = t!("help.usage", locale = lang.tag());
    let about = if command.get_name() == "kanbao" {
        "{name} {version}\n{about}"
    } else {
        "{about}"
    };
    format!("{about}\n\n{usage}{{usage}}\n\n{{all-args}}{{after-help}}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sound() {
        for lang in UiLang::ALL {
            command(lang).debug_assert();
        }
    }

    #[test]
    fn every_command_and_argument_has_a_sentence_in_every_language() {
        for lang in UiLang::ALL {
            check(&command(lang), lang);
        }
    }

    fn check(command: &Command, lang: UiLang) {
        let told = |text: Option<String>, what: &str| {
            let text = text.unwrap_or_default();
            assert!(
                !text.is_empty() && !text.starts_with("help."),
                "{what} has no {} sentence",
                lang.tag()
            );
        };
        told(
            command.get_about().map(ToString::to_string),
            command.get_name(),
        );
        for arg in command.get_arguments() {
            told(
                arg.get_help().map(ToString::to_string),
                arg.get_id().as_str(),
            );
        }
        for child in command.get_subcommands() {
            check(child, lang);
        }
    }
}

//! How a command ends: what is said of an error, in the reader's language, with its cure, and the exit code.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::error::{ContextKind, ErrorKind};
use rust_i18n::t;

use super::out;
use crate::ingest::IngestError;
use crate::query::QueryError;
use crate::session::say;
use crate::store::StoreError;
use crate::words::UiLang;

/// How a command that did not fail ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    /// All of it.
    Whole,
    /// All but some inputs, which were named.
    Partly,
    /// Nothing, and all was said already.
    Failed,
}

/// An error at a file.
#[derive(Debug, thiserror::Error)]
#[error("{}", path.display())]
pub(crate) struct At {
    path: PathBuf,
}

/// Something to be said in the reader's own words, already in their language.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Said(pub String);

/// Wrong usage, already in the reader's language.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Usage(pub String);

/// A query with a mistake in it.
#[derive(Debug, thiserror::Error)]
#[error("{text}")]
pub(crate) struct BadQuery {
    pub text: String,
    pub error: QueryError,
}

/// Names the file at which an error happened.
pub(crate) trait AtFile<T> {
    fn at(self, path: &Path) -> anyhow::Result<T>;
}

impl<T, E: Into<anyhow::Error>> AtFile<T> for Result<T, E> {
    fn at(self, path: &Path) -> anyhow::Result<T> {
        self.map_err(|error| {
            error.into().context(At {
                path: path.to_owned(),
            })
        })
    }
}

/// Says what is to be said of an ended command and gives its exit code.
pub(crate) fn end(result: anyhow::Result<Done>, lang: UiLang) -> ExitCode {
    match result {
        Ok(Done::Whole) => ExitCode::SUCCESS,
        Ok(Done::Failed) => ExitCode::from(1),
        Ok(Done::Partly) => ExitCode::from(3),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            out::say(&format!("kanbao: {}", explain(&error, lang)));
            let usage = error.is::<Usage>() || error.is::<BadQuery>();
            ExitCode::from(if usage { 2 } else { 1 })
        }
    }
}

/// Says what is wrong with a command line; help and version are no mistakes.
pub(crate) fn usage(error: &clap::Error, lang: UiLang) -> ExitCode {
    if !error.use_stderr() {
        let printed = error.print();
        return if printed.is_ok() {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(1)
        };
    }
    // A command that wants another after it: which there are says more than a sentence.
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        out::say(error.to_string().trim_end());
    } else {
        out::say(&format!("kanbao: {}", usage_sentence(error, lang)));
    }
    ExitCode::from(2)
}

fn usage_sentence(error: &clap::Error, lang: UiLang) -> String {
    let locale = lang.tag();
    let part = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = part(ContextKind::InvalidArg);
    let value = part(ContextKind::InvalidValue);
    let sentence = match error.kind() {
        ErrorKind::UnknownArgument => t!(
            "failure.usage.unknown",
            locale = locale,
            argument = argument
        ),
        ErrorKind::InvalidSubcommand => {
            t!(
                "failure.usage.unknown",
                locale = locale,
                argument = part(ContextKind::InvalidSubcommand)
            )
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if value.is_empty() => {
            t!(
                "failure.usage.no_value",
                locale = locale,
                argument = argument
            )
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            t!(
                "failure.usage.value",
                locale = locale,
                argument = argument,
                value = value
            )
        }
        ErrorKind::MissingRequiredArgument | ErrorKind::MissingSubcommand => {
            t!(
                "failure.usage.missing",
                locale = locale,
                argument = argument
            )
        }
        ErrorKind::ArgumentConflict => t!(
            "failure.usage.conflict",
            locale = locale,
            argument = argument
        ),
        _ => error
            .to_string()
            .lines()
            .next()
            .unwrap_or_default()
            .trim_start_matches("error: ")
            .to_owned()
            .into(),
    };
    let choices = part(ContextKind::ValidValue);
    let choices = if choices.is_empty() {
        part(ContextKind::ValidSubcommand)
    } else {
        choices
    };
    let hint = if let Some((from, to)) = range(error) {
        t!("failure.usage.range", locale = locale, from = from, to = to)
    } else if choices.is_empty() {
        t!("failure.usage.help", locale = locale)
    } else {
        t!("failure.usage.choices", locale = locale, choices = choices)
    };
    format!("{sentence}{hint}")
}

/// The numbers that an argument takes, where that is why its value was refused. clap keeps them in its own words only:
/// `70000 is not in 2..=65535`; a date's own error sounds alike, and is of another kind.
fn range(error: &clap::Error) -> Option<(String, String)> {
    let said = std::error::Error::source(error)?.to_string();
    let (_, range) = said.rsplit_once(" is not in ")?;
    let (from, to) = range.split_once("..=")?;
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    (is_number(from) && is_number(to)).then(|| (from.to_owned(), to.to_owned()))
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let json = cause
            .downcast_ref::<serde_json::Error>()
            .and_then(serde_json::Error::io_error_kind);
        io == Some(io::ErrorKind::BrokenPipe) || json == Some(io::ErrorKind::BrokenPipe)
    })
}

/// An error as one line: each link of its chain in the reader's language, the place first, the cure last.
pub(crate) fn explain(error: &anyhow::Error, lang: UiLang) -> String {
    let mut parts: Vec<String> = Vec::new();
    for cause in error.chain() {
        let said = sentence(cause, lang).unwrap_or_else(|| cause.to_string());
        // Errors that wrap another often repeat its words, or name its file once more.
        if parts
            .last()
            .is_some_and(|part| said.contains(part.as_str()))
        {
            parts.pop();
        }
        if !parts.iter().any(|part| part.contains(&said)) {
            parts.push(said);
        }
    }
    parts.join(": ")
}

fn sentence(cause: &(dyn std::error::Error + 'static), lang: UiLang) -> Option<String> {
    if let Some(bad) = cause.downcast_ref::<BadQuery>() {
        return Some(query_mistake(bad, lang));
    }
    if let Some(error) = cause.downcast_ref::<IngestError>() {
        return Some(say::ingest(error, lang));
    }
    if let Some(error) = cause.downcast_ref::<io::Error>() {
        return say::io(error, lang);
    }
    if let Some(error) = cause.downcast_ref::<StoreError>() {
        return Some(say::store(error, lang));
    }
    None
}

/// A query's mistake: what is wrong, the query, a line under the wrong word, and what to type.
fn query_mistake(bad: &BadQuery, lang: UiLang) -> String {
    let BadQuery { text, error } = bad;
    let widths = crate::typeset::Widths::default();
    let before = text.get(..error.span.start).unwrap_or_default();
    let wrong = text.get(error.span.clone()).unwrap_or_default();
    let marks = "^".repeat(widths.text(wrong).max(1));
    let mut said = format!(
        "{}\n  {text}\n  {}{marks}",
        say::mistake(error, lang),
        " ".repeat(widths.text(before))
    );
    if !error.hints.is_empty() {
        let hints = error.hints.join(", ");
        said.push_str(&format!(
            "\n{}",
            t!("failure.query.hint", locale = lang.tag(), hints = hints)
        ));
    }
    said
}

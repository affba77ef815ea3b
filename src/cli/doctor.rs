//! `kanbao doctor`: how the program, its files, its store and this terminal are.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::time::Duration;

use rust_i18n::t;
use serde_json::{Map, Value, json};

use super::args::DoctorArgs;
use super::context::Context;
use super::failure::{AtFile, Done, explain};
use super::out;
use crate::ingest::clean;
use crate::store::{self, Store};
use crate::term::{self, Caps, MeasuredWidths};

/// What is known of one thing: names in the order in which they are said, and values.
type Facts = Map<String, Value>;

pub(crate) fn run(context: &Context, args: &DoctorArgs) -> anyhow::Result<Done> {
    if args.repair {
        return repair(context);
    }
    let (store, store_is_well) = store(context);
    let asked = asked(context);
    let chapters = [
        ("program", program()),
        ("paths", paths(context)),
        ("configuration", configuration(context)),
        ("store", store),
        ("terminal", terminal(&asked.caps)),
        ("widths", widths(context, &asked)),
    ];
    let mut out = out::data();
    if args.json {
        let all: Facts = chapters
            .into_iter()
            .map(|(name, facts)| (name.to_owned(), Value::Object(facts)))
            .collect();
        out::json(&mut out, &all)?;
    } else {
        for (name, facts) in chapters {
            write_chapter(&mut out, context, name, &facts)?;
        }
    }
    out.flush()?;
    let is_well = store_is_well && context.troubles.is_empty();
    Ok(if is_well { Done::Whole } else { Done::Failed })
}

fn write_chapter(
    out: &mut impl Write,
    context: &Context,
    name: &str,
    facts: &Facts,
) -> anyhow::Result<()> {
    let widths = context.widths();
    writeln!(out, "{}", context.say(&format!("doctor.{name}")))?;
    let column = facts.keys().map(|key| widths.text(key)).max().unwrap_or(0);
    let is_nothing = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    for (key, value) in facts.iter().filter(|(_, value)| !is_nothing(value)) {
        let value = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        writeln!(
            out,
            "  {key}{} {value}",
            " ".repeat(column - widths.text(key))
        )?;
    }
    Ok(())
}

fn facts<const N: usize>(pairs: [(&str, Value); N]) -> Facts {
    pairs
        .into_iter()
        .map(|(key, value)| (key.to_owned(), plain(value)))
        .collect()
}

/// What is said of files behind the second wall: a file's name may hold what a terminal obeys.
fn plain(value: Value) -> Value {
    match value {
        Value::String(text) => clean::line(&text).into(),
        Value::Array(values) => values.into_iter().map(plain).collect(),
        other => other,
    }
}

fn program() -> Facts {
    facts([
        ("kanbao", env!("CARGO_PKG_VERSION").into()),
        ("SQLite", rusqlite::version().into()),
        (
            "system",
            format!("{} {}", std::env::consts::OS, std::env::consts::ARCH).into(),
        ),
    ])
}

fn paths(context: &Context) -> Facts {
    let show =
        |path: Option<&Path>| path.map_or(Value::Null, |path| path.display().to_string().into());
    facts([
        ("store", show(context.paths.store.as_deref())),
        ("config", show(context.paths.config.as_deref())),
        ("themes", show(context.paths.themes().as_deref())),
    ])
}

fn configuration(context: &Context) -> Facts {
    let (_, themes) = context.themes();
    let troubles: Vec<String> = context
        .troubles
        .iter()
        .cloned()
        .chain(context.keymap_troubles())
        .chain(themes)
        .collect();
    facts([
        ("mistakes", troubles.len().into()),
        ("what", troubles.into()),
    ])
}

/// A doctor looks and leaves things as they are: a store that is not there is not made.
fn store(context: &Context) -> (Facts, bool) {
    let Some(path) = context.paths.store.as_deref().filter(|path| path.exists()) else {
        return (
            facts([("health", context.say("doctor.no_store").into())]),
            true,
        );
    };
    let examined = Store::open_read_only(path, context.profile())
        .at(path)
        .and_then(|store| examine(&store));
    match examined {
        Ok((facts, is_well)) => (facts, is_well),
        Err(error) => (
            facts([("health", explain(&error, context.lang).into())]),
            false,
        ),
    }
}

fn examine(store: &Store) -> anyhow::Result<(Facts, bool)> {
    let health = store.check()?;
    let is_well = health.problems.is_empty();
    let mut facts = facts([("health", if is_well { "ok" } else { "damaged" }.into())]);
    if let Value::Object(found) = serde_json::to_value(&health)? {
        // A doctor only looks: that this connection cannot write says nothing of the store.
        facts.extend(found.into_iter().filter(|(name, _)| name != "read_only"));
    }
    Ok((facts, is_well))
}

fn terminal(caps: &Caps) -> Facts {
    let mut facts: Facts = caps
        .describe()
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect();
    facts.insert("columns".into(), out::columns().into());
    facts
}

/// What is known of the terminal, and whether it said so itself.
struct Asked {
    caps: Caps,
    widths: Option<MeasuredWidths>,
    asked: bool,
    /// Why it said nothing.
    why: Option<String>,
}

/// How long a terminal has for its answers.
const PATIENCE: Duration = Duration::from_secs(2);

/// Asks the terminal, if there is one that can be asked without a trace.
fn asked(context: &Context) -> Asked {
    let caps = Caps::here();
    let not = |caps, why: &str| Asked {
        caps,
        widths: None,
        asked: false,
        why: Some(context.say(why)),
    };
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return not(caps, "doctor.not_a_terminal");
    }
    if !caps.asks || !caps.alternate {
        return not(caps, "doctor.shows_questions");
    }
    let Ok(found) = term::ask(caps.clone(), PATIENCE) else {
        return not(caps, "doctor.not_a_terminal");
    };
    let (locale, seconds) = (context.lang.tag(), PATIENCE.as_secs());
    let silent = || t!("doctor.no_answer", locale = locale, seconds = seconds).into_owned();
    Asked {
        caps: found.caps,
        widths: found.widths,
        asked: true,
        why: (!found.answered).then(silent),
    }
}

/// What the terminal's cursor did over the doubtful classes, and what the reader goes by.
fn widths(context: &Context, asked: &Asked) -> Facts {
    let of = |cells: fn(&MeasuredWidths) -> u8| asked.widths.as_ref().map(cells).into();
    let setting = context.config.word("ui.ambiguous");
    let measured = asked.widths.map_or(1, |widths| widths.ambiguous);
    facts([
        ("asked", if asked.asked { "yes" } else { "no" }.into()),
        ("why not", asked.why.clone().into()),
        ("ambiguous (U+2026)", of(|it| it.ambiguous)),
        ("emoji by VS16 (U+2764 U+FE0F)", of(|it| it.vs16)),
        ("joined by ZWJ (a family of three)", of(|it| it.zwj)),
        ("skin tone (U+1F44D U+1F3FD)", of(|it| it.tone)),
        ("ambiguous (setting)", setting.into()),
        (
            "ambiguous (in use)",
            setting.parse().unwrap_or(measured).into(),
        ),
    ])
}

/// Saves what can be read of the store into a new file beside it, and says what was lost. The damaged file stays as it is.
fn repair(context: &Context) -> anyhow::Result<Done> {
    let path = context.store_path()?;
    let into = path.with_extension("repaired.db");
    let saved = store::repair(path, &into)?;
    let (locale, lost) = (context.lang.tag(), saved.lost.len());
    out::say(&t!(
        "doctor.repaired",
        locale = locale,
        n = saved.articles,
        lost = lost,
        file = into.display()
    ));
    let mut out = out::data();
    out::json(
        &mut out,
        &json!({
            "into": plain(into.display().to_string().into()),
            "articles": saved.articles,
            "lost": saved.lost,
            "marks": saved.marks,
            "feeds": saved.feeds,
            "revisions": saved.revisions,
            "originals": saved.originals,
            "damage": plain(saved.damage.into()),
        }),
    )?;
    out.flush()?;
    Ok(Done::Whole)
}

//! `kanbao theme`: the themes there are, and a theme's file to begin one's own from.

use std::io::Write;

use rust_i18n::t;
use serde::Serialize;

use super::args::{JsonArgs, ThemeCmd};
use super::context::{Context, warn_of};
use super::failure::{AtFile, Done, Said};
use super::out;
use crate::ingest::clean;
use crate::theme::{Theme, Themes, read_file};

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    label: &'a str,
    builtin: bool,
}

pub(crate) fn run(context: &Context, what: &ThemeCmd) -> anyhow::Result<Done> {
    match what {
        ThemeCmd::List(args) => list(context, args),
        ThemeCmd::Show { name } => show(
            context,
            name.as_deref().unwrap_or(context.config.word("ui.theme")),
        ),
    }
}

fn list(context: &Context, args: &JsonArgs) -> anyhow::Result<Done> {
    let (themes, troubles) = context.themes();
    warn_of(&troubles);
    let mut out = out::data();
    for theme in themes.iter() {
        let name = clean::line(&theme.name);
        let label = clean::line(theme.label(context.lang.tag()));
        let row = Row {
            name: &name,
            label: &label,
            builtin: Theme::builtin(&theme.name).is_some(),
        };
        if args.json {
            out::json(&mut out, &row)?;
        } else {
            writeln!(out, "{name}\t{label}")?;
        }
    }
    out.flush()?;
    Ok(Done::Whole)
}

fn show(context: &Context, name: &str) -> anyhow::Result<Done> {
    let name = if name == "auto" { "dark" } else { name };
    let own = context
        .paths
        .themes()
        .map(|folder| folder.join(format!("{name}.toml")));
    let text = match own.filter(|path| is_plain(name) && path.is_file()) {
        Some(path) => read_file(&path).at(&path)?,
        None => Theme::builtin_file(name)
            .map(str::to_owned)
            .ok_or_else(|| unknown(context, name))?,
    };
    let mut out = out::data();
    // A theme that somebody gave away is a stranger's text.
    out.write_all(clean::text(&text).as_bytes())?;
    out.flush()?;
    Ok(Done::Whole)
}

/// A name that cannot lead out of the themes' folder.
fn is_plain(name: &str) -> bool {
    !name.contains(['/', '\\']) && !name.starts_with('.')
}

/// That there is no theme of this name, and which there are.
pub(super) fn unknown(context: &Context, name: &str) -> Said {
    let (themes, _) = context.themes();
    let names: Vec<&str> = themes
        .iter()
        .map(|theme: &Theme| theme.name.as_str())
        .collect();
    let locale = context.lang.tag();
    Said(
        t!(
            "theme.unknown",
            locale = locale,
            name = name,
            names = names.join(", ")
        )
        .into_owned(),
    )
}

impl Context {
    /// The themes to choose from, and what was wrong with the reader's own.
    pub(crate) fn themes(&self) -> (Themes, Vec<String>) {
        let Some(folder) = self.paths.themes() else {
            return (Themes::default(), Vec::new());
        };
        let (themes, errors) = Themes::load(&folder);
        (
            themes,
            errors
                .iter()
                .map(|error| error.say(self.lang.tag()))
                .collect(),
        )
    }
}

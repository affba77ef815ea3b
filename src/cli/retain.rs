//! `kanbao retain`: lets go of what is old, by age, number or size. What is starred stays, and what went never returns.

use rust_i18n::t;

use super::args::RetainArgs;
use super::context::{Context, warn_of};
use super::failure::{Done, Usage};
use super::out;
use crate::store::Keep;

pub(crate) fn run(context: &Context, args: &RetainArgs) -> anyhow::Result<Done> {
    warn_of(&context.troubles);
    let keep = Keep {
        source: args.source.clone(),
        days: args.days,
        count: args.count,
        bytes: args.bytes,
        unread: args.unread,
    };
    let limits = keep.days.is_some() || keep.count.is_some() || keep.bytes.is_some();
    if !limits && !args.vacuum {
        return Err(Usage(context.say("retain.nothing")).into());
    }
    let mut store = context.store()?;
    if limits {
        let gone = store.retain(&keep, context.today())?;
        out::say(&t!("retain.done", locale = context.lang.tag(), n = gone));
    }
    if args.vacuum {
        store.vacuum()?;
    }
    Ok(Done::Whole)
}

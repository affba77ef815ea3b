//! `kanbao retain`: lets go of what is old, by age, number or size, as the options say or else the configuration. What is starred stays, and what went never returns.

use rust_i18n::t;

use super::args::RetainArgs;
use super::context::{Context, warn_of};
use super::failure::{Done, Usage};
use super::out;
use crate::session::keep::retain as by_configuration;
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
    let set = &context.config.keep;
    if !limits && !args.vacuum && set.is_empty() {
        return Err(Usage(context.say("retain.nothing")).into());
    }
    let mut store = context.store()?;
    if limits || !set.is_empty() {
        let gone = if limits {
            store.retain(&keep, context.today())?
        } else {
            by_configuration(&mut store, set, context.today())?
        };
        out::say(&t!("retain.done", locale = context.lang.tag(), n = gone));
    }
    if args.vacuum {
        store.vacuum()?;
    }
    Ok(Done::Whole)
}

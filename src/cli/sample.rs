//! `kanbao sample`: the built-in edition goes, or comes back.

use rust_i18n::t;

use super::args::{SampleArg, SampleArgs};
use super::context::Context;
use super::failure::Done;
use super::out;
use crate::sample;
use crate::store;

pub(crate) fn run(context: &Context, args: &SampleArgs) -> anyhow::Result<Done> {
    let mut store = context.store()?;
    let locale = context.lang.tag();
    let said = match args.what {
        SampleArg::Remove => t!(
            "sample.removed",
            locale = locale,
            n = store.remove_sample()?
        ),
        SampleArg::Restore => {
            let tally = store.put(store::SAMPLE, &sample::articles(), context.today())?;
            t!("sample.restored", locale = locale, n = tally.added)
        }
    };
    out::say(&said);
    Ok(Done::Whole)
}

//! `kanbao refresh`: the subscriptions that are due, fetched into the archive.

use std::io::Write;

use indicatif::{ProgressBar, ProgressStyle};
use rust_i18n::t;
use serde_json::json;

use super::args::RefreshArgs;
use super::context::{Context, warn_of};
use super::failure::Done;
use super::out;
use crate::session::full::Text;
use crate::session::refresh::{Options, Refresh, Told, What};
use crate::session::{Settings, keep};
use crate::store::{Feed, Store};

pub(crate) fn run(context: &Context, args: &RefreshArgs) -> anyhow::Result<Done> {
    warn_of(&context.troubles);
    let mut store = context.store()?;
    let settings = Settings::from_config(&context.config, context.lang);
    let options = Options {
        budget: args.max_bytes.or(settings.budget),
        named: !args.feeds.is_empty(),
        ..Options::of(&settings, context.today())
    };
    let feeds = wanted(&store, &args.feeds)?;
    let Some(mut refresh) = Refresh::begin(&store, feeds, options, None)? else {
        out::say(&context.say("refresh.none"));
        return Ok(Done::Whole);
    };
    let bar = progress(refresh.progress().1);
    let (mut succeeded, mut failed) = (0, 0);
    let mut data = out::data();
    while !refresh.is_over() {
        let Some(told) = refresh.step(&mut store, true)? else {
            continue;
        };
        bar.set_length(refresh.progress().1 as u64);
        bar.inc(1);
        match told.what {
            What::Failed(_) | What::Gone => failed += 1,
            What::Page(..) => {}
            _ => succeeded += 1,
        }
        if args.json {
            out::json(&mut data, &row(&told))?;
        } else {
            bar.suspend(|| out::say(&sentence(context, &told)));
        }
    }
    bar.finish_and_clear();
    let gone = keep::retain(&mut store, &context.config.keep, context.today())?;
    if gone > 0 && !args.json {
        out::say(&t!("retain.done", locale = context.lang.tag(), n = gone));
    }
    let (received, saved) = refresh.bytes();
    if !args.json {
        out::say(&t!(
            "refresh.bytes",
            locale = context.lang.tag(),
            received = received,
            saved = saved
        ));
    }
    data.flush()?;
    Ok(match (succeeded, failed) {
        (_, 0) => Done::Whole,
        (0, _) => Done::Failed,
        _ => Done::Partly,
    })
}

fn wanted(store: &Store, names: &[String]) -> anyhow::Result<Vec<Feed>> {
    if names.is_empty() {
        return Ok(store.feeds()?);
    }
    names.iter().map(|name| Ok(store.feed(name)?)).collect()
}

fn progress(feeds: usize) -> ProgressBar {
    if feeds < 2 || !out::is_heard() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len}");
    ProgressBar::new(feeds as u64)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn row(told: &Told) -> serde_json::Value {
    let (state, tally, error) = match &told.what {
        What::Page(title, text) => return page(&told.feed, title, text),
        What::Came(tally) => ("fetched", Some(tally), None),
        What::Unchanged => ("unchanged", None, None),
        What::Later => ("later", None, None),
        What::Gone => ("gone", None, None),
        What::Skipped => ("skipped", None, None),
        What::Failed(why) => ("failed", None, Some(why)),
    };
    json!({ "feed": told.feed, "state": state, "tally": tally, "error": error })
}

/// What became of the page that an article links to.
pub(super) fn page(feed: &str, title: &str, text: &Text) -> serde_json::Value {
    let (state, error) = match text {
        Text::Full => ("full", None),
        Text::Same => ("unchanged", None),
        Text::Left => ("skipped", None),
        Text::Summary(why) => ("summary", Some(why)),
    };
    json!({ "feed": feed, "article": title, "state": state, "error": error })
}

/// The same in words.
pub(super) fn page_sentence(context: &Context, title: &str, text: &Text) -> String {
    let locale = context.lang.tag();
    let said = match text {
        Text::Full => t!("refresh.full", locale = locale),
        Text::Same => t!("refresh.unchanged", locale = locale),
        Text::Left => t!("refresh.skipped", locale = locale),
        Text::Summary(why) => t!("refresh.summary", locale = locale, why = why),
    };
    format!("{title}: {said}")
}

/// What became of a feed, in words.
fn sentence(context: &Context, told: &Told) -> String {
    let locale = context.lang.tag();
    let said = match &told.what {
        What::Came(tally) => t!(
            "refresh.came",
            locale = locale,
            added = tally.added,
            updated = tally.updated
        ),
        What::Unchanged => t!("refresh.unchanged", locale = locale),
        What::Later => t!("refresh.later", locale = locale),
        What::Gone => t!("refresh.gone", locale = locale),
        What::Skipped => t!("refresh.skipped", locale = locale),
        What::Failed(why) => t!("refresh.failed", locale = locale, why = why),
        What::Page(title, text) => return page_sentence(context, title, text),
    };
    format!("{}: {said}", told.feed)
}

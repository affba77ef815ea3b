//! `kanbao reread`: what was read by a guess, read again in the encoding that the reader names.

use std::fs;
use std::io::Write;

use rust_i18n::t;
use serde_json::json;

use super::args::RereadArgs;
use super::context::{Context, warn_of};
use super::failure::Done;
use super::{feed, out};
use crate::article::ArticleId;
use crate::session::reread::{NotRead, reread, reread_page};
use crate::store::{Store, Tally};

pub(crate) fn run(context: &Context, args: &RereadArgs) -> anyhow::Result<Done> {
    warn_of(&context.troubles);
    feed::encoding(context, &args.encoding)?;
    let locale = context.lang.tag();
    let mut store = context.store()?;
    let mut data = out::data();
    let (mut succeeded, mut failed) = (0, 0);
    for what in &args.what {
        let all = again(context, &mut store, what, &args.encoding)?;
        if all.is_empty() {
            failed += 1;
            let why = t!("reread.none", locale = locale, what = what);
            out::say(&format!("kanbao: {why}"));
        }
        for read in all {
            match &read {
                Ok(tally) if args.json => {
                    out::json(&mut data, &json!({ "source": what, "tally": tally }))?;
                }
                Ok(tally) => {
                    let n = tally.updated + tally.added;
                    out::say(&t!("reread.done", locale = locale, what = what, n = n));
                }
                Err(why) => out::say(&format!("kanbao: {what}: {why}")),
            }
            if read.is_ok() {
                succeeded += 1
            } else {
                failed += 1
            }
        }
    }
    data.flush()?;
    Ok(match (succeeded, failed) {
        (_, 0) => Done::Whole,
        (0, _) => Done::Failed,
        _ => Done::Partly,
    })
}

/// Reads what is meant again: the page that gave an article its text, or else the inputs.
fn again(
    context: &Context,
    store: &mut Store,
    what: &str,
    encoding: &str,
) -> anyhow::Result<Vec<Result<Tally, NotRead>>> {
    let page = what
        .parse()
        .ok()
        .and_then(|id| reread_page(store, ArticleId(id), encoding).transpose());
    if let Some(read) = page {
        return Ok(vec![read]);
    }
    let rules = &context.config.rules;
    let numbers = kept(store, what, encoding)?.into_iter();
    Ok(numbers
        .map(|number| reread(store, number, encoding, rules, context.today()))
        .collect())
}

/// The inputs that are meant, by an article's number, a feed or a path. A feed is read so from now on.
fn kept(store: &mut Store, what: &str, encoding: &str) -> anyhow::Result<Vec<i64>> {
    if let Ok(id) = what.parse() {
        return Ok(store.original_of(ArticleId(id))?.into_iter().collect());
    }
    if let Ok(mut feed) = store.feed(what) {
        feed.encoding = Some(encoding.to_owned());
        store.update_feed(&feed)?;
        return Ok(store.originals_from(&feed.source)?);
    }
    let path =
        fs::canonicalize(what).map_or_else(|_| what.into(), |path| path.display().to_string());
    let mut numbers = store.originals_from(what)?;
    if path != what {
        numbers.extend(store.originals_from(&path)?);
    }
    Ok(numbers)
}

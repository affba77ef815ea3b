//! `kanbao full`: the pages that articles link to, fetched for their full text. Nothing is fetched that is not named here.

use std::collections::HashMap;
use std::io::Write;

use super::args::FullArgs;
use super::context::{Context, warn_of};
use super::failure::Done;
use super::{out, refresh};
use crate::article::ArticleId;
use crate::fetch::rounds;
use crate::session::Settings;
use crate::session::full::{FullTexts, Text};
use crate::store::{Linked, Page, Store};

/// So many pages, if the reader does not say.
const LIMIT: usize = 20;

pub(crate) fn run(context: &Context, args: &FullArgs) -> anyhow::Result<Done> {
    warn_of(&context.troubles);
    let mut store = context.stocked_store()?;
    let (wanted, feeds) = wanted(context, &store, args)?;
    if wanted.is_empty() {
        out::say(&context.say("full.none"));
        return Ok(Done::Whole);
    }
    let settings = Settings::from_config(&context.config, context.lang);
    let settings = rounds::Settings {
        at_once: settings.at_once,
        budget: args.max_bytes.or(settings.budget),
        ..rounds::Settings::default()
    };
    let mut full = FullTexts::begin(
        wanted,
        |nth| feeds.get(nth)?.clone(),
        settings,
        context.lang,
        None,
    );
    let (mut succeeded, mut failed) = (0, 0);
    let mut data = out::data();
    while !full.is_over() {
        let Some(read) = full.step(&mut store, true)? else {
            continue;
        };
        match read.what {
            Text::Full | Text::Same => succeeded += 1,
            Text::Left | Text::Summary(_) => failed += 1,
        }
        if args.json {
            out::json(&mut data, &refresh::page("", &read.title, &read.what))?;
        } else {
            out::say(&refresh::page_sentence(context, &read.title, &read.what));
        }
    }
    data.flush()?;
    Ok(match (succeeded, failed) {
        (_, 0) => Done::Whole,
        (0, _) => Done::Failed,
        _ => Done::Partly,
    })
}

/// The articles that are meant and have a link, and for each the address of its feed, if it came from one that the reader named.
fn wanted(
    context: &Context,
    store: &Store,
    args: &FullArgs,
) -> anyhow::Result<(Vec<Linked>, Vec<Option<String>>)> {
    let number = match args.what.as_slice() {
        [one] => one.parse().ok().map(ArticleId),
        _ => None,
    };
    let ids = match number {
        Some(id) => vec![id],
        None => {
            let page = Page {
                after: None,
                backward: false,
                limit: args.limit.unwrap_or(LIMIT),
            };
            let rows = store.list(&context.query(&args.what)?, page)?;
            rows.into_iter().map(|row| row.id).collect()
        }
    };
    let addresses: HashMap<String, String> = store
        .feeds()?
        .into_iter()
        .filter_map(|feed| Some((feed.source.clone(), feed.named()?.to_owned())))
        .collect();
    let (mut wanted, mut feeds) = (Vec::new(), Vec::new());
    for id in ids {
        let Some(stored) = store.article(id)? else {
            continue;
        };
        if let Some(link) = stored.article.link {
            let title = stored.article.title;
            wanted.push(Linked { id, title, link });
            feeds.push(addresses.get(&stored.source).cloned());
        }
    }
    Ok((wanted, feeds))
}

//! `kanbao feed`: what one subscribes to.

use std::io::Write;
use std::sync::Arc;

use rust_i18n::t;
use url::Url;

use super::args::{FeedAddArgs, FeedCmd, FeedSetArgs, JsonArgs};
use super::context::{Context, warn_of};
use super::failure::{Done, Said, Usage};
use super::out;
use crate::fetch::{Fetcher, Limits, Outcome, Request, Stop, is_same_place};
use crate::ingest::{self, Hints, Kind, charset, clean, web};
use crate::store::{Feed, Store};

pub(crate) fn run(context: &Context, what: FeedCmd) -> anyhow::Result<Done> {
    warn_of(&context.troubles);
    let mut store = context.store()?;
    match what {
        FeedCmd::Add(args) => return add(context, &mut store, args),
        FeedCmd::List(args) => list(&store, &args)?,
        FeedCmd::Remove { feed } => {
            let feed = store.feed(&feed)?;
            store.remove_feed(&feed.source)?;
            out::say(&t!(
                "feed.removed",
                locale = context.lang.tag(),
                name = feed.name()
            ));
        }
        FeedCmd::Rename { feed, name } => change(&mut store, &feed, |feed| feed.title = name)?,
        FeedCmd::Tag { feed, tags } => change(&mut store, &feed, |feed| feed.tags = tags)?,
        FeedCmd::Set(args) => set(context, &mut store, args)?,
    }
    Ok(Done::Whole)
}

fn add(context: &Context, store: &mut Store, args: FeedAddArgs) -> anyhow::Result<Done> {
    let locale = context.lang.tag();
    let typed = web_address(context, &args.url)?;
    let url = if args.as_is {
        typed.clone()
    } else {
        find_feed(context, typed.clone())?
    };
    let feed = plain(Feed {
        found: !is_same_place(&url, &typed),
        title: args.name.unwrap_or_default(),
        tags: args.tags,
        section: args.section,
        full: args.full,
        ..Feed::new(url)
    });
    let said = if store.add_feed(&feed)? {
        t!("feed.added", locale = locale, name = feed.name())
    } else {
        // A list gave it before; now the reader names it.
        if let Some(known) = store.feed(&feed.url).ok().filter(|known| known.found) {
            let now_named = Feed {
                found: feed.found,
                // It may have been refused for not being named.
                next_due: None,
                failures: 0,
                error: None,
                ..known
            };
            store.update_feed(&now_named)?;
        }
        t!("feed.known", locale = locale, name = feed.name())
    };
    out::say(&said);
    Ok(Done::Whole)
}

/// The feed at an address: the address itself, or the first that the page there names. Without an answer the address is
/// taken as it is: the network may be down today and the feed right all the same.
fn find_feed(context: &Context, url: String) -> anyhow::Result<String> {
    let locale = context.lang.tag();
    let fetcher = Fetcher::new(Limits::default(), Arc::new(Stop::default()));
    let body = match fetcher
        .fetch(&Request::named(url.as_str()))
        .map(|fetched| fetched.outcome)
    {
        Ok(Outcome::Body(body)) => body,
        Ok(_) => return Ok(url),
        Err(error) => {
            out::say(&t!("feed.unseen", locale = locale, url = url, why = error));
            return Ok(url);
        }
    };
    let hints = Hints {
        content_type: body.content_type,
        url: Some(body.url.clone()),
        ..Hints::default()
    };
    if ingest::read(&body.bytes, &hints).is_ok_and(|harvest| harvest.kind == Kind::Feed) {
        return Ok(url);
    }
    let page = String::from_utf8_lossy(&body.bytes);
    let found = web::feeds(&page, Some(&body.url)).into_iter().next();
    let none = || Said(t!("feed.none", locale = locale, url = url).into_owned());
    Ok(found.ok_or_else(none)?.url)
}

/// An address that a feed can have: http or https, nothing that a program could be run by.
fn web_address(context: &Context, text: &str) -> anyhow::Result<String> {
    let with_scheme = if text.contains("://") {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    let url = Url::parse(&with_scheme)
        .ok()
        .filter(|url| ["http", "https"].contains(&url.scheme()) && url.has_host());
    let wrong = || Usage(t!("feed.address", locale = context.lang.tag(), url = text).into_owned());
    Ok(url.ok_or_else(wrong)?.into())
}

fn list(store: &Store, args: &JsonArgs) -> anyhow::Result<()> {
    let mut out = out::data();
    for feed in store.feeds()?.into_iter().map(plain) {
        if args.json {
            out::json(&mut out, &feed)?;
        } else {
            let state = match (&feed.error, feed.paused, feed.full) {
                (Some(error), ..) => error.as_str(),
                (None, true, _) => "paused",
                (None, false, true) => "full",
                (None, false, false) => "",
            };
            writeln!(
                out,
                "{}\t{}\t{}\t{state}",
                feed.name(),
                feed.url,
                feed.tags.join(", ")
            )?;
        }
    }
    Ok(out.flush()?)
}

/// A feed whose words are fit for a terminal: names are typed or pasted, and an error may quote a server.
fn plain(mut feed: Feed) -> Feed {
    let named = [
        Some(&mut feed.title),
        feed.section.as_mut(),
        feed.error.as_mut(),
    ];
    for word in named.into_iter().flatten().chain(&mut feed.tags) {
        *word = clean::line(word).into_owned();
    }
    feed
}

fn set(context: &Context, store: &mut Store, args: FeedSetArgs) -> anyhow::Result<()> {
    if let Some(label) = args.encoding.as_deref().filter(|label| !label.is_empty()) {
        encoding(context, label)?;
    }
    // An empty word and 0 are none.
    let word = |word: String| Some(word).filter(|word| !word.is_empty());
    change(store, &args.feed, |feed| {
        if let Some(section) = args.section {
            feed.section = word(section);
        }
        if let Some(label) = args.encoding {
            feed.encoding = word(label);
            // The version that is here is to be read anew.
            (feed.etag, feed.last_modified) = (None, None);
        }
        if let Some(bytes) = args.max_bytes {
            feed.max_bytes = Some(bytes).filter(|bytes| *bytes > 0);
        }
        if let Some(minutes) = args.every {
            feed.every = Some(minutes).filter(|minutes| *minutes > 0);
        }
        feed.full = args.full.unwrap_or(feed.full);
        feed.paused = args.paused.unwrap_or(feed.paused);
    })
}

/// An encoding that can be read here.
pub(super) fn encoding(context: &Context, label: &str) -> anyhow::Result<()> {
    if charset::is_known(label) {
        return Ok(());
    }
    let said = t!(
        "feed.encoding",
        locale = context.lang.tag(),
        label = clean::line(label)
    );
    Err(Usage(said.into_owned()).into())
}

fn change(store: &mut Store, meant: &str, how: impl FnOnce(&mut Feed)) -> anyhow::Result<()> {
    let mut feed = store.feed(meant)?;
    how(&mut feed);
    let feed = plain(feed);
    Ok(store.update_feed(&feed)?)
}

//! `kanbao opml`: subscriptions in and out; newsboat's and newsraft's lists are read too.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

use rust_i18n::t;

use super::args::OpmlCmd;
use super::context::{Context, warn_of};
use super::failure::{AtFile, Done, Said};
use super::save::save;
use super::{out, warned};
use crate::ingest::limits;
use crate::ingest::subscriptions::{self, Subscription};
use crate::store::Feed;

pub(crate) fn run(context: &Context, what: OpmlCmd) -> anyhow::Result<Done> {
    warn_of(&context.troubles);
    match what {
        OpmlCmd::Import { path } => import(context, &path),
        OpmlCmd::Export { output } => export(context, output.as_deref()),
    }
}

fn import(context: &Context, path: &Path) -> anyhow::Result<Done> {
    let text = read(path).at(path)?;
    let (found, warnings) = subscriptions::read(&text);
    for warning in &warnings {
        let said = warned::said(warning, context.lang);
        out::say(&format!("kanbao: {}: {said}", path.display()));
    }
    if found.is_empty() {
        return Err(Said(context.say("opml.nothing"))).at(path);
    }
    let feed = |one: &Subscription| Feed {
        title: one.title.clone().unwrap_or_default(),
        site: one.site.clone(),
        tags: one.tags.clone(),
        found: true,
        ..Feed::new(one.url.as_str())
    };
    let feeds: Vec<Feed> = found.iter().map(feed).collect();
    let added = context.store()?.add_feeds(&feeds)?;
    let known = found.len() - added;
    out::say(&t!(
        "opml.added",
        locale = context.lang.tag(),
        n = added,
        known = known
    ));
    Ok(if warnings.is_empty() {
        Done::Whole
    } else {
        Done::Partly
    })
}

fn read(path: &Path) -> io::Result<String> {
    let source: Box<dyn Read> = if path.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        Box::new(fs::File::open(path)?)
    };
    let mut bytes = Vec::new();
    source.take(limits::INPUT as u64).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn export(context: &Context, output: Option<&Path>) -> anyhow::Result<Done> {
    let subscriptions: Vec<Subscription> = context
        .store()?
        .feeds()?
        .into_iter()
        .map(|feed| Subscription {
            title: Some(feed.name().to_owned()),
            url: feed.url,
            site: feed.site,
            tags: feed.tags,
        })
        .collect();
    let opml = subscriptions::to_opml(&subscriptions, "kanbao 看報");
    match output {
        Some(_) if context.globals.restricted => {
            return Err(Said(context.say("failure.restricted")).into());
        }
        Some(path) => save(context, path, |mut file| {
            Ok(file.write_all(opml.as_bytes())?)
        })
        .at(path)?,
        None => {
            let mut out = out::data();
            out.write_all(opml.as_bytes())?;
            out.flush()?;
        }
    }
    Ok(Done::Whole)
}

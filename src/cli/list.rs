//! `kanbao list`: the headlines that a query finds, or how many.

use std::io::Write;

use jiff::civil::Date;
use serde::Serialize;

use super::args::{ByArg, ListArgs, SortArg};
use super::context::{Context, warn_of};
use super::failure::Done;
use super::out;
use crate::article::{ArticleId, Headline};
use crate::ingest::clean;
use crate::query::{Query, Sort};
use crate::store::{self, Page, Store};

/// Characters of a snippet, about.
const SNIPPET: usize = 60;

/// Headlines asked of the store at a time.
const PAGE: usize = 500;

/// A headline as `--json` prints it.
#[derive(Serialize)]
struct Row<'a> {
    id: ArticleId,
    title: &'a str,
    section: Option<&'a str>,
    publication: Option<&'a str>,
    edition: Date,
    published: Option<&'a str>,
    byline: Option<&'a str>,
    read: bool,
    starred: bool,
    /// Its text changed after it was read.
    changed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<String>,
    /// How many other articles tell the same story.
    #[serde(skip_serializing_if = "Option::is_none")]
    others: Option<u32>,
}

/// A number of articles, as `--count --by … --json` prints it.
#[derive(Serialize)]
struct Number {
    name: Option<String>,
    total: u64,
    unread: u64,
}

pub(crate) fn run(context: &Context, args: &ListArgs) -> anyhow::Result<Done> {
    warn_of(&context.troubles);
    let mut query = context.query(&args.query)?;
    if let Some(sort) = args.sort {
        query.sort = order(sort);
    }
    query.once = args.once;
    let store = context.stocked_store()?;
    match (args.count, args.by) {
        (true, Some(by)) => count_by(&store, &query, by, args.json)?,
        (true, None) => {
            let counts = store.count(&query)?;
            let mut out = out::data();
            if args.json {
                let number = Number {
                    name: None,
                    total: counts.total,
                    unread: counts.unread,
                };
                out::json(&mut out, &number)?;
            } else {
                writeln!(out, "{}", counts.total)?;
            }
            out.flush()?;
        }
        (false, _) => list(&store, &query, args)?,
    }
    Ok(Done::Whole)
}

fn order(sort: SortArg) -> Sort {
    match sort {
        SortArg::Newest => Sort::Newest,
        SortArg::Oldest => Sort::Oldest,
        SortArg::Relevance => Sort::Relevance,
    }
}

fn list(store: &Store, query: &Query, args: &ListArgs) -> anyhow::Result<()> {
    let mut out = out::data();
    each_page(
        store,
        query,
        args.limit.unwrap_or(usize::MAX),
        &mut |rows| {
            rows.iter()
                .try_for_each(|headline| print(&mut out, store, query, headline, args.json))
        },
    )?;
    out.flush()?;
    Ok(())
}

/// Walks a list page by page, as far as `limit`.
fn each_page(
    store: &Store,
    query: &Query,
    limit: usize,
    each: &mut dyn FnMut(&[Headline]) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut left = limit;
    let mut after = None;
    while left > 0 {
        let page = Page {
            after,
            backward: false,
            limit: PAGE.min(left),
        };
        let rows = store.list(query, page)?;
        each(&rows)?;
        let Some(last) = rows.last().filter(|_| rows.len() == page.limit) else {
            break;
        };
        after = Some(last.id);
        left -= rows.len();
    }
    Ok(())
}

fn print(
    out: &mut impl Write,
    store: &Store,
    query: &Query,
    headline: &Headline,
    json: bool,
) -> anyhow::Result<()> {
    let has_words = json && !query.words().is_empty();
    if !json {
        let mark = match headline {
            Headline { starred: true, .. } => "★",
            Headline { read: false, .. } => "●",
            Headline { changed: true, .. } => "±",
            _ => " ",
        };
        let section = headline.section.as_deref().unwrap_or("-");
        writeln!(
            out,
            "{}\t{}\t{mark}\t{section}\t{}",
            headline.id.0, headline.edition, headline.title
        )?;
        return Ok(());
    }
    let row = Row {
        id: headline.id,
        title: &headline.title,
        section: headline.section.as_deref(),
        publication: headline.publication.as_deref(),
        edition: headline.edition,
        published: headline.published.as_deref(),
        byline: headline.byline.as_deref(),
        read: headline.read,
        starred: headline.starred,
        changed: headline.changed,
        snippet: if has_words {
            snippet(store, query, headline.id)?
        } else {
            None
        },
        others: Some(headline.others).filter(|others| *others > 0),
    };
    out::json(out, &row)
}

/// The text around the first hit in the body, for a query with words.
fn snippet(store: &Store, query: &Query, id: ArticleId) -> anyhow::Result<Option<String>> {
    let Some(stored) = store.article(id)? else {
        return Ok(None);
    };
    let said = store::snippet(query, &stored.article, SNIPPET);
    // A direction may be opened within it and closed beyond it.
    Ok(said.map(|(text, _)| clean::line(&text).into_owned()))
}

fn count_by(store: &Store, query: &Query, by: ByArg, json: bool) -> anyhow::Result<()> {
    let numbers: Vec<Number> = match by {
        ByArg::Section => store
            .sections(query)?
            .into_iter()
            .map(|count| Number {
                name: count.section,
                total: count.total,
                unread: count.unread,
            })
            .collect(),
        ByArg::Day => store
            .days(query, usize::MAX)?
            .into_iter()
            .map(|count| Number {
                name: Some(count.day.to_string()),
                total: count.total,
                unread: count.unread,
            })
            .collect(),
        ByArg::Source => store
            .by_source(query)?
            .into_iter()
            .map(|(name, counts)| Number {
                name: Some(name),
                total: counts.total,
                unread: counts.unread,
            })
            .collect(),
    };
    let mut out = out::data();
    for number in numbers.iter().filter(|number| number.total > 0) {
        if json {
            out::json(&mut out, number)?;
        } else {
            writeln!(
                out,
                "{}\t{}\t{}",
                number.name.as_deref().unwrap_or("-"),
                number.total,
                number.unread
            )?;
        }
    }
    out.flush()?;
    Ok(())
}

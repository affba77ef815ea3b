//! `kanbao export`: articles out of the archive, as JSON Lines, Markdown, HTML or an EPUB book.

mod epub;
mod html;
mod markdown;

use std::io::{BufWriter, Write};

use super::args::{ExportArgs, FormatArg};
use super::context::{Context, warn_of};
use super::failure::{AtFile, Done, Said, Usage};
use super::out;
use super::save::save;
use crate::article::Stored;
use crate::query::Query;
use crate::store::{Page, Store};

/// Articles asked of the store at a time.
const PAGE: usize = 100;

pub(crate) fn run(context: &Context, args: &ExportArgs) -> anyhow::Result<Done> {
    warn_of(&context.troubles);
    if context.globals.restricted {
        return Err(Said(context.say("failure.restricted")).into());
    }
    let query = context.query(&args.query)?;
    let store = context.stocked_store()?;
    match &args.output {
        Some(path) => save(context, path, |file| match args.format {
            FormatArg::Epub => epub::write(file, &mut |each| each_article(&store, &query, each)),
            format => write(&store, &query, format, BufWriter::new(file)),
        })
        .at(path)?,
        None if args.format == FormatArg::Epub => {
            return Err(Usage(context.say("export.needs_file")).into());
        }
        None => write(&store, &query, args.format, out::data())?,
    }
    Ok(Done::Whole)
}

fn write(
    store: &Store,
    query: &Query,
    format: FormatArg,
    mut out: impl Write,
) -> anyhow::Result<()> {
    if format == FormatArg::Html {
        out.write_all(html::HEAD.as_bytes())?;
    }
    each_article(store, query, &mut |stored| {
        match format {
            FormatArg::Markdown => out.write_all(markdown::article(&stored.article).as_bytes())?,
            FormatArg::Html => out.write_all(html::article(&stored.article).as_bytes())?,
            FormatArg::Jsonl | FormatArg::Epub => out::json(&mut out, &stored.article)?,
        }
        Ok(())
    })?;
    if format == FormatArg::Html {
        out.write_all(html::TAIL.as_bytes())?;
    }
    Ok(out.flush()?)
}

/// What is done with each article.
type Each<'a> = &'a mut dyn FnMut(&Stored) -> anyhow::Result<()>;

fn each_article(store: &Store, query: &Query, each: Each<'_>) -> anyhow::Result<()> {
    let mut after = None;
    loop {
        let rows = store.list(
            query,
            Page {
                after,
                backward: false,
                limit: PAGE,
            },
        )?;
        for headline in &rows {
            // An article may go while others read: another reader's retention, say.
            if let Some(stored) = store.article(headline.id)? {
                each(&stored)?;
            }
        }
        match rows.last() {
            Some(last) if rows.len() == PAGE => after = Some(last.id),
            _ => return Ok(()),
        }
    }
}

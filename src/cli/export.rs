//! `kanbao export`: articles out of the archive, as JSON Lines, Markdown, HTML or an EPUB book.

mod epub;
mod html;
mod markdown;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use super::args::{ExportArgs, FormatArg};
use super::context::{Context, warn_of};
use super::failure::{AtFile, Done, Said, Usage};
use super::out;
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
        Some(path) => save(&store, &query, args.format, path).at(path)?,
        None if args.format == FormatArg::Epub => {
            return Err(Usage(context.say("export.needs_file")).into());
        }
        None => write(&store, &query, args.format, out::data())?,
    }
    Ok(Done::Whole)
}

/// Into a file beside the wanted one first: what was there before is whole until the new one is.
fn save(store: &Store, query: &Query, format: FormatArg, path: &Path) -> anyhow::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    // A new file: never somebody's own, nor what a link of somebody's leads to.
    let file = File::create_new(&part)?;
    let written = match format {
        FormatArg::Epub => epub::write(&file, &mut |each| each_article(store, query, each)),
        _ => write(store, query, format, BufWriter::new(&file)),
    };
    let kept = written
        .and_then(|()| Ok(file.sync_all()?))
        .and_then(|()| Ok(std::fs::rename(&part, path)?));
    if kept.is_err() {
        // The half-written part is ours; the error is what the reader has to hear of.
        let _ = std::fs::remove_file(&part);
    }
    kept
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

//! `kanbao show`: one article, set for a width, or as JSON.

use std::io::Write;

use anyhow::Context as _;
use jiff::civil::{Date, DateTime};
use rust_i18n::t;
use serde::Serialize;

use super::args::ShowArgs;
use super::context::{Context, warn_of};
use super::failure::{Done, Said};
use super::import::Item;
use super::out;
use crate::article::{ArticleId, Block, Stored, Version};
use crate::changes::Changes;
use crate::ingest::clean;
use crate::store::Store;
use crate::typeset::{Galley, Line, Role};

/// So many lines are set at a time.
const STRETCH: usize = 200;

/// An article of the archive as `--json` prints it: the shape of an item, and what the archive knows of it.
#[derive(Serialize)]
struct Row<'a> {
    number: ArticleId,
    source: &'a str,
    edition: Date,
    read: bool,
    starred: bool,
    /// Its text changed after it was read.
    changed: bool,
    revision: u32,
    item: Item<'a>,
}

pub(crate) fn run(context: &Context, args: &ShowArgs) -> anyhow::Result<Done> {
    warn_of(&context.troubles);
    let missing =
        || Said(t!("show.missing", locale = context.lang.tag(), id = args.id).into_owned());
    let store = context.stocked_store()?;
    let mut stored = store.article(ArticleId(args.id))?.with_context(missing)?;
    let columns = args.width.unwrap_or_else(out::columns);
    if args.changes {
        let (old, new) = versions(context, &store, args)?;
        let changes = Changes::between(&old.article, &new.article);
        if args.json {
            let row = ChangesRow {
                number: stored.id,
                from: old.revision,
                to: new.revision,
                since: new.since,
                changes: &changes,
            };
            let mut out = out::data();
            out::json(&mut out, &row)?;
            out.flush()?;
            return Ok(Done::Whole);
        }
        stored.article = new.article;
        print_text(context, &stored, changes.written().0, columns)?;
        return Ok(Done::Whole);
    }
    if args.revision.is_some() {
        let (version, _) = version(context, &store, args)?;
        (stored.revision, stored.article) = (version.revision, version.article);
    }
    if args.json {
        print_json(&stored)?;
    } else {
        print_text(context, &stored, stored.article.blocks.clone(), columns)?;
    }
    Ok(Done::Whole)
}

/// What changed as `--json` prints it: each stretch of text, and which version has it.
#[derive(Serialize)]
struct ChangesRow<'a> {
    number: ArticleId,
    from: u32,
    to: u32,
    /// When the newer version came, by this machine's clock.
    since: Option<DateTime>,
    #[serde(flatten)]
    changes: &'a Changes,
}

/// The version that is asked for, the last if none is, and those before it.
fn version(
    context: &Context,
    store: &Store,
    args: &ShowArgs,
) -> anyhow::Result<(Version, Vec<Version>)> {
    let mut versions = store.versions(ArticleId(args.id))?;
    let at = match args.revision {
        Some(wanted) => versions.iter().position(|v| v.revision == wanted),
        None => versions.len().checked_sub(1),
    };
    let missing = || {
        let kept: Vec<String> = versions.iter().map(|v| v.revision.to_string()).collect();
        let kept = kept.join(", ");
        Said(t!("show.no_revision", locale = context.lang.tag(), kept = kept).into_owned())
    };
    let at = at.with_context(missing)?;
    versions.truncate(at + 1);
    let version = versions.remove(at);
    Ok((version, versions))
}

/// A version and the one before it.
fn versions(
    context: &Context,
    store: &Store,
    args: &ShowArgs,
) -> anyhow::Result<(Version, Version)> {
    let (new, mut before) = version(context, store, args)?;
    let first = || Said(t!("show.first_revision", locale = context.lang.tag()).into_owned());
    let old = before.pop().with_context(first)?;
    Ok((old, new))
}

fn print_json(stored: &Stored) -> anyhow::Result<()> {
    let row = Row {
        number: stored.id,
        source: &stored.source,
        edition: stored.edition,
        read: stored.marks.read,
        starred: stored.marks.starred,
        changed: stored.marks.changed,
        revision: stored.revision,
        item: Item {
            article: &stored.article,
            body: stored.article.body(),
        },
    };
    let mut out = out::data();
    out::json(&mut out, &row)?;
    Ok(out.flush()?)
}

fn print_text(
    context: &Context,
    stored: &Stored,
    blocks: Vec<Block>,
    columns: u16,
) -> anyhow::Result<()> {
    let style = context.style(columns, stored.article.language.as_deref());
    let mut galley = Galley::new(head(stored), blocks, style, context.widths());
    let mut out = out::data();
    let mut row = galley.top();
    loop {
        for line in galley.lines(row, STRETCH) {
            // What is opened on one line may be closed on another.
            let line = plain(&line, &context.widths());
            writeln!(out, "{}", clean::text(&line))?;
        }
        let (next, moved) = galley.step(row, STRETCH as isize);
        if moved < STRETCH as isize {
            break;
        }
        row = next;
    }
    Ok(out.flush()?)
}

/// What stands over the text: kicker, headline, deck, and one line of section, page, day and byline.
fn head(stored: &Stored) -> Vec<(Role, String)> {
    let article = &stored.article;
    let mut head = Vec::new();
    head.extend(article.kicker.clone().map(|kicker| (Role::Kicker, kicker)));
    head.push((Role::Headline, article.title.clone()));
    head.extend(article.deck.clone().map(|deck| (Role::Deck, deck)));
    let day = Some(stored.edition.to_string());
    let parts = [
        article.section.clone(),
        article.page.clone(),
        day,
        article.byline.clone(),
    ];
    head.push((
        Role::Meta,
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
    ));
    head
}

/// A line as plain text: pieces at their columns.
fn plain(line: &Line, widths: &crate::typeset::Widths) -> String {
    let mut text = String::new();
    let mut column = 0;
    for piece in &line.pieces {
        let gap = usize::from(piece.column).saturating_sub(column);
        text.extend(std::iter::repeat_n(' ', gap));
        text.push_str(&piece.text);
        column += gap + widths.text(&piece.text);
    }
    text.truncate(text.trim_end_matches(' ').len());
    text
}

//! `kanbao sections`: every section with its total and unread counts.

use std::io::Write;

use serde::Serialize;

use super::args::JsonArgs;
use super::context::{Context, warn_of};
use super::failure::Done;
use super::out;
use crate::query::Query;

#[derive(Serialize)]
struct Row<'a> {
    section: Option<&'a str>,
    total: u64,
    unread: u64,
}

pub(crate) fn run(context: &Context, args: &JsonArgs) -> anyhow::Result<Done> {
    warn_of(&context.troubles);
    let counts = context.stocked_store()?.sections(&Query::default())?;
    let mut out = out::data();
    for count in &counts {
        let row = Row {
            section: count.section.as_deref(),
            total: count.total,
            unread: count.unread,
        };
        if args.json {
            out::json(&mut out, &row)?;
        } else {
            writeln!(
                out,
                "{}\t{}\t{}",
                row.section.unwrap_or("-"),
                row.total,
                row.unread
            )?;
        }
    }
    out.flush()?;
    Ok(Done::Whole)
}

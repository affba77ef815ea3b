//! Where a query's words stand in an article: what a reader sees marked, and the line that a list shows of it.
//!
//! The index keeps no text, so places are found in the article itself, folded as the index is, with offsets that lead back
//! to the very characters. A word is marked where the index found it: within one line, not within another word.

use std::ops::Range;

use super::tokens;
use crate::article::Article;
use crate::fold;
use crate::query::{self, Expr, Field, Query, Term};

/// The places of a query's words in an article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hits {
    /// In the title, in bytes.
    pub title: Vec<Range<usize>>,
    /// In the blocks: the block's index and the bytes of its text, in order, none overlapping another.
    pub blocks: Vec<(usize, Range<usize>)>,
}

/// Where the words that a query asks for (not those that it refuses) stand.
pub fn hits(query: &Query, article: &Article) -> Hits {
    let mut terms = Vec::new();
    wanted(&query.expr, &mut terms);
    let in_text = |text: &str, fields: [Field; 2]| {
        let such = terms.iter().filter(|term| fields.contains(&field(term)));
        merged(such.flat_map(|term| places(term, text)).collect())
    };
    let blocks = article.blocks.iter().enumerate().flat_map(|(at, block)| {
        let found = in_text(&block.text, [Field::Any, Field::Body]);
        found.into_iter().map(move |range| (at, range))
    });
    Hits {
        title: in_text(&article.title, [Field::Any, Field::Title]),
        blocks: blocks.collect(),
    }
}

/// A stretch of the body around the first hit, of about `chars` characters, and the hits in it; `None` where the body has none.
pub fn snippet(
    query: &Query,
    article: &Article,
    chars: usize,
) -> Option<(String, Vec<Range<usize>>)> {
    let found = hits(query, article);
    let (block, first) = found.blocks.first()?;
    let text = article.blocks.get(*block)?.text.as_str();
    let before = text
        .get(..first.start)?
        .char_indices()
        .rev()
        .take(chars / 3)
        .last();
    let start = before.map_or(first.start, |(at, _)| at);
    let end = text
        .get(start..)?
        .char_indices()
        .nth(chars)
        .map_or(text.len(), |(at, _)| start + at);
    let mut said = String::new();
    said.push_str(if start > 0 { "…" } else { "" });
    let shift = said.len();
    said.extend(
        text.get(start..end)?
            .chars()
            .map(|c| if c == '\n' || c == '\t' { ' ' } else { c }),
    );
    said.push_str(if end < text.len() { "…" } else { "" });
    let within = found
        .blocks
        .iter()
        .filter(|(at, range)| at == block && range.start >= start && range.end <= end);
    let hits = within
        .map(|(_, range)| range.start - start + shift..range.end - start + shift)
        .collect();
    Some((said, hits))
}

/// The terms about text that an article has to meet, or may.
fn wanted<'q>(expr: &'q Expr, into: &mut Vec<&'q Term>) {
    match expr {
        Expr::And(all) | Expr::Or(all) => all.iter().for_each(|expr| wanted(expr, into)),
        Expr::Term(term @ (Term::Text { .. } | Term::Regex { .. })) => into.push(term),
        Expr::All | Expr::Not(_) | Expr::Term(_) => {}
    }
}

fn field(term: &Term) -> Field {
    match term {
        Term::Text { field, .. } | Term::Regex { field, .. } => *field,
        _ => Field::Any,
    }
}

fn places(term: &Term, text: &str) -> Vec<Range<usize>> {
    match term {
        Term::Text {
            phrase,
            exact: true,
            ..
        } => fold::find_all(text, phrase, true),
        Term::Text { phrase, .. } => tokens::places(text, phrase),
        Term::Regex { pattern, .. } => query::regex(pattern)
            .map(|regex| {
                regex
                    .find_iter(text)
                    .map(|found| found.range())
                    .filter(|r| !r.is_empty())
                    .collect()
            })
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// In order, and those that touch or overlap made one.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut out: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

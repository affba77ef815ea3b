//! What SQLite cannot tell of a packed text by itself: whether it holds these very characters, or what a regular
//! expression describes. Called for the articles only that everything else in the query has let through.

use std::sync::{Arc, Mutex};

use regex::Regex;
use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};

use super::body::Codec;
use crate::article::Article;
use crate::fold::fold;
use crate::query::{self, Field};

/// The parts of an article that a field means, each a text of its own.
pub fn parts(article: &Article, field: i64) -> impl Iterator<Item = &str> {
    let any = field == Field::Any as i64;
    let (title, body) = (
        any || field == Field::Title as i64,
        any || field == Field::Body as i64,
    );
    let heads = [
        Some(&article.title),
        article.kicker.as_ref(),
        article.deck.as_ref(),
    ];
    let heads = heads.into_iter().flatten().filter(move |_| title);
    let byline = article.byline.iter().filter(move |_| any);
    let blocks = article
        .blocks
        .iter()
        .map(|block| &block.text)
        .filter(move |_| body);
    heads.chain(byline).chain(blocks).map(String::as_str)
}

/// Makes the functions known to a connection.
pub fn register(db: &Connection, codec: &Arc<Mutex<Codec>>) -> rusqlite::Result<()> {
    add(db, codec, "text_has_exactly", |context, article| {
        let wanted: String = context.get(2)?;
        Ok(parts(article, context.get(3)?).any(|text| text.contains(&wanted)))
    })?;
    add(db, codec, "text_has", |context, article| {
        let wanted = fold(&context.get::<String>(2)?);
        Ok(parts(article, context.get(3)?).any(|text| fold(text).contains(&wanted)))
    })?;
    add(db, codec, "text_matches", |context, article| {
        let regex: Arc<Regex> = context.get_or_create_aux(2, |pattern| {
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(query::regex(pattern.as_str()?)?)
        })?;
        Ok(parts(article, context.get(3)?).any(|text| regex.is_match(text)))
    })
}

fn add(
    db: &Connection,
    codec: &Arc<Mutex<Codec>>,
    name: &str,
    test: impl Fn(&Context<'_>, &Article) -> rusqlite::Result<bool> + Send + 'static,
) -> rusqlite::Result<()> {
    let codec = Arc::clone(codec);
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    db.create_scalar_function(name, 4, flags, move |context| {
        let bytes = context.get_raw(1).as_blob()?;
        let article = codec
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .article_known(context.get(0)?, bytes)
            .map_err(|error| rusqlite::Error::UserFunctionError(Box::new(error)))?;
        test(context, &article)
    })
}

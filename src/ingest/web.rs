//! A web page to the article that it was made for.

use super::{Harvest, Hints, Kind, html};
use crate::article::Article;

/// Reads a web page as one article.
pub fn read(text: &str, hints: &Hints) -> Harvest {
    let article = Article {
        link: hints.url.clone(),
        blocks: html::blocks(text, hints.url.as_deref()),
        ..Article::default()
    };
    Harvest {
        kind: Kind::Html,
        articles: vec![article],
        ..Harvest::default()
    }
}

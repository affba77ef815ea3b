//! Feeds: RSS 0.9 to 2.0 with or without a version, RDF, Atom 0.3 and 1.0, CDF, JSON Feed.
//!
//! Real feeds are broken, so there is one path and it is the forgiving one: the tokens of [`super::markup`], an item's elements at a time
//! ([`tree`]), their names by namespace rather than by prefix ([`names`]), and one mapping for all the families of XML ([`item`], [`channel`]).
//! A strict parser before it was tried and would only be a second opinion: of a well-known suite of 900 feeds it takes a quarter.
//! What an element means where formats differ, and which of two wins, follows that suite (feedparser's).

mod author;
mod channel;
mod content;
mod item;
mod json;
mod mistaken;
mod names;
mod sections;
mod tree;

use super::{Feed, Harvest, Hints, Kind, limits};
use crate::article::Article;

/// Reads a feed; each article is handed over as soon as it is whole, so that a million of them need not be held, with what the feed had said of
/// itself by the first of them.
pub fn read(text: &str, hints: &Hints, mut each: impl FnMut(Option<&Feed>, Article)) -> Harvest {
    if text
        .trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with('{')
    {
        let mut harvest = Harvest {
            kind: Kind::Feed,
            ..Harvest::default()
        };
        json::read(text, &mut harvest, &mut each);
        return harvest;
    }
    read_xml(std::iter::once(text), hints, each)
}

/// Reads a feed in XML that comes in pieces, each of which ends behind a tag: then not even its text is held whole.
pub fn read_xml<T: AsRef<str>>(
    texts: impl IntoIterator<Item = T>,
    hints: &Hints,
    mut each: impl FnMut(Option<&Feed>, Article),
) -> Harvest {
    let mut harvest = Harvest {
        kind: Kind::Feed,
        ..Harvest::default()
    };
    let mut about: Option<Feed> = None;
    let mut count = 0;
    let rest = tree::read(texts, hints.url.as_deref(), |entry, around| {
        count += 1;
        if count > limits::ARTICLES {
            return;
        }
        let about = about.get_or_insert_with(|| channel::feed(around));
        let mut article = item::article(entry);
        if article.language.is_none() {
            article.language.clone_from(&about.language);
        }
        each(Some(about), article);
    });
    if count > limits::ARTICLES {
        harvest.warn(
            "there are too many articles; the rest was left out",
            "the feed",
        );
    }
    if rest.is_cut {
        harvest.warn("a text was too long; its end was left out", "the feed");
    }
    harvest.feed = rest.is_feed.then(|| channel::feed(&[&rest.root]));
    harvest
}

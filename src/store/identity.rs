//! When two articles are the same one.
//!
//! Within a source: by its own name for the article (guid), else by link, else by content. What has neither guid nor
//! link (a page of newsprint, a text file) is known by its title on its day, and then only if the texts resemble each
//! other, for a column keeps its title from day to day. An article that is the same in everything is the same from
//! whatever source it comes, so that a page read from another path, or an export read back, adds nothing.

use std::collections::HashSet;

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::slots;
use crate::article::Article;

/// A hash that stands in `origins`. Of 64 bits: among ten million, two agree by chance once in 400,000 archives, and what
/// is lost then is that one article counts as a new version of another, with the earlier text kept.
pub type Key = i64;

/// How an article may be known again.
pub struct Identity {
    /// Everything but the source: found means there already, unchanged.
    pub whole: Key,
    /// The names by which the source knows it, surest first: found means the same article, perhaps changed.
    pub sure: Vec<Key>,
    /// Its title on its day: found means perhaps the same; the texts have to tell.
    pub likely: Option<Key>,
}

impl Identity {
    /// How `article` from `source` is known; `json` is the article as it is kept.
    pub fn of(source: &str, article: &Article, json: &[u8]) -> Self {
        let id = article.id.as_deref().filter(|id| !id.is_empty());
        let link = article.link.as_deref().filter(|link| !link.is_empty());
        let mut sure = Vec::new();
        if let Some(id) = id {
            sure.push(key(&["guid", source, id]));
        }
        if let Some(link) = link {
            // A link alone names no article: feeds give the front page's for every item.
            // Where the guid is the link, it says no more.
            if id != Some(link) {
                sure.push(key(&["link", source, link, &article.title]));
            }
        }
        let day = article.edition.map(|day| day.to_string());
        let day = day
            .as_deref()
            .or(article.published.as_deref().and_then(|time| time.get(..10)));
        let day = day.unwrap_or_default();
        let likely = sure
            .is_empty()
            .then(|| by_day(day, key(&["title", source, day, &article.title])));
        Self {
            whole: by_day(day, hash(json)),
            sure,
            likely,
        }
    }
}

impl Identity {
    /// The one by which it is best known in another file.
    pub fn surest(&self) -> Key {
        self.sure.first().copied().unwrap_or(self.whole)
    }
}

/// A hash whose first bits are the day's: what is printed together stands together in the file, and an import writes few
/// of its pages anew.
fn by_day(day: &str, key: Key) -> Key {
    const REST: i64 = (1 << 48) - 1;
    let days = day.parse::<Date>().map_or(0, slots::days_since_epoch);
    days << 48 | key & REST
}

/// A hash of bytes.
pub fn hash(bytes: &[u8]) -> Key {
    first_eight(Sha256::digest(bytes).as_slice())
}

fn key(parts: &[&str]) -> Key {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    first_eight(digest.finalize().as_slice())
}

fn first_eight(digest: &[u8]) -> Key {
    digest
        .iter()
        .take(8)
        .fold(0, |key, byte| key << 8 | i64::from(*byte))
}

/// Whether two texts are versions of one: half of the pairs of neighbouring characters of the shorter are in the other.
pub fn alike(one: &Article, other: &Article) -> bool {
    let (one, other) = (pairs(one), pairs(other));
    let smaller = one.len().min(other.len());
    smaller == 0 && one.len() == other.len()
        || one.intersection(&other).count() * 2 >= smaller.max(1)
}

/// How many pairs of neighbouring characters two texts share.
pub fn shared(one: &Article, other: &Article) -> usize {
    pairs(one).intersection(&pairs(other)).count()
}

/// Whether the text is the same; all else (dates, addresses, labels) may differ.
pub fn same_text(one: &Article, other: &Article) -> bool {
    (&one.title, &one.kicker, &one.deck, &one.byline, &one.blocks)
        == (
            &other.title,
            &other.kicker,
            &other.deck,
            &other.byline,
            &other.blocks,
        )
}

fn pairs(article: &Article) -> HashSet<(char, char)> {
    let chars: Vec<char> = article
        .blocks
        .iter()
        .flat_map(|block| block.text.chars())
        .filter(|c| c.is_alphanumeric())
        .collect();
    chars
        .iter()
        .copied()
        .zip(chars.iter().copied().skip(1))
        .collect()
}

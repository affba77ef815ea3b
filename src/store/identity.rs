//! When two articles are the same one.
//!
//! Within a source: by its own name for the article (guid), else by link, else by content. What has neither guid nor
//! link (a page of newsprint, a text file) is known by its title on its day, and then only if the texts resemble each
//! other, for a column keeps its title from day to day. An article that is the same in everything is the same from
//! whatever source it comes, so that a page read from another path, or an export read back, adds nothing.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::slots::{self, When};
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

/// Articles of one source as they are to be put in, if it gives one twice in different ways: each as the last of its names
/// says, by time and then by place. Otherwise its article would change there and back whenever it is given.
pub fn settled(articles: &[Article], today: Date) -> Option<Vec<Article>> {
    let mut groups: HashMap<Name, usize> = HashMap::new();
    let mut last: Vec<usize> = Vec::new();
    let mut group_of = Vec::with_capacity(articles.len());
    let mut differs = false;
    for (at, article) in articles.iter().enumerate() {
        let names = names(article);
        let known = names.iter().flatten().find_map(|name| groups.get(name));
        let group = known.copied().unwrap_or(last.len());
        match last.get_mut(group) {
            None => last.push(at),
            Some(last) => {
                let other = &articles[*last];
                differs |= other != article;
                if When::of(article, today) >= When::of(other, today) {
                    *last = at;
                }
            }
        }
        for name in names.into_iter().flatten() {
            groups.entry(name).or_insert(group);
        }
        group_of.push(group);
    }
    let said = |group: &usize| articles[last[*group]].clone();
    differs.then(|| group_of.iter().map(said).collect())
}

/// What a source surely knows an article by.
#[derive(PartialEq, Eq, Hash)]
enum Name<'a> {
    Guid(&'a str),
    Link(&'a str, &'a str),
}

/// As [`Identity::sure`] has them.
fn names(article: &Article) -> [Option<Name<'_>>; 2] {
    let given = |name: &&str| !name.is_empty();
    let guid = article.id.as_deref().filter(given);
    let link = article.link.as_deref().filter(given);
    let link = link.filter(|link| guid != Some(link));
    [
        guid.map(Name::Guid),
        link.map(|link| Name::Link(link, &article.title)),
    ]
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::article::Block;

    /// An article by guid, link, title, time and text; empty is none.
    fn article([guid, link, title, time, text]: [&str; 5]) -> Article {
        let given = |it: &str| (!it.is_empty()).then(|| it.to_owned());
        Article {
            id: given(guid),
            link: given(link),
            title: title.into(),
            published: given(time).map(|time| format!("2026-10-01T{time}:00Z")),
            blocks: vec![Block::paragraph(text)],
            ..Article::default()
        }
    }

    #[test]
    fn the_last_of_a_name_is_what_counts() {
        let check = |given: &[[&str; 5]], expect: Option<&[&str]>| {
            let articles: Vec<Article> = given.iter().map(|it| article(*it)).collect();
            let settled = settled(&articles, date(2026, 10, 1));
            let texts = settled.map(|all| all.iter().map(Article::body).collect::<Vec<_>>());
            let texts = texts
                .as_ref()
                .map(|all| all.iter().map(String::as_str).collect());
            assert_eq!(texts, expect.map(<[_]>::to_vec), "{given:?}");
        };
        check(&[], None);
        check(&[["1", "", "", "", "甲"], ["2", "", "", "", "乙"]], None);
        // Twice the same is no quarrel.
        check(&[["1", "", "", "", "甲"], ["1", "", "", "", "甲"]], None);
        let twice = [
            ["1", "", "", "", "甲"],
            ["2", "", "", "", "乙"],
            ["1", "", "", "", "丙"],
        ];
        check(&twice, Some(&["丙", "乙", "丙"]));
        // By time before place, as they are put in.
        let timed = [["1", "", "", "09:00", "甲"], ["1", "", "", "08:00", "乙"]];
        check(&timed, Some(&["甲", "甲"]));
        // A link names an article with its title; nothing else names one.
        let linked = |title| [["", "l", "題", "", "甲"], ["", "l", title, "", "乙"]];
        check(&linked("題"), Some(&["乙", "乙"]));
        check(&linked("目"), None);
        // Some give an article a new guid each time that they name it; its link leads to the one that is there.
        let renamed = [["1", "l", "題", "", "甲"], ["2", "l", "題", "", "乙"]];
        check(&renamed, Some(&["乙", "乙"]));
        let chain = [
            ["1", "l", "題", "", "甲"],
            ["2", "m", "題", "", "乙"],
            ["", "l", "題", "", "丙"],
            ["1", "m", "題", "", "丁"],
        ];
        check(&chain, Some(&["丁", "乙", "丁", "丁"]));
        // A guid that is the link names it whatever its title is.
        let same = [["l", "l", "題", "", "甲"], ["", "l", "題", "", "乙"]];
        check(&same, None);
        check(&[["", "", "題", "", "甲"], ["", "", "題", "", "乙"]], None);
    }
}

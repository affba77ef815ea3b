//! What an article's row in the full-text index holds.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::names::{Kind, Register};
use super::tokens::tokens;
use crate::article::{Article, ArticleId};

/// The token that every article has: what `NOT` takes away from.
pub const EVERY_ARTICLE: &str = "a";

/// The numbers of the names that an article bears.
pub struct Facets {
    /// Its section; 0 for none.
    pub section: i64,
    /// Its source.
    pub source: i64,
    /// Its paper.
    pub publication: Option<i64>,
    /// Author and tags.
    others: Vec<i64>,
}

impl Facets {
    /// The article's names, written down where they are new.
    pub fn of(
        db: &Connection,
        register: &mut Register,
        source: &str,
        article: &Article,
    ) -> rusqlite::Result<Self> {
        let mut number = |kind, name: &str| register.number(db, kind, name);
        let section = match article.section.as_deref().filter(|name| !name.is_empty()) {
            Some(name) => number(Kind::Section, name)?,
            None => 0,
        };
        let publication = match article
            .publication
            .as_deref()
            .filter(|name| !name.is_empty())
        {
            Some(name) => Some(number(Kind::Publication, name)?),
            None => None,
        };
        let author = article.author.as_deref().or(article.byline.as_deref());
        let mut others = Vec::new();
        if let Some(name) = author.filter(|name| !name.is_empty()) {
            others.push(number(Kind::Author, name)?);
        }
        for name in &article.tags {
            others.push(number(Kind::Tag, name)?);
        }
        let source = number(Kind::Source, source)?;
        Ok(Self {
            section,
            source,
            publication,
            others,
        })
    }

    fn tokens(&self, article: &Article) -> String {
        let mut tokens = format!(
            "{EVERY_ARTICLE} {} {}",
            name(self.section),
            name(self.source)
        );
        for id in self.publication.iter().chain(&self.others) {
            tokens.push(' ');
            tokens.push_str(&name(*id));
        }
        for token in article
            .language
            .iter()
            .flat_map(|tag| language_prefixes(tag))
        {
            tokens.push(' ');
            tokens.push_str(&token);
        }
        if let Some(page) = article.page.as_deref() {
            tokens.push(' ');
            tokens.push_str(&self::page(page));
        }
        tokens
    }
}

/// A name's token.
pub fn name(id: i64) -> String {
    format!("n{id}")
}

/// A page's token: `A4` and `a4` and `第A4版` are not the same; case and marks are no matter.
pub fn page(page: &str) -> String {
    format!("g{}", letters(page))
}

/// A language's token: `zh-Hant` has letters only.
pub fn language(tag: &str) -> String {
    format!("l{}", letters(tag))
}

/// `zh-Hant-HK` is found by `zh`, `zh-Hant` and itself.
fn language_prefixes(tag: &str) -> Vec<String> {
    let ends = tag.match_indices('-').map(|(at, _)| at).chain([tag.len()]);
    ends.map(|end| language(&tag[..end])).collect()
}

fn letters(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// An article's row, in tokens.
pub struct Row {
    title: String,
    body: String,
    byline: String,
    facets: String,
}

impl Row {
    /// The body's tokens.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// The tokens of its words, divided by spaces: all but those of names.
    pub fn words(&self) -> [&str; 3] {
        [&self.title, &self.body, &self.byline]
    }

    /// The row of an article's text, without names.
    pub fn of_text(article: &Article) -> Self {
        let heads = [&article.kicker, &article.deck]
            .into_iter()
            .flatten()
            .map(String::as_str);
        let heads: Vec<&str> = std::iter::once(article.title.as_str())
            .chain(heads)
            .collect();
        let body: Vec<&str> = article
            .blocks
            .iter()
            .map(|block| block.text.as_str())
            .collect();
        Self {
            title: tokens(&heads.join("\n")),
            body: tokens(&body.join("\n")),
            byline: article.byline.as_deref().map(tokens).unwrap_or_default(),
            facets: String::new(),
        }
    }
    /// The same with the names that the article bears.
    pub fn with(self, article: &Article, facets: &Facets) -> Self {
        Self {
            facets: facets.tokens(article),
            ..self
        }
    }
}

/// Takes rows out.
pub fn take_out(db: &Connection, mut rows: Vec<ArticleId>) -> rusqlite::Result<()> {
    rows.sort_unstable();
    let mut delete = db.prepare_cached("DELETE FROM search WHERE rowid = ?1")?;
    for id in rows {
        delete.execute([id.0])?;
    }
    Ok(())
}

/// Writes rows in the order of their numbers, which is the order in which the index is quickest.
pub fn write(db: &Connection, rows: BTreeMap<ArticleId, Row>) -> rusqlite::Result<()> {
    let mut insert = db.prepare_cached(
        "INSERT INTO search (rowid, title, body, byline, facets) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (id, row) in rows {
        insert.execute(params![id.0, row.title, row.body, row.byline, row.facets])?;
    }
    Ok(())
}

//! Articles of one source, however many: which of them count, and how a large batch is divided. Each part is a transaction,
//! and what another process's mark waits for is one of them.

use jiff::civil::Date;

use super::bell::Bell;
use super::error::Result;
use super::{Store, Tally, identity, lock, put};
use crate::article::{Article, ArticleId};

/// Articles put in with one transaction.
pub const PART: usize = 1_500;

/// Bytes of text put in with one transaction, or one article if it has more: what another process's mark waits for.
const PART_TEXT: usize = 2 << 20;

impl Store {
    /// Puts articles in; `today` dates what has no date. A large batch goes in parts, each a transaction or more, so that other
    /// processes' marks find their turn.
    ///
    /// # Errors
    /// What was in until then is, and putting it in again adds nothing.
    pub fn put(&mut self, source: &str, articles: &[Article], today: Date) -> Result<Tally> {
        self.put_numbered(source, articles, today)
            .map(|(tally, _)| tally)
    }

    /// As [`Store::put`]; says also which number each article has. `None`: it was removed earlier, and stays so.
    ///
    /// # Errors
    /// As [`Store::put`].
    pub fn put_numbered(
        &mut self,
        source: &str,
        articles: &[Article],
        today: Date,
    ) -> Result<(Tally, Vec<Option<ArticleId>>)> {
        self.may_write()?;
        self.finish_left(today)?;
        let settled = identity::settled(articles, today);
        let articles = settled.as_deref().unwrap_or(articles);
        let mut codec = lock(&self.codec);
        let mut done = Tally::default();
        let mut numbers = Vec::with_capacity(articles.len());
        let bell = Bell::of(&self.path);
        for part in parts(articles) {
            let (tally, ids) = put::put(
                &mut self.db,
                &mut codec,
                &mut self.slots,
                source,
                part,
                today,
                &bell,
            )
            .map_err(|error| error.named(&self.path))?;
            done.added += tally.added;
            done.updated += tally.updated;
            done.unchanged += tally.unchanged;
            numbers.extend(ids);
        }
        Ok((done, numbers))
    }
}

/// A batch in stretches of bounded length and size.
pub fn parts(articles: &[Article]) -> impl Iterator<Item = &[Article]> {
    let mut rest = articles;
    std::iter::from_fn(move || {
        let mut room = PART_TEXT;
        let fits = |article: &&Article| {
            let size = article.blocks.iter().map(|block| block.text.len()).sum();
            let fits = room >= size;
            room = room.saturating_sub(size);
            fits
        };
        let end = rest.iter().take(PART).take_while(fits).count().max(1);
        let (part, after) = rest.split_at(end.min(rest.len()));
        rest = after;
        (!part.is_empty()).then_some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Block;

    #[test]
    fn parts_are_bounded_in_number_and_size() {
        let check = |sizes: &[usize], expect: &[usize]| {
            let articles: Vec<Article> = sizes
                .iter()
                .map(|size| Article {
                    blocks: vec![Block::paragraph("x".repeat(*size))],
                    ..Article::default()
                })
                .collect();
            let found: Vec<usize> = parts(&articles).map(<[_]>::len).collect();
            assert_eq!(found, expect);
        };
        check(&[], &[]);
        check(&[10, 10], &[2]);
        check(&[PART_TEXT, 1, PART_TEXT + 1, 1], &[1, 1, 1, 1]);
        check(&[PART_TEXT / 2, PART_TEXT / 2, 1], &[2, 1]);
        check(&[0; PART + 1], &[PART, 1]);
    }
}

//! How a large batch is divided: each part is a transaction, and what another process's mark waits for is one of them.

use crate::article::Article;

/// Articles put in with one transaction.
pub const PART: usize = 1_500;

/// Bytes of text put in with one transaction, or one article if it has more: what another process's mark waits for.
const PART_TEXT: usize = 2 << 20;

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

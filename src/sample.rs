//! The edition that a new store begins with: three days of an invented Hong Kong paper, 維港晨報.
//!
//! Its articles are Markdown files in `src/sample/`, read by the same code as anybody's Markdown; `build.rs` packs them.

use crate::article::Article;
use crate::ingest::{self, Hints, Kind};

static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sample.zst"));

/// The articles of the sample edition, in the papers' order.
pub fn articles() -> Vec<Article> {
    let text = zstd::decode_all(PACKED).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    text.split('\u{1e}')
        .filter_map(|page| page.split_once('\n'))
        .filter_map(|(name, page)| {
            let hints = Hints {
                kind: Some(Kind::Markdown),
                name: Some(name.into()),
                ..Hints::default()
            };
            ingest::read(page.as_bytes(), &hints).ok()
        })
        .flat_map(|harvest| harvest.articles)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_edition_adds_little_to_the_program() {
        let text: usize = articles().iter().map(|article| article.body().len()).sum();
        assert!(text > 100_000, "{text} bytes of text");
        assert!(PACKED.len() < 64 << 10, "{} bytes packed", PACKED.len());
    }
}

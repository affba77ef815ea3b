//! Any bytes taken for a feed: no crash, and no character in any field that may not reach a terminal.
#![no_main]

use kanbao::ingest::{Hints, Kind, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let hints = Hints { kind: Some(Kind::Feed), ..Hints::default() };
    let Ok(harvest) = read(bytes, &hints) else { return };
    for article in &harvest.articles {
        let fields = [Some(&article.title), article.byline.as_ref(), article.link.as_ref(), article.section.as_ref()];
        let texts = fields.into_iter().flatten().chain(article.blocks.iter().map(|block| &block.text));
        for text in texts {
            assert!(!text.chars().any(|c| c.is_control() && c != '\n' && c != '\t'), "{text:?}");
        }
    }
});

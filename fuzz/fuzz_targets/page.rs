//! Any text taken for a newspaper page: no crash, and as many characters out as in, but for dropped mark-up.
#![no_main]

use kanbao::ingest::{Hints, page};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let harvest = page::read(text, &Hints::default());
    let blocks = harvest.articles.iter().flat_map(|article| &article.blocks);
    let kept: usize = blocks.map(|block| block.text.chars().filter(|c| c.is_alphanumeric()).count()).sum();
    assert!(kept <= text.chars().filter(|c| c.is_alphanumeric()).count(), "something was invented");
});

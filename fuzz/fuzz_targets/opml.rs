//! Any text as a list of subscriptions: no crash, nothing but web addresses comes of it, and what is written is read again,
//! folder by folder.
#![no_main]

use kanbao::ingest::subscriptions;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (found, _) = subscriptions::read(text);
    for it in &found {
        // One slash too few is still an address of the web, as browsers read it.
        let scheme = it.url.split(':').next().unwrap_or_default().to_ascii_lowercase();
        assert!(["http", "https"].contains(&scheme.as_str()), "{it:?}");
    }
    let written = subscriptions::to_opml(&found, "fuzz");
    let (again, _) = subscriptions::read(&written);
    let urls = |list: &[subscriptions::Subscription]| {
        let mut urls: Vec<String> = list.iter().map(|it| it.url.clone()).collect();
        urls.sort();
        urls
    };
    assert_eq!(urls(&again), urls(&found));
});

//! Any text as a list of subscriptions: no crash, nothing but web addresses comes of it, and what is written is read again.
#![no_main]

use kanbao::ingest::subscriptions;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (found, _) = subscriptions::read(text);
    for it in &found {
        assert!(it.url.starts_with("http://") || it.url.starts_with("https://"), "{it:?}");
    }
    let written = subscriptions::to_opml(&found, "fuzz");
    let (again, _) = subscriptions::read(&written);
    let urls = |list: &[subscriptions::Subscription]| list.iter().map(|it| it.url.clone()).collect::<Vec<_>>();
    assert_eq!(urls(&again), urls(&found));
});

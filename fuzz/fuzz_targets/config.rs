//! Any text as a configuration and as a theme: no crash.
#![no_main]

use kanbao::config::Config;
use kanbao::theme::Theme;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = Config::parse(text);
    let _ = Theme::parse("fuzz", text);
});

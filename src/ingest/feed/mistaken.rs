//! Characters that some program on the way took for others: Windows' for controls, UTF-8 for Windows'.

use encoding_rs::WINDOWS_1252;

/// Reads a text as it was before it was mistaken. References to controls are read so everywhere, by HTML's rules.
pub fn mend(text: &mut String) {
    if text.is_ascii() {
        return;
    }
    if has_controls(text) {
        *text = text.chars().map(meant).collect();
    }
    if let Some(written) = twice(text) {
        *text = written;
    }
}

/// Whether any of the controls from U+0080 stands in it.
fn has_controls(text: &str) -> bool {
    memchr::memchr_iter(0xc2, text.as_bytes())
        .any(|at| matches!(text.as_bytes().get(at + 1), Some(0x80..=0x9f)))
}

/// What a control was before somebody took Windows' characters for Unicode's: ’ … “ and their kin.
fn meant(c: char) -> char {
    match u8::try_from(u32::from(c)) {
        Ok(byte @ 0x80..=0x9f) => WINDOWS_1252
            .decode_without_bom_handling(&[byte])
            .0
            .chars()
            .next()
            .unwrap_or(c),
        _ => c,
    }
}

/// UTF-8 that was taken for Windows' characters and written as UTF-8 once more: `å ±` and their kin for 報. Only where the whole text comes out
/// as UTF-8, which words meant as they stand do not.
fn twice(text: &str) -> Option<String> {
    let mut odd = text.chars().skip_while(char::is_ascii);
    let begins = odd.next().is_some_and(|c| matches!(c, '\u{c2}'..='\u{f4}'));
    if !begins || odd.next().is_none_or(|c| c.is_ascii()) {
        return None;
    }
    let (bytes, _, failed) = WINDOWS_1252.encode(text);
    if failed {
        return None;
    }
    std::str::from_utf8(&bytes).ok().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_mistaken_is_read_as_it_was() {
        let check = |text: &str, expect: &str| {
            let mut mended = text.to_owned();
            mend(&mut mended);
            assert_eq!(mended, expect, "{text}");
        };
        check("it\u{92}s \u{85}", "it’s …");
        check("â€¦", "…");
        check("ä¸\u{ad}æ–‡", "中文");
        check("cafÃ©, noÃ«l", "café, noël");
        // As they stand.
        check("café", "café");
        check("ÃÉÃ", "ÃÉÃ");
        check("cafÃ© 海", "cafÃ© 海");
        check("看報", "看報");
        check("plain", "plain");
    }
}

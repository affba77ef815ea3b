//! How keys are written: `j`, `C-d`, `M-x`, `<Space>`, `S-<Tab>`, and chords as one word: `[d`.

use crate::term::{Code, Key};

const NAMES: &[(&str, Code)] = &[
    ("Space", Code::Char(' ')),
    ("Enter", Code::Enter),
    ("Esc", Code::Esc),
    ("Tab", Code::Tab),
    ("BS", Code::Backspace),
    ("Backspace", Code::Backspace),
    ("Del", Code::Delete),
    ("Ins", Code::Insert),
    ("Up", Code::Up),
    ("Down", Code::Down),
    ("Left", Code::Left),
    ("Right", Code::Right),
    ("Home", Code::Home),
    ("End", Code::End),
    ("PgUp", Code::PageUp),
    ("PgDn", Code::PageDown),
    ("lt", Code::Char('<')),
];

/// The keys that a word of the configuration means; `None` if it is empty or names a key that is none.
pub fn parse_keys(text: &str) -> Option<Vec<Key>> {
    let mut keys = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (key, after) = parse_key(rest)?;
        keys.push(key);
        rest = after;
    }
    (!keys.is_empty()).then_some(keys)
}

fn parse_key(text: &str) -> Option<(Key, &str)> {
    for (mark, set) in [
        ("C-", (|key| key.ctrl = true) as fn(&mut Key)),
        ("M-", |key| key.alt = true),
        ("A-", |key| key.alt = true),
        ("S-", |key| key.shift = true),
    ] {
        // "C-" alone is two keys; followed by anything it is Control.
        if let Some(after) = text.strip_prefix(mark).filter(|after| !after.is_empty()) {
            let (mut key, after) = parse_key(after)?;
            set(&mut key);
            return Some((key, after));
        }
    }
    if let Some((name, after)) = text.strip_prefix('<').and_then(|text| text.split_once('>')) {
        return Some((Key::plain(named(name)?), after));
    }
    let first = text.chars().next()?;
    Some((Key::char(first), &text[first.len_utf8()..]))
}

fn named(name: &str) -> Option<Code> {
    let known = NAMES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name));
    if let Some((_, code)) = known {
        return Some(*code);
    }
    let number = name.strip_prefix(['F', 'f'])?.parse().ok()?;
    (1..=24).contains(&number).then_some(Code::F(number))
}

/// A key as the configuration writes it.
pub fn write_key(key: Key) -> String {
    let name = NAMES.iter().find(|(_, code)| *code == key.code);
    let base = match (name, key.code) {
        (Some((name, _)), _) => format!("<{name}>"),
        (None, Code::Char(c)) => c.to_string(),
        (None, Code::F(number)) => format!("<F{number}>"),
        (None, _) => String::new(),
    };
    let marks = [(key.ctrl, "C-"), (key.alt, "M-"), (key.shift, "S-")];
    let marks: String = marks.iter().filter(|m| m.0).map(|m| m.1).collect();
    marks + &base
}

/// Keys as the configuration writes them. `<` begins a name only where something follows it.
pub fn write_keys(keys: &[Key]) -> String {
    match keys {
        [only] if *only == Key::char('<') => "<".to_owned(),
        _ => keys.iter().copied().map(write_key).collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keys_are_written_as_a_vim_user_would() {
        let check = |text: &str, expect: Option<Vec<Key>>| {
            assert_eq!(parse_keys(text), expect, "{text}");
        };
        check("j", Some(vec![Key::char('j')]));
        check("G", Some(vec![Key::char('G')]));
        check("C-d", Some(vec![Key::ctrl('d')]));
        check("[d", Some(vec![Key::char('['), Key::char('d')]));
        check("<Space>", Some(vec![Key::char(' ')]));
        check("<space>", Some(vec![Key::char(' ')]));
        check("<F5>", Some(vec![Key::plain(Code::F(5))]));
        check("<", Some(vec![Key::char('<')]));
        check("<lt>", Some(vec![Key::char('<')]));
        check("C-", Some(vec![Key::char('C'), Key::char('-')]));
        check(
            "S-<Tab>",
            Some(vec![Key {
                shift: true,
                ..Key::plain(Code::Tab)
            }]),
        );
        check("社", Some(vec![Key::char('社')]));
        check("", None);
        check("<Nothing>", None);
        check("<F99>", None);
    }

    #[test]
    fn a_lone_key_is_shown_as_it_stands_on_the_keyboard() {
        assert_eq!(write_keys(&[Key::char('<')]), "<");
        assert_eq!(write_keys(&[Key::char('<'), Key::char('a')]), "<lt>a");
    }

    proptest! {
        #[test]
        fn what_is_written_can_be_read(text in "(C-|M-)?([a-zA-Z\\[\\]?/:]|<Up>|<Space>|<F3>|<lt>)") {
            let keys = parse_keys(&text).expect("written by the rules");
            prop_assert_eq!(parse_keys(&write_keys(&keys)), Some(keys));
        }

        #[test]
        fn no_text_is_too_much(text in ".*") {
            let _ = parse_keys(&text);
        }
    }
}

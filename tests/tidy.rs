//! The house rules that a compiler does not keep: who may import whom, what stands at the head of a file, how long a file
//! may be, and that every sentence exists in every language.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What each room may import of ours; the map in `src/lib.rs` says the same in words.
const DOORS: &[(&str, &[&str])] = &[
    ("article", &[]),
    ("theme", &[]),
    ("term", &[]),
    ("fold", &[]),
    ("words", &[]),
    ("config", &["words"]),
    ("sound", &["fold"]),
    ("query", &["fold", "sound"]),
    ("changes", &["article"]),
    ("ingest", &["article"]),
    ("typeset", &["article"]),
    ("store", &["article", "query", "fold", "sound"]),
    ("fetch", &["ingest", "article"]),
    ("sample", &["ingest", "article"]),
    (
        "tui",
        &[
            "article", "changes", "query", "sound", "typeset", "theme", "words", "term",
        ],
    ),
    (
        "session",
        &[
            "article", "query", "sound", "typeset", "theme", "words", "term", "tui", "store",
            "config", "fetch", "fold", "ingest",
        ],
    ),
];

/// Of `term`, the screen's rooms know what comes in, nothing of how bytes go out.
const INPUT_TYPES: &[&str] = &["Input", "Key", "Code", "Mouse", "MouseAction", "Report"];

/// The longest that a file may be, tests and all.
const LONGEST: usize = 600;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below a folder, with its path from the root and its text.
fn files(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let folder = root().join(folder);
    if folder.is_dir() {
        collect(&folder, &mut found);
    }
    found.sort();
    found
}

fn collect(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let name = path.strip_prefix(root()).unwrap().display().to_string();
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The room that a file of `src` belongs to.
fn room(file: &str) -> &str {
    let inside = file.trim_start_matches("src/");
    inside.split(['/', '.']).next().unwrap()
}

/// The rooms that a text names after `crate::`, and the name after that.
fn imports(text: &str) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    // What only tests import is not part of the house.
    let code: Vec<&str> = code
        .take_while(|line| !line.contains("#[cfg(test)]"))
        .collect();
    let code = code.join("\n");
    for (at, _) in code.match_indices("crate::") {
        let path = &code[at + "crate::".len()..];
        let end = path
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(path.len());
        let (room, rest) = path.split_at(end);
        for name in names_after(rest) {
            found.insert((room.to_owned(), name));
        }
    }
    found
}

/// `::Input`, or each of `::{Input, Key as K}`.
fn names_after(rest: &str) -> Vec<String> {
    let Some(rest) = rest.strip_prefix("::") else {
        return vec![String::new()];
    };
    let list = rest
        .strip_prefix('{')
        .and_then(|rest| rest.split_once('}'))
        .map(|(list, _)| list);
    let word = |text: &str| {
        text.trim()
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect::<String>()
    };
    list.map_or_else(
        || vec![word(rest)],
        |list| {
            list.split(',')
                .map(word)
                .filter(|w| !w.is_empty())
                .collect()
        },
    )
}

#[test]
fn doors_open_the_right_way() {
    let doors: BTreeMap<&str, &[&str]> = DOORS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (file, text) in files("src") {
        let here = room(&file);
        if here == "cli" || here == "main" || here == "lib" || file.ends_with("tests.rs") {
            continue;
        }
        let allowed = doors
            .get(here)
            .unwrap_or_else(|| panic!("{file}: a room without a place in the plan"));
        for (there, name) in imports(&text) {
            let known = doors.contains_key(there.as_str()) || there == "cli";
            let outgoing =
                here == "tui" && there == "term" && !INPUT_TYPES.contains(&name.as_str());
            if known && there != here && !allowed.contains(&there.as_str()) || outgoing {
                wrong.push(format!("{file}: {there}::{name}"));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "doors that open the wrong way:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_file_says_why_it_exists() {
    for folder in ["src", "tests", "benches"] {
        for (file, text) in files(folder) {
            assert!(
                text.starts_with("//! "),
                "{file} does not begin with what it is for"
            );
        }
    }
}

#[test]
fn no_file_holds_more_than_one_idea() {
    for (file, text) in files("src") {
        let lines = text.lines().count();
        assert!(
            lines <= LONGEST,
            "{file} has {lines} lines: split it by idea"
        );
    }
}

#[test]
fn every_sentence_exists_in_every_language() {
    let sentences = sentences();
    for (name, languages) in &sentences {
        assert_eq!(
            languages.iter().map(String::as_str).collect::<Vec<_>>(),
            ["en", "zh-Hant"],
            "{name}"
        );
    }
    let mut missing = Vec::new();
    for (file, text) in files("src") {
        for (at, _) in text.match_indices("t!(\"") {
            let bounded = at == 0 || !text.as_bytes()[at - 1].is_ascii_alphanumeric();
            let name = text[at + 4..].split('"').next().unwrap();
            if bounded && name.contains('.') && !name.contains('{') && !sentences.contains_key(name)
            {
                missing.push(format!("{file}: {name}"));
            }
        }
    }
    assert!(
        missing.is_empty(),
        "sentences that nobody wrote:\n{}",
        missing.join("\n")
    );
}

/// The names in the locale files and their languages. The files are flat: a name at column 0, languages two further in.
fn sentences() -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for entry in fs::read_dir(root().join("src/locales")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let mut name = String::new();
        for line in text.lines() {
            let key = line.split(':').next().unwrap_or_default();
            if line.starts_with(|c: char| c.is_ascii_lowercase()) {
                name = key.to_owned();
                assert!(
                    found.insert(name.clone(), BTreeSet::new()).is_none(),
                    "{name} stands twice"
                );
            } else if let Some(language) = key
                .strip_prefix("  ")
                .filter(|l| ["en", "zh-Hant"].contains(l))
            {
                found
                    .entry(name.clone())
                    .or_default()
                    .insert(language.to_owned());
            }
        }
    }
    found
}

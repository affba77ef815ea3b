//! What is a reader's own stays so: modes of files, what the log holds, and what restricted mode refuses.

mod support;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::json;
use support::Desk;

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn stocked() -> Desk {
    let desk = Desk::new();
    let line = json!({"title": "秘密題目", "edition": "2026-10-01", "link": "https://ok.example/a", "blocks": [{"kind": "paragraph", "text": "秘密內文。"}]});
    desk.write("in.jsonl", format!("{line}\n"));
    desk.done(&["import", "in.jsonl"]);
    desk
}

#[test]
fn the_store_and_what_stands_beside_it_are_for_their_owner() {
    let desk = stocked();
    desk.done(&["mark", "starred", "秘密"]);
    let folder = desk.path(".local/share/kanbao");
    assert_eq!(mode(&folder), 0o700);
    let files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(!files.is_empty());
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[test]
fn the_log_says_what_was_done_and_quotes_nothing() {
    let desk = stocked();
    let log = ["--log", "log.txt"];
    desk.done(&[&log[..], &["list", "秘密"]].concat());
    desk.done(&[&log[..], &["import", "in.jsonl"]].concat());
    desk.done(&[&log[..], &["export"]].concat());
    desk.done(
        &[
            &log[..],
            &[
                "feed",
                "add",
                "--as-is",
                "https://me:word@ok.example/feed?token=abc",
            ],
        ]
        .concat(),
    );
    desk.run(&[&log[..], &["import", "missing\x1b[31m.txt"]].concat());
    let text = std::fs::read_to_string(desk.path("log.txt")).unwrap();
    assert_eq!(mode(&desk.path("log.txt")), 0o600);
    assert!(
        text.contains("start") && text.contains("kanbao.db") && text.contains("end"),
        "{text}"
    );
    for secret in ["秘密", "word", "token", "abc", "\x1b"] {
        assert!(!text.contains(secret), "{secret:?} in:\n{text}");
    }
}

#[test]
fn restricted_mode_makes_no_file_but_the_store() {
    let desk = stocked();
    let before = names(&desk);
    let refused: [&[&str]; 7] = [
        &["export"],
        &["export", "-o", "out.jsonl"],
        &["export", "--format", "epub", "-o", "out.epub"],
        &["backup", "out.db"],
        &["doctor", "--repair"],
        &["opml", "export", "-o", "out.opml"],
        &["--log", "out.log", "list"],
    ];
    for arguments in refused {
        let gave = desk.run(&[&["--restricted"], arguments].concat());
        assert_eq!(gave.code, 1, "{arguments:?}: {}", gave.err);
        assert!(
            gave.err.contains("restricted"),
            "{arguments:?}: {}",
            gave.err
        );
        assert_eq!(gave.out, "", "{arguments:?}");
    }
    assert_eq!(names(&desk), before);
    // What only reads, and marks, goes on.
    for arguments in [
        &["list"][..],
        &["sections"],
        &["mark", "read", "秘密"],
        &["doctor"],
        &["theme", "list"],
        &["config", "default"],
    ] {
        assert_eq!(
            desk.run(&[&["--restricted"], arguments].concat()).code,
            0,
            "{arguments:?}"
        );
    }
    assert_eq!(names(&desk), before, "nothing but the store's own files");
}

/// What lies on the desk, but for the store's folder.
fn names(desk: &Desk) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(desk.path(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

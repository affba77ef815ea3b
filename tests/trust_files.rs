//! Files that go out and files that come from elsewhere: what is exported runs nothing where it is opened, takes nobody's place,
//! and is its owner's; themes and settings that somebody gave away are read as text, or not at all.

mod support;

use std::io::Read;
use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
use std::path::Path;

use serde_json::json;
use support::hostile::{is_balanced, obeyed};
use support::{Desk, Gave};

/// Addresses that a browser would run, or that would break out of where they stand.
const RUN: [&str; 6] = [
    "javascript:alert(31337)",
    " JaVaScRiPt:alert(31337)",
    "data:text/html,<script>alert(31337)</script>",
    "vbscript:31337",
    "file:///etc/31337",
    "https://ok.example/x)<script>alert(31337)</script>\"'>",
];

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn pipe(path: &Path) {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    mknodat(CWD, path, FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
}

fn stocked() -> Desk {
    let desk = Desk::new();
    desk.write("one.md", "# 題\n\n船照常開。");
    desk.done(&["import", "one.md"]);
    desk
}

#[test]
fn what_is_exported_runs_nothing_where_it_is_opened() {
    let desk = Desk::new();
    let mut lines = String::new();
    for (n, address) in RUN.iter().enumerate() {
        let link = json!([{"start": 0, "end": 6, "style": "link", "url": address}]);
        let block = |kind: &str| json!({"kind": kind, "text": "按這裏看", "spans": link});
        let blocks = ["paragraph", "image", "quote", "list", "verse", "caption"].map(block);
        let line = json!({"id": format!("j{n}"), "title": "<script>alert(31337)</script>", "link": address, "language": "\"><script>",
            "edition": "2026-10-01", "blocks": blocks});
        lines += &format!("{line}\n");
        let shown = address.trim().replace('"', "&quot;");
        desk.write(
            &format!("in/{n}.md"),
            format!("# 題{n}\n\n[按這裏](<{shown}>) ![圖](<{shown}>) <{shown}>"),
        );
        desk.write(
            &format!("in/{n}.html"),
            format!("<title>題{n}</title><article><h1>題{n}</h1><p><a href=\"{shown}\">按這裏</a>海面平靜。<img src=\"{shown}\" alt=\"圖\"></p></article>"),
        );
    }
    desk.write("in/all.jsonl", lines);
    desk.run(&["import", "in"]);
    let html = desk.done(&["export", "--format", "html"]);
    desk.done(&["export", "--format", "epub", "-o", "book.epub"]);
    let mut book =
        zip::ZipArchive::new(std::fs::File::open(desk.path("book.epub")).unwrap()).unwrap();
    let mut pages = vec![("html".to_owned(), html)];
    for at in 0..book.len() {
        let mut file = book.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        assert!(!name.contains("..") && !name.starts_with('/'), "{name}");
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        pages.push((name, text));
    }
    assert!(pages.len() > 18, "{} pages", pages.len());
    for (name, page) in &pages {
        for target in page.split("href=\"").skip(1) {
            let target = target.split('"').next().unwrap_or_default();
            let is_own = !target.contains(':');
            assert!(
                is_own || target.starts_with("https://ok.example/"),
                "{name}: {target}"
            );
        }
        assert!(
            !page.contains("<script") && !page.contains("<img"),
            "{name}:\n{page}"
        );
    }
    let markdown = desk.done(&["export", "--format", "markdown"]);
    let parts = markdown
        .split("\n---\n")
        .filter(|part| !part.starts_with("title:"));
    for part in parts {
        let body = part.split_once("\n---\n").map_or(part, |(_, body)| body);
        for address in RUN[..5].iter().map(|it| it.trim()) {
            assert!(!body.contains(&format!("](<{address}")), "{body}");
        }
        assert!(!body.contains("](<https://ok.example/x)<"), "{body}");
    }
}

#[test]
fn what_is_exported_is_its_owners_and_takes_no_other_place() {
    let desk = stocked();
    for arguments in [
        &["export", "-o", "new"][..],
        &["opml", "export", "-o", "new"],
        &["export", "--format", "epub", "-o", "new"],
        &["backup", "new"],
    ] {
        desk.done(arguments);
        assert_eq!(mode(&desk.path("new")), 0o600, "{arguments:?}");
        std::fs::remove_file(desk.path("new")).unwrap();
    }
    // Whoever may read what was there may read what takes its place.
    desk.write("shown", "before");
    std::fs::set_permissions(desk.path("shown"), PermissionsExt::from_mode(0o644)).unwrap();
    desk.done(&["export", "--format", "html", "-o", "shown"]);
    assert_eq!(mode(&desk.path("shown")), 0o644);
    assert!(
        std::fs::read_to_string(desk.path("shown"))
            .unwrap()
            .contains("船照常開")
    );
    // A device stays one.
    pipe(&desk.path("pipe"));
    let path = desk.path("pipe");
    let reader = std::thread::spawn(move || std::fs::read_to_string(path).unwrap());
    desk.done(&["export", "-o", "pipe"]);
    assert!(reader.join().unwrap().contains("船照常開"));
    assert_eq!(desk.run(&["backup", "--force", "pipe"]).code, 1);
    assert!(desk.path("pipe").metadata().unwrap().file_type().is_fifo());
}

#[test]
fn no_file_takes_the_place_of_the_store() {
    let desk = stocked();
    desk.done(&["mark", "starred", "題"]);
    let store = desk.path(".local/share/kanbao/kanbao.db");
    symlink(&store, desk.path("link.db")).unwrap();
    let own = |ending: &str| format!(".local/share/../share/kanbao/kanbao.db{ending}");
    let copy = std::fs::read(&store).unwrap();
    for place in [
        own(""),
        own("-wal"),
        own("-shm"),
        own(".marks.jsonl"),
        own(".marks.jsonl.1"),
        own(".marks.jsonl.3"),
        "link.db".into(),
    ] {
        for arguments in [
            &["backup", "--force"][..],
            &["export", "-o"],
            &["export", "--format", "epub", "-o"],
            &["opml", "export", "-o"],
        ] {
            let gave = desk.run(&[arguments, &[place.as_str()]].concat());
            assert_eq!(gave.code, 1, "{arguments:?} {place}");
            assert!(gave.err.contains("archive itself"), "{}", gave.err);
            assert_eq!(gave.err.lines().count(), 1, "{}", gave.err);
        }
    }
    assert!(std::fs::read(&store).unwrap() == copy);
    assert_eq!(desk.done(&["list", "--count", "is:starred"]).trim(), "1");
    // Beside it there is room for a copy.
    desk.done(&["backup", ".local/share/kanbao/kanbao.db.bak"]);
}

#[test]
fn no_file_is_written_through_a_link_or_in_its_place() {
    let desk = stocked();
    desk.write("theirs", "before");
    symlink("theirs", desk.path("link")).unwrap();
    symlink("nowhere", desk.path("loose")).unwrap();
    for arguments in [
        &["backup", "--force"][..],
        &["export", "-o"],
        &["export", "--format", "epub", "-o"],
        &["opml", "export", "-o"],
    ] {
        for place in ["link", "loose"] {
            let gave = desk.run(&[arguments, &[place]].concat());
            assert_eq!(gave.code, 1, "{arguments:?} {place}");
            assert!(gave.err.contains("is a link"), "{}", gave.err);
            assert!(desk.path(place).is_symlink(), "{arguments:?} {place}");
        }
    }
    assert_eq!(
        std::fs::read_to_string(desk.path("theirs")).unwrap(),
        "before"
    );
    assert!(!desk.path("nowhere").exists());
    // What stands for standard output does so where that is no file.
    let all = desk.done(&["export", "-o", "/dev/stdout"]);
    assert!(all.contains("船照常開"), "{all}");
}

fn assert_plain(what: &str, gave: &Gave) {
    assert_eq!(
        (obeyed(&gave.out), obeyed(&gave.err)),
        (None, None),
        "{what}"
    );
}

#[test]
fn a_theme_that_somebody_gave_away_is_text() {
    let desk = stocked();
    let theme = "# \x1b]0;pwned\x07\ninherits = \"dark\"\nlabel = { en = \"\\u001b]0;pwned\\u0007\\u009b31337m\" }\n";
    let folder = ".config/kanbao/themes";
    desk.write(&format!("{folder}/given.toml"), theme);
    desk.write(
        &format!("{folder}/\x1b[31337m.toml"),
        "inherits = \"dark\"\n",
    );
    // What is no file is not waited for, and what no theme can be is not read.
    pipe(&desk.path(folder).join("pipe.toml"));
    symlink("/dev/zero", desk.path(folder).join("zero.toml")).unwrap();
    desk.write(&format!("{folder}/long.toml"), "#".repeat(3 << 20));
    for arguments in [
        &["theme", "list"][..],
        &["theme", "list", "--json"],
        &["theme", "show", "given"],
        &["theme", "show", "pipe"],
        &["theme", "show", "zero"],
        &["theme", "show", "long"],
        &["--theme", "given", "doctor"],
        &["doctor", "--json"],
    ] {
        assert_plain(&format!("{arguments:?}"), &desk.run(arguments));
    }
    let said = desk.run(&["theme", "list"]);
    assert!(
        said.out.contains("given") || said.err.contains("given"),
        "{}{}",
        said.out,
        said.err
    );
    for missing in ["pipe.toml", "zero.toml", "long.toml"] {
        assert!(said.err.contains(missing), "{}", said.err);
    }
}

#[test]
fn settings_without_end_are_refused() {
    let desk = stocked();
    desk.write("long.toml", "#".repeat(3 << 20));
    for file in ["/dev/zero", "long.toml"] {
        let gave = desk.run(&["--config", file, "list"]);
        assert_eq!(gave.code, 1, "{file}");
        assert!(gave.err.contains("too large"), "{}", gave.err);
    }
}

/// Directions that are closed, but beyond what is shown: of a title, an opening, a snippet, a line of a text.
#[test]
fn what_is_shown_of_a_text_leaves_no_direction_open() {
    let desk = Desk::new();
    let long = format!(
        "\u{2067}{}針{}\u{2069}尾",
        "船照常開。".repeat(40),
        "船照常開，".repeat(8)
    );
    let title = format!("題\u{2067}{}\u{2069}尾", "字 ".repeat(6_000));
    let dashes = format!("\u{2067}{}\u{2069}尾", "船照常開".repeat(40));
    let lines = [
        json!({"id": "a", "title": title, "blocks": [{"kind": "paragraph", "text": long}]}),
        json!({"id": "b", "blocks": [{"kind": "paragraph", "text": dashes}]}),
        json!({"id": "c", "title": "針", "blocks": [{"kind": "verse", "text": long}, {"kind": "table", "text": format!("{long}\t{long}")}]}),
    ];
    desk.write("in.jsonl", lines.map(|line| format!("{line}\n")).concat());
    desk.write("in.md", format!("{dashes}\n\n{long}\n"));
    desk.done(&["import", "in.jsonl", "in.md"]);
    let mut said = vec![desk.done(&["list"]), desk.done(&["list", "--json", "針"])];
    for row in desk.json(&["list", "--json"]) {
        let id = row["id"].to_string();
        for width in ["20", "80"] {
            said.push(desk.done(&["show", "--width", width, &id]));
        }
    }
    for format in ["jsonl", "html", "markdown"] {
        said.push(desk.done(&["export", "--format", format]));
    }
    for line in said.iter().flat_map(|text| text.lines()) {
        let short: String = line.chars().take(60).collect();
        assert!(is_balanced(line), "{short}");
    }
}

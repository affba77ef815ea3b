//! Strangers' text through every door and out of every window: nothing that a terminal obeys comes out, nothing is run, and
//! nothing but the web and mail is opened.
//!
//! Every attack carries a mark (`31337`, `pwned`) that would be inside an escape sequence if it had got through.

#![cfg(target_os = "linux")]

mod support;

use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use serde_json::json;
use support::hostile::{ATTACKS, attacks, corpus, escaped, foreign, obeyed};
use support::pty::Pty;
use support::{Desk, Gave};

fn assert_plain(what: &str, gave: &Gave) {
    for (stream, text) in [
        ("standard output", &gave.out),
        ("standard error", &gave.err),
    ] {
        assert_eq!(obeyed(text), None, "{what}: {stream}");
    }
}

fn assert_nothing_ran(desk: &Desk) {
    assert!(!desk.path("PWNED").exists(), "a stranger's words were run");
}

#[test]
fn the_judge_sees_what_a_terminal_would_obey() {
    for attack in &ATTACKS[..17] {
        assert!(obeyed(attack).is_some(), "{attack:?}");
    }
    assert_eq!(obeyed("報\tnews\n\u{2068}abc\u{2069}"), None);
    assert!(
        foreign("\x1b[31337m").is_some()
            && foreign("\x1b]0;pwned\x07").is_some()
            && foreign("\u{9b}m").is_some()
    );
    assert_eq!(
        foreign("\x1b[1;31m報\x1b[m\r\n\x1b]52;c;aHR0cHM6Ly9h\x07"),
        None
    );
}

#[test]
fn no_command_says_what_a_terminal_obeys() {
    let desk = Desk::new();
    let files = corpus(&desk);
    assert_plain("import", &desk.run(&["import", "in"]));
    for file in &files {
        assert_plain(file, &desk.run(&["import", "--dry-run", file]));
        assert_plain(file, &desk.run(&["import", "--dry-run", "--json", file]));
    }
    let kept = desk.json(&["list", "--json", "--limit", "1000"]);
    assert!(
        kept.len() > ATTACKS.len() * 3,
        "only {} articles",
        kept.len()
    );
    assert_plain("list", &desk.run(&["list"]));
    assert_plain("list --json", &desk.run(&["list", "--json"]));
    assert_plain("sections", &desk.run(&["sections"]));
    assert_plain("sections --json", &desk.run(&["sections", "--json"]));
    for format in ["jsonl", "markdown", "html"] {
        assert_plain(format, &desk.run(&["export", "--format", format]));
    }
    for row in kept.iter().step_by(3) {
        let id = row["id"].to_string();
        assert_plain("show", &desk.run(&["show", &id]));
        assert_plain("show --json", &desk.run(&["show", "--json", &id]));
    }
    assert_nothing_ran(&desk);
}

#[test]
fn no_complaint_repeats_what_a_terminal_obeys() {
    let desk = Desk::new();
    for (n, attack) in attacks()
        .iter()
        .enumerate()
        .filter(|(_, attack)| !attack.contains('\0'))
    {
        let complain = |what: &str, arguments: &[&str]| {
            assert_plain(&format!("{what} {attack:?}"), &desk.run(arguments))
        };
        complain("a query", &["list", "--", &format!("section:\"{attack}")]);
        complain("a query", &["list", &format!("{attack}:{attack}")]);
        complain("a command", &[attack]);
        complain("a file", &["import", &format!("./{attack}")]);
        complain("a store", &["--store", &format!("{attack}/x/y"), "list"]);
        complain("a doctor", &["--store", attack, "doctor"]);
        complain("a doctor", &["--store", attack, "doctor", "--json"]);
        complain("a configuration", &["--config", attack, "list"]);
        complain("a theme", &["theme", "show", "--", attack]);
        complain("an option", &["--theme", attack, "list"]);
        complain("a feed", &["feed", "add", "--", attack]);
        complain("a feed", &["feed", "rename", "--", attack, attack]);
        desk.write(
            "bad.toml",
            format!("[{attack}]\n{attack} = \"{attack}\"\nui.theme = '{attack}'\n"),
        );
        complain(
            "a configuration's text",
            &["--config", "bad.toml", "config", "check"],
        );
        desk.write("bad.opml", format!("<opml><body><outline text=\"{0}\" xmlUrl=\"{0}\"/><outline text=\"{0}\" xmlUrl=\"exec:{0}\"/><outline title=\"{0}\" xmlUrl=\"https://ok.example/{n}\"/></body></opml>", escaped(attack)));
        complain("a list of feeds", &["opml", "import", "bad.opml"]);
    }
    assert_plain("feed list", &desk.run(&["feed", "list"]));
    assert_plain("feed list --json", &desk.run(&["feed", "list", "--json"]));
    assert_plain("opml export", &desk.run(&["opml", "export"]));
    // Names of files that are no names.
    let name = std::ffi::OsStr::from_bytes(b"\x1b]0;pwned\x07\xff.md");
    std::fs::create_dir(desk.path("odd")).unwrap();
    std::fs::write(desk.path("odd").join(name), "").unwrap();
    std::fs::write(desk.path("odd").join("\x1b[31337m.md"), "# 題\n\n文").unwrap();
    assert_plain("a folder", &desk.run(&["import", "odd"]));
    assert_plain(
        "a folder",
        &desk.run(&["import", "--dry-run", "--json", "odd"]),
    );
    assert_nothing_ran(&desk);
}

/// A command of the system that writes down what it is asked to open.
fn with_opener(desk: &Desk) -> String {
    let opener = desk.write(
        "bin/xdg-open",
        "#!/bin/sh\nprintf '%s\\n' \"$@\" >> \"$HOME/opened\"\n",
    );
    std::fs::set_permissions(&opener, std::fs::Permissions::from_mode(0o755)).unwrap();
    format!("{}:/usr/bin:/bin", desk.path("bin").display())
}

#[test]
fn the_screen_shows_strangers_text_and_obeys_none_of_it() {
    let desk = Desk::new();
    corpus(&desk);
    desk.run(&["import", "in"]);
    let attack = ATTACKS[2];
    desk.write(
        ".config/kanbao/config.toml",
        format!(
            "[{attack}]\nx = 1\n\n[[filter]]\nname = \"{}\"\nquery = \"is:unread\"\n",
            "\\u001b]0;pwned\\u0007"
        ),
    );
    std::fs::create_dir_all(desk.path(".config/kanbao/themes")).unwrap();
    std::fs::write(
        desk.path(".config/kanbao/themes/\x1b[31337m.toml"),
        "name = [",
    )
    .unwrap();
    let path = with_opener(&desk);
    for arguments in [
        &["--layout", "columns"][..],
        &["--layout", "stacked", "--wire", "lean"],
    ] {
        let mut command = desk.command(arguments);
        command.env("TERM", "xterm-256color").env("PATH", &path);
        let mut reader = Pty::start(&command, (100, 30));
        reader.wait_for("題");
        let walk = [
            "g",
            "\r",
            "z",
            "z",
            "y",
            "o",
            "\t",
            "\t",
            "\t",
            "s",
            "\x1b",
            "t",
            "\x1b",
            "?",
            "\x1b",
            "/pwned",
            "\x1b",
            ":theme \t",
            "\x1b",
            "D",
            "\x1b",
            "f",
            "\t",
            "\x1b",
        ];
        for keys in walk.into_iter().chain(std::iter::repeat_n("J", 60)) {
            reader.keys(keys);
            reader.pump(Duration::from_millis(if keys == "\x1b" { 120 } else { 15 }));
        }
        reader.settle();
        assert_eq!(reader.children(), "", "nothing was started");
        reader.keys("\x03");
        reader.ended_within(Duration::from_secs(30)).expect("gone");
        let text = String::from_utf8(reader.bytes.clone()).unwrap();
        assert_eq!(foreign(&text), None);
        let shown = reader.bytes.len();
        // A lean line sends little, but sixty articles are not nothing.
        assert!(shown > 8_000, "only {shown} bytes were shown");
        assert_eq!(reader.left_behind(), Vec::<String>::new());
    }
    assert_nothing_ran(&desk);
}

/// A text as TOML has it between quotation marks.
fn quoted(text: &str) -> String {
    let escape = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_control() => format!("\\u{:04x}", c as u32),
        c => c.to_string(),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

/// A desk on which every name that a reader or a list gives is an attack: sections by rule, filters, keys, folders of feeds.
fn named_by_strangers() -> Desk {
    let desk = Desk::new();
    let (mut config, mut lines, mut outlines) = (String::new(), String::new(), String::new());
    for (n, attack) in attacks().iter().enumerate() {
        let name = quoted(&format!("名{n}{attack}"));
        config += &format!(
            "[[rule]]\ncategory = \"c{n}\"\nsection = {name}\n[[filter]]\nname = {name}\nquery = {}\n[[keep]]\nsource = {name}\n",
            quoted(&format!("tag:c{n} OR {attack}")),
        );
        let article = |source: &str, text: &str| {
            let text = format!("{attack}海面平靜，街坊在碼頭等候第{n}班船。{text}").repeat(4);
            json!({"id": format!("{source}{n}"), "title": format!("題{n}{attack}目"), "edition": "2026-10-01", "publication": source,
                "tags": [format!("c{n}")], "blocks": [{"kind": "paragraph", "text": text}]})
        };
        lines += &format!("{}\n", article("港報", attack));
        let told = format!("{}\n", article("島報", attack));
        let mended = format!("{}\n", article("港報", &format!("後來改了{attack}。")));
        desk.write(&format!("told/{n}.jsonl"), told);
        desk.write(&format!("mended/{n}.jsonl"), mended);
        outlines += &format!(
            "<outline text=\"夾{0}\"><outline text=\"{0}\" title=\"源{0}\" htmlUrl=\"{0}\" category=\"{0}\" xmlUrl=\"http://127.0.0.1:1/{n}?{0}\"/></outline>",
            escaped(attack)
        );
    }
    let config = format!(
        "[ui]\ntitle = true\ntheme = {}\n{config}",
        quoted(ATTACKS[2])
    );
    desk.write(".config/kanbao/config.toml", config);
    let bindings: String = attacks()
        .iter()
        .map(|it| format!("{} = {}\n", quoted(it), quoted(it)))
        .collect();
    desk.write("keys.toml", format!("[keys.global]\n{bindings}"));
    let whole = json!({"id": "x", "title": "題", "blocks": []});
    desk.write("whole.jsonl", format!("{lines}{whole}\n"));
    desk.write(
        "feeds.opml",
        format!("<opml><body>{outlines}</body></opml>"),
    );
    let all = std::fs::read_to_string(desk.path("whole.jsonl")).unwrap();
    // One source for both versions of an article: the second is a revision of the first.
    desk.write("港報.jsonl", all);
    assert_plain("import", &desk.run(&["import", "港報.jsonl", "told"]));
    for n in 0..attacks().len() {
        let mended = std::fs::read(desk.path(&format!("mended/{n}.jsonl"))).unwrap();
        desk.write("港報.jsonl", mended);
        assert_plain("import", &desk.run(&["import", "港報.jsonl"]));
    }
    assert_plain("opml import", &desk.run(&["opml", "import", "feeds.opml"]));
    assert_plain("refresh", &desk.run(&["refresh"]));
    desk
}

#[test]
fn no_name_that_a_reader_a_rule_or_a_list_gave_is_obeyed() {
    let desk = named_by_strangers();
    let sections = desk.done(&["sections"]);
    assert!(
        sections.matches('名').count() >= ATTACKS.len() - 2,
        "{sections}"
    );
    let feeds = desk.done(&["feed", "list"]);
    assert!(feeds.matches("源").count() >= ATTACKS.len(), "{feeds}");
    for arguments in [
        &["sections"][..],
        &["sections", "--json"],
        &["list"],
        &["list", "--json"],
        &["list", "--count", "--by", "section"],
        &["list", "--count", "--by", "source"],
        &["feed", "list"],
        &["feed", "list", "--json"],
        &["opml", "export"],
        &["export", "--format", "jsonl"],
        &["export", "--format", "html"],
        &["doctor"],
        &["doctor", "--json"],
        &["config", "check"],
        &["--config", "keys.toml", "config", "check"],
        &["--config", "keys.toml", "doctor"],
        &["--config", "keys.toml", "keys"],
        &["keys"],
        &["theme", "list"],
        &["retain"],
        &["refresh"],
        &["full", "is:unread"],
        &["man"],
        &["completions", "bash"],
        &["completions", "zsh"],
        &["completions", "fish"],
    ] {
        assert_plain(&format!("{arguments:?}"), &desk.run(arguments));
    }
    assert_nothing_ran(&desk);
}

#[test]
fn files_are_written_under_the_name_given_and_complaints_of_them_are_plain() {
    let desk = named_by_strangers();
    for attack in attacks() {
        for command in [
            &["export", "--format", "epub", "-o"][..],
            &["opml", "export", "-o"],
            &["backup"],
            &["--log"],
        ] {
            let mut arguments = command.to_vec();
            // In a folder that is not there: each has something to say of the name.
            let name = format!("none/{attack}");
            arguments.push(&name);
            if command == ["--log"] {
                arguments.push("list");
            }
            assert_plain(&format!("{arguments:?}"), &desk.run(&arguments));
        }
    }
    assert!(!desk.path("none").exists());
    for folder in ["", "..", "../..", "../../.."] {
        assert!(!desk.path(folder).join("PWNED").is_file(), "{folder}");
    }
    assert_nothing_ran(&desk);
}

#[test]
fn the_reader_without_a_screen_prints_nothing_that_a_terminal_obeys() {
    let desk = named_by_strangers();
    let mut typed = String::from("l\ns\n?\n");
    for (n, attack) in attacks().iter().enumerate() {
        let attack = attack.replace(['\n', '\r'], " ");
        typed += &format!(
            "{}\nm\nu\n+\ns {attack}\nf {attack}\nf section:\"{attack}\n/{attack}\n{attack}\nf\nf title:{attack}\ns {n}\nf\n",
            n % 20 + 1
        );
    }
    for arguments in [&["--linear"][..], &["--linear", "--restricted"]] {
        let gave = desk.feed(arguments, &typed);
        assert!(gave.out.len() > 5_000, "{}", gave.out);
        assert_plain("linear", &gave);
    }
    assert_nothing_ran(&desk);
}

/// The desk, earlier versions, other tellings, completion, the command line and what comes of pasting into each prompt.
#[test]
fn every_view_and_prompt_shows_strangers_text_and_obeys_none_of_it() {
    let desk = named_by_strangers();
    let mut page = String::from("維港晨報　２０２６年１０月２日　星期五　Ａ１\n\n");
    for (n, attack) in attacks().iter().enumerate() {
        page += &format!(
            "碼頭第{n}號{attack}今日重開\n　　本報訊{attack}記者寫下了這一段。海面平靜，街坊在碼頭等候。\n\n"
        );
    }
    desk.write("page.txt", page);
    assert_plain("import", &desk.run(&["import", "--as", "page", "page.txt"]));
    let path = with_opener(&desk);
    for arguments in [
        &["--layout", "columns", "--wire", "rich", "碼頭"][..],
        &["--wire", "lean", "--restricted", "碼頭"],
    ] {
        let mut command = desk.command(arguments);
        command.env("TERM", "xterm-256color").env("PATH", &path);
        let mut reader = Pty::start(&command, (100, 30));
        reader.wait_for("碼頭");
        let walk = [
            "g\r",
            "E",
            "n",
            "j",
            "j",
            "x",
            "w",
            "\r",
            "h",
            "S",
            "z",
            "u",
            "?",
            "\x1b",
            "q",
            "q",
            "f",
            "date:2026-10-01\r",
            "g\r",
            "c",
            "[c",
            "]c",
            "c",
            "w",
            "\r",
            "]w",
            "[w",
            "W",
            "W",
            "y",
            "o",
            "F",
            "s",
            "名\t\x1b",
            "D",
            "\x1b",
            "t",
            "\x1b",
            "R",
            "R",
        ];
        for keys in walk {
            reader.keys(keys);
            reader.pump(Duration::from_millis(if keys.ends_with('\x1b') {
                120
            } else {
                40
            }));
        }
        for term in ["section:", "tag:", "feed:", "author:", "paper:", "is:"] {
            reader.keys(&format!("f{term}\t\t\t"));
            reader.pump(Duration::from_millis(40));
            reader.keys("\x1b");
            reader.pump(Duration::from_millis(120));
        }
        for attack in attacks() {
            let paste = format!("\x1b[200~{}\x1b[201~", attack.replace('\x1b', ""));
            for prompt in ["/", "f", ":", "s", "t", "ftag:"] {
                reader.keys(prompt);
                reader.keys(&paste);
                reader.keys("\r");
                reader.pump(Duration::from_millis(10));
                reader.keys("\x1b");
                reader.pump(Duration::from_millis(60));
            }
            reader.keys("X");
        }
        reader.settle();
        assert_eq!(reader.children(), "", "nothing was started");
        reader.keys("\x03");
        reader.ended_within(Duration::from_secs(30)).expect("gone");
        let text = String::from_utf8(reader.bytes.clone()).unwrap();
        assert_eq!(foreign(&text), None);
        assert_eq!(reader.left_behind(), Vec::<String>::new());
    }
    assert_nothing_ran(&desk);
}

/// A server that answers with attacks where its words are repeated: its reason, a place to go on to, a kind, a tag.
#[test]
fn what_a_server_says_is_told_and_not_obeyed() {
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = server.local_addr().unwrap().port();
    let attacks = attacks();
    let count = attacks.len();
    std::thread::spawn(move || {
        for (n, stream) in server.incoming().enumerate() {
            let Ok(mut stream) = stream else { return };
            let attack = &attacks[n / 2 % attacks.len()];
            let head = match n % 4 {
                0 => format!("500 {attack}"),
                1 => format!("302 Found\r\nLocation: http://{attack}/"),
                2 => format!("301 Moved\r\nLocation: file:///{attack}"),
                _ => format!(
                    "200 OK\r\nContent-Type: text/{attack}\r\nETag: \"{attack}\"\r\nContent-Encoding: {attack}"
                ),
            };
            let answer = format!("HTTP/1.1 {head}\r\nConnection: close\r\n\r\n<rss>{attack}");
            use std::io::{Read, Write};
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    let desk = Desk::new();
    for n in 0..count {
        let address = format!("http://127.0.0.1:{port}/{n}");
        assert_plain("feed add", &desk.run(&["feed", "add", "--as-is", &address]));
    }
    for _ in 0..2 {
        assert_plain("refresh", &desk.run(&["refresh"]));
    }
    assert_plain("feed list", &desk.run(&["feed", "list"]));
    assert_plain("feed list", &desk.run(&["feed", "list", "--json"]));
    let mut reader = Pty::open(&desk, &[], (80, 24));
    reader.wait_for("kanbao import");
    reader.keys("R");
    reader.pump(Duration::from_secs(2));
    reader.settle();
    reader.keys("\x03");
    reader.ended_within(Duration::from_secs(30)).expect("gone");
    let text = String::from_utf8(reader.bytes.clone()).unwrap();
    assert_eq!(foreign(&text), None);
}

#[test]
fn only_the_web_and_mail_are_opened_and_nothing_in_restricted_mode() {
    let addresses = [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "--help",
        "ssh://ok.example",
        "https://ok.example/$(touch PWNED)`touch PWNED`;touch PWNED",
        "mailto:a@ok.example",
    ];
    let check = |options: &[&str], expect: usize| {
        let desk = Desk::new();
        let line = |(n, address): (usize, &&str)| {
            format!(
                "{}\n",
                json!({"id": n.to_string(), "title": format!("第{n}船"), "link": address, "edition": "2026-10-01", "blocks": [{"kind": "paragraph", "text": "船開了。"}]})
            )
        };
        desk.write(
            "in.jsonl",
            addresses.iter().enumerate().map(line).collect::<String>(),
        );
        desk.done(&["import", "in.jsonl"]);
        let path = with_opener(&desk);
        let mut command = desk.command(options);
        command
            .env("TERM", "xterm-256color")
            .env("PATH", path)
            .env("DISPLAY", ":0");
        let mut reader = Pty::start(&command, (80, 24));
        reader.wait_for("第0船");
        reader.keys("g\r");
        for _ in 0..addresses.len() {
            reader.settle();
            reader.keys("oJ");
        }
        reader.settle();
        reader.keys("\x03");
        reader.ended_within(Duration::from_secs(30)).expect("gone");
        let opened = std::fs::read_to_string(desk.path("opened")).unwrap_or_default();
        assert_eq!(opened.lines().count(), expect, "{opened}");
        assert!(
            opened
                .lines()
                .all(|it| it.starts_with("https://ok.example/") || it.starts_with("mailto:")),
            "{opened}"
        );
        assert_nothing_ran(&desk);
    };
    // A line over SSH, which some of these machines are reached by, has no desktop to open a link on.
    if !is_remote() {
        check(&[], 2);
    }
    check(&["--restricted"], 0);
}

/// Whether the reader would take this terminal for one at the other end of a line: an ancestor carries lines.
fn is_remote() -> bool {
    let mut pid = "self".to_owned();
    while let Ok(stat) = std::fs::read_to_string(format!("/proc/{pid}/stat")) {
        if ["(sshd", "(mosh-server", "(dropbear"]
            .iter()
            .any(|name| stat.contains(name))
        {
            return true;
        }
        pid = stat
            .rsplit_once(") ")
            .unwrap()
            .1
            .split(' ')
            .nth(1)
            .unwrap()
            .to_owned();
    }
    false
}

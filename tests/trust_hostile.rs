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
use support::pty::Pty;
use support::{Desk, Gave};

/// What strangers write into titles, names, links and texts.
const ATTACKS: [&str; 25] = [
    "\x1b]0;pwned\x07",
    "\x1b]0;pwned",
    "\x1b[31337m\x1b[8;31337;1t",
    "\x1b]8;;https://pwned.example\x07link\x1b]8;;\x07",
    "\x1b]52;c;cHduZWQ=\x07",
    "\x1bP+q31337\x1b\\",
    "\x1b_pwned\x1b\\",
    "\x1b[?31337h\x1bc",
    "\u{9b}31337m",
    "\u{9d}0;pwned\u{9c}",
    "\u{90}31337\u{9c}",
    "a\x08\x08\x08pwned\x7f\x0b\x0c\x0e\x0f",
    "first\rpwned",
    "\u{202e}\u{202e}cba",
    "\u{2066}\u{2067}\u{2068}abc",
    "\u{202a}a\u{202b}b\u{202d}c",
    "x\u{e0070}\u{e0077}\u{e006e}y",
    "\u{ad}\u{200b}\u{2060}\u{feff}\u{fff9}hidden\u{fffb}",
    "line\u{85}pwned\u{2028}pwned\u{2029}pwned",
    "$(touch PWNED)`touch PWNED`",
    "; touch PWNED | touch PWNED & touch PWNED\n touch PWNED",
    "--output=PWNED",
    "../../../PWNED",
    "%{title} {0} %s %n",
    "\u{fdd0}\u{ffff}\u{10ffff}",
];

/// Attacks with an accent pile, and the same as entities.
fn attacks() -> Vec<String> {
    let pile = format!("z{}", "\u{301}\u{30a}\u{327}".repeat(100));
    ATTACKS
        .iter()
        .map(ToString::to_string)
        .chain([pile])
        .collect()
}

fn entities(text: &str) -> String {
    text.chars()
        .enumerate()
        .map(|(n, c)| match n % 2 {
            _ if c.is_ascii_alphanumeric() => c.to_string(),
            0 => format!("&#{};", c as u32),
            _ => format!("&#x{:x};", c as u32),
        })
        .collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// Puts the corpus on a desk, in every format, and gives the names of its files.
fn corpus(desk: &Desk) -> Vec<String> {
    let attacks = attacks();
    let mut files = Vec::new();
    let mut put = |name: &str, text: String| {
        desk.write(name, text);
        files.push(name.to_owned());
    };
    let mut feed = "<rss version=\"2.0\"><channel>".to_owned();
    let mut lines = String::new();
    let mut page = String::from("維港晨報　２０２６年１０月１日　星期四　Ａ１\n\n");
    for (n, attack) in attacks.iter().enumerate() {
        for (form, text) in [
            escaped(attack),
            format!("<![CDATA[{attack}]]>"),
            entities(attack),
        ]
        .iter()
        .enumerate()
        {
            feed += &format!(
                "<item><guid>g{n}{form}</guid><title>題{n}{text}目</title><author>{text}</author><category>{text}</category>\
                 <link>https://ok.example/{n}</link><description>文{text}字</description></item>"
            );
        }
        let blocks = ["paragraph", "quote", "code", "table", "caption", "verse"]
            .map(|kind| json!({"kind": kind, "text": format!("文{attack}字")}));
        let line = json!({
            "id": format!("j{n}{attack}"), "title": format!("題{n}{attack}目"), "kicker": attack, "deck": attack, "byline": attack,
            "section": format!("版{}{attack}", n % 5), "publication": attack, "page": attack, "language": attack, "author": attack,
            "link": format!("https://ok.example/{attack}"), "tags": [attack], "links": [attack],
            "enclosures": [{"url": attack, "type": attack}], "blocks": blocks, "edition": "2026-10-01"
        });
        lines += &format!("{line}\n");
        page += &format!("題目{attack}第{n}號\n　　本報訊{attack}記者寫下了這一段。海面平靜。\n\n");
        let markdown = format!(
            "# 題{attack}目\n\n文{attack}字 [連結](https://ok.example/{n}) `{attack}`\n\n> {}\n",
            entities(attack)
        );
        put(&format!("in/m{n}.md"), markdown);
        let html = format!(
            "<html><head><title>題{0}目</title><meta name=author content=\"{1}\"></head><body><article><h1>題{0}目</h1><p>{0}{1} 海面平靜，街坊在碼頭等候。</p></article></body></html>",
            escaped(attack),
            entities(attack)
        );
        put(&format!("in/h{n}.html"), html);
    }
    put("in/feed.xml", feed + "</channel></rss>");
    put("in/all.jsonl", lines);
    put("in/page.txt", page);
    files
}

/// What a terminal would obey in text that is to be plain; empty if it is plain.
fn obeyed(text: &str) -> Option<String> {
    let wrong = |c: char| {
        (c.is_control() && c != '\n' && c != '\t') || ('\u{e0000}'..='\u{e007f}').contains(&c)
    };
    if let Some(at) = text.find(wrong) {
        return Some(format!("{:?}", around(text, at)));
    }
    let unbalanced = text.lines().find(|line| !is_balanced(line));
    unbalanced.map(|line| format!("bidi: {line:?}"))
}

fn around(text: &str, at: usize) -> &str {
    &text[text.floor_char_boundary(at.saturating_sub(40))
        ..text.ceil_char_boundary((at + 40).min(text.len()))]
}

/// Whether every direction that is opened on a line is closed on it.
fn is_balanced(line: &str) -> bool {
    let mut open = Vec::new();
    for c in line.chars() {
        match c {
            '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' => open.push('\u{202c}'),
            '\u{2066}'..='\u{2068}' => open.push('\u{2069}'),
            '\u{202c}' | '\u{2069}' if open.pop() != Some(c) => return false,
            _ => {}
        }
    }
    open.is_empty()
}

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

/// What came from outside in bytes for a terminal: a sequence that the reader never sends, or a control character; `None` if
/// all is the reader's own.
fn foreign(text: &str) -> Option<String> {
    let mut rest = text;
    while let Some(at) =
        rest.find(|c: char| c.is_control() || ('\u{e0000}'..='\u{e007f}').contains(&c))
    {
        let tail = &rest[at..];
        let taken = match tail.chars().next() {
            Some('\r' | '\n' | '\t' | '\x08') => 1,
            Some('\x1b') => own_sequence(tail).unwrap_or(0),
            _ => 0,
        };
        if taken == 0 {
            return Some(format!("{:?}", around(rest, at)));
        }
        rest = &tail[taken..];
    }
    None
}

/// The length of a sequence of the reader's own, if it is one.
fn own_sequence(text: &str) -> Option<usize> {
    match text.as_bytes().get(1)? {
        b'[' => {
            let end = 2 + text[2..].find(|c: char| ('@'..='~').contains(&c))?;
            let is_own = !text[..end].contains("31337")
                && !text[..end].contains(|c: char| c.is_control() && c != '\x1b');
            is_own.then_some(end + 1)
        }
        // The clipboard, with an address that may be opened.
        b']' => {
            let end = text.find('\x07')?;
            let coded = text[..end].strip_prefix("\x1b]52;c;")?;
            let address =
                base64::Engine::decode(&base64::engine::general_purpose::STANDARD, coded).ok()?;
            address.starts_with(b"http").then_some(end + 1)
        }
        // Questions to the terminal, and the cursor kept and taken back.
        b'P' => text
            .find("\x1b\\")
            .filter(|end| !text[..*end].contains("31337"))
            .map(|end| end + 2),
        b'7' | b'8' | b'M' | b'D' | b'E' => Some(2),
        b'(' => Some(3),
        _ => None,
    }
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

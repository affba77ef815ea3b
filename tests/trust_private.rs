//! What is a reader's own stays so: modes of files, what the log holds, and what restricted mode refuses.

mod support;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::{Arc, Mutex};

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

/// Requests that a server was sent: the first line, then the headers.
type Asked = Arc<Mutex<Vec<Vec<String>>>>;

/// A server that gives everybody a cookie, sends on from one address to another, and whose feed points to all that can be
/// fetched.
fn server() -> (String, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = Asked::default();
    let (own, log) = (address.clone(), Arc::clone(&asked));
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let lines = lines.map_while(Result::ok);
            let request: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
            let path = request.first().and_then(|line| line.split(' ').nth(1));
            let body = match path.unwrap_or_default() {
                "/real" => format!(
                    "<rss version='2.0'><channel><title>港報</title><image><url>{own}/logo</url></image><item><guid>1</guid><title>題</title>\
                     <link>{own}/page</link><enclosure url='{own}/sound' type='audio/mpeg' length='9'/><comments>{own}/comments</comments>\
                     <description>&lt;img src='{own}/pixel'&gt;&lt;a href='{own}/other'&gt;船&lt;/a&gt;開了。</description></item></channel></rss>"
                ),
                "/page" => format!(
                    "<html><head><title>題</title><link rel=stylesheet href='{own}/css'><script src='{own}/js'></script></head>\
                     <body><article><h1>題</h1><p>{}<img src='{own}/pixel'></p></article></body></html>",
                    "海面平靜，街坊在碼頭等候。".repeat(20)
                ),
                _ => String::new(),
            };
            let head = match path {
                Some("/feed") => format!("302 Found\r\nLocation: {own}/real"),
                _ => "200 OK\r\nETag: \"v1\"".into(),
            };
            log.lock().unwrap().push(request);
            let _ = write!(
                stream,
                "HTTP/1.1 {head}\r\nSet-Cookie: id=31337; Path=/\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    (address, asked)
}

fn paths(asked: &Asked) -> Vec<String> {
    let asked = std::mem::take(&mut *asked.lock().unwrap());
    let path = |request: &Vec<String>| request[0].split(' ').nth(1).unwrap().to_owned();
    asked.iter().map(path).collect()
}

#[test]
fn a_server_learns_nothing_but_what_is_asked_for() {
    let (address, asked) = server();
    let desk = Desk::new();
    desk.done(&["feed", "add", "--as-is", &format!("{address}/feed")]);
    assert!(paths(&asked).is_empty(), "nothing is asked unasked");
    for _ in 0..2 {
        desk.done(&["refresh"]);
    }
    desk.done(&["full", "題"]);
    // Every line that was said to the server is one of these.
    let version = concat!("user-agent: kanbao/", env!("CARGO_PKG_VERSION"));
    let known = [
        "get /",
        "host: 127.0.0.1:",
        "accept: ",
        "accept-encoding: gzip, br, deflate",
        version,
        "if-none-match: \"v1\"",
    ];
    let requests = asked.lock().unwrap().clone();
    for line in requests.iter().flatten() {
        let line = line.to_lowercase();
        assert!(known.iter().any(|known| line.starts_with(known)), "{line}");
    }
    assert_eq!(paths(&asked), ["/feed", "/real", "/feed", "/real", "/page"]);
    // Reading, listing, exporting, looking: not a word.
    for arguments in [
        &["list"][..],
        &["list", "--json", "船"],
        &["sections"],
        &["feed", "list"],
        &["export", "--format", "html"],
        &["export", "--format", "epub", "-o", "book.epub"],
        &["mark", "read", "題"],
        &["reread"],
        &["doctor"],
        &["backup", "copy.db"],
        &["opml", "export"],
    ] {
        desk.run(arguments);
    }
    let id = desk.json(&["list", "--json", "題"])[0]["id"].to_string();
    desk.done(&["show", &id]);
    #[cfg(target_os = "linux")]
    {
        let mut reader = support::pty::Pty::open(&desk, &["題"], (100, 30));
        reader.wait_for("題");
        for keys in ["g\r", "z", "J", "c", "y", "o", "D", "q", "Q"] {
            reader.keys(keys);
            reader.pump(std::time::Duration::from_millis(100));
        }
    }
    assert_eq!(paths(&asked), [""; 0]);
}

/// A list of feeds, a page and a server that sends on may name a machine of the reader's own network; only a reader may mean it.
#[test]
fn nobody_but_the_reader_names_a_machine_of_their_own_network() {
    let (address, asked) = server();
    let desk = Desk::new();
    let feed = format!("{address}/real");
    desk.write(
        "given.opml",
        format!("<opml><body><outline text='路由器' xmlUrl='{feed}'/></body></opml>"),
    );
    desk.done(&["opml", "import", "given.opml"]);
    let gave = desk.run(&["refresh"]);
    assert_eq!(gave.code, 1);
    assert!(gave.err.contains("feed add"), "{}", gave.err);
    assert_eq!(paths(&asked), [""; 0], "not a word to it");
    // The reader means it.
    desk.done(&["feed", "add", "--as-is", &feed]);
    desk.done(&["refresh"]);
    assert_eq!(paths(&asked), ["/real"]);
    assert_eq!(desk.json(&["feed", "list", "--json"]).len(), 1);
    // A page that the reader names, with a feed on another machine.
    let (other, other_asked) = server();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let page = format!("http://{}/", listener.local_addr().unwrap());
    let link = format!(
        "<html><head><link rel='alternate' type='application/rss+xml' href='{other}/real'></head></html>"
    );
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let lines = BufReader::new(stream.try_clone().unwrap()).lines();
            lines
                .map_while(Result::ok)
                .take_while(|line| !line.is_empty())
                .for_each(drop);
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{link}",
                link.len()
            );
        }
    });
    desk.done(&["feed", "add", &page]);
    desk.run(&["refresh"]);
    assert_eq!(paths(&other_asked), [""; 0]);
}

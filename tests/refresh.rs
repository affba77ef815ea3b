//! `kanbao refresh` and `kanbao feed add` against a server on this machine: what comes is kept, what has not changed moves
//! only headers, and a failed feed keeps its articles.

mod support;

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use support::Desk;

const FEED: &str = "<rss version='2.0'><channel><title>維港電台</title>\
    <item><title>渡輪復航</title><guid>1</guid><category>Local</category><description>船開了。</description>\
    <pubDate>Sat, 21 Nov 2026 08:00:00 +0800</pubDate></item>\
    <item><title>新橋通車</title><guid>2</guid><description>橋開了。</description>\
    <pubDate>Sun, 22 Nov 2026 08:00:00 +0800</pubDate></item></channel></rss>";

/// A server that knows a feed with a name for its version, a page that points to it, and nothing else.
fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || listener.incoming().flatten().for_each(answer));
    address
}

fn answer(mut stream: TcpStream) {
    let mut lines = BufReader::new(stream.try_clone().unwrap())
        .lines()
        .map_while(Result::ok);
    let first = lines.next().unwrap_or_default();
    let headers: Vec<String> = lines
        .take_while(|line| !line.is_empty())
        .map(|line| line.to_lowercase())
        .collect();
    let known = headers.iter().any(|line| line == "if-none-match: \"v1\"");
    let page = "<html><head><link rel='alternate' type='application/rss+xml' href='/feed.xml'></head></html>";
    let (status, body) = match first.split(' ').nth(1).unwrap_or_default() {
        "/feed.xml" if known => ("304 Not Modified", ""),
        "/feed.xml" => ("200 OK", FEED),
        "/" => ("200 OK", page),
        _ => ("404 Not Found", ""),
    };
    let length = body.len();
    // A client that has gone is not this server's trouble.
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\nETag: \"v1\"\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
}

#[test]
fn a_site_s_feed_is_found_fetched_and_asked_politely_again() {
    let desk = Desk::new();
    let site = server();
    let gave = desk.run(&["feed", "add", &site]);
    assert_eq!(gave.code, 0, "{}", gave.err);
    assert_eq!(
        desk.json(&["feed", "list", "--json"])[0]["url"],
        format!("{site}/feed.xml")
    );

    desk.write(
        ".config/kanbao/config.toml",
        "[[rule]]\ncategory = \"local\"\nsection = \"港聞\"\n",
    );
    let first = desk.json(&["refresh", "--json"]);
    assert_eq!(
        (&first[0]["state"], &first[0]["tally"]["added"]),
        (&"fetched".into(), &2.into())
    );
    assert_eq!(desk.done(&["list", "--count", "section:港聞"]), "1\n");
    let feed = desk.json(&["feed", "list", "--json"]).remove(0);
    assert_eq!(
        (&feed["title"], &feed["etag"]),
        (&"維港電台".into(), &"\"v1\"".into())
    );

    let before = feed["received"].as_u64().unwrap();
    assert_eq!(desk.json(&["refresh", "--json"])[0]["state"], "unchanged");
    let after = desk.json(&["feed", "list", "--json"])[0]["received"]
        .as_u64()
        .unwrap();
    assert!(
        after - before < 200,
        "only headers move: {} bytes",
        after - before
    );
    assert_eq!(desk.done(&["list", "--count"]), "2\n");
}

#[test]
fn a_failed_feed_says_why_waits_and_keeps_what_it_gave() {
    let desk = Desk::new();
    let site = server();
    desk.run(&["feed", "add", "--as-is", &format!("{site}/none.xml")]);
    let gave = desk.run(&["refresh"]);
    assert_eq!(gave.code, 1);
    assert!(gave.err.contains("404"), "{}", gave.err);
    let feed = desk.json(&["feed", "list", "--json"]).remove(0);
    assert_eq!(feed["failures"], 1);
    assert!(
        desk.run(&["refresh"]).err.contains("nothing is due"),
        "it backs off"
    );
    assert_eq!(
        desk.run(&["refresh", "none.xml"]).code,
        1,
        "a feed that is named is asked all the same"
    );
}

#[test]
fn a_budget_of_bytes_is_kept() {
    let desk = Desk::new();
    let (one, two) = (server(), server());
    desk.run(&["feed", "add", "--as-is", &format!("{one}/feed.xml")]);
    desk.run(&["feed", "add", "--as-is", &format!("{two}/feed.xml")]);
    desk.write(".config/kanbao/config.toml", "[fetch]\nat_once = 1\n");
    let told = desk.json(&["refresh", "--json", "--max-bytes", "600"]);
    let mut states: Vec<&str> = told
        .iter()
        .map(|row| row["state"].as_str().unwrap())
        .collect();
    states.sort_unstable();
    assert_eq!(states, ["fetched", "skipped"]);
    let feeds = desk.json(&["feed", "list", "--json"]);
    assert!(
        feeds.iter().all(|feed| feed["failures"] == 0),
        "what the budget left out has not failed"
    );
}

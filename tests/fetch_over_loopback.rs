//! What fetching promises, against a server on this machine that does everything that servers do to readers.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use kanbao::fetch::address::Refused;
use kanbao::fetch::pages::{NoPage, Pages, Wanted};
use kanbao::fetch::rounds::{News, Round, Settings};
use kanbao::fetch::{Body, FetchError, Fetched, Fetcher, Limits, Outcome, Request, Stop};

const FEED: &str = "<rss version='2.0'><channel><title>某報</title><item><title>小輪停航</title></item></channel></rss>";

/// The feed as brotli's own program packs it.
const BROTLI: [u8; 90] = [
    27, 104, 0, 24, 156, 7, 118, 44, 24, 97, 241, 29, 230, 1, 181, 73, 205, 83, 110, 142, 190, 17,
    85, 99, 121, 233, 201, 90, 124, 115, 83, 155, 160, 152, 80, 132, 102, 221, 70, 206, 149, 249,
    56, 229, 128, 185, 45, 44, 145, 36, 187, 221, 190, 221, 41, 71, 113, 75, 163, 44, 176, 132, 15,
    134, 175, 228, 252, 134, 137, 34, 221, 149, 179, 155, 62, 228, 240, 58, 156, 47, 184, 183, 245,
    30, 131, 8, 115, 132, 38, 9,
];

/// A path that was asked for, and the headers with it.
type Asked = (String, HashMap<String, String>);

/// A server on a free port; each path is a behaviour.
struct Server {
    port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let log = Arc::clone(&log);
                thread::spawn(move || serve(stream, port, &log));
            }
        });
        Self { port, asked }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn get(&self, path: &str) -> Result<Fetched, FetchError> {
        self.get_with(Request::named(self.url(path)))
    }

    fn get_with(&self, request: Request) -> Result<Fetched, FetchError> {
        Fetcher::new(quick(), Arc::new(Stop::default())).fetch(&request)
    }

    fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

fn quick() -> Limits {
    Limits {
        time: Duration::from_secs(5),
        silence: Duration::from_millis(400),
        unpacked: 1 << 20,
        received: 1 << 20,
        ..Limits::default()
    }
}

fn serve(stream: TcpStream, port: u16, log: &Mutex<Vec<Asked>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut stream = stream;
    loop {
        let mut first = String::new();
        if reader.read_line(&mut first).unwrap_or(0) == 0 {
            return;
        }
        let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
        let mut headers = HashMap::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            match line.trim().split_once(": ") {
                Some((name, value)) => headers.insert(name.to_ascii_lowercase(), value.to_owned()),
                None => break,
            };
        }
        let asks_length = first.starts_with("HEAD ");
        let asked = if asks_length {
            format!("HEAD {path}")
        } else {
            path.clone()
        };
        log.lock().unwrap().push((asked, headers.clone()));
        let (mut answer, stay) = answer(&path, &headers, port);
        if asks_length {
            let refusal = b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n";
            let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
            match path.as_str() {
                "/mute" => answer = refusal.to_vec(),
                _ => answer.truncate(end.unwrap() + 4),
            }
        }
        if stream.write_all(&answer).is_err() || !stay {
            if path == "/stall" || path == "/stall-in-body" {
                thread::sleep(Duration::from_secs(3));
            }
            return;
        }
    }
}

/// The bytes to send, and whether the connection stays open.
fn answer(path: &str, headers: &HashMap<String, String>, port: u16) -> (Vec<u8>, bool) {
    let ok = |more: &str, body: &[u8]| {
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: {}\r\n{more}\r\n",
            body.len()
        );
        ([head.as_bytes(), body].concat(), true)
    };
    let bare = |status: &str, more: &str| {
        (
            format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n{more}\r\n").into_bytes(),
            true,
        )
    };
    match path {
        "/feed" => ok("", FEED.as_bytes()),
        "/nameless" | "/mute" => ok("", &FEED.repeat(100).into_bytes()),
        "/page" => {
            let page = format!(
                "<html><body><article><p>{}</p></article></body></html>",
                "船開了。".repeat(50)
            );
            let length = page.len();
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\n\r\n"
            );
            ((head + &page).into_bytes(), true)
        }
        "/etag"
            if headers
                .get("if-none-match")
                .is_some_and(|tag| tag == "\"v1\"") =>
        {
            bare("304 Not Modified", "ETag: \"v1\"\r\n")
        }
        "/etag" => ok(
            "ETag: \"v1\"\r\nCache-Control: max-age=600\r\n",
            &FEED.repeat(100).into_bytes(),
        ),
        "/dated" if headers.contains_key("if-modified-since") => bare("304 Not Modified", ""),
        "/dated" => ok(
            "Last-Modified: Tue, 24 Mar 2026 00:00:00 GMT\r\n",
            &FEED.repeat(100).into_bytes(),
        ),
        "/gzip" => ok(
            "Content-Encoding: gzip\r\n",
            &gzip(&FEED.repeat(100).into_bytes()),
        ),
        "/brotli" if headers["accept-encoding"].contains("br") => {
            ok("Content-Encoding: br\r\n", &BROTLI)
        }
        "/lies" => ok("Content-Encoding: gzip\r\n", FEED.as_bytes()),
        "/bomb" => ok("Content-Encoding: gzip\r\n", &gzip(&vec![b'x'; 4 << 20])),
        "/large" => ok("", &vec![b'x'; 2 << 20]),
        "/some" => ok("", &vec![b'x'; 100 << 10]),
        // Says nothing of its length, and does not end before it is cut.
        "/endless" => (
            [
                &b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"[..],
                &vec![b'x'; 2 << 20],
            ]
            .concat(),
            false,
        ),
        "/truncated" => (
            format!("HTTP/1.1 200 OK\r\nETag: \"v1\"\r\nContent-Length: 9999\r\n\r\n{FEED}")
                .into_bytes(),
            false,
        ),
        "/stall" => (Vec::new(), false),
        "/stall-in-body" => (
            b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n<rss>".to_vec(),
            false,
        ),
        "/garbage" => (b"\x00\x01 nonsense\r\n\r\n".to_vec(), false),
        "/moved" => bare("301 Moved Permanently", "Location: /moved-again\r\n"),
        "/moved-again" => bare("308 Permanent Redirect", "Location: /feed\r\n"),
        "/elsewhere" => bare("302 Found", "Location: /feed\r\n"),
        "/loop" => bare("302 Found", "Location: /loop\r\n"),
        "/inside" => bare("302 Found", "Location: http://127.0.0.2:1/secret\r\n"),
        "/other-port" => bare(
            "302 Found",
            &format!("Location: http://127.0.0.1:{}/\r\n", port ^ 1),
        ),
        "/to-file" => bare("302 Found", "Location: file:///etc/passwd\r\n"),
        "/busy" => bare("429 Too Many Requests", "Retry-After: 120\r\n"),
        "/gone" => bare("410 Gone", ""),
        _ => bare("404 Not Found", ""),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn body(fetched: Result<Fetched, FetchError>) -> Body {
    match fetched.unwrap().outcome {
        Outcome::Body(body) => body,
        other => panic!("no body but {other:?}"),
    }
}

#[test]
fn a_feed_comes_with_what_is_needed_to_read_it() {
    let server = Server::start();
    let body = body(server.get("/feed"));
    assert_eq!(body.bytes, FEED.as_bytes());
    assert_eq!(body.url, server.url("/feed"));
    assert_eq!(body.content_type.as_deref(), Some("application/rss+xml"));
    let (_, headers) = server.asked().remove(0);
    assert!(headers["user-agent"].starts_with("kanbao/"));
    assert!(!headers.contains_key("cookie") && !headers.contains_key("referer"));
}

#[test]
fn what_has_not_changed_moves_only_headers() {
    let server = Server::start();
    let first = server.get("/etag").unwrap();
    let (received, saved) = (first.received, first.saved);
    assert!(received > 8_000 && saved == 0);
    let body = body(Ok(first));
    assert_eq!(body.terms.fresh_for, Some(Duration::from_secs(600)));
    let again = Request {
        etag: body.terms.etag,
        size: Some(body.bytes.len() as u64),
        ..Request::named(server.url("/etag"))
    };
    let second = server.get_with(again).unwrap();
    assert!(matches!(second.outcome, Outcome::NotModified(_)));
    assert!(second.received < 200, "{} bytes", second.received);
    assert_eq!(second.saved, body.bytes.len() as u64);
}

#[test]
fn a_date_serves_where_there_is_no_etag() {
    let server = Server::start();
    let terms = body(server.get("/dated")).terms;
    let again = Request {
        last_modified: terms.last_modified,
        ..Request::named(server.url("/dated"))
    };
    let second = server.get_with(again).unwrap();
    assert!(matches!(second.outcome, Outcome::NotModified(_)) && second.received < 200);
}

#[test]
fn where_there_is_neither_the_length_alone_is_asked_for() {
    let server = Server::start();
    let first = body(server.get("/nameless"));
    let again = |path: &str, length: u64| {
        let before = server.asked().len();
        let fetched = server.get_with(Request {
            length: Some(length),
            size: Some(first.bytes.len() as u64),
            ..Request::named(server.url(path))
        });
        let asked: Vec<String> = server.asked()[before..]
            .iter()
            .map(|(path, _)| path.clone())
            .collect();
        (fetched.unwrap(), asked)
    };
    let length = first.length.unwrap();
    let (same, asked) = again("/nameless", length);
    assert!(matches!(same.outcome, Outcome::NotModified(_)));
    assert!(same.received < 200, "{} bytes", same.received);
    assert_eq!(
        (same.saved, asked),
        (length, vec!["HEAD /nameless".to_owned()])
    );
    // Another length: all of it comes, and the server is worth asking again.
    let (other, asked) = again("/nameless", length - 1);
    assert!(!body(Ok(other)).no_length && asked.len() == 2);
    // One that does not tell: all of it comes, and it is not worth asking again.
    let (mute, _) = again("/mute", length);
    assert!(body(Ok(mute)).no_length);
}

#[test]
fn compression_is_undone_and_counted() {
    let server = Server::start();
    let packed = server.get("/gzip").unwrap();
    assert!(packed.received < 1_000 && packed.saved > 9_000);
    assert_eq!(body(Ok(packed)).bytes, FEED.repeat(100).as_bytes());
    assert_eq!(body(server.get("/lies")).bytes, FEED.as_bytes());
    let packed = server.get("/brotli").unwrap();
    assert!(packed.saved > 0);
    assert_eq!(body(Ok(packed)).bytes, FEED.as_bytes());
}

#[test]
fn bombs_and_giants_are_refused() {
    let server = Server::start();
    assert_eq!(server.get("/bomb"), Err(FetchError::TooLarge(1 << 20)));
    assert_eq!(server.get("/endless"), Err(FetchError::TooLarge(1 << 20)));
    // One that says how large it is costs no more than its headers.
    let fetcher = Fetcher::new(quick(), Arc::new(Stop::default()));
    let large = fetcher.fetch(&Request::named(server.url("/large")));
    assert_eq!(large, Err(FetchError::TooLarge(1 << 20)));
    assert!(fetcher.received() < 512 << 10, "{}", fetcher.received());
}

#[test]
fn what_breaks_off_gives_what_came_but_is_no_version() {
    let server = Server::start();
    let body = body(server.get("/truncated"));
    assert_eq!(body.bytes, FEED.as_bytes());
    assert!(body.truncated && body.terms.etag.is_none());
}

#[test]
fn redirects_are_followed_by_rule() {
    let server = Server::start();
    let moved = server.get("/moved").unwrap();
    assert_eq!(moved.moved, Some(server.url("/feed")));
    let elsewhere = server.get("/elsewhere").unwrap();
    assert_eq!(elsewhere.moved, None);
    assert_eq!(body(Ok(elsewhere)).url, server.url("/feed"));
    assert_eq!(server.get("/loop"), Err(FetchError::Redirects(8)));
    assert!(matches!(
        server.get("/to-file"),
        Err(FetchError::Address(_))
    ));
}

#[test]
fn private_addresses_only_if_the_reader_named_them() {
    let server = Server::start();
    for path in ["/inside", "/other-port"] {
        assert!(
            matches!(server.get(path), Err(FetchError::Private(_))),
            "{path}"
        );
    }
    let port = server.port;
    let before = server.asked().len();
    for url in [
        server.url("/feed"),
        format!("http://localhost:{port}/feed"),
        format!("http://2130706433:{port}/feed"),
        format!("http://0x7f.1:{port}/feed"),
        format!("http://[::ffff:127.0.0.1]:{port}/feed"),
    ] {
        let linked = server.get_with(Request::linked(url.clone()));
        assert!(
            matches!(linked, Err(FetchError::Private(_))),
            "{url}: {linked:?}"
        );
    }
    assert_eq!(server.asked().len(), before);
}

#[test]
fn answers_that_are_no_feed() {
    let server = Server::start();
    assert_eq!(
        server.get("/busy").unwrap().outcome,
        Outcome::Later(Some(Duration::from_secs(120)))
    );
    assert_eq!(server.get("/gone").unwrap().outcome, Outcome::Gone);
    assert_eq!(server.get("/nothing"), Err(FetchError::Status(404)));
    assert!(matches!(
        server.get("/garbage"),
        Err(FetchError::Connection { .. })
    ));
    assert!(matches!(server.get("/stall"), Err(FetchError::Timeout(_))));
    assert!(body(server.get("/stall-in-body")).truncated);
}

#[test]
fn a_round_asks_each_host_one_at_a_time_and_says_what_came() {
    let server = Server::start();
    let requests =
        ["/feed", "/gone", "/nothing", "/gzip"].map(|path| Request::named(server.url(path)));
    let round = Round::start(
        requests.to_vec(),
        Settings {
            limits: quick(),
            ..Settings::default()
        },
    );
    let mut under_way = 0;
    let mut done = Vec::new();
    for news in round.news() {
        match news {
            News::Begun(_) => under_way += 1,
            News::Done(number, _, _) => {
                under_way -= 1;
                done.push(number);
            }
            News::Skipped(number) => panic!("{number} was skipped"),
        }
        assert!(under_way <= 1);
    }
    assert_eq!(done, [0, 1, 2, 3]);
    assert!(round.received() > 300);
}

#[test]
fn a_budget_ends_a_round_before_its_time() {
    let server = Server::start();
    let requests = ["/etag", "/feed", "/feed"].map(|path| Request::named(server.url(path)));
    let round = Round::start(
        requests.to_vec(),
        Settings {
            limits: quick(),
            budget: Some(9_000),
            ..Settings::default()
        },
    );
    let skipped: Vec<News> = round
        .news()
        .filter(|news| matches!(news, News::Skipped(_)))
        .collect();
    assert_eq!(skipped, [News::Skipped(1), News::Skipped(2)]);
}

#[test]
fn workers_share_a_budget() {
    let server = Server::start();
    let port = server.port;
    // Every host of the loopback net is another host.
    let requests = (1..9).map(|n| Request::named(format!("http://127.0.0.{n}:{port}/some")));
    let settings = Settings {
        limits: quick(),
        budget: Some(150 << 10),
        at_once: 8,
    };
    let round = Round::start(requests.collect(), settings);
    let (mut whole, mut cost) = (0, 0);
    for news in round.news() {
        if let News::Done(_, result, received) = news {
            cost += received;
            whole += u64::from(result.is_ok());
        }
    }
    assert!(whole <= 2, "{whole} of 100 KiB each");
    // What eight sockets hold at the moment when the budget ends is counted too.
    assert!(cost < 150 << 13, "{cost} bytes");
    assert_eq!(cost, round.received());
}

#[test]
fn a_round_called_off_returns_from_a_silent_server() {
    let server = Server::start();
    let patient = Limits {
        silence: Duration::from_secs(60),
        time: Duration::from_secs(60),
        ..quick()
    };
    let round = Round::start(
        vec![Request::named(server.url("/stall-in-body"))],
        Settings {
            limits: patient,
            ..Settings::default()
        },
    );
    let stopper = round.stopper();
    let begun = Instant::now();
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(200));
        stopper.set();
    });
    let last = round.news().last();
    assert!(matches!(
        last,
        Some(News::Done(0, Err(FetchError::Stopped), _))
    ));
    assert!(begun.elapsed() < Duration::from_secs(30));
}

/// What became of pages, each called for with the feed that it belongs to.
fn pages(wanted: &[(String, Option<String>)], budget: Option<u64>) -> Pages {
    let wanted = wanted.iter().map(|(url, feed)| Wanted {
        url: url.clone(),
        feed: feed.clone(),
    });
    let settings = Settings {
        budget,
        ..Settings::default()
    };
    Pages::start(wanted.collect(), settings, || {})
}

#[test]
fn a_page_of_this_machine_comes_only_for_a_feed_of_the_same_port() {
    let server = Server::start();
    let (page, feed) = (server.url("/page"), server.url("/feed"));
    let read = |feed: Option<String>| {
        let pages = pages(&[(page.clone(), feed)], None);
        pages.arrivals().recv().unwrap().read
    };
    assert!(read(Some(feed)).is_ok());
    for feed in [None, Some("http://127.0.0.1:9/feed".into())] {
        let refused = NoPage::Fetch(FetchError::Private(Refused {
            host: "127.0.0.1".into(),
            ip: "127.0.0.1".parse().unwrap(),
        }));
        assert_eq!(read(feed).unwrap_err(), refused);
    }
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn pages_keep_to_a_budget_and_say_what_they_cost() {
    let server = Server::start();
    let feed = Some(server.url("/feed"));
    let two = [
        (server.url("/page"), feed.clone()),
        (server.url("/page"), feed),
    ];
    let pages = pages(&two, Some(900));
    let arrivals: Vec<_> = pages.arrivals().iter().collect();
    assert!(arrivals[0].read.is_ok() && arrivals[0].received > 600);
    assert_eq!(
        arrivals[1].read.as_ref().unwrap_err(),
        &NoPage::Fetch(FetchError::Budget)
    );
}

#[test]
fn pages_called_off_return_from_a_silent_server() {
    let server = Server::start();
    let begun = Instant::now();
    let pages = pages(&[(server.url("/stall"), Some(server.url("/feed")))], None);
    while server.asked().is_empty() {
        thread::sleep(Duration::from_millis(5));
    }
    pages.stop();
    let left = pages.arrivals().iter().next();
    assert!(left.is_none_or(|one| one.read == Err(FetchError::Stopped.into())));
    assert!(begun.elapsed() < Duration::from_secs(15));
}

//! However the reader ends, or the terminal behaves: it is gone at once, leaves the terminal as it was, and has kept the
//! place and the marks.
//!
//! A few rounds each time the tests run; `KANBAO_DEATHS=200 KANBAO_RESIZES=10000 cargo test --test trust_terminal` for the
//! long version.

#![cfg(target_os = "linux")]

mod support;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::json;
use support::Desk;
use support::pty::Pty;

/// Within this it has to be gone. Its promise is a second; the rest is for a machine that is busy with other tests.
const GONE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 3 } else { 1 });

fn times(variable: &str, few: usize) -> usize {
    std::env::var(variable)
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(few)
}

/// A desk with a paper whose first article is long.
fn desk() -> Desk {
    let desk = Desk::new();
    let paragraph = |n: usize| json!({"kind": "paragraph", "text": format!("第{n}段。{}", "船照常開，街坊在碼頭等候。".repeat(8))});
    let article = |title: &str, count: usize| json!({"title": title, "id": title, "section": "要聞", "edition": "2026-10-01", "blocks": (1..=count).map(paragraph).collect::<Vec<_>>()});
    let lines = [article("長船", 60), article("短船", 1), article("小船", 1)];
    desk.write("in.jsonl", lines.map(|line| format!("{line}\n")).concat());
    desk.done(&["import", "in.jsonl"]);
    desk
}

/// How a reader can be taken away.
#[derive(Debug, Clone, Copy)]
enum Death {
    Signal(Signal),
    HangUp,
}

impl Death {
    /// The reader has to be gone at once; how long it took.
    fn takes(self, reader: &mut Pty) -> Duration {
        match self {
            Self::Signal(signal) => reader.signal(signal),
            Self::HangUp => reader.hang_up(),
        }
        let begin = Instant::now();
        let ended = reader.ended_within(GONE);
        assert!(ended.is_some(), "{self:?}: still there");
        begin.elapsed()
    }
}

const DEATHS: [Death; 4] = [
    Death::Signal(Signal::HUP),
    Death::Signal(Signal::TERM),
    Death::Signal(Signal::INT),
    Death::HangUp,
];

#[test]
fn a_reader_that_is_taken_away_is_gone_at_once_and_has_lost_nothing() {
    let rounds = times("KANBAO_DEATHS", DEATHS.len());
    let mut slowest = Duration::ZERO;
    for round in 0..rounds {
        let death = DEATHS[round % DEATHS.len()];
        let desk = desk();
        let mut reader = Pty::open(&desk, &[], (80, 24));
        reader.wait_for("長船");
        // The first article alone, two pages down, starred.
        reader.keys("g\r");
        reader.wait_for("第1段");
        reader.keys("zm");
        reader.keys("\x06\x06");
        reader.wait_until("a later paragraph", |screen| !screen.contains("第1段。"));
        reader.settle();
        let place = first_number(&reader.screen());
        let took = death.takes(&mut reader);
        slowest = slowest.max(took);
        if let Death::Signal(_) = death {
            assert_eq!(reader.left_behind(), Vec::<String>::new(), "{death:?}");
        }
        let starred = desk.json(&["list", "--json", "is:starred"]);
        assert_eq!(starred.len(), 1, "{death:?}: the star is kept");
        assert_eq!(starred[0]["title"], "長船");
        let mut again = Pty::open(&desk, &[], (80, 24));
        again.wait_until("the same place", |screen| first_number(screen) == place);
    }
    println!("{rounds} deaths, the slowest took {slowest:?}");
}

/// The first paragraph's number on a screen.
fn first_number(screen: &str) -> Option<u32> {
    let at = screen.find('第')?;
    screen[at + '第'.len_utf8()..]
        .split('段')
        .next()?
        .parse()
        .ok()
}

/// Another process that holds the store, for whatever reason, may keep a mark waiting, but not a reader who is sent away.
#[test]
fn a_reader_that_waits_for_the_store_is_gone_at_once_too() {
    for death in DEATHS {
        let desk = desk();
        let mut reader = Pty::open(&desk, &[], (80, 24));
        reader.wait_for("長船");
        reader.settle();
        let path = desk.path(".local/share/kanbao/kanbao.db");
        let other = rusqlite::Connection::open(path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        reader.keys("m");
        reader.pump(Duration::from_millis(300));
        let took = death.takes(&mut reader);
        println!("{death:?}: gone after {took:?}");
        if let Death::Signal(_) = death {
            assert_eq!(reader.left_behind(), Vec::<String>::new(), "{death:?}");
        }
        other.execute_batch("ROLLBACK").unwrap();
        assert_eq!(desk.done(&["list", "--count"]).trim(), "3");
    }
}

/// A mark over a list so long that no second is enough: the reader is gone all the same, and the next one goes on with it, or
/// whatever brings articles before: those that come later were on nobody's screen.
#[test]
fn a_long_mark_is_finished_by_the_next_reader() {
    let line = |n: usize| json!({"title": format!("第{n}號船"), "id": n.to_string(), "edition": "2026-10-01", "section": if n.is_multiple_of(2) { "要聞" } else { "港聞" }, "blocks": []});
    let lines: String = (0..8_000).map(|n| format!("{}\n", line(n))).collect();
    let killed = Death::Signal(Signal::KILL);
    for (death, comes_more) in [
        (DEATHS[1], false),
        (DEATHS[3], false),
        (DEATHS[0], true),
        (killed, false),
        (killed, true),
    ] {
        let desk = Desk::new();
        desk.write("in.jsonl", &lines);
        desk.done(&["import", "in.jsonl"]);
        let mut command = desk.command(&["section:要聞"]);
        command
            .env("TERM", "xterm-256color")
            .env("KANBAO_NO_TIME", "1");
        let mut reader = Pty::start(&command, (80, 24));
        reader.wait_for("號船");
        reader.settle();
        reader.keys("A");
        // From here on the mark is given.
        reader.wait_until("all as read", |screen| !screen.contains('●'));
        let took = death.takes(&mut reader);
        let unread = || -> usize {
            desk.done(&["list", "--count", "is:unread"])
                .trim()
                .parse()
                .unwrap()
        };
        println!(
            "{death:?}: gone after {took:?}, {} of 4000 left",
            unread() - 4_000
        );
        let mut more = 0;
        if comes_more {
            // Older than all that was listed: further down than where the mark stopped.
            let lines = lines
                .replace("2026-10-01", "2026-09-01")
                .replace(r#""id":""#, r#""id":"old-"#);
            let lines: Vec<&str> = lines.lines().take(200).collect();
            desk.write("old.jsonl", lines.join("\n"));
            desk.done(&["import", "old.jsonl"]);
            more = 100;
            assert_eq!(unread(), 4_000 + 2 * more);
        }
        let mut again = Pty::open(&desk, &[], (80, 24));
        again.wait_for("號船");
        again.settle();
        // Half of it could be taken back, and half would be no answer.
        again.keys("u");
        again.wait_for("no mark to take back");
        again.leave();
        let others = desk.done(&["list", "--count", "section:港聞 is:unread"]);
        assert_eq!(others.trim(), (4_000 + more).to_string());
        assert_eq!(unread(), 4_000 + 2 * more);
    }
}

#[test]
fn leaving_by_key_gives_the_terminal_back() {
    for keys in ["Q", "q", "\x03", "?\x03", "/漢\x03"] {
        let desk = desk();
        let mut reader = Pty::open(&desk, &[], (80, 24));
        reader.wait_for("長船");
        reader.settle();
        reader.keys(keys);
        let status = reader.ended_within(Duration::from_secs(20)).expect("gone");
        assert!(status.success(), "{keys:?}: {status}");
        assert_eq!(reader.left_behind(), Vec::<String>::new(), "{keys:?}");
    }
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_speaks() {
    if cfg!(not(debug_assertions)) {
        return; // The switch is not in a release build.
    }
    let desk = desk();
    let mut command = desk.command(&[]);
    command
        .env("TERM", "xterm-256color")
        .env("KANBAO_PANIC", "1");
    let mut reader = Pty::start(&command, (80, 24));
    reader.wait_for("長船");
    reader.settle();
    reader.keys("j");
    let status = reader.ended_within(Duration::from_secs(20)).expect("gone");
    assert!(!status.success());
    assert_eq!(reader.left_behind(), Vec::<String>::new());
    assert!(
        reader.screen().contains("KANBAO_PANIC"),
        "said on the screen that was there before:\n{}",
        reader.screen()
    );
}

#[test]
fn a_reader_at_rest_rests() {
    let desk = desk();
    let mut reader = Pty::open(&desk, &[], (80, 24));
    reader.wait_for("長船");
    reader.settle();
    reader.pump(Duration::from_secs(1));
    let (used, written) = (reader.used(), reader.bytes.len());
    reader.pump(Duration::from_secs(3));
    assert!(
        reader.used() - used <= 3,
        "{} hundredths of a second in three",
        reader.used() - used
    );
    assert_eq!(
        reader.bytes.len(),
        written,
        "nothing changed, nothing is written"
    );
}

/// A server whose feed has other items each time, a piece at a time.
fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/feed.xml", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for (round, stream) in listener.incoming().flatten().enumerate() {
            let item = |n: usize| {
                format!(
                    "<item><guid>{round}-{n}</guid><title>新船{round}之{n}</title><pubDate>Thu, 01 Jan 2015 00:00:00 GMT</pubDate></item>"
                )
            };
            let items: String = (0..30).map(item).collect();
            let feed =
                format!("<rss version='2.0'><channel><title>船訊</title>{items}</channel></rss>");
            // A reader that was taken away has hung up.
            let _ = send_slowly(stream, feed.as_bytes());
        }
    });
    address
}

fn send_slowly(mut stream: TcpStream, feed: &[u8]) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut request = [0; 2048];
    let _ = stream.read(&mut request)?;
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        feed.len()
    )?;
    for piece in feed.chunks(500) {
        stream.write_all(piece)?;
        std::thread::sleep(Duration::from_millis(3));
    }
    Ok(())
}

#[test]
fn a_storm_of_sizes_while_refreshing_keeps_the_place() {
    let desk = desk();
    desk.done(&["feed", "add", "--as-is", &server()]);
    let mut reader = Pty::open(&desk, &[], (80, 24));
    reader.wait_for("長船");
    reader.keys("g\r");
    reader.wait_for("第1段");
    reader.keys("z\x06\x06");
    reader.wait_until("a later paragraph", |screen| !screen.contains("第1段。"));
    reader.settle();
    let place = first_number(&reader.screen());
    let mut dice = 88_172_645_463_325_252_u64;
    let mut below = |limit: u64| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        dice % limit
    };
    let rounds = times("KANBAO_RESIZES", 150);
    for round in 0..rounds {
        let size = match round % 10 {
            0 => (1, 1),
            1 => (500, 200),
            _ => (1 + below(500) as u16, 1 + below(200) as u16),
        };
        reader.resize(size);
        if round % 10 == 3 {
            reader.keys("R");
        }
        // Now and then it has the time to draw; now and then it has not.
        let rest = if round % 5 == 0 { 60 } else { below(4) };
        reader.pump(Duration::from_millis(rest));
    }
    reader.resize((80, 24));
    reader.wait_until("the same place", |screen| first_number(screen) == place);
    let came: usize = desk.done(&["list", "--count"]).trim().parse().unwrap();
    println!("{rounds} sizes, {} articles came meanwhile", came - 3);
    assert!(came > 3, "nothing was refreshed");
    reader.leave();
    assert_eq!(reader.left_behind(), Vec::<String>::new());
}

#[test]
fn a_terminal_that_lies_about_its_size_is_not_believed() {
    let desk = desk();
    let mut reader = Pty::open(&desk, &[], (80, 24));
    reader.wait_for("長船");
    reader.claim((65_535, 65_535));
    reader.keys("jk");
    reader.pump(Duration::from_secs(2));
    reader.claim((0, 0));
    reader.keys("jk");
    reader.pump(Duration::from_millis(300));
    assert!(reader.memory() < 200 << 10, "{} KiB", reader.memory());
    reader.resize((80, 24));
    reader.leave();
}

/// Answers that nobody asked for, with numbers that no terminal has and ends that never come; and a book pasted into prompts.
#[test]
fn a_terminal_that_answers_nonsense_does_no_harm() {
    let desk = desk();
    let nines = "9".repeat(400);
    let long = "A".repeat(50_000);
    let answers = [
        format!("\x1b[?{nines}c\x1b[>{nines};{nines}c\x1b[{nines}n"),
        format!("\x1b[{nines};{nines}R\x1b[4294967295;4294967295R\x1b[0;0R\x1b[1;99R"),
        format!("\x1b[?2026;{nines}$y\x1b[?69;2$y\x1b[?2026;4294967296$y"),
        format!("\x1bP>|{long}\x1b\\\x1bP1+r{long}\x1b\\\x1bP{long}\x1b\\"),
        format!("\x1b]11;rgb:{long}\x07\x1b]11;rgb:ffff/ffff/ffff\x07"),
        format!("\x1b[8;65535;65535t\x1b[?{}u", "1;".repeat(9_000)),
        format!("\x1b[<{nines};{nines};{nines}M\x1b[<64;0;0M\x1b[<35;-1;-1M\x1b[I\x1b[O"),
        format!("\x1b[200~{long}\x1b[201~"),
    ];
    let mut reader = Pty::open(&desk, &[], (80, 24));
    reader.wait_for("長船");
    for answer in &answers {
        reader.keys(answer);
        reader.pump(Duration::from_millis(100));
    }
    for prompt in ["/", "f", ":", "s", "t"] {
        reader.keys(prompt);
        reader.keys(&format!(
            "\x1b[200~{}\x1b[201~\t\r",
            "報( \"".repeat(30_000)
        ));
        reader.pump(Duration::from_millis(100));
        reader.keys("\x1b");
        reader.pump(Duration::from_millis(150));
    }
    assert!(reader.memory() < 200 << 10, "{} KiB", reader.memory());
    reader.keys("\x03");
    let ended = reader.ended_within(Duration::from_secs(20));
    assert!(ended.expect("gone").success());
    assert_eq!(reader.left_behind(), Vec::<String>::new());
}

/// Surroundings that no login gives: each is read, or refused with a word, and nothing hangs or panics.
#[test]
fn absurd_surroundings_do_no_harm() {
    let desk = desk();
    let long = "x".repeat(9_000);
    for (name, value) in [
        ("TERM", long.as_str()),
        ("TERM", "../../etc/passwd"),
        ("LANG", &long),
        ("LANG", "zh_HK.\x1b]0;pwned\x07"),
        ("TZ", "../../../etc/passwd"),
        ("TZ", &long),
        ("COLUMNS", "-1"),
        ("LINES", "99999999999999999999"),
        ("COLORTERM", "\x1b[31337m"),
        ("TERM_PROGRAM", "\x1b]0;pwned\x07"),
        ("VTE_VERSION", "99999999999999999999"),
        ("SSH_CONNECTION", &long),
        ("TMUX", "\x1b[31337m"),
        ("XDG_CONFIG_HOME", "relative"),
    ] {
        let mut command = desk.command(&[]);
        command.env("TERM", "xterm-256color").env(name, value);
        let mut reader = Pty::start(&command, (80, 24));
        reader.pump(Duration::from_millis(300));
        reader.keys("jk\x03");
        let ended = reader.ended_within(Duration::from_secs(20));
        let said = String::from_utf8_lossy(&reader.bytes).into_owned();
        assert!(ended.expect(name).success(), "{name}: {said}");
        assert!(!said.contains("pwned") && !said.contains("31337"), "{name}");
        assert_eq!(reader.left_behind(), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn two_readers_at_once_see_each_others_marks() {
    let desk = desk();
    let mut one = Pty::open(&desk, &[], (80, 24));
    let mut other = Pty::open(&desk, &[], (80, 24));
    for reader in [&mut one, &mut other] {
        reader.wait_for("長船");
        reader.settle();
        reader.keys("g");
        reader.settle();
        assert!(!reader.screen().contains('★'));
    }
    one.keys("m");
    one.wait_for("★");
    // Nothing is written while nobody types; the next key shows what has changed.
    other.keys("j");
    other.wait_for("★");
    other.keys("k");
    other.settle();
    other.keys("m");
    other.wait_until("the star is gone", |screen| !screen.contains('★'));
    one.keys("j");
    one.wait_until("gone here too", |screen| !screen.contains('★'));
}

//! `kill -9` at any moment: the store stays whole, what was acknowledged stays, and running again gives the same archive.
//!
//! A few dozen kills each time the tests run; `KANBAO_KILLS=300 cargo test --test trust_kill` for the long version.

mod support;

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::ExitStatusExt;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::json;
use support::Desk;

/// How many times each test kills.
fn kills() -> u64 {
    std::env::var("KANBAO_KILLS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(12)
}

/// Pseudo-random delays, the same in every run (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// How long a command takes that nobody kills, and half of that: on a busy machine it takes longer another time.
fn whole(desk: &Desk, arguments: &[&str]) -> u64 {
    let begin = Instant::now();
    desk.done(arguments);
    begin.elapsed().as_millis() as u64 * 3 / 2 + 1
}

/// Articles of an archive.
fn count(desk: &Desk) -> usize {
    desk.done(&["list", "--count"]).trim().parse().unwrap()
}

/// Articles in JSON Lines, long enough that an import takes a while.
fn lines(articles: usize) -> String {
    let line = |n: usize| {
        let text = format!("第{n}號船今天開了。海面平靜，街坊在碼頭等候，船長說風要到晚上才來。")
            .repeat(20);
        let day = n % 28 + 1;
        json!({
            "title": format!("第{n}號船"), "id": format!("ship-{n}"), "section": if n.is_multiple_of(2) { "要聞" } else { "港聞" },
            "edition": format!("2026-10-{day:02}"), "blocks": [{"kind": "paragraph", "text": text}]
        })
    };
    (0..articles).map(|n| format!("{}\n", line(n))).collect()
}

/// The store is whole, by SQLite's own full check and the program's kept counts against counting.
fn assert_whole(desk: &Desk) {
    let path = desk.path(".local/share/kanbao/kanbao.db");
    if !path.exists() {
        return;
    }
    let db = Connection::open(path).unwrap();
    let verdict: String = db
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(verdict, "ok");
    let counted: u64 = desk.done(&["list", "--json"]).lines().count() as u64;
    let kept: u64 = desk
        .json(&["sections", "--json"])
        .iter()
        .map(|row| row["total"].as_u64().unwrap())
        .sum();
    assert_eq!(kept, counted, "kept counts are what counting gives");
}

#[test]
fn an_import_killed_at_any_moment_is_finished_by_running_it_again() {
    // Of three transactions and more, so that a kill finds it between two.
    const ARTICLES: usize = 2_400;
    let articles = lines(ARTICLES);
    let stocked = || {
        let desk = Desk::new();
        desk.write("in.jsonl", &articles);
        desk
    };
    let clean = stocked();
    let time = whole(&clean, &["import", "in.jsonl"]);
    let expect = dump(&clean);
    let mut dice = Dice(17);
    let (mut desk, mut halves) = (stocked(), 0);
    for _ in 0..kills() {
        let delay = Duration::from_millis(dice.below(time));
        desk.killed_after(&["import", "in.jsonl"], delay);
        // A store that a killed import made is no new store: it gets no sample edition.
        if !desk.path(".local/share/kanbao/kanbao.db").exists() {
            continue;
        }
        assert_whole(&desk);
        match count(&desk) {
            // The next is killed on an archive that has nothing of it.
            ARTICLES => {
                assert_eq!(dump(&desk), expect);
                desk = stocked();
            }
            some => halves += usize::from(some > 0),
        }
    }
    desk.done(&["import", "in.jsonl"]);
    assert_eq!(dump(&desk), expect);
    println!(
        "{} kills within {time} ms, {halves} of them between the first article and the last",
        kills()
    );
}

#[test]
fn an_acknowledged_mark_outlives_any_kill() {
    let desk = Desk::new();
    // Each kill has an article of its own.
    let articles = kills().max(200);
    desk.write("in.jsonl", lines(articles as usize));
    desk.done(&["import", "in.jsonl"]);
    let time = whole(&desk, &["mark", "starred", "title:第0號船"]);
    let mut dice = Dice(23);
    let (mut acknowledged, mut done) = (Vec::new(), 0);
    for n in 0..kills() {
        let title = format!("title:第{n}號船");
        if desk.killed_after(
            &["mark", "starred", &title],
            Duration::from_millis(dice.below(time)),
        ) {
            acknowledged.push(format!("第{n}號船"));
            done += 1;
        }
        // And one that is left in peace, between the kills.
        let peaceful = format!("第{}號船", articles - 1 - n % 100);
        assert_eq!(
            desk.run(&["mark", "starred", &format!("title:{peaceful}")])
                .code,
            0
        );
        acknowledged.push(peaceful);
    }
    assert_whole(&desk);
    let starred = desk.json(&["list", "--json", "is:starred"]);
    let starred: Vec<&str> = starred
        .iter()
        .map(|row| row["title"].as_str().unwrap())
        .collect();
    for title in &acknowledged {
        assert!(
            starred.contains(&title.as_str()),
            "{title} was acknowledged and is lost"
        );
    }
    println!("{} kills within {time} ms, {done} came too late", kills());
}

/// All that can be seen of a store.
fn dump(desk: &Desk) -> [String; 3] {
    [
        desk.done(&["list", "--json"]),
        desk.done(&["export"]),
        desk.done(&["sections", "--json"]),
    ]
}

/// Ends a command after each of its commits in turn, runs it again, and compares with a desk where it ran in peace.
fn stop_after_each(what: &str, prepare: impl Fn(&Desk), arguments: &[&str]) {
    if cfg!(not(debug_assertions)) {
        return; // The switch is not in a release build.
    }
    let clean = Desk::new();
    prepare(&clean);
    clean.done(arguments);
    let expect = dump(&clean);
    let mut commits = 0;
    loop {
        let desk = Desk::new();
        prepare(&desk);
        let after = (commits + 1).to_string();
        let mut command = desk.command(arguments);
        let ended = command.env("KANBAO_STOP_AFTER", after).output().unwrap();
        if ended.status.success() {
            break;
        }
        commits += 1;
        assert_eq!(
            ended.status.signal(),
            Some(9),
            "{what} after commit {commits}"
        );
        assert_whole(&desk);
        desk.done(arguments);
        assert_eq!(dump(&desk), expect, "{what} after commit {commits}");
    }
    println!("{what}: stopped after each of {commits} commits");
    assert!(commits > 0, "{what} commits nothing");
}

#[test]
fn an_import_stopped_after_any_commit_is_finished_by_running_it_again() {
    let prepare = |desk: &Desk| {
        for part in 0..6 {
            let articles = lines(240);
            let some: String = articles
                .lines()
                .skip(part * 40)
                .take(40)
                .map(|line| format!("{line}\n"))
                .collect();
            desk.write(&format!("in/{part}.jsonl"), some);
        }
    };
    stop_after_each("import", prepare, &["import", "in"]);
}

#[test]
fn marking_stopped_after_any_commit_is_finished_by_running_it_again() {
    let prepare = |desk: &Desk| {
        desk.write("in.jsonl", lines(30));
        desk.done(&["import", "in.jsonl"]);
    };
    stop_after_each(
        "mark",
        prepare,
        &["--profile", "somebody", "mark", "read", "section:要聞"],
    );
}

#[test]
fn a_refresh_stopped_after_any_commit_is_finished_by_running_it_again() {
    let address = server();
    let prepare = |desk: &Desk| drop(desk.done(&["feed", "add", "--as-is", &address]));
    stop_after_each("refresh", prepare, &["refresh", &address]);
}

/// A store of the first version, as its program left it.
fn old_store(desk: &Desk, articles: usize) {
    let path = desk.write(".local/share/kanbao/kanbao.db", "");
    let mut db = Connection::open(path).unwrap();
    db.execute_batch("PRAGMA page_size = 16384; PRAGMA journal_mode = wal")
        .unwrap();
    db.execute_batch(include_str!("../src/store/schema/v1.sql"))
        .unwrap();
    db.execute_batch("PRAGMA user_version = 1; PRAGMA application_id = 0x6b616e62")
        .unwrap();
    let tx = db.transaction().unwrap();
    for n in 0..articles {
        let id = (20_000_i64 << 20) + n as i64;
        let title = format!("第{n}號船");
        let body = json!({"title": title, "blocks": [{"kind": "paragraph", "text": "海面平靜。"}]});
        tx.execute(
            "INSERT INTO headlines (id, section, source, title, origin) VALUES (?1, 0, 1, ?2, ?1)",
            (id, &title),
        )
        .unwrap();
        tx.execute(
            "INSERT INTO bodies (article, hash, codec, body) VALUES (?1, ?1, 0, ?2)",
            (id, body.to_string().into_bytes()),
        )
        .unwrap();
    }
    tx.commit().unwrap();
}

#[test]
fn a_migration_killed_at_any_moment_is_finished_the_next_time() {
    let clean = Desk::new();
    old_store(&clean, 3_000);
    let expect = clean.done(&["list", "--json"]);
    assert_eq!(expect.lines().count(), 3_000);
    let version = |desk: &Desk| -> u32 {
        let db = Connection::open(desk.path(".local/share/kanbao/kanbao.db")).unwrap();
        db.pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap()
    };
    let newest = version(&clean);
    let mut dice = Dice(7);
    let mut seen = vec![0; newest as usize + 1];
    for _ in 0..kills() {
        let desk = Desk::new();
        old_store(&desk, 3_000);
        desk.killed_after(&["list", "--count"], Duration::from_millis(dice.below(120)));
        let at = version(&desk);
        assert!((1..=newest).contains(&at));
        seen[at as usize] += 1;
        assert_eq!(
            desk.done(&["list", "--json"]),
            expect,
            "killed at version {at}"
        );
        assert_eq!(version(&desk), newest);
    }
    println!("{} kills; versions they left, from 0: {seen:?}", kills());
    // And after each step's commit.
    if cfg!(debug_assertions) {
        for step in 1..newest {
            let desk = Desk::new();
            old_store(&desk, 10);
            let mut command = desk.command(&["list", "--count"]);
            let ended = command
                .env("KANBAO_STOP_AFTER", step.to_string())
                .output()
                .unwrap();
            assert_eq!(ended.status.signal(), Some(9));
            assert_eq!(version(&desk), step + 1);
            assert_eq!(desk.done(&["list", "--json"]).lines().count(), 10);
        }
    }
}

/// Items of the feed that is fetched.
const ITEMS: usize = 400;

/// A server with one feed, which says that nothing has changed to whoever knows its version.
fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/feed.xml", listener.local_addr().unwrap());
    let text = "海面平靜，街坊在碼頭等候。".repeat(40);
    let item = |n: usize| {
        format!(
            "<item><guid>g{n}</guid><title>第{n}號船</title><description>{text}</description></item>"
        )
    };
    let items: String = (0..ITEMS).map(item).collect();
    let feed = format!("<rss version='2.0'><channel><title>船訊</title>{items}</channel></rss>");
    std::thread::spawn(move || {
        listener
            .incoming()
            .flatten()
            .for_each(|stream| answer(stream, &feed))
    });
    address
}

fn answer(mut stream: TcpStream, feed: &str) {
    let lines = BufReader::new(stream.try_clone().unwrap())
        .lines()
        .map_while(Result::ok);
    let is_known = lines
        .take_while(|line| !line.is_empty())
        .any(|line| line.to_lowercase().starts_with("if-none-match"));
    let (status, body) = if is_known {
        ("304 Not Modified", "")
    } else {
        ("200 OK", feed)
    };
    // A reader that was killed has hung up.
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\nETag: \"v1\"\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
}

#[test]
fn a_refresh_killed_at_any_moment_keeps_no_version_whose_articles_it_has_not() {
    let address = server();
    let subscribed = || {
        let desk = Desk::new();
        desk.done(&["feed", "add", "--as-is", &address]);
        desk
    };
    let time = whole(&subscribed(), &["refresh", &address]);
    let mut dice = Dice(41);
    let rounds = kills();
    let (mut cut, mut halves) = (0, 0);
    for _ in 0..rounds {
        let desk = subscribed();
        let delay = Duration::from_millis(dice.below(time));
        let ended = desk.killed_after(&["refresh", &address], delay);
        cut += usize::from(!ended);
        assert_whole(&desk);
        halves += usize::from((1..ITEMS).contains(&count(&desk)));
        let again = desk.done(&["refresh", "--json", &address]);
        assert_eq!(
            desk.done(&["list", "--count", "海面平靜"]).trim(),
            ITEMS.to_string(),
            "ended by itself: {ended}; then: {again}"
        );
    }
    println!(
        "{rounds} refreshes of {time} ms, {cut} of them killed, {halves} between the first article and the last"
    );
}

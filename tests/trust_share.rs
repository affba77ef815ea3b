//! A store on a real network file system: sshfs over an sshd on the loopback interface. Read, written, killed, and the line
//! dropped under it.
//!
//! Says "skipped" where there is no sshd, no sshfs, or where the system lets no test mount one. `KANBAO_KILLS=300 cargo test
//! --test trust_share` for the long version.

#![cfg(target_os = "linux")]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::json;
use support::Desk;
use support::pty::Pty;
use support::sshd::Sshd;

/// The folder `server` of a desk, seen over a line at the folder `share`.
struct Share {
    sshfs: Child,
    mount: PathBuf,
}

impl Share {
    fn mount(desk: &Desk, sshd: &Sshd) -> Option<Self> {
        let (server, mount) = (desk.path("server"), desk.path("share"));
        std::fs::create_dir_all(&server).unwrap();
        std::fs::create_dir_all(&mount).unwrap();
        let from = format!("{}@127.0.0.1:{}", sshd.user, server.display());
        let sshfs = Command::new("sshfs")
            .args(["-f", "-F", "/dev/null", "-p", &sshd.port.to_string()])
            .args(["-o", "StrictHostKeyChecking=no,UserKnownHostsFile=/dev/null,BatchMode=yes,LogLevel=ERROR"])
            .arg("-o")
            .arg(format!("IdentityFile={}", desk.path("key").display()))
            .arg(from)
            .arg(&mount)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut share = Self { sshfs, mount };
        let end = Instant::now() + Duration::from_secs(20);
        while Instant::now() < end && share.sshfs.try_wait().ok()?.is_none() {
            if share.is_mounted() {
                return Some(share);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }

    fn is_mounted(&self) -> bool {
        let mounts = std::fs::read_to_string("/proc/mounts").unwrap_or_default();
        mounts.contains(&format!(" {} fuse.sshfs ", self.mount.display()))
    }

    /// The line is gone, as when a laptop leaves the house: whatever is asked from now on fails.
    fn cut(&mut self) {
        self.sshfs.kill().unwrap();
        self.sshfs.wait().unwrap();
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let _ = self.sshfs.kill();
        let _ = self.sshfs.wait();
        let _ = Command::new("fusermount3")
            .arg("-uz")
            .arg(&self.mount)
            .stderr(Stdio::null())
            .status();
    }
}

/// A desk, its sshd, and the share; `None`, with a word, where there can be none.
fn shared() -> Option<(Share, Sshd, Desk)> {
    let desk = Desk::new();
    let sshd = Sshd::start(&desk, "restrict");
    let share = sshd.as_ref().and_then(|sshd| Share::mount(&desk, sshd));
    if share.is_none() {
        println!("skipped: no sshd or no sshfs here, or the system lets no test mount one");
    }
    Some((share?, sshd?, desk))
}

fn lines(articles: usize) -> String {
    let line = |n: usize| {
        let text = format!("第{n}號船今天開了。海面平靜，街坊在碼頭等候。").repeat(20);
        json!({"title": format!("第{n}號船"), "id": format!("ship-{n}"), "edition": "2026-10-01",
            "blocks": [{"kind": "paragraph", "text": text}]})
    };
    (0..articles).map(|n| format!("{}\n", line(n))).collect()
}

const STORE: [&str; 2] = ["--store", "share/k.db"];

fn on_share<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [&STORE[..], arguments].concat()
}

/// The file as the server has it, past the line.
fn assert_whole(desk: &Desk) {
    let db = Connection::open(desk.path("server/k.db")).unwrap();
    let verdict: String = db
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(verdict, "ok");
}

fn kills() -> u64 {
    let long = std::env::var("KANBAO_KILLS").ok();
    long.and_then(|n| n.parse().ok()).unwrap_or(8)
}

/// Delays, the same in every run.
fn below(dice: &mut u64, limit: u64) -> Duration {
    *dice = dice
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    Duration::from_millis((*dice >> 33) % limit)
}

#[test]
fn a_store_on_a_share_is_read_written_and_named() {
    let Some((_share, _sshd, desk)) = shared() else {
        return;
    };
    desk.write("in.jsonl", lines(100));
    desk.done(&on_share(&["import", "in.jsonl"]));
    desk.done(&on_share(&["mark", "starred", "第7號船"]));
    assert_eq!(
        desk.done(&on_share(&["list", "--count", "is:starred"]))
            .trim(),
        "1"
    );
    assert!(desk.done(&on_share(&["doctor"])).contains("FUSE"));
    let left = |ending: &str| desk.path(&format!("server/k.db{ending}")).exists();
    assert!(left(".marks.jsonl") && !left("-wal") && !left("-shm"));
    let copy = on_share(&["backup", "share/copy.db"]);
    desk.done(&copy);
    assert_eq!(
        desk.done(&["--store", "share/copy.db", "list", "--count"])
            .trim(),
        "100"
    );
    // Two readers at once, as at home.
    let mut one = Pty::open(&desk, &STORE, (80, 24));
    let mut other = Pty::open(&desk, &STORE, (80, 24));
    for reader in [&mut one, &mut other] {
        reader.wait_for("號船");
        reader.settle();
    }
    one.keys("gm");
    one.wait_for("★");
    other.keys("g");
    other.wait_for("★");
    for reader in [&mut one, &mut other] {
        reader.leave();
    }
    assert_eq!(
        desk.done(&on_share(&["list", "--count", "is:starred"]))
            .trim(),
        "2"
    );
    assert_whole(&desk);
}

#[test]
fn what_is_killed_on_a_share_is_finished_by_running_it_again() {
    let Some((_share, _sshd, desk)) = shared() else {
        return;
    };
    let articles = kills().max(200) as usize;
    desk.write("in.jsonl", lines(articles));
    let mut dice = 5;
    for _ in 0..kills() {
        desk.killed_after(&on_share(&["import", "in.jsonl"]), below(&mut dice, 800));
        if desk.path("server/k.db").exists() {
            // What a transaction that was killed has left is undone by whoever comes next.
            desk.done(&on_share(&["list", "--count"]));
            assert_whole(&desk);
        }
    }
    desk.done(&on_share(&["import", "in.jsonl"]));
    assert_eq!(
        desk.done(&on_share(&["list", "--count"])).trim(),
        articles.to_string()
    );
    let begin = Instant::now();
    desk.done(&on_share(&["mark", "starred", "title:第0號船"]));
    let time = begin.elapsed().as_millis() as u64 * 2;
    let mut acknowledged = 0;
    for n in 0..kills() {
        let title = format!("title:第{n}號船");
        let arguments = on_share(&["mark", "starred", &title]);
        let done = desk.killed_after(&arguments, below(&mut dice, time));
        acknowledged += usize::from(done);
        let is_starred = format!("is:starred title:第{n}號船");
        let kept = desk.done(&on_share(&["list", "--count", &is_starred]));
        assert!(
            !done || kept.trim() == "1",
            "{title} was acknowledged and is lost"
        );
    }
    assert_whole(&desk);
    println!(
        "{} imports and {} marks killed, {acknowledged} of the marks done before",
        kills(),
        kills()
    );
}

#[test]
fn a_line_that_drops_under_a_store_costs_what_was_under_way() {
    let Some((mut share, sshd, desk)) = shared() else {
        return;
    };
    desk.write("few.jsonl", lines(20));
    desk.write("in.jsonl", lines(300));
    desk.done(&on_share(&["import", "few.jsonl"]));
    desk.done(&on_share(&["mark", "starred", "第7號船"]));
    let mut dice = 11;
    for _ in 0..kills().min(20) {
        let mut reader = Pty::open(&desk, &STORE, (80, 24));
        reader.wait_for("號船");
        reader.settle();
        let mut importing = desk.command(&on_share(&["import", "in.jsonl"]));
        let importing = importing
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        std::thread::sleep(below(&mut dice, 600));
        share.cut();
        let ended = importing.wait_with_output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert!(
            matches!(ended.status.code(), Some(0 | 1)),
            "{}: {said}",
            ended.status
        );
        assert!(!said.contains("panicked"), "{said}");
        // The reader says that it cannot, and can still be left.
        reader.keys("jm");
        reader.settle();
        reader.keys("\x03");
        assert!(
            reader.ended_within(Duration::from_secs(30)).is_some(),
            "left behind"
        );
        assert_eq!(reader.left_behind(), Vec::<String>::new());
        drop(share);
        share = Share::mount(&desk, &sshd).expect("it could be mounted before");
        let starred = desk.done(&on_share(&["list", "--count", "is:starred title:第7號船"]));
        assert_eq!(starred.trim(), "1");
        assert_whole(&desk);
    }
    desk.done(&on_share(&["import", "in.jsonl"]));
    assert_eq!(desk.done(&on_share(&["list", "--count"])).trim(), "300");
    assert!(Path::new(&share.mount).exists());
}

//! Huge inputs: what memory they cost, and that what was there is still read.
//!
//! Smaller ones each time the tests run; `KANBAO_HUGE=1 cargo test --release --test trust_bounds -- --nocapture` for an article
//! of 100 MB and feeds of a million items. The gzip bomb stands with the other tests of fetching.

#![cfg(target_os = "linux")]

mod support;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::process::Stdio;
use std::time::Duration;

use support::Desk;

/// Memory that no import may exceed, in KiB.
const MOST: u64 = 512 << 10;

/// Sizes are divided by this unless the huge ones are asked for.
fn share() -> usize {
    if std::env::var_os("KANBAO_HUGE").is_some() {
        1
    } else {
        50
    }
}

/// Writes a file piece by piece: the test itself must not need the memory.
fn write(desk: &Desk, name: &str, how: impl FnOnce(&mut dyn Write)) -> u64 {
    let mut out = BufWriter::new(File::create(desk.path(name)).unwrap());
    how(&mut out);
    out.flush().unwrap();
    desk.path(name).metadata().unwrap().len()
}

/// Imports a file and gives the most memory that it held, in KiB, as the system kept count of it.
fn import(desk: &Desk, name: &str) -> u64 {
    import_of(desk, &["import", name])
}

fn import_of(desk: &Desk, arguments: &[&str]) -> u64 {
    let mut child = desk
        .command(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut most = 0;
    loop {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let held = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        most = held
            .and_then(|it| it.trim().trim_end_matches(" kB").parse().ok())
            .unwrap_or(0)
            .max(most);
        if let Some(status) = child.try_wait().unwrap() {
            // Refusing what is too much, with a sentence, is an answer; dying is not.
            assert!(
                matches!(status.code(), Some(0 | 1 | 3)),
                "{arguments:?}: {status}"
            );
            return most;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn check(name: &str, articles: usize, how: impl FnOnce(&mut dyn Write)) {
    let desk = Desk::new();
    let bytes = write(&desk, name, how);
    let most = import(&desk, name);
    let kept: usize = desk.done(&["list", "--count"]).trim().parse().unwrap();
    println!(
        "{name}: {} MB, {kept} articles kept, at most {} MiB of memory",
        bytes / 1_000_000,
        most >> 10
    );
    assert!(most <= MOST, "{name}: {} MiB", most >> 10);
    assert_eq!(kept, articles, "{name}");
}

#[test]
fn a_huge_article_fits() {
    let paragraphs = 100_000_000 / share() / 360;
    let text = "船照常開，街坊在碼頭等候。".repeat(9);
    check("article.md", 1, |out| {
        out.write_all("# 長文\n\n".as_bytes()).unwrap();
        (0..paragraphs).for_each(|n| write!(out, "第{n}段{text}\n\n").unwrap());
    });
}

#[test]
fn a_feed_of_a_million_items_fits() {
    let items = 1_000_000 / share();
    check("feed.xml", items, |out| {
        out.write_all(b"<rss version=\"2.0\"><channel><title>t</title>")
            .unwrap();
        (0..items).for_each(|n| {
            write!(
                out,
                "<item><guid>g{n}</guid><title>第{n}號船</title></item>"
            )
            .unwrap()
        });
        out.write_all(b"</channel></rss>").unwrap();
    });
}

/// Of one day, or of no day, which is today then: a day's places are as many, and a few more.
#[test]
fn json_lines_of_a_million_articles_fit() {
    let items = 1_000_000 / share();
    for (name, day) in [
        ("dated.jsonl", "\"edition\":\"2026-10-01\","),
        ("undated.jsonl", ""),
    ] {
        check(name, items, |out| {
            (0..items).for_each(|n| {
                writeln!(out, "{{\"id\":\"g{n}\",\"title\":\"第{n}號船\",{day}\"blocks\":[{{\"kind\":\"paragraph\",\"text\":\"開了{n}。\"}}]}}").unwrap();
            });
        });
    }
}

/// Folders that lead back to themselves, pipes that nobody writes to, devices without end, links to nothing.
#[test]
fn a_folder_full_of_traps_is_walked_once() {
    let desk = Desk::new();
    desk.write("in/甲/a.md", "# 甲\n\n船開了。");
    desk.write("in/b.md", "# 乙\n\n船到了。");
    for link in ["in/1", "in/2", "in/甲/3", "in/甲/4"] {
        std::os::unix::fs::symlink(desk.path("in"), desk.path(link)).unwrap();
    }
    std::os::unix::fs::symlink("/dev/zero", desk.path("in/zero.md")).unwrap();
    let pipe = desk.path("in/pipe.md");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &pipe,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::from_raw_mode(0o600),
        0,
    )
    .unwrap();
    let gave = desk.run(&["import", "in"]);
    assert_eq!((gave.code, gave.err.as_str()), (0, ""));
    assert_eq!(desk.done(&["list", "--count"]).trim(), "2");
    std::os::unix::fs::symlink("nowhere", desk.path("in/5.md")).unwrap();
    let gave = desk.run(&["import", "in"]);
    assert_eq!(gave.code, 3);
    assert!(gave.err.contains("5.md"), "{}", gave.err);
}

/// A gibibyte of nothing in a megabyte: a member of gzip, over and over, as the format allows.
#[test]
fn a_gzip_bomb_is_refused_in_little_memory() {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(&vec![b' '; 1 << 20]).unwrap();
    let bomb = packer.finish().unwrap().repeat(1 << 10);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/feed.xml", listener.local_addr().unwrap());
    let size = bomb.len();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 2048];
            let _ = std::io::Read::read(&mut stream, &mut request);
            // Whoever has had enough hangs up.
            let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Encoding: gzip\r\nContent-Length: {size}\r\n\r\n")
                .and_then(|()| stream.write_all(&bomb));
        }
    });
    let desk = Desk::new();
    desk.done(&["feed", "add", "--as-is", &address]);
    let most = import_of(&desk, &["refresh", &address]);
    let gave = desk.run(&["refresh", &address]);
    assert_eq!(gave.code, 1, "{}", gave.err);
    println!(
        "1 GiB in {} KB: {} MiB of memory; {}",
        size >> 10,
        most >> 10,
        gave.err.lines().next().unwrap_or_default()
    );
    assert!(
        gave.err.contains("64 MB") || gave.err.contains("MiB") || gave.err.contains("bytes"),
        "{}",
        gave.err
    );
    assert!(most <= MOST >> 1, "{} MiB", most >> 10);
}

/// What never ends is taken up to a bound, in bounded memory.
#[test]
fn a_device_without_end_is_no_danger() {
    let desk = Desk::new();
    for arguments in [
        &["import", "/dev/zero"][..],
        &["import", "--as", "jsonl", "/dev/full"],
    ] {
        assert!(import_of(&desk, arguments) <= MOST, "{arguments:?}");
    }
}

#[test]
fn nesting_and_entities_without_end_are_cut() {
    let depth = 5_000_000 / share();
    check("deep.html", 1, |out| {
        out.write_all("<html><head><title>深</title></head><body><article><h1>深</h1><p>街坊在碼頭等候，海面平靜。</p>".as_bytes()).unwrap();
        (0..depth).for_each(|_| out.write_all(b"<div><b>").unwrap());
    });
    check("laughs.xml", 1, |out| {
        out.write_all(b"<!DOCTYPE rss [<!ENTITY a0 \"ha\">")
            .unwrap();
        (1..30).for_each(|n| {
            write!(
                out,
                "<!ENTITY a{n} \"{}\">",
                format!("&a{};", n - 1).repeat(10)
            )
            .unwrap()
        });
        out.write_all(b"]><rss version=\"2.0\"><channel><title>t</title><item><guid>g</guid><title>x &a29;</title></item></channel></rss>").unwrap();
    });
}

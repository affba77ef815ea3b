//! A reader behind a forced command of a real sshd: the line that the README gives, on the loopback, with keys of its own.
//!
//! Says "skipped" where there is no sshd, or where it cannot be started.

#![cfg(target_os = "linux")]

mod support;

use std::process::Stdio;
use std::time::{Duration, Instant};

use support::Desk;
use support::pty::Pty;
use support::sshd::Sshd;

#[test]
fn a_forced_command_gives_a_reader_and_nothing_else() {
    let desk = Desk::new();
    desk.done(&["list"]);
    let forced = format!(
        "restrict,pty,command=\"env -i HOME={home} LANG=en TERM=xterm-256color SSH_CONNECTION=1 {kanbao} --restricted --profile ming\"",
        home = desk.path("").display(),
        kanbao = env!("CARGO_BIN_EXE_kanbao"),
    );
    let Some(sshd) = Sshd::start(&desk, &forced) else {
        println!("skipped: no sshd here, or it does not start");
        return;
    };
    let mut reader = Pty::start(&sshd.client(&desk, &["-tt", "127.0.0.1"]), (80, 24));
    reader.wait_until("the sample edition", |screen| {
        screen
            .lines()
            .filter(|line| !line.trim().is_empty())
            .count()
            > 10
    });
    reader.settle();
    reader.keys("g\rm");
    reader.settle();
    // Suspending would leave a session that nobody can wake.
    reader.keys("\x1a");
    reader.wait_for("not allowed in restricted mode");
    reader.leave();

    let starred =
        |profile: &str| desk.done(&["--profile", profile, "list", "--count", "is:starred"]);
    assert_eq!(
        (starred("ming").trim(), starred("default").trim()),
        ("1", "0"),
        "the marks are the reader's own"
    );

    // Another command is not run: the forced one is, which finds no terminal.
    let pwned = desk.path("PWNED").display().to_string();
    let refused = sshd
        .client(&desk, &["127.0.0.1", &format!("touch {pwned}")])
        .output()
        .unwrap();
    assert!(!refused.status.success());
    assert!(!desk.path("PWNED").exists(), "a command was run");
    let sftp = sshd
        .client(&desk, &["-s", "127.0.0.1", "sftp"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(!sftp.status.success(), "files can be had");

    // A line that drops: the reader behind it is gone, and its marks are kept.
    let mut reader = Pty::start(&sshd.client(&desk, &["-tt", "127.0.0.1"]), (80, 24));
    reader.wait_until("the sample edition", |screen| {
        screen
            .lines()
            .filter(|line| !line.trim().is_empty())
            .count()
            > 10
    });
    reader.settle();
    reader.keys("Jm");
    reader.settle();
    reader.hang_up();
    assert!(reader.ended_within(Duration::from_secs(30)).is_some());
    assert_eq!(starred("ming").trim(), "2");
    let end = Instant::now() + Duration::from_secs(10);
    while is_running(&desk) {
        assert!(
            Instant::now() < end,
            "a reader is left behind the dropped line"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Whether any process still has this desk for its home and the reader for its program.
fn is_running(desk: &Desk) -> bool {
    let home = format!("HOME={}", desk.path("").display());
    std::fs::read_dir("/proc")
        .unwrap()
        .filter_map(Result::ok)
        .any(|entry| {
            let is_reader = std::fs::read(entry.path().join("cmdline"))
                .is_ok_and(|it| it.starts_with(env!("CARGO_BIN_EXE_kanbao").as_bytes()));
            is_reader
                && std::fs::read(entry.path().join("environ")).is_ok_and(|it| {
                    it.split(|&byte| byte == 0)
                        .any(|one| one == home.as_bytes())
                })
        })
}

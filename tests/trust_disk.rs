//! A store that cannot be written, is another's at the moment, or is none: said in one line, and nothing of it touched.
//!
//! Full disks and read-only ones are real: file systems in memory, mounted in a namespace of the test's own, which goes with
//! it. Where the system does not allow that, those two pass without a word but "skipped".

#![cfg(target_os = "linux")]

mod support;

use std::fs;
use std::process::{Command, Stdio};

use rusqlite::Connection;
use serde_json::json;
use support::Desk;

fn lines(from: usize, to: usize) -> String {
    let line = |n: usize| {
        let text: String = (0..400_u32)
            .filter_map(|at| char::from_u32(0x4e00 + (n as u32 * 7_919 + at * 104_729) % 0x5000))
            .collect();
        json!({"title": format!("第{n}號船"), "id": format!("s{n}"), "edition": "2026-10-01", "blocks": [{"kind": "paragraph", "text": text}]})
    };
    (from..to).map(|n| format!("{}\n", line(n))).collect()
}

/// Runs a script in a namespace where it may mount; `$K` is the program. `None` if the system does not allow it.
fn in_namespace(desk: &Desk, script: &str) -> Option<String> {
    let unshare = |script: &str| {
        let mut command = Command::new("unshare");
        command
            .args(["--user", "--map-root-user", "--mount", "sh", "-c", script])
            .current_dir(desk.path(""))
            .env("HOME", desk.path(""))
            .env("LANG", "en")
            .env("K", env!("CARGO_BIN_EXE_kanbao"))
            .stdin(Stdio::null());
        command.output().ok()
    };
    let allowed = unshare("mkdir -p disk && mount -t tmpfs -o size=4m none disk");
    if !allowed.is_some_and(|output| output.status.success()) {
        println!("skipped: this system lets no test mount a file system");
        return None;
    }
    let output = unshare(&format!(
        "mkdir -p disk && mount -t tmpfs -o size=4m none disk && {script}"
    ))?;
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Some(text(output.stdout) + &text(output.stderr))
}

#[test]
fn a_full_disk_is_named_and_what_was_there_is_read() {
    let desk = Desk::new();
    desk.write("few.jsonl", lines(0, 50));
    desk.write("many.jsonl", lines(50, 8_000));
    let script = "
        $K --store disk/k.db import few.jsonl; echo few $?
        $K --store disk/k.db mark starred '第7號船'; echo mark $?
        $K --store disk/k.db import many.jsonl; echo many $?
        dd if=/dev/zero of=disk/rest bs=4k 2>/dev/null
        $K --store disk/k.db mark starred '第8號船'; echo full $?
        $K --store disk/k.db list --count is:starred; echo list $?
        $K --store disk/k.db list --json | wc -l
        $K --store disk/k.db show $($K --store disk/k.db list --json --limit 1 title:第3號船 | sed 's/.*\"id\":\\([0-9]*\\).*/\\1/') | head -1
        $K --store disk/k.db doctor > /dev/null; echo doctor $?
        rm disk/rest
        $K --store disk/k.db mark starred '第9號船'; echo again $?";
    let Some(said) = in_namespace(&desk, script) else {
        return;
    };
    println!("{said}");
    for expect in ["few 0", "mark 0", "many 1", "list 0", "doctor 0", "第3號船"] {
        assert!(said.contains(expect), "{expect}: {said}");
    }
    assert!(
        said.contains("no room") || said.contains("is full"),
        "{said}"
    );
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn a_read_only_disk_is_read() {
    let desk = Desk::new();
    desk.write("few.jsonl", lines(0, 50));
    let script = "
        $K --store disk/k.db import few.jsonl; echo few $?
        $K --store disk/k.db mark read '第7號船'; echo mark $?
        mount -o remount,ro none disk || exit 0
        $K --store disk/k.db list --json is:read | wc -l
        $K --store disk/k.db sections --json; echo sections $?
        $K --store disk/k.db mark read '第8號船'; echo refused $?
        $K --store disk/k.db import few.jsonl; echo import $?
        $K --store disk/new.db list; echo new $?
        $K --store disk/k.db doctor > /dev/null; echo doctor $?";
    let Some(said) = in_namespace(&desk, script) else {
        return;
    };
    println!("{said}");
    for expect in [
        "few 0",
        "mark 0",
        "\n1\n",
        "sections 0",
        "refused 1",
        "import 1",
        "new 1",
        "doctor 0",
    ] {
        assert!(said.contains(expect), "{expect}: {said}");
    }
    assert!(
        said.contains("only be read") || said.contains("read-only"),
        "{said}"
    );
}

fn store(desk: &Desk) -> std::path::PathBuf {
    desk.write("in.jsonl", lines(0, 20));
    desk.done(&["import", "in.jsonl"]);
    desk.path(".local/share/kanbao/kanbao.db")
}

/// Every command that opens a store, and whether it writes.
const COMMANDS: [(&[&str], bool); 5] = [
    (&["list", "--json"], false),
    (&["sections"], false),
    (&["mark", "read", "第7號船"], true),
    (&["import", "in.jsonl"], true),
    (&["export"], false),
];

#[test]
fn a_store_that_another_process_writes_is_read_and_waited_for() {
    let desk = Desk::new();
    let path = store(&desk);
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    // Side by side: each that writes waits its ten seconds.
    let started: Vec<_> = COMMANDS
        .iter()
        .map(|(arguments, writes)| {
            let mut command = desk.command(arguments);
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            (arguments, writes, command.spawn().unwrap())
        })
        .collect();
    for (arguments, writes, child) in started {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        if *writes {
            assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
            assert!(
                said.contains("kanbao.db") && said.contains("another"),
                "{arguments:?}: {said}"
            );
            assert_eq!(said.lines().count(), 1, "{said}");
        } else {
            assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
        }
    }
    other.execute_batch("ROLLBACK").unwrap();
    desk.done(&["mark", "read", "第7號船"]);
}

#[test]
fn what_is_no_store_of_ours_is_refused_by_every_command_and_left_as_it_is() {
    let check = |what: &str, change: &dyn Fn(&std::path::Path), says: &str| {
        let desk = Desk::new();
        let path = store(&desk);
        change(&path);
        let before = fs::read(&path).unwrap();
        for (arguments, _) in COMMANDS {
            let gave = desk.run(arguments);
            assert_eq!(gave.code, 1, "{what}, {arguments:?}: {}", gave.err);
            assert!(gave.err.contains("kanbao.db"), "{what}: {}", gave.err);
            assert!(gave.err.contains(says), "{what}: {}", gave.err);
            assert_eq!(gave.err.lines().count(), 1, "{what}: {}", gave.err);
            assert_eq!(gave.out, "", "{what}, {arguments:?}");
            assert!(
                fs::read(&path).unwrap() == before,
                "{what}: {arguments:?} changed it"
            );
        }
        assert_eq!(desk.run(&["doctor"]).code, 1, "{what}");
        assert!(
            fs::read(&path).unwrap() == before,
            "{what}: the doctor changed it"
        );
    };
    let sql = |text: &'static str| {
        move |path: &std::path::Path| {
            let db = Connection::open(path).unwrap();
            db.execute_batch(text).unwrap();
            db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        }
    };
    check("newer", &sql("PRAGMA user_version = 99"), "99");
    check(
        "another program's",
        &sql("PRAGMA application_id = 7"),
        "not",
    );
    check(
        "a letter",
        &|path| fs::write(path, "Dear Sir").unwrap(),
        "not",
    );
    check("empty", &|path| fs::write(path, "").unwrap(), "doctor");
    let torn = |path: &std::path::Path| {
        let bytes = fs::read(path).unwrap();
        fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
    };
    check("torn", &torn, "doctor");
}

#[test]
fn a_damaged_store_is_repaired_beside_itself_with_its_marks() {
    let desk = Desk::new();
    let path = store(&desk);
    desk.done(&["mark", "starred", "第7號船"]);
    let mut bytes = fs::read(&path).unwrap();
    // The root of the list's table, or what stands there: every page after the first is hit once.
    for page in 1..bytes.len() / 16_384 {
        if page % 5 == 0 {
            bytes[page * 16_384] ^= 0x55;
        }
    }
    fs::write(&path, &bytes).unwrap();
    assert_eq!(desk.run(&["list"]).code, 1);
    let gave = desk.run(&["doctor", "--repair"]);
    assert_eq!(gave.code, 0, "{}", gave.err);
    assert!(
        fs::read(&path).unwrap() == bytes,
        "the damaged file is kept as it is"
    );
    let mended = desk.path(".local/share/kanbao/kanbao.repaired.db");
    let mended = mended.to_str().unwrap();
    desk.done(&["--store", mended, "import", "in.jsonl"]);
    let starred = desk.json(&["--store", mended, "list", "--json", "is:starred"]);
    assert_eq!(
        starred.len(),
        1,
        "the mark came from the file or from the copy beside it"
    );
    assert_eq!(starred[0]["title"], "第7號船");
}

/// What kanbao does where other machines may be at the file: no memory that is shared (no WAL), and `doctor` says so.
#[test]
fn on_a_network_file_system_nothing_is_shared_but_the_file() {
    let desk = Desk::new();
    desk.write("one.md", "# 題\n\n船照常開。");
    let run = |kind: &str, arguments: &[&str]| {
        let mut command = desk.command(arguments);
        command.env("KANBAO_FILE_SYSTEM", kind);
        support::Gave::from(command.output().unwrap())
    };
    let journal = || {
        let path = desk.path(".local/share/kanbao/kanbao.db");
        let db = rusqlite::Connection::open(path).unwrap();
        db.pragma_query_value(None, "journal_mode", |row| row.get::<_, String>(0))
            .unwrap()
    };
    // A store that was made at home and lies on NFS now.
    assert_eq!(run("ef53", &["import", "one.md"]).code, 0);
    assert_eq!(journal(), "wal");
    for kind in ["6969", "65735546", "1021997"] {
        assert_eq!(run(kind, &["mark", "starred", "題"]).code, 0);
        assert_eq!(journal(), "delete");
        let folder = std::fs::read_dir(desk.path(".local/share/kanbao")).unwrap();
        let shared = folder.filter(|it| {
            it.as_ref()
                .unwrap()
                .file_name()
                .to_string_lossy()
                .ends_with("-shm")
        });
        assert_eq!(shared.count(), 0);
    }
    let said = run("6969", &["doctor"]).out;
    assert!(said.contains("NFS"), "{said}");
    assert_eq!(run("ef53", &["mark", "unstarred", "題"]).code, 0);
    assert_eq!(journal(), "wal");
}

//! The archive at scale, in units of one lookup by primary key on the same archive: figures that hold on any machine.
//!
//! `cargo bench --bench store` draws 20,000 articles; `KANBAO_BENCH_ARTICLES=1000000` a million, and `KANBAO_BENCH_DIR`
//! says where they are kept for the next time. First a table of what has to be reached, then divan's own.

mod paper;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use jiff::civil::date;
use kanbao::article::ArticleId;
use kanbao::query::{Query, parse};
use kanbao::store::{Mark, Page, Store};
use rusqlite::Connection;

/// Characters in an article, on average.
const CHARS: usize = 1_000;

/// Articles put in with one transaction.
const BATCH: u64 = 5_000;

/// Rows on a screen, generously.
const ROWS: usize = 50;

fn main() {
    let archive = archive();
    let lookup = lookup(archive);
    println!(
        "{} articles; one lookup by primary key: {:.2} µs",
        total(),
        lookup * 1e6
    );
    println!("{:<58}{:>12}{:>10}{:>8}", "", "µs", "× lookup", "bar");
    lists(archive, lookup);
    searches(archive, lookup);
    counts(archive);
    worst(archive, lookup);
    sizes(archive);
    divan::main();
}

fn total() -> u64 {
    let wanted = std::env::var("KANBAO_BENCH_ARTICLES").ok();
    wanted.and_then(|n| n.parse().ok()).unwrap_or(20_000)
}

/// The archive's file, drawn if it is not there, which also measures the import.
fn archive() -> &'static Path {
    static ARCHIVE: OnceLock<PathBuf> = OnceLock::new();
    ARCHIVE.get_or_init(|| {
        let folder =
            std::env::var_os("KANBAO_BENCH_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
        let path = folder.join(format!("kanbao-bench-{}.db", total()));
        if !path.exists() {
            draw(&path);
        }
        path
    })
}

fn draw(path: &Path) {
    let part = path.with_extension("part");
    let mut store = Store::open(&part, "me").expect("a new store");
    let mut spent = Duration::ZERO;
    for first in (0..total()).step_by(BATCH as usize) {
        let numbers = first..(first + BATCH).min(total());
        let batch: Vec<_> = numbers
            .map(|number| paper::article(number, total(), CHARS))
            .collect();
        let before = cpu();
        store.put("paper", &batch, paper::FIRST_DAY).expect("put");
        spent += cpu() - before;
    }
    println!(
        "import: {:.0} articles a CPU-second (bar 3,500)",
        total() as f64 / spent.as_secs_f64()
    );
    let before = cpu();
    while store.tidy(Duration::from_secs(5)).expect("tidy") {}
    println!(
        "tidying afterwards: {:.1} s",
        (cpu() - before).as_secs_f64()
    );
    drop(store);
    std::fs::rename(&part, path).expect("the archive's name");
}

/// This thread's time, whatever else the machine does.
fn cpu() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Seconds that a call takes: the best of several runs, each of enough calls to be told.
fn seconds<T>(mut call: impl FnMut() -> T) -> f64 {
    let mut best = f64::MAX;
    let mut calls = 1u32;
    for _ in 0..7 {
        let before = cpu();
        for _ in 0..calls {
            black_box(call());
        }
        let each = (cpu() - before).as_secs_f64() / f64::from(calls);
        best = best.min(each);
        calls = ((0.01 / each.max(1e-9)) as u32).clamp(1, 2_000);
    }
    best
}

fn row(what: &str, seconds: f64, lookup: f64, bar: f64) {
    let times = seconds / lookup;
    let verdict = if times <= bar { "" } else { "  OVER" };
    println!(
        "{what:<58}{:>12.1}{times:>10.1}{bar:>8}{verdict}",
        seconds * 1e6
    );
}

/// One lookup by primary key: a headline's row by a number from anywhere in the archive.
fn lookup(archive: &Path) -> f64 {
    let db = Connection::open(archive).expect("the archive");
    // As much memory for pages as the store itself takes.
    db.pragma_update(None, "cache_size", -16_000)
        .expect("a setting");
    let ids: Vec<i64> = db
        .prepare("SELECT id FROM headlines WHERE id % 97 = 0 LIMIT 5000")
        .and_then(|mut select| select.query_map([], |row| row.get(0))?.collect())
        .expect("numbers");
    let mut dice = paper::Dice(1);
    let mut select = db
        .prepare("SELECT title, page, published FROM headlines WHERE id = ?1")
        .expect("a statement");
    seconds(|| {
        let id = ids[dice.below(ids.len() as u64) as usize];
        select
            .query_row([id], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
            })
            .expect("a row")
    })
}

fn query(text: &str) -> Query {
    parse(text, date(2025, 3, 24)).expect("a query")
}

fn first() -> Page {
    Page {
        after: None,
        backward: false,
        limit: ROWS,
    }
}

fn lists(archive: &Path, lookup: f64) {
    let all = Query::default();
    // Closing is not opening: the stores are put by until the end.
    let mut stores = Vec::new();
    let mut opened = f64::MAX;
    for _ in 0..64 {
        let before = cpu();
        let store = Store::open(archive, "me").expect("open");
        black_box(store.list(&all, first()).expect("list"));
        black_box(store.sections(&all).expect("sections"));
        opened = opened.min((cpu() - before).as_secs_f64());
        stores.push(store);
    }
    drop(stores);
    row(
        "open, first 50, counts of all sections",
        opened,
        lookup,
        100.0,
    );
    let mut store = Store::open(archive, "me").expect("open");
    let newest = store.list(&all, first()).expect("list")[0].id;
    let middle = ArticleId(newest.0 - (1825 << 20));
    let page = Page {
        after: Some(middle),
        ..first()
    };
    for text in ["", "section:社評", "is:unread", "is:unread section:社評"] {
        let asked = query(text);
        row(
            &format!("a page in the middle of «{text}»"),
            seconds(|| store.list(&asked, page)),
            lookup,
            10.0,
        );
    }
    row(
        "counts per section",
        seconds(|| store.sections(&all)),
        lookup,
        5.0,
    );
    row(
        "counts per section, one year",
        seconds(|| store.sections(&query("date:2020"))),
        lookup,
        500.0,
    );
    row(
        "place of an article in the list",
        seconds(|| store.position(&all, middle)),
        lookup,
        500.0,
    );
    let mark = seconds(|| {
        let undo = store.mark(&[newest], Mark::Read(true)).expect("mark");
        store.undo(&undo)
    });
    row(
        "mark read and take it back, each on the disk",
        mark,
        lookup,
        500.0,
    );
}

fn searches(archive: &Path, lookup: f64) {
    let store = Store::open(archive, "me").expect("open");
    for words in ["的", "中國", "瑕疵", "喃喃囈語", "經濟 政府 香港"] {
        for narrowed in ["", "section:社評", "date:2020", "is:unread"] {
            let asked = query(&format!("{words} {narrowed}"));
            row(
                &format!("first 50 of «{words} {narrowed}»"),
                seconds(|| store.list(&asked, first())),
                lookup,
                500.0,
            );
        }
    }
    for planted in &paper::PLANTED {
        let found = store.count(&query(planted.word)).expect("count").total;
        assert_eq!(found, paper::planted(planted, total()), "{}", planted.word);
    }
}

/// Counting all, beside a scan of as many texts that are in memory already.
fn counts(archive: &Path) {
    let store = Store::open(archive, "me").expect("open");
    let sample = total().min(20_000);
    let texts: Vec<String> = (0..sample)
        .map(|n| paper::article(n * (total() / sample), total(), CHARS).body())
        .collect();
    println!("{:<58}{:>12}{:>10}{:>8}", "", "µs", "× scan", "bar");
    for words in ["的", "中國", "瑕疵", "喃喃囈語", "經濟 政府 香港"] {
        let finders: Vec<_> = words.split(' ').map(memchr::memmem::Finder::new).collect();
        let has_all = |text: &&String| {
            finders
                .iter()
                .all(|finder| finder.find(text.as_bytes()).is_some())
        };
        let scan = seconds(|| texts.iter().filter(has_all).count()) * (total() / sample) as f64;
        let asked = query(words);
        row(
            &format!("count all of «{words}»"),
            seconds(|| store.count(&asked)),
            scan,
            1.0,
        );
    }
}

/// The worst that can be asked, and how soon it lets itself be stopped.
fn worst(archive: &Path, lookup: f64) {
    let store = Store::open(archive, "me").expect("open");
    let asked = query("的是不人");
    row(
        "first 50 of a phrase of the commonest characters",
        seconds(|| store.list(&asked, first())),
        lookup,
        f64::INFINITY,
    );
    let stop = store.interrupt();
    let late = std::thread::scope(|scope| {
        let stopper = scope.spawn(move || {
            std::thread::sleep(Duration::from_millis(5));
            stop.stop();
            Instant::now()
        });
        while store.list(&asked, first()).is_ok() && !stopper.is_finished() {}
        Instant::now().duration_since(stopper.join().expect("the stopper"))
    });
    println!("stopped after {} µs", late.as_micros());
}

fn sizes(archive: &Path) {
    let db = Connection::open(archive).expect("the archive");
    let sum = |sql: &str| {
        db.query_row(sql, [], |row| row.get::<_, i64>(0))
            .expect("a sum") as f64
    };
    let index = sum("SELECT sum(length(block)) FROM search_data");
    let packed = sum("SELECT sum(length(body)) FROM bodies");
    let sample: usize = (0..500)
        .map(|n| {
            paper::article(n * total() / 500, total(), CHARS)
                .body()
                .len()
        })
        .sum();
    let text = sample as f64 / 500.0 * total() as f64;
    println!(
        "index ÷ text: {:.2} (bar 1.0); packed ÷ text: {:.2}",
        index / text,
        packed / text
    );
    let pages = sum("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
    println!("file: {:.0} bytes an article", pages / total() as f64);
}

#[divan::bench]
fn page_of_a_section(bencher: divan::Bencher) {
    let store = Store::open(archive(), "me").expect("open");
    let asked = query("section:社評");
    bencher.bench_local(|| store.list(&asked, first()));
}

#[divan::bench]
fn search_two_characters(bencher: divan::Bencher) {
    let store = Store::open(archive(), "me").expect("open");
    let asked = query("中國");
    bencher.bench_local(|| store.list(&asked, first()));
}

#[divan::bench]
fn open_an_article(bencher: divan::Bencher) {
    let store = Store::open(archive(), "me").expect("open");
    let id = store.list(&Query::default(), first()).expect("list")[0].id;
    bencher.bench_local(|| store.article(id));
}

#[divan::bench]
fn put_a_thousand(bencher: divan::Bencher) {
    let articles: Vec<_> = (0..1000)
        .map(|number| paper::article(number, 1000, CHARS))
        .collect();
    bencher
        .with_inputs(|| {
            let folder = tempfile::tempdir().expect("a folder");
            let store = Store::open(&folder.path().join("k.db"), "me").expect("a new store");
            (folder, store)
        })
        .bench_local_values(|(folder, mut store)| {
            let tally = store.put("paper", &articles, paper::FIRST_DAY);
            (folder, store, tally)
        });
}

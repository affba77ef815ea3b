//! The archive at scale, in units of one lookup by primary key on the same archive: figures that hold on any machine.
//!
//! A lookup is one row of `headlines`, whole as a list shows it, by its number, on a connection with the store's own
//! settings. The number is drawn from anywhere in the archive: with a million articles most rows then come from the system,
//! not from SQLite's own memory, as they do where a reader jumps about. The bars are held against that. The last column has the
//! same among the newest thousand articles, which SQLite has in its memory: as strict as it can be put.
//!
//! `cargo bench --bench store` draws 20,000 articles; `KANBAO_BENCH_ARTICLES=1000000` a million, and `KANBAO_BENCH_DIR`
//! says where they are kept for the next time. First a table of what has to be reached, then divan's own.

mod paper;

use std::hint::black_box;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use jiff::civil::date;
use kanbao::article::{Article, ArticleId};
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
        "{} articles; one lookup by primary key: {:.2} µs anywhere, {:.2} µs among the newest",
        total(),
        lookup.anywhere * 1e6,
        lookup.newest * 1e6
    );
    println!(
        "{:<58}{:>12}{:>10}{:>8}{:>10}",
        "", "µs", "× lookup", "bar", "× newest"
    );
    lists(archive, lookup);
    searches(archive, lookup);
    counts(archive);
    worst(archive, lookup);
    whole(archive);
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
    store.expect_many().expect("room");
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

/// Seconds of one lookup by primary key.
#[derive(Clone, Copy)]
struct Lookup {
    anywhere: f64,
    newest: f64,
}

fn row(what: &str, seconds: f64, lookup: Lookup, bar: f64) {
    let times = seconds / lookup.anywhere;
    let verdict = if times <= bar { "" } else { "  OVER" };
    println!(
        "{what:<58}{:>12.1}{times:>10.1}{bar:>8}{:>10.1}{verdict}",
        seconds * 1e6,
        seconds / lookup.newest
    );
}

fn lookup(archive: &Path) -> Lookup {
    let ids = |order: &str| {
        let sql = format!("SELECT id FROM headlines {order}");
        let db = Connection::open(archive).expect("the archive");
        let mut select = db.prepare(&sql).expect("a statement");
        let ids = select.query_map([], |row| row.get(0)).expect("numbers");
        ids.collect::<rusqlite::Result<Vec<i64>>>()
            .expect("numbers")
    };
    Lookup {
        anywhere: lookup_among(archive, &ids("WHERE id % 7 = 0")),
        newest: lookup_among(archive, &ids("ORDER BY id DESC LIMIT 1000")),
    }
}

fn lookup_among(archive: &Path, ids: &[i64]) -> f64 {
    let db = Connection::open(archive).expect("the archive");
    // As much memory for pages as the store itself takes.
    db.pragma_update(None, "cache_size", -8_000)
        .expect("a setting");
    let mut dice = paper::Dice(1);
    let mut select = db
        .prepare(
            "SELECT id, section, publication, source, title, page, published, byline, language
             FROM headlines WHERE id = ?1",
        )
        .expect("a statement");
    let text = |row: &rusqlite::Row, column| row.get::<_, Option<String>>(column);
    seconds(|| {
        let id = ids[dice.below(ids.len() as u64) as usize];
        select
            .query_row([id], |row| {
                let numbers: (i64, i64, Option<i64>, i64) =
                    (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
                let texts = (4..9)
                    .map(|column| text(row, column))
                    .collect::<rusqlite::Result<Vec<_>>>()?;
                Ok((numbers, texts))
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

fn lists(archive: &Path, lookup: Lookup) {
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

fn searches(archive: &Path, lookup: Lookup) {
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

/// A filter, and whether it leaves an article.
type Narrowing = (&'static str, fn(&Article) -> bool);

/// What counts are narrowed by.
const NARROWED: [Narrowing; 4] = [
    ("", |_| true),
    ("section:社評", |article| {
        article.section.as_deref() == Some("社評")
    }),
    ("date:2020", |article| {
        article.edition.is_some_and(|day| day.year() == 2020)
    }),
    ("is:unread", |_| true),
];

/// Counting all, beside a scan of as many texts that are in memory already: of all of them (the bar), and of those alone
/// that the count is narrowed to, as if they were known and lay together. A text of a part takes as long as any other.
fn counts(archive: &Path) {
    let store = Store::open(archive, "me").expect("open");
    let sample = total().min(20_000);
    let articles: Vec<Article> = (0..sample)
        .map(|n| paper::article(n * (total() / sample), total(), CHARS))
        .collect();
    let texts: Vec<String> = articles.iter().map(Article::body).collect();
    println!(
        "{:<58}{:>12}{:>10}{:>8}{:>12}",
        "", "µs", "× scan", "bar", "× its part"
    );
    for words in ["的", "中國", "瑕疵", "喃喃囈語", "經濟 政府 香港", "的 在"] {
        let finders: Vec<_> = words.split(' ').map(memchr::memmem::Finder::new).collect();
        let has_all = |text: &&String| {
            finders
                .iter()
                .all(|finder| finder.find(text.as_bytes()).is_some())
        };
        let scan = seconds(|| texts.iter().filter(has_all).count()) * (total() / sample) as f64;
        for (narrowed, is_in) in NARROWED {
            let left = articles.iter().filter(|article| is_in(article)).count();
            let share = left as f64 / sample as f64;
            let asked = query(&format!("{words} {narrowed}"));
            let spent = seconds(|| store.count(&asked));
            let times = spent / scan;
            println!(
                "{:<58}{:>12.1}{times:>10.2}{:>8}{:>12.2}{}",
                format!("count all of «{words} {narrowed}»"),
                spent * 1e6,
                1,
                times / share,
                if times <= 1.0 { "" } else { "  OVER" }
            );
        }
    }
}

/// The worst that can be asked, and how soon it lets itself be stopped.
fn worst(archive: &Path, lookup: Lookup) {
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

/// Listening to every title of the archive beside looking through them for a word, and marking a part of it read.
fn whole(archive: &Path) {
    let mut store = Store::open(archive, "me").expect("open");
    let all = Query::default();
    let finder = memchr::memmem::Finder::new("社評");
    let walk = |matches: &mut dyn FnMut(&str) -> bool| {
        let before = cpu();
        let mut found = 0usize;
        store
            .titles(&all, |_, title| {
                found += usize::from(matches(title));
                ControlFlow::Continue(())
            })
            .expect("titles");
        black_box(found);
        (cpu() - before).as_secs_f64()
    };
    let mut matcher = kanbao::sound::Matcher::new("gongman");
    println!(
        "every title out of the archive: {:.0} ms; looked through for a word: {:.0} ms; listened to: {:.0} ms",
        walk(&mut |_| false) * 1e3,
        walk(&mut |title| finder.find(title.as_bytes()).is_some()) * 1e3,
        walk(&mut |title| matcher.score(title).is_some()) * 1e3
    );
    let mut longest = Duration::ZERO;
    let (mut after, mut undos) = (None, Vec::new());
    for _ in 0..50 {
        let before = Instant::now();
        let (undo, next) = store
            .mark_some(&all, Mark::Read(true), after, 1_000)
            .expect("mark");
        longest = longest.max(before.elapsed());
        undos.push(undo);
        after = next;
        if after.is_none() {
            break;
        }
    }
    println!(
        "marking a list read between keys, the longest of 50 steps: {:.1} ms",
        longest.as_secs_f64() * 1e3
    );
    for undo in &undos {
        store.undo(undo).expect("undo");
    }
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

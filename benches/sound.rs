//! Narrowing a million headlines by sound beside a plain search for a word in them: the issue is the ratio (bar: 20).

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use kanbao::sound::Matcher;
use memchr::memmem::Finder;

fn main() {
    divan::main();
}

const TITLES: usize = 1_000_000;

/// Headlines of ten to twenty-four characters, cut from the sample edition at places that repeat from run to run.
fn titles() -> Vec<String> {
    let pages: String = kanbao::sample::articles()
        .iter()
        .map(|a| a.body())
        .collect();
    let chars: Vec<char> = pages.chars().filter(|c| c.is_alphanumeric()).collect();
    let mut seed = 20_250_324_u64;
    let mut next = |below: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    let mut title = || {
        let (start, length) = (next(chars.len() - 24), 10 + next(15));
        chars[start..start + length].iter().collect()
    };
    (0..TITLES).map(|_| title()).collect()
}

#[divan::bench(sample_count = 10)]
fn raw_scan(bencher: Bencher) {
    let titles = titles();
    let finder = Finder::new("社評");
    let bencher = bencher.counter(ItemsCount::new(TITLES));
    bencher.bench_local(|| {
        let hits = titles
            .iter()
            .filter(|title| finder.find(black_box(title).as_bytes()).is_some());
        hits.count()
    });
}

#[divan::bench(sample_count = 10, args = ["s", "sp", "sheping", "gongman", "cq", "fwzc", "ㄕㄆ", "zhonggwok"])]
fn by_sound(bencher: Bencher, typed: &str) {
    let titles = titles();
    let bencher = bencher.counter(ItemsCount::new(TITLES));
    bencher.bench_local(|| {
        let mut matcher = Matcher::new(typed);
        titles
            .iter()
            .filter(|title| matcher.matches(black_box(title)))
            .count()
    });
}

#[divan::bench(sample_count = 10, args = ["s", "sp", "gongman"])]
fn ranked(bencher: Bencher, typed: &str) {
    let titles = titles();
    let bencher = bencher.counter(ItemsCount::new(TITLES));
    bencher.bench_local(|| kanbao::sound::find(typed, titles.iter().map(String::as_str)).len());
}

#[divan::bench(args = ["sp", "gongman"])]
fn compile(typed: &str) -> Matcher {
    Matcher::new(black_box(typed))
}

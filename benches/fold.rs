//! Folding beside NFKC alone, over the sample edition: the issue is the ratio of the two (bar: 3).

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use unicode_normalization::UnicodeNormalization;

fn main() {
    divan::main();
}

/// About a megabyte of prose in Traditional Chinese with some letters and figures.
fn prose() -> String {
    let pages: String = kanbao::sample::articles()
        .iter()
        .map(|a| a.body())
        .collect();
    pages.repeat(1_000_000 / pages.len().max(1) + 1)
}

#[divan::bench]
fn fold(bencher: Bencher) {
    let text = prose();
    let bencher = bencher.counter(BytesCount::of_str(&text));
    bencher.bench_local(|| kanbao::fold::fold(black_box(&text)));
}

#[divan::bench]
fn fold_with_offsets(bencher: Bencher) {
    let text = prose();
    let bencher = bencher.counter(BytesCount::of_str(&text));
    bencher.bench_local(|| kanbao::fold::fold_with_offsets(black_box(&text)));
}

#[divan::bench]
fn nfkc_alone(bencher: Bencher) {
    let text = prose();
    let bencher = bencher.counter(BytesCount::of_str(&text));
    bencher.bench_local(|| black_box(&text).nfkc().collect::<String>());
}

//! How fast paragraphs are prepared and set, beside textwrap's first-fit in the same run: ten megabytes of Chinese.
//!
//! `cargo bench --bench typeset`; quote ratios, not times.

use std::hint::black_box;

use divan::{Bencher, counter::BytesCount};
use kanbao::typeset::{Lang, Level, Prepared, Rules, Widths, set};

const MEASURE: usize = 80;
const SIZE: usize = 10_000_000;

fn main() {
    divan::main();
}

/// Ten megabytes of newspaper prose in paragraphs: the sample edition's, over and over.
fn paragraphs() -> Vec<String> {
    let articles = kanbao::sample::articles();
    let chinese = articles
        .iter()
        .filter(|a| a.language.as_deref().is_some_and(|l| l.starts_with("zh")));
    let blocks: Vec<&str> = chinese
        .flat_map(|a| &a.blocks)
        .map(|b| b.text.as_str())
        .filter(|t| t.len() > 60)
        .collect();
    let mut size = 0;
    let mut all = Vec::new();
    for text in blocks.iter().cycle().take_while(|_| !blocks.is_empty()) {
        size += text.len();
        all.push((*text).to_owned());
        if size >= SIZE {
            break;
        }
    }
    all
}

fn rules() -> Rules {
    Rules::new(Lang::Hant, Level::Strict, &Widths::default())
}

fn bytes(paragraphs: &[String]) -> BytesCount {
    BytesCount::new(paragraphs.iter().map(String::len).sum::<usize>())
}

#[divan::bench(sample_count = 5)]
fn textwrap_first_fit(bencher: Bencher) {
    let texts = paragraphs();
    let options = textwrap::Options::new(MEASURE)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit)
        .word_separator(textwrap::WordSeparator::UnicodeBreakProperties);
    bencher.counter(bytes(&texts)).bench_local(|| {
        let lines = texts.iter().map(|t| textwrap::wrap(t, &options).len());
        black_box(lines.sum::<usize>())
    });
}

#[divan::bench(sample_count = 5)]
fn first_wrap(bencher: Bencher) {
    let texts = paragraphs();
    let rules = rules();
    bencher.counter(bytes(&texts)).bench_local(|| {
        let mut prepared = Prepared::default();
        let lines = texts.iter().map(|text| {
            rules.prepare_into(text, &mut prepared);
            set(&prepared, MEASURE).count()
        });
        black_box(lines.sum::<usize>())
    });
}

#[divan::bench(sample_count = 5)]
fn wrap_again(bencher: Bencher) {
    let texts = paragraphs();
    let rules = rules();
    let prepared: Vec<Prepared> = texts.iter().map(|t| rules.prepare(t)).collect();
    bencher.counter(bytes(&texts)).bench_local(|| {
        let lines = prepared.iter().map(|p| set(p, MEASURE).count());
        black_box(lines.sum::<usize>())
    });
}

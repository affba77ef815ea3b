//! How long a frame takes to encode, beside the time that copying its buffer takes: the ratio holds on a noisy machine.
//!
//! `cargo bench --bench wire`

use divan::{Bencher, black_box};
use kanbao::term::{Caps, Decoder, Painter};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Style},
};

const SIZES: [(u16, u16); 2] = [(120, 40), (300, 100)];

fn main() {
    divan::main();
}

/// A page of made-up text: every row another, so that nothing but real work makes it appear.
fn page((width, height): (u16, u16), from: usize) -> Buffer {
    const GLYPHS: [&str; 8] = ["渡", "輪", "早", "市", "舊", "街", "燈", "塔"];
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    for y in 0..height {
        let row = from + usize::from(y);
        let style = if row.is_multiple_of(5) {
            Style::new().fg(Color::Yellow)
        } else {
            Style::new()
        };
        let end = width - 2 * (row * 7 % 11) as u16;
        for x in (0..end.saturating_sub(1)).step_by(2) {
            let glyph = GLYPHS[(row * 31 + usize::from(x) * row) % 8];
            buffer[(x, y)].set_symbol(glyph).set_style(style);
            buffer[(x + 1, y)].set_symbol("").set_style(style);
        }
    }
    buffer
}

/// Each frame is another than the one before.
fn frames(bencher: Bencher, size: (u16, u16), step: usize, caps: &Caps) {
    let pages: Vec<Buffer> = (0..8).map(|i| page(size, i * step)).collect();
    let pane = [Rect::new(0, 0, size.0, size.1)];
    let mut painter = Painter::new(caps.clone());
    let mut next = 0;
    bencher.bench_local(|| {
        next = (next + 1) % pages.len();
        black_box(painter.present(&pages[next], None, &pane).len())
    });
}

#[divan::bench(args = SIZES)]
fn copy_the_buffer(bencher: Bencher, size: (u16, u16)) {
    let page = page(size, 0);
    bencher.bench_local(|| black_box(page.clone()));
}

#[divan::bench(args = SIZES)]
fn nothing_changed(bencher: Bencher, size: (u16, u16)) {
    frames(bencher, size, 0, &Caps::everything());
}

#[divan::bench(args = SIZES)]
fn one_line_scrolled(bencher: Bencher, size: (u16, u16)) {
    frames(bencher, size, 1, &Caps::everything());
}

#[divan::bench(args = SIZES)]
fn another_page(bencher: Bencher, size: (u16, u16)) {
    frames(bencher, size, 1000, &Caps::everything());
}

#[divan::bench(args = SIZES)]
fn first_paint(bencher: Bencher, size: (u16, u16)) {
    let page = page(size, 0);
    let mut painter = Painter::new(Caps::default());
    bencher.bench_local(|| {
        painter.forget();
        black_box(painter.present(&page, None, &[]).len())
    });
}

#[divan::bench]
fn decode_a_thousand_keys(bencher: Bencher) {
    let keys = b"j\x1b[B\xe5\xa0\xb1\x1b[1;5C".repeat(250);
    bencher.bench_local(|| {
        let mut decoder = Decoder::default();
        decoder.feed(&keys);
        std::iter::from_fn(|| decoder.next_input()).count()
    });
}

//! Any bytes from a terminal, cut anywhere: no crash, and the same inputs as uncut.
#![no_main]

use kanbao::term::{Decoder, Input};
use libfuzzer_sys::fuzz_target;

fn inputs(pieces: &[&[u8]]) -> Vec<Input> {
    let mut decoder = Decoder::default();
    let mut found = Vec::new();
    for piece in pieces {
        decoder.feed(piece);
        found.extend(std::iter::from_fn(|| decoder.next_input()));
    }
    decoder.time_out();
    found.extend(std::iter::from_fn(|| decoder.next_input()));
    found
}

fuzz_target!(|input: (usize, Vec<u8>)| {
    let (cut, bytes) = input;
    let (head, tail) = bytes.split_at(cut.checked_rem(bytes.len() + 1).unwrap_or(0));
    assert_eq!(inputs(&[head, tail]), inputs(&[&bytes]));
});

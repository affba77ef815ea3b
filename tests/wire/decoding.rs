//! However a stream is cut, it says the same; and whatever the bytes, nothing breaks.

use kanbao::term::{Decoder, Input, PASTE_LIMIT};
use proptest::prelude::*;

fn drain(decoder: &mut Decoder) -> Vec<Input> {
    std::iter::from_fn(|| decoder.next_input()).collect()
}

fn whole(bytes: &[u8]) -> (Vec<Input>, bool) {
    let mut decoder = Decoder::default();
    decoder.feed(bytes);
    (drain(&mut decoder), decoder.is_waiting())
}

fn cut(bytes: &[u8], cuts: &[usize]) -> (Vec<Input>, bool) {
    let mut decoder = Decoder::default();
    let mut inputs = Vec::new();
    let mut rest = bytes;
    for cut in cuts {
        let (piece, after) = rest.split_at((*cut).min(rest.len()));
        decoder.feed(piece);
        inputs.extend(drain(&mut decoder));
        rest = after;
    }
    decoder.feed(rest);
    inputs.extend(drain(&mut decoder));
    (inputs, decoder.is_waiting())
}

/// What terminals send, and pieces of it.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let known = [
        "j",
        "報",
        "ｊ",
        "👍🏽",
        "\x1b[A",
        "\x1bOP",
        "\x1b[1;5C",
        "\x1b[15~",
        "\x1b[[A",
        "\x1b[200~一\r二\x1b[201~",
        "\x1b[200~",
        "\x1b[201~",
        "\x1b[<0;5;7M",
        "\x1b[M !!",
        "\x1b[?64;1c",
        "\x1b[0n",
        "\x1b[5;7R",
        "\x1b[?69;2$y",
        "\x1bP>|XTerm(390)\x1b\\",
        "\x1b]11;x\x07",
        "\x1b[106;5u",
        "\x1b",
        "\x1b\x1b",
        "\x1b[",
        "\x1bO",
        "\x1bP",
        "\x1bP>",
        "\x1b]",
        "\x1b]1",
        "\x1bj",
        "\r",
        "\x00",
        "\x18",
        "\x1b[3$",
        "\x1b\x1b[A",
        "\x1b[1",
        "\x1b[I",
    ];
    prop_oneof![
        6 => prop::sample::select(known.to_vec()).prop_map(|it| it.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..6),
        1 => (100_usize..3000).prop_map(|n| [b"\x1bP>|".as_slice(), &vec![b'x'; n]].concat()),
    ]
}

fn stream() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(piece(), 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_cut_says_the_same(bytes in stream(), cuts in prop::collection::vec(0_usize..9, 0..200)) {
        prop_assert_eq!(cut(&bytes, &cuts), whole(&bytes));
    }

    #[test]
    fn byte_by_byte_says_the_same(bytes in stream()) {
        prop_assert_eq!(cut(&bytes, &vec![1; bytes.len()]), whole(&bytes));
    }

    #[test]
    fn any_bytes_are_taken_and_time_settles_what_is_held(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut decoder = Decoder::default();
        decoder.feed(&bytes);
        decoder.time_out();
        prop_assert!(!decoder.is_waiting());
        prop_assert!(drain(&mut decoder).len() <= bytes.len());
    }

    #[test]
    fn keys_after_a_time_out_are_not_swallowed(bytes in prop::sample::select(vec!["\x1b", "\x1b[", "\x1bO", "\x1bP", "\x1b]", "\x1b\x1b"])) {
        let mut decoder = Decoder::default();
        decoder.feed(bytes.as_bytes());
        decoder.time_out();
        drain(&mut decoder);
        decoder.feed(b"q");
        prop_assert_eq!(drain(&mut decoder), whole(b"q").0);
    }
}

#[test]
fn a_paste_in_small_pieces_is_bounded_and_one_input() {
    let mut decoder = Decoder::default();
    decoder.feed(b"\x1b[200~");
    for _ in 0..PASTE_LIMIT / 1000 + 50 {
        decoder.feed(&[b'x'; 1000]);
        assert_eq!(decoder.next_input(), None);
    }
    decoder.feed(b"\x1b[201~");
    assert!(matches!(decoder.next_input(), Some(Input::Paste(text)) if text.len() == PASTE_LIMIT));
}

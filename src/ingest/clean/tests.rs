//! What goes, what stays, and that what is cut is clean all the same.

use proptest::prelude::*;

use super::*;
use crate::article::Inline;

#[test]
fn what_is_plain_by_its_bytes_is_plain_by_its_characters() {
    for c in '\0'..=char::MAX {
        let by_bytes = is_all_plain(c.encode_utf8(&mut [0; 4]));
        assert_eq!(by_bytes, is_plain(c), "{:x}", c as u32);
    }
}

#[test]
fn what_goes_and_what_stays() {
    let check = |input: &str, expect: &str| assert_eq!(text(input), expect, "{input:?}");
    check("看報 plain\tand\nlines", "看報 plain\tand\nlines");
    check("a\u{1b}[31mb\u{7f}\u{9b}c\0", "a[31mbc");
    check("one\r\ntwo\rthree\u{2028}four", "one\ntwo\nthree\nfour");
    check("abc\u{202e}fed", "abcfed");
    check("a\u{2067}b\u{2069}c", "a\u{2067}b\u{2069}c");
    check("a\u{2067}b\nc\u{2069}", "ab\nc");
    check(
        "\u{202a}a\u{2066}\u{202b}b\u{2069}c\u{202c}",
        "\u{202a}a\u{2066}b\u{2069}c\u{202c}",
    );
    check("hid\u{e0041}\u{e0042}den\u{200b}\u{feff}\u{2060}", "hidden");
    check(
        "🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}",
        "🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}",
    );
    check(
        "👩\u{200d}👩\u{200d}👧 ❤\u{fe0f}\u{200d}🔥",
        "👩\u{200d}👩\u{200d}👧 ❤\u{fe0f}\u{200d}🔥",
    );
    check("क्\u{200d}ष می\u{200c}خواهم", "क्\u{200d}ष می\u{200c}خواهم");
    check("a\u{200d}b\u{200c}c", "abc");
    check("葛\u{e0100}城 a\u{e0100}", "葛\u{e0100}城 a");
    check("a\u{fe0f}\u{fe0e}", "a\u{fe0f}");
    check("e\u{301}", "e\u{301}");
    check("\u{fdd0}\u{1fffe}x", "x");
    // A selector whose character went has none.
    check("a\u{b}\u{fe0f}\u{202e}\u{fe0f}\0b", "a\nb");
    check("\u{202e}\u{2067}a\u{202d}\u{2069}", "\u{2067}a\u{2069}");
}

#[test]
fn a_cluster_ends() {
    let pile = format!("a{}b", "\u{301}".repeat(500));
    assert_eq!(text(&pile).chars().count(), limits::CLUSTER + 2);
    // Links of a chain that what is taken out stood between, and beginnings that would join if their ends went.
    for links in [
        "z".to_owned() + &("\u{301}".repeat(20) + "\u{200b}").repeat(20),
        ("\u{1100}".repeat(30) + "\u{1161}\u{11a8}").repeat(20),
        ("👩\u{200d}".repeat(30) + "👩").repeat(20),
        ("\u{600}".repeat(30) + "a").repeat(20),
        ("क्".repeat(30) + "क").repeat(20),
    ] {
        let clean = text(&links);
        let longest = clean.graphemes(true).map(|it| it.chars().count()).max();
        assert!(
            longest <= Some(limits::CLUSTER + 1),
            "{links:?}: {longest:?}"
        );
        assert_eq!(text(&clean), clean, "{links:?}");
    }
}

#[test]
fn what_is_cut_leaves_no_direction_open() {
    let long = format!("甲\u{2067}{}\u{2069}乙", "字 ".repeat(limits::LINE));
    let whole = line(&long);
    assert!(whole.len() > limits::LINE / 2 && bidi(&whole).is_empty());
    let mut article = Article {
        blocks: vec![Block::paragraph(format!(
            "甲\u{2067}{}\u{2069}乙",
            "字".repeat(limits::ARTICLE / 3)
        ))],
        ..Article::default()
    };
    assert!(self::article(&mut article));
    assert!(bidi(&article.blocks[0].text).is_empty());
}

#[test]
fn a_line_is_one_line() {
    assert_eq!(line("  two\n\u{3000}words \u{1b}"), "two words");
    assert_eq!(line(""), "");
    assert!(matches!(line("as it is"), Cow::Borrowed(_)));
    assert!(line(&"x".repeat(100_000)).len() <= limits::LINE);
}

#[test]
fn spans_move_with_the_text() {
    let mut one = Block::paragraph(" \u{1b}ab\u{200b}cd\u{7}ef ");
    let at = one.text.find("cd").unwrap() as u32;
    one.spans.push(Inline {
        start: at,
        end: at + 2,
        kind: InlineKind::Strong,
    });
    block(&mut one);
    assert_eq!(one.text, "abcdef");
    assert_eq!(
        &one.text[one.spans[0].start as usize..one.spans[0].end as usize],
        "cd"
    );
}

proptest! {
    #[test]
    fn nothing_bad_is_left(input in "(?s)[a-z看\\x00-\\x20\u{7f}-\u{9f}\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{e0020}-\u{e007f}\u{fe0f}\u{301}🏴👩]{0,60}") {
        let clean = text(&input).into_owned();
        prop_assert!(!clean.chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
        prop_assert!(bidi(&clean).is_empty());
        prop_assert_eq!(text(&clean), clean.as_str());
    }

    #[test]
    fn any_text_survives(input in any::<String>()) {
        let kept = line(&input);
        prop_assert!(is_line(&kept));
        let mut one = Block::paragraph(input.clone());
        one.spans.push(Inline { start: 0, end: input.len() as u32, kind: InlineKind::Strong });
        block(&mut one);
        prop_assert!(one.spans.iter().all(|s| one.text.get(s.start as usize..s.end as usize).is_some()));
    }
}

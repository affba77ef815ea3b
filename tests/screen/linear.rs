//! The reader without a screen: lines in, text in order out.

use kanbao::session::{Wire, linear};
use kanbao::store::Store;
use kanbao::words::UiLang;

use crate::desk::{TODAY, paper, settings};

/// Types lines at a fresh paper and gives all that was printed.
fn typed(lines: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("kanbao.db"), "default").unwrap();
    store.put("test", &paper(), TODAY).unwrap();
    let settings = settings(UiLang::En, Wire::Auto);
    let mut out = Vec::new();
    linear::run(settings, store, TODAY, 60, lines.as_bytes(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn it_begins_with_the_headlines() {
    let out = typed("");
    assert!(out.starts_with("9 listed, 9 unread"), "{out}");
    assert!(
        out.contains("Monday 24 March\n1. [要聞] 北角渡輪加開夜航 末班船延至凌晨一時 (unread)\n"),
        "{out}"
    );
    assert!(!out.contains('\x1b'), "no addressing");
}

#[test]
fn numbers_open_and_enter_goes_on() {
    let out = typed("3\n\n");
    assert!(out.contains("碼頭該交給誰管\n社評 · 24 March"), "{out}");
    let next = out.rfind("霧裏的汽笛").unwrap();
    assert!(
        next > out.rfind("碼頭該交給誰管").unwrap(),
        "the next unread follows: {out}"
    );
}

#[test]
fn sections_words_and_filters_narrow() {
    assert!(typed("s sp\n").contains("2 listed, 2 unread section:社評"));
    assert!(typed("/划艇\n").contains("1 listed, 1 unread 划艇"));
    assert!(typed("f is:starred\n").contains("There is nothing there."));
    assert!(typed("f nokey:x\n").contains("has no key “nokey”"));
}

#[test]
fn marks_are_set_and_taken_back() {
    let out = typed("3\nm\nf is:starred\nu\nf is:starred\n");
    assert!(out.contains("1 listed, 0 unread is:starred"), "{out}");
    assert!(out.contains("0 listed, 0 unread is:starred"), "{out}");
}

#[test]
fn q_ends_it() {
    let out = typed("q\n3\n");
    assert!(!out.contains("社評 · 24 March"));
}

#[test]
fn what_can_be_typed_is_said_once_and_then_asked_for_in_few_words() {
    let out = typed("3\n\nl\n");
    assert_eq!(out.matches("Enter next unread").count(), 1, "{out}");
    assert_eq!(out.matches("Number, Enter or ?: ").count(), 4, "{out}");
}

//! The reader without a screen: lines in, text in order out.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use kanbao::article::{Article, Block};
use kanbao::session::{Wire, linear};
use kanbao::store::{Feed, Store};
use kanbao::words::UiLang;

use crate::desk::{TODAY, paper, settings};
use crate::stories::{papers, put};

/// Types lines at a fresh paper and gives all that was printed.
fn typed(lines: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("kanbao.db"), "default").unwrap();
    store.put("test", &paper(), TODAY).unwrap();
    said(store, lines)
}

/// Types lines at a store and gives all that was printed.
fn said(store: Store, lines: &str) -> String {
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
fn a_story_is_listed_once_with_the_others_behind_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("kanbao.db"), "default").unwrap();
    put(papers())(&mut store);
    let out = said(store, "1\nw\n2\nf 晚報\n2\nw\n");
    assert!(out.starts_with("2 listed, 2 unread"), "{out}");
    assert!(out.contains("(2 others tell it)"), "{out}");
    let told = out.split("(2 others tell it)").nth(2).unwrap();
    for paper in ["北角早報", "九龍晚報", "海港日报"] {
        assert!(out.contains(&format!("[{paper}]")), "{paper} {told}");
    }
    assert!(typed("3\nw\n").contains("Nobody else tells this story."));
    assert!(typed("w\n").contains("Read an article first."));
}

#[test]
fn a_page_s_whole_text_is_fetched_on_request() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let site = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 2048];
            let _ = stream.read(&mut request);
            let text = "渡輪今早復航，碼頭擠滿乘客。".repeat(30);
            let page = format!(
                "<html><body><article><p>{text}</p><p>全文完。{text}</p></article></body></html>"
            );
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                page.len()
            );
            let _ = stream.write_all((head + &page).as_bytes());
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("kanbao.db"), "default").unwrap();
    let feed = Feed::new(format!("{site}/feed"));
    store.add_feed(&feed).unwrap();
    let article = |title: &str, link: Option<String>| Article {
        title: title.into(),
        link,
        blocks: vec![Block::paragraph("提要。")],
        ..Article::default()
    };
    let articles = [
        article("渡輪復航", Some(format!("{site}/1"))),
        article("無連結", None),
    ];
    store.put(&feed.source, &articles, TODAY).unwrap();
    let out = said(store, "f 渡輪\n1\nt\na\nt\nf 無連結\n1\nt\ne\n");
    assert!(
        out.contains("Fetching the page") && out.contains("全文完。"),
        "{out}"
    );
    assert!(
        out.contains(&format!("{site}/1")) && out.contains("says nothing more"),
        "{out}"
    );
    assert!(
        out.contains("has no link") && out.contains("The desk needs the screen"),
        "{out}"
    );
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

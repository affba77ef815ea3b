//! Reading: places, progress, what comes next.

use kanbao::article::{Article, Block, Inline, InlineKind};
use kanbao::session::Wire;
use kanbao::words::UiLang;

use crate::desk::{Desk, paper, settings};
use crate::screens::shot;

fn lean(size: (u16, u16)) -> Desk {
    Desk::new(size, settings(UiLang::En, Wire::Lean))
}

/// The first numbered paragraph on the screen.
fn first_paragraph(desk: &mut Desk) -> String {
    let screen = desk.screen();
    let line = screen
        .lines()
        .find(|line| line.contains("第") && line.contains("段。"));
    let line = line.unwrap_or_default().trim_start_matches('\u{3000}');
    line.split('。')
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned()
}

#[test]
fn opening_marks_as_read_and_undo_takes_it_back() {
    let mut desk = lean((80, 24));
    desk.keys("<Enter>q");
    assert!(!desk.line(1).contains('●'));
    desk.keys("u");
    assert!(desk.line(1).contains('●'), "{}", desk.screen());
}

#[test]
fn what_is_unread_is_counted_along() {
    let mut desk = Desk::new((120, 40), settings(UiLang::En, Wire::Rich));
    let mut check = |keys: &str, expect: &str| {
        desk.keys(keys);
        let head = desk.line(0);
        assert!(head.contains(expect), "{keys}: {head}");
    };
    check("", " 9 unread");
    check("<Enter>", " 8 unread");
    check("J", " 7 unread");
    check("u", " 8 unread");
    check("qGr", " 7 unread");
    check("m", " 7 unread");
    check("A", " 0 unread");
    check("u", " 7 unread");
    // What is read in a filter counts outside it.
    check("U<Enter>q", " 6 unread");
    check("U", " 6 unread");
}

#[test]
fn one_comes_back_to_the_same_line() {
    let mut desk = lean((80, 24));
    desk.keys("j<Enter><PgDn><PgDn>");
    let place = first_paragraph(&mut desk);
    assert_ne!(place, "第1段");
    desk.keys("q<Enter>");
    assert_eq!(first_paragraph(&mut desk), place);
    desk.keys("J").keys("K");
    assert_eq!(first_paragraph(&mut desk), place, "after another article");
    desk.resize(60, 30).resize(80, 24);
    assert_eq!(first_paragraph(&mut desk), place, "after a resize");
}

#[test]
fn a_restart_comes_back_to_the_same_line() {
    let mut desk = lean((80, 24));
    desk.keys("j<Enter><PgDn><PgDn><PgDn>");
    let place = first_paragraph(&mut desk);
    let mut desk = desk.restarted((100, 30));
    assert_eq!(first_paragraph(&mut desk), place);
    desk.keys("q");
    assert!(desk.line(2).starts_with(">"), "{}", desk.screen());
}

#[test]
fn a_restart_comes_back_to_the_filter() {
    let mut desk = lean((80, 24));
    desk.keys("f").text("section:社評").keys("<Enter>j");
    let mut desk = desk.restarted((80, 24));
    assert!(desk.line(-1).contains("section:社評"));
    assert!(
        desk.screen()
            .lines()
            .any(|line| line.starts_with('>') && line.contains("把船期"))
    );
}

#[test]
fn space_goes_on_to_the_next_unread() {
    let mut desk = lean((80, 24));
    desk.keys("<Enter>");
    assert!(
        desk.line(-1).contains("<Space>: next unread"),
        "{}",
        desk.line(-1)
    );
    desk.keys("<Space>");
    assert!(desk.line(0).contains("街市魚檔"));
    desk.keys("<Space>");
    assert!(!desk.line(0).contains("街市魚檔"), "a page on");
    desk.keys("G<Space>");
    assert!(desk.line(0).contains("碼頭該交給誰管"));
}

#[test]
fn the_end_of_an_article_names_the_next() {
    let mut desk = lean((80, 28));
    desk.keys("<Enter>");
    let screen = desk.screen();
    assert!(
        screen.contains("Next: 街市魚檔收爐前的最後一個清晨"),
        "{screen}"
    );
    desk.keys("qG<Enter>");
    let screen = desk.screen();
    assert!(
        screen.contains("This is the last article here."),
        "{screen}"
    );
}

#[test]
fn the_end_of_the_edition_counts_what_was_read() {
    let mut desk = lean((80, 24));
    desk.keys("G<Enter>J");
    assert!(
        desk.line(-1).contains("That was all: 1 read in 1 minutes"),
        "{}",
        desk.line(-1)
    );
}

#[test]
fn pages_left_are_counted() {
    let mut desk = lean((80, 24));
    desk.keys("j<Enter>");
    let first = desk.line(-1);
    assert!(first.ends_with("pages left"), "{first}");
    desk.keys("<PgDn>");
    assert_ne!(desk.line(-1), first);
    desk.keys("G");
    assert!(desk.line(-1).ends_with("end"));
}

#[test]
fn words_are_found_in_the_article() {
    let mut desk = lean((80, 24));
    desk.keys("j<Enter>/").text("第30段").keys("<Enter>");
    assert!(desk.screen().contains("第30段"));
    assert!(desk.line(-1).contains("1 found"), "{}", desk.line(-1));
    desk.keys("/").text("渡轮").keys("<Enter>");
    assert!(
        desk.line(-1).contains("40 found"),
        "another form of the characters: {}",
        desk.line(-1)
    );
    desk.keys(",,,");
    assert!(!desk.screen().contains("第30段"));
    desk.keys("/").text("nothing").keys("<Enter>");
    assert!(desk.line(-1).contains("not in this article"));
}

#[test]
fn an_article_opened_from_a_search_shows_what_was_searched_for() {
    let mut desk = lean((80, 24));
    desk.keys("/").text("報站的聲音").keys("<Enter><Enter>");
    assert!(desk.line(-1).contains("40 found"), "{}", desk.line(-1));
}

#[test]
fn what_stands_in_a_very_long_article_is_marked_too() {
    let block = Block::paragraph(format!("燈塔。{}", "船照常開，街坊等候。".repeat(400)));
    let long = |title: &str| Article {
        title: title.into(),
        section: Some("要聞".into()),
        blocks: vec![block.clone(); 20],
        ..Article::default()
    };
    let articles = [long("長船"), long("另一隻長船")];
    let mut desk = Desk::with((80, 24), settings(UiLang::En, Wire::Lean), &articles);
    desk.keys("/").text("燈塔").keys("<Enter><Enter>");
    assert!(desk.line(-1).contains("20 found"), "{}", desk.line(-1));
    desk.keys("/").text("街坊等").keys("<Enter>");
    assert!(desk.line(-1).contains("8000 found"), "{}", desk.line(-1));
    desk.keys(".");
    assert!(desk.screen().contains("街坊等候"), "{}", desk.screen());
    desk.keys("/").text("燈籠").keys("<Enter>");
    assert!(desk.line(-1).contains("not in this article"));
}

#[test]
fn what_is_searched_for_is_marked_in_an_article_that_was_on_the_screen_already() {
    let mut desk = Desk::new((80, 24), settings(UiLang::En, Wire::Rich));
    desk.keys("j");
    assert!(desk.selected().contains("街市魚檔"), "{}", desk.screen());
    let found = |desk: &mut Desk, words: &str, said: &str| {
        desk.keys("/").text(words).keys("<Enter>");
        assert!(desk.selected().contains("街市魚檔"), "{}", desk.screen());
        desk.keys("<Enter>");
        assert!(desk.line(-1).contains(said), "{}", desk.line(-1));
        desk.keys("h");
    };
    found(&mut desk, "報站的聲音", " found, . goes there");
    desk.keys("X<Enter>");
    assert!(!desk.line(-1).contains("found"), "{}", desk.line(-1));
}

/// A lead with a link of its own and three in its text, the first of them twice, and one that runs something.
fn linked() -> Vec<Article> {
    let mut articles = paper();
    let mut block = Block::paragraph("見時間表、路線圖、此處，並時間表。");
    let link = |text: &str, from: usize, address: &str| {
        let start = from + block.text[from..].find(text).unwrap();
        Inline {
            start: start as u32,
            end: (start + text.len()) as u32,
            kind: InlineKind::Link(address.to_owned()),
        }
    };
    block.spans = vec![
        link("時間表", 0, "https://example.com/times"),
        link("路線圖", 0, "https://example.com/map"),
        link("此處", 0, "javascript:alert(1)"),
        link("時間表", 21, "https://example.com/times"),
    ];
    articles[0].blocks.insert(0, block);
    articles
}

#[test]
fn any_link_of_the_text_is_chosen_by_its_number() {
    let mut desk = Desk::with((80, 24), settings(UiLang::ZhHant, Wire::Lean), &linked());
    desk.keys("<Enter>");
    assert!(desk.screen().contains("路線圖[2]"), "{}", desk.screen());
    desk.keys("O");
    shot("chooser_links", &mut desk);
    // Nothing runs a browser here: at the far end of a line an address is shown.
    desk.keys("<Esc>Y2");
    desk.session.feed(b"\r");
    let sent = String::from_utf8(desk.session.output()).unwrap();
    // base64 of https://example.com/map
    let copied = "\x1b]52;c;aHR0cHM6Ly9leGFtcGxlLmNvbS9tYXA=\x07";
    assert!(sent.contains(copied), "{sent:?}");
    assert!(
        desk.line(-1).contains("https://example.com/map"),
        "{}",
        desk.line(-1)
    );
}

#[test]
fn where_there_is_one_link_there_is_nothing_to_choose() {
    let mut desk = Desk::new((80, 24), settings(UiLang::En, Wire::Lean));
    desk.keys("<Enter>Y");
    assert!(desk.line(-1).contains("Copied: https://example.com/ferry"));
    desk.keys("JY");
    assert!(desk.line(-1).contains("no link"), "{}", desk.line(-1));
}

#[test]
fn a_link_is_copied_through_the_terminal() {
    let mut desk = lean((80, 24));
    desk.session.feed(b"y");
    let sent = String::from_utf8_lossy(&desk.session.output()).into_owned();
    assert!(
        sent.contains("\x1b]52;c;aHR0cHM6Ly9leGFtcGxlLmNvbS9mZXJyeQ==\x07"),
        "{sent:?}"
    );
}

//! One story in several papers, and one article in several versions.

use jiff::civil::date;
use kanbao::article::{Article, Block, BlockKind};
use kanbao::session::{Settings, Wire};
use kanbao::store::Store;
use kanbao::words::UiLang;

use crate::desk::{Desk, TODAY, settings};

const STORY: &str = "北角往九龍的渡輪昨晚起加開三班夜航，末班船由十一時延至凌晨一時。首晚載客四百二十人，比預計多一倍。\
    船長說，夜裏海面靜，船速可以慢一點，讓人看看兩岸的燈。公司稱試行三個月，屆時再看船票收入與街坊意見。";

fn told(paper: &str, title: &str, text: &str) -> Article {
    Article {
        title: title.into(),
        section: Some("要聞".into()),
        publication: Some(paper.into()),
        edition: Some(date(2025, 3, 24)),
        language: Some("zh-Hant".into()),
        blocks: vec![Block::paragraph(text)],
        ..Article::default()
    }
}

/// Three papers of which each has the story, and one of which has something else too.
pub fn papers() -> Vec<(&'static str, Vec<Article>)> {
    let other = told(
        "北角早報",
        "霧裏的汽笛",
        "霧裏的汽笛一聲長一聲短，街坊說，聽得出是哪一艘船。",
    );
    vec![
        (
            "a",
            vec![told("北角早報", "北角渡輪加開夜航", STORY), other],
        ),
        (
            "b",
            vec![told(
                "九龍晚報",
                "夜航渡輪首晚載客四百二十人",
                &STORY.replace("昨晚起", "前晚起"),
            )],
        ),
        (
            "c",
            vec![told(
                "海港日报",
                "北角渡轮加开夜航至凌晨",
                &STORY.replace("載客", "载客"),
            )],
        ),
    ]
}

/// What the papers brought, one after another.
pub fn put(papers: Vec<(&'static str, Vec<Article>)>) -> impl FnOnce(&mut Store) {
    move |store| {
        for (paper, articles) in papers {
            store.put(paper, &articles, TODAY).unwrap();
        }
    }
}

fn lean(size: (u16, u16)) -> Desk {
    Desk::of(size, settings(UiLang::En, Wire::Lean), put(papers()))
}

fn rows(desk: &mut Desk) -> Vec<String> {
    let screen = desk.screen();
    let rows = screen.lines().filter(|line| line.contains("●要聞"));
    rows.map(|line| line.trim_start_matches(['>', '●', ' ']).to_owned())
        .collect()
}

#[test]
fn a_story_is_listed_once_with_the_others_behind_it() {
    let mut desk = lean((80, 24));
    let listed = rows(&mut desk);
    assert_eq!(listed.len(), 2, "{}", desk.screen());
    assert_eq!(listed.iter().filter(|row| row.ends_with("+2")).count(), 1);
    assert!(desk.line(-1).contains("2 of 2"), "{}", desk.line(-1));
    desk.keys("W");
    assert_eq!(rows(&mut desk).len(), 4, "{}", desk.screen());
    // The choice outlives the session.
    let mut desk = desk.restarted((80, 24));
    assert_eq!(rows(&mut desk).len(), 4);
    desk.keys("W");
    assert_eq!(rows(&mut desk).len(), 2);
}

#[test]
fn a_filter_shows_what_it_finds_of_a_story() {
    let mut desk = lean((80, 24));
    desk.keys("f").text("source:九龍晚報").keys("<Enter>");
    assert_eq!(rows(&mut desk).len(), 1, "{}", desk.screen());
    assert!(
        desk.selected().contains("夜航渡輪首晚"),
        "{}",
        desk.screen()
    );
    desk.keys("Xf").text("is:twin").keys("<Enter>");
    assert_eq!(rows(&mut desk).len(), 1, "{}", desk.screen());
    desk.keys("W");
    assert_eq!(rows(&mut desk).len(), 3, "{}", desk.screen());
}

#[test]
fn the_papers_are_gone_through_and_chosen_from() {
    let mut desk = lean((80, 24));
    desk.keys("f").text("is:twin").keys("<Enter><Enter>");
    let title = |desk: &mut Desk| desk.line(0);
    let first = title(&mut desk);
    desk.keys("]w");
    let second = title(&mut desk);
    assert_ne!(first, second);
    desk.keys("]w]w");
    assert_eq!(title(&mut desk), first, "around");
    desk.keys("[w");
    let third = title(&mut desk);
    assert!(third != first && third != second);
    desk.keys("qw");
    let screen = desk.screen();
    for paper in ["北角早報", "九龍晚報", "海港日报"] {
        assert!(screen.contains(paper), "{screen}");
    }
    desk.text("夜航渡輪").keys("<Enter>");
    assert!(
        title(&mut desk).contains("夜航渡輪首晚"),
        "{}",
        desk.screen()
    );
}

#[test]
fn an_article_of_its_own_says_so() {
    let mut desk = lean((80, 24));
    desk.keys("f").text("霧裏").keys("<Enter>w");
    assert!(
        desk.line(-1).contains("No other paper"),
        "{}",
        desk.line(-1)
    );
}

#[test]
fn one_that_is_read_reads_the_others_when_that_is_wished() {
    let check = |together: bool, left: usize| {
        let settings = Settings {
            together,
            once: false,
            ..settings(UiLang::En, Wire::Lean)
        };
        let mut desk = Desk::of((80, 24), settings, put(papers()));
        desk.keys("f").text("is:twin").keys("<Enter>r");
        let unread = |desk: &mut Desk| desk.screen().matches('●').count();
        assert_eq!(unread(&mut desk), left, "{}", desk.screen());
        desk.keys("u");
        assert_eq!(unread(&mut desk), 3, "{}", desk.screen());
    };
    check(false, 2);
    check(true, 0);
}

/// An article of three versions.
fn changed() -> Vec<(&'static str, Vec<Article>)> {
    let version = |number: &str, blocks: Vec<Block>| Article {
        id: Some("ferry".into()),
        blocks,
        ..told("北角早報", &format!("北角渡輪加開{number}班夜航"), "")
    };
    let end = Block::paragraph("公司稱試行三個月，屆時再看船票收入與街坊意見。");
    let first =
        Block::paragraph("北角往九龍的渡輪昨晚起加開三班夜航，末班船由十一時延至凌晨一時。");
    let second = Block::paragraph(
        "北角往九龍的渡輪昨晚起加開四班夜航，末班船由十一時延至凌晨二時，船員另有津貼。",
    );
    let added = Block::new(BlockKind::Subhead, "船員輪更");
    vec![
        (
            "feed",
            vec![version("三", vec![first.clone(), end.clone()])],
        ),
        ("feed", vec![version("四", vec![second.clone(), end])]),
        ("feed", vec![version("四", vec![second, added])]),
    ]
}

/// Puts the versions in, each gone on a day of as many digits as any may have: what is shown must not depend on today.
fn put_long_ago(store: &mut Store) {
    put(changed())(store);
    let db = rusqlite::Connection::open(store.path()).unwrap();
    let noon = 1_763_640_000; // 20 November 2025, twelve o'clock UTC
    db.execute("UPDATE revisions SET until = ?1", [noon])
        .unwrap();
}

/// A screen without the time of day, which the time zone changes.
fn timeless(desk: &mut Desk) -> String {
    let screen = desk.screen();
    let moment = regex::Regex::new(r"(\d+月\d+日|\d+ [A-Z][a-z]+) \d\d:\d\d").unwrap();
    moment.replace_all(&screen, "<when>").into_owned()
}

#[test]
fn what_changed_is_shown_by_character() {
    let check = |name: &str, size, lang, wire| {
        let mut desk = Desk::of(size, settings(lang, wire), put_long_ago);
        desk.keys("<Enter>c");
        let newest = timeless(&mut desk);
        desk.keys("[c");
        let older = timeless(&mut desk);
        insta::with_settings!({ omit_expression => true, snapshot_path => "shots", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format!("changes_{name}"), format!("{newest}\n――――\n{older}"));
        });
    };
    check("40x20", (40, 20), UiLang::ZhHant, Wire::Lean);
    check("80x24", (80, 24), UiLang::En, Wire::Lean);
    check("120x40", (120, 40), UiLang::ZhHant, Wire::Rich);
}

#[test]
fn one_steps_through_the_changes_and_back_to_the_text() {
    let mut desk = Desk::of((80, 24), settings(UiLang::En, Wire::Lean), put(changed()));
    desk.keys("<Enter>");
    let text = desk.screen();
    assert!(!text.contains("[["), "{text}");
    desk.keys("c");
    assert!(desk.screen().contains("{{船員輪更}}"), "{}", desk.screen());
    desk.keys("[c");
    assert!(
        desk.screen().contains("加開[[三]]{{四}}班"),
        "{}",
        desk.screen()
    );
    desk.keys("[c");
    assert!(
        desk.line(-1).contains("the first change"),
        "{}",
        desk.line(-1)
    );
    desk.keys("]c");
    assert!(desk.screen().contains("{{船員輪更}}"), "{}", desk.screen());
    desk.keys("]c");
    assert!(
        desk.line(-1).contains("the last change"),
        "{}",
        desk.line(-1)
    );
    for back in ["<Esc>", "c"] {
        desk.keys(back);
        assert!(!desk.screen().contains("[["), "{}", desk.screen());
        assert!(desk.screen().contains("加開四班"), "{}", desk.screen());
        desk.keys("c");
    }
    // Another size, another article: the text is where it was.
    desk.resize(60, 20);
    desk.keys("<Esc><Esc>");
    assert!(desk.selected().contains("北角渡輪"), "{}", desk.screen());
}

#[test]
fn a_text_that_never_changed_says_so() {
    let mut desk = lean((80, 24));
    desk.keys("<Enter>c");
    assert!(
        desk.line(-1).contains("as it first came"),
        "{}",
        desk.line(-1)
    );
}

#[test]
fn what_changed_after_it_was_read_says_so_until_it_is_opened_again() {
    let [first, second, _] = changed().try_into().unwrap();
    let mut desk = Desk::of((80, 24), settings(UiLang::En, Wire::Lean), put(vec![first]));
    desk.keys("<Enter>q");
    desk.store().put(second.0, &second.1, TODAY).unwrap();
    let mut desk = desk.restarted((80, 24));
    assert!(desk.screen().contains(">±要聞"), "{}", desk.screen());
    desk.keys("f").text("is:changed").keys("<Enter>");
    assert!(desk.selected().contains("加開四班"), "{}", desk.screen());
    desk.keys("<Enter>");
    assert!(
        desk.line(-1).contains("Changed since you read it: c shows"),
        "{}",
        desk.screen()
    );
    desk.keys("c");
    assert!(desk.screen().contains("[[三]]{{四}}"), "{}", desk.screen());
    desk.keys("<Esc>q");
    assert!(!desk.screen().contains('±'), "{}", desk.screen());
    desk.keys("X<Enter>");
    assert!(
        !desk.line(-1).contains("Changed since"),
        "{}",
        desk.screen()
    );
    // Taken back, it is read and changed again, not unread.
    desk.keys("q");
    desk.keys("u");
    assert!(desk.screen().contains(">±要聞"), "{}", desk.screen());
    desk.keys("<Enter>");
    desk.keys("q");
    assert!(!desk.screen().contains('±'), "{}", desk.screen());
}

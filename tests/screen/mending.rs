//! The desk: a wrongly split page set right by hand, kept, and remembered when the page comes again.

use jiff::civil::date;
use kanbao::ingest::{self, Hints, Kind};
use kanbao::session::{Wire, desk::memory};
use kanbao::store::{Original, Store};
use kanbao::words::UiLang;

use crate::desk::{Desk, TODAY, settings};

/// Two lines under pictures that are taken for subheads, and a headline that is taken for one, too.
const PAGE: &str = "\
北角早報 第A4版 2025年3月24日 星期一

渡輪夜航試行三月 末班船延至凌晨一時
街坊盼長久 船員盼加薪
本報記者 何以舟

　　北角往九龍的渡輪昨晚起加開三班夜航，末班船由十一時延至凌晨一時。首晚載客四百二十人，比預計多一倍。

　　船長說，夜裏海面靜，船速可以慢一點，讓人看看兩岸的燈。公司稱試行三個月，屆時再看船票收入與街坊意見。



夜航船離岸的一刻
船員收起最後一條纜繩，準備開船

　　街坊陳伯說，年輕時上夜班，回程總要趕尾班船，趕不上便在碼頭長椅上坐到天亮。「而家有夜船，我反而退休了。」

　　工會代表認為，夜班輪更表遲遲未定，加薪一事亦無下文，若月底前談不攏，便會按章工作。

「做慣了，沒甚麼捨不得」
　　天未亮，老檔主把最後一箱冰倒進溝裏，說做了四十年，手比鐘準。隔壁菜檔送來一束蔥，說從前賒的數一筆勾銷。

　　街市將於明年翻新，檔位由六十四個減至三十八個，魚檔只留五個。食環署說，抽籤日期容後公布。
";

/// Reads the page into a store as `kanbao import` does; says what was new, changed and unchanged.
fn import(store: &mut Store, page: &str) -> (u64, u64, u64) {
    let hints = Hints {
        kind: Some(Kind::Page),
        mended: memory(store).unwrap(),
        ..Hints::default()
    };
    let harvest = ingest::read(page.as_bytes(), &hints).unwrap();
    let (tally, ids) = store
        .put_numbered("page.txt", &harvest.articles, TODAY)
        .unwrap();
    let original = Original {
        source: "page.txt".into(),
        hints: serde_json::to_string(&hints).unwrap(),
        bytes: page.as_bytes().to_vec(),
    };
    store.keep_original(&original, &ids).unwrap();
    (tally.added, tally.updated, tally.unchanged)
}

fn desk_of(size: (u16, u16), lang: UiLang, wire: Wire) -> Desk {
    Desk::of(size, settings(lang, wire), |store| {
        assert_eq!(import(store, PAGE), (1, 0, 0));
    })
}

fn rich() -> Desk {
    desk_of((80, 24), UiLang::En, Wire::Rich)
}

/// The margin and the first characters of each line of the page.
fn rows(desk: &mut Desk) -> Vec<String> {
    let screen = desk.screen();
    let rows = screen.lines().take_while(|line| !line.trim().is_empty());
    rows.map(|row| {
        row.chars()
            .take(17)
            .collect::<String>()
            .trim_end()
            .to_owned()
    })
    .collect()
}

/// What sets the page right: two captions, and an article of its own.
const RIGHT: &str = "jjjjjcjcjjjs";

#[test]
fn the_desk_is_the_page_line_by_line() {
    for lang in UiLang::ALL {
        for (wire, name) in [(Wire::Lean, "lean"), (Wire::Rich, "rich")] {
            for (width, height) in [(120, 40), (80, 24), (40, 20)] {
                let mut desk = desk_of((width, height), lang, wire);
                desk.keys("<Enter>E").keys(RIGHT);
                let name = format!("desk_{name}_{width}x{height}_{}", lang.tag());
                crate::screens::shot(&name, &mut desk);
            }
        }
    }
}

#[test]
fn a_key_says_what_a_line_is() {
    let check = |keys: &str, expect: &str| {
        let mut desk = rich();
        desk.keys("<Enter>E").keys(keys);
        let rows = rows(&mut desk);
        assert!(rows.iter().any(|row| row == expect), "{keys}: {rows:#?}");
    };
    check("", "▸ 1 headline 渡輪夜航");
    check("jjjjjc", "▸  *caption  夜航船離");
    check("jK", "▸  *kicker   街坊盼長");
    check("jh", "▸  *headline 街坊盼長");
    check("jt", "▸  *subhead  街坊盼長");
    check("jb", "▸  *byline   街坊盼長");
    check("jS", "▸  *section  街坊盼長");
    check("j\"", "▸  *quote    街坊盼長");
    check("j-", "▸  *list     街坊盼長");
    check("jv", "▸  *verse    街坊盼長");
    check("jl", "▸  *label    街坊盼長");
    check("jf", "▸  *page     街坊盼長");
    check("jp", "▸  *text     街坊盼長");
    check("jd", "▸   deck     街坊盼長");
    check("kd", "▸  *deck     北角早報");
    // Another line is the headline: the first is the kicker over it.
    check("jh", "  1 kicker   渡輪夜航");
    check("jjs", "▸ 2*byline   本報記者");
    check("jjjjjJ", "▸            夜航船離");
    check(&format!("{RIGHT}kn"), "▸ 2*headline 「做慣了");
    check(&format!("{RIGHT}J"), "▸  *subhead  「做慣了");
    check(&format!("{RIGHT}knJ"), "▸  *subhead  「做慣了");
    // A paragraph that is joined to one above and goes on from it, cut off again and joined again.
    check("jjjjjjpjJ", "▸  *goes on  街坊陳伯");
    check("jjjjjjpjJp", "▸  *text     街坊陳伯");
    check("jjjjjjpjJpJ", "▸  *goes on  街坊陳伯");
}

#[test]
fn a_line_is_cut_where_the_cursor_says() {
    let mut desk = rich();
    desk.keys("<Enter>Ejjjj");
    desk.keys("x");
    let (_, cursor) = desk.session.screen();
    // Behind the first comma of the second paragraph.
    assert_eq!(cursor, Some((13 + 8, 5)));
    desk.keys("wb<Right><Left><Enter>");
    let rows = rows(&mut desk);
    assert_eq!(rows[5], "    text     船長說，");
    assert_eq!(rows[6], "▸  *text     夜裏海面");
    desk.keys("u");
    assert_eq!(self::rows(&mut desk)[5], "▸   text     船長說，");
}

#[test]
fn every_mend_is_taken_back_and_done_again() {
    let mut desk = rich();
    desk.keys("<Enter>E");
    let mut screens = vec![rows(&mut desk)];
    let strokes = ["jjjjjc", "jc", "jjjs", "J", "kkx<Enter>", "gJ", "jh", "jf"];
    let mut kept = Vec::new();
    for keys in strokes {
        desk.keys(keys);
        let rows = rows(&mut desk);
        let bare = |rows: &[String]| -> Vec<String> {
            rows.iter().map(|row| row.replace('▸', " ")).collect()
        };
        if bare(&rows) != bare(screens.last().unwrap()) {
            screens.push(rows);
            kept.push(keys);
        }
    }
    assert!(kept.len() >= 6, "{kept:?}");
    let bare = |rows: Vec<String>| rows.join("\n").replace('▸', " ");
    for expect in screens.iter().rev().skip(1) {
        desk.keys("u");
        assert_eq!(bare(rows(&mut desk)), bare(expect.clone()));
    }
    desk.keys("u");
    assert!(desk.line(-1).contains("nothing to take back"));
    for expect in screens.iter().skip(1) {
        desk.keys("C-r");
        assert_eq!(bare(rows(&mut desk)), bare(expect.clone()));
    }
}

#[test]
fn leaving_asks_if_something_was_changed() {
    let mut desk = rich();
    desk.keys("<Enter>E<Esc>");
    assert!(!desk.line(-1).contains("Desk"), "{}", desk.screen());
    desk.keys("Ejc<Esc>");
    assert!(
        desk.line(-1)
            .starts_with("<Enter> saves, q again discards.")
    );
    // Any other key stays at the desk.
    desk.keys("j<Esc>");
    assert!(desk.line(-1).contains("discards"));
    desk.keys("<Esc>");
    assert!(!desk.line(-1).contains("discards"));
    desk.keys("E");
    assert!(desk.line(-1).starts_with("Desk: articles 1, mends 0"));
}

#[test]
fn help_at_the_desk_tells_of_the_desk() {
    for lang in UiLang::ALL {
        let mut desk = desk_of((120, 40), lang, Wire::Rich);
        desk.keys("<Enter>E?");
        crate::screens::shot(&format!("desk_help_{}", lang.tag()), &mut desk);
    }
}

#[test]
fn an_article_of_no_page_has_no_desk() {
    let mut desk = Desk::new((80, 24), settings(UiLang::En, Wire::Rich));
    desk.keys("E");
    assert!(
        desk.line(-1).contains("came from no page"),
        "{}",
        desk.line(-1)
    );
}

#[test]
fn what_is_saved_is_shown_and_remembered() {
    let mut desk = rich();
    desk.keys("m<Enter>E").keys(RIGHT).keys("<Enter>");
    assert!(
        desk.line(-1)
            .starts_with("Saved: new 1, changed 1, joined 0"),
        "{}",
        desk.screen()
    );
    assert!(
        desk.line(0).starts_with("「做慣了，沒甚麼捨不得」"),
        "{}",
        desk.screen()
    );
    // The mends are still there, and the star too.
    desk.keys("E");
    assert!(
        desk.line(-1).starts_with("Desk: articles 2, mends 3 "),
        "{}",
        desk.line(-1)
    );
    desk.keys("<Esc>q");
    assert!(desk.screen().contains('★'));

    let mut store = desk.store();
    // Read again it is as it was mended, and nothing is new.
    assert_eq!(import(&mut store, PAGE), (0, 0, 2));
    // A correction in one line of the first article, and one mended line is gone.
    let corrected = PAGE
        .replace("四百二十人", "四百二十三人")
        .replace("船員收起最後", "收起最後");
    assert_eq!(import(&mut store, &corrected), (0, 1, 1));
    let hints = Hints {
        kind: Some(Kind::Page),
        mended: memory(&store).unwrap(),
        ..Hints::default()
    };
    let harvest = ingest::read(corrected.as_bytes(), &hints).unwrap();
    assert_eq!((harvest.mends, harvest.articles.len()), (2, 2));
    // The next day's page of the same paper is none of this.
    let other = "北角早報 第A4版 2025年3月25日 星期二\n\n新渠試流 低窪區首度不淹\n本報記者 何以舟\n\n　　昨夜大雨，新渠首度試流，低窪處的店鋪沒有進水，店主說睡了一個好覺。\n";
    let harvest = ingest::read(other.as_bytes(), &hints).unwrap();
    assert_eq!(
        (harvest.mends, harvest.articles[0].edition),
        (0, Some(date(2025, 3, 25)))
    );
}

#[test]
fn all_taken_back_is_forgotten() {
    let mut desk = rich();
    desk.keys("<Enter>E").keys(RIGHT).keys("<Enter>");
    desk.keys("Euuu<Enter>");
    assert!(
        desk.line(-1)
            .starts_with("Saved: new 0, changed 1, joined 1"),
        "{}",
        desk.screen()
    );
    let mut store = desk.store();
    assert!(memory(&store).unwrap().is_empty());
    assert_eq!(import(&mut store, PAGE), (0, 0, 1));
}

//! What keys do to the list, the filter and the marks.

use kanbao::config::Filter;
use kanbao::session::{Settings, Wire};
use kanbao::words::UiLang;

use crate::desk::{Desk, settings};

fn rich() -> Desk {
    Desk::new((80, 24), settings(UiLang::En, Wire::Rich))
}

/// Types keys at a fresh desk and looks at the selected headline.
fn check(keys: &str, expect: &str) {
    let mut desk = rich();
    desk.keys(keys);
    let selected = desk.selected();
    assert!(
        selected.contains(expect),
        "{keys}: {selected}\n{}",
        desk.screen()
    );
}

#[test]
fn the_selection_moves() {
    check("", "北角渡輪");
    check("j", "街市魚檔");
    check("jjk", "街市魚檔");
    check("<Down><Down><Up>", "街市魚檔");
    check("G", "少年划艇隊");
    check("Gg", "北角渡輪");
    check("k", "北角渡輪");
    check("C-d", "碼頭該交給誰管");
    check("<PgDn><PgUp>", "北角渡輪");
}

#[test]
fn days_are_jumped_to() {
    check("[d", "新渠試流");
    check("[d[d", "舊書店搬家");
    check("[d[d]d", "新渠試流");
    check("G]d]d", "北角渡輪");
}

#[test]
fn digits_and_sounds_choose_a_section() {
    let mut desk = rich();
    desk.keys("ssp<Enter>");
    assert!(desk.screen().contains("碼頭該交給誰管"));
    assert!(!desk.screen().contains("霧裏的汽笛"));
    desk.keys("0");
    assert!(desk.screen().contains("霧裏的汽笛"));
    desk.keys("9");
    assert!(desk.line(-1).contains("no section of that number"));
    desk.keys("1");
    assert!(desk.line(-1).contains("section:"));
}

#[test]
fn the_filter_is_always_to_be_seen() {
    let mut desk = rich();
    desk.keys("f")
        .text("is:unread section:社評")
        .keys("<Enter>");
    assert!(
        desk.line(-1).contains("is:unread section:社評"),
        "{}",
        desk.line(-1)
    );
    desk.keys("<Esc>");
    assert!(!desk.line(-1).contains("is:unread"));
    desk.keys("<Backspace>");
    assert!(desk.line(-1).contains("is:unread section:社評"));
}

#[test]
fn words_are_cleared_before_the_rest() {
    let mut desk = rich();
    desk.keys("f")
        .text("section:要聞")
        .keys("<Enter>/")
        .text("渡輪")
        .keys("<Enter>");
    assert!(
        desk.line(-1).contains("section:要聞 渡輪"),
        "{}",
        desk.line(-1)
    );
    desk.keys("<Esc>");
    assert!(desk.line(-1).contains("section:要聞"));
    assert!(!desk.line(-1).contains("渡輪"));
    desk.keys("<Esc>");
    assert!(!desk.line(-1).contains("section:"));
}

#[test]
fn results_come_while_one_types_and_go_when_one_leaves() {
    let mut desk = rich();
    desk.keys("jj/").text("划艇");
    assert!(desk.screen().contains("少年划艇隊"));
    assert!(!desk.screen().contains("霧裏的汽笛"));
    desk.keys("<Esc>");
    assert!(
        desk.selected().contains("碼頭該交給誰管"),
        "{}",
        desk.screen()
    );
}

#[test]
fn clearing_a_search_comes_back_to_where_one_stood() {
    let mut desk = rich();
    desk.keys("jjj/").text("划艇").keys("<Enter>");
    assert!(desk.selected().contains("少年划艇隊"));
    desk.keys("<Esc>");
    assert!(desk.selected().contains("霧裏的汽笛"), "{}", desk.screen());
}

#[test]
fn marks_are_set_and_taken_back() {
    let mut desk = rich();
    assert!(desk.selected().contains('●'));
    desk.keys("r");
    assert!(!desk.selected().contains('●'));
    desk.keys("u");
    assert!(desk.selected().contains('●'));
    desk.keys("m");
    assert!(desk.selected().contains('★'));
    desk.keys("u");
    assert!(!desk.selected().contains('★'));
    desk.keys("u");
    assert!(desk.line(-1).contains("no mark to take back"));
}

#[test]
fn all_of_the_view_is_read_and_taken_back_at_once() {
    let mut desk = rich();
    desk.keys("f").text("section:社評").keys("<Enter>A");
    assert!(!desk.screen().contains('●'));
    assert!(
        desk.line(-1).contains("2 marked as read"),
        "{}",
        desk.line(-1)
    );
    desk.keys("u");
    assert_eq!(desk.screen().matches('●').count(), 2);
}

#[test]
fn only_unread_and_only_starred_are_switches() {
    let mut desk = rich();
    desk.keys("rjmU");
    assert!(!desk.screen().contains("北角渡輪加開夜航 末"));
    desk.keys("UM");
    assert!(desk.selected().contains("街市魚檔"));
    assert!(!desk.screen().contains("碼頭該交給誰管"));
}

#[test]
fn a_chord_says_what_may_follow() {
    let mut desk = rich();
    desk.keys("[");
    assert!(
        desk.line(-1).starts_with("[ d The day before."),
        "{}",
        desk.line(-1)
    );
    desk.keys("d");
    assert!(desk.selected().contains("新渠試流"));
}

#[test]
fn keys_and_saved_filters_are_the_readers_own() {
    let mut own = settings(UiLang::En, Wire::Rich);
    own.keys
        .entry("headlines".into())
        .or_default()
        .insert("x".into(), "star".into());
    own.filters = vec![Filter {
        name: "海".into(),
        key: Some("H".into()),
        query: "碼頭 OR 汽笛".into(),
    }];
    let mut desk = Desk::new((80, 24), own);
    desk.keys("x");
    assert!(desk.selected().contains('★'));
    desk.keys("H");
    assert!(desk.screen().contains("霧裏的汽笛"));
    assert!(!desk.screen().contains("新渠試流"));
}

#[test]
fn wrong_keys_in_the_configuration_are_said_and_do_no_harm() {
    let mut own: Settings = settings(UiLang::En, Wire::Rich);
    own.keys
        .entry("global".into())
        .or_default()
        .insert("x".into(), "strar".into());
    let mut desk = Desk::new((120, 40), own);
    assert!(
        desk.line(-1).contains("did you mean star?"),
        "{}",
        desk.line(-1)
    );
    desk.keys("j");
    assert!(desk.selected().contains("街市魚檔"));
}

#[test]
fn commands_are_completed_and_done() {
    let mut desk = rich();
    desk.keys(":").text("next-u").keys("<Tab>");
    assert!(desk.line(-1).starts_with(":next-unread"));
    desk.keys("<Enter>");
    assert!(desk.selected().contains("街市魚檔"));
    desk.keys(":").text("section sp").keys("<Enter>");
    assert!(desk.line(-1).contains("section:社評"));
    desk.keys(":").text("nonsense").keys("<Enter>");
    assert!(desk.line(-1).contains("no command nonsense"));
    // A name may be cut short as in vi; a layout that is none changes nothing.
    desk.keys(":").text("next-u").keys("<Enter>");
    assert!(desk.line(-1).contains("section:社評"));
    let before = desk.screen();
    desk.keys(":").text("layout foo").keys("<Enter>");
    assert!(desk.line(-1).contains("layout: does not take foo"));
    assert_eq!(
        desk.screen().lines().next(),
        before.lines().next(),
        "the layout stays"
    );
}

#[test]
fn queries_are_completed() {
    let check = |prompt: &str, typed: &str, expect: &str| {
        let mut desk = rich();
        desk.keys(prompt).text(typed).keys("<Tab>");
        let line = desk.line(-1);
        assert!(line.starts_with(expect), "{prompt}{typed}: {line:?}");
    };
    check("f", "section:sp", "f section:社評");
    check("f", "版：sp", "f 版：社評");
    check("f", "is:u", "f is:unread");
    check("f", "section:社評 sor", "f section:社評 sort:");
    check("f", "-section:gm", "f -section:港聞");
    check("f", "source:\"bg", "f source:北角早報");
    check(":", "filter section:sp", ":filter section:社評");
}

#[test]
fn full_width_keys_count_as_keys() {
    check("ｊ", "街市魚檔");
    let mut desk = rich();
    desk.keys("、").text("霧").keys("<Enter>");
    assert!(desk.selected().contains("霧裏的汽笛"));
}

#[test]
fn a_theme_is_tried_on_and_put_back() {
    let mut desk = rich();
    let before = desk.session.screen().0;
    desk.keys("t<Down>");
    desk.keys("<Esc>");
    assert_eq!(desk.session.screen().0, before);
    desk.keys("t<Down><Enter>j");
    assert_ne!(desk.session.screen().0, before);
}

#[test]
fn quitting() {
    let quits = |keys: &str, expect: bool| {
        let mut desk = rich();
        desk.keys(keys);
        assert_eq!(desk.session.finished(), expect, "{keys}");
    };
    quits("q", true);
    quits("Q", true);
    quits("C-c", true);
    quits("<Enter>q", false);
    quits("<Enter>qq", true);
    quits("<Enter>Q", true);
    quits("?q", false);
    quits("?Q", true);
    quits("/q", false);
    quits("h", false);
    quits("<Esc>", false);
}

#[test]
fn letters_that_no_article_has_find_headlines_by_sound() {
    for wire in [Wire::Rich, Wire::Lean] {
        let mut desk = Desk::new((80, 24), settings(UiLang::En, wire));
        desk.keys("/").text("matou").keys("<Enter>");
        assert!(
            desk.screen().contains("碼頭該交給誰管"),
            "{}",
            desk.screen()
        );
        assert!(!desk.screen().contains("霧裏的汽笛"));
        desk.keys("j");
        assert!(
            desk.line(-1).contains("sounds like matou"),
            "{}",
            desk.line(-1)
        );
        desk.keys("<Esc>");
        assert!(desk.screen().contains("霧裏的汽笛"));
    }
}

#[test]
fn what_is_typed_is_heard_with_tones_or_without_and_that_is_said() {
    let check = |typed: &str| {
        let mut desk = rich();
        desk.keys("/").text(typed);
        let prompt = desk.line(-1);
        assert!(prompt.contains("headlines by sound"), "{typed}: {prompt}");
        assert!(desk.screen().contains("碼頭該交給誰管"), "{typed}");
        assert!(!desk.screen().contains("霧裏的汽笛"), "{typed}");
    };
    check("maa5 tau4");
    check("ma3tou2");
    check("maatau");
    check("mtg");
    check("ㄇㄚˇㄊㄡˊ");
    let mut desk = rich();
    desk.keys("/").text("碼頭");
    assert!(!desk.line(-1).contains("headlines by sound"));
}

#[test]
fn saved_filters_stand_in_the_pane_with_their_keys() {
    let mut settings = settings(UiLang::En, Wire::Rich);
    let filter = |name: &str, key: Option<&str>| Filter {
        name: name.into(),
        query: "碼頭".into(),
        key: key.map(str::to_owned),
    };
    settings.filters = vec![filter("房屋政策", Some("H")), filter("碼頭", None)];
    let mut desk = Desk::new((120, 40), settings);
    let pane = desk.screen();
    assert!(
        pane.contains(" H 房屋政策") && pane.contains("⌕ 碼頭"),
        "{pane}"
    );
    let row = pane.lines().find(|line| line.contains("H 房屋政策"));
    let figures = row.and_then(|row| row.split('│').next());
    assert!(
        figures.is_some_and(|row| row.trim_end().ends_with(|c: char| c.is_ascii_digit())),
        "{pane}"
    );
}

#[test]
fn the_mouse_selects_and_the_wheel_scrolls_what_it_is_over() {
    let mut desk = Desk::new((120, 40), settings(UiLang::En, Wire::Rich));
    let first = desk.selected();
    desk.text("\x1b[<0;30;6M\x1b[<0;30;6m");
    let chosen = desk.selected();
    assert_ne!(chosen, first);
    desk.text("\x1b[<65;100;12M");
    assert_eq!(desk.selected(), chosen, "over the article");
    desk.text("\x1b[<65;30;6M");
    assert_ne!(desk.selected(), chosen, "over the list");
}

#[test]
fn the_meter_compares_like_with_like_on_any_screen() {
    for size in [(120, 40), (80, 24), (40, 20)] {
        let mut desk = Desk::new(size, settings(UiLang::ZhHant, Wire::Lean));
        desk.keys("jjjC-gjj");
        let line = desk.line(-1);
        let figures: Vec<u64> = line
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|figure| figure.parse().ok())
            .collect();
        let [key, metered, stock, total, ..] = figures[..] else {
            panic!("{line}");
        };
        assert!(
            key <= metered && metered < total && metered < stock,
            "{line}"
        );
        assert!(!line.contains('…'), "{line}");
    }
}

#[test]
fn the_sample_that_is_not_there_is_not_removed() {
    let mut desk = rich();
    desk.keys("Z");
    assert!(desk.line(-1).contains("no sample edition"));
    assert!(desk.screen().contains("北角渡輪"));
}

#[test]
fn help_says_how_much_of_it_is_left_and_how_it_is_closed() {
    let mut desk = Desk::new((40, 20), settings(UiLang::ZhHant, Wire::Lean));
    desk.keys("?");
    assert!(
        desk.line(-1).starts_with("<Space> 續看，? 關閉"),
        "{}",
        desk.line(-1)
    );
    assert!(desk.line(-1).ends_with("餘 2 頁"), "{}", desk.line(-1));
    desk.keys("G");
    assert!(desk.line(-1).starts_with("? 關閉"), "{}", desk.line(-1));
    desk.keys("q");
    assert!(!desk.screen().contains("關閉"));
}

#[test]
fn what_is_too_long_for_its_row_is_said_whole() {
    for size in [(80, 24), (40, 20)] {
        let mut settings = settings(UiLang::En, Wire::Lean);
        settings.troubles = vec![
            "/home/ming/.config/kanbao/config.toml: line 10, column 2: frobs: one of: ui, reading, keys".into(),
            "there is no theme nope".into(),
        ];
        let mut desk = Desk::new(size, settings);
        let before = desk.screen();
        let said = before.replace(['\n', ' '], "");
        assert!(said.contains("frobs:oneof:ui,reading,keys"), "{before}");
        assert!(desk.line(-1).contains("there is no theme nope"), "{before}");
        // It stands until the next key, which does what it always does.
        desk.keys("j");
        assert!(!desk.screen().contains("frobs"), "{}", desk.screen());
        assert!(desk.selected().contains("街市魚檔"));
    }
}

#[test]
fn an_address_is_shown_whole() {
    let mut articles = crate::desk::paper();
    let address = format!("https://example.com/{}/end", "path/".repeat(20));
    articles[0].link = Some(address.clone());
    let mut desk = Desk::with((40, 20), settings(UiLang::En, Wire::Lean), &articles);
    desk.keys("y");
    let shown = desk.screen().replace(['\n', ' '], "");
    assert!(shown.contains(&address), "{}", desk.screen());
}

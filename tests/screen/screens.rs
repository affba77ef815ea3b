//! Whole screens as plain text, in every layout, at the sizes that people have, in both languages.

use kanbao::session::Wire;
use kanbao::words::UiLang;

use crate::desk::{Desk, settings};

pub fn shot(name: &str, desk: &mut Desk) {
    insta::with_settings!({ omit_expression => true, snapshot_path => "shots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(name, desk.screen());
    });
}

#[test]
fn the_first_screen() {
    for lang in UiLang::ALL {
        for (wire, wire_name) in [(Wire::Lean, "lean"), (Wire::Rich, "rich")] {
            for (width, height) in [(120, 40), (80, 24), (40, 20)] {
                let mut desk = Desk::new((width, height), settings(lang, wire));
                let name = format!("first_{wire_name}_{width}x{height}_{}", lang.tag());
                shot(&name, &mut desk);
            }
        }
    }
}

#[test]
fn an_article_has_the_screen_to_itself() {
    for (width, height) in [(120, 40), (80, 24), (40, 20)] {
        let mut desk = Desk::new((width, height), settings(UiLang::ZhHant, Wire::Lean));
        desk.keys("<Enter>");
        shot(&format!("article_{width}x{height}"), &mut desk);
    }
}

#[test]
fn back_from_an_article_the_list_stands_over_it() {
    let mut desk = Desk::new((80, 24), settings(UiLang::ZhHant, Wire::Lean));
    desk.keys("<Enter>q");
    shot("split_80x24", &mut desk);
}

#[test]
fn sections_are_chosen_by_sound() {
    let mut desk = Desk::new((80, 24), settings(UiLang::ZhHant, Wire::Lean));
    desk.keys("ssp");
    shot("chooser_sp", &mut desk);
    desk.keys("<Enter>");
    shot("section_editorials", &mut desk);
}

#[test]
fn beside_a_chooser_what_it_covers_goes_on_behind_a_line() {
    let mut desk = Desk::new((120, 24), settings(UiLang::ZhHant, Wire::Rich));
    desk.keys("s");
    shot("chooser_120x24", &mut desk);
}

#[test]
fn editions_are_chosen_by_day() {
    let mut desk = Desk::new((80, 24), settings(UiLang::En, Wire::Rich));
    desk.keys("D");
    shot("chooser_days", &mut desk);
}

#[test]
fn an_empty_list_says_which_filter_emptied_it() {
    for lang in UiLang::ALL {
        let mut desk = Desk::new((80, 24), settings(lang, Wire::Rich));
        desk.keys("f")
            .text("is:starred section:社評")
            .keys("<Enter>");
        shot(&format!("empty_filter_{}", lang.tag()), &mut desk);
        let mut desk = Desk::with((80, 24), settings(lang, Wire::Rich), &[]);
        shot(&format!("empty_archive_{}", lang.tag()), &mut desk);
    }
}

#[test]
fn a_mistake_in_a_filter_is_pointed_at() {
    let mut desk = Desk::new((80, 24), settings(UiLang::En, Wire::Rich));
    desk.keys("f").text("sectoin:要聞 is:unread");
    assert!(desk.line(-1).starts_with("f sectoin:要聞 is:unread"));
    desk.keys("<Enter>");
    shot("mistake", &mut desk);
}

#[test]
fn help_is_for_the_pane_one_is_in() {
    for lang in UiLang::ALL {
        let mut desk = Desk::new((120, 40), settings(lang, Wire::Rich));
        desk.keys("?");
        shot(&format!("help_{}", lang.tag()), &mut desk);
    }
}

#[test]
fn a_screen_that_is_too_small_says_so() {
    let mut desk = Desk::new((30, 3), settings(UiLang::En, Wire::Rich));
    assert_eq!(desk.line(0), "Too small: 14x4 at least");
    desk.resize(80, 24);
    assert!(desk.screen().contains("北角渡輪"));
}

#[test]
fn a_byline_is_not_cut_in_two() {
    let check = |width, expect: [&str; 2]| {
        let mut desk = Desk::new((width, 24), settings(UiLang::ZhHant, Wire::Lean));
        desk.keys("<Enter>");
        let screen = desk.screen();
        let lines: Vec<&str> = screen.lines().map(str::trim).collect();
        assert!(
            lines.windows(2).any(|pair| pair == expect),
            "{width}: {screen}"
        );
    };
    check(44, ["要聞 · A1 · 3月24日 · 北角早報 ·", "本報記者 何以舟"]);
    check(28, ["要聞 · A1 · 3月24日 ·", "北角早報 · 本報記者 何以舟"]);
}

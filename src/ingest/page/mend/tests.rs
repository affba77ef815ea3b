//! What each mend makes of a page, written as the outline before and after; and that none loses a character.

use std::collections::HashMap;

use proptest::prelude::*;

use super::super::outline::outline;
use super::super::{Hints, Memory, MendedPage, read};
use super::*;
use crate::ingest::Harvest;

/// A page with two articles, which the rules split as they should.
const PAGE: &str = "\
渡輪夜航試行三月
末班船延至凌晨一時才開
本報記者 何以舟
　　北角往九龍的渡輪昨晚起加開三班夜航，首晚載客四百二十人，比預計多一倍。
　　船長說，夜裏海面靜，船速可以慢一點，讓人看看兩岸的燈。
船員輪更
　　公司稱試行三個月，屆時再看船票收入與街坊意見，才決定夜航是否長設。

街市魚檔收爐 三代人的最後清晨
本報記者 方以宁
　　天未亮，老檔主把最後一箱冰倒進溝裏，說做了四十年，手比鐘準。
　　隔壁菜檔送來一束蔥，說從前賒的數一筆勾銷，大家都笑了起來。
";

/// What is said of the line that begins with some words.
fn at(sheet: &Sheet, words: &str, change: Change) -> Said {
    let rows = sheet.rows();
    let row = rows.iter().find(|row| row.text.starts_with(words));
    let ink = row.and_then(|row| row.ink).expect(words);
    Said { ink, change }
}

/// The same as it is kept.
fn kept(sheet: &Sheet, words: &str, change: Change) -> Mend {
    sheet.kept(at(sheet, words, change)).expect(words)
}

fn mended(page: &str, said: &[(&str, Change)]) -> Sheet {
    said.iter()
        .fold(Sheet::read(page), |sheet, (words, change)| {
            let said = at(&sheet, words, *change);
            sheet.mended(&[said])
        })
}

/// The outline with every text cut to its first characters.
fn sketch(sheet: &Sheet) -> String {
    let short = outline(&sheet.harvest(&Hints::default()), 1000, |text| text.len());
    let first = |line: &str| line.chars().take(18).collect::<String>();
    let lines = short.lines().map(|line| first(line.trim_start()));
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('?'));
    lines.collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn check(said: &[(&str, Change)], expect: &str) {
    let lines: Vec<&str> = expect.lines().map(str::trim).collect();
    assert_eq!(sketch(&mended(PAGE, said)), lines.join("\n"), "{said:?}");
}

#[test]
fn unmended_it_is_as_the_rules_split_it() {
    check(
        &[],
        "1.  渡輪夜航試行三月
        deck  末班船延至凌晨一時才開
        byline  本報記者 何以舟
        ¶  北角往九龍的渡輪昨晚起加開三班
        ¶  船長說，夜裏海面靜，船速可以慢
        subhead  船員輪更
        ¶  公司稱試行三個月，屆時再看船票
        2.  街市魚檔收爐 三代人的最後清
        byline  本報記者 方以宁
        ¶  天未亮，老檔主把最後一箱冰倒進
        ¶  隔壁菜檔送來一束蔥，說從前賒的",
    );
}

#[test]
fn a_line_becomes_what_a_reader_says_it_is() {
    let roles = [
        (Role::Caption, "caption"),
        (Role::Quote, "quote"),
        (Role::List, "list"),
        (Role::Verse, "verse"),
        (Role::Body, "¶"),
        (Role::Subhead, "subhead"),
    ];
    for (role, name) in roles {
        let sheet = mended(PAGE, &[("船員輪更", Change::Role(role))]);
        assert!(
            sketch(&sheet).contains(&format!("{name}  船員輪更")),
            "{role:?}: {}",
            sketch(&sheet)
        );
    }
    let furniture = mended(PAGE, &[("船員輪更", Change::Role(Role::Furniture))]);
    assert!(sketch(&furniture).starts_with("page  船員輪更\n1."));
}

#[test]
fn a_section_is_the_articles() {
    let sheet = mended(PAGE, &[("末班船", Change::Role(Role::Section))]);
    let harvest = sheet.harvest(&Hints::default());
    let sections = harvest.articles.iter().map(|a| a.section.as_deref());
    assert_eq!(
        sections.collect::<Vec<_>>(),
        [Some("末班船延至凌晨一時才開"), None]
    );
    assert_eq!(harvest.articles[0].labels, ["末班船延至凌晨一時才開"]);
    // Over the headline it is the article's all the same.
    let sheet = mended(
        PAGE,
        &[
            ("渡輪夜航", Change::Role(Role::Section)),
            ("末班船", Change::Role(Role::Title)),
        ],
    );
    let first = &sheet.harvest(&Hints::default()).articles[0];
    assert_eq!(first.section.as_deref(), Some("渡輪夜航試行三月"));
    assert_eq!(first.title, "末班船延至凌晨一時才開");
}

#[test]
fn a_split_at_a_subhead_makes_it_a_headline() {
    check(
        &[("船員輪更", Change::Begin)],
        "1.  渡輪夜航試行三月
        deck  末班船延至凌晨一時才開
        byline  本報記者 何以舟
        ¶  北角往九龍的渡輪昨晚起加開三班
        ¶  船長說，夜裏海面靜，船速可以慢
        2.  船員輪更
        ¶  公司稱試行三個月，屆時再看船票
        3.  街市魚檔收爐 三代人的最後清
        byline  本報記者 方以宁
        ¶  天未亮，老檔主把最後一箱冰倒進
        ¶  隔壁菜檔送來一束蔥，說從前賒的",
    );
}

#[test]
fn a_split_at_a_paragraph_needs_no_headline() {
    let sheet = mended(PAGE, &[("船長說", Change::Begin)]);
    let articles = sheet.harvest(&Hints::default()).articles;
    assert_eq!(articles.len(), 3);
    assert_eq!(articles[1].title, "");
    assert!(articles[1].blocks[0].text.starts_with("船長說"));
}

#[test]
fn joined_to_the_article_before_its_head_is_subheads() {
    check(
        &[("街市魚檔", Change::Within)],
        "1.  渡輪夜航試行三月
        deck  末班船延至凌晨一時才開
        byline  本報記者 何以舟 本
        ¶  北角往九龍的渡輪昨晚起加開三班
        ¶  船長說，夜裏海面靜，船速可以慢
        subhead  船員輪更
        ¶  公司稱試行三個月，屆時再看船票
        subhead  街市魚檔收爐 三代
        ¶  天未亮，老檔主把最後一箱冰倒進
        ¶  隔壁菜檔送來一束蔥，說從前賒的",
    );
    // There is nothing before the first.
    assert_eq!(
        mended(PAGE, &[("渡輪夜航", Change::Within)]).harvest(&Hints::default()),
        Sheet::read(PAGE).harvest(&Hints::default())
    );
}

#[test]
fn an_article_keeps_one_headline() {
    let head = |said: &[(&str, Change)]| {
        let articles = mended(PAGE, said).harvest(&Hints::default()).articles;
        let first = articles.into_iter().next().unwrap();
        (first.kicker, first.title, first.deck)
    };
    let some = |text: &str| Some(text.to_owned());
    let (one, two) = ("渡輪夜航試行三月", "末班船延至凌晨一時才開");
    let is = |role| Change::Role(role);
    // Another line is it: the first is the line over it.
    assert_eq!(
        head(&[(two, is(Role::Title))]),
        (some(one), two.into(), None)
    );
    // The first is the line over it: the next one is it.
    assert_eq!(
        head(&[(one, is(Role::Kicker))]),
        (some(one), two.into(), None)
    );
    // And back.
    let back = [(two, is(Role::Title)), (one, is(Role::Title))];
    assert_eq!(head(&back), (None, one.into(), some(two)));
    let back = [(two, is(Role::Title)), (two, is(Role::Deck))];
    assert_eq!(head(&back), (None, one.into(), some(two)));
    // It is a caption: the deck takes its place, and the article still begins with the caption.
    let (kicker, title, deck) = head(&[(one, is(Role::Caption))]);
    assert_eq!((kicker, title.as_str(), deck), (None, two, None));
}

#[test]
fn a_headline_that_was_none_ends_its_article() {
    let said = [("街市魚檔", Change::Role(Role::Subhead))];
    let articles = mended(PAGE, &said).harvest(&Hints::default()).articles;
    assert_eq!(articles.len(), 1);
}

#[test]
fn paragraphs_are_joined_and_cut() {
    let joined = mended(PAGE, &[("船長說", Change::Join)]);
    let article = &joined.harvest(&Hints::default()).articles[0];
    assert!(article.blocks[0].text.contains("多一倍。船長說"));
    // Over a subhead too: the text before it is what it goes on from.
    let joined = mended(PAGE, &[("公司稱", Change::Join)]);
    let article = &joined.harvest(&Hints::default()).articles[0];
    assert!(article.blocks[1].text.contains("的燈。公司稱"));
    let cut = mended(
        PAGE,
        &[
            ("船長說", Change::Join),
            ("船長說", Change::Role(Role::Body)),
        ],
    );
    let sheet = Sheet::read(PAGE);
    assert_eq!(
        cut.harvest(&Hints::default()).articles,
        sheet.harvest(&Hints::default()).articles
    );
}

#[test]
fn lines_of_one_kind_are_joined_as_their_kind_is_written() {
    let check = |first: &str, second: &str, expect: &str| {
        let sheet = mended(PAGE, &[(second, Change::Join)]);
        let text = sketch(&sheet);
        assert!(text.contains(expect), "{first} {second}: {text}");
    };
    check("title", "末班船", "1.  渡輪夜航試行三月 末班船延");
    let verse = mended(
        PAGE,
        &[
            ("天未亮", Change::Role(Role::Verse)),
            ("隔壁菜檔", Change::Role(Role::Verse)),
            ("隔壁菜檔", Change::Join),
        ],
    );
    let article = &verse.harvest(&Hints::default()).articles[1];
    assert!(article.blocks[0].text.contains("鐘準。\n隔壁菜檔"));
}

/// Lines that the rules took for one paragraph, and a headline among them.
const WRAPPED: &str = "\
渡輪夜航試行三月
本報記者 何以舟
　　北角往九龍的渡輪昨晚起加開三班
夜航，首晚載客四百二十人，比預計多
一倍，船公司說人手仍然足夠，街坊則
說風大一點也無妨，只要燈還亮着就好
了。
";

#[test]
fn a_line_within_a_paragraph_is_cut_out_of_it() {
    let whole = Sheet::read(WRAPPED).rows();
    assert_eq!(whole.iter().filter(|row| row.first).count(), 3);
    let said = [
        ("一倍，船公司", Change::Role(Role::Caption)),
        ("說風大", Change::Role(Role::Body)),
    ];
    let sheet = mended(WRAPPED, &said);
    let article = &sheet.harvest(&Hints::default()).articles[0];
    let texts: Vec<&str> = article.blocks.iter().map(|b| b.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "北角往九龍的渡輪昨晚起加開三班夜航，首晚載客四百二十人，比預計多",
            "一倍，船公司說人手仍然足夠，街坊則",
            "說風大一點也無妨，只要燈還亮着就好了。"
        ]
    );
}

#[test]
fn a_cut_may_be_anywhere_on_a_line() {
    let sheet = Sheet::read(PAGE);
    let mut said = at(&sheet, "船長說", Change::Role(Role::Quote));
    said.ink += "船長說，夜裏海面靜，".chars().count();
    let mend = sheet.kept(said).unwrap();
    let rows = sheet.mended(&[said]).rows();
    let cut = rows
        .iter()
        .position(|r| r.text.starts_with("船速"))
        .unwrap();
    assert_eq!(rows[cut - 1].text, "船長說，夜裏海面靜，");
    assert_eq!((rows[cut].role, rows[cut].first), (Role::Quote, true));
    // It holds on the page as it is read again.
    let again = Sheet::read(PAGE);
    let said = again.said(&mend).unwrap();
    assert_eq!(again.mended(&[said]).rows(), rows);
}

#[test]
fn places_are_known_again_on_a_corrected_page() {
    let sheet = Sheet::read(PAGE);
    let mends = vec![
        kept(&sheet, "船員輪更", Change::Begin),
        kept(&sheet, "隔壁菜檔", Change::Role(Role::Quote)),
    ];
    let memory = Memory::new(vec![MendedPage::new(&sheet, mends)]);
    let hints = Hints {
        mended: memory,
        ..Hints::default()
    };
    let check = |page: &str, expect: usize| assert_eq!(read(page, &hints).mends, expect, "{page}");
    check(PAGE, 2);
    // A correction further up, a line more, and one mended line gone.
    check(&PAGE.replace("四百二十人", "四百二十三人"), 2);
    check(&format!("北角早報\n\n{PAGE}"), 2);
    check(&PAGE.replace("隔壁菜檔送來一束蔥", "鄰檔送來一束蔥"), 1);
    // Another page of the same paper that has one of the lines.
    check(
        "船員輪更\n　　罷工進入第三天，船員說，輪更表不改，便不開船。\n",
        0,
    );
}

#[test]
fn the_same_words_are_told_apart_by_their_order() {
    let page = "甲市新聞\n　　今日有雨，出門帶傘，行人小心路滑。\n小啟\n　　本報明日休刊一天，敬請留意，後日照常。\n小啟\n　　舊報每份五元，可到本社門市購買，售完即止。\n";
    let sheet = Sheet::read(page);
    let rows = sheet.rows();
    let second = rows.iter().rposition(|row| row.text == "小啟").unwrap();
    let said = Said {
        ink: rows[second].ink.unwrap(),
        change: Change::Role(Role::Furniture),
    };
    let mend = sheet.kept(said).unwrap();
    assert_eq!(sheet.said(&mend), Some(said));
    let roles: Vec<_> = sheet
        .mended(&[said])
        .rows()
        .iter()
        .filter(|r| r.text == "小啟")
        .map(|r| r.role)
        .collect();
    assert_ne!(roles[0], Role::Furniture);
    assert_eq!(roles[1], Role::Furniture);
}

/// What the archive keeps of a mend may be read by a later version: its shape is a contract.
#[test]
fn a_mend_is_kept_as_plain_words() {
    let sheet = Sheet::read(PAGE);
    let check = |mend: Mend, expect: &str| {
        assert_eq!(serde_json::to_string(&mend).unwrap(), expect);
        assert_eq!(serde_json::from_str::<Mend>(expect).unwrap(), mend);
    };
    check(
        kept(&sheet, "船員輪更", Change::Begin),
        r#"{"at":{"words":"船員輪更"},"change":"begin"}"#,
    );
    check(
        kept(&sheet, "船員輪更", Change::Role(Role::Title)),
        r#"{"at":{"words":"船員輪更"},"change":{"role":"title"}}"#,
    );
}

/// Characters other than white space, counted.
fn tally<'a>(texts: impl IntoIterator<Item = &'a str>) -> HashMap<char, usize> {
    let mut tally = HashMap::new();
    for c in texts.into_iter().flat_map(str::chars) {
        if !c.is_whitespace() {
            *tally.entry(c).or_default() += 1;
        }
    }
    tally
}

/// Everything that a harvest says.
fn texts(harvest: &Harvest) -> Vec<&str> {
    let mut texts: Vec<&str> = harvest.labels.iter().map(String::as_str).collect();
    for article in &harvest.articles {
        texts.push(&article.title);
        let fields = [&article.kicker, &article.deck, &article.byline];
        texts.extend(fields.into_iter().filter_map(Option::as_deref));
        texts.extend(article.labels.iter().map(String::as_str));
        texts.extend(article.blocks.iter().map(|block| block.text.as_str()));
    }
    texts
}

fn conserved(page: &str, sheet: &Sheet) {
    let harvest = sheet.harvest(&Hints::default());
    let (before, after) = (tally([page]), tally(texts(&harvest)));
    for (c, count) in &after {
        assert!(
            before.get(c).is_some_and(|n| count <= n),
            "{c:?} was invented"
        );
    }
    for (c, count) in &before {
        let dropped = "●■▲◆-\u{ad}".contains(*c);
        assert!(dropped || after.get(c) == Some(count), "{c:?} was lost");
    }
}

fn role() -> impl Strategy<Value = Role> {
    use Role::*;
    prop::sample::select(vec![
        Title, Kicker, Deck, Subhead, Byline, Section, Caption, Quote, Body, List, Verse, Label,
        Furniture,
    ])
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        6 => role().prop_map(Change::Role),
        2 => Just(Change::Begin),
        2 => Just(Change::Within),
        2 => Just(Change::Join),
    ]
}

/// A page of lines that are easily taken for one another.
fn page() -> impl Strategy<Value = String> {
    let lines = prop::sample::select(vec![
        "",
        "第A4版 2025年3月24日 星期一",
        "文匯社評",
        "港聞",
        "渡輪夜航試行三月 末班船延至凌晨一時才開",
        "船員輪更",
        "本報記者 何以舟",
        "【本報訊】北角往九龍的渡輪昨晚起加開三班夜航，首晚載客四百二十人。",
        "　　船長說，夜裏海面靜，船速可以慢一點，讓人看看",
        "兩岸的燈。",
        "▲首班夜航離岸。本報記者攝",
        "（下轉A5版）",
        "上接A1版",
        "• 末班船一時",
        "• 頭班船六時",
        "┌──────┐",
        "│船期小啟│",
        "└──────┘",
        "恒指\t23,689\t+1.2%",
        "國指\t8,689\t-1.2%",
        "床前明月光，",
        "疑是地上霜。",
        "舉頭望明月，",
        "低頭思故鄉。",
        "The ferry will run until one in the morn-",
        "ing, the company said on Monday.",
        "「燈亮着，就有人回家。」",
        "——船長",
    ]);
    prop::collection::vec(lines, 1..30).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// Every character of the page stands in one row, and every place is found again by its words.
    #[test]
    fn rows_are_the_page(page in page()) {
        let sheet = Sheet::read(&page);
        let rows = sheet.rows();
        let drawn = |c: &char| !super::super::lines::drawn(*c);
        let count = |texts: Vec<&str>| -> HashMap<char, usize> {
            tally(texts).into_iter().filter(|(c, _)| drawn(c)).collect()
        };
        let shown = count(rows.iter().map(|row| row.text.as_str()).collect());
        prop_assert_eq!(shown, count(vec![&page]));
        for ink in rows.iter().filter_map(|row| row.ink) {
            let said = Said { ink, change: Change::Begin };
            prop_assert_eq!(sheet.said(&sheet.kept(said).unwrap()), Some(said));
        }
    }

    /// Whatever a reader says, nothing is lost; said again of the page as it came, it gives the same.
    #[test]
    fn no_mends_lose_a_character(
        page in page(),
        said in prop::collection::vec((any::<prop::sample::Index>(), 0usize..12, change()), 0..12),
    ) {
        let mut sheet = Sheet::read(&page);
        let mut mends = Vec::new();
        for (row, within, change) in said {
            let rows: Vec<usize> = sheet.rows().iter().filter_map(|row| row.ink).collect();
            if rows.is_empty() {
                continue;
            }
            let ink = (*row.get(&rows) + within).min(sheet.inks.len() - 1);
            let said = Said { ink, change };
            mends.push(sheet.kept(said).unwrap());
            sheet = sheet.mended(&[said]);
            conserved(&page, &sheet);
        }
        let again = Sheet::read(&page);
        let said: Vec<Said> = mends.iter().filter_map(|mend| again.said(mend)).collect();
        prop_assert_eq!(said.len(), mends.len());
        prop_assert_eq!(&again.mended(&said), &sheet);
    }
}

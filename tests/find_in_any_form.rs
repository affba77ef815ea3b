//! An article is found whatever form its words are typed in: another place's characters, full width, other case, an exact
//! form, a section by its sound in either language. Forms and readings come from the project's own tables, so that
//! every entry is tried and not the few that someone thought of.

use jiff::civil::{Date, date};
use kanbao::article::{Article, Block};
use kanbao::query::{Expr, Query, Term, parse};
use kanbao::sound::{Matcher, find};
use kanbao::store::{Page, Store};
use proptest::prelude::*;
use std::collections::HashMap;
use std::sync::LazyLock;

const TODAY: Date = date(2025, 3, 24);

/// Characters that are one word, by any of them.
static FAMILIES: LazyLock<HashMap<char, Vec<char>>> = LazyLock::new(|| {
    let table = include_str!("../src/fold/variants.tsv");
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let mut by_head: HashMap<char, Vec<char>> = HashMap::new();
    for line in lines {
        let mut chars = line.chars();
        let (from, to) = (chars.next().unwrap(), chars.nth(1).unwrap());
        by_head.entry(to).or_insert_with(|| vec![to]).push(from);
    }
    let families = by_head.into_values();
    families
        .flat_map(|family| family.clone().into_iter().map(move |c| (c, family.clone())))
        .collect()
});

/// The readings of a character: pinyin, jyutping.
static READINGS: LazyLock<HashMap<char, [Vec<&str>; 2]>> = LazyLock::new(|| {
    let table = include_str!("../src/sound/readings.tsv");
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let mut readings = HashMap::new();
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let both = [cells[0], cells[1]].map(|cell| cell.split_whitespace().collect::<Vec<_>>());
        readings.extend(cells[2].chars().map(|c| (c, both.clone())));
    }
    readings
});

const HEADLINES: [&str; 6] = [
    "舊區圖書館重開 街坊排隊借書",
    "暴雨紅燈昨晨掛起 學校停課半日",
    "東鐵線訊號故障 萬人改乘巴士",
    "兩國恢復客輪航線 台灣旅客增",
    "茶餐廳的玻璃與霧 Café 群像",
    "音樂會重演 銀行長廊臨時關閉",
];
const SECTIONS: [&str; 6] = ["要聞", "港聞", "社評", "財經", "副刊", "體育"];

fn archive() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("kanbao.db"), "me").unwrap();
    let article = |(title, section): (&&str, &&str)| Article {
        title: title.to_string(),
        section: Some(section.to_string()),
        edition: Some(TODAY),
        blocks: vec![Block::paragraph("內文。")],
        ..Article::default()
    };
    let articles: Vec<Article> = HEADLINES.iter().zip(&SECTIONS).map(article).collect();
    store.put("test", &articles, TODAY).unwrap();
    (folder, store)
}

fn titles(store: &Store, query: &Query) -> Vec<String> {
    let page = Page {
        after: None,
        backward: false,
        limit: 50,
    };
    let rows = store.list(query, page).unwrap();
    let mut titles: Vec<String> = rows.into_iter().map(|row| row.title).collect();
    titles.sort();
    titles
}

fn ask(store: &Store, text: &str) -> Vec<String> {
    let query = parse(text, TODAY).unwrap_or_else(|error| panic!("{text}: {error}"));
    titles(store, &query)
}

/// A stretch of a headline without spaces, each character in a form that `pick` chooses.
fn disguised(title: &str, start: usize, length: usize, pick: &[usize]) -> String {
    let words: Vec<char> = title
        .split(' ')
        .next()
        .unwrap_or_default()
        .chars()
        .collect();
    let start = start % words.len();
    let stretch = words[start..].iter().take(length).zip(pick);
    stretch
        .map(|(c, pick)| match FAMILIES.get(c) {
            Some(family) => family[pick % family.len()],
            None => *c,
        })
        .collect()
}

/// A name as it may be typed in one language: each character by one of its readings, in full or by its initial.
fn spelled(name: &str, language: usize, pick: &[usize]) -> String {
    let syllable = |(c, pick): (char, &usize)| {
        let readings = &READINGS[&c][language];
        let reading = readings[pick / 2 % readings.len()];
        if pick % 2 == 0 {
            reading
        } else {
            &reading[..1]
        }
    };
    name.chars().zip(pick).map(syllable).collect()
}

#[test]
fn one_query_in_every_form() {
    let (_folder, store) = archive();
    for (text, expect) in [
        ("圖書館 图书馆 図書館", HEADLINES[0]),
        ("學校停課 学校停课", HEADLINES[1]),
        ("東鐵線訊號 东铁线讯号 東鐵綫", HEADLINES[2]),
        ("臺灣 台灣 台湾", HEADLINES[3]),
        ("cafe ＣＡＦÉ 羣像", HEADLINES[4]),
        (
            "section:sheping section:seping section:sp 版：社评",
            HEADLINES[2],
        ),
        ("section:副刊 section:fk", HEADLINES[4]),
    ] {
        for one in text.split(' ') {
            assert_eq!(ask(&store, one), [expect], "{one}");
        }
    }
    assert_eq!(ask(&store, "=\"台灣\""), [HEADLINES[3]]);
    assert_eq!(ask(&store, "=\"臺灣\""), [""; 0]);
}

#[test]
fn articles_without_a_section_are_found_by_its_absence() {
    let (_folder, mut store) = archive();
    let loose = Article {
        title: "散頁".into(),
        edition: Some(TODAY),
        ..Article::default()
    };
    store.put("test", &[loose], TODAY).unwrap();
    assert_eq!(ask(&store, "section:\"\""), ["散頁"]);
    assert_eq!(ask(&store, "section:\"\" 散"), ["散頁"]);
    assert_eq!(ask(&store, "section:\"\" OR section:fk").len(), 2);
    assert_eq!(ask(&store, "-section:\"\"").len(), HEADLINES.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_headline_is_found_by_any_stretch_in_any_form(
        which in 0..HEADLINES.len(), start in 0..20usize, length in 1..6usize, pick in prop::collection::vec(0..8usize, 6)
    ) {
        let (_folder, store) = archive();
        let typed = disguised(HEADLINES[which], start, length, &pick);
        let found = titles(&store, &Query::default().and(Expr::text(&typed)));
        prop_assert!(found.contains(&HEADLINES[which].to_string()), "{} finds {:?}", typed, found);
        let shown = ask(&store, &Query::default().and(Expr::text(&typed)).to_string());
        prop_assert_eq!(found, shown);
    }

    #[test]
    fn every_spelling_of_a_name_finds_it(
        which in 0..HEADLINES.len(), language in 0..2usize, pick in prop::collection::vec(0..64usize, 8)
    ) {
        let title: String = HEADLINES[which].split(' ').next().unwrap_or_default().chars().filter(|c| READINGS.contains_key(c)).take(8).collect();
        let typed = spelled(&title, language, &pick);
        prop_assert!(Matcher::new(&typed).matches(HEADLINES[which]), "{} names {}", typed, title);
        prop_assert_eq!(find(&typed, [HEADLINES[which]]), [0]);
    }

    #[test]
    fn a_section_is_found_by_any_spelling(which in 0..SECTIONS.len(), language in 0..2usize, pick in prop::collection::vec(0..64usize, 2)) {
        let (_folder, store) = archive();
        let typed = spelled(SECTIONS[which], language, &pick);
        let found = titles(&store, &Query::default().with(Term::Section(typed.clone())));
        // Two initials may fit more than one section; then those are all meant.
        prop_assert!(found.contains(&HEADLINES[which].to_string()) || typed.len() < 4, "{} finds {:?}", typed, found);
        prop_assert!(!found.is_empty(), "{} finds nothing", typed);
    }
}

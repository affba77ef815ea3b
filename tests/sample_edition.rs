//! The sample edition is what a new reader sees first and what the typesetter is tried on: enough articles, of every
//! kind, well formed, and each of them only once.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jiff::civil::{Date, date};
use kanbao::article::{Article, BlockKind, InlineKind};
use kanbao::ingest::{self, Hints, Kind};
use kanbao::sample;

static EDITION: LazyLock<Vec<Article>> = LazyLock::new(sample::articles);

const SECTIONS: [&str; 8] = [
    "要聞", "港聞", "中國", "國際", "財經", "社評", "副刊", "體育",
];

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/sample");
    let days = fs::read_dir(folder).unwrap().map(|day| day.unwrap().path());
    let files = days.flat_map(|day| fs::read_dir(day).unwrap());
    files.map(|file| file.unwrap().path()).collect()
}

/// Characters that are not white space, in the blocks alone.
fn length(article: &Article) -> usize {
    let body = article.body();
    body.chars().filter(|c| !c.is_whitespace()).count()
}

fn language(article: &Article) -> &str {
    article.language.as_deref().unwrap_or_default()
}

/// Articles of the paper's own language, in which Chinese typography is expected.
fn own() -> impl Iterator<Item = &'static Article> {
    EDITION
        .iter()
        .filter(|article| language(article) == "zh-Hant")
}

#[test]
fn three_days_of_one_paper() {
    assert!(EDITION.len() >= 44, "{}", EDITION.len());
    let days: BTreeSet<Date> = EDITION.iter().filter_map(|a| a.edition).collect();
    let expect = [20, 21, 22].map(|day| date(2026, 11, day));
    assert_eq!(days, BTreeSet::from(expect));
    for article in EDITION.iter() {
        let paper = article.publication.as_deref();
        assert_eq!(paper, Some("維港晨報"), "{}", article.title);
        assert!(article.edition.is_some(), "{}", article.title);
        assert!(article.page.is_some(), "{}", article.title);
        assert!(article.byline.is_some(), "{}", article.title);
    }
}

#[test]
fn every_file_is_one_article_read_without_a_doubt() {
    let files = files();
    assert_eq!(files.len(), EDITION.len());
    for file in files {
        let name = file.display().to_string();
        assert!(name.is_ascii() && name.ends_with(".md"), "{name}");
        let hints = Hints {
            kind: Some(Kind::Markdown),
            ..Hints::default()
        };
        let harvest = ingest::read(&fs::read(&file).unwrap(), &hints).unwrap();
        assert_eq!(harvest.articles.len(), 1, "{name}");
        assert_eq!(harvest.warnings, [], "{name}");
        let day = harvest.articles[0].edition.unwrap().to_string();
        assert!(name.contains(&format!("/{day}/")), "{name}");
    }
}

#[test]
fn each_day_has_all_eight_sections() {
    let mut found: BTreeMap<Date, BTreeSet<&str>> = BTreeMap::new();
    for article in EDITION.iter() {
        let day = found.entry(article.edition.unwrap()).or_default();
        day.insert(article.section.as_deref().unwrap());
    }
    for (day, sections) in found {
        assert_eq!(sections, BTreeSet::from(SECTIONS), "{day}");
    }
}

#[test]
fn traditional_chinese_in_the_main_and_four_languages_beside_it() {
    let count = |tag| EDITION.iter().filter(|a| language(a) == tag).count();
    for tag in ["zh-Hans", "ja", "ko", "en"] {
        assert!(count(tag) >= 2, "{tag}");
    }
    assert!(count("zh-Hant") * 3 > EDITION.len() * 2);
    let tags = ["zh-Hant", "zh-Hans", "ja", "ko", "en"].map(count);
    assert_eq!(tags.iter().sum::<usize>(), EDITION.len());
}

#[test]
fn short_ones_and_long_ones() {
    let lengths: Vec<usize> = own().map(length).collect();
    let within = |least, most| {
        let fits = |length: &&usize| (least..=most).contains(*length);
        lengths.iter().filter(fits).count()
    };
    assert!(within(5001, 20_000) >= 2, "{lengths:?}");
    assert!(within(150, 400) >= 6, "{lengths:?}");
    assert!(within(400, 900) * 2 > lengths.len(), "{lengths:?}");
    assert_eq!(within(0, 149), 0, "{lengths:?}");
}

#[test]
fn every_kind_of_block_and_line_stands_in_it() {
    let kinds: HashSet<BlockKind> = EDITION
        .iter()
        .flat_map(|article| &article.blocks)
        .map(|block| block.kind)
        .collect();
    for kind in [
        BlockKind::Paragraph,
        BlockKind::Subhead,
        BlockKind::Caption,
        BlockKind::Quote,
        BlockKind::List,
        BlockKind::Verse,
        BlockKind::Code,
        BlockKind::Table,
        BlockKind::Rule,
    ] {
        assert!(kinds.contains(&kind), "{kind:?}");
    }
    let having = |what: fn(&Article) -> bool| EDITION.iter().filter(|a| what(a)).count();
    assert!(having(|a| a.kicker.is_some()) >= 12);
    assert!(having(|a| a.deck.is_some()) >= 12);
    assert!(having(|a| a.link.is_some()) >= 12);
    assert!(having(|a| !a.tags.is_empty()) >= 12);
    assert!(having(|a| a.tags.len() > 1) >= 6);
}

#[test]
fn words_are_linked_and_stressed_and_no_mark_is_left_over() {
    let mut styles = [0; 3];
    for article in EDITION.iter() {
        for block in &article.blocks {
            for span in &block.spans {
                match &span.kind {
                    InlineKind::Link(url) => {
                        styles[0] += 1;
                        assert!(url.starts_with("https://example."), "{url}");
                    }
                    InlineKind::Strong => styles[1] += 1,
                    InlineKind::Emphasis => styles[2] += 1,
                    InlineKind::Code => {}
                }
            }
            for mark in ["](", "**", "##", "\\", "&amp;", "| "] {
                let left = block.text.contains(mark);
                assert!(!left, "{mark} in {}: {}", article.title, block.text);
            }
        }
    }
    assert!(styles.iter().all(|count| *count > 0), "{styles:?}");
}

#[test]
fn what_is_hard_to_set_stands_in_it() {
    let text: String = EDITION.iter().map(|a| a.body() + "\n").collect();
    for hard in [
        "℃",
        "%",
        "％",
        "公里",
        "mm/h",
        "HK$0.8",
        "——",
        "……",
        "《",
        "〈",
        "·",
        "🍜",
        "❤️\u{200d}🔥",
        "👨\u{200d}🦳",
        "½",
        "𦟌",
        "−14.7",
        "Balaenoptera physalus",
    ] {
        assert!(text.contains(hard), "{hard}");
    }
    let nested = text.split('「').any(|quote| {
        let quote = quote.split('」').next().unwrap_or_default();
        quote.contains('『') && quote.contains('』')
    });
    assert!(nested, "a quotation within a quotation");
    let longest = text
        .split(|c: char| !c.is_ascii_graphic())
        .map(str::len)
        .max();
    assert!(
        longest >= Some(40),
        "a Latin word longer than a narrow line"
    );
}

#[test]
fn nothing_is_said_twice() {
    let mut seen = HashSet::new();
    for article in EDITION.iter() {
        assert!(seen.insert(article.title.as_str()), "{}", article.title);
        for block in &article.blocks {
            let said = block.text.is_empty() || seen.insert(block.text.as_str());
            assert!(said, "{}: {}", article.title, block.text);
        }
    }
}

#[test]
fn every_article_ends_where_a_sentence_ends() {
    for article in EDITION.iter() {
        let last = article.blocks.last().unwrap();
        let ending = last.text.chars().last().unwrap();
        let closed = "。！？」』）.”)…❤🔥\u{fe0f}".contains(ending);
        let verse = last.kind == BlockKind::Verse;
        assert!(closed || verse, "{}: …{ending}", article.title);
    }
}

#[test]
fn the_papers_own_pages_hold_to_its_script_and_its_marks() {
    // Common characters that Traditional Chinese has not, and one that Hong Kong writes otherwise.
    let foreign = "们这来说时对会国发过还没让给问间见现长开关头书车东马鱼鸟门风飞宁凯裡";
    let is_han = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c);
    for article in own() {
        let text = format!("{}\n{}", article.title, article.body());
        for line in text.lines() {
            let leak = line.chars().find(|c| foreign.contains(*c));
            assert_eq!(leak, None, "{}: {line}", article.title);
            let chars: Vec<char> = line.chars().collect();
            let narrow = chars
                .windows(2)
                .find(|pair| is_han(&pair[0]) && ",;:!?.".contains(pair[1]));
            assert_eq!(narrow, None, "{}: {line}", article.title);
            for (open, close) in [
                ('「', '」'),
                ('『', '』'),
                ('（', '）'),
                ('《', '》'),
                ('〈', '〉'),
            ] {
                let (opened, closed) = (line.matches(open).count(), line.matches(close).count());
                assert_eq!(opened, closed, "{}: {line}", article.title);
            }
        }
    }
}

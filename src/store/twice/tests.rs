//! Which articles are one story, measured on real prose rewritten in the ways in which papers rewrite each other's.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::article::Block;
use crate::fold::fold_char;
use crate::store::Store;

const DAY: Date = date(2025, 3, 24);

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("k.db"), "me").unwrap();
    (folder, store)
}

/// The same dice for the same number.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        ((mixed ^ (mixed >> 29)) % n.max(1) as u64) as usize
    }
}

type Rewriting = fn(&Article, &mut Dice) -> Article;

/// What an editor does to another's article.
const REWRITINGS: [(&str, Rewriting); 8] = [
    ("in the other script", |article, _| {
        // Folding maps to one form of each character: for most that is the other script's.
        each_text(article, |text| {
            text.chars().map(|c| fold_char(c).unwrap_or(c)).collect()
        })
    }),
    ("with other marks", |article, _| {
        each_text(article, |text| {
            text.replace(['「', '」'], "\"")
                .replace('，', "、")
                .replace('；', "。")
                .replace(", ", " – ")
        })
    }),
    ("under another lead", |article, _| {
        let mut article = article.clone();
        article.title = format!("快訊 {}", article.title.chars().rev().collect::<String>());
        article.blocks.insert(0, Block::paragraph("（本社綜合報道）本社今日收到多方來稿，以下是其中一篇的摘要，細節以當事人所述為準。"));
        article
    }),
    ("with a paragraph in four cut", |article, dice| {
        let mut article = article.clone();
        let keep = article.blocks.len() - article.blocks.len() / 4;
        while article.blocks.len() > keep {
            let at = dice.below(article.blocks.len());
            article.blocks.remove(at);
        }
        article
    }),
    ("with its paragraphs moved", |article, dice| {
        let mut article = article.clone();
        for at in 0..article.blocks.len() {
            let other = dice.below(article.blocks.len());
            article.blocks.swap(at, other);
        }
        article
    }),
    (
        "with one character in fourteen exchanged",
        |article, dice| {
            each_text(article, |text| {
                let exchanged = |c: char| if dice.below(14) == 0 { '某' } else { c };
                text.chars().map(exchanged).collect()
            })
        },
    ),
    ("with a quarter added", |article, dice| {
        let mut article = article.clone();
        let length = article.body().chars().count() / 4;
        article.blocks.push(Block::paragraph(noise(length, dice)));
        article
    }),
    ("cut to its first half", |article, _| {
        let mut article = article.clone();
        let half = article.body().len() / 2;
        let mut seen = 0;
        article.blocks.retain(|block| {
            seen += block.text.len();
            seen <= half + block.text.len() / 2
        });
        article
    }),
];

fn each_text(article: &Article, mut change: impl FnMut(&str) -> String) -> Article {
    let mut article = article.clone();
    for block in &mut article.blocks {
        block.text = change(&block.text);
        block.spans.clear();
    }
    article
}

fn noise(length: usize, dice: &mut Dice) -> String {
    let character = |_| char::from_u32(0x4e00 + dice.below(8_000) as u32);
    (0..length).filter_map(character).collect()
}

/// The sample edition, as another paper would have it: no identities, no day of its own.
fn prose() -> Vec<Article> {
    let articles = crate::sample::articles();
    let plain = articles.into_iter().map(|article| Article {
        id: None,
        link: None,
        published: None,
        edition: Some(DAY),
        ..article
    });
    plain.collect()
}

fn ids(store: &Store) -> Vec<ArticleId> {
    let mut select = store
        .db
        .prepare("SELECT id FROM headlines ORDER BY id")
        .unwrap();
    let ids = select
        .query_map([], |row| row.get(0).map(ArticleId))
        .unwrap();
    ids.map(|id| id.unwrap()).collect()
}

fn title(store: &Store, id: ArticleId) -> String {
    let article = store.article(id).unwrap().unwrap();
    format!("{} {}", article.source, article.article.title)
}

/// The stories, as their articles' sources and titles.
fn stories(store: &Store) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = ids(store)
        .into_iter()
        .map(|id| {
            let told = tellings(&store.db, id).unwrap();
            let mut told: Vec<String> = told.into_iter().map(|id| title(store, id)).collect();
            told.sort();
            told
        })
        .filter(|told| !told.is_empty())
        .collect();
    all.sort();
    all.dedup();
    all
}

/// How many pairs from one source each to the other are one story: those that shall be, and those that shall not.
fn found(originals: &[Article], others: &[Article]) -> (usize, usize) {
    let (_folder, mut store) = store();
    let marked = |articles: &[Article]| -> Vec<Article> {
        let numbered = articles.iter().enumerate();
        let marked = numbered.map(|(n, article)| Article {
            author: Some(n.to_string()),
            ..article.clone()
        });
        marked.collect()
    };
    store.put("one", &marked(originals), DAY).unwrap();
    let elsewhere = |article| Article {
        publication: Some("another paper".into()),
        ..article
    };
    let others: Vec<Article> = marked(others).into_iter().map(elsewhere).collect();
    store.put("other", &others, DAY).unwrap();
    let number = |id: &ArticleId| {
        let stored = store.article(*id).unwrap().unwrap();
        (stored.source, stored.article.author.unwrap())
    };
    let (mut right, mut wrong) = (0, 0);
    for id in ids(&store) {
        let (source, author) = number(&id);
        for other in tellings(&store.db, id).unwrap() {
            let (theirs, name) = number(&other);
            if source == "one" && theirs == "other" {
                right += usize::from(author == name);
                wrong += usize::from(author != name);
            }
        }
    }
    (right, wrong)
}

#[test]
fn rewritten_articles_are_found_and_no_others() {
    let originals = prose();
    let long: Vec<Article> = originals
        .into_iter()
        .filter(|article| shingles_of(article).len() >= 2 * crate::store::sketch::FEWEST)
        .collect();
    let mut total = (0, 0);
    for (how, rewrite) in REWRITINGS {
        let mut dice = Dice(7);
        let others: Vec<Article> = long.iter().map(|a| rewrite(a, &mut dice)).collect();
        let (right, wrong) = found(&long, &others);
        println!("{how}: {right} of {}, {wrong} wrong", long.len());
        total = (total.0 + right, total.1 + wrong);
    }
    println!(
        "in all {} of {}, {} wrong",
        total.0,
        long.len() * REWRITINGS.len(),
        total.1
    );
    assert_eq!(total.1, 0);
    assert!(
        total.0 * 100 >= long.len() * REWRITINGS.len() * 97,
        "{total:?}"
    );
}

#[test]
fn reports_on_one_topic_are_not_one_story() {
    // Sixty sentences of which each report takes fifteen, in any order, with a name and a figure of its own in each.
    let mut dice = Dice(11);
    let stock: Vec<(String, String)> = (0..60)
        .map(|_| (noise(14, &mut dice), noise(12, &mut dice)))
        .collect();
    let mut report = |n: usize| {
        let sentence = |_| {
            let (before, after) = &stock[dice.below(stock.len())];
            format!(
                "{before}{}{}，{after}。",
                noise(2, &mut dice),
                dice.below(900)
            )
        };
        Article {
            title: format!("暴雨消息之{n}"),
            edition: Some(DAY),
            blocks: vec![Block::paragraph((0..15).map(sentence).collect::<String>())],
            ..Article::default()
        }
    };
    let (ones, others): (Vec<_>, Vec<_>) = (0..70).map(|n| (report(n), report(n + 100))).unzip();
    let (right, wrong) = found(&ones, &others);
    println!("{} of {} pairs", right + wrong, 70 * 70);
    assert_eq!((right, wrong), (0, 0));
}

/// An article of its own words: the same number, the same words.
fn article(words: u64, days: i64) -> Article {
    Article {
        title: format!("第{words}則報道"),
        edition: Some(DAY.saturating_add(jiff::Span::new().days(days))),
        language: Some("zh-Hant".into()),
        blocks: vec![Block::paragraph(noise(120, &mut Dice(words * 1_000)))],
        ..Article::default()
    }
}

#[test]
fn a_story_is_one_across_sources_and_days_but_not_without_end() {
    // (source, words, day) of what comes in, and the stories that shall come of it: indices of what came in.
    let check = |what: &str, told: &[(&str, u64, i64)], expect: &[&[usize]]| {
        let (_folder, mut store) = store();
        for (n, (source, words, day)) in told.iter().enumerate() {
            let article = Article {
                author: Some(n.to_string()),
                ..article(*words, *day)
            };
            store.put(source, &[article], DAY).unwrap();
        }
        let number = |id| {
            let stored = store.article(id).unwrap().unwrap();
            stored.article.author.unwrap().parse::<usize>().unwrap()
        };
        let mut found: Vec<Vec<usize>> = Vec::new();
        for id in ids(&store) {
            let mut told: Vec<usize> = tellings(&store.db, id)
                .unwrap()
                .into_iter()
                .map(number)
                .collect();
            told.sort();
            if !told.is_empty() && !found.contains(&told) {
                found.push(told);
            }
        }
        found.sort();
        assert_eq!(found, expect, "{what}");
    };
    check("two papers", &[("a", 1, 0), ("b", 1, 0)], &[&[0, 1]]);
    check("one paper twice", &[("a", 1, 0), ("a", 1, 1)], &[]);
    check(
        "two stories",
        &[("a", 1, 0), ("b", 2, 0), ("b", 1, 0), ("c", 2, 0)],
        &[&[0, 2], &[1, 3]],
    );
    check("two days later", &[("a", 1, 0), ("b", 1, 2)], &[&[0, 1]]);
    check("three days later", &[("a", 1, 0), ("b", 1, 3)], &[]);
    check(
        "from day to day",
        &[("a", 1, 0), ("b", 1, 2), ("c", 1, 4)],
        &[&[0, 1, 2]],
    );
    check(
        "and on",
        &[("a", 1, 0), ("b", 1, 2), ("c", 1, 4), ("d", 1, 6)],
        &[&[0, 1, 2]],
    );
    check(
        "one that joins two",
        &[("a", 1, 0), ("b", 1, 4), ("c", 1, 2)],
        &[&[0, 1, 2]],
    );
}

#[test]
fn another_language_is_another_story() {
    let (_folder, mut store) = store();
    let of = |language: &str| Article {
        language: Some(language.into()),
        ..article(1, 0)
    };
    store.put("a", &[of("zh-Hant")], DAY).unwrap();
    store.put("b", &[of("ja")], DAY).unwrap();
    assert!(stories(&store).is_empty());
    store.put("c", &[of("zh-Hans")], DAY).unwrap();
    assert_eq!(stories(&store), [["a 第1則報道", "c 第1則報道"]]);
}

#[test]
fn a_digest_and_the_articles_that_it_holds_are_apart() {
    let (_folder, mut store) = store();
    let parts: Vec<Article> = (1..6).map(|words| article(words, 0)).collect();
    let digest = Article {
        title: "今日要聞一覽".into(),
        blocks: parts.iter().flat_map(|part| part.blocks.clone()).collect(),
        ..article(9, 0)
    };
    store.put("a", &parts, DAY).unwrap();
    store.put("b", &[digest], DAY).unwrap();
    assert!(stories(&store).is_empty());
    // A summary under the same title is the story all the same.
    let whole = Article {
        blocks: [3, 31, 32, 33, 34, 35]
            .map(|words| article(words, 0).blocks.remove(0))
            .into(),
        ..article(3, 0)
    };
    store.put("c", &[whole], DAY).unwrap();
    assert_eq!(stories(&store), [["a 第3則報道", "c 第3則報道"]]);
}

#[test]
fn a_changed_text_leaves_its_story_and_a_removed_one_does_too() {
    let (_folder, mut store) = store();
    let named = |words| Article {
        id: Some("guid".into()),
        title: "同一題目的文章".into(),
        ..article(words, 0)
    };
    store.put("a", &[article(1, 0)], DAY).unwrap();
    store.put("b", &[named(1)], DAY).unwrap();
    assert_eq!(stories(&store).len(), 1);
    store.put("b", &[named(2)], DAY).unwrap();
    assert!(stories(&store).is_empty());
    store.put("c", &[article(2, 1)], DAY).unwrap();
    assert_eq!(stories(&store), [["b 同一題目的文章", "c 第2則報道"]]);
    let sketches = |store: &Store| -> i64 {
        let count = "SELECT count(*) FROM sketches";
        store.db.query_row(count, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(sketches(&store), 3);
    let all = ids(&store);
    store.remove(&all[2..]).unwrap();
    assert!(stories(&store).is_empty() && sketches(&store) == 2);
}

#[test]
fn what_tells_one_story_is_read_together_when_that_is_wished() {
    use crate::query::Query;
    use crate::store::Mark;
    let (_folder, mut store) = store();
    for source in ["a", "b", "c"] {
        let told = Article {
            author: Some(source.into()),
            ..article(1, 0)
        };
        store.put(source, &[told], DAY).unwrap();
    }
    store.put("a", &[article(2, 0)], DAY).unwrap();
    let unread = |store: &Store| store.count(&Query::default()).unwrap().unread;
    let told = |id: &ArticleId| !store.tellings(*id).unwrap().is_empty();
    let first = ids(&store).into_iter().find(told).unwrap();
    let alone = store.mark(&[first], Mark::Read(true)).unwrap();
    assert_eq!((alone.ids.len(), unread(&store)), (1, 3));
    store.undo(&alone).unwrap();
    store.read_together(true);
    let together = store.mark(&[first], Mark::Read(true)).unwrap();
    assert_eq!((together.ids.len(), unread(&store)), (3, 1));
    store.undo(&together).unwrap();
    assert_eq!(unread(&store), 4);
    // A star is one article's.
    assert_eq!(
        store.mark(&[first], Mark::Starred(true)).unwrap().ids,
        [first]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_in_which_articles_come_is_no_matter(
        told in prop::collection::vec((0usize..4, 1u64..5, 0i64..3), 1..14),
        order in prop::collection::vec(any::<u32>(), 14),
    ) {
        let put = |order: &[usize]| {
            let (folder, mut store) = store();
            for at in order {
                let (source, words, day) = told[*at];
                let article = Article { id: Some(at.to_string()), ..article(words, day) };
                store.put(["a", "b", "c", "d"][source], &[article], DAY).unwrap();
            }
            (folder, store)
        };
        let as_they_stand: Vec<usize> = (0..told.len()).collect();
        let mut shuffled = as_they_stand.clone();
        shuffled.sort_by_key(|at| order[*at]);
        let of = |order: &[usize]| {
            let (_folder, store) = put(order);
            let mut named: Vec<Vec<String>> = ids(&store).into_iter().map(|id| {
                let told = tellings(&store.db, id).unwrap().into_iter();
                let mut told: Vec<String> = told.map(|id| store.article(id).unwrap().unwrap().article.id.unwrap()).collect();
                told.sort();
                told
            }).collect();
            named.sort();
            named.dedup();
            named
        };
        prop_assert_eq!(of(&as_they_stand), of(&shuffled));
    }
}

#[test]
fn the_first_telling_is_the_one_printed_first() {
    let (_folder, mut store) = store();
    let at = |hour: u8| Article {
        published: Some(format!("{DAY}T{hour:02}:00:00Z")),
        ..article(1, 0)
    };
    store.put("late", &[at(20)], DAY).unwrap();
    store.put("early", &[at(6)], DAY).unwrap();
    store.put("printed", &[article(1, 0)], DAY).unwrap();
    store
        .put(
            "printed too",
            &[Article {
                byline: Some("另一家".into()),
                ..article(1, 0)
            }],
            DAY,
        )
        .unwrap();
    store.put("next day", &[article(1, 1)], DAY).unwrap();
    let told = tellings(&store.db, ids(&store)[0]).unwrap().into_iter();
    let sources: Vec<String> = told
        .map(|id| store.article(id).unwrap().unwrap().source)
        .collect();
    assert_eq!(
        sources,
        ["printed", "printed too", "early", "late", "next day"]
    );
}

//! The store as its users know it: what goes in, what lists show, what marks do.

use jiff::civil::{Date, date};

use super::*;
use crate::article::Block;
use crate::query::{Expr, State};

mod figures;
pub(super) mod steps;

const TODAY: Date = date(2025, 3, 24);

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("k.db"), "me").unwrap();
    (folder, store)
}

fn article(section: &str, title: &str, text: &str) -> Article {
    Article {
        title: title.into(),
        section: Some(section.into()),
        edition: Some(TODAY),
        blocks: vec![Block::paragraph(text)],
        ..Article::default()
    }
}

fn edition() -> Vec<Article> {
    vec![
        article("要聞", "暴雨紅燈", "昨晨暴雨，學校停課半日。"),
        article("社評", "讓夜市留下來", "夜市是街坊的客廳；經濟不只是數字。"),
        article("要聞", "東鐵線故障", "萬人改乘巴士，香港政府致歉。"),
    ]
}

fn first(limit: usize) -> Page {
    Page {
        after: None,
        backward: false,
        limit,
    }
}

fn titles(store: &Store, query: &Query) -> Vec<String> {
    store
        .list(query, first(50))
        .unwrap()
        .into_iter()
        .map(|row| row.title)
        .collect()
}

fn query(expr: Expr) -> Query {
    Query {
        expr,
        ..Query::default()
    }
}

#[test]
fn a_page_is_listed_in_its_order_and_adds_nothing_twice() {
    let (_folder, mut store) = store();
    let all = Query::default();
    let added = store.put("page.txt", &edition(), TODAY).unwrap();
    assert_eq!(
        added,
        Tally {
            added: 3,
            ..Tally::default()
        }
    );
    assert_eq!(
        titles(&store, &all),
        ["暴雨紅燈", "讓夜市留下來", "東鐵線故障"]
    );
    let again = store.put("elsewhere.txt", &edition(), TODAY).unwrap();
    assert_eq!(
        again,
        Tally {
            unchanged: 3,
            ..Tally::default()
        }
    );
    assert_eq!(
        store.count(&all).unwrap(),
        Counts {
            total: 3,
            unread: 3
        }
    );
}

#[test]
fn marks_count_and_are_taken_back() {
    let (_folder, mut store) = store();
    store.put("page.txt", &edition(), TODAY).unwrap();
    let unread = query(Expr::is(State::Unread));
    let rows = store.list(&unread, first(10)).unwrap();
    let undo = store
        .mark(&[rows[0].id, rows[0].id], Mark::Read(true))
        .unwrap();
    assert_eq!(undo.ids, [rows[0].id]);
    assert_eq!(titles(&store, &unread), ["讓夜市留下來", "東鐵線故障"]);
    let sections = store.sections(&Query::default()).unwrap();
    let of = |name: &str| {
        sections
            .iter()
            .find(|s| s.section.as_deref() == Some(name))
            .map(|s| (s.unread, s.total))
    };
    assert_eq!((of("要聞"), of("社評")), (Some((1, 2)), Some((1, 1))));
    store.undo(&undo).unwrap();
    assert_eq!(store.count(&unread).unwrap().total, 3);
    let all = store
        .mark_all(&query(Expr::section("要聞")), Mark::Read(true))
        .unwrap();
    assert_eq!(all.ids.len(), 2);
    assert_eq!(titles(&store, &unread), ["讓夜市留下來"]);
    assert_eq!(
        store.days(&Query::default(), 5).unwrap(),
        [DayCount {
            day: TODAY,
            total: 3,
            unread: 1
        }]
    );
}

#[test]
fn words_are_found_in_any_variant_and_not_across_marks() {
    let (_folder, mut store) = store();
    store.put("page.txt", &edition(), TODAY).unwrap();
    let found = |words: &str| titles(&store, &query(Expr::text(words)));
    assert_eq!(found("暴雨"), ["暴雨紅燈"]);
    assert_eq!(found("学校"), ["暴雨紅燈"]);
    assert_eq!(found("经济"), ["讓夜市留下來"]);
    assert_eq!(found("巴士香港"), [""; 0]);
    assert_eq!(found("，香港"), ["東鐵線故障"]);
    let exact = |words: &str| {
        titles(
            &store,
            &query(Expr::Term(crate::query::Term::Text {
                field: crate::query::Field::Any,
                phrase: words.into(),
                exact: true,
            })),
        )
    };
    assert_eq!((exact("学校").len(), exact("學校").len()), (0, 1));
}

#[test]
fn a_changed_article_is_a_new_revision_with_its_marks() {
    let (_folder, mut store) = store();
    let mut one = Article {
        id: Some("guid".into()),
        ..article("要聞", "甲", "一二三")
    };
    store.put("feed", &[one.clone()], TODAY).unwrap();
    let id = store.list(&Query::default(), first(1)).unwrap()[0].id;
    store.mark(&[id], Mark::Read(true)).unwrap();
    store
        .set_place(
            id,
            Place {
                block: 0,
                offset: 3,
            },
        )
        .unwrap();
    one.blocks[0].text = "四五六".into();
    one.section = Some("港聞".into());
    let changed = query(Expr::is(State::Changed));
    assert_eq!(store.count(&changed).unwrap().total, 0);
    assert_eq!(store.put("feed", &[one], TODAY).unwrap().updated, 1);
    assert_eq!(titles(&store, &changed), ["甲"]);
    let stored = store.article(id).unwrap().unwrap();
    assert_eq!(
        (stored.revision, stored.article.body().as_str()),
        (1, "四五六")
    );
    assert!(
        stored.marks.read
            && stored.marks.place
                == Some(Place {
                    block: 0,
                    offset: 3
                })
    );
    assert_eq!(titles(&store, &query(Expr::text("一二"))), [""; 0]);
    assert_eq!(titles(&store, &query(Expr::section("港聞"))), ["甲"]);
    // Read once more, it is as it was read; taking that back says again that it has changed. So does taking back that it is unread.
    assert!(stored.marks.changed && store.list(&changed, first(1)).unwrap()[0].changed);
    let undo = store.mark(&[id], Mark::Read(true)).unwrap();
    assert_eq!(undo.ids, [id]);
    assert_eq!(store.count(&changed).unwrap().total, 0);
    assert!(!store.article(id).unwrap().unwrap().marks.changed);
    store.undo(&undo).unwrap();
    let is_changed = |store: &Store| {
        let marks = store.article(id).unwrap().unwrap().marks;
        let unread = store.count(&Query::default()).unwrap().unread;
        marks.read && marks.changed && unread == 0
    };
    assert!(is_changed(&store));
    let undo = store.mark(&[id], Mark::Read(false)).unwrap();
    assert_eq!(store.count(&Query::default()).unwrap().unread, 1);
    store.undo(&undo).unwrap();
    assert!(is_changed(&store));
}

#[test]
fn only_what_was_read_is_changed_since() {
    let (_folder, mut store) = store();
    let mut one = Article {
        id: Some("guid".into()),
        ..article("要聞", "甲", "一二三")
    };
    store.put("feed", &[one.clone()], TODAY).unwrap();
    let changed = query(Expr::is(State::Changed));
    let mut check = |store: &mut Store, change: fn(&mut Article), expect: u64| {
        change(&mut one);
        store.put("feed", &[one.clone()], TODAY).unwrap();
        assert_eq!(store.count(&changed).unwrap().total, expect);
    };
    check(&mut store, |one| one.blocks[0].text = "二".into(), 0);
    let id = store.list(&Query::default(), first(1)).unwrap()[0].id;
    store.mark(&[id], Mark::Read(true)).unwrap();
    // A date is no change of the text.
    check(
        &mut store,
        |one| one.updated = Some("2025-03-24T09:00:00Z".into()),
        0,
    );
    check(&mut store, |one| one.blocks[0].text = "三".into(), 1);
    // What is unread is not changed since.
    store.mark(&[id], Mark::Read(false)).unwrap();
    assert_eq!(store.count(&changed).unwrap().total, 0);
}

#[test]
fn the_sample_goes_without_a_trace() {
    let (_folder, mut store) = store();
    store.put(SAMPLE, &edition(), TODAY).unwrap();
    assert!(store.list(&Query::default(), first(1)).unwrap()[0].sample);
    assert_eq!(store.remove_sample().unwrap(), 3);
    assert_eq!(store.count(&Query::default()).unwrap(), Counts::default());
    assert_eq!(store.put(SAMPLE, &edition(), TODAY).unwrap().added, 3);
}

#[test]
fn what_is_remembered_is_recalled() {
    let (folder, mut store) = store();
    store.remember("view", "社評").unwrap();
    store.remember("view", "要聞").unwrap();
    drop(store);
    let store = Store::open(&folder.path().join("k.db"), "me").unwrap();
    assert_eq!(store.recall("view").unwrap().as_deref(), Some("要聞"));
    let other = Store::open(&folder.path().join("k.db"), "you").unwrap();
    assert_eq!(other.recall("view").unwrap(), None);
}

#[test]
fn pages_of_a_list_meet_without_gap_or_overlap_in_both_directions() {
    let (_folder, mut store) = store();
    let many: Vec<Article> = (0..25)
        .map(|n| article("要聞", &format!("第{n}篇"), "文"))
        .collect();
    store.put("page.txt", &many, TODAY).unwrap();
    let whole = store.list(&Query::default(), first(50)).unwrap();
    let mut forth = Vec::new();
    let mut after = None;
    loop {
        let page = store
            .list(
                &Query::default(),
                Page {
                    after,
                    backward: false,
                    limit: 10,
                },
            )
            .unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        forth.extend(page);
    }
    assert_eq!(forth, whole);
    let back = store
        .list(
            &Query::default(),
            Page {
                after: Some(whole[20].id),
                backward: true,
                limit: 10,
            },
        )
        .unwrap();
    assert_eq!(back, whole[10..20]);
    for (at, row) in whole.iter().enumerate() {
        assert_eq!(
            store.position(&Query::default(), row.id).unwrap(),
            at as u64
        );
    }
}

#[test]
fn hits_are_where_the_index_finds_them() {
    let check = |words: &str, text: &str, expect: &[&str]| {
        let article = article("要聞", "題", text);
        let found = hits(&query(Expr::text(words)), &article);
        let found: Vec<&str> = found
            .blocks
            .into_iter()
            .map(|(at, range)| &article.blocks[at].text[range])
            .collect();
        assert_eq!(found, expect, "{words} in {text}");
    };
    check("学校", "昨晨學校停課，学校", &["學校", "学校"]);
    check("巴士香港", "乘巴士，香港", &[]);
    check("巴士，香港", "乘巴士。香港", &["巴士。香港"]);
    check(
        "govern",
        "The Government governs",
        &["Government", "governs"],
    );
    check("ai", "AI said", &["AI"]);
    check("株式", "㈱のＡＩ", &[]);
    check("ai", "ＡＩ時代", &["ＡＩ"]);
    check("一一", "一一一一一", &["一一一一"]);
    check("don't", "I don’t", &["don’t"]);
}

#[test]
fn a_section_is_meant_by_its_sound() {
    let (_folder, mut store) = store();
    store.put("page.txt", &edition(), TODAY).unwrap();
    for typed in ["社評", "社评", "sp", "sheping", "ｓｐ"] {
        assert_eq!(
            titles(&store, &query(Expr::section(typed))),
            ["讓夜市留下來"],
            "{typed}"
        );
    }
    assert_eq!(titles(&store, &query(Expr::section("zz"))), [""; 0]);
}

#[test]
fn feeds_are_kept_and_meant_by_name() {
    let (_folder, mut store) = store();
    let feed = Feed {
        title: "維港晨報".into(),
        tags: vec!["本地".into()],
        ..Feed::new("https://example.org/feed")
    };
    assert!(store.add_feed(&feed).unwrap());
    assert!(!store.add_feed(&feed).unwrap());
    assert_eq!(store.feed("维港").unwrap(), feed);
    let moved = Feed {
        url: "https://example.org/new".into(),
        failures: 1,
        ..feed.clone()
    };
    store.update_feed(&moved).unwrap();
    assert_eq!(store.feeds().unwrap(), [moved]);
    store.put(&feed.source, &edition(), TODAY).unwrap();
    assert_eq!(
        store.count(&query(Expr::source("維港晨報"))).unwrap().total,
        3
    );
    assert_eq!(
        store
            .count(&query(Expr::Term(crate::query::Term::Tag("本地".into()))))
            .unwrap()
            .total,
        3
    );
    store.remove_feed(&feed.source).unwrap();
    assert!(matches!(store.feed("維港"), Err(StoreError::NoSuchFeed(_))));
}

#[test]
fn every_list_is_a_walk_in_its_order_and_sorts_nothing() {
    let (_folder, mut store) = store();
    store.put("page.txt", &edition(), TODAY).unwrap();
    let check = |text: &str, walk: &str| {
        let asked = crate::query::parse(text, TODAY).unwrap();
        let plan = Plan::of(&store.db, store.profile, &asked, Within::List).unwrap();
        for backward in [false, true] {
            let page = Page {
                after: Some(ArticleId(1)),
                backward,
                limit: 50,
            };
            let (sql, values) = list::stretch(&plan, page, &plan.select(list::COLUMNS, true));
            let mut explain = store
                .db
                .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
                .unwrap();
            let steps = explain.query_map(rusqlite::params_from_iter(values), |row| {
                row.get::<_, String>(3)
            });
            let steps: Vec<String> = steps.unwrap().map(|step| step.unwrap()).collect();
            assert!(steps[0].contains(walk), "{text}: {steps:?}");
            for step in &steps {
                assert!(!step.contains("TEMP B-TREE"), "{text}: {steps:?}");
                // FTS5 calls every use of its index a scan; what it walks is the list of the words' places.
                assert!(
                    !step.starts_with("SCAN") || step.contains("VIRTUAL TABLE"),
                    "{text}: {steps:?}"
                );
            }
        }
    };
    check("", "SEARCH headlines USING INTEGER PRIMARY KEY");
    check("date:2025-03", "SEARCH headlines USING INTEGER PRIMARY KEY");
    check(
        "section:社評",
        "SEARCH headlines USING INDEX headlines_by_section (section=? AND id>? AND id<?)",
    );
    check(
        "section:社評 sort:oldest",
        "headlines_by_section (section=? AND id>? AND id<?)",
    );
    check(
        "is:unread",
        "SEARCH unread USING PRIMARY KEY (profile=? AND article>? AND article<?)",
    );
    check(
        "is:unread section:社評",
        "unread_by_section (profile=? AND section=? AND article>? AND article<?)",
    );
    check(
        "is:starred",
        "SEARCH marks USING COVERING INDEX marks_starred (profile=? AND article>? AND article<?)",
    );
    check(
        "is:read",
        "SEARCH marks USING PRIMARY KEY (article>? AND article<?)",
    );
    check("經濟", "VIRTUAL TABLE");
    check(
        "經濟 政府 section:社評 is:unread date:2025",
        "VIRTUAL TABLE",
    );
    check("section:社評 OR 經濟", "VIRTUAL TABLE");
}

/// An article of a feed.
fn item(guid: &str, text: &str) -> Article {
    Article {
        id: Some(guid.into()),
        link: Some(format!("http://a.example/{guid}")),
        ..article("要聞", "渡輪復航", text)
    }
}

#[test]
fn a_feed_that_says_two_things_under_one_name_changes_nothing_again() {
    let (_folder, mut store) = store();
    let feed = [
        item("1", "船開了。"),
        item("2", "貓。"),
        item("1", "船停了。"),
    ];
    let give = |store: &mut Store| {
        let (tally, ids) = store.put_numbered("feed", &feed, TODAY).unwrap();
        assert!(ids[0] == ids[2] && ids[0] != ids[1] && ids.iter().all(Option::is_some));
        (tally.added, tally.updated, tally.unchanged, ids[0].unwrap())
    };
    let (added, updated, unchanged, id) = give(&mut store);
    assert_eq!((added, updated, unchanged), (2, 0, 1));
    store.mark(&[id], Mark::Read(true)).unwrap();
    assert_eq!(give(&mut store), (0, 0, 3, id));
    let stored = store.article(id).unwrap().unwrap();
    assert_eq!(
        (stored.article.body().as_str(), stored.revision),
        ("船停了。", 0)
    );
    assert!(stored.marks.read && !stored.marks.changed);
}

#[test]
fn a_page_s_text_stays_until_the_feed_says_something_else() {
    let (_folder, mut store) = store();
    let give = |store: &mut Store, text: &str, time: &str| {
        let published = Some(format!("2025-03-24T{time}:00Z"));
        let one = Article {
            published,
            ..item("1", text)
        };
        store.put_numbered("feed", &[one], TODAY).unwrap()
    };
    let (_, ids) = give(&mut store, "船開了。", "08:00");
    let id = ids[0].unwrap();
    store.mark(&[id], Mark::Starred(true)).unwrap();
    let wanted = store.without_full_text("feed", 9).unwrap();
    assert_eq!(
        (wanted[0].id, wanted[0].link.as_str()),
        (id, "http://a.example/1")
    );

    let full = |before: &Article| Article {
        blocks: vec![Block::paragraph("船開了。碼頭上擠滿了人。")],
        ..before.clone()
    };
    assert!(store.set_full_text(id, None, full).unwrap());
    let text = |store: &Store| store.article(id).unwrap().unwrap().article.body();
    let check = |store: &Store, body: &str, revision: u32| {
        let stored = store.article(id).unwrap().unwrap();
        assert_eq!((text(store).as_str(), stored.revision), (body, revision));
        assert!(stored.marks.starred);
    };
    check(&store, "船開了。碼頭上擠滿了人。", 1);
    assert!(store.without_full_text("feed", 9).unwrap().is_empty());
    assert_eq!(store.revision(id, 0).unwrap().unwrap().body(), "船開了。");

    // The feed gives the same again, then with another time, then other words.
    assert_eq!(give(&mut store, "船開了。", "08:00").0.unchanged, 1);
    assert_eq!(give(&mut store, "船開了。", "09:00").0.unchanged, 1);
    check(&store, "船開了。碼頭上擠滿了人。", 1);
    assert_eq!(give(&mut store, "船又停了。", "10:00").0.updated, 1);
    check(&store, "船又停了。", 2);
    assert_eq!(store.without_full_text("feed", 9).unwrap().len(), 1);
}

#[test]
fn a_page_that_does_not_come_is_not_asked_for_for_ever() {
    let (_folder, mut store) = store();
    let (_, ids) = store
        .put_numbered("feed", &[item("1", "船。")], TODAY)
        .unwrap();
    for left in [1, 1, 0] {
        store.no_full_text(ids[0].unwrap(), "404").unwrap();
        assert_eq!(store.without_full_text("feed", 9).unwrap().len(), left);
    }
}

#[test]
fn an_original_is_kept_as_long_as_an_article_of_it_is() {
    let (_folder, mut store) = store();
    let original = Original {
        source: "a.txt".into(),
        hints: "{}".into(),
        bytes: vec![0xa4, 0xa4, 0xa4, 0xe5],
    };
    let (_, ids) = store.put_numbered("a.txt", &edition(), TODAY).unwrap();
    let number = store.keep_original(&original, &ids).unwrap().unwrap();
    assert_eq!(
        store.keep_original(&original, &ids).unwrap(),
        Some(number),
        "kept once"
    );
    assert_eq!(store.original(number).unwrap().unwrap(), original);
    assert_eq!(store.given_by(number).unwrap(), ids);
    let ids: Vec<ArticleId> = ids.into_iter().flatten().collect();
    assert_eq!(store.original_of(ids[1]).unwrap(), Some(number));

    store.remove(&ids[..2]).unwrap();
    let left = [None, None, Some(ids[2])];
    assert_eq!(store.given_by(number).unwrap(), left);
    store.remove(&ids[2..]).unwrap();
    assert_eq!(store.original(number).unwrap(), None);
}

#[test]
fn an_amended_article_stays_so_when_its_source_gives_it_again() {
    let (_folder, mut store) = store();
    let garbled = item("1", "ç¿ è¼ª");
    let (_, ids) = store
        .put_numbered("feed", std::slice::from_ref(&garbled), TODAY)
        .unwrap();
    let id = ids[0].unwrap();
    assert!(store.amend(id, &item("1", "渡輪")).unwrap());
    assert_eq!(store.put("feed", &[garbled], TODAY).unwrap().unchanged, 1);
    assert_eq!(store.article(id).unwrap().unwrap().article.body(), "渡輪");
    assert_eq!(
        store
            .put("feed", &[item("1", "渡輪")], TODAY)
            .unwrap()
            .unchanged,
        1
    );
    assert!(!store.amend(ArticleId(1), &item("1", "x")).unwrap());
}

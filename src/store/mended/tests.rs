//! Articles of a page before and after mending: who keeps number and marks, who comes, who goes and may come back.

use jiff::civil::date;
use tempfile::TempDir;

use super::*;
use crate::article::Block;
use crate::query::Query;
use crate::store::{Original, repair};

const TODAY: Date = date(2025, 3, 24);

fn article(title: &str, paragraphs: &[&str]) -> Article {
    Article {
        title: title.into(),
        edition: Some(TODAY),
        blocks: paragraphs.iter().copied().map(Block::paragraph).collect(),
        ..Article::default()
    }
}

const FERRY: &str = "北角往九龍的渡輪昨晚起加開三班夜航，首晚載客四百二十人。";
const CREW: &str = "船員輪更表不改，工會說，夜班要有夜班的錢。";
const MARKET: &str = "天未亮，老檔主把最後一箱冰倒進溝裏。";

/// The page as the rules split it, and as a reader does.
fn as_read() -> Vec<Article> {
    vec![article("夜航", &[FERRY, CREW]), article("魚檔", &[MARKET])]
}

fn as_split() -> Vec<Article> {
    vec![
        article("夜航", &[FERRY]),
        article("輪更", &[CREW]),
        article("魚檔", &[MARKET]),
    ]
}

fn as_joined() -> Vec<Article> {
    vec![article("夜航", &[FERRY, CREW, "魚檔", MARKET])]
}

/// A store with the page, the number of its input, and those of its articles.
fn store() -> (TempDir, Store, i64, Vec<ArticleId>) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("kanbao.db"), "default").unwrap();
    let (_, ids) = store.put_numbered("page.txt", &as_read(), TODAY).unwrap();
    let original = Original {
        source: "page.txt".into(),
        bytes: b"a page".to_vec(),
        ..Original::default()
    };
    let number = store.keep_original(&original, &ids).unwrap().unwrap();
    (folder, store, number, ids.into_iter().flatten().collect())
}

fn nothing() -> Mended {
    Mended {
        number: None,
        page: String::new(),
    }
}

fn reset(store: &mut Store, number: i64, articles: &[Article]) -> Reset {
    store.reset(number, articles, &nothing(), TODAY).unwrap()
}

fn tally(added: u64, updated: u64, unchanged: u64) -> Tally {
    Tally {
        added,
        updated,
        unchanged,
    }
}

#[test]
fn a_split_adds_one_and_changes_one() {
    let (_folder, mut store, number, ids) = store();
    store.mark(&ids, Mark::Starred(true)).unwrap();
    let split = reset(&mut store, number, &as_split());
    assert_eq!((split.tally, split.removed), (tally(1, 1, 1), 0));
    assert_eq!((split.ids[0], split.ids[2]), (Some(ids[0]), Some(ids[1])));
    let changed = store.article(ids[0]).unwrap().unwrap();
    assert_eq!(
        (changed.article.body().as_str(), changed.revision),
        (FERRY, 1)
    );
    assert!(changed.marks.starred);
    assert_eq!(store.article(ids[1]).unwrap().unwrap().revision, 0);
    assert_eq!(
        store.revision(ids[0], 0).unwrap(),
        Some(as_read().remove(0))
    );
    let crew = split.ids[1].unwrap();
    assert_eq!(store.place_in_original(crew).unwrap(), Some(1));
    assert_eq!(store.original_of(crew).unwrap(), Some(number));
    // It stands at its place on the page, also when it was taken back and split off again.
    let listed = |store: &Store| {
        let page = crate::store::Page {
            after: None,
            backward: false,
            limit: 9,
        };
        let rows = store.list(&Query::default(), page).unwrap();
        rows.into_iter().map(|row| row.title).collect::<Vec<_>>()
    };
    assert_eq!(listed(&store), ["夜航", "輪更", "魚檔"]);
    reset(&mut store, number, &as_read());
    reset(&mut store, number, &as_split());
    assert_eq!(listed(&store), ["夜航", "輪更", "魚檔"]);
    // What comes later that day stands behind the page.
    store
        .put("b", &[article("潮汐", &["潮漲。"])], TODAY)
        .unwrap();
    assert_eq!(listed(&store), ["夜航", "輪更", "魚檔", "潮汐"]);
}

#[test]
fn a_join_hands_on_the_star_of_what_went() {
    let (_folder, mut store, number, ids) = store();
    store.mark(&ids[1..], Mark::Starred(true)).unwrap();
    let joined = reset(&mut store, number, &as_joined());
    assert_eq!((joined.tally, joined.removed), (tally(0, 1, 0), 1));
    assert_eq!(store.article(ids[1]).unwrap(), None);
    assert!(store.article(ids[0]).unwrap().unwrap().marks.starred);
    assert_eq!(store.count(&Query::default()).unwrap().total, 1);
}

#[test]
fn what_a_mend_took_out_comes_back_with_its_undoing() {
    let (_folder, mut store, number, ids) = store();
    reset(&mut store, number, &as_joined());
    let back = reset(&mut store, number, &as_read());
    assert_eq!((back.tally, back.removed), (tally(1, 1, 0), 0));
    assert_eq!(back.ids[0], Some(ids[0]));
    let market = store.article(back.ids[1].unwrap()).unwrap().unwrap();
    assert_eq!(market.article, as_read()[1]);
    // And the page read again adds nothing to it.
    assert_eq!(
        store.put("page.txt", &as_read(), TODAY).unwrap(),
        tally(0, 0, 2)
    );
}

#[test]
fn every_way_from_one_split_to_another_ends_the_same() {
    let ways = [as_read(), as_split(), as_joined()];
    for from in &ways {
        for to in &ways {
            let (_folder, mut store, number, _) = store();
            for articles in [from, to] {
                let reset = reset(&mut store, number, articles);
                let here =
                    |id: &Option<ArticleId>| store.article(id.unwrap()).unwrap().unwrap().article;
                let stored: Vec<Article> = reset.ids.iter().map(here).collect();
                assert_eq!(&stored, articles);
            }
            let all = store.count(&Query::default()).unwrap().total;
            assert_eq!(all as usize, to.len());
            assert_eq!(store.put("page.txt", to, TODAY).unwrap().unchanged, all);
            assert!(store.check().unwrap().problems.is_empty());
        }
    }
}

#[test]
fn what_a_reader_removed_stays_away() {
    let (_folder, mut store, number, ids) = store();
    store.remove(&ids[1..]).unwrap();
    let split = reset(&mut store, number, &as_split());
    assert_eq!(split.ids[2], None);
    assert_eq!(store.count(&Query::default()).unwrap().total, 2);
}

#[test]
fn mends_are_remembered_replaced_and_forgotten() {
    let (folder, mut store, number, _) = store();
    let mended = |number, page: &str| Mended {
        number,
        page: page.into(),
    };
    store
        .reset(number, &as_split(), &mended(None, "{1}"), TODAY)
        .unwrap();
    let kept = store.mended().unwrap();
    assert_eq!(
        kept.iter().map(|m| m.page.as_str()).collect::<Vec<_>>(),
        ["{1}"]
    );
    store
        .reset(number, &as_split(), &mended(kept[0].number, "{2}"), TODAY)
        .unwrap();
    let kept = store.mended().unwrap();
    assert_eq!(
        kept.iter().map(|m| m.page.as_str()).collect::<Vec<_>>(),
        ["{2}"]
    );

    // They outlive a repair, and their articles.
    drop(store);
    let mended_file = folder.path().join("repaired.db");
    repair(&folder.path().join("kanbao.db"), &mended_file).unwrap();
    let repaired = Store::open(&mended_file, "default").unwrap();
    assert_eq!(repaired.mended().unwrap()[0].page, "{2}");

    let mut store = Store::open(&folder.path().join("kanbao.db"), "default").unwrap();
    store
        .reset(
            number,
            &as_read(),
            &mended(store.mended().unwrap()[0].number, ""),
            TODAY,
        )
        .unwrap();
    assert_eq!(store.mended().unwrap(), []);
}

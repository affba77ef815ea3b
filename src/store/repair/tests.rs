//! What repair hands on: what waits for an article that is lost.

use jiff::civil::{Date, date};

use super::*;
use crate::article::{Article, Block, Marks, Place};
use crate::query::Query;
use crate::store::Page;

const TODAY: Date = date(2026, 10, 1);

fn article(text: &str) -> Article {
    Article {
        id: Some("ship-1".into()),
        link: Some("https://a.example/1".into()),
        title: "船期".into(),
        edition: Some(TODAY),
        blocks: vec![Block::paragraph(text)],
        ..Article::default()
    }
}

fn first(store: &Store) -> Option<ArticleId> {
    let page = Page {
        after: None,
        backward: false,
        limit: 1,
    };
    let rows = store.list(&Query::default(), page).unwrap();
    rows.first().map(|row| row.id)
}

fn waiting(store: &Store) -> i64 {
    let count = "SELECT count(*) FROM memory WHERE name GLOB 'waiting:*'";
    store.db.query_row(count, [], |row| row.get(0)).unwrap()
}

#[test]
fn marks_of_a_lost_article_wait_once_and_come_back_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (path, into) = (folder.path().join("k.db"), folder.path().join("new.db"));
    let mut store = Store::open(&path, "me").unwrap();
    store.put("feed", &[article("船開了。")], TODAY).unwrap();
    let id = first(&store).unwrap();
    let place = Place {
        block: 0,
        offset: 3,
    };
    store.mark(&[id], Mark::Read(true)).unwrap();
    store.mark(&[id], Mark::Starred(true)).unwrap();
    store.set_place(id, place).unwrap();
    store.put("feed", &[article("船停了。")], TODAY).unwrap();
    let marks = Marks {
        read: true,
        starred: true,
        changed: true,
        place: Some(place),
    };
    assert_eq!(store.article(id).unwrap().unwrap().marks, marks);
    // Its text is no text any more; it is known by its guid, by its link and by its texts.
    store
        .db
        .execute("UPDATE bodies SET body = x'00'", [])
        .unwrap();
    drop(store);

    let salvage = repair(&path, &into).unwrap();
    assert_eq!((salvage.articles, salvage.lost), (0, vec![id]));
    let store = Store::open(&into, "me").unwrap();
    assert_eq!((first(&store), waiting(&store)), (None, 1));
    // So the copy of marks has them too, and a store that is made of it.
    let copy = store.save_marks().unwrap();
    drop(store);
    let third = folder.path().join("third.db");
    std::fs::rename(copy, journal::path_of(&third)).unwrap();
    for path in [into, third] {
        let mut store = Store::open(&path, "me").unwrap();
        store.put("feed", &[article("船停了。")], TODAY).unwrap();
        let id = first(&store).unwrap();
        assert_eq!(store.article(id).unwrap().unwrap().marks, marks);
        assert_eq!(waiting(&store), 0);
    }
}

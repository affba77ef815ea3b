//! What a reader trusts the archive with: damage is named and mended, nothing is silently replaced, nothing lost, and
//! what was removed stays away.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jiff::civil::{Date, date};
use kanbao::article::{Article, ArticleId, Block, Place};
use kanbao::query::{Expr, Query, State};
use kanbao::store::{
    Counts, Feed, Keep, LinkedPage, Mark, Mended, Original, Page, Store, StoreError, repair,
};

const TODAY: Date = date(2025, 3, 24);

fn article(number: usize) -> Article {
    let mut text = format!("第{number}篇的內文，說的是第{number}件事。");
    // Some hundred characters that no packing makes small.
    let mut dice = number as u32 + 1;
    for _ in 0..number % 7 * 200 {
        dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        text.extend(char::from_u32(0x4e00 + (dice >> 8) % 0x5000));
    }
    Article {
        title: format!("第{number}篇"),
        id: Some(format!("guid-{number}")),
        section: Some(["要聞", "社評"][number % 2].into()),
        edition: Some(TODAY.saturating_sub(jiff::Span::new().days(number as i64 % 5))),
        blocks: vec![Block::paragraph(text)],
        ..Article::default()
    }
}

fn all() -> Page {
    Page {
        after: None,
        backward: false,
        limit: 10_000,
    }
}

fn ids(store: &Store) -> Vec<ArticleId> {
    store
        .list(&Query::default(), all())
        .unwrap()
        .iter()
        .map(|row| row.id)
        .collect()
}

/// A store with articles, marks and a subscription, closed.
fn archive(folder: &Path, articles: usize) -> PathBuf {
    let path = folder.join("k.db");
    let mut store = Store::open(&path, "me").unwrap();
    let articles: Vec<Article> = (0..articles).map(article).collect();
    store.put("feed", &articles, TODAY).unwrap();
    let ids = ids(&store);
    store.mark(&ids[..ids.len() / 2], Mark::Read(true)).unwrap();
    store.mark(&ids[..3], Mark::Starred(true)).unwrap();
    store
        .set_place(
            ids[0],
            Place {
                block: 0,
                offset: 6,
            },
        )
        .unwrap();
    store
        .add_feed(&Feed {
            title: "晨報".into(),
            ..Feed::new("https://example.org/feed")
        })
        .unwrap();
    drop(store);
    path
}

/// As [`archive`], with all else that a store holds: inputs as they came, earlier versions, texts of linked pages, mended
/// pages, a feed's settings, a view.
fn full_archive(folder: &Path, articles: usize) -> PathBuf {
    let path = archive(folder, articles);
    let mut store = Store::open(&path, "me").unwrap();
    let ids = ids(&store);
    let whole = |id| store.article(id).unwrap().unwrap().article;
    let mut changed: Vec<Article> = ids.iter().step_by(3).map(|id| whole(*id)).collect();
    for article in &mut changed {
        article.blocks.push(Block::paragraph("後來又加了一段。"));
    }
    store.put("feed", &changed, TODAY).unwrap();
    for id in ids.iter().skip(1).step_by(9) {
        let full = |summary: &Article| Article {
            blocks: vec![Block::paragraph(summary.body() + "這是全文。")],
            ..summary.clone()
        };
        let kept = LinkedPage {
            hints: format!("{{\"article\":{}}}", id.0),
            bytes: format!("<p>page of {}</p>", id.0).into_bytes(),
        };
        assert!(store.set_full_text(*id, Some(&kept), full).unwrap());
    }
    store.no_full_text(ids[2], "timed out").unwrap();
    for (nth, gave) in ids.chunks(6).enumerate() {
        let noise = article(nth * 7 + 6).body();
        let original = Original {
            source: "feed".into(),
            hints: format!("{{\"page\":{nth}}}"),
            bytes: noise.into_bytes(),
        };
        let gave: Vec<_> = gave.iter().copied().map(Some).collect();
        store.keep_original(&original, &gave).unwrap();
    }
    let page = |page: &str| Mended {
        number: None,
        page: page.into(),
    };
    let first = store.original_of(ids[0]).unwrap().unwrap();
    let given: Vec<Article> = ids[..6]
        .iter()
        .map(|id| store.article(*id).unwrap().unwrap().article)
        .collect();
    store
        .reset(first, &given, &page("{\"line 3\":\"headline\"}"), TODAY)
        .unwrap();
    let mut feed = store.feeds().unwrap().remove(0);
    feed.section = Some("港聞".into());
    feed.full = true;
    store.update_feed(&feed).unwrap();
    store.remember("view", "is:unread").unwrap();
    drop(store);
    path
}

/// What [`full_archive`] adds, each by a name, as the store gives it back.
fn extras(store: &Store, ids: &[ArticleId]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for id in ids {
        for version in store.versions(*id).unwrap() {
            let said = format!("{:?} {}", version.since, version.article.body());
            found.insert(format!("version {} of {}", version.revision, id.0), said);
        }
        if let Some(page) = store.page_of(*id).unwrap() {
            found.insert(format!("page of {}", id.0), format!("{page:?}"));
        }
        if let Some(number) = store.original_of(*id).unwrap() {
            let original = store.original(number).unwrap().unwrap();
            let nth = store.place_in_original(*id).unwrap();
            found.insert(format!("given {}", id.0), format!("{nth:?} {original:?}"));
        }
    }
    for original in store.originals_from("feed").unwrap() {
        found.insert(
            format!("original {original}"),
            format!("{:?}", store.original(original).unwrap()),
        );
    }
    let linked: Vec<_> = store.without_full_text("feed", 1000).unwrap();
    found.insert("linked".into(), format!("{linked:?}"));
    found.insert(
        "mended".into(),
        format!(
            "{:?}",
            store
                .mended()
                .unwrap()
                .iter()
                .map(|it| &it.page)
                .collect::<Vec<_>>()
        ),
    );
    found.insert("feeds".into(), format!("{:?}", store.feeds().unwrap()));
    found.insert(
        "view".into(),
        format!("{:?}", store.recall("view").unwrap()),
    );
    found
}

/// Opens the store and looks at everything in it; an error or a problem found is a good answer, a panic is not.
fn read_all(path: &Path) -> Result<Vec<String>, StoreError> {
    let store = Store::open(path, "me")?;
    for row in store.list(&Query::default(), all())? {
        store.article(row.id)?;
    }
    store.count(&Query {
        expr: Expr::text("第1篇"),
        ..Query::default()
    })?;
    Ok(store.check()?.problems)
}

#[test]
fn a_flipped_byte_in_any_page_is_noticed_or_harmless_and_can_be_repaired() {
    let folder = tempfile::tempdir().unwrap();
    let sound = full_archive(folder.path(), 30);
    let journal = folder.path().join("k.db.marks.jsonl");
    let bytes = fs::read(&sound).unwrap();
    let before = Store::open(&sound, "me").unwrap();
    let ids = ids(&before);
    let articles: Vec<_> = ids
        .iter()
        .map(|id| before.article(*id).unwrap().unwrap())
        .collect();
    let whole = extras(&before, &ids);
    drop(before);
    let page = 16_384;
    assert!(bytes.len() / page > 20, "{} pages", bytes.len() / page);
    let (mut noticed, mut most_lost, mut most_others) = (0, 0, 0);
    for at in (0..bytes.len() / page).flat_map(|n| [n * page, n * page + page - 40]) {
        let folder = tempfile::tempdir().unwrap();
        let (path, mended) = (folder.path().join("k.db"), folder.path().join("mended.db"));
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x55;
        fs::write(&path, &flipped).unwrap();
        let found = read_all(&path);
        noticed += usize::from(found.as_ref().map_or(true, |problems| !problems.is_empty()));
        let kept = fs::read(&path).unwrap();
        assert_eq!(kept.len(), flipped.len(), "byte {at}");

        fs::write(&path, &flipped).unwrap();
        let salvage = repair(&path, &mended).unwrap();
        let mended = Store::open(&mended, "me").unwrap();
        assert_eq!(mended.check().unwrap().problems, [""; 0], "byte {at}");
        let mut lost = 0;
        for article in &articles {
            match mended.article(article.id).unwrap() {
                Some(saved) => assert_eq!(saved.article, article.article, "byte {at}"),
                None => lost += 1,
            }
        }
        most_lost = most_lost.max(lost);
        let saved = extras(&mended, &ids);
        let others = whole.iter().filter(|(name, said)| match saved.get(*name) {
            Some(kept) => kept != *said,
            None => true,
        });
        let others: Vec<_> = others.map(|(name, _)| name).collect();
        // What hangs on an article or an input that is lost is lost with it; nothing else may go unnamed.
        assert!(
            others.is_empty() || lost > 0 || !salvage.damage.is_empty(),
            "byte {at}: {others:?}"
        );
        most_others = most_others.max(others.len());
        let named = salvage.lost.len();
        assert!(
            named >= lost || !salvage.damage.is_empty(),
            "byte {at}: {lost} lost, {named} named"
        );
    }
    println!(
        "{noticed} noticed; at most {most_lost} of {} articles and {most_others} of {} other things lost",
        articles.len(),
        whole.len()
    );
    // No flipped byte costs more than its page, and a page of 16 KB holds about a dozen of these articles.
    assert!(most_lost <= 12, "{most_lost} lost");
    assert!(journal.exists());
}

/// A sound store goes through repair whole: what no damage touches is not lost by mending.
#[test]
fn repair_carries_across_all_that_a_sound_store_holds() {
    let folder = tempfile::tempdir().unwrap();
    let path = full_archive(folder.path(), 60);
    let mut store = Store::open(&path, "me").unwrap();
    let ids = ids(&store);
    // Read, and changed since.
    store.mark(&ids, Mark::Read(true)).unwrap();
    let mut other = article(59);
    other.blocks.push(Block::paragraph("船又開了。"));
    store.put("feed", &[other], TODAY).unwrap();
    let changed = |store: &Store| {
        let query = Query {
            expr: Expr::is(State::Changed),
            ..Query::default()
        };
        store.count(&query).unwrap().total
    };
    assert_eq!(changed(&store), 1);
    let (before, whole) = (store.check().unwrap(), extras(&store, &ids));
    drop(store);
    let mended = folder.path().join("mended.db");
    let salvage = repair(&path, &mended).unwrap();
    assert_eq!((salvage.lost, salvage.damage), (vec![], vec![]));
    assert_eq!(salvage.revisions, before.revisions);
    assert!(salvage.revisions >= 26 && salvage.originals == 10);
    let mut mended = Store::open(&mended, "me").unwrap();
    assert_eq!(extras(&mended, &ids), whole);
    assert_eq!(changed(&mended), 1);
    assert_eq!(mended.check().unwrap().problems, [""; 0]);
    // What the feed gave before it gives again: it is known, and the pages' texts stay.
    let given: Vec<Article> = (0..60).map(article).collect();
    let again = mended.put("feed", &given, TODAY).unwrap();
    assert_eq!(again.added, 0);
    let kept = mended.article(ids[10]).unwrap().unwrap().article.body();
    assert!(kept.ends_with("這是全文。"), "{kept}");
}

#[test]
fn marks_outlive_the_loss_of_the_store() {
    let folder = tempfile::tempdir().unwrap();
    archive(folder.path(), 20);
    let mut store = Store::open(&folder.path().join("another.db"), "me").unwrap();
    store
        .put("feed", &(0..20).map(article).collect::<Vec<_>>(), TODAY)
        .unwrap();
    assert_eq!(
        store
            .load_marks(&folder.path().join("k.db.marks.jsonl"))
            .unwrap(),
        11
    );
    assert_eq!(
        store.count(&Query::default()).unwrap(),
        Counts {
            total: 20,
            unread: 10
        }
    );
    let starred = Query {
        expr: Expr::is(State::Starred),
        ..Query::default()
    };
    assert_eq!(store.count(&starred).unwrap().total, 3);
    assert_eq!(store.feeds().unwrap().len(), 1);
    let first = store.article(ids(&store)[0]).unwrap().unwrap();
    assert_eq!(
        first.marks.place,
        Some(Place {
            block: 0,
            offset: 6
        })
    );
}

#[test]
fn what_is_no_store_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("k.db");
    let other = {
        let path = folder.path().join("other.db");
        let db = rusqlite::Connection::open(&path).unwrap();
        db.execute_batch("CREATE TABLE t (x); PRAGMA user_version = 1")
            .unwrap();
        drop(db);
        fs::read(path).unwrap()
    };
    for bytes in [b"just a letter".to_vec(), vec![7; 50_000], other] {
        fs::write(&path, &bytes).unwrap();
        let refused = Store::open(&path, "me").err();
        assert!(
            matches!(&refused, Some(StoreError::NotADatabase { file }) if *file == path),
            "{refused:?}"
        );
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
    fs::write(&path, b"").unwrap();
    assert!(matches!(
        Store::open(&path, "me").err(),
        Some(StoreError::Damaged { .. })
    ));
    assert_eq!(fs::read(&path).unwrap(), b"");
}

#[test]
fn a_file_that_ends_too_soon_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let path = archive(folder.path(), 60);
    let bytes = fs::read(&path).unwrap();
    for pages in [1, 3, bytes.len() / 16_384 - 1] {
        fs::write(&path, &bytes[..pages * 16_384]).unwrap();
        let refused = Store::open(&path, "me").err();
        assert!(
            matches!(refused, Some(StoreError::Damaged { .. })),
            "{pages} pages: {refused:?}"
        );
        assert_eq!(fs::read(&path).unwrap().len(), pages * 16_384);
    }
}

/// What lies beside a file: a log of another store, of another day, or of nothing.
#[test]
fn a_log_that_is_not_the_files_own_spoils_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = archive(folder.path(), 60);
    let sound = fs::read(&path).unwrap();
    let log = folder.path().join("k.db-wal");
    // A log as a killed process leaves it: of a store that then went another way.
    let store = Store::open(&path, "me").unwrap();
    let mut other = Store::open(&path, "me").unwrap();
    other
        .put("feed", &(100..400).map(article).collect::<Vec<_>>(), TODAY)
        .unwrap();
    let stale = fs::read(&log).unwrap();
    drop((store, other));
    let grown = fs::read(&path).unwrap();
    let elsewhere = archive(&folder.path().join("other"), 5);
    let foreign = fs::read(&elsewhere).unwrap();

    let check = |name: &str, file: &[u8], wal: &[u8], may_be_sound: bool| {
        let _ = fs::remove_file(folder.path().join("k.db-shm"));
        fs::write(&path, file).unwrap();
        fs::write(&log, wal).unwrap();
        let opened = read_all(&path);
        match &opened {
            Ok(problems) => assert!(may_be_sound && problems.is_empty(), "{name}: {problems:?}"),
            Err(error) => {
                assert!(
                    matches!(error, StoreError::Damaged { .. }),
                    "{name}: {error}"
                );
                assert_eq!(
                    fs::read(&path).unwrap(),
                    file,
                    "{name}: the file is as it was"
                );
                assert_eq!(fs::read(&log).unwrap(), wal, "{name}: and the log");
                let mended = folder.path().join(format!("{name}.db"));
                let salvage = repair(&path, &mended).unwrap();
                assert!(!salvage.damage.is_empty(), "{name}");
                let mended = Store::open(&mended, "me").unwrap();
                assert_eq!(mended.check().unwrap().problems, [""; 0], "{name}");
                println!("{name}: {} articles saved", salvage.articles);
            }
        }
    };
    check("nothing", &sound, b"", true);
    check("noise", &sound, &[7; 40_000], true);
    check("its own, once more", &sound, &stale, true);
    check(
        "an older day's, over a file that has grown",
        &grown,
        &stale,
        true,
    );
    check("another store's", &foreign, &stale, false);
}

/// A file that is too large to be looked through at every start is looked at when a log lies beside it.
#[test]
fn a_log_of_another_large_store_is_found_when_the_store_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let large = |name: &str, first: usize| {
        let path = folder.path().join(name).join("k.db");
        let mut store = Store::open(&path, "me").unwrap();
        let articles: Vec<Article> = (0..3_000).map(|n| article(first + n)).collect();
        store.put(name, &articles, TODAY).unwrap();
        path
    };
    let (mine, other) = (large("mine", 0), large("other", 10_000));
    assert!(fs::metadata(&mine).unwrap().len() > 4 << 20);
    let sound = fs::read(&mine).unwrap();
    // What a killed process leaves of the other store.
    let reader = Store::open(&other, "me").unwrap();
    let mut writer = Store::open(&other, "me").unwrap();
    let more: Vec<Article> = (20_000..20_050).map(article).collect();
    writer.put("other", &more, TODAY).unwrap();
    let log = fs::read(other.with_file_name("k.db-wal")).unwrap();
    drop((reader, writer));
    fs::write(mine.with_file_name("k.db-wal"), &log).unwrap();
    let refused = Store::open(&mine, "me").err();
    assert!(
        matches!(refused, Some(StoreError::Damaged { .. })),
        "{refused:?}"
    );
    assert_eq!(fs::read(&mine).unwrap(), sound);
    assert_eq!(fs::read(mine.with_file_name("k.db-wal")).unwrap(), log);
    let salvage = repair(&mine, &folder.path().join("mended.db")).unwrap();
    assert_eq!((salvage.articles, salvage.lost.len()), (3_000, 0));
}

/// A link to a store is the same store: what lies beside the file is looked for there, and not beside the link.
#[test]
fn a_link_is_another_name_of_the_same_store() {
    let folder = tempfile::tempdir().unwrap();
    let path = archive(&folder.path().join("real"), 10);
    let link = folder.path().join("link.db");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    let mut by_name = Store::open(&path, "me").unwrap();
    let more: Vec<Article> = (100..600).map(article).collect();
    by_name.put("feed", &more, TODAY).unwrap();
    let mut by_link = Store::open(&link, "me").unwrap();
    assert_eq!(by_link.count(&Query::default()).unwrap().total, 510);
    let id = ids(&by_link)[0];
    by_link.mark(&[id], Mark::Starred(true)).unwrap();
    drop((by_link, by_name));
    let beside = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(beside, 2, "nothing is made beside the link");
    assert!(path.with_file_name("k.db.marks.jsonl").exists());
    // One that leads nowhere is said to, and nothing is made where it leads.
    let nowhere = folder.path().join("nowhere.db");
    std::os::unix::fs::symlink(folder.path().join("gone/k.db"), &nowhere).unwrap();
    assert!(Store::open(&nowhere, "me").is_err());
    assert!(!folder.path().join("gone").exists());
}

/// A doctor looks without writing, and still looks through the index.
#[test]
fn a_doctor_that_may_not_write_sees_a_damaged_index() {
    let folder = tempfile::tempdir().unwrap();
    let path = archive(folder.path(), 200);
    let db = rusqlite::Connection::open(&path).unwrap();
    let changed = db
        .execute(
            "UPDATE search_data SET block = zeroblob(length(block)) WHERE id > 10 AND length(block) > 100",
            [],
        )
        .unwrap();
    assert!(changed > 0);
    drop(db);
    for open in [Store::open, Store::open_read_only] {
        let found = open(&path, "me").and_then(|store| store.check());
        match found {
            Ok(health) => assert_ne!(health.problems, [""; 0]),
            Err(error) => assert!(matches!(error, StoreError::Damaged { .. }), "{error}"),
        }
    }
    let mended = folder.path().join("mended.db");
    let salvage = repair(&path, &mended).unwrap();
    assert_eq!((salvage.articles, salvage.lost.len()), (200, 0));
}

/// Of a file of which nothing is left, subscriptions come from the copy beside it.
#[test]
fn what_is_lost_altogether_is_repaired_from_the_copy() {
    let folder = tempfile::tempdir().unwrap();
    let path = archive(folder.path(), 20);
    for (name, left) in [
        ("empty", &b""[..]),
        ("short", b"SQLite format 3\0"),
        ("noise", &[7; 60_000]),
    ] {
        fs::write(&path, left).unwrap();
        assert!(Store::open(&path, "me").is_err());
        assert_eq!(fs::read(&path).unwrap(), left, "{name}: kept");
        let mended = folder.path().join(format!("{name}.db"));
        repair(&path, &mended).unwrap();
        let mut mended = Store::open(&mended, "me").unwrap();
        assert_eq!(mended.feeds().unwrap().len(), 1, "{name}");
        // The articles come again from where they came; what was done with them is still known.
        mended
            .put("feed", &(0..20).map(article).collect::<Vec<_>>(), TODAY)
            .unwrap();
        let expect = Counts {
            total: 20,
            unread: 10,
        };
        assert_eq!(mended.count(&Query::default()).unwrap(), expect, "{name}");
    }
}

/// A store that is gone, and not only damaged: a new one begins with what the copy beside it knows.
#[test]
fn a_new_store_takes_up_the_copy_of_the_one_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = archive(folder.path(), 20);
    fs::remove_file(&path).unwrap();
    drop(Store::open(&path, "me").unwrap());
    // And again: what waits for its article is in the copy too.
    fs::remove_file(&path).unwrap();
    let mut store = Store::open(&path, "me").unwrap();
    assert_eq!(store.feeds().unwrap().len(), 1);
    store
        .put("feed", &(0..20).map(article).collect::<Vec<_>>(), TODAY)
        .unwrap();
    let starred = Query {
        expr: Expr::is(State::Starred),
        ..Query::default()
    };
    assert_eq!(store.count(&starred).unwrap().total, 3);
    assert_eq!(store.count(&Query::default()).unwrap().unread, 10);
    assert_eq!(store.check().unwrap().problems, [""; 0]);
    let place = store.article(ids(&store)[0]).unwrap().unwrap().marks.place;
    assert_eq!(
        place,
        Some(Place {
            block: 0,
            offset: 6
        })
    );
}

#[test]
fn a_newer_store_is_refused_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let path = archive(folder.path(), 3);
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute_batch("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    drop(db);
    let bytes = fs::read(&path).unwrap();
    let refused = Store::open(&path, "me").err();
    assert!(
        matches!(refused, Some(StoreError::Newer { found: 99, .. })),
        "{refused:?}"
    );
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[test]
fn a_store_that_can_only_be_read_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = archive(folder.path(), 10);
    let bytes = fs::read(&path).unwrap();
    for profile in ["me", "somebody new"] {
        let mut store = Store::open_read_only(&path, profile).unwrap();
        assert_eq!(store.count(&Query::default()).unwrap().total, 10);
        let id = ids(&store)[0];
        assert!(store.article(id).unwrap().is_some());
        assert!(matches!(
            store.mark(&[id], Mark::Read(true)),
            Err(StoreError::ReadOnly { .. })
        ));
        assert!(matches!(
            store.put("x", &[article(99)], TODAY),
            Err(StoreError::ReadOnly { .. })
        ));
        assert_eq!(store.check().unwrap().problems, [""; 0]);
    }
    assert_eq!(fs::read(&path).unwrap(), bytes);
    let stranger = Store::open_read_only(&path, "somebody new").unwrap();
    assert_eq!(stranger.count(&Query::default()).unwrap().unread, 10);
}

#[test]
fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let path = archive(folder.path(), 10);
    let mut store = Store::open(&path, "me").unwrap();
    store.limit_size(1 << 20).unwrap();
    let mut kept = 10;
    let refused = loop {
        let batch: Vec<Article> = (kept..kept + 50).map(article).collect();
        match store.put("feed", &batch, TODAY) {
            Ok(tally) => kept += tally.added as usize,
            Err(error) => break error,
        }
    };
    assert!(
        matches!(&refused, StoreError::Full { file } if *file == path),
        "{refused:?}"
    );
    assert_eq!(store.count(&Query::default()).unwrap().total, kept as u64);
    assert_eq!(store.check().unwrap().problems, [""; 0]);
    drop(store);
    let mut store = Store::open(&path, "me").unwrap();
    assert_eq!(store.put("feed", &[article(kept)], TODAY).unwrap().added, 1);
}

#[test]
fn a_backup_is_whole_and_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = archive(folder.path(), 30);
    let store = Store::open(&path, "me").unwrap();
    let copy = folder.path().join("copy.db");
    let bytes = store.backup(&copy, |_, _| true).unwrap();
    assert_eq!(fs::metadata(&copy).unwrap().len(), bytes);
    assert!(matches!(
        store.backup(&copy, |_, _| true),
        Err(StoreError::Exists { .. })
    ));
    let stopped = store.backup(&folder.path().join("stopped.db"), |_, _| false);
    assert!(matches!(stopped, Err(StoreError::Interrupted)));
    let copied = Store::open(&copy, "me").unwrap();
    assert_eq!(ids(&copied), ids(&store));
    assert_eq!(
        copied.count(&Query::default()).unwrap(),
        store.count(&Query::default()).unwrap()
    );
    let left: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(
        !left
            .iter()
            .any(|name| name.to_string_lossy().contains("part")),
        "{left:?}"
    );
}

#[test]
fn what_was_removed_never_returns_and_what_is_starred_never_goes() {
    let folder = tempfile::tempdir().unwrap();
    let path = archive(folder.path(), 30);
    let mut store = Store::open(&path, "me").unwrap();
    let keep = Keep {
        count: Some(10),
        unread: true,
        ..Keep::default()
    };
    assert_eq!(store.retain(&keep, TODAY).unwrap(), 20);
    let again: Vec<Article> = (0..30).map(article).collect();
    assert_eq!(store.put("feed", &again, TODAY).unwrap().added, 0);
    let changed = Article {
        blocks: vec![Block::paragraph("改了")],
        ..article(29)
    };
    let updated = Article {
        published: Some("2025-03-30T08:00:00Z".into()),
        ..changed
    };
    let tally = store.put("feed", &[updated], TODAY).unwrap();
    assert_eq!(
        tally.added, 0,
        "a changed date or text does not bring it back"
    );
    let none = Keep {
        days: Some(0),
        unread: true,
        ..Keep::default()
    };
    store.retain(&none, TODAY.tomorrow().unwrap()).unwrap();
    let starred = Query {
        expr: Expr::is(State::Starred),
        ..Query::default()
    };
    assert_eq!(
        store.count(&Query::default()).unwrap().total,
        store.count(&starred).unwrap().total
    );
    store.vacuum().unwrap();
    assert_eq!(store.check().unwrap().problems, [""; 0]);
}

#[test]
fn idle_work_changes_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("k.db"), "me").unwrap();
    for batch in 0..45 {
        let articles: Vec<Article> = (batch * 50..batch * 50 + 50).map(article).collect();
        store.put("feed", &articles, TODAY).unwrap();
    }
    let words = Query {
        expr: Expr::text("第7件事"),
        ..Query::default()
    };
    let before = (
        store.list(&words, all()).unwrap(),
        store.count(&words).unwrap(),
    );
    assert_eq!(before.1.total, 1);
    while store.tidy(std::time::Duration::from_millis(200)).unwrap() {}
    store.put("feed", &[article(5000)], TODAY).unwrap();
    assert_eq!(
        (
            store.list(&words, all()).unwrap(),
            store.count(&words).unwrap()
        ),
        before
    );
    assert_eq!(store.check().unwrap().problems, [""; 0]);
    let newest = ids(&store)
        .into_iter()
        .map(|id| store.article(id).unwrap().unwrap().article.title);
    assert_eq!(newest.filter(|title| title == "第5000篇").count(), 1);
}

#[test]
fn a_question_can_be_stopped_from_another_thread() {
    let folder = tempfile::tempdir().unwrap();
    let path = archive(folder.path(), 400);
    let store = Store::open(&path, "me").unwrap();
    let reader = store.reader().unwrap();
    let stop = reader.interrupt();
    let (done, is_done) = std::sync::mpsc::channel();
    let counter = std::thread::spawn(move || {
        let regex = kanbao::query::Term::Regex {
            field: kanbao::query::Field::Any,
            pattern: "(第.*){9}事$".into(),
        };
        let query = Query {
            expr: Expr::Not(Box::new(Expr::Term(regex))),
            ..Query::default()
        };
        let stopped = loop {
            if let Err(error) = reader.count(&query) {
                break error;
            }
        };
        done.send(()).unwrap();
        stopped
    });
    while is_done.try_recv().is_err() {
        stop.stop();
        std::thread::yield_now();
    }
    assert!(matches!(counter.join().unwrap(), StoreError::Interrupted));
}

#[test]
fn files_and_folders_are_for_their_owner() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/deep/k.db");
    let mut store = Store::open(&path, "me").unwrap();
    store.put("feed", &[article(1)], TODAY).unwrap();
    store.mark(&ids(&store), Mark::Read(true)).unwrap();
    let journal = store.save_marks().unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder.path().join("new/deep")), 0o700);
    for name in ["k.db", "k.db-wal", "k.db-shm"] {
        assert_eq!(mode(&path.with_file_name(name)), 0o600, "{name}");
    }
    assert_eq!(mode(&journal), 0o600);
}

/// The system's locks on a file, of whatever process.
#[cfg(target_os = "linux")]
fn locks(path: &Path) -> usize {
    use std::os::unix::fs::MetadataExt;
    let inode = format!(":{} ", fs::metadata(path).unwrap().ino());
    let locks = fs::read_to_string("/proc/locks").unwrap();
    locks.lines().filter(|line| line.contains(&inode)).count()
}

/// Closing any handle of a file gives up all of a process's locks on it; another process would then take the log away
/// from under the reader (SQLite, "How to corrupt", 2.2).
#[cfg(target_os = "linux")]
#[test]
fn a_second_view_in_one_process_gives_up_no_lock_of_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let path = archive(folder.path(), 10);
    let store = Store::open(&path, "me").unwrap();
    assert_eq!(store.count(&Query::default()).unwrap().total, 10);
    let held = locks(&path);
    assert!(held > 0);
    let reader = store.reader().unwrap();
    assert!(locks(&path) >= held, "while a second view is open");
    drop(reader);
    store
        .backup(&folder.path().join("copy.db"), |_, _| true)
        .unwrap();
    assert_eq!(locks(&path), held, "after it was closed");
}

/// How many processes write.
const WRITERS: usize = 8;

/// How often each writes: an article of its own, one that others write too, and a mark. `KANBAO_WRITES` makes it longer.
fn rounds() -> usize {
    let long = std::env::var("KANBAO_WRITES").ok();
    long.and_then(|n| n.parse().ok()).unwrap_or(25)
}

/// Not a test by itself: one of the writers of the next, in a process of its own.
#[test]
fn one_writer() {
    let Ok(which) = std::env::var("KANBAO_TEST_WRITER") else {
        return;
    };
    let path = PathBuf::from(std::env::var_os("KANBAO_TEST_STORE").unwrap());
    let number: usize = which.parse().unwrap();
    let mut store = Store::open(&path, &format!("reader {}", number % 2)).unwrap();
    for round in 0..rounds() {
        let own = article(100_000 * (number + 1) + round);
        assert_eq!(
            store
                .put("feed", &[own, article(round)], TODAY)
                .unwrap()
                .updated,
            0
        );
        let words = Query {
            expr: Expr::text(format!("第{}篇", 100_000 * (number + 1) + round)),
            ..Query::default()
        };
        let found = store.list(&words, all()).unwrap();
        assert_eq!(found.len(), 1);
        store.mark(&[found[0].id], Mark::Read(true)).unwrap();
    }
}

#[test]
fn eight_processes_write_at_once_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("k.db");
    let writers: Vec<_> = (0..WRITERS)
        .map(|number| {
            Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "one_writer", "--nocapture"])
                .env("KANBAO_TEST_WRITER", number.to_string())
                .env("KANBAO_TEST_STORE", &path)
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for writer in writers {
        let output = writer.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
    }
    let total = ((WRITERS + 1) * rounds()) as u64;
    for reader in ["reader 0", "reader 1"] {
        let store = Store::open(&path, reader).unwrap();
        let read = (WRITERS / 2 * rounds()) as u64;
        assert_eq!(
            store.count(&Query::default()).unwrap(),
            Counts {
                total,
                unread: total - read
            }
        );
        assert_eq!(store.check().unwrap().problems, [""; 0]);
    }
}

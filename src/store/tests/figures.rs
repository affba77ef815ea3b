//! Figures beside the list, marks on all of it, and the names that queries are completed with.

use super::super::characters;
use super::*;

/// The sections in their order, after these articles (day, time, section) came in one after another.
#[track_caller]
fn check_order(articles: &[(i8, Option<&str>, Option<&str>)], expect: &[Option<&str>]) {
    let (_folder, mut store) = store();
    for (at, (day, time, section)) in articles.iter().enumerate() {
        let day = date(2025, 3, *day);
        let one = Article {
            section: section.map(str::to_owned),
            edition: Some(day),
            published: time.map(|time| format!("{day}T{time}:00+08:00")),
            ..article("", &format!("第{at}篇"), "內文。")
        };
        store.put("paper", &[one], TODAY).unwrap();
    }
    let sections = store.sections(&Query::default()).unwrap();
    let sections: Vec<_> = sections.iter().map(|one| one.section.as_deref()).collect();
    assert_eq!(sections, expect, "{articles:?}");
}

#[test]
fn sections_stand_as_in_the_newest_edition() {
    let (news, view, sport) = (Some("要聞"), Some("社評"), Some("體育"));
    check_order(&[(24, None, news), (24, None, view)], &[news, view]);
    // The paper was made up anew the day after; an older edition that comes in later changes nothing.
    let two_days = [
        (23, None, news),
        (23, None, view),
        (24, None, view),
        (24, None, news),
        (24, None, view),
        (22, None, sport),
        (22, None, news),
    ];
    check_order(&two_days, &[view, news, sport]);
    // By the clock, each stands where it began that day, whatever came in first.
    let timed = [
        (24, Some("09:00"), sport),
        (24, Some("08:00"), news),
        (24, Some("07:00"), view),
        (24, Some("21:00"), news),
        (23, Some("06:00"), sport),
    ];
    check_order(&timed, &[view, news, sport]);
    // What has no section comes last, however new.
    check_order(
        &[(23, None, news), (24, None, None), (23, None, view)],
        &[news, view, None],
    );
}

#[test]
fn counts_are_the_same_however_read_is_told_from_unread() {
    let (_folder, mut store) = store();
    let sections = ["要聞", "社評", "體育"];
    let articles: Vec<Article> = (0..12)
        .map(|at| Article {
            edition: Some(date(2025, 3, 20 + at / 4)),
            publication: (at % 2 == 0).then(|| "維港晨報".into()),
            ..article(
                sections[usize::from(at.unsigned_abs()) % 3],
                &format!("第{at}篇"),
                "渡輪復航。",
            )
        })
        .collect();
    store.put("paper.txt", &articles, TODAY).unwrap();
    let found = query(Expr::text("渡輪"));
    let ids: Vec<ArticleId> = store
        .list(&found, first(50))
        .unwrap()
        .iter()
        .map(|row| row.id)
        .collect();
    // None read, few, as many as not, few unread, none unread.
    for read in 0..=ids.len() {
        let undo = store.mark(&ids[..read], Mark::Read(true)).unwrap();
        let unread = (ids.len() - read) as u64;
        let counts = Counts { total: 12, unread };
        assert_eq!(store.count(&found).unwrap(), counts);
        let sums = |counts: Vec<(u64, u64)>| {
            counts
                .iter()
                .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
        };
        let by_section = store.sections(&found).unwrap();
        let by_day = store.days(&found, 9).unwrap();
        let by_source = store.by_source(&found).unwrap();
        assert_eq!(
            sums(
                by_section
                    .iter()
                    .map(|one| (one.total, one.unread))
                    .collect()
            ),
            (12, unread)
        );
        assert_eq!(
            sums(by_day.iter().map(|one| (one.total, one.unread)).collect()),
            (12, unread)
        );
        assert_eq!(
            sums(
                by_source
                    .iter()
                    .map(|(_, one)| (one.total, one.unread))
                    .collect()
            ),
            (12, unread)
        );
        let names: Vec<&str> = by_source.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["paper.txt", "維港晨報"]);
        store.undo(&undo).unwrap();
    }
    assert_eq!(store.days(&found, 2).unwrap().len(), 2);
}

#[test]
fn all_of_a_list_is_marked_a_part_at_a_time() {
    let (_folder, mut store) = store();
    store.put("page.txt", &edition(), TODAY).unwrap();
    let unread = query(Expr::is(State::Unread));
    let (mut after, mut marked) = (None, Vec::new());
    loop {
        let (undo, next) = store
            .mark_some(&unread, Mark::Read(true), after, 1)
            .unwrap();
        marked.push(undo);
        after = next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(store.count(&unread).unwrap().total, 0);
    assert_eq!(marked.iter().map(|undo| undo.ids.len()).sum::<usize>(), 3);
    for undo in &marked {
        store.undo(undo).unwrap();
    }
    assert_eq!(
        store.mark_all(&unread, Mark::Read(true)).unwrap().ids.len(),
        3
    );
}

#[test]
fn queries_are_completed_with_the_archive_s_names() {
    let (_folder, mut store) = store();
    let one = Article {
        author: Some("方以宁".into()),
        publication: Some("維港晨報".into()),
        tags: vec!["房屋".into()],
        ..article("要聞", "渡輪復航", "船開了。")
    };
    store.put("page.txt", &[one], TODAY).unwrap();
    let feed = Feed {
        title: "海事通訊".into(),
        tags: vec!["航運".into(), "房屋".into()],
        ..Feed::new("http://a.example/feed")
    };
    store.add_feed(&feed).unwrap();
    let names = store.names().unwrap();
    assert_eq!(names.sources, ["維港晨報", "海事通訊"]);
    assert_eq!(names.authors, ["方以宁"]);
    assert_eq!(names.tags, ["房屋", "航運"]);
}

#[test]
fn what_a_character_is_found_in_is_kept_or_not_told() {
    let (_folder, mut store) = store();
    store.put("page.txt", &edition(), TODAY).unwrap();
    let all = query(Expr::text("校"));
    let kept = |store: &Store| characters::count(&store.db, '校').unwrap();
    assert_eq!(
        (kept(&store), store.count(&all).unwrap().total),
        (Some(1), 1)
    );
    // Of a text that cannot be read nobody knows what to take off.
    let rows = store.list(&Query::default(), first(3)).unwrap();
    let damage = "UPDATE bodies SET codec = 0, body = x'00' WHERE article = ?1";
    store.db.execute(damage, [rows[2].id.0]).unwrap();
    store.remove(&[rows[2].id]).unwrap();
    let fresh = [article("港聞", "校巴", "校巴遲到。")];
    store.put("page.txt", &fresh, TODAY).unwrap();
    assert_eq!((kept(&store), store.count(&all).unwrap().total), (None, 2));
    store.vacuum().unwrap();
    assert_eq!(
        (kept(&store), store.count(&all).unwrap().total),
        (Some(2), 2)
    );
    assert_eq!(store.check().unwrap().problems, Vec::<String>::new());
    let wrong = "UPDATE characters SET articles = 3 WHERE code = unicode('校')";
    store.db.execute(wrong, []).unwrap();
    let problems = store.check().unwrap().problems;
    assert_eq!(problems, ["wrong count: character 校"]);
}

#[test]
fn a_count_is_made_again_when_something_was_written() {
    let (_folder, mut store) = store();
    store.put("page.txt", &edition(), TODAY).unwrap();
    let reader = store.reader().unwrap();
    let unread = query(Expr::is(State::Unread)).and(Expr::text("學校"));
    let all = query(Expr::text("學校"));
    let count = |query: &Query| reader.count(query).unwrap().total;
    assert_eq!([count(&all), count(&all), count(&unread)], [1; 3]);
    store.mark_all(&all, Mark::Read(true)).unwrap();
    assert_eq!([count(&all), count(&unread), count(&unread)], [1, 0, 0]);
    let fresh = [article("港聞", "學校", "學校復課。")];
    store.put("page.txt", &fresh, TODAY).unwrap();
    assert_eq!([count(&all), count(&unread), count(&all)], [2, 1, 2]);
}

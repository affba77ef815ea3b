//! A list that shows each story once, and every figure beside it, is what a scan of all articles says.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::article::{Article, ArticleId, Block, Headline};
use crate::query::{Query, parse};
use crate::store::twice::rank;
use crate::store::{Counts, Mark, Page, Store};

const DAY: Date = date(2025, 3, 24);
const SECTIONS: [&str; 3] = ["要聞", "社評", "體育"];

/// What a list is asked for: without regard to stories, the second is what the reader did.
const ASKED: [(&str, &str); 12] = [
    ("", ""),
    ("", "is:unread"),
    ("section:社評", ""),
    ("section:社評", "is:unread"),
    ("date:2025-03-25", ""),
    ("after:2025-03-25 section:要聞", "is:unread"),
    ("甲", ""),
    ("甲 section:要聞", "is:unread"),
    ("-乙", ""),
    ("(甲 OR section:體育)", "is:unread"),
    ("title:/甲|乙/", ""),
    ("source:first", ""),
];

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("k.db"), "me").unwrap();
    (folder, store)
}

fn query(text: &str, once: bool) -> Query {
    Query {
        once,
        ..parse(text, DAY).unwrap()
    }
}

fn page(after: Option<ArticleId>, backward: bool, limit: usize) -> Page {
    Page {
        after,
        backward,
        limit,
    }
}

fn all(store: &Store, query: &Query) -> Vec<Headline> {
    store.list(query, page(None, false, 1_000)).unwrap()
}

fn counts<'a>(rows: impl Iterator<Item = &'a Headline>) -> Counts {
    rows.fold(Counts::default(), |counts, row| Counts {
        total: counts.total + 1,
        unread: counts.unread + u64::from(!row.read),
    })
}

/// Puts the articles in, tells the archive which are one story, and marks some read.
fn filled(told: &[(usize, i64, i64, bool)]) -> (tempfile::TempDir, Store) {
    let (folder, mut store) = store();
    let articles: Vec<Article> = (0..)
        .zip(told)
        .map(|(n, (section, day, story, _)): (usize, _)| Article {
            id: Some(n.to_string()),
            title: format!("{n}{}", if *story % 2 == 0 { "甲" } else { "乙" }),
            section: Some(SECTIONS[*section].into()),
            publication: Some(["first", "second"][n % 2].into()),
            edition: Some(DAY.saturating_add(jiff::Span::new().days(*day))),
            published: (n % 3 > 0).then(|| {
                format!(
                    "{}T08:{n:02}:00Z",
                    DAY.saturating_add(jiff::Span::new().days(*day))
                )
            }),
            blocks: vec![Block::paragraph("文")],
            ..Article::default()
        })
        .collect();
    store.put("x", &articles, DAY).unwrap();
    for row in all(&store, &Query::default()) {
        let n: String = row.title.chars().filter(char::is_ascii_digit).collect();
        let (_, _, story, read) = told[n.parse::<usize>().unwrap()];
        if story > 0 {
            let sql = "INSERT INTO twins (article, story, rank) VALUES (?1, ?2, ?3)";
            store
                .db
                .execute(sql, [row.id.0, story, rank(row.id)])
                .unwrap();
        }
        if read {
            store.mark(&[row.id], Mark::Read(true)).unwrap();
        }
    }
    // A story of one is none.
    let single = "DELETE FROM twins WHERE story IN (SELECT story FROM twins GROUP BY story HAVING count(*) = 1)";
    store.db.execute(single, []).unwrap();
    (folder, store)
}

/// The first of each story among rows, and those that are of none.
fn firsts(store: &Store, rows: &[Headline]) -> Vec<Headline> {
    let story = |id: ArticleId| -> Option<i64> {
        let sql = "SELECT story FROM twins WHERE article = ?1";
        store.db.query_row(sql, [id.0], |row| row.get(0)).ok()
    };
    let behind = |row: &Headline| {
        story(row.id).is_some_and(|own| {
            rows.iter()
                .any(|other| rank(other.id) < rank(row.id) && story(other.id) == Some(own))
        })
    };
    rows.iter().filter(|row| !behind(row)).cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_figure_is_that_of_a_scan(
        told in prop::collection::vec((0usize..3, 0i64..3, 0i64..4, any::<bool>()), 1..24),
    ) {
        let (_folder, store) = filled(&told);
        for (what, state) in ASKED {
            let plain = all(&store, &query(what, false));
            let shown = |rows: &[Headline]| -> Vec<Headline> {
                let all = firsts(&store, rows);
                all.into_iter().filter(|row| state.is_empty() || !row.read).collect()
            };
            let expect = shown(&plain);
            let asked = query(&format!("{what} {state}"), true);
            let listed = all(&store, &asked);
            prop_assert_eq!(&listed, &expect, "{} {}", what, state);
            prop_assert_eq!(store.count(&asked).unwrap(), counts(expect.iter()), "{} {}", what, state);
            for (at, row) in listed.iter().enumerate() {
                prop_assert_eq!(store.position(&asked, row.id).unwrap(), at as u64);
                let after = store.list(&asked, page(Some(row.id), false, 1_000)).unwrap();
                prop_assert_eq!(&after[..], &listed[at + 1..]);
                let before = store.list(&asked, page(Some(row.id), true, 1_000)).unwrap();
                prop_assert_eq!(&before[..], &listed[..at]);
            }
            // A section's figures are those of its own list, a day's those of its edition.
            for section in store.sections(&asked).unwrap() {
                let own: Vec<Headline> = plain.iter().filter(|row| row.section == section.section).cloned().collect();
                let figures = Counts { total: section.total, unread: section.unread };
                prop_assert_eq!(figures, counts(shown(&own).iter()), "{} {} {:?}", what, state, section.section);
            }
            for day in store.days(&asked, 10).unwrap() {
                let own: Vec<Headline> = plain.iter().filter(|row| row.edition == day.day).cloned().collect();
                let figures = Counts { total: day.total, unread: day.unread };
                prop_assert_eq!(figures, counts(shown(&own).iter()), "{} {} {}", what, state, day.day);
            }
        }
        // What was read or kept is listed whole.
        for text in ["is:read", "is:starred", "-is:unread", "is:read OR 甲"] {
            prop_assert_eq!(all(&store, &query(text, true)), all(&store, &query(text, false)), "{}", text);
        }
        let told: Vec<ArticleId> = all(&store, &query("is:twin", false)).iter().map(|row| row.id).collect();
        let others: Vec<ArticleId> = all(&store, &Query::default()).iter().filter(|row| row.others > 0).map(|row| row.id).collect();
        prop_assert_eq!(told, others);
    }
}

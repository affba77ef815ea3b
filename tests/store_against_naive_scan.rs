//! Every answer of the store, for any articles, marks and query, is that of a scan written without regard to speed.

use jiff::civil::{Date, date};
use kanbao::article::{Article, ArticleId, Block};
use kanbao::fold::fold;
use kanbao::query::{Expr, Field, Query, Sort, State, Term};
use kanbao::store::{Counts, Mark, Page, Store};
use proptest::prelude::*;
use regex::Regex;

const DAY: Date = date(2025, 3, 24);
const SECTIONS: [&str; 3] = ["要聞", "社評", "體育"];

/// An article and what the reader did with it.
#[derive(Debug, Clone)]
struct Printed {
    article: Article,
    read: bool,
    starred: bool,
    /// Its text changed after it was read.
    changed: bool,
    id: ArticleId,
}

/// Short texts of few characters, so that phrases are often found, in variants, beside marks and words.
fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "香", "港", "學", "学", "台", "臺", "灣", "湾", "經", "，", "。", "「", "\n", " ", "AI",
        "ai", "abc", "abcd", "don't", "12", "é", "мо", "Мо", "か", "カ", "ｶ", "한",
    ]);
    prop::collection::vec(piece, 1..14).prop_map(|pieces| pieces.concat())
}

fn printed() -> impl Strategy<Value = Printed> {
    let circumstances = (
        0..4usize,
        0..3i64,
        any::<bool>(),
        any::<bool>(),
        0..3usize,
        0..3usize,
    );
    (text(), prop::collection::vec(text(), 0..3), circumstances).prop_map(
        |(title, blocks, about)| {
            let (section, day, read, starred, language, author) = about;
            Printed {
                article: Article {
                    title,
                    section: SECTIONS.get(section).map(|name| (*name).to_owned()),
                    edition: Some(DAY.saturating_add(jiff::Span::new().days(day))),
                    language: [None, Some("zh-Hant"), Some("zh")][language].map(str::to_owned),
                    author: [None, Some("方以宁"), Some("陳思澄")][author].map(str::to_owned),
                    page: Some(format!("A{author}")),
                    tags: if read {
                        vec!["本地".into()]
                    } else {
                        Vec::new()
                    },
                    blocks: blocks.into_iter().map(Block::paragraph).collect(),
                    ..Article::default()
                },
                read,
                starred,
                changed: false,
                id: ArticleId(0),
            }
        },
    )
}

fn expr() -> impl Strategy<Value = Expr> {
    let field = prop::sample::select(vec![Field::Any, Field::Title, Field::Body]);
    let day =
        || (0..4i64).prop_map(|n| (n < 3).then(|| DAY.saturating_add(jiff::Span::new().days(n))));
    let name = |names: &'static [&'static str]| {
        prop::sample::select(names.to_vec()).prop_map(str::to_owned)
    };
    let term = prop_oneof![
        4 => (field.clone(), text(), any::<bool>())
            .prop_map(|(field, phrase, exact)| Term::Text { field, phrase, exact }),
        1 => field.prop_map(|field| Term::Regex { field, pattern: "[香學]港?a".into() }),
        2 => name(&SECTIONS).prop_map(Term::Section),
        1 => name(&["方以宁", "陳思澄", "何人"]).prop_map(Term::Author),
        1 => name(&["zh", "zh-Hant", "ja"]).prop_map(Term::Lang),
        1 => name(&["A1", "a2", "B1"]).prop_map(Term::Page),
        1 => name(&["本地", "無"]).prop_map(Term::Tag),
        3 => prop::sample::select(vec![State::Unread, State::Read, State::Starred, State::Changed, State::Twin]).prop_map(Term::Is),
        2 => (day(), day()).prop_map(|(from, to)| Term::Date { from, to }),
    ];
    let leaf = prop_oneof![1 => Just(Expr::All), 12 => term.prop_map(Expr::Term)];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Expr::And),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Expr::Or),
            inner.prop_map(|expr| Expr::Not(Box::new(expr))),
        ]
    })
}

/// What the words of a text are, told by a regular expression: a character, a word of letters, a run of marks.
fn words(text: &str) -> Vec<String> {
    // Scripts that part words by spaces, and those that do not.
    let parted = r"\p{Latin}\p{Cyrillic}0-9";
    let alone = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}";
    let words = format!("[{parted}]+|[{alone}]|[^{parted}{alone} ]+");
    let words = Regex::new(&words).unwrap();
    let folded = fold(text).replace('\'', "");
    words
        .find_iter(&folded)
        .map(|found| {
            if found.as_str().chars().any(char::is_alphanumeric) {
                found.as_str()
            } else {
                "¶"
            }
        })
        .map(str::to_owned)
        .collect()
}

fn is_mark(word: &String) -> bool {
    word == "¶"
}

/// Whether a text holds a phrase: the words one after another, the last perhaps only begun.
fn holds(text: &str, phrase: &str) -> bool {
    let (text, mut wanted) = (words(text), words(phrase));
    let open = wanted
        .last()
        .is_some_and(|last| last.chars().count() > 2 && last.chars().all(char::is_alphabetic));
    while wanted.last().is_some_and(is_mark) {
        wanted.pop();
    }
    let wanted: Vec<String> = wanted.into_iter().skip_while(is_mark).collect();
    let Some((last, before)) = wanted.split_last() else {
        return false;
    };
    text.windows(wanted.len()).any(|run| {
        let (end, start) = run.split_last().unwrap();
        start == before && (end == last || open && end.starts_with(last.as_str()))
    })
}

fn meets(printed: &Printed, expr: &Expr) -> bool {
    let article = &printed.article;
    let texts = |field: Field| {
        let title = std::iter::once(article.title.as_str()).filter(move |_| field != Field::Body);
        let body = article
            .blocks
            .iter()
            .map(|block| block.text.as_str())
            .filter(move |_| field != Field::Title);
        title.chain(body)
    };
    match expr {
        Expr::All => true,
        Expr::And(all) => all.iter().all(|expr| meets(printed, expr)),
        Expr::Or(any) => any.iter().any(|expr| meets(printed, expr)),
        Expr::Not(not) => !meets(printed, not),
        Expr::Term(term) => match term {
            // The very characters, where the words are.
            Term::Text {
                field,
                phrase,
                exact: true,
            } => {
                let alike = Term::Text {
                    field: *field,
                    phrase: phrase.clone(),
                    exact: false,
                };
                let marks_alone = words(phrase).iter().all(is_mark);
                texts(*field).any(|text| text.contains(phrase))
                    && (marks_alone || meets(printed, &Expr::Term(alike)))
            }
            // Marks alone are looked for as they stand.
            Term::Text { field, phrase, .. } if words(phrase).iter().all(is_mark) => {
                texts(*field).any(|text| fold(text).contains(&fold(phrase)))
            }
            // Blocks are lines to the index: a phrase may go on over a line's end as over any mark.
            Term::Text { field, phrase, .. } => {
                let title = *field != Field::Body && holds(&article.title, phrase);
                let body: Vec<&str> = article
                    .blocks
                    .iter()
                    .map(|block| block.text.as_str())
                    .collect();
                title || *field != Field::Title && holds(&body.join("\n"), phrase)
            }
            Term::Regex { field, .. } => {
                let regex = Regex::new("(?i)[香學]港?a").unwrap();
                texts(*field).any(|text| regex.is_match(text))
            }
            Term::Section(name) => article.section.as_ref() == Some(name),
            Term::Source(_) => unreachable!(),
            Term::Author(name) => article.author.as_ref() == Some(name),
            Term::Lang(tag) => article
                .language
                .as_ref()
                .is_some_and(|l| l == tag || l.starts_with(&format!("{tag}-"))),
            Term::Tag(tag) => article.tags.contains(tag),
            Term::Page(page) => article
                .page
                .as_ref()
                .is_some_and(|p| p.eq_ignore_ascii_case(page)),
            Term::Is(State::Unread) => !printed.read,
            Term::Is(State::Read) => printed.read,
            Term::Is(State::Starred) => printed.starred,
            Term::Is(State::Changed) => printed.changed,
            // All come from one source.
            Term::Is(State::Twin) => false,
            Term::Date { from, to } => {
                let day = article.edition.unwrap();
                from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
            }
        },
    }
}

/// Puts the articles in and marks them; gives each the number that it got.
fn store_of(printed: &mut [Printed]) -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("k.db"), "me").unwrap();
    for (at, one) in printed.iter_mut().enumerate() {
        one.article.id = Some(at.to_string());
        store
            .put("test", std::slice::from_ref(&one.article), DAY)
            .unwrap();
    }
    let all = Page {
        after: None,
        backward: false,
        limit: 1000,
    };
    for row in store.list(&Query::default(), all).unwrap() {
        let guid: usize = store
            .article(row.id)
            .unwrap()
            .unwrap()
            .article
            .id
            .unwrap()
            .parse()
            .unwrap();
        printed[guid].id = row.id;
    }
    let ids = |such: fn(&Printed) -> bool| -> Vec<ArticleId> {
        printed
            .iter()
            .filter(|one| such(one))
            .map(|one| one.id)
            .collect()
    };
    store.mark(&ids(|one| one.read), Mark::Read(true)).unwrap();
    store
        .mark(&ids(|one| one.starred), Mark::Starred(true))
        .unwrap();
    (folder, store)
}

/// Holds lists, counts, places and parts of what each query finds against a scan.
fn answers_as_a_scan(
    store: &Store,
    printed: &[Printed],
    exprs: &[Expr],
    oldest: bool,
) -> Result<(), TestCaseError> {
    for expr in exprs.iter().cloned() {
        let mut expect: Vec<&Printed> = printed.iter().filter(|one| meets(one, &expr)).collect();
        expect.sort_by_key(|one| one.id);
        if !oldest {
            expect.reverse();
        }
        // Where no story is told twice, to show each once shows all.
        let query = Query {
            expr,
            sort: if oldest { Sort::Oldest } else { Sort::Newest },
            once: oldest,
        };
        let total = expect.len() as u64;
        let unread = expect.iter().filter(|one| !one.read).count() as u64;
        prop_assert_eq!(
            store.count(&query).unwrap(),
            Counts { total, unread },
            "{:?}",
            &query
        );
        let mut listed = Vec::new();
        loop {
            let after = listed.last().copied();
            let page = store
                .list(
                    &query,
                    Page {
                        after,
                        backward: false,
                        limit: 3,
                    },
                )
                .unwrap();
            if page.is_empty() {
                break;
            }
            for row in &page {
                let one = expect.iter().find(|one| one.id == row.id).unwrap();
                prop_assert_eq!((row.read, row.starred), (one.read, one.starred));
                prop_assert_eq!(&row.section, &one.article.section);
            }
            listed.extend(page.iter().map(|row| row.id));
        }
        let ids: Vec<ArticleId> = expect.iter().map(|one| one.id).collect();
        prop_assert_eq!(&listed, &ids, "{:?}", &query);
        for (at, id) in ids.iter().enumerate() {
            prop_assert_eq!(
                store.position(&query, *id).unwrap(),
                at as u64,
                "{:?}",
                &query
            );
            let back = store
                .list(
                    &query,
                    Page {
                        after: Some(*id),
                        backward: true,
                        limit: 2,
                    },
                )
                .unwrap();
            let back: Vec<ArticleId> = back.iter().map(|row| row.id).collect();
            prop_assert_eq!(&back, &ids[at.saturating_sub(2)..at]);
        }
        for section in store.sections(&query).unwrap() {
            let of = |one: &&&Printed| one.article.section == section.section;
            prop_assert_eq!(
                section.total,
                expect.iter().filter(of).count() as u64,
                "{:?}",
                &query
            );
            let unread = expect.iter().filter(of).filter(|one| !one.read).count() as u64;
            prop_assert_eq!(section.unread, unread, "{:?}", &query);
        }
        let days: Vec<(u64, u64)> = store
            .days(&query, 10)
            .unwrap()
            .iter()
            .map(|day| (day.total, day.unread))
            .collect();
        prop_assert_eq!(
            days.iter().map(|day| day.0).sum::<u64>(),
            total,
            "{:?}",
            &query
        );
        prop_assert_eq!(
            days.iter().map(|day| day.1).sum::<u64>(),
            unread,
            "{:?}",
            &query
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_store_answers_as_a_scan_does(
        mut printed in prop::collection::vec(printed(), 1..12),
        exprs in prop::collection::vec(expr(), 8),
        oldest in any::<bool>(),
    ) {
        let (_folder, store) = store_of(&mut printed);
        answers_as_a_scan(&store, &printed, &exprs, oldest)?;
    }

    #[test]
    fn it_does_so_after_articles_changed_and_went(
        mut printed in prop::collection::vec(printed(), 2..12),
        others in prop::collection::vec((text(), any::<bool>(), any::<bool>()), 12),
        exprs in prop::collection::vec(expr(), 4),
    ) {
        let (_folder, mut store) = store_of(&mut printed);
        for (one, (text, changes, _)) in printed.iter_mut().zip(&others) {
            if *changes {
                let before = one.article.clone();
                one.article.title = text.clone();
                one.article.blocks = vec![Block::paragraph(format!("{text}香"))];
                one.changed = one.read && one.article != before;
                store.put("test", std::slice::from_ref(&one.article), DAY).unwrap();
            }
        }
        let gone: Vec<ArticleId> = printed.iter().zip(&others).filter(|(_, other)| other.2).map(|(one, _)| one.id).collect();
        prop_assert_eq!(store.remove(&gone).unwrap(), gone.len() as u64);
        printed.retain(|one| !gone.contains(&one.id));
        // One character alone is counted from what is kept of it, not by a walk.
        let character = |c: &str| Expr::Term(Term::Text { field: Field::Any, phrase: c.into(), exact: false });
        let characters = ["香", "港", "学", "臺", "灣", "經"].map(character);
        let unread = |expr: &Expr| Expr::And(vec![expr.clone(), Expr::is(State::Unread)]);
        let exprs: Vec<Expr> = exprs.iter().chain(&characters).flat_map(|expr| [expr.clone(), unread(expr)]).collect();
        answers_as_a_scan(&store, &printed, &exprs, false)?;
        prop_assert_eq!(store.check().unwrap().problems, Vec::<String>::new());
    }
}

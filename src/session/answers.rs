//! Questions of the screen, answered by a store: the same on the session's own connection and on the worker's.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::{ControlFlow, Range};

use jiff::ToSpan;
use jiff::civil::Date;

use crate::article::{Article, ArticleId, Block, Headline};
use crate::fold;
use crate::query::{self, Expr, Query, Sort, State, Term};
use crate::sound::Matcher;
use crate::store::{self, Counts, Page, Store, StoreError};
use crate::tui::{At, Effect, Facets, Msg, Opening, Seek, Tally};

type Result<T> = std::result::Result<T, StoreError>;

/// A saved filter's query, if it is one.
pub(super) type Saved = Vec<Option<Query>>;

/// What the store says to a question; `None` if the effect asks nothing of it.
pub(super) fn answer(store: &Store, effect: &Effect, saved: &Saved) -> Option<Result<Msg>> {
    Some(match effect {
        Effect::List {
            ticket,
            query,
            sound,
            from,
            limit,
        } => match sound {
            None => list(store, *ticket, query, *from, *limit),
            Some(typed) => sounding(store, *ticket, query, typed, (*from, *limit)),
        },
        Effect::Count { ticket, query } => store.count(query).map(|counts| Msg::Counted {
            ticket: *ticket,
            tally: tally(counts),
        }),
        Effect::Locate { ticket, query, id } => {
            store.position(query, *id).map(|before| Msg::Located {
                ticket: *ticket,
                id: *id,
                before,
            })
        }
        Effect::Facets(query) => facets(store, query).map(|facets| Msg::Facets(Box::new(facets))),
        Effect::Saved => counts_of(store, saved).map(Msg::Saved),
        Effect::Days(query) => store.days(query, usize::MAX).map(Msg::Days),
        Effect::Names => store.names().map(|names| Msg::Names(Box::new(names))),
        Effect::Seek {
            query,
            beside,
            seek,
        } => self::seek(store, query, *beside, *seek).map(|found| Msg::Sought(*seek, found)),
        Effect::Open { id, how, query } => return open(store, *id, *how, query).transpose(),
        Effect::Versions(id) => store
            .versions(*id)
            .map(|versions| Msg::Versions(*id, versions)),
        Effect::Tellings(id, then) => store
            .tellings(*id)
            .map(|rows| Msg::Tellings(*id, *then, rows)),
        Effect::Find { id, query } => return find(store, *id, query).transpose(),
        Effect::FindIn { id, words } => return find_in(store, *id, words).transpose(),
        _ => return None,
    })
}

/// Whether a query can be answered from counts and indexes that are kept, however large the store.
pub(super) fn is_quick(query: &Query) -> bool {
    let plain = |term: &Term| matches!(term, Term::Section(_) | Term::Is(_) | Term::Date { .. });
    query.sort != Sort::Relevance && query.clone().without(plain).is_all()
}

fn tally(counts: Counts) -> Tally {
    Tally {
        total: counts.total,
        unread: counts.unread,
    }
}

fn page(after: Option<ArticleId>, backward: bool, limit: usize) -> Page {
    Page {
        after,
        backward,
        limit,
    }
}

fn list(store: &Store, ticket: u32, query: &Query, from: At, limit: usize) -> Result<Msg> {
    let (rows, head, tail) = match from {
        At::Head => {
            let rows = store.list(query, page(None, false, limit))?;
            let tail = rows.len() < limit;
            (rows, true, tail)
        }
        At::Tail => {
            let rows = store.list(query, page(None, true, limit))?;
            let head = rows.len() < limit;
            (rows, head, true)
        }
        At::After(id) => {
            let rows = store.list(query, page(Some(id), false, limit))?;
            let tail = rows.len() < limit;
            (rows, false, tail)
        }
        At::Before(id) => {
            let rows = store.list(query, page(Some(id), true, limit))?;
            let head = rows.len() < limit;
            (rows, head, false)
        }
        At::Around(id) => around(store, query, Some(id), limit)?,
        At::Day(day) => {
            let above = list_of_days(store, query, beyond(day, query.sort, false), true, 1)?;
            around(store, query, above.last().map(|row| row.id), limit)?
        }
    };
    Ok(Msg::Listed {
        ticket,
        from,
        rows,
        head,
        tail,
    })
}

/// Rows before an article, itself, and rows after it; from the head if there is none.
fn around(
    store: &Store,
    query: &Query,
    id: Option<ArticleId>,
    limit: usize,
) -> Result<(Vec<Headline>, bool, bool)> {
    let half = limit / 2;
    let before = match id {
        Some(_) => store.list(query, page(id, true, half))?,
        None => Vec::new(),
    };
    let head = before.len() < half;
    let from = before.last().map(|row| row.id);
    let after = store.list(query, page(from, false, limit - before.len()))?;
    let tail = after.len() < limit - before.len();
    let rows = before.into_iter().chain(after).collect();
    Ok((rows, head || id.is_none(), tail))
}

/// The days after a day in the list's order, or before it.
fn beyond(day: Date, sort: Sort, after: bool) -> Expr {
    let newer = (sort == Sort::Oldest) == after;
    if newer {
        Expr::days(Some(day.saturating_add(1.day())), None)
    } else {
        Expr::days(None, Some(day.saturating_sub(1.day())))
    }
}

fn list_of_days(
    store: &Store,
    query: &Query,
    days: Expr,
    backward: bool,
    limit: usize,
) -> Result<Vec<Headline>> {
    store.list(&query.clone().and(days), page(None, backward, limit))
}

/// What one key looks for beside the selected article.
fn seek(
    store: &Store,
    query: &Query,
    beside: Option<ArticleId>,
    seek: Seek,
) -> Result<Option<Headline>> {
    let one = |query: &Query, backward| {
        let found = store.list(query, page(beside, backward, 1))?;
        Ok(found.into_iter().next())
    };
    match seek {
        Seek::Article { backward } => one(query, backward),
        Seek::Unread { backward } => {
            let unread = query.clone().and(Expr::is(State::Unread));
            one(&unread, backward)
        }
        Seek::Day { later } => {
            let Some(stored) = beside.map(|id| store.article(id)).transpose()?.flatten() else {
                return Ok(None);
            };
            another_day(store, query, stored.edition, later)
        }
    }
}

/// An article of the nearest later or earlier day that the query has articles of.
fn another_day(store: &Store, query: &Query, day: Date, later: bool) -> Result<Option<Headline>> {
    let oldest_first = query.sort == Sort::Oldest;
    // One day's filter does not keep one from going to the next.
    let query = match query.days() {
        Some((Some(from), Some(to))) if from == to => query
            .clone()
            .without(|term| matches!(term, Term::Date { .. })),
        _ => query.clone(),
    };
    let days = if later {
        Expr::days(Some(day.saturating_add(1.day())), None)
    } else {
        Expr::days(None, Some(day.saturating_sub(1.day())))
    };
    // With the newest first, the nearest later day stands at the tail of the later ones.
    let found = list_of_days(store, &query, days, later != oldest_first, 1)?;
    Ok(found.into_iter().next())
}

/// Days that a chart may show.
const DAYS: usize = 400;

fn facets(store: &Store, query: &Query) -> Result<Facets> {
    let without = |drop: fn(&Term) -> bool| query.clone().without(drop);
    let plain = without(|term| matches!(term, Term::Section(_) | Term::Is(_) | Term::Date { .. }));
    let stateless = without(|term| matches!(term, Term::Is(_)));
    let starred = stateless.clone().and(Expr::is(State::Starred));
    let sectionless = without(|term| matches!(term, Term::Section(_)));
    let dayless = without(|term| matches!(term, Term::Date { .. }));
    let all = tally(store.count(&plain)?);
    Ok(Facets {
        all,
        state: match stateless == plain {
            true => all,
            false => tally(store.count(&stateless)?),
        },
        starred: store.count(&starred)?.total,
        sections: store.sections(&sectionless)?,
        days: store.days(&shown_with(query, dayless), DAYS)?,
        saved: Vec::new(),
    })
}

/// Days after a filter's last that are shown with it, so that one gets to them too.
const BEYOND: i64 = 3;

/// The days that are shown beside a filter: those that lead up to its own. A list of 2020 is no matter of last week's days.
fn shown_with(query: &Query, dayless: Query) -> Query {
    match query.days() {
        Some((from, Some(to))) => {
            let beyond = if from == Some(to) { BEYOND } else { 0 };
            dayless.and(Expr::days(None, Some(to.saturating_add(beyond.days()))))
        }
        _ => dayless,
    }
}

fn counts_of(store: &Store, saved: &Saved) -> Result<Vec<Option<Tally>>> {
    let count = |query: &Option<Query>| {
        let counts = query.as_ref().map(|query| store.count(query)).transpose()?;
        Ok(counts.map(tally))
    };
    saved.iter().map(count).collect()
}

fn open(store: &Store, id: ArticleId, how: Opening, query: &Query) -> Result<Option<Msg>> {
    Ok(store.article(id)?.map(|stored| {
        let hits = (!is_long(&stored.article)).then(|| hits(query, &stored.article));
        Msg::Opened {
            query: query.clone(),
            how,
            stored: Box::new(stored),
            hits,
        }
    }))
}

/// The longest text, in bytes, that a key waits for while it is looked through: some milliseconds on a slow machine. Longer
/// than nearly every article.
const AT_ONCE: usize = 1 << 17;

/// Whether a key cannot wait for what stands in an article.
pub(super) fn is_long(article: &Article) -> bool {
    let texts = article.blocks.iter().map(|block| block.text.len());
    texts.sum::<usize>() > AT_ONCE
}

fn find(store: &Store, id: ArticleId, query: &Query) -> Result<Option<Msg>> {
    Ok(store.article(id)?.map(|stored| Msg::Found {
        id,
        query: query.clone(),
        hits: hits(query, &stored.article),
    }))
}

fn hits(query: &Query, article: &Article) -> Vec<(u32, Range<usize>)> {
    let place = |(block, range)| Some((u32::try_from(block).ok()?, range));
    let places = store::hits(query, article).blocks;
    places.into_iter().filter_map(place).collect()
}

fn find_in(store: &Store, id: ArticleId, words: &str) -> Result<Option<Msg>> {
    Ok(store.article(id)?.map(|stored| {
        let blocks = (0u32..).zip(&stored.article.blocks);
        let places = |(index, block): (u32, &Block)| {
            let found = fold::find_all(&block.text, words, false);
            found.into_iter().map(move |range| (index, range))
        };
        Msg::Hits {
            id,
            words: words.to_owned(),
            hits: blocks.flat_map(places).collect(),
        }
    }))
}

/// So many headlines that sound like it are shown.
const SHOWN: usize = 200;

/// Headlines that sound like what was typed: the best first, then the newest. The newest `most` titles of the filter are
/// listened to; the answer says whether those were all.
fn sounding(
    store: &Store,
    ticket: u32,
    query: &Query,
    typed: &str,
    (from, most): (At, usize),
) -> Result<Msg> {
    let mut matcher = Matcher::new(typed);
    // The least of those kept is at the top: what is no better than it is dropped at once.
    let mut best: BinaryHeap<Reverse<(u32, ArticleId)>> = BinaryHeap::with_capacity(SHOWN);
    let mut heard = 0;
    let mut all = true;
    store.titles(query, |id, title| {
        if heard == most {
            all = false;
            return ControlFlow::Break(());
        }
        heard += 1;
        if let Some(score) = matcher.score(title) {
            let one = Reverse((score, id));
            if best.len() < SHOWN {
                best.push(one);
            } else if let Some(mut least) = best.peek_mut().filter(|least| one < **least) {
                *least = one;
            }
        }
        ControlFlow::Continue(())
    })?;
    let best: Vec<ArticleId> = best
        .into_sorted_vec()
        .into_iter()
        .map(|Reverse((_, id))| id)
        .collect();
    Ok(Msg::Listed {
        ticket,
        from,
        rows: store.rows(&best)?,
        head: true,
        tail: all,
    })
}

/// The queries of saved filters.
pub(super) fn saved<'a>(texts: impl Iterator<Item = &'a str>, today: Date) -> Saved {
    texts.map(|text| query::parse(text, today).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    #[test]
    fn the_days_beside_a_filter_lead_up_to_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&folder.path().join("k.db"), "me").unwrap();
        let days = ["2020-01-05", "2020-01-08", "2020-01-09", "2025-03-01"];
        let articles = days.map(|day| Article {
            title: day.into(),
            edition: day.parse().ok(),
            ..Article::default()
        });
        let today = jiff::civil::date(2025, 3, 24);
        store.put("test", &articles, today).unwrap();
        let check = |query: &str, expect: &[&str]| {
            let query = query::parse(query, today).unwrap();
            let days = facets(&store, &query).unwrap().days;
            let days: Vec<String> = days.iter().map(|count| count.day.to_string()).collect();
            assert_eq!(days, expect);
        };
        let all = ["2025-03-01", "2020-01-09", "2020-01-08", "2020-01-05"];
        check("", &all);
        check("after:2020-01-09", &all);
        check("date:2020-01", &all[1..]);
        check("before:2020-01-09", &all[2..]);
        // From a day one still gets to those after it.
        check("date:2020-01-05", &all[2..]);
        check("date:2025-03-01", &all);
    }

    #[test]
    fn the_newest_headlines_are_listened_to_before_all() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&folder.path().join("k.db"), "me").unwrap();
        let titled = |title: &str, edition: &str| Article {
            title: title.into(),
            edition: edition.parse().ok(),
            ..Article::default()
        };
        let articles = [
            titled("碼頭", "2025-03-01"),
            titled("新碼頭", "2025-03-02"),
            titled("天氣", "2025-03-03"),
        ];
        let today = jiff::civil::date(2025, 3, 24);
        store.put("test", &articles, today).unwrap();
        let heard = |most| match sounding(&store, 1, &Query::default(), "matou", (At::Head, most)) {
            Ok(Msg::Listed { rows, tail, .. }) => {
                let titles: Vec<String> = rows.into_iter().map(|row| row.title).collect();
                (titles.join(" "), tail)
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(heard(1), (String::new(), false));
        assert_eq!(heard(2), ("新碼頭".into(), false));
        assert_eq!(heard(3), ("碼頭 新碼頭".into(), true));
        assert_eq!(heard(usize::MAX), ("碼頭 新碼頭".into(), true));
    }
}

//! An input that is kept, read once more in the encoding that the reader knows it to have. Its articles take the new words and
//! keep their numbers, places and marks; what they said before stays as an earlier version.

use jiff::civil::Date;

use super::{desk, full, rules};
use crate::article::ArticleId;
use crate::config::Rule;
use crate::ingest::{self, Hints, IngestError};
use crate::store::{self, Original, Store, StoreError, Tally};

/// Why an input could not be read again.
#[derive(Debug, thiserror::Error)]
pub enum NotRead {
    /// The archive.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// In that encoding it is no text, or gives no article.
    #[error("read so, {0}")]
    Ingest(#[from] IngestError),
    /// In that encoding the page that it links to is no text.
    #[error("read so, {0}")]
    Page(#[from] ingest::full::NoText),
    /// It is not kept.
    #[error("it is not kept")]
    Gone,
}

/// Reads an input again.
///
/// # Errors
/// [`NotRead`]: nothing was changed, unless the archive failed midway; then reading once more does the rest.
pub fn reread(
    store: &mut Store,
    number: i64,
    encoding: &str,
    rules: &[Rule],
    today: Date,
) -> Result<Tally, NotRead> {
    let original = store.original(number)?.ok_or(NotRead::Gone)?;
    let hints = Hints {
        encoding: Some(encoding.to_owned()),
        mended: desk::memory(store)?,
        // Hints that cannot be read cost what the caller knew, not the text.
        ..serde_json::from_str(&original.hints).unwrap_or_default()
    };
    let mut articles = ingest::read(&original.bytes, &hints)?.articles;
    for article in &mut articles {
        rules::apply(rules, article, &[&original.source]);
    }
    // As it was put in: the words that counted then count now.
    let articles = store::settled(&articles, today).unwrap_or(articles);
    let before = store.given_by(number)?;
    let mut tally = Tally::default();
    let mut gave = Vec::with_capacity(articles.len());
    for (nth, article) in articles.iter().enumerate() {
        gave.push(match before.get(nth) {
            Some(Some(id)) => {
                tally.updated += u64::from(store.amend(*id, article)?);
                Some(*id)
            }
            // It was removed, and stays so.
            Some(None) => None,
            None => {
                let one = std::slice::from_ref(article);
                let (put, ids) = store.put_numbered(&original.source, one, today)?;
                tally.added += put.added;
                ids.first().copied().flatten()
            }
        });
    }
    let hints = serde_json::to_string(&hints).unwrap_or_default();
    store.keep_original(&Original { hints, ..original }, &gave)?;
    let left: Vec<ArticleId> = before.into_iter().skip(gave.len()).flatten().collect();
    store.remove(&without_starred(store, left)?)?;
    Ok(tally)
}

/// Reads the page that gave an article its full text again. `None`: it is not kept.
///
/// # Errors
/// [`NotRead`]: nothing was changed.
pub fn reread_page(
    store: &mut Store,
    id: ArticleId,
    encoding: &str,
) -> Result<Option<Tally>, NotRead> {
    let Some(page) = store.page_of(id)? else {
        return Ok(None);
    };
    let mut pages = full::unkept(&page);
    let before = ingest::full::whole(&pages)?;
    for raw in &mut pages {
        raw.encoding = Some(encoding.to_owned());
    }
    let now = ingest::full::whole(&pages)?;
    let kept = full::kept(&pages);
    let is_new = store.set_full_text(id, Some(&kept), |article| {
        ingest::full::again(article, &before, &now)
    })?;
    Ok(Some(Tally {
        updated: u64::from(is_new),
        unchanged: u64::from(!is_new),
        ..Tally::default()
    }))
}

/// Of articles that the input does not give any more, those that nobody here keeps.
fn without_starred(store: &Store, ids: Vec<ArticleId>) -> Result<Vec<ArticleId>, StoreError> {
    let mut going = Vec::new();
    for id in ids {
        if store
            .article(id)?
            .is_some_and(|stored| !stored.marks.starred)
        {
            going.push(id);
        }
    }
    Ok(going)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_feed_says_twice_is_read_again_as_it_was_put_in() {
        const TODAY: Date = jiff::civil::date(2026, 10, 2);
        let item = |hour: u8, text: &str| {
            format!(
                "<item><guid>1</guid><title>船期</title><pubDate>Thu, 01 Oct 2026 {hour:02}:00:00 GMT</pubDate>\
                 <description>{text}</description></item>"
            )
        };
        let feed = format!(
            "<rss version=\"2.0\"><channel><title>報</title>{}{}</channel></rss>",
            item(9, "船停了。"),
            item(8, "船開了。")
        );
        let articles = ingest::read(feed.as_bytes(), &Hints::default()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&folder.path().join("k.db"), "me").unwrap();
        let put = store.put_numbered("feed", &articles.articles, TODAY);
        let (_, ids) = put.unwrap();
        let original = Original {
            source: "feed".into(),
            hints: String::new(),
            bytes: feed.into_bytes(),
        };
        let number = store.keep_original(&original, &ids).unwrap().unwrap();
        reread(&mut store, number, "utf-8", &[], TODAY).unwrap();
        let stored = store.article(ids[0].unwrap()).unwrap().unwrap();
        assert_eq!(stored.article.body(), "船停了。");
    }
}

//! newsboat's `cache.db` as an input: its articles under the addresses of their feeds, so that fetching these feeds here knows
//! them again; what was read there is read here, and what bears the reader's flag is starred.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use jiff::Timestamp;
use url::Url;

use super::{BATCH, Import, Taken, add};
use crate::article::{Article, ArticleId, Block};
use crate::ingest::{Harvest, Kind, clean, html};
use crate::store::{self, Mark, NewsboatItem, Tally};

/// Whether a path is newsboat's cache.
pub(super) fn is_cache(path: &Path) -> bool {
    let mut magic = [0; 16];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut magic));
    read.is_ok() && &magic == b"SQLite format 3\0" && store::is_newsboat(path)
}

impl Import<'_> {
    /// newsboat's cache: articles, and what their reader did with them.
    pub(super) fn take_newsboat(&mut self, path: &Path) -> anyhow::Result<anyhow::Result<()>> {
        let mut batch: Vec<NewsboatItem> = Vec::new();
        let mut sum = Ok(Tally::default());
        let mut feeds = Vec::new();
        let read = store::newsboat(path, |item| {
            let ends = batch
                .first()
                .is_some_and(|first| first.feed != item.feed || batch.len() == BATCH);
            if ends {
                self.put_items(&mut batch, &mut feeds, &mut sum);
            }
            batch.push(item);
            sum.is_ok()
        });
        self.put_items(&mut batch, &mut feeds, &mut sum);
        let sum = sum?;
        if let Err(error) = read {
            return Ok(Err(error.into()));
        }
        let harvest = Harvest {
            kind: Kind::Feed,
            articles: feeds,
            ..Harvest::default()
        };
        let name = path.display().to_string();
        match self.store {
            None => self.show(&name, &harvest)?,
            Some(_) => {
                let taken = Taken {
                    kind: Kind::Feed,
                    tally: sum,
                    mends: 0,
                };
                self.report(&name, taken, &[])?;
            }
        }
        Ok(Ok(()))
    }

    /// Puts items of one feed in, with their marks; without a store they are only shown.
    fn put_items(
        &mut self,
        batch: &mut Vec<NewsboatItem>,
        shown: &mut Vec<Article>,
        sum: &mut anyhow::Result<Tally>,
    ) {
        let items = std::mem::take(batch);
        let mut articles: Vec<Article> = items.iter().map(article).collect();
        let (Some(first), Ok(before)) = (items.first(), &mut *sum) else {
            return;
        };
        let source = clean::line(&first.feed).into_owned();
        if self.store.is_none() {
            self.file(&source, &mut articles);
            return shown.append(&mut articles);
        }
        let put = self.put(&source, articles).and_then(|(tally, ids)| {
            self.mark_items(&items, &ids)?;
            Ok(tally)
        });
        match put {
            Ok(tally) => add(before, tally),
            Err(error) => *sum = Err(error),
        }
    }

    fn mark_items(
        &mut self,
        items: &[NewsboatItem],
        ids: &[Option<ArticleId>],
    ) -> anyhow::Result<()> {
        let flags = &self.args.star_flag;
        let of = |fits: &dyn Fn(&NewsboatItem) -> bool| -> Vec<ArticleId> {
            let pairs = items.iter().zip(ids);
            pairs
                .filter(|(item, _)| fits(item))
                .filter_map(|(_, id)| *id)
                .collect()
        };
        let read = of(&|item| !item.unread);
        let starred = of(&|item| item.flags.contains(|flag| flags.contains(flag)));
        if let Some(store) = &mut self.store {
            store.mark(&read, Mark::Read(true))?;
            store.mark(&starred, Mark::Starred(true))?;
        }
        Ok(())
    }
}

/// An item as an article. Its text is HTML.
fn article(item: &NewsboatItem) -> Article {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let base = given(&item.url).unwrap_or_else(|| item.feed.clone());
    let published = Timestamp::from_second(item.published).ok();
    let mut article = Article {
        title: item.title.clone(),
        author: given(&item.author),
        byline: given(&item.author),
        link: given(&item.url),
        id: given(&item.guid).map(|guid| known_by(item, guid)),
        published: published
            .filter(|_| item.published > 0)
            .map(|time| time.to_string()),
        publication: item.paper.as_deref().and_then(given),
        blocks: html::blocks(&item.content, Some(&base)),
        ..Article::default()
    };
    clean::article(&mut article);
    if article.title.is_empty() {
        let opening = |block: &Block| -> String { block.text.chars().take(40).collect() };
        // A beginning may open a direction that is closed further on.
        let opening = |block| clean::line(&opening(block)).into_owned();
        let opening = article.blocks.first().map(opening);
        article.title = opening.or_else(|| article.link.clone()).unwrap_or_default();
    }
    article
}

/// The name by which the feed's own item is known here: a guid that is an address is completed, as newsboat does not.
fn known_by(item: &NewsboatItem, guid: String) -> String {
    let whole = Url::parse(&item.feed).and_then(|feed| feed.join(&guid));
    match whole {
        Ok(whole) if item.url.trim().is_empty() || item.url.trim() == whole.as_str() => {
            whole.into()
        }
        _ => guid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_an_article() {
        let item = NewsboatItem {
            feed: "http://a.example/feed".into(),
            paper: Some("港報".into()),
            guid: "7".into(),
            title: "渡輪\u{1b}復航".into(),
            url: "http://a.example/7".into(),
            published: 1_790_000_000,
            content: "<p>船開了，<a href='/more'>詳情</a>。</p>".into(),
            ..NewsboatItem::default()
        };
        let article = article(&item);
        assert_eq!(article.title, "渡輪復航");
        assert_eq!(article.body(), "船開了，詳情。");
        assert_eq!(article.published.as_deref(), Some("2026-09-21T14:13:20Z"));
        let known = Some("http://a.example/7");
        assert_eq!((article.author, article.id.as_deref()), (None, known));
    }
}

//! An article's full text: what the page that a feed links to adds to the feed's own words, and which further pages are more
//! of the same article.

use url::Url;

use super::{Harvest, Hints, IngestError, Kind, links};
use crate::article::Article;

/// A page of an article: its text, and where the mark-up says that it goes on.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// What stands on it.
    pub article: Article,
    /// The next page's address.
    pub next: Option<String>,
    /// Its encoding was a guess.
    pub is_guess: bool,
}

/// A page as it came.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Raw {
    /// Where it was.
    pub url: String,
    /// The media type that came with it.
    pub content_type: Option<String>,
    /// How it is encoded, where the reader knows better than it and the server.
    pub encoding: Option<String>,
    /// How many bytes it has.
    pub length: usize,
    /// Its bytes.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// Why a page gave no text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoText {
    /// It gave nothing.
    #[error("the page gives no text: {0}")]
    Unread(#[from] IngestError),
    /// It is no page of text: a picture, a sound, a feed.
    #[error("it is no page of text but {0}")]
    Other(String),
    /// A wall, a notice, an outline: less than the feed itself says.
    #[error("the page says less than the feed")]
    Less,
}

/// Reads a page as it came from its address.
///
/// # Errors
/// [`NoText`]: it has no article.
pub fn page(raw: &Raw) -> Result<Page, NoText> {
    let media = raw.content_type.as_deref();
    let media = media.and_then(|value| value.split(';').next());
    let media = media.unwrap_or("text/html").trim().to_ascii_lowercase();
    let kind = match media.as_str() {
        "text/plain" => Kind::Text,
        "text/html" | "application/xhtml+xml" | "application/xml" | "text/xml" | "" => Kind::Html,
        _ => return Err(NoText::Other(media)),
    };
    let hints = Hints {
        kind: Some(kind),
        encoding: raw.encoding.clone(),
        content_type: raw.content_type.clone(),
        url: Some(raw.url.clone()),
        ..Hints::default()
    };
    let harvest = super::read(&raw.bytes, &hints)?;
    let is_guess = harvest.encoding.is_guess();
    let Harvest { articles, next, .. } = harvest;
    let article = articles.into_iter().next().ok_or(IngestError::Nothing)?;
    Ok(Page {
        next: next.filter(|next| is_more_of(&raw.url, next)),
        article,
        is_guess,
    })
}

/// Reads an article of one or several pages as they came.
///
/// # Errors
/// [`NoText`]: the first has no article. One of the others ends it where it is.
pub fn whole(pages: &[Raw]) -> Result<Article, NoText> {
    let (first, further) = pages.split_first().ok_or(IngestError::Empty)?;
    let mut article = page(first)?.article;
    for raw in further {
        let Ok(Page { article: more, .. }) = page(raw) else {
            break;
        };
        if !join(&mut article, more) {
            break;
        }
    }
    Ok(article)
}

/// An article whose page is read in another way: what it had of it before gives way to what it says now.
pub fn again(article: &Article, before: &Article, now: &Article) -> Article {
    let mut right = article.clone();
    right.blocks.clone_from(&now.blocks);
    if article.title == before.title {
        right.title.clone_from(&now.title);
    }
    if article.tags == before.tags {
        right.tags.clone_from(&now.tags);
    }
    for (field, before, now) in [
        (&mut right.byline, &before.byline, &now.byline),
        (&mut right.author, &before.author, &now.author),
        (&mut right.published, &before.published, &now.published),
        (&mut right.section, &before.section, &now.section),
        (&mut right.language, &before.language, &now.language),
    ] {
        if field == before {
            field.clone_from(now);
        }
    }
    right
}

/// Adds a further page's text to an article. `false`: it is another article, or says the same again.
pub fn join(article: &mut Article, further: Article) -> bool {
    let is_new = |text: &str| article.blocks.iter().all(|block| block.text != text);
    let mut blocks = further.blocks;
    let before = blocks.len();
    // What stands on every page (a headline, a notice) stands in the article once.
    blocks.retain(|block| block.text.is_empty() || is_new(&block.text));
    let adds = blocks.iter().any(|block| !block.text.is_empty());
    if !is_same_headline(&article.title, &further.title) || !adds || blocks.len() * 2 < before {
        return false;
    }
    article.blocks.append(&mut blocks);
    true
}

/// The article with its page's text. What the feed says stays where it says something; only a headline that it cut off gives
/// way to the whole one.
///
/// # Errors
/// [`NoText::Less`]: the page has less text than the feed's own words.
pub fn over(summary: &Article, page: &Article) -> Result<Article, NoText> {
    if size(page) < size(summary) {
        return Err(NoText::Less);
    }
    let mut full = summary.clone();
    full.blocks.clone_from(&page.blocks);
    if is_cut(&full.title, &page.title) {
        full.title.clone_from(&page.title);
    }
    let fill = |field: &mut Option<String>, from: &Option<String>| {
        if field.is_none() {
            field.clone_from(from);
        }
    };
    if full.author.is_none() {
        fill(&mut full.byline, &page.byline);
    }
    fill(&mut full.author, &page.author);
    fill(&mut full.published, &page.published);
    fill(&mut full.section, &page.section);
    fill(&mut full.language, &page.language);
    if full.tags.is_empty() {
        full.tags.clone_from(&page.tags);
    }
    Ok(full)
}

fn size(article: &Article) -> usize {
    let texts = article.blocks.iter().map(|block| &block.text);
    texts
        .map(|text| text.chars().filter(|c| c.is_alphanumeric()).count())
        .sum()
}

/// Whether a headline ends in dots where the other goes on.
fn is_cut(title: &str, whole: &str) -> bool {
    let head = title.trim_end().trim_end_matches(['…', '.']);
    head.len() < title.trim_end().len() && whole.starts_with(head.trim_end()) && whole != title
}

/// Whether an address that a page calls its next is a page of the same article: weblogs call the next article so too. What
/// follows is of one place and differs in nothing but a number.
fn is_more_of(this: &str, next: &str) -> bool {
    let parse = |address: &str| {
        let address = links::is_followable(address).then_some(address)?;
        let url = Url::parse(address).ok()?;
        Some((url.host_str()?.to_owned(), Shape::of(&url)))
    };
    let (Some((host, this)), Some((next_host, next))) = (parse(this), parse(next)) else {
        return false;
    };
    let follows = next.number == Some(this.number.unwrap_or(1).saturating_add(1));
    host == next_host && this.place == next.place && this != next && follows
}

/// An address without its page's number, and the number.
#[derive(Debug, PartialEq)]
struct Shape {
    place: String,
    number: Option<u32>,
}

impl Shape {
    fn of(url: &Url) -> Self {
        let (mut rest, mut number) = (Vec::new(), None);
        for (key, value) in url.query_pairs() {
            let is_page = ["p", "page", "pg", "paged", "pagenum", "page_no", "pageno"]
                .contains(&key.to_ascii_lowercase().as_str());
            match value.parse().ok().filter(|_| is_page) {
                Some(nth) => number = Some(nth),
                None => rest.push(format!("{key}={value}")),
            }
        }
        let path = url.path().trim_end_matches('/');
        let (stem, ending) = match path.rsplit_once('.') {
            Some((stem, ending)) if ending.len() < 6 && !ending.contains('/') => (stem, ending),
            _ => (path, ""),
        };
        let mut stem = stem;
        if number.is_none()
            && let Some((shorter, nth)) = without_number(stem)
        {
            (stem, number) = (shorter, Some(nth));
        }
        let place = format!("{stem}.{ending}?{}", rest.join("&"));
        Self { place, number }
    }
}

/// `/a/b_2`, `/a/b/2` and `/a/b/page/2` as `/a/b` and 2. Longer numbers are an article's own.
fn without_number(path: &str) -> Option<(&str, u32)> {
    let stem = path.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = path.get(stem.len()..).filter(|digits| digits.len() <= 2)?;
    let number = number.parse().ok()?;
    let stem = ["/page/", "/page-", "-page-", "_page_", "/p", "/", "_", "-"]
        .iter()
        .find_map(|mark| stem.strip_suffix(mark))?;
    (!stem.is_empty()).then_some((stem, number))
}

/// Whether two pages have one headline; that of a further page often says which page it is.
fn is_same_headline(one: &str, other: &str) -> bool {
    let letters =
        |title: &str| -> Vec<char> { title.chars().filter(|c| c.is_alphabetic()).collect() };
    let (one, other) = (letters(one), letters(other));
    let common = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    common * 2 >= one.len().min(other.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Block;

    #[test]
    fn the_next_page_is_of_the_same_place_and_one_further() {
        let check = |this: &str, next: &str, expect: bool| {
            let whole = |path: &str| format!("http://a.example{path}");
            assert_eq!(
                is_more_of(&whole(this), &whole(next)),
                expect,
                "{this} {next}"
            );
        };
        check("/news/harbour.html", "/news/harbour_2.html", true);
        check("/news/harbour_2.html", "/news/harbour_3.html", true);
        check("/news/harbour", "/news/harbour?page=2", true);
        check("/news/harbour?id=7", "/news/harbour?id=7&p=2", true);
        check("/news/harbour/", "/news/harbour/2/", true);
        check("/news/harbour/", "/news/harbour/page/2", true);
        check("/news?id=7", "/news?id=8", false);
        check("/news/harbour", "/news/airport", false);
        check("/news/harbour", "/news/harbour", false);
        check("/news/harbour_2.html", "/news/harbour_1.html", false);
        check("/2026/11/21034", "/2026/11/21035", false);
        assert!(!is_more_of("http://a.example/x", "http://b.example/x?p=2"));
        assert!(!is_more_of("http://a.example/x", "javascript:x?p=2"));
    }

    fn article(title: &str, texts: &[&str]) -> Article {
        Article {
            title: title.into(),
            blocks: texts.iter().map(|text| Block::paragraph(*text)).collect(),
            ..Article::default()
        }
    }

    #[test]
    fn a_further_page_adds_what_is_new_of_the_same_article() {
        let check = |further: Article, expect: Option<&str>| {
            let mut whole = article("渡輪復航", &["船開了。", "本網版權所有。"]);
            let joined = join(&mut whole, further);
            assert_eq!(joined.then(|| whole.body()).as_deref(), expect);
        };
        check(
            article("渡輪復航（2）", &["碼頭擠滿人。", "本網版權所有。"]),
            Some("船開了。\n\n本網版權所有。\n\n碼頭擠滿人。"),
        );
        check(article("新橋通車", &["橋開了。"]), None);
        check(article("渡輪復航", &["船開了。", "本網版權所有。"]), None);
    }

    #[test]
    fn the_page_s_text_stands_under_the_feed_s_own_words() {
        let mut summary = article("渡輪復航…", &["船開了。"]);
        summary.published = Some("2026-11-21T08:00:00+08:00".into());
        let mut page = article("渡輪復航，碼頭擠滿人", &["船開了。", "碼頭擠滿人。"]);
        page.byline = Some("方小川".into());
        page.published = Some("2026-11-21".into());
        let full = over(&summary, &page).unwrap();
        assert_eq!(full.title, page.title);
        assert_eq!(full.blocks, page.blocks);
        assert_eq!(
            (full.byline, full.published),
            (page.byline, summary.published.clone())
        );
        let wall = article("渡輪復航", &["登入"]);
        assert_eq!(over(&summary, &wall), Err(NoText::Less));
    }

    #[test]
    fn only_text_is_read() {
        let raw = |bytes: &[u8], media: Option<&str>| Raw {
            url: "http://a.example/1".into(),
            content_type: media.map(str::to_owned),
            bytes: bytes.to_vec(),
            ..Raw::default()
        };
        let check = |media: Option<&str>, expect: bool| {
            let read = page(&raw(b"<p>Boats.</p>", media));
            assert_eq!(read.is_ok(), expect, "{media:?} {read:?}");
        };
        check(None, true);
        check(Some("text/html; charset=utf-8"), true);
        check(Some("text/plain"), true);
        check(Some("image/png"), false);
        check(Some("application/pdf"), false);
        let nothing = page(&raw(b"", None));
        assert_eq!(nothing, Err(NoText::Unread(IngestError::Empty)));
    }
}

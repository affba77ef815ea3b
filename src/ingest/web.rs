//! A web page to the article that it was made for, and to what its head says: other pages of the article, the site's feeds.
//!
//! dom_smoothie finds the article. It builds a tree, which is quadratic in depth, so a page is measured first; one that is too deep or too
//! large is taken whole, without a tree.

use dom_smoothie::{Config, Readability};

use super::markup::{self, Token, attribute};
use super::{Harvest, Hints, Kind, clean, date, html, limits, links};
use crate::article::{Article, Block, BlockKind};

/// Reads a web page as one article.
pub fn read(text: &str, hints: &Hints) -> Harvest {
    let head = Head::of(text);
    let address = hints.url.clone().or_else(|| head.canonical.clone());
    let mut harvest = Harvest {
        kind: Kind::Html,
        next: head.next_page(address.as_deref()),
        ..Harvest::default()
    };
    let mut article = match found(text, address.as_deref()) {
        Ok(article) => article,
        Err(why) => {
            harvest.warn(why, "the page");
            Article {
                blocks: html::blocks(text, address.as_deref()),
                ..Article::default()
            }
        }
    };
    if article.blocks.is_empty() {
        article.blocks = html::blocks(text, address.as_deref());
    }
    head.fill(&mut article);
    article.link = address;
    drop_repeated_title(&mut article);
    if !article.blocks.is_empty() {
        harvest.articles.push(article);
    }
    harvest
}

/// A feed that a page points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedLink {
    /// Where it is.
    pub url: String,
    /// What the page calls it.
    pub title: Option<String>,
}

/// The feeds that a page points to, in its order.
pub fn feeds(text: &str, base: Option<&str>) -> Vec<FeedLink> {
    let found = Head::of(text).feeds.into_iter();
    let mut feeds: Vec<FeedLink> = found
        .filter_map(|(href, title)| {
            Some(FeedLink {
                url: links::followable(base, &href)?,
                title,
            })
        })
        .collect();
    feeds.dedup_by(|a, b| a.url == b.url);
    feeds
}

/// The article that dom_smoothie finds.
fn found(text: &str, address: Option<&str>) -> Result<Article, &'static str> {
    let text = &*markup::tamed(text);
    if text.len() > limits::HTML_PAGE || strays(text) > limits::STRAYS || !is_shallow(text) {
        return Err("the page is too large or too deep to find its article; all of it was taken");
    }
    let config = Config {
        max_elements_to_parse: limits::ELEMENTS,
        ..Config::default()
    };
    let page = Readability::new(text, address, Some(config))
        .or_else(|_| Readability::new(text, None, None))
        .and_then(|mut page| page.parse())
        .map_err(|_| "no article was found in the page; all of it was taken")?;
    Ok(Article {
        title: page.title,
        author: page.byline.clone(),
        byline: page.byline,
        published: page.published_time.as_deref().and_then(date::rfc3339),
        updated: page.modified_time.as_deref().and_then(date::rfc3339),
        publication: page.site_name,
        language: page.lang,
        blocks: html::blocks(&page.content, address),
        ..Article::default()
    })
}

/// Brackets and ampersands that begin nothing; where they stand in addresses does not count.
fn strays(text: &str) -> usize {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'<', b'&', bytes)
        .filter(|at| match bytes.get(at + 1) {
            Some(next) => !(next.is_ascii_alphanumeric() || matches!(next, b'/' | b'!' | b'#')),
            None => true,
        })
        .count()
}

/// Whether elements stand in each other no deeper than people write them. Paragraphs and the like, which end each other, are
/// not counted.
fn is_shallow(text: &str) -> bool {
    let counts = |name: &str| {
        !matches!(
            name,
            "area"
                | "base"
                | "br"
                | "col"
                | "embed"
                | "hr"
                | "img"
                | "input"
                | "link"
                | "meta"
                | "param"
                | "source"
                | "track"
                | "wbr"
                | "p"
                | "li"
                | "dt"
                | "dd"
                | "option"
                | "tr"
                | "td"
                | "th"
                | "tbody"
                | "thead"
                | "tfoot"
                | "colgroup"
        )
    };
    let (mut depth, mut deepest) = (0_usize, 0);
    let is_whole = markup::html(text, |token| match token {
        Token::Open(name, ..) if counts(name) => {
            depth += 1;
            deepest = deepest.max(depth);
        }
        Token::Close(name) if counts(name) => depth = depth.saturating_sub(1),
        _ => {}
    });
    is_whole && deepest <= limits::DEPTH
}

/// A first heading that says the headline again is no part of the text.
fn drop_repeated_title(article: &mut Article) {
    let same = |block: &Block| {
        block.kind == BlockKind::Subhead && block.text == clean::line(&article.title)
    };
    if article.blocks.first().is_some_and(same) {
        article.blocks.remove(0);
    }
}

/// What a page says of itself outside of its text.
#[derive(Debug, Default)]
struct Head {
    title: String,
    language: Option<String>,
    canonical: Option<String>,
    next: Option<String>,
    section: Option<String>,
    author: Option<String>,
    published: Option<String>,
    tags: Vec<String>,
    feeds: Vec<(String, Option<String>)>,
}

impl Head {
    fn of(text: &str) -> Self {
        let mut head = Self::default();
        let mut in_title = false;
        let text = &text[..text.floor_char_boundary(limits::HTML_PAGE)];
        markup::html(text, |token| match token {
            Token::Open(name, attributes, _) => {
                let get = |name: &str| {
                    attribute(attributes, name)
                        .map(str::trim)
                        .filter(|value| !value.is_empty())
                };
                match &**name {
                    "title" => in_title = head.title.is_empty(),
                    "html" => {
                        head.language = get("lang").or_else(|| get("xml:lang")).map(str::to_owned)
                    }
                    "meta" => head.meta(
                        get("property")
                            .or_else(|| get("name"))
                            .or_else(|| get("itemprop")),
                        get("content"),
                    ),
                    "link" | "a" => head.link(&get),
                    _ => {}
                }
            }
            Token::Close(name) if &**name == "title" => in_title = false,
            Token::Text(text) if in_title => head.title.push_str(text),
            _ => {}
        });
        head
    }

    fn meta(&mut self, name: Option<&str>, content: Option<&str>) {
        let (Some(name), Some(content)) = (name, content) else {
            return;
        };
        let value = || Some(content.to_owned());
        match name.to_ascii_lowercase().as_str() {
            "article:section" => self.section = value(),
            "article:tag" => self.tags.push(content.to_owned()),
            "author" | "dc.creator" | "parsely-author" if !links::is_followable(content) => {
                self.author = value()
            }
            "article:published_time"
            | "datepublished"
            | "pubdate"
            | "date"
            | "dc.date"
            | "dc.date.issued"
            | "publishdate" => {
                self.published = self.published.take().or_else(|| date::rfc3339(content));
            }
            _ => {}
        }
    }

    fn link<'a>(&mut self, get: &impl Fn(&str) -> Option<&'a str>) {
        let (Some(rel), Some(href)) = (get("rel"), get("href")) else {
            return;
        };
        let is = |wanted: &str| {
            rel.split_ascii_whitespace()
                .any(|word| word.eq_ignore_ascii_case(wanted))
        };
        let media_type = get("type").unwrap_or_default().to_ascii_lowercase();
        let is_feed = ["rss+xml", "atom+xml", "rdf+xml", "feed+json"]
            .iter()
            .any(|kind| media_type.ends_with(kind));
        if is("canonical") && links::is_followable(href) {
            self.canonical = Some(href.to_owned());
        } else if is("next") && self.next.is_none() {
            self.next = Some(href.to_owned());
        } else if (is("alternate") && is_feed) || is("feed") {
            self.feeds
                .push((href.to_owned(), get("title").map(str::to_owned)));
        }
    }

    /// The address of the article's next page, where the mark-up names one.
    fn next_page(&self, base: Option<&str>) -> Option<String> {
        let next = links::followable(base, self.next.as_deref()?);
        next.filter(|next| Some(next.as_str()) != base)
    }

    /// Says what the article does not.
    fn fill(self, article: &mut Article) {
        if article.title.trim().is_empty() {
            article.title = self.title;
        }
        let or = |field: &mut Option<String>, own: Option<String>| *field = field.take().or(own);
        or(&mut article.language, self.language);
        or(&mut article.published, self.published);
        or(&mut article.section, self.section);
        or(&mut article.author, self.author.clone());
        or(&mut article.byline, self.author);
        article.tags = self.tags;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn page(extra: &str) -> String {
        let words =
            "渡海小輪昨日停航三小時，碼頭擠滿乘客，有人改乘地鐵，有人索性留下看海。".repeat(8);
        format!(
            "<!DOCTYPE html><html lang=zh-Hant><head><title>小輪停航 - 某報</title><link rel=next href='?p=2'>\
             <link rel=alternate type='application/rss+xml' href='/rss' title='某報'><meta property='article:section' content='港聞'>\
             <meta property='article:published_time' content='2026-03-24T08:00:00+08:00'><meta name=author content='方小川'></head><body>\
             <nav><a href=/>首頁</a></nav><article><h1>小輪停航</h1><p>{words}</p><figure><img src=a.jpg alt=碼頭><figcaption>碼頭</figcaption></figure>\
             <p>{words}</p></article>{extra}<footer>版權</footer></body></html>"
        )
    }

    fn one(text: &str) -> Article {
        let hints = Hints {
            url: Some("http://a.example/n/1".into()),
            ..Hints::default()
        };
        read(text, &hints).articles.remove(0)
    }

    #[test]
    fn the_article_is_found_among_the_furniture() {
        let article = one(&page(""));
        assert!(article.title.contains("小輪停航"));
        assert_eq!(article.section.as_deref(), Some("港聞"));
        assert_eq!(article.byline.as_deref(), Some("方小川"));
        assert_eq!(
            article.published.as_deref(),
            Some("2026-03-24T08:00:00+08:00")
        );
        assert!(
            article
                .blocks
                .iter()
                .any(|b| b.kind == BlockKind::Caption && b.text == "碼頭")
        );
        assert!(!article.body().contains("版權"));
    }

    #[test]
    fn a_page_too_deep_is_taken_whole() {
        let deep = page(&("<div>".repeat(5_000) + "深處"));
        assert!(one(&deep).body().contains("深處"));
    }

    #[test]
    fn the_head_names_feeds_and_the_next_page() {
        let base = Some("http://a.example/n/1");
        let hints = Hints {
            url: base.map(str::to_owned),
            ..Hints::default()
        };
        assert_eq!(
            read(&page(""), &hints).next.as_deref(),
            Some("http://a.example/n/1?p=2")
        );
        let feed = FeedLink {
            url: "http://a.example/rss".into(),
            title: Some("某報".into()),
        };
        assert_eq!(feeds(&page(""), base), [feed]);
    }

    proptest! {
        #[test]
        fn any_text_survives(text in "(<(/?)(p|b|a href=x|table|tr|td|ul|li|br|div|h1|svg|script|title|meta)>|[a-z看 \n&;]){0,60}") {
            read(&text, &Hints::default());
        }
    }
}

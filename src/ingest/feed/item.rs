//! An item or an entry to an article.

use super::author::{self, Author};
use super::content::{Content, Usual};
use super::names::Space::{self, Content as Module, Core, Dc, Itunes, Media, Rdf, Terms, Xhtml};
use super::sections;
use super::tree::Element;
use crate::article::{Article, Block, Enclosure};
use crate::ingest::{clean, date, limits, links};

/// Characters that a deck has at most; a longer summary is text.
const DECK: usize = 300;

/// What an item's elements say, before it is decided which of them speak for the article.
#[derive(Debug, Default)]
struct Draft {
    article: Article,
    title: Option<String>,
    /// Where links within the title lead.
    linked: Vec<String>,
    picture_title: Option<String>,
    authors: Vec<Author>,
    permalink: Option<String>,
    about: Option<String>,
    summary: Option<Content>,
    spare_summary: Option<Content>,
    contents: Vec<Content>,
    /// Which languages its elements say they are in, by [`Voice`].
    speaks: [Option<String>; 3],
}

/// Elements that may say their own language.
#[derive(Debug, Clone, Copy)]
enum Voice {
    Title,
    Summary,
    Text,
}

/// The article that an item is.
pub fn article(item: &Element) -> Article {
    let about = item.get("rdf:about").or_else(|| item.get("about"));
    let mut draft = Draft {
        about: about.map(str::to_owned),
        ..Draft::default()
    };
    draft.article.link = item.get("href").map(|href| item.address(href));
    draft.article.links.extend(draft.article.link.clone());
    draft.article.updated = item.get("lastmod").and_then(date::rfc3339);
    draft.article.language = item.lang.as_deref().map(str::to_owned);
    draft.children(item);
    draft.finish()
}

impl Draft {
    fn children(&mut self, parent: &Element) {
        for element in parent.elements() {
            if (element.space, &*element.name) == (Media, "group") {
                self.children(element);
            } else {
                self.element(element.space, &element.name, element);
            }
        }
    }

    fn element(&mut self, space: Space, name: &str, element: &Element) {
        match (space, name) {
            (Core | Dc, "title") => {
                self.hear(Voice::Title, element);
                if self.title.is_none() {
                    let content = Content::of(element, Usual::Words);
                    self.title = Some(content.line()).filter(|line| !line.trim().is_empty());
                    self.linked = content.links();
                }
            }
            (Media, "title") => first(&mut self.picture_title, || {
                Content::of(element, Usual::Words).line()
            }),
            (Core, "link") => self.link(element),
            (Core, "guid" | "id") => self.guid(element),
            (Core, "author" | "managingeditor")
            | (Dc, "creator" | "author")
            | (Itunes, "author") => {
                author::add(&mut self.authors, Author::of(element));
            }
            (Core, "pubdate" | "published" | "issued") | (Terms, "issued") => {
                last(&mut self.article.published, element)
            }
            (Core, "updated" | "modified" | "lastbuilddate")
            | (Dc, "date")
            | (Terms, "modified") => last(&mut self.article.updated, element),
            (Core, "created") | (Terms, "created") => last(&mut self.article.created, element),
            (Core, "description" | "abstract") | (Dc, "description") => {
                self.summary(element, Usual::Html)
            }
            (Core, "summary") => self.summary(element, Usual::Words),
            (Media, "description") | (Itunes, "summary" | "subtitle")
                if self.spare_summary.is_none() =>
            {
                self.spare_summary = Some(Content::of(element, Usual::Words));
            }
            (Core, "content") => self.content(element),
            (Module, "encoded") | (Core, "fullitem") => self.text(element, Usual::Html),
            (Xhtml | Core, "body") => self.text(element, Usual::Inline),
            (Core, "enclosure") => self.enclosure(element, "length"),
            (Media, "content") => {
                self.enclosure(element, "filesize");
                self.children(element);
            }
            (Core, "comments") => self.article.links.push(element.address(&element.text())),
            (Core, "source") => self.source(element),
            (Dc | Core, "language") => {
                self.article.language = Some(element.text().replace('_', "-"))
            }
            _ => self.tag(space, name, element),
        }
    }

    fn link(&mut self, element: &Element) {
        let Some(address) = element.target() else {
            return;
        };
        match element.get("rel").unwrap_or("alternate") {
            "enclosure" => return self.enclose(address, element, "length"),
            "alternate" if is_html(element.get("type")) => {
                self.article.link = Some(address.clone())
            }
            _ => {}
        }
        self.article.links.push(address);
    }

    /// A guid is an address unless it says that it is none.
    fn guid(&mut self, element: &Element) {
        let id = element.text();
        let is_link = element
            .get("ispermalink")
            .is_none_or(|is| is.eq_ignore_ascii_case("true"));
        let complete = if is_link && !id.contains(char::is_whitespace) {
            element.address(&id)
        } else {
            id
        };
        if is_link && &*element.name == "guid" && links::is_followable(&complete) {
            self.permalink = Some(complete.clone());
        }
        self.article.id = Some(complete);
    }

    /// The first is the summary; a second one is the text.
    fn summary(&mut self, element: &Element, usual: Usual) {
        self.hear(Voice::Summary, element);
        let content = Content::of(element, usual);
        match self.summary {
            _ if content.is_empty() => {}
            None => self.summary = Some(content),
            Some(_) => self.contents.push(content),
        }
    }

    fn content(&mut self, element: &Element) {
        if let Some(source) = element.get("src") {
            self.article.links.push(element.address(source));
        }
        self.text(element, Usual::Words);
    }

    fn text(&mut self, element: &Element, usual: Usual) {
        self.hear(Voice::Text, element);
        self.contents.push(Content::of(element, usual));
    }

    /// The language that an element itself says it is in.
    fn hear(&mut self, voice: Voice, element: &Element) {
        let own = element.get("xml:lang").or_else(|| element.get("lang"));
        if own.is_some() || element.lang.as_deref() == Some("") {
            self.speaks[voice as usize] = element.lang.as_deref().map(str::to_owned);
        }
    }

    fn enclosure(&mut self, element: &Element, length: &str) {
        if let Some(address) = element.get("url").or_else(|| element.get("href")) {
            self.enclose(element.address(address), element, length);
        }
    }

    fn enclose(&mut self, url: String, element: &Element, length: &str) {
        let known = |old: &Enclosure| old.url == url;
        if self.article.enclosures.len() < limits::LIST
            && !self.article.enclosures.iter().any(known)
        {
            let media_type = element.get("type").map(str::to_owned);
            let length = element.get(length).and_then(|length| length.parse().ok());
            self.article.enclosures.push(Enclosure {
                url,
                media_type,
                length,
            });
        }
    }

    /// An item taken from elsewhere names where: the paper that it is from.
    fn source(&mut self, element: &Element) {
        let title = element
            .elements()
            .find(|inner| (inner.space, &*inner.name) == (Core, "title"));
        let name = match title {
            Some(title) => Content::of(title, Usual::Words).line(),
            None if element.has_elements() => String::new(),
            None => element.text(),
        };
        self.article.publication = Some(name).filter(|name| !name.is_empty());
    }

    fn tag(&mut self, space: Space, name: &str, element: &Element) {
        let tags = tags(space, name, element);
        for tag in tags {
            let tag = clean::line(&tag).into_owned();
            if !tag.is_empty()
                && self.article.tags.len() < limits::LIST
                && !self.article.tags.contains(&tag)
            {
                self.article.tags.push(tag);
            }
        }
    }

    fn finish(mut self) -> Article {
        let mut article = self.article;
        article.title = self.title.or(self.picture_title).unwrap_or_default();
        article.author = author::line(&self.authors);
        let names: Vec<&str> = self.authors.iter().filter_map(Author::short).collect();
        article.byline = (!names.is_empty()).then(|| names.join(", "));
        article.link = article.link.or(self.permalink).or_else(|| {
            self.about
                .clone()
                .filter(|about| links::is_followable(about))
        });
        article.id = article.id.or(self.about);
        article.links.append(&mut self.linked);
        article.links.dedup();
        article.section = sections::section(&article.tags);
        let summary = self.summary.or(self.spare_summary);
        self.contents.retain(|content| !content.is_empty());
        // The text's word counts most; a summary's only where it is the text.
        let [title, summarized, text] = std::mem::take(&mut self.speaks);
        let summarized = summarized.filter(|_| self.contents.is_empty());
        article.language = text.or(summarized).or(title).or(article.language);
        let bodies = self.contents.iter().map(Content::blocks);
        let body =
            bodies.max_by_key(|blocks| blocks.iter().map(|block| block.text.len()).sum::<usize>());
        match (body.filter(|blocks| !blocks.is_empty()), summary) {
            (Some(body), summary) => {
                article.blocks = body;
                if let Some(summary) = summary {
                    introduce(&mut article, &summary);
                }
            }
            (None, summary) => {
                article.blocks = summary.map(|summary| summary.blocks()).unwrap_or_default()
            }
        }
        article
    }
}

/// A summary of its own goes before the text: as the deck, or as paragraphs if it is long.
fn introduce(article: &mut Article, summary: &Content) {
    let line = summary.line();
    let start = line.trim_end_matches(['…', '.', ' ', ']', '[']);
    let opening: String = start.chars().take(60).collect();
    let body = article.body();
    if opening.is_empty() || body.replace('\n', " ").contains(&opening) || line == article.title {
        return;
    }
    if line.chars().count() <= DECK {
        article.deck = Some(line);
    } else {
        let mut blocks: Vec<Block> = summary.blocks();
        blocks.append(&mut article.blocks);
        article.blocks = blocks;
    }
}

fn first(field: &mut Option<String>, value: impl FnOnce() -> String) {
    if field.is_none() {
        *field = Some(value()).filter(|value| !value.trim().is_empty());
    }
}

fn last(field: &mut Option<String>, element: &Element) {
    if let Some(moment) = date::rfc3339(&element.text()) {
        *field = Some(moment);
    }
}

pub(super) fn is_html(media_type: Option<&str>) -> bool {
    let media_type = media_type.unwrap_or("text/html").to_ascii_lowercase();
    matches!(
        media_type.as_str(),
        "html" | "text/html" | "xhtml" | "application/xhtml+xml"
    )
}

/// The topics that an element names.
fn tags(space: Space, name: &str, element: &Element) -> Vec<String> {
    let listed = |text: String| text.split([',', '，', '、']).map(str::to_owned).collect();
    match (space, name) {
        (Core, "tags") | (Itunes | Media, "keywords") => listed(element.text()),
        (Core, "category" | "keywords") | (Dc, "subject") | (Media, "category") => {
            let own = [element.get("term"), element.get("label")];
            let mut tags: Vec<String> = own.into_iter().flatten().map(str::to_owned).collect();
            tags.push(element.own_text());
            tags
        }
        (Itunes, "category") => {
            let inner = element
                .elements()
                .flat_map(|inner| tags(inner.space, &inner.name, inner));
            let mut tags: Vec<String> =
                element.get("text").map(str::to_owned).into_iter().collect();
            tags.extend(inner);
            tags
        }
        (Rdf, _) => Vec::new(),
        _ => Vec::new(),
    }
}

//! Bytes in, a [`Harvest`] out. Pure: no disk, no network, no clock.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::article::Article;

mod blocks;
pub mod charset;
pub mod clean;
pub mod date;
pub mod epub;
pub mod feed;
mod front;
pub mod full;
pub mod html;
pub mod jsonl;
pub mod limits;
pub(crate) mod links;
pub mod markdown;
mod markup;
pub mod page;
#[cfg(feature = "pdf")]
mod pdf;
mod sniff;
pub mod subscriptions;
pub mod text;
pub mod web;

/// What an input gave.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Harvest {
    /// What the input was.
    pub kind: Kind,
    /// The feed's own words about itself.
    pub feed: Option<Feed>,
    /// The articles, in the input's order.
    pub articles: Vec<Article>,
    /// Folios and other furniture of a page, in no article.
    pub labels: Vec<String>,
    /// How much of what a reader said of this page at the desk was done anew.
    pub mends: usize,
    /// What was doubtful or lost.
    pub warnings: Vec<Warning>,
    /// How the bytes were read.
    pub encoding: Encoding,
    /// The address of the article's next page, where a page's mark-up names it.
    pub next: Option<String>,
}

impl Harvest {
    /// Notes a doubt; after [`limits::WARNINGS`] of them no more.
    pub fn warn(&mut self, what: impl Into<String>, place: impl Into<String>) {
        if self.warnings.len() < limits::WARNINGS {
            let (what, place) = (what.into(), place.into());
            self.warnings.push(Warning { what, place });
        }
    }
}

/// How an input's bytes were read as text.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Encoding {
    /// The encoding's name, as the Encoding Standard has it; empty where there were no bytes.
    pub label: String,
    /// How it became known.
    pub how: charset::How,
}

impl Encoding {
    /// Whether it was a guess: the raw bytes are worth keeping, so that they can be read again under another label.
    pub fn is_guess(&self) -> bool {
        self.how == charset::How::Guess
    }
}

/// Kinds of input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Kind {
    Page,
    Feed,
    Html,
    Markdown,
    #[default]
    Text,
    Jsonl,
}

/// A feed's own words about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
#[allow(missing_docs)]
pub struct Feed {
    pub title: Option<String>,
    pub link: Option<String>,
    pub id: Option<String>,
    pub author: Option<String>,
    pub description: Option<String>,
    pub language: Option<String>,
    pub updated: Option<String>,
    pub links: Vec<String>,
    /// How long a fetched version is good for, in minutes, by the feed's own word.
    #[serde(skip)]
    pub ttl: Option<u32>,
    /// Hours of the day, in UTC, at which the feed asks not to be fetched.
    #[serde(skip)]
    pub skip_hours: Vec<u8>,
    /// Days of the week, from Monday as 0, at which the feed asks not to be fetched.
    #[serde(skip)]
    pub skip_days: Vec<u8>,
}

/// Something doubtful, and where.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Warning {
    /// What it is.
    pub what: String,
    /// Where it stands: `line 12`, an item's title.
    #[serde(rename = "where")]
    pub place: String,
}

/// What the caller knows of an input. As JSON it is kept with the input, so that this can be read again as it was.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Hints {
    /// The kind, if it is known; else it is found out.
    pub kind: Option<Kind>,
    /// Encoding label that overrides everything.
    pub encoding: Option<String>,
    /// The media type that came with it, charset parameter and all.
    pub content_type: Option<String>,
    /// Its address: base of relative links.
    pub url: Option<String>,
    /// Its file name, whose ending is a hint.
    pub name: Option<String>,
    /// The paper, the day and the section where the input does not say.
    pub publication: Option<String>,
    /// The edition's day.
    pub edition: Option<Date>,
    /// The section.
    pub section: Option<String>,
    /// The pages that a reader mended at the desk.
    #[serde(skip)]
    pub mended: page::Memory,
}

/// Why an input gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IngestError {
    /// There is nothing in it.
    #[error("it is empty")]
    Empty,
    /// It is not text.
    #[error("it is not text")]
    Binary,
    /// It is a PDF.
    #[error(
        "it is a PDF; make it text first: pdftotext -layout FILE.pdf, then import FILE.txt --as page"
    )]
    Pdf,
    /// It is a PDF, but its text cannot be read.
    #[error(
        "the text of this PDF cannot be read: {0}; try pdftotext -layout FILE.pdf, then import FILE.txt --as page"
    )]
    BadPdf(String),
    /// It is an EPUB, but no chapter could be read.
    #[error("no chapter of this EPUB can be read: {0}")]
    Book(String),
    /// It is text, but no article was found.
    #[error("no article was found in it")]
    Nothing,
    /// An encoding label that does not exist.
    #[error("unknown encoding {0}")]
    UnknownEncoding(String),
}

impl Hints {
    /// The file's name without folder and ending.
    fn stem(&self) -> Option<String> {
        let name = self.name.as_deref()?.rsplit(['/', '\\']).next()?;
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        (!stem.is_empty()).then(|| stem.to_owned())
    }
}

/// Reads an input.
///
/// # Errors
/// Only if it gives nothing at all; anything else doubtful is a warning.
pub fn read(bytes: &[u8], hints: &Hints) -> Result<Harvest, IngestError> {
    read_at_most(bytes, hints, usize::MAX)
}

/// Reads an input, and keeps so many of its articles, the first.
///
/// # Errors
/// As [`read`].
pub fn read_at_most(bytes: &[u8], hints: &Hints, most: usize) -> Result<Harvest, IngestError> {
    let mut articles = Vec::new();
    let mut harvest = read_each(bytes, hints, |_, article| {
        if articles.len() < most {
            articles.push(article);
        }
    })?;
    // A feed may say its name after its items.
    let own = harvest.feed.as_ref().and_then(|feed| feed.title.as_ref());
    for article in articles
        .iter_mut()
        .filter(|article| article.publication.is_none())
    {
        article.publication = own.cloned();
    }
    harvest.articles = articles;
    Ok(harvest)
}

/// Reads an input and hands over each article as soon as it is whole, with what its feed had said of itself by then, clean and filled in, so that a feed of a million need not be held. The
/// harvest that is given back has everything but the articles.
///
/// # Errors
/// Only if it gives nothing at all.
pub fn read_each(
    bytes: &[u8],
    hints: &Hints,
    mut each: impl FnMut(Option<&Feed>, Article),
) -> Result<Harvest, IngestError> {
    if bytes.trim_ascii().is_empty() {
        return Err(IngestError::Empty);
    }
    if epub::is_epub(bytes) {
        return read_epub(bytes, hints, each);
    }
    if bytes.starts_with(b"%PDF-") {
        return read_pdf(bytes, hints, each);
    }
    if sniff::is_binary(bytes) {
        return Err(IngestError::Binary);
    }
    let readable = readable(bytes);
    let decoded = text_of(readable, hints)?;
    let kind = sniff::kind(&decoded.text, hints);
    let mut taken = Taken::default();
    let mut harvest = parsed(kind, &decoded.text, hints, &mut |about, article| {
        taken.take(kind, hints, about, article, &mut each);
    });
    for article in std::mem::take(&mut harvest.articles) {
        taken.take(kind, hints, None, article, &mut each);
    }
    if decoded.damaged {
        let what = format!("some bytes mean nothing in {}", decoded.label);
        harvest.warn(what, "the whole input");
    }
    if bytes.len() > readable.len() {
        harvest.warn("it is too long; the rest was left out", "the end");
    }
    harvest.encoding = Encoding {
        label: decoded.label.to_owned(),
        how: decoded.how,
    };
    taken.over(harvest)
}

/// Reads a feed in XML whose text comes in pieces, each of which ends behind a tag, so that a feed of any length takes no more
/// memory than one of its items. Otherwise as [`read_each`].
///
/// # Errors
/// Only if it gives nothing at all.
pub fn read_feed_each<T: AsRef<str>>(
    texts: impl IntoIterator<Item = T>,
    hints: &Hints,
    mut each: impl FnMut(Option<&Feed>, Article),
) -> Result<Harvest, IngestError> {
    let mut taken = Taken::default();
    let mut harvest = feed::read_xml(texts, hints, |about, article| {
        taken.take(Kind::Feed, hints, about, article, &mut each);
    });
    harvest.encoding = Encoding {
        label: "UTF-8".into(),
        how: charset::How::Valid,
    };
    taken.over(harvest)
}

/// Whether an input that begins so is a feed in XML.
pub fn is_xml_feed(head: &str, hints: &Hints) -> bool {
    let is_xml = head
        .trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with('<');
    is_xml && sniff::kind(head, hints) == Kind::Feed && !sniff::is_noise(head)
}

/// What was taken of an input so far.
#[derive(Default)]
struct Taken {
    articles: usize,
    /// Articles that were too long.
    cut: usize,
}

impl Taken {
    /// Hands an article on, clean and filled in.
    fn take(
        &mut self,
        kind: Kind,
        hints: &Hints,
        about: Option<&Feed>,
        mut article: Article,
        each: &mut impl FnMut(Option<&Feed>, Article),
    ) {
        self.cut += usize::from(clean::article(&mut article));
        // An entry of a feed is one even if it says nothing that is read here.
        if kind == Kind::Feed || article != Article::default() {
            self.articles += 1;
            fill_in(&mut article, about, hints);
            each(about, article);
        }
    }

    fn over(self, mut harvest: Harvest) -> Result<Harvest, IngestError> {
        if self.cut > 0 {
            let place = format!("{} articles", self.cut);
            harvest.warn("an article was too long; its end was left out", place);
        }
        clean::harvest(&mut harvest);
        match self.articles == 0 && harvest.feed.is_none() {
            true => Err(IngestError::Nothing),
            false => Ok(harvest),
        }
    }
}

/// A page of newsprint for the desk, as the rules split it; `None` if the input is something else, or so many pages that they
/// are read a stretch at a time.
///
/// # Errors
/// It is no text.
pub fn sheet(bytes: &[u8], hints: &Hints) -> Result<Option<page::Sheet>, IngestError> {
    let text = match bytes.starts_with(b"%PDF-") {
        true => Cow::Owned(pdf_text(bytes)?.text),
        false => text_of(readable(bytes), hints)?.text,
    };
    let is_page = sniff::kind(&text, hints) == Kind::Page && text.len() <= limits::PAGES;
    Ok(is_page.then(|| page::Sheet::read(&page_text(&text))))
}

/// As much of an input as is read.
fn readable(bytes: &[u8]) -> &[u8] {
    let most = within(bytes, limits::INPUT);
    match std::str::from_utf8(most) {
        Ok(_) => most,
        Err(_) => within(bytes, limits::FOREIGN),
    }
}

/// The input's text, if it is any.
fn text_of<'a>(bytes: &'a [u8], hints: &Hints) -> Result<charset::Decoded<'a>, IngestError> {
    let decoded = charset::decode(
        bytes,
        hints.encoding.as_deref(),
        hints.content_type.as_deref(),
    )?;
    match sniff::is_noise(&decoded.text) {
        true => Err(IngestError::Binary),
        false => Ok(decoded),
    }
}

/// At most so many bytes, not cut within a character of UTF-8.
fn within(bytes: &[u8], most: usize) -> &[u8] {
    if bytes.len() <= most {
        return bytes;
    }
    let is_inside = |at: &usize| bytes.get(*at).is_some_and(|byte| byte & 0xc0 == 0x80);
    let end = (most.saturating_sub(3)..=most)
        .rev()
        .find(|at| !is_inside(at));
    &bytes[..end.unwrap_or(most)]
}

/// Reads a text as what it is. Kinds of one or a few articles put them into the harvest, the others hand them over.
fn parsed(
    kind: Kind,
    text: &str,
    hints: &Hints,
    put: &mut impl FnMut(Option<&Feed>, Article),
) -> Harvest {
    match kind {
        Kind::Feed => feed::read(text, hints, put),
        Kind::Jsonl => jsonl::read(text, |article| put(None, article)),
        Kind::Page => pages(text, hints, put),
        Kind::Markdown => markdown::read(text, hints),
        Kind::Text => text::read(text, hints),
        Kind::Html => web::read(text, hints),
    }
}

/// A PDF's text, as newsprint if it looks so, else as plain text.
fn read_pdf(
    bytes: &[u8],
    hints: &Hints,
    mut each: impl FnMut(Option<&Feed>, Article),
) -> Result<Harvest, IngestError> {
    let read = pdf_text(bytes)?;
    let kind = match sniff::kind(&read.text, hints) {
        Kind::Page => Kind::Page,
        _ => Kind::Text,
    };
    let mut taken = Taken::default();
    let mut harvest = parsed(kind, &read.text, hints, &mut |about, article| {
        taken.take(kind, hints, about, article, &mut each);
    });
    for article in std::mem::take(&mut harvest.articles) {
        taken.take(kind, hints, None, article, &mut each);
    }
    if read.mute > 0 {
        let what = format!("signs that do not say what they mean: {}", read.mute);
        harvest.warn(what, "the file");
    }
    if read.is_cut {
        harvest.warn("it is too long; the rest was left out", "the end");
    }
    taken.over(harvest)
}

/// What is read of a PDF.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct PdfText {
    /// Its text; pages are divided by form feeds.
    text: String,
    /// Signs that do not say what they mean.
    mute: usize,
    /// Its end was left out.
    is_cut: bool,
}

#[cfg(feature = "pdf")]
fn pdf_text(bytes: &[u8]) -> Result<PdfText, IngestError> {
    pdf::text(bytes)
}

#[cfg(not(feature = "pdf"))]
fn pdf_text(_: &[u8]) -> Result<PdfText, IngestError> {
    Err(IngestError::Pdf)
}

fn read_epub(
    bytes: &[u8],
    hints: &Hints,
    mut each: impl FnMut(Option<&Feed>, Article),
) -> Result<Harvest, IngestError> {
    let mut harvest = epub::read(bytes, hints);
    clean::harvest(&mut harvest);
    if harvest.articles.is_empty() {
        let why = harvest.warnings.into_iter().next();
        let why = why.map(|warning| format!("{} ({})", warning.what, warning.place));
        return Err(why.map_or(IngestError::Nothing, IngestError::Book));
    }
    for mut article in std::mem::take(&mut harvest.articles) {
        clean::article(&mut article);
        fill_in(&mut article, None, hints);
        each(None, article);
    }
    Ok(harvest)
}

/// Newspaper pages, a stretch of them at a time: what is made of a page takes many times its room.
fn pages(text: &str, hints: &Hints, put: &mut impl FnMut(Option<&Feed>, Article)) -> Harvest {
    let mut whole = Harvest {
        kind: Kind::Page,
        ..Harvest::default()
    };
    let mut rest = text;
    while !rest.is_empty() {
        let (stretch, after) = rest.split_at(end_of_pages(rest, limits::PAGES));
        let found = page::read(&page_text(stretch), hints);
        found
            .articles
            .into_iter()
            .for_each(|article| put(None, article));
        whole.mends += found.mends;
        whole.labels.extend(found.labels);
        whole.labels.truncate(limits::LIST);
        for warning in found.warnings {
            whole.warn(warning.what, warning.place);
        }
        rest = after;
    }
    whole
}

/// Where a stretch of pages ends: between two pages, or where a blank line or a line ends, if no page does.
fn end_of_pages(text: &str, most: usize) -> usize {
    let stretch = &text[..text.floor_char_boundary(most)];
    let last = stretch.match_indices('\n').nth(limits::PAGE_LINES - 1);
    let stretch = last.map_or(stretch, |(end, _)| &stretch[..=end]);
    if stretch.len() == text.len() {
        return text.len();
    }
    let ends = ["\u{c}", "\n\n", "\n"].map(|end| stretch.rfind(end).map(|at| at + end.len()));
    ends.into_iter().flatten().next().unwrap_or(stretch.len())
}

/// A page's text, clean, with the form feeds that divide its pages.
fn page_text(text: &str) -> String {
    let pages: Vec<_> = text.split('\u{c}').map(clean::text).collect();
    pages.join("\u{c}")
}

/// The caller's words where the input has none, and a headline for what has none.
fn fill_in(article: &mut Article, about: Option<&Feed>, hints: &Hints) {
    let fill = |field: &mut Option<String>, from: &Option<String>| {
        if field.is_none() {
            // What a feed says of itself is not clean yet when its first articles are.
            *field = from.as_deref().map(|text| clean::line(text).into_owned());
        }
    };
    fill(&mut article.publication, &hints.publication);
    if let Some(about) = about {
        fill(&mut article.publication, &about.title);
    }
    fill(&mut article.section, &hints.section);
    article.edition = article.edition.or(hints.edition);
    if article.title.is_empty() {
        let words = article.blocks.first().map(|b| text::opening(&b.text));
        // A beginning may open a direction that is closed further on.
        let words = words.map(|words| clean::line(&words).into_owned());
        article.title = words.or_else(|| article.link.clone()).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_divided_between_them_and_nothing_is_lost() {
        let check = |text: &str, most: usize, expect: &[&str]| {
            let mut rest = text;
            for stretch in expect {
                let (found, after) = rest.split_at(end_of_pages(rest, most));
                assert_eq!(found, *stretch);
                rest = after;
            }
            assert_eq!(rest, "");
        };
        check("一\n二", 100, &["一\n二"]);
        check(
            "一\n\u{c}二\n\n三\u{c}四",
            16,
            &["一\n\u{c}二\n\n三\u{c}", "四"],
        );
        check("一\n\n二\n三三", 12, &["一\n\n", "二\n三三"]);
        check("一二\n三四\n", 9, &["一二\n", "三四\n"]);
        check("一二三四", 7, &["一二", "三四"]);
        let most = "一\n".repeat(limits::PAGE_LINES);
        check(
            &[&most, "二\n三"].concat(),
            limits::PAGES,
            &[&most, "二\n三"],
        );
    }

    #[test]
    fn what_is_cut_is_cut_between_characters() {
        let check =
            |bytes: &[u8], most: usize, expect: &[u8]| assert_eq!(within(bytes, most), expect);
        check(b"abc", 3, b"abc");
        check(b"abc", 2, b"ab");
        check("看報".as_bytes(), 5, "看".as_bytes());
        check("看報".as_bytes(), 3, "看".as_bytes());
        check(&[0x80; 9], 7, &[0x80; 7]);
    }
}

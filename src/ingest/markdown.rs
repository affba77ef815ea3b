//! Markdown to one article: front matter, the first heading as the headline, blocks.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::blocks::Builder;
use super::{Harvest, Hints, Kind, Warning, front, html, limits, text};
use crate::article::{Article, Block, BlockKind, InlineKind};

/// Reads a Markdown text as one article.
pub fn read(text: &str, hints: &Hints) -> Harvest {
    let mut article = Article::default();
    let mut warnings = Vec::new();
    let body = front::take(text, &mut article, &mut warnings);
    if is_deep(body) {
        let mut harvest = text::read(body, hints);
        harvest.warn(
            "it is too deep to be Markdown; it was read as plain text",
            "the text",
        );
        return harvest;
    }
    let mut writer = Writer::new(std::mem::take(&mut article.title));
    for event in Parser::new_ext(body, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        writer.event(event);
    }
    if writer.out.is_full() {
        let what = "the article is too long; the rest was left out".to_owned();
        warnings.push(Warning {
            what,
            place: writer.title.clone(),
        });
    }
    article.title = writer.title;
    article.blocks = writer.out.build();
    Harvest {
        kind: Kind::Markdown,
        articles: vec![article],
        warnings,
        ..Harvest::default()
    }
}

/// Whether a line begins more lists and quotations within each other than anybody writes: the parser is quadratic in them.
fn is_deep(text: &str) -> bool {
    let marks = |line: &str| {
        let head = line.trim_start_matches([
            ' ', '\t', '>', '-', '+', '*', '.', ')', '0', '1', '2', '3', '4', '5', '6', '7', '8',
            '9',
        ]);
        let head = &line.as_bytes()[..line.len() - head.len()];
        let begins = |pair: &[u8]| {
            pair[0] == b'>'
                || matches!(pair[0], b'-' | b'+' | b'*' | b'.' | b')') && pair[1] <= b' '
        };
        head.windows(2).filter(|pair| begins(pair)).count()
    };
    text.lines()
        .any(|line| line.len() > limits::DEPTH && marks(line) > limits::DEPTH)
}

/// The blocks of a Markdown text, without front matter or headline of its own.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut writer = Writer::new("-".into());
    for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        writer.event(event);
    }
    writer.out.build()
}

/// Where the parser is.
struct Writer {
    out: Builder,
    title: String,
    /// Quotations around the text.
    quotes: usize,
    /// Lists around the text: the number of the next item, or none for bullets.
    lists: Vec<Option<u64>>,
    /// The mark of the item whose text has not begun yet.
    mark: Option<String>,
    /// Soft and hard line ends in the paragraph so far.
    breaks: (usize, usize),
    /// Cells of the table's row so far.
    cells: usize,
    /// A block of HTML so far.
    html: String,
    /// Inside code, every character counts.
    code: bool,
    /// The last picture of the paragraph.
    picture: Option<Picture>,
}

impl Writer {
    fn new(title: String) -> Self {
        Self {
            out: Builder::default(),
            title,
            quotes: 0,
            lists: Vec::new(),
            mark: None,
            breaks: (0, 0),
            cells: 0,
            html: String::new(),
            code: false,
            picture: None,
        }
    }

    fn event(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.code => self.out.push(&text),
            Event::Text(text) => self.text(&text),
            Event::Code(text) => {
                self.begin();
                self.out.open(InlineKind::Code);
                self.out.push(&text);
                self.out.close(|kind| *kind == InlineKind::Code);
            }
            Event::SoftBreak => {
                self.breaks.0 += 1;
                self.out.soft_break();
            }
            Event::HardBreak => {
                self.breaks.1 += 1;
                self.out.hard_break();
            }
            Event::Rule => self.out.add(Block::new(BlockKind::Rule, "")),
            Event::Html(html) => self.html.push_str(&html),
            Event::InlineHtml(tag) if tag.starts_with("<br") => self.event(Event::HardBreak),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        self.begin();
        self.out.push(text);
    }

    /// Writes the item's mark before its first word.
    fn begin(&mut self) {
        if let Some(mark) = self.mark.take() {
            self.out.push(&mark);
        }
    }

    fn start(&mut self, tag: Tag) {
        match tag {
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::List(first) => {
                self.finish_text();
                self.lists.push(first);
            }
            Tag::Item => self.item(),
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.finish_text();
                self.code = true;
            }
            Tag::Emphasis => self.open(InlineKind::Emphasis),
            Tag::Strong => self.open(InlineKind::Strong),
            Tag::Link { dest_url, .. } => self.open(InlineKind::Link(dest_url.into_string())),
            Tag::Image {
                dest_url, title, ..
            } => {
                self.begin();
                let start = self.out.text().len();
                let (url, title) = (dest_url.into_string(), title.into_string());
                self.out.open(InlineKind::Link(url.clone()));
                self.picture = Some(Picture {
                    url,
                    title,
                    start,
                    ..Picture::default()
                });
            }
            Tag::TableHead | Tag::TableRow => self.cells = 0,
            Tag::TableCell => {
                if self.cells > 0 {
                    self.out.push("\t");
                }
                self.cells += 1;
            }
            _ => {}
        }
    }

    fn open(&mut self, kind: InlineKind) {
        self.begin();
        self.out.open(kind);
    }

    fn item(&mut self) {
        self.finish_text();
        let depth = self.lists.len().saturating_sub(1);
        let sign = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => "• ".to_owned(),
        };
        self.mark = Some("  ".repeat(depth) + &sign);
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.paragraph(),
            TagEnd::Heading(level) => self.heading(level as usize),
            TagEnd::BlockQuote(_) => {
                self.finish_text();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::Item => {
                self.finish_text();
                self.mark = None;
            }
            TagEnd::List(_) => _ = self.lists.pop(),
            TagEnd::CodeBlock => {
                self.code = false;
                self.out.finish(BlockKind::Code);
            }
            TagEnd::HtmlBlock => {
                let html = std::mem::take(&mut self.html);
                html::blocks(&html, None)
                    .into_iter()
                    .for_each(|block| self.out.add(block));
            }
            TagEnd::Emphasis => self.out.close(|kind| *kind == InlineKind::Emphasis),
            TagEnd::Strong => self.out.close(|kind| *kind == InlineKind::Strong),
            TagEnd::Link => self.out.close(|kind| matches!(kind, InlineKind::Link(_))),
            TagEnd::Image => self.picture_end(),
            TagEnd::TableHead | TagEnd::TableRow => self.out.push("\n"),
            TagEnd::Table => self.out.finish(BlockKind::Table),
            _ => {}
        }
    }

    fn paragraph(&mut self) {
        if self.lists.is_empty() && self.quotes == 0 {
            let kind = self.paragraph_kind();
            self.finish(kind);
        } else {
            self.finish_text();
        }
    }

    fn paragraph_kind(&mut self) -> BlockKind {
        if let Some(kind) = self.picture_alone() {
            kind
        } else if is_caption(self.out.text()) {
            BlockKind::Caption
        } else if self.breaks.1 > 0 && self.breaks.0 == 0 {
            BlockKind::Verse
        } else {
            BlockKind::Paragraph
        }
    }

    /// Ends text whose kind is that of what is around it.
    fn finish_text(&mut self) {
        let kind = match (self.lists.is_empty(), self.quotes) {
            (false, _) => BlockKind::List,
            (true, 0) => BlockKind::Paragraph,
            (true, _) => BlockKind::Quote,
        };
        self.finish(kind);
    }

    fn finish(&mut self, kind: BlockKind) {
        self.breaks = (0, 0);
        self.out.finish(kind);
        if kind == BlockKind::Caption
            && let Some(block) = self.out.last()
        {
            drop_ornament(block);
        }
    }

    fn heading(&mut self, level: usize) {
        let words = self.out.text().trim();
        if level == 1 && (self.title.is_empty() || self.title == words) {
            self.title = words.to_owned();
            self.out.clear();
        } else {
            self.finish(BlockKind::Subhead);
        }
    }

    /// A picture stands where its description does; one without words of its own gives its title or its file's name.
    fn picture_end(&mut self) {
        let Some(mut picture) = self.picture.take() else {
            return;
        };
        let words = self.out.text().len() > picture.start;
        if !words {
            let name = picture.url.rsplit('/').next().unwrap_or_default();
            let name = if picture.title.is_empty() {
                name
            } else {
                &picture.title
            };
            self.out.push(name);
        }
        self.out.close(|kind| matches!(kind, InlineKind::Link(_)));
        picture.end = self.out.text().len();
        picture.described = words;
        self.picture = Some(picture);
    }

    /// Whether the paragraph is one picture and nothing else: then its words are a caption, or else its place.
    fn picture_alone(&mut self) -> Option<BlockKind> {
        let picture = self.picture.take()?;
        let alone = picture.start == 0 && picture.end == self.out.text().trim_end().len();
        alone.then_some(if picture.described {
            BlockKind::Caption
        } else {
            BlockKind::Image
        })
    }
}

/// A picture in the paragraph being read.
#[derive(Debug, Default)]
struct Picture {
    url: String,
    title: String,
    start: usize,
    end: usize,
    described: bool,
}

/// Whether a paragraph is the words under a picture, by the marks that newspapers set before them.
fn is_caption(text: &str) -> bool {
    text.starts_with(ORNAMENTS) || text.starts_with("圖：") || text.starts_with("图：")
}

const ORNAMENTS: [char; 4] = ['▲', '●', '■', '◆'];

/// The ornament is mark-up; the screen sets its own.
fn drop_ornament(block: &mut Block) {
    let bare = block.text.trim_start_matches(ORNAMENTS).trim_start();
    let cut = (block.text.len() - bare.len()) as u32;
    if cut > 0 && !bare.is_empty() {
        block.text = bare.to_owned();
        for span in &mut block.spans {
            span.start = span.start.saturating_sub(cut);
            span.end = span.end.saturating_sub(cut);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one(text: &str) -> Article {
        read(text, &Hints::default()).articles.remove(0)
    }

    fn outline(text: &str) -> String {
        let lines: Vec<String> = blocks(text)
            .iter()
            .map(|b| {
                format!(
                    "{:?}: {}",
                    b.kind,
                    b.text.replace('\n', "|").replace('\t', "&")
                )
            })
            .collect();
        lines.join("\n")
    }

    #[test]
    fn lists_without_end_are_no_markdown() {
        let deep = format!("{}海", "- ".repeat(100_000));
        let harvest = super::read(&deep, &Hints::default());
        assert_eq!(harvest.warnings.len(), 1);
        assert!(harvest.articles[0].body().ends_with('海'));
        let rule = format!("一\n\n{}\n\n二", "-".repeat(100_000));
        assert!(super::read(&rule, &Hints::default()).warnings.is_empty());
    }

    #[test]
    fn front_matter_fills_the_fields() {
        let article = one(
            "---\ntitle: 海濱長廊延長\nkicker: 城市\nsection: 港聞\npage: A6\ndate: 2026-03-24\ntags: 海濱, 規劃\nlanguage: zh-Hant\n---\n# 海濱長廊延長\n\n正文。\n",
        );
        assert_eq!(article.title, "海濱長廊延長");
        assert_eq!(article.edition, Some(jiff::civil::date(2026, 3, 24)));
        assert_eq!(
            (article.page.as_deref(), article.tags.len()),
            (Some("A6"), 2)
        );
        assert_eq!(article.blocks, [Block::paragraph("正文。")]);
        let article =
            one("+++\ntitle = \"A\"\ntags = [\"b\", \"c\"]\ndate = 2026-03-24\n+++\nText");
        assert_eq!((article.title.as_str(), article.tags.len()), ("A", 2));
        assert_eq!(one("---\n\nnot front matter\n").blocks.len(), 2);
    }

    #[test]
    fn blocks_are_what_they_are() {
        let check = |text: &str, expect: &str| assert_eq!(outline(text), expect, "{text}");
        check(
            "## 小題\n\n一行\n二行\n\none\ntwo",
            "Subhead: 小題\nParagraph: 一行二行\nParagraph: one two",
        );
        check("> 一\n>\n> 二", "Quote: 一\nQuote: 二");
        check(
            "- a\n- b\n  1. c\n  2. d\n- e",
            "List: • a\nList: • b\nList:   1. c\nList:   2. d\nList: • e",
        );
        check("|a|b|\n|-|-|\n|c||\n|**d**|e|", "Table: a&b|c&|d&e");
        check(
            "```\n x\n  y\n```\n\n---\n\nz",
            "Code:  x|  y\nRule: \nParagraph: z",
        );
        check(
            "<div>甲<p>乙</div>\n\n丙",
            "Paragraph: 甲\nParagraph: 乙\nParagraph: 丙",
        );
        check("一句  \n兩句  \n三句", "Verse: 一句|兩句|三句");
        check(
            "▲ 海傍。\n\n圖：碼頭。",
            "Caption: 海傍。\nCaption: 圖：碼頭。",
        );
        check(
            "![海港](a/b.jpg)\n\n![](a/b.jpg)",
            "Caption: 海港\nImage: b.jpg",
        );
    }

    #[test]
    fn stretches_keep_their_words() {
        let text = "看[報](http://a.example/)要*慢*，**細**看 `x`。";
        let block = blocks(text).remove(0);
        assert_eq!(block.text, "看報要慢，細看 x。");
        let words: Vec<_> = block
            .spans
            .iter()
            .map(|s| &block.text[s.start as usize..s.end as usize])
            .collect();
        assert_eq!(words, ["報", "慢", "細", "x"]);
    }

    proptest! {
        #[test]
        fn any_text_survives(text in "(?s)[-a-z# >*|`!\\[\\]()\n\t看●.:1+<]{0,80}") {
            for block in one(&text).blocks {
                for span in &block.spans {
                    prop_assert!(block.text.get(span.start as usize..span.end as usize).is_some());
                }
            }
        }
    }
}

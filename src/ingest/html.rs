//! HTML to blocks: one pass over its tokens, no tree, so that neither depth nor disorder costs anything.

mod elements;
mod table;

use html5ever::Attribute;

use super::blocks::Builder;
use super::markup::{self, Token, attribute};
use super::{limits, links};
use crate::article::{Block, BlockKind, Inline, InlineKind};
use elements::{inline, is_block, is_unread, kind_of};
use table::{Table, figures};

/// The blocks of an HTML text; relative links are completed by `base`. Where nothing but pictures without words is in it, those.
pub fn blocks(html: &str, base: Option<&str>) -> Vec<Block> {
    let (blocks, wordless) = read(html, base);
    if blocks.is_empty() { wordless } else { blocks }
}

fn read(html: &str, base: Option<&str>) -> (Vec<Block>, Vec<Block>) {
    let html = &html[..html.floor_char_boundary(limits::HTML_BODY)];
    let mut writer = Writer::new(base);
    markup::html(html, |token| writer.token(token));
    writer.build()
}

/// The words of an HTML text, in one line.
pub fn line(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return html.trim().to_owned();
    }
    let texts: Vec<String> = read(html, None)
        .0
        .into_iter()
        .map(|block| block.text)
        .collect();
    super::clean::line(&texts.join(" ")).into_owned()
}

/// A picture's place.
fn image(words: &str, source: Option<String>) -> Block {
    let spans = source.map(|url| Inline {
        start: 0,
        end: words.len() as u32,
        kind: InlineKind::Link(url),
    });
    Block {
        kind: BlockKind::Image,
        text: words.to_owned(),
        spans: spans.into_iter().collect(),
    }
}

/// How a list counts its items.
#[derive(Debug)]
struct List {
    next: Option<u64>,
}

#[derive(Debug)]
struct Writer<'a> {
    base: Option<&'a str>,
    out: Builder,
    /// Elements whose text is not to be read: the name of the outermost and how often it is open.
    skipping: Option<(String, usize)>,
    /// What the text at hand is in: the kinds of the blocks around it, innermost last.
    inside: Vec<(String, BlockKind)>,
    lists: Vec<List>,
    mark: Option<String>,
    tables: Vec<Table>,
    /// `pre` elements around the text.
    pre: usize,
    /// Pictures without words: their places, where nothing else is there.
    wordless: Vec<Block>,
}

impl<'a> Writer<'a> {
    fn new(base: Option<&'a str>) -> Self {
        Self {
            base,
            out: Builder::default(),
            skipping: None,
            inside: Vec::new(),
            lists: Vec::new(),
            mark: None,
            tables: Vec::new(),
            pre: 0,
            wordless: Vec::new(),
        }
    }

    /// The blocks, and the places of pictures without words.
    fn build(mut self) -> (Vec<Block>, Vec<Block>) {
        self.finish();
        while !self.tables.is_empty() {
            self.table_end();
        }
        (self.out.build(), self.wordless)
    }

    fn token(&mut self, token: Token) {
        if self.skip(&token) {
            return;
        }
        match token {
            Token::Open(name, attributes, _) => self.open(name, attributes),
            Token::Close(name) => self.close(name),
            Token::Text(text) if self.pre > 0 => self.out.push(text),
            Token::Text(text) => self.text(text),
        }
    }

    /// Whether the token stands in something that nobody reads.
    fn skip(&mut self, token: &Token) -> bool {
        match (&mut self.skipping, token) {
            (None, Token::Open(name, attributes, false)) if is_unread(name, attributes) => {
                self.skipping = Some((name.to_string(), 1));
                true
            }
            (Some((name, depth)), Token::Open(other, _, false)) if **other == **name => {
                *depth += 1;
                true
            }
            (Some((name, depth)), Token::Close(other)) if **other == **name => {
                *depth -= 1;
                if *depth == 0 {
                    self.skipping = None;
                }
                true
            }
            (skipping, _) => skipping.is_some(),
        }
    }

    fn text(&mut self, text: &str) {
        if self.mark.is_some() && !text.trim().is_empty() {
            self.begin();
            self.out.flow(text.trim_start());
        } else if self.mark.is_none() {
            self.out.flow(text);
        }
    }

    /// Writes the item's mark before its first word.
    fn begin(&mut self) {
        if let Some(mark) = self.mark.take() {
            self.out.push(&mark);
        }
    }

    fn open(&mut self, name: &str, attributes: &[Attribute]) {
        match name {
            "br" => self.line_end(),
            "hr" => {
                self.finish();
                self.out.add(Block::new(BlockKind::Rule, ""));
            }
            "img" => self.picture(attributes),
            "a" => {
                self.begin();
                if let Some(address) = attribute(attributes, "href")
                    .and_then(|href| links::followable(self.base, href))
                {
                    self.out.close(is_link);
                    self.out.open(InlineKind::Link(address));
                }
            }
            "ul" | "ol" | "menu" | "dir" => self.list(name, attributes),
            "li" => self.item(),
            "table" => self.table(),
            "tr" if self.in_table() => self.row(),
            "td" | "th" if self.in_table() => self.cell(),
            "pre" | "listing" | "xmp" => {
                self.finish();
                self.pre += 1;
            }
            _ => {
                if let Some(kind) = inline(name) {
                    self.begin();
                    self.out.open(kind);
                } else if is_block(name) {
                    self.finish();
                    if let Some(kind) = kind_of(name).filter(|_| self.inside.len() < limits::DEPTH)
                    {
                        self.inside.push((name.to_owned(), kind));
                    }
                }
            }
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "a" => self.out.close(is_link),
            "br" => self.line_end(),
            "ul" | "ol" | "menu" | "dir" => {
                self.finish();
                self.lists.pop();
                self.mark = None;
            }
            "table" if self.in_table() => self.table_end(),
            "td" | "th" if self.in_table() => self.cell_end(),
            "pre" | "listing" | "xmp" => {
                self.finish();
                self.pre = self.pre.saturating_sub(1);
            }
            _ => {
                if let Some(kind) = inline(name) {
                    self.out.close(|open| *open == kind);
                } else if is_block(name) {
                    self.finish();
                    if let Some(at) = self.inside.iter().rposition(|(open, _)| open == name) {
                        self.inside.truncate(at);
                    }
                }
            }
        }
    }

    fn line_end(&mut self) {
        match self.pre {
            0 => self.out.hard_break(),
            _ => self.out.push("\n"),
        }
    }

    /// Ends the block in the making; its kind is that of what it stands in.
    fn finish(&mut self) {
        let kind = match self.inside.last() {
            _ if self.pre > 0 => BlockKind::Code,
            Some((_, kind)) if *kind != BlockKind::Quote || self.lists.is_empty() => *kind,
            _ if !self.lists.is_empty() => BlockKind::List,
            _ => BlockKind::Paragraph,
        };
        match kind {
            BlockKind::Code => self.out.finish(kind),
            _ => self.out.finish_lines(kind),
        }
    }

    fn list(&mut self, name: &str, attributes: &[Attribute]) {
        self.finish();
        if self.lists.len() < limits::DEPTH {
            let first = attribute(attributes, "start")
                .and_then(|start| start.parse().ok())
                .unwrap_or(1);
            self.lists.push(List {
                next: (name == "ol").then_some(first),
            });
        }
    }

    fn item(&mut self) {
        self.finish();
        let depth = self.lists.len().saturating_sub(1).min(8);
        let sign = match self.lists.last_mut() {
            Some(List { next: Some(number) }) => {
                *number = number.saturating_add(1);
                format!("{}. ", number.saturating_sub(1))
            }
            _ => "• ".to_owned(),
        };
        self.mark = Some("  ".repeat(depth) + &sign);
        if self.lists.is_empty() {
            self.lists.push(List { next: None });
        }
    }

    /// A picture with words: among other words it is those words, by itself it is its place.
    fn picture(&mut self, attributes: &[Attribute]) {
        let words = attribute(attributes, "alt")
            .map(str::trim)
            .filter(|alt| !alt.is_empty());
        let Some(words) = words
            .or_else(|| attribute(attributes, "title").map(str::trim))
            .filter(|w| !w.is_empty())
        else {
            return self.wordless(attributes);
        };
        if !self.out.is_blank() || self.mark.is_some() {
            self.begin();
            return self.out.flow(words);
        }
        let source = self.source(attributes);
        self.out.add(image(words, source));
    }

    /// A picture without words is called by its file; one of a dot's size is there to count readers.
    fn wordless(&mut self, attributes: &[Attribute]) {
        let is_dot = ["width", "height"]
            .iter()
            .any(|side| matches!(attribute(attributes, side), Some("0" | "1")));
        let source = self.source(attributes);
        let name = source.as_deref().and_then(|url| {
            let path = url.split(['?', '#']).next().unwrap_or_default();
            let (_, name) = path.split_once("://")?.1.rsplit_once('/')?;
            Some(name.to_owned()).filter(|name| !name.is_empty())
        });
        if let Some(name) = name.filter(|_| !is_dot && self.wordless.len() < limits::LIST) {
            self.wordless.push(image(&name, source));
        }
    }

    fn source(&self, attributes: &[Attribute]) -> Option<String> {
        attribute(attributes, "src").and_then(|src| links::followable(self.base, src))
    }

    fn in_table(&self) -> bool {
        !self.tables.is_empty()
    }

    fn table(&mut self) {
        self.finish();
        if self.tables.len() >= limits::DEPTH / 8 {
            return;
        }
        if let Some(outer) = self.tables.last_mut() {
            outer.has_inner = true;
        }
        let outer = std::mem::take(&mut self.out);
        self.tables.push(Table {
            outer,
            ..Table::default()
        });
    }

    fn row(&mut self) {
        self.cell_end();
        if let Some(table) = self.tables.last_mut() {
            table.rows.push(Vec::new());
        }
    }

    fn cell(&mut self) {
        self.cell_end();
        if let Some(table) = self.tables.last_mut() {
            if table.rows.is_empty() {
                table.rows.push(Vec::new());
            }
            table.in_cell = true;
        }
    }

    /// Puts what was written into its cell; what stood between cells (a caption) goes before the table.
    fn cell_end(&mut self) {
        self.finish();
        let Some(table) = self.tables.last_mut() else {
            return;
        };
        let blocks = std::mem::take(&mut self.out).build();
        match table.rows.last_mut() {
            Some(row) if table.in_cell => row.push(blocks),
            _ => blocks.into_iter().for_each(|block| table.outer.add(block)),
        }
        table.in_cell = false;
    }

    fn table_end(&mut self) {
        self.cell_end();
        let Some(table) = self.tables.pop() else {
            return;
        };
        let is_figures = table.is_figures();
        self.out = table.outer;
        if is_figures {
            self.out.add(figures(&table.rows));
        } else {
            table
                .rows
                .into_iter()
                .flatten()
                .flatten()
                .for_each(|block| self.out.add(block));
        }
    }
}

fn is_link(kind: &InlineKind) -> bool {
    matches!(kind, InlineKind::Link(_))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn outline(html: &str) -> String {
        let lines: Vec<String> = blocks(html, Some("http://a.example/b/"))
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
    fn elements_are_blocks() {
        let check = |html: &str, expect: &str| assert_eq!(outline(html), expect, "{html}");
        check(
            "<p>一<p>二</p>三",
            "Paragraph: 一\nParagraph: 二\nParagraph: 三",
        );
        check(
            "<h2>題</h2><div>a <b>b</b>\n c</div>",
            "Subhead: 題\nParagraph: a b c",
        );
        check(
            "<ul><li>a<li>b<ol><li>c</ol><li><p>d</p></ul>e",
            "List: • a\nList: • b\nList:   1. c\nList: • d\nParagraph: e",
        );
        check(
            "<blockquote><p>a</p><p>b</p></blockquote>",
            "Quote: a\nQuote: b",
        );
        check(
            "<figure><img src=x.jpg alt=海><figcaption>港</figcaption></figure>",
            "Image: 海\nCaption: 港",
        );
        // A picture without words is its file's name, but only where nothing else is.
        check("<img src='http://a.example/海.png?w=9'>", "Image: 海.png");
        check(
            "<img src='http://a.example/x.png'><p>words</p>",
            "Paragraph: words",
        );
        check("<img src='http://a.example/count.gif' width=1>", "");
        check("<pre>a\n  b</pre>", "Code: a|  b");
        check(
            "a<script>if (x<y) z()</script><style>p{}</style>b",
            "Paragraph: ab",
        );
        check(
            "<table><caption>表</caption><tr><th>a<th>b<tr><td>1<td></table>",
            "Caption: 表\nTable: a&b|1&",
        );
        check(
            "<table><tr><td><p>a</p><p>b</p><p>c</p></td></tr></table>d",
            "Paragraph: a\nParagraph: b\nParagraph: c\nParagraph: d",
        );
        check("a<hr>b", "Paragraph: a\nRule: \nParagraph: b");
        check("甲乙<br>丙丁<br/>戊己", "Verse: 甲乙|丙丁|戊己");
        check("one<br><br>two", "Paragraph: one\nParagraph: two");
        check("&lt;b&gt; &amp;amp; &#27;[31m", "Paragraph: <b> &amp; [31m");
    }

    #[test]
    fn links_are_completed_and_the_bad_ones_are_words() {
        let block = blocks(
            "x <a href='c'>y</a> <a href='javascript:z()'>z</a>",
            Some("http://a.example/b/"),
        )
        .remove(0);
        assert_eq!(block.text, "x y z");
        let link = InlineKind::Link("http://a.example/b/c".into());
        assert_eq!(
            block.spans,
            [Inline {
                start: 2,
                end: 3,
                kind: link
            }]
        );
    }

    #[test]
    fn depth_costs_nothing() {
        let deep = "<div>".repeat(200_000)
            + "x"
            + &"<b>".repeat(200_000)
            + "<table><td>".repeat(20_000).as_str();
        assert_eq!(outline(&deep), "Paragraph: x");
    }

    proptest! {
        #[test]
        fn any_text_survives(html in "(<(/?)(p|b|a href=x|table|tr|td|ul|li|br|pre|h1|svg|script|blockquote)>|[a-z看 \n&;]){0,60}", more in any::<String>()) {
            for html in [&html, &more] {
                for block in blocks(html, None) {
                    for span in &block.spans {
                        prop_assert!(block.text.get(span.start as usize..span.end as usize).is_some());
                    }
                }
                line(html);
            }
        }
    }
}

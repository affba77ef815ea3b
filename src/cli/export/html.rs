//! An article as HTML: plain elements with their meaning, no style but what makes a page of Chinese readable.

use crate::article::{Article, Block, BlockKind, Inline, InlineKind};
use crate::ingest::links;

pub(super) const HEAD: &str = "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n\
    <meta name=\"viewport\" content=\"width=device-width\">\n<title>kanbao</title>\n\
    <style>article{max-width:40em;margin:3em auto;line-height:1.8}.kicker,.meta,figcaption{opacity:.7}</style>\n\
    </head>\n<body>\n";
pub(super) const TAIL: &str = "</body>\n</html>\n";

/// The element of an article. It is well-formed XML too, so that a book can hold it.
pub(super) fn article(article: &Article) -> String {
    let mut html = String::from("<article");
    if let Some(language) = &article.language {
        html.push_str(&format!(" lang=\"{0}\" xml:lang=\"{0}\"", escape(language)));
    }
    html.push_str(">\n<header>\n");
    line(&mut html, "p class=\"kicker\"", article.kicker.as_deref());
    line(&mut html, "h1", Some(&article.title));
    line(&mut html, "p class=\"deck\"", article.deck.as_deref());
    line(
        &mut html,
        "p class=\"meta\"",
        Some(&meta(article))
            .filter(|meta| !meta.is_empty())
            .map(String::as_str),
    );
    html.push_str("</header>\n");
    let mut blocks = article.blocks.as_slice();
    while let Some(block) = blocks.first() {
        let run = blocks
            .iter()
            .take_while(|b| b.kind == BlockKind::List && block.kind == BlockKind::List)
            .count();
        if run > 0 {
            list(&mut html, &blocks[..run]);
            blocks = &blocks[run..];
        } else {
            single(&mut html, block);
            blocks = &blocks[1..];
        }
    }
    html.push_str("</article>\n");
    html
}

fn meta(article: &Article) -> String {
    let day = article.edition.map(|day| day.to_string());
    let parts = [
        article.publication.clone(),
        article.section.clone(),
        article.page.clone(),
        day,
    ];
    parts
        .into_iter()
        .flatten()
        .chain(article.byline.clone())
        .collect::<Vec<_>>()
        .join(" · ")
}

fn line(html: &mut String, tag: &str, text: Option<&str>) {
    let Some(text) = text else { return };
    let name = tag.split(' ').next().unwrap_or(tag);
    html.push_str(&format!("<{tag}>{}</{name}>\n", escape(text)));
}

fn list(html: &mut String, items: &[Block]) {
    html.push_str("<ul>\n");
    for item in items {
        let text = inline(item);
        let text = text.trim_start_matches(' ');
        html.push_str(&format!(
            "<li>{}</li>\n",
            text.strip_prefix("• ").unwrap_or(text)
        ));
    }
    html.push_str("</ul>\n");
}

fn single(html: &mut String, block: &Block) {
    let text = inline(block);
    let element = match block.kind {
        BlockKind::Paragraph | BlockKind::List => format!("<p>{text}</p>"),
        BlockKind::Subhead => format!("<h2>{text}</h2>"),
        BlockKind::Caption => format!("<figure><figcaption>{text}</figcaption></figure>"),
        BlockKind::Quote => format!("<blockquote><p>{text}</p></blockquote>"),
        BlockKind::Verse => format!("<p class=\"verse\">{}</p>", text.replace('\n', "<br/>\n")),
        BlockKind::Code => format!("<pre><code>{text}</code></pre>"),
        BlockKind::Table => table(&block.text),
        BlockKind::Image => format!("<p class=\"image\">{text}</p>"),
        BlockKind::Rule => "<hr/>".into(),
    };
    html.push_str(&element);
    html.push('\n');
}

fn table(text: &str) -> String {
    let rows = text.lines().enumerate().map(|(at, row)| {
        let tag = if at == 0 { "th" } else { "td" };
        let cells: String = row
            .split('\t')
            .map(|cell| format!("<{tag}>{}</{tag}>", escape(cell)))
            .collect();
        format!("<tr>{cells}</tr>\n")
    });
    format!("<table>\n{}</table>", rows.collect::<String>())
}

/// A block's text with its spans as elements.
fn inline(block: &Block) -> String {
    wrap_spans(
        &block.text,
        &block.spans,
        &escape,
        &|span| match &span.kind {
            // A browser runs what some addresses say.
            InlineKind::Link(url) if !links::is_harmless(url) => Default::default(),
            InlineKind::Link(url) => (format!("<a href=\"{}\">", escape(url)), "</a>".into()),
            InlineKind::Strong => ("<strong>".into(), "</strong>".into()),
            InlineKind::Emphasis => ("<em>".into(), "</em>".into()),
            InlineKind::Code => ("<code>".into(), "</code>".into()),
        },
    )
}

/// A text with marks around its spans, the text between them escaped. Spans that cross each other are left out: they
/// have no form in a tree.
pub(super) fn wrap_spans(
    text: &str,
    spans: &[Inline],
    escape: &dyn Fn(&str) -> String,
    marks: &dyn Fn(&Inline) -> (String, String),
) -> String {
    let mut out = String::new();
    let mut at = 0;
    let mut open: Vec<(usize, String)> = Vec::new();
    let close_until =
        |out: &mut String, at: &mut usize, open: &mut Vec<(usize, String)>, until: usize| {
            while let Some((end, mark)) = open.pop_if(|(end, _)| *end <= until) {
                out.push_str(&escape(text.get(*at..end).unwrap_or_default()));
                out.push_str(&mark);
                *at = end;
            }
        };
    for span in spans {
        let (start, end) = (span.start as usize, span.end as usize);
        close_until(&mut out, &mut at, &mut open, start);
        let crosses = open.last().is_some_and(|(outer, _)| end > *outer);
        if start < at || end <= start || crosses || text.get(start..end).is_none() {
            continue;
        }
        let (before, after) = marks(span);
        out.push_str(&escape(text.get(at..start).unwrap_or_default()));
        out.push_str(&before);
        at = start;
        open.push((end, after));
    }
    close_until(&mut out, &mut at, &mut open, usize::MAX);
    out.push_str(&escape(text.get(at..).unwrap_or_default()));
    out
}

/// Text that stands in an element or an attribute.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(block: Block, expect: &str) {
        let whole = article(&Article {
            title: "題".into(),
            blocks: vec![block],
            ..Article::default()
        });
        let (_, body) = whole.split_once("</header>\n").unwrap();
        assert_eq!(body, format!("{expect}\n</article>\n"));
    }

    fn span(start: u32, end: u32, kind: InlineKind) -> Inline {
        Inline { start, end, kind }
    }

    #[test]
    fn blocks_become_elements() {
        check(
            Block::paragraph("甲 < 乙 & \"丙\""),
            "<p>甲 &lt; 乙 &amp; &quot;丙&quot;</p>",
        );
        check(
            Block::new(BlockKind::Verse, "一\n二"),
            "<p class=\"verse\">一<br/>\n二</p>",
        );
        check(Block::new(BlockKind::Rule, ""), "<hr/>");
        let table =
            "<table>\n<tr><th>甲</th><th>乙</th></tr>\n<tr><td>1</td><td>2</td></tr>\n</table>";
        check(Block::new(BlockKind::Table, "甲\t乙\n1\t2"), table);
    }

    #[test]
    fn spans_nest_and_those_that_cross_are_left_out() {
        let mut block = Block::paragraph("abcdef");
        block.spans = vec![
            span(0, 4, InlineKind::Strong),
            span(1, 3, InlineKind::Link("https://example.com/?a&b".into())),
            span(3, 6, InlineKind::Emphasis),
            span(4, 5, InlineKind::Code),
        ];
        let expect = "<p><strong>a<a href=\"https://example.com/?a&amp;b\">bc</a>d</strong><code>e</code>f</p>";
        check(block, expect);
    }

    #[test]
    fn what_a_browser_would_run_is_no_link() {
        let mut block = Block::paragraph("abc");
        block.spans = vec![span(0, 2, InlineKind::Link("javascript:alert(1)".into()))];
        check(block, "<p>abc</p>");
    }
}

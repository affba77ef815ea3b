//! An article as Markdown with front matter: what `kanbao import` reads back as the same article, but for paragraphs that
//! begin with a caption's ornament (▲): Markdown has no way to tell them from captions.

use super::html::wrap_spans;
use crate::article::{Article, Block, BlockKind, InlineKind};
use crate::ingest::links;

/// The article, ending in a blank line.
pub(super) fn article(article: &Article) -> String {
    let mut text = String::from("---\n");
    let day = article.edition.map(|day| day.to_string());
    let tags = Some(article.tags.join(", ")).filter(|tags| !tags.is_empty());
    let fields = [
        ("title", Some(&article.title)),
        ("kicker", article.kicker.as_ref()),
        ("deck", article.deck.as_ref()),
        ("byline", article.byline.as_ref()),
        ("author", article.author.as_ref()),
        ("section", article.section.as_ref()),
        ("page", article.page.as_ref()),
        ("edition", day.as_ref()),
        ("published", article.published.as_ref()),
        ("publication", article.publication.as_ref()),
        ("language", article.language.as_ref()),
        ("tags", tags.as_ref()),
        ("link", article.link.as_ref()),
        ("id", article.id.as_ref()),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            text.push_str(&format!("{name}: {value}\n"));
        }
    }
    text.push_str("---\n");
    let mut before = None;
    for block in &article.blocks {
        // Items of one list stand together; all else is divided by a blank line.
        let together = block.kind == BlockKind::List && before == Some(BlockKind::List);
        text.push_str(if together { "" } else { "\n" });
        text.push_str(&self::block(block));
        text.push('\n');
        before = Some(block.kind);
    }
    text.push('\n');
    text
}

fn block(block: &Block) -> String {
    match block.kind {
        BlockKind::Paragraph => guard(&inline(block)),
        BlockKind::Subhead => format!("## {}", inline(block)),
        BlockKind::Caption => format!("▲{}", inline(block)),
        BlockKind::Quote => format!("> {}", inline(block).replace('\n', "\n> ")),
        BlockKind::List => list_item(&inline(block)),
        BlockKind::Verse => inline(block).replace('\n', "\\\n"),
        BlockKind::Code => fenced(&block.text),
        BlockKind::Table => table(&block.text),
        BlockKind::Image => image(block),
        BlockKind::Rule => "---".into(),
    }
}

/// A paragraph that begins like a heading, a list or a rule is kept a paragraph.
fn guard(text: &str) -> String {
    let numbered = || {
        let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.len() < text.len() && rest.starts_with(['.', ')'])
    };
    if text.starts_with(['#', '>', '-', '+', '=', '~']) {
        format!("\\{text}")
    } else if numbered() {
        text.replacen(['.', ')'], "\\.", 1)
    } else {
        text.to_owned()
    }
}

fn list_item(text: &str) -> String {
    let depth = text.len() - text.trim_start_matches(' ').len();
    let item = text.trim_start_matches(' ');
    let item = item
        .strip_prefix("• ")
        .map_or_else(|| item.to_owned(), |rest| format!("- {rest}"));
    format!("{}{item}", " ".repeat(depth * 2))
}

/// A fence longer than any run of its mark within.
fn fenced(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{text}\n{fence}")
}

fn table(text: &str) -> String {
    let mut rows = text.lines().map(|row| {
        format!(
            "| {} |",
            escape(row).replace('|', "\\|").replace('\t', " | ")
        )
    });
    let head = rows.next().unwrap_or_default();
    let columns = text.lines().next().unwrap_or_default().split('\t').count();
    let rule = format!("|{}", " --- |".repeat(columns));
    [head, rule]
        .into_iter()
        .chain(rows)
        .collect::<Vec<_>>()
        .join("\n")
}

fn image(block: &Block) -> String {
    let url = block.spans.iter().find_map(|span| match &span.kind {
        InlineKind::Link(url) => Some(url.as_str()),
        _ => None,
    });
    format!(
        "![{}]{}",
        escape(&block.text),
        target(url.unwrap_or_default())
    )
}

fn inline(block: &Block) -> String {
    wrap_spans(
        &block.text,
        &block.spans,
        &escape,
        &|span| match &span.kind {
            InlineKind::Link(url) if !links::is_harmless(url) => Default::default(),
            InlineKind::Link(url) => ("[".into(), format!("]{}", target(url))),
            InlineKind::Strong => ("**".into(), "**".into()),
            InlineKind::Emphasis => ("*".into(), "*".into()),
            InlineKind::Code => ("`".into(), "`".into()),
        },
    )
}

/// An address between marks that it cannot close.
fn target(url: &str) -> String {
    format!("(<{}>)", url.replace(['<', '>'], ""))
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{self, Hints, Kind};

    /// What was written is read back the same.
    fn check(article: &Article) {
        let text = super::article(article);
        let hints = Hints {
            kind: Some(Kind::Markdown),
            ..Hints::default()
        };
        let mut read = ingest::read(text.as_bytes(), &hints).unwrap().articles;
        assert_eq!(read.len(), 1, "{text}");
        assert_eq!(read.remove(0).blocks, article.blocks, "{text}");
    }

    #[test]
    fn the_sample_edition_is_read_back() {
        crate::sample::articles().iter().for_each(check);
    }

    #[test]
    fn paragraphs_that_look_like_marks_stay_paragraphs() {
        for text in [
            "# 一",
            "1. 二",
            "- 三",
            "> 四",
            "*五*",
            "a_b_c",
            "[六](七)",
            "<b>",
            "&amp;",
        ] {
            check(&Article {
                title: "題".into(),
                blocks: vec![Block::paragraph(text)],
                ..Article::default()
            });
        }
    }
}

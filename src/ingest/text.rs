//! Plain text to one article: paragraphs, and the first line as the headline where it looks like one.

use unicode_width::UnicodeWidthStr;

use super::blocks::is_wide;
use super::{Harvest, Hints, Kind, limits};
use crate::article::{Article, Block, BlockKind};

/// Columns that a headline has at most.
const HEADLINE: usize = 80;

/// Reads a text as one article.
pub fn read(text: &str, hints: &Hints) -> Harvest {
    let mut blocks = paragraphs(text);
    let title = match blocks.first() {
        Some(first) if blocks.len() > 1 && is_headline(&first.text) => blocks.remove(0).text,
        Some(first) => hints.stem().unwrap_or_else(|| opening(&first.text)),
        None => String::new(),
    };
    let article = Article {
        title,
        blocks,
        ..Article::default()
    };
    let mut harvest = Harvest {
        kind: Kind::Text,
        ..Harvest::default()
    };
    if text.len() > limits::ARTICLE {
        harvest.warn(
            "the article is too long; the rest was left out",
            &article.title,
        );
    }
    harvest.articles.push(article);
    harvest
}

/// A text's paragraphs: divided by blank lines, or else each line is one. Lines that were wrapped are joined again. No more
/// of them than an article has.
pub fn paragraphs(text: &str) -> Vec<Block> {
    let text = &text[..text.floor_char_boundary(limits::ARTICLE)];
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let widest = lines.iter().map(|line| line.width()).max().unwrap_or(0);
    let divided = lines
        .windows(3)
        .any(|w| w[1].is_empty() && !w[0].is_empty() && !w[2].is_empty());
    let mut blocks = Vec::new();
    for group in lines
        .split(|line| line.trim().is_empty())
        .filter(|group| !group.is_empty())
    {
        if blocks.len() > limits::BLOCKS {
            break;
        }
        if divided {
            blocks.extend(grouped(group, widest));
        } else {
            let lines = group.iter().take(limits::BLOCKS + 1);
            blocks.extend(lines.map(|line| Block::paragraph(line.trim())));
        }
    }
    blocks
}

/// The lines between two blank ones: verse, if they all end well before the text's width; else paragraphs that begin where a line is indented.
fn grouped(lines: &[&str], widest: usize) -> Vec<Block> {
    let short = |line: &&str| line.width() * 3 < widest * 2;
    if lines.len() > 2 && lines.iter().all(short) {
        let lines: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
        return vec![Block::new(BlockKind::Verse, lines.join("\n"))];
    }
    let mut paragraphs: Vec<String> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let begins = is_indented(line) || number > 0 && short(&lines[number - 1]);
        match paragraphs.last_mut().filter(|_| !begins) {
            Some(paragraph) => join(paragraph, line.trim()),
            None => paragraphs.push(line.trim().to_owned()),
        }
    }
    paragraphs.into_iter().map(Block::paragraph).collect()
}

fn is_indented(line: &str) -> bool {
    line.starts_with(['\u{3000}', '\t']) || line.starts_with("  ")
}

/// Puts a wrapped line behind the one before: with a space, but not between ideographs.
fn join(paragraph: &mut String, line: &str) {
    let wide = |c: Option<char>| c.is_some_and(is_wide);
    if !wide(paragraph.chars().next_back()) || !wide(line.chars().next()) {
        paragraph.push(' ');
    }
    paragraph.push_str(line);
}

fn is_headline(line: &str) -> bool {
    line.width() <= HEADLINE
        && !line.contains('\n')
        && !line.ends_with(['。', '.', '，', ',', '；', ';', '：', ':', '」', '”'])
}

/// The first words of a text that has no headline.
pub(crate) fn opening(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let end = line.find(['。', '！', '？']).unwrap_or(line.len());
    let mut words: String = line[..end].chars().take(30).collect();
    if words.len() < end {
        words.push('…');
    }
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_one_article() {
        let check = |text: &str, title: &str, blocks: &[&str]| {
            let article = read(text, &Hints::default()).articles.remove(0);
            let texts: Vec<&str> = article.blocks.iter().map(|b| b.text.as_str()).collect();
            assert_eq!((article.title.as_str(), texts.as_slice()), (title, blocks));
        };
        check("海濱\n\n　　今日有風。\n", "海濱", &["今日有風。"]);
        check(
            "The Pier\n\nIt was a windy morning at the\npier, and nobody came.\n\nSo we left.",
            "The Pier",
            &[
                "It was a windy morning at the pier, and nobody came.",
                "So we left.",
            ],
        );
        check("一段。\n二段。", "一段", &["一段。", "二段。"]);
        check("", "", &[]);
    }

    proptest! {
        #[test]
        fn any_text_survives(text in any::<String>()) {
            read(&text, &Hints::default());
        }
    }
}

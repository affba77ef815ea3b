//! A split page as an outline that a person can judge at a glance: one line a piece, its role before it.

use super::super::Harvest;
use crate::article::{Article, BlockKind};

/// The outline as plain text. `width` is how wide a text is in cells, `columns` how wide a line may be.
pub fn outline(harvest: &Harvest, columns: usize, width: impl Fn(&str) -> usize) -> String {
    let mut out = String::new();
    let mut line = |role: &str, text: &str| {
        let room = columns.saturating_sub(14).max(8);
        out.push_str(&format!("{role:>10}  {}\n", shorten(text, room, &width)));
    };
    for label in &harvest.labels {
        line("page", label);
    }
    for (nth, article) in harvest.articles.iter().enumerate() {
        line("", "");
        line(
            &format!("{}.", nth + 1),
            if article.title.is_empty() {
                "—"
            } else {
                &article.title
            },
        );
        around(article, &mut line);
        for block in &article.blocks {
            line(name(block.kind), &block.text);
        }
    }
    if !harvest.warnings.is_empty() {
        line("", "");
    }
    for warning in &harvest.warnings {
        line("?", &format!("{}: {}", warning.place, warning.what));
    }
    out.lines().map(|l| format!("{}\n", l.trim_end())).collect()
}

fn around(article: &Article, line: &mut impl FnMut(&str, &str)) {
    let fields = [
        ("kicker", &article.kicker),
        ("deck", &article.deck),
        ("byline", &article.byline),
        ("section", &article.section),
    ];
    for (role, text) in fields {
        if let Some(text) = text {
            line(role, text);
        }
    }
    for label in &article.labels {
        line("label", label);
    }
}

fn name(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Paragraph => "¶",
        BlockKind::Subhead => "subhead",
        BlockKind::Caption => "caption",
        BlockKind::Quote => "quote",
        BlockKind::List => "list",
        BlockKind::Verse => "verse",
        BlockKind::Code => "code",
        BlockKind::Table => "table",
        BlockKind::Image => "image",
        BlockKind::Rule => "rule",
    }
}

/// A text on one line: its beginning, and its end too if it is long, so that joins can be judged.
fn shorten(text: &str, room: usize, width: &impl Fn(&str) -> usize) -> String {
    let flat: String = text
        .chars()
        .map(|c| match c {
            '\n' => '/',
            '\t' => '|',
            c => c,
        })
        .collect();
    if width(&flat) <= room {
        return flat;
    }
    let half = room.saturating_sub(3) * 2 / 3;
    let head = fitting(flat.chars(), half, width);
    let tail = fitting(flat.chars().rev(), room.saturating_sub(3 + half), width);
    format!("{head} … {}", tail.chars().rev().collect::<String>())
}

fn fitting(
    chars: impl Iterator<Item = char>,
    room: usize,
    width: &impl Fn(&str) -> usize,
) -> String {
    let mut taken = String::new();
    let mut used = 0;
    for c in chars {
        used += width(c.encode_utf8(&mut [0; 4]));
        if used > room {
            break;
        }
        taken.push(c);
    }
    taken
}

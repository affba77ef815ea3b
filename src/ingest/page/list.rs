//! Lists and tables: items with marks, rows of aligned cells.

use super::chars::{cells, count};
use super::furniture;
use super::lines::Line;
use super::piece::{Piece, Role};

/// The kind of mark that a list's item begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A bullet.
    Bullet,
    /// A number or letter.
    Number,
    /// A Han numeral with a pause: also the mark of subheads.
    Han,
}

/// The mark of a list's item, if the text begins with one.
pub fn mark(text: &str) -> Option<Mark> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    match first {
        '•' | '‧' | '◦' | '▪' | '▸' | '►' | '✓' | '✔' | '．' | '·' | '∙' | '‣' => {
            Some(Mark::Bullet)
        }
        '・' if !rest.is_empty() => Some(Mark::Bullet),
        '-' | '–' | '*' | '○' | '◎' | '□' | '☆' | '★' | '✦' if rest.starts_with([' ', '　']) => {
            Some(Mark::Bullet)
        }
        '①'..='⑳' | '㈠'..='㈩' | '❶'..='❿' | '⑴'..='⒛' => Some(Mark::Number),
        '0'..='9' | '０'..='９' => numbered(text),
        '(' | '（' => bracketed(rest),
        c if HAN.contains(c) => text
            .trim_start_matches(|c| HAN.contains(c))
            .starts_with('、')
            .then_some(Mark::Han),
        _ => None,
    }
}

/// `鍵：值`: an entry of a list without marks.
pub fn is_entry(text: &str) -> bool {
    let key = text.split(['：', ':']).next().unwrap_or("");
    key.len() + 1 < text.len() && (1..=6).contains(&count(key)) && cells(text) <= 60
}

const HAN: &str = "一二三四五六七八九十";

fn numbered(text: &str) -> Option<Mark> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c));
    let digits = text.len() - rest.len();
    let mut chars = rest.chars();
    let point = chars.next()?;
    let after = chars.next()?;
    let fits = match point {
        '.' => after.is_whitespace() || !(after.is_ascii()),
        '．' | '、' | ')' | '）' => !after.is_ascii_digit(),
        _ => false,
    };
    (fits && digits <= 6).then_some(Mark::Number)
}

fn bracketed(rest: &str) -> Option<Mark> {
    let end = rest.find([')', '）'])?;
    let inside = &rest[..end];
    if inside.is_empty() || inside.chars().count() > 3 {
        return None;
    }
    if inside.chars().all(|c| c.is_ascii_digit()) {
        return Some(Mark::Number);
    }
    inside.chars().all(|c| HAN.contains(c)).then_some(Mark::Han)
}

/// Takes tables out of a page's lines: a run of rows with the same number of cells. What is left keeps its order, each
/// stretch between tables apart.
pub enum Stretch<'a, 'b> {
    /// Lines of anything else.
    Lines(&'b [Line<'a>]),
    /// A table.
    Table(Piece),
}

/// Rows that are looked at together: every line may begin a table, so a bound keeps a long run of such lines from being
/// looked through from each of them. A longer table comes in parts.
const LONGEST_TABLE: usize = 200;

/// Divides lines into tables and the rest.
pub fn tables<'a, 'b>(lines: &'b [Line<'a>]) -> Vec<Stretch<'a, 'b>> {
    let mut stretches = Vec::new();
    let rows = [Gap::Wide, Gap::Any].map(|gap| {
        (
            gap,
            lines.iter().map(|line| row(line, gap)).collect::<Vec<_>>(),
        )
    });
    let (mut from, mut at) = (0, 0);
    while at < lines.len() {
        match table_at(lines, &rows, at) {
            Some((end, piece)) => {
                if from < at {
                    stretches.push(Stretch::Lines(&lines[from..at]));
                }
                stretches.push(Stretch::Table(piece));
                (at, from) = (end, end);
            }
            None => at += 1,
        }
    }
    if from < lines.len() {
        stretches.push(Stretch::Lines(&lines[from..]));
    }
    stretches
}

/// Every line's cells, if it can be a row, by what divides them.
type Rows<'a> = [(Gap, Vec<Option<Vec<&'a str>>>); 2];

/// The longest table that begins at a line.
fn table_at(lines: &[Line<'_>], rows: &Rows<'_>, at: usize) -> Option<(usize, Piece)> {
    rows.iter().find_map(|(gap, rows)| {
        let width = rows[at].as_ref()?.len();
        let fits = |cells: &Vec<&str>| {
            cells.len() == width || (*gap == Gap::Wide && cells.len().abs_diff(width) <= 1)
        };
        let mut end = at + 1;
        while end < lines.len().min(at + LONGEST_TABLE)
            && !lines[end].page_break
            && lines[end].blanks <= usize::from(*gap == Gap::Wide && end == at + 1)
            && rows[end].as_ref().is_some_and(fits)
        {
            end += 1;
        }
        let rows: Vec<&Vec<&str>> = rows[at..end].iter().flatten().collect();
        convincing(&rows, *gap).then(|| {
            let mut piece = Piece::of(&lines[at], Role::Table);
            let text: Vec<String> = rows.iter().map(|cells| cells.join("\t")).collect();
            piece.text = text.join("\n");
            piece.rows = rows.len();
            (end, piece)
        })
    })
}

/// What divides cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// A tab, or two spaces and more.
    Wide,
    /// Any white space.
    Any,
}

/// The cells of a row, if the line can be one.
fn row<'a>(line: &Line<'a>, gap: Gap) -> Option<Vec<&'a str>> {
    let text = line.text;
    let marked = mark(text).is_some() || text.starts_with(super::chars::ornament);
    if marked || line.width > 200 || text.ends_with(['。', '，']) {
        return None;
    }
    let cells: Vec<&str> = match gap {
        Gap::Any => text.split_whitespace().collect(),
        Gap::Wide => wide_cells(text),
    };
    let fits = cells.len() >= 2
        && cells
            .iter()
            .all(|c| self::cells(c) <= 40 && !c.contains(['。', '，']));
    (fits && furniture::folio(text).is_none()).then_some(cells)
}

/// Parts divided by a tab, two spaces or more, or an ideographic space.
fn wide_cells(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut gap_from, mut wide) = (0, None, 0);
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            gap_from.get_or_insert(at);
            wide += if c == '\t' || c == '　' { 2 } else { 1 };
        } else if let Some(from) = gap_from.take() {
            if wide >= 2 {
                parts.push(&text[start..from]);
                start = at;
            }
            wide = 0;
        }
    }
    parts.push(&text[start..]);
    parts
}

/// Figures make a table: at least two rows, and numbers in half the cells that are not heads; tabs alone do with three rows.
fn convincing(rows: &[&Vec<&str>], gap: Gap) -> bool {
    if rows.len() < 2 {
        return false;
    }
    let figure = |c: &&&str| {
        c.chars()
            .any(|c| c.is_ascii_digit() || ('０'..='９').contains(&c))
            || matches!(**c, "-" | "－" | "—" | "n/a")
    };
    let columns = rows.iter().map(|cells| cells.len()).min().unwrap_or(0);
    let body: Vec<&&str> = rows.iter().flat_map(|r| r.iter().skip(1)).collect();
    let figures = body.iter().filter(|c| figure(c)).count();
    let short = rows.iter().copied().flatten().all(|c| count(c) <= 14);
    match gap {
        Gap::Wide => figures * 2 >= body.len() || (rows.len() >= 3 && columns >= 3 && short),
        Gap::Any => rows.len() >= 3 && figures * 5 >= body.len() * 3 && columns >= 2 && short,
    }
}

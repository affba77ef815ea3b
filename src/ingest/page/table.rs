//! Tables: rows of aligned cells, figures among them.

use super::chars::{self, count};
use super::furniture;
use super::lines::Line;
use super::list;
use super::piece::{Piece, Role};
use super::verse;

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

/// What a line is as a row.
struct Row<'a> {
    cells: Vec<&'a str>,
    /// Cells that are figures; one is the row's name.
    figures: usize,
    /// No cell is long.
    short: bool,
}

/// Every line as a row, if it can be one, by what divides its cells.
type Rows<'a> = [(Gap, Vec<Option<Row<'a>>>); 2];

/// The longest table that begins at a line.
fn table_at(lines: &[Line<'_>], rows: &Rows<'_>, at: usize) -> Option<(usize, Piece)> {
    let [(_, wide), _] = rows;
    rows.iter().find_map(|(gap, rows)| {
        let width = rows[at].as_ref()?.cells.len();
        // A heading over rows with wide gaps, with a note at its end: `甲乙 丙丁 (6日)`.
        let noted = |row: &Row<'_>| {
            let parts = row.cells.split_last();
            parts.is_some_and(|(last, words)| {
                last.starts_with(['(', '（']) && !words.iter().any(|cell| is_figure(cell))
            })
        };
        let over = wide[at].is_none() && wide.get(at + 1).is_some_and(Option::is_some);
        if *gap == Gap::Any && over && rows[at].as_ref().is_some_and(noted) {
            return None;
        }
        let fits = |row: &Row<'_>| {
            let cells = row.cells.len();
            cells == width || *gap == Gap::Wide && cells.abs_diff(width) <= 1
        };
        let mut end = at + 1;
        while end < lines.len().min(at + LONGEST_TABLE)
            && !lines[end].page_break
            && lines[end].blanks <= usize::from(*gap == Gap::Wide && end == at + 1)
            && rows[end].as_ref().is_some_and(fits)
        {
            end += 1;
        }
        // A line without figures over or under rows of them is a heading with a gap; a head that has no name for the first
        // column is set in from the margin.
        let figured = |i: usize| rows[i].as_ref().is_some_and(|row| row.figures > 0);
        let cells = |i: usize| rows[i].as_ref().map_or(0, |row| row.cells.len());
        let words = |row: &Row<'_>| row.cells.iter().all(|cell| han_head(cell) >= 4);
        let set_in = lines[at].indent > lines.get(at + 1).map_or(0, |line| line.indent);
        let named = rows[at].as_ref().is_some_and(words) && !figured(at) && !set_in;
        if end - at > 2 && cells(at) < cells(at + 1) && named {
            return None;
        }
        // What somebody said is a headline, too, and no row.
        let quoted = |row: &Row<'_>| {
            row.cells
                .last()
                .is_some_and(|c| c.ends_with(['」', '』', '”']))
        };
        let long = |row: &Row<'_>| !row.short || row.figures == 0 && quoted(row);
        let long = |i: usize| rows[i].as_ref().is_some_and(long);
        let worded = |i: usize| {
            let last = rows[i].as_ref().and_then(|row| row.cells.last());
            last.is_some_and(|cell| han_head(cell) >= 4)
        };
        if end - at > 2
            && figured(end - 2)
            && (!figured(end - 1) || worded(end - 1) && !worded(end - 2))
            && (long(end - 1) || cells(end - 1) < cells(end - 2))
        {
            end -= 1;
        }
        let rows = || rows[at..end].iter().flatten();
        convincing(rows(), *gap).then(|| (end, table(&lines[at], rows())))
    })
}

/// How many Chinese characters a cell begins with.
fn han_head(cell: &str) -> usize {
    cell.chars().take_while(|&c| chars::han(c)).count()
}

/// What divides cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// A tab, or two spaces and more.
    Wide,
    /// Any white space.
    Any,
}

/// A line as a row, if it can be one.
fn row<'a>(line: &Line<'a>, gap: Gap) -> Option<Row<'a>> {
    let text = line.text;
    let marked = list::mark(text).is_some()
        || text.starts_with(|c| chars::ornament(c) || "▽△▼▷▶◇□○◎★☆※・".contains(c));
    if marked || line.width > 200 || text.ends_with(['。', '，']) {
        return None;
    }
    let cells: Vec<&str> = match gap {
        Gap::Any => text.split_whitespace().collect(),
        Gap::Wide => wide_cells(text),
    };
    let cell = |c: &&str| chars::cells(c) <= 40 && !c.contains(['。', '，']);
    let prose = gap == Gap::Any && cells.iter().any(|c| is_prose(c));
    let fits = cells.len() >= 2
        && !prose
        && cells.iter().all(cell)
        && furniture::folio(text).is_none()
        && !verse::is_signed_line(text)
        && !(cells.len() == 2 && list::is_index(text) && !is_number(cells[1]));
    fits.then(|| Row {
        figures: cells
            .iter()
            .filter(|c| is_figure(c))
            .count()
            .min(cells.len() - 1),
        short: cells.iter().all(|c| count(c) <= 14),
        cells,
    })
}

/// A Korean word as it stands in a sentence: with a particle, or with the mark that ends one.
fn is_prose(cell: &str) -> bool {
    let word = cell.trim_end_matches(['.', ',']);
    let hangul = word.chars().filter(|&c| chars::hangul(c)).count();
    hangul >= 2 && word.len() < cell.len()
        || hangul >= 3 && word.ends_with(['은', '는', '을', '를', '가'])
}

fn is_number(cell: &str) -> bool {
    cell.chars().all(|c| c.is_ascii_digit())
}

/// A number with its unit: hardly any letters beside the digits.
fn is_figure(cell: &str) -> bool {
    let digits = cell.chars().filter(|c| chars::digit(*c)).count();
    let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
    digits > 0 && letters <= (2 * digits).max(4) || matches!(cell, "-" | "－" | "—" | "n/a")
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
fn convincing<'a>(rows: impl Iterator<Item = &'a Row<'a>> + Clone, gap: Gap) -> bool {
    let many = rows.clone().count();
    let columns = rows.clone().map(|row| row.cells.len()).min().unwrap_or(0);
    let body: usize = rows.clone().map(|row| row.cells.len() - 1).sum();
    let figures: usize = rows.clone().map(|row| row.figures).sum();
    let short = rows.clone().all(|row| row.short);
    match gap {
        Gap::Wide => {
            let figured =
                figures * 2 >= body && (many >= 3 || rows.clone().all(|row| row.figures > 0));
            many >= 2 && (figured || many >= 3 && columns >= 3 && short)
        }
        Gap::Any => {
            let figured = figures * 5 >= body * 3 || columns >= 4 && figures * 4 >= body;
            many >= 3 && short && figured
        }
    }
}

fn table<'a>(first: &Line<'_>, rows: impl Iterator<Item = &'a Row<'a>>) -> Piece {
    let mut piece = Piece::of(first, Role::Table);
    let rows: Vec<String> = rows.map(|row| row.cells.join("\t")).collect();
    piece.rows = rows.len();
    piece.text = rows.join("\n");
    piece
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::*;

    #[test]
    fn what_stands_over_a_table_is_a_row_or_a_headline() {
        let check = |text: &str, expect: &str| {
            let lines = lines::split(text);
            let stretches = tables(&lines);
            let tables = stretches.iter().filter_map(|stretch| match stretch {
                Stretch::Table(piece) => Some(piece.text.as_str()),
                Stretch::Lines(_) => None,
            });
            assert_eq!(tables.collect::<Vec<_>>(), [expect], "{text}");
        };
        let rows = "太平坊　　12　　15,000\n海旁里　　8　　12,000\n山上街　　5　　9,000";
        let figures = "太平坊\t12\t15,000\n海旁里\t8\t12,000\n山上街\t5\t9,000";
        check(rows, figures);
        check(&format!("各區樓價升跌　　新盤成交增加\n{rows}"), figures);
        check(
            &format!("屋苑　　宗數　　呎價\n{rows}"),
            &format!("屋苑\t宗數\t呎價\n{figures}"),
        );
        check(
            &format!("{rows}\n渡輪夜航加班　乘客「都說來得太晚」"),
            figures,
        );
        check(&format!("主要 屋苑 (6日)\n{rows}"), figures);
        check(
            &format!("沙田 12 14200\n{rows}"),
            &format!("沙田\t12\t14200\n{figures}"),
        );
        check(
            &format!("{rows}\n堤岸街花園第二期　　未有成交　　未有成交"),
            &format!("{figures}\n堤岸街花園第二期\t未有成交\t未有成交"),
        );
        // The head has no name for the first column.
        check(
            &format!("　　　　成交宗數　　平均呎價\n{rows}"),
            &format!("成交宗數\t平均呎價\n{figures}"),
        );
    }
}

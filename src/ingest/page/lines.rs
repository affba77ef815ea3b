//! A page's text as lines with what can be measured of each: width, indent, blank lines and page breaks before it.

use super::chars::cells;

/// A line that is not blank.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// Its text without white space at either end.
    pub text: &'a str,
    /// Its number in the input, from 1.
    pub number: usize,
    /// Blank lines before it.
    pub blanks: usize,
    /// Width in cells of the white space that it begins with.
    pub indent: usize,
    /// Width of the text in cells.
    pub width: usize,
    /// A form feed stands before it.
    pub page_break: bool,
}

/// Divides a text at LF, CRLF, CR, NEL, line and paragraph separators, and form feeds; blank lines are counted, not kept.
pub fn split(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let (mut number, mut blanks, mut page_break) = (1, 0, false);
    let mut rest = text;
    loop {
        let end = rest.find(is_break).unwrap_or(rest.len());
        let (raw, after) = rest.split_at(end);
        let line = raw.trim();
        if line.is_empty() {
            blanks += 1;
        } else {
            lines.push(Line {
                text: line,
                number,
                blanks,
                indent: cells(&raw[..raw.len() - raw.trim_start().len()]),
                width: cells(line),
                page_break,
            });
            (blanks, page_break) = (0, false);
        }
        let Some(c) = after.chars().next() else { break };
        rest = &after[c.len_utf8()..];
        if c == '\r' {
            rest = rest.strip_prefix('\n').unwrap_or(rest);
        }
        if c == '\u{c}' {
            page_break = true;
        } else {
            number += 1;
        }
    }
    lines
}

/// Takes away a blank line from between the lines of a page whose columns ended them, where nine of ten have one: it says
/// nothing.
pub fn single_spaced(mut lines: Vec<Line<'_>>) -> Vec<Line<'_>> {
    let spaced = lines.iter().filter(|line| line.blanks > 0).count();
    if spaced * 10 >= lines.len() * 9 && is_set_in_columns(&lines) {
        lines
            .iter_mut()
            .for_each(|line| line.blanks = line.blanks.saturating_sub(1));
    }
    lines
}

/// Fewest lines that tell of a column.
const COLUMN: usize = 12;

/// Half of the lines are as wide as one another.
fn is_set_in_columns(lines: &[Line<'_>]) -> bool {
    let mut widths: Vec<usize> = lines.iter().map(|line| line.indent + line.width).collect();
    widths.sort_unstable();
    let half = widths.len() / 2;
    half >= COLUMN
        && widths
            .windows(half)
            .any(|near| near[half - 1] - near[0] <= 4)
}

/// The frame that a line of a box is drawn with, and what stands in it.
pub fn unframed<'a>(line: &Line<'a>) -> Option<(String, Line<'a>)> {
    let inner = line
        .text
        .trim_matches(|c| drawn(c) || c == ' ' || c == '　');
    let framed = line.text.starts_with(drawn);
    let start = line.text.len()
        - line
            .text
            .trim_start_matches(|c| drawn(c) || c == ' ' || c == '　')
            .len();
    let (left, right) = match inner.is_empty() {
        true => (line.text, ""),
        false => (
            line.text.get(..start)?,
            line.text.get(start + inner.len()..)?,
        ),
    };
    framed.then(|| {
        let frame = [left.trim(), right.trim()].concat();
        let mut line = line.clone();
        (line.text, line.width, line.indent) = (inner, cells(inner), 0);
        (frame, line)
    })
}

/// A character that boxes are drawn with.
pub fn drawn(c: char) -> bool {
    matches!(c, '\u{2500}'..='\u{257f}' | '\u{2580}'..='\u{259f}')
}

fn is_break(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_counts_once() {
        let lines = split("甲\r\n\r\n　　乙\r丙\u{2028}丁\u{c}戊\n\n\n");
        let seen: Vec<_> = lines
            .iter()
            .map(|l| (l.text, l.number, l.blanks, l.indent, l.page_break))
            .collect();
        assert_eq!(
            seen,
            [
                ("甲", 1, 0, 0, false),
                ("乙", 3, 1, 4, false),
                ("丙", 4, 0, 0, false),
                ("丁", 5, 0, 0, false),
                ("戊", 5, 0, 0, true),
            ]
        );
    }

    #[test]
    fn blank_lines_between_all_lines_of_a_column_say_nothing() {
        let column = |gap: &str| ["一二三四五六七八九十"; 30].join(gap) + "\n\n\n尾";
        for (text, expect) in [
            (column("\n\n"), [0, 0, 1]),
            (column("\n"), [0, 0, 2]),
            (column("\n\n\n"), [0, 1, 1]),
            ("甲\n\n乙乙\n\n丙".to_owned(), [0, 1, 1]),
        ] {
            let lines = single_spaced(split(&text));
            let blanks = |at: usize| lines[at].blanks;
            assert_eq!(
                [blanks(0), blanks(1), blanks(lines.len() - 1)],
                expect,
                "{text}"
            );
        }
    }
}

//! Tables: columns as wide as their cells where there is room, else narrowed fairly, else cell under cell.

use super::layout::{Block, Laid, Ready, Sheet};

/// Cells between two columns.
const GUTTER: u16 = 2;
/// No column is narrower than this.
const NARROWEST: u16 = 4;

/// The lines of a table: rows divided by `\n`, cells by `\t`; the first row is the head.
pub(crate) fn lay(text: &str, parts: &[Ready], sheet: &Sheet) -> Vec<Laid> {
    let rows = rows(text, parts);
    let count = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    match columns(&rows, count, sheet.width) {
        Some(columns) => grid(text, &rows, &columns, sheet),
        None => stacked(&rows, sheet),
    }
}

/// A cell: its number among the block's parts, and the part.
type Cell<'a> = (usize, &'a Ready);

fn rows<'a>(text: &str, parts: &'a [Ready]) -> Vec<Vec<Cell<'a>>> {
    let mut cells = parts.iter().enumerate();
    let rows = text.split('\n');
    rows.map(|row| cells.by_ref().take(row.split('\t').count()).collect())
        .collect()
}

/// The widths of the columns; none if even the narrowest do not fit.
fn columns(rows: &[Vec<Cell>], count: usize, width: u16) -> Option<Vec<u16>> {
    let natural = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells
            .map(|(_, part)| part.cells() as u16)
            .max()
            .unwrap_or(0)
            .max(1)
    };
    let wanted: Vec<u16> = (0..count).map(natural).collect();
    let gutters = GUTTER * count.saturating_sub(1) as u16;
    let room = width.checked_sub(gutters)?;
    let total: u32 = wanted.iter().map(|&w| u32::from(w)).sum();
    if total <= u32::from(room) {
        return Some(wanted);
    }
    let least: u16 = wanted.iter().map(|&w| w.min(NARROWEST)).sum();
    (least <= room).then(|| share(&wanted, room))
}

/// Those that ask for less than a fair share get what they ask for; the others share the rest.
fn share(wanted: &[u16], room: u16) -> Vec<u16> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|&i| wanted[i]);
    let mut widths = vec![0; wanted.len()];
    let mut left = room;
    for (done, &i) in order.iter().enumerate() {
        let fair = left / (wanted.len() - done) as u16;
        widths[i] = wanted[i].min(fair.max(1));
        left = left.saturating_sub(widths[i]);
    }
    widths
}

fn grid(text: &str, rows: &[Vec<Cell>], columns: &[u16], sheet: &Sheet) -> Vec<Laid> {
    let right_hand: Vec<bool> = (0..columns.len())
        .map(|c| is_figures(text, rows, c))
        .collect();
    let mut lines = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        lines.extend(grid_row(
            row,
            columns,
            &right_hand,
            number == 0 && rows.len() > 1,
        ));
        if number == 0 && rows.len() > 1 {
            lines.push(head_rule(row, columns, sheet));
        }
    }
    lines
}

/// Whether a column holds figures under its head, which then stand to the right.
fn is_figures(text: &str, rows: &[Vec<Cell>], column: usize) -> bool {
    let cell = |part: &Ready| &text[part.base..part.base + part.prepared.len as usize];
    let below = rows.iter().skip(1).filter_map(|row| row.get(column));
    let mut texts = below
        .map(|(_, part)| cell(part))
        .filter(|t| !t.is_empty())
        .peekable();
    let figures = |t: &str| {
        t.contains(|c: char| c.is_ascii_digit())
            && t.chars()
                .all(|c| c.is_ascii_digit() || "+-−–.,:%％$¥£€ ".contains(c))
    };
    texts.peek().is_some() && texts.all(figures)
}

fn grid_row(row: &[Cell], columns: &[u16], right_hand: &[bool], head: bool) -> Vec<Laid> {
    let at = row.first().map_or(0, |(_, part)| part.base);
    let mut lines: Vec<Laid> = Vec::new();
    let mut left = 0;
    for ((&(index, part), &width), &figures) in row.iter().zip(columns).zip(right_hand) {
        for (n, cell) in Block::new(left, left + width)
            .lines(index, part)
            .into_iter()
            .enumerate()
        {
            if lines.len() == n {
                lines.push(Laid {
                    at,
                    ..Laid::default()
                });
            }
            for mut run in cell.runs {
                if figures {
                    run.column = (left + width).saturating_sub(run_cells(part, &run.clusters));
                }
                run.strong = head;
                lines[n].runs.push(run);
            }
        }
        left += width + GUTTER;
    }
    lines
}

fn run_cells(part: &Ready, clusters: &std::ops::Range<usize>) -> u16 {
    match part.prepared.clusters.get(clusters.clone()) {
        Some([first, .., last]) => (last.edge() - first.column) as u16,
        Some([only]) => u16::from(only.cells),
        _ => 0,
    }
}

fn head_rule(row: &[Cell], columns: &[u16], sheet: &Sheet) -> Laid {
    let cells: u16 = columns.iter().sum::<u16>() + GUTTER * columns.len().saturating_sub(1) as u16;
    let dash = if sheet.ascii { "-" } else { "─" };
    Laid {
        at: row.first().map_or(0, |(_, part)| part.base),
        ornament: Some((0, dash.repeat(usize::from(cells)))),
        ..Laid::default()
    }
}

/// Where columns have no room: one cell under the other, all but the first of a row set in.
fn stacked(rows: &[Vec<Cell>], sheet: &Sheet) -> Vec<Laid> {
    let inset = if sheet.width >= 8 { 2 } else { 0 };
    let mut lines = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        for (n, &(index, part)) in row.iter().enumerate() {
            let left = if n == 0 { 0 } else { inset };
            let mut cell = Block::new(left, sheet.width).lines(index, part);
            for run in cell.iter_mut().flat_map(|line| &mut line.runs) {
                run.strong = number == 0 || n == 0;
            }
            lines.extend(cell);
        }
    }
    lines
}

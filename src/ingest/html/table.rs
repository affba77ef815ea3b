//! Tables of a page: figures to be read in rows, or mere layout whose cells hold the text.

use crate::article::{Block, BlockKind};
use crate::ingest::blocks::Builder;

/// A table being read. Its cells' blocks are kept whole, for a table may be mere layout.
#[derive(Debug, Default)]
pub struct Table {
    pub rows: Vec<Vec<Vec<Block>>>,
    pub in_cell: bool,
    pub has_inner: bool,
    /// What was being written when the table began.
    pub outer: Builder,
}

impl Table {
    /// Whether it is a table to be read as one: several columns in several rows, of short cells.
    pub fn is_figures(&self) -> bool {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let cells = || self.rows.iter().flatten();
        let short =
            cells().all(|cell| cell.len() <= 2 && cell.iter().all(|block| block.text.len() <= 400));
        !self.has_inner && columns > 1 && self.rows.len() > 1 && short
    }
}

/// The rows as one block: cells divided by tabs, rows by line ends.
pub fn figures(rows: &[Vec<Vec<Block>>]) -> Block {
    let cell = |blocks: &Vec<Block>| {
        let texts: Vec<String> = blocks
            .iter()
            .map(|b| b.text.replace(['\n', '\t'], " "))
            .collect();
        texts.join(" ")
    };
    let row = |cells: &Vec<Vec<Block>>| cells.iter().map(cell).collect::<Vec<_>>().join("\t");
    let rows: Vec<String> = rows
        .iter()
        .filter(|cells| !cells.is_empty())
        .map(row)
        .collect();
    Block::new(BlockKind::Table, rows.join("\n"))
}

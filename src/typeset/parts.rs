//! The parts of a galley: each line over the article, each block, the list of links; and the space between them.

use std::ops::Range;

use super::{
    layout::{self, Laid, Ready, Sheet},
    line::Role,
    links::Links,
    portions::portions,
};
use crate::article::{Block, BlockKind};

/// What a part shows.
#[derive(Debug, Clone)]
pub(super) enum Content {
    Head(Role, String),
    /// A block, or a portion of a very long one: its number and the bytes of its text.
    Block(usize, Range<usize>),
    /// The lines of the list of links.
    Links(String),
}

#[derive(Debug, Clone)]
pub(super) struct Part {
    pub content: Content,
    pub ready: Option<Vec<Ready>>,
    pub laid: Option<Vec<Laid>>,
}

impl Part {
    pub fn new(content: Content) -> Self {
        Self {
            content,
            ready: None,
            laid: None,
        }
    }
}

pub(super) fn parts(head: Vec<(Role, String)>, blocks: &[Block], links: &Links) -> Vec<Part> {
    let head = head
        .into_iter()
        .map(|(role, text)| Content::Head(role, text));
    let blocks = blocks.iter().enumerate().flat_map(|(number, block)| {
        let portions = portions(block).into_iter();
        portions.map(move |portion| Content::Block(number, portion))
    });
    let list = (!links.addresses.is_empty()).then(|| Content::Links(listed(&links.addresses)));
    head.chain(blocks).chain(list).map(Part::new).collect()
}

pub(super) fn listed(addresses: &[String]) -> String {
    let lines = addresses.iter().enumerate();
    let lines: Vec<String> = lines
        .map(|(i, a)| format!("[{}] {}", i + 1, a.replace('\n', " ")))
        .collect();
    lines.join("\n")
}

/// One blank line before a block, but not within a list nor between a picture and its caption.
pub(super) fn space_above(
    above: Option<BlockKind>,
    kind: BlockKind,
    below_something: bool,
) -> Vec<Laid> {
    use BlockKind::{Caption, Image, List};
    let joined = matches!((above, kind), (Some(List), List) | (Some(Image), Caption));
    if !below_something || joined {
        return Vec::new();
    }
    vec![Laid {
        blank: true,
        ..Laid::default()
    }]
}

pub(super) fn with_space(laid: Vec<Laid>) -> Vec<Laid> {
    let mut all = space_above(None, BlockKind::Paragraph, true);
    all.extend(laid);
    all
}

/// The list of links: a number, and the address hanging beside it.
pub(super) fn link_list(text: &str, parts: &[Ready], sheet: &Sheet) -> Vec<Laid> {
    let lines = text.split('\n').zip(parts).enumerate();
    lines
        .flat_map(|(i, (line, part))| {
            let hang = line.find(' ').map_or(0, |at| at as u16 + 1);
            let hang = if hang * 3 > sheet.width { 0 } else { hang };
            let mut block = layout::Block::new(0, sheet.width);
            block.rest = hang;
            block.lines(i, part)
        })
        .collect()
}

//! The numbers of an article's links, and the list of them at its end.

use std::collections::HashMap;

use crate::article::{Block, InlineKind};

/// The addresses that a text links to, in the order of the numbers that stand behind them.
pub fn addresses(blocks: &[Block]) -> Vec<String> {
    Links::of(blocks).addresses
}

/// An article's links: one number for one address, in the order in which they are met.
#[derive(Debug, Clone, Default)]
pub(crate) struct Links {
    /// The addresses; number n is at n - 1.
    pub addresses: Vec<String>,
    /// For each block the numbers of its spans; empty where it has no links.
    numbers: Vec<Vec<Option<u16>>>,
}

impl Links {
    pub(crate) fn of(blocks: &[Block]) -> Self {
        let mut links = Self::default();
        let mut known = HashMap::new();
        for block in blocks {
            let numbers = block.spans.iter().map(|span| match &span.kind {
                InlineKind::Link(address) => {
                    links_number(&mut links.addresses, &mut known, address)
                }
                _ => None,
            });
            let numbers: Vec<_> = numbers.collect();
            let any = numbers.iter().any(Option::is_some);
            links.numbers.push(if any { numbers } else { Vec::new() });
        }
        links
    }

    /// The numbers of a block's spans.
    pub(crate) fn numbers(&self, block: usize) -> &[Option<u16>] {
        self.numbers.get(block).map_or(&[], Vec::as_slice)
    }
}

fn links_number<'a>(
    addresses: &mut Vec<String>,
    known: &mut HashMap<&'a str, u16>,
    address: &'a str,
) -> Option<u16> {
    if let Some(&number) = known.get(address) {
        return Some(number);
    }
    let number = u16::try_from(addresses.len() + 1).ok()?;
    addresses.push(address.to_owned());
    known.insert(address, number);
    Some(number)
}

//! Makes the folding table at build time, so that folding is one lookup a character when the program runs.
//!
//! Part of the build script, not of the crate: what Unicode's tables and `variants.tsv` say of every character is
//! worked out here once and written as two arrays that `mod.rs` includes.

use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;
use std::{fs, io};
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Characters in one block of the table.
const BLOCK: usize = 64;
/// The character folds to itself.
const SAME: u16 = 0;
/// The character may join the one before it: both are folded together. A surrogate, as no character's number is.
const JOIN: u16 = 0xD800;
/// The character is dropped.
const GONE: u16 = 0xD801;
/// This and what follows, up to the last surrogate, are places in the list of texts.
const TEXTS: u16 = 0xD802;

/// Writes the table as Rust source to `fold_table.rs` in the folder `out`.
pub fn write(out: &Path) -> io::Result<()> {
    println!("cargo:rerun-if-changed=src/fold");
    let variants = read_variants(&fs::read_to_string("src/fold/variants.tsv")?);
    let mut texts = Vec::new();
    let mut blocks: Vec<Vec<u16>> = Vec::new();
    let mut known = HashMap::new();
    let mut index = Vec::new();
    for first in (0..=u32::from(char::MAX)).step_by(BLOCK) {
        let block: Vec<u16> = (first..first + BLOCK as u32)
            .map(|number| char::from_u32(number).map_or(SAME, |c| code(c, &variants, &mut texts)))
            .collect();
        let place = *known.entry(block.clone()).or_insert_with(|| {
            blocks.push(block);
            blocks.len() - 1
        });
        index.push(place as u16);
    }
    let entries = blocks.concat();
    let mut source = String::new();
    for (name, value) in [
        ("SAME", SAME),
        ("JOIN", JOIN),
        ("GONE", GONE),
        ("TEXTS", TEXTS),
    ] {
        let _ = writeln!(source, "const {name}: u16 = {value};");
    }
    let _ = writeln!(source, "const BLOCK: usize = {BLOCK};");
    let (blocks, entry) = (index.len(), entries.len());
    let _ = writeln!(source, "static INDEX: [u16; {blocks}] = {index:?};");
    let _ = writeln!(source, "static CODES: [u16; {entry}] = {entries:?};");
    let _ = writeln!(source, "static STRINGS: &[&str] = &{texts:?};");
    fs::write(out.join("fold_table.rs"), source)
}

fn read_variants(table: &str) -> HashMap<char, char> {
    let pairs = table.lines().filter(|line| !line.starts_with('#'));
    pairs
        .filter_map(|line| {
            let (from, to) = line.split_once('\t')?;
            Some((from.chars().next()?, to.chars().next()?))
        })
        .collect()
}

/// What the table says of a character.
fn code(c: char, variants: &HashMap<char, char>, texts: &mut Vec<String>) -> u16 {
    let folded = folded(c, variants);
    let mut chars = folded.chars();
    let Some(first) = chars.next() else {
        return GONE;
    };
    if joins(first) {
        let whole = c.nfkd().eq([c]);
        assert!(!whole || folded.chars().eq([c]), "{c:?} joins and changes");
        return JOIN;
    }
    let single = chars.next().is_none();
    if single && first == c {
        return SAME;
    }
    if let (true, Ok(number)) = (single, u16::try_from(u32::from(first))) {
        return number;
    }
    let place = texts.iter().position(|text| *text == folded);
    let place = place.unwrap_or_else(|| {
        texts.push(folded);
        texts.len() - 1
    });
    let code = TEXTS + place as u16;
    assert!(code < 0xE000, "too many texts in the folding table");
    code
}

/// Decomposed, dropped, lowered and exchanged until nothing changes, then composed: which makes folding idempotent.
fn folded(c: char, variants: &HashMap<char, char>) -> String {
    let mut text: String = c.nfkd().collect();
    for _ in 0..8 {
        let next: String = text
            .chars()
            .filter(|c| !is_dropped(*c))
            .flat_map(|c| {
                c.to_uppercase()
                    .flat_map(char::to_lowercase)
                    .collect::<Vec<_>>()
            })
            .map(|c| *variants.get(&c).unwrap_or(&c))
            .nfkd()
            .collect();
        if next == text {
            return text.nfc().collect();
        }
        text = next;
    }
    panic!("{c:?} does not come to rest");
}

/// Accents, and what is never seen: joiners, direction marks, variation selectors. The stroke through a sign (≠) stays.
fn is_dropped(c: char) -> bool {
    match c {
        '\u{338}' => false,
        '\u{300}'..='\u{36F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' => true,
        '\u{AD}' | '\u{61C}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' => true,
        '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' => true,
        '\u{FE20}'..='\u{FE2F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}' => true,
        _ => false,
    }
}

/// The character may compose with, or change places with, the one before it (Unicode Standard Annex 15, section 9).
fn joins(c: char) -> bool {
    canonical_combining_class(c) != 0 || is_nfc_quick([c].into_iter()) != IsNormalized::Yes
}

//! What a font's signs mean, and how wide they are.

use std::collections::{BTreeMap, HashMap};

use encoding_rs::{BIG5, EUC_JP, EUC_KR, GB18030, SHIFT_JIS, UTF_16BE};
use lopdf::{Dictionary, Document, Encoding, Object};

use super::value;
use crate::ingest::limits;

/// A font of a PDF.
pub struct Font<'a> {
    meaning: Meaning<'a>,
    /// Two bytes a sign, and so many thousandths of an em for each.
    is_wide: bool,
    widths: HashMap<u32, f64>,
    width: Option<f64>,
    /// Its lines go down, and stand from right to left.
    pub is_upright: bool,
}

enum Meaning<'a> {
    Told(Box<Encoding<'a>>),
    Old(&'static encoding_rs::Encoding),
    Mute,
}

/// The fonts that resources name.
pub fn all<'a>(resources: &'a Dictionary, document: &'a Document) -> BTreeMap<Vec<u8>, Font<'a>> {
    let fonts = resources.get_deref(b"Font", document);
    let Ok(fonts) = fonts.and_then(Object::as_dict) else {
        return BTreeMap::new();
    };
    let named = fonts.iter().filter_map(|(name, _)| {
        let font = fonts.get_deref(name, document).and_then(Object::as_dict);
        Some((name.clone(), Font::of(font.ok()?, document)))
    });
    named.collect()
}

impl<'a> Font<'a> {
    /// A font by its dictionary.
    pub fn of(font: &'a Dictionary, document: &'a Document) -> Self {
        let named = font.get_deref(b"Encoding", document);
        let named = named.and_then(Object::as_name).unwrap_or_default();
        let inner = font.get_deref(b"DescendantFonts", document);
        let inner = inner.and_then(Object::as_array).ok().and_then(|all| {
            let (_, first) = document.dereference(all.first()?).ok()?;
            first.as_dict().ok()
        });
        let (widths, width) = match inner {
            Some(inner) => (
                listed(inner, document),
                Some(number(inner, b"DW", document).unwrap_or(1000.0)),
            ),
            None => (counted(font, document), None),
        };
        Self {
            meaning: meaning(font, named, document),
            is_wide: inner.is_some(),
            widths,
            width,
            is_upright: inner.is_some() && named.ends_with(b"-V"),
        }
    }

    /// What is written, and how many signs say nothing.
    pub fn text(&self, bytes: &[u8]) -> (String, usize) {
        let text = match &self.meaning {
            Meaning::Told(encoding) => encoding.bytes_to_string(bytes).unwrap_or_default(),
            Meaning::Old(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            Meaning::Mute => String::new(),
        };
        let is_sign = |c: &char| *c != char::REPLACEMENT_CHARACTER && !c.is_control();
        let kept: String = text.chars().filter(is_sign).collect();
        let signs = bytes.len() / if self.is_wide { 2 } else { 1 };
        let mute = match kept.is_empty() {
            true => signs,
            false => text.chars().count() - kept.chars().count(),
        };
        (kept, mute)
    }

    /// How far a string goes, in ems.
    pub fn ems(&self, bytes: &[u8], text: &str) -> f64 {
        // In an encoding of changing length a sign's number is not its code.
        if matches!(self.meaning, Meaning::Old(encoding) if encoding != UTF_16BE) {
            return text
                .chars()
                .map(|c| if c.is_ascii() { 0.5 } else { 1.0 })
                .sum();
        }
        let of = |code: u32| {
            self.widths
                .get(&code)
                .copied()
                .or(self.width)
                .unwrap_or(500.0)
        };
        let thousandths: f64 = match self.is_wide {
            true => bytes
                .chunks(2)
                .map(|pair| of(pair.iter().fold(0, |code, b| code << 8 | u32::from(*b))))
                .sum(),
            false => bytes.iter().map(|byte| of(u32::from(*byte))).sum(),
        };
        thousandths / 1000.0
    }
}

/// Leaves each font that has a table of its own with that alone: what it says besides is often not so, and the library would believe it.
pub fn prefer_tables(document: &mut Document) {
    for object in document.objects.values_mut() {
        let Object::Dictionary(font) = object else {
            continue;
        };
        if !font.has_type(b"Font") || !font.has(b"ToUnicode") {
            continue;
        }
        let named = font.get(b"Encoding").and_then(Object::as_name);
        let is_upright = named.is_ok_and(|name| name.ends_with(b"-V"));
        match (font.has(b"DescendantFonts"), is_upright) {
            (true, true) => font.set("Encoding", "Identity-V"),
            (true, false) => font.set("Encoding", "Identity-H"),
            (false, _) => drop(font.remove(b"Encoding")),
        }
    }
}

fn meaning<'a>(font: &'a Dictionary, named: &[u8], document: &'a Document) -> Meaning<'a> {
    let is_wide = font.has(b"DescendantFonts");
    match old(named) {
        Some(old) if is_wide => Meaning::Old(old),
        _ => match font.get_font_encoding_with_limit(document, limits::PDF_STREAM) {
            Ok(Encoding::UnicodeMapEncoding(map)) => {
                Meaning::Told(Box::new(Encoding::UnicodeMapEncoding(map)))
            }
            // The library reads what it cannot tell as Latin letters.
            Ok(encoding) if !is_wide => Meaning::Told(Box::new(encoding)),
            _ => Meaning::Mute,
        },
    }
}

/// Adobe's tables of encodings that are read by their names.
fn old(name: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let name = std::str::from_utf8(name).ok()?;
    let begins = |known: &[&str]| known.iter().any(|known| name.starts_with(known));
    if name.contains("UCS2") || name.contains("UTF16") {
        Some(UTF_16BE)
    } else if begins(&["GB-EUC", "GBpc-EUC", "GBK"]) {
        Some(GB18030)
    } else if begins(&["B5pc", "ETen", "HKscs-B5", "HKdla-B5", "HKdlb-B5"]) {
        Some(BIG5)
    } else if name.contains("RKSJ") {
        Some(SHIFT_JIS)
    } else if begins(&["KSC"]) {
        Some(EUC_KR)
    } else if begins(&["EUC-"]) {
        Some(EUC_JP)
    } else {
        None
    }
}

/// The widths of a font of one byte a sign.
fn counted(font: &Dictionary, document: &Document) -> HashMap<u32, f64> {
    let first = number(font, b"FirstChar", document).unwrap_or(0.0) as u32;
    let widths = font
        .get_deref(b"Widths", document)
        .and_then(Object::as_array);
    let widths = widths.map(Vec::as_slice).unwrap_or_default();
    (first..)
        .zip(
            widths
                .iter()
                .take(256)
                .filter_map(|width| resolved(width, document)),
        )
        .collect()
}

/// The widths of a font of two bytes a sign: `first [w w w]` or `first last w`.
fn listed(font: &Dictionary, document: &Document) -> HashMap<u32, f64> {
    let all = font.get_deref(b"W", document).and_then(Object::as_array);
    let all = all.map(Vec::as_slice).unwrap_or_default();
    let mut widths = HashMap::new();
    let mut rest = all;
    while let [first, second, after @ ..] = rest {
        let Some(first) = resolved(first, document).map(|first| first as u32) else {
            break;
        };
        rest = after;
        let list = document
            .dereference(second)
            .and_then(|(_, second)| second.as_array());
        if let Ok(list) = list {
            let list = list
                .iter()
                .take(1 << 16)
                .filter_map(|width| resolved(width, document));
            widths.extend((first..).zip(list));
        } else if let [width, after @ ..] = rest {
            let last = resolved(second, document)
                .map_or(0, |last| last as u32)
                .min(0xffff);
            if let Some(width) = resolved(width, document) {
                widths.extend((first..=last).map(|code| (code, width)));
            }
            rest = after;
        }
    }
    widths
}

fn number(font: &Dictionary, name: &[u8], document: &Document) -> Option<f64> {
    value(font.get_deref(name, document).ok()?)
}

fn resolved(object: &Object, document: &Document) -> Option<f64> {
    value(document.dereference(object).ok()?.1)
}

//! Text folded as a filter folds it: each paragraph cut into lines, nothing added, nothing lost but spaces at line ends.

use std::io::{self, Write};

use super::{
    breaks::{Lang, Level},
    layout::{Block, Ready},
    pieces::{Source, pieces},
    prepare::{Prepared, Rules},
    set::{Shape, set},
    width::Widths,
};

/// How a filter folds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldStyle {
    /// Cells of a line.
    pub width: u16,
    /// The language; guessed for each paragraph if there is none.
    pub lang: Option<Lang>,
    /// How strict line breaking is.
    pub level: Level,
    /// The terminal's widths.
    pub widths: Widths,
    /// First-line indent in full-width spaces.
    pub indent: u8,
    /// Stretch lines to the width.
    pub justify: bool,
    /// A cell between Han and Latin.
    pub autospace: bool,
    /// Let a comma or full stop stand outside the width.
    pub hanging: bool,
}

impl Default for FoldStyle {
    fn default() -> Self {
        Self {
            width: 80,
            lang: None,
            level: Level::Strict,
            widths: Widths::default(),
            indent: 0,
            justify: false,
            autospace: false,
            hanging: false,
        }
    }
}

/// Folds paragraph after paragraph; keeps its tables and its memory between them.
#[derive(Debug)]
pub struct Folder {
    style: FoldStyle,
    rules: Vec<Rules>,
    prepared: Prepared,
}

impl Folder {
    /// A folder of a style.
    pub fn new(style: FoldStyle) -> Self {
        Self {
            style,
            rules: Vec::new(),
            prepared: Prepared::default(),
        }
    }

    /// Writes a paragraph's lines, a line feed between them and none after the last. Bytes that are no UTF-8 are taken as
    /// one cell each run and written as they came; a carriage return at the end stays at the end.
    pub fn fold(&mut self, paragraph: &[u8], out: &mut impl Write) -> io::Result<()> {
        let (body, ending) = match paragraph {
            [body @ .., b'\r'] => (body, "\r"),
            body => (body, ""),
        };
        match std::str::from_utf8(body) {
            Ok(text) => self.fold_text(text, &Damage::default(), out)?,
            Err(_) => {
                let (text, damage) = Damage::repair(body);
                self.fold_text(&text, &damage, out)?;
            }
        }
        out.write_all(ending.as_bytes())
    }

    fn fold_text(&mut self, text: &str, damage: &Damage, out: &mut impl Write) -> io::Result<()> {
        let lang = self.style.lang.unwrap_or_else(|| Lang::guess(text));
        let mut prepared = std::mem::take(&mut self.prepared);
        self.rules_of(lang).prepare_into(text, &mut prepared);
        let result = if self.is_plain() {
            self.write_plain(text, &prepared, damage, out)
        } else {
            self.write_set(text, &prepared, out)
        };
        self.prepared = prepared;
        result
    }

    fn is_plain(&self) -> bool {
        !self.style.justify && !self.style.autospace && self.style.indent == 0
    }

    fn rules_of(&mut self, lang: Lang) -> &Rules {
        let known = self.rules.iter().position(|rules| rules.lang == lang);
        let index = known.unwrap_or_else(|| {
            let rules = Rules::new(lang, self.style.level, &self.style.widths);
            let autospace = self.style.autospace && lang.is_han();
            self.rules.push(rules.with_autospace(autospace));
            self.rules.len() - 1
        });
        &self.rules[index]
    }

    fn shape(&self) -> Shape {
        let width = usize::from(self.style.width);
        Shape {
            hanging: self.style.hanging,
            ..Shape::from(width)
        }
    }

    fn write_plain(
        &self,
        text: &str,
        prepared: &Prepared,
        damage: &Damage,
        out: &mut impl Write,
    ) -> io::Result<()> {
        for (n, line) in set(prepared, self.shape()).enumerate() {
            if n > 0 {
                out.write_all(b"\n")?;
            }
            damage.write(text, line.bytes, out)?;
        }
        Ok(())
    }

    /// With what the options add, which is spaces: gaps between pieces become spaces.
    fn write_set(&self, text: &str, prepared: &Prepared, out: &mut impl Write) -> io::Result<()> {
        let width = self.style.width.max(1);
        let indent = (u16::from(self.style.indent) * 2).min(width / 2);
        let block = Block {
            first: indent,
            justify: self.style.justify,
            hanging: self.style.hanging,
            ..Block::new(0, width)
        };
        let parts = [Ready {
            base: 0,
            prepared: prepared.clone(),
            notes: Vec::new(),
        }];
        let source = Source {
            text,
            parts: &parts,
            spans: &[],
            numbers: &[],
            hits: &[],
            link: None,
        };
        for (n, line) in block.lines(0, &parts[0]).iter().enumerate() {
            if n > 0 {
                out.write_all(b"\n")?;
            }
            let mut at = 0;
            for piece in pieces(line, 0, &source) {
                let gap = usize::from(piece.column).saturating_sub(at);
                write!(out, "{:gap$}{}", "", piece.text)?;
                at += gap + self.style.widths.text(&piece.text);
            }
        }
        Ok(())
    }
}

/// Bytes that are no UTF-8: where their stand-ins are in the repaired text, and what they were.
#[derive(Debug, Default)]
struct Damage {
    places: Vec<(usize, Vec<u8>)>,
}

/// What stands for a run of damaged bytes while lines are made.
const STAND_IN: &str = "\u{FFFD}";

impl Damage {
    fn repair(bytes: &[u8]) -> (String, Self) {
        let mut text = String::with_capacity(bytes.len());
        let mut places = Vec::new();
        for chunk in bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            if !chunk.invalid().is_empty() {
                places.push((text.len(), chunk.invalid().to_vec()));
                text.push_str(STAND_IN);
            }
        }
        (text, Self { places })
    }

    /// Writes a stretch of the text with the bytes that were there.
    fn write(
        &self,
        text: &str,
        range: std::ops::Range<usize>,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let from = self.places.partition_point(|(at, _)| *at < range.start);
        let mut at = range.start;
        for (place, bytes) in self.places[from..]
            .iter()
            .take_while(|(p, _)| *p < range.end)
        {
            out.write_all(&text.as_bytes()[at..*place])?;
            out.write_all(bytes)?;
            at = place + STAND_IN.len();
        }
        out.write_all(&text.as_bytes()[at..range.end])
    }
}

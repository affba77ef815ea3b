//! A page as it lies on the desk: its text, the pieces that the rules made of it, and which character went into which piece.
//!
//! The rules join, cut and frame lines and keep no account of it; but the characters of the pieces stand in the page's
//! order, so that laying the one beside the other tells where each piece begins. From that come the rows that a reader
//! sees: each a line of the page, or the part of one that a piece of its own was made of.

use super::super::{Harvest, Hints};
use super::lines::{self, Line};
use super::piece::Piece;
use super::{build, glue, learnt, split};
use crate::article::newsprint::{Role, Row};

/// A page, split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    text: String,
    /// Every character of the text in its order, but white space and the frames of boxes.
    pub(super) inks: Vec<Ink>,
    /// The characters of frames.
    frames: Vec<Ink>,
    pub(super) pieces: Vec<Piece>,
    doubtful: Vec<usize>,
}

/// A character on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ink {
    /// Its first byte in the page's text.
    at: usize,
    pub c: char,
    /// The line on which it stands, counted from 0 without blank ones.
    pub line: usize,
    /// The piece that it went into.
    pub piece: usize,
    /// It stands in the piece's text: a hyphen at a line's end may not.
    pub kept: bool,
}

impl Sheet {
    /// Splits a page by the rules.
    pub fn read(text: &str) -> Self {
        let (pieces, doubtful) = split(text, &learnt::WEIGHTS, &glue::SEAMS);
        let (mut inks, mut frames) = inks(text);
        own(&pieces, &mut inks, &mut frames);
        Self {
            text: text.to_owned(),
            inks,
            frames,
            pieces,
            doubtful,
        }
    }

    /// The page's text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The page's articles. Where a reader said what a line is, there is no doubt.
    pub fn harvest(&self, hints: &Hints) -> Harvest {
        let mended = |line: &&usize| {
            let pieces = self.pieces.iter();
            pieces
                .filter(|piece| piece.mended)
                .all(|piece| piece.line != **line)
        };
        let doubtful: Vec<usize> = self.doubtful.iter().filter(mended).copied().collect();
        build::harvest(&self.pieces, &doubtful, hints)
    }

    /// The page's lines with what each was read as, in its order.
    pub fn rows(&self) -> Vec<Row> {
        let homes = build::homes(&self.pieces);
        let starts = build::starts(&self.pieces);
        let mut rows: Vec<(usize, Row)> = Vec::new();
        let row = |inks: &[Ink], ink: Option<usize>| {
            let (first, last) = (inks.first()?, inks.last()?);
            let piece = self.pieces.get(first.piece)?;
            let text = self.text.get(first.at..last.at + last.c.len_utf8())?;
            let heads = match ink {
                Some(ink) => self.is_first(ink),
                None => true,
            };
            let row = Row {
                text: text.to_owned(),
                role: piece.role,
                article: homes.get(first.piece).copied().flatten(),
                first: heads,
                continues: heads && piece.role == Role::Body && piece.continues.is_some(),
                begins: heads && starts.get(first.piece).copied().unwrap_or(false),
                mended: heads && piece.mended,
                apart: heads && piece.blanks > 0,
                ink,
            };
            Some((first.at, row))
        };
        let mut from = 0;
        for run in self
            .inks
            .chunk_by(|a, b| (a.line, a.piece) == (b.line, b.piece))
        {
            rows.extend(row(run, Some(from)));
            from += run.len();
        }
        for run in self.frames.chunk_by(|a, b| a.line == b.line) {
            let alone = run.first().is_some_and(|ink| !self.has_text(ink.line));
            rows.extend(row(run, None).filter(|_| alone));
        }
        rows.sort_by_key(|(at, _)| *at);
        rows.into_iter().map(|(_, row)| row).collect()
    }

    fn has_text(&self, line: usize) -> bool {
        self.inks
            .binary_search_by_key(&line, |ink| ink.line)
            .is_ok()
    }

    /// Whether a piece begins with a character.
    pub(super) fn is_first(&self, ink: usize) -> bool {
        let piece = |at: usize| self.inks.get(at).map(|ink| ink.piece);
        ink == 0 || piece(ink - 1) != piece(ink)
    }

    /// Divides a piece at a character; gives the piece that begins with it.
    pub(super) fn cut(&mut self, ink: usize) -> Option<usize> {
        let piece = self.inks.get(ink)?.piece;
        let before = self.inks[..ink].iter().rev();
        let before = before.take_while(|ink| ink.piece == piece);
        let kept = before.filter(|ink| ink.kept).count();
        if kept == 0 {
            return Some(piece);
        }
        let whole = self.pieces.get(piece)?;
        let at = nth_character(&whole.text, kept)?;
        let (first, mut second) = whole.cut(at)?;
        (second.continues, second.begins, second.inline) = (None, false, false);
        self.pieces[piece] = first;
        self.pieces.insert(piece + 1, second);
        for (at, other) in self.pieces.iter_mut().enumerate() {
            // What went on from the whole goes on from its end.
            let from = other.continues.filter(|_| at != piece);
            other.continues = match from {
                Some(from) if from >= piece => Some(from + 1),
                _ => other.continues,
            };
        }
        let later = self.inks[ink..].iter_mut();
        let frames = self.frames.iter_mut().filter(|ink| ink.piece > piece);
        later.chain(frames).for_each(|ink| ink.piece += 1);
        Some(piece + 1)
    }

    /// Joins a piece to the one before it, whose role it takes; `text` is that of both.
    pub(super) fn fuse(&mut self, piece: usize, text: String) {
        self.pieces[piece - 1].text = text;
        self.pieces.remove(piece);
        for other in &mut self.pieces {
            other.continues = other
                .continues
                .map(|from| from - usize::from(from >= piece));
        }
        for ink in self.inks.iter_mut().chain(&mut self.frames) {
            ink.piece -= usize::from(ink.piece >= piece);
        }
    }

    /// The last character of a piece's text has gone out of it.
    pub(super) fn drop_last(&mut self, piece: usize) {
        let mut own = self.inks.iter_mut().rev();
        if let Some(ink) = own.find(|ink| ink.piece == piece && ink.kept) {
            ink.kept = false;
        }
    }
}

/// The characters of a page's lines and those of its frames.
fn inks(text: &str) -> (Vec<Ink>, Vec<Ink>) {
    let (mut inks, mut frames) = (Vec::new(), Vec::new());
    for (nth, line) in lines::split(text).iter().enumerate() {
        let start = line.text.as_ptr() as usize - text.as_ptr() as usize;
        let inner = inner(line, start);
        for (offset, c) in line.text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            let ink = Ink {
                at: start + offset,
                c,
                line: nth,
                piece: 0,
                kept: false,
            };
            if inner.contains(&ink.at) {
                inks.push(ink);
            } else {
                frames.push(ink);
            }
        }
    }
    (inks, frames)
}

/// The part of a line that is within its frame, in bytes of the page.
fn inner(line: &Line<'_>, start: usize) -> std::ops::Range<usize> {
    let Some((_, inner)) = lines::unframed(line) else {
        return start..start + line.text.len();
    };
    let left = inner.text.as_ptr() as usize - line.text.as_ptr() as usize;
    match inner.text.is_empty() {
        true => start..start,
        false => start + left..start + left + inner.text.len(),
    }
}

/// How far ahead a piece's next character is looked for: between are at most hyphens that a join has dropped.
const AHEAD: usize = 64;

/// Says of each character which piece it went into.
fn own(pieces: &[Piece], inks: &mut [Ink], frames: &mut [Ink]) {
    let (mut next_ink, mut next_frame) = (0, 0);
    for (nth, piece) in pieces.iter().enumerate() {
        let (inks, next) = if piece.text.starts_with(lines::drawn) {
            (&mut *frames, &mut next_frame)
        } else {
            (&mut *inks, &mut next_ink)
        };
        for c in piece.text.chars().filter(|c| !c.is_whitespace()) {
            let rest = &mut inks[*next..];
            let Some(found) = rest.iter().take(AHEAD).position(|ink| ink.c == c) else {
                continue;
            };
            rest[..=found].iter_mut().for_each(|ink| ink.piece = nth);
            rest[found].kept = true;
            *next += found + 1;
        }
    }
    for (inks, next) in [(inks, next_ink), (frames, next_frame)] {
        let last = pieces.len().saturating_sub(1);
        inks[next..].iter_mut().for_each(|ink| ink.piece = last);
    }
}

/// The byte at which the character stands that has so many before it, white space not counted.
fn nth_character(text: &str, before: usize) -> Option<usize> {
    let mut characters = text.char_indices().filter(|(_, c)| !c.is_whitespace());
    characters.nth(before).map(|(at, _)| at)
}

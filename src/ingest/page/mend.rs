//! What a reader says of a page that the rules split wrongly, and what becomes of the page by it.
//!
//! A [`Mend`] is tied to the page by the words at which it stands ([`Anchor`]), not by a line's number: it holds when the page
//! is read again, by better rules or with a line corrected elsewhere. What it says is absolute ("an article begins here", not
//! "change whether one does"), so that it may be said twice.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::piece::Piece;
use super::sheet::Sheet;
use super::{build, seam};
use crate::article::newsprint::{Change, Role, Said};

/// Characters of the page by which a place is known again. Shorter where the line ends.
const WORDS: usize = 24;

/// A place on a page: the words that begin there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Anchor {
    /// The first characters from there on, at most to the line's end, without white space.
    words: String,
    /// How many places with the same words stand before it.
    #[serde(default, skip_serializing_if = "is_zero")]
    nth: usize,
    /// It stands within a line, not at its beginning.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    within: bool,
}

fn is_zero(n: &usize) -> bool {
    *n == 0
}

/// One thing that a reader said of a page.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Mend {
    /// Where.
    pub at: Anchor,
    /// What.
    pub change: Change,
}

impl Sheet {
    /// A reader's word as it is kept; `None` where it is of no place on the page.
    pub fn kept(&self, said: Said) -> Option<Mend> {
        let mut at = Anchor {
            words: self.words_from(said.ink),
            nth: 0,
            within: self.is_within(said.ink),
        };
        let places = self.places(&at);
        at.nth = places.iter().position(|place| *place == said.ink)?;
        Some(Mend {
            at,
            change: said.change,
        })
    }

    /// A kept word with its place on this page, if the page has it.
    pub fn said(&self, mend: &Mend) -> Option<Said> {
        let ink = self.places(&mend.at).get(mend.at.nth).copied()?;
        Some(Said {
            ink,
            change: mend.change,
        })
    }

    /// The page with all that a reader said done, one thing after another. What is of no place on the page does nothing.
    pub fn mended(mut self, said: &[Said]) -> Self {
        for Said { ink, change } in said {
            self.change(*ink, *change);
        }
        self
    }

    fn change(&mut self, ink: usize, change: Change) {
        let piece = match change {
            Change::Role(_) | Change::Begin => self.cut(ink),
            Change::Within | Change::Join => self.inks.get(ink).map(|ink| ink.piece),
        };
        let Some(piece) = piece else { return };
        match change {
            Change::Role(role) => self.make(piece, role),
            Change::Begin => self.begin(piece),
            Change::Within => self.within(piece),
            Change::Join if self.is_first(ink) => self.join(piece),
            Change::Join => {}
        }
    }

    fn words_from(&self, ink: usize) -> String {
        let rest = self.inks.get(ink..).unwrap_or_default();
        let line = rest.first().map(|ink| ink.line);
        let words = rest.iter().take_while(|ink| Some(ink.line) == line);
        words.take(WORDS).map(|ink| ink.c).collect()
    }

    fn is_within(&self, ink: usize) -> bool {
        let line = |at: usize| self.inks.get(at).map(|ink| ink.line);
        ink > 0 && line(ink - 1) == line(ink)
    }

    /// Every place with an anchor's words.
    fn places(&self, anchor: &Anchor) -> Vec<usize> {
        let first = anchor.words.chars().next();
        (0..self.inks.len())
            .filter(|&ink| Some(self.inks[ink].c) == first)
            .filter(|&ink| self.is_within(ink) == anchor.within)
            .filter(|&ink| self.words_from(ink) == anchor.words)
            .collect()
    }

    /// The pieces of the article that one is in.
    fn article(&self, piece: usize) -> Range<usize> {
        let starts = build::starts(&self.pieces);
        let start = (0..=piece).rev().find(|&at| starts[at]).unwrap_or(0);
        let mut after = piece + 1..starts.len();
        start..after.find(|&at| starts[at]).unwrap_or(starts.len())
    }

    /// The pieces around one, within its article, that stand over, under and between texts.
    fn group(&self, piece: usize, article: &Range<usize>) -> Range<usize> {
        let solid = |at: &usize| *at != piece && self.pieces[*at].role.is_solid();
        let before = (article.start..piece).rev().find(solid);
        let to = (piece..article.end).find(solid).unwrap_or(article.end);
        before.map_or(article.start, |at| at + 1)..to
    }

    /// Gives a piece its role. An article keeps one headline as long as it has lines that can be it.
    fn make(&mut self, piece: usize, role: Role) {
        let article = self.article(piece);
        let start = article.start;
        let began = build::starts(&self.pieces)[start];
        let was = std::mem::replace(&mut self.pieces[piece].role, role);
        self.set_apart(piece);
        let group = self.group(piece, &article);
        match (was, role) {
            (_, Role::Title) => self.demote(piece, group.clone()),
            (Role::Title, _) => self.promote(piece, group.clone()),
            _ => {}
        }
        if !(group.contains(&start) && began) {
            return;
        }
        // The head keeps its first line: a headline alone draws only some of those over it to its article.
        let titled = |piece: &Piece| piece.role == Role::Title;
        if !self.pieces[group].iter().any(titled) {
            self.pieces[start].begins &= was != Role::Title;
        } else if !build::starts(&self.pieces)[start] {
            self.pieces[start].begins = true;
        }
    }

    /// A reader has said what a piece is: it goes on from nothing, and nothing of another kind goes on from it.
    fn set_apart(&mut self, piece: usize) {
        let before = self.pieces[piece].continues.take();
        let role = self.pieces[piece].role;
        self.pieces[piece].mended = true;
        self.pieces[piece].inline = false;
        if role != Role::Body {
            for other in &mut self.pieces {
                other.continues = match other.continues {
                    Some(from) if from == piece => before,
                    other => other,
                };
            }
        }
    }

    /// The lines about a new headline: what was it becomes kicker or deck.
    fn demote(&mut self, title: usize, group: Range<usize>) {
        for at in group.filter(|at| *at != title) {
            if self.pieces[at].role == Role::Title {
                let over = at < title;
                self.pieces[at].role = if over { Role::Kicker } else { Role::Deck };
            }
        }
    }

    /// The headline became something else: the deck under it is one, or the kicker over it.
    fn promote(&mut self, title: usize, group: Range<usize>) {
        let is = |at: &usize, role: Role| self.pieces[*at].role == role && *at != title;
        let deck = (title..group.end).find(|at| is(at, Role::Deck));
        let kicker = (group.start..title).rev().find(|at| is(at, Role::Kicker));
        let heir = match self.pieces[title].role {
            Role::Deck => kicker.or(deck),
            _ => deck.or(kicker),
        };
        if let Some(heir) = heir {
            self.pieces[heir].role = Role::Title;
        }
    }

    fn begin(&mut self, piece: usize) {
        if build::starts(&self.pieces)[piece] {
            return;
        }
        self.set_apart(piece);
        self.pieces[piece].begins = true;
        let end = self.article(piece).end;
        let solid = |at: &usize| self.pieces[*at].role.is_solid();
        let head = piece..(piece..end).find(solid).unwrap_or(end);
        let find = |roles: &[Role]| {
            let mut head = head.clone();
            head.find(|at| roles.contains(&self.pieces[*at].role))
        };
        let title = find(&[Role::Title])
            .or_else(|| find(&[Role::Head, Role::Subhead, Role::Deck]))
            .or_else(|| find(&[Role::Kicker]));
        let Some(title) = title else { return };
        self.pieces[title].role = Role::Title;
        for under in &mut self.pieces[title + 1..head.end] {
            if under.role == Role::Subhead {
                under.role = Role::Deck;
            }
        }
    }

    fn within(&mut self, piece: usize) {
        let Range { start, end } = self.article(piece);
        if !build::starts(&self.pieces)[..start].contains(&true) {
            return;
        }
        self.pieces[start].begins = false;
        self.pieces[start].mended = true;
        let head = self.pieces[start..end].iter_mut();
        for piece in head.take_while(|piece| !piece.role.is_solid()) {
            piece.begins = false;
            if matches!(piece.role, Role::Title | Role::Kicker | Role::Deck) {
                piece.role = Role::Subhead;
            }
        }
    }

    fn join(&mut self, piece: usize) {
        if piece == 0 || build::starts(&self.pieces)[piece] {
            return;
        }
        let start = self.article(piece).start;
        let text = |at: &usize| self.pieces[*at].role == Role::Body;
        let before = (start..piece).rev().find(text);
        match before.filter(|_| text(&piece)) {
            Some(before) => {
                self.pieces[piece].continues = Some(before);
                self.pieces[piece].mended = true;
            }
            None => self.fuse_with_last(piece),
        }
    }

    fn fuse_with_last(&mut self, piece: usize) {
        let (before, more) = (&self.pieces[piece - 1], &self.pieces[piece].text);
        let mut text = before.text.clone();
        match before.role {
            Role::Verse | Role::Table => text = format!("{text}\n{more}"),
            Role::Rule | Role::Furniture | Role::Label | Role::Section => {
                text = format!("{text} {more}");
            }
            role if role.is_solid() || role == Role::Caption => seam::append(&mut text, more),
            _ => text = format!("{text} {more}"),
        }
        let count = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
        if count(&text) < count(&before.text) + count(more) {
            self.drop_last(piece - 1);
        }
        self.fuse(piece, text);
        self.pieces[piece - 1].mended = true;
    }
}

#[cfg(test)]
mod tests;

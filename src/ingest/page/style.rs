//! How a page sets its headlines, as far as it is known before any heading has its rank: the first heading of a page and
//! those with a byline are headlines beyond doubt.

use super::chars::measure;
use super::piece::{Piece, Role};
use super::score::{Group, is_signed};

/// A page's habits.
#[derive(Debug, Default)]
pub struct Style {
    /// Blank lines that usually stand between paragraphs.
    pub gap: usize,
    /// Most blank lines before headings, the page's first apart.
    pub widest: usize,
    /// Fewest blank lines before headlines beyond doubt, the page's first apart.
    pub blanks: usize,
    /// The measure of the middle one of the headlines beyond doubt.
    pub measure: Option<usize>,
    /// The measure of the shortest headline with a byline, where two and more have one.
    pub shortest: Option<usize>,
    /// Of the headings that are headlines by their looks most have a byline.
    pub signed: bool,
}

impl Style {
    /// Reads them off a page.
    pub fn of(pieces: &[Piece], groups: &[Group]) -> Self {
        let headed: Vec<(&Group, usize)> = groups
            .iter()
            .filter_map(|group| Some((group, longest(pieces, group)?)))
            .collect();
        let later = || headed.iter().skip(1);
        let blanks = |(group, _): &(&Group, usize)| blanks_before(pieces, group);
        let signed = |(group, _): &&(&Group, usize)| is_signed(pieces, group);
        let plain = |(group, _): &&(&Group, usize)| {
            group.heads(pieces).len() >= 2 || is_labelled(pieces, group)
        };
        let mut sure: Vec<usize> = headed.iter().take(1).map(|(_, measure)| *measure).collect();
        sure.extend(later().filter(signed).map(|(_, measure)| *measure));
        sure.sort_unstable();
        let titles: Vec<usize> = headed.iter().filter(signed).map(|(_, m)| *m).collect();
        let others = headed
            .iter()
            .filter(plain)
            .filter(|group| !signed(group))
            .count();
        Self {
            gap: usual_gap(pieces),
            widest: later().map(blanks).max().unwrap_or(0),
            blanks: later().filter(signed).map(blanks).min().unwrap_or(0),
            measure: sure.get(sure.len() / 2).copied(),
            shortest: titles.iter().min().copied().filter(|_| titles.len() >= 2),
            signed: titles.len() >= 2 && titles.len() * 2 >= others * 3,
        }
    }
}

/// The measure of a group's longest heading.
pub fn longest(pieces: &[Piece], group: &Group) -> Option<usize> {
    let heads = group.heads(pieces);
    heads.iter().map(|&at| measure(&pieces[at].text)).max()
}

/// Blank lines before a group's first heading or before the labels over it.
pub fn blanks_before(pieces: &[Piece], group: &Group) -> usize {
    let Some((first, _)) = group.ends(pieces) else {
        return 0;
    };
    let over = |at: &usize| matches!(pieces[*at].role, Role::Label | Role::Rule | Role::JumpIn);
    let opening = (group.from..first).rev().take_while(over);
    opening
        .chain([first])
        .map(|at| pieces[at].blanks)
        .max()
        .unwrap_or(0)
}

fn is_labelled(pieces: &[Piece], group: &Group) -> bool {
    let mut pieces = pieces[group.from..group.to].iter();
    pieces.any(|piece| piece.role == Role::Label)
}

/// Blank lines that usually stand between paragraphs.
fn usual_gap(pieces: &[Piece]) -> usize {
    let text = |pair: &&[Piece]| pair[1].role == Role::Body;
    // What stands at the head of a paragraph stands where it begins.
    let blanks = |pair: &[Piece]| pair[usize::from(!pair[0].inline)].blanks;
    let mut gaps: Vec<usize> = pieces.windows(2).filter(text).map(blanks).collect();
    gaps.sort_unstable();
    gaps.get(gaps.len() / 2).copied().unwrap_or(0)
}

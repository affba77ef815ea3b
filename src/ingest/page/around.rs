//! What stands around a heading: the run of short pieces that it is in, what the texts above and below it share, and whether
//! stories are signed on this page.

use std::collections::HashSet;

use super::chars::Ending;
use super::clues::{LONGEST, Look, NEAR, Page, See, ratio};
use super::piece::{Piece, Role};

/// Longest text of a run, in measure.
pub const HEADING: usize = 60;

/// Most pieces of a run on either side.
const RUN: usize = 6;

/// Shows what stands around a piece that may be a heading.
pub fn of(page: &Page<'_>, at: usize, see: See<'_>) {
    let look = &page.looks[at];
    if look.length > LONGEST {
        return;
    }
    let bridged = bridged(page, at);
    see(format_args!("bridged {bridged}"));
    see(format_args!("bridged {bridged} l{}", look.step));
    let (signed, own) = (page.signed, is_signed(page.pieces, at));
    see(format_args!("signed {own} {signed}"));
    see(format_args!("signed {own} {signed} l{}", look.step));
    of_run(page, at, see);
}

/// The run of pieces as short as headings that it is in: its place there, how long it is beside the longest of them, and what
/// comes after them all.
fn of_run(page: &Page<'_>, at: usize, see: See<'_>) {
    let short = |at: &usize| {
        let (look, piece) = (&page.looks[*at], &page.pieces[*at]);
        look.length <= HEADING && !piece.inline && !page.fixed(*at) && look.ending != Ending::Full
    };
    if !short(&at) {
        return;
    }
    let from = at - (0..at).rev().take(RUN).take_while(short).count();
    let end = at
        + 1
        + (at + 1..page.looks.len())
            .take(RUN)
            .take_while(short)
            .count();
    let run = from..end;
    let look = &page.looks[at];
    let (many, place, to_end) = (run.len().min(6), (at - from).min(4), (end - at).min(4));
    let lengths = page.looks[run.clone()].iter().map(|look| look.length);
    let size = ratio(look.length, lengths.clone().max().unwrap_or(0));
    see(format_args!("run {place} of {many}"));
    see(format_args!("run {place} of {many} {size}"));
    see(format_args!(
        "run {place} of {many} b{}",
        page.pieces[at].blanks.min(2)
    ));
    see(format_args!("run {many} from end {to_end}"));
    let after = match page.looks.get(end) {
        None => "none",
        Some(look) if look.length <= HEADING => "short",
        Some(_) => "text",
    };
    let inline = page.pieces.get(end).is_some_and(|piece| piece.inline);
    see(format_args!("run {place} of {many} {after} {inline}"));
    see(format_args!(
        "run from end {to_end} {after} {inline} l{}",
        look.step
    ));
    let byline = run.clone().find(|&at| page.looks[at].byline);
    if let Some(byline) = byline {
        let by = (byline - from).min(5);
        see(format_args!("run {place} of {many} byline {by}"));
    }
    if many > 1 {
        let lengths: Vec<usize> = lengths.map(coarse).take(4).collect();
        see(format_args!("run {place} {lengths:?}"));
    }
}

/// Few steps of length, for several lengths together.
fn coarse(length: usize) -> usize {
    [10, 20, 32, 46]
        .iter()
        .position(|&end| length <= end)
        .unwrap_or(4)
}

/// Texts on either side whose words are compared.
const BRIDGED: usize = 2;

/// Most texts of a page that have a word that tells what a story is about.
const RARE: usize = 5;

/// How many rare words the texts above and below share, in steps: those of one story do, whatever stands between them.
fn bridged(page: &Page<'_>, at: usize) -> usize {
    let solid = |look: &&Look| look.role.is_solid() && look.length > HEADING;
    let above = page.looks[..at].iter().rev().take(NEAR).filter(solid);
    let below = page.looks[at + 1..].iter().take(NEAR).filter(solid);
    let below: Vec<&Look> = below.take(BRIDGED).collect();
    let rare = |word: &&u64| page.seen.get(word).is_some_and(|&many| many <= RARE);
    let shared = |word: &&u64| below.iter().any(|look| look.words.contains(word));
    let words: HashSet<&u64> = above.take(BRIDGED).flat_map(|look| &look.words).collect();
    let many = words.into_iter().filter(rare).filter(shared).count();
    match many {
        0..=3 => many,
        4 | 5 => 4,
        6..=8 => 6,
        9..=14 => 9,
        _ => 15,
    }
}

/// Pieces after a heading among which its writer is named.
const SIGNED: usize = 4;

/// A byline stands close under it.
fn is_signed(pieces: &[Piece], at: usize) -> bool {
    let under = pieces[at + 1..].iter().take(SIGNED);
    under
        .take_while(|piece| !piece.role.is_solid())
        .any(|piece| piece.role == Role::Byline)
}

/// How many quarters of the headlines, by the rules, are over a byline; `None` of fewer than three.
pub fn signed(pieces: &[Piece]) -> Option<usize> {
    let titles: Vec<usize> = (0..pieces.len())
        .filter(|&at| pieces[at].role == Role::Title)
        .collect();
    let signed = titles.iter().filter(|&&at| is_signed(pieces, at)).count();
    (titles.len() >= 3).then(|| signed * 4 / titles.len())
}

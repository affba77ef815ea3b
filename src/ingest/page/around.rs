//! What stands around a heading: the run of short pieces that it is in, what the texts above and below it share, and whether
//! stories are signed on this page.

use std::collections::HashSet;

use super::chars::{Ending, unclosed};
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
    of_wedge(page, at, see);
}

/// Shortest text that a column's end may have cut, in measure.
const CUT: usize = 40;

/// Under a text that stops amid a sentence: the rest of it, or a picture's words that stand before the rest. A rest closes
/// what the text opened, begins without an indent or a capital, and ends the sentence.
fn of_wedge(page: &Page<'_>, at: usize, see: See<'_>) {
    let cut = |by: usize| {
        let look = at.checked_sub(by).map(|at| &page.looks[at]);
        look.filter(|look| {
            look.length >= CUT && matches!(look.ending, Ending::Open | Ending::Pause)
        })
    };
    if cut(1).is_none() {
        if cut(2).is_some() {
            see(format_args!("wedge under {:?}", page.looks[at].ending));
        }
        return;
    }
    let (own, look) = (&page.pieces[at], &page.looks[at]);
    see(format_args!("wedge {:?} l{}", look.ending, look.step));
    let Some((next, below)) = page.pieces.get(at + 1).zip(page.looks.get(at + 1)) else {
        return;
    };
    see(format_args!("wedge {:?} {:?}", look.ending, below.ending));
    see(format_args!(
        "wedge {:?} {:?} {}",
        look.ending,
        below.ending,
        coarse(below.length)
    ));
    see(format_args!(
        "wedge b{}{}",
        own.blanks.min(2),
        next.blanks.min(2)
    ));
    see(format_args!(
        "wedge indent {} {}",
        own.indent > 0,
        next.indent > 0
    ));
    // What begins with a word or two and a pause begins a paragraph, and no rest.
    let clause = |piece: &Piece| {
        let first = piece.text.split(['，', '、', ',']).next();
        first.map_or(0, |first| first.chars().count().min(8))
    };
    see(format_args!(
        "wedge clause {} {}",
        clause(own) / 3,
        clause(next) / 3
    ));
    see(format_args!("wedge next clause {}", clause(next)));
    if unclosed(&page.pieces[at - 1].text) > 0 {
        let closes = |piece: &Piece| unclosed(&piece.text) < 0;
        see(format_args!(
            "wedge closes {} {}",
            closes(own),
            closes(next)
        ));
    }
    let small = |piece: &Piece| {
        let first = piece.text.chars().find(|c| c.is_alphabetic());
        first.filter(|c| c.is_ascii()).map(char::is_lowercase)
    };
    if let (Some(own), Some(next)) = (small(own), small(next)) {
        see(format_args!("wedge small {own} {next}"));
    }
}

/// A piece that may be one of a run of headings.
pub fn is_short(page: &Page<'_>, at: usize) -> bool {
    let (look, piece) = (&page.looks[at], &page.pieces[at]);
    look.length <= HEADING && !piece.inline && !page.fixed(at) && look.ending != Ending::Full
}

/// The run of pieces as short as headings that it is in: its place there, how long it is beside the longest of them, and what
/// comes after them all.
fn of_run(page: &Page<'_>, at: usize, see: See<'_>) {
    let short = |at: &usize| is_short(page, *at);
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

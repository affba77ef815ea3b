//! The text of a whole newspaper page, as it comes out of an e-paper or a PDF, into its articles.
//!
//! # The method
//! Lines, then pieces, then roles, then ranks, then tags, then articles; each step looks at features, none at words of one paper.
//!
//! 1. [`lines`]: the text is divided at every kind of line end. Of each line: width, indent, blank lines and page breaks
//!    before it. Runs of rows with as many cells, figures among them, are tables ([`table`]).
//! 2. [`wrap`]: lines that the column's width ended are joined. *Feature*: the next unbreakable unit would not have fitted the
//!    local [`measure`], and at least three lines near by say so; what stands over a byline and ends without a mark is headings, a
//!    line each. A page set on one line is opened at sentence ends before gaps, and a line that two parts share is parted: after
//!    a section's name, before a dateline, at a gap ([`oneline`]); and where nothing stands between two parts, by the
//!    characters on both sides ([`glue`]).
//! 3. [`roles`]: what a piece is by itself. *Features*: almost nothing left once date, page, editors and paper are taken out
//!    (folio, [`furniture`]); section names, short bracketed words, capitals on a Chinese page (label); a reporter's role with
//!    a name, an agency with a place and a day ([`byline`]); an opening ornament, 圖, a credit at the end ([`caption`]); a mark of
//!    a list; else length, end punctuation and clauses tell a heading from text. What it is by its neighbours comes after
//!    ([`runs`]): a name under a heading or under the end of a text ([`signature`]), short lines in a run whose ends are the
//!    author's ([`verse`]), words set apart that the text has, too ([`quote`]).
//! 4. [`join`]: text that stops without a full stop goes on in the next text, also over captions and furniture.
//! 5. [`score`]: a group of headings between two texts begins an article if the [`signs`] for it outweigh ([`weights`]) those
//!    against it: what stands around the headings (a byline or dateline after them, a label, a folio, a rule or a jump line
//!    at them); how many there are, their parts and their length; how the text under them begins ([`opening`]: with a time or
//!    with somebody new, or with one who was asked about what stands above and with a word that binds); the words that they
//!    and the text have in common with the text above ([`cohesion`]); how the page sets the headlines that are beyond doubt
//!    ([`style`]: their blank lines, their length, whether they have a byline); and what was decided of the article above.
//! 6. [`tags`]: so far each rule was sure of its one sign, and pages of other hands break one or the other. What the rules
//!    said of a piece and of its neighbours is now one of its [`clues`], beside its length among the others', its first and
//!    last character, blank lines, bylines near by, the [`stack`] of short lines that it is in, what stands [`around`] it, its
//!    [`wording`] and the words that it shares; a small network that has learnt from tagged pages ([`net`], [`learnt`]) reads
//!    the clues of all pieces and says what each is.
//! 7. [`build`]: every piece goes to one place. Nothing is lost: what no rule knows is a paragraph, and doubt is a warning.
//!
//! A reader may know better: what was said at the desk ([`mend`]) is done between the last two steps, and remembered
//! ([`memory`]) for when the page is read again.
//!
//! A headline line keeps all its parts (`甲乙丙 丁戊己` is one title), as only the printed size could tell them apart; whole
//! lines before and after it are kicker and deck.
//!
//! # What holds for every input
//! Every character that is not white space stands in one field of one article or in the page's labels, in the page's
//! order within each; only opening ornaments (● ■ ▲ ◆) and hyphens at a line's end may be gone.

use std::collections::HashSet;

use super::{Harvest, Hints};

mod around;
mod build;
mod byline;
mod caption;
mod chars;
mod clues;
mod cohesion;
mod furniture;
mod glue;
mod join;
mod label;
mod lead;
mod learnt;
mod lines;
mod list;
mod measure;
mod memory;
mod mend;
mod names;
pub mod net;
mod oneline;
mod opening;
pub mod outline;
mod piece;
mod quote;
mod roles;
mod runs;
mod score;
mod seam;
mod sheet;
mod signature;
mod signs;
mod stack;
mod style;
mod table;
mod tags;
mod verse;
mod weights;
mod wording;
mod wrap;

#[doc(hidden)]
pub use glue::{SEAMS, Seams};
#[doc(hidden)]
pub use learnt::{Learnt, Weights};
pub use memory::{Memory, MendedPage};
pub use mend::{Anchor, Mend};
#[doc(hidden)]
pub use seam::append;
pub use sheet::Sheet;
pub use tags::{TAGS, Tag};
#[doc(hidden)]
pub use weights::Sign;

/// Whether a text in a script that notes and manuals are written in, too, has what they have not: two of a folio's date, a
/// folio's page, a paper's name and a line that says who wrote.
pub fn is_likely(text: &str) -> bool {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (mut dated, mut numbered, mut named, mut signed) = (false, false, false, false);
    for line in lines.take(LOOKED_AT) {
        let line = &line[..line.floor_char_boundary(HEAD)];
        let parts = line
            .split("  ")
            .flat_map(|part| part.split(['|', '｜', '\t', '·', '　']));
        for part in parts.map(str::trim).chain([line]) {
            if let Some(folio) = furniture::folio(part) {
                dated |= folio.date.is_some();
                numbered |= folio.page.is_some();
            }
            named |= furniture::is_paper(part);
        }
        // An address alone is anybody's, and so is a word in capitals with a colon.
        let from = byline::head(line).map_or("", |end| line[..end].trim_end());
        let is_address = line.contains('@') && !line.contains(' ');
        signed |= !is_address && byline::is_line(line) || from.ends_with(['—', '–', '=']);
    }
    let has = [dated, numbered, named, signed];
    has.into_iter().filter(|has| *has).count() > 1
}

/// Lines that tell, as a page has fewer, and as many bytes of each as a folio or a dateline has.
const LOOKED_AT: usize = 400;
const HEAD: usize = 400;

/// Splits a page (or several, divided by form feeds or folios), as a reader mended it if one did.
pub fn read(text: &str, hints: &Hints) -> Harvest {
    if hints.mended.is_empty() {
        let (pieces, doubtful) = split(text, &learnt::WEIGHTS, &glue::SEAMS);
        return build::harvest(&pieces, &doubtful, hints);
    }
    let sheet = Sheet::read(text);
    let mended = hints.mended.of(&sheet);
    let mends = mended.map_or(&[][..], |page| &page.mends);
    let said: Vec<_> = mends.iter().filter_map(|mend| sheet.said(mend)).collect();
    Harvest {
        mends: said.len(),
        ..sheet.mended(&said).harvest(hints)
    }
}

/// Splits a page by the rules alone, with another judge of headings than the [`weights`]: what they are fitted with.
#[doc(hidden)]
pub fn read_judged(text: &str, judge: score::Judge<'_>) -> Harvest {
    let (pieces, ranking) = by_rules(text, &glue::SEAMS, judge);
    build::harvest(&pieces, &ranking.doubtful, &Hints::default())
}

/// Splits a page with other weights of clues than those that are fitted to all pages.
#[doc(hidden)]
pub fn read_weighed(text: &str, weights: &Weights, seams: &Seams) -> Harvest {
    let (pieces, doubtful) = split(text, weights, seams);
    build::harvest(&pieces, &doubtful, &Hints::default())
}

/// Splits a page whose pieces somebody has said what they are: what is left wrong was cut wrongly, or put together so.
#[doc(hidden)]
pub fn read_told(text: &str, tags: &[Tag], seams: &Seams) -> Harvest {
    let (pieces, ranking) = by_rules(text, seams, &mut weights::points);
    let mut pieces = tags::give(pieces, tags);
    join::mark(&mut pieces);
    build::harvest(&pieces, &ranking.doubtful, &Hints::default())
}

/// A piece, the tags that it can have, and its clues: what the weights are fitted with.
#[doc(hidden)]
#[derive(Debug)]
pub struct Clued {
    /// Its text.
    pub text: String,
    /// Which of [`TAGS`] it can have.
    pub open: [bool; TAGS.len()],
    /// Its clues.
    pub clues: Vec<String>,
}

/// Shows every place of a line where two parts may meet, in characters, with its clues.
#[doc(hidden)]
pub fn seam_clues(line: &str, see: &mut dyn FnMut(usize, Vec<String>)) {
    glue::each(line, &mut |at, _, place| {
        let mut clues = Vec::new();
        place.clues(&mut |clue| clues.push(clue.to_string()));
        see(at, clues);
    });
}

/// The pieces of a page with their clues, its lines parted by these seams.
#[doc(hidden)]
pub fn clued(text: &str, seams: &Seams) -> Vec<Clued> {
    let (pieces, ranking) = by_rules(text, seams, &mut weights::points);
    let mut clues = vec![Vec::new(); pieces.len()];
    clues::of(&pieces, &ranking.groups, &mut |at, clue| {
        clues[at].push(clue.to_string());
    });
    let open = tags::open(&pieces);
    let clued = |((piece, clues), open): ((piece::Piece, _), _)| Clued {
        text: piece.text,
        open,
        clues,
    };
    pieces.into_iter().zip(clues).zip(open).map(clued).collect()
}

/// A page's pieces with their roles, and the lines of headings whose rank was a near thing; what turned out to be no heading
/// is in no doubt.
fn split(text: &str, weights: &Weights, seams: &Seams) -> (Vec<piece::Piece>, Vec<usize>) {
    let (pieces, mut ranking) = by_rules(text, seams, &mut weights::points);
    let mut pieces = tags::settle(pieces, &ranking.groups, weights);
    join::mark(&mut pieces);
    // An ornament stands before a subhead, or a label: no doubt about that.
    let in_doubt = pieces
        .iter()
        .filter(|piece| score::is_heading(piece) && !piece.text.starts_with(chars::ornament));
    let in_doubt: HashSet<usize> = in_doubt.map(|piece| piece.line).collect();
    ranking.doubtful.retain(|line| in_doubt.contains(line));
    (pieces, ranking.doubtful)
}

/// What the rules make of a page.
fn by_rules(
    text: &str,
    seams: &Seams,
    judge: score::Judge<'_>,
) -> (Vec<piece::Piece>, score::Ranking) {
    let lines = lines::single_spaced(lines::split(text));
    let mut pieces = Vec::with_capacity(lines.len());
    for stretch in
        lines.chunk_by(|a, b| a.text.starts_with(lines::drawn) == b.text.starts_with(lines::drawn))
    {
        take_apart(stretch, &mut pieces);
    }
    let pieces = glue::part(oneline::open_lines(pieces), seams);
    let mut pieces = roles::assign(pieces);
    join::mark(&mut pieces);
    let ranking = score::rank(&mut pieces, judge);
    (pieces, ranking)
}

/// Lines into pieces; the frame of a box goes before what stands in it.
fn take_apart(lines: &[lines::Line<'_>], pieces: &mut Vec<piece::Piece>) {
    let framed: Vec<_> = lines.iter().filter_map(lines::unframed).collect();
    let inner: Vec<lines::Line<'_>>;
    let mut lines = lines;
    if let Some((_, first)) = framed.first() {
        let mut frame = piece::Piece::of(first, piece::Role::Rule);
        frame.text = framed.iter().map(|(frame, _)| frame.as_str()).collect();
        pieces.push(frame);
        inner = framed
            .into_iter()
            .map(|(_, line)| line)
            .filter(|line| !line.text.is_empty())
            .collect();
        lines = &inner;
    }
    for stretch in table::tables(lines) {
        match stretch {
            table::Stretch::Lines(lines) => pieces.extend(wrap::unwrap(lines)),
            table::Stretch::Table(table) => pieces.push(table),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Work grows as the page does: each line is looked at with a bounded number of others, whatever it is.
    #[test]
    fn four_times_the_lines_are_four_times_the_work() {
        let pages: [&[&str]; 18] = [
            &["字"],
            &["短行"],
            &["港府推新措施 市民反應不一"],
            &["港府推新措施", ""],
            &["「我們不是離開，我們只是游得太遠。」"],
            &["甲 1 2", "乙 3 4", "丙 5 6", "標題文字"],
            &["王小明"],
            &["John Smith"],
            &["and so on it goes,"],
            &["昨日在會上表示，措施將於下月生效，有助經濟復甦，料今"],
            &["昨日在會上表示措施將於下月生效有助經濟復甦", ""],
            &["要聞", "港府推新措施"],
            &["●市民在碼頭候船。", "記者 王小明"],
            &["（下轉A5版）", "（上接A1版）"],
            &["│字│"],
            &["，（（（（（（（（（（（（（（（（（（（（（（（字"],
            &["甲乙丙丁戊。街市鮮魚檔休市三日【本報訊丙丁】街市"],
            &["——甲", "「是」", "● 項", "1. 項", "A4", ""],
        ];
        for lines in pages {
            let page = |times: usize| {
                let text = lines.join("\n") + "\n";
                text.repeat(times / lines.len())
            };
            let work = |text: String| {
                chars::work::of(|| {
                    read(&text, &Hints::default());
                })
            };
            let (small, large) = (work(page(240)), work(page(4 * 240)));
            assert!(
                large <= small * 5,
                "{lines:?}: {small} bytes looked at, then {large}"
            );
        }
    }
}

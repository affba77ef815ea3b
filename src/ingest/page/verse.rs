//! Verse: stanzas of short lines whose ends are the author's.
//!
//! Prose has its pauses within the lines, verse at their ends. One stanza needs four lines, or pauses at the ends of three;
//! where several stand one after the other, two lines each are enough.

use std::ops::Range;

use super::chars::{self, Ending, cells, count, ending, measure};
use super::names;
use super::piece::{Piece, Role};
use super::quote::is_source;

/// Lines of the longest poem that is looked for.
const LONGEST_POEM: usize = 60;

/// Characters of each clause of a regular line of verse, if the text is one: two clauses alike and their marks, of four to
/// eight characters (`甲乙丙丁戊己庚，辛壬癸子丑寅卯。`).
pub fn couplet(text: &str) -> Option<usize> {
    let mut clauses = text.split_inclusive(['，', '。', '！', '？', '；', ',', '、']);
    let length = |clause: &str| {
        let bare = clause.trim_end_matches(|c: char| !chars::han(c)).trim();
        bare.chars().all(chars::han).then(|| bare.chars().count())
    };
    let first = length(clauses.next()?).filter(|length| (4..=8).contains(length))?;
    let others = clauses.clone().count();
    (matches!(others, 1 | 3) && clauses.all(|clause| length(clause) == Some(first)))
        .then_some(first)
}

/// Marks the lines of every poem; a dash and a place under it are its signature.
pub fn mark(pieces: &mut [Piece]) {
    let page = Page {
        seen: pieces.iter().map(see).collect(),
        pieces,
    };
    let (mut lines, mut poets) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < page.pieces.len() {
        let mut from = at;
        if page.is_titled(at) {
            poets.push(at + 1);
            from = at + 2;
        } else if page.is_title(at) {
            from = at + 1;
        }
        let mut end = page.poem_end(from);
        if end > from {
            let signed = page.pieces.get(end).is_some_and(|p| is_source(&p.text));
            end += usize::from(signed);
            lines.push(from..end);
        }
        at = end.max(at + 1);
    }
    for poet in poets {
        pieces[poet].role = Role::Byline;
    }
    for line in lines.into_iter().flatten() {
        pieces[line].role = Role::Verse;
    }
}

/// What a piece says about being a line of verse.
struct Seen {
    /// It may be one.
    short: bool,
    measure: usize,
    /// It ends where a reader takes breath.
    pause: bool,
    /// It has a pause within.
    prose: bool,
}

fn see(piece: &Piece) -> Seen {
    let text = piece.text.as_str();
    let inner = text.trim_end_matches(|c| chars::clings(c) || c == '—');
    Seen {
        short: is_short(piece),
        measure: measure(if is_signed_line(text) {
            verse_of(text)
        } else {
            text
        }),
        pause: matches!(ending(text), Ending::Pause | Ending::Full),
        prose: inner.contains(['，', '。', '、']) || inner.contains(". ") || inner.contains(", "),
    }
}

fn is_short(piece: &Piece) -> bool {
    let text = piece.text.as_str();
    piece.rows == 1
        && matches!(piece.role, Role::Head | Role::Body)
        && (cells(text) <= if chars::is_cjk(text) { 34 } else { 56 } || is_signed_line(text))
        && ending(text) != Ending::Colon
        && !text.ends_with(['；', ';', '選'])
        && !text.contains(['：', '／'])
        && !text.trim_end_matches(['。', '」', '』']).contains('。')
        && !is_source(text)
}

/// A Japanese poem on one line, and after gaps where its poet lives and who that is: `朝市の氷に光る鰯かな　甲市　乙丙丁`.
pub fn is_signed_line(text: &str) -> bool {
    let verse = verse_of(text);
    let signer =
        |part: &str| count(part) <= 6 && part.chars().all(|c| chars::han(c) || chars::kana(c));
    let poet = text[verse.len()..].split_whitespace();
    (10..=33).contains(&count(verse))
        && chars::kana_in(verse)
        && !verse.contains(|c: char| c.is_ascii_digit() || "。、：（「".contains(c))
        && poet.clone().count() >= 1
        && poet.clone().all(signer)
        && poet.flat_map(str::chars).filter(|&c| chars::han(c)).count() >= 3
}

/// The words of a poem on one line, without its poet.
fn verse_of(text: &str) -> &str {
    text.split(char::is_whitespace).next().unwrap_or(text)
}

/// The pieces, and what was seen of each.
struct Page<'a> {
    pieces: &'a [Piece],
    seen: Vec<Seen>,
}

impl Page<'_> {
    /// A title, under it a name, under that a poem.
    fn is_titled(&self, at: usize) -> bool {
        let Some([title, poet, first, second, ..]) = self.pieces.get(at..) else {
            return false;
        };
        let name = count(&poet.text);
        let apart =
            poet.blanks > 0 && first.blanks > 0 && second.blanks == 0 && (3..=4).contains(&name);
        let poet_alone = names::is_name(&poet.text)
            || apart && poet.text.chars().all(chars::han)
            || name == 3
                && poet.text.chars().all(chars::han)
                && [first, second]
                    .iter()
                    .all(|line| count(&line.text) > name + 1);
        self.heads_verse(at)
            && self.seen[at + 1].short
            && count(&title.text) <= 10
            && poet_alone
            && self.poem_end(at + 2) > at + 3
    }

    /// A line of a few characters over a poem whose lines are at least twice as long.
    fn is_title(&self, at: usize) -> bool {
        let end = if self.heads_verse(at) {
            self.poem_end(at + 1)
        } else {
            at
        };
        let length = count(&self.pieces[at].text);
        end >= at + 4
            && length <= 6
            && self.pieces[at + 1].blanks <= self.pieces[at].blanks
            && self.pieces[at + 1..end]
                .iter()
                .all(|line| count(&line.text) >= 2 * length)
    }

    /// A short line without a pause, and no other like it before: a poem's title may be one.
    fn heads_verse(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map(|i| (&self.pieces[i], &self.seen[i]));
        let first = before.is_none_or(|(piece, seen)| {
            !seen.short || piece.role.is_solid() && ending(&piece.text) == Ending::Full
        });
        first && self.seen[at].short && !self.seen[at].pause && self.pieces[at].role == Role::Head
    }

    /// Where a poem that begins at a piece ends; the same place if none does.
    fn poem_end(&self, at: usize) -> usize {
        let mut stanzas = self.stanzas(at);
        // A heading on a line or two may follow the last stanza, as a title stands before the first.
        while let Some(last) = stanzas.last()
            && stanzas.len() > 1
            && last.len() < 3
            && self.is_over_text(last.end)
        {
            stanzas.pop();
        }
        let (Some(first), Some(last)) = (stanzas.first(), stanzas.last()) else {
            return at;
        };
        if stanzas.len() > 1 && self.are_stanzas(first, last.end) {
            last.end
        } else if self.is_stanza(first) {
            first.end
        } else {
            at
        }
    }

    /// Runs of two short lines and more, a blank line between them.
    fn stanzas(&self, at: usize) -> Vec<Range<usize>> {
        let mut stanzas: Vec<Range<usize>> = Vec::new();
        let mut from = at;
        while from - at < LONGEST_POEM {
            let end = self.stanza_end(from);
            let follows =
                stanzas.is_empty() || self.pieces.get(from).is_some_and(|p| p.blanks == 1);
            if end < from + 2 || !follows {
                break;
            }
            stanzas.push(from..end);
            from = end;
        }
        stanzas
    }

    /// Where a run of short lines without blank ones ends.
    fn stanza_end(&self, from: usize) -> usize {
        if !self.seen.get(from).is_some_and(|line| line.short) {
            return from;
        }
        let goes_on = |at: &usize| {
            self.seen[*at].short && self.pieces[*at].blanks == 0 && !self.pieces[*at].page_break
        };
        let most = (from + LONGEST_POEM / 2).min(self.pieces.len());
        (from + 1..most).take_while(goes_on).last().unwrap_or(from) + 1
    }

    /// One run of short lines is a stanza.
    fn is_stanza(&self, stanza: &Range<usize>) -> bool {
        let (lines, widest, pauses) = (stanza.len(), self.widest(stanza), self.pauses(stanza));
        let poetry = self.is_under_poetry(stanza.start);
        let enough = lines >= 4 && widest <= 30
            || lines >= 3 && pauses >= 2
            || lines >= 2 && widest <= 40 && poetry;
        let text_follows = self
            .pieces
            .get(stanza.end)
            .is_some_and(|p| p.blanks == 0 && p.role == Role::Body && cells(&p.text) > 40);
        let stacked = lines <= 5 && self.is_heading(stanza) && !poetry;
        let heading = pauses == 0 && (text_follows || stacked);
        enough && !heading && !self.is_prose(stanza)
    }

    /// Several runs are a poem; a first one of two lines may be its title and its poet, or the headings of something else.
    fn are_stanzas(&self, first: &Range<usize>, end: usize) -> bool {
        let all = first.start..end;
        let titled = first.start > 0
            && matches!(
                self.pieces[first.start - 1].role,
                Role::Head | Role::Byline | Role::Label
            );
        all.len() >= 5
            && self.widest(&all) <= 30
            && !self.is_prose(&all)
            && (first.len() > 2 || titled || self.pauses(first) > 0)
    }

    /// Text follows that the lines before it may be the heading of.
    fn is_over_text(&self, end: usize) -> bool {
        let text = |p: &Piece| matches!(p.role, Role::Body | Role::Byline);
        self.pieces.get(end).is_some_and(text) && self.seen[end].measure > 34
    }

    /// The name of a column of verse stands over the lines.
    fn is_under_poetry(&self, from: usize) -> bool {
        self.pieces[from.saturating_sub(3)..from].iter().any(|p| {
            matches!(p.role, Role::Head | Role::Label)
                && count(&p.text) <= 6
                && p.text.contains(['詩', '诗', '俳', '詞', '歌'])
        })
    }

    /// A kicker, a headline, a deck and a name may look like four lines of verse: text follows them, and no heading is before.
    fn is_heading(&self, stanza: &Range<usize>) -> bool {
        let headed = stanza.start > 0
            && matches!(
                self.pieces[stanza.start - 1].role,
                Role::Head | Role::Byline
            );
        let text = |p: &Piece| p.role == Role::Byline && p.inline || p.role == Role::Body;
        !headed && self.pieces.get(stanza.end).is_some_and(text)
    }

    fn pauses(&self, lines: &Range<usize>) -> usize {
        self.seen[lines.clone()]
            .iter()
            .filter(|line| line.pause)
            .count()
    }

    /// Pauses within the lines.
    fn is_prose(&self, lines: &Range<usize>) -> bool {
        let within = self.seen[lines.clone()].iter().filter(|line| line.prose);
        within.count() * 3 >= lines.len()
    }

    fn widest(&self, lines: &Range<usize>) -> usize {
        let lines = &self.seen[lines.clone()];
        lines.iter().map(|line| line.measure).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_as_long_as_each_other_are_a_couplet() {
        for (text, expect) in [
            ("江上秋風吹客衣，山前落葉逐人飛。", Some(7)),
            ("燈殘人未寢，雨歇夢初回。", Some(5)),
            ("白日依山，黃河入海，千里登樓，一層更上。", Some(4)),
            ("江上秋風吹客衣，山前落葉飛。", None),
            ("江上秋風吹客衣。", None),
            ("措施下月起生效，市民可在網上預約。", None),
            ("A股升一百點數，B股跌一百點數。", None),
            ("", None),
        ] {
            assert_eq!(couplet(text), expect, "{text}");
        }
    }
}

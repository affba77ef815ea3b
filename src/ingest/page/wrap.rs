//! Undoes hard wraps: lines that a column's width ended, not the writer.
//!
//! A line goes on in the next when it is full by the local measure ([`super::measure`]) and neither of the two stands for
//! itself.

use super::chars::{self, Ending, cells, ending};
use super::lines::Line;
use super::measure::{HANGING, Measures, NARROWEST};
use super::piece::{Piece, Role};
use super::{byline, caption, furniture, label, list, names, seam};

/// Narrowest line of Latin prose that a comma ends, in cells.
const SHORTEST_PROSE: usize = 50;

/// Lines joined where a wrap divided them. Lines of tables are taken out before.
pub fn unwrap(lines: &[Line<'_>]) -> Vec<Piece> {
    let measures = Measures::of(lines);
    let indents = indents(lines);
    let within = has_paragraphs_within(lines, &measures);
    let wide = lines.iter().filter(|line| line.width > 2 * SHORT).count() >= 3;
    let mut pieces: Vec<Piece> = Vec::with_capacity(lines.len());
    let (mut stray_to, mut after_stray) = (0, false);
    for (at, line) in lines.iter().enumerate() {
        let follows = at > 0 && line.blanks == 0 && !line.page_break;
        let glued = follows
            && !(indents && is_flush_heading(&pieces, line) && !runs_on(lines, &measures, at))
            && glue(lines, &measures, at, within, wide);
        if at >= stray_to {
            after_stray = at > 0 && at == stray_to;
            if let Some(end) = strays(lines, &measures, at, indents) {
                stray_to = end;
                pieces.push(Piece::of(line, Role::Body));
                if let Some(piece) = pieces.last_mut() {
                    piece.amid = true;
                }
                continue;
            }
        }
        let glued = at < stray_to || glued && !after_stray;
        match pieces.last_mut() {
            Some(piece) if glued => {
                seam::append(&mut piece.text, line.text);
                piece.rows += 1;
            }
            _ => {
                part_headings(&mut pieces, lines, at);
                pieces.push(Piece::of(line, Role::Body));
            }
        }
    }
    pieces
}

/// Most lines of headings over a byline.
const HEADINGS: usize = 8;

/// Most of them that look like one text.
const LIKE_TEXT: usize = 3;

/// What stands over a byline and ends without a mark is no text that a column divided, but headings, a line each.
fn part_headings(pieces: &mut Vec<Piece>, lines: &[Line<'_>], end: usize) {
    if !is_signed(lines[end].text) {
        return;
    }
    let open = |piece: &Piece| {
        let text = piece.text.as_str();
        piece.rows <= LIKE_TEXT
            && matches!(ending(text), Ending::Open | Ending::Closed)
            && !piece.amid
            && !text.contains('。')
            && !is_signed(text)
            && furniture::folio(text).is_none()
            && !caption::is_credited(text)
    };
    let marked = |text: &str| {
        text.starts_with(chars::ornament) || list::mark(text).is_some() || caption::points(text) > 0
    };
    let heading = |piece: &&Piece| open(piece) && !marked(&piece.text);
    // An item, or words under a picture, and the headline that they seem to go on in.
    if let Some(piece) =
        pieces.pop_if(|piece| piece.rows == 2 && open(piece) && marked(&piece.text))
    {
        let own = lines[end - piece.rows..end].iter();
        pieces.extend(own.map(|line| Piece::of(line, Role::Body)));
        return;
    }
    let many = pieces.iter().rev().take(HEADINGS).take_while(heading);
    let (many, rows) = many.fold((0, 0), |(many, rows), piece| (many + 1, rows + piece.rows));
    if rows > many && rows <= HEADINGS && rows <= end {
        pieces.truncate(pieces.len() - many);
        let own = lines[end - rows..end].iter();
        pieces.extend(own.map(|line| Piece::of(line, Role::Body)));
    }
}

/// Paragraphs begin with an indent here.
fn indents(lines: &[Line<'_>]) -> bool {
    let indented = lines.iter().filter(|l| (1..=8).contains(&l.indent)).count();
    indented >= 3 && indented * 2 <= lines.len()
}

/// Where paragraphs begin with an indent, a line without one begins none: it is a heading, unless the text before it was cut
/// off and goes on in it.
fn is_flush_heading(pieces: &[Piece], next: &Line<'_>) -> bool {
    let Some((line, before)) = pieces.split_last() else {
        return false;
    };
    let open = before
        .iter()
        .rev()
        .take(3)
        .any(|p| p.rows > 1 && matches!(ending(&p.text), Ending::Open | Ending::Pause));
    line.rows == 1
        && line.indent == 0
        && !open
        && ending(&line.text) != Ending::Pause
        && byline::head(&line.text).is_none()
        && !next.text.starts_with(char::is_lowercase)
}

/// Most lines that stand between two halves of a sentence.
const STRAYS: usize = 4;

/// Where lines that stand between two halves of a sentence end: words under a picture, or a sentence pulled out. The column
/// cut the line before. These are wider than the column, or end before it is full, and the last has who took the picture at
/// its end, or ends a sentence where no paragraph does.
fn strays(lines: &[Line<'_>], measures: &Measures, from: usize, indents: bool) -> Option<usize> {
    let follows = |at: usize| {
        let line = lines.get(at);
        line.is_some_and(|line| line.blanks == 0 && !line.page_break && line.indent == 0)
    };
    let before = from.checked_sub(1)?;
    let cut = measures.is_full(before)
        && matches!(ending(lines[before].text), Ending::Open | Ending::Pause);
    let measure = measures.at(before).filter(|_| cut && follows(from))?;
    let wide = lines[from].width > measure + HANGING;
    let within = chars::unclosed(lines[before].text) > 0;
    let mut text = String::new();
    for at in from..lines.len().min(from + STRAYS) {
        let (line, next) = (&lines[at], lines.get(at + 1)?);
        let fits = line.width + chars::first_unit(next.text) <= measure;
        let own = wide || fits && line.width + 2 <= measure;
        let anew = begins_anew(next) || is_asked(next.text) || list::mark(next.text).is_some();
        if !follows(at + 1) || anew || !own {
            return None;
        }
        seam::append(&mut text, line.text);
        let long = cells(&text) >= SHORTEST_STRAY;
        let credited = caption::is_credited(&text) || caption::is_taken(&text);
        let square = text
            .chars()
            .all(|c| chars::unspaced(c) || !c.is_alphabetic());
        let first = lines[from].width + 4 <= measure && at > from;
        let ended = ending(line.text) == Ending::Full
            && square
            && !within
            && (indents || first)
            && goes_on_after(lines, measures, at + 1);
        if long && (credited || ended) || at == from && wide {
            return Some(at + 1);
        }
    }
    None
}

/// Narrowest text that stands between two halves of a sentence, in cells.
const SHORTEST_STRAY: usize = 20;

/// The text from a line to the end of its paragraph is running text, and no words under a picture.
fn goes_on_after(lines: &[Line<'_>], measures: &Measures, from: usize) -> bool {
    let more = |line: &&Line<'_>| line.blanks == 0 && !line.page_break && line.indent == 0;
    let mut text = String::new();
    for line in lines[from..].iter().take_while(more).take(2 * STRAYS) {
        seam::append(&mut text, line.text);
    }
    let credited = caption::is_credited(&text) || caption::is_taken(&text);
    let full = measures.is_full(from) || ending(lines[from].text) == Ending::Full;
    full && !credited
}

/// The line before is an item of a list, or a full line with the marks of running text: a quotation set flush.
fn runs_on(lines: &[Line<'_>], measures: &Measures, at: usize) -> bool {
    let text = lines[at - 1].text;
    let item = !names::is_described_name(text) && list::mark(text).is_some()
        || text.starts_with(['◎', '○', '◇', '★', '☆', '□']);
    item || measures.is_full(at - 1) && text.contains(['，', '。'])
}

/// Whether a line goes on from the one before.
fn glue(lines: &[Line<'_>], measures: &Measures, at: usize, within: bool, wide: bool) -> bool {
    let (before, line) = (&lines[at - 1], &lines[at]);
    let address = line.text.contains('@') && !line.text.contains(' ');
    let goes_on = goes_on_in_small_letters(before, line) && !address;
    if byline::is_line(before.text) && line.width <= 60 && goes_on {
        return true;
    }
    let cut = measures.is_full(at - 1) && ending(before.text) == Ending::Open;
    let inside = cut && chars::unclosed(before.text) > 0;
    let item = list::mark(line.text);
    let begins = begins_anew(line)
        || is_asked(line.text) && !cut
        || item.is_some_and(|mark| mark == list::Mark::Bullet && !inside || !cut)
        || names::is_capital_name(line.text) && !label::capitals(before.text)
        || is_name_alone(lines, measures, at);
    let written = byline::is_line(before.text) || names::is_described_name(before.text);
    if begins || furniture::folio(before.text).is_some() || written {
        return false;
    }
    let ended = ending(before.text);
    let rest = line.text.chars().count() <= 2 && line.text.chars().all(chars::han);
    if rest && cut && measures.is_full(at - 1) {
        return true;
    }
    let pictured = before.text.starts_with(['▲', '●', '■']);
    if ended == Ending::Full && (pictured || measures.is_too_wide(lines, at))
        || is_credited(before.text)
        || is_stanza(lines, at)
        || wide && is_short_run(lines, at)
        || is_korean_heading(lines, at)
    {
        return false;
    }
    if is_rest_of_indented(lines, at) {
        return true;
    }
    if is_over_short_line(lines, measures, at) {
        return false;
    }
    let heading = before.indent == 0 && is_parted(before.text)
        || is_under_label(lines, at - 1)
        || is_latin_heading(lines, measures, at) && (within || !measures.is_widest(at - 1));
    if heading || list::is_entry(before.text) && list::is_entry(line.text) {
        return false;
    }
    if measures.at(at - 1).is_none() {
        return goes_on_in_small_letters(before, line);
    }
    if line.indent >= before.indent + 2 && line.indent <= before.indent + 8 {
        return false;
    }
    if !measures.is_full(at - 1) || measures.is_too_wide(lines, at - 1) {
        return goes_on_in_small_letters(before, line)
            && !is_free(lines, measures, at)
            && !(at > 1 && is_free(lines, measures, at - 1));
    }
    if ended == Ending::Full {
        return !looks_like_heading(lines, measures, at);
    }
    true
}

/// A Latin line without pauses at the head of a stretch, or after a paragraph's last line and not with a small word at its end,
/// and a capital on the next: a headline, unless the column ended it beyond doubt.
fn is_latin_heading(lines: &[Line<'_>], measures: &Measures, at: usize) -> bool {
    let (before, line) = (&lines[at - 1], &lines[at]);
    let first = before.blanks > 0 || before.page_break || at == 1;
    let ended = || {
        let last = before.text.split(' ').next_back().unwrap_or_default();
        ending(lines[at - 2].text) == Ending::Full
            && !measures.is_full(at - 2)
            && last.len() > 3
            && ![
                "from", "with", "into", "than", "that", "their", "when", "over",
            ]
            .contains(&last)
    };
    (first || ended())
        && before.indent == 0
        && !before.text.contains(['.', ',', '，', '。'])
        && !before.text.chars().any(chars::square)
        && line
            .text
            .trim_start_matches(['‘', '“', '\'', '"'])
            .starts_with(char::is_uppercase)
}

/// Words under a picture end with who took it.
fn is_credited(text: &str) -> bool {
    caption::is_credited(text) && caption::points(text) >= 2 && byline::head(text).is_none()
}

/// Fewest lines of a Latin stanza, and most.
const STANZA: std::ops::RangeInclusive<usize> = 4..=12;

/// Two Latin lines of a stanza: half of its lines end where a reader takes breath, and not all are as wide.
fn is_stanza(lines: &[Line<'_>], at: usize) -> bool {
    let inside = |i: &usize| {
        lines[*i].blanks == 0 && !lines[*i].page_break && !names::is_latin_name(lines[*i - 1].text)
    };
    let first = (1..at + 1)
        .rev()
        .take(*STANZA.end())
        .take_while(inside)
        .last()
        .map_or(at, |i| i - 1);
    let after = (at + 1..lines.len())
        .take(*STANZA.end())
        .take_while(inside)
        .count();
    let stanza = &lines[first..at + 1 + after];
    let Some((last, open)) = stanza.split_last() else {
        return false;
    };
    let breath = |line: &&Line<'_>| matches!(ending(line.text), Ending::Pause | Ending::Full);
    let widths = || open.iter().map(|line| line.width);
    let (least, most) = (widths().min().unwrap_or(0), widths().max().unwrap_or(0));
    STANZA.contains(&stanza.len())
        && most <= 56
        && least * 5 <= most * 4
        && breath(&last)
        && stanza.iter().filter(breath).count() * 2 >= stanza.len()
        && !stanza
            .iter()
            .any(|line| line.text.chars().any(chars::square) || line.text.contains(". "))
}

/// Widest line of a Latin poem.
const SHORT: usize = 56;

/// One of four Latin lines and more that are short, on a page whose paragraphs stand on one line each: no column ended it.
fn is_short_run(lines: &[Line<'_>], at: usize) -> bool {
    let short = |i: &usize| lines[*i].width <= SHORT && !lines[*i].text.chars().any(chars::square);
    let follows = |i: &usize| short(i) && lines[*i].blanks == 0 && !lines[*i].page_break;
    let before = (1..at + 1)
        .rev()
        .take(4)
        .take_while(|i| follows(i) && short(&(i - 1)));
    let after = (at + 1..lines.len()).take(4).take_while(follows);
    before.count() + after.count() >= 3
}

/// Paragraphs end within stretches here: a blank line divides articles, and what stands first after one may be a headline.
fn has_paragraphs_within(lines: &[Line<'_>], measures: &Measures) -> bool {
    let ends = |at: &usize| {
        let (line, next) = (&lines[*at], &lines[*at + 1]);
        let follows = next.blanks == 0 && !next.page_break;
        follows && ending(line.text) == Ending::Full && !measures.is_full(*at)
    };
    lines.iter().any(|line| line.blanks > 0)
        && (1..lines.len().saturating_sub(1)).any(|at| ends(&at))
}

/// A line that could have taken the next one's first word, and did not: its end is the author's.
fn is_free(lines: &[Line<'_>], measures: &Measures, at: usize) -> bool {
    let follows = lines
        .get(at + 1)
        .is_some_and(|next| next.blanks == 0 && !next.page_break);
    follows
        && lines[at].blanks == 0
        && measures.at(at).is_some()
        && !measures.is_full(at)
        && ending(lines[at].text) != Ending::Full
}

/// A line at the head of a stretch, and one that is not full and ends no sentence: no paragraph begins so, but a headline and
/// what stands under it.
fn is_over_short_line(lines: &[Line<'_>], measures: &Measures, at: usize) -> bool {
    let (before, line) = (&lines[at - 1], &lines[at]);
    let first = before.blanks > 0 || before.page_break || at == 1;
    let next = lines.get(at + 1);
    let follows = next.is_some_and(|next| next.blanks == 0 && !next.page_break);
    let latin = !before.text.chars().any(chars::square);
    first
        && follows
        && !measures.is_full(at)
        && matches!(ending(line.text), Ending::Open | Ending::Closed)
        && !before.text.contains(['.', '，', '。', '、'])
        && (!latin || line.text.starts_with(char::is_uppercase))
}

/// A line without the marks of running text directly under a column's or section's name: a headline, however long it is. The
/// text begins under it with a line that has such marks, or ends the sentence.
fn is_under_label(lines: &[Line<'_>], at: usize) -> bool {
    let runs = |text: &str| text.contains(['，', '。', '、', ',', '.', '：']);
    let (Some(over), line, Some(next)) = (
        at.checked_sub(1).map(|at| lines[at].text),
        &lines[at],
        lines.get(at + 1),
    ) else {
        return false;
    };
    line.blanks == 0
        && !line.page_break
        && line.indent == 0
        && !runs(line.text)
        && ending(line.text) != Ending::Full
        && runs(next.text)
        && line.text.chars().any(chars::square)
        && over.chars().any(chars::square)
        && (label::is_label(over, true) || label::section(over).is_some())
}

/// A Korean line at the head of a stretch, or after the end of a sentence, without any word that marks a topic, an object or a
/// verb: running text has one in every line.
fn is_korean_heading(lines: &[Line<'_>], at: usize) -> bool {
    let before = &lines[at - 1];
    let head = before.blanks > 0
        || before.page_break
        || at == 1
        || ending(lines[at - 2].text) == Ending::Full;
    let particle = |word: &str| {
        word.chars().filter(|c| chars::hangul(*c)).count() >= 2
            && word.ends_with([
                '은', '는', '이', '가', '을', '를', '의', '고', '며', '다', '서',
            ])
    };
    head && before.text.chars().any(chars::hangul)
        && ending(before.text) == Ending::Open
        && !before
            .text
            .trim_end_matches('다')
            .split_whitespace()
            .any(particle)
}

/// A line of a few words with capitals that the column did not end, and no small letter after it: who wrote what follows.
fn is_name_alone(lines: &[Line<'_>], measures: &Measures, at: usize) -> bool {
    let small = |next: &Line<'_>| next.text.starts_with(char::is_lowercase);
    names::is_latin_name(lines[at].text)
        && !measures.is_full(at)
        && !lines.get(at + 1).is_some_and(small)
        && !lines[at - 1].text.ends_with(',')
}

/// A headline in several parts: gaps between square characters, and no mark of running text.
fn is_parted(text: &str) -> bool {
    let mut parts = text.split_whitespace();
    let square_ends = |part: &str| {
        let ends = [part.chars().next(), part.chars().last()];
        ends.into_iter().flatten().all(chars::unspaced)
    };
    parts.clone().count() >= 2
        && parts.all(square_ends)
        && !text.contains(['，', '。', '、'])
        && matches!(ending(text), Ending::Open | Ending::Closed)
        && byline::head(text).is_none()
}

/// A paragraph of two lines, too short to show a measure: an indented line with a clause in it and an open end, and a flush
/// line that ends the sentence before the next indent.
fn is_rest_of_indented(lines: &[Line<'_>], at: usize) -> bool {
    let (before, line) = (&lines[at - 1], &lines[at]);
    let last = lines
        .get(at + 1)
        .is_none_or(|next| next.blanks > 0 || next.page_break || next.indent > 0);
    last && (1..=8).contains(&before.indent)
        && line.indent == 0
        && before.width >= 2 * NARROWEST
        && line.width <= before.indent + before.width + HANGING
        && before.text.contains(['，', '、'])
        && before.text.chars().last().is_some_and(chars::square)
        && ending(before.text) == Ending::Open
        && ending(line.text) == Ending::Full
}

/// Latin text: an open end and a small letter after it.
fn goes_on_in_small_letters(before: &Line<'_>, line: &Line<'_>) -> bool {
    let open = match ending(before.text) {
        Ending::Open | Ending::Closed => true,
        // A short line with its only pause at its end is one of a poem.
        Ending::Pause => before.width >= SHORTEST_PROSE || line.text.contains(". "),
        Ending::Full | Ending::Colon => false,
    };
    let latin = !before.text.chars().last().is_some_and(chars::square);
    open && latin && line.text.chars().next().is_some_and(char::is_lowercase)
}

/// After a full line that ended a sentence: a short open line that nothing follows is a heading, not the paragraph's rest.
fn looks_like_heading(lines: &[Line<'_>], measures: &Measures, at: usize) -> bool {
    let line = &lines[at];
    let full = lines.get(at + 1).is_some_and(|next| next.blanks == 0) && measures.is_full(at);
    let open = matches!(ending(line.text), Ending::Open | Ending::Closed);
    let question = lines.get(at + 1).is_some_and(|next| is_asked(next.text));
    open && (!full || question || is_over_byline(lines, at))
}

/// A question that readers or reporters ask, or the answer to it.
fn is_asked(text: &str) -> bool {
    let mut chars = text.chars();
    let who = matches!(
        chars.next(),
        Some('問' | '问' | '答' | '문' | '답' | 'Q' | 'A' | 'Ｑ' | 'Ａ')
    );
    who && matches!(chars.next(), Some('：' | ':'))
}

/// One of a few lines without the marks of running text, and a byline under them.
fn is_over_byline(lines: &[Line<'_>], at: usize) -> bool {
    let heading = |line: &&Line<'_>| {
        line.blanks == 0
            && !line.page_break
            && !line.text.contains(['，', '。', '、', ',', '；'])
            && ending(line.text) != Ending::Full
    };
    let byline = |line: &Line<'_>| is_signed(line.text);
    let under = lines[at..]
        .iter()
        .take(LIKE_TEXT)
        .take_while(heading)
        .count();
    (1..=under).any(|by| lines.get(at + by).is_some_and(byline))
}

/// Lines that begin something of their own, whatever stood before.
fn begins_anew(line: &Line<'_>) -> bool {
    let text = line.text;
    text.starts_with(chars::ornament)
        || text.starts_with(['【', '〔', '▼', '▶', '★', '◇', '□', '◎'])
        || label::jump(text).is_some()
        || label::capitals(text) && label::is_briefs(text)
        || furniture::is_rule(text)
        || furniture::folio(text).is_some()
        || is_signed(text)
}

/// A byline, or a text with one at its head.
fn is_signed(text: &str) -> bool {
    byline::is_line(text) || byline::head(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::*;

    #[test]
    fn headlines_between_columns_stay_lines() {
        let check = |text: &str, expect: &[&str]| {
            let pieces = unwrap(&lines::split(text));
            let texts: Vec<&str> = pieces.iter().map(|piece| piece.text.as_str()).collect();
            assert_eq!(texts, expect, "{text}");
        };
        // Headlines are alike in width, and the columns two cells wider.
        check(
            "新填海區排水渠要修\n雨季前清理八條暗渠\n工務部門昨日在例會上\n說，區內排水渠已用三\n十年，兩次大雨後街道\n都浸水，商戶的貨物損\n失不少。\n新校舍下月起收報名\n教育部門說，新校舍共\n有十二間課室，下月起\n收報名，家長可在網上\n填表，也可到辦事處。",
            &[
                "新填海區排水渠要修",
                "雨季前清理八條暗渠",
                "工務部門昨日在例會上說，區內排水渠已用三十年，兩次大雨後街道都浸水，商戶的貨物損失不少。",
                "新校舍下月起收報名",
                "教育部門說，新校舍共有十二間課室，下月起收報名，家長可在網上填表，也可到辦事處。",
            ],
        );
        // Under a column's name, however long; and over a question.
        check(
            "街市的貨物每天清早由\n車隊運到，檔主說，今\n年雨多，菜的來貨少，\n價錢只好加一成多。\n港聞快訊\n清早的街市遲了開門啦\n街市昨早因停電，遲了\n一句鐘開門，檔主要用\n電筒照明，買菜的人也\n要多等，午後才復常。\n讀者要問\n問：買了菜可不可以退\n還？\n答：檔主說，有單就可\n以退還，不用多說。",
            &[
                "街市的貨物每天清早由車隊運到，檔主說，今年雨多，菜的來貨少，價錢只好加一成多。",
                "港聞快訊",
                "清早的街市遲了開門啦",
                "街市昨早因停電，遲了一句鐘開門，檔主要用電筒照明，買菜的人也要多等，午後才復常。",
                "讀者要問",
                "問：買了菜可不可以退還？",
                "答：檔主說，有單就可以退還，不用多說。",
            ],
        );
        // A name in capitals at the end of a text is a photographer's; a column's is none.
        check(
            "The council said the shop in the\nlane had lost its permit in the\nspring and told buyers to call.\nIN BRIEF\nTwo men were held early on Monday\nafter a shop was robbed of shoes.",
            &[
                "The council said the shop in the lane had lost its permit in the spring and told buyers to call.",
                "IN BRIEF",
                "Two men were held early on Monday after a shop was robbed of shoes.",
            ],
        );
        // A question that a column's end cut in two is none of its own.
        check(
            "局長在會後見傳媒，有人追\n問：「街市究竟幾時重開？」\n局長說，要等電力公司修\n好，才可以定日子，大家也\n不用擔心，下周一定有消息。",
            &[
                "局長在會後見傳媒，有人追問：「街市究竟幾時重開？」局長說，要等電力公司修好，才可以定日子，大家也不用擔心，下周一定有消息。",
            ],
        );
    }
}

//! Pages, articles and paragraphs that are set on one line, opened where their parts begin; lines that two parts share.

use super::chars::{self, Ending, cells, ending};
use super::piece::{Piece, Role};
use super::{byline, furniture, label, names};

/// A page, an article or several paragraphs set on one line: cut after sentences that white space follows, and the short
/// parts that stand before the text are headings of their own.
pub fn open_lines(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut opened = Vec::with_capacity(pieces.len());
    let mut waiting: Vec<Piece> = pieces.into_iter().rev().collect();
    while let Some(piece) = waiting.pop() {
        let whole = cells(&piece.text) > 240 || cells(&piece.text) > 100 && is_headed(&piece.text);
        let cuts = match piece.role {
            Role::Body => dated_headings(&piece.text),
            _ => Vec::new(),
        };
        if !cuts.is_empty() {
            waiting.extend(parts(&piece, &cuts).into_iter().rev());
        } else if piece.role == Role::Body && piece.rows == 1 && !chars::is_cjk(&piece.text) {
            let cuts = latin_headings(&piece.text);
            let mut parts = parts(&piece, &cuts);
            for (part, at) in parts.iter_mut().skip(1).zip(cuts) {
                let after = &piece.text[at..];
                part.gap = Some(cells(&after[..after.len() - after.trim_start().len()]));
            }
            opened.append(&mut parts);
        } else if piece.role == Role::Body && piece.rows == 1 && whole && chars::is_cjk(&piece.text)
        {
            open(&piece, &mut opened);
        } else if let Some(at) = parted_at(&piece)
            && let Some((first, mut second)) = piece.cut(at)
        {
            second.rows = 1;
            waiting.push(second);
            waiting.push(first);
        } else {
            opened.push(piece);
        }
    }
    opened
}

/// Where a line that two parts of an article share is to be cut.
fn parted_at(piece: &Piece) -> Option<usize> {
    let text = piece.text.as_str();
    if piece.role != Role::Body
        || !chars::is_cjk(text)
        || furniture::is_pure(text)
        || furniture::imprint(text) > 0
        || byline::is_line(text)
    {
        return None;
    }
    let short = piece.rows == 1 && cells(text) <= 100;
    let heading = short && !text.contains('。');
    (heading.then(|| labelled_at(text)).flatten())
        .or_else(|| heading.then(|| signed_at(text)).flatten())
        .or_else(|| heading.then(|| label::jump_tail(text)).flatten())
        .or_else(|| dateline_at(text))
        .or_else(|| headed_at(text))
        .or_else(|| headline_at(text))
}

/// Widest heading on a line with its text, and narrowest.
const HEADING: std::ops::RangeInclusive<usize> = 10..=64;

/// Could be a heading: nothing of running text in it.
fn is_heading(text: &str) -> bool {
    HEADING.contains(&cells(text))
        && !text.contains(['，', '。', '、', '；', '：', ':', ';'])
        && !text.starts_with(|c| chars::ornament(c) || "◇▽△▼▶▷○◎□☆★※・▪◯〇".contains(c))
        && super::list::mark(text).is_none()
        && !byline::is_line(text)
        && byline::head(text).is_none()
        && matches!(ending(text), Ending::Open | Ending::Closed | Ending::Full)
}

/// White space that no sentence has: a tab, an ideographic space, two spaces.
fn gaps(text: &str) -> impl Iterator<Item = usize> {
    let wide = move |at: &usize| {
        let space: String = text[*at..]
            .chars()
            .take_while(|c| c.is_whitespace())
            .collect();
        cells(&space) >= 2 || space.contains('\t')
    };
    text.char_indices()
        .filter(move |(at, c)| c.is_whitespace() && !text[..*at].ends_with(char::is_whitespace))
        .map(|(at, _)| at)
        .filter(wide)
}

/// After a section's name: `社評　甲乙丙丁戊己`.
fn labelled_at(text: &str) -> Option<usize> {
    let at = text.find(char::is_whitespace)?;
    let (first, rest) = (&text[..at], text[at..].trim_start());
    let bracketed = first.starts_with(['【', '[', '〔', '《']) && label::is_label(first, true);
    let label = label::section(first).is_some() || bracketed;
    let paged = rest.ends_with(|c: char| c.is_ascii_digit());
    (label && cells(rest) >= 8 && !paged && furniture::folio(text).is_none()).then_some(at)
}

/// Before the writer of a heading: `甲乙丙丁　　□戊己庚`.
fn signed_at(text: &str) -> Option<usize> {
    gaps(text).find(|&at| {
        let (head, signer) = (text[..at].trim(), text[at..].trim());
        let marked = signer.strip_prefix(['□', '■', '◎', '○', '●', '◆', '◇', '▲', '△']);
        let name = marked.map(str::trim).filter(|name| {
            cells(name) <= 30 && name.starts_with(chars::han) && !name.contains('，')
        });
        let signs = name.is_some() || byline::is_line(signer) && !signer.ends_with('攝');
        let heading = head.chars().any(chars::unspaced) && !byline::is_line(head);
        signs && heading && !head.contains(['：', '，'])
    })
}

/// Before a dateline in brackets: `甲乙丙丁【本報訊】戊己`.
fn dateline_at(text: &str) -> Option<usize> {
    let (at, _) = text
        .char_indices()
        .find(|(_, c)| "【〔［[（(".contains(*c))
        .filter(|(at, _)| *at > 0)?;
    let (head, rest) = (text[..at].trim(), &text[at..]);
    let dateline = byline::head(rest).is_some_and(|end| end < rest.len());
    (dateline && is_heading(head) && cells(rest) >= 40).then_some(at)
}

/// What a dateline amid a text says, and no other note in brackets.
const DATED: [&str; 10] = [
    "訊", "讯", "電", "电", "記者", "记者", "報道", "报道", "報導", "报导",
];

/// Before and after each heading that follows the end of a text and has a dateline under it: `甲乙。`, `丙丁戊己庚` and
/// `【本報訊】辛壬` on one line. As far is looked from a bracket as a heading is long; where white space stands before the heading,
/// the line is opened there.
fn dated_headings(text: &str) -> Vec<usize> {
    let far = *HEADING.end();
    let heading = |at: usize| {
        let under: String = text[at..].chars().take(far).collect();
        let (inside, _) = under.split_once(['】', '〕'])?;
        let over: String = text[..at].chars().rev().take(far).collect();
        let end = over.find(['。', '！', '？'])?;
        let heading = text[at - end..at].trim_start_matches(chars::closes);
        let dated = DATED.iter().any(|word| inside.contains(word)) && cells(&under) >= 40;
        // A bracket before it is another dateline's.
        let glued = !heading.starts_with(char::is_whitespace) && !heading.contains(['【', '〔']);
        (dated && glued && is_heading(heading.trim())).then_some([at - heading.len(), at])
    };
    let brackets = text.match_indices(['【', '〔']);
    brackets
        .filter_map(|(at, _)| heading(at))
        .flatten()
        .collect()
}

/// A line cut at several places; what is not its first part has one row.
pub fn parts(piece: &Piece, cuts: &[usize]) -> Vec<Piece> {
    let ends = cuts.iter().copied().chain([piece.text.len()]);
    let mut parts: Vec<Piece> = Vec::with_capacity(cuts.len() + 1);
    let mut from = 0;
    for end in ends {
        let mut part = piece.without_text();
        part.text.push_str(piece.text[from..end].trim());
        if from > 0 {
            (part.blanks, part.page_break, part.indent) = (0, false, 0);
            part.rows = 1;
        }
        parts.push(part);
        from = end;
    }
    parts.retain(|part| !part.text.is_empty());
    parts
}

/// Before the text under a heading, after a gap: `甲乙丙丁　戊己庚辛，壬癸。`
fn headed_at(text: &str) -> Option<usize> {
    let running = |text: &str| {
        cells(text) >= 40 && text.contains(['，', '、']) && ending(text) == Ending::Full
    };
    gaps(text)
        .take_while(|at| is_heading(&text[..*at]))
        .filter(|at| running(text[*at..].trim_start()))
        .last()
}

/// After the end of a text and a gap, the heading of the next: `甲乙丙丁。　　戊己庚辛壬`.
fn headline_at(text: &str) -> Option<usize> {
    let at = gaps(text).find(|at| {
        let before = &text[..*at];
        ending(before) == Ending::Full && !before.ends_with(['.', '!', '?'])
    })?;
    let rest = text[at..].trim();
    let own = is_heading(rest) && ending(rest) != Ending::Full && !names::is_name(rest);
    (own && !rest.starts_with(['（', '(', '—']) && cells(&text[..at]) >= 20).then_some(at)
}

/// Narrowest text under or over a Latin heading on its line, in cells, and fewest words of that heading.
const TEXT: usize = 40;
const WORDS: usize = 3;

/// Small words with which no heading ends: a sentence goes on after them.
const GOING_ON: [&str; 14] = [
    "a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to",
];

/// Could be a Latin heading: no name alone (a small word of four letters and more), no result and no address (two numbers), and
/// nothing that a sentence goes on from.
fn is_latin_heading(text: &str) -> bool {
    let words = || text.split(' ');
    let numbers = words().filter(|word| word.contains(chars::digit));
    let small = |word: &str| word.chars().count() >= 4 && word.chars().all(char::is_lowercase);
    HEADING.contains(&cells(text))
        && words().count() >= WORDS
        && words().any(small)
        && numbers.count() < 2
        && words()
            .next_back()
            .is_some_and(|last| !GOING_ON.contains(&last))
        && text.starts_with(char::is_uppercase)
        && !text.contains(". ")
        && ending(text) == Ending::Open
        && !text.ends_with(['-', '–', '—', '='])
        && !byline::is_line(text)
        && byline::head(text).is_none()
}

/// Before and after each Latin heading between gaps, or before a gap at the head of the line, over the beginning of a sentence:
/// `Two fell ill.   Firm fined for noise   A builder was …`.
fn latin_headings(text: &str) -> Vec<usize> {
    let running = |text: &str| cells(text) >= TEXT && ending(text) == Ending::Full;
    let begins = |text: &str| {
        let text = text.trim_start_matches(chars::opens);
        text.starts_with(|c: char| c.is_uppercase() || chars::digit(c))
    };
    let mut bounds: Vec<usize> = gaps(text).collect();
    bounds.insert(0, 0);
    bounds.push(text.len());
    let parts: Vec<&str> = bounds
        .windows(2)
        .map(|ends| text[ends[0]..ends[1]].trim())
        .collect();
    let mut cuts: Vec<usize> = Vec::new();
    for nth in 0..parts.len() - 1 {
        let (part, under) = (parts[nth], parts[nth + 1]);
        let over = nth.checked_sub(1).map(|over| parts[over]);
        let between = begins(under) && running(under) && over.is_none_or(running);
        if between && is_latin_heading(part) {
            cuts.extend([bounds[nth], bounds[nth + 1]]);
        }
    }
    cuts.retain(|at| *at > 0);
    cuts
}

/// Short headings, gaps and a byline begin the line.
fn is_headed(text: &str) -> bool {
    let parts: Vec<&str> = text.split_whitespace().take(6).collect();
    let signs = |at: &usize| {
        let (part, two) = (parts[*at], parts[*at..].iter().take(2));
        let two = two.copied().collect::<Vec<_>>().join(" ");
        byline::is_line(part) || byline::is_line(&two) || byline::head(part).is_some()
    };
    let short = |part: &&str| cells(part) <= 40 && !part.contains(['，', '。']);
    byline::head(text).is_none()
        && (1..parts.len())
            .find(signs)
            .is_some_and(|at| parts[..at].iter().all(short))
}

fn open(piece: &Piece, opened: &mut Vec<Piece>) {
    let mut from = 0;
    for at in sentence_gaps(&piece.text) {
        peel(piece, &piece.text[from..at], opened);
        from = at;
    }
    peel(piece, &piece.text[from..], opened);
}

/// White space after the end of a sentence.
fn sentence_gaps(text: &str) -> Vec<usize> {
    let mut gaps = Vec::new();
    let mut tail = String::new();
    for (at, c) in text.char_indices() {
        if !c.is_whitespace() {
            if chars::closes(c) && tail.chars().count() < 4 {
                tail.push(c);
            } else {
                tail.clear();
                tail.push(c);
            }
        } else if !tail.is_empty() {
            if ending(&tail) == Ending::Full && !tail.starts_with('.') {
                gaps.push(at);
            }
            tail.clear();
        }
    }
    gaps
}

/// Takes short parts between gaps, without the marks of running text, off the front of a text: each may be a heading, or half
/// of one.
fn peel(model: &Piece, text: &str, opened: &mut Vec<Piece>) {
    let mut rest = text;
    loop {
        let inner = rest.trim_start();
        let gap = cells(&rest[..rest.len() - inner.len()]);
        let Some(at) = inner.find(char::is_whitespace) else {
            part(model, inner, gap, opened);
            return;
        };
        let end = apart(inner).or_else(|| {
            let part = &inner[..at];
            let running = part.contains(['，', '。', '、', '；']) || cells(part) > 50;
            let words = part.contains(char::is_alphabetic) && !part.chars().any(chars::square);
            let heading = !running && !words && byline::head(inner).is_none();
            heading.then_some(at)
        });
        let Some(end) = end else {
            part(model, inner.trim_end(), gap, opened);
            return;
        };
        part(model, inner[..end].trim_end(), gap, opened);
        rest = &inner[end..];
    }
}

/// Where a folio, a label or a byline that a text begins with ends: parts that stand for themselves.
fn apart(text: &str) -> Option<usize> {
    let ends: Vec<usize> = text
        .char_indices()
        .filter(|(_, c)| c.is_whitespace())
        .map(|(at, _)| at)
        .take(8)
        .collect();
    if let Some(end) = ends
        .iter()
        .rev()
        .find(|end| furniture::is_pure(&text[..**end]))
    {
        return Some(*end);
    }
    let own = |part: &str| label::is_label(part, true) || byline::is_line(part);
    let first = ends.iter().take(4).position(|end| own(&text[..*end]))?;
    let later = ends[..first]
        .iter()
        .any(|from| own(text[*from..ends[first]].trim_start()));
    if later {
        return None;
    }
    let more = ends[first..].windows(2).take_while(|w| {
        let name = text[w[0]..w[1]].trim();
        let unnamed = text[..w[0]].ends_with(['者', '员', '員']);
        let short = (2..=3).contains(&name.chars().count()) && name.chars().all(chars::han);
        names::is_name(name) || unnamed && short
    });
    ends.get(first + more.count()).copied()
}

/// A part of a line, so many cells after the one before it.
fn part(model: &Piece, text: &str, gap: usize, opened: &mut Vec<Piece>) {
    if text.is_empty() {
        return;
    }
    let mut piece = model.without_text();
    piece.text.push_str(text);
    if gap > 0 {
        (piece.blanks, piece.page_break) = (0, false);
        piece.gap = Some(gap);
    }
    opened.push(piece);
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::*;

    #[test]
    fn parts_that_share_a_line_are_parted() {
        let check = |text: &str, expect: &[&str]| {
            let lines = lines::split(text);
            let pieces = lines
                .iter()
                .map(|line| Piece::of(line, Role::Body))
                .collect();
            let opened: Vec<String> = open_lines(pieces).into_iter().map(|p| p.text).collect();
            assert_eq!(opened, expect, "{text}");
        };
        let text = "營運公司昨日宣布，停駛期間提供接駁巴士，車費不變，乘客可索取退款。";
        check(
            &format!("山頂纜車停駛一周【本報訊】{text}"),
            &["山頂纜車停駛一周", &format!("【本報訊】{text}")],
        );
        check(
            &format!("{text}街市鮮魚檔休市三日【本報訊】{text}"),
            &[text, "街市鮮魚檔休市三日", &format!("【本報訊】{text}")],
        );
        // Two datelines have no heading between them that begins before the first.
        let two = format!("街市。鮮魚檔（左）【本報訊】休市三日多【本報訊】{text}");
        let parts = open_lines(vec![Piece::of(&lines::split(&two)[0], Role::Body)]);
        assert_eq!(
            parts.iter().map(|p| p.text.as_str()).collect::<String>(),
            two
        );
        check(
            &format!("山頂纜車停駛一周　　{text}"),
            &["山頂纜車停駛一周", text],
        );
        check(
            &format!("{text}　　街市鮮魚檔休市"),
            &[text, "街市鮮魚檔休市"],
        );
        check("夜讀的人　　□羅素心", &["夜讀的人", "□羅素心"]);
        let [first, second] = [
            "Two ferries will run an hour later from Monday, the operator said.",
            "A builder was fined HK$9,000 for drilling on two Sundays.",
        ];
        check(
            &format!("{first}   Firm fined for noise   {second}"),
            &[first, "Firm fined for noise", second],
        );
        check(
            &format!("Firm fined for noise  {second}\tTram talks begin today\t{first}"),
            &[
                "Firm fined for noise",
                second,
                "Tram talks begin today",
                first,
            ],
        );
        check("社評　單車徑不能只畫線", &["社評", "單車徑不能只畫線"]);
        check(
            "東隧收費折扣押後（詳見A4版）",
            &["東隧收費折扣押後", "（詳見A4版）"],
        );
        for whole in [
            text,
            "國際　大選前瞻與選票重點　A12",
            "港府推新措施　市民反應不一",
            "記者 何穗文",
            "海灣早報　A6　港聞　2025年8月12日　星期二",
            "港府推新措施　羅素心",
            "He left the pier at nine in the evening.  Nobody saw him again that year.  The end of it is told here",
            "HONG KONG, March 24 (Courier) -  The last ferry left at nine in the evening, the operator said.",
            "The union agreed on  Sunday that it would call off the strike, its leader said.",
            "Talks with Mr. Robert  Chan will be held on Monday, the operator said in a letter.",
            "The last ferry from the pier  left at nine in the evening, the operator said.",
            "Chan Tai Man and Lee Siu Ming   The couple were married in the spring of last year.",
            "Harbour United 2 beat Pier Rovers 1   United took the cup for the third year in a row.",
            "Room 1203, near the pier, 12 Harbour Road   Bookings may be made at the door until June.",
            "He told us nobody knows it;  The operator said on Monday that he knew…  More",
            "The man was told it is bob.Ccc ddd eee  forty cells of running text that go on now;  Zz",
        ] {
            check(whole, &[whole]);
        }
    }
}

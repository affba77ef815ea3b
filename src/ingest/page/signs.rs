//! The signs that an article begins at a group of headings, or that the article above goes on: in the headings, in what
//! stands around them, in the texts before and after, and in what the page's other headings look like. [`super::weights`]
//! says what each is worth.

use super::chars::{Ending, count, ending, hangul, is_cjk, kana, measure};
use super::cohesion::Words;
use super::piece::{Piece, Role};
use super::score::{self, Group};
use super::style::{self, Style};
use super::weights::Sign;
use super::{label, list, opening};

/// The pieces of a page, and what is known of all of it before any heading has its rank.
#[derive(Debug)]
pub struct Page<'a> {
    /// The pieces.
    pub pieces: &'a [Piece],
    /// Their words.
    pub words: &'a Words,
    /// How it sets its headlines.
    pub style: &'a Style,
}

/// What is known of the article above.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context {
    /// Its first piece.
    pub began: usize,
    /// It is the page's first.
    pub first: bool,
    /// It has a byline.
    pub signed: bool,
    /// Measure of its last subhead.
    pub subhead: Option<usize>,
    /// A label over short news was the last.
    pub under_briefs: bool,
}

/// The signs of a group of headings, each once.
pub fn of(page: &Page<'_>, group: &Group, context: &Context) -> Vec<Sign> {
    let pieces = page.pieces;
    let mut signs = vec![Sign::Any];
    let Some((first, last)) = group.ends(pieces) else {
        return signs;
    };
    around(pieces, group, first, last, &mut signs);
    of_heads(pieces, group, &mut signs);
    of_heading(&pieces[first], &mut signs);
    of_gap(page, group, &mut signs);
    of_texts(page, group, context, &mut signs);
    of_style(page, group, first, &mut signs);
    of_above(pieces, group, first, context, &mut signs);
    of_below(pieces, group, last, &mut signs);
    signs
}

/// What stands around the headings.
fn around(pieces: &[Piece], group: &Group, first: usize, last: usize, signs: &mut Vec<Sign>) {
    for (at, piece) in pieces.iter().enumerate().take(group.to).skip(group.from) {
        let sign = match piece.role {
            Role::Byline if at < first => Sign::BylineOver,
            Role::Byline if piece.inline => Sign::BylineInline,
            Role::Byline => Sign::BylineUnder,
            Role::Label if at < last => Sign::Labelled,
            Role::Label if !label::capitals(&piece.text) => Sign::LabelUnder,
            Role::JumpOut | Role::JumpIn => Sign::Jump,
            Role::Furniture if at < last => Sign::FolioOver,
            Role::Rule if at < first => Sign::RuleOver,
            Role::Caption if at > first => Sign::Picture,
            _ => continue,
        };
        if !signs.contains(&sign) {
            signs.push(sign);
        }
    }
    if pieces[first].page_break {
        signs.push(Sign::PageBreak);
    }
    if signed_below(&pieces[group.to..]) {
        signs.push(Sign::BylineBelow);
    }
}

/// A byline on a line of its own under the first paragraph or two, with more text to come.
fn signed_below(pieces: &[Piece]) -> bool {
    let near = pieces.iter().take(5).take_while(|p| p.role != Role::Head);
    let byline = near
        .clone()
        .position(|p| p.role == Role::Byline && !p.inline);
    let text_after = byline.and_then(|at| {
        pieces[at..]
            .iter()
            .take(8)
            .find(|p| p.role.is_solid() || p.role == Role::Head)
    });
    text_after.is_some_and(|p| p.role == Role::Body)
}

/// How many headings there are, and how they go together.
fn of_heads(pieces: &[Piece], group: &Group, signs: &mut Vec<Sign>) {
    let heads = group.heads(pieces);
    match heads[..] {
        [] | [_] => {}
        [a, b] if pieces[b].text.contains('，') && !pieces[a].text.contains('，') => {
            signs.push(Sign::TwoHeadsSentence);
        }
        [_, _] => signs.push(Sign::TwoHeads),
        _ => signs.push(Sign::ManyHeads),
    }
    if let [a, b] = heads[..]
        && b == a + 1
        && score::names_column(pieces, a, b)
    {
        signs.push(Sign::ColumnName);
    }
}

/// The heading itself.
fn of_heading(head: &Piece, signs: &mut Vec<Sign>) {
    let text = head.text.as_str();
    match parts(text) {
        0 | 1 => {}
        2 if measure(text) >= 25 || text.chars().any(kana) => signs.push(Sign::TwoLongParts),
        2 => {}
        _ => signs.push(Sign::ManyParts),
    }
    signs.extend(size(text));
    if text.starts_with(|c| super::chars::ornament(c) || "◇□▶▷▼▽△★☆○◎".contains(c))
        || list::mark(text).is_some()
    {
        signs.push(Sign::Ornament);
    }
    if is_labelled(text) {
        signs.push(Sign::Bracketed);
    }
    if begins_with_label(text) && !signs.contains(&Sign::Labelled) {
        signs.push(Sign::Labelled);
    }
    if label::is_paper_notice(text) {
        signs.push(Sign::Notice);
    }
    if text.starts_with(['「', '“', '‘', '"', '\'', '『']) {
        signs.push(Sign::Quotation);
    }
    if text
        .split_once('：')
        .is_some_and(|(who, what)| count(who) <= 6 && !what.is_empty())
    {
        signs.push(Sign::Speaker);
    }
    if ending(text) == Ending::Colon {
        signs.push(Sign::Colon);
    }
}

/// The length of a heading among those of its script, where it says anything.
fn size(text: &str) -> Option<Sign> {
    let (length, [tiny, short, middle, long]) = if text.chars().any(hangul) {
        (measure(text), [14, 20, 26, 32])
    } else if is_cjk(text) {
        (measure(text), [12, 18, 24, 30])
    } else {
        (text.split_whitespace().count(), [2, 3, 4, 6])
    };
    match length {
        length if length <= tiny => None,
        length if length <= short => Some(Sign::Short),
        length if length <= middle => Some(Sign::Middle),
        length if length <= long => None,
        _ => Some(Sign::Longest),
    }
}

/// A column's or a place's name in brackets begins the heading: `[단신] …`, `【竹南】…`.
fn is_labelled(text: &str) -> bool {
    let closing = match text.chars().next() {
        Some('[') => ']',
        Some('【') => '】',
        Some('〔') => '〕',
        _ => return false,
    };
    text.find(closing)
        .is_some_and(|at| at + closing.len_utf8() < text.len())
}

/// A label begins the line of the heading: `小檔案 …`.
fn begins_with_label(text: &str) -> bool {
    let mut parts = text.split_whitespace();
    let label = parts
        .next()
        .is_some_and(|first| label::is_label(first, true));
    label && is_cjk(text) && parts.next().is_some()
}

/// The parts of a headline that gaps divide; words are none.
fn parts(text: &str) -> usize {
    if is_cjk(text) && !text.chars().any(hangul) {
        text.split_whitespace().count()
    } else {
        1
    }
}

/// The blank lines before it.
fn of_gap(page: &Page<'_>, group: &Group, signs: &mut Vec<Sign>) {
    let (pieces, style) = (page.pieces, page.style);
    let blanks = style::blanks_before(pieces, group);
    match (blanks, style.gap) {
        (0, 1..) => signs.push(Sign::BlankLess),
        (blanks, gap) if blanks > gap && blanks >= 2 => signs.push(Sign::BlankMore),
        (blanks, gap) if blanks == gap && style.widest > gap => signs.push(Sign::BlankNone),
        _ => {}
    }
    if blanks < style.blanks && !score::is_signed(pieces, group) {
        signs.push(Sign::BlankFewer);
    }
    if group.from > 0 && pieces[group.from - 1].role == Role::Table {
        signs.push(Sign::AfterTable);
    }
}

/// Pieces on either side of a heading among which the texts are looked for.
const NEAR: usize = 24;

/// The texts before and after: do they speak of the same, and does the second begin as news or go on?
fn of_texts(page: &Page<'_>, group: &Group, context: &Context, signs: &mut Vec<Sign>) {
    let pieces = page.pieces;
    let text = |at: &usize| {
        use Role::{Body, List, Quote, Table};
        matches!(pieces[*at].role, Body | List | Quote | Table)
    };
    let above = context.began..group.from;
    let titles = above
        .clone()
        .take(NEAR / 2)
        .filter(|&at| score::is_heading(&pieces[at]));
    let mut before: Vec<usize> = above
        .clone()
        .rev()
        .take(NEAR)
        .filter(text)
        .take(6)
        .collect();
    let after: Vec<usize> = (group.to..pieces.len())
        .take(NEAR)
        .take_while(|&at| pieces[at].role != Role::Head)
        .filter(text)
        .take(4)
        .collect();
    if let Some(&first) = after.first() {
        opening::signs(&pieces[first].text, signs);
    }
    if changes_script(pieces, &before, &after) {
        signs.push(Sign::ScriptChanges);
    }
    before.extend(titles);
    let heads = group.heads(pieces);
    let heads: Vec<&str> = heads.iter().map(|&at| pieces[at].text.as_str()).collect();
    let shared = page.words.shared(&before, &heads.join(" "), &after);
    match shared.words {
        Some(2) => signs.push(Sign::SharesLittle),
        Some(3..) => signs.push(Sign::SharesMuch),
        _ => {}
    }
    if shared.rare == 0 {
        signs.push(Sign::SharesNone);
    }
    match shared.heading {
        Some((20.., _)) => signs.push(Sign::HeadingOld),
        Some((0..=15, 25..)) => signs.push(Sign::HeadingNew),
        _ => {}
    }
}

/// One text is in square characters and the other is not.
fn changes_script(pieces: &[Piece], before: &[usize], after: &[usize]) -> bool {
    let text = |at: &[usize]| -> String { at.iter().map(|&at| pieces[at].text.as_str()).collect() };
    let (before, after) = (text(before), text(after));
    let enough = |text| count(text) >= 20;
    enough(&before) && enough(&after) && is_cjk(&before) != is_cjk(&after)
}

/// Does it look as the page's headlines do?
fn of_style(page: &Page<'_>, group: &Group, first: usize, signs: &mut Vec<Sign>) {
    let (pieces, style) = (page.pieces, page.style);
    let signed = score::is_signed(pieces, group);
    let longest = style::longest(pieces, group).unwrap_or(0);
    if let Some(title) = style.measure.filter(|title| *title > 0 && !signed) {
        match longest * 100 / title {
            31..=50 => signs.push(Sign::HalfAsLong),
            51..=70 => signs.push(Sign::Shorter),
            71..=90 => signs.push(Sign::NearlyAsLong),
            _ => {}
        }
    }
    let length = measure(&pieces[first].text);
    if style.shortest.is_some_and(|title| length * 10 >= title * 9) {
        signs.push(Sign::LikeTitles);
    }
    if style.signed && !signed {
        signs.push(Sign::OthersSigned);
    }
}

/// The article above: how much there is of it, and whether it has a byline and subheads.
fn of_above(
    pieces: &[Piece],
    group: &Group,
    first: usize,
    context: &Context,
    signs: &mut Vec<Sign>,
) {
    let texts = texts(&pieces[context.began..group.from]);
    let signed = score::is_signed(pieces, group);
    match (texts, context.signed) {
        (1, true) => signs.push(Sign::OneTextBeforeSigned),
        (1, false) => signs.push(Sign::OneTextBefore),
        _ => {}
    }
    match (context.signed, context.subhead) {
        _ if context.first && !signed => signs.push(Sign::UnderFirst),
        (true, None) if !signed => signs.push(Sign::AboveSigned),
        (false, Some(_)) if !signed => signs.push(Sign::AboveUnsignedSub),
        (false, None) if !signed && texts <= 2 => signs.push(Sign::AboveUnsigned),
        _ => {}
    }
    let length = measure(&pieces[first].text);
    let alike = |other: usize| length * 3 <= other * 4 && other * 3 <= length * 4;
    if context.subhead.is_some_and(alike) {
        signs.push(Sign::LikeSubheadBefore);
    }
    if context.under_briefs {
        signs.push(Sign::UnderBriefs);
    }
}

/// What stands under the headings, to the next or to the end.
fn of_below(pieces: &[Piece], group: &Group, last: usize, signs: &mut Vec<Sign>) {
    let next = (group.to..pieces.len()).find(|&at| pieces[at].role == Role::Head);
    let below = &pieces[group.to..next.unwrap_or(pieces.len())];
    match texts(below) {
        0 => signs.push(Sign::NoText),
        1 => signs.push(Sign::OneTextAfter),
        _ => {}
    }
    if below.first().is_some_and(|piece| piece.role == Role::List) {
        signs.push(Sign::OverList);
    }
    let table = below.first().is_some_and(|piece| piece.role == Role::Table);
    if table && pieces[last].text.ends_with(['）', ')']) {
        signs.push(Sign::NamesTable);
    }
    if heads_briefs(below) {
        signs.push(Sign::OverBriefs);
    }
    if next.is_none() {
        signs.push(Sign::Last);
    }
}

/// How many texts there are; four stand for more.
fn texts(pieces: &[Piece]) -> usize {
    let whole = |piece: &&Piece| piece.role.is_solid() && piece.continues.is_none();
    pieces.iter().filter(whole).take(4).count()
}

/// Bulleted sentences, two and more: each is a short news of its own.
fn heads_briefs(pieces: &[Piece]) -> bool {
    let sentence = |p: &&Piece| {
        p.role == Role::List
            && list::mark(&p.text).is_none_or(|mark| mark == list::Mark::Bullet)
            && ending(&p.text) == Ending::Full
    };
    pieces.iter().take_while(sentence).take(2).count() == 2
}

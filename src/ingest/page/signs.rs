//! The signs that an article begins at a group of headings, or that the article above goes on: in the headings, in what
//! stands around them, in the texts before and after, and in what the page's other headings look like. [`super::weights`]
//! says what each is worth.

use std::sync::LazyLock;

use regex::Regex;

use super::chars::{Ending, ending, hangul, is_cjk, kana, measure};
use super::piece::{Piece, Role};
use super::score::{self, Group};
use super::weights::Sign;
use super::{cohesion, label, list};

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file")
}

/// What is known of the page and of the article above.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context {
    /// Blank lines that usually stand between paragraphs.
    pub gap: usize,
    /// The measure of the shortest headline that has a byline, where two and more have.
    pub shortest_title: Option<usize>,
    /// Of the headings that are headlines beyond doubt most have a byline.
    pub others_signed: bool,
    /// The first piece of the article above.
    pub began: usize,
    /// Measure of the heading of the article above, if it is one alone without a byline over one text.
    pub brief: Option<usize>,
    /// Measure of the last subhead of the article above.
    pub subhead: Option<usize>,
    /// A label over short news was the last.
    pub under_briefs: bool,
}

/// The signs of a group of headings, each once.
pub fn of(pieces: &[Piece], group: &Group, context: &Context) -> Vec<Sign> {
    let mut signs = vec![Sign::Any];
    let Some((first, last)) = group.ends(pieces) else {
        return signs;
    };
    around(pieces, group, first, last, &mut signs);
    of_heads(pieces, group, &mut signs);
    of_heading(&pieces[first], &mut signs);
    of_gap(pieces, group, first, context, &mut signs);
    of_texts(pieces, group, context, &mut signs);
    of_page(pieces, group, first, context, &mut signs);
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
    let mut later = heads.iter().skip(1);
    if later.any(|&i| score::begins_with_dash(&pieces[i].text)) {
        signs.push(Sign::DashedSecond);
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
        2 => signs.push(Sign::TwoParts),
        _ => signs.push(Sign::ManyParts),
    }
    signs.push(size(text));
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
    if text.ends_with(['？', '?']) {
        signs.push(Sign::Asks);
    }
}

/// The length of a heading among those of its script.
fn size(text: &str) -> Sign {
    let (length, steps) = if text.chars().any(hangul) {
        (measure(text), [14, 20, 26, 32])
    } else if is_cjk(text) {
        (measure(text), [12, 18, 24, 30])
    } else {
        (text.split_whitespace().count(), [2, 3, 4, 6])
    };
    let sizes = [Sign::Tiny, Sign::Short, Sign::Middle, Sign::Long];
    let found = sizes
        .into_iter()
        .zip(steps)
        .find(|(_, step)| length <= *step);
    found.map_or(Sign::Longest, |(size, _)| size)
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
fn of_gap(pieces: &[Piece], group: &Group, first: usize, context: &Context, signs: &mut Vec<Sign>) {
    let opening = (group.from..first)
        .rev()
        .take_while(|&i| matches!(pieces[i].role, Role::Label | Role::Rule | Role::JumpIn))
        .map(|i| pieces[i].blanks)
        .max();
    let blanks = pieces[first].blanks.max(opening.unwrap_or(0));
    match (blanks, context.gap) {
        (0, 1..) => signs.push(Sign::BlankLess),
        (1.., 0) => signs.push(Sign::BlankSole),
        (blanks, gap) if blanks > gap && blanks >= 2 => signs.push(Sign::BlankMore),
        _ => {}
    }
    if group.from > 0 && pieces[group.from - 1].role == Role::Table {
        signs.push(Sign::AfterTable);
    }
}

/// Characters before a heading of which some should come again in it, were it a subhead.
const LITTLE: usize = 140;

/// The texts before and after: do they speak of the same, and does the second begin as news or go on?
fn of_texts(pieces: &[Piece], group: &Group, context: &Context, signs: &mut Vec<Sign>) {
    let body = |p: &&Piece| matches!(p.role, Role::Body | Role::List | Role::Quote);
    let mut before: Vec<&str> = pieces[context.began..group.from]
        .iter()
        .rev()
        .take(24)
        .filter(body)
        .take(6)
        .map(|p| p.text.as_str())
        .collect();
    before.reverse();
    let after: Vec<&str> = pieces[group.to..]
        .iter()
        .take(24)
        .take_while(|p| p.role != Role::Head)
        .filter(body)
        .take(6)
        .map(|p| p.text.as_str())
        .collect();
    if let Some(first) = after.first() {
        opening(first, signs);
    }
    let (before, after) = (before.concat(), after.concat());
    let heads: Vec<&str> = group
        .heads(pieces)
        .iter()
        .map(|&i| pieces[i].text.as_str())
        .collect();
    let heading = heads.join(" ");
    match cohesion::shared(&before, &heading, &after) {
        Some(0) => signs.push(Sign::SharesNothing),
        Some(2) => signs.push(Sign::SharesLittle),
        Some(3..) => signs.push(Sign::SharesMuch),
        _ => {}
    }
    match cohesion::of_heading(&before, &heading, &after) {
        Some((0..=15, 30..)) if super::chars::count(&before) < LITTLE => {
            signs.push(Sign::HeadingNew);
        }
        Some((0, 50..)) => signs.push(Sign::HeadingNewer),
        Some((0..=15, 25..)) => signs.push(Sign::HeadingNew),
        Some((40.., _)) => signs.push(Sign::HeadingOld),
        Some((20.., _)) => signs.push(Sign::HeadingOlder),
        _ => {}
    }
    if changes_script(&before, &after) {
        signs.push(Sign::ScriptChanges);
    }
    if heads_briefs(&pieces[group.to..]) {
        signs.push(Sign::OverBriefs);
    }
}

/// Words of a time in the first clause, as news begins.
static DATED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"昨|今[日天早晚晨年]|[前明][日天晚年]|日前|近日|近期|日起|即日|[本上下今][月周週季]|第[一二三四]季|[上下]半年|星期[一二三四五六日天]|[周週][一二三四五六日天末]|[\d０-９一二三四五六七八九十]{1,3}(?:月|日)|\d{1,2}일|지난|오는|올해|내달|어제|오늘|최근",
        r"|(?i:\b(?:yesterday|today|tomorrow|tonight|last (?:night|week|month|year)|next (?:week|month|year)|this (?:week|month|year|morning)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|september|october|november|december|in may|on may)\b)"
    ))
});

/// Somebody or something not spoken of before: a number or an article without `the`.
static INTRODUCES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:[\p{Han}\p{Katakana}ー]{0,10}?(?:[一兩两二三四五六七八九十\d]+(?:名|艘|間|间|宗|輛|辆|個|个|位|家|項|项|架|隻|只|棟|栋|座|批|起|条|條|所|場|场|對|对|種|种)))",
        r"|^[^。，]{2,24}が[^、。]{0,6}[、]|^(?:An?|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|More than|Dozens|Hundreds|Thousands|Police|[A-Z][a-z]+ing|\d[\d,]*) "
    ))
});

/// Words with which a text goes on from another.
static GOES_ON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:[他她其該该此]|另外|另一方面|不過|不过|然而|同時|同时|至於|至于|對於|对于|而|但|亦|與此|与此|除了|有關|有关|[兩两]人|一方|また|しかし|このため|そ[のこれ]|こ[のこうれ]|同[社氏局町市村店校]|ただ|さらに|이날|한편|또|그|하지만|이에|이들|특히",
        r"|(?:He|She|They|It|But|And|Meanwhile|However|Still|Yet|His|Her|Their|Its|That|This|These|Those|Others?|Some|One|Another|For)\b)"
    ))
});

/// How the first text under the headings begins.
fn opening(text: &str, signs: &mut Vec<Sign>) {
    let dense = is_cjk(text) && !text.chars().any(hangul);
    let start: String = text.chars().take(if dense { 50 } else { 160 }).collect();
    if DATED.is_match(&start) {
        signs.push(Sign::Dated);
    }
    if INTRODUCES.is_match(text) {
        signs.push(Sign::Introduces);
    }
    if GOES_ON.is_match(text) {
        signs.push(Sign::GoesOn);
    }
    if text.starts_with(['「', '“', '"', '『']) {
        signs.push(Sign::Speaks);
    }
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

/// One text is in square characters and the other is not.
fn changes_script(before: &str, after: &str) -> bool {
    let enough = |text| super::chars::count(text) >= 20;
    enough(before) && enough(after) && is_cjk(before) != is_cjk(after)
}

/// What the page's other headings say of this one.
fn of_page(
    pieces: &[Piece],
    group: &Group,
    first: usize,
    context: &Context,
    signs: &mut Vec<Sign>,
) {
    let solid = |range: &[Piece]| {
        range
            .iter()
            .filter(|p| p.role.is_solid() && p.continues.is_none())
            .take(4)
            .count()
    };
    let length = measure(&pieces[first].text);
    let before = solid(&pieces[context.began..group.from]);
    if before == 1 {
        let signed = pieces[context.began..group.from]
            .iter()
            .any(|p| p.role == Role::Byline);
        signs.push(
            if signed && context.others_signed && !score::is_signed(pieces, group) {
                Sign::UnderLead
            } else if signed {
                Sign::OneTextBeforeSigned
            } else {
                Sign::OneTextBefore
            },
        );
    }
    let end = (group.to..pieces.len())
        .find(|&i| pieces[i].role == Role::Head)
        .unwrap_or(pieces.len());
    match pieces.get(group.to).map(|p| p.role) {
        Some(Role::Table) => signs.push(Sign::OverTable),
        Some(Role::List) => signs.push(Sign::OverList),
        _ => {}
    }
    if end == pieces.len() {
        signs.push(Sign::Last);
    }
    match solid(&pieces[group.to..end]) {
        0 => signs.push(Sign::NoText),
        1 => signs.push(Sign::OneTextAfter),
        4.. => signs.push(Sign::ManyTextsAfter),
        _ => {}
    }
    let alike = |other: Option<usize>| {
        other.is_some_and(|other| length * 3 <= other * 4 && other * 3 <= length * 4)
    };
    if alike(context.brief) {
        signs.push(Sign::LikeBriefBefore);
    }
    if alike(context.subhead) {
        signs.push(Sign::LikeSubheadBefore);
    }
    match context.shortest_title {
        Some(title) if length * 10 >= title * 9 => signs.push(Sign::LikeTitles),
        Some(title) if length * 3 <= title * 2 => signs.push(Sign::UnlikeTitles),
        _ => {}
    }
    if context.others_signed && !score::is_signed(pieces, group) {
        signs.push(Sign::OthersSigned);
    }
    if context.under_briefs {
        signs.push(Sign::UnderBriefs);
    }
}

//! Which headings begin an article, and what the others are.
//!
//! Headings come in groups: all that stands between two stretches of text. A group gets points for every sign that an
//! article begins in it, and enough of them make its headings a headline with kicker and deck; too few, subheads.

use super::chars::{Ending, count, ending, han, hangul, is_cjk, kana, measure, square};
use super::list;
use super::piece::{Piece, Role};
use super::{cohesion, label};

/// Points at which a group begins an article.
const ENOUGH: i32 = 4;
/// Characters before a heading of which some should come again in it, were it a subhead.
const SHORT: usize = 140;
/// Points at which it does so beyond doubt.
const CERTAIN: i32 = 6;

/// What stands between two stretches of text: the pieces `from..to`.
#[derive(Debug, Clone, Copy)]
struct Group {
    from: usize,
    to: usize,
    points: i32,
    signed: bool,
}

/// Gives every heading its rank. Returns the lines of headings whose rank was a near thing.
pub fn rank(pieces: &mut [Piece]) -> Vec<usize> {
    let gap = usual_gap(pieces);
    let mut groups: Vec<Group> = groups(pieces)
        .into_iter()
        .map(|(from, to)| weigh(pieces, from, to, gap))
        .collect();
    let certain = groups.iter().filter(|g| g.points >= CERTAIN).count();
    let signed = groups
        .iter()
        .filter(|g| g.points >= CERTAIN && g.signed)
        .count();
    let style = certain >= 2 && signed * 10 >= certain * 6;
    let mut doubtful = Vec::new();
    let mut begun = false;
    let mut last_start = 0;
    let mut briefs = false;
    for group in &mut groups {
        if style && !group.signed {
            group.points -= 2;
        }
        group.points += of_text(pieces, last_start, group);
        let heads: Vec<usize> = (group.from..group.to)
            .filter(|&i| pieces[i].role == Role::Head)
            .collect();
        let Some(&first) = heads.first() else {
            begun |= named_by_label(&mut pieces[group.from..group.to], begun);
            continue;
        };
        let bare = group.to == pieces.len()
            && !pieces[group.from..].iter().any(|p| p.role == Role::Caption);
        if begun && bare {
            for &head in &heads {
                pieces[head].role = Role::Body;
            }
            continue;
        }
        let starts = !begun || group.points >= ENOUGH || briefs && heads.len() == 1;
        if begun && (ENOUGH - 1..=ENOUGH).contains(&group.points) {
            doubtful.push(pieces[first].line);
        }
        if starts {
            begun = true;
            last_start = group.from;
            let mut labels = pieces[group.from..group.to]
                .iter()
                .filter(|p| p.role == Role::Label)
                .peekable();
            if labels.peek().is_some() {
                briefs = labels.any(|label| label::is_briefs(&label.text));
            } else if group.points >= CERTAIN {
                briefs = false;
            }
            let heads = topic(pieces, &heads);
            headline(pieces, heads);
        } else {
            for &head in &heads {
                pieces[head].role = Role::Subhead;
            }
            restore_sentence(pieces, &heads);
        }
    }
    doubtful
}

/// A label with no heading under it is one itself: a column's name an article's, a box's name a subhead.
fn named_by_label(group: &mut [Piece], begun: bool) -> bool {
    let Some(label) = group.iter_mut().rfind(|p| p.role == Role::Label) else {
        return false;
    };
    let section = label::section(&label.text);
    if label::is_box(&label.text) && begun {
        label.role = Role::Subhead;
    } else if section.is_none_or(|s| label::is_editorial(&s)) {
        label.role = Role::Title;
        return true;
    }
    false
}

/// Runs of pieces that are not text.
fn groups(pieces: &[Piece]) -> Vec<(usize, usize)> {
    let mut groups = Vec::new();
    let mut from = 0;
    for at in 0..=pieces.len() {
        if pieces.get(at).is_none_or(|p| p.role.is_solid()) {
            if from < at {
                groups.push((from, at));
            }
            from = at + 1;
        }
    }
    groups
}

/// Blank lines that usually stand between paragraphs.
fn usual_gap(pieces: &[Piece]) -> usize {
    let mut gaps: Vec<usize> = pieces
        .iter()
        .skip(1)
        .filter(|p| p.role == Role::Body)
        .map(|p| p.blanks)
        .collect();
    gaps.sort_unstable();
    gaps.get(gaps.len() / 2).copied().unwrap_or(0)
}

/// The signs that an article begins in a group.
fn weigh(pieces: &[Piece], from: usize, to: usize, gap: usize) -> Group {
    let mut group = Group {
        from,
        to,
        points: 0,
        signed: false,
    };
    let Some(first) = (from..to).find(|&i| pieces[i].role == Role::Head) else {
        return group;
    };
    let last = (from..to)
        .rfind(|&i| pieces[i].role == Role::Head)
        .unwrap_or(first);
    let heads = (from..to).filter(|&i| pieces[i].role == Role::Head).count();
    for at in from..to {
        let piece = &pieces[at];
        group.points += match piece.role {
            Role::Byline if at > first => {
                group.signed = true;
                6
            }
            Role::Byline => {
                group.signed = true;
                5
            }
            Role::Label if at < last || !label::capitals(&piece.text) => {
                group.signed = true;
                6
            }
            Role::JumpOut | Role::JumpIn => 6,
            Role::Furniture if at < last => 5,
            Role::Rule if at < first => 5,
            Role::Caption if at > first && pieces.get(at + 1).is_some() => 1,
            _ => 0,
        };
    }
    group.points += match heads {
        0 | 1 => 0,
        2 if is_sentence(&pieces[last].text) && !is_sentence(&pieces[first].text) => 1,
        _ => 4,
    };
    if (first + 1..to).any(|i| pieces[i].role == Role::Head && begins_with_dash(&pieces[i].text)) {
        group.points += 3;
    }
    if heads == 2 && last == first + 1 && names_column(pieces, first, last) {
        group.points += 4;
    }
    let opening = (from..first)
        .rev()
        .take_while(|&i| matches!(pieces[i].role, Role::Label | Role::Rule | Role::JumpIn))
        .map(|i| pieces[i].blanks)
        .max();
    let blanks = pieces[first].blanks.max(opening.unwrap_or(0));
    group.points += of_heading(&pieces[first], blanks, gap);
    group.points += i32::from(from > 0 && pieces[from - 1].role == Role::Table);
    group
}

/// The signs in the texts before and after: do they speak of the same, and is there a byline under the first paragraph?
fn of_text(pieces: &[Piece], from: usize, group: &Group) -> i32 {
    let body = |p: &&Piece| matches!(p.role, Role::Body | Role::List | Role::Quote);
    let mut before: Vec<&str> = pieces[from..group.from]
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
    let (before, after) = (before.concat(), after.concat());
    let cohesion = match cohesion::shared(&before, &after) {
        Some(0..=3) => 2,
        Some(25..) => -1,
        _ => 0,
    };
    let heading: Vec<&str> = pieces[group.from..group.to]
        .iter()
        .filter(|p| p.role == Role::Head)
        .map(|p| p.text.as_str())
        .collect();
    let topic = match cohesion::of_heading(&before, &heading.join(" "), &after) {
        // Little text before a heading has little in common with anything.
        Some((0..=15, 30..)) if count(&before) < SHORT => 1,
        Some((0, 50..)) => 3,
        Some((0..=15, 25..)) => 2,
        Some((40.., _)) => -1,
        _ => 0,
    };
    // No subhead stands under one paragraph.
    let texts = pieces[from..group.from]
        .iter()
        .filter(|p| p.role.is_solid());
    let brief = if texts.take(2).count() == 1 { 2 } else { 0 };
    let script = if changes_script(&before, &after) {
        6
    } else {
        0
    };
    let briefs = if heads_briefs(&pieces[group.to..]) {
        4
    } else {
        0
    };
    cohesion + topic + brief + script + briefs + signed_below(&pieces[group.to..])
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
    count(before) >= 20 && count(after) >= 20 && is_cjk(before) != is_cjk(after)
}

/// A byline on a line of its own under the first paragraph or two, with more text to come.
fn signed_below(pieces: &[Piece]) -> i32 {
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
    if text_after.is_some_and(|p| p.role == Role::Body) {
        3
    } else {
        0
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

/// The parts of a headline that gaps divide; words are none.
fn parts(text: &str) -> usize {
    if is_cjk(text) && !text.chars().any(hangul) {
        text.split_whitespace().count()
    } else {
        1
    }
}

/// The signs in a heading itself.
fn of_heading(head: &Piece, blanks: usize, gap: usize) -> i32 {
    let text = head.text.as_str();
    let mut points = match parts(text) {
        0 | 1 => 0,
        2 if measure(text) >= 25 || text.chars().any(kana) => 3,
        2 => 2,
        _ => 4,
    };
    points += if text.chars().any(hangul) {
        match measure(text) {
            0..=20 => -2,
            21..=26 => 0,
            27..=30 => 2,
            _ => 4,
        }
    } else if is_cjk(text) {
        match measure(text) {
            0..=14 => -2,
            15..=27 => 0,
            28..=29 => 2,
            30..=35 => 3,
            _ => 4,
        }
    } else {
        match text.split_whitespace().count() {
            0..=2 => -2,
            3..=4 => 0,
            5 => 3,
            _ => 4,
        }
    };
    if text.starts_with(|c| super::chars::ornament(c) || "◇□▶▷▼▽△★☆○◎".contains(c))
        || list::mark(text).is_some()
    {
        points -= 5;
    }
    points += match (blanks, gap) {
        (0, 1..) => -3,
        (1.., 0) => 2,
        (blanks, gap) if blanks > gap && blanks >= 2 => 3,
        _ => 0,
    };
    if is_labelled(text) {
        points += 3;
    }
    if label::is_paper_notice(text) {
        points += 9;
    }
    if head.page_break {
        points += 3;
    }
    points
}

/// A subhead has none under it: the second of two is a sentence that a column's end cut short.
fn restore_sentence(pieces: &mut [Piece], heads: &[usize]) {
    let [.., first, second] = *heads else { return };
    let next = second + 1;
    let follows = pieces
        .get(next)
        .is_some_and(|p| p.role == Role::Body && p.continues.is_none());
    if second == first + 1 && follows && ending(&pieces[second].text) == Ending::Open {
        pieces[second].role = Role::Body;
        pieces[next].continues = Some(second);
    }
}

/// Has a pause as sentences have, and headings rarely.
fn is_sentence(text: &str) -> bool {
    text.contains('，')
}

/// Over a headline a word or two of Han characters are the name of a column: the headings under it.
fn topic<'a>(pieces: &mut [Piece], heads: &'a [usize]) -> &'a [usize] {
    let [first, second, ..] = *heads else {
        return heads;
    };
    if second != first + 1 || !names_column(pieces, first, second) {
        return heads;
    }
    pieces[first].role = Role::Label;
    &heads[1..]
}

/// The first of two headings is a word or two over the other.
fn names_column(pieces: &[Piece], first: usize, second: usize) -> bool {
    let (over, under) = (pieces[first].text.as_str(), pieces[second].text.as_str());
    let signed = pieces[second + 1..]
        .iter()
        .take(3)
        .take_while(|p| !p.role.is_solid())
        .any(|p| p.role == Role::Byline && !p.inline);
    let longest = match (signed, over.chars().any(kana)) {
        (true, true) => 7,
        (true, false) => 5,
        (false, _) => 4,
    };
    over.chars().all(square)
        && count(over) <= longest
        && (count(over) < count(under) || signed && count(over) == count(under))
        && !begins_with_dash(under)
}

/// Tells kicker, headline and deck in a group that begins an article.
///
/// The headline is the first heading, unless that is plainly a line over another: a topic of a few characters, or one with
/// the marks of a line that something follows. Of three Chinese ones it is the middle one (肩題, 主題, 副題), unless
/// only the first has the several parts of a headline.
fn headline(pieces: &mut [Piece], heads: &[usize]) {
    let text = |i: &usize| pieces[*i].text.as_str();
    let parts = |i: &usize| text(i).split_whitespace().count();
    let title = match heads {
        [a, b, ..] if is_kicker(text(a), text(b)) => 1,
        [a, b]
            if is_chinese(text(a))
                && count(text(a)) <= 7
                && parts(a) == 1
                && parts(b) > 1
                && count(text(b)) >= 2 * count(text(a)) =>
        {
            1
        }
        [a, b, _, ..]
            if is_chinese(text(a)) && parts(a) <= parts(b) && !begins_with_dash(text(b)) =>
        {
            1
        }
        _ => 0,
    };
    let mut interrupted = false;
    for (nth, &at) in heads.iter().enumerate() {
        if nth > title {
            let between = &pieces[heads[nth - 1] + 1..at];
            interrupted |= between
                .iter()
                .any(|p| matches!(p.role, Role::Byline | Role::Caption));
        }
        pieces[at].role = match nth.cmp(&title) {
            std::cmp::Ordering::Less => Role::Kicker,
            std::cmp::Ordering::Equal => Role::Title,
            std::cmp::Ordering::Greater if interrupted => Role::Subhead,
            std::cmp::Ordering::Greater => Role::Deck,
        };
    }
}

/// A line over the headline: a topic of a few characters, or one that ends as if something followed.
fn is_kicker(over: &str, under: &str) -> bool {
    let (a, b) = (count(over), count(under));
    let bracketed = over.starts_with(['【', '《', '<', '＜', '〈']) && a <= b;
    let goes_on = over.ends_with(['：', ':', '—', '…']) && a <= b;
    let short = is_cjk(over) && a <= 6 && b > a + 2;
    !begins_with_dash(under) && (bracketed || goes_on || short)
}

/// A line that goes on from the headline over it.
fn begins_with_dash(text: &str) -> bool {
    text.starts_with(['—', '–', '-', '―', '─', '～'])
}

/// Han characters and neither kana nor Hangul.
fn is_chinese(text: &str) -> bool {
    text.chars().any(han) && !text.chars().any(|c| kana(c) || hangul(c))
}

//! Which headings begin an article, and what the others are.
//!
//! Headings come in groups: all that stands between two stretches of text. A group gets points for every sign ([`super::signs`])
//! that an article begins in it; more for than against make its headings a headline with kicker and deck; else they are
//! subheads. What was decided of the groups above is a sign for those below.

use super::chars::{Ending, count, ending, han, hangul, is_cjk, kana, measure, square};
use super::cohesion::Words;
use super::label;
use super::piece::{Piece, Role};
use super::signs::{self, Context, Page};
use super::style::Style;
use super::weights::Sign;

/// Points within which a rank was a near thing.
const NEAR: i32 = 8;

/// What stands between two stretches of text: the pieces `from..to`.
#[derive(Debug, Clone, Copy)]
pub struct Group {
    pub from: usize,
    pub to: usize,
}

impl Group {
    /// The pieces that are headings.
    pub fn heads(&self, pieces: &[Piece]) -> Vec<usize> {
        (self.from..self.to)
            .filter(|&i| pieces[i].role == Role::Head)
            .collect()
    }

    /// The first heading and the last.
    pub fn ends(&self, pieces: &[Piece]) -> Option<(usize, usize)> {
        let mut heads = (self.from..self.to).filter(|&i| pieces[i].role == Role::Head);
        let first = heads.next()?;
        Some((first, heads.next_back().unwrap_or(first)))
    }
}

/// Says by how many points an article begins at a group of headings, from the signs for it and from their texts.
pub type Judge<'a> = &'a mut dyn FnMut(&[Sign], &[&str]) -> i32;

/// A group of headings and what was found of it.
#[derive(Debug)]
pub struct Ranked {
    /// Its headings.
    pub heads: Vec<usize>,
    /// The signs that an article begins there.
    pub signs: Vec<Sign>,
    /// What they are worth; `None` of the page's first, which asks for none.
    pub points: Option<i32>,
}

/// What the groups of a page came to.
#[derive(Debug, Default)]
pub struct Ranking {
    /// Those with headings, in their order.
    pub groups: Vec<Ranked>,
    /// Lines of headings whose rank was a near thing.
    pub doubtful: Vec<usize>,
}

/// Gives every heading its rank.
pub fn rank(pieces: &mut [Piece], judge: Judge<'_>) -> Ranking {
    let mut ranking = Ranking::default();
    let groups = groups(pieces);
    let style = Style::of(pieces, &groups);
    let words = Words::of(pieces);
    let mut context = Context::default();
    let mut begun = false;
    for group in groups {
        let heads = group.heads(pieces);
        let Some(&first) = heads.first() else {
            begun |= named_by_label(&mut pieces[group.from..group.to], begun);
            context.signed |= has_byline(&pieces[group.from..group.to]);
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
        context.under_briefs = under_briefs(pieces, &group, context.under_briefs);
        let mut signs = Vec::new();
        let points = if begun {
            let texts: Vec<&str> = heads.iter().map(|&i| pieces[i].text.as_str()).collect();
            let page = Page {
                pieces,
                words: &words,
                style: &style,
            };
            signs = signs::of(&page, &group, &context);
            judge(&signs, &texts)
        } else {
            i32::MAX
        };
        ranking.groups.push(Ranked {
            heads: heads.clone(),
            signs,
            points: begun.then_some(points),
        });
        if points.saturating_abs() <= NEAR {
            ranking.doubtful.push(pieces[first].line);
        }
        if points > 0 {
            context.first = !begun;
            begun = true;
            (context.began, context.subhead) = (group.from, None);
            context.signed = is_signed(pieces, &group);
            let heads = topic(pieces, &heads);
            headline(pieces, heads);
        } else {
            context.subhead = Some(measure(&pieces[first].text));
            context.signed |= has_byline(&pieces[group.from..group.to]);
            for &head in &heads {
                pieces[head].role = Role::Subhead;
            }
            restore_sentence(pieces, &heads);
        }
    }
    ranking
}

/// A heading, whether it has its rank or not.
pub fn is_heading(piece: &Piece) -> bool {
    use Role::{Deck, Head, Kicker, Subhead, Title};
    matches!(piece.role, Head | Title | Kicker | Deck | Subhead)
}

fn has_byline(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| piece.role == Role::Byline)
}

/// A byline stands in the group under its first heading.
pub fn is_signed(pieces: &[Piece], group: &Group) -> bool {
    let mut under = pieces[group.from..group.to]
        .iter()
        .skip_while(|p| !is_heading(p));
    under.any(|p| p.role == Role::Byline)
}

/// Whether the label last seen is one over short news.
fn under_briefs(pieces: &[Piece], group: &Group, before: bool) -> bool {
    let mut labels = pieces[group.from..group.to]
        .iter()
        .filter(|p| p.role == Role::Label)
        .peekable();
    match labels.peek() {
        Some(_) => labels.any(|label| label::is_briefs(&label.text)),
        None => before && !is_signed(pieces, group),
    }
}

/// A label with no heading under it is one itself: a column's name an article's, a box's name a subhead.
fn named_by_label(group: &mut [Piece], begun: bool) -> bool {
    let labels = group
        .iter()
        .filter(|p| p.role == Role::Label && !label::capitals(&p.text))
        .count();
    let Some(label) = group.iter_mut().rfind(|p| p.role == Role::Label) else {
        return false;
    };
    if labels > 1 && label::is_box(&label.text) {
        label.role = Role::Title;
        return true;
    }
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
fn groups(pieces: &[Piece]) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut from = 0;
    for at in 0..=pieces.len() {
        if pieces.get(at).is_none_or(|p| p.role.is_solid()) {
            if from < at {
                groups.push(Group { from, to: at });
            }
            from = at + 1;
        }
    }
    groups
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
pub fn names_column(pieces: &[Piece], first: usize, second: usize) -> bool {
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
                && parts(a) == 1
                && parts(b) > 1
                && measure(text(b))
                    >= measure(text(a)) + if count(text(a)) <= 7 { 6 } else { 8 }
                && !text(b)
                    .split_whitespace()
                    .next()
                    .is_some_and(|part| part.contains('：'))
                && !begins_with_dash(text(b)) =>
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
    let series = over.ends_with(|c| ('①'..='⑳').contains(&c)) && a <= b;
    let goes_on = series
        || over.ends_with(['：', ':', '…']) && a <= b
        || over.ends_with('—') && a <= 2 * b
        || a <= 18
            && ["强调", "強調", "指出", "要求"]
                .iter()
                .any(|verb| over.ends_with(verb));
    let short = is_cjk(over) && a <= 6 && b > a + 2;
    !begins_with_dash(under) && (bracketed || goes_on || short)
}

/// A line that goes on from the headline over it.
pub fn begins_with_dash(text: &str) -> bool {
    text.starts_with(['—', '–', '-', '―', '─', '～'])
}

/// Han characters and neither kana nor Hangul.
fn is_chinese(text: &str) -> bool {
    text.chars().any(han) && !text.chars().any(|c| kana(c) || hangul(c))
}

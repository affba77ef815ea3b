//! Which headings begin an article, and what the others are.
//!
//! Headings come in groups: all that stands between two stretches of text. A group gets points for every sign ([`super::signs`])
//! that an article begins in it; more for than against make its headings a headline with kicker and deck; else they are
//! subheads. What was decided of the groups above is a sign for those below.

use super::chars::{Ending, count, ending, han, hangul, is_cjk, kana, measure, square};
use super::label;
use super::piece::{Piece, Role};
use super::signs::{self, Context};

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

    /// The first and the last heading, once they have their rank.
    fn ends_of_titles(&self, pieces: &[Piece]) -> Option<(usize, usize)> {
        let mut heads = (self.from..self.to).filter(|&i| is_heading(&pieces[i]));
        let first = heads.next()?;
        Some((first, heads.next_back().unwrap_or(first)))
    }

    /// The first heading and the last.
    pub fn ends(&self, pieces: &[Piece]) -> Option<(usize, usize)> {
        let mut heads = (self.from..self.to).filter(|&i| pieces[i].role == Role::Head);
        let first = heads.next()?;
        Some((first, heads.next_back().unwrap_or(first)))
    }
}

/// Gives every heading its rank. Returns the lines of headings whose rank was a near thing.
pub fn rank(pieces: &mut [Piece]) -> Vec<usize> {
    let groups = groups(pieces);
    let mut context = of_page(pieces, &groups);
    let mut doubtful = Vec::new();
    let mut begun = false;
    let mut above = None;
    for group in groups {
        let heads = group.heads(pieces);
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
        context.brief = brief(pieces, above, group.from);
        context.under_briefs = under_briefs(pieces, &group, context.under_briefs);
        let signs = signs::of(pieces, &group, &context);
        let points: i32 = signs.iter().map(|sign| sign.weight()).sum();
        if begun && points.abs() <= NEAR {
            doubtful.push(pieces[first].line);
        }
        if !begun || points > 0 {
            begun = true;
            (context.began, context.subhead) = (group.from, None);
            above = Some(group);
            let heads = topic(pieces, &heads);
            headline(pieces, heads);
        } else {
            context.subhead = Some(measure(&pieces[first].text));
            above = None;
            for &head in &heads {
                pieces[head].role = Role::Subhead;
            }
            restore_sentence(pieces, &heads);
        }
    }
    doubtful
}

/// What the whole page says before any heading has its rank: the usual gap, and how the headlines with a byline look.
fn of_page(pieces: &[Piece], groups: &[Group]) -> Context {
    let plain = |g: &&Group| g.heads(pieces).len() >= 2 || is_labelled(pieces, g);
    let signed = groups.iter().filter(|g| is_signed(pieces, g));
    let titles: Vec<usize> = signed
        .filter_map(|g| {
            g.heads(pieces)
                .iter()
                .map(|&i| measure(&pieces[i].text))
                .max()
        })
        .collect();
    let others = groups
        .iter()
        .filter(plain)
        .filter(|g| !is_signed(pieces, g))
        .count();
    Context {
        gap: usual_gap(pieces),
        shortest_title: titles.iter().min().copied().filter(|_| titles.len() >= 2),
        others_signed: titles.len() >= 2 && titles.len() * 2 >= others * 3,
        ..Context::default()
    }
}

/// A heading, whether it has its rank or not.
fn is_heading(piece: &Piece) -> bool {
    use Role::{Deck, Head, Kicker, Subhead, Title};
    matches!(piece.role, Head | Title | Kicker | Deck | Subhead)
}

/// A byline stands in the group under its first heading.
pub fn is_signed(pieces: &[Piece], group: &Group) -> bool {
    let mut under = pieces[group.from..group.to]
        .iter()
        .skip_while(|p| !is_heading(p));
    under.any(|p| p.role == Role::Byline)
}

fn is_labelled(pieces: &[Piece], group: &Group) -> bool {
    pieces[group.from..group.to]
        .iter()
        .any(|p| p.role == Role::Label)
}

/// The measure of the heading of a group, if it is alone, unsigned, and over no more than two texts.
fn brief(pieces: &[Piece], above: Option<Group>, to: usize) -> Option<usize> {
    let above = above?;
    let (first, last) = above.ends_of_titles(pieces)?;
    let texts = pieces[above.to..to].iter().filter(|p| p.role.is_solid());
    let alone = first == last && !is_signed(pieces, &above) && texts.take(3).count() <= 2;
    alone.then(|| measure(&pieces[first].text))
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

/// Blank lines that usually stand between paragraphs.
fn usual_gap(pieces: &[Piece]) -> usize {
    let text = |pair: &&[Piece]| pair[1].role == Role::Body;
    // What stands at the head of a paragraph stands where it begins.
    let blanks = |pair: &[Piece]| pair[usize::from(!pair[0].inline)].blanks;
    let mut gaps: Vec<usize> = pieces.windows(2).filter(text).map(blanks).collect();
    gaps.sort_unstable();
    gaps.get(gaps.len() / 2).copied().unwrap_or(0)
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
    let goes_on = over.ends_with(['：', ':', '…']) && a <= b
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

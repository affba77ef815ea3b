//! The clues by which [`super::tags`] says what a piece is: what the rules made of it and of its neighbours, what the text
//! looks like, where it stands, and which words it shares.
//!
//! A clue is a short text with no meaning but to be the same wherever the same is seen. Lengths come in steps and
//! ratios in classes, so that few pages tell much.

use std::collections::{HashMap, HashSet};
use std::fmt::Arguments;
use std::ops::Range;

use super::around::HEADING;
use super::chars::{Ending, count, digit, ending, han, hangul, is_cjk, kana, measure};
use super::cohesion::words_of;
use super::piece::{Piece, Role};
use super::score::Ranked;
use super::stack::{self, Stack};
use super::{
    around, byline, caption, furniture, label, lead, list, names, quote, roles, signature, tags,
    verse, wording,
};

/// Takes a clue down.
pub type See<'a> = &'a mut dyn FnMut(Arguments<'_>);

/// Pieces on either side whose words are compared.
pub const NEAR: usize = 8;

/// Longest text whose words are compared, in measure: what is longer is running text.
pub const LONGEST: usize = 200;

/// Ends of the steps of length, in measure.
const STEPS: [usize; 14] = [4, 8, 12, 16, 20, 24, 28, 34, 42, 56, 80, 120, 200, 400];

/// What is known of a page before its pieces are looked at one by one.
pub struct Page<'a> {
    /// The pieces.
    pub pieces: &'a [Piece],
    /// What each is by itself.
    pub looks: Vec<Look>,
    ranked: &'a [Ranked],
    /// The group that each heading is in, its place there, and how many it has.
    places: Vec<Option<(usize, usize, usize)>>,
    /// How many pieces have a word.
    pub seen: HashMap<u64, usize>,
    /// Length of the middle one of the headlines and of the texts.
    title: usize,
    body: usize,
    /// Blank lines that usually stand before a text.
    gap: usize,
    /// How many quarters of the headlines are signed.
    pub signed: usize,
    /// The stack of short pieces that each is in.
    stacks: Vec<Option<Stack>>,
}

/// What a piece is by itself.
pub struct Look {
    /// What the rules made of it.
    pub role: Role,
    /// In measure.
    pub length: usize,
    /// The step of length that it is in.
    pub step: usize,
    count: usize,
    /// What its end is.
    pub ending: Ending,
    script: &'static str,
    /// It looks like the line of a writer, and is no longer than a heading.
    pub byline: bool,
    /// Its words, as numbers.
    pub words: HashSet<u64>,
}

/// Shows every clue of every piece.
pub fn of(pieces: &[Piece], ranked: &[Ranked], see: &mut dyn FnMut(usize, Arguments<'_>)) {
    let page = Page::of(pieces, ranked);
    lead::of(&page, see);
    for (at, piece) in pieces.iter().enumerate() {
        let see: See<'_> = &mut |clue| see(at, clue);
        see(format_args!("any"));
        of_rules(&page, at, see);
        of_group(&page, at, see);
        of_text(&page, at, see);
        of_place(&page, at, see);
        of_neighbours(&page, at, see);
        of_words(&page, at, see);
        of_stack(&page, at, see);
        of_looks(&page, at, see);
        around::of(&page, at, see);
        let over = page
            .role(at, 1)
            .filter(|role| matches!(role, Role::Table | Role::List));
        wording::of(&piece.text, page.looks[at].length, over, see);
    }
}

impl<'a> Page<'a> {
    fn of(pieces: &'a [Piece], ranked: &'a [Ranked]) -> Self {
        let looks: Vec<Look> = pieces.iter().map(Look::of).collect();
        let mut places = vec![None; pieces.len()];
        for (nth, group) in ranked.iter().enumerate() {
            for (place, &head) in group.heads.iter().enumerate() {
                places[head] = Some((nth, place, group.heads.len()));
            }
        }
        let mut seen: HashMap<u64, usize> = HashMap::new();
        for word in looks.iter().flat_map(|look| &look.words) {
            *seen.entry(*word).or_default() += 1;
        }
        let lengths = |role| {
            let of_role = looks.iter().filter(move |look| look.role == role);
            middle(of_role.map(|look| look.length))
        };
        let texts = pieces.iter().filter(|piece| piece.role == Role::Body);
        Self {
            title: lengths(Role::Title),
            body: lengths(Role::Body),
            gap: middle(texts.map(|piece| piece.blanks)),
            signed: around::signed(pieces).unwrap_or(9),
            stacks: stack::of(pieces, |at| looks[at].length),
            pieces,
            looks,
            ranked,
            places,
            seen,
        }
    }

    /// The piece so many after another, or before it.
    fn look(&self, at: usize, by: isize) -> Option<&Look> {
        self.looks.get(at.checked_add_signed(by)?)
    }

    /// No clue can change what it is.
    pub fn fixed(&self, at: usize) -> bool {
        tags::is_fixed(self.pieces[at].role)
    }

    fn role(&self, at: usize, by: isize) -> Option<Role> {
        self.look(at, by).map(|look| look.role)
    }
}

impl Look {
    fn of(piece: &Piece) -> Self {
        let text = piece.text.as_str();
        let length = measure(text);
        Self {
            role: piece.role,
            length,
            step: step(length),
            count: count(text),
            ending: ending(text),
            script: script(text),
            byline: length <= HEADING && byline::is_line(text),
            words: words_of(text),
        }
    }
}

/// What the rules made of the piece and of its neighbours. The rules were made with the pages that weights are fitted to,
/// and look better there than they are: the fit hears these clues (`r`, and `g` of the group) only now and then.
fn of_rules(page: &Page<'_>, at: usize, see: See<'_>) {
    let look = &page.looks[at];
    let role = look.role;
    let (above, before) = (Near(page.role(at, -2)), Near(page.role(at, -1)));
    let (after, below) = (Near(page.role(at, 1)), Near(page.role(at, 2)));
    let (blanks, under) = blanks(page, at);
    see(format_args!("r:{role:?}"));
    see(format_args!("r:{role:?} l{}", look.step));
    see(format_args!("r:{role:?} {:?} {}", look.ending, look.script));
    see(format_args!("r:{role:?} b{blanks}{under}"));
    see(format_args!("r:{role:?}<{before}"));
    see(format_args!("r:{role:?}>{after}"));
    see(format_args!("r:{before}<{role:?}>{after}"));
    see(format_args!("r:{role:?}<<{above}"));
    see(format_args!("r:{role:?}>>{below}"));
    see(format_args!("r<{before}"));
    see(format_args!("r>{after}"));
    see(format_args!("r<<{above}"));
    see(format_args!("r>>{below}"));
    see(format_args!("r<{before}<{above}"));
    see(format_args!("r>{after}>{below}"));
    see(format_args!("r<{before}>{after}"));
}

/// The group of headings that it is one of: the signs that an article begins there, their points, and the heading's place.
fn of_group(page: &Page<'_>, at: usize, see: See<'_>) {
    let Some((nth, place, many)) = page.places[at] else {
        return;
    };
    let (group, look) = (&page.ranked[nth], &page.looks[at]);
    let points = group.points.map_or(99, |points| points.clamp(-80, 80) / 10);
    let end = match place {
        0 => "first",
        place if place + 1 == many => "last",
        _ => "within",
    };
    see(format_args!("g:{points} {end}"));
    see(format_args!("g:{points} {end} {:?}", look.role));
    see(format_args!("g:{} of {}", place.min(4), many.min(5)));
    see(format_args!(
        "g:{} of {} {:?}",
        place.min(4),
        many.min(5),
        look.role
    ));
    for sign in &group.signs {
        see(format_args!("g:{sign:?} {end}"));
    }
    let other = |place: Option<usize>| {
        let head = group.heads.get(place?)?;
        Some(ratio(look.length, page.looks[*head].length))
    };
    if let Some(ratio) = other(place.checked_sub(1)) {
        see(format_args!("g:over {ratio} {}", many.min(3)));
    }
    if let Some(ratio) = other(place.checked_add(1)) {
        see(format_args!("g:under {ratio} {}", many.min(3)));
    }
}

/// How long the text is, how it begins and ends, and what marks are in it.
fn of_text(page: &Page<'_>, at: usize, see: See<'_>) {
    let (look, text) = (&page.looks[at], page.pieces[at].text.as_str());
    let (step, script, ending) = (look.step, look.script, look.ending);
    see(format_args!("l{step}"));
    see(format_args!("l{step} {script}"));
    see(format_args!("l{step} {ending:?}"));
    see(format_args!("{script}"));
    see(format_args!("{ending:?}"));
    let (first, last) = (text.chars().next(), text.chars().next_back());
    if let (Some(first), Some(last)) = (first, last) {
        see(format_args!("head {first}"));
        see(format_args!("tail {last}"));
        see(format_args!("head {} tail {}", class(first), class(last)));
    }
    let parts = text.split_whitespace().count();
    match script {
        "en" | "ko" => see(format_args!("words {}", words(parts))),
        _ => {
            see(format_args!("parts {}", parts.min(5)));
            see(format_args!("parts {} l{step}", parts.min(5)));
        }
    }
    let commas = text.matches(['，', ',', '、']).take(3).count();
    let stops = text.matches(['。', '.']).take(3).count();
    see(format_args!("commas {commas}"));
    see(format_args!("stops {stops}"));
    see(format_args!(
        "commas {commas} stops {stops} l{}",
        step.min(9)
    ));
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    see(format_args!("digits {}", digits * 10 / look.count.max(1)));
    if text.contains(['（', '(']) {
        see(format_args!("brackets"));
    }
    let quotes = text.matches(['「', '“', '『', '"']).take(3).count();
    see(format_args!("quotes {quotes}"));
    if let Some((who, _)) = text.split_once(['：', ':']) {
        see(format_args!("colon {}", count(who).min(12)));
    }
    if text.contains('\n') {
        see(format_args!("lines"));
    }
}

/// Where it stands: on the page, and by blank lines.
fn of_place(page: &Page<'_>, at: usize, see: See<'_>) {
    let (piece, look) = (&page.pieces[at], &page.looks[at]);
    let (over, under) = blanks(page, at);
    let (top, foot) = (at.min(4), (page.pieces.len() - 1 - at).min(4));
    see(format_args!("b{over}"));
    see(format_args!("b{over}{under}"));
    see(format_args!("b{over}{under} l{}", look.step.min(9)));
    see(format_args!("gap {:?}", piece.blanks.cmp(&page.gap)));
    see(format_args!("indent {}", piece.indent.min(5)));
    see(format_args!("rows {}", piece.rows.min(4)));
    see(format_args!("top {top}"));
    see(format_args!("foot {foot}"));
    see(format_args!("top {top} l{}", look.step.min(8)));
    see(format_args!("foot {foot} l{}", look.step.min(8)));
    see(format_args!("title {}", ratio(look.length, page.title)));
    see(format_args!("text {}", ratio(look.length, page.body)));
    if piece.page_break {
        see(format_args!("break"));
    }
    if piece.inline {
        see(format_args!("inline"));
    }
    let glued_after = page.pieces.get(at + 1).is_some_and(|next| next.glued);
    if piece.glued || glued_after {
        let sides = (piece.glued, glued_after);
        see(format_args!("glued {sides:?}"));
        see(format_args!("glued {sides:?} l{}", look.step.min(10)));
        see(format_args!("glued {sides:?} {:?}", look.ending));
    }
    let gap_after = page.pieces.get(at + 1).and_then(|next| next.gap);
    if piece.gap.is_some() || gap_after.is_some() {
        let (before, after) = (piece.gap.unwrap_or(0).min(3), gap_after.unwrap_or(0).min(3));
        see(format_args!("line {before} {after}"));
        see(format_args!("line {before} {after} l{}", look.step.min(10)));
        see(format_args!("line {before} {after} {:?}", look.ending));
    }
    if piece.amid {
        see(format_args!("amid"));
        see(format_args!("amid l{}", look.step));
        see(format_args!("amid {:?}", look.ending));
    }
}

/// What stands before it and after it: lengths, ends, bylines, and whether a sentence goes on over it.
fn of_neighbours(page: &Page<'_>, at: usize, see: See<'_>) {
    let (pieces, look) = (page.pieces, &page.looks[at]);
    for (name, by) in [("<<", -2), ("<", -1), (">", 1), (">>", 2)] {
        let Some(near) = page.look(at, by) else {
            see(format_args!("{name}none"));
            continue;
        };
        see(format_args!(
            "{name}l{}",
            near.length.min(LONGEST).div_ceil(20)
        ));
        see(format_args!("{name}{:?}", near.ending));
        if let (-1 | 1, Some(piece)) = (by, pieces.get(at.wrapping_add_signed(by))) {
            let ratio = ratio(look.length, near.length);
            see(format_args!("{name}{ratio} l{}", look.step.min(9)));
            see(format_args!("{name}{:?} {:?}", near.ending, look.ending));
            see(format_args!("{name}l{} l{}", near.step, look.step));
            let ends = [piece.text.chars().next(), piece.text.chars().next_back()];
            if let [Some(first), Some(last)] = ends {
                see(format_args!("{name}head {}", class(first)));
                see(format_args!("{name}tail {}", class(last)));
            }
        }
    }
    let text = |look: &&Look| look.role == Role::Body;
    let above = page.looks[..at]
        .iter()
        .rev()
        .take(6)
        .position(|look| text(&look));
    if let Some(by) = above {
        let ending = page.looks[at - 1 - by].ending;
        see(format_args!("above {ending:?} {}", by == 0));
    }
    let below = page.looks[at + 1..]
        .iter()
        .take(6)
        .position(|look| text(&look));
    match below.and_then(|by| pieces[at + 1 + by].continues) {
        Some(from) if from < at => see(format_args!("cut over")),
        Some(from) if from == at => see(format_args!("goes on")),
        _ => {}
    }
    if pieces[at].continues.is_some() {
        see(format_args!("goes on from above"));
    }
    let byline = |piece: &Piece| piece.role == Role::Byline;
    let under = pieces[at + 1..].iter().take(4).position(byline);
    let over = pieces[..at].iter().rev().take(4).position(byline);
    see(format_args!("byline<{}", over.unwrap_or(9)));
    see(format_args!("byline>{}", under.unwrap_or(9)));
    if let Some(by) = under {
        let inline = pieces[at + 1 + by].inline;
        see(format_args!("byline>{by} l{}", look.step.min(9)));
        see(format_args!("byline>{by} {inline}"));
    }
}

/// The words that it shares with the texts above and below.
fn of_words(page: &Page<'_>, at: usize, see: See<'_>) {
    let look = &page.looks[at];
    let many = look.words.len().max(1);
    let new = look
        .words
        .iter()
        .filter(|word| page.seen.get(word) == Some(&1));
    see(format_args!("new {}", new.count() * 5 / many));
    if look.length > LONGEST {
        return;
    }
    let shared = |near: Range<usize>| {
        let texts = page.looks[near].iter().filter(|near| near.role.is_solid());
        let share = texts.map(|near| look.words.intersection(&near.words).count() * 10 / many);
        share.max().unwrap_or(0).min(9)
    };
    let above = shared(at.saturating_sub(NEAR)..at);
    let below = shared(at + 1..(at + 1 + NEAR).min(page.looks.len()));
    see(format_args!(
        "shared<{} {}",
        above / 2,
        look.step.min(9) / 2
    ));
    see(format_args!(
        "shared>{} {}",
        below / 2,
        look.step.min(9) / 2
    ));
    see(format_args!("shared {:?}", above.cmp(&below)));
    if above.max(below) == 9 {
        see(format_args!("pulled"));
    }
}

/// The stack of short pieces that it is in: a list's or a poem's are alike, headings are not.
fn of_stack(page: &Page<'_>, at: usize, see: See<'_>) {
    let Some(stack) = page.stacks[at] else {
        return;
    };
    let many = stack.many.min(6);
    let place = if at == stack.from { "first" } else { "later" };
    see(format_args!("stack {many} {place}"));
    see(format_args!("stack {many} numbered {}", stack.numbered));
    see(format_args!("stack {many} parted {}", stack.parted));
    see(format_args!("stack {many} ended {}", stack.ended));
    see(format_args!("stack {many} even {}", stack.even));
    see(format_args!(
        "stack {} {} {}",
        stack.numbered, stack.parted, stack.ended
    ));
}

/// A rule's name, and whether it holds of a text.
type Check = (&'static str, fn(&str) -> bool);

/// What single rules say of the text.
fn of_looks(page: &Page<'_>, at: usize, see: See<'_>) {
    let text = page.pieces[at].text.as_str();
    let checks: [Check; 25] = [
        ("taken", caption::is_taken),
        ("credited", caption::is_credited),
        ("credit", caption::is_credit),
        ("byline", byline::is_line),
        ("dateline", |text| byline::head(text).is_some()),
        ("label", |text| label::is_label(text, true)),
        ("section", |text| label::section(text).is_some()),
        ("column", label::is_column),
        ("box", label::is_box),
        ("notice", label::is_notice),
        ("paper's notice", label::is_paper_notice),
        ("folio", |text| furniture::folio(text).is_some()),
        ("contact", furniture::is_contact),
        ("header", furniture::is_header),
        ("reference", label::is_reference),
        ("entry", list::is_entry),
        ("head", roles::is_head),
        ("name", names::is_name),
        ("latin name", names::is_latin_name),
        ("korean name", names::is_korean_name),
        ("signs", signature::signs),
        ("signs off", signature::is_sign_off),
        ("agencies", byline::is_agencies),
        ("tag", label::is_tag),
        ("question", quote::is_question),
    ];
    for (name, _) in checks.iter().filter(|(_, holds)| holds(text)) {
        see(format_args!("d:{name}"));
    }
    let imprint = furniture::imprint(text);
    if imprint > 0 {
        let foot = page.pieces.len() - at;
        see(format_args!("d:imprint {imprint}"));
        see(format_args!("d:imprint {imprint} {}", foot.min(4)));
    }
    let points = caption::points(text);
    if points > 0 {
        see(format_args!("d:caption {}", points.min(4)));
    }
    if let Some(mark) = list::mark(text) {
        see(format_args!("d:{mark:?}"));
    }
    let (before, after) = (Near(page.role(at, -1)), Near(page.role(at, 1)));
    if label::is_briefs(text) {
        see(format_args!("d:briefs"));
        see(format_args!("d:briefs {after}{}", Near(page.role(at, 2))));
    }
    if signature::signs(text) || signature::is_sign_off(text) {
        let over = page.look(at, -1).map(|look| look.ending);
        let under = page.look(at, 1).map(|look| look.step.min(9));
        see(format_args!("d:signs {over:?}"));
        see(format_args!("d:signs {over:?} {under:?}"));
    }
    if let Some(clause) = verse::couplet(text) {
        let like = |by: isize| {
            let piece = page.pieces.get(at.wrapping_add_signed(by));
            piece.is_some_and(|piece| verse::couplet(&piece.text) == Some(clause))
        };
        see(format_args!("d:couplet {clause}"));
        let many = [-2, -1, 1, 2].into_iter().filter(|by| like(*by)).count();
        see(format_args!("d:couplet {clause} {many}"));
    }
    if quote::is_quoted(text) {
        see(format_args!("d:quoted"));
        see(format_args!("d:quoted l{}", page.looks[at].step));
        see(format_args!("d:quoted {before}>{after}"));
    }
}

/// Blank lines before a piece and after it, three for more.
fn blanks(page: &Page<'_>, at: usize) -> (usize, usize) {
    let after = page.pieces.get(at + 1).map_or(9, |next| next.blanks.min(3));
    (page.pieces[at].blanks.min(3), after)
}

/// A neighbour's role, if there is a neighbour.
struct Near(Option<Role>);

impl std::fmt::Display for Near {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(role) => write!(f, "{role:?}"),
            None => f.write_str("-"),
        }
    }
}

fn middle(lengths: impl Iterator<Item = usize>) -> usize {
    let mut lengths: Vec<usize> = lengths.collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() / 2).copied().unwrap_or(0)
}

fn script(text: &str) -> &'static str {
    if text.chars().any(hangul) {
        "ko"
    } else if text.chars().any(kana) {
        "ja"
    } else if is_cjk(text) {
        "zh"
    } else {
        "en"
    }
}

fn step(length: usize) -> usize {
    let step = STEPS.iter().position(|&end| length <= end);
    step.unwrap_or(STEPS.len())
}

/// Words of a text that has spaces between them, in steps.
fn words(many: usize) -> usize {
    match many {
        0..=7 => many,
        8 | 9 => 7,
        10..=14 => 10,
        15..=25 => 15,
        _ => 26,
    }
}

/// How much longer one text is than another.
pub fn ratio(a: usize, b: usize) -> &'static str {
    match (a * 10, b) {
        (_, 0) => "-",
        (a, b) if a < b * 5 => "half",
        (a, b) if a < b * 7 => "shorter",
        (a, b) if a < b * 9 => "nearly",
        (a, b) if a <= b * 11 => "alike",
        (a, b) if a <= b * 14 => "longer",
        (a, b) if a <= b * 20 => "twice",
        _ => "more",
    }
}

/// One character of its kind.
fn class(c: char) -> char {
    match c {
        c if digit(c) => '0',
        c if kana(c) => 'か',
        c if hangul(c) => '한',
        c if han(c) => '漢',
        c if c.is_uppercase() => 'A',
        c if c.is_alphabetic() => 'a',
        _ => c,
    }
}

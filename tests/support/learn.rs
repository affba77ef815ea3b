//! Fits what clues are worth to pages whose tags say what each piece is.
//!
//! A conditional random field: the weights that make the tags of whole pages likeliest, fitted page by page with steps that
//! shrink where they have led (AdaGrad) and with a price on every weight (L1, and a little L2), which leaves most clues without
//! any. Each page is learnt from as it is and set otherwise, so that no one way of setting pages is taken for all;
//! and what the rules say is hidden from every other piece, as the rules were made with these pages.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::sync::LazyLock;

use kanbao::ingest::page::{self, Clued, SEAMS, Seams, TAGS, Tag};
use regex::Regex;

use crate::{fit, seams, set};

const MANY: usize = TAGS.len();
const ROUNDS: usize = 12;
/// Rounds before those whose weights are averaged.
const WARMING: usize = 6;
const STEP: f64 = 0.3;
const L1: f64 = 0.5;
const L2: f64 = 0.2;
/// Pages that must have a clue, however they are set.
const ENOUGH: usize = 2;
/// How many times each page is set otherwise, and what it counts each time.
const SETS: usize = 3;
const OTHERWISE: f64 = 0.25;
/// What a page with an outline counts: there are few, and each is there for a reason.
const OUTLINED: f64 = 12.0;
/// What a page counts that has the form of one really printed, and how the names of such begin.
const AS_PRINTED: f64 = 12.0;
const SEED: &str = "seed-";
/// Clues that are worth something for a tag after another, too, if so many pages have them: how two lines stand to each other,
/// and where they stand among the lines around them.
static OF_STEPS: LazyLock<Regex> = LazyLock::new(|| {
    let clues = [
        r"b\d\d",
        r"<\S+ l\d+",
        r"<(?:Open|Full|Closed|Colon|Pause) \S+",
        r">l\d+",
        r"gap \S+",
        r"title \S+",
        r"line \d \d",
        r"glued \S+ \S+",
        r"parts \d",
        r"run \d of \d",
        r"stack \d \S+",
        "zh|en",
    ];
    Regex::new(&format!("^(?:{})$", clues.join("|"))).expect("a pattern of this file")
});
const COMMON: usize = 25;
/// The price of such a weight, and the least slope that moves it.
const L1_STEPS: f64 = 2.0;
const LEAST: f64 = 0.01;
/// By how much the right tag has to win against another in learning (softmax margin): more where one of them is a title,
/// as an article stands and falls with it.
const MARGIN: f64 = 0.5;
const MARGIN_OF_TITLES: f64 = 2.0;
/// Another order of pages gives other weights, a point better or worse on pages not seen: the mean of two is steadier.
const ORDERS: [u64; 2] = [1, 2];
/// How often a piece does not hear what the rules say, and what they say of its group of headings.
const HIDDEN: (f64, f64) = (0.5, 0.3);

type Row = [f64; MANY];
/// By the tag before.
type Steps = [Row; MANY];

/// A page to learn from.
pub struct Lesson {
    clues: Vec<Vec<usize>>,
    fixed: Vec<bool>,
    tags: Vec<usize>,
    counts: f64,
}

/// The weights that fit tagged files, and pages with their outlines, in the words of the crate's own file of them.
pub fn learn(files: &[(String, String)], outlined: &[(String, String)]) -> String {
    let mut pages = Vec::new();
    for (text, outline) in outlined {
        let clued = page::clued(text, &SEAMS);
        let tags = outlined_tags(outline, &clued);
        pages.push((clued, tags, OUTLINED, pages.len()));
    }
    let halves = [false, true].map(|half| {
        let others = files.iter().filter(|(name, _)| is_of(name) != half);
        Seams::read(&seams::learn(others))
    });
    let made = |(nth, (name, file)): (usize, &(String, String))| {
        let otherwise = |set: usize| set::otherwise(file, (nth * SETS + set) as u64);
        let own = if name.starts_with(SEED) {
            AS_PRINTED
        } else {
            1.0
        };
        let mut sets = vec![(file.clone(), own)];
        sets.extend((0..SETS).map(|set| (otherwise(set), own * OTHERWISE)));
        let seams = &halves[usize::from(is_of(name))];
        let made = sets.into_iter().map(|(file, counts)| {
            let clued = page::clued(&crate::tagged::parse(&file).text, seams);
            let tags = tags(&file, &clued);
            (clued, tags, counts, outlined.len() + nth)
        });
        made.collect::<Vec<_>>()
    };
    let numbered: Vec<_> = files.iter().enumerate().collect();
    let (first, second) = numbered.split_at(numbered.len() / 2);
    std::thread::scope(|threads| {
        let first = threads.spawn(|| first.iter().copied().flat_map(made).collect::<Vec<_>>());
        let second: Vec<_> = second.iter().copied().flat_map(made).collect();
        pages.extend(first.join().expect("every page has its tags"));
        pages.extend(second);
    });
    let mut many: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (clued, _, _, page) in &pages {
        for clue in clued.iter().flat_map(|piece| &piece.clues) {
            let (last, many) = many.entry(clue).or_insert((usize::MAX, 0));
            *many += usize::from(last != page);
            *last = *page;
        }
    }
    many.retain(|_, (_, many)| *many >= ENOUGH);
    let places: HashMap<&str, usize> = many
        .keys()
        .enumerate()
        .map(|(at, clue)| (*clue, at))
        .collect();
    let lessons: Vec<Lesson> = pages
        .iter()
        .map(|(clued, tags, counts, _)| Lesson {
            clues: clued
                .iter()
                .map(|piece| {
                    piece
                        .clues
                        .iter()
                        .filter_map(|clue| places.get(clue.as_str()).copied())
                        .collect()
                })
                .collect(),
            fixed: clued.iter().map(|piece| piece.fixed).collect(),
            tags: tags.clone(),
            counts: *counts,
        })
        .collect();
    let names: Vec<&str> = many.keys().copied().collect();
    let of_steps =
        |(name, (_, many)): (&&str, &(usize, usize))| *many >= COMMON && OF_STEPS.is_match(name);
    let of_steps: Vec<bool> = many.iter().map(of_steps).collect();
    let fitted = std::thread::scope(|threads| {
        let (lessons, names, of_steps) = (&lessons, &names, &of_steps);
        let fits = ORDERS.map(|order| threads.spawn(move || fit(lessons, names, of_steps, order)));
        let mut mean = Fitted::all(0.0, of_steps);
        for fitted in fits {
            let fitted = fitted.join().expect("weights of finite pages");
            mean.add(&fitted, 1.0 / ORDERS.len() as f64);
        }
        mean
    });
    write(&names, &fitted)
}

/// Which half of the hands a page is of: the seams of one are learnt from the other, as they stand in pages not seen.
fn is_of(name: &str) -> bool {
    fit::batch(name).bytes().map(u32::from).sum::<u32>() % 2 == 1
}

/// Weights: of clues for tags, of some for tags after others, and of tags after others however it is.
#[derive(Clone)]
struct Fitted {
    clues: Vec<Row>,
    steps: Vec<Option<Box<Steps>>>,
    after: [Row; MANY + 1],
}

impl Fitted {
    /// All of one weight.
    fn all(weight: f64, of_steps: &[bool]) -> Self {
        let steps = |of_steps: &bool| of_steps.then(|| Box::new([[weight; MANY]; MANY]));
        Self {
            clues: vec![[weight; MANY]; of_steps.len()],
            steps: of_steps.iter().map(steps).collect(),
            after: [[weight; MANY]; MANY + 1],
        }
    }

    /// Adds a share of others.
    fn add(&mut self, more: &Self, share: f64) {
        let steps = |of: &Self| {
            of.steps
                .iter()
                .flatten()
                .flat_map(|rows| **rows)
                .collect::<Vec<_>>()
        };
        let rows: Vec<Row> = [&more.clues[..], &steps(more), &more.after].concat();
        let own = self.clues.iter_mut();
        let own = own.chain(
            self.steps
                .iter_mut()
                .flatten()
                .flat_map(|rows| rows.iter_mut()),
        );
        for (sum, more) in own.chain(&mut self.after).zip(rows) {
            sum.iter_mut()
                .zip(more)
                .for_each(|(sum, more)| *sum += share * more);
        }
    }
}

/// The weights in tenths, a line for each clue that has any.
fn write(names: &[&str], fitted: &Fitted) -> String {
    let tenths = |weight: f64| (weight * 10.0).round() as i32;
    let worths = |row: &Row, before: &str| -> Vec<String> {
        let worths = row
            .iter()
            .zip(TAGS)
            .filter(|(weight, _)| tenths(**weight) != 0);
        worths
            .map(|(weight, tag)| format!("{before}{tag:?}:{}", tenths(*weight)))
            .collect()
    };
    let mut out = String::new();
    let after = TAGS.map(|tag| format!("{tag:?}"));
    let after = after.iter().map(String::as_str).chain(["-"]);
    for (tag, row) in after.zip(&fitted.after) {
        let _ = writeln!(out, "after {tag}\t{}", worths(row, "").join(" "));
    }
    for ((name, row), steps) in names.iter().zip(&fitted.clues).zip(&fitted.steps) {
        let mut worth = worths(row, "");
        for (before, row) in TAGS.iter().zip(steps.iter().flat_map(|rows| rows.iter())) {
            worth.extend(worths(row, &format!("{before:?}>")));
        }
        if !worth.is_empty() {
            let _ = writeln!(out, "{name}\t{}", worth.join(" "));
        }
    }
    out
}

/// The tag of each piece, by the tags of most of its characters.
pub fn tags(file: &str, pieces: &[Clued]) -> Vec<usize> {
    let inks = inks(file);
    let (mut next, mut before) = (0, None);
    let mut tags = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let mut votes: BTreeMap<char, usize> = BTreeMap::new();
        let mut parts = Vec::new();
        for c in crate::tagged::bare(&piece.text).chars() {
            if let Some(by) = inks[next..].iter().take(64).position(|ink| ink.c == c) {
                let ink = &inks[next + by];
                *votes.entry(ink.tag).or_default() += 1;
                parts.push(ink.part);
                next += by + 1;
            }
        }
        let most = votes.iter().max_by_key(|(_, many)| **many);
        let letter = most.map_or('P', |(letter, _)| *letter);
        let more = !parts.is_empty() && parts.first().copied() == before;
        before = parts.last().copied().or(before);
        tags.push(tag(piece, letter, more));
    }
    tags
}

/// The tag that a letter stands for, in its place among [`TAGS`].
fn tag(piece: &Clued, letter: char, more: bool) -> usize {
    let tag = match letter {
        _ if piece.fixed => Tag::Fixed,
        'T' | 'K' | 'D' | 'S' | 'C' | 'Q' if more => Tag::More,
        'T' => Tag::Title,
        'K' => Tag::Kicker,
        'D' => Tag::Deck,
        'B' => Tag::Byline,
        'L' | 'J' => Tag::Label,
        'C' => Tag::Caption,
        'S' => Tag::Subhead,
        'I' => Tag::List,
        'R' => Tag::Table,
        'V' => Tag::Verse,
        'Q' => Tag::Quote,
        'P' => Tag::Page,
        _ => Tag::Body,
    };
    TAGS.iter().position(|known| *known == tag).unwrap_or(0)
}

/// The tag of each piece, by the line of an outline that has its text.
fn outlined_tags(outline: &str, pieces: &[Clued]) -> Vec<usize> {
    let words = |text: &str| crate::tagged::bare(text).replace(['/', '|'], "");
    let letter = |role: &str| match role {
        "kicker" => 'K',
        "deck" => 'D',
        "byline" => 'B',
        "label" => 'L',
        "subhead" => 'S',
        "caption" => 'C',
        "quote" => 'Q',
        "list" => 'I',
        "verse" => 'V',
        "table" => 'R',
        "page" => 'P',
        role if role.ends_with('.') => 'T',
        _ => 'p',
    };
    let lines = outline
        .lines()
        .filter_map(|line| line.trim().split_once("  "));
    let lines: Vec<(char, String)> = lines
        .filter(|(role, _)| !["section", "?"].contains(role))
        .map(|(role, text)| (letter(role), words(text)))
        .collect();
    let tag = |piece: &Clued| {
        let text = words(&piece.text);
        let whole = lines.iter().find(|(_, line)| *line == text);
        let part = || lines.iter().find(|(_, line)| line.contains(&text));
        let found = whole.or_else(part);
        let more = found.is_some_and(|(_, line)| !line.starts_with(&text));
        tag(piece, found.map_or('p', |(letter, _)| *letter), more)
    };
    pieces.iter().map(tag).collect()
}

/// A character of a tagged file: its tag, and which part it is of.
struct Ink {
    c: char,
    tag: char,
    part: usize,
}

/// The characters of a tagged file.
fn inks(file: &str) -> Vec<Ink> {
    let mut parts: Vec<(char, String)> = Vec::new();
    let mut begun = false;
    for part in file.lines().flat_map(|line| line.split('‖')) {
        match part {
            "=" | "=|" => begun = true,
            "" | "^L" => {}
            part => {
                let (tag, text) = part.split_once('|').expect("a tag and a bar");
                let words = crate::tagged::bare(text);
                let tag = tag.chars().next().expect("a tag");
                match (tag, parts.last_mut()) {
                    ('~', Some((_, whole))) => whole.push_str(&words),
                    _ if !begun => parts.push(('P', words)),
                    ('+', _) => parts.push(('p', words)),
                    _ => parts.push((tag, words)),
                }
            }
        }
    }
    let ink = |(part, (tag, words)): (usize, (char, String))| {
        words
            .chars()
            .map(move |c| Ink { c, tag, part })
            .collect::<Vec<_>>()
    };
    parts.into_iter().enumerate().flat_map(ink).collect()
}

/// The weights that fit pages; some clues have them for tags after others, too.
fn fit(lessons: &[Lesson], names: &[&str], of_steps: &[bool], order: u64) -> Fitted {
    let mut pages = vec![0.0; names.len()];
    for lesson in lessons {
        let mut own: Vec<usize> = lesson.clues.iter().flatten().copied().collect();
        own.sort_unstable();
        own.dedup();
        own.iter().for_each(|clue| pages[*clue] += 1.0);
    }
    let said: Vec<usize> = names.iter().map(|name| said(name)).collect();
    let mut fitted = Fitted::all(0.0, of_steps);
    let mut led = Fitted::all(0.1, of_steps);
    let mut mean = fitted.clone();
    let mut chance = set::Chance::new(order);
    let mut order: Vec<usize> = (0..lessons.len()).collect();
    for round in 0..ROUNDS {
        for at in (1..order.len()).rev() {
            order.swap(at, chance.below(at + 1));
        }
        for &at in &order {
            let lesson = &lessons[at];
            let heard: Vec<Vec<usize>> = lesson
                .clues
                .iter()
                .map(|clues| {
                    let hidden = [false, chance.is(HIDDEN.0), chance.is(HIDDEN.1)];
                    clues
                        .iter()
                        .copied()
                        .filter(|clue| !hidden[said[*clue]])
                        .collect()
                })
                .collect();
            let slopes = slopes(lesson, &heard, &fitted);
            // Moves a weight where its slope leads, at a price.
            let turn = |weight: &mut f64, led: &mut f64, slope: f64, price: f64, many: f64| {
                let slope = lesson.counts * slope - L2 * *weight / many;
                *led += slope * slope;
                let step = STEP / f64::sqrt(*led);
                let moved = *weight + step * slope;
                *weight = moved.signum() * (moved.abs() - step * price / many).max(0.0);
            };
            let mut touched: BTreeMap<usize, Row> = BTreeMap::new();
            for (heard, (own, steps)) in heard.iter().zip(&slopes) {
                let steep: Vec<(usize, usize, f64)> = (0..MANY * MANY)
                    .map(|at| (at / MANY, at % MANY))
                    .map(|(before, tag)| (before, tag, steps[before][tag]))
                    .filter(|(_, _, slope)| slope.abs() >= LEAST)
                    .collect();
                for clue in heard {
                    let sum = touched.entry(*clue).or_insert([0.0; MANY]);
                    sum.iter_mut().zip(own).for_each(|(sum, more)| *sum += more);
                    if let (Some(weights), Some(led)) =
                        (&mut fitted.steps[*clue], &mut led.steps[*clue])
                    {
                        for (before, tag, slope) in &steep {
                            turn(
                                &mut weights[*before][*tag],
                                &mut led[*before][*tag],
                                *slope,
                                L1_STEPS,
                                pages[*clue],
                            );
                        }
                    }
                }
            }
            for (clue, own) in touched {
                let weights = fitted.clues[clue].iter_mut().zip(&mut led.clues[clue]);
                for ((weight, led), slope) in weights.zip(own) {
                    turn(weight, led, slope, L1, pages[clue]);
                }
            }
            let mut after = [[0.0; MANY]; MANY + 1];
            for (at, (own, steps)) in slopes.iter().enumerate() {
                let rows = match at {
                    0 => std::slice::from_ref(own),
                    _ => &steps[..],
                };
                let from = if at == 0 { MANY } else { 0 };
                for (sums, more) in after[from..].iter_mut().zip(rows) {
                    sums.iter_mut()
                        .zip(more)
                        .for_each(|(sum, more)| *sum += more);
                }
            }
            for (before, row) in after.iter().enumerate() {
                for (tag, slope) in row.iter().enumerate() {
                    turn(
                        &mut fitted.after[before][tag],
                        &mut led.after[before][tag],
                        *slope,
                        0.0,
                        lessons.len() as f64,
                    );
                }
            }
        }
        if round >= WARMING {
            mean.add(&fitted, 1.0 / (ROUNDS - WARMING) as f64);
        }
    }
    mean
}

/// 1: a clue that the rules give, 2: one of a group of headings, 0: any other.
fn said(clue: &str) -> usize {
    let rules = ["r:", "r<", "r>"];
    match clue {
        clue if rules.iter().any(|rule| clue.starts_with(rule)) => 1,
        clue if clue.starts_with("g:") => 2,
        _ => 0,
    }
}

/// By how much each tag of each piece, and each tag after another, should be likelier (forward and backward sums).
fn slopes(lesson: &Lesson, heard: &[Vec<usize>], fitted: &Fitted) -> Vec<(Row, Steps)> {
    let many = heard.len();
    let never = f64::NEG_INFINITY;
    let mut own = vec![[0.0; MANY]; many];
    let mut after: Vec<Steps> = vec![[[0.0; MANY]; MANY]; many];
    for (at, heard) in heard.iter().enumerate() {
        after[at].copy_from_slice(&fitted.after[..MANY]);
        if at == 0 {
            own[0] = fitted.after[MANY];
        }
        for clue in heard {
            let weights = own[at].iter_mut().zip(&fitted.clues[*clue]);
            weights.for_each(|(sum, more)| *sum += more);
            for (sums, more) in after[at]
                .iter_mut()
                .zip(fitted.steps[*clue].iter().flat_map(|rows| rows.iter()))
            {
                sums.iter_mut()
                    .zip(more)
                    .for_each(|(sum, more)| *sum += more);
            }
        }
        let truth = TAGS[lesson.tags[at]];
        for (weight, tag) in own[at].iter_mut().zip(TAGS) {
            if (tag == Tag::Fixed) != lesson.fixed[at] {
                *weight = never;
            } else if tag != truth {
                let of_titles = [tag, truth].contains(&Tag::Title);
                *weight += if of_titles { MARGIN_OF_TITLES } else { MARGIN };
            }
        }
    }
    let mut slopes = vec![([0.0; MANY], [[0.0; MANY]; MANY]); many];
    if many == 0 {
        return slopes;
    }
    let (mut ahead, mut behind) = (own.clone(), vec![[0.0; MANY]; many]);
    for at in 1..many {
        for tag in 0..MANY {
            let before = ahead[at - 1];
            ahead[at][tag] += log_sum(|b| before[b] + after[at][b][tag]);
        }
    }
    for at in (0..many - 1).rev() {
        for tag in 0..MANY {
            let next = behind[at + 1];
            behind[at][tag] = log_sum(|n| after[at + 1][tag][n] + own[at + 1][n] + next[n]);
        }
    }
    let all = log_sum(|tag| ahead[many - 1][tag]);
    for (at, (slope, steps)) in slopes.iter_mut().enumerate() {
        for tag in 0..MANY {
            let truth = f64::from(u8::from(lesson.tags[at] == tag));
            slope[tag] = truth - (ahead[at][tag] + behind[at][tag] - all).exp();
            for before in (0..MANY).filter(|_| at > 0) {
                let pair = ahead[at - 1][before] + after[at][before][tag] + own[at][tag];
                steps[before][tag] -= (pair + behind[at][tag] - all).exp();
            }
        }
        if at > 0 {
            steps[lesson.tags[at - 1]][lesson.tags[at]] += 1.0;
        }
    }
    slopes
}

fn log_sum(of: impl Fn(usize) -> f64) -> f64 {
    let most = (0..MANY).map(&of).fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return most;
    }
    let sum: f64 = (0..MANY).map(|at| (of(at) - most).exp()).sum();
    most + sum.ln()
}

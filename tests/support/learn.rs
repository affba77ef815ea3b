//! Fits what clues are worth to pages whose tags say what each piece is.
//!
//! A conditional random field: the weights that make the tags of whole pages likeliest, fitted page by page with steps that
//! shrink where they have led (AdaGrad) and with a price on every weight (L1, and a little L2), which leaves most clues without
//! any. Each page is learnt from as it is and set otherwise, so that no one way of setting pages is taken for all;
//! and what the rules say is hidden from every other piece, as the rules were made with these pages.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

use kanbao::ingest::page::{self, Clued, TAGS, Tag};

use crate::set;

const MANY: usize = TAGS.len();
const ROUNDS: usize = 20;
/// Rounds before those whose weights are averaged.
const WARMING: usize = 8;
const STEP: f64 = 0.3;
const L1: f64 = 0.5;
const L2: f64 = 0.2;
/// Pages that must have a clue, however they are set.
const ENOUGH: usize = 2;
/// How many times each page is set otherwise, and what it counts each time.
const SETS: usize = 3;
const OTHERWISE: f64 = 0.25;
/// What a page with an outline counts: there are few, and each is there for a reason.
const OUTLINED: f64 = 2.0;
/// What a page counts that has the form of one really printed, and how the names of such begin.
const AS_PRINTED: f64 = 3.0;
const SEED: &str = "seed-";
/// How often a piece does not hear what the rules say, and what they say of its group of headings.
const HIDDEN: (f64, f64) = (0.5, 0.3);

type Row = [f64; MANY];

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
        let clued = page::clued(text);
        let tags = outlined_tags(outline, &clued);
        pages.push((clued, tags, OUTLINED, pages.len()));
    }
    for (nth, (name, file)) in files.iter().enumerate() {
        let otherwise = |set: usize| set::otherwise(file, (nth * SETS + set) as u64);
        let own = if name.starts_with(SEED) {
            AS_PRINTED
        } else {
            1.0
        };
        let mut sets = vec![(file.clone(), own)];
        sets.extend((0..SETS).map(|set| (otherwise(set), own * OTHERWISE)));
        for (file, counts) in sets {
            let clued = page::clued(&crate::tagged::parse(&file).text);
            let tags = tags(&file, &clued);
            pages.push((clued, tags, counts, outlined.len() + nth));
        }
    }
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
    let (clues, after) = fit(&lessons, &names);
    write(&names, &clues, &after)
}

/// The weights in tenths, a line for each clue that has any.
fn write(names: &[&str], clues: &[Row], after: &[Row]) -> String {
    let mut out = String::new();
    let after_names = TAGS.map(|tag| format!("after {tag:?}"));
    let after_names = after_names.iter().map(String::as_str).chain(["after -"]);
    for (name, row) in after_names
        .zip(after)
        .chain(names.iter().copied().zip(clues))
    {
        let worth: Vec<String> = row
            .iter()
            .zip(TAGS)
            .map(|(weight, tag)| ((weight * 10.0).round() as i32, tag))
            .filter(|(weight, _)| *weight != 0)
            .map(|(weight, tag)| format!("{tag:?}:{weight}"))
            .collect();
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

/// Weights of clues and of tags after tags.
fn fit(lessons: &[Lesson], names: &[&str]) -> (Vec<Row>, Vec<Row>) {
    let mut pages = vec![0.0; names.len()];
    for lesson in lessons {
        let mut own: Vec<usize> = lesson.clues.iter().flatten().copied().collect();
        own.sort_unstable();
        own.dedup();
        own.iter().for_each(|clue| pages[*clue] += 1.0);
    }
    let said: Vec<usize> = names.iter().map(|name| said(name)).collect();
    let (mut clues, mut after) = (vec![[0.0; MANY]; names.len()], vec![[0.0; MANY]; MANY + 1]);
    let mut led = vec![[0.1; MANY]; names.len()];
    let mut led_after = vec![[0.1; MANY]; MANY + 1];
    let (mut mean, mut mean_after) = (clues.clone(), after.clone());
    // Another order of pages gives other weights, a point better or worse on pages not seen.
    let mut chance = set::Chance::new(2);
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
            let (slopes, slopes_after) = slopes(lesson, &heard, &clues, &after);
            let mut touched: BTreeMap<usize, Row> = BTreeMap::new();
            for (heard, slope) in heard.iter().zip(&slopes) {
                for clue in heard {
                    let sum = touched.entry(*clue).or_insert([0.0; MANY]);
                    sum.iter_mut()
                        .zip(slope)
                        .for_each(|(sum, more)| *sum += more);
                }
            }
            for (clue, slope) in touched {
                for tag in 0..MANY {
                    let weight = &mut clues[clue][tag];
                    let slope = lesson.counts * slope[tag] - L2 * *weight / pages[clue];
                    led[clue][tag] += slope * slope;
                    let step = STEP / f64::sqrt(led[clue][tag]);
                    let moved = *weight + step * slope;
                    let price = step * L1 / pages[clue];
                    *weight = moved.signum() * (moved.abs() - price).max(0.0);
                }
            }
            for (before, slope) in slopes_after.iter().enumerate() {
                for tag in 0..MANY {
                    let weight = &mut after[before][tag];
                    let slope = lesson.counts * slope[tag] - L2 * *weight / lessons.len() as f64;
                    led_after[before][tag] += slope * slope;
                    *weight += STEP / f64::sqrt(led_after[before][tag]) * slope;
                }
            }
        }
        if round >= WARMING {
            let share = 1.0 / (ROUNDS - WARMING) as f64;
            let all = mean
                .iter_mut()
                .zip(&clues)
                .chain(mean_after.iter_mut().zip(&after));
            for (mean, row) in all {
                mean.iter_mut()
                    .zip(row)
                    .for_each(|(mean, weight)| *mean += share * weight);
            }
        }
    }
    (mean, mean_after)
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
fn slopes(
    lesson: &Lesson,
    heard: &[Vec<usize>],
    clues: &[Row],
    after: &[Row],
) -> (Vec<Row>, Vec<Row>) {
    let many = heard.len();
    let never = f64::NEG_INFINITY;
    let mut own = vec![[0.0; MANY]; many];
    for (at, (row, heard)) in own.iter_mut().zip(heard).enumerate() {
        for clue in heard {
            row.iter_mut()
                .zip(&clues[*clue])
                .for_each(|(sum, more)| *sum += more);
        }
        for (weight, tag) in row.iter_mut().zip(TAGS) {
            if (tag == Tag::Fixed) != lesson.fixed[at] {
                *weight = never;
            }
        }
    }
    let mut slopes = vec![[0.0; MANY]; many];
    let mut slopes_after = vec![[0.0; MANY]; MANY + 1];
    if many == 0 {
        return (slopes, slopes_after);
    }
    let (mut ahead, mut behind) = (own.clone(), vec![[0.0; MANY]; many]);
    for tag in 0..MANY {
        ahead[0][tag] += after[MANY][tag];
    }
    for at in 1..many {
        for tag in 0..MANY {
            let before = ahead[at - 1];
            ahead[at][tag] += log_sum(|b| before[b] + after[b][tag]);
        }
    }
    for at in (0..many - 1).rev() {
        for tag in 0..MANY {
            let next = behind[at + 1];
            behind[at][tag] = log_sum(|n| after[tag][n] + own[at + 1][n] + next[n]);
        }
    }
    let all = log_sum(|tag| ahead[many - 1][tag]);
    for at in 0..many {
        for tag in 0..MANY {
            let truth = f64::from(u8::from(lesson.tags[at] == tag));
            slopes[at][tag] = truth - (ahead[at][tag] + behind[at][tag] - all).exp();
            if at == 0 {
                slopes_after[MANY][tag] += slopes[at][tag];
                continue;
            }
            for before in 0..MANY {
                let pair = ahead[at - 1][before] + after[before][tag] + own[at][tag];
                slopes_after[before][tag] -= (pair + behind[at][tag] - all).exp();
            }
        }
        if at > 0 {
            slopes_after[lesson.tags[at - 1]][lesson.tags[at]] += 1.0;
        }
    }
    (slopes, slopes_after)
}

fn log_sum(of: impl Fn(usize) -> f64) -> f64 {
    let most = (0..MANY).map(&of).fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return most;
    }
    let sum: f64 = (0..MANY).map(|at| (of(at) - most).exp()).sum();
    most + sum.ln()
}

//! Fits where parts that share a line are likely to meet, to tagged pages with their lines run together.
//!
//! Logistic regression: each place of each line is one where two parts meet or none. The tagged pages give the parts; half of
//! them are run together with those that follow. Steps shrink where they have led (AdaGrad), and every weight has a
//! price (L1), which leaves most clues without any.

use std::collections::HashMap;
use std::fmt::Write;

use kanbao::ingest::page::{self, Seams};

use crate::set::Chance;
use crate::tagged::{self, Mark};

const ROUNDS: usize = 6;
const STEP: f64 = 0.2;
/// The price of a weight, a place that is learnt from.
const L1: f64 = 2.0;
/// Places that must have a clue.
const ENOUGH: usize = 4;
/// How often a part is run together with those after it.
const TOGETHER: f64 = 0.5;
/// How many times each page is run together.
const TIMES: usize = 2;
/// How often there is white space between.
const GAPPED: f64 = 0.2;
/// How often a place is learnt from that is not near a seam, and how near is near, in characters.
const AFAR: (f64, usize) = (0.12, 4);

/// A place: its clues, whether two parts meet there, and what it counts.
type Lesson = (Vec<u32>, bool, f64);

/// The weights that fit tagged files, in the words of the crate's own file of them.
pub fn learn<'a>(files: impl Iterator<Item = &'a (String, String)> + Clone) -> String {
    let mut chance = Chance::new(3);
    let mut places: HashMap<String, (u32, usize)> = HashMap::new();
    let mut lessons: Vec<Lesson> = Vec::new();
    for _ in 0..TIMES {
        for (_, file) in files.clone() {
            for line in run_together(&parts(file), &mut chance) {
                take(&line, &mut places, &mut lessons, &mut chance);
            }
        }
    }
    let mut names = vec![("", 0); places.len()];
    for (name, (at, many)) in &places {
        names[*at as usize] = (name, *many);
    }
    for (clues, _, _) in &mut lessons {
        clues.retain(|clue| names[*clue as usize].1 >= ENOUGH);
    }
    let weights = fit(&lessons, &names, &mut chance);
    let mut lines: Vec<(&str, i64)> = names
        .iter()
        .zip(weights)
        .map(|((name, _), weight)| (*name, (weight * 10.0).round() as i64))
        .filter(|(_, weight)| *weight != 0)
        .collect();
    lines.sort_unstable();
    let mut out = String::new();
    for (name, weight) in lines {
        let _ = writeln!(out, "{name}\t{weight}");
    }
    out
}

/// Of the seams of tagged files with their lines run together: how many there are, how many are found, and how many places
/// are taken for one that are none, at even odds.
pub fn score<'a>(files: impl Iterator<Item = &'a (String, String)>, seams: &Seams) -> [usize; 3] {
    let mut chance = Chance::new(5);
    let [mut all, mut found, mut wrong] = [0; 3];
    for (_, file) in files {
        for run in run_together(&parts(file), &mut chance) {
            let cuts: Vec<usize> = seams
                .of(&run.text)
                .iter()
                .filter(|(_, sum)| *sum >= 0)
                .map(|(at, _)| *at)
                .collect();
            for (at, soft) in &run.seams {
                all += usize::from(!soft);
                found += usize::from(!soft && cuts.contains(at));
            }
            let is_none = |cut: &&usize| run.seams.iter().all(|(at, _)| at != *cut);
            wrong += cuts.iter().filter(is_none).count();
        }
    }
    [all, found, wrong]
}

/// A line: its text, and the byte offsets where parts meet; true where two texts do, which need not be parted.
struct Run {
    text: String,
    seams: Vec<(usize, bool)>,
}

/// The parts of a page with their tags, a line end of the page's forgotten.
fn parts(file: &str) -> Vec<(char, String)> {
    let mut parts: Vec<(char, String)> = Vec::new();
    for mark in file.lines().flat_map(tagged::marks) {
        let Mark::Part(tag, text) = mark else {
            continue;
        };
        match (tag, parts.last_mut()) {
            ('~', Some((_, whole))) => page::append(whole, text.trim()),
            (tag, _) => parts.push((tag, text.trim().to_owned())),
        }
    }
    parts
}

/// The parts of a page, half of them in one line with those after them.
fn run_together(parts: &[(char, String)], chance: &mut Chance) -> Vec<Run> {
    let is_text = |tag: char| "pI+".contains(tag);
    let mut runs = Vec::new();
    let mut rest = parts;
    while !rest.is_empty() {
        let many = match chance.is(TOGETHER) {
            true => [2, 2, 2, 3, 3, 4, 6][chance.below(7)].min(rest.len()),
            false => 1,
        };
        let (own, more) = rest.split_at(many);
        rest = more;
        let mut run = Run {
            text: String::new(),
            seams: Vec::new(),
        };
        let mut last = None;
        for (tag, text) in own {
            if let Some(last) = last {
                let word =
                    |c: Option<char>| c.is_some_and(|c| ('\u{ac00}'..='\u{d7a3}').contains(&c));
                if word(run.text.chars().last()) && word(text.chars().next()) {
                    run.text.push(' ');
                } else if chance.is(GAPPED) {
                    run.text.push_str(["　", "　　", " "][chance.below(3)]);
                }
                run.seams
                    .push((run.text.len(), is_text(last) && is_text(*tag)));
            }
            run.text.push_str(text);
            last = Some(*tag);
        }
        runs.push(run);
    }
    runs
}

/// Takes the places of a line as lessons: all near seams and at its beginning, and some of the others, which count more.
fn take(
    run: &Run,
    names: &mut HashMap<String, (u32, usize)>,
    lessons: &mut Vec<Lesson>,
    chance: &mut Chance,
) {
    let chars = |at: usize| run.text[..at].chars().count();
    let seams: Vec<(usize, bool)> = run
        .seams
        .iter()
        .map(|(at, soft)| (chars(*at), *soft))
        .collect();
    page::seam_clues(&run.text, &mut |at, clues| {
        let seam = seams.iter().find(|(seam, _)| *seam == at);
        if seam.is_some_and(|(_, soft)| *soft) {
            return;
        }
        let near = at < AFAR.1
            || seams
                .iter()
                .any(|(seam, soft)| !soft && seam.abs_diff(at) <= AFAR.1);
        if !near && !chance.is(AFAR.0) {
            return;
        }
        let clues = clues
            .into_iter()
            .map(|clue| {
                let many = names.len() as u32;
                let (place, count) = names.entry(clue).or_insert((many, 0));
                *count += 1;
                *place
            })
            .collect();
        lessons.push((clues, seam.is_some(), if near { 1.0 } else { 1.0 / AFAR.0 }));
    });
}

fn fit(lessons: &[Lesson], names: &[(&str, usize)], chance: &mut Chance) -> Vec<f64> {
    let mut weights = vec![0.0; names.len()];
    let mut led = vec![0.1; names.len()];
    let mut order: Vec<usize> = (0..lessons.len()).collect();
    for _ in 0..ROUNDS {
        chance.shuffle(&mut order);
        for &at in &order {
            let (clues, seam, counts) = &lessons[at];
            let sum: f64 = clues.iter().map(|clue| weights[*clue as usize]).sum();
            let slope = counts * (f64::from(u8::from(*seam)) - 1.0 / (1.0 + (-sum).exp()));
            for clue in clues {
                let clue = *clue as usize;
                led[clue] += slope * slope;
                let step = STEP / f64::sqrt(led[clue]);
                let moved: f64 = weights[clue] + step * slope;
                let price = step * L1 / names[clue].1 as f64;
                weights[clue] = moved.signum() * (moved.abs() - price).max(0.0);
            }
        }
    }
    weights
}

//! Fits what the signs of a headline are worth to pages whose tags say where articles begin, and tells how well weights
//! fitted to some batches of pages rank the headings of another.
//!
//! A logistic regression with a Gaussian prior: few pages show a folio over a headline, so a weight stays near a first
//! guess from what papers do, unless the pages say otherwise.

use std::collections::BTreeMap;

use kanbao::ingest::page::{self, Sign};

use crate::tagged::Tagged;

/// A group of headings between two texts: the signs for it, and whether the tags say that an article begins there.
pub struct Heading {
    pub batch: String,
    pub signs: Vec<Sign>,
    pub begins: bool,
}

/// Logarithms of odds that signs add.
pub type Weights = BTreeMap<Sign, f64>;

/// How firmly weights are held to the first guess: the prior's precision.
const PRECISION: f64 = 1.0;

/// Rounds through all weights; the fit moves no more after a few dozen.
const ROUNDS: usize = 40;

/// The headings of a page but its first, when all above them are ranked as the tags say.
pub fn headings(name: &str, page: &Tagged) -> Vec<Heading> {
    let mut headings = Vec::new();
    page::read_judged(&page.text, &mut |signs, heads| {
        let begins = page.begins_at(heads);
        headings.push(Heading {
            batch: batch(name),
            signs: signs.to_vec(),
            begins,
        });
        if begins { i32::MAX } else { i32::MIN }
    });
    headings
}

/// The pages that were written together: by the first word of the name, or by the number after a country.
pub fn batch(name: &str) -> String {
    let (first, rest) = name.split_once('-').unwrap_or((name, ""));
    match rest.parse::<u8>() {
        _ if first.len() > 2 => first.to_owned(),
        Ok(number) => format!("{number}"),
        Err(_) => "named".to_owned(),
    }
}

/// The weights that make what the tags say likeliest, found one after the other by Newton's method.
pub fn fit<'a>(headings: impl Iterator<Item = &'a Heading>) -> Weights {
    let headings: Vec<&Heading> = headings.collect();
    let mut with: BTreeMap<Sign, Vec<usize>> = BTreeMap::new();
    for (at, heading) in headings.iter().enumerate() {
        for sign in &heading.signs {
            with.entry(*sign).or_default().push(at);
        }
    }
    let mut weights: Weights = with.keys().map(|sign| (*sign, guess(*sign))).collect();
    let mut odds: Vec<f64> = headings.iter().map(|h| sum(&weights, &h.signs)).collect();
    for _ in 0..ROUNDS {
        for (sign, at) in &with {
            let weight = weights.entry(*sign).or_default();
            let mut slope = (guess(*sign) - *weight) * PRECISION;
            let mut curve = PRECISION;
            for &at in at {
                let likely = 1.0 / (1.0 + (-odds[at]).exp());
                slope += f64::from(u8::from(headings[at].begins)) - likely;
                curve += likely * (1.0 - likely);
            }
            let step = (slope / curve).clamp(-1.0, 1.0);
            *weight += step;
            at.iter().for_each(|&at| odds[at] += step);
        }
    }
    weights
}

/// The logarithm of the odds that an article begins.
pub fn sum(weights: &Weights, signs: &[Sign]) -> f64 {
    let weight = |sign| weights.get(sign).copied().unwrap_or(guess(*sign));
    signs.iter().map(weight).sum()
}

/// The first guess.
fn guess(sign: Sign) -> f64 {
    match sign {
        Sign::BylineUnder => 4.0,
        Sign::BylineInline | Sign::Labelled => 3.0,
        Sign::FolioOver | Sign::RuleOver | Sign::ScriptChanges => 2.5,
        Sign::BylineOver
        | Sign::LabelUnder
        | Sign::Jump
        | Sign::ManyHeads
        | Sign::Notice
        | Sign::UnderBriefs => 2.0,
        Sign::TwoHeads
        | Sign::ManyParts
        | Sign::PageBreak
        | Sign::Bracketed
        | Sign::BylineBelow
        | Sign::BlankMore
        | Sign::Addressed => 1.5,
        Sign::TwoHeadsSentence | Sign::Picture => 0.5,
        Sign::BlankLess | Sign::BlankFewer | Sign::GoesOn | Sign::NamesTable => -1.5,
        Sign::Ornament | Sign::Colon | Sign::BlankNone => -2.0,
        _ => 0.0,
    }
}

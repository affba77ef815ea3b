//! What of the text under it a heading says: a headline tells what the first sentence tells, a kicker names its occasion in
//! the first clause, a deck says what comes later.
//!
//! Terms are compared: two square characters side by side, numerals too, and the first letters of words that have spaces
//! between them. Each line of a run is shown with the share of its terms that each of the first sentences and clauses has,
//! and with whether that is more than the line over it or under it has there.

use std::collections::{HashMap, HashSet};
use std::fmt::Arguments;

use super::around::is_short;
use super::byline;
use super::chars::{digit, han, hangul, kana};
use super::clues::Page;
use super::cohesion::{Word, hash};
use super::piece::Role;

/// Pieces after a run among which its text begins, and texts that are looked at.
const NEAR: usize = 3;
const TEXTS: usize = 4;

/// Characters of a text that are looked at.
const WINDOW: usize = 600;

/// Sentences of all that is looked at; sentences whose clauses are, and how many clauses.
const SENTENCES: usize = 12;
const FIRST: usize = 3;
const CLAUSES: usize = 8;

/// Sentences and clauses that are shown one by one.
const SHOWN: (usize, usize) = (3, 4);

/// The least difference of shares that counts.
const MORE: f32 = 0.05;

/// The beginning of an article's text.
struct Lead {
    /// The terms of each sentence, and of the first ones' clauses.
    sentences: Vec<HashSet<Word>>,
    clauses: Vec<HashSet<Word>>,
    /// Where each of the first text's terms stands first, in characters.
    places: HashMap<Word, usize>,
}

/// What of a lead a heading says.
struct Said {
    /// Shares of its terms in each sentence and clause.
    sentences: Vec<f32>,
    clauses: Vec<f32>,
    /// The share that no sentence has.
    new: f32,
    /// The first place of one of its terms.
    place: Option<usize>,
}

/// Shows what each heading of a page says of the text under it.
pub fn of(page: &Page<'_>, see: &mut dyn FnMut(usize, Arguments<'_>)) {
    let mut from = 0;
    while from < page.pieces.len() {
        let run = (from..page.pieces.len()).take_while(|at| is_short(page, *at));
        let end = from + run.count();
        if end > from
            && let Some(lead) = Lead::under(page, end)
        {
            let said: Vec<Said> = page.pieces[from..end]
                .iter()
                .map(|piece| lead.said(&piece.text))
                .collect();
            for nth in 0..said.len() {
                let near = |by: isize| said.get(nth.checked_add_signed(by)?);
                said[nth].show([near(-1), near(1)], &mut |clue| see(from + nth, clue));
            }
        }
        from = end.max(from + 1);
    }
}

impl Lead {
    /// The text that begins at a place of a page, or near after it.
    fn under(page: &Page<'_>, at: usize) -> Option<Self> {
        let is_text = |at: &usize| page.pieces[*at].role == Role::Body && !is_short(page, *at);
        let begins = (at..page.pieces.len()).take(NEAR).find(is_text)?;
        let texts = (begins..page.pieces.len()).take(TEXTS).take_while(is_text);
        let texts: Vec<Vec<char>> = texts
            .map(|at| {
                let text = page.pieces[at].text.as_str();
                let head = byline::head(text).unwrap_or(0);
                text[head..].chars().take(WINDOW).collect()
            })
            .collect();
        let sentences = texts.iter().flat_map(|text| sentences(text));
        let sentences: Vec<&[char]> = sentences.take(SENTENCES).collect();
        let clauses = sentences.iter().take(FIRST);
        let clauses = clauses.flat_map(|sentence| sentence.split(|c| "，,、；：".contains(*c)));
        let mut places = HashMap::new();
        for (at, term) in terms(texts.first()?) {
            places.entry(term).or_insert(at);
        }
        let all = |part: &[char]| terms(part).map(|(_, term)| term).collect();
        Some(Self {
            clauses: clauses
                .filter(|clause| !clause.is_empty())
                .take(CLAUSES)
                .map(all)
                .collect(),
            sentences: sentences.into_iter().map(all).collect(),
            places,
        })
    }

    fn said(&self, heading: &str) -> Said {
        let heading: Vec<char> = heading.chars().collect();
        let terms: HashSet<Word> = terms(&heading).map(|(_, term)| term).collect();
        let many = terms.len().max(1) as f32;
        let share = |part: &HashSet<Word>| terms.intersection(part).count() as f32 / many;
        let new = terms
            .iter()
            .filter(|term| !self.sentences.iter().any(|part| part.contains(term)));
        Said {
            sentences: self.sentences.iter().map(share).collect(),
            clauses: self.clauses.iter().map(share).collect(),
            new: new.count() as f32 / many,
            place: terms
                .iter()
                .filter_map(|term| self.places.get(term))
                .min()
                .copied(),
        }
    }
}

impl Said {
    /// Shows it, and how it differs from what the headings next to it say.
    fn show(&self, near: [Option<&Self>; 2], see: &mut dyn FnMut(Arguments<'_>)) {
        for (name, own, shown) in self.parts() {
            for nth in 0..shown {
                see(format_args!("lead {name}{nth} {}", fifths(share(own, nth))));
            }
            see(format_args!("lead most {name}{}", most(own).min(6)));
        }
        let later = self.sentences.iter().skip(2).copied();
        see(format_args!(
            "lead later {}",
            fifths(later.fold(0.0, f32::max))
        ));
        see(format_args!("lead new {}", fifths(self.new)));
        match self.place {
            Some(place) => see(format_args!("lead at {}", (place / 8).min(6))),
            None => see(format_args!("lead at none")),
        }
        for (side, near) in ["<", ">"].into_iter().zip(near) {
            let Some(near) = near else {
                continue;
            };
            for ((name, own, shown), (_, other, _)) in self.parts().into_iter().zip(near.parts()) {
                for nth in 0..shown {
                    let sign = match share(own, nth) - share(other, nth) {
                        by if by > MORE => "more",
                        by if by < -MORE => "less",
                        _ => "alike",
                    };
                    see(format_args!("lead{side} {name}{nth} {sign}"));
                }
            }
        }
    }

    /// Sentences and clauses, with how many of them are shown.
    fn parts(&self) -> [(&'static str, &[f32], usize); 2] {
        [
            ("sentence", &self.sentences, SHOWN.0),
            ("clause", &self.clauses, SHOWN.1),
        ]
    }
}

/// The share of one part; none of what is not there.
fn share(shares: &[f32], nth: usize) -> f32 {
    shares.get(nth).copied().unwrap_or(0.0)
}

/// The first of the parts that has most.
fn most(shares: &[f32]) -> usize {
    let mut most = 0;
    for (at, share) in shares.iter().enumerate() {
        if *share > shares[most] {
            most = at;
        }
    }
    most
}

fn fifths(share: f32) -> usize {
    (share * 5.0) as usize
}

/// A text's sentences.
fn sentences(text: &[char]) -> impl Iterator<Item = &[char]> {
    let mut from = 0;
    let ends = (0..text.len()).filter(|at| {
        let next = text.get(at + 1);
        "。！？".contains(text[*at])
            || ".!?".contains(text[*at]) && next.is_none_or(|next| next.is_whitespace())
            || at + 1 == text.len()
    });
    ends.map(move |at| &text[std::mem::replace(&mut from, at + 1)..=at])
}

/// The terms of a text, with their places.
fn terms(text: &[char]) -> impl Iterator<Item = (usize, Word)> {
    let unspaced = |c: &char| han(*c) || kana(*c);
    let pairs = text.windows(2).zip(0..);
    let pairs = pairs.filter(move |(pair, _)| pair.iter().all(unspaced));
    let pairs = pairs.map(|(pair, at)| (at, hash(pair)));
    let spaced = |c: &char| c.is_ascii_alphabetic() || digit(*c) || hangul(*c) || *c == '.';
    let begins = (0..text.len()).filter(move |at| {
        let before = at.checked_sub(1).map(|before| &text[before]);
        spaced(&text[*at]) && !before.is_some_and(spaced)
    });
    let words = begins.map(move |at| {
        let letters = if text[at].is_ascii_alphabetic() { 5 } else { 2 };
        let word = text[at..].iter().take(letters).take_while(|c| spaced(c));
        (at, hash(&text[at..at + word.count()]))
    });
    pairs.chain(words)
}

#[cfg(test)]
mod tests {
    use super::super::{SEAMS, clued};
    use super::*;

    #[test]
    fn terms_are_pairs_of_square_characters_and_beginnings_of_words() {
        let check = |text: &str, expect: &[(usize, &str)]| {
            let text: Vec<char> = text.chars().collect();
            let found: Vec<_> = terms(&text).collect();
            let chars = |text: &str| text.chars().collect::<Vec<char>>();
            let expect: Vec<_> = expect
                .iter()
                .map(|(at, of)| (*at, hash(&chars(of))))
                .collect();
            assert_eq!(found, expect, "{text:?}");
        };
        check("渡輪改，期", &[(0, "渡輪"), (1, "輪改")]);
        check("ＡＢ 三人", &[(3, "三人")]);
        check("Ferries, at 10.30", &[(0, "ferri"), (9, "at"), (12, "10")]);
        check("부산항 입", &[(0, "부산"), (4, "입")]);
        check("", &[]);
    }

    #[test]
    fn a_sentence_ends_at_its_mark_or_with_the_text() {
        let check = |text: &str, expect: &[&str]| {
            let text: Vec<char> = text.chars().collect();
            let found = sentences(&text).map(|part| part.iter().collect::<String>());
            assert_eq!(found.collect::<Vec<_>>(), expect);
        };
        check("停航。改期！如何", &["停航。", "改期！", "如何"]);
        check("It is 3.5 m. So.", &["It is 3.5 m.", " So."]);
        check("", &[]);
    }

    #[test]
    fn a_heading_is_shown_by_what_of_its_text_it_says() {
        let page = "南灣街坊會周年大會\n渡輪加價一成\n夜船減至三班\n\
            南灣街坊會昨舉行周年大會，渡輪公司宣布加價一成，下月生效。\
            公司同時把夜船減至三班，末班船晚上十時開出，乘客可改乘巴士。\n";
        let pieces = clued(page, &SEAMS);
        let check = |nth: usize, expect: &[&str]| {
            for clue in expect {
                let clues = &pieces[nth].clues;
                assert!(clues.iter().any(|own| own == clue), "{nth} {clue}");
            }
        };
        check(
            0,
            &[
                "lead most clause0",
                "lead at 0",
                "lead new 0",
                "lead> clause0 more",
                "lead> clause1 less",
            ],
        );
        check(
            1,
            &[
                "lead most clause1",
                "lead< clause0 less",
                "lead> sentence1 less",
            ],
        );
        check(2, &["lead most sentence1", "lead later 0", "lead at 4"]);
        assert!(!pieces[0].clues.iter().any(|clue| clue.starts_with("lead<")));
        assert!(!pieces[3].clues.iter().any(|clue| clue.starts_with("lead")));
    }
}

//! Learns from pages whose tags say what each piece is.
//!
//! Each page is learnt from as it is and set otherwise, so that no one way of setting pages is taken for all;
//! and what the rules say is hidden from every other piece, as the rules were made with these pages. What is fitted, and how,
//! stands in `descent.rs`.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use kanbao::ingest::page::{self, Clued, SEAMS, Seams, TAGS, Tag};
use regex::Regex;

use crate::descent::{self, Clue, Lesson, Model};
use crate::tagged::{self, Mark};
use crate::{fit, seams, set};

/// Lessons that must have a clue: pages, however they are set; a tenth of all where there are few.
const ENOUGH: usize = 20;
/// Another order of pages gives other weights, a point better or worse on pages not seen: the mean of three is steadier.
const ORDERS: [u64; 3] = [1, 2, 3];
/// How many times each page is set otherwise, and what it counts each time.
const SETS: usize = 3;
const OTHERWISE: f32 = 0.25;
/// What a page with an outline counts: there are few, and each is there for a reason.
const OUTLINED: f32 = 12.0;
/// What a page counts that is set as the one really printed that the plan names, and how the names of such begin: there are
/// two. Those of other hands in that form (`seeda`, `seedb`, `seedc`) are many, and count once.
const AS_PRINTED: f32 = 12.0;
const SEED: &str = "seed-";
/// In the lessons, as they are and set otherwise, 19 headlines of a hundred have several lines; on pages of fourteen hands that
/// nothing is learnt from, 7: by so much, a logarithm, the odds are smaller that a line is a headline's next.
const RARER: f32 = 1.2;
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
        r"lead[<>] \S+ \S+",
        r"lead most \S+",
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

/// A page as it is set once: its pieces, their tags, what it counts, and whether it is set as it was.
struct Made {
    clued: Vec<Clued>,
    tags: Vec<usize>,
    counts: f32,
    as_it_was: bool,
}

/// The weights that so many rounds over tagged files, and over pages with their outlines, give.
pub fn learn(
    files: &[(String, String)],
    outlined: &[(String, String)],
    rounds: usize,
) -> page::Weights {
    let pages = made(files, outlined);
    let mut many: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for (nth, page) in pages.iter().enumerate() {
        for clue in page.clued.iter().flat_map(|piece| &piece.clues) {
            let (last, all, as_they_were) = many.entry(clue).or_insert((usize::MAX, 0, 0));
            if *last != nth {
                *all += 1;
                *as_they_were += usize::from(page.as_it_was);
            }
            *last = nth;
        }
    }
    let enough = ENOUGH.min(pages.len() / 10);
    many.retain(|_, (_, all, _)| *all >= enough);
    let mut steps = 0;
    let clue = |(name, (_, _, pages)): (&&str, &(usize, usize, usize))| {
        let of_steps = *pages >= COMMON && OF_STEPS.is_match(name);
        steps += usize::from(of_steps);
        Clue {
            said: said(name),
            step: of_steps.then(|| steps - 1),
        }
    };
    let clues: Vec<Clue> = many.iter().map(clue).collect();
    let names: Vec<&str> = many.into_keys().collect();
    let places: HashMap<&str, usize> = names.iter().copied().zip(0..).collect();
    let lesson = |page: &Made| Lesson {
        clues: page
            .clued
            .iter()
            .map(|piece| {
                let known = piece
                    .clues
                    .iter()
                    .filter_map(|clue| places.get(clue.as_str()));
                known.copied().collect()
            })
            .collect(),
        open: page.clued.iter().map(|piece| piece.open).collect(),
        tags: page.tags.clone(),
        counts: page.counts,
    };
    let lessons: Vec<Lesson> = pages.iter().map(lesson).collect();
    std::thread::scope(|threads| {
        let (lessons, clues) = (&lessons, &clues);
        let fits =
            ORDERS.map(|order| threads.spawn(move || descent::fit(lessons, clues, rounds, order)));
        let models = fits.map(|fit| fit.join().expect("weights of finite pages"));
        page::Weights::new(models.map(|model| learnt(&model, &names, clues)).into())
    })
}

/// A model with the names of its clues.
fn learnt(model: &Model, names: &[&str], clues: &[Clue]) -> page::Learnt {
    let of_clues = names.iter().zip(0..);
    let of_clues: Vec<_> = of_clues
        .map(|(name, at)| (*name, model.clues.row(at)))
        .collect();
    let of_steps = names.iter().zip(clues);
    let of_steps = of_steps.filter_map(|(name, clue)| Some((*name, model.steps.row(clue.step?))));
    let of_steps: Vec<_> = of_steps.collect();
    let mut after = model.after.clone();
    for line in [Tag::Title, Tag::More] {
        after.row_mut(place(line))[place(Tag::More)] -= RARER;
    }
    page::Learnt::new(model.net.clone(), after, &of_clues, &of_steps)
}

/// The pages with outlines, and the tagged ones as they are and set otherwise. Seams are learnt from the other half of the
/// hands, as they stand in pages not seen.
fn made(files: &[(String, String)], outlined: &[(String, String)]) -> Vec<Made> {
    let of_outlined = outlined.iter().map(|(text, outline)| {
        let clued = page::clued(text, &SEAMS);
        Made {
            tags: outlined_tags(outline, &clued),
            clued,
            counts: OUTLINED,
            as_it_was: true,
        }
    });
    let mut pages: Vec<Made> = of_outlined.collect();
    let halves = [false, true].map(|half| {
        let others = files.iter().filter(|(name, _)| is_of(name) != half);
        Seams::read(&seams::learn(others))
    });
    let of_file = |(nth, (name, file)): (usize, &(String, String))| {
        let own = match name.starts_with(SEED) {
            true => AS_PRINTED,
            false => 1.0,
        };
        let otherwise = |set: usize| set::otherwise(file, (nth * SETS + set) as u64);
        let sets = (0..SETS).map(|set| (otherwise(set), false));
        let sets: Vec<_> = std::iter::once((file.clone(), true)).chain(sets).collect();
        let seams = &halves[usize::from(is_of(name))];
        let made = sets.into_iter().map(|(file, as_it_was)| {
            let clued = page::clued(&tagged::parse(&file).text, seams);
            Made {
                tags: tags(&file, &clued),
                clued,
                counts: if as_it_was { own } else { own * OTHERWISE },
                as_it_was,
            }
        });
        made.collect::<Vec<_>>()
    };
    let numbered: Vec<_> = files.iter().enumerate().collect();
    let (first, second) = numbered.split_at(numbered.len() / 2);
    std::thread::scope(|threads| {
        let first = threads.spawn(|| first.iter().copied().flat_map(of_file).collect::<Vec<_>>());
        let second: Vec<_> = second.iter().copied().flat_map(of_file).collect();
        pages.extend(first.join().expect("every page has its tags"));
        pages.extend(second);
    });
    pages
}

/// Which half of the hands a page is of.
fn is_of(name: &str) -> bool {
    fit::batch(name).bytes().map(u32::from).sum::<u32>() % 2 == 1
}

/// The tag of each piece, by the tags of most of its characters.
pub fn tags(file: &str, pieces: &[Clued]) -> Vec<usize> {
    let inks = inks(file);
    let (mut next, mut before) = (0, None);
    let mut tags = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let mut votes: BTreeMap<char, usize> = BTreeMap::new();
        let mut parts = Vec::new();
        for c in tagged::bare(&piece.text).chars() {
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

/// The place of [`Tag::Fixed`], which a piece has if it can.
const FIXED: usize = TAGS.len() - 1;

/// The tag that a letter stands for, in its place among [`TAGS`].
fn tag(piece: &Clued, letter: char, more: bool) -> usize {
    let tag = match letter {
        _ if piece.open[FIXED] => Tag::Fixed,
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
    place(tag)
}

/// The place of a tag among [`TAGS`].
fn place(tag: Tag) -> usize {
    let place = TAGS.iter().position(|known| *known == tag);
    place.expect("every tag is among them")
}

/// The tag of each piece, by the line of an outline that has its text.
fn outlined_tags(outline: &str, pieces: &[Clued]) -> Vec<usize> {
    let words = |text: &str| tagged::bare(text).replace(['/', '|'], "");
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
    for mark in file.lines().flat_map(tagged::marks) {
        match mark {
            Mark::Article => begun = true,
            Mark::FormFeed => {}
            Mark::Part(tag, text) => {
                let words = tagged::bare(text);
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

/// 1: a clue that the rules give, 2: one of a group of headings, 0: any other.
fn said(clue: &str) -> usize {
    let rules = ["r:", "r<", "r>"];
    match clue {
        clue if rules.iter().any(|rule| clue.starts_with(rule)) => 1,
        clue if clue.starts_with("g:") => 2,
        _ => 0,
    }
}

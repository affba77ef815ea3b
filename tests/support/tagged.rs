//! Pages whose every line says what it is: page text and the expected outcome in one file, and how near a split comes.
//!
//! A line of such a file is `tag|text`, an empty line is one of the page, `^L` a form feed, `=` begins an article and
//! stands in no page. Parts of one line are divided by `‖`. Tags: `P` the page's own, `T` title, `K` kicker, `D` deck,
//! `B` byline, `L` label, `J` jump line, `C` caption, `S` subhead, `p` paragraph, `I` item of a list, `R` row of a table,
//! `V` line of verse, `Q` quotation; `+` is the rest of a paragraph that a column's end cut, `~` the next line of what a
//! line's width divided.

use std::collections::BTreeMap;

use kanbao::article::{Article, BlockKind};
use kanbao::ingest::Harvest;

/// What a tagged file says.
#[derive(Debug, Default)]
pub struct Tagged {
    /// The page's text.
    pub text: String,
    /// Lines that belong to the page.
    pub labels: Vec<String>,
    /// The articles that it should give.
    pub articles: Vec<Expected>,
}

/// An article that a page should give: its parts with their tags, all without white space.
#[derive(Debug, Default)]
pub struct Expected {
    parts: Vec<(char, String)>,
    joins: Vec<String>,
    /// The part that the last line belongs to.
    last: usize,
}

/// Hits and cases of a dimension, and what was missed.
#[derive(Debug, Default, Clone)]
pub struct Score {
    pub hits: usize,
    pub cases: usize,
    pub missed: Vec<String>,
}

/// The score of each dimension: `boundaries`, `titles`, `joins`, `labels`, `paragraph` and a name for each kind.
pub type Scores = BTreeMap<&'static str, Score>;

/// What stands in a line of a tagged file.
pub enum Mark<'a> {
    /// An article begins.
    Article,
    /// The page ends.
    FormFeed,
    /// A text with its tag.
    Part(char, &'a str),
}

/// What stands in a line of a tagged file, in its order; nothing in an empty one.
pub fn marks(line: &str) -> impl Iterator<Item = Mark<'_>> {
    let parts = line.split('‖').filter(|part| !part.is_empty());
    parts.map(|part| match part {
        "=" | "=|" => Mark::Article,
        "^L" => Mark::FormFeed,
        part => {
            let (tag, text) = part.split_once('|').expect("a tag and a bar");
            Mark::Part(tag.chars().next().expect("a tag"), text)
        }
    })
}

/// Reads a tagged file.
pub fn parse(file: &str) -> Tagged {
    let mut tagged = Tagged::default();
    let mut begun = false;
    for line in file.lines() {
        if !["=", "^L"].contains(&line) {
            if begun {
                tagged.text.push('\n');
            }
            begun = true;
        }
        for mark in marks(line) {
            match mark {
                Mark::Article => tagged.articles.push(Expected::default()),
                Mark::FormFeed => tagged.text.push('\u{c}'),
                Mark::Part(tag, text) => take(&mut tagged, tag, text),
            }
        }
    }
    tagged
}

fn take(tagged: &mut Tagged, tag: char, text: &str) {
    tagged.text.push_str(text);
    let words = bare(text);
    let Some(article) = tagged.articles.last_mut().filter(|_| tag != 'P') else {
        tagged.labels.push(words);
        return;
    };
    let whole = match tag {
        '+' => article
            .parts
            .iter()
            .rposition(|(tag, _)| "pI".contains(*tag)),
        '~' => Some(article.last),
        _ => None,
    };
    match whole {
        Some(at) => {
            let (_, whole) = &mut article.parts[at];
            let seam = tail(whole, 5) + &head(&words, 5);
            whole.push_str(&words);
            article.joins.push(seam);
            article.last = at;
        }
        None => {
            article.last = article.parts.len();
            article.parts.push((tag, words));
        }
    }
}

/// How near a split comes to what was expected.
pub fn score(name: &str, tagged: &Tagged, harvest: &Harvest) -> Scores {
    let mut scores = Scores::new();
    let mut note = |dimension, hit: bool, missed: &dyn Fn() -> String| {
        let score: &mut Score = scores.entry(dimension).or_default();
        score.cases += 1;
        score.hits += usize::from(hit);
        if !hit {
            score.missed.push(format!("{name}: {}", missed()));
        }
    };
    for expected in &tagged.articles {
        let bounded = harvest
            .articles
            .iter()
            .any(|a| is_bounded(expected, tagged, a));
        note("boundaries", bounded, &|| expected.title());
        let titled = harvest
            .articles
            .iter()
            .any(|a| bare(&a.title) == expected.title());
        note("titles", titled, &|| place(harvest, &expected.title()));
        for seam in &expected.joins {
            let joined = spots(harvest).iter().any(|(_, text)| text.contains(seam));
            note("joins", joined, &|| seam.clone());
        }
        for (tag, text) in expected.parts.iter().filter(|(tag, _)| *tag != 'T') {
            let found = match tag {
                'L' | 'J' => {
                    let own = harvest.articles.iter().filter(|a| belongs(expected, a));
                    let mut labels = own.flat_map(|a| &a.labels).chain(&harvest.labels);
                    labels.any(|label| bare(label).contains(text))
                }
                _ => spots(harvest).iter().any(|(role, found)| {
                    *role == dimension(*tag)
                        && if "pCS".contains(*tag) {
                            found == text
                        } else {
                            found.contains(text)
                        }
                }),
            };
            note(dimension(*tag), found, &|| place(harvest, text));
        }
    }
    for text in &tagged.labels {
        let kept = spots(harvest)
            .iter()
            .any(|(role, found)| matches!(*role, "page" | "labels") && found.contains(text));
        note("labels", kept, &|| place(harvest, text));
    }
    for _ in tagged.articles.len()..harvest.articles.len() {
        note("boundaries", false, &|| "an article too many".to_owned());
    }
    scores
}

/// Adds scores up.
pub fn add(sum: &mut Scores, more: Scores) {
    for (dimension, score) in more {
        let all = sum.entry(dimension).or_default();
        all.hits += score.hits;
        all.cases += score.cases;
        all.missed.extend(score.missed);
    }
}

impl Tagged {
    /// An article begins at these headings: one of them is a title.
    pub fn begins_at(&self, heads: &[&str]) -> bool {
        let heads: Vec<String> = heads.iter().map(|head| bare(head)).collect();
        let titles = self.articles.iter().map(Expected::title);
        titles
            .filter(|title| !title.is_empty())
            .any(|title| heads.contains(&title))
    }
}

impl Expected {
    fn title(&self) -> String {
        let title = self.parts.iter().find(|(tag, _)| *tag == 'T');
        title.map(|(_, text)| text.clone()).unwrap_or_default()
    }

    /// There is more of it than headings.
    fn says_something(&self) -> bool {
        let text = |tag: &char| !"TKDLBJ".contains(*tag);
        self.parts.iter().any(|(tag, _)| text(tag))
    }

    /// The beginning and the end of what it says, whatever parts they are in; what says nothing is all headline.
    fn ends(&self) -> (String, String) {
        let text = self
            .parts
            .iter()
            .filter(|(tag, _)| !"TKDLBJ".contains(*tag));
        let text: String = text.map(|(_, text)| text.as_str()).collect();
        match text.as_str() {
            "" => (self.title(), self.title()),
            text => (head(text, 8), tail(text, 8)),
        }
    }
}

/// The article holds the expected one from its first words to its last, and no other's.
fn is_bounded(expected: &Expected, tagged: &Tagged, article: &Article) -> bool {
    let text = bare(&(article.title.clone() + &article.body()));
    let (first, last) = expected.ends();
    let others = tagged
        .articles
        .iter()
        .filter(|other| !std::ptr::eq(*other, expected) && other.says_something());
    text.contains(&first)
        && text.contains(&last)
        && others
            .map(Expected::ends)
            .all(|(a, b)| a == first || !text.contains(&a) && !text.contains(&b))
}

/// The article is the expected one, by its title or its first words.
fn belongs(expected: &Expected, article: &Article) -> bool {
    bare(&article.title) == expected.title() || bare(&article.body()).contains(&expected.ends().0)
}

/// All that a harvest says, with its dimension.
fn spots(harvest: &Harvest) -> Vec<(&'static str, String)> {
    let mut spots = Vec::new();
    for article in &harvest.articles {
        spots.push(("titles", bare(&article.title)));
        let around = [
            ("kicker", &article.kicker),
            ("deck", &article.deck),
            ("byline", &article.byline),
        ];
        for (role, text) in around {
            spots.extend(text.as_ref().map(|text| (role, bare(text))));
        }
        spots.extend(article.labels.iter().map(|label| ("labels", bare(label))));
        spots.extend(
            article
                .blocks
                .iter()
                .map(|block| (kind(block.kind), bare(&block.text))),
        );
    }
    spots.extend(harvest.labels.iter().map(|label| ("page", bare(label))));
    spots
}

/// Where a text went instead.
fn place(harvest: &Harvest, text: &str) -> String {
    let spots = spots(harvest);
    let near = spots
        .iter()
        .find(|(_, found)| found.contains(&head(text, 8)));
    let near = near.map_or("nowhere".to_owned(), |(role, found)| {
        format!("{role} {}", head(found, 40))
    });
    format!("{} <- {near}", head(text, 40))
}

fn dimension(tag: char) -> &'static str {
    match tag {
        'K' => "kicker",
        'D' => "deck",
        'B' => "byline",
        'L' | 'J' => "labels",
        'C' => "caption",
        'S' => "subhead",
        'I' => "list",
        'R' => "table",
        'V' => "verse",
        'Q' => "quote",
        'p' => "paragraph",
        _ => panic!("no such tag: {tag}"),
    }
}

fn kind(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Subhead => "subhead",
        BlockKind::Caption => "caption",
        BlockKind::Quote => "quote",
        BlockKind::List => "list",
        BlockKind::Verse => "verse",
        BlockKind::Table => "table",
        _ => "paragraph",
    }
}

/// A text without white space, hyphens and ornaments: what may differ.
pub fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !"-\u{ad}●■▲◆".contains(*c))
        .filter(|c| !('\u{2500}'..='\u{259f}').contains(c))
        .collect()
}

fn head(text: &str, chars: usize) -> String {
    text.chars().take(chars).collect()
}

fn tail(text: &str, chars: usize) -> String {
    let skip = text.chars().count().saturating_sub(chars);
    text.chars().skip(skip).collect()
}

#[test]
fn marks_are_those_of_a_line_in_their_order() {
    let check = |line: &str, expect: &str| {
        let marks = marks(line).map(|mark| match mark {
            Mark::Article => "article".to_owned(),
            Mark::FormFeed => "form feed".to_owned(),
            Mark::Part(tag, text) => format!("{tag} {text}"),
        });
        assert_eq!(marks.collect::<Vec<_>>().join(", "), expect, "{line}");
    };
    check("", "");
    check("=", "article");
    check("^L", "form feed");
    check("B|【本報訊】‖p|渡輪昨日", "B 【本報訊】, p 渡輪昨日");
    check("p|停航。‖=|‖T|渡輪改期", "p 停航。, article, T 渡輪改期");
    check("=|‖T|渡輪改期", "article, T 渡輪改期");
    check("P|要聞 | A4", "P 要聞 | A4");
}

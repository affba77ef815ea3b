//! Tagged pages set otherwise, as other hands would have: headlines on one line or several, decks over them, captions in
//! the midst of texts, lists without marks; in a narrow column, with more blank lines or fewer, without names
//! under headlines; with line ends lost.

/// Numbers by chance, the same every time.
pub struct Chance(u64);

impl Chance {
    /// Other numbers for another seed.
    pub fn new(seed: u64) -> Self {
        let mut chance = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        (0..5).for_each(|_| {
            chance.next();
        });
        chance
    }

    /// From 0 to 1 (xorshift).
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Mostly near zero, two thirds of them nearer than one (Box and Muller's way).
    pub fn normal(&mut self) -> f32 {
        let (far, turn) = (self.next().max(1e-12), self.next());
        ((-2.0 * far.ln()).sqrt() * (std::f64::consts::TAU * turn).cos()) as f32
    }

    /// Puts things into an order at random (Fisher and Yates's way).
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for at in (1..things.len()).rev() {
            things.swap(at, self.below(at + 1));
        }
    }

    /// True so often.
    pub fn is(&mut self, often: f64) -> bool {
        self.next() < often
    }

    /// A number below another.
    pub fn below(&mut self, end: usize) -> usize {
        ((self.next() * end as f64) as usize).min(end.saturating_sub(1))
    }
}

/// How the blank lines of a page are set.
#[derive(Clone, Copy, PartialEq)]
enum Gaps {
    AsTheyWere,
    None,
    OverHeadings,
    Everywhere,
}

/// The file of the same page, set otherwise.
pub fn otherwise(file: &str, seed: u64) -> String {
    let mut chance = Chance::new(seed + 1);
    let mut made = parts(file);
    headings(&mut made, &mut chance);
    let file = whole(&made);
    let narrow = chance.is(0.5).then(|| 22 + 2 * chance.below(14));
    let indented = chance.is(0.5);
    let gaps = match chance.below(10) {
        0..=5 => Gaps::AsTheyWere,
        6 => Gaps::None,
        7 => Gaps::OverHeadings,
        _ => Gaps::Everywhere,
    };
    let unsigned = if chance.is(0.2) { 0.6 } else { 0.0 };
    let lines: Vec<&str> = file.lines().collect();
    let mut out = String::new();
    let (mut blanks, mut begun) = (0, false);
    for (at, line) in lines.iter().enumerate() {
        if line.is_empty() {
            blanks += 1;
            continue;
        }
        let next = lines[at + 1..].iter().find(|line| !line.is_empty());
        let alone = !line.contains('‖') && !next.is_some_and(|next| next.starts_with("~|"));
        let (tag, text) = line.split_once('|').unwrap_or(("", ""));
        if tag == "B" && alone && chance.is(unsigned) {
            continue;
        }
        let columns =
            narrow.filter(|_| alone && (["p", "+"].contains(&tag) || tag == "C" && chance.is(0.5)));
        let set = columns.map(|width| {
            let indent = if tag == "p" && indented { "　　" } else { "" };
            wrap(&format!("{indent}{}", text.trim()), width).join("\n~|")
        });
        let before = match gaps {
            Gaps::AsTheyWere => blanks,
            Gaps::None => 0,
            Gaps::OverHeadings => usize::from(*line == "=" || tag == "S" || begun && tag == "T"),
            Gaps::Everywhere => usize::from(!out.is_empty() && *line != "=" && tag != "R"),
        };
        out.push_str(&"\n".repeat(before));
        out.push_str(&set.map_or(line.to_string(), |set| format!("{tag}|{set}")));
        out.push('\n');
        (blanks, begun) = (0, *line == "=");
    }
    let mut made = parts(&out);
    let amidst = often(&mut chance, 0.2);
    into_texts(&mut made, amidst, &mut chance);
    if chance.is(TOGETHER) {
        return run_together(&made, &mut chance);
    }
    whole(&made)
}

/// How many pages have lost line ends, and how often such a page has lost one.
const TOGETHER: f64 = 0.12;
const LOST: f64 = 0.4;

/// The file of these parts with some of them on one line, and nothing between.
fn run_together(parts: &[Part], chance: &mut Chance) -> String {
    let mut out = String::new();
    let is_one =
        |part: &Part| part.lines.len() == 1 && !["=", "^L", "R", "V"].contains(&&*part.tag);
    for (at, part) in parts.iter().enumerate() {
        let before = &parts[..at];
        let before = before.iter().rev().find(|before| before.tag != "=");
        let parted = before.is_some_and(|before| is_one(before) && !is_one_word(before, part));
        let begins = at > 0 && parts[at - 1].tag == "=";
        // An article of which nothing is left but its beginning keeps that line.
        let is_empty = begins && at > 1 && parts[at - 2].tag == "=";
        let lost = part.blanks == 0 && is_one(part) && parted && !is_empty;
        if lost && chance.is(LOST) {
            if begins {
                out.truncate(out.len() - "=\n".len());
            }
            out.truncate(out.trim_end_matches('\n').len());
            out.push_str(if begins { "‖=|‖" } else { "‖" });
        }
        out.push_str(&whole(std::slice::from_ref(part)));
    }
    out
}

/// With nothing between, the last word of one and the first of the other would be one word: no text layer makes it so.
fn is_one_word(before: &Part, part: &Part) -> bool {
    let spaced = |c: char| c.is_ascii_alphanumeric() || ('\u{ac00}'..='\u{d7a3}').contains(&c);
    let last = before.lines[0].chars().next_back();
    let first = part.lines[0].chars().next();
    last.is_some_and(spaced) && first.is_some_and(spaced)
}

/// Something that one hand in two does so often.
fn often(chance: &mut Chance, often: f64) -> f64 {
    if chance.is(0.5) { often } else { 0.0 }
}

/// A part of a page and the lines under it that go on with it.
struct Part {
    blanks: usize,
    tag: String,
    lines: Vec<String>,
}

impl Part {
    fn is_alone(&self) -> bool {
        !self.lines.iter().any(|line| line.contains('‖'))
    }

    fn of(tag: &str, line: String) -> Self {
        Self {
            blanks: 0,
            tag: tag.to_owned(),
            lines: vec![line],
        }
    }
}

/// The parts of a file; a line that has no tag is one of its own.
fn parts(file: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut blanks = 0;
    for line in file.lines() {
        if line.is_empty() {
            blanks += 1;
            continue;
        }
        let mut line = line;
        // What begins within a line begins before it as well.
        if let Some(rest) = line.strip_prefix("=|‖") {
            parts.push(Part {
                blanks: std::mem::take(&mut blanks),
                ..Part::of("=", String::new())
            });
            line = rest;
        }
        let (tag, text) = line.split_once('|').unwrap_or((line, ""));
        match parts.last_mut() {
            Some(part) if tag == "~" && blanks == 0 => part.lines.push(text.to_owned()),
            _ => parts.push(Part {
                blanks,
                ..Part::of(tag, text.to_owned())
            }),
        }
        blanks = 0;
    }
    parts
}

/// Headlines and lists as another hand would have set them.
fn headings(parts: &mut Vec<Part>, chance: &mut Chance) {
    let (divided, one_line) = (often(chance, 0.6), often(chance, 0.6));
    let (kickers, unmarked) = (often(chance, 0.15), often(chance, 0.5));
    for part in parts.iter_mut() {
        if !part.is_alone() {
            continue;
        }
        if ["T", "S", "D"].contains(&part.tag.as_str()) {
            if part.lines.len() > 1 {
                if chance.is(one_line) {
                    part.lines = vec![part.lines.join(" ")];
                }
            } else if chance.is(if part.tag == "T" {
                divided
            } else {
                divided / 4.0
            }) {
                part.lines = broken(&part.lines[0], chance);
            }
        }
    }
    bare_lists(parts, unmarked, chance);
    over_headlines(parts, kickers, chance);
}

/// A file of these parts.
fn whole(parts: &[Part]) -> String {
    let mut out = String::new();
    for part in parts {
        out.push_str(&"\n".repeat(part.blanks));
        match part.tag.as_str() {
            "=" | "^L" => out.push_str(&part.tag),
            tag => {
                out.push_str(tag);
                out.push('|');
                out.push_str(&part.lines.join("\n~|"));
            }
        }
        out.push('\n');
    }
    out
}

/// A headline over two lines and more: at its gaps, or in its midst.
fn broken(line: &str, chance: &mut Chance) -> Vec<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    if line.is_ascii() || line.chars().any(|c| ('\u{ac00}'..='\u{d7a3}').contains(&c)) {
        if words.len() < 5 {
            return vec![line.to_owned()];
        }
        let many = 2 + chance.below(2);
        let each = words.len().div_ceil(many);
        return words.chunks(each).map(|words| words.join(" ")).collect();
    }
    if words.len() > 1 {
        return words.iter().map(|word| word.to_string()).collect();
    }
    let chars: Vec<char> = line.chars().collect();
    if chars.len() < 14 {
        return vec![line.to_owned()];
    }
    let at = chars.len() / 2 - 2 + chance.below(5);
    let closing = |c: char| "，、：；！？」』）》".contains(c);
    let at = if closing(chars[at]) { at + 1 } else { at };
    [&chars[..at], &chars[at..]]
        .iter()
        .map(|half| half.iter().collect())
        .collect()
}

/// Lists without their marks.
fn bare_lists(parts: &mut [Part], often: f64, chance: &mut Chance) {
    let mut bare = None;
    for part in parts {
        if part.tag != "I" {
            bare = None;
            continue;
        }
        if *bare.get_or_insert_with(|| chance.is(often)) && part.is_alone() {
            let line = part.lines[0].trim_start();
            let rest = line.trim_start_matches(|c: char| "•‧・·●■▲◆○◎□◇▪–-✓☆★※ 　".contains(c));
            if !rest.is_empty() {
                part.lines[0] = rest.to_owned();
            }
        }
    }
}

/// Decks, or headings of the text, over headlines.
fn over_headlines(parts: &mut Vec<Part>, often: f64, chance: &mut Chance) {
    let mut at = 0;
    while at < parts.len() {
        let end = |at: usize| {
            at + parts[at + 1..]
                .iter()
                .take_while(|part| part.tag != "=")
                .count()
                + 1
        };
        if parts[at].tag == "T" && chance.is(often) {
            let range = at + 1..end(at);
            let over = parts[at.saturating_sub(1)].tag == "K";
            let found = range.clone().find(|&at| {
                let part = &parts[at];
                ["D", "S"].contains(&part.tag.as_str()) && part.is_alone() && part.lines.len() == 1
            });
            let found = found.filter(|_| !over && parts[at].is_alone());
            if let Some(from) = found {
                let mut kicker = parts.remove(from);
                kicker.tag = "K".to_owned();
                kicker.blanks = std::mem::take(&mut parts[at].blanks);
                parts.insert(at, kicker);
                at += 1;
            }
        }
        at += 1;
    }
}

/// Captions in the midst of texts.
fn into_texts(parts: &mut Vec<Part>, amidst: f64, chance: &mut Chance) {
    let mut at = 0;
    while at < parts.len() {
        let own = at..at
            + parts[at..]
                .iter()
                .skip(1)
                .take_while(|part| part.tag != "=")
                .count()
            + 1;
        let long = |part: &Part| {
            let chars: usize = part.lines.iter().map(|line| line.chars().count()).sum();
            part.tag == "p" && part.is_alone() && chars > 60
        };
        let texts: Vec<usize> = own.clone().filter(|&at| long(&parts[at])).collect();
        let caption = own
            .clone()
            .find(|&at| parts[at].tag == "C" && parts[at].is_alone());
        let is_next = |at: usize| parts.get(at + 1).is_none_or(|next| next.tag != "+");
        if let (Some(from), false) = (caption, texts.is_empty())
            && chance.is(amidst)
        {
            let into = texts[chance.below(texts.len())];
            if is_next(into) {
                let caption = parts.remove(from);
                let into = if from < into { into - 1 } else { into };
                insert(parts, into, caption, chance);
            }
        }
        at = own.end;
    }
}

/// Into the midst of a text, or after it.
fn insert(parts: &mut Vec<Part>, into: usize, mut part: Part, chance: &mut Chance) {
    part.blanks = 0;
    let text = &mut parts[into];
    let rest = if text.lines.len() > 2 {
        let at = 1 + chance.below(text.lines.len() - 1);
        text.lines.split_off(at)
    } else if text.lines.len() == 1 {
        let chars: Vec<char> = text.lines[0].chars().collect();
        let from = 20 + chance.below(chars.len() - 40);
        let mut at = from;
        let inner = |c: char| c.is_ascii_alphanumeric() || ('\u{ac00}'..='\u{d7a3}').contains(&c);
        while at + 1 < chars.len()
            && (inner(chars[at]) && inner(chars[at - 1])
                || "，。、；：！？」』）》”’.,;:!?)".contains(chars[at]))
        {
            at += 1;
        }
        text.lines = vec![chars[..at].iter().collect::<String>().trim_end().to_owned()];
        vec![
            chars[at..]
                .iter()
                .collect::<String>()
                .trim_start()
                .to_owned(),
        ]
    } else {
        Vec::new()
    };
    parts.insert(into + 1, part);
    if !rest.is_empty() && !rest.concat().is_empty() {
        parts.insert(
            into + 2,
            Part {
                blanks: 0,
                tag: "+".to_owned(),
                lines: rest,
            },
        );
    }
}

fn cells(c: char) -> usize {
    unicode_width::UnicodeWidthChar::width(c).unwrap_or(0)
}

/// Lines of at most so many cells, and a mark or two.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let clings = |c: char| "，。、；：！？」』）》”’.,;:!?)".contains(c);
    let word =
        |c: char| !c.is_whitespace() && (cells(c) == 1 || ('\u{ac00}'..='\u{d7a3}').contains(&c));
    let mut lines = vec![String::new()];
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let mut unit = String::from(c);
        while let Some(more) = chars.next_if(|&more| clings(more) || word(c) && word(more)) {
            unit.push(more);
        }
        let wide = |text: &str| text.chars().map(cells).sum::<usize>();
        let line = lines.last().map_or(0, |line| wide(line));
        if line > 0 && line + wide(&unit) > width + 1 {
            lines.push(String::new());
        }
        if let Some(line) = lines
            .last_mut()
            .filter(|line| !line.is_empty() || unit != " ")
        {
            line.push_str(&unit);
        }
    }
    let lines = lines.iter().map(|line| line.trim_end().to_owned());
    lines.filter(|line| !line.is_empty()).collect()
}

/// An article that begins within a line is in every page that is made of its own.
#[test]
fn no_article_is_lost_when_a_page_is_set_otherwise() {
    let file = "P|北角早報\n=|‖T|渡輪夜航試行三月‖p|渡輪昨晚起加開三班。\n=\nT|街市明年翻新\np|檔位減半。\n";
    for seed in 0..40 {
        let made = otherwise(file, seed);
        assert_eq!(made.matches("T|").count(), 2, "{made}");
    }
}

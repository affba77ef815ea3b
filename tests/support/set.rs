//! Tagged pages set otherwise: in a narrow column, with more blank lines or fewer, without names under headlines.

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
        let columns = narrow.filter(|_| alone && ["p", "+", "C"].contains(&tag));
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
    out
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

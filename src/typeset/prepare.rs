//! A paragraph made ready: clusters with their widths and what may be done before each, once for all measures.
//!
//! Chinese and Japanese are mostly letters and a few marks whose UAX #14 rules need no more than the two characters at
//! hand: those take a short way. Everything else goes to `icu_segmenter` in stretches from one plain letter to the next,
//! for a letter of class ID between two such stretches carries nothing over; then the language's own rules are laid over it.

use icu_segmenter::LineSegmenterBorrowed;
use unicode_segmentation::UnicodeSegmentation;

use super::{
    breaks::{Lang, Level, uax14},
    overlay::{Boundary, Quotes},
    width::Widths,
};

/// A line may end before the cluster.
pub(crate) const BREAK: u8 = 1;
/// A line may end before the cluster where a word is longer than the line.
pub(crate) const INNER: u8 = 2;
/// A line must end before the cluster.
pub(crate) const HARD: u8 = 4;
/// One display-only cell stands before the cluster, unless it begins a line.
pub(crate) const GAP: u8 = 8;
/// Two bits: what kind of cluster it is.
const KIND: u8 = 0b0011_0000;
/// Two bits: how bad it is to force a line's end before the cluster.
const COST_SHIFT: u8 = 6;

/// What a cluster is, as far as lines care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Part of a word or a number.
    Other,
    /// Han, kana, Hangul.
    Letter,
    /// A mark or symbol: with a lone letter it makes no line.
    Mark,
    /// An ASCII space.
    Space,
}

/// How bad it is to end a line where it may not end; the least of these is taken where nothing else helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cost {
    /// Between a word or number and what leans on it.
    Joint = 0,
    /// Inside a word.
    Word = 1,
    /// Inside a number, between it and its unit, inside a pair of marks.
    Number = 2,
    /// Before a mark that may not begin a line, after one that may not end it.
    Mark = 3,
}

/// One grapheme cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cluster {
    /// Its first byte.
    pub start: u32,
    /// Its left edge in cells, were the paragraph one line.
    pub column: u32,
    /// Cells it takes, with what is hung on it.
    pub cells: u8,
    /// [`BREAK`] and the others.
    pub flags: u8,
}

impl Cluster {
    pub(crate) fn has(self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    pub(crate) fn kind(self) -> Kind {
        match (self.flags & KIND) >> 4 {
            0 => Kind::Other,
            1 => Kind::Letter,
            2 => Kind::Mark,
            _ => Kind::Space,
        }
    }

    pub(crate) fn cost(self) -> u8 {
        self.flags >> COST_SHIFT
    }

    pub(crate) fn is_space(self) -> bool {
        self.kind() == Kind::Space
    }

    /// One past its last cell.
    pub(crate) fn edge(self) -> u32 {
        self.column + u32::from(self.cells)
    }
}

/// A paragraph ready to be set at any measure. It does not hold the text, which the setter needs not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prepared {
    /// The clusters in order.
    pub(crate) clusters: Vec<Cluster>,
    /// The text's length in bytes.
    pub(crate) len: u32,
    /// Whether the text ends lines itself.
    pub(crate) hard: bool,
}

impl Prepared {
    /// The byte at which cluster `index` begins; the text's length past the last.
    pub(crate) fn offset(&self, index: usize) -> usize {
        self.clusters.get(index).map_or(self.len, |c| c.start) as usize
    }

    /// The cluster that holds a byte.
    pub(crate) fn cluster_at(&self, offset: usize) -> usize {
        let after = self
            .clusters
            .partition_point(|c| c.start as usize <= offset);
        after.saturating_sub(1)
    }

    /// Hangs cells on clusters for ornaments that stand after them; `hung` is in order.
    pub(crate) fn hang(&mut self, hung: &[(usize, u8)]) {
        let mut hung = hung.iter().peekable();
        let mut shift = 0;
        for (index, cluster) in self.clusters.iter_mut().enumerate() {
            cluster.column += shift;
            while let Some((_, cells)) = hung.next_if(|(at, _)| *at == index) {
                cluster.cells = cluster.cells.saturating_add(*cells);
                shift += u32::from(*cells);
            }
        }
    }

    /// Byte offsets before which a line may end, as the rules see it.
    pub fn breaks(&self) -> Vec<usize> {
        let may = self.clusters.iter().filter(|c| c.has(BREAK | HARD));
        may.map(|c| c.start as usize).collect()
    }

    /// Byte offsets at which clusters begin.
    pub fn clusters(&self) -> impl Iterator<Item = usize> + '_ {
        self.clusters.iter().map(|c| c.start as usize)
    }
}

/// The rules by which paragraphs are prepared. Making them loads tables: make them once for an article.
#[derive(Debug, Clone)]
pub struct Rules {
    pub(crate) lang: Lang,
    pub(crate) level: Level,
    widths: Widths,
    autospace: bool,
    tab: u8,
    own: bool,
    short_way: bool,
    segmenter: LineSegmenterBorrowed<'static>,
}

impl Rules {
    /// The rules of a language at a level.
    pub fn new(lang: Lang, level: Level, widths: &Widths) -> Self {
        Self {
            lang,
            level,
            widths: widths.clone(),
            autospace: false,
            tab: 8,
            own: true,
            short_way: level != Level::None,
            segmenter: uax14(lang, level),
        }
    }

    /// UAX #14 alone, character by character, without clusters and the languages' own rules: to be held against Unicode's
    /// test file. `short_way` or not, the result is the same.
    pub fn bare(level: Level, short_way: bool) -> Self {
        Self {
            own: false,
            short_way: short_way && level != Level::None,
            ..Self::new(Lang::Other, level, &Widths::default())
        }
    }

    /// With a display-only cell between Han and Latin.
    #[must_use]
    pub fn with_autospace(self, autospace: bool) -> Self {
        Self { autospace, ..self }
    }

    /// With tabs of so many cells (8 unless told).
    #[must_use]
    pub fn with_tab(self, tab: u8) -> Self {
        Self { tab, ..self }
    }

    /// Makes a paragraph ready. Texts of more than 4 GiB are cut.
    pub fn prepare(&self, text: &str) -> Prepared {
        let mut prepared = Prepared::default();
        self.prepare_into(text, &mut prepared);
        prepared
    }

    /// As [`Rules::prepare`], using what was allocated before.
    pub fn prepare_into(&self, text: &str, prepared: &mut Prepared) {
        prepared.clusters.clear();
        let mut len = text.len().min(u32::MAX as usize);
        while !text.is_char_boundary(len) {
            len -= 1;
        }
        let text = &text[..len];
        prepared.len = text.len() as u32;
        prepared.hard = Walk::new(self, text, &mut prepared.clusters).run();
    }
}

/// Makes a paragraph ready to be set at any measure.
///
/// ```
/// use kanbao::typeset::{Lang, Level, Widths, prepare, set};
/// let text = "街坊說：「路終於通了。」";
/// let prepared = prepare(text, Lang::Hant, Level::Strict, &Widths::default());
/// let lines: Vec<_> = set(&prepared, 8).map(|line| &text[line.bytes]).collect();
/// assert_eq!(lines, ["街坊說：", "「路終於", "通了。」"]);
/// ```
pub fn prepare(text: &str, lang: Lang, level: Level, widths: &Widths) -> Prepared {
    Rules::new(lang, level, widths).prepare(text)
}

/// The classes of UAX #14 for which two characters tell all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Han and kana: ID.
    Letter,
    /// Small kana and the prolonged sound mark: CJ.
    Small,
    Open,
    /// CL, EX, and the NS that are held at every level but loose.
    Close,
    /// Not for the short way.
    Slow,
}

fn class(c: char) -> Class {
    match c {
        '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' => Class::Letter,
        '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | 'ー' => {
            if is_small(c) {
                Class::Small
            } else {
                Class::Letter
            }
        }
        '、' | '。' | '，' | '．' | '」' | '』' | '）' | '》' | '〉' | '】' | '〕' | '〗'
        | '！' | '？' | '：' | '；' | '々' | '・' => Class::Close,
        '「' | '『' | '（' | '《' | '〈' | '【' | '〔' | '〖' => Class::Open,
        _ => Class::Slow,
    }
}

fn is_small(c: char) -> bool {
    matches!(
        c,
        'ぁ' | 'ぃ'
            | 'ぅ'
            | 'ぇ'
            | 'ぉ'
            | 'っ'
            | 'ゃ'
            | 'ゅ'
            | 'ょ'
            | 'ゎ'
            | 'ゕ'
            | 'ゖ'
            | 'ァ'
            | 'ィ'
            | 'ゥ'
            | 'ェ'
            | 'ォ'
            | 'ッ'
            | 'ャ'
            | 'ュ'
            | 'ョ'
            | 'ヮ'
            | 'ヵ'
            | 'ヶ'
            | 'ー'
    )
}

/// What does not go the short way: from one plain letter to the next.
struct Stretch {
    /// Where it begins.
    from: usize,
    /// Where what UAX #14 needs to see begins.
    context: usize,
    end: usize,
    /// The flags of its first cluster, which is taken again.
    first: u8,
}

/// One walk over a text.
struct Walk<'a> {
    rules: &'a Rules,
    text: &'a str,
    out: &'a mut Vec<Cluster>,
    /// Cells so far.
    column: u32,
    /// Where the last plain letter begins: a stretch may begin there.
    anchor: usize,
    quotes: Quotes,
    hard: bool,
}

impl<'a> Walk<'a> {
    fn new(rules: &'a Rules, text: &'a str, out: &'a mut Vec<Cluster>) -> Self {
        Self {
            rules,
            text,
            out,
            column: 0,
            anchor: 0,
            quotes: Quotes::default(),
            hard: false,
        }
    }

    /// Walks, and says whether any line is ended by the text.
    fn run(mut self) -> bool {
        let mut at = 0;
        let mut before: Option<Class> = None;
        while let Some(c) = self.text[at..].chars().next() {
            let class = self.class(c);
            if class == Class::Slow {
                at = self.stretch(at);
                // A stretch ends with a plain letter or with the text.
                before = Some(Class::Letter);
                continue;
            }
            let flags = match before {
                Some(before) => self.short(before, class),
                None => 0,
            };
            self.push(at, 2, flags | kind_of(class));
            if class == Class::Letter {
                self.anchor = at;
            }
            before = Some(class);
            at += c.len_utf8();
        }
        self.hard
    }

    fn class(&self, c: char) -> Class {
        match class(c) {
            _ if !self.rules.short_way => Class::Slow,
            Class::Small if self.rules.level != Level::Strict => Class::Slow,
            class => class,
        }
    }

    /// The rule between two characters of known class.
    fn short(&self, before: Class, class: Class) -> u8 {
        let held = before == Class::Open || matches!(class, Class::Close | Class::Small);
        if held {
            (Cost::Mark as u8) << COST_SHIFT
        } else {
            BREAK
        }
    }

    fn push(&mut self, start: usize, cells: u8, flags: u8) {
        if flags & GAP != 0 {
            self.column += 1;
        }
        self.out.push(Cluster {
            start: start as u32,
            column: self.column,
            cells,
            flags,
        });
        self.column += u32::from(cells);
    }

    /// Takes everything from `at` to the next plain letter, that letter with it; gives where it ends.
    fn stretch(&mut self, at: usize) -> usize {
        // What stands before may be joined by a mark: it is taken again.
        let first = self.out.pop();
        if let Some(first) = first {
            self.column = first.column - u32::from(first.has(GAP));
        }
        let from = first.map_or(0, |c| c.start as usize);
        let context = if self.out.is_empty() {
            0
        } else {
            self.anchor.min(from)
        };
        let end = self.next_letter(at);
        let text: &'a str = &self.text[..end];
        let stretch = Stretch {
            from,
            context,
            end,
            first: first.map_or(0, |c| c.flags & !KIND),
        };
        if self.rules.own {
            self.take(&stretch, text[from..].grapheme_indices(true));
        } else {
            let chars = text[from..].char_indices();
            let chars = chars.map(|(i, c)| (i, &text[from + i..from + i + c.len_utf8()]));
            self.take(&stretch, chars);
        }
        if let Some(last) = self.out.last() {
            self.anchor = last.start as usize;
        }
        end
    }

    /// Takes a stretch's clusters.
    fn take(&mut self, stretch: &Stretch, clusters: impl Iterator<Item = (usize, &'a str)>) {
        let text = &self.text[stretch.context..stretch.end];
        let mut breaks = self.rules.segmenter.segment_str(text);
        let mut next_break = breaks.next();
        let mut boundary = Boundary::default();
        for (start, cluster) in clusters {
            let start = stretch.from + start;
            while next_break.is_some_and(|b| b + stretch.context < start) {
                next_break = breaks.next();
            }
            let may = next_break.is_some_and(|b| b + stretch.context == start);
            let flags = if start == stretch.from {
                boundary.begin(self.text, start);
                stretch.first
            } else {
                self.flags_at(start, may, &boundary)
            };
            boundary.take(cluster, self.text, start + cluster.len(), &mut self.quotes);
            self.push(start, self.cells(cluster), flags | boundary.kind());
        }
    }

    /// The end of the next plain letter after `at`, or of the text.
    fn next_letter(&self, at: usize) -> usize {
        let letter = |&(_, c): &(usize, char)| self.class(c) == Class::Letter;
        let found = self.text[at..].char_indices().find(letter);
        found.map_or(self.text.len(), |(i, c)| at + i + c.len_utf8())
    }

    fn flags_at(&mut self, start: usize, may: bool, boundary: &Boundary) -> u8 {
        let next = &self.text[start..];
        if may && boundary.is_line_end() {
            self.hard = true;
            return HARD;
        }
        if !self.rules.own {
            return if may { BREAK } else { 0 };
        }
        let verdict = boundary.decide(may, next, self.rules, &self.quotes);
        let gap = self.rules.autospace && boundary.wants_gap(next);
        let chance = match verdict.chance {
            super::overlay::Chance::Yes => BREAK,
            super::overlay::Chance::Inner => INNER,
            super::overlay::Chance::No => 0,
        };
        chance | (verdict.cost as u8) << COST_SHIFT | if gap { GAP } else { 0 }
    }

    fn cells(&self, cluster: &str) -> u8 {
        match cluster {
            "\t" => self.rules.tab,
            _ => self.rules.widths.cluster(cluster).min(255) as u8,
        }
    }
}

fn kind_of(class: Class) -> u8 {
    kind_bits(match class {
        Class::Letter | Class::Small => Kind::Letter,
        _ => Kind::Mark,
    })
}

/// A kind as it stands in a cluster's flags.
pub(crate) fn kind_bits(kind: Kind) -> u8 {
    (kind as u8) << 4
}

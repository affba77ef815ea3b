//! What Chinese, Japanese and Korean rules make of a boundary that UAX #14 has judged.

use super::{
    breaks::{Lang, Level},
    marks::{self, is_closer, is_hangul, is_opener, is_wide, is_wide_letter, is_word},
    prepare::{Cost, Kind, Rules, kind_bits},
};

/// Whether a line may end at a boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Chance {
    /// It may.
    Yes,
    /// Only where a word is longer than the line.
    Inner,
    /// It may not.
    No,
}

/// A boundary judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub chance: Chance,
    /// How bad it is to end a line here all the same.
    pub cost: Cost,
}

const YES: Verdict = Verdict {
    chance: Chance::Yes,
    cost: Cost::Joint,
};

fn no(cost: Cost) -> Verdict {
    Verdict {
        chance: Chance::No,
        cost,
    }
}

/// ASCII quotation marks have no direction of their own: the first of a paragraph opens, the next one closes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Quotes {
    open: bool,
}

/// What stands before a boundary.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Boundary {
    /// The last character that is no space: the base of its cluster.
    prev: Option<char>,
    /// The one before it.
    before: Option<char>,
    /// Whether spaces stand between it and the boundary.
    spaced: bool,
    /// Nothing but ideographic spaces stands before: the paragraph's own indent.
    indent: bool,
    /// The cluster before the boundary ends a line.
    line_end: bool,
    kind: Kind,
}

impl Default for Boundary {
    fn default() -> Self {
        Self {
            prev: None,
            before: None,
            spaced: false,
            indent: true,
            line_end: false,
            kind: Kind::Other,
        }
    }
}

impl Boundary {
    /// Begins in the middle of a text, or at its begin.
    pub(crate) fn begin(&mut self, text: &str, at: usize) {
        self.prev = text[..at].chars().next_back();
        self.indent = at == 0 || text[..at].chars().all(|c| c == '\u{3000}');
    }

    /// Goes past a cluster, which ends at `end` of the text.
    pub(crate) fn take(&mut self, cluster: &str, text: &str, end: usize, quotes: &mut Quotes) {
        let Some(base) = cluster.chars().next() else {
            return;
        };
        self.line_end = cluster.ends_with([
            '\n', '\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}',
        ]);
        if base == ' ' && cluster.len() == 1 {
            (self.spaced, self.kind) = (true, Kind::Space);
            return;
        }
        if base == '"' {
            let figure = self.prev.is_some_and(|p| p.is_ascii_digit()) && !self.spaced;
            let alone = figure && !text[end..].contains('"');
            quotes.open = !quotes.open && !alone;
        }
        self.kind = match base {
            _ if is_wide_letter(base) => Kind::Letter,
            _ if base.is_alphanumeric() => Kind::Other,
            _ => Kind::Mark,
        };
        self.indent &= base == '\u{3000}';
        self.before = self.prev;
        self.prev = Some(base);
        self.spaced = false;
    }

    /// The kind of the cluster that was taken last, as flags.
    pub(crate) fn kind(&self) -> u8 {
        kind_bits(self.kind)
    }

    /// Whether the cluster before the boundary ends a line by itself.
    pub(crate) fn is_line_end(&self) -> bool {
        self.line_end
    }

    /// Whether autospace puts a cell here: between Han or kana and a word, never beside a mark or a space.
    pub(crate) fn wants_gap(&self, next: &str) -> bool {
        let (Some(prev), Some(next)) = (self.prev, next.chars().next()) else {
            return false;
        };
        let han = |c| is_wide_letter(c) && !is_hangul(c);
        !self.spaced && ((han(prev) && is_word(next)) || (is_word(prev) && han(next)))
    }

    /// Judges the boundary before `text`, where UAX #14 says that a line `may` end.
    pub(crate) fn decide(&self, may: bool, text: &str, rules: &Rules, quotes: &Quotes) -> Verdict {
        let mut chars = text.chars();
        let (Some(prev), Some(next)) = (self.prev, chars.next()) else {
            return if may { YES } else { no(Cost::Joint) };
        };
        if next == ' ' {
            return no(Cost::Mark);
        }
        if self.indent {
            return no(Cost::Joint);
        }
        let (lang, level) = (rules.lang, rules.level);
        let pair = prev == next && !prev.is_alphanumeric() && marks::is_unsplittable(prev, next);
        if marks::no_end(prev, lang, level) || (pair && !self.spaced) {
            return no(Cost::Mark);
        }
        if marks::no_begin(next, lang, level) {
            return no(begin_cost(next, lang));
        }
        let after = chars.next();
        if self.is_one(prev, next, after, text) {
            return no(self.cost(prev, next, lang));
        }
        let frees = match lang {
            Lang::Hant | Lang::Hans | Lang::Ja => {
                self.quote_frees(prev, next, after)
                    || self.ascii_quote_frees(prev, next, quotes)
                    || mark_frees(prev, next)
            }
            Lang::Ko | Lang::Other => false,
        };
        let anywhere = matches!(lang, Lang::Hant | Lang::Hans)
            && level == Level::None
            && (is_wide(prev) || is_wide(next));
        if !may && !frees && !anywhere {
            return no(self.cost(prev, next, lang));
        }
        if lang == Lang::Ko && self.is_inside_korean_word(prev, next) {
            return Verdict {
                chance: Chance::Inner,
                cost: Cost::Joint,
            };
        }
        YES
    }

    /// Pairs of marks, numbers with what belongs to them: one thing, with or without a space.
    fn is_one(&self, prev: char, next: char, after: Option<char>, text: &str) -> bool {
        if !self.spaced {
            let before_mark = |right| marks::is_inside_number(prev, next, right);
            let after_mark = |left| marks::is_inside_number(left, prev, next);
            return marks::is_unsplittable(prev, next)
                || after.is_some_and(before_mark)
                || self.before.is_some_and(after_mark);
        }
        let currency = matches!(prev, '$' | '¥' | '£' | '€' | '₩' | '＄' | '￥' | '￡' | '№');
        let figure = |c: char| c.is_ascii_digit() || matches!(c, '０'..='９');
        (currency && figure(next)) || (figure(prev) && begins_with_unit(text))
    }

    /// Curly quotation marks open and close in Chinese and Japanese, where UAX #14 glues both sides: a line may end
    /// before an opening one and after a closing one, unless it is a word's apostrophe.
    fn quote_frees(&self, prev: char, next: char, after: Option<char>) -> bool {
        if self.spaced {
            return false;
        }
        let wide = |c: Option<char>| c.is_some_and(|c| is_wide(c) || is_closer(c) || is_opener(c));
        let opens = matches!(next, '“' | '‘' | '«') && (wide(Some(prev)) || wide(after));
        let closes = matches!(prev, '”' | '’' | '»') && (wide(Some(next)) || wide(self.before));
        let apostrophe = prev == '’' && is_word(next) && self.before.is_some_and(is_word);
        opens || (closes && !apostrophe)
    }

    /// The same for `"` between wide characters, by its turn.
    fn ascii_quote_frees(&self, prev: char, next: char, quotes: &Quotes) -> bool {
        let opens = next == '"' && !quotes.open && is_wide(prev);
        let closes = prev == '"' && !quotes.open && is_wide(next);
        !self.spaced && (opens || closes)
    }

    /// Korean words are kept whole: letters and figures, and an ending after a bracket or a per cent sign.
    fn is_inside_korean_word(&self, prev: char, next: char) -> bool {
        let word = |c: char| is_wide_letter(c) || is_word(c);
        let carries = word(prev) || is_closer(prev) || matches!(prev, '%' | '％' | '℃' | '°');
        !self.spaced && ((is_hangul(next) && carries) || (is_hangul(prev) && word(next)))
    }

    /// How bad it would be to end a line where it may not.
    fn cost(&self, prev: char, next: char, lang: Lang) -> Cost {
        let strict = Level::Strict;
        let table = match lang {
            Lang::Other => Lang::Ja,
            lang => lang,
        };
        if marks::no_begin(next, table, strict) && !next.is_ascii() {
            return begin_cost(next, table);
        }
        if marks::no_end(prev, table, strict) && !prev.is_ascii()
            || is_closer(next)
            || is_opener(prev)
            || matches!(next, ',' | '!' | '?' | ';')
        {
            return Cost::Mark;
        }
        let figure = |c: char| c.is_numeric();
        let word = |c: char| is_word(c) || marks::is_full_width_word(c);
        let point = |c: char| matches!(c, '.' | ',' | '．' | '，');
        let colon = |c: char| matches!(c, ':' | '/' | '-' | '–' | '~' | '·');
        match () {
            () if next.is_whitespace() || self.spaced => Cost::Joint,
            () if figure(prev) && is_rate(next) => Cost::Mark,
            () if figure(next) && colon(prev) && prev != '/' => Cost::Joint,
            () if figure(next) && matches!(prev, '+' | '−' | '±' | '＋') => Cost::Word,
            () if figure(prev) && (figure(next) || point(next)) => Cost::Number,
            () if point(prev) && figure(next) && self.before.is_some_and(figure) => Cost::Number,
            () if figure(prev) && is_affix(next) || is_affix(prev) && figure(next) => Cost::Number,
            () if marks::is_dash(next) => Cost::Word,
            () if is_rate(next) => Cost::Number,
            () if is_held_everywhere(next) => Cost::Mark,
            () if point(next) || colon(next) || prev == '/' => Cost::Number,
            () if word(prev) && word(next) => Cost::Word,
            () => Cost::Joint,
        }
    }
}

/// What it costs to begin a line with a mark that may not begin one. That —— and …… may not is the last of CLREQ's rules: where
/// something must give, they begin a line rather than be parted or leave a closing mark to begin it.
fn begin_cost(mark: char, lang: Lang) -> Cost {
    match lang {
        Lang::Hant | Lang::Hans if marks::is_dash(mark) => Cost::Number,
        _ => Cost::Mark,
    }
}

/// A full-width comma, stop or bracket ends what is before it: a price or a signed number after it is another thing. (UAX #14
/// before Unicode 15.1 holds them together, for the sake of `5,$`.)
fn mark_frees(prev: char, next: char) -> bool {
    let ends = is_wide(prev) && (is_closer(prev) || marks::is_stop(prev));
    ends && "$¥£€₩＄￥￡￦№+−±".contains(next)
}

/// Small kana, iteration and sound marks, and full-width marks: where UAX #14 holds them, they do not begin a line.
fn is_held_everywhere(c: char) -> bool {
    let letter = matches!(c, '\u{3400}'..='\u{9FFF}') || is_hangul(c);
    is_wide(c) && !letter && !is_opener(c) && !marks::is_full_width_word(c)
}

/// Per cent and degrees.
fn is_rate(c: char) -> bool {
    matches!(c, '%' | '％' | '‰' | '℃' | '℉')
}

/// What stands before or after a number and belongs to it: currency, per cent, degrees, signs.
fn is_affix(c: char) -> bool {
    "$¥£€₩¢%‰°′″+-−±℃℉№＄￥￡％＋－#＃".contains(c)
}

fn begins_with_unit(text: &str) -> bool {
    let part = |c: char| {
        !is_wide_letter(c) && (c.is_alphanumeric() || "%‰％°℃℉㎡㎞㎏㎝㎜㏄²³/".contains(c))
    };
    let end = text.find(|c| !part(c)).unwrap_or(text.len());
    marks::is_unit(&text[..end])
}

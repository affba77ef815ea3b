//! An eye for faults that knows nothing of the engine's tables: what CLREQ, JLREQ and KLREQ forbid, written out, and the
//! table of marks where it is at hand.

use std::{collections::HashSet, fmt, ops::Range};

use icu_segmenter::GraphemeClusterSegmenter;
use kanbao::typeset::{Lang, Widths};

/// Texts in which everything is difficult.
pub const HARD: &[(Lang, &str)] = &[
    (
        Lang::Hant,
        "他說：「（《街市》）！」——真的……嗎？價錢是HK$1,234.56，跌了50％。",
    ),
    (
        Lang::Hant,
        "氣溫由25.5℃升至36℃，濕度95%；他跑了 42.195 km，用了US$ 300。",
    ),
    (
        Lang::Hant,
        "見https://example.org/news/2026/11/22/a-very-long-path/index.html?page=12&lang=zh一文。",
    ),
    (Lang::Hant, "一家👨‍👩‍👧‍👦四口，舉起🇭🇰旗，豎起👍🏽，葛\u{E0100}城。"),
    (
        Lang::Hans,
        "他说：“今天‘人工智能’的价格——嗯……不贵。”她问：“真的？”“真的！”",
    ),
    (
        Lang::Hans,
        "A/B测试与输入／输出，2024～2025年，奥黛丽·赫本，第１２３４５号，ＣＥＯ。",
    ),
    (
        Lang::Ja,
        "「きょうは、ちょっと……」と彼は言った。スーパーマーケットで、５０％引き――本当か？！",
    ),
    (
        Lang::Ja,
        "人々は佐々木さんの店『おばあちゃん・キッチン』へ行った（午後７時〜９時）。",
    ),
    (
        Lang::Ko,
        "그는 “안녕하세요?”라고 말했다. 서울(首都)의 기온은 25.5℃, 환율은 1,350.20원이다.",
    ),
    (
        Lang::Ko,
        "\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}\u{11A8}어는 어렵지 않다 — 정말로……",
    ),
    (
        Lang::Other,
        "The ferry (built 1998) leaves at 7:30 a.m.; “don’t be late,” said Mr. O’Neill.",
    ),
    (Lang::Hant, "」。」）！？」』】"),
    (
        Lang::Hant,
        "第１２３４號，５０％，＄１００，Ａ～Ｚ；升１．５，跌−３。",
    ),
    (Lang::Hant, "他說──「（見【圖表『甲』〈一〉】）」──完……"),
    (
        Lang::Ja,
        "いすゞの『｟二重｠』と〘亀〙〚白〛、«ギュメ»〘終〙、No.1、¥1,000、㌫、℃。",
    ),
    (
        Lang::Ko,
        "10%의 이자, 5㎏의 쌀(國産)과 「책」·《영화》를 30℃의 더위에 보았다.",
    ),
    (Lang::Hant, "中文 ，有空格 。「 開 」與 ！"),
];

const CHINESE_BEGIN: &str = "!?,;)]}、，。．：；！？‼⁇⁈⁉」』”’）》〉】〗〕］｝～~–·・‧/／—…⋯⸺";
const CHINESE_END: &str = "「『“‘（《〈【〖〔［｛/／";
const JAPANESE_BEGIN: &str = "、。，．）］｝〕〉》」』】：；？！々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶーゝゞヽヾ・‐–〜゠％｠〙〛»";
const JAPANESE_END: &str = "（［｛〔〈《「『【｟〘〚«";
const KOREAN_BEGIN: &str = ")]}’”」』》〉.,:;?!·—";
const KOREAN_END: &str = "([{‘“「『《〈";

/// What was found over many settings.
#[derive(Debug, Default)]
pub struct Tally {
    pub lines: usize,
    pub paragraphs: usize,
    /// Last lines of one letter.
    pub lone: usize,
    /// Those of them that could have been otherwise without a fault.
    pub needless: usize,
    pub faults: Vec<String>,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            lines,
            paragraphs,
            lone,
            needless,
            faults,
            ..
        } = self;
        let share = 100.0 * *lone as f64 / (*paragraphs).max(1) as f64;
        write!(
            f,
            "{} faults in {lines} lines; {lone} lone last lines of {paragraphs} ({share:.2}%), {needless} of them needless",
            faults.len()
        )
    }
}

/// The judge.
pub struct Oracle {
    chinese_begin: HashSet<char>,
    chinese_end: HashSet<char>,
}

impl Oracle {
    pub fn new(table: Option<Vec<serde_json::Value>>) -> Self {
        let mut oracle = Self {
            chinese_begin: CHINESE_BEGIN.chars().collect(),
            chinese_end: CHINESE_END.chars().collect(),
        };
        for row in table.iter().flatten() {
            let Some(mark) = row["char"].as_str().and_then(|c| c.chars().next()) else {
                continue;
            };
            let css = |side: &str| row["css_strict"][side] == false;
            if !row["clreq_no_begin"].is_null() || (css("begin") && !mark.is_ascii()) {
                oracle.chinese_begin.insert(mark);
            }
            if !row["clreq_no_end"].is_null() || (css("end") && !mark.is_ascii()) {
                oracle.chinese_end.insert(mark);
            }
        }
        oracle
    }

    pub fn judge(
        &self,
        lang: Lang,
        text: &str,
        lines: &[Range<usize>],
        measure: usize,
        widths: &Widths,
        tally: &mut Tally,
    ) {
        let mut fault = |what: &str, at: usize| {
            if tally.faults.len() < 20 {
                let (before, after) = text.split_at(at);
                let back = before.char_indices().rev().nth(9).map_or(0, |(i, _)| i);
                let near: String = after.chars().take(8).collect();
                tally.faults.push(format!(
                    "{what} at {measure}, {lang:?}: {}|{near}",
                    &before[back..]
                ));
            }
        };
        tally.lines += lines.len();
        let mut end = 0;
        for line in lines {
            if text[end..line.start].chars().any(|c| c != ' ') {
                fault("lost", end);
            }
            if widths.text(&text[line.clone()]) > measure
                && text[line.clone()].chars().nth(1).is_some()
            {
                fault("over-wide", line.start);
            }
            if line.start > 0 && line.start == end && !is_boundary(text, end) {
                fault("cut cluster", end);
            }
            if line.start > 0 {
                let (from, until) = self.unit(lang, text, line.start);
                let parted = (from, until) != (line.start, line.start);
                let fits = widths.text(text[from..until].trim_end()) <= measure;
                if parted && fits && !self.in_long_word(lang, text, line.start, measure) {
                    fault("begin, end or split", line.start);
                }
            }
            end = line.end;
        }
        if text[end..].chars().any(|c| c != ' ') {
            fault("lost", end);
        }
        tally.paragraphs += 1;
        let lone = lines.len() > 1 && lines.last().is_some_and(|l| is_lone(&text[l.clone()]));
        tally.lone += usize::from(lone);
        if lone && self.could_be_helped(lang, text, lines, measure, widths) {
            tally.needless += 1;
        }
    }

    /// How many of a Chinese paragraph's lines begin (but for the first) or end with a mark that may not.
    pub fn wrong_edges(&self, lines: &[String]) -> usize {
        let wrong = |(n, line): (usize, &String)| {
            let line = line.trim_matches(' ');
            let begins = n > 0 && line.starts_with(|c| self.chinese_begin.contains(&c));
            begins || line.ends_with(|c| self.chinese_end.contains(&c))
        };
        lines.iter().enumerate().filter(|it| wrong(*it)).count()
    }

    /// Whether the last line is a lone letter though the line before it could have ended earlier, and given it another.
    fn could_be_helped(
        &self,
        lang: Lang,
        text: &str,
        lines: &[Range<usize>],
        measure: usize,
        widths: &Widths,
    ) -> bool {
        let [.., before, last] = lines else {
            return false;
        };
        let inside = text[before.clone()].char_indices().skip(1);
        let mut boundaries = inside.map(|(i, _)| before.start + i);
        boundaries.any(|at| {
            let longer = &text[at..last.end];
            widths.text(longer) <= measure
                && !is_lone(longer)
                && !self.forbids(lang, text, at)
                && !in_word(lang, text, at)
        })
    }

    /// Whether a boundary lies in an address or a word longer than the line, where it is only asked that no line begins or
    /// ends with a mark.
    fn in_long_word(&self, lang: Lang, text: &str, at: usize, measure: usize) -> bool {
        let graphic = |c: char| !c.is_ascii_graphic();
        let from = text[..at].rfind(graphic).map_or(0, |i| {
            i + text[i..].chars().next().map_or(0, char::len_utf8)
        });
        let until = text[at..].find(graphic).map_or(text.len(), |i| at + i);
        let (prev, next) = (text[..at].chars().next_back(), text[at..].chars().next());
        let chinese = matches!(lang, Lang::Hant | Lang::Hans);
        let marked = next.is_some_and(|c| self.chinese_begin.contains(&c))
            || prev.is_some_and(|c| self.chinese_end.contains(&c));
        from < at && at < until && until - from > measure && !(chinese && marked)
    }

    /// What may not be parted around a boundary: empty if the boundary may be a line's end.
    fn unit(&self, lang: Lang, text: &str, at: usize) -> (usize, usize) {
        if !self.forbids(lang, text, at) {
            return (at, at);
        }
        let boundaries: Vec<usize> = text
            .char_indices()
            .map(|(i, _)| i)
            .chain([text.len()])
            .collect();
        let free = |&&b: &&usize| b == 0 || b == text.len() || !self.forbids(lang, text, b);
        let until = boundaries.iter().filter(|&&b| b > at).find(free);
        let from = boundaries.iter().rev().filter(|&&b| b < at).find(free);
        (
            from.copied().unwrap_or(0),
            until.copied().unwrap_or(text.len()),
        )
    }

    fn forbids(&self, lang: Lang, text: &str, at: usize) -> bool {
        let (before, after) = text.split_at(at);
        let Some(next) = after.chars().next() else {
            return false;
        };
        let spaced = before.ends_with(' ');
        let before = before.trim_end_matches(' ');
        let Some(prev) = before.chars().next_back() else {
            return false;
        };
        if next == ' ' || !is_boundary(text, at) {
            return true;
        }
        let (begin, end) = match lang {
            Lang::Hant | Lang::Hans => (
                self.chinese_begin.contains(&next),
                self.chinese_end.contains(&prev),
            ),
            Lang::Ja => (
                JAPANESE_BEGIN.contains(next) && !(spaced && next > '\u{3040}'),
                JAPANESE_END.contains(prev),
            ),
            Lang::Ko => (KOREAN_BEGIN.contains(next), KOREAN_END.contains(prev)),
            Lang::Other => (",.!?;:)”’-".contains(next), "(“‘".contains(prev)),
        };
        begin || end || (!spaced && is_one(prev, next, text, at))
    }
}

/// Pairs, numbers and words.
fn is_one(prev: char, next: char, text: &str, at: usize) -> bool {
    let digit = |c: char| c.is_ascii_digit() || matches!(c, '０'..='９');
    let letter = |c: char| c.is_ascii_alphanumeric();
    let after = text[at..].chars().nth(1);
    (prev == next && "—…⋯‥―".contains(prev))
        || (digit(prev) && digit(next))
        || (digit(prev) && matches!(next, '.' | ',') && after.is_some_and(digit))
        || (matches!(prev, '.' | ',')
            && digit(next)
            && text[..at].chars().rev().nth(1).is_some_and(digit))
        || (digit(prev) && "%％‰℃℉°".contains(next))
        || ("$＄￥¥£€".contains(prev) && digit(next))
        || (letter(prev) && letter(next))
}

fn is_boundary(text: &str, at: usize) -> bool {
    let segmenter = GraphemeClusterSegmenter::new();
    // A window is enough, and much cheaper than the whole text.
    let from = text[..at]
        .char_indices()
        .rev()
        .nth(16)
        .map_or(0, |(i, _)| i);
    let until = text[at..]
        .char_indices()
        .nth(16)
        .map_or(text.len(), |(i, _)| at + i);
    segmenter
        .segment_str(&text[from..until])
        .any(|b| from + b == at)
}

/// Words that are written apart stay whole, as long as they fit.
fn in_word(lang: Lang, text: &str, at: usize) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let (prev, next) = (text[..at].chars().next_back(), text[at..].chars().next());
    lang == Lang::Ko && (letter(prev) || prev == Some(')')) && letter(next)
}

fn is_lone(line: &str) -> bool {
    let han = |c: &char| matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{3041}'..='\u{30FF}' | '\u{AC00}'..='\u{D7A3}');
    let letters = line
        .chars()
        .filter(|c| c.is_alphanumeric() && !han(c))
        .count();
    line.chars().filter(han).count() == 1 && letters == 0
}

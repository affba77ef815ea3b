//! Which marks may not begin or end a line, by language and level, and what else a line must not split.
//!
//! Sources: CLREQ (Chinese), JLREQ and CSS Text `line-break` (Japanese), KLREQ (Korean). Only what UAX #14 leaves open need
//! stand here, but a mark that stands here is also held across spaces.

use super::breaks::{Lang, Level};

/// Whether a mark may not begin a line.
pub(crate) fn no_begin(c: char, lang: Lang, level: Level) -> bool {
    if level == Level::None {
        return false;
    }
    match lang {
        Lang::Hant | Lang::Hans => {
            is_closer(c)
                || is_stop(c)
                || is_joint(c)
                || (level == Level::Strict && (is_dash(c) || c == '〜'))
        }
        Lang::Ja => {
            is_closer(c)
                || is_stop(c)
                || c == '・'
                || (level == Level::Strict && matches!(c, '‐' | '–' | '〜' | '～' | '゠'))
        }
        Lang::Ko => {
            is_closer(c)
                || is_stop(c)
                || matches!(c, '·' | '-' | '‐' | '—' | '―' | '〃' | '〜' | '～' | 'ー')
        }
        Lang::Other => false,
    }
}

/// Whether a mark may not end a line.
pub(crate) fn no_end(c: char, lang: Lang, level: Level) -> bool {
    match lang {
        _ if level == Level::None => false,
        Lang::Other => false,
        Lang::Hant | Lang::Hans if matches!(c, '/' | '／') => level >= Level::Gb,
        _ => is_opener(c),
    }
}

/// Opening brackets and quotation marks.
pub(crate) fn is_opener(c: char) -> bool {
    matches!(
        c,
        '(' | '['
            | '{'
            | '‘'
            | '“'
            | '⦅'
            | '«'
            | '〈'
            | '《'
            | '「'
            | '『'
            | '【'
            | '〔'
            | '〖'
            | '〘'
            | '〝'
            | '（'
            | '［'
            | '｛'
            | '｟'
            | '｢'
            | '〚'
    )
}

/// Closing brackets and quotation marks.
pub(crate) fn is_closer(c: char) -> bool {
    matches!(
        c,
        ')' | ']'
            | '}'
            | '’'
            | '”'
            | '⦆'
            | '»'
            | '〉'
            | '》'
            | '」'
            | '』'
            | '】'
            | '〕'
            | '〗'
            | '〙'
            | '〟'
            | '）'
            | '］'
            | '｝'
            | '｠'
            | '｣'
            | '〛'
            | '〞'
    )
}

/// Marks that end a sentence or a part of one.
pub(crate) fn is_stop(c: char) -> bool {
    matches!(
        c,
        ',' | '.'
            | '!'
            | '?'
            | ':'
            | ';'
            | '、'
            | '。'
            | '，'
            | '．'
            | '：'
            | '；'
            | '！'
            | '？'
            | '‼'
            | '⁇'
            | '⁈'
            | '⁉'
            | '｡'
            | '､'
            | '﹐'
            | '﹑'
            | '﹒'
            | '﹔'
            | '﹕'
            | '﹖'
            | '﹗'
    )
}

/// Marks that join what stands on either side (CLREQ's connectors, middle dots and solidi).
fn is_joint(c: char) -> bool {
    matches!(
        c,
        '-' | '–' | '~' | '～' | '·' | '・' | '‧' | '•' | '･' | '/' | '／'
    )
}

/// Dashes and ellipses: in Chinese they come in pairs, which are one mark.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '—' | '―' | '─' | '⸺' | '⸻' | '…' | '⋯' | '‥')
}

/// Whether two characters side by side are one mark, or a number or word in full-width forms.
pub(crate) fn is_unsplittable(left: char, right: char) -> bool {
    let number = |c: char| matches!(c, '０'..='９');
    (left == right && (is_dash(left) || matches!(left, '－' | '＿' | '～' | '〜')))
        || (is_full_width_word(left) && is_full_width_word(right))
        || (number(left) && matches!(right, '％' | '‰' | '℃' | '℉' | '°' | '%'))
        || (number(right) && matches!(left, '＄' | '￥' | '￡' | '＋' | '－' | '＃' | '$' | '¥'))
        || (is_bopomofo(left) && matches!(right, 'ˊ' | 'ˇ' | 'ˋ' | '˙'))
}

/// Whether a mark between two figures is inside one number: １２．５ or １，２００.
pub(crate) fn is_inside_number(left: char, mark: char, right: char) -> bool {
    let figure = |c: char| matches!(c, '０'..='９');
    matches!(mark, '．' | '，') && figure(left) && figure(right)
}

/// Zhuyin letters: a tone stands after its syllable.
fn is_bopomofo(c: char) -> bool {
    matches!(c, '\u{3105}'..='\u{312F}' | '\u{31A0}'..='\u{31BF}')
}

/// Full-width figures and Latin letters: words and numbers all the same.
pub(crate) fn is_full_width_word(c: char) -> bool {
    matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

/// Han, kana and Hangul: what a line of CJK text is made of.
pub(crate) fn is_wide_letter(c: char) -> bool {
    matches!(
        c,
        '\u{3400}'..='\u{9FFF}'
            | '\u{3005}'..='\u{3007}'
            | '\u{3041}'..='\u{3096}'
            | '\u{309D}'..='\u{309F}'
            | '\u{30A1}'..='\u{30FA}'
            | '\u{30FC}'..='\u{30FF}'
            | '\u{31F0}'..='\u{31FF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFF}'
    ) || is_hangul(c)
}

/// Hangul, precomposed or as jamo.
pub(crate) fn is_hangul(c: char) -> bool {
    matches!(
        c,
        '\u{AC00}'..='\u{D7A3}' | '\u{1100}'..='\u{11FF}' | '\u{3131}'..='\u{318E}' | '\u{A960}'..='\u{A97C}'
    )
}

/// What a quotation mark beside it tells to be Chinese or Japanese: a wide letter or mark.
pub(crate) fn is_wide(c: char) -> bool {
    is_wide_letter(c)
        || is_dash(c)
        || matches!(c, '\u{3000}'..='\u{30FF}' | '\u{FF01}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}')
}

/// A letter or a figure of a script that is written in words.
pub(crate) fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || (c.is_alphanumeric() && !is_wide_letter(c) && !is_wide(c))
}

/// What may stand after a number and a space without leaving it: units of measure.
pub(crate) fn is_unit(word: &str) -> bool {
    matches!(
        word,
        "%" | "‰"
            | "％"
            | "°"
            | "°C"
            | "°F"
            | "℃"
            | "℉"
            | "K"
            | "m"
            | "km"
            | "cm"
            | "mm"
            | "nm"
            | "μm"
            | "µm"
            | "m²"
            | "km²"
            | "m³"
            | "cm²"
            | "cm³"
            | "㎡"
            | "㎞"
            | "㎏"
            | "㎝"
            | "㎜"
            | "㏄"
            | "ha"
            | "g"
            | "kg"
            | "mg"
            | "t"
            | "L"
            | "mL"
            | "ml"
            | "l"
            | "s"
            | "ms"
            | "min"
            | "h"
            | "Hz"
            | "kHz"
            | "MHz"
            | "GHz"
            | "W"
            | "kW"
            | "MW"
            | "GW"
            | "kWh"
            | "MWh"
            | "GWh"
            | "TWh"
            | "V"
            | "kV"
            | "A"
            | "mA"
            | "mAh"
            | "B"
            | "kB"
            | "KB"
            | "MB"
            | "GB"
            | "TB"
            | "Mbps"
            | "Gbps"
            | "km/h"
            | "m/s"
            | "Pa"
            | "hPa"
            | "kPa"
            | "MPa"
            | "dB"
            | "px"
            | "pt"
            | "USD"
            | "HKD"
            | "RMB"
            | "CNY"
            | "JPY"
            | "KRW"
            | "EUR"
            | "TWD"
    )
}

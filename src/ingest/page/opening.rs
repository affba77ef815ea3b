//! How the first text under a heading begins: as news does, or as a text that goes on from the one over the heading.
//!
//! News begins with a time, a place and somebody not spoken of before; what goes on begins with who was asked about it, with
//! a word that binds, or with a quotation.

use std::sync::LazyLock;

use regex::Regex;

use super::chars::{hangul, is_cjk};
use super::weights::Sign;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file")
}

/// The signs in a text's first clauses.
pub fn signs(text: &str, signs: &mut Vec<Sign>) {
    let dense = is_cjk(text) && !text.chars().any(hangul);
    let start: String = text.chars().take(if dense { 50 } else { 160 }).collect();
    let dated = DATED.find(&start).map(|found| found.start());
    if let Some(at) = dated {
        signs.push(Sign::Dated);
        if at < EARLY {
            signs.push(Sign::DatedEarly);
        }
    }
    let said = SAID.find(&start).map(|found| found.start());
    let patterns = [
        (
            said.is_some_and(|at| dated.is_none_or(|date| at < date)),
            Sign::Said,
        ),
        (ADDRESSED.is_match(text), Sign::Addressed),
        (INTRODUCES.is_match(text), Sign::Introduces),
        (GOES_ON.is_match(text), Sign::GoesOn),
    ];
    signs.extend(
        patterns
            .into_iter()
            .filter(|(found, _)| *found)
            .map(|(_, sign)| sign),
    );
}

/// Bytes before a time that stands early: twelve square characters.
const EARLY: usize = 36;

/// Words of a time in the first clause, as news begins.
static DATED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"昨|今[日天早晚晨年]|[前明][日天晚年]|日前|近日|近期|日起|即日|[本上下今][月周週季]|第[一二三四]季|[上下]半年|星期[一二三四五六日天]|[周週][一二三四五六日天末]|[\d０-９一二三四五六七八九十]{1,3}(?:月|日)|\d{1,2}일|지난|오는|올해|내달|어제|오늘|최근",
        r"|(?i:(?-u:\b)(?:yesterday|today|tomorrow|tonight|last (?:night|week|month|year)|next (?:week|month|year)|this (?:week|month|year|morning)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|september|october|november|december|in may|on may)(?-u:\b))"
    ))
});

/// Somebody or something not spoken of before: a number or an article without `the`.
static INTRODUCES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:[\p{Han}\p{Katakana}ー]{0,10}?(?:[一兩两二三四五六七八九十\d]+(?:名|艘|間|间|宗|輛|辆|個|个|位|家|項|项|架|隻|只|棟|栋|座|批|起|条|條|所|場|场|對|对|種|种)))",
        r"|^[^。，]{2,24}が[^、。]{0,6}[、]|^(?:An?|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|More than|Dozens|Hundreds|Thousands|Police|[A-Z][a-z]+ing|\d[\d,]*) "
    ))
});

/// Somebody speaks in the first clause, as those do who were asked about what stands above.
static SAID: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^[^。]{2,26}?(?:表示|指出|認為|认为|[說说稱称指][，,：「“]|坦言|透露|提醒|歡迎|欢迎|建議|建议|質疑|质疑|批評|批评|擔心|担心|主張|主张|形容|補充|补充|解釋|解释|反映|回覆|回應|回应|直言|呼籲|呼吁|承諾|承诺)",
        r"|^[^。]{2,24}(?:は「|によると|さん（\d|さん（[０-９])|^.{2,30}(?:[는은] “|씨\(\d)|^[^.]{4,70} (?:said|says)"
    ))
});

/// A letter or a notice begins.
static ADDRESSED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:編輯(?:先生|女士)|编辑(?:先生|女士)|本人|本版|本[刊報报][^訊讯]|本地|受[^，]{1,6}委托|問：|问：|본지|본보|(?i:sir|dear |madam|a report (?:on|in)|your ))",
    )
});

/// Words with which a text goes on from another.
static GOES_ON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:[他她其該该此]|另外|另一方面|不過|不过|然而|同時|同时|至於|至于|對於|对于|而|但|亦|與此|与此|除了|有關|有关|[兩两]人|根據|根据|按照|按[^，]{2,8}，|據介紹|据介绍|相[較较]|此外|其中|分析指|[局署院館馆會会校園园]方|有[^，。]{1,8}(?:指|說|说|反映|認為|认为|擔心|担心|建議|建议)|最[終终]|如今|為配合|为配合|首批|團隊|团队|一方|また|しかし|このため|そ[のこれ]|こ[のこうれ]|同[社氏局町市村店校]|ただ|さらに|이날|한편|또|그|반면|업계|하지만|이에|이들|특히",
        r"|(?:He|She|They|It|But|And|Meanwhile|However|Still|Yet|His|Her|Their|Its|That|This|These|Those|Others?|Some|One|Another|For)(?:$|[^\p{L}\p{N}]))"
    ))
});

//! Folios: the lines that belong to the page and to no article. Date, page number, paper, editors, price.
//!
//! A line is a folio when hardly anything is left of it after all that a folio may hold has been taken out.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::chars::{cells, count};
use super::label;
use super::lines::drawn;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file")
}

/// What a folio says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folio {
    /// The edition's day.
    pub date: Option<Date>,
    /// The page: `A4`, `13`.
    pub page: Option<String>,
    /// The section named beside it.
    pub section: Option<String>,
    /// The paper.
    pub paper: Option<String>,
}

const NUMBER: &str = "〇零○一二三四五六七八九十廿卅元";

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?x)(?:西元|公元|民國|中華民國|令和|平成|昭和)?\s*(?P<y>\d{{2,4}}|[{n}]{{1,4}})\s*[年년]\s*(?:[（(][^）)]{{1,12}}[）)])?\s*(?P<m>\d{{1,2}}|[{n}]{{1,3}})\s*[月월]\s*(?P<d>\d{{1,2}}|[{n}]{{1,3}})\s*[日號号일]
        |(?P<y2>\d{{4}}|1\d\d)\s?[./-]\s?(?P<m2>\d{{1,2}})\s?[./-]\s?(?P<d2>\d{{1,2}})\.?
        |(?P<d5>\d{{1,2}})[./-](?P<m5>\d{{1,2}})[./-](?P<y5>\d{{4}})
        |(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\ (?P<m3>(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-zA-Z]*)\.?,?\ (?P<y3>\d{{4}})
        |(?P<m4>(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-zA-Z]*)\.?\ (?P<d4>\d{{1,2}})(?:st|nd|rd|th)?,?\ (?P<y4>\d{{4}})",
        n = NUMBER
    ))
});

static SHORT_DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:\d{{1,2}}|[{NUMBER}]{{1,3}})[月월]\s?(?:\d{{1,2}}|[{NUMBER}]{{1,3}})[日號号일]|(?:農曆|农历)?[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年?(?:閏|闰)?[正二三四五六七八九十冬臘腊]{{1,2}}月(?:初|十|廿|三)?[一二三四五六七八九十日]{{1,2}}"
    ))
});

static WEEKDAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:星期|週|周|禮拜|礼拜)[一二三四五六日天]|[月火水木金土日]曜日?|[월화수목금토일]요일|[（(][月火水木金土日一二三四五六월화수목금토일][）)]",
        r"|(?i:(?-u:\b)(?:mon|tues|wednes|thurs|fri|satur|sun)day(?-u:\b))|(?-u:\b)(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:,|(?-u:\b)\s?\x01)"
    ))
});

static PAGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"第\s?(?P<a>[A-Za-z]?\d{1,3}|[〇一二三四五六七八九十]{1,3})\s?[版面頁页]|(?:^|[^A-Za-z0-9])(?P<b>[A-Za-z]?\d{1,3})\s?[版面頁页면]|(?i:(?-u:\b)page\s+(?P<c>[A-Z]?\d{1,3})(?-u:\b))|(?-u:\b)(?i:p)\.?\s?(?P<e>\d{1,3})(?-u:\b)|(?:^|[\s\x01|｜│/·•—_-])(?P<d>[A-Z]{1,2}\s?\d{1,2})(?:$|[\s\x01|｜│/·•—_-])",
    )
});

/// A page's number alone at the end or beginning of a folio: `SUNDAY, MARCH 24 | 3`.
static BARE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*(?P<n>\d{1,3})\b|(?:^|[\s\x01|｜│/·•—-])(?P<m>\d{1,3})\s*$"));

/// Those who made the page, with their names to the next gap or the end.
static MAKERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:本版)?(?:責任編輯|责任编辑|責任編輯／|執行編輯|执行编辑|總編輯|总编辑|值班总编|值班主编|督印人?|承印人?|社長|社长|發行人?|发行人?|責編|责编|版面設計|版面设计|版面編輯|版面编辑|版式設計|版式设计|版式|設計|设计|統籌|统筹|美術設計|美术设计|美術編輯|美术编辑|美術|美编|美編|視覺設計|视觉设计|視覺|校對|校对|編輯|编辑|主編|主编|副刊主編|組版|组版|排版|製圖|制图|值班主任|值班編輯|编审|審校|电话|電話|新聞熱線|新闻热线|熱線|热线|傳真|传真|電郵|电邮|邮箱|投稿(?:信箱|郵箱|邮箱|電郵)?|편집|디자인|교열|[Ee]-?[Mm]ail|Tel|Fax|Editors?|Edited by|Design(?:er)?|Layout)",
        r"\s*(?:[:：／/|｜]\s*|\s+)(?:[\p{Han}\p{Hangul}]{1,4}[ 　]?[\p{Han}]{0,2}|[\w@.+()-]+(?: [\w@.+()-]+){0,2})(?:[、，,／/&]\s*[\p{Han}]{2,4})*"
    ))
});

static MISC: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:电话|電話|新聞熱線|新闻热线|热线|熱線|專線|专线|傳真|传真|查詢|Tel|Fax)[:：]?\s*[（(+]?\d[\d（）() -]{5,20}|朝刊|夕刊|[▲△▼▽]|[\p{Han}]{2,10}(?:社|集团|集團)(?:出版|主办|主辦|主管|承印|印刷)|(?i:weather(?: today)?:.*$)|早報|早报|晚報版|日刊|統合版|総合版|\d{1,2}版\s?[○◯◎]|[○◯◎△]|第\s?[\d,]{1,7}\s?[號号期]|제\s?[\d,]{1,7}\s?호|總第\s?\d+\s?期|总第\s?\d+\s?期|今日(?:出版)?\s?[\d一二三四五六七八九十]+\s?大?[版張张頁页]|(?:本報|本报)?(?:地址|社址|印刷)[:：].*$|(?:零售|每份|定價|售價|定价|售价){1,2}[:：]?\s?[\d.元港幣澳門RM$一二三四五六七八九十百]+|(?i:https?://\S+|www\.\S+|(?-u:\b)\S+@\S+\.\w+)",
        r"|(?:ご意見|情報|お問い合わせ|投稿|感想)[^。]{0,24}\d[\d-]{8,}|(?-u:\b)(?:HK|NT|S|MOP|RM)\$?\d+(?:\.\d+)?(?-u:\b)|\d{4}年\d{1,2}月|(?:來稿|来稿)請?请?[^。]{2,16}$",
        r"|(?i:(?-u:\b)no\.\s?[\d,]+|(?-u:\b)vol\.?\s?[\w]+|(?-u:\b)issue\s\d+|(?-u:\b)price:?\s?(?:[a-z]{1,3}\s?)?[$£€¥]?\d.*$)|[\d,]+円|[\d,]+원|第[三3]種郵便物認可|(?:農曆|农历|舊曆)|国内统一(?:连续出版物|刊)号.*$|CN\s?\d\d-\d{4}|ISSN\s?\S+|邮发代号.*$|(?:城市|地方|海外|國際|国际)版$|(?:今日|本日)?(?:天氣|天气)(?:[:：].{1,16}|[^，。]{0,10}\d\s?(?:℃|°C?|度|[-至~～]).{0,10})$"
    ))
});

/// A name of a paper: what ends like one.
static PAPER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:[\p{Han}\p{Katakana}\p{Hiragana}ー]{1,10}(?:日報|日报|晚報|晚报|早報|早报|時報|时报|商報|商报|週報|周报|新報|新报|公報|文匯報|都市報|都市报|青年報|青年报|報|报|新聞|新闻|タイムズ|通信|週刊|周刊)|[\p{Hangul}]{1,8}(?:일보|신문|뉴스|경제|타임스)",
        r"|(?:[Tt]he |THE )?(?:[\p{Lu}][\w.'’&-]*\s){1,4}(?i:times|post|daily|news|ledger|bulletin|dispatch|register|review|record|echo|examiner|inquirer|independent|globe|express|weekly|herald|star|standard|tribune|journal|gazette|observer|guardian|argus|sentinel|advertiser|voice|nation|leader|monitor|messenger|citizen|scotsman|mail|mirror|chronicle|telegraph|sun|morning post|press|courier))$"
    ))
});

/// Reads a line as a folio; `None` if it is anything else.
pub fn folio(text: &str) -> Option<Folio> {
    let (folio, strong, left) = read(text)?;
    if strong < 2 && text.ends_with(['.', '。']) || strong < 3 && text.contains('，') {
        return None;
    }
    let all = count(text);
    let enough =
        left <= 2 || left * 5 <= all || (strong >= 2 && left <= 8 || strong >= 4) && left * 2 < all;
    enough.then_some(folio)
}

/// Would be a folio at a page's edge: a page's number, a section, and no more than a paper's name besides.
pub fn is_edge(text: &str) -> bool {
    read(text).is_some_and(|(folio, _, left)| {
        folio.page.is_some() && folio.section.is_some() && left <= 8
    })
}

/// Would be a line of a page's head, where another such line stands beside it: a page's number at one end of a few short
/// parts.
pub fn is_header(text: &str) -> bool {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:[A-Z]{0,2}\d{1,2}|[０-９]{1,2}|第?[A-Z]?\d{1,3}[版面頁页면]|第[一二三四五六七八九十]{1,3}[版面頁页])$",
        )
    });
    let parts: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || "|｜│•／/".contains(c))
        .filter(|part| !part.is_empty())
        .collect();
    let [first, .., last] = parts[..] else {
        return false;
    };
    let lettered = |part: &&str| {
        NUMBER.is_match(part) && part.starts_with(|c: char| c.is_ascii_uppercase() || c == '第')
    };
    let numbered = NUMBER.is_match(first) || NUMBER.is_match(last) || parts.iter().any(lettered);
    let set_apart = text.contains(['|', '｜', '│', '•', '\t']) || text.contains("  ");
    let latin = text.is_ascii();
    numbered
        && (!latin || set_apart || lettered(&first) || lettered(&last))
        && parts.len() <= 5
        && count(text) <= 28
        && !text.contains(['，', '。', '？', '！', '：', '「', '“'])
        && parts.iter().all(|part| count(part) <= 12)
}

/// Where readers write to: an address, and the words that ask for letters.
pub fn is_contact(text: &str) -> bool {
    let address = text.contains(['@', '〒']);
    let asked = [
        "投稿",
        "來稿",
        "来稿",
        "投書",
        "支局",
        "letters to",
        "Letters to",
        "제보",
        "독자 투고",
    ];
    address && cells(text) <= 160 && asked.iter().any(|word| text.contains(word))
}

/// How many signs there are that a line names the house and how to reach it: who prints it, its telephone, its address, where
/// readers write to, whose the opinions are.
pub fn imprint(text: &str) -> usize {
    static SIGNS: LazyLock<[Regex; 5]> = LazyLock::new(|| {
        [
            r"出版|印刷|印務|印务|發行|发行|発行|督印|承印|有限公司|株式会社|발행|(?i:published by|printed)",
            r"讀者|读者|読者|독자|訂閱|订阅|訂報|爆料|報料|报料|제보|專線|专线|熱線|热线|電話|电话|傳真|传真|전화|(?i:tel|phone|hotline|fax|readers)",
            r"\d[\d-]{1,4}[- ]\d{3,4}|〒|@|www\.|https?:",
            r"投稿|來稿|来稿|投書|稿酬|稿件|투고|원고|薄謝|(?i:letters to)",
            r"立場|立场|不代表|觀點|观点|방향과|(?i:views expressed|not necessarily)",
        ]
        .map(pattern)
    });
    if cells(text) > 240 {
        return 0;
    }
    SIGNS.iter().filter(|sign| sign.is_match(text)).count()
}

/// The text is a folio and nothing else.
pub fn is_pure(text: &str) -> bool {
    read(text).is_some_and(|(_, _, left)| left == 0)
}

/// What a line says as a folio, how many signs there are that it is one, and how many characters are left unexplained.
fn read(text: &str) -> Option<(Folio, i32, usize)> {
    if cells(text) > 160 || is_announcement(text) || text.starts_with(['▽', '△']) {
        return None;
    }
    let text = &ascii_digits(text);
    let mut folio = Folio::default();
    // A Japanese folio's 版 is the edition's number; the page's own stands bare.
    let japanese = ["曜", "令和", "朝刊", "夕刊"]
        .iter()
        .any(|mark| text.contains(mark));
    let mut strong = 0;
    let mut rest = text.to_owned();
    if let Some(found) = DATE.captures(&rest) {
        folio.date = date_of(&found);
        strong += 2;
        rest = DATE.replace_all(&rest, "\u{1}").into_owned();
    }
    if SHORT_DATE.is_match(&rest) {
        strong += 1;
        rest = SHORT_DATE.replace_all(&rest, "\u{1}").into_owned();
    }
    for (found, weight) in [(&*MAKERS, 2), (&*WEEKDAY, 1), (&*MISC, 1)] {
        if found.is_match(&rest) {
            strong += weight;
            rest = found.replace_all(&rest, "\u{1}").into_owned();
        }
    }
    if let Some(found) = PAGE.captures(&rest) {
        folio.page = ["a", "b", "c", "d", "e"]
            .iter()
            .find_map(|k| found.name(k))
            .map(|m| m.as_str().replace(' ', ""));
        strong += 1;
        rest = PAGE.replace_all(&rest, "\u{1}").into_owned();
    }
    if strong > 0
        && let Some(found) = BARE.captures(&rest)
    {
        let page = found.name("n").or_else(|| found.name("m"));
        folio.page = page.map(|m| m.as_str().to_owned()).or(folio.page);
        rest = BARE.replace(&rest, "\u{1}").into_owned();
    }
    if strong == 0 && !is_numbered_section(&rest) {
        return None;
    }
    let mut left = 0;
    for token in tokens(&rest).flat_map(numbered) {
        match token {
            t if label::section(t).is_some() => {
                folio.section = folio.section.or_else(|| label::section(t))
            }
            t if label::is_label(t, true) => {}
            t if PAPER.is_match(t) => folio.paper = folio.paper.or_else(|| Some(t.to_owned())),
            t if (folio.page.is_none() || japanese)
                && t.len() <= 3
                && t.chars().all(|c| c.is_ascii_digit()) =>
            {
                folio.page = Some(t.to_owned());
            }
            t => left += count(t),
        }
    }
    Some((folio, strong, left))
}

/// `日期：`, `時間：`: when something takes place, not when the paper came out.
fn is_announcement(text: &str) -> bool {
    let keys = [
        "日期", "時間", "时间", "日時", "일시", "시간", "Date", "Time", "When",
    ];
    keys.iter().any(|key| {
        text.strip_prefix(key)
            .is_some_and(|rest| rest.trim_start().starts_with(['：', ':', '／', '/']))
    })
}

/// A section's name and the number of its page, and perhaps the paper's name: `문화 | 23`.
fn is_numbered_section(text: &str) -> bool {
    let parts: Vec<&str> = tokens(text)
        .filter(|token| !PAPER.is_match(token))
        .flat_map(str::split_whitespace)
        .collect();
    let number = |t: &str| t.len() <= 3 && t.chars().all(|c| c.is_ascii_digit());
    let section = |t: &str| {
        let named = ["新聞", "新闻", "副刊", "評論", "评论", "專題", "专版"];
        label::section(t).is_some() || count(t) <= 5 && named.iter().any(|n| t.ends_with(n))
    };
    matches!(parts[..], [a, b] if section(a) && number(b) || number(a) && section(b))
}

/// A Latin section's name and its page's number are two parts: `Opinion 21`.
fn numbered(token: &str) -> impl Iterator<Item = &str> {
    let parted = token
        .rsplit_once(' ')
        .filter(|(name, number)| label::section(name).is_some() && number.parse::<u16>().is_ok());
    let (first, second) = parted.map_or((token, None), |(name, number)| (name, Some(number)));
    std::iter::once(first).chain(second)
}

/// The parts of a folio: divided by gaps and bars; Latin words stay together.
fn tokens(rest: &str) -> impl Iterator<Item = &str> {
    rest.split(|c: char| c == '\u{1}' || "|｜│·•　\t_—–,，".contains(c))
        .flat_map(|part| {
            let latin = part.chars().all(|c| c.is_ascii() || !c.is_alphabetic());
            let mut words: Vec<&str> = vec![part];
            if !latin {
                words = part.split(' ').collect();
            }
            words
        })
        .map(|t| {
            t.trim_matches(|c: char| {
                c.is_whitespace() || ",，.。:：()（）-/／[]【】<>《》".contains(c)
            })
        })
        .filter(|t| !t.is_empty())
}

fn date_of(found: &regex::Captures<'_>) -> Option<Date> {
    let get = |keys: [&str; 5]| keys.iter().find_map(|k| found.name(k)).map(|m| m.as_str());
    let year = number(get(["y", "y2", "y3", "y4", "y5"])?)?;
    let whole = found.get(0)?.as_str();
    let year = match year {
        y if whole.contains("民國") => y + 1911,
        y if whole.contains("令和") && y < 100 => y + 2018,
        y if whole.contains("平成") && y < 100 => y + 1988,
        y if whole.contains("昭和") && y < 100 => y + 1925,
        y if y < 100 => y + 2000,
        y if y < 1000 => y + 1911,
        y => y,
    };
    let month = get(["m", "m2", "m3", "m4", "m5"])?;
    let month = number(month).or_else(|| english_month(month))?;
    let day = number(get(["d", "d2", "d3", "d4", "d5"])?)?;
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

fn english_month(name: &str) -> Option<i32> {
    let head = name.get(..3)?.to_ascii_lowercase();
    let at = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    .iter()
    .position(|m| *m == head)?;
    i32::try_from(at + 1).ok()
}

/// Arabic digits, or Han numerals by place (二〇二五) or by tens (二十四, 廿四, 元 for one).
fn number(text: &str) -> Option<i32> {
    if text.chars().all(|c| c.is_ascii_digit()) {
        return text.parse().ok();
    }
    let digit = |c: char| match c {
        '元' => Some(1),
        '○' => Some(0),
        c => "〇一二三四五六七八九"
            .chars()
            .position(|d| d == c)
            .or((c == '零').then_some(0)),
    };
    if text.chars().all(|c| digit(c).is_some()) {
        let mut value = 0i32;
        for c in text.chars() {
            value = value
                .checked_mul(10)?
                .checked_add(i32::try_from(digit(c)?).ok()?)?;
        }
        return Some(value);
    }
    let (mut tens, mut units, mut seen) = (0, 0, false);
    for c in text.chars() {
        match c {
            '十' => tens = if seen { std::mem::take(&mut units) } else { 1 },
            '廿' => tens = 2,
            '卅' => tens = 3,
            c => units = i32::try_from(digit(c)?).ok()?,
        }
        seen = true;
    }
    Some(tens * 10 + units)
}

/// Full-width digits and letters as the ASCII ones.
fn ascii_digits(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '０'..='９' | 'Ａ'..='Ｚ' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            c => c,
        })
        .collect()
}

/// The name of a paper and no more.
pub fn is_paper(text: &str) -> bool {
    PAPER.is_match(text)
}

/// Only digits, as a page's number stands alone at its head or foot; with dashes around it, too.
pub fn bare_number(text: &str) -> Option<&str> {
    let digits = text.trim_matches(|c: char| c.is_whitespace() || "-—–·•".contains(c));
    let letters = digits.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let fits = !letters.is_empty() && letters.len() <= 3 && digits.len() - letters.len() <= 1;
    (fits && letters.chars().all(|c| c.is_ascii_digit())).then_some(digits)
}

/// Lines drawn with dashes, stars or boxes, and such marks as `廣告`.
pub fn is_rule(text: &str) -> bool {
    (count(text) >= 2
        || count(text) == 1
            && text.contains(['◇', '◆', '●', '○', '■', '□', '▲', '△', '▼', '★', '☆', '※']))
        && text
            .chars()
            .all(|c| c.is_whitespace() || drawn(c) || "-–—_=*＊·•~～◇◆○●☆★※■□▲△▼▽＝ー─".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    #[test]
    fn folios() {
        let d = Some(day(2025, 3, 24));
        for (text, date, page, section, paper) in [
            ("第A4版", None, Some("A4"), None, None),
            ("A4", None, Some("A4"), None, None),
            ("A1 要聞", None, Some("A1"), Some("要聞"), None),
            (
                "文匯報 2025年3月24日 星期一 A4 要聞",
                d,
                Some("A4"),
                Some("要聞"),
                Some("文匯報"),
            ),
            ("2025年3月24日 星期一", d, None, None, None),
            ("責任編輯：周文超 版面設計：周偉志", None, None, None, None),
            ("中華民國114年3月24日 星期一", d, None, None, None),
            ("114.3.24　星期一", d, None, None, None),
            (
                "2025年(令和7年)3月24日(月曜日) 13版 社会",
                d,
                Some("13"),
                Some("社会"),
                None,
            ),
            ("MONDAY, MARCH 24, 2025 | A3", d, Some("A3"), None, None),
            ("2025년 3월 24일 월요일 A4면", d, Some("A4"), None, None),
            ("二〇二五年三月二十四日", d, None, None, None),
        ] {
            let expect = Folio {
                date,
                page: page.map(str::to_owned),
                section: section.map(str::to_owned),
                paper: paper.map(str::to_owned),
            };
            assert_eq!(folio(text), Some(expect), "{text}");
        }
    }

    #[test]
    fn what_is_no_folio() {
        for text in [
            "2025年亞洲航運論壇下月在港舉行",
            "3月24日是世界防治結核病日，衞生署呼籲市民接種卡介苗。",
            "編輯部的故事",
            "港府推新措施",
            "Three killed in A1 crash near Newcastle",
        ] {
            assert_eq!(folio(text), None, "{text}");
        }
    }
}

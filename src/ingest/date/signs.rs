//! The signs that East Asian papers write dates with, as ASCII: 年月日, eras, Chinese numerals, halves of the day.

use std::sync::LazyLock;

use regex::Regex;

/// The text in small ASCII letters and digits where its signs have an equal, and the offset of the country whose signs they are.
pub fn romanised(text: &str) -> (String, Option<i32>) {
    if text.is_ascii() {
        return (text.to_ascii_lowercase(), None);
    }
    let home = match () {
        () if text.contains(['년', '월', '일'])
            || text.contains("오전")
            || text.contains("오후") =>
        {
            Some(540)
        }
        () if ERAS[1..].iter().any(|(era, _)| text.contains(era))
            || text.contains("午前")
            || text.contains("午後") =>
        {
            Some(540)
        }
        () if text.contains(['年', '月']) => Some(480),
        () => None,
    };
    let mut text = numerals(&text.to_lowercase());
    for (era, start) in ERAS {
        text = era_years(&text, era, start);
    }
    for (signs, plain) in SIGNS {
        for sign in *signs {
            text = text.replace(sign, plain);
        }
    }
    let text = HOUR.replace_all(&text, "$1:00 ");
    (
        text.replace(":-", " ")
            .trim_end_matches(['-', ' '])
            .to_owned(),
        home,
    )
}

static HOUR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(\d):(?:\s*$|\s+)").expect("a constant pattern"));

const SIGNS: &[(&[&str], &str)] = &[
    (&["上午", "午前", "오전", "凌晨", "早上"], " am "),
    (&["下午", "午後", "오후", "晚上", "傍晚"], " pm "),
    (&["年", "년", "月", "월"], "-"),
    (&["日", "일", "號", "号"], " "),
    (&["時", "时", "點", "点", "시", "："], ":"),
    (&["分", "분", "秒", "초"], " "),
    (&["- "], "-"),
];

/// Eras, and the year before their first.
const ERAS: [(&str, i32); 4] = [
    ("民國", 1911),
    ("令和", 2018),
    ("平成", 1988),
    ("昭和", 1925),
];

/// `令和8年` as `2026年`.
fn era_years(text: &str, era: &str, start: i32) -> String {
    let Some((before, rest)) = text.split_once(era) else {
        return text.to_owned();
    };
    let rest = rest.trim_start();
    let (digits, after) = rest.split_at(
        rest.find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len()),
    );
    let year = if after.starts_with('元') {
        Some(1)
    } else {
        digits.parse::<i32>().ok()
    };
    match year.filter(|year| *year < 1000) {
        Some(year) => format!("{before}{}{}", start + year, after.trim_start_matches('元')),
        None => text.to_owned(),
    }
}

/// Full-width digits and Chinese numerals as ASCII digits: 二〇二六, 三, 二十四.
fn numerals(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars() {
        if c == '十' || "〇零一二三四五六七八九".contains(c) {
            run.push(c);
            continue;
        }
        // 三 in 星期三 or 十 in a name is no number of a date.
        let counts = "年月日號号时時点點分秒".contains(c);
        out += &if counts {
            counted(&run)
        } else {
            std::mem::take(&mut run)
        };
        run.clear();
        match c {
            '０'..='９' => out.push(char::from(b'0' + (c as u32 - '０' as u32) as u8)),
            _ => out.push(c),
        }
    }
    out + &run
}

fn counted(run: &str) -> String {
    let digit = |c: char| {
        "〇一二三四五六七八九"
            .chars()
            .position(|d| d == c)
            .unwrap_or(0)
    };
    match run.split_once('十') {
        Some((tens, ones)) => {
            let tens = tens.chars().next().map_or(1, digit);
            (tens * 10 + ones.chars().next().map_or(0, digit)).to_string()
        }
        None => run.chars().map(|c| digit(c).to_string()).collect(),
    }
}

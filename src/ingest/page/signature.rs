//! Who signs under a text: a reader's letter, a guest's column, a poem.
//!
//! A name alone says little; under the end of a sentence, with no text of its own after it, it is a signature.

use std::sync::LazyLock;

use regex::Regex;

use super::chars::{Ending, cells, ending};
use super::names::{self, SmallWords};
use super::piece::{Piece, Role};
use super::{byline, label};

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file")
}

/// What says of itself that it is a signature, wherever it stands.
static PLAIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:[（(〈【〔]?(?:本文)?(?:作者|筆者|笔者)(?:單位|单位|簡介|简介)?(?:[:：]|為|为|是|係|系|乃)[^。]{2,40}[）)〉】〕]?。?",
        r"|[（(](?:The )?(?:writer|author) is [^)]{4,120}[)）]|(?:The|This) (?:writer|author) is .{4,110}",
        r"|[（(〈<＜〔【]?(?:筆者は|필자는).{2,40}[）)〉>＞〕】]?)$"
    ))
});

/// Readers and guests, with where they live or what they do.
static SIGNER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^[—–―-]{0,2} ?[（(〈<＜〔]?(?:",
        r"(?:[\p{Han}]{1,12}[ 　／/])?[\p{Han}]{1,4}(?:先生|女士|小姐|太太|同學|同学|敬上|謹啟|谨启|謹上)",
        r"|[\p{Han}]{2,6}[ 　](?:上班族|一?讀者|一?读者|小?市民|居民|家長|家长|學生|学生|街坊|選民|选民|車主|车主|媽媽|妈妈|爸爸)",
        r"|(?:一[名位個个][\p{Han}]{0,6}|[\p{Han}]{2,4})(?:市民|居民|讀者|读者|家長|家长|街坊|業主|业主)",
        r"|[\p{Han}]{0,6}(?:市民|居民|讀者|读者|家長|家长|街坊|教師|教师|學生|学生|業主|业主|乘客|司機|司机|老師|老师)[ 　／/][\p{Han}]{2,4}",
        r"|(?:[\p{Han}]{2,4}[ 　])?(?:会社員|主婦|無職|学生|高校生|中学生|大学生|公務員|自営業|農業|漁業|教員|元教員|パート|アルバイト|団体職員|看護師|医師|作家|俳人|歌人|詩人)[ 　][\p{Han}]{1,4}[ 　]?[\p{Han}\p{Hiragana}]{0,4}(?:[（( 　・]+[^。）)]{1,16}[）)]?)?",
        r"|[\p{Han}]{1,3}[ 　]?[\p{Han}\p{Hiragana}]{1,4}[（(][^。）)]{1,10}[・、 　][^。）)]{1,16}[）)]",
        r"|(?:[\p{Hangul}]{2,6}[ ·/])?[김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진나지엄채원천방공현함변염여추도소석선설마길][\p{Hangul}]{2}(?: ?[(（·,/][^.。]{2,24})?",
        r"|(?:(?:Dr|Mr|Mrs|Ms|Prof)\.? )?[\p{Lu}][\p{L}.'’-]*(?: [\p{Lu}][\p{L}.'’-]*){0,3}, [\p{Lu}][\p{L} .'’-]{2,40}(?:, [\p{Lu}][\p{L} .'’-]{2,30})?|(?:[\p{Lu}][\p{L}.'’-]+ ){2,3}(?:is|teaches|writes|works|runs) (?:a|an|the|about|at|for|in|on)? ?[\p{L}][^.]{4,90}\.?",
        r")[）)〉>＞〕]?$"
    ))
});

/// Where a reader lives, and the reader's name: `甲乙丙　丁戊己`.
fn is_placed_name(text: &str) -> bool {
    let parts: Vec<&str> = text.split_whitespace().collect();
    matches!(parts[..], [place, name]
        if (2..=6).contains(&place.chars().count()) && names::is_name(name) && text.chars().all(|c| super::chars::han(c) || c.is_whitespace()))
}

/// Headings that sign the text over them become bylines.
pub fn mark(pieces: &mut [Piece], small: &SmallWords) {
    for at in 1..pieces.len() {
        let text = pieces[at].text.as_str();
        let fits = match pieces[at].role {
            Role::Head | Role::Body => {
                PLAIN.is_match(text)
                    && (is_under_text(pieces, at) || pieces[at - 1].role == Role::Head)
                    || is_last(pieces, at)
                        && (signs(text)
                            || small.leave_name(text) && !is_over_name(pieces, at, small))
                    || is_over_place(pieces, at)
            }
            Role::Label => {
                is_bracketed_name(text) && !is_over_text(pieces, at) && is_under_all(pieces, at)
                    || is_over_place(pieces, at)
            }
            _ => false,
        };
        let signed = fits || pieces[at].role == Role::Byline && is_last(pieces, at);
        if signed && is_over_region(pieces, at) || fits && is_over_place(pieces, at) {
            pieces[at + 1].role = Role::Byline;
        }
        if fits {
            pieces[at].role = Role::Byline;
        }
    }
}

/// A text, or who wrote it, stands directly over a piece.
fn is_under_text(pieces: &[Piece], at: usize) -> bool {
    let before = &pieces[at - 1];
    before.role.is_solid() && ending(&before.text) != Ending::Pause
        || before.role == Role::Byline && !before.inline
}

/// A text or a picture's words stand directly over a piece.
fn is_under_all(pieces: &[Piece], at: usize) -> bool {
    is_under_text(pieces, at) || pieces[at - 1].role == Role::Caption
}

/// Under a text that has ended, and not over another.
fn is_last(pieces: &[Piece], at: usize) -> bool {
    let before = &pieces[at - 1];
    let ended = before.role == Role::Verse || ending(&before.text) == Ending::Full;
    is_under_text(pieces, at) && ended && !is_over_text(pieces, at)
}

fn is_over_text(pieces: &[Piece], at: usize) -> bool {
    let text = |next: &Piece| next.role.is_solid() || next.role == Role::Byline && next.inline;
    pieces.get(at + 1).is_some_and(text)
}

/// A Latin name in capitals, and where its bearer lives on the next line: a reader's letter ends.
fn is_over_place(pieces: &[Piece], at: usize) -> bool {
    let place = |next: &Piece| {
        matches!(next.role, Role::Head | Role::Body)
            && next.blanks == 0
            && next.text.split_whitespace().count() <= 3
            && ending(&next.text) == Ending::Open
            && !label::capitals(&next.text)
    };
    let end = |next: &Piece| !next.role.is_solid() && next.blanks > 0;
    let text = &pieces[at].text;
    names::is_capital_name(text)
        && !label::is_briefs(text)
        && is_under_text(pieces, at)
        && ending(&pieces[at - 1].text) == Ending::Full
        && pieces.get(at + 1).is_some_and(place)
        && pieces.get(at + 2).is_none_or(end)
}

/// Directly under a piece stands a place and what it lies in, and no text under that: `Tetbury, Gloucestershire`.
fn is_over_region(pieces: &[Piece], at: usize) -> bool {
    static REGION: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^[\p{Lu}][\p{L}'’-]+(?: [\p{Lu}][\p{L}'’-]+){0,2}, [\p{Lu}][\p{L}'’-]+(?: [\p{Lu}][\p{L}'’-]+){0,2}$",
        )
    });
    let place =
        |next: &Piece| matches!(next.role, Role::Head | Role::Body) && REGION.is_match(&next.text);
    pieces.get(at + 1).is_some_and(place)
        && pieces.get(at + 2).is_none_or(|next| !next.role.is_solid())
}

/// The line over a name is a title.
fn is_over_name(pieces: &[Piece], at: usize, small: &SmallWords) -> bool {
    pieces
        .get(at + 1)
        .is_some_and(|next| small.leave_name(&next.text))
}

/// Could be the name of who wrote what stands above.
pub fn signs(text: &str) -> bool {
    cells(text) <= 48
        && (names::is_name(text)
            || byline::is_named_role(text)
            || names::is_office(text)
            || is_placed_name(text)
            || names::is_body(text)
            || SIGNER.is_match(text))
}

/// Signs a notice or a letter: `孝子 甲乙 泣叩`, `聲明人：甲乙丙`, `某公司啟`.
pub fn is_sign_off(text: &str) -> bool {
    static SIGN_OFF: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"^(?:[^，。！？]{1,36}(?:[叩鞠]|謹|谨|敬|同|仝|泣|哀)(?:[謝谢啟启告叩具訂订上鞠躬]){1,2}|[^，。！？]{2,24}[ 　]?(?:啟|启|具|叩上)",
            r"|(?:聲明人|声明人|啟事人|启事人|未亡人|孝男|孝子|孝女|孝孫|孝孙|會長|会长|主席|董事長|董事长|喪主)[ 　:：]+[^，。！？]{2,30}",
            r"|(?:[\p{Lu}][\w.'’-]*,? ){1,6}(?:and family|family|Secretary|Chairman|Ltd\.?|Limited))$"
        ))
    });
    cells(text) <= 72 && SIGN_OFF.is_match(text)
}

/// `【甲乙丙丁】`: a name of three characters and more in brackets.
fn is_bracketed_name(text: &str) -> bool {
    let name = text.trim_matches(['【', '】', '〔', '〕']);
    name.chars().count() >= 3
        && name.len() < text.len()
        && (names::is_name(name) || names::is_japanese_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_and_letters_are_signed() {
        for (text, expect) in [
            ("孝子　何文山　率家人泣叩", true),
            ("聲明人：葉小舟", true),
            ("南岸街坊會謹啟", true),
            ("会长　林一帆　敬启", true),
            ("街坊會宣布下月起提供免費午膳", false),
            ("他說：「多謝大家。」", false),
            ("", false),
        ] {
            assert_eq!(is_sign_off(text), expect, "{text}");
        }
    }
}

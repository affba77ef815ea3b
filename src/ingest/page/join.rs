//! Sentences that a column's end cut in two are whole again.
//!
//! A text goes on when it stops without a full stop and what follows is text too. The longer it is and the more clauses it
//! has, the surer; a short one without any might be a heading, and needs a sign: a word that cannot end one (副, 的, `the`),
//! a beginning that cannot begin one (的, a comma, a small letter), an open bracket. A joined paragraph stands where its
//! first half stood; captions and furniture between the halves follow it, which moves them least.

use super::chars::{self, Ending, count, ending, measure};
use super::piece::{Piece, Role};

/// Most pieces that may stand between two halves.
const BETWEEN: usize = 8;

/// Widest subhead with a comma in it, in measure: a wider line after a paragraph is a sentence cut short.
const LONGEST_SUBHEAD: usize = 24;

/// Words that no heading and no sentence ends with.
const DANGLING: &str = "副的和與与及或在是為为將将把被對对向從从由以於于並并而且但因其該该此這这每各第不未更最很也都還还再才就即如若使令讓让給给跟同含括約约近逾達达至到任兼總总のがてっな";

/// Characters that no sentence begins with.
const CLINGING: &str = "的了着著們们與与和及或而並并者性化をんゃゅょっーのはがてるれりけめせ";

/// Marks each piece that goes on from an earlier one, and turns headings that are cut sentences into text.
pub fn mark(pieces: &mut [Piece]) {
    for at in 0..pieces.len() {
        if !matches!(pieces[at].role, Role::Body | Role::Head | Role::List) || pieces[at].amid {
            continue;
        }
        let Some(next) = continuation(pieces, at) else {
            continue;
        };
        if pieces[at].role == Role::Head {
            pieces[at].role = Role::Body;
        }
        if pieces[next].role == Role::Head {
            pieces[next].role = Role::Body;
        }
        pieces[next].continues = Some(at);
    }
}

/// The piece that a piece goes on with.
fn continuation(pieces: &[Piece], at: usize) -> Option<usize> {
    let text = &pieces[at].text;
    let open = match ending(text) {
        Ending::Open | Ending::Pause => true,
        Ending::Closed => chars::unclosed(text) > 0,
        Ending::Full | Ending::Colon => false,
    };
    if !open {
        return None;
    }
    let next = following(pieces, at)?;
    let more = &pieces[next];
    if more.continues.is_some() || more.role == Role::Head && !clings(&more.text) {
        return None;
    }
    let sign = sign(text, &more.text);
    let sure = match pieces[at].role {
        Role::Body => next == at + 1 || long(text) || sign,
        Role::List => sign,
        _ if is_prose(pieces, at, next) => true,
        _ if is_korean_verb(text) => false,
        _ => {
            sign && (more.text.starts_with(char::is_lowercase)
                || odd_quotes(text)
                || measure(text) >= 24
                || at > 0 && pieces[at - 1].role == Role::Head)
        }
    };
    let adjacent = next == at + 1;
    (sure && (adjacent || pieces[at].role == Role::Body && (long(text) || sign))).then_some(next)
}

/// The next piece of text, over captions and what belongs to the page.
fn following(pieces: &[Piece], at: usize) -> Option<usize> {
    for (next, piece) in pieces.iter().enumerate().skip(at + 1).take(BETWEEN) {
        match piece.role {
            _ if piece.amid => {}
            Role::Body => return Some(next),
            Role::Head if next == at + 1 => return Some(next),
            Role::Caption | Role::Furniture | Role::JumpOut | Role::JumpIn | Role::Quote => {}
            _ => return None,
        }
    }
    None
}

/// A short text that reads as a sentence, not as a heading: a verb of reporting and a comma, or a Chinese comma in what
/// stands alone between two texts.
fn is_prose(pieces: &[Piece], at: usize, next: usize) -> bool {
    let text = &pieces[at].text;
    let after_text = at > 0
        && pieces[at - 1].role == Role::Body
        && matches!(ending(&pieces[at - 1].text), Ending::Full);
    if next != at + 1 {
        return false;
    }
    if chars::kana_in(text) {
        return after_text
            && [
                "は、", "が、", "で、", "し、", "に、", "て、", "り、", "ら、",
            ]
            .iter()
            .any(|pause| text.contains(pause));
    }
    let reports = [
        "表示", "指出", "說", "说", "稱", "称", "認為", "认为", "指", "宣布", "宣佈", "公布",
        "公佈", "預料", "预料", "透露", "強調", "强调", "補充", "补充", "解釋", "解释", "介紹",
        "介绍", "坦言", "建議", "建议", "估計", "估计",
    ];
    let reported = reports.iter().any(|verb| {
        text.find(verb)
            .is_some_and(|i| text[i + verb.len()..].starts_with('，'))
    });
    reported || text.contains('，') && after_text && measure(text) > LONGEST_SUBHEAD
}

/// Long enough, or with clauses enough, to be no heading.
fn long(text: &str) -> bool {
    measure(text) > 60 || text.contains(['，', '。']) && measure(text) > 30 || count(text) > 60
}

/// A sign in the words themselves that the text goes on.
fn sign(text: &str, more: &str) -> bool {
    let last = text.chars().last().unwrap_or(' ');
    DANGLING.contains(last) && !forbids(text)
        || ending(text) == Ending::Pause
        || chars::unclosed(text) > 0
        || odd_quotes(text)
        || counts(last, more)
        || clings(more)
        || last_word_dangles(text)
}

/// Japanese that tells somebody not to: `先送りするな`.
fn forbids(text: &str) -> bool {
    let mut last = text.chars().rev();
    last.next() == Some('な')
        && last
            .next()
            .is_some_and(|c| "うくぐすつぬぶむる".contains(c))
}

/// A number, and what it counts.
fn counts(last: char, more: &str) -> bool {
    let number = last.is_ascii_digit() || "〇零一二三四五六七八九十百千萬万億亿兩两".contains(last);
    let unit = more.chars().next().is_some_and(|c| {
        "時点點分秒日月年元人名個个億亿萬万宗成倍度米歲岁％%件項项戶户條条".contains(c)
            || c.is_ascii_digit()
    });
    number && unit
}

/// A straight quotation mark that waits for its fellow.
fn odd_quotes(text: &str) -> bool {
    text.matches('"').count() % 2 == 1
}

/// Words that sentences begin with although their first character clings.
const WORDS: &str = "的士 的確 的确 了解 了結 了结 著名 著作 着手 着力 着眼 與會 与会 與此 与此 和平 和諧 和谐 及時 及时 及至 而今 而家 而且 並非 并非 並不 性別 性别 性格 化學 化学 化妝 化妆 們家 者老";

/// A beginning that can only be a middle.
fn clings(text: &str) -> bool {
    if WORDS.split(' ').any(|word| text.starts_with(word)) {
        return false;
    }
    text.chars()
        .next()
        .is_some_and(|c| chars::clings(c) || CLINGING.contains(c) || c.is_lowercase())
}

/// Korean endings that ask for another word: particles of topic and object, and attributive forms.
fn korean_dangles(last: &str) -> bool {
    let endings = [
        "은",
        "는",
        "을",
        "를",
        "의",
        "와",
        "과",
        "며",
        "에서",
        "면서",
        "한",
        "된",
        "할",
        "될",
        "위해",
        "통해",
        "따라",
        "부터",
        "하고",
        "되고",
        "있다고",
        "것으로",
    ];
    last.chars().all(chars::hangul)
        && last.chars().count() >= 2
        && endings.iter().any(|e| last.ends_with(e))
}

/// Ends in what is a particle after a noun, and after a verb the end of many a heading: `보내와`, `나선 까닭은`.
fn is_korean_verb(text: &str) -> bool {
    text.ends_with(['와', '과', '한', '된', '할', '은', '는'])
}

/// English words that ask for another.
fn last_word_dangles(text: &str) -> bool {
    let last = text.rsplit(char::is_whitespace).next().unwrap_or("");
    korean_dangles(last)
        || matches!(
            last,
            "the"
                | "a"
                | "an"
                | "of"
                | "to"
                | "and"
                | "or"
                | "in"
                | "on"
                | "for"
                | "with"
                | "by"
                | "from"
                | "at"
                | "as"
                | "that"
                | "its"
                | "their"
                | "his"
                | "her"
                | "is"
                | "was"
                | "were"
                | "are"
                | "be"
                | "has"
                | "had"
                | "have"
                | "will"
                | "would"
        )
        || last.ends_with('-') && last.len() > 1
}

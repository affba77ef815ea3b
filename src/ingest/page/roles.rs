//! What each piece plainly is by itself: furniture, label, byline, caption, item, heading or text. The rank of headings
//! is left to [`super::score`].

use super::chars::{self, Ending, ending, measure};
use super::piece::{Piece, Role};
use super::{byline, caption, furniture, label, list, runs};

/// Longest heading, in measure.
const LONGEST_HEAD: usize = 88;

/// Gives every piece its role; bylines and jump lines at the head or tail of a paragraph become pieces of their own.
pub fn assign(pieces: Vec<Piece>) -> Vec<Piece> {
    let cjk = mostly_cjk(&pieces);
    let mut given: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match piece.role {
            Role::Table => given.push(piece),
            _ => part(piece, cjk, &mut given),
        }
    }
    runs::settle(given)
}

fn mostly_cjk(pieces: &[Piece]) -> bool {
    let cjk: usize = pieces
        .iter()
        .filter(|p| chars::is_cjk(&p.text))
        .map(|p| p.text.len())
        .sum();
    let all: usize = pieces.iter().map(|p| p.text.len()).sum();
    cjk * 2 >= all
}

/// Most bylines and jump lines that are cut off one end of a text.
const MOST_CUTS: usize = 4;

/// Classifies a piece, cutting off what stands inline.
fn part(mut piece: Piece, cjk: bool, given: &mut Vec<Piece>) {
    piece.role = by_itself(&piece.text, cjk);
    for _ in 0..MOST_CUTS {
        let jump = label::jump_head(&piece.text).filter(|_| piece.role == Role::Body);
        let Some((mut jump, rest)) = jump.and_then(|at| piece.cut(at)) else {
            break;
        };
        (jump.role, jump.inline) = (Role::JumpIn, true);
        given.push(jump);
        piece = rest;
        piece.role = by_itself(&piece.text, cjk);
    }
    let dated = match piece.role {
        Role::Body => byline::head(&piece.text),
        Role::Head => byline::head(&piece.text).filter(|&at| is_dateline(&piece.text[..at])),
        _ => None,
    };
    if let Some((mut head, rest)) = dated.and_then(|at| piece.cut(at)) {
        (head.role, head.inline) = (Role::Byline, true);
        given.push(head);
        piece = rest;
        piece.role = Role::Body;
    }
    match piece.role {
        Role::Body => tails(piece, given),
        _ => given.push(piece),
    }
}

/// Brackets or an agency's words: what a heading does not begin with.
fn is_dateline(text: &str) -> bool {
    text.contains([
        '【', '〔', '（', '(', '[', '［', '訊', '讯', '電', '电', '—',
    ]) || text.trim_end().ends_with('-')
}

/// Cuts jump lines and bylines off a paragraph's end.
fn tails(mut piece: Piece, given: &mut Vec<Piece>) {
    let mut ends = Vec::new();
    while ends.len() < MOST_CUTS {
        let jump = label::jump_tail(&piece.text).map(|at| (at, Role::JumpOut));
        let tail = jump.or_else(|| Some((byline::tail(&piece.text)?, Role::Byline)));
        let Some((at, role)) = tail else { break };
        let Some((rest, mut end)) = piece.cut(at) else {
            break;
        };
        (end.role, end.inline) = (role, false);
        ends.push(end);
        piece = rest;
    }
    given.push(piece);
    given.extend(ends.into_iter().rev());
}

/// The role of a text by its looks alone.
fn by_itself(text: &str, cjk: bool) -> Role {
    if furniture::is_rule(text) {
        return Role::Rule;
    }
    if let Some(jump) = label::jump(text) {
        return match jump {
            label::Jump::Out => Role::JumpOut,
            label::Jump::In => Role::JumpIn,
        };
    }
    if label::is_end(text) {
        return Role::JumpOut;
    }
    let reporter = text.contains(['記', '记', '기', '특']) && byline::is_line(text);
    if label::is_notice(text)
        || furniture::is_contact(text)
        || !reporter && furniture::folio(text).is_some()
    {
        return Role::Furniture;
    }
    let photo = text.starts_with(['圖', '图']) || text.starts_with("사진");
    let captioned = match byline::head(text) {
        Some(end)
            if end < text.len()
                && chars::is_cjk(text)
                && !text.starts_with(chars::ornament)
                && !photo =>
        {
            0
        }
        _ => caption::points(text),
    };
    let written = byline::is_line(text) && !caption::is_taken(text);
    let pointed = text.starts_with(['▶', '▲', '▼', '▽', '△', '▷'])
        && !text.contains(". ")
        && !text.ends_with("기자")
        && !caption::is_credited(text);
    if pointed && text.chars().any(|c| chars::kana(c) || chars::hangul(c)) && is_head(text) {
        return Role::Head;
    }
    if captioned >= 2 && !written || captioned >= 4 {
        return Role::Caption;
    }
    if written {
        return Role::Byline;
    }
    if label::is_label(text, cjk) {
        return Role::Label;
    }
    if list::mark(text).is_some() {
        return Role::List;
    }
    if captioned == 1 && text.starts_with(chars::ornament) {
        return ornamented(text);
    }
    if is_head(text) {
        Role::Head
    } else {
        Role::Body
    }
}

/// An ornament and no more to tell by: in Chinese a caption, in Japanese and Korean a heading.
fn ornamented(text: &str) -> Role {
    let other = text.chars().any(|c| chars::kana(c) || chars::hangul(c));
    if !chars::is_cjk(text) || other {
        return if is_head(text) {
            Role::Head
        } else {
            Role::Body
        };
    }
    // A word or two say nothing of a picture.
    if is_head(text) && chars::count(text) <= 7 {
        return Role::Head;
    }
    Role::Caption
}

/// Ends as a sentence that introduces someone's words.
fn introduces(text: &str) -> bool {
    let stem = text.trim_end_matches([':', '：']);
    [
        "先生",
        "女士",
        "您好",
        "你好",
        "朋友",
        "表示",
        "說",
        "说",
        "説",
        "道",
        "指出",
        "指",
        "稱",
        "称",
        "認為",
        "认为",
        "如下",
        "包括",
        "問",
        "问",
        "答",
        "寫",
        "写",
        "said",
        "says",
        "following",
    ]
    .iter()
    .any(|verb| stem.ends_with(verb))
}

/// Looks like a heading: short, and without the end and the pauses of a sentence.
pub fn is_head(text: &str) -> bool {
    let length = measure(text);
    let pauses = text.matches('，').count();
    let fits = match ending(text) {
        Ending::Pause => false,
        Ending::Colon => length <= 20 && !introduces(text),
        Ending::Full => {
            text.ends_with(['？', '！', '?', '!', '…', '」', '”', '』']) && length <= 48
        }
        Ending::Open | Ending::Closed => true,
    };
    let inner = text.trim_end_matches(|c| chars::closes(c) || "？！?!…".contains(c));
    let aside = text.starts_with(['（', '(']) && text.ends_with(['）', ')']);
    let sentence = aside
        || inner.contains('。')
        || inner.contains(". ") && !chars::is_cjk(text) && length > 30;
    let asked = text.ends_with(['？', '?', '。', '」']) && is_spoken(text);
    let small = text.chars().next().is_some_and(char::is_lowercase);
    fits && !sentence
        && !asked
        && (text.matches(['△', '▷', '▲', '▽']).count() < 2 || chars::kana_in(text))
        && !small
        && length <= LONGEST_HEAD
        && pauses <= 2
        && (pauses == 0 || length <= if pauses == 1 { 56 } else { 40 })
        && text.split_whitespace().count() <= 20
}

/// A line of an interview: `問：`, `記者：`, `――`.
fn is_spoken(text: &str) -> bool {
    let speakers = [
        "問",
        "问",
        "答",
        "記者",
        "记者",
        "主持人",
        "主持",
        "Q",
        "Ｑ",
        "A",
        "Ａ",
        "문",
        "답",
    ];
    let named = text
        .split_once(['：', ':'])
        .is_some_and(|(name, _)| speakers.contains(&name));
    named || text.starts_with(['—', '―', '─'])
}

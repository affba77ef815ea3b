//! Quotations set apart from the text: with a mark, with their source under them, or alone between two paragraphs.

use super::chars::{self, Ending, cells, ending, measure};
use super::furniture;
use super::piece::{Piece, Role};

/// A question, by its mark: `Q：…`, `問：…`, `— …？`.
pub fn is_question(text: &str) -> bool {
    let marks = [
        "Q：", "Q:", "Ｑ：", "Ｑ　", "Q　", "Q ", "Q.", "Q1", "Q2", "Q3", "問：", "问：", "問　",
        "문:",
    ];
    let dash = text.starts_with(['—', '－', '-', '─', '―']);
    marks.iter().any(|mark| text.starts_with(mark)) || dash && text.ends_with(['？', '?'])
}

/// A quotation alone in its paragraph with a source under it, or marked as one.
pub fn mark(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut kept: Vec<Piece> = Vec::with_capacity(pieces.len());
    for mut piece in pieces {
        if let Some(before) = kept.last_mut() {
            let quoted = matches!(before.role, Role::Head | Role::Body | Role::Quote);
            if quoted && is_quoted(&before.text) && is_source(&piece.text) && piece.blanks <= 1 {
                before.absorb(&piece, ' ');
                before.role = Role::Quote;
                continue;
            }
        }
        let within = kept
            .last()
            .is_some_and(|before| before.role.is_solid() || before.role == Role::Caption);
        let marked = piece.text.starts_with(['>', '＞']) || within && has_source(&piece.text);
        if matches!(piece.role, Role::Head | Role::Body) && marked {
            piece.role = Role::Quote;
        }
        kept.push(piece);
    }
    alone(&mut kept);
    pulled(kept)
}

/// A quotation and, behind a dash, whose it is.
fn has_source(text: &str) -> bool {
    let Some(at) = ["——", "—", "――", "– "]
        .iter()
        .find_map(|dash| text.rfind(dash))
    else {
        return false;
    };
    let (words, source) = text.split_at(at);
    is_quoted(words.trim_end_matches(['—', '―', ' ', '　']))
        && cells(source) <= 50
        && !source.contains(['。', '，'])
}

/// A paragraph that is one quotation between two that are not: set apart. Several in a row are a conversation.
fn alone(pieces: &mut [Piece]) {
    let whole = |p: &Piece| matches!(p.role, Role::Body | Role::Head) && is_one_quotation(&p.text);
    let near = |pieces: &[Piece], i: Option<usize>| {
        i.and_then(|i| pieces.get(i))
            .is_some_and(|p| p.role == Role::Body && p.text.starts_with(['「', '“', '『']))
    };
    for at in 1..pieces.len() {
        let apart = !near(pieces, at.checked_sub(1)) && !near(pieces, at.checked_add(1));
        let within =
            pieces[at - 1].role.is_solid() && pieces.get(at + 1).is_some_and(|p| p.role.is_solid());
        let introduced = ending(&pieces[at - 1].text) == Ending::Colon;
        let speaks = measure(&pieces[at].text) > 26 || pieces[at].text.contains(['。', '，']);
        if whole(&pieces[at]) && speaks && apart && within && !introduced && pieces[at].blanks > 0 {
            pieces[at].role = Role::Quote;
        }
    }
}

/// Pieces on either side among which the words of a pulled quotation are looked for.
const NEAR: usize = 12;

/// A quotation whose words the text around it has, too, was pulled out of it; who said it may stand under it.
fn pulled(pieces: Vec<Piece>) -> Vec<Piece> {
    let quotes: Vec<bool> = (0..pieces.len()).map(|at| is_pulled(&pieces, at)).collect();
    let mut kept: Vec<Piece> = Vec::with_capacity(pieces.len());
    for (mut piece, quote) in pieces.into_iter().zip(quotes) {
        let after = kept.last_mut().filter(|before| before.role == Role::Quote);
        if let Some(before) = after
            && piece.blanks == 0
            && is_quoted(&before.text)
            && matches!(piece.role, Role::Head | Role::Byline)
            && cells(&piece.text) <= 50
        {
            before.absorb(&piece, ' ');
            continue;
        }
        if quote {
            piece.role = Role::Quote;
        }
        kept.push(piece);
    }
    kept
}

fn is_pulled(pieces: &[Piece], at: usize) -> bool {
    let piece = &pieces[at];
    let whole = matches!(piece.role, Role::Head | Role::Body) && is_quoted(&piece.text);
    let words = letters(&piece.text);
    let long = match chars::is_cjk(&piece.text) {
        true => measure(&piece.text) > 28,
        false => piece.text.split_whitespace().count() >= 7,
    };
    let under_heading = at > 0 && pieces[at - 1].role == Role::Head;
    let sourced = pieces.get(at + 1).is_some_and(|next| {
        next.blanks == 0
            && matches!(next.role, Role::Head | Role::Byline)
            && cells(&next.text) <= 50
    });
    if !whole
        || !(long || sourced && words.chars().count() >= 8)
        || under_heading
        || measure(&piece.text) > 160
    {
        return false;
    }
    let around = &pieces[at.saturating_sub(NEAR)..(at + NEAR).min(pieces.len())];
    around.iter().any(|p| {
        p.role == Role::Body && p.text.len() > piece.text.len() && letters(&p.text).contains(&words)
    })
}

/// A text without its marks and spaces.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// One quotation from the first character to the last.
fn is_one_quotation(text: &str) -> bool {
    let mut chars = text.chars();
    let close = match chars.next() {
        Some('「') => '」',
        Some('『') => '』',
        Some('“') => '”',
        _ => return false,
    };
    let text = without_place(text);
    chars::is_cjk(text)
        && !text.chars().any(|c| chars::kana(c) || chars::hangul(c))
        && text.find(close) == Some(text.len() - close.len_utf8())
        && measure(text) <= 160
}

/// Without what names in brackets, at the end, where the words stand: `（《書名》第三章）`.
fn without_place(text: &str) -> &str {
    let place = text
        .strip_suffix(['）', ')'])
        .and_then(|text| text.rsplit_once(['（', '(']));
    place.map_or(text, |(words, _)| words)
}

/// Quotation marks around the whole.
pub fn is_quoted(text: &str) -> bool {
    let pairs = [
        ('「', '」'),
        ('『', '』'),
        ('“', '”'),
        ('"', '"'),
        ('‘', '’'),
    ];
    text.starts_with(['>', '＞'])
        || pairs
            .iter()
            .any(|&(open, close)| is_between(text, open, close))
}

/// The text is one pair of marks and what they hold.
fn is_between(text: &str, open: char, close: char) -> bool {
    text.strip_prefix(open)
        .and_then(|rest| rest.strip_suffix(close))
        .is_some_and(|words| !words.contains(close))
}

/// `——甲乙，局長`: whose words they are.
pub fn is_source(text: &str) -> bool {
    text.starts_with(['—', '―', '–', '─']) && cells(text) <= 60 && !furniture::is_rule(text)
}

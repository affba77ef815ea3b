//! What pieces are by their neighbours: running heads, mastheads, credits, names and lists.

use std::collections::HashMap;

use super::chars::{self, Ending, count, ending, measure};
use super::names::{self, SmallWords};
use super::piece::{Piece, Role};
use super::roles::is_head;
use super::{byline, caption, furniture, label, list, quote, signature, verse};

/// Settles what a piece by itself did not tell.
pub fn settle(mut pieces: Vec<Piece>) -> Vec<Piece> {
    running_heads(&mut pieces);
    mastheads(&mut pieces);
    page_numbers(&mut pieces);
    columns(&mut pieces);
    let small = SmallWords::of(&pieces);
    latin_names(&mut pieces, &small);
    let mut pieces = latin_headlines(pieces, &small);
    bare_names(&mut pieces);
    wrapped_datelines(&mut pieces);
    entries(&mut pieces);
    questions(&mut pieces);
    ornamented_lists(&mut pieces);
    lists(&mut pieces);
    let mut pieces = credits(pieces);
    verse::mark(&mut pieces);
    signature::mark(&mut pieces, &small);
    quote::mark(pieces)
}

/// Short lines that stand on several pages are running heads.
fn running_heads(pieces: &mut [Piece]) {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for (at, piece) in pieces.iter().enumerate() {
        let edge = piece.page_break || pieces.get(at + 1).is_none_or(|next| next.page_break);
        if edge && matches!(piece.role, Role::Head | Role::Label) {
            *seen.entry(piece.text.as_str()).or_default() += 1;
        }
    }
    let repeated: Vec<String> = seen
        .into_iter()
        .filter(|(_, n)| *n >= 2)
        .map(|(t, _)| t.to_owned())
        .collect();
    for piece in pieces {
        if piece.role == Role::Head && repeated.contains(&piece.text) {
            piece.role = Role::Furniture;
        }
    }
}

/// The paper's name, or a section's, beside a folio: the page's own. Editorials keep their label.
fn mastheads(pieces: &mut [Piece]) {
    for backwards in [false, true] {
        for nth in 0..pieces.len() {
            let at = if backwards {
                pieces.len() - 1 - nth
            } else {
                nth
            };
            let beside = if backwards {
                at.checked_add(1)
            } else {
                at.checked_sub(1)
            };
            let folio = beside
                .and_then(|i| pieces.get(i))
                .is_some_and(|p| p.role == Role::Furniture);
            let top = at == 0 || pieces[at].page_break;
            let text = pieces[at].text.as_str();
            let masthead =
                matches!(pieces[at].role, Role::Head | Role::Label) && furniture::is_paper(text);
            let section = pieces[at].role == Role::Label
                && !backwards
                && label::section(text).is_some_and(|s| !label::is_editorial(&s));
            let over_heading = pieces.get(at + 1).is_some_and(|next| {
                matches!(next.role, Role::Head | Role::Label) && !label::capitals(&next.text)
            });
            let header = (top || folio)
                && matches!(pieces[at].role, Role::Head | Role::Caption | Role::Label)
                && (furniture::is_edge(text)
                    || !backwards && furniture::is_header(text) && is_before_text(pieces, at))
                || folio
                    && !backwards
                    && over_heading
                    && is_before_text(pieces, at)
                    && label::capitals(text)
                    && text.split_whitespace().count() <= 4;
            if masthead && (folio || top) || section && folio || header {
                pieces[at].role = Role::Furniture;
            }
        }
    }
}

/// No text stands before a piece on its page: it is at the page's head.
fn is_before_text(pieces: &[Piece], at: usize) -> bool {
    let page = pieces[..at].iter().rev().take(6);
    at <= 6 && page.clone().all(|p| !p.role.is_solid()) || {
        let mut above = page.take_while(|p| !p.role.is_solid());
        above.any(|p| p.page_break)
    }
}

/// A credit on the line under a caption belongs to it; one under a byline is the photographer's byline.
fn credits(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut kept: Vec<Piece> = Vec::with_capacity(pieces.len());
    for mut piece in pieces {
        let credit = matches!(piece.role, Role::Caption | Role::Head | Role::Byline)
            && !piece.text.starts_with(chars::ornament)
            && measure(&piece.text) <= 40
            && caption::is_credit(&piece.text);
        match kept.last_mut() {
            Some(before) if credit && before.role == Role::Caption && piece.blanks == 0 => {
                before.absorb(&piece, ' ');
                continue;
            }
            Some(before) if credit && is_picture(before, &piece) => {
                before.role = Role::Caption;
                before.absorb(&piece, ' ');
                continue;
            }
            Some(before)
                if credit
                    && piece.role == Role::Caption
                    && before.role == Role::Byline
                    && !before.inline =>
            {
                piece.role = Role::Byline;
            }
            _ => {}
        }
        kept.push(piece);
    }
    kept
}

/// Words with who took the picture directly under them.
fn is_picture(words: &Piece, credit: &Piece) -> bool {
    matches!(words.role, Role::Body | Role::Head)
        && words.continues.is_none()
        && credit.blanks == 0
        && caption::is_taken(&credit.text)
        && measure(&words.text) <= 200
        && words.text.matches('。').count() <= 1
}

/// A column's name (`港灣筆記`) over a heading is a label.
fn columns(pieces: &mut [Piece]) {
    for at in 1..pieces.len() {
        let over = pieces[at - 1].role == Role::Head
            && (label::is_column(&pieces[at - 1].text)
                || label::is_capital_topic(&pieces[at - 1].text)
                    && !label::capitals(&pieces[at].text));
        let under = match pieces[at].role {
            Role::Head => true,
            Role::Byline | Role::Body => label::is_column(&pieces[at - 1].text),
            _ => false,
        };
        if over && under {
            pieces[at - 1].role = Role::Label;
        }
    }
}

/// A number alone at a page's head or foot is the page's.
fn page_numbers(pieces: &mut [Piece]) {
    for at in 0..pieces.len() {
        let edge = at == 0
            || pieces[at].page_break
            || pieces.get(at + 1).is_none_or(|next| next.page_break);
        if edge
            && matches!(pieces[at].role, Role::Head)
            && furniture::bare_number(&pieces[at].text).is_some()
        {
            pieces[at].role = Role::Furniture;
        }
    }
}

/// A name alone, directly under a heading: the writer.
fn bare_names(pieces: &mut [Piece]) {
    for at in 1..pieces.len() {
        let under = matches!(pieces[at - 1].role, Role::Head | Role::Label);
        let stanza = pieces[at + 1..].len() >= 2
            && pieces[at + 1..at + 3]
                .iter()
                .all(|p| p.role == Role::Head && p.blanks == 0);
        let over_text = pieces.get(at + 1).is_some_and(|next| {
            matches!(
                next.role,
                Role::Body | Role::Head | Role::Caption | Role::Verse | Role::Byline
            )
        });
        if under
            && over_text
            && !stanza
            && matches!(pieces[at].role, Role::Head | Role::Caption | Role::List)
            && (names::is_name(&pieces[at].text)
                || is_pen_name(&pieces[at], &pieces[at - 1], pieces.get(at + 1))
                || names::is_spaced_name(&pieces[at].text)
                || names::is_office(&pieces[at].text)
                || names::is_korean_name(&pieces[at].text)
                || names::is_japanese_name(&pieces[at].text)
                    && pieces
                        .get(at + 1)
                        .is_some_and(|next| chars::kana_in(&next.text))
                || byline::is_named_role(&pieces[at].text)
                || names::is_credited_name(&pieces[at].text)
                || names::is_described_name(&pieces[at].text)
                || names::is_marked_name(&pieces[at].text)
                || names::is_body(&pieces[at].text)
                || names::is_latin_name(&pieces[at].text)
                    && pieces
                        .get(at + 1)
                        .is_some_and(|next| next.role == Role::Byline && !next.inline)
                || names::is_capital_name(&pieces[at].text)
                    && !label::capitals(&pieces[at - 1].text))
        {
            pieces[at].role = Role::Byline;
        }
    }
}

/// Two or three Han characters between a longer heading and its text: too few for a deck.
fn is_pen_name(piece: &Piece, over: &Piece, under: Option<&Piece>) -> bool {
    (2..=3).contains(&count(&piece.text))
        && !label::is_paper_notice(&piece.text)
        && piece.text.chars().all(chars::han)
        && over.role == Role::Head
        && count(&over.text) > count(&piece.text)
        && under.is_some_and(|p| p.role == Role::Body && measure(&p.text) > 40)
}

/// A Latin name between a headline and its text.
fn latin_names(pieces: &mut [Piece], small: &SmallWords) {
    for at in 1..pieces.len().saturating_sub(1) {
        let between = pieces[at - 1].role == Role::Head
            && match pieces[at + 1].role {
                Role::Body => measure(&pieces[at + 1].text) > 40,
                role => role == Role::Byline || is_address(&pieces[at + 1].text),
            };
        let longer = count(&pieces[at - 1].text) > count(&pieces[at].text)
            || !names::is_latin_name(&pieces[at - 1].text);
        if between && longer && pieces[at].role == Role::Head && small.leave_name(&pieces[at].text)
        {
            pieces[at].role = Role::Byline;
        }
        if is_address(&pieces[at].text) && pieces[at - 1].role == Role::Byline {
            pieces[at].role = Role::Byline;
        }
    }
}

/// Where somebody can be written to.
fn is_address(text: &str) -> bool {
    text.contains('@') && !text.contains(' ')
}

/// A dateline in brackets that fills its line is the head of the paragraph on the next.
fn wrapped_datelines(pieces: &mut [Piece]) {
    for at in 1..pieces.len() {
        let text_below =
            matches!(pieces[at].role, Role::Body | Role::Head) && pieces[at].blanks == 0;
        let line = &mut pieces[at - 1];
        if text_below
            && line.role == Role::Byline
            && line.text.starts_with(['【', '〔', '（', '(', '［', '['])
        {
            line.inline = byline::head(&line.text) == Some(line.text.len());
        }
    }
}

/// Questions of one who asks more than once (`甲乙報：…？`) are text.
fn questions(pieces: &mut [Piece]) {
    let asker = |p: &Piece| {
        let (who, what) = p.text.split_once(['：', ':'])?;
        let asks = p.role == Role::Head && what.ends_with(['？', '?']) && count(who) <= 10;
        asks.then(|| who.to_owned())
    };
    let mut askers: HashMap<String, usize> = HashMap::new();
    for who in pieces.iter().filter_map(asker) {
        *askers.entry(who).or_default() += 1;
    }
    for piece in pieces.iter_mut() {
        if asker(piece).is_some_and(|who| askers.get(&who).is_some_and(|times| *times > 1)) {
            piece.role = Role::Body;
        }
    }
}

/// Three lines and more of `key：value`, one under the other, are a list.
fn entries(pieces: &mut [Piece]) {
    let entry = |p: &Piece| {
        matches!(p.role, Role::Head | Role::Body) && p.rows == 1 && list::is_entry(&p.text)
    };
    mark_runs(pieces, 3, 1, |p, _| entry(p));
    mark_runs(pieces, 2, 0, |p, _| {
        matches!(p.role, Role::Head | Role::Body) && p.rows == 1 && list::is_index(&p.text)
    });
}

/// Lines one under the other with the same ornament are a list, unless they are captions for other reasons too.
fn ornamented_lists(pieces: &mut [Piece]) {
    // Two sentences with the ornament of captions are captions, unless a heading stands over them.
    let pictured = |p: &Piece| p.role == Role::Caption && ending(&p.text) == Ending::Full;
    let headed = |p: &Piece| matches!(p.role, Role::Head | Role::Label);
    let over: Vec<usize> = (1..pieces.len().saturating_sub(1))
        .filter(|&at| {
            headed(&pieces[at - 1])
                && pictured(&pieces[at])
                && pictured(&pieces[at + 1])
                && pieces[at + 1].blanks == 0
        })
        .collect();
    ornamented_runs(pieces, 3, |_| true);
    ornamented_runs(pieces, 2, |p| !pictured(p));
    for at in over {
        pieces[at].role = Role::List;
        pieces[at + 1].role = Role::List;
    }
}

/// Makes lists of so many lines and more with the same ornament.
fn ornamented_runs(pieces: &mut [Piece], enough: usize, fits: impl Fn(&Piece) -> bool) {
    let first = |p: &Piece| {
        p.text
            .chars()
            .next()
            .filter(|c| "●■▲◆△▶▷▽▼◇○□◎★☆".contains(*c))
    };
    mark_runs(pieces, enough, 0, |p, before| {
        fits(p)
            && matches!(p.role, Role::Head | Role::Caption | Role::Body)
            && first(p).is_some()
            && before.is_none_or(|before| first(p) == first(before))
            && !caption::is_credited(&p.text)
    });
}

/// Makes a list of every run, with so many blank lines at most, of so many pieces that fit.
fn mark_runs(
    pieces: &mut [Piece],
    enough: usize,
    blanks: usize,
    fits: impl Fn(&Piece, Option<&Piece>) -> bool,
) {
    let mut at = 0;
    while at < pieces.len() {
        let mut end = at;
        while end < pieces.len()
            && (end == at || pieces[end].blanks <= blanks && !pieces[end].page_break)
            && fits(&pieces[end], (end > at).then(|| &pieces[end - 1]))
        {
            end += 1;
        }
        if end - at >= enough {
            for piece in &mut pieces[at..end] {
                piece.role = Role::List;
            }
        }
        at = end.max(at + 1);
    }
}

/// A Latin headline set on two lines: both in capitals, or both with a capital to each word, and no blank between.
fn latin_headlines(pieces: Vec<Piece>, small: &SmallWords) -> Vec<Piece> {
    let mut kept: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match kept.last_mut() {
            Some(before) if is_rest_of_heading(before, &piece) => {
                before.absorb(&piece, ' ');
            }
            Some(before)
                if before.role == Role::Head
                    && piece.role == Role::Head
                    && piece.blanks == 0
                    && !(piece.text.split_whitespace().count() <= 3
                        && small.leave_name(&piece.text))
                    && same_case(&before.text, &piece.text) =>
            {
                before.absorb(&piece, ' ');
            }
            _ => kept.push(piece),
        }
    }
    kept
}

/// A Latin heading that goes on with a small letter, and neither of the two has the marks of running text.
fn is_rest_of_heading(before: &Piece, piece: &Piece) -> bool {
    let open = |text: &str| ending(text) == Ending::Open && !text.contains([',', '.']);
    before.role == Role::Head
        && piece.role == Role::Body
        && piece.blanks <= 1
        && before.text.starts_with(char::is_uppercase)
        && piece.text.starts_with(char::is_lowercase)
        && open(&before.text)
        && open(&piece.text)
        && measure(&piece.text) <= 60
}

/// Both Latin lines are in capitals, or both have a capital to each long word.
fn same_case(a: &str, b: &str) -> bool {
    let latin = |t: &str| !t.chars().any(chars::square) && t.chars().any(char::is_alphabetic);
    let upper = |t: &str| !t.chars().any(char::is_lowercase);
    let title = |t: &str| {
        !upper(t)
            && t.split_whitespace()
                .filter(|w| w.chars().count() >= 4)
                .all(|w| !w.starts_with(char::is_lowercase))
    };
    let words = a.split_whitespace().count() + b.split_whitespace().count();
    latin(a)
        && latin(b)
        && (5..=16).contains(&words)
        && (upper(a) && upper(b) || title(a) && title(b))
}

/// A single Han numeral before a heading is the heading's; marks of two items and more are a list's.
fn lists(pieces: &mut [Piece]) {
    for at in 0..pieces.len() {
        if pieces[at].role != Role::List
            || !matches!(
                list::mark(&pieces[at].text),
                Some(list::Mark::Number | list::Mark::Han)
            )
        {
            continue;
        }
        let neighbour = |i: Option<usize>| {
            i.and_then(|i| pieces.get(i))
                .is_some_and(|p| list::mark(&p.text).is_some())
        };
        if !neighbour(at.checked_sub(1)) && !neighbour(at.checked_add(1)) {
            pieces[at].role = if is_head(&pieces[at].text) {
                Role::Head
            } else {
                Role::Body
            };
        }
    }
}

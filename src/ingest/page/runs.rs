//! What pieces are by their neighbours: running heads, mastheads, credits, names, lists, verse and quotations.

use std::collections::HashMap;

use super::chars::{self, Ending, cells, count, ending, measure};
use super::piece::{Piece, Role};
use super::roles::is_head;
use super::{byline, caption, furniture, label, list};

/// Settles what a piece by itself did not tell.
pub fn settle(mut pieces: Vec<Piece>) -> Vec<Piece> {
    running_heads(&mut pieces);
    mastheads(&mut pieces);
    page_numbers(&mut pieces);
    columns(&mut pieces);
    let mut pieces = latin_headlines(pieces);
    bare_names(&mut pieces);
    wrapped_datelines(&mut pieces);
    entries(&mut pieces);
    ornamented_lists(&mut pieces);
    lists(&mut pieces);
    quotes(verse(credits(pieces)))
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
            if masthead && (folio || top) || section && folio {
                pieces[at].role = Role::Furniture;
            }
        }
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
                absorb(before, &piece, ' ');
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

/// Takes a piece into the one before it.
fn absorb(piece: &mut Piece, more: &Piece, between: char) {
    piece.text.push(between);
    piece.text.push_str(&more.text);
    piece.rows += more.rows;
}

/// A column's name (`港灣筆記`) over a heading is a label.
fn columns(pieces: &mut [Piece]) {
    for at in 1..pieces.len() {
        let over = pieces[at - 1].role == Role::Head && label::is_column(&pieces[at - 1].text);
        if over && matches!(pieces[at].role, Role::Head | Role::Byline | Role::Body) {
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
        let over_text = pieces.get(at + 1).is_some_and(|next| {
            matches!(
                next.role,
                Role::Body | Role::Head | Role::Caption | Role::Verse | Role::Byline
            )
        });
        if under
            && over_text
            && matches!(pieces[at].role, Role::Head | Role::Caption)
            && (byline::is_name(&pieces[at].text)
                || byline::is_named_role(&pieces[at].text)
                || byline::is_latin_name(&pieces[at].text)
                    && pieces
                        .get(at + 1)
                        .is_some_and(|next| next.role == Role::Byline && !next.inline)
                || byline::is_capital_name(&pieces[at].text)
                    && !label::capitals(&pieces[at - 1].text))
        {
            pieces[at].role = Role::Byline;
        }
    }
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

/// Three lines and more of `key：value`, one under the other, are a list.
fn entries(pieces: &mut [Piece]) {
    let entry = |p: &Piece| {
        let key = p.text.split(['：', ':']).next().unwrap_or("");
        let follows = key.len() + 1 < p.text.len();
        matches!(p.role, Role::Head | Role::Body)
            && p.rows == 1
            && follows
            && count(key) <= 6
            && measure(&p.text) <= 60
    };
    mark_runs(pieces, 3, 1, |p, _| entry(p));
}

/// Lines one under the other with the same ornament are a list, unless they are captions for other reasons too.
fn ornamented_lists(pieces: &mut [Piece]) {
    let first = |p: &Piece| p.text.chars().next().filter(|c| "●■▲◆△▶▷◇○".contains(*c));
    mark_runs(pieces, 2, 0, |p, before| {
        matches!(p.role, Role::Head | Role::Caption | Role::Body)
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
fn latin_headlines(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut kept: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match kept.last_mut() {
            Some(before)
                if before.role == Role::Head
                    && piece.role == Role::Head
                    && piece.blanks == 0
                    && same_case(&before.text, &piece.text) =>
            {
                absorb(before, &piece, ' ');
            }
            _ => kept.push(piece),
        }
    }
    kept
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

/// Runs of short lines whose ends are the author's; a dash and a place under them is their signature.
fn verse(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut kept: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut end = 0;
    for at in 0..pieces.len() {
        if at < end {
            continue;
        }
        let piece = &pieces[at];
        let poem = kept.last_mut().filter(|p| p.role == Role::Verse);
        if let Some(poem) = poem
            && is_source(&piece.text)
        {
            absorb(poem, piece, '\n');
            continue;
        }
        end = verse_end(&pieces, at);
        let mut poem = piece.clone();
        if end > at {
            poem.role = Role::Verse;
            for line in &pieces[at + 1..end] {
                absorb(&mut poem, line, '\n');
            }
            if let Some(before) = kept.last_mut()
                && before.role == Role::Verse
                && poem.blanks == 1
            {
                before.text.push('\n');
                absorb(before, &poem, '\n');
                continue;
            }
        }
        kept.push(poem);
    }
    kept
}

/// Lines of the longest stanza that is looked for.
const LONGEST_POEM: usize = 60;

/// Where a poem that begins at a piece ends; the same place if none does.
fn verse_end(pieces: &[Piece], at: usize) -> usize {
    let short = |p: &Piece| {
        let width = cells(&p.text);
        p.rows == 1
            && !p.page_break
            && matches!(p.role, Role::Head | Role::Body)
            && width <= if chars::is_cjk(&p.text) { 34 } else { 56 }
            && ending(&p.text) != Ending::Colon
            && !p.text.ends_with(['；', ';'])
            && !p.text.contains(['：', '／'])
            && !p.text.trim_end_matches(['。', '」', '』']).contains('。')
    };
    if !pieces.get(at).is_some_and(short) {
        return at;
    }
    let mut end = at + 1;
    while let Some(piece) = pieces.get(end)
        && end - at < LONGEST_POEM
        && short(piece)
        && piece.blanks == 0
        && !is_source(&piece.text)
    {
        end += 1;
    }
    let lines = &pieces[at..end];
    let pauses = lines
        .iter()
        .filter(|p| matches!(ending(&p.text), Ending::Pause | Ending::Full))
        .count();
    let widest = lines.iter().map(|p| measure(&p.text)).max().unwrap_or(0);
    // Prose has its pauses within the lines, verse at their ends.
    let within = lines
        .iter()
        .filter(|p| {
            let inner = p.text.trim_end_matches(|c| chars::clings(c) || c == '—');
            inner.contains(['，', '。', '、']) || inner.contains(". ") || inner.contains(", ")
        })
        .count();
    if within * 3 >= lines.len() {
        return at;
    }
    let enough = lines.len() >= 4 && widest <= 30 || lines.len() >= 3 && pauses >= 2;
    let text_follows = pieces
        .get(end)
        .is_some_and(|p| p.blanks == 0 && p.role == Role::Body && cells(&p.text) > 40);
    if enough && !(text_follows && pauses == 0) {
        end
    } else {
        at
    }
}

/// A quotation alone in its paragraph with a source under it, or marked as one.
fn quotes(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut kept: Vec<Piece> = Vec::with_capacity(pieces.len());
    for mut piece in pieces {
        if let Some(before) = kept.last_mut() {
            let quoted = matches!(before.role, Role::Head | Role::Body | Role::Quote);
            if quoted && is_quoted(&before.text) && is_source(&piece.text) && piece.blanks <= 1 {
                absorb(before, &piece, ' ');
                before.role = Role::Quote;
                continue;
            }
        }
        let marked = piece.text.starts_with(['>', '＞']) || has_source(&piece.text);
        if matches!(piece.role, Role::Head | Role::Body) && marked {
            piece.role = Role::Quote;
        }
        kept.push(piece);
    }
    alone(&mut kept);
    kept
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

/// One quotation from the first character to the last.
fn is_one_quotation(text: &str) -> bool {
    let mut chars = text.chars();
    let close = match chars.next() {
        Some('「') => '」',
        Some('『') => '』',
        Some('“') => '”',
        _ => return false,
    };
    chars::is_cjk(text)
        && text.find(close) == Some(text.len() - close.len_utf8())
        && measure(text) <= 160
}

/// Quotation marks around the whole.
fn is_quoted(text: &str) -> bool {
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
            .any(|&(open, close)| text.starts_with(open) && text.ends_with(close))
}

/// `——甲乙，局長`: whose words they are.
fn is_source(text: &str) -> bool {
    text.starts_with(['—', '―', '–', '─']) && cells(text) <= 60 && !furniture::is_rule(text)
}

//! How the desk looks: in the margin the article's number and what each line is, below what the keys do.

use ratatui::layout::Rect;
use rust_i18n::t;
use unicode_segmentation::UnicodeSegmentation;

use super::Desk;
use crate::article::newsprint::{Role, Row};
use crate::theme::Scope as Style;
use crate::tui::cells::Canvas;
use crate::tui::layout::Density;
use crate::tui::model::Model;
use crate::tui::{Action, Scope, status, words};
use crate::typeset::Widths;
use crate::words::UiLang;

/// Cells for an article's number, and the mark of a mended line after it.
const NUMBER: u16 = 3;

/// Cells of the margin: the number, the mark, what the line is, and a gap.
pub(super) fn margin_width(lang: UiLang) -> u16 {
    let longest = match lang {
        UiLang::En => 8,
        UiLang::ZhHant => 4,
    };
    NUMBER + 1 + longest + 1
}

/// A text in lines of so many cells, cut wherever the room ends: it is looked at, not read.
pub(super) fn lines<'a>(text: &'a str, room: u16, widths: &Widths) -> Vec<&'a str> {
    let mut lines = Vec::new();
    let (mut from, mut used) = (0, 0);
    for (at, cluster) in text.grapheme_indices(true) {
        let width = widths.cluster(cluster);
        if used + width > usize::from(room) && at > from {
            lines.push(&text[from..at]);
            (from, used) = (at, 0);
        }
        used += width;
    }
    lines.push(&text[from..]);
    lines
}

/// The hints that stand below the page: keys and what they do, as many rows as they need and there is room for.
fn hints(model: &Model, desk: &Desk, width: u16, most: u16) -> Vec<Vec<(String, String)>> {
    let (scope, actions) = match desk.cut {
        Some(_) => (Scope::Cut, CUT),
        None => (Scope::Desk, KEYS),
    };
    let mut rows: Vec<Vec<(String, String)>> = vec![Vec::new()];
    let mut used = 0;
    for action in actions {
        let key = model.keymap.hint(&[scope], *action);
        let word = words::say(&format!("tui.desk.key.{}", action.info().name), model.lang);
        let cells = model.widths.text(&key) + 1 + model.widths.text(&word);
        if used > 0 && used + 2 + cells > usize::from(width) {
            rows.push(Vec::new());
            used = 0;
        }
        used += if used > 0 { 2 + cells } else { cells };
        if let Some(row) = rows.last_mut() {
            row.push((key, word));
        }
    }
    rows.truncate(usize::from(most));
    rows
}

/// What the hints tell of, most wanted first: where there is little room, the last are left to the help.
const KEYS: &[Action] = &[
    Action::Split,
    Action::Join,
    Action::Cut,
    Action::Undo,
    Action::Save,
    Action::Back,
    Action::Help,
    Action::MakeHeadline,
    Action::MakeKicker,
    Action::MakeDeck,
    Action::MakeSubhead,
    Action::MakeByline,
    Action::MakeSection,
    Action::MakeCaption,
    Action::MakeParagraph,
    Action::MakeQuote,
    Action::MakeItem,
    Action::MakeVerse,
    Action::MakeLabel,
    Action::MakeFurniture,
];
const CUT: &[Action] = &[
    Action::CutForward,
    Action::CutBackward,
    Action::CutRight,
    Action::CutLeft,
    Action::Cut,
    Action::Back,
];

/// Rows that the hints take on a screen of a size.
pub(crate) fn hint_rows(model: &Model, desk: &Desk, size: (u16, u16)) -> u16 {
    let rows = hints(model, desk, size.0, size.1 / 5);
    u16::try_from(rows.len()).unwrap_or(1)
}

/// What a line is, in a word.
fn role_word(role: Role, lang: UiLang) -> String {
    let name = match role {
        Role::Title | Role::Head => "headline",
        Role::Kicker => "kicker",
        Role::Deck => "deck",
        Role::Subhead => "subhead",
        Role::Byline => "byline",
        Role::Section => "section",
        Role::Caption => "caption",
        Role::Quote => "quote",
        Role::Body => "paragraph",
        Role::List => "list",
        Role::Verse => "verse",
        Role::Table => "table",
        Role::Label => "label",
        Role::JumpIn | Role::JumpOut => "jump",
        Role::Furniture | Role::Rule => "furniture",
    };
    words::say(&format!("tui.desk.role.{name}"), lang)
}

fn style_of(row: &Row) -> Style {
    match row.role {
        Role::Title => Style::Headline,
        Role::Kicker => Style::Kicker,
        Role::Deck => Style::Deck,
        Role::Subhead | Role::Head => Style::Subhead,
        Role::Byline => Style::Byline,
        Role::Section => Style::Section,
        Role::Caption => Style::Caption,
        Role::Quote => Style::Quote,
        Role::Body | Role::List | Role::Verse | Role::Table => Style::Text,
        Role::Label | Role::JumpIn | Role::JumpOut | Role::Furniture | Role::Rule => Style::Dim,
    }
}

/// Draws the desk over the whole screen; gives the cell of the cursor where it is to be seen.
pub(crate) fn view(
    model: &Model,
    desk: &Desk,
    screen: Rect,
    canvas: &mut Canvas<'_>,
) -> Option<(u16, u16)> {
    let mut y = desk.area.y;
    for (at, row) in desk.rows.iter().enumerate().skip(desk.top) {
        if y >= desk.area.bottom() {
            break;
        }
        margin(model, desk, (at, row), y, canvas);
        let height = text(model, desk, (at, row), y, canvas);
        if at == desk.selected && model.density == Density::Rich {
            let style = canvas.style(Style::Selection);
            let area = Rect::new(desk.area.x, y, desk.area.width, height);
            canvas.lay(area.intersection(desk.area), style);
        }
        y = y.saturating_add(height);
    }
    foot(model, desk, screen, canvas);
    match desk.cut {
        Some(_) => cut_cursor(model, desk),
        None if model.density == Density::Lean => cursor(desk),
        None => None,
    }
}

/// The cell at which the row under the cursor begins.
fn cursor(desk: &Desk) -> Option<(u16, u16)> {
    let above: u16 = (desk.top..desk.selected).map(|at| desk.height(at)).sum();
    let y = desk.area.y.saturating_add(above);
    (y < desk.area.bottom()).then_some((desk.area.x, y))
}

/// The cell before which the line is cut.
fn cut_cursor(model: &Model, desk: &Desk) -> Option<(u16, u16)> {
    let (x, y) = cursor(desk)?;
    let (cut, row) = (desk.cut.as_ref()?, desk.rows.get(desk.selected)?);
    let mut left = cut.byte();
    for (line, nth) in lines(&row.text, desk.room(), &model.widths).iter().zip(0..) {
        if left < line.len() {
            let cells = u16::try_from(model.widths.text(&line[..left])).unwrap_or(0);
            let y = (y + nth).min(desk.area.bottom().saturating_sub(1));
            return Some((x + desk.margin + cells, y));
        }
        left -= line.len();
    }
    None
}

fn margin(model: &Model, desk: &Desk, (at, row): (usize, &Row), y: u16, canvas: &mut Canvas<'_>) {
    let x = desk.area.x;
    if at == desk.selected {
        let marker = canvas.marker;
        canvas.say((x, y), x + 1, marker, Style::Marker);
    }
    if !row.first {
        return;
    }
    if let (true, Some(article)) = (row.begins, row.article) {
        let number = (article + 1).to_string();
        canvas.right(x + 1, x + NUMBER, y, &number, Style::Accent);
    }
    if row.mended {
        canvas.say((x + NUMBER, y), x + NUMBER + 1, "*", Style::Accent);
    }
    let word = match row.continues {
        true => words::say("tui.desk.role.continues", model.lang),
        false => role_word(row.role, model.lang),
    };
    let x = x + NUMBER + 1;
    canvas.cut((x, y), desk.area.x + desk.margin - 1, &word, Style::Meta);
}

/// A row's text: whole, or its beginning and its end. Gives the lines that it takes.
fn text(
    model: &Model,
    desk: &Desk,
    (at, row): (usize, &Row),
    y: u16,
    canvas: &mut Canvas<'_>,
) -> u16 {
    let x = desk.area.x + desk.margin;
    let right = desk.area.right();
    let style = style_of(row);
    if !desk.is_whole(at) {
        let both = ends(&row.text, desk.room(), &model.widths);
        canvas.say((x, y), right, &both, style);
        return 1;
    }
    let lines = lines(&row.text, desk.room(), &model.widths);
    for (line, y) in lines.iter().zip(y..desk.area.bottom()) {
        canvas.say((x, y), right, line, style);
    }
    u16::try_from(lines.len()).unwrap_or(1)
}

/// A text's beginning and, where it does not fit, its end: both tell what it is and whether it goes on.
fn ends(text: &str, room: u16, widths: &Widths) -> String {
    let room = usize::from(room);
    if widths.text(text) <= room {
        return text.to_owned();
    }
    let mark = widths.text("…");
    let tail_room = room / 3;
    let tail: Vec<&str> = fitting(text.graphemes(true).rev(), tail_room, widths);
    let tail: String = tail.into_iter().rev().collect();
    let left = room.saturating_sub(mark + widths.text(&tail));
    let head: String = fitting(text.graphemes(true), left, widths).concat();
    format!("{head}…{tail}")
}

fn fitting<'a>(
    clusters: impl Iterator<Item = &'a str>,
    room: usize,
    widths: &Widths,
) -> Vec<&'a str> {
    let mut used = 0;
    clusters
        .take_while(|cluster| {
            used += widths.cluster(cluster);
            used <= room
        })
        .collect()
}

/// The hints and the status below them.
fn foot(model: &Model, desk: &Desk, screen: Rect, canvas: &mut Canvas<'_>) {
    let rows = hints(model, desk, screen.width, screen.height / 5);
    for (row, y) in rows.iter().zip(desk.area.bottom()..) {
        let area = Rect::new(screen.x, y, screen.width, 1);
        canvas.clear(area, Style::Status);
        let mut x = screen.x;
        for (key, word) in row {
            x = canvas.say((x, y), screen.right(), key, Style::Key) + 1;
            x = canvas.cut((x, y), screen.right(), word, Style::Status) + 2;
        }
    }
    let row = Rect::new(screen.x, screen.bottom() - 1, screen.width, 1);
    canvas.clear(row, Style::Status);
    let figures = figures(model, desk);
    let left = canvas.right(row.x, row.right(), row.y, &figures, Style::Status);
    let right = left.saturating_sub(2).max(row.x);
    match &model.notice {
        Some(notice) => status::tell(notice, row, right, canvas),
        None => {
            let standing = standing(model, desk);
            canvas.cut((row.x, row.y), right, &standing, Style::Status);
        }
    }
}

/// How many articles and mends there are. Neither changes with the cursor.
fn standing(model: &Model, desk: &Desk) -> String {
    let locale = model.lang.tag();
    let name = match desk.is_changed() {
        true => "tui.desk.status.changed",
        false => "tui.desk.status.as_kept",
    };
    t!(
        name,
        locale = locale,
        articles = desk.articles,
        mends = desk.count()
    )
    .into_owned()
}

/// How far down the page one is; on a lean line it would be sent with every step.
fn figures(model: &Model, desk: &Desk) -> String {
    match model.density {
        Density::Rich => format!("{}/{}", desk.selected + 1, desk.rows.len()),
        Density::Lean => String::new(),
    }
}

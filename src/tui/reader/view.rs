//! How an article looks: roles and hands of the galley to the theme's scopes.

use ratatui::{layout::Rect, style::Style};
use rust_i18n::t;

use super::Reader;
use crate::article::BlockKind;
use crate::theme::Scope;
use crate::tui::cells::Canvas;
use crate::typeset::{Emphasis, Line, Piece, Role};
use crate::words::UiLang;

/// Draws the lines of the screen, and after a short article what comes next.
pub(crate) fn view(
    reader: &Reader,
    next: Option<&str>,
    lang: UiLang,
    area: Rect,
    canvas: &mut Canvas<'_>,
) {
    for (y, line) in (area.top()..area.bottom()).zip(&reader.lines) {
        draw_line(line, area, y, canvas);
    }
    let shown = u16::try_from(reader.lines.len()).unwrap_or(area.height);
    if reader.at_end && shown + 2 < area.height {
        let text = match next {
            Some(title) => t!("tui.reader.next", locale = lang.tag(), title = title),
            None => t!("tui.reader.last", locale = lang.tag()),
        };
        canvas.cut(
            (area.x, area.y + shown + 1),
            area.right(),
            &text,
            Scope::Dim,
        );
    }
}

fn draw_line(line: &Line, area: Rect, y: u16, canvas: &mut Canvas<'_>) {
    for piece in &line.pieces {
        let style = style_of(line.role, piece, canvas);
        let x = area.x.saturating_add(piece.column);
        canvas.text((x, y), area.right(), &piece.text, style);
    }
}

fn style_of(role: Role, piece: &Piece, canvas: &Canvas<'_>) -> Style {
    let ground = canvas.style(scope_of(role));
    if piece.emphasis.ornament {
        return ground.patch(canvas.style(ornament_of(role)));
    }
    hands(piece.emphasis)
        .into_iter()
        .flatten()
        .fold(ground, |style, scope| style.patch(canvas.style(scope)))
}

fn hands(emphasis: Emphasis) -> [Option<Scope>; 7] {
    [
        emphasis.link.map(|_| Scope::Link),
        emphasis.strong.then_some(Scope::Strong),
        emphasis.emphasis.then_some(Scope::Emphasis),
        emphasis.code.then_some(Scope::Code),
        emphasis.hit.then_some(Scope::Hit),
        emphasis.added.then_some(Scope::Added),
        emphasis.removed.then_some(Scope::Removed),
    ]
}

fn scope_of(role: Role) -> Scope {
    match role {
        Role::Kicker => Scope::Kicker,
        Role::Headline => Scope::Headline,
        Role::Deck => Scope::Deck,
        Role::Meta => Scope::Meta,
        Role::Links => Scope::Dim,
        Role::Blank => Scope::Text,
        Role::Block(kind) => match kind {
            BlockKind::Subhead => Scope::Subhead,
            BlockKind::Caption | BlockKind::Image => Scope::Caption,
            BlockKind::Quote => Scope::Quote,
            BlockKind::Code => Scope::Code,
            BlockKind::Rule => Scope::Rule,
            BlockKind::Paragraph | BlockKind::List | BlockKind::Verse | BlockKind::Table => {
                Scope::Text
            }
        },
    }
}

fn ornament_of(role: Role) -> Scope {
    match role {
        Role::Block(BlockKind::Quote) => Scope::QuoteBar,
        Role::Block(BlockKind::Rule | BlockKind::Table) => Scope::Rule,
        _ => Scope::Dim,
    }
}

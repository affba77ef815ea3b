//! What each action does.

use super::{answers, choosing, desk, filtering, marking, stories, typing};
use crate::article::ArticleId;
use crate::term::{Code, Key};
use crate::tui::actions::Action;
use crate::tui::filter::Filter;
use crate::tui::headlines::Move;
use crate::tui::layout::{Focus, Kind, LayoutChoice};
use crate::tui::model::{Effect, Model, Opening, Overlay, Seek, Sent, Telling};
use crate::tui::prompt;
use crate::tui::sections;
use crate::tui::status::Notice;
use crate::tui::{help, words};

/// Does an action; `key` is the one that called for it, if one did.
pub(crate) fn act(model: &mut Model, action: Action, key: Option<Key>) -> Vec<Effect> {
    if matches!(model.overlay, Overlay::None)
        && let Some(effects) = desk::act(model, action)
    {
        return effects;
    }
    match action {
        Action::Down => go(model, Move::By(1)),
        Action::Up => go(model, Move::By(-1)),
        Action::HalfDown => go(model, Move::HalfPages(1)),
        Action::HalfUp => go(model, Move::HalfPages(-1)),
        Action::PageDown => go(model, Move::Pages(1)),
        Action::PageUp => go(model, Move::Pages(-1)),
        Action::Top => go(model, Move::Top),
        Action::Bottom => go(model, Move::Bottom),
        Action::Enter => enter(model),
        Action::Back => back(model),
        Action::Onward => onward(model),
        Action::NextPane => next_pane(model),
        Action::Zoom => zoom(model),
        Action::NextArticle => beside(model, false),
        Action::PreviousArticle => beside(model, true),
        Action::NextUnread => seek(model, Seek::Unread { backward: false }),
        Action::PreviousUnread => seek(model, Seek::Unread { backward: true }),
        Action::PreviousDay => seek(model, Seek::Day { later: false }),
        Action::NextDay => seek(model, Seek::Day { later: true }),
        Action::NextHit => next_hit(model, true),
        Action::PreviousHit => next_hit(model, false),
        Action::Find => typing::find(model),
        Action::Filter => typing::filter(model),
        Action::Command => typing::open(model, prompt::Kind::Command, ""),
        Action::Complete => typing::complete(model),
        Action::Widen => filtering::widen(model),
        Action::ClearFilter => filtering::go(model, Filter::default()),
        Action::LastFilter => filtering::back(model),
        Action::Unread => filtering::state(model, crate::query::State::Unread),
        Action::Starred => filtering::state(model, crate::query::State::Starred),
        Action::SectionByNumber => filtering::number(model, key),
        Action::Sections => choosing::choose_section(model),
        Action::Day => choosing::choose_day(model),
        Action::Theme => choosing::choose_theme(model),
        Action::Layout => next_layout(model),
        Action::ToggleRead => marking::read(model),
        Action::ToggleStar => marking::star(model),
        Action::AllRead => marking::all_read(model),
        Action::Undo => vec![Effect::Undo],
        Action::OpenLink => link(model, false),
        Action::CopyLink => link(model, true),
        Action::Links => links(model, false),
        Action::CopyLinks => links(model, true),
        Action::FullText => model.subject().map(Effect::FullText).into_iter().collect(),
        Action::Changes => stories::changes(model),
        Action::OlderChange => stories::step(model, true),
        Action::NewerChange => stories::step(model, false),
        Action::Story => stories::ask(model, Telling::Choose),
        Action::NextTelling => stories::ask(model, Telling::Next),
        Action::PreviousTelling => stories::ask(model, Telling::Previous),
        Action::StoriesOnce => stories::once(model),
        Action::Refresh => vec![Effect::Refresh],
        Action::Desk => desk::ask(model),
        Action::RemoveSample => vec![Effect::RemoveSample],
        Action::Meter => meter(model),
        Action::Help => open_help(model),
        Action::Redraw => vec![Effect::Redraw],
        Action::Suspend => vec![Effect::Suspend],
        Action::Leave | Action::Quit => vec![Effect::Quit],
        // Keys of the desk mean nothing anywhere else.
        _ => Vec::new(),
    }
}

fn go(model: &mut Model, to: Move) -> Vec<Effect> {
    if !matches!(model.overlay, Overlay::None) {
        return typing::go(model, to);
    }
    match model.focus {
        Focus::Headlines => model.headlines.go(to).into_iter().collect(),
        Focus::Sections => {
            let rows = sections::rows(&model.facets, &model.saved);
            let height = model.layout.sections.map_or(1, |area| area.height);
            model.sections.go(to, &rows, height.into());
            Vec::new()
        }
        Focus::Reader => {
            if let Some(reader) = &mut model.reader {
                match to {
                    Move::By(rows) => reader.scroll(rows),
                    Move::Pages(pages) => reader.page(pages),
                    Move::HalfPages(halves) => reader.half_page(halves),
                    Move::Top => reader.go_top(),
                    Move::Bottom => reader.go_bottom(),
                }
            }
            Vec::new()
        }
    }
}

fn enter(model: &mut Model) -> Vec<Effect> {
    if !matches!(model.overlay, Overlay::None) {
        return typing::accept(model);
    }
    match model.focus {
        Focus::Sections => {
            let rows = sections::rows(&model.facets, &model.saved);
            let Some(sections::Row::Choice(choice, _)) = rows.get(model.sections.selected) else {
                return Vec::new();
            };
            model.focus = Focus::Headlines;
            filtering::choose(model, choice)
        }
        // Typed ahead of the answer: what is opened is the first of the list that was asked for.
        Focus::Headlines if model.headlines.stale => {
            model.open_when_listed = true;
            Vec::new()
        }
        Focus::Headlines => match model.headlines.current().map(|row| row.id) {
            Some(id) => open(model, id),
            None => Vec::new(),
        },
        Focus::Reader => zoom(model),
    }
}

/// Opens an article to be read; one that is on the screen already only gets the focus.
pub(super) fn open(model: &mut Model, id: ArticleId) -> Vec<Effect> {
    match &mut model.reader {
        Some(reader)
            if reader.is_of(id, &model.headlines.query)
                && model.previewing.is_none_or(|p| p == id) =>
        {
            reader.preview = false;
            read_on(model)
        }
        _ => vec![Effect::Open {
            id,
            how: Opening::Read,
            query: model.headlines.query.clone(),
        }],
    }
}

/// The open article has the focus, and is read.
pub(super) fn read_on(model: &mut Model) -> Vec<Effect> {
    if model.focus != Focus::Reader {
        model.zoomed = model.layout.kind != Kind::Columns;
    }
    model.focus = Focus::Reader;
    marking::opened(model)
}

fn back(model: &mut Model) -> Vec<Effect> {
    if !matches!(model.overlay, Overlay::None) {
        return typing::cancel(model);
    }
    if let (Focus::Reader, Some(reader)) = (model.focus, &mut model.reader)
        && reader.leave_changes()
    {
        return Vec::new();
    }
    match model.focus {
        Focus::Reader if model.zoomed && model.layout.kind == Kind::Columns => model.zoomed = false,
        Focus::Reader => {
            model.zoomed = false;
            model.focus = Focus::Headlines;
        }
        Focus::Headlines
            if model.layout.sections.is_some() || model.layout.kind == Kind::Single =>
        {
            model.focus = Focus::Sections;
        }
        _ => {}
    }
    Vec::new()
}

/// A page on; at the end, the next unread article.
fn onward(model: &mut Model) -> Vec<Effect> {
    match &mut model.reader {
        Some(reader) if !reader.at_end => {
            reader.page(1);
            Vec::new()
        }
        _ => seek(model, Seek::Unread { backward: false }),
    }
}

fn next_pane(model: &mut Model) -> Vec<Effect> {
    let has_sections = model.layout.kind != Kind::Stacked;
    match model.focus {
        Focus::Sections => model.focus = Focus::Headlines,
        Focus::Headlines => match (&model.reader, model.headlines.current()) {
            (Some(_), _) => {
                model.focus = Focus::Reader;
                if let Some(reader) = &mut model.reader {
                    reader.preview = false;
                }
                return marking::opened(model);
            }
            (None, Some(row)) => {
                let id = row.id;
                return open(model, id);
            }
            (None, None) if has_sections => model.focus = Focus::Sections,
            (None, None) => {}
        },
        Focus::Reader => {
            model.zoomed = false;
            model.focus = if has_sections {
                Focus::Sections
            } else {
                Focus::Headlines
            };
        }
    }
    Vec::new()
}

/// The article alone, or beside the list again.
fn zoom(model: &mut Model) -> Vec<Effect> {
    if model.reader.is_some() {
        model.zoomed = !model.zoomed || model.focus != Focus::Reader;
        model.focus = Focus::Reader;
        if let Some(reader) = &mut model.reader {
            reader.preview = false;
        }
        return marking::opened(model);
    }
    Vec::new()
}

/// The article beside the selected one.
fn beside(model: &mut Model, backward: bool) -> Vec<Effect> {
    if model.focus != Focus::Reader {
        return go(model, Move::By(if backward { -1 } else { 1 }));
    }
    seek(model, Seek::Article { backward })
}

fn seek(model: &mut Model, seek: Seek) -> Vec<Effect> {
    if model.headlines.sound.is_some() {
        let found = match seek {
            Seek::Article { backward } => model.headlines.seek_here(false, backward),
            Seek::Unread { backward } => model.headlines.seek_here(true, backward),
            Seek::Day { .. } => None,
        };
        let found = found.cloned();
        return answers::sought(model, seek, found);
    }
    vec![Effect::Seek {
        query: model.headlines.query.clone(),
        beside: model.headlines.current().map(|row| row.id),
        seek,
    }]
}

fn next_hit(model: &mut Model, forward: bool) -> Vec<Effect> {
    if let Some(reader) = &mut model.reader
        && !reader.next_hit(forward)
    {
        let text = words::say("tui.find.no_more", model.lang);
        model.notice = Some(Notice::info(text));
    }
    Vec::new()
}

/// Opens or copies the link of the article that is read, else of the selected one.
fn link(model: &Model, copy: bool) -> Vec<Effect> {
    let id = model.subject();
    id.map(|id| Effect::Link { id, copy }).into_iter().collect()
}

/// Asks for all links of that article, to choose one.
fn links(model: &Model, copy: bool) -> Vec<Effect> {
    let id = model.subject();
    id.map(|id| Effect::Links { id, copy })
        .into_iter()
        .collect()
}

fn next_layout(model: &mut Model) -> Vec<Effect> {
    let next = match model.layout.kind {
        Kind::Stacked => LayoutChoice::Columns,
        Kind::Columns => LayoutChoice::Single,
        Kind::Single | Kind::TooSmall => LayoutChoice::Stacked,
    };
    set_layout(model, next)
}

pub(super) fn set_layout(model: &mut Model, choice: LayoutChoice) -> Vec<Effect> {
    model.choice = choice;
    model.zoomed = false;
    model.kept.layout = Some(choice.name().into());
    if choice == LayoutChoice::Stacked && model.focus == Focus::Sections {
        model.focus = Focus::Headlines;
    }
    let text = words::say(&format!("tui.layout.{}", choice.name()), model.lang);
    model.notice = Some(Notice::info(text));
    vec![Effect::KeepView(model.view())]
}

fn meter(model: &mut Model) -> Vec<Effect> {
    let on = model.meter.is_none();
    model.meter = on.then(Sent::default);
    vec![Effect::Meter(on)]
}

fn open_help(model: &mut Model) -> Vec<Effect> {
    let scope = model.pane_scope();
    model.overlay = Overlay::Help { scroll: 0, scope };
    Vec::new()
}

/// Scrolls the help within its lines.
pub(super) fn scroll_help(model: &mut Model, to: Move) {
    let page = help::page(model);
    let Overlay::Help { scroll, scope } = model.overlay else {
        return;
    };
    let height = help::height(model, &help::scopes(scope), model.size.0);
    let last = height.saturating_sub(page);
    let step = isize::try_from(page).unwrap_or(1);
    let target = match to {
        Move::By(by) => scroll.saturating_add_signed(by),
        Move::Pages(n) => scroll.saturating_add_signed(n * step),
        Move::HalfPages(n) => scroll.saturating_add_signed(n * step / 2),
        Move::Top => 0,
        Move::Bottom => last,
    };
    model.overlay = Overlay::Help {
        scroll: target.min(last),
        scope,
    };
}

/// The digit of a key.
pub(super) fn digit(key: Option<Key>) -> Option<usize> {
    match key?.code {
        Code::Char(c) => usize::try_from(c.to_digit(10)?).ok(),
        _ => None,
    }
}

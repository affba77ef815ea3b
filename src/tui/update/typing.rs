//! What is typed into prompts and choosers, and what is done with it when it is done.

use std::time::Duration;

use super::{act, choosing, filtering};
use crate::query;
use crate::term::Key;
use crate::tui::actions::{Action, Argument};
use crate::tui::filter::Filter;
use crate::tui::headlines::Move;
use crate::tui::layout::{Density, Focus, LayoutChoice};
use crate::tui::model::{At, Effect, Model, Overlay};
use crate::tui::prompt::{self, Kind, Prompt};
use crate::tui::status::Notice;

/// On a lean line, results are shown when typing pauses: every one of them costs a screen.
const PAUSE: Duration = Duration::from_millis(350);

/// Opens a prompt.
pub(super) fn open(model: &mut Model, kind: Kind, text: &str) -> Vec<Effect> {
    model.overlay = Overlay::Prompt(Prompt::new(kind, text));
    model.stood = model.headlines.current().map(|row| row.id);
    offer(model);
    Vec::new()
}

/// `/`: in an article, words in it; else articles.
pub(super) fn find(model: &mut Model) -> Vec<Effect> {
    let kind = match model.focus {
        Focus::Reader => Kind::FindInArticle,
        _ => Kind::Find,
    };
    open(model, kind, "")
}

/// `f`: the whole filter as text, to be changed.
pub(super) fn filter(model: &mut Model) -> Vec<Effect> {
    let text = model.filters.now.text();
    let text = if text.is_empty() { text } else { text + " " };
    open(model, Kind::Filter, &text)
}

/// A key that is no action: text for whatever is being typed.
pub(super) fn key(model: &mut Model, key: Key) -> Vec<Effect> {
    match &mut model.overlay {
        Overlay::Prompt(prompt) => {
            if backs_out(prompt, key) {
                return cancel(model);
            }
            if prompt.line.edit(key) {
                return typed(model);
            }
        }
        Overlay::Chooser(chooser) => {
            if chooser.line.edit(key) {
                chooser.narrow();
                return choosing::try_on(model);
            }
        }
        Overlay::Help { .. } => model.overlay = Overlay::None,
        Overlay::None => {}
    }
    Vec::new()
}

/// Backspace in an empty prompt leaves it, as in vi.
fn backs_out(prompt: &Prompt, key: Key) -> bool {
    prompt.line.text().is_empty() && key.code == crate::term::Code::Backspace
}

pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    match &mut model.overlay {
        Overlay::Prompt(prompt) => {
            prompt.line.insert(text);
            typed(model)
        }
        Overlay::Chooser(chooser) => {
            chooser.line.insert(text);
            chooser.narrow();
            choosing::try_on(model)
        }
        Overlay::None | Overlay::Help { .. } => Vec::new(),
    }
}

/// The line changed: judge it, offer what may come, and narrow the list.
fn typed(model: &mut Model) -> Vec<Effect> {
    offer(model);
    let Overlay::Prompt(prompt) = &mut model.overlay else {
        return Vec::new();
    };
    prompt.chosen = None;
    if !matches!(prompt.kind, Kind::Find | Kind::Filter) {
        return Vec::new();
    }
    prompt.error = query::parse(prompt.line.text(), model.today).err();
    match model.density {
        Density::Rich => live(model),
        Density::Lean => {
            model.due = Some(model.stats.now + PAUSE);
            Vec::new()
        }
    }
}

/// Time has passed: a search that waited for a pause is due.
pub(super) fn tick(model: &mut Model, now: Duration) -> Vec<Effect> {
    model.stats.now = now;
    if model.due.is_some_and(|due| due <= now) {
        model.due = None;
        return live(model);
    }
    Vec::new()
}

/// Lists what the prompt's line finds so far.
fn live(model: &mut Model) -> Vec<Effect> {
    let Some(filter) = asked(model) else {
        return Vec::new();
    };
    let Overlay::Prompt(prompt) = &mut model.overlay else {
        return Vec::new();
    };
    if model.headlines.query == filter.query && model.headlines.sound.is_none() {
        return Vec::new();
    }
    let typed = heard_as(prompt);
    prompt.live = Some(filter.query.clone());
    model.stale.count = true;
    let load = model.headlines.load(filter.query, None, At::Head);
    model.headlines.by_sound = typed.map(|typed| (model.filters.now.query.clone(), typed));
    vec![load]
}

/// What headlines may sound like: letters, with tones or not (gong2 man4), or zhuyin, and more than one.
fn heard_as(prompt: &Prompt) -> Option<String> {
    let text = prompt.line.text().trim();
    let is_zhuyin = |c| {
        matches!(
            c,
            '\u{3105}'..='\u{312f}' | '\u{2c7}' | '\u{2ca}' | '\u{2cb}' | '\u{2d9}'
        )
    };
    let is_letter = |c: char| c.is_ascii_alphabetic() || is_zhuyin(c);
    let may_stand = |c: char| is_letter(c) || matches!(c, ' ' | '\'' | '1'..='6');
    let begins = text.starts_with(is_letter) && text.chars().nth(1).is_some();
    let fits = prompt.kind == Kind::Find && begins && text.chars().all(may_stand);
    fits.then(|| text.to_owned())
}

/// The filter that the prompt's line asks for, if it is one.
fn asked(model: &Model) -> Option<Filter> {
    let Overlay::Prompt(prompt) = &model.overlay else {
        return None;
    };
    let typed = query::parse(prompt.line.text(), model.today).ok()?;
    match prompt.kind {
        Kind::Find => Some(Filter::new(query::Query {
            sort: typed.sort,
            ..model.filters.now.query.clone().and(typed.expr)
        })),
        Kind::Filter => Some(Filter::new(query::Query {
            once: model.once,
            ..typed
        })),
        Kind::FindInArticle | Kind::Command => None,
    }
}

/// Says what could be typed at the cursor.
pub(super) fn offer(model: &mut Model) {
    let Overlay::Prompt(prompt) = &model.overlay else {
        return;
    };
    let (span, candidates) =
        prompt::complete(model, prompt.kind, prompt.line.text(), prompt.line.cursor());
    if let Overlay::Prompt(prompt) = &mut model.overlay {
        (prompt.span, prompt.candidates) = (span, candidates);
    }
}

pub(super) fn complete(model: &mut Model) -> Vec<Effect> {
    choose_candidate(model, true)
}

fn choose_candidate(model: &mut Model, forward: bool) -> Vec<Effect> {
    let Overlay::Prompt(prompt) = &mut model.overlay else {
        return Vec::new();
    };
    let only = prompt.candidates.len() == 1;
    prompt.choose(forward);
    if prompt.kind == Kind::Filter {
        prompt.error = query::parse(prompt.line.text(), model.today).err();
    }
    if only {
        // Nothing more to choose here: offer what may follow.
        offer(model);
    }
    Vec::new()
}

/// Moves in a chooser, through candidates, or in the help.
pub(super) fn go(model: &mut Model, to: Move) -> Vec<Effect> {
    match &mut model.overlay {
        Overlay::Chooser(chooser) => {
            chooser.go(to);
            choosing::try_on(model)
        }
        Overlay::Prompt(_) => choose_candidate(model, to == Move::By(1)),
        Overlay::Help { .. } => {
            act::scroll_help(model, to);
            Vec::new()
        }
        Overlay::None => Vec::new(),
    }
}

/// Leaves what lies over the panes, and takes back what it showed.
pub(super) fn cancel(model: &mut Model) -> Vec<Effect> {
    model.due = None;
    match std::mem::take(&mut model.overlay) {
        Overlay::Prompt(prompt) if prompt.live.is_some() => {
            let filter = model.filters.now.clone();
            model.stale.count = true;
            let at = model.stood.take().map_or(At::Head, At::Around);
            vec![model.headlines.load(filter.query, filter.sound, at)]
        }
        Overlay::Chooser(_) => {
            if let Some(theme) = model.theme_before.take() {
                model.theme = theme;
            }
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// Enter: does what was typed or chosen.
pub(super) fn accept(model: &mut Model) -> Vec<Effect> {
    model.due = None;
    match &model.overlay {
        Overlay::Chooser(chooser) => match chooser.current().map(|entry| entry.item.clone()) {
            Some(item) => choosing::choose(model, item),
            None => Vec::new(),
        },
        Overlay::Prompt(prompt) => {
            let (kind, text) = (prompt.kind, prompt.line.text().trim().to_owned());
            accept_line(model, kind, &text)
        }
        Overlay::Help { .. } | Overlay::None => Vec::new(),
    }
}

fn accept_line(model: &mut Model, kind: Kind, text: &str) -> Vec<Effect> {
    match kind {
        Kind::Find | Kind::Filter => accept_filter(model, kind, text),
        Kind::FindInArticle => {
            model.overlay = Overlay::None;
            find_in(model, text)
        }
        Kind::Command => {
            model.overlay = Overlay::None;
            command(model, text)
        }
    }
}

fn accept_filter(model: &mut Model, kind: Kind, text: &str) -> Vec<Effect> {
    if let Err(error) = query::parse(text, model.today) {
        if let Overlay::Prompt(prompt) = &mut model.overlay {
            prompt.error = Some(error);
            prompt.candidates.clear();
        }
        return Vec::new();
    }
    let Some(filter) = asked(model) else {
        return Vec::new();
    };
    if kind == Kind::Find && text.is_empty() {
        return cancel(model);
    }
    let typed = match &model.overlay {
        Overlay::Prompt(prompt) => heard_as(prompt),
        _ => None,
    };
    // The list is by sound already, because nothing had the words.
    let heard = typed.is_some() && model.headlines.sound == typed;
    let filter = if heard {
        Filter {
            sound: typed.clone(),
            ..model.filters.now.clone()
        }
    } else {
        filter
    };
    let shown = model.headlines.query == filter.query && model.headlines.sound == filter.sound;
    model.overlay = Overlay::None;
    let selected = model
        .stood
        .take()
        .or(model.headlines.current().map(|row| row.id));
    if !shown {
        let base = model.filters.now.query.clone();
        let effects = go_from(model, filter, selected);
        model.headlines.by_sound = typed.map(|typed| (base, typed));
        return effects;
    }
    // The list is there already: only the filter becomes the one in force.
    model.filters.go(filter, selected);
    model.stale.facets = true;
    vec![Effect::KeepView(model.view())]
}

fn go_from(
    model: &mut Model,
    filter: Filter,
    selected: Option<crate::article::ArticleId>,
) -> Vec<Effect> {
    model.filters.go(filter, selected);
    filtering::show(model, At::Head)
}

fn find_in(model: &mut Model, text: &str) -> Vec<Effect> {
    let Some(reader) = &mut model.reader else {
        return Vec::new();
    };
    if text.is_empty() {
        reader.clear_hits();
        return Vec::new();
    }
    vec![Effect::FindIn {
        id: reader.id(),
        words: text.to_owned(),
    }]
}

/// A command: an action's name, and what may follow it.
fn command(model: &mut Model, text: &str) -> Vec<Effect> {
    let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
    let rest = rest.trim();
    if name.is_empty() {
        return Vec::new();
    }
    let Some(action) = Action::from_typed(name) else {
        let said = rust_i18n::t!(
            "tui.command.unknown",
            locale = model.lang.tag(),
            name = name
        );
        model.notice = Some(Notice::error(said));
        return Vec::new();
    };
    match action.info().argument.filter(|_| !rest.is_empty()) {
        Some(argument) => command_with(model, action, argument, rest),
        None => act::act(model, action, None),
    }
}

fn command_with(model: &mut Model, action: Action, argument: Argument, rest: &str) -> Vec<Effect> {
    match argument {
        Argument::Query => {
            let kind = if action == Action::Filter {
                Kind::Filter
            } else {
                Kind::Find
            };
            if action == Action::Find && model.focus == Focus::Reader {
                return find_in(model, rest);
            }
            open(model, kind, rest);
            accept_filter(model, kind, rest)
        }
        Argument::Day => {
            open(model, Kind::Filter, &format!("date:{rest}"));
            accept_filter(model, Kind::Filter, &format!("date:{rest}"))
        }
        Argument::Section => {
            choosing::choose_section(model);
            narrow_to(model, rest)
        }
        Argument::Theme => {
            choosing::choose_theme(model);
            narrow_to(model, rest)
        }
        Argument::Layout => match LayoutChoice::from_name(rest) {
            Some(choice) => act::set_layout(model, choice),
            None => {
                let (key, value) = (action.info().name, rest);
                let locale = model.lang.tag();
                let said = rust_i18n::t!(
                    "tui.mistake.value",
                    locale = locale,
                    key = key,
                    value = value
                );
                model.notice = Some(Notice::error(said));
                Vec::new()
            }
        },
    }
}

/// Takes what a chooser finds for a text; leaves it open if that is nothing.
fn narrow_to(model: &mut Model, text: &str) -> Vec<Effect> {
    if let Overlay::Chooser(chooser) = &mut model.overlay {
        chooser.line.insert(text);
        chooser.narrow();
    }
    accept(model)
}

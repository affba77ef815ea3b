//! Choosers: sections by sound, editions, themes; what they offer and what a choice does.

use jiff::civil::Date;

use super::{act, filtering};
use crate::article::{ArticleId, DayCount, Headline};
use crate::query::Term;
use crate::theme::Theme;
use crate::tui::chart;
use crate::tui::chooser::{Chooser, Entry, Item};
use crate::tui::layout::Density;
use crate::tui::model::{Effect, Link, Model, Overlay};
use crate::tui::sections::{self, Choice, Row};
use crate::tui::status::Notice;
use crate::tui::words;

const SECTIONS: &str = "tui.chooser.sections";
const DAYS: &str = "tui.chooser.days";

pub(super) fn choose_section(model: &mut Model) -> Vec<Effect> {
    let entries = section_entries(model);
    show_chooser(model, SECTIONS, entries)
}

fn section_entries(model: &Model) -> Vec<Entry> {
    let rows = sections::rows(&model.facets, &model.saved);
    let choices = rows.into_iter().filter_map(|row| match row {
        Row::Choice(Choice::Day(_) | Choice::Month(_), _) | Row::Blank => None,
        Row::Choice(choice, tally) => Some((choice, tally)),
    });
    choices
        .map(|(choice, tally)| Entry {
            label: model.label(&choice),
            alias: alias(model, &choice),
            figures: tally
                .map(|t| format!("{} / {}", t.unread, t.total))
                .unwrap_or_default(),
            item: Item::Choice(choice),
        })
        .collect()
}

/// A section's number, also to be typed.
fn alias(model: &Model, choice: &Choice) -> String {
    match choice {
        Choice::Section(name) => {
            let number = model.section_number(name.as_deref());
            number.map(|n| n.to_string()).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// `D`: the last days one by one, then month by month to the first, with bars; every other day is found by its date. The
/// archive is asked for the days that the figures beside the list leave out.
pub(super) fn choose_day(model: &mut Model) -> Vec<Effect> {
    model.days.clone_from(&model.facets.days);
    let entries = day_entries(model);
    show_chooser(model, DAYS, entries);
    let is_day = |term: &Term| matches!(term, Term::Date { .. });
    vec![Effect::Days(
        model.filters.now.query.clone().without(is_day),
    )]
}

/// Days that stand one by one at the head of the chooser.
const LAST_DAYS: usize = 14;

fn day_entries(model: &Model) -> Vec<Entry> {
    let days = entries_of(model, &model.days, Choice::Day, |day| day.to_string());
    let month = |day: Date| day.strftime("%Y-%m").to_string();
    let months = entries_of(model, &chart::months(&model.days), Choice::Month, month);
    let (last, others) = days.split_at(LAST_DAYS.min(days.len()));
    [last, &months, others].concat()
}

/// Days or months as entries, each with its bar among its like.
fn entries_of(
    model: &Model,
    counts: &[DayCount],
    choice: fn(Date) -> Choice,
    alias: impl Fn(Date) -> String,
) -> Vec<Entry> {
    let highest = counts.iter().map(|count| count.total).max().unwrap_or(0);
    let bars = &crate::tui::cells::Glyphs::of(&model.widths).bars;
    let entry = |count: &DayCount| {
        let bar = chart::height(count.total, highest).map_or(" ", |step| bars[step]);
        Entry {
            label: model.label(&choice(count.day)),
            alias: alias(count.day),
            figures: format!("{bar} {} / {}", count.unread, count.total),
            item: Item::Choice(choice(count.day)),
        }
    };
    counts.iter().map(entry).collect()
}

pub(super) fn choose_theme(model: &mut Model) -> Vec<Effect> {
    let entry = |theme: &Theme| Entry {
        item: Item::Theme(theme.name.clone()),
        label: theme.label(model.lang.tag()).to_owned(),
        alias: theme.name.clone(),
        figures: theme.name.clone(),
    };
    let entries = model.themes.iter().map(entry).collect();
    model.theme_before = Some(model.theme.clone());
    show_chooser(model, "tui.chooser.themes", entries)
}

/// The papers that have a story, the one at hand chosen first.
pub(super) fn choose_telling(model: &mut Model, id: ArticleId, rows: Vec<Headline>) -> Vec<Effect> {
    let entry = |row: &Headline| Entry {
        item: Item::Article(row.id),
        label: row.title.clone(),
        alias: String::new(),
        figures: [
            row.publication.clone(),
            Some(words::day(row.edition, model.lang)),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" "),
    };
    let entries = rows.iter().map(entry).collect();
    let effects = show_chooser(model, "tui.chooser.tellings", entries);
    if let Overlay::Chooser(chooser) = &mut model.overlay {
        chooser.selected = rows.iter().position(|row| row.id == id).unwrap_or(0);
    }
    effects
}

/// An article's links by their numbers in its text; where there is but one, there is nothing to choose.
pub(super) fn choose_link(model: &mut Model, links: Vec<Link>, copy: bool) -> Vec<Effect> {
    if let [only] = links.as_slice() {
        let address = only.address.clone();
        return vec![Effect::Follow { address, copy }];
    }
    let entry = |link: Link| Entry {
        label: format!("{} {}  {}", link.number, link.text.trim(), link.address),
        alias: link.number.to_string(),
        figures: String::new(),
        item: Item::Link {
            address: link.address,
            copy,
        },
    };
    let entries = links.into_iter().map(entry).collect();
    let title = match copy {
        true => "tui.chooser.copy",
        false => "tui.chooser.open",
    };
    show_chooser(model, title, entries)
}

/// The figures came while one chooses: they are taken in, and what was typed stays.
pub(super) fn refresh(model: &mut Model) {
    let entries = match &model.overlay {
        Overlay::Chooser(chooser) if chooser.title == SECTIONS => section_entries(model),
        Overlay::Chooser(chooser) if chooser.title == DAYS => day_entries(model),
        _ => return,
    };
    if let Overlay::Chooser(chooser) = &mut model.overlay {
        let others = entries.len() != chooser.entries.len();
        chooser.entries = entries;
        if others {
            chooser.narrow();
        }
    }
}

fn show_chooser(model: &mut Model, title: &'static str, entries: Vec<Entry>) -> Vec<Effect> {
    let is_now = |entry: &Entry| match &entry.item {
        Item::Choice(choice) => sections::is_chosen(choice, &model.filters.now),
        Item::Theme(name) => *name == model.theme.name,
        Item::Article(_) | Item::Link { .. } => false,
    };
    let selected = entries.iter().position(is_now).unwrap_or(0);
    model.overlay = Overlay::Chooser(Chooser::new(title, entries, selected, &model.widths));
    Vec::new()
}

/// A theme is tried on while one chooses, where a repaint costs nothing.
pub(super) fn try_on(model: &mut Model) -> Vec<Effect> {
    let Overlay::Chooser(chooser) = &model.overlay else {
        return Vec::new();
    };
    if let (Density::Rich, Some(Item::Theme(name))) =
        (model.density, chooser.current().map(|entry| &entry.item))
        && let Some(theme) = model.themes.get(name)
    {
        model.theme = theme.clone();
    }
    Vec::new()
}

pub(super) fn choose(model: &mut Model, item: Item) -> Vec<Effect> {
    model.overlay = Overlay::None;
    model.theme_before = None;
    match item {
        Item::Choice(choice) => filtering::choose(model, &choice),
        Item::Article(id) => act::open(model, id),
        Item::Link { address, copy } => vec![Effect::Follow { address, copy }],
        Item::Theme(name) => {
            if let Some(theme) = model.themes.get(&name) {
                model.theme = theme.clone();
                model.kept.theme = Some(name);
            }
            let label = model.theme.label(model.lang.tag()).to_owned();
            model.notice = Some(Notice::info(format!(
                "{} {label}",
                words::say("tui.theme.now", model.lang)
            )));
            vec![Effect::KeepView(model.view())]
        }
    }
}

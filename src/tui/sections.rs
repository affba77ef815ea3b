//! Sections and filters: everything the list can be narrowed to, with what it would find.
//!
//! As a pane it is a column; folded flat it is a bar of one row. Saved filters stand below the sections, editions below
//! those, and at the foot the articles of each day as a small chart.

mod view;

use super::filter::Filter;
use super::headlines::Move;
use super::model::{Facets, SavedFilter, Tally};
use crate::query::{Query, State, Term};
use jiff::civil::Date;

pub(crate) use view::{bar, cursor, view};

/// The pane: which row is selected, and the first on the screen.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sections {
    pub selected: usize,
    pub top: usize,
}

/// What a row of the pane narrows the list to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Choice {
    All,
    Unread,
    Starred,
    /// A section; `None` for articles without one.
    Section(Option<String>),
    Saved(usize),
    Day(Date),
    /// A month, by its first day.
    Month(Date),
}

/// A row of the pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Row {
    Choice(Choice, Option<Tally>),
    Blank,
}

/// So many editions stand in the pane; the rest are behind the chooser.
const DAYS: usize = 7;

/// The rows of the pane.
pub(crate) fn rows(facets: &Facets, saved: &[SavedFilter]) -> Vec<Row> {
    let state = |choice, tally| Row::Choice(choice, Some(tally));
    let mut rows = vec![
        state(Choice::All, facets.all),
        state(Choice::Unread, only_unread(facets.state)),
        state(
            Choice::Starred,
            Tally {
                total: facets.starred,
                unread: 0,
            },
        ),
    ];
    let sections = facets.sections.iter().map(|count| {
        let tally = Tally {
            total: count.total,
            unread: count.unread,
        };
        state(Choice::Section(count.section.clone()), tally)
    });
    let filters = (0..saved.len()).map(|index| {
        let tally = facets.saved.get(index).copied().flatten();
        Row::Choice(Choice::Saved(index), tally)
    });
    let days = facets.days.iter().take(DAYS).map(|count| {
        let tally = Tally {
            total: count.total,
            unread: count.unread,
        };
        state(Choice::Day(count.day), tally)
    });
    for group in [
        sections.collect::<Vec<_>>(),
        filters.collect(),
        days.collect(),
    ] {
        if !group.is_empty() {
            rows.push(Row::Blank);
            rows.extend(group);
        }
    }
    rows
}

fn only_unread(tally: Tally) -> Tally {
    Tally {
        total: tally.unread,
        unread: tally.unread,
    }
}

/// The filter that a choice makes of the present one.
pub(crate) fn choose(choice: &Choice, now: &Filter, saved: Option<Query>) -> Filter {
    let query = now.query.clone();
    match choice {
        Choice::All => Filter::new(
            query
                .without(|term| matches!(term, Term::Section(_) | Term::Is(_) | Term::Date { .. })),
        ),
        Choice::Unread => now.toggled(State::Unread),
        Choice::Starred => now.toggled(State::Starred),
        Choice::Section(name) => {
            let name = name.clone().unwrap_or_default();
            Filter::new(query.with(Term::Section(name)))
        }
        Choice::Saved(index) => Filter {
            saved: Some(*index),
            ..Filter::new(saved.unwrap_or_default())
        },
        Choice::Day(day) if now.day() == Some(*day) => {
            Filter::new(query.without(|term| matches!(term, Term::Date { .. })))
        }
        Choice::Day(day) => Filter::new(query.with(Term::Date {
            from: Some(*day),
            to: Some(*day),
        })),
        Choice::Month(first) => Filter::new(query.with(Term::Date {
            from: Some(*first),
            to: Some(first.last_of_month()),
        })),
    }
}

/// Whether a choice is part of the filter in force.
pub(crate) fn is_chosen(choice: &Choice, now: &Filter) -> bool {
    match choice {
        Choice::All => now.is_all(),
        Choice::Unread => now.has_state(State::Unread),
        Choice::Starred => now.has_state(State::Starred),
        Choice::Section(name) => now.query.section() == Some(name.as_deref().unwrap_or_default()),
        Choice::Saved(index) => now.saved == Some(*index),
        Choice::Day(day) => now.day() == Some(*day),
        Choice::Month(first) => {
            now.query.days() == Some((Some(*first), Some(first.last_of_month())))
        }
    }
}

impl Sections {
    /// Moves over the rows that can be chosen.
    pub fn go(&mut self, to: Move, rows: &[Row], height: usize) {
        let page = isize::try_from(height).unwrap_or(1).max(2) - 1;
        let last = rows.len().saturating_sub(1);
        let (target, down) = match to {
            Move::By(by) => (self.selected.saturating_add_signed(by), by > 0),
            Move::Pages(n) => (self.selected.saturating_add_signed(n * page), n > 0),
            Move::HalfPages(n) => (self.selected.saturating_add_signed(n * page / 2), n > 0),
            Move::Top => (0, true),
            Move::Bottom => (last, false),
        };
        let target = target.min(last);
        let is_choice = |index: &usize| matches!(rows.get(*index), Some(Row::Choice(..)));
        let found = if down {
            (target..=last).find(is_choice)
        } else {
            (0..=target).rev().find(is_choice)
        };
        self.selected = found.unwrap_or(self.selected);
        self.follow(height);
    }

    /// Scrolls no further than needed.
    pub fn follow(&mut self, height: usize) {
        let first = (self.selected + 1).saturating_sub(height);
        self.top = self.top.clamp(first, self.selected);
    }
}

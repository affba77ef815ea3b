//! The active filter and those before it.

use crate::article::ArticleId;
use crate::query::{Query, State, Term};

/// What the list is narrowed to.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Filter {
    pub query: Query,
    /// The saved filter that it came from.
    pub saved: Option<usize>,
    /// Headlines are matched by the sound of this, because no text matched.
    pub sound: Option<String>,
}

/// A filter, and where the reader stood under it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Visit {
    pub filter: Filter,
    pub selected: Option<ArticleId>,
}

/// As many steps back as anyone remembers.
const REMEMBERED: usize = 32;

/// The active filter and the way back.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Filters {
    pub now: Filter,
    before: Vec<Visit>,
}

impl Filter {
    pub fn new(query: Query) -> Self {
        Self {
            query,
            ..Self::default()
        }
    }

    pub fn is_all(&self) -> bool {
        self.query.is_all() && self.sound.is_none()
    }

    /// As the query language writes it.
    pub fn text(&self) -> String {
        self.query.to_string()
    }

    pub fn has_state(&self, state: State) -> bool {
        self.query
            .terms()
            .any(|term| matches!(term, Term::Is(is) if *is == state))
    }

    /// The one day that the filter is narrowed to.
    pub fn day(&self) -> Option<jiff::civil::Date> {
        match self.query.days() {
            Some((Some(from), Some(to))) if from == to => Some(from),
            _ => None,
        }
    }

    /// The filter with a state put in, or taken out if it was there.
    pub fn toggled(&self, state: State) -> Self {
        let query = if self.has_state(state) {
            self.query.clone().without(|term| is_state(term, state))
        } else {
            self.query.clone().with(Term::Is(state))
        };
        Self::new(query)
    }

    /// One step wider: without what was searched for, else everything.
    pub fn wider(&self) -> Self {
        let facets = self.query.clone().without(|term| !is_facet(term));
        let only_facets = keep_facets(facets);
        if self.sound.is_some() || only_facets != self.query {
            Self::new(only_facets)
        } else {
            Self::default()
        }
    }
}

/// The terms that a pane sets: a section, a state, a day.
fn is_facet(term: &Term) -> bool {
    matches!(term, Term::Section(_) | Term::Is(_) | Term::Date { .. })
}

/// A query of nothing but plain facets: alternatives and negations are something searched for.
fn keep_facets(query: Query) -> Query {
    let facets: Vec<Term> = query.terms().cloned().collect();
    let bare = Query {
        once: query.once,
        ..Query::default()
    };
    facets.into_iter().fold(bare, Query::with)
}

fn is_state(term: &Term, state: State) -> bool {
    matches!(term, Term::Is(is) if *is == state)
}

impl Filters {
    /// Begins with a filter, and no way back.
    pub fn new(now: Filter) -> Self {
        Self {
            now,
            before: Vec::new(),
        }
    }

    /// Goes to another filter; `selected` is where the reader stood.
    pub fn go(&mut self, filter: Filter, selected: Option<ArticleId>) {
        let left = std::mem::replace(&mut self.now, filter);
        self.before.push(Visit {
            filter: left,
            selected,
        });
        if self.before.len() > REMEMBERED {
            self.before.remove(0);
        }
    }

    /// Back to the filter before.
    pub fn back(&mut self) -> Option<Visit> {
        let visit = self.before.pop()?;
        self.now = visit.filter.clone();
        Some(visit)
    }

    /// Where the reader stood when this filter was last in force.
    pub fn stood(&self, filter: &Filter) -> Option<ArticleId> {
        let visit = self.before.iter().rev().find(|v| v.filter == *filter)?;
        visit.selected
    }
}

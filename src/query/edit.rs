//! Making and changing queries without text: what a pane does when a section or a day is chosen.

use super::{Expr, Field, Query, State, Term};
use jiff::civil::Date;

/// Words that a query asks for, to be marked where they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// Where they were looked for.
    pub field: Field,
    /// The words.
    pub phrase: &'a str,
    /// In the very characters.
    pub exact: bool,
}

impl Expr {
    /// All of these. Flat: what they demand together is not said twice over in brackets.
    pub fn all(exprs: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Vec::new();
        for expr in exprs {
            match expr {
                Self::All => {}
                Self::And(more) => all.extend(more),
                other => all.push(other),
            }
        }
        if all.len() > 1 {
            Self::And(all)
        } else {
            all.pop().unwrap_or_default()
        }
    }

    /// Any of these. Of none, every article: a choice that was not made.
    pub fn any(exprs: impl IntoIterator<Item = Self>) -> Self {
        let mut any = Vec::new();
        for expr in exprs {
            match expr {
                Self::Or(more) => any.extend(more),
                other => any.push(other),
            }
        }
        if any.len() > 1 {
            Self::Or(any)
        } else {
            any.pop().unwrap_or_default()
        }
    }

    /// A section, by its name.
    pub fn section(name: impl Into<String>) -> Self {
        Self::Term(Term::Section(name.into()))
    }

    /// A source, by its name or address.
    pub fn source(name: impl Into<String>) -> Self {
        Self::Term(Term::Source(name.into()))
    }

    /// What the reader did.
    pub fn is(state: State) -> Self {
        Self::Term(Term::Is(state))
    }

    /// One day's edition.
    pub fn day(day: Date) -> Self {
        Self::days(Some(day), Some(day))
    }

    /// From the first day to the last, both within.
    pub fn days(from: Option<Date>, to: Option<Date>) -> Self {
        Self::Term(Term::Date { from, to })
    }

    /// Words anywhere in the text, as one phrase, variants folded.
    pub fn text(phrase: impl Into<String>) -> Self {
        Self::Term(Term::Text {
            field: Field::Any,
            phrase: phrase.into(),
            exact: false,
        })
    }

    /// The conditions that must all hold.
    fn conjuncts(self) -> Vec<Self> {
        match self {
            Self::And(all) => all,
            Self::All => Vec::new(),
            one => vec![one],
        }
    }
}

impl Query {
    /// Every article, in any order.
    pub fn is_all(&self) -> bool {
        self.expr == Expr::All
    }

    /// This query and one condition more. What it asks already is not asked twice.
    #[must_use]
    pub fn and(self, expr: Expr) -> Self {
        let asked = self.expr.conjuncts();
        let mut more = expr.conjuncts();
        more.retain(|expr| !asked.contains(expr));
        let expr = Expr::all(asked.into_iter().chain(more));
        Self { expr, ..self }
    }

    /// The terms that every article found must meet: what a filter bar can show and take away one by one.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        let exprs = match &self.expr {
            Expr::And(all) => all.as_slice(),
            one => std::slice::from_ref(one),
        };
        exprs.iter().filter_map(|expr| match expr {
            Expr::Term(term) => Some(term),
            _ => None,
        })
    }

    /// This query without those of its [`Query::terms`] that `drop` picks: counts for each section follow every filter but the
    /// section.
    #[must_use]
    pub fn without(self, drop: impl Fn(&Term) -> bool) -> Self {
        let kept = self.expr.conjuncts().into_iter().filter(|expr| match expr {
            Expr::Term(term) => !drop(term),
            _ => true,
        });
        let expr = Expr::all(kept);
        Self { expr, ..self }
    }

    /// This query with `term` in the place of its terms of the same kind: another section, another day.
    #[must_use]
    pub fn with(self, term: Term) -> Self {
        let rest = self.without(|other| match (other, &term) {
            (Term::Is(old), Term::Is(new)) if is_alone(*old) || is_alone(*new) => old == new,
            (Term::Is(_), Term::Is(_)) => true,
            _ => std::mem::discriminant(other) == std::mem::discriminant(&term),
        });
        rest.and(Expr::Term(term))
    }

    /// The section that every article found stands in, as typed.
    pub fn section(&self) -> Option<&str> {
        self.terms().find_map(|term| match term {
            Term::Section(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// The days that every article found is from.
    pub fn days(&self) -> Option<(Option<Date>, Option<Date>)> {
        self.terms().find_map(|term| match term {
            Term::Date { from, to } => Some((*from, *to)),
            _ => None,
        })
    }

    /// The words that articles found may hold, in the order typed; not those that they must not hold.
    pub fn words(&self) -> Vec<Word<'_>> {
        let mut words = Vec::new();
        gather(&self.expr, &mut words);
        words
    }
}

/// A state that goes with any other; read and unread exclude each other.
fn is_alone(state: State) -> bool {
    matches!(state, State::Starred | State::Changed | State::Twin)
}

/// Gathers the words that are not negated.
fn gather<'a>(expr: &'a Expr, words: &mut Vec<Word<'a>>) {
    match expr {
        Expr::And(exprs) | Expr::Or(exprs) => exprs.iter().for_each(|expr| gather(expr, words)),
        Expr::Term(Term::Text {
            field,
            phrase,
            exact,
        }) => {
            let (field, phrase, exact) = (*field, phrase.as_str(), *exact);
            words.push(Word {
                field,
                phrase,
                exact,
            });
        }
        Expr::All | Expr::Not(_) | Expr::Term(_) => {}
    }
}

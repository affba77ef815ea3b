//! A query as SQL: which index is walked, in the order of the list, and what every article on the way must be.
//!
//! Whatever speaks of words and names goes into one full-text expression (names are tokens there), which FTS5 answers
//! newest first without gathering. Dates are ranges of numbers. What a reader did is a walk of its own index when it stands alone,
//! a lookup when it stands beside words. `OR` and `NOT` across these kinds become plain SQL.

use rusqlite::Connection;
use rusqlite::types::Value;

use super::index;
use super::names::{self, Kind};
use super::once::{self, Once, Within};
use super::slots;
use super::tokens::phrase;
use super::twice;
use crate::query::{Expr, Field, Query, Sort, State, Term};

/// How a query's articles are found: `SELECT {id} FROM {from} WHERE {conditions}`.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What is walked.
    pub from: &'static str,
    /// The column with the article's number.
    pub id: &'static str,
    /// Every one of these holds.
    pub conditions: Vec<String>,
    /// What the `?` in the conditions stand for, in order.
    pub values: Vec<Value>,
    /// First and last number.
    pub range: (i64, i64),
    /// Only what this reader (by number) has not read, where each article on the way has to be asked.
    pub unread: Option<i64>,
    /// Nothing is asked for but articles with this character, and perhaps that they are unread.
    pub character: Option<char>,
    /// Best match first (only where there are words).
    pub ranked: bool,
    /// Oldest first.
    pub oldest: bool,
    /// Texts have to be unpacked to tell.
    pub reads_texts: bool,
    /// Where kept counts can answer.
    pub kept: Option<Kept>,
    /// Each story is shown once; the conditions see to it, but not the kept counts.
    pub once: Option<Once>,
}

/// A query that kept counts answer: sections (or all), all or unread, and the range of days.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// The sections; `None`: every one.
    pub sections: Option<Vec<i64>>,
    /// Only what is unread.
    pub unread: bool,
}

impl Plan {
    /// Plans a query for a reader (`None`: one who has not read anything here).
    pub fn of(
        db: &Connection,
        profile: Option<i64>,
        query: &Query,
        within: Within,
    ) -> rusqlite::Result<Self> {
        let mut conjuncts = Vec::new();
        flatten(&query.expr, &mut conjuncts);
        let mut planner = Planner {
            db,
            profile,
            values: Vec::new(),
            reads_texts: false,
        };
        let once = query.once && once::is_possible(&conjuncts) && twice::has_any(db)?;
        planner.plan(&conjuncts, query.sort, once.then_some(within))
    }

    /// The articles' numbers, as `id`; an order may follow.
    pub fn ids(&self) -> String {
        self.select(&format!("{} AS id", self.id), false)
    }

    /// What is asked of the articles, with their rows in `headlines` if that is wanted.
    pub fn select(&self, columns: &str, with_headlines: bool) -> String {
        let Self { from, id, .. } = self;
        let join = match with_headlines && !from.starts_with("headlines") {
            // The order of the walk is the order of the list: the rows are looked up on the way.
            true => format!(" CROSS JOIN headlines ON headlines.id = {id}"),
            false => String::new(),
        };
        let mut sql = format!("SELECT {columns} FROM {from}{join} WHERE {id} BETWEEN ? AND ?");
        for condition in &self.conditions {
            sql.push_str(" AND ");
            sql.push_str(condition);
        }
        if self.unread.is_some() {
            sql.push_str(" AND ");
            sql.push_str(&is_unread(id));
        }
        sql
    }

    /// The plan without regard to what was read, where it asks each article for that.
    pub fn read_or_not(&self) -> Self {
        Self {
            unread: None,
            ..self.clone()
        }
    }

    /// What the `?` of [`Plan::ids`] stand for, within other bounds.
    pub fn values_within(&self, range: (i64, i64)) -> Vec<Value> {
        let range = (range.0.max(self.range.0), range.1.min(self.range.1));
        let mut values = vec![Value::Integer(range.0), Value::Integer(range.1)];
        values.extend_from_slice(&self.values);
        values.extend(self.unread.map(Value::Integer));
        values
    }
}

fn flatten<'q>(expr: &'q Expr, into: &mut Vec<&'q Expr>) {
    match expr {
        Expr::All => {}
        Expr::And(all) => all.iter().for_each(|expr| flatten(expr, into)),
        other => into.push(other),
    }
}

struct Planner<'a> {
    db: &'a Connection,
    profile: Option<i64>,
    values: Vec<Value>,
    reads_texts: bool,
}

impl Planner<'_> {
    fn plan(
        &mut self,
        conjuncts: &[&Expr],
        sort: Sort,
        once: Option<Within>,
    ) -> rusqlite::Result<Plan> {
        let mut range = (i64::MIN, i64::MAX);
        let mut words = Vec::new();
        let mut names = Vec::new();
        let mut sections: Option<Vec<i64>> = None;
        let mut states = Vec::new();
        let (mut rest, mut texts) = (Vec::new(), Vec::new());
        let mut kept = true;
        for expr in conjuncts {
            match expr {
                Expr::Term(Term::Date { from, to }) => {
                    let ids = slots::ids(*from, *to);
                    range = (range.0.max(ids.0), range.1.min(ids.1));
                }
                Expr::Term(Term::Is(state)) => {
                    kept &= *state == State::Unread;
                    states.push(*state);
                }
                Expr::Term(Term::Section(name)) => {
                    let found = names::resolve(self.db, Kind::Section, name)?;
                    sections = Some(match sections {
                        Some(before) => {
                            before.into_iter().filter(|id| found.contains(id)).collect()
                        }
                        None => found,
                    });
                }
                expr => {
                    kept = false;
                    match self.search(expr)? {
                        Some(found) if speaks_of_words(expr) => words.push(found),
                        Some(found) => names.push(found),
                        None => match self.necessary_words(expr)? {
                            Some(found) => {
                                words.push(found);
                                texts.push(*expr);
                            }
                            None => rest.push(*expr),
                        },
                    }
                }
            }
        }
        let unread_only = states.contains(&State::Unread);
        let character = only_character(conjuncts);
        let kept = kept.then(|| Kept {
            sections: sections.clone(),
            unread: unread_only,
        });
        let mut plan = Plan {
            from: "headlines",
            id: "headlines.id",
            conditions: Vec::new(),
            values: Vec::new(),
            range,
            unread: None,
            character,
            ranked: false,
            oldest: sort == Sort::Oldest,
            reads_texts: false,
            kept,
            once: None,
        };
        let ranked = sort == Sort::Relevance && !words.is_empty();
        let search: Vec<String> = words.into_iter().chain(names).collect();
        let one_section = sections
            .as_deref()
            .filter(|ids| ids.len() == 1)
            .map(|ids| ids[0]);
        if !search.is_empty() {
            self.walk_index(&mut plan, search, sections.take());
            plan.ranked = ranked;
        } else if let (Some(profile), Some(at)) = (self.profile, fewest(&states)) {
            self.walk_marks(&mut plan, profile, states.swap_remove(at), one_section);
            sections = sections.filter(|_| one_section.is_none() || plan.from != "unread");
        } else if let Some(section) = one_section {
            plan.from = "headlines INDEXED BY headlines_by_section";
            plan.conditions.push("headlines.section = ?".into());
            self.values.push(Value::Integer(section));
            sections = None;
        }
        if plan.from == "search" {
            plan.unread = self.profile.filter(|_| states.contains(&State::Unread));
            states.retain(|state| *state != State::Unread);
        }
        for state in states {
            let condition = self.state(plan.id, state);
            plan.conditions.push(condition);
        }
        if let Some(ids) = sections {
            plan.conditions.push(in_sections(plan.id, &ids));
        }
        for expr in rest {
            let condition = self.condition(plan.id, expr)?;
            plan.conditions.push(condition);
        }
        for expr in texts {
            if let Expr::Term(Term::Text { field, phrase, .. }) = expr {
                let condition = self.reading(plan.id, "text_has_exactly", phrase, *field as i64);
                plan.conditions.push(condition);
            }
        }
        if let Some(within) = once {
            let once = self.once(conjuncts, within, range)?;
            let (condition, values) = once.is_first(plan.id);
            plan.conditions.push(condition);
            self.values.extend(values);
            plan.once = Some(once);
        }
        plan.values = std::mem::take(&mut self.values);
        plan.reads_texts = self.reads_texts;
        Ok(plan)
    }

    /// What the list asks of an article, asked of an earlier telling of its story.
    fn once(
        &mut self,
        conjuncts: &[&Expr],
        within: Within,
        range: (i64, i64),
    ) -> rusqlite::Result<Once> {
        let id = "o.article";
        let before = std::mem::take(&mut self.values);
        let mut others = Vec::new();
        for expr in conjuncts.iter().filter(|expr| !once::is_unread(expr)) {
            others.push(match expr {
                Expr::Term(Term::Date { .. }) => continue,
                Expr::Term(Term::Section(name)) => {
                    in_sections(id, &names::resolve(self.db, Kind::Section, name)?)
                }
                expr => match self.search(expr)? {
                    Some(found) => {
                        self.values.push(Value::Text(found));
                        format!(
                            "EXISTS (SELECT 1 FROM search WHERE search MATCH ? AND rowid = {id})"
                        )
                    }
                    None => self.condition(id, expr)?,
                },
            });
        }
        let values = std::mem::replace(&mut self.values, before);
        Ok(Once::new(within, range, &others, values))
    }

    fn walk_index(&mut self, plan: &mut Plan, mut search: Vec<String>, sections: Option<Vec<i64>>) {
        search.extend(sections.map(|ids| any_name(&ids)));
        plan.from = "search";
        plan.id = "search.rowid";
        plan.conditions.push("search MATCH ?".into());
        self.values.push(Value::Text(search.join(" AND ")));
    }

    fn walk_marks(&mut self, plan: &mut Plan, profile: i64, state: State, section: Option<i64>) {
        if state == State::Twin {
            (plan.from, plan.id) = ("twins", "twins.article");
            return;
        }
        if state != State::Unread {
            (plan.from, plan.id) = ("marks", "marks.article");
            let such = column(state);
            plan.conditions
                .push(format!("marks.profile = ? AND marks.{such} = 1"));
            self.values.push(Value::Integer(profile));
            return;
        }
        plan.from = "unread";
        plan.id = "unread.article";
        plan.conditions.push("unread.profile = ?".into());
        self.values.push(Value::Integer(profile));
        if let Some(section) = section {
            plan.conditions.push("unread.section = ?".into());
            self.values.push(Value::Integer(section));
        }
    }

    /// The full-text expression that means the same, if one does.
    fn search(&self, expr: &Expr) -> rusqlite::Result<Option<String>> {
        let joined = |all: &[Expr], with: &str, none: String| -> rusqlite::Result<Option<String>> {
            let parts: Option<Vec<String>> = all
                .iter()
                .map(|expr| self.search(expr))
                .collect::<rusqlite::Result<_>>()?;
            Ok(parts.map(|parts| match parts.is_empty() {
                true => none,
                false => format!("({})", parts.join(with)),
            }))
        };
        Ok(match expr {
            Expr::All => Some(facet(index::EVERY_ARTICLE)),
            Expr::And(all) => joined(all, " AND ", facet(index::EVERY_ARTICLE))?,
            Expr::Or(any) => joined(any, " OR ", nothing())?,
            Expr::Not(not) => self
                .search(not)?
                .map(|found| format!("({} NOT {found})", facet(index::EVERY_ARTICLE))),
            Expr::Term(term) => self.search_term(term)?,
        })
    }

    fn search_term(&self, term: &Term) -> rusqlite::Result<Option<String>> {
        let named = |kind, name: &str| Ok(Some(any_name(&names::resolve(self.db, kind, name)?)));
        match term {
            Term::Text {
                field,
                phrase: words,
                exact: false,
            } => Ok(phrase(words).map(|phrase| in_columns(*field, &phrase))),
            Term::Section(name) => named(Kind::Section, name),
            Term::Author(name) => named(Kind::Author, name),
            Term::Tag(name) => Ok(Some(any_name(&names::resolve_tag(self.db, name)?))),
            Term::Source(name) => Ok(Some(any_name(&names::resolve_source(self.db, name)?))),
            Term::Lang(tag) => Ok(Some(facet(&index::language(tag)))),
            Term::Page(page) => Ok(Some(facet(&index::page(page)))),
            Term::Text { .. } | Term::Regex { .. } | Term::Is(_) | Term::Date { .. } => Ok(None),
        }
    }

    /// The words of an exact text, which have to stand in the index: its characters are then looked for where these are.
    fn necessary_words(&self, expr: &Expr) -> rusqlite::Result<Option<String>> {
        match expr {
            Expr::Term(Term::Text {
                field,
                phrase,
                exact: true,
            }) => {
                let folded = Term::Text {
                    field: *field,
                    phrase: phrase.clone(),
                    exact: false,
                };
                self.search_term(&folded)
            }
            _ => Ok(None),
        }
    }

    /// The condition as SQL about the article whose number is `id`.
    fn condition(&mut self, id: &str, expr: &Expr) -> rusqlite::Result<String> {
        if let Some(found) = self.search(expr)? {
            self.values.push(Value::Text(found));
            return Ok(format!(
                "{id} IN (SELECT rowid FROM search WHERE search MATCH ?)"
            ));
        }
        Ok(match expr {
            Expr::All => "1".into(),
            Expr::And(all) => self.joined(id, all, " AND ", "1")?,
            Expr::Or(any) => self.joined(id, any, " OR ", "0")?,
            Expr::Not(not) => format!("NOT {}", self.condition(id, not)?),
            Expr::Term(Term::Is(state)) => self.state(id, *state),
            Expr::Term(Term::Date { from, to }) => {
                let (first, last) = slots::ids(*from, *to);
                self.values
                    .extend([Value::Integer(first), Value::Integer(last)]);
                format!("({id} BETWEEN ? AND ?)")
            }
            Expr::Term(Term::Regex { field, pattern }) => {
                self.reading(id, "text_matches", pattern, *field as i64)
            }
            Expr::Term(Term::Text {
                field,
                phrase,
                exact,
            }) => {
                let function = if *exact {
                    "text_has_exactly"
                } else {
                    "text_has"
                };
                // The index first: it leaves few texts to be unpacked.
                let found = match self.necessary_words(expr)? {
                    Some(words) => {
                        self.values.push(Value::Text(words));
                        format!("{id} IN (SELECT rowid FROM search WHERE search MATCH ?) AND ")
                    }
                    None => String::new(),
                };
                format!(
                    "({found}{})",
                    self.reading(id, function, phrase, *field as i64)
                )
            }
            Expr::Term(_) => "0".into(),
        })
    }

    fn joined(
        &mut self,
        id: &str,
        all: &[Expr],
        with: &str,
        none: &str,
    ) -> rusqlite::Result<String> {
        let parts: Vec<String> = all
            .iter()
            .map(|expr| self.condition(id, expr))
            .collect::<rusqlite::Result<_>>()?;
        Ok(match parts.is_empty() {
            true => none.into(),
            false => format!("({})", parts.join(with)),
        })
    }

    fn state(&mut self, id: &str, state: State) -> String {
        if state == State::Twin {
            return format!("EXISTS (SELECT 1 FROM twins w WHERE w.article = {id})");
        }
        let Some(profile) = self.profile else {
            return if state == State::Unread {
                "1".into()
            } else {
                "0".into()
            };
        };
        self.values.push(Value::Integer(profile));
        match state {
            State::Unread => is_unread(id),
            state => {
                let such = column(state);
                format!(
                    "EXISTS (SELECT 1 FROM marks m WHERE m.profile = ? AND m.article = {id} AND m.{such} = 1)"
                )
            }
        }
    }

    fn reading(&mut self, id: &str, function: &str, what: &str, field: i64) -> String {
        self.reads_texts = true;
        self.values
            .extend([Value::Text(what.to_owned()), Value::Integer(field)]);
        format!("(SELECT {function}(b.codec, b.body, ?, ?) FROM bodies b WHERE b.article = {id})")
    }
}

/// The column of `marks` that tells.
fn column(state: State) -> &'static str {
    match state {
        State::Starred => "starred",
        State::Changed => "changed",
        State::Read | State::Unread | State::Twin => "read",
    }
}

/// Which of the states leaves the fewest articles to walk: few changed, few are told twice, few kept; what is unread has an index of its own.
fn fewest(states: &[State]) -> Option<usize> {
    let order = [
        State::Changed,
        State::Twin,
        State::Starred,
        State::Unread,
        State::Read,
    ];
    order
        .iter()
        .find_map(|state| states.iter().position(|other| other == state))
}

fn is_unread(id: &str) -> String {
    format!("EXISTS (SELECT 1 FROM unread u WHERE u.profile = ? AND u.article = {id})")
}

/// The one character that a query asks for, if it asks for nothing else but that it be unread.
fn only_character(conjuncts: &[&Expr]) -> Option<char> {
    let mut others = conjuncts.iter().filter(|expr| !once::is_unread(expr));
    match (others.next()?, others.next()) {
        (
            Expr::Term(Term::Text {
                field: Field::Any,
                phrase,
                exact: false,
            }),
            None,
        ) => super::tokens::character(phrase),
        _ => None,
    }
}

fn speaks_of_words(expr: &Expr) -> bool {
    match expr {
        Expr::Term(Term::Text { .. }) => true,
        Expr::And(all) | Expr::Or(all) => all.iter().any(speaks_of_words),
        _ => false,
    }
}

/// The condition that an article stands in one of the sections.
pub fn in_sections(id: &str, sections: &[i64]) -> String {
    let list: Vec<String> = sections.iter().map(i64::to_string).collect();
    let list = list.join(", ");
    if id == "headlines.id" {
        return format!("headlines.section IN ({list})");
    }
    format!("(SELECT h.section FROM headlines h WHERE h.id = {id}) IN ({list})")
}

/// A phrase where it is looked for. Among the facets stand no words, but names' tokens, which begin with a letter of ASCII: a
/// phrase of other letters is in none, and much sooner found where no column has to be left out.
fn in_columns(field: Field, phrase: &str) -> String {
    let columns = match field {
        Field::Any if !phrase.is_ascii() => return phrase.to_owned(),
        Field::Any => "{title body byline}",
        Field::Title => "{title}",
        Field::Body => "{body}",
    };
    format!("({columns} : {phrase})")
}

fn facet(token: &str) -> String {
    format!("(facets : \"{token}\")")
}

fn nothing() -> String {
    facet("nothing")
}

fn any_name(ids: &[i64]) -> String {
    if ids.is_empty() {
        return nothing();
    }
    let tokens: Vec<String> = ids
        .iter()
        .map(|id| format!("\"{}\"", index::name(*id)))
        .collect();
    format!("(facets : ({}))", tokens.join(" OR "))
}

//! The reader without a screen: text printed in order and numbered menus, for screen readers, teletypes and logs.
//!
//! It asks a line, does what the line says, and prints what there is to print; nothing is ever moved or overwritten. What can be
//! typed is printed at the start and where it is asked for: a voice that reads it out with every question is soon tiresome.

use std::io::{self, BufRead, Write};

use jiff::civil::Date;
use rust_i18n::t;

use super::full::{self, FullTexts, Text};
use super::{Settings, say};
use crate::article::{ArticleId, Headline, SectionCount};
use crate::fetch::rounds;
use crate::ingest::clean;
use crate::query::{self, Expr, Query, State, Term};
use crate::sound;
use crate::store::{Mark, Page, Store, StoreError, Undo};
use crate::tui::{day_heading, head_lines};
use crate::typeset::breaks::Lang;
use crate::typeset::{Galley, Style, Widths};
use crate::words::UiLang;

/// Headlines of one menu.
const MENU: usize = 20;
/// Lines of an article that are set at a time.
const STRETCH: usize = 100;
/// Columns where nobody knows how many there are.
const COLUMNS: u16 = 80;

/// Why it ended early.
#[derive(Debug, thiserror::Error)]
pub enum LinearError {
    /// Reading or writing failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

type Result<T> = std::result::Result<T, LinearError>;

/// One reader at a pair of streams.
struct Linear<W> {
    settings: Settings,
    store: Store,
    today: Date,
    columns: u16,
    out: W,
    query: Query,
    /// The menu's rows.
    rows: Vec<Headline>,
    sections: Vec<SectionCount>,
    open: Option<ArticleId>,
    undo: Vec<Undo>,
}

/// Reads lines and prints until the input ends or the reader leaves. `columns` of 0 are not known.
///
/// # Errors
/// If a stream or the store fails.
pub fn run(
    settings: Settings,
    store: Store,
    today: Date,
    columns: u16,
    input: impl BufRead,
    out: impl Write,
) -> Result<()> {
    let query = settings.query.as_deref().unwrap_or_default();
    let query = Query {
        once: settings.once,
        ..query::parse(query, today).unwrap_or_default()
    };
    let columns = if columns == 0 { COLUMNS } else { columns };
    let mut store = store;
    store.read_together(settings.together);
    let mut linear = Linear {
        settings,
        store,
        today,
        columns,
        out,
        query,
        rows: Vec::new(),
        sections: Vec::new(),
        open: None,
        undo: Vec::new(),
    };
    linear.begin()?;
    for line in input.lines() {
        if !linear.obey(line?.trim())? {
            break;
        }
    }
    linear.out.flush()?;
    Ok(())
}

impl<W: Write> Linear<W> {
    fn lang(&self) -> UiLang {
        self.settings.lang
    }

    fn begin(&mut self) -> Result<()> {
        for trouble in self.settings.troubles.clone() {
            self.print(&trouble)?;
        }
        self.menu(None, false)?;
        self.say("session.linear.keys")?;
        self.ask()
    }

    /// Does what a line says; `false` ends it.
    fn obey(&mut self, line: &str) -> Result<bool> {
        let (word, rest) = match line.split_once(' ') {
            Some((word, rest)) => (word, rest.trim()),
            None => (line, ""),
        };
        match word {
            "q" | "Q" => return Ok(false),
            "" | "n" => self.onward()?,
            "+" => self.menu(self.rows.last().map(|row| row.id), false)?,
            "-" => self.menu(self.rows.first().map(|row| row.id), true)?,
            "l" => self.menu(None, false)?,
            "s" => self.choose_section(rest)?,
            "f" => self.filter(rest)?,
            "m" => self.mark(|row| Mark::Starred(!row.starred))?,
            "r" => self.mark(|row| Mark::Read(!row.read))?,
            "u" => self.take_back()?,
            "w" => self.tellings()?,
            "t" => self.full_text()?,
            "a" => self.address()?,
            "e" | "E" => self.say("session.linear.desk")?,
            "?" => self.say("session.linear.help")?,
            _ if line.starts_with('/') => self.find(line.trim_start_matches('/'))?,
            number => match number.parse::<usize>().ok().and_then(|n| n.checked_sub(1)) {
                Some(index) if index < self.rows.len() => self.read(self.rows[index].id)?,
                _ => self.say("session.linear.what")?,
            },
        }
        self.ask()?;
        Ok(true)
    }

    /// Prints a line, without what could move a cursor or turn a direction: the second wall.
    fn print(&mut self, text: &str) -> Result<()> {
        let plain = clean::text(text).replace(['\n', '\t'], " ");
        writeln!(self.out, "{plain}")?;
        Ok(())
    }

    fn say(&mut self, name: &str) -> Result<()> {
        let text = t!(name, locale = self.lang().tag()).into_owned();
        text.lines().try_for_each(|line| self.print(line))
    }

    fn ask(&mut self) -> Result<()> {
        let text = t!("session.linear.ask", locale = self.lang().tag());
        write!(self.out, "{text} ")?;
        self.out.flush()?;
        Ok(())
    }

    /// Prints a menu of headlines beside an article of the list.
    fn menu(&mut self, after: Option<ArticleId>, backward: bool) -> Result<()> {
        let rows = self.store.list(
            &self.query,
            Page {
                after,
                backward,
                limit: MENU,
            },
        )?;
        let counts = self.store.count(&self.query)?;
        let tag = self.lang().tag();
        let filter = self.query.to_string();
        let head = t!(
            "session.linear.head",
            locale = tag,
            total = counts.total,
            unread = counts.unread,
            filter = filter
        );
        self.print(&head)?;
        if rows.is_empty() {
            self.say("session.linear.nothing")?;
        } else {
            self.rows = rows;
        }
        self.list(|row| row.section.as_deref())
    }

    /// Prints the menu's rows, each with a name before it.
    fn list(&mut self, name: impl Fn(&Headline) -> Option<&str>) -> Result<()> {
        let mut day = None;
        for (number, row) in (1..).zip(self.rows.clone()) {
            if day.replace(row.edition) != Some(row.edition) {
                self.print(&day_heading(row.edition, self.today, self.lang()))?;
            }
            let line = headline(number, &row, name(&row), self.lang());
            self.print(&line)?;
        }
        Ok(())
    }

    /// Prints an article; from then on it is read.
    fn read(&mut self, id: ArticleId) -> Result<()> {
        let Some(stored) = self.store.article(id)? else {
            return self.say("session.linear.nothing");
        };
        let widths = Widths {
            ambiguous: self.settings.ambiguous.unwrap_or(1),
            ..Widths::default()
        };
        let language = stored.article.language.as_deref();
        let style = Style {
            columns: self.columns,
            lang: language.and_then(Lang::from_tag),
            ..self.settings.style(crate::tui::Density::Lean)
        };
        let head = head_lines(&stored, self.lang(), &widths);
        let mut galley = Galley::new(head, stored.article.blocks, style, widths.clone());
        let mut row = galley.top();
        loop {
            let lines = galley.lines(row, STRETCH);
            for line in &lines {
                self.print(&plain(line, &widths))?;
            }
            let (next, moved) = galley.step(row, STRETCH as isize);
            if lines.len() < STRETCH || moved < STRETCH as isize {
                break;
            }
            row = next;
        }
        self.open = Some(id);
        let undo = self.store.mark(&[id], Mark::Read(true))?;
        self.keep(undo);
        Ok(())
    }

    /// The next unread after the open article, else after the menu's head.
    fn onward(&mut self) -> Result<()> {
        let unread = self.query.clone().and(Expr::is(State::Unread));
        let page = Page {
            after: self.open,
            backward: false,
            limit: 1,
        };
        match self.store.list(&unread, page)?.first() {
            Some(row) => self.read(row.id),
            None => self.say("session.linear.end"),
        }
    }

    /// Without a word, the sections with their numbers; with one, the section of that number, name or sound.
    fn choose_section(&mut self, typed: &str) -> Result<()> {
        let others = self
            .query
            .clone()
            .without(|term| matches!(term, Term::Section(_)));
        self.sections = self.store.sections(&others)?;
        if typed.is_empty() {
            let lines: Vec<String> = (1..)
                .zip(&self.sections)
                .map(|(n, s)| format!("{n}. {} {}/{}", name(s), s.unread, s.total))
                .collect();
            lines.iter().try_for_each(|line| self.print(line))?;
            return self.say("session.linear.section");
        }
        let by_number = typed.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
        let by_sound = || {
            sound::find(typed, self.sections.iter().map(name))
                .into_iter()
                .next()
        };
        let index = by_number.or_else(by_sound);
        match index.and_then(|index| self.sections.get(index)) {
            Some(section) => {
                let term = Term::Section(name(section).to_owned());
                self.go(others.with(term))
            }
            None => self.say("session.linear.what"),
        }
    }

    fn filter(&mut self, text: &str) -> Result<()> {
        match query::parse(text, self.today) {
            Ok(query) => self.go(query),
            Err(error) => self.print(&say::mistake(&error, self.lang())),
        }
    }

    fn find(&mut self, text: &str) -> Result<()> {
        match query::parse(text, self.today) {
            Ok(found) => self.go(self.query.clone().and(found.expr)),
            Err(error) => self.print(&say::mistake(&error, self.lang())),
        }
    }

    fn go(&mut self, query: Query) -> Result<()> {
        self.query = Query {
            once: self.settings.once,
            ..query
        };
        self.open = None;
        self.rows.clear();
        self.menu(None, false)
    }

    fn mark(&mut self, mark: impl Fn(&Headline) -> Mark) -> Result<()> {
        let row = self.rows.iter_mut().find(|row| Some(row.id) == self.open);
        let Some(row) = row else {
            return self.say("session.linear.open_first");
        };
        let mark = mark(row);
        match mark {
            Mark::Read(read) => row.read = read,
            Mark::Starred(starred) => row.starred = starred,
        }
        let id = row.id;
        let undo = self.store.mark(&[id], mark)?;
        self.keep(undo);
        self.say("session.linear.marked")
    }

    /// Who else tells the story of the open article: the menu is theirs from now on.
    fn tellings(&mut self) -> Result<()> {
        let Some(open) = self.open else {
            return self.say("session.linear.open_first");
        };
        let told = self.store.tellings(open)?;
        if told.is_empty() {
            return self.say("session.linear.alone");
        }
        self.rows = told;
        self.list(|row| row.publication.as_deref())
    }

    /// Fetches the page that the open article links to, and reads its text. It waits for it: there is nothing else to do here.
    fn full_text(&mut self) -> Result<()> {
        let Some(open) = self.open else {
            return self.say("session.linear.open_first");
        };
        let Some((linked, feed)) = full::linked(&self.store, open)? else {
            return self.say("session.link.none");
        };
        self.say("session.linear.fetching")?;
        self.out.flush()?;
        let settings = rounds::Settings {
            budget: self.settings.budget,
            ..rounds::Settings::default()
        };
        let mut pages =
            FullTexts::begin(vec![linked], |_| feed.clone(), settings, self.lang(), None);
        while !pages.is_over() {
            let Some(read) = pages.step(&mut self.store, true)? else {
                continue;
            };
            match read.what {
                Text::Full => self.read(open)?,
                Text::Same => self.say("session.full.same")?,
                Text::Left => self.say("session.refresh.stopped")?,
                Text::Summary(why) => {
                    let tag = self.lang().tag();
                    self.print(&t!("session.full.failed", locale = tag, why = why))?;
                }
            }
        }
        Ok(())
    }

    /// Prints where the open article is.
    fn address(&mut self) -> Result<()> {
        let Some(open) = self.open else {
            return self.say("session.linear.open_first");
        };
        let link = self.store.article(open)?.and_then(|it| it.article.link);
        match link {
            Some(link) => self.print(&link),
            None => self.say("session.link.none"),
        }
    }

    fn keep(&mut self, undo: Undo) {
        if !undo.ids.is_empty() {
            self.undo.push(undo);
        }
    }

    fn take_back(&mut self) -> Result<()> {
        match self.undo.pop() {
            Some(undo) => {
                self.store.undo(&undo)?;
                self.say("session.linear.undone")
            }
            None => self.say("session.linear.no_undo"),
        }
    }
}

fn name(section: &SectionCount) -> &str {
    section.section.as_deref().unwrap_or_default()
}

/// A numbered headline: words for the marks, so that they can be heard.
fn headline(number: usize, row: &Headline, name: Option<&str>, lang: UiLang) -> String {
    let mut line = format!("{number}. ");
    if let Some(name) = name {
        line.push_str(&format!("[{name}] "));
    }
    line.push_str(&row.title);
    let marks = [
        (!row.read, "session.linear.unread"),
        (row.changed, "session.linear.changed"),
        (row.starred, "session.linear.starred"),
    ];
    for (_, name) in marks.into_iter().filter(|(set, _)| *set) {
        line.push_str(&t!(name, locale = lang.tag()));
    }
    if row.others > 0 {
        let others = t!("session.linear.others", locale = lang.tag(), n = row.others);
        line.push_str(&others);
    }
    line
}

/// A line of a galley as text, its pieces in their columns.
fn plain(line: &crate::typeset::Line, widths: &Widths) -> String {
    let mut text = String::new();
    let mut column = 0;
    for piece in &line.pieces {
        let gap = usize::from(piece.column).saturating_sub(column);
        text.extend(std::iter::repeat_n(' ', gap));
        text.push_str(&piece.text);
        column = usize::from(piece.column) + widths.text(&piece.text);
    }
    text
}

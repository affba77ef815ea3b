//! `config.toml` to a [`Config`].
//!
//! Every setting stands once, in [`SETTINGS`]: its name, what it takes, its default. The parser, `config default`, `config
//! check` and the manual are made from that table; the sentences stand in `src/locales/config.yml`. A mistake costs only the
//! setting that it stands in: it becomes a [`Problem`] with its line and what was expected, and the default holds.

use std::collections::BTreeMap;

use rust_i18n::t;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::words::UiLang;

mod settings;

pub use settings::{SETTINGS, Setting, Takes};

/// The longest file that is read, in bytes: a hundred times what all settings take, and a mistake of a name may lead anywhere.
pub const LONGEST: u64 = 1 << 20;

/// Mistakes that are told of one file: nobody reads on after that.
const PROBLEMS: usize = 100;

/// What a reader has set, with defaults for the rest.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    values: BTreeMap<&'static str, Value>,
    /// Keys by scope: `[keys.headlines]`, key as written, action's name. The keymap judges them.
    pub keys: BTreeMap<String, BTreeMap<String, String>>,
    /// Saved filters, in the order of the file.
    pub filters: Vec<Filter>,
    /// What turns a feed's categories and names into sections, first match first.
    pub rules: Vec<Rule>,
    /// How much of which sources is kept, first match first; everything of the others.
    pub keep: Vec<Keep>,
}

/// How much of a source is kept, as the file says it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keep {
    /// The source's name or address contains this; `None`: every source.
    pub source: Option<String>,
    /// Articles of so many days.
    pub days: Option<u32>,
    /// So many articles, the newest.
    pub count: Option<u64>,
    /// So many bytes of packed text, the newest.
    pub bytes: Option<u64>,
    /// Unread articles go too.
    pub unread: bool,
}

/// A filter with a name, and a key that chooses it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// What the sections pane shows.
    pub name: String,
    /// A key, if it has one.
    pub key: Option<String>,
    /// The filter itself, in the query language.
    pub query: String,
}

/// A rule for articles as they come in: all that is given must match; what is set is set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rule {
    /// The source's name or address contains this.
    pub source: Option<String>,
    /// One of the article's categories is this.
    pub category: Option<String>,
    /// The title contains this.
    pub title: Option<String>,
    /// The section that the article gets.
    pub section: String,
}

/// A setting's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// On or off.
    Bool(bool),
    /// A whole number.
    Number(i64),
    /// A word.
    Word(String),
}

/// A mistake in the file: where, which word, and what was expected there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The word that is wrong, as it stands in the file.
    pub word: String,
    /// What was expected.
    pub expected: Expected,
}

/// What a configuration file should have said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// TOML; with the parser's own words.
    Toml(String),
    /// One of these names.
    OneOf(Vec<String>),
    /// A number from the first to the second.
    NumberIn(i64, i64),
    /// `true` or `false`.
    OnOrOff,
    /// A text in quotation marks.
    Text,
    /// A table (`[name]`).
    Table,
    /// A list of tables (`[[name]]`).
    Tables,
    /// This name beside the others.
    Beside(&'static str),
}

impl Problem {
    /// The mistake as a sentence.
    pub fn say(&self, lang: UiLang) -> String {
        let locale = lang.tag();
        let expected = match &self.expected {
            Expected::Toml(words) => t!("config.expected.toml", locale = locale, words = words),
            Expected::OneOf(names) => t!(
                "config.expected.one_of",
                locale = locale,
                names = names.join(", ")
            ),
            Expected::NumberIn(from, to) => t!(
                "config.expected.number",
                locale = locale,
                from = from,
                to = to
            ),
            Expected::OnOrOff => t!("config.expected.bool", locale = locale),
            Expected::Text => t!("config.expected.text", locale = locale),
            Expected::Table => t!("config.expected.table", locale = locale),
            Expected::Tables => t!("config.expected.tables", locale = locale),
            Expected::Beside(name) => t!("config.expected.beside", locale = locale, name = name),
        };
        let place = t!(
            "config.place",
            locale = locale,
            line = self.line,
            column = self.column
        );
        match self.word.as_str() {
            "" => format!("{place}: {expected}"),
            word => format!("{place}: {word}: {expected}"),
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        let values = SETTINGS
            .iter()
            .map(|s| (s.name, s.default_value()))
            .collect();
        Self {
            values,
            keys: BTreeMap::new(),
            filters: Vec::new(),
            rules: Vec::new(),
            keep: Vec::new(),
        }
    }
}

impl Config {
    /// Reads a file's text: what can be used of it, and what was wrong.
    pub fn parse(text: &str) -> (Self, Vec<Problem>) {
        let mut config = Self::default();
        let mut reading = Reading {
            text,
            problems: Vec::new(),
        };
        let (table, mistakes) = DeTable::parse_recoverable(text);
        for mistake in mistakes {
            let span = mistake.span().unwrap_or(0..0);
            reading.fault(span, Expected::Toml(mistake.message().to_owned()));
        }
        let broken = reading.problems.len();
        config.take(table.get_ref(), &mut reading);
        // What else seems wrong on a line that is no TOML comes of that.
        let judged = reading.problems.split_off(broken);
        let elsewhere = |problem: &Problem| reading.problems.iter().all(|b| b.line != problem.line);
        let judged: Vec<_> = judged.into_iter().filter(elsewhere).collect();
        reading.problems.extend(judged);
        (config, reading.problems)
    }

    /// A word by its setting's name; empty if there is no such setting of words.
    pub fn word(&self, name: &str) -> &str {
        match self.values.get(name) {
            Some(Value::Word(word)) => word,
            _ => "",
        }
    }

    /// A number by its setting's name.
    pub fn number(&self, name: &str) -> i64 {
        match self.values.get(name) {
            Some(Value::Number(number)) => *number,
            _ => 0,
        }
    }

    /// Whether a setting is on.
    pub fn is_on(&self, name: &str) -> bool {
        matches!(self.values.get(name), Some(Value::Bool(true)))
    }

    /// Sets a word, as a command-line option does. `Err` tells what the setting takes.
    ///
    /// # Errors
    /// If the setting does not exist or does not take the word.
    pub fn set_word(&mut self, name: &str, word: &str) -> Result<(), Expected> {
        let setting = SETTINGS
            .iter()
            .find(|s| s.name == name)
            .ok_or_else(|| Expected::OneOf(SETTINGS.iter().map(|s| s.name.to_owned()).collect()))?;
        let value = setting.takes.word(word)?;
        self.values.insert(setting.name, value);
        Ok(())
    }

    fn take(&mut self, table: &DeTable<'_>, reading: &mut Reading<'_>) {
        for (name, value) in table {
            match name.get_ref().as_ref() {
                "keys" => self.keys = reading.keys(value),
                "filter" => self.filters = reading.filters(value),
                "rule" => self.rules = reading.rules(value),
                "keep" => self.keep = reading.keep(value),
                group => self.take_group(group, name, value, reading),
            }
        }
    }

    fn take_group(
        &mut self,
        group: &str,
        name: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
        reading: &mut Reading<'_>,
    ) {
        let groups = settings::groups();
        if !groups.contains(&group) {
            let known = groups
                .into_iter()
                .chain(["keys", "filter", "rule", "keep"])
                .map(str::to_owned)
                .collect();
            return reading.fault(name.span(), Expected::OneOf(known));
        }
        let Some(table) = value.get_ref().as_table() else {
            return reading.fault(value.span(), Expected::Table);
        };
        for (key, value) in table {
            let full = format!("{group}.{}", key.get_ref());
            let Some(setting) = SETTINGS.iter().find(|s| s.name == full) else {
                reading.fault(key.span(), Expected::OneOf(settings::names_in(group)));
                continue;
            };
            match setting.takes.value(value.get_ref()) {
                Ok(value) => drop(self.values.insert(setting.name, value)),
                Err(expected) => reading.fault(value.span(), expected),
            }
        }
    }
}

/// The configuration with every setting at its default, each with its sentence, ready to be edited.
pub fn default_file(lang: UiLang) -> String {
    let mut out = format!("# {}\n", t!("config.file.head", locale = lang.tag()));
    let mut group = "";
    for setting in SETTINGS {
        let (this, key) = setting.name.split_once('.').unwrap_or(("", setting.name));
        if this != group {
            group = this;
            out.push_str(&format!("\n[{group}]\n"));
        }
        let sentence = t!(format!("config.{}", setting.name), locale = lang.tag());
        out.push_str(&format!(
            "# {sentence}\n# {}\n{key} = {}\n",
            setting.takes.say(),
            setting.default
        ));
    }
    out.push_str(&t!("config.file.tail", locale = lang.tag()));
    out
}

/// The fields of one table of a list.
type Fields<'v> = BTreeMap<&'static str, &'v Spanned<DeValue<'v>>>;

/// The largest number that a list takes: of bytes, more than any disk has.
const MOST: i64 = 1 << 50;

/// The file while it is read: its text, for lines and columns, and what was wrong so far.
struct Reading<'a> {
    text: &'a str,
    problems: Vec<Problem>,
}

impl Reading<'_> {
    /// Notes a mistake. After many of them no more: each is looked for from the file's head.
    fn fault(&mut self, span: std::ops::Range<usize>, expected: Expected) {
        if self.problems.len() >= PROBLEMS {
            return;
        }
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let word = self
            .text
            .get(span)
            .unwrap_or_default()
            .lines()
            .next()
            .unwrap_or_default();
        self.problems.push(Problem {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            word: word.chars().take(60).collect(),
            expected,
        });
    }

    fn keys(&mut self, value: &Spanned<DeValue<'_>>) -> BTreeMap<String, BTreeMap<String, String>> {
        let mut scopes = BTreeMap::new();
        let Some(table) = value.get_ref().as_table() else {
            self.fault(value.span(), Expected::Table);
            return scopes;
        };
        for (scope, bindings) in table {
            let Some(bindings) = bindings.get_ref().as_table() else {
                self.fault(bindings.span(), Expected::Table);
                continue;
            };
            let texts = bindings.iter().filter_map(|(key, action)| {
                let action = self.text_of(action)?;
                Some((key.get_ref().to_string(), action))
            });
            scopes.insert(scope.get_ref().to_string(), texts.collect());
        }
        scopes
    }

    fn filters(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Filter> {
        self.tables(value, &["name", "key", "query"], &["name", "query"])
            .into_iter()
            .filter_map(|fields| {
                Some(Filter {
                    name: self.text(&fields, "name")?,
                    key: self.text(&fields, "key"),
                    query: self.text(&fields, "query")?,
                })
            })
            .collect()
    }

    fn rules(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Rule> {
        let known = &["source", "category", "title", "section"];
        self.tables(value, known, &["section"])
            .into_iter()
            .filter_map(|fields| {
                Some(Rule {
                    source: self.text(&fields, "source"),
                    category: self.text(&fields, "category"),
                    title: self.text(&fields, "title"),
                    section: self.text(&fields, "section")?,
                })
            })
            .collect()
    }

    fn keep(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Keep> {
        let known = &["source", "days", "count", "bytes", "unread"];
        self.tables(value, known, &[])
            .into_iter()
            .map(|fields| Keep {
                source: self.text(&fields, "source"),
                days: self.number(&fields, "days"),
                count: self.number(&fields, "count"),
                bytes: self.number(&fields, "bytes"),
                unread: self.is_on(&fields, "unread"),
            })
            .collect()
    }

    /// The tables of a `[[list]]`; one that lacks a needed field is left out.
    fn tables<'v>(
        &mut self,
        value: &'v Spanned<DeValue<'v>>,
        known: &[&'static str],
        needed: &[&'static str],
    ) -> Vec<Fields<'v>> {
        let Some(list) = value.get_ref().as_array() else {
            self.fault(value.span(), Expected::Tables);
            return Vec::new();
        };
        let mut found = Vec::new();
        for item in list.iter() {
            let Some(table) = item.get_ref().as_table() else {
                self.fault(item.span(), Expected::Tables);
                continue;
            };
            let mut fields = Fields::new();
            for (key, value) in table {
                match known.iter().find(|name| **name == key.get_ref().as_ref()) {
                    Some(name) => drop(fields.insert(name, value)),
                    None => {
                        let names = known.iter().map(|&name| name.to_owned()).collect();
                        self.fault(key.span(), Expected::OneOf(names));
                    }
                }
            }
            match needed.iter().find(|name| !fields.contains_key(*name)) {
                Some(missing) => self.fault(item.span(), Expected::Beside(missing)),
                None => found.push(fields),
            }
        }
        found
    }

    fn text(&mut self, fields: &Fields<'_>, name: &str) -> Option<String> {
        self.text_of(fields.get(name)?)
    }

    fn number<T: TryFrom<i64>>(&mut self, fields: &Fields<'_>, name: &str) -> Option<T> {
        let value = fields.get(name)?;
        let number = value
            .get_ref()
            .as_integer()
            .and_then(|n| n.to_string().parse().ok());
        let number = number
            .filter(|n| (1..=MOST).contains(n))
            .and_then(|n| T::try_from(n).ok());
        if number.is_none() {
            self.fault(value.span(), Expected::NumberIn(1, MOST));
        }
        number
    }

    fn is_on(&mut self, fields: &Fields<'_>, name: &str) -> bool {
        let Some(value) = fields.get(name) else {
            return false;
        };
        let on = value.get_ref().as_bool();
        if on.is_none() {
            self.fault(value.span(), Expected::OnOrOff);
        }
        on.unwrap_or(false)
    }

    fn text_of(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = value.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.fault(value.span(), Expected::Text);
        }
        text
    }
}

#[cfg(test)]
mod tests;

//! The table of settings: a name, what it takes, its default.

use toml::de::DeValue;

use super::{Expected, Value};

/// One setting.
#[derive(Debug)]
pub struct Setting {
    /// `group.key`.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// Its default, as it stands in a file.
    pub default: &'static str,
}

/// What a setting takes.
#[derive(Debug, Clone, Copy)]
pub enum Takes {
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A number within bounds.
    Number(i64, i64),
    /// `true` or `false`.
    Bool,
    /// Any text.
    Text,
}

use Takes::{Bool, Number, OneOf, Text};

const fn setting(name: &'static str, takes: Takes, default: &'static str) -> Setting {
    Setting {
        name,
        takes,
        default,
    }
}

/// Every setting.
pub const SETTINGS: &[Setting] = &[
    setting("ui.language", OneOf(&["auto", "zh-Hant", "en"]), "\"auto\""),
    setting("ui.theme", Text, "\"auto\""),
    setting(
        "ui.layout",
        OneOf(&["auto", "stacked", "columns", "single"]),
        "\"auto\"",
    ),
    setting("ui.wire", OneOf(&["auto", "lean", "rich"]), "\"auto\""),
    setting("ui.ambiguous", OneOf(&["auto", "1", "2"]), "\"auto\""),
    setting("ui.mouse", Bool, "false"),
    setting("ui.title", Bool, "false"),
    setting("reading.measure", Number(0, 200), "40"),
    setting("reading.lean_measure", Number(0, 200), "24"),
    setting("reading.position", OneOf(&["left", "centre"]), "\"left\""),
    setting("reading.justify", Bool, "false"),
    setting(
        "reading.indent",
        OneOf(&["auto", "0", "1", "2"]),
        "\"auto\"",
    ),
    setting("reading.autospace", Bool, "false"),
    setting("reading.hanging", Bool, "false"),
    setting(
        "reading.strictness",
        OneOf(&["none", "basic", "gb", "strict"]),
        "\"strict\"",
    ),
    setting("reading.link_numbers", Bool, "true"),
    setting("reading.stories_once", Bool, "true"),
    setting("reading.stories_together", Bool, "false"),
    setting("fetch.at_once", Number(1, 64), "8"),
    setting("fetch.max_bytes", Number(0, 1 << 40), "0"),
    setting("fetch.full_texts", Number(0, 1000), "30"),
];

/// The groups, in the order of the table.
pub(super) fn groups() -> Vec<&'static str> {
    let mut groups: Vec<&str> = SETTINGS
        .iter()
        .filter_map(|s| s.name.split_once('.'))
        .map(|(g, _)| g)
        .collect();
    groups.dedup();
    groups
}

/// The keys of a group.
pub(super) fn names_in(group: &str) -> Vec<String> {
    SETTINGS
        .iter()
        .filter_map(|s| s.name.split_once('.'))
        .filter(|(g, _)| *g == group)
        .map(|(_, key)| key.to_owned())
        .collect()
}

impl Setting {
    /// The default as a value.
    pub fn default_value(&self) -> Value {
        match self.takes {
            Bool => Value::Bool(self.default == "true"),
            Number(from, _) => Value::Number(self.default.parse().unwrap_or(from)),
            OneOf(_) | Text => Value::Word(self.default.trim_matches('"').to_owned()),
        }
    }
}

impl Takes {
    /// A value from a file.
    pub(super) fn value(self, value: &DeValue<'_>) -> Result<Value, Expected> {
        match self {
            Bool => value.as_bool().map(Value::Bool).ok_or(Expected::OnOrOff),
            Number(..) => self.word(
                value
                    .as_integer()
                    .map(ToString::to_string)
                    .unwrap_or_default()
                    .as_str(),
            ),
            // `indent = 2` means what `indent = "2"` does.
            OneOf(_) => match value.as_integer() {
                Some(number) => self.word(&number.to_string()),
                None => self.word(value.as_str().unwrap_or_default()),
            },
            Text => value
                .as_str()
                .map(|text| Value::Word(text.to_owned()))
                .ok_or(Expected::Text),
        }
    }

    /// A value from a word, as on the command line.
    pub(super) fn word(self, word: &str) -> Result<Value, Expected> {
        match self {
            OneOf(names) if names.contains(&word) => Ok(Value::Word(word.to_owned())),
            OneOf(names) => Err(Expected::OneOf(
                names.iter().map(|&name| name.to_owned()).collect(),
            )),
            Number(from, to) => match word.parse() {
                Ok(number) if (from..=to).contains(&number) => Ok(Value::Number(number)),
                _ => Err(Expected::NumberIn(from, to)),
            },
            Bool => word.parse().map(Value::Bool).map_err(|_| Expected::OnOrOff),
            Text => Ok(Value::Word(word.to_owned())),
        }
    }

    /// The choices, as `config default` and the manual show them: the same in every language.
    pub fn say(self) -> String {
        match self {
            OneOf(names) => names.join(" | "),
            Number(from, to) => format!("{from}..{to}"),
            Bool => "true | false".into(),
            Text => "\"…\"".into(),
        }
    }
}

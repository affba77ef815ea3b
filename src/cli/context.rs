//! What every command stands on: the language, the paths, the configuration, the store.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use etcetera::BaseStrategy;
use jiff::Zoned;
use jiff::civil::Date;
use rust_i18n::t;

use super::args::Globals;
use super::failure::{AtFile, BadQuery, Said, Usage};
use super::out;
use crate::config::{self, Config, Expected};
use crate::query::{self, Query};
use crate::sample;
use crate::session::Settings;
use crate::store::{self, Store};
use crate::tui::Density;
use crate::typeset::breaks::Lang;
use crate::typeset::{Style, Widths};
use crate::words::UiLang;

/// What every command stands on.
pub(crate) struct Context {
    pub globals: Globals,
    pub lang: UiLang,
    pub config: Config,
    pub paths: Paths,
    /// What was wrong with the configuration, in sentences: the reader shows them too.
    pub troubles: Vec<String>,
}

/// Where things are, by the XDG rules.
#[derive(Debug, Clone)]
pub(crate) struct Paths {
    pub store: Option<PathBuf>,
    pub config: Option<PathBuf>,
}

impl Paths {
    fn new(globals: &Globals) -> Self {
        // Without a home there is no default: then --store has to name one, and nothing else is read.
        let base = etcetera::choose_base_strategy().ok();
        let default_store = base
            .as_ref()
            .map(|base| base.data_dir().join("kanbao/kanbao.db"));
        let default_config = base
            .as_ref()
            .map(|base| base.config_dir().join("kanbao/config.toml"));
        Self {
            store: globals.store.clone().or(default_store),
            config: globals.config.clone().or(default_config),
        }
    }

    /// The folder of a reader's own themes, beside the configuration.
    pub fn themes(&self) -> Option<PathBuf> {
        Some(self.config.as_ref()?.parent()?.join("themes"))
    }
}

/// The program's language, before the command line is understood: `--ui-lang`, else the environment.
pub(crate) fn language(arguments: &[OsString]) -> UiLang {
    let texts: Vec<&str> = arguments.iter().filter_map(|a| a.to_str()).collect();
    let inline = texts
        .iter()
        .find_map(|text| text.strip_prefix("--ui-lang="));
    let apart = texts
        .windows(2)
        .find(|pair| pair[0] == "--ui-lang")
        .map(|pair| pair[1]);
    inline
        .or(apart)
        .map_or_else(UiLang::from_env, UiLang::from_locale)
}

impl Context {
    pub fn new(globals: Globals, lang: UiLang) -> anyhow::Result<Self> {
        let paths = Paths::new(&globals);
        let (config, troubles) = read_config(&globals, &paths, lang)?;
        let lang = match config.word("ui.language") {
            "auto" => lang,
            _ if globals.ui_lang.is_some() => lang,
            tag => UiLang::from_locale(tag),
        };
        let mut context = Self {
            globals,
            lang,
            config,
            paths,
            troubles,
        };
        context.take_options()?;
        Ok(context)
    }

    /// Options of the command line stand above the configuration.
    fn take_options(&mut self) -> anyhow::Result<()> {
        let given = [
            ("ui.theme", "--theme", &self.globals.theme),
            ("ui.layout", "--layout", &self.globals.layout),
            ("ui.wire", "--wire", &self.globals.wire),
            ("ui.ambiguous", "--ambiguous", &self.globals.ambiguous),
        ];
        for (name, option, word) in given {
            let Some(word) = word else { continue };
            self.config
                .set_word(name, word)
                .map_err(|expected| wrong_option(option, word, &expected, self.lang))?;
        }
        Ok(())
    }

    /// The reader whose marks are meant.
    pub fn profile(&self) -> &str {
        self.globals.profile.as_deref().unwrap_or("default")
    }

    /// Today, where the reader is.
    pub fn today(&self) -> Date {
        Zoned::now().date()
    }

    /// Where the store is.
    pub fn store_path(&self) -> anyhow::Result<&Path> {
        let missing = || Said(t!("failure.no_home", locale = self.lang.tag()).into_owned());
        Ok(self.paths.store.as_deref().ok_or_else(missing)?)
    }

    /// The store, for commands that bring something in.
    pub fn store(&self) -> anyhow::Result<Store> {
        let path = self.store_path()?;
        Store::open(path, self.profile()).at(path)
    }

    /// The store, if there is one that can be read: for a look that makes nothing and fails of nothing.
    pub fn store_if_there(&self) -> Option<Store> {
        let path = self.paths.store.as_deref()?;
        Store::open_read_only(path, self.profile()).ok()
    }

    /// The store, for commands that read: a new one begins with the sample edition.
    pub fn stocked_store(&self) -> anyhow::Result<Store> {
        let is_new = !self.store_path()?.exists();
        let mut store = self.store()?;
        if is_new {
            store.put(store::SAMPLE, &sample::articles(), self.today())?;
        }
        Ok(store)
    }

    /// A query from the words of a command line.
    pub fn query(&self, words: &[String]) -> anyhow::Result<Query> {
        let text = words.join(" ");
        query::parse(&text, self.today()).map_err(|error| BadQuery { text, error }.into())
    }

    /// A sentence in the reader's language.
    pub fn say(&self, name: &str) -> String {
        t!(name, locale = self.lang.tag()).into_owned()
    }
}

fn wrong_option(option: &str, word: &str, expected: &Expected, lang: UiLang) -> Usage {
    let choices = match expected {
        Expected::OneOf(names) => names.join(", "),
        _ => String::new(),
    };
    let said = t!(
        "failure.usage.value",
        locale = lang.tag(),
        argument = option,
        value = word
    );
    Usage(format!(
        "{said}{}",
        t!(
            "failure.usage.choices",
            locale = lang.tag(),
            choices = choices
        )
    ))
}

fn read_config(
    globals: &Globals,
    paths: &Paths,
    lang: UiLang,
) -> anyhow::Result<(Config, Vec<String>)> {
    let Some(path) = &paths.config else {
        return Ok((Config::default(), Vec::new()));
    };
    let text = match read_at_most(path, config::LONGEST) {
        Ok(text) => text,
        // Only a file that was asked for by name has to be there.
        Err(error) if error.kind() == io::ErrorKind::NotFound && globals.config.is_none() => {
            String::new()
        }
        Err(error) if globals.config.is_some() => {
            return Err(error).at(path).context(config_missing(lang));
        }
        Err(error) => {
            return Ok((
                Config::default(),
                vec![format!("{}: {error}", path.display())],
            ));
        }
    };
    let (config, problems) = Config::parse(&text);
    let troubles = problems
        .iter()
        .map(|problem| format!("{}: {}", path.display(), problem.say(lang)))
        .collect();
    Ok((config, troubles))
}

/// A file's text, unless it is longer than any that is meant.
fn read_at_most(path: &Path, most: u64) -> io::Result<String> {
    let mut text = String::new();
    let read = File::open(path)?.take(most + 1).read_to_string(&mut text)?;
    match read as u64 > most {
        true => Err(io::ErrorKind::FileTooLarge.into()),
        false => Ok(text),
    }
}

fn config_missing(lang: UiLang) -> Said {
    Said(t!("failure.config", locale = lang.tag()).into_owned())
}

/// Says what was wrong with the configuration, for commands without a screen.
pub(crate) fn warn_of(troubles: &[String]) {
    troubles
        .iter()
        .for_each(|trouble| out::say(&format!("kanbao: {trouble}")));
}

impl Context {
    /// How paragraphs are set, by the configuration, for a width.
    pub fn style(&self, columns: u16, language: Option<&str>) -> Style {
        Style {
            columns,
            lang: language.and_then(Lang::from_tag),
            ..Settings::from_config(&self.config, self.lang).style(Density::Rich)
        }
    }

    /// How wide characters are, where no terminal is asked.
    pub fn widths(&self) -> Widths {
        let ambiguous = self.config.word("ui.ambiguous").parse().unwrap_or(1);
        Widths {
            ambiguous,
            ..Widths::default()
        }
    }
}

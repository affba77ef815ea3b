//! What a reader has set, as a session wants it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::config::{Config, Filter, Keep, Rule};
use crate::tui::{Density, LayoutChoice};
use crate::typeset::Style;
use crate::typeset::breaks::Level;
use crate::words::UiLang;

/// How thrifty the line is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wire {
    /// Lean over SSH and mosh, else rich.
    #[default]
    Auto,
    /// The fewest bytes.
    Lean,
    /// Highlights, preview, colours.
    Rich,
}

/// What a reader has set.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The language of the program.
    pub lang: UiLang,
    /// The theme's name; `None` suits the terminal.
    pub theme: Option<String>,
    /// Where a reader's own themes are.
    pub themes_folder: Option<PathBuf>,
    /// How the panes stand.
    pub layout: LayoutChoice,
    /// How thrifty the line is to be.
    pub wire: Wire,
    /// Cells of an ambiguous character; `None` asks the terminal.
    pub ambiguous: Option<u8>,
    /// Whether the mouse is used.
    pub mouse: bool,
    /// Whether the window gets the program's title while it is read.
    pub title: bool,
    /// The longest line in full-width characters; 0 is without limit.
    pub measure: u16,
    /// The same on a lean line, where a screen of text is to be quick to send.
    pub lean_measure: u16,
    /// Centre the measure.
    pub centred: bool,
    /// Straight right edges.
    pub justify: bool,
    /// First-line indent in full-width spaces; `None` goes by language and width.
    pub indent: Option<u8>,
    /// A cell between Han and Latin.
    pub autospace: bool,
    /// Let a mark hang in the margin at a line's end.
    pub hanging: bool,
    /// How strict line breaking is.
    pub level: Level,
    /// Number the links and list them at the end.
    pub link_numbers: bool,
    /// Each story is listed once.
    pub once: bool,
    /// Who reads one telling of a story has read them all.
    pub together: bool,
    /// Keys: scope, keys, action.
    pub keys: BTreeMap<String, BTreeMap<String, String>>,
    /// Saved filters.
    pub filters: Vec<Filter>,
    /// Which section what comes in belongs to.
    pub rules: Vec<Rule>,
    /// How much of which sources is kept.
    pub keep: Vec<Keep>,
    /// Feeds fetched at once.
    pub at_once: usize,
    /// Bytes that one refresh may receive.
    pub budget: Option<u64>,
    /// Linked pages that one refresh fetches for each feed set to full text.
    pub full_texts: usize,
    /// The reader whose marks are meant.
    pub profile: String,
    /// Where the store is, for the second connection that searches use.
    pub store: PathBuf,
    /// A filter to begin with, in the query language; `None` goes back to the last view.
    pub query: Option<String>,
    /// What was wrong with the configuration: said once, at the start.
    pub troubles: Vec<String>,
    /// Print in order instead of painting a screen.
    pub linear: bool,
    /// Open no links, and run nothing.
    pub restricted: bool,
}

impl Settings {
    /// From the configuration; what the command line knows (`profile`, `store`, `query`, `troubles`, `linear`, `restricted`,
    /// `themes_folder`) is the caller's to fill in.
    pub fn from_config(config: &Config, lang: UiLang) -> Self {
        Self {
            lang,
            theme: Some(config.word("ui.theme"))
                .filter(|name| *name != "auto")
                .map(str::to_owned),
            themes_folder: None,
            layout: LayoutChoice::from_name(config.word("ui.layout")).unwrap_or_default(),
            wire: match config.word("ui.wire") {
                "lean" => Wire::Lean,
                "rich" => Wire::Rich,
                _ => Wire::Auto,
            },
            ambiguous: config.word("ui.ambiguous").parse().ok(),
            mouse: config.is_on("ui.mouse"),
            title: config.is_on("ui.title"),
            measure: u16::try_from(config.number("reading.measure")).unwrap_or(40),
            lean_measure: u16::try_from(config.number("reading.lean_measure")).unwrap_or(24),
            centred: config.word("reading.position") == "centre",
            justify: config.is_on("reading.justify"),
            indent: config.word("reading.indent").parse().ok(),
            autospace: config.is_on("reading.autospace"),
            hanging: config.is_on("reading.hanging"),
            level: match config.word("reading.strictness") {
                "none" => Level::None,
                "basic" => Level::Basic,
                "gb" => Level::Gb,
                _ => Level::Strict,
            },
            link_numbers: config.is_on("reading.link_numbers"),
            once: config.is_on("reading.stories_once"),
            together: config.is_on("reading.stories_together"),
            keys: config.keys.clone(),
            filters: config.filters.clone(),
            rules: config.rules.clone(),
            keep: config.keep.clone(),
            at_once: usize::try_from(config.number("fetch.at_once")).unwrap_or(1),
            budget: u64::try_from(config.number("fetch.max_bytes"))
                .ok()
                .filter(|&bytes| bytes > 0),
            full_texts: usize::try_from(config.number("fetch.full_texts")).unwrap_or(0),
            profile: "default".into(),
            store: PathBuf::new(),
            query: None,
            troubles: Vec::new(),
            linear: false,
            restricted: false,
        }
    }
}

impl Settings {
    /// How paragraphs are set, for all the columns there are.
    pub fn style(&self, density: Density) -> Style {
        Style {
            measure: match density {
                Density::Lean => self.lean_measure,
                Density::Rich => self.measure,
            },
            centred: self.centred,
            justify: self.justify,
            indent: self.indent,
            autospace: self.autospace,
            hanging: self.hanging,
            level: self.level,
            link_numbers: self.link_numbers,
            ..Style::default()
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::from_config(&Config::default(), UiLang::default())
    }
}

//! What the screen knows.

use std::time::Duration;

use jiff::civil::Date;
use ratatui::layout::Rect;
use rust_i18n::t;
use serde::{Deserialize, Serialize};

pub use super::asked::{At, Link, Opening, Seek, Telling};
use super::chooser::Chooser;
use super::desk::{self, Desk};
use super::filter::{Filter, Filters};
use super::headlines::Headlines;
use super::keymap::Keymap;
use super::layout::{Density, Focus, Layout, LayoutChoice, Want};
pub use super::messages::{Effect, Msg, Sent};
use super::prompt::Prompt;
use super::reader::Reader;
use super::sections::Sections;
use super::status::Notice;
use crate::article::{Article, ArticleId, DayCount, SectionCount};
use crate::query::{Names, Query, Term};
use crate::term::Key;
use crate::theme::{Theme, Themes};
use crate::typeset::{Style, Widths};
use crate::words::UiLang;

/// Articles of a filter: all, and those not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// All.
    pub total: u64,
    /// Not read.
    pub unread: u64,
}

/// A mark that a reader sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    /// Read or not.
    Read(bool),
    /// Kept or not.
    Starred(bool),
}

/// The figures beside the list: what every row of the sections pane would find.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facets {
    /// Everything, but for the words searched for.
    pub all: Tally,
    /// The filter without its state.
    pub state: Tally,
    /// Kept articles of the filter without its state.
    pub starred: u64,
    /// By section, under the filter without its section.
    pub sections: Vec<SectionCount>,
    /// By day, newest first, under the filter without its days.
    pub days: Vec<DayCount>,
    /// By saved filter; asked for by itself, as it may take long. `None` where it is no query.
    pub saved: Vec<Option<Tally>>,
}

/// What is kept from one session to the next.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct View {
    /// The filter, in the query language.
    pub filter: String,
    /// The selected article.
    pub selected: Option<ArticleId>,
    /// The article that was being read.
    pub open: Option<ArticleId>,
    /// The layout, if it was changed by key.
    pub layout: Option<String>,
    /// The theme, if it was changed by key.
    pub theme: Option<String>,
    /// Whether each story is listed once, if that was changed by key.
    pub once: Option<bool>,
}

/// A filter with a name, from the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedFilter {
    /// Its name.
    pub name: String,
    /// Its key, as written.
    pub key: Option<String>,
    /// The filter, in the query language.
    pub query: String,
}

/// What a model begins with.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The language of the program.
    pub lang: UiLang,
    /// Today.
    pub today: Date,
    /// Columns and rows.
    pub size: (u16, u16),
    /// How much a screen may cost.
    pub density: Density,
    /// How the panes stand.
    pub layout: LayoutChoice,
    /// The theme in force.
    pub theme: Theme,
    /// Those to choose from.
    pub themes: Themes,
    /// Each story is listed once.
    pub once: bool,
    /// Widths of characters.
    pub widths: Widths,
    /// How text is set; columns and language are filled in.
    pub style: Style,
    /// The keys.
    pub keymap: Keymap,
    /// Saved filters.
    pub saved: Vec<SavedFilter>,
    /// Where the reader left, or what the command line asked for.
    pub view: View,
    /// What is to be said at once.
    pub notice: Option<String>,
}

/// What lies over the panes.
#[derive(Debug, Clone, Default)]
pub(crate) enum Overlay {
    #[default]
    None,
    Prompt(Prompt),
    Chooser(Chooser),
    /// The help, scrolled down so many lines, for the scope it was called in.
    Help {
        scroll: usize,
        scope: super::Scope,
    },
}

/// The way to the last screen: all that a reader sees follows from this.
#[derive(Debug, Clone)]
pub struct Model {
    pub(crate) lang: UiLang,
    pub(crate) today: Date,
    pub(crate) size: (u16, u16),
    pub(crate) density: Density,
    pub(crate) choice: LayoutChoice,
    pub(crate) theme: Theme,
    pub(crate) themes: Themes,
    pub(crate) widths: Widths,
    pub(crate) style: Style,
    pub(crate) keymap: Keymap,
    pub(crate) saved: Vec<SavedFilter>,
    pub(crate) layout: Layout,
    pub(crate) focus: Focus,
    pub(crate) zoomed: bool,
    pub(crate) filters: Filters,
    /// Each story is listed once.
    pub(crate) once: bool,
    pub(crate) facets: Facets,
    /// Papers, feeds, authors and tags.
    pub(crate) names: Names,
    /// The days that are chosen from.
    pub(crate) days: Vec<DayCount>,
    pub(crate) sections: Sections,
    pub(crate) headlines: Headlines,
    pub(crate) reader: Option<Reader>,
    /// The desk, in the place of the panes.
    pub(crate) desk: Option<Box<Desk>>,
    pub(crate) overlay: Overlay,
    /// Keys typed of a chord.
    pub(crate) pending: Vec<Key>,
    pub(crate) notice: Option<Notice>,
    pub(crate) meter: Option<Sent>,
    pub(crate) stats: Stats,
    pub(crate) stale: Stale,
    /// When a delayed search is due.
    pub(crate) due: Option<Duration>,
    /// What was changed by key and is to be kept.
    pub(crate) kept: View,
    /// The article asked for as a preview, until it comes.
    pub(crate) previewing: Option<ArticleId>,
    /// The selected article is to be opened when its list comes.
    pub(crate) open_when_listed: bool,
    /// Where the reader stood when a prompt was opened.
    pub(crate) stood: Option<ArticleId>,
    /// The theme before others were tried on.
    pub(crate) theme_before: Option<Theme>,
}

/// What the reader did since the start.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Stats {
    pub now: Duration,
    pub read: usize,
}

/// What has to be asked anew before the next paint.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Stale {
    pub facets: bool,
    /// What saved filters find, which no other filter changes.
    pub saved: bool,
    pub count: bool,
    /// Asked for when a line is first typed that they complete.
    pub names: bool,
}

impl Model {
    /// A model, and what it wants to know first.
    pub fn new(setup: Setup, filter: Query) -> (Self, Vec<Effect>) {
        let once = setup.view.once.unwrap_or(setup.once);
        let filter = Query { once, ..filter };
        let mut model = Self {
            lang: setup.lang,
            today: setup.today,
            size: setup.size,
            density: setup.density,
            choice: setup.layout,
            theme: setup.theme,
            themes: setup.themes,
            widths: setup.widths,
            style: setup.style,
            keymap: setup.keymap,
            saved: setup.saved,
            layout: Layout::default(),
            focus: Focus::Headlines,
            zoomed: false,
            filters: Filters::new(Filter::new(filter)),
            once,
            facets: Facets::default(),
            names: Names::default(),
            days: Vec::new(),
            sections: Sections::default(),
            headlines: Headlines::default(),
            reader: None,
            desk: None,
            overlay: Overlay::None,
            pending: Vec::new(),
            notice: setup.notice.map(Notice::warning),
            meter: None,
            stats: Stats::default(),
            stale: Stale {
                facets: true,
                saved: true,
                count: true,
                names: true,
            },
            due: None,
            kept: View {
                filter: String::new(),
                selected: None,
                open: None,
                ..setup.view.clone()
            },
            previewing: None,
            open_when_listed: false,
            stood: None,
            theme_before: None,
        };
        model.arrange();
        let from = setup.view.selected.map_or(At::Head, At::Around);
        let query = model.filters.now.query.clone();
        let mut effects = vec![model.headlines.load(query.clone(), None, from)];
        effects.extend(setup.view.open.map(|id| Effect::Open {
            id,
            how: Opening::Restore,
            query,
        }));
        (model, effects)
    }

    /// Puts the panes where they belong and sets their text for it.
    pub(crate) fn arrange(&mut self) {
        self.layout = Layout::new(Want {
            width: self.size.0,
            height: self.size.1,
            choice: self.choice,
            density: self.density,
            focus: self.focus,
            zoomed: self.zoomed,
            article: self.reader.is_some(),
        });
        if let Some(area) = self.layout.headlines {
            (self.headlines.width, self.headlines.height) = (area.width, area.height);
        }
        if let Some(area) = self.layout.reader {
            let style = self.style.clone();
            let widths = self.widths.clone();
            if let Some(reader) = &mut self.reader {
                reader.fit(area.width, area.height, style, widths);
            }
        }
        self.arrange_desk();
    }

    /// The page has the screen but for the hints and the status below it.
    fn arrange_desk(&mut self) {
        let Some(mut desk) = self.desk.take() else {
            return;
        };
        let (width, height) = self.size;
        let hints = desk::hint_rows(self, &desk, self.size);
        let area = Rect::new(0, 0, width, height.saturating_sub(1 + hints));
        desk.fit(area, self.lang, &self.widths);
        self.desk = Some(desk);
    }

    /// The rectangles whose content may scroll.
    pub fn panes(&self) -> Vec<ratatui::layout::Rect> {
        match (&self.overlay, &self.desk) {
            (Overlay::None, Some(desk)) => vec![desk.area],
            (Overlay::None, None) => self.layout.panes(),
            _ => Vec::new(),
        }
    }

    /// When a delayed search is due, if one is: [`Msg::Tick`] is wanted then.
    pub fn due(&self) -> Option<Duration> {
        self.due
    }

    /// The key that does an action where the focus is, as it is shown to the reader.
    pub fn key_of(&self, action: super::Action) -> String {
        self.keymap.hint(&self.pane_scopes(), action)
    }

    /// How much the screen may cost.
    pub fn density(&self) -> Density {
        self.density
    }

    /// The article in the reader's pane.
    pub(crate) fn opened(&self) -> Option<&Article> {
        self.reader.as_ref().map(|reader| &reader.stored.article)
    }

    /// The article that marks and links are about: the one being read, else the selected one.
    pub(crate) fn subject(&self) -> Option<ArticleId> {
        match (self.focus, &self.reader) {
            (Focus::Reader, Some(reader)) => Some(reader.id()),
            _ => self.headlines.current().map(|row| row.id),
        }
    }

    /// The articles of the list's window.
    pub(crate) fn listed(&self) -> Vec<ArticleId> {
        self.headlines.rows.iter().map(|row| row.id).collect()
    }

    /// The list is of everything.
    pub(crate) fn is_unfiltered(&self) -> bool {
        self.headlines.query.is_all() && self.headlines.sound.is_none()
    }

    /// The filter is what the bar of sections can show.
    pub(crate) fn has_plain_filter(&self) -> bool {
        let query = &self.headlines.query;
        let plain = |term: &Term| matches!(term, Term::Section(_));
        query.is_all() || query.clone().without(plain).is_all()
    }

    /// The filter of the list, as the query language writes it.
    pub(crate) fn filter_text(&self) -> String {
        let text = self.headlines.query.to_string();
        match &self.headlines.sound {
            Some(typed) => {
                let heard = t!("tui.status.sound", locale = self.lang.tag(), typed = typed);
                format!("{text} {heard}").trim_start().to_owned()
            }
            None => text,
        }
    }

    /// What is to be kept for the next start.
    pub fn view(&self) -> View {
        let reading = self.focus == Focus::Reader;
        View {
            filter: self.filters.now.text(),
            selected: self.headlines.current().map(|row| row.id),
            open: self.reader.as_ref().filter(|_| reading).map(Reader::id),
            ..self.kept.clone()
        }
    }
}

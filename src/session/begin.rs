//! How a session begins: settings, store and terminal in, a model that wants its first rows out.

use std::time::{Duration, Instant};

use jiff::civil::Date;
use ratatui::layout::Rect;

use super::worker::Worker;
use super::{Session, Settings, Wire, Wishes};
use crate::query;
use crate::store::Store;
use crate::term::{Caps, Decoder, Depth, Flow, Interview, Meter, Painter, Waker};
use crate::theme::{Theme, Themes};
use crate::tui::{Density, Keymap, LayoutChoice, Model, SavedFilter, View};
use crate::typeset::Widths;

/// What a session is made of.
pub struct Setup {
    /// What the reader has set.
    pub settings: Settings,
    /// The archive.
    pub store: Store,
    /// What the terminal can do, as far as is known.
    pub caps: Caps,
    /// Columns and rows.
    pub size: (u16, u16),
    /// Today, where the reader is.
    pub today: Date,
    /// Called when an answer has come.
    pub waker: Option<Waker>,
    /// How long a paint waits for answers; see [`super::GRACE`].
    pub grace: Duration,
}

/// The name under which the last view is kept.
pub(super) const VIEW: &str = "view";

impl Session {
    /// Begins where the reader left, or with the filter that the settings ask for.
    pub fn new(setup: Setup) -> Self {
        let Setup {
            settings,
            mut store,
            caps,
            size,
            today,
            waker,
            grace,
        } = setup;
        store.read_together(settings.together);
        let density = density(settings.wire, &caps);
        let caps = fit_caps(caps, density);
        let mut troubles = settings.troubles.clone();
        let (keymap, problems) = Keymap::new(&settings.keys, saved_keys(&settings));
        troubles.extend(problems.iter().map(|problem| problem.say(settings.lang)));
        let themes = themes(&settings, &mut troubles);
        let view = view(&store, &settings);
        let filter = query::parse(&view.filter, today).unwrap_or_default();
        let (model, effects) = Model::new(
            crate::tui::Setup {
                lang: settings.lang,
                today,
                size,
                density,
                layout: layout(&settings, &view),
                theme: theme(&themes, &settings, &view, &caps, density),
                themes,
                widths: Widths {
                    ambiguous: settings.ambiguous.unwrap_or(1),
                    ..Widths::default()
                },
                once: settings.once,
                style: settings.style(density),
                keymap,
                saved: saved(&settings),
                view,
                notice: (!troubles.is_empty()).then(|| troubles.join("\n")),
            },
            filter,
        );
        let measure = settings
            .ambiguous
            .is_none()
            .then(|| size.1.saturating_sub(1));
        let mut session = Self {
            model,
            worker: Worker::start(
                &store,
                settings.lang,
                waker.as_ref().and_then(|waker| waker.another().ok()),
            ),
            version: store.version(),
            fetching: None,
            full: None,
            sheet: None,
            waker,
            store,
            settings,
            interview: Interview::new(caps.clone(), measure),
            painter: Painter::new(caps),
            decoder: Decoder::default(),
            flow: Flow::default(),
            meter: Meter::default(),
            undo: Vec::new(),
            marking: std::collections::VecDeque::new(),
            started: Instant::now(),
            today,
            size,
            aside: Vec::new(),
            questions: Vec::new(),
            dirty: true,
            painted: false,
            has_begun: false,
            later: Vec::new(),
            repeated: false,
            grace,
            wishes: Wishes::default(),
        };
        session.take_up_marking();
        session.perform(effects);
        session
    }

    /// The rectangle of the screen.
    pub fn area(&self) -> Rect {
        Rect::new(0, 0, self.size.0, self.size.1)
    }
}

fn density(wire: Wire, caps: &Caps) -> Density {
    match wire {
        Wire::Lean => Density::Lean,
        Wire::Rich => Density::Rich,
        Wire::Auto if caps.remote => Density::Lean,
        Wire::Auto => Density::Rich,
    }
}

/// A lean line keeps to sixteen colours: a change of pen is then two or three bytes.
pub(super) fn fit_caps(caps: Caps, density: Density) -> Caps {
    match density {
        Density::Lean => caps.limited_to(Depth::Sixteen),
        Density::Rich => caps,
    }
}

/// The last view, unless the command line asks for another.
fn view(store: &Store, settings: &Settings) -> View {
    let kept = store.recall(VIEW).ok().flatten();
    let kept: View = kept
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    match &settings.query {
        None => kept,
        Some(query) => View {
            filter: query.clone(),
            selected: None,
            open: None,
            ..kept
        },
    }
}

/// What the configuration or the command line asks for stands above what was chosen by key.
fn layout(settings: &Settings, view: &View) -> LayoutChoice {
    let kept = view.layout.as_deref().and_then(LayoutChoice::from_name);
    match settings.layout {
        LayoutChoice::Auto => kept.unwrap_or_default(),
        asked => asked,
    }
}

fn themes(settings: &Settings, troubles: &mut Vec<String>) -> Themes {
    match &settings.themes_folder {
        Some(folder) => {
            let (themes, errors) = Themes::load(folder);
            troubles.extend(errors.iter().map(ToString::to_string));
            themes
        }
        None => Themes::default(),
    }
}

fn theme(
    themes: &Themes,
    settings: &Settings,
    view: &View,
    caps: &Caps,
    density: Density,
) -> Theme {
    let suits = match (caps.depth, density) {
        (Depth::None, _) => "mono",
        (_, Density::Lean) | (Depth::Sixteen, _) => "lean",
        _ => "dark",
    };
    let asked = settings.theme.as_deref().or(view.theme.as_deref());
    let found = asked
        .and_then(|name| themes.get(name))
        .or_else(|| themes.get(suits));
    found.cloned().unwrap_or_default()
}

fn saved(settings: &Settings) -> Vec<SavedFilter> {
    let saved = settings.filters.iter().cloned();
    saved
        .map(|filter| SavedFilter {
            name: filter.name,
            key: filter.key,
            query: filter.query,
        })
        .collect()
}

fn saved_keys(settings: &Settings) -> impl Iterator<Item = (usize, &str, &str)> {
    let filters = settings.filters.iter().enumerate();
    filters
        .filter_map(|(index, filter)| Some((index, filter.name.as_str(), filter.key.as_deref()?)))
}

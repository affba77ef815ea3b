//! Where the panes stand: a size and a choice in, rectangles out.
//!
//! Bars stand at the bottom and the article begins at row 0 when it has the screen, because that is what scrolls for the
//! fewest bytes. Columns leave one column for each rule; everything else uses the full width.

use ratatui::layout::Rect;

/// How a reader wants the panes to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum LayoutChoice {
    /// By width and line.
    #[default]
    Auto,
    /// Headlines above, article below, both the full width.
    Stacked,
    /// Sections, headlines and article side by side.
    Columns,
    /// One pane at a time.
    Single,
}

impl LayoutChoice {
    /// Every choice.
    pub const ALL: [Self; 4] = [Self::Auto, Self::Stacked, Self::Columns, Self::Single];

    /// Its name in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Stacked => "stacked",
            Self::Columns => "columns",
            Self::Single => "single",
        }
    }

    /// The choice of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.name() == name)
    }
}

/// How much a screen may cost: few bytes, or everything that helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Density {
    /// Marker and hardware cursor, no preview, no borders, 16 colours.
    Lean,
    /// Highlighted rows, live preview, true colour.
    #[default]
    Rich,
}

/// How the panes stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Kind {
    /// Nothing fits.
    #[default]
    TooSmall,
    /// See [`LayoutChoice::Stacked`].
    Stacked,
    /// See [`LayoutChoice::Columns`].
    Columns,
    /// See [`LayoutChoice::Single`].
    Single,
}

/// A pane that can have the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Focus {
    /// Sections and filters.
    Sections,
    /// The list.
    #[default]
    Headlines,
    /// The article.
    Reader,
}

/// What decides where the panes stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Want {
    pub width: u16,
    pub height: u16,
    pub choice: LayoutChoice,
    pub density: Density,
    pub focus: Focus,
    /// The article has the screen for itself.
    pub zoomed: bool,
    /// There is an article to show beside the list.
    pub article: bool,
}

/// Where everything stands. A pane without a rectangle is not on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Layout {
    pub kind: Kind,
    /// Titles of the columns.
    pub head: Option<Rect>,
    pub sections: Option<Rect>,
    pub headlines: Option<Rect>,
    pub reader: Option<Rect>,
    /// The rules between columns.
    pub fences: [Option<Rect>; 2],
    /// The row between headlines above and article below.
    pub gap: Option<Rect>,
    /// The sections as one row.
    pub bar: Option<Rect>,
    /// The last row: hints, the filter, how far; also where one types.
    pub status: Rect,
}

/// The least that a screen must be, in cells.
pub(crate) const LEAST: (u16, u16) = (14, 4);
/// Columns want at least this much when the choice is free.
const COLUMNS_FROM: (u16, u16) = (110, 12);
/// Columns can do with this much when they are asked for.
const COLUMNS_LEAST: u16 = 60;
/// Narrower than this, one pane at a time is better than two.
const SINGLE_UNDER: (u16, u16) = (60, 10);

impl Layout {
    /// Where the panes stand for what is wanted.
    pub fn new(want: Want) -> Self {
        match kind(want) {
            Kind::TooSmall => Self {
                status: Rect::new(0, 0, want.width, want.height.min(1)),
                ..Self::default()
            },
            _ if want.zoomed && want.focus == Focus::Reader => alone(want),
            Kind::Stacked => stacked(want),
            Kind::Columns => columns(want),
            Kind::Single => single(want),
        }
    }

    /// The rectangles whose content may scroll, for the painter.
    pub fn panes(&self) -> Vec<Rect> {
        [self.headlines, self.reader, self.sections]
            .into_iter()
            .flatten()
            .collect()
    }
}

fn kind(want: Want) -> Kind {
    let (width, height) = (want.width, want.height);
    if width < LEAST.0 || height < LEAST.1 {
        return Kind::TooSmall;
    }
    match want.choice {
        LayoutChoice::Stacked if height >= 7 => Kind::Stacked,
        LayoutChoice::Columns if width >= COLUMNS_LEAST => Kind::Columns,
        LayoutChoice::Auto if width < SINGLE_UNDER.0 || height < SINGLE_UNDER.1 => Kind::Single,
        LayoutChoice::Auto
            if want.density == Density::Rich
                && width >= COLUMNS_FROM.0
                && height >= COLUMNS_FROM.1 =>
        {
            Kind::Columns
        }
        LayoutChoice::Auto => Kind::Stacked,
        _ => Kind::Single,
    }
}

fn last_row(want: Want) -> Rect {
    Rect::new(0, want.height - 1, want.width, 1)
}

/// The article from row 0, the status below.
fn alone(want: Want) -> Layout {
    Layout {
        kind: kind(want),
        reader: Some(Rect::new(0, 0, want.width, want.height - 1)),
        status: last_row(want),
        ..Layout::default()
    }
}

fn stacked(want: Want) -> Layout {
    let body = want.height - 2;
    // Headlines keep a third; with no article beside them, everything.
    let list = if want.article {
        (want.height / 3).max(3)
    } else {
        body
    };
    let gap = want.article.then(|| Rect::new(0, list - 1, want.width, 1));
    let list_rows = list - u16::from(want.article);
    let reader = Rect::new(0, list, want.width, body - list);
    Layout {
        kind: Kind::Stacked,
        headlines: Some(Rect::new(0, 0, want.width, list_rows)),
        reader: (reader.height > 0).then_some(reader),
        gap,
        bar: Some(Rect::new(0, body, want.width, 1)),
        status: last_row(want),
        ..Layout::default()
    }
}

fn columns(want: Want) -> Layout {
    let sections = (want.width / 6).clamp(16, 26) & !1;
    let rest = want.width - sections - 2;
    let list = (rest * 9 / 20).clamp(20, 60) & !1;
    let reader = rest - list;
    let (top, height) = (2, want.height - 3);
    let fence = |x| Some(Rect::new(x, 0, 1, want.height - 1));
    Layout {
        kind: Kind::Columns,
        head: Some(Rect::new(0, 0, want.width, 1)),
        sections: Some(Rect::new(0, top, sections, height)),
        headlines: Some(Rect::new(sections + 1, top, list, height)),
        reader: Some(Rect::new(sections + list + 2, top, reader, height)),
        fences: [fence(sections), fence(sections + list + 1)],
        status: last_row(want),
        ..Layout::default()
    }
}

fn single(want: Want) -> Layout {
    let body = Rect::new(0, 0, want.width, want.height - 1);
    let shown = |pane| (want.focus == pane).then_some(body);
    Layout {
        kind: Kind::Single,
        sections: shown(Focus::Sections),
        headlines: shown(Focus::Headlines),
        reader: shown(Focus::Reader),
        status: last_row(want),
        ..Layout::default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn want(width: u16, height: u16, choice: LayoutChoice, density: Density) -> Want {
        Want {
            width,
            height,
            choice,
            density,
            focus: Focus::Headlines,
            zoomed: false,
            article: true,
        }
    }

    #[test]
    fn the_size_chooses() {
        let check = |width, height, density, expect| {
            let layout = Layout::new(want(width, height, LayoutChoice::Auto, density));
            assert_eq!(layout.kind, expect, "{width}x{height} {density:?}");
        };
        check(120, 40, Density::Rich, Kind::Columns);
        check(120, 40, Density::Lean, Kind::Stacked);
        check(80, 24, Density::Rich, Kind::Stacked);
        check(40, 20, Density::Rich, Kind::Single);
        check(80, 8, Density::Rich, Kind::Single);
        check(13, 20, Density::Rich, Kind::TooSmall);
        check(1, 1, Density::Lean, Kind::TooSmall);
    }

    #[test]
    fn an_article_alone_begins_at_row_0() {
        let zoomed = Want {
            focus: Focus::Reader,
            zoomed: true,
            ..want(120, 40, LayoutChoice::Stacked, Density::Lean)
        };
        let reader = Layout::new(zoomed).reader;
        assert_eq!(reader, Some(Rect::new(0, 0, 120, 39)));
    }

    proptest! {
        #[test]
        fn panes_stay_on_the_screen_and_apart(
            width in 1u16..500, height in 1u16..200, choice in 0usize..4, lean: bool,
            focus in 0usize..3, zoomed: bool, article: bool,
        ) {
            let want = Want {
                width,
                height,
                choice: LayoutChoice::ALL[choice],
                density: if lean { Density::Lean } else { Density::Rich },
                focus: [Focus::Sections, Focus::Headlines, Focus::Reader][focus],
                zoomed,
                article,
            };
            let layout = Layout::new(want);
            let screen = Rect::new(0, 0, width, height);
            let mut all = layout.panes();
            all.extend(layout.fences.into_iter().chain([layout.gap]).flatten());
            all.extend(layout.bar);
            all.push(layout.status);
            for (i, a) in all.iter().enumerate() {
                prop_assert_eq!(a.intersection(screen), *a);
                for b in &all[i + 1..] {
                    prop_assert!(a.intersection(*b).is_empty(), "{a:?} {b:?}");
                }
            }
        }
    }
}

//! Where the panes stand: a size and a choice in, rectangles out.

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

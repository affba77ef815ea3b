//! What can be styled, declared once: variant, name in a theme's file, parent.

/// Declares [`Scope`] with its list, its names and its parents.
macro_rules! scopes {
    ($($(#[$doc:meta])* $variant:ident $name:literal < $parent:ident,)*) => {
        /// What can be styled. A scope without a style falls back to its parent; the root of all is [`Scope::Text`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Scope { $($(#[$doc])* $variant,)* }

        impl Scope {
            /// All of them; a parent always stands before its children.
            pub const ALL: &[Scope] = &[$(Scope::$variant),*];

            /// Its name in a theme's file.
            pub fn name(self) -> &'static str {
                match self { $(Scope::$variant => $name,)* }
            }

            /// Where it falls back to; `Text` is its own parent.
            pub fn parent(self) -> Scope {
                match self { $(Scope::$variant => Scope::$parent,)* }
            }
        }
    };
}

scopes! {
    /// Running text, and the ground of the whole screen.
    Text "text" < Text,
    /// What may be overlooked: hints, empty places.
    Dim "dim" < Text,
    /// The theme's one accent.
    Accent "accent" < Text,
    /// The thin rule between panes and under a day's heading.
    Rule "rule" < Dim,
    /// The selected row of the pane that has the focus.
    Selection "selection" < Text,
    /// The selected row of a pane that has not the focus.
    SelectionUnfocused "selection-unfocused" < Text,
    /// The `>` or `▸` before the selected row.
    Marker "marker" < Accent,
    /// The ● before an unread headline.
    Unread "unread" < Accent,
    /// The headline of an article already read, in a list.
    Read "read" < Text,
    /// The ★ before a kept headline.
    Star "star" < Accent,
    /// A section's name.
    Section "section" < Text,
    /// A day's heading in a list.
    Date "date" < Dim,
    /// Numbers of articles.
    Count "count" < Dim,
    /// The small chart of articles a day.
    Chart "chart" < Dim,
    /// The line over the headline.
    Kicker "kicker" < Accent,
    /// The headline of the open article.
    Headline "headline" < Text,
    /// The line under the headline.
    Deck "deck" < Text,
    /// Section, page, date of the open article.
    Meta "meta" < Dim,
    /// Who wrote it.
    Byline "byline" < Meta,
    /// A heading within the article.
    Subhead "subhead" < Text,
    /// The words under a picture.
    Caption "caption" < Dim,
    /// A quotation set apart.
    Quote "quote" < Text,
    /// The bar before a quotation.
    QuoteBar "quote-bar" < Accent,
    /// Code, and words to be typed.
    Code "code" < Text,
    /// A link within the text.
    Link "link" < Accent,
    /// Weighty words.
    Strong "strong" < Text,
    /// Stressed words.
    Emphasis "emphasis" < Text,
    /// A table's first row.
    TableHead "table-head" < Strong,
    /// What a search found.
    Hit "hit" < Text,
    /// The one of the hits at which the reader stands.
    HitCurrent "hit-current" < Hit,
    /// The title of the pane that has the focus.
    TitleFocused "title-focused" < Text,
    /// The titles of the other panes.
    TitleUnfocused "title-unfocused" < Dim,
    /// The bars at the bottom.
    Status "status" < Text,
    /// The line in which the reader types.
    Prompt "prompt" < Text,
    /// The name of a key in help and hints.
    Key "key" < Accent,
    /// A thing well done.
    Success "success" < Text,
    /// What the newer of two versions has alone.
    Added "added" < Success,
    /// What the older of two versions has alone.
    Removed "removed" < Dim,
    /// How many others tell the same story.
    Others "others" < Count,
    /// Something to look at.
    Warning "warning" < Accent,
    /// Something that failed.
    Error "error" < Warning,
    /// Help, choosers and what else lies over the panes.
    Overlay "overlay" < Text,
}

impl Scope {
    /// The scope of that name.
    pub fn of(name: &str) -> Option<Scope> {
        Self::ALL.iter().copied().find(|scope| scope.name() == name)
    }

    /// Whether it paints a ground of its own. The others leave the ground that is beneath them, so that a kicker on
    /// a selected row stays on the selection.
    pub fn is_surface(self) -> bool {
        matches!(
            self,
            Scope::Text | Scope::Overlay | Scope::Status | Scope::Prompt
        )
    }
}

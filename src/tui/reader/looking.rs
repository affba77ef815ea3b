//! What changed: two versions in one, set in the place of the article's text until the reader comes back to it.

use rust_i18n::t;

use super::Reader;
use crate::article::{Place, Version};
use crate::changes::{Changes, Side};
use crate::tui::cells::Glyphs;
use crate::tui::words;
use crate::typeset::{Galley, Highlight, Role, Style, Widths};
use crate::words::UiLang;

/// The versions looked at, and the text as it was left.
#[derive(Debug, Clone)]
pub(super) struct Looking {
    versions: Vec<Version>,
    /// The newer of the two shown; the one before it is the other.
    newer: usize,
    text: Galley,
    place: Place,
    hits: usize,
    words: Option<String>,
}

impl Reader {
    /// Shows what the newest version changed; `false` if there is but one.
    pub fn look_at_changes(&mut self, versions: Vec<Version>, lang: UiLang) -> bool {
        if versions.len() < 2 {
            return false;
        }
        self.leave_changes();
        let newer = versions.len() - 1;
        let galley = side_by_side(&versions, newer, lang, &self.style, &self.widths);
        let place = self.galley.place(self.top);
        self.looking = Some(Box::new(Looking {
            versions,
            newer,
            text: std::mem::replace(&mut self.galley, galley),
            place,
            hits: self.hits,
            words: self.words.take(),
        }));
        self.show_first_change();
        true
    }

    /// Shows the change before the one shown, or the one after; `false` if there is none.
    pub fn step_version(&mut self, older: bool, lang: UiLang) -> bool {
        let Some(looking) = &mut self.looking else {
            return false;
        };
        let newer = looking
            .newer
            .saturating_add_signed(if older { -1 } else { 1 });
        if newer == 0 || newer >= looking.versions.len() {
            return false;
        }
        looking.newer = newer;
        self.galley = side_by_side(&looking.versions, newer, lang, &self.style, &self.widths);
        self.show_first_change();
        true
    }

    /// Back to the text, where it was left; `false` if it is shown already.
    pub fn leave_changes(&mut self) -> bool {
        let Some(looking) = self.looking.take() else {
            return false;
        };
        self.galley = looking.text;
        // The pane may have another size by now.
        self.galley.restyle(self.style.clone(), self.widths.clone());
        self.top = self.galley.row(looking.place);
        (self.hits, self.words) = (looking.hits, looking.words);
        self.settle();
        true
    }

    /// Whether changes are shown, and not the text.
    pub fn is_looking(&self) -> bool {
        self.looking.is_some()
    }

    fn show_first_change(&mut self) {
        self.hits = self.galley.set_apart_count();
        self.top = self.galley.top();
        self.settle();
        // Unless it is on the first screen anyway.
        let last = self.last_row();
        if let Some(row) = self.galley.next_hit(self.top, true)
            && row > last
        {
            self.go_to(row);
        }
    }
}

/// A version and the one before it, as one text under its own head.
fn side_by_side(
    versions: &[Version],
    newer: usize,
    lang: UiLang,
    style: &Style,
    widths: &Widths,
) -> Galley {
    let (Some(new), Some(old)) = (versions.get(newer), versions.get(newer.saturating_sub(1)))
    else {
        return Galley::new(Vec::new(), Vec::new(), style.clone(), widths.clone());
    };
    let changes = Changes::between(&old.article, &new.article);
    let (added, removed) = changes.figures();
    let locale = lang.tag();
    let which = t!(
        "tui.changes.which",
        locale = locale,
        old = old.revision + 1,
        new = new.revision + 1,
        of = versions.last().map_or(0, |last| last.revision + 1)
    );
    let figures = t!(
        "tui.changes.figures",
        locale = locale,
        added = added,
        removed = removed
    );
    let when = new.since.map(|since| {
        let day = words::day(since.date(), lang);
        format!("{day} {}", since.strftime("%H:%M"))
    });
    let dot = Glyphs::of(widths).dot;
    let parts: Vec<String> = [Some(which.into_owned()), when, Some(figures.into_owned())]
        .into_iter()
        .flatten()
        .collect();
    let head = vec![
        (Role::Headline, new.article.title.clone()),
        (Role::Meta, parts.join(dot)),
    ];
    let (blocks, marks) = changes.written();
    let mut galley = Galley::new(head, blocks, style.clone(), widths.clone());
    galley.set_apart(
        marks
            .into_iter()
            .map(|(block, range, side)| (block, range, highlight(side)))
            .collect(),
    );
    galley
}

fn highlight(side: Side) -> Highlight {
    match side {
        Side::Added | Side::Same => Highlight::Added,
        Side::Removed => Highlight::Removed,
    }
}

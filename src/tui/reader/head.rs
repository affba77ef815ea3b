//! What stands over an article's text: kicker, headline, deck, and where and when it was printed.

use crate::article::Stored;
use crate::tui::cells::Glyphs;
use crate::tui::words;
use crate::typeset::{Role, Widths};
use crate::words::UiLang;

/// What stands over an article's text, as a galley wants it.
pub fn lines(stored: &Stored, lang: UiLang, widths: &Widths) -> Vec<(Role, String)> {
    let article = &stored.article;
    let mut lines = Vec::new();
    let mut put = |role, text: &Option<String>| {
        lines.extend(text.iter().map(|text| (role, text.clone())));
    };
    put(Role::Kicker, &article.kicker);
    put(Role::Headline, &Some(article.title.clone()));
    put(Role::Deck, &article.deck);
    put(Role::Meta, &Some(meta(stored, lang, widths)));
    lines
}

/// Section, page and day.
pub(super) fn title(stored: &Stored, lang: UiLang, widths: &Widths) -> String {
    let day = words::day(stored.edition, lang);
    let article = &stored.article;
    let parts = [article.section.as_ref(), article.page.as_ref(), Some(&day)];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    parts.join(Glyphs::of(widths).dot)
}

/// Section, page, day, paper, byline: what there is of them.
fn meta(stored: &Stored, lang: UiLang, widths: &Widths) -> String {
    let article = &stored.article;
    let byline = article.byline.as_ref().or(article.author.as_ref());
    let day = words::day(stored.edition, lang);
    let parts = [
        article.section.as_ref(),
        article.page.as_ref(),
        Some(&day),
        article.publication.as_ref(),
        byline,
    ];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    parts.join(Glyphs::of(widths).dot)
}

//! How a prompt looks: what is typed at the left, the mistake underlined, what it should be at the right.

use ratatui::layout::Rect;
use ratatui::style::Modifier;
use rust_i18n::t;
use unicode_segmentation::UnicodeSegmentation;

use super::{Kind, Prompt};
use crate::query::{Mistake, QueryError};
use crate::theme::Scope;
use crate::tui::cells::Canvas;
use crate::tui::model::Model;
use crate::words::UiLang;

/// Draws the prompt into the last row; gives the cell of the cursor.
pub(crate) fn view(
    model: &Model,
    prompt: &Prompt,
    area: Rect,
    canvas: &mut Canvas<'_>,
) -> (u16, u16) {
    canvas.clear(area, Scope::Prompt);
    let start = canvas.say(
        (area.x, area.y),
        area.right(),
        prompt.kind.sign(),
        Scope::Key,
    );
    let room = usize::from(area.right().saturating_sub(start + 1));
    let skip = scrolled(prompt, room, canvas);
    let shown = &prompt.line.text()[skip..];
    let end = canvas.say((start, area.y), area.right(), shown, Scope::Prompt);
    underline(prompt, skip, (start, area.y), area, canvas);
    hints(
        model,
        prompt,
        Rect::new(end + 2, area.y, area.right().saturating_sub(end + 2), 1),
        canvas,
    );
    let before = &prompt.line.text()[skip..prompt.line.cursor()];
    let x = start + u16::try_from(canvas.widths.text(before)).unwrap_or(0);
    (x.min(area.right().saturating_sub(1)), area.y)
}

/// The first byte shown, so that the cursor is on the screen.
fn scrolled(prompt: &Prompt, room: usize, canvas: &Canvas<'_>) -> usize {
    let before = &prompt.line.text()[..prompt.line.cursor()];
    let mut over = canvas.widths.text(before).saturating_sub(room);
    let mut skip = 0;
    for (at, cluster) in before.grapheme_indices(true) {
        if over == 0 {
            break;
        }
        over = over.saturating_sub(canvas.widths.cluster(cluster));
        skip = at + cluster.len();
    }
    skip
}

fn underline(prompt: &Prompt, skip: usize, at: (u16, u16), area: Rect, canvas: &mut Canvas<'_>) {
    let Some(error) = &prompt.error else { return };
    let text = prompt.line.text();
    let start = error.span.start.max(skip);
    let (Some(before), Some(wrong)) = (text.get(skip..start), text.get(start..error.span.end))
    else {
        return;
    };
    let x =
        at.0.saturating_add(u16::try_from(canvas.widths.text(before)).unwrap_or(0));
    let width = u16::try_from(canvas.widths.text(wrong)).unwrap_or(0).max(1);
    let style = canvas
        .style(Scope::Error)
        .add_modifier(Modifier::UNDERLINED);
    let run = Rect::new(x, at.1, width, 1).intersection(area);
    canvas.lay(run, style);
}

fn hints(model: &Model, prompt: &Prompt, area: Rect, canvas: &mut Canvas<'_>) {
    if area.width < 4 {
        return;
    }
    if let Some(error) = prompt
        .error
        .as_ref()
        .filter(|_| prompt.candidates.is_empty())
    {
        let text = mistake(error, model.lang);
        canvas.right(area.x, area.right(), area.y, &text, Scope::Error);
        return;
    }
    if prompt.kind == Kind::Find && prompt.live.is_some() && model.headlines.sound.is_some() {
        let text = t!("tui.prompt.by_sound", locale = model.lang.tag());
        canvas.right(area.x, area.right(), area.y, &text, Scope::Dim);
        return;
    }
    let mut x = area.x;
    for (index, candidate) in prompt.candidates.iter().enumerate() {
        let width = canvas.widths.text(candidate);
        if usize::from(area.right().saturating_sub(x)) < width {
            break;
        }
        let scope = if prompt.chosen == Some(index) {
            Scope::Accent
        } else {
            Scope::Dim
        };
        x = canvas.say((x, area.y), area.right(), candidate, scope) + 2;
    }
    if prompt.candidates.is_empty() && prompt.kind == Kind::Find && prompt.line.text().is_empty() {
        let text = t!("tui.prompt.find", locale = model.lang.tag());
        canvas.cut((area.x, area.y), area.right(), &text, Scope::Dim);
    }
}

/// A mistake in a query, and what to type instead.
pub(crate) fn mistake(error: &QueryError, lang: UiLang) -> String {
    let locale = lang.tag();
    let what = match &error.what {
        Mistake::UnknownKey(key) => t!("tui.mistake.key", locale = locale, key = key),
        Mistake::BadValue { key, value } => {
            t!(
                "tui.mistake.value",
                locale = locale,
                key = key,
                value = value
            )
        }
        Mistake::Unclosed(mark) => t!("tui.mistake.unclosed", locale = locale, mark = mark),
        Mistake::Unopened(mark) => t!("tui.mistake.unopened", locale = locale, mark = mark),
        Mistake::TooDeep => t!("tui.mistake.deep", locale = locale),
        Mistake::BadRegex(why) => t!("tui.mistake.regex", locale = locale, why = why),
        Mistake::Missing => t!("tui.mistake.missing", locale = locale),
    };
    if error.hints.is_empty() {
        return what.into_owned();
    }
    let hints: Vec<&str> = error.hints.iter().take(4).map(String::as_str).collect();
    t!(
        "tui.mistake.hint",
        locale = locale,
        what = what,
        hints = hints.join(" ")
    )
    .into_owned()
}

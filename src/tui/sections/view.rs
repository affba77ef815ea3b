//! How sections look: a column with counts at its right, or a bar of one row.

use ratatui::layout::Rect;

use super::{Choice, Row, is_chosen, rows};
use crate::theme::Scope;
use crate::tui::cells::Canvas;
use crate::tui::layout::{Density, Focus};
use crate::tui::model::{Model, Tally};
use crate::tui::{chart, words};
use crate::words::UiLang;

/// Draws the column.
pub(crate) fn view(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let rows = rows(&model.facets, &model.saved);
    let chart_rows = chart_height(model, rows.len(), area);
    let list = Rect {
        height: area.height - chart_rows,
        ..area
    };
    let fits = |choice: &Choice, tally| both_fit(model, choice, tally, area.width, canvas);
    let both = rows.iter().all(|row| match row {
        Row::Choice(choice, tally) if is_section(choice) => fits(choice, *tally),
        _ => true,
    });
    for (y, (index, row)) in
        (list.top()..list.bottom()).zip(rows.iter().enumerate().skip(model.sections.top))
    {
        if let Row::Choice(choice, tally) = row {
            let line = Rect::new(area.x, y, area.width, 1);
            let both = match is_section(choice) {
                true => both,
                false => both_fit(model, choice, *tally, area.width, canvas),
            };
            let figures = figures(choice, *tally, both);
            choice_row(model, index, choice, &figures, line, canvas);
        }
    }
    if chart_rows > 0 {
        let foot = Rect::new(area.x, list.bottom(), area.width, chart_rows);
        chart::view(&model.facets.days, model.lang, foot, canvas);
    }
}

/// The chart stands at the foot if it leaves the rows their room.
fn chart_height(model: &Model, rows: usize, area: Rect) -> u16 {
    let wanted = usize::from(chart::HEIGHT) + 1;
    let fits = rows + wanted <= usize::from(area.height) && model.facets.days.len() > 1;
    if fits { chart::HEIGHT } else { 0 }
}

fn choice_row(
    model: &Model,
    index: usize,
    choice: &Choice,
    figures: &str,
    line: Rect,
    canvas: &mut Canvas<'_>,
) {
    let chosen = is_chosen(choice, &model.filters.now);
    let selected = model.focus == Focus::Sections && model.sections.selected == index;
    if selected || (chosen && model.focus != Focus::Sections) {
        let marker = canvas.marker;
        canvas.say((line.x, line.y), line.right(), marker, Scope::Marker);
    }
    let name = model.label(choice);
    let end = canvas.right(line.x + 2, line.right(), line.y, figures, Scope::Count);
    let scope = if chosen { Scope::Accent } else { Scope::Text };
    let lead = lead(model, choice, canvas);
    let x = canvas.say((line.x + 1, line.y), end, &lead, Scope::Dim);
    let name = match choice {
        Choice::Day(day) => {
            let cells = usize::from(end.saturating_sub(x + 1));
            words::heading_in(*day, model.lang, cells, canvas.widths)
        }
        _ => name,
    };
    canvas.cut((x, line.y), end.saturating_sub(1), &name, scope);
    if selected && model.density == Density::Rich {
        let style = canvas.style(Scope::Selection);
        canvas.lay(line, style);
    }
}

/// The digit, key or sign before a name.
fn lead(model: &Model, choice: &Choice, canvas: &Canvas<'_>) -> String {
    match choice {
        Choice::Starred => format!("{} ", canvas.glyphs().star),
        Choice::Section(name) => match model.section_number(name.as_deref()) {
            Some(number) => format!("{number}"),
            None => " ".into(),
        },
        Choice::Saved(index) => {
            let key = model.saved.get(*index).and_then(|one| one.key.as_deref());
            format!("{} ", key.unwrap_or(canvas.glyphs().saved))
        }
        Choice::All | Choice::Unread | Choice::Day(_) | Choice::Month(_) => String::new(),
    }
}

/// The cell of the selected row's marker.
pub(crate) fn cursor(sections: &super::Sections, area: Rect) -> (u16, u16) {
    let row = sections.selected.saturating_sub(sections.top);
    let y = area.y.saturating_add(u16::try_from(row).unwrap_or(0));
    (area.x, y.min(area.bottom().saturating_sub(1)))
}

/// Unread and all, or only the unread.
fn figures(choice: &Choice, tally: Option<Tally>, both: bool) -> String {
    match (choice, tally) {
        (_, None) => "?".into(),
        (Choice::Unread | Choice::Starred, Some(tally)) => tally.total.to_string(),
        (_, Some(tally)) if both => format!("{}/{}", tally.unread, tally.total),
        (_, Some(tally)) => tally.unread.to_string(),
    }
}

/// Sections have both figures or all have one: a column is read one way.
fn is_section(choice: &Choice) -> bool {
    matches!(choice, Choice::All | Choice::Section(_))
}

/// Whether there is room for unread and all beside the name.
fn both_fit(
    model: &Model,
    choice: &Choice,
    tally: Option<Tally>,
    width: u16,
    canvas: &Canvas<'_>,
) -> bool {
    let room = usize::from(width.saturating_sub(4));
    let name = canvas.widths.text(&model.label(choice));
    name + figures(choice, tally, true).len() <= room
}

/// Draws the sections as one row: the present one first among what fits.
pub(crate) fn bar(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let choices: Vec<(Choice, Option<Tally>)> = rows(&model.facets, &model.saved)
        .into_iter()
        .filter_map(|row| match row {
            Row::Choice(choice, tally) => Some((choice, tally)),
            Row::Blank => None,
        })
        .filter(|(choice, _)| !matches!(choice, Choice::Unread | Choice::Starred | Choice::Day(_)))
        .collect();
    let texts: Vec<String> = choices
        .iter()
        .map(|(c, t)| bar_text(model, c, *t))
        .collect();
    let chosen = choices
        .iter()
        .position(|(c, _)| is_chosen(c, &model.filters.now));
    let mut x = area.x;
    let first = first_that_shows(&texts, chosen, area.width, canvas);
    for (index, text) in texts.into_iter().enumerate().skip(first) {
        let (text, scope) = if chosen == Some(index) {
            (format!("[{text}]"), Scope::TitleFocused)
        } else {
            (text, Scope::Status)
        };
        if usize::from(area.right() - x) < canvas.widths.text(&text) {
            break;
        }
        x = canvas.say((x, area.y), area.right(), &text, scope);
        x = (x + 2).min(area.right());
    }
}

/// The first section of the bar such that the chosen one still fits.
fn first_that_shows(
    texts: &[String],
    chosen: Option<usize>,
    width: u16,
    canvas: &Canvas<'_>,
) -> usize {
    let Some(chosen) = chosen else { return 0 };
    let mut room = usize::from(width).saturating_sub(2);
    let mut first = chosen;
    for index in (0..=chosen).rev() {
        let needed = canvas.widths.text(&texts[index]) + 2;
        if needed > room {
            break;
        }
        room -= needed;
        first = index;
    }
    first
}

fn bar_text(model: &Model, choice: &Choice, tally: Option<Tally>) -> String {
    let number = match choice {
        Choice::Section(name) => model.section_number(name.as_deref()),
        _ => None,
    };
    let number = number.map(|n| n.to_string()).unwrap_or_default();
    let unread = tally.map_or_else(|| "?".into(), |tally| tally.unread.to_string());
    format!("{number}{} {unread}", model.label(choice))
}

/// The name of a choice, in the reader's language.
impl Model {
    pub(crate) fn label(&self, choice: &Choice) -> String {
        match choice {
            Choice::All => words::say("tui.sections.all", self.lang),
            Choice::Unread => words::say("tui.sections.unread", self.lang),
            Choice::Starred => words::say("tui.sections.starred", self.lang),
            Choice::Section(Some(name)) => name.clone(),
            Choice::Section(None) => words::say("tui.sections.none", self.lang),
            Choice::Saved(index) => {
                let saved = self.saved.get(*index);
                saved.map(|filter| filter.name.clone()).unwrap_or_default()
            }
            Choice::Day(day) => {
                let label = words::short_heading(*day, self.lang);
                match self.lang {
                    _ if day.year() == self.today.year() => label,
                    UiLang::ZhHant => format!("{}年{label}", day.year()),
                    UiLang::En => format!("{label} {}", day.year()),
                }
            }
            Choice::Month(first) => words::month(*first, self.lang),
        }
    }

    /// The digit that goes to a section.
    pub(crate) fn section_number(&self, name: Option<&str>) -> Option<usize> {
        let sections = &self.facets.sections;
        let index = sections
            .iter()
            .position(|count| count.section.as_deref() == name)?;
        (index < 9).then_some(index + 1)
    }
}

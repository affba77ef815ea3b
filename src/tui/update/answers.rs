//! What comes back: rows, figures, articles, marks set and taken back.

use std::ops::Range;

use rust_i18n::t;

use super::{act, choosing, desk, filtering, marking, stories, typing};
use crate::article::{ArticleId, Headline, Stored};
use crate::query::{Expr, Query, Term};
use crate::tui::filter::Filter;
use crate::tui::layout::{Density, Focus};
use crate::tui::model::{At, Effect, Facets, Mark, Model, Msg, Opening, Seek, Tally};
use crate::tui::reader::Reader;
use crate::tui::status::Notice;
use crate::tui::words;

/// Takes an answer; answers to older questions are dropped.
pub(super) fn take(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Listed {
            ticket,
            from,
            rows,
            head,
            tail,
        } if ticket == model.headlines.ticket => listed(model, from, rows, head, tail),
        Msg::Counted { ticket, tally } if ticket == model.headlines.ticket => {
            model.headlines.counted(tally);
            Vec::new()
        }
        Msg::Located { ticket, id, before } if ticket == model.headlines.ticket => {
            model.headlines.located(id, before);
            Vec::new()
        }
        Msg::Facets(facets) => {
            let saved = std::mem::take(&mut model.facets.saved);
            model.facets = Facets { saved, ..*facets };
            choosing::refresh(model);
            Vec::new()
        }
        Msg::Saved(saved) => {
            model.facets.saved = saved;
            choosing::refresh(model);
            Vec::new()
        }
        Msg::Days(days) => {
            model.days = days;
            choosing::refresh(model);
            Vec::new()
        }
        Msg::Names(names) => {
            model.names = *names;
            typing::offer(model);
            Vec::new()
        }
        Msg::Sought(seek, found) => sought(model, seek, found),
        Msg::Opened {
            query,
            how,
            stored,
            hits,
        } => opened(model, query, how, stored, hits),
        Msg::Found { id, query, hits } => found(model, id, &query, hits),
        Msg::Hits { id, words, hits } => found_in(model, id, words, hits),
        Msg::Marked {
            mark,
            ids,
            count,
            more,
        } => marked(model, mark, &ids, (count, more)),
        Msg::MarkedOn(count) => {
            let text = t!("tui.marked.on", locale = model.lang.tag(), count = count);
            tell(model, Notice::info(text.into_owned()))
        }
        Msg::Undone(undone) => self::undone(model, undone),
        Msg::Desk(page) => desk::open(model, *page),
        Msg::LaidOut(rows) => desk::laid_out(model, rows),
        Msg::Mended { .. } => desk::saved(model, &msg),
        Msg::SampleRemoved(count) => sample_removed(model, count),
        Msg::Versions(id, versions) => stories::versions(model, id, versions),
        Msg::Links { links, copy } => choosing::choose_link(model, links, copy),
        Msg::Tellings(id, then, rows) => stories::told(model, id, then, rows),
        Msg::Changed => changed(model),
        Msg::Rewritten(id) => rewritten(model, id),
        Msg::Told(text) => tell(model, Notice::info(text)),
        Msg::Failed(text) => tell(model, Notice::error(text)),
        Msg::Sent(sent) => {
            model.meter = model.meter.map(|_| sent);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn tell(model: &mut Model, notice: Notice) -> Vec<Effect> {
    model.notice = Some(notice);
    Vec::new()
}

fn listed(model: &mut Model, from: At, rows: Vec<Headline>, head: bool, tail: bool) -> Vec<Effect> {
    let next_page = matches!(from, At::After(_) | At::Before(_));
    // Nothing about the place one stood at any more: the list is still there.
    if rows.is_empty() && matches!(from, At::Around(_) | At::Day(_)) {
        return vec![model.headlines.reload(At::Head)];
    }
    if rows.is_empty()
        && from == At::Head
        && let Some((query, typed)) = model.headlines.by_sound.take()
    {
        return by_sound(model, query, typed);
    }
    let sounding = model.headlines.sound.is_some();
    // The newest headlines were listened to: what they have is shown, and the others are to be heard.
    if sounding && !tail {
        if !rows.is_empty() {
            model.headlines.take(from, rows, head, tail);
            heard(model);
        }
        return vec![model.headlines.listen_on()];
    }
    model.headlines.take(from, rows, head, tail);
    if sounding {
        heard(model);
    } else if !next_page {
        model.stale.count = true;
    }
    if std::mem::take(&mut model.open_when_listed)
        && let Some(row) = model.headlines.current()
    {
        let id = row.id;
        return act::open(model, id);
    }
    Vec::new()
}

/// No article has the words: headlines that sound like them, in the same filter.
fn by_sound(model: &mut Model, query: Query, typed: String) -> Vec<Effect> {
    let filter = Filter {
        sound: Some(typed.clone()),
        ..Filter::new(query.clone())
    };
    if model.filters.now.query == model.headlines.query {
        model.filters.now = filter;
    }
    vec![model.headlines.load(query, Some(typed), At::Head)]
}

/// A list by sound is here whole; it says that it is by sound.
fn heard(model: &mut Model) {
    let rows = &model.headlines.rows;
    let unread = rows.iter().filter(|row| !row.read).count();
    model.headlines.counts = Some(Tally {
        total: rows.len() as u64,
        unread: unread as u64,
    });
    let text = t!(
        "tui.find.by_sound",
        locale = model.lang.tag(),
        count = rows.len()
    );
    model.notice = Some(Notice::info(text));
}

pub(super) fn sought(model: &mut Model, seek: Seek, found: Option<Headline>) -> Vec<Effect> {
    let Some(row) = found else {
        return nothing_beyond(model, seek);
    };
    let reading = model.focus == Focus::Reader;
    if let Seek::Day { .. } = seek {
        return day(model, &row);
    }
    if model.headlines.select(row.id) {
        return if reading {
            act::open(model, row.id)
        } else {
            Vec::new()
        };
    }
    model.open_when_listed = reading;
    vec![model.headlines.reload(At::Around(row.id))]
}

/// To a day: another day's filter if one day is shown, else its place in the list.
fn day(model: &mut Model, row: &Headline) -> Vec<Effect> {
    if model.filters.now.day().is_some() {
        if let Expr::Term(term @ Term::Date { .. }) = Expr::day(row.edition) {
            let query = model.filters.now.query.clone().with(term);
            return filtering::go(model, Filter::new(query));
        }
        return Vec::new();
    }
    model.focus = Focus::Headlines;
    model.zoomed = false;
    vec![model.headlines.reload(At::Day(row.edition))]
}

fn nothing_beyond(model: &mut Model, seek: Seek) -> Vec<Effect> {
    let locale = model.lang.tag();
    let minutes = model.stats.now.as_secs() / 60;
    let text = match seek {
        Seek::Unread { backward: false } | Seek::Article { backward: false }
            if model.stats.read > 0 =>
        {
            t!(
                "tui.edition.end",
                locale = locale,
                count = model.stats.read,
                minutes = minutes.max(1)
            )
        }
        Seek::Unread { .. } => t!("tui.seek.no_unread", locale = locale),
        Seek::Article { backward: false } => t!("tui.seek.last", locale = locale),
        Seek::Article { backward: true } => t!("tui.seek.first", locale = locale),
        Seek::Day { later: true } => t!("tui.seek.no_later", locale = locale),
        Seek::Day { later: false } => t!("tui.seek.no_earlier", locale = locale),
    };
    tell(model, Notice::info(text))
}

fn opened(
    model: &mut Model,
    query: Query,
    how: Opening,
    stored: Box<Stored>,
    hits: Option<Vec<(u32, Range<usize>)>>,
) -> Vec<Effect> {
    if how == Opening::Preview {
        let wanted = model.previewing == Some(stored.id);
        model.previewing = None;
        if !wanted || model.focus == Focus::Reader {
            return Vec::new();
        }
    }
    let shown = model
        .reader
        .as_ref()
        .filter(|reader| reader.id() == stored.id);
    let preview = match how {
        Opening::Renew if shown.is_none() => return Vec::new(),
        Opening::Renew => shown.is_some_and(|reader| reader.preview),
        _ => how == Opening::Preview,
    };
    let id = stored.id;
    let later = hits.is_none().then(|| Effect::Find {
        id,
        query: query.clone(),
    });
    let hits = hits.unwrap_or_default();
    let mut reader = Reader::new(stored, hits, preview, model.lang, &model.widths);
    reader.query = query;
    model.reader = Some(reader);
    let mut effects = match how {
        Opening::Preview | Opening::Renew => Vec::new(),
        Opening::Read => act::read_on(model),
        Opening::Restore => {
            model.arrange();
            act::read_on(model)
        }
    };
    effects.extend(later);
    effects
}

/// Marks what a filter looks for, unless something else is shown by now.
fn found(
    model: &mut Model,
    id: ArticleId,
    query: &Query,
    hits: Vec<(u32, Range<usize>)>,
) -> Vec<Effect> {
    let shown = model.reader.as_mut();
    if let Some(reader) = shown.filter(|reader| reader.is_of(id, query)) {
        reader.mark_found(hits);
    }
    Vec::new()
}

fn found_in(
    model: &mut Model,
    id: ArticleId,
    words: String,
    hits: Vec<(u32, Range<usize>)>,
) -> Vec<Effect> {
    // Another may have been opened since.
    let shown = model.reader.as_mut().filter(|reader| reader.id() == id);
    let Some(reader) = shown else {
        return Vec::new();
    };
    reader.leave_changes();
    let count = reader.mark_hits(words.clone(), hits);
    let locale = model.lang.tag();
    let text = if count == 0 {
        t!("tui.find.none", locale = locale, words = words)
    } else {
        let keys = model
            .keymap
            .hint(&model.pane_scopes(), crate::tui::Action::NextHit);
        t!("tui.find.hits", locale = locale, count = count, key = keys)
    };
    tell(model, Notice::info(text))
}

fn marked(
    model: &mut Model,
    mark: Mark,
    ids: &[ArticleId],
    (count, more): (usize, bool),
) -> Vec<Effect> {
    marking::show(model, ids, mark);
    let quiet = model.density == Density::Lean || mark == Mark::Read(true);
    // None: another reader of the same archive was first.
    if count <= 1 && quiet && model.focus == Focus::Reader {
        return Vec::new();
    }
    let key = model
        .keymap
        .hint(&model.pane_scopes(), crate::tui::Action::Undo);
    let locale = model.lang.tag();
    let name = match mark {
        _ if more => "tui.marked.going",
        Mark::Read(true) => "tui.marked.read",
        Mark::Read(false) => "tui.marked.unread",
        Mark::Starred(true) => "tui.marked.starred",
        Mark::Starred(false) => "tui.marked.unstarred",
    };
    let text = t!(name, locale = locale, count = count, key = key).into_owned();
    tell(model, Notice::info(text))
}

fn undone(model: &mut Model, undone: Option<(Mark, Vec<ArticleId>, usize, bool)>) -> Vec<Effect> {
    let text = match undone {
        None => words::say("tui.undo.nothing", model.lang),
        Some((mark, ids, count, more)) => {
            marking::show(model, &ids, mark);
            let name = if more {
                "tui.undo.going"
            } else {
                "tui.undo.done"
            };
            t!(name, locale = model.lang.tag(), count = count).into_owned()
        }
    };
    tell(model, Notice::info(text))
}

fn sample_removed(model: &mut Model, count: u64) -> Vec<Effect> {
    if count == 0 {
        return tell(
            model,
            Notice::info(words::say("tui.sample.none", model.lang)),
        );
    }
    let text = t!(
        "tui.sample.removed",
        locale = model.lang.tag(),
        count = count
    );
    model.notice = Some(Notice::info(text));
    model.reader = None;
    model.focus = Focus::Headlines;
    model.zoomed = false;
    changed(model)
}

/// The list anew, at the same article.
fn changed(model: &mut Model) -> Vec<Effect> {
    model.stale.facets = true;
    model.stale.saved = true;
    model.stale.count = true;
    model.stale.names = true;
    let at = model
        .headlines
        .current()
        .map_or(At::Head, |row| At::Around(row.id));
    vec![model.headlines.reload(at)]
}

/// The list anew, for the headline may be another, and the article where it is on the screen.
fn rewritten(model: &mut Model, id: ArticleId) -> Vec<Effect> {
    let mut effects = changed(model);
    if model
        .reader
        .as_ref()
        .is_some_and(|reader| reader.id() == id)
    {
        effects.push(Effect::Open {
            id,
            how: Opening::Renew,
            query: model.headlines.query.clone(),
        });
    }
    effects
}

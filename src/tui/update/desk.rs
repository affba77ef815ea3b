//! What keys do at the desk.

use rust_i18n::t;

use crate::article::ArticleId;
use crate::article::newsprint::{Change, Row, Said};
use crate::tui::actions::Action;
use crate::tui::desk::{self, Desk, DeskPage};
use crate::tui::headlines::Move;
use crate::tui::layout::Focus;
use crate::tui::model::{At, Effect, Model, Msg, Opening};
use crate::tui::status::Notice;
use crate::tui::words;

// What is told where a key changes nothing.
const NO_ROLE: &str = "tui.desk.nothing.role";
const NO_SPLIT: &str = "tui.desk.nothing.split";
const NO_JOIN: &str = "tui.desk.nothing.join";

/// Asks for the page of the article at hand.
pub(super) fn ask(model: &Model) -> Vec<Effect> {
    let id = model.subject();
    id.map(Effect::OpenDesk).into_iter().collect()
}

/// The page is here.
pub(super) fn open(model: &mut Model, page: DeskPage) -> Vec<Effect> {
    model.desk = Some(Box::new(Desk::new(page)));
    Vec::new()
}

/// Does an action at the desk; `None`: it is none of the desk's.
pub(super) fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let desk = model.desk.as_mut()?;
    let leaving = matches!(action, Action::Back | Action::Quit);
    desk.asked &= leaving;
    if desk.cut.is_some() {
        return cutting(model, action);
    }
    if let Some(role) = desk::role_of(action) {
        let said = desk.say(Change::Role(role), NO_ROLE);
        return Some(lay_out(model, said, NO_ROLE));
    }
    match action {
        Action::Down => desk.go(Move::By(1)),
        Action::Up => desk.go(Move::By(-1)),
        Action::HalfDown => desk.go(Move::HalfPages(1)),
        Action::HalfUp => desk.go(Move::HalfPages(-1)),
        Action::PageDown => desk.go(Move::Pages(1)),
        Action::PageUp => desk.go(Move::Pages(-1)),
        Action::Top => desk.go(Move::Top),
        Action::Bottom => desk.go(Move::Bottom),
        Action::NextArticle => desk.go_article(true),
        Action::PreviousArticle => desk.go_article(false),
        Action::Unfold => desk.unfolded = !desk.unfolded,
        Action::Split => {
            let said = desk.say(Change::Begin, NO_SPLIT);
            return Some(lay_out(model, said, NO_SPLIT));
        }
        Action::Join => {
            let said = desk.join(NO_JOIN);
            return Some(lay_out(model, said, NO_JOIN));
        }
        Action::Cut if desk.begin_cut() => {}
        Action::Cut => tell(model, "tui.desk.nothing.cut"),
        Action::Undo => {
            let said = desk.undo();
            return Some(lay_out(model, said, "tui.desk.nothing.undo"));
        }
        Action::Redo => {
            let said = desk.redo();
            return Some(lay_out(model, said, "tui.desk.nothing.redo"));
        }
        Action::Save => return Some(save(model)),
        Action::Back => leave(model),
        Action::Quit if desk.is_changed() && !desk.asked => leave(model),
        Action::Desk => {}
        _ => return None,
    }
    Some(Vec::new())
}

fn cutting(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let desk = model.desk.as_mut()?;
    let cut = desk.cut.as_mut()?;
    match action {
        Action::CutRight => cut.step(1),
        Action::CutLeft => cut.step(-1),
        Action::CutForward => cut.jump(true),
        Action::CutBackward => cut.jump(false),
        Action::Cut => {
            let said = desk.finish_cut(NO_ROLE);
            return Some(lay_out(model, said, NO_ROLE));
        }
        Action::Back => desk.cut = None,
        _ => return None,
    }
    Some(Vec::new())
}

/// Has the page laid out with all that was said; if nothing was, tells why.
fn lay_out(model: &mut Model, said: Option<Vec<Said>>, otherwise: &str) -> Vec<Effect> {
    match said {
        Some(said) => vec![Effect::LayOut(said)],
        None => {
            tell(model, otherwise);
            Vec::new()
        }
    }
}

/// The page as it was laid out.
pub(super) fn laid_out(model: &mut Model, rows: Vec<Row>) -> Vec<Effect> {
    let told = model.desk.as_mut().and_then(|desk| desk.laid_out(rows));
    if let Some(name) = told {
        tell(model, name);
    }
    Vec::new()
}

fn tell(model: &mut Model, name: &str) {
    model.notice = Some(Notice::info(words::say(name, model.lang)));
}

/// Leaves the desk; if something was changed, only when it is asked for twice.
fn leave(model: &mut Model) {
    let Some(desk) = &mut model.desk else { return };
    if !desk.is_changed() || desk.asked {
        model.desk = None;
        return;
    }
    desk.asked = true;
    let scopes = model.pane_scopes();
    let text = t!(
        "tui.desk.ask",
        locale = model.lang.tag(),
        save = model.keymap.hint(&scopes, Action::Save),
        leave = model.keymap.hint(&scopes, Action::Back)
    );
    model.notice = Some(Notice::warning(text));
}

fn save(model: &mut Model) -> Vec<Effect> {
    let Some(desk) = &model.desk else {
        return Vec::new();
    };
    if !desk.is_changed() {
        model.desk = None;
        return Vec::new();
    }
    vec![Effect::Mend(Box::new(desk.mending()))]
}

/// The page's articles are others now: the list anew, and the article on whose line the cursor was.
pub(super) fn saved(model: &mut Model, msg: &Msg) -> Vec<Effect> {
    let Msg::Mended {
        tally: (added, updated, removed),
        show,
    } = *msg
    else {
        return Vec::new();
    };
    model.desk = None;
    let text = t!(
        "tui.desk.saved",
        locale = model.lang.tag(),
        added = added,
        updated = updated,
        removed = removed
    );
    model.notice = Some(Notice::info(text));
    model.stale.facets = true;
    model.stale.saved = true;
    model.stale.count = true;
    model.previewing = None;
    let at = show.or(model.headlines.current().map(|row| row.id));
    let mut effects = vec![model.headlines.reload(at.map_or(At::Head, At::Around))];
    let was_reading = model.focus == Focus::Reader && model.reader.take().is_some();
    match show.filter(|_| was_reading) {
        Some(id) => effects.push(reopen(model, id)),
        None => model.focus = Focus::Headlines,
    }
    effects
}

fn reopen(model: &Model, id: ArticleId) -> Effect {
    Effect::Open {
        id,
        how: Opening::Read,
        query: model.headlines.query.clone(),
    }
}

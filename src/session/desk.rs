//! A page out of the archive onto the desk, and its mended articles back into the archive.

use super::{Session, rules};
use crate::article::ArticleId;
use crate::article::newsprint::Said;
use crate::ingest::page::{Memory, MendedPage, Sheet};
use crate::ingest::{self, Hints};
use crate::store::{Mended, Original, Store, StoreError};
use crate::tui::{DeskPage, Mending, Msg};

/// Every page that a reader mended. What cannot be read of it costs itself.
///
/// # Errors
/// As all questions to the store.
pub fn memory(store: &Store) -> Result<Memory, StoreError> {
    let page = |mended: Mended| {
        let mut page: MendedPage = serde_json::from_str(&mended.page).ok()?;
        page.number = mended.number;
        Some(page)
    };
    let pages = store.mended()?.into_iter().filter_map(page);
    Ok(Memory::new(pages.collect()))
}

/// An input as it was read when it came in.
fn hints(original: &Original) -> Hints {
    serde_json::from_str(&original.hints).unwrap_or_default()
}

/// The page that an input was split as.
fn sheet(original: &Original) -> Option<Sheet> {
    ingest::sheet(&original.bytes, &hints(original)).ok()?
}

impl Session {
    /// The page that an article came from.
    pub(super) fn open_desk(&mut self, id: ArticleId) -> Msg {
        match self.page_of(id) {
            Ok(Some((page, sheet))) => {
                self.sheet = Some(sheet);
                Msg::Desk(Box::new(page))
            }
            Ok(None) => Msg::Told(self.say("session.desk.no_page")),
            Err(error) => self.failed(&error),
        }
    }

    fn page_of(&self, id: ArticleId) -> Result<Option<(DeskPage, Sheet)>, StoreError> {
        let Some(number) = self.store.original_of(id)? else {
            return Ok(None);
        };
        let Some(sheet) = self.store.original(number)?.as_ref().and_then(sheet) else {
            return Ok(None);
        };
        let memory = memory(&self.store)?;
        let known = memory.of(&sheet).map_or(&[][..], |page| &page.mends);
        let said: Vec<Said> = known.iter().filter_map(|mend| sheet.said(mend)).collect();
        let page = DeskPage {
            original: number,
            rows: sheet.clone().mended(&said).rows(),
            said,
            article: self.store.place_in_original(id)?,
        };
        Ok(Some((page, sheet)))
    }

    /// The page on the desk with what was said of it.
    pub(super) fn lay_out(&self, said: &[Said]) -> Option<Msg> {
        let sheet = self.sheet.clone()?;
        Some(Msg::LaidOut(sheet.mended(said).rows()))
    }

    /// Reads a page as it was mended, and puts its articles in the place of those it had.
    pub(super) fn mend(&mut self, mending: &Mending) -> Msg {
        match self.mend_page(mending) {
            Ok(Some(msg)) => msg,
            Ok(None) => Msg::Failed(self.say("session.desk.gone")),
            Err(error) => self.failed(&error),
        }
    }

    fn mend_page(&mut self, mending: &Mending) -> Result<Option<Msg>, StoreError> {
        let Some(original) = self.store.original(mending.original)? else {
            return Ok(None);
        };
        let Some(sheet) = sheet(&original) else {
            return Ok(None);
        };
        let mut hints = hints(&original);
        let memory = memory(&self.store)?;
        let known = memory.of(&sheet).cloned().unwrap_or_default();
        // What was said of lines that this page has no longer is kept for when it has them again.
        let mut mends = known.mends;
        mends.retain(|mend| sheet.said(mend).is_none());
        mends.extend(mending.said.iter().filter_map(|said| sheet.kept(*said)));
        let mut page = String::new();
        if !mends.is_empty() {
            let mended = MendedPage::new(&sheet, mends);
            page = serde_json::to_string(&mended).unwrap_or_default();
            hints.mended = Memory::new(vec![mended]);
        }
        let Ok(mut harvest) = ingest::read(&original.bytes, &hints) else {
            return Ok(None);
        };
        for article in &mut harvest.articles {
            rules::apply(&self.settings.rules, article, &[&original.source]);
        }
        let mended = Mended {
            number: known.number,
            page,
        };
        let reset = self
            .store
            .reset(mending.original, &harvest.articles, &mended, self.today)?;
        let show = mending.article.and_then(|nth| *reset.ids.get(nth)?);
        Ok(Some(Msg::Mended {
            tally: (reset.tally.added, reset.tally.updated, reset.removed),
            show,
        }))
    }
}

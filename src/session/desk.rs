//! A page out of the archive onto the desk, and its mended articles back into the archive.

use super::{Session, rules};
use crate::article::ArticleId;
use crate::ingest::page::{Memory, MendedPage};
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

impl Session {
    /// The page that an article came from.
    pub(super) fn open_desk(&self, id: ArticleId) -> Msg {
        match self.page_of(id) {
            Ok(Some(page)) => Msg::Desk(Box::new(page)),
            Ok(None) => Msg::Told(self.say("session.desk.no_page")),
            Err(error) => self.failed(&error),
        }
    }

    fn page_of(&self, id: ArticleId) -> Result<Option<DeskPage>, StoreError> {
        let Some(number) = self.store.original_of(id)? else {
            return Ok(None);
        };
        let Some(original) = self.store.original(number)? else {
            return Ok(None);
        };
        let sheet = ingest::sheet(&original.bytes, &hints(&original));
        let Some(sheet) = sheet.ok().flatten() else {
            return Ok(None);
        };
        let memory = memory(&self.store)?;
        let known = memory.of(&sheet).cloned().unwrap_or_default();
        Ok(Some(DeskPage {
            original: number,
            mended: known.number,
            mends: known.mends,
            sheet,
            article: self.store.place_in_original(id)?,
        }))
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
        let mut hints = hints(&original);
        let sheet = ingest::sheet(&original.bytes, &hints);
        let Some(sheet) = sheet.ok().flatten() else {
            return Ok(None);
        };
        let mut page = String::new();
        if !mending.mends.is_empty() {
            let mended = MendedPage::new(&sheet, mending.mends.clone());
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
            number: mending.mended,
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

//! Stories as a reader meets them: who else tells it, and all tellings read at once.

use super::error::Result;
use super::{Store, twice};
use crate::article::{ArticleId, Headline};

impl Store {
    /// The articles that tell the same story as this one, itself among them, the earliest first; none if nobody else does.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn tellings(&self, id: ArticleId) -> Result<Vec<Headline>> {
        let told = twice::tellings(&self.db, id).and_then(|ids| self.view().rows_of(&ids));
        self.named(told)
    }

    /// From now on what marks an article read, or unread, marks all that tell its story; what takes the mark back, too.
    pub fn read_together(&mut self, together: bool) {
        self.together = together;
    }
}

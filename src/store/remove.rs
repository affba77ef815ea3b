//! Articles out of the archive, for good: what was removed never returns.

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::body::Codec;
use super::characters::{self, Characters};
use super::error::Result;
use super::index;
use super::originals;
use super::schema::SAMPLE;
use super::tally::{self, Ledger};
use super::twice;
use crate::article::ArticleId;

/// Removes the sample edition. It alone leaves no graves: it comes back only when it is asked for.
pub fn sample(db: &mut Connection, codec: &mut Codec) -> Result<u64> {
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let ids: Vec<ArticleId> = tx
        .prepare("SELECT id FROM headlines WHERE source = ?1 ORDER BY id")?
        .query_map([SAMPLE], |row| row.get(0).map(ArticleId))?
        .collect::<rusqlite::Result<_>>()?;
    // The sample leaves neither identities nor graves: a reader may want to see it again.
    tx.execute(
        "DELETE FROM origins WHERE article IN (SELECT id FROM headlines WHERE source = ?1)",
        [SAMPLE],
    )?;
    let removed = articles(&tx, codec, &ids)?;
    for id in &ids {
        tx.prepare_cached("DELETE FROM graves WHERE article = ?1")?
            .execute([id.0])?;
    }
    tx.commit()?;
    Ok(removed)
}

/// Removes articles with all that hangs on them, and digs their graves; says how many were there.
pub fn articles(tx: &Transaction, codec: &mut Codec, ids: &[ArticleId]) -> Result<u64> {
    let mut section = tx.prepare_cached("SELECT section FROM headlines WHERE id = ?1")?;
    let mut unread = tx.prepare_cached("DELETE FROM unread WHERE profile = ?1 AND article = ?2")?;
    let profiles: Vec<i64> = tx
        .prepare("SELECT id FROM profiles")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut ledger = Ledger::default();
    count_off(tx, codec, ids)?;
    let mut removed = 0;
    for id in ids {
        let Some(section) = section
            .query_row([id.0], |row| row.get::<_, i64>(0))
            .optional()?
        else {
            continue;
        };
        removed += 1;
        ledger.add(tally::ALL, section, tally::day(*id), -1);
        for profile in &profiles {
            if unread.execute(params![profile, id.0])? == 1 {
                ledger.add(*profile, section, tally::day(*id), -1);
            }
        }
        twice::forget(tx, *id)?;
        for table in [
            "DELETE FROM search WHERE rowid = ?1",
            "DELETE FROM marks WHERE article = ?1",
            "DELETE FROM revisions WHERE article = ?1",
            "DELETE FROM linked WHERE article = ?1",
            "DELETE FROM given WHERE article = ?1",
            "DELETE FROM bodies WHERE article = ?1",
            "DELETE FROM headlines WHERE id = ?1",
            "INSERT INTO graves (article) VALUES (?1)",
        ] {
            tx.prepare_cached(table)?.execute([id.0])?;
        }
    }
    originals::let_go(tx)?;
    ledger.write(tx)?;
    Ok(removed)
}

/// Takes what stands in articles that go off the counts of characters.
fn count_off(tx: &Transaction, codec: &mut Codec, ids: &[ArticleId]) -> Result<()> {
    let mut gone = Characters::default();
    let mut select = tx.prepare_cached("SELECT codec, body FROM bodies WHERE article = ?1")?;
    for id in ids {
        let mut rows = select.query([id.0])?;
        let Some(row) = rows.next()? else { continue };
        let bytes = row.get_ref(1)?.as_blob().unwrap_or_default();
        match codec.article(tx, row.get(0)?, bytes) {
            Ok(article) => gone.add(&index::Row::of_text(&article), -1),
            Err(_) => return Ok(characters::give_up(tx)?),
        }
    }
    Ok(gone.write(tx)?)
}

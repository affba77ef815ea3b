//! Articles out of the archive, for good: what was removed never returns.

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::error::Result;
use super::schema::SAMPLE;
use super::tally::{self, Ledger};
use crate::article::ArticleId;

/// Removes the sample edition. It alone leaves no graves: it comes back only when it is asked for.
pub fn sample(db: &mut Connection) -> Result<u64> {
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let ids: Vec<ArticleId> = tx
        .prepare("SELECT id FROM headlines WHERE source = ?1 ORDER BY id")?
        .query_map([SAMPLE], |row| row.get(0).map(ArticleId))?
        .collect::<rusqlite::Result<_>>()?;
    articles(&tx, &ids)?;
    // One walk over the identities, which are found by their key, not by their article.
    let list = ids
        .iter()
        .map(|id| id.0.to_string())
        .collect::<Vec<_>>()
        .join(",");
    tx.execute_batch(&format!(
        "DELETE FROM origins WHERE article IN ({list}); DELETE FROM graves WHERE article IN ({list});"
    ))?;
    tx.commit()?;
    Ok(ids.len() as u64)
}

/// Removes articles with all that hangs on them, and digs their graves.
pub fn articles(tx: &Transaction, ids: &[ArticleId]) -> Result<()> {
    let mut section = tx.prepare_cached("SELECT section FROM headlines WHERE id = ?1")?;
    let mut unread = tx.prepare_cached("DELETE FROM unread WHERE profile = ?1 AND article = ?2")?;
    let profiles: Vec<i64> = tx
        .prepare("SELECT id FROM profiles")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut ledger = Ledger::default();
    for id in ids {
        let section: i64 = section.query_row([id.0], |row| row.get(0))?;
        ledger.add(tally::ALL, section, tally::day(*id), -1);
        for profile in &profiles {
            if unread.execute(params![profile, id.0])? == 1 {
                ledger.add(*profile, section, tally::day(*id), -1);
            }
        }
        for table in [
            "DELETE FROM search WHERE rowid = ?1",
            "DELETE FROM marks WHERE article = ?1",
            "DELETE FROM revisions WHERE article = ?1",
            "DELETE FROM bodies WHERE article = ?1",
            "DELETE FROM headlines WHERE id = ?1",
            "INSERT INTO graves (article) VALUES (?1)",
        ] {
            tx.prepare_cached(table)?.execute([id.0])?;
        }
    }
    ledger.write(tx)?;
    Ok(())
}

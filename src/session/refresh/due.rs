//! When a feed is to be asked again.

use std::time::Duration;

use crate::fetch::terms::Terms;
use crate::ingest;
use crate::store::Feed;

/// The first wait after a failure; each further one doubles it, up to a day.
const BACK_OFF: Duration = Duration::from_secs(15 * 60);

/// Whether it is time to ask for a feed.
pub fn is_due(feed: &Feed, now: i64) -> bool {
    !feed.paused && feed.next_due.is_none_or(|due| due <= now)
}

/// All went well: nothing is wrong any more, and the server's word, the feed's own and the reader's say when to ask again.
pub fn settle(feed: &mut Feed, now: i64, terms: &Terms, own: Option<&ingest::Feed>) {
    feed.failures = 0;
    feed.error = None;
    let fresh = terms.fresh_for.map_or(0, seconds);
    let ttl = own
        .and_then(|own| own.ttl)
        .map_or(0, |minutes| i64::from(minutes) * 60);
    let every = feed.every.map_or(0, |minutes| i64::from(minutes) * 60);
    let due = awake(
        now + fresh.max(ttl).max(every),
        own.map_or(&[], |own| &own.skip_hours),
    );
    feed.next_due = Some(due).filter(|due| *due > now);
}

/// The first moment from `due` on that is in none of the hours (of the day, UTC) in which a feed does not change.
fn awake(due: i64, skipped: &[u8]) -> i64 {
    let hour = |time: i64| u8::try_from(time.rem_euclid(86_400) / 3600).unwrap_or(0);
    let later = (0..24).map(|hours| due + hours * 3600);
    later
        .into_iter()
        .find(|time| !skipped.contains(&hour(*time)))
        .unwrap_or(due)
}

/// The server wants to be left alone: for so long, if it says.
pub fn later(feed: &mut Feed, now: i64, wait: Option<Duration>) {
    feed.next_due = Some(now + seconds(wait.unwrap_or(BACK_OFF)));
}

/// A failed feed shows its error and is asked less and less often.
pub fn failed(feed: &mut Feed, now: i64, why: &str) {
    feed.failures += 1;
    feed.error = Some(why.to_owned());
    let wait = BACK_OFF * 2u32.saturating_pow(feed.failures.min(7) - 1);
    feed.next_due = Some(now + seconds(wait.min(Duration::from_secs(24 * 3600))));
}

fn seconds(time: Duration) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_in_which_a_feed_sleeps_are_left_out() {
        let check = |due: i64, skipped: &[u8], expect: i64| assert_eq!(awake(due, skipped), expect);
        check(3600, &[], 3600);
        check(3600, &[1], 7200);
        check(3600 + 59, &[1, 2], 3 * 3600 + 59);
        check(23 * 3600, &[23, 0], 25 * 3600);
        check(3600, &(0..24).collect::<Vec<u8>>(), 3600);
    }
}

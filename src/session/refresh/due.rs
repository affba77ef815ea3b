//! When a feed is to be asked again.

use std::time::Duration;

use crate::fetch::terms::{self, Terms};
use crate::store::Feed;

/// The first wait after a failure; each further one doubles it, up to a day.
const BACK_OFF: Duration = Duration::from_secs(15 * 60);

/// Whether it is time to ask for a feed.
pub fn is_due(feed: &Feed, now: i64) -> bool {
    !feed.paused && feed.next_due.is_none_or(|due| due <= now)
}

/// All went well: nothing is wrong any more, and the server's word, the feed's own and the reader's say when to ask again.
pub fn settle(feed: &mut Feed, now: i64, terms: &Terms) {
    feed.failures = 0;
    feed.error = None;
    let in_minutes = |minutes: Option<u32>| minutes.map_or(0, |minutes| i64::from(minutes) * 60);
    let fresh = terms.fresh_for.map_or(0, seconds);
    // A feed may not put itself to sleep for years; its reader may.
    let ttl = in_minutes(feed.version.ttl).min(seconds(terms::LONGEST));
    let wait = fresh.max(ttl).max(in_minutes(feed.every));
    let due = awake(
        now + wait,
        &feed.version.skip_hours,
        &feed.version.skip_days,
    );
    feed.next_due = Some(due).filter(|due| *due > now);
}

/// The first moment from `due` on that is in none of the hours (of the day, UTC) and on none of the days (from Monday as 0) in
/// which a feed does not change. One that never wakes is asked all the same.
fn awake(due: i64, hours: &[u8], days: &[u8]) -> i64 {
    let hour = |time: i64| u8::try_from(time.rem_euclid(86_400) / 3600).unwrap_or(0);
    // The first of January 1970 was a Thursday.
    let day = |time: i64| u8::try_from((time.div_euclid(86_400) + 3).rem_euclid(7)).unwrap_or(0);
    let sleeps = |time: i64| hours.contains(&hour(time)) || days.contains(&day(time));
    let later = (0..8 * 24).map(|hours| due + hours * 3600);
    later.into_iter().find(|time| !sleeps(*time)).unwrap_or(due)
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
    fn hours_and_days_in_which_a_feed_sleeps_are_left_out() {
        let check = |due: i64, hours: &[u8], days: &[u8], expect: i64| {
            assert_eq!(awake(due, hours, days), expect, "{hours:?} {days:?}");
        };
        check(3600, &[], &[], 3600);
        check(3600, &[1], &[], 7200);
        check(3600 + 59, &[1, 2], &[], 3 * 3600 + 59);
        check(23 * 3600, &[23, 0], &[], 25 * 3600);
        check(3600, &(0..24).collect::<Vec<u8>>(), &[], 3600);
        // Due on a Thursday, at one; asleep until Saturday has begun, or Monday at two.
        check(3600, &[], &[3, 4], 48 * 3600);
        check(3600, &[0, 1], &[3, 4, 5, 6], 4 * 86_400 + 7200);
    }

    #[test]
    fn the_feed_s_word_holds_for_a_version_that_has_not_changed_and_no_longer_than_a_week() {
        let mut feed = Feed::default();
        feed.version.ttl = Some(30);
        settle(&mut feed, 1000, &Terms::default());
        assert_eq!(feed.next_due, Some(1000 + 1800));
        feed.version.ttl = Some(u32::MAX);
        settle(&mut feed, 1000, &Terms::default());
        assert_eq!(feed.next_due, Some(1000 + 7 * 86_400));
        feed.every = Some(30 * 24 * 60);
        settle(&mut feed, 1000, &Terms::default());
        assert_eq!(feed.next_due, Some(1000 + 30 * 86_400));
    }
}

//! Back-pressure: how much may be under way on a slow line.
//!
//! A pseudo-terminal takes some 20 KB without a word, which at 9,600 bit/s is 20 seconds of screen that nobody wants any
//! more. So after a large frame the terminal is asked whether it has drawn it (`CSI 5n`, answered `CSI 0n`), and the next
//! frame waits for the answer. Keys are taken and acted on meanwhile; what is painted then is the newest state.

use std::time::{Duration, Instant};

use super::Report;

/// At most one large frame under way.
#[derive(Debug, Default)]
pub struct Flow {
    asked: Option<Instant>,
    /// Bytes sent since the last question.
    unasked: usize,
    answered: bool,
    deaf: bool,
}

/// More bytes than this since the last question are worth one.
const LARGE: usize = 1000;
/// A terminal that has never answered within this time is not waited for again.
const FIRST_ANSWER: Duration = Duration::from_secs(2);
/// One that has answered before is waited for longer: 20 KB at 9,600 bit/s.
const LATER_ANSWER: Duration = Duration::from_secs(20);
const QUESTION: &[u8] = b"\x1b[5n";

impl Flow {
    /// Whether a frame may be painted now.
    pub fn may_paint(&self) -> bool {
        self.asked.is_none()
    }

    /// A frame of `bytes` bytes is about to be sent; the answer is to be sent right after it, in the same write. `repeated` says
    /// that keys come faster than frames.
    pub fn after_frame(&mut self, bytes: usize, repeated: bool, now: Instant) -> &'static [u8] {
        self.unasked += bytes;
        let worth = self.unasked > LARGE || (repeated && self.unasked > LARGE / 4);
        if self.deaf || !worth || self.asked.is_some() {
            return b"";
        }
        self.unasked = 0;
        self.asked = Some(now);
        QUESTION
    }

    /// An answer came.
    pub fn hear(&mut self, report: &Report) {
        if *report == Report::Ready {
            self.asked = None;
            self.answered = true;
        }
    }

    /// How long to wait for the answer at most; `None` if none is under way. Then call [`Self::time_out`].
    pub fn patience(&self, now: Instant) -> Option<Duration> {
        let limit = if self.answered {
            LATER_ANSWER
        } else {
            FIRST_ANSWER
        };
        self.asked
            .map(|asked| (asked + limit).saturating_duration_since(now))
    }

    /// Stops waiting for an answer that is overdue; a terminal that never answered is not asked again.
    pub fn time_out(&mut self, now: Instant) {
        if self.patience(now).is_some_and(|left| left.is_zero()) {
            self.asked = None;
            self.deaf = !self.answered;
        }
    }

    /// After a suspend: an answer may have gone to the shell.
    pub fn forget(&mut self) {
        self.asked = None;
        self.unasked = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_large_frame_is_under_way_at_most() {
        let (mut flow, now) = (Flow::default(), Instant::now());
        assert_eq!(flow.after_frame(300, false, now), b"");
        assert!(flow.may_paint());
        assert_eq!(flow.after_frame(2000, false, now), QUESTION);
        assert!(!flow.may_paint());
        flow.hear(&Report::Cursor(0, 0));
        assert!(!flow.may_paint());
        flow.hear(&Report::Ready);
        assert!(flow.may_paint());
    }

    #[test]
    fn many_small_frames_are_one_large_one() {
        let (mut flow, now) = (Flow::default(), Instant::now());
        let asked = (0..20)
            .filter(|_| !flow.after_frame(60, true, now).is_empty())
            .count();
        assert_eq!(asked, 1);
    }

    #[test]
    fn a_terminal_that_never_answers_is_not_waited_for_twice() {
        let (mut flow, now) = (Flow::default(), Instant::now());
        assert!(!flow.after_frame(5000, false, now).is_empty());
        flow.time_out(now + Duration::from_secs(1));
        assert!(!flow.may_paint());
        flow.time_out(now + FIRST_ANSWER);
        assert!(flow.may_paint());
        assert!(flow.after_frame(5000, false, now).is_empty());
    }
}

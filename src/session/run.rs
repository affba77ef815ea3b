//! The loop for a terminal: all that waits is taken before one paint, and one write carries it.

use std::io;
use std::time::{Duration, Instant};

use jiff::Zoned;

use super::{GRACE, Outcome, Session, Settings, Setup, linear};
use crate::store::{self, Store};
use crate::term::{Caps, Manners, Tty, Wake};

/// How long a lone ESC is held, near and over SSH.
const ESC_NEAR: Duration = Duration::from_millis(50);
const ESC_FAR: Duration = Duration::from_millis(150);
/// A resize is drawn when nothing more of it has come for so long.
const RESIZE: Duration = Duration::from_millis(30);

/// The window's title, where one is wanted: never an article's, which others may read over a shoulder or in a list of windows.
const TITLE: &str = "看報 kanbao";

/// Runs the reader at the terminal that the program stands at, until the reader leaves.
///
/// # Errors
/// If standard output is no terminal, or the system refuses to wait for it.
pub fn run(settings: Settings, store: Store) -> anyhow::Result<Outcome> {
    let caps = Caps::here();
    if settings.linear || !caps.addressable {
        return run_linear(settings, store);
    }
    let manners = Manners {
        mouse: settings.mouse,
        title: settings.title.then(|| TITLE.to_owned()),
        leaving: Some(store::leaving()),
    };
    let mut tty = Tty::open(&caps, &manners)?;
    let size = tty.size()?;
    let mut session = Session::new(Setup {
        settings,
        store,
        caps,
        size,
        today: Zoned::now().date(),
        waker: tty.waker().ok(),
        grace: GRACE,
    });
    let End { gone, sent_away } = turn_until_over(&mut session, &mut tty)?;
    session.close();
    let sent = session.sent();
    if !gone {
        let asking = session.is_asking();
        tty.leave(&session.farewell(), asking);
    }
    if sent_away {
        session.finish_soon();
    } else {
        session.finish();
        session.tidy();
    }
    Ok(Outcome { sent })
}

/// Without a screen: lines in, lines out.
fn run_linear(settings: Settings, store: Store) -> anyhow::Result<Outcome> {
    let (input, output) = (io::stdin().lock(), io::stdout().lock());
    let columns = rustix::termios::tcgetwinsize(io::stdout()).map_or(0, |size| size.ws_col);
    let today = Zoned::now().date();
    linear::run(
        settings,
        store,
        today,
        columns,
        input,
        io::BufWriter::new(output),
    )?;
    Ok(Outcome::default())
}

/// What the loop waits for besides bytes.
#[derive(Debug, Default)]
struct Due {
    /// When a held ESC is the key.
    esc: Option<Instant>,
    /// When the screen's new size is drawn.
    resize: Option<Instant>,
}

impl Due {
    /// The size has changed: it is drawn when nothing more of it comes, so that a storm of sizes paints once.
    fn resized(&mut self, now: Instant) {
        self.resize = Some(now + RESIZE);
    }

    /// Bytes came; an ESC at their end is held for so long. Only time makes it the key, not a worker's call.
    fn took_bytes(&mut self, is_holding: bool, patience: Duration, now: Instant) {
        self.esc = is_holding.then(|| now + patience);
    }

    /// Whether the new size is to be drawn now; asked once.
    fn is_resize_over(&mut self, now: Instant) -> bool {
        self.resize.take_if(|due| *due <= now).is_some()
    }

    /// Whether a held ESC is the key by now; asked once.
    fn is_esc_over(&mut self, now: Instant) -> bool {
        self.esc.take_if(|due| *due <= now).is_some()
    }

    fn soonest(&self, now: Instant) -> Option<Duration> {
        let times = [self.esc, self.resize].into_iter().flatten();
        times.map(|due| due.saturating_duration_since(now)).min()
    }
}

/// How the turning ended.
struct End {
    /// The terminal is gone.
    gone: bool,
    /// By a signal, or because the terminal is gone: not by the reader's own key.
    sent_away: bool,
}

/// Turns until the reader leaves.
fn turn_until_over(session: &mut Session, tty: &mut Tty) -> anyhow::Result<End> {
    let mut due = Due::default();
    loop {
        if tty.queued() == 0 && due.resize.is_none() {
            let bytes = session.output();
            tty.write(&bytes);
        }
        let times = [due.soonest(Instant::now()), session.patience()];
        let wake = tty.wait(times.into_iter().flatten().min())?;
        if wake.quit {
            return Ok(End {
                gone: wake.gone,
                sent_away: true,
            });
        }
        let now = Instant::now();
        if wake.resized {
            due.resized(now);
        } else if due.is_resize_over(now) {
            let (width, height) = tty.size()?;
            session.resize(width, height);
        }
        take_bytes(session, tty, &wake.bytes, &mut due);
        session.tick();
        take_signals(session, tty, &wake)?;
        if session.finished() {
            return Ok(End {
                gone: false,
                sent_away: false,
            });
        }
    }
}

fn take_bytes(session: &mut Session, tty: &mut Tty, bytes: &[u8], due: &mut Due) {
    let now = Instant::now();
    if bytes.is_empty() {
        if due.is_esc_over(now) {
            session.time_out();
        }
        return;
    }
    panic_if_asked();
    let caps = session.caps().clone();
    session.feed(bytes);
    if caps != *session.caps() {
        tty.set_caps(session.caps());
    }
    let patience = if session.caps().remote {
        ESC_FAR
    } else {
        ESC_NEAR
    };
    due.took_bytes(session.is_holding(), patience, now);
}

fn take_signals(session: &mut Session, tty: &mut Tty, wake: &Wake) -> anyhow::Result<()> {
    if wake.resumed {
        tty.resume()?;
        session.redraw();
    }
    if (wake.suspend || session.take_suspend()) && !session.finished() {
        session.close();
        tty.suspend(&session.farewell())?;
        let (width, height) = tty.size()?;
        session.resize(width, height);
    }
    Ok(())
}

/// For the test that a panic gives the terminal back: `KANBAO_PANIC` in a debug build panics at the first key.
fn panic_if_asked() {
    let asked = cfg!(debug_assertions) && std::env::var_os("KANBAO_PANIC").is_some();
    assert!(!asked, "asked to panic by KANBAO_PANIC");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_storm_of_sizes_is_drawn_once() {
        let (mut due, mut now) = (Due::default(), Instant::now());
        let mut drawn = 0;
        for _ in 0..50 {
            due.resized(now);
            now += RESIZE / 3;
            drawn += usize::from(due.is_resize_over(now));
        }
        assert_eq!((drawn, due.soonest(now)), (0, Some(RESIZE - RESIZE / 3)));
        now += RESIZE;
        assert!(due.is_resize_over(now) && !due.is_resize_over(now));
    }

    #[test]
    fn only_time_makes_a_held_esc_the_key() {
        let (mut due, now) = (Due::default(), Instant::now());
        due.took_bytes(true, ESC_FAR, now);
        assert!(!due.is_esc_over(now + ESC_NEAR), "a worker called");
        due.took_bytes(false, ESC_FAR, now + ESC_NEAR);
        assert!(!due.is_esc_over(now + 2 * ESC_FAR), "it was a sequence");
        due.took_bytes(true, ESC_FAR, now);
        assert!(due.is_esc_over(now + ESC_FAR) && !due.is_esc_over(now + ESC_FAR));
    }
}

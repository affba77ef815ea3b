//! The loop for a terminal: all that waits is taken before one paint, and one write carries it.

use std::io;
use std::time::Duration;

use jiff::Zoned;

use super::{GRACE, Outcome, Session, Settings, Setup, linear};
use crate::store::Store;
use crate::term::{Caps, Manners, Tty, Wake};

/// How long a lone ESC is held, near and over SSH.
const ESC_NEAR: Duration = Duration::from_millis(50);
const ESC_FAR: Duration = Duration::from_millis(150);
/// A resize is drawn when nothing more of it has come for so long.
const RESIZE: Duration = Duration::from_millis(30);

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
        title: None,
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
    let gone = turn_until_over(&mut session, &mut tty)?;
    session.close();
    let sent = session.sent();
    if !gone {
        let asking = session.is_asking();
        tty.leave(&session.farewell(), asking);
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

/// Turns until the reader leaves; says whether the terminal is gone.
fn turn_until_over(session: &mut Session, tty: &mut Tty) -> anyhow::Result<bool> {
    let mut resizing = false;
    loop {
        if tty.queued() == 0 && !resizing {
            let bytes = session.output();
            tty.write(&bytes);
        }
        let patience = patience(session, resizing);
        let wake = tty.wait(patience)?;
        if wake.quit {
            return Ok(wake.gone);
        }
        if resizing && !wake.resized {
            let (width, height) = tty.size()?;
            session.resize(width, height);
            resizing = false;
        }
        resizing |= wake.resized;
        take(session, tty, &wake)?;
        if session.finished() {
            return Ok(false);
        }
    }
}

fn take(session: &mut Session, tty: &mut Tty, wake: &Wake) -> anyhow::Result<()> {
    if wake.bytes.is_empty() {
        session.time_out();
    } else {
        panic_if_asked();
        let caps = session.caps().clone();
        session.feed(&wake.bytes);
        if caps != *session.caps() {
            tty.set_caps(session.caps());
        }
    }
    session.tick();
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

fn patience(session: &Session, resizing: bool) -> Option<Duration> {
    let esc = if session.caps().remote {
        ESC_FAR
    } else {
        ESC_NEAR
    };
    let times = [
        session.is_holding().then_some(esc),
        resizing.then_some(RESIZE),
        session.patience(),
    ];
    times.into_iter().flatten().min()
}

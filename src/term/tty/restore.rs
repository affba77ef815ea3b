//! Giving the terminal back, whatever happened: at the end, on drop, and on a panic before its message is printed.

use std::{
    fs::File,
    io,
    sync::{Mutex, Once, PoisonError},
    thread::{self, ThreadId},
    time::Duration,
};

use rustix::{
    event::{PollFd, PollFlags, poll},
    termios::{self, OptionalActions, Termios},
};

use super::{Caps, Manners};

/// What is sent on entering.
pub(super) fn entering(caps: &Caps, manners: &Manners) -> Vec<u8> {
    let mut bytes = Vec::new();
    if !caps.addressable {
        return bytes;
    }
    if let Some(title) = manners.title.as_ref().filter(|_| has_title(caps)) {
        bytes.extend_from_slice(b"\x1b[22;2t\x1b]2;");
        let shown = title.chars().filter(|c| !c.is_control());
        bytes.extend_from_slice(shown.collect::<String>().as_bytes());
        bytes.extend_from_slice(b"\x1b\\");
    }
    // Those without another screen pass over it; GNU screen has one if its user wants one.
    bytes.extend_from_slice(b"\x1b[?1049h");
    bytes.extend_from_slice(b"\x1b[?2004h");
    if manners.mouse {
        bytes.extend_from_slice(b"\x1b[?1002;1006h");
    }
    if caps.keyboard {
        bytes.extend_from_slice(KEYBOARD);
    }
    bytes
}

/// Asks the kitty protocol to tell keys apart that are alike (flag 1), until `CSI < u`.
pub(super) const KEYBOARD: &[u8] = b"\x1b[>1u";

/// What is sent on leaving: all that entering and the painter may have set, whether it did or not, in case they could not
/// say so themselves.
pub(super) fn leaving(caps: &Caps, manners: &Manners) -> Vec<u8> {
    let mut bytes = Vec::new();
    if !caps.addressable {
        return bytes;
    }
    if caps.sync {
        bytes.extend_from_slice(b"\x1b[?2026l");
    }
    if caps.margins {
        bytes.extend_from_slice(b"\x1b[?69l");
    }
    if caps.keyboard {
        bytes.extend_from_slice(b"\x1b[<u");
    }
    if manners.mouse {
        bytes.extend_from_slice(b"\x1b[?1002;1006l");
    }
    bytes.extend_from_slice(b"\x1b[?2004l\x1b[m\x1b[r\x1b[?7h\x1b[?25h");
    if !caps.alternate {
        bytes.extend_from_slice(b"\x1b[H\x1b[J");
    }
    bytes.extend_from_slice(b"\x1b[?1049l");
    if manners.title.is_some() && has_title(caps) {
        bytes.extend_from_slice(b"\x1b[23;2t");
    }
    bytes
}

/// The Linux console has no title and shows a part of what would set it.
fn has_title(caps: &Caps) -> bool {
    caps.asks
}

/// One terminal to be restored; in a static so that the panic hook finds it.
#[derive(Debug)]
struct Armed {
    device: File,
    cooked: Termios,
    leaving: Vec<u8>,
    armed: bool,
    /// The thread that has the terminal; another's panic is not the end of the session.
    owner: ThreadId,
}

static ARMED: Mutex<Option<Armed>> = Mutex::new(None);

/// The right to restore; there is one terminal a process.
#[derive(Debug)]
pub(super) struct Restorer(());

impl Restorer {
    /// Keeps what is needed to restore the terminal, and sees to it that a panic does so before it prints.
    pub fn arm(device: &File, cooked: Termios, leaving: Vec<u8>) -> io::Result<Self> {
        let device = device.try_clone()?;
        *lock() = Some(Armed {
            device,
            cooked,
            leaving,
            armed: true,
            owner: thread::current().id(),
        });
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let next = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |info| {
                if is_anothers() {
                    // Its message would only spoil the screen, and may quote an article: the log gets the place alone.
                    let place = info.location().map(ToString::to_string);
                    return tracing::error!(place, "a thread panicked");
                }
                restore();
                next(info);
            }));
        });
        Ok(Self(()))
    }

    /// The terminal was entered again.
    pub fn rearm(&self) {
        if let Some(it) = lock().as_mut() {
            it.armed = true;
        }
    }

    /// What has to be undone from now on.
    pub fn set_leaving(&self, leaving: Vec<u8>) {
        if let Some(it) = lock().as_mut() {
            it.leaving = leaving;
        }
    }

    /// Restores once.
    pub fn restore(&self) {
        restore();
    }
}

fn lock() -> std::sync::MutexGuard<'static, Option<Armed>> {
    ARMED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether the terminal is in use and not by this thread.
fn is_anothers() -> bool {
    let guard = lock();
    guard
        .as_ref()
        .is_some_and(|it| it.armed && it.owner != thread::current().id())
}

fn restore() {
    let mut guard = lock();
    let Some(it) = guard.as_mut().filter(|it| it.armed) else {
        return;
    };
    it.armed = false;
    write_all(&it.device, &it.leaving);
    let _ = termios::tcsetattr(&it.device, OptionalActions::Flush, &it.cooked);
}

/// Writes to a device that may be slow, but not for ever.
fn write_all(device: &File, mut bytes: &[u8]) {
    let patience = Duration::from_millis(200).try_into().unwrap_or_default();
    while !bytes.is_empty() {
        match rustix::io::write(device, bytes) {
            Ok(n) => bytes = bytes.get(n..).unwrap_or_default(),
            Err(rustix::io::Errno::INTR) => {}
            Err(rustix::io::Errno::AGAIN) => {
                let mut fds = [PollFd::new(device, PollFlags::OUT)];
                if !matches!(poll(&mut fds, Some(&patience)), Ok(n) if n > 0) {
                    return;
                }
            }
            Err(_) => return,
        }
    }
}

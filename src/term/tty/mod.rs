//! The terminal itself: raw mode, waiting, writing without blocking, and leaving it as it was found.

mod restore;
mod signals;

use std::{
    fs::File,
    io,
    os::{
        fd::{AsFd, BorrowedFd, OwnedFd},
        unix::net::UnixStream,
    },
    sync::{Arc, atomic::AtomicBool},
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, poll},
    fs::{Mode, OFlags},
    termios::{self, OptionalActions, QueueSelector, Termios},
};

use self::{restore::Restorer, signals::Signals};
use super::Caps;

/// What can go wrong with a terminal.
#[derive(Debug, thiserror::Error)]
pub enum TtyError {
    /// Standard output is not a terminal.
    #[error("standard output is not a terminal")]
    NotATerminal,
    /// The system refused something.
    #[error("cannot {0}")]
    System(&'static str, #[source] io::Error),
}

/// How a session wants to meet its terminal.
#[derive(Debug, Clone, Default)]
pub struct Manners {
    /// Report the mouse.
    pub mouse: bool,
    /// A title for the window. The old one comes back at the end.
    pub title: Option<String>,
    /// Raised the moment that a signal asks to leave: for whoever waits for something else than the terminal then.
    pub leaving: Option<Arc<AtomicBool>>,
}

/// Why a wait ended. Several may be true at once.
#[derive(Debug, Default)]
pub struct Wake {
    /// What was read; for the decoder.
    pub bytes: Vec<u8>,
    /// The size may have changed (SIGWINCH).
    pub resized: bool,
    /// Someone sent SIGTSTP: call [`Tty::suspend`].
    pub suspend: bool,
    /// We were stopped and go on (SIGCONT): call [`Tty::resume`], forget and paint.
    pub resumed: bool,
    /// SIGHUP, SIGTERM or SIGINT, or the terminal is gone: leave.
    pub quit: bool,
    /// The terminal is gone: nothing can be written any more.
    pub gone: bool,
    /// A [`Waker`] called.
    pub called: bool,
}

/// A terminal in raw mode, until it is dropped.
///
/// It opens the terminal's device anew, so that being non-blocking is not forced on the shell that shares standard output.
#[derive(Debug)]
pub struct Tty {
    device: File,
    cooked: Termios,
    caps: Caps,
    manners: Manners,
    entering: Vec<u8>,
    signals: Signals,
    calls: UnixStream,
    caller: UnixStream,
    restorer: Restorer,
    /// Not yet taken by the system.
    queue: Vec<u8>,
    gone: bool,
}

/// Ends a wait of its [`Tty`] from another thread.
#[derive(Debug)]
pub struct Waker(UnixStream);

impl Waker {
    /// Ends the present or the next wait.
    pub fn wake(&self) {
        // A full pipe has the wait ended already.
        let _ = rustix::io::write(&self.0, &[1]);
    }

    /// Another of the same.
    pub fn another(&self) -> io::Result<Self> {
        self.0.try_clone().map(Self)
    }
}

/// A size that no screen has is a mistake or a lie, and each cell costs some fifty bytes: the rest stays empty.
const WIDEST: u16 = 1_000;
const TALLEST: u16 = 500;

/// How long a terminal may take what is left at the end.
const FAREWELL: Duration = Duration::from_millis(500);

impl Tty {
    /// Opens the terminal at standard output and enters it: raw mode, alternate screen, bracketed paste, and what `manners`
    /// ask for. All of that is undone on drop, on [`Tty::leave`], and on a panic.
    pub fn open(caps: &Caps, manners: &Manners) -> Result<Self, TtyError> {
        let device = File::from(open_device()?);
        let cooked = termios::tcgetattr(&device).map_err(system("read the terminal's settings"))?;
        let (calls, caller) = UnixStream::pair().map_err(system_io("make a pipe"))?;
        for end in [&calls, &caller] {
            end.set_nonblocking(true)
                .map_err(system_io("make a pipe"))?;
        }
        let signals =
            Signals::register(manners.leaving.as_ref()).map_err(system_io("catch signals"))?;
        let leaving = restore::leaving(caps, manners);
        let restorer = Restorer::arm(&device, cooked.clone(), leaving)
            .map_err(system_io("keep the terminal's settings"))?;
        let mut tty = Self {
            device,
            cooked,
            caps: caps.clone(),
            manners: manners.clone(),
            entering: restore::entering(caps, manners),
            signals,
            calls,
            caller,
            restorer,
            queue: Vec::new(),
            gone: false,
        };
        tty.enter()?;
        Ok(tty)
    }

    fn enter(&mut self) -> Result<(), TtyError> {
        let mut raw = self.cooked.clone();
        raw.make_raw();
        termios::tcsetattr(&self.device, OptionalActions::Now, &raw)
            .map_err(system("set the terminal to raw mode"))?;
        self.restorer.rearm();
        let entering = std::mem::take(&mut self.entering);
        self.write(&entering);
        self.entering = entering;
        Ok(())
    }

    /// Better knowledge of the terminal: more to be switched on, and more to be undone at the end.
    pub fn set_caps(&mut self, caps: &Caps) {
        if caps.keyboard && !self.caps.keyboard {
            self.write(restore::KEYBOARD);
        }
        self.caps = caps.clone();
        self.entering = restore::entering(caps, &self.manners);
        self.restorer
            .set_leaving(restore::leaving(caps, &self.manners));
    }

    /// Columns and rows.
    pub fn size(&self) -> Result<(u16, u16), TtyError> {
        let size =
            termios::tcgetwinsize(&self.device).map_err(system("ask for the terminal's size"))?;
        // A serial line knows no size: that of a VT100.
        let or = |n: u16, default: u16| if n == 0 { default } else { n };
        Ok((
            or(size.ws_col, 80).min(WIDEST),
            or(size.ws_row, 24).min(TALLEST),
        ))
    }

    /// A handle by which another thread ends a wait.
    pub fn waker(&self) -> io::Result<Waker> {
        self.caller.try_clone().map(Waker)
    }

    /// Sends bytes. What the system does not take at once is queued and goes out during waits; never blocks.
    pub fn write(&mut self, bytes: &[u8]) {
        if self.gone || bytes.is_empty() {
            return;
        }
        self.queue.extend_from_slice(bytes);
        self.flush();
    }

    /// Bytes that the system has not yet taken. Do not paint while there are any: paint the newest state when there are none.
    pub fn queued(&self) -> usize {
        self.queue.len()
    }

    fn flush(&mut self) {
        while !self.queue.is_empty() {
            match rustix::io::write(&self.device, &self.queue) {
                Ok(0) => return,
                Ok(n) => drop(self.queue.drain(..n)),
                Err(rustix::io::Errno::INTR) => {}
                Err(rustix::io::Errno::AGAIN) => return,
                Err(_) => return self.lose(),
            }
        }
    }

    fn lose(&mut self) {
        self.gone = true;
        self.queue.clear();
    }

    /// Waits for bytes, signals, callers or the end of `timeout` (`None`: for ever), sending what is queued meanwhile. Reads
    /// all that is there, up to a bound.
    pub fn wait(&mut self, timeout: Option<Duration>) -> Result<Wake, TtyError> {
        let deadline = timeout.map(|timeout| Instant::now() + timeout);
        loop {
            let mut wake = Wake::default();
            if !self.gone {
                self.poll(deadline, &mut wake)?;
            }
            self.signals.take(&mut wake);
            wake.gone = self.gone;
            wake.quit |= self.gone;
            let over = deadline.is_some_and(|deadline| Instant::now() >= deadline);
            if over || !wake.is_nothing() {
                return Ok(wake);
            }
        }
    }

    fn poll(&mut self, deadline: Option<Instant>, wake: &mut Wake) -> Result<(), TtyError> {
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let left = left.map(|left| rustix::time::Timespec::try_from(left).unwrap_or_default());
        let writable = if self.queue.is_empty() {
            PollFlags::empty()
        } else {
            PollFlags::OUT
        };
        let (terminal, signal, call) = {
            let mut fds = [
                PollFd::new(&self.device, PollFlags::IN | writable),
                PollFd::new(self.signals.pipe(), PollFlags::IN),
                PollFd::new(&self.calls, PollFlags::IN),
            ];
            match poll(&mut fds, left.as_ref()) {
                Ok(_) | Err(rustix::io::Errno::INTR) => {}
                Err(e) => return Err(system("wait for the terminal")(e)),
            }
            (fds[0].revents(), fds[1].revents(), fds[2].revents())
        };
        if !signal.is_empty() {
            drain(self.signals.pipe().as_fd());
        }
        if !call.is_empty() {
            drain(self.calls.as_fd());
            wake.called = true;
        }
        if terminal.contains(PollFlags::OUT) {
            self.flush();
        }
        if terminal.contains(PollFlags::IN) {
            self.read(&mut wake.bytes);
        } else if terminal.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            self.lose();
        }
        Ok(())
    }

    /// Reads what is there. A hang-up reads as the end of the file, which a terminal in raw mode never has otherwise.
    fn read(&mut self, into: &mut Vec<u8>) {
        let mut buffer = [0; 4096];
        for _ in 0..READS {
            match rustix::io::read(&self.device, &mut buffer) {
                Ok(0) => return self.lose(),
                Ok(n) => into.extend_from_slice(buffer.get(..n).unwrap_or_default()),
                Err(rustix::io::Errno::INTR) => {}
                Err(rustix::io::Errno::AGAIN) => return,
                Err(_) => return self.lose(),
            }
        }
    }

    /// Gives the terminal back, stops the process as the shell's Ctrl-Z does, and enters again when it goes on. `farewell` is
    /// the painter's `leave`; afterwards forget and paint.
    pub fn suspend(&mut self, farewell: &[u8]) -> Result<(), TtyError> {
        self.give_back(farewell);
        signals::stop().map_err(system_io("stop"))?;
        self.resume()
    }

    /// Enters the terminal again after a stop that was not ours to prepare (SIGSTOP, then SIGCONT).
    pub fn resume(&mut self) -> Result<(), TtyError> {
        self.signals.forget_continue();
        self.enter()
    }

    /// Gives the terminal back. `farewell` is the painter's `leave`. With `fence`, an answer is still under way (the
    /// interview's or the flow's): it is waited for briefly and swallowed, so that it does not land in the shell.
    pub fn leave(mut self, farewell: &[u8], fence: bool) {
        if fence {
            self.swallow();
        }
        self.give_back(farewell);
    }

    fn swallow(&mut self) {
        let deadline = Instant::now() + FAREWELL;
        let mut seen = Vec::new();
        while Instant::now() < deadline && !self.gone {
            let mut wake = Wake::default();
            if self.poll(Some(deadline), &mut wake).is_err() {
                return;
            }
            seen.extend_from_slice(&wake.bytes);
            let tail = seen.strip_suffix(b"c").or(seen.strip_suffix(b"n"));
            if tail.is_some_and(|it| it.contains(&0x1b)) {
                return;
            }
        }
    }

    /// Restores the terminal. What is queued is given up: it would only be covered again.
    fn give_back(&mut self, farewell: &[u8]) {
        if !self.queue.is_empty() {
            self.queue.clear();
            let _ = termios::tcflush(&self.device, QueueSelector::OFlush);
            // CAN ends a sequence that was cut.
            self.queue.push(0x18);
        }
        self.queue.extend_from_slice(farewell);
        let deadline = Instant::now() + FAREWELL;
        self.flush();
        while !self.queue.is_empty() && !self.gone && Instant::now() < deadline {
            if self.poll(Some(deadline), &mut Wake::default()).is_err() {
                break;
            }
        }
        self.queue.clear();
        self.restorer.restore();
    }
}

impl Drop for Tty {
    fn drop(&mut self) {
        self.restorer.restore();
    }
}

impl Wake {
    fn is_nothing(&self) -> bool {
        let any = self.resized || self.suspend || self.resumed || self.quit || self.called;
        self.bytes.is_empty() && !any
    }
}

/// Reads in one wait: enough for any paste at once, few enough that a flood does not starve the screen.
const READS: usize = 16;

/// The device behind standard output, opened anew.
fn open_device() -> Result<OwnedFd, TtyError> {
    let out = rustix::stdio::stdout();
    if !termios::isatty(out) {
        return Err(TtyError::NotATerminal);
    }
    let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let open = |path: &std::ffi::CStr| rustix::fs::open(path, flags, Mode::empty());
    let named = termios::ttyname(out, Vec::new()).and_then(|name| open(&name));
    // In another mount namespace the name may not exist.
    named
        .or_else(|_| open(c"/dev/tty"))
        .map_err(system("open the terminal"))
}

fn drain(fd: BorrowedFd) {
    let mut buffer = [0; 256];
    while matches!(rustix::io::read(fd, &mut buffer), Ok(n) if n > 0) {}
}

fn system(what: &'static str) -> impl FnOnce(rustix::io::Errno) -> TtyError {
    move |e| TtyError::System(what, e.into())
}

fn system_io(what: &'static str) -> impl FnOnce(io::Error) -> TtyError {
    move |e| TtyError::System(what, e)
}

//! Signals as flags that a poll can wait for.

use std::{
    io,
    os::unix::net::UnixStream,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use signal_hook::{
    SigId,
    consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH},
    flag, low_level,
};

use super::Wake;

/// Flags raised by signals, and a pipe that becomes readable with them.
#[derive(Debug)]
pub(super) struct Signals {
    pipe: UnixStream,
    resized: Arc<AtomicBool>,
    suspend: Arc<AtomicBool>,
    resumed: Arc<AtomicBool>,
    quit: Arc<AtomicBool>,
    ids: Vec<SigId>,
}

impl Signals {
    /// `leaving` is raised by those that ask to leave, and stays so.
    pub fn register(leaving: Option<&Arc<AtomicBool>>) -> io::Result<Self> {
        let (pipe, sender) = UnixStream::pair()?;
        pipe.set_nonblocking(true)?;
        let mut it = Self {
            pipe,
            resized: Arc::default(),
            suspend: Arc::default(),
            resumed: Arc::default(),
            quit: Arc::default(),
            ids: Vec::new(),
        };
        let wanted = [
            (SIGWINCH, it.resized.clone()),
            (SIGTSTP, it.suspend.clone()),
            (SIGCONT, it.resumed.clone()),
            (SIGHUP, it.quit.clone()),
            (SIGTERM, it.quit.clone()),
            (SIGINT, it.quit.clone()),
        ];
        for signal in [SIGHUP, SIGTERM, SIGINT] {
            if let Some(raised) = leaving {
                it.ids.push(flag::register(signal, Arc::clone(raised))?);
            }
        }
        for (signal, raised) in wanted {
            // The flag first: it must be up when the pipe wakes the poll.
            it.ids.push(flag::register(signal, raised)?);
            it.ids
                .push(low_level::pipe::register(signal, sender.try_clone()?)?);
        }
        Ok(it)
    }

    pub fn pipe(&self) -> &UnixStream {
        &self.pipe
    }

    /// Moves the raised flags into `wake`.
    pub fn take(&self, wake: &mut Wake) {
        let take = |raised: &AtomicBool| raised.swap(false, Ordering::SeqCst);
        wake.resized |= take(&self.resized);
        wake.suspend |= take(&self.suspend);
        wake.resumed |= take(&self.resumed);
        wake.quit |= take(&self.quit);
    }

    /// For a stop of our own, after which we need not be told.
    pub fn forget_continue(&self) {
        self.resumed.store(false, Ordering::SeqCst);
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        for id in self.ids.drain(..) {
            low_level::unregister(id);
        }
    }
}

/// Stops this process as if nobody had caught SIGTSTP.
pub(super) fn stop() -> io::Result<()> {
    low_level::emulate_default_handler(SIGTSTP)
}

//! The real reader at a terminal of its own: keys go in, every byte that comes out is kept, and avt draws the screen.

use std::collections::BTreeMap;
use std::os::fd::OwnedFd;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, openpt};
use rustix::termios::{self, Termios, Winsize};

use super::Desk;

/// How long anything is waited for before a test gives up; only a broken program, or a very busy machine, comes near.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program at a terminal.
pub struct Pty {
    master: Option<OwnedFd>,
    /// Held open, so that the terminal's settings can be looked at when the program has left.
    slave: OwnedFd,
    before: Termios,
    child: Child,
    screen: avt::Terminal,
    /// All that was written, in order.
    pub bytes: Vec<u8>,
    drawn: usize,
    answered: usize,
}

impl Pty {
    /// The reader, on a screen of so many columns and rows.
    pub fn open(desk: &Desk, arguments: &[&str], size: (u16, u16)) -> Self {
        let mut command = desk.command(arguments);
        command.env("TERM", "xterm-256color");
        Self::start(&command, size)
    }

    /// Any command, with the terminal as its own.
    pub fn start(command: &Command, size: (u16, u16)) -> Self {
        // Closed in every child: else the line would never drop.
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let master = openpt(flags).unwrap();
        rustix::pty::grantpt(&master).unwrap();
        rustix::pty::unlockpt(&master).unwrap();
        let name = rustix::pty::ptsname(&master, Vec::new()).unwrap();
        let slave = rustix::fs::open(
            name,
            OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC,
            Mode::empty(),
        )
        .unwrap();
        rustix::io::ioctl_fionbio(&master, true).unwrap();
        set_size(&master, size);
        let before = termios::tcgetattr(&slave).unwrap();
        let end = || Stdio::from(slave.try_clone().unwrap());
        // setsid(1) makes the terminal the program's own, and then becomes the program: the process is the same.
        let mut led = Command::new("setsid");
        led.arg("--ctty")
            .arg(command.get_program())
            .args(command.get_args());
        led.env_clear().env("PATH", "/usr/bin:/bin:/usr/sbin");
        for (name, value) in command.get_envs() {
            led.env(name, value.unwrap_or_default());
        }
        if let Some(folder) = command.get_current_dir() {
            led.current_dir(folder);
        }
        let child = led
            .stdin(end())
            .stdout(end())
            .stderr(end())
            .spawn()
            .unwrap();
        Self {
            master: Some(master),
            slave,
            before,
            child,
            screen: avt::Terminal::new(size.0.into(), size.1.into()).unwrap(),
            bytes: Vec::new(),
            drawn: 0,
            answered: 0,
        }
    }

    /// Types.
    pub fn keys(&mut self, keys: &str) {
        let mut rest = keys.as_bytes();
        while let Some(master) = self.master.as_ref().filter(|_| !rest.is_empty()) {
            match rustix::io::write(master, rest) {
                Ok(written) => rest = &rest[written..],
                Err(rustix::io::Errno::AGAIN) => self.pump(Duration::from_millis(20)),
                Err(_) => return,
            }
        }
    }

    /// Takes what comes for so long.
    pub fn pump(&mut self, time: Duration) {
        let end = Instant::now() + time;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if !self.take(left) || left.is_zero() {
                return;
            }
        }
    }

    /// Takes what is there, waiting at most `patience`; says whether more may come.
    fn take(&mut self, patience: Duration) -> bool {
        let Some(master) = &self.master else {
            std::thread::sleep(patience.min(Duration::from_millis(5)));
            return true;
        };
        let patience = rustix::time::Timespec::try_from(patience).unwrap();
        poll(&mut [PollFd::new(master, PollFlags::IN)], Some(&patience)).unwrap();
        let mut buffer = [0; 65536];
        match rustix::io::read(master, &mut buffer) {
            Ok(count) => self.bytes.extend_from_slice(&buffer[..count]),
            Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => {}
            // All of the other end is closed.
            Err(_) => return false,
        }
        self.draw();
        self.answer();
        true
    }

    fn draw(&mut self) {
        while let Some(fresh) = self.bytes.get(self.drawn..).filter(|it| !it.is_empty()) {
            let (text, taken) = match std::str::from_utf8(fresh) {
                Ok(text) => (text, text.len()),
                Err(cut) => {
                    let valid = cut.valid_up_to();
                    let bad = cut.error_len();
                    // On leaving, what still waits for the terminal is thrown away: a character may be cut before the
                    // CAN or the sequences that follow, and a terminal draws a mark for it.
                    let next = bad.and_then(|bad| fresh.get(valid + bad));
                    let thrown = matches!(next, Some(0x18 | 0x1b));
                    assert!(bad.is_none() || thrown, "not UTF-8 on the wire: {cut}");
                    // Else the rest of the character is still under way.
                    (
                        std::str::from_utf8(&fresh[..valid]).unwrap(),
                        valid + bad.unwrap_or(0),
                    )
                }
            };
            self.screen.feed(text);
            self.drawn += taken;
            if taken == 0 {
                return;
            }
        }
    }

    /// Says, as a terminal does, that it has drawn everything, and what it is.
    fn answer(&mut self) {
        let fresh = &self.bytes[self.answered..];
        let asked = |question: &[u8]| {
            fresh
                .windows(question.len())
                .filter(|at| at == &question)
                .count()
        };
        let reply = format!(
            "{}{}",
            "\x1b[0n".repeat(asked(b"\x1b[5n")),
            "\x1b[?62;22c".repeat(asked(b"\x1b[c"))
        );
        if !reply.is_empty() {
            self.answered = self.bytes.len();
            self.keys(&reply);
        }
    }

    /// The screen as text.
    pub fn screen(&self) -> String {
        self.screen.screen().text().join("\n")
    }

    /// Waits until the screen shows a text.
    pub fn wait_for(&mut self, text: &str) {
        self.wait_until(text, |screen| screen.contains(text));
    }

    /// Waits until the screen is as wanted.
    pub fn wait_until(&mut self, what: &str, is_so: impl Fn(&str) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !is_so(&self.screen()) {
            let more = self.take(Duration::from_millis(50));
            assert!(
                more && Instant::now() < end,
                "never came: {what}\n{}",
                self.screen()
            );
        }
    }

    /// Waits until the program has painted and asks no more: nothing came for a while.
    pub fn settle(&mut self) {
        loop {
            let before = self.bytes.len();
            self.pump(Duration::from_millis(300));
            if self.bytes.len() == before {
                return;
            }
        }
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    pub fn resize(&mut self, size: (u16, u16)) {
        set_size(self.master.as_ref().unwrap(), size);
        self.screen.resize(size.0.into(), size.1.into());
    }

    /// The terminal claims a size that it has not.
    pub fn claim(&mut self, size: (u16, u16)) {
        set_size(self.master.as_ref().unwrap(), size);
    }

    /// The most memory that the program has held, in KiB.
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        most.unwrap()
            .trim()
            .trim_end_matches(" kB")
            .parse()
            .unwrap()
    }

    /// The line drops: the terminal is gone.
    pub fn hang_up(&mut self) {
        self.master = None;
    }

    /// How the program ended, if it did within a time; what it still wrote is taken.
    pub fn ended_within(&mut self, time: Duration) -> Option<ExitStatus> {
        let end = Instant::now() + time;
        loop {
            let status = self.child.try_wait().unwrap();
            if status.is_some() {
                self.pump(Duration::ZERO);
                while self.master.is_some() && self.has_more() {}
                return status;
            }
            if Instant::now() >= end {
                return None;
            }
            self.take(Duration::from_millis(5));
        }
    }

    /// Leaves by key, as a reader does who has read enough.
    pub fn leave(&mut self) {
        self.keys("Q");
        let status = self.ended_within(Duration::from_secs(30)).expect("gone");
        assert!(status.success(), "{status}");
    }

    fn has_more(&mut self) -> bool {
        let before = self.bytes.len();
        self.take(Duration::ZERO);
        self.bytes.len() > before
    }

    /// Processor time that the program has used, in hundredths of a second.
    pub fn used(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
        fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
    }

    /// The programs that this one has started and that still run.
    pub fn children(&self) -> String {
        let pid = self.child.id();
        std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default()
    }

    /// What is wrong with the terminal now that the program has left it; nothing if it is as it was found.
    pub fn left_behind(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let after = termios::tcgetattr(&self.slave).unwrap();
        let modes = |it: &Termios| {
            (
                it.input_modes,
                it.output_modes,
                it.control_modes,
                it.local_modes,
            )
        };
        if modes(&after) != modes(&self.before) {
            wrong.push(format!("settings {:?}", modes(&after)));
        }
        for (mode, on) in modes_of(&self.bytes) {
            // Wrapping and the cursor are on in a terminal at rest; everything else is off.
            if on != [7, 25].contains(&mode) {
                wrong.push(format!("mode {mode} is {on}"));
            }
        }
        let count = |what: &[u8]| {
            self.bytes
                .windows(what.len())
                .filter(|at| at == &what)
                .count()
        };
        if count(b"\x1b[>1u") > count(b"\x1b[<u") {
            wrong.push("keyboard protocol".into());
        }
        if self.screen.active_screen_kind() != avt::ScreenKind::Primary {
            wrong.push("alternate screen".into());
        }
        wrong
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // Nothing of a failed test is left running.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn set_size(master: &OwnedFd, size: (u16, u16)) {
    let size = Winsize {
        ws_col: size.0,
        ws_row: size.1,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    termios::tcsetwinsize(master, size).unwrap();
}

/// The private modes that were set or reset, and how each ended up.
fn modes_of(bytes: &[u8]) -> BTreeMap<u16, bool> {
    let mut modes = BTreeMap::new();
    let text = String::from_utf8_lossy(bytes);
    for piece in text.split("\x1b[?").skip(1) {
        let end = piece
            .find(|c: char| !(c.is_ascii_digit() || c == ';'))
            .unwrap_or(piece.len());
        let on = match piece[end..].chars().next() {
            Some('h') => true,
            Some('l') => false,
            _ => continue,
        };
        modes.extend(
            piece[..end]
                .split(';')
                .filter_map(|number| number.parse().ok())
                .map(|mode: u16| (mode, on)),
        );
    }
    modes
}

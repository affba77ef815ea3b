//! The real binary at a pseudo-terminal, judged by an emulator: it opens, reads, finds, and leaves the terminal as it was.

use std::io::{Read, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use kanbao::term::Caps;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

/// Longer than any machine takes; only a failure waits so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// A reader at a terminal of its own.
struct Sitting {
    screen: avt::Terminal,
    rows: u16,
    /// Bytes of a character that a read cut in two.
    held: Vec<u8>,
    sent: Vec<u8>,
    bytes: Receiver<Vec<u8>>,
    input: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    _folder: tempfile::TempDir,
}

fn emulator(columns: u16, rows: u16) -> avt::Terminal {
    avt::Terminal::new(columns.into(), rows.into()).unwrap()
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        cols: columns,
        rows,
        pixel_width: 0,
        pixel_height: 0,
    }
}

impl Sitting {
    fn new(columns: u16, rows: u16, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_kanbao"));
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("LANG", "zh_HK.UTF-8");
        command.env("HOME", folder.path());
        command.args(arguments);
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let bytes = read_all(pair.master.try_clone_reader().unwrap());
        Self {
            screen: emulator(columns, rows),
            rows,
            held: Vec::new(),
            sent: Vec::new(),
            bytes,
            input: pair.master.take_writer().unwrap(),
            child,
            master: pair.master,
            _folder: folder,
        }
    }

    fn text(&self) -> String {
        let screen = self.screen.screen();
        let lines = (0..usize::from(self.rows)).filter_map(|y| screen.line(y));
        lines
            .map(|line| line.text().to_string())
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Takes what comes until the screen is as wished.
    fn until(&mut self, what: &str, wish: impl Fn(&str) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !wish(&self.text()) {
            match self.bytes.recv_timeout(Duration::from_millis(50)) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    panic!("it ended before {what}:\n{}", self.text())
                }
            }
            assert!(Instant::now() < deadline, "never {what}:\n{}", self.text());
        }
    }

    /// Takes what comes until a sequence has been sent, and answers it.
    fn answer(&mut self, question: &str, answer: &str) {
        let deadline = Instant::now() + PATIENCE;
        let asked = |sent: &[u8]| {
            sent.windows(question.len())
                .any(|at| at == question.as_bytes())
        };
        while !asked(&self.sent) {
            if let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(50)) {
                self.take(&bytes);
            }
            assert!(Instant::now() < deadline, "never asked {question:?}");
        }
        self.keys(answer);
    }

    fn until_shown(&mut self, text: &str) {
        self.until(text, |screen| screen.contains(text));
    }

    fn take(&mut self, bytes: &[u8]) {
        self.sent.extend_from_slice(bytes);
        self.held.extend_from_slice(bytes);
        let whole = self
            .held
            .utf8_chunks()
            .next()
            .map_or(0, |chunk| chunk.valid().len());
        let text: Vec<u8> = self.held.drain(..whole).collect();
        self.screen.feed(std::str::from_utf8(&text).unwrap());
        // What a terminal answers; without it a slow line is assumed.
        if bytes.windows(4).any(|at| at == b"\x1b[5n") {
            self.keys("\x1b[0n");
        }
    }

    fn keys(&mut self, keys: &str) {
        // A reader that has left hears no more.
        let _ = self.input.write_all(keys.as_bytes());
        let _ = self.input.flush();
    }

    fn signal(&self, signal: Signal) {
        let id = Pid::from_raw(self.child.process_id().unwrap() as i32).unwrap();
        kill_process(id, signal).unwrap();
    }

    /// Waits until it is stopped, as a shell's job is.
    fn until_stopped(&mut self) {
        let path = format!("/proc/{}/stat", self.child.process_id().unwrap());
        let deadline = Instant::now() + PATIENCE;
        while !std::fs::read_to_string(&path).unwrap().contains(") T ") {
            std::thread::sleep(Duration::from_millis(10));
            assert!(Instant::now() < deadline, "never stopped");
        }
        while let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(100)) {
            self.take(&bytes);
        }
    }

    /// Waits for its end; gives the exit code.
    fn end(&mut self) -> u32 {
        while let Ok(bytes) = self.bytes.recv_timeout(PATIENCE) {
            self.take(&bytes);
        }
        self.child.wait().unwrap().exit_code()
    }
}

/// Reads on a thread of its own: a pseudo-terminal's reads block.
fn read_all(mut reader: Box<dyn Read + Send>) -> Receiver<Vec<u8>> {
    let (sender, bytes) = mpsc::channel();
    std::thread::spawn(move || {
        let mut buffer = [0; 65536];
        while let Ok(count @ 1..) = reader.read(&mut buffer) {
            if sender.send(buffer[..count].to_vec()).is_err() {
                return;
            }
        }
    });
    bytes
}

fn is_restored(sent: &[u8]) {
    let text = String::from_utf8_lossy(sent);
    for (on, off) in [
        ("\x1b[?1049h", "\x1b[?1049l"),
        ("\x1b[?2004h", "\x1b[?2004l"),
        ("\x1b[?7l", "\x1b[?7h"),
    ] {
        let (on, off) = (text.rfind(on), text.rfind(off));
        assert!(
            on < off,
            "a mode was left on: {:?}",
            &text[text.len().saturating_sub(200)..]
        );
    }
}

#[test]
fn it_opens_reads_finds_and_leaves() {
    let mut sitting = Sitting::new(120, 40, &["--wire", "lean"]);
    sitting.until_shown("樣本報");
    let list = sitting.text();
    sitting.keys("\r");
    sitting.until("an article", |screen| {
        *screen != list && screen.contains('餘') || screen.contains('完')
    });
    sitting.keys("q");
    sitting.until_shown("標題");
    sitting.keys("/海濱\r");
    sitting.until("the filter", |screen| {
        screen
            .lines()
            .last()
            .is_some_and(|line| line.contains("海濱"))
    });
    sitting.keys("Q");
    assert_eq!(sitting.end(), 0);
    is_restored(&sitting.sent);
}

#[test]
fn a_lone_escape_is_a_key_and_a_resize_is_drawn() {
    let mut sitting = Sitting::new(80, 24, &["--wire", "lean"]);
    sitting.until_shown("樣本報");
    sitting.keys("?");
    sitting.until_shown("標題列的按鍵");
    sitting.keys("\x1b");
    // What comes too soon after an ESC belongs to it.
    sitting.until("the help is gone", |screen| {
        !screen.contains("標題列的按鍵")
    });
    sitting.master.resize(size(40, 20)).unwrap();
    (sitting.screen, sitting.rows) = (emulator(40, 20), 20);
    sitting.until_shown("[全部 ");
    sitting.keys("Q");
    assert_eq!(sitting.end(), 0);
}

#[test]
fn a_kill_that_can_be_caught_leaves_the_terminal_as_it_was() {
    let mut sitting = Sitting::new(80, 24, &[]);
    sitting.until_shown("樣本報");
    sitting.signal(Signal::TERM);
    sitting.end();
    is_restored(&sitting.sent);
}

#[test]
fn a_stop_gives_the_terminal_back_and_going_on_takes_it_again() {
    let mut sitting = Sitting::new(80, 24, &["--wire", "lean"]);
    sitting.until_shown("樣本報");
    for stop in ["a signal", "the key"] {
        match stop {
            "the key" => sitting.keys("\x1a"),
            _ => sitting.signal(Signal::TSTP),
        }
        sitting.until_stopped();
        is_restored(&sitting.sent);
        assert!(
            !sitting.text().contains("樣本報"),
            "{stop}: the screen before is back"
        );
        sitting.sent.clear();
        sitting.signal(Signal::CONT);
        sitting.until_shown("樣本報");
    }
    sitting.keys("Q");
    assert_eq!(sitting.end(), 0);
    is_restored(&sitting.sent);
}

#[test]
fn the_doctor_asks_a_terminal_its_widths_and_leaves_it_as_it_was() {
    // Run under one of these, the program goes by it, whatever the terminal within says.
    if ["tmux", "screen", "mosh"].contains(&Caps::here().name.as_str()) {
        return;
    }
    let mut sitting = Sitting::new(80, 40, &["--ui-lang", "en", "doctor"]);
    sitting.answer("\x1b[>q\x1b[c", "\x1bP>|XTerm(390)\x1b\\\x1b[?64;1c");
    sitting.answer("\x1b[?69$p", "\x1b[?69;2$y\x1b[?2026;0$y\x1b[?64;1c");
    sitting.answer(
        "\x1b[6n\r\x1b[K",
        "\x1b[40;3R\x1b[40;2R\x1b[40;7R\x1b[40;5R\x1b[?64;1c",
    );
    assert_eq!(sitting.end(), 0);
    is_restored(&sitting.sent);
    let screen = sitting.text();
    let value = |name: &str| {
        let line = screen.lines().find(|line| line.contains(name));
        line.and_then(|line| line.split_whitespace().last().map(str::to_owned))
    };
    let check = |name: &str, expect: &str| {
        assert_eq!(value(name).as_deref(), Some(expect), "{name}\n{screen}");
    };
    check("terminal ", "XTerm(390)");
    check("margins (DECSLRM)", "yes");
    check("asked", "yes");
    check("U+2026", "2");
    check("VS16", "1");
    check("ZWJ", "6");
    check("skin tone", "4");
    check("in use", "2");
}

#[test]
fn the_next_start_is_where_the_last_one_ended() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("kanbao.db");
    let arguments = ["--wire", "lean", "--store", store.to_str().unwrap()];
    let mut first = Sitting::new(80, 24, &arguments);
    first.until_shown("樣本報");
    first.keys("f");
    first.keys("section:社評\r");
    first.until("the section", |screen| {
        screen.contains("section:社評") && screen.contains("海濱長廊")
    });
    first.keys("Q");
    assert_eq!(first.end(), 0);
    let mut second = Sitting::new(80, 24, &arguments);
    second.until("the section again", |screen| {
        screen.contains("section:社評") && screen.contains("海濱長廊")
    });
    second.keys("Q");
    assert_eq!(second.end(), 0);
}

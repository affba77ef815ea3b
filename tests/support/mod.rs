//! The real binary in a temporary folder, with nothing of the machine's own around it.

#[allow(dead_code)]
pub mod hostile;
#[cfg(target_os = "linux")]
#[allow(dead_code)]
pub mod pty;
#[cfg(target_os = "linux")]
#[allow(dead_code)]
pub mod sshd;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

/// A folder of its own: the store, the configuration and files for one test.
pub struct Desk {
    folder: tempfile::TempDir,
    lang: &'static str,
}

/// What a command gave.
pub struct Gave {
    /// Its exit code; -1 if a signal ended it.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Desk {
    /// A desk whose program speaks English.
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            lang: "en",
        }
    }

    /// A desk whose program speaks Traditional Chinese.
    #[allow(dead_code)]
    pub fn chinese() -> Self {
        Self {
            lang: "zh_HK.UTF-8",
            ..Self::new()
        }
    }

    /// A path on the desk.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a file on the desk.
    #[allow(dead_code)]
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The command, ready to be run here.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kanbao"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path())
            .env("LANG", self.lang)
            .env("TZ", "Asia/Hong_Kong")
            .stdin(Stdio::null());
        command
    }

    /// Runs a command.
    pub fn run(&self, arguments: &[&str]) -> Gave {
        Gave::from(self.command(arguments).output().unwrap())
    }

    /// Runs a command with something on standard input.
    #[allow(dead_code)]
    pub fn feed(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Gave {
        let mut command = self.command(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A program that stops reading early closes the pipe: what it said is judged, not this.
        let _ = child.stdin.take().unwrap().write_all(input.as_ref());
        Gave::from(child.wait_with_output().unwrap())
    }

    /// Runs a command that must end well; gives its standard output.
    #[allow(dead_code)]
    pub fn done(&self, arguments: &[&str]) -> String {
        let gave = self.run(arguments);
        assert_eq!(gave.code, 0, "{arguments:?}: {}", gave.err);
        gave.out
    }

    /// Runs a command and kills it after a while; says whether it had ended well before.
    #[allow(dead_code)]
    pub fn killed_after(&self, arguments: &[&str], delay: Duration) -> bool {
        let mut child = self
            .command(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(delay);
        let ended = child.try_wait().unwrap();
        // It may have ended by itself in between.
        let _ = child.kill();
        child.wait().unwrap();
        ended.is_some_and(|status| status.success())
    }

    /// Runs a command that must end well and print JSON Lines.
    #[allow(dead_code)]
    pub fn json(&self, arguments: &[&str]) -> Vec<serde_json::Value> {
        self.done(arguments)
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

impl From<Output> for Gave {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).expect("only UTF-8 is printed"),
            err: String::from_utf8(output.stderr).expect("only UTF-8 is printed"),
        }
    }
}

/// Where the real page lies, if it is there: it is not part of a clone.
#[allow(dead_code)]
pub fn seed_page() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    std::fs::read_dir(folder)
        .ok()?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|p| p.extension().is_some())
}

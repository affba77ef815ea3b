//! A real sshd on the loopback interface, with keys of its own; none where there is no sshd, or where it cannot be started.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::Desk;

const SSHD: &str = "/usr/sbin/sshd";

/// An sshd with one key, for the user who runs the tests.
pub struct Sshd {
    child: Child,
    /// Where it listens, on the loopback interface.
    pub port: u16,
    /// Who may come.
    pub user: String,
}

impl Sshd {
    /// Starts it with a line of `authorized_keys` before the key; `None` where it cannot be.
    pub fn start(desk: &Desk, options: &str) -> Option<Self> {
        if !Path::new(SSHD).exists() {
            return None;
        }
        for name in ["host", "key"] {
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f"])
                .arg(desk.path(name))
                .status();
            made.ok().filter(std::process::ExitStatus::success)?;
        }
        let user = String::from_utf8(Command::new("id").arg("-un").output().ok()?.stdout)
            .ok()?
            .trim()
            .to_owned();
        if user == "root" {
            // The system's own service makes this before it starts.
            let _ = std::fs::create_dir_all("/run/sshd");
        }
        let key = std::fs::read_to_string(desk.path("key.pub")).ok()?;
        desk.write("authorized_keys", format!("{options} {key}"));
        let port = TcpListener::bind("127.0.0.1:0")
            .ok()?
            .local_addr()
            .ok()?
            .port();
        let at = |name: &str| desk.path(name).display().to_string();
        desk.write(
            "sshd_config",
            format!(
                "ListenAddress 127.0.0.1:{port}\nHostKey {}\nAuthorizedKeysFile {}\nStrictModes no\nUsePAM no\nPidFile none\n\
                 PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\nSubsystem sftp internal-sftp\n",
                at("host"),
                at("authorized_keys")
            ),
        );
        let child = Command::new(SSHD)
            .args(["-D", "-e", "-f"])
            .arg(desk.path("sshd_config"))
            .stderr(std::fs::File::create(desk.path("sshd.log")).ok()?)
            .stdin(Stdio::null())
            .spawn()
            .ok()?;
        let sshd = Self { child, port, user };
        sshd.waits().then_some(sshd)
    }

    fn waits(&self) -> bool {
        let end = Instant::now() + Duration::from_secs(20);
        while Instant::now() < end {
            if std::net::TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        false
    }

    /// A client with the key.
    pub fn client(&self, desk: &Desk, arguments: &[&str]) -> Command {
        let mut command = Command::new("/usr/bin/ssh");
        command
            .args([
                "-F",
                "/dev/null",
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                "-o",
                "LogLevel=ERROR",
            ])
            .args(["-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-i"])
            .arg(desk.path("key"))
            .args(["-p", &self.port.to_string(), "-l", &self.user])
            .args(arguments)
            .env_clear()
            .env("TERM", "xterm-256color");
        command
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

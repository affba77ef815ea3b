//! `--log FILE`: what the program did, for whoever looks for a fault. It holds no text of an article and no secret, is for
//! its owner's eyes only, and is behind the second wall like everything that is written.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Mutex;

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt;
use tracing_subscriber::prelude::*;

use crate::ingest::clean;

/// Begins to log to a file, behind what is in it.
///
/// # Errors
/// If the file cannot be opened for writing.
pub(crate) fn start(path: &Path) -> io::Result<()> {
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)?;
    let lines = fmt::layer()
        .with_ansi(false)
        .with_target(false)
        .with_writer(Mutex::new(Wall(file)));
    // Only what this program says itself: libraries log addresses and headers.
    let ours = Targets::new().with_target("kanbao", LevelFilter::DEBUG);
    // A second log of one process, which only tests would begin, goes nowhere.
    let _ = tracing_subscriber::registry()
        .with(lines.with_filter(ours))
        .try_init();
    Ok(())
}

/// Cleans each line on its way into the file.
struct Wall(File);

impl Write for Wall {
    /// A line at a time, as the formatter writes them.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        self.0
            .write_all(without_secrets(&clean::text(&text)).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Addresses without what may be secret in them: the user's name and password, and everything from the question mark on.
fn without_secrets(text: &str) -> String {
    let mut pieces = text.split("://");
    let mut said = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece
            .find(|c: char| c.is_whitespace() || "\"'<>".contains(c))
            .unwrap_or(piece.len());
        let (address, rest) = piece.split_at(end);
        let host = address.find(['/', '?', '#']).unwrap_or(address.len());
        let from = address[..host].rfind('@').map_or(0, |at| at + 1);
        let to = address.find(['?', '#']).unwrap_or(address.len());
        said.push_str("://");
        said.push_str(&address[from..to]);
        if to < address.len() {
            said.push('…');
        }
        said.push_str(rest);
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_no_secret() {
        let check = |text, expect| assert_eq!(without_secrets(text), expect, "{text}");
        check("no address", "no address");
        check(
            "https://example.com/feed is gone",
            "https://example.com/feed is gone",
        );
        check(
            "https://me:word@example.com/feed",
            "https://example.com/feed",
        );
        check(
            "\"https://example.com/feed?key=1\" said no",
            "\"https://example.com/feed…\" said no",
        );
        check("a://b@c/d?e f://g?h=i@j", "a://c/d… f://g…");
        check("https://example.com/@name", "https://example.com/@name");
    }
}

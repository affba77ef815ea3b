//! Standard output for data and standard error for words, each behind the second wall: no byte of an article's reaches a
//! terminal unfiltered.

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};

use crate::ingest::clean;

/// Standard output, gathered into large writes.
pub(crate) fn data() -> BufWriter<StdoutLock<'static>> {
    BufWriter::with_capacity(64 * 1024, io::stdout().lock())
}

/// One line of words on standard error.
pub(crate) fn say(words: &str) {
    let words = clean::text(words);
    // Nobody is left to tell when standard error itself is gone.
    let _ = writeln!(io::stderr().lock(), "{words}");
}

/// Whether a person watches standard output.
pub(crate) fn is_watched() -> bool {
    io::stdout().is_terminal()
}

/// Whether a person watches standard error: the place of progress bars.
pub(crate) fn is_heard() -> bool {
    io::stderr().is_terminal()
}

/// Columns of the terminal on standard output; 80 where there is none.
pub(crate) fn columns() -> u16 {
    if !is_watched() {
        return 80;
    }
    crossterm::terminal::size().map_or(80, |(columns, _)| columns.max(2))
}

/// One value as a line of JSON.
pub(crate) fn json(out: &mut impl Write, value: &impl serde::Serialize) -> anyhow::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")?;
    Ok(())
}

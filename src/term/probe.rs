//! A terminal asked at once, for a command that only wants to know: the reader asks while it reads, see [`Interview`].

use std::time::{Duration, Instant};

use super::{Caps, Decoder, Input, Interview, Manners, MeasuredWidths, Tty, TtyError};

/// What a terminal said of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    /// What it can do, by its own word.
    pub caps: Caps,
    /// What its cursor did over the doubtful classes; `None` if it did not say.
    pub widths: Option<MeasuredWidths>,
    /// Whether it said all it was asked for within the time.
    pub answered: bool,
}

/// Asks the terminal behind standard output, on its other screen, for at most `patience`, and leaves it as it was.
///
/// # Errors
/// If standard output is no terminal, or the system refuses to wait for it.
pub fn ask(caps: Caps, patience: Duration) -> Result<Findings, TtyError> {
    let mut tty = Tty::open(&caps, &Manners::default())?;
    let last_row = tty.size()?.1.saturating_sub(1);
    let mut interview = Interview::new(caps.clone(), Some(last_row));
    let mut decoder = Decoder::default();
    let mut found = Findings {
        caps,
        widths: None,
        answered: false,
    };
    let deadline = Instant::now() + patience;
    tty.write(&interview.begin());
    let asked = interview.is_waiting();
    while interview.is_waiting() && Instant::now() < deadline {
        let wake = tty.wait(Some(deadline.saturating_duration_since(Instant::now())))?;
        if wake.quit {
            break;
        }
        decoder.feed(&wake.bytes);
        while let Some(input) = decoder.next_input() {
            if let Input::Report(report) = input {
                let heard = interview.hear(&report);
                tty.write(&heard.ask);
                found.caps = heard.caps.unwrap_or(found.caps);
                found.widths = found.widths.or(heard.widths);
            }
        }
    }
    found.answered = asked && !interview.is_waiting();
    tty.leave(b"", interview.is_waiting());
    Ok(found)
}

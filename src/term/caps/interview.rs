//! Asking the terminal, without ever waiting for it.
//!
//! 1. After the first paint: XTVERSION, and DA1 as the fence (`CSI >q CSI c`): whoever answers the first is known by name
//!    and swallows what it does not know; whoever does not has been asked nothing that it might show as text.
//! 2. If it named itself: which modes it has (DECRQM 69 margins, 2026 synchronised output; `CSI ?u`), DA1 again.
//! 3. If wanted, widths: characters of the doubtful classes are written at a place that is painted over, and the cursor's
//!    column is asked after each (`CSI 6n`), DA1 last.
//!
//! The fence: terminals answer in order, so when DA1's answer is in, no other of that round will come.

use super::Caps;
use crate::term::Report;

/// What a terminal's cursor did over the doubtful classes, in cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MeasuredWidths {
    /// An ambiguous character (… “ ①): 1 or 2.
    pub ambiguous: u8,
    /// A text symbol with VS16 (❤️): 1 or 2.
    pub vs16: u8,
    /// A family joined by ZWJ: 2 if drawn as one.
    pub zwj: u8,
    /// An emoji with a skin tone: 2 if drawn as one.
    pub tone: u8,
}

/// What an answer led to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heard {
    /// Better capabilities, for the painter.
    pub caps: Option<Caps>,
    /// Bytes to be sent now.
    pub ask: Vec<u8>,
    /// The row that `ask` writes on: tell the painter.
    pub disturbs: Option<u16>,
    /// The widths are known.
    pub widths: Option<MeasuredWidths>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Round {
    Silent,
    Name,
    Modes,
    Widths,
    Over,
}

/// A conversation with a terminal; the session passes every [`Report`] to [`Interview::hear`].
#[derive(Debug, Clone)]
pub struct Interview {
    caps: Caps,
    round: Round,
    named: bool,
    /// Row on which widths are measured, if they are.
    row: Option<u16>,
    columns: Vec<u16>,
}

/// One of each doubtful class.
const PROBES: [&str; 4] = ["…", "❤\u{fe0f}", "👨\u{200d}👩\u{200d}👧", "👍🏽"];
const FENCE: &[u8] = b"\x1b[c";

impl Interview {
    /// With what is known so far. `width_row` is the row (0-based, not the first) where characters may be measured, `None`
    /// not to measure.
    pub fn new(caps: Caps, width_row: Option<u16>) -> Self {
        Self {
            caps,
            round: Round::Silent,
            named: false,
            row: width_row.filter(|row| *row > 0),
            columns: Vec::new(),
        }
    }

    /// The first questions, to be sent after the first paint; empty for a terminal that would show them.
    pub fn begin(&mut self) -> Vec<u8> {
        if self.round != Round::Silent || !self.caps.asks {
            self.round = Round::Over;
            return Vec::new();
        }
        self.round = Round::Name;
        [b"\x1b[>q", FENCE].concat()
    }

    /// Whether an answer may still come: do not leave the terminal to a shell before the fence is in.
    pub fn is_waiting(&self) -> bool {
        !matches!(self.round, Round::Silent | Round::Over)
    }

    /// An answer came.
    pub fn hear(&mut self, report: &Report) -> Heard {
        let before = self.caps.clone();
        let mut heard = Heard::default();
        match (self.round, report) {
            (Round::Name, Report::Version(name)) => self.learn_name(name),
            (Round::Modes, Report::Mode(mode, value)) => self.learn_mode(*mode, *value),
            (Round::Modes, Report::Keyboard(_)) => self.caps.keyboard = true,
            (Round::Widths, Report::Cursor(x, _)) => self.columns.push(*x),
            (_, Report::Attributes(_)) => heard = self.next_round(),
            _ => {}
        }
        heard.caps = (before != self.caps).then(|| self.caps.clone());
        heard
    }

    /// Those between us and the terminal do not pass the question on, so a name heard through them is their own.
    fn learn_name(&mut self, name: &str) {
        self.named = true;
        if !matches!(self.caps.name.as_str(), "mosh" | "screen" | "tmux")
            || name.starts_with("tmux")
        {
            self.caps.learn_name(name);
        }
    }

    fn learn_mode(&mut self, mode: u16, value: u8) {
        let is_there = matches!(value, 1..=3);
        let can_be_set = matches!(value, 1 | 2);
        let between = ["mosh", "screen", "tmux"]
            .iter()
            .any(|it| self.caps.name.starts_with(it));
        match mode {
            69 => self.caps.margins = can_be_set && !between,
            2026 => self.caps.sync = is_there,
            _ => {}
        }
    }

    fn next_round(&mut self) -> Heard {
        let mut heard = Heard::default();
        let after_name = self.round == Round::Name && self.named;
        match self.round {
            Round::Name | Round::Modes if !after_name => match self.row.take() {
                Some(row) => {
                    self.round = Round::Widths;
                    heard.ask = width_questions(row);
                    heard.disturbs = Some(row);
                }
                None => self.round = Round::Over,
            },
            Round::Name => {
                self.round = Round::Modes;
                heard.ask = [b"\x1b[?69$p\x1b[?2026$p\x1b[?u", FENCE].concat();
            }
            Round::Widths => {
                self.round = Round::Over;
                heard.widths = measured(&self.columns);
            }
            _ => {}
        }
        heard
    }
}

/// Each probe at the beginning of the row, and where the cursor stands after it.
fn width_questions(row: u16) -> Vec<u8> {
    let mut bytes = format!("\x1b[{};1H", row + 1).into_bytes();
    for probe in PROBES {
        bytes.push(b'\r');
        bytes.extend_from_slice(probe.as_bytes());
        bytes.extend_from_slice(b"\x1b[6n");
    }
    bytes.extend_from_slice(b"\r\x1b[K");
    bytes.extend_from_slice(FENCE);
    bytes
}

/// Columns to widths; nothing if an answer is missing or makes no sense.
fn measured(columns: &[u16]) -> Option<MeasuredWidths> {
    let [ambiguous, vs16, zwj, tone] = columns else {
        return None;
    };
    let cells = |x: &u16| u8::try_from(*x).ok().filter(|x| (1..=12).contains(x));
    Some(MeasuredWidths {
        ambiguous: cells(ambiguous)?.min(2),
        vs16: cells(vs16)?.min(2),
        zwj: cells(zwj)?,
        tone: cells(tone)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking() -> Interview {
        let caps = Caps {
            asks: true,
            ..Caps::default()
        };
        let mut interview = Interview::new(caps, Some(5));
        assert_eq!(interview.begin(), b"\x1b[>q\x1b[c");
        interview
    }

    #[test]
    fn a_terminal_that_names_itself_is_asked_for_more_and_upgraded() {
        let mut it = asking();
        let caps = it
            .hear(&Report::Version("XTerm(390)".into()))
            .caps
            .expect("upgrade");
        assert!(caps.rep && caps.ech && caps.scroll_by && !caps.margins);
        let modes = it.hear(&Report::Attributes(vec![64]));
        assert_eq!(modes.ask, b"\x1b[?69$p\x1b[?2026$p\x1b[?u\x1b[c");
        assert!(it.hear(&Report::Mode(69, 2)).caps.expect("upgrade").margins);
        assert!(it.hear(&Report::Mode(2026, 0)).caps.is_none());
        let widths = it.hear(&Report::Attributes(vec![64]));
        assert!(widths.ask.starts_with(b"\x1b[6;1H\r"));
        for x in [1, 2, 2, 2] {
            it.hear(&Report::Cursor(x, 5));
        }
        let done = it.hear(&Report::Attributes(vec![64]));
        let expect = MeasuredWidths {
            ambiguous: 1,
            vs16: 2,
            zwj: 2,
            tone: 2,
        };
        assert_eq!(done.widths, Some(expect));
        assert!(!it.is_waiting());
    }

    #[test]
    fn a_terminal_that_does_not_is_asked_nothing_that_it_might_show() {
        let mut it = asking();
        let heard = it.hear(&Report::Attributes(vec![1, 2]));
        assert!(heard.caps.is_none());
        assert!(!heard.ask.windows(2).any(|it| it == b"$p"));
    }

    #[test]
    fn what_stands_between_is_never_taken_for_what_is_behind() {
        let around = crate::term::Surroundings::of([("TERM", "xterm")], ["mosh-server"]);
        let mut it = Interview::new(Caps::guess(&around), None);
        it.begin();
        assert!(
            it.hear(&Report::Version("XTerm(390)".into()))
                .caps
                .is_none()
        );
        it.hear(&Report::Attributes(vec![62]));
        assert!(it.hear(&Report::Mode(69, 2)).caps.is_none());
    }

    #[test]
    fn missing_answers_give_no_widths() {
        assert_eq!(measured(&[1, 2, 2]), None);
        assert_eq!(measured(&[0, 2, 2, 2]), None);
    }
}

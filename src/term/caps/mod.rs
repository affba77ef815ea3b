//! What a terminal can do: a safe start from its surroundings, upgraded by its answers.
//!
//! Nothing waits for an answer. The start takes only what every terminal does that could hide behind the environment; after
//! the first paint an [`Interview`] asks, and the session hands better [`Caps`] to the painter as answers come.

mod interview;
mod known;
mod surroundings;

pub use interview::{Heard, Interview, MeasuredWidths};
pub use surroundings::Surroundings;

use self::known::{Known, Trait};

/// How many colours go over the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Depth {
    /// None: `NO_COLOR`, or a terminal without.
    None,
    /// The sixteen named ones.
    #[default]
    Sixteen,
    /// 256.
    Palette,
    /// 24 bits.
    True,
}

/// What a terminal can do. The default is what every terminal of the last decades does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caps {
    /// The terminal's name as far as it is known.
    pub name: String,
    /// Colours.
    pub depth: Depth,
    /// Has an alternate screen; without one, the screen is cleared at the end.
    pub alternate: bool,
    /// Erased and scrolled-in cells take the pen's background.
    pub bce: bool,
    /// `CSI X` erases cells.
    pub ech: bool,
    /// `CSI b` repeats a character.
    pub rep: bool,
    /// `CSI S` and `CSI T` scroll.
    pub scroll_by: bool,
    /// Left and right margins (DECSLRM), confirmed by an answer.
    pub margins: bool,
    /// Synchronised output (mode 2026).
    pub sync: bool,
    /// The kitty keyboard protocol.
    pub keyboard: bool,
    /// May be asked at all: an unknown question does not appear as text.
    pub asks: bool,
    /// The cursor can be addressed; if not (`TERM=dumb`), only the linear mode works.
    pub addressable: bool,
    /// Behind SSH or mosh: bytes are dear.
    pub remote: bool,
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            name: "unknown".to_owned(),
            depth: Depth::Sixteen,
            alternate: true,
            bce: false,
            ech: false,
            rep: false,
            scroll_by: false,
            margins: false,
            sync: false,
            keyboard: false,
            asks: false,
            addressable: true,
            remote: false,
        }
    }
}

impl Caps {
    /// The safe start for the terminal that this process runs in.
    pub fn here() -> Self {
        Self::guess(&Surroundings::here())
    }

    /// The safe start for given surroundings.
    pub fn guess(around: &Surroundings) -> Self {
        let known = known::by_surroundings(around);
        let mut caps = Self {
            remote: around.is_remote(),
            ..Self::default()
        };
        caps.take(known);
        caps.depth = depth(around, known);
        caps
    }

    /// All that an emulator with everything can do; for tests and measurements.
    pub fn everything() -> Self {
        Self {
            name: "everything".to_owned(),
            depth: Depth::True,
            bce: true,
            ech: true,
            rep: true,
            scroll_by: true,
            margins: true,
            sync: true,
            keyboard: true,
            asks: true,
            ..Self::default()
        }
    }

    /// The same with no more colours than `depth`.
    pub fn limited_to(mut self, depth: Depth) -> Self {
        self.depth = self.depth.min(depth);
        self
    }

    /// What is known of a terminal that named itself (XTVERSION). Colours are only added where colours are wanted.
    fn learn_name(&mut self, version: &str) {
        let Some(known) = known::by_version(version) else {
            return;
        };
        self.take(known);
        self.name = version.to_owned();
        if known.has(Trait::True) && self.depth > Depth::None {
            self.depth = Depth::True;
        }
    }

    fn take(&mut self, known: &Known) {
        self.name = known.name.to_owned();
        self.alternate = known.has(Trait::Alternate);
        self.bce = known.has(Trait::Bce);
        self.ech = known.has(Trait::Ech);
        self.rep = known.has(Trait::Rep);
        self.scroll_by = known.has(Trait::ScrollBy);
        self.sync = known.has(Trait::Sync);
        self.asks = known.has(Trait::Asks);
        self.addressable = known.has(Trait::Addressable);
    }

    /// Each trick by name, what it saves, and whether it is in use: for `doctor`.
    pub fn describe(&self) -> Vec<(&'static str, String)> {
        let yes = |it: bool| if it { "yes" } else { "no" }.to_owned();
        let colours = match self.depth {
            Depth::None => "none",
            Depth::Sixteen => "16",
            Depth::Palette => "256",
            Depth::True => "24 bit",
        };
        vec![
            ("terminal", self.name.clone()),
            ("source", known::source(&self.name).to_owned()),
            ("remote", yes(self.remote)),
            ("colours", colours.to_owned()),
            ("alternate screen", yes(self.alternate)),
            ("scroll regions (DECSTBM)", yes(self.addressable)),
            ("left and right margins (DECSLRM)", yes(self.margins)),
            ("counted scrolls (SU, SD)", yes(self.scroll_by)),
            ("coloured erasure (BCE)", yes(self.bce)),
            ("erase cells (ECH)", yes(self.ech)),
            ("repeat (REP)", yes(self.rep)),
            ("synchronised output (2026)", yes(self.sync)),
            ("kitty keyboard", yes(self.keyboard)),
        ]
    }
}

/// Colours by the usual words: `NO_COLOR` (no-color.org), `COLORTERM`, the end of `TERM`, what is known.
fn depth(around: &Surroundings, known: &Known) -> Depth {
    let colorterm = around.var("COLORTERM");
    let term = around.var("TERM");
    if !around.var("NO_COLOR").is_empty() || !known.has(Trait::Addressable) {
        Depth::None
    } else if known.has(Trait::True)
        || matches!(colorterm, "truecolor" | "24bit")
        || term.ends_with("-direct")
    {
        Depth::True
    } else if term.contains("256color") {
        Depth::Palette
    } else {
        Depth::Sixteen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(vars: &[(&str, &str)], ancestors: &[&str]) -> Surroundings {
        Surroundings::of(vars.iter().copied(), ancestors.iter().copied())
    }

    #[test]
    fn the_start_is_safe_for_whoever_may_hide_behind_a_name() {
        let caps = Caps::guess(&around(&[("TERM", "xterm-256color")], &["bash", "sshd"]));
        assert!(!caps.rep && !caps.ech && !caps.scroll_by && !caps.margins && !caps.sync);
        assert!(caps.bce && caps.asks && caps.remote && caps.alternate);
        assert_eq!(caps.depth, Depth::Palette);
    }

    #[test]
    fn the_nearest_ancestor_says_who_reads_the_bytes() {
        let name =
            |vars: &[(&str, &str)], ancestors: &[&str]| Caps::guess(&around(vars, ancestors)).name;
        let xterm = [("TERM", "xterm-256color")];
        assert_eq!(
            name(&xterm, &["bash", "tmux: server", "mosh-server"]),
            "tmux"
        );
        assert_eq!(name(&xterm, &["bash", "mosh-server"]), "mosh");
        assert_eq!(name(&xterm, &["bash", "SCREEN"]), "screen");
        assert_eq!(name(&xterm, &["bash", "screen-4.9.1"]), "screen");
        assert_eq!(name(&xterm, &["screen_saver", "screenfetch"]), "xterm-like");
        assert_eq!(name(&[("TERM", "screen"), ("STY", "1.a")], &[]), "screen");
        assert_eq!(
            name(&[("TERM", "screen-256color"), ("TMUX", "/x")], &[]),
            "tmux"
        );
        assert_eq!(name(&[("TERM", "linux")], &["login"]), "linux");
        assert_eq!(name(&[("TERM", "xterm-kitty")], &[]), "kitty");
    }

    #[test]
    fn mosh_and_the_console_have_no_other_screen() {
        assert!(!Caps::guess(&around(&[("TERM", "xterm")], &["mosh-server"])).alternate);
        let console = Caps::guess(&around(&[("TERM", "linux")], &[]));
        assert!(!console.alternate && !console.asks);
    }

    #[test]
    fn colours_follow_the_environment() {
        let check = |vars: &[(&str, &str)], expect| {
            assert_eq!(Caps::guess(&around(vars, &[])).depth, expect)
        };
        check(
            &[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")],
            Depth::True,
        );
        check(
            &[("TERM", "xterm-256color"), ("NO_COLOR", "1")],
            Depth::None,
        );
        check(
            &[("TERM", "xterm-256color"), ("NO_COLOR", "")],
            Depth::Palette,
        );
        check(&[("TERM", "xterm")], Depth::Sixteen);
        check(&[("TERM", "linux")], Depth::Sixteen);
        check(&[("TERM", "dumb")], Depth::None);
    }
}

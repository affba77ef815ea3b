//! The one table of known terminals, with the source of each fact.

use super::Surroundings;

/// One thing that a terminal can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trait {
    /// The cursor can be addressed.
    Addressable,
    /// An alternate screen.
    Alternate,
    /// Erasing takes the pen's background.
    Bce,
    /// `CSI X`.
    Ech,
    /// `CSI b`.
    Rep,
    /// `CSI S`, `CSI T`.
    ScrollBy,
    /// Mode 2026.
    Sync,
    /// 24 bits of colour.
    True,
    /// Unknown questions are swallowed, not shown.
    Asks,
}

/// What is known of one terminal. Margins are not here: they are used only where the terminal confirms them.
pub(super) struct Known {
    pub name: &'static str,
    /// Beginnings of `TERM`.
    terms: &'static [&'static str],
    /// Variables (with a value, or any) that only this terminal sets.
    vars: &'static [(&'static str, &'static str)],
    /// Beginnings of an ancestor's name.
    ancestors: &'static [&'static str],
    /// Beginning of the answer to XTVERSION.
    version: &'static str,
    traits: &'static [Trait],
    /// Where the facts are from.
    source: &'static str,
}

impl Known {
    pub fn has(&self, it: Trait) -> bool {
        self.traits.contains(&it)
    }
}

use Trait::{Addressable, Alternate, Asks, Bce, Ech, Rep, ScrollBy, Sync, True};

/// Those that sit between us and the terminal come first: what they cannot do is not done, whoever is behind them.
const KNOWN: &[Known] = &[
    Known {
        name: "tmux",
        terms: &["tmux"],
        vars: &[("TMUX", "")],
        ancestors: &["tmux"],
        version: "tmux ",
        traits: &[Addressable, Alternate, Ech, Asks],
        source: "tmux input.c (ECH, no DECSLRM; REP repeats ASCII only in 3.3a, tried); terminfo tmux-256color has no bce",
    },
    Known {
        name: "screen",
        terms: &["screen"],
        vars: &[("STY", "")],
        ancestors: &["screen", "SCREEN"],
        version: "GNU Screen",
        traits: &[Addressable, Asks],
        source: "screen ansi.c; terminfo screen has no bce, ech, rep; altscreen is off by default and then ignored",
    },
    Known {
        name: "mosh",
        terms: &[],
        vars: &[],
        ancestors: &["mosh-server"],
        version: "mosh",
        traits: &[Addressable, Bce, Ech, Asks],
        source: "mosh terminalfunctions.cc: ECH and BCE; REP is shown wrong; no alternate screen (README, FAQ)",
    },
    Known {
        name: "linux",
        terms: &["linux"],
        vars: &[],
        ancestors: &[],
        version: "linux",
        traits: &[Addressable, Bce, Ech],
        source: "console_codes(4); no SU/SD and no alternate screen before Linux 6.17; shows what it cannot parse",
    },
    Known {
        name: "Terminal.app",
        terms: &["nsterm"],
        vars: &[("TERM_PROGRAM", "Apple_Terminal")],
        ancestors: &[],
        version: "Terminal.app",
        traits: &[Addressable, Alternate, Bce],
        source: "terminfo nsterm (no ech, no indn); shows the end of DECRQM as text",
    },
    Known {
        name: "iTerm2",
        terms: &["iterm"],
        vars: &[("LC_TERMINAL", "iTerm2"), ("TERM_PROGRAM", "iTerm.app")],
        ancestors: &[],
        version: "iTerm2",
        traits: &[Addressable, Alternate, Bce, ScrollBy, Sync, True, Asks],
        source: "iTerm2 VT100Terminal.m: ECH ignores the background, REP only for single characters",
    },
    Known {
        name: "kitty",
        terms: &["xterm-kitty"],
        vars: &[("KITTY_WINDOW_ID", "")],
        ancestors: &[],
        version: "kitty",
        traits: &[
            Addressable,
            Alternate,
            Bce,
            Ech,
            Rep,
            ScrollBy,
            Sync,
            True,
            Asks,
        ],
        source: "kitty vt-parser.c, terminfo xterm-kitty; no DECSLRM",
    },
    Known {
        name: "foot",
        terms: &["foot"],
        vars: &[],
        ancestors: &[],
        version: "foot",
        traits: &[
            Addressable,
            Alternate,
            Bce,
            Ech,
            Rep,
            ScrollBy,
            Sync,
            True,
            Asks,
        ],
        source: "foot-ctlseqs(7); no DECSLRM",
    },
    Known {
        name: "ghostty",
        terms: &["xterm-ghostty"],
        vars: &[("TERM_PROGRAM", "ghostty")],
        ancestors: &[],
        version: "ghostty",
        traits: &[
            Addressable,
            Alternate,
            Bce,
            Ech,
            Rep,
            ScrollBy,
            Sync,
            True,
            Asks,
        ],
        source: "ghostty.org VT reference; DECSLRM",
    },
    Known {
        name: "WezTerm",
        terms: &["wezterm"],
        vars: &[("TERM_PROGRAM", "WezTerm")],
        ancestors: &[],
        version: "WezTerm",
        traits: &[
            Addressable,
            Alternate,
            Bce,
            Ech,
            Rep,
            ScrollBy,
            Sync,
            True,
            Asks,
        ],
        source: "wezterm escape sequences page, terminfo wezterm; DECSLRM",
    },
    Known {
        name: "contour",
        terms: &["contour"],
        vars: &[],
        ancestors: &[],
        version: "contour",
        traits: &[
            Addressable,
            Alternate,
            Bce,
            Ech,
            Rep,
            ScrollBy,
            Sync,
            True,
            Asks,
        ],
        source: "contour-terminal.org VT extensions; DECSLRM",
    },
    Known {
        name: "mintty",
        terms: &["mintty"],
        vars: &[("TERM_PROGRAM", "mintty")],
        ancestors: &[],
        version: "mintty",
        traits: &[Addressable, Alternate, Bce, Ech, Rep, ScrollBy, True, Asks],
        source: "mintty wiki CtrlSeqs; DECSLRM; 2026 by DECRQM only",
    },
    Known {
        name: "Windows Terminal",
        terms: &["ms-terminal"],
        vars: &[("WT_SESSION", "")],
        ancestors: &[],
        version: "Windows Terminal",
        traits: &[Addressable, Alternate, Bce, Ech, Rep, ScrollBy, True, Asks],
        source: "microsoft/terminal adaptDispatch.cpp; DECSLRM; 2026 from 1.23, by DECRQM only",
    },
    Known {
        name: "VTE",
        terms: &["vte", "gnome"],
        vars: &[("VTE_VERSION", "")],
        ancestors: &[],
        version: "VTE",
        traits: &[Addressable, Alternate, Bce, Ech, Rep, ScrollBy, True, Asks],
        source: "vte doc/: REP 0.50, DECSLRM 0.76, 2026 by DECRQM only",
    },
    Known {
        name: "Konsole",
        terms: &["konsole"],
        vars: &[("KONSOLE_VERSION", "")],
        ancestors: &[],
        version: "Konsole",
        traits: &[Addressable, Alternate, Bce, Ech, Rep, ScrollBy, True, Asks],
        source: "konsole Vt102Emulation.cpp; no DECSLRM",
    },
    Known {
        name: "alacritty",
        terms: &["alacritty"],
        vars: &[("ALACRITTY_WINDOW_ID", "")],
        ancestors: &[],
        version: "alacritty",
        traits: &[
            Addressable,
            Alternate,
            Bce,
            Ech,
            Rep,
            ScrollBy,
            Sync,
            True,
            Asks,
        ],
        source: "alacritty docs/escape_support.md; no DECSLRM",
    },
    Known {
        name: "xterm.js",
        terms: &[],
        vars: &[("TERM_PROGRAM", "vscode")],
        ancestors: &[],
        version: "xterm.js",
        traits: &[Addressable, Alternate, Bce, Ech, Rep, ScrollBy, True, Asks],
        source: "xterm.js supported sequences; no DECSLRM; 2026 by DECRQM only",
    },
    Known {
        name: "PuTTY",
        terms: &["putty"],
        vars: &[],
        ancestors: &[],
        version: "PuTTY",
        traits: &[Addressable, Alternate, Bce, Ech, Asks],
        source: "PuTTY terminal.c; no DECSLRM, no XTVERSION",
    },
    Known {
        name: "rxvt",
        terms: &["rxvt"],
        vars: &[],
        ancestors: &[],
        version: "rxvt",
        traits: &[Addressable, Alternate, Bce, Ech, Asks],
        source: "terminfo rxvt-unicode; no REP, no DECSLRM",
    },
    Known {
        name: "st",
        terms: &["st-"],
        vars: &[],
        ancestors: &[],
        version: "st",
        traits: &[Addressable, Alternate, Bce, Ech, ScrollBy, True, Asks],
        source: "st.c csihandle",
    },
    // Nobody is known by this name until it answers: every terminal says it is an xterm.
    Known {
        name: "XTerm",
        terms: &[],
        vars: &[("XTERM_VERSION", "")],
        ancestors: &[],
        version: "XTerm",
        traits: &[Addressable, Alternate, Bce, Ech, Rep, ScrollBy, Asks],
        source: "xterm ctlseqs; DECSLRM; no 2026",
    },
];

/// Any terminal that says it is like xterm.
const LIKE_XTERM: Known = Known {
    name: "xterm-like",
    terms: &[],
    vars: &[],
    ancestors: &[],
    version: "",
    traits: &[Addressable, Alternate, Bce, Asks],
    source: "what xterm's imitators have in common",
};

/// Any other.
const OTHER: Known = Known {
    name: "unknown",
    terms: &[],
    vars: &[],
    ancestors: &[],
    version: "",
    traits: &[Addressable, Alternate],
    source: "ECMA-48 and VT100",
};

/// None at all: a teletype, an editor's shell, a log.
const DUMB: Known = Known {
    name: "dumb",
    terms: &[],
    vars: &[],
    ancestors: &[],
    version: "",
    traits: &[],
    source: "TERM=dumb or unset",
};

/// Who reads our bytes, as the surroundings tell: the nearest ancestor that is a terminal of its own, then `TERM` (which SSH
/// carries along), then variables (which outlive what set them, and so count last).
pub(super) fn by_surroundings(around: &Surroundings) -> &'static Known {
    let begins = |with: &&str, text: &str| text.starts_with(with);
    let term = around.var("TERM");
    if matches!(term, "" | "dumb" | "unknown") {
        return &DUMB;
    }
    for ancestor in around.ancestors() {
        let by_ancestor = |known: &&Known| known.ancestors.iter().any(|it| is_named(ancestor, it));
        if let Some(known) = KNOWN.iter().find(by_ancestor) {
            return known;
        }
    }
    let by_var = |known: &&Known| {
        let is_set = |(name, value): &(&str, &str)| {
            let it = around.var(name);
            !it.is_empty() && (value.is_empty() || *value == it)
        };
        known.vars.iter().any(is_set)
    };
    let by_term = |known: &&Known| known.terms.iter().any(|it| begins(it, term));
    match KNOWN.iter().find(by_term) {
        // tmux may call itself screen.
        Some(known) if known.name == "screen" && !around.var("TMUX").is_empty() => &KNOWN[0],
        Some(known) => known,
        None if term.starts_with("xterm") => KNOWN.iter().find(by_var).unwrap_or(&LIKE_XTERM),
        None => &OTHER,
    }
}

/// Whether a process is a program, perhaps with a version or a title behind its name (`tmux: server`, `screen-4.9.1`).
fn is_named(process: &str, program: &str) -> bool {
    let rest = process.strip_prefix(program);
    rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphabetic() || c == '_'))
}

/// Who named itself in answer to XTVERSION.
pub(super) fn by_version(version: &str) -> Option<&'static Known> {
    let starts = |known: &&Known| {
        let head = version.get(..known.version.len()).unwrap_or_default();
        head.eq_ignore_ascii_case(known.version)
    };
    KNOWN.iter().find(starts)
}

/// Where the facts about a terminal are from.
pub(super) fn source(name: &str) -> &'static str {
    let all = KNOWN.iter().chain([&LIKE_XTERM, &OTHER, &DUMB]);
    let named = |known: &&Known| known.name == name;
    all.clone()
        .find(named)
        .or_else(|| by_version(name))
        .map_or("", |known| known.source)
}

//! What a reader and a terminal can say to the program.

/// One thing that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key.
    Key(Key),
    /// Text pasted in one piece.
    Paste(String),
    /// The mouse.
    Mouse(Mouse),
    /// The terminal got or lost the focus.
    Focus(bool),
    /// The terminal answered a question of ours.
    Report(Report),
}

/// A key with its modifiers. Letters come as typed: `Q` has no shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// With Control.
    pub ctrl: bool,
    /// With Alt or Meta.
    pub alt: bool,
    /// With Shift, where that is not in the character (arrows, Tab).
    pub shift: bool,
}

impl Key {
    /// A key alone.
    pub const fn plain(code: Code) -> Self {
        Self {
            code,
            ctrl: false,
            alt: false,
            shift: false,
        }
    }

    /// A character alone.
    pub const fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }

    /// A character with Control.
    pub const fn ctrl(c: char) -> Self {
        Self {
            code: Code::Char(c),
            ctrl: true,
            alt: false,
            shift: false,
        }
    }

    /// The key that was meant: full-width forms of ASCII and the marks that an input method puts in place of a key count as
    /// that key. For commands; in a prompt a character is itself.
    ///
    /// ```
    /// use kanbao::term::Key;
    ///
    /// assert_eq!(Key::char('ｊ').plain_form(), Key::char('j'));
    /// assert_eq!(Key::char('、').plain_form(), Key::char('/'));
    /// assert_eq!(Key::char('報').plain_form(), Key::char('報'));
    /// ```
    pub fn plain_form(self) -> Self {
        match self.code {
            Code::Char(c) => Self {
                code: Code::Char(plain_char(c)),
                ..self
            },
            _ => self,
        }
    }
}

/// Full-width forms are a block parallel to ASCII; the other marks are what Chinese and Japanese input methods give for the
/// keys `/`, `.`, `[`, `]` and so on.
fn plain_char(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '、' | '・' | '÷' => '/',
        '。' | '｡' => '.',
        '「' | '【' | '〔' | '｢' => '[',
        '」' | '】' | '〕' | '｣' => ']',
        '『' => '{',
        '』' => '}',
        '《' | '〈' => '<',
        '》' | '〉' => '>',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '·' => '`',
        '…' => '^',
        '—' => '_',
        '￥' => '$',
        _ => c,
    }
}

/// Keys by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Code {
    Char(char),
    Enter,
    Esc,
    Tab,
    Backspace,
    Delete,
    Insert,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}

/// A mouse event in cells from the upper left, 0-based.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// What it did.
    pub action: MouseAction,
    /// Column.
    pub x: u16,
    /// Row.
    pub y: u16,
}

/// What a mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum MouseAction {
    Press,
    Release,
    Drag,
    ScrollUp,
    ScrollDown,
}

/// A terminal's answer to a question of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// Primary device attributes: the fence after other questions.
    Attributes(Vec<u16>),
    /// `CSI 0n`: what was sent before has been drawn.
    Ready,
    /// Cursor position, 0-based column and row.
    Cursor(u16, u16),
    /// DECRPM: a mode's number and its value (0 unknown, 1 set, 2 reset, 3 always set, 4 always reset).
    Mode(u16, u8),
    /// XTVERSION: name and version.
    Version(String),
    /// The kitty keyboard protocol's flags.
    Keyboard(u8),
}

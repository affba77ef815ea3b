//! What a terminal can do: a safe start from the environment, upgraded by its answers.

/// How many colours go over the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Caps {
    /// Colours.
    pub depth: Depth,
    /// Erased and scrolled-in cells take the pen's background.
    pub bce: bool,
    /// `CSI X` erases cells.
    pub ech: bool,
    /// `CSI b` repeats a character.
    pub rep: bool,
    /// `CSI S` and `CSI T` scroll.
    pub scroll_by: bool,
    /// Left and right margins (DECSLRM).
    pub margins: bool,
    /// Synchronised output (mode 2026).
    pub sync: bool,
}

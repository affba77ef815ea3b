//! What a terminal can do: a safe start from the environment, upgraded by its answers.

/// What a terminal can do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Caps {}

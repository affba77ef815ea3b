//! One reader at one terminal: joins the screen to the store, and owns the loop.
//!
//! It takes bytes and yields bytes, so that a terminal, a test and an SSH channel are the same to it.

mod settings;

pub use settings::{Settings, Wire};

use crate::store::Store;

/// How a session ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Bytes sent to the terminal.
    pub sent: u64,
}

/// Runs the reader at the terminal that the program stands at, until the reader leaves.
///
/// # Errors
/// If there is no terminal, or it went away in a way that could not be taken for a hang-up.
pub fn run(_settings: Settings, _store: Store) -> anyhow::Result<Outcome> {
    todo!()
}

//! Bytes in, [`super::Input`] out; sequences may be split at any byte.

use super::Input;

/// An incremental decoder.
#[derive(Default)]
pub struct Decoder {}

impl Decoder {
    /// Takes bytes as they came.
    pub fn feed(&mut self, _bytes: &[u8]) {
        todo!()
    }

    /// The next whole input, if there is one.
    pub fn next_input(&mut self) -> Option<Input> {
        todo!()
    }

    /// Whether something is held that only time can decide (a lone ESC).
    pub fn is_waiting(&self) -> bool {
        todo!()
    }

    /// The time for more has run out: a held ESC is the key.
    pub fn time_out(&mut self) {
        todo!()
    }
}

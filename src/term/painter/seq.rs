//! A short run of bytes on the stack: control sequences are built, compared by length, and the shortest is sent.

/// At most [`Sequence::ROOM`] bytes; what does not fit is a sequence that would never be the shortest.
#[derive(Clone, Copy)]
pub(super) struct Sequence {
    bytes: [u8; Self::ROOM],
    len: usize,
}

impl Default for Sequence {
    fn default() -> Self {
        Self {
            bytes: [0; Self::ROOM],
            len: 0,
        }
    }
}

impl Sequence {
    /// The longest SGR (all attributes off and on, two true colours) has 79 bytes.
    pub const ROOM: usize = 96;

    pub fn byte(&mut self, byte: u8) {
        if let Some(slot) = self.bytes.get_mut(self.len) {
            *slot = byte;
            self.len += 1;
        }
    }

    pub fn text(&mut self, text: &[u8]) {
        text.iter().for_each(|b| self.byte(*b));
    }

    pub fn number(&mut self, n: u16) {
        if n >= 10 {
            self.number(n / 10);
        }
        self.byte(b'0' + (n % 10) as u8);
    }

    /// `CSI n final`, with the number left out where it is 1, the default.
    pub fn csi(n: u16, last: u8) -> Self {
        let mut it = Self::default();
        it.text(b"\x1b[");
        if n != 1 {
            it.number(n);
        }
        it.byte(last);
        it
    }

    /// `CSI a ; b final`, 1-based, with defaults left out (1 for both).
    pub fn csi2(a: u16, b: u16, last: u8) -> Self {
        let mut it = Self::default();
        it.text(b"\x1b[");
        if a != 1 {
            it.number(a);
        }
        if b != 1 {
            it.byte(b';');
            it.number(b);
        }
        it.byte(last);
        it
    }

    /// The same bytes `n` times.
    pub fn repeat(text: &[u8], n: u16) -> Self {
        let mut it = Self::default();
        (0..n).for_each(|_| it.text(text));
        it
    }

    /// This, then that.
    pub fn then(mut self, next: &Self) -> Self {
        self.text(next.as_bytes());
        self
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

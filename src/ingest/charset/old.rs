//! Encodings that the Encoding Standard has left out, and old feeds and mails are in all the same: UTF-32, Korean mail's ISO-2022-KR, and
//! the Cyrillic of DOS before 866.

use std::borrow::Cow;

use encoding_rs::EUC_KR;

/// Code page 855 from 0x80 on.
const IBM855: &str = "ђЂѓЃёЁєЄѕЅіІїЇјЈљЉњЊћЋќЌўЎџЏюЮъЪаАбБцЦдДеЕфФгГ«»░▒▓│┤хХиИ╣║╗╝йЙ┐└┴┬├─┼кК╚╔╩╦╠═╬¤лЛмМнНоОп┘┌█▄Пя▀ЯрРсСтТуУжЖвВьЬ№\u{ad}ыЫзЗшШэЭщЩчЧ§■\u{a0}";

/// What ISO-2022-KR text begins with.
const KOREAN: &[u8] = b"\x1b$)C";

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Old {
    /// Four bytes a character.
    Utf32 { big: bool },
    /// EUC-KR in seven bits, between shifts.
    Iso2022Kr,
    /// Code page 855.
    Ibm855,
}

impl Old {
    /// Its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Utf32 { big: true } => "UTF-32BE",
            Self::Utf32 { big: false } => "UTF-32LE",
            Self::Iso2022Kr => "ISO-2022-KR",
            Self::Ibm855 => "IBM855",
        }
    }

    /// By its name in small letters and figures alone.
    pub fn named(plain: &str) -> Option<Self> {
        Some(match plain {
            "utf32" | "utf32le" | "ucs4" => Self::Utf32 { big: false },
            "utf32be" => Self::Utf32 { big: true },
            "iso2022kr" => Self::Iso2022Kr,
            "ibm855" | "cp855" => Self::Ibm855,
            _ => return None,
        })
    }

    /// Whether ASCII is ASCII in it.
    pub fn is_narrow(self) -> bool {
        !matches!(self, Self::Utf32 { .. })
    }

    /// The text, and whether some bytes mean nothing.
    pub fn read(self, bytes: &[u8]) -> (Cow<'_, str>, bool) {
        let (text, damaged) = match self {
            Self::Utf32 { big } => utf_32(bytes, big),
            Self::Iso2022Kr => iso_2022_kr(bytes),
            Self::Ibm855 => (ibm_855(bytes), false),
        };
        (Cow::Owned(text), damaged)
    }
}

/// Whether bytes are ISO-2022-KR: it says so at its head, and all of it is seven bits.
pub fn is_iso_2022_kr(bytes: &[u8]) -> bool {
    bytes.starts_with(KOREAN) && bytes.is_ascii() && !iso_2022_kr(bytes).1
}

pub fn utf_32(bytes: &[u8], big: bool) -> (String, bool) {
    let mut damaged = !bytes.len().is_multiple_of(4);
    let units = bytes.chunks_exact(4).map(|unit| {
        let unit = [unit[0], unit[1], unit[2], unit[3]];
        let number = if big {
            u32::from_be_bytes(unit)
        } else {
            u32::from_le_bytes(unit)
        };
        char::from_u32(number).unwrap_or_else(|| {
            damaged = true;
            char::REPLACEMENT_CHARACTER
        })
    });
    let text: String = units.collect();
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    (text, damaged)
}

/// Shifted out, each byte is one of EUC-KR's without its high bit; a line's end shifts in.
fn iso_2022_kr(bytes: &[u8]) -> (String, bool) {
    let mut shifted = false;
    let mut plain = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            0x1b if after.starts_with(&KOREAN[1..]) => rest = &after[KOREAN.len() - 1..],
            0x0e => shifted = true,
            0x0f => shifted = false,
            b'\n' => {
                shifted = false;
                plain.push(b'\n');
            }
            0x21..=0x7e if shifted => plain.push(byte | 0x80),
            _ => plain.push(*byte),
        }
    }
    let (text, damaged) = EUC_KR.decode_without_bom_handling(&plain);
    (text.into_owned(), damaged)
}

fn ibm_855(bytes: &[u8]) -> String {
    let upper: Vec<char> = IBM855.chars().collect();
    let meant = |byte: &u8| match byte.checked_sub(0x80) {
        Some(at) => upper.get(usize::from(at)).copied().unwrap_or('\u{fffd}'),
        None => char::from(*byte),
    };
    bytes.iter().map(meant).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_standard_left_out_is_read() {
        let check = |old: Old, bytes: &[u8], expect: &str| {
            assert_eq!(old.read(bytes), (expect.into(), false), "{bytes:x?}");
        };
        assert_eq!(IBM855.chars().count(), 128);
        check(Old::Ibm855, b"\xa0 \xb9 \xfc\xfd", "а ╣ Ч§");
        check(Old::Utf32 { big: true }, b"\0\0\x77\x0b", "看");
        check(Old::Iso2022Kr, b"\x1b$)CA\x0e;g\x0fB\n", "A사B\n");
        assert!(is_iso_2022_kr(b"\x1b$)CA\x0e;g\x0fB\n"));
        assert!(!is_iso_2022_kr(b"A\x0e;g\x0fB\n"));
        // A shift that is never taken back ends with its line.
        check(Old::Iso2022Kr, b"\x1b$)C\x0e;g\nOK", "사\nOK");
    }
}

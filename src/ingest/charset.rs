//! Bytes to text: by mark, validity, header, declaration, then guess, and the reader is told which.
//!
//! Valid UTF-8 goes before any label, because text in another encoding is practically never valid UTF-8 by chance while labels are
//! often wrong. What was guessed is said to be guessed, so that the raw bytes can be kept and read again under another label.

mod old;

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Encoding, ISO_2022_JP, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED,
};
use memchr::memmem;

use self::old::{Old, utf_32};
use super::IngestError;

/// How an encoding became known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// The caller said so.
    Given,
    /// By a byte order mark.
    Mark,
    /// It is valid UTF-8 (or ASCII).
    #[default]
    Valid,
    /// By the media type that came with it.
    Header,
    /// By its own first lines.
    Declaration,
    /// By its letters: keep the raw bytes.
    Guess,
}

/// A text, and how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text, without its byte order mark.
    pub text: Cow<'a, str>,
    /// The encoding's name, as the Encoding Standard has it (UTF-32 besides).
    pub label: &'static str,
    /// How it became known.
    pub how: How,
    /// Some bytes had no meaning and became U+FFFD.
    pub damaged: bool,
}

/// Reads bytes as text.
///
/// # Errors
/// If `given` names an encoding that does not exist.
pub fn decode<'a>(
    bytes: &'a [u8],
    given: Option<&str>,
    content_type: Option<&str>,
) -> Result<Decoded<'a>, IngestError> {
    if let Some(label) = given {
        let known = find(label).ok_or_else(|| IngestError::UnknownEncoding(label.to_owned()))?;
        return Ok(known.read(bytes, How::Given));
    }
    if let Some(marked) = by_mark(bytes) {
        return Ok(marked.read(bytes, How::Mark));
    }
    if let Some(wide) = by_nulls(bytes) {
        return Ok(wide.read(bytes, How::Guess));
    }
    if is_iso_2022_jp(bytes) {
        return Ok(Known::Standard(ISO_2022_JP).read(bytes, How::Valid));
    }
    if old::is_iso_2022_kr(bytes) {
        return Ok(Known::Old(Old::Iso2022Kr).read(bytes, How::Valid));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Decoded {
            text: Cow::Borrowed(text),
            label: "UTF-8",
            how: How::Valid,
            damaged: false,
        });
    }
    Ok(by_label(bytes, content_type).unwrap_or_else(|| guess(bytes)))
}

/// Whether a label names an encoding that can be read here.
pub fn is_known(label: &str) -> bool {
    find(label).is_some()
}

/// The charset parameter of a media type.
pub fn charset_of(content_type: &str) -> Option<&str> {
    let at = content_type.to_ascii_lowercase().find("charset=")?;
    let value = content_type[at + "charset=".len()..].trim_start_matches(['"', '\'', ' ']);
    value
        .split(['"', '\'', ';', ',', ' '])
        .next()
        .filter(|label| !label.is_empty())
}

/// An encoding that can be read here.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Known {
    Standard(&'static Encoding),
    Old(Old),
}

impl Known {
    fn read(self, bytes: &[u8], how: How) -> Decoded<'_> {
        let (text, label, damaged) = match self {
            Self::Standard(encoding) => {
                let (text, damaged) = encoding.decode_with_bom_removal(bytes);
                (text, encoding.name(), damaged)
            }
            Self::Old(old) => {
                let (text, damaged) = old.read(bytes);
                (text, old.label(), damaged)
            }
        };
        Decoded {
            text,
            label,
            how,
            damaged,
        }
    }
}

/// An encoding by any of its names. GB 2312 and Latin 1 are read as their supersets, as the Encoding Standard has it.
fn find(label: &str) -> Option<Known> {
    let label = label.trim();
    let plain: String = label
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    // Before the standard, which has some of them for names of nothing.
    if let Some(old) = Old::named(&plain) {
        return Some(Known::Old(old));
    }
    let standard = Encoding::for_label(label.as_bytes());
    if let Some(encoding) = standard.filter(|encoding| *encoding != REPLACEMENT) {
        return Some(Known::Standard(encoding)).filter(|_| encoding != X_USER_DEFINED);
    }
    let standard = match plain.as_str() {
        "utf8" | "utf8mb4" | "u8" | "cp65001" => UTF_8,
        "utf16" | "utf16le" | "ucs2" => UTF_16LE,
        "utf16be" => UTF_16BE,
        "gb18030" | "gbk" | "gb2312" | "euccn" | "cp936" | "ms936" | "hz" | "hzgb2312" => {
            encoding_rs::GB18030
        }
        "big5" | "big5hkscs" | "hkscs" | "cp950" | "big5tw" | "ms950" | "big5eten" => {
            encoding_rs::BIG5
        }
        "shiftjis" | "sjis" | "cp932" | "ms932" | "windows31j" | "sjis2004" => {
            encoding_rs::SHIFT_JIS
        }
        "eucjp" | "ujis" => encoding_rs::EUC_JP,
        "euckr" | "uhc" | "cp949" | "ms949" | "ksc5601" | "ksx1001" => encoding_rs::EUC_KR,
        "iso2022jp" | "jis" => ISO_2022_JP,
        "maccyrillic" | "xmaccyrillic" => encoding_rs::X_MAC_CYRILLIC,
        "macroman" | "mac" | "macintosh" => encoding_rs::MACINTOSH,
        "latin1" | "iso88591" | "usascii" | "ascii" | "cp1252" | "windows1252" => WINDOWS_1252,
        _ => return Encoding::for_label(numbered(&plain)?.as_bytes()).map(Known::Standard),
    };
    Some(Known::Standard(standard))
}

/// `cp1251` and `win1251` as the label that the standard knows.
fn numbered(plain: &str) -> Option<String> {
    let page = ["cp", "win", "windows", "ms"]
        .iter()
        .find_map(|prefix| plain.strip_prefix(prefix))?;
    Some(format!("windows-{page}"))
}

fn by_mark(bytes: &[u8]) -> Option<Known> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] => Some(Known::Old(Old::Utf32 { big: false })),
        [0, 0, 0xfe, 0xff, ..] => Some(Known::Old(Old::Utf32 { big: true })),
        [0xef, 0xbb, 0xbf, ..] => Some(Known::Standard(UTF_8)),
        [0xff, 0xfe, ..] => Some(Known::Standard(UTF_16LE)),
        [0xfe, 0xff, ..] => Some(Known::Standard(UTF_16BE)),
        _ => None,
    }
}

/// UTF-16 and UTF-32 without a mark, known by the low bytes that no text in another encoding has.
fn by_nulls(bytes: &[u8]) -> Option<Known> {
    let sample = &bytes[..bytes.len().min(64 << 10)];
    let low = sample.iter().filter(|b| **b < 9).count();
    if low == 0 || sample.len() < 4 {
        return None;
    }
    for big in [true, false] {
        if sample.len().is_multiple_of(4) && likely(&utf_32(sample, big).0) {
            return Some(Known::Old(Old::Utf32 { big }));
        }
    }
    let even = &sample[..sample.len() & !1];
    let (little, _) = UTF_16LE.decode_without_bom_handling(even);
    let (big, _) = UTF_16BE.decode_without_bom_handling(even);
    match (share(&little), share(&big)) {
        (l, b) if l.max(b) < LIKELY => None,
        (l, b) if l >= b => Some(Known::Standard(UTF_16LE)),
        _ => Some(Known::Standard(UTF_16BE)),
    }
}

/// The share of characters that newspapers use, above which a reading is believed.
const LIKELY: f64 = 0.85;

fn likely(text: &str) -> bool {
    share(text) >= LIKELY
}

fn share(text: &str) -> f64 {
    let used = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{a0}'..='\u{2ff}' | '\u{370}'..='\u{5ff}' | '\u{2010}'..='\u{203b}' | '\u{3000}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{ff01}'..='\u{ff9f}');
    let all = text.chars().count();
    if all == 0 {
        return 0.0;
    }
    text.chars().filter(used).count() as f64 / all as f64
}

/// Seven-bit text with the escapes of ISO-2022-JP: valid as ASCII, and meant as neither.
fn is_iso_2022_jp(bytes: &[u8]) -> bool {
    memchr::memchr(0x1b, bytes).is_some()
        && bytes.is_ascii()
        && [&b"\x1b$B"[..], b"\x1b$@", b"\x1b(J"]
            .iter()
            .any(|escape| memmem::find(bytes, escape).is_some())
        && !ISO_2022_JP.decode_without_bom_handling(bytes).1
}

/// By header, then by declaration; a label under which many bytes mean nothing is not believed.
fn by_label<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Option<Decoded<'a>> {
    let header = content_type.and_then(charset_of).and_then(find);
    let declared = declaration(bytes).and_then(find);
    [(header, How::Header), (declared, How::Declaration)]
        .into_iter()
        .filter_map(|(known, how)| Some((narrow(known?)?, how)))
        .map(|(known, how)| known.read(bytes, how))
        .find(|decoded| !decoded.damaged || is_whole(&decoded.text))
}

/// A declaration that was read byte by byte cannot mean an encoding of wide units.
fn narrow(known: Known) -> Option<Known> {
    match known {
        Known::Standard(encoding) if encoding.is_ascii_compatible() || encoding == ISO_2022_JP => {
            Some(known)
        }
        Known::Old(old) if old.is_narrow() => Some(known),
        _ => None,
    }
}

/// Whether the damage is a stray byte here and there: fewer than one character in fifty of those that are not ASCII.
fn is_whole(text: &str) -> bool {
    let foreign = text.chars().filter(|c| !c.is_ascii()).count();
    let lost = text
        .chars()
        .filter(|&c| c == char::REPLACEMENT_CHARACTER)
        .count();
    lost * 50 <= foreign || lost <= 1 && foreign > 1
}

/// What the first lines say: `<?xml encoding=…?>`, `<meta charset=…>`, `@charset`, an editor's `coding:`.
fn declaration(bytes: &[u8]) -> Option<&str> {
    let head = &bytes[..bytes.len().min(4096)];
    let xml = head.trim_ascii_start().starts_with(b"<?xml");
    let end = memmem::find(head, b"?>").unwrap_or(head.len());
    let in_xml = xml
        .then(|| value_after(&head[..end], b"encoding"))
        .flatten();
    in_xml.or_else(|| {
        let at = memchr::memmem::find_iter(head, b"<").find(|&at| {
            head[at..].len() > 5 && head[at + 1..at + 5].eq_ignore_ascii_case(b"meta") && {
                let tag = &head[at..];
                let tag = &tag[..memchr::memchr(b'>', tag).unwrap_or(tag.len())];
                value_after(tag, b"charset").is_some()
            }
        })?;
        value_after(&head[at..], b"charset")
    })
}

/// The value behind `name`, an equals sign and perhaps a quotation mark.
fn value_after<'a>(head: &'a [u8], name: &[u8]) -> Option<&'a str> {
    let at = head
        .windows(name.len())
        .position(|w| w.eq_ignore_ascii_case(name))?;
    let rest = head[at + name.len()..]
        .trim_ascii_start()
        .strip_prefix(b"=")?
        .trim_ascii_start();
    let rest = rest
        .strip_prefix(b"\"")
        .or_else(|| rest.strip_prefix(b"'"))
        .unwrap_or(rest);
    let end = rest
        .iter()
        .position(|b| !b.is_ascii_alphanumeric() && !b"-_:.+".contains(b))
        .unwrap_or(rest.len());
    std::str::from_utf8(&rest[..end])
        .ok()
        .filter(|label| !label.is_empty())
}

/// By the letters of the whole text.
fn guess(bytes: &[u8]) -> Decoded<'_> {
    let (lossy, damaged) = UTF_8.decode_without_bom_handling(bytes);
    if damaged && is_whole(&lossy) && lossy.chars().filter(|c| !c.is_ascii()).count() > 8 {
        return Decoded {
            text: lossy,
            label: "UTF-8",
            how: How::Guess,
            damaged,
        };
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    // GBK is read as GB18030, which has the same characters and the rest.
    let encoding = if encoding == encoding_rs::GBK {
        encoding_rs::GB18030
    } else {
        encoding
    };
    Known::Standard(encoding).read(bytes, How::Guess)
}

#[cfg(test)]
mod tests {
    use encoding_rs::*;
    use proptest::prelude::*;

    use super::*;

    const HONG_KONG: &str =
        "渡海小輪昨日停航三小時，碼頭擠滿乘客。有街坊說，這樣的大風多年未見，市民應留在室內。";
    const MAINLAND: &str =
        "昨天下午，气象台发布大风预报，请市民注意安全，尽量减少外出。学校今天照常上课。";
    const JAPAN: &str = "昨日の強い風で、港の船は三時間ほど止まりました。利用者は駅へ急ぎました。";
    const KOREA: &str =
        "어제 강한 바람으로 배가 세 시간 동안 멈췄습니다. 시민들은 지하철로 갈아탔습니다.";

    fn check(bytes: &[u8], header: Option<&str>, text: &str, label: &str, how: How) {
        let decoded = decode(bytes, None, header).unwrap();
        assert_eq!(
            (decoded.text.as_ref(), decoded.label, decoded.how),
            (text, label, how)
        );
    }

    #[test]
    fn by_mark_and_validity() {
        check(
            "\u{feff}看報".as_bytes(),
            Some("text/plain; charset=big5"),
            "看報",
            "UTF-8",
            How::Mark,
        );
        check(
            "看報".as_bytes(),
            Some("text/plain; charset=big5"),
            "看報",
            "UTF-8",
            How::Valid,
        );
        check(b"\xff\xfe\x0b\x77", None, "看", "UTF-16LE", How::Mark);
        check(b"\xfe\xff\x77\x0b", None, "看", "UTF-16BE", How::Mark);
        check(
            b"\xff\xfe\0\0\x0b\x77\0\0",
            None,
            "看",
            "UTF-32LE",
            How::Mark,
        );
    }

    #[test]
    fn by_header_and_declaration() {
        let big5 = BIG5.encode(HONG_KONG).0;
        check(
            &big5,
            Some("text/plain; charset=\"Big5-HKSCS\""),
            HONG_KONG,
            "Big5",
            How::Header,
        );
        let page = format!(
            "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=euc-kr\"><p>{KOREA}"
        );
        check(
            &EUC_KR.encode(&page).0,
            None,
            &page,
            "EUC-KR",
            How::Declaration,
        );
        let feed =
            format!("<?xml version='1.0' encoding='Shift_JIS'?><rss><title>{JAPAN}</title></rss>");
        check(
            &SHIFT_JIS.encode(&feed).0,
            None,
            &feed,
            "Shift_JIS",
            How::Declaration,
        );
        // A header that lies is not believed: under it the bytes mean nothing.
        check(
            &EUC_KR.encode(&page).0,
            Some("text/html; charset=utf-8"),
            &page,
            "EUC-KR",
            How::Declaration,
        );
    }

    #[test]
    fn by_guess() {
        for (encoding, text, label) in [
            (BIG5, HONG_KONG, "Big5"),
            (GB18030, MAINLAND, "gb18030"),
            (SHIFT_JIS, JAPAN, "Shift_JIS"),
            (EUC_JP, JAPAN, "EUC-JP"),
            (EUC_KR, KOREA, "EUC-KR"),
        ] {
            check(&encoding.encode(text).0, None, text, label, How::Guess);
        }
        check(
            &ISO_2022_JP.encode(JAPAN).0,
            None,
            JAPAN,
            "ISO-2022-JP",
            How::Valid,
        );
        let units = |big| -> Vec<u8> {
            HONG_KONG
                .encode_utf16()
                .flat_map(|u| {
                    if big {
                        u.to_be_bytes()
                    } else {
                        u.to_le_bytes()
                    }
                })
                .collect()
        };
        check(&units(true), None, HONG_KONG, "UTF-16BE", How::Guess);
        check(&units(false), None, HONG_KONG, "UTF-16LE", How::Guess);
    }

    #[test]
    fn a_given_label_is_obeyed_or_refused() {
        let bytes = BIG5.encode("看報").0;
        let decoded = decode(&bytes, Some("cp950"), None).unwrap();
        assert_eq!((decoded.text.as_ref(), decoded.how), ("看報", How::Given));
        assert_eq!(
            decode(b"x", Some("klingon"), None),
            Err(IngestError::UnknownEncoding("klingon".into()))
        );
    }

    #[test]
    fn one_stray_byte_does_not_make_another_language() {
        let mut bytes = HONG_KONG.as_bytes().to_vec();
        bytes.insert(3, 0xff);
        let decoded = decode(&bytes, None, None).unwrap();
        assert_eq!((decoded.label, decoded.damaged), ("UTF-8", true));
    }

    proptest! {
        #[test]
        fn any_bytes_are_some_text(bytes in any::<Vec<u8>>(), header in "[ -~]{0,40}") {
            prop_assert!(decode(&bytes, None, Some(&header)).is_ok());
        }
    }
}

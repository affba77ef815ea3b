//! Takes the wrapping off a body, never more of it than was agreed. What is inside is told by the bytes: servers lie about it.

use std::io::{self, Read};

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::FetchError;

/// A body without its wrapping.
#[derive(Debug, PartialEq, Eq)]
pub struct Unpacked {
    /// The content.
    pub bytes: Vec<u8>,
    /// The wrapping was torn; this is what was in the rest.
    pub truncated: bool,
}

/// Unpacks a body that its header says is packed so.
///
/// # Errors
/// [`FetchError::TooLarge`] if it holds more than `most` bytes.
pub fn unpack(packed: Vec<u8>, encoding: Option<&str>, most: u64) -> Result<Unpacked, FetchError> {
    let encoding = encoding.unwrap_or_default().trim().to_ascii_lowercase();
    let plain = |bytes| Unpacked {
        bytes,
        truncated: false,
    };
    let attempt = match encoding.as_str() {
        _ if packed.starts_with(&[0x1f, 0x8b]) => read(MultiGzDecoder::new(&packed[..]), most)?,
        "br" => read(
            brotli_decompressor::Decompressor::new(&packed[..], 8 << 10),
            most,
        )?,
        "deflate" => match read(ZlibDecoder::new(&packed[..]), most)? {
            wrong if wrong.bytes.is_empty() => read(DeflateDecoder::new(&packed[..]), most)?,
            right => right,
        },
        _ => {
            return if packed.len() as u64 > most {
                Err(FetchError::TooLarge(most))
            } else {
                Ok(plain(packed))
            };
        }
    };
    // Nothing came out: it was not packed at all.
    let is_lie = attempt.bytes.is_empty() && attempt.truncated;
    Ok(if is_lie { plain(packed) } else { attempt })
}

fn read(packed: impl Read, most: u64) -> Result<Unpacked, FetchError> {
    let mut bytes = Vec::new();
    let end: io::Result<usize> = packed.take(most + 1).read_to_end(&mut bytes);
    if bytes.len() as u64 > most {
        return Err(FetchError::TooLarge(most));
    }
    Ok(Unpacked {
        bytes,
        truncated: end.is_err(),
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use proptest::prelude::*;

    use super::*;

    const TEXT: &[u8] = "看報看報看報 news news news".as_bytes();

    /// [`TEXT`] as brotli's own program packs it, and eight megabytes of spaces.
    const BROTLI: &[u8] = &[
        27, 32, 0, 248, 157, 9, 118, 236, 20, 99, 218, 251, 80, 187, 113, 130, 158, 43, 144, 242,
        90, 140, 205, 178, 185, 187, 66, 39, 158, 34, 224, 128, 172, 13, 28,
    ];
    const BROTLI_BOMB: &[u8] = &[
        203, 255, 255, 63, 248, 37, 64, 226, 177, 64, 32, 247, 254, 111,
    ];

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packer = GzEncoder::new(Vec::new(), Compression::best());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    }

    #[test]
    fn whatever_the_header_says() {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(TEXT).unwrap();
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::fast());
        raw.write_all(TEXT).unwrap();
        for (packed, encoding) in [
            (gzip(TEXT), Some("gzip")),
            (gzip(TEXT), None),
            (TEXT.to_vec(), Some("gzip")),
            (BROTLI.to_vec(), Some("br")),
            (BROTLI.to_vec(), Some(" BR")),
            (TEXT.to_vec(), Some("br")),
            (zlib.finish().unwrap(), Some("deflate")),
            (raw.finish().unwrap(), Some("deflate")),
            (TEXT.to_vec(), Some("identity")),
        ] {
            assert_eq!(
                unpack(packed, encoding, 1000).unwrap().bytes,
                TEXT,
                "{encoding:?}"
            );
        }
    }

    #[test]
    fn a_bomb_is_refused_and_a_torn_wrapping_gives_what_it_has() {
        let bomb = gzip(&vec![0; 1 << 20]);
        assert_eq!(
            unpack(bomb, Some("gzip"), 1 << 19),
            Err(FetchError::TooLarge(1 << 19))
        );
        assert_eq!(
            unpack(BROTLI_BOMB.to_vec(), Some("br"), 1 << 20),
            Err(FetchError::TooLarge(1 << 20))
        );
        let many: Vec<u8> = (0..10_000_u32)
            .flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes())
            .collect();
        let torn = gzip(&many);
        let rest = unpack(torn[..torn.len() / 2].to_vec(), Some("gzip"), 1 << 20).unwrap();
        assert!(rest.truncated && many.starts_with(&rest.bytes) && !rest.bytes.is_empty());
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in any::<Vec<u8>>(), which in 0..4_usize) {
            let encoding = [None, Some("gzip"), Some("br"), Some("deflate")][which];
            if let Ok(unpacked) = unpack(bytes, encoding, 4096) {
                prop_assert!(unpacked.bytes.len() <= 4096);
            }
        }
    }
}

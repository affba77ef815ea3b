//! Articles to bytes and back: JSON, compressed, with a dictionary of the archive's own once there is one.

use std::borrow::Cow;

use rusqlite::{Connection, OptionalExtension};
use zstd::bulk::{Compressor, Decompressor};

use super::error::{Result, StoreError};
use crate::article::Article;

/// Quick, and within a few percent of the slower levels on texts of this size.
const LEVEL: i32 = 3;

/// No body may claim to be larger than this when it is unpacked: a damaged length must not take the memory.
const LARGEST: usize = 1 << 30;

/// As JSON, as it is: for texts so short that compression would add to them.
const PLAIN: i64 = 0;
const ZSTD: i64 = 1;

/// Packs and unpacks bodies.
pub struct Codec {
    packer: Option<(i64, Compressor<'static>)>,
    unpackers: Vec<(i64, Decompressor<'static>)>,
}

/// A body as it stands in the file.
pub struct Packed {
    /// How to unpack it.
    pub codec: i64,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Codec {
    /// A codec that knows no dictionary yet. Costs nothing: a reader that only lists never makes more of it.
    pub fn new() -> Self {
        Self {
            packer: None,
            unpackers: Vec::new(),
        }
    }

    /// Packs an article's JSON, with the newest dictionary that there was when the first was packed.
    pub fn pack(&mut self, db: &Connection, json: &[u8]) -> Result<Packed> {
        let (codec, packer) = match &mut self.packer {
            Some(packer) => packer,
            none => none.insert(newest_packer(db)?),
        };
        let bytes = packer.compress(json).map_err(broken)?;
        Ok(if bytes.len() < json.len() {
            Packed {
                codec: *codec,
                bytes,
            }
        } else {
            Packed {
                codec: PLAIN,
                bytes: json.to_vec(),
            }
        })
    }

    /// Unpacks a body to the article.
    pub fn article(&mut self, db: &Connection, codec: i64, bytes: &[u8]) -> Result<Article> {
        if codec != PLAIN && !self.knows(codec) {
            self.learn(db)?;
        }
        self.article_known(codec, bytes)
    }

    /// Unpacks a body whose dictionary is known: what a function within a query can do, where the file is out of reach.
    pub fn article_known(&mut self, codec: i64, bytes: &[u8]) -> Result<Article> {
        let json = match codec {
            PLAIN => Cow::Borrowed(bytes),
            _ => Cow::Owned(self.unpack(codec, bytes)?),
        };
        serde_json::from_slice(&json).map_err(|error| damaged(&error))
    }

    /// Learns the file's dictionaries, those of other processes too.
    pub fn learn(&mut self, db: &Connection) -> Result<()> {
        if !self.knows(ZSTD) {
            self.unpackers
                .push((ZSTD, Decompressor::new().map_err(broken)?));
        }
        let mut dictionaries = db.prepare_cached("SELECT id, bytes FROM dictionaries")?;
        let mut rows = dictionaries.query([])?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            if !self.knows(id) {
                let bytes: Vec<u8> = row.get(1)?;
                self.unpackers
                    .push((id, Decompressor::with_dictionary(&bytes).map_err(broken)?));
            }
        }
        Ok(())
    }

    fn knows(&self, codec: i64) -> bool {
        self.unpackers.iter().any(|(id, _)| *id == codec)
    }

    fn unpack(&mut self, codec: i64, bytes: &[u8]) -> Result<Vec<u8>> {
        let Some((_, unpacker)) = self.unpackers.iter_mut().find(|(id, _)| *id == codec) else {
            return Err(damaged(&format_args!("dictionary {codec} is missing")));
        };
        let size = Decompressor::upper_bound(bytes)
            .unwrap_or(LARGEST)
            .min(LARGEST);
        unpacker.decompress(bytes, size).map_err(broken)
    }
}

fn newest_packer(db: &Connection) -> Result<(i64, Compressor<'static>)> {
    let newest = db
        .query_row(
            "SELECT id, bytes FROM dictionaries ORDER BY id DESC LIMIT 1",
            [],
            |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)),
        )
        .optional()?;
    match newest {
        Some((id, bytes)) => Ok((
            id,
            Compressor::with_dictionary(LEVEL, &bytes).map_err(broken)?,
        )),
        None => Ok((ZSTD, Compressor::new(LEVEL).map_err(broken)?)),
    }
}

fn broken(error: std::io::Error) -> StoreError {
    damaged(&error)
}

fn damaged(what: &dyn std::fmt::Display) -> StoreError {
    StoreError::Damaged {
        file: Default::default(),
        what: what.to_string(),
    }
}

//! Articles to bytes and back: JSON, compressed, with a dictionary of the archive's own once there is one.

use rusqlite::{Connection, OptionalExtension};
use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe::CParameter;

use super::error::{Result, StoreError};
use crate::article::Article;

/// Quick, and within a few percent of the slower levels on texts of this size.
const LEVEL: i32 = 1;

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

    /// The next body is packed with the dictionary that is then the newest.
    pub fn use_newest(&mut self) {
        self.packer = None;
    }

    /// Unpacks a body to the article.
    pub fn article(&mut self, db: &Connection, codec: i64, bytes: &[u8]) -> Result<Article> {
        let json = self.json(db, codec, bytes)?;
        serde_json::from_slice(&json).map_err(|error| damaged(&error))
    }

    /// Unpacks a body to its JSON.
    pub fn json(&mut self, db: &Connection, codec: i64, bytes: &[u8]) -> Result<Vec<u8>> {
        if codec > ZSTD && !self.knows(codec) {
            self.learn(db)?;
        }
        self.unpack(codec, bytes)
    }

    /// Unpacks a body whose dictionary is known: what a function within a query can do, where the file is out of reach.
    pub fn article_known(&mut self, codec: i64, bytes: &[u8]) -> Result<Article> {
        let json = self.unpack(codec, bytes)?;
        serde_json::from_slice(&json).map_err(|error| damaged(&error))
    }

    /// Learns the file's dictionaries, those of other processes too.
    pub fn learn(&mut self, db: &Connection) -> Result<()> {
        let mut dictionaries = db.prepare_cached("SELECT id, bytes FROM dictionaries")?;
        let mut rows = dictionaries.query([])?;
        while let Some(row) = rows.next()? {
            let bytes = row.get_ref(1)?.as_blob().unwrap_or_default();
            self.learn_one(row.get(0)?, bytes)?;
        }
        Ok(())
    }

    /// Learns one dictionary.
    pub fn learn_one(&mut self, id: i64, bytes: &[u8]) -> Result<()> {
        if !self.knows(id) {
            let unpacker = Decompressor::with_dictionary(bytes).map_err(broken)?;
            self.unpackers.push((id, unpacker));
        }
        Ok(())
    }

    fn knows(&self, codec: i64) -> bool {
        self.unpackers.iter().any(|(id, _)| *id == codec)
    }

    fn unpack(&mut self, codec: i64, bytes: &[u8]) -> Result<Vec<u8>> {
        if codec == PLAIN {
            return Ok(bytes.to_vec());
        }
        if codec == ZSTD {
            self.learn_one(ZSTD, &[])?;
        }
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
    let (codec, mut packer) = match newest {
        Some((id, bytes)) => (
            id,
            Compressor::with_dictionary(LEVEL, &bytes).map_err(broken)?,
        ),
        None => (ZSTD, Compressor::new(LEVEL).map_err(broken)?),
    };
    // Four bytes by which a flipped one is noticed: SQLite itself does not look at what it stores.
    packer
        .set_parameter(CParameter::ChecksumFlag(true))
        .map_err(broken)?;
    Ok((codec, packer))
}

/// A dictionary for texts like these; `None` where there is nothing to learn from them.
pub fn train(samples: &[Vec<u8>], size: usize) -> Option<Vec<u8>> {
    zstd::dict::from_samples(samples, size).ok()
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

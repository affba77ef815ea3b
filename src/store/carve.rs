//! Rows read from a damaged file page by page, where SQLite, which follows the pages from the first, gives up.
//!
//! Every leaf of every table says by itself what rows it holds (<https://www.sqlite.org/fileformat2.html>, 1.6 and 2.1):
//! a torn page costs its own rows and no others, even if it is the one that all others hang on. Pages that SQLite has given
//! up still hold old rows; whoever asks has to prefer what is known from elsewhere. Nothing here trusts a number it reads.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// Ours; used where the file's own word for it is damaged.
const PAGE_SIZE: usize = 16_384;

/// No row is larger: SQLite's own limit.
const LARGEST: u64 = 1_000_000_000;

/// A value in a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing; also where the row's number stands in for a column.
    Null,
    /// A whole number.
    Int(i64),
    /// A fraction; none of our tables has one.
    Real,
    /// A text. Bytes that are no UTF-8 were replaced.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// A row of some table: which, its shape has to tell.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its number; `None` in a table without.
    pub id: Option<i64>,
    /// Its columns.
    pub values: Vec<Value>,
}

/// Gives every row that can be read.
pub fn rows(path: &Path, mut give: impl FnMut(Row)) -> io::Result<()> {
    let file = File::open(path)?;
    let mut head = [0; 100];
    match file.read_exact_at(&mut head, 0) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
        read => read?,
    }
    let size = match u16::from_be_bytes([head[16], head[17]]) {
        1 => 65_536,
        size if size >= 512 && size.is_power_of_two() => usize::from(size),
        _ => PAGE_SIZE,
    };
    let carver = Carver {
        file,
        size,
        usable: size,
    };
    let mut page = vec![0; size];
    for number in 1.. {
        match carver
            .file
            .read_exact_at(&mut page, (number - 1) * size as u64)
        {
            Ok(()) => carver.page(&page, number == 1, &mut give),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
            // A bad sector costs its page.
            Err(_) => {}
        }
    }
    Ok(())
}

struct Carver {
    file: File,
    size: usize,
    usable: usize,
}

impl Carver {
    fn page(&self, page: &[u8], is_first: bool, give: &mut impl FnMut(Row)) {
        let start = if is_first { 100 } else { 0 };
        let (is_table, pointers) = match page.get(start) {
            Some(0x0a) => (false, start + 8),
            // Rows of a table without numbers stand in its inner pages too.
            Some(0x02) => (false, start + 12),
            // A table's leaf (0x0d); or perhaps one, whose first byte is what was damaged: its rows' shapes will tell.
            Some(_) => (true, start + 8),
            None => return,
        };
        let count = number(page, start + 3, 2).unwrap_or(0) as usize;
        for at in (0..count.min(self.size / 4)).map(|nth| pointers + 2 * nth) {
            let cell = number(page, at, 2).map(|at| at as usize);
            let inner = if pointers == start + 12 { 4 } else { 0 };
            let row = cell.and_then(|cell| self.cell(page, cell + inner, is_table));
            if let Some(row) = row {
                give(row);
            }
        }
    }

    fn cell(&self, page: &[u8], at: usize, is_table: bool) -> Option<Row> {
        let (size, at) = varint(page, at)?;
        if size > LARGEST {
            return None;
        }
        let (id, at) = match is_table {
            true => varint(page, at).map(|(id, at)| (Some(id as i64), at))?,
            false => (None, at),
        };
        let payload = self.payload(page, at, size as usize, is_table)?;
        Some(Row {
            id,
            values: values(&payload)?,
        })
    }

    /// A row's bytes: those on the page, and those on the pages that it runs over to.
    fn payload(&self, page: &[u8], at: usize, size: usize, is_table: bool) -> Option<Vec<u8>> {
        let most = if is_table {
            self.usable - 35
        } else {
            (self.usable - 12) * 64 / 255 - 23
        };
        if size <= most {
            return Some(page.get(at..at + size)?.to_vec());
        }
        let least = (self.usable - 12) * 32 / 255 - 23;
        let wanted = least + (size - least) % (self.usable - 4);
        let local = if wanted <= most { wanted } else { least };
        let mut payload = page.get(at..at + local)?.to_vec();
        let mut next = number(page, at + local, 4)?;
        let mut over = vec![0; self.size];
        while payload.len() < size {
            let page = next.checked_sub(1)?;
            self.file
                .read_exact_at(&mut over, page * self.size as u64)
                .ok()?;
            next = number(&over, 0, 4)?;
            let rest = (size - payload.len()).min(self.usable - 4);
            payload.extend_from_slice(over.get(4..4 + rest)?);
        }
        Some(payload)
    }
}

/// The columns of a record.
fn values(payload: &[u8]) -> Option<Vec<Value>> {
    let (head, mut at) = varint(payload, 0)?;
    let mut body = usize::try_from(head).ok()?;
    let mut values = Vec::new();
    while at < usize::try_from(head).ok()? {
        let (kind, next) = varint(payload, at)?;
        at = next;
        let size = match kind {
            0 | 8 | 9 => 0,
            1..=4 => kind as usize,
            5 => 6,
            6 | 7 => 8,
            kind => usize::try_from(kind.checked_sub(12)? / 2).ok()?,
        };
        let bytes = payload.get(body..body.checked_add(size)?)?;
        body += size;
        values.push(match kind {
            0 => Value::Null,
            1..=6 => Value::Int(signed(bytes)),
            7 => Value::Real,
            8 => Value::Int(0),
            9 => Value::Int(1),
            kind if kind % 2 == 0 => Value::Blob(bytes.to_vec()),
            _ => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
        });
    }
    Some(values)
}

fn signed(bytes: &[u8]) -> i64 {
    let negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    bytes
        .iter()
        .fold(if negative { -1 } else { 0 }, |value, byte| {
            value << 8 | i64::from(*byte)
        })
}

fn number(bytes: &[u8], at: usize, size: usize) -> Option<u64> {
    let bytes = bytes.get(at..at + size)?;
    Some(
        bytes
            .iter()
            .fold(0, |value, byte| value << 8 | u64::from(*byte)),
    )
}

/// SQLite's variable-length number, and where it ends.
fn varint(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let mut value = 0;
    for nth in 0..8 {
        let byte = *bytes.get(at + nth)?;
        value = value << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, at + nth + 1));
        }
    }
    Some((value << 8 | u64::from(*bytes.get(at + 8)?), at + 9))
}

//! Large feeds, read in pieces: a feed of any length passes through little memory.
//!
//! Only what is plainly a feed in XML and valid UTF-8 from end to end, for which the file is looked through once before: what
//! has to be guessed at is read whole.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;
use std::rc::Rc;

use memchr::{memchr, memmem, memrchr};
use simdutf8::compat::from_utf8;

use crate::ingest::{Hints, is_xml_feed};

/// A smaller file is read whole: it is quicker, and takes no more.
const LARGE: u64 = 4 << 20;

/// A piece has about so many bytes.
const PIECE: usize = 1 << 20;

/// An item longer than this is cut in the midst of its text, behind a tag.
const LONGEST: usize = 16 << 20;

/// So much of the file says what it is.
const HEAD: usize = 64 << 10;

/// A file's text in pieces, each of which ends behind an item.
pub(super) struct Pieces {
    file: File,
    /// What was read and not given yet.
    rest: Vec<u8>,
    at_end: bool,
    /// Reading failed midway.
    failed: Rc<RefCell<Option<io::Error>>>,
}

impl Pieces {
    /// A file's pieces; `None` where it is to be read whole.
    pub fn of(path: &Path, hints: &Hints) -> io::Result<Option<Self>> {
        let mut file = File::open(path)?;
        let meta = file.metadata()?;
        if !meta.is_file() || meta.len() < LARGE || hints.encoding.is_some() {
            return Ok(None);
        }
        if !is_plain(&mut file, hints)? {
            return Ok(None);
        }
        file.rewind()?;
        Ok(Some(Self {
            file,
            rest: Vec::new(),
            at_end: false,
            failed: Rc::default(),
        }))
    }

    /// Where it says, when it has ended, whether it ended before its time.
    pub fn failure(&self) -> Rc<RefCell<Option<io::Error>>> {
        Rc::clone(&self.failed)
    }

    fn read_on(&mut self) {
        let before = self.rest.len();
        let read = (&self.file).take(PIECE as u64).read_to_end(&mut self.rest);
        if let Err(error) = read {
            *self.failed.borrow_mut() = Some(error);
            self.at_end = true;
        }
        self.at_end |= self.rest.len() == before;
    }

    /// Where the last item of what was read ends.
    fn end_of_item(&self) -> Option<usize> {
        // A feed has one or the other: looking for both would go through most pieces twice.
        let last = |end: &str| Some(memmem::rfind(&self.rest, end.as_bytes())? + end.len());
        let found = last("</item>").or_else(|| last("</entry>"));
        match found {
            None if self.rest.len() > LONGEST => Some(memrchr(b'>', &self.rest)? + 1),
            found => found,
        }
    }
}

impl Iterator for Pieces {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        loop {
            self.read_on();
            let end = match self.at_end {
                true => Some(self.rest.len()),
                false => self.end_of_item(),
            };
            let Some(end) = end else { continue };
            let behind = self.rest.split_off(end);
            let piece = std::mem::replace(&mut self.rest, behind);
            return (!piece.is_empty()).then(|| match from_utf8(&piece) {
                Ok(piece) => piece.to_owned(),
                // Somebody writes the file meanwhile.
                Err(_) => String::from_utf8_lossy(&piece).into_owned(),
            });
        }
    }
}

/// Whether a file is a feed in XML whose encoding is beyond doubt.
fn is_plain(file: &mut File, hints: &Hints) -> io::Result<bool> {
    let mut piece = Vec::with_capacity(PIECE + 4);
    let mut is_first = true;
    loop {
        let kept = piece.len();
        file.take(PIECE as u64).read_to_end(&mut piece)?;
        if piece.len() == kept {
            // What is left over is half a character.
            return Ok(kept == 0);
        }
        // An escape begins ISO-2022-JP.
        if memchr(0x1b, &piece).is_some() {
            return Ok(false);
        }
        let valid = match from_utf8(&piece) {
            Ok(text) => text,
            Err(error) if error.error_len().is_some() => return Ok(false),
            Err(error) => from_utf8(&piece[..error.valid_up_to()]).unwrap_or_default(),
        };
        if std::mem::take(&mut is_first) {
            let head = &valid[..valid.floor_char_boundary(HEAD)];
            // Lower bytes are those of UTF-16.
            if head.bytes().any(|byte| byte < 9) || !is_xml_feed(head, hints) {
                return Ok(false);
            }
        }
        let valid = valid.len();
        piece.drain(..valid);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(bytes: &[u8]) -> Option<Vec<String>> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let pieces = Pieces::of(file.path(), &Hints::default()).unwrap();
        pieces.map(Iterator::collect)
    }

    fn feed(item: &str) -> Vec<u8> {
        let items = item.repeat((LARGE as usize * 3 / 2) / item.len());
        format!("<rss version='2.0'><channel>{items}</channel></rss>").into_bytes()
    }

    #[test]
    fn a_large_feed_comes_in_pieces_that_end_behind_items() {
        let feed = feed(
            "<item><title>渡輪復航</title><description><![CDATA[<p>船</p>]]></description></item>",
        );
        let pieces = pieces(&feed).unwrap();
        assert!(pieces.len() > 4);
        assert_eq!(pieces.concat().as_bytes(), feed);
        let (last, others) = pieces.split_last().unwrap();
        assert!(others.iter().all(|piece| piece.ends_with("</item>")));
        assert!(last.ends_with("</rss>"));
        assert!(pieces.iter().all(|piece| piece.len() <= PIECE + 200));
    }

    #[test]
    fn what_is_small_or_has_to_be_guessed_at_is_read_whole() {
        assert_eq!(pieces(b"<rss><channel><item/></channel></rss>"), None);
        let plain = feed("<item><title>ferry</title></item>");
        assert!(pieces(&plain).is_some());
        let mut other = plain.clone();
        let end = other.len() - 20;
        other[end] = 0xff;
        assert_eq!(pieces(&other), None, "not UTF-8");
        other[end] = 0x1b;
        assert_eq!(pieces(&other), None, "ISO-2022-JP");
        let page = [b"<html><body>", plain.as_slice()].concat();
        assert_eq!(pieces(&page), None, "a web page");
        let mut cut = plain;
        cut.extend_from_slice(&[0xe7, 0x9c]);
        assert_eq!(pieces(&cut), None, "half a character at the end");
    }

    #[test]
    fn an_item_without_end_is_cut_behind_a_tag() {
        let long = format!("<rss><item>{}", "<p>船</p>".repeat(LONGEST / 8));
        let pieces = pieces(long.as_bytes()).unwrap();
        assert!(pieces.len() > 1 && pieces.iter().all(|piece| piece.ends_with('>')));
        assert_eq!(pieces.concat(), long);
    }
}

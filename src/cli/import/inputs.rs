//! Where an import's bytes come from: files, the files of folders, standard input.

use std::fs::{self, File};
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};

use crate::cli::failure::{AtFile, TooLarge};
use crate::ingest::{Feed, Kind, Warning, clean};

/// A larger file is refused with a sentence rather than filling the memory: no page, feed or book comes near.
/// JSON Lines are read in pieces and know no such limit.
const LARGEST: u64 = 512 << 20;

/// Folders are followed so deep: a loop of links ends somewhere.
const DEEPEST: usize = 32;

/// One input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input {
    Stdin,
    File(PathBuf),
}

/// The inputs that paths name, folders followed in the order of names, and what could not be read of them.
pub(super) fn gather(paths: &[PathBuf]) -> (Vec<Input>, Vec<(PathBuf, anyhow::Error)>) {
    let mut inputs = Vec::new();
    let mut missing = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            inputs.push(Input::Stdin);
        } else {
            follow(path, 0, &mut inputs, &mut missing);
        }
    }
    (inputs, missing)
}

fn follow(
    path: &Path,
    depth: usize,
    inputs: &mut Vec<Input>,
    missing: &mut Vec<(PathBuf, anyhow::Error)>,
) {
    let entries = match fs::metadata(path) {
        Ok(data) if data.is_dir() => {
            fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<_>>>)
        }
        Ok(_) => return inputs.push(Input::File(path.to_owned())),
        Err(error) => Err(error),
    };
    let entries = match entries {
        Ok(entries) => entries,
        Err(error) => return missing.push((path.to_owned(), error.into())),
    };
    let mut paths: Vec<PathBuf> = entries
        .into_iter()
        .map(|entry| entry.path())
        .filter(|p| !is_hidden(p))
        .collect();
    paths.sort();
    if depth < DEEPEST {
        paths
            .iter()
            .for_each(|path| follow(path, depth + 1, inputs, missing));
    }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

impl Input {
    /// Its name as given: `-` for standard input.
    pub fn name(&self) -> String {
        match self {
            Self::Stdin => "-".into(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// The source under which its articles are kept: a feed's own address, wherever the file lies; else the file.
    pub fn identity(&self, feed: Option<&Feed>) -> String {
        let feed = feed.and_then(|feed| feed.id.clone().or_else(|| feed.link.clone()));
        match (feed, self) {
            (Some(feed), _) => clean::line(&feed).into_owned(),
            (None, Self::Stdin) => "-".into(),
            (None, Self::File(path)) => fs::canonicalize(path)
                .unwrap_or_else(|_| path.clone())
                .display()
                .to_string(),
        }
    }

    pub fn open(&self) -> anyhow::Result<Box<dyn Read>> {
        match self {
            Self::Stdin => Ok(Box::new(io::stdin().lock())),
            Self::File(path) => Ok(Box::new(File::open(path).at(path)?)),
        }
    }

    pub fn read(&self) -> anyhow::Result<Vec<u8>> {
        let path = PathBuf::from(self.name());
        let mut bytes = Vec::new();
        self.open()?
            .take(LARGEST + 1)
            .read_to_end(&mut bytes)
            .at(&path)?;
        if bytes.len() as u64 > LARGEST {
            return Err(TooLarge { mib: LARGEST >> 20 }).at(&path);
        }
        Ok(bytes)
    }
}

/// Whether an input is to be read as JSON Lines: as told, or by its name.
pub(super) fn is_json_lines(input: &Input, told: Option<Kind>) -> bool {
    let named = || matches!(input, Input::File(path) if path.extension().is_some_and(|e| e == "jsonl" || e == "ndjson"));
    told.map_or_else(named, |kind| kind == Kind::Jsonl)
}

/// The next lines of a reader, about `size` bytes of them, cut at a line's end; empty at the end.
pub(super) fn next_piece(reader: &mut impl BufRead, size: usize) -> io::Result<Vec<u8>> {
    let mut piece = Vec::new();
    reader.take(size as u64).read_to_end(&mut piece)?;
    if piece.last().is_some_and(|&byte| byte != b'\n') {
        // A line longer than the largest input is cut: what follows becomes a warning.
        reader.take(LARGEST).read_until(b'\n', &mut piece)?;
    }
    Ok(piece)
}

/// A warning of a piece, with the line counted from the input's begin.
pub(super) fn moved(warning: Warning, lines_before: usize) -> Warning {
    let line = warning
        .place
        .strip_prefix("line ")
        .and_then(|number| number.parse::<usize>().ok());
    let place = line.map_or(warning.place.clone(), |line| {
        format!("line {}", line + lines_before)
    });
    Warning { place, ..warning }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_end_at_lines_and_lose_nothing() {
        let text = "一\n二二二二\n\n三";
        for size in 1..40 {
            let mut reader = io::BufReader::with_capacity(3, text.as_bytes());
            let mut whole = Vec::new();
            loop {
                let piece = next_piece(&mut reader, size).unwrap();
                if piece.is_empty() {
                    break;
                }
                whole.extend_from_slice(&piece);
                assert!(
                    piece.ends_with(b"\n") || whole.len() == text.len(),
                    "size {size}"
                );
            }
            assert_eq!(whole, text.as_bytes());
        }
    }

    #[test]
    fn warnings_name_the_line_in_the_whole_input() {
        let warning = Warning {
            what: "x".into(),
            place: "line 3".into(),
        };
        assert_eq!(moved(warning, 10).place, "line 13");
    }
}

//! Where an import's bytes come from: files, the files of folders, standard input.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufRead, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::cli::failure::AtFile;
use crate::ingest::{Feed, Kind, Warning, clean, limits};

/// One input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input {
    Stdin,
    File(PathBuf),
}

/// The inputs that paths name, folders followed in the order of names, and what could not be read of them.
pub(super) fn gather(paths: &[PathBuf]) -> (Vec<Input>, Vec<(PathBuf, anyhow::Error)>) {
    let mut walk = Walk::default();
    for path in paths {
        if path.as_os_str() == "-" {
            walk.inputs.push(Input::Stdin);
        } else {
            walk.named(path);
        }
    }
    (walk.inputs, walk.missing)
}

/// A walk through folders.
#[derive(Default)]
struct Walk {
    inputs: Vec<Input>,
    missing: Vec<(PathBuf, anyhow::Error)>,
    /// Folders that were walked, by device and number: a link that leads back leads nowhere new.
    walked: HashSet<(u64, u64)>,
    /// Files that were found: what a pattern names twice comes once.
    found: HashSet<PathBuf>,
}

impl Walk {
    /// What was named is taken whatever it is: a pipe of the shell's too.
    fn take(&mut self, path: &Path) {
        match fs::metadata(path) {
            Ok(data) if data.is_dir() => self.folder(path, &data),
            Ok(_) => self.inputs.push(Input::File(path.to_owned())),
            Err(error) => self.missing.push((path.to_owned(), error.into())),
        }
    }

    /// What is named: a path, or else a pattern (`papers/*.txt`, `**/*.md`) that a shell left alone.
    fn named(&mut self, path: &Path) {
        let matching = match path.to_str().filter(|_| !path.exists()) {
            Some(pattern) => glob::glob(pattern).map(|all| all.flatten().collect()),
            None => Ok(Vec::new()),
        };
        match matching {
            Ok(paths) if !paths.is_empty() => paths.iter().for_each(|path| self.found(path)),
            // No pattern, or of nothing: the name is wrong.
            _ => self.take(path),
        }
    }

    fn folder(&mut self, path: &Path, data: &fs::Metadata) {
        if !self.walked.insert((data.dev(), data.ino())) {
            return;
        }
        let entries = fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let entries = match entries {
            Ok(entries) => entries,
            Err(error) => return self.missing.push((path.to_owned(), error.into())),
        };
        let mut paths: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
        paths.retain(|path| !is_hidden(path));
        paths.sort();
        paths.iter().for_each(|path| self.found(path));
    }

    /// What was only found in a folder is taken if it is a file: a pipe would be waited for, a device never ends.
    fn found(&mut self, path: &Path) {
        match fs::metadata(path) {
            Ok(data) if !data.is_dir() && !data.is_file() => {}
            Ok(data) if data.is_file() && !self.found.insert(path.to_owned()) => {}
            _ => self.take(path),
        }
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

    /// Its bytes, up to one more than is ever looked at, so that the rest is missed.
    pub fn read(&self) -> anyhow::Result<Vec<u8>> {
        let path = PathBuf::from(self.name());
        let most = limits::INPUT as u64 + 1;
        let size = path.metadata().map_or(0, |data| data.len()).min(most);
        // Of a file's size from the beginning: a buffer that grows is there twice while it does.
        let mut bytes = Vec::with_capacity(size as usize + 1);
        self.open()?.take(most).read_to_end(&mut bytes).at(&path)?;
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
        // A line longer than any article is cut: what follows becomes a warning.
        let most = limits::JSON_LINE as u64 + 1;
        reader.take(most).read_until(b'\n', &mut piece)?;
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

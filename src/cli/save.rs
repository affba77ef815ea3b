//! Files that a command makes where it is told to: whole or not at all, for their owner's eyes, and never in the place of the
//! store, of a device or of a link.

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::context::Context;
use super::failure::Said;

/// What stands beside a store and belongs to it: its log, and what readers share.
const COMPANIONS: [&str; 4] = ["", "-wal", "-shm", "-journal"];

/// So begin the copy of marks, and with a number behind it the earlier ones.
const COPIES: &str = ".marks.jsonl";

/// Writes a file, beside its place first: what was there before is whole until the new one is.
pub(crate) fn save(
    context: &Context,
    path: &Path,
    write: impl FnOnce(&File) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    allow(context, path)?;
    let before = path.metadata().ok();
    if before.as_ref().is_some_and(|meta| !meta.is_file()) {
        // A pipe or a device: there is nothing to be kept whole, and what has its name stays what it is.
        return write(&OpenOptions::new().write(true).open(path)?);
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    // A new file: never somebody's own, nor what a link of somebody's leads to.
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&part)?;
    let kept = write(&file)
        .and_then(|()| match before {
            // Whoever may read the file that was there may read this one.
            Some(meta) => Ok(file.set_permissions(meta.permissions())?),
            None => Ok(()),
        })
        .and_then(|()| Ok(file.sync_all()?))
        .and_then(|()| Ok(fs::rename(&part, path)?));
    if kept.is_err() {
        // The half-written part is ours; the error is what the reader has to hear of.
        let _ = fs::remove_file(&part);
    }
    kept
}

/// Refuses the store's own place: what readers have open would be gone from under them. Refuses also a link to a file: to write
/// where it leads may be what another wants who made it, and to take its place is not what its owner wants.
pub(crate) fn allow(context: &Context, path: &Path) -> anyhow::Result<()> {
    if is_own(context, path) {
        return Err(Said(context.say("failure.own_store")).into());
    }
    // A link to a pipe or a device, as /dev/stdout may be one, takes nobody's place.
    let leads_to_device = path.metadata().is_ok_and(|meta| !meta.is_file());
    if path.is_symlink() && !leads_to_device {
        return Err(Said(context.say("failure.link")).into());
    }
    Ok(())
}

fn is_own(context: &Context, path: &Path) -> bool {
    let store = context.paths.store.as_deref().and_then(whole);
    let path = whole(path);
    let (Some(store), Some(path)) = (store, path) else {
        return false;
    };
    let ending = path.as_os_str().as_encoded_bytes();
    let ending = ending.strip_prefix(store.as_os_str().as_encoded_bytes());
    ending.is_some_and(|ending| {
        COMPANIONS.iter().any(|it| it.as_bytes() == ending) || ending.starts_with(COPIES.as_bytes())
    })
}

/// A path without links and dots; the file itself need not be there.
fn whole(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok().or_else(|| {
        let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
        Some(folder.join(path.file_name()?))
    })
}

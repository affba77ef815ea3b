//! Packs the sample edition into one compressed file, makes the tables of folding and sounds, and asks for a new build when a text of the
//! program changes.

#[path = "src/fold/build.rs"]
mod fold;
#[path = "src/sound/build.rs"]
mod sound;

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=src/sample");
    println!("cargo:rerun-if-changed=src/locales");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fold::write(&out)?;
    sound::write(&out)?;
    let mut pages = Vec::new();
    collect(Path::new("src/sample"), &mut pages)?;
    pages.sort();
    // Record separator, name, newline, text: what `sample` takes apart again.
    let mut edition = String::new();
    for page in pages {
        edition.push('\u{1e}');
        edition.push_str(&page.display().to_string());
        edition.push('\n');
        edition.push_str(&fs::read_to_string(&page)?);
    }
    fs::write(
        out.join("sample.zst"),
        zstd::encode_all(edition.as_bytes(), 19)?,
    )
}

fn collect(folder: &Path, pages: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, pages)?;
        } else if path.extension().is_some_and(|ending| ending == "md") {
            pages.push(path);
        }
    }
    Ok(())
}

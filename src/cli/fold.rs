//! `kanbao fold`: fold(1) that knows Chinese, Japanese and Korean. Each input line is one paragraph.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};

use super::context::Context;
use super::failure::{AtFile, Done, explain};
use super::out;
use crate::typeset::{FoldStyle, Folder, Lang, Level, Widths};

/// A folder reads this much at a time.
const BUFFER: usize = 1 << 16;

/// The options of `kanbao fold`.
#[derive(Debug, Clone, Args)]
pub(crate) struct FoldArgs {
    #[arg(value_name = "PATH|-")]
    pub paths: Vec<PathBuf>,
    #[arg(short, long, value_name = "N", default_value_t = 80, value_parser = clap::value_parser!(u16).range(1..))]
    pub width: u16,
    #[arg(long, value_name = "TAG")]
    pub lang: Option<String>,
    #[arg(long, value_name = "LEVEL", default_value = "strict")]
    pub level: LevelArg,
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub indent: u8,
    #[arg(long)]
    pub justify: bool,
    #[arg(long)]
    pub autospace: bool,
    #[arg(long)]
    pub hanging: bool,
}

/// The levels as the command line names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LevelArg {
    None,
    Basic,
    Gb,
    Strict,
}

impl From<LevelArg> for Level {
    fn from(level: LevelArg) -> Self {
        match level {
            LevelArg::None => Self::None,
            LevelArg::Basic => Self::Basic,
            LevelArg::Gb => Self::Gb,
            LevelArg::Strict => Self::Strict,
        }
    }
}

pub(crate) fn run(context: &Context, args: &FoldArgs) -> anyhow::Result<Done> {
    let mut folder = Folder::new(style(args, context.widths()));
    let mut out = out::data();
    let standard = [PathBuf::from("-")];
    let paths = match args.paths.as_slice() {
        [] => &standard[..],
        paths => paths,
    };
    let mut failures = 0;
    for path in paths {
        let folded = match open(path) {
            Ok(input) => fold(&mut folder, input, &mut out)?,
            Err(error) => Err(error),
        };
        if let Err(error) = folded.at(path) {
            failures += 1;
            out::say(&format!("kanbao: {}", explain(&error, context.lang)));
        }
    }
    out.flush()?;
    Ok(match failures {
        0 => Done::Whole,
        n if n == paths.len() => Done::Failed,
        _ => Done::Partly,
    })
}

fn style(args: &FoldArgs, widths: Widths) -> FoldStyle {
    FoldStyle {
        width: args.width,
        lang: args.lang.as_deref().and_then(Lang::from_tag),
        level: args.level.into(),
        widths,
        indent: args.indent,
        justify: args.justify,
        autospace: args.autospace,
        hanging: args.hanging,
    }
}

fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    let input: Box<dyn Read> = match path.to_str() {
        Some("-") => Box::new(io::stdin().lock()),
        _ => Box::new(File::open(path)?),
    };
    Ok(Box::new(BufReader::with_capacity(BUFFER, input)))
}

/// Folds an input line by line. The outer error is one of writing, the inner one of reading.
fn fold(
    folder: &mut Folder,
    mut input: impl BufRead,
    out: &mut impl Write,
) -> io::Result<io::Result<()>> {
    let mut line = Vec::new();
    loop {
        line.clear();
        match input.read_until(b'\n', &mut line) {
            Ok(0) => return Ok(Ok(())),
            Ok(_) => {}
            Err(error) => return Ok(Err(error)),
        }
        let (paragraph, ending): (&[u8], &[u8]) = match line.as_slice() {
            [paragraph @ .., b'\n'] => (paragraph, b"\n"),
            paragraph => (paragraph, b""),
        };
        folder.fold(paragraph, out)?;
        out.write_all(ending)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(input: &[u8], width: u16) -> Vec<u8> {
        let style = FoldStyle {
            width,
            ..FoldStyle::default()
        };
        let mut out = Vec::new();
        let read = fold(&mut Folder::new(style), input, &mut out);
        read.expect("memory is written").expect("memory is read");
        out
    }

    #[test]
    fn each_line_is_a_paragraph() {
        let check = |input: &str, width, expect: &str| {
            assert_eq!(
                String::from_utf8_lossy(&folded(input.as_bytes(), width)),
                expect
            );
        };
        check("", 4, "");
        check("\n\n", 4, "\n\n");
        check("街坊\n夜市的燈", 4, "街坊\n夜市\n的燈");
        check("夜市的燈\r\n", 4, "夜市\n的燈\r\n");
        check("a ferry  leaves\n", 7, "a ferry\nleaves\n");
    }

    #[test]
    fn bytes_that_are_no_text_come_out_as_they_came() {
        assert_eq!(
            folded(b"ab\xFF\xFEcd\xE5\xA4", 3),
            b"ab\xFF\n\xFEcd\n\xE5\xA4"
        );
    }
}

//! `kanbao import`: files, folders and standard input into the archive; with `--dry-run`, what they would give.

mod inputs;

use std::io::{self, BufReader, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use rust_i18n::t;
use serde::Serialize;

use super::args::ImportArgs;
use super::context::{Context, warn_of};
use super::failure::{Done, Usage, explain};
use super::out;
use crate::article::Article;
use crate::ingest::{self, Feed, Harvest, Hints, IngestError, Kind, Warning};
use crate::store::{Store, Tally};
use inputs::Input;

/// JSON Lines are taken in pieces of about this many bytes, cut at a line's end, so that an archive of any size passes
/// through little memory.
const PIECE: usize = 8 << 20;

/// Articles that are written in one go.
const BATCH: usize = 1_000;

/// The index is put in order after an import for so long; what is left waits for a reader's idle moments.
const TIDYING: Duration = Duration::from_millis(500);

/// So many warnings of one input are said; the rest are counted.
const WARNINGS_SAID: usize = 20;

pub(crate) fn run(context: &Context, args: &ImportArgs) -> anyhow::Result<Done> {
    warn_of(&context.troubles);
    if args.paths.is_empty() {
        return Err(Usage(context.say("import.no_path")).into());
    }
    let (inputs, missing) = inputs::gather(&args.paths);
    let mut import = Import::new(context, args)?;
    for (path, error) in &missing {
        import.fail(&path.display().to_string(), error);
    }
    import.bar = progress(inputs.len());
    for input in &inputs {
        import.bar.set_message(input.name());
        import.take(input)?;
        import.bar.inc(1);
    }
    import.bar.finish_and_clear();
    import.finish()
}

/// A bar on a terminal; nothing in a pipe.
fn progress(inputs: usize) -> ProgressBar {
    if !out::is_heard() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}");
    ProgressBar::new(inputs as u64)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// An import on its way.
struct Import<'a> {
    context: &'a Context,
    args: &'a ImportArgs,
    /// None if nothing is to be stored.
    store: Option<Store>,
    out: io::BufWriter<io::StdoutLock<'static>>,
    total: Tally,
    succeeded: usize,
    failed: usize,
    bar: ProgressBar,
}

/// What one input gave, as `--json` prints it.
#[derive(Serialize)]
struct Report<'a> {
    source: &'a str,
    kind: Kind,
    #[serde(flatten)]
    tally: Tally,
    failed: u64,
    warnings: &'a [Warning],
}

/// What one input would give, as `--dry-run --json` prints it.
#[derive(Serialize)]
struct Split<'a> {
    source: &'a str,
    kind: Kind,
    feed: Option<&'a Feed>,
    items: Vec<Item<'a>>,
    labels: &'a [String],
    warnings: &'a [Warning],
}

/// An article with its text once more as one string.
#[derive(Serialize)]
pub(super) struct Item<'a> {
    #[serde(flatten)]
    pub article: &'a Article,
    pub body: String,
}

impl<'a> Import<'a> {
    fn new(context: &'a Context, args: &'a ImportArgs) -> anyhow::Result<Self> {
        let store = if args.dry_run {
            None
        } else {
            Some(context.store()?)
        };
        Ok(Self {
            context,
            args,
            store,
            out: out::data(),
            total: Tally::default(),
            succeeded: 0,
            failed: 0,
            bar: ProgressBar::hidden(),
        })
    }

    /// Takes one input. An input that cannot be read is counted and named; a store that cannot be written ends the import.
    fn take(&mut self, input: &Input) -> anyhow::Result<()> {
        let hints = self.hints(input);
        let taken = if inputs::is_json_lines(input, self.args.kind.kind()) && self.store.is_some() {
            self.take_lines(input, &hints)?
        } else {
            self.take_whole(input, &hints)?
        };
        match taken {
            Ok(()) => self.succeeded += 1,
            Err(error) => self.fail(&input.name(), &error),
        }
        Ok(())
    }

    fn take_whole(&mut self, input: &Input, hints: &Hints) -> anyhow::Result<anyhow::Result<()>> {
        let name = input.name();
        let bytes = match input.read() {
            Ok(bytes) => bytes,
            Err(error) => return Ok(Err(error)),
        };
        if self.store.is_some() {
            return self.store_each(input, &bytes, hints);
        }
        let harvest = match ingest::read(&bytes, hints) {
            Ok(harvest) => harvest,
            Err(error) => {
                self.show_nothing(&name, hints, &error)?;
                return Ok(Err(error.into()));
            }
        };
        self.show(&name, &harvest)?;
        Ok(Ok(()))
    }

    /// Articles a batch at a time, as they are parsed: a feed of a million items is never held whole.
    fn store_each(
        &mut self,
        input: &Input,
        bytes: &[u8],
        hints: &Hints,
    ) -> anyhow::Result<anyhow::Result<()>> {
        let mut source = None;
        let mut batch = Vec::new();
        let mut sum = Ok(Tally::default());
        let read = ingest::read_each(bytes, hints, |about, article| {
            source.get_or_insert_with(|| input.identity(about));
            batch.push(article);
            if batch.len() == BATCH {
                sum = self.put_more(
                    &source,
                    &mut batch,
                    std::mem::replace(&mut sum, Ok(Tally::default())),
                );
            }
        });
        let harvest = match read {
            Ok(harvest) => harvest,
            Err(error) => return Ok(Err(error.into())),
        };
        let sum = self.put_more(&source, &mut batch, sum)?;
        self.report(&input.name(), harvest.kind, sum, &harvest.warnings)?;
        Ok(Ok(()))
    }

    /// Puts a batch in, unless an earlier one failed.
    fn put_more(
        &mut self,
        source: &Option<String>,
        batch: &mut Vec<Article>,
        sum: anyhow::Result<Tally>,
    ) -> anyhow::Result<Tally> {
        let mut sum = sum?;
        let articles = std::mem::take(batch);
        add(
            &mut sum,
            self.put(source.as_deref().unwrap_or_default(), &articles)?,
        );
        Ok(sum)
    }

    /// JSON Lines piece by piece: as much memory for a million articles as for a thousand.
    fn take_lines(&mut self, input: &Input, hints: &Hints) -> anyhow::Result<anyhow::Result<()>> {
        let mut reader = match input.open() {
            Ok(reader) => BufReader::with_capacity(1 << 20, reader),
            Err(error) => return Ok(Err(error)),
        };
        let hints = Hints {
            kind: Some(Kind::Jsonl),
            ..hints.clone()
        };
        let mut sum = Tally::default();
        let mut warnings = Vec::new();
        let mut lines_before = 0;
        let mut anything = false;
        loop {
            let piece = match inputs::next_piece(&mut reader, PIECE) {
                Ok(piece) if piece.is_empty() => break,
                Ok(piece) => piece,
                Err(error) => return Ok(Err(error.into())),
            };
            match ingest::read(&piece, &hints) {
                Ok(harvest) => {
                    anything |= !harvest.articles.is_empty();
                    let tally =
                        self.put(&input.identity(harvest.feed.as_ref()), &harvest.articles)?;
                    add(&mut sum, tally);
                    warnings.extend(
                        harvest
                            .warnings
                            .into_iter()
                            .map(|w| inputs::moved(w, lines_before)),
                    );
                }
                Err(IngestError::Empty | IngestError::Nothing) => {}
                Err(error) => return Ok(Err(error.into())),
            }
            lines_before += piece.iter().filter(|&&byte| byte == b'\n').count();
        }
        if !anything {
            return Ok(Err(if lines_before == 0 {
                IngestError::Empty
            } else {
                IngestError::Nothing
            }
            .into()));
        }
        self.report(&input.name(), Kind::Jsonl, sum, &warnings)?;
        Ok(Ok(()))
    }

    fn hints(&self, input: &Input) -> Hints {
        Hints {
            kind: self.args.kind.kind(),
            encoding: self.args.encoding.clone(),
            content_type: self.args.content_type.clone(),
            url: self.args.url.clone(),
            name: Some(input.name()),
            publication: self.args.publication.clone(),
            edition: self.args.date,
            section: self.args.section.clone(),
            mended: ingest::page::Memory::default(),
        }
    }

    fn put(&mut self, source: &str, articles: &[Article]) -> anyhow::Result<Tally> {
        let today = self.context.today();
        let Some(store) = &mut self.store else {
            return Ok(Tally::default());
        };
        let tally = store.put(source, articles, today)?;
        add(&mut self.total, tally);
        // One large file is a long import too: what has been taken of it is told as it goes.
        let done = self.total.added + self.total.updated + self.total.unchanged;
        self.bar.set_message(done.to_string());
        Ok(tally)
    }

    fn report(
        &mut self,
        source: &str,
        kind: Kind,
        tally: Tally,
        warnings: &[Warning],
    ) -> anyhow::Result<()> {
        if self.args.json {
            return out::json(
                &mut self.out,
                &Report {
                    source,
                    kind,
                    tally,
                    failed: 0,
                    warnings,
                },
            );
        }
        self.warn(source, warnings);
        Ok(())
    }

    fn show(&mut self, source: &str, harvest: &Harvest) -> anyhow::Result<()> {
        if self.args.json {
            let items = harvest
                .articles
                .iter()
                .map(|article| Item {
                    article,
                    body: article.body(),
                })
                .collect();
            let Harvest {
                kind,
                feed,
                labels,
                warnings,
                ..
            } = harvest;
            let split = Split {
                source,
                kind: *kind,
                feed: feed.as_ref(),
                items,
                labels,
                warnings,
            };
            return out::json(&mut self.out, &split);
        }
        let widths = self.context.widths();
        let columns = usize::from(out::columns());
        let outline = ingest::page::outline::outline(harvest, columns, |text| widths.text(text));
        writeln!(self.out, "{source}\n{outline}")?;
        self.warn(source, &harvest.warnings);
        Ok(())
    }

    /// Every input gives one object, also one that gives no article.
    fn show_nothing(
        &mut self,
        source: &str,
        hints: &Hints,
        error: &IngestError,
    ) -> anyhow::Result<()> {
        if !(self.args.dry_run && self.args.json) {
            return Ok(());
        }
        let warnings = [Warning {
            what: error.to_string(),
            place: source.to_owned(),
        }];
        let kind = hints.kind.unwrap_or_default();
        out::json(
            &mut self.out,
            &Split {
                source,
                kind,
                feed: None,
                items: vec![],
                labels: &[],
                warnings: &warnings,
            },
        )
    }

    /// Says a line of words above the bar, which would else be left torn behind it.
    fn say(&self, words: &str) {
        self.bar.suspend(|| out::say(words));
    }

    fn warn(&self, source: &str, warnings: &[Warning]) {
        for warning in warnings.iter().take(WARNINGS_SAID) {
            self.say(&format!(
                "kanbao: {source}: {}: {}",
                warning.place, warning.what
            ));
        }
        if let Some(more) = warnings
            .len()
            .checked_sub(WARNINGS_SAID)
            .filter(|&more| more > 0)
        {
            let more = t!(
                "import.more_warnings",
                locale = self.context.lang.tag(),
                n = more
            );
            self.say(&format!("kanbao: {source}: {more}"));
        }
    }

    fn fail(&mut self, name: &str, error: &anyhow::Error) {
        self.failed += 1;
        let said = explain(error, self.context.lang);
        let said = if said.contains(name) {
            said
        } else {
            format!("{name}: {said}")
        };
        self.say(&format!("kanbao: {said}"));
    }

    fn finish(mut self) -> anyhow::Result<Done> {
        let Tally {
            added,
            updated,
            unchanged,
        } = self.total;
        if !self.args.dry_run && !self.args.json && self.succeeded > 0 {
            let (locale, failed) = (self.context.lang.tag(), self.failed);
            let counts = t!(
                "import.counts",
                locale = locale,
                added = added,
                updated = updated,
                unchanged = unchanged,
                failed = failed
            );
            writeln!(self.out, "{counts}")?;
        }
        self.out.flush()?;
        if let Some(store) = &mut self.store {
            store.tidy(TIDYING)?;
        }
        Ok(match (self.succeeded, self.failed) {
            (_, 0) => Done::Whole,
            (0, _) => Done::Failed,
            _ => Done::Partly,
        })
    }
}

fn add(sum: &mut Tally, more: Tally) {
    sum.added += more.added;
    sum.updated += more.updated;
    sum.unchanged += more.unchanged;
}

//! `kanbao import`: files, folders and standard input into the archive; with `--dry-run`, what they would give.

mod inputs;
mod newsboat;
mod pieces;

use std::io::{self, BufReader, Write};

use indicatif::{ProgressBar, ProgressStyle};
use rust_i18n::t;
use serde::Serialize;

use super::args::ImportArgs;
use super::context::{Context, warn_of};
use super::failure::{Done, Usage, explain};
use super::{out, warned};
use crate::article::{Article, ArticleId};
use crate::ingest::{self, Feed, Harvest, Hints, IngestError, Kind, Warning, clean, page};
use crate::session::{desk, rules};
use crate::store::{Original, Store, Tally};
use inputs::Input;
use pieces::Pieces;

/// JSON Lines are taken in pieces of about this many bytes, cut at a line's end, so that an archive of any size passes
/// through little memory.
const PIECE: usize = 8 << 20;

/// Articles that are written in one go.
const BATCH: usize = 1_000;

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
    /// The pages that a reader mended at the desk.
    mended: page::Memory,
    out: io::BufWriter<io::StdoutLock<'static>>,
    total: Tally,
    succeeded: usize,
    failed: usize,
    bar: ProgressBar,
}

/// What became of one input.
#[derive(Clone, Copy, Serialize)]
struct Taken {
    kind: Kind,
    #[serde(flatten)]
    tally: Tally,
    /// What a reader had said of this page at the desk, and was done again.
    #[serde(skip_serializing_if = "is_none")]
    mends: usize,
}

impl Taken {
    fn of(harvest: &Harvest, tally: Tally) -> Self {
        Self {
            kind: harvest.kind,
            tally,
            mends: harvest.mends,
        }
    }
}

fn is_none(mends: &usize) -> bool {
    *mends == 0
}

/// What one input has given so far.
#[derive(Default)]
struct Gave {
    source: String,
    sum: Tally,
    ids: Vec<Option<ArticleId>>,
    /// The store could not be written.
    error: Option<anyhow::Error>,
}

/// What one input gave, as `--json` prints it.
#[derive(Serialize)]
struct Report<'a> {
    source: &'a str,
    #[serde(flatten)]
    taken: Taken,
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
    #[serde(skip_serializing_if = "is_none")]
    mends: usize,
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
            let store = context.store()?;
            store.expect_many()?;
            Some(store)
        };
        let mended = match &store {
            Some(store) => desk::memory(store)?,
            // A trial looks into an archive that is there, and makes none.
            None => context
                .store_if_there()
                .and_then(|store| desk::memory(&store).ok())
                .unwrap_or_default(),
        };
        Ok(Self {
            context,
            args,
            store,
            mended,
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
        } else if let Input::File(path) = input
            && newsboat::is_cache(path)
        {
            self.take_newsboat(path)?
        } else if let Some(pieces) = self.pieces(input, &hints) {
            self.take_feed(input, pieces, &hints)?
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
        let mut harvest = match ingest::read(&bytes, hints) {
            Ok(harvest) => harvest,
            Err(error) => {
                self.show_nothing(&name, hints, &error)?;
                return Ok(Err(error.into()));
            }
        };
        let source = input.identity(harvest.feed.as_ref());
        self.file(&source, &mut harvest.articles);
        self.show(&name, &harvest)?;
        Ok(Ok(()))
    }

    /// An input as a whole; its articles a batch at a time.
    fn store_each(
        &mut self,
        input: &Input,
        bytes: &[u8],
        hints: &Hints,
    ) -> anyhow::Result<anyhow::Result<()>> {
        let read = self.store_read(input, |each| ingest::read_each(bytes, hints, each))?;
        let (gave, harvest) = match read {
            Ok(read) => read,
            Err(error) => return Ok(Err(error.into())),
        };
        // What was guessed may have to be set right: an encoding, the split of a page.
        if harvest.kind == Kind::Page || harvest.encoding.is_guess() {
            self.keep(gave.source, bytes, hints, &gave.ids)?;
        }
        let taken = Taken::of(&harvest, gave.sum);
        self.report(&input.name(), taken, &harvest.warnings)?;
        Ok(Ok(()))
    }

    /// Articles a batch at a time, as they are parsed: a feed of a million items is never held whole.
    fn store_read(
        &mut self,
        input: &Input,
        read: impl FnOnce(&mut dyn FnMut(Option<&Feed>, Article)) -> Result<Harvest, IngestError>,
    ) -> anyhow::Result<Result<(Gave, Harvest), IngestError>> {
        let mut gave = Gave::default();
        let mut batch = Vec::new();
        let harvest = read(&mut |about, article| {
            if gave.source.is_empty() {
                gave.source = input.identity(about);
            }
            batch.push(article);
            if batch.len() == BATCH {
                self.put_more(&mut batch, &mut gave);
            }
        });
        let harvest = match harvest {
            Ok(harvest) => harvest,
            Err(error) => return Ok(Err(error)),
        };
        self.put_more(&mut batch, &mut gave);
        match gave.error.take() {
            Some(error) => Err(error),
            None => Ok(Ok((gave, harvest))),
        }
    }

    /// Puts a batch in, unless an earlier one failed.
    fn put_more(&mut self, batch: &mut Vec<Article>, gave: &mut Gave) {
        let articles = std::mem::take(batch);
        if gave.error.is_some() {
            return;
        }
        match self.put(&gave.source, articles) {
            Ok((tally, ids)) => {
                add(&mut gave.sum, tally);
                gave.ids.extend(ids);
            }
            Err(error) => gave.error = Some(error),
        }
    }

    /// Keeps an input that was read by a guess, so that a reader can set it right.
    fn keep(
        &mut self,
        source: String,
        bytes: &[u8],
        hints: &Hints,
        gave: &[Option<ArticleId>],
    ) -> anyhow::Result<()> {
        let original = Original {
            source,
            hints: serde_json::to_string(hints)?,
            bytes: bytes.to_vec(),
        };
        if let Some(store) = &mut self.store {
            store.keep_original(&original, gave)?;
        }
        Ok(())
    }

    /// A large feed that is to be stored is read in pieces. What cannot be looked at is told of when it is read.
    fn pieces(&self, input: &Input, hints: &Hints) -> Option<Pieces> {
        match input {
            Input::File(path) if self.store.is_some() => Pieces::of(path, hints).ok().flatten(),
            _ => None,
        }
    }

    /// A large feed, piece by piece.
    fn take_feed(
        &mut self,
        input: &Input,
        pieces: Pieces,
        hints: &Hints,
    ) -> anyhow::Result<anyhow::Result<()>> {
        let failure = pieces.failure();
        let read = self.store_read(input, |each| ingest::read_feed_each(pieces, hints, each))?;
        let failure = failure.take();
        match (failure, read) {
            (Some(error), _) => Ok(Err(error.into())),
            (None, Err(error)) => Ok(Err(error.into())),
            (None, Ok((gave, harvest))) => {
                let taken = Taken::of(&harvest, gave.sum);
                self.report(&input.name(), taken, &harvest.warnings)?;
                Ok(Ok(()))
            }
        }
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
                    let source = input.identity(harvest.feed.as_ref());
                    let (tally, _) = self.put(&source, harvest.articles)?;
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
        let taken = Taken {
            kind: Kind::Jsonl,
            tally: sum,
            mends: 0,
        };
        self.report(&input.name(), taken, &warnings)?;
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
            mended: self.mended.clone(),
        }
    }

    fn put(
        &mut self,
        source: &str,
        mut articles: Vec<Article>,
    ) -> anyhow::Result<(Tally, Vec<Option<ArticleId>>)> {
        let today = self.context.today();
        self.file(source, &mut articles);
        let Some(store) = &mut self.store else {
            return Ok(Default::default());
        };
        let (tally, ids) = store.put_numbered(source, &articles, today)?;
        add(&mut self.total, tally);
        // One large file is a long import too: what has been taken of it is told as it goes.
        let done = self.total.added + self.total.updated + self.total.unchanged;
        self.bar.set_message(done.to_string());
        Ok((tally, ids))
    }

    /// The reader's rules say which sections articles belong to.
    fn file(&self, source: &str, articles: &mut [Article]) {
        for article in articles {
            rules::apply(&self.context.config.rules, article, &[source]);
        }
    }

    fn report(&mut self, source: &str, taken: Taken, warnings: &[Warning]) -> anyhow::Result<()> {
        if self.args.json {
            let report = Report {
                source,
                taken,
                failed: 0,
                warnings,
            };
            return out::json(&mut self.out, &report);
        }
        self.tell_of_mends(source, taken.mends);
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
                mends,
                warnings,
                ..
            } = harvest;
            let split = Split {
                source,
                kind: *kind,
                feed: feed.as_ref(),
                items,
                labels,
                mends: *mends,
                warnings,
            };
            return out::json(&mut self.out, &split);
        }
        let widths = self.context.widths();
        let columns = usize::from(out::columns());
        let outline = ingest::page::outline::outline(harvest, columns, |text| widths.text(text));
        // What is opened in what is shown of a text may be closed in what is not.
        writeln!(self.out, "{source}\n{}", clean::text(&outline))?;
        self.tell_of_mends(source, harvest.mends);
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
                mends: 0,
                warnings: &warnings,
            },
        )
    }

    /// Says a line of words above the bar, which would else be left torn behind it.
    fn say(&self, words: &str) {
        self.bar.suspend(|| out::say(words));
    }

    /// A page that was mended at the desk says so: its split is not what the rules make of it.
    fn tell_of_mends(&self, source: &str, mends: usize) {
        if mends > 0 {
            let locale = self.context.lang.tag();
            let said = t!("import.mends", locale = locale, n = mends);
            out::say(&format!("kanbao: {source}: {said}"));
        }
    }

    fn warn(&self, source: &str, warnings: &[Warning]) {
        for warning in warnings.iter().take(WARNINGS_SAID) {
            let said = warned::said(warning, self.context.lang);
            self.say(&format!("kanbao: {source}: {said}"));
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
            store.save_marks_daily()?;
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

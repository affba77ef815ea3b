//! One reader at one terminal: joins the screen to the store, and owns the loop.
//!
//! A [`Session`] takes bytes and yields bytes, so that a terminal, a test and an SSH channel are the same to it; [`run`] is the
//! loop for a terminal. What the screen wants done ([`crate::tui::Effect`]) is done in `effects`, questions to the store in
//! `answers`, those that may take long on `worker`'s thread, which the next question of the same kind interrupts.

mod answers;
mod begin;
pub mod desk;
mod effects;
mod fetching;
pub mod full;
pub mod keep;
pub mod linear;
mod links;
mod marking;
pub mod refresh;
pub mod reread;
pub mod rules;
mod run;
pub mod say;
mod settings;
mod worker;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use ratatui::buffer::Buffer;

use crate::ingest::page::Sheet;
use crate::store::Store;
use crate::term::{
    Caps, Decoder, Flow, Input, Interview, MeasuredWidths, Meter, Painter, Report, Waker,
};
use crate::tui::{self, Effect, Model, Msg};
use crate::typeset::Widths;

pub use begin::Setup;
use fetching::Fetching;
use full::FullTexts;
use marking::{Done, Work};
pub use run::run;
pub use settings::{Settings, Wire};
use worker::Worker;

/// How a session ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Bytes sent to the terminal.
    pub sent: u64,
}

/// What a session wants of its loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Wishes {
    pub suspend: bool,
    pub quit: bool,
}

/// How long a paint waits for answers from the worker: on a small store they are in by then, and one paint does for both.
pub const GRACE: Duration = Duration::from_millis(8);

/// How long the archive may work for itself when a reader has left: nobody sees it, but a shell waits for it.
const TIDYING: Duration = Duration::from_millis(150);

/// One reader at one terminal.
pub struct Session {
    model: Model,
    /// Before the store, so that its connection closes first.
    worker: Option<Worker>,
    store: Store,
    /// The store's version when it was last looked at: another, and somebody else wrote.
    version: Option<i64>,
    fetching: Option<Fetching>,
    /// The page of one article, asked for by key.
    full: Option<FullTexts>,
    /// The page on the desk, as the rules split it.
    sheet: Option<Sheet>,
    waker: Option<Waker>,
    settings: Settings,
    painter: Painter,
    decoder: Decoder,
    flow: Flow,
    meter: Meter,
    interview: Interview,
    undo: Vec<Done>,
    marking: VecDeque<Work>,
    started: Instant,
    today: jiff::civil::Date,
    size: (u16, u16),
    /// Bytes that go before the next frame: the clipboard's.
    aside: Vec<u8>,
    /// Bytes that go after the first frame: questions to the terminal.
    questions: Vec<u8>,
    dirty: bool,
    painted: bool,
    /// The first screen is made, and what was left for `later` asked.
    has_begun: bool,
    later: Vec<Effect>,
    repeated: bool,
    grace: Duration,
    wishes: Wishes,
}

impl Session {
    /// Takes bytes from the terminal, as they came.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.decoder.feed(bytes);
        self.look_around();
        self.take_inputs();
    }

    /// Another reader, an import or a round of fetching may have written since the last key.
    fn look_around(&mut self) {
        let version = self.store.version();
        if version != self.version {
            self.version = version;
            if self.fetching.is_none() {
                self.apply(Msg::Changed);
            }
        }
    }

    /// Nothing more came for a while: a held ESC is the key.
    pub fn time_out(&mut self) {
        self.decoder.time_out();
        self.take_inputs();
    }

    fn take_inputs(&mut self) {
        let mut keys = 0;
        while let Some(input) = self.decoder.next_input() {
            match input {
                Input::Report(report) => self.hear(&report),
                input => {
                    keys += 1;
                    self.apply(Msg::Input(input));
                }
            }
        }
        self.repeated = keys > 1;
    }

    fn hear(&mut self, report: &Report) {
        self.flow.hear(report);
        let heard = self.interview.hear(report);
        if let Some(caps) = heard.caps {
            self.painter.set_caps(self.fit_caps(caps));
            self.dirty = true;
        }
        if let Some(row) = heard.disturbs {
            self.painter.disturb_row(row);
            self.dirty = true;
        }
        // Before the frame that paints over what measuring leaves.
        self.aside.extend(heard.ask);
        if let Some(measured) = heard.widths {
            self.apply(Msg::Widths(widths(measured, self.settings.ambiguous)));
        }
    }

    /// A lean session keeps to sixteen colours, whatever the terminal has.
    fn fit_caps(&self, caps: Caps) -> Caps {
        begin::fit_caps(caps, self.model.density())
    }

    /// The screen has another size.
    pub fn resize(&mut self, width: u16, height: u16) {
        if (width, height) != self.size {
            self.size = (width, height);
            self.apply(Msg::Resize(width, height));
        }
    }

    /// Time has passed; answers may have come.
    pub fn tick(&mut self) {
        let now = Instant::now();
        self.flow.time_out(now);
        self.take_answers(Duration::ZERO);
        self.fetch_on(now);
        self.read_on();
        if self.is_marking() {
            self.mark_between_keys();
        }
        if self
            .model
            .due()
            .is_some_and(|due| due <= now - self.started)
        {
            self.apply(Msg::Tick(now - self.started));
        }
    }

    /// How long until [`Session::tick`] is due, if nothing comes.
    pub fn patience(&self) -> Option<Duration> {
        let now = Instant::now();
        let due = self
            .model
            .due()
            .map(|due| due.saturating_sub(now - self.started));
        let marking = self.is_marking().then_some(Duration::ZERO);
        let times = [
            due,
            marking,
            self.flow.patience(now),
            self.fetching_patience(),
        ];
        times.into_iter().flatten().min()
    }

    /// Whether an ESC is held that only time can tell from a sequence.
    pub fn is_holding(&self) -> bool {
        self.decoder.is_waiting()
    }

    /// The bytes to be sent now, in one piece; empty if there is nothing to be sent or the line is still busy.
    pub fn output(&mut self) -> Vec<u8> {
        let mut out = std::mem::take(&mut self.aside);
        self.meter.count_other(out.len());
        if self.flow.may_paint() {
            self.settle();
            if self.dirty {
                self.paint(&mut out);
            }
        }
        if self.painted && !self.questions.is_empty() {
            self.meter.count_other(self.questions.len());
            out.append(&mut self.questions);
        }
        out
    }

    /// Asks what the screen still has to know, and waits a moment for the answers.
    fn settle(&mut self) {
        for _ in 0..8 {
            let effects = tui::settle(&mut self.model);
            if effects.is_empty() {
                break;
            }
            self.perform(effects);
        }
        self.take_answers(self.grace);
        // The answers themselves may have made something else stale.
        let effects = tui::settle(&mut self.model);
        self.perform(effects);
    }

    fn take_answers(&mut self, grace: Duration) {
        let deadline = Instant::now() + grace;
        while let Some(msg) = self
            .worker
            .as_ref()
            .and_then(|worker| worker.answer(deadline))
        {
            self.apply(msg);
        }
    }

    fn paint(&mut self, out: &mut Vec<u8>) {
        self.dirty = false;
        if self.meter.compares() {
            let reading = self.meter.reading();
            let sent = tui::Sent {
                total: reading.total,
                last: reading.last as u64,
                since: reading.since,
                stock: reading.stock_total.unwrap_or(0),
            };
            tui::update(&mut self.model, Msg::Sent(sent));
        }
        let mut buffer = Buffer::empty(self.area());
        let cursor = tui::view(&self.model, &mut buffer);
        let panes = self.model.panes();
        let bytes = self.painter.present(&buffer, cursor, &panes);
        self.meter.count(&buffer, cursor, bytes.len());
        out.extend_from_slice(bytes);
        let now = Instant::now();
        let question = self.flow.after_frame(out.len(), self.repeated, now);
        self.meter.count_other(question.len());
        out.extend_from_slice(question);
        if !self.painted {
            self.painted = true;
            self.questions = self.interview.begin();
            self.begin();
        }
    }

    /// The screen as it is to be, and where the cursor stands.
    pub fn screen(&mut self) -> (Buffer, Option<(u16, u16)>) {
        self.settle();
        if !self.has_begun {
            self.begin();
            self.settle();
        }
        let mut buffer = Buffer::empty(self.area());
        let cursor = tui::view(&self.model, &mut buffer);
        (buffer, cursor)
    }

    /// Draw everything anew with the next output.
    pub fn redraw(&mut self) {
        self.painter.forget();
        self.dirty = true;
    }

    /// The bytes that leave the terminal's pen, region and cursor as they were; afterwards everything is painted anew.
    pub fn farewell(&mut self) -> Vec<u8> {
        self.flow.forget();
        self.dirty = true;
        self.painter.leave().to_vec()
    }

    /// Whether an answer of the terminal is still under way.
    pub fn is_asking(&self) -> bool {
        self.interview.is_waiting() || !self.flow.may_paint()
    }

    /// Whether the reader has left.
    pub fn finished(&self) -> bool {
        self.wishes.quit
    }

    /// Whether the reader wants to suspend; asked once.
    pub fn take_suspend(&mut self) -> bool {
        std::mem::take(&mut self.wishes.suspend)
    }

    /// Keeps the reader's place and view. Call before the session is dropped, however it ends.
    pub fn close(&mut self) {
        let effects = tui::closing(&mut self.model);
        self.perform(effects);
    }

    /// Lets the archive do for itself what it does when nobody waits. After a reader has left.
    pub fn tidy(&mut self) {
        // What is not done now is done another time; a store that can only be read does nothing.
        let _ = self.store.tidy(TIDYING);
    }

    /// Bytes sent so far.
    pub fn sent(&self) -> u64 {
        self.meter.reading().total
    }

    /// What the painter knows of the terminal.
    pub fn caps(&self) -> &Caps {
        self.painter.caps()
    }

    /// Takes a message and does what follows from it, to the end.
    fn apply(&mut self, msg: Msg) {
        self.dirty = true;
        let effects = tui::update(&mut self.model, msg);
        self.perform(effects);
    }
}

/// What was measured, unless the reader knows better.
fn widths(measured: MeasuredWidths, ambiguous: Option<u8>) -> Widths {
    Widths {
        ambiguous: ambiguous.unwrap_or(measured.ambiguous),
        vs16: measured.vs16,
        zwj: measured.zwj == 2,
        tone: measured.tone == 2,
        ..Widths::default()
    }
}

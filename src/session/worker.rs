//! Questions that may take long are asked on a thread of their own, so that no key waits for them.
//!
//! A question supersedes an earlier one of its kind: one that waits is dropped, one that runs is interrupted. What a reader
//! waits for (rows, an article) goes before figures: those under way are interrupted, and begun anew afterwards.

use std::collections::VecDeque;
use std::mem::{Discriminant, discriminant};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::answers::{self, Saved};
use super::say;
use crate::store::{Interrupt, Store, StoreError};
use crate::term::Waker;
use crate::tui::{Effect, Msg};
use crate::words::UiLang;

/// The thread that answers.
pub(super) struct Worker {
    shared: Arc<Shared>,
    answers: Receiver<Option<Msg>>,
    interrupt: Interrupt,
    thread: Option<JoinHandle<()>>,
    /// Questions without an answer yet.
    open: std::cell::Cell<usize>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    news: Condvar,
}

#[derive(Default)]
struct State {
    questions: VecDeque<Question>,
    running: Option<Running>,
    over: bool,
}

struct Question {
    effect: Effect,
    saved: Saved,
}

/// What the thread is at.
#[derive(Clone, Copy)]
struct Running {
    kind: Discriminant<Effect>,
    can_wait: bool,
    /// It was interrupted only for something else: it is to be asked again.
    again: bool,
}

impl Question {
    fn kind(&self) -> Discriminant<Effect> {
        discriminant(&self.effect)
    }

    /// Figures can wait for rows.
    fn can_wait(&self) -> bool {
        matches!(
            self.effect,
            Effect::Count { .. }
                | Effect::Locate { .. }
                | Effect::Facets(_)
                | Effect::Saved
                | Effect::Names
                | Effect::Days(_)
        )
    }
}

impl State {
    /// Puts a question behind those of its rank.
    fn put(&mut self, question: Question) {
        let behind = |other: &Question| other.can_wait() && !question.can_wait();
        let at = self.questions.iter().position(behind);
        self.questions
            .insert(at.unwrap_or(self.questions.len()), question);
    }

    /// Puts a question that was interrupted back, if it is still to be answered.
    fn take_back(&mut self, question: &Question) -> bool {
        let again = self.running.take().is_some_and(|running| running.again);
        let asked_anew = self
            .questions
            .iter()
            .any(|other| other.kind() == question.kind());
        let is_wanted = again && !asked_anew && !self.over;
        if is_wanted {
            self.put(Question {
                effect: question.effect.clone(),
                saved: question.saved.clone(),
            });
        }
        is_wanted
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic of the other thread left the queue whole: each change is one step.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Worker {
    /// Starts the thread on a second connection; `None` if there can be none: then questions are answered at once.
    pub fn start(store: &Store, lang: UiLang, waker: Option<Waker>) -> Option<Self> {
        let reader = store.reader().ok()?;
        let interrupt = reader.interrupt();
        let shared = Arc::new(Shared::default());
        let (sender, answers) = mpsc::channel();
        let theirs = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("questions".into())
            .spawn(move || work(&reader, &theirs, lang, &sender, waker.as_ref()))
            .ok()?;
        Some(Self {
            shared,
            answers,
            interrupt,
            thread: Some(thread),
            open: std::cell::Cell::new(0),
        })
    }

    /// Asks; an earlier question of the same kind need not be answered any more.
    pub fn ask(&self, effect: Effect, saved: Saved) {
        let question = Question { effect, saved };
        let mut state = self.shared.lock();
        let before = state.questions.len();
        state
            .questions
            .retain(|other| other.kind() != question.kind());
        let dropped = before - state.questions.len();
        if let Some(running) = &mut state.running {
            let same = running.kind == question.kind();
            if same || running.can_wait && !question.can_wait() {
                running.again = !same;
                self.interrupt.stop();
            }
        }
        state.put(question);
        self.open.set(self.open.get() + 1 - dropped);
        self.shared.news.notify_one();
    }

    /// The next answer, waiting for it until `deadline` if one is due.
    pub fn answer(&self, deadline: Instant) -> Option<Msg> {
        while self.open.get() > 0 {
            let patience = deadline.saturating_duration_since(Instant::now());
            let answer = self.answers.recv_timeout(patience).ok()?;
            self.open.set(self.open.get() - 1);
            if answer.is_some() {
                return answer;
            }
        }
        None
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.shared.lock().over = true;
        self.shared.news.notify_one();
        // Its connection closes before the session's, for the last to close clears the log away: one that lies there when the
        // store is opened again has to be looked through. A stop between two questions stops none: so it is said again.
        if let Some(thread) = self.thread.take() {
            while !thread.is_finished() {
                self.interrupt.stop();
                thread::sleep(Duration::from_millis(1));
            }
            let _ = thread.join();
        }
    }
}

/// Answers until it is over. What was interrupted and is not to be asked again has `None` for an answer.
fn work(
    store: &Store,
    shared: &Shared,
    lang: UiLang,
    answers: &Sender<Option<Msg>>,
    waker: Option<&Waker>,
) {
    while let Some(question) = next(shared) {
        let answer = match answers::answer(store, &question.effect, &question.saved) {
            Some(Ok(msg)) => Some(msg),
            Some(Err(StoreError::Interrupted)) if shared.lock().take_back(&question) => continue,
            Some(Err(StoreError::Interrupted)) | None => None,
            Some(Err(error)) => Some(Msg::Failed(say::store(&error, lang))),
        };
        shared.lock().running = None;
        if answers.send(answer).is_err() {
            return;
        }
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

fn next(shared: &Shared) -> Option<Question> {
    let mut state = shared.lock();
    loop {
        if state.over {
            return None;
        }
        if let Some(question) = state.questions.pop_front() {
            state.running = Some(Running {
                kind: question.kind(),
                can_wait: question.can_wait(),
                again: false,
            });
            return Some(question);
        }
        state = shared
            .news
            .wait(state)
            .unwrap_or_else(PoisonError::into_inner);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Query;

    #[test]
    fn a_session_that_ends_leaves_no_log_beside_the_store() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("k.db");
        let mut store = Store::open(&path, "me").unwrap();
        let worker = Worker::start(&store, UiLang::En, None).unwrap();
        store.remember("view", "{}").unwrap();
        let query = Query::default();
        worker.ask(Effect::Count { ticket: 1, query }, Saved::new());
        drop(worker);
        drop(store);
        let names = folder
            .path()
            .read_dir()
            .unwrap()
            .map(|entry| entry.unwrap().file_name());
        let logs: Vec<_> = names
            .filter(|name| name.to_string_lossy().ends_with("-wal"))
            .collect();
        assert!(logs.is_empty(), "{logs:?}");
    }
}

//! The one thread that owns the queue: takes what the window asks for, has attempts made beside it, and tells
//! what changed. No attempt ever keeps it from taking up the next customer.

mod attempt_threads;
mod customer;
mod drafts;
mod endings;
mod kept_logins;
mod originals;
mod outputs;
mod returning;
mod standing;
mod worker_state;

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use secrecy::SecretString;

use super::{event::Event, jobs::EventSender, view::SharedView};
use crate::{
    app::worker_request::Request,
    counter::{
        data_folder::DataFolder,
        open::{self, Counter},
    },
    domain::Clock,
    spool::Logins,
};
use worker_state::WorkerState;

/// What a worker is given: where it works, by which clock, and to whom it tells what happens.
#[derive(Clone)]
pub(super) struct WorkerContext {
    pub(super) folder: DataFolder,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) shared_view: Arc<SharedView>,
    pub(super) event_sender: EventSender<Event>,
    /// Who has logged in at which printer.
    pub(super) logins: Logins,
}

impl fmt::Debug for WorkerContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Post").finish_non_exhaustive()
    }
}

/// The window's end of the worker.
#[derive(Debug)]
pub(super) struct Worker {
    requests: SyncSender<Request>,
    state: Arc<Flags>,
    thread: Option<JoinHandle<()>>,
}

/// Whether a worker is at work, and whether it is to end.
#[derive(Debug, Default)]
struct Flags {
    is_running: AtomicBool,
    over: AtomicBool,
}

/// Ends the thread after what it is doing now, whatever else it was asked for.
impl Drop for Worker {
    fn drop(&mut self) {
        self.state.over.store(true, Ordering::SeqCst);
        // Only to wake it: where there is no room it is awake.
        drop(self.requests.try_send(Request::Close));
        self.join();
    }
}

impl Worker {
    /// Opens the queue on a thread of its own. What is wrong with it is told as an event.
    ///
    /// A locked counter needs the passphrase that somebody typed.
    pub(super) fn start(context: WorkerContext, passphrase: Option<SecretString>) -> Self {
        let (requests, incoming) = sync_channel(MAX_REQUESTS);
        let (own, event_sender) = (requests.clone(), context.event_sender.clone());
        let state = Arc::<Flags>::default();
        let ends = Arc::clone(&state);
        let thread = thread::Builder::new()
            .name(THREAD.to_owned())
            .spawn(move || {
                let work = || {
                    let now = context.clock.now();
                    let opened = match &passphrase {
                        Some(typed) => open::open_with_passphrase(&context.folder, typed, &now),
                        None => open::open(&context.folder, &now),
                    };
                    match opened {
                        Ok(counter) => keep(counter, &context, (own, &incoming), &ends),
                        Err(error) => context.event_sender.tell(Event::NotOpened(error)),
                    }
                };
                let lost = catch_unwind(AssertUnwindSafe(work)).is_err();
                ends.is_running.store(false, Ordering::SeqCst);
                if lost {
                    context.event_sender.tell(Event::JobLost(THREAD));
                }
            });
        if thread.is_err() {
            event_sender.tell(Event::JobLost(THREAD));
        }
        Self {
            requests,
            state,
            thread: thread.ok(),
        }
    }

    /// Ends the thread after all that it was asked for. Whoever hears its events must have stopped to listen, or it
    /// may wait to be heard.
    pub(super) fn close(&mut self) {
        if self.state.is_running.load(Ordering::SeqCst)
            && self.requests.send(Request::Close).is_ok()
        {
            self.join();
        }
    }

    /// Waits until an open queue is closed, so that the next one finds it free. A worker that waits for somebody, as
    /// at the prompt of a key store, is left alone and ends by itself.
    fn join(&mut self) {
        if self.state.is_running.load(Ordering::SeqCst)
            && let Some(thread) = self.thread.take()
        {
            // It catches its own panics.
            drop(thread.join());
        }
    }

    /// Returns another end that can ask for something, on any thread.
    pub(super) fn sender(&self) -> SyncSender<Request> {
        self.requests.clone()
    }

    /// Asks for something; `false` if the worker does not live any more, or is far behind.
    pub(super) fn ask(&self, ask: Request) -> bool {
        self.requests.try_send(ask).is_ok()
    }
}

/// The name of the thread, by which its loss is told.
pub(super) const THREAD: &str = "worker";
/// More than a person can ask for while one transaction is written.
const MAX_REQUESTS: usize = 64;
/// The queue is looked at so often where nothing is due: another program may have put something in.
const POLL_INTERVAL: Duration = Duration::from_secs(1);
/// A window that is closed waits so long for an attempt under way. Desktops take a program for hung after 5 seconds.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(4);

fn keep(
    counter: Counter,
    context: &WorkerContext,
    (requests, incoming): (SyncSender<Request>, &Receiver<Request>),
    ends: &Flags,
) {
    ends.is_running.store(true, Ordering::SeqCst);
    if ends.over.load(Ordering::SeqCst) {
        // Another has taken its place while it waited for the key.
        return;
    }
    let mut state = WorkerState::begin(counter, context, requests);
    while !ends.over.load(Ordering::SeqCst) {
        let wait = state.step();
        match incoming.recv_timeout(wait) {
            Ok(Request::Close) => return finish_in_flight(&mut state, incoming),
            Err(RecvTimeoutError::Disconnected) => return,
            Ok(ask) => state.take(ask),
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// Takes in what is on its way when the window is closed, for as long as whoever closes it does not mind: what a portal
/// has signed is not thrown away, and what staff have discarded does not come back.
fn finish_in_flight(state: &mut WorkerState<'_>, incoming: &Receiver<Request>) {
    let since = Instant::now();
    state.leaves = true;
    while state.in_flight > 0 {
        match incoming.recv_timeout(CLOSE_TIMEOUT.saturating_sub(since.elapsed())) {
            Ok(ask) => state.take(ask),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
        }
    }
    state.put_back_what_is_not_made();
    if let Err(error) = state.see_to_outputs() {
        tracing::warn!(%error, "what was printed or saved is not noted");
    }
    if let Err(error) = state.see_to_returning() {
        tracing::warn!(%error, "what staff take back stays ended");
    }
    let around = (&state.context.logins, &state.context.folder);
    if let Err(error) = state.logins.see_to(&state.counter, around) {
        tracing::warn!(%error, "the login of a printer is asked for anew");
    }
    if let Err(error) = state.see_to_endings() {
        tracing::warn!(%error, "what staff have ended stays as it was");
    }
    if let Err(error) = state.erase_all_withdrawn() {
        tracing::warn!(%error, "what was withdrawn is erased at the next opening");
    }
    if let Err(error) = state.see_to_drafts() {
        tracing::warn!(%error, "what was discarded may come back");
    }
}

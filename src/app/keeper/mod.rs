//! The one thread that owns the queue: takes what the window asks for, has attempts made beside it, and tells
//! what changed. No attempt ever keeps it from taking up the next customer.

mod couriers;
mod customer;
mod drafts;
mod shift;

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

use super::{ask::Ask, event::Event, jobs::Teller, view::Board};
use crate::{
    counter::{
        data_folder::DataFolder,
        open::{self, Counter},
    },
    domain::Clock,
};
use shift::Shift;

/// What a keeper is given: where it works, by which clock, and to whom it tells what happens.
#[derive(Clone)]
pub(super) struct Post {
    pub(super) folder: DataFolder,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) board: Arc<Board>,
    pub(super) teller: Teller<Event>,
}

impl fmt::Debug for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Post").finish_non_exhaustive()
    }
}

/// The window's end of the keeper.
#[derive(Debug)]
pub(super) struct Keeper {
    asks: SyncSender<Ask>,
    shift: Arc<Ends>,
    thread: Option<JoinHandle<()>>,
}

/// Whether a keeper is at work, and whether it is to end.
#[derive(Debug, Default)]
struct Ends {
    at_work: AtomicBool,
    over: AtomicBool,
}

/// Ends the thread after what it is doing now, whatever else it was asked for.
impl Drop for Keeper {
    fn drop(&mut self) {
        self.shift.over.store(true, Ordering::SeqCst);
        // Only to wake it: where there is no room it is awake.
        drop(self.asks.try_send(Ask::End));
        self.join();
    }
}

impl Keeper {
    /// Opens the queue on a thread of its own. What is wrong with it is told as an event.
    ///
    /// A locked counter needs the passphrase that somebody typed.
    pub(super) fn start(post: Post, passphrase: Option<SecretString>) -> Self {
        let (asks, asked) = sync_channel(MAX_ASKS);
        let (own, teller) = (asks.clone(), post.teller.clone());
        let shift = Arc::<Ends>::default();
        let ends = Arc::clone(&shift);
        let thread = thread::Builder::new()
            .name("keeper".to_owned())
            .spawn(move || {
                let work = || {
                    let now = post.clock.now();
                    let opened = match &passphrase {
                        Some(typed) => open::open_with_passphrase(&post.folder, typed, &now),
                        None => open::open(&post.folder, &now),
                    };
                    match opened {
                        Ok(counter) => keep(counter, &post, (own, &asked), &ends),
                        Err(error) => post.teller.tell(Event::NotOpened(error)),
                    }
                };
                let lost = catch_unwind(AssertUnwindSafe(work)).is_err();
                ends.at_work.store(false, Ordering::SeqCst);
                if lost {
                    post.teller.tell(Event::JobLost("keeper"));
                }
            });
        if thread.is_err() {
            teller.tell(Event::JobLost("keeper"));
        }
        Self {
            asks,
            shift,
            thread: thread.ok(),
        }
    }

    /// Ends the thread after all that it was asked for. Whoever hears its events must have stopped to listen, or it
    /// may wait to be heard.
    pub(super) fn close(&mut self) {
        if self.shift.at_work.load(Ordering::SeqCst) && self.asks.send(Ask::End).is_ok() {
            self.join();
        }
    }

    /// Waits until an open queue is closed, so that the next one finds it free. A keeper that waits for somebody, as
    /// at the prompt of a key store, is left alone and ends by itself.
    fn join(&mut self) {
        if self.shift.at_work.load(Ordering::SeqCst)
            && let Some(thread) = self.thread.take()
        {
            // It catches its own panics.
            drop(thread.join());
        }
    }

    /// Asks for something; `false` if the keeper does not live any more, or is far behind.
    pub(super) fn ask(&self, ask: Ask) -> bool {
        self.asks.try_send(ask).is_ok()
    }
}

/// More than a person can ask for while one transaction is written.
const MAX_ASKS: usize = 64;
/// The queue is looked at so often where nothing is due: another program may have put something in.
const LOOK: Duration = Duration::from_secs(1);
/// A window that is closed waits so long for an attempt under way. Desktops take a program for hung after 5 seconds.
const FAREWELL: Duration = Duration::from_secs(4);

fn keep(
    counter: Counter,
    post: &Post,
    (asks, asked): (SyncSender<Ask>, &Receiver<Ask>),
    ends: &Ends,
) {
    ends.at_work.store(true, Ordering::SeqCst);
    if ends.over.load(Ordering::SeqCst) {
        // Another has taken its place while it waited for the key.
        return;
    }
    let mut shift = Shift::begin(counter, post, asks);
    while !ends.over.load(Ordering::SeqCst) {
        let wait = shift.step();
        match asked.recv_timeout(wait) {
            Ok(Ask::End) => return see_off(&mut shift, asked),
            Err(RecvTimeoutError::Disconnected) => return,
            Ok(ask) => shift.take(ask),
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// Takes in what is on its way when the window is closed, for as long as whoever closes it does not mind: what a portal
/// has signed is not thrown away.
fn see_off(shift: &mut Shift<'_>, asked: &Receiver<Ask>) {
    let since = Instant::now();
    shift.leaves = true;
    while shift.in_flight > 0 {
        match asked.recv_timeout(FAREWELL.saturating_sub(since.elapsed())) {
            Ok(ask) => shift.take(ask),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
        }
    }
}

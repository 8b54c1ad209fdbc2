//! Work beside the window: a named thread each, exactly one event back, no panic past it.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

use super::event::Event;

/// Starts jobs and collects what they report.
#[derive(Debug)]
pub(super) struct Jobs {
    sender: SyncSender<Event>,
    receiver: Receiver<Event>,
    context: egui::Context,
}

/// More than one frame ever takes in.
const MAX_WAITING: usize = 64;

impl Jobs {
    pub(super) fn new(context: egui::Context) -> Self {
        let (sender, receiver) = sync_channel(MAX_WAITING);
        Self {
            sender,
            receiver,
            context,
        }
    }

    /// Runs `work` on a thread of its own; its event wakes the window.
    pub(super) fn spawn(&self, name: &'static str, work: impl FnOnce() -> Event + Send + 'static) {
        self.spawn_or(name, move || Event::JobLost(name), work);
    }

    /// Runs `work` on a thread of its own; where it is lost, `lost` is told instead of what it would have told.
    pub(super) fn spawn_or(
        &self,
        name: &'static str,
        lost: impl Fn() -> Event + Copy + Send + 'static,
        work: impl FnOnce() -> Event + Send + 'static,
    ) {
        let (sender, context) = (self.sender.clone(), self.context.clone());
        let thread = thread::Builder::new().name(name.to_owned()).spawn(move || {
            let event = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_panic| lost());
            if sender.send(event).is_ok() {
                context.request_repaint();
            }
        });
        if thread.is_err() {
            tracing::error!(job = name, "no thread could be started");
            // The channel holds more than there can be jobs, so this cannot fail while the window lives.
            drop(self.sender.try_send(lost()));
        }
    }

    /// Returns another end that can tell events: the keeper's.
    pub(super) fn teller(&self) -> Teller {
        Teller {
            sender: self.sender.clone(),
            context: self.context.clone(),
        }
    }

    /// Lets whatever is told from now on fall: no job waits to be heard.
    pub(super) fn stop_listening(&mut self) {
        *self = Self::new(self.context.clone());
    }

    /// Returns what has come back so far, without waiting.
    pub(super) fn events(&self) -> impl Iterator<Item = Event> + '_ {
        self.receiver.try_iter()
    }
}

/// Tells events to the window and wakes it.
#[derive(Clone, Debug)]
pub(super) struct Teller {
    sender: SyncSender<Event>,
    context: egui::Context,
}

impl Teller {
    /// Tells one event.
    pub(super) fn tell(&self, event: Event) {
        if self.sender.send(event).is_ok() {
            self.wake();
        }
    }

    /// Has the window look at what changed.
    pub(super) fn wake(&self) {
        self.context.request_repaint();
    }
}

//! Work beside the window: a named thread each, exactly one event back, no panic past it.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

/// Starts jobs and collects what they report: events of one kind, whatever that is.
#[derive(Debug)]
pub(super) struct Jobs<E> {
    sender: SyncSender<E>,
    receiver: Receiver<E>,
    context: egui::Context,
}

/// A job of this name ended without a result.
#[derive(Clone, Copy, Debug)]
pub(super) struct JobLost(pub(super) &'static str);

/// More than one frame ever takes in.
const MAX_WAITING: usize = 64;

impl<E: Send + 'static> Jobs<E> {
    pub(super) fn new(context: egui::Context) -> Self {
        let (sender, receiver) = sync_channel(MAX_WAITING);
        Self {
            sender,
            receiver,
            context,
        }
    }

    /// Runs `work` on a thread of its own; its event wakes the window.
    pub(super) fn spawn(&self, name: &'static str, work: impl FnOnce() -> E + Send + 'static)
    where
        E: From<JobLost>,
    {
        self.spawn_or(name, move || JobLost(name).into(), work);
    }

    /// Runs `work` on a thread of its own; where it is lost, `lost` is told instead of what it would have told.
    pub(super) fn spawn_or(
        &self,
        name: &'static str,
        lost: impl Fn() -> E + Copy + Send + 'static,
        work: impl FnOnce() -> E + Send + 'static,
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

    /// Returns another end that can tell events: the worker's.
    pub(super) fn event_sender(&self) -> EventSender<E> {
        EventSender {
            sender: self.sender.clone(),
            context: self.context.clone(),
        }
    }

    /// Lets whatever is told from now on fall: no job waits to be heard.
    pub(super) fn stop_listening(&mut self) {
        *self = Self::new(self.context.clone());
    }

    /// Returns what has come back so far, without waiting.
    pub(super) fn events(&self) -> impl Iterator<Item = E> + '_ {
        self.receiver.try_iter()
    }
}

/// Tells events to the window and wakes it.
#[derive(Debug)]
pub(super) struct EventSender<E> {
    sender: SyncSender<E>,
    context: egui::Context,
}

impl<E> Clone for EventSender<E> {
    fn clone(&self) -> Self {
        Self {
            sender: self.sender.clone(),
            context: self.context.clone(),
        }
    }
}

impl<E> EventSender<E> {
    /// Tells one event.
    pub(super) fn tell(&self, event: E) {
        if self.sender.send(event).is_ok() {
            self.wake();
        }
    }

    /// Has the window look at what changed.
    pub(super) fn wake(&self) {
        self.context.request_repaint();
    }
}

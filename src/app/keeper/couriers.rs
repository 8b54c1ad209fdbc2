//! What is sent out beside the keeper's thread, so that no portal keeps the next customer waiting.

use std::{
    thread,
    time::{Duration, Instant},
};

use jiff::Timestamp;

use super::shift::Shift;
use crate::{
    app::{ask::Ask, courier},
    issue::{Errand, Return},
    queue::retry::REQUEST_LIMIT,
};

impl Shift<'_> {
    /// Asks the portal for the time where the clock is in doubt. Without an answer the doubt remains.
    pub(super) fn ask_the_time(&mut self, now: Timestamp, running: Duration) {
        let Some(question) = self.counter.office.asks_the_time(now, running) else {
            return;
        };
        let asks = self.asks.clone();
        let ask = move || {
            if let Some(date) = question.ask(REQUEST_LIMIT) {
                drop(asks.send(Ask::Time(date)));
            }
        };
        let asker = thread::Builder::new().name("asker".to_owned());
        if let Err(error) = asker.spawn(ask) {
            tracing::warn!(%error, "the portal could not be asked for the time");
        }
    }

    /// Has attempts made beside this thread; `false` if none of the cases can be tried. A customer who stops waiting
    /// does not end them: to hang up would waste what the portal is working on.
    pub(super) fn send(&mut self, errands: Vec<Errand>) -> bool {
        if errands.is_empty() {
            return false;
        }
        let sent = self.courier()(errands);
        self.sent(sent);
        true
    }

    /// Sends attempts out, also while the counter is at work; [`Self::sent`] takes note of it.
    pub(super) fn courier(&self) -> impl Fn(Vec<Errand>) -> Result<(), Vec<Return>> + use<> {
        let (route, asks) = (self.counter.office.route().clone(), self.asks.clone());
        move |errands| {
            let asks = asks.clone();
            // The keeper outlives its couriers, or the program ends.
            let bring = move |returns| drop(asks.send(Ask::Came(returns)));
            courier::send(errands, route.clone(), REQUEST_LIMIT, bring)
        }
    }

    /// Takes note of attempts that were sent out, or were lost at once.
    pub(super) fn sent(&mut self, sent: Result<(), Vec<Return>>) {
        self.in_flight += 1;
        self.sent_at = Instant::now();
        if let Err(lost) = sent {
            self.came(lost);
        }
    }
}

//! A portal that collapses: whoever comes waits in line, and who has gone away is served all the same.

use std::collections::VecDeque;

use super::{random::Random, scenario::Secs};

/// The work behind a certificate: cards, signatures, databases.
const SERVICE_SECS: Secs = 0.2;
/// So many seconds of work fit into the line; longer than any client waits, as lines are.
const ROOM_SECS: f64 = 180.0;
/// What even a refusal costs, as a share of a certificate: the handshake, the reading, the answer.
const COST_OF_REFUSAL: f64 = 0.02;

pub(crate) struct Portal {
    up: bool,
    workers: usize,
    busy: usize,
    mean_service: f64,
    room: usize,
    line: VecDeque<usize>,
    /// Work spent on refusals, in seconds of a worker.
    owed: f64,
}

/// How many requests a portal of this capacity works on at once.
pub(crate) fn workers(capacity: f64) -> f64 {
    (capacity * SERVICE_SECS).round().max(1.0)
}

/// How a request is received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Received {
    Down,
    Full,
    Queued,
}

impl Portal {
    pub(crate) fn new(capacity: f64) -> Self {
        let workers = workers(capacity);
        Self {
            up: true,
            workers: workers as usize,
            busy: 0,
            mean_service: workers / capacity,
            room: (capacity * ROOM_SECS) as usize,
            line: VecDeque::new(),
            owed: 0.0,
        }
    }

    pub(crate) fn receive(&mut self, request: usize) -> Received {
        if !self.up {
            return Received::Down;
        }
        if self.line.len() >= self.room {
            self.owed += self.mean_service * COST_OF_REFUSAL;
            return Received::Full;
        }
        self.line.push_back(request);
        Received::Queued
    }

    /// The next request to be worked on, how long that takes, and how long what refusals have cost before.
    pub(crate) fn begin(&mut self, random: &mut Random) -> Option<(usize, Secs, Secs)> {
        if self.busy >= self.workers {
            return None;
        }
        let request = self.line.pop_front()?;
        self.busy += 1;
        let refusals = std::mem::take(&mut self.owed);
        Some((request, random.exponential(self.mean_service), refusals))
    }

    pub(crate) fn finish(&mut self) {
        self.busy = self.busy.saturating_sub(1);
    }

    /// Goes away with all that stood in line.
    pub(crate) fn go_down(&mut self) {
        self.up = false;
        self.busy = 0;
        self.owed = 0.0;
        self.line.clear();
    }

    pub(crate) fn come_back(&mut self) {
        self.up = true;
    }

    pub(crate) fn is_up(&self) -> bool {
        self.up
    }
}

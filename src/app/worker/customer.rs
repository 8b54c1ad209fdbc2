//! The visit at the counter: taken up, tried while its customer waits, shown, or told under which numbers it waits.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp, ZonedDateTime};

use super::{
    POLL_INTERVAL,
    worker_state::{Customer, WorkerState},
};
use crate::{
    app::{
        ended::Ends,
        event::{Event, Fault},
    },
    case::{Cause, PickupNumber, State, Visit},
    counter::visit_slip,
    issue,
    queue::{self, Row, Store},
    ui::QueuedVisit,
};

/// An answer that is not here by then is none to wait for.
const SOON: Duration = Duration::from_secs(2);

impl Customer {
    /// Returns what is not handed over or withdrawn by now, and forgets the rest: staff may have seen to it in the
    /// queue meanwhile.
    fn open_cases(
        &mut self,
        store: &Store,
        ending: &[PickupNumber],
    ) -> Result<Vec<Row>, queue::Error> {
        let rows = self.numbers.iter().map(|number| store.row(*number));
        let mut rows: Vec<Row> = rows.collect::<Result<_, _>>()?;
        rows.retain(|row| !row.state.is_final() && !ending.contains(&row.number));
        self.numbers = rows.iter().map(|row| row.number).collect();
        Ok(rows)
    }
}

impl WorkerState<'_> {
    /// Takes a visit up; where there is hope, its customer waits for one attempt.
    pub(super) fn capture(&mut self, visit: Visit, now: &ZonedDateTime) -> Result<(), Fault> {
        // The computer may have slept since the last look. What does not work here is told by the next one.
        if let Err(error) = self.look_again(now.timestamp()) {
            tracing::warn!(%error, "settings and keys could not be looked at before a visit");
        }
        // What staff have ended before is ended before: it must not end what takes its number.
        if visit.corrects.is_some_and(|it| self.is_ending(it.number)) {
            self.see_to_endings()?;
        }
        let issuer = self.counter.issuer()?;
        let (id, is_correction) = (visit.id, visit.corrects.is_some());
        let pipeline = &mut self.counter.pipeline;
        let numbers = pipeline.capture_visit(visit, &issuer, now)?;
        // From here on it is taken up, whatever happens. One customer stands at the counter: whoever waited before
        // has a number, and is told.
        self.set_down(None);
        let Some(&first) = numbers.first() else {
            return Ok(());
        };
        let fresh = self.is_waiting(first);
        let pipeline = &self.counter.pipeline;
        let is_local = pipeline.route().is_local();
        let at = now.timestamp();
        // A visit that was taken up before has been told its moment.
        let pickup = visit_slip::pickup_of(&self.counter, first);
        let pickup = pickup.unwrap_or_else(|_| visit_slip::pickup(&self.counter, first, now));
        let numbers = if is_correction {
            self.with_those_beside(numbers)
        } else {
            numbers
        };
        self.customer = Some(Customer {
            visit: id,
            pickup,
            numbers,
            until: Instant::now() + self.counter.limit,
        });
        // Behind a request that no answer comes to nobody waits.
        let hangs = !is_local && self.in_flight > 0 && self.sent_at.elapsed() > SOON;
        if fresh && (hangs || !pipeline.may_try_at_once(at)) {
            let cause = pipeline.cause(at);
            self.set_down(cause);
        } else if !is_local {
            let limit = SignedDuration::try_from(self.counter.limit).unwrap_or_default();
            let until = at.saturating_add(limit).unwrap_or(at);
            self.context.event_sender.tell(Event::Sending(id, until));
        }
        Ok(())
    }

    /// Adds to the cases of a correction the others of their visit, so that its customer leaves with all of it or a slip for the
    /// rest: not what is out already, which may lie ready for somebody, nor what is past its deadline.
    fn with_those_beside(&self, numbers: Vec<PickupNumber>) -> Vec<PickupNumber> {
        let rows = numbers
            .first()
            .map(|first| visit_slip::rows_of(&self.counter, *first));
        let Some(Ok(mut rows)) = rows else {
            return numbers;
        };
        for outputs in &self.outputs {
            outputs.note(&mut rows);
        }
        let belongs = |row: &&Row| {
            let is_out = row.printed_at.or(row.saved_at).is_some();
            let stands = row.state != State::Expired && !self.is_ending(row.number);
            numbers.contains(&row.number) || (stands && !is_out)
        };
        rows.iter().filter(belongs).map(|row| row.number).collect()
    }

    fn is_waiting(&self, number: PickupNumber) -> bool {
        let row = self.counter.pipeline.store.row(number);
        row.is_ok_and(|row| row.state == State::Waiting)
    }

    /// Goes on with the visit whose customer waits, and returns for how long there is nothing else to do; nothing
    /// where nobody waits.
    pub(super) fn attend(&mut self, now: Timestamp) -> Result<Option<Duration>, Fault> {
        let endings = [Ends::HandOver, Ends::Withdraw].map(|ends| self.ending(ends));
        let Some(customer) = &mut self.customer else {
            return Ok(None);
        };
        let left = customer.until.saturating_duration_since(Instant::now());
        let store = &self.counter.pipeline.store;
        let rows = customer.open_cases(store, &endings.concat())?;
        let of_state = |state: State| rows.iter().filter(move |row| row.state == state);
        if rows.is_empty() {
            self.set_down(None);
            return Ok(None);
        }
        if of_state(State::Ready).count() == rows.len() {
            self.show_visit()?;
            return Ok(None);
        }
        if left.is_zero() {
            self.view_builder.is_overdue = true;
            self.set_down(Some(Cause::Timeout));
            return Ok(None);
        }
        if of_state(State::Sending).next().is_some() {
            // An attempt of this program wakes it when it comes back, one of another does not.
            return Ok(Some(left.min(POLL_INTERVAL)));
        }
        // One beside a correction may wait for its answer to prove right, or for its own time.
        let waiting = of_state(State::Waiting)
            .filter(|row| !row.answered && !row.is_ahead_of(now))
            .map(|row| row.number);
        let mut waiting: Vec<PickupNumber> = waiting.collect();
        waiting.truncate(self.counter.pipeline.route().at_once(waiting.len()));
        if !waiting.is_empty() {
            if self.in_flight > 0 && !self.counter.pipeline.route().is_local() {
                // One request at a time; hers is the next.
                return Ok(Some(left.min(POLL_INTERVAL)));
            }
            if self.counter.pipeline.clock_fault(now).is_some() {
                // It was believed when the visit was taken up.
                self.set_down(Some(Cause::ClockWrong));
                return Ok(None);
            }
            let pipeline = &mut self.counter.pipeline;
            let attempts = pipeline.start_for_customer(&waiting, now, left)?;
            if self.send(attempts) {
                return Ok(Some(left));
            }
        }
        // Somebody has to look at it, or has dealt with it meanwhile.
        let cause = rows.iter().find_map(|row| row.cause);
        self.set_down(cause);
        Ok(None)
    }

    /// Shows the visit, whose certificates are all here. Where one of them does not pass its check the visit stays
    /// in the queue, under the numbers that it has.
    fn show_visit(&mut self) -> Result<(), Fault> {
        let Some(customer) = &self.customer else {
            return Ok(());
        };
        match self.present(&customer.numbers) {
            Ok(issued) => {
                let told = Event::Issued(customer.visit, issued);
                self.customer = None;
                self.list_and_tell(told);
                Ok(())
            }
            Err(fault @ Fault::Issue(issue::Error::Queue(_))) => Err(fault),
            Err(fault) => {
                // It is about this visit, and over with it.
                self.context.event_sender.tell(Event::Refused(fault));
                self.set_down(None);
                Ok(())
            }
        }
    }

    /// Lets the visit wait in the queue: its customer gets a slip.
    pub(super) fn set_down(&mut self, cause: Option<Cause>) {
        let Some(Customer {
            visit,
            numbers,
            pickup,
            ..
        }) = self.customer.take()
        else {
            return;
        };
        // The slip names all that is open of the visit, and so does its screen.
        let rows = numbers
            .first()
            .map(|first| visit_slip::rows_of(&self.counter, *first));
        let rows = rows.and_then(Result::ok).into_iter().flatten();
        let open: Vec<PickupNumber> = rows
            .filter(|row| !self.is_ending(row.number))
            .map(|row| row.number)
            .collect();
        let queued = QueuedVisit {
            numbers: if open.is_empty() { numbers } else { open },
            cause,
            pickup,
        };
        self.list_and_tell(Event::QueuedVisit(visit, queued));
    }

    /// Tells of a visit that is over once its cases are listed as they stand: whoever leaves with them leaves by the list.
    fn list_and_tell(&mut self, told: Event) {
        // What keeps them from being listed is told when the list is shown next.
        self.show().ok();
        self.context.event_sender.tell(told);
    }
}

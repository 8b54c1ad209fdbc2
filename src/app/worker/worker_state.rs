//! The worker at work: what it does for the window, what is due by the clock, and what attempts bring back.

use std::{
    sync::{Arc, mpsc::SyncSender},
    time::{Duration, Instant},
};

use jiff::{Timestamp, ZonedDateTime, civil::DateTime};

use super::{POLL_INTERVAL, WorkerContext, kept_logins::KeptLogins, originals};
use crate::{
    app::{
        ended::{Ended, Ending, Ends, Outputs, Returning},
        event::{Event, Fault, Opened},
        explain,
        notices::Later,
        view::ViewBuilder,
        worker_request::Request,
    },
    backoff::Next,
    case::{PickupNumber, VisitId},
    counter::{
        drill::Drill,
        open::{self, Counter},
        visit_slip,
    },
    issue::{self, AttemptResult, AttemptRow, Done, Route},
    queue,
};

/// The worker at work.
pub(super) struct WorkerState<'a> {
    pub(super) counter: Counter,
    pub(super) context: &'a WorkerContext,
    pub(super) requests: SyncSender<Request>,
    /// The running clock when it began.
    started: Duration,
    pub(super) customer: Option<Customer>,
    pub(super) in_flight: usize,
    /// When the last of these attempts was sent out.
    pub(super) sent_at: Instant,
    /// Those that were sent out last, until what they bring back is taken.
    pub(super) row: Option<Arc<AttemptRow>>,
    /// The window is being closed: nothing more is begun.
    pub(super) leaves: bool,
    pub(super) view_builder: ViewBuilder,
    /// The drill, and the way that it takes the place of.
    drill: Option<(Drill, Route)>,
    /// The half typed visits that were offered last, and when each was kept.
    pub(super) offered: Vec<(VisitId, Timestamp)>,
    /// What the store has not taken yet of what is to be done with drafts.
    pub(super) undone: Vec<Undone>,
    /// What staff have ended and the store has not yet.
    pub(super) endings: Vec<Ending>,
    /// What this window has ended, as long as it may come back.
    pub(super) ended: Vec<Ended>,
    /// What staff take back, and the store has not yet.
    pub(super) returning: Vec<Returning>,
    /// What certificates have come out as, and the store has not noted yet.
    pub(super) outputs: Vec<Outputs>,
    /// What keeps the counter from its own work, as it was told last.
    hindered: Option<&'static str>,
    /// The logins of printers as they were kept last.
    pub(super) logins: KeptLogins,
}

impl<'a> WorkerState<'a> {
    /// Takes the queue up, and tells that it is open.
    pub(super) fn begin(
        counter: Counter,
        context: &'a WorkerContext,
        requests: SyncSender<Request>,
    ) -> Self {
        let mut state = Self {
            counter,
            context,
            requests,
            started: context.clock.running(),
            customer: None,
            in_flight: 0,
            sent_at: Instant::now(),
            row: None,
            leaves: false,
            view_builder: ViewBuilder::default(),
            drill: None,
            offered: Vec::new(),
            undone: Vec::new(),
            endings: Vec::new(),
            ended: Vec::new(),
            returning: Vec::new(),
            outputs: Vec::new(),
            hindered: None,
            logins: KeptLogins::default(),
        };
        state.logins = KeptLogins::taken_in(&state.counter, &context.logins);
        state.greet();
        state
    }

    fn greet(&mut self) {
        for note in &self.counter.notes {
            tracing::warn!("{note}");
        }
        for error in &self.counter.unusable {
            let why = std::error::Error::source(error);
            tracing::warn!(
                "{error}{}",
                why.map(|why| format!(": {why}")).unwrap_or_default()
            );
        }
        // What keeps this window from it is shown as long as it lasts.
        match self.counter.pipeline.store.become_worker() {
            Ok(()) | Err(queue::Error::InUse) => {}
            Err(error) => tracing::warn!(%error, "the queue is not worked for now"),
        }
        let comes = self.latest_draft();
        self.context
            .event_sender
            .tell(Event::Opened(Box::new(Opened {
                settings: self.counter.settings.clone(),
                notes: self.counter.notes.clone(),
                comes,
            })));
        for error in self.counter.settings.unreadable() {
            let fault = Fault::Counter(error.into());
            self.context.event_sender.tell(Event::Refused(fault));
        }
    }

    /// Does what is due and returns for how long nothing else is.
    ///
    /// Whoever stands at the counter does not wait for the housekeeping, and is told a number whatever fails.
    pub(super) fn step(&mut self) -> Duration {
        let now = self.context.clock.now().timestamp();
        let running = self.running();
        // Before anything is erased that comes back.
        let returned = self.see_to_returning();
        let tidied = self.counter.pipeline.tidy(now, running);
        let taken_up = self.look_again(now);
        let around = (&self.context.logins, &self.context.folder);
        let kept = self.logins.see_to(&self.counter, around);
        self.ask_the_time(now, running);
        let parted = self.part_from_slow_attempt(now);
        let settled = self.settle(now, running).and(parted);
        let attended = self.attend(now);
        if attended.is_err() {
            self.set_down(None);
        }
        let noted = self.see_to_outputs();
        let ended = self.see_to_endings().and(returned);
        let erased = self.erase_withdrawn();
        let worked = match attended {
            Ok(None) => self.work_off(now),
            Ok(Some(wait)) => Ok(wait),
            Err(fault) => Err(fault),
        };
        let (seen_to, offered) = (self.see_to_drafts(), self.offer_drafts());
        let shown = self.show().and(seen_to).and(offered);
        let wait = *worked.as_ref().unwrap_or(&POLL_INTERVAL);
        let tidied = tidied
            .map(drop)
            .and(settled)
            .and(noted)
            .and(ended)
            .and(erased)
            .and(shown);
        let worked = worked.map(drop);
        let done = tidied.map_err(Fault::from).and(taken_up);
        let kept = kept.map_err(Fault::from);
        let done = done.and(kept).and(worked);
        self.hindered_by(done);
        wait
    }

    /// How long this has been at work, by the clock that nobody sets.
    pub(super) fn running(&self) -> Duration {
        self.context.clock.running().saturating_sub(self.started)
    }

    /// Settles what the store has not taken yet, and what was kept until now.
    fn settle(&mut self, now: Timestamp, running: Duration) -> Result<(), issue::Error> {
        let pipeline = &mut self.counter.pipeline;
        let mut done = pipeline.settle()?;
        if pipeline.store.is_worker() {
            done.extend(pipeline.reconsider(now, running)?);
        }
        self.note(&done, now);
        Ok(())
    }

    /// Tells what keeps the counter from its own work, once, and once that it is over. Nothing of what was asked for
    /// is undone by it.
    fn hindered_by(&mut self, met: Result<(), Fault>) {
        let name = met.as_ref().err().map(explain::of_fault);
        if name == self.hindered {
            return;
        }
        self.hindered = name;
        let (lasts, passed) = match met {
            Err(fault) if explain::of_hindrance(&fault).is_none() => (None, Some(fault)),
            met => (met.err(), None),
        };
        self.context.event_sender.tell(Event::Hindered(lasts));
        // Nothing says when it is over: it shows until staff put it away.
        if let Some(fault) = passed {
            self.context.event_sender.tell(Event::Refused(fault));
        }
    }

    /// Works the queue, and returns for how long there is nothing else to do.
    fn work_off(&mut self, now: Timestamp) -> Result<Duration, Fault> {
        // Another program may have ended that worked the queue, or what kept it from being written to.
        let store = &mut self.counter.pipeline.store;
        if self.in_flight > 0 || (!store.is_worker() && store.become_worker().is_err()) {
            return Ok(POLL_INTERVAL);
        }
        match self.counter.pipeline.next(now)? {
            Next::Deliver(number) => {
                let attempts = self.counter.pipeline.start(&[number], now)?;
                self.send(attempts);
                Ok(POLL_INTERVAL)
            }
            Next::Wait(moment) => Ok(until(now, moment).min(POLL_INTERVAL)),
            Next::Idle | Next::Mend(_) => Ok(POLL_INTERVAL),
        }
    }

    /// Takes the way to the portal as it is set up now.
    pub(super) fn look_again(&mut self, now: Timestamp) -> Result<(), Fault> {
        let Some(route) = self.counter.look_again(&self.context.folder, now)? else {
            return Ok(());
        };
        if let Some((_, usual)) = &mut self.drill {
            *usual = route;
            return Ok(());
        }
        Ok(self.counter.pipeline.set_up_anew(route, now)?)
    }

    /// Does what the window asks for, and tells where it was not done.
    pub(super) fn take(&mut self, ask: Request) {
        let now = self.context.clock.now();
        // The computer may have slept since the last look, and what is asked for is dated by what the clock is worth
        // now. The next step tells what keeps it from that.
        if !matches!(
            ask,
            Request::Finished(_) | Request::Stand(..) | Request::Close
        ) && let Err(error) = self.counter.pipeline.tidy(now.timestamp(), self.running())
        {
            tracing::warn!(%error, "the clock could not be looked at before what was asked for");
        }
        if let Err(fault) = self.answer(ask, &now) {
            self.context.event_sender.tell(Event::Refused(fault));
        }
    }

    fn answer(&mut self, ask: Request, now: &ZonedDateTime) -> Result<(), Fault> {
        let at = now.timestamp();
        let pipeline = &mut self.counter.pipeline;
        match ask {
            Request::BelieveClock => pipeline.believe_the_clock(at)?,
            Request::BringBack(state, numbers) => self.bring_back(state, &numbers),
            Request::Finished(results) => self.attempts_finished(results),
            Request::Capture(visit) => {
                let id = visit.id;
                if let Err(fault) = self.capture(visit, now) {
                    self.context.event_sender.tell(Event::NotTaken(id, fault));
                }
            }
            Request::Content(number) => {
                let (correction, original) = originals::read(pipeline, number, now.time_zone())?;
                let beside = pipeline.beside(number)?;
                let content = Event::Content(correction, Box::new(original), beside);
                self.context.event_sender.tell(content);
            }
            Request::Drill(on) => self.drill(on, at)?,
            Request::Close => {}
            Request::End(ends, cases) => self.end(ends, cases, at),
            Request::DiscardDraft(visit, kept_at) => self.discard_draft(visit, kept_at)?,
            Request::DropDraft(visit) => self.see_to_draft(Undone::Drop(visit)),
            Request::KeepDraft(visit) => self.keep_draft(&visit, at),
            Request::LeaveDraft(visit) => self.see_to_draft(Undone::Leave(visit)),
            Request::Output(numbers, output) => self.note_output(numbers, output, at),
            Request::ToPrint(numbers) => self.present_to_print(numbers),
            Request::Show(numbers) => {
                let shown = match self.present(&numbers) {
                    Ok(issued) => Event::Shown(numbers, issued),
                    Err(fault) => Event::NotShown(numbers, fault),
                };
                self.context.event_sender.tell(shown);
            }
            Request::Seen(id) => pipeline.store.seen(id)?,
            Request::Slip(visit) => {
                let slip = visit_slip::lay_out(&self.counter, visit, now)?;
                self.context.event_sender.tell(Event::Slip(visit, slip));
            }
            Request::Stand(numbers, answer) => {
                // Whoever has asked may not wait any longer.
                drop(answer.try_send(self.gone(&numbers, at)));
            }
            Request::StopWaiting(visit) => {
                if matches!(&self.customer, Some(customer) if customer.visit == visit) {
                    self.set_down(None);
                }
            }
            Request::TakeDraft(visit) => {
                let answer = match self.take_draft(visit) {
                    Ok(Some(draft)) => Event::DraftTaken(Box::new(draft)),
                    Ok(None) => Event::DraftNotTaken(visit, None),
                    Err(error) => Event::DraftNotTaken(visit, Some(error.into())),
                };
                self.context.event_sender.tell(answer);
            }
            Request::Time(date) => pipeline.told_the_time(date, at),
            Request::TryAgain(case) => {
                self.counter.mend_keys(&self.context.folder, at)?;
                let tried = self.counter.pipeline.try_again(&[case], at)?;
                self.tell_if_too_soon(tried);
            }
            Request::TryNow => {
                self.counter.mend_keys(&self.context.folder, at)?;
                let tried = self.counter.pipeline.try_by_hand(at)?;
                self.tell_if_too_soon(tried);
            }
        }
        Ok(())
    }

    /// Says in the window from when on the portal may be asked by hand, where it may not be yet.
    fn tell_if_too_soon(&self, tried: Result<(), Timestamp>) {
        if let Err(from) = tried {
            self.context.event_sender.tell(Event::TooSoon(from));
        }
    }

    /// Takes in what attempts brought back. What the store does not take now it takes at one of the next steps.
    pub(super) fn attempts_finished(&mut self, results: Vec<AttemptResult>) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if self.in_flight == 0 {
            self.row = None;
        }
        let now = self.context.clock.now().timestamp();
        // Only the spread of the next attempts hangs on it.
        let random = open::random().unwrap_or(0.5);
        // Whoever stands at the counter comes first.
        let alone = self.customer.is_none() && self.in_flight == 0 && !self.leaves;
        let finished = if alone && self.counter.pipeline.store.is_worker() {
            // It is made while what came before it is settled.
            let follows = self.counter.pipeline.follow(&results, now);
            self.send(follows);
            let pipeline = &mut self.counter.pipeline;
            pipeline.finish_and_start_next(results, now, random)
        } else {
            let done = self.counter.pipeline.finish(results, now, random);
            done.map(|done| (done, Vec::new()))
        };
        match finished {
            Ok((done, next)) => {
                // It is under way while the window is told of the one before.
                self.send(next);
                self.note(&done, now);
            }
            Err(error) => self.hindered_by(Err(error.into())),
        }
    }

    /// Notes what became of attempts. The next step shows the visit, or goes on with what is left of it.
    pub(super) fn note(&mut self, done: &[Done], now: Timestamp) {
        for one in done {
            self.view_builder.note(one.cause, now);
        }
        let numbers = self.customer.iter().flat_map(|customer| &customer.numbers);
        let mut ours = numbers.filter_map(|number| done.iter().find(|done| done.number == *number));
        if let Some(cause) = ours.find_map(|done| done.cause) {
            self.set_down(Some(cause));
        }
    }

    /// Puts a portal of our own in place of the usual way, or takes it away again.
    fn drill(&mut self, on: bool, at: Timestamp) -> Result<(), Fault> {
        if on == self.drill.is_some() || self.counter.settings.is_live() {
            return Ok(());
        }
        let route = if on {
            let (drill, route) = Drill::start(&self.context.folder, &self.context.clock, at)?;
            self.drill = Some((drill, self.counter.pipeline.route().clone()));
            route
        } else {
            match self.drill.take() {
                Some((_, usual)) => usual,
                None => return Ok(()),
            }
        };
        self.view_builder = ViewBuilder::default();
        Ok(self.counter.pipeline.switch_route(route)?)
    }

    /// Lists every case as it stands.
    pub(super) fn show(&mut self) -> Result<(), issue::Error> {
        let now = self.context.clock.now();
        let drill = self.drill.is_some();
        self.view_builder.later = Later {
            handed_over: self.ending(Ends::HandOver),
            withdrawn: self.ending(Ends::Withdraw),
        };
        self.view_builder.outputs.clone_from(&self.outputs);
        let shown = self.context.shared_view.write(
            &self.counter.pipeline,
            &mut self.view_builder,
            (&now, drill),
        );
        if shown.map_err(issue::Error::Queue)? {
            self.context.event_sender.wake();
        }
        Ok(())
    }
}

/// How long until then, at least long enough not to spin.
fn until(now: Timestamp, then: Timestamp) -> Duration {
    Duration::try_from(then.duration_since(now))
        .unwrap_or_default()
        .max(Duration::from_millis(2))
}

/// A visit whose customer stands at the counter and waits.
#[derive(Debug)]
pub(super) struct Customer {
    pub(super) visit: VisitId,
    pub(super) numbers: Vec<PickupNumber>,
    /// When its customer is asked to come back, if it has to wait.
    pub(super) pickup: DateTime,
    /// When waiting ends, by the clock that nobody sets.
    pub(super) until: Instant,
}

/// What has to be done with a draft as soon as the store takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Undone {
    /// Forget what was typed of it.
    Drop(VisitId),
    /// Leave it to any window.
    Leave(VisitId),
}

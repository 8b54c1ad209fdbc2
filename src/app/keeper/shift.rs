//! The keeper at work: what it does for the window, what is due by the clock, and what attempts bring back.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::SyncSender,
    thread,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp, ZonedDateTime};

use super::{LOOK, Post};
use crate::{
    app::{
        ask::Ask,
        desk::{self, Counter},
        drill::Drill,
        event::{Event, Fault, Opened},
        slip,
        view::Watch,
    },
    domain::{Class, PickupNumber, State, Trouble, Visit},
    issue::{Done, Errand, Issued, Return, Route, Wish},
    queue::retry::{Next, REQUEST_LIMIT},
    ui::Taken,
};

/// A visit whose customer stands at the counter and waits.
#[derive(Debug)]
struct Customer {
    numbers: Vec<PickupNumber>,
    until: Timestamp,
    /// An attempt at one of its cases is under way.
    flying: bool,
}

/// The keeper at work.
pub(super) struct Shift<'a> {
    counter: Counter,
    post: &'a Post,
    asks: SyncSender<Ask>,
    started: Instant,
    visit: Option<Customer>,
    in_flight: usize,
    watch: Watch,
    /// The drill, and the way that it takes the place of.
    drill: Option<(Drill, Route)>,
}

impl<'a> Shift<'a> {
    /// Takes the queue up, and tells that it is open.
    pub(super) fn begin(counter: Counter, post: &'a Post, asks: SyncSender<Ask>) -> Self {
        let mut shift = Self {
            counter,
            post,
            asks,
            started: Instant::now(),
            visit: None,
            in_flight: 0,
            watch: Watch::default(),
            drill: None,
        };
        shift.greet();
        shift
    }

    fn greet(&mut self) {
        let now = self.post.clock.now();
        for note in &self.counter.notes {
            tracing::warn!("{note}");
        }
        let office = &mut self.counter.office;
        let worker = office.store.become_worker();
        let draft = office.store.draft(now.timestamp());
        self.post.teller.tell(Event::Opened(Box::new(Opened {
            settings: self.counter.settings.clone(),
            notes: self.counter.notes.iter().map(ToString::to_string).collect(),
            draft: draft.ok().flatten(),
        })));
        if let Err(error) = worker {
            self.post.teller.tell(Event::Refused(Fault::Queue(error)));
        }
    }

    /// Does what is due and returns for how long nothing else is.
    pub(super) fn step(&mut self) -> Duration {
        let now = self.post.clock.now().timestamp();
        let due = self.due(now);
        let wait = match due {
            Ok(wait) => wait,
            Err(error) => {
                self.post.teller.tell(Event::Refused(error));
                LOOK
            }
        };
        self.show(now);
        wait
    }

    fn due(&mut self, now: Timestamp) -> Result<Duration, Fault> {
        self.counter.office.tidy(now, self.started.elapsed())?;
        if let Some(visit) = &self.visit {
            if now >= visit.until {
                self.set_down(Some(Trouble::Timeout));
            } else if visit.flying {
                return Ok(until(now, visit.until));
            } else {
                return self.try_visit(now);
            }
        }
        if self.in_flight > 0 || !self.counter.office.store.is_worker() {
            return Ok(LOOK);
        }
        match self.counter.office.next(now)? {
            Next::Deliver(number) => {
                self.send(&[number], now)?;
                Ok(LOOK)
            }
            Next::Wait(moment) => Ok(until(now, moment).min(LOOK)),
            Next::Idle => Ok(LOOK),
        }
    }

    /// Tries what is left of the visit: a key at hand signs all at once, a portal one case after the other.
    fn try_visit(&mut self, now: Timestamp) -> Result<Duration, Fault> {
        let Some(visit) = &mut self.visit else {
            return Ok(LOOK);
        };
        let rows = self.counter.office.store.rows()?;
        let waiting: Vec<PickupNumber> = rows
            .iter()
            .filter(|row| row.state == State::Waiting && visit.numbers.contains(&row.number))
            .map(|row| row.number)
            .collect();
        let some = if self.counter.office.route().is_local() {
            waiting.as_slice()
        } else {
            waiting.get(..1).unwrap_or_default()
        };
        visit.flying = true;
        let left = until(now, visit.until);
        let some = some.to_vec();
        self.send(&some, now)?;
        Ok(left)
    }

    /// Has an attempt made beside this thread. A customer who stops waiting does not end it: to hang up would
    /// waste what the portal is working on.
    fn send(&mut self, numbers: &[PickupNumber], now: Timestamp) -> Result<(), Fault> {
        let office = &mut self.counter.office;
        let errands = office.start(numbers, now)?;
        let (route, asks) = (office.route().clone(), self.asks.clone());
        self.in_flight += 1;
        let lost: Vec<Return> = errands.iter().map(Errand::lost).collect();
        let fly = move || {
            let run = || {
                errands
                    .iter()
                    .map(|errand| errand.run(&route, REQUEST_LIMIT))
                    .collect()
            };
            let returns = catch_unwind(AssertUnwindSafe(run))
                .unwrap_or_else(|_| errands.iter().map(Errand::lost).collect());
            // The keeper outlives its couriers, or the program ends.
            drop(asks.send(Ask::Came(returns)));
        };
        if thread::Builder::new()
            .name("courier".to_owned())
            .spawn(fly)
            .is_err()
        {
            self.came(lost)?;
        }
        Ok(())
    }

    /// Does what the window asks for, and tells where it was not done.
    pub(super) fn take(&mut self, ask: Ask) {
        let now = self.post.clock.now();
        if let Err(fault) = self.answer(ask, &now) {
            self.post.teller.tell(Event::Refused(fault));
        }
    }

    fn answer(&mut self, ask: Ask, now: &ZonedDateTime) -> Result<(), Fault> {
        let at = now.timestamp();
        let office = &mut self.counter.office;
        match ask {
            Ask::Came(returns) => self.came(returns)?,
            Ask::Capture(visit) => self.capture(visit, now)?,
            Ask::Content(number) => {
                let draft = office.content(number)?.draft.clone();
                self.post
                    .teller
                    .tell(Event::Content(number, Box::new(draft)));
            }
            Ask::Drill(on) => self.drill(on, at)?,
            Ask::End => {}
            Ask::HandOver(numbers) => office.store.hand_over(&numbers, at)?,
            Ask::KeepDraft(visit) if visit.drafts.is_empty() => office.store.drop_draft()?,
            Ask::KeepDraft(visit) => office.store.keep_draft(&visit, at)?,
            Ask::Ready => {
                let ready = self.ready()?;
                self.post.teller.tell(Event::ToPrint(self.present(&ready)?));
            }
            Ask::Show(numbers) => self
                .post
                .teller
                .tell(Event::Issued(self.present(&numbers)?)),
            Ask::Slip(visit) => {
                let slip = slip::lay_out(&self.counter, visit, now)?;
                self.post.teller.tell(Event::Slip(visit, slip));
            }
            Ask::StopWaiting => self.set_down(None),
            Ask::TryAgain(number) => office.store.try_again(&[number])?,
            Ask::TryNow => drop(office.try_by_hand(at)?),
            Ask::Withdraw(numbers) => office.store.withdraw(&numbers, at)?,
        }
        Ok(())
    }

    /// Takes a visit up; where there is hope, its customer waits for one attempt.
    fn capture(&mut self, visit: Visit, now: &ZonedDateTime) -> Result<(), Fault> {
        let issuer = self.counter.issuer.clone();
        let wish = |draft| Wish {
            draft,
            issuer: issuer.clone(),
        };
        let wishes: Vec<Wish> = visit.drafts.into_iter().map(wish).collect();
        let office = &mut self.counter.office;
        let numbers = office.capture(visit.id, &wishes, now, visit.replaces)?;
        let at = now.timestamp();
        let limit = SignedDuration::try_from(self.counter.limit).unwrap_or_default();
        self.visit = Some(Customer {
            numbers,
            until: at.saturating_add(limit).unwrap_or(at),
            flying: false,
        });
        // While a request is open, the next customer's case goes straight to the queue.
        let open = self.in_flight > 0 && !office.route().is_local();
        if open || !office.may_try_at_once(at) {
            let trouble = self.watch.trouble();
            self.set_down(trouble);
            return Ok(());
        }
        if let Some(visit) = self.visit.as_ref().filter(|_| !office.route().is_local()) {
            self.post.teller.tell(Event::Sending(visit.until));
        }
        Ok(())
    }

    /// Notes what attempts brought back, and shows the visit once all of it is there.
    fn came(&mut self, returns: Vec<Return>) -> Result<(), Fault> {
        self.in_flight = self.in_flight.saturating_sub(1);
        let now = self.post.clock.now().timestamp();
        let random = desk::random()?;
        let done = self.counter.office.finish(returns, now, random)?;
        for one in &done {
            self.watch.note(one.trouble, now);
        }
        let Some(visit) = &mut self.visit else {
            return Ok(());
        };
        let ours: Vec<&Done> = done
            .iter()
            .filter(|done| visit.numbers.contains(&done.number))
            .collect();
        if ours.is_empty() {
            return Ok(());
        }
        visit.flying = false;
        if let Some(trouble) = ours.iter().find_map(|done| done.trouble) {
            self.set_down(Some(trouble));
            return Ok(());
        }
        let numbers = visit.numbers.clone();
        let rows = self.counter.office.store.rows()?;
        let all = rows
            .iter()
            .filter(|row| numbers.contains(&row.number))
            .all(|row| row.state == State::Ready);
        if all {
            self.visit = None;
            let issued = self.present(&numbers)?;
            self.post.teller.tell(Event::Issued(issued));
        }
        Ok(())
    }

    /// Lets the visit wait in the queue: its customer gets a slip.
    fn set_down(&mut self, trouble: Option<Trouble>) {
        let Some(visit) = self.visit.take() else {
            return;
        };
        let pickup = slip::pickup(&self.counter, &visit.numbers, &self.post.clock.now());
        self.post.teller.tell(Event::Taken(Taken {
            numbers: visit.numbers,
            trouble,
            pickup,
        }));
    }

    fn ready(&self) -> Result<Vec<PickupNumber>, Fault> {
        let rows = self.counter.office.store.rows()?;
        let ready = rows.iter().filter(|row| row.state == State::Ready);
        Ok(ready.map(|row| row.number).collect())
    }

    fn present(&self, numbers: &[PickupNumber]) -> Result<Vec<(PickupNumber, Issued)>, Fault> {
        let present = |&number: &PickupNumber| Ok((number, self.counter.office.present(number)?));
        numbers.iter().map(present).collect()
    }

    /// Puts a portal of our own in place of the usual way, or takes it away again.
    fn drill(&mut self, on: bool, at: Timestamp) -> Result<(), Fault> {
        if on == self.drill.is_some() || self.counter.settings.is_live() {
            return Ok(());
        }
        let route = if on {
            let (drill, route) = Drill::start(self.post, at)?;
            self.drill = Some((drill, self.counter.office.route().clone()));
            route
        } else {
            match self.drill.take() {
                Some((_, usual)) => usual,
                None => return Ok(()),
            }
        };
        self.watch = Watch::default();
        Ok(self.counter.office.switch_route(route)?)
    }

    fn show(&mut self, now: Timestamp) {
        let drill = self.drill.is_some();
        let shown = self
            .post
            .board
            .write(&self.counter.office, &mut self.watch, (now, drill));
        match shown {
            Ok(true) => self.post.teller.wake(),
            Ok(false) => {}
            Err(error) => self.post.teller.tell(Event::Refused(error.into())),
        }
    }
}

/// How long until then, at least long enough not to spin.
fn until(now: Timestamp, then: Timestamp) -> Duration {
    Duration::try_from(then.duration_since(now))
        .unwrap_or_default()
        .max(Duration::from_millis(2))
}

/// Whether a trouble is the portal's own.
pub(in crate::app) fn is_of_the_portal(trouble: Trouble) -> bool {
    trouble.class() == Class::Later && !matches!(trouble, Trouble::Offline | Trouble::ClockWrong)
}

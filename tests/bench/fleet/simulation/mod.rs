//! A discrete-event simulation of a country's counters and their one portal, deterministic for its seed.
//!
//! The counters decide by the product's own `backoff`, or as other programs and people do. A customer
//! comes, an attempt is made or not, the portal serves its line in order, clients give up after their limit,
//! and everything that happens is counted in `measured`.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "counts are small, times are positive, and a simulation fails by panicking"
)]

pub(crate) mod measured;
mod pharmacy;
mod portal;
mod random;
pub(crate) mod scenario;

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashSet},
};

use impftheke::backoff;

use measured::{Counts, Measured};
use pharmacy::{Act, Pharmacy, moment};
use portal::{Portal, Received};
use random::Random;
use scenario::{CLOSED_AT, DAY, HOUR, MINUTE, STARTED_WITHIN, Scenario, Secs, Strategy};

/// How long the other programs, and people, wait for an answer.
const USUAL_LIMIT: Secs = 30.0;
/// The way to the portal and back.
const WAY: Secs = 0.1;
/// The pause before a customer's second attempt.
const MOMENT: Secs = 0.25;
/// When a customer comes back whom a clerk had asked to come again.
const COMES_AGAIN: (Secs, Secs) = (HOUR, 4.0 * HOUR);

/// Runs a scenario to its end.
pub(crate) fn run(scenario: Scenario) -> Measured {
    let mut simulation = Simulation::new(scenario);
    simulation.start();
    while let Some(Reverse((at, _, _))) = simulation.events.peek() {
        if *at as Secs / 1e6 > scenario.end || simulation.is_over() {
            break;
        }
        let Some(Reverse((at, _, event))) = simulation.events.pop() else {
            break;
        };
        simulation.now = at as Secs / 1e6;
        simulation.counts.pass(simulation.now, &scenario);
        simulation.happen(event);
    }
    let waiting = simulation.waiting();
    Measured::of(&scenario, &simulation.counts, &simulation.cases, waiting)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    CustomerComes,
    CustomerReturns { case: usize },
    Started { pharmacy: usize },
    AllClosed,
    Wake { pharmacy: usize },
    Timer { case: usize },
    Failed { case: usize, foreground: bool },
    Again { case: usize },
    LimitOver { request: usize },
    Served { request: usize, outages: u32 },
    Answered { request: usize },
    PortalGoes,
    PortalComesBack,
}

/// Who waits for a request's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attempt {
    /// A customer who looks on.
    First,
    /// The same customer once more, after a blip.
    Second,
    /// Nobody at the counter.
    Later,
}

/// A certificate that somebody wants.
pub(crate) struct Case {
    pub(crate) pharmacy: usize,
    pub(crate) captured_at: Secs,
    pub(crate) delivered_at: Option<Secs>,
    pub(crate) deliveries: u32,
    /// Different certificates (UVCI) that the portal made for it.
    pub(crate) certificates: u32,
    tries: u32,
    /// The attempt under way was made while the customer looked on.
    foreground: bool,
    /// It may be made a second time.
    may_repeat: bool,
}

struct Request {
    case: usize,
    sent_at: Secs,
    open: bool,
    /// How long the portal works on it.
    work: Secs,
}

struct Simulation {
    scenario: Scenario,
    now: Secs,
    random: Random,
    events: BinaryHeap<Reverse<(i64, u64, Event)>>,
    scheduled: u64,
    portal: Portal,
    outages: u32,
    pharmacies: Vec<Pharmacy>,
    /// The sizes of the pharmacies added up, to choose a customer's one.
    sizes: Vec<f64>,
    cases: Vec<Case>,
    requests: Vec<Request>,
    counts: Counts,
}

impl Simulation {
    fn new(scenario: Scenario) -> Self {
        let mut random = Random::new(scenario.seed);
        let mut total = 0.0;
        let sizes = (0..scenario.pharmacies)
            .map(|_| {
                // From half to twice the middle.
                total += random.between(-1.0, 1.0).exp2();
                total
            })
            .collect();
        Self {
            scenario,
            now: 0.0,
            random,
            events: BinaryHeap::new(),
            scheduled: 0,
            portal: Portal::new(scenario.capacity),
            outages: 0,
            pharmacies: (0..scenario.pharmacies)
                .map(|_| Pharmacy::default())
                .collect(),
            sizes,
            cases: Vec::new(),
            requests: Vec::new(),
            counts: Counts::default(),
        }
    }

    fn start(&mut self) {
        self.open_for_the_day(0.0);
        self.at(self.scenario.down_from, Event::PortalGoes);
        self.at(self.scenario.down_until, Event::PortalComesBack);
        self.next_customer();
    }

    fn open_for_the_day(&mut self, eight: Secs) {
        for pharmacy in 0..self.pharmacies.len() {
            let at = eight + self.random.between(STARTED_WITHIN.0, STARTED_WITHIN.1);
            self.at(at.max(0.0), Event::Started { pharmacy });
        }
        self.at(eight + CLOSED_AT, Event::AllClosed);
    }

    fn at(&mut self, at: Secs, event: Event) {
        self.scheduled += 1;
        let micros = (at.max(self.now) * 1e6).ceil() as i64;
        self.events.push(Reverse((micros, self.scheduled, event)));
    }

    /// Cases that lie in a queue, are under way, or have a timer.
    fn waiting(&self) -> usize {
        let mut waits: HashSet<usize> = HashSet::new();
        for pharmacy in &self.pharmacies {
            waits.extend(pharmacy.cases());
        }
        for Reverse((_, _, event)) in &self.events {
            match event {
                Event::CustomerReturns { case }
                | Event::Timer { case }
                | Event::Again { case }
                | Event::Failed { case, .. } => waits.insert(*case),
                Event::LimitOver { request } | Event::Answered { request } => {
                    let Request { case, open, .. } = self.requests[*request];
                    open && waits.insert(case)
                }
                Event::CustomerComes
                | Event::Started { .. }
                | Event::AllClosed
                | Event::Wake { .. }
                | Event::Served { .. }
                | Event::PortalGoes
                | Event::PortalComesBack => false,
            };
        }
        waits.retain(|case| self.cases[*case].delivered_at.is_none());
        waits.len()
    }

    /// Whether an hour has passed since the drain, and hardly anybody waits.
    fn is_over(&self) -> bool {
        self.counts
            .drained_at
            .is_some_and(|at| self.now > at + HOUR)
            && self.counts.outage_cases_left == 0
            && self.counts.left <= self.pharmacies.len() / 100
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::CustomerComes => self.customer_comes(),
            Event::CustomerReturns { case } => {
                let pharmacy = self.cases[case].pharmacy;
                self.pharmacies[pharmacy].add(case);
                self.work(pharmacy);
            }
            Event::Started { pharmacy } => self.open(pharmacy),
            Event::AllClosed => {
                for pharmacy in &mut self.pharmacies {
                    pharmacy.open = false;
                }
                let tomorrow = (self.now / DAY).floor() * DAY + DAY;
                self.open_for_the_day(tomorrow);
            }
            Event::Wake { pharmacy } => {
                self.pharmacies[pharmacy].wakes_at = None;
                self.work(pharmacy);
            }
            Event::Timer { case } => self.send(case, Attempt::Later),
            Event::Failed { case, foreground } => {
                if !self.repeats(case, foreground) {
                    self.ended(case, foreground, None);
                }
            }
            Event::Again { case } => self.send(case, Attempt::Second),
            Event::LimitOver { request } => {
                if std::mem::take(&mut self.requests[request].open) {
                    let case = self.requests[request].case;
                    self.ended(case, self.cases[case].foreground, None);
                }
            }
            Event::Served { request, outages } if outages == self.outages => self.served(request),
            Event::Served { .. } => {}
            Event::Answered { request } => {
                if std::mem::take(&mut self.requests[request].open) {
                    let Request {
                        case,
                        sent_at,
                        work,
                        ..
                    } = self.requests[request];
                    self.counts.worked(&self.cases[case], work);
                    self.ended(case, self.cases[case].foreground, Some(self.now - sent_at));
                }
            }
            Event::PortalGoes => {
                self.portal.go_down();
                self.outages += 1;
            }
            Event::PortalComesBack => {
                self.portal.come_back();
                self.counts.portal_is_back();
            }
        }
    }

    fn next_customer(&mut self) {
        let mut at = self.now + self.random.exponential(1.0 / self.scenario.demand);
        if self.scenario.demand_at(at) == 0.0 {
            at = (at / DAY).floor() * DAY + DAY;
        }
        self.at(at, Event::CustomerComes);
    }

    fn customer_comes(&mut self) {
        self.next_customer();
        let place = self.random.part() * self.sizes.last().unwrap();
        let pharmacy = self.sizes.partition_point(|size| *size <= place);
        self.open(pharmacy);
        let case = self.cases.len();
        self.cases.push(Case {
            pharmacy,
            captured_at: self.now,
            delivered_at: None,
            deliveries: 0,
            certificates: 0,
            tries: 0,
            foreground: false,
            may_repeat: false,
        });
        self.counts.captured(self.now, &self.scenario);
        match self.scenario.strategy {
            Strategy::Impftheke => self.capture(pharmacy, case),
            Strategy::ByHand => {
                self.pharmacies[pharmacy].add(case);
                self.work(pharmacy);
            }
            Strategy::Fixed | Strategy::Exponential => self.send(case, Attempt::Later),
        }
    }

    /// The product's own way: at once if the rule allows it, else into the queue.
    fn capture(&mut self, pharmacy: usize, case: usize) {
        let now = moment(self.now);
        let place = &mut self.pharmacies[pharmacy];
        if !place.in_foreground && backoff::foreground(now, &place.pace) {
            place.in_foreground = true;
            self.cases[case].may_repeat = backoff::may_repeat(&place.pace);
            self.send(case, Attempt::First);
            return;
        }
        place.add(case);
        if self.random.happens(self.scenario.eager)
            && let Ok(pace) = backoff::by_hand(now, &place.pace)
        {
            place.pace = pace;
        }
        self.work(pharmacy);
    }

    /// The second attempt for a customer who looks on, as `issue` makes it.
    fn repeats(&mut self, case: usize, foreground: bool) -> bool {
        let this = &mut self.cases[case];
        let repeats = foreground && std::mem::take(&mut this.may_repeat);
        if repeats {
            let place = &mut self.pharmacies[this.pharmacy];
            place.pace = backoff::repeated(&place.pace);
            self.at(self.now + MOMENT, Event::Again { case });
        }
        repeats
    }

    fn open(&mut self, pharmacy: usize) {
        let place = &mut self.pharmacies[pharmacy];
        if !place.open {
            place.open = true;
            place.pace = backoff::resume(moment(self.now), &place.pace, self.random.part());
            self.work(pharmacy);
        }
    }

    /// The worker's loop, as `issue` runs it.
    fn work(&mut self, pharmacy: usize) {
        let place = &mut self.pharmacies[pharmacy];
        match place.act(self.now, self.scenario.strategy) {
            Act::Try(case) => {
                place.working = true;
                place.begin(case);
                self.send(case, Attempt::Later);
            }
            Act::WakeAt(at) => {
                if place.wakes_at.is_none_or(|wakes_at| at < wakes_at) {
                    place.wakes_at = Some(at);
                    self.at(at, Event::Wake { pharmacy });
                }
            }
            Act::SendAway(case) => {
                place.remove(case);
                let again = self.random.between(COMES_AGAIN.0, COMES_AGAIN.1);
                self.at(self.now + again, Event::CustomerReturns { case });
                self.work(pharmacy);
            }
            Act::Nothing => {}
        }
    }

    fn send(&mut self, case: usize, attempt: Attempt) {
        let foreground = attempt != Attempt::Later;
        self.cases[case].tries += 1;
        self.cases[case].foreground = foreground;
        self.counts.request(self.now, self.portal.is_up(), attempt);
        let request = self.requests.len();
        let failing = self.scenario.failing;
        let fails = failing > 0.0 && self.random.happens(failing);
        if fails || self.portal.receive(request) != Received::Queued {
            self.at(self.now + WAY, Event::Failed { case, foreground });
            return;
        }
        self.requests.push(Request {
            case,
            sent_at: self.now,
            open: true,
            work: 0.0,
        });
        let limit = match self.scenario.strategy {
            Strategy::Impftheke => backoff::REQUEST_LIMIT.as_secs_f64(),
            Strategy::ByHand | Strategy::Fixed | Strategy::Exponential => USUAL_LIMIT,
        };
        self.at(self.now + limit, Event::LimitOver { request });
        self.serve();
    }

    fn serve(&mut self) {
        while let Some((request, work, refusals)) = self.portal.begin(&mut self.random) {
            self.requests[request].work = work;
            let outages = self.outages;
            let at = self.now + work + refusals;
            self.at(at, Event::Served { request, outages });
        }
    }

    fn served(&mut self, request: usize) {
        self.portal.finish();
        let case = &mut self.cases[self.requests[request].case];
        if case.certificates > 0 {
            self.counts.signed_again += 1;
        }
        // The product sends the same bytes again; elsewhere each request makes a certificate of its own.
        if self.scenario.strategy != Strategy::Impftheke || case.certificates == 0 {
            case.certificates += 1;
        }
        if !self.random.happens(self.scenario.answers_lost) {
            self.at(self.now + WAY, Event::Answered { request });
        }
        self.serve();
    }

    /// An attempt is over, answered after some time or not at all.
    fn ended(&mut self, case: usize, foreground: bool, answered: Option<Secs>) {
        let now = self.now;
        let this = &mut self.cases[case];
        if answered.is_some() {
            this.delivered_at = Some(now);
            this.deliveries += 1;
            self.counts.delivered(now, this, &self.scenario);
        }
        let (index, tries) = (this.pharmacy, this.tries);
        let place = &mut self.pharmacies[index];
        match self.scenario.strategy {
            Strategy::Impftheke | Strategy::ByHand => {
                place.met(answered, now, &mut self.random);
                if foreground {
                    place.in_foreground = false;
                } else {
                    place.working = false;
                }
                match (answered, foreground) {
                    (Some(_), _) => place.remove(case),
                    (None, true) => {
                        place.add(case);
                        place.begin(case);
                    }
                    (None, false) => {}
                }
                self.work(index);
            }
            Strategy::Fixed | Strategy::Exponential if answered.is_some() => {}
            Strategy::Fixed => self.at(now + 30.0, Event::Timer { case }),
            Strategy::Exponential => {
                let wait = f64::from(tries - 1).exp2().min(5.0 * MINUTE);
                self.at(now + wait, Event::Timer { case });
            }
        }
    }
}

//! A day of sixty customers on the real application, from opening to closing and by the keyboard alone: its real worker and
//! its real folder, a portal behind real HTTP, and printers that speak IPP and keep what comes out.
//!
//! Looked at is what a customer has in her hand, what the portal has counted, and what lies in the folder when the window
//! is closed. `IMPFTHEKE_DAYS=20` goes through more days than those of the suite, `IMPFTHEKE_SEED=n` begins at another.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    clippy::panic,
    reason = "helpers of tests fail by panicking, and say how far they came"
)]

mod counter;
mod course;
mod customers;
mod evening;
mod hands;
mod in_the_hand;

use std::{
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::Duration,
};

use egui::{Key, Modifiers};
use impftheke::case::State;

use counter::{Counter, Held, is_mistyped, mistyped};
use course::{Course, Fate};
use customers::Customer;
use hands::{Habit, Hands};

use crate::walk::random::Random;

#[test]
fn sixty_customers_leave_with_their_own_paper_and_nothing_is_left_over() {
    let number = |name: &str, otherwise: u64| {
        std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
    };
    let (days, first) = (number("IMPFTHEKE_DAYS", 1), number("IMPFTHEKE_SEED", 1));
    // A clerk waits for printers most of the day.
    let next = AtomicU64::new(first);
    let day = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= first + days {
                return;
            }
            Day::of(seed).goes_by();
        }
    };
    thread::scope(|scope| {
        for _ in 0..days.min(2) {
            scope.spawn(day);
        }
    });
}

/// One day.
struct Day {
    seed: u64,
    random: Random,
    course: Course,
    customers: Vec<Customer>,
    counter: Counter,
    /// What each has got, by the place at which she came.
    held: Vec<Held>,
    /// Who comes back, and before whom.
    returns: Vec<(usize, usize)>,
    /// How many slips were given.
    slips: usize,
    /// How many certificates were withdrawn after the portal had signed them.
    withdrawn: usize,
}

impl Day {
    fn of(seed: u64) -> Self {
        let customers = customers::all();
        let course = Course::of(seed, &customers);
        let hands = |stage| Hands {
            stage,
            habit: Habit::Twice,
        };
        Self {
            seed,
            random: Random::new(seed),
            held: customers.iter().map(|_| Held::default()).collect(),
            counter: Counter::opens(hands),
            customers,
            course,
            returns: Vec::new(),
            slips: 0,
            withdrawn: 0,
        }
    }

    fn goes_by(mut self) {
        for place in 0..self.customers.len() {
            let minutes = 5 + u64::from(self.random.below(5));
            self.counter.stage().pass(60 * minutes);
            self.counter.stage().settle();
            if place == self.course.outage.start {
                self.counter.stage().switch("503");
            }
            if place == self.course.outage.end {
                self.counter.closes(true);
                self.portal_is_back();
            }
            for place in self.who_is_back(place) {
                self.comes_back(place);
            }
            if place == self.course.no_paper {
                // After who has come back: the sheet with which it runs out is that of the customer who comes now.
                self.counter.certificates.runs_out_of_paper();
            }
            self.counter.hands.take_a_habit(&mut self.random);
            self.comes(place);
            if place == self.course.no_paper + 1 {
                self.paper_is_back();
            }
        }
        let late: Vec<usize> = self.returns.drain(..).map(|it| it.0).collect();
        for place in late {
            self.comes_back(place);
        }
        self.ends();
    }

    fn customer(&self, place: usize) -> Customer {
        self.customers[self.course.order[place]].clone()
    }

    /// Somebody comes to the counter.
    fn comes(&mut self, place: usize) {
        let (customer, fate) = (self.customer(place), self.course.fate(place));
        self.counter.serves = (self.seed, place);
        if matches!(fate, Some(Fate::Refused | Fate::RefusedAndComesBack)) {
            self.counter
                .stage()
                .switch(r#"[{"fault": "406", "times": 1}]"#);
        }
        let mut wishes = customer.wishes.clone();
        if is_mistyped(fate) {
            wishes[0] = mistyped(&wishes[0]);
        }
        let mut held = std::mem::take(&mut self.held[place]);
        let first = if fate == Some(Fate::OneAfterTheOther) {
            1
        } else {
            wishes.len()
        };
        let numbers = self.counter.issues(&wishes[..first]);
        held.number = numbers.first().copied();
        let in_a_hurry = self.random.below(2) == 0;
        match fate {
            _ if place == self.course.no_paper => self.waits_for_paper(),
            _ if place == self.course.no_paper + 1 => self.waits_for_the_printer(&customer),
            Some(Fate::RefusedAndComesBack | Fate::ReadsTheScreen) => {
                self.is_given_a_slip(place, &mut held);
            }
            None if self.counter.is_queued() => self.is_given_a_slip(place, &mut held),
            Some(Fate::Refused) => {
                self.counter.until_keys("Berichtigen");
                self.counter.hands.turn(Modifiers::NONE, Key::Enter);
                self.counter.corrects(&customer.wishes[0]);
                self.counter.prints_and_leaves(&mut held, in_a_hurry);
            }
            Some(Fate::ReadsHerPaper) => {
                self.counter.prints(&mut held);
                // It goes into the shredder.
                held.papers.clear();
                self.is_typed_anew(&customer, &mut held);
            }
            Some(Fate::WantsNoPaper) => {
                let asks = format!("ungedruckt aushändigen? {}", customer.family());
                self.counter.asks(Key::N, &asks);
                self.counter.agrees("ungedruckt aushändigen?");
                self.counter.is_free();
            }
            Some(Fate::WantsItTwice) => {
                self.counter.prints(&mut held);
                self.counter.stage().until_says("Drucker meldet fertig");
                self.counter.hands.strike(Modifiers::COMMAND, Key::P);
                let tray = &self.counter.certificates;
                let came = tray.taken;
                self.counter.hands.stage.until("it is printed again", |_| {
                    tray.printer.received().len() > came
                });
                self.counter.leaves();
                self.counter.gives(&mut held);
            }
            Some(Fate::OneAfterTheOther) => {
                for wish in &wishes[1..] {
                    self.counter.prints(&mut held);
                    self.counter.stage().look();
                    self.counter.stage().ctrl(Key::D);
                    self.counter.issues(std::slice::from_ref(wish));
                }
                self.counter.prints(&mut held);
                self.counter.leaves();
            }
            None => self.counter.prints_and_leaves(&mut held, in_a_hurry),
        }
        self.held[place] = held;
    }

    /// What was withdrawn at her wish is typed anew, and rightly.
    fn is_typed_anew(&mut self, customer: &Customer, held: &mut Held) {
        self.counter.finds(customer.family());
        self.counter.withdraws(customer);
        self.withdrawn += 1;
        self.counter.stage().key(Key::F2);
        self.counter.is_free();
        self.counter.issues(&customer.wishes);
        self.counter.prints_and_leaves(held, false);
    }

    /// She goes with a slip, and comes back when the portal may be there again.
    fn is_given_a_slip(&mut self, place: usize, held: &mut Held) {
        self.counter.gives_slip_and_leaves(held);
        self.slips += 1;
        let outage = &self.course.outage;
        let later = usize::try_from(self.random.below(20)).unwrap();
        let mut comes = place + 1 + later;
        if outage.contains(&place) {
            comes = outage.end + later;
        } else if outage.contains(&comes) {
            // What was refused cannot be corrected then.
            comes = outage.end;
        }
        self.returns.push((place, comes));
    }

    /// She comes back with her slip.
    fn comes_back(&mut self, place: usize) {
        let customer = self.customer(place);
        self.counter.serves = (self.seed, place);
        let mut held = std::mem::take(&mut self.held[place]);
        let code = held.slip.take().unwrap().read().pop().unwrap();
        assert_eq!(
            code.parse::<u32>().ok(),
            held.number,
            "it is another's slip"
        );
        self.counter.finds(&code);
        assert!(
            self.counter.hands.stage.says(customer.family()),
            "{}",
            self.counter.hands.stage.screen()
        );
        let number = held.number.unwrap();
        let own: Vec<u32> = (0..)
            .map(|at| number + at)
            .take(customer.wishes.len())
            .collect();
        let states = self.counter.states(&own);
        let refused = states.iter().position(|it| *it == State::NeedsCorrection);
        // What the portal has refused beside that is corrected, and shows no screen before.
        if refused.is_none() && self.course.fate(place) == Some(Fate::ReadsTheScreen) {
            self.counter.hands.turn(Modifiers::NONE, Key::Enter);
            self.counter.stage().until_says(counter::ISSUED);
            self.counter.stage().key(Key::Escape);
            self.is_typed_anew(&customer, &mut held);
            self.held[place] = held;
            return;
        }
        if let Some(refused) = refused {
            self.counter.stage().ctrl(Key::E);
            self.counter.corrects(&customer.wishes[refused]);
            // With what else of her visit is ready.
            self.counter.prints_and_leaves(&mut held, false);
        } else {
            self.counter.hands_over(&customer, &mut held);
        }
        self.held[place] = held;
    }

    /// Who comes back before the customer of this place. While the printer has no paper nobody does who wants some.
    fn who_is_back(&mut self, place: usize) -> Vec<usize> {
        if place == self.course.no_paper + 1 {
            return Vec::new();
        }
        let is_due = |it: &(usize, usize)| it.1 <= place;
        let (back, later): (Vec<_>, Vec<_>) = self.returns.drain(..).partition(is_due);
        self.returns = later;
        back.into_iter().map(|it| it.0).collect()
    }

    /// The portal answers again, and refuses the first that it is asked.
    fn portal_is_back(&mut self) {
        self.counter
            .stage()
            .switch(r#"[{"fault": "406", "times": 1}]"#);
        let waits = |stage: &crate::stage::Stage| {
            stage
                .rows()
                .iter()
                .any(|row| matches!(row.state, State::Waiting | State::Sending))
        };
        for _ in 0..600 {
            if !waits(&self.counter.hands.stage) {
                return;
            }
            self.counter.stage().pass(30);
            thread::sleep(Duration::from_millis(20));
            self.counter.stage().settle();
        }
        panic!(
            "the portal is there and {:?}",
            self.counter.hands.stage.rows()
        );
    }

    /// The printer has run out of paper: she waits beside the counter.
    fn waits_for_paper(&mut self) {
        self.counter.until_keys("Drucken");
        self.counter.hands.strike(Modifiers::COMMAND, Key::P);
        self.counter.stage().until_says("Papier leer");
        self.counter.leaves();
    }

    /// The printer takes nothing of hers meanwhile: she waits, too, and nobody says that she has it.
    fn waits_for_the_printer(&mut self, customer: &Customer) {
        self.counter.until_keys("Drucken");
        self.counter.hands.strike(Modifiers::COMMAND, Key::P);
        self.counter
            .stage()
            .until_says("Der Drucker nimmt den Auftrag nicht an");
        let asks = format!("ungedruckt aushändigen? {}", customer.family());
        self.counter.asks(Key::N, &asks);
        self.counter.leaves();
    }

    /// There is paper again, for both who wait.
    fn paper_is_back(&mut self) {
        self.counter.certificates.printer.tell("refilled");
        let [first, second] = [0, 1].map(|at| self.course.no_paper + at);
        let mut held = std::mem::take(&mut self.held[first]);
        let numbers = [held.number.unwrap()];
        self.counter
            .until_states("her paper has come", &numbers, State::HandedOver);
        self.counter.gives(&mut held);
        self.held[first] = held;
        let customer = self.customer(second);
        let mut held = std::mem::take(&mut self.held[second]);
        self.counter.finds(customer.family());
        self.counter.hands_over(&customer, &mut held);
        self.held[second] = held;
    }
}

//! What the clerk does with a customer, from the first letter to the paper in her hand.

use egui::{Key, Modifiers};
use impftheke::case::State;

use super::{
    course::Fate,
    customers::{Customer, Wish},
    hands::{Hands, SHIFTED},
    in_the_hand::Paper,
};
use crate::{
    printer::Printer,
    programs::until,
    stage::{Stage, Time},
};

/// The counter: the clerk's hands on it, and what lies in the trays of its printers.
pub(super) struct Counter {
    pub(super) hands: Hands,
    pub(super) certificates: Tray,
    pub(super) slips: Tray,
    /// Which day it is, and at which place the customer came who is served.
    pub(super) serves: (u64, usize),
}

/// A printer, and how much of what came out of it somebody has taken.
pub(super) struct Tray {
    pub(super) printer: Printer,
    pub(super) taken: usize,
}

/// What a customer has got.
#[derive(Default)]
pub(super) struct Held {
    pub(super) papers: Vec<Paper>,
    /// Her slip, until she gives it back, and the number that she was told.
    pub(super) slip: Option<Paper>,
    pub(super) number: Option<u32>,
}

pub(super) const ISSUED: &str = "Ausgestellt und geprüft";
const QUEUED: &str = ". Abholnummer";
const SEARCH: &str = "Vorgang suchen";

impl Tray {
    fn of(printer: Printer) -> Self {
        Self { printer, taken: 0 }
    }

    /// Takes what has come out.
    fn take(&mut self) -> Vec<Paper> {
        let out = self.printer.received().into_iter().skip(self.taken);
        let papers: Vec<Paper> = out.map(Paper::new).collect();
        self.taken += papers.len();
        papers
    }

    /// The last sheet goes with what has been printed so far.
    pub(super) fn runs_out_of_paper(&self) {
        until("the printer is idle", || {
            !self.printer.jobs().contains("(enum) = processing")
        });
        self.printer.tell("is-empty");
    }

    fn has_more(&self) -> bool {
        self.printer.received().len() > self.taken
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let (seed, place) = self.serves;
            let rows = self.hands.stage.rows();
            let rows = rows.iter().map(|row| (row.number, row.state));
            let rows: Vec<_> = rows.filter(|row| !row.1.is_final()).collect();
            let jobs = self.certificates.printer.jobs();
            let jobs = jobs
                .lines()
                .filter_map(|line| line.split("= Impftheke ").nth(1));
            let jobs: Vec<&str> = jobs.collect();
            eprintln!(
                "day {seed}, customer {place}, {:?}, open: {rows:?}, printed: {jobs:?}",
                self.hands.habit
            );
        }
    }
}

impl Counter {
    /// Opens in the morning.
    pub(super) fn opens(hands: impl FnOnce(Stage) -> Hands) -> Self {
        let (printer, slips) = (Printer::start(), Printer::for_slips());
        let settings = [
            ("printer.certificate", &*printer.address()),
            ("printer.slip", &*slips.address()),
        ];
        let mut stage = Stage::closed(Some("none"), &settings);
        for time in [&stage.time, &stage.portal_time] {
            Time::step(time, -90 * 60);
        }
        stage.open();
        Self {
            hands: hands(stage),
            certificates: Tray::of(printer),
            slips: Tray::of(slips),
            serves: (0, 0),
        }
    }

    pub(super) fn stage(&mut self) -> &mut Stage {
        &mut self.hands.stage
    }

    /// Types all that somebody comes for and issues it; returns the numbers under which that was taken up.
    pub(super) fn issues(&mut self, wishes: &[Wish]) -> Vec<u32> {
        let before = self.hands.stage.rows().len();
        for (at, wish) in wishes.iter().enumerate() {
            let previous = at.checked_sub(1).map(|at| &wishes[at]);
            if let Some(previous) = previous {
                if wish.is_of_one_with(previous) {
                    self.stage().ctrl(Key::D);
                } else {
                    self.stage().press(SHIFTED, Key::N);
                }
            }
            self.hands.type_case(wish);
        }
        self.issues_what_is_typed();
        let rows = self.stage().rows();
        let new = rows.iter().skip(before);
        new.map(|row| row.number.get()).collect()
    }

    /// Issues what stands in the form, and waits until the window says what came of it.
    pub(super) fn issues_what_is_typed(&mut self) {
        self.hands.strike(Modifiers::COMMAND, Key::Enter);
        self.stage().until("the visit is over", |stage| {
            stage.says(ISSUED) || stage.says(QUEUED)
        });
    }

    /// Prints what shows, goes on to the next customer, and gives this one her paper.
    pub(super) fn prints_and_leaves(&mut self, held: &mut Held, in_a_hurry: bool) {
        if !in_a_hurry {
            self.prints(held);
            self.leaves();
            return;
        }
        // One key does both where the printer works; until that is known it prints.
        self.until_keys("Drucken");
        self.hands.turn(Modifiers::NONE, Key::Enter);
        self.stage().settle();
        if self.hands.stage.says(ISSUED) {
            self.leaves();
        }
        self.is_free();
        self.gives(held);
    }

    /// Prints what shows, and stays.
    pub(super) fn prints(&mut self, held: &mut Held) {
        self.until_keys("Drucken");
        self.hands.strike(Modifiers::COMMAND, Key::P);
        self.until_keys("Nächster Kunde");
        self.gives(held);
    }

    /// Goes on to the next customer by the key for it.
    pub(super) fn leaves(&mut self) {
        self.stage().look();
        self.hands.next_customer();
        self.stage().settle();
        if self.hands.stage.says("ungedruckt aushändigen?") || self.hands.stage.says(ISSUED) {
            // It has come out, and is being noted just now: the question goes by itself.
            self.stage().look();
            self.hands.next_customer();
        }
        self.is_free();
    }

    /// Nobody stands in the form.
    pub(super) fn is_free(&mut self) {
        self.stage().settle();
        let stage = &self.hands.stage;
        let name = stage.value("Familienname");
        assert_eq!(name.as_deref(), Some(""), "{}", stage.screen());
        assert!(self.hands.has_keys("Familienname"), "{}", stage.screen());
    }

    /// Waits for what comes out of the printer, and gives it to her.
    pub(super) fn gives(&mut self, held: &mut Held) {
        let tray = &self.certificates;
        let comes = |_: &Stage| tray.has_more();
        self.hands.stage.until("paper comes out", comes);
        held.papers.extend(self.certificates.take());
    }

    /// Gives her the slip of what waits, and goes on to the next customer.
    pub(super) fn gives_slip_and_leaves(&mut self, held: &mut Held) {
        let is_first = self.hands.has_keys("Abholschein drucken");
        if is_first {
            self.hands.strike(Modifiers::NONE, Key::Enter);
        } else {
            self.hands.strike(Modifiers::COMMAND, Key::P);
        }
        let tray = &self.slips;
        let comes = |_: &Stage| tray.has_more();
        self.hands.stage.until("a slip comes out", comes);
        let mut slips = self.slips.take();
        assert_eq!(slips.len(), 1, "one slip for one customer");
        held.slip = slips.pop();
        if is_first {
            self.until_keys("Nächster Kunde");
            self.hands.turn(Modifiers::NONE, Key::Enter);
            self.is_free();
        } else {
            self.leaves();
        }
    }

    /// Corrects what the portal has refused: what was typed wrong, if anything was.
    pub(super) fn corrects(&mut self, wish: &Wish) {
        self.stage().until_says("Berichtigung von");
        if self.hands.stage.value("Vornamen").as_deref() != Some(&wish.given) {
            self.hands.line("Vornamen", &wish.given);
            self.hands.say_yes_to("Dieselbe Person wie bei");
        }
        self.hands.tick();
        self.issues_what_is_typed();
        assert!(
            self.hands.stage.says(ISSUED),
            "{}",
            self.hands.stage.screen()
        );
    }

    /// Finds the visit of a slip or a name in the queue.
    pub(super) fn finds(&mut self, searched: &str) {
        self.stage().ctrl(Key::F);
        self.stage().type_text(searched);
        let stage = &self.hands.stage;
        assert_eq!(stage.value(SEARCH).as_deref(), Some(searched));
    }

    /// Opens what was found, prints it and hands it over.
    pub(super) fn hands_over(&mut self, customer: &Customer, held: &mut Held) {
        self.hands.turn(Modifiers::NONE, Key::Enter);
        self.stage().until_says(ISSUED);
        self.until_keys("Drucken");
        self.hands.strike(Modifiers::NONE, Key::Enter);
        self.until_keys("Aushändigen");
        self.gives(held);
        self.says_yes_to_handing_over(customer);
        self.stage().key(Key::F2);
        self.is_free();
    }

    /// Hands over what shows or is chosen: asked is about her, by number and name.
    pub(super) fn says_yes_to_handing_over(&mut self, customer: &Customer) {
        self.asks(Key::H, &format!("aushändigen? {}", customer.family()));
        self.agrees("aushändigen?");
    }

    /// Withdraws what is chosen.
    pub(super) fn withdraws(&mut self, customer: &Customer) {
        // In the search its key deletes a word.
        self.stage().key(Key::ArrowDown);
        self.asks(Key::Delete, &format!("zurückziehen? {}", customer.family()));
        self.agrees("zurückziehen?");
    }

    /// Asks for something that is asked about, and says no to it by the keys that run on.
    pub(super) fn asks(&mut self, key: Key, question: &str) {
        self.hands.turn(Modifiers::COMMAND, key);
        if self.hands.stage.says(question) {
            self.hands.turn(Modifiers::NONE, Key::Enter);
            assert!(!self.hands.stage.says(question), "Enter says no");
        }
        self.stage().ctrl(key);
        let stage = &self.hands.stage;
        assert!(stage.says(question), "{question}: {}", stage.screen());
    }

    /// Says yes to what is asked.
    pub(super) fn agrees(&mut self, question: &str) {
        self.hands.turn(Modifiers::ALT, Key::J);
        let question = question.to_owned();
        self.stage()
            .until("it is answered", |stage| !stage.says(&question));
    }

    /// Waits until the keys are on a button.
    #[track_caller]
    pub(super) fn until_keys(&mut self, words: &str) {
        let since = std::time::Instant::now();
        while !self.hands.has_keys(words) {
            assert!(
                since.elapsed() < crate::stage::PATIENCE,
                "the keys are never on {words} but on {:?}:\n{}",
                self.hands.focused(),
                self.hands.stage.screen()
            );
            std::thread::sleep(crate::stage::POLL);
            self.stage().step();
        }
        self.stage().settle();
    }

    /// Waits until all of these cases are in a state.
    pub(super) fn until_states(&mut self, what: &str, numbers: &[u32], state: State) {
        self.hands.stage.until_rows(what, |rows| {
            let mut own = rows
                .iter()
                .filter(|row| numbers.contains(&row.number.get()));
            own.all(|row| row.state == state)
        });
    }

    /// The states of these cases, read beside the program.
    pub(super) fn states(&self, numbers: &[u32]) -> Vec<State> {
        let rows = self.hands.stage.rows();
        let rows = rows
            .iter()
            .filter(|row| numbers.contains(&row.number.get()));
        rows.map(|row| row.state).collect()
    }

    /// Closes the window, or is asked whether that is meant, and stays.
    pub(super) fn closes(&mut self, is_asked: bool) {
        self.stage().ask_to_close();
        let stage = &self.hands.stage;
        let asks = stage.says("Noch nicht alles ist erledigt");
        assert_eq!(asks, is_asked, "{}", stage.screen());
        if asks {
            self.stage().key(Key::Escape);
        }
    }

    /// Whether what was issued waits.
    pub(super) fn is_queued(&self) -> bool {
        self.hands.stage.says(QUEUED)
    }
}

/// What the clerk types wrong: the last letter of the given names is missing.
pub(super) fn mistyped(wish: &Wish) -> Wish {
    let mut wrong = wish.clone();
    wrong.given.pop();
    wrong
}

/// Whether the clerk mistypes her name.
pub(super) fn is_mistyped(fate: Option<Fate>) -> bool {
    match fate {
        Some(
            Fate::Refused | Fate::RefusedAndComesBack | Fate::ReadsHerPaper | Fate::ReadsTheScreen,
        ) => true,
        Some(Fate::WantsNoPaper | Fate::WantsItTwice | Fate::OneAfterTheOther) | None => false,
    }
}

//! Everything on its way to paper: each print beside the window, watched until the printer says what became of it.
//!
//! Nothing is ever sent twice by itself. Cases whose pages did not come out stay ready, and those whose customer
//! has left meanwhile are handed over only once the printer has reported that it is done.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use super::{
    event::Event,
    jobs::Jobs,
    printer::{self, Document, say_error, say_progress},
    problem,
    settings::Settings,
};
use crate::{
    domain::PickupNumber,
    issue::{self, Issued, Printable},
    print::{
        self,
        spool::{self, Progress, Spooler as _, Step, Target},
    },
    text::{Language, texts},
    ui::{PrintState, Printing, Problem},
};

/// What goes to one printer, one job after the other.
#[derive(Debug)]
pub(super) struct Order {
    pub(super) pieces: Vec<Piece>,
}

/// One job.
#[derive(Debug)]
pub(super) enum Piece {
    /// The certificates of a visit.
    Certificates(Vec<(PickupNumber, Issued)>),
    /// The slip of a visit.
    Slip(PickupNumber, Printable),
}

impl Order {
    /// Makes a job of each visit, in the order of the numbers; `visit_of` tells whose a case is.
    pub(super) fn of(
        mut issued: Vec<(PickupNumber, Issued)>,
        visit_of: impl Fn(PickupNumber) -> PickupNumber,
    ) -> Self {
        issued.sort_by_key(|(number, _)| *number);
        let mut visits: Vec<(PickupNumber, Vec<_>)> = Vec::new();
        for one in issued {
            let visit = visit_of(one.0);
            match visits.iter_mut().find(|(known, _)| *known == visit) {
                Some((_, cases)) => cases.push(one),
                None => visits.push((visit, vec![one])),
            }
        }
        let pieces = visits.into_iter().map(|(_, cases)| cases);
        Self {
            pieces: pieces.map(Piece::Certificates).collect(),
        }
    }

    fn document(&self) -> Document {
        match self.pieces.first() {
            Some(Piece::Slip(..)) => Document::Slip,
            Some(Piece::Certificates(_)) | None => Document::Certificate,
        }
    }

    fn numbers(&self) -> Vec<PickupNumber> {
        self.pieces.iter().flat_map(Piece::numbers).collect()
    }
}

impl Piece {
    fn numbers(&self) -> Vec<PickupNumber> {
        match self {
            Self::Certificates(cases) => cases.iter().map(|(number, _)| *number).collect(),
            Self::Slip(visit, _) => vec![*visit],
        }
    }

    fn pdf(&self, paper: print::Options) -> Result<Printable, issue::Error> {
        match self {
            Self::Certificates(cases) => {
                let issued: Vec<Issued> = cases.iter().map(|(_, issued)| issued.clone()).collect();
                issue::pdf(&issued, paper)
            }
            Self::Slip(_, pdf) => Ok(pdf.clone()),
        }
    }
}

/// What a print reports.
#[derive(Debug)]
pub(super) enum Report {
    /// The system has no printer: whoever asked gets the pages as a file.
    NoPrinter(Order),
    /// It is over, well or not.
    Over(Ended),
    /// These are printed, as far as the printer says.
    Printed(Vec<PickupNumber>),
    /// How far the present job is.
    Progress(Progress),
    /// A job begins: its cases, and which of the jobs it is, from 1.
    Sending(Vec<PickupNumber>, u32),
}

/// How a print ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// Nothing was taken, or it is unclear.
    Fault(spool::Error),
    /// The page was not made, or did not pass its check.
    Page(issue::Error),
    /// The last that the printer said.
    Said(Progress),
}

/// One print and how far it is.
#[derive(Debug)]
struct Print {
    id: u32,
    document: Document,
    /// All cases, and those of the present job.
    numbers: Vec<PickupNumber>,
    present: Vec<PickupNumber>,
    /// Which of how many jobs.
    place: u32,
    of: u32,
    state: State,
    stop: Arc<AtomicBool>,
}

#[derive(Debug)]
enum State {
    Preparing,
    Going(Progress),
    Ended(Ended),
}

impl Print {
    fn is_over(&self) -> bool {
        matches!(self.state, State::Ended(_))
    }

    fn is_done(&self) -> bool {
        matches!(&self.state, State::Ended(Ended::Said(progress)) if progress.is_success())
    }
}

/// All prints of this window.
#[derive(Debug, Default)]
pub(super) struct Press {
    prints: Vec<Print>,
    last: u32,
    /// Those whose last print did not come out.
    missing: BTreeSet<PickupNumber>,
    /// Those whose customer has left while they were printed.
    leaving: BTreeSet<PickupNumber>,
    /// What is to be saved because the system has no printer.
    unprinted: VecDeque<Order>,
}

/// A printer that waits for paper may wait so long; then the job goes on without a watcher.
const LIMIT: Duration = Duration::from_mins(30);

impl Press {
    /// Prints beside the window; `false` if the very same is being printed already.
    pub(super) fn print(&mut self, order: Order, settings: Settings, jobs: &Jobs) -> bool {
        let (document, numbers) = (order.document(), order.numbers());
        if !self.make_room(document, &numbers) {
            return false;
        }
        self.last += 1;
        let (id, stop) = (self.last, Arc::new(AtomicBool::new(false)));
        self.prints.push(Print {
            id,
            document,
            present: numbers.clone(),
            numbers,
            place: 1,
            of: u32::try_from(order.pieces.len()).unwrap_or(u32::MAX),
            state: State::Preparing,
            stop: Arc::clone(&stop),
        });
        let teller = jobs.teller();
        jobs.spawn_or(
            "print",
            move || lost(id),
            move || {
                let tell = |report| teller.tell(Event::Print(id, report));
                Event::Print(id, run(order, &settings, &stop, &tell))
            },
        );
        true
    }

    /// Puts away what a new print of these cases makes needless; `false` if one of them is being printed already.
    ///
    /// What else did not come out stays until somebody has put it away: a print of others does not hide it.
    fn make_room(&mut self, document: Document, numbers: &[PickupNumber]) -> bool {
        let same = |print: &Print| {
            let common = print.numbers.iter().any(|number| numbers.contains(number));
            print.document == document && common
        };
        if self.prints.iter().any(|p| same(p) && !p.is_over()) {
            return false;
        }
        self.prints.retain(|p| !p.is_done() && !same(p));
        true
    }

    /// Takes in what a print reports; returns what may be handed over now.
    pub(super) fn take(&mut self, id: u32, report: Report) -> Vec<PickupNumber> {
        let Some(print) = self.prints.iter_mut().find(|print| print.id == id) else {
            return Vec::new();
        };
        match report {
            Report::NoPrinter(order) => {
                // A file is no paper, and may yet not be written: whoever has left, the cases stay ready.
                for number in &print.numbers {
                    self.leaving.remove(number);
                }
                self.prints.retain(|print| print.id != id);
                self.unprinted.push_back(order);
            }
            Report::Sending(numbers, at) => {
                (print.present, print.place) = (numbers, at);
                print.state = State::Preparing;
            }
            Report::Progress(progress) => print.state = State::Going(progress),
            Report::Printed(numbers) => {
                print.numbers.retain(|number| !numbers.contains(number));
                for number in &numbers {
                    self.missing.remove(number);
                }
                return self.leave(&numbers);
            }
            Report::Over(ended) => {
                print.state = State::Ended(ended);
                // What is left did not come out: it stays ready, whoever has left.
                let left: Vec<PickupNumber> = print.numbers.clone();
                if print.document == Document::Certificate {
                    for number in left {
                        self.leaving.remove(&number);
                        self.missing.insert(number);
                    }
                }
            }
        }
        Vec::new()
    }

    /// Returns what is to be saved because the system has no printer, one order at a time.
    pub(super) fn next_unprinted(&mut self) -> Option<Order> {
        self.unprinted.pop_front()
    }

    /// The customer goes: returns which of the cases go along at once. The others follow when they are printed;
    /// those that did not come out stay.
    pub(super) fn take_leave(&mut self, numbers: Vec<PickupNumber>) -> Vec<PickupNumber> {
        let printing = |number: &PickupNumber| {
            self.prints.iter().any(|print| {
                let certificate = print.document == Document::Certificate;
                certificate && !print.is_over() && print.numbers.contains(number)
            })
        };
        let (later, now): (Vec<_>, Vec<_>) = numbers.into_iter().partition(printing);
        self.leaving.extend(later);
        now.into_iter()
            .filter(|number| !self.missing.contains(number))
            .collect()
    }

    /// Staff have handed these over, or withdrawn them, printed or not.
    pub(super) fn forget(&mut self, numbers: &[PickupNumber]) {
        for number in numbers {
            self.missing.remove(number);
            self.leaving.remove(number);
        }
    }

    fn leave(&mut self, numbers: &[PickupNumber]) -> Vec<PickupNumber> {
        let leaving = numbers.iter().copied();
        leaving
            .filter(|number| self.leaving.remove(number))
            .collect()
    }

    /// Cancels what shows.
    pub(super) fn cancel(&self) {
        if let Some(print) = self.shown() {
            print.stop.store(true, Ordering::Relaxed);
        }
    }

    /// Puts away what shows, if it is over.
    pub(super) fn dismiss(&mut self) {
        if let Some(id) = self
            .shown()
            .filter(|print| print.is_over())
            .map(|print| print.id)
        {
            self.prints.retain(|print| print.id != id);
        }
    }

    /// Puts away what came out well: the next thing is on the counter.
    pub(super) fn tidy(&mut self) {
        self.prints.retain(|print| !print.is_done());
    }

    /// Says how far the print is that matters most: one that needs somebody, else the latest.
    pub(super) fn say(&self, language: Language) -> Option<Printing> {
        let print = self.shown()?;
        let texts = texts(language);
        let [what, todo] = match &print.state {
            State::Preparing => [texts.get("print-preparing"), String::new()],
            State::Going(progress) | State::Ended(Ended::Said(progress)) => {
                let todo = if print.is_over() && !progress.is_final() {
                    texts.get("print-still-waiting")
                } else {
                    String::new()
                };
                [say_progress(language, progress), todo]
            }
            State::Ended(Ended::Fault(error)) => say_error(language, error),
            State::Ended(Ended::Page(error)) => {
                let problem = Problem::of(texts, problem::of_issue(error));
                [problem.what, problem.remedy]
            }
        };
        let state = match &print.state {
            State::Ended(_) if print.is_done() => PrintState::Done,
            State::Ended(_) => PrintState::Failed,
            State::Going(Progress::Waiting(_) | Progress::Silent) => PrintState::NeedsYou,
            State::Preparing | State::Going(_) => PrintState::Goes,
        };
        let numbers: Vec<String> = print.present.iter().map(ToString::to_string).collect();
        let numbers = numbers.join(", ");
        let of = [
            ("numbers", numbers.as_str().into()),
            ("what", what.as_str().into()),
            ("place", print.place.into()),
            ("of", print.of.into()),
        ];
        let line = if print.of > 1 {
            "print-line-of"
        } else {
            "print-line"
        };
        let stopped = state == PrintState::Failed && print.place < print.of;
        let todo = [todo, texts.with("print-stopped", &of)]
            .into_iter()
            .take(if stopped { 2 } else { 1 })
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(". ");
        Some(Printing {
            state,
            says: [texts.with(line, &of), todo],
        })
    }

    fn shown(&self) -> Option<&Print> {
        let needs = |print: &&Print| {
            matches!(
                print.state,
                State::Going(Progress::Waiting(_) | Progress::Silent)
            ) || print.is_over() && !print.is_done()
        };
        self.prints
            .iter()
            .find(needs)
            .or_else(|| self.prints.last())
    }
}

/// What is told of a print whose thread is lost: how far it came nobody knows.
fn lost(id: u32) -> Event {
    tracing::error!("a print ended without a result");
    Event::Print(id, Report::Over(Ended::Fault(spool::Error::Unclear(None))))
}

/// Prints one piece after the other and returns the last report; stops at the first that does not come out.
fn run(order: Order, settings: &Settings, stop: &AtomicBool, tell: &dyn Fn(Report)) -> Report {
    let document = order.document();
    let (spooler, target) = (
        printer::spooler(settings),
        printer::target(settings, document),
    );
    let nothing = || {
        matches!(
            spooler.printer(&target),
            Err(spool::Error::NoDefault | spool::Error::NoService)
        )
    };
    if target == Target::Default && nothing() {
        return Report::NoPrinter(order);
    }
    let mut last = Progress::Canceled;
    for (at, piece) in (1..).zip(&order.pieces) {
        let numbers = piece.numbers();
        tell(Report::Sending(numbers.clone(), at));
        let pdf = match piece.pdf(settings.paper(!settings.is_live())) {
            Ok(pdf) => pdf,
            Err(error) => return Report::Over(Ended::Page(error)),
        };
        if stop.load(Ordering::Relaxed) {
            return Report::Over(Ended::Said(Progress::Canceled));
        }
        let ticket = printer::ticket(settings, document, &numbers);
        let followed = spooler.send(&target, pdf.bytes(), &ticket).and_then(|job| {
            spool::follow(&spooler, &job, LIMIT, &mut |progress| {
                if let Some(progress) = progress {
                    tell(Report::Progress(progress.clone()));
                }
                if stop.load(Ordering::Relaxed) {
                    Step::Cancel
                } else {
                    Step::Go
                }
            })
        });
        match followed {
            Ok(progress) if progress.is_success() => {
                tell(Report::Printed(numbers));
                last = progress;
            }
            Ok(progress) => return Report::Over(Ended::Said(progress)),
            Err(error) => return Report::Over(Ended::Fault(error)),
        }
    }
    Report::Over(Ended::Said(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(number: u32) -> PickupNumber {
        PickupNumber::new(number).unwrap()
    }

    /// A press with a print of these cases under way.
    fn printing(numbers: &[u32]) -> Press {
        let numbers: Vec<PickupNumber> = numbers.iter().copied().map(number).collect();
        Press {
            prints: vec![Print {
                id: 1,
                document: Document::Certificate,
                present: numbers.clone(),
                of: u32::try_from(numbers.len()).unwrap(),
                numbers,
                place: 1,
                state: State::Preparing,
                stop: Arc::default(),
            }],
            last: 1,
            ..Press::default()
        }
    }

    fn state(press: &Press) -> PrintState {
        press.say(Language::German).unwrap().state
    }

    #[test]
    fn whoever_leaves_while_it_prints_is_handed_over_when_it_is_printed() {
        let mut press = printing(&[1, 2]);
        assert_eq!(
            press.take_leave(vec![number(1), number(2), number(3)]),
            [number(3)]
        );
        let leaves = press.take(1, Report::Printed(vec![number(1)]));
        assert_eq!(leaves, [number(1)]);
        let jam = spool::Reason::of(spool::Trouble::Jam);
        press.take(1, Report::Progress(Progress::Waiting(vec![jam])));
        assert_eq!(state(&press), PrintState::NeedsYou);
        let failed = Progress::Failed {
            why: spool::Failure::Aborted,
            reasons: Vec::new(),
        };
        let leaves = press.take(1, Report::Over(Ended::Said(failed)));
        assert_eq!((leaves, state(&press)), (Vec::new(), PrintState::Failed));
        // What did not come out stays, until staff decide otherwise.
        assert_eq!(press.take_leave(vec![number(2)]), []);
        press.forget(&[number(2)]);
        assert_eq!(press.take_leave(vec![number(2)]), [number(2)]);
    }

    #[test]
    fn without_a_printer_whoever_has_left_is_not_handed_over_and_the_pages_wait_to_be_saved() {
        let mut press = printing(&[1]);
        assert_eq!(press.take_leave(vec![number(1)]), []);
        let order = Order { pieces: Vec::new() };
        assert_eq!(press.take(1, Report::NoPrinter(order)), []);
        assert!(press.leaving.is_empty() && press.say(Language::German).is_none());
        assert!(press.next_unprinted().is_some() && press.next_unprinted().is_none());
    }

    #[test]
    fn an_unclear_print_counts_as_not_come_out_and_says_to_look() {
        let mut press = printing(&[7]);
        press.take(1, Report::Over(Ended::Fault(spool::Error::Unclear(None))));
        let printing = press.say(Language::German).unwrap();
        assert_eq!(printing.state, PrintState::Failed);
        assert!(printing.says[0].contains("0007") && printing.says[1].contains("nachsehen"));
        assert_eq!(press.take_leave(vec![number(7)]), []);
        press.dismiss();
        assert_eq!(press.say(Language::German), None);
    }

    #[test]
    fn a_print_whose_thread_dies_is_over_and_unclear() {
        let jobs = Jobs::new(egui::Context::default());
        jobs.spawn_or("print", || lost(1), || panic!("gone"));
        let mut press = printing(&[7]);
        let event = loop {
            if let Some(event) = jobs.events().next() {
                break event;
            }
            std::thread::yield_now();
        };
        let Event::Print(1, report) = event else {
            panic!("{event:?}");
        };
        press.take(1, report);
        assert_eq!(state(&press), PrintState::Failed);
        assert_eq!(press.take_leave(vec![number(7)]), []);
    }

    #[test]
    fn what_did_not_come_out_is_hidden_by_no_print_of_others() {
        let mut press = printing(&[1]);
        assert!(!press.make_room(Document::Certificate, &[number(1)]));
        press.take(1, Report::Over(Ended::Fault(spool::Error::Unreachable)));
        assert!(press.make_room(Document::Certificate, &[number(2)]));
        assert!(press.make_room(Document::Slip, &[number(1)]));
        assert_eq!(state(&press), PrintState::Failed);
        assert!(press.make_room(Document::Certificate, &[number(1), number(2)]));
        assert_eq!(press.say(Language::German), None);
    }

    #[test]
    fn all_that_is_ready_stops_at_the_first_failure_and_says_where() {
        let mut press = printing(&[1, 2, 3]);
        press.take(1, Report::Printed(vec![number(1)]));
        press.take(1, Report::Sending(vec![number(2)], 2));
        press.take(1, Report::Over(Ended::Fault(spool::Error::Unreachable)));
        let said = press.say(Language::English).unwrap().says.join(" ");
        assert!(said.contains("0002") && said.contains("2 of 3"), "{said}");
        assert_eq!(
            press.take_leave(vec![number(1), number(2), number(3)]),
            [number(1)]
        );
    }
}

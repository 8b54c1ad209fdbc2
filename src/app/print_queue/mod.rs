//! Everything on its way to paper: each print beside the window, watched until the printer says what became of it.
//!
//! Nothing is ever sent twice by itself. Cases whose pages did not come out stay ready, and those whose customer
//! has left meanwhile are handed over only once the printer has reported that it is done.

mod batch;
mod one_print;
mod status_text;

use std::{
    collections::{BTreeSet, VecDeque},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use batch::lost;
pub(super) use batch::{PrintBatch, PrintJob};
pub(super) use one_print::Ended;
use one_print::{Cancel, Print, State};

use super::{ended::Gone, jobs::Jobs, present::Present};
use crate::{
    case::PickupNumber,
    counter::{print_setup::Document, settings::Settings},
    spool::{self, Progress},
    text::Language,
    ui::{Printing, Prints},
};

/// Which print reports what.
#[derive(Debug)]
pub(super) struct PrintEvent(pub(super) u32, pub(super) Report);

/// What a print reports.
#[derive(Debug)]
pub(super) enum Report {
    /// The system has no printer: whoever asked gets the pages as a file.
    NoPrinter(PrintBatch),
    /// It is over, well or not.
    Over(Ended),
    /// These are not printed: they do not stand any more.
    Gone(Gone),
    /// The printer has not let the present job be cancelled, and goes on with it.
    GoesOn,
    /// These are printed, as far as the printer says.
    Printed(Vec<PickupNumber>),
    /// Nothing of it was left to print.
    Nothing,
    /// The present job waits for somebody to log in at its printer.
    NeedsLogin(spool::Error),
    /// How far the present job is.
    Progress(Progress),
    /// A job begins: its cases, and which of the jobs it is, from 1.
    Sending(Vec<PickupNumber>, u32),
}

/// All prints of this window.
#[derive(Debug, Default)]
pub(super) struct PrintQueue {
    prints: Vec<Print>,
    last: u32,
    /// Those that the printer has reported printed.
    printed: BTreeSet<PickupNumber>,
    /// Those whose last print did not come out.
    missing: BTreeSet<PickupNumber>,
    /// The visits whose last slip the printer has reported printed.
    slips: BTreeSet<PickupNumber>,
    /// Those whose customer has left while they were printed.
    leaving: BTreeSet<PickupNumber>,
    /// What is to be saved because the system has no printer.
    unprinted: VecDeque<PrintBatch>,
    /// What was asked for and is not here yet: the worker opens it first.
    coming: Vec<(Document, PickupNumber)>,
}

impl PrintQueue {
    /// Returns what is being printed, and what did not come out.
    pub(super) fn prints(&self) -> Prints {
        // What waits for a login may never come.
        Prints {
            under_way: self.under_way_of(Document::Certificate, |print| !print.waits_for_login()),
            waiting: self.under_way_of(Document::Certificate, Print::waits_for_login),
            printed: self.printed.iter().copied().collect(),
            failed: self.missing.iter().copied().collect(),
            leaving: self.leaving.iter().copied().collect(),
            slips: self.slips_out(),
        }
    }

    /// Returns the visits whose slip is on paper, or comes and waits for nobody.
    fn slips_out(&self) -> Vec<PickupNumber> {
        let coming = self.coming.iter();
        let coming = coming.filter(|(document, _)| *document == Document::Slip);
        let goes = self.under_way_of(Document::Slip, |print| !print.needs_staff());
        let printed = self.slips.iter().copied();
        let all = printed.chain(coming.map(|(_, visit)| *visit)).chain(goes);
        all.collect()
    }

    /// Whether the customer of something that is being printed has left: nobody but this window hands that over.
    pub(super) fn hands_over_later(&self) -> bool {
        !self.leaving.is_empty()
    }

    /// Whether certificates wait at the printer for somebody.
    pub(super) fn waits_for_staff(&self) -> bool {
        let mut prints = self.prints.iter();
        prints.any(|print| print.document == Document::Certificate && print.needs_staff())
    }

    /// Whether a print is of certificates.
    pub(super) fn is_of_certificates(&self, id: u32) -> bool {
        let mut prints = self.prints.iter();
        prints.any(|print| print.id == id && print.document == Document::Certificate)
    }

    /// Notes what is asked for; returns what of it is neither coming nor being printed already.
    pub(super) fn expect(
        &mut self,
        document: Document,
        mut numbers: Vec<PickupNumber>,
    ) -> Vec<PickupNumber> {
        let under_way = self.under_way(document);
        let comes = |number: PickupNumber| self.coming.contains(&(document, number));
        numbers.retain(|number| !under_way.contains(number) && !comes(*number));
        let coming = numbers.iter().map(|number| (document, *number));
        self.coming.extend(coming);
        numbers
    }

    /// What was asked for is here, or does not come.
    pub(super) fn arrives(&mut self, document: Document, numbers: &[PickupNumber]) {
        self.coming
            .retain(|(of, number)| *of != document || !numbers.contains(number));
    }

    /// Nobody knows what of all that was asked for still comes.
    pub(super) fn expect_nothing(&mut self) {
        self.coming.clear();
    }

    /// Prints beside the window what of it is not being printed already; `false` if all of it is.
    pub(super) fn print<E: From<PrintEvent> + Send + 'static>(
        &mut self,
        mut batch: PrintBatch,
        (settings, printers, present): (Settings, spool::Config, Present),
        jobs: &Jobs<E>,
    ) -> bool {
        let document = batch.document();
        batch.leave_out(&self.under_way(document));
        let numbers = batch.numbers();
        if numbers.is_empty() {
            return false;
        }
        self.make_room(document, &numbers);
        if document == Document::Slip {
            self.slips.retain(|visit| !numbers.contains(visit));
        }
        self.last += 1;
        let (id, stop) = (self.last, Arc::<AtomicU32>::default());
        self.prints.push(Print {
            id,
            document,
            present: numbers.clone(),
            numbers,
            place: 1,
            of: u32::try_from(batch.jobs.len()).unwrap_or(u32::MAX),
            state: State::Preparing,
            cancel: Cancel::No,
            stop: Arc::clone(&stop),
            is_left: false,
            parted: BTreeSet::new(),
            until: None,
        });
        let event_sender = jobs.event_sender();
        jobs.spawn_or(
            "print",
            move || lost(id).into(),
            move || {
                let tell = |report| event_sender.tell(PrintEvent(id, report).into());
                let around = (&settings, &printers, &present);
                PrintEvent(id, batch::run(batch, around, &stop, &tell)).into()
            },
        );
        true
    }

    /// Returns the numbers of which such a document is being printed.
    fn under_way(&self, document: Document) -> Vec<PickupNumber> {
        self.under_way_of(document, |_| true)
    }

    fn under_way_of(
        &self,
        document: Document,
        wanted: impl Fn(&Print) -> bool,
    ) -> Vec<PickupNumber> {
        let prints = self.prints.iter();
        let goes = prints.filter(|print| print.document == document && !print.is_over());
        let goes = goes.filter(|print| wanted(print));
        goes.flat_map(|print| print.numbers.clone()).collect()
    }

    /// Puts away what a new print of these cases makes needless.
    ///
    /// What else did not come out stays until somebody has put it away: a print of others does not hide it.
    fn make_room(&mut self, document: Document, numbers: &[PickupNumber]) {
        let needless = |print: &Print| {
            let common = print.numbers.iter().any(|number| numbers.contains(number));
            print.is_over() && print.document == document && common
        };
        self.prints.retain(|p| !p.is_done() && !needless(p));
    }

    /// Takes in what a print reports; returns what may be handed over now.
    pub(super) fn take(&mut self, id: u32, report: Report) -> Vec<PickupNumber> {
        let mut prints = self.prints.iter_mut();
        // One that has ended with its customer has nothing more to tell.
        let Some(print) = prints.find(|print| print.id == id && !print.is_over()) else {
            return Vec::new();
        };
        match report {
            Report::NoPrinter(batch) => {
                // A file is no paper, and may yet not be written: whoever has left, the cases stay ready.
                for number in &print.numbers {
                    self.leaving.remove(number);
                }
                self.prints.retain(|print| print.id != id);
                self.unprinted.push_back(batch);
            }
            Report::Sending(numbers, at) => {
                (print.present, print.place) = (numbers, at);
                print.state = State::Preparing;
            }
            Report::GoesOn => print.cancel = Cancel::Refused,
            Report::Gone(gone) => {
                print
                    .numbers
                    .retain(|number| !gone.numbers.contains(number));
                self.forget(&gone.numbers);
            }
            Report::Nothing => self.prints.retain(|print| print.id != id),
            Report::NeedsLogin(error) => {
                print.state = State::NeedsLogin(error);
                self.end_what_waits();
            }
            Report::Progress(progress) => {
                let waited = print.waits_for_login();
                print.state = State::Going(progress);
                if !waited {
                    self.end_what_waits();
                }
            }
            Report::Printed(numbers) => {
                print.numbers.retain(|number| !numbers.contains(number));
                match print.document {
                    Document::Certificate => {
                        for number in &numbers {
                            self.missing.remove(number);
                            self.printed.insert(*number);
                        }
                    }
                    // It says that there is no certificate yet.
                    Document::Slip => self.slips.extend(&numbers),
                }
                return self.leave(&numbers);
            }
            Report::Over(ended) => {
                print.state = State::Ended(ended);
                self.miss(id);
            }
        }
        Vec::new()
    }

    /// What is left of a print did not come out: it stays ready, whoever has left.
    fn miss(&mut self, id: u32) {
        let Some(print) = self.prints.iter().find(|print| print.id == id) else {
            return;
        };
        if print.document == Document::Certificate {
            for number in &print.numbers {
                self.leaving.remove(number);
                self.missing.insert(*number);
            }
        }
    }

    /// Ends what waits for a login and whose customers have all left; returns the cases that did not come out with it.
    fn end_what_waits(&mut self) -> Vec<PickupNumber> {
        let mut ended = Vec::new();
        for print in self.prints.iter_mut().filter(|print| print.is_parted()) {
            print.end_waiting();
            ended.extend(print.is_over().then_some(print.id));
        }
        for id in &ended {
            self.miss(*id);
        }
        let prints = self.prints.iter();
        let those = prints.filter(|print| ended.contains(&print.id));
        let numbers = those.flat_map(|print| print.numbers.clone()).collect();
        // Of what staff have handed over or withdrawn nothing is missing.
        self.prints
            .retain(|print| !(print.has_lost_its_customer() && print.numbers.is_empty()));
        numbers
    }

    /// Returns what is to be saved because the system has no printer, one order at a time.
    pub(super) fn next_unprinted(&mut self) -> Option<PrintBatch> {
        self.unprinted.pop_front()
    }

    /// The customer goes with these: returns which of the cases go along at once. The others follow when they are
    /// printed.
    pub(super) fn take_leave(&mut self, numbers: Vec<PickupNumber>) -> Vec<PickupNumber> {
        let printing = self.under_way(Document::Certificate);
        let goes_on = |number: &PickupNumber| printing.contains(number);
        let (later, now): (Vec<_>, Vec<_>) = numbers.into_iter().partition(goes_on);
        self.leaving.extend(later);
        self.forget(&now);
        now
    }

    /// Staff have handed these over, or withdrawn them, printed or not.
    pub(super) fn forget(&mut self, numbers: &[PickupNumber]) {
        self.part(numbers);
        for print in &mut self.prints {
            if print.document == Document::Certificate && print.is_unsent() {
                print.numbers.retain(|number| !numbers.contains(number));
            }
        }
        self.end_what_waits();
        for number in numbers {
            self.missing.remove(number);
            self.leaving.remove(number);
            self.printed.remove(number);
            self.slips.remove(number);
        }
    }

    fn leave(&mut self, numbers: &[PickupNumber]) -> Vec<PickupNumber> {
        let leaving = numbers.iter().copied();
        leaving
            .filter(|number| self.leaving.remove(number))
            .collect()
    }

    /// Cancels what shows.
    pub(super) fn cancel(&mut self) {
        let shown = self.shown().map(|print| print.id);
        if let Some(print) = self.prints.iter_mut().find(|p| Some(p.id) == shown) {
            print.cancel = Cancel::Asked;
            print.stop.fetch_add(1, Ordering::Relaxed);
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

    /// The next customer comes: of what is still being printed for the one before, who had these cases, only what goes wrong
    /// is told, and what waits for a login comes no more. Returns the cases of such a print.
    pub(super) fn leave_behind(&mut self, cases: &[PickupNumber]) -> Vec<PickupNumber> {
        for print in &mut self.prints {
            print.is_left = true;
        }
        self.part(cases);
        self.end_what_waits()
    }

    fn part(&mut self, cases: &[PickupNumber]) {
        for print in &mut self.prints {
            let own = cases.iter().filter(|case| print.numbers.contains(case));
            print.parted.extend(own.copied());
        }
    }

    /// Puts away what came out well once it has been told for a while, seconds of the frames' clock being `now`;
    /// returns for how long the next is still told.
    pub(super) fn refresh(&mut self, now: f64) -> Option<Duration> {
        self.prints.retain_mut(|print| {
            !print.is_done()
                || (!print.is_left && *print.until.get_or_insert(now + DONE_TIME) > now)
        });
        let until = self.prints.iter().filter_map(|print| print.until);
        let next = until.reduce(f64::min)?;
        Some(Duration::from_secs_f64((next - now).clamp(0.0, DONE_TIME)))
    }

    /// Says how far the print is that matters most: one that needs somebody, first of all that of whoever stands at the
    /// counter, else the latest.
    pub(super) fn say(&self, language: Language) -> Option<Printing> {
        Some(status_text::say(self.shown()?, language))
    }

    fn shown(&self) -> Option<&Print> {
        let needs = |print: &&Print| {
            print.needs_staff()
                || print.cancel == Cancel::Refused && !print.is_over()
                || print.is_over() && !print.is_done()
        };
        let prints = || self.prints.iter();
        prints()
            .filter(needs)
            .find(|print| !print.is_left)
            .or_else(|| prints().find(needs))
            .or_else(|| self.prints.last())
    }
}

/// For so many seconds it is told that a print came out well: time to read it twice.
const DONE_TIME: f64 = 6.0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::PrintState;

    fn number(number: u32) -> PickupNumber {
        PickupNumber::new(number).unwrap()
    }

    /// A print queue with a print of these cases under way.
    fn printing(numbers: &[u32]) -> PrintQueue {
        let numbers: Vec<PickupNumber> = numbers.iter().copied().map(number).collect();
        PrintQueue {
            prints: vec![Print {
                id: 1,
                document: Document::Certificate,
                present: numbers.clone(),
                of: u32::try_from(numbers.len()).unwrap(),
                numbers,
                place: 1,
                state: State::Preparing,
                cancel: Cancel::No,
                stop: Arc::default(),
                is_left: false,
                parted: BTreeSet::new(),
                until: None,
            }],
            last: 1,
            ..PrintQueue::default()
        }
    }

    #[test]
    fn a_slip_counts_from_its_key_on_unless_it_becomes_a_file_or_does_not_come_out() {
        let slip = || {
            let mut print_queue = printing(&[1]);
            print_queue
                .prints
                .iter_mut()
                .for_each(|it| it.document = Document::Slip);
            print_queue
        };
        let mut asked = PrintQueue::default();
        asked.expect(Document::Slip, vec![number(1)]);
        assert_eq!(asked.prints().slips, [number(1)]);
        let mut printed = slip();
        assert_eq!(printed.prints().slips, [number(1)]);
        printed.take(1, Report::Printed(vec![number(1)]));
        assert_eq!(printed.prints().slips, [number(1)]);
        for report in [
            Report::NoPrinter(PrintBatch { jobs: Vec::new() }),
            Report::Progress(Progress::Silent),
            Report::Over(Ended::Fault(spool::Error::Unreachable)),
        ] {
            let mut print_queue = slip();
            print_queue.take(1, report);
            assert_eq!(print_queue.prints().slips, []);
        }
    }

    fn state(print_queue: &PrintQueue) -> PrintState {
        print_queue.say(Language::German).unwrap().state
    }

    #[test]
    fn whoever_leaves_while_it_prints_is_handed_over_when_it_is_printed() {
        let mut print_queue = printing(&[1, 2]);
        assert_eq!(
            print_queue.take_leave(vec![number(1), number(2), number(3)]),
            [number(3)]
        );
        let leaves = print_queue.take(1, Report::Printed(vec![number(1)]));
        assert_eq!(leaves, [number(1)]);
        // It counts as printed from here on, before the store has noted it.
        assert_eq!(print_queue.prints().printed, [number(1)]);
        let jam = spool::Reason::of(spool::Cause::Jam);
        print_queue.take(1, Report::Progress(Progress::Waiting(vec![jam])));
        assert_eq!(state(&print_queue), PrintState::NeedsYou);
        let failed = Progress::Failed {
            why: spool::Failure::Aborted,
            reasons: Vec::new(),
        };
        let leaves = print_queue.take(1, Report::Over(Ended::Said(failed)));
        assert_eq!(
            (leaves, state(&print_queue)),
            (Vec::new(), PrintState::Failed)
        );
        // What did not come out is named as such, until staff decide what becomes of it.
        assert_eq!(print_queue.prints().failed, [number(2)]);
        assert_eq!(print_queue.take_leave(vec![number(2)]), [number(2)]);
        assert_eq!(print_queue.prints().failed, []);
    }

    #[test]
    fn a_slip_that_is_printed_is_no_certificate() {
        let mut print_queue = printing(&[1]);
        print_queue
            .prints
            .iter_mut()
            .for_each(|it| it.document = Document::Slip);
        print_queue.take(1, Report::Printed(vec![number(1)]));
        assert_eq!(print_queue.prints().printed, []);
    }

    #[test]
    fn a_print_that_is_cancelled_says_so_until_it_is_over() {
        let mut print_queue = printing(&[1]);
        print_queue.cancel();
        let empty = spool::Reason::of(spool::Cause::PaperEmpty);
        print_queue.take(1, Report::Progress(Progress::Waiting(vec![empty])));
        assert_eq!(state(&print_queue), PrintState::Stopping);
        // Until the printer says that it does not, and again when it is asked once more.
        print_queue.take(1, Report::GoesOn);
        assert_eq!(state(&print_queue), PrintState::NeedsYou);
        print_queue.cancel();
        assert_eq!(state(&print_queue), PrintState::Stopping);
        print_queue.take(1, Report::Over(Ended::Said(Progress::Canceled)));
        assert_eq!(state(&print_queue), PrintState::Failed);
    }

    #[test]
    fn without_a_printer_whoever_has_left_is_not_handed_over_and_the_pages_wait_to_be_saved() {
        let mut print_queue = printing(&[1]);
        assert_eq!(print_queue.take_leave(vec![number(1)]), []);
        let batch = PrintBatch { jobs: Vec::new() };
        assert_eq!(print_queue.take(1, Report::NoPrinter(batch)), []);
        assert!(print_queue.leaving.is_empty() && print_queue.say(Language::German).is_none());
        assert!(print_queue.next_unprinted().is_some() && print_queue.next_unprinted().is_none());
    }

    #[test]
    fn what_came_out_well_goes_by_itself_and_at_the_next_customer() {
        let done = || Report::Over(Ended::Said(Progress::Done));
        let mut print_queue = printing(&[1]);
        assert_eq!(print_queue.refresh(5.0), None);
        print_queue.take(1, done());
        let told = Duration::from_secs_f64(DONE_TIME);
        assert_eq!(print_queue.refresh(7.0), Some(told));
        assert_eq!(state(&print_queue), PrintState::Done);
        assert_eq!(print_queue.refresh(7.0 + DONE_TIME), None);
        assert_eq!(print_queue.say(Language::German), None);
        // Whoever has left takes it along; what goes wrong is told to whoever stands there.
        let mut print_queue = printing(&[1]);
        print_queue.leave_behind(&[]);
        assert_eq!(state(&print_queue), PrintState::Goes);
        print_queue.take(1, done());
        print_queue.refresh(5.0);
        assert_eq!(print_queue.say(Language::German), None);
        let mut print_queue = printing(&[1]);
        print_queue.leave_behind(&[]);
        print_queue.take(1, Report::Over(Ended::Fault(spool::Error::Unreachable)));
        print_queue.refresh(5.0);
        assert_eq!(state(&print_queue), PrintState::Failed);
    }

    #[test]
    fn an_unclear_print_counts_as_not_come_out_and_says_to_look() {
        let mut print_queue = printing(&[7]);
        print_queue.take(1, Report::Over(Ended::Fault(spool::Error::Unclear(None))));
        let printing = print_queue.say(Language::German).unwrap();
        assert_eq!(printing.state, PrintState::Failed);
        assert!(printing.what.contains("0007") && printing.todo.contains("nachsehen"));
        assert_eq!(print_queue.prints().failed, [number(7)]);
        print_queue.dismiss();
        assert_eq!(print_queue.say(Language::German), None);
    }

    #[test]
    fn a_print_whose_thread_dies_is_over_and_unclear() {
        let jobs = Jobs::new(egui::Context::default());
        jobs.spawn_or("print", || lost(1), || panic!("gone"));
        let mut print_queue = printing(&[7]);
        let PrintEvent(id, report) = loop {
            if let Some(told) = jobs.events().next() {
                break told;
            }
            std::thread::yield_now();
        };
        print_queue.take(id, report);
        assert_eq!(state(&print_queue), PrintState::Failed);
        assert_eq!(print_queue.prints().failed, [number(7)]);
    }

    #[test]
    fn what_went_wrong_for_whoever_stands_there_is_told_first() {
        let mut print_queue = printing(&[1]);
        let jam = spool::Reason::of(spool::Cause::Jam);
        print_queue.take(1, Report::Progress(Progress::Waiting(vec![jam])));
        print_queue.leave_behind(&[number(1)]);
        let mut other = printing(&[2]).prints.remove(0);
        other.id = 2;
        print_queue.prints.push(other);
        assert_eq!(state(&print_queue), PrintState::NeedsYou);
        print_queue.take(2, Report::Over(Ended::Fault(spool::Error::Unreachable)));
        assert_eq!(state(&print_queue), PrintState::Failed);
        print_queue.dismiss();
        assert_eq!(state(&print_queue), PrintState::NeedsYou);
    }

    #[test]
    fn what_did_not_come_out_is_hidden_by_no_print_of_others() {
        let mut print_queue = printing(&[1]);
        assert_eq!(print_queue.prints().under_way, [number(1)]);
        print_queue.take(1, Report::Over(Ended::Fault(spool::Error::Unreachable)));
        print_queue.make_room(Document::Certificate, &[number(2)]);
        print_queue.make_room(Document::Slip, &[number(1)]);
        assert_eq!(state(&print_queue), PrintState::Failed);
        print_queue.make_room(Document::Certificate, &[number(1), number(2)]);
        assert_eq!(print_queue.say(Language::German), None);
    }

    #[test]
    fn all_that_is_ready_stops_at_the_first_failure_and_says_where() {
        let mut print_queue = printing(&[1, 2, 3]);
        print_queue.take(1, Report::Printed(vec![number(1)]));
        print_queue.take(1, Report::Sending(vec![number(2)], 2));
        print_queue.take(1, Report::Over(Ended::Fault(spool::Error::Unreachable)));
        let printing = print_queue.say(Language::English).unwrap();
        let said = [printing.what, printing.todo].join(" ");
        assert!(said.contains("0002") && said.contains("2 of 3"), "{said}");
        assert_eq!(print_queue.prints().failed, [number(2), number(3)]);
    }
}

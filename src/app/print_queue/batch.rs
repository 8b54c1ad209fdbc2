//! What goes to a printer, and how it gets there: one job after the other, watched to its end.

use std::{
    collections::VecDeque,
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

use jiff::Timestamp;

use super::{Ended, PrintEvent, Report};
use crate::{
    app::present::Present,
    case::PickupNumber,
    counter::{
        print_setup::{self, Document},
        settings::Settings,
    },
    issue::{self, Issued, Printable},
    paper,
    spool::{self, Job, Logins, News, Progress, Spooler as _, Step, SystemSpooler, Target},
};

/// What goes to one printer, one job after the other.
#[derive(Debug)]
pub(in crate::app) struct PrintBatch {
    pub(in crate::app) jobs: Vec<PrintJob>,
}

/// One job.
#[derive(Debug)]
pub(in crate::app) enum PrintJob {
    /// The certificates of a visit.
    Certificates(Vec<(PickupNumber, Issued)>),
    /// The slip of a visit.
    Slip(PickupNumber, Printable),
}

impl PrintBatch {
    /// Makes a job of each visit, in the order of the numbers; `visit_of` tells whose a case is.
    pub(in crate::app) fn of(
        issued: Vec<(PickupNumber, Issued)>,
        visit_of: impl Fn(PickupNumber) -> PickupNumber,
    ) -> Self {
        let visits = print_setup::by_visit(issued, |(number, _)| (visit_of(*number), *number));
        Self {
            jobs: visits.into_iter().map(PrintJob::Certificates).collect(),
        }
    }

    /// Leaves out what is being printed already.
    pub(super) fn leave_out(&mut self, numbers: &[PickupNumber]) {
        let jobs = std::mem::take(&mut self.jobs);
        self.jobs = jobs
            .into_iter()
            .filter_map(|job| job.without(numbers))
            .collect();
    }

    pub(in crate::app) fn document(&self) -> Document {
        match self.jobs.first() {
            Some(PrintJob::Slip(..)) => Document::Slip,
            Some(PrintJob::Certificates(_)) | None => Document::Certificate,
        }
    }

    pub(super) fn numbers(&self) -> Vec<PickupNumber> {
        self.jobs.iter().flat_map(PrintJob::numbers).collect()
    }
}

impl PrintJob {
    fn numbers(&self) -> Vec<PickupNumber> {
        match self {
            Self::Certificates(cases) => cases.iter().map(|(number, _)| *number).collect(),
            Self::Slip(visit, _) => vec![*visit],
        }
    }

    /// Returns what of it is left without these numbers.
    fn without(self, numbers: &[PickupNumber]) -> Option<Self> {
        match self {
            Self::Certificates(mut cases) => {
                cases.retain(|(number, _)| !numbers.contains(number));
                (!cases.is_empty()).then_some(Self::Certificates(cases))
            }
            Self::Slip(visit, pdf) => (!numbers.contains(&visit)).then_some(Self::Slip(visit, pdf)),
        }
    }

    /// Returns what of it stands at this moment, and tells what does not.
    fn standing(self, present: &Present, tell: &dyn Fn(Report)) -> Option<Self> {
        let Self::Certificates(mut cases) = self else {
            return Some(self);
        };
        let numbers: Vec<PickupNumber> = cases.iter().map(|(number, _)| *number).collect();
        for gone in present.gone(&numbers) {
            cases.retain(|(number, _)| !gone.numbers.contains(number));
            tell(Report::Gone(gone));
        }
        (!cases.is_empty()).then_some(Self::Certificates(cases))
    }

    fn pdf(&self, paper: paper::Options, moment: Timestamp) -> Result<Printable, issue::Error> {
        match self {
            Self::Certificates(cases) => {
                let issued: Vec<Issued> = cases.iter().map(|(_, issued)| issued.clone()).collect();
                issue::pdf(&issued, paper, moment)
            }
            Self::Slip(_, pdf) => Ok(pdf.clone()),
        }
    }
}

/// A printer that waits for paper may wait so long; then the job goes on without a watcher.
const LIMIT: Duration = Duration::from_mins(30);
/// How long after somebody has logged in a print that waits for it goes on.
const PAUSE: Duration = Duration::from_millis(100);

/// Prints one piece after the other and returns the last report; stops at the first that does not come out, and
/// before the next one when somebody has asked to `stop`, which counts how often.
///
/// A page that does not pass its check, or does not count any more, is never sent and keeps no other back: it is named
/// in the end. What does not stand any more by the time of its job is not printed, and is told at once.
pub(super) fn run(
    batch: PrintBatch,
    (settings, printers, present): (&Settings, &spool::Config, &Present),
    stop: &AtomicU32,
    tell: &dyn Fn(Report),
) -> Report {
    let document = batch.document();
    let (spooler, target) = (
        print_setup::spooler_among(settings, printers),
        print_setup::target(settings, document),
    );
    let nothing = || {
        matches!(
            spooler.printer(&target),
            Err(spool::Error::NoDefault | spool::Error::NoService)
        )
    };
    if target == Target::Default && nothing() {
        return Report::NoPrinter(batch);
    }
    let logins = &printers.logins;
    let mut last = None;
    let mut unfit: Option<(Vec<PickupNumber>, u32, issue::Error)> = None;
    let mut jobs: VecDeque<(u32, PrintJob)> = (1..).zip(batch.jobs).collect();
    while let Some((at, job)) = jobs.pop_front() {
        let Some(job) = job.standing(present, tell) else {
            continue;
        };
        let numbers = job.numbers();
        tell(Report::Sending(numbers.clone(), at));
        let pdf = match job.pdf(settings.paper(), present.moment()) {
            Ok(pdf) => pdf,
            Err(error) => {
                let (all, ..) = unfit.get_or_insert((Vec::new(), at, error));
                all.extend(numbers);
                continue;
            }
        };
        if stop.load(Ordering::Relaxed) > 0 {
            return Report::Over(Ended::Said(Progress::Canceled));
        }
        let ticket = print_setup::ticket(settings, document, &numbers);
        let before = logins.version();
        let sent = spooler.send(&target, pdf.bytes(), &ticket);
        if let Err(error) = &sent
            && error.asks_for_login()
            && waits_for_login((logins, before), error, stop, tell)
        {
            jobs.push_front((at, job));
            continue;
        }
        match sent.and_then(|job| follow(&spooler, &job, stop, tell)) {
            Ok(progress) if progress.is_success() => {
                tell(Report::Printed(numbers));
                last = Some(progress);
            }
            Ok(progress) => return Report::Over(Ended::Said(progress)),
            Err(error) => return Report::Over(Ended::Fault(error)),
        }
    }
    match unfit {
        Some((numbers, at, error)) => {
            tell(Report::Sending(numbers, at));
            Report::Over(Ended::Page(error))
        }
        None => last.map_or(Report::Nothing, |last| Report::Over(Ended::Said(last))),
    }
}

/// Waits until somebody has logged in at the printer, or has had enough of it; returns whether it is worth another try.
///
/// Nothing was sent so far. What does not stand any more by then is not printed.
fn waits_for_login(
    (logins, before): (&Logins, u64),
    error: &spool::Error,
    stop: &AtomicU32,
    tell: &dyn Fn(Report),
) -> bool {
    let since = Instant::now();
    tell(Report::NeedsLogin(error.clone()));
    while logins.version() == before && stop.load(Ordering::Relaxed) == 0 {
        if since.elapsed() >= LIMIT {
            return false;
        }
        thread::sleep(PAUSE);
    }
    true
}

/// Watches one job to its end, and has it cancelled as often as somebody asks for that.
fn follow(
    spooler: &SystemSpooler,
    job: &Job,
    stop: &AtomicU32,
    tell: &dyn Fn(Report),
) -> Result<Progress, spool::Error> {
    let mut refused = 0;
    spool::follow(spooler, job, LIMIT, &mut |news| {
        match news {
            News::Nothing => {}
            News::Progress(progress) => tell(Report::Progress(progress.clone())),
            News::GoesOn => {
                refused = stop.load(Ordering::Relaxed);
                tell(Report::GoesOn);
            }
        }
        if stop.load(Ordering::Relaxed) > refused {
            Step::Cancel
        } else {
            Step::Go
        }
    })
}

/// What is told of a print whose thread is lost: how far it came nobody knows.
pub(super) fn lost(id: u32) -> PrintEvent {
    tracing::error!("a print ended without a result");
    PrintEvent(id, Report::Over(Ended::Fault(spool::Error::Unclear(None))))
}

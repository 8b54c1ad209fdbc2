//! What goes to a printer, and how it gets there: one job after the other, watched to its end.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use jiff::Timestamp;

use super::{Ended, Report};
use crate::{
    app::{
        printer::{self, Document},
        view::Present,
    },
    case::PickupNumber,
    counter::settings::Settings,
    issue::{self, Issued, Printable},
    paper,
    spool::{self, News, Progress, Spooler as _, Step, Target},
};

/// What goes to one printer, one job after the other.
#[derive(Debug)]
pub(in crate::app) struct Order {
    pub(in crate::app) pieces: Vec<Piece>,
}

/// One job.
#[derive(Debug)]
pub(in crate::app) enum Piece {
    /// The certificates of a visit.
    Certificates(Vec<(PickupNumber, Issued)>),
    /// The slip of a visit.
    Slip(PickupNumber, Printable),
}

impl Order {
    /// Makes a job of each visit, in the order of the numbers; `visit_of` tells whose a case is.
    pub(in crate::app) fn of(
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

    pub(super) fn document(&self) -> Document {
        match self.pieces.first() {
            Some(Piece::Slip(..)) => Document::Slip,
            Some(Piece::Certificates(_)) | None => Document::Certificate,
        }
    }

    pub(super) fn numbers(&self) -> Vec<PickupNumber> {
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

/// Prints one piece after the other and returns the last report; stops at the first that does not come out, and
/// before the next one when somebody has asked to `stop`, which counts how often.
///
/// A page that does not pass its check, or does not count any more, is never sent and keeps no other back: it is named
/// in the end.
pub(super) fn run(
    order: Order,
    (settings, printers, present): (&Settings, &spool::Config, &Present),
    stop: &AtomicU32,
    tell: &dyn Fn(Report),
) -> Report {
    let document = order.document();
    let (spooler, target) = (
        printer::spooler_among(settings, printers),
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
    let mut unfit: Option<(Vec<PickupNumber>, u32, issue::Error)> = None;
    for (at, piece) in (1..).zip(&order.pieces) {
        let numbers = piece.numbers();
        tell(Report::Sending(numbers.clone(), at));
        let pdf = match piece.pdf(settings.paper(), present.moment()) {
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
        let ticket = printer::ticket(settings, document, &numbers);
        let mut refused = 0;
        let followed = spooler.send(&target, pdf.bytes(), &ticket).and_then(|job| {
            spool::follow(&spooler, &job, LIMIT, &mut |news| {
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
    match unfit {
        Some((numbers, at, error)) => {
            tell(Report::Sending(numbers, at));
            Report::Over(Ended::Page(error))
        }
        None => Report::Over(Ended::Said(last)),
    }
}

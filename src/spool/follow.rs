//! Watches a job until it ends, staff cancel it, or nobody wants to wait any longer.

use std::{thread, time::Duration, time::Instant};

use super::{Error, Job, Progress, Spooler};

/// What a watcher wants next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To go on watching.
    Go,
    /// The job to be cancelled.
    Cancel,
    /// To look away; the job goes on.
    Leave,
}

/// What a watcher is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News<'p> {
    /// All is as it was.
    Nothing,
    /// The job is farther.
    Progress(&'p Progress),
    /// The printer did not let the job be cancelled, or says that it has and prints all the same.
    GoesOn,
}

/// How the cancelling of a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cancel {
    /// Nobody has asked for it, or the printer has refused what was asked before.
    Possible,
    /// The printer has taken it, and so many looks have shown the job going on all the same.
    Taken(u32),
    /// The printer has refused it; whether because the job has just ended, the next look says.
    Refused,
}

/// Watches a job for at most `limit`, and tells every change of its progress.
///
/// `tell` is called about twice a second; what it returns decides what is next. Returns the last progress, which is
/// not final when the time is over or the watcher has left: the job then goes on by itself. A printer that stops
/// answering is [`Progress::Silent`] as long as the time lasts. Where a printer does not take a cancelling (RFC 8011
/// section 4.3.3 allows it), or goes on with a job that it has taken one for, the watcher hears so, and may ask once more.
///
/// The printer has taken the job, so that the only error is [`Error::Unclear`]: where it can no longer be asked
/// about the job, or does not answer whether it cancels it, pages may come out all the same.
pub fn follow(
    spooler: &dyn Spooler,
    job: &Job,
    limit: Duration,
    tell: &mut dyn FnMut(News<'_>) -> Step,
) -> Result<Progress, Error> {
    let started = Instant::now();
    let mut last = None;
    let mut cancel = Cancel::Possible;
    loop {
        let progress = match spooler.look(job) {
            Ok(progress) => progress,
            // A printer that is busy for the moment says so to a question as well.
            Err(error) if error.is_silence() || matches!(error, Error::Declined(_)) => {
                Progress::Silent
            }
            Err(_) => return Err(Error::Unclear(Some(job.clone()))),
        };
        if cancel == Cancel::Refused && progress != Progress::Silent {
            cancel = Cancel::Possible;
            if !progress.is_final() {
                tell(News::GoesOn);
            }
        }
        if let Cancel::Taken(looks) = &mut cancel
            && progress != Progress::Silent
            && !progress.is_final()
        {
            *looks += 1;
            if *looks >= MOST_LOOKS {
                cancel = Cancel::Possible;
                tell(News::GoesOn);
            }
        }
        let changed = last.as_ref() != Some(&progress);
        let step = tell(if changed {
            News::Progress(&progress)
        } else {
            News::Nothing
        });
        if progress.is_final() || step == Step::Leave || started.elapsed() >= limit {
            return Ok(progress);
        }
        if progress.waits_for_login() && step == Step::Go {
            // Where it does not arrive, the job goes on waiting, and says so.
            drop(spooler.log_in(job));
        }
        last = Some(progress);
        if step == Step::Cancel && cancel == Cancel::Possible {
            cancel = match spooler.cancel(job) {
                Ok(()) => Cancel::Taken(0),
                Err(Error::TooLate | Error::Declined(_) | Error::Forbidden) => Cancel::Refused,
                Err(_) => return Err(Error::Unclear(Some(job.clone()))),
            };
        }
        thread::sleep(PAUSE);
    }
}

/// Short enough for somebody who watches, long enough for a small printer.
const PAUSE: Duration = Duration::from_millis(if cfg!(test) { 1 } else { 500 });

/// A printer that has not ended a job by then (ten seconds) does not cancel it.
const MOST_LOOKS: u32 = 20;

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::{
        super::{Cause, Printer, Reason, Target, Ticket},
        *,
    };

    /// A printer that says these, one a look, and answers a cancel.
    struct Told {
        looks: Mutex<Vec<Result<Progress, Error>>>,
        cancel: Result<(), Error>,
        logins: Mutex<u32>,
    }

    impl Spooler for Told {
        fn list(&self) -> Result<Vec<Printer>, Error> {
            Ok(Vec::new())
        }

        fn printer(&self, _target: &Target) -> Result<Printer, Error> {
            Err(Error::NoSuchPrinter)
        }

        fn send(&self, _: &Target, _: &[u8], _: &Ticket) -> Result<Job, Error> {
            Err(Error::NoSuchPrinter)
        }

        fn look(&self, _job: &Job) -> Result<Progress, Error> {
            self.looks.lock().unwrap().remove(0)
        }

        fn cancel(&self, _job: &Job) -> Result<(), Error> {
            self.cancel.clone()
        }

        fn log_in(&self, _job: &Job) -> Result<(), Error> {
            *self.logins.lock().unwrap() += 1;
            Ok(())
        }
    }

    fn check(
        looks: &[Result<Progress, Error>],
        cancel: Result<(), Error>,
        step: Step,
        expected: &Result<Progress, Error>,
    ) {
        let printer = Told {
            looks: Mutex::new(looks.to_vec()),
            cancel,
            logins: Mutex::default(),
        };
        let limit = Duration::from_secs(10);
        let last = follow(&printer, &job(), limit, &mut |_| step);
        assert_eq!(last, *expected, "{looks:?}");
    }

    fn job() -> Job {
        Job::stand_in(Target::Default, 7)
    }

    #[test]
    fn a_job_that_nobody_can_ask_about_is_unclear_and_not_refused() {
        let unclear = Err(Error::Unclear(Some(job())));
        for error in [Error::Forbidden, Error::NotAPrinter, Error::NoSuchPrinter] {
            let looks = [Ok(Progress::Printing), Err(error)];
            check(&looks, Ok(()), Step::Go, &unclear);
        }
        let looks = [Ok(Progress::Printing)];
        check(&looks, Err(Error::Unreachable), Step::Cancel, &unclear);
    }

    #[test]
    fn a_job_that_goes_on_though_its_cancelling_was_taken_can_be_cancelled_once_more() {
        let printer = Told {
            looks: Mutex::new(vec![Ok(Progress::Printing); 50]),
            cancel: Ok(()),
            logins: Mutex::default(),
        };
        let (mut asked, mut told) = (0, 0);
        let limit = Duration::from_secs(10);
        let last = follow(&printer, &job(), limit, &mut |news| {
            told += u32::from(news == News::GoesOn);
            // Asked for once, and once more after the first was told to be in vain.
            let asks = asked == told && news != News::GoesOn;
            match told {
                2 => Step::Leave,
                _ if asks => {
                    asked += 1;
                    Step::Cancel
                }
                _ => Step::Go,
            }
        });
        assert_eq!(last, Ok(Progress::Printing));
        assert_eq!((asked, told), (2, 2));
        let left = printer.looks.lock().unwrap().len();
        assert_eq!(50 - left, 41, "a look before, and twenty after each");
    }

    #[test]
    fn a_printer_that_is_silent_or_busy_for_a_while_is_asked_again() {
        for error in [Error::Timeout, Error::Declined("Busy".to_owned())] {
            let looks = [Err(error), Ok(Progress::Done)];
            check(&looks, Ok(()), Step::Go, &Ok(Progress::Done));
        }
        let looks = [Ok(Progress::Printing), Ok(Progress::Done)];
        let too_late = Err(Error::TooLate);
        check(&looks, too_late, Step::Cancel, &Ok(Progress::Done));
    }

    #[test]
    fn a_job_that_waits_for_a_login_is_brought_it_each_time_it_waits_and_at_no_other() {
        for (cause, times) in [(Cause::Login, 2), (Cause::LoginRefused, 2), (Cause::Jam, 0)] {
            let waits = || Ok(Progress::Waiting(vec![Reason::of(cause)]));
            let looks = vec![waits(), Ok(Progress::Printing), waits(), Ok(Progress::Done)];
            let printer = Told {
                looks: Mutex::new(looks),
                cancel: Ok(()),
                logins: Mutex::default(),
            };
            let limit = Duration::from_secs(10);
            let last = follow(&printer, &job(), limit, &mut |_| Step::Go);
            assert_eq!(last, Ok(Progress::Done));
            assert_eq!(*printer.logins.lock().unwrap(), times, "{cause:?}");
        }
    }
}

//! `impftheke print`: finished certificates and pick-up slips to a printer, one job a visit, in the order of their
//! numbers. It stops at the first failure and hands nothing over.

use std::{
    fs,
    path::PathBuf,
    process::ExitCode,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use clap::Args;
use jiff::ZonedDateTime;
use serde_json::{Value, json};

use super::{Error, files, printers};
use crate::{
    case::{PickupNumber, State},
    counter::{
        data_folder::DataFolder,
        open::{self, Counter},
        print_setup::{self, Document},
        printer_wording::say_progress,
        visit_slip,
    },
    issue,
    spool::{self, Job, News, Progress, Spooler, Step, Target, Ticket},
    text::{Language, texts},
};

/// Print finished certificates, or pick-up slips; the cases stay ready
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(super) struct Arguments {
    /// The numbers of the cases
    #[arg(value_name = "N", required_unless_present = "ready")]
    numbers: Vec<PickupNumber>,
    /// Every case that is ready
    #[arg(long, conflicts_with_all = ["numbers", "slip"])]
    ready: bool,
    /// The pick-up slips of these cases' visits
    #[arg(long)]
    slip: bool,
    /// A queue, or the address of an ipp or ipps printer
    #[arg(long, value_name = "P")]
    printer: Option<Target>,
    /// One of the printer's trays
    #[arg(long, value_name = "TRAY")]
    tray: Option<String>,
    /// How often
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=9))]
    copies: Option<u8>,
    /// How long to watch each job; 0 looks away as soon as it is accepted
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    wait: u64,
    /// Send to a printer that has stopped, where the job then waits, or that asks for a login
    #[arg(long)]
    insist: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(folder: &DataFolder, arguments: &Arguments) -> Result<ExitCode, Error> {
    let now = super::now(None);
    let mut counter = open::open(folder, &now)?;
    super::say_notes(&counter);
    super::tidy(&mut counter.pipeline, now.timestamp());
    // Where it cannot be set, Ctrl+C ends the program as ever, and the job goes on all the same.
    drop(ctrlc::set_handler(|| {
        INTERRUPTED.store(true, Ordering::Relaxed);
    }));
    let visits = visits(&counter, arguments)?;
    if visits.is_empty() && !arguments.json {
        files::say("nothing is ready")?;
    }
    let around = spool::Config::of_this_system();
    if let Err(error) = counter.take_in_logins(&around.logins) {
        files::say_error(&format!("impftheke: {error}"));
    }
    let known = around.logins.version();
    let spooler = print_setup::spooler_among(&counter.settings, &around);
    let round = Round {
        counter: &counter,
        arguments,
        spooler: &spooler,
        folder,
        jobs: Vec::new(),
    };
    let printed = round.print_all(&visits, &now);
    // What was refused is not brought by the next one, either.
    if around.logins.version() != known {
        let kept = counter.keep_logins(&around.logins, folder);
        // What did not come out is told before that.
        let exit = printed?;
        kept?;
        return Ok(exit);
    }
    printed
}

/// Set by Ctrl+C, and never unset.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Sorts the cases into visits, each of which is one job.
fn visits(counter: &Counter, arguments: &Arguments) -> Result<Vec<Vec<PickupNumber>>, Error> {
    let store = &counter.pipeline.store;
    let rows = if arguments.ready {
        let mut rows = store.rows()?;
        rows.retain(|row| row.state == State::Ready);
        rows
    } else {
        let rows = arguments.numbers.iter().map(|number| store.row(*number));
        rows.collect::<Result<_, _>>()?
    };
    let mut cases: Vec<(PickupNumber, PickupNumber)> =
        rows.iter().map(|row| (row.visit, row.number)).collect();
    cases.sort_unstable();
    cases.dedup();
    let visits = print_setup::by_visit(cases, |place| *place);
    let numbers = |visit: Vec<_>| visit.into_iter().map(|(_, number)| number).collect();
    Ok(visits.into_iter().map(numbers).collect())
}

/// How a job ended that did not fail.
enum Ended {
    /// As it should, or out of sight as was asked for.
    Well,
    /// It was left to itself, at the printer.
    Left(Progress),
}

/// Why the cases of a visit were not printed.
struct Failed {
    name: &'static str,
    error: Error,
}

impl From<spool::Error> for Failed {
    fn from(error: spool::Error) -> Self {
        Self {
            name: error.name(),
            error: printers::told(&error),
        }
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        let name = "not-sent";
        Self { name, error }
    }
}

/// One round of printing.
struct Round<'a> {
    counter: &'a Counter,
    arguments: &'a Arguments,
    spooler: &'a dyn Spooler,
    folder: &'a DataFolder,
    jobs: Vec<Value>,
}

impl Round<'_> {
    /// Prints one visit after the other, up to the first that does not come out.
    fn print_all(
        mut self,
        visits: &[Vec<PickupNumber>],
        now: &ZonedDateTime,
    ) -> Result<ExitCode, Error> {
        let mut left = visits.iter();
        for visit in left.by_ref() {
            let ended = self.print(visit, now);
            if !matches!(ended, Ok(Ended::Well)) {
                let left: Vec<PickupNumber> = left.flatten().copied().collect();
                return self.conclude(Some((visit, ended)), &left);
            }
        }
        self.conclude(None, &[])
    }

    /// Prints the cases of a visit and watches the job.
    fn print(&mut self, numbers: &[PickupNumber], now: &ZonedDateTime) -> Result<Ended, Failed> {
        if INTERRUPTED.load(Ordering::Relaxed) {
            return Err(Error::Printer("interrupted, and not sent".to_owned()).into());
        }
        let pdf = self.pdf(numbers, now)?;
        let (target, ticket) = self.ticket(numbers);
        let job = match self.spooler.send(&target, &pdf, &ticket) {
            Err(spool::Error::NoService) if cfg!(windows) => {
                self.view(numbers, &pdf)?;
                return Ok(Ended::Well);
            }
            sent => sent?,
        };
        let watched = self.watch(&listed(numbers), &job);
        let name = watched.as_ref().map_or("unclear", Progress::name);
        self.note(numbers, Some(&job), name);
        let progress = watched?;
        let out_of_sight = self.arguments.wait == 0 && !progress.is_final();
        if progress.is_success() || out_of_sight {
            Ok(Ended::Well)
        } else if progress.is_final() {
            let error = Error::Printer(say_progress(Language::English, &progress));
            Err(Failed { name, error })
        } else {
            Ok(Ended::Left(progress))
        }
    }

    fn pdf(&self, numbers: &[PickupNumber], now: &ZonedDateTime) -> Result<Vec<u8>, Error> {
        if self.arguments.slip {
            let first = numbers.first().ok_or(issue::Error::NotReady)?;
            let visit = self.counter.pipeline.store.row(*first)?.visit;
            return Ok(visit_slip::lay_out(self.counter, visit, now)?.into_bytes());
        }
        let (pipeline, at) = (&self.counter.pipeline, now.timestamp());
        let issued = numbers.iter().map(|number| pipeline.present(*number, at));
        let issued: Vec<_> = issued.collect::<Result<_, _>>()?;
        let paper = self.counter.settings.paper();
        Ok(issue::pdf(&issued, paper, pipeline.stamp(at))?.into_bytes())
    }

    fn ticket(&self, numbers: &[PickupNumber]) -> (Target, Ticket) {
        let document = if self.arguments.slip {
            Document::Slip
        } else {
            Document::Certificate
        };
        let settings = &self.counter.settings;
        let mut ticket = print_setup::ticket(settings, document, numbers);
        let target = match &self.arguments.printer {
            // A tray that is remembered belongs to the printer that is remembered.
            Some(target) => {
                ticket.tray = None;
                target.clone()
            }
            None => print_setup::target(settings, document),
        };
        ticket.tray = self.arguments.tray.clone().or(ticket.tray);
        ticket.copies = self.arguments.copies.unwrap_or(ticket.copies);
        ticket.insist = self.arguments.insist;
        (target, ticket)
    }

    fn watch(&self, at: &str, job: &Job) -> Result<Progress, spool::Error> {
        let limit = Duration::from_secs(self.arguments.wait);
        spool::follow(self.spooler, job, limit, &mut |news| {
            if let (News::Progress(progress), false) = (news, self.arguments.json) {
                let said = say_progress(Language::English, progress);
                // What cannot be said here is said by the exit status.
                drop(files::say(&format!("{at}  {said}")));
            }
            if INTERRUPTED.load(Ordering::Relaxed) {
                Step::Leave
            } else {
                Step::Go
            }
        })
    }

    /// Saves a PDF and opens it with the system's viewer, on a system that prints none by itself.
    fn view(&mut self, numbers: &[PickupNumber], pdf: &[u8]) -> Result<(), Error> {
        let path = self.save(numbers, pdf)?;
        spool::view(&path).map_err(|error| printers::told(&error))?;
        files::say_error(&format!(
            "impftheke: this system prints no PDF by itself; {} is open now: print it there and delete it",
            path.display()
        ));
        self.note(numbers, None, "viewed");
        Ok(())
    }

    fn save(&self, numbers: &[PickupNumber], pdf: &[u8]) -> Result<PathBuf, Error> {
        let folder = self.folder.certificates();
        let path = folder.join(format!("{}.pdf", listed(numbers).replace(", ", "-")));
        fs::create_dir_all(&folder).map_err(|error| Error::Input(error.to_string()))?;
        files::write_all(&[(path.clone(), pdf.to_owned())])?;
        Ok(path)
    }

    fn note(&mut self, numbers: &[PickupNumber], job: Option<&Job>, progress: &str) {
        self.jobs.push(json!({
            "numbers": numbers.iter().map(|number| number.get()).collect::<Vec<_>>(),
            "printer": job.map(|job| job.target.to_string()),
            "job": job.and_then(|job| job.number),
            "progress": progress,
        }));
    }

    /// Says where it stopped, if it did, and what was not sent.
    fn conclude(
        self,
        stopped: Option<(&Vec<PickupNumber>, Result<Ended, Failed>)>,
        left: &[PickupNumber],
    ) -> Result<ExitCode, Error> {
        let name = stopped.as_ref().map(|(_, ended)| match ended {
            Ok(Ended::Well) => "done",
            Ok(Ended::Left(progress)) => progress.name(),
            Err(failed) => failed.name,
        });
        if self.arguments.json {
            let plain = |numbers: &[PickupNumber]| -> Vec<u32> {
                numbers.iter().map(|number| number.get()).collect()
            };
            let report = json!({
                "jobs": self.jobs,
                "stopped": name,
                "stopped_at": stopped.as_ref().map(|(at, _)| plain(at)),
                "not_sent": plain(left),
            });
            files::say(&report.to_string())?;
        }
        let not_sent = if left.is_empty() {
            String::new()
        } else {
            format!("; not sent: {}", listed(left))
        };
        match stopped {
            None | Some((_, Ok(Ended::Well))) => Ok(ExitCode::SUCCESS),
            Some((at, Ok(Ended::Left(progress)))) => {
                let said = say_progress(Language::English, &progress);
                let goes_on = texts(Language::English).get("print-still-waiting");
                let at = listed(at);
                files::say_error(&format!("impftheke: {at}: {said}. {goes_on}{not_sent}"));
                Ok(ExitCode::from(3))
            }
            Some((at, Err(failed))) => Err(Error::Printer(format!(
                "stopped at {}: {}{not_sent}; nothing was handed over",
                listed(at),
                super::in_one_line(&failed.error)
            ))),
        }
    }
}

fn listed(numbers: &[PickupNumber]) -> String {
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    numbers.join(", ")
}

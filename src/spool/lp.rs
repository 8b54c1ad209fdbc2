//! `lp`, the way where CUPS cannot be spoken to: the PDF goes to its standard input, and what happens then
//! stays its secret. It says that all is well for a queue that is paused.

use std::{
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use super::{Error, Job, Paper, Printer, State, Target, Ticket, USER, job::Way};
use crate::spool::media;

/// The programs around `lp`.
#[derive(Debug)]
pub(super) struct Lp {
    program: PathBuf,
    /// The longest that it may take to take a document.
    limit: Duration,
}

impl Lp {
    pub(super) fn new(program: &Path) -> Self {
        Self {
            program: program.to_owned(),
            limit: LONGEST,
        }
    }

    /// Lists the queues; of their states it knows nothing.
    pub(super) fn list(&self) -> Result<Vec<Printer>, Error> {
        let names = self.run("lpstat", &["-e"])?;
        // Without a service it lists nothing and finds that in order.
        if names.trim().is_empty() && self.run("lpstat", &["-r"])?.contains("not running") {
            return Err(Error::NoService);
        }
        let default = self.run("lpstat", &["-d"]).unwrap_or_default();
        let default = default.rsplit_once(": ").map(|(_, name)| name.trim());
        Ok(names
            .lines()
            .filter_map(|name| name.trim().parse().ok().map(|target| (name, target)))
            .map(|(name, target)| Printer {
                is_default: default == Some(name),
                name: name.to_owned(),
                target,
                state: State::Unknown,
                accepting: true,
                reasons: Vec::new(),
                asks_login: false,
                trays: Vec::new(),
                fault: None,
            })
            .collect())
    }

    /// Hands a PDF on.
    pub(super) fn send(&self, target: &Target, pdf: &[u8], ticket: &Ticket) -> Result<Job, Error> {
        let page = match ticket.paper {
            Paper::A4 | Paper::A6 => None,
            Paper::Roll80 => media::page_mm(pdf),
        };
        let medium = media::choose(ticket.paper, page, &[])
            .ok_or_else(|| Error::NoPaper(ticket.paper.name()))?;
        let arguments = arguments(target, ticket, &medium.keyword)?;
        let mut child = self
            .command("lp")
            .args(arguments)
            .stdin(Stdio::piped())
            .spawn()
            .or(Err(Error::NoService))?;
        let written = write(&mut child, pdf)?;
        match finish(child, self.limit) {
            // It has all of the document and does not come back.
            None if written.load(Ordering::Relaxed) => Err(Error::Unclear(None)),
            None => Err(Error::NoService),
            Some((false, _)) => Err(self.why(target)),
            Some((true, text)) => Ok(job(target, &text)),
        }
    }

    /// Finds out why `lp` refused, as far as its neighbours tell.
    fn why(&self, target: &Target) -> Error {
        match self.list() {
            Err(error) => error,
            Ok(queues) if queues.is_empty() => Error::NoService,
            Ok(queues) if *target == Target::Default => {
                if queues.iter().any(|queue| queue.is_default) {
                    Error::Declined("lp".to_owned())
                } else {
                    Error::NoDefault
                }
            }
            Ok(queues) if queues.iter().any(|queue| queue.target == *target) => {
                Error::Declined("lp".to_owned())
            }
            Ok(_) => Error::NoSuchPrinter,
        }
    }

    /// Cancels a job.
    pub(super) fn cancel(&self, id: &str) -> Result<(), Error> {
        if id.is_empty() {
            return Err(Error::TooLate);
        }
        self.run("cancel", &["-U", USER, id])
            .map_err(|_refused| Error::TooLate)?;
        Ok(())
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<String, Error> {
        let child = self
            .command(program)
            .args(arguments)
            .stdin(Stdio::null())
            .spawn();
        match finish(child.or(Err(Error::NoService))?, SHORT) {
            Some((true, text)) => Ok(text),
            Some((false, _)) | None => Err(Error::NoService),
        }
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.program.with_file_name(program));
        command
            .env("LC_ALL", "C")
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        command
    }
}

fn arguments(target: &Target, ticket: &Ticket, media: &str) -> Result<Vec<String>, Error> {
    // A name of its own and not that of whoever has logged in.
    let mut arguments = vec!["-U".to_owned(), USER.to_owned()];
    match target {
        Target::Default => {}
        Target::Queue(name) => arguments.extend(["-d".to_owned(), name.clone()]),
        Target::Address(_) => return Err(Error::Unreachable),
    }
    arguments.extend(["-t".to_owned(), ticket.title.to_string()]);
    arguments.extend(["-n".to_owned(), ticket.copies.to_string()]);
    let mut options = vec![
        format!("media={media}"),
        "print-scaling=none".to_owned(),
        "sides=one-sided".to_owned(),
    ];
    options.extend(
        ticket
            .tray
            .iter()
            .map(|tray| format!("media-source={tray}")),
    );
    for option in options {
        arguments.extend(["-o".to_owned(), option]);
    }
    Ok(arguments)
}

/// Writes a document to a program, on a thread of its own: a program that hangs does not read either.
///
/// Returns whether all of it is written, which becomes true once it is.
fn write(child: &mut Child, pdf: &[u8]) -> Result<Arc<AtomicBool>, Error> {
    let written = Arc::new(AtomicBool::new(false));
    let (input, pdf, done) = (child.stdin.take(), pdf.to_vec(), Arc::clone(&written));
    let write = move || {
        let all = input.is_some_and(|mut input| input.write_all(&pdf).is_ok());
        done.store(all, Ordering::Relaxed);
    };
    let thread = thread::Builder::new().name("lp".to_owned()).spawn(write);
    thread
        .map(|_ends_by_itself| written)
        .or(Err(Error::NoService))
}

/// Reads `request id is NAME-12 (0 file(s))`.
fn job(target: &Target, said: &str) -> Job {
    let id = said
        .split_whitespace()
        .find(|word| {
            word.rsplit_once('-')
                .is_some_and(|(_, number)| number.parse::<i32>().is_ok())
        })
        .unwrap_or_default();
    Job {
        number: id
            .rsplit_once('-')
            .and_then(|(_, number)| number.parse().ok()),
        way: Way::Lp { id: id.to_owned() },
        target: target.clone(),
    }
}

/// Waits for a program; returns whether it went well and what it said, or nothing when it did not come back.
fn finish(mut child: Child, limit: Duration) -> Option<(bool, String)> {
    let started = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => {
                let mut said = Vec::new();
                let out = child.stdout.take();
                // A line or two, which fit into the pipe: nothing waits for us to read. What cannot be read says
                // nothing about how it went.
                drop(out.map(|out| out.take(MOST).read_to_end(&mut said)));
                let said = String::from_utf8_lossy(&said).into_owned();
                return Some((status.success(), said));
            }
            Ok(None) if started.elapsed() < limit => thread::sleep(PAUSE),
            Ok(None) | Err(_) => {
                drop(child.kill());
                drop(child.wait());
                return None;
            }
        }
    }
}

const LONGEST: Duration = Duration::from_mins(1);
const SHORT: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(20);
const MOST: u64 = 64 * 1024;

#[cfg(test)]
mod tests {
    use super::{super::Title, *};

    fn ticket() -> Ticket {
        Ticket {
            title: Title::of(&[]),
            paper: Paper::A4,
            copies: 2,
            tray: Some("tray-2".to_owned()),
            insist: false,
        }
    }

    #[test]
    fn the_command_holds_no_person_and_no_file() {
        let target = Target::Queue("Kasse".to_owned());
        let given = arguments(&target, &ticket(), "iso_a4_210x297mm").unwrap();
        assert_eq!(
            given.join(" "),
            "-U impftheke -d Kasse -t Impftheke -n 2 -o media=iso_a4_210x297mm -o print-scaling=none \
             -o sides=one-sided -o media-source=tray-2"
        );
    }

    #[test]
    fn the_id_is_found_in_what_it_says() {
        let job = job(&Target::Default, "request id is Buero-EG-12 (0 file(s))\n");
        assert_eq!(job.number, Some(12));
        assert!(matches!(job.way, Way::Lp { id } if id == "Buero-EG-12"));
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_hangs_or_mumbles_is_told_by_what_it_took() {
        let folder = tempfile::tempdir().unwrap();
        let sent = |script: &str, pdf: &[u8]| {
            let program = folder.path().join("lp");
            std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
            std::fs::set_permissions(&program, mode).unwrap();
            let limit = Duration::from_millis(500);
            Lp { program, limit }.send(&Target::Default, pdf, &ticket())
        };
        let started = Instant::now();
        // More than fits into a pipe, and less.
        let hangs = "exec sleep 9";
        assert_eq!(sent(hangs, &vec![b' '; 1 << 20]), Err(Error::NoService));
        assert_eq!(sent(hangs, b"%PDF"), Err(Error::Unclear(None)));
        assert!(started.elapsed() < Duration::from_secs(8));
        // What it says in Latin-1 is no reason to send it again.
        let job = sent("cat >/dev/null; printf 'Auftrag f\\374r B-7\\n'", b"%PDF");
        assert_eq!(job.unwrap().number, Some(7));
    }
}

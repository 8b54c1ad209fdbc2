//! Where this counter prints and how, out of its settings; and what printers say, in words.

use std::{
    path::PathBuf,
    sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel},
    thread,
    time::Duration,
};

use jiff::Timestamp;

use super::jobs::EventSender;
use crate::{
    case::PickupNumber,
    counter::settings::Settings,
    spool::{
        Config, Error, Paper, Printer, Progress, Reason, Spooler as _, SystemSpooler, Target,
        Ticket, Title,
    },
    text::{Language, QUOTED, Texts, cut, texts},
    ui::{Light, LightState},
};

/// What is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Document {
    /// Certificates on A4.
    Certificate,
    /// A pick-up slip.
    Slip,
}

/// Returns the printers of this system, those that the settings name by address among them.
pub fn spooler(settings: &Settings) -> SystemSpooler {
    spooler_among(settings, &Config::of_this_system())
}

/// Returns the printers there are to ask, those that the settings name by address among them.
pub(super) fn spooler_among(settings: &Settings, around: &Config) -> SystemSpooler {
    let mut direct: Vec<Target> = [Document::Certificate, Document::Slip]
        .into_iter()
        .map(|document| target(settings, document))
        .filter(|target| matches!(target, Target::Address(_)))
        .collect();
    direct.dedup();
    SystemSpooler::new(&Config {
        direct,
        // A setting has passed its rule when it was set.
        pins: settings.get("printer.trusted").parse().unwrap_or_default(),
        ..around.clone()
    })
}

/// Returns the printer of a document.
pub fn target(settings: &Settings, document: Document) -> Target {
    let name = match document {
        Document::Certificate => settings.get("printer.certificate"),
        Document::Slip => settings.get("printer.slip"),
    };
    name.parse().unwrap_or_default()
}

/// Returns how a document is printed; its cases' numbers become the title.
pub fn ticket(settings: &Settings, document: Document, numbers: &[PickupNumber]) -> Ticket {
    let (tray, copies, paper) = match document {
        Document::Certificate => (
            settings.get("printer.certificate-tray"),
            settings.number("printer.copies"),
            Paper::A4,
        ),
        Document::Slip => {
            let paper = match settings.get("slip.paper") {
                "roll" => Paper::Roll80,
                _ => Paper::A6,
            };
            (settings.get("printer.slip-tray"), 1, paper)
        }
    };
    Ticket {
        title: Title::of(numbers),
        paper,
        copies: u8::try_from(copies).unwrap_or(1).max(1),
        tray: (!tray.is_empty()).then(|| tray.to_owned()),
        insist: false,
    }
}

/// Says what is the matter with a printer and what to do, the most urgent first; no more than is read.
pub fn say_reasons(language: Language, reasons: &[Reason]) -> Vec<String> {
    let texts = texts(language);
    reasons
        .iter()
        .take(MOST_REASONS)
        .map(|reason| say_reason(texts, reason))
        .collect()
}

fn say_reason(texts: &Texts, reason: &Reason) -> String {
    let key = format!("print-reason-{}", reason.cause.name());
    let keyword = cut(&reason.keyword, QUOTED);
    texts.with(&key, &[("keyword", (&*keyword).into())])
}

/// A printer may name any number of reasons.
const MOST_REASONS: usize = 4;

/// Says how a printer is, in one line.
pub fn say_printer(language: Language, printer: &Printer) -> String {
    let texts = texts(language);
    let mut parts = vec![match &printer.fault {
        Some(error) => texts.get(&format!("print-fault-{}", error.name())),
        None => texts.get(&format!("print-state-{}", printer.state.name())),
    }];
    if !printer.accepting && printer.fault.is_none() {
        parts.push(texts.get("print-fault-rejecting"));
    }
    parts.extend(say_reasons(language, &printer.reasons));
    parts.join(". ")
}

/// Names a tray by its keyword (PWG 5100.7 section 6.3), or, where that is a vendor's own, as it is.
pub fn say_tray(language: Language, tray: &str) -> String {
    let texts = texts(language);
    let key = format!("print-tray-{tray}");
    if let Some(number) = tray.strip_prefix("tray-") {
        let number = cut(number, QUOTED);
        texts.with("print-tray-number", &[("number", (&*number).into())])
    } else if texts.has(&key) {
        texts.get(&key)
    } else {
        cut(tray, QUOTED).into_owned()
    }
}

/// Says how far a job is.
pub fn say_progress(language: Language, progress: &Progress) -> String {
    let texts = texts(language);
    let mut parts = vec![texts.get(&format!("print-progress-{}", progress.name()))];
    let reasons: &[Reason] = match progress {
        Progress::Waiting(reasons) => reasons,
        Progress::Failed { why, reasons } => {
            parts.push(texts.get(&format!("print-failure-{}", why.name())));
            reasons
        }
        Progress::Accepted
        | Progress::Printing
        | Progress::Silent
        | Progress::Done
        | Progress::Canceled
        | Progress::Gone
        | Progress::HandedOn => &[],
    };
    parts.extend(say_reasons(language, reasons));
    parts.join(". ")
}

/// Says why something was not printed, and what to do now.
pub fn say_error(language: Language, error: &Error) -> [String; 2] {
    let texts = texts(language);
    let name = error.name();
    let mut what = texts.get(&format!("print-fault-{name}"));
    let mut todo = texts.get(&format!("print-todo-{name}"));
    match error {
        // The printer's own reasons say better what to do.
        Error::Stopped(reasons) if !reasons.is_empty() => {
            todo = say_reasons(language, reasons).join(". ");
        }
        Error::Declined(why) => what = format!("{what} ({})", cut(why, QUOTED)),
        Error::NoPaper(paper) => what = format!("{what} ({paper})"),
        Error::IdentityChanged(print) | Error::IdentityUnknown(print) => {
            what = format!("{what} (SHA-256 {print})");
        }
        Error::Forbidden
        | Error::Lost
        | Error::NoDefault
        | Error::NoPdf
        | Error::NoTray
        | Error::NoService
        | Error::NoSuchPrinter
        | Error::NotAPrinter
        | Error::Rejecting
        | Error::Stopped(_)
        | Error::Timeout
        | Error::Tls
        | Error::TooLate
        | Error::Unclear(_)
        | Error::Unreachable
        | Error::Viewer => {}
    }
    [what, todo]
}

/// A printer as it was seen last.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seen {
    target: Target,
    printer: Result<Printer, Error>,
    /// When it was ready last.
    ready_at: Option<Timestamp>,
}

impl Seen {
    /// Adds a look at a printer to the one before, which may have been at another.
    fn after(
        before: Option<&Self>,
        now: Timestamp,
        (target, printer): (Target, Result<Printer, Error>),
    ) -> Self {
        let ready_at = if printer.as_ref().is_ok_and(Printer::is_ready) {
            Some(now)
        } else {
            let same = before.filter(|seen| seen.target == target);
            same.and_then(|seen| seen.ready_at)
        };
        Self {
            target,
            printer,
            ready_at,
        }
    }

    /// Returns its light.
    pub(super) fn light(&self) -> Light {
        let state = match &self.printer {
            Ok(printer) if printer.reasons.iter().any(Reason::needs_staff) => LightState::NeedsYou,
            Ok(printer) if printer.is_ready() => LightState::Works,
            Ok(_) => LightState::NeedsYou,
            Err(_) => LightState::Fails,
        };
        Light {
            state,
            cause: None,
            last_success: self.ready_at,
        }
    }

    /// Says how it is, in one line.
    pub(super) fn say(&self, language: Language) -> String {
        match &self.printer {
            Ok(printer) => say_printer(language, printer),
            Err(error) => say_error(language, error).join(". "),
        }
    }
}

/// Somebody who looks at the printer for certificates now and then, until this is dropped.
#[derive(Debug)]
pub(super) struct ViewBuilder {
    _until: SyncSender<()>,
}

/// Looks at the printer and tells what has changed.
///
/// The settings are read each time: another printer may have been chosen.
pub(super) fn watch<E>(path: PathBuf, around: Config, event_sender: EventSender<E>) -> ViewBuilder
where
    E: From<Option<Seen>> + Send + 'static,
{
    let (until, dropped) = sync_channel(0);
    let watch = move || {
        let mut wait = Duration::ZERO;
        let mut last: Option<Seen> = None;
        while matches!(dropped.recv_timeout(wait), Err(RecvTimeoutError::Timeout)) {
            // Damaged settings are told where they are used.
            let settings = Settings::load(&path).unwrap_or_default();
            let (spooler, target) = (
                spooler_among(&settings, &around),
                target(&settings, Document::Certificate),
            );
            let printer = spooler.printer(&target);
            // Whoever has not set a printer up misses none.
            let none = target == Target::Default
                && matches!(printer, Err(Error::NoDefault | Error::NoService));
            let look = (target, printer);
            let seen = (!none).then(|| Seen::after(last.as_ref(), Timestamp::now(), look));
            if seen != last {
                event_sender.tell(seen.clone().into());
                last = seen;
            }
            wait = POLL_INTERVAL;
        }
    };
    if let Err(error) = thread::Builder::new()
        .name("printer".to_owned())
        .spawn(watch)
    {
        tracing::error!("nobody looks at the printer: {error}");
    }
    ViewBuilder { _until: until }
}

/// Often enough for a status line; the watcher of a job looks more often.
const POLL_INTERVAL: Duration = Duration::from_mins(1);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spool::{Cause, State};

    #[test]
    fn certificate_and_slip_have_printers_of_their_own() {
        let mut settings = Settings::default();
        assert_eq!(target(&settings, Document::Certificate), Target::Default);
        for (key, value) in [
            ("printer.certificate", "Laser"),
            ("printer.certificate-tray", "tray-2"),
            ("printer.slip", "ipp://10.0.0.9/ipp/print"),
            ("printer.copies", "2"),
            ("slip.paper", "roll"),
        ] {
            settings.set(key, value).unwrap();
        }
        let number = PickupNumber::new(7).unwrap();
        let sheet = ticket(&settings, Document::Certificate, &[number]);
        assert_eq!((sheet.paper, sheet.copies), (Paper::A4, 2));
        assert_eq!(sheet.tray.as_deref(), Some("tray-2"));
        assert_eq!(sheet.title.as_str(), "Impftheke 0007");
        let slip = ticket(&settings, Document::Slip, &[number]);
        assert_eq!(
            (slip.paper, slip.copies, slip.tray),
            (Paper::Roll80, 1, None)
        );
        assert_eq!(
            target(&settings, Document::Certificate),
            Target::Queue("Laser".into())
        );
        assert!(matches!(
            target(&settings, Document::Slip),
            Target::Address(_)
        ));
    }

    #[test]
    fn a_printer_was_ready_when_it_was_itself() {
        let ready = Printer {
            target: Target::Default,
            name: String::new(),
            state: State::Idle,
            accepting: true,
            reasons: Vec::new(),
            is_default: true,
            trays: Vec::new(),
            fault: None,
        };
        let (early, late) = (Timestamp::UNIX_EPOCH, Timestamp::MAX);
        let seen = Seen::after(None, early, (Target::Default, Ok(ready)));
        for (target, ready_at) in [
            (Target::Default, Some(early)),
            (Target::Queue("Laser".into()), None),
        ] {
            let look = (target, Err(Error::Unreachable));
            assert_eq!(Seen::after(Some(&seen), late, look).ready_at, ready_at);
        }
    }

    #[test]
    fn a_waiting_job_says_what_to_do() {
        let progress = Progress::Waiting(vec![Reason::of(Cause::PaperEmpty)]);
        let said = say_progress(Language::German, &progress);
        assert!(said.contains("Papier leer: bitte nachlegen, der Auftrag läuft dann weiter"));
        let error = Error::Stopped(vec![Reason::of(Cause::Jam)]);
        assert!(say_error(Language::German, &error)[1].starts_with("Papierstau"));
    }
}

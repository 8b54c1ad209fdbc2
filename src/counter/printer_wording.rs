//! What printers say of themselves and of jobs, in words of the counter.

use crate::{
    spool::{Error, Printer, Progress, Reason},
    text::{Language, Problem, QUOTED, Texts, cut, texts},
};

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
pub fn say_error(language: Language, error: &Error) -> Problem {
    let texts = texts(language);
    let name = error.name();
    let mut what = texts.get(&format!("print-fault-{name}"));
    let mut remedy = texts.get(&format!("print-todo-{name}"));
    match error {
        // The printer's own reasons say better what to do.
        Error::Stopped(reasons) if !reasons.is_empty() => {
            remedy = say_reasons(language, reasons).join(". ");
        }
        Error::Declined(why) => what = format!("{what} ({})", cut(why, QUOTED)),
        Error::NoPaper(paper) => what = format!("{what} ({paper})"),
        Error::IdentityChanged(print) | Error::IdentityUnknown(print) => {
            what = format!("{what} (SHA-256 {print})");
        }
        Error::Forbidden
        | Error::LoginForeign
        | Error::LoginInClear
        | Error::LoginNeeded
        | Error::LoginRefused
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
    Problem { what, remedy }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spool::Cause;

    #[test]
    fn a_waiting_job_says_what_to_do() {
        let progress = Progress::Waiting(vec![Reason::of(Cause::PaperEmpty)]);
        let said = say_progress(Language::German, &progress);
        assert!(said.contains("Papier leer: bitte nachlegen, der Auftrag läuft dann weiter"));
        let error = Error::Stopped(vec![Reason::of(Cause::Jam)]);
        assert!(
            say_error(Language::German, &error)
                .remedy
                .starts_with("Papierstau")
        );
    }
}

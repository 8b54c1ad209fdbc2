//! CUPS' own words reach the counter: certificates, passwords, sentences, and never "paused" alone.

use impftheke::{
    counter::printer_wording::{say_error, say_printer, say_progress},
    spool::{Cause, Error, Printer, Progress, Reason, Spooler as _, State},
    text::Language,
};
use ipp::{
    model::{DelimiterTag, StatusCode},
    value::IppValue,
};

use super::{
    counter::page,
    cups::Cups,
    programs::until,
    queue,
    scripted::{Scripted, said, word},
    spooler, ticket, watch,
};

/// A CUPS whose queue `Kasse` does this with each job.
fn cups(script: &str) -> Cups {
    let cups = Cups::with_engine(&format!("#!/bin/sh\ntest $# -eq 0 && exit 0\n{script}\n"));
    let queue = ["-p", "Kasse", "-v", "script:/", "-m", "raw", "-E"];
    cups.admin("lpadmin", &queue);
    cups.admin(
        "lpadmin",
        &["-p", "Kasse", "-o", "printer-error-policy=stop-printer"],
    );
    cups
}

fn about(reasons: &[Reason], cause: Cause) -> bool {
    reasons.iter().any(|reason| reason.cause == cause)
}

/// Prints to a queue that stops, and returns the queue as it stands then and what the waiting job says.
fn stopped(script: &str) -> (Printer, String) {
    let cups = cups(script);
    let spooler = spooler(&[cups.place()]);
    let job = spooler.send(&queue("Kasse"), page(), &ticket()).unwrap();
    until("the queue stops", || {
        spooler.printer(&queue("Kasse")).unwrap().state == State::Stopped
    });
    let told = watch(&spooler, &job, 1);
    let waits = told.last().unwrap();
    assert!(matches!(waits, Progress::Waiting(_)), "{told:?}");
    let refused = spooler.send(&queue("Kasse"), page(), &ticket());
    let refused = refused.unwrap_err();
    assert!(matches!(refused, Error::Stopped(_)), "{refused:?}");
    let says = say_progress(Language::German, waits);
    let remedy = say_error(Language::German, &refused).remedy;
    assert_eq!(says.strip_prefix("Der Auftrag wartet. "), Some(&*remedy));
    (spooler.printer(&queue("Kasse")).unwrap(), says)
}

#[test]
fn a_queue_that_stops_says_why_and_never_paused_alone() {
    let (printer, says) = stopped("echo 'STATE: +cups-certificate-error' >&2; exit 4");
    assert!(about(&printer.reasons, Cause::Certificate), "{printer:?}");
    assert!(says.contains("Das Zertifikat des Druckers"), "{says}");

    let words = "Fuser unit 3 must be replaced";
    let (printer, says) = stopped(&format!("echo 'ERROR: {words}' >&2; exit 4"));
    assert!(about(&printer.reasons, Cause::Said), "{printer:?}");
    assert!(
        says.contains(&format!("Der Drucker meldet: {words}")),
        "{says}"
    );
    // What it has led to comes after it.
    let last = printer.reasons.last().unwrap();
    assert_eq!(last.cause, Cause::Paused, "{printer:?}");
}

#[test]
fn what_a_printer_said_of_a_job_that_was_given_up_is_told_with_it() {
    let words = "Fuser unit 3 must be replaced";
    let cups = cups(&format!("echo 'ERROR: {words}' >&2; exit 1"));
    cups.admin(
        "lpadmin",
        &["-p", "Kasse", "-o", "printer-error-policy=abort-job"],
    );
    let spooler = spooler(&[cups.place()]);
    let job = spooler.send(&queue("Kasse"), page(), &ticket()).unwrap();
    let mut says = String::new();
    until("it is given up", || {
        let told = watch(&spooler, &job, 1);
        says = say_progress(Language::German, told.last().unwrap());
        matches!(told.last(), Some(Progress::Failed { .. }))
    });
    assert!(says.contains(words), "{says}");
}

#[test]
fn a_queue_that_wants_a_password_is_named_with_the_next_step() {
    let cups = cups("echo 'ATTR: auth-info-required=username,password' >&2; exit 2");
    let spooler = spooler(&[cups.place()]);
    let job = spooler.send(&queue("Kasse"), page(), &ticket()).unwrap();
    let mut says = String::new();
    until("it is held", || {
        let told = watch(&spooler, &job, 1);
        says = say_progress(Language::German, told.last().unwrap());
        says.contains("verlangt Benutzer und Kennwort")
    });
    let refused = spooler.send(&queue("Kasse"), page(), &ticket());
    assert_eq!(refused, Err(Error::LoginNeeded));
    let problem = say_error(Language::German, &Error::LoginNeeded);
    assert!(
        problem.remedy.contains("anmelden") && problem.remedy.contains("F9"),
        "{problem:?}"
    );
}

#[test]
fn every_keyword_of_cups_is_said() {
    let tag = DelimiterTag::PrinterAttributes;
    for (keyword, state, expected) in [
        ("cups-pki-changed-warning", 5, "Das Zertifikat des Druckers"),
        ("cups-certificate-error", 3, "Das Zertifikat des Druckers"),
        ("cups-missing-filter-warning", 3, "fehlt ein Programm"),
        ("cups-insecure-filter-warning", 3, "fehlt ein Programm"),
        ("account-info-needed", 5, "Benutzer und Kennwort"),
        ("cups-remote-stopped", 4, "Der Drucker ist angehalten"),
        ("cups-remote-pending-held", 4, "Der Auftrag ist angehalten"),
        ("cups-something-new", 5, "cups-something-new"),
    ] {
        let reasons = IppValue::Array(vec![word("paused"), word(keyword)]);
        let reasons = if state == 5 { reasons } else { word(keyword) };
        let printer = Scripted::start(move |_| {
            said(
                StatusCode::SuccessfulOk,
                vec![
                    (tag, "printer-state", IppValue::Enum(state)),
                    (tag, "printer-is-accepting-jobs", IppValue::Boolean(true)),
                    (tag, "printer-state-reasons", reasons.clone()),
                ],
            )
        });
        let shown = spooler(&[]).printer(&printer.target()).unwrap();
        let says = say_printer(Language::German, &shown);
        assert!(says.contains(expected), "{keyword}: {says}");
    }
}

//! Through CUPS, by its socket and by its port.

use std::process::Command;

use impftheke::spool::{
    self, Cause, Error, Progress, Spooler as _, State, Step, SystemSpooler, Target, Ticket,
};

use super::{
    config, counter::page, cups::Cups, printer::Printer, programs::program, queue, spooler, ticket,
    waits_for, watch, watch_and, watch_and_help,
};

fn insisting() -> Ticket {
    Ticket {
        insist: true,
        ..ticket()
    }
}

#[test]
fn a_queue_passes_the_page_on_by_socket_and_by_port() {
    let (printer, cups) = (Printer::start(), Cups::start());
    cups.add_raw("Kasse", &printer);
    for (number, place) in [cups.place(), cups.at_port()].into_iter().enumerate() {
        let spooler = spooler(&[place]);
        let job = spooler.send(&queue("Kasse"), page(), &ticket()).unwrap();
        let told = watch(&spooler, &job, 30);
        assert_eq!(told.last(), Some(&Progress::Done), "{told:?}");
        assert_eq!(
            printer.received().get(number).map(Vec::as_slice),
            Some(page())
        );
    }
    assert_eq!(
        printer.understood("IPP_MEDIA").as_deref(),
        Some("iso_a4_210x297mm")
    );
}

#[test]
fn a_queue_with_letter_as_its_default_prints_on_a4() {
    let (printer, cups) = (Printer::start(), Cups::start());
    cups.add_everywhere("Buero", &printer);
    cups.admin(
        "lpadmin",
        &["-p", "Buero", "-o", "media-default=na_letter_8.5x11in"],
    );
    let spooler = spooler(&[cups.place()]);
    let job = spooler.send(&queue("Buero"), page(), &ticket()).unwrap();
    let told = watch(&spooler, &job, 60);
    assert_eq!(told.last(), Some(&Progress::Done), "{told:?}");
    let received = printer.received();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), received.first().unwrap()).unwrap();
    let said = Command::new(program("pdfinfo"))
        .arg(file.path())
        .output()
        .unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    let size = said
        .lines()
        .find(|line| line.starts_with("Page size"))
        .unwrap();
    assert!(size.contains("A4"), "{size}");
}

#[test]
fn printers_are_listed_the_default_first() {
    let (printer, cups) = (Printer::start(), Cups::start());
    let spooler = spooler(&[cups.place()]);
    assert_eq!(spooler.list(), Ok(Vec::new()));
    assert_eq!(spooler.printer(&Target::Default), Err(Error::NoDefault));
    cups.add_raw("Anna", &printer);
    let only = spooler.printer(&Target::Default).unwrap();
    assert_eq!(only.target, queue("Anna"), "one queue needs no default");
    cups.add_raw("Berta", &printer);
    assert_eq!(
        spooler.send(&Target::Default, page(), &ticket()),
        Err(Error::NoDefault)
    );
    cups.admin("lpadmin", &["-p", "Berta", "-D", "Drucker vorn"]);
    cups.admin("lpadmin", &["-d", "Berta"]);
    let listed = spooler.list().unwrap();
    let names: Vec<&str> = listed.iter().map(|printer| printer.name.as_str()).collect();
    assert_eq!(names, ["Drucker vorn", "Anna"]);
    assert!(listed.iter().all(spool::Printer::is_ready));
    let job = spooler.send(&Target::Default, page(), &ticket()).unwrap();
    assert_eq!(job.target, queue("Berta"));
}

#[test]
fn a_paused_queue_is_told_before_and_waits_if_staff_insist() {
    let (printer, cups) = (Printer::start(), Cups::start());
    cups.add_raw("Kasse", &printer);
    cups.admin("cupsdisable", &["Kasse"]);
    let spooler = spooler(&[cups.place()]);
    match spooler.send(&queue("Kasse"), page(), &ticket()) {
        Err(Error::Stopped(reasons)) => {
            assert!(reasons.iter().any(|reason| reason.cause == Cause::Paused));
        }
        other => panic!("{other:?}"),
    }
    let job = spooler.send(&queue("Kasse"), page(), &insisting()).unwrap();
    watch_and_help(&spooler, &job, Cause::Paused, &|| {
        cups.admin("cupsenable", &["Kasse"]);
    });
    assert_eq!(printer.received().len(), 1);
}

#[test]
fn a_rejecting_and_an_unknown_queue_are_told() {
    let (printer, cups) = (Printer::start(), Cups::start());
    cups.add_raw("Kasse", &printer);
    cups.admin("cupsreject", &["Kasse"]);
    let spooler = spooler(&[cups.place()]);
    for ticket in [ticket(), insisting()] {
        let sent = spooler.send(&queue("Kasse"), page(), &ticket);
        assert_eq!(sent, Err(Error::Rejecting));
    }
    let sent = spooler.send(&queue("Niemand"), page(), &ticket());
    assert_eq!(sent, Err(Error::NoSuchPrinter));
}

#[test]
fn out_of_paper_is_told_through_cups() {
    let (printer, cups) = (Printer::start(), Cups::start());
    cups.add_raw("Kasse", &printer);
    printer.tell("is-empty");
    let spooler = spooler(&[cups.place()]);
    let job = spooler.send(&queue("Kasse"), page(), &ticket()).unwrap();
    watch_and_help(&spooler, &job, Cause::PaperEmpty, &|| {
        printer.tell("refilled");
    });
}

#[test]
fn an_engine_that_fails_is_not_done() {
    // Of a printer that gives up, CUPS says one thing or the other, as it happens to look; of a program of its own
    // always the same.
    let cups = Cups::with_engine("#!/bin/sh\ntest $# -eq 0 || exit 1\n");
    let policy = "printer-error-policy=abort-job";
    let kasse = ["-p", "Kasse", "-v", "script:/", "-m", "raw"];
    cups.admin("lpadmin", &[&kasse[..], &["-o", policy, "-E"]].concat());
    let spooler = spooler(&[cups.place()]);
    let job = spooler.send(&queue("Kasse"), page(), &ticket()).unwrap();
    let told = watch(&spooler, &job, 30);
    let last = told.last().unwrap();
    assert!(last.is_final() && !last.is_success(), "{told:?}");
}

#[test]
fn a_printer_that_is_off_is_told_through_cups() {
    let (mut printer, cups) = (Printer::start(), Cups::start());
    cups.add_raw("Kasse", &printer);
    printer.stop();
    let spooler = spooler(&[cups.place()]);
    let job = spooler.send(&queue("Kasse"), page(), &ticket()).unwrap();
    let told = watch_and(&spooler, &job, 30, &mut |progress| {
        if waits_for(progress, Cause::Offline) {
            Step::Leave
        } else {
            Step::Go
        }
    });
    assert!(
        told.iter().any(|p| waits_for(p, Cause::Offline)),
        "{told:?}"
    );
    spooler.cancel(&job).unwrap();
}

#[test]
fn staff_cancel_at_the_queue() {
    let (printer, cups) = (Printer::start(), Cups::start());
    cups.add_raw("Kasse", &printer);
    cups.admin("cupsdisable", &["Kasse"]);
    let spooler = spooler(&[cups.place()]);
    let job = spooler.send(&queue("Kasse"), page(), &insisting()).unwrap();
    let told = watch_and(&spooler, &job, 30, &mut |progress| {
        if matches!(progress, Progress::Waiting(_)) {
            cups.admin("cancel", &["-a"]);
        }
        Step::Go
    });
    assert_eq!(told.last(), Some(&Progress::Canceled), "{told:?}");
    assert!(printer.received().is_empty());
}

#[test]
fn a_stopped_cups_is_told_before_and_in_mid_job() {
    let (printer, mut cups) = (Printer::start(), Cups::start());
    cups.add_raw("Kasse", &printer);
    printer.tell("is-slow");
    let spooler = spooler(&[cups.place()]);
    let job = spooler.send(&queue("Kasse"), page(), &ticket()).unwrap();
    printer.until_received();
    cups.stop();
    assert_eq!(watch(&spooler, &job, 1), [Progress::Silent]);
    assert_eq!(spooler.list(), Err(Error::NoService));
    for target in [queue("Kasse"), Target::Default] {
        let sent = spooler.send(&target, page(), &ticket());
        assert_eq!(sent, Err(Error::NoService));
    }
}

/// The same queue by `lp`, for which CUPS is where its own clients look for it.
#[test]
fn lp_takes_the_page_where_cups_cannot_be_spoken_to() {
    let (printer, mut cups) = (Printer::start(), Cups::start());
    cups.add_raw("Kasse", &printer);
    let folder = tempfile::tempdir().unwrap();
    // Each program with its own idea of where CUPS is, as a client.conf gives them.
    for name in ["lp", "lpstat", "cancel"] {
        let script = format!(
            "#!/bin/sh\nCUPS_SERVER={} exec {} \"$@\"\n",
            cups.socket().display(),
            program(name).display()
        );
        let path = folder.path().join(name);
        std::fs::write(&path, script).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(&path, mode).unwrap();
    }
    let mut config = config(&[]);
    config.lp = Some(folder.path().join("lp"));
    let spooler = SystemSpooler::new(&config);
    let listed = spooler.list().unwrap();
    let [only] = listed.as_slice() else {
        panic!("{listed:?}");
    };
    assert_eq!(
        (&only.target, only.state),
        (&queue("Kasse"), State::Unknown)
    );
    let job = spooler.send(&queue("Kasse"), page(), &ticket()).unwrap();
    assert!(!job.is_watched() && job.number.is_some());
    assert_eq!(watch(&spooler, &job, 5), [Progress::HandedOn]);
    printer.until_received();
    assert_eq!(printer.received(), [page()]);
    assert_eq!(
        printer.understood("IPP_MEDIA").as_deref(),
        Some("iso_a4_210x297mm")
    );
    let whose = printer.understood("IPP_JOB_ORIGINATING_USER_NAME");
    assert_eq!(whose.as_deref(), Some("impftheke"));
    let sent = spooler.send(&queue("Niemand"), page(), &ticket());
    assert_eq!(sent, Err(Error::NoSuchPrinter));
    assert_eq!(
        spooler.send(&Target::Default, page(), &ticket()),
        Err(Error::NoDefault)
    );
    // It says that all is well for a queue that is paused; the job can be cancelled all the same.
    cups.admin("cupsdisable", &["Kasse"]);
    let job = spooler.send(&queue("Kasse"), page(), &ticket()).unwrap();
    assert_eq!(spooler.cancel(&job), Ok(()));
    cups.stop();
    let sent = spooler.send(&queue("Kasse"), page(), &ticket());
    assert_eq!(sent, Err(Error::NoService));
}

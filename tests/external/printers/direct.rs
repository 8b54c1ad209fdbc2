//! Straight to a printer, over ipp and ipps.

use impftheke::spool::{
    Cause, Error, Failure, Paper, Progress, Spooler as _, State, Step, SystemSpooler, Target,
    Ticket,
};

use super::{
    config, counter::page, printer::Printer, spooler, ticket, watch, watch_and, watch_and_help,
};

#[test]
fn the_page_arrives_as_it_left_on_a4_though_the_printer_prefers_letter() {
    let printer = Printer::start();
    let spooler = spooler(&[]);
    let asked = Ticket {
        copies: 2,
        ..ticket()
    };
    let job = spooler.send(&printer.target(), page(), &asked).unwrap();
    let told = watch(&spooler, &job, 20);
    assert_eq!(told.last(), Some(&Progress::Done), "{told:?}");
    assert_eq!(printer.received(), [page()]);
    for (name, value) in [
        ("IPP_MEDIA_DEFAULT", "na_letter_8.5x11in"),
        ("IPP_MEDIA", "iso_a4_210x297mm"),
        ("IPP_SIDES", "one-sided"),
        ("IPP_PRINT_SCALING", "none"),
        ("IPP_COPIES", "2"),
        ("IPP_JOB_NAME", "Impftheke 0042"),
        ("IPP_JOB_ORIGINATING_USER_NAME", "impftheke"),
        ("CONTENT_TYPE", "application/pdf"),
    ] {
        assert_eq!(printer.understood(name).as_deref(), Some(value), "{name}");
    }
}

#[test]
fn a_tray_is_asked_for_and_an_unknown_one_refused() {
    let printer = Printer::start();
    let spooler = spooler(&[]);
    let with = |tray: &str| Ticket {
        tray: Some(tray.to_owned()),
        ..ticket()
    };
    let target = printer.target();
    assert_eq!(
        spooler.send(&target, page(), &with("tray-9")),
        Err(Error::NoTray)
    );
    let job = spooler.send(&target, page(), &with("main")).unwrap();
    assert_eq!(watch(&spooler, &job, 20).last(), Some(&Progress::Done));
    let paper = printer.understood("IPP_MEDIA_COL").unwrap();
    assert!(paper.contains("media-source=main"), "{paper}");
    assert!(paper.contains("x-dimension=21000"), "{paper}");
}

#[test]
fn a_paper_that_the_printer_does_not_offer_is_refused_before_anything_is_sent() {
    let printer = Printer::start();
    let asked = Ticket {
        paper: Paper::A6,
        ..ticket()
    };
    let sent = spooler(&[]).send(&printer.target(), page(), &asked);
    assert_eq!(sent, Err(Error::NoPaper("A6")));
    assert!(!printer.jobs().contains("job-id"));
}

#[test]
fn out_of_paper_waits_and_goes_on() {
    let printer = Printer::start();
    printer.tell("is-empty");
    let spooler = spooler(&[]);
    let job = spooler.send(&printer.target(), page(), &ticket()).unwrap();
    watch_and_help(&spooler, &job, Cause::PaperEmpty, &|| {
        printer.tell("refilled");
    });
    assert_eq!(printer.received().len(), 1);
}

#[test]
fn an_engine_that_fails_is_told() {
    let printer = Printer::start();
    printer.tell("fails");
    let spooler = spooler(&[]);
    let job = spooler.send(&printer.target(), page(), &ticket()).unwrap();
    let told = watch(&spooler, &job, 20);
    assert!(
        matches!(
            told.last(),
            Some(Progress::Failed {
                why: Failure::Aborted,
                ..
            })
        ),
        "{told:?}"
    );
    assert_eq!(printer.received().len(), 1, "never sent again");
}

#[test]
fn staff_cancel_a_job() {
    let printer = Printer::start();
    printer.tell("is-slow");
    let spooler = spooler(&[]);
    let job = spooler.send(&printer.target(), page(), &ticket()).unwrap();
    printer.until_received();
    let mut looks = 0;
    let told = watch_and(&spooler, &job, 20, &mut |_| {
        looks += 1;
        if looks == 1 {
            Step::Cancel
        } else {
            // The engine finds out when the sheet is done.
            printer.tell("go");
            Step::Go
        }
    });
    printer.tell("go");
    assert_eq!(told.first(), Some(&Progress::Printing), "{told:?}");
    let told = watch(&spooler, &job, 20);
    assert_eq!(told.last(), Some(&Progress::Canceled), "{told:?}");
    assert_eq!(spooler.cancel(&job), Err(Error::TooLate));
}

#[test]
fn a_printer_that_is_off_is_told_before_and_in_mid_job() {
    let mut printer = Printer::start();
    printer.tell("is-slow");
    let spooler = spooler(&[]);
    let job = spooler.send(&printer.target(), page(), &ticket()).unwrap();
    printer.until_received();
    printer.stop();
    let told = watch(&spooler, &job, 1);
    assert_eq!(told, [Progress::Silent]);
    let sent = spooler.send(&printer.target(), page(), &ticket());
    assert_eq!(sent, Err(Error::Unreachable));
}

#[test]
fn a_secure_printer_is_trusted_by_hand_and_another_certificate_refused() {
    let printer = Printer::start();
    let address = printer.secure_address();
    let target: Target = address.parse().unwrap();
    let shown = match spooler(&[]).send(&target, page(), &ticket()) {
        Err(Error::IdentityUnknown(shown)) => shown,
        other => panic!("{other:?}"),
    };
    let with_pin = |shown: &str| {
        let mut config = config(&[]);
        config.pins.trust(&address, shown);
        SystemSpooler::new(&config)
    };
    let other = "0".repeat(64);
    let refused = with_pin(&other).send(&target, page(), &ticket());
    assert_eq!(refused, Err(Error::IdentityChanged(shown.clone())));
    assert!(printer.received().is_empty());
    let trusting = with_pin(&shown);
    let job = trusting.send(&target, page(), &ticket()).unwrap();
    let told = watch(&trusting, &job, 20);
    assert_eq!(told.last(), Some(&Progress::Done), "{told:?}");
    assert_eq!(printer.received(), [page()]);
}

#[test]
fn printers_are_listed_with_their_trays_and_the_silent_ones_with_their_fault() {
    let printer = Printer::start();
    let gone: Target = "ipp://127.0.0.1:9/ipp/print".parse().unwrap();
    let mut config = config(&[]);
    config.direct = vec![printer.target(), gone.clone()];
    let listed = SystemSpooler::new(&config).list().unwrap();
    let [here, there] = listed.as_slice() else {
        panic!("{listed:?}");
    };
    assert_eq!(
        (here.name.as_str(), here.state),
        ("Testdrucker", State::Idle)
    );
    assert!(here.is_ready() && here.trays.contains(&"main".to_owned()));
    assert_eq!(
        (&there.target, there.fault.as_ref()),
        (&gone, Some(&Error::Unreachable))
    );
    assert!(!there.is_ready());
}

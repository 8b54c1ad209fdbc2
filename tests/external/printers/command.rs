//! `impftheke print` and `impftheke printers`: the messages, and that the cases stay ready.

use std::process::{Command, Output};

use serde_json::Value;

use super::{
    counter::Counter,
    cups::Cups,
    printer::Printer,
    programs::{run, until},
};

fn error_of(output: &Output, status: i32) -> String {
    assert_eq!(output.status.code(), Some(status), "{output:?}");
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(text.trim_end().lines().count(), 1, "{text}");
    text
}

#[test]
fn all_that_is_ready_is_printed_in_order_and_stays_ready() {
    let (printer, counter) = (Printer::start(), Counter::with_cases(2));
    let address = printer.address();
    counter.say(&["config", "set", "printer.certificate", &address]);
    let output = counter.run(None, &["print", "--ready", "--json"]);
    assert!(output.status.success(), "{output:?}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let numbers: Vec<&Value> = report["jobs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|j| &j["numbers"][0])
        .collect();
    assert_eq!(numbers, [1, 2]);
    assert_eq!(report["stopped"], Value::Null);
    assert_eq!(printer.received(), [counter.pdf("1"), counter.pdf("2")]);
    assert_eq!(
        printer.understood("IPP_JOB_NAME").as_deref(),
        Some("Impftheke 0001")
    );
    assert_eq!(counter.states(), ["ready", "ready"]);
}

#[test]
fn it_stops_at_the_first_failure_and_says_where() {
    let (printer, counter) = (Printer::start(), Counter::with_cases(3));
    printer.tell("fails");
    let address = printer.address();
    let arguments = ["print", "3", "1", "2", "--printer", &address];
    let error = error_of(&counter.run(None, &arguments), 2);
    assert!(error.contains("stopped at 0001: Not finished"), "{error}");
    assert!(
        error.contains("not sent: 0002, 0003; nothing was handed over"),
        "{error}"
    );
    assert_eq!(printer.received().len(), 1);
    assert_eq!(counter.states(), ["ready", "ready", "ready"]);
}

#[test]
fn a_job_that_waits_is_left_with_status_3() {
    let (printer, counter) = (Printer::start(), Counter::with_cases(2));
    printer.tell("is-empty");
    let address = printer.address();
    let output = counter.run(
        None,
        &["print", "--ready", "--printer", &address, "--wait", "6"],
    );
    let error = error_of(&output, 3);
    assert!(
        error.contains("0001: The job waits. Out of paper"),
        "{error}"
    );
    assert!(
        error.contains("do not send it again; not sent: 0002"),
        "{error}"
    );
    printer.tell("refilled");
    assert_eq!(counter.states(), ["ready", "ready"]);
}

#[test]
fn every_refusal_has_its_words_and_leaves_the_case_ready() {
    let (mut printer, cups) = (Printer::start(), Cups::start());
    let counter = Counter::with_cases(1);
    for name in ["Pause", "Zu", "Gut"] {
        cups.add_raw(name, &printer);
    }
    cups.admin("cupsdisable", &["Pause"]);
    cups.admin("cupsreject", &["Zu"]);
    let print = |queue: &str| counter.run(Some(&cups), &["print", "1", "--printer", queue]);
    for (queue, words) in [
        (
            "Pause",
            "The printer is stopped, so nothing was sent. The printer is paused",
        ),
        ("Zu", "The printer takes no jobs just now"),
        ("Niemand", "The printer that is set does not exist any more"),
        ("", "No printer available: none is chosen"),
    ] {
        let error = error_of(&print(queue), 2);
        assert!(error.contains(words), "{queue}: {error}");
    }
    let address = printer.address();
    printer.stop();
    let error = error_of(&print(&address), 2);
    assert!(error.contains("The printer cannot be reached"), "{error}");
    let error = error_of(&counter.run(None, &["print", "1"]), 2);
    assert!(
        error.contains("the printing service of this computer does not answer"),
        "{error}"
    );
    assert!(printer.received().is_empty());
    assert_eq!(counter.states(), ["ready"]);
}

#[test]
fn a_job_that_staff_cancel_is_not_printed() {
    let (printer, cups) = (Printer::start(), Cups::start());
    let counter = Counter::with_cases(1);
    cups.add_raw("Kasse", &printer);
    cups.admin("cupsdisable", &["Kasse"]);
    let arguments = ["print", "1", "--printer", "Kasse", "--insist"];
    let child = counter.command(Some(&cups), &arguments).spawn().unwrap();
    until("the job", || {
        cups.admin("lpstat", &["-o"]).contains("Kasse-1")
    });
    cups.admin("cancel", &["-a"]);
    let error = error_of(&child.wait_with_output().unwrap(), 2);
    assert!(
        error.contains("stopped at 0001: The job was cancelled"),
        "{error}"
    );
    assert!(printer.received().is_empty());
    assert_eq!(counter.states(), ["ready"]);
}

#[test]
fn slips_go_to_their_own_printer_on_their_own_paper() {
    let counter = Counter::with_cases(1);
    for (paper, (name, words)) in [
        ("a6", ("IPP_MEDIA", "iso_a6_105x148mm")),
        ("roll", ("IPP_MEDIA_COL", "x-dimension=8000")),
    ] {
        let printer = Printer::for_slips();
        counter.say(&["config", "set", "slip.paper", paper]);
        counter.say(&["config", "set", "printer.slip", &printer.address()]);
        let output = counter.run(None, &["print", "1", "--slip"]);
        assert!(output.status.success(), "{output:?}");
        assert_eq!(printer.received().len(), 1);
        let understood = printer.understood(name).unwrap_or_default();
        assert!(understood.contains(words), "{understood}");
    }
    assert_eq!(
        counter
            .run(None, &["print", "--ready", "--slip"])
            .status
            .code(),
        Some(2)
    );
}

#[test]
fn a_killed_program_leaves_the_case_ready_and_at_most_one_job() {
    let (printer, counter) = (Printer::start(), Counter::with_cases(1));
    printer.tell("is-slow");
    let address = printer.address();
    let arguments = ["print", "1", "--printer", &address];
    let mut child = counter.command(None, &arguments).spawn().unwrap();
    printer.until_received();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(counter.states(), ["ready"]);
    printer.tell("go");
    until("the end of the job", || {
        printer.jobs().contains("job-completed-successfully")
    });
    assert_eq!(printer.jobs().matches("job-id (integer)").count(), 1);
    assert_eq!(printer.received().len(), 1);
    // Killed at other moments: there is one job or none, and never two.
    for wait in [0, 20, 60, 120] {
        let before = printer.received().len();
        let mut child = counter.command(None, &arguments).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(counter.states(), ["ready"]);
        assert!(printer.received().len() <= before + 1);
    }
}

#[test]
fn ctrl_c_leaves_the_job_to_the_printer() {
    let (printer, counter) = (Printer::start(), Counter::with_cases(1));
    printer.tell("is-slow");
    let address = printer.address();
    let arguments = ["print", "1", "--printer", &address];
    let child = counter.command(None, &arguments).spawn().unwrap();
    printer.until_received();
    run(Command::new("kill").args(["-INT", &child.id().to_string()]));
    let error = error_of(&child.wait_with_output().unwrap(), 3);
    assert!(error.contains("The job goes on at the printer"), "{error}");
    printer.tell("go");
    until("the end of the job", || {
        printer.jobs().contains("job-completed-successfully")
    });
    assert_eq!(counter.states(), ["ready"]);
}

#[test]
fn printers_are_listed_and_one_is_trusted() {
    let (printer, cups) = (Printer::start(), Cups::start());
    cups.add_raw("Kasse", &printer);
    cups.admin("cupsdisable", &["Kasse"]);
    let counter = Counter::with_cases(1);
    let secure = printer.secure_address();
    counter.say(&["config", "set", "printer.slip", &secure]);
    let list = || -> Value {
        let output = counter.run(Some(&cups), &["printers", "--json"]);
        assert!(output.status.success(), "{output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let listed = list();
    assert_eq!(listed[0]["printer"], "Kasse");
    assert_eq!(listed[0]["state"], "stopped");
    assert_eq!(listed[0]["reasons"][0]["name"], "paused");
    assert_eq!(listed[1]["fault"], "identity-unknown");
    let plain = counter.run(None, &["printers", "--trust", &printer.address()]);
    assert!(error_of(&plain, 2).contains("only a printer at an ipps address"));
    let said = counter.say(&["printers", "--trust", &secure]);
    assert!(said.starts_with("trusted: SHA-256 "), "{said}");
    let listed = list();
    assert_eq!(listed[1]["fault"], Value::Null);
    assert_eq!(listed[1]["state"], "idle");
    let lines = counter.run(Some(&cups), &["printers"]);
    let lines = String::from_utf8(lines.stdout).unwrap();
    assert!(
        lines.contains("Kasse") && lines.contains("The printer is paused"),
        "{lines}"
    );
    assert_eq!(
        counter.say(&["printers", "--forget", &secure]).trim(),
        "forgotten: 1 certificate"
    );
    assert_eq!(list()[1]["fault"], "identity-unknown");
    let none = counter.say(&["printers", "--forget", &secure]);
    assert_eq!(none.trim(), "none was trusted");
    counter.say(&["printers", "--trust", &secure]);
    counter.say(&["config", "set", "printer.slip", ""]);
    let error = error_of(&counter.run(None, &["printers"]), 2);
    assert!(
        error.contains("the printing service of this computer does not answer"),
        "{error}"
    );
    let output = counter.run(None, &["print", "1", "--printer", &secure]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(printer.received().len(), 1);
}

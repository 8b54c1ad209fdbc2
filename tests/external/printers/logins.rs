//! Queues that ask for a login: CUPS itself by its policy, and the printer behind it.

use std::process::{Command, Stdio};

use impftheke::spool::{
    Cause, Config, Cups as Place, Error, Login, LoginState, Logins, Progress, Spooler as _, Step,
    SystemSpooler, Target,
};

use super::{
    config,
    counter::{Counter, files_below, page},
    cups::Cups,
    printer::Printer,
    programs::{run, until},
    queue, ticket, waits_for, watch, watch_and,
};

const RIGHT: &str = "richtig-1";
const WRONG: &str = "falsch-9";

fn login(password: &str) -> Login {
    Login::new("erika", password).unwrap()
}

fn spooler(place: Place, logins: &Logins) -> SystemSpooler {
    SystemSpooler::new(&Config {
        logins: logins.clone(),
        ..config(&[place])
    })
}

/// A CUPS where Erika can log in, with a queue that asks by its policy, and one whose address does.
fn cups(printer: &Printer) -> Cups {
    let cups = Cups::with_account(&format!("erika:{RIGHT}"));
    for name in ["Kasse", "Tresen"] {
        cups.add_raw(name, printer);
    }
    let by_policy = ["-p", "Kasse", "-o", "printer-op-policy=authenticated"];
    cups.admin("lpadmin", &by_policy);
    cups
}

/// A CUPS with a queue to a printer that wants this of whoever prints, and says so with its first job.
///
/// CUPS hands a login on only where root has started it: others try nothing here.
fn cups_before_a_printer() -> Option<Cups> {
    if run(Command::new("id").arg("-u")).trim() != "0" {
        return None;
    }
    let cups = Cups::with_engine(&format!(
        "#!/bin/sh\ntest $# -eq 0 && exit 0\n\
         if [ \"$AUTH_USERNAME:$AUTH_PASSWORD\" = erika:{RIGHT} ]; then cat >/dev/null; exit 0; fi\n\
         echo 'ATTR: auth-info-required=username,password' >&2\nexit 2\n"
    ));
    cups.admin(
        "lpadmin",
        &["-p", "Kasse", "-v", "script:/", "-m", "raw", "-E"],
    );
    Some(cups)
}

#[test]
fn a_queue_that_asks_for_a_login_prints_with_it_by_socket_and_by_port() {
    let printer = Printer::start();
    let cups = cups(&printer);
    let mut printed = 0;
    for place in [cups.place(), cups.at_port()] {
        for name in ["Kasse", "Tresen"] {
            let logins = Logins::default();
            let spooler = spooler(place.clone(), &logins);
            let listed = spooler.list().unwrap();
            let listed = listed.iter().find(|one| one.target == queue(name));
            assert!(listed.unwrap().asks_login, "{name}");
            let send = || spooler.send(&queue(name), page(), &ticket());
            assert_eq!(send(), Err(Error::LoginNeeded), "{name}");
            assert_eq!(logins.state(&queue(name)), LoginState::Asked);
            logins.set(&queue(name), login(RIGHT));
            assert_eq!(spooler.try_login(&queue(name)), Ok(()));
            let told = watch(&spooler, &send().unwrap(), 30);
            assert_eq!(told.last(), Some(&Progress::Done), "{told:?}");
            printed += 1;
            assert_eq!(printer.received().len(), printed);
        }
    }
}

#[test]
fn a_login_that_is_refused_is_brought_once_and_no_more() {
    let printer = Printer::start();
    let cups = cups(&printer);
    let logins = Logins::default();
    logins.set(&queue("Kasse"), login(WRONG));
    let spooler = spooler(cups.place(), &logins);
    let send = || spooler.send(&queue("Kasse"), page(), &ticket());
    // Those who set the queues up were asked, too.
    let before = cups.sent_away();
    assert_eq!(send(), Err(Error::LoginRefused));
    let refused = LoginState::Refused("erika".to_owned());
    assert_eq!(logins.state(&queue("Kasse")), refused);
    // Once for the question, once for the wrong answer; each further try is sent away without one.
    assert_eq!(cups.sent_away(), before + 2);
    for tries in 1..3 {
        assert_eq!(send(), Err(Error::LoginRefused));
        assert_eq!(cups.sent_away(), before + 2 + tries);
    }
    // It is that queue's alone.
    let other = spooler.send(&queue("Tresen"), page(), &ticket());
    assert_eq!(other, Err(Error::LoginNeeded));
    logins.set(&queue("Kasse"), login(RIGHT));
    let told = watch(&spooler, &send().unwrap(), 30);
    assert_eq!(told.last(), Some(&Progress::Done), "{told:?}");
    assert_eq!(printer.received().len(), 1);
}

#[test]
fn a_job_that_is_held_for_a_login_goes_on_by_itself_once_it_is_given() {
    let Some(cups) = cups_before_a_printer() else {
        return;
    };
    let logins = Logins::default();
    let spooler = spooler(cups.place(), &logins);
    // Nobody knows yet that it asks.
    let job = spooler.send(&queue("Kasse"), page(), &ticket()).unwrap();
    let mut steps = Vec::new();
    let told = watch_and(&spooler, &job, 60, &mut |progress| {
        let (asks, refused) = (
            waits_for(progress, Cause::Login),
            waits_for(progress, Cause::LoginRefused),
        );
        if asks && steps.is_empty() {
            steps.push("asked");
            logins.set(&queue("Kasse"), login(WRONG));
        } else if refused && steps == ["asked"] {
            steps.push("refused");
            logins.set(&queue("Kasse"), login(RIGHT));
        }
        Step::Go
    });
    assert_eq!(steps, ["asked", "refused"], "{told:?}");
    assert_eq!(told.last(), Some(&Progress::Done), "{told:?}");
    let jobs = cups.admin("lpstat", &["-W", "completed", "-o"]);
    assert_eq!(jobs.matches("Kasse-").count(), 1, "{jobs}");
}

#[test]
fn a_printer_behind_a_queue_gets_its_login_with_the_job() {
    let Some(cups) = cups_before_a_printer() else {
        return;
    };
    let wants = ["-p", "Kasse", "-o", "auth-info-required=username,password"];
    cups.admin("lpadmin", &wants);
    let logins = Logins::default();
    let spooler = spooler(cups.place(), &logins);
    let send = || spooler.send(&queue("Kasse"), page(), &ticket());
    assert_eq!(send(), Err(Error::LoginNeeded));
    logins.set(&queue("Kasse"), login(RIGHT));
    let told = watch(&spooler, &send().unwrap(), 30);
    assert_eq!(told.last(), Some(&Progress::Done), "{told:?}");
    assert!(!told.iter().any(|one| waits_for(one, Cause::Login)));
    // What is wrong shows once the printer has looked at it, and holds the job.
    cups.admin("lpadmin", &wants);
    logins.set(&queue("Kasse"), login(WRONG));
    let job = send().unwrap();
    let mut is_refused = false;
    let told = watch_and(&spooler, &job, 30, &mut |progress| {
        is_refused |= waits_for(progress, Cause::LoginRefused);
        if is_refused { Step::Leave } else { Step::Go }
    });
    assert!(is_refused, "{told:?}");
    assert_eq!(send(), Err(Error::LoginRefused));
}

/// A printer without CUPS, over TLS and on this computer's own loopback.
#[test]
fn a_printer_that_asks_for_a_login_gets_it_where_nobody_else_reads_it() {
    let printer = Printer::with_account(&format!("erika:{RIGHT}"));
    let secure: Target = printer.secure_address().parse().unwrap();
    let logins = Logins::default();
    let mut around = Config {
        logins: logins.clone(),
        ..config(&[])
    };
    match SystemSpooler::new(&around).printer(&secure) {
        Err(Error::IdentityUnknown(shown)) => {
            around.pins.trust(&printer.secure_address(), &shown);
        }
        other => panic!("{other:?}"),
    }
    let spooler = SystemSpooler::new(&around);
    for (number, target) in (1..).zip([secure, printer.target()]) {
        let send = || spooler.send(&target, page(), &ticket());
        assert_eq!(send(), Err(Error::LoginNeeded), "{target}");
        logins.set(&target, login(WRONG));
        assert_eq!(send(), Err(Error::LoginRefused), "{target}");
        logins.set(&target, login(RIGHT));
        let told = watch(&spooler, &send().unwrap(), 30);
        assert_eq!(told.last(), Some(&Progress::Done), "{told:?}");
        assert_eq!(printer.received().len(), number);
    }
}

#[test]
fn the_command_logs_in_prints_and_leaves_no_password_anywhere() {
    let printer = Printer::start();
    let cups = cups(&printer);
    let counter = Counter::with_cases(1);
    let told = |given: &str, arguments: &[&str]| {
        let mut command = counter.command(Some(&cups), arguments);
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        std::io::Write::write_all(&mut input, given.as_bytes()).unwrap();
        drop(input);
        let output = child.wait_with_output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        assert!(!said.contains(RIGHT) && !said.contains(WRONG), "{said}");
        (output.status.success(), said)
    };
    let print = ["print", "1", "--printer", "Kasse"];
    let (printed, said) = told("", &print);
    assert!(
        !printed && said.contains("asks for user and password"),
        "{said}"
    );
    let log_in = ["printers", "--login", "Kasse"];
    let (taken, said) = told(&format!("erika\n{WRONG}\n"), &log_in);
    assert!(
        !taken && said.contains("does not accept user or password"),
        "{said}"
    );
    let away = cups.sent_away();
    let (printed, said) = told("", &print);
    assert!(!printed && said.contains("does not accept"), "{said}");
    assert_eq!(cups.sent_away(), away + 1, "it was brought once more");
    assert!(told(&format!("erika\n{RIGHT}\n"), &log_in).0);
    let (printed, said) = told("", &print);
    assert!(printed, "{said}");
    assert_eq!(printer.received().len(), 1);
    // Like every secret it is shown by nothing, and taken from no command.
    let (_, said) = told("", &["config", "show"]);
    let row = said.lines().find(|line| line.starts_with("printer.logins"));
    assert!(row.unwrap().contains("(set)"), "{row:?}");
    let (set, said) = told("", &["config", "set", "printer.logins", "x"]);
    assert!(!set && said.contains("standard input"), "{said}");
    let (set, said) = told("x", &["config", "set", "printer.logins", "-"]);
    assert!(!set && said.contains("printers --login"), "{said}");
    for (path, bytes) in files_below(&counter.folder()) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(RIGHT) && !text.contains("erika"), "{path:?}");
    }
    assert!(files_below(&counter.temporary()).is_empty());
    assert!(
        told("", &["printers", "--logout", "Kasse"])
            .1
            .contains("forgotten")
    );
    let (printed, said) = told("", &print);
    assert!(
        !printed && said.contains("asks for user and password"),
        "{said}"
    );
    until("nothing is left to say", || printer.received().len() == 1);
}

//! A printer that asks for a login: it is given at the printers (F9), kept sealed, and what waits is printed by itself.

use std::time::Duration;

use egui::{Key, accesskit::Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use impftheke::{
    case::State,
    counter::{
        master_key::{self, Given},
        settings::Settings,
    },
    spool::{Login, Logins},
};
use ipp::model::Operation;

use crate::{
    scripted::{Scripted, job, well},
    stage::{Stage, Visitor},
};

const RIGHT: &str = "erika:richtig Ä1";
const WRONG: &str = "erika:falsch-9";
const ASKS: &str = "Der Drucker verlangt Benutzer und Kennwort";
const REFUSED: &str = "Benutzer oder Kennwort falsch";
const LOGGED_IN: &str = "Angemeldet als erika";
const DONE: &str = "Drucker meldet fertig";

fn printer() -> Scripted {
    Scripted::for_whom(RIGHT, |operation| {
        if operation == Operation::GetPrinterAttributes {
            let operations = [
                Operation::CreateJob,
                Operation::SendDocument,
                Operation::ValidateJob,
            ];
            well(&["application/pdf"], &operations)
        } else {
            job(9, "job-completed-successfully")
        }
    })
}

fn at(printer: &Scripted) -> Stage {
    let target = printer.target().to_string();
    let settings = [
        ("printer.certificate", &*target),
        ("printer.slip", &*target),
    ];
    Stage::prepared(None, &settings)
}

/// A counter that has printed a certificate to a printer which asks for a login.
fn asked(printer: &Scripted) -> Stage {
    let mut stage = at(printer);
    stage.issue(&Visitor::erika());
    stage.ctrl(Key::P);
    stage.until_says(ASKS);
    stage
}

fn log_in(stage: &mut Stage, password: &str) {
    stage.key(Key::F9);
    stage.until_says("Anmelden");
    stage.fill("Benutzer", "erika");
    stage.fill("Kennwort", password);
    stage.key(Key::Enter);
}

/// What must not have come out by now would have: a print that waits looks ten times a second.
fn wait_for_no_print() {
    std::thread::sleep(Duration::from_millis(1500));
}

/// Everything below the data folder, and what is in it.
fn kept(stage: &Stage) -> Vec<u8> {
    let mut folders = vec![stage.folder().settings().parent().unwrap().to_owned()];
    let mut all = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                all.extend(std::fs::read(path).unwrap_or_default());
            }
        }
    }
    all
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|part| part == text.as_bytes())
}

#[test]
fn what_waits_for_a_login_is_printed_by_itself_once_it_is_given_at_the_printers() {
    let printer = printer();
    let mut stage = asked(&printer);
    assert!(
        stage.says("Bitte bei den Druckern anmelden (F9), dann wird gedruckt"),
        "{}",
        stage.screen()
    );
    assert_eq!(printer.count(Operation::SendDocument), 0);
    log_in(&mut stage, "richtig Ä1");
    stage.until_says(LOGGED_IN);
    stage.key(Key::F9);
    stage.until_says(DONE);
    assert_eq!(printer.count(Operation::SendDocument), 1);
    // It is there for the next one, and after a start, and lies nowhere in plain.
    let sealed = |stage: &Stage| holds(&kept(stage), "printer.logins");
    stage.until("it is sealed", sealed);
    stage.kill();
    stage.issue(&Visitor::max());
    stage.ctrl(Key::P);
    stage.until_says(DONE);
    assert_eq!(printer.count(Operation::SendDocument), 2);
    for plain in ["richtig", "cmljaHRpZ"] {
        assert!(!holds(&kept(&stage), plain), "{plain}");
    }
}

#[test]
fn a_login_that_is_refused_is_told_at_its_field_and_never_brought_twice() {
    let printer = printer();
    let mut stage = asked(&printer);
    log_in(&mut stage, "falsch-9");
    stage.until_says(REFUSED);
    assert_eq!(printer.brought(WRONG), 1);
    // The user stays, the password is to be typed anew, and the keys are there.
    assert_eq!(stage.value("Benutzer").as_deref(), Some("erika"));
    assert_eq!(stage.value("Kennwort").as_deref(), Some(""));
    let field = stage.window().get_by_label("Kennwort");
    assert!(field.is_focused(), "{}", stage.screen());
    let heard = field.accesskit_node().description().unwrap_or_default();
    assert!(heard.contains(REFUSED), "{heard}");
    stage.key(Key::F9);
    stage.until_says("Der Drucker nimmt Benutzer oder Kennwort nicht an");
    stage.key(Key::F9);
    stage.until_says(REFUSED);
    // Neither whatever looks at the printer, nor another start.
    let forgets = |stage: &Stage| holds(&kept(stage), "printer.logins");
    stage.until("it is noted", forgets);
    stage.kill();
    stage.issue(&Visitor::max());
    stage.ctrl(Key::P);
    stage.until_says("Der Drucker nimmt Benutzer oder Kennwort nicht an");
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(printer.brought(WRONG), 1);
    log_in(&mut stage, "richtig Ä1");
    stage.until_says(LOGGED_IN);
    stage.key(Key::F9);
    stage.until_says(DONE);
    assert_eq!(printer.brought(WRONG), 1);
}

/// A worker that cannot take up the settings on the disk has the old ones in its hands, with the password in them.
#[test]
fn a_refused_login_does_not_come_back_where_the_settings_on_the_disk_do_not_fit() {
    let printer = printer();
    let target = printer.target().to_string();
    let mut stage = Stage::closed(None, &[("printer.certificate", &target)]);
    let change = |stage: &Stage, change: &dyn Fn(&mut Settings)| {
        let path = stage.folder().settings();
        let mut settings = Settings::load(&path).unwrap();
        change(&mut settings);
        settings.save(&path).unwrap();
    };
    // It was right once.
    let (_, master) = master_key::open(stage.folder(), Given::InFile).unwrap();
    let logins = Logins::default();
    logins.set(&printer.target(), Login::new("erika", "falsch-9").unwrap());
    change(&stage, &|settings| {
        let text = logins.to_text();
        settings
            .set_secret("printer.logins", &text, &master)
            .unwrap();
    });
    stage.open();
    change(&stage, &|settings| settings.set("profile", "live").unwrap());
    for times in 1..=2 {
        stage.issue(&if times == 1 {
            Visitor::erika()
        } else {
            Visitor::max()
        });
        stage.ctrl(Key::P);
        stage.until_says("Der Drucker nimmt Benutzer oder Kennwort nicht an");
        // The worker looks at the settings once a second.
        std::thread::sleep(Duration::from_millis(2500));
        stage.settle();
        stage.press(egui::Modifiers::COMMAND | egui::Modifiers::SHIFT, Key::X);
        stage.until_says("Der Auftrag wurde abgebrochen");
        stage.press(egui::Modifiers::COMMAND | egui::Modifiers::SHIFT, Key::X);
        stage.press(egui::Modifiers::COMMAND | egui::Modifiers::SHIFT, Key::N);
    }
    assert_eq!(printer.brought(WRONG), 1);
}

#[test]
fn what_is_missing_is_said_at_its_field_and_nothing_is_sent() {
    let printer = printer();
    let mut stage = asked(&printer);
    stage.key(Key::F9);
    stage.until_says("Anmelden");
    // The keys begin where something is to be typed.
    assert!(stage.window().get_by_label("Benutzer").is_focused());
    stage.click("Anmelden");
    assert!(stage.says("Bitte den Benutzer eingeben"));
    assert!(stage.window().get_by_label("Benutzer").is_focused());
    stage.type_text("erika:1");
    stage.key(Key::Enter);
    assert!(stage.window().get_by_label("Kennwort").is_focused());
    stage.type_text("richtig");
    stage.key(Key::Enter);
    assert!(stage.says("Im Benutzernamen ist kein Doppelpunkt erlaubt"));
    stage.fill("Benutzer", "erika");
    stage.fill("Kennwort", "");
    stage.key(Key::Enter);
    assert!(
        stage.says("Bitte das Kennwort eingeben"),
        "{}",
        stage.screen()
    );
    assert_eq!(printer.count(Operation::ValidateJob), 0);
    let mut lines = stage.window().query_all_by_role(Role::PasswordInput);
    let shown = lines.next().and_then(|line| line.value());
    assert!(lines.next().is_none(), "it is asked for once");
    drop(lines);
    assert_eq!(shown.as_deref(), Some(""));
    // Nothing of it is left once the panel is closed.
    stage.fill("Kennwort", "richtig");
    assert!(!stage.screen().contains("richtig"), "{}", stage.screen());
    stage.key(Key::F9);
    stage.key(Key::F9);
    stage.until_says("Anmelden");
    assert_eq!(stage.value("Benutzer").as_deref(), Some(""));
}

#[test]
fn whoever_logs_out_is_asked_again() {
    let printer = printer();
    let mut stage = asked(&printer);
    log_in(&mut stage, "richtig Ä1");
    stage.until_says(LOGGED_IN);
    stage.click("Abmelden");
    stage.until_says("Anmelden");
    assert!(!stage.says(LOGGED_IN), "{}", stage.screen());
    let sealed = |stage: &Stage| !holds(&kept(stage), "printer.logins");
    stage.until("nothing is kept", sealed);
}

#[test]
fn a_print_that_waits_for_a_login_can_be_cancelled() {
    let printer = printer();
    let mut stage = asked(&printer);
    stage.press(egui::Modifiers::COMMAND | egui::Modifiers::SHIFT, Key::X);
    stage.until_says("Der Auftrag wurde abgebrochen");
    assert_eq!(printer.count(Operation::CreateJob), 0);
}

/// Nothing was sent of it: it does not come out beside the next customer, whenever somebody logs in.
#[test]
fn a_print_that_waits_for_a_login_ends_with_its_customer_who_is_asked_about() {
    const LEFT: &str = "Es wird nicht mehr gedruckt, der nächste Kunde ist dran";
    let printer = printer();
    let mut stage = asked(&printer);
    stage.ctrl(Key::N);
    assert!(
        stage.says("0001 ungedruckt aushändigen? Mustermann, Erika"),
        "{}",
        stage.screen()
    );
    stage.look();
    stage.ctrl(Key::N);
    stage.until_says(LEFT);
    stage.type_text("Musterfrau");
    log_in(&mut stage, "richtig Ä1");
    stage.until_says(LOGGED_IN);
    wait_for_no_print();
    stage.settle();
    assert_eq!(printer.count(Operation::SendDocument), 0);
    assert_eq!(stage.rows()[0].state, State::Ready);
    stage.key(Key::F9);
    assert!(stage.says(LEFT), "{}", stage.screen());
    // It is printed when somebody wants it.
    stage.key(Key::F3);
    stage.type_text("1");
    stage.ctrl(Key::P);
    stage.until_says(DONE);
    assert!(!stage.says(LEFT), "{}", stage.screen());
    assert_eq!(printer.count(Operation::SendDocument), 1);
}

#[test]
fn what_is_handed_over_unprinted_is_not_printed_by_a_login_that_comes_later() {
    let printer = printer();
    let mut stage = asked(&printer);
    stage.ctrl(Key::N);
    stage.agree();
    stage.until_rows("it is handed over", |rows| {
        rows[0].state == State::HandedOver
    });
    assert!(!stage.says(ASKS), "{}", stage.screen());
    log_in(&mut stage, "richtig Ä1");
    stage.until_says(LOGGED_IN);
    wait_for_no_print();
    assert_eq!(printer.count(Operation::SendDocument), 0);
    // Nor where it is handed over in the queue.
    let mut stage = stage_with_unsent_print_in_the_queue(&printer);
    stage.ctrl(Key::H);
    stage.agree();
    stage.until_rows("it is handed over", |rows| {
        rows[0].state == State::HandedOver
    });
    assert!(!stage.says(ASKS), "{}", stage.screen());
}

/// A counter whose queue holds Erika, 0001, asked to be printed from there.
fn stage_with_unsent_print_in_the_queue(printer: &Scripted) -> Stage {
    let mut stage = at(printer);
    stage.issue(&Visitor::erika());
    stage.press(egui::Modifiers::COMMAND | egui::Modifiers::SHIFT, Key::N);
    stage.key(Key::F3);
    stage.type_text("1");
    stage.ctrl(Key::P);
    stage.until_says(ASKS);
    stage
}

#[test]
fn a_print_from_the_queue_waits_for_its_login_whoever_leaves_meanwhile() {
    let printer = printer();
    let mut stage = stage_with_unsent_print_in_the_queue(&printer);
    stage.key(Key::F2);
    stage.ctrl(Key::N);
    log_in(&mut stage, "richtig Ä1");
    stage.until_says(LOGGED_IN);
    stage.until("it is printed", |_| {
        printer.count(Operation::SendDocument) == 1
    });
}

/// Each printer has its own login, tried while another takes its time.
#[test]
fn a_login_at_one_printer_waits_for_none_at_another() {
    let (answers, held) = std::sync::mpsc::sync_channel::<()>(0);
    let slow = Scripted::for_whom(RIGHT, move |operation| {
        if operation == Operation::ValidateJob {
            // Until the test is over with it.
            let _over = held.recv();
        }
        well(&["application/pdf"], &[Operation::ValidateJob])
    });
    let quick = printer();
    let settings = [
        ("printer.certificate", slow.target().to_string()),
        ("printer.slip", quick.target().to_string()),
    ];
    let settings = settings
        .each_ref()
        .map(|(key, value)| (*key, value.as_str()));
    let mut stage = Stage::prepared(None, &settings);
    stage.key(Key::F9);
    stage.until("both ask", |stage| {
        stage.window().query_all_by_label("Anmelden").count() == 2
    });
    for place in [0, 1] {
        // Once the first is being tried, the other one's fields stand there alone.
        let field = |stage: &Stage, label: &str| {
            let fields = stage.window().query_all_by_label(label);
            fields.map(|field| field.rect().center()).next().unwrap()
        };
        let user = field(&stage, "Benutzer");
        stage.click_at(user);
        stage.type_text("erika");
        let password = field(&stage, "Kennwort");
        stage.click_at(password);
        stage.type_text("richtig Ä1");
        stage.key(Key::Enter);
        if place == 0 {
            stage.until("it is tried", |_| slow.brought(RIGHT) > 0);
        }
    }
    stage.until("the other is tried", |_| quick.brought(RIGHT) > 0);
    drop(answers);
    stage.until("both are logged in", |stage| {
        stage.window().query_all_by_label(LOGGED_IN).count() == 2
    });
}

//! What is wrong with the portal is one state of the portal, and one request that fails is no outage.

use egui::{Key, Modifiers};
use impftheke::{
    case::{Cause, State},
    queue::Row,
};

use crate::{
    one_flow::OneFlow,
    stage::{Stage, Visitor},
};

#[test]
fn a_customer_gets_her_certificate_though_one_request_fails() {
    for fault in ["503", "reset"] {
        let faults = format!(r#"[{{"fault": "{fault}", "times": 1}}, {{"fault": "none"}}]"#);
        // As many seconds as a machine may take that does much else.
        let patient = [("portal.limit-seconds", "30")];
        let mut stage = Stage::prepared(Some(&faults), &patient);
        stage.issue(&Visitor::erika());
        assert!(stage.says("Ausgestellt und geprüft"), "{}", stage.screen());
        let rows = stage.rows();
        assert_eq!(rows.len(), 1, "{fault}");
        assert_eq!(rows[0].state, State::Ready, "{fault}");
        let log = stage.portal().log();
        let counts = (log.requests, log.certificates, log.doubles());
        assert_eq!(counts, (2, 1, 0), "{fault}");
        assert!(stage.saved().is_empty(), "{fault}: no slip");
    }
}

#[test]
fn what_keeps_all_is_asked_once_said_once_and_mended_by_one_key() {
    for (fault, said) in [
        ("401", "Das Portal kennt die Anmeldung nicht"),
        (
            "other-signer",
            "Der Aussteller ist dieser Theke nicht bekannt",
        ),
    ] {
        let mut stage = Stage::with_portal(fault);
        for visitor in [Visitor::erika(), Visitor::max(), Visitor::erika()] {
            stage.issue(&visitor);
            assert!(stage.says("Abholnummer"), "{fault}: {}", stage.screen());
            stage.leave();
        }
        // Another morning changes nothing.
        stage.restart();
        stage.key(Key::F3);
        stage.until_says(said);
        let keeps_all = |stage: &Stage| {
            let screen = stage.screen();
            screen
                .lines()
                .filter(|line| line.contains("Wartende stehen still"))
                .count()
        };
        assert_eq!(keeps_all(&stage), 1, "{}", stage.screen());
        assert!(stage.rows().iter().all(|row| row.state == State::Waiting));
        assert_eq!(stage.portal().log().requests, 1, "{fault}");
        stage.switch("none");
        stage.pass(60);
        stage.ctrl(Key::T);
        stage.until_rows("all are ready", |rows| {
            rows.iter().all(|row| row.state == State::Ready)
        });
        assert_eq!(keeps_all(&stage), 0, "{}", stage.screen());
        let log = stage.portal().log();
        assert_eq!((log.certificates, log.doubles()), (3, 0), "{fault}");
    }
}

/// The key that tries all signs nothing twice; the one that names a case does, and says so.
#[test]
fn what_was_signed_is_signed_again_for_its_own_case_alone() {
    let issue = [("portal.flow", "issue")];
    let mut stage = Stage::prepared(Some("other-person"), &issue);
    stage.issue(&Visitor::erika());
    stage.leave();
    stage.issue(&Visitor::max());
    assert_eq!(stage.portal().log().requests, 1);
    stage.switch("none");
    stage.pass(60);
    stage.key(Key::F3);
    stage.ctrl(Key::T);
    stage.until_rows("the other one is ready", |rows| {
        rows[1].state == State::Ready
    });
    for _ in 0..3 {
        stage.pass(60);
        stage.ctrl(Key::T);
        stage.look();
    }
    assert_eq!(stage.portal().log().requests, 2);
    assert_eq!(stage.rows()[0].state, State::Waiting);
    stage.fill("Vorgang suchen", "1");
    stage.until_says("Nicht von selbst, die Antwort ist aufgehoben");
    stage.ctrl(Key::R);
    stage.until_rows("it is made anew", |rows| rows[0].state == State::Ready);
    assert_eq!(stage.portal().log().requests, 3);
}

#[test]
fn whoever_comes_while_older_cases_are_worked_off_is_the_next_and_gets_no_slip() {
    let mut stage = Stage::with_portal("503");
    for visitor in [
        "Musterfrau",
        "Mustermann",
        "Muster",
        "Mustermeier",
        "Musterkind",
    ] {
        stage.issue(&Visitor::new(visitor, "Maria", "120864"));
        stage.look();
        stage.leave();
    }
    stage.switch(r#"[{"fault": "slow-headers", "pause_ms": 2}]"#);
    stage.type_case(&Visitor::erika());
    stage.until("older cases are worked off", |stage| {
        let rows = stage.rows();
        let of = |state| rows.iter().filter(|row| row.state == state).count();
        if of(State::Sending) == 0 {
            stage.pass(60);
        }
        of(State::Ready) > 1 && of(State::Sending) > 0
    });
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
}

#[test]
fn after_a_drill_the_portal_is_as_it_was_before_it() {
    let mut stage = Stage::with_portal("401");
    stage.issue(&Visitor::erika());
    stage.leave();
    for _ in 0..2 {
        stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::G);
        stage.until_says("Portal-Ausfall wird geübt");
        stage.until_rows("it is tried in the drill", |rows| {
            rows[0].cause == Some(Cause::Unavailable)
        });
        stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::G);
        stage.until("the drill is over", |stage| {
            !stage.says("Portal-Ausfall wird geübt")
        });
        stage.key(Key::F3);
        stage.until_says("Wartende stehen still");
        stage.key(Key::F2);
        stage.settle();
        assert_eq!(stage.portal().log().requests, 1);
        assert_eq!(stage.rows()[0].state, State::Waiting);
    }
}

/// The drill has a portal of its own, which signs by hash: what was taken up in it, and what was tried in it, goes to
/// the usual portal in that one's own way afterwards.
#[test]
fn after_a_drill_what_was_taken_up_in_it_is_signed_as_the_portal_signs() {
    type IsOf = fn(&str) -> bool;
    let flows: [(&str, IsOf); 3] = [
        ("eu", |path| path.contains("/dgci/issue")),
        ("issue", |path| path.ends_with("/v2/issue")),
        ("hash", |path| path.ends_with("/issue/hash")),
    ];
    for (flow, is_of) in flows {
        let usual = OneFlow::new(is_of);
        let settings = [("portal.flow", flow), ("portal.url", usual.url())];
        let mut stage = Stage::closed(Some("503"), &settings);
        usual.stands_before(&stage.portal().url());
        stage.open();
        // Taken up for the usual portal, then tried in the drill.
        stage.issue(&Visitor::max());
        stage.leave();
        let drill = |stage: &mut Stage| stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::G);
        drill(&mut stage);
        stage.until_says("Portal-Ausfall wird geübt");
        stage.issue(&Visitor::erika());
        assert!(stage.says("Abholnummer"), "{flow}: {}", stage.screen());
        stage.leave();
        stage.switch("none");
        drill(&mut stage);
        stage.until("the drill is over", |stage| {
            !stage.says("Portal-Ausfall wird geübt")
        });
        stage.pass(60);
        stage.key(Key::F3);
        stage.ctrl(Key::T);
        let refused = |rows: &[Row]| {
            rows.iter()
                .any(|row| row.cause == Some(Cause::NotThePortal))
        };
        stage.until_rows("all are tried", |rows| {
            refused(rows) || rows.iter().all(|row| row.state == State::Ready)
        });
        stage.key(Key::F2);
        stage.issue(&Visitor::max());
        let served = stage.says("Ausgestellt und geprüft");
        assert!(served, "{flow}: {}", stage.screen());
        assert!(stage.rows().iter().all(|row| row.state == State::Ready));
        assert_eq!(usual.refused(), 0, "{flow}");
        let log = stage.portal().log();
        assert_eq!((log.certificates, log.doubles()), (3, 0), "{flow}");
    }
}

#[test]
fn the_status_line_contradicts_itself_nowhere() {
    for (fault, network, portal) in [
        ("503", "Netz", "Portal gestört, betrifft vermutlich alle"),
        ("hang", "Netz", "Portal gestört, betrifft vermutlich alle"),
        ("401", "Netz", "Portal"),
    ] {
        let mut stage = Stage::prepared(Some(fault), &[("portal.limit-seconds", "2")]);
        stage.issue(&Visitor::erika());
        stage.until_says("Abholnummer");
        let screen = stage.screen();
        let line = screen.lines().find(|line| line.starts_with("Zustand,"));
        let line = line.unwrap();
        let said = |what: &str| line.split(", ").any(|item| item.starts_with(what));
        assert!(said(network) && line.contains(portal), "{fault}: {line}");
        for never in ["Netz ungeprüft", "Portal ungeprüft", "noch nie"] {
            assert!(!line.contains(never), "{fault}: {line}");
        }
    }
}

//! Cases that wait while the clock is wrong, or were captured while it was.

use super::{
    AHEAD, BEHIND,
    counter::{Counter, TRUE},
};
use impftheke::training::{Fault, Faults};

const FLOWS: [&str; 3] = ["hash", "issue", "eu"];

#[test]
fn a_mere_look_changes_nothing_whatever_the_clock_shows() {
    let counter = Counter::with_key();
    counter.take_up(TRUE);
    let before = counter.rows();
    for step in AHEAD.into_iter().chain(BEHIND).chain(["+20y", "-4y"]) {
        counter.rows_by(step);
        let shown = counter.run(step, &["queue", "show", "1", "--json"]);
        assert_eq!(shown.status, 0, "{step}: {shown:?}");
        assert_eq!(counter.rows(), before, "{step}");
    }
}

#[test]
fn a_case_from_the_future_waits_for_its_own_time_with_a_key_at_hand() {
    for step in AHEAD {
        let counter = Counter::with_key();
        let number = counter.take_up(step);
        let said = counter.work(TRUE);
        assert_eq!(said.status, 3, "{step}: {said:?}");
        assert!(said.out.contains("waits until"), "{step}: {said:?}");
        assert_eq!(counter.state(number), ("waiting".to_owned(), 0), "{step}");
        let listed = counter.run(TRUE, &["queue", "list"]).out;
        assert!(listed.contains("not before"), "{step}: {listed}");
        counter.work_out(step);
        assert_eq!(counter.state(number), ("ready".to_owned(), 1), "{step}");
    }
}

#[test]
fn a_clock_behind_the_last_capture_issues_nothing_and_says_what_to_do() {
    for step in BEHIND {
        let counter = Counter::with_key();
        assert_eq!(counter.issue(TRUE).status, 0);
        let before = counter.rows();
        let said = counter.issue(step);
        assert_eq!(said.status, 2, "{step}: {said:?}");
        assert!(said.err.contains("slow: set date and time"), "{said:?}");
        assert!(said.out.is_empty(), "{said:?}");
        assert_eq!(counter.rows(), before, "{step}");
        assert_eq!(counter.issue(TRUE).status, 0, "{step}");
    }
}

#[test]
fn a_case_from_the_future_keeps_a_healthy_portal_from_nobody() {
    for flow in FLOWS {
        for step in AHEAD {
            let counter = Counter::with_portal(flow);
            let number = counter.take_up(step);
            // The next customers, by the true time.
            for _ in 0..2 {
                let said = counter.issue(TRUE);
                assert_eq!(said.status, 0, "{flow} {step}: {said:?}");
            }
            let said = counter.work(TRUE);
            assert_eq!(said.status, 3, "{flow} {step}: {said:?}");
            let state = counter.state(number);
            assert_eq!(state, ("waiting".to_owned(), 0), "{flow} {step}");
            assert_eq!(counter.portal().log().signatures, 2, "{flow} {step}");
        }
    }
}

#[test]
fn what_waits_outlives_a_clock_that_was_set_wrong_for_a_while() {
    for flow in FLOWS {
        for step in AHEAD.into_iter().chain(BEHIND) {
            let counter = Counter::with_portal(flow);
            assert_eq!(counter.issue(TRUE).status, 0);
            counter.portal().switch(Faults::named("503").unwrap());
            let numbers = [counter.take_up(TRUE), counter.take_up(TRUE)];
            for _ in 0..2 {
                let said = counter.work(step);
                assert_eq!(said.status, 3, "{flow} {step}: {said:?}");
            }
            for number in numbers {
                let (state, attempts) = counter.state(number);
                assert_eq!(state, "waiting", "{flow} {step}");
                assert!(attempts <= 2, "{flow} {step}: {attempts} attempts");
            }
        }
    }
}

#[test]
fn what_was_captured_before_the_clock_went_wrong_is_signed_once_when_it_is_right() {
    for flow in FLOWS {
        for step in AHEAD.into_iter().chain(BEHIND) {
            let counter = Counter::with_portal(flow);
            assert_eq!(counter.issue(TRUE).status, 0);
            let numbers = [counter.take_up(TRUE), counter.take_up(TRUE)];
            counter.work(step);
            counter.work_out(TRUE);
            for number in numbers {
                assert_eq!(counter.state(number).0, "ready", "{flow} {step}");
                assert!(counter.opens(number), "{flow} {step}");
            }
            let log = counter.portal().log();
            assert_eq!((log.certificates, log.doubles()), (3, 0), "{flow} {step}");
        }
    }
}

#[test]
fn a_deadline_that_passed_is_no_end_for_an_unsigned_case() {
    let counter = Counter::with_portal("hash");
    counter.portal().switch(Faults::named("refused").unwrap());
    let number = counter.take_up(TRUE);
    // Day after day the counter is at work, so that its clock is believed.
    for step in ["+3d", "+6d", "+9d", "+12d", "+15d"] {
        assert_eq!(counter.work(step).status, 3, "{step}");
    }
    assert_eq!(counter.state(number).0, "expired");
    let again = counter.run("+15d", &["queue", "try-again", "1"]);
    assert_eq!(again.status, 0, "{again:?}");
    assert_eq!(counter.work("+15d").status, 3);
    assert_eq!(counter.state(number).0, "waiting", "it expired at once");
    counter.portal().switch(Faults::from(Fault::None));
    let said = counter.run(TRUE, &["queue", "run", "--until-empty", "--limit", "20"]);
    assert_eq!(said.status, 0, "{said:?}");
    assert_eq!(counter.state(number).0, "ready");
}

#[test]
fn a_clock_in_doubt_sets_no_deadline() {
    let counter = Counter::with_portal("hash");
    counter.portal().switch(Faults::named("406").unwrap());
    let number = counter.take_up(TRUE);
    assert_eq!(counter.work(TRUE).status, 3);
    assert_eq!(counter.state(number).0, "needs-correction");
    let before = counter.row(number)["deadline"].clone();
    let before: jiff::Timestamp = before.as_str().unwrap().parse().unwrap();
    counter.portal().switch(Faults::named("refused").unwrap());
    for step in ["+50d", "+500d"] {
        let said = counter.run(step, &["queue", "try-again", &number.to_string()]);
        assert_eq!(said.status, 0, "{step}: {said:?}");
        let deadline = counter.row(number)["deadline"].clone();
        let deadline: jiff::Timestamp = deadline.as_str().unwrap().parse().unwrap();
        let longer = deadline.duration_since(before);
        assert!(longer.as_hours() < 1, "{step}: {longer:#}");
    }
}

#[test]
fn a_clock_far_ahead_signs_nothing_and_renews_no_key_until_somebody_confirms_it() {
    for step in ["+5d", "+20d", "+800d"] {
        let counter = Counter::with_key();
        assert_eq!(counter.issue(TRUE).status, 0);
        let number = counter.take_up(TRUE);
        let (rows, keys) = (counter.rows(), counter.keys());
        let said = counter.work(step);
        assert_eq!(said.status, 3, "{step}: {said:?}");
        assert!(said.err.contains("queue clock-is-right"), "{said:?}");
        let said = counter.run(step, &["queue", "run", "--limit", "1"]);
        assert_eq!(said.status, 3, "{step}: {said:?}");
        for refused in [
            &["issue", "input.json"][..],
            &["issue", "input.json", "--queue"],
        ] {
            let said = counter.run(step, refused);
            assert_eq!(said.status, 2, "{step}: {said:?}");
            assert!(said.err.contains("queue clock-is-right"), "{said:?}");
        }
        let said = counter.run(step, &["signer", "--certificate", "signer.pem"]);
        assert_eq!(said.status, 0, "{step}: {said:?}");
        assert_eq!((counter.rows(), counter.keys()), (rows, keys), "{step}");

        counter.confirm(step);
        // By then its deadline has passed, mostly.
        let again = counter.run(step, &["queue", "try-again", &number.to_string()]);
        assert_eq!(again.status, 0, "{step}: {again:?}");
        counter.work_out(step);
        let row = counter.rows_by(step).pop().unwrap();
        assert_eq!(
            (&row["number"], &row["state"]),
            (&number.into(), &"ready".into()),
            "{step}"
        );
        let said = counter.issue(step);
        assert_eq!(said.status, 0, "{step}: {said:?}");
        assert_eq!(
            counter.keys().1,
            if step == "+800d" { 2 } else { 1 },
            "{step}"
        );
    }
}

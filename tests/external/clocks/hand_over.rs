//! What ends by the time: nothing is erased early, and nothing is kept for ever.

use impftheke::{counter::SystemClock, domain::Clock as _};
use jiff::ToSpan as _;

use super::{
    AHEAD, BEHIND,
    counter::{Counter, TRUE},
};

/// A counter with one certificate that is ready.
fn with_one_ready() -> (Counter, u64) {
    let counter = Counter::with_key();
    let number = counter.take_up(TRUE);
    counter.work_out(TRUE);
    (counter, number)
}

fn hand_over(counter: &Counter, step: &str, number: u64) {
    let number = number.to_string();
    let said = counter.run(step, &["queue", "hand-over", &number]);
    assert_eq!(said.status, 0, "{step}: {said:?}");
}

#[test]
fn a_clock_that_steps_after_the_hand_over_erases_nothing_early() {
    // Two hours may as well have passed: a certificate of two hours ago is erased.
    for step in ["+20d", "+50d"].into_iter().chain(BEHIND) {
        let (counter, number) = with_one_ready();
        hand_over(&counter, TRUE, number);
        counter.work(step);
        assert!(counter.opens(number), "{step}: erased early");
        counter.work("+11m");
        assert!(!counter.opens(number), "{step}: not erased in time");
    }
}

#[test]
fn a_hand_over_by_a_wrong_clock_is_erased_ten_minutes_later_all_the_same() {
    for step in AHEAD.into_iter().chain(BEHIND) {
        let (counter, number) = with_one_ready();
        hand_over(&counter, step, number);
        assert!(counter.opens(number), "{step}");
        counter.work(TRUE);
        assert!(counter.opens(number), "{step}: erased early");
        // Without a portal nobody can tell two hours ahead from two hours that passed: until then it is kept.
        counter.work(if step == "+2h" { "+131m" } else { "+11m" });
        assert!(!counter.opens(number), "{step}: kept");
    }
}

#[test]
fn what_does_not_count_at_the_moment_is_never_let_out() {
    let counter = Counter::with_key();
    let day = |days: i64| (SystemClock.now().date() + days.days()).to_string();
    let request = serde_json::json!({
        "nam": { "fn": "Mustermann", "gn": "Erika" },
        "dob": "1964-08-12",
        "r": [{ "id": "APO12345", "tg": "840539006",
            "fr": day(-170), "df": day(-142), "du": day(2) }]
    });
    counter.asks(&request);
    let ending = counter.take_up(TRUE);
    counter.work_out(TRUE);
    // A year ahead it is signed anew, with the time of that clock, if somebody says that the clock is right.
    counter.asks(&serde_json::from_str(include_str!("../../../packaging/example.json")).unwrap());
    let early = counter.take_up(TRUE);
    counter.confirm("+400d");
    // Its deadline has passed by that clock.
    let again = counter.run("+400d", &["queue", "try-again", &early.to_string()]);
    assert_eq!(again.status, 0, "{again:?}");
    counter.work_out("+400d");
    counter.confirm(TRUE);
    assert!(counter.opens(ending), "it counts until then");

    for (step, number) in [("+90h", ending), (TRUE, early)] {
        let number = number.to_string();
        for way in ["--hc1", "--pdf", "--png"] {
            let file = format!("shown{way}");
            let said = counter.run(step, &["queue", "show", &number, way, &file]);
            assert_eq!(said.status, 2, "{step} {way}: {said:?}");
            assert!(said.err.contains("issue anew"), "{said:?}");
            assert!(!counter.has(&file), "{step} {way}");
        }
        let printed = counter.run(step, &["print", &number, "--printer", "none"]);
        assert!(printed.err.contains("issue anew"), "{step}: {printed:?}");
    }
}

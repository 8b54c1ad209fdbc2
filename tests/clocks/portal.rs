//! What the portal's `Date` says of the counter's clock.

use super::{
    AHEAD, BEHIND,
    counter::{Counter, TRUE},
};

#[test]
fn no_certificate_bears_the_time_of_a_wrong_clock() {
    for flow in ["hash", "issue", "eu"] {
        for step in AHEAD.into_iter().chain(BEHIND) {
            let counter = Counter::with_portal(flow);
            let said = counter.issue(step);
            // The server's own time is right, whatever the counter's clock shows.
            if flow == "issue" {
                assert_eq!(said.status, 0, "{flow} {step}: {said:?}");
            } else {
                assert_eq!(said.status, 3, "{flow} {step}: {said:?}");
                assert!(said.err.contains("set date and time"), "{said:?}");
            }
            let log = counter.portal().log();
            let signed = u64::from(flow != "eu");
            assert_eq!(log.signatures, signed, "{flow} {step}");
            // The clock is put right; the portal is as well as before.
            let said = counter.issue(TRUE);
            assert_eq!(said.status, 0, "{flow} {step}: {said:?}");
        }
    }
}

#[test]
fn a_clock_found_wrong_before_takes_nobody_up() {
    for flow in ["hash", "issue", "eu"] {
        for step in ["+20d", "+50d"].into_iter().chain(BEHIND) {
            let counter = Counter::with_portal(flow);
            assert_eq!(counter.issue(TRUE).status, 0);
            let (before, signed) = (counter.rows(), counter.portal().log().signatures);
            let said = counter.issue(step);
            assert_eq!(said.status, 2, "{flow} {step}: {said:?}");
            assert!(said.err.contains("set date and time"), "{said:?}");
            assert_eq!(counter.rows(), before, "{flow} {step}");
            assert_eq!(counter.portal().log().signatures, signed);
            assert_eq!(counter.issue(TRUE).status, 0, "{flow} {step}");
        }
    }
}

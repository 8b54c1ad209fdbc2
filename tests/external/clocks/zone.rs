//! The hour that comes twice, and the one that never comes: the clock on the wall jumps, the time does not.

use jiff::Timestamp;

use super::counter::Counter;

/// A minute across each change, in the time of all clocks: October's 2:59 and 2:00, March's 1:59 and 3:00.
const CHANGES: [[&str; 2]; 2] = [
    ["2026-10-25T00:59:30Z", "2026-10-25T01:00:30Z"],
    ["2026-03-29T00:59:30Z", "2026-03-29T01:00:30Z"],
];
/// Zones as a computer may have them: by name, by rule, and one that nobody knows.
const ZONES: [&str; 3] = ["Europe/Berlin", "CET-1CEST,M3.5.0,M10.5.0/3", "Nirgends"];

/// The step of a clock that shows this moment now.
fn step_to(moment: &str) -> String {
    let moment: Timestamp = moment.parse().unwrap();
    format!("{}s", moment.duration_since(Timestamp::now()).as_secs())
}

#[test]
fn a_change_of_the_hour_is_no_step_and_what_was_captured_reads_as_it_was() {
    for zone in ZONES {
        for [before, after] in CHANGES {
            let counter = Counter::with_key().in_zone(zone);
            let number = counter.take_up(&step_to(before));
            let said = counter.issue(&step_to(after));
            assert_eq!(said.status, 0, "{zone} {after}: {said:?}");
            counter.work_out(&step_to(after));
            assert_eq!(counter.state(number).0, "ready", "{zone} {after}");
            assert!(counter.opens(number), "{zone} {after}");
        }
    }
}

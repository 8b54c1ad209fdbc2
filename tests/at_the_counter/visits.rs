//! A visit from the first letter to its certificate or its number.

use impftheke::domain::State;

use crate::stage::{Stage, Visitor};

#[test]
fn a_visit_is_issued_with_a_key_at_hand_and_shows_its_own_certificate() {
    let mut stage = Stage::with_key();
    stage.issue(&Visitor::erika());
    assert!(stage.says("Ausgestellt und geprüft") && stage.says("Mustermann"));
    let rows = stage.rows();
    assert_eq!((rows.len(), rows[0].state), (1, State::Ready));
}

#[test]
fn a_visit_that_the_portal_does_not_take_is_told_its_number_and_outlives_a_restart() {
    let mut stage = Stage::with_portal("503");
    stage.issue(&Visitor::erika());
    assert!(stage.says("0001"));
    stage.restart();
    stage.kill();
    assert_eq!(stage.rows()[0].state, State::Waiting);
    assert_eq!(stage.content(1).family_name, "Mustermann");
}

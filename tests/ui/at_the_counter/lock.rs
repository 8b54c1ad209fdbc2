//! A counter that its passphrase opens.

use egui::Key;

use crate::stage::{Stage, Visitor};

#[test]
fn a_locked_counter_opens_by_its_passphrase_alone_and_then_works() {
    let mut stage = Stage::prepared(None, &[("vault.key", "passphrase")]);
    assert!(!stage.says("Familienname"));
    assert!(stage.says("gelten nirgends"), "{}", stage.screen());
    stage.type_text("kurz und lang genug");
    stage.key(Key::Tab);
    stage.type_text("kurz und lang genug");
    stage.key(Key::Enter);
    stage.until_says("Familienname");
    stage.type_text("Mustermann");
    assert_eq!(stage.value("Familienname").as_deref(), Some("Mustermann"));
    stage.restart();
    stage.until_says("Impftheke entsperren");
    assert!(stage.says("Entsperren"), "{}", stage.screen());
    assert!(!stage.says("Mustermann"));
    stage.type_text("ganz falsch");
    stage.key(Key::Enter);
    stage.until_says("Passphrase falsch");
    stage.type_text("kurz und lang genug");
    stage.key(Key::Enter);
    stage.until_says("Familienname");
    assert_eq!(stage.value("Familienname").as_deref(), Some("Mustermann"));
    stage.issue(&Visitor::max());
    assert!(stage.says("Musterfrau"));
}

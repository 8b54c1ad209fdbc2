//! Where data lies is told, and is true.

use super::counter::{Counter, EXAMPLE};

#[test]
#[cfg(target_os = "linux")]
fn the_numbers_given_lie_where_help_says() {
    let counter = Counter::new();
    let home = counter.path("home");
    let issued = counter
        .command(&["issue", EXAMPLE, "--hc1", "a.hc1"])
        .env("HOME", &home)
        .env_remove("XDG_STATE_HOME")
        .output()
        .unwrap();
    assert!(issued.status.success(), "{issued:?}");
    let place = home.join(".local/state/impftheke/numbers");
    assert_eq!(std::fs::read_dir(&place).unwrap().count(), 1);
    for asks in ["--help", "-h"] {
        let help = counter.say(&[asks]);
        assert!(help.contains("~/.local/state/impftheke/numbers"), "{help}");
        assert!(help.contains("~/.local/share/impftheke"), "{help}");
    }
}

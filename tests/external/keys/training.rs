//! The keys of the training mode when their two years are over.
#![cfg(target_os = "linux")]

use std::{fs, path::Path, process::Command};

use super::counter::Counter;

/// Runs the program with the clock of its computer set.
fn at(counter: &Counter, moment: &str, arguments: &[&str]) -> String {
    let mut faketime = Command::new("faketime");
    faketime
        .args(["-f", &format!("@{moment}:00:00")])
        .arg(env!("CARGO_BIN_EXE_impftheke"))
        .args(["--data", "data"])
        .args(arguments)
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    let output = counter.around(faketime).output().unwrap();
    assert!(
        output.status.success(),
        "{moment} {arguments:?}: {output:?}"
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn keys_that_are_nearly_over_make_room_for_new_ones() {
    let counter = Counter::empty();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/example.json");
    let example = example.to_str().unwrap();
    for (moment, keys) in [
        ("2022-06-01 10", 1),
        ("2024-05-30 08", 1),
        // In the last half of a day nothing could be signed that is of use.
        ("2024-05-30 22", 2),
        ("2030-01-01 10", 3),
    ] {
        at(&counter, moment, &["queue", "clock-is-right"]);
        at(&counter, moment, &["issue", example, "--hc1", "code.txt"]);
        let report = at(&counter, moment, &["check", "code.txt", "--json"]);
        assert!(report.contains("\"valid\":true"), "{moment}: {report}");
        fs::remove_file(counter.path("code.txt")).unwrap();
        let folders = fs::read_dir(counter.data().join("keys")).unwrap();
        let folders = folders.filter(|entry| entry.as_ref().unwrap().path().is_dir());
        assert_eq!(folders.count(), keys, "{moment}");
    }
}

#[test]
fn damaged_keys_close_nothing_and_make_room_for_new_ones_when_somebody_says_so() {
    for (damage, file) in (1..).zip(["dsc.key", "dsc.pem", "csca.pem", "dsc.key"]) {
        let counter = Counter::empty();
        assert!(counter.issue().status.success());
        counter.done(&["queue", "run", "--until-empty"]);
        let path = counter.data().join("keys/training").join(file);
        match damage {
            1 => fs::remove_file(&path).unwrap(),
            _ => fs::write(&path, "nonsense").unwrap(),
        }
        let list = counter.run(&["queue", "list"]);
        assert!(list.status.success(), "{list:?}");
        let said = String::from_utf8(list.stderr).unwrap();
        assert!(
            said.contains("keys/training") && said.contains(file),
            "{said}"
        );
        counter.done(&["queue", "show", "1", "--pdf", "one.pdf"]);

        let taken = counter.issue();
        assert_eq!(taken.stdout, b"0002\n", "{taken:?}");
        let waits = counter.run(&["queue", "run", "--until-empty"]);
        assert_eq!(waits.status.code(), Some(3), "{waits:?}");
        let said = String::from_utf8(waits.stdout).unwrap();
        assert!(said.contains("queue try-again"), "{said}");
        assert!(counter.run(&["queue", "list"]).status.success());

        counter.done(&["queue", "try-again"]);
        counter.done(&["queue", "run", "--until-empty"]);
        counter.done(&["queue", "show", "1", "--pdf", "one.pdf"]);
        counter.done(&["queue", "show", "2", "--pdf", "two.pdf"]);
        let aside = counter.data().join("keys/training.unusable-1");
        assert!(aside.is_dir(), "what was damaged is kept");
    }
}

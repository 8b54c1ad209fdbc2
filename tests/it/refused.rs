//! What the command line refuses, and how it says so: what is wrong, what to do, and nothing that is nobody's business.
#![expect(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

fn run(folder: &Path, data: &str, locale: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_impftheke"));
    for name in [
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "WAYLAND_SOCKET",
        "LC_MESSAGES",
        "LANG",
    ] {
        command.env_remove(name);
    }
    command
        .current_dir(folder)
        .env("LC_ALL", locale)
        .args(["--data", data])
        .args(arguments)
        .output()
        .unwrap()
}

/// What was said about a refusal.
fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_secret_is_not_taken_where_others_can_read_it() {
    let folder = tempfile::tempdir().unwrap();
    for key in ["portal.key", "portal.certificate-password"] {
        let output = run(
            folder.path(),
            "data",
            "C",
            &["config", "set", key, "geheim-0815"],
        );
        let why = refused(&output);
        assert!(why.contains(&format!("config set {key} - < FILE")), "{why}");
        assert!(!why.contains("geheim-0815"), "{why}");
        let cleared = run(folder.path(), "data", "C", &["config", "set", key, ""]);
        assert!(cleared.status.success(), "{cleared:?}");
    }
}

#[test]
fn opening_hours_are_refused_in_the_language_of_whoever_types_them() {
    let folder = tempfile::tempdir().unwrap();
    let hours = "pharmacy.hours";
    for (key, value, german, english) in [
        (hours, "immer", "weder ein Wochentag noch", "neither a day"),
        (hours, "Mo 25", "keine Uhrzeit", "no time"),
        (hours, "8-12", "An welchen Tagen", "On which days"),
        (hours, "Mo", "Wann ist am Mo", "When is it open on Mon"),
        (hours, "Mo 8", "Bis wann", "Until when"),
        (hours, "Mo 8-8:10", "eine halbe Stunde", "half an hour"),
        (hours, "Mo 8-12, Mo 9-13", "überschneiden", "overlap"),
        (
            hours,
            "So 8-12 geschlossen",
            "So steht als geöffnet",
            "Sun stands as open",
        ),
        (
            hours,
            "geschlossen",
            "An welchen Tagen ist",
            "On which days is it closed",
        ),
        (
            "pharmacy.state",
            "Franken",
            "kein Bundesland",
            "no German state",
        ),
        ("pharmacy.closed", "30.2.", "„30.2.“ ist kein Tag", "no day"),
        (
            "pharmacy.eves",
            "mittags",
            "„mittags“ ist keine Uhrzeit",
            "no time",
        ),
    ] {
        for (locale, expected) in [
            ("de_DE.UTF-8", german),
            ("C", english),
            ("fr_FR.UTF-8", english),
        ] {
            let set = ["config", "set", key, value];
            let why = refused(&run(folder.path(), "data", locale, &set));
            assert!(
                why.starts_with(&format!("impftheke: {key}: ")) && why.contains(expected),
                "{why}"
            );
        }
    }
}

#[test]
fn a_path_that_is_too_long_is_not_told_as_a_matter_of_permissions() {
    let folder = tempfile::tempdir().unwrap();
    let deep = ["ordner"; 76].join("/");
    let name = "n".repeat(300);
    for data in [deep.as_str(), &name] {
        for arguments in [["queue", "list"], ["config", "show"]] {
            let why = refused(&run(folder.path(), data, "C", &arguments));
            assert!(why.contains("too long") && why.contains("--data"), "{why}");
            assert!(!why.contains("permission"), "{why}");
        }
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    // As long as a path may be, everything works.
    let here = fs::canonicalize(folder.path()).unwrap().as_os_str().len() + 1;
    let longest = ["ordner"; 60].join("/");
    let output = run(
        folder.path(),
        &longest[..400 - here],
        "C",
        &["queue", "list"],
    );
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn without_a_display_nothing_is_told_of_the_machine_that_built_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let why = refused(&run(folder.path(), "data", "C", &[]));
    assert!(
        why.contains("DISPLAY") && why.contains("impftheke issue"),
        "{why}"
    );
    assert!(!why.contains('/') && !why.contains(".rs"), "{why}");
}

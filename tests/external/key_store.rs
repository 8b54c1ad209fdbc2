//! The master key in a real key store: GNOME's, on a bus of its own, in a home of its own.
//!
//! Needs dbus-run-session and gnome-keyring-daemon, which `packaging/test` installs.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, path::Path, process::Command};

/// Runs lines of a shell in a session with a key store; `counter` is the program with its data folder.
fn session(home: &Path, before: &str, lines: &str) -> String {
    let script = format!(
        "set -e\n{before}\ncounter() {{ {} --data \"$HOME/data\" \"$@\" 2>&1; }}\n{lines}",
        env!("CARGO_BIN_EXE_impftheke")
    );
    let output = Command::new("dbus-run-session")
        .args(["--", "bash", "-c", &script])
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", home)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

const UNLOCKED: &str =
    "printf geheim | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1";

#[test]
fn the_key_moves_into_the_key_store_and_is_there_after_a_restart() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/example.json");
    let capture = format!(
        "counter issue {} --queue\ncounter config set vault.key keystore\ncounter queue list",
        example.display()
    );
    let said = session(home, UNLOCKED, &capture);
    assert!(said.contains("0001  waiting"), "{said}");
    assert!(!home.join("data/keys/master.key").exists());

    // Another session, another daemon: only what is on the disk is left.
    let said = session(home, UNLOCKED, "counter queue run --until-empty --limit 20");
    assert!(said.contains("0001 ready"), "{said}");

    // A key store that nobody has unlocked, or that is not there, is said, and nothing is made in its place.
    for before in [
        "gnome-keyring-daemon --components=secrets >/dev/null 2>&1",
        ":",
    ] {
        let said = session(home, before, "counter queue list || true");
        assert!(said.contains("key store"), "{said}");
    }

    let back = session(
        home,
        UNLOCKED,
        "counter config set vault.key file\ncounter queue list",
    );
    assert!(back.contains("0001  ready"), "{back}");
    assert!(fs::metadata(home.join("data/keys/master.key")).is_ok());
    let said = session(home, ":", "counter queue list");
    assert!(said.contains("0001  ready"), "{said}");
}

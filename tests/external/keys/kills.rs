//! The program killed before each of its writes: what is left opens, and the next start puts it in order.
//!
//! strace kills the real program on entering a system call, once before each call that changes a file.
#![cfg(target_os = "linux")]

use std::{fs, os::unix::process::ExitStatusExt as _, process::Command};

use super::counter::{Counter, Held, PASSPHRASE, files, in_session};

/// The calls that change a file or a folder, and how often a command is killed before one.
///
/// What the database writes is counted among the `pwrite64`; the first of them are the new wrappings.
const CALLS: [(&str, u32); 9] = [
    ("write", 30),
    ("fsync", 30),
    ("rename", 30),
    ("linkat", 30),
    ("link", 30),
    ("unlink", 30),
    // To the key store.
    ("sendmsg", 30),
    ("pwrite64", 12),
    ("fdatasync", 6),
];

impl Counter {
    /// Runs the program, killed before its `nth` call of a kind; whether it came to that.
    fn killed(&self, arguments: &[&str], call: &str, nth: u32) -> bool {
        let mut strace = Command::new("strace");
        strace
            .args([
                "-f",
                "-qq",
                "-o",
                "/dev/null",
                "-e",
                &format!("trace={call}"),
            ])
            .args(["-e", &format!("inject={call}:signal=KILL:when={nth}")])
            .arg(env!("CARGO_BIN_EXE_impftheke"))
            .args(["--data", "data"])
            .args(arguments);
        let output = self.around(strace).output().unwrap();
        let killed = output.status.signal() == Some(9);
        assert!(killed || output.status.success(), "{output:?}");
        killed
    }

    /// Kills a command before each of its changes, each time on a fresh copy, and hands what is left to `check`.
    ///
    /// Returns how often it was killed.
    pub(crate) fn killed_everywhere(&self, arguments: &[&str], check: impl Fn(&Self)) -> u32 {
        self.prepared_and_killed(|_| {}, arguments, check)
    }

    /// The same, with each copy made ready for it.
    fn prepared_and_killed(
        &self,
        prepare: impl Fn(&Self),
        arguments: &[&str],
        check: impl Fn(&Self),
    ) -> u32 {
        let mut kills = 0;
        for (call, most) in CALLS {
            for nth in 1..=most {
                let twin = self.twin();
                prepare(&twin);
                if !twin.killed(arguments, call, nth) {
                    break;
                }
                kills += 1;
                check(&twin);
            }
        }
        kills
    }

    /// Asserts that nothing lies about but one copy of the key of each profile.
    pub(crate) fn is_tidy(&self) {
        let mut keys = Vec::new();
        for path in files(&self.data()) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let is_part = path.extension().is_some_and(|ending| ending == "part");
            assert!(!is_part, "{name} is left");
            if ["key", "sealed", "keystore"]
                .iter()
                .any(|ending| name.ends_with(&format!(".{ending}")))
                && path.parent().unwrap().ends_with("keys")
            {
                keys.push(name.split('.').next().unwrap().to_owned());
            }
        }
        keys.sort_unstable();
        let copies = keys.len();
        keys.dedup();
        assert_eq!(keys.len(), copies, "a copy is left");
    }
}

/// Opens both profiles as they were, with nothing left over.
fn opens(counter: &Counter, training: Held, live: Held) {
    let mut plain = Vec::new();
    counter.note_plain(&mut plain);
    counter.look_at("training");
    assert_eq!(counter.readable(), training);
    counter.look_at("live");
    assert_eq!(counter.readable(), live);
    counter.is_tidy();
    counter.nothing_live_opens_with(&plain);
}

const USED: Held = Held {
    cases: 1,
    secret: true,
};

fn used() -> Counter {
    let counter = Counter::new();
    counter.done(&["config", "set", "vault.key", "passphrase"]);
    counter.profile("live");
    assert!(counter.keep_secret().status.success());
    assert!(counter.issue().status.success());
    counter.profile("training");
    counter.done(&["config", "set", "vault.key", "file"]);
    assert!(counter.keep_secret().status.success());
    assert!(counter.issue().status.success());
    counter
}

#[test]
fn a_move_that_is_cut_off_anywhere_loses_nothing_and_can_be_done_again() {
    let counter = used();
    for place in ["passphrase", "file"] {
        let set = ["config", "set", "vault.key", place];
        let kills = counter.killed_everywhere(&set, |left| {
            opens(left, USED, USED);
            left.look_at("training");
            left.done(&set);
            assert_eq!(left.readable(), USED);
            left.is_tidy();
            assert_eq!(left.settings().vault_key().unwrap().name(), place);
        });
        assert!(kills >= 8, "only {kills} kills");
        counter.done(&set);
    }
}

#[test]
fn a_move_into_the_key_store_or_out_of_it_can_be_cut_off_anywhere() {
    const NAME: &str = "kills::a_move_into_the_key_store_or_out_of_it_can_be_cut_off_anywhere";
    if !in_session(NAME) {
        return;
    }
    let counter = Counter::new();
    assert!(counter.keep_secret().status.success());
    assert!(counter.issue().status.success());
    for [from, to] in [["file", "keystore"], ["keystore", "file"]] {
        let set = ["config", "set", "vault.key", to];
        let prepare = |twin: &Counter| {
            // The name of an entry is that of its folder.
            twin.done(&["config", "set", "vault.key", from]);
        };
        let kills = counter.prepared_and_killed(prepare, &set, |left| {
            for _ in 0..2 {
                assert_eq!(left.readable(), USED);
                left.is_tidy();
                left.done(&set);
            }
            assert_eq!(left.settings().vault_key().unwrap().name(), to);
        });
        assert!(kills >= 8, "only {kills} kills");
    }
}

#[test]
fn the_first_start_of_live_can_be_cut_off_anywhere() {
    let counter = Counter::new();
    assert!(counter.keep_secret().status.success());
    assert!(counter.issue().status.success());
    counter.profile("live");
    counter.done(&["config", "set", "vault.key", "passphrase"]);
    let kills = counter.killed_everywhere(&["queue", "list"], |left| {
        let live = Held {
            cases: 0,
            secret: true,
        };
        opens(left, USED, live);
    });
    assert!(kills >= 8, "only {kills} kills");
}

#[test]
fn a_change_of_the_passphrase_that_is_cut_off_leaves_the_old_or_the_new_one() {
    let counter = used();
    counter.profile("live");
    let other = "neu und auch geheim";
    fs::write(counter.path("input"), format!("{PASSPHRASE}\n{other}\n")).unwrap();
    let mut kills = 0;
    for (call, most) in CALLS {
        for nth in 1..=most {
            let twin = counter.twin();
            let mut strace = Command::new("strace");
            strace
                .args([
                    "-f",
                    "-qq",
                    "-o",
                    "/dev/null",
                    "-e",
                    &format!("trace={call}"),
                ])
                .args(["-e", &format!("inject={call}:signal=KILL:when={nth}")])
                .arg(env!("CARGO_BIN_EXE_impftheke"))
                .args(["--data", "data", "config", "passphrase"]);
            let input = fs::File::open(counter.path("input")).unwrap();
            let output = twin.around(strace).stdin(input).output().unwrap();
            if output.status.signal() != Some(9) {
                assert!(output.status.success(), "{output:?}");
                break;
            }
            kills += 1;
            let opened = [PASSPHRASE, other].map(|passphrase| {
                fs::write(twin.path("passphrase"), passphrase).unwrap();
                twin.run(&["queue", "list"])
            });
            let open = opened.iter().filter(|output| output.status.success());
            assert_eq!(open.count(), 1, "{opened:?}");
            twin.is_tidy();
        }
    }
    assert!(kills >= 3, "only {kills} kills");
}

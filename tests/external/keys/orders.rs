//! Every order of profile and place, of restarts (each command is one), of cases and secrets.

use std::{
    collections::{BTreeSet, VecDeque},
    fs,
};

use super::counter::{Counter, Held, contents, copy, in_session};

/// What may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Profile(&'static str),
    Key(&'static str),
    /// A case is taken up, and the key of the portal is set.
    Use,
}

/// What is known of a counter without looking.
#[derive(Clone, Debug, Default)]
struct Known {
    live: bool,
    /// Cases and secret of training and live.
    held: [Held; 2],
    /// Every key that ever lay in plain.
    plain: Vec<Vec<u8>>,
}

impl Known {
    /// Takes one step with the real program.
    fn step(&mut self, counter: &Counter, step: Step) {
        match step {
            Step::Profile(profile) => {
                counter.profile(profile);
                self.live = profile == "live";
            }
            Step::Key("file") if self.live => {
                let why = counter.refused(&["config", "set", "vault.key", "file"]);
                assert!(why.contains("keystore or passphrase"), "{why}");
            }
            Step::Key(place) => {
                counter.done(&["config", "set", "vault.key", place]);
            }
            // Nobody has said yet where the key of live is to be kept.
            Step::Use if self.live && counter.settings().vault_key().is_none() => {
                for output in [counter.keep_secret(), counter.issue()] {
                    assert_eq!(output.status.code(), Some(2), "{output:?}");
                    let why = String::from_utf8_lossy(&output.stderr);
                    assert!(why.contains("vault.key must be"), "{why}");
                }
            }
            Step::Use => {
                for output in [counter.keep_secret(), counter.issue()] {
                    assert!(output.status.success(), "{output:?}");
                }
                let held = &mut self.held[usize::from(self.live)];
                held.cases += 1;
                held.secret = true;
            }
        }
        counter.note_plain(&mut self.plain);
    }

    /// Opens both profiles: everything is there, and nothing live opens with a key that lay in plain.
    fn check(&self, counter: &Counter, way: &[Step]) {
        for (live, profile) in [(false, "training"), (true, "live")] {
            counter.look_at(profile);
            let mut expected = self.held[usize::from(live)];
            if live && expected == Held::default() && counter.settings().vault_key().is_none() {
                continue;
            }
            // Live begins with what was set in training.
            expected.secret |= live && self.held[0].secret;
            assert_eq!(counter.readable(), expected, "{profile} after {way:?}");
        }
        counter.nothing_live_opens_with(&self.plain);
    }
}

/// Training and live, each used or not, with each place for its key: every state that there is, and every step
/// from each of them.
#[test]
fn every_order_keeps_everything_and_nothing_live_opens_with_a_key_that_lay_in_plain() {
    let steps = [
        Step::Profile("training"),
        Step::Profile("live"),
        Step::Key("file"),
        Step::Key("passphrase"),
        Step::Use,
    ];
    let mut seen = BTreeSet::new();
    let mut open = VecDeque::from([(Counter::new(), Known::default(), Vec::new())]);
    while let Some((counter, known, way)) = open.pop_front() {
        for step in steps {
            // A second case tells nothing that the first did not.
            if step == Step::Use && known.held[usize::from(known.live)].cases > 0 {
                continue;
            }
            let (next, mut known, mut way) = (counter.twin(), known.clone(), way.clone());
            way.push(step);
            known.step(&next, step);
            if seen.insert(next.state()) {
                known.check(&next.twin(), &way);
                open.push_back((next, known, way));
            }
        }
    }
    assert!(seen.len() > 30, "only {} states were reached", seen.len());
}

#[test]
fn a_long_walk_with_a_real_key_store_keeps_everything() {
    if !in_session("orders::a_long_walk_with_a_real_key_store_keeps_everything") {
        return;
    }
    let steps = [
        Step::Profile("training"),
        Step::Profile("live"),
        Step::Key("file"),
        Step::Key("passphrase"),
        Step::Key("keystore"),
        Step::Use,
    ];
    // Each pair of steps, and many more in a row.
    let mut way = Vec::new();
    for first in steps {
        way.extend(steps.into_iter().flat_map(|second| [first, second]));
    }
    for turn in 0..2 {
        let counter = Counter::new();
        let mut known = Known::default();
        way.rotate_left(turn * 7 + 1);
        for (done, step) in way.iter().enumerate() {
            known.step(&counter, *step);
            if done % 6 == 5 {
                known.check(&counter, &way[..=done]);
                counter.look_at(if known.live { "live" } else { "training" });
            }
        }
        known.check(&counter, &way);
    }
}

impl Counter {
    /// Another counter with the same folder.
    pub(crate) fn twin(&self) -> Self {
        let twin = Self::empty();
        copy(&self.data(), &twin.data());
        twin
    }

    /// Changes the profile without the program.
    pub(crate) fn look_at(&self, profile: &str) {
        let path = self.data().join("settings.json");
        let mut settings = self.settings();
        settings.set("profile", profile).unwrap();
        settings.save(&path).unwrap();
    }

    /// What the folder is, but for keys and cases.
    fn state(&self) -> String {
        let mut state = String::new();
        for (path, content) in contents(&self.data()) {
            let name = path
                .strip_prefix(self.data())
                .unwrap()
                .display()
                .to_string();
            if name == "settings.json" {
                let text = String::from_utf8(content).unwrap();
                let lines = text.lines().filter(|line| !line.contains("portal."));
                state.extend(lines.map(|line| format!("{line}\n")));
            } else if name.starts_with("keys/master")
                || name.starts_with("keys/live")
                || name.ends_with("queue.db")
            {
                state.extend([name.as_str(), "\n"]);
            }
        }
        state
    }
}

#[test]
fn a_key_that_is_gone_is_named_and_never_made_anew() {
    let counter = Counter::new();
    counter.issue();
    let key = counter.data().join("keys/master.key");
    let kept = fs::read(&key).unwrap();
    fs::remove_file(&key).unwrap();
    for arguments in [
        ["queue", "list"].as_slice(),
        &["config", "set", "vault.key", "passphrase"],
        &["config", "set", "vault.key", "file"],
    ] {
        let why = counter.refused(arguments);
        assert!(
            why.contains("is missing") && why.contains("keys/master.key"),
            "{why}"
        );
        assert!(!key.exists());
    }
    fs::write(&key, kept).unwrap();
    assert_eq!(counter.readable().cases, 1);

    // A secret alone needs its key as well.
    let counter = Counter::new();
    assert!(counter.keep_secret().status.success());
    fs::remove_file(counter.data().join("keys/master.key")).unwrap();
    let why = counter.refused(&["queue", "list"]);
    assert!(why.contains("is missing"), "{why}");
}

#[test]
fn live_without_a_known_signer_takes_people_up_and_says_what_is_missing() {
    let counter = Counter::new();
    counter.profile("live");
    counter.done(&["config", "set", "vault.key", "passphrase"]);
    counter.done(&["config", "set", "portal.signers", ""]);
    let taken = counter.issue();
    assert!(taken.status.success(), "{taken:?}");
    let listed = counter.run(&["queue", "list"]);
    assert!(listed.status.success(), "{listed:?}");
    assert!(String::from_utf8_lossy(&listed.stdout).starts_with("0001"));
    let said = String::from_utf8_lossy(&listed.stderr);
    assert!(
        said.contains("portal.signers names no document signer"),
        "{said}"
    );
}

#[test]
fn live_is_issued_at_no_other_moment_and_its_queue_never_hears_of_one() {
    let counter = Counter::new();
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/packaging/example.json");
    for moment in ["2021-06-14T08:00:00Z", "2030-01-01T00:00:00"] {
        let arguments = ["issue", example, "--queue", "--at", moment];
        counter.profile("training");
        counter.done(&["config", "set", "portal.url", ""]);
        assert!(counter.run(&arguments).status.success(), "{moment}");
        counter.done(&["config", "set", "portal.url", "https://127.0.0.1:9"]);
        counter.profile("live");
        let why = counter.refused(&arguments);
        assert!(why.contains("--at is for practice"), "{why}");
        assert!(!counter.data().join("queue/live").exists(), "{moment}");
    }
    // What may be said beside it is the present moment and nothing else.
    counter.done(&["config", "set", "vault.key", "passphrase"]);
    assert!(counter.issue().status.success());
    assert_eq!(counter.done(&["queue", "list"]).lines().count(), 1);
}

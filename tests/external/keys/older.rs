//! Folders of versions in which both profiles shared one key.

use std::fs;

use impftheke::vault;
use serde_json::{Map, Value, json};

use super::counter::{Counter, Held, copy};

const USED: Held = Held {
    cases: 1,
    secret: true,
};
const UNUSED: Held = Held {
    cases: 0,
    secret: false,
};

/// A counter as an older version left it: one key for both profiles, lying in `place`, live on.
fn shared(place: &str) -> Counter {
    let counter = Counter::new();
    assert!(counter.keep_secret().status.success());
    assert!(counter.issue().status.success());
    counter.done(&["config", "set", "vault.key", place]);
    // Training's key sealed the live queue just the same.
    copy(
        &counter.data().join("queue/training"),
        &counter.data().join("queue/live"),
    );
    as_it_was(&counter);
    counter.profile("live");
    counter
}

/// Takes away what older versions did not write.
fn as_it_was(counter: &Counter) {
    drop(fs::remove_file(counter.data().join("keys/keys.lock")));
    let sealed = counter.data().join("keys/master.sealed");
    if let Ok(text) = fs::read_to_string(&sealed) {
        let mut file: Map<String, Value> = serde_json::from_str(&text).unwrap();
        file.remove("proof").unwrap();
        fs::write(&sealed, json!(file).to_string()).unwrap();
    }
}

/// Opens both profiles, twice; what training has is the same as ever, and live has its own key.
fn opens(counter: &Counter, training: Held, live: Held) {
    for _ in 0..2 {
        counter.look_at("live");
        assert_eq!(counter.readable(), live);
        counter.look_at("training");
        assert_eq!(counter.readable(), training);
    }
    counter.is_tidy();
}

#[test]
fn a_live_queue_that_shared_its_key_behind_a_passphrase_gets_its_own() {
    let counter = shared("passphrase");
    // What was set while live was on was for live: training gives it away.
    let training = Held {
        secret: false,
        ..USED
    };
    opens(&counter, training, USED);
    // Whoever takes the shared key out into the open finds nothing live that it opens.
    counter.done(&["config", "set", "vault.key", "file"]);
    let mut plain = Vec::new();
    counter.note_plain(&mut plain);
    assert_eq!(plain.len(), 1);
    counter.nothing_live_opens_with(&plain);
    opens(&counter, training, USED);
}

#[test]
fn a_live_queue_under_a_key_in_plain_can_be_entered_again() {
    let counter = shared("file");
    let mut plain = Vec::new();
    counter.note_plain(&mut plain);
    let why = counter.refused(&["queue", "list"]);
    assert!(why.contains("vault.key must be"), "{why}");
    counter.done(&["config", "set", "vault.key", "passphrase"]);
    opens(
        &counter,
        Held {
            secret: false,
            ..USED
        },
        USED,
    );
    counter.nothing_live_opens_with(&plain);
}

#[test]
fn a_key_that_was_made_beside_that_of_training_is_found_by_its_queue() {
    // An older version made a new key where a passphrase was set with live on.
    let (counter, other) = (Counter::new(), Counter::new());
    assert!(counter.issue().status.success());
    assert!(other.issue().status.success());
    other.done(&["config", "set", "vault.key", "passphrase"]);
    counter.done(&["config", "set", "vault.key", "passphrase"]);
    let plain = counter.data().join("keys/master.key");
    counter.done(&["config", "set", "vault.key", "file"]);
    let kept = fs::read(&plain).unwrap();
    for name in ["keys/master.sealed", "settings.json"] {
        fs::copy(other.data().join(name), counter.data().join(name)).unwrap();
    }
    copy(
        &other.data().join("queue/training"),
        &counter.data().join("queue/live"),
    );
    as_it_was(&counter);
    for first in ["training", "live"] {
        let twin = counter.twin();
        twin.look_at(first);
        let case = Held { cases: 1, ..UNUSED };
        assert_eq!(twin.readable(), case);
        opens(&twin, case, case);
        assert_eq!(fs::read(twin.data().join("keys/master.key")).unwrap(), kept);
        assert!(!twin.data().join("keys/master.sealed").exists());
    }
}

#[test]
fn giving_live_its_own_key_can_be_cut_off_anywhere() {
    let counter = shared("passphrase");
    let training = Held {
        secret: false,
        ..USED
    };
    let kills = counter.killed_everywhere(&["queue", "list"], |left| {
        opens(left, training, USED);
    });
    assert!(kills >= 15, "only {kills} kills");
}

#[test]
fn a_case_that_another_program_takes_up_meanwhile_is_not_lost() {
    let counter = shared("passphrase");
    let queue = counter.data().join("queue/live");
    counter.look_at("training");
    counter.done(&["config", "set", "vault.key", "file"]);
    counter.look_at("live");
    let key = vault::file::open_or_create(&counter.data().join("keys/master.key")).unwrap();
    let now = jiff::Timestamp::now();
    let other = impftheke::queue::Store::open(&queue, key.clone(), now).unwrap();
    // As long as somebody has the queue open under the shared key, it stays.
    assert_eq!(counter.readable().cases, 1);
    assert_eq!(
        impftheke::queue::Store::opens_with(&queue, &key),
        Some(true)
    );
    drop(other);
    assert_eq!(counter.readable().cases, 1);
    assert_eq!(
        impftheke::queue::Store::opens_with(&queue, &key),
        Some(false)
    );
}

//! The database, or the whole folder, is removed, emptied, or put back from a copy.

use std::{fs, path::Path, process::Command};

use super::counter::Counter;

fn copy(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg("-a").args([from, to]).status();
    assert!(copied.unwrap().success());
}

#[test]
fn after_a_restore_the_next_number_is_larger_than_any_ever_given() {
    let counter = Counter::new();
    counter.take(2);
    let copied = counter.home.path().join("copy");
    copy(&counter.data, &copied);
    let database = counter.home.path().join("copy.db");
    copy(&counter.database(), &database);
    let mut last = counter.take(3)[2];
    type Restore<'a> = (&'a str, &'a dyn Fn());
    let restores: [Restore<'_>; 6] = [
        ("put back", &|| {
            copy(&database, &counter.database());
        }),
        ("put back", &|| {
            fs::remove_dir_all(&counter.data).unwrap();
            copy(&copied, &counter.data);
        }),
        ("empty or deleted", &|| {
            fs::write(counter.database(), b"").unwrap();
        }),
        ("empty or deleted", &|| {
            fs::remove_file(counter.database()).unwrap();
        }),
        ("empty or deleted", &|| {
            fs::remove_dir_all(counter.queue()).unwrap();
        }),
        ("empty or deleted", &|| {
            fs::remove_dir_all(&counter.data).unwrap();
        }),
    ];
    for (count, (word, restore)) in restores.into_iter().enumerate() {
        restore();
        let said = counter.complain(&["queue", "list"]);
        assert!(said.contains(word), "{count}: {said}");
        let numbers = counter.take(2);
        assert_eq!(numbers, [last + 1, last + 2], "{count}");
        last += 2;
        assert!(counter.complain(&["queue", "list"]).contains(word));
        counter.say(&["queue", "seen"]);
        assert_eq!(counter.complain(&["queue", "list"]), "", "{count}");
    }
}

#[test]
fn a_folder_that_comes_to_another_computer_goes_on_far_beyond() {
    let counter = Counter::new();
    let last = counter.take(2)[1];
    // Another home: nothing is known there of what was given since.
    let elsewhere = Counter::new();
    copy(&counter.data, &elsewhere.data);
    assert!(elsewhere.take(1)[0] > last + 5_000);
    assert!(
        elsewhere
            .complain(&["queue", "list"])
            .contains("another computer")
    );
    assert_eq!(elsewhere.list().len(), 3);
}

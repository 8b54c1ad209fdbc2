//! The real program while its database is locked by another, or its disk is full: every captured case is told its
//! number, and what a portal has signed is neither lost nor signed a second time.
#![cfg(target_os = "linux")]
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking, and says where it cannot run"
)]

mod counter;

use std::io::{Read as _, Write as _};

use counter::{Counter, Running, SmallDisk};
use impftheke::training::Faults;

/// Said when an answer cannot be settled yet.
const KEPT: &str = "is kept";

#[test]
fn an_answer_that_meets_a_locked_database_is_settled_when_it_is_free() {
    for command in [&["issue", "INPUT"][..], &["queue", "run", "--until-empty"]] {
        let counter = Counter::new();
        if command[0] == "queue" {
            assert_eq!(counter.run(&["issue", "INPUT", "--queue"]).0, 0);
        }
        let mut running = counter.start(command);
        let lock = counter.lock_once_sending();
        running.until_says(KEPT);
        lock.execute_batch("COMMIT").unwrap();
        let (status, said) = running.end();
        assert_eq!(status, 0, "{command:?}: {said}");
        counter.has_signed_once();
    }
}

#[test]
fn an_answer_outlives_a_program_that_is_killed_while_the_database_is_locked() {
    let counter = Counter::new();
    let mut running = counter.start(&["issue", "INPUT"]);
    let lock = counter.lock_once_sending();
    running.until_says(KEPT);
    running.kill();
    lock.execute_batch("COMMIT").unwrap();
    drop(lock);
    let (status, said) = counter.run(&["queue", "run", "--until-empty"]);
    assert_eq!(status, 0, "{said}");
    let (_, rows) = counter.run(&["queue", "list"]);
    assert!(rows.starts_with("0001  ready"), "{rows}");
    counter.has_signed_once();
}

#[test]
fn an_answer_that_meets_a_full_disk_is_settled_when_there_is_room() {
    let counter = Counter::new();
    let Some(disk) = SmallDisk::mount(&counter.queue()) else {
        println!("not tested: this system does not let the test mount a small disk");
        return;
    };
    let mut running = counter.start(&["issue", "INPUT"]);
    counter.until_sending();
    disk.fill();
    running.until_says(KEPT);
    disk.empty();
    let (status, said) = running.end();
    assert_eq!(status, 0, "{said}");
    counter.has_signed_once();
}

#[test]
fn a_case_is_told_its_number_when_the_disk_is_full_behind_the_commit() {
    let counter = Counter::new();
    let Some(disk) = SmallDisk::mount(&counter.queue()) else {
        println!("not tested: this system does not let the test mount a small disk");
        return;
    };
    let mut running = counter.start(&["issue", "INPUT", "--pdf", "/dev/full/certificate.pdf"]);
    counter.until_sending();
    disk.fill();
    running.until_says(KEPT);
    disk.empty();
    let (status, said) = running.end();
    assert_eq!((status, said.as_str()), (2, "0001\n"));
    counter.has_signed_once();
}

#[test]
fn standard_output_holds_the_number_of_a_case_whatever_fails_after_the_commit() {
    let counter = Counter::new();
    let (status, said) = counter.run(&["issue", "INPUT", "--pdf", "/dev/full/certificate.pdf"]);
    assert_eq!((status, said.as_str()), (2, "0001\n"));
    counter.portal.switch(Faults::named("503").unwrap());
    let (status, said) = counter.run(&["issue", "INPUT"]);
    assert_eq!((status, said.as_str()), (3, "0002\n"));
}

#[test]
fn an_answer_that_was_kept_is_shown_from_a_full_disk() {
    let counter = Counter::new();
    let Some(disk) = SmallDisk::mount(&counter.queue()) else {
        println!("not tested: this system does not let the test mount a small disk");
        return;
    };
    let mut running = counter.start(&["issue", "INPUT"]);
    let lock = counter.lock_once_sending();
    running.until_says(KEPT);
    running.kill();
    lock.execute_batch("COMMIT").unwrap();
    drop(lock);
    disk.fill();
    let (_, rows) = counter.run(&["queue", "list"]);
    assert!(rows.starts_with("0001  ready"), "{rows}");
    let (status, code) = counter.run(&["queue", "show", "1", "--hc1", "-"]);
    assert_eq!((status, code.starts_with("HC1:")), (0, true), "{code}");
    // A mere look has used nothing up.
    disk.empty();
    let (status, said) = counter.run(&["queue", "run", "--until-empty"]);
    assert_eq!(status, 0, "{said}");
    let (_, same) = counter.run(&["queue", "show", "1", "--hc1", "-"]);
    assert_eq!(same, code);
    counter.has_signed_once();
}

#[test]
fn an_identifier_that_was_given_away_before_the_program_was_killed_is_named() {
    let counter = Counter::new();
    assert_eq!(counter.run(&["config", "set", "portal.flow", "eu"]).0, 0);
    // The first step is answered at once, the second never comes to its end.
    let second = r#"[{"fault": "none", "times": 1}, {"fault": "slow-body", "pause_ms": 1000}]"#;
    counter.portal.switch(Faults::parse(second).unwrap());
    let running = counter.start(&["issue", "INPUT"]);
    while counter.portal.log().signatures == 0 {
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    running.kill();
    let lost = || {
        let (status, said) = counter.run(&["queue", "show", "1"]);
        assert_eq!(status, 0, "{said}");
        let lost = said.lines().filter(|line| line.contains("lost  URN:UVCI:"));
        lost.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(lost().len(), 1);
    counter.portal.switch(Faults::named("none").unwrap());
    let (status, said) = counter.run(&["queue", "run", "--until-empty"]);
    assert_eq!(status, 0, "{said}");
    assert_eq!(lost().len(), 1);
    let log = counter.portal.log();
    assert_eq!((log.certificates, log.signatures), (2, 2), "{log:?}");
    let mut files = std::fs::read_dir(counter.queue()).unwrap();
    assert!(!files.any(|file| file.unwrap().path().extension() == Some("sealed".as_ref())));
}

impl Running {
    /// Waits until the program says something on standard error.
    fn until_says(&mut self, text: &str) {
        let mut said = Vec::new();
        let mut byte = [0];
        while !String::from_utf8_lossy(&said).contains(text) {
            let count = self.stderr.read(&mut byte).unwrap();
            let so_far = String::from_utf8_lossy(&said);
            assert_eq!(count, 1, "it ended without saying so: {so_far}");
            said.extend(byte);
        }
    }
}

impl SmallDisk {
    /// Leaves not one byte free.
    fn fill(&self) {
        let mut ballast = std::fs::File::create(self.ballast()).unwrap();
        for size in [4096, 1] {
            while ballast.write_all(&[0].repeat(size)).is_ok() {}
        }
    }
}

//! What is the portal's is one state of the portal: the real program, started again and again, against the training
//! portal behind real HTTP. What is asserted is what is printed, what lies in the queue and what reached the portal.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "no program of tests uses all of the stage")]
#[path = "../support/stage/time.rs"]
mod time;

use std::{
    fs,
    io::Write as _,
    path::PathBuf,
    process::{Command, Output, Stdio},
    sync::Arc,
};

use impftheke::{
    counter::{SystemClock, data_folder::DataFolder, open, settings::Settings},
    domain::Clock as _,
    training::{self, Fault, Faults, Running},
};
use serde_json::Value;
use tempfile::TempDir;
use time::Time;

use crate::requests::{ERIKA, of_people};

/// A counter and its portal.
struct Counter {
    portal: Running,
    /// The portal's clock.
    time: Time,
    /// How far the counter's clock is ahead of the system's.
    hours: u32,
    /// Its signer.
    signer: String,
    home: TempDir,
}

impl Counter {
    fn new(faults: Faults, key: Option<&str>) -> Self {
        let home = tempfile::tempdir().unwrap();
        let now = SystemClock.now();
        let time = Time::from(&now.to_string());
        let folder = DataFolder::new(Some(home.path().join("data"))).unwrap();
        let keys = open::training_keys(&folder, now.timestamp()).unwrap();
        let signer = keys.certificate_pem.clone();
        let portal = training::start(training::Options {
            port: 0,
            faults,
            keys,
            issuer: open::issuer(&Settings::default()).unwrap(),
            clock: Arc::new(time.clone()),
            key: key.map(str::to_owned),
            tls: None,
        })
        .unwrap();
        let counter = Self {
            portal,
            time,
            hours: 0,
            signer,
            home,
        };
        counter.set("portal.url", &counter.portal.url());
        counter
    }

    fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    fn run_with(&self, arguments: &[&str], input: &str) -> Output {
        let program = env!("CARGO_BIN_EXE_impftheke");
        let mut command = if self.hours == 0 {
            Command::new(program)
        } else {
            let mut command = Command::new("faketime");
            command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
            command.args(["-f", &format!("+{}h", self.hours), program]);
            command
        };
        let mut child = command
            .args(["--data", self.data().to_str().unwrap()])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(input.as_bytes()).unwrap();
        drop(stdin);
        child.wait_with_output().unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.run_with(arguments, "")
    }

    /// Sets a setting; a secret is never an argument.
    fn set(&self, key: &str, value: &str) {
        let done = self.run_with(&["config", "set", key, "-"], value);
        assert!(done.status.success(), "{key}: {}", said(&done.stderr));
    }

    /// Takes up so many cases, one person each, and asks nobody.
    fn capture(&self, count: usize) {
        let done = self.run_with(&["issue", "-", "--queue"], &of_people(count));
        assert!(done.status.success(), "{}", said(&done.stderr));
    }

    /// Runs the queue; returns its exit status and what it prints.
    fn work(&self, seconds: &str) -> (i32, String) {
        let done = self.run(&["queue", "run", "--until-empty", "--limit", seconds]);
        (done.status.code().unwrap(), said(&done.stdout))
    }

    fn states(&self) -> Vec<String> {
        let listed = self.run(&["queue", "list", "--json"]);
        let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
        let rows = listed.as_array().unwrap().iter();
        rows.map(|row| row["state"].as_str().unwrap().to_owned())
            .collect()
    }

    fn requests(&self) -> u64 {
        self.portal.log().requests
    }

    /// Every case is ready, and none was made twice.
    fn each_is_ready_once(&self, cases: usize, name: &str) {
        assert_eq!(self.states(), vec!["ready"; cases], "{name}");
        let log = self.portal.log();
        assert_eq!(
            (log.certificates, log.doubles()),
            (cases as u64, 0),
            "{name}"
        );
    }
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn however_often_the_queue_is_run_the_portal_is_asked_once_until_somebody_has_mended_it() {
    for name in ["401", "403", "404", "firewall", "other-signer"] {
        let counter = Counter::new(Faults::named(name).unwrap(), None);
        counter.capture(8);
        for _ in 0..4 {
            // Where it passes by itself the program waits, as it is told to.
            let (status, printed) = counter.work("1");
            assert_eq!(status, 3, "{name}: {printed}");
            assert!(printed.contains("nothing is sent"), "{name}: {printed}");
        }
        assert_eq!(counter.requests(), 1, "{name}");
        assert_eq!(counter.states(), ["waiting"; 8], "{name}");
        counter.portal.switch(Fault::None);
        assert!(counter.run(&["queue", "try-again"]).status.success());
        let (status, printed) = counter.work("60");
        assert_eq!(status, 0, "{name}: {printed}");
        counter.each_is_ready_once(8, name);
    }
}

#[test]
fn a_case_named_to_be_tried_again_takes_all_others_with_it() {
    let counter = Counter::new(Faults::named("403").unwrap(), None);
    counter.capture(4);
    assert_eq!(counter.work("1").0, 3);
    counter.portal.switch(Fault::None);
    assert!(counter.run(&["queue", "try-again", "1"]).status.success());
    assert_eq!(counter.work("60").0, 0);
    counter.each_is_ready_once(4, "403");
}

/// A new key is a new login, and a new list of signers another portal's: nothing bad is known of it.
#[test]
fn what_is_mended_in_the_settings_needs_no_further_word() {
    let counter = Counter::new(Faults::default(), Some("the-right-key"));
    counter.set("portal.login", "key");
    counter.set("portal.key", "the-wrong-key");
    counter.capture(5);
    for _ in 0..3 {
        assert_eq!(counter.work("1").0, 3);
    }
    assert_eq!(counter.requests(), 1);
    counter.set("portal.key", "the-right-key");
    assert_eq!(counter.work("60").0, 0);
    counter.each_is_ready_once(5, "key");

    let elsewhere = tempfile::tempdir().unwrap();
    let now = SystemClock.now().timestamp();
    let folder = DataFolder::new(Some(elsewhere.path().into())).unwrap();
    let stranger = open::training_keys(&folder, now).unwrap().certificate_pem;
    let signers = counter.home.path().join("signers.pem");
    for flow in ["hash", "issue"] {
        let counter = Counter::new(Faults::default(), None);
        counter.set("portal.flow", flow);
        fs::write(&signers, &stranger).unwrap();
        counter.set("portal.signers", signers.to_str().unwrap());
        counter.capture(3);
        for _ in 0..2 {
            assert_eq!(counter.work("1").0, 3);
        }
        assert_eq!(counter.requests(), 1, "{flow}");
        // The same file, with the right signer in it.
        fs::write(&signers, &counter.signer).unwrap();
        assert_eq!(counter.work("60").0, 0, "{flow}");
        counter.each_is_ready_once(3, flow);
        assert_eq!(counter.portal.log().signatures, 3, "{flow}");
    }
}

#[test]
fn a_run_says_what_keeps_it_and_the_first_one_after_an_outage_tries_once() {
    let mut counter = Counter::new(Faults::named("503").unwrap(), None);
    counter.capture(2);
    let (status, printed) = counter.work("1");
    assert_eq!(status, 3);
    assert!(
        printed.starts_with("0001 unavailable\nnothing is sent before 20"),
        "{printed}"
    );
    assert!(printed.contains("(unavailable)"), "{printed}");
    // What "Try now" can borrow is used up, one by one; then a run says until when.
    for tries in 1..5 {
        let (status, printed) = counter.work("1");
        assert_eq!(status, 3);
        assert!(printed.contains("nothing is sent before 20"), "{printed}");
        assert!(counter.requests() <= tries + 1);
    }
    // Hours later, with whatever was borrowed: the first run asks once, every time.
    for hours in [3, 6, 9, 12, 15, 18] {
        let passed = hours - counter.hours;
        counter.time.step(i64::from(passed) * 3_600);
        counter.hours = hours;
        let before = counter.requests();
        let (status, printed) = counter.work("1");
        assert_eq!(status, 3);
        let first = printed.lines().next().unwrap_or_default();
        assert!(first.ends_with(" unavailable"), "{hours}: {printed}");
        assert_eq!(counter.requests(), before + 1, "{hours}");
    }
}

/// Three requests in a hundred fail, and the portal is otherwise well: 77 of 120 customers once left with a slip.
#[test]
fn hardly_a_customer_leaves_with_a_slip_because_a_request_failed() {
    const CUSTOMERS: usize = 120;
    let faults = r#"{"seed": 13, "chance": [{"fault": "503", "chance": 0.03}, {"fault": "reset", "chance": 0.02}]}"#;
    let counter = Counter::new(Faults::parse(faults).unwrap(), None);
    let input = counter.home.path().join("erika.json");
    fs::write(&input, ERIKA).unwrap();
    let output = counter.home.path().join("erika.hc1");
    let arguments = [
        "issue",
        input.to_str().unwrap(),
        "--hc1",
        output.to_str().unwrap(),
    ];
    for customer in 0..CUSTOMERS {
        let done = counter.run(&arguments);
        assert!(done.status.success(), "{customer}: {}", said(&done.stderr));
    }
    let log = counter.portal.log();
    let failed: u64 = log.faults.values().sum();
    assert!(failed >= 3, "a day without blips: {log:?}");
    assert_eq!(log.requests, CUSTOMERS as u64 + failed);
    // The same bytes again: never a second certificate.
    assert_eq!((log.certificates, log.doubles()), (CUSTOMERS as u64, 0));
}

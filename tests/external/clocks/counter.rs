//! A counter without a window, whose program sees the clock that the test gives it, and its portal.

use std::{
    env, fs,
    process::{Command, Stdio},
    sync::Arc,
};

use impftheke::{
    counter::{SystemClock, data_folder::DataFolder, open, settings::Settings},
    domain::Clock as _,
    training::{self, Fault, Running},
};
use serde_json::Value;
use tempfile::TempDir;

/// The clock of this computer, as nobody has set it.
pub(crate) const TRUE: &str = "";

/// A counter, and the portal that signs for it.
pub(crate) struct Counter {
    home: TempDir,
    portal: Option<Running>,
    zone: &'static str,
}

/// What a run of the program said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Counter {
    /// A counter with a key at hand.
    pub(crate) fn with_key() -> Self {
        let home = tempfile::tempdir().unwrap();
        fs::write(
            home.path().join("input.json"),
            include_str!("../../../packaging/example.json"),
        )
        .unwrap();
        Self {
            home,
            portal: None,
            zone: "Europe/Berlin",
        }
    }

    /// Sets the zone of its computer.
    pub(crate) fn in_zone(self, zone: &'static str) -> Self {
        Self { zone, ..self }
    }

    /// A counter whose portal signs in this flow, by the true time.
    pub(crate) fn with_portal(flow: &str) -> Self {
        let mut counter = Self::with_key();
        let folder = DataFolder::new(Some(counter.home.path().join("data"))).unwrap();
        folder.create().unwrap();
        let portal = training::start(training::Options {
            port: 0,
            faults: Fault::None.into(),
            keys: open::training_keys(&folder, SystemClock.now().timestamp()).unwrap(),
            issuer: open::issuer(&Settings::default()).unwrap(),
            clock: Arc::new(SystemClock),
            key: None,
            tls: None,
        })
        .unwrap();
        let mut settings = Settings::default();
        settings.set("portal.url", &portal.url()).unwrap();
        settings.set("portal.flow", flow).unwrap();
        settings.save(&folder.settings()).unwrap();
        counter.portal = Some(portal);
        counter
    }

    pub(crate) fn portal(&self) -> &Running {
        self.portal.as_ref().unwrap()
    }

    /// Runs the program by a clock that is off by `step`.
    pub(crate) fn run(&self, step: &str, arguments: &[&str]) -> Said {
        let program = env!("CARGO_BIN_EXE_impftheke");
        let mut command = if step == TRUE {
            Command::new(program)
        } else {
            let mut command = Command::new("faketime");
            command.args(["-f", step, program]);
            command
        };
        let output = command
            .current_dir(self.home.path())
            .env("TZ", self.zone)
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .args(["--data", "data"])
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .expect("faketime is not installed: run packaging/setup test");
        Said {
            status: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Changes what is asked for from now on.
    pub(crate) fn asks(&self, request: &Value) {
        fs::write(self.home.path().join("input.json"), request.to_string()).unwrap();
    }

    /// Whether the program has written such a file.
    pub(crate) fn has(&self, file: &str) -> bool {
        self.home.path().join(file).exists()
    }

    /// Takes a case up without an attempt; returns its number.
    pub(crate) fn take_up(&self, step: &str) -> u64 {
        let said = self.run(step, &["issue", "input.json", "--queue"]);
        assert_eq!(said.status, 0, "{step}: {said:?}");
        said.out.trim().parse().unwrap()
    }

    /// Issues a certificate.
    pub(crate) fn issue(&self, step: &str) -> Said {
        self.run(step, &["issue", "input.json"])
    }

    /// Says that the clock is right.
    pub(crate) fn confirm(&self, step: &str) {
        let said = self.run(step, &["queue", "clock-is-right"]);
        assert_eq!(said.status, 0, "{step}: {said:?}");
    }

    /// Returns the document signer of the training keys, and how many sets of keys there are.
    pub(crate) fn keys(&self) -> (String, usize) {
        let keys = self.home.path().join("data").join("keys");
        let folders = fs::read_dir(&keys).unwrap();
        let folders = folders.filter(|entry| entry.as_ref().unwrap().path().is_dir());
        let signer = fs::read_to_string(keys.join("training").join("dsc.pem")).unwrap();
        (signer, folders.count())
    }

    /// Works the queue; two seconds are thousands of attempts for a loop without a pause.
    pub(crate) fn work(&self, step: &str) -> Said {
        self.run(step, &["queue", "run", "--until-empty", "--limit", "2"])
    }

    /// Works the queue until nothing is left in it, however long that takes a slow machine.
    pub(crate) fn work_out(&self, step: &str) {
        let said = self.run(step, &["queue", "run", "--until-empty", "--limit", "60"]);
        assert_eq!(said.status, 0, "{step}: {said:?}");
    }

    /// Lists the cases by the true time.
    pub(crate) fn rows(&self) -> Vec<Value> {
        let mut rows = self.rows_by(TRUE);
        for row in &mut rows {
            row.as_object_mut().unwrap().remove("age");
        }
        rows
    }

    pub(crate) fn rows_by(&self, step: &str) -> Vec<Value> {
        let said = self.run(step, &["queue", "list", "--json"]);
        assert_eq!(said.status, 0, "{said:?}");
        serde_json::from_str(&said.out).unwrap()
    }

    pub(crate) fn row(&self, number: u64) -> Value {
        let mut rows = self.rows().into_iter();
        rows.find(|row| row["number"] == number).unwrap()
    }

    /// Returns the state of a case and how often it was tried.
    pub(crate) fn state(&self, number: u64) -> (String, u64) {
        let row = self.row(number);
        let state = row.get("state").and_then(Value::as_str).unwrap();
        let attempts = row.get("attempts").and_then(Value::as_u64);
        (state.to_owned(), attempts.unwrap())
    }

    /// Whether the certificate of a case can still be opened.
    pub(crate) fn opens(&self, number: u64) -> bool {
        let number = number.to_string();
        let said = self.run(TRUE, &["queue", "show", &number, "--hc1", "shown.hc1"]);
        said.status == 0
    }
}

//! Captures and works cases with the real program, and kills it at random instants.

use std::{
    collections::BTreeMap,
    io::Read as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::Arc,
    thread::sleep,
    time::{Duration, Instant},
};

use impftheke::{
    counter::SystemClock,
    domain::{Clock as _, Issuer},
    hcert::chain,
    training::{self, Faults, Running, signing_keys::open_or_create},
};
use serde_json::Value;
use tempfile::TempDir;

/// What happened.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) kills: u32,
    pub(crate) captured: usize,
    pub(crate) ready: usize,
    pub(crate) handed_over: usize,
    pub(crate) cut_off: usize,
}

/// What was said of a case so far; none of it may ever be taken back.
#[derive(Debug, Default, Clone)]
struct Seen {
    uvci: Option<String>,
    handed_over: bool,
    /// A hand-over was begun, so that the case may be handed over without having been heard of.
    leaving: bool,
}

struct Driver {
    folder: TempDir,
    portal: Option<Running>,
    random: u64,
    seen: BTreeMap<u64, Seen>,
    counts: Counts,
    /// The last look opens every certificate.
    everything: bool,
    /// Kills are spread over so long: a run that nobody kills, and half as much again.
    longest_run: Duration,
}

/// Kills so often, with a portal or with a key at hand, and holds every promise after each restart.
pub(crate) fn run(kills: u32, seed: u64, with_portal: bool) -> Counts {
    let mut driver = Driver::new(seed, with_portal);
    while driver.counts.kills < kills {
        driver.kill_once();
        driver.restart();
    }
    driver.finish();
    driver.counts
}

impl Driver {
    fn new(seed: u64, with_portal: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut driver = Self {
            folder,
            portal: None,
            random: seed,
            seen: BTreeMap::new(),
            counts: Counts::default(),
            everything: false,
            longest_run: Duration::ZERO,
        };
        std::fs::create_dir(driver.temporary()).unwrap();
        std::fs::copy(
            concat!(env!("CARGO_MANIFEST_DIR"), "/packaging/example.json"),
            driver.input(),
        )
        .unwrap();
        if with_portal {
            let keys = driver.data().join("keys").join("training");
            driver.say(&["config", "show"]);
            let keys = open_or_create(&keys, SystemClock.now().timestamp()).unwrap();
            let portal = training::start(training::Options {
                port: 0,
                faults: Faults::named("none").unwrap(),
                keys,
                issuer: Issuer::new("XX", "DE", "Training", "UEBUNG").unwrap(),
                clock: Arc::new(SystemClock),
                key: None,
                tls: None,
            })
            .unwrap();
            driver.say(&["config", "set", "portal.url", &portal.url()]);
            driver.portal = Some(portal);
        }
        let started = Instant::now();
        driver.say(&["issue", driver.input().to_str().unwrap()]);
        driver.longest_run = started.elapsed().mul_f64(1.5);
        driver
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// What every program takes for the system's folder for temporary files.
    fn temporary(&self) -> PathBuf {
        self.folder.path().join("temporary")
    }

    fn input(&self) -> PathBuf {
        self.folder.path().join("input.json")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_impftheke"));
        command
            .env("TMPDIR", self.temporary())
            .env("XDG_STATE_HOME", self.folder.path().join("state"))
            .arg("--data")
            .arg(self.data())
            .args(arguments)
            .stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    fn output(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn say(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// `SplitMix64`.
    fn below(&mut self, limit: u64) -> u64 {
        self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % limit
    }

    /// Starts something and kills it at a random instant.
    fn kill_once(&mut self) {
        let input = self.input();
        let input = input.to_str().unwrap().to_owned();
        let ready: Vec<u64> = self
            .seen
            .iter()
            .filter(|(_, seen)| seen.uvci.is_some() && !seen.handed_over)
            .map(|(number, _)| *number)
            .collect();
        let number;
        let arguments: Vec<&str> = match self.below(10) {
            0..4 => vec!["issue", &input, "--queue"],
            4..6 => vec!["issue", &input],
            6 if !ready.is_empty() => {
                let place = self.below(ready.len() as u64) as usize;
                let chosen = ready[place];
                self.seen.get_mut(&chosen).unwrap().leaving = true;
                number = chosen.to_string();
                vec!["queue", "hand-over", &number]
            }
            _ => vec!["queue", "run", "--until-empty", "--limit", "20"],
        };
        let capturing = arguments.contains(&"--queue");
        let wait = Duration::from_micros(self.below(self.longest_run.as_micros() as u64));
        let mut child = self
            .command(&arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        sleep(wait);
        child.kill().unwrap();
        let mut said = String::new();
        child
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        let cut_off = !child.wait().unwrap().success();
        self.counts.kills += u32::from(cut_off);
        // The machine may be quicker or slower than at the start: most kills are to strike.
        let drift = if cut_off { 1.05 } else { 0.9 };
        self.longest_run = self.longest_run.mul_f64(drift);
        if capturing {
            for number in said.lines().filter(|line| !line.is_empty()) {
                self.seen.entry(number.parse().unwrap()).or_default();
            }
        }
    }

    /// Starts the program anew, and holds what was promised before.
    fn restart(&mut self) {
        let rows: Value = serde_json::from_str(&self.say(&["queue", "list", "--json"])).unwrap();
        let rows: BTreeMap<u64, Value> = rows
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (row["number"].as_u64().unwrap(), row.clone()))
            .collect();
        for number in self.seen.keys() {
            assert!(
                rows.contains_key(number),
                "case {number} was captured and is missing"
            );
        }
        for (number, row) in rows {
            let state = row["state"].as_str().unwrap();
            let known = self.seen.contains_key(&number);
            let mut seen = self.seen.get(&number).cloned().unwrap_or_default();
            if row["trouble"] == "lost-answer" && seen.uvci.is_none() {
                self.counts.cut_off += 1;
            }
            assert!(
                !seen.handed_over || state == "handed-over",
                "case {number} was handed over and is {state}"
            );
            match state {
                // A certificate is opened when it is new, and now and then again; at the end all are.
                "ready" if seen.uvci.is_none() || self.everything || self.below(8) == 0 => {
                    let uvci = self.uvci(number);
                    let before = seen.uvci.get_or_insert_with(|| uvci.clone());
                    assert_eq!(*before, uvci, "case {number} has a second certificate");
                }
                "ready" => {}
                "handed-over" => {
                    // `issue` hands over by itself, in the run in which it captured; nothing else does.
                    let asked = seen.leaving || seen.handed_over;
                    assert!(asked || !known, "case {number} was handed over by nobody");
                    seen.handed_over = true;
                }
                _ => assert!(
                    seen.uvci.is_none(),
                    "case {number} was ready and is {state}"
                ),
            }
            self.seen.insert(number, seen);
        }
    }

    fn uvci(&self, number: u64) -> String {
        let text = self.say(&["queue", "show", &number.to_string(), "--hc1", "-"]);
        let decoded = chain::decode(text.trim()).unwrap();
        let uvci = &decoded.certificate()["v"][0]["ci"];
        uvci.as_str().unwrap().to_owned()
    }

    /// Works what is left, and counts.
    fn finish(&mut self) {
        let output = self.output(&["queue", "run", "--until-empty", "--limit", "60"]);
        assert!(output.status.success(), "{output:?}");
        self.everything = true;
        self.restart();
        let mut all: Vec<&String> = self
            .seen
            .values()
            .filter_map(|seen| seen.uvci.as_ref())
            .collect();
        let many = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), many, "two cases have one certificate");
        for (number, seen) in &self.seen {
            assert!(
                seen.uvci.is_some() || seen.handed_over,
                "case {number} never came out"
            );
        }
        if let Some(portal) = &self.portal {
            assert_eq!(portal.log().doubles(), 0);
        }
        self.counts.captured = self.seen.len();
        self.counts.handed_over = self.seen.values().filter(|seen| seen.handed_over).count();
        self.counts.ready = self.counts.captured - self.counts.handed_over;
        assert!(
            files(&self.data()).iter().all(|path| is_finished(path)),
            "a half-written file was left: {:?}",
            files(&self.data())
        );
        let temporary = files(&self.temporary());
        assert!(temporary.is_empty(), "left behind: {temporary:?}");
    }
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

fn is_finished(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    !name.ends_with(".part") && !name.starts_with("queue-saved")
}

//! What a day leaves behind: no person in any file, message or log, and none in the memory of a program that goes on.
//!
//! The whole data folder is read again and again during the day, and each reading is searched for names, dates of
//! birth, identifiers and certificates of everybody who came, in every form in which they might lie there.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, and reports what memory holds"
)]

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::Arc,
    thread,
    time::Duration,
};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE},
};
use impftheke::{
    backoff::Backoff,
    case::{PickupNumber, State, Visit},
    counter::SystemClock,
    domain::{Issuer, NamePart},
    hcert::chain,
    portal::request,
    queue::{Opened, SigningMode, Store, new_visit},
    training::{self, Faults, Options, Running, signing_keys},
    vault,
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Those who come; no two share a name or a birthday.
const PERSONS: [(&str, &str, &str); 7] = [
    ("Zwiebelfürst", "Quirina", "1961-03-17"),
    ("Knäckebröd", "Ögmundur", "1948-11-29"),
    ("Pfannenschmied", "Hieronymus", "1975-07-06"),
    ("Šťastňouček", "Květoslava", "1983-01-31"),
    ("Übelgönner", "Waltraudis", "1957-10-02"),
    ("Ñandúcueva", "Xochiquetzal", "1992-05-23"),
    ("Rübenstrunk", "Adelgundis", "1969-12-14"),
];

/// What is looked for, in all its forms, by the first bytes of each.
struct Needles {
    forms: HashMap<[u8; 4], Vec<(Vec<u8>, String)>>,
}

impl Needles {
    fn new(texts: &BTreeMap<String, String>) -> Self {
        let mut all = BTreeSet::new();
        for (text, what) in texts {
            for case in [text.clone(), text.to_uppercase(), text.to_lowercase()] {
                for (form, bytes) in forms(&case) {
                    all.insert((bytes, format!("{what} ({form})")));
                }
            }
        }
        let mut forms: HashMap<[u8; 4], Vec<(Vec<u8>, String)>> = HashMap::new();
        for (bytes, what) in all {
            let first = bytes.first_chunk().copied().unwrap();
            forms.entry(first).or_default().push((bytes, what));
        }
        Self { forms }
    }

    /// Returns what stands in the bytes, each as often as it does.
    fn find(&self, bytes: &[u8]) -> BTreeMap<&str, u32> {
        let mut found = BTreeMap::new();
        for (at, first) in bytes.windows(4).enumerate() {
            let Some(forms) = self.forms.get(first) else {
                continue;
            };
            for (form, what) in forms {
                if bytes[at..].starts_with(form) {
                    *found.entry(what.as_str()).or_default() += 1;
                }
            }
        }
        found
    }
}

/// Writes a text in every form in which it might lie in a file.
fn forms(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let bytes = text.as_bytes();
    let hex = hex(bytes);
    let mut forms = vec![
        ("utf-8", bytes.to_vec()),
        (
            "utf-16le",
            text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ),
        (
            "utf-16be",
            text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ),
        ("hex", hex.to_uppercase().into_bytes()),
        ("hex", hex.into_bytes()),
    ];
    // What stands before and after decides on the characters at both ends only.
    for before in 0..3 {
        let padded = [vec![0; before], bytes.to_vec()].concat();
        let (from, to) = ((before * 8).div_ceil(6), padded.len() * 8 / 6);
        forms.push((
            "base64",
            STANDARD.encode(&padded).as_bytes()[from..to].to_vec(),
        ));
        forms.push((
            "base64url",
            URL_SAFE.encode(&padded).as_bytes()[from..to].to_vec(),
        ));
    }
    forms
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

/// A counter that is watched all day.
struct Day {
    folder: TempDir,
    portal: Running,
    /// What is looked for in the end: the text, and what it is.
    texts: BTreeMap<String, String>,
    /// Everything that must not hold any of it, by what it is.
    seen: Vec<(String, Vec<u8>)>,
}

impl Day {
    fn begin(flow: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/keys/training");
        fs::create_dir(folder.path().join("tmp")).unwrap();
        let portal = training::start(Options {
            port: 0,
            faults: Faults::default(),
            keys: signing_keys::open_or_create(&path, Timestamp::now()).unwrap(),
            issuer: Issuer::new("XX", "DE", "Impftheke Training", "UEBUNG").unwrap(),
            clock: Arc::new(SystemClock),
            key: None,
            tls: None,
        })
        .unwrap();
        let mut day = Self {
            folder,
            portal,
            texts: BTreeMap::new(),
            seen: Vec::new(),
        };
        let url = day.portal.url();
        day.run(&["config", "set", "portal.url", &url], 0);
        day.run(&["config", "set", "portal.flow", flow], 0);
        day
    }

    fn program(&self, arguments: &[&str]) -> Command {
        let folder = self.folder.path();
        let mut command = Command::new(env!("CARGO_BIN_EXE_impftheke"));
        command
            .current_dir(folder)
            .args(["--data", "data"])
            .args(arguments)
            .env("IMPFTHEKE_LOG", "trace")
            .env("TMPDIR", folder.join("tmp"))
            .stdin(Stdio::null());
        command
    }

    /// Runs a command that says nothing of a person, whatever it says.
    fn run(&mut self, arguments: &[&str], status: i32) -> Output {
        let output = self.certificate(arguments, status);
        let label = format!("standard output of {arguments:?}");
        self.seen.push((label, output.stdout.clone()));
        output
    }

    /// Runs a command that is asked for a certificate.
    fn certificate(&mut self, arguments: &[&str], status: i32) -> Output {
        let output = self.program(arguments).output().unwrap();
        assert_eq!(
            output.status.code(),
            Some(status),
            "{arguments:?}: {output:?}"
        );
        let label = format!("standard error of {arguments:?}");
        self.seen.push((label, output.stderr.clone()));
        output
    }

    /// Reads everything that lies in the folder now.
    fn look(&mut self, when: &str) {
        for place in ["data", "tmp"] {
            for path in files(&self.folder.path().join(place)) {
                let name = path.strip_prefix(self.folder.path()).unwrap();
                let label = format!("{} {when}", name.display());
                self.seen.push((label, fs::read(&path).unwrap()));
            }
        }
    }

    /// Opens the queue as the program would, so many minutes from now.
    fn store(&self, minutes: i64) -> Store {
        let data = self.folder.path().join("data");
        let key = vault::file::open_or_create(&data.join("keys").join("master.key")).unwrap();
        let now = Timestamp::now() + SignedDuration::from_mins(minutes);
        let Opened { store, notes } = Store::open(&data.join("queue/training"), key, now).unwrap();
        assert!(notes.is_empty(), "{notes:?}");
        store
    }

    /// Takes note of what is to be looked for of a person, and writes the request.
    fn request(&mut self, file: &str, person: usize) -> Value {
        let (family, given, birth) = PERSONS[person];
        let date: Date = birth.parse().unwrap();
        let mut note = |text: &str, what: &str| {
            self.texts
                .insert(text.to_owned(), format!("{what} of person {person}"));
        };
        for name in [family, given] {
            note(name, "a name");
            let line = NamePart::parse(name, None).unwrap().unwrap();
            note(line.transliteration(), "a line");
        }
        for form in ["%Y-%m-%d", "%d.%m.%Y", "%Y%m%d"] {
            note(&date.strftime(form).to_string(), "the birthday");
        }
        let mut request: Value =
            serde_json::from_str(include_str!("../../packaging/example.json")).unwrap();
        request["nam"] = json!({ "fn": family, "gn": given });
        request["dob"] = birth.into();
        self.write(file, &request);
        request
    }

    fn write(&self, file: &str, content: &Value) {
        fs::write(self.folder.path().join(file), content.to_string()).unwrap();
    }

    /// Takes note of what the queue knows of each case: the identifier and the text of the certificate.
    fn learn(&mut self) {
        let store = self.store(0);
        for row in store.rows().unwrap() {
            let Ok(content) = store.content(row.number) else {
                continue;
            };
            if let SigningMode::Prepared(fixed) = &content.order {
                self.learn_identifier(&fixed.uvci, row.number);
            }
            if let Some(uvci) = &content.uvci {
                self.learn_identifier(uvci, row.number);
            }
            if let Some(hc1) = &content.hc1 {
                self.texts
                    .insert(hc1.clone(), format!("the text of {}", row.number));
                let signature = chain::decode(hc1).unwrap().signature().to_vec();
                assert_eq!(signature.len(), 64);
            }
        }
    }

    fn learn_identifier(&mut self, uvci: &str, number: PickupNumber) {
        // The middle alone, without what all of them have in common, and without the check character.
        let (_, own) = uvci.split_once('/').unwrap();
        let own = own.split('#').next().unwrap();
        self.texts
            .insert(own.to_owned(), format!("the identifier of {number}"));
    }

    /// After a failure nobody waits for a quarter of an hour here.
    fn forget_the_pace(&self) {
        self.store(0).set_pace(&Backoff::default()).unwrap();
    }

    fn numbers(&self, state: State) -> Vec<String> {
        let rows = self.store(0).rows().unwrap();
        let rows = rows.iter().filter(|row| row.state == state);
        rows.map(|row| row.number.get().to_string()).collect()
    }

    /// Searches everything that was seen.
    fn judge(&self) {
        let needles = Needles::new(&self.texts);
        let mut bytes = 0;
        for (label, content) in &self.seen {
            let found = needles.find(content);
            assert!(found.is_empty(), "{label} holds {found:?}");
            bytes += content.len();
        }
        println!(
            "{} readings, {bytes} bytes, {} texts in {} forms: nothing found",
            self.seen.len(),
            self.texts.len(),
            needles.forms.values().map(Vec::len).sum::<usize>()
        );
        assert!(
            self.texts.len() > 40 && self.seen.len() > 80,
            "looked too little"
        );
    }
}

/// Lists all files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    entries
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

#[test]
fn a_day_by_hash_leaves_no_trace_of_anybody() {
    a_day("hash");
}

#[test]
fn a_day_where_the_portal_makes_the_certificates_leaves_no_trace_of_anybody() {
    a_day("issue");
}

fn a_day(flow: &str) {
    let mut day = Day::begin(flow);
    // The portal is down: one case fails at the counter, a visit goes straight to the queue.
    day.portal
        .switch(Faults::named("503-retry-seconds").unwrap());
    day.request("one.json", 0);
    day.run(&["issue", "one.json"], 3);
    let visit = [day.request("two.json", 1), day.request("three.json", 2)];
    day.write("visit.json", &visit.to_vec().into());
    day.run(&["issue", "visit.json", "--queue"], 0);
    day.request("four.json", 3);
    day.run(&["issue", "four.json", "--queue"], 0);
    day.look("while all wait");
    refused_and_refusing(&mut day);
    typing(&mut day);
    day.run(&["queue"], 0);
    day.run(&["queue", "list", "--json"], 0);
    day.run(&["queue", "show", "1"], 0);
    day.run(&["queue", "show", "1", "--hc1", "-"], 2);
    day.learn();

    // One changes their mind; then the portal is back.
    day.run(&["queue", "withdraw", "4"], 0);
    day.look("after a withdrawal");
    day.portal.switch(Faults::default());
    day.forget_the_pace();
    // An answer whose signature did not hold is asked for again only when somebody says so, by its number.
    let waiting = day.numbers(State::Waiting);
    let mut again = vec!["queue", "try-again"];
    again.extend(waiting.iter().map(String::as_str));
    day.run(&again, 0);
    while_running(&mut day);
    for number in day.numbers(State::Ready) {
        let output = day.certificate(&["queue", "show", &number, "--hc1", "-"], 0);
        assert!(output.stdout.starts_with(b"HC1:"));
        let (pdf, png) = (format!("{number}.pdf"), format!("{number}.png"));
        day.run(&["queue", "show", &number, "--pdf", &pdf, "--png", &png], 0);
    }
    day.request("six.json", 5);
    let output = day.certificate(&["issue", "six.json"], 0);
    assert!(output.stdout.starts_with(b"HC1:"));
    day.learn();
    day.look("while some are ready");

    // Everybody comes, but one who does not want it any more.
    let mut ready = day.numbers(State::Ready);
    let unwanted = ready.pop().unwrap();
    day.run(&["queue", "withdraw", &unwanted], 0);
    let mut hand_over = vec!["queue", "hand-over"];
    hand_over.extend(ready.iter().map(String::as_str));
    day.run(&hand_over, 0);
    day.look("within the ten minutes of a reprint");
    let mut store = day.store(11);
    store
        .erase_due(Timestamp::now() + SignedDuration::from_mins(11))
        .unwrap();
    for row in store.rows().unwrap() {
        assert!(row.state.is_final(), "{row:?}");
        assert!(store.content(row.number).is_err(), "{row:?}");
    }
    day.look("after the day, the queue open");
    drop(store);
    day.look("after the day");
    day.run(&["queue", "list", "--json"], 0);
    day.judge();
}

/// A portal that refuses, one that gives something wrong, and a request that breaks a rule.
fn refused_and_refusing(day: &mut Day) {
    let mut request = day.request("bad.json", 6);
    for fault in ["406", "wrong-signature", "other-person", "html"] {
        day.portal.switch(Faults::named(fault).unwrap());
        day.forget_the_pace();
        day.run(&["issue", "bad.json"], 3);
        day.look(fault);
        day.learn();
    }
    for number in day.numbers(State::NeedsCorrection) {
        day.run(&["queue", "show", &number, "--json"], 0);
        day.run(&["queue", "withdraw", &number], 0);
    }
    request["v"][0]["dn"] = 7.into();
    day.write("bad.json", &request);
    day.run(&["issue", "bad.json"], 2);
    fs::write(
        day.folder.path().join("bad.json"),
        "{\"nam\": {\"fn\": \"Rübenstrunk\"",
    )
    .unwrap();
    day.run(&["issue", "bad.json"], 2);
}

/// Somebody is being typed when the program ends, and nobody comes back to it.
fn typing(day: &mut Day) {
    let request = day.request("five.json", 4);
    let draft = request::read(&request).unwrap().draft;
    let mut store = day.store(0);
    let visit = Visit {
        id: new_visit().unwrap(),
        drafts: vec![draft],
        corrects: None,
        given: Vec::new(),
    };
    store.keep_draft(&visit, Timestamp::now()).unwrap();
    day.look("while somebody types, the queue open");
    drop(store);
    day.look("while somebody types");
    assert_eq!(day.store(0).drafts(Timestamp::now()).unwrap().len(), 1);
}

/// Works the queue in a program that goes on running, whose memory holds nobody after hand-over.
fn while_running(day: &mut Day) {
    let out = fs::File::create(day.folder.path().join("run.out")).unwrap();
    let log = fs::File::create(day.folder.path().join("run.err")).unwrap();
    let mut running = day
        .program(&["queue", "run", "--limit", "600"])
        .stdout(out)
        .stderr(log)
        .spawn()
        .unwrap();
    let deadline = 3_000;
    for _ in 0..deadline {
        if day
            .run(&["queue"], 0)
            .stdout
            .windows(7)
            .all(|word| word != b"waiting")
        {
            break;
        }
        thread::sleep(Duration::from_millis(10));
    }
    day.learn();
    day.look("while the queue is worked");
    let number = day.numbers(State::Ready).first().cloned().unwrap();
    day.run(&["queue", "hand-over", &number], 0);
    until_forgotten(running.id(), &Needles::new(&day.texts));
    running.kill().unwrap();
    running.wait().unwrap();
    for file in ["run.out", "run.err"] {
        let content = fs::read(day.folder.path().join(file)).unwrap();
        day.seen.push((file.to_owned(), content));
    }
}

/// Returns what a core dump of a program would hold, and how often.
#[cfg(target_os = "linux")]
fn memory_holds(process: u32, needles: &Needles) -> BTreeMap<String, u32> {
    use std::os::unix::fs::FileExt as _;
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let memory = fs::File::open(format!("/proc/{process}/mem")).unwrap();
    let mut found: BTreeMap<String, u32> = BTreeMap::new();
    let mut read = 0;
    for line in maps.lines() {
        let mut words = line.split_whitespace();
        let (range, rights) = (words.next().unwrap(), words.next().unwrap());
        let (from, to) = range.split_once('-').unwrap();
        let [from, to] = [from, to].map(|hex| u64::from_str_radix(hex, 16).unwrap());
        let length = usize::try_from(to - from).unwrap();
        if !rights.starts_with("rw") || length > 256 << 20 {
            continue;
        }
        let mut bytes = vec![0; length];
        if memory.read_exact_at(&mut bytes, from).is_err() {
            continue;
        }
        read += length;
        for (what, times) in needles.find(&bytes) {
            // What, in which form and where, but not whose.
            let (what, form) = what.split_once(" of ").unwrap();
            let form = form.rsplit('(').next().unwrap();
            let place = line.split_whitespace().nth(5).unwrap_or("mapped");
            let place = if place.starts_with('/') {
                "program"
            } else {
                place
            };
            *found.entry(format!("{what} ({form} {place}")).or_default() += times;
        }
    }
    assert!(read > 0, "no memory was read");
    found
}

/// Waits until a program's memory holds nobody any more: it looks at the queue once a second.
#[cfg(target_os = "linux")]
fn until_forgotten(process: u32, needles: &Needles) {
    let mut found = BTreeMap::new();
    for _ in 0..30 {
        found = memory_holds(process, needles);
        if found.is_empty() {
            return;
        }
        thread::sleep(Duration::from_millis(100));
    }
    assert!(found.is_empty(), "memory still holds {found:?}");
}

#[cfg(not(target_os = "linux"))]
fn until_forgotten(_: u32, _: &Needles) {}

#[cfg(target_os = "linux")]
#[test]
fn a_program_holds_a_person_while_it_sends_and_nobody_afterwards() {
    let mut day = Day::begin("issue");
    let slow = r#"[{"fault": "slow-headers", "pause_ms": 20}]"#;
    day.portal.switch(Faults::parse(slow).unwrap());
    day.request("one.json", 0);
    day.run(&["issue", "one.json", "--queue"], 0);
    let mut running = day
        .program(&["queue", "run", "--limit", "600"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let names = Needles::new(&day.texts);
    let tries = (0..600).map(|_| thread::sleep(Duration::from_millis(10)));
    let held = tries
        .map(|()| memory_holds(running.id(), &names))
        .find(|found| !found.is_empty());
    assert!(
        held.is_some(),
        "the request was never in memory: this test sees nothing"
    );
    day.portal.switch(Faults::default());
    while day.numbers(State::Ready).is_empty() {
        assert!(running.try_wait().unwrap().is_none(), "it ended");
        thread::sleep(Duration::from_millis(50));
    }
    day.learn();
    day.run(&["queue", "hand-over", "1"], 0);
    until_forgotten(running.id(), &Needles::new(&day.texts));
    running.kill().unwrap();
    running.wait().unwrap();
}

#[test]
fn whatever_lies_about_is_found_in_every_form() {
    let text = "Zwiebelfürst";
    let texts = BTreeMap::from([(text.to_owned(), "a name".to_owned())]);
    let needles = Needles::new(&texts);
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let hex = hex(text.as_bytes());
    let mut planted = vec![
        text.as_bytes().to_vec(),
        text.to_uppercase().into_bytes(),
        utf16,
        text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
    ];
    for before in ["", "1", "12", "123", "1234"] {
        let around = format!("{before}{text}, and more");
        planted.push(STANDARD.encode(&around).into_bytes());
        planted.push(URL_SAFE.encode(&around).into_bytes());
    }
    for bytes in planted {
        let bytes = [b"anything ".to_vec(), bytes, b" else".to_vec()].concat();
        assert!(!needles.find(&bytes).is_empty(), "{bytes:?}");
    }
    assert!(
        needles
            .find(b"Zwiebelf and rst, Zwiebelf\xFCrst")
            .is_empty()
    );
}

//! The work without a window, driven as a script would: good input, bad input, and nothing half-written.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};

use impftheke::domain::product;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A counter with a data folder of its own.
struct Counter(TempDir);

impl Counter {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_impftheke"))
            .current_dir(self.folder())
            .args(["--data", "data"])
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    fn issue(&self, request: &Value, arguments: &[&str]) -> Output {
        fs::write(self.folder().join("input.json"), request.to_string()).unwrap();
        self.run(&[&["issue", "input.json"], arguments].concat())
    }

    /// Checks a file against the counter's own signer.
    fn check(&self, file: &str) -> Value {
        serde_json::from_slice(&self.run(&["check", file, "--json"]).stdout).unwrap()
    }

    fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.folder())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "input.json" && name != "data")
            .collect();
        names.sort();
        names
    }
}

fn erika() -> Value {
    serde_json::from_str(include_str!("../../packaging/example.json")).unwrap()
}

fn changed(change: impl FnOnce(&mut Value)) -> Value {
    let mut request = erika();
    change(&mut request);
    request
}

fn error_of(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(text.trim_end().lines().count(), 1, "{text}");
    text.trim_end()
        .strip_prefix("impftheke: ")
        .unwrap()
        .to_owned()
}

#[test]
fn a_request_becomes_a_certificate_that_checks() {
    let counter = Counter::new();
    let output = counter.issue(
        &erika(),
        &["--hc1", "a.hc1", "--png", "a.png", "--pdf", "a.pdf"],
    );
    assert!(output.status.success(), "{output:?}");
    assert_eq!(counter.files(), ["a.hc1", "a.pdf", "a.png"]);
    for file in ["a.hc1", "a.png"] {
        let report = counter.check(file);
        assert_eq!(report["valid"], true, "{report}");
        assert_eq!(report["algorithm"], "ES256");
        assert_eq!(report["issuer"], "XX");
        assert_eq!(report["certificate"]["nam"]["fnt"], "MUSTERMANN");
    }
    assert!(
        fs::read(counter.folder().join("a.pdf"))
            .unwrap()
            .starts_with(b"%PDF")
    );
}

#[test]
fn without_a_wish_the_text_is_printed() {
    let counter = Counter::new();
    let output = counter.issue(&erika(), &[]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("HC1:") && text.ends_with('\n'));
    assert!(counter.files().is_empty());
}

#[test]
fn an_array_is_issued_as_a_whole_or_not_at_all() {
    let counter = Counter::new();
    let first = |r: &mut Value| {
        r["v"][0]["dn"] = 1.into();
        r["v"][0]["dt"] = "2021-04-17".into();
    };
    let two = json!([erika(), changed(first)]);
    assert!(
        counter
            .issue(&two, &["--png", "q.png", "--hc1", "all.hc1"])
            .status
            .success()
    );
    assert_eq!(counter.files(), ["all.hc1", "q-1.png", "q-2.png"]);
    assert_eq!(
        fs::read_to_string(counter.folder().join("all.hc1"))
            .unwrap()
            .lines()
            .count(),
        2
    );

    let counter = Counter::new();
    let wrong = json!([erika(), changed(|r| r["v"][0]["dn"] = 5.into())]);
    let error = error_of(&counter.issue(&wrong, &["--png", "q.png", "--hc1", "all.hc1"]));
    assert!(
        error.starts_with("case 2: dose number: is more than the series of 2"),
        "{error}"
    );
    assert!(counter.files().is_empty());
}

#[test]
fn bad_input_is_refused_in_words_and_leaves_nothing() {
    type Change = fn(&mut Value);
    let cases: [(&str, Change); 13] = [
        ("v[0].dt is not a date that exists", |r| {
            r["v"][0]["dt"] = "2021-02-30".into();
        }),
        ("date of vaccination: lies in the future", |r| {
            r["v"][0]["dt"] = "2090-01-01".into();
        }),
        ("is too early, 2020-12-01", |r| {
            r["v"][0]["dt"] = "2020-11-30".into();
        }),
        ("date of vaccination: lies before the date of birth", |r| {
            r["dob"] = "2021-05-30".into();
        }),
        ("date of birth: lies in the future", |r| {
            r["dob"] = "2090-01-01".into();
        }),
        ("dose number: is more than the series", |r| {
            r["v"][0]["dn"] = 5.into();
        }),
        ("family name: has 81 characters, at most 80", |r| {
            r["nam"]["fn"] = "a".repeat(81).into();
        }),
        ("control character U+0007", |r| {
            r["nam"]["gn"] = "Eri\u{7}ka".into();
        }),
        ("control character U+202E", |r| {
            r["nam"]["gn"] = "Eri\u{202E}ka".into();
        }),
        ("a letter (U+5C71) without a Latin spelling", |r| {
            r["nam"]["fn"] = "山".into();
        }),
        ("family name: is missing", |r| r["nam"] = json!({})),
        ("location id: is no location id", |r| {
            r["v"][0]["id"] = "apo 1".into();
        }),
        ("prophylaxis: does not belong to the product", |r| {
            r["v"][0]["vp"] = "29061000087103".into();
        }),
    ];
    for (expected, change) in cases {
        let counter = Counter::new();
        let request = changed(change);
        let error = error_of(&counter.issue(
            &request,
            &["--pdf", "a.pdf", "--png", "a.png", "--hc1", "a.hc1"],
        ));
        assert!(error.contains(expected), "{error}");
        assert!(
            !error.contains("Mustermann") && !error.contains("Erika"),
            "{error}"
        );
        assert!(counter.files().is_empty(), "{expected}");
    }
}

#[test]
fn a_place_that_takes_no_file_leaves_nothing_at_the_others() {
    let counter = Counter::new();
    let output = counter.issue(&erika(), &["--hc1", "a.hc1", "--png", "missing/a.png"]);
    assert_eq!(output.status.code(), Some(2));
    // The case is taken up all the same, and its number told.
    assert_eq!(String::from_utf8_lossy(&output.stdout), "0001\n");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(
        error.contains("missing/a.png cannot be written, nothing was written"),
        "{error}"
    );
    assert!(counter.files().is_empty());
}

#[cfg(unix)]
#[test]
fn a_disk_without_room_for_the_queue_takes_nothing_up_and_writes_nothing() {
    let counter = Counter::new();
    assert!(counter.issue(&erika(), &[]).status.success());
    // No file may grow beyond 1 KiB; the queue needs more before anything else is written.
    let script = format!(
        "trap '' XFSZ; ulimit -f 2; exec '{}' --data data issue input.json --hc1 a.hc1 --png a.png",
        env!("CARGO_BIN_EXE_impftheke")
    );
    let mut shell = Command::new("sh");
    let output = shell
        .current_dir(counter.folder())
        .args(["-c", &script])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.contains("the disk is full"), "{error}");
    let listed = counter.run(&["queue", "list", "--json"]);
    let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 1, "{listed}");
    assert!(counter.files().is_empty());
}

#[cfg(unix)]
#[test]
fn what_cannot_be_scrubbed_for_want_of_room_keeps_nothing_else_from_being_done() {
    let counter = Counter::new();
    let asked = counter.issue(&erika(), &["--queue"]);
    assert_eq!(String::from_utf8(asked.stdout).unwrap(), "0001\n");
    assert!(
        counter
            .run(&["queue", "run", "--until-empty"])
            .status
            .success()
    );
    // An erasure that a crash cut off, in a database that there is no room to build anew.
    let database = counter.folder().join("data/queue/training/queue.db");
    rusqlite::Connection::open(&database)
        .unwrap()
        .execute_batch("INSERT INTO marks VALUES ('scrub', x'01'), ('ballast', zeroblob(12 << 20))")
        .unwrap();
    for asked in [
        "issue --queue input.json",
        "queue hand-over 1",
        "queue run --until-empty",
        "queue withdraw 2",
    ] {
        let script = format!(
            "trap '' XFSZ; ulimit -f 16384; exec '{}' --data data {asked}",
            env!("CARGO_BIN_EXE_impftheke")
        );
        let mut shell = Command::new("sh");
        let shell = shell.current_dir(counter.folder()).args(["-c", &script]);
        let output = shell.output().unwrap();
        assert!(output.status.success(), "{asked}: {output:?}");
    }
    let listed = counter.run(&["queue", "list", "--json"]);
    let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!(listed[0]["state"], "handed-over", "{listed}");
    assert_eq!(listed[1]["state"], "withdrawn", "{listed}");
}

#[test]
fn a_damaged_key_is_named_and_never_replaced() {
    let counter = Counter::new();
    assert!(counter.issue(&erika(), &[]).status.success());
    let key = counter.folder().join("data/keys/training/dsc.key");
    fs::write(&key, "nonsense").unwrap();
    // The visit is taken up all the same, and waits for the key.
    let output = counter.issue(&erika(), &["--hc1", "a.hc1"]);
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(output.stdout, b"0002\n");
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(
        error.contains("dsc.key is damaged") && error.contains("backup"),
        "{error}"
    );
    assert_eq!(fs::read_to_string(&key).unwrap(), "nonsense");
    assert!(counter.files().is_empty());
}

#[test]
fn a_clock_set_to_1970_issues_nothing() {
    let counter = Counter::new();
    for moment in ["1970-01-01T00:00:00Z", "2019-01-01T00:00:00Z"] {
        let output = counter.issue(&erika(), &["--at", moment]);
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        let error = String::from_utf8(output.stderr).unwrap();
        // The training keys are not valid yet either.
        assert!(error.contains("check the date"), "{error}");
        assert!(error.contains("lies in the future"), "{error}");
    }
    assert!(counter.files().is_empty());
}

#[test]
fn the_data_folder_that_is_a_file_is_said() {
    let counter = Counter::new();
    fs::write(counter.folder().join("data"), "").unwrap();
    let error = error_of(&counter.issue(&erika(), &[]));
    assert!(
        error.contains("data folder") && error.contains("--data"),
        "{error}"
    );
}

#[test]
fn check_says_what_failed_by_its_exit_status() {
    let counter = Counter::new();
    assert!(
        counter
            .issue(&erika(), &["--hc1", "a.hc1"])
            .status
            .success()
    );
    let text = fs::read_to_string(counter.folder().join("a.hc1")).unwrap();

    let stranger = Counter::new();
    assert!(
        stranger
            .run(&["signer", "--certificate", "dsc.pem"])
            .status
            .success()
    );
    fs::copy(
        stranger.folder().join("dsc.pem"),
        counter.folder().join("stranger.pem"),
    )
    .unwrap();
    let output = counter.run(&["check", "a.hc1", "--certificate", "stranger.pem", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["stages"]["signature"], "failed");
    assert_eq!(report["stages"]["cose"], "ok");

    for (name, content, stage) in [
        ("prefix", text.replace("HC1:", "HC2:"), "prefix"),
        ("base45", format!("{text}="), "base45"),
        ("zlib", "HC1:00".to_owned(), "zlib"),
    ] {
        fs::write(counter.folder().join(name), content).unwrap();
        let report = counter.check(name);
        assert_eq!(report["valid"], false);
        assert_eq!(report["stages"][stage], "failed", "{report}");
        assert!(report["error"].is_string());
    }

    let expired = counter.run(&["check", "a.hc1", "--json", "--at", "2099-01-01T00:00:00Z"]);
    let report: Value = serde_json::from_slice(&expired.stdout).unwrap();
    assert_eq!(report["stages"]["time"], "failed");
    assert_eq!(report["stages"]["signature"], "ok");

    assert_eq!(counter.run(&["check", "nothing"]).status.code(), Some(2));
    assert_eq!(counter.run(&["check"]).status.code(), Some(2));
    assert_eq!(
        counter
            .run(&["check", "a.hc1", "--trust-list", "x"])
            .status
            .code(),
        Some(2)
    );
}

#[test]
fn two_first_starts_at_once_agree_on_the_keys() {
    let counter = Counter::new();
    fs::write(counter.folder().join("input.json"), erika().to_string()).unwrap();
    let running: Vec<_> = (0..4)
        .map(|number| {
            Command::new(env!("CARGO_BIN_EXE_impftheke"))
                .current_dir(counter.folder())
                .args([
                    "--data",
                    "data",
                    "issue",
                    "input.json",
                    "--hc1",
                    &format!("{number}.hc1"),
                ])
                .spawn()
                .unwrap()
        })
        .collect();
    for mut one in running {
        assert!(one.wait().unwrap().success());
    }
    for number in 0..4 {
        assert_eq!(counter.check(&format!("{number}.hc1"))["valid"], true);
    }
}

/// Runs a command that reads its input, with the passphrase of the counter at hand in a file.
fn run_with(counter: &Counter, arguments: &[&str], input: &str) -> Output {
    use std::io::Write as _;
    let mut child = Command::new(env!("CARGO_BIN_EXE_impftheke"))
        .current_dir(counter.folder())
        .env("IMPFTHEKE_PASSPHRASE_FILE", "passphrase")
        .args(["--data", "data"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn the_master_key_moves_behind_a_passphrase_and_every_case_stays_readable() {
    let counter = Counter::new();
    assert!(counter.issue(&erika(), &["--queue"]).status.success());
    fs::write(counter.folder().join("passphrase"), "kurz\n").unwrap();
    let set = ["config", "set", "vault.key", "passphrase"];
    let refused = run_with(&counter, &set, "");
    assert!(error_of(&refused).contains("at least 8 characters"));
    assert!(counter.run(&["queue", "list"]).status.success());

    fs::write(
        counter.folder().join("passphrase"),
        "lang genug und geheim\n",
    )
    .unwrap();
    assert!(run_with(&counter, &set, "").status.success());
    let locked = counter.run(&["queue", "list"]);
    assert!(error_of(&locked).contains("locked"));
    let keys: Vec<_> = fs::read_dir(counter.folder().join("data/keys"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(keys.contains(&"master.sealed".into()) && !keys.contains(&"master.key".into()));

    let change = ["config", "passphrase"];
    let wrong = run_with(
        &counter,
        &change,
        "geraten und falsch\nneu und auch geheim\n",
    );
    assert!(error_of(&wrong).contains("passphrase"));
    let input = "lang genug und geheim\nneu und auch geheim\n";
    assert!(run_with(&counter, &change, input).status.success());
    assert!(!run_with(&counter, &["queue", "list"], "").status.success());
    fs::write(counter.folder().join("passphrase"), "neu und auch geheim").unwrap();
    let listed = run_with(&counter, &["queue", "list", "--json"], "");
    let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!(listed[0]["number"], 1);
    let worked = run_with(
        &counter,
        &["queue", "run", "--until-empty", "--limit", "20"],
        "",
    );
    assert!(worked.status.success());
    let shown = run_with(&counter, &["queue", "show", "1", "--json"], "");
    let shown: Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert_eq!(shown["state"], "ready");

    let back = ["config", "set", "vault.key", "file"];
    assert!(run_with(&counter, &back, "").status.success());
    assert!(counter.run(&["queue", "list"]).status.success());
}

const COMIRNATY: &str = "EU/1/20/1528";
const JANSSEN: &str = "EU/1/20/1525";
const VALNEVA: &str = "EU/1/21/1624";
const BIMERVAX: &str = "EU/1/22/1709";

/// Asks for a dose of a product.
fn numbers(mp: &str, dn: u32, sd: u32) -> Value {
    let product = product::with_code(mp).unwrap();
    let mut request = erika();
    let entry = request.pointer_mut("/v/0").and_then(Value::as_object_mut);
    let members = json!({
        "mp": mp, "ma": product.ma, "vp": product.vp, "dn": dn, "sd": sd, "dt": "2023-05-29",
    });
    entry.unwrap().extend(members.as_object().unwrap().clone());
    request
}

fn with(mut request: Value, member: &str, value: &str) -> Value {
    let entry = request.pointer_mut("/v/0").and_then(Value::as_object_mut);
    entry.unwrap().insert(member.to_owned(), value.into());
    request
}

fn confirmed(mut request: Value, code: &str) -> Value {
    let root = request.as_object_mut().unwrap();
    root.insert("confirmed".to_owned(), json!([code]));
    request
}

/// The rules for doses bind requests, too (DCC.md 16).
#[test]
fn numbers_of_a_dose_that_have_a_basis_are_issued() {
    let counter = Counter::new();
    let queue = |request: &Value| counter.issue(request, &["--queue"]);
    for request in [
        numbers(COMIRNATY, 1, 2),
        numbers(COMIRNATY, 2, 1),
        numbers(COMIRNATY, 5, 5),
        numbers(JANSSEN, 1, 1),
        numbers(VALNEVA, 2, 2),
        numbers(BIMERVAX, 3, 3),
        with(numbers(COMIRNATY, 2, 1), "history", "recovery"),
        with(numbers(VALNEVA, 2, 2), "history", "recovery-valneva"),
        with(numbers(VALNEVA, 3, 3), "reason", "Studienteilnehmerin"),
        with(numbers("Abdala", 3, 3), "reason", "Serie im Ausland"),
        confirmed(numbers(JANSSEN, 2, 1), "history"),
        confirmed(numbers(COMIRNATY, 10, 10), "unusual-dose"),
    ] {
        let output = queue(&request);
        assert!(output.status.success(), "{request} {output:?}");
    }
}

#[test]
fn numbers_of_a_dose_without_a_basis_are_refused_with_the_way_to_mend_them() {
    let counter = Counter::new();
    let queue = |request: &Value| counter.issue(request, &["--queue"]);
    for (request, says) in [
        (numbers(VALNEVA, 3, 3), "no dose rule gives 3/3"),
        (numbers(JANSSEN, 3, 3), "no dose rule gives 3/3"),
        (numbers(JANSSEN, 1, 2), "they give 1/1"),
        (numbers(BIMERVAX, 1, 2), "say why in \"reason\""),
        (numbers("Abdala", 3, 3), "say why in \"reason\""),
        (
            with(numbers(COMIRNATY, 2, 2), "history", "recovery"),
            "they give 2/1",
        ),
        (with(numbers(VALNEVA, 3, 3), "reason", "?"), "is no reason"),
        (
            with(numbers(COMIRNATY, 2, 1), "history", "measles"),
            "v[0].history is not what came before: nothing",
        ),
        (
            with(
                with(numbers(VALNEVA, 3, 3), "reason", "Studie"),
                "history",
                "complete",
            ),
            "has history and reason",
        ),
        (numbers(JANSSEN, 2, 1), "\"confirmed\": [\"history\"]"),
        (
            numbers(COMIRNATY, 10, 10),
            "\"confirmed\": [\"unusual-dose\"]",
        ),
        (
            confirmed(numbers(COMIRNATY, 21, 21), "unusual-dose"),
            "is more than 20",
        ),
        (
            confirmed(numbers(COMIRNATY, 2, 2), "everything"),
            "confirmed is not an array of codes",
        ),
    ] {
        let error = error_of(&queue(&request));
        assert!(error.contains(says), "{error}");
        assert!(
            !error.contains("Studie") && !error.contains("measles"),
            "{error}"
        );
    }
}

/// What no rule can decide is asked; what is over is refused at its field.
#[test]
fn a_request_confirms_what_it_is_asked_about_by_the_code_that_the_refusal_names() {
    let counter = Counter::new();
    let now = "2022-06-01T10:00:00Z";
    let queue = |request: &Value| counter.issue(request, &["--queue", "--at", now]);
    let of = |group: &str, entry: Value| json!({ "nam": { "fn": "Mustermann", "gn": "Erika" }, "dob": "1964-08-12", group: [entry] });
    let test = of(
        "t",
        json!({ "id": "APO12345", "tg": "840539006", "tt": "LP6464-4", "tr": "260415000",
            "sc": "2022-05-29T09:59:59Z", "tc": "Muster-Apotheke" }),
    );
    let third = changed(|r| {
        (r["v"][0]["dn"], r["v"][0]["sd"]) = (3.into(), 3.into());
        r["v"][0]["dt"] = "2021-01-05".into();
    });
    let newborn = changed(|r| r["dob"] = "2021-05-28".into());
    let in_a_trial = changed(|r| r["v"][0]["dt"] = "2020-12-20".into());
    for (mut request, code) in [
        (test, "old-sample"),
        (third, "too-soon"),
        (newborn, "age"),
        (in_a_trial, "before-authorisation"),
    ] {
        let error = error_of(&queue(&request));
        let names = format!("\"confirmed\": [\"{code}\"]");
        assert!(error.contains(&names), "{error}");
        request["confirmed"] = json!([code]);
        let output = queue(&request);
        assert!(output.status.success(), "{code} {output:?}");
    }
    let recovery = |until: &str| {
        of(
            "r",
            json!({ "id": "APO12345", "tg": "840539006", "fr": "2022-01-10", "df": "2022-02-07", "du": until }),
        )
    };
    let error = error_of(&queue(&recovery("2022-05-31")));
    assert!(error.contains("valid until: is over"), "{error}");
    let output = queue(&recovery("2022-06-01"));
    assert!(output.status.success(), "{output:?}");
}

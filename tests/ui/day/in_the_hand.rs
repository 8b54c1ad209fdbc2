//! A paper as a stranger reads it: drawn by poppler, its codes read by zbar, and what they say verified.

use std::{
    fs,
    process::Command,
    thread::{self, JoinHandle},
};

use impftheke::{
    hcert::chain,
    trust::{self, Certificate},
};
use jiff::Timestamp;
use serde_json::Value;

/// A paper that somebody holds. It is read beside the day: drawing takes longer than a clerk waits.
pub(super) struct Paper(JoinHandle<Vec<String>>);

impl Paper {
    /// Takes what came out of a printer.
    pub(super) fn new(pdf: Vec<u8>) -> Self {
        let thread = thread::Builder::new().name("paper".to_owned());
        Self(thread.spawn(move || codes(&pdf)).unwrap())
    }

    /// Returns what its codes hold, in the order of its pages.
    pub(super) fn read(self) -> Vec<String> {
        self.0.join().unwrap()
    }
}

fn codes(pdf: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paper.pdf");
    fs::write(&file, pdf).unwrap();
    let drawn = Command::new("pdftoppm")
        .args(["-r", "200", "-gray"])
        .arg(&file)
        .arg(folder.path().join("page"))
        .status();
    assert!(drawn.unwrap().success(), "poppler cannot draw it");
    let pages = fs::read_dir(folder.path()).unwrap();
    let pages = pages.map(|entry| entry.unwrap().path());
    let mut pages: Vec<_> = pages.filter(|page| *page != file).collect();
    pages.sort();
    let read = Command::new("zbarimg")
        .args(["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"])
        .args(&pages)
        .output()
        .unwrap();
    let codes: Vec<String> = String::from_utf8(read.stdout)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    assert_eq!(codes.len(), pages.len(), "each page has its code");
    codes
}

/// Says what a certificate holds, as [`super::customers::Wish::certificate`] does, and by which name it is known; fails
/// where it would not be valid at a border.
pub(super) fn certificate(code: &str, signer: &Certificate, at: Timestamp) -> (String, String) {
    let decoded = chain::decode(code).unwrap();
    let verdict = trust::verify(&decoded, std::slice::from_ref(signer), at);
    assert_eq!(verdict.failure(), None);
    let said = decoded.certificate();
    let said: Value = serde_json::from_str(&said.to_string()).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let of = |group: &str| said.get(group).and_then(|group| group.get(0)).cloned();
    let (event, identifier) = if let Some(dose) = of("v") {
        let (mp, day) = (text(&dose["mp"]), text(&dose["dt"]));
        let event = format!("{}/{} {mp} {day}", dose["dn"], dose["sd"]);
        (event, text(&dose["ci"]))
    } else if let Some(recovery) = of("r") {
        let event = format!("recovered {}", text(&recovery["fr"]));
        (event, text(&recovery["ci"]))
    } else {
        let test = of("t").unwrap();
        let kind = match test["tt"].as_str().unwrap() {
            "LP6464-4" => "pcr",
            _ => "rapid",
        };
        let sampled: Timestamp = text(&test["sc"]).parse().unwrap();
        let sampled = sampled.in_tz("Europe/Berlin").unwrap();
        let sampled = sampled.strftime("%Y-%m-%dT%H:%M");
        let found = text(&test["tr"]) == "260373001";
        (format!("{kind} {sampled} {found}"), text(&test["ci"]))
    };
    let [family, given, birth] = [&said["nam"]["fn"], &said["nam"]["gn"], &said["dob"]].map(text);
    (format!("{family}, {given}, {birth}: {event}"), identifier)
}

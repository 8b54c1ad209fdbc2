//! Certificates as people type, paste, scan and photograph them, given to the real program.
//!
//! `tests/data/cases` came in with reports from the field; the other inputs of a kind are made here of its good one.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod content;
mod noise;
mod pictures;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/cases")
        .join(name)
}

/// Returns the text of the good certificate.
fn good() -> String {
    fs::read_to_string(case("00-good.txt")).unwrap()
}

/// Checks a file: the report, and whether the exit status says valid.
fn check(file: &Path, signer: &str) -> (Value, bool) {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_impftheke"))
        .arg("--data")
        .arg(folder.path())
        .arg("check")
        .arg(file)
        .args(["--json", "--at", "2026-10-01T12:00:00Z"])
        .arg("--certificate")
        .arg(case(signer))
        .output()
        .unwrap();
    let report = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}: {output:?}", file.display()));
    (report, output.status.code() == Some(0))
}

/// Checks bytes as if they were in a file.
fn check_bytes(bytes: &[u8]) -> (Value, bool) {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), bytes).unwrap();
    check(file.path(), "dsc.pem")
}

fn remarks(report: &Value) -> Vec<&str> {
    let remarks = report["remarks"].as_array().unwrap();
    remarks
        .iter()
        .map(|remark| remark.as_str().unwrap())
        .collect()
}

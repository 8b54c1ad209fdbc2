//! An independent fuzzer reads the German API's own description and finds no fault in the training portal.
//! `packaging/test` makes the Python environment it needs.

use std::{env, path::Path, process::Command, sync::Arc};

use impftheke::{
    domain::Issuer,
    training::{Faults, Options, signing_keys::open_or_create, start},
};
use jiff::ZonedDateTime;

/// Not asked, because the description does not say enough: that data which its schema allows are accepted. It knows
/// neither the value sets nor the rules between members, lets a body be left out, and does not join the header
/// `X-UBIRCH-DCCType` to the group in the body. What is right and accepted, the portal's own tests show.
const NOT_ASKED: &str = "positive_data_acceptance";

#[test]
fn an_independent_fuzzer_finds_no_fault_and_no_break_of_the_contract() {
    let python =
        env::var_os("IMPFTHEKE_PYTHON").expect("IMPFTHEKE_PYTHON is not set: run packaging/test");
    let folder = tempfile::tempdir().unwrap();
    let now = ZonedDateTime::now();
    let portal = start(Options {
        port: 0,
        faults: Faults::default(),
        keys: open_or_create(&folder.path().join("keys"), now.timestamp()).unwrap(),
        issuer: Issuer::new("XX", "DE", "Impftheke Training", "UEBUNG").unwrap(),
        clock: Arc::new(now),
        key: Some("fuzz".to_owned()),
        tls: None,
    })
    .unwrap();
    let description =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/openapi/dcc-certify-api.yaml");
    let fuzzer = Command::new(python)
        .args(["-m", "schemathesis.cli", "run"])
        .arg(description)
        .args(["--url", &portal.url()])
        .args(["--header", "Authorization: Bearer fuzz"])
        .args(["--phases", "examples,coverage,fuzzing"])
        .args(["--seed", "1", "--max-examples", "100", "--no-shrink"])
        .args(["--exclude-checks", NOT_ASKED])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&fuzzer.stdout);
    let log = portal.log();
    assert!(
        fuzzer.status.success(),
        "{said}{}{log:?}",
        String::from_utf8_lossy(&fuzzer.stderr)
    );
    // It did reach the portal, past its login and into its signer.
    let answers = |status: u16| log.answers.get(&status).copied().unwrap_or_default();
    assert!(log.requests > 200 && log.signatures > 0, "{log:?}");
    assert!(
        answers(400) > 0 && answers(401) > 0 && answers(406) > 0,
        "{log:?}"
    );
}

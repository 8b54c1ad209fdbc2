//! A login, roots or signers that cannot be used never close the counter: people are taken up, what is ready is shown and
//! printed, what is wrong is said, and once it is mended all go on.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    process::Stdio,
};

use super::counter::{Counter, EXAMPLE, Process};

/// Breaks a setting, sees that the counter works all the same, mends it and has the case finished.
fn broken(name: &str, cause: &str, break_it: impl Fn(&Counter), mend: impl Fn(&Counter)) {
    let counter = Counter::new();
    let (first, [_, ca, client]) = counter.portal(&[]);
    drop(first);
    let (_portal, [url, ..]) = counter.portal(&["--client-ca", &ca]);
    for (key, value) in [
        ("portal.url", url.as_str()),
        ("portal.roots", &ca),
        ("portal.login", "certificate"),
        ("portal.certificate", &client),
        ("portal.certificate-password", "training"),
    ] {
        counter.set(key, value);
    }
    let signers = counter.path("signers.pem");
    fs::copy(counter.path("data/keys/training/dsc.pem"), &signers).unwrap();
    counter.set("portal.signers", signers.to_str().unwrap());
    counter.say(&["issue", EXAMPLE, "--queue"]);
    assert_eq!(
        counter.say(&["queue", "run", "--until-empty"]),
        "0001 ready\n",
        "{name}"
    );

    break_it(&counter);
    assert_eq!(
        counter.say(&["issue", EXAMPLE, "--queue"]),
        "0002\n",
        "{name}"
    );
    assert_eq!(counter.say(&["queue", "list"]).lines().count(), 2, "{name}");
    let shown = counter.say(&["queue", "show", "1", "--hc1", "-"]);
    assert!(shown.starts_with("HC1:"), "{name}: {shown}");
    counter.say(&["queue", "show", "1", "--pdf", "a.pdf"]);
    assert!(
        fs::read(counter.path("a.pdf"))
            .unwrap()
            .starts_with(b"%PDF")
    );
    let worked = counter.run(&["queue", "run", "--until-empty", "--limit", "5"]);
    assert_eq!(
        counter.cause().as_deref(),
        Some(cause),
        "{name}: {worked:?}"
    );
    let listed = counter.run(&["queue", "list"]);
    let said = String::from_utf8(listed.stderr).unwrap();
    assert!(said.starts_with("impftheke: portal."), "{name}: {said}");

    mend(&counter);
    counter.run(&["queue", "try-again", "2"]);
    counter.say(&["queue", "run", "--until-empty", "--limit", "20"]);
    let shown = counter.say(&["queue", "show", "2", "--hc1", "-"]);
    assert!(shown.starts_with("HC1:"), "{name}: {shown}");
    assert!(counter.run(&["queue", "list"]).stderr.is_empty(), "{name}");
}

fn set(key: &'static str, value: &'static str) -> impl Fn(&Counter) {
    move |counter| counter.set(key, value)
}

/// Writes something else into the file of a setting, and back again.
fn damaged(name: &str, cause: &str, file: &str, content: Option<&[u8]>) {
    let away = |counter: &Counter| (counter.path(file), counter.path("away"));
    broken(
        name,
        cause,
        |counter| {
            let (file, away) = away(counter);
            fs::rename(&file, away).unwrap();
            if let Some(content) = content {
                fs::write(file, content).unwrap();
            }
        },
        |counter| {
            let (file, away) = away(counter);
            fs::rename(away, file).unwrap();
        },
    );
}

#[test]
fn a_client_certificate_that_cannot_be_used() {
    let file = "data/keys/training-portal/client.p12";
    damaged("missing", "login-unusable", file, None);
    damaged("damaged", "login-unusable", file, Some(b"no PKCS#12"));
    let key = "portal.certificate-password";
    broken(
        "password",
        "login-unusable",
        set(key, "wrong"),
        set(key, "training"),
    );
}

#[test]
fn roots_that_cannot_be_used() {
    let file = "data/keys/training-portal/ca.pem";
    damaged("missing", "roots-unusable", file, None);
    damaged("no PEM", "roots-unusable", file, Some(b"no certificate"));
}

#[test]
fn signers_that_cannot_be_used() {
    damaged("missing", "unknown-signer", "signers.pem", None);
    damaged(
        "damaged",
        "unknown-signer",
        "signers.pem",
        Some(b"no certificate"),
    );
}

/// Where no signer is named, the training key's is taken for the portal's.
#[test]
fn training_keys_that_cannot_be_used_beside_a_portal() {
    let keys = |counter: &Counter| counter.path("data/keys/training/dsc.pem");
    broken(
        "training keys",
        "unknown-signer",
        |counter| {
            counter.set("portal.signers", "");
            fs::write(keys(counter), b"no certificate").unwrap();
        },
        |counter| {
            fs::copy(counter.path("signers.pem"), keys(counter)).unwrap();
        },
    );
}

#[test]
fn what_is_mended_is_taken_up_by_a_program_that_runs() {
    let counter = Counter::new();
    let (first, [_, ca, client]) = counter.portal(&[]);
    drop(first);
    let (_portal, [url, ..]) = counter.portal(&["--client-ca", &ca]);
    for (key, value) in [
        ("portal.url", url.as_str()),
        ("portal.roots", &ca),
        ("portal.login", "certificate"),
        ("portal.certificate", &client),
        ("portal.certificate-password", "wrong"),
    ] {
        counter.set(key, value);
    }
    counter.say(&["issue", EXAMPLE, "--queue"]);
    let mut running = counter
        .command(&["queue", "run", "--limit", "60"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(running.stdout.take().unwrap()).lines();
    let _running = Process(running);
    assert_eq!(said.next().unwrap().unwrap(), "0001 login-unusable");
    counter.set("portal.certificate-password", "training");
    counter.say(&["issue", EXAMPLE, "--queue"]);
    // The first may have to be tried again by hand, the second not.
    assert!(said.any(|line| line.unwrap() == "0002 ready"));
}

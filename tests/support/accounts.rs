//! Accounts for programs that ask PAM who is who: a wrapper of PAM answers out of a file, so that no account of this
//! computer is needed or touched.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::{fs, path::Path, process::Command};

/// Has a program take `user:password` for an account, and nothing else.
pub(crate) fn ask(command: &mut Command, folder: &Path, account: &str) {
    let (rules, accounts) = (folder.join("pam"), folder.join("accounts"));
    fs::create_dir(&rules).unwrap();
    fs::write(&accounts, format!("{account}:{SERVICE}\n")).unwrap();
    let module = format!(
        "/usr/lib/{}-linux-gnu/pam_wrapper/pam_matrix.so",
        std::env::consts::ARCH
    );
    let is_there = Path::new(&module).exists();
    assert!(is_there, "{module} is missing: run packaging/setup test");
    let steps = ["auth", "account", "session"].map(|step| {
        let accounts = accounts.display();
        format!("{step} required {module} passdb={accounts}\n")
    });
    fs::write(rules.join(SERVICE), steps.concat()).unwrap();
    command
        .env("LD_PRELOAD", "libpam_wrapper.so")
        .env("PAM_WRAPPER", "1")
        .env("PAM_WRAPPER_SERVICE_DIR", rules);
}

/// The name by which CUPS asks.
pub(crate) const SERVICE: &str = "cups";

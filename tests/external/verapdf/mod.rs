//! veraPDF, the reference validator of the PDF Association, which `packaging/test` brings.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::{env, fs, path::Path, process::Command};

/// The options that spare the start: few files are no work for the better compiler and the parallel collector.
const QUICK_START: [&str; 2] = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];

/// What veraPDF says of each file, `PDF/A-2a` (`2a`) before `PDF/UA-1` (`ua1`): `holds NAME ua1`, or a line
/// `breaks NAME ua1 SECTION-TEST WHAT` for each rule that is broken.
pub(crate) fn verdicts(files: &[(String, Vec<u8>)]) -> Vec<String> {
    let class_path =
        env::var_os("IMPFTHEKE_VERAPDF").expect("IMPFTHEKE_VERAPDF is not set: run packaging/test");
    let program =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/external/verapdf/Validate.java");
    let folder = tempfile::tempdir().unwrap();
    for (name, pdf) in files {
        fs::write(folder.path().join(name), pdf).unwrap();
    }
    let output = Command::new("java")
        .current_dir(folder.path())
        .args(QUICK_START)
        .arg("-classpath")
        .args([class_path.as_os_str(), program.as_os_str()])
        .args(files.iter().map(|(name, _)| name))
        .output()
        .expect("java is missing: run packaging/test");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    said.lines().map(str::to_owned).collect()
}

//! Which programs the tests are, and that each of their files is in one.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use super::collect;

/// The programs of tests. Each links the window, the printers and the databases anew, so a file of tests goes into
/// one of these; what stands alone says in its first lines why it must.
const PROGRAMS: [&str; 8] = [
    "architecture",
    "external",
    "hostile_portal",
    "it",
    "power_cut",
    "ui",
    "window_log",
    "windows",
];

#[test]
fn there_are_no_programs_of_tests_but_those_that_are_meant() {
    let mut found: Vec<String> = roots().iter().map(|root| name_of(root)).collect();
    found.sort();
    assert_eq!(found, PROGRAMS, "a file of tests belongs into one of these");
}

#[test]
fn no_file_of_tests_is_forgotten() {
    let mut reached = BTreeSet::new();
    for root in roots() {
        reach(root, &mut reached);
    }
    let mut files = Vec::new();
    collect(&tests(), &mut files);
    let forgotten: Vec<PathBuf> = files
        .into_iter()
        // Benches and the targets of the fuzzer are named in a manifest.
        .filter(|file| {
            !["bench", "fuzz"]
                .iter()
                .any(|folder| file.starts_with(tests().join(folder)))
        })
        .filter(|file| !reached.contains(file))
        .collect();
    assert!(reached.len() > 100, "the files of the tests were not found");
    assert!(forgotten.is_empty(), "no `mod` names {forgotten:?}");
}

/// The files that cargo makes a program of.
fn roots() -> Vec<PathBuf> {
    let entries = fs::read_dir(tests()).unwrap();
    entries
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            if path.is_dir() {
                path.join("main.rs")
            } else {
                path
            }
        })
        .filter(|path| {
            path.is_file() && path.extension().is_some_and(|extension| extension == "rs")
        })
        .collect()
}

fn name_of(root: &Path) -> String {
    let named = if root.ends_with("main.rs") {
        root.parent().unwrap()
    } else {
        root
    };
    named.file_stem().unwrap().to_string_lossy().into_owned()
}

/// Adds a file and those that its `mod` lines name.
fn reach(file: PathBuf, reached: &mut BTreeSet<PathBuf>) {
    let text = fs::read_to_string(&file).unwrap();
    let folder = file.parent().unwrap();
    let is_front = file.ends_with("mod.rs") || roots().contains(&file);
    let below = if is_front {
        folder.to_owned()
    } else {
        file.with_extension("")
    };
    let mut elsewhere = None;
    let mut named = Vec::new();
    for line in text.lines() {
        if let Some(path) = line.strip_prefix("#[path = \"") {
            elsewhere = path.strip_suffix("\"]");
        } else if let Some(name) = module(line) {
            named.push(match elsewhere.take() {
                Some(path) => folder.join(path),
                None if below.join(name).is_dir() => below.join(name).join("mod.rs"),
                None => below.join(name).with_extension("rs"),
            });
        }
    }
    if reached.insert(file) {
        for file in named {
            reach(file.canonicalize().unwrap(), reached);
        }
    }
}

/// Returns the name of the module whose file a line asks for.
fn module(line: &str) -> Option<&str> {
    let line = line.strip_prefix("pub(crate) ").unwrap_or(line);
    line.strip_prefix("mod ")?.strip_suffix(';')
}

fn tests() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    tests.canonicalize().unwrap()
}

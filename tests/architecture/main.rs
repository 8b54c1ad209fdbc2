//! The house rules that a compiler does not know: who may use whom, how long a file may be, what it opens with.
//!
//! A program of tests of its own: it links nothing of the crate, and is run often and alone.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its sources must fail"
)]

mod circles;
mod programs;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Each room and the rooms it may use, in the order of `lib.rs`.
const ROOMS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("case", &["domain"]),
    ("text", &[]),
    ("hcert", &["domain"]),
    ("qr", &[]),
    ("check", &["domain", "hcert"]),
    ("trust", &["hcert", "domain"]),
    ("files", &[]),
    ("vault", &["files"]),
    ("key_file", &[]),
    ("sign", &["key_file", "vault"]),
    ("http", &["key_file"]),
    ("portal", &["domain", "case", "hcert", "http", "vault"]),
    ("backoff", &["domain", "case"]),
    (
        "queue",
        &["domain", "case", "backoff", "hcert", "files", "vault"],
    ),
    ("paper", &["domain", "case", "qr", "text"]),
    ("spool", &["domain", "case"]),
    (
        "issue",
        &[
            "domain", "case", "hcert", "qr", "check", "trust", "files", "vault", "key_file",
            "sign", "http", "portal", "backoff", "queue", "paper",
        ],
    ),
    (
        "training",
        &["domain", "case", "files", "hcert", "sign", "portal"],
    ),
    (
        "counter",
        &[
            "domain", "case", "text", "hcert", "qr", "check", "trust", "files", "vault",
            "key_file", "sign", "http", "portal", "backoff", "queue", "paper", "spool", "issue",
            "training",
        ],
    ),
    ("ui", &["domain", "case", "text"]),
    (
        "app",
        &[
            "domain", "case", "text", "hcert", "qr", "check", "trust", "files", "vault",
            "key_file", "sign", "http", "portal", "backoff", "queue", "paper", "spool", "issue",
            "training", "counter", "ui",
        ],
    ),
    (
        "command",
        &[
            "domain", "case", "text", "hcert", "qr", "check", "trust", "files", "vault",
            "key_file", "sign", "http", "portal", "backoff", "queue", "paper", "spool", "issue",
            "training", "counter", "ui", "app",
        ],
    ),
];

/// The most lines of a file before its tests.
const LONGEST_FILE: usize = 450;

#[test]
fn every_room_uses_only_the_rooms_below_it() {
    let mut broken = Vec::new();
    for (room, path, text) in sources() {
        let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) else {
            assert!(
                ["main", "lib"].contains(&room.as_str()),
                "src/{room} is not in the table of rooms"
            );
            continue;
        };
        let code: String = text
            .lines()
            .take_while(|line| !line.starts_with("#[cfg(test)]"))
            .flat_map(|line| [line.split("//").next().unwrap_or_default(), "\n"])
            .collect();
        for used in code.split("crate::").skip(1).flat_map(first_names) {
            if used != room && !allowed.contains(&used.as_str()) {
                broken.push(format!("{} uses crate::{used}", path.display()));
            }
        }
        // From a/b/c.rs two steps up still stay in room a; a third would leave it.
        let inside = path.components().count() - usize::from(path.ends_with("mod.rs"));
        if code.contains(&"super::".repeat(inside)) {
            broken.push(format!("{} leaves its room by super::", path.display()));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn lib_lists_the_rooms_in_flow_order() {
    let lib = fs::read_to_string(source_folder().join("lib.rs")).unwrap();
    let listed: Vec<&str> = lib
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    let rooms: Vec<&str> = ROOMS.iter().map(|(name, _)| *name).collect();
    assert_eq!(listed, rooms);
}

#[test]
fn no_file_is_longer_than_a_reader_can_hold() {
    for (_, path, text) in sources() {
        let before_tests = text
            .lines()
            .take_while(|line| !line.starts_with("#[cfg(test)]"))
            .count();
        assert!(
            before_tests <= LONGEST_FILE,
            "{} has {before_tests} lines before its tests",
            path.display()
        );
    }
}

#[test]
fn a_name_that_several_files_have_is_meant() {
    let meant = fs::read_to_string(source_folder().join("../CONTRIBUTING.md")).unwrap();
    let mut seen = BTreeSet::new();
    for (_, path, _) in sources() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        assert!(
            meant.contains(&format!("`{name}`")) || seen.insert(name.clone()),
            "{} is not the first {name}: name it for what it holds, or say in CONTRIBUTING.md why it is called so",
            path.display()
        );
    }
}

#[test]
fn every_file_says_first_what_it_is_for() {
    for (_, path, text) in sources() {
        assert!(
            text.starts_with("//! "),
            "{} does not open with //!",
            path.display()
        );
    }
}

#[test]
fn colours_live_in_the_theme_and_texts_in_assets() {
    for (room, path, text) in sources() {
        if room != "ui"
            || path.ends_with("theme.rs")
            || path.components().any(|part| part.as_os_str() == "theme")
        {
            continue;
        }
        for word in [
            "Color32::from_rgb",
            "Color32::from_gray",
            "Color32::from_black",
        ] {
            assert!(
                !text.contains(word),
                "{} makes a colour of its own: {word}",
                path.display()
            );
        }
        let code: String = text
            .lines()
            .map(|line| line.split("//").next().unwrap_or_default())
            .collect();
        assert!(
            !code.contains(['ä', 'ö', 'ü', 'Ä', 'Ö', 'Ü', 'ß'])
                || path.ends_with("tests.rs")
                || code.contains("#[cfg(test)]"),
            "{} speaks German outside assets/",
            path.display()
        );
    }
}

/// The rooms named after `crate::`: one, or those of a group.
fn first_names(after: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        text.trim_start()
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    let Some(group) = after.strip_prefix('{') else {
        return vec![name(after)];
    };
    let mut depth = 0;
    let mut names = vec![name(group)];
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(name(group.split_at(at + 1).1)),
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// Every source file with the room it stands in.
fn sources() -> Vec<(String, PathBuf, String)> {
    let mut files = Vec::new();
    collect(&source_folder(), &mut files);
    assert!(files.len() > 20, "the sources were not found");
    files
        .into_iter()
        .map(|path| {
            let inside = path.strip_prefix(source_folder()).unwrap().to_owned();
            let room = inside
                .components()
                .next()
                .unwrap()
                .as_os_str()
                .to_string_lossy()
                .into_owned();
            let text = fs::read_to_string(&path).unwrap();
            (room.trim_end_matches(".rs").to_owned(), inside, text)
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

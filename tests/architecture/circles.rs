//! Files that use each other in a circle, inside a room or not.
//!
//! Read as text: what `use` names and what a body names by its path, followed through re-exports to the file that holds
//! it. A module and those inside it are one thing to whoever stands outside, so what they take from each other counts
//! as nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::sources;

type Module = Vec<String>;

/// What a file takes, and what it hands on.
#[derive(Default)]
struct File {
    /// The paths that it names, from the crate on.
    named: Vec<Module>,
    /// Where each name comes from that it hands on.
    handed_on: BTreeMap<String, Module>,
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let files = read();
    let mut uses: BTreeMap<&Module, BTreeSet<&Module>> = BTreeMap::new();
    for (module, file) in &files {
        for path in &file.named {
            if let Some(used) = holder(&files, path)
                && !used.starts_with(module)
                && !module.starts_with(used)
            {
                uses.entry(module).or_default().insert(used);
            }
        }
    }
    assert!(uses.len() > 100, "the files' uses were not found");
    // Whatever uses nothing that is left, or is used by nothing that is left, is in no circle.
    loop {
        let left: BTreeSet<&Module> = uses.keys().copied().collect();
        let used: BTreeSet<&Module> = uses.values().flatten().copied().collect();
        uses.retain(|module, of| {
            of.retain(|used| left.contains(used));
            !of.is_empty() && used.contains(module)
        });
        if uses.len() == left.len() {
            break;
        }
    }
    let circles: Vec<String> = uses
        .iter()
        .map(|(module, used)| {
            let used: Vec<String> = used.iter().map(|used| used.join("::")).collect();
            format!("{} uses {}", module.join("::"), used.join(", "))
        })
        .collect();
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

/// Returns the file that holds what a path names.
fn holder<'a>(files: &'a BTreeMap<Module, File>, path: &[String]) -> Option<&'a Module> {
    let mut path = path.to_vec();
    // A name is handed on a few times at most.
    for _ in 0..8 {
        let length = (1..=path.len())
            .rev()
            .find(|length| files.contains_key(path.get(..*length).unwrap_or_default()))?;
        let (module, rest) = path.split_at(length);
        let (module, file) = files.get_key_value(module)?;
        let from = rest.first().and_then(|name| file.handed_on.get(name));
        match from {
            Some(from) => path = [from, rest.get(1..).unwrap_or_default()].concat(),
            None => return Some(module),
        }
    }
    None
}

fn read() -> BTreeMap<Module, File> {
    let texts: BTreeMap<Module, Vec<String>> = sources()
        .into_iter()
        .map(|(_, path, text)| {
            let path = path.with_extension("");
            let names = path.iter().map(|part| part.to_string_lossy().into_owned());
            let module = names.filter(|name| name != "mod").collect();
            (module, tokens(&text))
        })
        .collect();
    let modules: BTreeSet<&Module> = texts.keys().collect();
    let file = |(module, tokens): (&Module, &Vec<String>)| {
        (module.clone(), file_of(module, tokens, &modules))
    };
    texts.iter().map(file).collect()
}

/// Words and signs of the code before its tests, without comments and texts.
fn tokens(text: &str) -> Vec<String> {
    let code: Vec<&str> = text
        .lines()
        .take_while(|line| !line.starts_with("#[cfg(test)]"))
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect();
    let mut tokens: Vec<String> = Vec::new();
    let mut was_word = false;
    for character in code.join("\n").chars() {
        let is_word = character.is_alphanumeric() || character == '_';
        if is_word && was_word {
            tokens.last_mut().unwrap().push(character);
        } else if !character.is_whitespace() {
            tokens.push(character.to_string());
        }
        was_word = is_word;
    }
    tokens
}

fn file_of(module: &Module, tokens: &[String], modules: &BTreeSet<&Module>) -> File {
    let mut file = File::default();
    // The modules that are called by a name of their own here.
    let mut called: BTreeMap<String, Module> = BTreeMap::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if token == "use" {
            let before = tokens.get(at.saturating_sub(1)).map(String::as_str);
            let is_handed_on = before == Some("pub") || before == Some(")");
            let mut paths = Vec::new();
            at += 1;
            tree(tokens, &mut at, &[], &mut paths);
            for path in paths {
                let Some(path) = absolute(module, &path, modules) else {
                    continue;
                };
                let name = path.last().unwrap().clone();
                if is_handed_on {
                    file.handed_on.insert(name, path);
                } else if modules.contains(&path) {
                    called.insert(name, path);
                } else {
                    file.named.push(path);
                }
            }
        } else if is_path(tokens, at) {
            let mut rest = Vec::new();
            while is_path(tokens, at) {
                at += 3;
                rest.extend(tokens.get(at).cloned());
            }
            at += 1;
            let path = match called.get(token) {
                Some(known) => Some([known.clone(), rest].concat()),
                None => absolute(module, &[vec![token.clone()], rest].concat(), modules),
            };
            file.named.extend(path);
        } else {
            at += 1;
        }
    }
    file
}

/// Whether a word stands here that another follows in a path.
fn is_path(tokens: &[String], at: usize) -> bool {
    let word = |at: usize| {
        let first = tokens.get(at).and_then(|token| token.chars().next());
        first.is_some_and(|first| first.is_alphabetic() || first == '_')
    };
    let colon = |at: usize| tokens.get(at).is_some_and(|token| token == ":");
    word(at) && colon(at + 1) && colon(at + 2) && word(at + 3)
}

/// Reads what `use` names, up to the end of one branch.
fn tree(tokens: &[String], at: &mut usize, before: &[String], paths: &mut Vec<Module>) {
    let mut path = before.to_vec();
    while let Some(token) = tokens.get(*at) {
        match token.as_str() {
            ":" => *at += 1,
            "{" => {
                *at += 1;
                while tokens.get(*at).is_some_and(|token| token != "}") {
                    tree(tokens, at, &path, paths);
                    if tokens.get(*at).is_some_and(|token| token == ",") {
                        *at += 1;
                    }
                }
                *at += 1;
                return;
            }
            "," | "}" | ";" => break,
            "as" => *at += 2,
            "self" if !path.is_empty() => *at += 1,
            _ => {
                path.push(token.clone());
                *at += 1;
            }
        }
    }
    if path.len() > before.len() || !before.is_empty() {
        paths.push(path);
    }
}

/// Returns a path from the crate on; nothing for what is not ours.
fn absolute(module: &Module, path: &[String], modules: &BTreeSet<&Module>) -> Option<Module> {
    match path.first()?.as_str() {
        "crate" => Some(path.get(1..)?.to_vec()),
        "self" => Some([module, path.get(1..)?].concat()),
        "super" => {
            let up = path.iter().take_while(|part| *part == "super").count();
            let above = module.get(..module.len().checked_sub(up)?)?;
            Some([above, path.get(up..)?].concat())
        }
        first => {
            let inside = [&**module, &[first.to_owned()]].concat();
            modules
                .contains(&inside)
                .then(|| [&**module, path].concat())
        }
    }
    .filter(|path| !path.is_empty())
}

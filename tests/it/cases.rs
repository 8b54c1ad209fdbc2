//! Requests as people really write and send them (`tests/data/cases`): issued, asked about, or refused by name.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use serde_json::{Value, json};

struct Counter {
    home: tempfile::TempDir,
}

impl Counter {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        Self { home }
    }

    fn issue(&self, input: &[u8]) -> Output {
        fs::write(self.home.path().join("input.json"), input).unwrap();
        Command::new(env!("CARGO_BIN_EXE_impftheke"))
            .current_dir(self.home.path())
            .args(["--data", "data", "issue", "input.json"])
            .output()
            .unwrap()
    }

    /// Issues a request; returns the certificates.
    #[track_caller]
    fn issued(&self, input: &[u8]) -> String {
        let output = self.issue(input);
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Has a request refused; returns why. Nothing is taken up, and nobody is named.
    #[track_caller]
    fn refused(&self, input: &[u8]) -> String {
        let output = self.issue(input);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(output.stdout.is_empty(), "{output:?}");
        let why = String::from_utf8(output.stderr).unwrap();
        let names = ["Mustermann", "Erika", "ller", "SCHMIDT", "OTTO"];
        assert!(names.iter().all(|name| !why.contains(name)), "{why}");
        why
    }

    /// Has a request refused with this code, and issued once that is confirmed.
    #[track_caller]
    fn asks(&self, code: &str, requests: &Value) {
        let why = self.refused(requests.to_string().as_bytes());
        let way = format!(r#"if it is right, add "confirmed": ["{code}"]"#);
        assert!(why.contains(&way), "{why}");
        let mut confirmed = requests.clone();
        let set = |request: &mut Value| request["confirmed"] = json!([code]);
        match confirmed.as_array_mut() {
            Some(requests) => requests.iter_mut().for_each(set),
            None => set(&mut confirmed),
        }
        let text = self.issued(confirmed.to_string().as_bytes());
        assert!(text.starts_with("HC1:"), "{text}");
    }
}

fn case(name: &str) -> Vec<u8> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/cases");
    fs::read(cases.join(name)).unwrap()
}

fn request(name: &str) -> Value {
    serde_json::from_slice(&case(name)).unwrap()
}

/// The request of the example, with other values at these places.
fn changed(changes: &[(&str, Value)]) -> Value {
    let mut request: Value =
        serde_json::from_str(include_str!("../../packaging/example.json")).unwrap();
    for (place, value) in changes {
        let (parent, member) = place.rsplit_once('/').unwrap();
        request.pointer_mut(parent).unwrap()[member] = value.clone();
    }
    request
}

#[test]
fn what_is_unlikely_is_asked_about_and_issued_once_it_is_confirmed() {
    let counter = Counter::new();
    for (name, code) in [
        ("j5-mojibake.json", "encoding"),
        ("k07-3of3-jan2021.json", "too-soon"),
        ("k35-newborn.json", "age"),
        ("n2-line-other-name.json", "other-line"),
        ("v3-duplicate.json", "same-dose"),
    ] {
        counter.asks(code, &request(name));
    }
}

#[test]
fn a_number_that_cannot_be_names_the_year_that_was_meant() {
    let counter = Counter::new();
    let why = counter.refused(&case("k07-3of3-jan2021.json"));
    assert!(why.contains("2022-01-05"), "{why}");
    for (number, day) in [(2, "2020-12-22"), (9, "2020-12-27")] {
        let request = changed(&[
            ("/v/0/dn", number.into()),
            ("/v/0/sd", number.into()),
            ("/v/0/dt", day.into()),
        ]);
        counter.asks("too-soon", &request);
    }
    let spikevax = |day: &str| {
        changed(&[
            ("/v/0/mp", "EU/1/20/1507".into()),
            ("/v/0/ma", "ORG-100031184".into()),
            ("/v/0/dt", day.into()),
        ])
    };
    counter.asks("too-soon", &spikevax("2021-02-02"));
    counter.issued(spikevax("2021-02-03").to_string().as_bytes());
}

#[test]
fn a_name_with_signs_or_of_digits_is_asked_about() {
    let counter = Counter::new();
    for (name, code) in [
        ("Jo‰l", "sign"),
        ("<b>Mustermann</b>", "sign"),
        ("M&uuml;ller", "sign"),
        ("Mustermann;Erika", "sign"),
        ("GroÃŸ", "encoding"),
        ("123", "digits"),
    ] {
        counter.asks(code, &changed(&[("/nam/fn", name.into())]));
    }
    // For whose signs there is no line, that is said once they are confirmed.
    let quotes = changed(&[("/nam/fn", "Oâ€™Connor".into())]).to_string();
    let why = counter.refused(quotes.as_bytes());
    assert!(
        why.contains(r#"["encoding"]"#) && !why.contains("spelling"),
        "{why}"
    );
    let why = counter.refused(
        changed(&[("/nam/gn", "120864".into())])
            .to_string()
            .as_bytes(),
    );
    assert!(
        why.contains("given names") && why.contains("wrong field"),
        "{why}"
    );
    assert!(
        why.contains(r#"["digits"]"#) && !why.contains("Latin spelling"),
        "{why}"
    );
}

/// The signs that DIN 91379 allows in a name, and its letters, are names.
#[test]
fn what_german_registers_write_is_issued_unasked() {
    let counter = Counter::new();
    let table = include_str!("../data/din91379.tsv").lines().skip(1);
    let syllables: Vec<[String; 2]> = table
        .map(|row| {
            let columns: Vec<&str> = row.split('\t').collect();
            let letters = columns[0]
                .split(' ')
                .map(|hex| u32::from_str_radix(hex, 16).unwrap());
            let letters: String = letters.map(|c| char::from_u32(c).unwrap()).collect();
            [format!("M{letters}M"), format!("M{}M", columns[2])]
        })
        .collect();
    let names: Vec<&[[String; 2]]> = syllables.chunks(12).collect();
    let requests = names.iter().map(|some| {
        let name: String = some.iter().map(|[name, _]| name.as_str()).collect();
        changed(&[("/nam/fn", name.into())])
    });
    let requests = Value::Array(requests.collect());
    let texts = counter.issued(requests.to_string().as_bytes());
    assert_eq!(texts.lines().count(), names.len());
    for (text, some) in texts.lines().zip(names) {
        let decoded = impftheke::hcert::chain::decode(text).unwrap();
        let line: String = some.iter().map(|[_, line]| line.as_str()).collect();
        let found = &decoded.certificate()["nam"]["fnt"];
        assert_eq!(found, &Value::from(line));
    }
}

#[test]
fn a_line_that_documents_may_have_is_not_asked_about() {
    let counter = Counter::new();
    let lines = |name: [&str; 2], line: [&str; 2]| {
        changed(&[
            ("/nam/fn", name[0].into()),
            ("/nam/gn", name[1].into()),
            ("/nam/fnt", line[0].into()),
            ("/nam/gnt", line[1].into()),
        ])
    };
    for (name, line) in [
        (["Müller", "Erika"], ["MULLER", "ERIKA"]),
        (["Mustermann", "Erika Dörte"], ["MUSTERMANN", "ERIKA"]),
        (["Groß", "Åse"], ["GROSS", "ASE"]),
    ] {
        counter.issued(lines(name, line).to_string().as_bytes());
    }
    for (name, line) in [
        (["Mustermann", "Erika"], ["M", "E"]),
        (["Mustermann", "Erika"], ["MUSTERMANN", "OTTO"]),
    ] {
        counter.asks("other-line", &lines(name, line));
    }
}

#[test]
fn doses_of_one_person_in_one_visit_are_held_against_each_other() {
    let counter = Counter::new();
    let dose =
        |number: u32, day: &str| changed(&[("/v/0/dn", number.into()), ("/v/0/dt", day.into())]);
    let second = dose(2, "2021-05-29");
    for (first, code) in [
        (dose(2, "2021-05-30"), "same-dose"),
        (dose(1, "2021-05-29"), "same-day"),
        (dose(1, "2021-06-01"), "dose-order"),
    ] {
        counter.asks(code, &json!([first, second]));
    }
    let why = counter.refused(json!([second, second]).to_string().as_bytes());
    assert!(why.contains("case 2: dose number"), "{why}");
    let otto = changed(&[("/nam/gn", "Otto".into())]);
    let fine = json!([dose(1, "2021-04-17"), second, otto]);
    counter.issued(fine.to_string().as_bytes());
}

#[test]
fn a_request_is_read_in_whatever_unicode_it_comes_and_refused_by_name_otherwise() {
    let counter = Counter::new();
    counter.issued(&case("j1-bom.json"));
    let text = changed(&[("/nam/fn", "Müller".into())]).to_string();
    let units = || std::iter::once(0xFEFF).chain(text.encode_utf16());
    let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
    for bytes in [&little, &big, &little[2..], &big[2..]] {
        counter.issued(bytes);
    }
    let why = counter.refused(&case("j4-latin1.json"));
    assert!(
        why.contains("Windows-1252") && why.contains("UTF-8"),
        "{why}"
    );
    let why = counter.refused(&little[..little.len() - 1]);
    assert!(why.contains("UTF-16"), "{why}");
}

#[test]
fn a_member_that_is_there_twice_is_refused_by_name() {
    let counter = Counter::new();
    let why = counter.refused(&case("j7-dup.json"));
    assert!(why.contains("dob is there twice"), "{why}");
    assert!(!why.contains("1964") && !why.contains("1946"), "{why}");
}

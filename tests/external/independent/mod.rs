//! Certificates for names of every script and of all three types, accepted by programs that share no code with
//! us. `packaging/test` makes the Python environment they need.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::{env, fs, path::Path, process::Command};

use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use serde_json::{Value, json};

/// Surname and forename, each with its line after ICAO 9303.
type Name = [Option<(&'static str, &'static str)>; 2];

const NAMES: [Name; 14] = [
    [
        Some(("Musterfrau-Dießner", "MUSTERFRAU<DIESSNER")),
        Some(("Erika Dörte", "ERIKA<DOERTE")),
    ],
    [Some(("Ørsted", "OERSTED")), Some(("Åse", "AASE"))],
    [
        Some(("Þórðarson Åström", "THORDARSON<AASTROEM")),
        Some(("Ægir", "AEGIR")),
    ],
    [Some(("Żółć", "ZOLC")), Some(("Łukasz", "LUKASZ"))],
    [
        Some(("Işık Güneş", "ISIK<GUENES")),
        Some(("İbrahim", "IBRAHIM")),
    ],
    [
        Some(("d'Červenková Panklová", "DCERVENKOVA<PANKLOVA")),
        Some(("Jiřina-Maria Alena", "JIRINA<MARIA<ALENA")),
    ],
    [Some(("Nguyễn", "NGUYEN")), Some(("Thị Hồng", "THI<HONG"))],
    [
        Some(("Щербаков", "SHCHERBAKOV")),
        Some(("Дмитрий", "DMITRII")),
    ],
    [
        Some(("Παπαδόπουλος", "PAPADOPOULOS")),
        Some(("Ελένη", "ELENI")),
    ],
    [Some(("عباس", "EBAS")), Some(("سلام", "SLAM"))],
    [Some(("O’Connor", "OCONNOR")), Some(("Seán", "SEAN"))],
    [
        Some(("von der Leyen", "VON<DER<LEYEN")),
        Some(("Ștefan", "STEFAN")),
    ],
    [Some(("Suharto", "SUHARTO")), None],
    [None, Some(("Nandi", "NANDI"))],
];

#[test]
fn independent_programs_accept_certificates_of_every_script_and_type() {
    let python =
        env::var_os("IMPFTHEKE_PYTHON").expect("IMPFTHEKE_PYTHON is not set: run packaging/test");
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    impftheke(
        folder.path(),
        &[
            "signer",
            "--certificate",
            &at("dsc.pem"),
            "--csca",
            &at("csca.pem"),
        ],
    );
    let cases = NAMES
        .iter()
        .flat_map(|name| events().map(|event| (name, event)));
    for (number, ([family, given], event)) in cases.enumerate() {
        let name = |text: fn((&'static str, &'static str)) -> &'static str, members: [&str; 2]| {
            let parts = members.into_iter().zip([family, given]);
            parts
                .filter_map(|(member, part)| Some((member.to_owned(), Value::from(text((*part)?)))))
                .collect::<Value>()
        };
        let mut request = json!({ "nam": name(|part| part.0, ["fn", "gn"]), "dob": birth(number) });
        let (group, entry) = event;
        request[group] = json!([entry]);
        let file = |extension: &str| at(&format!("{number}.{extension}"));
        fs::write(file("json"), request.to_string()).unwrap();
        fs::write(
            file("lines.json"),
            name(|part| part.1, ["fnt", "gnt"]).to_string(),
        )
        .unwrap();
        impftheke(
            folder.path(),
            &[
                "issue",
                &file("json"),
                "--hc1",
                &file("hc1"),
                "--png",
                &file("png"),
            ],
        );
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let check = Command::new(python)
        .arg(root.join("tests/external/independent/check.py"))
        .args([folder.path(), &root.join("assets/schema")])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&check.stdout);
    assert!(
        check.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&check.stderr)
    );
    assert!(
        said.contains(&format!("{0} of {0} certificates", NAMES.len() * 4)),
        "{said}"
    );
}

fn impftheke(folder: &Path, arguments: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_impftheke"))
        .arg("--data")
        .arg(folder.join("data"))
        .args(arguments)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Whole and partial dates of birth in turn.
fn birth(number: usize) -> &'static str {
    ["1979-04-14", "1979-04", "1979", ""][number / 4 % 4]
}

/// One entry of each kind, in the shape of the German issuing API; recoveries must be recent.
fn events() -> [(&'static str, Value); 4] {
    let now = Timestamp::now();
    let today = now.to_zoned_datetime(TimeZone::UTC).date();
    let day = |ago: i32| today.checked_sub(ago.days()).unwrap().to_string();
    let sampled_at = Timestamp::from_second(now.as_second() - 7200)
        .unwrap()
        .to_string();
    let (id, tg) = ("IZ28215B", "840539006");
    [
        (
            "v",
            json!({ "id": id, "tg": tg, "vp": "1119349007", "mp": "EU/1/20/1528", "ma": "ORG-100030215",
                      "dn": 2, "sd": 2, "dt": day(3) }),
        ),
        (
            "r",
            json!({ "id": id, "tg": tg, "fr": day(40), "df": day(12), "du": day(-140) }),
        ),
        (
            "t",
            json!({ "id": id, "tg": tg, "tt": "LP6464-4", "nm": "Roche LightCycler qPCR", "sc": sampled_at,
                      "tr": "260415000", "tc": "Testzentrum Köln" }),
        ),
        (
            "t",
            json!({ "id": id, "tg": tg, "tt": "LP217198-3", "ma": "1232", "sc": sampled_at,
                      "tr": "260373001", "tc": "Testzentrum Köln" }),
        ),
    ]
}

//! The PDF as others see it: what a search finds, which fonts are inside, whether the symbol reads.
//!
//! Reads with poppler's programs.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot make its sheet must fail"
)]

mod poppler;

use std::fs;

use impftheke::{
    domain::{
        Draft, EventDraft, Issuer, RecoveryDraft, Sampled, Statement, TestDraft, TestKind,
        VaccinationDraft, value_set,
    },
    hcert::qr::{self, Symbol},
    print::{self, Options, Sheet},
};
use jiff::{Timestamp, tz::TimeZone};
use poppler::{has_all, raster, run, words};

const CODE: &str = "HC1:6BF+70790T9WJWG.FKY*4GO0.O1CV2 O5 N2FBBRW1*70HS8WY04AC*WIFN0AHCD8KD97TK0F90KECTHGWJC0FDC:5AIA%G7X+AQB9746HS80:54IBQF60R6$A80X6S1BTYACG6M+9XG8KIAWNA91AY%67092L4WJCT3EHS8XJC$+DXJCCWENF6OF63W5NW6WF6%JC QE/IAYJC5LEW34U3ET7DXC9 QE-ED8%E.JCBECB1A-:8$96646AL60A60S6Q$D.UDRYA 96NF6L/5QW6307KQEPD09WEQDD+Q6TW6FA7C466KCN9E%961A6DL6FA7D46JPCT3E5JDLA7$Q6E464W5TG6..DX%DZJC6/DTZ9 QE5$CB$DA/D JC1/D3Z8WED1ECW.CCWE.Y92OAGY8MY9L+9MPCG/D5 C5IA5N9$PC5$CUZCY$5Y$527B";
const UVCI: &str = "URN:UVCI:01:XX:IZ12345A/5CWLU12RNOB9RXSEOP6FG8#W";

fn statement(family: &str, given: &str, birth: &str, event: EventDraft) -> Statement {
    let now = at("2022-03-01T09:00:00Z").to_zoned_datetime(TimeZone::UTC);
    let draft = Draft {
        family_name: family.to_owned(),
        given_name: given.to_owned(),
        // A script outside the passport's table needs the spelling of the document.
        family_line: (family == "כהן").then(|| "COHEN".to_owned()),
        birth_date: birth.to_owned(),
        event,
        ..Draft::default()
    };
    draft.parse(&now).unwrap()
}

fn dose(number: u32, of: u32) -> EventDraft {
    EventDraft::Vaccination(VaccinationDraft {
        product: value_set::product("EU/1/20/1528"),
        date: "2022-02-20".to_owned(),
        dose: Some(number),
        doses: Some(of),
        ..VaccinationDraft::default()
    })
}

fn recovery() -> EventDraft {
    EventDraft::Recovery(RecoveryDraft {
        first_positive: "2021-12-20".to_owned(),
        ..RecoveryDraft::default()
    })
}

fn test() -> EventDraft {
    EventDraft::Test(TestDraft {
        kind: Some(TestKind::Naat),
        name: "Abbott RealTime SARS-CoV-2".to_owned(),
        sampled: Sampled::At(at("2022-02-28T10:30:15Z")),
        detected: Some(false),
        centre: "Testzentrum Musterstadt am Marktplatz".to_owned(),
        ..TestDraft::default()
    })
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn print(statements: &[Statement], specimen: bool) -> Vec<u8> {
    let issuer = Issuer::new("XX", "DE", "Robert Koch-Institut", "IZ12345A").unwrap();
    let symbol = Symbol::of(CODE).unwrap();
    let sheet = |statement| Sheet {
        statement,
        issuer: &issuer,
        uvci: UVCI,
        issued_at: at("2022-03-01T09:00:00Z"),
        expires_at: at("2023-03-01T09:00:00Z"),
        symbol: &symbol,
    };
    let sheets: Vec<_> = statements.iter().map(sheet).collect();
    let options = Options {
        specimen,
        ..Options::default()
    };
    print::pdf(&sheets, options).unwrap()
}

const HOLDER: &[&str] = &[
    "Digitales COVID-",
    "EU Digital",
    "Name, Vorname",
    "Surname(s) and forename(s)",
    "Mustermann, Erika",
    "Geburtsdatum",
    "Date of birth",
    "1964-08-12",
    "Unique certificate identifier",
    UVCI,
    "Robert Koch-Institut",
    "2022-03-01",
    "2023-03-01",
    "Deutschland",
    "Germany",
];

#[test]
fn a_search_finds_every_field_of_a_vaccination() {
    let text = words(&print(
        &[statement("Mustermann", "Erika", "1964-08-12", dose(2, 1))],
        false,
    ));
    has_all(&text, HOLDER);
    has_all(
        &text,
        &[
            "Impfzertifikat",
            "Vaccination certificate",
            "COVID-19",
            "SARS-CoV-2 mRNA vaccine",
            "Comirnaty",
            "Biontech Manufacturing GmbH",
            "2 von 1",
            "2 of 1",
            "weitere Impfung nach Janssen oder nach einer Genesung",
            "2022-02-20",
        ],
    );
    assert!(!text.contains("MUSTER"));
}

#[test]
fn a_search_finds_every_field_of_a_recovery() {
    let text = words(&print(
        &[statement("Mustermann", "Erika", "1964-08-12", recovery())],
        false,
    ));
    has_all(&text, HOLDER);
    has_all(
        &text,
        &[
            "Genesenenzertifikat",
            "Certificate of recovery",
            "2021-12-20",
            "2022-01-17",
            "2022-06-18",
        ],
    );
}

#[test]
fn a_search_finds_every_field_of_a_test() {
    let text = words(&print(
        &[statement("Mustermann", "Erika", "1964-08-12", test())],
        false,
    ));
    has_all(&text, HOLDER);
    has_all(
        &text,
        &[
            "Testzertifikat",
            "Test certificate",
            "Abbott RealTime",
            "2022-02-28 10:30:15",
            "Nicht nachgewiesen",
            "Not detected",
            "Testzentrum Musterstadt",
        ],
    );
}

#[test]
fn several_certificates_are_counted_and_every_page_of_a_specimen_says_so() {
    let both = [
        statement("Mustermann", "Erika", "1964-08-12", dose(2, 2)),
        statement("Mustermann", "Erika", "1964", recovery()),
    ];
    let pdf = print(&both, true);
    assert_eq!(
        pdf,
        print(&both, true),
        "the same input gives the same bytes"
    );
    assert!(pdf.len() < 90_000, "{} bytes", pdf.len());
    let pages = run("pdftotext", &["-raw"], &pdf);
    let pages: Vec<_> = pages
        .split('\u{c}')
        .filter(|page| !page.is_empty())
        .collect();
    assert_eq!(pages.len(), 2);
    for (number, page) in (1..).zip(pages) {
        assert_eq!(page.matches("SPECIMEN").count(), 4);
        assert!(page.contains(&format!("Seite {number} von 2")));
        assert!(page.contains("bitte beide scannen"));
    }
    assert!(words(&pdf).contains("1964-XX-XX"));
}

#[test]
fn every_font_is_inside_and_cut() {
    let pdf = print(
        &[statement("عبد الرحمن", "محمد", "1964-08-12", dose(2, 2))],
        false,
    );
    let list = run("pdffonts", &["-l", "9"], &pdf);
    let fonts: Vec<_> = list.lines().skip(2).collect();
    assert_eq!(fonts.len(), 3, "{list}");
    for font in fonts {
        assert!(font.contains('+') && font.contains("yes yes yes"), "{font}");
    }
}

#[test]
fn a_name_in_another_script_stands_above_its_passport_spelling() {
    for (family, given, second) in [
        ("Παπαδοπούλου", "Ευθυμία", "PAPADOPOULOU, EFTHYMIA"),
        ("Иванова", "Мария", "IVANOVA, MARIIA"),
    ] {
        let text = words(&print(
            &[statement(family, given, "1964-08-12", recovery())],
            false,
        ));
        has_all(&text, &[family, given, second]);
    }
    let text = words(&print(
        &[statement("כהן", "Sara", "1964-08-12", recovery())],
        false,
    ));
    has_all(&text, &["COHEN, SARA"]);
}

#[test]
fn the_symbol_reads_from_the_printed_page() {
    let pdf = print(
        &[statement("Mustermann", "Erika", "1964-08-12", dose(2, 2))],
        true,
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sheet.pdf");
    fs::write(&path, pdf).unwrap();
    for dots in ["100", "150"] {
        let picture = raster(&path, dots);
        let luma = image::open(picture).unwrap().into_luma8();
        let (width, height) = (luma.width() as usize, luma.height() as usize);
        assert_eq!(qr::read(luma.as_raw(), width, height).unwrap(), CODE);
    }
}

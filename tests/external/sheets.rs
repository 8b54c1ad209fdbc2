//! Certificates of Erika Mustermann and her like, printed.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use impftheke::{
    domain::{
        DoseDraft, Draft, EventDraft, Issuance, Issuer, RecoveryDraft, Sampled, Statement,
        TestDraft, TestKind, Uvci, VaccinationDraft, dose::Before, product,
    },
    paper::{self, Options, Sheet},
    qr::Symbol,
};
use jiff::{Timestamp, tz::TimeZone};

/// What stands in every symbol.
pub(crate) const CODE: &str = "HC1:6BF+70790T9WJWG.FKY*4GO0.O1CV2 O5 N2FBBRW1*70HS8WY04AC*WIFN0AHCD8KD97TK0F90KECTHGWJC0FDC:5AIA%G7X+AQB9746HS80:54IBQF60R6$A80X6S1BTYACG6M+9XG8KIAWNA91AY%67092L4WJCT3EHS8XJC$+DXJCCWENF6OF63W5NW6WF6%JC QE/IAYJC5LEW34U3ET7DXC9 QE-ED8%E.JCBECB1A-:8$96646AL60A60S6Q$D.UDRYA 96NF6L/5QW6307KQEPD09WEQDD+Q6TW6FA7C466KCN9E%961A6DL6FA7D46JPCT3E5JDLA7$Q6E464W5TG6..DX%DZJC6/DTZ9 QE5$CB$DA/D JC1/D3Z8WED1ECW.CCWE.Y92OAGY8MY9L+9MPCG/D5 C5IA5N9$PC5$CUZCY$5Y$527B";
/// What stands below every symbol.
pub(crate) const UVCI: &str = "URN:UVCI:01:XX:IZ12345A/5CWLU12RNOB9RXSEOP6FG8#W";

pub(crate) fn statement(family: &str, given: &str, birth: &str, event: EventDraft) -> Statement {
    let now = at("2022-03-01T09:00:00Z").to_zoned_datetime(TimeZone::UTC);
    let draft = Draft {
        family_name: family.to_owned(),
        given_name: given.to_owned(),
        // A script outside the passport's table needs the spelling of the document.
        family_transliteration: (family == "כהן").then(|| "COHEN".to_owned()).into(),
        birth: birth.into(),
        event,
        ..Draft::default()
    };
    // What staff are asked has been said: some of these names are no name.
    draft.taken_up().parse(&now).unwrap().into_statement()
}

pub(crate) fn dose(number: u32, of: u32) -> EventDraft {
    let before = match (number, of) {
        (1, 2) => Before::Nothing,
        (1, 1) => Before::Recovery,
        (_, 1) => Before::Janssen,
        (2, 2) => Before::Same,
        _ => Before::Complete,
    };
    EventDraft::Vaccination(VaccinationDraft {
        product: product::with_code("EU/1/20/1528"),
        date: "2022-02-20".to_owned(),
        dose: DoseDraft::after(number, before),
        ..VaccinationDraft::default()
    })
}

pub(crate) fn recovery() -> EventDraft {
    EventDraft::Recovery(RecoveryDraft {
        first_positive: "2021-12-20".to_owned(),
        ..RecoveryDraft::default()
    })
}

pub(crate) fn test() -> EventDraft {
    EventDraft::Test(TestDraft {
        kind: Some(TestKind::Naat),
        name: "Abbott RealTime SARS-CoV-2".to_owned(),
        sampled: Sampled::At(at("2022-02-28T10:30:15Z")),
        detected: Some(false),
        centre: "Testzentrum Musterstadt am Marktplatz".to_owned(),
        ..TestDraft::default()
    })
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Prints one file.
pub(crate) fn print_with(statements: &[Statement], options: Options) -> Vec<u8> {
    let issuer = Issuer::new("DE", "DE", "Robert Koch-Institut", "IZ12345A").unwrap();
    print_by(&issuer, statements, options)
}

/// Prints one file of an issuer.
pub(crate) fn print_by(issuer: &Issuer, statements: &[Statement], options: Options) -> Vec<u8> {
    let symbol = Symbol::of(CODE).unwrap();
    let issuance = Issuance {
        issuer: issuer.clone(),
        uvci: Uvci::existing(UVCI).unwrap(),
        issued_at: at("2022-03-01T09:00:00Z"),
        expires_at: at("2023-03-01T09:00:00Z"),
    };
    let sheet = |statement| Sheet {
        statement,
        issuance: &issuance,
        symbol: &symbol,
    };
    let sheets: Vec<_> = statements.iter().map(sheet).collect();
    paper::pdf(&sheets, options).unwrap()
}

pub(crate) fn erika(event: EventDraft) -> Statement {
    statement("Mustermann", "Erika", "1964-08-12", event)
}

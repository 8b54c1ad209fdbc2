//! Whatever the counter can state goes through the chain and comes back as it was meant.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set its case up must fail"
)]

use impftheke::{
    check::{json_schema, remarks},
    domain::{
        Asks, BirthDate, DoseDraft, Draft, EventDraft, Issuance, Issuer, ParsedDraft,
        RecoveryDraft, Sampled, Statement, TestDraft, TestKind, Uvci, VaccinationDraft, product,
        value_set,
    },
    hcert::{Algorithm, Header, Unsigned, chain, note::Leniency, reading::AS_ISSUED},
    qr,
};
use jiff::{SignedDuration, ZonedDateTime};
use proptest::prelude::*;

fn now() -> ZonedDateTime {
    "2023-02-02T12:00[Europe/Berlin]".parse().unwrap()
}

fn vaccinations() -> impl Strategy<Value = EventDraft> {
    (
        any::<prop::sample::Index>(),
        1_u32..=9,
        0_u32..=9,
        0_i64..30,
    )
        .prop_map(|(product, dose, more, days)| {
            let active: Vec<_> = product::products()
                .iter()
                .filter(|product| product.active)
                .collect();
            let day = now()
                .date()
                .saturating_sub(SignedDuration::from_hours(24 * days));
            EventDraft::Vaccination(VaccinationDraft {
                product: Some(*product.get(&active)),
                date: day.to_string(),
                // A dose beyond the series is written n/1.
                dose: {
                    let doses = if more == 0 { 1 } else { (dose + more).min(9) };
                    DoseDraft::by_hand(dose, doses, AS_ISSUED)
                },
                ..VaccinationDraft::default()
            })
        })
}

fn recoveries() -> impl Strategy<Value = EventDraft> {
    (0_i64..=180).prop_map(|days| {
        let day = now()
            .date()
            .saturating_sub(SignedDuration::from_hours(24 * days));
        EventDraft::Recovery(RecoveryDraft {
            first_positive: day.to_string(),
            ..RecoveryDraft::default()
        })
    })
}

fn tests() -> impl Strategy<Value = EventDraft> {
    let devices: Vec<String> = value_set::entries(value_set::Set::TestDevice)
        .filter(|(_, device)| device.active)
        .map(|(code, _)| code.to_owned())
        .collect();
    let text = "[A-Za-zÄÖÜß0-9 .-]{0,78}[a-z]";
    let parts = (
        any::<bool>(),
        0_i64..1_000_000,
        any::<bool>(),
        text,
        text,
        prop::sample::select(devices),
    );
    parts.prop_map(|(naat, seconds, detected, name, centre, device)| {
        let at = now()
            .timestamp()
            .saturating_sub(SignedDuration::from_secs(seconds));
        EventDraft::Test(TestDraft {
            kind: Some(if naat {
                TestKind::Naat
            } else {
                TestKind::RapidAntigen
            }),
            name: if naat { name } else { String::new() },
            device: (!naat).then_some(device),
            sampled: Sampled::At(at.unwrap()),
            detected: Some(detected),
            centre,
        })
    })
}

fn names() -> impl Strategy<Value = (String, String)> {
    let name = "[A-ZÄÖÜŁŞÑĐ][a-zäöüßłşñőěï]{0,20}([ '-][A-ZŽØ][a-zé]{1,20}){0,2}";
    prop_oneof![
        (name, name),
        (Just(String::new()), name),
        (name, Just(String::new())),
    ]
}

fn statements() -> impl Strategy<Value = Statement> {
    let births = prop_oneof![
        "19[0-9]{2}-0[1-9]-[12][0-9]",
        "19[0-9]{2}-1[0-2]",
        "19[0-9]{2}",
        Just(String::new())
    ];
    let events = prop_oneof![vaccinations(), recoveries(), tests()];
    (names(), births, events).prop_filter_map(
        "the rules refuse it",
        |((family, given), birth, event)| {
            let draft = Draft {
                family_name: family,
                given_name: given,
                birth: BirthDate::parse_iso(&birth).map_or_else(Default::default, Into::into),
                event,
                confirmed: Asks::CODES.map(str::to_owned).into(),
                ..Draft::default()
            };
            draft.parse(&now()).ok().map(ParsedDraft::into_statement)
        },
    )
}

fn issuers() -> impl Strategy<Value = Issuer> {
    let parts = (
        prop::sample::select(vec!["DE", "XX"]),
        "[A-Z][A-Za-zäöü. -]{0,70}[a-z]",
        "[0-9A-Z]{1,36}",
    );
    parts
        .prop_map(|(country, name, location)| Issuer::new(country, "DE", &name, &location).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn what_is_stated_comes_back(
        statement in statements(),
        issuer in issuers(),
        random: [u8; 16],
        signature in prop::collection::vec(any::<u8>(), 64),
        kid: [u8; 8],
        days in 1_i64..700,
        remote: bool,
    ) {
        let uvci = Uvci::new(&issuer, random).unwrap();
        let issued_at = now().timestamp();
        let issuance = Issuance {
            issuer: issuer.clone(),
            uvci: uvci.clone(),
            issued_at,
            expires_at: issued_at.saturating_add(SignedDuration::from_hours(24 * days)).unwrap(),
        };
        let header = if remote { Header::AlgorithmOnly } else { Header::es256(kid) };
        let unsigned = Unsigned::new(&statement, &issuance, header).unwrap();
        prop_assert_eq!(&unsigned, &Unsigned::new(&statement, &issuance, header).unwrap());
        let signed = unsigned.to_be_signed().to_vec();
        let signature: [u8; 64] = signature.try_into().unwrap();
        let hcert = if remote { unsigned.sign_remotely(&kid, &signature) } else { unsigned.sign(&signature) };

        let decoded = chain::decode(hcert.text()).unwrap();
        prop_assert_eq!(decoded.cose(), hcert.cose());
        prop_assert_eq!(decoded.to_be_signed(), signed);
        prop_assert_eq!(decoded.signature(), signature);
        prop_assert_eq!(decoded.kid(), Some(kid.as_slice()));
        prop_assert_eq!(decoded.algorithm(), &Algorithm::Es256);
        let claims = decoded.claims();
        prop_assert_eq!(claims.iss.as_deref(), Some(issuer.country()));
        prop_assert_eq!((claims.iat, claims.exp), (issuance.issued_at, issuance.expires_at));
        let notes: Vec<_> = decoded.notes().iter().map(|note| note.leniency).collect();
        prop_assert_eq!(notes, remote.then_some(Leniency::KeyIdUnprotected).into_iter().collect::<Vec<_>>());

        prop_assert_eq!(json_schema::check(decoded.certificate()), Ok(()));
        prop_assert_eq!(remarks::remarks(decoded.certificate(), claims.iat), []);
        let read = decoded.read_back().unwrap();
        prop_assert_eq!(read.differences(&statement, &issuer, &uvci), [""; 0]);
        prop_assert_eq!(read.draft().parse(&now()).unwrap().into_statement(), statement);
        prop_assert!(qr::Symbol::of(hcert.text()).unwrap().version() <= 26);
    }
}

#[test]
fn a_slip_in_any_member_is_found() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/worked");
    for name in ["v-local", "t-local", "r-local"] {
        let text = std::fs::read_to_string(format!("{folder}/{name}.json")).unwrap();
        let content: serde_json::Value = serde_json::from_str(&text).unwrap();
        let text = content["PREFIX"].as_str().unwrap();
        let read = chain::decode(text).unwrap().read_back().unwrap();
        let statement = read.draft().parse(&now()).unwrap().into_statement();
        let issuer = Issuer::new("DE", "AT", "Someone else", "X").unwrap();
        let uvci = Uvci::new(&issuer, [0; 16]).unwrap();
        assert_eq!(
            read.differences(&statement, &issuer, &uvci),
            ["co", "is", "ci"]
        );

        let mut other = read.clone();
        other.family = None;
        other.birth = BirthDate::Year(1950);
        other.version = "1.3.3".to_owned();
        let found = other.differences(&statement, &issuer, &uvci);
        assert_eq!(found, ["ver", "fn", "dob", "co", "is", "ci"]);
    }
}

#[test]
fn the_event_is_compared_member_by_member() {
    let read = |event| {
        let draft = Draft {
            family_name: "Musterfrau".to_owned(),
            birth: "1979-04-14".into(),
            event,
            ..Draft::default()
        };
        draft.parse(&now()).unwrap().into_statement()
    };
    let dose = |dose| {
        read(EventDraft::Vaccination(VaccinationDraft {
            product: product::with_code("EU/1/20/1528"),
            date: "2023-02-01".to_owned(),
            dose: DoseDraft::by_hand(dose, 3, "Serie im Ausland"),
            ..VaccinationDraft::default()
        }))
    };
    let issuer = Issuer::new("DE", "DE", "Robert Koch-Institut", "X").unwrap();
    let uvci = Uvci::new(&issuer, [0; 16]).unwrap();
    let issued_at = now().timestamp();
    let issuance = Issuance {
        issuer: issuer.clone(),
        uvci: uvci.clone(),
        issued_at,
        expires_at: issued_at
            .saturating_add(SignedDuration::from_hours(24))
            .unwrap(),
    };
    let unsigned = |issuance: &Issuance| Unsigned::new(&dose(2), issuance, Header::es256([0; 8]));
    let hcert = unsigned(&issuance).unwrap().sign(&[0; 64]);
    let decoded = chain::decode(hcert.text()).unwrap().read_back().unwrap();
    assert_eq!(decoded.differences(&dose(2), &issuer, &uvci), [""; 0]);
    assert_eq!(decoded.differences(&dose(3), &issuer, &uvci), ["dn"]);
    let recovery = read(EventDraft::Recovery(RecoveryDraft {
        first_positive: "2023-01-10".to_owned(),
        ..RecoveryDraft::default()
    }));
    assert_eq!(decoded.differences(&recovery, &issuer, &uvci), ["r"]);

    let never = Issuance {
        expires_at: issued_at,
        ..issuance
    };
    assert_eq!(unsigned(&never).unwrap_err(), chain::Error::ExpiresFirst);
}

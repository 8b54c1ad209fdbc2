//! Every rule of a statement, good, wrong and barely wrong.

mod asked;
mod boosters;
mod derived;
mod in_a_visit;
mod sample;

use super::*;

fn now() -> ZonedDateTime {
    "2021-06-14T10:00[Europe/Berlin]".parse().unwrap()
}

fn erika() -> Draft {
    Draft {
        family_name: "Mustermann".into(),
        given_name: "Erika".into(),
        birth: "12.08.1964".into(),
        ..Draft::default()
    }
}

fn vaccination() -> VaccinationDraft {
    VaccinationDraft {
        product: product::with_code("EU/1/20/1528"),
        date: "29.05.2021".into(),
        dose: DoseDraft::of_numbers(2, 2),
        ..VaccinationDraft::default()
    }
}

fn recovery() -> RecoveryDraft {
    RecoveryDraft {
        first_positive: "21.04.2021".into(),
        ..RecoveryDraft::default()
    }
}

fn naat() -> TestDraft {
    TestDraft {
        kind: Some(TestKind::Naat),
        sampled: Sampled::Typed {
            date: "13.06.2021".into(),
            time: "9:30".into(),
            later_hour: None,
        },
        detected: Some(false),
        centre: "Testzentrum Köln Hbf".into(),
        ..TestDraft::default()
    }
}

/// Parses Erika with a changed draft and gives the faults.
fn faults(change: impl FnOnce(&mut Draft)) -> Vec<(Field, Fault)> {
    let mut draft = Draft {
        event: EventDraft::Vaccination(vaccination()),
        ..erika()
    };
    change(&mut draft);
    let errors = draft.parse(&now()).err().unwrap_or_default();
    errors.into_iter().map(|e| (e.field, e.fault)).collect()
}

fn vaccination_faults(change: impl FnOnce(&mut VaccinationDraft)) -> Vec<(Field, Fault)> {
    faults(|draft| {
        let mut vaccination = vaccination();
        change(&mut vaccination);
        draft.event = EventDraft::Vaccination(vaccination);
    })
}

/// Returns the codes of the questions among faults, and nothing else may be there.
fn codes(faults: &[(Field, Fault)]) -> Vec<&'static str> {
    let code = |fault: &Fault| {
        let question = fault.question();
        question.unwrap_or_else(|| panic!("{fault}")).asks.code()
    };
    faults.iter().map(|(_, fault)| code(fault)).collect()
}

fn recovery_faults(change: impl FnOnce(&mut RecoveryDraft)) -> Vec<(Field, Fault)> {
    faults(|draft| {
        let mut recovery = recovery();
        change(&mut recovery);
        draft.event = EventDraft::Recovery(recovery);
    })
}

fn test_faults(change: impl FnOnce(&mut TestDraft)) -> Vec<(Field, Fault)> {
    faults(|draft| {
        let mut test = naat();
        change(&mut test);
        draft.event = EventDraft::Test(test);
    })
}

#[test]
fn erika_is_vaccinated() {
    assert_eq!(faults(|_| ()), []);
}

#[test]
fn an_empty_form_names_every_field_in_order() {
    let errors = Draft::default().parse(&now()).unwrap_err();
    let fields: Vec<Field> = errors.iter().map(|error| error.field).collect();
    assert_eq!(
        fields,
        [
            Field::FamilyName,
            Field::BirthDate,
            Field::Product,
            Field::VaccinationDate,
            Field::Dose,
            Field::History
        ]
    );
}

#[test]
fn a_name_has_at_most_80_characters_after_composition() {
    let decomposed = "u\u{308}".repeat(80);
    assert_eq!(faults(|draft| draft.family_name = decomposed), []);
    assert_eq!(
        faults(|draft| draft.family_name = "ü".repeat(81)),
        [(Field::FamilyName, Fault::TooLong { max: 80, is: 81 })]
    );
}

#[test]
fn marks_are_counted_after_composition() {
    for (marks, fits) in [("\u{308}".repeat(4), true), ("\u{308}".repeat(5), false)] {
        // The first makes one letter with the a.
        let name = format!("a\u{302}{marks}");
        assert_eq!(NamePart::parse(&name, Some("A")).is_ok(), fits, "{name:?}");
    }
}

#[test]
fn what_nobody_can_see_is_refused_in_a_name() {
    for character in [
        '\u{0}', '\u{7F}', '\u{202E}', '\u{2066}', '\u{200B}', '\u{FEFF}',
    ] {
        assert_eq!(
            faults(|draft| draft.given_name = format!("Eri{character}ka")),
            [(Field::GivenName, Fault::ForbiddenCharacter(character))]
        );
    }
}

#[test]
fn tabs_and_line_ends_that_come_with_a_pasted_name_are_blanks() {
    for blank in ["\t", "\n", "\r\n", "\u{A0}", "\u{85}", "\u{2028}", " \t "] {
        let draft = Draft {
            family_name: format!("{blank}Müller{blank}Meier{blank}"),
            event: EventDraft::Vaccination(vaccination()),
            ..erika()
        };
        let parsed = draft.parse(&now()).unwrap();
        let name = &parsed.statement().holder().name;
        let family = name.family().unwrap();
        assert_eq!(family.text(), "Müller Meier", "{blank:?}");
    }
}

#[test]
fn a_holder_may_have_a_single_name() {
    assert_eq!(faults(|draft| draft.family_name.clear()), []);
    assert_eq!(faults(|draft| draft.given_name.clear()), []);
    assert_eq!(
        faults(|draft| {
            draft.family_name = " ".into();
            draft.given_name.clear();
        }),
        [(Field::FamilyName, Fault::Missing)]
    );
}

fn passport_line(draft: &Draft) -> String {
    let parsed = draft.clone().parse(&now()).unwrap();
    parsed.statement().holder().name.passport_line()
}

#[test]
fn the_travel_documents_line_beats_ours() {
    let mut draft = Draft {
        event: EventDraft::Vaccination(vaccination()),
        ..erika()
    };
    draft.family_name = "Müller".into();
    assert_eq!(passport_line(&draft), "MUELLER<<ERIKA");
    draft.family_transliteration = TransliterationDraft::Typed("MULLER".into());
    assert_eq!(passport_line(&draft), "MULLER<<ERIKA");
    draft.family_transliteration = TransliterationDraft::Typed("MÜLLER".into());
    let errors = draft.faults(&now(), DraftLimits::default());
    assert_eq!(
        errors,
        [Error::new(
            Field::FamilyTransliteration,
            Fault::NotATransliteration
        )]
    );
    draft.family_transliteration = TransliterationDraft::Typed(" ".into());
    let errors = draft.faults(&now(), DraftLimits::default());
    assert_eq!(
        errors,
        [Error::new(Field::FamilyTransliteration, Fault::Missing)]
    );
    draft.family_transliteration = TransliterationDraft::Typed("MULLER".into());
    draft.family_name = " ".into();
    let errors = draft.faults(&now(), DraftLimits::default());
    assert_eq!(
        errors,
        [Error::new(Field::FamilyTransliteration, Fault::NotHere)]
    );
}

#[test]
fn a_birth_date_may_be_partial_or_unknown_but_not_forgotten() {
    for text in ["1964", "08.1964", "12.8.64", "120864"] {
        assert_eq!(faults(|draft| draft.birth = text.into()), []);
    }
    assert_eq!(
        faults(|draft| draft.birth = "".into()),
        [(Field::BirthDate, Fault::Missing)]
    );
    assert_eq!(faults(|draft| draft.birth = BirthDraft::Unknown), []);
    for (text, iso) in [
        ("1979-04-14", "1979-04-14"),
        ("1979-04", "1979-04"),
        ("1979", "1979"),
        ("", ""),
    ] {
        assert_eq!(BirthDate::parse_iso(text).unwrap().to_iso(), iso);
    }
    for text in [
        "1979-4",
        "1979-02-30",
        "1979-13",
        "1899",
        "2100",
        "19790414",
        "+979",
    ] {
        assert!(BirthDate::parse_iso(text).is_none(), "{text}");
    }
}

#[test]
fn age_counts_birthdays() {
    let born = BirthDate::Day(jiff::civil::date(1964, 8, 12));
    assert_eq!(born.age_on(jiff::civil::date(2021, 8, 11)), Some(56));
    assert_eq!(born.age_on(jiff::civil::date(2021, 8, 12)), Some(57));
    assert_eq!(
        BirthDate::Year(1964).age_on(jiff::civil::date(2021, 8, 12)),
        None
    );
}

#[test]
fn a_dose_fits_its_series() {
    for (dose, doses, field) in [
        (0, 2, Field::Dose),
        (1, 0, Field::Doses),
        (5, 2, Field::Dose),
        (3, 2, Field::Dose),
        (10, 10, Field::Dose),
    ] {
        let faults =
            vaccination_faults(|v| v.dose = DoseDraft::by_hand(dose, doses, "Serie im Ausland"));
        assert!(
            faults.iter().any(|fault| fault.0 == field),
            "{dose}/{doses}"
        );
    }
    for (dose, doses) in [(1, 1), (1, 2), (2, 2), (3, 3), (2, 1), (4, 1)] {
        let faults =
            vaccination_faults(|v| v.dose = DoseDraft::by_hand(dose, doses, "Serie im Ausland"));
        assert_eq!(faults, [], "{dose}/{doses}");
    }
}

#[test]
fn the_codes_of_a_vaccination_belong_together() {
    assert_eq!(
        vaccination_faults(|v| v.vp = Some("28531000087107".into())),
        []
    );
    let expected = "1119349007 or 28531000087107".to_owned();
    assert_eq!(
        vaccination_faults(|v| v.vp = Some("29061000087103".into())),
        [(Field::Prophylaxis, Fault::NotOfTheProduct { expected })]
    );
    assert_eq!(
        vaccination_faults(|v| v.product = product::with_code("VLA2001")).first(),
        Some(&(Field::Product, Fault::InactiveCode))
    );
}

#[test]
fn a_recovery_counts_from_day_28_to_day_180() {
    let mut draft = erika();
    draft.event = EventDraft::Recovery(recovery());
    let statement = draft.clone().parse(&now()).unwrap().into_statement();
    let Event::Recovery(recovery) = statement.event() else {
        panic!("a recovery")
    };
    assert_eq!(recovery.valid_from().to_string(), "2021-05-19");
    assert_eq!(recovery.valid_until().to_string(), "2021-10-18");

    let expected = jiff::civil::date(2021, 5, 19);
    assert_eq!(
        recovery_faults(|r| r.valid_from = "2021-05-01".into()),
        [(Field::ValidFrom, Fault::NotThisDay { expected })]
    );
    let latest = jiff::civil::date(2021, 10, 18);
    assert_eq!(
        recovery_faults(|r| r.valid_until = "2021-10-21".into()),
        [(Field::ValidUntil, Fault::TooLate { latest })]
    );
    assert_eq!(recovery_faults(|r| r.valid_until = "2021-10-18".into()), []);
    assert_eq!(
        recovery_faults(|r| r.valid_until = "2021-05-18".into()),
        [(Field::ValidUntil, Fault::TooEarly { earliest: expected })]
    );
    assert_eq!(
        recovery_faults(|r| r.first_positive = "15.06.2021".into()),
        [(Field::FirstPositive, Fault::InTheFuture)]
    );
    assert_eq!(
        recovery_faults(|r| r.first_positive = "16.12.2020".into()),
        []
    );
    assert_eq!(
        recovery_faults(|r| r.first_positive = "15.12.2020".into()),
        [(Field::FirstPositive, Fault::TooLongAgo { days: 180 })]
    );
}

#[test]
fn the_fields_of_a_test_follow_its_kind() {
    assert_eq!(test_faults(|_| ()), []);
    assert_eq!(
        test_faults(|t| t.centre = " ".into()),
        [(Field::TestCentre, Fault::Missing)]
    );
    assert_eq!(
        test_faults(|t| t.centre = "王 Testzentrum".into()),
        [(Field::TestCentre, Fault::NotOnPaper('王'))]
    );
    assert_eq!(
        test_faults(|t| t.centre = format!("Zentrum x{}", "\u{30B}".repeat(5))),
        [(Field::TestCentre, Fault::TooManyMarks { max: 4 })]
    );
    assert_eq!(
        test_faults(|t| t.device = Some("1232".into())),
        [(Field::TestDevice, Fault::NotHere)]
    );
    let antigen = |change: fn(&mut TestDraft)| {
        test_faults(|t| {
            t.kind = Some(TestKind::RapidAntigen);
            t.device = Some("1232".into());
            change(t);
        })
    };
    assert_eq!(antigen(|t| t.centre.clear()), []);
    assert_eq!(
        antigen(|t| t.device = None),
        [(Field::TestDevice, Fault::Missing)]
    );
    assert_eq!(
        antigen(|t| t.device = Some("0".into())),
        [(Field::TestDevice, Fault::UnknownCode)]
    );
    assert_eq!(
        antigen(|t| t.device = Some("308".into())),
        [(Field::TestDevice, Fault::InactiveCode)]
    );
    assert_eq!(
        antigen(|t| t.name = "PCR".into()),
        [(Field::TestName, Fault::NotHere)]
    );
    assert_eq!(
        test_faults(|t| t.detected = None),
        [(Field::TestOutcome, Fault::Missing)]
    );
}

#[test]
fn no_debug_output_names_a_person() {
    let draft = Draft {
        event: EventDraft::Vaccination(vaccination()),
        ..erika()
    };
    let statement = draft.clone().parse(&now()).unwrap().into_statement();
    let text = format!("{draft:?} {statement:?}");
    assert!(!text.contains("Mustermann") && !text.contains("1964") && !text.contains("Erika"));
}

#[test]
fn an_issuer_is_checked_when_it_is_made() {
    let issuer = Issuer::new("XX", "DE", "Impftheke", "APO1").unwrap();
    assert_eq!(issuer.at("IZ28215B").unwrap().location(), "IZ28215B");
    assert!(issuer.at("iz").is_err() && issuer.at("").is_err());
    assert!(Issuer::new("de", "DE", "Impftheke", "APO1").is_err());
    assert!(Issuer::new("DE", "DE", "", "APO1").is_err());
}

#[test]
fn initials_are_latin_and_follow_the_order_in_which_people_are_called() {
    let part = |text| NamePart::parse(text, None).unwrap();
    for (family, given, initials) in [
        ("Mustermann", "Erika Dörte", "E. M."),
        ("Ćosić", "", "C."),
        ("", "Łukasz", "L."),
        ("Иванова", "Юлия", "I. I."),
        ("von und zu Ähre", "Þór", "T. V."),
    ] {
        let name = PersonName::new(part(family), part(given)).unwrap();
        assert_eq!(name.initials(), initials);
    }
}

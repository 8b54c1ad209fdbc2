//! What is asked about, and what is over.

use super::*;

#[test]
fn a_dose_is_given_between_birth_and_now_of_a_product_that_exists() {
    let date = |text: &str| vaccination_faults(|v| v.date = text.into());
    assert_eq!(date("14.06.2021"), []);
    assert_eq!(
        date("15.06.2021"),
        [(Field::VaccinationDate, Fault::InTheFuture)]
    );
    assert_eq!(
        date("31.02.2021"),
        [(Field::VaccinationDate, Fault::NoSuchDay)]
    );
    // Who took part in a trial was vaccinated before the authorisation: that is asked about, and before the floor of
    // DCC.md 16 refused.
    let of = |mp: &str, text: &str| {
        vaccination_faults(|v| {
            v.product = product::with_code(mp);
            v.date = text.into();
            v.dose = DoseDraft::by_hand(1, 2, "Studie");
        })
    };
    let earliest = jiff::civil::date(2020, 12, 1);
    for (mp, asked, authorised) in [
        ("EU/1/20/1528", "20.12.2020", "21.12.2020"),
        ("EU/1/21/1618", "01.02.2021", ""),
        ("EU/1/21/1624", "01.05.2021", ""),
    ] {
        assert_eq!(codes(&of(mp, asked)), ["before-authorisation"], "{mp}");
        assert_eq!(codes(&of(mp, "01.12.2020")), ["before-authorisation"]);
        assert_eq!(
            of(mp, "30.11.2020"),
            [(Field::VaccinationDate, Fault::TooEarly { earliest })]
        );
        if !authorised.is_empty() {
            assert_eq!(of(mp, authorised), []);
        }
    }
    // Of others no day is claimed.
    assert_eq!(codes(&of("Sputnik-V", "30.11.2020")), ["early-date"]);
    assert_eq!(of("Sputnik-V", "01.12.2020"), []);
    let earliest = jiff::civil::date(2020, 3, 16);
    assert_eq!(
        of("Sputnik-V", "15.03.2020"),
        [(Field::VaccinationDate, Fault::TooEarly { earliest })]
    );
    assert_eq!(
        faults(|draft| draft.birth = "30.05.2021".into()),
        [(Field::VaccinationDate, Fault::BeforeBirth)]
    );
    assert_eq!(
        codes(&faults(|draft| draft.birth = "05.2021".into())),
        ["age"]
    );
}

#[test]
fn a_recovery_that_is_over_is_refused_at_its_last_day() {
    let until = |text: &str| recovery_faults(|r| r.valid_until = text.into());
    assert_eq!(until("13.06.2021"), [(Field::ValidUntil, Fault::Over)]);
    assert_eq!(until("14.06.2021"), []);
    assert_eq!(until("15.06.2021"), []);
}

#[test]
fn a_sample_of_more_than_three_days_is_asked_about() {
    let at = |text: &str| test_faults(|t| t.sampled = Sampled::At(text.parse().unwrap()));
    assert_eq!(at("2021-06-11T08:00:00Z"), []);
    let asked = at("2021-06-11T07:59:59Z");
    assert_eq!(codes(&asked), ["old-sample"]);
    assert_eq!(asked[0].0, Field::SampleDate);
    assert_eq!(codes(&at("2020-06-11T08:00:00Z")), ["old-sample"]);
}

#[test]
fn a_yes_holds_for_the_values_it_was_given_for() {
    let sampled = |text: &str| Sampled::At(text.parse().unwrap());
    let mut draft = Draft {
        event: EventDraft::Test(TestDraft {
            sampled: sampled("2021-06-01T08:00:00Z"),
            ..naat()
        }),
        ..erika()
    };
    let [question] = draft
        .questions(&now(), DraftLimits::default())
        .try_into()
        .unwrap();
    draft.confirmed.insert(question.key());
    assert!(draft.faults(&now(), DraftLimits::default()).is_empty());
    let EventDraft::Test(test) = &mut draft.event else {
        panic!("a test")
    };
    test.sampled = sampled("2021-06-02T08:00:00Z");
    assert!(!draft.faults(&now(), DraftLimits::default()).is_empty());
    // A request is one thing: the code stands for what it says.
    draft.confirmed = ["old-sample".to_owned()].into();
    assert!(draft.faults(&now(), DraftLimits::default()).is_empty());
    assert_eq!(draft.questions(&now(), DraftLimits::default()).len(), 1);
}

#[test]
fn a_dose_that_cannot_have_been_reached_and_an_infant_are_asked_about() {
    let asked = |date: &str, number, birth: &str| {
        let found = faults(|draft| {
            draft.birth = birth.into();
            draft.event = EventDraft::Vaccination(VaccinationDraft {
                date: date.into(),
                dose: DoseDraft::of_numbers(number, number),
                ..vaccination()
            });
        });
        codes(&found)
    };
    assert_eq!(asked("05.01.2021", 3, "1964"), ["too-soon"]);
    assert_eq!(asked("10.01.2021", 2, "1964"), ["too-soon"]);
    assert!(asked("11.01.2021", 2, "1964").is_empty());
    // Before the first authorisation there were trials alone, of two doses; unusual numbers are asked about as well.
    let of = |mp: &str, date: &str, number| {
        codes(&vaccination_faults(|v| {
            v.product = product::with_code(mp);
            v.date = date.into();
            v.dose = DoseDraft::by_hand(number, number, "Studie");
        }))
    };
    let comirnaty = "EU/1/20/1528";
    assert_eq!(
        of(comirnaty, "20.12.2020", 9),
        ["before-authorisation", "too-soon"]
    );
    assert_eq!(of(comirnaty, "20.12.2020", 2), ["before-authorisation"]);
    assert_eq!(
        of(comirnaty, "01.01.2021", 20),
        ["too-soon", "unusual-dose"]
    );
    assert_eq!(of("Sputnik-V", "01.04.2020", 9), ["early-date", "too-soon"]);
    assert_eq!(of("Sputnik-V", "01.04.2020", 2), ["early-date", "too-soon"]);
    assert_eq!(of("Sputnik-V", "06.04.2020", 2), ["early-date"]);
    assert_eq!(of("Sputnik-V", "10.12.2020", 9), ["too-soon"]);
    assert!(of("Sputnik-V", "10.12.2020", 2).is_empty());
    assert_eq!(asked("29.05.2021", 2, "28.05.2021"), ["age"]);
    assert_eq!(asked("29.05.2021", 2, "30.11.2020"), ["age"]);
    assert!(asked("29.05.2021", 2, "29.11.2020").is_empty());
    assert!(asked("29.05.2021", 2, "2020").is_empty());
}

#[test]
fn what_was_taken_up_once_is_not_asked_about_again() {
    let draft = Draft {
        given_name: String::new(),
        given_transliteration: TransliterationDraft::Typed("ERIKA".into()),
        event: EventDraft::Vaccination(VaccinationDraft {
            date: "20.12.2020".into(),
            dose: DoseDraft::by_hand(9, 9, "Studie"),
            ..vaccination()
        }),
        ..erika()
    };
    assert!(!draft.faults(&now(), DraftLimits::default()).is_empty());
    assert!(draft.taken_up().parse(&now()).is_ok());
}

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
    // Of a product that the EU has not authorised, two doses are older than the first authorisation here.
    for mp in ["Sputnik-V", "BBIBP-CorV"] {
        assert!(of(mp, "21.12.2020", 2).is_empty(), "{mp}");
        assert!(of(mp, "05.01.2021", 2).is_empty(), "{mp}");
        assert_eq!(of(mp, "05.01.2021", 3), ["too-soon"], "{mp}");
    }
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

/// The codes of what is asked about a draft.
fn asked_of(draft: &Draft) -> Vec<&'static str> {
    let questions = draft.questions(&now(), DraftLimits::default());
    questions.iter().map(|it| it.asks.code()).collect()
}

#[test]
fn a_line_that_is_no_spelling_of_the_name_is_asked_about_once() {
    let asked = |family: [&str; 2], given: [&str; 2]| {
        let draft = Draft {
            family_name: family[0].into(),
            given_name: given[0].into(),
            family_transliteration: TransliterationDraft::beside(family[0], family[1].into()),
            given_transliteration: TransliterationDraft::beside(given[0], given[1].into()),
            event: EventDraft::Vaccination(vaccination()),
            ..erika()
        };
        asked_of(&draft)
    };
    let erika = ["Erika", "ERIKA"];
    for (family, given) in [
        (["Mustermann", "SCHMIDT"], ["Erika", "OTTO"]),
        (["Mustermann", "M"], ["Erika", "E"]),
        (["Mustermann", "MUSTERMANN"], ["Erika", "E"]),
        (["Mustermann", "ERIKA"], ["Erika", "MUSTERMANN"]),
        // A line that is full through the given names has cut those.
        (
            ["Schmidt", "S"],
            [
                "Maximilian Alexander Johannes",
                "MAXIMILIAN<ALEXANDER<JOHANNES",
            ],
        ),
    ] {
        assert_eq!(asked(family, given), ["other-line"], "{family:?} {given:?}");
    }
    for (family, given) in [
        (["Müller", "MUELLER"], erika),
        (["Müller", "MULLER"], erika),
        (["Mustermann", "MUSTERMANN"], ["Erika Dörte", "ERIKA"]),
        (["כהן", "COHEN"], erika),
        // The line of an identity card is full.
        (
            ["Musterfrau-Dießner", "MUSTERFRAU<DIESSNER"],
            ["Maximiliane", "MAXIMILI"],
        ),
        (
            ["Leutheusser-Schnarrenberger", "LEUTHEUSSER<SCHNARRENBERGE"],
            ["Maximiliane", "M"],
        ),
    ] {
        assert!(asked(family, given).is_empty(), "{family:?} {given:?}");
    }
}

#[test]
fn a_question_about_a_name_stands_at_its_field_and_hides_no_other() {
    let draft = Draft {
        family_name: "MÃ¼ller".into(),
        given_name: "Jo‰l".into(),
        event: EventDraft::Vaccination(VaccinationDraft {
            date: "10.01.2021".into(),
            ..vaccination()
        }),
        ..erika()
    };
    let questions = draft.questions(&now(), DraftLimits::default());
    let places: Vec<_> = questions
        .iter()
        .map(|it| (it.field, it.asks.code()))
        .collect();
    assert_eq!(
        places,
        [
            (Field::FamilyName, "encoding"),
            (Field::GivenName, "sign"),
            (Field::VaccinationDate, "too-soon"),
        ]
    );
    // Nothing of the name is in what a program says of it, nor a year or a day.
    let century = Asks::AnotherCentury { year: 1921 };
    let soon = Asks::Soon {
        meant: Some(jiff::civil::date(2022, 1, 5)),
    };
    for asks in [
        century,
        soon,
        Asks::Sign {
            signs: Signs::of(['‰']).unwrap(),
        },
    ] {
        let question = Question::new(Field::BirthDate, asks, "Mustermann");
        assert_eq!(
            format!("{question:?}"),
            format!("Question({})", asks.code())
        );
    }
    assert!(!format!("{questions:?}").contains("ller"));
    let shown: Vec<String> = questions.iter().map(ToString::to_string).collect();
    assert!(
        shown
            .iter()
            .all(|it| !it.contains("Jo") && !it.contains("ller"))
    );
}

#[test]
fn digits_alone_are_asked_about_before_anything_is_asked_of_their_line() {
    let named = |name: &str| Draft {
        family_name: name.into(),
        event: EventDraft::Vaccination(vaccination()),
        ..erika()
    };
    for name in ["123", "120864", "12.08.1964", "0"] {
        let found = named(name).faults(&now(), DraftLimits::default());
        let found: Vec<_> = found.into_iter().map(|it| (it.field, it.fault)).collect();
        assert_eq!(codes(&found), ["digits"], "{name}");
    }
    let confirmed = Draft {
        confirmed: ["digits".to_owned()].into(),
        ..named("120864")
    };
    let found = confirmed.faults(&now(), DraftLimits::default());
    assert_eq!(
        found,
        [Error::new(Field::FamilyName, Fault::NoLatinSpelling('0'))]
    );
}

#[test]
fn a_yes_to_a_name_is_none_to_the_same_text_in_the_other_field() {
    for text in ["123", "Jo‰l", "MÃ¼ller"] {
        let mut draft = Draft {
            family_name: text.into(),
            given_name: text.into(),
            event: EventDraft::Vaccination(vaccination()),
            ..erika()
        };
        let questions = draft.questions(&now(), DraftLimits::default());
        assert_eq!(questions.len(), 2, "{text}");
        draft.confirmed.insert(questions[0].key());
        let found = draft.faults(&now(), DraftLimits::default());
        let fields: Vec<Field> = found.iter().map(|error| error.field).collect();
        assert_eq!(fields, [Field::GivenName], "{text}");
    }
}

#[test]
fn a_year_of_two_digits_that_makes_an_infant_is_asked_about() {
    let later: ZonedDateTime = "2023-06-14T10:00[Europe/Berlin]".parse().unwrap();
    let asked = |birth: &str, day: &str| {
        let draft = Draft {
            birth: birth.into(),
            event: EventDraft::Vaccination(VaccinationDraft {
                date: day.into(),
                ..vaccination()
            }),
            ..erika()
        };
        let found = draft.faults(&later, DraftLimits::default());
        let asked = found.iter().filter_map(|error| error.fault.question());
        let asked = asked
            .map(|question| question.asks.code())
            .collect::<Vec<_>>();
        (asked, found.len())
    };
    assert_eq!(asked("120821", "01.03.2022"), (vec!["another-century"], 1));
    assert_eq!(asked("12.8.21", "01.12.2021").0, ["another-century", "age"]);
    // Before her birth it is wrong in any case: that it may be 1921 is said with it, and no yes is asked for.
    assert_eq!(asked("120821", "29.05.2021"), (vec![], 1));
    assert_eq!(asked("12.08.2021", "01.03.2022"), (vec![], 0));
    assert_eq!(asked("120864", "01.03.2022"), (vec![], 0));
    assert_eq!(asked("120810", "01.03.2022"), (vec![], 0));
    // Under twelve nobody was vaccinated before Comirnaty was authorised for children on 25 November 2021.
    assert_eq!(asked("120814", "01.06.2021"), (vec!["another-century"], 1));
    assert_eq!(asked("120814", "24.11.2021"), (vec!["another-century"], 1));
    assert_eq!(asked("120814", "25.11.2021"), (vec![], 0));
    assert_eq!(asked("010609", "01.06.2021"), (vec![], 0));
}

#[test]
fn a_number_is_reached_since_the_first_day_of_its_product_and_the_year_that_was_meant_is_named() {
    use dose::Before;
    let later: ZonedDateTime = "2023-06-14T10:00[Europe/Berlin]".parse().unwrap();
    let asked = |mp: &str, day: &str, dose: DoseDraft| {
        let draft = Draft {
            event: EventDraft::Vaccination(VaccinationDraft {
                product: product::with_code(mp),
                date: day.into(),
                dose,
                ..vaccination()
            }),
            ..erika()
        };
        let found = draft.faults(&later, DraftLimits::default());
        let mut asked = found.iter().filter_map(|error| error.fault.question());
        asked.find_map(|question| {
            if let Asks::Soon { meant } = question.asks {
                Some(meant.map(|day| day.to_string()))
            } else {
                None
            }
        })
    };
    let (spikevax, vaxzevria, nuvaxovid) = ("EU/1/20/1507", "EU/1/21/1529", "EU/1/21/1618");
    let of = DoseDraft::of_numbers;
    let said = |day: &str| Some(Some(day.to_owned()));
    assert_eq!(
        asked("EU/1/20/1528", "05.01.2021", of(3, 3)),
        said("2022-01-05")
    );
    assert_eq!(
        asked("EU/1/20/1528", "27.12.2020", of(9, 9)),
        said("2021-12-27")
    );
    assert_eq!(asked(spikevax, "02.02.2021", of(2, 2)), said("2022-02-02"));
    assert_eq!(asked(spikevax, "03.02.2021", of(2, 2)), None);
    assert_eq!(asked(vaxzevria, "25.02.2021", of(2, 2)), said("2022-02-25"));
    assert_eq!(asked(vaxzevria, "26.02.2021", of(2, 2)), None);
    // From spring on the first dose may have been of another.
    assert_eq!(
        asked(
            "EU/1/20/1525",
            "20.04.2021",
            DoseDraft::by_hand(2, 1, "Studie")
        ),
        None
    );
    assert_eq!(
        asked(nuvaxovid, "27.12.2021", DoseDraft::after(2, Before::Mixed)),
        None
    );
    let same = DoseDraft::after(2, Before::Same);
    assert_eq!(
        asked(nuvaxovid, "09.01.2022", same.clone()),
        said("2023-01-09")
    );
    assert_eq!(asked(nuvaxovid, "10.01.2022", same.clone()), None);
    // The year after has not come yet.
    assert_eq!(asked("EU/1/21/1624", "30.06.2022", same), Some(None));
}

#[test]
fn nothing_is_asked_whose_yes_would_help_nothing() {
    // Born in 1921 or 2021, vaccinated in between: four digits mend it, and no yes.
    let century = |birth: &str| faults(|draft| draft.birth = birth.into());
    assert_eq!(
        century("100621"),
        [(Field::BirthDate, Fault::BornAfter { year: 1921 })]
    );
    assert_eq!(
        century("10.06.2021"),
        [(Field::VaccinationDate, Fault::BeforeBirth)]
    );
    assert_eq!(century("10.06.1921"), []);
    // Too long with a sign in it: it has to be typed anew.
    let long = "M?ller ".repeat(20);
    let named = faults(|draft| draft.family_name = long.clone());
    assert!(
        named.iter().all(|(_, fault)| fault.question().is_none()),
        "{named:?}"
    );
    assert!(!named.is_empty());
}

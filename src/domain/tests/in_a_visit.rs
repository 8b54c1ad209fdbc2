//! What is asked about the cases of a visit together.

use super::*;

/// What is asked about the last of some cases of one person.
fn asked_together(cases: &[EventDraft]) -> Vec<(usize, &'static str)> {
    let parsed = cases.iter().map(|event| {
        let draft = Draft {
            event: event.clone(),
            ..erika()
        };
        draft.taken_up().parse(&now()).unwrap()
    });
    let parsed: Vec<ParsedDraft> = parsed.collect();
    let statements: Vec<Statement> = parsed.iter().map(|it| it.statement().clone()).collect();
    let places = 0..statements.len();
    places
        .flat_map(|at| {
            let asked = visit_rules::questions(&statements[at], &statements[..at]);
            asked
                .into_iter()
                .map(move |question| (at, question.asks.code()))
        })
        .collect()
}

#[test]
fn doses_of_one_person_are_held_against_each_other() {
    let dose = |number, day: &str| {
        EventDraft::Vaccination(VaccinationDraft {
            date: day.into(),
            dose: DoseDraft::by_hand(number, number.max(2), "so im Pass"),
            ..vaccination()
        })
    };
    let (first, second) = (dose(1, "20.03.2021"), dose(2, "29.05.2021"));
    for (cases, asked) in [
        (vec![first.clone(), second.clone()], vec![]),
        (vec![second.clone(), first.clone()], vec![]),
        (vec![second.clone(), second.clone()], vec![(1, "same-dose")]),
        (
            vec![second.clone(), dose(2, "30.05.2021")],
            vec![(1, "same-dose")],
        ),
        (
            vec![dose(1, "29.05.2021"), second.clone()],
            vec![(1, "same-day")],
        ),
        (
            vec![dose(1, "30.05.2021"), second.clone()],
            vec![(1, "dose-order")],
        ),
        (
            vec![second.clone(), dose(1, "30.05.2021")],
            vec![(1, "dose-order")],
        ),
        (
            vec![first.clone(), second.clone(), second.clone()],
            vec![(2, "same-dose")],
        ),
        (
            vec![first.clone(), dose(2, "21.03.2021")],
            vec![(1, "interval")],
        ),
        (
            vec![dose(2, "09.04.2021"), first.clone()],
            vec![(1, "interval")],
        ),
        (vec![first.clone(), dose(2, "10.04.2021")], vec![]),
        (
            vec![first.clone(), dose(3, "10.04.2021")],
            vec![(1, "interval")],
        ),
        (vec![first, dose(3, "01.05.2021")], vec![]),
        (
            vec![
                EventDraft::Recovery(recovery()),
                EventDraft::Recovery(recovery()),
            ],
            vec![(1, "same-dose")],
        ),
        (
            vec![EventDraft::Test(naat()), EventDraft::Test(naat())],
            vec![(1, "same-dose")],
        ),
        (
            vec![EventDraft::Test(naat()), EventDraft::Recovery(recovery())],
            vec![],
        ),
    ] {
        assert_eq!(asked_together(&cases), asked);
    }
}

#[test]
fn doses_of_others_are_not_and_a_yes_is_kept_with_the_case() {
    let of = |given: &str, birth: &str, confirmed: &[&str]| {
        let draft = Draft {
            given_name: given.into(),
            birth: birth.into(),
            event: EventDraft::Vaccination(vaccination()),
            confirmed: confirmed.iter().map(|&code| code.to_owned()).collect(),
            ..erika()
        };
        draft.parse(&now()).unwrap()
    };
    let erika = of("Erika", "12.08.1964", &[]);
    let count = |other: &ParsedDraft| visit_rules::unanswered(&[&erika, other]).len();
    assert_eq!(count(&of("Otto", "12.08.1964", &[])), 0);
    assert_eq!(count(&of("Erika", "13.08.1964", &[])), 0);
    assert_eq!(count(&of("ERIKA", "12.08.64", &[])), 1);
    assert_eq!(count(&of("Erika Dörte", "12.08.1964", &[])), 1);
    assert_eq!(count(&of("Erika", "12.08.1964", &["same-dose"])), 0);
    assert_eq!(count(&of("Erika", "12.08.1964", &["same-day"])), 1);
    let asked = visit_rules::unanswered(&[&erika, &of("Erika", "12.08.1964", &[])]);
    let (place, error) = &asked[0];
    assert_eq!(*place, 1);
    let said = error.to_string();
    assert!(said.contains(r#""confirmed": ["same-dose"]"#), "{said}");
}

#[test]
fn the_same_dose_of_one_name_with_dates_of_birth_that_are_alike_is_asked_about() {
    let of = |given: &str, birth: &str, day: &str| {
        let draft = Draft {
            given_name: given.into(),
            birth: birth.into(),
            event: EventDraft::Vaccination(VaccinationDraft {
                date: day.into(),
                ..vaccination()
            }),
            ..erika()
        };
        draft.parse(&now()).unwrap()
    };
    let asked = |one: &ParsedDraft, other: &ParsedDraft| {
        let asked = visit_rules::unanswered(&[one, other]);
        let codes = asked.iter().filter_map(|(_, error)| {
            let question = error.fault.question()?;
            Some((error.field, question.asks.code()))
        });
        codes.collect::<Vec<_>>()
    };
    let day = "29.05.2021";
    let erika = of("Erika", "1964-08-12", day);
    for birth in ["1946-08-12", "1964", "1964-08", "1964-12-08", "1964-08-21"] {
        let other = of("Erika", birth, day);
        let at_birth = vec![(Field::BirthDate, "same-name")];
        assert_eq!(asked(&erika, &other), at_birth, "{birth}");
        assert_eq!(asked(&other, &erika), at_birth, "{birth}");
    }
    for (given, birth, day) in [
        ("Erika", "1965-08-12", day),
        ("Erika", "1965", day),
        ("Otto", "1946-08-12", day),
        ("Erika", "1946-08-12", "28.05.2021"),
    ] {
        assert!(asked(&erika, &of(given, birth, day)).is_empty(), "{birth}");
    }
}

#[test]
fn one_person_is_one_whichever_line_their_documents_have() {
    let of = |name: [&str; 2], line: &str| {
        let draft = Draft {
            family_name: name[0].into(),
            given_name: name[1].into(),
            family_transliteration: TransliterationDraft::beside(name[0], line.into()),
            event: EventDraft::Vaccination(vaccination()),
            ..erika()
        };
        draft.parse(&now()).unwrap()
    };
    let asked =
        |one: &ParsedDraft, other: &ParsedDraft| visit_rules::unanswered(&[one, other]).len();
    let ours = of(["Müller", "Erika"], "MUELLER");
    assert_eq!(asked(&ours, &of(["Müller", "Erika"], "MULLER")), 1);
    assert_eq!(asked(&ours, &of(["MÜLLER", "Erika"], "MULLER")), 1);
    assert_eq!(asked(&ours, &of(["Mueller", "Erika"], "MUELLER")), 1);
    assert_eq!(asked(&ours, &of(["Muller", "Erika"], "MULLER")), 0);
    assert_eq!(asked(&ours, &of(["Müller", "Otto"], "MULLER")), 0);
}

#[test]
fn a_yes_holds_whichever_of_the_other_doses_the_question_was_put_about() {
    let dose = |number, day: &str| Draft {
        event: EventDraft::Vaccination(VaccinationDraft {
            date: day.into(),
            dose: DoseDraft::by_hand(number, 2, "so im Pass"),
            ..vaccination()
        }),
        ..erika()
    };
    let statement = |draft: &Draft| draft.clone().parse(&now()).unwrap().into_statement();
    let [issued, before, this] = ["12.05.2021", "13.05.2021", "14.05.2021"].map(|day| dose(2, day));
    // The window puts it about the dose that was issued, the counter's own check knows this visit alone.
    let beside = [statement(&issued), statement(&before)];
    let asked = visit_rules::questions(&statement(&this), &beside);
    let said_yes = |day: &str, number| Draft {
        confirmed: asked.iter().map(Question::key).collect(),
        ..dose(number, day)
    };
    let open = |draft: Draft| {
        let [before, this] = [before.clone(), draft].map(|it| it.parse(&now()).unwrap());
        visit_rules::unanswered(&[&before, &this]).len()
    };
    assert_eq!(asked.len(), 1);
    assert_eq!(open(said_yes("14.05.2021", 2)), 0);
    assert_eq!(open(this.clone()), 1);
    // Of other values nobody has been asked.
    assert_eq!(open(said_yes("15.05.2021", 2)), 1);
    assert_eq!(open(said_yes("14.05.2021", 1)), 1);
}

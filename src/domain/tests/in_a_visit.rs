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
        (vec![first, second.clone(), second], vec![(2, "same-dose")]),
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

//! Every rule, every gap, every number: what the table of DCC.md 16 says, and what nobody may say.

mod meant;
mod next_dose;

use serde_json::Value;

use super::{
    Before::{
        Complete, Foreign, Janssen as AfterJanssen, Mixed, Nothing, Recovery, RecoveryValneva,
        Same, Unusual, Valneva as WithValneva,
    },
    *,
};
use crate::domain::{
    ProductFamily::{
        self, Bimervax, Comirnaty, Janssen, Nuvaxovid, Other, Spikevax, Valneva, Vaxzevria,
        VidPrevtyn,
    },
    product::products,
};

/// Gives `rule number/doses`, with `?` where staff confirm.
fn found(before: Before, number: u32, this: ProductFamily) -> String {
    match find(before, number, this) {
        Finding::NoNumbers(rule) => {
            let rule = rule.map_or("-", |rule| rule.id.as_str());
            format!("{rule} none")
        }
        Finding::Proposal { doses, rule } => {
            let asks = if rule.confirm { "?" } else { "" };
            format!("{} {number}/{doses}{asks}", rule.id)
        }
    }
}

#[test]
fn each_rule_and_each_gap_gives_what_the_table_says() {
    for (before, number, this, expected) in [
        (Nothing, 1, Comirnaty, "1 1/2"),
        (Nothing, 1, Valneva, "1 1/2"),
        (Same, 2, Comirnaty, "2 2/2"),
        (Same, 2, Valneva, "2 2/2"),
        (Nothing, 1, Janssen, "3 1/1"),
        (Mixed, 2, Comirnaty, "4 2/2"),
        (Mixed, 2, Valneva, "4 2/2"),
        (AfterJanssen, 2, Spikevax, "5 2/1"),
        (AfterJanssen, 2, Valneva, "5 2/1"),
        (Recovery, 1, Nuvaxovid, "6 1/1"),
        (Recovery, 1, Janssen, "7 1/1"),
        (Complete, 3, Comirnaty, "8 3/3"),
        (Complete, 4, Nuvaxovid, "8 4/4"),
        (Complete, 5, Spikevax, "8 5/5"),
        (Complete, 7, Vaxzevria, "8 7/7"),
        (AfterJanssen, 3, Comirnaty, "9 3/1"),
        (AfterJanssen, 4, Spikevax, "9 4/1"),
        (AfterJanssen, 6, Comirnaty, "9 6/1"),
        (Recovery, 2, Comirnaty, "10 2/1"),
        (Recovery, 3, Comirnaty, "10 3/1"),
        (Recovery, 5, Nuvaxovid, "10 5/1"),
        (Complete, 3, Valneva, "11 none"),
        (AfterJanssen, 3, Valneva, "11 none"),
        (Recovery, 2, Valneva, "11 none"),
        (WithValneva, 3, Valneva, "11 none"),
        (Foreign, 3, Valneva, "11 none"),
        (AfterJanssen, 2, Janssen, "a 2/1?"),
        (Mixed, 2, Janssen, "b none"),
        (Unusual, 2, Janssen, "b none"),
        (Unusual, 2, Comirnaty, "c 2/2?"),
        (Unusual, 2, Nuvaxovid, "c 2/2?"),
        (WithValneva, 3, Comirnaty, "d 3/3?"),
        (WithValneva, 5, Spikevax, "d 5/5?"),
        // After an infection a first dose of Valneva is 1/2, so that the second of it is 2/2 and no booster.
        (Recovery, 1, Valneva, "e 1/2"),
        (RecoveryValneva, 2, Valneva, "e 2/2"),
        (RecoveryValneva, 2, Comirnaty, "c 2/2?"),
        (RecoveryValneva, 2, Janssen, "b none"),
        (Complete, 3, Janssen, "h none"),
        (AfterJanssen, 3, Janssen, "h none"),
        (Recovery, 2, Janssen, "h none"),
        (Foreign, 2, Comirnaty, "i 2/2?"),
        (Foreign, 3, Spikevax, "i 3/3?"),
        (Foreign, 5, Spikevax, "i 5/5?"),
        // Answers that contradict themselves never become numbers.
        (Nothing, 2, Comirnaty, "- none"),
        (Same, 1, Comirnaty, "- none"),
        (Same, 3, Comirnaty, "- none"),
        (Complete, 2, Comirnaty, "- none"),
        (AfterJanssen, 1, Comirnaty, "- none"),
        (RecoveryValneva, 1, Valneva, "- none"),
        (Nothing, 0, Comirnaty, "- none"),
        (Nothing, 1, Other, "- none"),
        (Foreign, 2, Valneva, "- none"),
    ] {
        assert_eq!(
            found(before, number, this),
            expected,
            "{before:?} {number} {this:?}"
        );
    }
}

#[test]
fn numbers_alone_are_asked_about_where_every_rule_that_gives_them_asks() {
    let janssen = products().iter().find(|it| it.family == Janssen);
    let dose = DoseDraft::of_numbers(2, 1);
    assert!(matches!(
        read(&dose, janssen, &[]).unwrap_err().as_slice(),
        [(Field::History, Fault::Asked(_))]
    ));
    assert!(read(&dose, janssen, &["history"]).is_ok());
}

#[test]
fn every_rule_of_the_file_is_read() {
    let file: Value =
        serde_json::from_str(include_str!("../../../../assets/dose-rules.json")).unwrap();
    let entries = file["rules"].as_array().unwrap();
    let ids: Vec<&str> = entries
        .iter()
        .map(|it| it["id"].as_str().unwrap())
        .collect();
    let read: Vec<&str> = rules().iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(read, ids);
    let known = [
        "id", "sentence", "since", "before", "number", "this", "doses", "confirm", "remark",
    ];
    for entry in entries {
        let members = entry.as_object().unwrap().keys();
        let other: Vec<&String> = members.filter(|it| !known.contains(&it.as_str())).collect();
        assert!(other.is_empty(), "{other:?} in rule {}", entry["id"]);
    }
}

#[test]
fn every_rule_is_reached_and_no_other_is_in_its_way() {
    for rule in rules() {
        let mut cases = 0;
        for (before, number, this) in rule.cases() {
            let (Finding::Proposal { rule: found, .. } | Finding::NoNumbers(Some(found))) =
                find(before, number, this)
            else {
                panic!("rule {} is not found", rule.id)
            };
            let name = format!("{before:?} {number} {this:?}: {} or {}", rule.id, found.id);
            assert!(std::ptr::eq(rule, found), "{name}");
            // The answer is on the list from which staff choose.
            assert!(
                befores(Some(number), Some(this)).contains(&before),
                "{name}"
            );
            assert!(befores(None, Some(this)).contains(&before), "{name}");
            cases += 1;
        }
        assert!(cases > 0, "rule {} is about nothing", rule.id);
    }
}

#[test]
fn every_answer_passes_the_check_of_numbers_and_is_the_same_by_its_numbers() {
    let mut proposals = 0;
    for before in Before::ALL {
        for (number, this) in (1..=20).flat_map(|n| ProductFamily::ALL.map(|this| (n, this))) {
            let Finding::Proposal { doses, rule } = find(before, number, this) else {
                continue;
            };
            let name = format!("{before:?} {number} {this:?}");
            assert_eq!(check(number, doses), Ok(()), "{name}");
            assert!(doses == 1 || doses == 2 || doses == number, "{name}");
            let rules = by_numbers(number, doses, this);
            // Where another rule gives the same and asks nothing, numbers alone rest on that.
            assert!(
                rules.contains(&rule.id) || rule.confirm && !rules.is_empty(),
                "{name}"
            );
            proposals += 1;
        }
    }
    assert!(proposals > 300, "{proposals}");
}

/// Returns the rules that numbers alone rest on; nothing where they are refused.
fn by_numbers(number: u32, doses: u32, this: ProductFamily) -> Vec<String> {
    let product = products().iter().find(|it| it.family == this && it.active);
    let dose = DoseDraft::of_numbers(number, doses);
    match read(&dose, product, &["history", "unusual-dose"]) {
        Ok(dose) => match dose.basis() {
            Basis::Numbers(rules) => rules.iter().map(|rule| rule.id.clone()).collect(),
            other @ (Basis::Rule { .. } | Basis::ByHand(_)) => panic!("{other:?}"),
        },
        Err(_) => Vec::new(),
    }
}

/// Reads a dose where these questions are confirmed.
fn read(
    dose: &DoseDraft,
    product: Option<&'static crate::domain::Product>,
    confirmed: &[&str],
) -> Result<Dose, Vec<(Field, Fault)>> {
    let draft = crate::domain::Draft {
        family_name: "Mustermann".into(),
        birth: "1964".into(),
        event: crate::domain::EventDraft::Vaccination(crate::domain::VaccinationDraft {
            product,
            date: "2026-11-01".into(),
            dose: dose.clone(),
            ..crate::domain::VaccinationDraft::default()
        }),
        confirmed: confirmed.iter().map(|&code| code.to_owned()).collect(),
        ..crate::domain::Draft::default()
    };
    let now = "2026-11-28T10:00[Europe/Berlin]".parse().unwrap();
    match draft.parse(&now) {
        Ok(parsed) => match parsed.statement().event() {
            crate::domain::Event::Vaccination(vaccination) => Ok(vaccination.dose().clone()),
            other @ (crate::domain::Event::Recovery(_) | crate::domain::Event::Test(_)) => {
                panic!("{other:?}")
            }
        },
        Err(errors) => Err(errors.into_iter().map(|it| (it.field, it.fault)).collect()),
    }
}

#[test]
fn numbers_alone_are_accepted_where_the_rules_give_them_and_nowhere_else() {
    for (this, number, doses, rules) in [
        (Comirnaty, 1, 2, &["1"][..]),
        (Comirnaty, 2, 2, &["2", "4"]),
        (Comirnaty, 1, 1, &["6"]),
        (Comirnaty, 2, 1, &["5", "10"]),
        (Comirnaty, 3, 3, &["8"]),
        (Nuvaxovid, 5, 5, &["8"]),
        (Spikevax, 4, 1, &["9", "10"]),
        (Janssen, 1, 1, &["3", "7"]),
        (Janssen, 2, 1, &["a"]),
        (Valneva, 1, 2, &["1", "e"]),
        (Valneva, 2, 2, &["2", "4", "e"]),
        (Valneva, 2, 1, &["5"]),
        (Bimervax, 3, 3, &["k"]),
        // No rule gives these.
        (Comirnaty, 1, 3, &[]),
        (Comirnaty, 3, 4, &[]),
        (Janssen, 1, 2, &[]),
        (Janssen, 2, 2, &[]),
        (Janssen, 3, 3, &[]),
        (Janssen, 3, 1, &[]),
        (Valneva, 3, 3, &[]),
        (Valneva, 3, 1, &[]),
        (Valneva, 1, 1, &[]),
        (Bimervax, 1, 1, &[]),
        (Bimervax, 1, 2, &[]),
        (Bimervax, 2, 2, &[]),
        (Other, 1, 2, &[]),
        (Other, 3, 3, &[]),
    ] {
        let name = format!("{this:?} {number}/{doses}");
        assert_eq!(by_numbers(number, doses, this), rules, "{name}");
    }
}

#[test]
fn a_number_without_a_basis_does_not_parse_and_the_fault_says_how_to_mend_it() {
    let product = |this| products().iter().find(|it| it.family == this && it.active);
    let faults = |dose: &DoseDraft, this| read(dose, product(this), &[]).unwrap_err();
    let unanswered = DoseDraft {
        number: "3".into(),
        ..DoseDraft::default()
    };
    assert_eq!(
        faults(&unanswered, Comirnaty),
        [(Field::History, Fault::Missing)]
    );
    let says = |dose: &DoseDraft, this| {
        let [(field, fault)] = faults(dose, this).try_into().unwrap();
        format!("{field}: {fault}")
    };
    assert_eq!(
        says(&DoseDraft::of_numbers(3, 3), Valneva),
        "dose number: no dose rule gives 3/3: they give none for this dose of this vaccine; \
         if they are right all the same, say why in \"reason\", beside dn and sd"
    );
    assert_eq!(
        says(&DoseDraft::of_numbers(1, 2), Janssen),
        "dose number: no dose rule gives 1/2: they give 1/1 for this dose of this vaccine; \
         if they are right all the same, say why in \"reason\", beside dn and sd"
    );
    assert_eq!(
        says(&DoseDraft::after(3, Complete), Valneva),
        "what came before the dose: dose rule 11 gives no numbers for this vaccine after it; \
         if they are right all the same, say why in \"reason\", beside dn and sd"
    );
    for reason in ["", " ", "?", "--", "ab 3"] {
        let [(field, fault)] = faults(&DoseDraft::by_hand(3, 3, reason), Valneva)
            .try_into()
            .unwrap();
        assert_eq!(field, Field::Reason, "{reason:?}");
        assert!(matches!(fault, Fault::Missing | Fault::NoReason));
    }
    let by_hand = DoseDraft::by_hand(3, 3, "Studienteilnehmerin");
    let dose = read(&by_hand, product(Valneva), &[]).unwrap();
    assert_eq!((dose.number(), dose.doses()), (3, 3));
    assert!(
        matches!(dose.basis(), Basis::ByHand(reason) if reason.text() == "Studienteilnehmerin")
    );
    assert!(!format!("{dose:?}").contains("Studien"));
    // A first dose of what is for boosters is asked about even then (DCC.md 16.2, k).
    let first = DoseDraft::by_hand(1, 1, "Im Ausland zugelassen");
    assert!(matches!(
        faults(&first, Bimervax).as_slice(),
        [(Field::History, Fault::Asked(_))]
    ));
    assert!(read(&first, product(Bimervax), &["history"]).is_ok());
}

#[test]
fn a_history_that_is_stated_decides_between_rules_of_the_same_numbers() {
    let comirnaty = products().first();
    let stated = |number: u32, doses: u32, before| {
        let dose = DoseDraft {
            number: number.to_string(),
            basis: BasisDraft::Numbers {
                doses: doses.to_string(),
                before: Some(before),
            },
        };
        read(&dose, comirnaty, &[])
    };
    for (before, rule, remark) in [
        (AfterJanssen, "5", Remark::AfterJanssen),
        (Recovery, "10", Remark::AfterRecovery),
    ] {
        let dose = stated(2, 1, before).unwrap();
        assert!(matches!(dose.basis(), Basis::Rule { rule: found, .. } if found.id == rule));
        assert_eq!(dose.remark(), Some(remark));
    }
    assert!(stated(2, 2, Recovery).is_err());
    assert!(stated(2, 1, Same).is_err());
}

#[test]
fn nothing_is_remarked_that_nobody_has_said() {
    let product = |this| products().iter().find(|it| it.family == this && it.active);
    let remark = |dose: DoseDraft, this| {
        let dose = read(&dose, product(this), &["history"]);
        dose.unwrap().remark()
    };
    assert_eq!(
        remark(DoseDraft::after(3, Complete), Comirnaty),
        Some(Remark::Booster)
    );
    for (number, doses, this) in [
        (1, 1, Comirnaty),
        (1, 1, Janssen),
        (2, 1, Comirnaty),
        (3, 1, Spikevax),
        (2, 2, Comirnaty),
        (3, 3, Comirnaty),
        (4, 4, Bimervax),
    ] {
        let dose = DoseDraft::of_numbers(number, doses);
        assert_eq!(remark(dose, this), None, "{number}/{doses} {this:?}");
    }
    for (number, doses, this) in [(1, 1, Other), (3, 3, Other), (2, 1, Other), (3, 3, Valneva)] {
        let dose = DoseDraft::by_hand(number, doses, "Serie im Ausland");
        assert_eq!(remark(dose, this), None, "{number}/{doses} {this:?}");
    }
    assert_eq!(
        remark(DoseDraft::after(1, Recovery), Comirnaty),
        Some(Remark::Recovered)
    );
    assert_eq!(
        remark(DoseDraft::after(1, Nothing), Janssen),
        Some(Remark::OneShot)
    );
    assert_eq!(remark(DoseDraft::after(2, Same), Comirnaty), None);
}

#[test]
fn a_yes_counts_for_the_numbers_it_was_asked_about() {
    let comirnaty = products().first();
    let asked = |dose: &DoseDraft| match read(dose, comirnaty, &[]).unwrap_err().as_slice() {
        [(_, Fault::Asked(question))] => question.clone(),
        other => panic!("{other:?}"),
    };
    for (one, other) in [
        (
            DoseDraft::after(10, Complete),
            DoseDraft::after(11, Complete),
        ),
        (DoseDraft::after(2, Unusual), DoseDraft::after(2, Foreign)),
        (DoseDraft::after(3, Foreign), DoseDraft::after(4, Foreign)),
    ] {
        let yes = asked(&one).key();
        assert!(read(&one, comirnaty, &[&yes]).is_ok(), "{yes}");
        assert!(read(&other, comirnaty, &[&yes]).is_err(), "{yes}");
    }
}

#[test]
fn numbers_are_checked_however_they_were_found() {
    for (number, doses) in [(1, 1), (1, 2), (2, 2), (3, 3), (2, 1), (9, 1), (20, 20)] {
        assert_eq!(check(number, doses), Ok(()), "{number}/{doses}");
    }
    for (number, doses) in [
        (0, 1),
        (1, 0),
        (3, 2),
        (5, 2),
        (4, 3),
        (21, 21),
        (4000, 4000),
    ] {
        assert!(check(number, doses).is_err(), "{number}/{doses}");
    }
}

#[test]
fn an_answer_takes_with_it_what_another_had_proposed() {
    let bimervax = products().iter().find(|it| it.family == Bimervax);
    let comirnaty = products().first();
    let mut dose = DoseDraft::after(4, Complete);
    assert_eq!(dose.doses(bimervax), Some(4));
    dose.number = "1".into();
    dose.answer(BasisDraft::Before(Nothing));
    assert_eq!(
        dose.doses(bimervax),
        None,
        "a rule that leaves it open gives nothing"
    );
    assert_eq!(dose.doses(comirnaty), Some(2));
    dose.answer(BasisDraft::by_hand());
    assert_eq!(dose.doses(comirnaty), None);
    dose.basis = BasisDraft::ByHand {
        doses: "3".into(),
        reason: "Serie im Ausland".into(),
    };
    let typed = dose.clone();
    dose.answer(BasisDraft::by_hand());
    assert_eq!(dose, typed, "the same answer once more takes nothing away");
    dose.answer(BasisDraft::Before(Nothing));
    dose.answer(BasisDraft::by_hand());
    assert_eq!(dose.doses(comirnaty), None);
}

//! Visits in the queue: found, opened, handed over, corrected, withdrawn.

use super::examples::{queue, row, shown, version};
use super::*;

#[test]
fn the_queue_is_searched_by_number_name_and_birth_date() {
    for (typed, found) in [
        ("417", "Musterfrau"),
        ("muster", "Mustermann, Erika"),
        ("030290", "Nguyễn"),
        ("oztu", "Öztürk"),
        ("muster 1964", "Mustermann, Erika"),
        ("1987", "Øster"),
    ] {
        let mut harness = open_queue([1024.0, 600.0], with_queue());
        type_text(&mut harness, typed);
        assert!(says(&harness, found), "{typed}");
        assert!(!says(&harness, "Schmidt, Karl"), "{typed}");
    }
    let mut harness = open_queue([1024.0, 600.0], with_queue());
    type_text(&mut harness, "niemand");
    assert!(says(&harness, "Nichts gefunden"));
}

#[test]
fn a_scanned_slip_opens_its_visit() {
    let mut harness = open_queue([1024.0, 600.0], with_queue());
    type_text(&mut harness, "0416");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let both = vec![number(415), number(416)];
    assert_eq!(harness.state().intents, [Intent::Look(both)]);
}

#[test]
fn handing_over_is_asked_once_and_names_the_numbers() {
    let mut harness = open_queue([1024.0, 600.0], with_queue());
    type_text(&mut harness, "415");
    press(&mut harness, Modifiers::COMMAND, Key::H);
    assert!(says(&harness, "0415–0416 aushändigen?"));
    assert!(harness.state().intents.is_empty());
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!says(&harness, "0415–0416 aushändigen?"));
    for no in [Key::Escape, Key::Enter, Key::Space] {
        press(&mut harness, Modifiers::COMMAND, Key::H);
        let named = "0415–0416 aushändigen? Weiß, Thomas";
        assert!(says(&harness, named), "{no:?}");
        press(&mut harness, Modifiers::NONE, no);
        assert!(!says(&harness, named), "{no:?}");
    }
    assert!(harness.state().intents.is_empty());
    // Whoever has no use for its own key goes there by Tab.
    press(&mut harness, Modifiers::COMMAND, Key::H);
    press(&mut harness, Modifiers::NONE, Key::Tab);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    // Nobody is chosen any more, and what is typed is searched for.
    assert!(says(&harness, "Nichts gewählt"));
    press(&mut harness, Modifiers::COMMAND, Key::H);
    assert!(!says(&harness, "aushändigen?"));
    type_text(&mut harness, "411");
    press(&mut harness, Modifiers::COMMAND, Key::H);
    press(&mut harness, Modifiers::ALT, Key::J);
    let both = vec![number(415), number(416)];
    assert_eq!(
        harness.state().intents,
        [Intent::HandOver(both), Intent::HandOver(vec![number(411)])]
    );
}

#[test]
fn the_focus_on_an_action_never_passes_to_another_that_takes_its_place() {
    let mut harness = open_queue([1280.0, 800.0], with_queue());
    type_text(&mut harness, "412");
    for label in ["Zurückziehen", "Abholschein drucken"] {
        harness.get_by_label(label).focus();
        settle(&mut harness);
        let rows = &mut harness.state_mut().queue.rows;
        let row = rows.iter_mut().find(|row| row.number == number(412));
        let row = row.unwrap();
        (row.state, row.finished) = (State::Ready, true);
        harness.state_mut().queue.revision += 1;
        settle(&mut harness);
        press(&mut harness, Modifiers::NONE, Key::Enter);
        // The keys go to the search where the action is gone, and Enter opens what is found: it ends and prints nothing.
        let looks = |intent: &Intent| matches!(intent, Intent::Look(_));
        let intents = &harness.state().intents;
        assert!(intents.iter().all(looks), "{label}: {intents:?}");
        // Where it is offered still, it asks.
        press(&mut harness, Modifiers::NONE, Key::Escape);
        let row = &mut harness.state_mut().queue.rows;
        let row = row
            .iter_mut()
            .find(|row| row.number == number(412))
            .unwrap();
        (row.state, row.finished) = (State::Waiting, false);
        harness.state_mut().queue.revision += 1;
        settle(&mut harness);
    }
}

#[test]
fn whoever_scans_while_a_question_stands_has_not_answered_it() {
    let mut harness = open_queue([1024.0, 600.0], with_queue());
    type_text(&mut harness, "411");
    press(&mut harness, Modifiers::COMMAND, Key::H);
    type_text(&mut harness, "0");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let handed = |intent: &Intent| matches!(intent, Intent::HandOver(_));
    assert!(!harness.state().intents.iter().any(handed));
}

/// What is ready and neither printed nor saved.
fn unprinted() -> Vec<PickupNumber> {
    [411, 415, 416].map(number).to_vec()
}

/// What the keys and the buttons ask for the visit that is found by a number.
#[test]
fn every_action_has_its_key_and_its_intent() {
    let ctrl = Modifiers::COMMAND;
    let ctrl_shift = Modifiers::COMMAND | Modifiers::SHIFT;
    for (visit, modifiers, key, intent) in [
        ("411", ctrl, Key::O, Intent::Look(vec![number(411)])),
        ("411", ctrl, Key::P, Intent::Print(vec![number(411)])),
        ("412", ctrl, Key::P, Intent::PrintSlip(number(412))),
        ("412", ctrl, Key::T, Intent::TryNow),
        ("412", ctrl_shift, Key::P, Intent::Print(unprinted())),
        ("413", ctrl, Key::E, Intent::Correct(number(413))),
        ("413", ctrl, Key::R, Intent::TryAgain(version(413))),
        ("419", ctrl, Key::R, Intent::TryAgain(version(419))),
    ] {
        let mut harness = open_queue([1024.0, 600.0], with_queue());
        type_text(&mut harness, visit);
        press(&mut harness, modifiers, key);
        assert_eq!(harness.state().intents, [intent]);
    }
    for (visit, modifiers, key) in [
        ("411", ctrl, Key::E),
        ("412", ctrl, Key::H),
        ("412", ctrl, Key::R),
        ("418", ctrl, Key::Delete),
    ] {
        let mut harness = open_queue([1024.0, 600.0], with_queue());
        type_text(&mut harness, visit);
        press(&mut harness, modifiers, key);
        press(&mut harness, Modifiers::NONE, Key::Tab);
        assert!(harness.state().intents.is_empty(), "{visit} {key:?}");
        assert!(!says(&harness, "?"), "{visit} {key:?}");
    }
}

#[test]
fn the_buttons_do_what_their_keys_do() {
    for (visit, label, intent) in [
        ("413", "Berichtigen", Intent::Correct(number(413))),
        ("413", "Erneut versuchen", Intent::TryAgain(version(413))),
        ("412", "Abholschein drucken", Intent::PrintSlip(number(412))),
        ("411", "Zertifikat zeigen", Intent::Look(vec![number(411)])),
        ("411", "3 ungedruckte drucken", Intent::Print(unprinted())),
        ("411", "Drucken", Intent::Print(vec![number(411)])),
        ("411", "Jetzt versuchen", Intent::TryNow),
    ] {
        let mut harness = open_queue([1280.0, 800.0], with_queue());
        type_text(&mut harness, visit);
        harness.get_by_label(label).click();
        settle(&mut harness);
        assert_eq!(harness.state().intents, [intent], "{label}");
    }
}

/// Nobody has all that they came for as long as a part of it waits.
#[test]
fn a_visit_of_which_a_part_waits_says_how_much_is_ready() {
    let mut queue = queue();
    queue.rows[5].state = State::Waiting;
    queue.rows[5].finished = false;
    let before = Stage {
        queue,
        ..Stage::default()
    };
    let harness = open_queue([1280.0, 800.0], before);
    let mut rows = harness.query_all_by_role(Role::ListBoxOption);
    let row = rows.find(|row| {
        let label = row.accesskit_node().label();
        label.is_some_and(|label| label.starts_with("0415"))
    });
    let label = row.unwrap().accesskit_node().label().unwrap();
    assert!(
        label.contains("1 von 2 fertig") && !label.contains("Fertig"),
        "{label}"
    );
}

#[test]
fn a_withdrawal_spares_the_finished_certificate_beside_it() {
    let mut queue = queue();
    queue.rows[5].state = State::Waiting;
    queue.rows[5].finished = false;
    let before = Stage {
        queue,
        ..Stage::default()
    };
    let mut harness = open_queue([1024.0, 600.0], before);
    type_text(&mut harness, "415");
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::COMMAND, Key::Delete);
    assert!(says(&harness, "0416 zurückziehen?"));
    harness.get_by_label("Ja, zurückziehen").click();
    settle(&mut harness);
    let only = vec![version(416)];
    assert_eq!(harness.state().intents, [Intent::Withdraw(only)]);
    // Nor does it fall on that while the other is under way, and cannot be withdrawn.
    let mut before = with_queue();
    before.queue.rows[5].state = State::Sending;
    before.queue.rows[5].finished = false;
    let mut harness = open_queue([1024.0, 600.0], before);
    type_text(&mut harness, "415");
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::COMMAND, Key::Delete);
    assert!(!says(&harness, "zurückziehen?"));
    press(&mut harness, Modifiers::ALT, Key::J);
    assert_eq!(harness.state().intents, []);
}

#[test]
fn the_arrows_move_the_choice_and_enter_opens_it() {
    let mut harness = open_queue([1024.0, 600.0], with_queue());
    for _ in 0..4 {
        press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    }
    press(&mut harness, Modifiers::NONE, Key::ArrowUp);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(harness.state().intents, [Intent::Look(vec![number(411)])]);
}

#[test]
fn trying_by_hand_waits_as_long_as_the_portal_needs() {
    let mut before = with_queue();
    before.queue.by_hand_from = Some(now() + 24.seconds());
    let mut harness = open_queue([1024.0, 600.0], before);
    assert!(says(&harness, "Möglich in 24 s"));
    press(&mut harness, Modifiers::COMMAND, Key::T);
    assert!(harness.state().intents.is_empty());
    harness.state_mut().now = harness.state().now.checked_add(25.seconds()).unwrap();
    settle(&mut harness);
    press(&mut harness, Modifiers::COMMAND, Key::T);
    assert_eq!(harness.state().intents, [Intent::TryNow]);
}

#[test]
fn what_the_portal_said_stands_in_its_own_words_beside_what_to_do() {
    let mut harness = open_queue([1024.0, 600.0], with_queue());
    type_text(&mut harness, "413");
    assert!(says(
        &harness,
        "„dob: must not be after the date of vaccination“"
    ));
    assert!(says(&harness, "Das Portal hat die Angaben abgelehnt"));
    assert!(says(&harness, "mit dem Nachweis vergleichen"));
}

#[test]
fn what_is_looked_at_is_printed_saved_and_handed_over_by_its_numbers() {
    let both = vec![number(415), number(416)];
    let looking = |harness: &mut Harness<'static, Stage>| {
        let issued = shown(&[number(415), number(416)]);
        harness.state_mut().scene = Scene::Looking(Look::Open(issued), Form::Typing);
        settle(harness);
    };
    let mut harness = open_queue([1024.0, 600.0], with_queue());
    looking(&mut harness);
    assert!(says(&harness, "Aus der Warteschlange"));
    press(&mut harness, Modifiers::COMMAND, Key::P);
    press(&mut harness, Modifiers::COMMAND, Key::S);
    press(&mut harness, Modifiers::COMMAND, Key::H);
    press(&mut harness, Modifiers::ALT, Key::J);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(
        harness.state().intents,
        [
            Intent::Print(both.clone()),
            Intent::SavePdf(both.clone()),
            Intent::HandOver(both),
            Intent::LookAway,
        ]
    );
    // Another screen puts it away, too.
    press(&mut harness, Modifiers::NONE, Key::F2);
    assert_eq!(harness.state().intents.last(), Some(&Intent::LookAway));
    assert!(!says(&harness, "Aus der Warteschlange"));
}

#[test]
fn correcting_never_overwrites_what_has_been_begun() {
    let mut harness = stage([1024.0, 600.0], with_queue());
    type_text(&mut harness, "Begonnen");
    press(&mut harness, Modifiers::NONE, Key::F3);
    type_text(&mut harness, "413");
    press(&mut harness, Modifiers::COMMAND, Key::E);
    assert!(harness.state().intents.is_empty());
    assert!(says(&harness, "Erst die angefangenen Eingaben"));
}

#[test]
fn of_five_thousand_cases_only_those_in_view_are_drawn() {
    let rows = (1..=5000).map(|n| row(n, n, State::Waiting, &format!("Name{n}, Vorname")));
    let queue = QueueView {
        revision: 1,
        rows: rows.collect(),
        ..QueueView::default()
    };
    let harness = open_queue(
        [1280.0, 800.0],
        Stage {
            queue,
            ..Stage::default()
        },
    );
    let drawn = harness.query_all_by_role(Role::ListBoxOption).count();
    assert!((8..20).contains(&drawn), "{drawn}");
}

#[test]
fn enter_opens_what_was_meant_and_nothing_that_was_only_found_first() {
    let mut harness = open_queue([1024.0, 600.0], with_queue());
    type_text(&mut harness, "41");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(harness.state().intents.is_empty());
    assert!(says(&harness, "Mehrere gefunden"));
    // Whoever goes to one by hand means it.
    let mut steps = 0..9;
    while harness.state().intents.is_empty() && steps.next().is_some() {
        press(&mut harness, Modifiers::NONE, Key::ArrowDown);
        assert!(!says(&harness, "Mehrere gefunden"));
        press(&mut harness, Modifiers::NONE, Key::Enter);
    }
    assert_eq!(harness.state().intents.len(), 1);
    // A scanner types the number and Enter without a pause.
    let mut harness = open_queue([1024.0, 600.0], with_queue());
    harness.event(egui::Event::Text("0416".to_owned()));
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(
        harness.state().intents,
        [Intent::Look(vec![number(415), number(416)])]
    );
    // A whole number is meant, whatever else begins with its digits.
    let mut before = with_queue();
    let mut rows = vec![row(41, 41, State::Ready, "Becker, Ursula")];
    rows.append(&mut before.queue.rows);
    before.queue.rows = rows;
    let mut harness = open_queue([1024.0, 600.0], before);
    type_text(&mut harness, "41");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(harness.state().intents, [Intent::Look(vec![number(41)])]);
}

#[test]
fn a_choice_goes_with_its_visit_and_not_with_its_place() {
    let mut harness = open_queue([1024.0, 600.0], with_queue());
    let is_chosen = |harness: &Harness<'static, Stage>| {
        let mut rows = harness.query_all_by_role(Role::ListBoxOption);
        rows.any(|row| {
            let row = row.accesskit_node();
            let label = row.label().unwrap_or_default();
            row.is_selected() == Some(true) && label.starts_with("0411")
        })
    };
    let mut steps = 0..9;
    while !is_chosen(&harness) && steps.next().is_some() {
        press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    }
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let opened = harness.state().intents.clone();
    assert_eq!(opened, [Intent::Look(vec![number(411)])]);
    // What stands above is done elsewhere, in the very frame of the key.
    let mut left = queue();
    left.revision = 2;
    left.rows
        .retain(|row| matches!(row.state, State::Ready | State::Waiting));
    harness.state_mut().queue = left.clone();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let twice = [opened.clone(), opened].concat();
    assert_eq!(harness.state().intents, twice);
    // And then the chosen one itself.
    left.revision = 3;
    left.rows.retain(|row| row.number != number(411));
    harness.state_mut().queue = left;
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(harness.state().intents, twice);
}

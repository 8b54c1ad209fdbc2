//! What stands around the form: tabs, the day, the status line, the drill, the printers.

use super::examples::{chosen, failing, printers, today};
use super::*;

#[test]
fn f2_to_f4_switch_the_screens_and_keep_what_is_typed() {
    let mut harness = stage([1024.0, 600.0], with_queue());
    type_text(&mut harness, "Muster");
    press(&mut harness, Modifiers::NONE, Key::F3);
    assert!(says(&harness, "Schmidt, Karl"));
    press(&mut harness, Modifiers::NONE, Key::F4);
    assert!(says(&harness, "Heute noch nichts ausgehändigt"));
    press(&mut harness, Modifiers::NONE, Key::F2);
    let name = harness.get_by_label("Familienname").value();
    assert_eq!(name.as_deref(), Some("Muster"));
    assert!(harness.state().intents.is_empty());
}

#[test]
fn the_tab_counts_what_waits_what_is_ready_and_what_needs_a_person() {
    let harness = stage([1024.0, 600.0], with_queue());
    assert!(says(
        &harness,
        "Warteschlange, 3 zu klären, 3 fertig, 4 warten"
    ));
}

#[test]
fn certificates_that_became_ready_are_told_until_the_queue_was_looked_at() {
    let mut harness = stage([1024.0, 600.0], with_queue());
    assert!(says(&harness, "3 Zertifikate sind fertig: F3"));
    press(&mut harness, Modifiers::NONE, Key::F3);
    press(&mut harness, Modifiers::NONE, Key::F2);
    assert!(!says(&harness, "Zertifikate sind fertig"));
    let queue = &mut harness.state_mut().queue;
    queue.rows[1].state = State::Ready;
    queue.revision += 1;
    settle(&mut harness);
    // As many as the tab counts.
    assert!(says(&harness, "4 Zertifikate sind fertig: F3"));
    assert!(says(&harness, "4 fertig"));
}

#[test]
fn today_shows_no_name_and_offers_a_reprint_while_there_is_one() {
    let view = QueueView {
        today: today(),
        ..QueueView::default()
    };
    let mut harness = stage(
        [1024.0, 600.0],
        Stage {
            queue: view,
            ..Stage::default()
        },
    );
    press(&mut harness, Modifiers::NONE, Key::F4);
    assert!(says(&harness, "8 ausgehändigt"));
    assert!(says(&harness, "1 zurückgezogen"));
    press(&mut harness, Modifiers::COMMAND, Key::O);
    assert_eq!(harness.state().intents, [Intent::Look(vec![number(410)])]);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::COMMAND, Key::O);
    assert_eq!(harness.state().intents.len(), 1, "its data are erased");
}

#[test]
fn the_status_line_tells_the_truth_and_its_details_are_a_key_away() {
    let before = Stage {
        status: failing(),
        ..Stage::default()
    };
    let mut harness = stage([1024.0, 600.0], before);
    assert!(says(&harness, "Netz 14:31"));
    assert!(says(
        &harness,
        "Portal gestört, betrifft vermutlich alle, zuletzt 11:58"
    ));
    press(&mut harness, Modifiers::COMMAND, Key::I);
    assert!(says(
        &harness,
        "Das Portal ist überlastet oder wird gewartet"
    ));
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!says(
        &harness,
        "Das Portal ist überlastet oder wird gewartet"
    ));
}

#[test]
fn the_drill_is_started_and_stopped_and_the_ribbon_says_so() {
    let mut harness = stage([1024.0, 600.0], Stage::default());
    harness.get_by_label("Portal-Ausfall üben").click();
    settle(&mut harness);
    harness.state_mut().drill = true;
    settle(&mut harness);
    assert!(says(&harness, "Portal-Ausfall wird geübt"));
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::G);
    assert_eq!(
        harness.state().intents,
        [Intent::Drill(true), Intent::Drill(false)]
    );
}

#[test]
fn f9_chooses_printer_and_tray_for_certificates_and_slips() {
    let mut harness = stage([1024.0, 600.0], Stage::default());
    press(&mut harness, Modifiers::NONE, Key::F9);
    assert_eq!(harness.state().intents, [Intent::AskPrinters]);
    assert!(says(&harness, "Drucker werden gefragt"));
    harness.state_mut().printers = Some(printers());
    settle(&mut harness);
    harness.get_by_label("tray-2").click();
    settle(&mut harness);
    let bon = harness.get_all_by_label("Bon");
    bon.last().unwrap().click();
    settle(&mut harness);
    assert_eq!(
        harness.state().intents[1..],
        [
            Intent::ChoosePrinter(PrintFor::Certificates, chosen("Laser", "tray-2")),
            Intent::ChoosePrinter(PrintFor::Slips, chosen("Bon", "")),
        ]
    );
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!says(&harness, "tray-2"));
}

#[test]
fn what_is_done_next_does_not_take_the_place_of_the_row_that_was_chosen() {
    let rows = today();
    let view = |rows: &[TodayRow], revision| QueueView {
        revision,
        today: rows.to_vec(),
        ..QueueView::default()
    };
    let mut harness = stage(
        [1024.0, 600.0],
        Stage {
            queue: view(&rows[1..], 1),
            ..Stage::default()
        },
    );
    press(&mut harness, Modifiers::NONE, Key::F4);
    // Another is handed over, whose certificate could be shown, in the very frame of the key.
    harness.state_mut().queue = view(&rows, 2);
    press(&mut harness, Modifiers::COMMAND, Key::O);
    assert_eq!(harness.state().intents, []);
}

#[test]
fn the_choice_of_today_ends_with_its_case_and_passes_to_no_other() {
    let mut rows = today();
    rows[1].reprint_until = rows[0].reprint_until;
    let view = |rows: &[TodayRow], revision| QueueView {
        revision,
        today: rows.to_vec(),
        ..QueueView::default()
    };
    let before = Stage {
        queue: view(&rows, 1),
        ..Stage::default()
    };
    let mut harness = stage([1024.0, 600.0], before);
    press(&mut harness, Modifiers::NONE, Key::F4);
    // The chosen one is erased, and another that can be shown stands first.
    harness.state_mut().queue = view(&rows[1..], 2);
    press(&mut harness, Modifiers::COMMAND, Key::O);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(harness.state().intents, []);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::COMMAND, Key::O);
    assert_eq!(harness.state().intents, [Intent::Look(vec![number(409)])]);
}

#[test]
fn today_is_the_day_of_the_calendar() {
    let mut rows = today();
    rows[8].at = "2022-05-31T23:59:00+02:00".parse().unwrap();
    let view = QueueView {
        today: rows,
        ..QueueView::default()
    };
    let mut harness = stage(
        [1024.0, 600.0],
        Stage {
            queue: view,
            ..Stage::default()
        },
    );
    press(&mut harness, Modifiers::NONE, Key::F4);
    assert!(says(&harness, "7 ausgehändigt"));
}

#[test]
fn today_begins_with_the_newest_whatever_was_chosen_before() {
    let before = Stage {
        queue: QueueView {
            today: today(),
            ..queue()
        },
        ..Stage::default()
    };
    let mut harness = stage([1280.0, 800.0], before);
    let chosen = |harness: &Harness<'static, Stage>| {
        let mut rows = harness.query_all_by_role(Role::ListBoxOption);
        let chosen = rows.find(|row| row.accesskit_node().is_selected() == Some(true));
        chosen.unwrap().accesskit_node().label().unwrap()
    };
    press(&mut harness, Modifiers::NONE, Key::F4);
    assert!(chosen(&harness).starts_with("0410"));
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert!(chosen(&harness).starts_with("0409"));
    press(&mut harness, Modifiers::NONE, Key::F2);
    press(&mut harness, Modifiers::NONE, Key::F4);
    assert!(chosen(&harness).starts_with("0410"));
}

#[test]
fn what_is_past_its_deadline_does_not_wait_and_its_deadline_is_over() {
    let mut before = with_queue();
    before.queue.rows[9].deadline = minutes_ago(60);
    let mut harness = open_queue([1280.0, 800.0], before);
    assert!(says(&harness, "3 zu klären, 3 fertig, 4 warten"));
    type_text(&mut harness, "420");
    assert!(says(&harness, "13:32, abgelaufen"));
    press(&mut harness, Modifiers::NONE, Key::F2);
    harness.state_mut().counter.ask_to_close();
    settle(&mut harness);
    assert!(says(&harness, "4 Vorgänge warten auf ihr Zertifikat"));
    assert!(says(&harness, "3 Vorgänge sind zu klären"));
}

#[test]
fn no_list_stays_open_over_the_next_customer() {
    let mut harness = stage([1280.0, 800.0], Stage::default());
    let list =
        |harness: &Harness<'static, Stage>| harness.query_all_by_role(Role::ListBoxOption).count();
    harness.get_by_label("Familienname").focus();
    settle(&mut harness);
    type_text(&mut harness, "Mustermann");
    harness.get_by_label("Impfstoff").click();
    settle(&mut harness);
    assert!(list(&harness) > 3);
    press(&mut harness, Modifiers::COMMAND, Key::N);
    assert_eq!(list(&harness), 0);
    assert!(harness.get_by_label("Familienname").is_focused());
    type_text(&mut harness, "Musterfrau");
    let typed = harness.get_by_label("Familienname").value();
    assert_eq!(typed.as_deref(), Some("Musterfrau"));
}

#[test]
fn of_several_persons_of_a_visit_each_has_a_number() {
    let mut before = with_queue();
    before.queue.rows[5].name = "Weiß, Anna".to_owned();
    let mut harness = open_queue([1280.0, 800.0], before);
    type_text(&mut harness, "415");
    let top = |harness: &Harness<'static, Stage>, words: &str| {
        let said = harness.query_all_by_label(words);
        said.map(|said| said.rect().min.y).fold(f32::NAN, f32::max)
    };
    let [thomas, first, anna, second] = [
        "Weiß, Thomas",
        "0415  Impfung 1/2",
        "Weiß, Anna",
        "0416  Impfung 2/2",
    ]
    .map(|words| top(&harness, words));
    assert!(thomas < first && first < anna && anna < second);
    let queued = QueuedVisit {
        numbers: vec![number(415), number(416)],
        cause: None,
        pickup: "2022-06-02T09:40:00".parse().unwrap(),
    };
    harness.state_mut().scene = Scene::Form(Form::Queued { id: VISIT, queued });
    press(&mut harness, Modifiers::NONE, Key::F2);
    assert!(says(&harness, "Weiß, Thomas, Impfung 1/2"));
    assert!(says(&harness, "Weiß, Anna, Impfung 2/2"));
}

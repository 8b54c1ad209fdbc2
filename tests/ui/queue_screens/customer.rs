//! The customer at the counter while the portal is slow or away, and closing with cases waiting.

use super::examples::visit;
use super::*;

#[test]
fn the_attempt_counts_down_and_esc_queues_at_once() {
    let until = now() + 5.seconds();
    let mut harness = stage(
        [1024.0, 600.0],
        Stage {
            scene: Scene::Form(Form::Sending {
                id: VISIT,
                until: Some(until),
            }),
            ..Stage::default()
        },
    );
    assert!(says(&harness, "Höchstens noch 5 s"));
    harness.state_mut().now = harness
        .state()
        .now
        .checked_add(3200.milliseconds())
        .unwrap();
    settle(&mut harness);
    assert!(says(&harness, "Höchstens noch 2 s"));
    press(&mut harness, Modifiers::NONE, Key::F3);
    press(&mut harness, Modifiers::NONE, Key::F2);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(harness.state().intents, [Intent::StopWaiting(VISIT)]);
}

#[test]
fn a_visit_that_waits_shows_its_number_and_offers_the_slip() {
    let queued = QueuedVisit {
        numbers: vec![number(421), number(422)],
        cause: Some(Cause::Timeout),
        pickup: "2022-06-02T09:40:00".parse().unwrap(),
    };
    let before = Stage {
        scene: Scene::Form(Form::Queued { id: VISIT, queued }),
        ..Stage::default()
    };
    let mut harness = stage([1024.0, 600.0], before);
    for words in [
        "0421–0422",
        "nicht rechtzeitig geantwortet",
        "2. Juni 2022, 09:40 Uhr",
    ] {
        assert!(says(&harness, words), "{words}");
    }
    press(&mut harness, Modifiers::COMMAND, Key::P);
    press(&mut harness, Modifiers::COMMAND, Key::N);
    let slip = Intent::PrintSlip(number(421));
    let next = Intent::NextCustomer(Vec::new());
    assert_eq!(harness.state().intents, [slip, next]);
}

#[test]
fn closing_with_cases_waiting_is_explained_and_without_any_it_just_closes() {
    let mut harness = stage([1024.0, 600.0], with_queue());
    harness.state_mut().counter.ask_to_close();
    settle(&mut harness);
    assert!(says(&harness, "7 Vorgänge warten auf ihr Zertifikat"));
    assert!(says(&harness, "geht beim nächsten Start weiter"));
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(!says(&harness, "7 Vorgänge"), "Enter keeps working");
    harness.state_mut().counter.ask_to_close();
    settle(&mut harness);
    harness.get_by_label("Schließen").click();
    settle(&mut harness);
    assert_eq!(harness.state().intents, [Intent::Close]);

    let mut harness = stage([1024.0, 600.0], Stage::default());
    harness.state_mut().counter.ask_to_close();
    settle(&mut harness);
    assert_eq!(harness.state().intents, [Intent::Close]);
}

#[test]
fn what_was_typed_comes_back_without_its_ticks() {
    let mut before = Stage::default();
    before.counter.restore(visit(), None);
    let mut harness = stage([1280.0, 800.0], before);
    assert!(says(&harness, "Die Eingaben stehen wieder da"));
    assert_eq!(harness.get_by_label("Dosis").value().as_deref(), Some("2"));
    assert_eq!(harness.state().counter.visit(), Some(visit()));
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    assert!(
        harness.state().intents.is_empty(),
        "the checks are asked anew"
    );
    for key in [Key::Num1, Key::Num2, Key::Num3, Key::Num4] {
        press(&mut harness, Modifiers::ALT, key);
    }
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    assert_eq!(harness.state().intents, [Intent::Issue(visit())]);
}

//! The customer at the counter while the portal is slow or away, and closing with cases waiting.

use impftheke::ui::ClockFault;

use super::examples::{ending, light, row, visit};
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
    harness.state_mut().prints.slips = vec![number(421)];
    press(&mut harness, Modifiers::COMMAND, Key::N);
    let slip = Intent::PrintSlip(number(421));
    // Of these the application hands over what is finished: nothing yet.
    let next = Intent::NextCustomer {
        goes: vec![number(421), number(422)],
        stays: Vec::new(),
    };
    assert_eq!(harness.state().intents, [slip, next]);
}

/// Whoever stands before the screen and whoever looks into the list do the same.
#[test]
fn what_is_to_be_done_for_a_visit_that_waits_is_what_the_queue_says_of_its_case() {
    let size = [800.0, 560.0];
    let whole = Rect::from_min_size(egui::Pos2::ZERO, size.into());
    for language in Language::ALL {
        let texts = texts(language);
        let nothing_to_do = texts.get("taken-goes-on");
        let before = Stage {
            language,
            ..Stage::default()
        };
        let mut harness = stage(size, before);
        for cause in Cause::ALL {
            let [what, remedy] =
                ["trouble", "todo"].map(|form| texts.get(&format!("{form}-{}", cause.name())));
            let mut row = row(421, 421, State::Waiting, "Mustermann, Erika");
            row.cause = Some(cause);
            harness.state_mut().queue.rows = vec![row];
            harness.state_mut().queue.revision += 1;
            press(&mut harness, Modifiers::NONE, Key::F3);
            assert!(says(&harness, &remedy), "{cause:?}: the list");
            press(&mut harness, Modifiers::NONE, Key::F2);
            // It met it after its customer had looked on; then, before it is listed.
            for (is_listed, met) in [
                (true, Some(Cause::Timeout)),
                (true, None),
                (false, Some(cause)),
            ] {
                let state = harness.state_mut();
                if !is_listed {
                    state.queue.rows.clear();
                    state.queue.revision += 1;
                }
                let queued = QueuedVisit {
                    numbers: vec![number(421)],
                    cause: met,
                    pickup: "2022-06-02T09:40:00".parse().unwrap(),
                };
                state.scene = Scene::Form(Form::Queued { id: VISIT, queued });
                settle(&mut harness);
                assert!(says(&harness, &what), "{cause:?}: what was met");
                assert!(!says(&harness, &nothing_to_do), "{cause:?}: nothing to do");
                let said = harness.get_by_label_contains(&remedy).rect();
                assert!(whole.contains_rect(said), "{cause:?}: {said:?}");
            }
            harness.state_mut().scene = Scene::Form(Form::Typing);
        }
    }
}

/// It says what is waited for: with a key of the pharmacy's own, or while the clock is in doubt, no portal answers.
#[test]
fn what_waits_promises_no_answer_of_a_portal_that_is_not_asked() {
    let slip = |numbers: &[PickupNumber], status: Status| {
        let queued = QueuedVisit {
            numbers: numbers.to_vec(),
            cause: Some(Cause::Timeout),
            pickup: "2022-06-02T09:40:00".parse().unwrap(),
        };
        let scene = Scene::Form(Form::Queued { id: VISIT, queued });
        let before = Stage {
            scene,
            status,
            ..Stage::default()
        };
        stage([800.0, 560.0], before)
    };
    let (one, two) = (&[number(421)][..], &[number(421), number(422)][..]);
    let doubted = Status {
        clock: Some(ClockFault {
            off: jiff::SignedDuration::from_mins(90),
            is_wrong: false,
            may_be_confirmed: true,
        }),
        ..status()
    };
    for (numbers, status, title) in [
        (
            one,
            status(),
            "Das Zertifikat wird ausgestellt, sobald das Portal antwortet",
        ),
        (
            two,
            status(),
            "Die Zertifikate werden ausgestellt, sobald das Portal antwortet",
        ),
        (
            one,
            ending(),
            "Das Zertifikat wird ausgestellt, sobald es möglich ist",
        ),
        (
            two,
            doubted,
            "Die Zertifikate werden ausgestellt, sobald es möglich ist",
        ),
    ] {
        assert!(says(&slip(numbers, status), title), "{title}");
    }
}

/// Nobody waited for its attempt: what keeps all is said as the status line says it.
#[test]
fn a_visit_that_was_not_tried_says_what_keeps_all() {
    let texts = texts(Language::German);
    let slip = |status: Status| {
        let queued = QueuedVisit {
            numbers: vec![number(421)],
            cause: None,
            pickup: "2022-06-02T09:40:00".parse().unwrap(),
        };
        let scene = Scene::Form(Form::Queued { id: VISIT, queued });
        let before = Stage {
            scene,
            status,
            ..Stage::default()
        };
        stage([800.0, 560.0], before)
    };
    let goes_on = texts.get("taken-goes-on");
    assert!(says(&slip(status()), &goes_on));
    let fails = |cause| {
        Some(Light {
            cause: Some(cause),
            ..light(LightState::Fails, 154)
        })
    };
    let offline = Status {
        network: fails(Cause::Offline).unwrap(),
        ..status()
    };
    let elsewhere = Status {
        portal: fails(Cause::NotThePortal),
        ..status()
    };
    let clock = Status {
        clock: Some(ClockFault {
            off: jiff::SignedDuration::from_mins(90),
            is_wrong: true,
            may_be_confirmed: false,
        }),
        ..status()
    };
    for (status, todo) in [
        (offline, "todo-offline"),
        (elsewhere, "todo-not-the-portal"),
        (clock, "todo-clock-wrong"),
    ] {
        let slip = slip(status);
        assert!(says(&slip, &texts.get(todo)), "{todo}");
        assert!(!says(&slip, &goes_on), "{todo}");
    }
}

#[test]
fn closing_with_cases_waiting_is_explained_and_without_any_it_just_closes() {
    let mut harness = stage([1024.0, 600.0], with_queue());
    harness.state_mut().counter.ask_to_close();
    settle(&mut harness);
    assert!(says(&harness, "4 Vorgänge warten auf ihr Zertifikat"));
    assert!(says(&harness, "geht beim nächsten Start weiter"));
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(!says(&harness, "4 Vorgänge"), "Enter keeps working");
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

/// It takes the next step of a visit, and there is none.
#[test]
fn the_key_that_issues_vouches_for_no_clock_on_the_list() {
    let unsure = || Stage {
        status: Status {
            clock: Some(ClockFault {
                off: jiff::SignedDuration::from_hours(30),
                is_wrong: false,
                may_be_confirmed: true,
            }),
            ..status()
        },
        ..Stage::default()
    };
    let mut harness = open_queue([1024.0, 600.0], unsure());
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    assert_eq!(harness.state().intents, []);
    let own = Modifiers::COMMAND | Modifiers::SHIFT;
    press(&mut harness, own, Key::U);
    assert_eq!(harness.state().intents, [Intent::BelieveClock]);
}

#[test]
fn a_file_that_is_being_written_is_told_beside_a_printer_that_works_too() {
    let issued = shown(&[number(415)]);
    let saving = Stage {
        scene: Scene::Form(Form::Result { id: VISIT, issued }),
        saving: true,
        ..with_queue()
    };
    let mut harness = stage([1280.0, 800.0], saving);
    assert!(says(&harness, "Wird gespeichert"));
    for _ in 0..60 {
        harness.step();
    }
    for (modifiers, key) in [
        (Modifiers::NONE, Key::Enter),
        (Modifiers::COMMAND, Key::Enter),
        (Modifiers::COMMAND, Key::P),
    ] {
        press(&mut harness, modifiers, key);
        assert_eq!(harness.state().intents, [], "{key:?}");
    }
    harness.state_mut().saving = false;
    settle(&mut harness);
    assert!(says(&harness, "Drucken, nächster Kunde"));
}

#[test]
fn what_has_come_out_meanwhile_is_asked_about_no_more() {
    let issued = shown(&[number(415)]);
    let before = Stage {
        scene: Scene::Form(Form::Result { id: VISIT, issued }),
        ..with_queue()
    };
    let mut harness = stage([1280.0, 800.0], before);
    for _ in 0..60 {
        harness.step();
    }
    press(&mut harness, Modifiers::COMMAND, Key::N);
    assert!(says(&harness, "0415 ungedruckt aushändigen?"));
    let queue = &mut harness.state_mut().queue;
    let mut rows = queue.rows.iter_mut();
    let row = rows.find(|row| row.number == number(415)).unwrap();
    row.printed_at = Some(now());
    queue.revision += 1;
    settle(&mut harness);
    assert!(!says(&harness, "ungedruckt aushändigen?"));
    press(&mut harness, Modifiers::COMMAND, Key::N);
    let goes = Intent::NextCustomer {
        goes: vec![number(415)],
        stays: Vec::new(),
    };
    assert_eq!(harness.state().intents, [goes]);
}

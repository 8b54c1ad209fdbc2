//! One picture a state of every screen but the form's, in both themes, held against those in `tests/pictures`.

use egui::Theme;
use egui_kittest::SnapshotResults;

use super::*;
use super::{
    every::with_reports_on_the_form,
    examples::{failing, printers, printers_with_logins, printing, row, today},
    lock::locked,
};
use crate::snapshot::hold;

const WIDE: [f32; 2] = [1280.0, 800.0];
const SMALL: [f32; 2] = [1024.0, 600.0];
const NARROW: [f32; 2] = [800.0, 560.0];

/// Brings a state about in both themes, the dark one in English and on a smaller window, and holds its picture against
/// the stored one.
fn paint(
    name: &str,
    small: [f32; 2],
    state: impl Fn() -> Stage,
    play: impl Fn(&mut Harness<'static, Stage>),
) {
    let mut results = SnapshotResults::new();
    for (size, theme, language, suffix) in [
        (WIDE, Theme::Light, Language::German, "light"),
        (small, Theme::Dark, Language::English, "dark"),
    ] {
        let mut harness = stage(
            size,
            Stage {
                language,
                ..state()
            },
        );
        harness.set_render_cursor(false);
        harness.ctx.set_theme(theme);
        play(&mut harness);
        harness.remove_cursor();
        settle(&mut harness);
        hold(&mut results, &mut harness, &format!("{name}-{suffix}"));
    }
}

fn key(key: Key) -> impl Fn(&mut Harness<'static, Stage>) {
    move |harness| press(harness, Modifiers::NONE, key)
}

fn nothing(_: &mut Harness<'static, Stage>) {}

/// More visits than a window has room for, the last days' among them.
fn many() -> Stage {
    let names = ["Mustermann, Erika", "Musterfrau, Gabriele", "Öztürk, Ayşe"];
    let states = [State::Waiting, State::Ready, State::NeedsLogin];
    let mut queue = queue();
    queue.rows = (1..=40)
        .map(|own| {
            let place = own as usize;
            let mut row = row(own, own, states[place % 3], names[place % 3]);
            row.kind = Kind::ALL[place % 3];
            row.captured_at = minutes_ago(i64::from(41 - own) * 131);
            row
        })
        .collect();
    Stage {
        queue,
        status: failing(),
        ..Stage::default()
    }
}

fn today_s() -> Stage {
    Stage {
        queue: QueueView {
            today: today(),
            ..queue()
        },
        ..Stage::default()
    }
}

#[test]
fn the_queue() {
    paint("queue", NARROW, with_queue, key(Key::F3));
}

#[test]
fn messages_beside_the_form() {
    paint("messages", NARROW, with_reports_on_the_form, nothing);
}

#[test]
fn a_message_below_the_queue() {
    let goes = || Stage {
        scene: Scene::Form(Form::Typing),
        ..printing(
            PrintState::NeedsYou,
            "Der Auftrag wartet. Papier leer: bitte nachlegen, der Auftrag läuft dann weiter",
        )
    };
    paint("queue-message", NARROW, goes, key(Key::F3));
}

#[test]
fn the_queue_with_nothing_in_it() {
    paint("queue-empty", SMALL, Stage::default, key(Key::F3));
}

#[test]
fn the_queue_with_many_in_another_order() {
    paint("queue-many", SMALL, many, |harness| {
        press(harness, Modifiers::NONE, Key::F3);
        for _ in 0..4 {
            press(harness, Modifiers::NONE, Key::F6);
        }
        press(harness, Modifiers::NONE, Key::PageDown);
    });
}

#[test]
fn a_case_looked_at() {
    paint("looked-at", SMALL, with_queue, |harness| {
        press(harness, Modifiers::NONE, Key::F3);
        type_text(harness, "415");
        let issued = shown(&[number(415), number(416)]);
        harness.state_mut().scene = Scene::Looking(Look::Open(issued), Form::Typing);
    });
}

#[test]
fn a_result_beside_a_printer_that_works() {
    let result = || Stage {
        scene: Scene::Form(Form::Result {
            id: VISIT,
            issued: shown(&[number(415), number(416)]),
        }),
        ..with_queue()
    };
    paint("result-to-print", NARROW, result, nothing);
}

#[test]
fn the_question_before_a_hand_over() {
    paint("question", NARROW, with_queue, |harness| {
        press(harness, Modifiers::NONE, Key::F3);
        type_text(harness, "415");
        press(harness, Modifiers::COMMAND, Key::H);
    });
}

#[test]
fn today_s_work() {
    paint("today", NARROW, today_s, key(Key::F4));
}

#[test]
fn today_before_any_work() {
    paint("today-empty", SMALL, Stage::default, key(Key::F4));
}

#[test]
fn a_visit_taken_up() {
    let taken = || Stage {
        scene: Scene::Form(Form::Queued {
            id: VISIT,
            queued: QueuedVisit {
                numbers: vec![number(421), number(422)],
                cause: Some(Cause::Unavailable),
                pickup: "2022-06-02T09:40:00".parse().unwrap(),
            },
        }),
        status: failing(),
        ..with_queue()
    };
    paint("taken", NARROW, taken, nothing);
}

#[test]
fn a_visit_taken_up_that_waits_for_staff() {
    let taken = || {
        let mut stage = with_queue();
        let mut refused = row(421, 421, State::NeedsCorrection, "Mustermann, Erika");
        refused.cause = Some(Cause::NotAcceptable);
        stage.queue.rows = vec![refused];
        stage.scene = Scene::Form(Form::Queued {
            id: VISIT,
            queued: QueuedVisit {
                numbers: vec![number(421)],
                cause: Some(Cause::NotAcceptable),
                pickup: "2022-06-02T09:40:00".parse().unwrap(),
            },
        });
        stage
    };
    paint("taken-refused", SMALL, taken, nothing);
}

#[test]
fn an_attempt_that_is_waited_for() {
    let sending = || Stage {
        scene: Scene::Form(Form::Sending {
            id: VISIT,
            until: Some(now() + 5.seconds()),
        }),
        ..with_queue()
    };
    paint("sending", SMALL, sending, nothing);
}

#[test]
fn the_lock() {
    let wrong = || Stage {
        scene: locked(Lock::Wrong),
        ..Stage::default()
    };
    paint("unlock", NARROW, wrong, nothing);
}

#[test]
fn the_lock_before_there_is_a_passphrase() {
    let choose = || Stage {
        scene: locked(Lock::Choose { least: 8 }),
        ..Stage::default()
    };
    paint("unlock-choose", SMALL, choose, nothing);
}

#[test]
fn the_printers() {
    let asked = || Stage {
        printers: Some(printers()),
        ..Stage::default()
    };
    paint("printers", NARROW, asked, key(Key::F9));
}

#[test]
fn a_printer_that_asks_for_a_login() {
    let asked = || Stage {
        printers: Some(printers_with_logins()),
        ..Stage::default()
    };
    paint("printers-login", NARROW, asked, key(Key::F9));
}

#[test]
fn closing_with_cases_on_their_way() {
    paint("closing", NARROW, with_queue, |harness| {
        harness.state_mut().counter.ask_to_close();
    });
}

#[test]
fn the_status() {
    let fails = || Stage {
        status: failing(),
        ..with_queue()
    };
    paint("status", NARROW, fails, |harness| {
        press(harness, Modifiers::COMMAND, Key::I);
    });
}

//! Every state of the screens: nothing reaches beyond the window, and every word is there.

use super::*;
use super::{
    examples::{draft, ending, failing, printers, printers_with_logins, printing, today, visit},
    lock::locked,
};

/// Sends the picture to the folder that the environment names, for people to look at.
pub(crate) fn picture(harness: &mut Harness<'static, Stage>, name: &str) {
    if let Ok(folder) = std::env::var("IMPFTHEKE_PICTURES") {
        harness
            .render()
            .unwrap()
            .save(format!("{folder}/{name}.png"))
            .unwrap();
    }
}

/// Every state of the screens, each with what leads to it.
fn states() -> Vec<(&'static str, Stage)> {
    let today = QueueView {
        today: today(),
        ..queue()
    };
    let sending = Form::Sending {
        id: VISIT,
        until: Some(now() + 5.seconds()),
    };
    let queued = QueuedVisit {
        numbers: vec![number(421), number(422)],
        cause: Some(Cause::Unavailable),
        pickup: "2022-06-02T09:40:00".parse().unwrap(),
    };
    vec![
        (
            "form",
            Stage {
                status: failing(),
                drill: true,
                ..with_queue()
            },
        ),
        ("queue", with_queue()),
        ("refused", with_queue()),
        ("question", with_queue()),
        ("shown", with_queue()),
        ("queue-empty", Stage::default()),
        (
            "today",
            Stage {
                queue: today,
                ..Stage::default()
            },
        ),
        ("today-empty", Stage::default()),
        (
            "sending",
            Stage {
                scene: Scene::Form(sending),
                ..with_queue()
            },
        ),
        (
            "taken",
            Stage {
                scene: Scene::Form(Form::Queued { id: VISIT, queued }),
                status: failing(),
                ..with_queue()
            },
        ),
        ("closing", with_queue()),
        ("correcting", correcting()),
        (
            "status",
            Stage {
                status: failing(),
                ..with_queue()
            },
        ),
        (
            "help",
            Stage {
                status: failing(),
                ..with_queue()
            },
        ),
    ]
}

/// A correction whose name is not that of its case any more, once issuing has been tried.
fn correcting() -> Stage {
    let mut stage = with_queue();
    let original = Draft {
        family_name: "Musterfrau".to_owned(),
        ..draft()
    };
    let corrects = Some(CaseVersion {
        number: number(413),
        corrected: 0,
    });
    let visit = Visit {
        corrects,
        ..visit()
    };
    let original = Original {
        content: original,
        refusal: Some(Refusal {
            cause: Cause::NotAcceptable,
            words: Some("dob: must not be after the date of vaccination".to_owned()),
            field: Some(Field::BirthDate),
        }),
    };
    stage.counter.restore(visit, Some(original));
    stage
}

/// Every state of printing and of the lock.
fn further_states() -> Vec<(&'static str, Stage)> {
    vec![
        (
            "printing",
            printing(
                PrintState::NeedsYou,
                "Der Auftrag wartet. Papier leer: bitte nachlegen, der Auftrag läuft dann weiter",
            ),
        ),
        (
            "printing-stopping",
            printing(PrintState::Stopping, "Der Druck wird abgebrochen"),
        ),
        (
            "printing-failed",
            printing(
                PrintState::Failed,
                "Nicht fertig gedruckt. Der Drucker meldet Fehler: bitte das Blatt ansehen, den Code scannen oder noch einmal drucken",
            ),
        ),
        (
            "signer-ends",
            Stage {
                status: ending(),
                ..Stage::default()
            },
        ),
        (
            "printers",
            Stage {
                printers: Some(printers()),
                ..Stage::default()
            },
        ),
        (
            "printers-login",
            Stage {
                printers: Some(printers_with_logins()),
                ..Stage::default()
            },
        ),
        (
            "unlock-choose",
            Stage {
                scene: locked(Lock::Choose { least: 8 }),
                ..Stage::default()
            },
        ),
        (
            "unlock-wrong",
            Stage {
                scene: locked(Lock::Wrong),
                ..Stage::default()
            },
        ),
    ]
}

fn lead_to(harness: &mut Harness<'static, Stage>, name: &str) {
    match name {
        "queue" | "queue-empty" => press(harness, Modifiers::NONE, Key::F3),
        "refused" | "question" | "shown" => {
            press(harness, Modifiers::NONE, Key::F3);
            type_text(harness, if name == "refused" { "413" } else { "415" });
            match name {
                "question" => press(harness, Modifiers::COMMAND, Key::H),
                "shown" => {
                    let issued = shown(&[number(415), number(416)]);
                    harness.state_mut().scene = Scene::Looking(Look::Open(issued), Form::Typing);
                    settle(harness);
                }
                _ => {}
            }
        }
        "today" | "today-empty" => press(harness, Modifiers::NONE, Key::F4),
        "help" => press(harness, Modifiers::NONE, Key::F1),
        "printers" | "printers-login" => press(harness, Modifiers::NONE, Key::F9),
        "status" => press(harness, Modifiers::COMMAND, Key::I),
        "correcting" => {
            for key in [Key::Num1, Key::Num2, Key::Num3, Key::Num4] {
                press(harness, Modifiers::ALT, key);
            }
            press(harness, Modifiers::COMMAND, Key::Enter);
            assert!(harness.state().intents.is_empty());
        }
        "closing" => {
            harness.state_mut().counter.ask_to_close();
            settle(harness);
        }
        _ => {}
    }
}

#[test]
fn in_no_state_does_anything_reach_beyond_the_window() {
    let (german, english) = (Language::German, Language::English);
    let mut looks = vec![
        ([1024.0, 600.0], egui::Theme::Light, german, "1024x600"),
        ([800.0, 560.0], egui::Theme::Dark, english, "800x560"),
    ];
    if std::env::var_os("IMPFTHEKE_PICTURES").is_some() {
        looks.push(([1280.0, 800.0], egui::Theme::Light, german, "light"));
        looks.push(([1280.0, 800.0], egui::Theme::Dark, english, "dark"));
    }
    for (size, theme, language, tag) in looks {
        let mut harness = stage(size, Stage::default());
        harness.ctx.set_theme(theme);
        for (name, before) in states().into_iter().chain(further_states()) {
            *harness.state_mut() = Stage { language, ..before };
            settle(&mut harness);
            lead_to(&mut harness, name);
            for role in [
                Role::Button,
                Role::Tab,
                Role::ListBoxOption,
                Role::SearchInput,
                Role::CheckBox,
            ] {
                for node in harness.query_all_by_role(role) {
                    let rect = node.rect();
                    assert!(
                        rect.min.x >= 0.0 && rect.max.x <= size[0],
                        "{name} {tag}: {:?} {rect:?}",
                        node.accesskit_node().label()
                    );
                }
            }
            picture(&mut harness, &format!("{name}-{tag}"));
        }
    }
}

#[test]
fn every_cause_and_every_state_has_its_words_in_both_languages() {
    for language in Language::ALL {
        let texts = texts(language);
        for cause in Cause::ALL {
            for form in ["trouble", "todo"] {
                let key = format!("{form}-{}", cause.name());
                assert!(texts.has(&key), "{key}");
            }
        }
        for state in State::ALL {
            assert!(texts.has(&format!("state-{}", state.name())));
        }
        for state in ["works", "fails", "everyone", "needs-you", "unknown"] {
            for form in ["short", "long"] {
                assert!(texts.has(&format!("light-{state}-{form}")));
            }
        }
    }
}

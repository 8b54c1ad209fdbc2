//! What is told comes and goes by itself, and moves nothing that somebody types into or points at.

use std::collections::BTreeMap;

use impftheke::{text::Language, ui::Noted};

use super::{
    every::{LONG, filled, problem},
    examples::{draft, printing, shown, today, visit},
    states::picture,
    *,
};

/// The windows at a counter.
const SIZES: [[f32; 2]; 4] = [
    [800.0, 560.0],
    [1024.0, 600.0],
    [1366.0, 768.0],
    [1920.0, 1080.0],
];

/// Brings a message about.
type Tell = fn(&mut Stage);

/// Every kind of message, with what brings it about.
const MESSAGES: &[(&str, Tell)] = &[
    ("a print that goes", |stage| print(stage, PrintState::Goes)),
    ("a print that waits", |stage| {
        print(stage, PrintState::NeedsYou);
    }),
    ("a print that is cancelled", |stage| {
        print(stage, PrintState::Stopping);
    }),
    ("a print that is done", |stage| {
        print(stage, PrintState::Done);
    }),
    ("a print that fails", |stage| {
        print(stage, PrintState::Failed);
    }),
    ("a notice", |stage| {
        let path = "/home/theke/Zertifikate/Zertifikat-1432.pdf";
        stage.notice = Some(Notice::Well(format!("Gespeichert: {path}")));
    }),
    ("a problem", |stage| {
        stage.problem = Some(problem("job-lost"));
    }),
    ("a note", |stage| note(stage, Some(1))),
    ("a note that lasts", |stage| note(stage, None)),
    ("what was left half typed", |stage| offer(stage, 1)),
    ("much that was left half typed", |stage| offer(stage, 3)),
    ("news", |stage| {
        stage.queue.rows[1].state = State::Ready;
        stage.queue.rows[1].finished = true;
        stage.queue.revision += 1;
    }),
    ("everything", |stage| {
        print(stage, PrintState::Failed);
        note(stage, Some(1));
        offer(stage, 2);
        stage.problem = Some(problem("job-lost"));
    }),
];

fn print(stage: &mut Stage, state: PrintState) {
    let printing = printing(state, "Der Auftrag wartet. Papier leer: bitte nachlegen");
    let todo = "Bitte nachlegen, der Auftrag läuft dann weiter".to_owned();
    let printing = printing.printing.unwrap();
    stage.printing = Some(Printing { todo, ..printing });
}

fn note(stage: &mut Stage, id: Option<i64>) {
    let problem = problem("store-unworked");
    stage.status.noted = vec![Noted { id, problem }];
}

fn offer(stage: &mut Stage, count: u8) {
    let names = ["Mustermann, Erika", LONG, "Musterfrau, Max"];
    let names = names.into_iter().zip(1..=count);
    let offered = names.map(|(name, id)| Unfinished {
        id: VisitId::new([id; 16]),
        name: name.to_owned(),
        kept_at: minutes_ago(9),
    });
    stage.unfinished = offered.collect();
}

/// What of a stage tells something by itself.
struct Told {
    printing: Option<Printing>,
    notice: Option<Notice>,
    status: Status,
    queue: QueueView,
}

impl Told {
    fn of(stage: &Stage) -> Self {
        Self {
            printing: stage.printing.clone(),
            notice: stage.notice.clone(),
            status: stage.status.clone(),
            queue: stage.queue.clone(),
        }
    }

    fn again(&self, stage: &mut Stage) {
        stage.printing.clone_from(&self.printing);
        stage.notice.clone_from(&self.notice);
        stage.status = self.status.clone();
        let revision = stage.queue.revision + 1;
        stage.queue = QueueView {
            revision,
            ..self.queue.clone()
        };
        stage.problem = None;
        stage.unfinished = Vec::new();
    }
}

/// Returns where every field and button stands that somebody has under the hand, by what it is.
///
/// The bar at the top counts what is on its way, and the status line says what works: both have their places.
fn places(harness: &Harness<'static, Stage>) -> BTreeMap<String, Rect> {
    let window = harness.ctx.content_rect();
    let mut places = BTreeMap::new();
    for node in harness.root().children_recursive() {
        let read = node.accesskit_node();
        let role = read.role();
        // Some count as they say what they do.
        let name = read.label().unwrap_or_default();
        let name: String = name.chars().filter(|c| !c.is_ascii_digit()).collect();
        let is_of_message = name == texts(harness.state().language).get("cmd-dismiss");
        // Rows go where their state puts them; a click waits until they have stood.
        if read.raw_bounds().is_none() || role == Role::ListBoxOption {
            continue;
        }
        let rect = node.rect();
        let is_around = rect.max.y < 58.0 || rect.min.y > window.max.y - 30.0;
        // The code may be before a camera.
        let counts = egui::accessibility::is_input(role) || role == Role::Image;
        if counts && !is_around && !is_of_message {
            places.insert(format!("{role:?} {name}"), rect);
        }
    }
    places
}

/// Holds that everything which stood there before stands where it stood.
fn stand(before: &BTreeMap<String, Rect>, harness: &Harness<'static, Stage>, what: &str) {
    let now = places(harness);
    for (name, place) in before {
        let there = now.get(name);
        let apart = |there: &Rect| {
            let corners = [(there.min, place.min), (there.max, place.max)];
            corners.map(|(one, other)| (one - other).length())
        };
        let moved = there.is_none_or(|there| apart(there).iter().any(|far| *far > 0.1));
        assert!(!moved, "{what}: {name} stood at {place:?}, now {there:?}");
    }
}

type Play = fn(&mut Harness<'static, Stage>);

/// Shows each message on a screen and takes it away again, in every window and language.
fn nothing_moves(screen: &str, before: fn() -> Stage, play: Play) {
    // Elsewhere than on the form one of each height will do.
    let few = ["a print that waits", "a notice", "news", "everything"];
    for size in SIZES {
        for language in Language::ALL {
            let mut harness = stage(
                size,
                Stage {
                    language,
                    ..before()
                },
            );
            harness.ctx.set_theme(match language {
                Language::German => egui::Theme::Light,
                Language::English => egui::Theme::Dark,
            });
            play(&mut harness);
            let [width, height] = size;
            let stood = places(&harness);
            let has_keys = harness.ctx.memory(egui::Memory::focused);
            assert!(!stood.is_empty(), "{screen} has nothing on it");
            let told = Told::of(harness.state());
            let all = screen.contains("form");
            let messages = MESSAGES.iter().filter(|row| all || few.contains(&row.0));
            for (message, tell) in messages {
                let what = format!("{screen}, {message}, {language:?}, {width}x{height}");
                tell(harness.state_mut());
                harness.run_steps(2);
                picture(&mut harness, &what);
                stand(&stood, &harness, &what);
                let keys = harness.ctx.memory(egui::Memory::focused);
                assert_eq!(keys, has_keys, "{what}");
                told.again(harness.state_mut());
                harness.run_steps(2);
                stand(&stood, &harness, &format!("after {what}"));
            }
        }
    }
}

#[test]
fn no_message_moves_the_empty_form() {
    nothing_moves("form", with_queue, |_| {});
}

#[test]
fn no_message_moves_a_form_that_is_scrolled_to_its_end() {
    nothing_moves("form with faults", with_queue, |harness| {
        filled(Key::Num3, harness);
        press(harness, Modifiers::COMMAND, Key::Enter);
        for _ in 0..6 {
            press(harness, Modifiers::SHIFT, Key::PageDown);
        }
    });
}

#[test]
fn no_message_moves_a_form_of_several_cases() {
    nothing_moves("form of several", with_queue, |harness| {
        filled(Key::Num1, harness);
        for _ in 0..6 {
            press(harness, Modifiers::COMMAND, Key::D);
        }
    });
}

#[test]
fn no_message_moves_what_was_typed_before_or_corrects() {
    nothing_moves("restored form", with_queue, |harness| {
        let state = harness.state_mut();
        state.counter.restore(visit(), None);
        settle(harness);
    });
    nothing_moves("correction", with_queue, |harness| {
        let corrects = CaseVersion {
            number: number(413),
            corrected: 0,
        };
        let original = Original {
            content: draft(),
            refusal: None,
        };
        let state = harness.state_mut();
        state.counter.correct(corrects, original, Vec::new());
        settle(harness);
    });
}

#[test]
fn no_message_moves_certificates_or_their_actions() {
    let result = || Stage {
        scene: Scene::Form(Form::Result {
            id: VISIT,
            issued: shown(&[number(415), number(416)]),
        }),
        ..with_queue()
    };
    nothing_moves("result", result, |_| {});
    let looking = || Stage {
        scene: Scene::Looking(Look::Open(shown(&[number(415), number(416)])), Form::Typing),
        ..with_queue()
    };
    nothing_moves("certificate of the queue", looking, |harness| {
        press(harness, Modifiers::NONE, Key::F3);
    });
}

#[test]
fn no_message_moves_the_lists_or_what_stands_over_them() {
    nothing_moves("queue", with_queue, |harness| {
        press(harness, Modifiers::NONE, Key::F3);
        type_text(harness, "415");
    });
    let today = || Stage {
        queue: QueueView {
            today: today(),
            ..queue()
        },
        ..Stage::default()
    };
    nothing_moves("today", today, |harness| {
        press(harness, Modifiers::NONE, Key::F4);
    });
    let printers = || Stage {
        printers: Some(examples::printers()),
        ..with_queue()
    };
    nothing_moves("printers", printers, |harness| {
        press(harness, Modifiers::NONE, Key::F9);
    });
    nothing_moves("closing", with_queue, |harness| {
        harness.state_mut().counter.ask_to_close();
        settle(harness);
    });
}

/// A key or a click that is on its way when a note gives its place to another was meant for the first.
#[test]
fn a_note_that_comes_in_the_place_of_another_takes_no_key_and_no_click_meant_for_that() {
    for by_key in [true, false] {
        let mut before = Stage::default();
        note(&mut before, Some(1));
        let mut harness = stage([1280.0, 800.0], before);
        settle(&mut harness);
        let button = harness.get_by_label("Verstanden");
        let place = button.rect().center();
        button.focus();
        harness.run_steps(60);
        note(harness.state_mut(), Some(2));
        if by_key {
            press(&mut harness, Modifiers::NONE, Key::Enter);
        } else {
            for pressed in [true, false] {
                harness.event(egui::Event::PointerButton {
                    pos: place,
                    button: egui::PointerButton::Primary,
                    pressed,
                    modifiers: Modifiers::NONE,
                });
            }
            settle(&mut harness);
        }
        assert_eq!(harness.state().intents, [], "{by_key}");
        // Whoever has read it puts it away.
        harness.run_steps(60);
        harness.get_by_label("Verstanden").click();
        settle(&mut harness);
        assert_eq!(harness.state().intents, [Intent::Seen(2)], "{by_key}");
    }
}

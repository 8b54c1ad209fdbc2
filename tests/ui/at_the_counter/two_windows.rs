//! The program started twice on one folder: a visit is in one form at a time, and gets one certificate.

use std::fs;

use egui::{Key, Modifiers};
use impftheke::{
    case::State,
    counter::settings::Settings,
    domain::{Clock as _, DraftLimits},
};

use crate::stage::{Stage, Visitor};

const ISSUED: &str = "Ausgestellt und geprüft";

/// A window with an empty form, and one with Erika Mustermann, which took over what a third had left.
fn with_her_in_the_second() -> [Stage; 2] {
    let mut first = Stage::with_key();
    let mut third = first.second_window();
    third.type_case(&Visitor::erika());
    third.until("the draft is kept whole", |stage| {
        let kept = stage.kept_drafts();
        kept.first().is_some_and(|draft| {
            draft
                .faults(&stage.time.now(), DraftLimits::default())
                .is_empty()
        })
    });
    drop(third);
    first.until_says(ERIKA);
    let mut second = first.second_window();
    assert_eq!(second.value("Vornamen").as_deref(), Some("Erika"));
    // Until it could be seen, what is typed is meant for the empty form.
    second.look();
    [first, second]
}

const ERIKA: &str = "Unfertige Eingabe von 10:00: Mustermann, Erika";

/// Goes on with what is offered first.
fn take_up(window: &mut Stage) {
    window.press(Modifiers::ALT, Key::U);
    window.until("it is in the form", |stage| {
        stage.value("Familienname").as_deref() == Some("Mustermann")
    });
    window.tick();
}

#[test]
fn what_is_typed_in_one_window_is_not_offered_in_another() {
    let mut first = Stage::with_key();
    first.fill("Familienname", "Mustermann");
    first.until("it is kept", |stage| !stage.kept_drafts().is_empty());
    let mut second = first.second_window();
    second.fill("Familienname", "Musterfrau");
    second.until("both are kept", |stage| stage.kept_drafts().len() == 2);
    for window in [&mut first, &mut second] {
        window.look();
        assert!(!window.says("Unfertige Eingabe"), "{}", window.screen());
    }

    // Whoever was killed finds again what was typed there, and nothing of the other.
    first.kill();
    assert_eq!(first.value("Familienname").as_deref(), Some("Mustermann"));
    first.look();
    assert!(!first.says("Unfertige Eingabe"), "{}", first.screen());
}

#[test]
fn what_a_window_takes_is_offered_in_no_other_until_it_leaves_it() {
    let [mut first, mut second] = with_her_in_the_second();
    // In the same moment, or told by then that she is gone on with elsewhere.
    first.press(Modifiers::ALT, Key::U);
    first.until("she is offered no longer", |stage| !stage.says(ERIKA));
    assert_eq!(first.value("Familienname").as_deref(), Some(""));
    // What is typed next has nothing to do with her.
    first.fill("Familienname", "Musterfrau");
    first.until("both are kept", |stage| stage.kept_drafts().len() == 2);
    first.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Delete);

    second.fill("Vornamen", "Erika Maria");
    second.close();
    first.until_says(": Mustermann, Erika Maria");
    take_up(&mut first);
    assert_eq!(first.value("Vornamen").as_deref(), Some("Erika Maria"));
    first.ctrl(Key::Enter);
    first.until_says(ISSUED);
    assert_eq!(first.content(1).given_name, "Erika Maria");
}

#[test]
fn what_a_window_discards_comes_back_in_no_other() {
    let [mut first, mut second] = with_her_in_the_second();
    second.discard();
    second.until("it is forgotten", |stage| stage.kept_drafts().is_empty());
    // In the same moment, or when nothing is offered any more.
    first.press(Modifiers::ALT, Key::U);
    first.until("nothing is offered", |stage| {
        !stage.says("Unfertige Eingabe")
    });
    first.look();
    assert_eq!(first.value("Familienname").as_deref(), Some(""));
}

#[test]
fn a_window_discards_only_what_its_line_says() {
    let [mut first, mut second] = with_her_in_the_second();
    second.fill("Familienname", "Musterfrau");
    second.until("it is kept", |stage| {
        let kept = stage.kept_drafts();
        kept.iter().any(|draft| draft.family_name == "Musterfrau")
    });
    // The line of before, or none.
    if first.says(ERIKA) {
        first.click("Verwerfen");
    }
    second.close();
    first.until_says(": Musterfrau, Erika");
    first.look();
    first.click("Verwerfen");
    first.sit(11);
    first.until("it is forgotten", |stage| stage.kept_drafts().is_empty());
}

/// Two windows with Erika Mustermann in both forms, ready to be issued: somebody has tidied away what tells the second
/// that she is the first one's.
fn with_the_same_visit() -> [Stage; 2] {
    let mut first = Stage::with_key();
    first.type_case(&Visitor::erika());
    first.until("the draft is kept whole", |stage| {
        let kept = stage.kept_drafts();
        kept.first().is_some_and(|draft| {
            draft
                .faults(&stage.time.now(), DraftLimits::default())
                .is_empty()
        })
    });
    let mut second = first.second_window();
    assert_eq!(second.value("Familienname").as_deref(), Some(""));
    let settings = Settings::load(&first.folder().settings()).unwrap();
    for entry in fs::read_dir(first.folder().queue(&settings)).unwrap() {
        let path = entry.unwrap().path();
        if path
            .file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .starts_with("window-")
        {
            fs::remove_file(path).unwrap();
        }
    }
    second.until_says(ERIKA);
    take_up(&mut second);
    [first, second]
}

#[test]
fn a_visit_in_two_windows_is_taken_up_once() {
    let [mut first, mut second] = with_the_same_visit();
    second.ctrl(Key::Enter);
    second.until_says(ISSUED);
    first.ctrl(Key::Enter);
    first.until_says(ISSUED);
    assert!(first.says("Mustermann"), "{}", first.screen());
    assert_eq!(first.rows().len(), 1);
}

#[test]
fn a_visit_that_another_window_has_made_somebody_elses_gets_nothing_of_theirs() {
    let [mut first, mut second] = with_the_same_visit();
    second.fill("Familienname", "Musterfrau");
    second.fill("Vornamen", "Max");
    second.tick();
    second.ctrl(Key::Enter);
    second.until_says(ISSUED);
    first.ctrl(Key::Enter);
    first.until("it is answered", |stage| {
        stage.says(ISSUED) || stage.says("schon aufgenommen: 0001")
    });
    assert!(!first.says(ISSUED), "{}", first.screen());
    assert_eq!(first.value("Familienname").as_deref(), Some("Mustermann"));
    // Erika Mustermann stands here all the same.
    first.ctrl(Key::Enter);
    first.until_says(ISSUED);
    assert!(first.says("Mustermann") && !first.says("Musterfrau"));
    let families = [1, 2].map(|number| first.content(number).family_name);
    assert_eq!(families, ["Musterfrau", "Mustermann"]);
}

#[test]
fn a_visit_that_another_window_has_handed_over_is_not_told_as_waiting() {
    let [mut first, mut second] = with_the_same_visit();
    second.ctrl(Key::Enter);
    second.until_says(ISSUED);
    // Nobody sees what has just appeared and answers it in the same moment.
    second.until("it is handed over", |stage| {
        let (modifiers, key) = if stage.says("ungedruckt aushändigen?") {
            (Modifiers::ALT, Key::J)
        } else {
            (Modifiers::COMMAND, Key::N)
        };
        stage.window().key_press_modifiers(modifiers, key);
        stage.rows()[0].state == State::HandedOver
    });
    for _ in 0..3 {
        first.ctrl(Key::Enter);
        first.until("it is answered", |stage| {
            stage.says("Abholnummer") || stage.says("schon aufgenommen und erledigt: 0001")
        });
        first.look();
        assert!(!first.says("Abholnummer"), "{}", first.screen());
    }
    // However often it is asked for: the same visit is not made once more.
    assert_eq!(first.rows().len(), 1);
}

#[test]
fn a_case_that_two_windows_correct_is_corrected_once() {
    for killed in [false, true] {
        let mut first = Stage::with_portal("406");
        first.issue(&Visitor::erika());
        first.leave();
        first.switch("none");
        let mut second = first.second_window();
        for window in [&mut first, &mut second] {
            window.key(Key::F3);
            window.type_text("1");
            window.ctrl(Key::E);
            window.until("the form holds the case", |stage| {
                stage.value("Familienname").as_deref() == Some("Mustermann")
            });
            window.tick();
        }
        first.ctrl(Key::Enter);
        first.until_says(ISSUED);
        if killed {
            // What stood in its form says yet that it corrects the case.
            second.fill("Vornamen", "Erika Maria");
            second.until("it is kept", |stage| {
                let kept = stage.kept_drafts();
                kept.iter().any(|draft| draft.given_name == "Erika Maria")
            });
            second.kill();
            second.press(Modifiers::ALT, Key::U);
            second.until_says("Berichtigung von 0001");
            second.tick();
            second.click_containing("Dieselbe Person wie bei");
        }
        second.ctrl(Key::Enter);
        second.until("it is answered", |stage| {
            stage.says(ISSUED) || stage.says("inzwischen schon berichtigt: 0001")
        });
        assert!(!second.says(ISSUED), "{}", second.screen());
        // Nor does the form promise it.
        second.until_says("Der Vorgang ist inzwischen an anderer Stelle berichtigt");
        // So long it may be put away as begun by mistake.
        second.sit(11);
        second.until_says("Hier ist nichts mehr auszustellen");
        assert!(!second.says("Bereit zum Ausstellen"), "{}", second.screen());
        let states: Vec<State> = first.rows().iter().map(|row| row.state).collect();
        assert_eq!(states, [State::Ready]);
    }
}

/// The correction of a window that was killed comes back as one, whatever has become of its case meanwhile.
#[test]
fn a_correction_that_comes_back_makes_no_second_certificate() {
    let mut first = Stage::with_portal("406");
    first.issue(&Visitor::erika());
    first.leave();
    first.switch("none");
    let mut second = first.second_window();
    for window in [&mut first, &mut second] {
        window.key(Key::F3);
        window.type_text("1");
        window.ctrl(Key::E);
        window.until("the form holds the case", |stage| {
            stage.value("Familienname").as_deref() == Some("Mustermann")
        });
    }
    second.tick();
    second.ctrl(Key::Enter);
    second.until_says(ISSUED);
    drop(second);
    first.fill("Vornamen", "Erika Maria");
    first.until("what was typed is kept", |stage| {
        let mut kept = stage.kept_drafts().into_iter();
        kept.any(|draft| draft.given_name == "Erika Maria")
    });
    first.kill();
    first.until("it is back", |stage| {
        stage.value("Vornamen").as_deref() == Some("Erika Maria")
    });
    first.tick();
    first.ctrl(Key::Enter);
    // It is not the person by name that 0001 is by now.
    first.until_says("Dieselbe Person wie bei 0001");
    first.click_containing("Dieselbe Person wie bei 0001");
    first.ctrl(Key::Enter);
    first.until("it is answered", |stage| {
        stage.says(ISSUED) || stage.says("inzwischen schon berichtigt: 0001")
    });
    assert!(!first.says(ISSUED), "{}", first.screen());
    let states: Vec<State> = first.rows().iter().map(|row| row.state).collect();
    assert_eq!(states, [State::Ready]);
}

#[test]
fn what_is_mended_in_one_window_goes_on_in_the_other() {
    let mut first = Stage::with_portal("401");
    first.issue(&Visitor::erika());
    first.key(Key::F3);
    let mut second = first.second_window();
    first.switch("none");
    second.key(Key::F3);
    second.until("it may be tried by hand", |stage| {
        stage
            .window()
            .key_press_modifiers(Modifiers::COMMAND, Key::T);
        stage.rows()[0].state == State::Ready
    });
}

#[test]
fn what_another_window_withdraws_shows_no_longer() {
    let mut first = Stage::with_key();
    first.issue(&Visitor::erika());
    first.until_says(ISSUED);
    first.look();
    let mut second = first.second_window();
    withdraw(&mut second, "1");
    first.until_says("0001: inzwischen zurückgezogen");
    assert!(!first.says(ISSUED), "{}", first.screen());
    first.ctrl(Key::S);
    assert!(first.saved().is_empty(), "it is not on paper either");
}

#[test]
fn a_question_whose_case_is_done_elsewhere_says_so_when_it_goes() {
    for key in [Key::H, Key::Delete] {
        let mut stage = Stage::with_key();
        stage.issue(&Visitor::erika());
        stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
        stage.key(Key::F3);
        stage.type_text("1");
        stage.key(Key::ArrowDown);
        stage.ctrl(key);
        stage.until_says("0001 ");
        stage.hand_over(1);
        stage.until_says("0001: inzwischen erledigt");
        assert!(!stage.says("? Mustermann, Erika"), "{}", stage.screen());
    }
}

#[test]
fn a_slip_says_that_its_visit_is_issued_and_leads_to_the_certificate() {
    let mut first = Stage::with_portal("503");
    first.issue(&Visitor::erika());
    first.until_says("Abholnummer");
    first.switch("none");
    first.pass(3600);
    first.until_says("Inzwischen ist alles ausgestellt");
    first.look();
    first.ctrl(Key::P);
    assert!(
        first.saved().is_empty(),
        "no slip says that it is not issued"
    );
    first.ctrl(Key::O);
    first.until_says(ISSUED);
    assert!(first.says("Mustermann"), "{}", first.screen());
}

#[test]
fn a_window_forgets_only_what_was_typed_in_it() {
    let mut first = Stage::with_key();
    let mut second = first.second_window();
    let keeps = |family: &'static str| {
        move |stage: &Stage| {
            let kept = stage.kept_drafts();
            kept.first()
                .is_some_and(|draft| draft.family_name == family)
        }
    };
    second.fill("Familienname", "Musterfrau");
    second.until("what is typed here is kept", keeps("Musterfrau"));
    first.fill("Familienname", "Mustermann");
    first.until("what is typed there is kept", keeps("Mustermann"));
    assert_eq!(first.kept_drafts().len(), 2, "each keeps its own");
    second.leave();
    second.close();
    assert!(keeps("Mustermann")(&first));
}

fn withdraw(stage: &mut Stage, number: &str) {
    stage.key(Key::F3);
    stage.fill("Vorgang suchen", number);
    stage.ask_to_withdraw();
    stage.until_says("zurückziehen?");
    stage.click("Ja, zurückziehen");
}

/// One visit of several persons shows; another program hands over one of them.
#[test]
fn what_another_program_hands_over_leaves_the_person_who_shows_alone() {
    let mut stage = Stage::with_key();
    let caesar = Visitor::new("Muster", "Caesar", "010190");
    for (place, visitor) in [Visitor::erika(), Visitor::max(), caesar]
        .iter()
        .enumerate()
    {
        if place > 0 {
            stage.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
        }
        stage.type_case(visitor);
    }
    stage.ctrl(Key::Enter);
    stage.until_says("Ausgestellt und geprüft");
    stage.ctrl(Key::PageDown);
    stage.until_says("MUSTERFRAU<<MAX");

    stage.hand_over(1);
    stage.until_says("0001: inzwischen ausgehändigt");
    assert!(stage.says("MUSTERFRAU<<MAX"), "{}", stage.screen());

    stage.hand_over(2);
    stage.until_says("0002: inzwischen ausgehändigt");
    assert!(stage.says("MUSTER<<CAESAR"), "{}", stage.screen());
    stage.ctrl(Key::D);
    stage.until("the form is open", |stage| {
        stage.value("Vornamen").is_some()
    });
    assert_eq!(stage.value("Vornamen").as_deref(), Some("Caesar"));
    assert!(stage.is_ticked("Identität"));
}

//! A locked counter.

use super::*;

/// A counter that waits for a passphrase.
pub(crate) fn locked(lock: Lock) -> Scene {
    let trying = false;
    Scene::Closed {
        how: Closed::Locked { lock, trying },
        lost: None,
    }
}

fn stage_of(lock: Lock) -> Harness<'static, Stage> {
    let scene = locked(lock);
    stage(
        [1024.0, 600.0],
        Stage {
            scene,
            ..Stage::default()
        },
    )
}

fn unlocked_with(harness: &Harness<'static, Stage>) -> Vec<String> {
    let intents = harness.state().intents.iter();
    intents
        .filter_map(|intent| match intent {
            Intent::Unlock(passphrase) => Some(passphrase.reveal().to_owned()),
            _ => None,
        })
        .collect()
}

#[test]
fn a_locked_counter_shows_nothing_but_the_lock_and_opens_by_keys() {
    let mut harness = stage_of(Lock::Closed);
    assert!(says(&harness, "Impftheke entsperren"));
    assert!(!says(&harness, "Familienname"));
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(says(&harness, "Bitte die Passphrase eingeben"));
    type_text(&mut harness, "richtig geheim");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(unlocked_with(&harness), ["richtig geheim"]);
    assert!(!format!("{:?}", harness.state().intents).contains("geheim"));
    harness.state_mut().scene = locked(Lock::Wrong);
    settle(&mut harness);
    assert!(says(
        &harness,
        "Passphrase falsch, bitte noch einmal eingeben"
    ));
    type_text(&mut harness, "ganz geheim");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(unlocked_with(&harness), ["richtig geheim", "ganz geheim"]);
    // To whoever sits down next it does not come back.
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(unlocked_with(&harness).len(), 2);
}

#[test]
fn the_first_passphrase_is_typed_twice_and_long_enough() {
    let mut harness = stage_of(Lock::Choose { least: 8 });
    type_text(&mut harness, "kurz");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let at_first = "Passphrase: Mindestens 8 Zeichen";
    assert!(says(&harness, at_first));
    type_text(&mut harness, " und lang genug");
    // Enter goes on to the second field, which nobody has got wrong yet.
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(!says(&harness, at_first));
    assert!(says(&harness, "Mindestens 8 Zeichen"), "it stays as help");
    assert!(!says(&harness, "verschieden"));
    type_text(&mut harness, "kurz und lang genu");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let at_second = "Passphrase wiederholen: Die beiden Eingaben sind verschieden";
    assert!(says(&harness, at_second));
    type_text(&mut harness, "g");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(unlocked_with(&harness), ["kurz und lang genug"]);
}

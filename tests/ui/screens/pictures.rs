//! One picture a state of the form, the result and the help, in both themes and on the smallest window.

use egui::{Key, Modifiers, Theme};
use egui_kittest::SnapshotResults;
use impftheke::domain::{DoseDraft, Draft, EventDraft, VaccinationDraft, product};

use super::stage::{Play, fill, fill_person_and_dose, issue, press, stage};
use crate::snapshot::hold;

/// Brings a state about on each window, and holds its picture against the stored one.
fn paint(name: &str, play: impl Fn(&mut Play)) {
    let mut results = SnapshotResults::new();
    for (size, theme, suffix) in [
        ([1280.0, 800.0], Theme::Light, "light"),
        ([1280.0, 800.0], Theme::Dark, "dark"),
        ([1024.0, 600.0], Theme::Light, "small"),
    ] {
        let mut harness = stage(size);
        harness.set_render_cursor(false);
        harness.ctx.set_theme(theme);
        play(&mut harness);
        harness.remove_cursor();
        harness.run();
        hold(&mut results, &mut harness, &format!("{name}-{suffix}"));
    }
}

#[test]
fn the_empty_form() {
    paint("form-empty", |_| {});
}

#[test]
fn the_filled_form() {
    paint("form-filled", fill_person_and_dose);
}

/// On a wide window what the certificate will say stands beside it.
#[test]
fn the_filled_form_on_a_wide_window() {
    let mut results = SnapshotResults::new();
    let mut harness = stage([1920.0, 1000.0]);
    harness.set_render_cursor(false);
    harness.ctx.set_theme(Theme::Light);
    fill_person_and_dose(&mut harness);
    harness.remove_cursor();
    harness.run();
    hold(&mut results, &mut harness, "form-filled-wide");
}

#[test]
fn the_form_with_faults() {
    paint("form-faults", |harness| {
        fill(harness, "Vornamen", "Erika");
        fill(harness, "Geburtsdatum", "31.02.1964");
        press(harness, Modifiers::COMMAND, Key::Enter);
    });
}

#[test]
fn the_result() {
    let vaccination = VaccinationDraft {
        product: product::with_code("EU/1/20/1528"),
        date: "2021-05-29".into(),
        dose: DoseDraft::of_numbers(2, 2),
        ..VaccinationDraft::default()
    };
    let draft = Draft {
        family_name: "Musterfrau".into(),
        given_name: "Erika Dörte".into(),
        birth: "12.08.1964".into(),
        event: EventDraft::Vaccination(vaccination),
        ..Draft::default()
    };
    paint("result", |harness| {
        issue(harness, std::slice::from_ref(&draft));
    });
}

#[test]
fn the_help() {
    paint("help", |harness| press(harness, Modifiers::NONE, Key::F1));
}

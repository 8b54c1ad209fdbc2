//! One picture a state of a screen, in both themes and on the smallest window, held against those in `tests/pictures`.
//!
//! After a change that is meant, look at the new pictures and keep them:
//! `UPDATE_SNAPSHOTS=1 cargo test --test screens pictures::`
//! Kept in sixteen steps a channel, a picture takes about 35 kB; the comparison forgives as much.

use std::{env, fs, io::BufWriter, path::PathBuf};

use egui::{Key, Modifiers, Theme};
use egui_kittest::{SnapshotOptions, SnapshotResults};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use impftheke::domain::{DoseDraft, Draft, EventDraft, VaccinationDraft, product};

use super::stage::{Play, fill, fill_person_and_dose, issue, press, stage};

/// The one tolerance: half a step of each channel, and the rounding of another processor.
fn tolerance() -> SnapshotOptions {
    let half_a_step = 10.0_f32;
    SnapshotOptions::new()
        .threshold(half_a_step.powi(2))
        .output_path(FOLDER)
}

const FOLDER: &str = "tests/pictures";

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
        let name = format!("{name}-{suffix}");
        results.add(harness.try_snapshot_options(&name, &tolerance()));
        if env::var_os("UPDATE_SNAPSHOTS").is_some() {
            shrink(&PathBuf::from(FOLDER).join(name).with_extension("png"));
        }
    }
}

/// Writes a picture anew in few colours and with the best compression.
fn shrink(path: &PathBuf) {
    let mut picture = image::open(path).unwrap().into_rgb8();
    for value in picture.iter_mut() {
        *value = (value.saturating_add(8) / 17) * 17;
    }
    let file = BufWriter::new(fs::File::create(path).unwrap());
    let encoder = PngEncoder::new_with_quality(file, CompressionType::Best, FilterType::NoFilter);
    picture.write_with_encoder(encoder).unwrap();
}

#[test]
fn the_empty_form() {
    paint("form-empty", |_| {});
}

#[test]
fn the_filled_form() {
    paint("form-filled", fill_person_and_dose);
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

//! Pictures held against those in `tests/pictures`.
//!
//! After a change that is meant, look at the new pictures and keep them: `UPDATE_SNAPSHOTS=1 cargo test pictures::`
//! Kept in sixteen steps a channel, a picture takes about 35 kB; the comparison forgives as much.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::{env, fs, io::BufWriter, path::PathBuf};

use egui_kittest::{Harness, SnapshotOptions, SnapshotResults};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};

/// Holds what shows against the stored picture of a name.
pub(crate) fn hold<S>(
    results: &mut SnapshotResults,
    harness: &mut Harness<'static, S>,
    name: &str,
) {
    results.add(harness.try_snapshot_options(name, &tolerance()));
    if env::var_os("UPDATE_SNAPSHOTS").is_some() {
        shrink(&PathBuf::from(FOLDER).join(name).with_extension("png"));
    }
}

/// The one tolerance: half a step of each channel, and the rounding of another processor.
fn tolerance() -> SnapshotOptions {
    let half_a_step = 10.0_f32;
    SnapshotOptions::new()
        .threshold(half_a_step.powi(2))
        .output_path(FOLDER)
}

const FOLDER: &str = "tests/pictures";

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

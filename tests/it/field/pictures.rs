//! Pictures with several codes, pale ones, transparent ones and very large ones.

use std::io::Cursor;

use image::{DynamicImage, GrayImage, ImageFormat, Luma, LumaA, Rgba, RgbaImage};
use impftheke::qr::Symbol;
use serde_json::Value;

use super::{case, check, check_bytes, good, remarks};

fn png(picture: impl Into<DynamicImage>) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture
        .into()
        .write_to(&mut bytes, ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

fn symbol(text: &str, scale: usize) -> GrayImage {
    let (luma, side) = Symbol::of(text).unwrap().to_luma(scale, 4);
    let side = u32::try_from(side).unwrap();
    GrayImage::from_raw(side, side, luma).unwrap()
}

/// Draws a picture onto another.
fn put(onto: &mut GrayImage, picture: &GrayImage, (left, top): (u32, u32)) {
    for (x, y, point) in picture.enumerate_pixels() {
        onto.put_pixel(left + x, top + y, *point);
    }
}

fn white(width: u32, height: u32) -> GrayImage {
    GrayImage::from_pixel(width, height, Luma([255]))
}

fn other_codes(report: &Value) -> Vec<&str> {
    let others = report["other_codes"].as_array().unwrap();
    others.iter().map(|other| other.as_str().unwrap()).collect()
}

#[test]
fn the_pictures_from_the_field_are_read() {
    for name in [
        "p0-good.png",
        "p5-transparent.png",
        "c-160-255.png",
        "r7-url-above.png",
    ] {
        let (report, valid) = check(&case(name), "dsc.pem");
        assert!(valid && report["valid"] == true, "{name}: {report}");
        assert_eq!(
            report["certificates"].as_array().unwrap().len(),
            1,
            "{name}"
        );
    }
    let (report, _) = check(&case("r7-url-above.png"), "dsc.pem");
    assert_eq!(
        other_codes(&report),
        ["a web address (www.digitaler-impfnachweis-app.de)"]
    );
}

#[test]
fn of_two_certificates_both_are_reported_and_the_worst_one_counts() {
    let (report, valid) = check(&case("r1-two-valid-and-expired.png"), "dsc.pem");
    assert!(!valid && report["valid"] == false, "{report}");
    let verdicts: Vec<&Value> = report["certificates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|certificate| &certificate["valid"])
        .collect();
    assert_eq!(verdicts, [false, true]);
    assert_eq!(report["stages"]["time"], "failed");
    assert_eq!(report["error"], "the certificate has expired");
}

#[test]
fn codes_beside_a_certificate_are_named_wherever_they_stand() {
    let certificate = symbol(&good(), 4);
    let others = [
        symbol("HTTPS://EXAMPLE.ORG/ERIKA", 5),
        symbol("MUSTERMANN", 6),
    ];
    let side = certificate.width();
    for places in [[0, 1, 2], [1, 2, 0], [2, 0, 1]] {
        let mut picture = white(side, side + 400);
        let mut top = 0;
        for place in places {
            let part = match place {
                0 => &certificate,
                1 => &others[0],
                _ => &others[1],
            };
            put(&mut picture, part, (0, top));
            top += part.height();
        }
        let (report, valid) = check_bytes(&png(picture));
        assert!(valid, "{report}");
        let mut others = other_codes(&report);
        others.sort_unstable();
        assert_eq!(
            others,
            ["a text of 10 characters", "a web address (example.org)"]
        );
    }
    let (report, valid) = check_bytes(&png(others[0].clone()));
    assert!(!valid, "{report}");
    assert_eq!(report["error"], "the code in the picture is no certificate");
    assert_eq!(other_codes(&report), ["a web address (example.org)"]);
}

#[test]
fn a_certificate_in_two_sizes_and_in_both_colours_is_one_and_noise_in_a_code_is_undone() {
    let (small, large) = (symbol(&good(), 3), symbol(&good(), 6));
    let mut picture = white(small.width() + large.width(), large.height());
    put(&mut picture, &large, (0, 0));
    let mut inverted = small.clone();
    inverted
        .pixels_mut()
        .for_each(|point| point.0[0] = 255 - point.0[0]);
    put(&mut picture, &inverted, (large.width(), 0));
    let (report, valid) = check_bytes(&png(picture));
    assert!(
        valid && report["certificates"].as_array().unwrap().len() == 1,
        "{report}"
    );
    let (report, valid) = check_bytes(&png(symbol(&format!("{}  ", good()), 4)));
    assert!(valid, "{report}");
    assert_eq!(remarks(&report), ["blanks around the text left out"]);
}

#[test]
fn pale_codes_are_read_on_every_ground() {
    let certificate = symbol(&good(), 4);
    let (side, margin) = (certificate.width(), 40);
    // As far as zbar reads; on the ground of a page, too.
    let anywhere = [
        (160, 255),
        (120, 190),
        (200, 255),
        (225, 255),
        (240, 255),
        (0, 60),
    ];
    let alone = [(245, 255), (20, 40), (10, 20), (100, 110)];
    let on = |grounds: &'static [u8]| move |(dark, light)| (dark, light, grounds);
    let pairs = anywhere.map(on(&[255, 0])).into_iter();
    for (dark, light, grounds) in pairs.chain(alone.map(on(&[]))) {
        for &ground in [light].iter().chain(grounds) {
            let mut picture =
                GrayImage::from_pixel(side + 2 * margin, side + 2 * margin, Luma([ground]));
            let mut pale = certificate.clone();
            pale.pixels_mut()
                .for_each(|point| point.0[0] = if point.0[0] == 0 { dark } else { light });
            put(&mut picture, &pale, (margin, margin));
            let (report, valid) = check_bytes(&png(picture));
            assert!(valid, "{dark} on {light}, around it {ground}: {report}");
        }
    }
}

#[test]
fn what_is_transparent_is_white() {
    let certificate = symbol(&good(), 4);
    let mut rgba = RgbaImage::new(certificate.width(), certificate.height());
    let mut grey = image::GrayAlphaImage::new(certificate.width(), certificate.height());
    for (x, y, point) in certificate.enumerate_pixels() {
        let alpha = 255 - point.0[0];
        rgba.put_pixel(x, y, Rgba([0, 0, 0, alpha]));
        grey.put_pixel(x, y, LumaA([0, alpha]));
    }
    for picture in [png(rgba), png(grey)] {
        let (report, valid) = check_bytes(&picture);
        assert!(valid, "{report}");
    }
}

#[test]
fn what_is_larger_than_8192_points_is_read_and_a_limit_is_named() {
    let certificate = symbol(&good(), 20);
    let mut picture = white(9_921, 7_016);
    put(&mut picture, &certificate, (3_000, 2_000));
    let (report, valid) = check_bytes(&png(picture));
    assert!(valid, "{report}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("large.png");
    std::fs::write(&file, png(white(15_000, 14_000))).unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_impftheke"))
        .arg("check")
        .arg(&file)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("larger than 200 million points"), "{said}");
}

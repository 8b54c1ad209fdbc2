//! The pick-up slip as others see it: what a search finds, how large it is, what its symbol says.
//!
//! Reads with poppler's programs and with zbar.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot make its slip must fail"
)]

use std::{fs, process::Command};

use crate::{
    poppler::{has_all, raster, read, run, word_box, words},
    tagged,
};
use impftheke::{
    case::{OpeningHours, Pharmacy, PickupNumber},
    paper::{self, Slip, SlipPaper},
};
use jiff::{ZonedDateTime, civil::date};

const PAPERS: [SlipPaper; 2] = [SlipPaper::A6, SlipPaper::Roll80];

fn adler() -> Pharmacy {
    let hours = "Mo-Fr 8:30-18:30, Sa 9-13".parse().unwrap();
    pharmacy("Adler-Apotheke am Markt", Some(hours))
}

fn pharmacy(name: &str, hours: Option<OpeningHours>) -> Pharmacy {
    let address = "Marktplatz 3, 12345 Musterstadt";
    Pharmacy::new(name, address, "030 1234567", hours).unwrap()
}

/// Prints a slip of a visit with so many cases.
fn print(pharmacy: &Pharmacy, first: u32, cases: u32, paper: SlipPaper, specimen: bool) -> Vec<u8> {
    let numbers: Vec<_> = (first..first + cases)
        .map(|number| PickupNumber::new(number).unwrap())
        .collect();
    let taken_at: ZonedDateTime = "2026-11-24T10:07[Europe/Berlin]".parse().unwrap();
    let slip = Slip {
        numbers: &numbers,
        initials: &["E. M.".to_owned(), "E. M.".to_owned(), "K. M.".to_owned()],
        pharmacy,
        taken_at: &taken_at,
        pickup: Some(date(2026, 11, 25).at(9, 15, 0, 0)),
        collect_by: date(2026, 12, 8),
        specimen,
    };
    paper::slip(&slip, paper).unwrap()
}

#[test]
fn a_search_finds_everything_on_either_paper() {
    for paper in PAPERS {
        let text = words(&print(&adler(), 417, 2, paper, false));
        has_all(
            &text,
            &[
                "Adler-Apotheke am Markt",
                "Marktplatz 3, 12345 Musterstadt",
                "Abholschein",
                "Pick-up slip",
                "Noch nicht ausgestellt, kein gültiger Nachweis",
                "Not issued yet, not valid as proof",
                "0417",
                "0417–0418",
                "2 Zertifikate",
                "E. M., K. M.",
                "2 certificates",
                "Mi 25.11.2026, ab 9:15 Uhr",
                "Wed 25 November 2026, from 9:15",
                "Diesen Schein und Ihren Ausweis",
                "This slip and your identity document",
                "08.12.2026",
                "8 December 2026",
                "030 1234567",
                "Mo–Fr Mon–Fri 8:30–18:30 Sa Sat 9:00–13:00",
                "Ihre Zertifikate können gerade nicht ausgestellt werden.",
                "Aufgenommen am 24.11.2026 um 10:07 Uhr",
                "Taken on 24 November 2026 at 10:07",
            ],
        );
        assert!(!text.contains("MUSTER"));
        // Nothing tells a key of ours instead of a text.
        assert!(!text.contains("slip-"), "{text}");
    }
}

#[test]
fn everybody_can_read_it_and_archives_can_keep_it() {
    for paper in PAPERS {
        for specimen in [false, true] {
            let document = tagged::check(&print(&adler(), 417, 2, paper, specimen));
            let lines = document.lines();
            let at = |text: &str| {
                lines
                    .iter()
                    .position(|line| line.starts_with(text))
                    .unwrap()
            };
            let order = [
                "Adler-Apotheke",
                "Abholschein Pick-up slip",
                "Noch nicht ausgestellt",
                "Not issued yet",
                "Abholnummer",
                "0417",
                "QR-Code mit der Abholnummer",
                "Mi 25.11.2026",
                "Mitbringen Please bring",
                "Diesen Schein",
                "Ihre Zertifikate",
                "Aufgenommen",
            ];
            let places = order.map(at);
            assert!(places.is_sorted(), "{places:?} in {lines:#?}");
            assert_eq!(document.figures("QR-Code").len(), 1);
            let english = document.said_in("en-GB");
            has_all(
                &english,
                &["Not issued yet", "Please bring", "Wed 25 November 2026"],
            );
            assert!(!english.contains("Abhol"), "{english}");
        }
    }
}

#[test]
fn what_nobody_has_told_is_not_on_the_slip() {
    let bare = Pharmacy::new("Löwen-Apotheke", "", "", None).unwrap();
    for paper in PAPERS {
        let text = words(&print(&bare, 9, 1, paper, false));
        has_all(
            &text,
            &[
                "Löwen-Apotheke",
                "0009",
                "1 Zertifikat ",
                "Ihr Zertifikat kann",
            ],
        );
        for absent in ["Telefon", "Öffnungszeiten", "Anruf", "0009–", "Mo–"] {
            assert!(!text.contains(absent), "{absent} in {text}");
        }
    }
}

#[test]
fn the_symbol_holds_the_number_alone_and_there_is_no_other() {
    for (paper, dots) in [(SlipPaper::A6, "150"), (SlipPaper::Roll80, "203")] {
        for number in [417, 4_294_967_000] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("slip.pdf");
            fs::write(&path, print(&adler(), number, 2, paper, true)).unwrap();
            let read = Command::new("zbarimg")
                .args(["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"])
                .arg(raster(&path, dots))
                .output()
                .unwrap();
            let read = String::from_utf8(read.stdout).unwrap();
            assert_eq!(read, format!("{number:04}\n"));
        }
    }
}

#[test]
fn a_slip_is_one_page_of_its_paper() {
    let size = |pdf: &[u8]| {
        let info = run("pdfinfo", &[], pdf);
        let value = |key: &str| {
            let line = info.lines().find(|line| line.starts_with(key)).unwrap();
            line.split_once(':').unwrap().1.trim().to_owned()
        };
        assert_eq!(value("Pages"), "1");
        let (width, height) = value("Page size")
            .split_once(" x ")
            .map(|(width, height)| {
                let height = height.split_once(' ').unwrap().0.to_owned();
                let mm = |points: &str| points.parse::<f64>().unwrap() / 72.0 * 25.4;
                (mm(width), mm(&height))
            })
            .unwrap();
        (width.round(), height.round())
    };
    assert_eq!(
        size(&print(&adler(), 1, 1, SlipPaper::A6, false)),
        (105.0, 148.0)
    );
    let plain = size(&print(&adler(), 1, 1, SlipPaper::Roll80, false));
    let specimen = size(&print(&adler(), 1, 1, SlipPaper::Roll80, true));
    assert_eq!((plain.0, specimen.0), (80.0, 80.0));
    assert!((130.0..200.0).contains(&plain.1), "{plain:?}");
    // A roll is as long as what stands on it.
    assert!(specimen.1 > plain.1 + 10.0);
}

#[test]
fn a_specimen_says_so_and_the_same_slip_gives_the_same_bytes() {
    for (paper, times) in [(SlipPaper::A6, 1), (SlipPaper::Roll80, 2)] {
        let pdf = print(&adler(), 417, 1, paper, true);
        assert_eq!(pdf, print(&adler(), 417, 1, paper, true));
        assert_eq!(words(&pdf).matches("MUSTER · SPECIMEN").count(), times);
        assert!(pdf.len() < 45_000, "{} bytes", pdf.len());
    }
}

#[test]
fn the_longest_texts_have_room() {
    let name = "Apotheke zum Goldenen Löwen am Bürgermeister-Wilhelm-Schmidtmannsplatz Inh. W. W";
    assert_eq!(name.chars().count(), 80);
    let address = "Bürgermeister-Wilhelm-Schmidtmannsplatz 117, Hinterhaus, Eingang Süd, 12345 Neustadt an der Waldnaab-Oberwesterwaldkreis";
    let hours = "Mo 8-12:30, 14-18:15 Di 8-12:45, 14-18:30 Mi 8-13 Do 8-12, 13-20 Fr 7:30-12:15, 13:45-18:20 Sa 9-12 So 10-11";
    let phone = "W".repeat(40);
    let pharmacy = Pharmacy::new(name, address, &phone, Some(hours.parse().unwrap())).unwrap();
    for paper in PAPERS {
        for specimen in [false, true] {
            let pdf = print(&pharmacy, 4_294_967_000, 99, paper, specimen);
            let joined: String = words(&pdf).split(' ').collect();
            for text in [
                name,
                address,
                phone.as_str(),
                "7:30–12:15,13:45–18:20",
                "99Zertifikate",
            ] {
                let text: String = text.split(' ').collect();
                assert!(joined.contains(&text), "{text} in {joined}");
            }
            assert!(inside(&pdf, paper), "{paper:?}");
        }
    }
}

#[test]
fn the_words_of_a_pharmacy_are_whole_however_they_are_broken_into_lines() {
    let names = [
        "Schwarzenbergerapotheke Oberhausen",
        "Krankenhausapotheke Süd (Haus-Nr. 3)",
        "Apotheke am Bürgermeister-Schmidtmannsplatz - Inh. Erika Mustermann",
        "Sonnenblumenapotheke-Mitte Musterstadt",
    ];
    let addresses = [
        "Donaudampfschifffahrtsstraße 12, 12345 Musterstadt am Inn",
        "Konrad-Adenauer-Straße 117 – Hinterhaus, 12345 Neustadt an der Waldnaab",
    ];
    for paper in PAPERS {
        for (name, address) in names.into_iter().zip(addresses.into_iter().cycle()) {
            let pharmacy = Pharmacy::new(name, address, "030 1234567 - 89", None).unwrap();
            // A specimen leaves the name less room.
            let read = read(&print(&pharmacy, 417, 2, paper, true));
            for text in [name, address, "030 1234567 - 89"] {
                assert!(read.contains(text), "{paper:?}: {text} in {read}");
            }
        }
    }
}

#[test]
fn days_and_times_begin_at_the_same_edge_where_they_stand_below_one_another() {
    let hours = "Mo-Fr 8:30-12:30, 14-18:30 Sa 9-13";
    let pharmacy = pharmacy("Adler-Apotheke", Some(hours.parse().unwrap()));
    let boxes = run(
        "pdftotext",
        &["-raw", "-bbox"],
        &print(&pharmacy, 417, 1, SlipPaper::Roll80, false),
    );
    let boxes: Vec<_> = boxes.lines().filter_map(word_box).collect();
    let edge = |word: &str| {
        let found = boxes.iter().find(|(_, text)| text == word);
        found.unwrap_or_else(|| panic!("{word} in {boxes:?}")).0[0]
    };
    let days = edge("Mo–Fr");
    for other in ["8:30–12:30,", "Sa", "9:00–13:00"] {
        assert!((edge(other) - days).abs() < 0.2, "{other}");
    }
}

/// Whether nothing is drawn beyond the margins that the printer leaves: the outermost 4 mm.
fn inside(pdf: &[u8], paper: SlipPaper) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("slip.pdf");
    fs::write(&path, pdf).unwrap();
    let picture = image::open(raster(&path, "100")).unwrap().into_luma8();
    let border = 15;
    let (width, height) = picture.dimensions();
    let dark = |x: u32, y: u32| picture.get_pixel(x, y).0[0] < 128;
    let rows = match paper {
        SlipPaper::A6 => border..height - border,
        SlipPaper::Roll80 => 0..height,
    };
    let beyond = |x: u32, y: u32| !rows.contains(&y) || !(border..width - border).contains(&x);
    (0..height).all(|y| (0..width).all(|x| !(beyond(x, y) && dark(x, y))))
}

#[test]
fn a_slip_whose_visit_waits_for_a_person_promises_no_moment() {
    let pharmacy = adler();
    let taken_at: ZonedDateTime = "2026-11-24T10:07[Europe/Berlin]".parse().unwrap();
    let slip = Slip {
        numbers: &[PickupNumber::new(417).unwrap()],
        initials: &["E. M.".to_owned()],
        pharmacy: &pharmacy,
        taken_at: &taken_at,
        pickup: None,
        collect_by: date(2026, 12, 8),
        specimen: false,
    };
    for paper in PAPERS {
        let pdf = paper::slip(&slip, paper).unwrap();
        tagged::check(&pdf);
        let text = words(&pdf);
        has_all(
            &text,
            &[
                "Bitte melden Sie sich Please contact us",
                "Bevor Sie wiederkommen",
                "Before you come back",
                "es ist noch etwas zu klären",
                "030 1234567",
            ],
        );
        for absent in ["kommen Sie wieder", "holen wir", "Anruf", "ab 9:15"] {
            assert!(!text.contains(absent), "{absent} in {text}");
        }
        assert!(inside(&pdf, paper), "{paper:?}");
    }
}

#[test]
fn a_visit_without_a_case_has_no_slip() {
    let pharmacy = adler();
    let taken_at = "2026-11-24T10:07[Europe/Berlin]".parse().unwrap();
    let slip = Slip {
        numbers: &[],
        initials: &[],
        pharmacy: &pharmacy,
        taken_at: &taken_at,
        pickup: Some(date(2026, 11, 25).at(9, 15, 0, 0)),
        collect_by: date(2026, 12, 8),
        specimen: true,
    };
    assert_eq!(
        paper::slip(&slip, SlipPaper::A6),
        Err(paper::Error::NoSheet)
    );
    assert_eq!(format!("{slip:?}"), "Slip(hidden)");
}

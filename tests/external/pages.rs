//! Every kind of page: held against its picture in `tests/pictures/pages`, and judged by veraPDF.
//!
//! After a change that is meant, look at the new pictures and keep them:
//! `UPDATE_SNAPSHOTS=1 cargo test --test external pages::`
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot make its page must fail"
)]

use std::{
    env, fs,
    io::BufWriter,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

use crate::{
    sheets::{dose, erika, print_by, print_with, recovery, statement, test},
    verapdf::verdicts,
};
use image::{
    GrayImage,
    codecs::png::{CompressionType, FilterType, PngEncoder},
};
use impftheke::{
    case::{Pharmacy, PickupNumber},
    domain::{EventDraft, Issuer, Statement},
    paper::{self, Layout, Options, Slip, SlipPaper},
};
use jiff::civil::date;
use lopdf::{Dictionary, Document, Object};

/// Every kind of page: its name, its file, and which page of the file.
type Page = (&'static str, Vec<u8>, usize);

/// Made once for all tests.
static PAGES: LazyLock<Vec<Page>> = LazyLock::new(|| {
    vec![
        ("vaccination", printed(&[erika(dose(2, 2))], Use::Live), 1),
        (
            "explained-dose",
            printed(&[erika(dose(2, 1))], Use::Live),
            1,
        ),
        ("booster", printed(&[erika(dose(3, 3))], Use::Live), 1),
        ("recovery", printed(&[erika(recovery())], Use::Live), 1),
        ("test", printed(&[erika(test())], Use::Live), 1),
        (
            "long-name",
            printed(&[person(LONG, dose(2, 2))], Use::Live),
            1,
        ),
        (
            "arabic-name",
            printed(&[person(ARABIC, recovery())], Use::Live),
            1,
        ),
        (
            "second-of-two",
            printed(&[erika(dose(2, 2)), erika(recovery())], Use::Live),
            2,
        ),
        ("specimen", printed(&[erika(dose(2, 2))], Use::Practice), 1),
        ("large", printed(&[erika(dose(2, 2))], Use::Large), 1),
        (
            "large-booster",
            printed(&[erika(dose(3, 3))], Use::Large),
            1,
        ),
        ("large-test", printed(&[erika(test())], Use::Large), 1),
        (
            "large-recovery",
            printed(&[erika(recovery())], Use::Large),
            1,
        ),
        (
            "large-table",
            printed(&[person(LONG, dose(2, 2))], Use::Large),
            2,
        ),
        (
            "large-long-name",
            printed(&[person(LONG, dose(2, 2))], Use::Large),
            1,
        ),
        ("slip-a6", slip(SlipPaper::A6, Use::Live), 1),
        ("slip-roll", slip(SlipPaper::Roll80, Use::Live), 1),
        ("slip-specimen", slip(SlipPaper::A6, Use::Practice), 1),
        (
            "slip-roll-specimen",
            slip(SlipPaper::Roll80, Use::Practice),
            1,
        ),
    ]
});

const LONG: [&str; 2] = [
    "Freifrau von Musterfrau-Dießner zu Castell-Rüdenhausen und Wolkenstein-Trostburg",
    "Erika Dörte Maria Magdalena Theresia Charlotte Wilhelmina",
];
const ARABIC: [&str; 2] = ["عبد الرحمن", "محمد"];

/// What a page is printed for.
#[derive(Clone, Copy, PartialEq)]
enum Use {
    Live,
    /// By who reads large print alone.
    Large,
    Practice,
    LargePractice,
}

#[test]
fn every_page_looks_as_its_stored_picture() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures/pages");
    let update = env::var_os("UPDATE_SNAPSHOTS").is_some();
    let mut others = Vec::new();
    for (name, pdf, page) in PAGES.iter() {
        let drawn = draw(pdf, *page);
        let path = kept.join(name).with_extension("png");
        if update {
            keep(&drawn, &path);
        }
        let Ok(stored) = image::open(&path) else {
            others.push(format!("{name} has no picture"));
            continue;
        };
        if let Some(difference) = difference(&drawn, &stored.into_luma8()) {
            let beside = kept.join(format!("{name}.new.png"));
            keep(&drawn, &beside);
            others.push(format!("{name} {difference}: see {}", beside.display()));
        }
    }
    assert!(others.is_empty(), "{}", others.join("\n"));
    let names: Vec<PathBuf> = fs::read_dir(kept)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(names.len(), PAGES.len(), "a picture has no page: {names:?}");
}

#[test]
fn one_other_digit_is_noticed() {
    let page = |birth: &str| {
        let erika = statement("Mustermann", "Erika", birth, recovery());
        draw(&printed(&[erika], Use::Live), 1)
    };
    let stored = shaded(&page("1964-08-12"));
    assert_eq!(difference(&page("1964-08-12"), &stored), None);
    assert!(difference(&page("1964-08-13"), &stored).is_some());
}

/// Names whose letters are drawn in different ways: other scripts, from right to left, marks upon marks, and a
/// script that no font of ours has.
const NAMES: [[&str; 2]; 7] = [
    ARABIC,
    ["Παπαδοπούλου", "Ευθυμία"],
    ["Иванова", "Мария"],
    ["Nguyễn", "Thị Hồng"],
    ["Þórðarson Åström", "Ægir"],
    ["x\u{30B}\u{30B}\u{324}\u{324}", "Erika"],
    ["כהן", "Sara"],
];

/// Every kind of page that can be made, and what may stand on it.
fn files() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = PAGES
        .iter()
        .map(|(name, pdf, _)| ((*name).to_owned(), pdf.clone()))
        .collect();
    let issuer = Issuer::new("DE", "DE", "王 Institut", "IZ12345A").unwrap();
    let without_glyph = print_by(&issuer, &[erika(test())], Options::default());
    files.push(("issuer-without-glyph".to_owned(), without_glyph));
    let visit = [dose(1, 2), dose(2, 2), recovery(), test()].map(erika);
    let names = NAMES.map(|name| person(name, recovery()));
    for (of, purpose) in [("live", Use::Live), ("large", Use::Large)] {
        files.push((format!("names-{of}"), printed(&names, purpose)));
    }
    let visit_to_practise = printed(&visit, Use::LargePractice);
    files.push(("visit-large-specimen".to_owned(), visit_to_practise));
    files
}

#[test]
fn every_kind_of_page_holds_pdf_a_2a_and_pdf_ua_1_as_verapdf_reads_them() {
    let sound = files();
    let damaged = DAMAGES
        .iter()
        .map(|(name, _, damage)| ((*name).to_owned(), damaged(*damage)));
    let all: Vec<_> = sound.iter().cloned().chain(damaged).collect();
    let verdicts = verdicts(&all);
    let holds = |name: &str| ["2a", "ua1"].map(|flavour| format!("holds {name} {flavour}"));
    let expected: Vec<String> = sound.iter().flat_map(|(name, _)| holds(name)).collect();
    let (of_sound, of_damaged) = verdicts.split_at(expected.len().min(verdicts.len()));
    assert_eq!(of_sound, expected, "{verdicts:#?}");
    // It does look.
    for (name, broken, _) in DAMAGES {
        let found = of_damaged
            .iter()
            .any(|verdict| verdict.starts_with(&format!("breaks {name} {broken} ")));
        assert!(found, "{name}: {of_damaged:#?}");
    }
}

/// What is done to a file, and the rule that it then breaks: flavour, section of the standard, number of the test.
type Damage = (&'static str, &'static str, fn(&mut Document));

const DAMAGES: [Damage; 5] = [
    ("no-language", "ua1 7.2-34", |file| {
        file.catalog_mut().unwrap().remove(b"Lang");
    }),
    ("no-profile", "2a 6.2.4.3-2", |file| {
        file.catalog_mut().unwrap().remove(b"OutputIntents");
    }),
    ("no-title", "ua1 7.1-10", |file| {
        file.catalog_mut().unwrap().remove(b"ViewerPreferences");
    }),
    ("no-picture-in-words", "ua1 7.3-1", |file| {
        each_dictionary(file, |dictionary| {
            dictionary.remove(b"Alt");
        });
    }),
    ("other-widths", "2a 6.2.11.5-1", |file| {
        each_dictionary(file, |dictionary| {
            let fonts = dictionary.get_mut(b"DescendantFonts");
            for font in fonts.and_then(Object::as_array_mut).into_iter().flatten() {
                font.as_dict_mut().unwrap().remove(b"W");
            }
        });
    }),
];

fn damaged(damage: fn(&mut Document)) -> Vec<u8> {
    let pdf = printed(&[erika(dose(2, 2))], Use::Live);
    let mut file = Document::load_mem(&pdf).unwrap();
    damage(&mut file);
    let mut pdf = Vec::new();
    file.save_to(&mut pdf).unwrap();
    pdf
}

fn each_dictionary(file: &mut Document, change: fn(&mut Dictionary)) {
    for object in file.objects.values_mut() {
        if let Ok(dictionary) = object.as_dict_mut() {
            change(dictionary);
        }
    }
}

/// Draws a page at 150 dots an inch.
fn draw(pdf: &[u8], page: usize) -> GrayImage {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.pdf");
    fs::write(&file, pdf).unwrap();
    let page = page.to_string();
    let status = Command::new("pdftoppm")
        .args(["-gray", "-r", "150", "-singlefile", "-png", "-f", &page])
        .args([&file, &file.with_extension("")])
        .status()
        .unwrap();
    assert!(status.success());
    image::open(file.with_extension("png"))
        .unwrap()
        .into_luma8()
}

/// Says what is not the same, if anything is.
///
/// Another version of poppler rounds the edges of letters otherwise: a mean over 3 by 3 points hides that. What
/// remains is counted in each square centimetre, where one other digit counts and the whole page would hide it.
fn difference(drawn: &GrayImage, stored: &GrayImage) -> Option<String> {
    if drawn.dimensions() != stored.dimensions() {
        return Some(format!(
            "is {:?} and not {:?}",
            drawn.dimensions(),
            stored.dimensions()
        ));
    }
    let width = usize::try_from(drawn.width()).unwrap();
    let pairs = drawn.as_raw().iter().zip(stored.as_raw());
    let apart: Vec<i32> = pairs.map(|(&a, &b)| i32::from(a) - i32::from(b)).collect();
    let rows: Vec<&[i32]> = apart.chunks(width).collect();
    let mut squares = vec![0; (width / SQUARE + 1) * (rows.len() / SQUARE + 1)];
    for (y, near) in rows.windows(3).enumerate() {
        for x in 0..width - 2 {
            let sum: i32 = near
                .iter()
                .map(|row| row[x..x + 3].iter().sum::<i32>())
                .sum();
            if sum.abs() > 9 * MOST_LEVELS {
                squares[y / SQUARE * (width / SQUARE + 1) + x / SQUARE] += 1;
            }
        }
    }
    let worst = squares.into_iter().max().unwrap_or(0);
    (worst > MOST_POINTS).then(|| format!("differs by {worst} points in a square centimetre"))
}

/// A centimetre, in points.
const SQUARE: usize = 59;
/// So much lighter or darker a point may be, of 255 levels.
const MOST_LEVELS: i32 = 48;
/// So many points of a square may differ by more: one in a hundred.
const MOST_POINTS: usize = 35;

/// Keeps a picture in few greys and with the best compression.
fn keep(picture: &GrayImage, path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let file = BufWriter::new(fs::File::create(path).unwrap());
    let encoder = PngEncoder::new_with_quality(file, CompressionType::Best, FilterType::NoFilter);
    shaded(picture).write_with_encoder(encoder).unwrap();
}

/// Returns a picture in eight greys: half a step of 36 levels is well below what is compared.
fn shaded(picture: &GrayImage) -> GrayImage {
    let mut picture = picture.clone();
    for value in picture.iter_mut() {
        let step = (u16::from(*value) * 7 + 127) / 255;
        *value = u8::try_from(step * 255 / 7).unwrap();
    }
    picture
}

fn printed(statements: &[Statement], purpose: Use) -> Vec<u8> {
    let options = Options {
        specimen: matches!(purpose, Use::Practice | Use::LargePractice),
        layout: match purpose {
            Use::Large | Use::LargePractice => Layout::Large,
            Use::Live | Use::Practice => Layout::Folded,
        },
        ..Options::default()
    };
    print_with(statements, options)
}

fn person([family, given]: [&str; 2], event: EventDraft) -> Statement {
    statement(family, given, "1964-08-12", event)
}

fn slip(paper: SlipPaper, purpose: Use) -> Vec<u8> {
    let hours = "Mo-Fr 8:30-18:30, Sa 9-13".parse().unwrap();
    let pharmacy = Pharmacy::new(
        "Adler-Apotheke am Markt",
        "Marktplatz 3, 12345 Musterstadt",
        "030 1234567",
        Some(hours),
    );
    let slip = Slip {
        numbers: &[417, 418].map(|number| PickupNumber::new(number).unwrap()),
        initials: &["E. M.".to_owned(), "K. M.".to_owned()],
        pharmacy: &pharmacy.unwrap(),
        taken_at: &"2026-11-24T10:07[Europe/Berlin]".parse().unwrap(),
        pickup: Some(date(2026, 11, 25).at(9, 15, 0, 0)),
        collect_by: date(2026, 12, 8),
        specimen: purpose == Use::Practice,
    };
    paper::slip(&slip, paper).unwrap()
}

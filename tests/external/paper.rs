//! The PDF as others see it: what a search finds, which fonts are inside, whether the symbol reads.
//!
//! Reads with poppler's programs.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot make its sheet must fail"
)]

use std::{collections::BTreeMap, fs};

use crate::{
    poppler::{has_all, raster, raster_page, read, run, word_box, words},
    sheets::{CODE, UVCI, dose, erika, print_by, print_with, recovery, statement, test},
    tagged,
};
use impftheke::{
    domain::{EventDraft, Issuer, Statement},
    paper::{Layout, Options},
    qr::{self, Symbol},
};
use lopdf::{
    Document,
    content::{Content, Operation},
};

fn print(statements: &[Statement], specimen: bool) -> Vec<u8> {
    let options = Options {
        specimen,
        ..Options::default()
    };
    print_with(statements, options)
}

fn large(specimen: bool) -> Options {
    Options {
        specimen,
        layout: Layout::Large,
        ..Options::default()
    }
}

const LAYOUTS: [Layout; 2] = [Layout::Folded, Layout::Large];

/// What each kind says beside the holder, in reading order.
fn fields() -> [(EventDraft, Vec<&'static str>); 3] {
    let vaccination = vec![
        "Impfzertifikat Vaccination certificate",
        "Erreger Disease or agent targeted",
        "COVID-19",
        "Impfstofftyp Vaccine/prophylaxis",
        "SARS-CoV-2 mRNA vaccine",
        "Impfarzneimittel Vaccine medicinal product",
        "Comirnaty",
        "Zulassungsinhaber oder Hersteller des Impfstoffs Vaccine marketing authorisation holder or manufacturer",
        "Biontech Manufacturing GmbH",
        "Erstimpfung/Wiederimpfung Number in a series of vaccinations/doses and the overall number of doses in the series",
        "2 von 1",
        "2 of 1",
        "2 von 1: weitere Impfung nach Janssen.",
        "2 of 1: a further dose after Janssen.",
        "Datum der Impfung Date of vaccination",
        "2022-02-20",
        "Mitgliedstaat der Impfung Member State of vaccination",
    ];
    let recovery = vec![
        "Genesenenzertifikat Certificate of recovery",
        "Krankheit oder Erreger, von dem der Bürger/die Bürgerin genesen ist Disease or agent the citizen has recovered from",
        "COVID-19",
        "Datum des ersten positiven Testergebnisses Date of first positive test result",
        "2021-12-20",
        "Zertifikat gültig ab Certificate valid from",
        "2022-01-17",
        "Zertifikat gültig bis (höchstens 180 Tage ab dem ersten positiven Testergebnis) Certificate valid until (not more than 180 days after the date of first positive test result)",
        "2022-06-18",
        "Mitgliedstaat Member State",
    ];
    let tested = vec![
        "Testzertifikat Test certificate",
        "Erreger Disease or agent targeted",
        "COVID-19",
        "Testart Type of test",
        "PCR-Test oder anderer NAAT",
        "Nucleic acid amplification with probe detection",
        "Name des Tests Test name",
        "Abbott RealTime SARS-CoV-2",
        "Datum und Uhrzeit der Probenahme Date and time of the test sample collection",
        "2022-02-28 10:30:15 UTC",
        "Testergebnis Result of the test",
        "Nicht nachgewiesen Not detected",
        "Testzentrum oder -einrichtung Testing centre or facility",
        "Testzentrum Musterstadt am Marktplatz",
        "Mitgliedstaat Member State",
    ];
    [
        (dose(2, 1), vaccination),
        (self::recovery(), recovery),
        (test(), tested),
    ]
}

/// What every certificate says before and after its own fields.
const BEFORE: &[&str] = &[
    "Digitales COVID-Zertifikat der EU EU Digital COVID Certificate",
    "QR-Code mit allen Angaben dieses Zertifikats",
];
const SCAN: &[&str] = &[
    "Diesen Code vorzeigen oder in eine App einlesen",
    "Show this code or scan it into an app",
];
const HOLDER: &[&str] = &[
    "Name, Vorname Surname(s) and forename(s)",
    "Mustermann, Erika",
    "Geburtsdatum Date of birth",
    "1964-08-12",
    "Eindeutige Zertifikatkennung Unique certificate identifier",
    UVCI,
];
const AFTER: &[&str] = &[
    "Deutschland",
    "Germany",
    "Zertifikataussteller Certificate issuer",
    "Robert Koch-Institut",
    "Ausgestellt Issued",
    "2022-03-01",
    "Technisch gültig bis Technical expiry",
    "2023-03-01",
    "JJJJ-MM-TT · YYYY-MM-DD",
];

#[test]
fn every_field_is_read_once_in_order_and_in_both_languages() {
    for layout in LAYOUTS {
        for (event, own) in fields() {
            let options = Options {
                layout,
                ..Options::default()
            };
            let pdf = print_with(&[erika(event)], options);
            let document = tagged::check(&pdf);
            let in_order = match layout {
                Layout::Folded => [BEFORE, SCAN, HOLDER, &own, AFTER].concat(),
                // One page says its kind once, and its title says what the symbol is for.
                Layout::Large => [
                    &BEFORE[..1],
                    &own[..1],
                    &BEFORE[1..],
                    HOLDER,
                    &own[1..],
                    AFTER,
                ]
                .concat(),
            };
            let fields: Vec<_> = in_order.into_iter().map(plain).collect();
            let read = plain(&document.lines().join(" "));
            let mut rest = read.as_str();
            for field in &fields {
                let (_, after) = rest
                    .split_once(field.as_str())
                    .unwrap_or_else(|| panic!("{field} does not follow: {rest}"));
                rest = after;
                // The kind is also the heading of the table, the country of the test that of the flag, and a
                // remark begins with the numbers of the dose.
                let times = fields
                    .iter()
                    .filter(|other| other.contains(field.as_str()))
                    .count();
                let found = read.matches(field.as_str()).count();
                let again = [own[0], "Deutschland", "Germany"].map(plain);
                assert!(
                    found == times || again.contains(field),
                    "{field} {found} times"
                );
            }
            // What is drawn follows the same order, so that a search finds and copies it.
            let drawn = plain(&words(&pdf));
            for field in fields.iter().filter(|field| !field.starts_with("QRCode")) {
                assert!(drawn.contains(field.as_str()), "{field} in {drawn}");
            }
            let said = ["de-DE", "en-GB"].map(|language| document.said_in(language));
            let german = ["Vorname", "Ausgestellt", "Reisedokument", "Digitales"];
            let english = ["Surname", "Issued", "travel document", "Digital COVID"];
            has_all(&said[0], &german);
            has_all(&said[1], &english);
            assert!(
                !english.iter().any(|word| said[0].contains(word)),
                "{}",
                said[0]
            );
            assert!(
                !german.iter().any(|word| said[1].contains(word)),
                "{}",
                said[1]
            );
        }
    }
}

/// Leaves out what depends on where a line ends.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !['·', '-'].contains(c))
        .collect()
}

#[test]
fn puzzling_numbers_of_doses_are_explained_in_one_sentence() {
    for ((number, of), sentence) in [
        ((1, 2), None),
        ((2, 2), None),
        ((2, 1), Some("2 von 1: weitere Impfung nach Janssen.")),
        (
            (3, 3),
            Some("3 von 3: Auffrischimpfung nach vollständiger Grundimmunisierung."),
        ),
        (
            (1, 1),
            Some(
                "1 von 1: Nach einer Genesung ist die Grundimmunisierung mit einer Dosis vollständig.",
            ),
        ),
    ] {
        for layout in LAYOUTS {
            let options = Options {
                layout,
                ..Options::default()
            };
            let text = words(&print_with(&[erika(dose(number, of))], options));
            let begin = format!("{number} von {of}: ");
            assert_eq!(
                text.matches(&begin).count(),
                usize::from(sentence.is_some())
            );
            if let Some(sentence) = sentence {
                assert!(
                    plain(&text).contains(&plain(sentence)),
                    "{sentence} in {text}"
                );
            }
        }
    }
}

#[test]
fn the_codes_of_a_person_are_counted_and_persons_are_kept_apart() {
    let visit = [
        erika(dose(2, 2)),
        statement("Mustermann", "Max", "1990-01-02", recovery()),
        erika(recovery()),
        erika(test()),
    ];
    for specimen in [false, true] {
        let pdf = print(&visit, specimen);
        tagged::check(&pdf);
        assert_eq!(
            pdf,
            print(&visit, specimen),
            "the same input gives the same bytes"
        );
        assert!(pdf.len() < 160_000, "{} bytes", pdf.len());
        let pages = pages(&pdf);
        assert_eq!(pages.len(), 4);
        for (number, page) in (1..).zip(&pages) {
            let tags = page.matches("SPECIMEN").count();
            assert_eq!(tags, if specimen { 4 } else { 0 });
            assert_eq!(page.contains("Mustermann, Erika"), number < 4);
            assert_eq!(page.contains("Mustermann, Max"), number == 4);
            // On the front and below the symbol.
            let own = if number < 4 { 2 } else { 0 };
            let place = format!("Seite {number} von 3 · page {number} of 3");
            assert_eq!(page.matches(&place).count(), own);
            let codes = "3 Codes: bitte alle scannen · 3 codes, scan all of them";
            assert_eq!(page.matches(codes).count(), own);
        }
    }
}

#[test]
fn the_large_sheet_is_one_page_and_its_german_is_large() {
    let visit = [
        erika(dose(2, 2)),
        erika(dose(3, 3)),
        erika(recovery()),
        erika(test()),
    ];
    let pdf = print_with(&visit, large(true));
    tagged::check(&pdf);
    assert_eq!(pdf, print_with(&visit, large(true)));
    let pages = pages(&pdf);
    assert_eq!(pages.len(), 4);
    for (number, page) in (1..).zip(&pages) {
        for text in [
            &format!("Seite {number} von 4 · page {number} of 4"),
            "SPECIMEN",
            "4 Codes: bitte alle scannen",
            "Mustermann, Erika",
            "Robert Koch-Institut",
            "Dieses Blatt ist kein Reisedokument",
        ] {
            assert_eq!(page.matches(text).count(), 1, "{text}");
        }
    }
}

#[test]
fn every_page_of_a_large_sheet_says_whose_it_is() {
    // A symbol as large as the sheet takes leaves the table a page of its own.
    let options = Options {
        code_side_mm: 64.0,
        ..large(true)
    };
    let tested = |centre: &str| {
        let mut event = test();
        if let EventDraft::Test(test) = &mut event {
            centre.clone_into(&mut test.centre);
        }
        event
    };
    let centre = "Schwarzenbergerapotheke Oberhausen am Marktplatz, Eingang Süd";
    let max = "Max Maria Alexander von und zu Musterstadt-Musterhausen";
    let visit = [
        erika(tested(centre)),
        statement("Mustermann", max, "1990-01-02", tested(centre)),
    ];
    let pdf = print_with(&visit, options);
    tagged::check(&pdf);
    let pages = pages(&pdf);
    assert_eq!(pages.len(), 4);
    let holders = [
        ("Mustermann, Erika", "1964-08-12"),
        ("Mustermann, Max", "1990-01-02"),
    ];
    for (page, (name, birth)) in pages.iter().zip(holders.into_iter().flat_map(|of| [of; 2])) {
        for text in [name, birth, UVCI, "Seite"] {
            assert_eq!(
                plain(page).matches(&plain(text)).count(),
                1,
                "{text} in {page}"
            );
        }
    }
}

/// What German readers need, in the order of the page; the rest stands there once more in small English.
#[test]
fn on_the_large_sheet_all_that_is_german_is_large() {
    let pdf = print_with(&[erika(dose(3, 3))], large(false));
    assert!(!pages(&pdf)[0].contains("Seite"));
    let html = run("pdftohtml", &["-xml", "-i", "-stdout", "-zoom", "1"], &pdf);
    let attribute = |line: &str, name: &str| {
        let rest = line.split_once(&format!(" {name}=\""))?.1;
        rest.split('"').next()?.parse::<u32>().ok()
    };
    let mut sizes = BTreeMap::new();
    let (mut large, mut small) = (String::new(), String::new());
    for line in html.lines() {
        if line.contains("<fontspec") {
            sizes.insert(
                attribute(line, "id").unwrap(),
                attribute(line, "size").unwrap(),
            );
        } else if let Some(font) = attribute(line, "font") {
            let size = sizes[&font];
            assert!(size >= 11, "{line}");
            let said = if size < 16 { &mut small } else { &mut large };
            *said += line;
        }
    }
    for text in [
        "Digitales COVID-Zertifikat der EU",
        "Impfzertifikat",
        "Dosis",
        "3/3",
        "Name, Vorname",
        "Mustermann, Erika",
        "1964-08-12",
        "Erreger",
        "SARS-CoV-2 mRNA vaccine",
        "Comirnaty",
        "Zulassungsinhaber oder",
        "Manufacturing GmbH",
        "Wiederimpfung",
        "3 von 3: Auffrischimpfung",
        "2022-02-20",
        "Mitgliedstaat der Impfung",
        "Zertifikataussteller",
        "gültig bis",
        "2023-03-01",
        "kein Reisedokument",
    ] {
        assert!(large.contains(text), "{text}");
        assert!(!small.contains(text), "{text}");
    }
    assert!(small.contains("Vaccination certificate"));
}

/// The text of each page.
fn pages(pdf: &[u8]) -> Vec<String> {
    let text = run("pdftotext", &["-raw"], pdf);
    let pages = text.split('\u{c}').filter(|page| !page.is_empty());
    pages
        .map(|page| page.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

#[test]
fn every_font_is_inside_and_cut() {
    let pdf = print(
        &[statement("عبد الرحمن", "محمد", "1964-08-12", dose(2, 2))],
        false,
    );
    let list = run("pdffonts", &["-l", "9"], &pdf);
    let fonts: Vec<_> = list.lines().skip(2).collect();
    assert_eq!(fonts.len(), 3, "{list}");
    for font in fonts {
        assert!(font.contains('+') && font.contains("yes yes yes"), "{font}");
    }
}

#[test]
fn a_name_in_another_script_stands_above_its_passport_spelling_which_is_explained() {
    let note = "In der Schreibweise des Reisepasses · As spelled in a passport";
    for layout in LAYOUTS {
        let options = Options {
            layout,
            ..Options::default()
        };
        for (family, given, name, spelled) in [
            (
                "Παπαδοπούλου",
                "Ευθυμία",
                "Παπαδοπούλου, Ευθυμία",
                "PAPADOPOULOU, EFTHYMIA",
            ),
            ("Иванова", "Мария", "Иванова, Мария", "IVANOVA, MARIIA"),
            (
                "عبد الرحمن",
                "محمد",
                "عبد الرحمن, محمد",
                "EBD ALRXHMN, MXHMD",
            ),
            // No font of ours has Hebrew: the passport's spelling stands alone.
            ("כהן", "Sara", "COHEN, SARA", "COHEN, SARA"),
        ] {
            let pdf = print_with(
                &[statement(family, given, "1964-08-12", recovery())],
                options,
            );
            let lines = tagged::check(&pdf).lines();
            let name = lines.iter().position(|line| line == name).unwrap();
            let spelled = lines.iter().position(|line| line == spelled).unwrap();
            assert!(spelled == name || spelled == name + 1);
            let read = plain(&lines.join(" "));
            assert_eq!(read.matches(&plain(note)).count(), 1, "{lines:#?}");
        }
        let pdf = print_with(&[erika(recovery())], options);
        assert!(!words(&pdf).contains("Reisepass"));
    }
}

#[test]
fn every_letter_of_the_passport_table_is_printed_and_can_be_read_back() {
    let table = include_str!("../../assets/icao9303.tsv");
    let mut names: Vec<String> = vec![String::new()];
    let mut letters = 0;
    for row in table.lines().skip(1) {
        let point = row.split('\t').next().unwrap();
        let c = char::from_u32(u32::from_str_radix(point, 16).unwrap()).unwrap();
        for case in [
            c.to_string(),
            c.to_lowercase().to_string(),
            c.to_uppercase().to_string(),
        ] {
            // After a letter, since some rows are marks that stand on one.
            let base = if c >= '\u{600}' { 'ب' } else { 'N' };
            let syllable = format!("{base}{case}");
            match names.last_mut() {
                Some(name) if name.chars().count() < 40 && name.starts_with(base) => {
                    name.push_str(&syllable);
                }
                _ => names.push(syllable),
            }
            letters += 1;
        }
    }
    assert!(letters > 750, "{letters}");
    let statements: Vec<_> = names
        .iter()
        .filter(|name| !name.is_empty())
        .map(|name| statement(name, "Erika", "1964-08-12", recovery()))
        .collect();
    let pdf = print(&statements, false);
    // Fails where a glyph is missing.
    let lines = tagged::check(&pdf).lines();
    let drawn = plain(&words(&pdf));
    for statement in &statements {
        let family = statement.holder().name.family().unwrap().text().to_owned();
        let name = format!("{family}, Erika");
        assert!(lines.contains(&name), "{name}");
        // Poppler turns what is read from right to left around, although it is told the text.
        if family.chars().all(|c| c < '\u{600}') {
            assert!(drawn.contains(&plain(&name)), "{name} {drawn}");
        }
    }
}

/// What German registers write: DIN 91379 has 649 letters and sequences, and 18 signs in names.
#[test]
fn every_letter_of_german_registers_is_printed_and_can_be_read_back() {
    let table = include_str!("../data/din91379.tsv");
    let mut names: Vec<String> = vec![String::new()];
    let mut count = 0;
    for row in table.lines().skip(1) {
        let points = row.split('\t').next().unwrap().split(' ');
        let letters = points.map(|hex| u32::from_str_radix(hex, 16).unwrap());
        let letters: String = letters.map(|c| char::from_u32(c).unwrap()).collect();
        let syllable = format!("N{letters}");
        match names.last_mut() {
            Some(name) if name.chars().count() < 40 => name.push_str(&syllable),
            _ => names.push(syllable),
        }
        count += 1;
    }
    assert_eq!(count, 649 + 18);
    let statements: Vec<_> = names
        .iter()
        .map(|name| statement(name, "Erika", "1964-08-12", recovery()))
        .collect();
    let pdf = print(&statements, false);
    // Fails where a glyph is missing.
    let lines = tagged::check(&pdf).lines();
    let drawn = plain(&words(&pdf));
    for statement in &statements {
        let family = statement.holder().name.family().unwrap().text().to_owned();
        let name = format!("{family}, Erika");
        assert!(lines.contains(&name), "{name}");
        assert!(drawn.contains(&plain(&name)), "{name} {drawn}");
    }
}

/// What is typed is refused at its field; what a portal or a setting says is not known here.
#[test]
fn what_no_font_has_is_a_question_mark_and_no_empty_box() {
    for layout in LAYOUTS {
        let options = Options {
            layout,
            ..Options::default()
        };
        let issuer = Issuer::new("DE", "DE", "王 Institut", "IZ12345A").unwrap();
        // Fails where an empty box is shown.
        let lines = tagged::check(&print_by(&issuer, &[erika(test())], options)).lines();
        assert!(lines.contains(&"? Institut".to_owned()), "{lines:#?}");
    }
}

#[test]
fn marks_upon_marks_stay_in_the_row_of_their_name() {
    // As many as one letter may bear, of those that go up and of those that go down.
    let marks = ["\u{30B}", "\u{324}"].map(|mark| format!("x{}", mark.repeat(4)));
    for (layout, size) in LAYOUTS.into_iter().zip([15, 22]) {
        let options = Options {
            layout,
            ..Options::default()
        };
        for mark in &marks {
            let person = statement(&mark.repeat(8), "Erika", "1964-08-12", dose(2, 2));
            let pdf = print_with(&[person], options);
            tagged::check(&pdf);
            let [whole, bare] = [&pdf, &without_clipped(&pdf)].map(|pdf| drawn(pdf).remove(0));
            let changed = |(x, y, dot): (u32, u32, &image::Luma<u8>)| {
                (dot.0[0].abs_diff(bare.get_pixel(x, y).0[0]) > 64).then_some(y)
            };
            let rows: Vec<u32> = whole.enumerate_pixels().filter_map(changed).collect();
            let (first, last) = (rows.iter().min().unwrap(), rows.iter().max().unwrap());
            // A row is usually 1.28 of the size high, and at most 1.66.
            let most = size * 166 / 100;
            assert!(last - first <= most, "{layout:?}: {first} to {last}");
        }
    }
}

/// Takes the texts out of a file that are clipped to their row.
fn without_clipped(pdf: &[u8]) -> Vec<u8> {
    let (mut clipped, mut kept, mut texts) = (false, Vec::new(), 0);
    let bare = edit(pdf, |operation| match operation.operator.as_str() {
        "W" | "W*" => clipped = true,
        "q" => kept.push(clipped),
        "Q" => clipped = kept.pop().unwrap(),
        "Tj" | "TJ" if clipped => {
            texts += 1;
            hide(operation);
        }
        _ => {}
    });
    assert!(texts > 0, "marks upon marks are clipped");
    bare
}

/// Makes an operation that writes one that writes nothing.
fn hide(operation: &mut Operation) {
    "Tz".clone_into(&mut operation.operator);
    operation.operands = vec![100.into()];
}

#[test]
fn no_letter_and_no_mark_stands_on_those_of_another_line() {
    let below = format!("и{}", "\u{323}".repeat(4)).repeat(16);
    let above = format!("п{}", "\u{302}".repeat(4)).repeat(16);
    for (family, given) in [
        (below.as_str(), above.as_str()),
        ("مُحَمَّدٌ ٱللَّٰه", "عَبْدُ ٱلرَّحْمَٰنِ إٍ"),
        ("NGUYỄN THỊ ẶẨỖỘ Ǻǖ ỰỌ̑Ẹ̆ q̧", "Ễẵệ Ốộ Ạ̊ ẬẪ Ǘ Ǻ Ệ Ǭ ģ"),
    ] {
        let person = statement(family, given, "1964-08-12", dose(2, 2));
        for layout in LAYOUTS {
            let options = Options {
                layout,
                ..Options::default()
            };
            let pdf = print_with(std::slice::from_ref(&person), options);
            tagged::check(&pdf);
            // Neighbours are drawn apart: every other text, and the others.
            let [even, odd] = [0, 1].map(|which| drawn_at("200", &every_other(&pdf, which)));
            for (page, (even, odd)) in even.iter().zip(&odd).enumerate() {
                let dots = even.pixels().zip(odd.pixels());
                let twice = dots.filter(|(one, other)| one.0[0] < 128 && other.0[0] < 128);
                assert_eq!(
                    twice.count(),
                    0,
                    "{layout:?} page {page}: {family}, {given}"
                );
            }
        }
    }
}

/// Leaves nothing of a file but every other text.
fn every_other(pdf: &[u8], which: usize) -> Vec<u8> {
    let mut texts = 0;
    edit(pdf, |operation| match operation.operator.as_str() {
        "BT" => texts += 1,
        "f" | "f*" | "S" | "s" => "n".clone_into(&mut operation.operator),
        "Tj" | "TJ" if texts % 2 == which => hide(operation),
        _ => {}
    })
}

#[test]
fn the_longest_names_stand_whole_inside_their_panel_and_touch_nothing() {
    let noble = "von und zu Schleswig-Holstein-Sonderburg-Glücksburg-Augustenburg, Fürstin zu Sayn";
    let noble: String = noble.chars().take(80).collect();
    for part in [noble, "W".repeat(80), "Ж".repeat(40), "m".repeat(80)] {
        let person = |event| statement(&part, &part, "1964-08-12", event);
        for layout in LAYOUTS {
            for code_side_mm in [53.0, 64.0] {
                let options = Options {
                    specimen: false,
                    code_side_mm,
                    layout,
                };
                let pdf = print_with(&[person(dose(2, 1)), person(recovery())], options);
                let name = plain(&format!("{part}, {part}"));
                // Of several pages each says whose it is.
                for page in pages(&pdf) {
                    assert_eq!(plain(&page).matches(&name).count(), 1, "{name}");
                }
                boxes_are_apart(&pdf, layout);
            }
        }
    }
}

/// Expects each word on its page and on one panel, and no two on one another.
fn boxes_are_apart(pdf: &[u8], layout: Layout) {
    let html = run("pdftotext", &["-bbox"], pdf);
    for page in html.split("<page ").skip(1) {
        let boxes: Vec<[f32; 4]> = page
            .lines()
            .filter_map(word_box)
            .map(|(edges, _)| edges)
            .collect();
        assert!(boxes.len() > 50, "{} words", boxes.len());
        for (number, one) in boxes.iter().enumerate() {
            let [left, top, right, bottom] = *one;
            assert!(
                left > 20.0 && right < 575.0 && top > 10.0 && bottom < 832.0,
                "{one:?}"
            );
            if layout == Layout::Folded {
                let (across, along) = (297.64, 420.94);
                assert!(right < across - 20.0 || left > across + 20.0, "{one:?}");
                assert!(bottom < along - 10.0 || top > along + 10.0, "{one:?}");
            }
            for other in boxes.iter().skip(number + 1) {
                let apart = right <= other[0] + 0.3
                    || other[2] <= left + 0.3
                    || bottom <= other[1] + 0.3
                    || other[3] <= top + 0.3;
                assert!(apart, "{one:?} {other:?}");
            }
        }
    }
}

/// Ordinary names, of which many have a word of half a line.
const NAMES: [(&str, &str); 14] = [
    ("Papadimitropoulou", "Konstantina"),
    ("Mustermannhausen", "Christopher"),
    ("Schwarzenbergerhausen", "Eva Maria"),
    ("Christoforopoulos", "Alexandros"),
    ("Thiruvananthapuram", "Sri"),
    ("Ramanathapuramswamy", "Priya Lakshmi"),
    ("Leutheusser-Schnarrenberger", "Sabine"),
    ("Müller-Lüdenscheidt", "Karl-Friedrich"),
    ("Bergerdorff-Schwarzenberger-Hohenlohe", "Hans Georg"),
    (
        "Mustermann-Schwarzenberger von Hohenlohe",
        "Maria Magdalena",
    ),
    ("Wickramasinghe Mudiyanselage", "Chandrasekhara"),
    ("Nguyễn Phước", "Thị Minh Khai"),
    ("Hatzikonstantinou - Meyer", "Anna–Lena"),
    ("Παπακωνσταντίνου", "Αλεξάνδρα"),
];

#[test]
fn a_name_is_whole_however_it_is_broken_into_lines() {
    // Words of many lengths that have room on a line.
    let long = "Mustermannsteinhausenb";
    let grown = (10..=long.len())
        .step_by(3)
        .filter_map(|to| Some((long.get(..to)?, "Eva Maria")));
    let names: Vec<_> = NAMES.into_iter().chain(grown).collect();
    let persons: Vec<_> = names
        .iter()
        .map(|(family, given)| statement(family, given, "1964-08-12", recovery()))
        .collect();
    for layout in LAYOUTS {
        let options = Options {
            layout,
            ..Options::default()
        };
        let read = read(&print_with(&persons, options));
        let cut: Vec<_> = names
            .iter()
            .map(|(family, given)| format!("{family}, {given}"))
            .filter(|name| !read.contains(name.as_str()))
            .collect();
        assert!(cut.is_empty(), "{layout:?}: {cut:?}");
    }
}

#[test]
fn the_words_of_every_row_are_whole() {
    let texts = [
        "Nukleinsäureamplifikation X",
        "Krankenhausapotheke Süd (Haus-Nr. 3)",
        "Gemeinschaftspraxis - Drs. Muster",
        "Corona-Schnelltestzentrum-Mitte Musterstadt",
    ];
    for text in texts {
        let mut tested = test();
        if let EventDraft::Test(test) = &mut tested {
            text.clone_into(&mut test.name);
            text.clone_into(&mut test.centre);
        }
        let issuer = Issuer::new("DE", "DE", text, "IZ12345A").unwrap();
        for layout in LAYOUTS {
            let options = Options {
                layout,
                ..Options::default()
            };
            let persons = [erika(tested.clone()), erika(dose(2, 1))];
            let read = read(&print_by(&issuer, &persons, options));
            // The name of the test, the centre, and twice the issuer.
            assert_eq!(
                read.matches(text).count(),
                4,
                "{layout:?}: {text} in {read}"
            );
            for label in ["Zulassungsinhaber", "Zertifikataussteller"] {
                assert!(read.contains(label), "{layout:?}: {label} in {read}");
            }
        }
    }
}

#[test]
fn nothing_white_covers_what_is_written() {
    let noble = "von und zu Schleswig-Holstein-Sonderburg-Glücksburg-Augustenburg, Fürstin zu Sayn";
    let noble: String = noble.chars().take(80).collect();
    for part in ["Mustermann".to_owned(), noble] {
        let person = |event| statement(&part, &part, "1964-08-12", event);
        for (layout, code_side_mm) in [(Layout::Folded, 64.0), (Layout::Large, 53.0)] {
            let options = Options {
                specimen: false,
                code_side_mm,
                layout,
            };
            let pdf = print_with(&[person(dose(2, 1)), person(recovery())], options);
            let bare = without_white(&pdf);
            let pages = drawn(&pdf).into_iter().zip(drawn(&bare));
            for (page, (whole, bare)) in pages.enumerate() {
                let dots = whole.pixels().zip(bare.pixels());
                let covered = dots.filter(|(whole, bare)| bare.0[0] < 128 && whole.0[0] > 200);
                let covered = covered.count();
                assert_eq!(covered, 0, "{layout:?} page {page}: {part}");
            }
        }
    }
}

/// Takes everything out of a file that is filled in white.
fn without_white(pdf: &[u8]) -> Vec<u8> {
    let mut fills = 0;
    let (mut white, mut kept) = (false, Vec::new());
    let bare = edit(pdf, |operation| match operation.operator.as_str() {
        "rg" => {
            let parts = operation.operands.iter();
            white = parts
                .map(|part| part.as_float().unwrap())
                .all(|part| part > 0.999);
        }
        "q" => kept.push(white),
        "Q" => white = kept.pop().unwrap(),
        "f" | "f*" if white => {
            fills += 1;
            "n".clone_into(&mut operation.operator);
        }
        _ => {}
    });
    assert!(fills > 0, "the light border of a symbol is filled");
    bare
}

/// Changes what draws the pages of a file.
fn edit(pdf: &[u8], mut change: impl FnMut(&mut Operation)) -> Vec<u8> {
    let mut file = Document::load_mem(pdf).unwrap();
    for page in file.get_pages().into_values().collect::<Vec<_>>() {
        let bytes = file.get_page_content(page);
        let mut content = Content::decode(&bytes).unwrap();
        content.operations.iter_mut().for_each(&mut change);
        file.change_page_content(page, content.encode().unwrap())
            .unwrap();
    }
    let mut bare = Vec::new();
    file.save_to(&mut bare).unwrap();
    bare
}

/// Draws every page, a dot a point.
fn drawn(pdf: &[u8]) -> Vec<image::GrayImage> {
    drawn_at("72", pdf)
}

/// Draws every page with so many dots an inch.
fn drawn_at(dots: &str, pdf: &[u8]) -> Vec<image::GrayImage> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sheet.pdf");
    fs::write(&path, pdf).unwrap();
    let pages = 1..=Document::load_mem(pdf).unwrap().get_pages().len();
    let page = |page: usize| {
        image::open(raster_page(&path, dots, page))
            .unwrap()
            .into_luma8()
    };
    pages.map(page).collect()
}

#[test]
fn the_symbol_reads_from_the_printed_page() {
    for layout in LAYOUTS {
        let options = Options {
            layout,
            ..large(true)
        };
        let pdf = print_with(&[erika(dose(2, 2))], options);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sheet.pdf");
        fs::write(&path, pdf).unwrap();
        for dots in ["100", "150"] {
            let picture = raster(&path, dots);
            let luma = image::open(picture).unwrap().into_luma8();
            let (width, height) = (luma.width() as usize, luma.height() as usize);
            assert_eq!(qr::read(luma.as_raw(), width, height).unwrap(), CODE);
        }
    }
}

#[test]
fn the_symbol_has_its_side_and_four_light_modules_around_it() {
    for layout in LAYOUTS {
        // What is out of range is held within it.
        for (asked, side) in [
            (10.0, 35.0),
            (35.0, 35.0),
            (42.0, 42.0),
            (53.0, 53.0),
            (64.0, 64.0),
            (900.0, 64.0),
        ] {
            let options = Options {
                specimen: true,
                code_side_mm: asked,
                layout,
            };
            let pdf = print_with(&[erika(dose(2, 2))], options);
            let [bounds] = tagged::check(&pdf).figures("QR-Code")[..] else {
                panic!("one symbol");
            };
            // The largest that leaves room for all of the page.
            let larger = match layout {
                Layout::Folded => 1.0,
                Layout::Large if side > 60.0 => 1.1,
                Layout::Large => 1.25,
            };
            let (wide, expected) = ((bounds[2] - bounds[0]) / 72.0 * 25.4, larger * side);
            assert!((wide - expected).abs() < 0.01, "{wide}, {expected}");
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("sheet.pdf");
            fs::write(&path, pdf).unwrap();
            let picture = image::open(raster(&path, "144")).unwrap().into_luma8();
            quiet_zone_is_light(&picture, bounds);
        }
    }
}

/// Expects light all around a square, which itself reaches its edges.
#[expect(
    clippy::cast_precision_loss,
    reason = "a page has few thousand dots a side"
)]
fn quiet_zone_is_light(picture: &image::GrayImage, [left, lower, right, upper]: [f32; 4]) {
    // Two dots a point, counted from the top.
    let height = picture.height() as f32;
    let (x, y) = (
        (left * 2.0)..(right * 2.0),
        (height - upper * 2.0)..(height - lower * 2.0),
    );
    let quiet = 4.0 * (x.end - x.start) / Symbol::of(CODE).unwrap().side() as f32;
    let mut dark = 0;
    for (column, row, dot) in picture.enumerate_pixels() {
        let (column, row) = (column as f32 + 0.5, row as f32 + 0.5);
        let within = |by: f32| {
            column > x.start - by && column < x.end + by && row > y.start - by && row < y.end + by
        };
        if within(quiet - 1.0) && !within(1.0) {
            assert!(dot.0[0] > 250, "{column}, {row}: {}", dot.0[0]);
        }
        if within(-1.0) && !within(-2.5) {
            dark += u32::from(dot.0[0] < 100);
        }
    }
    assert!(dark > 100);
}

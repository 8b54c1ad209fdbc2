//! A PDF as poppler's programs see it, which `apt-get install poppler-utils` brings.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Runs a program on a PDF and returns what it prints.
pub(crate) fn run(program: &str, arguments: &[&str], pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sheet.pdf");
    fs::write(&path, pdf).unwrap();
    let mut command = Command::new(program);
    command.args(arguments).arg(&path);
    if program == "pdftotext" {
        command.arg("-");
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Returns the words of the whole file, separated by single blanks.
pub(crate) fn words(pdf: &[u8]) -> String {
    let text = run("pdftotext", &["-raw"], pdf);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Expects each of the texts.
pub(crate) fn has_all(text: &str, expected: &[&str]) {
    let missing: Vec<_> = expected
        .iter()
        .filter(|word| !text.contains(**word))
        .collect();
    assert!(missing.is_empty(), "missing {missing:?} in {text}");
}

/// Returns the whole file as the eye reads it: where a line ends inside a word, a blank cuts it.
///
/// Expects that no line begins with what belongs to the one before.
pub(crate) fn read(pdf: &[u8]) -> String {
    let boxes = run("pdftotext", &["-raw", "-bbox"], pdf);
    let mut read = String::new();
    let mut line = [0.0, 0.0];
    for (edges, word) in boxes.lines().filter_map(word_box) {
        let [_, top, _, bottom] = edges;
        let middle = f32::midpoint(top, bottom);
        if middle < line[0] || middle > line[1] {
            let marks = ['-', '–', ',', '.', ')', ':', ';', '!', '?'];
            assert!(!word.starts_with(marks), "{word} after {read}");
            let hyphen = read.strip_suffix(['-', '–']);
            if hyphen.is_none_or(|word| word.ends_with(' ')) {
                read.push(' ');
            }
            line = [top, bottom];
        } else {
            read.push(' ');
        }
        read.push_str(&word);
    }
    read
}

/// Reads a word and its box, without the room that a font keeps above and below its letters.
pub(crate) fn word_box(line: &str) -> Option<([f32; 4], String)> {
    let (edges, word) = line.trim().strip_prefix("<word ")?.split_once('>').unwrap();
    let value = |key: &str| -> f32 {
        let (_, rest) = edges.split_once(&format!("{key}=\"")).unwrap();
        rest.split('"').next().unwrap().parse().unwrap()
    };
    let [top, bottom] = ["yMin", "yMax"].map(value);
    let slack = (bottom - top) * 0.15;
    let edges = [value("xMin"), top + slack, value("xMax"), bottom - slack];
    let word = word.strip_suffix("</word>").unwrap();
    Some((edges, word.replace("&amp;", "&")))
}

/// Draws the first page at so many dots an inch, as a picture beside the file.
pub(crate) fn raster(pdf: &Path, dots: &str) -> PathBuf {
    raster_page(pdf, dots, 1)
}

/// Draws a page at so many dots an inch, as a picture beside the file.
pub(crate) fn raster_page(pdf: &Path, dots: &str, page: usize) -> PathBuf {
    let stem = pdf.with_extension("");
    let status = Command::new("pdftoppm")
        .args(["-r", dots, "-png", "-singlefile", "-f", &page.to_string()])
        .args([pdf, &stem])
        .status()
        .unwrap();
    assert!(status.success());
    stem.with_extension("png")
}

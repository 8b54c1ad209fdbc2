//! A PDF as poppler's programs see it, which `apt-get install poppler-utils` brings.

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

//! Writing the PDF where staff want it, or where they will find it.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use jiff::ZonedDateTime;

use super::ended::Gone;
use crate::{
    case::PickupNumber,
    files::Output,
    issue::{self, Printable},
};

/// Nobody closes a dialog faster than this: it never opened.
const NO_DIALOG: Duration = Duration::from_millis(300);

/// Why a PDF was not written.
#[derive(Debug, thiserror::Error)]
pub(super) enum SaveError {
    /// Some of it does not stand any more.
    #[error("what was to be saved was withdrawn, replaced or erased meanwhile")]
    Gone {
        /// Which of it.
        gone: Vec<Gone>,
        /// Whether there were others, that stand.
        others: bool,
    },
    /// It could not be laid out.
    #[error(transparent)]
    Page(#[from] issue::Error),
    /// The place does not take it.
    #[error("the file could not be written")]
    Write {
        /// Where.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// How saving ended: the file, or nothing where staff left the dialog.
pub(super) type Saved = Result<Option<PathBuf>, SaveError>;

/// What a file is called; no person stands in it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Name {
    /// Certificates, by the time.
    Certificate,
    /// Those of one visit of several, by its first number and the time.
    CertificateOf(PickupNumber),
    /// The slip of a visit, by its number.
    Slip(PickupNumber),
}

/// Where a PDF goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveTo {
    /// Staff are asked; where the system has no dialog, it goes to its folder below the data folder.
    Dialog,
    /// It goes to its folder below the data folder, and nobody is asked.
    Folder,
}

/// Makes the file once its place is known, and writes it there; `None` when staff left the dialog. Without a dialog it
/// goes to `folder`.
pub(super) fn save(
    pdf: impl FnOnce() -> Result<Printable, SaveError>,
    name: Name,
    (save_to, folder): (SaveTo, &Path),
    now: &ZonedDateTime,
) -> Saved {
    let time = now.strftime("%Y-%m-%d-%H%M%S");
    let name = match name {
        Name::Certificate => format!("Zertifikat-{time}.pdf"),
        Name::CertificateOf(number) => format!("Zertifikat-{number}-{time}.pdf"),
        Name::Slip(visit) => format!("Abholschein-{visit}.pdf"),
    };
    let asked = Instant::now();
    let chosen = match save_to {
        SaveTo::Folder => None,
        SaveTo::Dialog => rfd::FileDialog::new()
            .add_filter("PDF", &["pdf"])
            .set_file_name(&name)
            .save_file(),
    };
    let path = match chosen {
        Some(path) => path,
        None if save_to == SaveTo::Folder || asked.elapsed() < NO_DIALOG => folder.join(name),
        None => return Ok(None),
    };
    write(&path, pdf()?.bytes()).map_err(|source| SaveError::Write {
        path: path.clone(),
        source,
    })?;
    Ok(Some(path))
}

/// Writes beside the place first, so that a full disk leaves no half file.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let output = Output::write(path, bytes)?;
    output.send()?;
    output.put()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_written_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("certificate.pdf");
        fs::create_dir(&path).unwrap();
        assert!(write(&path, b"%PDF").is_err());
        let left: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(left, ["certificate.pdf"]);
    }
}

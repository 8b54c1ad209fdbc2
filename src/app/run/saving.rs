//! Saving: certificates as staff ask for it, and what takes the place of paper where there is no printer.

use std::path::{Path, PathBuf};

use jiff::ZonedDateTime;

use super::{App, reports::log};
use crate::{
    app::{
        event::Event,
        explain,
        present::Present,
        print_queue::PrintJob,
        save::{self, Name, SaveError, SaveTo, Saved},
    },
    case::{Output, PickupNumber},
    counter::print_setup::Document,
    issue::{self, Issued},
    paper, spool,
    text::texts,
    ui::Notice,
};

/// What certificates are made into a file with, beside the window.
struct Writer {
    paper: paper::Options,
    present: Present,
    save_to: SaveTo,
    folder: PathBuf,
    now: ZonedDateTime,
}

impl Writer {
    /// Writes certificates into one PDF. What has ended is not asked about, and what ends while somebody is asked is not
    /// written.
    fn certificates(&self, cases: Vec<(PickupNumber, Issued)>, name: Name) -> Saved {
        let (numbers, issued): (Vec<PickupNumber>, Vec<Issued>) = cases.into_iter().unzip();
        let stands = || -> Result<(), SaveError> {
            let gone = self.present.gone(&numbers);
            if !gone.is_empty() {
                let others = gone.iter().flat_map(|gone| &gone.numbers).count() < numbers.len();
                return Err(SaveError::Gone { gone, others });
            }
            let mut each = issued.iter();
            Ok(each.try_for_each(|one| one.counts_at(self.present.moment()))?)
        };
        let pdf = || {
            stands()?;
            Ok(issue::pdf(&issued, self.paper, self.present.moment())?)
        };
        stands()?;
        save::save(pdf, name, (self.save_to, &self.folder), &self.now)
    }

    /// Writes what did not get to a printer.
    fn job(&self, job: PrintJob) -> Saved {
        match job {
            PrintJob::Slip(visit, pdf) => {
                let place = (self.save_to, self.folder.as_path());
                save::save(|| Ok(pdf), Name::Slip(visit), place, &self.now)
            }
            PrintJob::Certificates(cases) => {
                let first = cases.first().map(|(number, _)| *number);
                self.certificates(cases, first.map_or(Name::Certificate, Name::CertificateOf))
            }
        }
    }
}

impl App {
    /// Where there is no printer, the pages become files that can be printed elsewhere, one for each job, as soon as nothing
    /// else is under way.
    pub(super) fn save_unprinted(&mut self) {
        if self.saving {
            return;
        }
        let Some(batch) = self.print_queue.next_unprinted() else {
            return;
        };
        let folder = match batch.document() {
            Document::Certificate => self.folder.certificates(),
            Document::Slip => self.folder.slips(),
        };
        let mut writer = self.writer(folder);
        if batch.jobs.len() > 1 {
            // Nobody is asked about each.
            writer.save_to = SaveTo::Folder;
        }
        self.notice = None;
        self.saving = true;
        self.jobs.spawn("save", move || {
            let jobs = batch.jobs.into_iter();
            let saved: Vec<Saved> = jobs.map(|job| writer.job(job)).collect();
            // Where the system's viewer is the way to print, one page is opened there.
            let opened = match saved.as_slice() {
                [Ok(Some(path))] => cfg!(windows) && spool::view(path).is_ok(),
                _ => false,
            };
            Event::SavedUnprinted { saved, opened }
        });
    }

    /// Writes these certificates, which show, into one PDF.
    pub(super) fn save_shown(&mut self, numbers: &[PickupNumber]) {
        self.problem = None;
        let issued = self.certificates_of(numbers);
        if self.saving || issued.is_empty() {
            return;
        }
        self.notice = None;
        self.saving = true;
        let (writer, numbers) = (self.writer(self.folder.certificates()), numbers.to_vec());
        self.jobs.spawn("save", move || Event::Saved {
            numbers,
            result: writer.certificates(issued, Name::Certificate),
        });
    }

    fn writer(&self, folder: PathBuf) -> Writer {
        Writer {
            paper: self.settings.paper(),
            present: self.present(),
            save_to: self.around.save_to,
            folder,
            now: self.now.clone(),
        }
    }

    /// Says what staff have saved, which is with the case from now on.
    pub(super) fn saved(&mut self, numbers: Vec<PickupNumber>, result: Saved) {
        self.saving = false;
        match result {
            Ok(path) => {
                if path.is_some() {
                    self.note_output(numbers, Output::Saved);
                }
                let said = path.map(|path| self.say_file("notice-saved", &path));
                self.notice = said.map(Notice::Well);
            }
            Err(error) => self.tell_not_saved(&error),
        }
    }

    /// Says which files stand in for paper: nothing of it is in the customer's hand, and nothing is noted.
    pub(super) fn saved_unprinted(&mut self, saved: Vec<Saved>, opened: bool) {
        self.saving = false;
        let mut files = Vec::new();
        for result in saved {
            match result {
                Ok(path) => files.extend(path),
                Err(error) => self.tell_not_saved(&error),
            }
        }
        let said = match files.as_slice() {
            [] => None,
            [file] if opened => Some(self.say_file("print-opened", file)),
            [file] => Some(self.say_file("print-no-printer", file)),
            [file, ..] => {
                let folder = file.parent().unwrap_or(file).display().to_string();
                let count = u32::try_from(files.len()).unwrap_or(u32::MAX);
                let about = [("path", folder.as_str().into()), ("count", count.into())];
                Some(texts(self.language).with("print-no-printer-several", &about))
            }
        };
        self.notice = said.map(Notice::NotOnPaper);
    }

    fn say_file(&self, key: &str, path: &Path) -> String {
        let path = path.display().to_string();
        texts(self.language).with(key, &[("path", path.as_str().into())])
    }

    fn tell_not_saved(&mut self, error: &SaveError) {
        log(error);
        if !matches!(error, SaveError::Gone { others: false, .. }) {
            self.tell(explain::of_save(error));
        }
        if let SaveError::Gone { gone, .. } = error {
            for gone in gone {
                self.tell_gone(gone);
            }
        }
    }
}

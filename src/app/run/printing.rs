//! Printing: what the window asks for, and what comes back from the print queue.

use crate::{
    app::{
        ended::Ends,
        event::Event,
        present::Present,
        print_queue::{PrintBatch, PrintJob, Report},
        printer_watch,
        worker_request::Request,
    },
    case::{Output, PickupNumber, State, numbers_in_words},
    counter::{
        print_setup::{self, Document},
        printer_wording,
        settings::{self, PrinterChoice, Settings},
    },
    issue::{Issued, Printable},
    spool::{self, Spooler as _},
    text::{QUOTED, cut, texts},
    ui::{Chosen, Form, LightState, Notice, PrintFor, PrinterRow, Printers, Status},
};

use super::{
    App,
    reports::{as_they_stand, log},
};

fn document(purpose: PrintFor) -> Document {
    match purpose {
        PrintFor::Certificates => Document::Certificate,
        PrintFor::Slips => Document::Slip,
    }
}

/// The settings that remember printer and tray.
fn keys(purpose: PrintFor) -> (&'static str, &'static str) {
    match purpose {
        PrintFor::Certificates => ("printer.certificate", "printer.certificate-tray"),
        PrintFor::Slips => ("printer.slip", "printer.slip-tray"),
    }
}

impl App {
    /// Prints these certificates: those that show at once, others once the worker has opened them.
    pub(super) fn print_certificates(&mut self, numbers: Vec<PickupNumber>) {
        let issued = self.certificates_of(&numbers);
        if issued.is_empty() {
            let new = self.print_queue.expect(Document::Certificate, numbers);
            if new.is_empty() {
                self.say_printed_already();
            } else if !self.is_heard(Request::ToPrint(new)) {
                self.print_queue.expect_nothing();
            }
            return;
        }
        self.problem = None;
        self.print_issued(issued);
    }

    /// Prints these certificates, and lets the customer leave with what comes out.
    ///
    /// Where a print turns out to wait for somebody to log in nobody has said yes to leaving without it: it stays ready.
    pub(super) fn print_and_go_on(&mut self, print: Vec<PickupNumber>, goes: Vec<PickupNumber>) {
        self.print_certificates(print);
        let ended = self.go_on(&goes);
        let mut goes = goes;
        goes.retain(|number| !ended.contains(number));
        self.leave_with(goes);
    }

    /// The next customer's visit begins after one with these certificates; returns those of which a print has ended with it.
    pub(super) fn go_on(&mut self, goes: &[PickupNumber]) -> Vec<PickupNumber> {
        let form = self.scene.form().map_or(Vec::new(), Form::numbers);
        self.put_away();
        self.print_queue.leave_behind(&[goes, &form].concat())
    }

    /// The customer goes with these certificates, as far as they are ready.
    pub(super) fn leave_with(&mut self, numbers: Vec<PickupNumber>) {
        let view = self.shared_view.read();
        let is_ready = |number: &PickupNumber| {
            let row = view.queue.rows.iter().find(|row| row.number == *number);
            row.is_some_and(|row| row.state == State::Ready)
        };
        let ready = numbers.into_iter().filter(is_ready).collect();
        let now = self.print_queue.take_leave(ready);
        if !now.is_empty() {
            self.end_by_key(Ends::HandOver, &as_they_stand(now));
        }
    }

    /// Says which certificates stay ready though their customer has left.
    pub(super) fn tell_what_stays(&mut self, numbers: &[PickupNumber]) {
        if !numbers.is_empty() {
            let numbers = numbers_in_words(numbers);
            let about = [("numbers", numbers.as_str().into())];
            let said = texts(self.language).with("notice-stays-ready", &about);
            self.notice = Some(Notice::Well(said));
        }
    }

    /// Returns the certificates of these numbers, or none where one of them is not at hand.
    pub(super) fn certificates_of(&self, numbers: &[PickupNumber]) -> Vec<(PickupNumber, Issued)> {
        let find = |number: &PickupNumber| {
            let mut all = self.certificates.iter();
            all.find(|(known, _)| known == number).cloned()
        };
        let found: Option<Vec<_>> = numbers.iter().map(find).collect();
        found.unwrap_or_default()
    }

    /// Prints certificates, a job a visit.
    pub(super) fn print_issued(&mut self, issued: Vec<(PickupNumber, Issued)>) {
        if issued.is_empty() {
            return;
        }
        let view = self.shared_view.read();
        let visit_of = |number| {
            let mut rows = view.queue.rows.iter();
            let row = rows.find(|row| row.number == number);
            row.map_or(number, |row| row.visit)
        };
        self.print(PrintBatch::of(issued, visit_of));
    }

    /// Has the slip of a visit laid out and printed.
    pub(super) fn ask_for_slip(&mut self, visit: PickupNumber) {
        if self
            .print_queue
            .expect(Document::Slip, vec![visit])
            .is_empty()
        {
            self.say_printed_already();
        } else if !self.is_heard(Request::Slip(visit)) {
            self.print_queue.expect_nothing();
        }
    }

    fn say_printed_already(&mut self) {
        self.notice = Some(Notice::Well(texts(self.language).get("print-same")));
    }

    /// Prints the slip of a visit.
    pub(super) fn print_slip(&mut self, visit: PickupNumber, pdf: Printable) {
        self.print(PrintBatch {
            jobs: vec![PrintJob::Slip(visit, pdf)],
        });
    }

    fn print(&mut self, batch: PrintBatch) {
        self.notice = None;
        if !self.print_queue.print(
            batch,
            (
                self.settings.clone(),
                self.around.printers.clone(),
                self.present(),
            ),
            &self.jobs,
        ) {
            self.say_printed_already();
        }
    }

    /// Takes in what a print reports.
    pub(super) fn take_print(&mut self, id: u32, report: Report) {
        if let Report::Gone(gone) = &report {
            self.tell_gone(gone);
        }
        if let Report::Printed(numbers) = &report
            && self.print_queue.is_of_certificates(id)
        {
            self.note_output(numbers.clone(), Output::Printed);
        }
        let leaving = self.print_queue.take(id, report);
        if !leaving.is_empty() {
            self.end_by_key(Ends::HandOver, &as_they_stand(leaving));
        }
    }

    /// Puts away that something came out well, once it has been told for a while.
    pub(super) fn put_away_what_is_printed(&mut self, context: &egui::Context) {
        let now = context.input(|input| input.time);
        if let Some(left) = self.print_queue.refresh(now) {
            context.request_repaint_after(left);
        }
    }

    /// Has noted what certificates have come out as: it is kept with the case.
    pub(super) fn note_output(&mut self, numbers: Vec<PickupNumber>, output: Output) {
        if !numbers.is_empty() && !self.worker.ask(Request::Output(numbers, output)) {
            self.tell("job-lost");
        }
    }

    /// Returns the moment by which certificates are printed and saved, for a thread of their own.
    pub(super) fn present(&self) -> Present {
        Present::new(&self.around.clock, &self.shared_view, self.worker.sender())
    }

    /// Looks at the printer from now on, if nobody does yet.
    pub(super) fn watch_printer(&mut self) {
        let watch = || {
            let around = self.around.printers.clone();
            printer_watch::watch(self.folder.settings(), around, self.jobs.event_sender())
        };
        self.printer_watch.get_or_insert_with(watch);
    }

    /// Asks which printers there are; an answer that is old is not shown meanwhile.
    pub(super) fn ask_printers(&mut self) {
        self.printers = None;
        self.forget_login_faults();
        self.ask_printers_again();
    }

    /// Does the same; what is known of them shows until they have answered.
    pub(super) fn ask_printers_again(&mut self) {
        let (settings, around) = (self.settings.clone(), self.around.printers.clone());
        self.jobs.spawn("printers", move || {
            Event::Printers(print_setup::spooler_among(&settings, &around).list())
        });
    }

    /// Keeps the choice of a printer, and what else has been set meanwhile.
    pub(super) fn choose_printer(&mut self, purpose: PrintFor, chosen: &Chosen) {
        let (printer, tray) = keys(purpose);
        self.change_settings(|settings| {
            settings.set(printer, &chosen.printer)?;
            settings.set(tray, &chosen.tray)
        });
    }

    /// Trusts no certificate of a printer any more, and looks how the printers are by then.
    pub(super) fn forget_printer(&mut self, address: &str) {
        self.change_settings(|settings| {
            let mut pins = settings.values().printers.trusted.clone();
            pins.forget(address);
            settings.set("printer.trusted", &pins.to_string())
        });
        self.ask_printers();
    }

    pub(super) fn change_settings(
        &mut self,
        change: impl FnOnce(&mut Settings) -> Result<(), settings::Error>,
    ) {
        match self.changed_settings(change) {
            Ok(settings) => self.settings = settings,
            Err(error) => {
                log(&error);
                self.tell("settings");
            }
        }
    }

    pub(super) fn changed_settings(
        &self,
        change: impl FnOnce(&mut Settings) -> Result<(), settings::Error>,
    ) -> Result<Settings, settings::Error> {
        let path = self.folder.settings();
        let mut settings = Settings::load(&path)?;
        change(&mut settings)?;
        settings.save(&path)?;
        Ok(settings)
    }

    /// Says which printers there are and what is chosen, once they have answered.
    pub(super) fn say_printers(&self) -> Option<Printers> {
        let answer = self.printers.as_ref()?;
        let tray = |tray: &String| (tray.clone(), printer_wording::say_tray(self.language, tray));
        let row = |printer: &spool::Printer| PrinterRow {
            id: printer.target.to_string(),
            name: cut(&printer.name, QUOTED).into_owned(),
            says: printer_wording::say_printer(self.language, printer),
            is_ready: printer.is_ready(),
            trays: printer.trays.iter().map(tray).collect(),
            trusted: !self
                .settings
                .values()
                .printers
                .trusted
                .at(&printer.target.to_string())
                .is_empty(),
            login: self.say_login(printer),
        };
        let chosen = |purpose| {
            let PrinterChoice { target, tray } =
                print_setup::choice(&self.settings, document(purpose));
            let printer = target.to_string();
            let tray = tray.clone();
            (purpose, Chosen { printer, tray })
        };
        let (rows, fault) = match answer {
            Ok(printers) => (told_apart(printers.iter().map(row).collect()), None),
            Err(error) => (
                Vec::new(),
                Some(printer_wording::say_error(self.language, error)),
            ),
        };
        Some(Printers {
            default: default_of(answer.as_deref().unwrap_or_default()),
            rows,
            fault,
            chosen: [PrintFor::Certificates, PrintFor::Slips].map(chosen),
        })
    }

    /// Adds the printer to what works and what does not.
    pub(super) fn with_printer(&self, status: &Status) -> Status {
        let mut status = status.clone();
        if let Some(seen) = &self.printer {
            let mut light = seen.light();
            // What waits at it knows better than the last look.
            if self.print_queue.waits_for_staff() {
                light.state = LightState::NeedsYou;
            }
            status.printer = Some(light);
            status.printer_says = Some(seen.say(self.language));
        }
        status
    }
}

/// Names the printer that is the default: CUPS needs none where there is one queue alone.
fn default_of(printers: &[spool::Printer]) -> Option<String> {
    let is_queue = |printer: &&spool::Printer| matches!(printer.target, spool::Target::Queue(_));
    let mut queues = printers.iter().filter(is_queue);
    let default = match (queues.next(), queues.next()) {
        (Some(only), None) => Some(only),
        _ => printers.iter().find(|printer| printer.is_default),
    };
    default.map(|printer| printer.target.to_string())
}

/// Adds to names that several printers have where each of them is.
fn told_apart(mut rows: Vec<PrinterRow>) -> Vec<PrinterRow> {
    let names: Vec<String> = rows.iter().map(|row| row.name.clone()).collect();
    for row in &mut rows {
        if names.iter().filter(|name| **name == row.name).count() > 1 {
            row.name = format!("{} · {}", row.name, cut(&row.id, QUOTED));
        }
    }
    rows
}

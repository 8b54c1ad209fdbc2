//! What has happened, taken in: each event moves on what it names, and nothing that happens to be shown.

use super::{App, printer_login, reports::log, shown};
use crate::{
    app::{
        event::{Event, Fault, Opened},
        explain, notices, worker,
    },
    case::{CaseVersion, PickupNumber, VisitId},
    counter::{master_key, open, print_setup::Document, settings::Settings},
    domain::Statement,
    issue::{self, Issued},
    text::texts,
    ui::{Closed, Form, Lock, Look, Notice, Original, QueuedVisit, Scene},
    vault,
};

impl App {
    pub(super) fn take_in(&mut self, event: Event) {
        match event {
            Event::Opened(opened) => self.take_up_work(*opened),
            Event::NotOpened(error) => self.not_opened(&error),
            Event::Sending(visit, until) => {
                if self.scene.is_sending(visit)
                    && let Some(form) = self.scene.form_mut()
                {
                    *form = Form::Sending {
                        id: visit,
                        until: Some(until),
                    };
                }
            }
            Event::Issued(visit, issued) => self.issued(visit, issued),
            Event::QueuedVisit(visit, queued) => self.queued(visit, queued),
            Event::NotTaken(visit, fault) => self.not_taken(visit, &fault),
            Event::NotEnded(ends, numbers, fault) => {
                log(&fault);
                self.tell_not_ended(ends, numbers, &fault);
            }
            Event::NotBroughtBack(refused) => self.tell_not_brought_back(refused),
            Event::BroughtBack(numbers) => self.say_brought_back(&numbers),
            Event::DraftKept(visit, kept) => self.draft_kept(visit, kept),
            Event::DraftTaken(draft) => self.draft_taken(*draft),
            Event::DraftNotTaken(visit, fault) => self.draft_not_taken(visit, fault.as_ref()),
            Event::Unfinished(unfinished) => self.offer(unfinished),
            Event::Shown(numbers, issued) => self.looked(&numbers, issued),
            Event::NotShown(numbers, fault) => self.not_shown(&numbers, &fault),
            Event::ToPrint {
                asked,
                issued,
                unfit,
            } => {
                self.print_queue.arrives(Document::Certificate, &asked);
                self.print_issued(issued);
                if !unfit.is_empty() {
                    self.tell_of("unfit-to-print", unfit);
                }
            }
            Event::Slip(visit, pdf) => {
                self.print_queue.arrives(Document::Slip, &[visit]);
                self.print_slip(visit, pdf);
            }
            Event::Print(id, report) => self.take_print(id, report),
            Event::Printer(seen) => self.printer = seen,
            Event::Printers(printers) => self.printers = Some(printers),
            Event::LoginTried(printer, login, tried) => self.login_tried(&printer, login, tried),
            Event::TooSoon(from) => self.counter.too_soon(from),
            Event::Content(correction, original, beside) => {
                self.correct(correction, *original, beside);
            }
            Event::Refused(fault) => {
                self.print_queue.expect_nothing();
                log(&fault);
                self.tell_of(explain::of_refusal(&fault), explain::numbers_of(&fault));
            }
            Event::Hindered(fault) => self.hindered(fault.as_ref()),
            Event::Saved { numbers, result } => self.saved(numbers, result),
            Event::SavedUnprinted { saved, opened } => self.saved_unprinted(saved, opened),
            Event::JobLost(name) => self.lost(name),
        }
    }

    /// Says why a visit was not taken up; it can be issued again.
    fn not_taken(&mut self, visit: VisitId, fault: &Fault) {
        self.release(visit);
        log(fault);
        if let Fault::Issue(issue::Error::TakenUpOtherwise(_)) = fault {
            // What stands in the form is another visit.
            self.counter.unname(visit);
        }
        self.tell_of(explain::of_fault(fault), explain::numbers_of(fault));
    }

    /// Says why certificates of the queue do not show, and shows what showed before them.
    fn not_shown(&mut self, numbers: &[PickupNumber], fault: &Fault) {
        log(fault);
        if matches!(&self.scene, Scene::Looking(Look::Opening(asked), _) if asked == numbers) {
            self.look_away();
        }
        self.tell(explain::of_fault(fault));
    }

    fn tell_not_brought_back(&mut self, refused: Vec<(PickupNumber, Fault)>) {
        for (_, fault) in &refused {
            log(fault);
        }
        let numbers = refused.into_iter().map(|(number, _)| number).collect();
        self.tell_of("not-brought-back", numbers);
    }

    /// Says what keeps the counter from its own work, until nothing does any more.
    fn hindered(&mut self, fault: Option<&Fault>) {
        self.hindered = fault.and_then(explain::of_hindrance);
        if let Some(fault) = fault {
            log(fault);
        }
    }

    fn take_up_work(&mut self, opened: Opened) {
        let lost = self.scene.lost();
        self.scene = Scene::Form(Form::Typing);
        (self.problem, self.hindered) = (None, None);
        self.settings = opened.settings;
        self.watch_printer();
        self.notice = notices::in_passing(self.language, &opened.notes).map(Notice::Well);
        let typed = self.counter.visit();
        // Whatever the worker before knew of it, this one has to hear.
        let own = typed.as_ref().map(|visit| visit.id);
        self.kept.typed.take_if(|kept| own == Some(kept.id));
        self.unfinished.clear();
        if let Some(visit) = typed.filter(|visit| lost == Some(visit.id)) {
            // It may be taken up already: then it gets the numbers that it has.
            self.issue(visit);
        }
        if let Some(latest) = opened.comes {
            self.bring_back(latest);
        }
    }

    fn not_opened(&mut self, error: &open::Error) {
        if let Some(lock) = self.lock_after(error) {
            // Whose counter it is, and whether it is training, is seen before it opens.
            if let Ok(settings) = Settings::load(&self.folder.settings()) {
                self.settings = settings;
            }
            let trying = false;
            self.scene.close(Closed::Locked { lock, trying });
            return;
        }
        self.scene.close(Closed::Shut);
        self.hindered = None;
        log(error);
        self.tell(explain::of_counter(error));
    }

    /// Says what a counter that did not open waits for, if it is a passphrase.
    fn lock_after(&self, error: &open::Error) -> Option<Lock> {
        let wrong = matches!(error, open::Error::Vault(vault::Error::WrongPassphrase));
        if wrong && matches!(self.scene.closed(), Some(Closed::Locked { .. })) {
            return Some(Lock::Wrong);
        }
        let locked = matches!(error, open::Error::Locked);
        locked.then(|| {
            if master_key::has_passphrase(&self.folder) {
                return Lock::Closed;
            }
            Lock::Choose {
                least: vault::passphrase::LEAST_CHARACTERS,
            }
        })
    }

    /// Shows the certificates of a visit whose customer waits for them; others are told as ready by the queue.
    fn issued(&mut self, visit: VisitId, certificates: Vec<(PickupNumber, Issued)>) {
        if self.scene.is_sending(visit)
            && let Some(form) = self.scene.form_mut()
        {
            *form = Form::Result {
                id: visit,
                issued: shown::issued(&certificates),
            };
            self.certificates.extend(certificates);
        }
    }

    /// Says that a visit waits, and under which numbers.
    fn queued(&mut self, visit: VisitId, queued: QueuedVisit) {
        if self.scene.is_sending(visit)
            && let Some(form) = self.scene.form_mut()
        {
            *form = Form::Queued { id: visit, queued };
        }
    }

    /// Shows certificates that were asked for and are still waited for; they come over nothing that was begun since.
    fn looked(&mut self, numbers: &[PickupNumber], certificates: Vec<(PickupNumber, Issued)>) {
        if let Scene::Looking(look @ Look::Opening(_), _) = &mut self.scene
            && matches!(look, Look::Opening(asked) if asked == numbers)
        {
            if !self.counter.waits_to_see() {
                self.scene.look_away();
                return;
            }
            *look = Look::Open(shown::issued(&certificates));
            self.certificates.extend(certificates);
        }
    }

    /// Opens the form with the content of a case to be corrected, unless something else stands in it meanwhile.
    fn correct(&mut self, correction: CaseVersion, original: Original, beside: Vec<Statement>) {
        self.look_away();
        if self.is_form_free() {
            self.counter.correct(correction, original, beside);
        } else {
            self.notice = Some(Notice::Well(texts(self.language).get("form-in-use")));
        }
    }

    fn lost(&mut self, name: &'static str) {
        self.print_queue.expect_nothing();
        tracing::error!(job = name, "a job ended without a result");
        match name {
            worker::THREAD if self.is_opening() => self.scene.close(Closed::Shut),
            worker::THREAD => {
                self.put_away();
                self.open_again(None);
            }
            "save" => self.saving = false,
            printer_login::JOB => self.login_tries.clear(),
            _ => {}
        }
        self.tell("job-lost");
    }
}

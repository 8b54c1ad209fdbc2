//! Sending: checks first, then the job, then its document; and what is known when an answer gets lost.

use std::{thread, time::Duration};

use ipp::{
    model::{DelimiterTag, Operation},
    value::IppValue,
};
use zeroize::Zeroizing;

use super::{
    super::{Error, Job, Login, Paper, State, Target, Ticket, job::Way},
    Client, Dest, Found,
    state::{AUTH_INFO, JobState},
    wire::{Answer, Message, collection},
};
use crate::spool::{
    ipp::reach::Reach,
    media::{self, Medium},
};

impl Client {
    /// Sends a PDF to a printer.
    pub(in crate::spool) fn send(
        &self,
        target: &Target,
        pdf: &[u8],
        ticket: &Ticket,
    ) -> Result<Job, Error> {
        let found = self.find(target)?;
        let order = Order::check(self, &found, pdf, ticket)?;
        let both = [Operation::CreateJob, Operation::SendDocument];
        let sent = if both.into_iter().all(|operation| found.knows(operation)) {
            self.in_two_steps(&found, &order, pdf)
        } else {
            self.in_one_step(&found, &order, pdf)
        };
        if let (Ok(job), Some(login)) = (&sent, order.login)
            && let Some(number) = job.number
        {
            self.note_brought(&found.dest, number, login);
        }
        sent
    }

    /// Makes a job first and sends its document then, so that a lost answer can be looked up (RFC 8011
    /// sections 4.2.4 and 4.3.1).
    fn in_two_steps(&self, found: &Found, order: &Order<'_>, pdf: &[u8]) -> Result<Job, Error> {
        let dest = &found.dest;
        let message = order.message(Operation::CreateJob, dest)?;
        // Where this answer is lost a job without a document may remain, which prints nothing.
        let answer = order.accepted(self.line.send(dest, message, None)?)?;
        let number = number(&answer).ok_or(Error::NotAPrinter)?;
        let undone = |reach, error| self.undo(found, Some(number), reach, error);
        let fault = order.unmet(&answer);
        let message = fault.map_or_else(|| document_of(dest, number), Err);
        let message = message.map_err(|error| undone(Reach::Unsent, error))?;
        match self.line.send(dest, message, Some(pdf)) {
            Ok(answer) => {
                let reach = answer.reach();
                let accepted = answer.accepted().map_err(|error| undone(reach, error));
                accepted.map(|_| job(found, number))
            }
            Err(lost) if lost.reach == Reach::Sent => self.look_up(found, number),
            Err(lost) => Err(undone(lost.reach, lost.error)),
        }
    }

    /// Finds out what became of a document whose answer was lost. It is never sent again.
    fn look_up(&self, found: &Found, number: i32) -> Result<Job, Error> {
        for pause in LOOKS {
            thread::sleep(pause);
            match self.job_state(&found.dest, number) {
                Ok(Some(state)) if state.lacks_document() || state.is_cut_off() => {
                    return Err(self.undo(found, Some(number), Reach::Sent, Error::Lost));
                }
                Ok(Some(_)) => return Ok(job(found, number)),
                Ok(None) | Err(_) => {}
            }
        }
        Err(Error::Unclear(Some(job(found, number))))
    }

    /// Takes back what is not to be printed, and returns why it is not.
    ///
    /// Where the printer may have the document, that is only told once the printer itself has said that no page is
    /// out, and after the cancelling that none will come. Of a job without a number it says nothing, so that there
    /// the answer must prove it. Otherwise it is unclear.
    fn undo(&self, found: &Found, number: Option<i32>, reach: Reach, why: Error) -> Error {
        let dest = &found.dest;
        let Some(number) = number else {
            return match reach {
                Reach::Unsent | Reach::Refused => why,
                Reach::Answered | Reach::Sent => Error::Unclear(None),
            };
        };
        let says = |is_so: fn(&JobState) -> bool| {
            let state = self.job_state(dest, number).ok().flatten();
            state.as_ref().is_some_and(is_so)
        };
        if reach == Reach::Unsent {
            // Whatever becomes of a job without a document, it prints nothing.
            drop(self.cancel(dest, number));
            return why;
        }
        let before = says(JobState::has_no_page);
        // Too late is what had ended by itself.
        let cancelled = matches!(self.cancel(dest, number), Ok(()) | Err(Error::TooLate));
        if before && cancelled && says(JobState::ended_without_page) {
            why
        } else {
            Error::Unclear(Some(job(found, number)))
        }
    }

    /// Sends job and document at once, for printers that know no other way (RFC 8011 section 4.2.1).
    ///
    /// Whether the printer takes it as it is meant is asked before (section 4.2.3), because afterwards it prints.
    fn in_one_step(&self, found: &Found, order: &Order<'_>, pdf: &[u8]) -> Result<Job, Error> {
        let dest = &found.dest;
        if found.knows(Operation::ValidateJob) {
            let mut message = order.message(Operation::ValidateJob, dest)?;
            message.operation("document-format", IppValue::new_mime_media_type(PDF))?;
            let answer = order.accepted(self.line.send(dest, message, None)?)?;
            if let Some(fault) = order.unmet(&answer) {
                return Err(fault);
            }
        }
        let mut message = order.message(Operation::PrintJob, dest)?;
        message.operation("document-format", IppValue::new_mime_media_type(PDF))?;
        let answer = match self.line.send(dest, message, Some(pdf)) {
            Ok(answer) => answer,
            Err(lost) => return Err(self.undo(found, None, lost.reach, lost.error)),
        };
        let (number, fault, reach) = (number(&answer), order.unmet(&answer), answer.reach());
        if let Err(error) = order.accepted(answer) {
            return Err(self.undo(found, number, reach, error));
        }
        match (number, fault) {
            (Some(number), None) => Ok(job(found, number)),
            (Some(_), Some(fault)) => Err(self.undo(found, number, Reach::Answered, fault)),
            // It is taken, and under which number the printer does not say.
            (None, _) => Err(Error::Unclear(None)),
        }
    }
}

/// Makes the message that brings a job its document.
fn document_of(dest: &Dest, number: i32) -> Result<Message, Error> {
    let mut message = Message::about(Operation::SendDocument, &dest.uri, number)?;
    message.operation("document-format", IppValue::new_mime_media_type(PDF))?;
    message.operation("last-document", Ok(IppValue::Boolean(true)))?;
    Ok(message)
}

/// Reads the number of the job.
fn number(answer: &Answer) -> Option<i32> {
    let group = answer.groups(DelimiterTag::JobAttributes).next()?;
    group.number("job-id")
}

fn job(found: &Found, number: i32) -> Job {
    Job {
        way: Way::Ipp(Box::new(found.dest.clone())),
        target: found.printer.target.clone(),
        number: Some(number),
    }
}

/// What is asked for, checked against what the printer offers.
struct Order<'a> {
    ticket: &'a Ticket,
    medium: Medium,
    /// What the printer behind the queue is told of whoever prints, and by whose login.
    auth_info: Vec<Zeroizing<String>>,
    login: Option<Login>,
    /// Whether paper and tray are told as a collection (PWG 5100.7 section 6.3).
    in_detail: bool,
    one_sided: bool,
    unscaled: bool,
}

impl<'a> Order<'a> {
    fn check(
        client: &Client,
        found: &Found,
        pdf: &[u8],
        ticket: &'a Ticket,
    ) -> Result<Self, Error> {
        let group = found.answer.groups(DelimiterTag::PrinterAttributes).next();
        let group = group.ok_or(Error::NotAPrinter)?;
        let printer = &found.printer;
        if !printer.accepting {
            return Err(Error::Rejecting);
        }
        // CUPS would hold the job until somebody gives it a password, on a page that staff do not see.
        let (auth_info, login) = match client.auth_info(&found.dest, &group.words(AUTH_INFO)) {
            Ok(given) => given.unzip(),
            // It keeps the word though a login was given it since.
            Err(error) if ticket.insist && error.asks_for_login() => (None, None),
            Err(error) => return Err(error),
        };
        if printer.state == State::Stopped && !ticket.insist {
            return Err(Error::Stopped(printer.reasons.clone()));
        }
        let formats = group.words("document-format-supported");
        if !formats.is_empty() && !formats.iter().any(|format| format == PDF) {
            return Err(Error::NoPdf);
        }
        let tray = ticket.tray.as_ref();
        if tray.is_some_and(|tray| !printer.trays.contains(tray)) {
            return Err(Error::NoTray);
        }
        let most = group.numbers("copies-supported").into_iter().max();
        if most.is_some_and(|most| i32::from(ticket.copies) > most) {
            return Err(Error::Declined("copies".to_owned()));
        }
        let page = match ticket.paper {
            Paper::A4 | Paper::A6 => None,
            Paper::Roll80 => media::page_mm(pdf),
        };
        let medium = media::choose(ticket.paper, page, &group.words("media-supported"))
            .ok_or_else(|| Error::NoPaper(ticket.paper.name()))?;
        let members = group.words("media-col-supported");
        let knows = |member: &str| members.iter().any(|known| known == member);
        let offers = |name: &str, word: &str| {
            let offered = group.words(name);
            offered.is_empty() || offered.iter().any(|offer| offer == word)
        };
        Ok(Self {
            ticket,
            in_detail: tray.is_some() || (medium.is_custom && knows("media-size")),
            medium,
            auth_info: auth_info.unwrap_or_default(),
            login,
            one_sided: offers("sides-supported", "one-sided"),
            unscaled: offers("print-scaling-supported", "none"),
        })
    }

    /// Makes the message that begins a job.
    fn message(&self, operation: Operation, dest: &Dest) -> Result<Message, Error> {
        let mut message = Message::to(operation, &dest.uri)?;
        let title = self.ticket.title.as_str();
        message.operation("job-name", IppValue::new_name_without_language(title))?;
        // Whatever a printer does not know is told in its answer; the paper is then refused here.
        message.operation("ipp-attribute-fidelity", Ok(IppValue::Boolean(false)))?;
        if !self.auth_info.is_empty() && operation != Operation::ValidateJob {
            message.auth_info(&self.auth_info)?;
        }
        message.job("copies", Ok(IppValue::Integer(self.ticket.copies.into())))?;
        if self.one_sided {
            message.job("sides", IppValue::new_keyword("one-sided"))?;
        }
        if self.unscaled {
            message.job("print-scaling", IppValue::new_keyword("none"))?;
        }
        if !self.in_detail {
            message.job("media", IppValue::new_keyword(&self.medium.keyword))?;
            return Ok(message);
        }
        let (width, height) = self.medium.hundredths;
        let size = collection(vec![
            ("x-dimension", Ok(IppValue::Integer(width))),
            ("y-dimension", Ok(IppValue::Integer(height))),
        ]);
        let mut members = vec![("media-size", size)];
        if let Some(tray) = &self.ticket.tray {
            members.push(("media-source", IppValue::new_keyword(tray)));
        }
        message.job("media-col", collection(members))?;
        Ok(message)
    }

    /// Passes on what was accepted.
    fn accepted(&self, answer: Answer) -> Result<Answer, Error> {
        let unmet = self.unmet(&answer);
        answer.accepted().map_err(|error| match (error, unmet) {
            // That is why.
            (Error::Declined(_), Some(unmet)) => unmet,
            (error, _) => error,
        })
    }

    /// Says what the printer would do otherwise than asked: other paper, or fewer copies.
    fn unmet(&self, answer: &Answer) -> Option<Error> {
        let ignored = answer.unsupported();
        if ignored.contains(&"media") || ignored.contains(&"media-col") {
            Some(Error::NoPaper(self.ticket.paper.name()))
        } else if ignored.contains(&"copies") && self.ticket.copies > 1 {
            Some(Error::Declined("copies".to_owned()))
        } else {
            None
        }
    }
}

const PDF: &str = "application/pdf";
/// When a job whose answer was lost is looked up: at once, and when a small hitch is over.
const LOOKS: [Duration; 3] = [
    Duration::from_millis(200),
    Duration::from_secs(1),
    Duration::from_secs(3),
];

//! Sending: checks first, then the job, then its document; and what is known when an answer gets lost.

use std::{thread, time::Duration};

use ipp::{
    model::{DelimiterTag, Operation},
    value::IppValue,
};

use super::{
    super::{
        Error, Job, Paper, State, Target, Ticket,
        job::Way,
        paper::{self, Medium},
    },
    Client, Dest, Found, state,
    wire::{Answer, Group, Message, collection},
};

impl Client {
    /// Sends a PDF to a printer.
    pub(in crate::print::spool) fn send(
        &self,
        target: &Target,
        pdf: &[u8],
        ticket: &Ticket,
    ) -> Result<Job, Error> {
        let found = self.find(target)?;
        let group = found.answer.groups(DelimiterTag::PrinterAttributes).next();
        let group = group.ok_or(Error::NotAPrinter)?;
        let order = Order::check(&found, group, pdf, ticket)?;
        let known = group.numbers("operations-supported");
        let both = [Operation::CreateJob, Operation::SendDocument];
        if both
            .iter()
            .all(|operation| known.contains(&i32::from(*operation as u16)))
        {
            self.in_two_steps(&found, &order, pdf)
        } else {
            self.in_one_step(&found, &order, pdf)
        }
    }

    /// Makes a job first and sends its document then, so that a lost answer can be looked up (RFC 8011
    /// sections 4.2.4 and 4.3.1).
    fn in_two_steps(&self, found: &Found, order: &Order<'_>, pdf: &[u8]) -> Result<Job, Error> {
        let dest = &found.dest;
        let message = order.message(Operation::CreateJob, dest)?;
        // Where this answer is lost a job without a document may remain, which prints nothing.
        let answer = self.line.send(dest, message, None)?;
        let (number, refused) = order.read(answer)?;
        let number = number.ok_or(Error::NotAPrinter)?;
        let take_back = || drop(self.cancel(dest, number));
        if let Some(error) = refused {
            take_back();
            return Err(error);
        }
        let mut message = Message::about(Operation::SendDocument, &dest.uri, number)?;
        message.operation("document-format", IppValue::new_mime_media_type(PDF))?;
        message.operation("last-document", Ok(IppValue::Boolean(true)))?;
        let job = job(found, number);
        match self.line.send(dest, message, Some(pdf)) {
            Ok(answer) => match answer.accepted() {
                Ok(_) => Ok(job),
                Err(error) => {
                    take_back();
                    Err(error)
                }
            },
            Err(lost) if lost.sent => self.look_up(dest, job, number),
            Err(lost) => {
                take_back();
                Err(lost.error)
            }
        }
    }

    /// Finds out what became of a document whose answer was lost. It is never sent again.
    fn look_up(&self, dest: &Dest, job: Job, number: i32) -> Result<Job, Error> {
        for pause in LOOKS {
            thread::sleep(pause);
            match self.job_state(dest, number) {
                Ok(Some(found)) if found.lacks_document() => {
                    // Only a job that is taken back for certain may be called lost.
                    return match self.cancel(dest, number) {
                        Ok(()) => Err(Error::Lost),
                        Err(_) => Err(Error::Unclear(Some(job))),
                    };
                }
                Ok(Some(found)) if [state::CANCELED, state::ABORTED].contains(&found.state) => {
                    return Err(Error::Lost);
                }
                Ok(Some(_)) => return Ok(job),
                Ok(None) | Err(_) => {}
            }
        }
        Err(Error::Unclear(Some(job)))
    }

    /// Sends job and document at once, for printers that know no other way (RFC 8011 section 4.2.1).
    fn in_one_step(&self, found: &Found, order: &Order<'_>, pdf: &[u8]) -> Result<Job, Error> {
        let mut message = order.message(Operation::PrintJob, &found.dest)?;
        message.operation("document-format", IppValue::new_mime_media_type(PDF))?;
        match self.line.send(&found.dest, message, Some(pdf)) {
            Ok(answer) => {
                let (number, _too_late) = order.read(answer)?;
                // It is taken, and under which number the printer does not say.
                let number = number.ok_or(Error::Unclear(None))?;
                Ok(job(found, number))
            }
            // Whatever came back instead of an answer, the document may have arrived.
            Err(lost) if lost.sent => Err(Error::Unclear(None)),
            Err(lost) => Err(lost.error),
        }
    }
}

fn job(found: &Found, number: i32) -> Job {
    Job {
        way: Way::Ipp(found.dest.clone()),
        target: found.printer.target.clone(),
        number: Some(number),
    }
}

/// What is asked for, checked against what the printer offers.
struct Order<'a> {
    ticket: &'a Ticket,
    medium: Medium,
    /// Whether paper and tray are told as a collection (PWG 5100.7 section 6.3).
    in_detail: bool,
    one_sided: bool,
    unscaled: bool,
}

impl<'a> Order<'a> {
    fn check(
        found: &Found,
        group: Group<'_>,
        pdf: &[u8],
        ticket: &'a Ticket,
    ) -> Result<Self, Error> {
        let printer = &found.printer;
        if !printer.accepting {
            return Err(Error::Rejecting);
        }
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
            Paper::Roll80 => paper::page_mm(pdf),
        };
        let medium = paper::choose(ticket.paper, page, &group.words("media-supported"))
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

    /// Reads the number of the job, and whether the printer would take other paper than was asked for.
    fn read(&self, answer: Answer) -> Result<(Option<i32>, Option<Error>), Error> {
        let ignored = answer.unsupported();
        let other_paper = (ignored.contains(&"media") || ignored.contains(&"media-col"))
            .then(|| Error::NoPaper(self.ticket.paper.name()));
        let answer = answer
            .accepted()
            .map_err(|error| match (error, &other_paper) {
                // The paper is why.
                (Error::Declined(_), Some(paper)) => paper.clone(),
                (error, _) => error,
            })?;
        let group = answer.groups(DelimiterTag::JobAttributes).next();
        Ok((group.and_then(|group| group.number("job-id")), other_paper))
    }
}

const PDF: &str = "application/pdf";
/// When a job whose answer was lost is looked up: at once, and when a small hitch is over.
const LOOKS: [Duration; 3] = [
    Duration::from_millis(200),
    Duration::from_secs(1),
    Duration::from_secs(3),
];

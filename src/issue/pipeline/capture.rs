//! Taking a visit up: its cases on the disk, once, and their numbers.

use jiff::{SignedDuration, ZonedDateTime};

use super::{IssueRequest, Pipeline};
use crate::{
    case::{CaseVersion, PickupNumber, Visit, VisitId},
    domain::{Draft, Issuer, ParsedDraft, visit_rules},
    issue::Error,
    queue::Capture,
};

impl Pipeline {
    /// Takes up the visit of a form, as [`Self::capture`] does, read by the counter's own moment: that is when it is
    /// taken up, whatever the form found right before.
    ///
    /// A visit that was taken up before has its numbers already, whatever moment it is by now.
    pub fn capture_visit(
        &mut self,
        visit: Visit,
        issuer: &Issuer,
        now: &ZonedDateTime,
    ) -> Result<Vec<PickupNumber>, Error> {
        let taken_up = self.store.of_visit(visit.id).map_err(Error::Queue)?;
        if !taken_up.is_empty() {
            return self.if_it_says(taken_up, visit.drafts.iter());
        }
        // Told before what a wrong clock finds wrong with a date.
        if let Some(fault) = self.clock_fault(now.timestamp()) {
            return Err(fault);
        }
        let requests = visit.drafts.into_iter().map(|draft| {
            Ok(IssueRequest {
                draft: self.parse(draft, now).or(Err(Error::Unreadable))?,
                issuer: issuer.clone(),
            })
        });
        let requests: Vec<IssueRequest> = requests.collect::<Result<_, Error>>()?;
        let drafts: Vec<&ParsedDraft> = requests.iter().map(|request| &request.draft).collect();
        if !visit_rules::unanswered(&drafts).is_empty() {
            return Err(Error::Unreadable);
        }
        self.capture(visit.id, &requests, now, visit.corrects)
    }

    /// Takes up a visit: all of its cases, safe on disk when this returns, or none.
    ///
    /// Returns their numbers, in the order of the requests. A visit that was taken up before has its numbers already; if
    /// it says something else now ([`Error::TakenUpOtherwise`]), or is done ([`Error::Done`]), it is refused: no number is
    /// told for what it is not.
    pub fn capture(
        &mut self,
        visit: VisitId,
        requests: &[IssueRequest],
        now: &ZonedDateTime,
        corrects: Option<CaseVersion>,
    ) -> Result<Vec<PickupNumber>, Error> {
        let at = now.timestamp();
        if let Some(fault) = self.clock_fault(at) {
            return Err(fault);
        }
        let deadline = self.deadline(at);
        let captures = requests.iter().enumerate().map(|(place, request)| {
            let IssueRequest { draft, issuer } = request;
            Ok(Capture {
                order: self.route.order(draft.statement(), issuer, at)?,
                draft: draft.draft().clone(),
                issuer: issuer.clone(),
                // It is read again from the disk by the same moment.
                captured_at: draft.parsed_at().clone(),
                deadline,
                corrects: corrects.filter(|_| place == 0),
            })
        });
        let captures: Vec<Capture> = captures.collect::<Result<_, Error>>()?;
        let numbers = self.store.capture(visit, captures).map_err(Error::Queue)?;
        self.write_down(SignedDuration::ZERO);
        // Another program may have taken the same visit up in this very moment.
        self.if_it_says(
            numbers,
            requests.iter().map(|request| request.draft.draft()),
        )
    }

    /// Returns the numbers of a visit, if it was taken up with this content and is not done. Where its content cannot be
    /// read, or is erased, it was this one.
    fn if_it_says<'a>(
        &self,
        numbers: Vec<PickupNumber>,
        drafts: impl ExactSizeIterator<Item = &'a Draft>,
    ) -> Result<Vec<PickupNumber>, Error> {
        let says = |(number, draft): (&PickupNumber, &Draft)| match self.store.content(*number) {
            Ok(content) => content.draft == *draft,
            Err(_) => true,
        };
        let done = |number: &PickupNumber| {
            let row = self.store.row(*number);
            row.is_ok_and(|row| row.state.is_final())
        };
        if numbers.len() != drafts.len() || !numbers.iter().zip(drafts).all(says) {
            Err(Error::TakenUpOtherwise(numbers))
        } else if numbers.iter().any(done) {
            Err(Error::Done(numbers))
        } else {
            Ok(numbers)
        }
    }
}

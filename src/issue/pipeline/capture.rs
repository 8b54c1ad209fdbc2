//! Taking a visit up: its cases on the disk, once, and their numbers.

use jiff::{SignedDuration, ZonedDateTime};

use super::{IssueRequest, Pipeline};
use crate::{
    case::{PickupNumber, VisitId},
    issue::Error,
    queue::Capture,
};

impl Pipeline {
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
        replaces: Option<PickupNumber>,
    ) -> Result<Vec<PickupNumber>, Error> {
        let taken_up = self.store.of_visit(visit).map_err(Error::Queue)?;
        if !taken_up.is_empty() {
            return self.if_it_says(taken_up, requests);
        }
        let at = now.timestamp();
        if let Some(fault) = self.clock_fault(at) {
            return Err(fault);
        }
        let deadline = self.deadline(at);
        let captures = requests.iter().enumerate().map(|(place, request)| {
            let statement = self.read(&request.draft, now).or(Err(Error::Unreadable))?;
            Ok(Capture {
                order: self.route.order(&statement, &request.issuer, at)?,
                draft: request.draft.clone(),
                issuer: request.issuer.clone(),
                captured_at: now.clone(),
                deadline,
                replaces: replaces.filter(|_| place == 0),
            })
        });
        let captures: Vec<Capture> = captures.collect::<Result<_, Error>>()?;
        let numbers = self
            .store
            .capture(visit, captures, at)
            .map_err(Error::Queue)?;
        self.write_down(SignedDuration::ZERO);
        // Another program may have taken the same visit up in this very moment.
        self.if_it_says(numbers, requests)
    }

    /// Returns the numbers of a visit, if it was taken up with this content and is not done. Where its content cannot be
    /// read, or is erased, it was this one.
    fn if_it_says(
        &self,
        numbers: Vec<PickupNumber>,
        requests: &[IssueRequest],
    ) -> Result<Vec<PickupNumber>, Error> {
        let says =
            |(number, request): (&PickupNumber, &IssueRequest)| match self.store.content(*number) {
                Ok(content) => content.draft == request.draft,
                Err(_) => true,
            };
        let done = |number: &PickupNumber| {
            let row = self.store.row(*number);
            row.is_ok_and(|row| row.state.is_final())
        };
        if numbers.len() != requests.len() || !numbers.iter().zip(requests).all(says) {
            Err(Error::TakenUpOtherwise(numbers))
        } else if numbers.iter().any(done) {
            Err(Error::Done(numbers))
        } else {
            Ok(numbers)
        }
    }
}

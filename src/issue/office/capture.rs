//! Taking a visit up: its cases on the disk, once, and their numbers.

use jiff::{SignedDuration, ZonedDateTime};

use super::{Office, Wish};
use crate::{
    case::{PickupNumber, VisitId},
    issue::Error,
    queue::Capture,
};

impl Office {
    /// Takes up a visit: all of its cases, safe on disk when this returns, or none.
    ///
    /// Returns their numbers, in the order of the wishes. A visit that was taken up before has its numbers already; if
    /// it says something else now ([`Error::TakenUpOtherwise`]), or is done ([`Error::Done`]), it is refused: no number is
    /// told for what it is not.
    pub fn capture(
        &mut self,
        visit: VisitId,
        wishes: &[Wish],
        now: &ZonedDateTime,
        replaces: Option<PickupNumber>,
    ) -> Result<Vec<PickupNumber>, Error> {
        let taken_up = self.store.of_visit(visit).map_err(Error::Queue)?;
        if !taken_up.is_empty() {
            return self.if_it_says(taken_up, wishes);
        }
        let at = now.timestamp();
        if let Some(fault) = self.clock_fault(at) {
            return Err(fault);
        }
        let deadline = self.deadline(at);
        let captures = wishes.iter().enumerate().map(|(place, wish)| {
            let statement = self.read(&wish.draft, now).or(Err(Error::Unreadable))?;
            Ok(Capture {
                order: self.route.order(&statement, &wish.issuer, at)?,
                draft: wish.draft.clone(),
                issuer: wish.issuer.clone(),
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
        self.if_it_says(numbers, wishes)
    }

    /// Returns the numbers of a visit, if it was taken up with this content and is not done. Where its content cannot be
    /// read, or is erased, it was this one.
    fn if_it_says(
        &self,
        numbers: Vec<PickupNumber>,
        wishes: &[Wish],
    ) -> Result<Vec<PickupNumber>, Error> {
        let says = |(number, wish): (&PickupNumber, &Wish)| match self.store.content(*number) {
            Ok(content) => content.draft == wish.draft,
            Err(_) => true,
        };
        let done = |number: &PickupNumber| {
            let row = self.store.row(*number);
            row.is_ok_and(|row| row.state.is_final())
        };
        if numbers.len() != wishes.len() || !numbers.iter().zip(wishes).all(says) {
            Err(Error::TakenUpOtherwise(numbers))
        } else if numbers.iter().any(done) {
            Err(Error::Done(numbers))
        } else {
            Ok(numbers)
        }
    }
}

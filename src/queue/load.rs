//! Reading cases: what stands in their rows, and what is sealed of them.

use jiff::Timestamp;

use super::{Content, Error, Row, Store, row, sealed::Sealed};
use crate::{
    backoff::Waiting,
    case::{PickupNumber, VisitId},
};

/// Cases with their contents, as far as these can be opened.
pub type Contents = Vec<(PickupNumber, Result<Content, Error>)>;

impl Store {
    /// Lists all cases by number, the done ones too, without opening any.
    pub fn rows(&self) -> Result<Vec<Row>, Error> {
        row::all(&self.connection)
    }

    /// Returns the case whose turn it is among those that wait to be tried and were captured up to a moment.
    ///
    /// A case of which a server's signed answer is kept, whatever is wrong with that, is not among them: to try it again
    /// would make a second certificate. It waits until its answer proves right, by a signer that is made known or by its
    /// time, or for a person who lets it be tried.
    pub fn next_waiting(&self, captured_until: Timestamp) -> Result<Option<Waiting>, Error> {
        Ok(row::next_waiting(&self.connection, captured_until, 1)?.pop())
    }

    /// Returns the cases that a visit was taken up as, in their order; none if it was not.
    pub fn of_visit(&self, visit: VisitId) -> Result<Vec<PickupNumber>, Error> {
        row::of_visit(&self.connection, visit)
    }

    /// Returns the case that has taken the place of another, if one has and is not withdrawn itself.
    pub fn in_place_of(&self, replaced: PickupNumber) -> Result<Option<PickupNumber>, Error> {
        row::in_place_of(&self.connection, replaced)
    }

    /// Returns one case without opening it.
    pub fn row(&self, number: PickupNumber) -> Result<Row, Error> {
        row::row(&self.connection, number)
    }

    /// Opens the content of a case.
    pub fn content(&self, number: PickupNumber) -> Result<Content, Error> {
        let sealed = Sealed::of(&self.connection, number)?;
        if sealed.is_withdrawn() {
            // It waits to be erased, or brought back.
            return Err(Error::Erased(number));
        }
        Ok(sealed.open(&self.key)?.1)
    }

    /// Opens the contents of all cases that still have one, by number. One that is damaged spoils no other.
    pub fn contents(&self) -> Result<Contents, Error> {
        let all = Sealed::all(&self.connection)?.into_iter();
        Ok(all
            .map(|sealed| {
                let opened = sealed.open(&self.key);
                (sealed.number, opened.map(|(_, content)| content))
            })
            .collect())
    }
}

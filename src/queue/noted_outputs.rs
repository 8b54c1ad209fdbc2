//! What has become of a finished certificate outside of the queue: it was printed, or saved.

use jiff::Timestamp;
use rusqlite::params;

use super::{Error, Store, sql::Sql};
use crate::case::{Output, PickupNumber};

impl Store {
    /// Notes that certificates have come to paper or into a file, and when. Cases that are not listed any more are
    /// passed over.
    pub fn note_output(
        &mut self,
        numbers: &[PickupNumber],
        output: Output,
        at: Timestamp,
    ) -> Result<(), Error> {
        let statement = match output {
            Output::Printed => "UPDATE cases SET printed_at = ?2 WHERE number = ?1",
            Output::Saved => "UPDATE cases SET saved_at = ?2 WHERE number = ?1",
        };
        self.write(|transaction, _| {
            let mut note = transaction.prepare_cached(statement)?;
            for number in numbers {
                note.execute(params![Sql(*number), Sql(at)])?;
            }
            Ok(())
        })
    }
}
